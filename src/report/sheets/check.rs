//! A policy, one row a rule.

use crate::ledger::Simulation;
use crate::report::programs::Both;
use crate::report::views::{Sides, figure_of_rule, limit};
use crate::report::{Cell, Column, Columns, Emphasis, Kind, Sheet};
use crate::studies::policy::{Checked, Finding, Measure, RuleResult, Verdict};

/// The rules, with exact figures; beside them those under the rules in force, where these count as well.
#[must_use]
pub fn rules(checked: &Checked, both: Option<&Both<'_>>, question: &Simulation<'_>) -> Sheet {
    let sides = both.map(|both| Sides::of_jobs(both, question));
    let (own, today) = (sides.as_ref().map(|sides| &sides.own), sides.as_ref().map(|sides| &sides.today));
    let is_beside = today.is_some();
    let columns = Columns::new()
        .with(Column::new("rule", Kind::Text).titled("rule"), |result: &RuleResult| result.rule.key().into())
        .with(Column::new("limit", Kind::Figure).titled("limit"), |result| {
            cell(&result.limit).shown(limit(result))
        })
        .with(Column::new("figure", Kind::Figure).titled("figure").in_group(own), |result| {
            figure(result.verdict, result.figure.as_ref())
        })
        .with(Column::new("result", Kind::Text).titled("").in_group(own), |result| {
            word(result.verdict).into()
        });
    let of_what = |columns: Columns<'static, RuleResult>| {
        columns.with(
            Column::new("of_what", Kind::Text).titled_if(!is_beside, "of what"),
            |result: &RuleResult| result.clause().into(),
        )
    };
    let columns = of_what(columns)
        .with(
            Column::new("in_force_figure", Kind::Figure).titled_if(is_beside, "figure").in_group(today),
            |result| {
                result.in_force.as_ref().map(|there| figure(there.verdict, there.figure.as_ref())).into()
            },
        )
        .with(
            Column::new("in_force_result", Kind::Text).titled_if(is_beside, "").in_group(today),
            |result| result.in_force.as_ref().map(|there| word(there.verdict)).into(),
        );
    let columns = if is_beside {
        columns.with(Column::of_page("of what", Kind::Text), |result| clause_of_verdict(result).into())
    } else {
        columns
    };
    columns.sheet_with("Rules", &checked.rules, |result| match result.verdict_of_all() {
        Verdict::Holds => Emphasis::Good,
        Verdict::Broken => Emphasis::Bad,
        Verdict::Unknown => Emphasis::Partly,
    })
}

/// Where the figure comes from that decides: today's, where the rule is broken today only.
fn clause_of_verdict(result: &RuleResult) -> String {
    let is_of_today =
        |there: &&Finding| there.verdict == Verdict::Broken && result.verdict != Verdict::Broken;
    result.in_force.as_ref().filter(is_of_today).map_or_else(|| result.clause(), Finding::clause)
}

/// A figure; a rule that holds without one is about nothing.
fn figure(verdict: Verdict, figure: Option<&Measure>) -> Cell {
    if verdict == Verdict::Holds && figure.is_none() {
        return Cell::Empty.shown("-");
    }
    Cell::known(figure.map(|figure| cell(figure).shown(figure_of_rule(figure))))
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
        Measure::Tenths(_) => Cell::Decimal(measure.to_string()),
        Measure::Truth(truth) => (*truth).into(),
        Measure::Word(word) => (*word).into(),
    }
}
