//! What usage reports add up to, by day.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::counts::Counts;
use super::record::Origin;
use super::run::{Grouping, Run, RunModel};
use crate::units::OutOfRange;
use crate::usage::{Billing, Service, UsedBy};

/// Which report a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ReportKind {
    /// `usage_report/messages`.
    Messages,
    /// `usage_report/claude_code`.
    ClaudeCode,
}

/// What was used of one model in one bucket, by one key, in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReportRow {
    pub(super) kind: ReportKind,
    pub(super) file: u32,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    /// By what it was grouped: two rows of a bucket with the same are copies, perhaps an older and a newer one.
    pub(super) identity: String,
    /// Empty where the report was not grouped by model.
    pub(super) model: String,
    pub(super) counts: Counts,
    pub(super) service: Service,
    /// The largest prompt of a request, where the report was grouped by it.
    pub(super) prompt_max: Option<u64>,
    pub(super) billing: Billing,
}

/// A page of a report: from which time until when, and whether another follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Page {
    pub(super) file: u32,
    pub(super) kind: ReportKind,
    pub(super) from: Option<Timestamp>,
    pub(super) to: Option<Timestamp>,
    pub(super) has_more: bool,
}

impl Page {
    /// Adds a bucket.
    pub(super) fn take(&mut self, from: Timestamp, to: Timestamp) {
        self.from = super::gathered::earlier(self.from, Some(from));
        self.to = self.to.max(Some(to));
    }
}

type RowKey = (ReportKind, Timestamp, Timestamp, String);

/// All rows and pages that were read.
#[derive(Debug, Default)]
pub(super) struct ReportDays {
    rows: BTreeMap<RowKey, ReportRow>,
    pages: Vec<Page>,
}

impl ReportDays {
    /// Adds a row. Returns whether it was known: then the larger one stays.
    pub(super) fn add(&mut self, row: ReportRow) -> bool {
        let key = (row.kind, row.from, row.to, row.identity.clone());
        match self.rows.get_mut(&key) {
            Some(known) => {
                known.counts = known.counts.max(row.counts);
                known.file = known.file.min(row.file);
                true
            }
            None => {
                self.rows.insert(key, row);
                false
            }
        }
    }

    pub(super) fn page(&mut self, page: Page) {
        self.pages.push(page);
    }

    /// Adds all of another; how many of its rows were known.
    pub(super) fn merge(&mut self, other: Self) -> u64 {
        self.pages.extend(other.pages);
        let mut known = 0;
        for row in other.rows.into_values() {
            known += u64::from(self.add(row));
        }
        known
    }

    /// How many reports end before their last page: none that was read begins where they end.
    pub(super) fn cut_off(&self) -> u64 {
        let follows = |page: &Page, other: &Page| match page.kind {
            ReportKind::Messages => page.to.is_some() && other.from == page.to,
            // All pages are about one day, and one of them is the last.
            ReportKind::ClaudeCode => other.from == page.from && !other.has_more,
        };
        let is_cut = |page: &&Page| {
            let others = self.pages.iter().filter(|other| other.kind == page.kind);
            page.has_more && !others.into_iter().any(|other| follows(page, other))
        };
        crate::units::length(self.pages.iter().filter(is_cut).count())
    }

    /// What was used on each day by each payer, as one [`Run`] a day: [`Origin::Report`] says that it is none.
    pub(super) fn into_runs(self, grouping: &Grouping<'_>) -> Result<Vec<Run>, OutOfRange> {
        let mut days: BTreeMap<(Date, Billing), Run> = BTreeMap::new();
        for row in self.rows.into_values() {
            if row.counts.is_empty() {
                continue;
            }
            let day = TimeZone::UTC.to_datetime(row.from).date();
            // Its noon: that day nearly everywhere.
            let noon = TimeZone::UTC.to_timestamp(day.at(12, 0, 0, 0)).map_err(|_| OutOfRange)?;
            let run = days.entry((day, row.billing)).or_insert_with(|| Run {
                file: row.file,
                origin: Origin::Report,
                started_at: Some(noon),
                used_by: UsedBy::Unknown,
                billing: row.billing,
                ..Run::of_session(super::record::NO_SESSION)
            });
            run.file = run.file.min(row.file);
            let part = RunModel {
                name: row.model,
                day: Some(grouping.day(noon)),
                counts: row.counts,
                service: row.service,
                prompts: row.prompt_max.map(|most| (0, most)),
                ..RunModel::default()
            };
            let is_same = |known: &&mut RunModel| {
                (&known.name, known.service, known.prompts) == (&part.name, part.service, part.prompts)
            };
            match run.models.iter_mut().find(is_same) {
                Some(known) => *known = known.plus(&part).ok_or(OutOfRange)?,
                None => run.models.push(part),
            }
        }
        Ok(days.into_values().collect())
    }
}
