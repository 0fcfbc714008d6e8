//! The rules of a policy as people see them: broken ones first, each with its figure, its limit and where the
//! figure comes from.

use super::{figure_of_rule, limit, mark};
use crate::ledger::Simulation;
use crate::report::programs::Both;
use crate::report::views::Sides;
use crate::report::{Cell, Column, Emphasis, Kind, Sheet};
use crate::studies::policy::{Checked, Finding, Measure, Rule, RuleResult, Verdict};

/// One row a rule; where two programs count, with the figure of each.
pub(super) fn rules(checked: &Checked, both: Option<&Both<'_>>, question: &Simulation<'_>) -> Sheet {
    let sides = both.map(|both| Sides::of_jobs(both, question));
    let mut columns = vec![Column::of_page("rule", Kind::Text).whole()];
    match &sides {
        None => columns.push(Column::of_page("figure", Kind::Figure)),
        Some(sides) => columns.extend([
            Column::of_page("figure", Kind::Figure).in_group(Some(&sides.own)),
            Column::of_page("figure", Kind::Figure).in_group(Some(&sides.today)),
        ]),
    }
    columns.push(Column::of_page("limit", Kind::Figure));
    columns.push(Column::of_page("", Kind::Text).wrapped().of_rank(1));
    let mut sheet = Sheet::new("", columns);
    let mut results: Vec<&RuleResult> = checked.rules.iter().collect();
    results.sort_by_key(|result| match result.verdict_of_all() {
        Verdict::Broken => 0,
        Verdict::Unknown => 1,
        Verdict::Holds => 2,
    });
    for result in results {
        let verdict = result.verdict_of_all();
        let name = Cell::from(format!("{} {}", mark(verdict), result.rule.key()));
        let mut cells = vec![name.marked(glance(verdict))];
        match &result.in_force {
            _ if sides.is_none() => cells.push(figure(result.verdict, result.figure.as_ref())),
            // What does not depend on the credit is the same under both.
            None => cells.extend([figure(result.verdict, result.figure.as_ref()), Cell::Empty]),
            // Where both say the same, the sign before the rule says it.
            Some(there) if there.verdict == result.verdict => cells.extend([
                figure(result.verdict, result.figure.as_ref()),
                figure(there.verdict, there.figure.as_ref()),
            ]),
            Some(there) => cells.extend([
                ticked(result.verdict, result.figure.as_ref()),
                ticked(there.verdict, there.figure.as_ref()),
            ]),
        }
        cells.push(limit(result).into());
        cells.push(why(result));
        sheet.push(cells);
    }
    sheet
}

/// What a verdict says at a glance.
fn glance(verdict: Verdict) -> Emphasis {
    match verdict {
        Verdict::Holds => Emphasis::Good,
        Verdict::Broken => Emphasis::Bad,
        Verdict::Unknown => Emphasis::Partly,
    }
}

/// A figure, the one that breaks a rule in colour; a rule that holds without a figure is about nothing.
fn figure(verdict: Verdict, measure: Option<&Measure>) -> Cell {
    words(verdict, measure).marked(if verdict == Verdict::Broken { Emphasis::Bad } else { Emphasis::None })
}

/// The same with its own sign, where two programs do not agree.
fn ticked(verdict: Verdict, measure: Option<&Measure>) -> Cell {
    let words = words(verdict, measure);
    Cell::from(format!("{} {}", mark(verdict), words.words())).marked(glance(verdict))
}

fn words(verdict: Verdict, measure: Option<&Measure>) -> Cell {
    match (measure, verdict) {
        // The name of the rule says it.
        (Some(Measure::Truth(true) | Measure::Word(_)), Verdict::Holds) => Cell::Empty,
        (Some(measure), _) => figure_of_rule(measure).into(),
        (None, Verdict::Holds) => "-".into(),
        (None, _) => "unknown".into(),
    }
}

/// Where the figure comes from that decides: today's, where the rule is broken today only. Of a rule that holds it
/// stands back, and is left out where it says what the sign says.
fn why(result: &RuleResult) -> Cell {
    let is_of_today =
        |there: &&Finding| there.verdict == Verdict::Broken && result.verdict != Verdict::Broken;
    let clause =
        result.in_force.as_ref().filter(is_of_today).map_or_else(|| result.clause(), Finding::clause);
    if result.verdict_of_all() != Verdict::Holds {
        return clause.into();
    }
    let says_more = match result.rule {
        Rule::MinHeadroom
        | Rule::MaxCostPerRun
        | Rule::MaxCostVsUsual
        | Rule::MaxPriceAge
        | Rule::MinNightsCovered => true,
        Rule::MaxOverflow | Rule::NoUnpricedModel => !result.jobs.is_empty(),
        Rule::InForceOnly => false,
    };
    if says_more { Cell::from(clause).marked(Emphasis::Dim) } else { Cell::Empty }
}
