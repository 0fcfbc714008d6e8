//! A crontab: schedules with commands, and settings that hold for the lines below them (crontab(5)).
//!
//! - In a user's crontab the command follows five fields; in the system's (`/etc/crontab`, `/etc/cron.d`) a
//!   user name stands between.
//! - `CRON_TZ=` is the clock of the lines below it. `TZ=` is handed to the commands and moves no schedule.
//! - What signs Claude in stands in a setting above the line or before the command: `ANTHROPIC_API_KEY=… claude -p`.
//! - In a command, `%` ends the line and begins what it reads from its input; `\%` is a percent sign.
//! - A line is picked when its command runs an agent, or by a text in it.
//! - A file is a crontab, and may be quoted where something is wrong with it, if at least one line of it is a schedule
//!   with a command, or five fields of the figures and signs of one before a command that runs an agent.

use jiff::tz::TimeZone;

use super::agent::{LOOKED_FOR, agent_given, agent_in, is_claude};
use super::cron::{self, Cron, Dialect};
use super::job::{Job, Kind, Timing};
use super::sign_in::{Given, ReadIn, ReadUse, StartedBy};
use super::zone;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceFile, Span};

#[cfg(test)]
mod tests;

/// The lines of a crontab that run agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crontab {
    /// In the order of the lines.
    pub jobs: Vec<Job>,
    /// Where the schedule of each of them stands.
    pub places: Vec<Span>,
    /// What to know about how it was read, one sentence each.
    pub notes: Vec<String>,
}

/// Which lines to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick<'a> {
    /// Those whose command runs an agent.
    Agents,
    /// Those that contain this text.
    Containing(&'a str),
}

/// Whether a text is a crontab: at least one line is a schedule with a command, or looks like one and runs an agent.
#[must_use]
pub fn is_one(source: &SourceFile) -> bool {
    let is_sign = |sign: u8| sign.is_ascii_digit() || b"*,-/ \t".contains(&sign);
    lines_of(source.text()).any(|(span, text)| {
        let Line::Job { fields, command } = line(text) else { return false };
        let looks_like = text[fields.clone()].bytes().all(is_sign) && agent_in(command).is_some();
        let fields = span.start + fields.start..span.start + fields.end;
        !command.is_empty() && (looks_like || cron::parse(source, fields, Dialect::Machine).is_ok())
    })
}

/// Whether a text is what is left of a crontab without lines: comments, and settings that cron itself knows.
#[must_use]
pub fn is_bare(source: &SourceFile) -> bool {
    const KNOWN: [&str; 10] =
        ["CRON_TZ", "HOME", "LANG", "LC_ALL", "LOGNAME", "MAILFROM", "MAILTO", "PATH", "SHELL", "TZ"];
    lines_of(source.text()).all(|(_, text)| match line(text) {
        Line::Nothing => true,
        Line::Setting(name, _) => KNOWN.contains(&name),
        Line::Job { .. } => false,
    })
}

/// Reads a crontab. `zone` is the clock of the lines above the first `CRON_TZ=`.
///
/// # Errors
///
/// All faults of the lines that are picked, or that no line is picked.
pub fn read(source: &SourceFile, pick: Pick<'_>, zone: &TimeZone) -> Result<Crontab, Vec<Diagnostic>> {
    let owner = owner_of(source);
    let file = source.name().rsplit(['/', '\\']).next().unwrap_or(source.name());
    let mut crontab = Crontab { jobs: Vec::new(), places: Vec::new(), notes: Vec::new() };
    let mut faults = Vec::new();
    // The zone that a line names, and the clock it stands for, looked up for the first line that needs it: what
    // a wrong name was meant to be takes a look at every zone.
    let (mut named, mut clock, mut lines) = (None, None, 0);
    let mut environment = Given::default();
    let (mut names_zone, mut is_told) = (false, false);
    for (index, (span, text)) in lines_of(source.text()).enumerate() {
        match line(text) {
            Line::Setting("CRON_TZ", "") => (named, clock) = (None, None),
            Line::Setting("CRON_TZ", value) => {
                let start = span.start + (value.as_ptr().addr() - text.as_ptr().addr());
                (named, clock, is_told) = (Some(start..start + value.len()), None, false);
                let note = "`CRON_TZ` works in cronie; Debian's cron knows only the machine's time zone";
                if !std::mem::replace(&mut names_zone, true) {
                    crontab.notes.push(note.to_owned());
                }
            }
            Line::Setting("TZ", value) => crontab.notes.push(format!(
                "`TZ={value}` in line {} changes the time zone of the commands, not of the schedule; \
                for that, write `CRON_TZ={value}`",
                index + 1
            )),
            Line::Setting(name, value) => environment.set(name, value),
            Line::Nothing => {}
            Line::Job { fields, command } => {
                lines += 1;
                let is_picked = match pick {
                    Pick::Agents => runs_agent(owner, &text[fields.clone()], command),
                    Pick::Containing(wanted) => text.contains(wanted),
                };
                if !is_picked {
                    continue;
                }
                let fields = span.start + fields.start..span.start + fields.end;
                let clock = clock.get_or_insert_with(|| match &named {
                    Some(place) => zone_at(source, place),
                    None => Ok(zone.clone()),
                });
                match job(source, owner, fields.clone(), command, clock) {
                    Ok(job) => {
                        crontab.places.push(fields);
                        crontab.jobs.push(Job {
                            name: format!("{file}:{}", index + 1),
                            used: used_by(command, environment),
                            ..job
                        });
                    }
                    Err(fault) => {
                        // Of several lines below a wrong zone, the first says so.
                        let is_of_zone = clock.as_ref().is_err_and(|of_zone| *of_zone == fault);
                        if !(is_of_zone && std::mem::replace(&mut is_told, true)) {
                            faults.push(fault);
                        }
                    }
                }
            }
        }
    }
    if crontab.jobs.is_empty() && faults.is_empty() {
        faults.push(nothing_picked(source, pick, lines));
    }
    if faults.is_empty() { Ok(crontab) } else { Err(faults) }
}

/// How a line starts what it runs, and with what that signs in. What an agent of somebody else does with a key is
/// not known; a script that is picked by its name may run Claude.
fn used_by(command: &str, environment: Given) -> ReadUse {
    let command = shell_part(command);
    let behind_user = || command.split_once(char::is_whitespace).and_then(|(_, rest)| agent_given(rest));
    let given = match agent_given(&command).or_else(behind_user) {
        Some((agent, _)) if !is_claude(agent) => None,
        Some((_, given)) => Some(environment.with(given)),
        None => Some(environment),
    };
    let sign_in = given.and_then(|given| given.sign_in(ReadIn::Crontab));
    ReadUse { started: Some(StartedBy::Command), sign_in }
}

/// The zone that is named at a place.
fn zone_at(source: &SourceFile, place: &Span) -> Result<TimeZone, Diagnostic> {
    let name = &source.text()[place.clone()];
    zone::find(name).map_err(|reason| {
        let title = format!("`{name}` is not a time zone");
        Diagnostic::new(Code::UnknownFileZone, title).at(source, place.clone(), reason)
    })
}

/// Whether the command of a line runs an agent.
fn runs_agent(owner: Owner, fields: &str, command: &str) -> bool {
    let command = shell_part(command);
    let (first, rest) = command.split_once(char::is_whitespace).unwrap_or((&command, ""));
    // The user is no command. Where nothing says whose crontab it is, the users that every system has are
    // known by their names.
    let has_user = owner == Owner::System || USERS.contains(&first);
    // A single word is more likely a program whose user is missing.
    if agent_in(if has_user && !rest.is_empty() { rest } else { &command }).is_some() {
        return true;
    }
    // A line with a field too few has the program where a field should be.
    let last = fields.split_whitespace().next_back().unwrap_or_default();
    agent_in(&format!("{last} {command}")).is_some()
}

const USERS: [&str; 8] = ["root", "nobody", "www-data", "daemon", "ubuntu", "debian", "admin", "ec2-user"];

fn job(
    source: &SourceFile,
    owner: Owner,
    fields: Span,
    command: &str,
    zone: &Result<TimeZone, Diagnostic>,
) -> Result<Job, Diagnostic> {
    let expression = source.text()[fields.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    let parsed = cron::parse(source, fields.clone(), Dialect::Machine).map_err(|fault| {
        let last = expression.rsplit(' ').next().unwrap_or_default();
        // A program where the day of the week should be: a field is missing, whatever else is wrong with it.
        let is_short = agent_in(last).is_some()
            || last.contains('/') && last.starts_with(|first: char| first == '/' || first.is_alphabetic());
        if is_short {
            let start = fields.end - last.len();
            let line = expression.strip_suffix(last).unwrap_or_default();
            Diagnostic::new(Code::NotCron, "a line has five fields before its command")
                .at(source, start..fields.end, "the fifth field is missing before the command")
                .help(format!("write `{line}* {last} …`"))
        } else {
            fault
        }
    })?;
    if command.is_empty() {
        let fault = Diagnostic::new(Code::NotCron, "a crontab line needs a command after its five fields")
            .at(source, fields, "there is no command here");
        return Err(fault.help(format!("write `{expression} claude -p …`")));
    }
    if owner == Owner::System && !command.contains(char::is_whitespace) {
        let start = fields.end + source.text()[fields.end..].find(command).unwrap_or(0);
        return Err(Diagnostic::new(
            Code::NotCron,
            "a line of a system crontab needs a user and a command after its five fields",
        )
        .at(source, start..start + command.len(), "this is only one word")
        .help(format!("write `{expression} root {command} …`")));
    }
    let timing = match parsed {
        Cron::AtBoot => Timing::Never,
        Cron::Timed(times) => Timing::At(times.in_zone(zone.clone()?)),
    };
    Ok(Job {
        name: String::new(),
        expression,
        kind: Kind::Cron,
        timing,
        at_once: 1,
        used: ReadUse::default(),
    })
}

fn nothing_picked(source: &SourceFile, pick: Pick<'_>, lines: usize) -> Diagnostic {
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

/// A line of a crontab.
enum Line<'t> {
    /// Empty, or a comment.
    Nothing,
    /// `NAME=value`.
    Setting(&'t str, &'t str),
    /// A schedule, as a place in the line, and the command after it.
    Job { fields: Span, command: &'t str },
}

fn line(text: &str) -> Line<'_> {
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
    let count = if line.starts_with('@') { 1 } else { 5 };
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

/// The part of a command that a shell gets: up to the first `%`.
fn shell_part(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut is_escaped = false;
    for character in text.chars() {
        match character {
            '%' if is_escaped => {
                shown.pop();
                shown.push('%');
            }
            '%' => break,
            other => shown.push(other),
        }
        is_escaped = character == '\\';
    }
    shown
}

/// Whether the lines name a user before the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    User,
    System,
}

/// Judged by the path, or by the usual heading above the columns.
fn owner_of(source: &SourceFile) -> Owner {
    let path = source.name().replace('\\', "/");
    let is_system_path = path.ends_with("etc/crontab") || path.contains("cron.d/");
    let is_heading = |line: &str| {
        let words: Vec<_> =
            line.trim_start_matches('#').split_whitespace().map(str::to_ascii_lowercase).collect();
        line.starts_with('#')
            && words.starts_with(&["m", "h", "dom", "mon", "dow"].map(str::to_owned))
            && words.get(5).is_some_and(|word| word.starts_with("user"))
    };
    if is_system_path || source.text().lines().any(is_heading) { Owner::System } else { Owner::User }
}

/// The lines and where they are.
fn lines_of(text: &str) -> impl Iterator<Item = (Span, &str)> {
    text.split_inclusive('\n').scan(0, |start, line| {
        let span = *start..*start + line.len();
        *start = span.end;
        Some((span, line.trim_end_matches(['\n', '\r'])))
    })
}
