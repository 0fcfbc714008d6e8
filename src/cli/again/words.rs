//! A command line in one spelling: flags in full, in the order of the help, each value behind `=`, then what has no flag.

use std::any::TypeId;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli::args::command_for;

/// Flags that only say where and how an answer is written, where settings are, and what files may name. The question is
/// the same without them.
const ASIDE: [&str; 14] = [
    "allow-outside",
    "color",
    "config",
    "csv",
    "force",
    "format",
    "json",
    "no-config",
    "no-header",
    "output-file",
    "quiet",
    "rows",
    "write",
    "write-profile",
];

/// The command line without the name of the program; `None` if it isn't text.
pub(super) fn canonical(argv: &[String]) -> Option<Vec<String>> {
    let (command, matches) = parsed(argv)?;
    let (mut words, mut behind) = (vec![command.get_name().to_owned()], Vec::new());
    for argument in command.get_arguments().filter(|argument| is_given(argument, &matches)) {
        let name = argument.get_long();
        if name.is_some_and(|name| ASIDE.contains(&name)) {
            continue;
        }
        if matches!(argument.get_action(), ArgAction::SetTrue) {
            words.extend(name.map(|name| format!("--{name}")));
            continue;
        }
        for value in matches.get_raw(argument.get_id().as_str()).into_iter().flatten() {
            let value = value.to_str()?;
            match name {
                Some(name) => words.push(format!("--{name}={value}")),
                None => behind.push(value.to_owned()),
            }
        }
    }
    if !behind.is_empty() {
        words.push("--".to_owned());
        words.extend(behind);
    }
    Some(words)
}

/// The files and folders that a command line names.
pub(super) fn paths(argv: &[String]) -> Vec<String> {
    let Some((command, matches)) = parsed(argv) else { return Vec::new() };
    let is_path = |argument: &&Arg| argument.get_value_parser().type_id() == TypeId::of::<PathBuf>();
    let given = command.get_arguments().filter(is_path).filter(|argument| is_given(argument, &matches));
    given
        .flat_map(|argument| matches.get_raw(argument.get_id().as_str()).into_iter().flatten())
        .map(|value| value.to_string_lossy().into_owned())
        .collect()
}

/// The command, and what it is called with.
fn parsed(argv: &[String]) -> Option<(Command, ArgMatches)> {
    let argv: Vec<OsString> = argv.iter().map(OsString::from).collect();
    let mut program = command_for(&argv);
    let mut matches = program.try_get_matches_from_mut(&argv).ok()?;
    let (name, matches) = matches.remove_subcommand()?;
    Some((program.find_subcommand(&name)?.clone(), matches))
}

fn is_given(argument: &Arg, matches: &ArgMatches) -> bool {
    let id = argument.get_id().as_str();
    matches.try_contains_id(id).unwrap_or(false) && matches.value_source(id) == Some(ValueSource::CommandLine)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical_of(line: &str) -> String {
        let argv: Vec<String> = line.split(' ').map(str::to_owned).collect();
        canonical(&argv).expect("it is a command line").join(" ")
    }

    #[test]
    fn however_it_is_typed_it_is_one_line() {
        let one = "estimate --cost-per-run=4 --plan=pro --plan=max-5x";
        for typed in [
            "creditcalc estimate --cost-per-run 4 --plan pro,max-5x --json",
            "creditcalc estimate --plan pro --plan=max-5x --cost-per-run=4 --format json -o a.json",
            "creditcalc --json -q estimate --plan pro,max-5x --price 4 --color never --no-config",
        ] {
            assert_eq!(canonical_of(typed), one, "{typed}");
        }
        assert_eq!(canonical_of(&format!("creditcalc {one}")), one);
        let measured = "creditcalc measure a.json b.json --tz UTC --explain --write-profile p.toml";
        assert_eq!(canonical_of(measured), "measure --tz=UTC --explain -- a.json b.json");
        let solved = "creditcalc solve portfolio team.toml --write smaller.toml";
        assert_eq!(canonical_of(solved), "solve -- portfolio team.toml");
        let from = "creditcalc estimate --from a b --nightly";
        assert_eq!(canonical_of(from), "estimate --from=a --from=b --nightly");
    }

    #[test]
    fn files_are_known_by_the_type_of_their_flags() {
        let argv = "creditcalc estimate --from=a --crontab=c --pricing=p --cron=x".split(' ');
        let argv: Vec<String> = argv.map(str::to_owned).collect();
        let mut found = paths(&argv);
        found.sort();
        assert_eq!(found, ["a", "c", "p"]);
    }
}
