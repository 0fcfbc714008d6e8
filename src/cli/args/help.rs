//! Help: one screen for `-h`, everything for `--help`, both from the same flags and the same guides.

use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::{Arg, CommandFactory as _};

use super::called::command_for;
use super::guide::{Guide, PROGRAM};
use super::{Args, STYLES};
use crate::cli::commands::{COMMANDS, Listed};

/// How much of the help is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Length {
    /// One screen.
    Short,
    /// All of it.
    Long,
}

/// The help that a command line asks for.
pub(super) fn asked(argv: &[OsString]) -> StyledStr {
    let (name, length) = place(argv);
    let command = name.and_then(|name| COMMANDS.iter().copied().find(|command| command.name() == name));
    match (command, length) {
        (Some(command), Length::Short) => short(command),
        (Some(command), Length::Long) => long(command),
        (None, Length::Short) => short_of_all(),
        (None, Length::Long) => long_of_all(),
    }
}

/// Whose help a command line asks for, and how much of it.
///
/// Who reads command lines knows, and says only what it would print. So it is asked again about commands whose help
/// is that answer.
fn place(argv: &[OsString]) -> (Option<String>, Length) {
    let program = marked(command_for(argv), "").mut_subcommands(|command| {
        let name = command.get_name().to_owned();
        marked(command, &name).mut_subcommands(|inner| marked(inner, &name))
    });
    let text = program.try_get_matches_from(argv).err().map(|error| error.to_string()).unwrap_or_default();
    let mut words = text.split_whitespace();
    let length = if words.next() == Some("long") { Length::Long } else { Length::Short };
    (words.next().map(str::to_owned), length)
}

/// The command with a name as its help.
fn marked(command: clap::Command, name: &str) -> clap::Command {
    command
        .before_help(format!("short {name}"))
        .before_long_help(format!("long {name}"))
        .help_template("{before-help}")
}

/// The command with its flags, those of everywhere included. The commands of a command stand in it with their flags.
pub(in crate::cli) fn definition(listed: &dyn Listed) -> clap::Command {
    let mut program = Args::command();
    program.build();
    let command = program.find_subcommand(listed.name()).expect("it is one of all");
    let command = with_inner(command);
    command.mut_arg("help", |help| {
        help.help("Print help: -h for the main flags, --help for all of them")
            .help_heading("Everywhere")
            .display_order(2_000)
    })
}

/// A command with the flags of its own commands: one page is about all of them.
fn with_inner(command: &clap::Command) -> clap::Command {
    let mut inner = command.get_subcommands();
    let Some(first) = inner.next() else { return command.clone() };
    let mut all = first.clone();
    for other in inner {
        for argument in other.get_arguments() {
            if all.get_arguments().all(|known| known.get_id() != argument.get_id()) {
                // What one of them needs, the others don't know.
                let argument = argument.clone().required(false);
                all = all.arg(if argument.is_positional() { argument.index(None) } else { argument });
            }
        }
    }
    all
}

/// One screen about a command.
pub(in crate::cli) fn short(listed: &dyn Listed) -> StyledStr {
    let (command, guide) = (definition(listed), listed.guide());
    let mut text = head(listed.name(), listed.about(), guide);
    let flags = guide.flags.iter().map(|id| {
        let found = command.get_arguments().find(|argument| argument.get_id() == *id);
        let argument = found.unwrap_or_else(|| panic!("`{}` has no `{id}`", listed.name()));
        (written(argument), first_sentence(argument))
    });
    text += &rows(flags);
    text += &values(&command, VALUES_IN_SHORT);
    let (header, plain) = (STYLES.get_header(), anstyle::Reset);
    text += &format!("\n{header}Examples:{plain}\n");
    for line in guide.examples.iter().take(2) {
        text += &format!("  {line}\n");
    }
    text += &format!("\nAll flags: creditcalc {} --help\n", listed.name());
    text.into()
}

/// Everything about a command.
pub(in crate::cli) fn long(listed: &dyn Listed) -> StyledStr {
    let (command, guide) = (definition(listed), listed.guide());
    let values = values(&command, usize::MAX);
    let more = guide.more.join("\n");
    let tail = format!("{}\n\n{more}", values.trim());
    let command = command.about(None).before_help(before(listed.name(), listed.about(), guide));
    let mut command =
        command.after_help(tail.trim().to_owned()).help_template("{before-help}{all-args}{after-help}");
    command.render_help()
}

/// One screen about the program: its commands, in the order in which a newcomer needs them.
pub(in crate::cli) fn short_of_all() -> StyledStr {
    let mut text = head("", ABOUT, &PROGRAM);
    text += &commands(|listed| !listed.is_aside());
    let aside: Vec<&str> =
        COMMANDS.iter().filter(|listed| listed.is_aside()).map(|listed| listed.name()).collect();
    text += &format!("  Also: {}\n", aside.join(", "));
    let (header, plain) = (STYLES.get_header(), anstyle::Reset);
    text += &format!("\n{header}Examples:{plain}\n");
    for line in PROGRAM.examples {
        text += &format!("  {line}\n");
    }
    text += "One command: creditcalc COMMAND -h      Everything: creditcalc --help\n";
    text.into()
}

/// Everything about the program.
pub(in crate::cli) fn long_of_all() -> StyledStr {
    let mut program = Args::command();
    program.build();
    let header = STYLES.get_header();
    let commands = format!("{header}Commands:{}\n{}", anstyle::Reset, commands(|_| true));
    let before =
        format!("{}\n\n{commands}\n{header}Everywhere:{}", before("", ABOUT, &PROGRAM), anstyle::Reset);
    let mut program = ["help", "version"]
        .into_iter()
        .fold(program, |program, flag| program.mut_arg(flag, |flag| flag.help_heading("Everywhere")))
        .about(None)
        .after_help(PROGRAM.more.join("\n"))
        .help_template(format!("{before}\n{{options}}{{after-help}}"));
    program.render_help()
}

/// What the program does.
pub(in crate::cli) const ABOUT: &str =
    "Estimate what an agent job costs, and how far your plan's credit goes";

/// What it does and how it is called.
fn head(name: &str, about: &str, guide: &Guide) -> String {
    format!("{about}\n\n{}\n\n", usage(name, guide))
}

/// The same with all examples, which are what most people look for.
fn before(name: &str, about: &str, guide: &Guide) -> String {
    let (header, plain) = (STYLES.get_header(), anstyle::Reset);
    let lines: String =
        guide.examples.iter().flat_map(|line| ["\n  ".to_owned(), line.replace('\n', "\n  ")]).collect();
    format!("{about}\n\n{header}Examples:{plain}{lines}\n\n{}", usage(name, guide))
}

/// How it is called.
fn usage(name: &str, guide: &Guide) -> String {
    let (header, literal, plain) = (STYLES.get_usage(), STYLES.get_literal(), anstyle::Reset);
    let called = format!("creditcalc {name}");
    format!("{header}Usage:{plain} {literal}{}{plain} {}", called.trim_end(), guide.usage)
}

/// The commands, a line each.
fn commands(is_shown: impl Fn(&dyn Listed) -> bool) -> String {
    let shown = COMMANDS.iter().filter(|listed| is_shown(**listed));
    rows(shown.map(|listed| (listed.name().to_owned(), listed.about().to_owned())))
}

/// Words with what they mean, in two columns.
fn rows(rows: impl IntoIterator<Item = (String, String)>) -> String {
    let rows: Vec<_> = rows.into_iter().collect();
    let width = rows.iter().map(|(word, _)| word.chars().count()).max().unwrap_or(0);
    let (literal, plain) = (STYLES.get_literal(), anstyle::Reset);
    let lines = rows.iter().map(|(word, meaning)| format!("  {literal}{word:width$}{plain}  {meaning}\n"));
    lines.collect::<Vec<_>>().concat()
}

/// The most values that have a meaning each and are shown on one screen.
const VALUES_IN_SHORT: usize = 6;

/// What the values of an argument without a flag mean, where it has some and not too many.
fn values(command: &clap::Command, most: usize) -> String {
    let Some(argument) = command.get_positionals().next() else { return String::new() };
    let values = argument.get_possible_values();
    let meanings =
        values.iter().filter_map(|value| Some((value.get_name().to_owned(), value.get_help()?.to_string())));
    if values.is_empty() || values.len() > most {
        return String::new();
    }
    let (header, plain) = (STYLES.get_header(), anstyle::Reset);
    format!("\n{header}{}:{plain}\n{}", value_name(argument), rows(meanings))
}

/// What stands for the value of an argument.
pub(super) fn value_name(argument: &Arg) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    names.first().map(ToString::to_string).unwrap_or_default()
}

/// An argument as it is written: `-o, --output <FILE>`.
pub(in crate::cli) fn written(argument: &Arg) -> String {
    let takes_value = argument.get_action().takes_values();
    let value = if takes_value { format!(" <{}>", value_name(argument)) } else { String::new() };
    match (argument.get_short(), argument.get_long()) {
        (Some(short), Some(long)) => format!("-{short}, --{long}{value}"),
        (None, Some(long)) => format!("    --{long}{value}"),
        _ if argument.is_required_set() => value.trim_start().to_owned(),
        _ => format!("[{}]", value_name(argument)),
    }
}

/// What a line has room for: the first sentence.
fn first_sentence(argument: &Arg) -> String {
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let end = [". ", " [default"].into_iter().filter_map(|end| help.find(end)).min();
    help[..end.unwrap_or(help.len())].to_owned()
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    /// The words of a line as a shell makes them, without what stands before a pipe, around `<(…)`,
    /// or before a command that is given to another program.
    fn words(line: &str) -> Vec<String> {
        let line = line.replace("\\\n", " ");
        // Of a pipe, what is ours: what is read from it stands behind us, and what we read before.
        let line = line.rsplit(" | ").find(|part| !part.starts_with("psql")).unwrap_or_default();
        let line = line.strip_prefix("claude mcp add creditcalc -- ").unwrap_or(line);
        let inner = line.strip_prefix("source <(").and_then(|rest| rest.strip_suffix(')'));
        let line = inner.unwrap_or(line);
        let mut words = vec![String::new()];
        let mut quote = None;
        for letter in line.chars() {
            let word = words.last_mut().expect("there is always one");
            match (quote, letter) {
                (None, '"' | '\'') => quote = Some(letter),
                (Some(open), letter) if open == letter => quote = None,
                (None, ' ') => words.push(String::new()),
                _ => word.push(letter),
            }
        }
        words.into_iter().take_while(|word| word != "<").filter(|word| !word.is_empty()).collect()
    }

    #[test]
    fn every_screen_fits_and_every_line_is_narrow() {
        for listed in COMMANDS {
            let text = short(listed).to_string();
            assert!(text.lines().count() <= 24, "{}: {} lines\n{text}", listed.name(), text.lines().count());
            let wide = text.lines().find(|line| line.chars().count() > 80);
            assert_eq!(wide, None, "{}", listed.name());
            assert!(listed.guide().flags.len() <= 10, "{}", listed.name());
        }
        let text = short_of_all().to_string();
        assert!(text.lines().count() <= 24, "{text}");
        assert_eq!(text.lines().find(|line| line.chars().count() > 80), None);
    }

    #[test]
    fn every_example_and_every_answer_to_a_question_is_read() {
        let guides = COMMANDS.iter().map(|listed| listed.guide()).chain([&PROGRAM]);
        for guide in guides {
            let ways = guide.question.ways.iter().map(|(_, line)| *line);
            for line in guide.examples.iter().copied().chain(ways) {
                assert!(line.lines().all(|line| line.chars().count() <= 78), "{line}");
                let words = words(line);
                let is_help = words.last().is_some_and(|word| word == "--help");
                let read = Args::try_parse_from(&words);
                assert!(is_help || read.is_ok(), "{line}: {}", read.map(|_| ()).expect_err("it is none"));
            }
        }
    }
}
