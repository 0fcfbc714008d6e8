//! What leaves the bank account, and what no dollar pays.

use super::name_of;
use crate::ledger::{Exhaustion, Holding, PlanOutcome, Scenario};
use crate::phrase::listed;
use crate::pricing::{Draws, Surface};
use crate::report::number::dollars;
use crate::units::Usd;

/// Said wherever limits are drawn.
pub(super) const NO_PROMISE: &str = "Limits can refuse runs, too; no vendor publishes them in tokens.";

/// Said wherever fees are paid anyway.
pub(super) const FEE_PAID: &str = "The fee is paid anyway (`--fee-paid`) and counts as $0.";

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

/// `Interactive runs use pro's plan limits and cost nothing extra.`, and what limits do not promise; nothing
/// where no plan's limits are drawn.
pub(super) fn limits<'a>(surface: Surface, outcomes: impl Iterator<Item = &'a PlanOutcome<'a>>) -> String {
    let names = outcomes.filter(|outcome| is_on_limits(outcome)).map(|outcome| whose(&outcome.holding));
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        return String::new();
    }
    let runs = if surface == Surface::Interactive { "Interactive runs" } else { "These runs" };
    format!("{runs} use the limits of {} and cost nothing extra. {NO_PROMISE}", listed(&names))
}

fn is_on_limits(outcome: &PlanOutcome<'_>) -> bool {
    outcome.draws() == Draws::PlanWindows && outcome.coverage.runs > 0
}

fn whose(holding: &Holding<'_>) -> String {
    if holding.plan.is_some() { name_of(holding) } else { "the plan".to_owned() }
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
