//! Credit in, credit out: runs draw a credit in the order of time, and what it does not pay is overflow.

mod coverage;

pub use coverage::{Coverage, CreditEnd, Exhaustion, RunBlock, draw_runs};
