//! What is said of a policy, whatever it is written in.

use crate::report::number::{count, exact_dollars};
use crate::studies::policy::{Measure, Rule, RuleResult, Verdict};

/// What is said of a rule that is broken, for a gate.
#[must_use]
pub fn refusal(result: &RuleResult) -> String {
    let figure = result.figure.as_ref().map_or_else(|| "unknown".to_owned(), measure);
    format!(
        "`{}` is {figure}, and the policy asks for {} ({})",
        result.rule.key(),
        limit(result),
        says(result)
    )
}

/// Where a figure comes from, or why there is none.
#[must_use]
pub fn says(result: &RuleResult) -> String {
    result.clause()
}

/// What a rule allows: `at most $0.00`, `at least 28`.
#[must_use]
pub fn limit(result: &RuleResult) -> String {
    let shown = measure(&result.limit);
    match result.rule {
        Rule::MaxOverflow | Rule::MaxCostPerRun | Rule::MaxPriceAge => format!("at most {shown}"),
        Rule::MinNightsCovered | Rule::MinHeadroom => format!("at least {shown}"),
        Rule::NoUnpricedModel => "all priced".to_owned(),
        Rule::InForceOnly => "in-force".to_owned(),
    }
}

/// A limit or a figure for people: `$0.00`, `28`, `16.6%`.
#[must_use]
pub fn measure(measure: &Measure) -> String {
    match measure {
        Measure::Usd(amount) => exact_dollars(*amount),
        Measure::Count(number) => count(*number),
        Measure::Tenths(_) => format!("{measure}%"),
        Measure::Truth(true) => "all priced".to_owned(),
        Measure::Truth(false) => "not all".to_owned(),
        Measure::Word(word) => (*word).to_owned(),
    }
}

/// Whether a rule holds, in a word.
#[must_use]
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "ok",
        Verdict::Broken => "broken",
        Verdict::Unknown => "unknown",
    }
}
