//! `creditcalc schedule`: when schedules fire.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use super::estimate::zone_of;
use crate::calendar::Instant;
use crate::schedule::{Job, Kind, Timing, in_words};
use crate::units::length;

super::shape_name!("creditcalc.schedule/1");

/// When schedules fire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Schedule {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: Inputs,
    /// The schedules, in the order given.
    pub schedules: Vec<Explained>,
    /// Notes, one sentence each.
    pub notes: Vec<String>,
}

/// The inputs of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// Only times after this instant are listed.
    pub after: Instant,
    /// How many times are listed for each schedule.
    pub count: u64,
    /// The question itself, from which `creditcalc verify` asks again; left out in answers that can't be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Asked"))]
    pub question: Option<Asked>,
}

/// One schedule, and when it fires next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explained {
    /// The schedule's name, such as `schedule` or `crontab:4`.
    pub job: String,
    /// The schedule as it was written.
    pub expression: String,
    /// The language of the schedule.
    pub kind: Kind,
    /// Its time zone; null if it has no times.
    pub zone: Option<String>,
    /// The schedule in words.
    pub words: String,
    /// Runs that start together each time.
    pub at_once: u64,
    /// The next times it fires, in its own time zone; fewer than asked if it stops firing.
    pub next: Vec<Instant>,
}

impl Schedule {
    /// Each job with its next `count` instants after `after`.
    #[must_use]
    pub fn of(jobs: &[Job], after: Timestamp, count: usize, zone: &TimeZone, notes: Vec<String>) -> Self {
        Self {
            schema: ShapeName,
            inputs: Inputs { after: Instant::on_clock_of(zone, after), count: length(count), question: None },
            schedules: jobs.iter().map(|job| Explained::of(job, after, count)).collect(),
            notes,
        }
    }
}

impl Explained {
    fn of(job: &Job, after: Timestamp, count: usize) -> Self {
        let next = match &job.timing {
            Timing::At(recurrence) => recurrence
                .after(after, count)
                .iter()
                .map(|at| Instant::on_clock_of(&recurrence.zone, *at))
                .collect(),
            _ => Vec::new(),
        };
        Self {
            job: job.name.clone(),
            expression: job.expression.clone(),
            kind: job.kind,
            zone: zone_of(job),
            words: in_words::job_words(job),
            at_once: job.at_once,
            next,
        }
    }
}
