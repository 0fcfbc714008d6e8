//! Instants against a clock on the wall that is read second by second or day by day, whatever the expression: what is
//! found by walking from one change of the clock to the next must be what somebody sees who never looks ahead.

use std::ops::ControlFlow;

use creditcalc::schedule::cron::{self, Cron, Dialect};
use creditcalc::schedule::{
    ClockRule, Interval, Job, Kind, ReadUse, Recurrence, Timetable, Timing, Window, oncalendar, zone,
};
use creditcalc::source::SourceFile;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// Numbers that are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// A few numbers from `first` on and before `end`, in order; all of them where `is_all`.
    fn some(&mut self, first: u64, end: u64, is_all: bool) -> Vec<u64> {
        let one_in = 1 + self.below(12);
        let few: Vec<u64> = (first..end).filter(|_| is_all || self.below(one_in) == 0).collect();
        if few.is_empty() { vec![first + self.below(end - first)] } else { few }
    }
}

fn listed(numbers: &[u64]) -> String {
    numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(",")
}

fn at(text: &str) -> Timestamp {
    text.parse().expect(text)
}

fn of_cron(expression: &str, zone: TimeZone) -> Recurrence {
    let source = SourceFile::argument("--cron", "--cron", expression.to_owned());
    match cron::parse(&source, 0..expression.len(), Dialect::Machine) {
        Ok(Cron::Timed(times)) => times.in_zone(zone),
        other => panic!("{expression}: {other:?}"),
    }
}

fn of_event(expression: &str, zone: &TimeZone) -> Recurrence {
    let source = SourceFile::argument("--oncalendar", "--oncalendar", expression.to_owned());
    oncalendar::parse(&source, 0..expression.len(), zone).expect(expression).recurrence
}

/// A zone, and a day on whose clock something happens.
const CHANGES: [(&str, &str); 12] = [
    ("UTC", "2026-10-25T00:00:00Z"),
    ("Europe/Berlin", "2026-03-29T01:00:00Z"),
    ("Europe/Berlin", "2026-10-25T01:00:00Z"),
    ("America/New_York", "2026-03-08T07:00:00Z"),
    ("America/New_York", "2026-11-01T06:00:00Z"),
    ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
    ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
    ("America/Havana", "2026-03-08T05:00:00Z"),
    ("America/Santiago", "2026-04-05T03:00:00Z"),
    ("Asia/Kathmandu", "2026-04-05T03:00:00Z"),
    // A day is left out, which cron takes for a correction of the clock.
    ("Pacific/Apia", "2011-12-30T10:00:00Z"),
    ("Pacific/Kwajalein", "1993-08-21T12:00:00Z"),
];

/// What a rule of the clock makes of the seconds at which `is_named` names the clock on the wall, from `from` on and
/// before `until`. No clock here repeats more than the three hours before `from`.
fn naive(
    is_named: &dyn Fn(DateTime) -> bool,
    rule: ClockRule,
    zone: &TimeZone,
    step: i64,
    (from, until): (Timestamp, Timestamp),
) -> Vec<Timestamp> {
    let mut found = Vec::new();
    let mut at = from.as_second().div_euclid(step) * step - 3 * 3600;
    let wall = |second: i64| zone.to_datetime(Timestamp::from_second(second).expect("in the calendar"));
    // The latest that the clock has shown, where what it shows again doesn't count.
    let mut before = wall(at - step);
    let mut latest = before;
    while at <= until.as_second() {
        let now = wall(at);
        let moved = now.since((jiff::Unit::Second, before)).expect("days apart").get_seconds() - step;
        let is_correction = moved.abs() >= 3 * 3600;
        let follows = rule == ClockRule::Follow || (rule == ClockRule::CatchUp && is_correction);
        let mut is_due = (follows || now > latest) && is_named(now);
        if moved > 0 && rule == ClockRule::CatchUp && !is_correction {
            is_due |= (1..=moved / step).any(|skipped| is_named(before + (skipped * step).seconds()));
        }
        latest = if follows { now } else { latest.max(now) };
        let instant = Timestamp::from_second(at).expect("in the calendar");
        if is_due && from <= instant && instant < until {
            found.push(instant);
        }
        (before, at) = (now, at + step);
    }
    found
}

fn walked(recurrence: &Recurrence, from: Timestamp, until: Timestamp) -> Vec<Timestamp> {
    let mut found = Vec::new();
    recurrence.walk(from, until, |at| {
        found.push(at);
        ControlFlow::Continue(())
    });
    found
}

/// The runs of each half of a day, as they are counted without being listed.
fn counted_in_halves(recurrence: &Recurrence, zone: &TimeZone, window: Window) -> Vec<(Date, bool, u64)> {
    let job = Job {
        name: "job".to_owned(),
        expression: String::new(),
        kind: Kind::Cron,
        timing: Timing::At(recurrence.clone()),
        at_once: 1,
        used: ReadUse::default(),
        budget: None,
    };
    let timetable = Timetable { jobs: vec![job] };
    let halves = timetable.occurrences(zone, window, window.start).half_days().expect("they can be counted");
    halves.iter().map(|half| (half.day, half.day == half.night, half.runs)).collect()
}

fn compare(
    recurrence: &Recurrence,
    is_named: &dyn Fn(DateTime) -> bool,
    step: i64,
    zone: &TimeZone,
    (from, until): (Timestamp, Timestamp),
    asked: &str,
) {
    let naive = naive(is_named, recurrence.clock, zone, step, (from, until));
    assert_eq!(walked(recurrence, from, until), naive, "{asked}");
    assert_eq!(recurrence.count(from, until), u64::try_from(naive.len()).expect("few"), "{asked}");
    let before = from.checked_sub(1.microsecond()).expect("in the calendar");
    let next = recurrence.after(before, naive.len().min(5));
    assert_eq!(next, naive[..naive.len().min(5)], "{asked}");
    // Where the clock leaves out a whole day, what comes after it is counted in that day; no clock has since 2011.
    if from < at("2012-01-01T00:00:00Z") {
        return;
    }
    // Halves of its own days, and of days that begin and end within its hours.
    let other = zone::find("Asia/Kathmandu").expect("a zone");
    for zone in [zone, &other] {
        let mut halves: Vec<(Date, bool, u64)> = Vec::new();
        for instant in &naive {
            let clock = zone.to_datetime(*instant);
            let half = (clock.date(), clock.hour() >= 12);
            match halves.last_mut() {
                Some((day, is_late, runs)) if (*day, *is_late) == half => *runs += 1,
                _ => halves.push((half.0, half.1, 1)),
            }
        }
        let window = Window { start: from, end: until };
        assert_eq!(counted_in_halves(recurrence, zone, window), halves, "{asked}");
    }
}

#[test]
fn cron_is_a_clock_on_the_wall_read_every_minute() {
    let mut numbers = Numbers(1);
    for round in 0..72 {
        let (zone_name, change) = CHANGES[round % CHANGES.len()];
        let zone = zone::find(zone_name).expect("a zone");
        let is_all = numbers.below(2) == 0;
        let hours = numbers.some(0, 24, is_all);
        let is_all = numbers.below(4) == 0;
        let minutes = numbers.some(0, 60, is_all);
        let expression = format!("{} {} * * *", listed(&minutes), listed(&hours));
        let mut recurrence = of_cron(&expression, zone.clone());
        recurrence.clock = [ClockRule::CatchUp, ClockRule::Follow, ClockRule::SkipAndOnce][round / 12 % 3];
        let is_named = |clock: DateTime| {
            let is_in = |numbers: &[u64], number: i8| numbers.contains(&u64::from(number.unsigned_abs()));
            is_in(&hours, clock.hour()) && is_in(&minutes, clock.minute())
        };
        // Around the change, from within a minute, at the change itself, or a little later than it.
        let seconds = |numbers: &mut Numbers, hours: u64| {
            i64::try_from(numbers.below(hours * 3600)).expect("few").seconds()
        };
        let from = match round % 5 {
            0 => at(change),
            1 => at(change) + seconds(&mut numbers, 2),
            2 => at(change) + 1.nanosecond(),
            _ => at(change) - seconds(&mut numbers, 30),
        };
        // The last minute counts where only its first instant is within.
        let until = match round % 3 {
            0 => at(change) + 31.hours() + 1.nanosecond(),
            _ => at(change) + 1.hour() + seconds(&mut numbers, 40),
        };
        if from < until {
            let asked = format!("{expression} in {zone_name}, {:?}, {from} to {until}", recurrence.clock);
            compare(&recurrence, &is_named, 60, &zone, (from, until), &asked);
        }
    }
}

#[test]
fn a_timer_is_a_clock_on_the_wall_read_every_second() {
    let mut numbers = Numbers(2);
    for round in 0..24 {
        let (zone_name, change) = CHANGES[round % 10];
        let zone = zone::find(zone_name).expect("a zone");
        let is_all = numbers.below(2) == 0;
        let (hours, minutes) = (numbers.some(0, 24, is_all), numbers.some(0, 60, is_all));
        let seconds = numbers.some(0, 60, false);
        let expression = format!("*-*-* {}:{}:{}", listed(&hours), listed(&minutes), listed(&seconds));
        let recurrence = of_event(&expression, &zone);
        let is_named = |clock: DateTime| {
            let is_in = |numbers: &[u64], number: i8| numbers.contains(&u64::from(number.unsigned_abs()));
            is_in(&hours, clock.hour()) && is_in(&minutes, clock.minute()) && is_in(&seconds, clock.second())
        };
        let from = at(change) - i64::try_from(numbers.below(5_000)).expect("few").seconds();
        let until = at(change) + i64::try_from(1 + numbers.below(9_000)).expect("few").seconds();
        let asked = format!("{expression} in {zone_name}, {from} to {until}");
        compare(&recurrence, &is_named, 1, &zone, (from, until), &asked);
    }
}

/// 0 for Sunday.
fn weekday(day: Date) -> i8 {
    day.weekday().to_sunday_zero_offset()
}

/// Which of its month's days of the same weekday it is: the first is 1.
fn nth(day: Date) -> i8 {
    (day.day() + 6) / 7
}

fn is_last_workday(day: Date) -> bool {
    let is_work = |day: Date| (1..6).contains(&weekday(day));
    let mut later = day;
    while let Some(next) = later.tomorrow().ok().filter(|next| next.month() == day.month()) {
        if is_work(next) {
            return false;
        }
        later = next;
    }
    is_work(day)
}

#[test]
fn days_are_those_of_a_calendar_read_day_by_day() {
    type IsDay = fn(Date) -> bool;
    let crons: [(&str, IsDay); 15] = [
        ("0 12 1-5,3-8 * *", |day| day.day() <= 8),
        ("0 12 L * *", |day| day.tomorrow().is_ok_and(|next| next.day() == 1)),
        ("0 12 LW * *", is_last_workday),
        ("0 12 * * FRIL", |day| weekday(day) == 5 && day.day() + 7 > day.days_in_month()),
        ("0 12 * * MON#2", |day| weekday(day) == 1 && nth(day) == 2),
        ("0 12 * * SUN#5", |day| weekday(day) == 0 && nth(day) == 5),
        ("0 12 13 * FRI", |day| day.day() == 13 || weekday(day) == 5),
        ("0 12 */2 * FRI", |day| day.day() % 2 == 1 && weekday(day) == 5),
        ("0 12 13 * */2", |day| day.day() == 13 && weekday(day) % 2 == 0),
        ("0 12 29-31 2,4 *", |day| (day.month() == 2 || day.month() == 4) && day.day() >= 29),
        ("0 12 * 3-10/3 7", |day| [3, 6, 9].contains(&day.month()) && weekday(day) == 0),
        ("0 12 1,15 * *", |day| day.day() == 1 || day.day() == 15),
        ("0 12 L,1 JAN-MAR *", |day| {
            day.month() <= 3 && (day.day() == 1 || day.day() == day.days_in_month())
        }),
        ("0 12 31 * MON#1", |day| day.day() == 31 || (weekday(day) == 1 && nth(day) == 1)),
        ("0 12 L * SATL", |day| {
            let is_last_saturday = weekday(day) == 6 && day.day() + 7 > day.days_in_month();
            day.day() == day.days_in_month() || is_last_saturday
        }),
    ];
    let events: [(&str, IsDay); 12] = [
        ("2025/4-*-29 12:00", |day| day.year() % 4 == 1 && day.day() == 29),
        ("Mon..Wed,Tue..Fri 12:00", |day| (1..6).contains(&weekday(day))),
        ("*-1..5,3..7-1,1..2 12:00", |day| day.month() <= 7 && day.day() <= 2),
        ("*-*~1 12:00", |day| day.day() == day.days_in_month()),
        ("*-02~03 12:00", |day| day.month() == 2 && day.day() == day.days_in_month() - 2),
        ("Mon *-*~07/1 12:00", |day| weekday(day) == 1 && day.day() + 7 > day.days_in_month()),
        ("2024..2026-*-1 12:00", |day| (2024..=2026).contains(&day.year()) && day.day() == 1),
        ("2024/2-01,03-* 12:00", |day| day.year() % 2 == 0 && (day.month() == 1 || day.month() == 3)),
        ("2025..2031/3-*-29 12:00", |day| [2025, 2028, 2031].contains(&day.year()) && day.day() == 29),
        ("Sat,Sun *-1/5-* 12:00", |day| [1, 6, 11].contains(&day.month()) && [0, 6].contains(&weekday(day))),
        ("Fri *-*-13 12:00", |day| day.day() == 13 && weekday(day) == 5),
        ("*-*-5/10 12:00", |day| [5, 15, 25].contains(&day.day())),
    ];
    let days = date(2023, 12, 25).series(1.day()).take_while(|day| *day < date(2032, 3, 5));
    let days: Vec<Date> = days.collect();
    let crons = crons.map(|(text, is_day)| (text, of_cron(text, TimeZone::UTC), is_day));
    let events = events.map(|(text, is_day)| (text, of_event(text, &TimeZone::UTC), is_day));
    for (text, recurrence, is_day) in crons.into_iter().chain(events) {
        let found = walked(&recurrence, at("2023-12-25T00:00:00Z"), at("2032-03-05T00:00:00Z"));
        let found: Vec<Date> = found.iter().map(|at| TimeZone::UTC.to_datetime(*at).date()).collect();
        let naive: Vec<Date> = days.iter().copied().filter(|day| is_day(*day)).collect();
        assert_eq!(found, naive, "{text}");
    }
}

#[test]
fn a_run_of_many_is_found_wherever_a_half_is_cut() {
    // One a second: the run with n before it starts n seconds after midnight. Halves are cut at 6 h, 3 h, 1 h 30 min.
    let job = |recurrence| Job {
        name: "job".to_owned(),
        expression: String::new(),
        kind: Kind::OnCalendar,
        timing: Timing::At(recurrence),
        at_once: 1,
        used: ReadUse::default(),
        budget: None,
    };
    let utc = TimeZone::UTC;
    let timetable = Timetable { jobs: vec![job(of_event("*:*:*", &utc))] };
    let window = Window { start: at("2026-11-01T00:00:00Z"), end: at("2026-11-02T00:00:00Z") };
    let occurrences = timetable.occurrences(&utc, window, window.start);
    let halves = occurrences.half_days().expect("they can be counted");
    assert_eq!(halves.iter().map(|half| half.runs).collect::<Vec<_>>(), [43_200, 43_200]);
    let cuts = (0..=16).map(|cut| cut * 5_400_i64);
    for number in cuts.flat_map(|cut| [cut - 1, cut, cut + 1]).filter(|number| (0..86_400).contains(number)) {
        let found = occurrences.run(&halves, u64::try_from(number).expect("positive") + 1);
        assert_eq!(found.map(|run| run.at), Some(window.start + number.seconds()), "{number}");
    }
    assert_eq!(occurrences.run(&halves, 86_401), None);
}

#[test]
fn what_has_no_times_counts_a_part_of_a_second_that_has_begun() {
    let job = |timing| Job {
        name: "job".to_owned(),
        expression: String::new(),
        kind: Kind::Event,
        timing,
        at_once: 2,
        used: ReadUse::default(),
        budget: None,
    };
    let window = Window { start: at("2026-11-01T00:00:00Z"), end: at("2026-11-01T00:01:40Z") };
    // From 10 to 90 seconds on: the 10 runs in 100 seconds are at 5, 15, 25 and so on, those every 7 seconds at 0, 7, 14.
    let utc = TimeZone::UTC;
    let every = Interval::of_seconds(7).expect("it is one");
    assert_eq!(every.seconds(), 7);
    for (timing, instants) in [
        (Timing::Spread(10), (0..10).map(|run| 5 + 10 * run).collect::<Vec<i64>>()),
        (Timing::Every(every), (0..15).map(|run| 7 * run).collect()),
    ] {
        let timetable = Timetable { jobs: vec![job(timing)] };
        for (second, nanosecond) in
            (0..100).flat_map(|second| [(second, 0), (second, 1), (second, 999_999_999)])
        {
            let from = window.start + second.seconds() + nanosecond.nanoseconds();
            let occurrences = timetable.occurrences(&utc, window, from);
            let rest = instants.iter().filter(|instant| (**instant, 0) >= (second, nanosecond)).count();
            let rest = u64::try_from(rest).expect("few") * 2;
            assert_eq!(occurrences.runs_of_jobs(), [rest], "{from}");
            let listed = occurrences.list(occurrences.whole());
            assert_eq!(u64::try_from(listed.len()), Ok(rest), "{from}");
            let halves = occurrences.half_days().expect("they can be counted");
            assert_eq!(halves.iter().map(|half| half.runs).sum::<u64>(), rest, "{from}");
        }
    }
}
