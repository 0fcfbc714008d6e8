//! What must hold of a scenario, and whether it does.
//!
//! Everything here is a function of its inputs. A rule is broken or it holds only where its figure is known:
//! what has no price breaks no limit and keeps none.

mod age;
mod check;
mod rule;
mod usual;

pub use check::{Answered, NoAnswer, check};
pub use rule::{Checked, Finding, JOBS, Measure, Rule, RuleResult, Verdict};
pub use usual::usual_costs;
