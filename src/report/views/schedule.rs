//! Schedules explained: how often and when, the next times, and the nights on which the clock changes.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::calendar::{BillingCycle, Period};
use crate::phrase::{counted, distinct, moment_in};
use crate::report::{Block, Cell, Column, Emphasis, Kind, Page, Role, Sheet};
use crate::schedule::in_words as when;
use crate::schedule::{Job, Recurrence, Timing, Window, zone};
use crate::units::length;

/// What is asked about schedules.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Times after this one are listed.
    pub after: Timestamp,
    /// How many of them, for each schedule.
    pub count: usize,
    /// Whether they are listed for each of several schedules, too.
    pub lists_each: bool,
    /// The clock of UTC, which stands beside others.
    pub utc: &'a TimeZone,
}

/// One schedule with its next times, or several in a table.
#[must_use]
pub fn schedules(jobs: &[Job], asked: Asked<'_>) -> Page {
    let mut page = Page::new();
    if let [job] = jobs {
        page.add(Block::Headline(headline(job, asked.after)));
        next(&mut page, job, asked);
        return page;
    }
    page.add(Block::Headline(all(jobs, asked.after)));
    page.add(Block::Table(overview(jobs, asked.after)));
    if asked.lists_each {
        for job in jobs {
            let name = if job.name == job.expression { String::new() } else { format!("{}, ", job.name) };
            page.add(Block::Heading(format!("{name}{}: {}", job.expression, with_zone(job))));
            next(&mut page, job, asked);
        }
        return page;
    }
    for job in jobs {
        if let Timing::At(recurrence) = &job.timing {
            for change in changes(recurrence, asked.after) {
                page.note(Role::Note, format!("{}: {change}", job.name));
            }
        }
    }
    page.note(Role::Note, format!("`--explain` lists the next {} times of each.", asked.count));
    page
}

/// `30 runs in November 2026, at 03:00 every day (Europe/Berlin)`.
fn headline(job: &Job, after: Timestamp) -> String {
    let words = with_zone(job);
    let named = if job.name == job.expression {
        String::new()
    } else {
        format!("{}, `{}`: ", job.name, job.expression)
    };
    let Some((month, runs)) = month_runs(job, after) else { return format!("{named}{words}") };
    let (runs, then) = match runs {
        0 if named.is_empty() => ("No runs".to_owned(), ". Schedule: "),
        0 => ("no runs".to_owned(), ". Schedule: "),
        runs => (counted(runs, "run"), ", "),
    };
    format!("{named}{runs} in {}{then}{words}", month.start().strftime("%B %Y"))
}

/// `391 runs in November 2026 from 3 schedules`.
fn all(jobs: &[Job], after: Timestamp) -> String {
    let schedules = counted(length(jobs.len()), "schedule");
    let timed: Vec<_> = jobs.iter().filter_map(|job| month_runs(job, after)).collect();
    let Some((month, _)) = timed.first() else { return schedules };
    let runs = timed.iter().fold(0_u64, |sum, (_, runs)| sum.saturating_add(*runs));
    format!("{} in {} from {schedules}", counted(runs, "run"), month.start().strftime("%B %Y"))
}

/// When a job runs, and on which clock.
fn with_zone(job: &Job) -> String {
    let words = when::job_words(job);
    match &job.timing {
        Timing::At(recurrence) => format!("{words} ({})", zone::name(&recurrence.zone)),
        _ => words,
    }
}

/// The calendar month in which it is `after` on the clock of a schedule.
fn month_of(recurrence: &Recurrence, after: Timestamp) -> Option<Period> {
    BillingCycle::calendar_month(recurrence.zone.to_datetime(after).date()).ok().map(BillingCycle::period)
}

/// A calendar month, and the runs of a job in it; `None` where it has no times. An interval is counted in UTC, from the
/// beginning of the month.
fn month_runs(job: &Job, after: Timestamp) -> Option<(Period, u64)> {
    match &job.timing {
        Timing::At(recurrence) => {
            let month = month_of(recurrence, after)?;
            Some((month, runs_in(job, recurrence, month)))
        }
        Timing::Every(interval) => {
            let day = TimeZone::UTC.to_datetime(after).date();
            let month = BillingCycle::calendar_month(day).ok()?.period();
            let window = Window::of_days(month, &TimeZone::UTC);
            Some((month, interval.before(window, window.end).saturating_mul(job.at_once)))
        }
        _ => None,
    }
}

fn runs_in(job: &Job, recurrence: &Recurrence, month: Period) -> u64 {
    let window = Window::of_days(month, &recurrence.zone);
    recurrence.count(window.start, window.end).saturating_mul(job.at_once)
}

/// A row a schedule: how often in this month, when next, and in words.
fn overview(jobs: &[Job], after: Timestamp) -> Sheet {
    let has_names = jobs.iter().any(|job| job.name != job.expression);
    let zones = distinct(jobs.iter().filter_map(|job| match &job.timing {
        Timing::At(recurrence) => Some(zone::name(&recurrence.zone).into_owned()),
        _ => None,
    }));
    // A clock that all have stands once above them.
    let next = match zones.as_slice() {
        [one] => format!("next ({one})"),
        _ => "next".to_owned(),
    };
    let mut columns = vec![Column::of_page(if has_names { "job" } else { "schedule" }, Kind::Text)];
    columns.extend(has_names.then(|| Column::of_page("schedule", Kind::Text).of_rank(1)));
    columns.extend([
        Column::of_page("runs", Kind::Count),
        Column::of_page("when", Kind::Text).wrapped(),
        Column::of_page(next, Kind::Text).whole(),
    ]);
    let mut sheet = Sheet::new("Schedules", columns);
    for job in jobs {
        let mut cells: Vec<Cell> = vec![(&job.name).into()];
        cells.extend(has_names.then(|| Cell::from(&job.expression)));
        let (runs, next) = match &job.timing {
            Timing::At(recurrence) => {
                let year = recurrence.zone.to_datetime(after).year();
                let next = recurrence.after(after, 1).first().copied();
                let next = next.map(|at| moment_in(at, &recurrence.zone, year));
                let runs = month_of(recurrence, after).map(|month| runs_in(job, recurrence, month));
                (runs.into(), next.map_or_else(|| Cell::from("never"), Cell::Text))
            }
            Timing::Off => (0_u64.into(), Cell::from("never")),
            _ => (month_runs(job, after).map(|(_, runs)| runs).into(), Cell::Unknown),
        };
        let words = if zones.len() == 1 { when::job_words(job) } else { with_zone(job) };
        cells.extend([runs, words.into(), next]);
        sheet.push(cells);
    }
    sheet
}

/// Adds the next times of a schedule, and what the clock does to them.
fn next(page: &mut Page, job: &Job, asked: Asked<'_>) {
    let Timing::At(recurrence) = &job.timing else { return };
    let next = recurrence.after(asked.after, asked.count);
    if next.is_empty() {
        page.text(when::silence_words(recurrence));
        return;
    }
    let (name, year) = (zone::name(&recurrence.zone), recurrence.zone.to_datetime(asked.after).year());
    let is_utc = name == zone::name(asked.utc);
    let mut columns = vec![Column::of_page(name.to_string(), Kind::Text)];
    columns.extend((!is_utc).then(|| Column::of_page("UTC", Kind::Text).of_rank(2)));
    columns.push(Column::of_page("gap", Kind::Figure).of_rank(1));
    let mut sheet = Sheet::new("Times", columns);
    let mut before = None;
    for at in next {
        let mut row: Vec<Cell> = vec![moment_in(at, &recurrence.zone, year).into()];
        let dim = |text: String| Cell::Text(text).marked(Emphasis::Dim);
        row.extend((!is_utc).then(|| dim(moment_in(at, asked.utc, year))));
        row.push(dim(before.map(|before| distance(before, at)).unwrap_or_default()));
        before = Some(at);
        sheet.push(row);
    }
    page.add(Block::Table(sheet));
    for change in changes(recurrence, asked.after) {
        page.text(change);
    }
}

/// What the clock does to a schedule within not quite a year, which shows each change once.
fn changes(recurrence: &Recurrence, after: Timestamp) -> Vec<String> {
    let year = after.checked_add((360 * 24).hours()).unwrap_or(Timestamp::MAX);
    let begins: Date = recurrence.zone.to_datetime(after).date();
    let changes = recurrence.touched_by(after, year);
    changes.iter().map(|change| when::change_words(change, begins.year())).collect()
}

/// How long it is from one time to the next, in its two largest units: `1 day 15 hours`.
fn distance(from: Timestamp, to: Timestamp) -> String {
    let seconds = to.as_second() - from.as_second();
    let units = [(86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")];
    let mut rest = seconds.unsigned_abs();
    let mut parts = Vec::new();
    for (size, unit) in units {
        if rest >= size && parts.len() < 2 {
            parts.push(counted(rest / size, unit));
        }
        rest %= size;
    }
    if parts.is_empty() { "under a second".to_owned() } else { parts.join(" ") }
}
