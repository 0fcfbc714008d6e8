//! creditcalc
#![forbid(unsafe_code)]
pub mod calendar;
pub mod cli;
pub mod cost;
pub mod diagnostic;
pub mod document;
pub mod estimate;
pub mod ledger;
pub mod pricing;
pub mod report;
pub mod schedule;
pub mod source;
pub mod units;
pub mod usage;
