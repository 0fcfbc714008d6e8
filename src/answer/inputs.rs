//! What a question was asked with: two answers can be compared before their numbers are.
//!
//! An answer saved before a key existed is read without it: `diff` needs the day and the program only.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use crate::ledger::{Scenario, sign_in};
use crate::pricing::{Auth, PriceTable, Surface};
use crate::units::Usd;

/// The inputs of a question about one job: the day, the rules and the use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobInputs {
    /// The day that counts as today.
    pub as_of: Date,
    /// The day whose prices are used.
    #[serde(default)]
    pub priced_on: Date,
    /// The program whose credit rules are used.
    pub program: String,
    /// The digest of the price tables (`sha256:` and 64 hex digits). The same digest means the same prices.
    #[serde(default)]
    pub pricing_digest: String,
    /// What happens when the credit runs out: `stop` (requests are refused), `bill` (the rest is billed at API
    /// rates) or `cap=50.00` (billed up to that amount, then refused).
    #[serde(default)]
    pub on_exhaustion: String,
    /// How the runs are started.
    #[serde(default = "claude_p")]
    pub surface: Surface,
    /// What the runs sign in with.
    #[serde(default = "api_key")]
    pub auth: Auth,
    /// How much of the credit was already spent, in dollars.
    #[serde(default)]
    pub spent_usd: Usd,
    /// Whether you pay the fee anyway (`--fee-paid`), so that it counts as zero.
    #[serde(default)]
    pub fee_paid: bool,
    /// Factors applied to prices and tokens.
    #[serde(flatten)]
    pub factors: Factors,
    /// The question itself, from which `creditcalc verify` asks again; left out in answers that can't be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Asked"))]
    pub question: Option<Asked>,
}

/// Factors applied to prices and tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Factors {
    /// The factor applied to all prices, such as `0.85` or `2@2026-12-15`; left out without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub price_factor: Option<String>,
    /// The factor applied to a run's tokens, rounded up to whole tokens; left out without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub token_factor: Option<String>,
}

impl Factors {
    /// As far as the tables know them.
    pub(super) fn of(table: &PriceTable) -> Self {
        let price = Some(table.price_factor()).filter(|factor| !factor.is_none());
        Self { price_factor: price.map(ToString::to_string), token_factor: None }
    }
}

/// What is taken for the start of runs in an old answer that does not tell it; `diff` does not ask.
pub(super) fn claude_p() -> Surface {
    Surface::ClaudeP
}

/// What is taken for the sign-in of an answer that does not tell it: the one of which nothing is said where the
/// rules in force ask for it.
fn api_key() -> Auth {
    Auth::ApiKey
}

impl JobInputs {
    /// What a scenario was asked with, at the prices of a day.
    pub(super) fn of(table: &PriceTable, scenario: &Scenario<'_>, priced_on: Date) -> Self {
        let program = scenario.program;
        Self {
            as_of: scenario.as_of,
            priced_on,
            program: program.id.clone(),
            pricing_digest: table.digest().to_owned(),
            on_exhaustion: scenario.exhaustion.unwrap_or(program.exhaustion.into()).to_string(),
            surface: scenario.surface,
            auth: sign_in(program, scenario.surface, scenario.auth),
            spent_usd: scenario.spent,
            fee_paid: scenario.is_fee_paid,
            factors: Factors::of(table),
            question: None,
        }
    }
}

/// The inputs of a question about the price tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableInputs {
    /// The day that counts as today.
    pub as_of: Date,
    /// The digest of the price tables (`sha256:` and 64 hex digits).
    pub pricing_digest: String,
}

impl TableInputs {
    pub(super) fn of(table: &PriceTable, as_of: Date) -> Self {
        Self { as_of, pricing_digest: table.digest().to_owned() }
    }
}

/// The inputs of a list of what the price tables hold, which can be asked for again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListInputs {
    /// The day that counts as today.
    pub as_of: Date,
    /// The digest of the price tables (`sha256:` and 64 hex digits).
    pub pricing_digest: String,
    /// The question itself, from which `creditcalc verify` asks again; left out in answers that can't be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Asked"))]
    pub question: Option<Asked>,
}

impl ListInputs {
    pub(super) fn of(table: &PriceTable, as_of: Date, question: Option<Asked>) -> Self {
        Self { as_of, pricing_digest: table.digest().to_owned(), question }
    }
}
