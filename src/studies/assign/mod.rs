//! Which job draws which credit so that the least is left over.
//!
//! What a credit does not pay in a cycle is the cost of its jobs beyond it, whatever their order. So only
//! costs and credits matter, and the least overflow is found by trying: the dearest job first, on every
//! credit that is not like one already tried, and never further where even pooled credits would leave as
//! much. Where that takes too long, the best that was found is reported with a bound that no assignment undercuts.

mod improve;

use std::num::NonZeroU64;

use crate::ledger::{Held, LedgerSpec, Prepared, Simulated, draws, no_credit};
use crate::pricing::Draws;
use crate::units::Usd;
use improve::improve;

/// Jobs on seats with less overflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The ledger of each job, by its place.
    pub ledgers: Vec<usize>,
    /// The overflow of the question as it is.
    pub overflow_before: Usd,
    /// The overflow of this assignment.
    pub overflow: Usd,
    /// No assignment has less than this; the overflow itself where it is the least there is.
    pub at_least: Usd,
}

impl Assignment {
    /// Whether no assignment has less overflow.
    #[must_use]
    pub fn is_least(&self) -> bool {
        self.overflow == self.at_least
    }
}

/// So much work is done to try placements, each of which looks at every ledger and cycle: all of those of a
/// small team, within a second.
const WORK_MAX: u64 = 4_000_000;
/// More jobs have more placements than can be tried.
const JOBS_TRIED_MAX: usize = 64;

/// The assignment of the jobs of an answered question to its credits with the least overflow. Pinned jobs stay,
/// and of several as good the one with jobs where they are.
#[must_use]
pub fn assign<'t>(prepared: &Prepared<'t, '_>, simulated: &Simulated<'t>) -> Assignment {
    let mut search = Search::of(prepared, simulated);
    let own: Vec<usize> = simulated.jobs.iter().map(|job| job.ledger).collect();
    let before = search.overflow(&own);
    let floor = search.rest(0, &search.credits);
    search.best = (before, own);
    if before > floor {
        improve(&mut search, floor);
    }
    if search.best.0 > floor && search.order.len() > JOBS_TRIED_MAX {
        search.tries = search.tries_max;
    } else if search.best.0 > floor {
        let credits = search.credits.clone();
        let mut so_far = search.best.1.clone();
        search.go(0, &credits, Usd::ZERO, &mut so_far);
    }
    let is_least = search.tries < search.tries_max;
    let (overflow, ledgers) = search.best;
    let at_least = if is_least { overflow } else { floor };
    Assignment { ledgers, overflow_before: before, overflow, at_least }
}

/// Whether a ledger is one credit, and not several alike or one after the other.
fn is_one(ledger: &LedgerSpec<'_>) -> bool {
    ledger.count == NonZeroU64::MIN && !ledger.has_own_terms()
}

struct Search {
    /// The jobs by their places, the dearest first, without those that have no choice.
    order: Vec<usize>,
    /// What each job costs in each cycle.
    costs: Vec<Vec<Usd>>,
    /// What each ledger has in each cycle.
    credits: Vec<Vec<Usd>>,
    /// Whether a job draws a ledger's credit.
    draws: Vec<Vec<bool>>,
    /// Whether it draws the limits of a ledger's plan, so that no dollar is left over.
    is_on_limits: Vec<Vec<bool>>,
    /// For each place of the order, what the jobs from it on cost in each cycle: those that draw a credit
    /// anywhere, and the others.
    rests: Vec<Vec<(Usd, Usd)>>,
    /// The jobs that stay where they are.
    pinned: Vec<Option<usize>>,
    /// The least overflow so far, and the ledgers of it.
    best: (Usd, Vec<usize>),
    tries: u64,
    tries_max: u64,
}

impl Search {
    fn of<'t>(prepared: &Prepared<'t, '_>, simulated: &Simulated<'t>) -> Self {
        let (question, cycles) = (prepared.question(), &simulated.cycles);
        let jobs = || 0..question.jobs.len();
        let costs: Vec<Vec<Usd>> =
            jobs().map(|job| cycles.iter().map(|cycle| cycle.jobs[job].tally.cost).collect()).collect();
        let left = |ledger: usize| {
            cycles.iter().map(move |cycle| cycle.ledgers[ledger].granted.less(cycle.ledgers[ledger].spent))
        };
        let credits = (0..simulated.ledgers.len()).map(|ledger| left(ledger).collect()).collect();
        let drawn = |job: usize| -> Vec<Draws> {
            let by = question.jobs[job].used_by(prepared.biller(job));
            let ledgers = simulated.ledgers.iter().zip(0..);
            let draws = |(ledger, place): (&LedgerSpec<'t>, usize)| {
                let may_move_there = is_one(ledger) || simulated.jobs[job].ledger == place;
                if !may_move_there {
                    return Draws::ApiSpend;
                }
                draws(no_credit(question.program, &ledger.holding, by))
            };
            ledgers.map(draws).collect()
        };
        let drawn: Vec<Vec<Draws>> = jobs().map(drawn).collect();
        let draw = |what: Draws| -> Vec<Vec<bool>> {
            drawn.iter().map(|job| job.iter().map(|draws| *draws == what).collect()).collect()
        };
        // What runs on each of several seats has no one seat that it could be moved from, or to.
        let stays = |job: usize| {
            question.jobs[job].is_pinned
                || question.seats[question.jobs[job].seat].held != Held::default()
                || !is_one(&simulated.ledgers[simulated.jobs[job].ledger])
        };
        let pinned: Vec<Option<usize>> =
            jobs().map(|job| stays(job).then_some(simulated.jobs[job].ledger)).collect();
        let mut order: Vec<usize> = jobs().collect();
        // What stays comes first, so that what is left is known; then the dearest.
        let total = |job: usize| costs[job].iter().copied().sum::<Usd>();
        order.sort_by_key(|job| (pinned[*job].is_none(), std::cmp::Reverse(total(*job)), *job));
        let (draws, is_on_limits) = (draw(Draws::Credit), draw(Draws::PlanWindows));
        let mut rests = vec![vec![(Usd::ZERO, Usd::ZERO); cycles.len()]];
        for job in order.iter().rev() {
            let mut rest = rests[rests.len() - 1].clone();
            // What can draw limits somewhere need leave nothing over.
            let counted = rest.iter_mut().zip(&costs[*job]).filter(|_| !is_on_limits[*job].contains(&true));
            for ((drawing, other), cost) in counted {
                *(if draws[*job].contains(&true) { drawing } else { other }) += *cost;
            }
            rests.push(rest);
        }
        rests.reverse();
        let size = crate::units::length(simulated.ledgers.len().max(1) * cycles.len().max(1));
        let tries_max = (WORK_MAX / size).max(1);
        let best = (Usd::ZERO, Vec::new());
        Self { order, draws, is_on_limits, costs, credits, rests, pinned, best, tries: 0, tries_max }
    }

    /// What a job leaves over on a ledger whose credit it does not draw: all of its cost in all the cycles, or
    /// nothing where it draws the plan's limits.
    fn outside(&self, job: usize, ledger: usize) -> Usd {
        if self.draws[job][ledger] || self.is_on_limits[job][ledger] {
            return Usd::ZERO;
        }
        self.costs[job].iter().copied().sum()
    }

    /// The overflow of an assignment.
    fn overflow(&self, ledgers: &[usize]) -> Usd {
        let mut left = self.credits.clone();
        let place = |(job, ledger): (usize, &usize)| self.place(job, *ledger, &mut left[*ledger]);
        ledgers.iter().enumerate().map(place).sum()
    }

    /// Draws a job's costs from what a ledger has left, and says what that does not pay.
    fn place(&self, job: usize, ledger: usize, left: &mut [Usd]) -> Usd {
        let mut overflow = Usd::ZERO;
        if self.is_on_limits[job][ledger] {
            return overflow;
        }
        for (left, cost) in left.iter_mut().zip(&self.costs[job]) {
            let paid = if self.draws[job][ledger] { *cost.min(left) } else { Usd::ZERO };
            *left = left.less(paid);
            overflow += cost.less(paid);
        }
        overflow
    }

    /// What the jobs from `place` of the order on leave over at least, with so much left: as much as if all
    /// credits were one.
    fn rest(&self, place: usize, left: &[Vec<Usd>]) -> Usd {
        let of_cycle = |(cycle, (drawing, other)): (usize, &(Usd, Usd))| {
            drawing.less(left.iter().map(|left| left[cycle]).sum()) + *other
        };
        self.rests[place].iter().enumerate().map(of_cycle).sum()
    }

    /// Tries every ledger for the job at `place` of the order and those after it.
    fn go(&mut self, place: usize, left: &[Vec<Usd>], overflow: Usd, ledgers: &mut [usize]) {
        if self.tries >= self.tries_max {
            return;
        }
        self.tries += 1;
        let Some(&job) = self.order.get(place) else {
            if overflow < self.best.0 {
                self.best = (overflow, ledgers.to_vec());
            }
            return;
        };
        if overflow + self.rest(place, left) >= self.best.0 {
            return;
        }
        let own = self.best.1[job];
        let choices: Vec<usize> = match self.pinned[job] {
            Some(ledger) => vec![ledger],
            None => std::iter::once(own).chain((0..left.len()).filter(|ledger| *ledger != own)).collect(),
        };
        let mut tried: Vec<usize> = Vec::new();
        for ledger in choices {
            // Two ledgers with as much left, that the same jobs draw, are one choice.
            let is_alike = |other: &usize| {
                let are_alike =
                    |jobs: &[Vec<bool>]| jobs.iter().all(|of_job| of_job[*other] == of_job[ledger]);
                left[*other] == left[ledger] && are_alike(&self.draws) && are_alike(&self.is_on_limits)
            };
            if tried.iter().any(is_alike) {
                continue;
            }
            tried.push(ledger);
            let mut after = left.to_vec();
            let more = self.place(job, ledger, &mut after[ledger]);
            ledgers[job] = ledger;
            self.go(place + 1, &after, overflow + more, ledgers);
        }
    }
}
