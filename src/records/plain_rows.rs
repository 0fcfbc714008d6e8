//! Runs of which each is one row, kept packed where there are many: a run that is spelled out takes ten times as much
//! memory.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::results::{run_of, run_session};
use super::rows::{RowOrder, Rows};
use super::run::{Grouping, Run};

/// Up to so many rows, nobody notices what they take.
const FEW: usize = 10_000;

/// Runs of one row each, in the order of runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PlainRows {
    rows: Rows,
    places: Vec<u32>,
    prompt_limits: Vec<u64>,
    /// `None` where there are no runs.
    zone: Option<TimeZone>,
}

impl PlainRows {
    /// Takes out of `rows` those that are a run each, if there are many; the places of all others, and how many rows
    /// count nothing and so are no run.
    pub(super) fn of(
        rows: Rows,
        with_results: &BTreeMap<String, bool>,
        grouping: &Grouping<'_>,
    ) -> (Self, Vec<u32>, usize) {
        let (mut places, mut others) = rows.apart(with_results);
        let mut empty = 0;
        if places.len() <= FEW {
            others.append(&mut places);
            // In the order in which they were written.
            others.sort_unstable();
        } else {
            let all = places.len();
            places.retain(|place| !rows.is_empty_at(*place));
            empty = all - places.len();
            rows.sort(&mut places);
        }
        let zone = Some(grouping.zone.clone());
        (Self { rows, places, prompt_limits: grouping.prompt_limits.to_vec(), zone }, others, empty)
    }

    /// The rows at these places, as records.
    pub(super) fn records(&self, places: Vec<u32>) -> impl Iterator<Item = super::record::ResultRecord> + '_ {
        places.into_iter().map(|place| self.rows.record(place))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// The run at this place of the order, if there are so many.
    pub(crate) fn get(&self, place: usize) -> Option<Run> {
        let place = *self.places.get(place)?;
        let zone = self.zone.as_ref()?;
        let grouping = Grouping { prompt_limits: &self.prompt_limits, zone };
        Some(
            run_of(self.rows.record(place), &grouping).expect("a row has no requests that could be too many"),
        )
    }

    /// The sessions of those that have one.
    pub(crate) fn sessions(&self) -> impl Iterator<Item = &str> {
        self.places.iter().filter_map(|place| run_session(self.rows.session(*place)))
    }

    /// By what the run at this place is in order.
    pub(crate) fn order(&self, place: usize) -> Option<RowOrder<'_>> {
        self.places.get(place).map(|place| self.rows.order(*place))
    }

    /// Keeps only those runs.
    pub(crate) fn retain(&mut self, mut is_kept: impl FnMut(Run) -> bool) {
        let mut place = 0;
        let kept: Vec<bool> = std::iter::from_fn(|| {
            let run = self.get(place)?;
            place += 1;
            Some(is_kept(run))
        })
        .collect();
        let mut kept = kept.into_iter();
        self.places.retain(|_| kept.next().unwrap_or(true));
    }

    /// Leaves out the first ones.
    pub(crate) fn drop_first(&mut self, runs: usize) {
        self.places.drain(..runs);
    }
}
