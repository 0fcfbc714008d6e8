//! Simulations worked out by hand: several jobs, seats and cycles, each with its arithmetic.

use std::num::{NonZeroU16, NonZeroU64};
use std::path::Path;
use std::sync::LazyLock;

use creditcalc::calendar::BillingCycle;
use creditcalc::ledger::{
    Event, Exhaustion, Growth, GrowthBy, Held, Holding, JobSpec, NoCredit, Note, Prepared, RunEntry,
    RunPoint, RunSpec, RunState, SeatSpec, Simulated, Simulation, Tally, simulate,
};
use creditcalc::pricing::{Auth, Draws, PriceTable, Program, Surface};
use creditcalc::schedule::cron::{self, Cron, Dialect};
use creditcalc::schedule::{Job, Kind, Schedule, Timetable, Timing};
use creditcalc::source::SourceFile;
use creditcalc::studies::assign;
use creditcalc::units::{Tokens, Usd};
use creditcalc::usage::TokenKind::{CacheRead, Input, Output};
use creditcalc::usage::{ModelUsage, Requests, TokenKind, TokenUsage};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::sandbox::{Sandbox, entries, name_of};

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);

// ----------------------------------------------------------------------------------------------------
// One job on one credit.

#[test]
fn three_plans_and_a_nightly_job_of_four_dollars() {
    //  30 x $4.00 = $120.00 for each of three jobs
    //  Pro:     $20.00 /  $4.00 =  5 runs, and $100.00 beyond
    //  Max 5x:  $100.00 / $4.00 = 25 runs, and  $20.00 beyond
    //  Max 20x: 30 runs, and $200.00 - $120.00 = $80.00 left
    let seats = vec![held("alice", "pro"), held("bob", "max-5x"), held("carol", "max-20x")];
    let jobs = (0..3).map(|seat| JobSpec { seat, ..job("audit", "4", cron("0 3 * * *", "UTC")) }).collect();
    let answer = answer(&november(seats, jobs));
    let cycle = &answer.cycles[0];
    let covered =
        [0, 1, 2].map(|job| (cycle.jobs[job].tally.runs_covered, cycle.jobs[job].tally.nights_covered));
    assert_eq!(covered, [(5, 5), (25, 25), (30, 30)]);
    assert_eq!([0, 1, 2].map(|job| cycle.jobs[job].tally.overflow), [usd("100"), usd("20"), Usd::ZERO]);
    assert_eq!([0, 1, 2].map(|ledger| cycle.ledgers[ledger].expires), [Usd::ZERO, Usd::ZERO, usd("80")]);
    // The 6th run is on the 6th, and the 26th on the 26th.
    let ends = [0, 1, 2].map(|ledger| cycle.ledgers[ledger].runs_out);
    assert_eq!(ends, [point(0, "2026-11-06T03:00:00Z"), point(1, "2026-11-26T03:00:00Z"), None]);
    assert_eq!(ends, [0, 1, 2].map(|job| cycle.jobs[job].first_beyond));
    // It stops: 25 runs of one and 5 of another are refused, on one day each.
    assert_eq!([0, 1, 2].map(|job| cycle.jobs[job].tally.runs_refused), [25, 5, 0]);
    let days: Vec<_> = (26..=30).map(|day| (date(2026, 11, day), 1)).collect();
    assert_eq!(cycle.jobs[1].refused_days, days);
    // In all: $360.00, of which $20.00 + $100.00 + $120.00 are drawn
    let total = answer.total();
    assert_eq!(
        (total.runs, total.cost, total.drawn, total.overflow),
        (90, usd("360"), usd("240"), usd("120"))
    );
    assert_eq!((total.billed, total.unpaid, total.runs_refused), (Usd::ZERO, usd("120"), 30));
}

#[test]
fn the_rules_in_force_are_answered_too() {
    // Under the rules since 2026-10-07, Pro has no credit and its $120.00 are API spend; Max has $100.00 and
    // Ultra $200.00. drawn $100.00 + $120.00 = $220.00; beyond $120.00 + $20.00 = $140.00, of which Max stops
    // at $20.00
    let seats = vec![held("alice", "pro"), held("bob", "max-5x"), held("carol", "max-20x")];
    let jobs = (0..3).map(|seat| JobSpec { seat, ..job("audit", "4", cron("0 3 * * *", "UTC")) }).collect();
    let in_force = answer(&november(seats, jobs)).in_force.expect("the default rules are not in force");
    assert_eq!(in_force.program.map(|program| program.id.as_str()), Some("api-credit"));
    assert_eq!(in_force.figures.granted, usd("300"));
    let total = in_force.figures.total;
    assert_eq!(
        (total.runs, total.cost, total.drawn, total.overflow),
        (90, usd("360"), usd("220"), usd("140"))
    );
    assert_eq!((total.billed, total.unpaid, total.runs_refused), (usd("120"), usd("20"), 5));
}

#[test]
fn a_run_that_straddles_the_end_is_partial() {
    // 285 x $0.70 = $199.50, so $0.50 of the 286th run are drawn and $0.20 are beyond; 300 - 286 = 14 are
    // beyond
    let question = november(vec![held("alice", "max-20x")], vec![job("bulk", "0.70", Schedule::Count(300))]);
    let tally = only(&question);
    assert_eq!((tally.runs_covered, tally.runs_partial, tally.runs_beyond), (285, 1, 14));
    assert_eq!((tally.drawn, tally.overflow), (usd("200"), usd("10")));
    // A count has no calendar, and each run is one night.
    assert_eq!((tally.nights, tally.nights_covered), (300, 285));
    let runs = runs(&question);
    let partial: Vec<_> = runs.iter().filter(|run| run.state == RunState::Partial).collect();
    assert_eq!((partial.len(), partial[0].number), (1, 286));
    assert_eq!(
        (partial[0].drawn, partial[0].overflow, partial[0].left),
        (usd("0.50"), usd("0.20"), Usd::ZERO)
    );
    assert_eq!((partial[0].at, partial[0].day, partial[0].night), (None, None, None));
    // $0.10 go into $20.00 two hundred times; a float says 199.
    let dimes = november(vec![held("alice", "pro")], vec![job("bulk", "0.10", Schedule::Count(300))]);
    assert_eq!(only(&dimes).runs_covered, 200);
}

#[test]
fn what_others_spent_is_gone_before_the_first_run() {
    //  $20.00 - $6.00 = $14.00: 3 x $4.00 = $12.00, and $2.00 of the 4th run
    let seat = |spent| SeatSpec { spent: usd(spent), ..held("alice", "pro") };
    let nightly = || vec![job("audit", "4", cron("0 3 * * *", "UTC"))];
    let some = answer(&november(vec![seat("6")], nightly()));
    let (tally, ledger) = (&some.cycles[0].jobs[0].tally, &some.cycles[0].ledgers[0]);
    assert_eq!((tally.runs_covered, tally.runs_partial, tally.runs_beyond), (3, 1, 26));
    assert_eq!(
        (ledger.granted, ledger.spent, ledger.drawn, ledger.expires),
        (usd("20"), usd("6"), usd("14"), Usd::ZERO)
    );
    // Nobody can spend more of a credit than there is of it.
    let all = answer(&november(vec![seat("50")], nightly()));
    assert_eq!((all.cycles[0].ledgers[0].spent, all.cycles[0].ledgers[0].drawn), (usd("20"), Usd::ZERO));
    let is_told = |answer: &Simulated<'_>| {
        answer.notes.iter().any(|note| matches!(note.note, Note::SpentMoreThanCredit { .. }))
    };
    assert!(is_told(&all) && !is_told(&some));
}

#[test]
fn runs_that_cost_nothing_are_covered_when_nothing_is_left() {
    //  $20.00 / $5.00 = 4 runs; those that cost nothing go on
    let jobs = vec![job("audit", "5", cron("0 3 * * *", "UTC")), job("ping", "0", cron("0 4 * * *", "UTC"))];
    let first = answer(&november(vec![held("alice", "pro")], jobs));
    let [audit, ping] = [0, 1].map(|job| first.cycles[0].jobs[job].tally);
    assert_eq!((audit.runs_covered, audit.runs_refused), (4, 26));
    assert_eq!((ping.runs_covered, ping.nights_covered, ping.runs_refused), (30, 30, 0));
    // A session of $0.00, $1.00 and $2.00: three of the $20.00 are granted here, so one session is paid. Of
    // the nine sessions after it, the run that costs nothing is: 3 + 9 = 12 covered, 2 x 9 = 18 beyond; 10 x
    // $3.00 = $30.00
    let growing = JobSpec { growth: Some(step("1", 3)), ..job("session", "0", cron("0 3 * * *", "UTC")) };
    let tally = only(&november(vec![stated("alice", "3")], vec![growing]));
    assert_eq!(
        (tally.runs_covered, tally.runs_partial, tally.runs_beyond, tally.runs_refused),
        (12, 0, 18, 18)
    );
    assert_eq!((tally.cost, tally.drawn, tally.overflow), (usd("30"), usd("3"), usd("27")));
}

#[test]
fn no_runs_are_no_cost() {
    for schedule in [cron("0 3 1 2 *", "UTC"), Schedule::Count(0)] {
        let answer = answer(&november(vec![held("alice", "pro")], vec![job("never", "4", schedule)]));
        let (outcome, ledger) = (&answer.cycles[0].jobs[0], &answer.cycles[0].ledgers[0]);
        assert_eq!((outcome.tally, outcome.first_beyond), (Tally::default(), None));
        assert_eq!((ledger.drawn, ledger.expires, ledger.runs_out), (Usd::ZERO, usd("20"), None));
        assert_eq!((answer.jobs[0].range, answer.jobs[0].first_cost), (None, usd("4")));
    }
}

#[test]
fn any_number_of_runs_is_answered_at_once() {
    //  $20.00 / $0.000000001 = 20,000,000,000 runs of the largest number that there is
    let most = job("most", "0.000000001", Schedule::Count(u64::MAX));
    let tally = only(&november(vec![held("alice", "pro")], vec![most.clone()]));
    assert_eq!(
        (tally.runs_covered, tally.runs_partial, tally.runs_beyond),
        (20_000_000_000, 0, u64::MAX - 20_000_000_000)
    );
    assert_eq!(tally.overflow, usd("18446744053.709551615"));
    // A cap pays on where the credit ends: $7.00 / $0.000000001 = 7,000,000,000 more are not refused.
    let capped = SeatSpec { exhaustion: Some(Exhaustion::Cap(usd("7"))), ..held("alice", "pro") };
    let tally = only(&november(vec![capped], vec![most]));
    assert_eq!((tally.billed, tally.runs_refused), (usd("7"), u64::MAX - 27_000_000_000));
    // 10,000,000,000 a day at a hundredth of a millionth of a dollar: $20.00 pay 2,000,000,000 of the first
    // evening
    let daily =
        job("daily", "0.00000001", Schedule::PerDay(NonZeroU64::new(10_000_000_000).expect("not zero")));
    let answer = answer(&november(vec![held("alice", "pro")], vec![daily]));
    let outcome = &answer.cycles[0].jobs[0];
    assert_eq!((outcome.tally.runs_covered, outcome.tally.nights_covered), (2_000_000_000, 0));
    assert_eq!(outcome.first_beyond.and_then(|point| point.day), Some(date(2026, 11, 1)));
}

#[test]
fn a_session_under_way_goes_on_in_the_rest_of_the_cycle() {
    //  $1.00, $1.25, $1.50, ...: the run of the 30th is the thirtieth, $1.00 + 29 x $0.25 = $8.25
    let question = november(
        vec![held("alice", "max-20x")],
        vec![JobSpec {
            growth: Some(Growth { by: GrowthBy::Cost(usd("0.25")), session_runs: None }),
            ..job("session", "1", cron("0 3 * * *", "UTC"))
        }],
    );
    let whole = runs(&question);
    let rest = Simulation { from: Some("2026-11-21T00:00:00Z".parse().expect("an instant")), ..question };
    assert_eq!(
        runs(&rest).iter().map(|run| run.cost).collect::<Vec<_>>(),
        whole[20..].iter().map(|run| run.cost).collect::<Vec<_>>()
    );
    //  the 21st to the 30th: 10 x $1.00 + (20 + 21 + ... + 29) x $0.25 = $10.00 + 245 x $0.25 = $71.25
    let tally = only(&rest);
    assert_eq!((tally.runs, tally.cost), (10, usd("71.25")));
    assert_eq!(runs(&rest)[9].cost, usd("8.25"));
}

#[test]
fn a_night_in_whose_evening_the_question_begins_is_the_next_of_its_session() {
    //  $1.00 + 20 x $0.25 = $6.00 is the run of the 21st night, that of 21 November.
    let growth = Growth { by: GrowthBy::Cost(usd("0.25")), session_runs: None };
    let session = JobSpec { growth: Some(growth), ..job("session", "1", Schedule::PerDay(NonZeroU64::MIN)) };
    for from in ["2026-11-21T00:00:00Z", "2026-11-21T13:00:00Z", "2026-11-21T20:00:00Z"] {
        let from = Some(from.parse().expect("an instant"));
        let question = Simulation { from, ..november(vec![held("alice", "max-20x")], vec![session.clone()]) };
        let costs: Vec<Usd> = runs(&question).iter().map(|run| run.cost).collect();
        assert_eq!((costs.len(), costs[0], costs[9]), (10, usd("6"), usd("8.25")), "{from:?}");
    }
}

#[test]
fn a_night_of_several_jobs_is_one_night() {
    // Two jobs of $1.00 each night and one on Mondays: 30 nights. $20.00 pay 9 nights of two, and the tenth
    // is short of nothing: in November 2026 the 2nd and the 9th are Mondays, so that 9 x $2.00 + 2 x $1.00 =
    // $20.00 are spent after the 9th.
    let jobs = vec![
        job("one", "1", cron("0 3 * * *", "UTC")),
        job("two", "1", cron("0 4 * * *", "UTC")),
        job("weekly", "1", cron("0 5 * * MON", "UTC")),
    ];
    let answer = answer(&november(vec![held("alice", "pro")], jobs));
    assert_eq!((answer.cycles[0].nights.all, answer.cycles[0].nights.covered), (30, 9));
    let total = answer.total();
    assert_eq!((total.nights, total.nights_covered, total.runs), (30, 9, 65));
}

#[test]
fn only_what_has_no_price_yet_is_counted_at_that_of_today() {
    // 10,000,000 cache reads of claude-sonnet-5-5 are $2.00 until 2026-10-06 and $1.00 from the 7th on, when
    // claude-haiku-5-5 began: 1,000 x $0.10/M + 10 x $0.50/M = $0.000105. October: 6 x $2.00 + 25 x $1.00 +
    // 31 x $0.000105 = $37.003255
    let sonnet =
        ModelUsage::new("claude-sonnet-5-5", TokenUsage::NONE.with(CacheRead, Tokens::new(10_000_000)));
    let haiku = TokenUsage::NONE.with(Input, Tokens::new(1_000)).with(Output, Tokens::new(10));
    let haiku = ModelUsage {
        requests: Requests::Even(NonZeroU64::MIN),
        ..ModelUsage::new("claude-haiku-5-5", haiku)
    };
    let both =
        JobSpec { run: RunSpec::Used(vec![sonnet, haiku]), ..job("both", "0", cron("0 3 * * *", "UTC")) };
    let november = november(vec![held("alice", "max-5x")], vec![both]);
    let day = date(2026, 10, 20);
    let question =
        Simulation { as_of: day, cycle: BillingCycle::calendar_month(day).expect("a month"), ..november };
    assert_eq!(only(&question).cost, usd("37.003255"));
}

#[test]
fn a_large_team_gets_a_good_assignment_and_a_bound_that_is_true() {
    let once = |cost: &str| job("once", cost, cron("0 3 21 * *", "UTC"));
    let assigned = |seats: Vec<SeatSpec<'static>>, jobs: Vec<JobSpec>| {
        let question = november(seats, jobs);
        let prepared = Prepared::new(&TABLE, &question).expect("stated costs have a price");
        assign(&prepared, &prepared.run(&TABLE).expect("in range"))
    };
    // 70 jobs of $2.00 = $140.00 on the first of two credits of $70.00: 35 of them belong on the other, and
    // nothing is left over
    let split = assigned(vec![stated("alice", "70"), stated("bob", "70")], vec![once("2"); 70]);
    assert_eq!((split.overflow_before, split.overflow), (usd("70"), Usd::ZERO));
    assert!(split.is_least());
    // 3 x $60.00 = $180.00 are as much as two credits of $90.00 together, but two of them share one: 2 x
    // $60.00 - $90.00 = $30.00 are left over. With 62 jobs that cost nothing there are too many placements to
    // try all of them, and only the sum is known for sure.
    let jobs = [vec![once("60"); 3], vec![once("0"); 62]].concat();
    let uneven = assigned(vec![stated("alice", "90"), stated("bob", "90")], jobs.clone());
    assert_eq!((uneven.overflow, uneven.at_least, uneven.is_least()), (usd("30"), Usd::ZERO, false));
    //  With few jobs all placements are tried, and it is known.
    let few = assigned(vec![stated("alice", "90"), stated("bob", "90")], jobs[..5].to_vec());
    assert_eq!((few.overflow, few.at_least, few.is_least()), (usd("30"), usd("30"), true));
}

// ----------------------------------------------------------------------------------------------------
// Several jobs on one credit.

#[test]
fn at_one_instant_the_lower_priority_draws_first_and_then_the_first_job() {
    // $10.00, and two runs of $3.00 each night: after the first night $4.00 are left. On the second one run
    // draws $3.00 and the other $1.00.
    let both = |first, second| {
        let job = |name, priority| JobSpec { priority, ..job(name, "3", cron("0 3 * * *", "UTC")) };
        let answer =
            answer(&november(vec![stated("alice", "10")], vec![job("audit", first), job("build", second)]));
        let of = |job: usize| {
            let tally = answer.cycles[0].jobs[job].tally;
            (tally.runs_covered, tally.runs_partial, tally.drawn)
        };
        (of(0), of(1), answer.cycles[0].ledgers[0].runs_out)
    };
    let (six, four) = ((2, 0, usd("6")), (1, 1, usd("4")));
    assert_eq!(both(100, 1), (four, six, point(0, "2026-11-02T03:00:00Z")));
    assert_eq!(both(1, 100), (six, four, point(1, "2026-11-02T03:00:00Z")));
    assert_eq!(both(7, 7), (six, four, point(1, "2026-11-02T03:00:00Z")));
}

#[test]
fn a_cap_is_billed_and_then_jobs_are_refused_as_they_come() {
    // $4.00 at 03:00 and $1.00 at 04:00: $20.00 pay four days. With a cap of $8.50, the 5th is billed
    // ($5.00), and of the 6th $3.50 of the first run, which is cut short. All later ones are refused.
    let question = |policy| {
        let seat = SeatSpec { exhaustion: Some(policy), ..held("alice", "pro") };
        november(
            vec![seat],
            vec![job("audit", "4", cron("0 3 * * *", "UTC")), job("triage", "1", cron("0 4 * * *", "UTC"))],
        )
    };
    let capped = answer(&question(Exhaustion::Cap(usd("8.50"))));
    let [audit, triage] = [0, 1].map(|job| &capped.cycles[0].jobs[job]);
    //  30 x $4.00 = $120.00: drawn $16.00, billed $4.00 + $3.50 = $7.50, and $96.50 refused
    assert_eq!((audit.tally.runs_covered, audit.tally.runs_beyond, audit.tally.runs_refused), (4, 26, 25));
    assert_eq!(
        (audit.tally.drawn, audit.tally.billed, audit.tally.unpaid),
        (usd("16"), usd("7.50"), usd("96.50"))
    );
    //  30 x $1.00 = $30.00: drawn $4.00, billed $1.00, and $25.00 refused
    assert_eq!((triage.tally.runs_covered, triage.tally.runs_beyond, triage.tally.runs_refused), (4, 26, 25));
    assert_eq!(
        (triage.tally.drawn, triage.tally.billed, triage.tally.unpaid),
        (usd("4"), usd("1"), usd("25"))
    );
    assert_eq!(
        (audit.first_beyond, audit.first_refused),
        (point(0, "2026-11-05T03:00:00Z"), point(0, "2026-11-06T03:00:00Z"))
    );
    assert_eq!(
        (triage.first_beyond, triage.first_refused),
        (point(1, "2026-11-05T04:00:00Z"), point(1, "2026-11-06T04:00:00Z"))
    );
    let ledger = &capped.cycles[0].ledgers[0];
    assert_eq!((ledger.runs_out, ledger.refused_from), (audit.first_beyond, audit.first_refused));
    assert_eq!(audit.refused_days.first(), Some(&(date(2026, 11, 6), 1)));
    // Without a limit the same 26 runs are billed, and nobody is refused.
    let billed = answer(&question(Exhaustion::Bill));
    let [audit, triage] = [0, 1].map(|job| billed.cycles[0].jobs[job].tally);
    assert_eq!((audit.billed, triage.billed), (usd("104"), usd("26")));
    assert_eq!(
        (audit.runs_refused, triage.runs_refused, billed.cycles[0].ledgers[0].refused_from),
        (0, 0, None)
    );
}

#[test]
fn nights_go_from_noon_to_noon_across_midnight() {
    // 22:00 and 02:00: the morning of the 1st belongs to the night before, so there are 31 nights, and 2 x 30
    // = 60 runs. $20.00 pay 5 runs of $4.00: that morning, and both runs of two nights. $16.00 pay 4: of the
    // second of those nights only the evening, so it does not count.
    for (credit, covered, nights) in [("20", 5, 3), ("16", 4, 2)] {
        let tally = only(&november(
            vec![stated("alice", credit)],
            vec![job("audit", "4", cron("0 22,2 * * *", "UTC"))],
        ));
        assert_eq!(
            (tally.runs, tally.nights, tally.runs_covered, tally.nights_covered),
            (60, 31, covered, nights)
        );
    }
    // Every other run costs nothing, and there is no credit: the first morning is covered, and then of each
    // night only what is after midnight.
    let free = JobSpec { growth: Some(step("1", 2)), ..job("session", "0", cron("0 22,2 * * *", "UTC")) };
    let tally = only(&november(vec![stated("alice", "0")], vec![free]));
    assert_eq!((tally.runs_covered, tally.runs_beyond, tally.nights, tally.nights_covered), (30, 30, 31, 1));
}

#[test]
fn growth_begins_anew_with_each_session() {
    //  $1.00, $1.10, $1.20, $1.30, $1.40 = $6.00 a session, six of them in November = $36.00
    //  $20.00 pay three sessions ($18.00), $1.00, and $1.00 of the 17th run
    let growing = JobSpec { growth: Some(step("0.10", 5)), ..job("session", "1", cron("0 3 * * *", "UTC")) };
    let plain = answer(&november(vec![held("alice", "pro")], vec![growing.clone()]));
    let tally = plain.cycles[0].jobs[0].tally;
    assert_eq!((tally.cost, tally.runs_covered, tally.runs_partial), (usd("36"), 16, 1));
    assert_eq!((plain.jobs[0].first_cost, plain.jobs[0].range), (usd("1"), Some((usd("1"), usd("1.40")))));
    //  Each run is paid 1.15 times: $6.90 a session, $41.40 in all. Two sessions are $13.80, and then
    //  $1.15 + $1.265 + $1.38 + $1.495 = $5.29, which leaves $0.91 for the 15th run, of $1.61
    let retried = JobSpec { retry_factor: Some("1.15".parse().expect("a factor")), ..growing };
    let question = november(vec![held("alice", "pro")], vec![retried]);
    let answer = answer(&question);
    let tally = answer.cycles[0].jobs[0].tally;
    assert_eq!(
        (tally.cost, tally.runs_covered, tally.runs_partial, tally.overflow),
        (usd("41.40"), 14, 1, usd("21.40"))
    );
    assert_eq!(
        (answer.jobs[0].first_cost, answer.jobs[0].range),
        (usd("1.15"), Some((usd("1.15"), usd("1.61"))))
    );
    let fifteenth = runs(&question)[14];
    assert_eq!(
        (fifteenth.cost, fifteenth.drawn, fifteenth.state),
        (usd("1.61"), usd("0.91"), RunState::Partial)
    );
}

#[test]
fn a_session_without_an_end_goes_on_into_the_next_cycle() {
    //  November: 30 x $1.00 + $0.10 x (0 + 1 + … + 29 = 435) = $73.50
    //  December: 31 x $4.00 + $0.10 x (0 + 1 + … + 30 = 465) = $170.50
    let growth = Growth { by: GrowthBy::Cost(usd("0.10")), session_runs: None };
    let growing = JobSpec { growth: Some(growth), ..job("session", "1", Schedule::NIGHTLY) };
    let question = Simulation { cycles: two(), ..november(vec![held("alice", "pro")], vec![growing]) };
    let answer = answer(&question);
    assert_eq!([0, 1].map(|cycle| answer.cycles[cycle].jobs[0].tally.cost), [usd("73.50"), usd("170.50")]);
    //  The 61st run: $1.00 + 60 x $0.10
    assert_eq!(answer.jobs[0].range, Some((usd("1"), usd("7"))));
}

#[test]
fn tokens_that_grow_cost_so_much_more_each_time() {
    //  100_000 read x $0.50/M = $0.05, 10_000 out x $25.00/M = $0.25: $0.30
    //   20_000 read more each time = $0.01, and 0 + 1 + … + 29 = 435 of them
    //  30 x $0.30 + $4.35 = $13.35; the last run costs $0.30 + 29 x $0.01
    let used = ModelUsage::new("claude-opus-5", usage(&[(CacheRead, 100_000), (Output, 10_000)]));
    let more = ModelUsage::new("claude-opus-5", usage(&[(CacheRead, 20_000)]));
    let growth = Growth { by: GrowthBy::Usage(0, Box::new(more)), session_runs: None };
    let growing = JobSpec {
        run: RunSpec::Used(vec![used]),
        growth: Some(growth),
        ..job("session", "0", Schedule::NIGHTLY)
    };
    let answer = answer(&november(vec![held("alice", "pro")], vec![growing]));
    assert_eq!(answer.cycles[0].jobs[0].tally.cost, usd("13.35"));
    assert_eq!(answer.jobs[0].range, Some((usd("0.30"), usd("0.59"))));
}

#[test]
fn a_prompt_that_grows_past_a_limit_is_repriced_whole() {
    // 10_000 in + 70_000 read + 1_000 out, and 10_000 read more each time; the limit is 100_000, and that is
    // still below it. 80_000: 10_000 x $0.10/M + 70_000 x $0.01/M + 1_000 x $0.50/M = $0.001 + $0.0007 +
    // $0.0005 = $0.0022 90_000: $0.0023, 100_000: $0.0024 110_000: 10_000 x $0.50/M + 100_000 x $0.05/M +
    // 1_000 x $2.50/M = $0.005 + $0.005 + $0.0025 = $0.0125 120_000: $0.0130
    let used = ModelUsage {
        requests: Requests::Even(NonZeroU64::MIN),
        ..ModelUsage::new("claude-haiku-5-5", usage(&[(Input, 10_000), (CacheRead, 70_000), (Output, 1_000)]))
    };
    let more = ModelUsage::new("claude-haiku-5-5", usage(&[(CacheRead, 10_000)]));
    let growth = |session_runs| Some(Growth { by: GrowthBy::Usage(0, Box::new(more.clone())), session_runs });
    let growing = |session| JobSpec {
        run: RunSpec::Used(vec![used.clone()]),
        growth: growth(session),
        ..job("session", "0", cron("0 3 * * *", "UTC"))
    };
    let question = november(vec![held("alice", "pro")], vec![growing(NonZeroU64::new(5))]);
    let costs: Vec<_> = runs(&question).iter().take(6).map(|run| run.cost).collect();
    assert_eq!(costs, ["0.0022", "0.0023", "0.0024", "0.0125", "0.0130", "0.0022"].map(usd));
    //  $0.0324 a session, six sessions
    let sessions = answer(&question);
    assert_eq!(sessions.cycles[0].jobs[0].tally.cost, usd("0.1944"));
    assert_eq!(sessions.jobs[0].range, Some((usd("0.0022"), usd("0.0130"))));
    // Without an end: 3 runs below, and 27 from $0.0125 on: 27 x $0.0125 + $0.0005 x (0 + 1 + … + 26 = 351) =
    // $0.5130; and $0.0069
    let endless = answer(&november(vec![held("alice", "pro")], vec![growing(None)]));
    assert_eq!(endless.cycles[0].jobs[0].tally.cost, usd("0.5199"));
    assert_eq!(endless.jobs[0].range, Some((usd("0.0022"), usd("0.0255"))));
}

// ----------------------------------------------------------------------------------------------------
// Several seats.

#[test]
fn a_team_of_five_jobs_on_three_kinds_of_seats() {
    let seats = vec![held("premium", "team-premium"), held("standard", "team-standard"), held("dana", "pro")];
    let on = |seat, job: JobSpec| JobSpec { seat, ..job };
    let jobs = vec![
        on(0, job("audit", "4", cron("0 3 * * *", "UTC"))),
        on(0, job("review", "0.50", cron("0 9-17 * * MON-FRI", "UTC"))),
        on(1, job("digest", "0.25", Schedule::PerDay(NonZeroU64::new(2).expect("not zero")))),
        on(1, job("triage", "0.20", Schedule::Count(40))),
        on(2, job("nightly", "0.90", Schedule::NIGHTLY)),
    ];
    let answer = answer(&november(seats, jobs));
    let cycle = &answer.cycles[0];
    let [audit, review, digest, triage, nightly] = [0, 1, 2, 3, 4].map(|job| &cycle.jobs[job].tally);

    //  Premium, $100.00: $4.00 a night, and on workdays 9 x $0.50 = $4.50 more. November begins on a Sunday.
    //     1st         $4.00
    //     2nd -  6th  5 x $8.50 = $42.50, in all $46.50
    //     7th and 8th 2 x $4.00 =  $8.00, in all $54.50
    //     9th - 13th  5 x $8.50 = $42.50, in all $97.00
    //    14th         $3.00 of the audit's $4.00
    assert_eq!((audit.runs_covered, audit.runs_partial, audit.runs_beyond), (13, 1, 16));
    assert_eq!((audit.drawn, audit.overflow), (usd("55"), usd("65")));
    //  10 of 21 workdays are covered, 9 runs each: 90 x $0.50 = $45.00, and 99 x $0.50 = $49.50 are beyond
    assert_eq!((review.runs, review.runs_covered, review.runs_beyond), (189, 90, 99));
    assert_eq!((review.drawn, review.overflow), (usd("45"), usd("49.50")));
    //  The runs of a week are in the nights from Sunday to Friday: 4 x 6, and two nights for Monday the 30th
    assert_eq!((review.nights, review.nights_covered), (26, 12));
    assert_eq!(cycle.ledgers[0].runs_out, point(0, "2026-11-14T03:00:00Z"));
    assert_eq!(cycle.jobs[1].first_beyond, point(1, "2026-11-16T09:00:00Z"));

    // Standard, $20.00: 2 x $0.25 = $0.50 a day, and one of 40 runs of $0.20 every 18 hours, the first after
    // 9
    //    after 26 days: 52 x $0.25 = $13.00, and those k with 18 k + 9 < 624, which are 35 x $0.20 = $7.00; in all $20.00
    assert_eq!((digest.runs_covered, digest.runs_partial, digest.runs_beyond), (52, 0, 8));
    assert_eq!((triage.runs_covered, triage.runs_partial, triage.runs_beyond), (35, 0, 5));
    assert_eq!((digest.nights_covered, triage.nights_covered), (26, 35));
    assert_eq!((digest.overflow, triage.overflow), (usd("2"), usd("1")));
    // Nobody knows when on that day, and of a counted run not even the day.
    assert_eq!(cycle.ledgers[1].runs_out, Some(RunPoint { job: 2, at: None, day: Some(date(2026, 11, 27)) }));
    assert_eq!(cycle.jobs[3].first_beyond, Some(RunPoint { job: 3, at: None, day: None }));

    //  Pro, $20.00: 22 x $0.90 = $19.80, $0.20 of the 23rd, and $0.70 + 7 x $0.90 = $7.00 beyond
    assert_eq!((nightly.runs_covered, nightly.runs_partial, nightly.runs_beyond), (22, 1, 7));
    assert_eq!((nightly.drawn, nightly.overflow), (usd("20"), usd("7")));

    //  $120.00 + $94.50 + $15.00 + $8.00 + $27.00 = $264.50, of which $140.00 are drawn
    let total = answer.total();
    assert_eq!(
        (total.runs, total.cost, total.drawn, total.overflow),
        (349, usd("264.50"), usd("140"), usd("124.50"))
    );
    //  17 + 99 + 8 + 5 + 8 runs are refused
    assert_eq!((total.runs_refused, total.unpaid), (137, usd("124.50")));
    assert_eq!(answer.granted(), usd("140"));
    // Credits of this program are nobody else's.
    let seats: Vec<_> =
        answer.ledgers.iter().map(|ledger| (ledger.name.as_str(), ledger.seats.as_slice())).collect();
    assert_eq!(seats, [("premium", &[0][..]), ("standard", &[1]), ("dana", &[2])]);
}

#[test]
fn a_teams_api_credit_is_one_pool_with_a_cap() {
    // 6 x $100.00 = $600.00, of which the pool holds $500.00 $10.00 and $7.00 each night at the same time: 29
    // x $17.00 = $493.00. On the 30th, $7.00 of the $10.00 are left.
    let program = program("api-credit");
    let member = |name| SeatSpec { holding: of_team(&[("premium", 1)]), ..stated(name, "0") };
    let seats: Vec<_> = ["ann", "ben", "cem", "dot", "eli", "fay"].map(member).into();
    let on = |seat, cost| JobSpec { seat, ..job("audit", cost, cron("0 3 * * *", "UTC")) };
    let question = Simulation { program, ..november(seats, vec![on(0, "10"), on(3, "7")]) };
    let pooled = answer(&question);
    assert_eq!(pooled.ledgers.len(), 1);
    assert_eq!(
        (pooled.ledgers[0].name.as_str(), pooled.ledgers[0].seats.len(), pooled.ledgers[0].credit),
        ("team", 6, usd("500"))
    );
    let [ann, dot] = [0, 1].map(|job| pooled.cycles[0].jobs[job].tally);
    assert_eq!((ann.runs_covered, ann.runs_partial, ann.drawn), (29, 1, usd("297")));
    assert_eq!((dot.runs_covered, dot.runs_beyond, dot.drawn), (29, 1, usd("203")));
    // These are the rules in force.
    assert_eq!(pooled.in_force, None);
    // 3 x $20.00 + 2 x $100.00 = $260.00 is below the cap. Two of them spent $30.00 and $50.00: $180.00 are
    // left.
    let kinds = [("standard", 3), ("premium", 2)];
    let seats =
        kinds.map(|(kind, count)| SeatSpec { holding: of_team(&[(kind, count)]), ..stated(kind, "0") });
    let mut seats = Vec::from(seats);
    (seats[0].spent, seats[1].spent) = (usd("30"), usd("50"));
    let jobs = vec![JobSpec { seat: 1, ..job("audit", "10", cron("0 3 * * *", "UTC")) }];
    let small = answer(&Simulation { program, ..november(seats, jobs) });
    let ledger = &small.cycles[0].ledgers[0];
    assert_eq!((ledger.granted, ledger.spent, ledger.drawn), (usd("260"), usd("80"), usd("180")));
    assert_eq!(small.cycles[0].jobs[0].tally.runs_covered, 18);
}

#[test]
fn a_plan_without_an_api_credit_pays_with_its_key() {
    let seat = |exhaustion| {
        let plan = TABLE.plan(program("api-credit"), "pro").expect("it is listed");
        SeatSpec {
            holding: Holding::of_plan(plan, &[]).expect("no seats are asked for"),
            exhaustion,
            ..stated("alice", "0")
        }
    };
    let question = |seat| Simulation {
        program: program("api-credit"),
        ..november(vec![seat], vec![job("audit", "4", cron("0 3 * * *", "UTC"))])
    };
    //  30 x $4.00 = $120.00 are billed: what happens when a credit is gone says nothing where there is none.
    let billed = answer(&question(seat(None)));
    let tally = billed.cycles[0].jobs[0].tally;
    assert_eq!(billed.jobs[0].no_credit, Some(NoCredit::Plan(Draws::ApiSpend)));
    assert_eq!(
        (tally.drawn, tally.billed, tally.unpaid, tally.runs_refused),
        (Usd::ZERO, usd("120"), Usd::ZERO, 0)
    );
    assert_eq!((tally.runs_covered, tally.runs_beyond, tally.nights_covered), (0, 30, 0));
    let ledger = &billed.cycles[0].ledgers[0];
    assert_eq!((ledger.granted, ledger.expires, ledger.runs_out), (Usd::ZERO, Usd::ZERO, None));
    //  A cap of $50.00 is one: 12 x $4.00 = $48.00, $2.00 of the 13th, and 30 - 12 = 18 runs are refused
    let capped = answer(&question(seat(Some(Exhaustion::Cap(usd("50"))))));
    let tally = capped.cycles[0].jobs[0].tally;
    assert_eq!((tally.billed, tally.unpaid, tally.runs_refused), (usd("50"), usd("70"), 18));
    assert_eq!(capped.cycles[0].jobs[0].first_refused, point(0, "2026-11-13T03:00:00Z"));
}

#[test]
fn each_job_draws_what_its_use_draws() {
    // 30 runs of $4.00 each way. Only the first way meets the credit of $100.00, and 25 runs of it are
    // covered.
    let way = |surface, auth| JobSpec { surface, auth, ..job("audit", "4", cron("0 3 * * *", "UTC")) };
    let jobs = vec![
        way(Surface::ForOthers, None),
        way(Surface::Interactive, None),
        way(Surface::AgentSdk, Some(Auth::ApiKey)),
        way(Surface::ClaudeP, None),
        JobSpec { run: RunSpec::Stated(Usd::ZERO), ..way(Surface::ForOthers, None) },
    ];
    let answer = answer(&november(vec![held("alice", "max-5x")], jobs));
    let [others, windows, key, metered, free] = [0, 1, 2, 3, 4].map(|job| &answer.cycles[0].jobs[job].tally);
    // Not permitted at all, and so refused, even if it costs nothing.
    assert_eq!((others.unpaid, others.runs_refused, others.runs_beyond), (usd("120"), 30, 30));
    assert_eq!((free.unpaid, free.runs_refused, free.runs_covered), (Usd::ZERO, 30, 0));
    // Plan limits are not dollars: nothing of them is overflow, and nothing beyond a credit.
    assert_eq!(
        (windows.windows, windows.overflow, windows.billed, windows.unpaid),
        (usd("120"), Usd::ZERO, Usd::ZERO, Usd::ZERO)
    );
    assert_eq!((windows.runs_refused, windows.runs_beyond, windows.runs_on_limits), (0, 0, 30));
    // A key is plain API spend.
    assert_eq!((key.billed, key.overflow, key.runs_refused), (usd("120"), usd("120"), 0));
    assert_eq!((metered.runs_covered, metered.drawn, metered.unpaid), (25, usd("100"), usd("20")));
    let draws = [0, 1, 2, 3, 4].map(|job| answer.jobs[job].no_credit.map(NoCredit::draws));
    let not_permitted = Some(Draws::NotPermitted);
    assert_eq!(draws, [not_permitted, Some(Draws::PlanWindows), Some(Draws::ApiSpend), None, not_permitted]);
    // What draws no credit does not end it.
    assert_eq!(answer.cycles[0].ledgers[0].runs_out, point(3, "2026-11-26T03:00:00Z"));
}

#[test]
fn a_cap_is_shared_with_what_is_paid_with_a_key() {
    // $20.00 of credit and a cap of $10.00. Each day $4.00 draw the credit at 03:00 and $1.00 is paid with a
    // key at 04:00. 5 days: the credit is gone, and $5.00 of the cap. The 6th: $4.00 and $1.00. Then nothing
    // is left of either.
    let seat = SeatSpec { exhaustion: Some(Exhaustion::Cap(usd("10"))), ..held("alice", "pro") };
    let key = JobSpec { auth: Some(Auth::ApiKey), ..job("key", "1", cron("0 4 * * *", "UTC")) };
    let answer = answer(&november(vec![seat], vec![job("audit", "4", cron("0 3 * * *", "UTC")), key]));
    let [audit, key] = [0, 1].map(|job| &answer.cycles[0].jobs[job]);
    assert_eq!((audit.tally.drawn, audit.tally.billed, audit.tally.runs_refused), (usd("20"), usd("4"), 24));
    assert_eq!((key.tally.billed, key.tally.runs_beyond, key.tally.runs_refused), (usd("6"), 30, 24));
    assert_eq!(
        (audit.first_refused, key.first_refused),
        (point(0, "2026-11-07T03:00:00Z"), point(1, "2026-11-07T04:00:00Z"))
    );
}

#[test]
fn what_is_paid_with_keys_meets_a_cap_in_the_order_of_time() {
    // Nothing draws the credit, and a cap of $10.00 is left for $12.00 in one night: the job that is listed
    // last runs first, and is billed $6.00; the other is billed the $4.00 that are left, and cut short.
    let seat = SeatSpec { exhaustion: Some(Exhaustion::Cap(usd("10"))), ..held("alice", "pro") };
    let key = |name, hour| JobSpec { auth: Some(Auth::ApiKey), ..job(name, "6", cron(hour, "UTC")) };
    let jobs = vec![key("late", "0 3 1 * *"), key("early", "0 2 1 * *")];
    let answer = answer(&november(vec![seat], jobs));
    let billed = [0, 1].map(|job| answer.cycles[0].jobs[job].tally.billed);
    assert_eq!(billed, [usd("4"), usd("6")]);
    assert_eq!([0, 1].map(|job| answer.cycles[0].jobs[job].tally.runs_refused), [1, 0]);
}

#[test]
fn of_thousands_of_runs_in_one_second_the_lower_priority_draws_first() {
    // 2 x 3,000 runs in the last second of the month, more than are walked one by one: $20.00 pay 2,000 of
    // one cent, all of them of the job with the lower number.
    let burst = |name, priority| JobSpec { priority, ..job(name, "0.01", Schedule::Count(3_000)) };
    let jobs = vec![burst("second", 2), burst("first", 1)];
    let question = november(vec![held("alice", "pro")], jobs);
    let answer = answer(&Simulation { from: Some(at("2026-11-30T23:59:59Z")), ..question });
    let covered = [0, 1].map(|job| answer.cycles[0].jobs[job].tally.runs_covered);
    assert_eq!(covered, [0, 2_000]);
}

#[test]
fn a_counted_run_is_a_night_and_a_day_of_refusals_is_told_once() {
    // $20.00 pay 5 runs of $4.00. Of 90 that are only counted, each is one night.
    let counted = answer(&november(vec![held("alice", "pro")], vec![job("audit", "4", Schedule::Count(90))]));
    assert_eq!((counted.cycles[0].nights.all, counted.cycles[0].nights.covered), (90, 5));
    // At 3:00 and 15:00 the 6th is that of the afternoon of the 3rd; then both of each day are refused.
    let twice = job("audit", "4", cron("0 3,15 * * *", "UTC"));
    let refused =
        answer(&november(vec![held("alice", "pro")], vec![twice])).cycles[0].jobs[0].refused_days.clone();
    let days: Vec<_> = (3..=30).map(|day| (date(2026, 11, day), if day == 3 { 1 } else { 2 })).collect();
    assert_eq!(refused, days);
}

#[test]
fn a_night_is_covered_when_its_evening_and_its_morning_are() {
    // $20.00 pay the five evenings from the 1st to the 5th; the mornings cost nothing and are always covered.
    // The morning of the 1st belongs to a night of its own, which began in October: 31 nights, 6 of them
    // covered.
    let jobs = vec![job("audit", "4", cron("0 22 * * *", "UTC")), job("ping", "0", cron("0 2 * * *", "UTC"))];
    let answer = answer(&november(vec![held("alice", "pro")], jobs));
    assert_eq!((answer.cycles[0].nights.all, answer.cycles[0].nights.covered), (31, 6));
}

// ----------------------------------------------------------------------------------------------------
// The calendar.

#[test]
fn a_job_runs_between_its_first_day_and_its_last() {
    let between = |schedule| {
        let days = (Some(date(2026, 11, 10)), Some(date(2026, 11, 19)));
        JobSpec { starts_on: days.0, ends_on: days.1, ..job("audit", "4", schedule) }
    };
    //  The 10th to the 19th are 10 days; $20.00 pay the first five of them.
    let timed = answer(&november(vec![held("alice", "pro")], vec![between(cron("0 3 * * *", "UTC"))]));
    assert_eq!((timed.cycles[0].jobs[0].tally.runs, timed.cycles[0].jobs[0].tally.runs_covered), (10, 5));
    assert_eq!(timed.cycles[0].ledgers[0].runs_out, point(0, "2026-11-15T03:00:00Z"));
    assert_eq!(only(&november(vec![held("alice", "pro")], vec![between(Schedule::NIGHTLY)])).runs, 10);
    // A count is a count: all of them happen in those days.
    let jobs = vec![between(Schedule::Count(12)), job("other", "4", cron("0 0 11 11 *", "UTC"))];
    let counted = answer(&november(vec![held("alice", "pro")], jobs));
    assert_eq!(counted.cycles[0].jobs[0].tally.runs, 12);
    // 12 runs in 10 days are one every 20 hours, the first after 10: only it and none other comes before the
    // 11th. So the five that $20.00 pay are that, the other job's, and three more.
    assert_eq!([0, 1].map(|job| counted.cycles[0].jobs[job].tally.runs_covered), [4, 1]);
    // In a cycle that it does not meet there is none.
    let december = Simulation {
        cycles: two(),
        ..november(vec![held("alice", "pro")], vec![between(Schedule::Count(12))])
    };
    assert_eq!(answer(&december).cycles[1].jobs[0].tally.runs, 0);
}

#[test]
fn each_run_has_the_price_of_its_day() {
    //  1_000_000 read: $0.20 until 2026-10-06, $0.10 from the 7th on. 6 x $0.20 + 25 x $0.10 = $3.70
    let used = ModelUsage::new("claude-sonnet-5-5", usage(&[(CacheRead, 1_000_000)]));
    let reads = |schedule| JobSpec { run: RunSpec::Used(vec![used.clone()]), ..job("reads", "0", schedule) };
    for schedule in [cron("0 3 * * *", "UTC"), Schedule::NIGHTLY] {
        let october = BillingCycle::calendar_month(date(2026, 10, 10)).expect("in the calendar");
        let as_of = date(2026, 10, 10);
        let question = Simulation {
            cycle: october,
            as_of,
            ..november(vec![held("alice", "pro")], vec![reads(schedule)])
        };
        let answer = answer(&question);
        assert_eq!(answer.cycles[0].jobs[0].tally.cost, usd("3.70"));
        assert_eq!((answer.jobs[0].priced_on, answer.jobs[0].first_cost), (as_of, usd("0.10")));
        assert_eq!(answer.jobs[0].range, Some((usd("0.10"), usd("0.20"))));
        let costs: Vec<_> = runs(&question).iter().map(|run| run.cost).collect();
        assert_eq!((costs[5], costs[6]), (usd("0.20"), usd("0.10")));
    }
    // In the night of the 6th, the run before midnight has the old price and the one after it the new.
    //  02:00: 6 x $0.20 + 25 x $0.10 = $3.70, and 22:00 the same
    let october = BillingCycle::calendar_month(date(2026, 10, 10)).expect("in the calendar");
    let question = Simulation {
        cycle: october,
        ..november(vec![held("alice", "pro")], vec![reads(cron("0 2,22 * * *", "UTC"))])
    };
    assert_eq!(only(&question).cost, usd("7.40"));
    let around: Vec<_> = runs(&question)
        .iter()
        .filter(|run| run.night == Some(date(2026, 10, 6)))
        .map(|run| run.cost)
        .collect();
    assert_eq!(around, [usd("0.20"), usd("0.10")]);
}

#[test]
fn growth_goes_on_where_the_price_changes() {
    // On the 5th of October the session begins, and reads 1_000_000 more each day; from the 7th on they are
    // at half the price. $0.20 x 1, $0.20 x 2; $0.10 x 3, $0.10 x 4, …, $0.10 x 27 $0.60 + $0.10 x (27 x 28 /
    // 2 - 3 = 375) = $38.10
    let million = || ModelUsage::new("claude-sonnet-5-5", usage(&[(CacheRead, 1_000_000)]));
    let growth = Growth { by: GrowthBy::Usage(0, Box::new(million())), session_runs: None };
    let growing = JobSpec {
        run: RunSpec::Used(vec![million()]),
        growth: Some(growth),
        starts_on: Some(date(2026, 10, 5)),
        ..job("session", "0", Schedule::NIGHTLY)
    };
    let october = BillingCycle::calendar_month(date(2026, 10, 10)).expect("in the calendar");
    let answer =
        answer(&Simulation { cycle: october, ..november(vec![held("alice", "pro")], vec![growing]) });
    assert_eq!(
        (answer.cycles[0].jobs[0].tally.runs, answer.cycles[0].jobs[0].tally.cost),
        (27, usd("38.10"))
    );
    assert_eq!(answer.jobs[0].range, Some((usd("0.20"), usd("2.70"))));
}

#[test]
fn each_cycle_has_its_own_credit_and_nothing_rolls_over() {
    //  November, December, January: 30, 31 and 31 nights of $4.00, of which each month's $20.00 pay 5
    let seat = || SeatSpec { spent: usd("4"), ..held("alice", "pro") };
    let three = NonZeroU16::new(3).expect("not zero");
    let dear = vec![job("audit", "4", cron("0 3 * * *", "UTC"))];
    let renewed = answer(&Simulation { cycles: three, ..november(vec![seat()], dear) });
    let tallies = [0, 1, 2].map(|cycle| renewed.cycles[cycle].jobs[0].tally);
    // What was spent was spent in the first.
    assert_eq!(tallies.map(|tally| (tally.runs, tally.runs_covered)), [(30, 4), (31, 5), (31, 5)]);
    assert_eq!(renewed.runs_out(0), point(0, "2026-11-05T03:00:00Z").map(|point| (0, point)));
    assert_eq!(renewed.of_job(0).drawn, usd("56"));
    // $0.50 a night leave $20.00 - $15.00 = $5.00 in November and $4.50 in December, and no more than $20.00
    // are granted in either.
    let cheap = vec![job("ping", "0.50", cron("0 3 * * *", "UTC"))];
    let left = answer(&Simulation { cycles: three, ..november(vec![held("alice", "pro")], cheap) });
    let ledgers =
        [0, 1, 2].map(|cycle| (left.cycles[cycle].ledgers[0].granted, left.cycles[cycle].ledgers[0].expires));
    assert_eq!(ledgers, [(usd("20"), usd("5")), (usd("20"), usd("4.50")), (usd("20"), usd("4.50"))]);
    assert_eq!(left.granted(), usd("60"));
}

#[test]
fn cycles_of_the_last_day_are_as_long_as_they_are() {
    //  31 January to 28 February, to 31 March, to 30 April: 28, 31 and 30 nights
    let january = BillingCycle::anchored(31, date(2026, 1, 31)).expect("in the calendar");
    let three = NonZeroU16::new(3).expect("not zero");
    for schedule in [Schedule::NIGHTLY, cron("0 3 * * *", "UTC")] {
        let nightly = vec![job("audit", "4", schedule)];
        let question =
            Simulation { cycle: january, cycles: three, ..november(vec![held("alice", "pro")], nightly) };
        let answer = answer(&question);
        assert_eq!([0, 1, 2].map(|cycle| answer.cycles[cycle].jobs[0].tally.runs), [28, 31, 30]);
        assert_eq!(
            [0, 1, 2].map(|cycle| answer.cycles[cycle].period.start()),
            [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
        );
    }
    //  Calendar months: 28, 30 and 31
    for (month, nights) in [(2, 28), (4, 30), (1, 31)] {
        let cycle = BillingCycle::calendar_month(date(2026, month, 15)).expect("in the calendar");
        let question = Simulation {
            cycle,
            ..november(vec![held("alice", "pro")], vec![job("audit", "4", Schedule::NIGHTLY)])
        };
        assert_eq!(only(&question).nights, nights);
    }
}

#[test]
fn jobs_on_two_clocks_meet_while_one_has_changed_and_the_other_has_not() {
    // 03:00 in Berlin and 22:00 in New York, on a cycle from 20 October. Berlin puts its clock back on 25
    // October, New York on 1 November.
    //    until the 24th:   01:00 UTC and 02:00 UTC: Berlin first
    //    25th to the 1st:  02:00 UTC both: New York first, by its priority
    //    from the 2nd on:  02:00 UTC and 03:00 UTC: Berlin first
    let two_clocks = |credit| {
        let jobs = vec![
            job("berlin", "1", cron("0 3 * * *", "Europe/Berlin")),
            JobSpec { priority: 1, ..job("new-york", "1", cron("0 22 * * *", "America/New_York")) },
        ];
        let cycle = BillingCycle::anchored(20, date(2026, 10, 20)).expect("in the calendar");
        let answer = answer(&Simulation {
            cycle,
            zone: zone("Europe/Berlin"),
            ..november(vec![stated("alice", credit)], jobs)
        });
        let [berlin, new_york] = [0, 1].map(|job| answer.cycles[0].jobs[job].tally);
        assert_eq!((berlin.runs, new_york.runs), (31, 31));
        (
            (berlin.runs_covered, berlin.runs_partial),
            (new_york.runs_covered, new_york.runs_partial),
            answer.cycles[0].ledgers[0].runs_out,
        )
    };
    //  5 days of $2.00 = $10.00, and on the 25th New York draws $1.00 and Berlin $0.50
    assert_eq!(two_clocks("11.50"), ((5, 1), (6, 0), point(0, "2026-10-25T02:00:00Z")));
    //  5 days of $2.00, and $0.50 for New York; the 24th in New York is the 25th of the cycle
    assert_eq!(two_clocks("10.50"), ((5, 0), (5, 1), point(1, "2026-10-25T02:00:00Z")));
    //  20 October to 1 November are 13 days of $2.00, and on the 2nd Berlin draws $0.50
    assert_eq!(two_clocks("26.50"), ((13, 1), (13, 0), point(0, "2026-11-02T02:00:00Z")));
}

#[test]
fn an_hour_that_is_shown_twice_has_its_runs_twice_where_the_schedule_follows_the_clock() {
    // Every half hour of 25 October in Berlin: 2 x 25 runs; in UTC 2 x 24, of the 25 hours of that day the
    // cycle of one day has 50
    let cycle = BillingCycle::of_days(NonZeroU16::MIN, date(2026, 10, 25)).expect("in the calendar");
    let jobs = vec![
        job("berlin", "0.10", cron("*/30 * * * *", "Europe/Berlin")),
        job("utc", "0.10", cron("*/30 * * * *", "UTC")),
    ];
    let question =
        Simulation { cycle, zone: zone("Europe/Berlin"), ..november(vec![held("alice", "pro")], jobs) };
    let answer = answer(&question);
    assert_eq!([0, 1].map(|job| answer.cycles[0].jobs[job].tally.runs), [50, 50]);
    //  New York, 1 November, 01:30: a fixed time happens once
    let cycle = BillingCycle::of_days(NonZeroU16::MIN, date(2026, 11, 1)).expect("in the calendar");
    let jobs = vec![job("audit", "4", cron("30 1 * * *", "America/New_York"))];
    let question =
        Simulation { cycle, zone: zone("America/New_York"), ..november(vec![held("alice", "pro")], jobs) };
    assert_eq!(only(&question).runs, 1);
    assert_eq!(runs(&question)[0].at, Some(at("2026-11-01T05:30:00Z")));
}

#[test]
fn the_rest_of_a_cycle_counts_from_an_instant() {
    let rest = |schedule, from: &str| {
        let seat = SeatSpec { spent: usd("6"), ..held("alice", "pro") };
        Simulation { from: Some(at(from)), ..november(vec![seat], vec![job("audit", "4", schedule)]) }
    };
    //  The 21st to the 30th are 10 nights; $14.00 pay 3 and $2.00 of the 4th.
    for schedule in [cron("0 3 * * *", "UTC"), Schedule::NIGHTLY, Schedule::Count(10)] {
        let tally = only(&rest(schedule, "2026-11-21T00:00:00Z"));
        assert_eq!(
            (tally.runs, tally.runs_covered, tally.runs_partial, tally.overflow),
            (10, 3, 1, usd("26"))
        );
    }
    // At noon, the run of that morning is over, and that of the evening is to come.
    assert_eq!(only(&rest(cron("0 3 * * *", "UTC"), "2026-11-21T12:00:00Z")).runs, 9);
    assert_eq!(only(&rest(Schedule::NIGHTLY, "2026-11-21T12:00:00Z")).runs, 10);
    // The cycle after it is whole, and has all of its credit.
    let two = answer(&Simulation { cycles: two(), ..rest(cron("0 3 * * *", "UTC"), "2026-11-21T00:00:00Z") });
    assert_eq!([0, 1].map(|cycle| two.cycles[cycle].jobs[0].tally.runs), [10, 31]);
    assert_eq!(two.cycles[1].jobs[0].tally.runs_covered, 5);
}

// ----------------------------------------------------------------------------------------------------
// What has no answer.

#[test]
fn every_job_without_a_price_is_told() {
    let of_model = |model: &str| {
        let used = ModelUsage::new(model, usage(&[(Input, 1_000)]));
        JobSpec { run: RunSpec::Used(vec![used]), ..job("audit", "0", Schedule::NIGHTLY) }
    };
    let jobs = vec![of_model("claude-opus-55"), job("fine", "4", Schedule::NIGHTLY), of_model("nothing")];
    let faults =
        simulate(&TABLE, &november(vec![held("alice", "pro")], jobs)).expect_err("two models are unknown");
    let places: Vec<_> = faults.iter().map(|fault| fault.job).collect();
    assert_eq!(places, [Some(0), Some(2)]);
}

// ----------------------------------------------------------------------------------------------------
// Scenario files with their answers.

/// Each file of `tests/worked`, asked from outside; what stands in the file beside it must be in the answer.
#[test]
fn worked_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/worked");
    let files: Vec<_> = entries(&folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    assert!(files.len() >= 8, "{} holds the worked files", folder.display());
    let mut wrong = Vec::new();
    for file in files {
        let sandbox = Sandbox::new();
        let name = name_of(&file);
        sandbox.write(&name, std::fs::read(&file).expect("it can be read"));
        let expected = std::fs::read_to_string(file.with_extension("expected.json"))
            .expect("each has its answer beside it");
        let expected: Value = serde_json::from_str(&expected).expect("it is JSON");
        let output = sandbox.creditcalc(["simulate", &name, "--json"]).output().expect("the program starts");
        match serde_json::from_slice::<Value>(&output.stdout) {
            Ok(answer) => differences(&name, &expected, &answer, &mut wrong),
            Err(_) => wrong.push(format!("{name}: no answer: {}", String::from_utf8_lossy(&output.stderr))),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where an answer is not what was expected: every key that is expected must be there, and others may be.
fn differences(place: &str, expected: &Value, answer: &Value, wrong: &mut Vec<String>) {
    match (expected, answer) {
        (Value::Object(keys), Value::Object(_)) => {
            for (key, value) in keys {
                differences(&format!("{place}.{key}"), value, &answer[key], wrong);
            }
        }
        (Value::Array(values), Value::Array(answers)) if values.len() == answers.len() => {
            for ((number, value), answer) in values.iter().enumerate().zip(answers) {
                differences(&format!("{place}[{number}]"), value, answer, wrong);
            }
        }
        _ if expected == answer => {}
        _ => wrong.push(format!("{place}: {expected} was worked out, and {answer} is the answer")),
    }
}

// ----------------------------------------------------------------------------------------------------
// The words in which questions are asked here.

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

fn at(text: &str) -> Timestamp {
    text.parse().expect(text)
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect(name)
}

fn two() -> NonZeroU16 {
    NonZeroU16::new(2).expect("not zero")
}

fn usage(kinds: &[(TokenKind, u64)]) -> TokenUsage {
    kinds.iter().fold(TokenUsage::NONE, |usage, (kind, count)| usage.with(*kind, Tokens::new(*count)))
}

fn program(id: &str) -> &'static Program {
    TABLE.program(id).expect(id)
}

/// A seat with a plan of the default program.
fn held(name: &str, plan: &str) -> SeatSpec<'static> {
    let plan = TABLE.plan(TABLE.default_program().expect("one is the default"), plan).expect(plan);
    SeatSpec { holding: Holding::of_plan(plan, &[]).expect("no seats are asked for"), ..stated(name, "0") }
}

/// A seat with a credit that is stated.
fn stated(name: &str, credit: &str) -> SeatSpec<'static> {
    SeatSpec {
        name: name.to_owned(),
        holding: Holding::of_credit(usd(credit)),
        exhaustion: None,
        spent: Usd::ZERO,
        held: Held::default(),
    }
}

/// So many seats of a team with API credits.
fn of_team(seats: &[(&str, u64)]) -> Holding<'static> {
    let plan = TABLE.plan(program("api-credit"), "team").expect("it is listed");
    let seats: Vec<_> = seats.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect();
    Holding::of_plan(plan, &seats).expect("it has such seats")
}

/// A job on the first seat.
fn job(name: &str, cost: &str, schedule: Schedule) -> JobSpec {
    JobSpec {
        name: name.to_owned(),
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

/// So many dollars more each run, and anew after so many.
fn step(dollars: &str, session: u64) -> Growth {
    Growth { by: GrowthBy::Cost(usd(dollars)), session_runs: NonZeroU64::new(session) }
}

fn cron(expression: &'static str, zone: &str) -> Schedule {
    let times =
        match cron::parse(&SourceFile::new("--cron", expression), 0..expression.len(), Dialect::Machine) {
            Ok(Cron::Timed(times)) => times,
            other => panic!("{expression}: {other:?}"),
        };
    let timing = Timing::At(times.in_zone(self::zone(zone)));
    let job = Job {
        name: "cron".to_owned(),
        expression: expression.to_owned(),
        kind: Kind::Cron,
        timing,
        at_once: 1,
        used: creditcalc::schedule::ReadUse::default(),
        budget: None,
    };
    Schedule::Timed(Timetable { jobs: vec![job] })
}

/// November 2026 in UTC, as asked on the 21st.
fn november(seats: Vec<SeatSpec<'static>>, jobs: Vec<JobSpec>) -> Simulation<'static> {
    let as_of: Date = date(2026, 11, 21);
    Simulation {
        program: TABLE.default_program().expect("one is the default"),
        is_program_named: false,
        as_of,
        zone: TimeZone::UTC,
        cycle: BillingCycle::calendar_month(as_of).expect("in the calendar"),
        cycles: NonZeroU16::MIN,
        from: None,
        seats,
        jobs,
        is_fee_paid: false,
    }
}

fn answer(question: &Simulation<'static>) -> Simulated<'static> {
    simulate(&TABLE, question).expect("it has a price and is in range")
}

/// What the first job of the first cycle comes to.
fn only(question: &Simulation<'static>) -> Tally {
    answer(question).cycles[0].jobs[0].tally
}

/// All runs, in the order in which they happen.
fn runs(question: &Simulation<'static>) -> Vec<RunEntry> {
    let mut runs = Vec::new();
    let prepared = Prepared::new(&TABLE, question).expect("it has a price");
    let see = &mut |event: Event| {
        if let Event::Run(run) = event {
            runs.push(run);
        }
    };
    prepared.visit(see);
    runs
}

/// A run of a job at an instant, on the day that UTC has then.
#[expect(clippy::unnecessary_wraps, reason = "what it is compared with may be missing")]
fn point(job: usize, instant: &str) -> Option<RunPoint> {
    let at = at(instant);
    Some(RunPoint { job, at: Some(at), day: Some(TimeZone::UTC.to_datetime(at).date()) })
}
