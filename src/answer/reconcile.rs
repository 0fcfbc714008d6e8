//! `creditcalc reconcile`: what was planned, recorded and billed, and why the three differ.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use crate::studies::reconcile as engine;
pub use crate::studies::reconcile::{Cause, Step};
use crate::units::{Usd, UsdDelta};
use crate::words::words;

super::shape_name!("creditcalc.reconcile/1");

/// What was planned, recorded and billed, and why the three differ. `planned_usd` and the parts from planned to recorded
/// add up to `recorded_usd`; that and the parts from recorded to billed add up to `billed_usd`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reconcile {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: Inputs,
    /// What the plan comes to at list prices, in dollars; null without a plan.
    pub planned_usd: Option<Usd>,
    /// Planned runs; null without a plan.
    pub planned_runs: Option<u64>,
    /// What the recorded runs cost at list prices, in dollars; null without records.
    pub recorded_usd: Option<Usd>,
    /// Recorded runs; null without records.
    pub recorded_runs: Option<u64>,
    /// What was billed, in dollars, with credits and refunds taken off; null without a bill.
    pub billed_usd: Option<UsdDelta>,
    /// What is missing for comparing all three; null if nothing is.
    pub missing: Option<Missing>,
    /// Whether recorded or billed amounts are lower bounds: a record or a page of the bill is incomplete.
    pub is_at_least: bool,
    /// The causes of the differences; those between two figures add up exactly.
    pub parts: Vec<Part>,
    /// Notes on the figures, one sentence each.
    pub notes: Vec<String>,
}

/// The inputs of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// The day that counts as today. Planned runs from this day on may still come.
    pub as_of: Date,
    /// The file with the plan; null without one.
    pub plan: Option<String>,
    /// The files, folders and patterns of records; empty without records.
    pub records: Vec<String>,
    /// The files with the bill; empty without a bill.
    pub bills: Vec<String>,
    /// The first day that is compared.
    pub start: Date,
    /// The day after the last day that is compared.
    pub end: Date,
    /// The time zone of the plan's days. Bills have days in UTC.
    pub zone: String,
    /// The first day that isn't billed yet; null without a bill.
    pub billed_until: Option<Date>,
    /// The digest of the price tables (`sha256:` and 64 hex digits).
    pub pricing_digest: String,
    /// The question itself, from which `creditcalc verify` asks again; left out in answers that can't be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Asked"))]
    pub question: Option<Asked>,
}

/// One of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// What was planned.
    Plan,
    /// What was recorded.
    Records,
    /// What was billed.
    Bill,
}

words!(Missing { Plan = "plan", Records = "records", Bill = "bill" });

/// One cause of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// The two figures it stands between.
    pub between: Step,
    /// The cause.
    pub cause: Cause,
    /// How much it changes, in dollars; negative when it lowers the figure.
    pub change_usd: UsdDelta,
    /// Runs more than before; negative for fewer, 0 if it isn't about runs.
    pub runs: i64,
    /// The same by day and item; these add up to `change_usd`.
    pub details: Vec<Detail>,
}

/// A cause on one day, or for one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Detail {
    /// The day: on the plan's clock from planned to recorded, in UTC to billed; null if it isn't about one.
    pub day: Option<Date>,
    /// The job from planned to recorded; the model, or whatever else was billed, to billed; null if not known.
    pub item: Option<String>,
    /// Runs more than before; negative for fewer.
    pub runs: i64,
    /// How much it changes, in dollars.
    pub change_usd: UsdDelta,
}

impl Reconcile {
    /// The answer.
    #[must_use]
    pub fn of(inputs: Inputs, found: &engine::Reconciled, is_at_least: bool, notes: Vec<String>) -> Self {
        let missing = match (found.planned, found.recorded, found.billed) {
            (None, ..) => Some(Missing::Plan),
            (_, None, _) => Some(Missing::Records),
            (.., None) => Some(Missing::Bill),
            _ => None,
        };
        Self {
            schema: ShapeName,
            inputs,
            planned_usd: found.planned,
            planned_runs: found.planned_runs,
            recorded_usd: found.recorded,
            recorded_runs: found.recorded_runs,
            billed_usd: found.billed,
            missing,
            is_at_least,
            parts: found.parts.iter().map(Part::from).collect(),
            notes,
        }
    }
}

impl From<&engine::Part> for Part {
    fn from(part: &engine::Part) -> Self {
        let detail = |detail: &engine::Detail| Detail {
            day: detail.day,
            item: detail.item.clone(),
            runs: detail.runs,
            change_usd: detail.change,
        };
        Self {
            between: part.step,
            cause: part.cause,
            change_usd: part.change,
            runs: part.runs,
            details: part.details.iter().map(detail).collect(),
        }
    }
}
