//! The most tokens of a kind in a run.

use std::collections::BTreeSet;

use super::tried::{Search, Tried, Value};
use super::{Outcome, most};
use crate::ledger::{RunSpec, Scenario};
use crate::pricing::{Band, FastOffer, Model, NoPrice};
use crate::units::{Factor, Tokens};
use crate::usage::{ModelUsage, Requests, TokenKind};

/// The most tokens of a kind of the run's first model, of which `factor` times as many are used.
///
/// More tokens cost more as long as the prompt stays in one band, so it is looked for in one band after the
/// other, from the largest prompts on: where a band is cheaper than the one before it, more may hold there
/// again.
pub(super) fn most<'t>(
    search: &Search<'t>,
    kind: TokenKind,
    factor: Option<Factor>,
) -> Result<Outcome<'t>, NoPrice> {
    let RunSpec::Used(usages) = &search.scenario.run else { return Ok(Outcome::Everything) };
    let Some(first) = usages.first() else { return Ok(Outcome::Everything) };
    let at = |tokens: u64| at(search, usages, kind, factor, tokens);
    // Neither none nor one may lack a price, or there is nothing to ask about.
    if let Some(reason) = at(0).unpriced().or(at(1).unpriced()) {
        return Err(reason.clone());
    }
    // Of the largest number, so many times as many can be counted.
    let within = |used: u64| factor.map_or(used, |factor| factor.most_within(used));
    let most = within(u64::MAX);
    let mut last = most;
    for used in starts(search, first, kind).into_iter().rev() {
        // The fewest of which so many are used, if there are any.
        let start = used.checked_sub(1).map_or(Some(0), |fewer| within(fewer).checked_add(1));
        let Some(start) = start.filter(|start| *start <= last) else { continue };
        let found = most::between(search, start, last, at);
        match found {
            Outcome::Nothing { .. } if start > 0 => last = start - 1,
            // All of a band holds, and the next one does not.
            Outcome::Everything if last < most => {
                return Ok(Outcome::Found { holds: at(last), fails: Some(at(last + 1)) });
            }
            found => return Ok(found),
        }
    }
    Ok(Outcome::Everything)
}

fn at<'t>(
    search: &Search<'t>,
    usages: &[ModelUsage],
    kind: TokenKind,
    factor: Option<Factor>,
    tokens: u64,
) -> Tried<'t> {
    let value = Value::Tokens(tokens);
    let used = match factor.map_or(Ok(tokens), |factor| factor.rounded_up(tokens)) {
        Ok(used) => used,
        Err(reason) => return Tried { value, figures: Err(NoPrice::OutOfRange(reason)) },
    };
    let mut usages = usages.to_vec();
    if let Some(first) = usages.first_mut() {
        first.usage = first.usage.with(kind, Tokens::new(used));
        first.requests = spread(first, kind);
    }
    search.tried(value, &Scenario { run: RunSpec::Used(usages), ..search.scenario.clone() })
}

/// Over how many requests the tokens are spread. Prompts that were measured grow with what is put into them,
/// and are then taken as even.
fn spread(usage: &ModelUsage, kind: TokenKind) -> Requests {
    match usage.requests {
        Requests::Sized { requests, .. } if kind.is_prompt() => Requests::Even(requests),
        Requests::UpTo { .. } if kind.is_prompt() => Requests::Unknown,
        requests => requests,
    }
}

/// The first numbers of used tokens with which a run is in another band than with fewer, from none on.
fn starts(search: &Search<'_>, usage: &ModelUsage, kind: TokenKind) -> BTreeSet<u64> {
    let mut starts = BTreeSet::from([0]);
    let (Requests::Even(requests), true) = (spread(usage, kind), kind.is_prompt()) else { return starts };
    let Ok(found) = search.table.resolve(&usage.model, search.scenario.as_of) else { return starts };
    let others = usage.prompt_tokens() - u128::from(usage.usage.of(kind).get());
    for limit in limits(found.model) {
        // Strictly over the limit is the next band.
        let over = u128::from(limit) * u128::from(requests.get()) + 1;
        starts.extend(over.checked_sub(others).and_then(|start| u64::try_from(start).ok()));
    }
    starts
}

fn limits(model: &Model) -> Vec<u64> {
    let fast = model.fast.iter().filter_map(|fast| match &fast.offer {
        FastOffer::Card { bands, .. } => Some(bands),
        FastOffer::Multiple { .. } => None,
    });
    let bands = model.prices.iter().map(|price| &price.bands).chain(fast).flatten();
    bands.map(|band: &Band| band.prompt_tokens_over).collect()
}
