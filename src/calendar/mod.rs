//! Days and billing cycles.
//!
//! Only civil dates live here: a cycle is counted in days of the calendar, never as thirty nights.

mod billing_cycle;
mod period;

pub use billing_cycle::{BillingCycle, NoCycle, NotACycleDay, OutOfCalendar, Renewal};
pub use period::Period;
