//! `creditcalc man [COMMAND]`.

use super::COMMANDS;
use crate::cli::args::Man as Args;
use crate::cli::output::{self, Document};
use crate::cli::shell::{CommandOutput, Shell};
use crate::cli::{Failure, World, manual};
use crate::diagnostic::{Diagnostic, nearest};
use crate::phrase::{counted, escaped};
use crate::units::length;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    shell.writes_text("manual pages are roff")?;
    if let Some(folder) = &args.dir {
        let pages = manual::all();
        let paths: Vec<_> = pages.iter().map(|(name, _)| folder.join(name)).collect();
        let documents: Vec<_> = paths
            .iter()
            .zip(&pages)
            .map(|(path, (_, page))| Document { path: Some(path), bytes: page.as_bytes(), name: "page" })
            .collect();
        output::replace(&documents, world)?;
        let text = format!("{} in {}", counted(length(pages.len()), "page"), folder.display());
        let bytes = (escaped(&text) + "\n").into_bytes();
        return Ok(CommandOutput { bytes, ..CommandOutput::default() });
    }
    let page = match args.page.as_deref() {
        None | Some("creditcalc") => manual::main_page(),
        Some(name) => {
            let found = COMMANDS.iter().find(|command| command.name() == name);
            manual::page(*found.ok_or_else(|| unknown(name))?)
        }
    };
    Ok(CommandOutput { bytes: page.into_bytes(), ..CommandOutput::default() })
}

fn unknown(name: &str) -> Diagnostic {
    let help = match nearest(name, COMMANDS.iter().map(|command| command.name())) {
        Some(near) => format!("did you mean `creditcalc man {near}`?"),
        None => "`creditcalc man` prints the main page, which lists all commands".to_owned(),
    };
    Diagnostic::arguments(format!("there is no command `{}`", escaped(name)), help)
}
