//! What only documents have room for: pictures of a cycle, and the arithmetic behind the figures.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::both::Sides;
use super::estimate::name_of;
use crate::answer::simulate::results::Answer;
use crate::ledger::{Estimate, PlanOutcome, RunEntry, RunState, Scenario, days_of_cycle};
use crate::phrase::{count, escaped_name};
use crate::report::number::dollars;
use crate::report::picture::{BurnDown, Calendar, DayState, Line, Picture};
use crate::report::{Block, Page, Role};
use crate::schedule::{LISTED_MAX, Schedule};
use crate::units::{Percent, Usd, length};

/// More credits than these are no picture.
const LINES_MAX: usize = 6;
/// A line has at most this many points: of more runs, some are left out.
const POINTS_MAX: usize = 240;

/// What is added to a page, folded under one title, with what it cites.
#[must_use]
pub fn folded(add: impl FnOnce(&mut Page)) -> Vec<Block> {
    let mut page = Page::new();
    add(&mut page);
    if page.blocks.is_empty() {
        return Vec::new();
    }
    vec![Block::Folded("The arithmetic and its sources".to_owned(), page.blocks)]
}

/// How each plan's credit goes down, and which nights it covers: under the rules of today, too, where both count.
#[must_use]
pub fn pictures(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> Vec<Block> {
    if estimate.series.runs() == 0 || estimate.series.runs() > LISTED_MAX || estimate.total.is_zero() {
        return Vec::new();
    }
    let sides = Sides::of_plans(scenario, &estimate.plans);
    let own: Vec<PlanOutcome<'_>> = estimate.plans.clone();
    let today: Vec<PlanOutcome<'_>> = estimate.plans.iter().filter_map(PlanOutcome::today).collect();
    let mut blocks = Vec::new();
    let stretches = match &sides {
        None => vec![(None, own)],
        Some(sides) => vec![(Some(&sides.own.short), own), (Some(&sides.today.short), today)],
    };
    for (title, outcomes) in stretches {
        let mut pictures = Vec::new();
        pictures.extend(burn_down(estimate, scenario, &outcomes));
        let is_one = outcomes.len() == 1;
        let months = outcomes.iter().filter(|outcome| is_one || outcome.coverage.end.is_some());
        pictures.extend(months.filter_map(|outcome| month(estimate, scenario, outcome)));
        if pictures.is_empty() {
            continue;
        }
        let by =
            if matches!(scenario.schedule, Schedule::Count(_)) { "Run by run" } else { "Night by night" };
        let what = title.map_or_else(|| by.to_owned(), |title| format!("{by}: {title}"));
        let first = blocks.len();
        blocks.push(Block::Heading(what));
        blocks.extend(pictures.into_iter().map(Block::Picture));
        blocks.extend(legend(&blocks[first..]));
    }
    blocks
}

/// What the signs mean that stand in the calendars, if there are any.
fn legend(blocks: &[Block]) -> Option<Block> {
    let mut states: Vec<DayState> = Vec::new();
    for block in blocks {
        if let Block::Picture(Picture::Calendar(calendar)) = block {
            states.extend(calendar.days.iter().map(|(_, state)| *state));
        }
    }
    states.sort_unstable();
    states.dedup();
    let words = states.iter().filter(|state| !state.sign().is_empty());
    let words: Vec<String> = words.map(|state| format!("{} {}", state.sign(), state.words())).collect();
    (!words.is_empty()).then(|| Block::Note(Role::Note, words.join(", ")))
}

/// The month of a plan with a credit. Where there are several, the table is enough for one that covers all.
fn month(estimate: &Estimate<'_>, scenario: &Scenario<'_>, outcome: &PlanOutcome<'_>) -> Option<Picture> {
    if outcome.credit.is_zero() || outcome.no_credit.is_some() {
        return None;
    }
    let days = days_of_cycle(estimate, scenario, outcome);
    if days.is_empty() {
        return None;
    }
    let coverage = &outcome.coverage;
    let title = format!(
        "{}: {} of {} nights covered",
        name_of(&outcome.holding),
        count(coverage.nights_covered),
        count(coverage.nights)
    );
    let state = |state: Option<RunState>, is_past: bool| match state {
        None if is_past => DayState::Past,
        None => DayState::Idle,
        Some(state) => of_runs(state),
    };
    let days = days.iter().map(|day| (day.day, state(day.state, day.is_past))).collect();
    Some(Picture::Calendar(Calendar { title, days }))
}

fn of_runs(state: RunState) -> DayState {
    match state {
        RunState::Covered => DayState::Covered,
        RunState::Partial => DayState::Partly,
        RunState::Beyond => DayState::Beyond,
        RunState::OnLimits => DayState::OnLimits,
        RunState::RefusedByVendor => DayState::Refused,
    }
}

/// A credit that goes down: whose it is, what it is at the start and after each day or run, and when it is gone.
struct Falling {
    name: String,
    left: Vec<Usd>,
    gone: Option<String>,
}

fn burn_down(
    estimate: &Estimate<'_>,
    scenario: &Scenario<'_>,
    outcomes: &[PlanOutcome<'_>],
) -> Option<Picture> {
    let with_credit = |outcome: &&PlanOutcome<'_>| {
        outcome.no_credit.is_none() && outcome.credit > scenario.spent && !outcome.coverage.is_on_limits()
    };
    let days: Vec<(Date, u64)> = outcomes
        .first()
        .map(|outcome| days_of_cycle(estimate, scenario, outcome))
        .unwrap_or_default()
        .iter()
        .map(|day| (day.day, day.runs))
        .collect();
    let falling = |outcome: &PlanOutcome<'_>| {
        let mut left = outcome.credit.less(scenario.spent);
        let mut points = vec![left];
        let mut drawn = outcome.entries(scenario.spent, &estimate.series).map(|entry| entry.drawn);
        let mut gone = None;
        if days.is_empty() {
            for (run, drawn) in (1_u64..).zip(drawn) {
                left = left.less(drawn);
                points.push(left);
                if left.is_zero() && gone.is_none() {
                    gone = Some(format!("with run {}", count(run)));
                }
            }
        } else {
            for (day, runs) in &days {
                let runs = usize::try_from(*runs).unwrap_or(usize::MAX);
                left = drawn.by_ref().take(runs).fold(left, Usd::less);
                points.push(left);
                if left.is_zero() && gone.is_none() {
                    // The table names the day of the first run that isn't paid in full, and so does this.
                    let day = outcome.day_of_end(&scenario.zone).unwrap_or(*day);
                    gone = Some(format!("on {}", in_words(day)));
                }
            }
        }
        Falling { name: name_of(&outcome.holding), left: thinned(points), gone }
    };
    let all: Vec<Falling> = outcomes.iter().filter(with_credit).map(falling).collect();
    let ends = match (days.first(), days.last()) {
        (Some((first, _)), Some((last, _))) => (in_words(*first), in_words(*last)),
        _ => ("run 1".to_owned(), format!("run {}", count(estimate.series.runs()))),
    };
    let what = match scenario.schedule {
        Schedule::Count(_) => "Credit left, run by run",
        Schedule::PerDay(_) | Schedule::Timed(_) => "Credit left, day by day",
    };
    drawn(what, ends, &all)
}

/// The credits on one scale, the largest at the top.
fn drawn(title: &str, ends: (String, String), all: &[Falling]) -> Option<Picture> {
    if all.is_empty() || all.len() > LINES_MAX {
        return None;
    }
    let top = all.iter().filter_map(|falling| falling.left.first().copied()).max()?;
    let line = |falling: &Falling| {
        let left = falling.left.iter().map(|left| Percent::of(*left, top));
        let start = falling.left.first().copied().map(dollars).unwrap_or_default();
        Some(Line { name: format!("{} {start}", falling.name), left: left.collect::<Option<_>>()? })
    };
    let says = all.iter().map(|Falling { name, left, gone }| {
        let start = left.first().copied().map(dollars).unwrap_or_default();
        let end = left.last().copied().map(dollars).unwrap_or_default();
        match gone {
            Some(when) => format!("{name}: {start}, used up {when}."),
            None => format!("{name}: {start}, {end} left at the end."),
        }
    });
    Some(Picture::BurnDown(BurnDown {
        title: title.to_owned(),
        says: says.collect::<Vec<_>>().join(" "),
        ends,
        lines: all.iter().map(line).collect::<Option<_>>()?,
        band: Vec::new(),
    }))
}

/// Some of many points, the first and the last among them.
pub(super) fn thinned<T>(points: Vec<T>) -> Vec<T> {
    let step = points.len().div_ceil(POINTS_MAX).max(1);
    let last = points.len().saturating_sub(1);
    let kept = points.into_iter().enumerate().filter(|(place, _)| place % step == 0 || *place == last);
    kept.map(|(_, left)| left).collect()
}

/// `Thu 26 Nov`.
fn in_words(day: Date) -> String {
    day.strftime("%a %-d %b").to_string()
}

/// What is left of each seat's credit in the first cycle, and which nights are covered.
#[must_use]
pub fn simulated_pictures(answer: &Answer<'_, '_>, runs: &[RunEntry]) -> Vec<Block> {
    let simulated = answer.simulated;
    let Some(cycle) = simulated.cycles.first() else { return Vec::new() };
    let days: Vec<Date> = (0..cycle.period.days()).filter_map(|day| cycle.period.day_after(day)).collect();
    let runs: Vec<&RunEntry> = runs.iter().filter(|run| run.cycle == 0).collect();
    // Where nothing has a day, there is nothing to be seen day by day.
    let has_days = runs.iter().any(|run| run.day.is_some());
    let (Some(first), Some(last), true) = (days.first(), days.last(), has_days) else {
        return Vec::new();
    };
    // What is over is not counted, so nothing is spread over it.
    let since = answer.question.from.map(|from| answer.question.zone.to_datetime(from).date());
    let over = since.map_or(0, |since| days.partition_point(|day| *day < since));
    let mut falling = Vec::new();
    let mut of_ledgers: Vec<Vec<(Option<Date>, Usd)>> = vec![Vec::new(); simulated.ledgers.len()];
    for run in &runs {
        of_ledgers[run.ledger].push((run.day, run.drawn));
    }
    for ((ledger, outcome), drawn) in simulated.ledgers.iter().zip(&cycle.ledgers).zip(of_ledgers) {
        let start = outcome.granted.less(outcome.spent);
        if !start.is_zero() {
            falling.push(of_days(escaped_name(&ledger.name), start, (&days, over), &drawn));
        }
    }
    let ends = (in_words(*first), in_words(*last));
    let mut pictures: Vec<Picture> = Vec::new();
    pictures.extend(drawn("Credit left, day by day", ends, &falling));
    pictures.extend(nights(&days, &runs));
    if pictures.is_empty() {
        return Vec::new();
    }
    let title = match simulated.cycles.len() {
        1 => "Night by night".to_owned(),
        cycles => format!("Night by night, in the first of {} cycles", count(length(cycles))),
    };
    let mut blocks = vec![Block::Heading(title)];
    blocks.extend(pictures.into_iter().map(Block::Picture));
    blocks.extend(legend(&blocks));
    if runs.iter().any(|run| run.day.is_none()) {
        let spread = "Runs without a time are spread evenly.".to_owned();
        blocks.push(Block::Note(Role::Note, spread));
    }
    blocks
}

/// A credit that these runs draw. Runs without a day are spread evenly over
/// those days that are not `over`.
fn of_days(
    name: String,
    start: Usd,
    (days, over): (&[Date], usize),
    drawn: &[(Option<Date>, Usd)],
) -> Falling {
    let mut of_day = vec![Vec::new(); days.len()];
    let places: BTreeMap<Date, usize> = days.iter().copied().zip(0..).collect();
    let undated = drawn.iter().filter(|(day, _)| day.is_none()).count().max(1);
    let mut before = 0;
    for (day, amount) in drawn {
        let place = match day {
            Some(day) => places.get(day).copied(),
            None => {
                before += 1;
                Some(over + (before - 1) * days.len().saturating_sub(over) / undated)
            }
        };
        if let Some(amounts) = place.and_then(|place| of_day.get_mut(place)) {
            amounts.push(*amount);
        }
    }
    let (mut left, mut points, mut gone) = (start, vec![start], None);
    for (day, amounts) in days.iter().zip(of_day) {
        left = amounts.into_iter().fold(left, Usd::less);
        points.push(left);
        if left.is_zero() && gone.is_none() {
            gone = Some(format!("on {}", in_words(*day)));
        }
    }
    Falling { name, left: thinned(points), gone }
}

/// The nights of a cycle, whichever job runs in them: covered where all runs are. Where some runs have no night, nobody knows
/// which nights are.
fn nights(days: &[Date], runs: &[&RunEntry]) -> Option<Picture> {
    let mut states: BTreeMap<Date, Vec<DayState>> = BTreeMap::new();
    for run in runs {
        states.entry(run.night?).or_default().push(of_runs(run.state));
    }
    let of_night = |day: &Date| {
        let Some(states) = states.get(day) else { return DayState::Idle };
        // What draws a plan's limits does not stop a night from being covered.
        let mut asking = states.iter().filter(|state| **state != DayState::OnLimits);
        match asking.next() {
            None => DayState::OnLimits,
            Some(first) if asking.all(|state| state == first) => *first,
            Some(_) => DayState::Partly,
        }
    };
    let days: Vec<(Date, DayState)> = days.iter().map(|day| (*day, of_night(day))).collect();
    let covered = days.iter().filter(|(_, state)| *state == DayState::Covered).count();
    let all = days.iter().filter(|(_, state)| !matches!(state, DayState::Idle | DayState::OnLimits)).count();
    let title = format!("{} of {} nights covered", count(length(covered)), count(length(all)));
    Some(Picture::Calendar(Calendar { title, days }))
}
