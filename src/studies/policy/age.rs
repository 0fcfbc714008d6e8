//! How long ago somebody last looked at what is used.

use jiff::civil::Date;

use crate::calendar::Period;
use crate::ledger::{RunSpec, Simulated, Simulation};
use crate::pricing::{FeeKind, PriceTable};
use crate::usage::ModelUsage;

/// The price or the plan, of those that are used, that nobody has looked at for the longest: when somebody
/// did, and what it is.
pub(super) fn oldest(
    question: &Simulation<'_>,
    answer: &Simulated<'_>,
    table: &PriceTable,
) -> Option<(Date, String)> {
    let mut looked_at: Vec<(Date, String)> = Vec::new();
    let days = question.days().ok();
    for (spec, job) in question.jobs.iter().zip(&answer.jobs) {
        let RunSpec::Used(usages) = &spec.run else { continue };
        for usage in usages {
            looked_at.extend(of_usage(table, usage, job.priced_on, days));
        }
    }
    let plans = answer.ledgers.iter().filter_map(|ledger| ledger.holding.plan);
    looked_at.extend(plans.map(|plan| (plan.citation.checked, format!("the plan `{}`", plan.id))));
    // Of several that are as old, the first.
    looked_at.into_iter().min_by_key(|(checked, _)| *checked)
}

/// The rows of the table that price a usage: that of the day that is shown, and those that begin within
/// `days`.
fn of_usage(
    table: &PriceTable,
    usage: &ModelUsage,
    priced_on: Date,
    days: Option<Period>,
) -> Vec<(Date, String)> {
    // What was priced has a model.
    let Ok(found) = table.resolve(&usage.model, priced_on) else { return Vec::new() };
    let begins = found.model.prices.iter().map(|price| price.terms.effective_from);
    let begins = begins.chain(found.model.fast.iter().map(|fast| fast.terms.effective_from));
    let first = days.map(Period::start);
    let looked_on = std::iter::once(priced_on)
        .chain(first)
        .chain(begins.filter(|day| days.is_some_and(|days| days.contains(*day))));
    let mut looked_at = Vec::new();
    for day in looked_on {
        let Ok(card) = table.rate_card_of(&usage.model, found.model, day, usage.service) else { continue };
        let price = format!("the price of `{}`", found.model.id);
        looked_at.push((card.terms().citation.checked, price.clone()));
        looked_at.extend(card.modifiers().iter().map(|modifier| (modifier.citation.checked, price.clone())));
        let fee = card.fee(FeeKind::WebSearch).filter(|_| usage.web_searches > 0);
        looked_at.extend(fee.map(|fee| {
            (fee.citation.checked, format!("the price of web searches with `{}`", found.model.id))
        }));
    }
    looked_at
}
