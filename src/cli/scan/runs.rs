//! What runs of the jobs are in the records of the machine, and what they cost.

use std::path::PathBuf;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::cli::records::{Records, RecordsRequest, records};
use crate::cli::shell::Shell;
use crate::cli::{Failure, World};
use crate::diagnostic::Code;
use crate::measure::{Question, Window, measure, profile_of};
use crate::phrase::counted;
use crate::pricing::PriceTable;
use crate::records::{Grouping, Run, Runs};
use crate::scan::join::{Known, join};
use crate::units::Usd;
use crate::usage::{Billing, RunProfile, UsedBy};

/// What the measured runs of a job come to.
pub(in crate::cli) struct Priced {
    /// What each of them used.
    pub(in crate::cli) profile: RunProfile,
    /// How many have a price.
    pub(in crate::cli) runs: u64,
    /// What they cost on average.
    pub(in crate::cli) mean: Usd,
    /// What nine of ten cost at most.
    pub(in crate::cli) p90: Usd,
    /// Whether costs are lower bounds.
    pub(in crate::cli) is_at_least: bool,
    /// Whose bill they were on, where all tell the same.
    pub(in crate::cli) billing: Billing,
}

/// The runs of all jobs.
#[derive(Default)]
pub(in crate::cli) struct OfRuns {
    /// For each job, what its runs come to; `None` where it has none, or none with a price.
    pub(in crate::cli) of_jobs: Vec<Option<Priced>>,
    pub(in crate::cli) notes: Vec<String>,
    pub(in crate::cli) cautions: Vec<String>,
    /// What could not be read, one line each.
    pub(in crate::cli) skipped: Vec<String>,
}

/// Reads the records in `paths` and joins their runs with the jobs.
pub(in crate::cli) fn runs_of_jobs(
    jobs: &[Known<'_>],
    paths: &[PathBuf],
    as_of: Date,
    table: &PriceTable,
    (shell, world): (&Shell<'_>, &World<'_>),
) -> Result<OfRuns, Failure> {
    let mut of_runs = OfRuns { of_jobs: jobs.iter().map(|_| None).collect(), ..OfRuns::default() };
    if paths.is_empty() || jobs.is_empty() {
        return Ok(of_runs);
    }
    let limits = table.prompt_limits();
    let grouping = Grouping { prompt_limits: &limits, zone: &TimeZone::UTC };
    // Programs of this machine wrote them, whatever the answer is written as.
    let wanted = RecordsRequest { dialect: None, ..RecordsRequest::new(shell, paths, grouping, as_of) };
    let Records { runs, skipped, .. } = match records(&wanted, world) {
        Ok(records) => records,
        // Folders without a run tell nothing, and nothing is missing but what can't be read.
        Err(Failure::Told(faults)) if faults.iter().all(|fault| fault.code == Code::NoRunFound) => {
            let notes = faults.into_iter().flat_map(|fault| fault.notes);
            of_runs.skipped = notes.filter(|note| note.starts_with('`')).collect();
            return Ok(of_runs);
        }
        Err(failure) => return Err(failure),
    };
    of_runs.skipped = skipped;
    let joined = join(jobs, &runs.runs);
    if joined.unclear > 0 {
        let (runs, fit, are) = match joined.unclear {
            1 => ("1 run".to_owned(), "fits", "is"),
            unclear => (counted(unclear, "run"), "fit", "are"),
        };
        of_runs.notes.push(format!("{runs} {fit} several jobs equally well and {are} counted for none"));
    }
    let question =
        Question { as_of, unnamed: None, only: None, window: Window::ALL, programs: &[], with_lines: false };
    for (of_job, places) in of_runs.of_jobs.iter_mut().zip(joined.of_jobs) {
        // A schedule started them, whatever their records tell.
        let own = |place: usize| Run { used_by: UsedBy::Program, ..runs.runs[place].clone() };
        let own: Vec<Run> = places.into_iter().map(own).collect();
        let mut bills = own.iter().map(|run| run.billing);
        let first = bills.next().unwrap_or_default();
        let billing = if bills.all(|bill| bill == first) { first } else { Billing::Unknown };
        let measured = measure(table, Runs { runs: own, ..Runs::default() }, &question)?;
        let Some(summary) = measured.summary else { continue };
        *of_job = Some(Priced {
            profile: profile_of(&measured.runs, &limits),
            runs: summary.runs,
            mean: summary.mean,
            p90: summary.p90,
            is_at_least: summary.is_at_least,
            billing,
        });
    }
    Ok(of_runs)
}
