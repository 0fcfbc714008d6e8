//! `creditcalc.check/1`.

use serde::Serialize;

use super::diff::{InForceShape, in_force};
use super::written;
use crate::difference::Rules;
use crate::policy::{Checked, Measure, RuleResult, Verdict};
use crate::pricing::PriceTable;
use crate::report::checked::says;
use crate::simulate::Simulation;

#[derive(Serialize)]
struct Shape<'a> {
    schema: &'static str,
    inputs: Inputs<'a>,
    passed: Option<bool>,
    reason: Option<&'a str>,
    rules: Vec<RuleShape>,
    in_force: Option<InForceShape<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Inputs<'a> {
    scenario: &'a str,
    as_of: String,
    program: &'a str,
    program_status: Option<&'static str>,
    pricing_digest: &'a str,
    cycle_start: String,
    cycle_end: String,
    cycles: u16,
}

#[derive(Serialize)]
struct RuleShape {
    rule: &'static str,
    limit: String,
    figure: Option<String>,
    passed: Option<bool>,
    says: String,
}

/// What was checked.
#[derive(Debug, Clone, Copy)]
pub struct CheckInputs<'a, 't> {
    /// The name of the scenario file.
    pub scenario: &'a str,
    /// The question.
    pub question: &'a Simulation<'t>,
    /// Whose rules it is counted under.
    pub rules: &'a Rules,
    /// The tables.
    pub table: &'a PriceTable,
    /// Why it cannot be told whether the policy holds.
    pub reason: Option<&'a str>,
}

/// A policy that was checked, as JSON. `passed` is null where something has no price.
#[must_use]
pub fn check(inputs: &CheckInputs<'_, '_>, checked: &Checked, notes: &[String]) -> String {
    let CheckInputs { scenario, question, rules, table, reason } = *inputs;
    let period = question.cycle.period();
    written(&Shape {
        schema: "creditcalc.check/1",
        inputs: Inputs {
            scenario,
            as_of: question.as_of.to_string(),
            program: &question.program.id,
            program_status: rules.status.map(|(status, _)| status.word()),
            pricing_digest: table.digest(),
            cycle_start: period.start().to_string(),
            cycle_end: question.days().map_or(period.end(), crate::calendar::Period::end).to_string(),
            cycles: question.cycles.get(),
        },
        passed: checked.passed(),
        reason,
        rules: checked.rules.iter().map(rule).collect(),
        in_force: rules.in_force.as_ref().map(in_force),
        notes,
    })
}

fn rule(result: &RuleResult) -> RuleShape {
    RuleShape {
        rule: result.rule.key(),
        limit: result.limit.to_string(),
        figure: result.figure.as_ref().map(Measure::to_string),
        passed: match result.verdict {
            Verdict::Holds => Some(true),
            Verdict::Broken => Some(false),
            Verdict::Unknown => None,
        },
        says: says(result),
    }
}
