//! Answers for spreadsheets: a header, then one row a plan. Money is exact, and a cell that a spreadsheet would run stays text.

use crate::estimate::{Estimate, PlanOutcome, Scenario};
use crate::pricing::ProgramStatus;

/// The estimate as a table, one row a plan.
///
/// # Panics
///
/// Never: writing into memory does not fail, and what is written is text.
#[must_use]
pub fn estimate(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> String {
    let period = scenario.cycle.period();
    let rows = estimate.plans.iter().map(|outcome| {
        let coverage = &outcome.coverage;
        let in_force = outcome.in_force.as_ref();
        let amount = |amount: Option<crate::units::Usd>| amount.map(|amount| amount.to_string()).unwrap_or_default();
        vec![
            ("plan", text(outcome.holding.id())),
            ("program", text(&outcome.program.id)),
            ("program_status", text(outcome.status.map_or("", ProgramStatus::word))),
            ("as_of", scenario.as_of.to_string()),
            ("cycle_start", period.start().to_string()),
            ("cycle_end", period.end().to_string()),
            ("fee_usd", amount(outcome.fee)),
            ("credit_usd", outcome.credit.to_string()),
            ("seats", text(&seats(outcome))),
            ("spent_usd", scenario.spent.to_string()),
            ("run_cost_usd", estimate.run.high.to_string()),
            ("run_cost_low_usd", estimate.run.low.to_string()),
            ("runs", coverage.runs.to_string()),
            ("nights", coverage.nights.to_string()),
            ("total_cost_usd", coverage.total.to_string()),
            ("nights_covered", coverage.nights_covered.to_string()),
            ("runs_covered", coverage.runs_covered.to_string()),
            ("runs_partial", coverage.runs_partial.to_string()),
            ("runs_beyond", coverage.runs_beyond.to_string()),
            ("coverage_percent", coverage.share().map(|share| share.to_string()).unwrap_or_default()),
            ("drawn_usd", coverage.drawn.to_string()),
            ("overflow_usd", coverage.overflow.to_string()),
            ("on_exhaustion", outcome.exhaustion.to_string()),
            ("billed_usd", coverage.billed.to_string()),
            ("runs_refused", coverage.runs_refused.to_string()),
            ("expires_usd", coverage.left.to_string()),
            ("runs_out_on", coverage.end.and_then(|end| end.day).map(|day| day.to_string()).unwrap_or_default()),
            ("in_force_program", text(in_force.and_then(|rules| rules.program).map_or("", |program| &program.id))),
            ("in_force_credit_usd", amount(in_force.map(|rules| rules.credit))),
            ("in_force_nights_covered", in_force.map(|rules| rules.coverage.nights_covered.to_string()).unwrap_or_default()),
            ("in_force_overflow_usd", amount(in_force.map(|rules| rules.coverage.overflow))),
        ]
    });
    table(rows)
}

/// `premium=2 standard=3`, in the order of the JSON.
fn seats(outcome: &PlanOutcome<'_>) -> String {
    let mut seats: Vec<_> = outcome.holding.seats.iter().map(|(seat, count)| format!("{}={count}", seat.kind)).collect();
    seats.sort();
    seats.join(" ")
}

fn table(rows: impl Iterator<Item = Vec<(&'static str, String)>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut has_header = false;
    for row in rows {
        if !has_header {
            writer.write_record(row.iter().map(|(title, _)| *title)).expect("memory takes every record");
            has_header = true;
        }
        writer.write_record(row.iter().map(|(_, cell)| cell)).expect("memory takes every record");
    }
    let bytes = writer.into_inner().expect("memory takes every record");
    String::from_utf8(bytes).expect("every cell was text")
}

/// A text cell. Spreadsheets run what begins with these characters, so an apostrophe says that it is text.
fn text(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_stays_text() {
        assert_eq!(text("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(text("max-5x"), "max-5x");
    }
}
