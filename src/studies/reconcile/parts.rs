//! The parts of a difference, collected cause by cause.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Item;
use crate::units::{OutOfRange, UsdDelta};
use crate::words::words;

/// Between which two figures a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// From the plan to the records.
    PlannedToRecorded,
    /// From the records to the bill.
    RecordedToBilled,
    /// From the plan to the bill, where there are no records.
    PlannedToBilled,
}

words!(Step {
    PlannedToRecorded = "planned to recorded",
    RecordedToBilled = "recorded to billed",
    PlannedToBilled = "planned to billed",
});

/// Why two figures differ, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A day with planned runs and none recorded or billed.
    MissingNights,
    /// A day without planned runs.
    ExtraNights,
    /// More or fewer runs on a day than planned, at the planned cost of a run.
    NumberOfRuns,
    /// Runs of jobs that the plan does not have.
    OtherJobs,
    /// The same tokens at other prices.
    Price,
    /// Dearer or cheaper runs: other tokens at the same prices.
    Tokens,
    /// Planned for days that are not over.
    StillToCome,
    /// Used on days that are compared by recorded runs that are not: they started before or after, or on another day on
    /// the clock of the plan.
    OtherDays,
    /// Billed, and in no record.
    UnseenByRecords,
    /// Recorded for days that are billed, and not billed.
    NotBilled,
    /// On days after the last one that is billed.
    NotSettled,
    /// On days whose pages of the bill are missing.
    MissingPages,
    /// On days that the bill is not about.
    OutsideBill,
    /// Signed in with a plan, which is no part of a bill.
    SignedInWithPlan,
    /// On the bill of a cloud.
    OnCloudBill,
    /// On the bill of another vendor.
    OtherVendor,
    /// Credits and refunds: negative amounts on the bill.
    Credits,
    /// Amounts that the bill rounds to cents.
    Rounding,
    /// What nothing tells apart.
    NotExplained,
}

words!(Cause {
    MissingNights = "missing nights",
    ExtraNights = "extra nights",
    NumberOfRuns = "number of runs",
    OtherJobs = "runs of other jobs",
    Price = "price",
    Tokens = "tokens",
    StillToCome = "still to come",
    OtherDays = "runs of other days",
    UnseenByRecords = "unseen by records",
    NotBilled = "recorded but not billed",
    NotSettled = "not settled yet",
    MissingPages = "missing pages",
    OutsideBill = "outside the bill",
    SignedInWithPlan = "signed in with a plan",
    OnCloudBill = "on a cloud's bill",
    OtherVendor = "on another vendor's bill",
    Credits = "credits and refunds",
    Rounding = "rounding",
    NotExplained = "not explained",
});

/// A part of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Between which figures.
    pub step: Step,
    /// Why.
    pub cause: Cause,
    /// How much, with its sign.
    pub change: UsdDelta,
    /// How many runs more or fewer; zero where it is not about runs.
    pub runs: i64,
    /// The same by day and item; these add up to `change`.
    pub details: Vec<Detail>,
}

/// A part of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// The day, where it is about one.
    pub day: Option<Date>,
    /// The model or whatever else, where it is about one.
    pub item: Option<String>,
    /// How many runs more or fewer.
    pub runs: i64,
    /// How much.
    pub change: UsdDelta,
}

/// What a detail is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct About {
    pub(super) day: Option<Date>,
    pub(super) item: Option<String>,
}

impl About {
    pub(super) fn day(day: Date) -> Self {
        Self { day: Some(day), item: None }
    }

    pub(super) fn item(day: Date, item: &Item) -> Self {
        Self { day: Some(day), item: word(item) }
    }

    pub(super) fn named(day: Date, name: &str) -> Self {
        Self { day: Some(day), item: Some(name.to_owned()) }
    }

    pub(super) const ALL: Self = Self { day: None, item: None };
}

/// What an item is called.
fn word(item: &Item) -> Option<String> {
    match item {
        Item::Model(name) | Item::Other(name) => Some(name.clone()),
        Item::WebSearch => Some("web search".to_owned()),
        Item::Unsaid => None,
    }
}

/// Parts while they are collected.
#[derive(Debug, Default)]
pub(super) struct Parts(BTreeMap<(Step, Cause), BTreeMap<About, (i64, UsdDelta)>>);

impl Parts {
    /// Adds an amount, unless it is nothing.
    pub(super) fn add(
        &mut self,
        step: Step,
        cause: Cause,
        about: About,
        change: UsdDelta,
    ) -> Result<(), OutOfRange> {
        self.add_runs(step, cause, about, 0, change)
    }

    /// The same with a number of runs.
    pub(super) fn add_runs(
        &mut self,
        step: Step,
        cause: Cause,
        about: About,
        runs: i64,
        change: UsdDelta,
    ) -> Result<(), OutOfRange> {
        if change.is_zero() && runs == 0 {
            return Ok(());
        }
        let (known_runs, known) = self.0.entry((step, cause)).or_default().entry(about).or_default();
        *known_runs = known_runs.checked_add(runs).ok_or(OutOfRange)?;
        *known = known.plus(change)?;
        Ok(())
    }

    /// The parts in order. What they leave of the difference of two figures is not explained: nothing, as each is
    /// exact.
    pub(super) fn finish(mut self, figures: [Option<UsdDelta>; 3]) -> Result<Vec<Part>, OutOfRange> {
        let [planned, recorded, billed] = figures;
        let steps = [
            (Step::PlannedToRecorded, planned.zip(recorded)),
            (Step::RecordedToBilled, recorded.zip(billed)),
            (Step::PlannedToBilled, planned.zip(billed).filter(|_| recorded.is_none())),
        ];
        for (step, ends) in steps {
            let Some((before, after)) = ends else { continue };
            let mut rest = after.plus(before.opposite())?;
            for ((_, _), details) in self.0.iter().filter(|((of, _), _)| *of == step) {
                for (_, change) in details.values() {
                    rest = rest.plus(change.opposite())?;
                }
            }
            self.add(step, Cause::NotExplained, About::ALL, rest)?;
        }
        let mut parts = Vec::with_capacity(self.0.len());
        for ((step, cause), details) in self.0 {
            let (mut runs, mut change) = (0_i64, UsdDelta::ZERO);
            let mut of_part = Vec::with_capacity(details.len());
            for (about, (of_runs, of_change)) in details {
                if of_runs == 0 && of_change.is_zero() {
                    continue;
                }
                runs = runs.checked_add(of_runs).ok_or(OutOfRange)?;
                change = change.plus(of_change)?;
                of_part.push(Detail { day: about.day, item: about.item, runs: of_runs, change: of_change });
            }
            if !of_part.is_empty() {
                parts.push(Part { step, cause, change, runs, details: of_part });
            }
        }
        Ok(parts)
    }
}
