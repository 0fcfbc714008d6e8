//! What is said about lines of a crontab that are in no figure, or not for certain.

use crate::phrase::{counted, listed};
use crate::schedule::caution::{Caution, LeftOut};
use crate::source::SourceFile;

/// How many lines are named.
const NAMED_MAX: usize = 20;

/// What only bash understands, where cron starts the shell of the machine.
pub(super) fn of_bash(name: &str, what: &str) -> String {
    format!(
        "`{name}` uses `{what}`, which bash understands and Debian's `/bin/sh` doesn't: write `SHELL=/bin/bash` above it"
    )
}

/// Lines that name an agent, or what one needs, and are in no figure.
pub(super) fn unknown_starts(source: &SourceFile, lines: &[usize]) -> Option<Caution> {
    let file = source.file_name();
    let names: Vec<String> = lines.iter().map(|line| format!("`{file}:{line}`")).collect();
    let each = lines.iter().zip(&names);
    let each = each.map(|(line, name)| LeftOut { line: Some(*line), why: unknown_start(source, name) });
    let text = match names.as_slice() {
        [] => return None,
        [name] => unknown_start(source, name),
        names => several_unknown_starts(source, names),
    };
    Some(Caution::of_several(text, each.collect()))
}

fn unknown_start(source: &SourceFile, name: &str) -> String {
    format!(
        "{name} may run an agent, but isn't counted: the program it starts isn't known. To count it, pick lines by a \
        text in them with `{}`",
        source.words().word("match", "TEXT")
    )
}

fn several_unknown_starts(source: &SourceFile, names: &[String]) -> String {
    let (shown, rest) = names.split_at(names.len().min(NAMED_MAX));
    let more = (!rest.is_empty()).then(|| format!("{} more", rest.len()));
    let shown = listed(shown.iter().cloned().chain(more));
    format!(
        "{} may run an agent, but aren't counted: the programs they start aren't known ({shown}). To count them, \
        pick lines by a text in them with `{}`",
        counted(u64::try_from(names.len()).unwrap_or(u64::MAX), "line"),
        source.words().word("match", "TEXT")
    )
}

/// A setting of `TZ`, which many take for the zone of the schedules.
pub(in crate::schedule) fn zone_of_commands(line: usize, value: &str) -> String {
    format!(
        "`TZ={value}` in line {line} changes the time zone of the commands, not of the schedule; for that, write \
        `CRON_TZ={value}`"
    )
}

/// A setting that hands an agent's key to the lines below, none of which is known to run an agent.
pub(super) fn key_without_agent(line: usize, name: &str) -> String {
    format!("line {line} sets `{name}`: a script below it may run an agent")
}
