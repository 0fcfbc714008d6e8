//! How fast the engine prices runs and answers estimates, on one core: `cargo bench --bench engine`.
//!
//! `floor` does the same multiplications and additions on bare decimals, without tables, lines or checks:
//! what is above it is the engine.

use std::num::{NonZeroU16, NonZeroU64};
use std::ops::ControlFlow;

use creditcalc::calendar::BillingCycle;
use creditcalc::cost::price_usage;
use creditcalc::ledger::{
    Exhaustion, Held, Holding, JobSpec, Prepared, RunSpec, Scenario, SeatSpec, Simulation, estimate, simulate,
};
use creditcalc::pricing::{PriceTable, Surface, WantedPlans, builtin_files, load};
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

/// A job of every minute over a year of monthly cycles, in a zone whose clock changes twice: every instant
/// visited.
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
        used: creditcalc::schedule::ReadUse::default(),
        budget: None,
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
            is_program_named: false,
            plans: vec![Holding::of_plan(plan, &[]).expect("no seats are asked for")],
            surface: Surface::ClaudeP,
            auth: None,
            spent: Usd::ZERO,
            exhaustion: None,
            is_fee_paid: false,
        });
        cycle = cycle.next().expect("in the calendar");
    }
    bencher.bench(|| {
        let answers = black_box(&scenarios)
            .iter()
            .map(|scenario| estimate(&table, scenario).expect("a stated cost has a price"));
        answers.map(|answer| answer.series.runs()).sum::<u64>()
    });
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Berlin").expect("it is in the database")
}

fn every_minute() -> Recurrence {
    recurrence("* * * * *", zone())
}

fn recurrence(expression: &'static str, zone: TimeZone) -> Recurrence {
    let source = SourceFile::new("--cron", expression);
    match cron::parse(&source, 0..expression.len(), Dialect::Machine) {
        Ok(Cron::Timed(times)) => times.in_zone(zone),
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
        is_program_named: false,
        plans: plans.map(|plan| Holding::of_plan(plan, &[]).expect("it has no seats")).collect(),
        surface: Surface::ClaudeP,
        auth: None,
        spent: Usd::ZERO,
        exhaustion: None,
        is_fee_paid: false,
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
    PriceTable::builtin_for(black_box(&["claude-opus-5-5"]), WantedPlans::Usual, DAY)
}

/// The same tables from their text, parsed and checked, as with `--pricing DIR`.
#[divan::bench]
fn parse_and_check_the_tables(bencher: Bencher) {
    let files = builtin_files();
    bencher.bench(|| load(black_box(&files), None));
}

/// A hundred jobs of every minute over twelve cycles, on four credits that each end within a day: 52,560,000
/// runs.
#[divan::bench(sample_count = 10)]
fn simulate_a_hundred_jobs_of_minutes(bencher: Bencher) {
    let table = PriceTable::builtin();
    let question = a_hundred_jobs_of_minutes(&table);
    bencher
        .counter(ItemsCount::new(52_560_000_u32))
        .bench(|| simulate(&table, black_box(&question)).map(|answer| answer.total()));
}

/// The same, where what is beyond the credits is billed.
#[divan::bench(sample_count = 10)]
fn simulate_a_hundred_jobs_of_minutes_billed(bencher: Bencher) {
    let table = PriceTable::builtin();
    let mut question = a_hundred_jobs_of_minutes(&table);
    question.seats.iter_mut().for_each(|seat| seat.exhaustion = Some(Exhaustion::Bill));
    bencher
        .counter(ItemsCount::new(52_560_000_u32))
        .bench(|| simulate(&table, black_box(&question)).map(|answer| answer.total()));
}

/// The first part of it: the runs of each half of a day counted and priced, before they meet any credit.
#[divan::bench(sample_count = 10)]
fn prepare_a_hundred_jobs_of_minutes(bencher: Bencher) {
    let table = PriceTable::builtin();
    let question = a_hundred_jobs_of_minutes(&table);
    bencher
        .counter(ItemsCount::new(52_560_000_u32))
        .bench(|| Prepared::new(&table, black_box(&question)).map(|prepared| prepared.runs()));
}

/// One of those hundred jobs, run by run: instants by adding sixty seconds, costs drawn from a bare decimal
/// until nothing is left of it. What it takes for each run is what listing all of them would take, without an
/// order among the jobs.
#[divan::bench(sample_count = 10)]
fn floor_of_a_hundred_jobs_of_minutes(bencher: Bencher) {
    let windows = year_of_cycles();
    let (cost, credit): (Decimal, Decimal) =
        ("0.01".parse().expect("a decimal"), "200.00".parse().expect("a decimal"));
    bencher.counter(ItemsCount::new(525_600_u32)).bench(|| {
        let (mut drawn, mut overflow, mut last) = (Decimal::ZERO, Decimal::ZERO, 0);
        for window in black_box(&windows) {
            let (mut at, mut left) = (window.start, black_box(credit));
            while at < window.end {
                let cost = black_box(cost);
                let draw = cost.min(left);
                left -= draw;
                drawn += draw;
                overflow += cost - draw;
                last = black_box(at).as_second();
                at = Timestamp::from_second(at.as_second() + 60).expect("in the calendar");
            }
        }
        (drawn, overflow, last)
    });
}

fn a_hundred_jobs_of_minutes(table: &PriceTable) -> Simulation<'_> {
    let job = |place: usize| {
        let timing = Timing::At(every_minute());
        let job = Job {
            name: "tick".to_owned(),
            expression: "* * * * *".to_owned(),
            kind: Kind::Cron,
            timing,
            at_once: 1,
            used: creditcalc::schedule::ReadUse::default(),
            budget: None,
        };
        job_of(place % 4, "0.01", Schedule::Timed(Timetable { jobs: vec![job] }))
    };
    let cycle = BillingCycle::anchored(14, date(2026, 1, 14)).expect("in the calendar");
    let cycles = NonZeroU16::new(12).expect("not zero");
    Simulation { cycle, cycles, ..question(table, 4, (0..100).map(job).collect()) }
}

/// A thousand jobs of a month on twenty credits: by the minute, by the hour, nightly, on workdays, in five
/// zones, per day and only counted.
#[divan::bench(sample_count = 50)]
fn simulate_a_thousand_jobs_of_a_month(bencher: Bencher) {
    let table = PriceTable::builtin();
    let crons = [
        "0 3 * * *",
        "*/15 * * * *",
        "0 9-17 * * MON-FRI",
        "30 2 * * *",
        "0 */6 * * *",
        "15 4 1 * *",
        "*/5 8-18 * * 1-5",
        "0 22 * * SUN",
    ];
    let zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Tokyo"];
    let job = |place: usize| {
        let schedule = match place % 10 {
            8 => Schedule::PerDay(NonZeroU64::new(3).expect("not zero")),
            9 => Schedule::Count(100),
            kind => {
                let zone = TimeZone::get(zones[place / 10 % zones.len()]).expect("it is in the database");
                let timing = Timing::At(recurrence(crons[kind], zone));
                let job = Job {
                    name: "job".to_owned(),
                    expression: crons[kind].to_owned(),
                    kind: Kind::Cron,
                    timing,
                    at_once: 1,
                    used: creditcalc::schedule::ReadUse::default(),
                    budget: None,
                };
                Schedule::Timed(Timetable { jobs: vec![job] })
            }
        };
        job_of(place % 20, ["0.02", "0.05", "0.10"][place % 3], schedule)
    };
    let question = question(&table, 20, (0..1_000).map(job).collect());
    bencher
        .counter(ItemsCount::new(1_000_u32))
        .bench(|| simulate(&table, black_box(&question)).map(|answer| answer.total()));
}

fn job_of(seat: usize, cost: &str, schedule: Schedule) -> JobSpec {
    JobSpec {
        name: "job".to_owned(),
        seat,
        run: RunSpec::Stated(cost.parse().expect("money")),
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

fn question(table: &PriceTable, seats: usize, jobs: Vec<JobSpec>) -> Simulation<'_> {
    let program = table.default_program().expect("one is the default");
    let plan = table.plan(program, "max-20x").expect("it has that plan");
    let holding = Holding::of_plan(plan, &[]).expect("no seats are asked for");
    let seat = SeatSpec {
        name: "seat".to_owned(),
        holding,
        exhaustion: None,
        spent: Usd::ZERO,
        held: Held::default(),
    };
    Simulation {
        program,
        is_program_named: false,
        as_of: DAY,
        zone: zone(),
        cycle: BillingCycle::calendar_month(DAY).expect("in the calendar"),
        cycles: NonZeroU16::MIN,
        from: None,
        seats: vec![seat; seats],
        jobs,
        is_fee_paid: false,
    }
}
