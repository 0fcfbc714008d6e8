//! Days and billing cycles.
//!
//! Only civil dates live here: a cycle is counted in days of the calendar, never as thirty nights.

mod billing_cycle;
mod instant;
mod period;

pub use billing_cycle::{BillingCycle, NoCycle, NotACycleDay, OutOfCalendar, Renewal};
pub use instant::{Instant, NotAnInstant};
pub use period::Period;

/// The days of the week in small letters, from Sunday.
pub(crate) const WEEKDAYS: [&str; 7] =
    ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// The months in small letters, from January.
pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
