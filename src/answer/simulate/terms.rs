//! Credits that come and go on days of their own.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ledger::Simulated;
use crate::units::Usd;

/// A credit of a seat from its first day until it expires: `granted_usd` = `spent_usd` + `drawn_usd` +
/// `expires_usd`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SeatTerm {
    /// The plans that grant it, one after the other; empty for a promotional credit.
    pub plans: Vec<String>,
    /// Its first day.
    pub starts_on: Date,
    /// The last day on which it can be drawn, which may be after the last cycle.
    pub ends_on: Date,
    /// What it grants, in dollars.
    pub granted_usd: Usd,
    /// What was already spent before, in dollars.
    pub spent_usd: Usd,
    /// What the jobs draw, in dollars.
    pub drawn_usd: Usd,
    /// What is left of it on its last day or at the end of the last cycle, in dollars.
    pub expires_usd: Usd,
}

impl SeatTerm {
    /// The terms of a ledger, of all seats alike; none where it renews with the cycles.
    #[must_use]
    pub fn all(simulated: &Simulated<'_>, ledger: usize) -> Vec<Self> {
        let spec = &simulated.ledgers[ledger];
        let all = |amount: Usd| amount * spec.count.get();
        let terms = spec.terms.iter().zip(&simulated.terms[ledger]).map(|(term, outcome)| Self {
            plans: term.plans.clone(),
            starts_on: term.days.start(),
            ends_on: term.days.end().yesterday().unwrap_or(term.days.end()),
            granted_usd: all(outcome.granted),
            spent_usd: all(outcome.spent),
            drawn_usd: all(outcome.drawn),
            expires_usd: all(outcome.expires),
        });
        terms.collect()
    }
}
