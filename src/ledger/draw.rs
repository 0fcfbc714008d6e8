//! Runs are charged to credits: in the order of time, ties by priority and then by the order of the jobs.
//!
//! A job that is alone on its credit is drawn in closed form, as in an estimate. Several are drawn a half of a
//! day at a time. As long as a credit pays all of its runs, or nothing is left of it, their order changes
//! nothing and each job is charged at once; the runs of a half day in which a credit ends are cut by time, and
//! few of them are walked one by one.

use std::num::NonZeroU64;

use jiff::Timestamp;
use jiff::civil::Date;

use super::answer::{CycleOutcome, JobOutcome, LedgerOutcome, Nights, RunPoint};
use super::balance::{Balance, Charge, Runs, Sources};
use super::coverage::{Drawn, RunState};
use super::days_of_use::DaysOfUse;
use super::entitlements::{Entitlements, LedgerSpec};
use super::event::{Event, RunEntry};
use super::own_terms::{Own, Told};
use super::pace::PreparedCycle;
use super::prepare::{HalfRuns, Prepared, PreparedJob};
use super::prices::{priced_day, shown_on};
use super::series::RunSeries;
use super::tally::Tally;
use super::terms::TermOutcome;
use crate::pricing::Draws;
use crate::schedule::{HalfDay, Window};
use crate::units::{Credit, Usd};

/// So many are walked one by one; more are first cut by time. Tests beside the code cut sooner.
const WALKED_AT_ONCE: u64 = if cfg!(test) { 8 } else { 4_096 };

/// One of the jobs of a ledger, once for each seat alike that shares the credit.
#[derive(Debug, Clone, Copy)]
struct Mine<'e> {
    job: usize,
    copy: SeatOf,
    days: &'e DaysOfUse,
}

/// Which of several seats alike, and how many there are.
#[derive(Debug, Clone, Copy)]
struct SeatOf {
    place: u64,
    of: u64,
}

/// The runs of one job in one half of a day, or a part of it.
#[derive(Debug, Clone, Copy)]
struct Batch {
    job: usize,
    /// Which of the seats alike that share the credit it runs on.
    copy: SeatOf,
    sources: Sources,
    /// How many of its runs came before.
    before: u64,
    count: u64,
    cost: Usd,
}

/// The jobs of a ledger on their way through a cycle.
struct Walk<'s, 't, 'q> {
    prepared: &'s Prepared<'t, 'q>,
    cycle: &'s PreparedCycle,
    /// The places of the cycle and of the ledger.
    place: (usize, usize),
    /// Which of several seats alike it is.
    seat: Option<NonZeroU64>,
    balance: Balance,
    outcome: LedgerOutcome,
}

/// What the jobs of a cycle have come to so far.
struct SoFar {
    jobs: Vec<JobOutcome>,
    /// The runs of each half of a day.
    halves: Vec<HalfSoFar>,
}

/// The runs of a half of a day, of all jobs.
#[derive(Debug, Clone, Copy, Default)]
struct HalfSoFar {
    /// Those that ask for dollars.
    asking: u64,
    /// Those of them that are covered.
    covered: u64,
    /// Those that draw a plan's limits.
    on_limits: u64,
}

impl HalfSoFar {
    fn add(&mut self, other: Self) {
        self.asking += other.asking;
        self.covered += other.covered;
        self.on_limits += other.on_limits;
    }

    /// Whether the credit pays for all that ask for dollars; the others change nothing about it.
    fn is_covered(self) -> bool {
        self.asking > 0 && self.covered == self.asking
    }

    /// Whether all of them draw a plan's limits.
    fn is_on_limits(self) -> bool {
        self.asking == 0 && self.on_limits > 0
    }
}

/// The runs of one job in a night.
#[derive(Debug, Clone, Copy)]
struct NightSoFar {
    night: Date,
    runs: HalfSoFar,
}

/// The first run of a job that is not paid in full, or that is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Beyond,
    Refused,
}

/// Who is shown what happens, if anybody is.
pub(super) struct Observer<'v>(pub(super) Option<&'v mut dyn FnMut(Event)>);

impl Observer<'_> {
    pub(super) fn on_event(&mut self, event: Event) {
        if let Some(visit) = &mut self.0 {
            visit(event);
        }
    }
}

/// Charges all runs to the credits that the jobs are entitled to: what became of each cycle, and of each term of
/// the credits that have some of their own.
pub(super) fn draw<'t>(
    prepared: &Prepared<'t, '_>,
    entitlements: &Entitlements<'t>,
    mut observer: Observer<'_>,
) -> (Vec<CycleOutcome>, Vec<Vec<TermOutcome>>) {
    let jobs_of = jobs_of(entitlements);
    let mut cycles = Vec::with_capacity(prepared.cycles.len());
    // Seats alike that are walked one by one are each on their own way.
    let mut owns: Vec<Vec<Own<'_>>> = Vec::with_capacity(entitlements.ledgers.len());
    for ledger in &entitlements.ledgers {
        let walked = if observer.0.is_some() { ledger.count.get() } else { 1 };
        let walked = if ledger.has_own_terms() { walked } else { 0 };
        owns.push((0..walked).map(|_| Own::new(ledger)).collect());
    }
    for (cycle, place) in prepared.cycles.iter().zip(0_usize..) {
        let mut so_far = SoFar {
            jobs: vec![JobOutcome::default(); prepared.jobs.len()],
            halves: vec![HalfSoFar::default(); cycle.halves.len()],
        };
        let mut ledgers = Vec::with_capacity(entitlements.ledgers.len());
        for ((ledger, mine), ledger_place) in entitlements.ledgers.iter().zip(&jobs_of).zip(0..) {
            let places = (place, ledger_place);
            let one = NonZeroU64::MIN;
            let seat = (ledger.count > one).then_some(one);
            let mut ways = owns[ledger_place].iter_mut();
            let own = ways.next();
            let mut outcome =
                draw_cycle(prepared, cycle, places, (ledger, seat, own), mine, &mut so_far, &mut observer);
            if ledger.count > one {
                // The others come to the same, and are walked again only where somebody watches.
                if observer.0.is_some() {
                    for seat in 2..=ledger.count.get() {
                        let seat = NonZeroU64::new(seat);
                        let mut again = so_far.emptied();
                        let of_seat = (ledger, seat, ways.next());
                        draw_cycle(prepared, cycle, places, of_seat, mine, &mut again, &mut observer);
                    }
                }
                outcome.times(ledger.count.get());
                so_far.times(prepared, mine, ledger.count.get());
            }
            ledgers.push(outcome);
        }
        let nights = nights_of(prepared, cycle, &so_far);
        cycles.push(CycleOutcome { period: cycle.period, ledgers, jobs: so_far.jobs, nights });
    }
    let terms =
        owns.into_iter().map(|ways| ways.into_iter().next().map_or_else(Vec::new, |own| own.outcomes));
    (cycles, terms.collect())
}

/// Charges the runs of a cycle to one credit, that of a seat among several alike or of the only one.
fn draw_cycle<'t>(
    prepared: &Prepared<'t, '_>,
    cycle: &PreparedCycle,
    place: (usize, usize),
    (ledger, seat, own): (&LedgerSpec<'t>, Option<NonZeroU64>, Option<&mut Own<'_>>),
    mine: &[Mine<'_>],
    so_far: &mut SoFar,
    observer: &mut Observer<'_>,
) -> LedgerOutcome {
    if let Some(own) = own {
        return draw_own(prepared, cycle, place, (ledger, seat, own), mine, so_far, observer);
    }
    let before = if place.0 == 0 { ledger.spent } else { Usd::ZERO };
    let (spent, beyond) = before.split_at(ledger.credit);
    let mut walk = Walk::begin(prepared, cycle, place, ledger, (spent, beyond));
    walk.seat = seat;
    observer.on_event(Event::Granted {
        cycle: place.0,
        ledger: place.1,
        seat,
        at: cycle.window.start,
        amount: ledger.credit,
        had: Usd::ZERO,
        spent,
    });
    walk.draw(mine, so_far, observer);
    observer.on_event(Event::Expired {
        cycle: place.0,
        ledger: place.1,
        seat,
        at: cycle.window.end,
        amount: walk.outcome.expires,
    });
    walk.outcome
}

/// The same for a credit with terms of its own. What goes over into the next cycle counts as granted there, so
/// that each cycle draws and expires what it grants.
fn draw_own<'t>(
    prepared: &Prepared<'t, '_>,
    cycle: &PreparedCycle,
    place: (usize, usize),
    (ledger, seat, own): (&LedgerSpec<'t>, Option<NonZeroU64>, &mut Own<'_>),
    mine: &[Mine<'_>],
    so_far: &mut SoFar,
    observer: &mut Observer<'_>,
) -> LedgerOutcome {
    let mut walk = Walk::begin(prepared, cycle, place, ledger, (Usd::ZERO, Usd::ZERO));
    walk.seat = seat;
    walk.outcome.granted = own.left();
    let zone = &prepared.question.zone;
    let first = cycle.halves.first().map_or(cycle.period.start(), |half| half.day);
    let first = if place.0 == 0 { first } else { cycle.period.start() };
    own.turn(first, &mut walk.outcome, &mut Told { place, seat, zone, observer: &mut *observer });
    walk.balance = own.balance;
    walk.draw_together(mine, so_far, observer, Some(own));
    own.balance = walk.balance;
    let is_last = place.0 + 1 == prepared.cycles.len();
    own.end(cycle.period, is_last, &mut walk.outcome, &mut Told { place, seat, zone, observer });
    walk.outcome.granted = walk.outcome.granted.less(own.left());
    walk.outcome
}

/// For each ledger the jobs that draw it, and what pays for them.
fn jobs_of<'e>(entitlements: &'e Entitlements<'_>) -> Vec<Vec<Mine<'e>>> {
    let mut jobs = vec![Vec::new(); entitlements.ledgers.len()];
    let of_job = entitlements.of_job.iter().zip(&entitlements.sources).zip(&entitlements.copies);
    for ((((ledger, _), days), copies), job) in of_job.zip(0..) {
        let mine = |place: u64| Mine { job, copy: SeatOf { place, of: *copies }, days };
        jobs[*ledger].extend((0..*copies).map(mine));
    }
    jobs
}

impl SoFar {
    /// The same cycle, of which nothing is drawn yet.
    fn emptied(&self) -> Self {
        Self {
            jobs: vec![JobOutcome::default(); self.jobs.len()],
            halves: vec![HalfSoFar::default(); self.halves.len()],
        }
    }

    /// Multiplies the jobs of one credit to those of several equal credits. Their nights are the same nights; runs that
    /// are only counted are a night each.
    fn times(&mut self, prepared: &Prepared<'_, '_>, mine: &[Mine<'_>], count: u64) {
        for Mine { job, .. } in mine {
            let outcome = &mut self.jobs[*job];
            outcome.tally.times(count);
            outcome.refused_days.iter_mut().for_each(|(_, runs)| *runs *= count);
            if prepared.jobs[*job].is_count() {
                (outcome.tally.nights, outcome.tally.nights_covered) =
                    (outcome.tally.runs, outcome.tally.runs_covered);
                outcome.tally.nights_on_limits = outcome.tally.runs_on_limits;
            }
        }
    }
}

impl LedgerOutcome {
    /// The sums of several equal credits.
    fn times(&mut self, count: u64) {
        for amount in [&mut self.granted, &mut self.spent, &mut self.drawn, &mut self.expires] {
            *amount = *amount * count;
        }
    }
}

impl<'s, 't, 'q> Walk<'s, 't, 'q> {
    fn begin(
        prepared: &'s Prepared<'t, 'q>,
        cycle: &'s PreparedCycle,
        place: (usize, usize),
        ledger: &LedgerSpec<'t>,
        (spent, beyond): (Usd, Usd),
    ) -> Self {
        let outcome = LedgerOutcome {
            granted: ledger.credit,
            spent,
            drawn: Usd::ZERO,
            expires: Usd::ZERO,
            runs_out: None,
            refused_from: None,
        };
        let balance = Balance::new(Credit::of(ledger.credit.less(spent)), ledger.exhaustion.after(beyond));
        Self { prepared, cycle, place, seat: None, balance, outcome }
    }

    fn draw(&mut self, mine: &[Mine<'_>], so_far: &mut SoFar, observer: &mut Observer<'_>) {
        let granted = self.balance.credit();
        let alone = match mine {
            // Without terms of its own a credit pays for the same on every day.
            [Mine { job, days, .. }] if observer.0.is_none() => {
                let draws = days.on(self.cycle.period.start()).rest;
                self.prepared.jobs[*job].series(self.cycle, self.place.0).map(|series| (*job, draws, series))
            }
            _ => None,
        };
        match alone {
            Some((job, draws, series)) => self.draw_alone(job, draws, &series, so_far),
            None => self.draw_together(mine, so_far, observer, None),
        }
        self.outcome.drawn = granted.less(self.balance.credit());
        self.outcome.expires = self.balance.credit();
    }

    /// Draws the runs of the only job of the ledger in closed form, and finds the days on which it ends.
    fn draw_alone(&mut self, job: usize, draws: Draws, series: &RunSeries, so_far: &mut SoFar) {
        let prepared = &self.prepared.jobs[job];
        let Drawn { tally, first_beyond, first_refused } = self.balance.draw_all(&[draws], series);
        let outcome = &mut so_far.jobs[job];
        outcome.tally = tally;
        let mut firsts = [(First::Beyond, first_beyond), (First::Refused, first_refused)];
        let mut before = 0;
        let runs = &prepared.runs[self.place.0];
        for ((half, runs), sums) in self.cycle.halves.iter().zip(runs).zip(&mut so_far.halves) {
            sums.asking += runs.refused;
            if runs.count == 0 {
                continue;
            }
            let from = |first: Option<u64>| {
                first.map_or(0, |first| (before + runs.count).saturating_sub(before.max(first - 1)))
            };
            let is_free = draws != Draws::NotPermitted && runs.cost.is_zero();
            let refused = if is_free { 0 } else { from(first_refused) };
            let covered = if is_free { runs.count } else { runs.count - from(first_beyond) };
            let is_on_limits = draws == Draws::PlanWindows;
            sums.add(HalfSoFar {
                asking: if is_on_limits { 0 } else { runs.count },
                covered: if is_on_limits { 0 } else { covered },
                on_limits: if is_on_limits { runs.count } else { 0 },
            });
            note_refused(prepared, half, refused, &mut outcome.refused_days);
            for (what, number) in &mut firsts {
                if let Some(number) = number.take_if(|number| *number <= before + runs.count) {
                    let skipped = number - before - 1;
                    let start =
                        || prepared.start(self.prepared.question, self.cycle, half, half.window, skipped);
                    let at = if prepared.knows().0 { start() } else { None };
                    note_first(*what, draws.into(), self.point(job, half, at), outcome, &mut self.outcome);
                }
            }
            before += runs.count;
        }
    }

    fn draw_together(
        &mut self,
        mine: &[Mine<'_>],
        so_far: &mut SoFar,
        observer: &mut Observer<'_>,
        mut own: Option<&mut Own<'_>>,
    ) {
        let mut nights: Vec<Option<NightSoFar>> = vec![None; mine.len()];
        let mut batches = Vec::with_capacity(mine.len());
        let mut before = Vec::with_capacity(mine.len());
        for (half, place) in self.cycle.halves.iter().zip(0_usize..) {
            if let Some(own) = own.as_deref_mut().filter(|own| own.changes_by(half.day)) {
                let (place, seat, zone) = (self.place, self.seat, &self.prepared.question.zone);
                own.balance = self.balance;
                own.turn(
                    half.day,
                    &mut self.outcome,
                    &mut Told { place, seat, zone, observer: &mut *observer },
                );
                self.balance = own.balance;
            }
            batches.clear();
            before.clear();
            for (Mine { job, copy, days }, own) in mine.iter().zip(0_usize..) {
                let runs = self.prepared.jobs[*job].runs[self.place.0][place];
                if runs.count > 0 {
                    let HalfRuns { before: runs_before, count, cost, .. } = runs;
                    let sources = days.on(half.day);
                    batches.push(Batch { job: *job, copy: *copy, sources, before: runs_before, count, cost });
                    // A job that runs on several seats has its nights once.
                    if copy.place == 0 {
                        before.push((own, so_far.jobs[*job].tally));
                    }
                }
            }
            self.refuse(half, place, mine, &mut nights, so_far);
            if batches.is_empty() {
                continue;
            }
            self.charge(half, half.window, &batches, &mut so_far.jobs, observer);
            let firsts = batches.iter().filter(|batch| batch.copy.place == 0);
            for (batch, (own, before)) in firsts.zip(&before) {
                let tally = &mut so_far.jobs[batch.job].tally;
                let on_limits = tally.runs_on_limits - before.runs_on_limits;
                let asking = batch.count * batch.copy.of - on_limits;
                let runs = HalfSoFar { asking, covered: tally.runs_covered - before.runs_covered, on_limits };
                so_far.halves[place].add(runs);
                add_to_night(&mut nights[*own], half.night, runs, tally);
            }
        }
        for (Mine { job, .. }, night) in mine.iter().zip(nights) {
            let tally = &mut so_far.jobs[*job].tally;
            close(night, tally);
            if self.prepared.jobs[*job].is_count() {
                // A count has no calendar, and each run is counted as one night.
                (tally.nights, tally.nights_covered) = (tally.runs, tally.runs_covered);
                tally.nights_on_limits = tally.runs_on_limits;
            }
        }
    }

    /// Counts the runs of a half of a day that the vendor refuses. Their nights are not covered.
    fn refuse(
        &self,
        half: &HalfDay,
        place: usize,
        mine: &[Mine<'_>],
        nights: &mut [Option<NightSoFar>],
        so_far: &mut SoFar,
    ) {
        for (Mine { job, copy, .. }, night) in mine.iter().zip(nights) {
            let refused = self.prepared.jobs[*job].runs[self.place.0][place].refused * copy.of;
            // A job that runs on several seats is counted with the first of them.
            if refused == 0 || copy.place > 0 {
                continue;
            }
            let tally = &mut so_far.jobs[*job].tally;
            tally.refuse(refused);
            let runs = HalfSoFar { asking: refused, ..HalfSoFar::default() };
            so_far.halves[place].add(runs);
            add_to_night(night, half.night, runs, tally);
        }
    }

    /// Charges the runs of a part of a half of a day. Where the order of several jobs matters, it is cut in two
    /// by time, until few enough are left to be walked one by one.
    fn charge(
        &mut self,
        half: &HalfDay,
        part: Window,
        batches: &[Batch],
        jobs: &mut [JobOutcome],
        observer: &mut Observer<'_>,
    ) {
        if observer.0.is_none() && (batches.len() < 2 || self.is_indifferent(batches)) {
            return self.charge_at_once(half, part, batches, jobs);
        }
        let runs = batches.iter().fold(0_u64, |sum, batch| sum.saturating_add(batch.count));
        if runs <= WALKED_AT_ONCE {
            return self.walk(half, part, batches, jobs, observer);
        }
        let length = part.end.as_second() - part.start.as_second();
        if length < 2 {
            return self.charge_one_second(half, part, batches, jobs, observer);
        }
        let middle = Timestamp::from_second(part.start.as_second() + length / 2)
            .expect("it lies between two instants");
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for batch in batches {
            let job = &self.prepared.jobs[batch.job];
            let count = job.count(self.prepared.question, self.cycle, half, Window { end: middle, ..part });
            let add = |to: &mut Vec<Batch>, before: u64, count: u64| {
                if count > 0 {
                    let cost = job.prices.at(half).of(before, count);
                    to.push(Batch { before, count, cost, ..*batch });
                }
            };
            add(&mut first, batch.before, count);
            add(&mut second, batch.before + count, batch.count - count);
        }
        self.charge(half, Window { end: middle, ..part }, &first, jobs, observer);
        self.charge(half, Window { start: middle, ..part }, &second, jobs, observer);
    }

    /// Charges the runs of one second. Where too many begin in it, they are counted and not timed: all at its
    /// beginning.
    fn charge_one_second(
        &mut self,
        half: &HalfDay,
        part: Window,
        batches: &[Batch],
        jobs: &mut [JobOutcome],
        observer: &mut Observer<'_>,
    ) {
        let is_timed = |batch: &Batch| self.prepared.jobs[batch.job].knows().0;
        if observer.0.is_some() || batches.iter().any(is_timed) {
            return self.walk(half, part, batches, jobs, observer);
        }
        let mut batches = batches.to_vec();
        batches.sort_by_key(|batch| (self.priority(batch.job), batch.job));
        for batch in batches {
            self.charge_at_once(half, part, &[batch], jobs);
        }
    }

    fn is_indifferent(&self, batches: &[Batch]) -> bool {
        self.balance.is_indifferent(|is_such| {
            batches.iter().filter(|batch| is_such(batch.sources)).map(|batch| batch.cost).sum()
        })
    }

    /// Charges each job's runs at once: those of one job are in order, and to those of several their order
    /// makes no difference.
    fn charge_at_once(&mut self, half: &HalfDay, part: Window, batches: &[Batch], jobs: &mut [JobOutcome]) {
        let mut firsts: Vec<(Timestamp, &Batch, First)> = Vec::new();
        for batch in batches {
            let charge = self.charge_batch(half, batch, jobs);
            let (job, outcome) = (&self.prepared.jobs[batch.job], &jobs[batch.job]);
            // Only the first of a job and of the credit is noted, and it takes a search.
            let ends = self.outcome.runs_out.is_none() && ends_credit(batch.sources, &self.outcome);
            let refuses = self.outcome.refused_from.is_none();
            let of_job = [
                (First::Beyond, charge.first_beyond.filter(|_| ends || outcome.first_beyond.is_none())),
                (First::Refused, charge.first_refused.filter(|_| refuses || outcome.first_refused.is_none())),
            ];
            for (what, ahead) in of_job {
                let start = |ahead| job.start(self.prepared.question, self.cycle, half, part, ahead);
                firsts.extend(ahead.and_then(start).map(|at| (at, batch, what)));
            }
        }
        firsts.sort_by_key(|(at, batch, _)| (*at, self.priority(batch.job), batch.job));
        for (at, batch, what) in firsts {
            let point = self.point(batch.job, half, Some(at));
            note_first(what, batch.sources, point, &mut jobs[batch.job], &mut self.outcome);
        }
    }

    fn charge_batch(&mut self, half: &HalfDay, batch: &Batch, jobs: &mut [JobOutcome]) -> Charge {
        let job = &self.prepared.jobs[batch.job];
        let Batch { before, count, cost, .. } = *batch;
        let runs = Runs { costs: job.prices.at(half), before, count, cost };
        let charge = self.balance.charge(batch.sources, runs);
        let outcome = &mut jobs[batch.job];
        outcome.tally.add(&charge.tally);
        note_refused(job, half, charge.tally.runs_refused, &mut outcome.refused_days);
        charge
    }

    /// Walks the runs of a part of a half of a day one by one.
    fn walk(
        &mut self,
        half: &HalfDay,
        part: Window,
        batches: &[Batch],
        jobs: &mut [JobOutcome],
        observer: &mut Observer<'_>,
    ) {
        let mut runs: Vec<(Timestamp, u64, usize)> = Vec::new();
        for (batch, place) in batches.iter().zip(0..) {
            let job = &self.prepared.jobs[batch.job];
            let starts = job.starts(self.prepared.question, self.cycle, half, part);
            runs.extend(starts.into_iter().map(|at| (at, job.spec.priority, place)));
        }
        // Batches are in the order of the jobs, which settles what the priority does not.
        runs.sort_unstable();
        let mut numbers: Vec<u64> = batches.iter().map(|batch| batch.before).collect();
        for (at, _, place) in runs {
            let (batch, number) = (&batches[place], numbers[place]);
            numbers[place] += 1;
            let cost = self.prepared.jobs[batch.job].prices.at(half).at(number);
            let charge = self.charge_batch(half, &Batch { before: number, count: 1, cost, ..*batch }, jobs);
            let firsts = [(First::Beyond, charge.first_beyond), (First::Refused, charge.first_refused)];
            for (what, _) in firsts.into_iter().filter(|(_, first)| first.is_some()) {
                let point = self.point(batch.job, half, Some(at));
                note_first(what, batch.sources, point, &mut jobs[batch.job], &mut self.outcome);
            }
            if observer.0.is_some() {
                let run = self.run_entry(batch, number, half, at, &charge.tally);
                observer.on_event(Event::Run(run));
            }
        }
    }

    fn run_entry(
        &self,
        batch: &Batch,
        number: u64,
        half: &HalfDay,
        at: Timestamp,
        tally: &Tally,
    ) -> RunEntry {
        let job = &self.prepared.jobs[batch.job];
        let (knows_time, knows_day) = job.knows();
        RunEntry {
            cycle: self.place.0,
            ledger: self.place.1,
            seat: self.seat,
            job: batch.job,
            number: (number - job.already) * batch.copy.of + batch.copy.place + 1,
            at: knows_time.then_some(at),
            day: knows_day.then_some(half.day),
            night: knows_day.then_some(half.night),
            priced_on: if job.is_count() {
                shown_on(self.cycle.period, self.prepared.question.as_of)
            } else {
                priced_day(&job.spec.schedule, half)
            },
            cost: tally.cost,
            drawn: tally.drawn,
            overflow: tally.overflow,
            billed: tally.billed,
            unpaid: tally.unpaid,
            windows: tally.windows,
            state: RunState::of_one(tally),
            is_refused: tally.runs_refused > 0,
            left: self.balance.credit(),
        }
    }

    fn priority(&self, job: usize) -> u64 {
        self.prepared.jobs[job].spec.priority
    }

    /// A run, as far as anybody knows when it is.
    fn point(&self, job: usize, half: &HalfDay, at: Option<Timestamp>) -> RunPoint {
        let (knows_time, knows_day) = self.prepared.jobs[job].knows();
        RunPoint { job, at: at.filter(|_| knows_time), day: knows_day.then_some(half.day) }
    }
}

/// Adds up the refused runs by day, where days are known.
fn note_refused(job: &PreparedJob<'_, '_>, half: &HalfDay, runs: u64, days: &mut Vec<(Date, u64)>) {
    if runs == 0 || !job.knows().1 {
        return;
    }
    match days.last_mut() {
        Some((known, count)) if *known == half.day => *count += runs,
        _ => days.push((half.day, runs)),
    }
}

/// Notes a run, if it is the first of its job or of the ledger.
fn note_first(
    what: First,
    sources: Sources,
    point: RunPoint,
    job: &mut JobOutcome,
    ledger: &mut LedgerOutcome,
) {
    match what {
        First::Beyond => {
            job.first_beyond.get_or_insert(point);
            if ends_credit(sources, ledger) {
                ledger.runs_out.get_or_insert(point);
            }
        }
        First::Refused => {
            job.first_refused.get_or_insert(point);
            // What is not permitted is refused whatever is left.
            if sources.rest != Draws::NotPermitted {
                ledger.refused_from.get_or_insert(point);
            }
        }
    }
}

/// Whether a credit ends with a run that it does not pay in full. What draws none does not end it, and where a plan has
/// none, one beside it ends only if there was any.
fn ends_credit(sources: Sources, ledger: &LedgerOutcome) -> bool {
    sources.is_credit_drawn && (sources.rest == Draws::Credit || !ledger.granted.is_zero())
}

/// The nights in which anything runs.
fn nights_of(prepared: &Prepared<'_, '_>, cycle: &PreparedCycle, so_far: &SoFar) -> Nights {
    if !prepared.jobs.is_empty() && prepared.jobs.iter().all(PreparedJob::is_count) {
        // Counts have no calendar, and each run is counted as one night.
        let sum = |of: fn(&Tally) -> u64| so_far.jobs.iter().map(|job| of(&job.tally)).sum();
        return Nights {
            all: sum(|tally| tally.runs),
            covered: sum(|tally| tally.runs_covered),
            on_limits: sum(|tally| tally.runs_on_limits),
        };
    }
    let mut nights: Vec<(Date, HalfSoFar)> = Vec::new();
    for (half, sums) in cycle.halves.iter().zip(&so_far.halves) {
        match nights.last_mut() {
            Some((night, known)) if *night == half.night => known.add(*sums),
            _ => nights.push((half.night, *sums)),
        }
    }
    let mut counted = Nights::default();
    for (_, runs) in nights {
        counted.all += u64::from(runs.asking > 0 || runs.on_limits > 0);
        counted.covered += u64::from(runs.is_covered());
        counted.on_limits += u64::from(runs.is_on_limits());
    }
    counted
}

/// Adds runs to the night of a job, and counts the one before where it is over.
fn add_to_night(so_far: &mut Option<NightSoFar>, night: Date, runs: HalfSoFar, tally: &mut Tally) {
    match so_far {
        Some(known) if known.night == night => known.runs.add(runs),
        _ => close(so_far.replace(NightSoFar { night, runs }), tally),
    }
}

fn close(night: Option<NightSoFar>, tally: &mut Tally) {
    if let Some(NightSoFar { runs, .. }) = night {
        tally.nights += 1;
        tally.nights_covered += u64::from(runs.is_covered());
        tally.nights_on_limits += u64::from(runs.is_on_limits());
    }
}
