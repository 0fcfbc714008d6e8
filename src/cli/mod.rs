//! The only door to the world: arguments, configuration, files, the clock and the terminal.
//!
//! A command reads the world, asks the library, and says the answer on standard output and everything else on
//! standard error.

mod args;
mod commands;
mod draw;
mod records;
mod resolve;
mod schedules;
mod settings;
mod tables;
mod usage_spec;
mod values;
mod world;

use std::ffi::OsString;
use std::io;

use anyhow::Context as _;
use clap::Parser as _;

use crate::diagnostic::Diagnostic;
use args::{Args, Command};
use draw::Talk;
use settings::Settings;
pub use world::World;

/// What the process ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Answered.
    Answered,
    /// Could not answer: an unknown model, an unreadable file, nothing to price.
    CouldNot,
    /// A wrong command line.
    WrongCommandLine,
    /// Answered, and a gate says no.
    GateSaysNo,
}

impl Exit {
    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Answered => 0,
            Self::CouldNot => 1,
            Self::WrongCommandLine => 2,
            Self::GateSaysNo => 3,
        }
    }
}

/// Why a command did not answer.
#[derive(Debug)]
enum Failure {
    /// Faults that the person can mend, each with a place and a way out.
    Told(Vec<Diagnostic>),
    /// The same, where the wording of the command line is at fault whatever the code says.
    Wording(Vec<Diagnostic>),
    /// Anything else, with its causes.
    Other(anyhow::Error),
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Told(vec![diagnostic])
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self::Told(diagnostics)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

/// What a command says.
#[derive(Default)]
struct Answer {
    /// The answer.
    text: String,
    /// The answer, where it is a workbook and no text.
    book: Option<Vec<u8>>,
    /// What to know about it.
    notes: Vec<String>,
    /// What could not be read for it, one line each.
    skipped: Vec<String>,
    /// What a gate says about it; empty when it passes.
    refusals: Vec<String>,
    /// Why it is none after all; empty when it is one.
    faults: Vec<Diagnostic>,
}

/// Runs the program with `argv` in `world`.
pub fn run(argv: impl IntoIterator<Item = OsString>, world: &mut World<'_>) -> Exit {
    let args = match Args::try_parse_from(argv) {
        Ok(args) => args,
        Err(error) => return usage(&error, world),
    };
    let mut talk = Talk::new(world, args.common.color, args.common.quiet);
    match answer(&args, world, &mut talk) {
        Ok(exit) => exit,
        Err(Failure::Told(diagnostics)) => {
            // A fault of the command line is the person's wording; everything else, a file that cannot be
            // read among it, is something that could not be answered.
            let is_wording = |fault: &Diagnostic| fault.code.is_wrong_command_line();
            let exit =
                if diagnostics.iter().all(is_wording) { Exit::WrongCommandLine } else { Exit::CouldNot };
            talk.diagnostics(world, &diagnostics);
            exit
        }
        Err(Failure::Wording(diagnostics)) => {
            talk.diagnostics(world, &diagnostics);
            Exit::WrongCommandLine
        }
        Err(Failure::Other(error)) => {
            talk.error(world, &format!("{error:#}"));
            Exit::CouldNot
        }
    }
}

fn answer(args: &Args, world: &mut World<'_>, talk: &mut Talk) -> Result<Exit, Failure> {
    let settings = Settings::read(world, args.common.no_config)?;
    talk.settle(world, settings.color(args.common.color)?);
    for warning in settings.warnings() {
        talk.note(world, warning);
    }
    let answer = match &args.command {
        Command::Estimate(estimate) => commands::estimate::run(&args.common, estimate, &settings, world)?,
        Command::Simulate(simulate) => commands::simulate::run(&args.common, simulate, &settings, world)?,
        Command::Schema(schema) => commands::schema::run(schema),
        Command::Compare(compare) => commands::compare::run(&args.common, compare, &settings, world)?,
        Command::Solve(solve) => commands::solve::run(&args.common, solve, &settings, world)?,
        Command::Schedule(schedule) => commands::schedule::run(&args.common, schedule, &settings, world)?,
        Command::Diff(diff) => commands::diff::run(&args.common, diff, &settings, world)?,
        Command::Check(check) => commands::check::run(&args.common, check, &settings, world)?,
        Command::Measure(measure) => commands::measure::run(&args.common, measure, &settings, world)?,
        Command::Models(models) => commands::models::run(&args.common, models, &settings, world)?,
        Command::Plans(plans) => commands::plans::run(&args.common, plans, &settings, world)?,
        Command::Pricing(pricing) => commands::pricing::run(&args.common, pricing, &settings, world)?,
    };
    let bytes = answer.book.as_deref().unwrap_or(answer.text.as_bytes());
    match args.command.file() {
        // What every tool writes for standard output.
        Some(path) if path.as_os_str() != "-" => {
            let cannot =
                |error| anyhow::anyhow!("cannot write `{}`: {}", path.display(), tables::reason(&error));
            world.write_file(path, bytes).map_err(cannot)?;
            talk.note(world, &format!("the answer is in `{}`", path.display()));
        }
        _ => say(world, bytes)?,
    }
    for note in &answer.notes {
        talk.note(world, note);
    }
    for skipped in &answer.skipped {
        talk.skipped(world, skipped);
    }
    if !answer.faults.is_empty() {
        return Err(answer.faults.into());
    }
    for refusal in &answer.refusals {
        talk.refusal(world, refusal);
    }
    Ok(if answer.refusals.is_empty() { Exit::Answered } else { Exit::GateSaysNo })
}

/// Writes to standard output. Nobody reading to the end is not an error.
fn say(world: &mut World<'_>, answer: &[u8]) -> Result<(), anyhow::Error> {
    match world.stdout.write_all(answer).and_then(|()| world.stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write to standard output"),
    }
}

/// Help and version are answers; everything else that clap says is a wrong command line.
fn usage(error: &clap::Error, world: &mut World<'_>) -> Exit {
    let color = if error.use_stderr() { world.stderr_color(None) } else { world.stdout_color(None) };
    let text = if color { error.render().ansi().to_string() } else { error.render().to_string() };
    if error.use_stderr() {
        let _ = world.stderr.write_all(text.as_bytes());
        Exit::WrongCommandLine
    } else {
        match say(world, text.as_bytes()) {
            Ok(()) => Exit::Answered,
            Err(_) => Exit::CouldNot,
        }
    }
}
