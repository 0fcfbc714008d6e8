//! A crontab: schedules with commands, and settings that hold for the lines below them (crontab(5)).
//!
//! - In a user's crontab the command follows five fields; in the system's (`/etc/crontab`, `/etc/cron.d`) a
//!   user name stands between.
//! - `CRON_TZ=` is the clock of the lines below it. `TZ=` is handed to the commands and moves no schedule.
//! - What signs Claude in stands in a setting above the line or before the command: `ANTHROPIC_API_KEY=… claude -p`.
//! - In a command, `%` ends the line and begins what it reads from its input; `\%` is a percent sign.
//! - A line ends where it ends: a backslash there continues nothing, and cron refuses the next line.
//! - A condition in a command that asks only for the date decides which of its runs are agents' (`guard`).
//! - What stands here is for Debian's cron, so its rules hold: `5/15` is refused, which other schedulers take.
//! - A line is picked when its command runs an agent, or by a text in it.
//! - A file is a crontab, and may be quoted where something is wrong with it, if at least one line of it is a schedule
//!   with a command, or five fields of the figures and signs of one before a command that runs an agent.

mod command;
mod faults;
mod line;
mod notes;
#[cfg(test)]
mod tests;

use jiff::tz::TimeZone;

use self::command::{runs_agent, shell_part, uncut, used_by, without_user};
use self::line::{Line, Owner, line, lines_of, owner_of};
pub(super) use self::notes::zone_of_commands;
use super::agent::{Variables, agent_in, budget_in, is_key, named_in, program_of};
use super::caution::Caution;
use super::command_clock::CommandClock;
use super::cron::{self, Cron, Dialect};
use super::guard::Wanted;
use super::job::{Job, Kind, Timing};
use super::sign_in::{Given, ReadUse};
use super::zone;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceFile, Span};

/// The lines of a crontab that run agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crontab {
    /// In the order of the lines.
    pub jobs: Vec<Job>,
    /// Where the schedule of each of them stands.
    pub places: Vec<Span>,
    /// What to know about how it was read, one sentence each.
    pub notes: Vec<String>,
    /// Which lines may run an agent and are not counted.
    pub uncounted: Vec<Caution>,
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
        !command.is_empty() && (looks_like || cron::parse(source, fields, Dialect::Crontab).is_ok())
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

/// The command of the line whose schedule stands at `place`, as cron gives it to a shell.
#[must_use]
pub fn command_at(source: &SourceFile, place: &Span) -> String {
    let rest = source.text().get(place.end..).unwrap_or_default();
    let command = rest.lines().next().unwrap_or_default().trim();
    shell_part(without_user(owner_of(source), command))
}

/// The agent that the line runs whose schedule stands at `place`.
#[must_use]
pub fn agent_at(source: &SourceFile, place: &Span) -> Option<&'static str> {
    let command = command_at(source, place);
    // A user stands where the name of the file doesn't tell, too.
    let without_first = || agent_in(command.split_once(' ')?.1);
    agent_in(&command).or_else(without_first)
}

/// Reads a crontab. `zone` is the clock of the lines above the first `CRON_TZ=`.
///
/// # Errors
///
/// All faults of the lines that are picked, or that no line is picked.
pub fn read(source: &SourceFile, pick: Pick<'_>, zone: &TimeZone) -> Result<Crontab, Vec<Diagnostic>> {
    let (crontab, faults) = read_lines(source, pick, zone);
    if faults.is_empty() { Ok(crontab) } else { Err(faults) }
}

/// Reads the lines of a crontab as far as they can be read, with what is wrong with the others. `zone` is the clock of
/// the lines above the first `CRON_TZ=`.
#[must_use]
pub fn read_lines(source: &SourceFile, pick: Pick<'_>, zone: &TimeZone) -> (Crontab, Vec<Diagnostic>) {
    let mut reader = Reader::new(source, pick, zone);
    let mut lines = lines_of(source.text()).zip(1..).peekable();
    while let Some((at, number)) = lines.next() {
        let mut whole = None;
        // Lines that go on with this one are none of their own.
        if matches!(line(at.1), Line::Job { .. }) {
            let mut end = at.1;
            while faults::ends_open(end)
                && let Some(((_, next), _)) = lines.next_if(|(next, _)| faults::goes_on(source, next))
            {
                let whole = whole.get_or_insert_with(|| at.1.trim_end_matches('\\').trim().to_owned());
                whole.push(' ');
                whole.push_str(next.trim_end_matches('\\').trim());
                end = next;
            }
        }
        reader.line(&at, number, whole.as_deref());
    }
    reader.crontab()
}

/// What a crontab has said so far.
struct Reader<'a> {
    source: &'a SourceFile,
    pick: Pick<'a>,
    owner: Owner,
    /// The clock of lines that no zone is named for.
    zone: &'a TimeZone,
    found: Crontab,
    faults: Vec<Diagnostic>,
    /// The zone that a line names, and the clock it stands for, looked up for the first line that needs it: what
    /// a wrong name was meant to be takes a look at every zone.
    named: Option<Span>,
    clock: Option<Result<TimeZone, Diagnostic>>,
    /// Whether the wrong name of the zone has been told.
    is_told: bool,
    names_zone: bool,
    environment: Given,
    variables: Variables,
    /// The clock of the commands: the machine's, which no `CRON_TZ=` moves, or that of `TZ=`.
    commands_clock: CommandClock,
    /// Whether bash, or a shell that understands what bash does, reads the commands.
    is_of_bash: bool,
    /// The first setting that is an agent's key, and its line.
    key: Option<(usize, String)>,
    /// How many lines have a schedule.
    schedules: usize,
    /// The lines that may run an agent and are not counted, by their numbers.
    unknown: Vec<usize>,
}

impl<'a> Reader<'a> {
    fn new(source: &'a SourceFile, pick: Pick<'a>, zone: &'a TimeZone) -> Self {
        Self {
            source,
            pick,
            owner: owner_of(source),
            zone,
            found: Crontab { jobs: Vec::new(), places: Vec::new(), notes: Vec::new(), uncounted: Vec::new() },
            faults: Vec::new(),
            named: None,
            clock: None,
            is_told: false,
            names_zone: false,
            environment: Given::default(),
            variables: Variables::default(),
            commands_clock: CommandClock::In(zone.clone()),
            is_of_bash: false,
            key: None,
            schedules: 0,
            unknown: Vec::new(),
        }
    }

    /// Reads a line. `whole` is its text with the lines that are meant to go on with it, where there are any.
    fn line(&mut self, at: &(Span, &str), number: usize, whole: Option<&str>) {
        let (span, text) = at;
        match line(text) {
            Line::Setting("CRON_TZ", "") => (self.named, self.clock) = (None, None),
            Line::Setting("CRON_TZ", value) => {
                let start = span.start + (value.as_ptr().addr() - text.as_ptr().addr());
                (self.named, self.clock, self.is_told) = (Some(start..start + value.len()), None, false);
                let note = "`CRON_TZ` works in cronie; Debian's cron knows only the machine's time zone";
                if !std::mem::replace(&mut self.names_zone, true) {
                    self.found.notes.push(note.to_owned());
                }
            }
            Line::Setting("TZ", value) => {
                self.commands_clock = CommandClock::named(value);
                self.found.notes.push(zone_of_commands(number, value));
            }
            Line::Setting("SHELL", value) => {
                self.is_of_bash = ["bash", "zsh", "ksh"].contains(&program_of(value.trim_matches('"')));
            }
            Line::Setting(name, value) => {
                self.environment.set(name, value);
                self.variables.set(name, value);
                if self.key.is_none() && is_key(name) {
                    self.key = Some((number, name.to_owned()));
                }
            }
            Line::Nothing => {}
            Line::Job { fields, command } => {
                self.schedules += 1;
                self.schedule(at, number, &fields, command, whole);
            }
        }
    }

    /// Reads a line with a schedule: picks it, speaks of it, or passes it over.
    fn schedule(
        &mut self,
        at: &(Span, &str),
        number: usize,
        fields: &Span,
        command: &str,
        whole: Option<&str>,
    ) {
        let (span, text) = at;
        let start = span.start + (command.as_ptr().addr() - text.as_ptr().addr());
        let place = span.start + fields.start..span.start + fields.end;
        let runs = |command: &str| runs_agent(self.owner, &text[fields.clone()], command, &self.variables);
        // The command as it was meant, over several lines or beyond a percent sign.
        let meant = whole.and_then(|whole| whole.get(whole.find(command.trim_end_matches('\\').trim())?..));
        let sixth = faults::sixth_field(self.source, self.owner, &place, command, start);
        let cut = faults::cut(self.source, command, start);
        let is_picked = match self.pick {
            Pick::Agents => {
                let is_cut = cut.is_some() && runs(&uncut(command).replace('%', "\\%"));
                sixth.is_some() || is_cut || runs(meant.unwrap_or(command)) || runs(command)
            }
            Pick::Containing(wanted) => whole.unwrap_or(text).contains(wanted),
        };
        let name = format!("{}:{number}", self.source.file_name());
        if !is_picked {
            let shown = uncut(without_user(self.owner, meant.unwrap_or(command)));
            if self.pick == Pick::Agents && named_in(&shown, &self.variables).is_some() {
                self.unknown.push(number);
            }
            return;
        }
        let fault = whole.map(|whole| faults::continued(self.source, at, whole)).or(sixth).or(cut);
        if let Some(fault) = fault {
            self.faults.push(fault);
            return;
        }
        let clock = self.clock.get_or_insert_with(|| match &self.named {
            Some(place) => zone_at(self.source, place),
            None => Ok(self.zone.clone()),
        });
        match job(self.source, self.owner, place.clone(), command, clock) {
            Ok((mut job, has_letters)) => {
                let note = "`L`, `W` and `#` work in many schedulers, but not in Debian's cron".to_owned();
                if has_letters && !self.found.notes.contains(&note) {
                    self.found.notes.push(note);
                }
                let used = used_by(command, self.environment, &self.variables);
                self.guard(&mut job, &name, command);
                self.found.places.push(place);
                self.found.jobs.push(Job { name, used, budget: budget_in(command), ..job });
            }
            Err(fault) => {
                // Of several lines below a wrong zone, the first says so.
                let is_of_zone = clock.as_ref().is_err_and(|of_zone| *of_zone == fault);
                if !(is_of_zone && std::mem::replace(&mut self.is_told, true)) {
                    self.faults.push(fault);
                }
            }
        }
    }

    /// Takes account of conditions in a command: what asks for the date is decided, and anything else is spoken of.
    fn guard(&mut self, job: &mut Job, name: &str, command: &str) {
        if !matches!(job.timing, Timing::At(_)) {
            return;
        }
        let command = shell_part(without_user(self.owner, command));
        let wanted = match self.pick {
            Pick::Agents => Wanted::Agent,
            Pick::Containing(text) if command.contains(text) => Wanted::Containing(text.to_owned()),
            // The text stands in the schedule.
            Pick::Containing(_) => return,
        };
        let found = self.commands_clock.conditions(&command, wanted, &self.variables, &job.timing);
        let found = job.timing.guarded_by(found);
        self.found.notes.extend(found.said(name));
        let of_bash = found.of_bash.filter(|_| !self.is_of_bash);
        self.found.notes.extend(of_bash.map(|what| notes::of_bash(name, what)));
    }

    fn crontab(mut self) -> (Crontab, Vec<Diagnostic>) {
        let unknown = notes::unknown_starts(self.source, &self.unknown);
        if self.found.jobs.is_empty() && self.faults.is_empty() {
            let key = self.key.as_ref().filter(|_| self.pick == Pick::Agents && unknown.is_none());
            let key = key.map(|(line, name)| notes::key_without_agent(*line, name));
            let fault = faults::nothing_picked(self.source, self.pick, self.schedules);
            let notes = unknown.iter().map(|unknown| unknown.text.clone()).chain(key);
            self.faults.push(notes.fold(fault, Diagnostic::note));
        }
        self.found.uncounted.extend(unknown);
        (self.found, self.faults)
    }
}

/// The zone that is named at a place.
fn zone_at(source: &SourceFile, place: &Span) -> Result<TimeZone, Diagnostic> {
    let name = &source.text()[place.clone()];
    zone::find(name).map_err(|reason| {
        let title = format!("`{name}` is not a time zone");
        Diagnostic::new(Code::UnknownFileZone, title).at(source, place.clone(), reason)
    })
}

/// The job of a line without its name, and whether its fields have letters that Debian's cron does not know.
fn job(
    source: &SourceFile,
    owner: Owner,
    fields: Span,
    command: &str,
    zone: &Result<TimeZone, Diagnostic>,
) -> Result<(Job, bool), Diagnostic> {
    let expression = source.text()[fields.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    let parsed = cron::parse(source, fields.clone(), Dialect::Crontab)
        .map_err(|fault| faults::field_missing(source, &fields, &expression).unwrap_or(fault))?;
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
    let has_letters = matches!(&parsed, Cron::Timed(times) if times.has_letters);
    let timing = match parsed {
        Cron::AtBoot => Timing::Never,
        Cron::Timed(times) => Timing::At(times.in_zone(zone.clone()?)),
    };
    let job = Job {
        name: String::new(),
        expression,
        kind: Kind::Cron,
        timing,
        at_once: 1,
        used: ReadUse::default(),
        budget: None,
    };
    Ok((job, has_letters))
}
