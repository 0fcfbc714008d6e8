//! `creditcalc schema WHAT`.

use super::COMMANDS;
use crate::cli::args::{RECORD, SCENARIO, Schema as Args};
use crate::cli::shell::{CommandOutput, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::records::row_schema;
use crate::report::Format;
use crate::scenario_file;

pub(super) fn run(shell: &Shell<'_>, args: &Args, _: &World<'_>) -> Result<CommandOutput, Failure> {
    // A schema is no answer, and JSON is what it is; in a terminal, too.
    if let Some(format) =
        shell.asked_format().filter(|format| !matches!(format, Format::Json | Format::Table))
    {
        let title = format!("a schema is always JSON, not {}", format.word());
        return Err(Diagnostic::new(Code::NoSuchFormat, title)
            .help("leave the format out, or name a file ending in `.json`")
            .into());
    }
    let text = match args.what.as_str() {
        SCENARIO => scenario_file::json_schema(),
        RECORD => row_schema(),
        what => {
            let mut frozen = COMMANDS.iter().flat_map(|command| command.schemas());
            frozen.find(|frozen| frozen.name == what).expect("nothing else is taken").json.to_owned()
        }
    };
    Ok(CommandOutput { bytes: text.into_bytes(), ..CommandOutput::default() })
}
