//! Measured runs: what a run costs, what the runs used, and what the figures leave open.

mod explain;
mod runs;

use self::runs::runs;
use super::explain::run as cost_lines;
use crate::measure::{By, MeasuredRun, Measurement, RecordsRead, Share, Summary, Total};
use crate::phrase::exact_dollars;
use crate::phrase::{count, counted};
use crate::report::measured::{at_least, runs_of, sentences};
use crate::report::number::compact;
use crate::report::{Block, Cell, Kind, Page, Sheet, sheets};
use crate::units::length;
use crate::usage::{Billing, TokenKind, UsedBy};

pub use explain::explain_measured;

/// Up to so many runs are told one by one.
const RUNS_MAX: usize = 20;

/// What a run costs, what the runs used by model or by what they have in common, the runs where they are few,
/// and what is to be said.
#[must_use]
pub fn measure(measurement: &Measurement<'_>, reading: &RecordsRead, shares: Option<(By, &[Share])>) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(measurement)));
    if measurement.by_use.len() > 1 {
        page.add(Block::Table(uses(measurement)));
    }
    match shares {
        Some((by, shares)) if !shares.is_empty() => page.add(Block::Table(sheets::shares(by, shares))),
        None if !measurement.totals.is_empty() => page.add(Block::Table(models(measurement))),
        _ => {}
    }
    if measurement.runs.len() > RUNS_MAX {
        let puts = if shares.is_none() {
            "`--by` puts them together, and `--json` or `--format csv` tells"
        } else {
            "`--json` or `--format csv` tells"
        };
        page.text(format!(
            "{} are too many to be shown here: {puts} of each.",
            counted(length(measurement.runs.len()), "run")
        ));
    } else if !measurement.runs.is_empty() {
        page.add(Block::Table(runs(measurement)));
    }
    page.clauses(sentences(measurement, reading));
    page
}

fn headline(measurement: &Measurement<'_>) -> String {
    let runs = length(measurement.runs.len());
    // Where all came in by the same door, it need not be told of each.
    let all = match measurement.by_use.as_slice() {
        [(used_by, ..)] if *used_by != UsedBy::Unknown => runs_of(*used_by, runs),
        _ => counted(runs, "run"),
    };
    let all = all + billed(measurement);
    let Some(summary) = measurement.summary else {
        return match runs {
            0 => "No runs".to_owned(),
            1 => format!("{all}, without a price for all it used"),
            _ => format!("{all}, none with a price for all it used"),
        };
    };
    let which = if summary.runs < runs { format!("{} of {all}", count(summary.runs)) } else { all };
    if summary.runs == 1 {
        let bound = if summary.is_at_least { "at least " } else { "" };
        return format!("{which}: {bound}{}", exact_dollars(summary.total));
    }
    let [mean, median, p90, max, total] = figures(&summary);
    format!("{which}: {mean} a run (mean), {median} (median), {p90} (p90), {max} (max); {total} in all")
}

/// Whose bill all runs are on, where it is the same.
fn billed(measurement: &Measurement<'_>) -> &'static str {
    let mut all = measurement.runs.iter().map(|run| run.run.billing);
    let first = all.next();
    match first.filter(|first| all.all(|billing| billing == *first)) {
        None | Some(Billing::Unknown) => "",
        Some(Billing::Plan) => " on a plan",
        Some(Billing::ApiKey) => " with an API key",
        Some(Billing::Cloud) => " on a cloud's bill",
    }
}

fn figures(summary: &Summary) -> [String; 5] {
    [summary.mean, summary.median, summary.p90, summary.max, summary.total]
        .map(|amount| at_least(amount, summary.is_at_least))
}

/// Runs counted apart by who started them: a credit may pay for some of them only.
fn uses(measurement: &Measurement<'_>) -> Sheet {
    let mut sheet = Sheet::of_page(&[
        ("by", Kind::Text),
        ("runs", Kind::Count),
        ("mean", Kind::Figure),
        ("median", Kind::Figure),
        ("p90", Kind::Figure),
        ("max", Kind::Figure),
        ("in all", Kind::Figure),
    ]);
    for (used_by, runs, summary) in &measurement.by_use {
        let figures = summary.as_ref().map_or_else(|| ["no price"; 5].map(str::to_owned), figures);
        let cells = [started_by(*used_by).into(), Cell::Count(*runs)];
        sheet.push(cells.into_iter().chain(figures.map(Cell::Text)).collect());
    }
    sheet
}

fn started_by(used_by: UsedBy) -> &'static str {
    match used_by {
        UsedBy::Program => "program",
        UsedBy::Person => "person",
        UsedBy::Unknown => "unknown",
    }
}

fn models(measurement: &Measurement<'_>) -> Sheet {
    let totals = &measurement.totals;
    let priced = |run: &&MeasuredRun<'_>| run.models.iter().any(|used| used.price().is_some());
    let runs = length(measurement.runs.iter().filter(priced).count());
    let cells = |of: &dyn Fn(&Total<'_>) -> String, all: String| {
        // Of one model all is the same.
        let all = (totals.len() > 1).then_some(all);
        totals.iter().map(of).chain(all).collect::<Vec<String>>()
    };
    let mut columns = vec![
        ("model", Kind::Text, cells(&|total| total.model.id.clone(), "all".to_owned())),
        ("runs", Kind::Figure, cells(&|total| count(total.runs), count(runs))),
    ];
    for kind in TokenKind::ALL {
        let tokens = |total: &Total<'_>| u128::from(total.usage.of(kind).get());
        let sum: u128 = totals.iter().map(tokens).sum();
        if sum > 0 {
            columns.push((title(kind), Kind::Figure, cells(&|total| compact(tokens(total)), compact(sum))));
        }
    }
    let is_at_least = totals.iter().any(|total| total.cost.is_at_least);
    let cost = cells(
        &|total| at_least(total.cost.cost, total.cost.is_at_least),
        at_least(measurement.cost, is_at_least),
    );
    columns.push(("cost", Kind::Figure, cost));
    sheet_of(columns)
}

/// The name of a kind over two lines, so that a grid of all of them still fits.
fn title(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Input => "input",
        TokenKind::Output => "output",
        TokenKind::CacheRead => "cache\nread",
        TokenKind::CacheWrite5m => "write\n5m",
        TokenKind::CacheWrite1h => "write\n1h",
        TokenKind::CacheWrite30m => "write\n30m",
        TokenKind::CacheWrite12h => "write\n12h",
    }
}

/// A sheet of columns that are equally long.
fn sheet_of(columns: Vec<(&str, Kind, Vec<String>)>) -> Sheet {
    let titles: Vec<_> = columns.iter().map(|(title, kind, _)| (*title, *kind)).collect();
    let mut sheet = Sheet::of_page(&titles);
    let rows = columns.first().map_or(0, |(_, _, cells)| cells.len());
    let mut columns: Vec<_> = columns.into_iter().map(|(_, _, cells)| cells.into_iter()).collect();
    for _ in 0..rows {
        sheet.push(columns.iter_mut().map(|cells| cells.next().into()).collect());
    }
    sheet
}
