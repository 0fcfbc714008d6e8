//! Every line of what measured runs cost, with the table row that each figure comes from.

use super::cost_lines;
use super::runs::started;
use crate::cost::RunCost;
use crate::measure::{Difference, MeasuredRun, Measurement, RecordsRead};
use crate::phrase::exact_dollars;
use crate::phrase::{capitalized, count, escaped_name, listed, quoted_name};
use crate::report::measured::{difference_in_words, no_price};
use crate::report::views::sources::Sources;
use crate::report::{Block, Page};

/// Adds to a page what each run cost, line by line.
pub fn explain_measured(page: &mut Page, measurement: &Measurement<'_>, reading: &RecordsRead) {
    let mut sources = Sources::default();
    for (number, run) in (1_u64..).zip(&measurement.runs) {
        let run = run.as_ref();
        page.add(Block::Heading(heading(number, run, reading)));
        let priced = priced(run);
        if !priced.lines.is_empty() {
            let whole = if run.cost.is_some() { "one run" } else { "the part with a price" };
            page.add(Block::Table(cost_lines(&priced, whole, &mut sources)));
        }
        for used in &run.models {
            if let Err(reason) = &used.cost {
                page.text(capitalized(&no_price(&used.name, reason)) + ".");
            }
        }
        page.text(vendor(run));
    }
    sources.add_to(page);
}

/// `Run 3, 2026-11-21 03:00, 01d2…, in runs/a.json`.
fn heading(number: u64, run: &MeasuredRun<'_>, reading: &RecordsRead) -> String {
    let mut parts = vec![format!("Run {}", count(number))];
    parts.extend(run.run.started_at.map(|_| format!("{} UTC", started(run))));
    parts.extend(run.run.session.as_deref().map(escaped_name));
    parts.push(format!("in {}", escaped_name(reading.source(&run.run))));
    parts.join(", ")
}

/// Those parts of a run that have a price, as one cost.
fn priced<'t>(run: &MeasuredRun<'t>) -> RunCost<'t> {
    let costs = || run.models.iter().filter_map(|used| used.cost.as_ref().ok());
    RunCost {
        low: run.priced.low,
        cost: run.priced.cost,
        high: run.priced.high,
        lines: costs().flat_map(|cost| cost.lines.iter().copied()).collect(),
        brackets: costs().flat_map(|cost| cost.brackets.iter().copied()).collect(),
        stated_times: None,
    }
}

/// The vendor's own figure, and how it was counted.
fn vendor(run: &MeasuredRun<'_>) -> String {
    let Some(cost) = run.run.vendor_cost else { return String::new() };
    let names: Vec<String> = run
        .models
        .iter()
        .filter(|used| used.difference.is_some_and(|of| of != Difference::None))
        .map(|used| quoted_name(&used.name))
        .collect();
    let reported = format!("The agent reported {}", exact_dollars(cost));
    match run.difference {
        None => format!("{reported}."),
        Some(Difference::None) => format!("{reported}, the same as list prices."),
        Some(difference) => format!("{reported}: {}.", difference_in_words(difference, &listed(&names))),
    }
}
