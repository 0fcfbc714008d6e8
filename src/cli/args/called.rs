//! Reads a command line with only the command that it calls.
//!
//! Building all commands with all their flags takes longer than answering most questions. A command line
//! that is in order needs one of them. For everything else, help and faults, all of them are built, so that
//! what is said about it is said by who knows them all.

use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::error::ErrorKind;
use clap::{ArgAction, ArgMatches, Args as _, CommandFactory as _, FromArgMatches, Subcommand};

use super::faults::{self, Fault};
use super::guide::Question;
use super::{Args, Common, VERSION, help};
use crate::cli::commands::{COMMANDS, Called};
use crate::cli::left::Left;

/// The command that is called.
#[derive(Debug)]
pub(in crate::cli) struct Command(pub(in crate::cli) Box<dyn Called>);

impl Subcommand for Command {
    fn augment_subcommands(program: clap::Command) -> clap::Command {
        program.subcommands(COMMANDS.iter().map(|command| command.definition()))
    }

    fn augment_subcommands_for_update(program: clap::Command) -> clap::Command {
        Self::augment_subcommands(program)
    }

    fn has_subcommand(name: &str) -> bool {
        COMMANDS.iter().any(|command| command.name() == name)
    }
}

impl FromArgMatches for Command {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Self::from_arg_matches_mut(&mut matches.clone())
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, clap::Error> {
        let called = matches.remove_subcommand();
        let found = called.and_then(|(name, matches)| {
            COMMANDS.iter().find(|command| command.name() == name).map(|command| (command, matches))
        });
        // Reading all commands says it in full.
        let (command, mut matches) = found.ok_or(clap::Error::new(ErrorKind::MissingSubcommand))?;
        command.read(&mut matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Why there is nothing to run.
#[derive(Debug)]
pub(in crate::cli) enum Unread {
    /// Help or the version: an answer.
    Answer(StyledStr),
    /// What is wrong with the command line.
    Fault(Fault),
    /// The same, of a word where a flag is expected: perhaps the name of a file.
    Stray(OsString, Fault),
    /// What is missing, as a question.
    Question(&'static Question),
    /// An argument is not text.
    NotText,
}

impl Args {
    /// Reads the command line as [`Args::read_among_all`] does, sooner.
    pub(in crate::cli) fn read(argv: &[OsString]) -> Result<Self, Unread> {
        let error = match Self::read_called(argv) {
            Ok(args) => return Ok(args),
            Err(error) => error,
        };
        // Who knows all commands knows best what is wrong.
        let error = match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => error,
            _ => match Self::read_among_all(argv) {
                Ok(args) => return Ok(args),
                Err(error) => error,
            },
        };
        Err(match error.kind() {
            ErrorKind::DisplayHelp => Unread::Answer(help::asked(argv)),
            ErrorKind::DisplayVersion => Unread::Answer(error.render()),
            ErrorKind::InvalidUtf8 => Unread::NotText,
            _ => faults::told(&error, argv),
        })
    }

    fn read_among_all(argv: &[OsString]) -> Result<Self, clap::Error> {
        Self::from_arg_matches(&matches(&mut switched_twice(Self::command()), argv)?)
    }

    fn read_called(argv: &[OsString]) -> Result<Self, clap::Error> {
        let mut command = command_for(argv);
        // Nothing of the two is asked again, and taking them apart takes as long as building them did.
        let mut matches = Left::new(matches(&mut command, argv)?);
        let _kept = Left::new(command);
        Self::from_arg_matches_mut(&mut matches)
    }
}

/// The program with those of its commands whose names stand anywhere in `argv`: one that is not there is not
/// called, and one that is may be something else, the name of a file.
pub(in crate::cli) fn command_for(argv: &[OsString]) -> clap::Command {
    // What else there is to it shows in help only.
    let program = clap::Command::new("creditcalc").version(VERSION).disable_help_subcommand(true);
    let program = COMMANDS
        .iter()
        .filter(|command| argv.iter().any(|word| word == command.name()))
        .fold(Common::augment_args(program), |program, command| program.subcommand(command.definition()));
    switched_twice(program)
}

/// What a command line says. A flag of everywhere that stands before its command and behind it is given twice as well,
/// of which the one behind would win.
fn matches(program: &mut clap::Command, argv: &[OsString]) -> Result<ArgMatches, clap::Error> {
    let matches = program.try_get_matches_from_mut(argv)?;
    let is_flag = |word: &OsString| word.as_encoded_bytes().starts_with(b"-");
    if argv.get(1).is_some_and(is_flag)
        && let Some(place) =
            argv.iter().position(|word| matches.subcommand_name().is_some_and(|name| word == name))
    {
        let (before, behind) = (argv[1..place].iter(), argv[place + 1..].iter());
        program.try_get_matches_from_mut([&argv[0], &argv[place]].into_iter().chain(before).chain(behind))?;
    }
    Ok(matches)
}

/// A program in which a switch, `--json`, can be given twice: it says the same thing again. A flag with a value that
/// is given twice says two things, and taking one of them would be a silent choice.
fn switched_twice(program: clap::Command) -> clap::Command {
    let again = |flag: clap::Arg| match flag.get_action() {
        ArgAction::SetTrue => {
            let itself = flag.get_id().clone();
            flag.overrides_with(itself)
        }
        _ => flag,
    };
    program.mut_args(again).mut_subcommands(switched_twice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::commands::Listed;

    #[test]
    fn a_command_by_itself_reads_what_it_reads_among_all() {
        for name in COMMANDS.map(Listed::name) {
            // With the flags of everywhere, which each gets when it is built.
            let flags = |mut whole: clap::Command| {
                whole.build();
                let command = whole.find_subcommand(name).expect("it is there");
                let flag = |flag: &clap::Arg| format!("{} {flag} {:?}", flag.get_id(), flag.get_action());
                command.get_arguments().map(flag).collect::<Vec<_>>()
            };
            assert_eq!(flags(command_for(&["".into(), name.into()])), flags(Args::command()), "{name}");
        }
    }

    #[test]
    fn a_line_is_read_the_same_both_ways() {
        let lines = [
            "",
            "--version",
            "-V",
            "--help",
            "help estimate",
            "help plans",
            "help --help",
            "estimate",
            "estimate --version",
            "estimate --help",
            "estimate --cost-per-run 4",
            "estimate --cost-per-run 4 --json --quiet --json",
            "estimate --cost-per-run 4 --cost-per-run 5",
            "--format csv estimate --cost-per-run 4 --format json",
            "--json estimate --cost-per-run 4 --json",
            "--json estimate --cost-per-run 4 --format csv",
            "--pricing a estimate --cost-per-run 4 --pricing b",
            "--json estimate --cost-per-run 4",
            "--pricing estimate plans",
            "--pricing estimate",
            "estimat --cost-per-run 4",
            "estimate --cost-per-rum 4",
            "estimate --format nonsense --cost-per-run 4",
            "plans --claims max-5x",
            "models estimate",
            "simulate plans",
            "diff simulate check",
            "pricing",
            "pricing check",
            "pricing check models --json",
            "measure -- estimate --help",
            "schema simulate",
            "estimate --json --format csv --cost-per-run 4",
        ];
        for line in lines {
            let argv: Vec<OsString> =
                std::iter::once("creditcalc").chain(line.split_whitespace()).map(OsString::from).collect();
            let all = Args::read_among_all(&argv);
            match (Args::read(&argv), all) {
                (Ok(called), Ok(all)) => assert_eq!(format!("{called:?}"), format!("{all:?}"), "{line}"),
                (Err(Unread::Answer(_)), Err(error)) => assert!(!error.use_stderr(), "{line}"),
                (Err(_), Err(error)) => assert!(error.use_stderr(), "{line}"),
                (called, all) => panic!("{line}: {called:?}, {all:?}"),
            }
        }
    }
    #[test]
    fn what_counts_once_is_given_once_and_words_are_forgiving() {
        let read = |line: &str| Args::read(&line.split_whitespace().map(OsString::from).collect::<Vec<_>>());
        for line in [
            "creditcalc estimate --cost-per-run 4 --cost-per-run 4",
            "creditcalc estimate --cost-per-run 4 --runs 3 --runs=3",
            "creditcalc --format json estimate --cost-per-run 4 --format csv",
            "creditcalc --color never estimate --cost-per-run 4 --color=always",
        ] {
            let Err(Unread::Fault(fault)) = read(line) else { panic!("{line}") };
            assert!(fault.title.ends_with("` is given twice"), "{line}: {}", fault.title);
        }
        for line in [
            "creditcalc estimate --cost-per-run 4 --plan pro --plan max-5x",
            "creditcalc --pricing a estimate --cost-per-run 4 --pricing b",
            "creditcalc -q --json estimate --cost-per-run 4 -q --json --json",
            "creditcalc estimate --cost-per-run 4 --rows Plans --color NEVER",
            "creditcalc solve Runs --cost-per-run 4",
            "creditcalc completions Bash",
        ] {
            assert!(read(line).is_ok(), "{line}");
        }
    }
}
