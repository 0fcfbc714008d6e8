//! The inverse: answers worked out by hand, looked for one by one where there are few enough, and put back
//! into the estimate.

use std::num::NonZeroU16;
use std::sync::LazyLock;

use creditcalc::answer::solve::{Found, Outcome as Word, Solve};
use creditcalc::calendar::BillingCycle;
use creditcalc::ledger::{Holding, RunSpec, Scenario, estimate};
use creditcalc::pricing::{PriceTable, Surface};
use creditcalc::schedule::Schedule;
use creditcalc::studies::solve::{Limit, Outcome, Question, Value, solve};
use creditcalc::units::{Tokens, Usd};
use creditcalc::usage::{ModelUsage, TokenKind, TokenUsage};
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::answers;
use crate::sandbox::Sandbox;

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

// ----------------------------------------------------------------------------------------------------
// By hand.

#[test]
fn the_contract_says_twenty_five_runs() {
    //  25 x $4.00 = $100.00, and 26 x $4.00 - $100.00 = $4.00
    let answer = value_of("solve runs --cost-per-run 4 --plan max-5x --as-of 2026-11-21");
    assert_eq!((&answer["question"], &answer["answer"]), (&json!("runs"), &json!("25")));
    assert_eq!((&answer["holds"]["runs"], &answer["holds"]["overflow_usd"]), (&json!(25), &json!("0.00")));
    assert_eq!((&answer["fails"]["runs"], &answer["fails"]["overflow_usd"]), (&json!(26), &json!("4.00")));
}

#[test]
fn each_individual_plan_has_an_answer() {
    let answer = all_of("solve runs --cost-per-run 4 --as-of 2026-11-21");
    let found: Vec<_> = answer
        .answers
        .iter()
        .map(|answer| (answer.found.plan.as_deref().expect("a plan"), answer.found.answer.as_deref()))
        .collect();
    assert_eq!(found, [("pro", Some("5")), ("max-5x", Some("25")), ("max-20x", Some("50"))]);
    // Under the rules in force pro has no credit at all.
    let there: Vec<_> = answer
        .answers
        .iter()
        .map(|answer| answer.in_force.as_ref().expect("it is not in force").answer.as_deref())
        .collect();
    assert_eq!(there, [None, Some("25"), Some("50")]);
    assert_eq!(answer.first.and_then(|found| found.plan).as_deref(), Some("pro"), "it stands at the top");
}

#[test]
fn the_most_runs_a_night_cover_every_night() {
    //  30 nights x 6 x $0.55 = $99.00, and 7 a night: $100.00 / $3.85 = 25 nights
    let answer = json_of("solve runs --cost-per-run 0.55 --nights 30 --plan max-5x --as-of 2026-11-21");
    let (holds, fails) = (answer.holds.expect("there is one"), answer.fails.expect("there is one"));
    assert_eq!((holds.runs_a_night, holds.runs, holds.nights_covered), (Some(6), Some(180), Some(30)));
    assert_eq!((fails.runs_a_night, fails.nights_covered), (Some(7), Some(25)));
}

#[test]
fn a_limit_on_the_overflow_is_a_little_more_credit() {
    //  ($20.00 + $4.00) / $4.00 = 6
    let answer = json_of("solve runs --cost-per-run 4 --max-overflow 4 --plan pro --as-of 2026-11-21");
    assert_eq!(answer.answer.as_deref(), Some("6"));
    //  $17.00 are left of $20.00 where $3.00 are spent: 4 runs
    assert_eq!(
        json_of("solve runs --cost-per-run 4 --spent 3 --plan pro --as-of 2026-11-21").answer.as_deref(),
        Some("4")
    );
}

#[test]
fn the_most_tokens_fill_the_credit() {
    // $20.00 / 30 nights = $0.6666...; less 120,000 x $4.00/M = $0.48, that is $0.18666..., at $20.00/M 9,333
    // tokens 30 x ($0.48 + 9,334 x $20.00/M) = $20.0004
    let answer = json_of(
        "solve tokens --kind output --model claude-opus-5-5 --input 120k --nightly --plan pro --as-of 2026-11-21",
    );
    assert_eq!(answer.answer.as_deref(), Some("9333"));
    let fails = answer.fails.expect("there is one");
    assert_eq!((fails.tokens, fails.overflow_usd), (Some(9334), Some(usd("0.0004"))));
    // What is asked for need not be there already.
    let answer =
        json_of("solve tokens --kind input --model claude-opus-5-5 --plan pro --runs 1 --as-of 2026-11-21");
    //  $20.00 / $4.00/M = 5,000,000
    assert_eq!(answer.answer.as_deref(), Some("5000000"));
}

#[test]
fn a_kind_of_tokens_is_forgiving_in_its_spelling() {
    let kind = |kind: &str, model: &str| {
        let sandbox = Sandbox::new();
        let args =
            ["solve", "tokens", "--kind", kind, "--model", model, "--runs", "1", "--plan", "pro", "--json"];
        let output = sandbox.creditcalc(args).output().expect("the program was built for this test");
        assert!(output.status.success(), "{kind}: {}", String::from_utf8_lossy(&output.stderr));
        let answer: Json = serde_json::from_slice(&output.stdout).expect("JSON was asked for");
        answer["inputs"]["kind"].as_str().expect("a kind").to_owned()
    };
    for (written, meant) in [
        ("cache_read", "cache_read"),
        ("cache-read", "cache_read"),
        ("CacheRead", "cache_read"),
        ("Cache_read", "cache_read"),
        ("Cache Read", "cache_read"),
        ("INPUT", "input"),
        ("Output", "output"),
        ("cache-write-1h", "cache_write_1h"),
        ("CACHE-WRITE-5M", "cache_write_5m"),
        // As `--cache-write`: Anthropic's usual lifetime is five minutes.
        ("cache-write", "cache_write_5m"),
        ("cache_write", "cache_write_5m"),
    ] {
        assert_eq!(kind(written, "claude-opus-5-5"), meant, "{written}");
    }
    // OpenAI's is half an hour.
    assert_eq!(kind("cache-write", "gpt-6.2-sol"), "cache_write_30m");
}

#[test]
fn the_most_cache_writes_are_those_of_the_flag() {
    let run = "--model claude-opus-5-5 --runs 1 --plan pro --program agent-sdk-credit --as-of 2026-11-21";
    // $20.00 at $5.00/M, the price of a write for five minutes: 4,000,000.
    let answer = json_of(&format!("solve tokens --kind cache-write {run}"));
    assert_eq!(answer.answer.as_deref(), Some("4000000"));
    let overflow = |tokens: &str| {
        let pasted = value_of(&format!("estimate --cache-write {tokens} {run}"));
        pasted["plans"][0]["overflow_usd"].as_str().expect("an amount").to_owned()
    };
    assert_eq!((overflow("4000000"), overflow("4000001")), ("0.00".to_owned(), "0.000005".to_owned()));
}

#[test]
fn tokens_that_push_the_prompt_over_a_limit_cost_more_from_there_on() {
    // 5 requests of 100,000 tokens are within the limit of Haiku 5.5; one token more, and all of them are
    // over it. 500,000 x $0.10/M = $0.05, and 500,001 x $0.50/M = $0.2500005
    let question = "solve tokens --model claude-haiku-5-5 --requests 5 --runs 1 --credit";
    let answer = json_of(&format!("{question} 0.20 --as-of 2026-11-21"));
    assert_eq!(answer.answer.as_deref(), Some("500000"));
    assert_eq!(answer.fails.expect("there is one").run_cost_usd, Some(usd("0.2500005")));
    //  $0.30 / $0.50/M = 600,000
    assert_eq!(json_of(&format!("{question} 0.30 --as-of 2026-11-21")).answer.as_deref(), Some("600000"));
}

#[test]
fn the_shortest_interval_has_as_many_runs_as_the_credit_pays() {
    // 25 runs of $4.00; 30 days are 43,200 minutes: 43,200 / 1,728 = 25, and 43,200 / 1,727 = 25.01, which is
    // a 26th
    let answer = json_of("solve interval --cost-per-run 4 --plan max-5x --as-of 2026-11-21");
    let (holds, fails) = (answer.holds.expect("there is one"), answer.fails.expect("there is one"));
    assert_eq!((holds.minutes, holds.runs), (Some(1728), Some(25)));
    assert_eq!((fails.minutes, fails.runs, fails.overflow_usd), (Some(1727), Some(26), Some(usd("4.00"))));
    // What costs nothing runs every minute.
    let answer = json_of("solve interval --cost-per-run 0 --plan pro --as-of 2026-11-21");
    assert_eq!((answer.answer.as_deref(), answer.fails.is_none()), (Some("1"), true));
}

#[test]
fn the_dearest_model_that_holds_is_followed_by_one_that_does_not() {
    //  30 x 100,000 x $5.00/M = $15.00 are paid by $20.00; Fable 5.2 at $8.00/M comes to $24.00
    let answer = json_of("solve model --model claude-opus-5 --input 100k --plan pro --as-of 2026-11-21");
    let (holds, fails) = (answer.holds.expect("there is one"), answer.fails.expect("there is one"));
    assert_eq!(holds.run_cost_usd.expect("it has a price"), usd("0.50"));
    assert!(fails.run_cost_usd.expect("it has a price") > usd("0.50"));
    assert_eq!(fails.overflow_usd, Some(usd("4.00")));
    // With credit enough nothing fails.
    let answer = json_of("solve model --model claude-opus-5 --input 1k --plan max-20x --as-of 2026-11-21");
    assert!(answer.answer.is_some() && answer.fails.is_none());
}

#[test]
fn a_model_that_takes_less_than_a_prompt_is_no_answer() {
    // 30 runs of one request of 300,000 tokens: $1.50 with Opus 4.6 are $45.00, $0.30 with Haiku 4.5 would be
    // $9.00
    let args =
        "solve model --model claude-opus-4-6 --input 300k --requests REQUESTS --plan pro --as-of 2026-11-21";
    let answer = all_of(&args.replace("REQUESTS", "1"));
    let models = |answer: &Solve| {
        let found = answer.first.as_ref().expect("there is an answer");
        [&found.holds, &found.fails].map(|tried| tried.as_ref().and_then(|tried| tried.model.clone()))
    };
    assert!(
        models(&answer).iter().flatten().all(|model| model != "claude-haiku-4-5-20251001"),
        "{:?}",
        models(&answer)
    );
    assert!(
        answer.notes.iter().any(|note| note.contains("which cannot do the job and are left out")),
        "{:?}",
        answer.notes
    );
    let answer = all_of(&args.replace("REQUESTS", "2"));
    assert!(answer.notes.iter().all(|note| !note.contains("context window")), "{:?}", answer.notes);
}

#[test]
fn the_smallest_plan_is_the_one_with_the_least_credit_that_is_enough() {
    //  30 x $1.20 = $36.00
    let answer = json_of("solve plan --cost-per-run 1.20 --as-of 2026-11-21");
    assert_eq!((answer.plan.as_deref(), answer.answer.as_deref()), (None, Some("max-5x")));
    assert_eq!(answer.fails.expect("a smaller one does not").overflow_usd, Some(usd("16.00")));
    // Of two with the same credit it is the one with the lower fee, and not the seat of a team.
    assert_eq!(json_of("solve plan --cost-per-run 0.50 --as-of 2026-11-21").answer.as_deref(), Some("pro"));
    // What costs nothing needs no plan.
    let answer = json_of("solve plan --cost-per-run 0 --as-of 2026-11-21");
    assert!(answer.answer.is_some() && answer.fails.is_none());
    let answer = json_of("solve plan --cost-per-run 1.20 --plan pro,max-20x --as-of 2026-11-21");
    assert_eq!(answer.answer.as_deref(), Some("max-20x"));
}

#[test]
fn where_nothing_holds_the_least_is_told() {
    let answer = json_of("solve runs --cost-per-run 21 --plan pro --as-of 2026-11-21");
    assert_eq!(
        (answer.outcome, answer.answer.is_none(), answer.holds.is_none()),
        (Word::Nothing, true, true)
    );
    assert_eq!(answer.fails.expect("one is too many").overflow_usd, Some(usd("1.00")));
    // A key draws no credit, however few runs there are.
    assert_eq!(
        json_of("solve runs --cost-per-run 1 --auth api-key --plan pro --as-of 2026-11-21").outcome,
        Word::Nothing
    );
}

#[test]
fn where_everything_holds_there_is_no_most() {
    let answer = json_of("solve runs --cost-per-run 0 --plan pro --as-of 2026-11-21");
    assert_eq!((answer.outcome, answer.answer, answer.fails.is_none()), (Word::Everything, None, true));
}

#[test]
fn a_count_in_a_cycle_in_which_a_price_changes_says_so() {
    let answer = all_of("solve runs --model claude-opus-4-6 --input 300k --plan pro --as-of 2026-03-20");
    let note = "the price changes on 2026-03-01; a count of runs has no dates, so all runs cost what they do on 2026-03-20";
    assert!(answer.notes.iter().any(|said| said == note), "{:?}", answer.notes);
    // With nights it has days: 12 at $3.00 before the 13th, and then 19 at $1.50, come to $64.50.
    let answer = json_of(
        "solve runs --model claude-opus-4-6 --input 300k --plan max-5x --nights 31 --as-of 2026-03-20",
    );
    assert_eq!(answer.answer.as_deref(), Some("1"));
    assert_eq!(answer.fails.expect("two are too many").runs_a_night, Some(2));
}

// ----------------------------------------------------------------------------------------------------
// One by one.

fn question(run: RunSpec, schedule: Schedule, credit: Usd) -> Scenario<'static> {
    let program = TABLE.default_program().expect("there is one");
    let as_of = date(2026, 11, 21);
    Scenario {
        run,
        schedule,
        cycle: BillingCycle::of_days(NonZeroU16::new(2).expect("not zero"), as_of).expect("in the calendar"),
        zone: TimeZone::UTC,
        from: None,
        as_of,
        program,
        is_program_named: false,
        plans: vec![Holding::of_credit(credit)],
        surface: Surface::ClaudeP,
        auth: None,
        spent: Usd::ZERO,
        exhaustion: None,
        is_fee_paid: false,
    }
}

fn overflow(scenario: &Scenario<'static>) -> Usd {
    estimate(&TABLE, scenario).expect("it has a price").plans[0].coverage.overflow
}

/// The number that holds, none where nothing does.
fn solved(scenario: &Scenario<'static>, asked: Question, limit: Limit) -> Option<u64> {
    let solution = solve(&TABLE, scenario, asked, limit).expect("it has a price");
    match &solution.answers[0].outcome {
        Outcome::Found { holds, fails } => {
            let (holds, fails) = (&holds.value, fails.as_ref().map(|fails| &fails.value));
            match (holds, fails) {
                (Value::Runs(one), Some(Value::Runs(next)))
                | (Value::Tokens(one), Some(Value::Tokens(next))) => {
                    assert_eq!(one + 1, *next, "the neighbour");
                    Some(*one)
                }
                (Value::Minutes(one), Some(Value::Minutes(next))) => {
                    assert_eq!(one - 1, *next, "the neighbour");
                    Some(*one)
                }
                (Value::Minutes(one), None) => Some(*one),
                other => panic!("{other:?}"),
            }
        }
        Outcome::OnLimits => panic!("it has a limit in dollars"),
        Outcome::Nothing { .. } => None,
        Outcome::Everything => panic!("it costs something"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn runs_are_those_that_counting_finds(cents in 1_u64..500, credit in 0_u64..2_000, limit in 0_u64..200) {
        let (cost, credit, limit) = (cents_of(cents), cents_of(credit), cents_of(limit));
        let scenario = question(RunSpec::Stated(cost), Schedule::NIGHTLY, credit);
        let counted = (1..=2_201).take_while(|runs| overflow(&Scenario { schedule: Schedule::Count(*runs), ..scenario.clone() }) <= limit).last();
        prop_assert_eq!(solved(&scenario, Question::Runs, Limit::Overflow(limit)), counted);
    }

    #[test]
    fn tokens_are_those_that_counting_finds(credit in 0_u64..4_000, input in 0_u64..2_000, runs in 1_u64..4) {
        // Steps of a hundred-thousandth of a dollar, which half a token of output costs.
        let credit: Usd = format!("0.{credit:05}").parse().expect("an amount");
        let run = |output: u64| {
            let usage = TokenUsage::NONE.with(TokenKind::Input, Tokens::new(input)).with(TokenKind::Output, Tokens::new(output));
            RunSpec::Used(vec![ModelUsage::new("claude-opus-5-5", usage)])
        };
        let scenario = question(run(7), Schedule::Count(runs), credit);
        let counted = (0..=2_001).take_while(|output| overflow(&Scenario { run: run(*output), ..scenario.clone() }).is_zero()).last();
        prop_assert_eq!(solved(&scenario, Question::Tokens(TokenKind::Output, None), Limit::Overflow(Usd::ZERO)), counted);
    }

    #[test]
    fn intervals_are_those_that_counting_finds(cents in 1_u64..300, credit in 0_u64..3_000) {
        let (cost, credit) = (cents_of(cents), cents_of(credit));
        let scenario = question(RunSpec::Stated(cost), Schedule::NIGHTLY, credit);
        // Two days have 2,880 minutes, and a run in each interval that begins in them.
        let holds = |minutes: &u64| cost.times(2_880_u64.div_ceil(*minutes)).expect("in range") <= credit;
        prop_assert_eq!(solved(&scenario, Question::Interval, Limit::Overflow(Usd::ZERO)), (1..=2_880).find(holds));
    }
}

fn cents_of(cents: u64) -> Usd {
    Usd::from_cents(cents).expect("in range")
}

// ----------------------------------------------------------------------------------------------------
// The shapes.

#[test]
fn a_row_a_plan_for_spreadsheets() {
    let sandbox = Sandbox::new();
    let args = "solve runs --cost-per-run 4 --plan pro,max-5x --as-of 2026-11-21 --format csv -q";
    let output = sandbox.creditcalc(args.split(' ')).output().expect("the program was built for this test");
    let text = String::from_utf8(output.stdout).expect("text");
    let expected = "\
question,plan,program,as_of,outcome,answer,holds_runs,holds_nights_covered,holds_run_cost_usd,holds_overflow_usd,fails_at,fails_runs,\
fails_nights_covered,fails_run_cost_usd,fails_overflow_usd,in_force_program,in_force_plan,in_force_answer,reason
runs,pro,agent-sdk-credit,2026-11-21,found,5,5,5,4.00,0.00,6,6,5,4.00,4.00,api-credit,pro,,
runs,max-5x,agent-sdk-credit,2026-11-21,found,25,25,25,4.00,0.00,26,26,25,4.00,4.00,api-credit,max,25,
";
    assert_eq!(text, expected);
}

fn text_of(args: &str) -> String {
    let sandbox = Sandbox::new();
    let output = sandbox
        .creditcalc(args.split_whitespace().chain(["--json"]))
        .output()
        .expect("the program was built for this test");
    assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the program writes text")
}

fn value_of(args: &str) -> Json {
    serde_json::from_str(&text_of(args)).unwrap_or_else(|error| panic!("{args}: {error}"))
}

/// All answers of a question.
fn all_of(args: &str) -> Solve {
    let answer: Solve = answers::read(&text_of(args));
    for found in answer.answers.iter().map(|answer| &answer.found) {
        let has_value = found.answer.is_some() && found.holds.is_some();
        assert_eq!(found.outcome == Word::Found, has_value, "{args}: {found:?}");
    }
    assert_eq!(answer.first.as_ref(), answer.answers.first().map(|answer| &answer.found), "{args}");
    answer
}

/// The first answer of a question.
fn json_of(args: &str) -> Found {
    all_of(args).first.expect("there is an answer")
}
