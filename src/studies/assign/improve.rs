//! A good assignment before the best one is searched for: jobs are moved and swapped as long as that leaves
//! less over, then some are thrown elsewhere and it begins again. What is thrown is drawn from a fixed
//! sequence, so that the same question has the same answer.

use super::Search;
use crate::units::Usd;

/// So many moves are looked at: a second's work for a large team.
const LOOKS_MAX: u64 = 600_000;

/// Jobs on ledgers, with what each ledger has to pay.
#[derive(Debug, Clone)]
struct Placed {
    ledgers: Vec<usize>,
    /// For each ledger and cycle the costs of the jobs that draw it.
    loads: Vec<Vec<Usd>>,
    /// For each ledger what it does not pay in all the cycles.
    beyond: Vec<Usd>,
    overflow: Usd,
}

/// Improves the best assignment of a search, until nothing is left over beyond `floor` or enough was looked
/// at.
pub(super) fn improve(search: &mut Search, floor: Usd) {
    let free: Vec<usize> = search.order.iter().copied().filter(|job| search.pinned[*job].is_none()).collect();
    let mut placed = Placed::of(search, search.best.1.clone());
    let (mut looks, mut dice) = (0, Dice(0x9e37_79b9_7f4a_7c15));
    loop {
        placed.descend(search, &free, &mut looks);
        if placed.overflow < search.best.0 {
            search.best = (placed.overflow, placed.ledgers.clone());
        } else {
            // From where it is best, not from where the last throw led.
            placed = Placed::of(search, search.best.1.clone());
        }
        if search.best.0 <= floor || looks >= LOOKS_MAX || free.len() < 2 || search.credits.len() < 2 {
            return;
        }
        let thrown = 2 + dice.below(3.min(free.len()));
        for _ in 0..thrown {
            let (job, ledger) = (free[dice.below(free.len())], dice.below(search.credits.len()));
            placed.put(search, job, ledger);
        }
        looks += 1;
    }
}

impl Placed {
    fn of(search: &Search, ledgers: Vec<usize>) -> Self {
        let cycles = search.costs.first().map_or(0, Vec::len);
        let mut placed = Self {
            loads: vec![vec![Usd::ZERO; cycles]; search.credits.len()],
            beyond: vec![Usd::ZERO; search.credits.len()],
            ledgers,
            overflow: Usd::ZERO,
        };
        for (job, ledger) in placed.ledgers.iter().enumerate() {
            for (load, cost) in placed.loads[*ledger].iter_mut().zip(&search.costs[job]) {
                // What draws nothing here is left over whatever is there, and its credit is not touched.
                *load += if search.draws[job][*ledger] { *cost } else { Usd::ZERO };
            }
        }
        for ledger in 0..search.credits.len() {
            placed.beyond[ledger] = beyond(search, ledger, placed.loads[ledger].iter().copied());
        }
        placed.overflow = placed.all(search);
        placed
    }

    fn all(&self, search: &Search) -> Usd {
        let without = self.ledgers.iter().enumerate().map(|(job, ledger)| search.outside(job, *ledger));
        self.beyond.iter().copied().chain(without).sum()
    }

    /// What a ledger leaves over with a job more, a job less, or both.
    fn with(&self, search: &Search, ledger: usize, more: Option<usize>, less: Option<usize>) -> Usd {
        let cost = |job: Option<usize>, cycle: usize| {
            job.filter(|job| search.draws[*job][ledger]).map_or(Usd::ZERO, |job| search.costs[job][cycle])
        };
        let loads = self.loads[ledger].iter().enumerate();
        let loads = loads.map(|(cycle, load)| (*load + cost(more, cycle)).less(cost(less, cycle)));
        // What draws nothing here is left over whole.
        let outside = more.map(|job| search.outside(job, ledger));
        beyond(search, ledger, loads) + outside.unwrap_or_default()
    }

    fn put(&mut self, search: &Search, job: usize, ledger: usize) {
        let mut ledgers = std::mem::take(&mut self.ledgers);
        ledgers[job] = ledger;
        *self = Self::of(search, ledgers);
    }

    /// Moves and swaps jobs as long as that leaves less over.
    fn descend(&mut self, search: &Search, free: &[usize], looks: &mut u64) {
        loop {
            let before = self.overflow;
            for (place, job) in free.iter().enumerate() {
                for ledger in 0..search.credits.len() {
                    *looks += 1;
                    if *looks > LOOKS_MAX {
                        return;
                    }
                    self.try_move(search, *job, ledger);
                }
                for other in &free[place + 1..] {
                    *looks += 1;
                    if *looks > LOOKS_MAX {
                        return;
                    }
                    self.try_swap(search, *job, *other);
                }
            }
            if self.overflow == before {
                return;
            }
        }
    }

    fn try_move(&mut self, search: &Search, job: usize, to: usize) {
        let from = self.ledgers[job];
        if from == to {
            return;
        }
        let outside = search.outside(job, from);
        let before = self.beyond[from] + self.beyond[to] + outside;
        if self.with(search, from, None, Some(job)) + self.with(search, to, Some(job), None) < before {
            self.put(search, job, to);
        }
    }

    fn try_swap(&mut self, search: &Search, one: usize, other: usize) {
        let (from, to) = (self.ledgers[one], self.ledgers[other]);
        if from == to || !search.draws[one][from] || !search.draws[other][to] {
            return;
        }
        let before = self.beyond[from] + self.beyond[to];
        let after =
            self.with(search, from, Some(other), Some(one)) + self.with(search, to, Some(one), Some(other));
        if after < before {
            self.put(search, one, to);
            self.put(search, other, from);
        }
    }
}

/// What a ledger does not pay of such loads, cycle by cycle.
fn beyond(search: &Search, ledger: usize, loads: impl Iterator<Item = Usd>) -> Usd {
    loads.zip(&search.credits[ledger]).map(|(load, credit)| load.less(*credit)).sum()
}

/// A fixed sequence of numbers without a pattern that matters here (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let limit = u64::try_from(limit.max(1)).expect("there are fewer than that");
        usize::try_from(mixed % limit).expect("it is below the limit")
    }
}
