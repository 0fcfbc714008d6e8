//! Statistics and totals over runs.

use std::collections::BTreeMap;

use super::measurement::{Cost, MeasuredRun, Summary, Total, Unpriced};
use crate::units::{OutOfRange, Tokens, Usd, length};
use crate::usage::TokenUsage;

impl Summary {
    /// The statistics of `runs`; `None` where no run is priced completely.
    pub(super) fn of<'r, 't: 'r>(
        runs: impl IntoIterator<Item = &'r MeasuredRun<'t>>,
    ) -> Result<Option<Self>, OutOfRange> {
        let mut is_at_least = false;
        let costs = runs.into_iter().filter_map(|run| run.cost);
        let mut costs: Vec<Usd> =
            costs.inspect(|cost| is_at_least |= cost.is_at_least).map(|cost| cost.cost).collect();
        costs.sort_unstable();
        let (Some(min), Some(max)) = (costs.first(), costs.last()) else { return Ok(None) };
        let total = crate::cost::sum(costs.iter().copied())?;
        let runs = length(costs.len());
        let middle = (costs[(costs.len() - 1) / 2], costs[costs.len() / 2]);
        Ok(Some(Self {
            runs,
            total,
            mean: total.mean_of(runs),
            median: middle.0.plus(middle.1)?.mean_of(2),
            p90: costs[rank_of_p90(costs.len()) - 1],
            min: *min,
            max: *max,
            is_at_least,
        }))
    }
}

/// The rank, from 1 on, of the first cost that nine of ten do not exceed.
pub(super) fn rank_of_p90(runs: usize) -> usize {
    (runs * 9).div_ceil(10).max(1)
}

/// What all runs used of each model that has a price, in the order of ids.
pub(super) fn totals<'t>(runs: &[MeasuredRun<'t>]) -> Result<Vec<Total<'t>>, OutOfRange> {
    let mut totals: BTreeMap<&str, Total<'t>> = BTreeMap::new();
    for run in runs {
        let mut counted = std::collections::BTreeSet::new();
        for used in &run.models {
            let (Some(model), Some(cost)) = (used.model, used.price()) else { continue };
            let total = totals.entry(&model.id).or_insert_with(|| Total {
                model,
                usage: TokenUsage::NONE,
                writes_of_unknown_ttl: Tokens::ZERO,
                web_searches: 0,
                runs: 0,
                cost: Cost::default(),
            });
            total.usage = total.usage.plus(&used.usage)?;
            total.writes_of_unknown_ttl = Tokens::new(
                total
                    .writes_of_unknown_ttl
                    .get()
                    .checked_add(used.writes_of_unknown_ttl.get())
                    .ok_or(OutOfRange)?,
            );
            total.web_searches = total.web_searches.checked_add(used.web_searches).ok_or(OutOfRange)?;
            total.runs += u64::from(counted.insert(&model.id));
            total.cost = total.cost.plus(cost)?;
        }
    }
    Ok(totals.into_values().collect())
}

/// What has no price, by the name that was written.
pub(super) fn unpriced(runs: &[MeasuredRun<'_>]) -> Result<Vec<Unpriced>, OutOfRange> {
    let mut unpriced: BTreeMap<&str, Unpriced> = BTreeMap::new();
    for run in runs {
        let mut counted = std::collections::BTreeSet::new();
        for used in &run.models {
            let Err(reason) = &used.cost else { continue };
            let entry = unpriced.entry(&used.name).or_insert_with(|| Unpriced {
                name: used.name.clone(),
                runs: 0,
                tokens: 0,
                reason: reason.clone(),
                vendor_cost: None,
            });
            entry.runs += u64::from(counted.insert(&used.name));
            entry.tokens = entry.tokens.checked_add(used.tokens()).ok_or(OutOfRange)?;
            entry.vendor_cost = match (entry.vendor_cost, used.vendor_cost) {
                (Some(one), Some(two)) => Some(one.plus(two)?),
                (one, two) => one.or(two),
            };
        }
    }
    Ok(unpriced.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_of_ten() {
        let ranks: Vec<usize> = [1, 2, 9, 10, 11, 20, 21].into_iter().map(rank_of_p90).collect();
        assert_eq!(ranks, [1, 2, 9, 9, 10, 18, 19]);
    }
}
