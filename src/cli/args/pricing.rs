//! Price files: `creditcalc pricing check`, `import`, `diff`, `show` and `sources`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use jiff::civil::Date;

use super::guide::{Guide, Guided, Question};
use super::question::Today;
use super::{Destination, ToFile};
use crate::cli::values::{day, words};
use crate::pricing::import::Catalog;

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Pricing {
    #[command(subcommand)]
    pub(in crate::cli) command: PricingCommand,
}

impl Guided for Pricing {
    const GUIDE: Guide = Guide {
        usage: "check | import | diff | show | sources [FLAGS]",
        flags: &[
            "folder",
            "file",
            "from",
            "effective_from",
            "write",
            "accept",
            "history",
            "max_age",
            "output",
        ],
        examples: &[
            "creditcalc pricing check my-prices",
            "creditcalc pricing import prices.json --from litellm \\\n    --effective-from 2026-12-01",
            "creditcalc pricing diff builtin my-prices",
            "creditcalc pricing show opus --history",
            "creditcalc pricing sources",
            "creditcalc pricing check --max-age 60",
        ],
        more: &[
            "check    check price files, and list everything that's wrong with them",
            "import   compare a catalog on disk with the tables; write what differs with --write",
            "diff     show what differs between two folders of price files",
            "show     show a model's prices, with --history all of them and who says so",
            "sources  list where the figures are from, and who says otherwise",
            "Nothing is downloaded. How to get catalogs: pricing/UPKEEP.md in the source.",
        ],
        question: Question {
            asks: "Which price files? Give one of:",
            ways: &[
                ("the built-in ones", "creditcalc pricing check"),
                ("your own", "creditcalc pricing check my-prices"),
                ("a catalog", "creditcalc pricing import FILE --from litellm --effective-from 2026-12-01"),
                ("where prices are from", "creditcalc pricing sources"),
            ],
        },
    };
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum PricingCommand {
    /// Check price files, and list everything that's wrong with them
    Check(CheckPrices),
    /// Compare a catalog on disk with the tables, and write what differs
    Import(Import),
    /// Show what differs between two folders of price files
    Diff(DiffPrices),
    /// Show a model's prices
    Show(ShowPrices),
    /// List where the figures are from, and who says otherwise
    Sources(Sources),
}

impl PricingCommand {
    pub(in crate::cli) fn destination(&self) -> Destination<'_> {
        match self {
            Self::Check(args) => args.to.destination(),
            Self::Import(args) => args.to.destination(),
            Self::Diff(args) => args.to.destination(),
            Self::Show(args) => args.to.destination(),
            Self::Sources(args) => args.to.destination(),
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct CheckPrices {
    /// Folder of price files [default: the built-in ones]
    #[arg(value_name = "DIR")]
    pub(in crate::cli) folder: Option<PathBuf>,
    /// Fail if a row was last checked more than DAYS ago
    #[arg(long, value_name = "DAYS")]
    pub(in crate::cli) max_age: Option<u16>,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Import {
    /// Catalog, or the package with it (`-` for stdin)
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// Whose catalog it is
    #[arg(long, value_name = "CATALOG", value_parser = words(Catalog::WORDS))]
    pub(in crate::cli) from: Catalog,
    /// First day of the new prices [default: today, which only compares]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) effective_from: Option<Date>,
    /// Write new prices into this folder. They are files for --pricing
    #[arg(long, value_name = "DIR", requires = "effective_from")]
    pub(in crate::cli) write: Option<PathBuf>,
    /// Accept what is odd, by its reason or the model. Repeatable
    #[arg(long, value_name = "REASON|MODEL", value_delimiter = ',')]
    pub(in crate::cli) accept: Vec<String>,
    /// Only these models (repeatable). A model that the tables don't have is imported only if it's named
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(in crate::cli) model: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct DiffPrices {
    /// Folder of price files, or `builtin`
    #[arg(value_name = "BEFORE")]
    pub(in crate::cli) before: PathBuf,
    /// Folder of price files, or `builtin`
    #[arg(value_name = "AFTER")]
    pub(in crate::cli) after: PathBuf,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ShowPrices {
    /// Model ID, alias or cloud ID
    #[arg(value_name = "MODEL")]
    pub(in crate::cli) id: String,
    /// All its prices, with sources and certainty
    #[arg(long)]
    pub(in crate::cli) history: bool,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Sources {
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}
