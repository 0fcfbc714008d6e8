//! What each run of a job costs: the same, or more each time.

use std::num::NonZeroU64;

use jiff::civil::Date;

use super::run::{Growth, GrowthBy, JobRun, RunSpec};
use crate::cost::{Prices, price_run_at};
use crate::pricing::NoPrice;
use crate::schedule::LISTED_MAX;
use crate::units::{Multiplier, OutOfRange, Tokens, Usd};
use crate::usage::{ModelUsage, TokenKind};

/// What the runs of a job cost on some days, by their number within a session, counted from zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Costs {
    /// Each the same.
    Same(Usd),
    /// Each so much more than the one before, until a new session begins.
    Growing { first: Usd, step: Usd, session: Option<NonZeroU64> },
    /// As listed, with the sum of those before each: where a price depends on the size of a prompt, growth is
    /// no straight line.
    Listed { costs: Vec<(Usd, Usd)>, session: NonZeroU64 },
}

impl Costs {
    /// What runs cost on `day`, of which there are no more than `runs` in all.
    pub(super) fn on(
        prices: Prices<'_>,
        job: &JobRun<'_>,
        usages: &[ModelUsage],
        cost: Usd,
        day: Date,
        runs: u64,
    ) -> Result<Self, NoPrice> {
        let retried = |cost: Usd| job.retry_factor.map_or(Ok(cost), |factor: Multiplier| factor.of(cost));
        let Some(Growth { by, session_runs: session }) = job.growth else {
            return Ok(Self::Same(retried(cost)?));
        };
        let (place, more) = match by {
            GrowthBy::Cost(step) => {
                let step = retried(prices.of_stated(*step, day)?)?;
                return Ok(Self::Growing { first: retried(cost)?, step, session: *session });
            }
            GrowthBy::Usage(place, more) => (*place, more),
        };
        let RunSpec::Used(_) = job.run else { return Ok(Self::Same(retried(cost)?)) };
        let table = prices.table;
        let model = table.resolve(&usages[place].model, day)?.model;
        if table.rate_card_of(&usages[place].model, model, day, usages[place].service)?.bands().is_empty() {
            // Tokens times rate: every run is as much more than the one before.
            let second = price_run_at(prices, &grown(usages, place, more, 1)?, day)?.cost;
            return Ok(Self::Growing {
                first: retried(cost)?,
                step: retried(second.less(cost))?,
                session: *session,
            });
        }
        let listed = session.map_or(runs, |session| session.get().min(runs)).max(1);
        // Each has a price of its own: more than that are not listed.
        if listed > LISTED_MAX {
            return Err(OutOfRange.into());
        }
        let mut costs = Vec::new();
        let mut before = Usd::ZERO;
        for run in 0..listed {
            let cost = retried(price_run_at(prices, &grown(usages, place, more, run)?, day)?.cost)?;
            costs.push((cost, before));
            before = before.plus(cost)?;
        }
        Ok(Self::Listed { costs, session: session.unwrap_or(NonZeroU64::MAX) })
    }

    /// The cost of the run with `before` runs before it, one of those counted.
    pub(super) fn at(&self, run: u64) -> Usd {
        match self {
            Self::Same(cost) => *cost,
            Self::Growing { first, step, session } => {
                *first + *step * session.map_or(run, |session| run % session)
            }
            Self::Listed { costs, session } => costs[place(run % *session)].0,
        }
    }

    /// The cost of some of the counted runs, the first of which has `before` runs before it.
    pub(super) fn of(&self, before: u64, runs: u64) -> Usd {
        self.try_of(before, runs).expect("all runs together were in range")
    }

    /// The same for runs of which nobody knows yet whether their cost is in range.
    pub(super) fn try_of(&self, before: u64, runs: u64) -> Result<Usd, OutOfRange> {
        match self {
            Self::Same(cost) => cost.times(runs),
            Self::Growing { first, step, session } => {
                let steps = steps_until(before + runs, *session) - steps_until(before, *session);
                first.times(runs)?.plus(step.times(u64::try_from(steps).map_err(|_| OutOfRange)?)?)
            }
            Self::Listed { costs, session } => {
                let until = |run: u64| {
                    let of_session = |runs: u64| match runs {
                        0 => Ok(Usd::ZERO),
                        runs => costs[place(runs - 1)].1.plus(costs[place(runs - 1)].0),
                    };
                    // A whole session is listed wherever one has ended.
                    let whole = run / *session;
                    let sessions =
                        if whole == 0 { Usd::ZERO } else { of_session(session.get())?.times(whole)? };
                    sessions.plus(of_session(run % *session)?)
                };
                Ok(until(before + runs)?.less(until(before)?))
            }
        }
    }

    /// The least and the most that any of these runs costs.
    pub(super) fn range(&self, before: u64, runs: u64) -> Option<(Usd, Usd)> {
        let session = match self {
            Self::Same(cost) => return (runs > 0).then_some((*cost, *cost)),
            Self::Growing { session, .. } => *session,
            Self::Listed { session, .. } => Some(*session),
        };
        let last = runs.checked_sub(1).map(|more| before + more)?;
        let (first, last) = match session {
            // A session that begins anew among them has its cheapest run and its dearest.
            Some(session) if before / session != last / session => (0, session.get() - 1),
            Some(session) => (before % session, last % session),
            None => (before, last),
        };
        Some((self.at(first), self.at(last)))
    }

    /// How many of these runs cost nothing. A session never gets cheaper, so they are those that begin it.
    pub(super) fn free(&self, before: u64, runs: u64) -> u64 {
        let (free, session) = self.free_of_session();
        let until = |run: u64| match session {
            None => run.min(free),
            Some(session) => (run / session) * free.min(session.get()) + (run % session).min(free),
        };
        until(before + runs) - until(before)
    }

    /// How many runs of a session cost nothing, and how long a session is.
    fn free_of_session(&self) -> (u64, Option<NonZeroU64>) {
        let all = |is_free: bool| if is_free { u64::MAX } else { 0 };
        match self {
            Self::Same(cost) => (all(cost.is_zero()), None),
            Self::Growing { first, step, session } if first.is_zero() && !step.is_zero() => (1, *session),
            Self::Growing { first, session, .. } => (all(first.is_zero()), *session),
            Self::Listed { costs, session } => {
                let free = costs.iter().take_while(|(cost, _)| cost.is_zero()).count();
                (if free == costs.len() { u64::MAX } else { crate::units::length(free) }, Some(*session))
            }
        }
    }
}

fn place(run: u64) -> usize {
    usize::try_from(run).expect("as many runs are listed as there are")
}

/// How many steps of growth the first runs have together.
fn steps_until(runs: u64, session: Option<NonZeroU64>) -> u128 {
    let of_one = |runs: u64| u128::from(runs) * u128::from(runs.saturating_sub(1)) / 2;
    match session {
        None => of_one(runs),
        Some(session) => u128::from(runs / session) * of_one(session.get()) + of_one(runs % session),
    }
}

/// The usage of a run, by the number of runs before it in its session.
pub(super) fn grown(
    usages: &[ModelUsage],
    place: usize,
    more: &ModelUsage,
    before: u64,
) -> Result<Vec<ModelUsage>, OutOfRange> {
    let mut usages = usages.to_vec();
    let grows = &mut usages[place];
    let sum = |count: u64, more: u64| {
        more.checked_mul(before).and_then(|more| count.checked_add(more)).ok_or(OutOfRange)
    };
    for kind in TokenKind::ALL {
        let more = more.usage.of(kind).get();
        if more > 0 {
            grows.usage = grows.usage.with(kind, Tokens::new(sum(grows.usage.of(kind).get(), more)?));
        }
    }
    grows.web_searches = sum(grows.web_searches, more.web_searches)?;
    Ok(usages)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    /// Costs that stay the same, grow and are listed, with and without sessions, and some of nothing.
    pub(in crate::ledger) fn every_kind() -> Vec<Costs> {
        let session = |runs: u64| NonZeroU64::new(runs);
        let listed: Vec<(Usd, Usd)> = {
            //  1, 2, 4 and 7 dollars
            let costs = ["1", "2", "4", "7"].map(usd);
            let before = ["0", "1", "3", "7"].map(usd);
            costs.into_iter().zip(before).collect()
        };
        vec![
            Costs::Same(usd("0.10")),
            Costs::Same(Usd::ZERO),
            Costs::Growing { first: Usd::ZERO, step: Usd::ZERO, session: session(2) },
            Costs::Growing { first: Usd::ZERO, step: usd("1"), session: session(1) },
            Costs::Growing { first: usd("1"), step: usd("0.25"), session: None },
            Costs::Growing { first: Usd::ZERO, step: usd("0.25"), session: session(3) },
            Costs::Listed { costs: listed, session: session(4).expect("not zero") },
        ]
    }

    #[test]
    fn sums_are_what_the_runs_add_up_to() {
        for costs in every_kind() {
            for before in 0..9 {
                for runs in 0..9 {
                    let one_by_one: Vec<Usd> = (before..before + runs).map(|run| costs.at(run)).collect();
                    let total = crate::cost::sum(one_by_one.iter().copied()).expect("in range");
                    assert_eq!(costs.of(before, runs), total, "{costs:?} from {before}, {runs}");
                    let range = one_by_one.iter().min().copied().zip(one_by_one.iter().max().copied());
                    assert_eq!(costs.range(before, runs), range, "{costs:?} from {before}, {runs}");
                    let is_free = |run: &u64| costs.at(*run).is_zero();
                    let free = (before..before + runs).filter(is_free).count();
                    assert_eq!(
                        costs.free(before, runs),
                        crate::units::length(free),
                        "{costs:?} from {before}, {runs}"
                    );
                }
            }
        }
    }
}
