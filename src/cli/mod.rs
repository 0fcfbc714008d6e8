//! The only door to the world: arguments, configuration, files, the clock and the terminal.
//!
//! A command reads the world and asks the library; the shell writes the answer to standard output or a file,
//! and everything else to standard error.

mod again;
mod args;
mod ask;
mod clock;
mod commands;
mod file_words;
mod home;
mod kept;
mod left;
mod manual;
mod mcp;
mod notices;
mod output;
mod owner;
mod peeked;
mod records;
mod scan;
mod settings;
mod shell;
mod tables;
mod topics;
mod typed;
mod values;
mod window;
mod world;
mod zone;

use std::ffi::OsString;
use std::thread;
use std::time::Duration;

use crate::diagnostic::{Diagnostic, Vocabulary};
use crate::pricing::NoPrice;
use crate::units::OutOfRange;
use args::{Args, Unread};
use file_words::{of_another_kind, with_flags};
use left::Left;
use notices::Notices;
pub use output::Sources;
use settings::Settings;
use shell::Shell;
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

    /// What it says to a script.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Answered => "Answered",
            Self::CouldNot => "Can't answer: an unknown model or price, or a file that can't be read",
            Self::WrongCommandLine => "Wrong command line",
            Self::GateSaysNo => "Answered, and a gate says no",
        }
    }
}

/// Why a command did not answer.
#[derive(Debug)]
enum Failure {
    /// Faults that the person can mend, each with a place and a way out.
    Told(Vec<Diagnostic>),
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

impl From<NoPrice> for Failure {
    fn from(reason: NoPrice) -> Self {
        reason.diagnostic(Vocabulary::Flags).into()
    }
}

impl From<OutOfRange> for Failure {
    fn from(reason: OutOfRange) -> Self {
        NoPrice::from(reason).into()
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

/// Whether a fault is in what was typed, and not in a file that cannot be read, or in what stands there.
fn is_wording(fault: &Diagnostic) -> bool {
    let is_typed = fault.place.as_ref().is_some_and(|(source, _)| source.is_typed());
    is_typed || fault.code.is_wrong_command_line()
}

/// Runs the program with `argv` in `world`.
pub fn run(argv: impl IntoIterator<Item = OsString>, world: &mut World<'_>) -> Exit {
    left::begin();
    let (mut argv, mut taken) = (argv.into_iter().collect::<Vec<_>>(), Vec::new());
    let mut args = Args::read(&argv);
    if let Err(Unread::Stray(..)) = args
        && let Some((words, notes)) = with_flags(&argv, world)
    {
        (args, argv, taken) = (Args::read(&words), words, notes);
    }
    let args = match args {
        // The process ends with this; giving back what it holds would only take time.
        Ok(args) => Left::new(args),
        Err(unread) => return say(unread, &argv, world),
    };
    let is_silent = args.command.0.destination().is_silent;
    let mut notices = Notices::new(world, args.common.color, args.common.quiet || is_silent);
    for note in taken {
        notices.note(world, &note);
    }
    let mut answered = |world: &mut World<'_>| {
        answer(&args, &argv, world, &mut notices).unwrap_or_else(|failure| match failure {
            _ if is_silent => Exit::Answered,
            failure => failure.say(world, &mut notices),
        })
    };
    match args.command.0.destination().again_after {
        Some(seconds) => watch(Duration::from_secs(seconds.get().into()), world, answered),
        None => answered(world),
    }
}

/// Answers every few seconds, each time on an empty screen, until somebody stops the process.
fn watch(pause: Duration, world: &mut World<'_>, mut answered: impl FnMut(&mut World<'_>) -> Exit) -> Exit {
    // To the corner, and nothing below it.
    const CLEARED: &[u8] = b"\x1b[H\x1b[J";
    if world.stdout_width.is_none() {
        let fault = Diagnostic::arguments(
            "`--watch` needs a terminal",
            "in a script, call `creditcalc status` as often as you like",
        );
        return Failure::from(fault).say(world, &mut Notices::new(world, None, false));
    }
    // From here on what an answer took is given back.
    left::begin();
    loop {
        if output::print(world, CLEARED).is_err() {
            return Exit::CouldNot;
        }
        let exit = answered(world);
        if !matches!(exit, Exit::Answered | Exit::GateSaysNo) {
            return exit;
        }
        thread::sleep(pause);
    }
}

impl Failure {
    /// Says why there is no answer.
    fn say(self, world: &mut World<'_>, notices: &mut Notices) -> Exit {
        match self {
            Self::Told(diagnostics) => {
                // A fault of the command line is the person's wording; everything else, a file that cannot be
                // read among it, is something that could not be answered.
                let is_typed = diagnostics.iter().all(is_wording);
                notices.diagnostics(world, &diagnostics);
                if is_typed { Exit::WrongCommandLine } else { Exit::CouldNot }
            }
            Self::Other(error) => {
                notices.error(world, &format!("{error:#}"));
                Exit::CouldNot
            }
        }
    }
}

fn answer(
    args: &Args,
    argv: &[OsString],
    world: &mut World<'_>,
    notices: &mut Notices,
) -> Result<Exit, Failure> {
    // A shell that loads its completions has nothing to do with the folder that it starts in.
    let settings = if args.command.0.needs_settings() {
        Settings::read(world, &args.common)?
    } else {
        Settings::default()
    };
    world.sources.begin_answer();
    notices.settle(world, settings.color(args.common.color)?);
    for warning in settings.warnings() {
        notices.note(world, warning);
    }
    // Only a variable can be wrong in a way that its person can mend.
    if world.variable("TZ").is_some()
        && let Some(note) = zone::unknown_in_words()
    {
        notices.note(world, &note);
    }
    let (to, extra) = (args.command.0.destination(), args.command.0.extra());
    let shell = Shell::new(&args.common, &settings, to, extra.usual_format(), world)?.typed(argv);
    shell.has_format(extra)?;
    let output = args.command.0.run(&shell, world)?;
    shell.publish(output, world, notices)
}

/// Help and version are answers; everything else is a wrong command line.
fn say(unread: Unread, argv: &[OsString], world: &mut World<'_>) -> Exit {
    let notices = Notices::new(world, None, false);
    match unread {
        Unread::Answer(text) => {
            let text = if world.stdout_color(None) { text.ansi().to_string() } else { text.to_string() };
            return match output::print(world, text.as_bytes()) {
                Ok(()) => Exit::Answered,
                Err(failure) => failure.say(world, &mut Notices::new(world, None, false)),
            };
        }
        Unread::Fault(fault) => notices.fault(world, &fault),
        Unread::Stray(word, fault) => {
            let fault = of_another_kind(&word, fault, world);
            notices.fault(world, &fault);
        }
        Unread::Question(question) => Notices::plain(world, &question.text()),
        Unread::NotText => {
            // Files may be called like that, and which of several arguments is none is not told.
            let odd = argv.iter().filter(|word| word.to_str().is_none());
            let names: Vec<_> = odd.map(|word| format!("`{}`", word.to_string_lossy())).collect();
            notices.error(world, &format!("the argument {} is not UTF-8 text", names.join(" or ")));
        }
    }
    Exit::WrongCommandLine
}
