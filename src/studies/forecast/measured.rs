//! What measured runs cost on the days on which their job is to run.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::ModelChange;
use crate::cost::{Prices, price_run_at};
use crate::ledger::by_id;
use crate::pricing::NoPrice;
use crate::spread::SampleRun;
use crate::units::{Multiplier, OutOfRange, Usd, length};
use crate::usage::{ModelUsage, RunProfile};

/// Measured runs whose models all have a price, in the order of time; undated ones come last.
#[derive(Debug, Clone)]
pub(super) struct MeasuredCosts<'t> {
    prices: Prices<'t>,
    runs: Vec<Measured>,
    /// The day whose prices count where a model has none on the day of a run.
    priced_on: Date,
    retry_factor: Option<Multiplier>,
    /// How many runs have an unpriced part and are left out.
    pub(super) unpriced: u64,
}

#[derive(Debug, Clone)]
struct Measured {
    at: Option<Timestamp>,
    is_cut: bool,
    /// Each model under its id: a moving name means one model for the whole time.
    models: Vec<ModelUsage>,
}

impl Measured {
    /// Each model once, in the order of the alphabet.
    fn model_names(&self) -> Vec<&str> {
        let mut models: Vec<&str> = self.models.iter().map(|usage| usage.model.as_str()).collect();
        models.sort_unstable();
        models.dedup();
        models
    }
}

impl<'t> MeasuredCosts<'t> {
    /// The runs of a profile.
    ///
    /// # Errors
    ///
    /// When no run is priced completely: why the first is not.
    pub(super) fn of(
        prices: Prices<'t>,
        profile: &RunProfile,
        retry_factor: Option<Multiplier>,
        priced_on: Date,
    ) -> Result<Self, NoPrice> {
        let (mut runs, mut reason) = (Vec::with_capacity(profile.runs.len()), None);
        for run in &profile.runs {
            let models = by_id(prices.table, &run.models, priced_on)
                .and_then(|models| price_run_at(prices, &models, priced_on).map(|_| models));
            match models {
                Ok(models) => runs.push(Measured { at: run.started_at, is_cut: run.is_cut, models }),
                Err(error) => reason = reason.or(Some(error)),
            }
        }
        let unpriced = length(profile.runs.len() - runs.len());
        if let Some(reason) = reason.filter(|_| runs.is_empty()) {
            return Err(reason);
        }
        runs.sort_by_key(|run| (run.at.is_none(), run.at));
        Ok(Self { prices, runs, priced_on, retry_factor, unpriced })
    }

    /// What each of them costs at the prices of `day`, or at those of the day that is shown where it has none yet.
    fn on(&self, day: Date) -> Result<Vec<SampleRun>, OutOfRange> {
        let cost = |run: &Measured| {
            let found = match price_run_at(self.prices, &run.models, day) {
                Err(NoPrice::OutOfRange(reason)) => return Err(reason),
                Err(_) => price_run_at(self.prices, &run.models, self.priced_on),
                found => found,
            };
            let cost = found.map_err(|_| OutOfRange)?.cost;
            let cost = self.retry_factor.map_or(Ok(cost), |factor| factor.of(cost))?;
            Ok(SampleRun { cost, at: run.at, is_cut: run.is_cut })
        };
        self.runs.iter().map(cost).collect()
    }

    /// What they cost on all of `days`, which are in order: the different lists of costs, and for each day the place of
    /// its own. The first list is that of the day that is shown.
    pub(super) fn by_day(&self, days: &[Date]) -> Result<(Vec<Vec<SampleRun>>, Vec<usize>), OutOfRange> {
        let mut lists = vec![self.on(self.priced_on)?];
        let mut known: BTreeMap<Date, usize> = BTreeMap::new();
        let mut places = Vec::with_capacity(days.len());
        for day in days {
            let place = match known.get(day) {
                Some(place) => *place,
                None => {
                    let costs = self.on(*day)?;
                    let place = lists.iter().position(|known| *known == costs);
                    let place = place.unwrap_or_else(|| {
                        lists.push(costs);
                        lists.len() - 1
                    });
                    known.insert(*day, place);
                    place
                }
            };
            places.push(place);
        }
        Ok((lists, places))
    }

    /// Whether a run cost no more than `cap` at the prices of its own day. Of one without a day that isn't known.
    pub(super) fn kept(&self, run: usize, cap: Usd) -> bool {
        let run = &self.runs[run];
        let cost = run.at.and_then(|at| {
            let day = at.to_zoned(TimeZone::UTC).date();
            let cost = price_run_at(self.prices, &run.models, day).ok()?.cost;
            self.retry_factor.map_or(Some(cost), |factor| factor.of(cost).ok())
        });
        cost.is_some_and(|cost| cost <= cap)
    }

    /// How many dated runs cost something else on their own day than on the one that is shown.
    pub(super) fn repriced(&self) -> u64 {
        let is_other = |run: &&Measured| {
            let Some(at) = run.at else { return false };
            let day = at.to_zoned(TimeZone::UTC).date();
            let cost = |day| price_run_at(self.prices, &run.models, day).ok().map(|run| run.cost);
            cost(day).is_some_and(|then| cost(self.priced_on) != Some(then))
        };
        length(self.runs.iter().filter(is_other).count())
    }

    /// The newest run whose models are others than those of the run before it, if that is the only one: models that come
    /// and go are no change, and runs without a date have no order.
    pub(super) fn model_change(&self) -> Option<ModelChange> {
        if self.runs.iter().any(|run| run.at.is_none()) {
            return None;
        }
        let models: Vec<Vec<&str>> = self.runs.iter().map(Measured::model_names).collect();
        let mut changes = (1..models.len()).filter(|at| models[*at] != models[at - 1]);
        let at = changes.next().filter(|_| changes.next().is_none())?;
        let owned = |models: &[&str]| models.iter().map(|model| (*model).to_owned()).collect();
        Some(ModelChange { at, before: owned(&models[at - 1]), after: owned(&models[at]) })
    }
}
