//! What measured runs used, day by day: how each was started, with what it signed in, and what it cost.
//!
//! What a credit pays of it, and in which cycle, is said by the studies that fold over it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calendar::Period;
use crate::ledger::{Biller, Use};
use crate::measure::{MeasuredModel, MeasuredRun, Measurement};
use crate::pricing::{Auth, Surface};
use crate::records::Origin;
use crate::schedule::Window;
use crate::units::{OutOfRange, Usd};
use crate::usage::{Billing, UsedBy};

/// Some runs, and what they cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub runs: u64,
    /// What they cost at list prices.
    pub cost: Usd,
    /// Whether that is a lower bound.
    pub is_at_least: bool,
}

/// What runs used that is in no amount.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotCounted {
    /// Runs without a date, which are in no cycle.
    pub undated: u64,
    /// Models without a price on days that are asked about, by their names.
    pub unpriced: BTreeMap<String, WithoutPrice>,
}

/// The use of a model on days on which it has no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WithoutPrice {
    /// Whether the tables know the model, so that it may have a price on other days.
    pub is_known: bool,
    /// The runs that used it then.
    pub runs: u64,
    /// The first of the days.
    pub first: Date,
    /// The last of them.
    pub last: Date,
}

/// What a run used in the cycles that are asked about.
pub(super) struct RunUse<'m, 't> {
    pub(super) run: &'m MeasuredRun<'t>,
    /// By model, and then by day.
    pub(super) uses: Vec<DayUse<'m, 't>>,
    /// Whether it used something of which nobody knows the day.
    has_undated: bool,
}

/// What a run used of a model on a day.
pub(super) struct DayUse<'m, 't> {
    /// The place of its run.
    pub(super) run: usize,
    model: &'m MeasuredModel<'t>,
    pub(super) started_at: Option<Timestamp>,
    pub(super) day: Date,
    /// The place of the cycle in which that is.
    pub(super) cycle: usize,
    pub(super) by: Use<'t>,
    pub(super) cost: Usd,
    pub(super) is_at_least: bool,
    /// Whether it has a price. What has none is never a cost of zero.
    pub(super) is_priced: bool,
}

/// The runs of the records, each with its place among them.
pub(super) fn runs<'m, 't>(
    measured: &'m Measurement<'t>,
) -> impl Iterator<Item = (usize, Cow<'m, MeasuredRun<'t>>)> {
    // Days of usage reports are no runs, and nobody knows whose.
    measured.runs.iter().filter(|run| run.run.origin != Origin::Report).enumerate()
}

impl Share {
    /// Adds what some of its runs used.
    pub(super) fn add(&mut self, cost: Usd, is_at_least: bool) -> Result<(), OutOfRange> {
        self.cost = self.cost.plus(cost)?;
        self.is_at_least |= is_at_least;
        Ok(())
    }

    /// Adds other runs.
    pub(super) fn add_runs(&mut self, others: Self) -> Result<(), OutOfRange> {
        self.runs += others.runs;
        self.add(others.cost, others.is_at_least)
    }
}

impl NotCounted {
    /// Adds what of a run is in no amount.
    pub(super) fn add(&mut self, used: &RunUse<'_, '_>) {
        self.undated += u64::from(used.has_undated && used.uses.is_empty());
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for DayUse { model, day, .. } in used.uses.iter().filter(|part| !part.is_priced) {
            let (first, last, is_known) = (*day, *day, model.model.is_some());
            let new = WithoutPrice { is_known, runs: 0, first, last };
            let without = self.unpriced.entry(model.name.clone()).or_insert(new);
            without.runs += u64::from(names.insert(&model.name));
            (without.first, without.last) = (without.first.min(first), without.last.max(last));
        }
    }
}

impl<'m, 't> RunUse<'m, 't> {
    /// What a run used on days that are in a cycle; `place` is its own. `as_asked` changes what its records say of how
    /// it was started and signed in.
    pub(super) fn of(
        (place, run): (usize, &'m MeasuredRun<'t>),
        cycle_of: impl Fn(Date) -> Option<usize>,
        as_asked: impl Fn(Use<'t>) -> Use<'t>,
    ) -> Self {
        let mut used = Self { run, uses: Vec::new(), has_undated: false };
        for model in &run.models {
            let by = as_asked(of_records(run, model));
            for part in model.day_parts().iter() {
                let Some(day) = part.day else {
                    used.has_undated = true;
                    continue;
                };
                let Some(cycle) = cycle_of(day) else { continue };
                let (cost, is_at_least) =
                    part.cost.map_or((Usd::ZERO, true), |cost| (cost.cost, cost.is_at_least));
                let (started_at, is_priced) = (run.run.started_at, part.cost.is_some());
                used.uses.push(DayUse {
                    run: place,
                    model,
                    started_at,
                    day,
                    cycle,
                    by,
                    cost,
                    is_at_least,
                    is_priced,
                });
            }
        }
        used
    }

    /// The run, with all of it.
    pub(super) fn share(&self) -> Result<Share, OutOfRange> {
        let mut share = Share { runs: 1, ..Share::default() };
        self.uses.iter().try_for_each(|part| share.add(part.cost, part.is_at_least))?;
        Ok(share)
    }
}

impl DayUse<'_, '_> {
    /// When it draws a credit: when its run started, but not before `first` begins. Of a run without a start, when its
    /// day does.
    pub(super) fn at(&self, first: Date, zone: &TimeZone) -> Timestamp {
        let begins = |day: Date| Window::of_days(Period::new(day, day.tomorrow().unwrap_or(day)), zone).start;
        self.started_at.map_or_else(|| begins(self.day), |at| at.max(begins(first)))
    }
}

/// How a run used a model, as far as its records say.
fn of_records<'t>(run: &MeasuredRun<'t>, model: &MeasuredModel<'t>) -> Use<'t> {
    let surface = match (run.run.used_by, run.run.entrypoint.as_deref()) {
        (UsedBy::Person, Some("cli") | None) => Surface::Interactive,
        (UsedBy::Person, Some(_)) => Surface::Ide,
        (_, Some("claude-code-github-action")) => Surface::GithubAction,
        (_, Some(sdk)) if sdk.starts_with("sdk-") && sdk != "sdk-cli" => Surface::AgentSdk,
        _ => Surface::ClaudeP,
    };
    let auth = match run.run.billing {
        Billing::Unknown => None,
        Billing::Plan => Some(Auth::Plan),
        Billing::ApiKey => Some(Auth::ApiKey),
        Billing::Cloud => Some(Auth::Cloud),
    };
    let vendor = model.model.map(|model| model.vendor.as_str());
    Use { surface, auth, biller: Biller { vendor, is_cloud: run.run.billing == Billing::Cloud } }
}
