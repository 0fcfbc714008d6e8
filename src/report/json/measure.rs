//! `creditcalc.measure/1`.

mod runs;

use jiff::civil::Date;
use serde::Serialize;

use self::runs::{RunShape, TokensShape, run};
use super::written;
use crate::measure::{By, Cost, Measurement, Reading, Share, Summary, Total, Unpriced};
use crate::pricing::PriceTable;
use crate::report::measured::word;
use crate::units::Usd;
use crate::usage::UsedBy;

/// What was asked, as far as the answer tells it again.
#[derive(Debug, Clone, Copy)]
pub struct MeasureInputs {
    /// The day on which a record without a date is priced.
    pub as_of: Date,
    /// Only runs that were started so.
    pub only: Option<UsedBy>,
    /// Whether each model of a run has the lines of its cost.
    pub explain: bool,
}

#[derive(Serialize)]
struct Shape<'a> {
    schema: &'static str,
    inputs: Inputs<'a>,
    runs: Vec<RunShape<'a>>,
    summary: SummaryShape,
    used_by: Vec<UseShape>,
    left_out: Vec<LeftOut>,
    totals: Totals<'a>,
    breakdown: Option<Breakdown<'a>>,
    read: Read,
    unpriced: Vec<UnpricedShape<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Inputs<'a> {
    as_of: String,
    pricing_digest: &'a str,
    only: Option<&'static str>,
}

/// All are null where no run has a price for all it used.
#[derive(Serialize)]
struct SummaryShape {
    runs: u64,
    cost_mean_usd: Option<String>,
    cost_median_usd: Option<String>,
    cost_p90_usd: Option<String>,
    cost_min_usd: Option<String>,
    cost_max_usd: Option<String>,
    cost_total_usd: Option<String>,
    is_at_least: bool,
}

#[derive(Serialize)]
struct UseShape {
    used_by: &'static str,
    runs: u64,
    summary: SummaryShape,
}

#[derive(Serialize)]
struct LeftOut {
    used_by: &'static str,
    runs: u64,
}

#[derive(Serialize)]
struct Totals<'a> {
    models: Vec<TotalShape<'a>>,
    /// Null where nothing has a price.
    cost_usd: Option<String>,
    cost_high_usd: Option<String>,
    cost_is_at_least: bool,
}

#[derive(Serialize)]
struct TotalShape<'a> {
    model: &'a str,
    #[serde(flatten)]
    tokens: TokensShape,
    cache_write_untold_tokens: u64,
    web_searches: u64,
    runs: u64,
    #[serde(flatten)]
    cost: CostShape,
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "these are the keys of the contract")]
struct CostShape {
    cost_usd: Option<String>,
    cost_high_usd: Option<String>,
    cost_is_at_least: bool,
}

#[derive(Serialize)]
struct Breakdown<'a> {
    by: &'static str,
    shares: Vec<ShareShape<'a>>,
}

#[derive(Serialize)]
struct ShareShape<'a> {
    name: Option<&'a str>,
    runs: u64,
    #[serde(flatten)]
    tokens: TokensShape,
    #[serde(flatten)]
    cost: CostShape,
    cost_mean_usd: Option<String>,
    unpriced_tokens: u64,
}

#[derive(Serialize)]
struct Read {
    files: u64,
    bytes: u64,
    records: u64,
    duplicates: u64,
    skipped: u64,
    unpriced: u64,
    incomplete: u64,
    undated: u64,
    told_by_results: u64,
    empty: u64,
}

#[derive(Serialize)]
struct UnpricedShape<'a> {
    model: &'a str,
    runs: u64,
    tokens: u64,
    reason: String,
    vendor_cost_usd: Option<String>,
}

/// What runs come to, as JSON.
#[must_use]
pub fn measure(
    table: &PriceTable,
    inputs: &MeasureInputs,
    measurement: &Measurement<'_>,
    reading: &Reading,
    shares: Option<(By, &[Share])>,
    notes: &[String],
) -> String {
    let is_priced = !measurement.totals.is_empty();
    written(&Shape {
        schema: "creditcalc.measure/1",
        inputs: Inputs {
            as_of: inputs.as_of.to_string(),
            pricing_digest: table.digest(),
            only: inputs.only.map(UsedBy::id),
        },
        runs: measurement.runs.iter().map(|measured| run(measured, reading, inputs.explain)).collect(),
        summary: summary(measurement.summary),
        used_by: measurement
            .by_use
            .iter()
            .map(|(used_by, runs, of)| UseShape { used_by: used_by.id(), runs: *runs, summary: summary(*of) })
            .collect(),
        left_out: measurement
            .left_out
            .iter()
            .map(|(used_by, runs)| LeftOut { used_by: used_by.id(), runs: *runs })
            .collect(),
        totals: Totals {
            models: measurement.totals.iter().map(total).collect(),
            cost_usd: is_priced.then(|| measurement.cost.to_string()),
            cost_high_usd: is_priced.then(|| measurement.cost_high.to_string()),
            cost_is_at_least: measurement.totals.iter().any(|total| total.cost.is_at_least),
        },
        breakdown: shares
            .map(|(by, shares)| Breakdown { by: word(by), shares: shares.iter().map(share).collect() }),
        read: read(measurement, reading),
        unpriced: measurement.unpriced.iter().map(unpriced).collect(),
        notes,
    })
}

fn summary(summary: Option<Summary>) -> SummaryShape {
    let amount = |of: fn(&Summary) -> Usd| summary.as_ref().map(|summary| of(summary).to_string());
    SummaryShape {
        runs: summary.map_or(0, |summary| summary.runs),
        cost_mean_usd: amount(|summary| summary.mean),
        cost_median_usd: amount(|summary| summary.median),
        cost_p90_usd: amount(|summary| summary.p90),
        cost_min_usd: amount(|summary| summary.min),
        cost_max_usd: amount(|summary| summary.max),
        cost_total_usd: amount(|summary| summary.total),
        is_at_least: summary.is_some_and(|summary| summary.is_at_least),
    }
}

fn total<'a>(total: &Total<'a>) -> TotalShape<'a> {
    TotalShape {
        model: &total.model.id,
        tokens: TokensShape::of(&total.usage),
        cache_write_untold_tokens: total.untold_writes.get(),
        web_searches: total.web_searches,
        runs: total.runs,
        cost: cost(total.cost, true),
    }
}

/// What has no price is null, and no $0.
fn cost(cost: Cost, is_priced: bool) -> CostShape {
    CostShape {
        cost_usd: is_priced.then(|| cost.cost.to_string()),
        cost_high_usd: is_priced.then(|| cost.high.to_string()),
        cost_is_at_least: cost.is_at_least,
    }
}

fn share(share: &Share) -> ShareShape<'_> {
    ShareShape {
        name: share.name.as_deref(),
        runs: share.runs,
        tokens: TokensShape::of(&share.usage),
        cost: cost(share.cost, share.is_priced),
        cost_mean_usd: share.is_priced.then(|| share.mean.to_string()),
        unpriced_tokens: share.unpriced_tokens,
    }
}

fn read(measurement: &Measurement<'_>, reading: &Reading) -> Read {
    let count = |number: usize| u64::try_from(number).expect("a length fits 64 bits");
    Read {
        files: count(reading.files.len()),
        bytes: reading.bytes,
        records: reading.records,
        duplicates: reading.duplicates,
        skipped: reading.skipped,
        unpriced: count(measurement.runs.iter().filter(|run| run.cost.is_none()).count()),
        incomplete: count(measurement.runs.iter().filter(|run| !run.run.is_complete).count()),
        undated: measurement.undated,
        told_by_results: reading.told_by_results,
        empty: reading.empty,
    }
}

fn unpriced(unpriced: &Unpriced) -> UnpricedShape<'_> {
    UnpricedShape {
        model: &unpriced.name,
        runs: unpriced.runs,
        tokens: unpriced.tokens,
        reason: unpriced.reason.to_string(),
        vendor_cost_usd: unpriced.vendor_cost.map(|cost| cost.to_string()),
    }
}
