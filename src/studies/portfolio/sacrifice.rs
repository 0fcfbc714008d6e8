//! What a choice of changes gives up: the one measure by which two choices are compared.

use crate::units::Usd;

/// What is given up, in the order in which it counts: less of the first thing is better, whatever comes after it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sacrifice {
    /// Runs that no longer happen, for each priority, the most important one first.
    pub runs: Vec<u64>,
    /// Jobs that no longer run at all.
    pub dropped: u64,
    /// Jobs with another model.
    pub other_model: u64,
    /// Jobs that are changed in any way.
    pub changed: u64,
    /// The places of other models among those that may be used: of equals, those named first are used.
    pub preference: u64,
    /// What the runs that are left cost at list prices.
    pub cost: Usd,
    /// Larger where jobs change that stand further up in the file: of equals, those further down change.
    pub(super) places: u64,
}

impl Sacrifice {
    /// Nothing of so many priorities.
    pub(super) fn none(priorities: usize) -> Self {
        Self { runs: vec![0; priorities], ..Self::default() }
    }

    /// Runs of all priorities together.
    #[must_use]
    pub fn all_runs(&self) -> u64 {
        self.runs.iter().sum()
    }

    pub(super) fn add(&mut self, part: &Part) {
        self.runs[part.level] += part.runs;
        self.dropped += part.dropped;
        self.other_model += part.other_model;
        self.changed += part.changed;
        self.preference += part.preference;
        self.cost += part.cost;
        self.places += part.places;
    }

    pub(super) fn remove(&mut self, part: &Part) {
        self.runs[part.level] -= part.runs;
        self.dropped -= part.dropped;
        self.other_model -= part.other_model;
        self.changed -= part.changed;
        self.preference -= part.preference;
        self.cost = self.cost.less(part.cost);
        self.places -= part.places;
    }
}

/// What one job adds to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    /// The place of its priority among the priorities.
    pub(super) level: usize,
    pub(super) runs: u64,
    pub(super) dropped: u64,
    pub(super) other_model: u64,
    pub(super) changed: u64,
    pub(super) preference: u64,
    pub(super) cost: Usd,
    pub(super) places: u64,
}
