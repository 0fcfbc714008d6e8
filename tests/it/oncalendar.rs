//! `OnCalendar=` against systemd: its recorded answers, its own program where it is installed, and what must
//! hold for any expression.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use creditcalc::diagnostic::Diagnostic;
use creditcalc::schedule::oncalendar::{self, OnCalendar};
use creditcalc::schedule::{cron, zone};
use creditcalc::source::SourceFile;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// The version that everything here was measured with.
const VERSION: &str = "systemd 252 ";

const RECORDED: &str = include_str!("../data/oncalendar/systemd-252.tsv");

/// One question and what systemd says to it.
#[derive(Debug, Clone)]
struct Question {
    expression: String,
    zone: String,
    /// From when on, as systemd reads it, in UTC.
    begin: String,
}

/// The normalized form and the next six elapses, cut to seconds; nothing for what is refused.
type Answer = Option<(String, Vec<String>)>;

fn parse(expression: &str, zone: &TimeZone) -> Result<OnCalendar, Diagnostic> {
    let source = SourceFile::argument("--oncalendar", "--oncalendar", expression.to_owned());
    oncalendar::parse(&source, 0..expression.len(), zone)
}

fn ours(question: &Question) -> Answer {
    let zone = zone::find(&question.zone).expect("the questions are of zones that there are");
    let parsed = parse(&question.expression, &zone).ok()?;
    let begin: Timestamp = format!("{}Z", question.begin).parse().expect("the questions begin at a time");
    let seconds = |at: &Timestamp| Timestamp::from_second(at.as_second()).expect("it is as near").to_string();
    Some((parsed.normalized, parsed.recurrence.after(begin, 6).iter().map(seconds).collect()))
}

fn recorded() -> Vec<(Question, Answer)> {
    let lines = RECORDED.lines().filter(|line| !line.starts_with('#'));
    let row = |line: &str| {
        let [expression, zone, begin, normalized, elapses] =
            line.split('\t').collect::<Vec<_>>().try_into().expect("five columns");
        let elapses = elapses.split(' ').filter(|elapse| *elapse != "NEVER").map(str::to_owned).collect();
        let question =
            Question { expression: expression.to_owned(), zone: zone.to_owned(), begin: begin.to_owned() };
        (question, (normalized != "ERR").then(|| (normalized.to_owned(), elapses)))
    };
    lines.map(row).collect()
}

// ----------------------------------------------------------------------------------------------------
// What systemd says.

#[test]
fn every_recorded_answer_of_systemd_is_ours() {
    let recorded = recorded();
    assert!(recorded.len() >= 300, "{} answers", recorded.len());
    assert!(
        recorded.iter().filter(|(_, answer)| answer.is_none()).count() >= 70,
        "refused ones are among them"
    );
    for (question, answer) in recorded {
        assert_eq!(ours(&question), answer, "{question:?}");
    }
}

/// Where systemd 252 answers otherwise, and why it is not followed: the next elapse as it is here and as
/// systemd has it.
#[test]
fn where_systemd_252_does_not_do_what_its_manual_says_the_manual_is_followed() {
    let cases = [
        // 23:63 is taken for 00:03, so that midnight is stepped over.
        ("*:0/7", "UTC", "2026-10-10 23:56:00", "2026-10-11T00:00:00Z", Some("2026-10-11T00:07:00Z")),
        // 28 o'clock on the last of the month, likewise.
        ("0/7:00", "UTC", "2026-02-28 21:00:00", "2026-03-01T00:00:00Z", Some("2026-03-01T07:00:00Z")),
        // And the 36th of December.
        ("*-*-1/7", "UTC", "2026-12-29 00:00:00", "2027-01-01T00:00:00Z", Some("2027-01-08T00:00:00Z")),
        // The decimals of second 61.2 are kept.
        ("*:*:0/1.7", "UTC", "2026-10-10 00:00:59.6", "2026-10-10T00:01:00Z", Some("2026-10-10T00:01:01Z")),
        // 02:45 to 03:45 does not exist; it goes on at 04:00.
        (
            "*:0/15",
            "Pacific/Chatham",
            "2026-09-26 13:45:00",
            "2026-09-26T14:00:00Z",
            Some("2026-09-26T14:15:00Z"),
        ),
        // 24 o'clock is in a gap, which is given up as an infinite loop; noon comes next.
        ("0/12:00", "Africa/Cairo", "2026-04-23 12:00:00", "2026-04-24T09:00:00Z", None),
        // Begun in the second pass of a repeated hour, which a running timer does not do.
        (
            "*:0/30",
            "Europe/Berlin",
            "2026-10-25 01:10:00",
            "2026-10-25T02:00:00Z",
            Some("2026-10-25T01:30:00Z"),
        ),
    ];
    let question = |expression: &str, zone: &str, begin: &str| Question {
        expression: expression.to_owned(),
        zone: zone.to_owned(),
        begin: begin.to_owned(),
    };
    for (expression, zone, begin, here, _) in cases {
        let question = question(expression, zone, begin);
        let first = ours(&question).and_then(|(_, elapses)| elapses.first().cloned());
        assert_eq!(first.as_deref(), Some(here), "{question:?}");
    }
    if !has_systemd() {
        return;
    }
    for (expression, zone, begin, _, theirs) in cases {
        let question = question(expression, zone, begin);
        let answer = ask(&[&question]).pop().flatten();
        let first = answer.and_then(|(_, elapses)| elapses.first().cloned());
        assert_eq!(first.as_deref(), theirs, "{question:?} is mended, so its exception is to go");
    }
}

#[test]
fn a_list_of_seconds_is_not_written_as_a_star_when_it_is_more() {
    let normalized = |expression| parse(expression, &TimeZone::UTC).expect(expression).normalized;
    // systemd 252 writes `*-*-* *:*:*`, and elapses at 5.5 as well.
    assert_eq!(normalized("*:*:0/1,5.5"), "*-*-* *:*:00/1,05.500000");
    assert_eq!(normalized("*:*:0/1,5"), "*-*-* *:*:*");
}

#[test]
fn the_installed_systemd_gives_the_recorded_answers() {
    if !has_systemd() {
        return;
    }
    let recorded = recorded();
    for (question, answer) in &recorded {
        assert_eq!(ask(&[question]).pop().expect("one question has one answer"), *answer, "{question:?}");
    }
}

#[test]
fn the_installed_systemd_answers_what_we_answer() {
    if !has_systemd() {
        return;
    }
    let zones = [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
    ];
    let begins = [
        "2026-01-14 07:21:40",
        "2026-02-27 23:50:03",
        "2026-03-28 22:10:00",
        "2026-10-24 21:00:00",
        "2026-09-05 12:00:00",
    ];
    let mut runner = TestRunner::new(Config { rng_seed: RngSeed::Fixed(252), ..Config::default() });
    let mut refused = 0;
    for round in 0..20 {
        let (zone, begin) = (zones[round % zones.len()], begins[round % begins.len()]);
        let questions: Vec<Question> = (0..25)
            .map(|_| near_expression().new_tree(&mut runner).expect("there is one").current())
            .map(|expression| Question { expression, zone: zone.to_owned(), begin: begin.to_owned() })
            .collect();
        for (question, answer) in questions.iter().zip(ask(&questions.iter().collect::<Vec<_>>())) {
            refused += usize::from(answer.is_none());
            let mut ours = ours(question);
            if let (Some((normalized, ours)), Some((_, theirs))) = (&mut ours, &answer)
                && !is_even(normalized)
            {
                // What systemd steps over is told elsewhere.
                ours.clone_from(theirs);
            }
            assert_eq!(ours, answer, "{question:?}");
        }
    }
    assert!((50..450).contains(&refused), "some are refused and some are not: {refused}");
}

/// Whether no repetition of a normalized form is carried into the next round with something left over.
fn is_even(normalized: &str) -> bool {
    let is_open = |term: &str| term.contains('/') && !term.contains("..");
    let time = normalized.split(' ').find(|word| word.contains(':')).expect("a normalized form has a time");
    let date =
        normalized.split(' ').find(|word| word.contains(['-', '~'])).expect("a normalized form has a date");
    let divides = |(part, length): (&str, u32)| {
        part.split(',').filter(|term| is_open(term)).all(|term| {
            let numbers: Option<Vec<u32>> = term.split('/').map(|number| number.parse().ok()).collect();
            numbers.is_some_and(|numbers| {
                length.is_multiple_of(numbers[1]) && numbers[0].is_multiple_of(numbers[1])
            })
        })
    };
    time.split(':').zip([24, 60, 60]).all(divides) && !date.rsplit(['-', '~']).next().is_some_and(is_open)
}

/// Whether there is a `systemd-analyze` to ask, of the version that is followed. If not, it is said, or fails
/// where it must be there.
fn has_systemd() -> bool {
    let version = Command::new("systemd-analyze")
        .arg("--version")
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let missing = match version {
        Ok(version)
            if version.starts_with(VERSION) && Path::new("/usr/share/zoneinfo/Europe/Berlin").exists() =>
        {
            return true;
        }
        // Debian's package tzdata.
        Ok(version) if version.starts_with(VERSION) => "`systemd-analyze` has no time zones here".to_owned(),
        Ok(version) => {
            format!("`systemd-analyze` is of another version: {}", version.lines().next().unwrap_or_default())
        }
        Err(reason) => {
            let is_required = std::env::var_os("REQUIRE_TEST_TOOLS").is_some_and(|value| value == "1");
            assert!(!is_required, "`systemd-analyze` cannot be run: {reason}");
            format!("`systemd-analyze` cannot be run: {reason}")
        }
    };
    crate::sandbox::say_skipped(&format!("nothing was compared with an installed systemd: {missing}"));
    false
}

/// What the installed systemd says to questions of one zone and one time.
fn ask(questions: &[&Question]) -> Vec<Answer> {
    let output = Command::new("systemd-analyze")
        .args(["calendar", "--iterations=6"])
        .arg(format!("--base-time={} UTC", questions[0].begin))
        .arg("--")
        .args(questions.iter().map(|question| &question.expression))
        .envs([("TZ", questions[0].zone.as_str()), ("LC_ALL", "C"), ("SYSTEMD_COLORS", "0")])
        .output()
        .expect("it can be run");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    // What is refused is named there, and has no block here.
    let mut refused = stderr
        .lines()
        .filter_map(|line| line.strip_prefix("Failed to parse calendar specification '")?.rsplit_once("': "))
        .peekable();
    let mut blocks = stdout.split("\n\n").filter(|block| !block.trim().is_empty());
    let mut answer =
        |question: &&Question| match refused.next_if(|(expression, _)| *expression == question.expression) {
            Some(_) => None,
            None => blocks.next().map(elapses),
        };
    questions.iter().map(&mut answer).collect()
}

/// The normalized form and the elapses of a block of lines. A time in the zone of the machine is followed by
/// the same in UTC.
fn elapses(block: &str) -> (String, Vec<String>) {
    let mut answer = (String::new(), Vec::new());
    for line in block.lines() {
        let Some((key, value)) = line.split_once(": ") else { continue };
        let words: Vec<&str> = value.split_whitespace().collect();
        match (key.trim(), words.as_slice()) {
            ("Normalized form", _) => value.clone_into(&mut answer.0),
            ("Next elapse" | "(in UTC)", [_, day, time, "UTC"]) => answer.1.push(format!("{day}T{time}Z")),
            (key, [_, day, time, "UTC"]) if key.starts_with("Iter.") => {
                answer.1.push(format!("{day}T{time}Z"));
            }
            _ => {}
        }
    }
    answer
}

// ----------------------------------------------------------------------------------------------------
// What must hold for any expression.

/// A component with values from `first` to `last`.
fn component(first: u32, last: u32, steps: &'static [u32]) -> impl Strategy<Value = String> {
    let value = first..=last;
    let term = prop_oneof![
        4 => value.clone().prop_map(|value| value.to_string()),
        1 => value.clone().prop_map(|value| format!("{value:02}")),
        2 => (value.clone(), value.clone()).prop_map(|(low, high)| format!("{low}..{high}")),
        2 => (value.clone(), value, 1..9_u32).prop_map(|(low, high, step)| format!("{low}..{high}/{step}")),
        1 => select(steps).prop_map(move |step| format!("{first}/{step}")),
    ];
    prop_oneof![1 => Just("*".to_owned()), 3 => vec(term, 1..3).prop_map(|terms| terms.join(","))]
}

/// Mostly right, and sometimes wrong: a range may be backwards, a part missing, a sign out of place.
fn near_expression() -> impl Strategy<Value = String> {
    let day = select(&["Mon", "tue", "Wednesday", "Thu", "FRI", "Sat", "sunday"][..]);
    let days = prop_oneof![
        day.clone().prop_map(str::to_owned),
        (day.clone(), select(&["..", "-", ","][..]), day)
            .prop_map(|(first, sign, last)| format!("{first}{sign}{last}")),
    ];
    let year = prop_oneof![3 => Just("*-".to_owned()), 1 => Just(String::new()), 1 => (26..34_u32).prop_map(|year| format!("20{year}-"))];
    let from_start = component(1, 31, &[30]).prop_map(|day| format!("-{day}"));
    let from_end = component(1, 28, &[27]).prop_map(|day| format!("~{day}"));
    let date = (year, component(1, 12, &[1, 2, 3, 4, 6]), prop_oneof![4 => from_start, 1 => from_end]);
    let second = prop_oneof![2 => Just(String::new()), 1 => component(0, 59, &[1, 5, 10, 20, 30]).prop_map(|second| format!(":{second}"))];
    let time = (component(0, 23, &[2, 3, 6, 8, 12]), component(0, 59, &[5, 10, 15, 20, 30]), second);
    let zone = select(
        &["", "", "", "", " UTC", " Asia/Tokyo", " Europe/Paris", " utc", " europe/paris", " Nowhere"][..],
    );
    let whole = (
        proptest::option::weighted(0.4, days),
        proptest::option::weighted(0.6, date.prop_map(|(year, month, day)| format!("{year}{month}{day}"))),
        proptest::option::weighted(
            0.8,
            time.prop_map(|(hour, minute, second)| format!("{hour}:{minute}{second}")),
        ),
    );
    let whole = (whole, zone)
        .prop_map(|((days, date, time), zone)| {
            let parts: Vec<String> = [days, date, time].into_iter().flatten().collect();
            if parts.is_empty() { "daily".to_owned() + zone } else { parts.join(" ") + zone }
        })
        .boxed();
    let slip = (whole.clone(), any::<Index>(), select(b"0123456789*,./-~: T".to_vec())).prop_map(
        |(text, at, sign)| {
            let at = at.index(text.len());
            // A sign at the front would be an option of the program.
            format!("{}{}{}", &text[..at.max(1)], char::from(sign), &text[at.max(1)..]).trim().to_owned()
        },
    );
    prop_oneof![3 => whole, 1 => slip]
}

fn cases(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(304), failure_persistence: None, ..Config::default() }
}

/// That whatever is said about a text is in it, and that every line that is offered can be read.
fn check_diagnostic(text: &str, diagnostic: &Diagnostic) {
    assert!(["S304", "S305"].contains(&diagnostic.code.as_str()), "{diagnostic:?}");
    let (_, labels) = diagnostic.place.as_ref().expect("it has a place");
    for label in labels {
        assert!(
            text.get(label.span.clone()).is_some() && (!label.span.is_empty() || text.trim().is_empty()),
            "{label:?} in {text:?}"
        );
        assert!(!label.text.is_empty());
    }
    // Where it is not clear what was meant, nothing is offered.
    let [help] = diagnostic.help.as_slice() else {
        assert!(diagnostic.help.is_empty(), "one way out: {diagnostic:?}");
        return;
    };
    let line = help.split('"').nth(1).expect("a line to paste is quoted");
    let is_read = if help.contains("--cron") {
        let source = SourceFile::argument("--cron", "--cron", line.to_owned());
        cron::parse(&source, 0..line.len(), cron::Dialect::Machine).is_ok()
    } else {
        parse(line, &TimeZone::UTC).is_ok()
    };
    assert!(is_read, "{text:?}: {help}");
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn whatever_is_written_there_is_an_answer_or_a_way_out(text in "\\PC{0,40}") {
        if let Err(diagnostic) = parse(&text, &TimeZone::UTC) {
            check_diagnostic(&text, &diagnostic);
        }
    }

    #[test]
    fn whatever_the_signs_there_is_an_answer_or_a_way_out(text in "(Mon|fri|@|\\*|daily|UTC|CET|pm|T| |[0-9]{1,4}|[-,./~:é+]|\\.\\.){0,12}") {
        if let Err(diagnostic) = parse(&text, &TimeZone::UTC) {
            check_diagnostic(&text, &diagnostic);
        }
    }

    #[test]
    fn a_slip_has_a_way_out(text in near_expression()) {
        if let Err(diagnostic) = parse(&text, &TimeZone::UTC) {
            check_diagnostic(&text, &diagnostic);
        }
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn the_normalized_form_says_the_same(text in near_expression()) {
        if let Ok(parsed) = parse(&text, &TimeZone::UTC) {
            let again = parse(&parsed.normalized, &TimeZone::UTC).expect("a normalized form can be read");
            prop_assert_eq!(again, parsed);
        }
    }

    #[test]
    fn every_instant_is_what_was_asked_for(
        hours in vec(0..24_u8, 1..4),
        minutes in vec(0..60_u8, 1..4),
        months in vec(1..13_u8, 1..5),
        days in vec(1..32_u8, 1..6),
        weekdays in vec(select(&["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][..]), 1..6),
        zone in select(&["UTC", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe"][..]),
    ) {
        let list = |values: &[u8]| values.iter().map(u8::to_string).collect::<Vec<_>>().join(",");
        let text = format!("{} *-{}-{} {}:{}", weekdays.join(","), list(&months), list(&days), list(&hours), list(&minutes));
        let zone = zone::find(zone).expect(zone);
        let parsed = parse(&text, &zone).expect("it is an expression");
        let instants = parsed.recurrence.after("2026-03-01T00:00:00Z".parse().expect("a time"), 50);
        prop_assert!(instants.windows(2).all(|pair| pair[0] < pair[1]), "in order, none twice");
        let unique: BTreeSet<_> = instants.iter().map(|at| at.to_zoned(zone.clone()).datetime()).collect();
        prop_assert_eq!(unique.len(), instants.len(), "a repeated time happens once");
        for at in unique {
            let is_in = |values: &[u8], value: i8| values.contains(&value.unsigned_abs());
            prop_assert!(is_in(&hours, at.hour()) && is_in(&minutes, at.minute()) && at.second() == 0, "{}: {}", text, at);
            prop_assert!(is_in(&months, at.month()) && is_in(&days, at.day()), "{}: {}", text, at);
            prop_assert!(weekdays.contains(&at.strftime("%a").to_string().as_str()), "{}: {}", text, at);
        }
    }
}

// ----------------------------------------------------------------------------------------------------
// What is said about what is wrong.

/// What is marked in an expression, what is said there, and the line to paste.
fn said(expression: &str, zone: &str) -> (&'static str, Vec<(String, String)>, String) {
    let zone = zone::find(zone).expect(zone);
    let diagnostic = parse(expression, &zone).expect_err(expression);
    let (_, labels) = diagnostic.place.expect("it has a place");
    let labels = labels.into_iter().map(|label| (expression[label.span].to_owned(), label.text)).collect();
    (diagnostic.code.as_str(), labels, diagnostic.help.concat())
}

#[test]
fn the_caret_is_under_what_is_wrong_and_the_line_offered_is_what_was_meant() {
    for (expression, marked, offered) in [
        ("dayly", &["dayly"][..], "daily"),
        ("daily 03:00", &["daily"], "*-*-* 03:00"),
        ("weekly 3:00", &["weekly"], "Mon *-*-* 3:00"),
        ("25:60:61", &["25", "60", "61"], ""),
        ("*:*/5", &["*/5"], "*:0/5"),
        ("Mon..Fri 9-17:00", &["9-17"], "Mon..Fri 9..17:00"),
        ("22..5:00", &["22..5"], "22..23,0..5:00"),
        ("Fri..Mon 10:00", &["Fri..Mon"], "Fri..Sun,Mon 10:00"),
        ("Mondy, 10:00", &["Mondy"], "Mon 10:00"),
        ("Mon Tue 10:00", &["Tue"], "Mon,Tue 10:00"),
        ("10:00 2026-10-10", &["2026-10-10"], "2026-10-10 10:00"),
        ("2026-10-10T05:40", &["T"], "2026-10-10 05:40"),
        ("2026-13-32", &["13", "32"], ""),
        ("*-Feb-1", &["Feb"], "*-02-1"),
        ("*-*-1,,2", &[","], "*-*-1,2"),
        ("*:50/15", &["15"], ""),
        ("3:30 pm", &["pm"], "15:30"),
        ("weekdays 03:00", &["weekdays"], "Mon..Fri 03:00"),
        ("@daily", &["@daily"], "daily"),
        ("05:40  UTC", &[" "], "05:40 UTC"),
        ("OnCalendar=Mon 02:00", &["OnCalendar="], "Mon 02:00"),
        ("*-*~1,2,23", &["23"], ""),
        ("*:*:0/0.0001", &["0/0.0001"], ""),
    ] {
        let (code, labels, help) = said(expression, "UTC");
        assert_eq!(code, "S304", "{expression}");
        assert_eq!(
            labels.iter().map(|(marked, _)| marked.as_str()).collect::<Vec<_>>(),
            marked,
            "{expression}: {labels:?}"
        );
        let line = format!("write `--oncalendar \"{offered}\"`");
        assert_eq!(help, if offered.is_empty() { "" } else { line.as_str() }, "{expression}");
    }
}

#[test]
fn a_line_that_is_offered_names_the_days_and_the_hours_that_were_written() {
    for (expression, offered) in [
        ("\"Mon..Fri 06:00\"", "Mon..Fri 06:00"),
        ("'Mon..Fri' 06:00", "Mon..Fri 06:00"),
        ("(Mon..Fri) 06:00", "Mon..Fri 06:00"),
        ("daily at 06:00", "*-*-* 06:00"),
        ("Mon..Fri at 06:00", "Mon..Fri 06:00"),
        ("Weekdays at 06:00", "Mon..Fri 06:00"),
        ("Mon - Fri 06:00", "Mon..Fri 06:00"),
        ("Monday to Friday 06:00", "Mon..Fri 06:00"),
        ("Mon–Fri 06:00", "Mon..Fri 06:00"),
        ("Mo..Fr 06:00", "Mon..Fri 06:00"),
        ("first Monday 06:00", "Mon *-*-01..07 06:00"),
        ("Mon *-*-01~07 06:00", "Mon *-*-01..07 06:00"),
        ("*-*-L 06:00", "*-*~01 06:00"),
        ("Mon,Tue,06:00", "Mon,Tue 06:00"),
        ("every Tuesday at 6 pm Europe/Berlin", "Tue 18:00 Europe/Berlin"),
        ("OnCalendar=\"Mon..Fri 06:00\"", "Mon..Fri 06:00"),
        ("24:00", "00:00"),
        ("1..5 06:00", ""),
        ("biweekly", ""),
        ("fortnightly", ""),
        ("{{ agent_schedule }}", ""),
        ("${WHEN}", ""),
        ("Mon 24:00", ""),
        ("8..24:00", ""),
        ("Mon 3", ""),
        ("Mon 06:00 PST", ""),
        ("Mon 06:00 CEST", ""),
        ("Mon 06:00 GMT+2", ""),
        ("*:30 daily", ""),
        ("Mon 06:00 +02:00", ""),
        ("lun..ven 06:00", ""),
        ("Mon..Fri,x 06:00", ""),
        ("Mon.. 06:00", ""),
        ("Mon..5 06:00", ""),
        ("not Mon 06:00", ""),
        ("Mon 06:00 except holidays", ""),
        ("every other Monday 06:00", ""),
        ("every second Monday 06:00", ""),
        ("every month 06:00", ""),
        ("every 7 minutes", ""),
        ("every 90 minutes", ""),
        ("06:00 and 18:30", ""),
        ("*-*-15W 06:00", ""),
        ("*-*-31 of Feb 06:00", ""),
        ("15th 06:00", ""),
        ("Mon 06:00 06:30", ""),
        ("Mon#1 06:00", ""),
        ("weekdays except Wed 06:00", ""),
        ("hourly 06:00", ""),
        ("weekly Tue 06:00", ""),
        ("Europe/Berlin", ""),
        ("06.30", ""),
        ("-5:00", ""),
    ] {
        let diagnostic = parse(expression, &TimeZone::UTC).expect_err(expression);
        let line = format!("write `--oncalendar \"{offered}\"`");
        let expected = if offered.is_empty() { "" } else { line.as_str() };
        assert_eq!(diagnostic.help.concat(), expected, "{expression}");
    }
}

/// How people write an expression of days and hours, and the days (from Monday) and the hours that they mean.
fn in_own_words() -> impl Strategy<Value = (String, BTreeSet<u8>, BTreeSet<u8>)> {
    const SHORT: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const LONG: [&str; 7] = ["Monday", "tuesdays", "Weds", "thursday", "FRIDAY", "Satur", "Su"];
    let name = (0..7_u8, any::<bool>());
    let written = |(day, is_long): (u8, bool)| if is_long { LONG } else { SHORT }[usize::from(day)];
    let days = prop_oneof![
        vec(name.clone(), 1..4).prop_flat_map(move |days| {
            let named: BTreeSet<u8> = days.iter().map(|(day, _)| *day).collect();
            let words: Vec<&str> = days.into_iter().map(written).collect();
            select(&[", ", ",", " ", " and ", " or "][..])
                .prop_map(move |sign| (words.join(sign), named.clone()))
        }),
        (name.clone(), name, select(&["..", "-", " - ", " to ", "–", " .. ", "/"][..])).prop_map(
            move |(low, high, sign)| {
                let length = (high.0 + 7 - low.0) % 7;
                let named = (low.0..=low.0 + length).map(|day| day % 7).collect();
                (format!("{}{sign}{}", written(low), written(high)), named)
            }
        ),
        Just(("weekdays".to_owned(), (0..5).collect())),
        Just(("every day".to_owned(), (0..7).collect())),
        Just((String::new(), (0..7).collect())),
    ];
    let time = (0..26_u8, 0..6_u8).prop_map(|(hour, shape)| match (hour, shape) {
        (0..12, 0) => (format!("{}am", if hour == 0 { 12 } else { hour }), hour),
        (12..24, 0) => (format!("{} pm", if hour == 12 { 12 } else { hour - 12 }), hour),
        (_, 1) => (format!("at {hour:02}:00"), hour),
        (_, 2) => (format!("@ {hour}:00"), hour),
        (_, 3) => (format!("{hour}"), hour),
        (_, 4) => (format!("{hour}:00:00"), hour),
        _ => (format!("{hour}h"), hour),
    });
    let around = select(
        &[("", ""), ("\"", "\""), ("(", ")"), ("every ", ""), ("", " except x"), ("OnCalendar=", "")][..],
    );
    (days, time, around, any::<bool>()).prop_map(
        |((days, named), (time, hour), (before, behind), is_first)| {
            let (one, other) =
                if is_first { (days.as_str(), time.as_str()) } else { (time.as_str(), days.as_str()) };
            (format!("{before}{one} {other}{behind}"), named, BTreeSet::from([hour]))
        },
    )
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn a_line_that_is_offered_elapses_on_the_days_and_at_the_hours_that_were_written((text, days, hours) in in_own_words()) {
        let Err(diagnostic) = parse(&text, &TimeZone::UTC) else { return Ok(()) };
        let Some(line) = diagnostic.help.first().and_then(|help| help.split('"').nth(1)) else { return Ok(()) };
        let offered = parse(line, &TimeZone::UTC).expect("a line to paste can be read");
        // Two weeks from a Monday; 24 o'clock is the next day's midnight.
        let instants = offered.recurrence.after("2026-06-01T00:00:00Z".parse().expect("a time") , 60);
        let end: Timestamp = "2026-06-15T00:00:00Z".parse().expect("a time");
        let zoned: Vec<_> = instants.into_iter().filter(|at| *at <= end).map(|at| at.to_zoned(TimeZone::UTC)).collect();
        let found: BTreeSet<u8> = zoned.iter().map(|at| at.weekday().to_monday_zero_offset().unsigned_abs()).collect();
        let at: BTreeSet<u8> = zoned.iter().map(|at| at.hour().unsigned_abs()).collect();
        let hours: BTreeSet<u8> = hours.into_iter().map(|hour| if hour == 24 { 0 } else { hour }).collect();
        prop_assert_eq!(found, days, "{}: {}", text, line);
        prop_assert_eq!(at, hours, "{}: {}", text, line);
    }
}

#[test]
fn what_is_allowed_is_said_in_words() {
    let label = |expression| said(expression, "UTC").1.concat_labels();
    assert_eq!(label("24:00"), "the hour is 0-23, `*`, or a list, range `..` or repetition `/` of these");
    assert_eq!(label("*:*:0/0.0001"), "finer than a millisecond: no agent starts that often");
    assert_eq!(label("*:50/15"), "the first repetition after 50 is past the last minute, 59");
}

#[test]
fn cron_is_told_that_it_is_cron() {
    let (code, labels, help) = said("0 3 * * 1-5", "UTC");
    assert_eq!((code, labels.concat_labels().as_str()), ("S304", "these are the five fields of cron"));
    assert_eq!(help, "write `--cron \"0 3 * * 1-5\"`");
}

#[test]
fn a_zone_that_is_none_is_another_fault() {
    for (expression, label, offered) in [
        (
            "10:00 Europe/Berln",
            "there is no such time zone; did you mean `Europe/Berlin`?",
            "10:00 Europe/Berlin",
        ),
        (
            "daily europe/berlin",
            "systemd tells capital letters apart here: did you mean `Europe/Berlin`?",
            "daily Europe/Berlin",
        ),
        ("daily +02:00", "there is no such time zone; names are like `Europe/Berlin` and `UTC`", ""),
        (
            "daily CET",
            "`Europe/Paris` is called `CET` for only part of the year, so this would never run again after that",
            "daily Europe/Paris",
        ),
    ] {
        let (code, labels, help) = said(expression, "Europe/Paris");
        assert_eq!((code, labels.concat_labels().as_str()), ("S305", label), "{expression}");
        let line = format!("write `--oncalendar \"{offered}\"`");
        assert_eq!(help, if offered.is_empty() { "" } else { line.as_str() }, "{expression}");
    }
    // Elsewhere it is a zone like any other.
    assert!(parse("daily CET", &TimeZone::UTC).is_ok());
}

trait ConcatLabels {
    fn concat_labels(&self) -> String;
}

impl ConcatLabels for Vec<(String, String)> {
    fn concat_labels(&self) -> String {
        self.iter().map(|(_, label)| label.as_str()).collect()
    }
}
