//! What runs to come may cost: the chance that each credit is not enough, with its bounds, and what speaks against it.

mod checks;
mod picture;
mod words;

use std::num::NonZeroU64;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use self::checks::{checked, found};
pub use self::picture::forecast_pictures;
pub(in crate::report) use self::words::{chance_in_words, chance_range};
use self::words::{job_in_words, named, promise_in_words};
use super::{Sides, name_of, rules, time};
use crate::calendar::BillingCycle;
use crate::ledger::NoCredit;
use crate::phrase::{counted, escaped_name, listed, quoted, quoted_name};
use crate::pricing::{Draws, Program};
use crate::report::number::dollars;
use crate::report::programs::Both;
use crate::report::{Block, Page, Role, sheets};
use crate::spread::{Band, CapRow, measured_coverage};
use crate::studies::forecast::{CreditForecast, Forecast, JobForecast, RunDay};
use crate::units::{Usd, length};

/// A forecast, and what to show of it.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line, or a column that is there or not"
)]
pub struct ForecastOf<'a, 't> {
    /// The forecast.
    pub forecast: &'a Forecast<'t>,
    /// Whose rules it is about.
    pub program: &'t Program,
    /// The day that counts as today.
    pub as_of: Date,
    /// The cycle in which the runs are.
    pub cycle: BillingCycle,
    /// On whose clock.
    pub zone: &'a TimeZone,
    /// The two programs, where both count.
    pub both: Option<Both<'t>>,
    /// The groups of columns of both.
    pub sides: Option<Sides>,
    /// Whether credits are those of seats, and not of plans that are instead of each other.
    pub has_seats: bool,
    /// Whether runs have days.
    pub has_days: bool,
    /// Whether what limits on a run would do is asked for.
    pub has_caps: bool,
    /// Whether how such forecasts held is asked for.
    pub has_backtest: bool,
}

impl ForecastOf<'_, '_> {
    /// `Thu 26 Nov`, `run 12`, or a dash where the credit does not end.
    pub(in crate::report) fn end_in_words(&self, end: Option<RunDay>) -> String {
        match end {
            None => "-".to_owned(),
            Some(RunDay { day: Some(day), .. }) => time::day(day, self.cycle),
            Some(RunDay { number, .. }) => format!("run {number}"),
        }
    }
}

/// The chances of each credit under what the runs may cost.
#[must_use]
pub fn forecast(of: &ForecastOf<'_, '_>) -> Page {
    let forecast = of.forecast;
    let mut page = Page::new();
    page.add(Block::Headline(headline(of)));
    if !forecast.credits.is_empty() {
        page.add(Block::Table(sheets::credit_chances(of)));
    }
    if let Some(spark) = picture::spark(of) {
        page.add(Block::Spark(spark));
    }
    for job in &forecast.jobs {
        page.text(job_in_words(job));
    }
    for job in &forecast.jobs {
        let name = named(job);
        for sentence in job.checks.iter().filter_map(|check| found(check, job, of)) {
            page.caution(format!("{name}{sentence}"));
        }
        if let Some(sentence) = checks::of_models(job, of) {
            page.caution(sentence);
        }
    }
    for job in &forecast.jobs {
        if let Some(sentence) = checks::of_prices(job) {
            page.note(Role::Note, sentence);
        }
    }
    let [briefly, all] = coverage(forecast);
    let dearer = forecast.jobs.iter().map(words::dearer_in_words).filter(|said| !said.is_empty());
    if all.is_empty() {
        page.caution(briefly);
        page.text(dearer.collect::<Vec<_>>().join(" "));
    } else {
        page.text(dearer.chain(Some(briefly)).collect::<Vec<_>>().join(" "));
    }
    page.detail(all);
    without_cap(&mut page, forecast);
    for sentence in forecast.jobs.iter().filter_map(promise_in_words) {
        page.note(Role::Note, sentence);
    }
    let caps_on = caps_on(of);
    let limit = forecast.jobs.first().and_then(|job| best_cap(job, &caps_on));
    if let Some(limit) = limit.filter(|_| !of.has_caps) {
        page.note(Role::Note, limit);
    }
    no_credits(&mut page, &forecast.credits);
    if !forecast.left_out.is_empty() {
        let names = quoted(forecast.left_out.iter().map(|name| escaped_name(name)));
        page.caution(format!("Left out: {names}, whose plan changes within the cycle."));
    }
    if of.both.is_none() && !of.program.in_force_on(of.as_of) {
        page.note(rules::role(of.program, of.as_of), rules::these(of.program, of.as_of));
    }
    for job in &forecast.jobs {
        page.detail(checked(job));
        if !of.has_backtest {
            page.detail(backtest(job));
        }
    }
    page.detail(how(forecast));
    if of.has_caps {
        add_caps(&mut page, forecast, &caps_on);
    }
    if of.has_backtest {
        page.notes_here();
        page.add(Block::Heading("How such forecasts held for these runs".to_owned()));
        for job in &forecast.jobs {
            let said = backtest(job);
            let why = "Too few dated runs: a backtest needs at least 15.".to_owned();
            page.text(if said.is_empty() && job.sample.is_some() { why } else { said });
        }
    }
    page
}

/// `$100.00 of max-5x isn't enough for 30 runs in November 2026: chance 10.1%; they cost $29.40 to $63.80 9 times in 10`.
fn headline(of: &ForecastOf<'_, '_>) -> String {
    let forecast = of.forecast;
    let (runs, when) = (counted(forecast.runs_to_come, "run"), time::cycle(of.cycle));
    if forecast.runs_to_come == 0 {
        return format!("No run is to come in {when}");
    }
    let they_cost = if forecast.runs_to_come == 1 { "it costs" } else { "they cost" };
    let spend = format!("9 times in 10 {they_cost} {}", range(forecast.spend));
    match forecast.credits.as_slice() {
        [only] if only.runs > 0 => {
            let chance = chance_in_words(only.overflow);
            let under = of.both.as_ref().map(|both| format!(" {}", both.briefly())).unwrap_or_default();
            let credit = credit_in_words(only);
            format!("{runs} in {when}: {spend}. Chance that {credit} isn't enough{under}: {chance}")
        }
        _ => format!("{runs} in {when}: {spend}"),
    }
}

fn credit_in_words(credit: &CreditForecast<'_>) -> String {
    let what = if credit.spent.is_zero() { "" } else { " left" };
    if credit.count > NonZeroU64::MIN {
        return format!("one seat's {} of {}{what}", dollars(credit.credit), name_of(&credit.holding));
    }
    format!("{}'s {}{what}", name_of(&credit.holding), dollars(credit.credit))
}

/// `$29.40 to $63.80`, or one amount where they are the same.
fn range(band: Band<Usd>) -> String {
    if band.p5 == band.p95 {
        dollars(band.p5)
    } else {
        format!("{} to {}", dollars(band.p5), dollars(band.p95))
    }
}

/// How often bands like these hold with this many measured runs: briefly, and with what others print.
fn coverage(forecast: &Forecast<'_>) -> [String; 2] {
    // The job with the fewest runs is the weakest.
    let samples = forecast.jobs.iter().filter_map(|job| job.sample.as_ref());
    let fewest = samples.map(|sample| (sample.count(), sample.cap().is_some())).min_by_key(|of| of.0);
    let Some((runs, has_cap)) = fewest else { return [String::new(), String::new()] };
    match measured_coverage(runs, has_cap) {
        None => {
            let runs = counted(length(runs), "measured run");
            [
                format!("From {runs} nobody knows how often such a range holds: measure at least 5."),
                String::new(),
            ]
        }
        Some(row) => [
            format!("Such ranges hold {}% of the time.", row.mean_percent),
            format!(
                "How often ranges hold is from simulations of jobs of several kinds with {} measured runs; for the worst kind it's {} of 100 months. Ranges from drawing measured runs again hold in {} of 100.",
                row.runs, row.worst_percent, row.plain_percent
            ),
        ],
    }
}

/// What is missing where a run has no limit.
fn without_cap(page: &mut Page, forecast: &Forecast<'_>) {
    let is_open = |job: &&JobForecast| job.sample.as_ref().is_some_and(|sample| sample.cap().is_none());
    let open: Vec<&JobForecast> = forecast.jobs.iter().filter(is_open).collect();
    if open.is_empty() {
        return;
    }
    let names: Vec<String> = open.iter().filter_map(|job| job.name.as_deref().map(quoted_name)).collect();
    let whose = if names.is_empty() { String::new() } else { format!(" of {}", listed(names)) };
    page.caution(format!(
        "Nothing limits a run{whose}, so there is no upper bound: give the agent `--max-budget-usd`, and tell it here."
    ));
}

/// Whose credit limits are tried on, where there are several: ` for pro`.
fn caps_on(of: &ForecastOf<'_, '_>) -> String {
    match of.forecast.credits.as_slice() {
        [first, _, ..] if of.has_seats => format!(" for {}", quoted_name(&first.name)),
        [first, _, ..] => format!(" for {}", name_of(&first.holding)),
        _ => String::new(),
    }
}

/// The lowest limit that would have cut no measured run, and what it does.
fn best_cap(job: &JobForecast, caps_on: &str) -> Option<String> {
    let sample = job.sample.as_ref()?;
    let row = job.caps.iter().find(|row| row.runs_cut == 0)?;
    if sample.cap().is_some_and(|cap| cap <= row.cap) {
        return None;
    }
    Some(format!(
        "`--max-budget-usd {}` would have cut none of the measured runs; then the chance{caps_on} is {} ({}). `--caps` shows more.",
        row.cap,
        chance_in_words(row.overflow),
        chance_range(row.overflow)
    ))
}

fn add_caps(page: &mut Page, forecast: &Forecast<'_>, caps_on: &str) {
    page.notes_here();
    page.add(Block::Heading("What a limit on each run would do".to_owned()));
    let job = forecast.jobs.iter().find(|job| !job.caps.is_empty());
    let Some((job, sample)) = job.and_then(|job| Some((job, job.sample.as_ref()?))) else {
        page.text("Limits are tried for one job alone on a credit.");
        return;
    };
    page.add(Block::Table(sheets::caps_on_a_run(&job.caps, length(sample.count()))));
    if !caps_on.is_empty() {
        page.text(format!("Chances are those{caps_on}."));
    }
    page.text("`burnt` is what stopped runs cost without a result, if nobody starts them again.");
    let line = |row: &CapRow| format!("  --max-budget-usd {}", row.cap);
    if let Some(row) = job.caps.iter().find(|row| row.runs_cut == 0) {
        page.text("To paste, for the lowest limit that would have cut no run:");
        let credits = row.cap.whole_units(Usd::from_cents(1).unwrap_or(row.cap));
        let mut lines = vec![line(row)];
        lines.extend(credits.map(|credits| format!("  max-ai-credits: {credits}")));
        page.add(Block::Lines(lines));
    }
}

/// How often such bands held for the runs that are there.
fn backtest(job: &JobForecast) -> String {
    let Some(backtest) = &job.backtest else { return String::new() };
    let name = named(job);
    let moments = length(backtest.moments.len());
    let times = |count: usize| counted(length(count), "time");
    format!(
        "{name}At {} in the past, the range for the next {} held {}, and the cost lay above it {}; drawing runs again held {}, and the mean run was too low {}.",
        counted(moments, "moment"),
        counted(u64::from(backtest.runs), "run"),
        times(backtest.urn_held()),
        times(backtest.above_urn()),
        times(backtest.plain_held()),
        times(backtest.above_run_rate())
    )
}

/// Why credits pay nothing, each reason once.
fn no_credits(page: &mut Page, credits: &[CreditForecast<'_>]) {
    let reason = |credit: &CreditForecast<'_>| {
        let why = credit.no_credit?;
        Some((
            super::estimate::why_no_credit(why, credit.holding.plan, credit.program),
            name_of(&credit.holding),
        ))
    };
    for (reason, plans) in crate::phrase::grouped(credits.iter().filter_map(reason)) {
        page.note(Role::Result, format!("No credit for {}: {reason}.", listed(&plans)));
    }
    let is_on_limits =
        |credit: &&CreditForecast<'_>| credit.no_credit.map(NoCredit::draws) == Some(Draws::PlanWindows);
    if credits.iter().any(|credit| is_on_limits(&credit)) {
        page.note(Role::Note, "Runs on plan limits cost no dollars, and how many fit isn't published.");
    }
}

/// How the figures are made.
fn how(forecast: &Forecast<'_>) -> String {
    let exact = forecast.credits.iter().filter(|credit| credit.is_exact).count();
    let counted_or = if exact == forecast.credits.len() {
        "Chances are counted exactly (Bayesian bootstrap; bounds by nonparametric predictive inference)."
    } else {
        "Chances of several jobs, or with prices that change, are shares of played months."
    };
    format!(
        "{counted_or} Ranges come from {} played months. The method: docs/forecast.md.",
        crate::phrase::count(forecast.draws)
    )
}
