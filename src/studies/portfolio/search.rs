//! The choice that gives up the least, found by trying: important jobs first, and never further where even the best
//! that can follow gives up as much as what is known.
//!
//! Where that takes too long, the best that was found is told with a bound ([`bound`](super::bound)).

use super::bound::Bounds;
use super::greedy::{Choice, greedy};
use super::loads::{Job, Loads};
use super::sacrifice::Sacrifice;
use super::{Accept, Effort, Proof};
use crate::ledger::Unanswered;
use crate::units::Usd;

/// So many changes of one or two jobs are tried to better a choice.
const LOOKS_MAX: u64 = 400_000;
/// So many different numbers of runs a job has where it is looked at in large steps.
const LARGE_STEPS: usize = 12;
/// So many steps back are tried for a job while another one steps forward.
const STEPS_TRIED: usize = 3;

pub(super) struct Search<'s, 'h> {
    loads: &'s Loads,
    /// The most overflow of a cycle; `None` where something else must hold.
    overflow: Option<Usd>,
    bounds: Option<Bounds>,
    look: Option<&'h mut Accept<'h>>,
    /// For each depth what the jobs from there on cost in each cell at least.
    least: Vec<Vec<Usd>>,
    /// What is left of the costs at list prices from a depth on, at least.
    cheapest: Vec<Usd>,
    /// For each job the ways that are tried, in their order.
    tried: Vec<Vec<usize>>,
    ways: Vec<usize>,
    costs: Vec<Usd>,
    so_far: Sacrifice,
    best: Option<(Sacrifice, Vec<usize>)>,
    nodes: u64,
    nodes_max: u64,
    played: u64,
    played_max: u64,
    is_stopped: bool,
    is_first_enough: bool,
}

/// What was found.
pub(super) struct Found {
    /// What is given up, and the ways of the items.
    pub(super) best: Option<(Sacrifice, Vec<usize>)>,
    pub(super) proof: Proof,
}

impl<'s, 'h> Search<'s, 'h> {
    pub(super) fn new(
        loads: &'s Loads,
        overflow: Option<Usd>,
        look: Option<&'h mut Accept<'h>>,
        effort: Effort,
    ) -> Self {
        let jobs = loads.jobs.len();
        let mut least = vec![vec![Usd::ZERO; loads.cells.len()]];
        let mut cheapest = vec![Usd::ZERO];
        for job in loads.jobs.iter().rev() {
            let mut of_job: Vec<Option<Usd>> = vec![None; loads.cells.len()];
            for (way, is_first) in job.ways.iter().zip(std::iter::once(true).chain(std::iter::repeat(false)))
            {
                let mut of_way = vec![Usd::ZERO; loads.cells.len()];
                way.loads.iter().for_each(|(cell, load)| of_way[*cell] = *load);
                for (known, load) in of_job.iter_mut().zip(of_way) {
                    *known = Some(if is_first { load } else { known.unwrap_or_default().min(load) });
                }
            }
            let after = &least[least.len() - 1];
            let here = after.iter().zip(of_job).map(|(after, own)| *after + own.unwrap_or_default());
            least.push(here.collect());
            let own = job.ways.iter().map(|way| way.part.cost).min().unwrap_or_default();
            cheapest.push(cheapest[cheapest.len() - 1] + own);
        }
        least.reverse();
        cheapest.reverse();
        let bounds = overflow.map(|overflow| Bounds::of(loads, overflow));
        let size = loads.cells.len() + bounds.as_ref().map_or(0, Bounds::size) + jobs + 1;
        let nodes_max = u64::try_from(effort.work / size.max(1)).unwrap_or(u64::MAX);
        Self {
            loads,
            overflow,
            bounds,
            look,
            least,
            cheapest,
            tried: loads.jobs.iter().map(|job| job.tried.clone()).collect(),
            ways: Vec::with_capacity(jobs),
            costs: vec![Usd::ZERO; loads.cells.len()],
            so_far: Sacrifice::none(loads.priorities.len()),
            best: None,
            nodes: 0,
            nodes_max,
            played: 0,
            played_max: effort.played,
            is_stopped: false,
            is_first_enough: true,
        }
    }

    /// Looks for the best choice, from one on that may hold, by the ways of the items.
    pub(super) fn run(&mut self, start: Option<Vec<usize>>) -> Result<Found, Vec<Unanswered>> {
        if let Some(start) = start {
            let ways = self.loads.of_jobs(&start);
            self.take(&ways)?;
        }
        self.begin()?;
        let is_nothing = self.best.is_none() && !self.is_stopped;
        if self.best.is_some() {
            self.improve()?;
        }
        self.is_first_enough = false;
        // First in large steps, which leads to a good choice soon, and then in all of them.
        let coarse: Vec<Vec<usize>> = self.loads.jobs.iter().map(in_large_steps).collect();
        if !is_nothing && self.played < self.played_max && coarse != self.tried {
            let fine = std::mem::replace(&mut self.tried, coarse);
            (self.nodes, self.is_stopped) = (0, false);
            self.go(0)?;
            self.tried = fine;
            self.is_stopped = self.played >= self.played_max;
            self.improve()?;
        }
        if !is_nothing && !self.is_stopped {
            self.nodes = 0;
            self.go(0)?;
        }
        let proof = self.proof();
        let best = self.best.take();
        let of_items = |(sacrifice, ways): (Sacrifice, Vec<usize>)| (sacrifice, self.loads.of_items(&ways));
        Ok(Found { best: best.map(of_items), proof })
    }

    /// A good choice, without looking at all of them.
    pub(super) fn quick(&mut self) -> Result<Found, Vec<Unanswered>> {
        self.begin()?;
        self.improve()?;
        let best = self.best.take();
        let of_items = |(sacrifice, ways): (Sacrifice, Vec<usize>)| (sacrifice, self.loads.of_items(&ways));
        Ok(Found { best: best.map(of_items), proof: Proof::Unknown })
    }

    /// Takes a first choice.
    fn begin(&mut self) -> Result<(), Vec<Unanswered>> {
        if let Some(ways) = self.overflow.and_then(|overflow| greedy(self.loads, overflow)) {
            self.take(&ways)?;
        }
        if self.best.is_none() {
            self.go(0)?;
        }
        Ok(())
    }

    fn proof(&self) -> Proof {
        if !self.is_stopped {
            return Proof::Best;
        }
        let Some((sacrifice, _)) = &self.best else { return Proof::Unknown };
        for (level, runs) in sacrifice.runs.iter().enumerate() {
            let fewest = match &self.bounds {
                Some(bounds) => bounds.root(level, &sacrifice.runs).unwrap_or(0),
                None => 0,
            };
            if fewest < *runs {
                return Proof::AtLeast { level, runs: fewest };
            }
        }
        Proof::FewestRuns
    }

    /// Takes a choice where it holds and is better than what is known.
    fn take(&mut self, ways: &[usize]) -> Result<bool, Vec<Unanswered>> {
        let sacrifice = self.loads.sacrifice(ways);
        if self.best.as_ref().is_some_and(|(best, _)| sacrifice >= *best) || !self.fits(ways) {
            return Ok(false);
        }
        if let Some(look) = &mut self.look {
            if self.played >= self.played_max {
                self.is_stopped = true;
                return Ok(false);
            }
            self.played += 1;
            if !look(&self.loads.of_items(ways))? {
                return Ok(false);
            }
        }
        self.best = Some((sacrifice, ways.to_vec()));
        Ok(true)
    }

    /// Whether sums say nothing against a choice.
    fn fits(&self, ways: &[usize]) -> bool {
        let mut costs = vec![Usd::ZERO; self.loads.cells.len()];
        for (job, way) in self.loads.jobs.iter().zip(ways) {
            job.ways[*way].loads.iter().for_each(|(cell, load)| costs[*cell] += *load);
        }
        self.holds(&costs, &self.least[self.least.len() - 1])
    }

    /// Whether so much, and at least so much more, leaves no more over in any cycle than may be.
    fn holds(&self, costs: &[Usd], more: &[Usd]) -> bool {
        let Some(overflow) = self.overflow else { return true };
        self.loads.groups.iter().all(|group| {
            let beyond = |cell: &usize| (costs[*cell] + more[*cell]).less(self.loads.cells[*cell].capacity);
            let over: Usd = group.cells.iter().map(beyond).sum();
            overflow.times(group.cycles).map_or(true, |allowed| over <= allowed)
        })
    }

    /// Tries the ways of the job at `depth` and of those after it.
    fn go(&mut self, depth: usize) -> Result<(), Vec<Unanswered>> {
        let is_enough = self.is_first_enough && self.best.is_some();
        if self.is_stopped || is_enough {
            return Ok(());
        }
        self.nodes += 1;
        if self.nodes > self.nodes_max {
            self.is_stopped = true;
            return Ok(());
        }
        let Some(job) = self.loads.jobs.get(depth) else {
            let ways = self.ways.clone();
            self.take(&ways)?;
            return Ok(());
        };
        if !self.is_worth(depth) {
            return Ok(());
        }
        let last = depth.checked_sub(1).filter(|_| job.is_like_the_last);
        let rank = |way: usize| self.tried[depth].iter().position(|tried| *tried == way);
        let first = last.and_then(|last| rank(self.ways[last])).unwrap_or(0);
        for place in first..self.tried[depth].len() {
            let way = self.tried[depth][place];
            let with = &job.ways[way];
            let before = self.costs.clone();
            with.loads.iter().for_each(|(cell, load)| self.costs[*cell] += *load);
            if self.holds(&self.costs, &self.least[depth + 1]) {
                self.ways.push(way);
                self.so_far.add(&with.part);
                self.go(depth + 1)?;
                self.so_far.remove(&with.part);
                self.ways.pop();
            }
            self.costs = before;
        }
        Ok(())
    }

    /// Whether what follows can give up less than the best that is known.
    fn is_worth(&self, depth: usize) -> bool {
        let Some((best, _)) = &self.best else { return true };
        let mut least = self.so_far.clone();
        least.cost += self.cheapest[depth];
        if let Some(bounds) = &self.bounds {
            for level in 0..least.runs.len() {
                let Some(runs) = bounds.rest(level, depth, &self.ways) else { return false };
                least.runs[level] += runs;
                // What comes after it no longer counts.
                match least.runs[level].cmp(&best.runs[level]) {
                    std::cmp::Ordering::Less if least.runs[..level] == best.runs[..level] => return true,
                    std::cmp::Ordering::Greater if least.runs[..level] == best.runs[..level] => return false,
                    _ => {}
                }
            }
        }
        least < *best
    }

    /// Changes one job or two as long as that gives up less.
    fn improve(&mut self) -> Result<(), Vec<Unanswered>> {
        let Some((_, ways)) = self.best.clone() else { return Ok(()) };
        let mut looks = 0;
        let mut choice = Choice::of(self.loads, self.overflow.unwrap_or_default(), ways);
        loop {
            let before = choice.sacrifice.clone();
            for one in 0..choice.ways.len() {
                for way in self.loads.jobs[one].tried.clone() {
                    self.try_with(&mut choice, &[(one, way)], &mut looks)?;
                }
            }
            for one in 0..choice.ways.len() {
                for other in 0..choice.ways.len() {
                    self.try_pair(&mut choice, one, other, &mut looks)?;
                }
            }
            if choice.sacrifice == before || looks > LOOKS_MAX || self.is_stopped {
                return Ok(());
            }
        }
    }

    /// One job gives up less, and another one the least more that makes room for it.
    fn try_pair(
        &mut self,
        choice: &mut Choice<'s>,
        one: usize,
        other: usize,
        looks: &mut u64,
    ) -> Result<(), Vec<Unanswered>> {
        if one == other {
            return Ok(());
        }
        let (tried, others) = (&self.loads.jobs[one].tried, &self.loads.jobs[other].tried);
        let part = |job: usize, way: usize| self.loads.jobs[job].ways[way].part;
        let own = part(one, choice.ways[one]);
        let better = tried.iter().copied().take_while(|way| part(one, *way) < own).collect::<Vec<usize>>();
        // A little less, and nothing at all.
        let steps = better.iter().rev().take(STEPS_TRIED).chain(better.first());
        for way in steps.copied().collect::<Vec<usize>>() {
            let from = part(other, choice.ways[other]);
            let first = others.partition_point(|way| part(other, *way) < from);
            for other_way in others[first..].iter().copied() {
                if *looks > LOOKS_MAX || self.is_stopped {
                    return Ok(());
                }
                let changes = [(one, way), (other, other_way)];
                // They come in order: what follows gives up no less.
                if choice.sacrifice_with(&changes) >= choice.sacrifice {
                    break;
                }
                if other_way != choice.ways[other] && self.try_with(choice, &changes, looks)? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn try_with(
        &mut self,
        choice: &mut Choice<'s>,
        changes: &[(usize, usize)],
        looks: &mut u64,
    ) -> Result<bool, Vec<Unanswered>> {
        *looks += 1;
        if choice.sacrifice_with(changes) >= choice.sacrifice {
            return Ok(false);
        }
        if self.overflow.is_some() && !choice.fits_with(changes) {
            return Ok(false);
        }
        let mut ways = choice.ways.clone();
        for (job, way) in changes {
            ways[*job] = *way;
        }
        let is_taken = self.take(&ways)?;
        if is_taken {
            for (job, way) in changes {
                choice.change(*job, *way);
            }
        }
        Ok(is_taken)
    }
}

/// The ways of a job without most of those that give up a few runs more or less than others.
fn in_large_steps(job: &Job) -> Vec<usize> {
    let mut runs: Vec<u64> = job.ways.iter().map(|way| way.part.runs).collect();
    runs.sort_unstable();
    runs.dedup();
    let step = runs.len().div_ceil(LARGE_STEPS).max(1);
    let kept: Vec<u64> = runs.iter().step_by(step).chain(runs.last()).copied().collect();
    job.tried.iter().copied().filter(|way| kept.contains(&job.ways[*way].part.runs)).collect()
}
