//! What is wrong with a command line: the mistake by its name, and a line that can be pasted.
//!
//! Who reads the command line knows what is wrong and where; the words are ours.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, CommandFactory as _};

use super::called::Unread;
use super::guide::PROGRAM;
use super::{Args, hints};
use crate::cli::commands::{COMMANDS, Listed};
use crate::cli::typed::quoted;
use crate::diagnostic::nearest;
use crate::phrase::{escaped, shortened};
use crate::usage::UsagePart;

/// What is wrong, and what to write.
#[derive(Debug, Default)]
pub(in crate::cli) struct Fault {
    pub(in crate::cli) title: String,
    pub(in crate::cli) helps: Vec<String>,
}

impl Fault {
    pub(in crate::cli) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), helps: Vec::new() }
    }

    pub(in crate::cli) fn help(mut self, help: impl Into<String>) -> Self {
        self.helps.push(help.into());
        self
    }
}

/// A command line, and what is called in it.
pub(super) struct Line {
    /// Word by word, without the program, as a terminal shows them.
    pub(super) words: Vec<String>,
    /// All commands with all flags.
    program: clap::Command,
    /// The command that is called, and where it stands among the words.
    pub(super) called: Option<(usize, &'static dyn Listed)>,
}

impl Line {
    pub(super) fn of(argv: &[OsString]) -> Self {
        let words: Vec<String> = argv.iter().skip(1).map(|word| escaped(&word.to_string_lossy())).collect();
        let listed = |word: &String| COMMANDS.iter().copied().find(|command| command.name() == *word);
        let called = words.iter().enumerate().find_map(|(place, word)| Some((place, listed(word)?)));
        let mut program = Args::command();
        program.build();
        Self { words, program, called }
    }

    /// The command that is called, or the program. `pricing` has commands of its own.
    pub(super) fn command(&self) -> &clap::Command {
        let Some((place, listed)) = self.called else { return &self.program };
        let command = self.command_of(listed);
        let mut behind = self.words.iter().skip(place + 1);
        behind.find_map(|word| command.find_subcommand(word)).unwrap_or(command)
    }

    /// The flags of one command.
    pub(super) fn command_of(&self, listed: &dyn Listed) -> &clap::Command {
        self.program.find_subcommand(listed.name()).expect("it is one of all")
    }

    /// How the command is called: `creditcalc estimate`.
    pub(super) fn name(&self) -> String {
        let command = self.command();
        match self.called {
            Some((_, listed)) if command.get_name() != listed.name() => {
                format!("creditcalc {} {}", listed.name(), command.get_name())
            }
            Some((_, listed)) => format!("creditcalc {}", listed.name()),
            None => "creditcalc".to_owned(),
        }
    }

    /// Its words without a flag and the value of that.
    fn without(&self, flag: &str) -> Option<Vec<&str>> {
        let place = self.words.iter().position(|word| word.split('=').next() == Some(flag))?;
        let mut known = self.command().get_arguments();
        let known = known.find(|known| known.get_long().is_some_and(|long| flag == format!("--{long}")))?;
        let has_value = known.get_action().takes_values() && !self.words[place].contains('=');
        let end = if has_value { place + 2 } else { place + 1 };
        let is_kept = |at: usize| !(place..end).contains(&at);
        Some(
            self.words
                .iter()
                .enumerate()
                .filter(|(at, _)| is_kept(*at))
                .map(|(_, word)| word.as_str())
                .collect(),
        )
    }

    /// A command line of these words, as a shell reads it back.
    pub(super) fn pasted<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
        let words: Vec<String> = words.into_iter().map(quoted).collect();
        format!("`creditcalc {}`", words.join(" "))
    }
}

/// What is said of a command line that cannot be read.
pub(super) fn told(error: &clap::Error, argv: &[OsString]) -> Unread {
    let line = Line::of(argv);
    let fault = match error.kind() {
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let guide = line.called.map_or(&PROGRAM, |(_, listed)| listed.guide());
            return Unread::Question(&guide.question);
        }
        ErrorKind::MissingRequiredArgument => match missing(&line) {
            Some(fault) => fault,
            None => {
                let guide = line.called.map_or(&PROGRAM, |(_, listed)| listed.guide());
                return Unread::Question(&guide.question);
            }
        },
        ErrorKind::UnknownArgument => hints::unknown(&words(error, ContextKind::InvalidArg).join(" "), &line),
        ErrorKind::InvalidSubcommand => {
            hints::unknown_command(&words(error, ContextKind::InvalidSubcommand).join(" "), &line)
        }
        ErrorKind::ArgumentConflict => conflict(error, &line),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => value(error, &line),
        ErrorKind::TooManyValues => {
            let flag = flag(error);
            Fault::new(format!("`{flag}` takes no value")).help(format!("write `{flag}`"))
        }
        _ => other(error),
    };
    let fault = Fault {
        title: shortened(&fault.title).into_owned(),
        helps: fault.helps.iter().map(|help| shortened(help).into_owned()).collect(),
    };
    match stray(error) {
        Some(word) => Unread::Stray(word, fault),
        None => Unread::Fault(fault),
    }
}

/// The word that stands where a flag is expected.
fn stray(error: &clap::Error) -> Option<OsString> {
    match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(word))
            if error.kind() == ErrorKind::UnknownArgument && !word.starts_with('-') =>
        {
            Some(word.into())
        }
        _ => None,
    }
}

/// What a fault says of itself under `kind`, as a terminal shows it.
fn words(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![escaped(text)],
        Some(ContextValue::Strings(texts)) => texts.iter().map(|text| escaped(text)).collect(),
        _ => Vec::new(),
    }
}

/// A flag without what stands for its value: `--plan` of `--plan <ID>`.
fn bare(argument: &str) -> String {
    argument.split_whitespace().next().unwrap_or_default().to_owned()
}

/// The flag that a fault is about.
fn flag(error: &clap::Error) -> String {
    bare(&words(error, ContextKind::InvalidArg).concat())
}

/// What needs something else that is not there; `None` where it is what the command is about.
fn missing(line: &Line) -> Option<Fault> {
    let is_of = |word: &str, flag: &str| word == flag || word.starts_with(&format!("{flag}="));
    let is_there = |flag: &str| line.words.iter().any(|word| is_of(word, flag));
    if is_there("--typical") {
        let add = Line::pasted(line.words.iter().map(String::as_str).chain(["--from", "runs.jsonl"]));
        return Some(
            Fault::new("`--typical` picks one of several measured runs, and needs `--from`").help(add),
        );
    }
    if is_there("--model") || is_there("--from") || is_there("--usage") {
        return None;
    }
    let amounts = UsagePart::ALL.into_iter().filter_map(UsagePart::flag);
    let flag = amounts.map(|(name, _)| format!("--{name}")).find(|flag| is_there(flag))?;
    let add = Line::pasted(line.words.iter().map(String::as_str).chain(["--model", "opus"]));
    Some(Fault::new(format!("`{flag}` needs a model")).help(add))
}

/// One value counts, and there are two.
fn given_twice(flag: &str, line: &Line) -> Fault {
    let several = format!("{flag}s");
    let mut lists =
        line.command().get_arguments().filter(|flag| matches!(flag.get_action(), ArgAction::Append));
    let help = if lists.any(|flag| flag.get_long().is_some_and(|long| several == format!("--{long}"))) {
        format!("several go into `{several}`, with commas between them")
    } else {
        "give it once".to_owned()
    };
    Fault::new(format!("`{flag}` is given twice")).help(help)
}

/// What does not go together.
fn conflict(error: &clap::Error, line: &Line) -> Fault {
    let flag = flag(error);
    let priors: Vec<String> = words(error, ContextKind::PriorArg).iter().map(|prior| bare(prior)).collect();
    if priors.is_empty() {
        return Fault::new(format!("`{flag}` can't be combined with another argument"));
    }
    if priors.contains(&flag) {
        return given_twice(&flag, line);
    }
    let others: Vec<String> = priors.iter().map(|prior| format!("`{prior}`")).collect();
    let fault = Fault::new(format!("`{flag}` can't be combined with {}", others.join(" and ")));
    // Of two, what was written last is what was added without thinking of the first.
    let place = |flag: &String| line.words.iter().position(|word| word.split('=').next() == Some(flag));
    let last = priors.iter().chain([&flag]).max_by_key(|flag| place(flag));
    match last.and_then(|last| line.without(last)) {
        Some(words) => fault.help(format!("leave one out: {}", Line::pasted(words))),
        None => fault.help("leave one of them out"),
    }
}

/// A value that is none.
fn value(error: &clap::Error, line: &Line) -> Fault {
    let (flag, written) = (flag(error), words(error, ContextKind::InvalidValue).concat());
    let known = words(error, ContextKind::ValidValue);
    let is_flag = flag.starts_with('-');
    if written.is_empty() {
        let value = known.first().cloned().or_else(|| hints::example(&flag, line)).unwrap_or_default();
        return Fault::new(format!("`{flag}` needs a value")).help(format!("write `{flag} {value}`"));
    }
    let title = if is_flag {
        format!("`{written}` is not a value for `{flag}`")
    } else {
        format!("`{}` doesn't know `{written}`", line.name())
    };
    if let Some(reason) = error.source() {
        return Fault::new(format!("{title}: {}", escaped(&reason.to_string())));
    }
    if !is_flag
        && hints::PRICE_WORDS.contains(&written.to_lowercase().as_str())
        && known.iter().any(|known| known == "scenario")
    {
        return Fault::new(title)
            .help("price files have no schema; `creditcalc help prices` shows a whole one");
    }
    let fault = match nearest(&written, known.iter().map(String::as_str)) {
        Some(near) if is_flag => Fault::new(title).help(format!("did you mean `{flag} {near}`?")),
        Some(near) => Fault::new(title).help(format!("did you mean `{} {near}`?", line.name())),
        None => Fault::new(title),
    };
    fault.help(format!("write one of {}", known.join(", ")))
}

/// Anything else, in the words of who found it.
fn other(error: &clap::Error) -> Fault {
    let text = error.render().to_string();
    let first = text.lines().next().unwrap_or_default();
    Fault::new(escaped(first.strip_prefix("error: ").unwrap_or(first)))
}
