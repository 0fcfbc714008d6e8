//! `creditcalc schema`.

use clap::Args as ClapArgs;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::ToFile;
use super::guide::{Guide, Guided, Question};
use crate::cli::commands::COMMANDS;

/// The shape of a file or of an answer, as JSON Schema.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Schema {
    /// `scenario`, `record` (your own rows) or a command
    #[arg(value_name = "WHAT", value_parser = PossibleValuesParser::new(known()))]
    pub(in crate::cli) what: String,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

impl Guided for Schema {
    const GUIDE: Guide = Guide {
        usage: "WHAT [FLAGS]",
        flags: &["what", "output"],
        examples: &["creditcalc schema scenario", "creditcalc schema estimate -o estimate.schema.json"],
        more: &[],
        question: Question {
            asks: "Which schema? Give one of:",
            ways: &[
                ("scenario files", "creditcalc schema scenario"),
                ("rows of your own", "creditcalc schema record"),
                ("answers as JSON", "creditcalc schema estimate"),
            ],
        },
    };
}

/// What scenario files are called here.
pub(in crate::cli) const SCENARIO: &str = "scenario";

/// What rows are called that other tools write.
pub(in crate::cli) const RECORD: &str = "record";

/// What has a schema.
fn known() -> impl Iterator<Item = PossibleValue> {
    let scenario =
        PossibleValue::new(SCENARIO).help("Scenario files, for editors that check and complete TOML");
    let record = PossibleValue::new(RECORD).help("A row of records that your own tools write for `measure`");
    let answers = COMMANDS.iter().flat_map(|command| command.schemas()).map(|answer| {
        let command = answer.name.replace('-', " ");
        PossibleValue::new(answer.name).help(format!("What `{command} --json` answers"))
    });
    [scenario, record].into_iter().chain(answers)
}
