//! The lines of a crontab, and whether it is a user's or the system's.

use crate::source::{SourceFile, Span};

/// A line of a crontab.
pub(super) enum Line<'t> {
    /// Empty, or a comment.
    Nothing,
    /// `NAME=value`.
    Setting(&'t str, &'t str),
    /// A schedule, as a place in the line, and the command after it.
    Job { fields: Span, command: &'t str },
}

pub(super) fn line(text: &str) -> Line<'_> {
    let line = text.trim();
    if line.is_empty() || line.starts_with('#') {
        return Line::Nothing;
    }
    if let Some((name, value)) = line.split_once('=') {
        let name = name.trim().trim_matches(['"', '\'']);
        let is_name = !name.is_empty()
            && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
        if is_name && !name.starts_with(|first: char| first.is_ascii_digit()) {
            return Line::Setting(name, value.trim().trim_matches(['"', '\'']));
        }
    }
    // A dash before the first field keeps the line out of the log of some daemons.
    let is_silent = line
        .strip_prefix('-')
        .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit() || first == '*'));
    let start = text.len() - text.trim_start().len() + usize::from(is_silent);
    // `@every 5m` is not cron's, but is to be spoken of as what it is.
    let count = match line.starts_with('@') {
        true if line.starts_with("@every") => 2,
        true => 1,
        false => 5,
    };
    // Behind the last field, or at the end of a line that has fewer.
    let mut end = start;
    for _ in 0..count {
        let rest = &text[end..];
        let word = rest.trim_start();
        if word.is_empty() {
            break;
        }
        end += rest.len() - word.len() + word.find(char::is_whitespace).unwrap_or(word.len());
    }
    Line::Job { fields: start..end, command: text[end..].trim() }
}

/// Whether the lines name a user before the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    User,
    System,
    /// One line does, so that the others may, too.
    Mixed,
}

/// Judged by the path, by the usual heading above the columns, or by `root` in the place of the user, as no program is
/// called so.
pub(super) fn owner_of(source: &SourceFile) -> Owner {
    let path = source.name().replace('\\', "/");
    let is_system_path = path.ends_with("etc/crontab") || path.contains("cron.d/");
    let is_heading = |line: &str| {
        let words: Vec<_> =
            line.trim_start_matches('#').split_whitespace().map(str::to_ascii_lowercase).collect();
        line.starts_with('#')
            && words.starts_with(&["m", "h", "dom", "mon", "dow"].map(str::to_owned))
            && words.get(5).is_some_and(|word| word.starts_with("user"))
    };
    let is_of_root = |text: &str| match line(text) {
        Line::Job { command, .. } => {
            command.strip_prefix("root").is_some_and(|rest| rest.starts_with([' ', '\t']))
        }
        _ => false,
    };
    let lines = || source.text().lines();
    if is_system_path || lines().any(is_heading) {
        Owner::System
    } else if lines().any(is_of_root) {
        Owner::Mixed
    } else {
        Owner::User
    }
}

/// The lines and where they are.
pub(super) fn lines_of(text: &str) -> impl Iterator<Item = (Span, &str)> {
    text.split_inclusive('\n').scan(0, |start, line| {
        let span = *start..*start + line.len();
        *start = span.end;
        Some((span, line.trim_end_matches(['\n', '\r'])))
    })
}
