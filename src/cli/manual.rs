//! Manual pages in roff, from the same flags and guides as help.

use clap::Arg;

use super::Exit;
use super::args::guide::{Guide, PROGRAM};
use super::args::help::{ABOUT, definition, written};
use super::commands::{COMMANDS, Listed};

/// Every page with the name of its file.
pub(super) fn all() -> Vec<(String, String)> {
    let pages = COMMANDS.iter().map(|listed| (format!("creditcalc-{}.1", listed.name()), page(*listed)));
    std::iter::once(("creditcalc.1".to_owned(), main_page())).chain(pages).collect()
}

/// The page of the program, which lists its commands.
pub(super) fn main_page() -> String {
    let mut page = head("creditcalc", ABOUT, &PROGRAM);
    page += ".SH COMMANDS\n";
    for listed in COMMANDS {
        page += &item(&format!("creditcalc {}", listed.name()), listed.about());
    }
    page + &tail(&PROGRAM, COMMANDS.iter().map(|listed| format!("creditcalc-{}", listed.name())))
}

/// The page of a command.
pub(super) fn page(listed: &dyn Listed) -> String {
    let command = definition(listed);
    let mut page = head(&format!("creditcalc-{}", listed.name()), listed.about(), listed.guide());
    let shown: Vec<&Arg> = command.get_arguments().filter(|argument| !argument.is_hide_set()).collect();
    let mut headings: Vec<&str> = Vec::new();
    for argument in &shown {
        let heading = heading(argument);
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    // What stands everywhere is the end.
    headings.sort_by_key(|heading| *heading == EVERYWHERE);
    page += ".SH OPTIONS\n";
    for heading in headings {
        page += &format!(".SS {}\n", text(heading));
        for argument in shown.iter().filter(|argument| self::heading(argument) == heading) {
            page += &item(written(argument).trim_start(), &meaning(argument));
        }
    }
    page + &tail(listed.guide(), ["creditcalc".to_owned()].into_iter())
}

const EVERYWHERE: &str = "Everywhere";

fn heading(argument: &Arg) -> &str {
    argument.get_help_heading().unwrap_or(if argument.is_positional() { "Arguments" } else { "Flags" })
}

/// What an argument means, with the values that it takes.
fn meaning(argument: &Arg) -> String {
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let values = argument.get_possible_values();
    if values.is_empty() || !argument.get_action().takes_values() {
        return help;
    }
    let values: Vec<&str> = values.iter().map(clap::builder::PossibleValue::get_name).collect();
    format!("{help} [possible values: {}]", values.join(", "))
}

/// The name, how it is called, and the examples.
fn head(name: &str, about: &str, guide: &Guide) -> String {
    let title = name.to_uppercase();
    let version = env!("CARGO_PKG_VERSION");
    let called = name.replacen('-', " ", 1);
    let mut page = format!(
        ".TH {} 1 {DATE} \"creditcalc {version}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n.B {}\n{}\n",
        text(&title),
        text(name),
        text(about),
        text(&called),
        text(guide.usage),
    );
    page += ".SH EXAMPLES\n.nf\n";
    for line in guide.examples.iter().flat_map(|example| example.lines()) {
        page += &format!("{}\n", text(line));
    }
    page + ".fi\n"
}

/// The day of the manual, which is that of the tables it was written with.
const DATE: &str = "2026-11-28";

/// What else there is to know, the exit codes, and other pages.
fn tail(guide: &Guide, others: impl Iterator<Item = String>) -> String {
    let mut page = String::new();
    if !guide.more.is_empty() {
        page += ".SH NOTES\n";
        let notes: Vec<String> =
            guide.more.iter().map(|paragraph| format!("{}\n", text(paragraph))).collect();
        page += &notes.join(".PP\n");
    }
    page += ".SH EXIT STATUS\n";
    for exit in [Exit::Answered, Exit::CouldNot, Exit::WrongCommandLine, Exit::GateSaysNo] {
        page += &item(&exit.code().to_string(), exit.meaning());
    }
    let others: Vec<String> = others.map(|other| format!(".BR {} (1)", text(&other))).collect();
    format!("{page}.SH SEE ALSO\n{}\n", others.join(" ,\n"))
}

/// A word and what it means.
fn item(word: &str, meaning: &str) -> String {
    format!(".TP\n.B {}\n{}\n", text(word), text(meaning))
}

/// A text in which roff finds nothing to do.
fn text(text: &str) -> String {
    let mut roff = String::new();
    if text.starts_with(['.', '\'']) {
        roff += "\\&";
    }
    for letter in text.chars() {
        match letter {
            '\\' => roff += "\\e",
            '-' => roff += "\\-",
            '\'' => roff += "\\(aq",
            '`' => roff += "\\(ga",
            '"' => roff += "\\(dq",
            '^' => roff += "\\(ha",
            '~' => roff += "\\(ti",
            letter if letter.is_ascii() => roff.push(letter),
            letter => roff += &format!("\\[u{:04X}]", u32::from(letter)),
        }
    }
    roff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_roff_would_read_is_shown() {
        assert_eq!(text(".TH \\x"), "\\&.TH \\ex");
        assert_eq!(text("--cost '…'"), "\\-\\-cost \\(aq\\[u2026]\\(aq");
    }

    #[test]
    fn every_flag_stands_on_its_page() {
        for listed in COMMANDS {
            let page = page(listed);
            for argument in definition(listed).get_arguments() {
                if let Some(long) = argument.get_long().filter(|_| !argument.is_hide_set()) {
                    assert!(page.contains(&text(&format!("--{long}"))), "{}: --{long}", listed.name());
                }
            }
        }
    }
}
