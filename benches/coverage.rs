//! How often the band of a forecast holds, and how fast it is: `cargo bench --bench coverage`.
//!
//! Jobs with known costs are measured 5, 10, 20 or 50 times, and then run for a month of 30. A band of 90 % should hold in
//! 90 of 100 such months, and 5 of 100 should be above its upper end. Each history has a seed of its own, so the same
//! table is printed every time. `src/spread/coverage.rs` and `docs/forecast.md` have the figures.
//!
//! Other arguments: the number of histories of each cell instead of 2,000.
#![expect(clippy::float_arithmetic, reason = "the made-up costs and the shares of a simulation are no money")]

use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use creditcalc::spread::{ComingRun, DRAWS, Sample, SampleRun, UrnJob, exact, urn};
use creditcalc::units::Usd;

const RUNS_TO_COME: usize = 30;
const MEASURED: [usize; 4] = [5, 10, 20, 50];
/// Months of each forecast.
const MONTHS: u32 = 1_000;

/// How the runs of a job cost.
#[derive(Clone, Copy)]
struct Shape {
    /// Its histories are the same with and without a cap.
    seed: u64,
    name: &'static str,
    cost: fn(&mut Dice) -> f64,
    /// What ends a run, in dollars.
    cap: Option<&'static str>,
    /// What the costs of a history are multiplied with from run to run, and how much of a run's deviation is that of the
    /// run before.
    growth: f64,
    memory: f64,
}

impl Shape {
    const fn new(seed: u64, name: &'static str, cost: fn(&mut Dice) -> f64) -> Self {
        Self { seed, name, cost, cap: None, growth: 1.0, memory: 0.0 }
    }

    /// The costs of runs in a row.
    fn costs(&self, runs: usize, dice: &mut Dice) -> Result<Vec<Usd>, Box<dyn Error>> {
        let mut factor = 1.0;
        let mut before = if self.memory > 0.0 { (self.cost)(dice).ln() } else { 0.0 };
        let mut next = || {
            let fresh = (self.cost)(dice);
            let cost = if self.memory > 0.0 {
                before = self.memory * before + (1.0 - self.memory * self.memory).sqrt() * fresh.ln();
                before.exp()
            } else {
                fresh
            };
            factor *= self.growth;
            usd(cost * factor)
        };
        (0..runs).map(|_| next()).collect()
    }
}

/// Harder than the eight: jobs with exact prices only, of which a gap has nothing but its ends, and jobs that change while
/// they are measured, so that measured runs say little of those to come.
const HARDER: [Shape; 4] = [
    Shape::new(3, "80 % at $0.25, 20 % at $3", |dice| if dice.even() < 0.8 { 0.25 } else { 3.0 }),
    Shape { cap: Some("4"), ..Shape::new(7, "three prices, the cap is one", three_prices) },
    Shape { growth: 1.01, ..Shape::new(8, "1 % dearer each run, 0.4", |dice| dice.lognormal(0.4)) },
    Shape { memory: 0.5, ..Shape::new(9, "half like the run before, 0.4", |dice| dice.lognormal(0.4)) },
];

/// Steady and wild jobs, one that mostly finds nothing to do, and one of which a run in twenty runs away.
const SHAPES: [Shape; 8] = [
    Shape::new(0, "lognormal 0.3", |dice| dice.lognormal(0.3)),
    Shape::new(1, "lognormal 0.8", |dice| dice.lognormal(0.8)),
    Shape::new(2, "lognormal 1.4", |dice| dice.lognormal(1.4)),
    Shape::new(3, "80 % near $0.25, 20 % $3", two_kinds),
    Shape::new(4, "5 % run away", runaway),
    Shape { cap: Some("5"), ..Shape::new(5, "5 % run away, cut at $5", |dice| runaway(dice).min(5.0)) },
    Shape::new(6, "Pareto 1.6", |dice| dice.pareto(1.6)),
    Shape { cap: Some("5"), ..Shape::new(7, "three prices, cap $5", three_prices) },
];

fn two_kinds(dice: &mut Dice) -> f64 {
    let usual = if dice.even() < 0.8 { 0.25 } else { 3.0 };
    usual * dice.lognormal(0.3)
}

fn runaway(dice: &mut Dice) -> f64 {
    if dice.even() < 0.05 { 5.0 * dice.pareto(1.8) } else { dice.lognormal(0.4) }
}

fn three_prices(dice: &mut Dice) -> f64 {
    match dice.even() {
        at if at < 0.6 => 0.5,
        at if at < 0.95 => 1.0,
        _ => 4.0,
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench` to what it starts.
    let histories = env::args().skip(1).find(|arg| arg != "--bench");
    let histories: u32 = histories.map_or(Ok(2_000), |count| count.parse())?;
    let mut out = io::stdout();
    writeln!(out, "How often a band of 90 % holds, of {histories} histories each, in percent")?;
    table(&mut out, "without a cap", histories, &SHAPES, false)?;
    let capped: Vec<Shape> = SHAPES.into_iter().filter(|shape| shape.cap.is_some()).collect();
    table(&mut out, "with the cap", histories, &capped, true)?;
    table(&mut out, "harder than these", histories, &HARDER, true)?;
    speed(&mut out)
}

/// Held, and above the upper end, of all histories.
#[derive(Clone, Copy, Default)]
struct Cell {
    urn_held: u32,
    urn_above: u32,
    plain_held: u32,
    plain_above: u32,
}

fn table(
    out: &mut impl Write,
    title: &str,
    histories: u32,
    shapes: &[Shape],
    with_cap: bool,
) -> Result<(), Box<dyn Error>> {
    writeln!(out, "\n{title:<30}{:>24}{:>24}", "gap urn", "plain bootstrap")?;
    write!(out, "{:<30}", "measured runs")?;
    for n in MEASURED.iter().chain(&MEASURED) {
        write!(out, "{n:>6}")?;
    }
    writeln!(out)?;
    let mut cells = Vec::new();
    for shape in shapes {
        let mut row = [Cell::default(); 4];
        for (cell, n) in row.iter_mut().zip(MEASURED) {
            *cell = simulate(shape, n, histories, with_cap)?;
        }
        let held = |held: fn(Cell) -> u32| row.map(|cell| share(held(cell), histories));
        print(out, shape.name, held(|cell| cell.urn_held), held(|cell| cell.plain_held))?;
        cells.push(row);
    }
    let of_all = |get: fn(&Cell) -> u32, fold: fn(&[f64]) -> f64| {
        std::array::from_fn(|n| {
            let column: Vec<f64> = cells.iter().map(|row| share(get(&row[n]), histories)).collect();
            fold(&column)
        })
    };
    let mean = |all: &[f64]| all.iter().sum::<f64>() / f64::from(u32::try_from(all.len()).unwrap_or(1));
    let least = |all: &[f64]| all.iter().copied().fold(f64::INFINITY, f64::min);
    print(out, "mean", of_all(|cell| cell.urn_held, mean), of_all(|cell| cell.plain_held, mean))?;
    print(out, "worst", of_all(|cell| cell.urn_held, least), of_all(|cell| cell.plain_held, least))?;
    print(
        out,
        "months above P95",
        of_all(|cell| cell.urn_above, mean),
        of_all(|cell| cell.plain_above, mean),
    )?;
    Ok(())
}

fn print(out: &mut impl Write, name: &str, urn: [f64; 4], plain: [f64; 4]) -> io::Result<()> {
    write!(out, "{name:<30}")?;
    for figure in urn.iter().chain(&plain) {
        write!(out, "{figure:>6.1}")?;
    }
    writeln!(out)
}

fn share(count: u32, all: u32) -> f64 {
    100.0 * f64::from(count) / f64::from(all)
}

fn simulate(shape: &Shape, n: usize, histories: u32, with_cap: bool) -> Result<Cell, Box<dyn Error>> {
    let coming = [ComingRun { job: 0, period: 0, may_draw: true }; RUNS_TO_COME];
    let cap = shape.cap.filter(|_| with_cap).map(str::parse).transpose()?;
    let mut cell = Cell::default();
    for history in 0..histories {
        let mut dice = Dice::new(&[7, shape.seed, u64::try_from(n)?, history.into()]);
        let mut costs = shape.costs(n + RUNS_TO_COME, &mut dice)?;
        let month = costs.drain(n..).sum();
        let runs = costs.iter().map(|cost| SampleRun::of(*cost)).collect();
        let sample = Sample::new(runs, cap)?;
        let drawn = urn(&[UrnJob { samples: vec![&sample] }], &coming, Usd::ZERO, dice.next(), MONTHS).spend;
        cell.urn_held += u32::from(drawn.p5 <= month && month <= drawn.p95);
        cell.urn_above += u32::from(month > drawn.p95);
        let (p5, p95) = plain(&costs, &mut dice);
        cell.plain_held += u32::from(p5 <= month && month <= p95);
        cell.plain_above += u32::from(month > p95);
    }
    Ok(cell)
}

fn usd(dollars: f64) -> Result<Usd, Box<dyn Error>> {
    Ok(format!("{dollars:.6}").parse()?)
}

/// What others print: months of runs drawn from the measured ones.
fn plain(costs: &[Usd], dice: &mut Dice) -> (Usd, Usd) {
    let mut months: Vec<Usd> =
        (0..MONTHS).map(|_| (0..RUNS_TO_COME).map(|_| costs[dice.index(costs.len())]).sum()).collect();
    months.sort_unstable();
    let at = |percent: usize| months[(months.len() * percent).div_ceil(100) - 1];
    (at(5), at(95))
}

fn speed(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut dice = Dice::new(&[1]);
    let mut sample = |n: usize| -> Result<Sample, Box<dyn Error>> {
        let cents = (0..n)
            .map(|_| format!("{:.2}", (4.0 * dice.lognormal(0.8)).min(60.0)).parse().map(SampleRun::of));
        Ok(Sample::new(cents.collect::<Result<_, _>>()?, Some("60".parse()?))?)
    };
    writeln!(out)?;
    for (runs, to_come, credit) in
        [(12, 30, "50"), (50, 31, "200"), (200, 100, "1000"), (50, 744, "200"), (1_000, 744, "2000")]
    {
        let sample = sample(runs)?;
        let credit: Usd = credit.parse()?;
        let (answer, took) = best(|| exact(&sample, to_come, credit));
        writeln!(
            out,
            "exact: {runs} runs, {to_come} to come, ${credit}, in units of ${}: {took:.2?}",
            answer.unit()
        )?;
    }
    let samples: Vec<Sample> = (0..20).map(|_| sample(20)).collect::<Result<_, _>>()?;
    let jobs: Vec<UrnJob<'_>> = samples.iter().map(|sample| UrnJob { samples: vec![sample] }).collect();
    let coming: Vec<ComingRun> =
        (0..20 * 31).map(|run| ComingRun { job: run % 20, period: 0, may_draw: true }).collect();
    let credit = "2000".parse()?;
    let (drawn, took) = best(|| urn(&jobs, &coming, credit, 1, DRAWS));
    writeln!(out, "urn: 20 jobs x 31 runs, {} months: {took:.2?}", drawn.draws)?;
    Ok(())
}

/// An answer, and the shortest of five times.
fn best<T>(answer: impl Fn() -> T) -> (T, Duration) {
    let mut took = Duration::MAX;
    for _ in 1..5 {
        let start = Instant::now();
        answer();
        took = took.min(start.elapsed());
    }
    let start = Instant::now();
    let last = answer();
    (last, took.min(start.elapsed()))
}

/// Random numbers, the same every time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn new(words: &[u64]) -> Self {
        let mut dice = Self(0);
        for word in words {
            dice.0 ^= word.wrapping_mul(0xD6E8_FEB8_6659_FD93);
            dice.0 = dice.next();
        }
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn index(&mut self, count: usize) -> usize {
        let count = u128::try_from(count).unwrap_or(u128::MAX);
        usize::try_from((u128::from(self.next()) * count) >> 64).unwrap_or(0)
    }

    /// Above 0 and at most 1.
    fn even(&mut self) -> f64 {
        let digits = u32::try_from(self.next() >> 32).unwrap_or(u32::MAX);
        (f64::from(digits) + 1.0) / 4_294_967_296.0
    }

    /// With a median of 1, and of that spread in logarithms (Box and Muller).
    fn lognormal(&mut self, spread: f64) -> f64 {
        let (radius, angle) = ((-2.0 * self.even().ln()).sqrt(), std::f64::consts::TAU * self.even());
        (spread * radius * angle.cos()).exp()
    }

    /// From 1 on.
    fn pareto(&mut self, index: f64) -> f64 {
        self.even().powf(-1.0 / index)
    }
}
