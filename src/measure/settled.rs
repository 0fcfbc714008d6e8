//! Cache writes of which the record doesn't say how long they live, and the vendor's figure does: where it is
//! exactly the price of one of the two lifetimes, that one is known.
//!
//! Until about 2.1.158, Claude Code counted writes for an hour at the rate for five minutes. A figure at that rate
//! proves nothing where the program has that habit; one at the rate for an hour always does.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::assumed::{Assumed, Figure, Lifetime, figure, with_untold_as};
use super::price::Names;
use crate::records::{Origin, Run, RunModel};
use crate::units::Usd;
use crate::usage::{Service, TokenKind};

/// The first version that is known to price writes for an hour at their rate.
const PRICES_HOURS: (u32, u32, u32) = (2, 1, 178);

/// The first day on which it can be taken for that version where no record says which it was.
const PRICES_HOURS_SINCE: Date = date(2026, 7, 1);

/// How many models of one run may be tried in all combinations.
const TOGETHER_MAX: usize = 6;

/// Cache writes whose lifetime the vendor's figures gave, in tokens, and the runs with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    pub(crate) runs: u64,
    pub(crate) for_5m: u64,
    pub(crate) for_1h: u64,
}

/// Finds the lifetimes of a run's cache writes that its vendor's figures give, and says so in its rows.
pub(super) fn settle(names: &mut Names<'_, '_>, run: &mut Run) -> Settled {
    let mut settled = Settled::default();
    let has_figure = run.vendor_cost.is_some() || run.models.iter().any(|row| row.vendor_cost.is_some());
    if !has_figure || !run.models.iter().any(is_untold) {
        return settled;
    }
    let mut groups: BTreeMap<(&str, Service), Vec<usize>> = BTreeMap::new();
    for (place, row) in run.models.iter().enumerate() {
        groups.entry((&row.name, row.service)).or_default().push(place);
    }
    let groups: Vec<Vec<usize>> = groups.into_values().collect();
    let proves_five_minutes = proves_five_minutes(names, run, &groups);
    let mut left = Vec::new();
    for group in &groups {
        if !group.iter().any(|place| is_untold(&run.models[*place])) {
            continue;
        }
        let rows = || group.iter().map(|place| &run.models[*place]);
        if !rows().all(|row| has_two_lifetimes(names, row)) {
            continue;
        }
        let Some(vendor) = sum(rows().filter_map(|row| row.vendor_cost)) else {
            left.push(group);
            continue;
        };
        if let Some(lifetime) = only_fit(names, rows, vendor, proves_five_minutes) {
            settled.add(run, group, lifetime);
        }
    }
    if !left.is_empty() && left.len() <= TOGETHER_MAX {
        for (group, lifetime) in by_whole_run(names, run, &left, proves_five_minutes) {
            settled.add(run, group, lifetime);
        }
    }
    settled.runs = u64::from(settled != Settled::default());
    settled
}

impl Settled {
    fn add(&mut self, run: &mut Run, rows: &[usize], lifetime: Lifetime) {
        for place in rows {
            let row = &mut run.models[*place];
            let untold = row.counts.writes().unknown_ttl;
            let tokens = match lifetime {
                Lifetime::FiveMinutes => &mut self.for_5m,
                Lifetime::Hour => &mut self.for_1h,
            };
            *tokens = tokens.saturating_add(untold);
            row.counts = with_untold_as(row.counts, lifetime);
        }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            runs: self.runs.saturating_add(other.runs),
            for_5m: self.for_5m.saturating_add(other.for_5m),
            for_1h: self.for_1h.saturating_add(other.for_1h),
        }
    }
}

fn is_untold(row: &RunModel) -> bool {
    row.counts.writes().unknown_ttl > 0
}

/// Whether its vendor sells five minutes and an hour, and nothing else.
fn has_two_lifetimes(names: &mut Names<'_, '_>, row: &RunModel) -> bool {
    let (table, day) = (names.table(), names.price_day(row));
    let Ok(found) = names.resolve(row) else { return false };
    let kinds = table.rate_card_of(&row.name, found.model, day, row.service).map(|card| card.write_kinds());
    kinds.is_ok_and(|kinds| kinds == (TokenKind::CacheWrite5m, TokenKind::CacheWrite1h))
}

/// Whether a figure at the rate for five minutes proves that lifetime: not where the program counts writes for an
/// hour at that rate, too, nor where it isn't the vendor's.
fn proves_five_minutes(names: &mut Names<'_, '_>, run: &Run, groups: &[Vec<usize>]) -> bool {
    let is_old = match run.version {
        Some(version) => version < PRICES_HOURS,
        None => run.models.iter().any(|row| row.day.is_some_and(|day| day.utc < PRICES_HOURS_SINCE)),
    };
    if is_old || run.origin == Origin::Native {
        return false;
    }
    let has_habit = |group: &Vec<usize>| {
        let rows = || group.iter().map(|place| &run.models[*place]);
        let Some(vendor) = sum(rows().filter_map(|row| row.vendor_cost)) else { return false };
        let habit = Assumed { hours_as_five_minutes: true, ..Assumed::LIST };
        let mut is_at = |assumed| figure(names, rows(), assumed).is_some_and(|figure| figure.is(vendor));
        rows().any(|row| row.counts.cache_write_1h > 0) && is_at(habit) && !is_at(Assumed::LIST)
    };
    !groups.iter().any(has_habit)
}

/// The lifetime at which rows come to the vendor's figure, if it is one alone. The vendor's program may know the
/// surcharge of a cloud's region or not.
fn only_fit<'r, R: Iterator<Item = &'r RunModel>>(
    names: &mut Names<'_, '_>,
    rows: impl Fn() -> R,
    vendor: Usd,
    proves_five_minutes: bool,
) -> Option<Lifetime> {
    let mut fits = |untold| {
        [true, false].into_iter().any(|knows_regions| {
            let assumed = Assumed { knows_regions, untold, ..Assumed::LIST };
            figure(names, rows(), assumed).is_some_and(|figure| figure.is(vendor))
        })
    };
    match (fits(Lifetime::FiveMinutes), fits(Lifetime::Hour)) {
        (true, false) => proves_five_minutes.then_some(Lifetime::FiveMinutes),
        (false, true) => Some(Lifetime::Hour),
        _ => None,
    }
}

/// The same for models without a figure of their own, from that for the whole run: each of them may have its own
/// lifetime.
fn by_whole_run<'g>(
    names: &mut Names<'_, '_>,
    run: &Run,
    groups: &[&'g Vec<usize>],
    proves_five_minutes: bool,
) -> Vec<(&'g Vec<usize>, Lifetime)> {
    let Some(vendor) = run.vendor_cost else { return Vec::new() };
    let in_groups: Vec<usize> = groups.iter().flat_map(|group| group.iter().copied()).collect();
    let others: Vec<&RunModel> = (0..run.models.len())
        .filter(|place| !in_groups.contains(place))
        .map(|place| &run.models[place])
        .collect();
    let mut fitting: Option<u32> = None;
    for knows_regions in [true, false] {
        let list = Assumed { knows_regions, ..Assumed::LIST };
        let Some(rest) = figure(names, others.iter().copied(), list) else { return Vec::new() };
        let mut each: Vec<[Figure; 2]> = Vec::with_capacity(groups.len());
        for group in groups {
            let rows = || group.iter().map(|place| &run.models[*place]);
            let five_minutes = figure(names, rows(), list);
            let hour = figure(names, rows(), Assumed { untold: Lifetime::Hour, ..list });
            let (Some(five_minutes), Some(hour)) = (five_minutes, hour) else { return Vec::new() };
            each.push([five_minutes, hour]);
        }
        // A set bit is a model whose writes live for an hour.
        for hours in 0..1_u32 << groups.len() {
            let parts = (0..).zip(&each).map(|(bit, figures)| figures[usize::from(hours >> bit & 1 == 1)]);
            let all = parts.into_iter().try_fold(rest, Figure::plus);
            if all.is_some_and(|all| all.is(vendor))
                && fitting.replace(hours).is_some_and(|known| known != hours)
            {
                return Vec::new();
            }
        }
    }
    // A program that counts one write at the rate for an hour has not the habit.
    let lifetime =
        |hours: u32, bit: usize| if hours >> bit & 1 == 1 { Lifetime::Hour } else { Lifetime::FiveMinutes };
    match fitting {
        Some(hours) if hours > 0 || proves_five_minutes => {
            groups.iter().enumerate().map(|(bit, group)| (*group, lifetime(hours, bit))).collect()
        }
        _ => Vec::new(),
    }
}

/// The sum of a vendor's figures; `None` where there are none.
fn sum(figures: impl Iterator<Item = Usd>) -> Option<Usd> {
    let mut figures = figures;
    let first = figures.next()?;
    figures.try_fold(first, |sum, figure| sum.plus(figure).ok())
}
