//! Why a vendor's own figure differs from the published prices. It is an estimate that the vendor's program
//! made on the user's machine, and that program has habits of its own. A habit is a reason only where it gives the
//! vendor's figure exactly.

use super::assumed::{Assumed, Lifetime, figure, is_same};
use super::measurement::{Cost, Difference, MeasuredModel};
use super::price::Names;
use crate::pricing::Model;
use crate::records::{Run, RunModel};
use crate::units::Usd;

/// How the vendor's figure for what a run used of a model differs from ours. `rows` are all that it used of it.
pub(super) fn of_model<'t>(
    names: &mut Names<'_, 't>,
    used: &MeasuredModel<'t>,
    rows: &[&RunModel],
) -> Option<Difference<'t>> {
    let vendor = used.vendor_cost?;
    // Where we only know a bracket, the program that sent the requests knew the figure.
    if used.price().is_some_and(|ours| is_same(ours.cost, vendor) || is_same(ours.low, vendor)) {
        return Some(Difference::None);
    }
    if used.model.is_some()
        && let Some(difference) = of_rows(names, rows, vendor)
    {
        return Some(difference);
    }
    // Several models have the same rates; the first in the file will do. A program of Anthropic's knows no other
    // vendor's models, and counts them at rates of its own.
    let of_programs = "anthropic";
    let vendor_id = used.model.map_or(of_programs, |model| model.vendor.as_str());
    let own = used.model.map(|model| model.id.as_str());
    let table = names.table();
    let others: Vec<&'t Model> = table
        .models()
        .iter()
        .filter(|model| [vendor_id, of_programs].contains(&model.vendor.as_str()))
        .filter(|model| Some(model.id.as_str()) != own)
        .collect();
    let list = Assumed { knows_regions: false, ..Assumed::LIST };
    let lifetimes = [Lifetime::FiveMinutes, Lifetime::Hour];
    let untold = &lifetimes[..if has_untold(rows) { 2 } else { 1 }];
    let mut fits = |model, assumed| {
        let assumed = Assumed { model: Some(model), ..assumed };
        figure(names, rows.iter().copied(), assumed).is_some_and(|figure| figure.is(vendor))
    };
    let as_told = others
        .iter()
        .find(|model| untold.iter().any(|untold| fits(model, Assumed { untold: *untold, ..list })));
    if let Some(model) = as_told {
        return Some(Difference::AsModel(model));
    }
    let habit = Assumed { hours_as_five_minutes: true, ..list };
    if has_hours(rows)
        && let Some(model) = others.iter().find(|model| fits(model, habit))
    {
        return Some(Difference::AsModelHourAsFiveMinutes(model));
    }
    Some(Difference::Unexplained)
}

/// A habit that gives the vendor's figure for rows at the rates of their own models.
fn of_rows<'t>(names: &mut Names<'_, 't>, rows: &[&RunModel], vendor: Usd) -> Option<Difference<'t>> {
    let mut fits = |assumed: Assumed<'t>| {
        figure(names, rows.iter().copied(), assumed).is_some_and(|figure| figure.is(vendor))
    };
    // Claude Code's own figure knows no regions.
    let listed = Assumed { knows_regions: false, ..Assumed::LIST };
    if fits(listed) {
        return Some(Difference::WithoutRegion);
    }
    let habit = |list| Assumed { hours_as_five_minutes: true, ..list };
    (has_hours(rows) && (fits(habit(Assumed::LIST)) || fits(habit(listed))))
        .then_some(Difference::HourAsFiveMinutes)
}

fn has_hours(rows: &[&RunModel]) -> bool {
    rows.iter().any(|row| row.counts.cache_write_1h > 0)
}

fn has_untold(rows: &[&RunModel]) -> bool {
    rows.iter().any(|row| row.counts.writes().unknown_ttl > 0)
}

/// How the vendor's figure for a run differs: as the figures for its models do, where they explain it.
pub(super) fn of_run<'t>(
    names: &mut Names<'_, 't>,
    run: &Run,
    models: &[MeasuredModel<'t>],
    cost: Option<Cost>,
) -> Option<Difference<'t>> {
    let vendor = run.vendor_cost?;
    if cost.is_some_and(|cost| is_same(cost.cost, vendor) || is_same(cost.low, vendor)) {
        return Some(Difference::None);
    }
    let parts =
        models.iter().map(|model| model.vendor_cost).try_fold(Usd::ZERO, |sum, cost| sum.plus(cost?).ok());
    let Some(parts) = parts else {
        // No model has a figure of its own that would say more.
        let is_bare = models.iter().all(|model| model.vendor_cost.is_none());
        let rows: Vec<&RunModel> = run.models.iter().collect();
        let habit = if is_bare { of_rows(names, &rows, vendor) } else { None };
        return Some(habit.unwrap_or(Difference::Unexplained));
    };
    // The parts explain the whole only where they add up to it.
    if !is_same(parts, vendor) {
        return Some(Difference::Unexplained);
    }
    let differing = || {
        models
            .iter()
            .filter_map(|model| model.difference)
            .filter(|difference| *difference != Difference::None)
    };
    if differing().any(|difference| difference == Difference::Unexplained) {
        return Some(Difference::Unexplained);
    }
    Some(differing().next().unwrap_or(Difference::None))
}
