//! How many runs must be given up at least: a bound that no choice undercuts.
//!
//! Credits between which no job can move are looked at one by one, and those between which one can as if they were one.
//! On each, jobs give up runs where that saves the most per run, the last of them only in part. What a choice of whole
//! ways gives up is never less.

use std::cmp::Ordering;

use super::loads::{Job, Loads};
use crate::units::Usd;

/// The bounds of a search.
#[derive(Debug)]
pub(super) struct Bounds {
    knapsacks: Vec<Knapsack>,
    /// For each priority its jobs, from the first to the one after the last.
    levels: Vec<(usize, usize)>,
    programs: usize,
}

/// Credits between which jobs can move, in one cycle.
#[derive(Debug)]
struct Knapsack {
    program: usize,
    /// The credits, by the number of their first.
    component: usize,
    /// What they pay and what may be left over, together.
    capacity: Usd,
    /// For each job what its ways cost here.
    loads: Vec<Vec<Usd>>,
    /// What the first so many jobs cost at least.
    least: Vec<Usd>,
    /// What the first so many jobs cost at least without giving up a run.
    whole: Vec<Usd>,
    /// For each priority what can be saved for how many runs, the most for a run first.
    savings: Vec<Vec<Saving>>,
}

/// What a job saves when it gives up some runs.
#[derive(Debug, Clone, Copy)]
struct Saving {
    job: usize,
    runs: u64,
    saved: Usd,
}

impl Bounds {
    /// Those of a search in which so much may be left over in a cycle.
    pub(super) fn of(loads: &Loads, overflow: Usd) -> Self {
        let component = components(loads);
        let mut levels: Vec<(usize, usize)> = Vec::new();
        for level in 0..loads.priorities.len() {
            let is_here = |job: &Job| job.ways[0].part.level == level;
            let first = loads.jobs.iter().position(is_here).unwrap_or(loads.jobs.len());
            let count = loads.jobs.iter().filter(|job| is_here(job)).count();
            levels.push((first, first + count));
        }
        let mut knapsacks = Vec::new();
        for group in &loads.groups {
            let mut here: Vec<usize> =
                group.cells.iter().map(|cell| component[loads.cells[*cell].credit]).collect();
            here.sort_unstable();
            here.dedup();
            for of in here {
                let is_in =
                    |cell: usize| group.cells.contains(&cell) && component[loads.cells[cell].credit] == of;
                let credit: Usd = group
                    .cells
                    .iter()
                    .filter(|cell| is_in(**cell))
                    .map(|cell| loads.cells[*cell].capacity)
                    .sum();
                let allowed = overflow.times(group.cycles).and_then(|allowed| allowed.plus(credit));
                // What nothing can exceed limits nothing.
                let Ok(capacity) = allowed else { continue };
                let of_job = |job: &Job| -> Vec<Usd> {
                    let of_way = |loads: &[(usize, Usd)]| {
                        loads.iter().filter(|(cell, _)| is_in(*cell)).map(|(_, load)| *load).sum()
                    };
                    job.ways.iter().map(|way| of_way(&way.loads)).collect()
                };
                let all = loads.jobs.iter().map(of_job).collect();
                knapsacks.push(Knapsack::of(loads, all, capacity, (group.program, of), levels.len()));
            }
        }
        let programs = loads.groups.iter().map(|group| group.program + 1).max().unwrap_or(0);
        Self { knapsacks, levels, programs }
    }

    /// How much there is to look at for a bound of one node.
    pub(super) fn size(&self) -> usize {
        self.knapsacks.iter().map(|it| 2 + it.savings.iter().map(Vec::len).sum::<usize>() / 2).sum()
    }

    /// The fewest runs of a priority that the jobs from `depth` on give up, where those before have `ways`; `None` where
    /// nothing can hold.
    pub(super) fn rest(&self, level: usize, depth: usize, assigned: &[usize]) -> Option<u64> {
        self.fewest(|knapsack| {
            let before = assigned[..depth].iter().zip(&knapsack.loads).map(|(way, loads)| loads[*way]);
            knapsack.fewest(before.sum(), level, depth, self.levels[level])
        })
    }

    /// The fewest runs of a priority that any choice gives up, which gives up no more than `runs` of those before it.
    pub(super) fn root(&self, level: usize, runs: &[u64]) -> Option<u64> {
        self.fewest(|knapsack| {
            let of_level = |(above, runs): (usize, &u64)| {
                let (first, end) = self.levels[above];
                let whole = knapsack.whole[end].less(knapsack.whole[first]);
                whole.less(knapsack.most_saved(above, *runs))
            };
            let above = runs.iter().take(level).enumerate().map(of_level).sum();
            let (first, end) = self.levels[level];
            knapsack.fewest(above, level, first, (first, end))
        })
    }

    /// The most that any program asks for: of each, what its credits ask for together.
    fn fewest(&self, of: impl Fn(&Knapsack) -> Option<u64>) -> Option<u64> {
        let mut most = 0;
        for program in 0..self.programs {
            let mut found: Vec<(usize, u64)> = Vec::new();
            for knapsack in self.knapsacks.iter().filter(|it| it.program == program) {
                let runs = of(knapsack)?;
                match found.iter_mut().find(|(component, _)| *component == knapsack.component) {
                    Some((_, known)) => *known = runs.max(*known),
                    None => found.push((knapsack.component, runs)),
                }
            }
            most = most.max(found.iter().map(|(_, runs)| runs).sum());
        }
        Some(most)
    }
}

impl Knapsack {
    fn of(
        all: &Loads,
        loads: Vec<Vec<Usd>>,
        capacity: Usd,
        (program, component): (usize, usize),
        levels: usize,
    ) -> Self {
        let (mut least, mut whole) = (vec![Usd::ZERO], vec![Usd::ZERO]);
        let mut savings = vec![Vec::new(); levels];
        for (place, (job, costs)) in all.jobs.iter().zip(&loads).enumerate() {
            let runs = |way: usize| job.ways[way].part.runs;
            let lowest = costs.iter().min().copied().unwrap_or_default();
            let without_loss =
                costs.iter().enumerate().filter(|(way, _)| runs(*way) == 0).map(|(_, cost)| *cost);
            let start = without_loss.min().unwrap_or_default();
            least.push(least[place] + lowest);
            whole.push(whole[place] + start);
            let points = costs.iter().enumerate().map(|(way, cost)| (runs(way), *cost)).collect();
            savings[job.ways[0].part.level].extend(
                hull(start, points).into_iter().map(|(runs, saved)| Saving { job: place, runs, saved }),
            );
        }
        for of_level in &mut savings {
            of_level.sort_by(|one, other| saves_more(one, other).then(one.job.cmp(&other.job)));
        }
        Self { program, component, capacity, loads, least, whole, savings }
    }

    /// The fewest runs that jobs of a priority give up, from `depth` on, beside what is `assigned` and the least of the
    /// others.
    fn fewest(&self, assigned: Usd, level: usize, depth: usize, (first, end): (usize, usize)) -> Option<u64> {
        let first = first.max(depth).min(end.max(depth));
        let end = end.max(first);
        let jobs = self.least.len() - 1;
        let others = self.least[first].less(self.least[depth]) + self.least[jobs].less(self.least[end]);
        let mut excess = (assigned + self.whole[end].less(self.whole[first]) + others).less(self.capacity);
        let mut runs = 0;
        for saving in self.savings[level].iter().filter(|saving| saving.job >= first && saving.job < end) {
            if excess.is_zero() {
                break;
            }
            if saving.saved < excess {
                (excess, runs) = (excess.less(saving.saved), runs + saving.runs);
            } else {
                runs += fewest_of(saving, excess);
                excess = Usd::ZERO;
            }
        }
        excess.is_zero().then_some(runs)
    }

    /// The most that jobs of a priority save for so many runs; of a saving that is not used whole, all of it.
    fn most_saved(&self, level: usize, mut runs: u64) -> Usd {
        let mut saved = Usd::ZERO;
        for saving in &self.savings[level] {
            if runs == 0 {
                break;
            }
            saved += saving.saved;
            runs = runs.saturating_sub(saving.runs);
        }
        saved
    }
}

/// The savings of one job from `start` on, the best for a run first: the edge of its points (runs, cost) that is below
/// all of them.
fn hull(start: Usd, mut points: Vec<(u64, Usd)>) -> Vec<(u64, Usd)> {
    points.sort_unstable();
    let mut edge: Vec<(u64, Usd)> = vec![(0, start)];
    for (runs, cost) in points {
        if runs == 0 || edge.last().is_some_and(|(_, known)| cost >= *known) {
            continue;
        }
        while let [.., (a_runs, a_cost), (b_runs, b_cost)] = edge.as_slice() {
            let before = Saving { job: 0, runs: b_runs - a_runs, saved: a_cost.less(*b_cost) };
            let after = Saving { job: 0, runs: runs - b_runs, saved: b_cost.less(cost) };
            if saves_more(&before, &after) == Ordering::Less {
                break;
            }
            edge.pop();
        }
        edge.push((runs, cost));
    }
    edge.windows(2).map(|pair| (pair[1].0 - pair[0].0, pair[0].1.less(pair[1].1))).collect()
}

/// Less where the first saves more for a run than the second.
fn saves_more(one: &Saving, other: &Saving) -> Ordering {
    product(other.saved, one.runs).cmp(&product(one.saved, other.runs))
}

/// The fewest runs for which such a saving saves `excess`, if it could be used in part.
fn fewest_of(saving: &Saving, excess: Usd) -> u64 {
    let (mut too_few, mut enough) = (0, saving.runs);
    let wanted = product(excess, saving.runs);
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        if product(saving.saved, middle) >= wanted { enough = middle } else { too_few = middle }
    }
    enough
}

/// Dollars times a number, exact however large: the upper 128 bits and the lower 64.
fn product(amount: Usd, times: u64) -> (u128, u128) {
    const LOW: u128 = (1 << 64) - 1;
    let (steps, times) = (amount.steps(), u128::from(times));
    let low = (steps & LOW) * times;
    ((steps >> 64) * times + (low >> 64), low & LOW)
}

/// For each credit the number of the first that a job can move to or from, step by step.
fn components(loads: &Loads) -> Vec<usize> {
    let credits = loads.cells.iter().map(|cell| cell.credit + 1).max().unwrap_or(0);
    let mut of: Vec<usize> = (0..credits).collect();
    for job in &loads.jobs {
        for program in 0..2 {
            let cells = job.ways.iter().flat_map(|way| &way.loads).map(|(cell, _)| &loads.cells[*cell]);
            let here = cells.filter(|cell| loads.groups[cell.group].program == program);
            let mut joined: Vec<usize> = here.map(|cell| of[cell.credit]).collect();
            joined.sort_unstable();
            joined.dedup();
            if let [first, others @ ..] = joined.as_slice() {
                of.iter_mut().filter(|known| others.contains(known)).for_each(|known| *known = *first);
            }
        }
    }
    of
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    #[test]
    fn the_edge_of_a_job_saves_the_most_for_a_run_first() {
        // 30 runs of $1.00: 22 on weekdays, 15 on every other night. Dropping the 8 saves $8.00, and so on: all on one line.
        let points = vec![(0, usd("30")), (8, usd("22")), (15, usd("15")), (30, Usd::ZERO)];
        assert_eq!(hull(usd("30"), points), [(30, usd("30"))], "a straight line is one step");
        // The first 10 runs are dearer than the others: two steps.
        let points = vec![(0, usd("30")), (10, usd("10")), (15, usd("9")), (30, Usd::ZERO)];
        assert_eq!(hull(usd("30"), points), [(10, usd("20")), (20, usd("10"))]);
    }

    #[test]
    fn a_part_of_a_saving_is_rounded_up_to_whole_runs() {
        let saving = Saving { job: 0, runs: 8, saved: usd("8") };
        // $2.50 over: 2.5 runs of $1.00 are 3.
        assert_eq!(fewest_of(&saving, usd("2.50")), 3);
        assert_eq!(fewest_of(&saving, usd("3")), 3);
        assert_eq!(fewest_of(&saving, usd("8")), 8);
    }

    #[test]
    fn products_are_compared_exactly() {
        let most = usd("999999999999.999999999999999999999999");
        assert!(product(most, u64::MAX) > product(most, u64::MAX - 1));
        assert_eq!(product(usd("2"), 3), product(usd("3"), 2));
    }
}
