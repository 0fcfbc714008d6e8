//! `creditcalc mcp`.

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};

use crate::cli::args::Mcp as Args;
use crate::cli::mcp::{Tools, serve};
use crate::cli::shell::{CommandOutput, Shell};
use crate::cli::{Failure, World};

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    shell.writes_text("`creditcalc mcp` answers in JSON-RPC")?;
    if io::stdin().is_terminal() {
        // Nobody can be told that nobody can be told anything.
        let _ = writeln!(io::stderr(), "note: this server waits for an agent; Ctrl-D ends it (docs/mcp.md)");
    }
    let tools = Tools::new(shell.common, args.allow_outside, world);
    match serve(&tools, &mut io::stdin().lock(), &mut io::stdout().lock()) {
        // Whoever asked doesn't listen any more.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        Err(error) => return Err(anyhow::anyhow!("cannot go on answering: {error}").into()),
        Ok(()) => {}
    }
    Ok(CommandOutput::default())
}
