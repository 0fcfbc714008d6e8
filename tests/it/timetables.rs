//! Laws of jobs laid into cycles: nothing is lost between cycles, half days and nights, and counting is
//! listing.

use std::num::NonZeroU16;

use creditcalc::calendar::BillingCycle;
use creditcalc::schedule::cron::{self, Cron, Dialect};
use creditcalc::schedule::{Job, Kind, Occurrence, Timetable, Timing, Window, zone};
use creditcalc::source::SourceFile;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::laws::cases;

/// Zones whose clock changes at midnight, by half an hour, on the day of a renewal, or never.
const ZONES: [&str; 6] =
    ["UTC", "Europe/Berlin", "America/Santiago", "America/Havana", "Australia/Lord_Howe", "Africa/Cairo"];

const EXPRESSIONS: [&str; 8] = [
    "* * * * *",
    "0 3 * * *",
    "*/7 */5 * * *",
    "30 0,1,2,23 * * MON-FRI",
    "0 0 1,31 * *",
    "59 11,23 * * *",
    "0 12 L * *",
    "15 2 * 3,10,11 SUN",
];

fn job(expression: &str, zone_name: &str, at_once: u64) -> Job {
    let source = SourceFile::argument("--cron", "--cron", expression.to_owned());
    let Ok(Cron::Timed(times)) = cron::parse(&source, 0..expression.len(), Dialect::Machine) else {
        panic!("{expression}")
    };
    let timing = Timing::At(times.in_zone(zone::find(zone_name).expect("a zone")));
    Job {
        name: expression.to_owned(),
        expression: expression.to_owned(),
        kind: Kind::Cron,
        timing,
        at_once,
        used: creditcalc::schedule::ReadUse::default(),
        budget: None,
    }
}

fn event(times: u64) -> Job {
    Job {
        name: "push".to_owned(),
        expression: "push".to_owned(),
        kind: Kind::Event,
        timing: Timing::Spread(times),
        at_once: 1,
        used: creditcalc::schedule::ReadUse::default(),
        budget: None,
    }
}

/// A few jobs, each on a clock of its own.
fn timetable() -> impl Strategy<Value = Timetable> {
    let job = (select(&EXPRESSIONS), select(&ZONES), 1..=3_u64)
        .prop_map(|(expression, zone, at_once)| job(expression, zone, at_once));
    let jobs = prop::collection::vec(prop_oneof![4 => job, 1 => (0..200_u64).prop_map(event)], 1..4);
    jobs.prop_map(|jobs| Timetable { jobs })
}

fn cycle() -> impl Strategy<Value = BillingCycle> {
    let day =
        (0..2000_i32).prop_map(|days| date(2025, 1, 1).checked_add(days.days()).expect("in the calendar"));
    (day, 1..=31_i8, 1..=90_u16, 0..3_u8).prop_map(|(day, anchor, days, kind): (Date, _, _, _)| match kind {
        0 => BillingCycle::anchored(anchor, day).expect("in the calendar"),
        1 => BillingCycle::first_short(anchor, day).expect("in the calendar"),
        _ => {
            BillingCycle::of_days(NonZeroU16::new(days).expect("at least one"), day).expect("in the calendar")
        }
    })
}

fn zone_of(name: &str) -> TimeZone {
    zone::find(name).expect("a zone")
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn cycles_tile_the_calendar_and_no_run_is_lost_between_them(first in cycle(), zone in select(&ZONES), expression in select(&EXPRESSIONS)) {
        let zone = zone_of(zone);
        let Timing::At(recurrence) = job(expression, "America/Havana", 1).timing else { panic!("it has times") };
        let (mut cycle, mut runs) = (first, 0);
        let mut before: Option<Window> = None;
        for _ in 0..14 {
            let window = Window::of_days(cycle.period(), &zone);
            prop_assert!(window.start < window.end);
            prop_assert!(before.is_none_or(|before| before.end == window.start), "the end of one is the beginning of the next");
            // The first instant of a day: the one before shows another day.
            prop_assert_eq!(zone.to_datetime(window.start).date(), cycle.period().start());
            prop_assert!(zone.to_datetime(window.start - 1.nanosecond()).date() < cycle.period().start());
            runs += recurrence.count(window.start, window.end);
            before = Some(window);
            cycle = cycle.next().expect("in the calendar");
        }
        let start = Window::of_days(first.period(), &zone).start;
        prop_assert_eq!(runs, recurrence.count(start, before.expect("there were cycles").end));
    }

    #[test]
    fn counting_is_listing(timetable in timetable(), cycle in cycle(), zone in select(&ZONES), from in any::<Index>(), run in any::<Index>()) {
        let zone = zone_of(zone);
        let window = Window::of_days(cycle.period(), &zone);
        let length = usize::try_from(window.end.as_second() - window.start.as_second()).expect("it fits");
        // From the beginning, or from any instant within.
        let into = i64::try_from(from.index(length)).expect("it fits");
        for start in [window.start, window.start + into.seconds()] {
            let occurrences = timetable.occurrences(&zone, window, start);
            let listed: Vec<Occurrence> = occurrences.list(occurrences.whole());
            prop_assert!(listed.is_sorted(), "in the order of time");
            prop_assert!(listed.iter().all(|run| start <= run.at && run.at < window.end));
            let half_days = occurrences.half_days().expect("they can be counted");
            let total: u64 = half_days.iter().map(|half| half.runs).sum();
            prop_assert_eq!(total, u64::try_from(listed.len()).expect("it fits"));
            prop_assert_eq!(occurrences.runs_of_jobs().iter().sum::<u64>(), total);
            // Each run is in the half day and the night that a clock on the wall says.
            let mut rest = listed.as_slice();
            for half in &half_days {
                let (now, later) = rest.split_at(usize::try_from(half.runs).expect("it fits"));
                for run in now {
                    let clock = zone.to_datetime(run.at);
                    prop_assert_eq!(clock.date(), half.day, "{}", run.at);
                    let night = if clock.hour() < 12 { half.day.yesterday().expect("in the calendar") } else { half.day };
                    prop_assert_eq!(half.night, night, "{}", run.at);
                }
                rest = later;
            }
            if let Some((first, last)) = occurrences.ends(&half_days) {
                prop_assert_eq!((Some(&first), Some(&last)), (listed.first(), listed.last()));
                let place = run.index(listed.len());
                prop_assert_eq!(occurrences.run(&half_days, u64::try_from(place).expect("it fits") + 1), listed.get(place).copied());
            }
            prop_assert_eq!(occurrences.run(&half_days, total + 1), None);
            prop_assert_eq!(occurrences.run(&half_days, 0), None);
        }
    }
}

#[test]
fn a_change_of_the_clock_is_told_where_a_job_meets_it() {
    let told = |expression: &str, zone: &str, day: &str| {
        let question = "estimate --cost-per-run 1 --plan pro --calendar-month --explain";
        let args =
            [&question.split(' ').collect::<Vec<_>>()[..], &["--cron", expression, "--tz", zone]].concat();
        let sandbox = crate::sandbox::Sandbox::new();
        let output =
            sandbox.creditcalc([&args[..], &["--as-of", day]].concat()).output().expect("it was built");
        let page = String::from_utf8(output.stdout).expect("it is text");
        page.lines().find(|line| line.contains(": the clock ")).unwrap_or_default().to_owned()
    };
    for (expression, zone, day, sentence) in [
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-03-10",
            "Sun 29 Mar: the clock skips 02:00 to 03:00; runs due then start at 03:00.",
        ),
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-10-10",
            "Sun 25 Oct: the clock repeats 02:00 to 03:00; runs due then start only once.",
        ),
        (
            "*/30 1-2 * * *",
            "Europe/Berlin",
            "2026-10-10",
            "Sun 25 Oct: the clock repeats 02:00 to 03:00; runs due then start twice.",
        ),
        (
            "45 1 * * *",
            "Australia/Lord_Howe",
            "2026-04-02",
            "Sun 5 Apr: the clock repeats 01:30 to 02:00; runs due then start only once.",
        ),
        (
            "*/30 1-2 * * *",
            "Australia/Lord_Howe",
            "2026-10-10",
            "Sun 4 Oct: the clock skips 02:00 to 02:30; runs due then don't start.",
        ),
        // Before, behind, and in a month without a change.
        ("45 1 * * *", "Europe/Berlin", "2026-03-10", ""),
        ("0 3 * * *", "Europe/Berlin", "2026-10-10", ""),
        ("30 2 * * *", "Australia/Lord_Howe", "2026-10-10", ""),
        ("30 2 * * *", "Europe/Berlin", "2026-04-02", ""),
    ] {
        assert_eq!(
            told(expression, zone, day).trim_start_matches(['-', '*', ' ']),
            sentence,
            "{expression} {zone} {day}"
        );
    }
}

#[test]
fn a_run_among_millions_is_found() {
    // Three jobs of every minute, a thousand at once: the run with number n is in minute (n - 1) / 3,000.
    let jobs =
        vec![job("* * * * *", "UTC", 1000), job("* * * * *", "UTC", 1000), job("* * * * *", "UTC", 1000)];
    let timetable = Timetable { jobs };
    let cycle = BillingCycle::calendar_month(date(2026, 11, 21)).expect("in the calendar");
    let utc = TimeZone::UTC;
    let window = Window::of_days(cycle.period(), &utc);
    let occurrences = timetable.occurrences(&utc, window, window.start);
    let half_days = occurrences.half_days().expect("they can be counted");
    for number in [1, 3_000, 3_001, 64_799_999, 129_600_000_u64] {
        let minute = i64::try_from((number - 1) / 3_000).expect("it fits");
        let expected: Timestamp = window.start + minute.minutes();
        assert_eq!(occurrences.run(&half_days, number).map(|run| run.at), Some(expected), "{number}");
    }
    assert_eq!(occurrences.run(&half_days, 129_600_001), None);
}
