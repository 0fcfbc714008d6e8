//! The tables that are built into the program.

use super::load::{Reading, assemble};
use super::{PriceTable, fields::Faults};
use crate::document;
use crate::source::SourceFile;

/// A built-in file: its path in the project, its text, and its tree as the build script wrote it.
struct Builtin {
    name: &'static str,
    text: &'static str,
    tree: &'static [u8],
}

const FILES: &[Builtin] = include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
const DIGEST: &str = env!("CREDITCALC_BUILTIN_DIGEST");

/// The texts of the built-in tables, for showing and for checking.
#[must_use]
pub fn builtin_files() -> Vec<SourceFile> {
    FILES.iter().map(|file| SourceFile::new(file.name, file.text)).collect()
}

impl PriceTable {
    /// The built-in tables.
    ///
    /// They are checked like any other by the tests of this package; here they are only read.
    ///
    /// # Panics
    ///
    /// Never: the build script wrote what is read here.
    #[must_use]
    pub fn builtin() -> Self {
        let mut readings = Vec::with_capacity(FILES.len());
        for file in FILES {
            let tree = document::unpack(file.tree).expect("the build script packed this tree");
            let source = SourceFile::new(file.name, file.text);
            let mut faults = Faults::new(&source);
            readings.extend(Reading::of(&tree, &mut faults));
        }
        assemble(readings, format!("sha256:{DIGEST}"))
    }
}
