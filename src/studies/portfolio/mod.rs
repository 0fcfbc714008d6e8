//! Which jobs of a scenario to move, thin out, drop or run with another model, so that the credits pay for all that is
//! left.
//!
//! Each job has a list of ways in which it may run, the first of them as it is. What a way costs on each credit is asked
//! of the ledger once. A credit that renews with the cycles leaves over what its jobs cost beyond it, whatever their
//! order, so that choices are compared by sums; where that is not all there is to it (credits with days of
//! their own, nights, months that are played), each choice that would be taken is played through as well.
//!
//! What is best is decided by [`Sacrifice`]: runs of important jobs are given up last.

mod bound;
mod greedy;
mod loads;
mod months;
mod sacrifice;
mod search;

pub use months::NoMonths;
pub use sacrifice::Sacrifice;

use std::num::NonZeroU64;

use jiff::civil::Date;

use self::loads::Loads;
use self::search::Search;
use super::solve::Limit;
use crate::ledger::{CycleOutcome, Held, JobSpec, LedgerSpec, Prepared, Simulated, Simulation, Unanswered};
use crate::pricing::PriceTable;
use crate::units::{OutOfRange, Usd};

/// A job of a scenario: one table of the file, which may be several jobs of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// Which jobs are given up last: the lower number.
    pub priority: u64,
    /// How it may run. The first is as it is.
    pub ways: Vec<Way>,
}

/// A way in which a job may run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// What is other than it is.
    pub change: Change,
    /// The jobs of the question with that; none where it is dropped.
    pub jobs: Vec<JobSpec>,
}

/// What is changed of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// It no longer runs.
    pub is_dropped: bool,
    /// It runs less often, in words: `weekdays`.
    pub thinned: Option<String>,
    /// It draws the credit of another seat, by its place.
    pub seat: Option<usize>,
    /// It first runs on this day, on which a credit renews.
    pub waits_until: Option<Date>,
    /// It runs with another model.
    pub model: Option<OtherModel>,
}

/// Another model for a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherModel {
    /// Its own.
    pub from: String,
    /// The other one.
    pub to: String,
    /// Its place among those that may be used, of which the first is preferred.
    pub preference: u64,
}

impl Change {
    /// Whether everything stays as it is.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// For each item the place of its way; `None` where none was found.
    pub ways: Option<Vec<usize>>,
    /// What that gives up.
    pub sacrifice: Sacrifice,
    /// The priorities, the most important one first.
    pub priorities: Vec<u64>,
    /// How good that is.
    pub proof: Proof,
    /// How many choices there are; `None` for more than can be counted.
    pub combinations: Option<u128>,
}

/// How good an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// No other choice is better: all of them were looked at, or cannot be.
    Best,
    /// None gives up fewer runs of any priority before those of the next; fewer changes may do.
    FewestRuns,
    /// None gives up fewer runs of this priority than these, as long as those of more important ones stay.
    AtLeast {
        /// The place of the priority among the priorities.
        level: usize,
        /// The fewest runs.
        runs: u64,
    },
    /// Nothing was found, and not everything was looked at.
    Unknown,
}

/// So much of the credits is counted on, in percent, one after the other, for a first choice that holds: less where
/// overflow is limited, and more where nights are, some of which may be beyond the credit.
const LESS_CREDIT: &[u64] = &[100, 95, 90, 85, 80, 70, 60, 50, 25, 10, 0];
const MORE_CREDIT: &[u64] = &[1_000, 500, 300, 200, 150, 125, 110, 100, 90, 80, 60, 40, 20];

/// How much is looked at before the best that is known has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Choices that are looked at, each times how much there is to look at.
    pub work: usize,
    /// Choices that are played through, where sums do not tell all.
    pub played: u64,
}

impl Effort {
    /// All choices of some twenty jobs, within a second or so.
    pub const USUAL: Self = Self { work: 30_000_000, played: 2_000 };
    /// Where each choice is played through for many months.
    pub const OF_MONTHS: Self = Self { played: 60, ..Self::USUAL };
}

/// Looks at a choice more closely: whether it holds.
pub type Accept<'a> = dyn FnMut(&[usize]) -> Result<bool, Vec<Unanswered>> + 'a;

/// A portfolio: a question, and how each of its jobs may run.
#[derive(Debug)]
pub struct Portfolio<'a, 't> {
    table: &'t PriceTable,
    question: &'a Simulation<'t>,
    items: &'a [Item],
    loads: Loads,
    effort: Effort,
}

impl<'a, 't> Portfolio<'a, 't> {
    /// Counts and prices every way of every job.
    ///
    /// # Errors
    ///
    /// When a run has no price in one of them, or an amount is out of range.
    pub fn new(
        table: &'t PriceTable,
        question: &'a Simulation<'t>,
        items: &'a [Item],
    ) -> Result<Self, Vec<Unanswered>> {
        let loads = Loads::of(table, question, items)?;
        Ok(Self { table, question, items, loads, effort: Effort::USUAL })
    }

    /// The same with another effort.
    #[must_use]
    pub fn with_effort(self, effort: Effort) -> Self {
        Self { effort, ..self }
    }

    /// The question with a choice of ways.
    #[must_use]
    pub fn changed(&self, ways: &[usize]) -> Simulation<'t> {
        let jobs = self.items.iter().zip(ways).flat_map(|(item, way)| item.ways[*way].jobs.iter().cloned());
        Simulation { jobs: jobs.collect(), ..self.question.clone() }
    }

    /// Whether a choice holds, as the ledger plays it: under the rules in force as well, where these count.
    ///
    /// # Errors
    ///
    /// When a run has no price, or an amount is out of range.
    pub fn holds(&self, ways: &[usize], limit: Limit) -> Result<bool, Vec<Unanswered>> {
        let own = self.changed(ways);
        if !holds(&answered(self.table, &own)?.cycles, limit) {
            return Ok(false);
        }
        match own.under_rules_in_force(self.table) {
            Some(there) => Ok(holds(&answered(self.table, &there.figures)?.cycles, limit)),
            None => Ok(true),
        }
    }

    /// The choice that gives up the least. `accept` looks at each that would be taken once more.
    ///
    /// # Errors
    ///
    /// When a run has no price, or an amount is out of range.
    pub fn fit(&self, limit: Limit, accept: Option<&mut Accept<'_>>) -> Result<Fit, Vec<Unanswered>> {
        let mut outer = accept;
        let asks_ledger = self.loads.has_own_terms || matches!(limit, Limit::Nights(_));
        let is_asked = asks_ledger || outer.is_some();
        let mut look = |ways: &[usize]| -> Result<bool, Vec<Unanswered>> {
            if asks_ledger && !self.holds(ways, limit)? {
                return Ok(false);
            }
            outer.as_mut().map_or(Ok(true), |accept| accept(ways))
        };
        let (overflow, credits) = match limit {
            Limit::Overflow(overflow) => (Some(overflow), LESS_CREDIT),
            Limit::Nights(_) => (None, MORE_CREDIT),
        };
        // Where sums do not tell all, a choice that holds is found soon with other credits than there are.
        let mut start = None;
        for percent in credits.iter().filter(|_| is_asked) {
            let loads = self.loads.with_credit(*percent);
            let found = Search::new(&loads, Some(overflow.unwrap_or_default()), None, self.effort).quick()?;
            let Some((_, ways)) = found.best else { continue };
            if look(&ways)? {
                start = Some(ways);
                break;
            }
        }
        let mut search = Search::new(&self.loads, overflow, is_asked.then_some(&mut look), self.effort);
        let found = search.run(start)?;
        let combinations = self
            .items
            .iter()
            .try_fold(1_u128, |product, item| product.checked_mul(u128::try_from(item.ways.len()).ok()?));
        let priorities = self.loads.priorities.clone();
        Ok(match found.best {
            Some((sacrifice, ways)) => {
                Fit { ways: Some(ways), sacrifice, priorities, proof: found.proof, combinations }
            }
            None => {
                let sacrifice = Sacrifice::none(priorities.len());
                Fit { ways: None, sacrifice, priorities, proof: found.proof, combinations }
            }
        })
    }
}

fn answered<'t>(table: &'t PriceTable, question: &Simulation<'t>) -> Result<Simulated<'t>, Vec<Unanswered>> {
    Prepared::new(table, question)?.run(table)
}

/// Whether all cycles hold.
fn holds(cycles: &[CycleOutcome], limit: Limit) -> bool {
    cycles.iter().all(|cycle| match limit {
        Limit::Overflow(limit) => {
            let overflow: Usd = cycle.jobs.iter().map(|job| job.tally.overflow).sum();
            overflow <= limit
        }
        Limit::Nights(nights) => cycle.nights.covered + cycle.nights.on_limits >= nights,
    })
}

/// Whether a job may move to or from a seat: it is one credit, which renews with the cycles.
#[must_use]
pub fn may_move(question: &Simulation<'_>, seat: usize) -> bool {
    let seat = &question.seats[seat];
    seat.held == Held::default() && seat.held.count == NonZeroU64::MIN
}

/// What a ledger has left for the runs of a cycle.
fn left_of(cycle: &CycleOutcome, ledger: usize) -> Usd {
    cycle.ledgers[ledger].granted.less(cycle.ledgers[ledger].spent)
}

fn out_of_range(_: OutOfRange) -> Vec<Unanswered> {
    vec![Unanswered::from(OutOfRange)]
}

/// Whether a credit is granted on days of its own.
fn has_own_terms(ledger: &LedgerSpec<'_>) -> bool {
    ledger.has_own_terms()
}
