//! Cron expressions against instants that another program gives, and against their own fields.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use creditcalc::schedule::cron::{Cron, Dialect, parse};
use creditcalc::schedule::{ClockRule, Recurrence, zone};
use creditcalc::source::SourceFile;
use jiff::{Timestamp, ToSpan as _, Zoned};
use proptest::prelude::*;
use proptest::sample::select;

use crate::laws::cases;

/// The expression on the clock of a zone, where it is one.
fn recurrence(expression: &str, zone_name: &str) -> Option<Recurrence> {
    let source = SourceFile::argument("--cron", "--cron", expression.to_owned());
    let zone = zone::find(zone_name).expect("a zone");
    match parse(&source, 0..expression.len(), Dialect::Machine).ok()? {
        Cron::Timed(times) => Some(times.in_zone(zone)),
        Cron::AtBoot => None,
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().expect(text)
}

#[test]
fn instants_are_those_that_were_recorded() {
    let lines = include_str!("../data/cron/instants.tsv").lines().filter(|line| !line.starts_with('#'));
    let (mut compared, mut rejected) = (0, 0);
    for line in lines {
        let [expression, zone, start, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let found = recurrence(expression, zone);
        if expected == "ERR" {
            // What never fires is no schedule there, and one without instants here.
            let instants = found.map_or(Vec::new(), |found| found.after(at(start), 1));
            assert_eq!(instants, [], "{line}");
            rejected += 1;
            continue;
        }
        let found = found.unwrap_or_else(|| panic!("{line}"));
        let instants: Vec<String> = found.after(at(start), 6).iter().map(ToString::to_string).collect();
        assert_eq!(instants.join(" "), expected, "{expression} in {zone} after {start}");
        compared += 1;
    }
    assert!(compared > 700 && rejected > 20, "{compared} compared, {rejected} rejected");
}

#[test]
fn instants_are_those_of_the_oracle() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oracles/cron.tsv");
    let Ok(text) = fs::read_to_string(path) else {
        crate::sandbox::say_skipped(
            "nothing was compared with ../shared/oracles/cron.tsv, which is not there",
        );
        return;
    };
    let mut compared = 0;
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let [expression, zone_name, start, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        compared += 1;
        let found = recurrence(expression, zone_name);
        if expected == "ERR" {
            // Nicknames are none there, and are asked for here.
            if !expression.starts_with('@') {
                assert_eq!(found.map_or(Vec::new(), |found| found.after(at(start), 1)), [], "{line}");
            }
            continue;
        }
        let zone = zone::find(zone_name).expect("a zone");
        let shown =
            |at: &Timestamp| at.to_zoned(zone.clone()).strftime("%a %Y-%m-%dT%H:%M:%S%:z").to_string();
        let instants = found.unwrap_or_else(|| panic!("{line}")).after(at(start), 5);
        assert_eq!(
            instants.iter().map(shown).collect::<Vec<_>>().join("|"),
            expected,
            "{expression} in {zone_name} after {start}"
        );
    }
    assert!(compared >= 40, "{compared} lines");
}

#[test]
fn nicknames_stand_for_their_fields_and_a_start_of_the_machine_for_nothing() {
    for (nickname, fields) in [
        ("@hourly", "0 * * * *"),
        ("@daily", "0 0 * * *"),
        ("@midnight", "0 0 * * *"),
        ("@weekly", "0 0 * * 0"),
    ] {
        assert_eq!(recurrence(nickname, "Europe/Berlin"), recurrence(fields, "Europe/Berlin"), "{nickname}");
    }
    assert_eq!(recurrence("@monthly", "UTC"), recurrence("0 0 1 * *", "UTC"));
    assert_eq!(recurrence("@MONTHLY", "UTC"), None, "cron compares letter by letter");
    assert_eq!(recurrence("@annually", "UTC"), recurrence("0 0 1 1 *", "UTC"));
    let source = SourceFile::argument("--cron", "--cron", "@reboot");
    assert_eq!(parse(&source, 0..7, Dialect::Machine), Ok(Cron::AtBoot));
}

/// The line that is offered in place of an expression.
fn offered(expression: &str, dialect: Dialect) -> Option<String> {
    let source = SourceFile::new("crontab", expression.to_owned());
    let fault = parse(&source, 0..expression.len(), dialect).expect_err(expression);
    assert!(fault.help.len() < 2, "{fault:?}");
    fault.help.first().map(|help| help.trim_start_matches("write `").trim_end_matches('`').to_owned())
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of expressions")]
fn a_line_that_is_offered_keeps_what_was_written() {
    for (expression, line) in [
        ("0 0-24 * * *", Some("0 0-23 * * *")),
        ("0 0-24/6 * * *", Some("0 0-23/6 * * *")),
        ("0 1-24 * * *", Some("0 0-23 * * *")),
        ("0 8-24 * * *", Some("0 8-23,0 * * *")),
        ("0 8-24 * * MON-FRI", None),
        ("0 24 * * *", Some("0 0 * * *")),
        ("0 24 * * MON", None),
        ("0 24 1 * *", None),
        ("0-60 * * * *", Some("0-59 * * * *")),
        ("60 * * * *", Some("0 * * * *")),
        ("60 3 * * *", None),
        ("0 3 * * MON - FRI", Some("0 3 * * MON-FRI")),
        ("0 3 * * MON to FRI", Some("0 3 * * MON-FRI")),
        ("0 3 * * MON -FRI", Some("0 3 * * MON-FRI")),
        ("0 3 * * MON–FRI", Some("0 3 * * MON-FRI")),
        ("0 3 * * Mo-Fr", Some("0 3 * * MON-FRI")),
        ("0 3 * * lun", None),
        ("0 3 * * Lun-Vie", None),
        ("0 3 * * 5#L", Some("0 3 * * 5L")),
        ("0 3 * * MON#L", Some("0 3 * * MONL")),
        ("0 3 * * MON#6", None),
        ("0 3 * * MON#0", None),
        ("@weekdays", None),
        ("@biweekly", None),
        ("@quarterly", None),
        ("@nightly", None),
        ("@midnigth", Some("@midnight")),
        ("@daily 3", None),
        ("@daily 03:30", Some("30 3 * * *")),
        ("@weekly at 6pm", Some("0 18 * * 0")),
        ("@daily UTC", None),
        ("@hourly MON-FRI", None),
        ("@daily claude -p x", Some("@daily")),
        ("0 3 * * 1,2, 3", Some("0 3 * * 1,2,3")),
        ("0 3 * * MON , WED", Some("0 3 * * MON,WED")),
        ("0 9 , 17 * * *", Some("0 9,17 * * *")),
        ("0 9, 17 * * *", Some("0 9,17 * * *")),
        ("0, 3 * * *", None),
        ("*/ 15 * * * *", Some("*/15 * * * *")),
        ("0,3,*,*,*", Some("0 3 * * *")),
        ("0 20-6/3 * * *", Some("0 20,23,2,5 * * *")),
        ("0 23-4/2 * * *", Some("0 23,1,3 * * *")),
        ("0 22-6 * * *", Some("0 22-23,0-6 * * *")),
        ("0 9 * * 2-6 *", None),
        ("0 0 3 * * *", Some("0 3 * * *")),
        ("30 0 3 * * *", None),
        ("*/5", Some("*/5 * * * *")),
        ("3", None),
        ("0 3 * 1-5", None),
        ("9 MON-FRI", None),
        ("0 3", Some("0 3 * * *")),
        ("0 9 MON-FRI", Some("0 9 * * MON-FRI")),
        ("*/0 3 * * *", None),
        ("*/ 3 * * *", None),
        ("*/15/2 * * * *", None),
        ("*/15min * * * *", Some("*/15 * * * *")),
        ("0 3:30pm * * *", None),
        ("0 3:00pm * * *", Some("0 15 * * *")),
        ("0 03:30 * * *", None),
        ("0 25 * * *", None),
        ("0 9- * * *", None),
        ("0 -5 * * *", None),
        ("0 3 -1 * *", Some("0 3 L * *")),
        ("0 3 0 * *", None),
        ("0 3 32 * *", None),
        ("0 3 1st * *", Some("0 3 1 * *")),
        ("0 3 15W * *", None),
        ("0 3 L-3 * *", None),
        ("0 3 25-5/2 * *", None),
        ("0 3 1 13 *", None),
        ("0 3 * monthly *", None),
        ("0 3 * * month", None),
        ("0 3 * * 8", None),
        ("0 3 * * 1-8", None),
        ("0 3 * * weekdays", Some("0 3 * * MON-FRI")),
        ("0 3 * * Tur", None),
        ("? 3 * * *", None),
        ("0 3 * * * at night", None),
        ("0 3 * * * Europe/Berln", None),
        ("0 3 * * * 2026", None),
        ("0 0 3 * * MON", Some("0 3 * * MON")),
        ("0 3 * * * claude -p x", Some("0 3 * * *")),
        ("TZ=Mars/Base 0 3 * * *", None),
        ("MAILTO=me 0 3 * * *", None),
        ("ScheduleExpression: cron(0 9 ? * 2-6 *)", Some("0 9 * * MON-FRI")),
    ] {
        assert_eq!(offered(expression, Dialect::Machine).as_deref(), line, "{expression}");
    }
    for (expression, line) in [
        ("0 3 * * 0,7", Some("0 3 * * 0")),
        ("0 3 * * 5-7", Some("0 3 * * 5-6,0")),
        ("0 3 * * 7-1", Some("0 3 * * 0-1")),
        ("0 3 * * 1-7", Some("0 3 * * 0-6")),
        ("0 3 * * FRIL", None),
        ("0 3 * * 5#L", None),
        ("@daily", Some("0 0 * * *")),
        ("@weekdays", None),
        ("@reboot", None),
        ("@daily 3", None),
        ("CRON_TZ=UTC 0 6 * * *", Some("0 6 * * *`, and `timezone: UTC` below `cron:")),
    ] {
        assert_eq!(offered(expression, Dialect::GitHub).as_deref(), line, "{expression}");
    }
    assert_eq!(offered("@reboot", Dialect::Kubernetes), None);
    assert_eq!(offered("0 3 * * MON/2", Dialect::Crontab).as_deref(), Some("0 3 * * 1-6/2"));
    assert_eq!(offered("5/15 * * * *", Dialect::Crontab).as_deref(), Some("5-59/15 * * * *"));
}

// ----------------------------------------------------------------------------------------------------
// Laws.

const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "America/Havana",
    "Africa/Casablanca",
    "Asia/Kathmandu",
];

prop_compose! {
    fn field(first: u8, last: u8)(
        starred in any::<bool>(),
        step in 1..=40_u8,
        terms in prop::collection::vec((first..=last, first..=last, 0..4_u8), 1..4),
    ) -> String {
        if starred {
            return if step > 30 { format!("*/{}", step - 30) } else { "*".to_owned() };
        }
        let term = |(one, other, shape): &(u8, u8, u8)| match shape {
            0 => format!("{one}"),
            1 => format!("{one}/{step}"),
            2 => format!("{}-{}", one.min(other), one.max(other)),
            _ => format!("{}-{}/{step}", one.min(other), one.max(other)),
        };
        terms.iter().map(term).collect::<Vec<_>>().join(",")
    }
}

prop_compose! {
    fn expression()(minute in field(0, 59), hour in field(0, 23), day in field(1, 31), month in field(1, 12), weekday in field(0, 7)) -> String {
        format!("{minute} {hour} {day} {month} {weekday}")
    }
}

/// Whether a field names a number: the naive reading, for one number at a time.
fn names(field: &str, first: u32, last: u32, number: u32) -> bool {
    field.split(',').any(|term| {
        let (base, step) =
            term.split_once('/').map_or((term, None), |(base, step)| (base, step.parse::<u32>().ok()));
        let (low, high) = match (base, base.split_once('-')) {
            ("*", _) => (first, last),
            (_, Some((low, high))) => (low.parse().expect("a number"), high.parse().expect("a number")),
            (one, None) => {
                let one = one.parse().expect("a number");
                (one, if step.is_some() { last } else { one })
            }
        };
        (low..=high).contains(&number) && (number - low).is_multiple_of(step.unwrap_or(1))
    })
}

/// Whether a cron daemon that looks at its clock once a minute would start the job: the naive reading of the
/// manual.
fn is_due(expression: &str, at: &Zoned) -> bool {
    let fields: Vec<&str> = expression.split(' ').collect();
    let number = |value: i8| u32::from(value.unsigned_abs());
    let weekday = number(at.weekday().to_sunday_zero_offset());
    let day = names(fields[2], 1, 31, number(at.day()));
    let week = names(fields[4], 0, 7, weekday) || (weekday == 0 && names(fields[4], 0, 7, 7));
    let is_starred = fields[2].starts_with('*') || fields[4].starts_with('*');
    names(fields[0], 0, 59, number(at.minute()))
        && names(fields[1], 0, 23, number(at.hour()))
        && names(fields[3], 1, 12, number(at.month()))
        && if is_starred { day && week } else { day || week }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn instants_go_up_and_match_their_fields(expression in expression(), zone in select(&ZONES), day in 0..4000_i64) {
        let found = recurrence(&expression, zone).expect("a schedule");
        let start = at("2020-01-01T00:00:00Z") + (day * 24).hours();
        let instants = found.after(start, 50);
        let mut before = start;
        for instant in instants {
            prop_assert!(before < instant, "{expression} in {zone}: {before} is not before {instant}");
            before = instant;
            let zoned = instant.to_zoned(found.zone.clone());
            // What is caught up starts with the change of the clock, and matches at a time that was skipped.
            let is_change = found.zone.preceding(instant + 1.nanosecond()).next().is_some_and(|change| change.timestamp() == instant);
            prop_assert!(is_due(&expression, &zoned) || (is_change && found.clock == ClockRule::CatchUp), "{expression}: {zoned}");
        }
    }

    #[test]
    fn nothing_is_lost_and_nothing_doubled(expression in expression(), zone in select(&ZONES), week in 0..600_i64) {
        // A daemon that looks at the clock every minute of two days, and knows the two things that the manual
        // says about changes.
        let found = recurrence(&expression, zone).expect("a schedule");
        let start = at("2016-01-01T00:00:00Z") + (week * 7 * 24).hours();
        // Around the next change, where there is one.
        let start = found.zone.following(start).next().map_or(start, |change| change.timestamp() - 24.hours());
        let end = start + 48.hours();
        let mut expected = Vec::new();
        let (mut now, mut shown_until) = (start, start.to_zoned(found.zone.clone()).datetime());
        while now < end {
            let zoned = now.to_zoned(found.zone.clone());
            let clock = zoned.datetime();
            let is_due = match found.clock {
                ClockRule::CatchUp => {
                    // Every minute that the clock has not shown yet, up to now; what was shown before is
                    // over.
                    let mut is_due = false;
                    while shown_until <= clock {
                        let as_if = shown_until.to_zoned(jiff::tz::TimeZone::UTC).expect("UTC has every time");
                        is_due |= is_due_at(&expression, &as_if);
                        shown_until += 1.minute();
                    }
                    is_due
                }
                ClockRule::Follow | ClockRule::SkipAndOnce => is_due_at(&expression, &zoned),
            };
            if is_due {
                expected.push(now);
            }
            now += 1.minute();
        }
        let mut instants = Vec::new();
        found.walk(start, end, |at| {
            instants.push(at);
            std::ops::ControlFlow::Continue(())
        });
        prop_assert_eq!(&instants, &expected, "{} in {}", expression, zone);
        prop_assert_eq!(found.count(start, end), u64::try_from(expected.len()).expect("it fits"));
        // Cut anywhere, nothing is lost between the parts and nothing is in both.
        let middle = start + (week * 131 % 2880).minutes() + 30.seconds();
        prop_assert_eq!(found.count(start, middle) + found.count(middle, end), found.count(start, end));
    }

    #[test]
    fn whatever_is_written_is_a_schedule_or_a_fault_with_a_line_that_is_one(text in "[-*/,0-9A-Za-z#@~? .]{0,24}") {
        faults_offer_schedules(&text)?;
    }

    #[test]
    fn a_schedule_with_one_slip_is_a_schedule_or_a_fault_with_a_line_that_is_one(
        expression in expression(),
        place in any::<prop::sample::Index>(),
        slip in select(&["", "?", "60", "-", "/", ",", "*", "L", "W", "#", "~", "MON", "x", "0", "99", " "]),
    ) {
        let place = place.index(expression.len());
        faults_offer_schedules(&format!("{}{slip}{}", &expression[..place], &expression[place + 1..]))?;
    }
}

/// How people write a field, and the numbers that they mean: counted around the end where it goes there.
fn in_own_words(
    first: u8,
    last: u8,
    names: &'static [&'static str],
) -> impl Strategy<Value = (String, BTreeSet<u8>)> {
    let length = last - first + 1;
    let word = move |value: u8, is_named: bool| match names.get(usize::from(value - first)) {
        Some(name) if is_named => (*name).to_owned(),
        _ => value.to_string(),
    };
    let range = (
        first..=last,
        first..=last,
        any::<bool>(),
        select(&["-", "..", "–", " - ", " to ", "~"][..]),
        1..5_u8,
    )
        .prop_map(move |(low, high, is_named, sign, step)| {
            let end = if low <= high { high } else { high + length };
            let values = (low..=end).step_by(usize::from(step)).map(|value| first + (value - first) % length);
            let behind = if step > 1 { format!("/{step}") } else { String::new() };
            (format!("{}{sign}{}{behind}", word(low, is_named), word(high, is_named)), values.collect())
        });
    let list = (
        prop::collection::vec(first..=last, 1..4),
        any::<bool>(),
        select(&[",", ", ", " , ", ",,", ";"][..]),
    )
        .prop_map(move |(values, is_named, sign)| {
            let words: Vec<String> = values.iter().map(|value| word(*value, is_named)).collect();
            (words.join(sign), values.into_iter().collect())
        });
    prop_oneof![2 => range, 1 => list, 2 => Just(("*".to_owned(), (first..=last).collect()))]
}

const DAYS: [&str; 7] = ["sunday", "MON", "Tues", "wednes", "Thurs", "Fr", "satur"];

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn a_line_that_is_offered_runs_at_the_hours_and_on_the_days_that_were_written(
        (hours, named) in in_own_words(0, 23, &[]),
        (weekdays, days) in in_own_words(0, 6, &DAYS),
        dialect in select(&[Dialect::Machine, Dialect::Crontab, Dialect::GitHub, Dialect::Forgejo][..]),
    ) {
        let text = format!("0 {hours} * * {weekdays}");
        let source = SourceFile::new("schedule", text.clone());
        let Err(fault) = parse(&source, 0..text.len(), dialect) else { return Ok(()) };
        let Some(help) = fault.help.first() else { return Ok(()) };
        // As many runs at another time are said to be that.
        let Some(line) = help.strip_prefix("write `").and_then(|line| line.strip_suffix('`')) else { return Ok(()) };
        let fields: Vec<&str> = line.split(' ').collect();
        let upper = fields[4].to_uppercase();
        let plain = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"].iter().enumerate();
        let numbered = plain.fold(upper, |text, (number, name)| text.replace(name, &number.to_string()));
        let found = |field: &str, last: u8| -> BTreeSet<u8> {
            (0..=last).filter(|value| names(field, 0, u32::from(last), u32::from(*value))).collect()
        };
        prop_assert_eq!(found(fields[1], 23), named, "{}: {}", text, line);
        prop_assert_eq!(found(&numbered, 6), days, "{}: {}", text, line);
    }
}

fn is_due_at(expression: &str, at: &Zoned) -> bool {
    is_due(expression, at)
}

fn faults_offer_schedules(text: &str) -> Result<(), TestCaseError> {
    for dialect in [Dialect::Machine, Dialect::GitHub, Dialect::Forgejo] {
        let source = SourceFile::argument("--cron", "--cron", text.to_owned());
        let Err(fault) = parse(&source, 0..text.len(), dialect) else { continue };
        let (_, labels) = fault.place.clone().expect("a place");
        prop_assert!(
            labels.iter().all(|label| label.span.end <= text.len() && text.get(label.span.clone()).is_some()),
            "{fault:?}"
        );
        for help in &fault.help {
            let line = help
                .strip_prefix("for every day at 03:00, ")
                .unwrap_or(help)
                .strip_prefix("write `--cron \"")
                .and_then(|line| line.strip_suffix("\"`"))
                .expect("a line to paste");
            let offered = SourceFile::new("line", line.to_owned());
            prop_assert!(parse(&offered, 0..line.len(), dialect).is_ok(), "{text}: {help}");
        }
    }
    Ok(())
}
