//! A scenario whose files are written anew, in part.

use super::reading::ScenarioFiles;
use crate::diagnostic::Vocabulary;
use crate::ledger::RunSpec;
use crate::pricing::PriceTable;
use crate::question::assumptions::Assumptions;
use crate::question::given::Given;
use crate::question::run::{RunInput, run_spec};
use crate::question::usage::UsageSpec;
use crate::scenario_file::{self, JobRun, JobSchedule, JobTable, Role};
use crate::source::SourceFile;
use crate::units::Factor;
use crate::usage::Amounts;

impl ScenarioFiles {
    /// Every job as it is written, with the place of its file among the files.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (usize, &SourceFile, &JobTable)> {
        let of_file = |(place, file)| {
            let file: &super::reading::ScenarioFile = file;
            file.spec.jobs.iter().map(move |job| (place, &file.spec.source, job))
        };
        self.files.iter().enumerate().flat_map(of_file)
    }

    /// The text of a file, by its place.
    pub(crate) fn source(&self, file: usize) -> &SourceFile {
        &self.files[file].spec.source
    }

    /// The text of the file that was named.
    #[must_use]
    pub fn text(&self) -> &str {
        self.source(0).text()
    }

    /// Whether the file that was named names others, by paths from its folder.
    #[must_use]
    pub fn names_others(&self) -> bool {
        let main = &self.files[0].spec;
        let does = |job: &JobTable| {
            let is_written = matches!(
                job.schedule,
                JobSchedule::Expressions { .. } | JobSchedule::Counted(_) | JobSchedule::Unread
            );
            !is_written || matches!(job.run, JobRun::Measured { .. })
        };
        !main.include.is_empty() || main.jobs.iter().any(does)
    }

    /// How many files there are.
    pub(crate) fn count(&self) -> usize {
        self.files.len()
    }

    /// The same with other texts of some files. What they include stays what it is.
    #[must_use]
    pub(crate) fn rewritten(mut self, texts: Vec<(usize, String)>) -> Self {
        for (place, text) in texts {
            let file = &mut self.files[place];
            let source = &file.spec.source;
            let source = SourceFile::in_words(source.name().to_owned(), text, source.words());
            let parsed = scenario_file::read(&source, if place == 0 { Role::Scenario } else { Role::Part });
            self.faults.extend(parsed.faults);
            file.spec = parsed.spec;
        }
        self
    }
}

/// A run that uses so much of a model, as a job of a scenario would be read; `None` where that can't be priced.
pub(crate) fn run_with(
    table: &PriceTable,
    as_of: jiff::civil::Date,
    model: &str,
    amounts: Amounts,
    token_factor: Option<&Given<Factor>>,
) -> Option<RunSpec> {
    let input =
        RunInput::Used(vec![UsageSpec { model: Given::by_flag("--models", model.to_owned()), amounts }]);
    let mut assumed = Assumptions::default();
    run_spec(input, table, as_of, false, Vocabulary::Keys, token_factor, &mut assumed).ok()
}
