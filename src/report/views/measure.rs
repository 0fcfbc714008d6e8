//! Measured runs: what a run costs, what the runs used, and what the figures leave open.

mod days;
mod explain;
mod runs;
mod tables;

use self::runs::runs;
use super::explain::run as cost_lines;
use crate::measure::{By, Measurement, RecordsRead, Same, Share, Summary};
use crate::phrase::{capitalized, count, counted, exact_dollars};
use crate::report::measured::{at_least, clauses, runs_of, window_in_words};
use crate::report::{Block, Page, Role, sheets};
use crate::units::length;
use crate::usage::{Billing, UsedBy};

pub use explain::explain_measured;

/// Up to this many runs are listed one by one: two weeks of nights.
const RUNS_MAX: usize = 14;

/// What a run costs, who started the runs, what they cost on the last days, what they used by model or by what they
/// have in common, the runs where they are few, and what is to be said. `next` is the command that plans such
/// runs.
#[must_use]
pub fn measure(
    measurement: &Measurement<'_>,
    reading: &RecordsRead,
    shares: Option<(By, &[Share])>,
    next: Option<&str>,
) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(measurement, reading.reports_cut_off > 0)));
    if measurement.by_use.len() > 1 {
        page.add(Block::Table(tables::uses(measurement)));
    }
    let is_by_day = matches!(shares, Some((By::Day, _)));
    if let Some(days) = days::last(measurement).filter(|_| !is_by_day) {
        page.add(Block::Spark(days));
    }
    if let Some(next) = next {
        page.add(Block::Lines(vec![format!("next: {next}")]));
    }
    match shares {
        Some((by, shares)) if !shares.is_empty() => page.add(Block::Table(sheets::shares(by, shares))),
        None if !measurement.totals.is_empty() => page.add(Block::Table(tables::models(measurement))),
        _ => {}
    }
    let is_days = measurement.reported.rows == length(measurement.runs.len());
    let noun = if is_days { "day" } else { "run" };
    let (listed, all) = (measurement.runs.len() <= RUNS_MAX, counted(length(measurement.runs.len()), noun));
    if listed && !measurement.runs.is_empty() {
        page.add(Block::Table(runs(measurement)));
    }
    for (role, clause) in clauses(measurement, reading) {
        page.note(role, capitalized(&clause) + ".");
    }
    if !listed && shares.is_none() {
        page.note(
            Role::Note,
            format!(
                "{all} not listed: group them with `--by {}`, or use `--format csv`.",
                if is_days { "week" } else { "project" }
            ),
        );
    } else if !listed {
        page.note(Role::Note, format!("{all} not listed: use `--format csv`, without `--by`."));
    }
    page
}

/// `34 runs, $17.74 · $0.52 a run (median $0.36, p90 $1.32, max $2.49)`.
fn headline(measurement: &Measurement<'_>, is_cut_off: bool) -> String {
    let rows = measurement.reported.rows;
    let runs = length(measurement.runs.len()).saturating_sub(rows);
    let reported = (rows > 0).then(|| reported(measurement, is_cut_off));
    match reported {
        Some(reported) if runs == 0 => reported + &in_window(measurement),
        Some(reported) => format!("{}; {reported}", of_runs(measurement, runs)),
        None => of_runs(measurement, runs),
    }
}

/// `3 days of usage reports, $4.69`.
fn reported(measurement: &Measurement<'_>, is_cut_off: bool) -> String {
    let cost = measurement.reported.cost;
    let days = counted(length(measurement.reported.days.len()), "day") + " of usage reports";
    if cost.cost.is_zero() && measurement.totals.is_empty() {
        return format!("{days}, without a price");
    }
    format!("{days}, {}", at_least(cost.cost, cost.is_at_least || is_cut_off))
}

fn of_runs(measurement: &Measurement<'_>, runs: u64) -> String {
    // Where all were started the same way, the line says so, and no table.
    let all = match measurement.by_use.as_slice() {
        [(used_by, ..)] if *used_by != UsedBy::Unknown => runs_of(*used_by, runs),
        _ => counted(runs, "run"),
    };
    let all = all + billed(measurement) + &in_window(measurement);
    let Some(summary) = measurement.summary else {
        return match runs {
            0 => "No runs".to_owned(),
            1 => format!("{all}, without a price for all it used"),
            _ => format!("{all}, none with a price for all it used"),
        };
    };
    let which = if summary.runs < runs { format!("{} of {all} priced", count(summary.runs)) } else { all };
    let [total, mean, median, p90, max] = figures(&summary);
    if summary.runs == 1 {
        // What can be asked about again is exact.
        let bound = if summary.is_at_least { "≥" } else { "" };
        return format!("{which}, {bound}{}", exact_dollars(summary.total));
    }
    format!("{which}, {total} · {mean} a run (median {median}, p90 {p90}, max {max})")
}

/// The time that they are of, and whether older ones were left out.
fn in_window(measurement: &Measurement<'_>) -> String {
    let when = window_in_words(&measurement.window);
    let newest = if measurement.outside.older > 0 { " (the newest)" } else { "" };
    if when.is_empty() { newest.to_owned() } else { format!(" {when}{newest}") }
}

/// Whose bill all runs are on, where it is the same.
fn billed(measurement: &Measurement<'_>) -> &'static str {
    match measurement.facts.billing {
        Same::None | Same::Different | Same::All(Billing::Unknown) => "",
        Same::All(Billing::Plan) => " on a plan",
        Same::All(Billing::ApiKey) => " with an API key",
        Same::All(Billing::Cloud) => " on a cloud's bill",
    }
}

/// The total, the mean, the median, the p90 and the maximum.
fn figures(summary: &Summary) -> [String; 5] {
    [summary.total, summary.mean, summary.median, summary.p90, summary.max]
        .map(|amount| at_least(amount, summary.is_at_least))
}
