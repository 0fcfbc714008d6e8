//! Runs and their costs by job, model, project, day, week or month.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::measurement::Cost;
use super::runs::MeasuredRuns;
use super::usual::Usual;
use crate::records::{Origin, Run};
use crate::units::{OutOfRange, Usd};
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
    /// The week from Monday on, by its first day.
    Week,
    /// The month, as `2026-11`.
    Month,
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
    /// The cost divided by the runs, rounded to ten decimals; `None` where days of usage reports are in it.
    pub(crate) mean: Option<Usd>,
    /// Whether days of usage reports are in it, which are no runs.
    has_days: bool,
    /// Tokens without a price, which are in no cost.
    pub(crate) unpriced_tokens: u64,
    /// Of a job, what its newest runs cost against the ones before; `None` with too few dated and priced runs.
    pub(crate) usual: Option<Usual>,
}

/// Groups runs, in the order of the groups' names; days, weeks and months in the order of time. Runs without a name come last.
///
/// # Errors
///
/// When a sum is out of range.
pub fn breakdown(runs: &MeasuredRuns<'_>, by: By) -> Result<Vec<Share>, OutOfRange> {
    // Runs without a name come last.
    let mut shares: BTreeMap<(bool, Option<String>), (Share, Option<usize>)> = BTreeMap::new();
    let mut costs: BTreeMap<Option<String>, Vec<(Timestamp, Usd)>> = BTreeMap::new();
    for (place, run) in runs.iter().enumerate() {
        let cost = run.cost.filter(|cost| by == By::Job && !cost.is_at_least);
        if let (Some(at), Some(cost)) = (run.run.started_at, cost) {
            costs.entry(job(&run.run)).or_default().push((at, cost.cost));
        }
        for used in &run.models {
            let is_day = run.run.origin == Origin::Report;
            let mut add =
                |name: Option<String>, usage: &TokenUsage, cost: Option<Cost>| -> Result<(), OutOfRange> {
                    let (share, last) = shares.entry((name.is_none(), name.clone())).or_insert_with(|| {
                        let share = Share {
                            name,
                            runs: 0,
                            usage: TokenUsage::NONE,
                            cost: Cost::default(),
                            is_priced: false,
                            mean: None,
                            has_days: false,
                            unpriced_tokens: 0,
                            usual: None,
                        };
                        (share, None)
                    });
                    // A run's parts come one after the other.
                    share.has_days |= is_day;
                    share.runs += u64::from(!is_day && last.replace(place) != Some(place));
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
                By::Job => job(&run.run),
                By::Project => project(&run.run),
                By::Model => Some(used.model.map_or_else(|| used.name.clone(), |model| model.id.clone()))
                    .filter(|name| !name.is_empty()),
                By::Day | By::Week | By::Month => {
                    for part in used.day_parts().iter() {
                        add(part.day.map(|day| by.time_of(day)), &part.usage, part.cost)?;
                    }
                    continue;
                }
            };
            add(name, &used.usage, used.price())?;
        }
    }
    let finish = |(mut share, _): (Share, Option<usize>)| {
        share.mean = (!share.has_days).then(|| share.cost.cost.mean_of(share.runs));
        share.usual = costs.remove(&share.name).and_then(|mut costs| {
            costs.sort_unstable();
            Usual::of(&costs.into_iter().map(|(_, cost)| cost).collect::<Vec<_>>())
        });
        share
    };
    Ok(shares.into_values().map(finish).collect())
}

/// The job that a record names, or else the project.
fn job(run: &Run) -> Option<String> {
    run.job.clone().or_else(|| project(run))
}

impl By {
    /// The day, the week or the month of a day; in the order of time, they are in the order of the alphabet.
    fn time_of(self, day: Date) -> String {
        match self {
            Self::Week => {
                let into_week = i64::from(day.weekday().to_monday_zero_offset());
                // Before the first Monday of the calendar there is none.
                day.checked_sub(jiff::Span::new().days(into_week)).unwrap_or(day).to_string()
            }
            Self::Month => day.strftime("%Y-%m").to_string(),
            Self::Job | Self::Model | Self::Project | Self::Day => day.to_string(),
        }
    }
}

/// The folder in which a run ran, or else the name of its project folder, which was made from it.
#[must_use]
pub fn project(run: &Run) -> Option<String> {
    run.cwd.clone().or_else(|| run.project.clone())
}

words!(By: id { Job = "job", Model = "model", Project = "project", Day = "day", Week = "week", Month = "month" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday_and_months_on_their_first_day() {
        for (day, week, month) in [
            // A Sunday, the Monday after it, and days of the week over the end of a year.
            ("2026-11-29", "2026-11-23", "2026-11"),
            ("2026-11-30", "2026-11-30", "2026-11"),
            ("2026-12-31", "2026-12-28", "2026-12"),
            ("2027-01-03", "2026-12-28", "2027-01"),
        ] {
            let day: Date = day.parse().unwrap();
            assert_eq!((By::Week.time_of(day), By::Month.time_of(day)), (week.to_owned(), month.to_owned()));
        }
    }
}
