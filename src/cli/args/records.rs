//! How records are read.

use clap::builder::{NonEmptyStringValueParser, PossibleValue};
use clap::{Args as ClapArgs, ValueEnum};

use super::first_given;
use crate::records;
use crate::usage::UsedBy;

/// How records are read.
#[derive(Debug, Default, ClapArgs)]
#[command(next_help_heading = "The records")]
pub(in crate::cli) struct RecordArgs {
    /// The format of all records, where it is not recognized by what is written
    #[arg(long, value_name = "FORMAT")]
    pub(in crate::cli) input_format: Option<InputFormat>,
    /// Only runs that were started so: programmatic (the default of `estimate --from`), interactive, unknown,
    /// or any (the default of `measure`)
    #[arg(long, value_name = "WHO")]
    pub(in crate::cli) only: Option<Only>,
    /// An entrypoint whose runs are programmatic, beyond those that are known to be (repeatable)
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) entrypoint: Vec<String>,
    /// The model of records that name none, such as those of `codex exec`
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) assume_model: Option<String>,
    /// A record that cannot be read is an error
    #[arg(long)]
    pub(in crate::cli) strict: bool,
}

impl RecordArgs {
    /// The first flag that is given.
    pub(in crate::cli) fn first_flag(&self) -> Option<&'static str> {
        first_given([
            (self.input_format.is_some(), "--input-format"),
            (self.only.is_some(), "--only"),
            (!self.entrypoint.is_empty(), "--entrypoint"),
            (self.assume_model.is_some(), "--assume-model"),
            (self.strict, "--strict"),
        ])
    }
}

/// A format of records.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct InputFormat(pub(in crate::cli) records::Format);

impl ValueEnum for InputFormat {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [InputFormat; records::Format::ALL.len()] = {
            let mut all = [InputFormat(records::Format::ALL[0]); records::Format::ALL.len()];
            let mut place = 1;
            while place < all.len() {
                all[place] = InputFormat(records::Format::ALL[place]);
                place += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.id()))
    }
}

/// Which runs are meant, by who started them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Only {
    Programmatic,
    Interactive,
    Unknown,
    Any,
}

impl Only {
    pub(in crate::cli) fn used_by(self) -> Option<UsedBy> {
        match self {
            Self::Programmatic => Some(UsedBy::Program),
            Self::Interactive => Some(UsedBy::Person),
            Self::Unknown => Some(UsedBy::Unknown),
            Self::Any => None,
        }
    }
}
