//! Runs out of sessions: which session each request belongs to, what a session's own totals know beyond its
//! lines, and what its lines know beyond its results.

mod ownership;
mod runs;
mod session_totals;
mod teams;
mod unreported;

pub(super) use ownership::Sessions;
pub(super) use session_totals::SessionTotals;
pub(super) use unreported::beyond_results;
