//! What holds for every simulation: the same generated ones each time, small enough that every run can be
//! looked at.

use std::num::{NonZeroU16, NonZeroU64};
use std::sync::LazyLock;

use creditcalc::calendar::BillingCycle;
use creditcalc::cost::sum;
use creditcalc::ledger::{
    Entry, Event, Exhaustion, Growth, GrowthBy, Held, Holding, JobOutcome, JobSpec, LedgerOutcome, NoCredit,
    Prepared, RunEntry, RunPoint, RunSpec, RunState, Scenario, SeatSpec, Simulated, Simulation, Tally,
    estimate, simulate,
};
use creditcalc::pricing::{Auth, Draws, PriceTable, Surface};
use creditcalc::schedule::cron::{self, Cron, Dialect};
use creditcalc::schedule::{Job, Kind, Schedule, Timetable, Timing};
use creditcalc::source::SourceFile;
use creditcalc::studies::assign;
use creditcalc::units::{Multiplier, Tokens, Usd};
use creditcalc::usage::{ModelUsage, TokenKind, TokenUsage};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::laws::cases;

const TODAY: Date = date(2026, 11, 21);

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);

/// A few that meet changes of the clock, ends of months and each other at the same instants.
const CRONS: [&str; 13] = [
    "0 3 * * *",
    "30 2 * * *",
    "0 0 * * *",
    "0 12 * * *",
    "0 */3 * * *",
    "*/30 * * * *",
    "*/20 1-3 * * *",
    "15 2,14 * * *",
    "0 3 * * MON-FRI",
    "59 23 * * SUN",
    "0 3 31 * *",
    "30 1 1,15 * *",
    "0 3 1 2 *",
];

/// Clocks that change on different days, by half an hour, and not at all.
const ZONES: [&str; 6] =
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Tokyo"];

// ----------------------------------------------------------------------------------------------------
// One answer.

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn nothing_is_lost(question in questions()) {
        let answer = answer(&question);
        for cycle in &answer.cycles {
            for (ledger, place) in cycle.ledgers.iter().zip(0..) {
                // granted = spent + drawn + expires
                prop_assert_eq!(sum([ledger.spent, ledger.drawn, ledger.expires]), Ok(ledger.granted));
                let jobs: Vec<&JobOutcome> = of_ledger(&answer, place).map(|job| &cycle.jobs[job]).collect();
                prop_assert_eq!(sum(jobs.iter().map(|job| job.tally.drawn)), Ok(ledger.drawn));
                prop_assert!(jobs.iter().map(|job| job.tally.runs_partial).sum::<u64>() <= 1);
                // A credit that does not end is not gone; what it does not pay has a first run.
                prop_assert!(ledger.runs_out.is_none() || ledger.expires.is_zero());
            }
            for job in &cycle.jobs {
                let tally = &job.tally;
                let asking = tally.runs_covered + tally.runs_partial + tally.runs_beyond;
                prop_assert_eq!(asking + tally.runs_on_limits, tally.runs);
                prop_assert_eq!(sum([tally.drawn, tally.overflow, tally.windows]), Ok(tally.cost));
                prop_assert_eq!(tally.billed.plus(tally.unpaid), Ok(tally.overflow));
                // The runs of one job all draw the same.
                prop_assert!(asking == 0 || tally.runs_on_limits == 0);
                prop_assert!(tally.nights_covered + tally.nights_on_limits <= tally.nights && tally.nights <= tally.runs);
                prop_assert!(tally.runs_refused <= tally.runs_partial + tally.runs_beyond);
                prop_assert_eq!(job.first_beyond.is_some(), tally.runs_covered < asking);
                prop_assert_eq!(job.first_refused.is_some(), tally.runs_refused > 0);
            }
        }
        let total = answer.total();
        let by_ledger = answer.of_ledgers();
        let by_job: Vec<_> = (0..answer.jobs.len()).map(|job| answer.of_job(job)).collect();
        // Nights of several jobs are one night, and the rest adds up.
        let without_nights = |tally: Tally| Tally { nights: 0, nights_covered: 0, nights_on_limits: 0, ..tally };
        prop_assert_eq!(without_nights(Tally::sum(&by_ledger)), without_nights(total));
        prop_assert_eq!(without_nights(Tally::sum(&by_job)), without_nights(total));
        prop_assert!(by_job.iter().all(|job| job.nights <= total.nights) || by_job.iter().any(|job| job.nights == job.runs));
        prop_assert!(total.nights_covered + total.nights_on_limits <= total.nights);
    }

    #[test]
    fn adding_up_is_walking_every_run(question in questions()) {
        let prepared = Prepared::new(&TABLE, &question).expect("stated costs have a price");
        let answer = prepared.run(&TABLE).expect("in range");
        let walked = walked(&question, &prepared, &answer);
        prop_assert_eq!(walked.runs, prepared.runs());
        for ((cycle, jobs), ledgers) in answer.cycles.iter().zip(&walked.jobs).zip(&walked.ledgers) {
            prop_assert_eq!(&cycle.jobs, jobs);
            prop_assert_eq!(&cycle.ledgers, ledgers);
        }
        for (job, range) in answer.jobs.iter().zip(&walked.ranges) {
            prop_assert_eq!(job.range, *range);
        }
    }

    #[test]
    fn runs_come_in_the_order_of_time_and_are_paid_by_the_book(question in questions()) {
        let prepared = Prepared::new(&TABLE, &question).expect("stated costs have a price");
        let mut events = Vec::new();
        prepared.visit(&mut |event| events.push(event));
        let mut book: Option<Book> = None;
        let mut numbers = vec![0; question.jobs.len()];
        // A session that grows goes on from the runs of the cycle that came before; a stated number of runs
        // has none.
        let whole = Simulation { from: None, ..question.clone() };
        let counts = |question: &Simulation<'static>| {
            let mut counts = vec![0; question.jobs.len()];
            let prepared = Prepared::new(&TABLE, question).expect("stated costs have a price");
            prepared.visit(&mut |event| if let Event::Run(run) = event { counts[run.job] += 1 });
            counts
        };
        let before: Vec<u64> = counts(&whole).iter().zip(counts(&question)).map(|(all, counted): (&u64, u64)| all - counted).collect();
        let mut last: Option<RunEntry> = None;
        for event in &events {
            match event {
                Event::Granted { cycle, amount, spent, ledger, .. } => {
                    let seat = &question.seats[*ledger];
                    let before = if *cycle == 0 { seat.spent } else { Usd::ZERO };
                    prop_assert_eq!(*spent, before.min(*amount));
                    book = Some(Book::open(*amount, before, seat.exhaustion.expect("it is stated")));
                    last = None;
                }
                Event::Run(run) => {
                    let book = book.as_mut().expect("a run is after the grant");
                    let job = &question.jobs[run.job];
                    prop_assert_eq!(book.pay(job, run.cost), (run.drawn, run.billed, run.unpaid, run.windows));
                    prop_assert_eq!(book.credit, run.left);
                    numbers[run.job] += 1;
                    prop_assert_eq!(run.number, numbers[run.job]);
                    let already = if matches!(job.schedule, Schedule::Count(_)) { 0 } else { before[run.job] };
                    prop_assert_eq!(run.cost, cost_of(job, run.number + already));
                    if let Some((before, after)) = last.and_then(|last| Some((key(&question, &last)?, key(&question, run)?))) {
                        prop_assert!(before <= after, "{before:?} comes before {after:?}");
                    }
                    last = Some(*run);
                }
                Event::Expired { amount, .. } => prop_assert_eq!(*amount, book.take().expect("it was granted").credit),
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn an_assignment_is_the_best_of_all(question in questions_of(1..=5, 1..=3, 2)) {
        let prepared = Prepared::new(&TABLE, &question).expect("stated costs have a price");
        let assigned = assign(&prepared, &prepared.run(&TABLE).expect("in range"));
        let overflow = |seats: &[usize]| {
            let jobs = question.jobs.iter().zip(seats).map(|(job, seat)| JobSpec { seat: *seat, ..job.clone() }).collect();
            answer(&Simulation { jobs, ..question.clone() }).total().overflow
        };
        // It is what it says, it is small enough to be tried whole, and nothing else is less.
        prop_assert_eq!(overflow(&assigned.ledgers), assigned.overflow);
        prop_assert!(assigned.is_least());
        let (seats, jobs) = (question.seats.len(), question.jobs.len());
        for number in 0..seats.pow(u32::try_from(jobs).expect("few")) {
            let placement: Vec<usize> = (0..jobs).map(|job| number / seats.pow(u32::try_from(job).expect("few")) % seats).collect();
            let is_allowed = question.jobs.iter().zip(&placement).all(|(job, seat)| !job.is_pinned || job.seat == *seat);
            prop_assert!(!is_allowed || overflow(&placement) >= assigned.overflow, "{placement:?}");
        }
        for (job, ledger) in question.jobs.iter().zip(&assigned.ledgers) {
            prop_assert!(!job.is_pinned || job.seat == *ledger);
        }
    }
}

/// Where a run stands in the order, if it has an instant.
fn key(question: &Simulation<'_>, run: &RunEntry) -> Option<(Timestamp, u64, usize)> {
    Some((run.at?, question.jobs[run.job].priority, run.job))
}

/// What a run with a number costs: the first cost and the steps since its session began, times the retry
/// factor.
fn cost_of(job: &JobSpec, number: u64) -> Usd {
    let RunSpec::Stated(first) = job.run else { panic!("costs are stated") };
    let more = job.growth.as_ref().map_or(Usd::ZERO, |growth| {
        let GrowthBy::Cost(step) = growth.by else { panic!("steps are stated") };
        step.times(growth.session_runs.map_or(number - 1, |session| (number - 1) % session))
            .expect("in range")
    });
    let cost = first.plus(more).expect("in range");
    job.retry_factor.map_or(cost, |factor| factor.of(cost).expect("in range"))
}

/// What is left of a credit and of a cap, by subtraction.
struct Book {
    credit: Usd,
    policy: Exhaustion,
    cap: Usd,
}

impl Book {
    fn open(granted: Usd, spent: Usd, policy: Exhaustion) -> Self {
        let cap = if let Exhaustion::Cap(cap) = policy { cap } else { Usd::ZERO };
        Self { credit: granted.less(spent), policy, cap: cap.less(spent.less(granted)) }
    }

    /// What is drawn, billed, unpaid and left to plan windows.
    fn pay(&mut self, job: &JobSpec, cost: Usd) -> (Usd, Usd, Usd, Usd) {
        let is_metered = (job.surface, job.auth) == (Surface::ClaudeP, None);
        let drawn = if is_metered { self.credit.min(cost) } else { Usd::ZERO };
        self.credit = self.credit.less(drawn);
        let rest = cost.less(drawn);
        let billed = match (job.surface, job.auth, self.policy) {
            (Surface::Interactive, None, _) => return (drawn, Usd::ZERO, Usd::ZERO, rest),
            (Surface::ForOthers, _, _) => Usd::ZERO,
            (_, _, Exhaustion::Cap(_)) => rest.min(self.cap),
            (_, _, Exhaustion::Bill) | (_, Some(Auth::ApiKey), _) => rest,
            (_, _, Exhaustion::Stop) => Usd::ZERO,
        };
        self.cap = self.cap.less(billed);
        (drawn, billed, rest.less(billed), Usd::ZERO)
    }
}

/// A night, where it is known, and whether all of its runs are covered.
type NightOfJob = (Option<Date>, bool);

/// What the runs add up to, one by one.
struct Walked {
    jobs: Vec<Vec<JobOutcome>>,
    ledgers: Vec<Vec<LedgerOutcome>>,
    ranges: Vec<Option<(Usd, Usd)>>,
    runs: u64,
}

fn walked(question: &Simulation<'_>, prepared: &Prepared<'_, '_>, answer: &Simulated<'_>) -> Walked {
    let (cycles, jobs) = (answer.cycles.len(), answer.jobs.len());
    let mut walked = Walked {
        jobs: vec![vec![JobOutcome::default(); jobs]; cycles],
        ledgers: vec![Vec::new(); cycles],
        ranges: vec![None; jobs],
        runs: 0,
    };
    // Cycle by cycle, and job by job.
    let mut nights: Vec<Vec<Vec<NightOfJob>>> = vec![vec![Vec::new(); jobs]; cycles];
    let add = |sum: &mut Usd, more: Usd| *sum = sum.plus(more).expect("in range");
    let see = &mut |event: Event| match event {
        Event::Granted { cycle, ledger, amount, spent, .. } => {
            assert_eq!(walked.ledgers[cycle].len(), ledger, "ledgers come in their order");
            let (drawn, expires) = (Usd::ZERO, Usd::ZERO);
            walked.ledgers[cycle].push(LedgerOutcome {
                granted: amount,
                spent,
                drawn,
                expires,
                runs_out: None,
                refused_from: None,
            });
        }
        Event::Expired { cycle, ledger, amount, .. } => walked.ledgers[cycle][ledger].expires = amount,
        Event::Run(run) => {
            walked.runs += 1;
            let range = walked.ranges[run.job].get_or_insert((run.cost, run.cost));
            *range = (range.0.min(run.cost), range.1.max(run.cost));
            let (job, ledger) =
                (&mut walked.jobs[run.cycle][run.job], &mut walked.ledgers[run.cycle][run.ledger]);
            let tally = &mut job.tally;
            tally.runs += 1;
            match run.state {
                RunState::Covered => tally.runs_covered += 1,
                RunState::Partial => tally.runs_partial += 1,
                RunState::Beyond => tally.runs_beyond += 1,
                RunState::OnLimits => tally.runs_on_limits += 1,
                RunState::RefusedByVendor => tally.runs_refused_by_vendor += 1,
            }
            tally.runs_refused += u64::from(run.is_refused);
            add(&mut tally.cost, run.cost);
            add(&mut tally.drawn, run.drawn);
            add(&mut tally.overflow, run.overflow);
            add(&mut tally.billed, run.billed);
            add(&mut tally.unpaid, run.unpaid);
            add(&mut tally.windows, run.windows);
            add(&mut ledger.drawn, run.drawn);
            let nights = &mut nights[run.cycle][run.job];
            let is_covered = run.state == RunState::Covered;
            match nights.last_mut().filter(|(night, _)| night.is_some() && *night == run.night) {
                Some((_, all)) => *all &= is_covered,
                None => nights.push((run.night, is_covered)),
            }
            let point = RunPoint { job: run.job, at: run.at, day: run.day };
            if !is_covered && run.state != RunState::OnLimits {
                job.first_beyond.get_or_insert(point);
                if answer.jobs[run.job].no_credit.is_none() {
                    ledger.runs_out.get_or_insert(point);
                }
            }
            if run.is_refused {
                job.first_refused.get_or_insert(point);
                // What is not permitted is refused whatever is left.
                if answer.jobs[run.job].no_credit.map(NoCredit::draws) != Some(Draws::NotPermitted) {
                    ledger.refused_from.get_or_insert(point);
                }
                match (job.refused_days.last_mut(), run.day) {
                    (Some((day, count)), Some(here)) if *day == here => *count += 1,
                    (_, Some(here)) => job.refused_days.push((here, 1)),
                    (_, None) => {}
                }
            }
        }
    };
    prepared.visit(see);
    for ((jobs, nights), cycle) in walked.jobs.iter_mut().zip(nights).zip(&answer.cycles) {
        for ((place, job), nights) in (0..).zip(jobs).zip(nights) {
            job.tally.nights = count(&nights);
            job.tally.nights_covered =
                count(&nights.iter().filter(|(_, is_covered)| *is_covered).collect::<Vec<_>>());
            // Runs that are spread have nights, and nobody is told which: they are counted where they were
            // spread to.
            if is_spread(&question.jobs[place].schedule) {
                let tally = cycle.jobs[place].tally;
                (job.tally.nights, job.tally.nights_covered) = (tally.nights, tally.nights_covered);
            }
            if answer.jobs[place].no_credit.map(NoCredit::draws) == Some(Draws::PlanWindows) {
                job.tally.nights_on_limits = job.tally.nights;
            }
        }
    }
    walked
}

// ----------------------------------------------------------------------------------------------------
// Two questions with the same answer.

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn one_job_on_one_seat_is_an_estimate(question in questions_of(1..=1, 1..=1, 1)) {
        let mut question = question;
        (question.jobs[0].growth, question.jobs[0].retry_factor) = (None, None);
        (question.jobs[0].starts_on, question.jobs[0].ends_on) = (None, None);
        same_as_estimate(&question)?;
    }

    #[test]
    fn so_is_one_whose_price_changes_on_the_way(question in questions_of(1..=1, 1..=1, 1), reads in 0..=30_000_000_u64, anchor in 1..=31_i8) {
        let mut question = question;
        let job = &mut question.jobs[0];
        (job.growth, job.retry_factor, job.starts_on, job.ends_on) = (None, None, None, None);
        // Cache reads of this model cost less from 2026-10-07 on. A count has no days on which it could.
        prop_assume!(!matches!(job.schedule, Schedule::Count(_)));
        job.run = RunSpec::Used(vec![ModelUsage::new("claude-sonnet-5-5", TokenUsage::NONE.with(TokenKind::CacheRead, Tokens::new(reads)))]);
        question.as_of = date(2026, 10, 7);
        question.cycle = BillingCycle::anchored(anchor, question.as_of).expect("in the calendar");
        question.from = None;
        same_as_estimate(&question)?;
    }

    #[test]
    fn cycles_without_growth_are_answered_one_by_one(question in questions_of(1..=4, 1..=3, 3)) {
        let mut question = question;
        question.jobs.iter_mut().for_each(|job| job.growth = None);
        let whole = answer(&question);
        for (cycle, place) in question.all_cycles().expect("in the calendar").into_iter().zip(0..) {
            let mut one = Simulation { cycle, cycles: NonZeroU16::MIN, ..question.clone() };
            if place > 0 {
                one.seats.iter_mut().for_each(|seat| seat.spent = Usd::ZERO);
            }
            prop_assert_eq!(&answer(&one).cycles[0], &whole.cycles[place]);
        }
    }

    #[test]
    fn the_order_of_jobs_with_priorities_of_their_own_changes_nothing(question in questions(), order in any::<[Index; 6]>()) {
        let mut question = question;
        // 37 times a number has a remainder of its own for each of up to 101 numbers.
        question.jobs.iter_mut().zip(0..).for_each(|(job, place)| job.priority = (place * 37 + 5) % 101);
        let mut places: Vec<usize> = (0..question.jobs.len()).collect();
        let mut shuffled = Vec::new();
        while !places.is_empty() {
            shuffled.push(places.remove(order[shuffled.len()].index(places.len())));
        }
        let other = Simulation { jobs: shuffled.iter().map(|place| question.jobs[*place].clone()).collect(), ..question.clone() };
        let (one, other) = (answer(&question), answer(&other));
        let back = |point: Option<RunPoint>| point.map(|point| RunPoint { job: shuffled[point.job], ..point });
        for (cycle, moved) in one.cycles.iter().zip(&other.cycles) {
            for (ledger, other) in cycle.ledgers.iter().zip(&moved.ledgers) {
                let (runs_out, refused_from) = (back(other.runs_out), back(other.refused_from));
                prop_assert_eq!(ledger, &LedgerOutcome { runs_out, refused_from, ..other.clone() });
            }
            for (job, place) in moved.jobs.iter().zip(&shuffled) {
                let (first_beyond, first_refused) = (back(job.first_beyond), back(job.first_refused));
                prop_assert_eq!(&cycle.jobs[*place], &JobOutcome { first_beyond, first_refused, ..job.clone() });
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn what_was_spent_before_is_what_a_first_job_spends(mut question in questions_of(1..=4, 1..=2, 1), spent in cents()) {
        question.from = None;
        question.seats.iter_mut().for_each(|seat| seat.spent = Usd::ZERO);
        let mut with_job = question.clone();
        with_job.jobs.insert(0, at_the_beginning(&question, spent));
        question.seats[0].spent = spent;
        let (with_job, before) = (answer(&with_job), answer(&question));
        let (with_job, before) = (&with_job.cycles[0], &before.cycles[0]);
        for (job, same) in before.jobs.iter().zip(&with_job.jobs[1..]) {
            prop_assert_eq!(job.tally, same.tally);
            prop_assert_eq!(&job.refused_days, &same.refused_days);
            let day = |point: Option<RunPoint>| point.map(|point| (point.at, point.day));
            prop_assert_eq!(day(job.first_beyond), day(same.first_beyond));
            prop_assert_eq!(day(job.first_refused), day(same.first_refused));
        }
        for (ledger, same) in before.ledgers.iter().zip(&with_job.ledgers) {
            prop_assert_eq!(ledger.expires, same.expires);
            prop_assert_eq!(sum([ledger.spent, ledger.drawn]), Ok(same.drawn));
        }
    }
}

/// A job of the first seat that runs once, before everything else in the cycle.
fn at_the_beginning(question: &Simulation<'_>, cost: Usd) -> JobSpec {
    let day = question.cycle.period().start();
    let expression = format!("0 0 {} {} *", day.day(), day.month());
    let source = SourceFile::new("--cron", expression.clone());
    let timing = match cron::parse(&source, 0..expression.len(), Dialect::Machine) {
        Ok(Cron::Timed(times)) => Timing::At(times.in_zone(question.zone.clone())),
        other => panic!("{expression}: {other:?}"),
    };
    let job = Job {
        name: "first".to_owned(),
        expression: "…".to_owned(),
        kind: Kind::Cron,
        timing,
        at_once: 1,
        used: creditcalc::schedule::ReadUse::default(),
        budget: None,
    };
    JobSpec {
        name: "first".to_owned(),
        seat: 0,
        run: RunSpec::Stated(cost),
        retry_factor: None,
        growth: None,
        schedule: Schedule::Timed(Timetable { jobs: vec![job] }),
        priority: 0,
        starts_on: None,
        ends_on: None,
        surface: Surface::ClaudeP,
        auth: None,
        is_pinned: false,
    }
}

/// The only job on the only credit, in one cycle, without anything that an estimate does not know.
fn same_as_estimate(question: &Simulation<'static>) -> Result<(), TestCaseError> {
    let (job, seat) = (&question.jobs[0], &question.seats[0]);
    let scenario = Scenario {
        run: job.run.clone(),
        schedule: job.schedule.clone(),
        cycle: question.cycle,
        zone: question.zone.clone(),
        from: question.from,
        as_of: question.as_of,
        program: question.program,
        is_program_named: false,
        plans: vec![seat.holding.clone()],
        surface: job.surface,
        auth: job.auth,
        spent: seat.spent,
        exhaustion: seat.exhaustion,
        is_fee_paid: false,
    };
    let estimate = estimate(&TABLE, &scenario).expect("it has a price");
    let (plan, coverage) = (&estimate.plans[0], &estimate.plans[0].coverage);
    let answer = answer(question);
    let (outcome, ledger) = (&answer.cycles[0].jobs[0], &answer.cycles[0].ledgers[0]);
    let tally = &outcome.tally;
    prop_assert_eq!(tally.runs, coverage.runs);
    prop_assert_eq!(
        (tally.runs_covered, tally.runs_partial, tally.runs_beyond),
        (coverage.runs_covered, coverage.runs_partial, coverage.runs_beyond)
    );
    prop_assert_eq!(tally.runs_refused, coverage.runs_refused);
    prop_assert_eq!((tally.nights, tally.nights_covered), (coverage.nights, coverage.nights_covered));
    prop_assert_eq!(
        (tally.windows, tally.runs_on_limits, tally.nights_on_limits),
        (coverage.windows, coverage.runs_on_limits, coverage.nights_on_limits)
    );
    prop_assert_eq!(
        (tally.cost, tally.drawn, tally.overflow),
        (coverage.total, coverage.drawn, coverage.overflow)
    );
    prop_assert_eq!(tally.billed, coverage.billed);
    prop_assert_eq!(answer.jobs[0].no_credit, plan.no_credit);
    prop_assert_eq!(&answer.jobs[0].run, &estimate.run);
    prop_assert_eq!(answer.jobs[0].nights_without_price, estimate.nights_without_price);
    if plan.no_credit.is_none() {
        prop_assert_eq!(ledger.expires, coverage.left);
        prop_assert_eq!(ledger.granted, plan.credit);
        prop_assert_eq!(ledger.runs_out, outcome.first_beyond);
    }
    prop_assert_eq!(outcome.first_beyond.and_then(|point| point.at), plan.runs_out.map(|run| run.at));
    prop_assert_eq!(outcome.first_beyond.and_then(|point| point.day), plan.day_of_end(&question.zone));
    prop_assert_eq!(outcome.first_refused.and_then(|point| point.at), plan.refused_from.map(|run| run.at));
    // Run by run: what the one walks through the halves of days, the other has in its blocks of equal cost.
    let mut walked = Vec::new();
    Prepared::new(&TABLE, question).expect("it has a price").visit(&mut |event| {
        if let Event::Run(run) = event {
            walked.push(run);
        }
    });
    let entries: Vec<Entry> = plan.entries(seat.spent, &estimate.series).collect();
    prop_assert_eq!(walked.len(), entries.len());
    for (run, entry) in walked.iter().zip(&entries) {
        prop_assert_eq!((run.number, run.cost), (entry.run, entry.cost));
        prop_assert_eq!((run.drawn, run.overflow, run.billed), (entry.drawn, entry.overflow, entry.billed));
        prop_assert_eq!((run.state, run.is_refused), (entry.state, entry.is_refused));
    }
    Ok(())
}

// ----------------------------------------------------------------------------------------------------
// Two questions of which one is the better off.

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn more_credit_never_covers_less(question in questions(), more in vec(cents(), 3)) {
        let mut richer = question.clone();
        for (seat, more) in richer.seats.iter_mut().zip(more) {
            seat.holding = Holding::of_credit(seat.holding.stated_credit.expect("it is stated").plus(more).expect("in range"));
        }
        let (little, much) = (answer(&question), answer(&richer));
        for (cycle, better) in little.cycles.iter().zip(&much.cycles) {
            for (ledger, better) in cycle.ledgers.iter().zip(&better.ledgers) {
                // More is drawn and more expires, except that a larger credit may have been spent first.
                prop_assert!(better.spent >= ledger.spent && better.drawn >= ledger.drawn && better.expires >= ledger.expires);
            }
            for (job, better) in cycle.jobs.iter().zip(&better.jobs) {
                never_worse(&job.tally, &better.tally)?;
            }
        }
        // What is billed can only fall in all: under a cap, one job is billed for what another no longer
        // needs.
        // What was spent before is billed within the cap, too.
        let billed = |question: &Simulation<'_>, answer: &Simulated<'_>| {
            let before = |seat: &SeatSpec<'_>| match seat.exhaustion {
                Some(Exhaustion::Cap(cap)) => cap.min(seat.holding.beyond(seat.spent)),
                _ => Usd::ZERO,
            };
            sum(question.seats.iter().map(before).chain([answer.total().billed])).expect("in range")
        };
        prop_assert!(billed(&richer, &much) <= billed(&question, &little));
    }

    #[test]
    fn a_job_less_never_hurts_another(question in questions_of(2..=6, 1..=2, 3), place in any::<Index>()) {
        let place = place.index(question.jobs.len());
        let mut fewer = question.clone();
        fewer.jobs.remove(place);
        let (with, without) = (answer(&question), answer(&fewer));
        for (cycle, better) in with.cycles.iter().zip(&without.cycles) {
            let others = cycle.jobs.iter().zip(0..).filter(|(_, job)| *job != place).map(|(job, _)| job);
            for (job, better) in others.zip(&better.jobs) {
                never_worse(&job.tally, &better.tally)?;
            }
        }
    }

    #[test]
    fn one_credit_for_all_never_leaves_more_beyond_than_one_each(question in questions_of(1..=5, 2..=3, 2)) {
        let mut each = question;
        for seat in &mut each.seats {
            // What somebody spent beyond a credit of his own would be a burden to the others.
            seat.spent = seat.spent.min(seat.holding.stated_credit.expect("it is stated"));
        }
        let mut one = each.clone();
        let of = |amount: fn(&SeatSpec<'_>) -> Usd| sum(each.seats.iter().map(amount)).expect("in range");
        let credit = of(|seat| seat.holding.stated_credit.expect("it is stated"));
        let spent = of(|seat| seat.spent);
        one.seats = vec![SeatSpec { holding: Holding::of_credit(credit), spent, ..each.seats[0].clone() }];
        one.jobs.iter_mut().for_each(|job| job.seat = 0);
        let (each, one) = (answer(&each), answer(&one));
        for (each, one) in each.cycles.iter().zip(&one.cycles) {
            let overflow = |jobs: &[JobOutcome]| sum(jobs.iter().map(|job| job.tally.overflow)).expect("in range");
            prop_assert!(overflow(&one.jobs) <= overflow(&each.jobs));
        }
    }
}

/// That a job whose credit lasts longer has nothing of which it is worse off.
///
/// Every run of it finds as much credit as before or more. So it draws no less, and as many runs and nights
/// are covered. What is billed is another thing: under a cap, a run that was refused may now be billed. But
/// never is more refused, and never is less of it paid.
fn never_worse(before: &Tally, after: &Tally) -> Result<(), TestCaseError> {
    prop_assert_eq!((before.runs, before.cost, before.nights), (after.runs, after.cost, after.nights));
    prop_assert!(after.drawn >= before.drawn);
    prop_assert!(after.overflow <= before.overflow);
    prop_assert!(after.runs_covered >= before.runs_covered);
    prop_assert!(after.runs_beyond <= before.runs_beyond);
    prop_assert!(after.nights_covered >= before.nights_covered);
    prop_assert!(after.runs_refused <= before.runs_refused);
    prop_assert!(after.unpaid <= before.unpaid);
    prop_assert_eq!(after.windows, before.windows);
    Ok(())
}

// ----------------------------------------------------------------------------------------------------
// What is generated.

fn answer<'t>(question: &Simulation<'t>) -> Simulated<'t>
where
    'static: 't,
{
    simulate(&TABLE, question).expect("it has a price and is in range")
}

fn of_ledger(answer: &Simulated<'_>, ledger: usize) -> impl Iterator<Item = usize> {
    answer.jobs.iter().zip(0..).filter(move |(job, _)| job.ledger == ledger).map(|(_, place)| place)
}

/// Whether only the number of its runs is known, and not that each is a night of its own.
fn is_spread(schedule: &Schedule) -> bool {
    matches!(schedule, Schedule::Timed(timetable) if timetable.jobs.iter().all(|job| !matches!(job.timing, Timing::At(_))))
}

fn count<T>(items: &[T]) -> u64 {
    u64::try_from(items.len()).expect("few")
}

fn questions() -> impl Strategy<Value = Simulation<'static>> {
    questions_of(1..=6, 1..=3, 3)
}

fn questions_of(
    jobs: std::ops::RangeInclusive<usize>,
    seats: std::ops::RangeInclusive<usize>,
    cycles: u16,
) -> impl Strategy<Value = Simulation<'static>> {
    // Days from September to April: clocks change in the north in October, November and March, in the south
    // in October and April.
    let cycle = (1..=31_i8, 0..=240_i64, 1..=cycles);
    // Within the first cycle, however short its month.
    let from = option::weighted(0.3, 0..=27 * 24 * 3600_i64);
    (vec(jobs_of_any_kind(), jobs), vec(seat(), seats), cycle, select(ZONES.to_vec()), from).prop_map(
        |(jobs, seats, (anchor, days, cycles), zone, from)| {
            let day = date(2026, 9, 10).checked_add(Span::new().days(days)).expect("in the calendar");
            let cycle = BillingCycle::anchored(anchor, day).expect("in the calendar");
            let zone = TimeZone::get(zone).expect("it is in the database");
            let start = zone.to_timestamp(cycle.period().start().at(0, 0, 0, 0)).expect("in the calendar");
            let seats_held = seats.len();
            let of_seat = |(mut job, seat): (JobSpec, Index)| {
                job.seat = seat.index(seats_held);
                let after = |day: Date| {
                    cycle
                        .period()
                        .start()
                        .checked_add(Span::new().days(i64::from(day.day())))
                        .expect("in the calendar")
                };
                (job.starts_on, job.ends_on) = (job.starts_on.map(after), job.ends_on.map(after));
                job
            };
            Simulation {
                program: TABLE.default_program().expect("one is the default"),
                is_program_named: false,
                as_of: TODAY,
                zone,
                cycle,
                cycles: NonZeroU16::new(cycles).expect("at least one"),
                from: from.map(|seconds| {
                    Timestamp::from_second(start.as_second() + seconds).expect("in the calendar")
                }),
                jobs: jobs.into_iter().map(of_seat).collect(),
                seats,
                is_fee_paid: false,
            }
        },
    )
}

fn seat() -> impl Strategy<Value = SeatSpec<'static>> {
    let policy =
        prop_oneof![Just(Exhaustion::Stop), Just(Exhaustion::Bill), cents().prop_map(Exhaustion::Cap)];
    (cents(), policy, prop_oneof![2 => Just(Usd::ZERO), 1 => cents()]).prop_map(|(credit, policy, spent)| {
        SeatSpec {
            name: "seat".to_owned(),
            holding: Holding::of_credit(credit),
            exhaustion: Some(policy),
            spent,
            held: Held::default(),
        }
    })
}

/// A job, and which seat it is on. The days between which it runs are counted from the beginning of the
/// cycle, in days of January.
fn jobs_of_any_kind() -> impl Strategy<Value = (JobSpec, Index)> {
    let cost =
        prop_oneof![1 => Just(0), 4 => 1..=300_u64, 2 => (0..=4_u64).prop_map(|dollars| dollars * 100)];
    let step = prop_oneof![1 => Just(0), 3 => 1..=20_u64];
    let growth = option::weighted(0.4, (step, option::of(1..=9_u64)));
    let retry = option::weighted(0.2, select(vec!["1.15", "2", "1"]));
    // Most draw the credit; some pay with a key, some draw plan windows, and some are not permitted.
    let how = prop_oneof![
        6 => Just((Surface::ClaudeP, None)),
        1 => Just((Surface::ClaudeP, Some(Auth::ApiKey))),
        1 => Just((Surface::Interactive, None)),
        1 => Just((Surface::ForOthers, None)),
    ];
    let within = (option::weighted(0.2, 1..=31_i8), option::weighted(0.2, 1..=31_i8));
    (cost, growth, retry, schedule(), 0..=2_u64, how, within, any::<Index>()).prop_map(
        |(cost, growth, retry, schedule, priority, (surface, auth), (first, last), seat)| {
            let usd = |cents| Usd::from_cents(cents).expect("in range");
            let job = JobSpec {
                name: "job".to_owned(),
                seat: 0,
                run: RunSpec::Stated(usd(cost)),
                retry_factor: retry.map(|factor| factor.parse::<Multiplier>().expect("a factor")),
                growth: growth.map(|(step, session)| Growth {
                    by: GrowthBy::Cost(usd(step)),
                    session_runs: session.map(|runs| NonZeroU64::new(runs).expect("at least one")),
                }),
                schedule,
                priority,
                starts_on: first.map(|day| date(2026, 1, day)),
                ends_on: last.map(|day| date(2026, 1, day)),
                surface,
                auth,
                is_pinned: priority == 2,
            };
            (job, seat)
        },
    )
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let at = (select(CRONS.to_vec()), select(ZONES.to_vec()))
        .prop_map(|(expression, zone)| Timing::At(recurrence(expression, zone)));
    let timing = prop_oneof![6 => at, 1 => (0..=40_u64).prop_map(Timing::Spread), 1 => Just(Timing::Never)];
    let timed = vec((timing, 1..=2_u64), 1..=2).prop_map(|timings| {
        let job = |(timing, at_once)| Job {
            name: "timed".to_owned(),
            expression: "…".to_owned(),
            kind: Kind::Cron,
            timing,
            at_once,
            used: creditcalc::schedule::ReadUse::default(),
            budget: None,
        };
        Schedule::Timed(Timetable { jobs: timings.into_iter().map(job).collect() })
    });
    prop_oneof![
        4 => timed,
        1 => (0..=90_u64).prop_map(Schedule::Count),
        1 => (1..=5_u64).prop_map(|runs| Schedule::PerDay(NonZeroU64::new(runs).expect("at least one"))),
    ]
}

fn recurrence(expression: &'static str, zone: &str) -> creditcalc::schedule::Recurrence {
    match cron::parse(&SourceFile::new("--cron", expression), 0..expression.len(), Dialect::Machine) {
        Ok(Cron::Timed(times)) => times.in_zone(TimeZone::get(zone).expect("it is in the database")),
        other => panic!("{expression}: {other:?}"),
    }
}

/// Up to $60.00; often a round amount, so that runs fit exactly.
fn cents() -> impl Strategy<Value = Usd> {
    prop_oneof![1 => Just(0), 3 => 0..=6_000_u64, 3 => (0..=60_u64).prop_map(|dollars| dollars * 100)]
        .prop_map(|cents| Usd::from_cents(cents).expect("in range"))
}
