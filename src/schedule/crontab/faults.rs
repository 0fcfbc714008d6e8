//! What is wrong with a line of a crontab besides its fields.

use super::Pick;
use super::command::{cut_within, without_user};
use super::line::{Line, Owner, line};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::agent::{LOOKED_FOR, agent_in};
use crate::schedule::cron::{self, Dialect};
use crate::source::{SourceFile, Span};

/// The longest line, in bytes, that is offered to be pasted.
const LINE_MAX: usize = 120;

/// Whether a line ends with a backslash, as if the next one went on with it.
pub(super) fn ends_open(text: &str) -> bool {
    text.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// Whether a line below an open one goes on with it, and is none of its own.
pub(super) fn goes_on(source: &SourceFile, (span, text): &(Span, &str)) -> bool {
    match line(text) {
        Line::Nothing | Line::Setting(..) => false,
        Line::Job { fields, .. } => {
            let fields = span.start + fields.start..span.start + fields.end;
            cron::parse(source, fields, Dialect::Crontab).is_err()
        }
    }
}

/// A command that goes on over several lines, which cron refuses. `open` is the line that ends with a backslash,
/// `whole` the text of all of them.
pub(super) fn continued(source: &SourceFile, (span, text): &(Span, &str), whole: &str) -> Diagnostic {
    let end = span.start + text.trim_end().len();
    let fault = Diagnostic::new(Code::NotCron, "a line of a crontab can't go on in the next line").at(
        source,
        end - 1..end,
        "cron ends the command here, and refuses the next line",
    );
    fault.help(if whole.len() <= LINE_MAX {
        format!("write `{whole}`")
    } else {
        "write the command in one line, or in a script that the line starts".to_owned()
    })
}

/// A command that cron cuts in the middle of a quote or a substitution. `start` is where the command begins.
pub(super) fn cut(source: &SourceFile, command: &str, start: usize) -> Option<Diagnostic> {
    let (place, open) = cut_within(command)?;
    let place = start + place;
    let label = format!("cron ends the command here, where `{open}` is still open, so the shell refuses it");
    let fault = Diagnostic::new(Code::NotCron, "a `%` ends the command of a crontab line");
    Some(fault.at(source, place..place + 1, label).help("write `\\%` for a percent sign"))
}

/// A line with a field too many, whose command begins with it. `fields` and `start` are where the five fields stand
/// and where the command begins.
pub(super) fn sixth_field(
    source: &SourceFile,
    owner: Owner,
    fields: &Span,
    command: &str,
    start: usize,
) -> Option<Diagnostic> {
    let (first, rest) = command.split_once(char::is_whitespace)?;
    let is_sign = |sign: char| sign.is_ascii_digit() || "*,-/?#".contains(sign);
    let looks_like = first.chars().all(is_sign)
        || first.split([',', '-']).all(|name| DAYS.iter().any(|day| day.eq_ignore_ascii_case(name)));
    let rest = rest.trim_start();
    if !looks_like || agent_in(without_user(owner, rest)).is_none() {
        return None;
    }
    let fault = Diagnostic::new(Code::NotCron, "a line has five fields before its command")
        .at(source, start..start + first.len(), "this is a sixth field")
        .note("the five fields are minute, hour, day of the month, month, day of the week");
    let six = SourceFile::new("fields", source.text()[fields.start..start + first.len()].to_owned());
    let six_fields = cron::parse(&six, 0..six.text().len(), Dialect::Crontab).err();
    // What is said of six fields without a command holds for these as well.
    let label =
        six_fields.as_ref().and_then(|fault| fault.place.as_ref()).map(|(_, labels)| labels[0].text.clone());
    let fault = match label {
        Some(label) => fault.note(label),
        None => fault,
    };
    Some(six_fields.into_iter().flat_map(|fault| fault.help).fold(fault, Diagnostic::help))
}

const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// A line without its last field, whose place the command takes: `last` is the word there.
pub(super) fn field_missing(source: &SourceFile, fields: &Span, expression: &str) -> Option<Diagnostic> {
    let last = expression.rsplit(' ').next().unwrap_or_default();
    // A program where the day of the week should be: a field is missing, whatever else is wrong with it.
    let is_short = agent_in(last).is_some()
        || last.contains('/')
            && !cron::is_like_field(last)
            && last.starts_with(|first: char| first == '/' || first.is_alphabetic());
    if !is_short {
        return None;
    }
    let line = expression.strip_suffix(last).unwrap_or_default();
    Some(
        Diagnostic::new(Code::NotCron, "a line has five fields before its command")
            .at(source, fields.end - last.len()..fields.end, "the fifth field is missing before the command")
            .help(format!("write `{line}* {last} …`")),
    )
}

/// No line is picked.
pub(super) fn nothing_picked(source: &SourceFile, pick: Pick<'_>, lines: usize) -> Diagnostic {
    let schedules = if lines == 1 {
        "1 line with a schedule was".to_owned()
    } else {
        format!("{lines} lines with a schedule were")
    };
    match pick {
        Pick::Agents => {
            Diagnostic::new(Code::NoCrontabLine, format!("no line of `{}` runs an agent", source.name()))
                .help(format!("pick lines by a text in them with `{}`", source.words().word("match", "TEXT")))
                .note(format!("{schedules} read; looked for {LOOKED_FOR}"))
        }
        Pick::Containing(wanted) => Diagnostic::new(
            Code::NoCrontabLine,
            format!("no line of `{}` contains `{wanted}`", source.name()),
        )
        .note(format!("{schedules} read")),
    }
}
