//! One execution, and how requests are grouped in it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::counts::Counts;
use super::record::{NO_SESSION, Origin, Version, plain_name};
use crate::units::{OutOfRange, Usd};
use crate::usage::{Billing, Service, UsedBy};

/// One execution, as its records describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The first file with it, as a place in the list of files.
    pub(crate) file: u32,
    /// The kind of record that it is known from.
    pub origin: Origin,
    /// The session's id, if it has one.
    pub session: Option<String>,
    /// The job, where a record names one.
    pub(crate) job: Option<String>,
    /// The folder in which it ran.
    pub(crate) cwd: Option<String>,
    /// The project folder that its transcript is in.
    pub(crate) project: Option<String>,
    /// The earliest time in its records.
    pub started_at: Option<Timestamp>,
    /// How it was started, in the program's own word: `sdk-cli`.
    pub entrypoint: Option<String>,
    /// Who started it: a program or a person.
    pub used_by: UsedBy,
    /// Who pays for it.
    pub billing: Billing,
    /// How it ended, in the record's own word: `success`.
    pub outcome: Option<String>,
    /// Answers of the model, where a record counts them.
    pub turns: Option<u64>,
    /// Requests to the API, where records count them.
    pub requests: Option<u64>,
    /// Whether all of it was counted, output included.
    pub is_complete: bool,
    /// What it used, by model, day, service and size of prompt.
    pub(crate) models: Vec<RunModel>,
    /// The vendor's own figure for the whole run.
    pub vendor_cost: Option<Usd>,
    /// The version of the program that ran it, where a record has it: major, minor, patch.
    pub(crate) version: Option<Version>,
    /// What it has to do with other sessions and agents; most runs have none.
    pub(crate) kin: Option<Box<Kin>>,
}

/// What a run has to do with other sessions and agents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Kin {
    /// Sessions of subagents and teammates that are counted in the run.
    pub(crate) members: Vec<String>,
    /// Subagents that it tells of and that no record is left of.
    pub(crate) missing_agents: u64,
    /// Whether it is a subagent's or a teammate's, and who started it is in no record.
    pub(crate) lead_is_missing: bool,
}

/// What a run used of one model on one day, all of it served in one way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunModel {
    /// The model as it was written; empty where the record names none.
    pub(crate) name: String,
    /// The name that the vendor bills, where the record has it.
    pub(crate) canonical: Option<String>,
    pub(crate) day: Option<UseDay>,
    pub(crate) counts: Counts,
    pub(crate) service: Service,
    pub(crate) requests: Option<u64>,
    /// The smallest and the largest prompt of a request, in tokens.
    pub(crate) prompts: Option<(u64, u64)>,
    /// Whether its output was counted before it was complete, and so is a lower bound.
    pub(crate) is_output_at_least: bool,
    /// What it may have used beyond `counts`: totals that may as well be those of an earlier run.
    pub(crate) perhaps: Option<Box<Counts>>,
    pub(crate) vendor_cost: Option<Usd>,
    /// Whether its records say at which speed it was served.
    pub(crate) is_speed_told: bool,
}

/// The day on which something was used: vendors' prices change with UTC's days, whichever day a clock elsewhere
/// shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UseDay {
    /// In UTC. It decides the price, and nothing else does.
    pub(crate) utc: Date,
    /// In the zone that was asked for. It is shown, and grouped by.
    pub(crate) shown: Date,
}

/// How requests are grouped into the rows of a run.
#[derive(Debug, Clone)]
pub struct Grouping<'a> {
    /// Sizes of prompts, in tokens, at which a price changes. Requests on either side are counted apart.
    pub prompt_limits: &'a [u64],
    /// The zone in which a day begins that is shown. It changes no cost.
    pub zone: &'a TimeZone,
}

impl Grouping<'_> {
    pub(super) fn day(&self, at: Timestamp) -> UseDay {
        UseDay { utc: TimeZone::UTC.to_datetime(at).date(), shown: self.zone.to_datetime(at).date() }
    }

    /// How many of the limits a prompt is beyond.
    pub(super) fn class(&self, prompt: u64) -> usize {
        self.class_of_mean(prompt, 1)
    }

    /// How many of the limits the mean prompt of `requests` is beyond.
    pub(super) fn class_of_mean(&self, prompts: u64, requests: u64) -> usize {
        let is_beyond = |limit: &&u64| u128::from(prompts) > u128::from(**limit) * u128::from(requests);
        self.prompt_limits.iter().filter(is_beyond).count()
    }
}

impl Run {
    /// The outcome of a run that has no result.
    pub(crate) const NO_RESULT: &str = "no result";

    /// A run of which only the session is known.
    pub(super) fn of_session(id: &str) -> Self {
        Self {
            file: 0,
            origin: Origin::Transcript,
            // Lines without a session id are grouped by file.
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
            version: None,
            kin: None,
        }
    }
}

impl RunModel {
    /// Whether it has neither tokens nor searches nor dollars.
    pub(super) fn is_nothing(&self) -> bool {
        self.counts.is_empty() && self.perhaps.is_none() && self.vendor_cost.unwrap_or(Usd::ZERO).is_zero()
    }

    /// With what another row used of the same model, of prompts of the same class; `None` where a count no
    /// longer fits 64 bits.
    pub(crate) fn plus(&self, other: &Self) -> Option<Self> {
        let prompts = self.prompts.zip(other.prompts);
        Some(Self {
            counts: self.counts.plus(other.counts).ok()?,
            requests: self.requests.zip(other.requests).map(|(one, two)| one.saturating_add(two)),
            prompts: prompts.map(|(one, two)| (one.0.min(two.0), one.1.max(two.1))),
            perhaps: match (&self.perhaps, &other.perhaps) {
                (Some(one), Some(two)) => Some(Box::new(one.plus(**two).ok()?)),
                (one, two) => one.clone().or_else(|| two.clone()),
            },
            is_output_at_least: self.is_output_at_least || other.is_output_at_least,
            vendor_cost: match (self.vendor_cost, other.vendor_cost) {
                (Some(one), Some(two)) => Some(one.plus(two).ok()?),
                (one, two) => one.or(two),
            },
            ..self.clone()
        })
    }
}

impl Run {
    /// How many subagents it tells of that no record is left of.
    pub(crate) fn missing_agents(&self) -> u64 {
        self.kin.as_ref().map_or(0, |kin| kin.missing_agents)
    }

    /// What it has to do with others, to be changed.
    pub(super) fn kin_mut(&mut self) -> &mut Kin {
        self.kin.get_or_insert_default()
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
