//! Whether a policy holds: how many rules are broken, and every rule with its figure.

mod table;

use super::{both, rules};
use crate::ledger::Simulation;
use crate::phrase::{count, counted, exact_dollars};
use crate::report::programs::{self, Both};
use crate::report::{Block, Page, Role};
use crate::studies::difference::Rules;
use crate::studies::policy::{Checked, Measure, Rule, RuleResult, Verdict};
use crate::units::length;

/// How many rules are broken, in one line, and the rules, the broken ones first; then whose `rules` the credit
/// follows, where these are not in force and count alone.
#[must_use]
pub fn check(checked: &Checked, rules: &Rules, both: Option<&Both<'_>>, question: &Simulation<'_>) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(checked, both, question)));
    page.add(Block::Table(table::rules(checked, both, question)));
    match both {
        Some(both) => page.today(both::jobs_on_plan_limits(question, both)),
        None if question.is_program_named && !question.program.in_force_on(question.as_of) => {
            page.note(Role::Rules, rules::these(question.program, question.as_of));
        }
        None => page.today(rules::not_in_force(rules).unwrap_or_default()),
    }
    page
}

/// `✗ 2 of 6 rules broken (api-credit)`; of both programs, where they break other rules, `✗ 2 of 3 rules broken:
/// 0 with the June credit, 2 today`.
pub(super) fn headline(checked: &Checked, both: Option<&Both<'_>>, question: &Simulation<'_>) -> String {
    let broken = checked.broken().count();
    let unknown = checked.rules.iter().filter(|result| result.verdict_of_all() == Verdict::Unknown).count();
    let all = length(checked.rules.len());
    if !checked.is_priced {
        let too = if broken == 0 { String::new() } else { format!("; {broken} broken") };
        return format!("Can't check {unknown} of {}: not everything has a price{too}", counted(all, "rule"));
    }
    let words = match broken {
        0 if all == 1 => format!("{} The rule holds", mark(Verdict::Holds)),
        0 => format!("{} All {} hold", mark(Verdict::Holds), counted(all, "rule")),
        _ => format!("{} {broken} of {} broken", mark(Verdict::Broken), counted(all, "rule")),
    };
    let Some(both) = both else { return format!("{words} ({})", question.program.id) };
    let is_broken = |result: &&RuleResult| result.verdict == Verdict::Broken;
    let is_broken_today = |result: &&RuleResult| {
        result.in_force.as_ref().map_or(result.verdict, |there| there.verdict) == Verdict::Broken
    };
    let (own, today) = (
        checked.rules.iter().filter(is_broken).count(),
        checked.rules.iter().filter(is_broken_today).count(),
    );
    if (own, today) == (broken, broken) {
        return words;
    }
    format!("{words}: {own} with the {}, {today} today", programs::short(both.own))
}

/// What stands before a rule: whether it holds.
fn mark(verdict: Verdict) -> char {
    match verdict {
        Verdict::Holds => '✓',
        Verdict::Broken => '✗',
        Verdict::Unknown => '?',
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
        let limit = limit(result);
        let limit = if limit.is_empty() { limit } else { format!(", limit {limit}") };
        let key = result.rule.key();
        (verdict == Verdict::Broken).then(|| match result.rule {
            Rule::MinNightsCovered => format!("`{key}`: {clause}{under}{limit}"),
            _ => format!("`{key}` is {figure}{under}{limit}: {clause}"),
        })
    };
    std::iter::once(own).chain(there).filter_map(sentence).collect()
}

/// What a rule allows: `$0.00`, `28`, `20%`; nothing of a rule that is only on or off.
pub(super) fn limit(result: &RuleResult) -> String {
    match (&result.limit, result.rule) {
        (_, Rule::NoUnpricedModel | Rule::InForceOnly) => String::new(),
        (Measure::Tenths(tenths), _) if tenths % 10 == 0 => format!("{}%", tenths / 10),
        (measure, _) => figure_of_rule(measure),
    }
}

/// A figure for people: `$0.00`, `28`, `16.6%`.
fn figure_of_rule(measure: &Measure) -> String {
    match measure {
        Measure::Usd(amount) => exact_dollars(*amount),
        Measure::Count(number) => count(*number),
        Measure::Tenths(_) => format!("{measure}%"),
        Measure::Hundredths(_) => format!("{measure}x"),
        Measure::Truth(true) => "all priced".to_owned(),
        Measure::Truth(false) => "not all priced".to_owned(),
        Measure::Word(word) => word.replace('-', " "),
    }
}
