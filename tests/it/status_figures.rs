//! How far a cycle has got, at every instant of it. The cycle is November 2026, in UTC unless a test says otherwise.

use creditcalc::calendar::BillingCycle;
use creditcalc::ledger::Holding;
use creditcalc::measure::{Measurement, Question, Window, measure};
use creditcalc::pricing::{PriceTable, Program};
use creditcalc::records::{Gathered, Grouping, Part, Scratch, read};
use creditcalc::studies::Share;
use creditcalc::studies::status::{self, Anchor, EndsBy, Outlook, Scheduled, Status, status};
use creditcalc::units::{Usd, UsdDelta};
use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::sync::LazyLock;

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);

fn usd(text: &str) -> Usd {
    text.parse().expect("an amount")
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn program() -> &'static Program {
    TABLE.program("api-credit").expect("it is built in")
}

/// Runs of $4.00 each: 1,000,000 x $4/M input of Opus 5.5. How each was started, and when.
fn runs(zone: &TimeZone, started: &[(&str, &str)]) -> Measurement<'static> {
    let row = |(entrypoint, at): &(&str, &str)| {
        format!(
            r#"{{"entrypoint":"{entrypoint}","started_at":"{at}","model":"claude-opus-5-5","input_tokens":1000000,"output_tokens":0,"requests":10}}"#
        ) + "\n"
    };
    let text: String = started.iter().map(row).collect();
    let part = Part { file: 0, format: None, project: None, is_inside: false, until: None, dialect: None };
    let mut gathered = Gathered::new();
    read(&mut text.as_bytes(), part, &mut Scratch::default(), &mut gathered).expect("memory can be read");
    let limits = TABLE.prompt_limits();
    let runs = gathered.into_runs(&Grouping { prompt_limits: &limits, zone }).expect("the counts fit");
    let question = Question {
        as_of: date(2026, 11, 20),
        unnamed: None,
        only: None,
        window: Window::ALL,
        programs: &[],
        with_lines: false,
    };
    measure(&TABLE, runs, &question).expect("the amounts fit")
}

/// What a credit of $100 has come to at `now`.
fn asked(
    zone: &TimeZone,
    started: &[(&str, &str)],
    now: &str,
    anchor: Option<(&str, &str)>,
) -> Status<'static> {
    let holding = Holding::of_credit(usd("100"));
    let days = BillingCycle::calendar_month(date(2026, 11, 20)).expect("a month").period();
    let anchor = anchor.map(|(left, when)| Anchor { left: usd(left), at: at(when) });
    let question = status::Question {
        program: program(),
        holding: Some(&holding),
        auth: None,
        days,
        zone,
        now: at(now),
        anchor,
    };
    status(&runs(zone, started), &question).expect("the amounts fit")
}

fn outlook(status: &Status<'_>, now: &str) -> Outlook {
    status.outlook(at(now), None)
}

#[test]
fn only_programs_draw_the_credit() {
    let started = [
        ("sdk-cli", "2026-11-02T00:00:00Z"),
        ("sdk-py", "2026-11-03T00:00:00Z"),
        ("cli", "2026-11-04T00:00:00Z"),
        ("claude-vscode", "2026-11-05T00:00:00Z"),
        ("something-else", "2026-11-06T00:00:00Z"),
    ];
    let status = asked(&TimeZone::UTC, &started, "2026-11-11T00:00:00Z", None);
    let share = |share: Share| (share.runs, share.cost);
    // 2 x $4.00 of programs, 2 x $4.00 of people, and $4.00 of somebody.
    assert_eq!(share(status.programmatic), (2, usd("8")));
    assert_eq!(share(status.interactive), (2, usd("8")));
    assert_eq!(share(status.unknown), (1, usd("4")));
    assert_eq!((status.drawn, status.left), (Some(usd("8")), Some(usd("92"))));
    // $8.00 in ten days.
    assert_eq!(status.pace, Some(usd("0.80")));
    let outlook = outlook(&status, "2026-11-11T00:00:00Z");
    // $0.80 x 20 days = $16.00 of the $92.00, which is no end within the cycle; 92 / 4 = 23 runs fit.
    assert_eq!(
        outlook,
        Outlook { ends_at: None, ends_by: Some(EndsBy::Rate), expires: Some(usd("76")), fits: Some(23) }
    );
}

#[test]
fn the_rate_tells_when_the_credit_ends() {
    // 16 x $4.00 = $64.00 in ten days: $6.40 a day, and $36.00 last 5.625 days, which are 5 days and 15 hours.
    let started: Vec<_> = (0..16).map(|_| ("sdk-cli", "2026-11-05T03:00:00Z")).collect();
    let status = asked(&TimeZone::UTC, &started, "2026-11-11T00:00:00Z", None);
    let outlook = outlook(&status, "2026-11-11T00:00:00Z");
    assert_eq!(outlook.ends_at, Some(at("2026-11-16T15:00:00Z")));
    assert_eq!(
        (outlook.ends_by, outlook.expires, outlook.fits),
        (Some(EndsBy::Rate), Some(Usd::ZERO), Some(9))
    );
}

#[test]
fn a_schedule_tells_it_before_a_rate() {
    let started = [("sdk-cli", "2026-11-05T03:00:00Z")];
    let now = "2026-11-11T00:00:00Z";
    let status = asked(&TimeZone::UTC, &started, now, None);
    let ends_at = Some(at("2026-11-20T03:00:00Z"));
    let told = status.outlook(at(now), Some(Scheduled { ends_at, expires: Usd::ZERO }));
    assert_eq!((told.ends_at, told.ends_by), (ends_at, Some(EndsBy::Schedule)));
}

#[test]
fn the_first_and_the_last_instant_of_a_cycle() {
    let started = [
        ("sdk-cli", "2026-10-31T23:59:59Z"),
        ("sdk-cli", "2026-11-01T00:00:00Z"),
        ("sdk-cli", "2026-11-30T23:59:59Z"),
        ("sdk-cli", "2026-12-01T00:00:00Z"),
    ];
    // Nothing of this cycle has started yet.
    let first = asked(&TimeZone::UTC, &started, "2026-11-01T00:00:00Z", None);
    assert_eq!((first.programmatic.runs, first.left), (0, Some(usd("100"))));
    let told = outlook(&first, "2026-11-01T00:00:00Z");
    assert_eq!(told, Outlook { ends_at: None, ends_by: None, expires: Some(usd("100")), fits: None });
    // A second later the first run counts, over a day at least: $4.00 a day, and $96.00 last 24 days.
    let second = asked(&TimeZone::UTC, &started, "2026-11-01T00:00:01Z", None);
    assert_eq!((second.programmatic.runs, second.pace), (1, Some(usd("4"))));
    assert_eq!(outlook(&second, "2026-11-01T00:00:01Z").ends_at, Some(at("2026-11-25T00:00:01Z")));
    // The last instant: both runs of the cycle count, nothing is to come, and $92.00 expire.
    let last = asked(&TimeZone::UTC, &started, "2026-12-01T00:00:00Z", None);
    assert_eq!((last.programmatic.runs, last.drawn), (2, Some(usd("8"))));
    let told = outlook(&last, "2026-12-01T00:00:00Z");
    assert_eq!((told.ends_at, told.expires), (None, Some(usd("92"))));
}

#[test]
fn days_are_on_the_clock_of_the_cycle() {
    let berlin = TimeZone::get("Europe/Berlin").expect("it is built in");
    // The same instant is the first of November in Berlin, and the last of October in UTC.
    let started = [("sdk-cli", "2026-10-31T23:30:00Z")];
    let runs = |zone| asked(zone, &started, "2026-11-20T00:00:00Z", None).programmatic.runs;
    assert_eq!((runs(&berlin), runs(&TimeZone::UTC)), (1, 0));
}

#[test]
fn a_credit_that_is_gone_says_since_when_and_is_never_negative() {
    // The 25th run takes the last $4.00; the 26th finds nothing.
    let days: Vec<String> = (1..=27).map(|day| format!("2026-11-{day:02}T03:00:00Z")).collect();
    let started: Vec<_> = days.iter().map(|day| ("sdk-cli", day.as_str())).collect();
    let status = asked(&TimeZone::UTC, &started, "2026-11-28T00:00:00Z", None);
    assert_eq!((status.drawn, status.left, status.beyond), (Some(usd("100")), Some(Usd::ZERO), usd("8")));
    let told = outlook(&status, "2026-11-28T00:00:00Z");
    assert_eq!((told.ends_at, told.ends_by), (Some(at("2026-11-26T03:00:00Z")), Some(EndsBy::Records)));
    assert_eq!((told.fits, told.expires), (Some(0), Some(Usd::ZERO)));
}

#[test]
fn an_anchor_counts_on_from_what_the_console_showed() {
    let started = [
        ("sdk-cli", "2026-11-02T03:00:00Z"),
        ("sdk-cli", "2026-11-10T08:59:59Z"),
        ("sdk-cli", "2026-11-10T09:00:00Z"),
        ("cli", "2026-11-11T03:00:00Z"),
        ("sdk-cli", "2026-11-12T03:00:00Z"),
    ];
    let anchor = Some(("61.20", "2026-11-10T09:00:00Z"));
    let status = asked(&TimeZone::UTC, &started, "2026-11-20T00:00:00Z", anchor);
    // Two runs since: $61.20 - $8.00 = $53.20, and $100.00 - $53.20 = $46.80 are gone.
    assert_eq!((status.since_anchor, status.left), (usd("8"), Some(usd("53.20"))));
    assert_eq!((status.drawn, status.beyond), (Some(usd("46.80")), Usd::ZERO));
    // The records left $100.00 - $8.00 = $92.00, and the console $61.20: $30.80 less.
    assert_eq!(status.drift, Some("-30.80".parse::<UsdDelta>().expect("a difference")));
}

#[test]
fn a_balance_that_is_used_up_leaves_nothing_and_no_less() {
    let started = [("sdk-cli", "2026-11-12T03:00:00Z"), ("sdk-cli", "2026-11-13T03:00:00Z")];
    let anchor = Some(("6.50", "2026-11-10T09:00:00Z"));
    let status = asked(&TimeZone::UTC, &started, "2026-11-20T00:00:00Z", anchor);
    // $8.00 - $6.50 = $1.50 beyond it, from the second run on.
    assert_eq!((status.left, status.beyond), (Some(Usd::ZERO), usd("1.50")));
    assert_eq!(outlook(&status, "2026-11-20T00:00:00Z").ends_at, Some(at("2026-11-13T03:00:00Z")));
    let nothing =
        asked(&TimeZone::UTC, &started, "2026-11-20T00:00:00Z", Some(("0", "2026-11-10T09:00:00Z")));
    assert_eq!(outlook(&nothing, "2026-11-20T00:00:00Z").ends_at, Some(at("2026-11-10T09:00:00Z")));
}

#[test]
fn what_was_used_on_the_day_of_the_cycle_counts_whenever_the_run_began() {
    // A session that goes on over midnight: 500,000 x $4/M on either day.
    let line = |at: &str, id: &str| {
        format!(
            r#"{{"type":"assistant","sessionId":"s","entrypoint":"sdk-cli","timestamp":"{at}","uuid":"{id}","requestId":"r{id}","message":{{"id":"m{id}","role":"assistant","model":"claude-opus-5-5","stop_reason":"end_turn","usage":{{"input_tokens":500000,"output_tokens":0}}}}}}"#
        ) + "\n"
    };
    let text = line("2026-10-31T23:50:00Z", "a") + &line("2026-11-01T00:10:00Z", "b");
    let part = Part { file: 0, format: None, project: None, is_inside: false, until: None, dialect: None };
    let mut gathered = Gathered::new();
    read(&mut text.as_bytes(), part, &mut Scratch::default(), &mut gathered).expect("memory can be read");
    let limits = TABLE.prompt_limits();
    let zone = TimeZone::UTC;
    let runs = gathered.into_runs(&Grouping { prompt_limits: &limits, zone: &zone }).expect("the counts fit");
    let question = Question {
        as_of: date(2026, 11, 20),
        unnamed: None,
        only: None,
        window: Window::ALL,
        programs: &[],
        with_lines: false,
    };
    let measured = measure(&TABLE, runs, &question).expect("the amounts fit");
    let holding = Holding::of_credit(usd("100"));
    let asked = status::Question {
        program: program(),
        holding: Some(&holding),
        auth: None,
        days: BillingCycle::calendar_month(date(2026, 11, 20)).expect("a month").period(),
        zone: &zone,
        now: at("2026-11-20T00:00:00Z"),
        anchor: None,
    };
    assert_eq!(status(&measured, &asked).expect("the amounts fit").drawn, Some(usd("2")));
}
