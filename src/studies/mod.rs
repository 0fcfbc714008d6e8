//! Questions about questions, each answered by asking the [ledger](crate::ledger) and nothing else: every plan
//! with every model, the most that a credit bears, which job is best on which credit, what one job more does to
//! the others, what changed between two questions and because of what, what must hold.
//! [`reconcile`] asks nobody: it compares a plan with what came of it.

mod assign;
pub mod budget;
pub mod compare;
pub mod difference;
mod effect;
pub mod forecast;
mod measured_use;
pub mod policy;
mod pooled;
pub mod portfolio;
pub mod reconcile;
pub mod replay;
pub mod solve;
pub mod status;

pub use assign::{Assignment, assign};
pub use effect::{Answered, Effect, JobEffect, LedgerEffect, effect};
pub use measured_use::{NotCounted, Share, WithoutPrice};
pub use pooled::{Pooled, if_pooled};
