//! The run that stands for measured runs in an estimate.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU64;

use jiff::civil::Date;
use thiserror::Error;

use super::measurement::MeasuredRun;
use super::price;
use super::runs::MeasuredRuns;
use super::summary::rank_of_p90;
use crate::cost::price_run;
use crate::pricing::{NoPrice, PriceTable};
use crate::records::{Origin, RunModel};
use crate::units::{OutOfRange, Tokens, Usd, length};
use crate::usage::{ModelUsage, ProfiledRun, Requests, RunProfile, Service, TokenUsage};
use crate::words::words;

/// Which run stands for all measured ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Typical {
    /// The mean of what they used: as many of it cost what they cost together.
    #[default]
    Mean,
    /// The one in the middle by cost; of an even number, the dearer of the two.
    Median,
    /// The cheapest that nine of ten do not exceed.
    P90,
    /// The most expensive.
    Max,
}

words!(Typical { Mean = "mean", Median = "median", P90 = "p90", Max = "max" });

/// Why no run can stand for a profile.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoTypicalRun {
    /// The profile has no runs.
    #[error("there are no runs to stand for")]
    Empty,
    /// No run is priced completely; why the first is not.
    #[error(transparent)]
    Unpriced(#[from] NoPrice),
}

/// Measured runs as a profile. `limits` are the sizes of prompts at which a price changes, smallest first.
#[must_use]
pub fn profile_of(runs: &MeasuredRuns<'_>, limits: &[u64]) -> RunProfile {
    let profiled = |measured: &MeasuredRun<'_>| {
        // The name that is billed, so that a profile means the same when it is read again; the first counts.
        let known = measured.models.iter().rev().map(|model| (model.name.as_str(), model.model));
        let known: BTreeMap<&str, _> = known.collect();
        let usage = |row: &RunModel| {
            let model = known.get(row.name.as_str()).copied().flatten();
            // A cloud's id is as exact, and says which region was billed.
            let id = model.filter(|model| !model.is_cloud_id(&row.name)).map(|model| model.id.as_str());
            price::usage_of(row, id.unwrap_or(&row.name))
        };
        ProfiledRun {
            started_at: measured.run.started_at,
            used_by: measured.run.used_by,
            billing: measured.run.billing,
            is_output_at_least: measured
                .run
                .models
                .iter()
                .any(|row| row.is_output_at_least || row.perhaps.is_some())
                || measured.is_lacking_agents(),
            is_cut: measured.run.outcome.as_deref().is_some_and(is_limit),
            models: without_shown_days(&measured.run.models, limits).iter().map(|row| usage(row)).collect(),
        }
    };
    // Days of usage reports are no runs.
    let runs = runs.iter().filter(|run| run.run.origin != Origin::Report);
    RunProfile { runs: runs.map(|run| profiled(&run)).collect() }
}

/// Whether an outcome says that a limit of the agent's own ended the run: its turns, or `--max-budget-usd`.
fn is_limit(outcome: &str) -> bool {
    matches!(outcome, "error_max_turns" | "error_max_budget_usd")
}

/// Rows that differ only in the day that a zone shows are one: a profile is the same in every zone.
fn without_shown_days<'r>(rows: &'r [RunModel], limits: &[u64]) -> Vec<Cow<'r, RunModel>> {
    let key = |row: &'r RunModel| {
        let class = row.prompts.map(|(smallest, _)| limits.iter().filter(|limit| smallest > **limit).count());
        (&row.name, &row.canonical, row.day.map(|day| day.utc), row.service, row.is_output_at_least, class)
    };
    let mut joined: Vec<Cow<'r, RunModel>> = Vec::with_capacity(rows.len());
    let mut places = HashMap::new();
    for row in rows {
        let known = places.get(&key(row)).map(|place: &usize| &mut joined[*place]);
        let other_day =
            |known: &Cow<'_, RunModel>| known.day.map(|day| day.shown) != row.day.map(|day| day.shown);
        match known.filter(|known| other_day(known)).and_then(|known| known.plus(row).map(|sum| (known, sum)))
        {
            Some((known, sum)) => *known = Cow::Owned(sum),
            None => {
                places.insert(key(row), joined.len());
                joined.push(Cow::Borrowed(row));
            }
        }
    }
    joined
}

/// The run that stands for a profile, at the prices of `day`.
///
/// # Errors
///
/// When no run is priced completely.
pub fn typical_run(
    table: &PriceTable,
    profile: &RunProfile,
    typical: Typical,
    day: Date,
) -> Result<TypicalRun, NoTypicalRun> {
    let mut priced: Vec<(Usd, &ProfiledRun)> = Vec::new();
    let mut unpriced = None;
    for run in &profile.runs {
        match price_run(table, &run.models, day) {
            Ok(cost) => priced.push((cost.cost, run)),
            Err(reason) => unpriced = unpriced.or(Some(reason)),
        }
    }
    if priced.is_empty() {
        return Err(unpriced.map_or(NoTypicalRun::Empty, NoTypicalRun::Unpriced));
    }
    let unpriced = length(profile.runs.len() - priced.len());
    // Runs of the same cost by what they used, so that the order of reading does not decide.
    priced.sort_by(|one, two| {
        one.0.cmp(&two.0).then_with(|| format!("{:?}", one.1.models).cmp(&format!("{:?}", two.1.models)))
    });
    let place = match typical {
        Typical::Mean => {
            let models = mean(table, &priced).map_err(NoPrice::OutOfRange)?;
            let web_searches =
                priced.iter().flat_map(|(_, run)| &run.models).map(|usage| usage.web_searches).sum();
            return Ok(TypicalRun {
                at_least: length(priced.iter().filter(|(_, run)| run.is_output_at_least).count()),
                of: length(priced.len()),
                web_searches: Some(web_searches),
                models,
                unpriced,
            });
        }
        Typical::Median => priced.len() / 2,
        Typical::P90 => rank_of_p90(priced.len()) - 1,
        Typical::Max => priced.len() - 1,
    };
    let chosen = priced[place].1;
    let models = chosen.models.clone();
    Ok(TypicalRun {
        models,
        of: length(priced.len()),
        unpriced,
        at_least: u64::from(chosen.is_output_at_least),
        web_searches: None,
    })
}

/// The run that stands for a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypicalRun {
    /// What it used of each model.
    pub(crate) models: Vec<ModelUsage>,
    /// How many runs it was chosen from, or is the mean of.
    pub(crate) of: u64,
    /// How many other runs are not priced completely and were left out.
    pub(crate) unpriced: u64,
    /// How many of the runs it is made of had their output counted before it was complete.
    pub(crate) at_least: u64,
    /// Of a mean, the web searches of all runs together: divided among them, few round to none.
    pub(crate) web_searches: Option<u64>,
}

/// What the mean run used, each count rounded to the nearest whole number.
fn mean(table: &PriceTable, runs: &[(Usd, &ProfiledRun)]) -> Result<Vec<ModelUsage>, OutOfRange> {
    let limits = table.prompt_limits();
    // Requests on both sides of a price band's limit were measured apart, and stay apart.
    let class = |requests: Requests| match requests {
        Requests::Sized { smallest, .. } => Some(limits.iter().filter(|limit| smallest > **limit).count()),
        Requests::Even(_) | Requests::UpTo { .. } | Requests::Unknown => None,
    };
    let mut sums: BTreeMap<(&str, Service, Option<usize>), Sum> = BTreeMap::new();
    for usage in runs.iter().flat_map(|(_, run)| &run.models) {
        sums.entry((&usage.model, usage.service, class(usage.requests))).or_default().add(usage)?;
    }
    let count = length(runs.len());
    Ok(sums.into_iter().map(|((model, service, _), sum)| sum.mean(model, service, count)).collect())
}

/// What several runs used of one model.
#[derive(Default)]
struct Sum {
    usage: TokenUsage,
    writes_of_unknown_ttl: u64,
    web_searches: u64,
    requests: u64,
    /// Whether one of them does not know its requests.
    is_unknown: bool,
    sizes: Option<(u64, u64)>,
}

impl Sum {
    fn add(&mut self, more: &ModelUsage) -> Result<(), OutOfRange> {
        self.usage = self.usage.plus(&more.usage)?;
        self.writes_of_unknown_ttl =
            self.writes_of_unknown_ttl.checked_add(more.writes_of_unknown_ttl.get()).ok_or(OutOfRange)?;
        self.web_searches = self.web_searches.checked_add(more.web_searches).ok_or(OutOfRange)?;
        let requests = match more.requests {
            Requests::Unknown | Requests::UpTo { .. } => {
                self.is_unknown = true;
                return Ok(());
            }
            Requests::Even(requests) => requests,
            Requests::Sized { requests, smallest, largest } => {
                let (least, most) = self.sizes.unwrap_or((smallest, largest));
                self.sizes = Some((least.min(smallest), most.max(largest)));
                requests
            }
        };
        self.requests = self.requests.checked_add(requests.get()).ok_or(OutOfRange)?;
        Ok(())
    }

    fn mean(self, model: &str, service: Service, runs: u64) -> ModelUsage {
        let share = |count: u64| count / runs + u64::from(count % runs >= runs.div_ceil(2));
        let usage = self
            .usage
            .kinds()
            .fold(TokenUsage::NONE, |mean, (kind, tokens)| mean.with(kind, Tokens::new(share(tokens.get()))));
        let requests = match (NonZeroU64::new(self.requests.div_ceil(runs)), self.sizes) {
            _ if self.is_unknown => Requests::Unknown,
            (Some(requests), Some((smallest, largest))) => Requests::Sized { requests, smallest, largest },
            (Some(requests), None) => Requests::Even(requests),
            (None, _) => Requests::Unknown,
        };
        ModelUsage {
            model: model.to_owned(),
            usage,
            writes_of_unknown_ttl: Tokens::new(share(self.writes_of_unknown_ttl)),
            web_searches: share(self.web_searches),
            requests,
            service,
        }
    }
}
