//! What happens to each run, one by one.

use super::coverage::Exhaustion;
use super::series::RunSeries;
use crate::units::{Credit, Usd};

/// What a credit does with one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The number of the run, counted from one.
    pub run: u64,
    /// What it costs at list rates.
    pub cost: Usd,
    /// What the credit pays of it.
    pub drawn: Usd,
    /// What it does not pay.
    pub overflow: Usd,
    /// What is billed of that.
    pub billed: Usd,
    /// How much of the run the credit pays.
    pub state: RunState,
    /// Whether it is refused or cut short.
    pub is_refused: bool,
}

/// How much of a run the credit pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// All of it.
    Covered,
    /// A part of it.
    Partial,
    /// Nothing of it.
    Beyond,
}

impl RunState {
    /// As it is written.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Partial => "partial",
            Self::Beyond => "beyond",
        }
    }
}

/// Draws `credit` run by run; the entries add up to what [`draw_runs`](super::draw_runs) says.
pub fn entries(credit: Credit, series: &RunSeries, exhaustion: Exhaustion) -> impl Iterator<Item = Entry> {
    let mut left = credit;
    // What may still be billed; `None` is without limit.
    let mut billable = match exhaustion {
        Exhaustion::Stop => Some(Credit::ZERO),
        Exhaustion::Bill => None,
        Exhaustion::Cap(cap) => Some(Credit::of(cap)),
    };
    let costs = series.costs().iter().flat_map(|block| (0..block.runs).map(|_| block.cost));
    costs.zip(1..).map(move |(cost, run)| {
        let draw = left.draw(cost);
        left = draw.left;
        let (drawn, overflow) = (draw.drawn.amount(), draw.beyond);
        let state = match (overflow.is_zero(), drawn.is_zero()) {
            (true, _) => RunState::Covered,
            (false, false) => RunState::Partial,
            (false, true) => RunState::Beyond,
        };
        let (billed, unpaid) = match &mut billable {
            None => (overflow, Usd::ZERO),
            Some(cap) => {
                let bill = cap.draw(overflow);
                *cap = bill.left;
                (bill.drawn.amount(), bill.beyond)
            }
        };
        Entry { run, cost, drawn, overflow, billed, state, is_refused: !unpaid.is_zero() }
    })
}
