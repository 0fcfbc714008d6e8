//! Every plan with every model: answers worked out by hand, break-even points put back into the estimate, and
//! the JSON and CSV read strictly.

use std::sync::LazyLock;

use creditcalc::answer::compare::{Cell, Compare};
use creditcalc::calendar::BillingCycle;
use creditcalc::ledger::{Holding, RunSpec, Scenario, estimate};
use creditcalc::pricing::{PriceTable, Surface};
use creditcalc::schedule::Schedule;
use creditcalc::studies::compare::{Question, compare};
use creditcalc::units::Usd;
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::answers;
use crate::sandbox::Sandbox;

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

// ----------------------------------------------------------------------------------------------------
// Plans.

#[test]
fn a_dearer_plan_pays_once_its_credit_makes_up_for_its_fee() {
    // 30 x $4.00 = $120.00 and no fee; pro $20.00 + $100.00 of overflow; max-5x $100.00 + $20.00; max-20x
    // $200.00 + nothing
    let answer = json_of("compare --cost-per-run 4 --as-of 2026-11-21");
    let totals: Vec<_> =
        answer.cells.iter().map(|cell| (cell.plan.as_str(), cell.total_usd, cell.cheapest)).collect();
    let expected = [
        ("pro", "120.00", false),
        ("max-5x", "120.00", false),
        ("max-20x", "200.00", false),
        ("api-key", "120.00", true),
    ];
    assert_eq!(totals, expected.map(|(plan, total, cheapest)| (plan, Some(usd(total)), cheapest)));
    assert!(answer.cells.iter().all(|cell| cell.model.is_none() && cell.run_cost_usd == Some(usd("4.00"))));
    // $120.00 / 30 = $4.00, and $200.00 / 30 = $6.66...
    let per_run: Vec<_> = answer.cells.iter().map(|cell| cell.total_per_run_usd).collect();
    assert_eq!(per_run, ["4.00", "4.00", "6.6666666667", "4.00"].map(|amount| Some(usd(amount))));
    //  pro:    $20.00 of overflow on an API key make up for the fee: $20.00 / $4.00 = 5
    //  max-5x: $100.00 / $4.00 = 25, over pro too: 25 x $4.00 - $20.00 + $20.00 = $100.00
    //  max-20x: $200.00 / $4.00 = 50 over each of them
    let pairs: Vec<_> =
        answer.break_even.iter().map(|pair| (pair.from.as_str(), pair.to.as_str(), pair.runs)).collect();
    let expected = [
        ("api-key", "pro", 5),
        ("api-key", "max-5x", 25),
        ("pro", "max-5x", 25),
        ("api-key", "max-20x", 50),
        ("pro", "max-20x", 50),
        ("max-5x", "max-20x", 50),
    ];
    assert_eq!(pairs, expected.map(|(from, to, runs)| (from, to, Some(runs))));
}

#[test]
fn what_grants_less_than_it_costs_never_pays() {
    // Under the rules in force pro has no credit, so $20.00 a month buy nothing of an API key's; max costs
    // $100.00 and grants as much: $100.00 - $20.00 = $80.00 of overflow make up for it over pro, $80.00 /
    // $4.00 = 20.
    let answer = json_of("compare --cost-per-run 4 --program current --as-of 2026-11-21");
    let runs = |from: &str, to: &str| {
        answer.break_even.iter().find(|pair| pair.from == from && pair.to == to).expect("a pair").runs
    };
    assert_eq!(
        (runs("api-key", "pro"), runs("pro", "max"), runs("api-key", "max")),
        (None, Some(20), Some(25))
    );
    assert!(answer.cells.iter().all(|cell| cell.in_force.is_none()), "these are the rules in force");
}

#[test]
fn a_plan_whose_fee_nobody_published_has_no_total() {
    let answer = json_of("compare --cost-per-run 4 --plan enterprise-usage,pro --as-of 2026-11-21");
    let cells: Vec<_> =
        answer.cells.iter().map(|cell| (cell.fee_usd, cell.total_usd, cell.cheapest)).collect();
    assert_eq!(cells, [(None, None, false), (Some(usd("20.00")), Some(usd("120.00")), true)]);
    assert!(answer.break_even.is_empty(), "a pair takes two fees");
    let answer = json_of("compare --cost-per-run 4 --credit 50 --as-of 2026-11-21");
    assert_eq!((answer.cells[0].plan.as_str(), answer.cells[0].total_usd), ("credit", None));
    assert!(answer.cells.iter().all(|cell| !cell.cheapest));
}

proptest! {
    #[test]
    fn break_even_points_put_back_into_the_estimate_hold(cents in 1_u64..5_000, spent in 0_u64..3_000) {
        let cost = Usd::from_cents(cents).expect("in range");
        let scenario = question(cost, Usd::from_cents(spent).expect("in range"));
        let comparison = compare(&TABLE, &scenario, &Question::default()).expect("in range");
        prop_assert_eq!(comparison.break_even.len(), 6);
        for pair in &comparison.break_even {
            let is_no_dearer = |runs: u64| total(&scenario, &pair.to, runs) <= total(&scenario, &pair.from, runs);
            match pair.runs {
                Some(runs) => {
                    prop_assert!(runs == 0 || !is_no_dearer(runs - 1), "{} would do", runs - 1);
                    for more in [0, 1, 2, 10, 1_000] {
                        prop_assert!(is_no_dearer(runs + more), "{runs} and {more} more do not");
                    }
                }
                None => {
                    for runs in [0, 1, 10, 100, 1_000, 100_000] {
                        prop_assert!(!is_no_dearer(runs), "{runs} would do");
                    }
                }
            }
        }
    }
}

fn question(cost: Usd, spent: Usd) -> Scenario<'static> {
    let program = TABLE.default_program().expect("there is one");
    let as_of = date(2026, 11, 21);
    let holding = |id| Holding::of_plan(TABLE.plan(program, id).expect(id), &[]).expect(id);
    Scenario {
        run: RunSpec::Stated(cost),
        schedule: Schedule::NIGHTLY,
        cycle: BillingCycle::calendar_month(as_of).expect("in the calendar"),
        zone: TimeZone::UTC,
        from: None,
        as_of,
        program,
        is_program_named: false,
        plans: ["pro", "max-5x", "max-20x", "api-key"].map(holding).to_vec(),
        surface: Surface::ClaudeP,
        auth: None,
        spent,
        exhaustion: None,
        is_fee_paid: false,
    }
}

/// The fee and the overflow of so many runs, by the estimate; an account without a plan has no fee.
fn total(scenario: &Scenario<'static>, holding: &Holding<'static>, runs: u64) -> Usd {
    let one = Scenario { schedule: Schedule::Count(runs), plans: vec![holding.clone()], ..scenario.clone() };
    let answer = estimate(&TABLE, &one).expect("in range");
    let fee = answer.plans[0].fee.unwrap_or(Usd::ZERO);
    fee.plus(answer.plans[0].coverage.overflow).expect("in range")
}

// ----------------------------------------------------------------------------------------------------
// Models.

#[test]
fn another_tokenizer_counts_the_same_text_otherwise() {
    let answer = json_of(
        "compare --model claude-opus-4-6 --input 40k --cache-read 1.2M --cache-write 100k --output 9k --plan pro \
         --models claude-opus-4-6,claude-opus-5-5 --as-of 2026-11-21",
    );
    let costs: Vec<_> = answer.cells.iter().map(costs).collect();
    // claude-opus-4-6, as it is: 40,000 x $5.00/M + 1,200,000 x $0.50/M + 100,000 x $6.25/M + 9,000 x
    // $25.00/M
    //    = $0.20 + $0.60 + $0.625 + $0.225 = $1.65
    // claude-opus-5-5, 1.30 times: 52,000 x $4.00/M + 1,560,000 x $0.20/M + 130,000 x $5.00/M + 11,700 x
    // $20.00/M
    //    = $0.208 + $0.312 + $0.65 + $0.234 = $1.404
    //  1.00 times: $0.16 + $0.24 + $0.50 + $0.18 = $1.08
    //  1.45 times: 58,000, 1,740,000, 145,000, 13,050: $0.232 + $0.348 + $0.725 + $0.261 = $1.566
    assert_eq!(costs, [["1.65", "1.65", "1.65"], ["1.404", "1.08", "1.566"]].map(|costs| costs.map(usd)));
    assert_eq!(answer.inputs.swapped.as_deref(), Some("claude-opus-4-6"));
    assert!(has_note(
        &answer,
        "1,000 of `claude-opus-4-6` are counted as 1,300 of `claude-opus-5-5`, and may be 1,000 to 1,450"
    ));
}

#[test]
fn back_to_the_older_tokenizer_it_is_the_inverse() {
    let answer = json_of(
        "compare --model claude-opus-5-5 --output 1000 --plan pro --models claude-opus-4-6,claude-opus-5 --as-of 2026-11-21",
    );
    let costs: Vec<_> = answer.cells.iter().map(costs).collect();
    //  1,000 / 1.30 = 769.23 -> 769; 1,000 / 1.45 = 689.66 -> 690; 1,000 / 1.00 = 1,000; each at $25.00/M
    //  claude-opus-5 has the same tokenizer: 1,000 x $25.00/M
    assert_eq!(
        costs,
        [["0.019225", "0.01725", "0.025"], ["0.025", "0.025", "0.025"]].map(|costs| costs.map(usd))
    );
}

#[test]
fn without_models_it_is_the_jobs_own_and_the_current_one_of_each_family() {
    let answer = json_of("compare --model claude-sonnet-4-6 --input 100k --plan pro --as-of 2026-11-21");
    let models: Vec<_> = answer.cells.iter().map(|cell| cell.model.as_deref().expect("a model")).collect();
    assert_eq!(
        models,
        ["claude-sonnet-4-6", "claude-fable-5-2", "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"]
    );
    // What is current already is not there twice.
    let answer = json_of("compare --model opus --input 100k --plan pro --as-of 2026-11-21");
    assert_eq!(answer.cells.len(), 4);
}

#[test]
fn the_dearest_model_of_a_run_is_swapped_and_the_others_stay() {
    let answer = json_of(
        "compare --usage model=claude-haiku-4-5,input=100k --usage model=claude-opus-5,input=100k --plan pro \
         --models claude-opus-5,claude-opus-5-5 --as-of 2026-11-21",
    );
    //  100,000 x $1.00/M + 100,000 x $5.00/M = $0.60, and with $4.00/M $0.50
    assert_eq!(answer.inputs.swapped.as_deref(), Some("claude-opus-5"));
    let costs: Vec<_> = answer.cells.iter().map(|cell| costs(cell)[0]).collect();
    assert_eq!(costs, ["0.60", "0.50"].map(usd));
    assert!(has_note(
        &answer,
        "only `claude-opus-5`, which costs the most of a run, is swapped; `claude-haiku-4-5-20251001` stays as it is"
    ));
}

#[test]
fn what_has_no_price_is_a_cell_that_says_so() {
    let answer = json_of(
        "compare --model claude-opus-5-5 --input 100k --fast --plan pro,max-5x --models opus,sonnet,gpt-5.5 --as-of 2026-11-21",
    );
    let priced: Vec<_> =
        answer.cells.iter().map(|cell| (cell.run_cost_usd.is_some(), cell.unpriced.is_some())).collect();
    assert!(priced.iter().all(|(figures, reason)| figures != reason), "{priced:?}");
    assert!(answer.cells[0].run_cost_usd.is_some(), "opus has fast mode");
    let sonnet = &answer.cells[2];
    assert_eq!(sonnet.unpriced.as_deref(), Some("`claude-sonnet-5-5` has no fast mode on 2026-11-21"));
    assert_eq!((sonnet.total_usd, sonnet.nights_covered, sonnet.cheapest), (None, None, false));
    assert!(has_note(&answer, "counts stay as they are"), "{:?}", answer.notes);
}

#[test]
fn a_model_that_takes_less_than_a_prompt_is_never_the_cheapest() {
    //  One request of 400,000 tokens: Haiku 4.5 takes 200,000, and costs $1.00/M; Opus 5.5 takes a million
    let args = "compare --model claude-opus-5-5 --input 400k --requests 1 --models claude-opus-5-5,claude-haiku-4-5 --plan pro --as-of 2026-11-21";
    let answer = json_of(args);
    let cells: Vec<_> =
        answer.cells.iter().map(|cell| (cell.model.as_deref().expect("a model"), cell.cheapest)).collect();
    assert_eq!(cells, [("claude-opus-5-5", true), ("claude-haiku-4-5-20251001", false)]);
    assert!(answer.cells.iter().all(|cell| cell.total_usd.is_some()), "the figures are there all the same");
    let note = "the prompt of one request is larger than the context window of `claude-haiku-4-5-20251001`, which cannot do the job and is never the cheapest";
    assert_eq!(
        answer.notes.iter().filter(|known| known.contains("context window")).collect::<Vec<_>>(),
        [note]
    );
    // In two requests it fits.
    let answer = json_of(&args.replace("--requests 1", "--requests 2"));
    assert_eq!(answer.cells.iter().position(|cell| cell.cheapest), Some(1));
    // Where none can do it, none is told.
    let sandbox = Sandbox::new();
    let args = args.replace("400k", "4m");
    let output = sandbox.creditcalc(args.split(' ')).output().expect("the program was built for this test");
    let text = String::from_utf8(output.stdout).expect("the program writes text");
    assert!(text.starts_with("No total: none of these models takes the prompt of a request\n"), "{text}");
}

#[test]
fn break_even_points_are_at_one_price_and_say_so() {
    let text = |as_of: &str| {
        let sandbox = Sandbox::new();
        let args = "compare --model claude-opus-4-6 --input 300k --models claude-opus-4-6 --plan api-key,pro --as-of";
        let output = sandbox
            .creditcalc(args.split(' ').chain([as_of]))
            .output()
            .expect("the program was built for this test");
        String::from_utf8(output.stdout).expect("the program writes text")
    };
    // What long prompts cost more ended within that cycle.
    let says = "Break-even uses the prices of 2026-03-20 for the whole cycle, although one changes in it.\n";
    assert_eq!(text("2026-03-20").matches(says).count(), 1, "{}", text("2026-03-20"));
    assert!(!text("2026-11-21").contains("Break-even uses"), "{}", text("2026-11-21"));
}

#[test]
fn a_model_of_another_vendor_draws_no_credit() {
    let answer = json_of(
        "compare --model claude-opus-5-5 --input 100k --plan pro --models gpt-5.5 --as-of 2026-11-21",
    );
    //  100,000 x $5.00/M = $0.50, 30 nights = $15.00, of which the credit of pro pays nothing
    assert_eq!(
        (answer.cells[0].overflow_usd, answer.cells[0].credit_usd),
        (Some(usd("15.00")), Some(usd("0.00")))
    );
}

// ----------------------------------------------------------------------------------------------------
// The cache.

/// What a run costs with the cache that is asked about, at the least and as it is counted.
fn cached(args: &str) -> (String, String, Vec<String>) {
    let answer = json_of(&format!(
        "compare --model claude-opus-5-5 --models claude-opus-5-5 --output 9k --plan pro --as-of 2026-11-21 {args}"
    ));
    let [used, low, _] = costs(&answer.cells[0]);
    (used.to_string(), low.to_string(), answer.notes)
}

#[test]
fn a_run_that_begins_after_the_cache_is_gone_writes_before_it_reads() {
    //  12 requests, of which the first writes: 11/12 of 900,000 are 825,000
    //  825,000 x $0.20/M + 75,000 x $5.00/M + 9,000 x $20.00/M = $0.165 + $0.375 + $0.18 = $0.72
    let (used, low, notes) = cached("--input 900k --requests 12 --cache-hit 0.95");
    assert_eq!((used.as_str(), low.as_str()), ("0.72", "0.72"));
    let note = "a run begins 24 h after the one before, and the cache lives 5 minutes: the first of the 12 requests of a run writes, and at \
                most 11/12 of the prompt is read";
    assert!(notes.iter().any(|said| said == note), "{notes:?}");
    //  For an hour: 75,000 x $8.00/M = $0.60 in the place of $0.375
    assert_eq!(cached("--input 900k --requests 12 --cache-hit 0.95 --cache-ttl 1h").0, "0.945");
    //  0.5 is less than 11/12: 450,000 x $0.20/M + 450,000 x $5.00/M + $0.18 = $0.09 + $2.25 + $0.18
    assert_eq!(cached("--input 900k --requests 12 --cache-hit 0.5").0, "2.52");
    //  With one request nothing can be read: 900,000 x $5.00/M + $0.18
    assert_eq!(cached("--input 900k --requests 1 --cache-hit 0.95").0, "4.68");
    //  Nobody said over how many: 855,000 x $0.20/M + 45,000 x $5.00/M + $0.18 = $0.171 + $0.225 + $0.18
    let (used, _, notes) = cached("--input 900k --cache-hit 0.95");
    assert_eq!(used, "0.576");
    assert!(notes.iter().any(|note| note.contains("`--requests N` settles it")), "{notes:?}");
}

#[test]
fn runs_that_follow_each_other_closely_find_the_cache_of_the_one_before() {
    //  288 runs a day are one every 5 minutes: $0.171 + $0.225 + $0.18, as nobody caps it
    let (used, low, notes) = cached("--input 900k --requests 12 --cache-hit 0.95 --per-day 288");
    assert_eq!((used.as_str(), low.as_str()), ("0.576", "0.576"));
    assert!(!notes.iter().any(|note| note.contains("the cache lives")), "{notes:?}");
    //  287 are further apart than 5 minutes, and not further than an hour.
    assert_eq!(cached("--input 900k --requests 12 --cache-hit 0.95 --per-day 287").0, "0.72");
    //  855,000 x $0.20/M + 45,000 x $8.00/M + $0.18 = $0.171 + $0.36 + $0.18
    assert_eq!(cached("--input 900k --requests 12 --cache-hit 0.95 --per-day 24 --cache-ttl 1h").0, "0.711");
    //  30 days x 24 h x 60 min / 8,640 = 5 minutes
    assert_eq!(cached("--input 900k --requests 12 --cache-hit 0.95 --runs 8640").0, "0.576");
}

#[test]
fn where_only_some_runs_find_it_the_others_count() {
    // Every minute from 3:00 to 3:02, daily: 2 of 3 runs each day begin within 5 minutes, the first of each
    // day but the first of all does not: 30 x 2 = 60 of 30 x 3 - 1 = 89.
    let args = ["--cron", "0-2 3 * * *", "--tz", "UTC"];
    let answer = json_with(
        "compare --model claude-opus-5-5 --models claude-opus-5-5 --input 900k --output 9k --requests 12 --cache-hit 0.95 --plan pro \
         --as-of 2026-11-21",
        &args,
    );
    assert_eq!(costs(&answer.cells[0]), ["0.72", "0.576", "0.72"].map(usd));
    assert!(has_note(
        &answer,
        "60 of 89 runs begin while the cache of the one before still lives (5 minutes), and are in the low figure"
    ));
}

#[test]
fn runs_that_begin_together_are_not_each_others_cache() {
    // Two jobs at 3:00: each of their runs comes a day after those of the day before, and finds nothing. The
    // first of 12 requests writes: 825,000 x $0.20/M + 75,000 x $5.00/M + $0.18 = $0.165 + $0.375 + $0.18
    let args = ["--cron", "0 3 * * *", "--cron", "0 3 1-31 * *", "--tz", "UTC"];
    let answer = json_with(
        "compare --model claude-opus-5-5 --models claude-opus-5-5 --input 900k --output 9k --requests 12 --cache-hit 0.95 --plan pro \
         --as-of 2026-11-21",
        &args,
    );
    assert_eq!(costs(&answer.cells[0]), ["0.72"; 3].map(usd));
}

#[test]
fn of_two_lifetimes_that_are_written_alike_the_shorter_counts() {
    // 1,000,000 + 2 x 55,000 = 1,110,000 tokens, of which 999,000 are read and 111,000 written for five
    // minutes: 999,000 x $0.20/M + 111,000 x $5.00/M + $0.18 = $0.1998 + $0.555 + $0.18
    let job = "--cache-read 1M --cache-write 55k --cache-write-1h 55k --requests 100 --cache-hit 0.9";
    assert_eq!(cached(job).0, "0.9348");
}

#[test]
fn what_is_cacheable_is_what_was_cached() {
    // 1,000,000 read and 100,000 written are 1,100,000; 0.9 of them 990,000, and 110,000 are written as the
    // job does: for an hour 50,000 x $4.00/M + 990,000 x $0.20/M + 110,000 x $8.00/M + $0.18 = $0.20 + $0.198
    // + $0.88 + $0.18
    let job = "--input 50k --cache-read 1M --cache-write-1h 100k --requests 100";
    assert_eq!(cached(&format!("{job} --cache-hit 0.9")).0, "1.458");
    //  A lifetime alone moves what is written: $0.20 + 1,000,000 x $0.20/M + 100,000 x $5.00/M + $0.18
    assert_eq!(cached(&format!("{job} --cache-ttl 5m")).0, "1.08");
}

// ----------------------------------------------------------------------------------------------------
// The shapes.

#[test]
fn a_table_has_the_break_even_points_as_columns() {
    let sandbox = Sandbox::new();
    let args = "compare --cost-per-run 4 --plan api-key,pro,max-5x --as-of 2026-11-21 --format csv -q";
    let output = sandbox.creditcalc(args.split(' ')).output().expect("the program was built for this test");
    let text = String::from_utf8(output.stdout).expect("text");
    let mut lines = text.lines();
    let header: Vec<_> = lines.next().expect("a header").split(',').collect();
    let column = |title: &str| header.iter().position(|known| *known == title).expect(title);
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let cells = |title: &str| rows.iter().map(|row| row[column(title)]).collect::<Vec<_>>();
    assert_eq!(cells("plan"), ["api-key", "pro", "max-5x"]);
    assert_eq!(cells("total_usd"), ["120.00", "120.00", "120.00"]);
    assert_eq!(cells("break_even_runs_over_api-key"), ["", "5", "25"]);
    assert_eq!(cells("break_even_runs_over_pro"), ["", "", "25"]);
    assert_eq!(cells("in_force_credit_usd"), ["0.00", "0.00", "100.00"]);
}

#[test]
fn every_cell_adds_up() {
    for args in [
        "compare --cost-per-run 4 --plan all --as-of 2026-11-21",
        "compare --model haiku --input 900k --output 9k --as-of 2026-11-21 --on-exhaustion bill --spent 3",
        "compare --model opus --input 100k --runs 0 --as-of 2026-11-21",
        "compare --model opus --input 100k --surface interactive --as-of 2026-11-21 --program current",
        "compare --model sonnet --input 900k --cache-hit 1 --cache-ttl 1h --cycle-days 7 --as-of 2026-11-21",
    ] {
        let answer = json_of(args);
        assert!(answer.cells.iter().filter(|cell| cell.cheapest).count() == 1, "{args}");
        assert_eq!(answer.schedule.runs, answer.cells[0].runs, "{args}");
        let lowest = answer.cells.iter().filter_map(|cell| cell.total_usd).min();
        for cell in &answer.cells {
            let total = cell.total_usd;
            assert_eq!(
                cell.fee_usd
                    .zip(cell.overflow_usd)
                    .map(|(fee, overflow)| fee.plus(overflow).expect("in range")),
                total,
                "{args}: {cell:?}"
            );
            assert!(!cell.cheapest || total == lowest, "{args}: {cell:?}");
            assert!(low_to_high(cell), "{args}: {cell:?}");
            assert_eq!(
                cell.total_per_run_usd.is_some(),
                total.is_some() && cell.runs.is_some_and(|runs| runs > 0),
                "{args}: {cell:?}"
            );
        }
    }
}

fn json_of(args: &str) -> Compare {
    json_with(args, &[])
}

fn json_with(args: &str, more: &[&str]) -> Compare {
    let sandbox = Sandbox::new();
    let words = args.split_whitespace().chain(more.iter().copied()).chain(["--json"]);
    let output = sandbox.creditcalc(words).output().expect("the program was built for this test");
    assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    answers::read(&String::from_utf8(output.stdout).expect("the program writes text"))
}

fn has_note(answer: &Compare, part: &str) -> bool {
    answer.notes.iter().any(|note| note.contains(part))
}

/// What a run costs, and the least and the most that it may.
fn costs(cell: &Cell) -> [Usd; 3] {
    [cell.run_cost_usd, cell.run_cost_low_usd, cell.run_cost_high_usd]
        .map(|cost| cost.expect("it has a price"))
}

fn low_to_high(cell: &Cell) -> bool {
    let [used, low, high] = costs(cell);
    low <= used && used <= high
}

#[test]
fn plans_that_cost_the_same_are_marked_alike() {
    let sandbox = Sandbox::new();
    // pro: $20.00 + ($120.00 - $20.00); max-5x: $100.00 + ($120.00 - $100.00); max-20x: $200.00 and nothing over.
    let words = "compare --cost-per-run 4 --runs 30 --program agent-sdk-credit --plan api-key,pro,max-5x,max-20x --as-of 2026-06-21";
    let output = sandbox.creditcalc(words.split(' ')).output().expect("the program was built for this test");
    let page = String::from_utf8(output.stdout).expect("the program prints text");
    let marked = |plan: &str| {
        let row = page.lines().find(|line| line.starts_with(plan)).expect("every plan has a row");
        row.contains("✓ $120.00")
    };
    assert_eq!(["api-key", "pro", "max-5x", "max-20x"].map(marked), [true, true, true, false], "{page}");
}
