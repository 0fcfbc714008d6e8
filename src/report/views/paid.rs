//! What leaves the bank account, and what no dollar pays.

use super::name_of;
use crate::ledger::{Exhaustion, Holding, PlanOutcome, Scenario};
use crate::phrase::listed;
use crate::pricing::Surface;
use crate::report::number::dollars;
use crate::report::programs;
use crate::units::Usd;

/// Said wherever limits are drawn.
pub(super) const NO_PROMISE: &str = "Plan limits can refuse runs too; no vendor publishes them in tokens.";

/// Said wherever fees are paid anyway.
pub(super) const FEE_PAID: &str = "The fee counts as $0: you pay it anyway (`--fee-paid`).";

/// Whether people are shown what is billed, refused and paid: where anything is billed, or somebody asked for
/// more than that runs stop.
pub(in crate::report) fn is_shown<'a>(
    scenario: &Scenario<'_>,
    mut outcomes: impl Iterator<Item = &'a PlanOutcome<'a>>,
) -> bool {
    scenario.is_fee_paid
        || scenario.exhaustion.is_some_and(|policy| policy != Exhaustion::Stop)
        || outcomes.any(|outcome| !outcome.coverage.billed.is_zero())
}

/// `Interactive runs use pro's plan limits and cost nothing extra.`; nothing where no plan's limits are drawn. Where
/// that holds only under rules that are not in force, it says under whose.
pub(super) fn limits<'a>(surface: Surface, outcomes: impl Iterator<Item = &'a PlanOutcome<'a>>) -> String {
    let on_limits: Vec<_> = outcomes.filter(|outcome| outcome.coverage.runs_on_limits > 0).collect();
    let names: Vec<String> = on_limits.iter().map(|outcome| whose(&outcome.holding)).collect();
    if names.is_empty() {
        return String::new();
    }
    let is_so_today = |outcome: &&PlanOutcome<'_>| {
        let today = outcome.in_force.as_ref();
        today.is_none_or(|today| today.program.is_none() || today.figures.coverage.runs_on_limits > 0)
    };
    let runs = if on_limits.iter().any(|outcome| !outcome.coverage.is_on_limits()) {
        "Some of these runs"
    } else if surface == Surface::Interactive {
        "Interactive runs"
    } else {
        "These runs"
    };
    let limits = match names.as_slice() {
        [name] if !name.contains(' ') => format!("{name}'s plan limits"),
        names => format!("the plan limits of {}", listed(names)),
    };
    if on_limits.iter().all(is_so_today) {
        return format!("{runs} use {limits} and cost nothing extra.");
    }
    let rules = programs::in_prose(on_limits[0].program);
    format!("Under the rules of {rules}, {} use {limits} and cost nothing extra.", runs.to_lowercase())
}

fn whose(holding: &Holding<'_>) -> String {
    if holding.plan.is_some() { name_of(holding) } else { "the account".to_owned() }
}

/// `You pay $45.00: $20.00 of fees and $25.00 billed.`; nothing where nothing is billed, or where a fee is
/// not known.
pub(super) fn you_pay(fee: Option<Usd>, billed: Usd, on: &str) -> Option<String> {
    let fee = fee.filter(|_| !billed.is_zero())?;
    let all = fee.plus(billed).ok()?;
    Some(if fee.is_zero() {
        format!("You pay {}{on}.", dollars(all))
    } else {
        format!("You pay {}{on}: {} in fees and {} billed.", dollars(all), dollars(fee), dollars(billed))
    })
}
