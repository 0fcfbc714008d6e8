//! What the rules in force give for the same job on the same plan.

use serde::{Deserialize, Serialize};

use crate::ledger::{PlanFigures, UnderCurrentRules};
use crate::pricing::Auth;
use crate::units::Usd;

/// The same under the rules in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InForce {
    /// The id of the program in force; null when there is none.
    pub program: Option<String>,
    /// The plan as it is called there; null where there is no such plan.
    pub plan: Option<String>,
    /// What runs must sign in with to draw its credit.
    pub auth: Option<Auth>,
    /// The credit of a cycle, in dollars.
    pub credit_usd: Usd,
    /// Nights all of whose runs it pays in full.
    #[serde(default)]
    pub nights_covered: u64,
    /// The list cost beyond it, in dollars.
    pub overflow_usd: Usd,
    /// The list cost that draws the plan's usage limits: no dollars, and no part of the overflow.
    #[serde(default)]
    pub plan_windows_usd: Usd,
}

impl From<&UnderCurrentRules<'_, PlanFigures<'_>>> for InForce {
    fn from(rules: &UnderCurrentRules<'_, PlanFigures<'_>>) -> Self {
        Self {
            program: rules.program.map(|program| program.id.clone()),
            plan: rules.figures.holding.as_ref().map(|holding| holding.id().to_owned()),
            auth: rules.figures.auth,
            credit_usd: rules.figures.credit,
            nights_covered: rules.figures.coverage.nights_covered,
            overflow_usd: rules.figures.coverage.overflow,
            plan_windows_usd: rules.figures.coverage.windows,
        }
    }
}
