//! One file a command.

pub(super) mod check;
pub(super) mod compare;
pub(super) mod diff;
pub(super) mod estimate;
pub(super) mod measure;
pub(super) mod models;
pub(super) mod plans;
pub(super) mod pricing;
pub(super) mod schedule;
pub(super) mod schema;
pub(super) mod simulate;
pub(super) mod solve;
