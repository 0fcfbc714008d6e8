//! Several jobs, seats and plans: all runs in the order of time, each drawing on the credit of its seat.
//!
//! Everything here is a function of its inputs: no clock, no file, no environment. A [`Simulation`] is the
//! question; [`Stage::set`] counts and prices its runs, and [`Stage::simulated`] lets them meet the credits.

mod answer;
mod assign;
mod costs;
mod effect;
mod event;
mod improve;
mod meet;
mod pooled;
mod question;
mod stage;
mod terms;

pub use answer::{
    CycleOutcome, InForce, JobNote, JobOutcome, LedgerOutcome, LedgerSpec, PricedJob, RunPoint, Simulated,
    Tally,
};
pub use assign::Assignment;
pub use effect::{Answered, Effect, JobEffect, LedgerEffect, effect};
pub use event::{Event, RunEntry};
pub use pooled::Pooled;
pub use question::{Growth, GrowthBy, JobSpec, SeatSpec, Simulation};
pub use stage::{Stage, Unanswered};

use crate::estimate::pricing_days::began_later;
use crate::estimate::{NoCredit, Note};
use crate::pricing::{NoPrice, PriceTable};
use crate::schedule::{Schedule, Timing};
use crate::units::{OutOfRange, Usd};
use meet::Onlooker;
use stage::{CycleStage, JobStage};
use terms::Terms;

/// Answers a simulation.
///
/// # Errors
///
/// For every job of which a run has no price; or when an amount is out of range.
pub fn simulate<'t>(
    table: &'t PriceTable,
    question: &Simulation<'t>,
) -> Result<Simulated<'t>, Vec<Unanswered>> {
    Stage::set(table, question)?.simulated(table)
}

impl<'t> Stage<'t, '_> {
    /// What becomes of all runs.
    ///
    /// # Errors
    ///
    /// When a job's models are of several vendors, of whose bills a credit meets one, or when an amount is
    /// out of range.
    pub fn simulated(&self, table: &'t PriceTable) -> Result<Simulated<'t>, Vec<Unanswered>> {
        let out_of_range = |reason: OutOfRange| vec![Unanswered::from(reason)];
        let terms = Terms::own(self).map_err(out_of_range)?;
        let mixed: Vec<Unanswered> =
            self.jobs.iter().zip(0..).filter_map(|(job, place)| mixed(job, place, &terms)).collect();
        if !mixed.is_empty() {
            return Err(mixed);
        }
        let cycles = meet::meet(self, &terms, Onlooker(None)).map_err(out_of_range)?;
        let in_force = self.in_force(table).map_err(out_of_range)?;
        let jobs: Result<Vec<_>, _> = self
            .jobs
            .iter()
            .zip(&terms.of_job)
            .map(|(job, of_job)| job.priced(*of_job, &self.cycles))
            .collect();
        let notes = self.notes(&terms);
        Ok(Simulated { jobs: jobs.map_err(out_of_range)?, ledgers: terms.ledgers, cycles, notes, in_force })
    }

    /// Shows every grant, run and expiry to `visit`: cycle by cycle, credit by credit, in the order of time.
    ///
    /// # Errors
    ///
    /// When an amount is out of range.
    pub fn visit(&self, visit: &mut dyn FnMut(Event)) -> Result<(), OutOfRange> {
        meet::meet(self, &Terms::own(self)?, Onlooker(Some(visit))).map(drop)
    }

    /// How many runs there are in all.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.jobs
            .iter()
            .flat_map(|job| job.counts.iter().flatten())
            .fold(0, |sum, runs| sum.saturating_add(*runs))
    }

    fn in_force(&self, table: &'t PriceTable) -> Result<Option<InForce<'t>>, OutOfRange> {
        let question = self.question;
        if question.program.in_force_on(question.as_of) {
            return Ok(None);
        }
        let Some(program) = table.program_in_force(&question.program.vendor, question.as_of) else {
            let cost = answer::total(&meet::meet(self, &Terms::own(self)?, Onlooker(None))?)?;
            let total = Tally {
                runs: cost.runs,
                runs_beyond: cost.runs,
                cost: cost.cost,
                overflow: cost.cost,
                ..Tally::default()
            };
            return Ok(Some(InForce { program: None, granted: Usd::ZERO, total }));
        };
        let terms = Terms::under(self, table, program)?;
        let cycles = meet::meet(self, &terms, Onlooker(None))?;
        let total = answer::total(&cycles)?;
        Ok(Some(InForce { program: Some(program), granted: terms.granted(question)?, total }))
    }

    fn notes(&self, terms: &Terms<'t>) -> Vec<JobNote> {
        let mut notes: Vec<JobNote> = Vec::new();
        let mut add = |job: Option<&str>, note: Note| {
            let jobs = job.map(str::to_owned);
            match notes.iter_mut().find(|known| known.note == note) {
                Some(known) => known.jobs.extend(jobs.filter(|job| !known.jobs.contains(job))),
                None => notes.push(JobNote { jobs: jobs.into_iter().collect(), note }),
            }
        };
        for job in &self.jobs {
            job.notes.iter().for_each(|note| add(Some(&job.spec.name), note.clone()));
        }
        let is_spread = |job: &&JobStage<'_, '_>| match &job.spec.schedule {
            Schedule::Count(runs) => *runs > 0,
            Schedule::PerDay(_) => false,
            Schedule::Timed(timetable) => {
                timetable.jobs.iter().any(|job| matches!(job.timing, Timing::Spread(times) if times > 0))
            }
        };
        let spread: Vec<String> =
            self.jobs.iter().filter(is_spread).map(|job| job.spec.name.clone()).collect();
        if !spread.is_empty() {
            add(None, Note::SpreadRuns { jobs: spread });
        }
        for ledger in terms.ledgers.iter().filter(|ledger| ledger.spent > ledger.credit) {
            add(
                None,
                Note::SpentMoreThanCredit {
                    plan: ledger.name.clone(),
                    spent: ledger.spent,
                    credit: ledger.credit,
                },
            );
        }
        if let Some(first) = self.cycles.first()
            && let Some(last) = self.cycles.last()
        {
            let days = crate::calendar::Period::new(first.period.start(), last.period.end());
            if let Some(note) = began_later(self.question.program, days) {
                add(None, note);
            }
        }
        notes
    }
}

impl<'t> JobStage<'t, '_> {
    fn priced(
        &self,
        (ledger, no_credit): (usize, Option<NoCredit<'t>>),
        cycles: &[CycleStage],
    ) -> Result<PricedJob<'t>, OutOfRange> {
        let first_cost =
            self.spec.retry_factor.map_or(Ok(self.run.cost), |factor| factor.of(self.run.cost))?;
        Ok(PricedJob {
            run: self.run.clone(),
            first_cost,
            range: self.range(cycles)?,
            priced_on: self.priced_on,
            ledger,
            no_credit,
            nights_without_price: self.nights_without_price,
        })
    }
}

/// Which of several vendors' bills a credit meets would be a guess.
fn mixed(job: &JobStage<'_, '_>, place: usize, terms: &Terms<'_>) -> Option<Unanswered> {
    let vendors = job.several_vendors.clone().filter(|_| terms.of_job[place].1.is_none())?;
    Some(Unanswered { job: Some(place), reason: NoPrice::SeveralVendors { vendors } })
}
