//! How fast the engine prices runs and answers estimates, on one core: `cargo bench --bench engine`.
//!
//! `floor` does the same multiplications and additions on bare decimals, without tables, lines or checks: what is above it is the engine.

use std::ops::ControlFlow;

use creditcalc::calendar::BillingCycle;
use creditcalc::cost::price_usage;
use creditcalc::estimate::{Holding, RunSpec, Scenario, estimate};
use creditcalc::pricing::{PriceTable, Surface, builtin_files, load};
use creditcalc::schedule::cron::{self, Cron, Dialect};
use creditcalc::schedule::{Job, Kind, Recurrence, Schedule, Timetable, Timing, Window};
use creditcalc::source::SourceFile;
use creditcalc::units::{Tokens, Usd};
use creditcalc::usage::{ModelUsage, Service, TokenKind, TokenUsage};
use divan::{Bencher, black_box, counter::ItemsCount};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

const DAY: Date = date(2026, 11, 21);

fn main() {
    divan::main();
}

/// A run of a headless session: mostly cache reads, a large write, little output.
fn run() -> ModelUsage {
    let usage = TokenUsage::NONE
        .with(TokenKind::Input, Tokens::new(1_200))
        .with(TokenKind::Output, Tokens::new(5_300))
        .with(TokenKind::CacheRead, Tokens::new(940_000))
        .with(TokenKind::CacheWrite5m, Tokens::new(50_000));
    ModelUsage::new("claude-opus-5-5", usage)
}

/// One run priced at the rates of its day: four kinds of tokens, a line each, and their sum.
#[divan::bench(sample_size = 10_000)]
fn price_a_run(bencher: Bencher) {
    let table = PriceTable::builtin();
    let found = table.resolve("claude-opus-5-5", DAY).expect("it has a price");
    let card = table.rate_card(found.model, DAY, Service::default()).expect("it has a price");
    let run = run();
    bencher.counter(ItemsCount::new(1_u32)).bench(|| price_usage(black_box(&card), black_box(&run)));
}

/// The same arithmetic on bare decimals.
#[divan::bench(sample_size = 10_000)]
fn floor(bencher: Bencher) {
    let rates = ["4.00", "20.00", "0.20", "5.00"].map(|rate| rate.parse::<Decimal>().expect("a decimal"));
    let tokens = [1_200_u64, 5_300, 940_000, 50_000];
    bencher.counter(ItemsCount::new(1_u32)).bench(|| {
        let mut total = Decimal::ZERO;
        for (rate, count) in black_box(&rates).iter().zip(black_box(&tokens)) {
            let mut cost = *rate * Decimal::from(*count);
            cost.set_scale(cost.scale() + 6).expect("it fits");
            total += cost;
        }
        total
    });
}

/// A job of every minute over a year of monthly cycles, in a zone whose clock changes twice: every instant visited.
#[divan::bench(sample_size = 10)]
fn walk_a_year_of_minutes(bencher: Bencher) {
    let recurrence = every_minute();
    let windows = year_of_cycles();
    bencher.counter(ItemsCount::new(525_600_u32)).bench(|| {
        let mut sum = 0;
        for window in black_box(&windows) {
            black_box(&recurrence).walk(window.start, window.end, |at| {
                sum ^= at.as_second();
                ControlFlow::Continue(())
            });
        }
        sum
    });
}

/// The same minutes by adding sixty seconds to an instant: what there is below a schedule.
#[divan::bench(sample_size = 10)]
fn floor_of_a_year_of_minutes(bencher: Bencher) {
    let windows = year_of_cycles();
    bencher.counter(ItemsCount::new(525_600_u32)).bench(|| {
        let mut sum = 0;
        for window in black_box(&windows) {
            let mut at = window.start;
            while at < window.end {
                sum ^= black_box(at).as_second();
                at = Timestamp::from_second(at.as_second() + 60).expect("in the calendar");
            }
        }
        sum
    });
}

/// The same year through the ledger: counted by the half day, priced, and drawn on a plan, cycle by cycle.
#[divan::bench(sample_size = 10)]
fn estimate_a_year_of_minutes(bencher: Bencher) {
    let table = PriceTable::builtin();
    let program = table.default_program().expect("one is the default");
    let plan = table.plan(program, "max-5x").expect("it has that plan");
    let job = Job {
        name: "tick".to_owned(),
        expression: "* * * * *".to_owned(),
        kind: Kind::Cron,
        timing: Timing::At(every_minute()),
        at_once: 1,
    };
    let mut scenarios = Vec::new();
    let mut cycle = BillingCycle::anchored(14, date(2026, 1, 14)).expect("in the calendar");
    for _ in 0..12 {
        scenarios.push(Scenario {
            run: RunSpec::Stated("0.01".parse().expect("money")),
            schedule: Schedule::Timed(Timetable { jobs: vec![job.clone()] }),
            cycle,
            zone: zone(),
            from: None,
            as_of: DAY,
            program,
            plans: vec![Holding::of_plan(plan, &[]).expect("no seats are asked for")],
            surface: Surface::ClaudeP,
            auth: None,
            spent: Usd::ZERO,
            exhaustion: None,
        });
        cycle = cycle.next().expect("in the calendar");
    }
    bencher.bench(|| {
        let answers = black_box(&scenarios).iter().map(|scenario| estimate(&table, scenario).expect("a stated cost has a price"));
        answers.map(|answer| answer.series.runs()).sum::<u64>()
    });
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Berlin").expect("it is in the database")
}

fn every_minute() -> Recurrence {
    let source = SourceFile::new("--cron", "* * * * *");
    match cron::parse(&source, 0..9, Dialect::Machine) {
        Ok(Cron::Timed(times)) => times.in_zone(zone()),
        other => panic!("{other:?}"),
    }
}

fn year_of_cycles() -> Vec<Window> {
    let mut cycle = BillingCycle::anchored(14, date(2026, 1, 14)).expect("in the calendar");
    let mut windows = Vec::new();
    for _ in 0..12 {
        windows.push(Window::of_days(cycle.period(), &zone()));
        cycle = cycle.next().expect("in the calendar");
    }
    windows
}

/// A whole estimate: names resolved, every day of the month priced, three plans drawn under two programs.
#[divan::bench(sample_size = 1_000)]
fn estimate_a_month(bencher: Bencher) {
    let table = PriceTable::builtin();
    let program = table.default_program().expect("there is one");
    let plans = table.plans_of(program).filter(|plan| plan.individual);
    let scenario = Scenario {
        run: RunSpec::Used(vec![run()]),
        schedule: Schedule::NIGHTLY,
        cycle: BillingCycle::calendar_month(DAY).expect("in the calendar"),
        zone: TimeZone::UTC,
        from: None,
        as_of: DAY,
        program,
        plans: plans.map(|plan| Holding::of_plan(plan, &[]).expect("it has no seats")).collect(),
        surface: Surface::ClaudeP,
        auth: None,
        spent: Usd::ZERO,
        exhaustion: None,
    };
    bencher.counter(ItemsCount::new(1_u32)).bench(|| estimate(black_box(&table), black_box(&scenario)));
}

/// All built-in tables, as commands that list them read them.
#[divan::bench]
fn read_the_builtin_tables() -> PriceTable {
    PriceTable::builtin()
}

/// As much of them as one question takes.
#[divan::bench]
fn read_one_model() -> PriceTable {
    PriceTable::builtin_for(black_box(&["claude-opus-5-5"]), DAY)
}

/// The same tables from their text, parsed and checked, as with `--pricing DIR`.
#[divan::bench]
fn parse_and_check_the_tables(bencher: Bencher) {
    let files = builtin_files();
    bencher.bench(|| load(black_box(&files), None));
}
