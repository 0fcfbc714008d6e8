//! The runs of `creditcalc.measure/1`.

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::measure::{Difference, MeasuredModel, MeasuredRun, Reading};
use crate::records::Origin;
use crate::report::json::estimate::{Line, line};
use crate::report::measured::source;
use crate::report::phrase::rfc3339;
use crate::usage::{Speed, TokenKind, TokenUsage};

#[derive(Serialize)]
pub(super) struct RunShape<'a> {
    source: &'a str,
    session_id: Option<&'a str>,
    job: Option<&'a str>,
    project: Option<&'a str>,
    started_at: Option<String>,
    entrypoint: Option<&'a str>,
    used_by: &'static str,
    billing: &'static str,
    told_by: &'static str,
    outcome: Option<&'a str>,
    turns: Option<u64>,
    requests: Option<u64>,
    complete: bool,
    cost_usd: Option<String>,
    cost_high_usd: Option<String>,
    cost_is_at_least: bool,
    priced_usd: Option<String>,
    vendor_cost_usd: Option<String>,
    vendor_difference: Option<&'static str>,
    vendor_counted_as: Option<&'a str>,
    models: Vec<ModelShape<'a>>,
}

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "these are the keys of the contract")]
struct ModelShape<'a> {
    model: &'a str,
    as_written: &'a str,
    #[serde(flatten)]
    tokens: TokensShape,
    cache_write_untold_tokens: u64,
    web_searches: u64,
    requests: Option<u64>,
    fast: bool,
    us_only: bool,
    batch: bool,
    output_is_at_least: bool,
    cost_usd: Option<String>,
    cost_high_usd: Option<String>,
    unpriced: Option<String>,
    vendor_cost_usd: Option<String>,
    vendor_difference: Option<&'static str>,
    vendor_counted_as: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<Line<'a>>>,
}

/// Tokens by kind; those kinds that only some vendors have stand only where there are any.
#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "these are the keys of the contract")]
pub(super) struct TokensShape {
    input_tokens: u64,
    output_tokens: u64,
    cache_read_tokens: u64,
    cache_write_5m_tokens: u64,
    cache_write_1h_tokens: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_write_30m_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_write_12h_tokens: Option<u64>,
}

impl TokensShape {
    pub(super) fn of(usage: &TokenUsage) -> Self {
        let tokens = |kind| usage.of(kind).get();
        let some = |kind| Some(tokens(kind)).filter(|tokens| *tokens > 0);
        Self {
            input_tokens: tokens(TokenKind::Input),
            output_tokens: tokens(TokenKind::Output),
            cache_read_tokens: tokens(TokenKind::CacheRead),
            cache_write_5m_tokens: tokens(TokenKind::CacheWrite5m),
            cache_write_1h_tokens: tokens(TokenKind::CacheWrite1h),
            cache_write_30m_tokens: some(TokenKind::CacheWrite30m),
            cache_write_12h_tokens: some(TokenKind::CacheWrite12h),
        }
    }
}

pub(super) fn run<'a>(measured: &'a MeasuredRun<'_>, reading: &'a Reading, explain: bool) -> RunShape<'a> {
    let run = &measured.run;
    RunShape {
        source: source(reading, run),
        session_id: run.session.as_deref(),
        job: run.job.as_deref(),
        project: run.cwd.as_deref().or(run.project.as_deref()),
        started_at: run.started_at.map(|at| rfc3339(at, &TimeZone::UTC)),
        entrypoint: run.entrypoint.as_deref(),
        used_by: run.used_by.id(),
        billing: run.billing.id(),
        told_by: told_by(run.origin),
        outcome: run.outcome.as_deref(),
        turns: run.turns,
        requests: run.requests,
        complete: run.is_complete,
        cost_usd: measured.cost.map(|cost| cost.cost.to_string()),
        cost_high_usd: measured.cost.map(|cost| cost.high.to_string()),
        cost_is_at_least: measured.priced.is_at_least,
        priced_usd: measured
            .models
            .iter()
            .any(|model| model.cost.is_ok())
            .then(|| measured.priced.cost.to_string()),
        vendor_cost_usd: run.vendor_cost.map(|cost| cost.to_string()),
        vendor_difference: measured.difference.map(Difference::id),
        vendor_counted_as: measured.difference.and_then(counted_as),
        models: measured.models.iter().map(|used| model(used, explain)).collect(),
    }
}

fn model<'a>(used: &'a MeasuredModel<'_>, explain: bool) -> ModelShape<'a> {
    let cost = used.cost.as_ref();
    ModelShape {
        model: used.model.map_or(&used.name, |model| &model.id),
        as_written: &used.name,
        tokens: TokensShape::of(&used.usage),
        cache_write_untold_tokens: used.untold_writes.get(),
        web_searches: used.web_searches,
        requests: used.requests,
        fast: used.service.speed == Speed::Fast,
        us_only: used.service.us_only,
        batch: used.service.batch,
        output_is_at_least: used.is_output_at_least,
        cost_usd: cost.ok().map(|cost| cost.cost.to_string()),
        cost_high_usd: cost.ok().map(|cost| cost.high.to_string()),
        unpriced: cost.err().map(ToString::to_string),
        vendor_cost_usd: used.vendor_cost.map(|cost| cost.to_string()),
        vendor_difference: used.difference.map(Difference::id),
        vendor_counted_as: used.difference.and_then(counted_as),
        lines: cost.ok().filter(|_| explain).map(|cost| cost.lines.iter().map(line).collect()),
    }
}

/// The model at whose rates the vendor's program counted.
fn counted_as(difference: Difference<'_>) -> Option<&str> {
    match difference {
        Difference::AsModel(model) | Difference::AsModelHourAsFiveMinutes(model) => Some(&model.id),
        Difference::None
        | Difference::HourAsFiveMinutes
        | Difference::UntoldAsHour
        | Difference::Unexplained => None,
    }
}

fn told_by(origin: Origin) -> &'static str {
    match origin {
        Origin::Result => "result",
        Origin::Transcript => "transcript",
        Origin::Stream | Origin::Cut => "stream",
        Origin::Telemetry => "telemetry",
        Origin::Codex => "codex",
        Origin::Native => "native",
    }
}
