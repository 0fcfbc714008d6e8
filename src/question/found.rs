//! What stands in one file of schedules, job by job: when each runs, what it starts where, and how another question
//! may name it alone.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::files::Files;
use super::placed::{
    Found, foreign_words, is_candidate, is_passed_over_by_cron, passed_over_by_cron, settle, text, walk,
};
use super::schedules::{Reader, Schedules, SchedulesSpec, Started, cron_job, oncalendar_job};
use super::sign_in::auth_of;
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::phrase::escaped;
use crate::pricing::Auth;
use crate::schedule::agent::folder_in;
use crate::schedule::{Caution, Job, Kind, Timing, zone};
use crate::source::SourceFile;

/// How many words of a command are tried to tell its job from the others of its file.
const WORDS_MAX: usize = 40;

/// In a file with more jobs than this, only a few words are tried for each.
const JOBS_FEW: usize = 16;

/// How many those are.
const WORDS_FEW: usize = 4;

/// How many runs that start together are written one by one.
const TOGETHER_MAX: u64 = 50;

/// The jobs of a file that run an agent, and what to know about them.
#[derive(Debug, Default)]
pub(crate) struct FoundFile {
    /// In the order in which they stand there.
    pub(crate) jobs: Vec<FoundJob>,
    /// Which runs are not counted, or may be more than are counted, and what could not be read.
    pub(crate) cautions: Vec<Caution>,
    /// What to know about how it was read.
    pub(crate) notes: Vec<String>,
}

/// A job that runs an agent.
#[derive(Debug, Clone)]
pub(crate) struct FoundJob {
    /// When it runs, and how it signs in.
    pub(crate) job: Job,
    /// The line of its file, from 1, where one can point at it.
    pub(crate) line: Option<usize>,
    /// The agent that it runs, where that was read.
    pub(crate) agent: Option<String>,
    /// The folder in which it runs, as it is written: `~/app`.
    pub(crate) folder: Option<String>,
    /// How it is named among the jobs of its file.
    pub(crate) pick: Pick,
}

/// How a job is named among the jobs of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pick {
    /// It is the only one.
    Alone,
    /// It is the only one that contains this text.
    Text(String),
    /// No text that may be shown tells it from the others.
    Unclear,
}

/// The files in a folder and below it that may have schedules, and what was not looked into.
pub(crate) fn candidates(folder: &Path, files: &dyn Files) -> (Vec<PathBuf>, Vec<Caution>) {
    let (mut paths, cautions) = walk(folder, files);
    paths.retain(|path| is_candidate(path, files));
    (paths, cautions)
}

/// Reads the jobs of a file in a folder that is looked through. A crontab whose name cron doesn't take has none.
pub(crate) fn found_below(path: &Path, shown: &str, zone: &TimeZone, files: &dyn Files) -> FoundFile {
    let found = found_in(path, zone, files);
    if !is_passed_over_by_cron(path, files) || found.jobs.is_empty() && found.cautions.is_empty() {
        return found;
    }
    let cautions = passed_over_by_cron(&[shown.to_owned()]).into_iter().collect();
    FoundFile { cautions, ..FoundFile::default() }
}

/// Reads the jobs of a file. `zone` is the clock of schedules that name none. That a file has nothing to do with
/// agents is not worth a word.
pub(crate) fn found_in(path: &Path, zone: &TimeZone, files: &dyn Files) -> FoundFile {
    let read = match read(path, None, zone, files) {
        Ok(read) => read,
        Err(cautions) => return FoundFile { cautions, ..FoundFile::default() },
    };
    let Schedules { jobs, notes, mut cautions, started, .. } = read;
    let is_one = jobs.len() == 1;
    // What is read of a binary file has lines that nobody sees.
    let is_binary = files.head(path).starts_with(b"bplist");
    if is_binary {
        cautions.iter_mut().flat_map(|caution| &mut caution.left_out).for_each(|one| one.line = None);
    }
    let found = |(place, job): (usize, &Job)| {
        let others = |text: &str| is_elsewhere(text, place, &jobs, &started);
        let started = started.iter().find(|started| started.job == place);
        let pick = if is_one {
            Pick::Alone
        } else {
            // Each try reads the whole file, which takes minutes where thousands of jobs try all their words.
            let are_many = jobs.len() > JOBS_FEW;
            let tries = if are_many { WORDS_FEW } else { usize::MAX };
            let words = candidates_of(job, started).filter(|text| !are_many || !others(text));
            let picked = words.take(tries).find(|text| is_picked(text, job, (path, zone, files)));
            picked.map_or(Pick::Unclear, Pick::Text)
        };
        FoundJob {
            job: job.clone(),
            line: started.and_then(|started| started.line).filter(|_| !is_binary),
            agent: started.and_then(|started| started.agent.clone()),
            folder: started.and_then(folder_of),
            pick,
        }
    };
    FoundFile {
        jobs: jobs.iter().enumerate().map(|(place, job)| found((place, job))).collect(),
        cautions,
        notes,
    }
}

/// The jobs of a file, those that contain a text where one is given; or why there are none, if that is worth a word.
fn read(
    path: &Path,
    matching: Option<String>,
    zone: &TimeZone,
    files: &dyn Files,
) -> Result<Schedules, Vec<Caution>> {
    let spec = SchedulesSpec { matching, words: Vocabulary::Elsewhere, ..SchedulesSpec::default() };
    let (mut read, mut found) = (Schedules::default(), Found::of_file(path));
    match text(path, files) {
        Ok(text) => spec.read_file(path, text, zone, files, &mut read, &mut found),
        Err(fault) => return Err(vec![Caution::unread(escaped(&fault.title))]),
    }
    spec.read_found_workflows(&found.workflows.clone(), zone, files, &mut read, &mut found.faults);
    let foreign = found.foreign.iter().filter(|(_, foreign)| foreign.names_agent);
    found.cautions.extend(foreign.map(|(name, foreign)| foreign_words(name, foreign)));
    found.cautions.extend(std::mem::take(&mut read.untold));
    found.faults.retain(|fault| !is_idle(fault));
    settle(found, true, &mut read, &mut Vec::new());
    Ok(read)
}

/// Whether a fault only says that no agent runs there.
fn is_idle(fault: &Diagnostic) -> bool {
    matches!(
        fault.code,
        Code::NoAgentInSchedules
            | Code::NoAgentInWorkflow
            | Code::NoCrontabLine
            | Code::NotWorkflow
            | Code::NotSchedules
    )
}

/// Texts that only this job of its file may contain. Of a command, only plain words are taken: others may be secret.
fn candidates_of<'a>(job: &'a Job, started: Option<&'a Started>) -> impl Iterator<Item = String> + use<'a> {
    let words = started.map(|started| started.text.split_whitespace()).into_iter().flatten();
    let words = words.filter(|word| is_plain(word)).take(WORDS_MAX).map(str::to_owned);
    let first = [job.name.clone(), job.expression.clone()];
    first.into_iter().chain(words).filter(|text| !text.trim().is_empty())
}

/// Whether a text picks this job out of its file, and no other.
fn is_picked(text: &str, job: &Job, (path, zone, files): (&Path, &TimeZone, &dyn Files)) -> bool {
    let found = read(path, Some(text.to_owned()), zone, files).map(|read| read.jobs);
    matches!(found.as_deref(), Ok([only]) if only == job)
}

/// Whether another job contains a text, as far as that is known without reading the file again.
fn is_elsewhere(text: &str, own: usize, jobs: &[Job], started: &[Started]) -> bool {
    let is_named = |(place, job): (usize, &Job)| {
        place != own && (job.name.contains(text) || job.expression.contains(text))
    };
    jobs.iter().enumerate().any(is_named)
        || started.iter().any(|started| started.job != own && started.text.contains(text))
}

/// Whether a word is one that people write, such as the name of a program or a folder, and no key.
fn is_plain(word: &str) -> bool {
    let is_letter = |letter: u8| letter.is_ascii_lowercase() || b"._/~-".contains(&letter);
    word.len() > 2 && word.len() <= 60 && word.bytes().all(is_letter)
}

/// The folder in which a job runs: the one that its file names, or the first one that its command changes to.
fn folder_of(started: &Started) -> Option<String> {
    started.folder.clone().or_else(|| folder_in(&started.text))
}

/// A schedule that stands by itself, in the keys of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inline {
    /// `cron` or `oncalendar`.
    pub(crate) key: &'static str,
    /// The expressions: one for each of several runs that start together.
    pub(crate) expressions: Vec<String>,
    /// The zone that they are on the clock of.
    pub(crate) zone: String,
}

impl FoundJob {
    /// With what its file says that it signs in.
    pub(crate) fn auth(&self) -> Option<Auth> {
        auth_of(self.job.used.sign_in?.billing)
    }

    /// The same times as an expression by itself, where there is one that means exactly them.
    pub(crate) fn inline(&self) -> Option<Inline> {
        let Timing::At(times) = &self.job.timing else { return None };
        let (key, reader): (_, Reader) = match self.job.kind {
            Kind::Cron => ("cron", cron_job),
            Kind::OnCalendar => ("oncalendar", oncalendar_job),
            _ => return None,
        };
        let name = zone::name(&times.zone).into_owned();
        let is_zone = zone::find(&name).is_ok_and(|zone| zone == times.zone);
        let source = SourceFile::argument("schedule", "schedule", self.job.expression.clone());
        let (same, _) = reader(&source, 0..source.text().len(), &times.zone).ok()?;
        let is_same = is_zone && same.timing == self.job.timing && self.job.at_once <= TOGETHER_MAX;
        let together = usize::try_from(self.job.at_once).ok()?;
        is_same.then(|| Inline { key, expressions: vec![self.job.expression.clone(); together], zone: name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::crontab::{self, Pick as Lines};

    /// The one job of a line of a crontab, so many at once.
    fn found(line: &'static str, zone: &TimeZone, at_once: u64) -> FoundJob {
        let read = crontab::read(&SourceFile::new("crontab", line), Lines::Agents, zone).expect(line);
        let job = Job { at_once, ..read.jobs[0].clone() };
        FoundJob { job, line: None, agent: None, folder: None, pick: Pick::Alone }
    }

    #[test]
    fn a_schedule_is_written_as_an_expression_where_one_means_exactly_it() {
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        let nightly = "0 3 * * * claude -p x\n";
        for (at_once, times) in [(1, Some(1)), (50, Some(50)), (51, None)] {
            let inline = found(nightly, &berlin, at_once).inline();
            let written = inline.map(|inline| (inline.key, inline.expressions, inline.zone));
            let expected =
                times.map(|times| ("cron", vec!["0 3 * * *".to_owned(); times], "Europe/Berlin".to_owned()));
            assert_eq!(written, expected, "{at_once}");
        }
        for unlike in [
            // Its command decides on which days it runs.
            found("0 3 * * * [ $(date +\\%u) = 1 ] && claude -p x\n", &TimeZone::UTC, 1),
            // Nobody knows when the machine starts.
            found("@reboot claude -p x\n0 3 * * * claude -p y\n", &TimeZone::UTC, 1),
        ] {
            assert!(unlike.inline().is_none(), "{unlike:?}");
        }
    }
}
