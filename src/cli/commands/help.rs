//! `creditcalc help [WHAT]`.

use super::COMMANDS;
use crate::cli::args::{Help as Args, help, hints};
use crate::cli::shell::{CommandOutput, Shell};
use crate::cli::topics::TOPICS;
use crate::cli::{Failure, World};
use crate::diagnostic::{Diagnostic, nearest};
use crate::phrase::escaped;
use crate::pricing::PriceTable;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    shell.writes_text("help is text")?;
    let text = match args.what.as_deref() {
        None => overview(),
        Some(what) => {
            // `plans` is a command and a topic; the command has `--help`.
            if let Some(topic) = TOPICS.iter().find(|topic| topic.name == what) {
                (topic.page)(&PriceTable::builtin(), world.clock().today(None))
            } else if let Some(command) = COMMANDS.iter().find(|command| command.name() == what) {
                let help = help::long(*command);
                let is_colored = world.stdout_color(shell.common.color);
                if is_colored { help.ansi().to_string() } else { help.to_string() }
            } else {
                return Err(unknown(what).into());
            }
        }
    };
    Ok(CommandOutput { bytes: text.into_bytes(), ..CommandOutput::default() })
}

/// The topics and the commands, a line each.
fn overview() -> String {
    let rows = |rows: Vec<(&str, &str)>| -> String {
        rows.iter().map(|(name, about)| format!("  {name:11}  {about}\n")).collect::<Vec<_>>().concat()
    };
    let topics = rows(TOPICS.iter().map(|topic| (topic.name, topic.about)).collect());
    let commands = rows(COMMANDS.iter().map(|command| (command.name(), command.about())).collect());
    format!(
        "Topics, for creditcalc help TOPIC:\n{topics}\nCommands, for creditcalc help COMMAND:\n{commands}"
    )
}

/// What is said of a word that is no topic and no command.
fn unknown(what: &str) -> Diagnostic {
    let topics = TOPICS.iter().map(|topic| topic.name);
    let names = topics.chain(COMMANDS.iter().map(|command| command.name()));
    let title = format!("there is no help about `{}`", escaped(what));
    if let Some(line) = hints::topic(what) {
        return Diagnostic::arguments(title, format!("try `{line}`"));
    }
    let help = match nearest(what, names) {
        Some(near) => format!("did you mean `creditcalc help {near}`?"),
        None => "`creditcalc help` lists topics and commands".to_owned(),
    };
    Diagnostic::arguments(title, help)
}
