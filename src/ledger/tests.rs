//! Whole questions, against runs that are charged one by one by hand.

use std::num::{NonZeroU16, NonZeroU64};
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::*;
use crate::calendar::BillingCycle;
use crate::pricing::{Auth, Draws, PriceTable, Surface};
use crate::schedule::cron::{self, Cron, Dialect};
use crate::schedule::{Job, Kind, LISTED_MAX, ReadIn, ReadUse, Schedule, SignIn, Timetable, Timing};
use crate::source::SourceFile;
use crate::units::{Tokens, Usd};
use crate::usage::{Billing, ModelUsage, TokenKind, TokenUsage};

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);
const FIRST: Date = date(2026, 11, 1);

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

fn cron(expression: &'static str) -> Schedule {
    let file = SourceFile::new("--cron", expression);
    let Ok(Cron::Timed(times)) = cron::parse(&file, 0..expression.len(), Dialect::Machine) else {
        panic!("{expression} has times");
    };
    let job = Job {
        name: "cron".to_owned(),
        expression: expression.to_owned(),
        kind: Kind::Cron,
        timing: Timing::At(times.in_zone(TimeZone::UTC)),
        at_once: 1,
        used: ReadUse::default(),
        budget: None,
    };
    Schedule::Timed(Timetable { jobs: vec![job] })
}

/// A job on the first seat.
fn job(cost: &str, schedule: Schedule) -> JobSpec {
    JobSpec {
        name: "audit".to_owned(),
        seat: 0,
        run: RunSpec::Stated(usd(cost)),
        retry_factor: None,
        growth: None,
        schedule,
        priority: 100,
        starts_on: None,
        ends_on: None,
        surface: Surface::ClaudeP,
        auth: None,
        is_pinned: false,
    }
}

/// So many seats alike with a stated credit.
fn seats(credit: &str, exhaustion: Exhaustion, count: u64) -> SeatSpec<'static> {
    SeatSpec {
        name: "alice".to_owned(),
        holding: Holding::of_credit(usd(credit)),
        exhaustion: Some(exhaustion),
        spent: Usd::ZERO,
        held: Held { count: NonZeroU64::new(count).expect("not zero"), ..Held::default() },
    }
}

/// November 2026 in UTC, as asked on the 21st.
fn question(seat: SeatSpec<'static>, jobs: Vec<JobSpec>) -> Simulation<'static> {
    let as_of = date(2026, 11, 21);
    Simulation {
        program: TABLE.default_program().expect("one is the default"),
        is_program_named: true,
        as_of,
        zone: TimeZone::UTC,
        cycle: BillingCycle::calendar_month(as_of).expect("in the calendar"),
        cycles: NonZeroU16::MIN,
        from: None,
        seats: vec![seat],
        jobs,
        is_fee_paid: false,
    }
}

fn november(seat: SeatSpec<'static>, jobs: Vec<JobSpec>) -> Simulated<'static> {
    simulate(&TABLE, &question(seat, jobs)).expect("it has a price and is in range")
}

#[test]
fn a_night_on_which_two_jobs_draw_limits_is_one_night() {
    let by_hand = |at| JobSpec { surface: Surface::Interactive, ..job("4", cron(at)) };
    let answer = november(seats("20", Exhaustion::Stop, 1), vec![by_hand("0 3 * * *"), by_hand("0 4 * * *")]);
    let total = answer.total();
    assert_eq!(
        (total.runs_on_limits, total.nights, total.nights_on_limits, total.nights_covered),
        (60, 30, 30, 0)
    );
}

#[test]
fn seats_alike_are_refused_alike() {
    // $20.00 pay 5 runs of $4.00: both of the 1st and the 2nd, and that of 03:00 on the 3rd. Then all are refused.
    let twice = |count| november(seats("20", Exhaustion::Stop, count), vec![job("4", cron("0 3,15 * * *"))]);
    let refused = |count| twice(count).cycles[0].jobs[0].refused_days.clone();
    let days = |on_the_third: u64, then: u64| -> Vec<(Date, u64)> {
        (3..=30).map(|day| (date(2026, 11, day), if day == 3 { on_the_third } else { then })).collect()
    };
    assert_eq!(refused(1), days(1, 2));
    assert_eq!(refused(3), days(3, 6));
    let tally = twice(3).cycles[0].jobs[0].tally;
    assert_eq!((tally.runs, tally.runs_covered, tally.runs_refused), (180, 15, 165));
    // Runs that are only counted are a night each, on each seat.
    let counted = |surface| JobSpec { surface, ..job("4", Schedule::Count(90)) };
    let tally =
        |surface| november(seats("20", Exhaustion::Stop, 3), vec![counted(surface)]).cycles[0].jobs[0].tally;
    let metered = tally(Surface::ClaudeP);
    assert_eq!((metered.nights, metered.nights_covered, metered.nights_on_limits), (270, 15, 0));
    let limits = tally(Surface::Interactive);
    assert_eq!((limits.nights, limits.nights_covered, limits.nights_on_limits), (270, 0, 270));
}

/// An hour of three jobs, more runs than tests walk at once: one every 7 minutes that grows, one every 5 minutes, and
/// one twice.
fn hour_of_three(exhaustion: Exhaustion) -> Simulated<'static> {
    let growth = Growth { by: GrowthBy::Cost(usd("0.10")), session_runs: NonZeroU64::new(4) };
    let first_day = |job: JobSpec| JobSpec { starts_on: Some(FIRST), ends_on: Some(FIRST), ..job };
    let grows = JobSpec { growth: Some(growth), priority: 2, ..job("1", cron("*/7 2 * * *")) };
    let often = JobSpec { priority: 1, ..job("2", cron("*/5 2 * * *")) };
    let twice = JobSpec { priority: 3, ..job("0.50", cron("*/30 2 * * *")) };
    let jobs = [grows, often, twice].into_iter().map(first_day).collect();
    november(seats("17.30", exhaustion, 1), jobs)
}

/// What becomes of the jobs when their runs are charged one after the other: those of the second before those of the
/// first and the third at one instant.
fn one_by_one(exhaustion: Exhaustion) -> Vec<JobOutcome> {
    let (mut credit, mut cap) =
        (usd("17.30"), if let Exhaustion::Cap(cap) = exhaustion { cap } else { Usd::ZERO });
    let mut jobs = vec![JobOutcome::default(); 3];
    let begin: Timestamp = "2026-11-01T02:00:00Z".parse().expect("an instant");
    for minute in 0..60_u8 {
        let starts =
            [(1, minute.is_multiple_of(5)), (0, minute.is_multiple_of(7)), (2, minute.is_multiple_of(30))];
        for (job, _) in starts.into_iter().filter(|(_, starts)| *starts) {
            let cost = match job {
                0 => usd("1") + usd("0.10") * u64::from(minute / 7 % 4),
                1 => usd("2"),
                _ => usd("0.50"),
            };
            let (drawn, beyond) = cost.split_at(credit);
            credit = credit.less(drawn);
            let (billed, unpaid) = match exhaustion {
                Exhaustion::Stop => (Usd::ZERO, beyond),
                Exhaustion::Bill => (beyond, Usd::ZERO),
                Exhaustion::Cap(_) => beyond.split_at(cap),
            };
            cap = cap.less(billed);
            let at = begin.checked_add(i64::from(minute).minutes()).ok();
            let point = Some(RunPoint { job, at, day: Some(FIRST) });
            let JobOutcome { tally, first_beyond, first_refused, refused_days } = &mut jobs[job];
            let is_refused = !unpaid.is_zero();
            tally.add(&Tally {
                runs: 1,
                runs_covered: u64::from(beyond.is_zero()),
                runs_partial: u64::from(!beyond.is_zero() && !drawn.is_zero()),
                runs_beyond: u64::from(drawn.is_zero()),
                runs_refused: u64::from(is_refused),
                cost,
                drawn,
                overflow: beyond,
                billed,
                unpaid,
                ..Tally::default()
            });
            if !beyond.is_zero() {
                *first_beyond = first_beyond.or(point);
            }
            if is_refused {
                *first_refused = first_refused.or(point);
                match refused_days.last_mut() {
                    Some((_, runs)) => *runs += 1,
                    None => refused_days.push((FIRST, 1)),
                }
            }
        }
    }
    // The night began on the day before.
    for job in &mut jobs {
        job.tally.nights = 1;
        job.tally.nights_covered = u64::from(job.tally.runs_covered == job.tally.runs);
    }
    jobs
}

#[test]
fn jobs_that_take_turns_are_charged_in_the_order_of_time() {
    for exhaustion in [Exhaustion::Stop, Exhaustion::Bill, Exhaustion::Cap(usd("6.45"))] {
        assert_eq!(hour_of_three(exhaustion).cycles[0].jobs, one_by_one(exhaustion), "{exhaustion}");
    }
    // By hand: until 02:25, 6 x $2.00 + $1.00 + $1.10 + $1.20 + $1.30 + $0.50 = $17.10; $17.30 pay $0.20 of the $1.00 of
    // 02:28, the first of a new session.
    let answer = hour_of_three(Exhaustion::Stop);
    let at = |text: &str| Some(text.parse().expect(text));
    let runs_out = answer.cycles[0].ledgers[0].runs_out;
    assert_eq!(runs_out, Some(RunPoint { job: 0, at: at("2026-11-01T02:28:00Z"), day: Some(FIRST) }));
    assert_eq!(answer.cycles[0].jobs.iter().map(|job| job.tally.drawn).sum::<Usd>(), usd("17.30"));
}

#[test]
fn a_seats_plan_is_the_last_that_it_has_in_the_time_that_is_asked_about() {
    let changes_on = |day: Date| {
        let holding = Holding::of_credit(usd("100"));
        let held = Held {
            ends_on: day.yesterday().ok(),
            changes: vec![PlanChange { holding, starts_on: day, ends_on: None }],
            ..Held::default()
        };
        let seat = SeatSpec { held, ..seats("20", Exhaustion::Stop, 1) };
        november(seat, vec![job("4", cron("0 3 * * *"))]).ledgers[0].holding.clone()
    };
    assert_eq!(changes_on(date(2026, 11, 20)), Holding::of_credit(usd("100")));
    assert_eq!(changes_on(date(2026, 12, 1)), Holding::of_credit(usd("20")));
}

/// A plan that grants $20.00.
fn pro() -> Holding<'static> {
    let program = TABLE.default_program().expect("one is the default");
    let plan = TABLE.plan(program, "pro").expect("it is listed");
    Holding::of_plan(plan, &[]).expect("no seats are asked for")
}

#[test]
fn of_two_credits_that_end_on_one_day_the_promotion_is_drawn_first() {
    let promotion = Some(Promotion { credit: usd("10"), until: date(2026, 11, 30) });
    let held = Held { promotion, ..Held::default() };
    let seat = SeatSpec { holding: pro(), held, ..seats("0", Exhaustion::Stop, 1) };
    let once = JobSpec { starts_on: Some(FIRST), ends_on: Some(FIRST), ..job("4", cron("0 3 * * *")) };
    let answer = november(seat, vec![once]);
    let terms = answer.ledgers[0].terms.iter().zip(&answer.terms[0]);
    let mut terms: Vec<_> =
        terms.map(|(term, outcome)| (term.is_promotion(), outcome.drawn, outcome.expires)).collect();
    terms.sort();
    // $4.00 of the $10.00, and nothing of the plan's $20.00
    assert_eq!(terms, [(false, Usd::ZERO, usd("20")), (true, usd("4"), usd("6"))]);
}

#[test]
fn seats_alike_have_so_many_credits_and_fees() {
    let holding = pro();
    let fee = holding.fee().expect("it is published");
    let seat = SeatSpec { holding, ..seats("0", Exhaustion::Stop, 3) };
    let ledger = november(seat, vec![job("4", cron("0 3 * * *"))]).ledgers[0].clone();
    // 3 x $20.00
    assert_eq!((ledger.credit, ledger.credits()), (usd("20"), usd("60")));
    assert_eq!((ledger.fee_due(false), ledger.fee_due(true)), (Some(fee * 3), Some(Usd::ZERO)));
    assert_eq!((ledger.fees_due(false, 2), ledger.fees_due(true, 2)), (Some(fee * 6), Some(Usd::ZERO)));
}

#[test]
fn the_parts_of_a_run_add_up_to_what_it_costs() {
    let usage = |input: u64| {
        ModelUsage::new("claude-opus-5", TokenUsage::NONE.with(TokenKind::Input, Tokens::new(input))).over(1)
    };
    let growth = Growth { by: GrowthBy::Usage(0, Box::new(usage(1_000))), session_runs: NonZeroU64::new(3) };
    let audit =
        |growth| JobSpec { run: RunSpec::Used(vec![usage(10_000)]), growth, ..job("0", cron("0 3 1-7 * *")) };
    let question = question(seats("20", Exhaustion::Stop, 1), vec![audit(Some(growth)), audit(None)]);
    let prepared = Prepared::new(&TABLE, &question).expect("it has a price");
    let mut runs = Vec::new();
    prepared.visit(&mut |event| {
        if let Event::Run(run) = event {
            runs.push(run);
        }
    });
    for run in &runs {
        let parts = prepared.parts(&TABLE, run).expect("it has a price");
        assert_eq!(parts.iter().map(|part| part.cost.cost).sum::<Usd>(), run.cost, "{run:?}");
    }
    // 10,000, 11,000 and 12,000 x $5.00/M, and then a new session
    let of_first = runs.iter().filter(|run| run.job == 0).map(|run| run.cost.to_string());
    assert_eq!(of_first.collect::<Vec<_>>(), ["0.05", "0.055", "0.06", "0.05", "0.055", "0.06", "0.05"]);
    assert_eq!([prepared.runs_are_alike(0), prepared.runs_are_alike(1)], [false, true]);
}

#[test]
fn where_no_program_is_in_force_all_is_beyond_under_its_rules() {
    let jobs = vec![job("4", cron("0 3 * * *"))];
    let before_all =
        Simulation { as_of: date(2020, 1, 1), ..question(seats("20", Exhaustion::Stop, 1), jobs) };
    let question = Simulation { is_program_named: false, ..before_all };
    let answer = simulate(&TABLE, &question).expect("it has a price and is in range");
    let UnderCurrentRules { program, figures } = answer.in_force.expect("the program is not in force");
    assert_eq!((program, figures.granted), (None, Usd::ZERO));
    // 30 x $4.00 = $120.00
    let total = figures.total;
    assert_eq!((total.runs, total.runs_beyond, total.runs_covered), (30, 30, 0));
    assert_eq!((total.cost, total.overflow, total.drawn), (usd("120"), usd("120"), Usd::ZERO));
}

#[test]
fn a_promotion_that_has_ended_is_no_credit() {
    let terms = |until: Date| {
        let promotion = Some(Promotion { credit: usd("10"), until });
        let held = Held { promotion, ..Held::default() };
        let seat = SeatSpec { holding: pro(), held, ..seats("0", Exhaustion::Stop, 1) };
        let answer = november(seat, vec![job("4", cron("0 3 * * *"))]);
        answer.ledgers[0].terms.iter().filter(|term| term.is_promotion()).count()
    };
    assert_eq!([terms(date(2026, 10, 31)), terms(FIRST)], [0, 1]);
}

#[test]
fn runs_are_planned_on_every_seat_alike() {
    let usage = TokenUsage::NONE.with(TokenKind::Input, Tokens::new(10_000));
    let run = RunSpec::Used(vec![ModelUsage::new("claude-opus-5", usage).over(1)]);
    let twice = JobSpec { run, ..job("0", cron("0 3 2,15 * *")) };
    let question = question(seats("20", Exhaustion::Stop, 3), vec![twice, job("4", Schedule::Count(5))]);
    let prepared = Prepared::new(&TABLE, &question).expect("it has a price");
    // 3 x (2 + 5)
    assert_eq!(prepared.runs(), 21);
    // 3 x 10,000 x $5.00/M
    let mut planned = prepared.planned_days();
    let counted: Vec<_> = planned.split_off(2);
    let day = |day| (0, Some(date(2026, 11, day)), 3, usd("0.15"));
    assert_eq!(planned, [day(2), day(15)]);
    // 3 x 5 runs without days, for 15 x $4.00
    assert!(counted.iter().all(|(job, day, runs, _)| *job == 1 && day.is_none() && *runs > 0));
    assert_eq!(
        counted
            .iter()
            .map(|(_, _, runs, cost)| (*runs, *cost))
            .fold((0, Usd::ZERO), |sum, more| { (sum.0 + more.0, sum.1 + more.1) }),
        (15, usd("60"))
    );
    assert_eq!(prepared.biller(0), Biller { vendor: Some("anthropic"), is_cloud: false });
    assert_eq!(prepared.biller(1), Biller { vendor: None, is_cloud: false });
}

#[test]
fn a_promotion_pays_for_no_use_that_draws_no_credit() {
    let program = TABLE.default_program().expect("one is the default");
    let no_plan = TABLE.plan(program, "api-key").expect("it is listed");
    let drawn = |surface| {
        let promotion = Some(Promotion { credit: usd("10"), until: date(2026, 11, 30) });
        let held = Held { promotion, ..Held::default() };
        let holding = Holding::of_plan(no_plan, &[]).expect("no seats are asked for");
        let seat = SeatSpec { holding, held, ..seats("0", Exhaustion::Stop, 1) };
        let daily = JobSpec { surface, auth: Some(Auth::Plan), ..job("4", cron("0 3 * * *")) };
        november(seat, vec![daily]).total().drawn
    };
    // By hand a plan's limits are drawn, and without a plan nothing.
    assert_eq!([drawn(Surface::ClaudeP), drawn(Surface::Interactive)], [usd("10"), Usd::ZERO]);
}

#[test]
fn a_count_of_a_model_that_is_retired_by_now_is_refused() {
    // Claude Sonnet 4.5 ends on 30 November 2026.
    let usage = TokenUsage::NONE.with(TokenKind::Input, Tokens::new(10_000));
    let run = RunSpec::Used(vec![ModelUsage::new("claude-sonnet-4-5", usage).over(1)]);
    let counted = JobSpec { run, ..job("0", Schedule::Count(10)) };
    let as_of = date(2026, 11, 30);
    let question = Simulation {
        as_of,
        cycle: BillingCycle::calendar_month(date(2026, 10, 1)).expect("in the calendar"),
        cycles: NonZeroU16::new(2).expect("not zero"),
        ..question(seats("20", Exhaustion::Stop, 1), vec![counted])
    };
    let answer = simulate(&TABLE, &question).expect("it has a price and is in range");
    let told: Vec<_> = answer
        .cycles
        .iter()
        .map(|cycle| cycle.jobs[0].tally)
        .map(|tally| (tally.runs, tally.runs_covered, tally.runs_refused_by_vendor))
        .collect();
    assert_eq!(told, [(10, 10, 0), (10, 0, 10)]);
}

/// November 2026 in UTC on a plan, as asked on the 21st.
fn scenario(run: RunSpec, schedule: Schedule, holding: Holding<'static>) -> Scenario<'static> {
    let as_of = date(2026, 11, 21);
    Scenario {
        run,
        schedule,
        cycle: BillingCycle::calendar_month(as_of).expect("in the calendar"),
        zone: TimeZone::UTC,
        from: None,
        as_of,
        program: TABLE.default_program().expect("one is the default"),
        is_program_named: true,
        plans: vec![holding],
        surface: Surface::ClaudeP,
        auth: None,
        spent: Usd::ZERO,
        exhaustion: None,
        is_fee_paid: false,
    }
}

/// A run by API key at 02:00 of each day, and one with the plan at 03:00.
fn by_key_and_by_plan() -> Schedule {
    let at = |expression, billing| {
        let Schedule::Timed(Timetable { mut jobs }) = cron(expression) else { unreachable!("it has times") };
        let sign_in = SignIn { billing, named: "a variable", read_in: ReadIn::Crontab };
        jobs[0].used = ReadUse { started: None, sign_in: Some(sign_in) };
        jobs.remove(0)
    };
    let jobs = vec![at("0 2 * * *", Billing::ApiKey), at("0 3 * * *", Billing::Plan)];
    Schedule::Timed(Timetable { jobs })
}

#[test]
fn a_part_of_a_credit_is_gone_with_a_run_that_draws_it() {
    let question = scenario(RunSpec::Stated(usd("4")), by_key_and_by_plan(), pro());
    let answer = estimate(&TABLE, &question).expect("it has an answer");
    let outcome = &answer.plans[0];
    assert_eq!(outcome.draws, [Draws::ApiSpend, Draws::Credit]);
    let reached = |percent| {
        let all = answer.thresholds(outcome, &question, &[percent]);
        all[0].reached.map(|reached| (reached.run, reached.at.map(|run| run.at.to_string())))
    };
    let run = |number, day: u8| Some((Some(number), Some(format!("2026-11-{day:02}T03:00:00Z"))));
    // Each second run draws $4.00 of $20.00: $12.00 with the 3rd of them, $16.00 with the 4th, $20.00 with the 5th.
    assert_eq!([50, 80, 90].map(reached), [run(6, 3), run(8, 4), run(10, 5)]);
    // All of it is gone with the first that is not paid in full.
    assert_eq!(reached(100), run(12, 6));
    let nothing = scenario(RunSpec::Stated(usd("4")), by_key_and_by_plan(), Holding::of_credit(Usd::ZERO));
    let answer = estimate(&TABLE, &nothing).expect("it has an answer");
    assert_eq!(answer.thresholds(&answer.plans[0], &nothing, &[50, 100]), []);
}

#[test]
fn runs_of_several_uses_are_refused_once_their_model_is_retired() {
    // Claude Sonnet 4.5 ends on 30 November 2026: 2 runs of 60 are refused.
    let usage = TokenUsage::NONE.with(TokenKind::Input, Tokens::new(10_000));
    let run = RunSpec::Used(vec![ModelUsage::new("claude-sonnet-4-5", usage).over(1)]);
    let answer = estimate(&TABLE, &scenario(run, by_key_and_by_plan(), pro())).expect("it has an answer");
    assert_eq!((answer.series.runs(), answer.series.refused_by_vendor()), (60, 2));
    // 58 x 10,000 x $3.00/M
    assert_eq!(answer.total, usd("1.74"));
    let coverage = &answer.plans[0].coverage;
    // 29 of each use
    assert_eq!((coverage.runs_covered, coverage.drawn, coverage.billed), (29, usd("0.87"), usd("0.87")));
}

#[test]
fn runs_alike_are_counted_however_many_they_are() {
    // More in each half of a day than are put in order one by one.
    let runs = 61 * LISTED_MAX;
    let Schedule::Timed(Timetable { mut jobs }) = cron("0 3 * * *") else { unreachable!("it has times") };
    jobs[0].timing = Timing::Spread(runs);
    let many = Schedule::Timed(Timetable { jobs });
    let answer =
        estimate(&TABLE, &scenario(RunSpec::Stated(usd("0.01")), many, pro())).expect("it has an answer");
    // $20.00 / $0.01
    assert_eq!((answer.series.runs(), answer.plans[0].coverage.runs_covered), (runs, 2_000));
}

#[test]
fn a_credit_in_force_pays_for_no_run_of_which_another_vendor_has_a_part() {
    let usage =
        |model| ModelUsage::new(model, TokenUsage::NONE.with(TokenKind::Input, Tokens::new(100_000))).over(1);
    let program = TABLE.default_program().expect("one is the default");
    let max = TABLE.plan(program, "max-5x").expect("it is listed");
    let figures = |models: &[&'static str]| {
        let run = RunSpec::Used(models.iter().map(|model| usage(*model)).collect());
        let holding = Holding::of_plan(max, &[]).expect("no seats are asked for");
        let by_key = Scenario { auth: Some(Auth::ApiKey), ..scenario(run, cron("0 3 * * *"), holding) };
        let answer = estimate(&TABLE, &by_key).expect("it has an answer");
        let in_force = answer.plans[0].in_force.as_ref().expect("the program is not in force");
        let PlanFigures { credit, no_credit, coverage, .. } = &in_force.figures;
        (*credit, *no_credit, coverage.drawn)
    };
    // With an API key, the credit in force pays: 30 x 100,000 x $5.00/M = $15.00
    assert_eq!(figures(&["claude-opus-5"]), (usd("100"), None, usd("15")));
    let mixed = figures(&["claude-opus-5", "gpt-6-sol"]);
    assert_eq!(mixed, (Usd::ZERO, Some(NoCredit::Vendor("openai")), Usd::ZERO));
}
