//! From results to pages.

mod estimate;
mod explain;
mod measure;
mod models;
mod month;
mod plans;
mod schedule;
mod sources;
mod timetable;

pub use estimate::estimate;
pub use explain::explain;
pub use measure::{explain_measured, measure};
pub use models::{model, models};
pub use month::calendar;
pub use plans::{claims, plan, plans};
pub use schedule::schedules;
