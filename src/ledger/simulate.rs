//! Several jobs, seats and plans: all runs in the order of time, each drawing on the credit of its seat.

use super::answer::{
    self, CycleOutcome, GrantedAndTotal, JobNote, LedgerOutcome, LedgerTotal, PricedJob, Simulated,
};
use super::current_rules::UnderCurrentRules;
use super::draw::{Observer, draw};
use super::entitlements::{Entitlements, LedgerSpec};
use super::event::Event;
use super::note::Note;
use super::pace::PreparedCycle;
use super::prepare::{Prepared, PreparedJob, Unanswered, billers};
use super::prices::began_later;
use super::question::Simulation;
use super::rules::NoCredit;
use super::tally::Tally;
use crate::calendar::Period;
use crate::pricing::{NoPrice, PriceTable};
use crate::schedule::{Schedule, Timing};
use crate::units::{OutOfRange, Usd};

/// Answers a simulation.
///
/// # Errors
///
/// For every job of which a run has no price; or when an amount is out of range.
pub fn simulate<'t>(
    table: &'t PriceTable,
    question: &Simulation<'t>,
) -> Result<Simulated<'t>, Vec<Unanswered>> {
    Prepared::new(table, question)?.run(table)
}

impl<'t> Prepared<'t, '_> {
    /// What becomes of all runs.
    ///
    /// # Errors
    ///
    /// When a job's models are of several vendors, of whose bills a credit meets one, or when what credits
    /// grant under the rules in force is out of range.
    pub fn run(&self, table: &'t PriceTable) -> Result<Simulated<'t>, Vec<Unanswered>> {
        let mixed = self.jobs.iter().zip(&self.entitlements.of_job).zip(0..);
        let mixed: Vec<Unanswered> = mixed
            .filter_map(|((job, (_, no_credit)), place)| mixed_vendors(job, place, *no_credit))
            .collect();
        if !mixed.is_empty() {
            return Err(mixed);
        }
        let cycles = draw(self, &self.entitlements, Observer(None));
        let in_force = self
            .under_current_rules(table, &cycles)
            .map_err(|reason: OutOfRange| vec![Unanswered::from(reason)])?;
        let jobs = self.jobs.iter().zip(&self.entitlements.of_job);
        let jobs = jobs.map(|(job, of_job)| job.priced(*of_job, &self.cycles)).collect();
        let ledgers = self.entitlements.ledgers.clone();
        Ok(Simulated { jobs, ledgers, cycles, notes: self.notes(), in_force })
    }

    /// Shows every grant, run and expiry to `visit`: cycle by cycle, credit by credit, in the order of time.
    pub fn visit(&self, visit: &mut dyn FnMut(Event)) {
        draw(self, &self.entitlements, Observer(Some(visit)));
    }

    fn under_current_rules(
        &self,
        table: &'t PriceTable,
        cycles: &[CycleOutcome],
    ) -> Result<Option<UnderCurrentRules<'t, GrantedAndTotal<'t>>>, OutOfRange> {
        let question = self.question;
        UnderCurrentRules::ask(table, question.program, question.as_of, |program| {
            let Some(program) = program else {
                // Nothing is granted.
                let beyond = |Tally { runs, runs_refused_by_vendor, cost, .. }| Tally {
                    runs,
                    runs_beyond: runs - runs_refused_by_vendor,
                    runs_refused_by_vendor,
                    cost,
                    overflow: cost,
                    ..Tally::default()
                };
                let jobs = answer::of_jobs(cycles, self.jobs.len()).into_iter().map(beyond).collect();
                let total = beyond(answer::total(cycles));
                return Ok(GrantedAndTotal { granted: Usd::ZERO, total, jobs, ledgers: Vec::new() });
            };
            let entitlements = Entitlements::under(question, &billers(&self.jobs), table, program)?;
            let cycles = draw(self, &entitlements, Observer(None));
            let ledger = |(spec, place): (LedgerSpec<'t>, usize)| {
                let sum = |of: fn(&LedgerOutcome) -> Usd| {
                    cycles.iter().map(|cycle| of(&cycle.ledgers[place])).sum()
                };
                LedgerTotal {
                    spec,
                    granted: sum(|ledger| ledger.granted),
                    drawn: sum(|ledger| ledger.drawn),
                    expires: sum(|ledger| ledger.expires),
                }
            };
            Ok(GrantedAndTotal {
                granted: entitlements.granted,
                total: answer::total(&cycles),
                jobs: answer::of_jobs(&cycles, self.jobs.len()),
                ledgers: entitlements.ledgers.into_iter().zip(0..).map(ledger).collect(),
            })
        })
    }

    fn notes(&self) -> Vec<JobNote> {
        let mut notes: Vec<JobNote> = Vec::new();
        let mut add = |job: Option<&str>, note: Note| {
            let jobs = job.map(str::to_owned);
            match notes.iter_mut().find(|known| known.note == note) {
                // The notes of one job come one after the other.
                Some(known) => known.jobs.extend(jobs.filter(|job| known.jobs.last() != Some(job))),
                None => notes.push(JobNote { jobs: jobs.into_iter().collect(), note }),
            }
        };
        for job in &self.jobs {
            job.prices.notes.iter().for_each(|note| add(Some(&job.spec.name), note.clone()));
            let refused = job.runs.iter().flatten().map(|half| half.refused).sum();
            job.prices.ends(refused).into_iter().for_each(|note| add(Some(&job.spec.name), note));
        }
        let is_spread = |job: &&PreparedJob<'_, '_>| match &job.spec.schedule {
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
        for ledger in self.entitlements.ledgers.iter().filter(|ledger| ledger.spent > ledger.credit) {
            add(
                None,
                Note::SpentMoreThanCredit {
                    plan: ledger.name.clone(),
                    spent: ledger.spent,
                    credit: ledger.credit,
                    exhaustion: ledger.exhaustion,
                },
            );
        }
        if let Some(first) = self.cycles.first()
            && let Some(last) = self.cycles.last()
        {
            let days = Period::new(first.period.start(), last.period.end());
            if let Some(note) = began_later(self.question.program, days) {
                add(None, note);
            }
        }
        notes
    }
}

impl<'t> PreparedJob<'t, '_> {
    fn priced(
        &self,
        (ledger, no_credit): (usize, Option<NoCredit<'t>>),
        cycles: &[PreparedCycle],
    ) -> PricedJob<'t> {
        PricedJob {
            run: self.prices.run.clone(),
            first_cost: self.prices.first_cost,
            range: self.range(cycles),
            priced_on: self.prices.priced_on,
            ledger,
            no_credit,
            nights_without_price: self.prices.nights_without_price,
        }
    }
}

/// Which of several vendors' bills a credit meets would be a guess.
fn mixed_vendors(
    job: &PreparedJob<'_, '_>,
    place: usize,
    no_credit: Option<NoCredit<'_>>,
) -> Option<Unanswered> {
    let vendors = job.prices.several_vendors.clone().filter(|_| no_credit.is_none())?;
    Some(Unanswered { job: Some(place), reason: NoPrice::SeveralVendors { vendors } })
}
