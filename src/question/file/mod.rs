//! A scenario file as a question: several jobs, the seats whose credit they draw, and what must hold.
//!
//! [`read`] takes a file and what it includes; [`ScenarioFiles::resolve`] looks up its plans, models and files.
//! What is wrong in the files is kept beside what could be read, so that it is reported in one round with what is
//! wrong with their plans, models and files.

mod jobs;
mod naming;
mod reading;
mod resolve;
mod rewritten;
mod seats;

pub use jobs::{JobPlace, MeasuredJob};
pub use reading::{ScenarioFiles, read, read_with};
pub use resolve::{Overrides, ScenarioQuestion};
pub(crate) use rewritten::run_with;
