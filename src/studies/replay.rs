//! Measured runs under other rules: each at its own instant, in the cycle in which it ran, on the credits of other plans.
//!
//! Whose credit a run draws is the program's rule, and what a credit pays is the ledger's to say. A run draws the credit
//! when it starts; what it uses after the end of a cycle draws the next one.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::measured_use::{DayUse, NotCounted, RunUse, Share, runs};
use crate::calendar::{BillingCycle, OutOfCalendar, Period};
use crate::ledger::{Exhaustion, Holding, MeasuredUse, NoCredit, Tally, Use, no_credit, replayed};
use crate::measure::{MeasuredRun, Measurement};
use crate::pricing::{Auth, CycleRule, Program, Surface};
use crate::units::{OutOfRange, Usd};
use crate::usage::Billing;

/// Under which rules, and in which cycles.
#[derive(Debug, Clone)]
pub struct Question<'q, 't> {
    /// The first of the cycles. It isn't after the first run.
    pub first: BillingCycle,
    /// On whose clock days and cycles begin.
    pub zone: &'q TimeZone,
    /// How all runs are started, whatever their records say.
    pub surface: Option<Surface>,
    /// With what all runs sign in, whatever their records say.
    pub auth: Option<Auth>,
    /// The plans.
    pub plans: Vec<Under<'t>>,
}

/// A plan under the rules of a program.
#[derive(Debug, Clone)]
pub struct Under<'t> {
    /// The rules.
    pub program: &'t Program,
    /// The plan, or a stated credit.
    pub holding: Holding<'t>,
    /// What happens when the credit is gone; `None` is the program's own rule.
    pub exhaustion: Option<Exhaustion>,
}

/// Measured runs, played again.
#[derive(Debug, Clone)]
pub struct Replay<'t> {
    /// The runs in a cycle, and what they cost at list prices.
    pub runs: Share,
    /// The cycles, from the first to the one with the last run; those without runs, too.
    pub cycles: Vec<(Period, Share)>,
    /// What becomes of them on each plan.
    pub plans: Vec<OnPlan<'t>>,
    /// What is in no amount.
    pub not_counted: NotCounted,
    /// Runs that don't say how they signed in.
    pub unknown_sign_in: u64,
    /// Runs that go over the end of a cycle, and draw two.
    pub over_the_end: u64,
}

/// What becomes of the runs on a plan.
#[derive(Debug, Clone)]
pub struct OnPlan<'t> {
    /// The plan, and its rules.
    pub under: Under<'t>,
    /// Cycle by cycle. A credit that never expires has one.
    pub cycles: Vec<InCycle>,
    /// Why runs drew no credit: each reason with its runs.
    pub no_credit: Vec<(NoCredit<'t>, Share)>,
}

/// What becomes of the runs of a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InCycle {
    /// Its days.
    pub period: Period,
    /// What it grants.
    pub granted: Usd,
    /// What its runs come to, those without a price among the runs and in no amount.
    pub tally: Tally,
    /// Its runs of which nothing has a price.
    pub runs_unpriced: u64,
    /// Whether its amounts are lower bounds: of some use the price isn't known.
    pub is_at_least: bool,
    /// What is left at its end.
    pub left: Usd,
    /// Whether what is left is gone then.
    pub expires: bool,
    /// When the run began with which the credit ended: the first that it doesn't pay in full.
    pub ended_at: Option<Timestamp>,
    /// When the first run began that is refused or cut short.
    pub refused_from: Option<Timestamp>,
}

/// What a run used in a cycle of the models of one vendor.
struct Part<'m> {
    cycle: usize,
    /// The place of its run.
    run: usize,
    at: Timestamp,
    by: Use<'m>,
    cost: Usd,
    is_at_least: bool,
    /// Whether any of it has a price. What has none is never a cost of zero.
    is_priced: bool,
}

impl<'t> Question<'_, 't> {
    /// What a run used in the cycles, started and signed in as it was asked, or else as its records say. Before the
    /// first cycle nothing is asked about.
    fn use_of<'m>(
        &self,
        place: usize,
        run: &'m MeasuredRun<'t>,
        cycles: &[(Period, Share)],
    ) -> RunUse<'m, 't> {
        let cycle_of = |day: Date| cycles.iter().position(|(period, _)| period.contains(day));
        let as_asked = |by: Use<'t>| Use {
            surface: self.surface.unwrap_or(by.surface),
            auth: self.auth.or(by.auth),
            ..by
        };
        RunUse::of((place, run), cycle_of, as_asked)
    }
}

impl<'t> Part<'t> {
    fn of(used: &DayUse<'_, 't>, at: Timestamp) -> Self {
        let DayUse { cycle, run, by, cost, is_at_least, is_priced, .. } = *used;
        Self { cycle, run, at, by, cost, is_at_least, is_priced }
    }

    /// Whether both, of one run, are drawn at once.
    fn is_with(&self, other: &Self) -> bool {
        self.cycle == other.cycle && self.by.biller.vendor == other.by.biller.vendor
    }

    fn add(&mut self, other: &Self) -> Result<(), OutOfRange> {
        self.cost = self.cost.plus(other.cost)?;
        self.at = self.at.min(other.at);
        self.is_at_least |= other.is_at_least;
        self.is_priced |= other.is_priced;
        Ok(())
    }
}

impl OnPlan<'_> {
    /// All cycles together.
    #[must_use]
    pub fn total(&self) -> Tally {
        Tally::sum(self.cycles.iter().map(|cycle| &cycle.tally))
    }

    /// The runs of all cycles of which nothing has a price.
    #[must_use]
    pub fn runs_unpriced(&self) -> u64 {
        self.cycles.iter().map(|cycle| cycle.runs_unpriced).sum()
    }

    /// Whether the amounts of all cycles together are lower bounds.
    #[must_use]
    pub fn is_at_least(&self) -> bool {
        self.cycles.iter().any(|cycle| cycle.is_at_least)
    }
}

/// Why runs can't be played again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotReplayed {
    /// A sum is out of range.
    OutOfRange,
    /// A cycle is outside the calendar.
    Calendar,
    /// There are more cycles than are listed; from this day on there are as many as are.
    TooManyCycles(Date),
}

impl From<OutOfRange> for NotReplayed {
    fn from(_: OutOfRange) -> Self {
        Self::OutOfRange
    }
}

impl From<OutOfCalendar> for NotReplayed {
    fn from(_: OutOfCalendar) -> Self {
        Self::Calendar
    }
}

/// The most cycles that are listed: ten years of months.
pub const CYCLES_MAX: usize = 120;

/// The first day on which a run used something, where any has a date.
#[must_use]
pub fn first_day(measured: &Measurement<'_>) -> Option<Date> {
    days(measured).map(|(first, _)| first)
}

/// The first and the last day on which a run used something.
fn days(measured: &Measurement<'_>) -> Option<(Date, Date)> {
    let mut ends: Option<(Date, Date)> = None;
    for (_, run) in runs(measured) {
        for model in &run.models {
            for day in model.day_parts().iter().filter_map(|part| part.day) {
                ends = Some(ends.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
            }
        }
    }
    ends
}

/// Plays measured runs again.
///
/// # Errors
///
/// When a sum is out of range, or the cycles are outside the calendar or too many.
pub fn replay<'t>(
    measured: &Measurement<'t>,
    question: &Question<'_, 't>,
) -> Result<Replay<'t>, NotReplayed> {
    let mut replay = Replay {
        runs: Share::default(),
        cycles: cycles(measured, question.first)?,
        plans: Vec::new(),
        not_counted: NotCounted::default(),
        unknown_sign_in: 0,
        over_the_end: 0,
    };
    let mut parts: Vec<Part<'t>> = Vec::new();
    for (place, run) in runs(measured) {
        replay.add(&question.use_of(place, &run, &replay.cycles), question.zone, &mut parts)?;
    }
    // In the order of time; runs that start together keep the order of their records.
    parts.sort_by_key(|part| (part.cycle, part.at, part.run));
    for under in &question.plans {
        let on_plan = replay.on_plan(under, &parts)?;
        replay.plans.push(on_plan);
    }
    Ok(replay)
}

/// The cycles from the first on until the last run.
fn cycles(measured: &Measurement<'_>, first: BillingCycle) -> Result<Vec<(Period, Share)>, NotReplayed> {
    let Some((_, last)) = days(measured) else { return Ok(Vec::new()) };
    let (mut cycle, mut periods) = (first, vec![(first.period(), Share::default())]);
    while cycle.period().end() <= last {
        cycle = cycle.next()?;
        periods.push((cycle.period(), Share::default()));
    }
    match periods.len().checked_sub(CYCLES_MAX) {
        Some(earlier) if earlier > 0 => Err(NotReplayed::TooManyCycles(periods[earlier].0.start())),
        _ => Ok(periods),
    }
}

impl<'t> Replay<'t> {
    /// Adds a run, and what can be charged of it.
    fn add(
        &mut self,
        used: &RunUse<'_, 't>,
        zone: &TimeZone,
        parts: &mut Vec<Part<'t>>,
    ) -> Result<(), OutOfRange> {
        self.not_counted.add(used);
        let Some(first) = used.uses.iter().map(|part| part.cycle).min() else { return Ok(()) };
        let first_part = parts.len();
        for part in &used.uses {
            let (period, share) = &mut self.cycles[part.cycle];
            share.add(part.cost, part.is_at_least)?;
            let new = Part::of(part, part.at(period.start(), zone));
            let mut own = parts[first_part..].iter_mut();
            match own.find(|known| known.is_with(&new)) {
                Some(known) => known.add(&new)?,
                None => parts.push(new),
            }
        }
        self.cycles[first].1.runs += 1;
        self.runs.add_runs(used.share()?)?;
        self.unknown_sign_in += u64::from(used.run.run.billing == Billing::Unknown);
        self.over_the_end += u64::from(used.uses.iter().any(|part| part.cycle != first));
        Ok(())
    }

    fn on_plan(&self, under: &Under<'t>, parts: &[Part<'t>]) -> Result<OnPlan<'t>, NotReplayed> {
        let Under { program, holding, exhaustion } = under;
        let policy = exhaustion.unwrap_or(program.exhaustion.into());
        let mut on_plan = OnPlan { under: under.clone(), cycles: Vec::new(), no_credit: Vec::new() };
        let expires = program.cycle != CycleRule::Never;
        let mut periods: Vec<Period> = self.cycles.iter().map(|(period, _)| *period).collect();
        if let (false, Some(first), Some(last)) = (expires, periods.first(), periods.last()) {
            // Nothing renews it and nothing ends it.
            periods = vec![Period::new(first.start(), last.end())];
        }
        let mut counted: BTreeSet<usize> = BTreeSet::new();
        let priced: BTreeSet<usize> =
            parts.iter().filter(|part| part.is_priced).map(|part| part.run).collect();
        let mut given: BTreeSet<(usize, usize)> = BTreeSet::new();
        for (place, period) in periods.into_iter().enumerate() {
            let (of_cycle, unpriced): (Vec<&Part<'t>>, Vec<&Part<'t>>) =
                parts.iter().filter(|part| !expires || part.cycle == place).partition(|part| part.is_priced);
            let is_at_least = of_cycle.iter().chain(&unpriced).any(|part| part.is_at_least);
            // No credit can be charged with it, so nobody knows whether it would have been covered.
            let without = unpriced.iter().filter(|part| !priced.contains(&part.run));
            let runs_unpriced = without.map(|part| u64::from(counted.insert(part.run))).sum();
            let why = |part: &Part<'t>| no_credit(program, holding, part.by);
            let asking: BTreeSet<usize> =
                of_cycle.iter().filter(|part| why(part).is_none()).map(|part| part.run).collect();
            let mut uses = Vec::with_capacity(of_cycle.len());
            for part in &of_cycle {
                let why = why(part);
                // A run counts where it begins, as what asks for the credit if some of it does.
                let is_its = why.is_none() || !asking.contains(&part.run);
                let is_run = is_its && counted.insert(part.run);
                let cost = program.markup.map_or(Ok(part.cost), |markup| markup.of(part.cost))?;
                uses.push(MeasuredUse { no_credit: why, cost, is_run, run: part.run });
                if let Some(why) = why {
                    let place = on_plan.no_credit.iter().position(|(known, _)| *known == why);
                    let place = place.unwrap_or_else(|| {
                        on_plan.no_credit.push((why, Share::default()));
                        on_plan.no_credit.len() - 1
                    });
                    let share = &mut on_plan.no_credit[place].1;
                    share.runs += u64::from(given.insert((place, part.run)));
                    share.add(cost, part.is_at_least)?;
                }
            }
            let granted = holding.credit();
            let mut paid = replayed(granted, policy, &uses)?;
            paid.tally.runs += runs_unpriced;
            let at = |place: Option<usize>| place.map(|place| of_cycle[place].at);
            on_plan.cycles.push(InCycle {
                period,
                granted,
                tally: paid.tally,
                runs_unpriced,
                is_at_least,
                left: paid.left,
                expires,
                ended_at: at(paid.gone_with),
                refused_from: at(paid.refused_with),
            });
        }
        Ok(on_plan)
    }
}
