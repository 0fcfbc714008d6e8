//! Statistics and totals over runs.

use std::collections::{BTreeMap, BTreeSet};

use super::measurement::{Cost, MeasuredRun, Reported, Summary, Total, Unpriced};
use crate::records::Origin;
use crate::units::{OutOfRange, Tokens, Usd, length};
use crate::usage::{TokenUsage, UsedBy};

/// What runs add up to, while they are looked at one by one.
#[derive(Debug, Default)]
pub(super) struct Sums<'t> {
    totals: BTreeMap<&'t str, Total<'t>>,
    unpriced: BTreeMap<String, Unpriced>,
    by_use: BTreeMap<UsedBy, (u64, Costs)>,
    /// Runs with records that have no date.
    pub(super) undated: u64,
    /// Days of usage reports.
    pub(super) reported: Reported,
}

/// All of it.
pub(super) struct Summed<'t> {
    pub(super) totals: Vec<Total<'t>>,
    pub(super) unpriced: Vec<Unpriced>,
    pub(super) summary: Option<Summary>,
    pub(super) by_use: Vec<(UsedBy, u64, Option<Summary>)>,
}

/// The costs of runs that are priced completely.
#[derive(Debug, Default)]
struct Costs {
    costs: Vec<Usd>,
    is_at_least: bool,
}

impl<'t> Sums<'t> {
    pub(super) fn add(&mut self, run: &MeasuredRun<'t>) -> Result<(), OutOfRange> {
        if run.run.origin == Origin::Report {
            self.reported.rows += 1;
            let days = run.run.models.iter().filter_map(|row| row.day);
            self.reported.days.extend(days.map(|day| day.shown));
            self.reported.cost = self.reported.cost.plus(run.priced)?;
        } else {
            let (runs, costs) = self.by_use.entry(run.run.used_by).or_default();
            *runs += 1;
            if let Some(cost) = run.cost {
                costs.costs.push(cost.cost);
                costs.is_at_least |= cost.is_at_least;
            }
        }
        self.undated += u64::from(run.run.models.iter().any(|row| row.day.is_none()));
        self.add_totals(run)?;
        self.add_unpriced(run)
    }

    /// Adds what it used of each model that has a price.
    fn add_totals(&mut self, run: &MeasuredRun<'t>) -> Result<(), OutOfRange> {
        let mut counted = BTreeSet::new();
        for used in &run.models {
            let (Some(model), Some(cost)) = (used.model, used.price()) else { continue };
            let total = self.totals.entry(&model.id).or_insert_with(|| Total {
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
        Ok(())
    }

    /// Adds what has no price, by the name that was written.
    fn add_unpriced(&mut self, run: &MeasuredRun<'t>) -> Result<(), OutOfRange> {
        let mut counted = BTreeSet::new();
        for used in &run.models {
            let Err(reason) = &used.cost else { continue };
            let entry = match self.unpriced.get_mut(&used.name) {
                Some(entry) => entry,
                None => self.unpriced.entry(used.name.clone()).or_insert_with(|| Unpriced {
                    name: used.name.clone(),
                    runs: 0,
                    tokens: 0,
                    reason: reason.clone(),
                    vendor_cost: None,
                }),
            };
            entry.runs += u64::from(counted.insert(&used.name));
            entry.tokens = entry.tokens.checked_add(used.tokens()).ok_or(OutOfRange)?;
            entry.vendor_cost = match (entry.vendor_cost, used.vendor_cost) {
                (Some(one), Some(two)) => Some(one.plus(two)?),
                (one, two) => one.or(two),
            };
        }
        Ok(())
    }

    /// The totals in the order of ids, and what has no price in the order of names.
    pub(super) fn finish(self) -> Result<Summed<'t>, OutOfRange> {
        let (mut all, mut by_use) = (Costs::default(), Vec::new());
        for (used_by, (runs, mut costs)) in self.by_use {
            by_use.push((used_by, runs, costs.summary()?));
            all.is_at_least |= costs.is_at_least;
            if all.costs.is_empty() {
                // There may be millions.
                all.costs = costs.costs;
            } else {
                all.costs.extend(costs.costs);
            }
        }
        Ok(Summed {
            totals: self.totals.into_values().collect(),
            unpriced: self.unpriced.into_values().collect(),
            summary: all.summary()?,
            by_use,
        })
    }
}

impl Costs {
    /// The statistics; `None` where no run is priced completely.
    fn summary(&mut self) -> Result<Option<Summary>, OutOfRange> {
        let costs = &mut self.costs;
        costs.sort_unstable();
        let (Some(min), Some(max)) = (costs.first(), costs.last()) else { return Ok(None) };
        let total = crate::cost::sum(costs.iter().copied())?;
        let runs = length(costs.len());
        let middle = (costs[(costs.len() - 1) / 2], costs[costs.len() / 2]);
        Ok(Some(Summary {
            runs,
            total,
            mean: total.mean_of(runs),
            median: middle.0.plus(middle.1)?.mean_of(2),
            p90: costs[rank_of_p90(costs.len()) - 1],
            min: *min,
            max: *max,
            is_at_least: self.is_at_least,
        }))
    }
}

/// The rank, from 1 on, of the first cost that nine of ten do not exceed.
pub(super) fn rank_of_p90(runs: usize) -> usize {
    (runs * 9).div_ceil(10).max(1)
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
