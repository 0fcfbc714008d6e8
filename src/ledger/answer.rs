//! The answer: what each job, each credit and all of them together come to.

use jiff::Timestamp;
use jiff::civil::Date;

use super::current_rules::UnderCurrentRules;
use super::entitlements::LedgerSpec;
use super::note::Note;
use super::rules::NoCredit;
use super::tally::Tally;
use super::terms::TermOutcome;
use crate::calendar::Period;
use crate::cost::RunCost;
use crate::units::Usd;

/// What came of a simulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulated<'t> {
    /// The jobs as they were priced, in the order of the question.
    pub jobs: Vec<PricedJob<'t>>,
    /// The credits, in the order of the seats.
    pub ledgers: Vec<LedgerSpec<'t>>,
    /// What happened, cycle by cycle.
    pub cycles: Vec<CycleOutcome>,
    /// For each credit what became of its terms, in their order; none where it renews with the cycles.
    pub terms: Vec<Vec<TermOutcome>>,
    /// What to know about the figures.
    pub notes: Vec<JobNote>,
    /// The same jobs under the rules in force, where these are not in force.
    pub in_force: Option<UnderCurrentRules<'t, GrantedAndTotal<'t>>>,
}

/// A job with its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedJob<'t> {
    /// What its first run costs at list rates on `priced_on`, before retries and growth.
    pub run: RunCost<'t>,
    /// What its first run comes to, retries included.
    pub first_cost: Usd,
    /// The least and the most that a run costs in all the cycles; `None` without runs.
    pub range: Option<(Usd, Usd)>,
    /// Whose prices are shown.
    pub priced_on: Date,
    /// The credit that it draws, by its place among the ledgers.
    pub ledger: usize,
    /// Why it draws none.
    pub no_credit: Option<NoCredit<'t>>,
    /// On how many nights a run had no price of its own, and is counted at that of `priced_on`.
    pub nights_without_price: u64,
}

/// One billing cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CycleOutcome {
    /// Its days.
    pub period: Period,
    /// What became of each credit, in the order of the ledgers.
    pub ledgers: Vec<LedgerOutcome>,
    /// What became of each job, in the order of the jobs.
    pub jobs: Vec<JobOutcome>,
    /// The nights in which anything runs.
    pub nights: Nights,
}

/// Nights in which anything runs, each counted once however many jobs it has. Where jobs are only counted,
/// each run is one night.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Nights {
    /// All of them.
    pub all: u64,
    /// Those that ask for credit, and all of whose runs that do are covered.
    pub covered: u64,
    /// Those that ask for none: all of their runs draw a plan's limits.
    pub on_limits: u64,
}

impl Nights {
    /// Those that ask for credit.
    #[must_use]
    pub fn asking(self) -> u64 {
        self.all - self.on_limits
    }
}

/// What became of a credit in a cycle: `granted` = `spent` + `drawn` + `expires`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerOutcome {
    /// What the cycle granted.
    pub granted: Usd,
    /// What others had spent of it, as far as it went.
    pub spent: Usd,
    /// What the runs drew.
    pub drawn: Usd,
    /// What was left, and is gone.
    pub expires: Usd,
    /// The first run that the credit does not pay in full.
    pub runs_out: Option<RunPoint>,
    /// The first run that is refused or cut short.
    pub refused_from: Option<RunPoint>,
}

/// What became of a job in a cycle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobOutcome {
    /// How many runs and dollars.
    pub tally: Tally,
    /// Its first run that the credit does not pay in full.
    pub first_beyond: Option<RunPoint>,
    /// Its first run that is refused or cut short.
    pub first_refused: Option<RunPoint>,
    /// The days on which runs were refused or cut short, with how many. A count has no days.
    pub refused_days: Vec<(Date, u64)>,
}

/// A run: which of which job, and when, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunPoint {
    /// The place of its job among the jobs.
    pub job: usize,
    /// When it starts, where the schedule has instants.
    pub at: Option<Timestamp>,
    /// The day, where the schedule has days.
    pub day: Option<Date>,
}

/// Something to know, and about which jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobNote {
    /// The jobs, by their names.
    pub jobs: Vec<String>,
    /// What.
    pub note: Note,
}

/// What all the jobs come to under other rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedAndTotal<'t> {
    /// What the program grants in all the cycles.
    pub granted: Usd,
    /// What all the jobs come to.
    pub total: Tally,
    /// What each job comes to, in the order of the question.
    pub jobs: Vec<Tally>,
    /// The credits there; none where no program is in force.
    pub ledgers: Vec<LedgerTotal<'t>>,
}

/// What a credit comes to in all the cycles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerTotal<'t> {
    /// Whose it is.
    pub spec: LedgerSpec<'t>,
    /// What was granted.
    pub granted: Usd,
    /// What the runs drew.
    pub drawn: Usd,
    /// What was left, and is gone.
    pub expires: Usd,
    /// The first run that it does not pay in full.
    pub runs_out: Option<RunPoint>,
}

impl CycleOutcome {
    /// What all the jobs come to. A night of several jobs is one night.
    #[must_use]
    pub fn total(&self) -> Tally {
        let total = Tally::sum(self.jobs.iter().map(|job| &job.tally));
        let Nights { all, covered, on_limits } = self.nights;
        Tally { nights: all, nights_covered: covered, nights_on_limits: on_limits, ..total }
    }
}

/// What all the jobs of these cycles come to.
pub(super) fn total(cycles: &[CycleOutcome]) -> Tally {
    let totals: Vec<Tally> = cycles.iter().map(CycleOutcome::total).collect();
    Tally::sum(&totals)
}

/// What each job comes to in these cycles.
pub(super) fn of_jobs(cycles: &[CycleOutcome], jobs: usize) -> Vec<Tally> {
    (0..jobs).map(|job| Tally::sum(cycles.iter().map(|cycle| &cycle.jobs[job].tally))).collect()
}

impl Simulated<'_> {
    /// What a job comes to in all the cycles.
    #[must_use]
    pub fn of_job(&self, job: usize) -> Tally {
        Tally::sum(self.cycles.iter().map(|cycle| &cycle.jobs[job].tally))
    }

    /// What the jobs of each ledger come to in all the cycles.
    #[must_use]
    pub fn of_ledgers(&self) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); self.ledgers.len()];
        for cycle in &self.cycles {
            for (job, outcome) in self.jobs.iter().zip(&cycle.jobs) {
                tallies[job.ledger].add(&outcome.tally);
            }
        }
        tallies
    }

    /// What all the jobs come to in all the cycles. A night of several jobs is one night.
    #[must_use]
    pub fn total(&self) -> Tally {
        total(&self.cycles)
    }

    /// What all the cycles granted.
    #[must_use]
    pub fn granted(&self) -> Usd {
        self.cycles.iter().flat_map(|cycle| cycle.ledgers.iter().map(|ledger| ledger.granted)).sum()
    }

    /// What all the cycles come to in an amount of a ledger.
    #[must_use]
    pub fn over_cycles(&self, ledger: usize, of: fn(&LedgerOutcome) -> Usd) -> Usd {
        self.cycles.iter().map(|cycle| of(&cycle.ledgers[ledger])).sum()
    }

    /// From the first day of the first cycle to the last day of the last.
    #[must_use]
    pub fn days(&self) -> Period {
        Period::new(self.cycles[0].period.start(), self.cycles[self.cycles.len() - 1].period.end())
    }

    /// The first run that a ledger's credit does not pay in full, with the place of its cycle.
    #[must_use]
    pub fn runs_out(&self, ledger: usize) -> Option<(usize, RunPoint)> {
        self.cycles.iter().zip(0..).find_map(|(cycle, place)| Some((place, cycle.ledgers[ledger].runs_out?)))
    }
}
