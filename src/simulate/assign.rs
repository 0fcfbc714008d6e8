//! Which job draws which credit so that the least is left over.
//!
//! What a credit does not pay in a cycle is the cost of its jobs beyond it, whatever their order. So only
//! costs and credits matter, and the least overflow is found by trying: the dearest job first, on every
//! credit that is not like one already tried, and never further where even pooled credits would leave as
//! much. Where that takes too long, the best that was found is told with what no assignment undercuts.

use super::answer::Simulated;
use super::improve::improve;
use super::question::Simulation;
use super::stage::{Stage, Unanswered};
use super::terms::Terms;
use crate::cost::sum;
use crate::estimate::rules::{Use, no_credit};
use crate::pricing::PriceTable;
use crate::units::{OutOfRange, Usd};

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

impl<'t> Stage<'t, '_> {
    /// The assignment of jobs to credits with the least overflow. Pinned jobs stay, and of several as good
    /// the one with jobs where they are.
    ///
    /// # Errors
    ///
    /// As [`Stage::simulated`].
    pub fn assigned(&self, table: &'t PriceTable) -> Result<Assignment, Vec<Unanswered>> {
        let simulated = self.simulated(table)?;
        self.least(&simulated).map_err(|reason| vec![reason.into()])
    }

    fn least(&self, simulated: &Simulated<'t>) -> Result<Assignment, OutOfRange> {
        let terms = Terms::own(self)?;
        let mut search = Search::of(self, &terms, simulated, self.question)?;
        let own: Vec<usize> = terms.of_job.iter().map(|(ledger, _)| *ledger).collect();
        let before = search.overflow(&own)?;
        let floor = search.rest(0, &search.credits)?;
        search.best = (before, own);
        if before > floor {
            improve(&mut search, floor)?;
        }
        if search.best.0 > floor && search.order.len() > JOBS_TRIED_MAX {
            search.tries = search.tries_max;
        } else if search.best.0 > floor {
            let credits = search.credits.clone();
            let mut so_far = search.best.1.clone();
            search.go(0, &credits, Usd::ZERO, &mut so_far)?;
        }
        let is_least = search.tries < search.tries_max;
        let (overflow, ledgers) = search.best;
        Ok(Assignment {
            ledgers,
            overflow_before: before,
            overflow,
            at_least: if is_least { overflow } else { floor },
        })
    }
}

pub(super) struct Search {
    /// The jobs by their places, the dearest first, without those that have no choice.
    pub(super) order: Vec<usize>,
    /// What each job costs in each cycle.
    pub(super) costs: Vec<Vec<Usd>>,
    /// What each ledger has in each cycle.
    pub(super) credits: Vec<Vec<Usd>>,
    /// Whether a job draws a ledger's credit.
    pub(super) draws: Vec<Vec<bool>>,
    /// For each place of the order, what the jobs from it on cost in each cycle: those that draw a credit
    /// anywhere, and the others.
    rests: Vec<Vec<(Usd, Usd)>>,
    /// The jobs that stay where they are.
    pub(super) pinned: Vec<Option<usize>>,
    /// The least overflow so far, and the ledgers of it.
    pub(super) best: (Usd, Vec<usize>),
    tries: u64,
    tries_max: u64,
}

impl Search {
    fn of<'t>(
        stage: &Stage<'t, '_>,
        terms: &Terms<'t>,
        simulated: &Simulated<'t>,
        question: &Simulation<'t>,
    ) -> Result<Self, OutOfRange> {
        let cycles = &simulated.cycles;
        let jobs = || 0..question.jobs.len();
        let costs: Vec<Vec<Usd>> =
            jobs().map(|job| cycles.iter().map(|cycle| cycle.jobs[job].tally.cost).collect()).collect();
        let ledgers = 0..terms.ledgers.len();
        let left = |ledger: usize| {
            cycles.iter().map(move |cycle| cycle.ledgers[ledger].granted.less(cycle.ledgers[ledger].spent))
        };
        let credits = ledgers.map(|ledger| left(ledger).collect()).collect();
        let draws = |job: usize| {
            let spec = &question.jobs[job];
            let by = Use { surface: spec.surface, auth: spec.auth, vendor: stage.jobs[job].vendor };
            terms
                .ledgers
                .iter()
                .map(|ledger| no_credit(question.program, &ledger.holding, by).is_none())
                .collect()
        };
        let pinned: Vec<Option<usize>> =
            jobs().map(|job| question.jobs[job].is_pinned.then_some(terms.of_job[job].0)).collect();
        let mut order: Vec<usize> = jobs().collect();
        // What stays comes first, so that what is left is known; then the dearest.
        let total = |job: usize| sum(costs[job].iter().copied()).unwrap_or_default();
        order.sort_by_key(|job| (pinned[*job].is_none(), std::cmp::Reverse(total(*job)), *job));
        let draws: Vec<Vec<bool>> = jobs().map(draws).collect();
        let mut rests = vec![vec![(Usd::ZERO, Usd::ZERO); cycles.len()]];
        for job in order.iter().rev() {
            let mut rest = rests[rests.len() - 1].clone();
            for ((drawing, other), cost) in rest.iter_mut().zip(&costs[*job]) {
                let sum = if draws[*job].contains(&true) { drawing } else { other };
                *sum = sum.plus(*cost)?;
            }
            rests.push(rest);
        }
        rests.reverse();
        let size = crate::units::length(terms.ledgers.len().max(1) * cycles.len().max(1));
        let tries_max = (WORK_MAX / size).max(1);
        Ok(Self {
            order,
            draws,
            costs,
            credits,
            rests,
            pinned,
            best: (Usd::ZERO, Vec::new()),
            tries: 0,
            tries_max,
        })
    }

    /// The overflow of an assignment.
    fn overflow(&self, ledgers: &[usize]) -> Result<Usd, OutOfRange> {
        let mut left = self.credits.clone();
        let mut overflow = Usd::ZERO;
        for (job, ledger) in ledgers.iter().enumerate() {
            overflow = overflow.plus(self.place(job, *ledger, &mut left[*ledger])?)?;
        }
        Ok(overflow)
    }

    /// Draws a job's costs from what a ledger has left, and says what that does not pay.
    fn place(&self, job: usize, ledger: usize, left: &mut [Usd]) -> Result<Usd, OutOfRange> {
        let mut overflow = Usd::ZERO;
        for (left, cost) in left.iter_mut().zip(&self.costs[job]) {
            let paid = if self.draws[job][ledger] { *cost.min(left) } else { Usd::ZERO };
            *left = left.less(paid);
            overflow = overflow.plus(cost.less(paid))?;
        }
        Ok(overflow)
    }

    /// What the jobs from `place` of the order on leave over at least, with so much left: as much as if all
    /// credits were one.
    fn rest(&self, place: usize, left: &[Vec<Usd>]) -> Result<Usd, OutOfRange> {
        let mut overflow = Usd::ZERO;
        for (cycle, (drawing, other)) in self.rests[place].iter().enumerate() {
            let credit = sum(left.iter().map(|left| left[cycle]))?;
            overflow = overflow.plus(drawing.less(credit))?.plus(*other)?;
        }
        Ok(overflow)
    }

    /// Tries every ledger for the job at `place` of the order and those after it.
    fn go(
        &mut self,
        place: usize,
        left: &[Vec<Usd>],
        overflow: Usd,
        ledgers: &mut [usize],
    ) -> Result<(), OutOfRange> {
        if self.tries >= self.tries_max {
            return Ok(());
        }
        self.tries += 1;
        let Some(&job) = self.order.get(place) else {
            if overflow < self.best.0 {
                self.best = (overflow, ledgers.to_vec());
            }
            return Ok(());
        };
        if overflow.plus(self.rest(place, left)?)? >= self.best.0 {
            return Ok(());
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
                left[*other] == left[ledger] && self.draws.iter().all(|draws| draws[*other] == draws[ledger])
            };
            if tried.iter().any(is_alike) {
                continue;
            }
            tried.push(ledger);
            let mut after = left.to_vec();
            let more = self.place(job, ledger, &mut after[ledger])?;
            ledgers[job] = ledger;
            self.go(place + 1, &after, overflow.plus(more)?, ledgers)?;
        }
        Ok(())
    }
}
