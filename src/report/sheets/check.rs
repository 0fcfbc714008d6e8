//! A policy, one row a rule.

use crate::report::views::{figure_of_rule, limit};
use crate::report::{Cell, Column, Columns, Emphasis, Kind, Sheet};
use crate::studies::policy::{Checked, Measure, RuleResult, Verdict};

/// The rules, with exact figures.
#[must_use]
pub fn rules(checked: &Checked) -> Sheet {
    let columns = Columns::new()
        .with(Column::new("rule", Kind::Text).titled("rule"), |result: &RuleResult| result.rule.key().into())
        .with(Column::new("limit", Kind::Figure).titled("limit"), |result| {
            cell(&result.limit).shown(limit(result))
        })
        .with(Column::new("figure", Kind::Figure).titled("figure"), |result| {
            let none =
                (result.verdict == Verdict::Holds && result.figure.is_none()).then(|| Cell::Empty.shown("-"));
            none.unwrap_or_else(|| {
                Cell::known(result.figure.as_ref().map(|figure| cell(figure).shown(figure_of_rule(figure))))
            })
        })
        .with(Column::new("result", Kind::Text).titled(""), |result| {
            match result.verdict {
                Verdict::Holds => "ok",
                Verdict::Broken => "broken",
                Verdict::Unknown => "unknown",
            }
            .into()
        })
        .with(Column::new("of_what", Kind::Text).titled("of what"), |result| result.clause().into());
    columns.sheet_with("Rules", &checked.rules, |result| match result.verdict {
        Verdict::Holds => Emphasis::Good,
        Verdict::Broken => Emphasis::Bad,
        Verdict::Unknown => Emphasis::Partly,
    })
}

fn cell(measure: &Measure) -> Cell {
    match measure {
        Measure::Usd(amount) => (*amount).into(),
        Measure::Count(number) => (*number).into(),
        Measure::Tenths(_) => Cell::Decimal(measure.to_string()),
        Measure::Truth(truth) => (*truth).into(),
        Measure::Word(word) => (*word).into(),
    }
}
