//! Answers worked out by hand: the table of the contract, the test vectors of the survey of rates, and what
//! else follows from the tables.
//!
//! Rows about cron expressions (weekdays only, one day of the year) are not here: this version counts runs
//! and nights, and has no cron.

use std::num::NonZeroU64;
use std::sync::LazyLock;

use creditcalc::calendar::BillingCycle;
use creditcalc::cost::{Charge, RunCost, price_run};
use creditcalc::ledger::{
    CreditEnd, Estimate, Exhaustion, Holding, NoCredit, Note, PlanOutcome, RunSpec, Scenario, estimate,
};
use creditcalc::pricing::{Auth, Draws, NoPrice, PriceTable, ProgramStatus, Surface};
use creditcalc::schedule::Schedule;
use creditcalc::units::{Tokens, Usd};
use creditcalc::usage::TokenKind::{
    self, CacheRead, CacheWrite1h, CacheWrite5m, CacheWrite30m, Input, Output,
};
use creditcalc::usage::{ModelUsage, Service, ServiceOption, TokenUsage};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// The day of asking, unless a test is about another one.
const TODAY: Date = date(2026, 11, 21);
const JUNE: &str = "agent-sdk-credit";
const OCTOBER: &str = "api-credit";

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

// ----------------------------------------------------------------------------------------------------
// How far a credit goes.

#[test]
fn four_dollars_a_run_over_thirty_runs() {
    //  30 x $4.00 = $120.00
    //  $20.00 / $4.00 = 5 runs, and $120.00 - $20.00 = $100.00
    // $100.00 / $4.00 = 25 runs, and $120.00 - $100.00 = $20.00
    // $200.00 - $120.00 = $80.00 are left
    let rows =
        [("pro", 5, "100.00", "0.00"), ("max-5x", 25, "20.00", "0.00"), ("max-20x", 30, "0.00", "80.00")];
    for (plan, covered, overflow, left) in rows {
        let coverage = on(&Scenario { schedule: Schedule::Count(30), ..question(JUNE) }, plan).coverage;
        assert_eq!(coverage.runs_covered, covered, "{plan}");
        assert_eq!((coverage.overflow, coverage.left), (usd(overflow), usd(left)), "{plan}");
    }
    let answer = json_of("estimate --cost-per-run 4 --runs 30 --as-of 2026-11-21");
    let shown = plans_of(&answer, &["plan", "nights_covered", "overflow_usd", "expires_usd"]);
    assert_eq!(
        shown,
        json!([
            ["pro", 5, "100.00", "0.00"],
            ["max-5x", 25, "20.00", "0.00"],
            ["max-20x", 30, "0.00", "80.00"]
        ]),
        "the program says the same"
    );
}

#[test]
fn ten_cents_a_run_go_two_hundred_times_into_twenty_dollars() {
    // $20.00 / $0.10 = 200 runs exactly. Floats, drawn run by run or divided and cut to a whole number, say
    // 199.
    let answer = json_of("estimate --cost-per-run 0.10 --runs 300 --plan pro --as-of 2026-11-21");
    assert_eq!(plans_of(&answer, &["runs_covered", "runs_partial", "runs_beyond"]), json!([[200, 0, 100]]));
}

#[test]
fn seventy_cents_a_run_leave_fifty_for_a_part_of_one() {
    //  285 x $0.70 = $199.50, and $200.00 - $199.50 = $0.50 are drawn by the 286th run
    //  300 x $0.70 = $210.00, and $210.00 - $200.00 = $10.00 are beyond
    let scenario =
        Scenario { run: RunSpec::Stated(usd("0.70")), schedule: Schedule::Count(300), ..question(JUNE) };
    let coverage = on(&scenario, "max-20x").coverage;
    assert_eq!((coverage.runs_covered, coverage.runs_partial, coverage.runs_beyond), (285, 1, 14));
    assert_eq!((coverage.drawn, coverage.overflow), (usd("200"), usd("10")));
    assert_eq!(coverage.end, Some(CreditEnd { run: 286, night: 286, day: None }));
}

#[test]
fn a_nightly_job_runs_as_often_as_the_month_has_nights() {
    for (as_of, runs) in [("2026-02-14", 28), ("2026-04-30", 30), ("2026-01-01", 31), ("2028-02-01", 29)] {
        let answer = json_of(&format!("estimate --cost-per-run 4 --nightly --as-of {as_of}"));
        assert_eq!(
            (&answer["schedule"]["runs"], &answer["schedule"]["nights"]),
            (&json!(runs), &json!(runs)),
            "{as_of}"
        );
    }
}

#[test]
fn two_runs_a_day_make_half_as_many_nights() {
    // 30 nights x 2 = 60 runs; $100.00 / $3.00 = 33 runs = 16 whole nights and one run of the 17th; 33 x
    // $3.00 = $99.00, so $1.00 is a part
    let twice = Schedule::PerDay(NonZeroU64::new(2).expect("two is not zero"));
    let coverage =
        on(&Scenario { run: RunSpec::Stated(usd("3")), schedule: twice, ..question(JUNE) }, "max-5x")
            .coverage;
    assert_eq!((coverage.runs, coverage.nights), (60, 30));
    assert_eq!((coverage.runs_covered, coverage.runs_partial, coverage.runs_beyond), (33, 1, 26));
    assert_eq!(coverage.nights_covered, 16);
    assert_eq!(coverage.end, Some(CreditEnd { run: 34, night: 17, day: Some(date(2026, 11, 17)) }));
    // 60 x $3.00 = $180.00, and $180.00 - $100.00 = $80.00
    assert_eq!(coverage.overflow, usd("80"));
}

#[test]
fn a_cycle_from_the_thirty_first_has_the_nights_of_its_own_days() {
    // From 2026-01-31 to 2026-02-28 are 28 nights; from 2026-02-28 to 2026-03-31 are 31.
    for (as_of, start, end, nights) in
        [("2026-02-15", "2026-01-31", "2026-02-28", 28), ("2026-03-01", "2026-02-28", "2026-03-31", 31)]
    {
        let answer = json_of(&format!("estimate --cost-per-run 4 --cycle-day 31 --as-of {as_of}"));
        let schedule = &answer["schedule"];
        assert_eq!((&schedule["cycle_start"], &schedule["cycle_end"]), (&json!(start), &json!(end)));
        assert_eq!(schedule["nights"], json!(nights));
    }
}

#[test]
fn what_others_spent_is_gone_before_the_first_run() {
    // $100.00 - $30.00 = $70.00; $70.00 / $4.00 = 17 runs = $68.00; $2.00 are a part of the 18th; 30 - 18 =
    // 12 are beyond
    let coverage = on(&Scenario { spent: usd("30"), ..question(JUNE) }, "max-5x").coverage;
    assert_eq!((coverage.runs_covered, coverage.runs_partial, coverage.runs_beyond), (17, 1, 12));
    // $120.00 - $70.00 = $50.00
    assert_eq!((coverage.drawn, coverage.overflow, coverage.left), (usd("70"), usd("50"), Usd::ZERO));
}

#[test]
fn spending_more_than_the_credit_leaves_nothing_and_says_so() {
    let scenario = Scenario { spent: usd("25"), ..asked(question(JUNE), "pro") };
    let answer = answered(&scenario);
    assert_eq!((answer.plans[0].credit, answer.plans[0].coverage.runs_covered), (usd("20"), 0));
    assert_eq!(answer.plans[0].coverage.overflow, usd("120"));
    let told = Note::SpentMoreThanCredit {
        plan: "pro".to_owned(),
        spent: usd("25"),
        credit: usd("20"),
        exhaustion: Exhaustion::Stop,
    };
    assert!(answer.notes.contains(&told), "{:?}", answer.notes);
}

#[test]
fn what_happens_beyond_the_credit_is_the_policy() {
    // $7.00 x 30 = $210.00; $20.00 pay 2 runs ($14.00) and $6.00 of the third; $210.00 - $20.00 = $190.00 are
    // overflow
    let rows = [
        // The third run is cut short and counts as refused: 30 - 2 = 28.
        (Exhaustion::Stop, "0.00", 28),
        (Exhaustion::Bill, "190.00", 0),
        // $20.00 + $50.00 = $70.00 pay 10 runs exactly: 30 - 10 = 20.
        (Exhaustion::Cap(usd("50")), "50.00", 20),
        // One more dollar is billed for a part of the 11th, which is then refused.
        (Exhaustion::Cap(usd("51")), "51.00", 20),
        (Exhaustion::Cap(usd("190")), "190.00", 0),
        (Exhaustion::Cap(usd("500")), "190.00", 0),
        (Exhaustion::Cap(Usd::ZERO), "0.00", 28),
    ];
    for (policy, billed, refused) in rows {
        let scenario =
            Scenario { run: RunSpec::Stated(usd("7")), exhaustion: Some(policy), ..question(JUNE) };
        let coverage = on(&scenario, "pro").coverage;
        assert_eq!(
            (coverage.runs_covered, coverage.runs_partial, coverage.overflow),
            (2, 1, usd("190")),
            "{policy:?}"
        );
        assert_eq!((coverage.billed, coverage.runs_refused), (usd(billed), refused), "{policy:?}");
    }
}

#[test]
fn the_policy_is_written_on_the_command_line() {
    for (policy, billed, refused) in
        [("stop", "0.00", 28), ("bill", "190.00", 0), ("cap=50", "50.00", 20), ("cap=$50.00", "50.00", 20)]
    {
        let answer = json_of(&format!(
            "estimate --cost-per-run 7 --plan pro --as-of 2026-11-21 --on-exhaustion {policy}"
        ));
        assert_eq!(
            plans_of(&answer, &["billed_usd", "runs_refused"]),
            json!([[billed, refused]]),
            "{policy}"
        );
    }
}

// ---------------------------------------------------------------------------------------------------- What
// each plan grants, and which use draws it. The job is $4.00 a night in November 2026: 30 x $4.00 = $120.00.

#[test]
fn every_plan_of_the_june_program_covers_what_its_credit_pays() {
    let rows = [
        ("pro", "20.00", 5, "100.00", "0.00"),
        ("max-5x", "100.00", 25, "20.00", "0.00"),
        ("max-20x", "200.00", 30, "0.00", "80.00"),
        ("team-standard", "20.00", 5, "100.00", "0.00"),
        ("team-premium", "100.00", 25, "20.00", "0.00"),
        ("enterprise-usage", "20.00", 5, "100.00", "0.00"),
        ("enterprise-standard", "0.00", 0, "0.00", "0.00"),
        ("enterprise-premium", "200.00", 30, "0.00", "80.00"),
        ("api-key", "0.00", 0, "120.00", "0.00"),
    ];
    every_plan_is(JUNE, &rows);
}

#[test]
fn every_plan_of_the_october_program_covers_what_its_credit_pays() {
    let rows = [
        ("pro", "0.00", 0, "120.00", "0.00"),
        ("max", "100.00", 25, "20.00", "0.00"),
        ("ultra", "200.00", 30, "0.00", "80.00"),
        // One standard seat is taken where nobody counted: $20.00 pay 5 nights.
        ("team", "20.00", 5, "100.00", "0.00"),
        ("enterprise", "0.00", 0, "120.00", "0.00"),
        ("api-key", "0.00", 0, "120.00", "0.00"),
    ];
    every_plan_is(OCTOBER, &rows);
}

#[test]
fn the_seats_of_a_team_make_one_pool_with_a_cap() {
    let rows = [
        // 3 x $20.00 + 2 x $100.00 = $260.00, and 3 x $25.00 + 2 x $125.00 = $325.00 a month
        ("standard=3,premium=2", "260.00", "325.00"),
        // 25 x $20.00 = $500.00, exactly the cap
        ("standard=25", "500.00", "625.00"),
        // 26 x $20.00 = $520.00, and the pool is capped at $500.00
        ("standard=26", "500.00", "650.00"),
        ("premium=6", "500.00", "750.00"),
        // 0 x $20.00 + 1 x $100.00
        ("standard=0,premium=1", "100.00", "125.00"),
    ];
    for (seats, credit, fee) in rows {
        let answer = json_of(&format!(
            "estimate --cost-per-run 4 --program api-credit --plan team --seats {seats} --as-of 2026-11-21"
        ));
        assert_eq!(plans_of(&answer, &["credit_usd", "fee_usd"]), json!([[credit, fee]]), "{seats}");
    }
}

#[test]
fn the_rules_in_force_give_their_own_figures_for_the_same_job() {
    let rows = [
        ("pro", "pro", "0.00", 0, "120.00"),
        ("max-5x", "max", "100.00", 25, "20.00"),
        ("max-20x", "ultra", "200.00", 30, "0.00"),
        // One seat of a kind in the pool of its team.
        ("team-standard", "team", "20.00", 5, "100.00"),
        ("team-premium", "team", "100.00", 25, "20.00"),
        ("enterprise-usage", "enterprise", "0.00", 0, "120.00"),
        ("enterprise-standard", "enterprise", "0.00", 0, "120.00"),
        ("enterprise-premium", "enterprise", "0.00", 0, "120.00"),
        ("api-key", "api-key", "0.00", 0, "120.00"),
    ];
    for (plan, counterpart, credit, nights, overflow) in rows {
        let rules = on(&question(JUNE), plan).in_force.expect("the June program is not in force");
        assert_eq!(rules.program.map(|program| program.id.as_str()), Some(OCTOBER), "{plan}");
        assert_eq!(rules.figures.holding.as_ref().map(Holding::id), Some(counterpart), "{plan}");
        assert_eq!(
            (rules.figures.credit, rules.figures.coverage.nights_covered, rules.figures.coverage.overflow),
            (usd(credit), nights, usd(overflow)),
            "{plan}"
        );
    }
}

#[test]
fn the_rules_in_force_are_not_told_twice() {
    assert_eq!(on(&question(OCTOBER), "max").in_force, None);
    let answer = json_of("estimate --cost-per-run 4 --program current --as-of 2026-11-21");
    assert_eq!(
        plans_of(&answer, &["program", "program_status", "in_force"])[0],
        json!(["api-credit", "in-force", null])
    );
}

#[test]
fn what_a_plan_without_a_credit_draws_follows_from_the_sign_in() {
    // All 30 x $4.00 = $120.00 are billed with an API key; signed in with the plan they draw its limits,
    // which are not dollars.
    for (program, plan, draws, billed, on_limits) in [
        (JUNE, "enterprise-standard", "plan-windows", "0.00", "120.00"),
        (JUNE, "api-key", "api-spend", "120.00", "0.00"),
        (OCTOBER, "pro", "api-spend", "120.00", "0.00"),
        (OCTOBER, "enterprise", "api-spend", "120.00", "0.00"),
        (OCTOBER, "api-key", "api-spend", "120.00", "0.00"),
    ] {
        let answer = json_of(&format!(
            "estimate --cost-per-run 4 --program {program} --plan {plan} --as-of 2026-11-21"
        ));
        let shown =
            plans_of(&answer, &["draws", "billed_usd", "runs_refused", "overflow_usd", "plan_windows_usd"]);
        assert_eq!(shown, json!([[draws, billed, 0, billed, on_limits]]), "{plan} under {program}");
    }
}

#[test]
fn old_and_new_names_mean_the_same_plan() {
    for (program, written, meant) in [
        (JUNE, "max", "max-5x"),
        (JUNE, "ultra", "max-20x"),
        (OCTOBER, "max-5x", "max"),
        (OCTOBER, "max-20x", "ultra"),
        (OCTOBER, "team-premium", "team"),
        (OCTOBER, "enterprise-usage", "enterprise"),
    ] {
        let answer = json_of(&format!(
            "estimate --cost-per-run 4 --program {program} --plan {written} --as-of 2026-11-21"
        ));
        assert_eq!(plans_of(&answer, &["plan"]), json!([[meant]]), "{written} in {program}");
    }
}

#[test]
fn every_way_to_start_a_run_under_the_june_program() {
    use Auth::{ApiKey, Plan};
    use Draws::{ApiSpend, Credit, NotPermitted, PlanWindows};
    use Surface::{AgentSdk, ClaudeP, ForOthers, GithubAction, Ide, Interactive, ThirdPartyApp};
    every_use_is(
        JUNE,
        "max-5x",
        &[
            // Its own sign-in is the plan's: headless use of all kinds draws the credit, interactive use the
            // plan's windows.
            (ClaudeP, Plan, Credit),
            (AgentSdk, Plan, Credit),
            (GithubAction, Plan, Credit),
            (ThirdPartyApp, Plan, Credit),
            (Interactive, Plan, PlanWindows),
            (Ide, Plan, PlanWindows),
            (ForOthers, Plan, NotPermitted),
            // An account with an API key has no such credit.
            (ClaudeP, ApiKey, ApiSpend),
            (AgentSdk, ApiKey, ApiSpend),
            (GithubAction, ApiKey, ApiSpend),
            (ThirdPartyApp, ApiKey, ApiSpend),
            (Interactive, ApiKey, ApiSpend),
            (Ide, ApiKey, ApiSpend),
            (ForOthers, ApiKey, NotPermitted),
        ],
    );
}

#[test]
fn every_way_to_start_a_run_under_the_october_program() {
    use Auth::{ApiKey, Plan};
    use Draws::{ApiSpend, Credit, NotPermitted, PlanWindows};
    use Surface::{AgentSdk, ClaudeP, ForOthers, GithubAction, Ide, Interactive, ThirdPartyApp};
    every_use_is(
        OCTOBER,
        "max",
        &[
            // Only runs of one's own with a key of the linked organization draw it.
            (ClaudeP, ApiKey, Credit),
            (AgentSdk, ApiKey, Credit),
            (ThirdPartyApp, ApiKey, Credit),
            // What the Action, an IDE or a person at the terminal starts is plain API spend, even with the
            // key.
            (GithubAction, ApiKey, ApiSpend),
            (Interactive, ApiKey, ApiSpend),
            (Ide, ApiKey, ApiSpend),
            (ForOthers, ApiKey, NotPermitted),
            // Signed in with the plan, everything draws its windows.
            (ClaudeP, Plan, PlanWindows),
            (AgentSdk, Plan, PlanWindows),
            (GithubAction, Plan, PlanWindows),
            (ThirdPartyApp, Plan, PlanWindows),
            (Interactive, Plan, PlanWindows),
            (Ide, Plan, PlanWindows),
            (ForOthers, Plan, NotPermitted),
        ],
    );
}

#[test]
fn a_program_is_counted_with_the_sign_in_that_its_credit_needs() {
    // Nobody said how the runs sign in, so each program is asked about runs that it can pay for.
    let outcome = on(&question(JUNE), "max-5x");
    assert_eq!(outcome.no_credit, None);
    let rules = outcome.in_force.expect("the June program is not in force");
    assert_eq!((rules.figures.auth, rules.figures.credit), (Some(Auth::ApiKey), usd("100")));
    // With the plan's own sign-in the rules in force give nothing: those runs draw the plan's windows.
    let rules = on(&Scenario { auth: Some(Auth::Plan), ..question(JUNE) }, "max-5x")
        .in_force
        .expect("the June program is not in force");
    assert_eq!(
        (rules.figures.credit, rules.figures.no_credit.map(NoCredit::draws)),
        (Usd::ZERO, Some(Draws::PlanWindows))
    );
}

#[test]
fn a_credit_pays_for_its_vendors_models_only() {
    // 100_000 x $5.00/M = $0.50 a night, 30 x $0.50 = $15.00; Pro would have $20.00 for it.
    for (model, credit, overflow, billed) in
        [("claude-opus-5", "20.00", "0.00", "0.00"), ("gpt-5.5", "0.00", "15.00", "15.00")]
    {
        let answer = json_of(&format!("estimate --model {model} --input 100k --plan pro --as-of 2026-11-21"));
        let shown = plans_of(&answer, &["credit_usd", "overflow_usd", "billed_usd", "runs_refused"]);
        assert_eq!(shown, json!([[credit, overflow, billed, 0]]), "{model}");
    }
}

#[test]
fn a_service_for_others_is_told_that_it_is_not_permitted_and_who_says_so() {
    for program in [JUNE, OCTOBER] {
        let text = text_of(&format!(
            "estimate --cost-per-run 4 --surface for-others --program {program} --as-of 2026-11-21"
        ));
        assert!(text.to_lowercase().contains("not permitted"), "{text}");
        assert!(text.contains("https://code.claude.com/docs/en/legal-and-compliance"), "{text}");
    }
}

// ----------------------------------------------------------------------------------------------------
// What a program is on the day of asking.

#[test]
fn a_program_is_what_it_was_on_the_day_of_asking() {
    use ProgramStatus::{Announced, InForce, Paused, Replaced};
    let rows = [
        (date(2026, 5, 12), None, None),
        (date(2026, 5, 13), Some(Announced), None),
        (date(2026, 6, 14), Some(Announced), None),
        (date(2026, 6, 15), Some(Paused), None),
        (date(2026, 10, 6), Some(Paused), None),
        (date(2026, 10, 7), Some(Replaced), Some(InForce)),
        (TODAY, Some(Replaced), Some(InForce)),
    ];
    for (day, june, october) in rows {
        for (program, status) in [(JUNE, june), (OCTOBER, october)] {
            let cycle = BillingCycle::calendar_month(day).expect("in the calendar");
            let outcome = on(&Scenario { as_of: day, cycle, ..question(program) }, "pro");
            assert_eq!(outcome.status, status, "{program} on {day}");
            assert_eq!(outcome.in_force.is_none(), status == Some(InForce), "{program} on {day}");
            let in_force =
                outcome.in_force.as_ref().and_then(|rules| rules.program).map(|program| program.id.as_str());
            let other = (october == Some(InForce) && program == JUNE).then_some(OCTOBER);
            assert_eq!(in_force, other, "{program} on {day}");
        }
    }
}

#[test]
fn no_credit_was_in_force_before_october() {
    // 31 x $4.00 = $124.00 in July 2026, all of it beyond any credit.
    let cycle = BillingCycle::calendar_month(date(2026, 7, 20)).expect("in the calendar");
    let rules = on(&Scenario { as_of: date(2026, 7, 20), cycle, ..question(JUNE) }, "max-20x")
        .in_force
        .expect("nothing was in force");
    assert_eq!(
        (rules.program, rules.figures.credit, rules.figures.coverage.overflow),
        (None, Usd::ZERO, usd("124"))
    );
}

#[test]
fn current_is_the_program_in_force_on_the_day() {
    let sandbox = Sandbox::new();
    let ask = |day: &str| {
        let args = format!("estimate --cost-per-run 4 --program current --json --as-of {day}");
        sandbox.creditcalc(args.split(' ')).output().expect("the program starts")
    };
    let before = ask("2026-10-06");
    assert_eq!((before.status.code(), before.stdout.len()), (Some(1), 0));
    assert!(String::from_utf8_lossy(&before.stderr).contains("error[L404]"), "{before:?}");
    let answer: Value = serde_json::from_slice(&ask("2026-10-07").stdout).expect("JSON was asked for");
    assert_eq!(answer["inputs"]["program"], json!(OCTOBER));
}

#[test]
fn every_answer_under_rules_that_are_not_in_force_says_so_above_its_figures() {
    for (day, words) in [
        ("2026-05-01", "June credit, not announced yet   today: no credit"),
        ("2026-05-20", "June credit, not started yet   today: no credit"),
        ("2026-07-20", "June credit, never started   today: no credit"),
        ("2026-11-21", "June credit, never started   today: API credit, with an API key"),
    ] {
        let text = text_of(&format!("estimate --cost-per-run 4 --as-of {day}"));
        assert_eq!(text.lines().filter(|line| line.trim() == words).count(), 1, "{day}: {text}");
    }
}

// ----------------------------------------------------------------------------------------------------
// What a run costs: the contract's table, and section 9 of the survey of rates, by its numbers.

#[test]
fn vector_1_is_the_vendors_own_example() {
    //  50_000 x $5.00/M  = $0.25
    //  15_000 x $25.00/M = $0.375
    assert_eq!(one_request("claude-opus-5", TODAY, &[(Input, 50_000), (Output, 15_000)]), usd("0.625"));
}

#[test]
fn vector_2_a_write_for_an_hour_is_not_one_for_five_minutes() {
    // 37_175 x $20.00/M = $0.7435, and $12.50/M would give $0.4646875
    assert_eq!(one_request("claude-fable-5", TODAY, &[(CacheWrite1h, 37_175)]), usd("0.7435"));
    assert_eq!(one_request("claude-fable-5", TODAY, &[(CacheWrite5m, 37_175)]), usd("0.4646875"));
}

#[test]
fn vector_3_two_million_written_for_an_hour_over_many_requests() {
    // 2_000_000 x $6.00/M = $12.00, and $3.75/M would give $7.50
    let usage = tokens(&[(CacheWrite1h, 2_000_000)]);
    assert_eq!(one_figure(&ModelUsage::new("claude-sonnet-4-5", usage), TODAY), usd("12.00"));
    // While the band over 200,000 was in force, it mattered how many requests were many:
    // 10 requests of 200_000 are at the limit and 9 of 222_223 are over it, at $12.00/M: $24.00
    let then = date(2026, 4, 1);
    assert_eq!(one_figure(&ModelUsage::new("claude-sonnet-4-5", usage).over(10), then), usd("12.00"));
    assert_eq!(one_figure(&ModelUsage::new("claude-sonnet-4-5", usage).over(9), then), usd("24.00"));
}

#[test]
fn vectors_4_and_5_one_token_over_the_limit_reprices_the_whole_request() {
    // 100_000 x $0.10/M = $0.01
    //   1_000 x $0.50/M = $0.0005
    assert_eq!(one_request("claude-haiku-5-5", TODAY, &[(Input, 100_000), (Output, 1_000)]), usd("0.0105"));
    // 100_001 x $0.50/M = $0.0500005
    //   1_000 x $2.50/M = $0.0025; charging only the token beyond at the higher rate would give $0.0105005
    assert_eq!(
        one_request("claude-haiku-5-5", TODAY, &[(Input, 100_001), (Output, 1_000)]),
        usd("0.0525005")
    );
}

#[test]
fn vector_6_what_comes_from_the_cache_counts_towards_the_limit() {
    // 2_000 + 99_000 = 101_000, over 100,000
    //  2_000 x $0.50/M = $0.001
    // 99_000 x $0.05/M = $0.00495
    //    500 x $2.50/M = $0.00125; without the reads the prompt would be small and cost $0.00144
    assert_eq!(
        one_request("claude-haiku-5-5", TODAY, &[(Input, 2_000), (CacheRead, 99_000), (Output, 500)]),
        usd("0.0072")
    );
}

#[test]
fn vector_7_a_rate_changes_on_its_day() {
    // 1_000_000 x $0.20/M = $0.20 on the last day, and x $0.10/M = $0.10 from the next on
    assert_eq!(one_request("claude-sonnet-5-5", date(2026, 10, 6), &[(CacheRead, 1_000_000)]), usd("0.20"));
    assert_eq!(one_request("claude-sonnet-5-5", date(2026, 10, 7), &[(CacheRead, 1_000_000)]), usd("0.10"));
}

#[test]
fn vector_8_a_cache_read_is_not_always_a_tenth_of_the_input() {
    //    10_000 x $8.00/M  = $0.08
    // 1_000_000 x $0.20/M  = $0.20, and a tenth of $8.00 would give $0.80 and $1.08 in all
    //     5_000 x $40.00/M = $0.20
    let usage = ModelUsage::new(
        "claude-fable-5-2",
        tokens(&[(Input, 10_000), (CacheRead, 1_000_000), (Output, 5_000)]),
    );
    assert_eq!(one_figure(&usage.clone().over(4), TODAY), usd("0.48"));
    assert_eq!(
        one_figure(&usage, TODAY),
        usd("0.48"),
        "there is no band, so it does not matter how many requests there were"
    );
}

#[test]
fn vector_9_batch_and_inference_in_the_us_multiply_every_rate() {
    // 0.5 x 1.1 = 0.55
    // 1_000 x $5.00/M  x 0.55 = $0.00275
    // 2_000 x $10.00/M x 0.55 = $0.011
    // 3_000 x $0.50/M  x 0.55 = $0.000825
    // 4_000 x $25.00/M x 0.55 = $0.055
    let kinds = [(Input, 1_000), (CacheWrite1h, 2_000), (CacheRead, 3_000), (Output, 4_000)];
    let service = Service { fast: false, us_only: true, batch: true };
    assert_eq!(served("claude-opus-5", TODAY, service, &kinds), usd("0.069575"));
}

#[test]
fn vector_10_fast_and_inference_in_the_us() {
    // 10_000 x $8.00/M  x 1.1 = $0.088
    //  2_000 x $40.00/M x 1.1 = $0.088
    let service = Service { fast: true, us_only: true, batch: false };
    assert_eq!(served("claude-opus-5-5", TODAY, service, &[(Input, 10_000), (Output, 2_000)]), usd("0.176"));
}

#[test]
fn vector_11_published_rates_are_not_ratios() {
    // $0.25 + $1.25 + $0.03 + $0.30 + $0.50 = $2.33; with 1.25 and 0.1 times the input it would be $2.3375
    let million = [
        (Input, 1_000_000),
        (Output, 1_000_000),
        (CacheRead, 1_000_000),
        (CacheWrite5m, 1_000_000),
        (CacheWrite1h, 1_000_000),
    ];
    assert_eq!(
        one_figure(&ModelUsage::new("claude-3-haiku-20240307", tokens(&million)).over(40), TODAY),
        usd("2.33")
    );
}

#[test]
fn vector_12_the_openai_limit_counts_the_cached_input() {
    // The record says 278_476 of input, of which 7_936 were cached: 270_540 were not. The sum is over
    // 272,000, the rest alone is not. 270_540 x $10.00/M = $2.7054 7_936 x $1.00/M = $0.007936
    //     630 x $45.00/M = $0.02835; below the limit it would be $1.375568
    let kinds = [(Input, 278_476 - 7_936), (CacheRead, 7_936), (Output, 630)];
    assert_eq!(one_request("gpt-5.5", TODAY, &kinds), usd("2.741686"));
    assert_eq!(one_request("gpt-5.6-sol", date(2026, 8, 20), &kinds), usd("2.741686"));
    assert_eq!(
        one_request("gpt-5.6", date(2026, 8, 20), &kinds),
        usd("2.741686"),
        "the alias is the same model"
    );
}

#[test]
fn vector_13_no_discount_is_not_no_price() {
    // The record says 210_000 of input, of which 200_000 were cached: 10_000 were not.
    //  10_000 x $30.00/M  = $0.30
    // 200_000 x $30.00/M  = $6.00, and not nothing
    //   5_000 x $180.00/M = $0.90
    assert_eq!(
        one_request(
            "gpt-5.5-pro",
            TODAY,
            &[(Input, 210_000 - 200_000), (CacheRead, 200_000), (Output, 5_000)]
        ),
        usd("7.20")
    );
}

#[test]
fn vector_14_cached_input_is_counted_once() {
    // The record says 226_616 of input, of which 176_640 were cached: 49_976 were not.
    //  49_976 x $5.00/M  = $0.24988
    // 176_640 x $0.50/M  = $0.08832
    //   1_670 x $30.00/M = $0.0501; counting the cached ones as input too would give $1.2715
    assert_eq!(
        one_request("gpt-5.5", TODAY, &[(Input, 226_616 - 176_640), (CacheRead, 176_640), (Output, 1_670)]),
        usd("0.3883")
    );
}

#[test]
fn vector_15_searches_are_a_line_of_their_own() {
    // 7 x $10.00 / 1_000 = $0.07
    let usage = ModelUsage { web_searches: 7, ..ModelUsage::new("claude-opus-5", TokenUsage::NONE) };
    let cost = priced(&usage, TODAY).expect("it has a price");
    assert_eq!(cost.high, usd("0.07"));
    assert!(
        matches!(cost.lines.as_slice(), [line] if matches!(line.charge, Charge::Fee { count: 7, .. }) && line.amount == usd("0.07"))
    );
}

#[test]
fn the_program_prices_the_same_vectors() {
    for (run, cost) in [
        ("--model claude-opus-5 --input 50k --output 15k", "0.625"),
        ("--model claude-fable-5 --cache-write-1h 37_175", "0.7435"),
        ("--model claude-sonnet-4-5 --cache-write-1h 2M", "12.00"),
        ("--model claude-haiku-5-5 --input 100k --output 1k --requests 1", "0.0105"),
        ("--model claude-haiku-5-5 --input 100_001 --output 1k --requests 1", "0.0525005"),
        ("--model claude-haiku-5-5 --input 2k --cache-read 99k --output 500 --requests 1", "0.0072"),
        ("--model claude-sonnet-5-5 --cache-read 1M", "0.10"),
        ("--model claude-fable-5-2 --input 10k --cache-read 1M --output 5k --requests 4", "0.48"),
        (
            "--model claude-opus-5 --batch --us-only --input 1k --cache-write-1h 2k --cache-read 3k --output 4k",
            "0.069575",
        ),
        ("--model claude-opus-5-5 --fast --us-only --input 10k --output 2k", "0.176"),
        (
            "--model claude-3-haiku-20240307 --input 1M --output 1M --cache-read 1M --cache-write 1M --cache-write-1h 1M",
            "2.33",
        ),
        ("--model gpt-5.5 --input 270_540 --cache-read 7_936 --output 630 --requests 1", "2.741686"),
        ("--model gpt-5.5-pro --input 10k --cache-read 200k --output 5k", "7.20"),
        ("--model gpt-5.5 --input 49_976 --cache-read 176_640 --output 1_670", "0.3883"),
        ("--model claude-opus-5 --web-searches 7", "0.07"),
        // Two models in one run: $0.625 + $0.07
        (
            "--usage model=claude-opus-5,input=50k,output=15k --usage model=claude-opus-5,web_searches=7",
            "0.695",
        ),
    ] {
        // One that its vendor has retired is asked about in its time.
        let day = if run.contains("claude-3-haiku") { "2026-03-21" } else { "2026-11-21" };
        let answer = json_of(&format!("estimate {run} --plan pro --as-of {day}"));
        let shown = &answer["run"];
        assert_eq!(
            (&shown["cost_usd"], &shown["cost_low_usd"], &shown["cost_high_usd"]),
            (&json!(cost), &json!(cost), &json!(cost)),
            "{run}"
        );
    }
}

// ----------------------------------------------------------------------------------------------------
// Bands, fast mode and modifiers, for every model that has them.

/// Every price with a band: the model, a day, the limit, and what a request of exactly the limit and one of a
/// token more cost, each with 1,000 tokens of output. The second is more than twice the first wherever a band
/// doubles the input.
const BANDS: [(&str, Date, u64, &str, &str); 28] = [
    // 200_000 x $5.00/M + 1_000 x $25.00/M; 200_001 x $10.00/M + 1_000 x $37.50/M
    ("claude-opus-4-6", date(2026, 3, 12), 200_000, "1.025", "2.03751"),
    // 200_000 x $3.00/M + 1_000 x $15.00/M; 200_001 x $6.00/M + 1_000 x $22.50/M
    ("claude-sonnet-4-6", date(2026, 3, 12), 200_000, "0.615", "1.222506"),
    ("claude-sonnet-4-5-20250929", date(2026, 4, 29), 200_000, "0.615", "1.222506"),
    ("claude-sonnet-4-20250514", date(2025, 8, 12), 200_000, "0.615", "1.222506"),
    // 100_000 x $0.10/M + 1_000 x $0.50/M; 100_001 x $0.50/M + 1_000 x $2.50/M
    ("claude-haiku-5-5", date(2026, 10, 7), 100_000, "0.0105", "0.0525005"),
    // 272_000 x $8.00/M + 1_000 x $40.00/M; 272_001 x $16.00/M + 1_000 x $60.00/M
    ("gpt-6.2-astra", date(2026, 11, 17), 272_000, "2.216", "4.412016"),
    // 272_000 x $2.00/M + 1_000 x $10.00/M; 272_001 x $4.00/M + 1_000 x $15.00/M
    ("gpt-6.2-sol", date(2026, 11, 17), 272_000, "0.554", "1.103004"),
    // 272_000 x $1.00/M + 1_000 x $5.00/M; 272_001 x $2.00/M + 1_000 x $7.50/M
    ("gpt-6.1-terra", date(2026, 10, 26), 272_000, "0.277", "0.551502"),
    // 272_000 x $2.00/M + 1_000 x $10.00/M; 272_001 x $4.00/M + 1_000 x $15.00/M
    ("gpt-6.1-sol", date(2026, 9, 29), 272_000, "0.554", "1.103004"),
    // 272_000 x $10.00/M + 1_000 x $50.00/M; 272_001 x $20.00/M + 1_000 x $75.00/M
    ("gpt-6-astra", date(2026, 9, 3), 272_000, "2.77", "5.51502"),
    // 272_000 x $2.00/M + 1_000 x $10.00/M; 272_001 x $4.00/M + 1_000 x $15.00/M
    ("gpt-6-sol", date(2026, 9, 22), 272_000, "0.554", "1.103004"),
    // 272_000 x $0.10/M + 1_000 x $0.50/M; 272_001 x $0.20/M + 1_000 x $0.75/M
    ("gpt-6-luna", date(2026, 9, 22), 272_000, "0.0277", "0.0551502"),
    // 272_000 x $5.00/M + 1_000 x $30.00/M; 272_001 x $10.00/M + 1_000 x $45.00/M
    ("gpt-5.6-sol", date(2026, 8, 20), 272_000, "1.39", "2.76501"),
    // 272_000 x $4.00/M + 1_000 x $20.00/M; 272_001 x $8.00/M + 1_000 x $30.00/M
    ("gpt-5.6-sol", date(2026, 8, 21), 272_000, "1.108", "2.206008"),
    // 272_000 x $2.50/M + 1_000 x $15.00/M; 272_001 x $5.00/M + 1_000 x $22.50/M
    ("gpt-5.6-terra", date(2026, 7, 29), 272_000, "0.695", "1.382505"),
    // 272_000 x $2.00/M + 1_000 x $12.00/M; 272_001 x $4.00/M + 1_000 x $18.00/M
    ("gpt-5.6-terra", date(2026, 7, 30), 272_000, "0.556", "1.106004"),
    // 272_000 x $1.00/M + 1_000 x $6.00/M; 272_001 x $2.00/M + 1_000 x $9.00/M
    ("gpt-5.6-luna", date(2026, 7, 29), 272_000, "0.278", "0.553002"),
    // 272_000 x $0.20/M + 1_000 x $1.20/M; 272_001 x $0.40/M + 1_000 x $1.80/M
    ("gpt-5.6-luna", date(2026, 7, 30), 272_000, "0.0556", "0.1106004"),
    // 272_000 x $5.00/M + 1_000 x $30.00/M; 272_001 x $10.00/M + 1_000 x $45.00/M
    ("gpt-5.5", date(2026, 4, 23), 272_000, "1.39", "2.76501"),
    // 272_000 x $30.00/M + 1_000 x $180.00/M; 272_001 x $60.00/M + 1_000 x $270.00/M
    ("gpt-5.5-pro", date(2026, 4, 23), 272_000, "8.34", "16.59006"),
    // 272_000 x $2.50/M + 1_000 x $15.00/M; 272_001 x $5.00/M + 1_000 x $22.50/M
    ("gpt-5.4", date(2026, 3, 5), 272_000, "0.695", "1.382505"),
    // 272_000 x $30.00/M + 1_000 x $180.00/M; 272_001 x $60.00/M + 1_000 x $270.00/M
    ("gpt-5.4-pro", date(2026, 3, 5), 272_000, "8.34", "16.59006"),
    // 200_000 x $2.00/M + 1_000 x $12.00/M; 200_001 x $4.00/M + 1_000 x $18.00/M
    ("gemini-3.1-pro-preview", TODAY, 200_000, "0.412", "0.818004"),
    // 200_000 x $1.25/M + 1_000 x $10.00/M; 200_001 x $2.50/M + 1_000 x $15.00/M
    ("gemini-2.5-pro", TODAY, 200_000, "0.26", "0.5150025"),
    // 512_000 x $0.30/M + 1_000 x $1.20/M; 512_001 x $0.60/M + 1_000 x $2.40/M
    ("MiniMax-M3", TODAY, 512_000, "0.1548", "0.3096006"),
    // 200_000 x $2.00/M + 1_000 x $6.00/M; 200_001 x $4.00/M + 1_000 x $12.00/M
    ("grok-4.7", TODAY, 200_000, "0.406", "0.812004"),
    ("grok-4.6", TODAY, 200_000, "0.406", "0.812004"),
    ("grok-4.5", TODAY, 200_000, "0.406", "0.812004"),
];

#[test]
fn every_limit_is_strict_and_reprices_the_output_too() {
    for (model, day, limit, at, over) in BANDS {
        assert_eq!(
            one_request(model, day, &[(Input, limit), (Output, 1_000)]),
            usd(at),
            "{model} at {limit}"
        );
        assert_eq!(
            one_request(model, day, &[(Input, limit + 1), (Output, 1_000)]),
            usd(over),
            "{model} over {limit}"
        );
        assert!(
            one_request(model, day, &[(Input, limit - 1), (Output, 1_000)]) < usd(at),
            "{model} below {limit}"
        );
        // The output is no part of the prompt, however long it is.
        let cost = priced(&ModelUsage::new(model, tokens(&[(Input, limit), (Output, 10_000_000)])), day)
            .expect("it has a price");
        assert!(!cost.is_bracket(), "{model}: {cost:?}");
    }
    let with_band =
        TABLE.models().iter().flat_map(|model| &model.prices).filter(|price| !price.bands.is_empty()).count();
    assert_eq!(BANDS.len(), with_band, "every price with a band stands above");
}

#[test]
fn a_band_ends_with_its_price() {
    // After the surcharge was dropped, 200_001 x $5.00/M = $1.000005 and x $3.00/M = $0.600003.
    for (model, day, cost) in [
        ("claude-opus-4-6", date(2026, 3, 13), "1.000005"),
        ("claude-sonnet-4-6", date(2026, 3, 13), "0.600003"),
        ("claude-sonnet-4-5", date(2026, 4, 30), "0.600003"),
        ("claude-sonnet-4-0", date(2026, 4, 30), "0.600003"),
        // And before it was introduced.
        ("claude-sonnet-4-0", date(2025, 8, 11), "0.600003"),
    ] {
        assert_eq!(one_request(model, day, &[(Input, 200_001)]), usd(cost), "{model} on {day}");
    }
}

#[test]
fn where_nobody_counted_the_requests_the_cost_is_a_bracket() {
    // All in small requests: 300_000 x $0.10/M + 10_000 x $0.50/M = $0.035
    // All in one:            300_000 x $0.50/M + 10_000 x $2.50/M = $0.175
    let usage = ModelUsage::new("claude-haiku-5-5", tokens(&[(Input, 300_000), (Output, 10_000)]));
    let cost = priced(&usage, TODAY).expect("it has a price");
    assert_eq!((cost.low, cost.high), (usd("0.035"), usd("0.175")));
    // Three requests of 100_000 are at the limit, two of 150_000 are over it.
    assert_eq!(one_figure(&usage.clone().over(3), TODAY), usd("0.035"));
    assert_eq!(one_figure(&usage.over(2), TODAY), usd("0.175"));
    // The high figure is the one that is used: 30 x $0.175 = $5.25
    let answer =
        json_of("estimate --model claude-haiku-5-5 --input 300k --output 10k --plan pro --as-of 2026-11-21");
    assert_eq!((&answer["run"]["cost_usd"], &answer["total_cost_usd"]), (&json!("0.175"), &json!("5.25")));
    let notes = answer["notes"].to_string();
    assert!(notes.contains("for an exact cost: this uses the high end"), "{notes}");
}

#[test]
fn every_fast_card_is_its_own() {
    // Each is 10_000 of input and 2_000 of output: with $16.00/M and $80.00/M, $0.16 + $0.16 = $0.32.
    let rows = [
        ("claude-fable-5-2", date(2026, 11, 9), "0.32"),
        ("claude-mythos-5-2", date(2026, 11, 9), "0.32"),
        ("claude-opus-5-5", date(2026, 9, 22), "0.16"),
        ("claude-opus-5", date(2026, 7, 24), "0.20"),
        ("claude-opus-4-8", date(2026, 11, 29), "0.20"),
        // Six times the standard card, and not twice: $30.00/M and $150.00/M, $0.30 + $0.30
        ("claude-opus-4-7", date(2026, 7, 23), "0.60"),
        ("claude-opus-4-6", date(2026, 2, 20), "0.60"),
        ("claude-opus-4-6", date(2026, 6, 28), "0.60"),
        ("gpt-6.2-astra", date(2026, 11, 17), "0.32"),
        ("gpt-6.2-sol", date(2026, 11, 17), "0.08"),
        ("gpt-6-sol", date(2026, 9, 22), "0.08"),
        ("gpt-6-luna", date(2026, 9, 22), "0.004"),
        ("gpt-6.1-terra", date(2026, 10, 26), "0.04"),
        ("gpt-6.1-sol", date(2026, 9, 29), "0.08"),
        ("gpt-6-astra", date(2026, 9, 3), "0.40"),
        ("gpt-5.6-sol", date(2026, 8, 20), "0.22"),
        ("gpt-5.6-terra", date(2026, 7, 29), "0.11"),
        ("gpt-5.6-luna", date(2026, 7, 29), "0.044"),
        // Two and a half times $5.00/M and $30.00/M: $0.125 + $0.15
        ("gpt-5.5", date(2026, 4, 23), "0.275"),
        ("gpt-5.4", date(2026, 3, 5), "0.11"),
        ("gpt-5.3-codex", date(2026, 2, 5), "0.091"),
        ("gpt-5.2", date(2025, 12, 11), "0.091"),
        ("gpt-5.4-mini", date(2026, 3, 17), "0.033"),
        ("gpt-5.1", date(2025, 11, 13), "0.065"),
        ("gpt-5", date(2025, 8, 7), "0.065"),
        // 1.8 times the standard card: $0.45/M and $3.60/M, $0.0045 + $0.0072
        ("gpt-5-mini", date(2025, 8, 7), "0.0117"),
    ];
    for (model, day, cost) in rows {
        assert_eq!(
            served(model, day, FAST, &[(Input, 10_000), (Output, 2_000)]),
            usd(cost),
            "{model} on {day}"
        );
    }
    assert_eq!(
        rows.len(),
        TABLE.models().iter().map(|model| model.fast.len()).sum::<usize>(),
        "every fast card stands above"
    );
}

#[test]
fn a_multiple_follows_the_standard_price_of_the_day() {
    // Twice $4.00/M and $20.00/M after the cut: 10_000 x $8.00/M + 2_000 x $40.00/M = $0.08 + $0.08
    assert_eq!(
        served("gpt-5.6-sol", date(2026, 8, 21), FAST, &[(Input, 10_000), (Output, 2_000)]),
        usd("0.16")
    );
}

#[test]
fn fast_mode_has_no_price_outside_its_days() {
    for (model, day) in [
        ("claude-opus-4-6", date(2026, 6, 29)),
        ("claude-opus-4-7", date(2026, 7, 24)),
        ("claude-opus-4-8", date(2026, 11, 30)),
        ("claude-sonnet-5-5", TODAY),
    ] {
        let usage = ModelUsage { service: FAST, ..ModelUsage::new(model, tokens(&[(Input, 1)])) };
        assert!(matches!(priced(&usage, day), Err(NoPrice::NotFast { .. })), "{model} on {day}");
    }
}

#[test]
fn a_long_prompt_at_fast_speed_pays_what_was_published_for_it_or_has_no_price() {
    // 200_001 x $60.00/M = $12.00006
    assert_eq!(served("claude-opus-4-6", date(2026, 2, 20), FAST, &[(Input, 200_001)]), usd("12.00006"));
    // From 2026-02-21 on the fast card is flat: 200_001 x $30.00/M = $6.00003
    assert_eq!(served("claude-opus-4-6", date(2026, 2, 21), FAST, &[(Input, 200_001)]), usd("6.00003"));
    // Twice the band of $20.00/M: 272_001 x $40.00/M = $10.88004
    assert_eq!(served("gpt-6-astra", TODAY, FAST, &[(Input, 272_001)]), usd("10.88004"));
    // Nobody published a multiple of this band, so nothing is guessed.
    let usage =
        ModelUsage { service: FAST, ..ModelUsage::new("gpt-5.5", tokens(&[(Input, 272_001)])).over(1) };
    assert_eq!(
        priced(&usage, TODAY).map(|cost| cost.high),
        Err(NoPrice::NoBand { model: "gpt-5.5".to_owned(), over: 272_000 })
    );
}

#[test]
fn inference_in_the_us_is_a_tenth_more_from_claude_4_6_on() {
    // 10_000 x input x 1.1
    for (model, cost) in [
        ("claude-fable-5-2", "0.088"),
        ("claude-mythos-5-2", "0.088"),
        ("claude-fable-5-1", "0.11"),
        ("claude-mythos-5-1", "0.11"),
        ("claude-fable-5", "0.11"),
        ("claude-mythos-5", "0.11"),
        ("claude-opus-5-5", "0.044"),
        ("claude-opus-5", "0.055"),
        ("claude-opus-4-8", "0.055"),
        ("claude-opus-4-7", "0.055"),
        ("claude-opus-4-6", "0.055"),
        ("claude-sonnet-5-5", "0.022"),
        ("claude-sonnet-5", "0.022"),
        ("claude-sonnet-4-6", "0.033"),
        ("claude-haiku-5-5", "0.0011"),
    ] {
        assert_eq!(served(model, TODAY, US_ONLY, &[(Input, 10_000)]), usd(cost), "{model}");
    }
    // Earlier models refuse it, so it has no price with them.
    for model in ["claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5", "gpt-5.5"] {
        let usage = ModelUsage { service: US_ONLY, ..ModelUsage::new(model, tokens(&[(Input, 1)])) };
        let refused =
            matches!(priced(&usage, TODAY), Err(NoPrice::NoModifier { option: ServiceOption::UsOnly, .. }));
        assert!(refused, "{model}");
    }
}

#[test]
fn a_batch_is_half_of_whichever_card_applies() {
    // 100_000 x $0.10/M / 2 = $0.005; 100_001 x $0.50/M / 2 = $0.02500025
    assert_eq!(served("claude-haiku-5-5", TODAY, BATCH, &[(Input, 100_000)]), usd("0.005"));
    assert_eq!(served("claude-haiku-5-5", TODAY, BATCH, &[(Input, 100_001)]), usd("0.02500025"));
    // 272_001 x $10.00/M / 2 = $1.360005
    assert_eq!(served("gpt-5.5", TODAY, BATCH, &[(Input, 272_001)]), usd("1.360005"));
    // On top of it inference in the US: 100_001 x $0.50/M x 1.1 / 2 = $0.027500275
    let both = Service { us_only: true, ..BATCH };
    assert_eq!(served("claude-haiku-5-5", TODAY, both, &[(Input, 100_001)]), usd("0.027500275"));
}

#[test]
fn a_batch_is_never_fast() {
    let service = Service { batch: true, ..FAST };
    let usage = ModelUsage { service, ..ModelUsage::new("claude-opus-5", tokens(&[(Input, 1)])) };
    assert!(matches!(priced(&usage, TODAY), Err(NoPrice::NotWithFast { option: ServiceOption::Batch, .. })));
}

#[test]
fn what_was_not_found_is_unpriced_and_never_free() {
    for (model, kind) in [
        ("claude-mythos-preview", CacheRead),
        ("gpt-5.5", CacheWrite30m),
        ("claude-2.1", CacheWrite1h),
        ("gpt-5-pro", CacheRead),
    ] {
        let cost = priced(&ModelUsage::new(model, tokens(&[(Input, 1_000), (kind, 1)])), TODAY);
        assert!(
            matches!(cost, Err(NoPrice::NoRate { kind: missing, .. }) if missing == kind),
            "{model}: {cost:?}"
        );
    }
    for model in [
        "claude-fable",
        "claude-opus-5-6",
        "claude-fable-5-2-20261109",
        "CLAUDE-OPUS-5",
        "anthropic.claude-opus",
        "",
    ] {
        let cost = priced(&ModelUsage::new(model, tokens(&[(Input, 1)])), TODAY);
        assert!(matches!(cost, Err(NoPrice::UnknownModel { .. })), "{model}: {cost:?}");
    }
}

#[test]
fn names_that_look_alike_are_models_of_their_own() {
    // 1_000_000 of cache reads: $1.00, $0.25 and $0.20. A match by the beginning would price all three as the
    // first.
    for (model, cost) in
        [("claude-fable-5", "1.00"), ("claude-fable-5-1", "0.25"), ("claude-fable-5-2", "0.20")]
    {
        assert_eq!(one_request(model, TODAY, &[(CacheRead, 1_000_000)]), usd(cost), "{model}");
    }
    // The switch to the long context is not a price, and neither is a cloud's name without a region.
    for name in
        ["claude-opus-5", "claude-opus-5[1m]", "anthropic.claude-opus-5", "global.anthropic.claude-opus-5"]
    {
        assert_eq!(one_request(name, TODAY, &[(Input, 50_000), (Output, 15_000)]), usd("0.625"), "{name}");
    }
    // A region is: $0.625 x 1.1, with the switch behind it, too.
    for name in ["us.anthropic.claude-opus-5", "us.anthropic.claude-opus-5[1m]"] {
        assert_eq!(one_request(name, TODAY, &[(Input, 50_000), (Output, 15_000)]), usd("0.6875"), "{name}");
    }
}

#[test]
fn a_moving_name_is_the_newest_member_that_had_a_price() {
    for (name, day, model) in [
        ("opus", date(2026, 6, 1), "claude-opus-4-8"),
        ("opus", date(2026, 9, 21), "claude-opus-5"),
        ("opus", date(2026, 9, 22), "claude-opus-5-5"),
        ("sonnet", date(2026, 9, 27), "claude-sonnet-5"),
        ("sonnet", TODAY, "claude-sonnet-5-5"),
        ("haiku", TODAY, "claude-haiku-5-5"),
    ] {
        assert_eq!(
            TABLE.resolve(name, day).map(|found| found.model.id.as_str()),
            Ok(model),
            "{name} on {day}"
        );
    }
    // On that day nobody could say what it meant.
    assert!(matches!(TABLE.resolve("haiku", date(2026, 10, 6)), Err(NoPrice::Unpriced { .. })));
}

// ----------------------------------------------------------------------------------------------------
// A price that changes within the cycle.

#[test]
fn each_night_is_counted_at_the_price_of_its_own_day() {
    // 1_000_000 cache reads a night: 6 nights x $0.20 = $1.20 before 2026-10-07, 25 nights x $0.10 = $2.50
    // from then on, $3.70 in all
    let usage = ModelUsage::new("claude-sonnet-5-5", tokens(&[(CacheRead, 1_000_000)]));
    let run = RunSpec::Used(vec![usage]);
    for (as_of, one_run) in [(date(2026, 10, 3), "0.20"), (date(2026, 10, 31), "0.10")] {
        let cycle = BillingCycle::calendar_month(as_of).expect("in the calendar");
        let plans = vec![Holding::of_credit(usd("2.05"))];
        let answer = answered(&Scenario { run: run.clone(), as_of, cycle, plans, ..question(JUNE) });
        assert_eq!(
            (answer.run.high, answer.total),
            (usd(one_run), usd("3.70")),
            "the run that is shown is the one of {as_of}"
        );
        let blocks: Vec<_> =
            answer.series.costs().iter().map(|block| (block.first_day, block.runs, block.cost)).collect();
        assert_eq!(
            blocks,
            [(Some(date(2026, 10, 1)), 6, usd("0.20")), (Some(date(2026, 10, 7)), 25, usd("0.10"))]
        );
        let change = Note::PriceChange { day: date(2026, 10, 7), before: usd("0.20"), after: usd("0.10") };
        assert!(answer.notes.contains(&change), "{:?}", answer.notes);
        // $2.05 - $1.20 = $0.85 = 8 nights and $0.05 of the next, which is the 6 + 8 + 1 = 15th
        let coverage = &answer.plans[0].coverage;
        assert_eq!((coverage.nights_covered, coverage.runs_partial, coverage.runs_beyond), (14, 1, 16));
        assert_eq!(coverage.end, Some(CreditEnd { run: 15, night: 15, day: Some(date(2026, 10, 15)) }));
        // $3.70 - $2.05 = $1.65
        assert_eq!(coverage.overflow, usd("1.65"));
    }
}

#[test]
fn a_count_of_runs_has_no_days_and_so_one_price() {
    // 31 x $0.20 = $6.20 where the day of asking is before the change
    let answer = json_of("estimate --model claude-sonnet-5-5 --cache-read 1M --runs 31 --as-of 2026-10-06");
    assert_eq!(answer["total_cost_usd"], json!("6.20"));
}

#[test]
fn nights_without_a_price_are_counted_at_the_price_asked_about_and_named() {
    // Haiku 5.5 came on 2026-10-07: 31 nights x 1_000_000 x $0.10/M = $3.10, of which the first six are a
    // guess that is said.
    let usage = ModelUsage::new("claude-haiku-5-5", tokens(&[(Input, 1_000_000)])).over(10);
    let cycle = BillingCycle::calendar_month(date(2026, 10, 20)).expect("in the calendar");
    let scenario =
        Scenario { run: RunSpec::Used(vec![usage]), as_of: date(2026, 10, 20), cycle, ..question(JUNE) };
    let answer = answered(&scenario);
    assert_eq!(answer.total, usd("3.10"));
    let named = |note: &&Note| matches!(note, Note::NoPriceOnDays { nights: 6, .. });
    assert_eq!(answer.notes.iter().filter(named).count(), 1, "{:?}", answer.notes);
}

// ----------------------------------------------------------------------------------------------------

const FAST: Service = Service { fast: true, us_only: false, batch: false };
const US_ONLY: Service = Service { fast: false, us_only: true, batch: false };
const BATCH: Service = Service { fast: false, us_only: false, batch: true };

fn tokens(kinds: &[(TokenKind, u64)]) -> TokenUsage {
    kinds.iter().fold(TokenUsage::NONE, |usage, (kind, count)| usage.with(*kind, Tokens::new(*count)))
}

fn priced(usage: &ModelUsage, day: Date) -> Result<RunCost<'static>, NoPrice> {
    price_run(&TABLE, std::slice::from_ref(usage), day)
}

/// What a run costs that has one cost and no bracket, whose lines add up to it.
fn one_figure(usage: &ModelUsage, day: Date) -> Usd {
    let cost = priced(usage, day).unwrap_or_else(|reason| panic!("{}: {reason}", usage.model));
    assert!(!cost.is_bracket(), "{}: {cost:?}", usage.model);
    assert_eq!(creditcalc::cost::sum(cost.lines.iter().map(|line| line.amount)), Ok(cost.high));
    cost.high
}

/// What one request costs, served as usual.
fn one_request(model: &str, day: Date, kinds: &[(TokenKind, u64)]) -> Usd {
    served(model, day, Service::default(), kinds)
}

/// What one request costs.
fn served(model: &str, day: Date, service: Service, kinds: &[(TokenKind, u64)]) -> Usd {
    one_figure(&ModelUsage { service, ..ModelUsage::new(model, tokens(kinds)).over(1) }, day)
}

/// A job of $4.00 a night in November 2026, asked about on [`TODAY`].
fn question(program: &str) -> Scenario<'static> {
    Scenario {
        run: RunSpec::Stated(usd("4")),
        schedule: Schedule::NIGHTLY,
        cycle: BillingCycle::calendar_month(TODAY).expect("in the calendar"),
        zone: TimeZone::UTC,
        from: None,
        as_of: TODAY,
        program: TABLE.program(program).expect(program),
        is_program_named: false,
        plans: Vec::new(),
        surface: Surface::ClaudeP,
        auth: None,
        spent: Usd::ZERO,
        exhaustion: None,
        is_fee_paid: false,
    }
}

/// The same question about a plan.
fn asked(scenario: Scenario<'static>, plan: &str) -> Scenario<'static> {
    let plan = TABLE.plan(scenario.program, plan).expect(plan);
    Scenario { plans: vec![Holding::of_plan(plan, &[]).expect("no seats are asked for")], ..scenario }
}

fn answered(scenario: &Scenario<'static>) -> Estimate<'static> {
    estimate(&TABLE, scenario).expect("everything has a price")
}

/// How far a plan's credit goes.
fn on(scenario: &Scenario<'static>, plan: &str) -> PlanOutcome<'static> {
    answered(&asked(scenario.clone(), plan)).plans.remove(0)
}

/// The whole program at once: each plan's credit, nights, overflow and what is left.
fn every_plan_is(program: &str, rows: &[(&str, &str, u64, &str, &str)]) {
    let answer =
        json_of(&format!("estimate --cost-per-run 4 --plan all --program {program} --as-of 2026-11-21"));
    let expected: Vec<Value> = rows
        .iter()
        .map(|(plan, credit, nights, overflow, left)| json!([plan, credit, nights, overflow, left]))
        .collect();
    assert_eq!(
        plans_of(&answer, &["plan", "credit_usd", "nights_covered", "overflow_usd", "expires_usd"]),
        Value::from(expected)
    );
}

/// What $4.00 a night come to on a plan with $100.00, however the runs are started: rule 10 of the contract.
fn every_use_is(program: &str, plan: &str, rows: &[(Surface, Auth, Draws)]) {
    assert_eq!(
        rows.len(),
        Surface::WORDS.len() * (Auth::WORDS.len() - 1),
        "every surface with every sign-in"
    );
    for (surface, auth, draws) in rows {
        let outcome = on(&Scenario { surface: *surface, auth: Some(*auth), ..question(program) }, plan);
        let (credit, nights, overflow, billed, refused) = match draws {
            // 25 nights are paid, and the 5 beyond are refused.
            Draws::Credit => ("100.00", 25, "20.00", "0.00", 5),
            // Limits are not dollars: nothing is drawn, beyond, billed or refused by the dollar.
            Draws::PlanWindows => ("0.00", 0, "0.00", "0.00", 0),
            Draws::ApiSpend => ("0.00", 0, "120.00", "120.00", 0),
            Draws::NotPermitted => ("0.00", 0, "120.00", "0.00", 30),
        };
        let what = format!("{} with {} under {program}", surface.word(), auth.word());
        let reason = outcome.no_credit.map(NoCredit::draws);
        assert_eq!(reason, Some(*draws).filter(|draws| *draws != Draws::Credit), "{what}");
        assert_eq!((outcome.credit, outcome.coverage.nights_covered), (usd(credit), nights), "{what}");
        assert_eq!(
            (outcome.coverage.overflow, outcome.coverage.billed),
            (usd(overflow), usd(billed)),
            "{what}"
        );
        assert_eq!(outcome.coverage.runs_refused, refused, "{what}");
        let on_limits = if *draws == Draws::PlanWindows { ("120.00", 30) } else { ("0.00", 0) };
        let coverage = &outcome.coverage;
        assert_eq!((coverage.windows, coverage.runs_on_limits), (usd(on_limits.0), on_limits.1), "{what}");
    }
}

/// What the program prints on standard output for these arguments.
fn text_of(args: &str) -> String {
    let output = Sandbox::new().creditcalc(args.split(' ')).output().expect("the program starts");
    assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the program prints text")
}

fn json_of(args: &str) -> Value {
    serde_json::from_str(&text_of(&format!("{args} --json"))).expect("JSON was asked for")
}

/// The values of these keys, plan by plan.
fn plans_of(answer: &Value, keys: &[&str]) -> Value {
    let plans = answer["plans"].as_array().expect("plans are a list");
    plans.iter().map(|plan| keys.iter().map(|key| plan[*key].clone()).collect::<Value>()).collect()
}

// ----------------------------------------------------------------------------------------------------
// What is said about prices on days other than the one that is shown.

fn notes_of(args: &str) -> Vec<String> {
    let answer = json_of(args);
    let notes = answer["notes"].as_array().expect("notes are a list");
    notes.iter().map(|note| note.as_str().expect("a note is text").to_owned()).collect()
}

#[test]
fn a_bracket_on_other_days_of_the_cycle_is_told() {
    // 1 to 12 March 2026: 300,000 over the band of 200,000, at $10.00/M at the most = $3.00; from the 13th
    // without a band = $1.50
    let args = "estimate --model claude-opus-4-6 --input 300k --plan pro --as-of 2026-03-20";
    let answer = json_of(args);
    assert_eq!(answer["run"]["cost_usd"], json!("1.50"));
    assert_eq!(answer["run"]["changes"][0]["cost_usd"], json!("3.00"));
    //  12 x $3.00 + 19 x $1.50 = $64.50
    assert_eq!(answer["total_cost_usd"], json!("64.50"));
    assert!(
        notes_of(args).iter().any(|note| note.contains("for an exact cost: this uses the high end")),
        "{answer}"
    );
}

#[test]
fn nights_before_a_model_had_a_price_are_no_change_of_price() {
    let notes = notes_of(
        "estimate --model claude-sonnet-5-5 --cache-read 1M --plan pro --cycle-day 14 --as-of 2026-10-10",
    );
    assert!(
        notes.iter().any(|note| note.contains(
            "no price on 2026-09-14; the 14 nights from then on are counted at the price of 2026-10-10"
        )),
        "{notes:?}"
    );
    assert_eq!(notes.iter().filter(|note| note.starts_with("a price changes on")).count(), 1, "{notes:?}");
    assert!(notes.iter().any(|note| note.starts_with("a price changes on 2026-10-07: a run costs $0.20 before and $0.10")), "{notes:?}");
}

#[test]
fn a_credit_that_somebody_stated_is_taken_for_any_vendor() {
    //  100,000 x $5.00/M = $0.50, 30 nights = $15.00
    let answer = json_of("estimate --model gpt-5.5 --input 100k --credit 50 --as-of 2026-11-21");
    assert_eq!(
        (&answer["plans"][0]["credit_usd"], &answer["plans"][0]["drawn_usd"]),
        (&json!("50.00"), &json!("15.00"))
    );
}
