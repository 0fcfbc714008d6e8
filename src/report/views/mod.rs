//! From results to pages.

mod compare;
mod estimate;
mod explain;
mod measure;
mod models;
mod month;
mod plans;
mod schedule;
mod solve;
mod sources;
mod timetable;

pub use compare::{compare, explain_compared};
pub use estimate::estimate;
pub use explain::explain;
pub use measure::{explain_measured, measure};
pub use models::{model, models};
pub use month::calendar;
pub use plans::{claims, plan, plans};
pub use schedule::schedules;
pub use solve::solve;
