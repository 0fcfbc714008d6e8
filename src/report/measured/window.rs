//! The time that measured runs are of, and how many runs of other times there are.

use jiff::Timestamp;
use jiff::civil::Time;

use crate::measure::{Measurement, Window};
use crate::phrase::{counted, listed};

/// `since 2026-11-22`, `up to 2026-11-28`, `from 2026-11-22 to 2026-11-28`; empty where there are no ends. A time that
/// ends at midnight ends with the day before.
#[must_use]
pub fn words(window: &Window) -> String {
    let begin = |at: Timestamp| {
        let at = window.zone.to_datetime(at);
        if at.time() == Time::midnight() { at.date().to_string() } else { clock(at) }
    };
    let end = |at: Timestamp| {
        let at = window.zone.to_datetime(at);
        let day_before = at.date().yesterday().ok().filter(|_| at.time() == Time::midnight());
        day_before.map_or_else(|| clock(at), |day| day.to_string())
    };
    match (window.since.map(begin), window.until.map(end)) {
        (None, None) => String::new(),
        (Some(since), None) => format!("since {since}"),
        (None, Some(until)) => format!("up to {until}"),
        (Some(since), Some(until)) if since == until => format!("on {since}"),
        (Some(since), Some(until)) => format!("from {since} to {until}"),
    }
}

/// `2026-11-22 15:30`.
fn clock(at: jiff::civil::DateTime) -> String {
    let seconds = if at.second() == 0 && at.subsec_nanosecond() == 0 { "" } else { ":%S%.f" };
    at.strftime(&format!("%Y-%m-%d %H:%M{seconds}")).to_string()
}

/// What the time leaves out, a clause for each reason.
#[must_use]
pub fn outside(measurement: &Measurement<'_>) -> Vec<String> {
    let outside = &measurement.outside;
    let times = [(outside.before, "before"), (outside.after, "after")];
    let runs = |(runs, when): (u64, &str)| (runs > 0).then(|| format!("{} {when}", counted(runs, "run")));
    let others: Vec<String> = times.into_iter().filter_map(runs).collect();
    let mut clauses = Vec::new();
    if !others.is_empty() {
        let are = if outside.before + outside.after == 1 { "isn't" } else { "aren't" };
        let of = words(&measurement.window);
        clauses.push(format!("only runs {of} are counted: {} {are}", listed(others)));
    }
    if outside.older > 0 {
        let is = if outside.older == 1 { "isn't" } else { "aren't" };
        clauses.push(format!("{} {is} counted (`--newest`)", counted(outside.older, "older run")));
    }
    if outside.undated > 0 {
        let (has, is) = if outside.undated == 1 { ("has", "isn't") } else { ("have", "aren't") };
        clauses.push(format!("{} {has} no date and {is} counted", counted(outside.undated, "run")));
    }
    clauses
}
