//! The files and the clock of this machine, for a question.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::cli::args::{RecordArgs, Today};
use crate::cli::records::pattern;
use crate::cli::records::{Records, RecordsRequest, records};
use crate::cli::shell::Shell;
use crate::cli::values::Zone;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::measure::{Question, measure, profile_of};
use crate::pricing::NoPrice;
use crate::question::{Clock, Files, Matching, ReadRecords};
use crate::records::Grouping;

/// The files of this machine, as seen from where the program was started.
pub(in crate::cli) struct MachineFiles<'a, 'w> {
    pub(in crate::cli) shell: &'a Shell<'a>,
    pub(in crate::cli) world: &'a World<'w>,
    pub(in crate::cli) today: &'a Today,
    /// How records are read, where a command has flags for it.
    pub(in crate::cli) records: Option<&'a RecordArgs>,
}

impl Files for MachineFiles<'_, '_> {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.world.read_file(path)
    }

    fn exists(&self, path: &Path) -> bool {
        self.world.folder.join(path).exists()
    }

    fn whole_name(&self, path: &Path) -> PathBuf {
        let Ok(whole) = fs::canonicalize(self.world.folder.join(path)) else { return path.to_owned() };
        let folder = fs::canonicalize(&self.world.folder).unwrap_or_else(|_| self.world.folder.clone());
        whole.strip_prefix(folder).map(Path::to_owned).unwrap_or(whole)
    }

    fn head(&self, path: &Path) -> Vec<u8> {
        self.world.head_of(path)
    }

    fn folder(&self, path: &Path) -> Option<io::Result<Vec<PathBuf>>> {
        let folder = self.world.folder.join(path);
        let files = |entries: fs::ReadDir| {
            let names = entries.filter_map(Result::ok).map(|entry| path.join(entry.file_name()));
            let mut files: Vec<PathBuf> =
                names.filter(|file| self.world.folder.join(file).is_file()).collect();
            files.sort();
            files
        };
        folder.is_dir().then(|| fs::read_dir(folder).map(files))
    }

    fn matching(&self, path: &Path) -> Option<Matching> {
        let mut found = pattern::matching(&path.display().to_string(), self.world)?;
        for path in &mut found.paths {
            if let Ok(own) = path.strip_prefix(&self.world.folder) {
                *path = own.to_owned();
            }
        }
        Some(found)
    }

    fn records(&self, paths: &[PathBuf], day: Option<Date>) -> Result<ReadRecords, Vec<Diagnostic>> {
        let Shell { common, settings, .. } = *self.shell;
        let unsaid = RecordArgs::default();
        let args = self.records.unwrap_or(&unsaid);
        let table = self.shell.tables(self.world)?;
        let zone = settings.or(self.today.tz.clone(), "tz")?;
        let zone = zone.map_or(TimeZone::UTC, |Zone(zone)| zone);
        let limits = table.prompt_limits();
        let wanted = RecordsRequest {
            paths,
            format: args.input_format.map(|format| format.0),
            grouping: Grouping { prompt_limits: &limits, zone: &zone },
            is_strict: args.strict,
            is_quiet: common.quiet,
        };
        let Records { runs, skipped, notes, .. } = records(&wanted, self.world).map_err(diagnostics)?;
        let as_of = match day {
            Some(day) => day,
            None => self.today.day(settings)?,
        };
        let question = Question {
            as_of,
            unnamed: args.assume_model.as_deref(),
            only: None,
            programs: &args.entrypoint,
            with_lines: false,
        };
        let measured = measure(&table, runs, &question)
            .map_err(|reason| NoPrice::from(reason).diagnostic(Vocabulary::Flags))?;
        Ok(ReadRecords { profile: profile_of(&measured.runs), skipped, notes })
    }

    fn is_same(&self, one: &Path, other: &Path) -> bool {
        self.world.is_same_file(one, &other.display().to_string())
    }
}

/// What a person can mend.
fn diagnostics(failure: Failure) -> Vec<Diagnostic> {
    match failure {
        Failure::Told(faults) => faults,
        Failure::Other(error) => vec![Diagnostic::new(Code::UnreadFile, format!("{error:#}"))],
    }
}

/// The clock of this machine.
pub(in crate::cli) struct MachineClock;

impl Clock for MachineClock {
    fn now(&self) -> Timestamp {
        World::now()
    }

    fn zone(&self) -> TimeZone {
        World::zone()
    }

    fn today(&self, zone: Option<&TimeZone>) -> Date {
        World::today(zone)
    }
}
