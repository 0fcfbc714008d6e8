//! Services of systemd (systemd.service(5), systemd.exec(5)), as far as a timer starts them.
//!
//! - Commands run in the order `ExecCondition=`, `ExecStartPre=`, `ExecStart=`, `ExecStartPost=`. Each that runs an agent
//!   is a run. One that fails skips those behind it, unless a `-` stands before it.
//! - `ExecCondition=` is a question by itself. Any other command asks where a script would: `test`, `grep -q`.
//! - `Condition…=` and `Assert…=` skip the start, too, and nothing here knows whether they hold.
//! - Variables come from `Environment=`, `PassEnvironment=` and files in `EnvironmentFile=`, of which only those beside
//!   the unit are looked at, for the names that sign in and for `TZ`, which is the clock of the commands. Without it
//!   that is the machine's: the zone in an `OnCalendar=` is that of its times alone.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::command::{self, Environment};
use super::ini::{self, Entry};
use super::specifiers::{self, Specifiers};
use super::systemd::{drop_ins, file_name};
use super::{Beside, PlacedJob};
use crate::phrase::listed;
use crate::schedule::sign_in::ReadIn;
use crate::source::SourceFile;

/// The keys of commands, in the order in which they run.
const COMMANDS: [&str; 4] = ["ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost"];

/// A service, as far as it was found.
pub(super) enum Service {
    Found(Box<Found>),
    Missing(String),
}

/// What a service says.
#[derive(Default)]
pub(super) struct Found {
    name: String,
    /// Its commands by the places of their keys, in the order in which they stand there.
    commands: [Vec<Command>; COMMANDS.len()],
    environment: Environment,
    /// Variables that name an agent's program, which systemd puts into commands.
    programs: BTreeMap<String, String>,
    folder: Option<String>,
    /// A file of variables that isn't read.
    unread: Option<String>,
    /// The keys of conditions outside of its commands.
    conditions: Vec<String>,
}

/// A command of a service.
struct Command {
    /// As it is written.
    written: String,
    /// As a shell would be given it.
    text: String,
    /// The same as it may be decided about.
    decided: String,
    /// Whether it may fail without a consequence.
    may_fail: bool,
    /// A specifier in it that was most likely meant to be the date's.
    specifier: Option<char>,
}

impl Service {
    /// The service of this name beside a timer, with what comes after it.
    pub(super) fn find(unit: &str, timer: &SourceFile, beside: &dyn Beside) -> Self {
        let template = unit.split_once('@').map(|(stem, _)| format!("{stem}@.service"));
        let template = template.filter(|name| name != unit);
        let names = std::iter::once(unit.to_owned()).chain(template);
        let found = names.into_iter().find_map(|name| Some((beside.text(&name)?, name)));
        let (shown, text, name) = match found {
            None => return Self::Missing(format!("there is no `{unit}` beside it")),
            Some((Err(_), name)) => return Self::Missing(format!("`{name}` can't be read")),
            Some((Ok((shown, text)), name)) => (shown, text, name),
        };
        let source = SourceFile::in_words(shown, text, timer.words());
        let mut parts: Vec<SourceFile> = std::iter::once(source.clone()).collect();
        parts.extend(drop_ins(&source, &name, beside));
        if name != unit {
            parts.extend(drop_ins(&source, unit, beside));
        }
        Self::Found(Box::new(Found::read(name, &parts, &Specifiers::of(unit), beside)))
    }

    /// The job that starts it. `zone` is the clock of the machine, whatever that of its times.
    pub(super) fn start(&self, job: PlacedJob, zone: &TimeZone) -> PlacedJob {
        match self {
            Self::Found(found) => found.start(job, zone),
            Self::Missing(why) => {
                let runs = job.unit.clone().unwrap_or_default();
                PlacedJob { unknown: Some(why.clone()), runs, ..job }
            }
        }
    }
}

impl Found {
    fn read(name: String, parts: &[SourceFile], specifiers: &Specifiers<'_>, beside: &dyn Beside) -> Self {
        let mut found = Self { name, ..Self::default() };
        let mut files = Vec::new();
        for Entry { section, key, value, .. } in parts.iter().flat_map(|part| ini::entries(part.text())) {
            match section.as_str() {
                "Unit" => found.note_condition(&key, &value),
                "Service" => found.note(&key, &value, specifiers, &mut files),
                _ => {}
            }
        }
        // What stands in these files comes after what stands in the unit.
        for file in files {
            let name = file_name(file.trim_start_matches('-'));
            if let Some(Ok((_, text))) = beside.text(name) {
                for line in text.lines().filter(|line| !line.trim_start().starts_with(['#', ';'])) {
                    if let Some((name, value)) = line.split_once('=') {
                        found.set(name.trim(), value.trim().trim_matches(['"', '\'']));
                    }
                }
            } else {
                found.unread = Some(name.to_owned());
            }
        }
        let programs = std::mem::take(&mut found.programs);
        for command in found.commands.iter_mut().flatten().filter(|_| !programs.is_empty()) {
            *command = Command::of(&with_programs(&command.written, &programs), specifiers);
        }
        found
    }

    fn set(&mut self, name: &str, value: &str) {
        self.environment.set(name, value);
        self.programs.remove(name);
        let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "/._-+@ ".contains(sign);
        if value.chars().all(is_plain) && command::runs_agent(&format!("{value} -p x")) {
            self.programs.insert(name.to_owned(), value.to_owned());
        }
    }

    fn note(&mut self, key: &str, value: &str, specifiers: &Specifiers<'_>, files: &mut Vec<String>) {
        if let Some(place) = COMMANDS.iter().position(|known| *known == key) {
            match value {
                "" => self.commands[place].clear(),
                value => self.commands[place].push(Command::of(value, specifiers)),
            }
            return;
        }
        let own = || specifiers.put_in(value);
        match (key, value.is_empty()) {
            ("Environment", true) => {
                self.environment = Environment::default();
                self.programs.clear();
            }
            ("Environment", false) => {
                for word in ini::words(&own()) {
                    if let Some((name, value)) = word.split_once('=') {
                        self.set(name, value);
                    }
                }
            }
            ("PassEnvironment", false) => {
                for name in ini::words(value) {
                    self.environment.pass(&name);
                }
            }
            ("WorkingDirectory", is_empty) => self.folder = (!is_empty).then(own),
            ("EnvironmentFile", true) => files.clear(),
            ("EnvironmentFile", false) => files.push(own()),
            _ => {}
        }
    }

    /// Notes a `Condition…=` or `Assert…=`. One without a value takes back all before it, whatever their keys.
    fn note_condition(&mut self, key: &str, value: &str) {
        let Some(kind) = ["Condition", "Assert"].into_iter().find(|kind| key.starts_with(kind)) else {
            return;
        };
        if value.is_empty() {
            self.conditions.retain(|known| !known.starts_with(kind));
        } else if !self.conditions.iter().any(|known| known == key) {
            self.conditions.push(key.to_owned());
        }
    }

    fn start(&self, job: PlacedJob, zone: &TimeZone) -> PlacedJob {
        let all = || self.commands.iter().flatten();
        let commands: Vec<String> = all().map(|command| command.text.clone()).collect();
        let mut job = job.run_by(&commands, &self.environment, ReadIn::Unit).guarded_by(
            &self.decided(),
            &self.environment,
            zone,
        );
        job.folder.clone_from(&self.folder);
        job.notes.extend(self.said());
        let file = self.unread.as_ref().filter(|_| job.job.used.sign_in.is_none());
        job.notes.extend(file.map(|file| {
            let name = &job.job.name;
            format!("`{name}` gets variables from `{file}`, which is not read and may say how it signs in")
        }));
        job
    }

    /// Each command that runs an agent, behind what must not fail before it.
    fn decided(&self) -> Vec<String> {
        let mut before: Vec<(&Command, bool)> = Vec::new();
        let mut decided = Vec::new();
        for (command, is_condition) in self
            .commands
            .iter()
            .enumerate()
            .flat_map(|(place, all)| all.iter().map(move |one| (one, place == 0)))
        {
            if command::runs_agent(&command.decided) {
                let behind = |text: String, (before, is_condition): &(&Command, bool)| {
                    before.before(&text, *is_condition)
                };
                decided.push(before.iter().rev().fold(command.decided.clone(), behind));
            } else if !command.may_fail {
                before.push((command, is_condition));
            }
        }
        decided
    }

    /// What to know about it, one sentence each.
    fn said(&self) -> Vec<String> {
        let name = &self.name;
        let conditions = (!self.conditions.is_empty()).then(|| {
            let all = listed(self.conditions.iter().map(|key| format!("`{key}=`")));
            let allow = if self.conditions.len() == 1 { "allows" } else { "allow" };
            format!(
                "`{name}` starts only as {all} {allow}; that can't be known in advance, so it is counted every time"
            )
        });
        let specifier = self.commands.iter().flatten().find_map(|command| command.specifier).map(|letter| {
            format!("systemd replaces `%{letter}` in `{name}` before `date` gets it; write `%%{letter}`")
        });
        conditions.into_iter().chain(specifier).collect()
    }
}

impl Command {
    /// The command that stands there as a value.
    fn of(value: &str, specifiers: &Specifiers<'_>) -> Self {
        let signs = value.len() - value.trim_start_matches(SIGNS).len();
        Self {
            written: value.to_owned(),
            text: without_signs(&specifiers.put_in(value)),
            decided: without_signs(&specifiers.put_in_command(value)),
            may_fail: value[..signs].contains('-'),
            specifier: specifiers::in_date_format(value),
        }
    }

    /// A script that gets to `then` if this does not fail.
    fn before(&self, then: &str, is_condition: bool) -> String {
        let own = &self.decided;
        if is_condition { format!("if {own}; then {then}\nfi") } else { format!("{own} && {then}") }
    }
}

/// What may stand before a command.
const SIGNS: [char; 6] = ['-', ':', '+', '!', '|', '@'];

/// A command with what systemd puts in place of `${NAME}`, and of `$NAME` as a word of its own. Its first word is the
/// program, and stays as it is.
fn with_programs(command: &str, programs: &BTreeMap<String, String>) -> String {
    let Some((first, rest)) = command.split_once(char::is_whitespace) else { return command.to_owned() };
    // Two dollars stand for one.
    let pieces = rest.split("$$").map(|piece| {
        programs.iter().fold(piece.to_owned(), |piece, (name, value)| {
            let piece = piece.replace(&format!("${{{name}}}"), value);
            let own = format!("${name}");
            let words = piece.split(' ').map(|word| if word == own { value.as_str() } else { word });
            words.collect::<Vec<_>>().join(" ")
        })
    });
    format!("{first} {}", pieces.collect::<Vec<_>>().join("$$"))
}

/// A command without the signs before it, and with what stands for a dollar.
fn without_signs(value: &str) -> String {
    let command = value.trim_start_matches(SIGNS);
    let signs = &value[..value.len() - command.len()];
    let command = if signs.contains('@') {
        // The second word is what the program is told that it is called.
        let words = ini::words(command);
        let kept: Vec<String> = words.iter().take(1).chain(words.iter().skip(2)).cloned().collect();
        command::quoted(&kept)
    } else {
        command.to_owned()
    };
    command.replace("$$", "$")
}
