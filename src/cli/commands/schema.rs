//! `creditcalc schema scenario`.

use crate::cli::Failure;
use crate::cli::args::{Schema as Args, SchemaOf};
use crate::cli::shell::{CommandOutput, Shell};
use crate::diagnostic::Diagnostic;
use crate::report::Format;
use crate::scenario_file;

pub(super) fn run(shell: &Shell<'_>, args: &Args) -> Result<CommandOutput, Failure> {
    // A schema is no answer, and JSON is what it is; in a terminal, too.
    if let Some(format) =
        shell.asked_format().filter(|format| !matches!(format, Format::Json | Format::Table))
    {
        let title = format!("a schema is JSON, and is not written as {}", format.word());
        return Err(Diagnostic::new("C507", title)
            .help("leave the format out, or name a file that ends in `.json`")
            .into());
    }
    let text = match args.what {
        SchemaOf::Scenario => scenario_file::json_schema(),
    };
    Ok(CommandOutput { bytes: text.into_bytes(), ..CommandOutput::default() })
}
