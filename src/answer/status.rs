//! `creditcalc status`: how far this cycle has got, by the records of this machine.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::Instant;
use crate::studies::status::EndsBy;
use crate::units::{Usd, UsdDelta};

super::shape_name!("creditcalc.status/1");

/// How far the cycle has got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Status {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: Inputs,
    /// The days of the cycle.
    pub cycle: Cycle,
    /// What the plan grants in the cycle, in dollars; null if no plan is named.
    pub credit_usd: Option<Usd>,
    /// What is drawn of it, in dollars; null without a plan.
    pub drawn_usd: Option<Usd>,
    /// What is left of it, in dollars; null without a plan and without a balance.
    pub left_usd: Option<Usd>,
    /// What the runs asked of the credit beyond it, in dollars; null without a plan and without a balance.
    pub beyond_usd: Option<Usd>,
    /// What the console showed, and what is left of that; null if no balance was read in this cycle.
    pub balance: Option<Balance>,
    /// When the credit ends; null if it lasts until the cycle ends, or if nobody knows.
    pub ends_at: Option<Instant>,
    /// What tells `ends_at`: the `schedule` of the runs to come, the `rate` of the cycle so far, or the `records`,
    /// where it has ended; null if nothing does.
    pub ends_by: Option<EndsBy>,
    /// What will be left when the cycle ends, in dollars, and expires then; null if nobody knows, or if it doesn't expire.
    pub expires_usd: Option<Usd>,
    /// How many more runs of the mean cost fit into what is left; null if nobody knows.
    pub runs_that_fit: Option<u64>,
    /// What runs ask of the credit per day, in dollars, on average since the cycle began (without a plan: of any
    /// credit). The cycle's first day counts as a whole one.
    pub pace_usd_per_day: Option<Usd>,
    /// The runs that ask for the credit.
    pub asking: Runs,
    /// Runs that programs started.
    pub programmatic: Runs,
    /// Runs that people started.
    pub interactive: Runs,
    /// Runs whose records don't say who started them. They draw nothing here.
    pub unknown: Runs,
    /// Why programmatic runs draw no credit; null if all of them do, or if nobody published a reason.
    pub no_credit_reason: Option<String>,
    /// Runs that ask for the credit and don't say how they signed in. They count as the program's credit needs, or as
    /// `--auth` says.
    pub unknown_sign_in_runs: u64,
    /// Runs without a date. They are in no figure.
    pub undated_runs: u64,
    /// Models without a price. They are in no amount.
    pub unpriced: Vec<String>,
    /// Notes on the figures, one sentence each.
    pub notes: Vec<String>,
}

/// The inputs of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// The instant of asking; with `--as-of` the end of that day. Only runs that started before are counted.
    pub now: Instant,
    /// The program whose credit rules are used.
    pub program: String,
    /// The plan, or `credit` for `--credit`; null if none was named.
    pub plan: Option<String>,
    /// The time zone of the cycle.
    pub zone: String,
    /// The digest of the price tables (`sha256:` and 64 hex digits).
    pub pricing_digest: String,
    /// The scenario that tells the runs to come; null if there is none, `scan` if it is what `scan` finds.
    pub scenario: Option<String>,
}

/// The days of a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cycle {
    /// The first day.
    pub start: Date,
    /// The day after the last one.
    pub end: Date,
}

/// What the console showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Balance {
    /// What it showed, in dollars.
    pub anchored_usd: Usd,
    /// When.
    pub at: Instant,
    /// What the runs asked since, in dollars.
    pub since_usd: Usd,
    /// What is left of it, in dollars; never less than nothing.
    pub now_usd: Usd,
    /// The console minus these records, in dollars, since the balance before or since the cycle began: negative if
    /// something was used that is in no record. Null if nobody knows.
    pub drift_usd: Option<UsdDelta>,
}

/// Runs of the cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Runs {
    /// How many.
    pub runs: u64,
    /// What they cost at list prices in this cycle, in dollars.
    pub cost_usd: Usd,
    /// Whether that is a lower bound.
    pub is_at_least: bool,
}
