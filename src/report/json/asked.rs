//! What a question about one job was asked with, in every answer to one: two answers can be compared before
//! their numbers are.

use jiff::civil::Date;
use serde::Serialize;

use crate::estimate::Scenario;
use crate::pricing::PriceTable;

/// The day, the rules and the use.
#[derive(Serialize)]
pub(super) struct Asked<'a> {
    as_of: String,
    priced_on: String,
    program: &'a str,
    pricing_digest: &'a str,
    on_exhaustion: String,
    surface: &'static str,
    auth: &'static str,
    spent_usd: String,
}

/// What a scenario was asked with, at the prices of a day.
pub(super) fn asked<'a>(table: &'a PriceTable, scenario: &'a Scenario<'_>, priced_on: Date) -> Asked<'a> {
    let program = scenario.program;
    Asked {
        as_of: scenario.as_of.to_string(),
        priced_on: priced_on.to_string(),
        program: &program.id,
        pricing_digest: table.digest(),
        on_exhaustion: scenario.exhaustion.unwrap_or(program.exhaustion.into()).to_string(),
        surface: scenario.surface.word(),
        auth: scenario.auth.unwrap_or(program.sign_in).word(),
        spent_usd: scenario.spent.to_string(),
    }
}
