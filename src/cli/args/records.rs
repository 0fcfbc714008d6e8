//! How records are read.

use clap::Args as ClapArgs;
use clap::builder::NonEmptyStringValueParser;

use super::first_given;
use crate::cli::values::words;
use crate::records::Format;
use crate::usage::UsedBy;

/// How records are read.
#[derive(Debug, Default, ClapArgs)]
#[command(next_help_heading = "The records")]
pub(in crate::cli) struct RecordArgs {
    /// Format of the records [default: detected from their content]
    #[arg(long, value_name = "FORMAT", value_parser = words(Format::ALL.map(|format| (format.id(), format))))]
    pub(in crate::cli) input_format: Option<Format>,
    /// Only count runs started this way [default: programmatic; in `measure` any]
    #[arg(long, value_name = "WHO", value_parser = words(ONLY))]
    pub(in crate::cli) only: Option<Only>,
    /// Also count runs with this entrypoint as programmatic (repeatable)
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) entrypoint: Vec<String>,
    /// Model of records that name none, such as those of `codex exec`
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) assume_model: Option<String>,
    /// Fail if a record can't be read
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

/// Which runs are meant, by who started them; `None` is all.
type Only = Option<UsedBy>;

const ONLY: [(&str, Only); 4] = [
    ("programmatic", Some(UsedBy::Program)),
    ("interactive", Some(UsedBy::Person)),
    ("unknown", Some(UsedBy::Unknown)),
    ("any", None),
];
