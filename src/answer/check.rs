//! `creditcalc check`: whether the policy of a scenario holds.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use super::diff::InForce;
use crate::ledger::Simulation;
use crate::pricing::{PriceTable, ProgramStatus};
use crate::studies::difference::Rules;
use crate::studies::policy::{Checked, RuleResult, Verdict};

super::shape_name!("creditcalc.check/1");

/// A scenario checked against its policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Check {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// What was checked, and with which rules.
    pub inputs: Inputs,
    /// Whether every rule passes, under today's rules as well unless the file or `--program` names a program;
    /// null when something has no price.
    pub passed: Option<bool>,
    /// Why `passed` is null; null otherwise.
    pub reason: Option<String>,
    /// The rules of the policy, each with its result.
    pub rules: Vec<Rule>,
    /// The figures under today's rules; null when the program asked about is today's.
    pub in_force: Option<InForce>,
    /// Notes on the figures, one sentence each.
    pub notes: Vec<String>,
}

/// What was checked, and with which rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// The scenario file.
    pub scenario: String,
    /// The day that counts as today.
    pub as_of: Date,
    /// The program whose credit rules are used.
    pub program: String,
    /// The program's status on that day; null before it was announced.
    pub program_status: Option<ProgramStatus>,
    /// The digest of the price tables (`sha256:` and 64 hex digits).
    pub pricing_digest: String,
    /// The first day of the first cycle.
    pub cycle_start: Date,
    /// The day after the last day of the last cycle.
    pub cycle_end: Date,
    /// The number of cycles.
    pub cycles: u16,
    /// The question itself, from which `creditcalc verify` asks again; left out in answers that can't be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Asked"))]
    pub question: Option<Asked>,
}

/// One rule and its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rule {
    /// The rule's key in `[policy]`; it ends in the unit of `limit` and `figure`.
    pub rule: String,
    /// What the policy allows.
    pub limit: String,
    /// The figure compared with the limit; null when it isn't known.
    pub figure: Option<String>,
    /// Whether the rule passes; null when that isn't known.
    pub passed: Option<bool>,
    /// What the figure is about, or why there is none.
    pub says: String,
    /// The same under today's rules; null when a program was named, when it is today's, or when the figure
    /// doesn't depend on the credit.
    #[serde(default)]
    pub in_force: Option<RuleInForce>,
}

/// The result of a rule under today's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleInForce {
    /// The figure compared with the limit; null when it isn't known.
    pub figure: Option<String>,
    /// Whether the rule passes; null when that isn't known.
    pub passed: Option<bool>,
    /// What the figure is about, or why there is none.
    pub says: String,
}

/// What was checked, and why there may be no verdict.
#[derive(Debug, Clone, Copy)]
pub struct Checking<'a, 't> {
    /// The scenario file.
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

impl Check {
    /// The answer to a policy that was checked.
    #[must_use]
    pub fn of(checking: &Checking<'_, '_>, checked: &Checked, notes: Vec<String>) -> Self {
        let Checking { scenario, question, rules, table, reason } = *checking;
        let period = question.cycle.period();
        Self {
            schema: ShapeName,
            inputs: Inputs {
                scenario: scenario.to_owned(),
                as_of: question.as_of,
                program: question.program.id.clone(),
                program_status: rules.status.map(|(status, _)| status),
                pricing_digest: table.digest().to_owned(),
                cycle_start: period.start(),
                cycle_end: question.days().map_or(period.end(), crate::calendar::Period::end),
                cycles: question.cycles.get(),
                question: None,
            },
            passed: checked.passed(),
            reason: reason.map(str::to_owned),
            rules: checked.rules.iter().map(Rule::from).collect(),
            in_force: rules.in_force.clone(),
            notes,
        }
    }
}

impl From<&RuleResult> for Rule {
    fn from(result: &RuleResult) -> Self {
        Self {
            rule: result.rule.key().to_owned(),
            limit: result.limit.to_string(),
            figure: result.figure.as_ref().map(ToString::to_string),
            passed: passed(result.verdict),
            says: result.clause(),
            in_force: result.in_force.as_ref().map(|there| RuleInForce {
                figure: there.figure.as_ref().map(ToString::to_string),
                passed: passed(there.verdict),
                says: there.clause(),
            }),
        }
    }
}

fn passed(verdict: Verdict) -> Option<bool> {
    match verdict {
        Verdict::Holds => Some(true),
        Verdict::Broken => Some(false),
        Verdict::Unknown => None,
    }
}
