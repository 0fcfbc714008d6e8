//! The program: arguments, clock and standard streams in, an exit code out.

use std::io::{self, Write as _};
use std::panic::{self, PanicHookInfo};
use std::process::{self, ExitCode};

use creditcalc::cli::{self, Exit, World};

/// musl's own allocator would take half the time of a short answer.
#[cfg(target_env = "musl")]
#[global_allocator]
static MEMORY: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    panic::set_hook(Box::new(own_fault));
    let (mut stdout, mut stderr) = (io::stdout(), io::stderr());
    let mut world = World::real(&mut stdout, &mut stderr);
    ExitCode::from(cli::run(std::env::args_os(), &mut world).code())
}

/// Says that the program itself is at fault, in one line: a trace through its functions helps nobody who uses
/// it, whatever the environment says of traces.
fn own_fault(panic: &PanicHookInfo<'_>) {
    let (payload, unsaid) = (panic.payload(), "no reason is known");
    let text = payload.downcast_ref::<&str>().copied();
    let what = text.or(payload.downcast_ref::<String>().map(String::as_str)).unwrap_or(unsaid);
    let what = what.replace('\n', " ");
    let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line()));
    // Nobody can be told that nobody can be told anything.
    let _ = writeln!(
        io::stderr(),
        "error: this is a bug in creditcalc{}; please report it: {what}",
        place.unwrap_or_default()
    );
    process::exit(Exit::CouldNot.code().into());
}
