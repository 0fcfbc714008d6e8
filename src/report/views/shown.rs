//! What stands beside the dollars: the amount of the first line with a tax and in a currency, and what is paid.

use super::estimate::name_of;
use crate::ledger::{Estimate, PlanOutcome, Scenario, Simulated};
use crate::phrase::with_commas;
use crate::report::programs::{Both, short};
use crate::studies::compare::Comparison;
use crate::units::{Shown, Usd};

/// Of an estimate: what all runs cost, and what is paid on each plan, under the rules of today, too, where both count.
#[must_use]
pub fn shown_estimate(how: &Shown, estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> Vec<String> {
    let rules = estimate.plans.iter().find_map(|outcome| outcome.in_force.as_ref());
    let own = paid(how, estimate, |outcome| Some((name_of(&outcome.holding), outcome.pay?)));
    let pays = match Both::of(scenario, rules) {
        None => (!own.is_empty()).then(|| format!("Fee and bill{}: {}.", with_tax(how), listed(&own))),
        Some(both) => {
            let today = paid(how, estimate, |outcome| {
                let figures = &outcome.in_force.as_ref()?.figures;
                let holding = figures.holding.as_ref()?;
                let pay = holding.fee_due(scenario.is_fee_paid)?.plus(figures.coverage.billed).ok()?;
                Some((name_of(holding), pay))
            });
            let (tax, under) = (with_tax(how), format!("under the {}", short(both.own)));
            match (today.as_slice(), own.as_slice()) {
                ([(_, today)], [(_, own)]) => Some(format!("Today you pay {today}{tax}; {under} {own}.")),
                ([], []) => None,
                ([], _) => Some(format!("You pay{tax} {under}: {}.", listed(&own))),
                (_, []) => Some(format!("You pay{tax} today: {}.", listed(&today))),
                _ => Some(format!("You pay{tax} today: {}; {under}: {}.", listed(&today), listed(&own))),
            }
        }
    };
    beside(how, estimate.total).into_iter().chain(pays).collect()
}

/// What is paid on each plan, where that is known: its name and the amount.
fn paid<'e, 't>(
    how: &Shown,
    estimate: &'e Estimate<'t>,
    pay: impl Fn(&'e PlanOutcome<'t>) -> Option<(String, Usd)>,
) -> Vec<(String, String)> {
    let each = estimate.plans.iter().filter_map(pay);
    each.filter_map(|(name, pay)| Some((name, amount(how, pay)?))).collect()
}

/// `pro 131.38 EUR, max-5x 131.38 EUR`.
fn listed(each: &[(String, String)]) -> String {
    each.iter().map(|(name, amount)| format!("{name} {amount}")).collect::<Vec<_>>().join(", ")
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
