//! Whether a policy holds: every rule with its figure.

use super::{both, rules};
use crate::ledger::Simulation;
use crate::phrase::{count, counted, exact_dollars};
use crate::report::programs::{self, Both};
use crate::report::{Block, Page, sheets};
use crate::studies::difference::Rules;
use crate::studies::policy::{Checked, Measure, Rule, RuleResult, Verdict};
use crate::units::length;

/// The rules of a policy, which are broken first said in one line; then whose `rules` the credit follows,
/// where these are not in force and count alone.
#[must_use]
pub fn check(checked: &Checked, rules: &Rules, both: Option<&Both<'_>>, question: &Simulation<'_>) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(checked, both)));
    page.add(Block::Table(sheets::rules(checked, both, question)));
    match both {
        Some(both) => page.text(both::jobs_on_plan_limits(question, both)),
        None if question.is_program_named && !question.program.in_force_on(question.as_of) => {
            page.text(rules::these(question.program, question.as_of));
        }
        None => page.text(rules::not_in_force(rules).unwrap_or_default()),
    }
    page
}

pub(super) fn headline(checked: &Checked, both: Option<&Both<'_>>) -> String {
    let broken: Vec<String> = checked.broken().map(|result| broken_where(result, both)).collect();
    let unknown = checked.rules.iter().filter(|result| result.verdict_of_all() == Verdict::Unknown).count();
    let all = counted(length(checked.rules.len()), "rule");
    let broken_of_all = || {
        let is = if broken.len() == 1 { "is" } else { "are" };
        format!("{} of {all} {is} broken: {}", broken.len(), broken.join(", "))
    };
    match (checked.is_priced, broken.is_empty()) {
        (true, true) if checked.rules.len() == 1 => {
            format!("The rule holds: {}", checked.rules[0].rule.key())
        }
        (true, true) => format!("All {all} hold"),
        (true, false) => broken_of_all(),
        (false, true) => {
            format!("Not checked: {unknown} of {all} cannot be told, because not everything has a price")
        }
        (false, false) => {
            format!(
                "Not checked: {unknown} of {all} cannot be told, because not everything has a price; {}",
                broken_of_all()
            )
        }
    }
}

/// The key of a rule that is broken, and under which program where it is under one only.
fn broken_where(result: &RuleResult, both: Option<&Both<'_>>) -> String {
    let key = result.rule.key();
    match (both, &result.in_force) {
        (Some(both), Some(there)) if there.verdict != Verdict::Broken => {
            format!("{key} ({})", programs::short(both.own))
        }
        (Some(_), Some(_)) if result.verdict != Verdict::Broken => format!("{key} (today)"),
        _ => key.to_owned(),
    }
}

/// What is said of a rule that is broken, for a gate: once for each program under which it is.
#[must_use]
pub fn refusals(result: &RuleResult, both: Option<&Both<'_>>) -> Vec<String> {
    let both = both.filter(|_| result.in_force.is_some());
    let under = both.map(Both::under_own).unwrap_or_default();
    let own = (result.verdict, result.figure.as_ref(), result.clause(), under);
    let there = both.zip(result.in_force.as_ref());
    let there = there.map(|(both, it)| (it.verdict, it.figure.as_ref(), it.clause(), both.under_today()));
    let sentence = |(verdict, figure, clause, under): (Verdict, Option<&Measure>, String, String)| {
        let figure = figure.map_or_else(|| "unknown".to_owned(), figure_of_rule);
        let key = result.rule.key();
        (verdict == Verdict::Broken).then(|| {
            format!("`{key}` is {figure}{under}, and the policy asks for {} ({clause})", limit(result))
        })
    };
    std::iter::once(own).chain(there).filter_map(sentence).collect()
}

/// What a rule allows: `at most $0.00`, `at least 28`.
pub(in crate::report) fn limit(result: &RuleResult) -> String {
    let shown = figure_of_rule(&result.limit);
    match result.rule {
        Rule::MaxOverflow | Rule::MaxCostPerRun | Rule::MaxPriceAge => format!("at most {shown}"),
        Rule::MinNightsCovered | Rule::MinHeadroom => format!("at least {shown}"),
        Rule::NoUnpricedModel => "all priced".to_owned(),
        Rule::InForceOnly => "in-force".to_owned(),
    }
}

/// A limit or a figure for people: `$0.00`, `28`, `16.6%`.
pub(in crate::report) fn figure_of_rule(measure: &Measure) -> String {
    match measure {
        Measure::Usd(amount) => exact_dollars(*amount),
        Measure::Count(number) => count(*number),
        Measure::Tenths(_) => format!("{measure}%"),
        Measure::Truth(true) => "all priced".to_owned(),
        Measure::Truth(false) => "not all".to_owned(),
        Measure::Word(word) => (*word).to_owned(),
    }
}
