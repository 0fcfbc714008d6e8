//! What is said about days of usage reports among the runs.

use crate::measure::{Measurement, RecordsRead};
use crate::phrase::counted;
use crate::units::length;

/// All of it, a clause each.
#[must_use]
pub fn notes(measurement: &Measurement<'_>, reading: &RecordsRead) -> Vec<String> {
    cut_off(reading).into_iter().chain(sums(measurement)).collect()
}

/// Reports of which the last pages are missing.
pub(super) fn cut_off(reading: &RecordsRead) -> Option<String> {
    let (ends, its, report) = match reading.reports_cut_off {
        0 => return None,
        1 => ("ends", "its", "the report"),
        _ => ("end", "their", "the reports"),
    };
    Some(format!(
        "{} {ends} before {its} last page (`has_more`): the total is a lower bound (≥) until you add the other pages of {report}",
        counted(reading.reports_cut_off, "usage report")
    ))
}

/// That they are sums.
pub(super) fn sums(measurement: &Measurement<'_>) -> Option<String> {
    let days = length(measurement.reported.days.len());
    if days == 0 {
        return None;
    }
    let (is, a_sum) = if days == 1 { ("is", "a sum, not a run") } else { ("are", "sums, not runs") };
    Some(format!("{} of usage reports {is} {a_sum}: there is no cost per run", counted(days, "day")))
}
