//! The shapes of saved answers, as far as two of them are compared.
//!
//! Keys may be added to a shape within a version, so what is not asked for is passed over; what is asked for
//! must be there.

use std::fmt::Display;
use std::str::FromStr;

use jiff::Zoned;
use jiff::civil::Date;
use jiff::fmt::temporal::Pieces;
use jiff::tz::TimeZone;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::units::{Multiplier, Rate, Usd};

/// `creditcalc.estimate/1`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Estimate {
    pub(super) inputs: Inputs,
    pub(super) run: Run,
    pub(super) schedule: Schedule,
    pub(super) total_cost_usd: Text<Usd>,
    pub(super) plans: Vec<Plan>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Inputs {
    pub(super) as_of: Text<Date>,
    pub(super) program: String,
    pub(super) auth: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Run {
    pub(super) cost_usd: Text<Usd>,
    pub(super) lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Line {
    pub(super) model: String,
    pub(super) kind: String,
    pub(super) tokens: Option<u64>,
    pub(super) rate_usd_per_mtok: Option<Text<Rate>>,
    #[serde(default)]
    pub(super) modifiers: Vec<Modifier>,
    pub(super) count: Option<u64>,
    pub(super) unit_usd: Option<Text<Usd>>,
    pub(super) prompt_tokens_over: Option<u64>,
    pub(super) effective_from: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Modifier {
    #[serde(rename = "modifier")]
    pub(super) kind: String,
    pub(super) multiplier: Text<Multiplier>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Schedule {
    pub(super) runs: u64,
    pub(super) nights: u64,
    pub(super) cycle_start: Text<Date>,
    pub(super) cycle_end: Text<Date>,
    /// Where only a part of the cycle counts.
    pub(super) from: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Plan {
    #[serde(rename = "plan")]
    pub(super) id: String,
    pub(super) program: String,
    pub(super) program_status: Option<String>,
    pub(super) fee_usd: Option<Text<Usd>>,
    pub(super) credit_usd: Text<Usd>,
    pub(super) nights_covered: u64,
    pub(super) runs_covered: u64,
    pub(super) drawn_usd: Text<Usd>,
    pub(super) overflow_usd: Text<Usd>,
    pub(super) expires_usd: Text<Usd>,
    pub(super) runs_out_at: Option<Text<Instant>>,
    pub(super) runs_out_on: Option<Text<Date>>,
    pub(super) runs_out_run: Option<u64>,
    pub(super) in_force: Option<Rules>,
}

/// What the rules in force give.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Rules {
    pub(super) program: Option<String>,
    /// The sign-in with which it is counted.
    pub(super) auth: Option<String>,
    pub(super) credit_usd: Text<Usd>,
    pub(super) overflow_usd: Text<Usd>,
}

/// `creditcalc.simulate/1`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Simulate {
    pub(super) inputs: SimulateInputs,
    pub(super) jobs: Vec<Job>,
    pub(super) seats: Vec<Seat>,
    pub(super) total: Counts,
    pub(super) cycles: Vec<Cycle>,
    pub(super) in_force: Option<SimulateRules>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct SimulateInputs {
    pub(super) as_of: Text<Date>,
    pub(super) program: String,
    pub(super) program_status: Option<String>,
    pub(super) cycle_start: Text<Date>,
    pub(super) cycle_end: Text<Date>,
    /// Where only a part of the first cycle counts.
    pub(super) from: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Job {
    #[serde(rename = "job")]
    pub(super) name: String,
    pub(super) seat: String,
    pub(super) draws: String,
    pub(super) run_cost_usd: Text<Usd>,
    pub(super) retry_factor: Option<Text<Multiplier>>,
    pub(super) lines: Vec<Line>,
    pub(super) runs: u64,
    pub(super) runs_covered: u64,
    pub(super) nights: u64,
    pub(super) nights_covered: u64,
    pub(super) cost_usd: Text<Usd>,
    pub(super) drawn_usd: Text<Usd>,
    pub(super) overflow_usd: Text<Usd>,
}

/// What jobs come to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Counts {
    pub(super) runs: u64,
    pub(super) runs_covered: u64,
    pub(super) nights: u64,
    pub(super) nights_covered: u64,
    pub(super) cost_usd: Text<Usd>,
    pub(super) drawn_usd: Text<Usd>,
    pub(super) overflow_usd: Text<Usd>,
}

/// A credit: that of a seat, or the pool of several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Seat {
    #[serde(rename = "seat")]
    pub(super) name: String,
    pub(super) members: Vec<String>,
    pub(super) plan: String,
    pub(super) fee_usd: Option<Text<Usd>>,
    pub(super) credit_usd: Text<Usd>,
    pub(super) granted_usd: Text<Usd>,
    pub(super) runs_out_at: Option<Text<Instant>>,
    pub(super) runs_out_on: Option<Text<Date>>,
    pub(super) runs_out_job: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Cycle {
    /// In the order of the jobs.
    pub(super) jobs: Vec<CycleJob>,
    /// In the order of the seats.
    pub(super) seats: Vec<CycleSeat>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct CycleJob {
    pub(super) runs: u64,
    pub(super) cost_usd: Text<Usd>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct CycleSeat {
    pub(super) drawn_usd: Text<Usd>,
    pub(super) expires_usd: Text<Usd>,
}

/// What the rules in force give.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct SimulateRules {
    pub(super) program: Option<String>,
    pub(super) granted_usd: Text<Usd>,
    pub(super) overflow_usd: Text<Usd>,
}

/// What stands in quotes: an amount, a rate, a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Text<T>(pub(super) T);

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(D::Error::custom)
    }
}

/// An instant on the clock on which it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Instant(pub(super) Zoned);

impl FromStr for Instant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let no_instant = || format!("`{text}` is not an instant, such as 2026-11-06T03:00:00+01:00");
        let at = text.parse::<jiff::Timestamp>().map_err(|_| no_instant())?;
        let offset = Pieces::parse(text).ok().and_then(|pieces| pieces.to_numeric_offset());
        Ok(Self(at.to_zoned(offset.map_or(TimeZone::UTC, TimeZone::fixed))))
    }
}
