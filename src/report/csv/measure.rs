//! Measured runs, one row a run and model, as `measure` also reads them; and what they have in common, one
//! row each.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use super::titled;
use crate::measure::{By, Difference, MeasuredModel, Measurement, Reading, Share, project};
use crate::report::measured::{source, word};
use crate::report::phrase::{harmless, rfc3339};
use crate::units::Usd;
use crate::usage::{Speed, TokenKind};

/// The runs as a long table, one row a run and model as it was written.
///
/// # Panics
///
/// Never: writing into memory does not fail, and what is written is text.
#[must_use]
pub fn measure(measurement: &Measurement<'_>, reading: &Reading) -> String {
    let rows = measurement.runs.iter().zip(run_ids(measurement)).flat_map(|(measured, id)| {
        let run = &measured.run;
        // The figure for a run of one model is that model's.
        let is_alone = measured.models.len() == 1;
        measured.models.iter().map(move |used| {
            let vendor_cost = used.vendor_cost.or(run.vendor_cost.filter(|_| is_alone));
            let difference = used.difference.or(measured.difference.filter(|_| is_alone));
            let mut row = vec![
                ("run", text(&id)),
                ("source", text(source(reading, run))),
                ("job", maybe(run.job.as_deref())),
                ("project", maybe(project(run).as_deref())),
                ("session_id", maybe(run.session.as_deref())),
                ("started_at", run.started_at.map(|at| rfc3339(at, &TimeZone::UTC)).unwrap_or_default()),
                ("entrypoint", maybe(run.entrypoint.as_deref())),
                ("used_by", run.used_by.id().to_owned()),
                ("billing", run.billing.id().to_owned()),
                ("outcome", maybe(run.outcome.as_deref())),
                ("turns", number(run.turns)),
            ];
            row.extend(of_model(used));
            row.extend([
                ("vendor_cost_usd", amount(vendor_cost)),
                ("vendor_difference", difference.map_or("", Difference::id).to_owned()),
            ]);
            row
        })
    });
    titled(&RUN_COLUMNS, rows)
}

/// The columns of a row a run and model.
const RUN_COLUMNS: [&str; 29] = [
    "run",
    "source",
    "job",
    "project",
    "session_id",
    "started_at",
    "entrypoint",
    "used_by",
    "billing",
    "outcome",
    "turns",
    "requests",
    "model",
    "priced_as",
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "cache_write_tokens",
    "web_searches",
    "fast",
    "us_only",
    "batch",
    "output_is_at_least",
    "cost_usd",
    "cost_high_usd",
    "vendor_cost_usd",
    "vendor_difference",
];

fn of_model(used: &MeasuredModel<'_>) -> [(&'static str, String); 16] {
    let cost = used.cost.as_ref().ok();
    let tokens = |kind| used.usage.of(kind).get();
    // Writes of an untold lifetime are among those of the vendor's usual one; no record tells of writes for
    // half an hour.
    let is_usual = tokens(TokenKind::CacheWrite30m) == 0;
    let told_5m =
        tokens(TokenKind::CacheWrite5m).saturating_sub(if is_usual { used.untold_writes.get() } else { 0 });
    [
        ("requests", number(used.requests)),
        ("model", text(&used.name)),
        ("priced_as", maybe(used.model.filter(|_| cost.is_some()).map(|model| model.id.as_str()))),
        ("input_tokens", tokens(TokenKind::Input).to_string()),
        ("output_tokens", tokens(TokenKind::Output).to_string()),
        ("cache_read_tokens", tokens(TokenKind::CacheRead).to_string()),
        ("cache_write_5m_tokens", told_5m.to_string()),
        ("cache_write_1h_tokens", tokens(TokenKind::CacheWrite1h).to_string()),
        ("cache_write_tokens", used.untold_writes.to_string()),
        ("web_searches", used.web_searches.to_string()),
        ("fast", (used.service.speed == Speed::Fast).to_string()),
        ("us_only", used.service.us_only.to_string()),
        ("batch", used.service.batch.to_string()),
        ("output_is_at_least", used.is_output_at_least.to_string()),
        ("cost_usd", amount(cost.map(|cost| cost.cost))),
        ("cost_high_usd", amount(cost.map(|cost| cost.high))),
    ]
}

/// A name for each run that no other has: its session, with a number where the session has several runs;
/// without one, its own number.
fn run_ids(measurement: &Measurement<'_>) -> Vec<String> {
    let sessions = || measurement.runs.iter().map(|measured| measured.run.session.as_deref());
    let mut of_session: BTreeMap<&str, u64> = BTreeMap::new();
    for session in sessions().flatten() {
        *of_session.entry(session).or_default() += 1;
    }
    let (mut met, mut taken) = (BTreeMap::<&str, u64>::new(), BTreeSet::new());
    let mut ids = Vec::with_capacity(measurement.runs.len());
    for (session, number) in sessions().zip(1_u64..) {
        let mut id = match session {
            None => number.to_string(),
            Some(session) if of_session[session] == 1 => session.to_owned(),
            Some(session) => {
                let place = met.entry(session).or_default();
                *place += 1;
                format!("{session}#{place}")
            }
        };
        // A session may be called what another run is.
        while !taken.insert(id.clone()) {
            id += &format!("#{number}");
        }
        ids.push(id);
    }
    ids
}

/// What runs have in common, one row for each share.
///
/// # Panics
///
/// Never: writing into memory does not fail, and what is written is text.
#[must_use]
pub fn breakdown(by: By, shares: &[Share]) -> String {
    let rows = shares.iter().map(|share| {
        let tokens = |kind| share.usage.of(kind).to_string();
        // What has no price is no $0.
        let priced = |figure: Usd| if share.is_priced { figure.to_string() } else { String::new() };
        vec![
            ("by", word(by).to_owned()),
            ("name", maybe(share.name.as_deref())),
            ("runs", share.runs.to_string()),
            ("input_tokens", tokens(TokenKind::Input)),
            ("output_tokens", tokens(TokenKind::Output)),
            ("cache_read_tokens", tokens(TokenKind::CacheRead)),
            ("cache_write_5m_tokens", tokens(TokenKind::CacheWrite5m)),
            ("cache_write_1h_tokens", tokens(TokenKind::CacheWrite1h)),
            ("cache_write_30m_tokens", tokens(TokenKind::CacheWrite30m)),
            ("cache_write_12h_tokens", tokens(TokenKind::CacheWrite12h)),
            ("unpriced_tokens", share.unpriced_tokens.to_string()),
            ("cost_usd", priced(share.cost.cost)),
            ("cost_high_usd", priced(share.cost.high)),
            ("cost_is_at_least", share.cost.is_at_least.to_string()),
            ("cost_mean_usd", priced(share.mean)),
        ]
    });
    titled(&SHARE_COLUMNS, rows)
}

/// The columns of a row a share.
const SHARE_COLUMNS: [&str; 15] = [
    "by",
    "name",
    "runs",
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "cache_write_30m_tokens",
    "cache_write_12h_tokens",
    "unpriced_tokens",
    "cost_usd",
    "cost_high_usd",
    "cost_is_at_least",
    "cost_mean_usd",
];

/// A text cell. What a terminal would do instead of showing it is written as an escape.
fn text(cell: &str) -> String {
    super::text(&harmless(cell))
}

fn maybe(cell: Option<&str>) -> String {
    cell.map(text).unwrap_or_default()
}

fn number(number: Option<u64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

fn amount(amount: Option<Usd>) -> String {
    amount.map(|amount| amount.to_string()).unwrap_or_default()
}
