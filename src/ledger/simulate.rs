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
use crate::pricing::{NoPrice, PriceTable, Program};
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
            .filter_map(|((job, (_, no_credit)), place)| {
                mixed_vendors(self.question.program, job, place, *no_credit)
            })
            .collect();
        if !mixed.is_empty() {
            return Err(mixed);
        }
        let (cycles, terms) = draw(self, &self.entitlements, Observer(None));
        let in_force = self
            .under_current_rules(table, &cycles)
            .map_err(|reason: OutOfRange| vec![Unanswered::from(reason)])?;
        let jobs = self.jobs.iter().zip(&self.entitlements.of_job);
        let jobs = jobs.map(|(job, of_job)| job.priced(*of_job, &self.cycles)).collect();
        let ledgers = self.entitlements.ledgers.clone();
        Ok(Simulated { jobs, ledgers, cycles, terms, notes: self.notes(), in_force })
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
            let (cycles, _) = draw(self, &entitlements, Observer(None));
            let ledger = |(spec, place): (LedgerSpec<'t>, usize)| {
                let sum = |of: fn(&LedgerOutcome) -> Usd| {
                    cycles.iter().map(|cycle| of(&cycle.ledgers[place])).sum()
                };
                LedgerTotal {
                    spec,
                    granted: sum(|ledger| ledger.granted),
                    drawn: sum(|ledger| ledger.drawn),
                    expires: sum(|ledger| ledger.expires),
                    runs_out: cycles.iter().find_map(|cycle| cycle.ledgers[place].runs_out),
                }
            };
            let granted = cycles.iter().flat_map(|cycle| cycle.ledgers.iter().map(|ledger| ledger.granted));
            Ok(GrantedAndTotal {
                granted: granted.sum(),
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
            // Rows to look at again are said once, whatever runs on them.
            if matches!(note, Note::RowsToCheck(_)) {
                match notes.iter_mut().find(|known| matches!(known.note, Note::RowsToCheck(_))) {
                    Some(known) => {
                        known.note.absorb(note);
                    }
                    None => notes.push(JobNote { jobs: Vec::new(), note }),
                }
                return;
            }
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
        for ledger in self.entitlements.ledgers.iter().filter(|ledger| !ledger.beyond.is_zero()) {
            add(
                None,
                Note::SpentMoreThanCredit {
                    plan: ledger.name.clone(),
                    spent: ledger.spent,
                    credit: ledger.spent.less(ledger.beyond),
                    exhaustion: ledger.exhaustion,
                },
            );
        }
        for ledger in &self.entitlements.ledgers {
            self.of_terms(ledger).into_iter().for_each(|note| add(None, note));
        }
        for (job, runs) in self.without_seat() {
            let seat = self.question.seats[job.spec.seat].name.clone();
            add(Some(&job.spec.name), Note::NoSeatOnDays { seat, runs });
        }
        if let Some(first) = self.cycles.first()
            && let Some(last) = self.cycles.last()
        {
            let days = Period::new(first.period.start(), last.period.end());
            let program = self.question.program;
            let notes = [began_later(program, days), Note::of_rates(program), Note::of_purchase(program)];
            notes.into_iter().flatten().for_each(|note| add(None, note));
        }
        notes
    }
}

impl<'t> Prepared<'t, '_> {
    /// What to know about a credit that comes and goes on days of its own.
    fn of_terms(&self, ledger: &LedgerSpec<'t>) -> Vec<Note> {
        let held = |seat: &usize| &self.question.seats[*seat].held;
        let comes_or_goes = |seat: &usize| held(seat).starts_on.is_some() || held(seat).ends_on.is_some();
        if is_pool(ledger) {
            let plan = ledger.holding.id().to_owned();
            let changes = !ledger.terms.is_empty() && ledger.seats.iter().any(comes_or_goes);
            return changes.then_some(Note::PoolChanges { plan }).into_iter().collect();
        }
        let mut notes = Vec::new();
        for term in &ledger.terms {
            let seat = || ledger.name.clone();
            let first = term.grants.first().filter(|(_, credit)| term.is_part && !credit.is_zero());
            if let Some((on, credit)) = first {
                notes.push(Note::SeatBegins { seat: seat(), on: *on, credit: *credit });
            }
            for (plans, (on, added)) in term.plans.windows(2).zip(term.grants.iter().skip(1)) {
                let [from, to] = [&plans[0], &plans[1]].map(String::clone);
                notes.push(Note::PlanChange { seat: seat(), from, to, on: *on, added: *added });
            }
        }
        notes
    }

    /// The jobs with runs on days on which nobody holds their seat, and how many those are.
    fn without_seat(&self) -> Vec<(&PreparedJob<'t, '_>, u64)> {
        let of_job = |(job, (ledger, _)): (_, &(usize, Option<NoCredit<'t>>))| {
            let job: &PreparedJob<'t, '_> = job;
            let ledger = &self.entitlements.ledgers[*ledger];
            if !ledger.has_own_terms() || is_pool(ledger) {
                return None;
            }
            let is_held =
                |day| ledger.terms.iter().any(|term| !term.is_promotion() && term.days.contains(day));
            let halves =
                self.cycles.iter().zip(&job.runs).flat_map(|(cycle, runs)| cycle.halves.iter().zip(runs));
            let runs: u64 = halves.filter(|(half, _)| !is_held(half.day)).map(|(_, runs)| runs.count).sum();
            (runs > 0).then_some((job, runs * ledger.count.get()))
        };
        self.jobs.iter().zip(&self.entitlements.of_job).filter_map(of_job).collect()
    }
}

/// Whether several seats may share a credit: that of a plan that grants by the seat.
fn is_pool(ledger: &LedgerSpec<'_>) -> bool {
    !ledger.holding.seats.is_empty() && ledger.holding.stated_credit.is_none()
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
    program: &Program,
    job: &PreparedJob<'_, '_>,
    place: usize,
    no_credit: Option<NoCredit<'_>>,
) -> Option<Unanswered> {
    let is_a_guess = |vendors: &Vec<String>| no_credit.is_none() && !program.pays_for_all(vendors);
    let vendors = job.prices.several_vendors.clone().filter(is_a_guess)?;
    Some(Unanswered { job: Some(place), reason: NoPrice::SeveralVendors { vendors } })
}
