//! From results to pages.

mod estimate;
mod explain;
mod models;
mod plans;
mod sources;

pub use estimate::estimate;
pub use explain::explain;
pub use models::{model, models};
pub use plans::{claims, plan, plans};
