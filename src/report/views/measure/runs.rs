//! Measured runs, one by one.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use crate::measure::{Difference, MeasuredModel, MeasuredRun, Measurement};
use crate::phrase::escaped_name;
use crate::records::Origin;
use crate::report::measured::{Keep, all_tokens, emphasis, priced, shortened};
use crate::report::number::{compact, dollars};
use crate::report::{Cell, Column, Columns, Kind, Sheet};
use crate::usage::{Billing, TokenKind};

/// A row a run; columns in which all would say the same, or nothing, are left out.
pub(super) fn runs(measurement: &Measurement<'_>) -> Sheet {
    // They are few.
    let listed: Vec<_> = measurement.runs.iter().collect();
    let runs: Vec<&MeasuredRun<'_>> = listed.iter().map(AsRef::as_ref).collect();
    let any = |is_one: &dyn Fn(&MeasuredRun<'_>) -> bool| runs.iter().any(|run| is_one(run));
    let text = |title: &str, rank| Column::of_page(title.to_owned(), Kind::Text).of_rank(rank);
    let mut columns = Columns::new();
    if any(&|run| run.run.started_at.is_some()) {
        let year = year(&runs);
        let title = year.map_or_else(|| "started (UTC)".to_owned(), |year| format!("{year} (UTC)"));
        columns = columns.with(text(&title, 0).whole(), move |run: &MeasuredRun<'_>| {
            day_and_time(run, year.is_none()).into()
        });
    }
    if any(&|run| run.run.job.is_some()) {
        columns = columns.with(text("job", 0), |run| {
            let job = run.run.job.as_ref().map(|job| shortened(job, 16, Keep::Beginning));
            job.map_or(Cell::Unknown, Cell::Text)
        });
    }
    columns = columns.with(text("model", 0).whole(), |run| short_models(run).into());
    columns = columns.with(Column::of_page("cost", Kind::Figure), |run| {
        let is_whole = run.cost.is_some();
        Cell::Text(priced(run.priced, run.priced.cost, is_whole)).marked(emphasis(run.priced, is_whole))
    });
    // What the agent reported says something only where it is something else.
    if any(&|run| run.difference.is_some_and(|difference| difference != Difference::None)) {
        columns = columns.with(Column::of_page("reported", Kind::Figure).of_rank(1), |run| {
            Cell::Text(run.run.vendor_cost.map_or_else(|| "-".to_owned(), dollars))
        });
    }
    columns = columns.with(Column::of_page("output", Kind::Figure).of_rank(2), |run| Cell::Text(output(run)));
    if measurement.by_use.len() > 1 {
        columns = columns.with(text("by", 3), |run| run.run.used_by.id().into());
    }
    if any(&|run| run.run.billing != runs[0].run.billing) {
        columns = columns.with(text("billing", 4), |run| match run.run.billing {
            Billing::Unknown => Cell::Unknown,
            billing => billing.id().into(),
        });
    }
    if any(&|run| run.run.session.is_some()) {
        columns = columns.with(text("session", 5), |run| {
            // The beginning of an id finds it.
            let begin = |session: &String| escaped_name(session).chars().take(8).collect::<String>();
            run.run.session.as_ref().map(begin).map_or(Cell::Unknown, Cell::Text)
        });
    }
    columns.sheet("Runs", runs.iter().copied())
}

/// The year in which all of them began.
fn year(runs: &[&MeasuredRun<'_>]) -> Option<i16> {
    let mut years = runs.iter().filter_map(|run| Some(run.run.started_at?.to_zoned(TimeZone::UTC).year()));
    let first = years.next()?;
    years.all(|year| year == first).then_some(first)
}

/// When a run began: `Sat 21 Nov 03:00`, or `Sat 21 Nov 2026 03:00`.
fn day_and_time(run: &MeasuredRun<'_>, with_year: bool) -> String {
    let format = match (run.run.origin, with_year) {
        (Origin::Report, true) => "%a %e %b %Y",
        (Origin::Report, false) => "%a %e %b",
        (_, true) => "%a %e %b %Y %H:%M",
        (_, false) => "%a %e %b %H:%M",
    };
    let started = run.run.started_at.map(|at| at.to_zoned(TimeZone::UTC).strftime(format).to_string());
    started.unwrap_or_else(|| "-".to_owned())
}

/// The same for a title: `2026-11-21 03:00`.
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
    let name = shortened(if first.is_empty() { "unnamed" } else { short_name(&first) }, 20, Keep::Beginning);
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
