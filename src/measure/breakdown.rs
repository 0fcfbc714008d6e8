//! Runs and their costs by job, model, project or day.

use std::collections::{BTreeMap, BTreeSet};

use super::measurement::{Cost, MeasuredRun};
use crate::records::Run;
use crate::units::{OutOfRange, Usd, length};
use crate::usage::TokenUsage;
use crate::words::words;

/// What runs are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The job that a record names, or else the project.
    Job,
    /// The model; a run has a part in each that it used.
    Model,
    /// The folder in which they ran.
    Project,
    /// The day; a run over several days has a part in each.
    Day,
}

/// What one group of runs used and cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// What they have in common; `None` where the records do not say.
    pub(crate) name: Option<String>,
    /// How many runs have a part in it.
    pub(crate) runs: u64,
    pub(crate) usage: TokenUsage,
    /// The cost of what has a price; a lower bound where a part has none.
    pub(crate) cost: Cost,
    /// Whether any of it has a price.
    pub(crate) is_priced: bool,
    /// The cost divided by the runs, rounded to ten decimals.
    pub(crate) mean: Usd,
    /// Tokens without a price, which are in no cost.
    pub(crate) unpriced_tokens: u64,
}

/// Groups runs, in the order of the groups' names; days in the order of time. Runs without a name come last.
///
/// # Errors
///
/// When a sum is out of range.
pub fn breakdown(runs: &[MeasuredRun<'_>], by: By) -> Result<Vec<Share>, OutOfRange> {
    // Runs without a name come last.
    let mut shares: BTreeMap<(bool, Option<String>), (Share, BTreeSet<usize>)> = BTreeMap::new();
    for (place, run) in runs.iter().enumerate() {
        for used in &run.models {
            let mut add =
                |name: Option<String>, usage: &TokenUsage, cost: Option<Cost>| -> Result<(), OutOfRange> {
                    let (share, of_runs) =
                        shares.entry((name.is_none(), name.clone())).or_insert_with(|| {
                            let share = Share {
                                name,
                                runs: 0,
                                usage: TokenUsage::NONE,
                                cost: Cost::default(),
                                is_priced: false,
                                mean: Usd::ZERO,
                                unpriced_tokens: 0,
                            };
                            (share, BTreeSet::new())
                        });
                    of_runs.insert(place);
                    share.usage = share.usage.plus(usage)?;
                    match cost {
                        Some(cost) => {
                            share.cost = share.cost.plus(cost)?;
                            share.is_priced = true;
                        }
                        None => {
                            share.cost.is_at_least = true;
                            let tokens = usage.kinds().map(|(_, tokens)| tokens.get());
                            share.unpriced_tokens = tokens.fold(share.unpriced_tokens, u64::saturating_add);
                        }
                    }
                    Ok(())
                };
            let name = match by {
                By::Job => run.run.job.clone().or_else(|| project(&run.run)),
                By::Project => project(&run.run),
                By::Model => Some(used.model.map_or_else(|| used.name.clone(), |model| model.id.clone()))
                    .filter(|name| !name.is_empty()),
                By::Day => {
                    for part in used.day_parts().iter() {
                        add(part.day.map(|day| day.to_string()), &part.usage, part.cost)?;
                    }
                    continue;
                }
            };
            add(name, &used.usage, used.price())?;
        }
    }
    let finish = |(mut share, of_runs): (Share, BTreeSet<usize>)| {
        share.runs = length(of_runs.len());
        share.mean = share.cost.cost.mean_of(share.runs);
        share
    };
    Ok(shares.into_values().map(finish).collect())
}

/// The folder in which a run ran, or else the name of its project folder, which was made from it.
#[must_use]
pub fn project(run: &Run) -> Option<String> {
    run.cwd.clone().or_else(|| run.project.clone())
}

words!(By: id { Job = "job", Model = "model", Project = "project", Day = "day" });
