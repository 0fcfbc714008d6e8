//! The tables that are built into the program.

use jiff::civil::Date;

use super::packed::{Packed, Records, models_named};
use super::price_factor::PriceFactor;
use super::table::{Index, plain_name};
use super::vendor::Vendor;
use super::{Model, PriceTable};
use crate::source::SourceFile;

/// A built-in file, as the build script wrote it.
struct Builtin {
    /// Its path in the project.
    name: &'static str,
    text: &'static str,
    content: Content,
}

/// The records of a file (`packed`).
enum Content {
    Models {
        vendor: Packed,
        /// Each behind its length, so that those that nobody asks for are stepped over.
        models: Packed,
    },
    Plans(Packed),
}

const FILES: &[Builtin] = include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
const DIGEST: &str = env!("BUILTIN_TABLES_DIGEST");

/// The texts of the built-in tables, for showing and for checking.
#[must_use]
pub fn builtin_files() -> Vec<SourceFile> {
    FILES.iter().map(Builtin::source).collect()
}

/// Whether a file of this name is built in.
pub(super) fn is_builtin_file(name: &str) -> bool {
    FILES.iter().any(|file| file.name == name)
}

impl PriceTable {
    /// The built-in tables.
    ///
    /// They are checked like any other by the tests of this package; here they are only read.
    #[must_use]
    pub fn builtin() -> Self {
        read(Wanted::All, WantedPlans::All)
    }

    /// As much of the built-in tables as it takes to price the models of these `names` on these `plans`: a process
    /// that answers one question reads one model and not sixty. What the names mean on `day` is the same as in
    /// [`PriceTable::builtin`]; the lists of models and vendors are not complete, and notes, further readers
    /// of a figure, terms in words and claims of others are left out.
    #[must_use]
    pub fn builtin_for(names: &[&str], plans: WantedPlans, day: Date) -> Self {
        let has_successor =
            |model: &Model| model.lifecycle.retired.is_none() || model.lifecycle.successor.is_some();
        // A name that moves is decided among all models of its vendor, and one that is not found is answered with the
        // nearest of all. The newest of a family takes the place of one that ends, where the vendor names no other.
        let is_enough = |table: &Self| {
            names.iter().all(|name| table.resolve(name, day).is_ok_and(|found| has_successor(found.model)))
        };
        [Wanted::Models(names), Wanted::Vendors(names)]
            .into_iter()
            .map(|models| read(models, plans))
            .find(is_enough)
            .unwrap_or_else(|| read(Wanted::All, plans))
    }
}

/// Which plans a question may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedPlans {
    /// Every vendor's: plans or programs are named.
    All,
    /// Those of the vendor with the default program: nothing is named.
    Usual,
}

/// What is read of the models in the built-in tables.
#[derive(Clone, Copy)]
enum Wanted<'n> {
    /// All of them.
    All,
    /// The models of these names with what their vendors charge besides, and the plans without what is there for
    /// reading only.
    Models(&'n [&'n str]),
    /// Besides, all models of the vendors who have one of these names as that of a family, or a model in a region
    /// that the name begins with.
    Vendors(&'n [&'n str]),
}

impl Wanted<'_> {
    /// The names of models of which only those are read.
    fn names(&self) -> Option<&[&str]> {
        match self {
            Self::All => None,
            Self::Models(names) | Self::Vendors(names) => Some(names),
        }
    }

    /// Whether all models of a vendor are read.
    fn has_all_of(&self, vendor: &Vendor, regions: &[&str]) -> bool {
        let Self::Vendors(names) = self else { return false };
        names.iter().map(|name| plain_name(name)).any(|name| {
            vendor.families.iter().any(|family| family.alias == name)
                || regions.iter().any(|region| name.starts_with(region))
        })
    }
}

fn read(wanted: Wanted<'_>, wanted_plans: WantedPlans) -> PriceTable {
    let names = wanted.names();
    let mut table = PriceTable {
        vendors: Vec::new(),
        models: Vec::new(),
        programs: Vec::new(),
        plans: Vec::new(),
        digest: format!("sha256:{DIGEST}"),
        replaced: Vec::new(),
        price_factor: PriceFactor::default(),
        index: Index::default(),
    };
    let is_named = |known: &str| names.is_none_or(|names| names.iter().any(|name| plain_name(name) == known));
    for file in FILES {
        let source = file.source();
        let records = |packed, brief| Records { source: &source, packed, brief };
        match file.content {
            Content::Models { vendor, models } => {
                let mut found = models_named(models, is_named);
                if !found.is_empty() || matches!(wanted, Wanted::Vendors(_)) {
                    // Families are remarks, which are left out of what is brief.
                    let is_brief = matches!(wanted, Wanted::Models(_));
                    let (vendor, prefixes) = records(vendor, is_brief).vendor();
                    if wanted.has_all_of(&vendor, &prefixes) {
                        found = models_named(models, |_| true);
                    }
                    if found.is_empty() {
                        continue;
                    }
                    let models =
                        found.into_iter().map(|packed| records(packed, false).model(&vendor, &prefixes));
                    table.models.extend(models);
                    table.add_vendor(vendor);
                }
            }
            Content::Plans(packed) => {
                let is_usual_only = wanted_plans == WantedPlans::Usual;
                if is_usual_only && table.default_program().is_some() {
                    continue;
                }
                let (programs, plans) = records(packed, names.is_some()).programs_and_plans();
                if is_usual_only && !programs.iter().any(|program| program.default) {
                    continue;
                }
                table.programs.extend(programs);
                table.plans.extend(plans);
            }
        }
    }
    table
}

impl Builtin {
    fn source(&self) -> SourceFile {
        SourceFile::new(self.name, self.text)
    }
}
