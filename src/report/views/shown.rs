//! What stands beside the dollars: the amount of the first line with a tax and in a currency, and what is paid.

use super::estimate::name_of;
use crate::ledger::{Estimate, Simulated};
use crate::phrase::with_commas;
use crate::studies::compare::Comparison;
use crate::units::{Shown, Usd};

/// Of an estimate: what all runs cost, and what is paid on each plan.
#[must_use]
pub fn shown_estimate(how: &Shown, estimate: &Estimate<'_>) -> Vec<String> {
    let each = estimate.plans.iter().filter_map(|outcome| {
        let amount = amount(how, outcome.pay?)?;
        Some(format!("{} {amount}", name_of(&outcome.holding)))
    });
    let each: Vec<String> = each.collect();
    let pays = (!each.is_empty()).then(|| format!("Fee and bill{}: {}.", with_tax(how), each.join(", ")));
    beside(how, estimate.total).into_iter().chain(pays).collect()
}

/// Of a comparison: the total of the cheapest.
#[must_use]
pub fn shown_comparison(how: &Shown, comparison: &Comparison<'_>) -> Vec<String> {
    let cheapest = comparison.cheapest.map(|place| &comparison.cells[place]);
    let total = cheapest.and_then(|cell| cell.figures.as_ref().ok()?.total);
    total.and_then(|total| beside(how, total)).into_iter().collect()
}

/// Of a simulation: what all runs cost, and what is billed of it.
#[must_use]
pub fn shown_simulation(how: &Shown, simulated: &Simulated<'_>) -> Vec<String> {
    let total = simulated.total();
    let billed = amount(how, total.billed).filter(|_| !total.billed.is_zero());
    let billed = billed.map(|billed| format!("Billed{}: {billed}.", with_tax(how)));
    let cost =
        amount(how, total.cost).map(|cost| format!("All runs cost {cost}{}{}.", with_tax(how), rate(how)));
    cost.into_iter().chain(billed).collect()
}

/// `= 131.38 EUR with 19% tax (1 USD = 0.92 EUR)`.
fn beside(how: &Shown, dollars: Usd) -> Option<String> {
    Some(format!("= {}{}{}", amount(how, dollars)?, with_tax(how), rate(how)))
}

fn amount(how: &Shown, dollars: Usd) -> Option<String> {
    Some(format!("{} {}", with_commas(&how.of(dollars)?.rounded()), how.code()))
}

fn with_tax(how: &Shown) -> String {
    how.tax().map(|tax| format!(" with {tax} tax")).unwrap_or_default()
}

fn rate(how: &Shown) -> String {
    if how.is_foreign() { format!(" (1 USD = {} {})", how.rate(), how.code()) } else { String::new() }
}
