//! Measured runs, one by one.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::{sheet_of, started_by};
use crate::measure::{MeasuredModel, MeasuredRun, Measurement};
use crate::phrase::escaped_name;
use crate::report::measured::{Keep, all_tokens, emphasis, priced, shortened};
use crate::report::number::{compact, dollars};
use crate::report::{Kind, Sheet};
use crate::usage::Billing;
use crate::usage::TokenKind;

/// A row a run; columns in which all would say the same are left out.
pub(super) fn runs(measurement: &Measurement<'_>) -> Sheet {
    let cells =
        |of: &dyn Fn(&MeasuredRun<'_>) -> String| measurement.runs.iter().map(of).collect::<Vec<String>>();
    let any = |is_one: &dyn Fn(&MeasuredRun<'_>) -> bool| measurement.runs.iter().any(is_one);
    let told = |text: Option<&String>| {
        text.map_or_else(|| "-".to_owned(), |text| shortened(text, 16, Keep::Beginning))
    };
    let mut columns = Vec::new();
    if any(&|run| run.run.started_at.is_some()) {
        columns.push(("started (UTC)", Kind::Text, cells(&started)));
    }
    if any(&|run| run.run.job.is_some()) {
        columns.push(("job", Kind::Text, cells(&|run| told(run.run.job.as_ref()))));
    }
    if any(&|run| run.run.session.is_some()) {
        let session = |session: &String| escaped_name(session).chars().take(8).collect::<String>();
        columns.push((
            "session",
            Kind::Text,
            cells(&|run| run.run.session.as_ref().map_or_else(|| "-".to_owned(), session)),
        ));
    }
    if measurement.by_use.len() > 1 {
        columns.push(("by", Kind::Text, cells(&|run| started_by(run.run.used_by).to_owned())));
    }
    if any(&|run| run.run.billing != measurement.runs[0].run.billing) {
        let billing = |billing: Billing| if billing == Billing::Unknown { "-" } else { billing.id() };
        columns.push(("billing", Kind::Text, cells(&|run| billing(run.run.billing).to_owned())));
    }
    columns.push(("model", Kind::Text, cells(&short_models)));
    columns.push(("output", Kind::Figure, cells(&output)));
    columns.push((
        "cost",
        Kind::Figure,
        cells(&|run| priced(run.priced, run.priced.cost, run.cost.is_some())),
    ));
    if any(&|run| run.run.vendor_cost.is_some()) {
        columns.push((
            "vendor",
            Kind::Figure,
            cells(&|run| run.run.vendor_cost.map_or_else(|| "-".to_owned(), dollars)),
        ));
    }
    let emphasis = |run: &MeasuredRun<'_>| emphasis(run.priced, run.cost.is_some());
    sheet_of(columns).emphasized(measurement.runs.iter().map(emphasis))
}

/// When a run began: `2026-11-21 03:00`.
pub(super) fn started(run: &MeasuredRun<'_>) -> String {
    let started =
        run.run.started_at.map(|at| at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M").to_string());
    started.unwrap_or_else(|| "-".to_owned())
}

/// The model that cost most, and how many others there are.
fn short_models(run: &MeasuredRun<'_>) -> String {
    let id =
        |used: &MeasuredModel<'_>| used.model.map_or_else(|| used.name.clone(), |model| model.id.clone());
    // Where one has no price, nobody knows which cost most.
    let cost = |used: &MeasuredModel<'_>| used.price().map(|cost| cost.cost).filter(|_| run.cost.is_some());
    let weight = |used: &&MeasuredModel<'_>| (cost(used), all_tokens(&used.usage));
    let Some(first) = run.models.iter().rev().max_by_key(weight).map(id) else { return "-".to_owned() };
    let ids: BTreeSet<String> = run.models.iter().map(id).collect();
    let name = shortened(if first.is_empty() { "not told" } else { short_name(&first) }, 20, Keep::Beginning);
    if ids.len() > 1 { format!("{name} +{}", ids.len() - 1) } else { name }
}

/// A model's name without what most have alike: `haiku-4-5`.
fn short_name(id: &str) -> &str {
    let name = id.strip_prefix("claude-").unwrap_or(id);
    let is_day = |end: &str| end.len() == 8 && end.bytes().all(|byte| byte.is_ascii_digit());
    name.rsplit_once('-').filter(|(_, end)| is_day(end)).map_or(name, |(name, _)| name)
}

fn output(run: &MeasuredRun<'_>) -> String {
    let tokens: u128 = run.models.iter().map(|used| u128::from(used.usage.of(TokenKind::Output).get())).sum();
    let bound = if run.models.iter().any(|used| used.is_output_at_least) { "≥" } else { "" };
    format!("{bound}{}", compact(tokens))
}
