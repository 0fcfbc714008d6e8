//! What runs come to, as it is answered.

use std::num::NonZeroU64;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{
    Breakdown, ByUse, Cost, Inputs, LeftOut, Measure, Outside, Read, Run, RunModel, ShapeName, Share,
    Summary, Tokens, ToldBy, Total, Totals, Unpriced, VendorDifference,
};
use crate::answer::estimate::Line;
use crate::calendar::Instant;
use crate::measure::{self as engine, By, Difference, MeasuredModel, MeasuredRun, Measurement, RecordsRead};
use crate::phrase::hundredths;
use crate::pricing::PriceTable;
use crate::records::Origin;
use crate::units::{Usd, length};
use crate::usage::{TokenKind, TokenUsage, UsedBy};

/// What was asked, as far as the answer tells it again.
#[derive(Debug, Clone, Copy)]
pub struct Measuring {
    /// The day that counts as today. Records without a date are priced on it.
    pub as_of: Date,
    /// Only runs that were started so.
    pub only: Option<UsedBy>,
    /// Whether each model of a run has the lines of its cost.
    pub explain: bool,
}

impl Measure {
    /// What runs come to.
    #[must_use]
    pub fn of(
        table: &PriceTable,
        measuring: &Measuring,
        measurement: &Measurement<'_>,
        reading: &RecordsRead,
        shares: Option<(By, &[engine::Share])>,
        notes: Vec<String>,
    ) -> Self {
        Self {
            schema: ShapeName,
            inputs: Inputs {
                as_of: measuring.as_of,
                pricing_digest: table.digest().to_owned(),
                only: measuring.only,
                since: measurement.window.since.map(|at| Instant::on_clock_of(&measurement.window.zone, at)),
                until: measurement.window.until.map(|at| Instant::on_clock_of(&measurement.window.zone, at)),
                newest: measurement.window.newest.map(NonZeroU64::get),
                question: None,
            },
            runs: measurement.runs.iter().map(|run| Run::of(&run, reading, measuring.explain)).collect(),
            summary: Summary::of(measurement.summary),
            used_by: measurement
                .by_use
                .iter()
                .map(|(used_by, runs, of)| ByUse {
                    used_by: *used_by,
                    runs: *runs,
                    summary: Summary::of(*of),
                })
                .collect(),
            left_out: measurement
                .left_out
                .iter()
                .map(|(used_by, runs)| LeftOut { used_by: *used_by, runs: *runs })
                .collect(),
            outside: Outside::of(measurement),
            totals: Totals::of(measurement),
            breakdown: shares
                .map(|(by, shares)| Breakdown { by, shares: shares.iter().map(Share::from).collect() }),
            read: Read::of(measurement, reading),
            unpriced: measurement.unpriced.iter().map(Unpriced::from).collect(),
            notes,
        }
    }
}

impl Outside {
    pub(in crate::answer) fn of(measurement: &Measurement<'_>) -> Option<Self> {
        let engine::Outside { before, after, older, undated, .. } = measurement.outside;
        (!measurement.window.is_all()).then_some(Self { before, after, older, undated })
    }
}

impl Run {
    fn of(measured: &MeasuredRun<'_>, reading: &RecordsRead, explain: bool) -> Self {
        let run = &measured.run;
        let is_priced = measured.models.iter().any(|model| model.cost.is_ok());
        Self {
            source: reading.source(run).to_owned(),
            session_id: run.session.as_deref().map(str::to_owned),
            member_session_ids: run.kin.as_ref().map(|kin| kin.members.clone()).filter(|ids| !ids.is_empty()),
            job: run.job.as_deref().map(str::to_owned),
            project: run.cwd.as_deref().or(run.project.as_deref()).map(str::to_owned),
            started_at: run.started_at.map(|at| Instant::on_clock_of(&TimeZone::UTC, at)),
            entrypoint: run.entrypoint.as_deref().map(str::to_owned),
            used_by: run.used_by,
            billing: run.billing,
            told_by: ToldBy::from(run.origin),
            outcome: run.outcome.as_deref().map(str::to_owned),
            turns: run.turns,
            requests: run.requests,
            complete: run.is_complete,
            cost_usd: measured.cost.map(|cost| cost.cost),
            cost_high_usd: measured.cost.map(|cost| cost.high),
            cost_is_at_least: measured.priced.is_at_least,
            priced_usd: is_priced.then_some(measured.priced.cost),
            vendor_cost_usd: run.vendor_cost,
            vendor_difference: measured.difference.map(VendorDifference::from),
            vendor_counted_as: measured.difference.and_then(counted_as),
            models: measured.models.iter().map(|used| RunModel::of(used, explain)).collect(),
        }
    }
}

impl RunModel {
    fn of(used: &MeasuredModel<'_>, explain: bool) -> Self {
        let cost = used.cost.as_ref();
        Self {
            model: used.model.map_or(&used.name, |model| &model.id).clone(),
            as_written: used.name.clone(),
            tokens: Tokens::from(&used.usage),
            cache_write_untold_tokens: used.writes_of_unknown_ttl.get(),
            web_searches: used.web_searches,
            requests: used.requests,
            service: used.service,
            output_is_at_least: used.is_output_at_least,
            cost_usd: cost.ok().map(|cost| cost.cost),
            cost_high_usd: cost.ok().map(|cost| cost.high),
            unpriced: cost.err().map(ToString::to_string),
            vendor_cost_usd: used.vendor_cost,
            vendor_difference: used.difference.map(VendorDifference::from),
            vendor_counted_as: used.difference.and_then(counted_as),
            lines: cost.ok().filter(|_| explain).map(|cost| cost.lines.iter().map(Line::from).collect()),
        }
    }
}

impl From<Difference<'_>> for VendorDifference {
    fn from(difference: Difference<'_>) -> Self {
        match difference {
            Difference::None => Self::None,
            Difference::HourAsFiveMinutes => Self::HourAsFiveMinutes,
            Difference::WithoutRegion => Self::WithoutRegion,
            Difference::AsModel(_) => Self::OtherModel,
            Difference::AsModelHourAsFiveMinutes(_) => Self::OtherModelHourAsFiveMinutes,
            Difference::Unexplained => Self::Unexplained,
        }
    }
}

/// The model at whose rates the vendor's program counted.
fn counted_as(difference: Difference<'_>) -> Option<String> {
    match difference {
        Difference::AsModel(model) | Difference::AsModelHourAsFiveMinutes(model) => Some(model.id.clone()),
        Difference::None
        | Difference::HourAsFiveMinutes
        | Difference::WithoutRegion
        | Difference::Unexplained => None,
    }
}

impl From<Origin> for ToldBy {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Result => Self::Result,
            Origin::Transcript => Self::Transcript,
            Origin::Stream | Origin::Cut => Self::Stream,
            Origin::Telemetry => Self::Telemetry,
            Origin::Codex => Self::Codex,
            Origin::Native => Self::Native,
            Origin::Report => Self::UsageReport,
        }
    }
}

impl From<&TokenUsage> for Tokens {
    fn from(usage: &TokenUsage) -> Self {
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

impl Summary {
    fn of(summary: Option<engine::Summary>) -> Self {
        let amount = |of: fn(&engine::Summary) -> Usd| summary.as_ref().map(of);
        Self {
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
}

impl Totals {
    fn of(measurement: &Measurement<'_>) -> Self {
        let is_priced = !measurement.totals.is_empty();
        Self {
            models: measurement.totals.iter().map(Total::from).collect(),
            cost: Cost {
                cost_usd: is_priced.then_some(measurement.cost),
                cost_high_usd: is_priced.then_some(measurement.cost_high),
                cost_is_at_least: measurement.totals.iter().any(|total| total.cost.is_at_least),
            },
        }
    }
}

impl From<&engine::Total<'_>> for Total {
    fn from(total: &engine::Total<'_>) -> Self {
        Self {
            model: total.model.id.clone(),
            tokens: Tokens::from(&total.usage),
            cache_write_untold_tokens: total.writes_of_unknown_ttl.get(),
            web_searches: total.web_searches,
            runs: total.runs,
            cost: Cost::of(total.cost, true),
        }
    }
}

impl Cost {
    /// What has no price is null, and not $0.
    fn of(cost: engine::Cost, is_priced: bool) -> Self {
        Self {
            cost_usd: is_priced.then_some(cost.cost),
            cost_high_usd: is_priced.then_some(cost.high),
            cost_is_at_least: cost.is_at_least,
        }
    }
}

impl From<&engine::Share> for Share {
    fn from(share: &engine::Share) -> Self {
        Self {
            name: share.name.clone(),
            runs: share.runs,
            tokens: Tokens::from(&share.usage),
            cost: Cost::of(share.cost, share.is_priced),
            cost_mean_usd: share.mean.filter(|_| share.is_priced),
            unpriced_tokens: share.unpriced_tokens,
            cost_vs_usual: share.usual.and_then(engine::Usual::hundredths).map(hundredths),
        }
    }
}

impl Read {
    fn of(measurement: &Measurement<'_>, reading: &RecordsRead) -> Self {
        Self {
            files: length(reading.files.len()),
            bytes: reading.bytes,
            records: reading.records,
            duplicates: reading.duplicates,
            skipped: reading.skipped,
            unpriced: measurement.facts.unpriced,
            incomplete: measurement.facts.incomplete,
            undated: measurement.undated,
            told_by_results: reading.sessions_with_results,
            empty: reading.empty,
            reports_cut_off: reading.reports_cut_off,
        }
    }
}

impl From<&engine::Unpriced> for Unpriced {
    fn from(unpriced: &engine::Unpriced) -> Self {
        Self {
            model: unpriced.name.clone(),
            runs: unpriced.runs,
            tokens: unpriced.tokens,
            reason: unpriced.reason.to_string(),
            vendor_cost_usd: unpriced.vendor_cost,
        }
    }
}
