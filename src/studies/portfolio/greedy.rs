//! A first choice that is good already, and small changes that better it.

use super::loads::{Loads, WayLoads};
use super::sacrifice::Sacrifice;
use crate::units::Usd;

/// A choice on its way, with its sums.
#[derive(Debug, Clone)]
pub(super) struct Choice<'l> {
    loads: &'l Loads,
    overflow: Usd,
    pub(super) ways: Vec<usize>,
    pub(super) sacrifice: Sacrifice,
    costs: Vec<Usd>,
}

impl<'l> Choice<'l> {
    pub(super) fn of(loads: &'l Loads, overflow: Usd, ways: Vec<usize>) -> Self {
        let mut costs = vec![Usd::ZERO; loads.cells.len()];
        for (job, way) in loads.jobs.iter().zip(&ways) {
            job.ways[*way].loads.iter().for_each(|(cell, load)| costs[*cell] += *load);
        }
        let sacrifice = loads.sacrifice(&ways);
        Self { loads, overflow, ways, sacrifice, costs }
    }

    fn way(&self, job: usize, way: usize) -> &'l WayLoads {
        &self.loads.jobs[job].ways[way]
    }

    /// What it would give up with another way of a job.
    pub(super) fn sacrifice_with(&self, changes: &[(usize, usize)]) -> Sacrifice {
        let mut all = self.sacrifice.clone();
        for (job, way) in changes {
            all.remove(&self.way(*job, self.ways[*job]).part);
            all.add(&self.way(*job, *way).part);
        }
        all
    }

    pub(super) fn change(&mut self, job: usize, way: usize) {
        let (old, new) = (self.way(job, self.ways[job]), self.way(job, way));
        old.loads.iter().for_each(|(cell, load)| self.costs[*cell] = self.costs[*cell].less(*load));
        new.loads.iter().for_each(|(cell, load)| self.costs[*cell] += *load);
        self.sacrifice.remove(&old.part);
        self.sacrifice.add(&new.part);
        self.ways[job] = way;
    }

    /// What is left over beyond what may be, in all cycles.
    fn excess(&self) -> Usd {
        let of_group = |group: &super::loads::Group| {
            let beyond = |cell: &usize| self.costs[*cell].less(self.loads.cells[*cell].capacity);
            let over: Usd = group.cells.iter().map(beyond).sum();
            self.overflow.times(group.cycles).map_or(Usd::ZERO, |allowed| over.less(allowed))
        };
        self.loads.groups.iter().map(of_group).sum()
    }

    /// Whether that is nothing with other ways of some jobs.
    pub(super) fn fits_with(&mut self, changes: &[(usize, usize)]) -> bool {
        let before: Vec<(usize, usize)> = changes.iter().map(|(job, _)| (*job, self.ways[*job])).collect();
        for (job, way) in changes {
            self.change(*job, *way);
        }
        let fits = self.excess().is_zero();
        before.into_iter().rev().for_each(|(job, way)| self.change(job, way));
        fits
    }
}

/// A choice that fits: jobs of the least important priority change first, each time the one that saves the most for a
/// run. `None` where that leads nowhere.
pub(super) fn greedy(loads: &Loads, overflow: Usd) -> Option<Vec<usize>> {
    let mut choice = Choice::of(loads, overflow, vec![0; loads.jobs.len()]);
    let mut excess = choice.excess();
    while !excess.is_zero() {
        let best =
            (0..loads.priorities.len()).rev().find_map(|level| best_change(&mut choice, level, excess));
        let (job, way, after) = best?;
        choice.change(job, way);
        excess = after;
    }
    Some(choice.ways)
}

/// Of the jobs of a priority the change that saves the most for a run, and what is left over then. What costs no run comes
/// before all others.
fn best_change(choice: &mut Choice<'_>, level: usize, excess: Usd) -> Option<(usize, usize, Usd)> {
    let (mut best, mut most) = (None, None);
    for job in 0..choice.ways.len() {
        let own = choice.ways[job];
        let part = choice.way(job, own).part;
        if part.level != level {
            continue;
        }
        for way in choice.loads.jobs[job].tried.iter().copied() {
            let with = choice.way(job, way).part;
            if way == own || with.runs < part.runs {
                continue;
            }
            choice.change(job, way);
            let after = choice.excess();
            choice.change(job, own);
            let (saved, runs) = (excess.less(after), with.runs - part.runs);
            if saved.is_zero() {
                continue;
            }
            let worth = (runs == 0, if runs == 0 { saved } else { saved.mean_of(runs) });
            if most.is_none_or(|known| worth > known) {
                (best, most) = (Some((job, way, after)), Some(worth));
            }
        }
    }
    best
}
