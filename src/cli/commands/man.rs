//! `creditcalc man [COMMAND]`.

use std::fs;

use super::COMMANDS;
use crate::cli::args::Man as Args;
use crate::cli::shell::{CommandOutput, Shell};
use crate::cli::tables::reason;
use crate::cli::{Failure, World, manual};
use crate::diagnostic::{Diagnostic, nearest};
use crate::phrase::{counted, escaped};
use crate::units::length;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    shell.writes_text("manual pages are roff")?;
    if let Some(folder) = &args.dir {
        let pages = manual::all();
        for (name, page) in &pages {
            let path = folder.join(name);
            fs::write(world.folder.join(&path), page)
                .map_err(|error| anyhow::anyhow!("cannot write `{}`: {}", path.display(), reason(&error)))?;
        }
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
