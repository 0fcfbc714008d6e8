//! One execution, as its records tell of it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::counts::Counts;
use super::record::{NO_SESSION, Origin, plain_name};
use crate::units::{OutOfRange, Usd};
use crate::usage::{Billing, Service, UsedBy};

/// One execution, as its records tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The file that tells of it, as a place in the list of files that were read; of several the first.
    pub(crate) file: u32,
    /// By which kind of record.
    pub origin: Origin,
    /// The session.
    pub session: Option<String>,
    /// The job, where a record names one.
    pub(crate) job: Option<String>,
    /// The folder in which it ran.
    pub(crate) cwd: Option<String>,
    /// The folder of transcripts in which its own stands: a project.
    pub(crate) project: Option<String>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// By which door it was started.
    pub entrypoint: Option<String>,
    /// Who started it.
    pub used_by: UsedBy,
    /// Whose bill it is on.
    pub billing: Billing,
    /// How it ended.
    pub outcome: Option<String>,
    /// Turns.
    pub turns: Option<u64>,
    /// Requests.
    pub requests: Option<u64>,
    /// Whether a record counts all of it, output included.
    pub is_complete: bool,
    /// What it used, by model, day, service and size of prompt.
    pub models: Vec<RunModel>,
    /// The vendor's own figure for all of it.
    pub vendor_cost: Option<Usd>,
}

/// What a run used of one model on one day, all of it served in one way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunModel {
    /// The model as it was written; empty where the record names none.
    pub name: String,
    /// The name under which the vendor bills it, where the record says.
    pub(crate) canonical: Option<String>,
    /// The day, where the record says.
    pub(crate) day: Option<Date>,
    /// The tokens.
    pub(crate) counts: Counts,
    /// How they were served.
    pub(crate) service: Service,
    /// Over how many requests, where that is known.
    pub(crate) requests: Option<u64>,
    /// The smallest prompt of a request and the largest, where that is known.
    pub(crate) prompts: Option<(u64, u64)>,
    /// Whether the output was counted before it was complete, and so is at least this.
    pub(crate) is_output_at_least: bool,
    /// The vendor's own figure.
    pub(crate) vendor_cost: Option<Usd>,
}

/// How requests are grouped into the rows of a run.
#[derive(Debug, Clone)]
pub struct Grouping<'a> {
    /// Sizes of prompts, in tokens, at which a price changes. Requests on either side are counted apart.
    pub prompt_limits: &'a [u64],
    /// The zone in which a day begins.
    pub zone: &'a jiff::tz::TimeZone,
}

impl Grouping<'_> {
    pub(super) fn day(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// How many of the limits a prompt is beyond.
    pub(super) fn class(&self, prompt: u64) -> usize {
        self.prompt_limits.iter().filter(|limit| prompt > **limit).count()
    }
}

impl Run {
    /// A run of which only the session is known.
    pub(super) fn of_session(id: &str) -> Self {
        Self {
            file: 0,
            origin: Origin::Transcript,
            // Lines without a session are told apart by their file.
            session: Some(id).filter(|id| !id.starts_with(NO_SESSION)).map(str::to_owned),
            job: None,
            cwd: None,
            project: None,
            started_at: None,
            entrypoint: None,
            used_by: UsedBy::Unknown,
            billing: Billing::Unknown,
            outcome: None,
            turns: None,
            requests: None,
            is_complete: true,
            models: Vec::new(),
            vendor_cost: None,
        }
    }
}

/// What rows count, by the model's name as it was written.
pub(super) fn counts_by_name<'r>(
    rows: impl Iterator<Item = &'r RunModel>,
) -> Result<BTreeMap<String, Counts>, OutOfRange> {
    let mut totals: BTreeMap<String, Counts> = BTreeMap::new();
    for row in rows {
        let total = totals.entry(row.name.clone()).or_default();
        *total = total.plus(row.counts)?;
    }
    Ok(totals)
}

/// What rows count, by the model's [plain name](plain_name), all cache writes in `cache_write`.
pub(super) fn counts_by_plain_name<'r>(
    rows: impl Iterator<Item = &'r RunModel>,
) -> Result<BTreeMap<String, Counts>, OutOfRange> {
    let mut totals: BTreeMap<String, Counts> = BTreeMap::new();
    for (name, counts) in counts_by_name(rows)? {
        let total = totals.entry(plain_name(&name).to_owned()).or_default();
        *total = total.plus(counts.with_all_writes())?;
    }
    Ok(totals)
}
