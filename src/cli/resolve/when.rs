//! When runs happen: today, the schedules, the cycle, and on whose clock.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Understood;
use crate::calendar::{BillingCycle, NoCycle, OutOfCalendar};
use crate::cli::args::{CycleArgs, FrequencyArgs, QuestionArgs, Today};
use crate::cli::schedules;
use crate::cli::settings::Settings;
use crate::cli::values::{Count, CycleDay, CycleDays, Day, Positive, Zone};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Job, Schedule, Timetable, Timing, zone};

/// When the question is asked, and about which times.
pub(in crate::cli) struct When {
    pub(super) read: schedules::Read,
    pub(super) zone: TimeZone,
    pub(super) is_zone_given: bool,
    pub(in crate::cli) as_of: Date,
}

/// Reads the schedules first: today is a day in their zone, where nobody names one.
pub(in crate::cli) fn when(
    args: &QuestionArgs,
    settings: &Settings,
    world: &World<'_>,
) -> Result<When, Failure> {
    let given = settings.or(args.cycle.today.tz.clone(), "tz")?.map(|Zone(zone)| zone);
    // Whole days are the same in every zone, and asking the system for its own takes time.
    let needs_zone = given.is_some() || args.frequency.schedules.are_asked() || args.cycle.from_now;
    let system = given.clone().unwrap_or_else(|| if needs_zone { World::zone() } else { TimeZone::UTC });
    let read = schedules::read(&args.frequency.schedules, &system, world)?;
    // A workflow that names no zone is on the clock of UTC, and says nothing about that of the person who
    // pays.
    let zones = read
        .jobs
        .iter()
        .filter_map(|job| if let Timing::At(times) = &job.timing { Some(&times.zone) } else { None });
    let mut zones = zones.map(|zone| if read.implies_utc && *zone == TimeZone::UTC { &system } else { zone });
    let first = zones.next().filter(|_| given.is_none());
    let zone = first.filter(|first| zones.all(|zone| zone == *first)).unwrap_or(&system).clone();
    let as_of = match settings.or(args.cycle.today.as_of, "as_of")? {
        Some(Day(day)) => day,
        None => World::today(needs_zone.then_some(&zone)),
    };
    Ok(When { read, zone, is_zone_given: given.is_some(), as_of })
}

/// The instant from which on the rest of a cycle counts.
pub(super) fn from_now(
    today: &Today,
    settings: &Settings,
    as_of: Date,
    cycle: BillingCycle,
    zone: &TimeZone,
) -> Result<Timestamp, Diagnostic> {
    let period = cycle.period();
    if !period.contains(as_of) {
        let (start, last) = (period.start(), period.end().yesterday().unwrap_or(period.end()));
        return Err(Diagnostic::new(
            Code::NotInCycle,
            format!("`--from-now` asks for the rest of a cycle, and {as_of} is not in it"),
        )
        .help("leave `--from-now` out to ask for all of the cycle")
        .note(format!("the cycle is {start} to {last}, and today is a day in {}", zone::name(zone))));
    }
    let is_given = settings.or(today.as_of, "as_of")?.is_some();
    if !is_given {
        return Ok(World::now());
    }
    beginning(as_of, zone)
}

/// The first instant of a day.
pub(super) fn beginning(day: Date, zone: &TimeZone) -> Result<Timestamp, Diagnostic> {
    let outside = || {
        Diagnostic::new(Code::OutsideCalendar, "the billing cycle lies outside the calendar")
            .help("dates end with the year 9999")
    };
    zone.to_timestamp(day.at(0, 0, 0, 0)).map_err(|_| outside())
}

pub(super) fn schedule(args: &FrequencyArgs, jobs: Vec<Job>, understood: &mut Understood) -> Schedule {
    if args.schedules.are_asked() {
        return Schedule::Timed(Timetable { jobs });
    }
    match (args.runs, args.per_day) {
        (Some(Count(runs)), _) => Schedule::Count(runs),
        (_, Some(Positive(runs))) => Schedule::PerDay(runs),
        (None, None) => {
            if !args.nightly {
                understood.assumed.push("one run a night (`--per-day`, `--cron`, `--runs`)".to_owned());
            }
            Schedule::NIGHTLY
        }
    }
}

pub(super) fn cycle(
    args: &CycleArgs,
    settings: &Settings,
    as_of: Date,
    schedule: &Schedule,
    understood: &mut Understood,
) -> Result<BillingCycle, Diagnostic> {
    let outside = |OutOfCalendar| {
        Diagnostic::new(Code::OutsideCalendar, "the billing cycle lies outside the calendar")
            .help("dates end with the year 9999")
    };
    let no_cycle = |reason| match reason {
        NoCycle::Calendar(reason) => outside(reason),
        NoCycle::Day(reason) => Diagnostic::new(Code::OutsideCalendar, reason.to_string()),
    };
    let start = args.cycle_start.map(|Day(start)| start);
    if let Some(CycleDays(days)) = args.cycle_days {
        if start.is_none() {
            understood.assumed.push(format!("a cycle from {as_of} on (`--cycle-start`)"));
        }
        return BillingCycle::of_days(days, start.unwrap_or(as_of)).map_err(outside);
    }
    if let Some(start) = start {
        // A day of renewal beside a start makes the first cycle, which may be short; one from the
        // configuration does not.
        return match (args.cycle_day, args.calendar_month) {
            (Some(CycleDay(day)), _) => BillingCycle::first_short(day, start).map_err(no_cycle),
            (None, true) => BillingCycle::first_short(1, start).map_err(no_cycle),
            (None, false) => BillingCycle::starting(start).map_err(outside),
        };
    }
    let day = if args.calendar_month { None } else { settings.or(args.cycle_day, "cycle_day")? };
    if let Some(CycleDay(day)) = day {
        return BillingCycle::anchored(day, as_of).map_err(no_cycle);
    }
    if !args.calendar_month && !matches!(schedule, Schedule::Count(_)) {
        understood.assumed.push("the calendar month as the cycle (`--cycle-day`)".to_owned());
    }
    BillingCycle::calendar_month(as_of).map_err(outside)
}
