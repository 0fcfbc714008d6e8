//! The first screens of what lists things, in terminals of all widths: measured runs, schedules, models and plans.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use creditcalc::cli::{self, Exit, Sources, World};
use creditcalc::pricing::PriceTable;
use jiff::civil::date;

const WIDTHS: [u16; 4] = [60, 80, 100, 140];

/// Every screen that is looked at here.
const SCREENS: [&[&str]; 18] = [
    &["measure", "tests/data/records"],
    &["measure", "tests/data/records", "--explain"],
    &["measure", "tests/data/records", "--by", "project"],
    &["measure", "tests/data/records", "--by", "model"],
    &["measure", "tests/data/records", "--only", "interactive"],
    &["measure", "examples/measure.in/audit.jsonl"],
    &["measure", "examples/measure.in/other-tool.csv", "--by", "job"],
    &["schedule", "0 3 * * *", "--tz", "Europe/Berlin", "--after", "2026-03-20"],
    &["schedule", "--crontab", "examples/crontab.in/crontab", "--after", "2026-11-21", "--tz", "UTC"],
    &["schedule", "*/5 * * * *", "Mon..Fri 03:00", "--after", "2026-11-21", "--tz", "UTC", "--explain"],
    &["models"],
    &["models", "--explain"],
    &["models", "claude-opus-5"],
    &["models", "claude-haiku-5-5", "--explain"],
    &["plans"],
    &["plans", "team"],
    &["plans", "api-credit"],
    &["plans", "api-credit", "--explain"],
];

/// What a terminal of this width shows.
fn shown(args: &[&str], width: Option<u16>, environment: &[(&str, &str)]) -> String {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let variables = environment.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(*value)));
    let mut world = World {
        folder: PathBuf::from(env!("CARGO_MANIFEST_DIR")),
        environment: variables.collect::<BTreeMap<_, _>>(),
        sources: Sources::default(),
        is_confined: false,
        is_read_only: false,
        stdout: &mut stdout,
        stderr: &mut stderr,
        stdout_width: width,
        stderr_width: width,
    };
    let mut words = vec!["creditcalc"];
    words.extend(args);
    words.push("--no-config");
    if args[0] != "schedule" {
        words.extend(["--as-of", "2026-11-28"]);
    }
    let exit = cli::run(words.into_iter().map(OsString::from), &mut world);
    assert!(exit == Exit::Answered, "{args:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).expect("the program prints text")
}

const PLAIN: &[(&str, &str)] = &[("NO_COLOR", "1")];

#[test]
fn no_line_is_wider_than_the_terminal() {
    for args in SCREENS {
        for width in WIDTHS {
            let text = shown(args, Some(width), PLAIN);
            for line in text.lines() {
                // Addresses are copied, and so is a command; a word has no place to break.
                let is_copied = ["http", "creditcalc ", "pricing/"].iter().any(|word| line.contains(word))
                    || !line.trim().contains(' ');
                let is_narrow = line.chars().count() <= usize::from(width);
                assert!(is_copied || is_narrow, "{args:?} at {width}: {line}\n{text}");
            }
        }
    }
}

#[test]
fn ids_are_whole_in_every_terminal() {
    let table = PriceTable::builtin();
    let day = date(2026, 11, 28);
    for width in WIDTHS {
        let models = shown(&["models"], Some(width), PLAIN);
        for model in table.models().iter().filter(|model| model.price_on(day).is_some()) {
            let is_there = models.lines().any(|line| line.split(' ').next() == Some(model.id.as_str()));
            assert!(is_there, "{} at {width}:\n{models}", model.id);
        }
        let plans = shown(&["plans", "--all-vendors"], Some(width), PLAIN);
        for plan in table.plans() {
            let is_there = plans.lines().any(|line| line.split(' ').next() == Some(plan.id.as_str()));
            assert!(is_there, "{} at {width}:\n{plans}", plan.id);
        }
        let measured = shown(&["measure", "tests/data/records"], Some(width), PLAIN);
        assert!(measured.contains("\nclaude-haiku-4-5-20251001 "), "{measured}");
    }
}

#[test]
fn prices_that_are_not_in_force_are_dim() {
    let text = shown(&["models"], Some(80), &[]);
    let line = |id: &str| text.lines().find(|line| line.contains(id)).expect(id);
    assert!(line("claude-2.1").contains("\u{1b}[2m"), "{}", line("claude-2.1"));
    assert!(!line("claude-opus-5-5 ").contains('\u{1b}'), "{}", line("claude-opus-5-5 "));
}

#[test]
fn days_have_a_shape_where_it_can_be_drawn() {
    let audit = ["measure", "examples/measure.in/audit.jsonl"];
    let heights = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let has_shape = |text: String| text.contains("days with runs") && text.contains(heights);
    assert!(has_shape(shown(&audit, Some(80), PLAIN)));
    assert!(!has_shape(shown(&audit, Some(80), &[("TERM", "dumb")])), "there are no such letters");
    assert!(!has_shape(shown(&audit, None, PLAIN)), "a pipe has no shapes");
}

#[test]
fn cautions_stand_on_the_first_screen_and_the_rest_can_be_asked_for() {
    let records = ["measure", "tests/data/records"];
    let first = shown(&records, Some(80), PLAIN);
    let all = shown(&[&records[..], &["--explain"]].concat(), None, PLAIN);
    for caution in ["`gpt-house-1`", "lower bound", "could not be read"] {
        assert!(first.contains(caution), "{caution}: {first}");
    }
    for note in ["repeats (resumed or forked sessions)", "web searches", "Cause unknown"] {
        assert!(!first.contains(note) && all.contains(note), "{note}: {first}");
    }
    assert!(
        first.trim_end().lines().last().is_some_and(|line| line.ends_with("more notes: --explain")),
        "{first}"
    );
}

#[test]
fn what_to_do_next_can_be_pasted() {
    let next = |args: &[&str]| {
        let text = shown(args, None, PLAIN);
        text.lines().find_map(|line| line.strip_prefix("next: ").map(str::to_owned))
    };
    let audit = "examples/measure.in/audit.jsonl";
    assert_eq!(
        next(&["measure", audit]).as_deref(),
        Some("creditcalc estimate --from examples/measure.in/audit.jsonl --cron \"30 2 * * *\"")
    );
    // An estimate is about programmatic runs, unless it is told otherwise.
    assert_eq!(
        next(&["measure", "tests/data/records", "--only", "interactive"]).as_deref(),
        Some("creditcalc estimate --from tests/data/records --only interactive --cron \"30 2 * * *\"")
    );
}

#[test]
fn a_schedule_says_first_how_often_and_when() {
    let headline = |args: &[&str]| {
        let words = [&["schedule", "--tz", "Europe/Berlin", "--after", "2026-11-21"], args].concat();
        shown(&words, None, PLAIN).lines().next().map(str::to_owned).unwrap_or_default()
    };
    assert_eq!(headline(&["0 3 * * *"]), "30 runs in November 2026, at 03:00 every day (Europe/Berlin)");
    assert_eq!(
        headline(&["0 3 1 2 *"]),
        "No runs in November 2026. Schedule: at 03:00 on the 1st of February (Europe/Berlin)"
    );
    // Twenty-one days from Monday to Friday, and thirty nights.
    assert_eq!(headline(&["0 3 * * *", "0 4 * * MON-FRI"]), "51 runs in November 2026 from 2 schedules");
}
