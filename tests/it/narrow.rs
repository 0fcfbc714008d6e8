//! Screens of long names in terminals of any width: no line is wider than its terminal, and what is copied from a
//! screen stands there whole.

use std::collections::BTreeMap;

use creditcalc::cli::{self, Sources, World};

use crate::sandbox::Sandbox;

/// Jobs, seats and a model with names as long as people give them.
const SCENARIO: &str = r#"
tz        = "Europe/Berlin"
cycle_day = 14
as_of     = 2026-11-14

[[seat]]
name = "platform-engineering-build-bot"
plan = "max-5x"

[[seat]]
name          = "data-science-runner-eu-west-1"
plan          = "max-20x"
on_exhaustion = "bill"

[[job]]
name  = "nightly-security-audit-of-all-repositories"
seat  = "platform-engineering-build-bot"
usage = { model = "claude-opus-5-5", input = 60_000, output = 48_000, cache_read = 900_000, requests = 25 }
cron  = "0 3 * * *"

[[job]]
name  = "pull-request-review-with-claude"
seat  = "data-science-runner-eu-west-1"
usage = { model = "claude-haiku-4-5-20251001", input = 600_000, output = 48_000, cache_read = 900_000, requests = 25 }
cron  = "*/30 9-17 * * MON-FRI"

[policy]
max_overflow_usd     = "10.00"
min_nights_covered   = 28
min_headroom_percent = 20
max_cost_per_run_usd = "0.50"
max_price_age_days   = 60
no_unpriced_model    = true
in_force_only        = true
"#;

const JOBS: [&str; 2] = ["nightly-security-audit-of-all-repositories", "pull-request-review-with-claude"];
const SEATS: [&str; 2] = ["platform-engineering-build-bot", "data-science-runner-eu-west-1"];

/// What stands in a terminal of this width, without colour: standard output, then standard error.
fn in_a_terminal(args: &str, width: u16, term: &str) -> [String; 2] {
    let sandbox = Sandbox::new();
    sandbox.write("scenario.toml", SCENARIO);
    let dearer = SCENARIO.replace("48_000", "96_000").replace("input = 60_000", "input = 90_000");
    sandbox.write("proposed.toml", dearer);
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let environment =
        [("NO_COLOR", "1"), ("TERM", term)].map(|(name, value)| (name.to_owned(), value.into()));
    let mut world = World {
        folder: sandbox.work(),
        environment: BTreeMap::from(environment),
        sources: Sources::default(),
        is_confined: false,
        is_read_only: false,
        stdout: &mut stdout,
        stderr: &mut stderr,
        stdout_width: Some(width),
        stderr_width: Some(width),
    };
    let words = std::iter::once("creditcalc").chain(args.split(' ')).map(std::ffi::OsString::from);
    cli::run(words, &mut world);
    [stdout, stderr].map(|text| String::from_utf8(text).expect("the program prints text"))
}

/// The same, when no line of it is wider than the terminal.
fn fitting(args: &str, width: u16) -> String {
    let [stdout, stderr] = in_a_terminal(args, width, "xterm-256color");
    assert!(!stdout.is_empty(), "{args}: {stderr}");
    for line in stdout.lines().chain(stderr.lines()) {
        assert!(line.chars().count() <= usize::from(width), "{args} at {width}: {line}\n{stdout}{stderr}");
    }
    stdout
}

fn has_row(page: &str, name: &str) -> bool {
    page.lines().any(|line| line == name || line.starts_with(&format!("{name} ")))
}

const WIDTHS: [u16; 4] = [60, 80, 100, 140];

#[test]
fn jobs_and_seats_of_a_simulation_are_named_whole() {
    for width in WIDTHS {
        let page = fitting("simulate scenario.toml", width);
        for name in JOBS.iter().chain(&SEATS) {
            assert!(has_row(&page, name), "{width}: {page}");
        }
        assert!(page.contains("  max-20x  "), "{width}: {page}");
        // A bar needs its room beside long names.
        assert_eq!(page.contains('█'), width >= 140, "{width}: {page}");
    }
}

#[test]
fn cycles_stand_one_under_the_other() {
    for width in WIDTHS {
        let page = fitting("simulate scenario.toml --cycles 6", width);
        assert!(has_row(&page, "14 Nov to 13 Dec 2026"), "{width}: {page}");
        assert!(has_row(&page, "14 Dec 2026 to 13 Jan 2027"), "{width}: {page}");
        assert!(has_row(&page, JOBS[0]), "{width}: {page}");
        // What can be read off the others goes first, from the right.
        assert_eq!(page.contains("coverage"), width >= 100, "{width}: {page}");
    }
}

#[test]
fn changes_and_moves_fit() {
    for width in WIDTHS {
        let page = fitting(&format!("simulate scenario.toml --without {}", JOBS[1]), width);
        assert!(page.starts_with("Without pull-request-review-with-claude: "), "{page}");
        assert!(has_row(&page, JOBS[1]), "{width}: {page}");
        fitting("simulate scenario.toml --assign", width);
        fitting("simulate scenario.toml --program current", width);
    }
}

#[test]
fn rules_are_named_as_in_the_policy() {
    let rules = [
        "✗ max_overflow_usd",
        "✗ min_headroom_percent",
        "✗ max_cost_per_run_usd",
        "✓ max_price_age_days",
        "✓ no_unpriced_model",
        "✗ in_force_only",
    ];
    for width in WIDTHS {
        let page = fitting("check scenario.toml", width);
        for rule in rules {
            assert!(has_row(&page, rule), "{width}: {page}");
        }
        // Why a rule is broken stands in the table, or under it where a sentence has no room.
        let said = in_a_terminal("check scenario.toml", width, "xterm-256color").concat();
        assert!(said.contains("`pull-request-review-with-"), "{width}: {said}");
    }
}

#[test]
fn a_gate_is_heard_where_its_table_is_not_seen() {
    let gates = |args: &str, width: u16| {
        let [_, stderr] = in_a_terminal(args, width, "xterm-256color");
        stderr.lines().filter(|line| line.starts_with("gate: ")).count()
    };
    assert_eq!(gates("check scenario.toml", 140), 0);
    assert_eq!(gates("check scenario.toml --json", 80), gates("check scenario.toml -o policy.md", 80));
    assert!(gates("check scenario.toml --json", 80) > 0);
    // What has no room for its reasons says them beside it.
    assert!(gates("check scenario.toml", 60) > 0 && gates("check scenario.toml", 80) > 0);
}

#[test]
fn signs_are_letters_in_a_terminal_that_has_no_others() {
    let [page, _] = in_a_terminal("check scenario.toml", 80, "dumb");
    assert!(page.is_ascii(), "{page}");
    assert!(has_row(&page, "x max_overflow_usd") && has_row(&page, "* no_unpriced_model"), "{page}");
    let [page, _] = in_a_terminal("simulate scenario.toml", 140, "dumb");
    assert!(page.is_ascii() && page.contains(" #####"), "{page}");
}

#[test]
fn a_difference_has_its_causes_beside_it_where_there_is_room() {
    for width in [80, 100, 140] {
        let page = fitting("diff scenario.toml proposed.toml", width);
        assert!(has_row(&page, JOBS[0]), "{width}: {page}");
        assert!(has_row(&page, &format!("{} runs out", SEATS[0])), "{width}: {page}");
        assert!(page.contains("change"), "{width}: {page}");
        assert_eq!(page.contains("because of"), width >= 100, "{width}: {page}");
    }
}

#[test]
fn every_plan_and_model_of_a_solution_is_named_whole() {
    let run = "--model claude-haiku-4-5-20251001 --input 120k --output 9k --as-of 2026-11-21 --no-config";
    for width in WIDTHS {
        for what in
            ["runs --plan all", "model --nightly --plan max-5x,max-20x", "tokens --nightly", "interval"]
        {
            let page = fitting(&format!("solve {what} {run}"), width);
            assert!(has_row(&page, "max-20x"), "{width}: {page}");
        }
    }
}

#[test]
fn a_comparison_of_team_plans_names_plans_and_models_whole() {
    let run = "--model claude-opus-5-5 --input 120k --output 9k --as-of 2026-11-21 --no-config";
    for width in WIDTHS {
        let models = "--models claude-opus-5-5,claude-haiku-4-5-20251001,claude-sonnet-4-5-20250929";
        let page = fitting(
            &format!("compare {run} {models} --program current --plan team,max --seats standard=5,premium=3"),
            width,
        );
        for plan in ["team", "max"] {
            assert!(has_row(&page, plan), "{width}: {page}");
        }
        for model in ["opus-5-5", "haiku-4-5-20251001", "sonnet-4-5-20250929"] {
            assert!(page.contains(model), "{width}: {page}");
        }
        // Two models fit the credit of max; the third costs as little, and ends before the last run.
        assert_eq!(page.matches('✓').count(), 2, "{width}: {page}");
        let page =
            fitting(&format!("compare {run} --plan team-standard,team-premium,enterprise-usage"), width);
        for plan in ["team-standard", "team-premium", "enterprise-usage"] {
            assert!(has_row(&page, plan), "{width}: {page}");
        }
    }
}
