//! What the rules in force give for the same job on the same plan.

use serde::{Deserialize, Serialize};

use crate::ledger::{PlanFigures, UnderCurrentRules};
use crate::pricing::Auth;
use crate::units::Usd;

/// The same under today's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InForce {
    /// The program in force today; null if there is none.
    pub program: Option<String>,
    /// The plan's name under those rules; null if there is no such plan.
    pub plan: Option<String>,
    /// The sign-in that runs need to draw its credit.
    pub auth: Option<Auth>,
    /// The credit per cycle, in dollars.
    pub credit_usd: Usd,
    /// Nights on which the credit covers every run in full.
    #[serde(default)]
    pub nights_covered: u64,
    /// The cost beyond the credit at list prices, in dollars.
    pub overflow_usd: Usd,
    /// What runs on the plan's usage limits would cost at list prices, in dollars. You don't pay it, and it
    /// isn't overflow.
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
