//! The tables that are built into the program.

use jiff::civil::Date;

use super::PriceTable;
use super::load::{Reading, assemble};
use super::price_file::PriceFile;
use super::table::without_context_switch;
use crate::source::SourceFile;
use crate::toml::Faults;
use crate::toml::document::{self, Entry, Node, Value};

/// A built-in file, as the build script wrote it.
struct Builtin {
    /// Its path in the project.
    name: &'static str,
    /// Its text.
    text: &'static str,
    /// Its tree without the models.
    tree: &'static [u8],
    /// The trees of its models, one after the other.
    models: &'static [u8],
    /// A line for each model: where its tree begins, how long it is, and its names.
    index: &'static str,
}

const FILES: &[Builtin] = include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
const DIGEST: &str = env!("BUILTIN_TABLES_DIGEST");

/// The texts of the built-in tables, for showing and for checking.
#[must_use]
pub fn builtin_files() -> Vec<SourceFile> {
    FILES.iter().map(|file| SourceFile::new(file.name, file.text)).collect()
}

/// What is there for reading only, or for questions about all models: left out where one question is
/// answered.
const UNREAD: &[&str] = &[
    "also",
    "claim",
    "family",
    "fee_note",
    "note",
    "source_date",
    "status_note",
    "terms",
    "tokenizer",
    "unpriced",
];

/// Which part of the built-in tables is read.
#[derive(Clone, Copy)]
enum Part<'n> {
    All,
    /// Only the models of these names with what their vendors charge besides, and the plans without what is
    /// there for reading only.
    Models(&'n [&'n str]),
}

impl PriceTable {
    /// The built-in tables.
    ///
    /// They are checked like any other by the tests of this package; here they are only read.
    #[must_use]
    pub fn builtin() -> Self {
        read(Part::All)
    }

    /// As much of the built-in tables as it takes to price the models of these `names`: a process that
    /// answers one question reads one model and not sixty. What the names mean on `day` is the same as in
    /// [`PriceTable::builtin`]; the lists of models and vendors are not complete, and notes, further readers
    /// of a figure, terms in words and claims of others are left out.
    #[must_use]
    pub fn builtin_for(names: &[&str], day: Date) -> Self {
        let table = read(Part::Models(names));
        // A name that moves is decided among all models, and one that is not found is answered with the
        // nearest of all.
        let is_plain = |name: &&str| table.resolve(name, day).is_ok();
        if names.iter().all(is_plain) { table } else { Self::builtin() }
    }
}

fn read(part: Part<'_>) -> PriceTable {
    let mut readings = Vec::with_capacity(FILES.len());
    for file in FILES {
        if let Some(tree) = file.tree(part) {
            let source = SourceFile::new(file.name, file.text);
            readings.extend(Reading::of(&tree, &mut Faults::new(&source, &PriceFile)));
        }
    }
    assemble(readings, format!("sha256:{DIGEST}"))
}

impl Builtin {
    /// The part of the tree that is asked for; `None` where it is a file of models of which none is.
    fn tree(&self, part: Part<'_>) -> Option<Node<'static>> {
        let models: Vec<Node<'static>> =
            self.index.lines().filter_map(|line| self.model(line, part)).collect();
        if models.is_empty() && !self.index.is_empty() {
            return None;
        }
        let unread: &[&str] = if matches!(part, Part::All) { &[] } else { UNREAD };
        let mut root = document::unpack(self.tree, unread).expect("the build script packed this tree");
        if let (Value::Table(table), Some(first)) = (&mut root.value, models.first()) {
            let span = first.span.clone();
            let place = table.entries.partition_point(|entry| entry.key.as_ref() < "model");
            let node = Node { span: span.clone(), value: Value::Array(models) };
            table.entries.insert(place, Entry { key: "model".into(), key_span: span, node });
        }
        Some(root)
    }

    /// The model of a line of the index, if it is asked for.
    fn model(&self, line: &'static str, part: Part<'_>) -> Option<Node<'static>> {
        let mut words = line.split(' ');
        let mut number = || words.next()?.parse::<usize>().ok();
        let (start, length) = (number()?, number()?);
        let asked = |known: &str| match part {
            Part::All => true,
            Part::Models(names) => names.iter().any(|name| without_context_switch(name) == known),
        };
        if !words.any(asked) {
            return None;
        }
        document::unpack(self.models.get(start..start + length)?, &[])
    }
}
