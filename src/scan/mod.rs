//! Jobs that were found, joined with the runs that records tell of, and written as a scenario.
//!
//! Everything here is a function of its inputs: no clock, no file, no environment.

pub mod draft;
pub mod join;
