//! Runs meet credit: in the order of time, ties by priority and then by the order of the jobs.
//!
//! A half of a day at a time. As long as a credit pays all of its runs, or nothing is left of it, their order
//! changes nothing and they are added up; the runs of a half day in which a credit ends are walked one by
//! one.

use jiff::Timestamp;
use jiff::civil::Date;

use super::answer::{CycleOutcome, JobOutcome, LedgerOutcome, LedgerSpec, RunPoint, Tally};
use super::event::{Event, RunEntry};
use super::stage::{CycleStage, Stage};
use super::terms::Terms;
use crate::cost::sum;
use crate::estimate::NoCredit;
use crate::ledger::{Exhaustion, RunState};
use crate::pricing::Draws;
use crate::schedule::{HalfDay, Schedule, Window};
use crate::units::{Credit, OutOfRange, Usd};

/// What a job draws from a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Its credit, and then what the policy says.
    Credit,
    /// Money, at API rates.
    Money,
    /// Plan windows, which are not dollars.
    Windows,
    /// Nothing: such a use is not permitted.
    Nothing,
}

impl Source {
    fn of(no_credit: Option<NoCredit<'_>>) -> Self {
        match no_credit.map(NoCredit::draws) {
            None | Some(Draws::Credit) => Self::Credit,
            Some(Draws::ApiSpend) => Self::Money,
            Some(Draws::PlanWindows) => Self::Windows,
            Some(Draws::NotPermitted) => Self::Nothing,
        }
    }
}

/// What is left of a credit, and of what may be billed beyond it.
#[derive(Debug, Clone, Copy)]
struct Purse {
    credit: Credit,
    policy: Exhaustion,
    /// What is left of a cap.
    cap: Credit,
}

/// What becomes of one run, or of several together.
#[derive(Debug, Clone, Copy)]
struct Paid {
    drawn: Usd,
    overflow: Usd,
    billed: Usd,
    unpaid: Usd,
    windows: Usd,
}

impl Purse {
    fn pay(&mut self, source: Source, cost: Usd) -> Paid {
        let (drawn, overflow) = if source == Source::Credit {
            let draw = self.credit.draw(cost);
            self.credit = draw.left;
            (draw.drawn.amount(), draw.beyond)
        } else {
            (Usd::ZERO, cost)
        };
        let (billed, unpaid, windows) = match (source, self.policy) {
            (Source::Windows, _) => (Usd::ZERO, Usd::ZERO, overflow),
            (Source::Nothing, _) | (Source::Credit, Exhaustion::Stop) => (Usd::ZERO, overflow, Usd::ZERO),
            (Source::Money, Exhaustion::Stop) | (_, Exhaustion::Bill) => (overflow, Usd::ZERO, Usd::ZERO),
            (_, Exhaustion::Cap(_)) => {
                let bill = self.cap.draw(overflow);
                self.cap = bill.left;
                (bill.drawn.amount(), bill.beyond, Usd::ZERO)
            }
        };
        Paid { drawn, overflow, billed, unpaid, windows }
    }

    /// Whether runs that draw so much credit and so much money can be paid in any order: it makes no
    /// difference to any of them.
    fn is_indifferent(&self, credit: Usd, money: Usd) -> Result<bool, OutOfRange> {
        let beyond = if credit <= self.credit.amount() {
            Usd::ZERO
        } else if self.credit.amount().is_zero() {
            credit
        } else {
            return Ok(false);
        };
        Ok(match self.policy {
            Exhaustion::Stop | Exhaustion::Bill => true,
            Exhaustion::Cap(_) => self.cap.amount().is_zero() || beyond.plus(money)? <= self.cap.amount(),
        })
    }
}

/// So many are walked one by one; more are first cut by time.
const WALKED_AT_ONCE: u64 = 4_096;

/// The runs of one job in one half of a day, or a part of it.
#[derive(Debug, Clone, Copy)]
struct Batch {
    job: usize,
    source: Source,
    /// How many of its runs came before.
    before: u64,
    /// How many of the same part of time.
    skipped: u64,
    runs: u64,
    cost: Usd,
}

/// The jobs of a ledger on their way through a cycle.
struct Walk<'s, 't, 'q> {
    stage: &'s Stage<'t, 'q>,
    cycle: &'s CycleStage,
    place: (usize, usize),
    purse: Purse,
    outcome: LedgerOutcome,
}

/// How far the credit pays the runs of a night.
#[derive(Debug, Clone, Copy)]
struct NightSoFar {
    night: Date,
    is_covered: bool,
}

/// Who is shown what happens, if anybody is.
pub(super) struct Onlooker<'v>(pub(super) Option<&'v mut dyn FnMut(Event)>);

impl Onlooker<'_> {
    fn see(&mut self, event: Event) {
        if let Some(visit) = &mut self.0 {
            visit(event);
        }
    }
}

/// Lets all runs meet the credits of `terms`.
pub(super) fn meet<'t>(
    stage: &Stage<'t, '_>,
    terms: &Terms<'t>,
    mut onlooker: Onlooker<'_>,
) -> Result<Vec<CycleOutcome>, OutOfRange> {
    let mut cycles = Vec::with_capacity(stage.cycles.len());
    // How many runs of each job came before, over all cycles: a session does not end with the cycle.
    let mut before: Vec<u64> = stage.jobs.iter().map(|job| job.already).collect();
    for (cycle, place) in stage.cycles.iter().zip(0_usize..) {
        let mut jobs = vec![JobOutcome::default(); stage.jobs.len()];
        let mut ledgers = Vec::with_capacity(terms.ledgers.len());
        // For each half of a day how many runs it has, and how many of them are covered.
        let mut halves = vec![(0, 0); cycle.halves.len()];
        for (ledger, ledger_place) in terms.ledgers.iter().zip(0..) {
            let spent = if place == 0 { ledger.spent.min(ledger.credit) } else { Usd::ZERO };
            let mut walk = Walk::begin(stage, cycle, (place, ledger_place), ledger, spent);
            onlooker.see(Event::Granted {
                cycle: place,
                ledger: ledger_place,
                at: cycle.window.start,
                amount: ledger.credit,
                spent,
            });
            walk.go(terms, &mut before, &mut jobs, &mut halves, &mut onlooker)?;
            onlooker.see(Event::Expired {
                cycle: place,
                ledger: ledger_place,
                at: cycle.window.end,
                amount: walk.outcome.expires,
            });
            ledgers.push(walk.outcome);
        }
        let (nights, nights_covered) = nights_of(stage, cycle, &halves, &jobs)?;
        cycles.push(CycleOutcome { period: cycle.period, ledgers, jobs, nights, nights_covered });
    }
    Ok(cycles)
}

impl<'s, 't, 'q> Walk<'s, 't, 'q> {
    fn begin(
        stage: &'s Stage<'t, 'q>,
        cycle: &'s CycleStage,
        place: (usize, usize),
        ledger: &LedgerSpec<'t>,
        spent: Usd,
    ) -> Self {
        let cap = match ledger.exhaustion {
            Exhaustion::Cap(cap) => cap,
            Exhaustion::Stop | Exhaustion::Bill => Usd::ZERO,
        };
        let credit = Credit::of(ledger.credit.less(spent));
        let purse = Purse { credit, policy: ledger.exhaustion, cap: Credit::of(cap) };
        let outcome = LedgerOutcome {
            granted: ledger.credit,
            spent,
            drawn: Usd::ZERO,
            expires: Usd::ZERO,
            runs_out: None,
            refused_from: None,
        };
        Self { stage, cycle, place, purse, outcome }
    }

    fn go(
        &mut self,
        terms: &Terms<'t>,
        before: &mut [u64],
        jobs: &mut [JobOutcome],
        halves: &mut [(u64, u64)],
        onlooker: &mut Onlooker<'_>,
    ) -> Result<(), OutOfRange> {
        let mine: Vec<usize> = (0..jobs.len()).filter(|job| terms.of_job[*job].0 == self.place.1).collect();
        let mut nights: Vec<Option<NightSoFar>> = vec![None; jobs.len()];
        let granted = self.purse.credit.amount();
        for (half, place) in self.cycle.halves.iter().zip(0_usize..) {
            let mut batches = Vec::new();
            for job in &mine {
                let runs = self.stage.jobs[*job].counts[self.place.0][place];
                if runs > 0 {
                    let costs = self.stage.jobs[*job].costs_on(half.day);
                    let first = before[*job];
                    before[*job] = first.checked_add(runs).ok_or(OutOfRange)?;
                    let source = Source::of(terms.of_job[*job].1);
                    batches.push(Batch {
                        job: *job,
                        source,
                        before: first,
                        skipped: 0,
                        runs,
                        cost: costs.of(first, runs)?,
                    });
                }
            }
            let covered_before: Vec<u64> =
                batches.iter().map(|batch| jobs[batch.job].tally.runs_covered).collect();
            self.pay(half, half.window, &batches, jobs, onlooker)?;
            for (batch, covered_before) in batches.iter().zip(covered_before) {
                let outcome = &mut jobs[batch.job];
                let covered = outcome.tally.runs_covered - covered_before;
                let is_covered = covered == batch.runs;
                halves[place] =
                    (halves[place].0.checked_add(batch.runs).ok_or(OutOfRange)?, halves[place].1 + covered);
                match &mut nights[batch.job] {
                    Some(so_far) if so_far.night == half.night => so_far.is_covered &= is_covered,
                    so_far => {
                        close(so_far.take(), &mut outcome.tally);
                        *so_far = Some(NightSoFar { night: half.night, is_covered });
                    }
                }
            }
        }
        for job in mine {
            close(nights[job].take(), &mut jobs[job].tally);
            if !self.stage.jobs[job].knows().1
                && matches!(self.stage.jobs[job].spec.schedule, Schedule::Count(_))
            {
                // A count has no calendar, and each run is counted as one night.
                let tally = &mut jobs[job].tally;
                (tally.nights, tally.nights_covered) = (tally.runs, tally.runs_covered);
            }
        }
        self.outcome.drawn = granted.less(self.purse.credit.amount());
        self.outcome.expires = self.purse.credit.amount();
        Ok(())
    }

    /// Lets the runs of a part of a half of a day meet the credit. Where their order matters, it is cut in
    /// two by time, until few enough are left to be walked one by one.
    fn pay(
        &mut self,
        half: &HalfDay,
        part: Window,
        batches: &[Batch],
        jobs: &mut [JobOutcome],
        onlooker: &mut Onlooker<'_>,
    ) -> Result<(), OutOfRange> {
        if onlooker.0.is_none() && self.is_indifferent(batches)? {
            return self.add_up(half, part, batches, jobs);
        }
        let runs = batches.iter().fold(0_u64, |sum, batch| sum.saturating_add(batch.runs));
        if runs <= WALKED_AT_ONCE {
            return self.walk(half, part, batches, jobs, onlooker);
        }
        let length = part.end.as_second() - part.start.as_second();
        if let ([batch], None) = (batches, &onlooker.0) {
            return self.pay_one_job(half, part, *batch, jobs);
        }
        if length < 2 {
            return self.pay_one_second(half, part, batches, jobs, onlooker);
        }
        let middle = Timestamp::from_second(part.start.as_second() + length / 2)
            .expect("it lies between two instants");
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for batch in batches {
            let job = &self.stage.jobs[batch.job];
            let runs = job.count(self.stage.question, self.cycle, half, Window { end: middle, ..part })?;
            let costs = job.costs_on(half.day);
            let add = |to: &mut Vec<Batch>, before: u64, runs: u64| {
                if runs > 0 {
                    to.push(Batch { before, skipped: 0, runs, cost: costs.of(before, runs)?, ..*batch });
                }
                Ok::<(), OutOfRange>(())
            };
            add(&mut first, batch.before, runs)?;
            add(&mut second, batch.before + runs, batch.runs - runs)?;
        }
        self.pay(half, Window { end: middle, ..part }, &first, jobs, onlooker)?;
        self.pay(half, Window { start: middle, ..part }, &second, jobs, onlooker)
    }

    /// Lets the runs of one job meet the credit: they are in order, so that they can be cut by their number.
    fn pay_one_job(
        &mut self,
        half: &HalfDay,
        part: Window,
        batch: Batch,
        jobs: &mut [JobOutcome],
    ) -> Result<(), OutOfRange> {
        if self.is_indifferent(&[batch])? {
            return self.add_up(half, part, &[batch], jobs);
        }
        if batch.runs == 1 {
            return self.walk(half, part, &[batch], jobs, &mut Onlooker(None));
        }
        let costs = self.stage.jobs[batch.job].costs_on(half.day);
        let first = batch.runs / 2;
        let piece = |skipped: u64, runs: u64| {
            let before = batch.before + skipped;
            Ok::<Batch, OutOfRange>(Batch {
                before,
                skipped: batch.skipped + skipped,
                runs,
                cost: costs.of(before, runs)?,
                ..batch
            })
        };
        let (one, other) = (piece(0, first)?, piece(first, batch.runs - first)?);
        self.pay_one_job(half, part, one, jobs)?;
        self.pay_one_job(half, part, other, jobs)
    }

    /// Lets the runs of one second meet the credit. Where so many begin in it, they are counted and not
    /// timed: all at its beginning.
    fn pay_one_second(
        &mut self,
        half: &HalfDay,
        part: Window,
        batches: &[Batch],
        jobs: &mut [JobOutcome],
        onlooker: &mut Onlooker<'_>,
    ) -> Result<(), OutOfRange> {
        let is_timed = |batch: &Batch| self.stage.jobs[batch.job].knows().0;
        if onlooker.0.is_some() || batches.iter().any(is_timed) {
            return self.walk(half, part, batches, jobs, onlooker);
        }
        let mut batches = batches.to_vec();
        batches.sort_by_key(|batch| (self.stage.jobs[batch.job].spec.priority, batch.job));
        batches.into_iter().try_for_each(|batch| self.pay_one_job(half, part, batch, jobs))
    }

    fn is_indifferent(&self, batches: &[Batch]) -> Result<bool, OutOfRange> {
        let of = |source| sum(batches.iter().filter(|batch| batch.source == source).map(|batch| batch.cost));
        self.purse.is_indifferent(of(Source::Credit)?, of(Source::Money)?)
    }

    /// Adds up runs to which their order makes no difference: nothing is left for them, or enough for all.
    fn add_up(
        &mut self,
        half: &HalfDay,
        part: Window,
        batches: &[Batch],
        jobs: &mut [JobOutcome],
    ) -> Result<(), OutOfRange> {
        let mut firsts: Vec<(Timestamp, &Batch, bool)> = Vec::new();
        for batch in batches {
            let job = &self.stage.jobs[batch.job];
            let paid = self.purse.pay(batch.source, batch.cost);
            let outcome = &mut jobs[batch.job];
            outcome.tally.take(batch.runs, batch.cost, &paid)?;
            // Runs that cost nothing are paid in full by any credit; what is not permitted is not paid at
            // all.
            let free = if batch.source == Source::Nothing {
                0
            } else {
                job.costs_on(half.day).free(batch.before, batch.runs)
            };
            let covered =
                if paid.overflow.is_zero() && batch.source != Source::Nothing { batch.runs } else { free };
            let refused =
                if paid.unpaid.is_zero() && batch.source != Source::Nothing { 0 } else { batch.runs - free };
            outcome.tally.runs_covered += covered;
            outcome.tally.runs_beyond += batch.runs - covered;
            outcome.tally.runs_refused += refused;
            self.refused(batch.job, half, refused, &mut outcome.refused_days);
            // Only the first of a job is noted, and it takes a search.
            let is_first = covered < batch.runs && outcome.first_beyond.is_none()
                || refused > 0 && outcome.first_refused.is_none();
            if is_first {
                let ahead = if batch.source == Source::Nothing {
                    Some(0)
                } else {
                    job.costs_on(half.day).free_ahead(batch.before)
                };
                let at = ahead.and_then(|ahead| {
                    job.start(self.stage.question, self.cycle, half, part, batch.skipped + ahead)
                });
                firsts.extend(at.map(|at| (at, batch, refused > 0)));
            }
        }
        firsts.sort_by_key(|(at, batch, _)| (*at, self.stage.jobs[batch.job].spec.priority, batch.job));
        for (at, batch, is_refused) in firsts {
            self.note_first(batch.job, batch.source, half, at, is_refused, &mut jobs[batch.job]);
        }
        Ok(())
    }

    /// Walks the runs of a part of a half of a day one by one.
    fn walk(
        &mut self,
        half: &HalfDay,
        part: Window,
        batches: &[Batch],
        jobs: &mut [JobOutcome],
        onlooker: &mut Onlooker<'_>,
    ) -> Result<(), OutOfRange> {
        let mut runs: Vec<(Timestamp, u64, usize)> = Vec::new();
        for (batch, place) in batches.iter().zip(0..) {
            let job = &self.stage.jobs[batch.job];
            // One that is cut out of many is not worth listing them all.
            let is_cut_out = batch.runs == 1 && batches.len() == 1;
            let starts = if is_cut_out {
                job.start(self.stage.question, self.cycle, half, part, batch.skipped).into_iter().collect()
            } else {
                job.starts(self.stage.question, self.cycle, half, part)
            };
            runs.extend(starts.into_iter().map(|at| (at, job.spec.priority, place)));
        }
        // Batches are in the order of the jobs, which settles what the priority does not.
        runs.sort_unstable();
        let mut numbers: Vec<u64> = batches.iter().map(|batch| batch.before).collect();
        for (at, _, place) in runs {
            let batch = &batches[place];
            let number = numbers[place];
            numbers[place] += 1;
            let job = &self.stage.jobs[batch.job];
            let cost = job.costs_on(half.day).at(number)?;
            let paid = self.purse.pay(batch.source, cost);
            let is_nothing = batch.source == Source::Nothing;
            let state = match (paid.overflow.is_zero() && !is_nothing, paid.drawn.is_zero()) {
                (true, _) => RunState::Covered,
                (false, false) => RunState::Partial,
                (false, true) => RunState::Beyond,
            };
            let is_refused = !paid.unpaid.is_zero() || is_nothing;
            let outcome = &mut jobs[batch.job];
            outcome.tally.take(1, cost, &paid)?;
            match state {
                RunState::Covered => outcome.tally.runs_covered += 1,
                RunState::Partial => outcome.tally.runs_partial += 1,
                RunState::Beyond => outcome.tally.runs_beyond += 1,
            }
            if is_refused {
                outcome.tally.runs_refused += 1;
                self.refused(batch.job, half, 1, &mut outcome.refused_days);
            }
            if state != RunState::Covered {
                self.note_first(batch.job, batch.source, half, at, is_refused, outcome);
            }
            if onlooker.0.is_some() {
                let (knows_time, knows_day) = job.knows();
                onlooker.see(Event::Run(RunEntry {
                    cycle: self.place.0,
                    ledger: self.place.1,
                    job: batch.job,
                    number: number - job.already + 1,
                    at: knows_time.then_some(at),
                    day: knows_day.then_some(half.day),
                    night: knows_day.then_some(half.night),
                    cost,
                    drawn: paid.drawn,
                    overflow: paid.overflow,
                    billed: paid.billed,
                    unpaid: paid.unpaid,
                    windows: paid.windows,
                    state,
                    is_refused,
                    left: self.purse.credit.amount(),
                }));
            }
        }
        Ok(())
    }

    fn refused(&self, job: usize, half: &HalfDay, runs: u64, days: &mut Vec<(Date, u64)>) {
        if runs == 0 || !self.stage.jobs[job].knows().1 {
            return;
        }
        match days.last_mut() {
            Some((known, count)) if *known == half.day => *count += runs,
            _ => days.push((half.day, runs)),
        }
    }

    /// Notes a run that the credit does not pay in full, if it is the first of its job or of the ledger.
    fn note_first(
        &mut self,
        job: usize,
        source: Source,
        half: &HalfDay,
        at: Timestamp,
        is_refused: bool,
        outcome: &mut JobOutcome,
    ) {
        let (knows_time, knows_day) = self.stage.jobs[job].knows();
        let day = knows_day.then_some(half.day);
        let point = RunPoint { job, at: knows_time.then_some(at), day };
        outcome.first_beyond.get_or_insert(point);
        // What draws no credit does not end it.
        if source == Source::Credit {
            self.outcome.runs_out.get_or_insert(point);
        }
        if is_refused {
            outcome.first_refused.get_or_insert(point);
            // What is not permitted is refused whatever is left.
            if source != Source::Nothing {
                self.outcome.refused_from.get_or_insert(point);
            }
        }
    }
}

/// The nights in which anything runs, and those of them all of whose runs are covered.
fn nights_of(
    stage: &Stage<'_, '_>,
    cycle: &CycleStage,
    halves: &[(u64, u64)],
    jobs: &[JobOutcome],
) -> Result<(u64, u64), OutOfRange> {
    if !stage.jobs.is_empty() && stage.jobs.iter().all(|job| matches!(job.spec.schedule, Schedule::Count(_)))
    {
        // Counts have no calendar, and each run is counted as one night.
        let sum = |of: fn(&Tally) -> u64| {
            jobs.iter().try_fold(0_u64, |sum, job| sum.checked_add(of(&job.tally))).ok_or(OutOfRange)
        };
        return Ok((sum(|tally| tally.runs)?, sum(|tally| tally.runs_covered)?));
    }
    let mut nights: Vec<(Date, bool)> = Vec::new();
    for (half, (runs, covered)) in cycle.halves.iter().zip(halves).filter(|(_, (runs, _))| *runs > 0) {
        match nights.last_mut() {
            Some((night, is_covered)) if *night == half.night => *is_covered &= covered == runs,
            _ => nights.push((half.night, covered == runs)),
        }
    }
    let covered = nights.iter().filter(|(_, is_covered)| *is_covered).count();
    Ok((crate::units::length(nights.len()), crate::units::length(covered)))
}

fn close(night: Option<NightSoFar>, tally: &mut Tally) {
    if let Some(night) = night {
        tally.nights += 1;
        tally.nights_covered += u64::from(night.is_covered);
    }
}

impl Tally {
    fn take(&mut self, runs: u64, cost: Usd, paid: &Paid) -> Result<(), OutOfRange> {
        self.runs = self.runs.checked_add(runs).ok_or(OutOfRange)?;
        self.cost = self.cost.plus(cost)?;
        self.drawn = self.drawn.plus(paid.drawn)?;
        self.overflow = self.overflow.plus(paid.overflow)?;
        self.billed = self.billed.plus(paid.billed)?;
        self.unpaid = self.unpaid.plus(paid.unpaid)?;
        self.windows = self.windows.plus(paid.windows)?;
        Ok(())
    }
}
