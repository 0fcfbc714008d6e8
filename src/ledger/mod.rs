//! Credit in, credit out: runs draw a credit in the order of time, and what it does not pay is overflow.

mod coverage;
mod entry;
mod series;

pub use coverage::{Coverage, CreditEnd, Exhaustion, draw_runs};
pub use entry::{Entry, RunState, entries};
pub use series::{CostBlock, NightBlock, RunSeries};
