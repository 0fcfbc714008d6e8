//! A policy as data, one row a rule. What people see of it is laid out by its [view](crate::report::views::check).

use crate::ledger::Simulation;
use crate::report::programs::Both;
use crate::report::views::Sides;
use crate::report::{Cell, Column, Columns, Kind, Sheet};
use crate::studies::policy::{Checked, Measure, RuleResult, Verdict};

/// The rules, with exact figures; beside them those under the rules in force, where these count as well.
#[must_use]
pub fn rules(checked: &Checked, both: Option<&Both<'_>>, question: &Simulation<'_>) -> Sheet {
    let sides = both.map(|both| Sides::of_jobs(both, question));
    let (own, today) = (sides.as_ref().map(|sides| &sides.own), sides.as_ref().map(|sides| &sides.today));
    Columns::new()
        .with(Column::new("rule", Kind::Text), |result: &RuleResult| result.rule.key().into())
        .with(Column::new("limit", Kind::Figure), |result| cell(&result.limit))
        .with(Column::new("figure", Kind::Figure).in_group(own), |result| {
            result.figure.as_ref().map(cell).into()
        })
        .with(Column::new("result", Kind::Text).in_group(own), |result| word(result.verdict).into())
        .with(Column::new("of_what", Kind::Text), |result| result.clause().into())
        .with(Column::new("in_force_figure", Kind::Figure).in_group(today), |result| {
            result.in_force.as_ref().and_then(|there| there.figure.as_ref()).map(cell).into()
        })
        .with(Column::new("in_force_result", Kind::Text).in_group(today), |result| {
            result.in_force.as_ref().map(|there| word(there.verdict)).into()
        })
        .sheet("Rules", &checked.rules)
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "ok",
        Verdict::Broken => "broken",
        Verdict::Unknown => "unknown",
    }
}

fn cell(measure: &Measure) -> Cell {
    match measure {
        Measure::Usd(amount) => (*amount).into(),
        Measure::Count(number) => (*number).into(),
        Measure::Tenths(_) | Measure::Hundredths(_) => Cell::Decimal(measure.to_string()),
        Measure::Truth(truth) => (*truth).into(),
        Measure::Word(word) => (*word).into(),
    }
}
