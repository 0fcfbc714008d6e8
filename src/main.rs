//! The program: arguments, clock and standard streams in, an exit code out.

use std::io;
use std::process::ExitCode;

use anyhow::Context as _;
use creditcalc::cli::{self, World};

fn main() -> anyhow::Result<ExitCode> {
    let (mut stdout, mut stderr) = (io::stdout(), io::stderr());
    let mut world = World::real(&mut stdout, &mut stderr).context("cannot find the working folder")?;
    Ok(ExitCode::from(cli::run(std::env::args_os(), &mut world).code()))
}
