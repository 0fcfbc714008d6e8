//! `creditcalc schema WHAT`.

use crate::cli::Failure;
use crate::cli::args::{Schema as Args, SchemaOf};
use crate::cli::shell::{CommandOutput, Shell};
use crate::diagnostic::{Code, Diagnostic};
use crate::report::Format;
use crate::scenario_file;

/// The schema of an answer, as it is published. A test derives it from the type of the answer.
macro_rules! frozen {
    ($command:literal) => {
        include_str!(concat!("../../../tests/schemas/", $command, ".json")).to_owned()
    };
}

pub(super) fn run(shell: &Shell<'_>, args: &Args) -> Result<CommandOutput, Failure> {
    // A schema is no answer, and JSON is what it is; in a terminal, too.
    if let Some(format) =
        shell.asked_format().filter(|format| !matches!(format, Format::Json | Format::Table))
    {
        let title = format!("a schema is JSON, and is not written as {}", format.word());
        return Err(Diagnostic::new(Code::NoSuchFormat, title)
            .help("leave the format out, or name a file that ends in `.json`")
            .into());
    }
    let text = match args.what {
        SchemaOf::Scenario => scenario_file::json_schema(),
        SchemaOf::Estimate => frozen!("estimate"),
        SchemaOf::Measure => frozen!("measure"),
        SchemaOf::Schedule => frozen!("schedule"),
        SchemaOf::Simulate => frozen!("simulate"),
        SchemaOf::Compare => frozen!("compare"),
        SchemaOf::Solve => frozen!("solve"),
        SchemaOf::Diff => frozen!("diff"),
        SchemaOf::Check => frozen!("check"),
        SchemaOf::Models => frozen!("models"),
        SchemaOf::Plans => frozen!("plans"),
        SchemaOf::PricingCheck => frozen!("pricing-check"),
    };
    Ok(CommandOutput { bytes: text.into_bytes(), ..CommandOutput::default() })
}
