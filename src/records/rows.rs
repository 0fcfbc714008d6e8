//! Rows of one's own, packed: there may be millions of them, of a few kinds. What all rows of a kind have in
//! common is kept once.

use std::collections::HashMap;

use jiff::Timestamp;

use super::counts::Counts;
use super::gathered::{count, index};
use super::record::{ModelCounts, Origin, Place, ResultRecord};
use crate::units::{Usd, length};
use crate::usage::{Billing, Service, UsedBy};

/// Rows, each of one model.
#[derive(Debug, Default)]
pub(super) struct Rows {
    list: Vec<Row>,
    kinds: Interned<Kind>,
    sessions: Interned<String>,
}

/// What is a row's own.
#[derive(Debug, Clone)]
struct Row {
    identity: u64,
    place: Place,
    kind: u32,
    session: Option<u32>,
    at: Option<Timestamp>,
    counts: Counts,
    turns: Option<u64>,
    requests: Option<u64>,
    vendor_cost: Option<Usd>,
}

/// What many rows have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Kind {
    job: Option<String>,
    cwd: Option<String>,
    entrypoint: Option<String>,
    used_by: Option<UsedBy>,
    billing: Billing,
    outcome: Option<String>,
    model: String,
    canonical: Option<String>,
    service: Service,
    is_output_at_least: bool,
    adds_up: bool,
}

/// Values with a number for each.
#[derive(Debug)]
struct Interned<T> {
    values: Vec<T>,
    places: HashMap<T, u32>,
    /// The one before: rows of one run stand together.
    last: u32,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self { values: Vec::new(), places: HashMap::new(), last: 0 }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Interned<T> {
    fn place(&mut self, value: T) -> u32 {
        if self.values.get(index(self.last)) == Some(&value) {
            return self.last;
        }
        let next = count(self.values.len());
        self.last = *self.places.entry(value).or_insert_with_key(|value| {
            self.values.push(value.clone());
            next
        });
        self.last
    }

    fn get(&self, place: u32) -> T {
        self.values[index(place)].clone()
    }
}

impl Rows {
    /// Adds a row; its record has one model.
    pub(super) fn add(&mut self, record: ResultRecord) {
        let ResultRecord { models, job, cwd, entrypoint, used_by, billing, outcome, adds_up, .. } = record;
        for ModelCounts { model, canonical, counts, service, is_output_at_least, .. } in models {
            let kind = self.kinds.place(Kind {
                job: job.clone(),
                cwd: cwd.clone(),
                entrypoint: entrypoint.clone(),
                used_by,
                billing,
                outcome: outcome.clone(),
                model,
                canonical,
                service,
                is_output_at_least,
                adds_up,
            });
            let session = record.session.clone().map(|session| self.sessions.place(session));
            self.list.push(Row {
                identity: record.identity,
                place: record.place,
                kind,
                session,
                at: record.at,
                counts,
                turns: record.turns,
                requests: record.requests,
                vendor_cost: record.vendor_cost,
            });
        }
    }

    /// Adds the rows of other files.
    pub(super) fn merge(&mut self, other: Self) {
        let kinds: Vec<u32> = other.kinds.values.into_iter().map(|kind| self.kinds.place(kind)).collect();
        let sessions: Vec<u32> =
            other.sessions.values.into_iter().map(|session| self.sessions.place(session)).collect();
        self.list.extend(other.list.into_iter().map(|row| Row {
            kind: kinds[index(row.kind)],
            session: row.session.map(|session| sessions[index(session)]),
            ..row
        }));
    }

    /// Leaves out copies, which give what they know beyond the first; how many they were.
    pub(super) fn without_copies(&mut self) -> u64 {
        let mut rows = std::mem::take(&mut self.list);
        let all = rows.len();
        rows.sort_unstable_by_key(|row| (row.identity, row.place));
        rows.dedup_by(|again, first| {
            let is_same = again.identity == first.identity;
            if is_same {
                let (mut whole, mut copy) = (self.record(first), self.record(again));
                whole.take(&mut copy);
                self.add(whole);
                *first = self.list.pop().expect("a row was added just now");
            }
            is_same
        });
        rows.sort_unstable_by_key(|row| row.place);
        self.list = rows;
        length(all - self.list.len())
    }

    /// The rows, each as a record of a whole run or a part of one.
    pub(super) fn records(&self) -> impl Iterator<Item = ResultRecord> + '_ {
        self.list.iter().map(|row| self.record(row))
    }

    fn record(&self, row: &Row) -> ResultRecord {
        let kind = self.kinds.get(row.kind);
        ResultRecord {
            place: row.place,
            origin: Origin::Native,
            identity: row.identity,
            session: row.session.map(|session| self.sessions.get(session)),
            job: kind.job,
            cwd: kind.cwd,
            entrypoint: kind.entrypoint,
            used_by: kind.used_by,
            billing: kind.billing,
            outcome: kind.outcome,
            turns: row.turns,
            requests: row.requests,
            at: row.at,
            version: None,
            main_model: None,
            main: None,
            models: vec![ModelCounts {
                model: kind.model,
                canonical: kind.canonical,
                counts: row.counts,
                vendor_cost: row.vendor_cost,
                requests: row.requests,
                service: kind.service,
                prompts: None,
                is_output_at_least: kind.is_output_at_least,
                each: Vec::new(),
                perhaps: Counts::default(),
            }],
            vendor_cost: row.vendor_cost,
            api_ms: None,
            has_subagents: None,
            seen: Vec::new(),
            service: kind.service,
            adds_up: kind.adds_up,
        }
    }
}
