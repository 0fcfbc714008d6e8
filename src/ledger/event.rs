//! What happens to a credit, one thing after the other.

use std::num::NonZeroU64;

use jiff::Timestamp;
use jiff::civil::Date;

use super::coverage::RunState;
use crate::units::Usd;

/// Something that happens to a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A cycle begins with its grant, of which some may be spent.
    Granted {
        /// The place of the cycle.
        cycle: usize,
        /// The place of the ledger.
        ledger: usize,
        /// Which of several seats alike it is, counted from one; `None` where it is the only one.
        seat: Option<NonZeroU64>,
        /// When the cycle begins.
        at: Timestamp,
        /// What it grants.
        amount: Usd,
        /// What was left of the credit before it.
        had: Usd,
        /// What others had spent of it.
        spent: Usd,
    },
    /// A run.
    Run(RunEntry),
    /// The cycle ends, and what is left expires.
    Expired {
        /// The place of the cycle.
        cycle: usize,
        /// The place of the ledger.
        ledger: usize,
        /// Which of several seats alike it is, counted from one; `None` where it is the only one.
        seat: Option<NonZeroU64>,
        /// When the next one begins.
        at: Timestamp,
        /// What is left.
        amount: Usd,
    },
}

/// A run, and who pays for it: cost = drawn + billed + unpaid + windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunEntry {
    /// The place of the cycle.
    pub cycle: usize,
    /// The place of the ledger.
    pub ledger: usize,
    /// Which of several seats alike it is, counted from one; `None` where it is the only one, or one of a pool.
    pub seat: Option<NonZeroU64>,
    /// The place of the job.
    pub job: usize,
    /// The number of the run among those of its job in all cycles, counted from one. Of seats
    /// that share a pool, the runs at one time are numbered one after the other.
    pub number: u64,
    /// When it starts, where the schedule has instants.
    pub at: Option<Timestamp>,
    /// On which day, where the schedule has days.
    pub day: Option<Date>,
    /// In which night, where the schedule has days.
    pub night: Option<Date>,
    /// The day whose prices it has: that in UTC on which it starts; where only its day is known, that; and of a run without a
    /// day the one on which its cycle is priced.
    pub(crate) priced_on: Date,
    /// What it costs at list rates, retries included.
    pub cost: Usd,
    /// What the credit pays of it.
    pub drawn: Usd,
    /// What is asked of it and it does not pay.
    pub overflow: Usd,
    /// What is billed of that.
    pub billed: Usd,
    /// What is refused.
    pub unpaid: Usd,
    /// The whole cost, where the run draws a plan's usage limits.
    pub windows: Usd,
    /// How much of the run the credit pays.
    pub state: RunState,
    /// Whether it is refused or cut short.
    pub is_refused: bool,
    /// What is left of the credit after it.
    pub left: Usd,
}
