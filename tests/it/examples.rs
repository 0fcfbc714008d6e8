//! The Rust programs in `examples`, built and run as their first lines say.

use std::path::Path;
use std::process::{Command, Output};

fn run(example: &str, arguments: &[&str]) -> Output {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR")).args(["run", "--quiet", "--locked", "--example", example]);
    if cfg!(not(feature = "xlsx")) {
        // What these tests were built with is built already.
        cargo.arg("--no-default-features");
    }
    cargo.arg("--").args(arguments).output().expect("what builds the tests builds the examples")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("the examples write text")
}

#[test]
fn a_run_is_priced_and_drawn_from_a_credit() {
    let output = run("price_a_run", &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    // 120_000 x $4 + 9_000 x $20 + 1_200_000 x $0.20 a million = $0.48 + $0.18 + $0.24 = $0.90.
    // 22 x $0.90 = $19.80 of $20.00; of the 23rd, $0.20 is drawn and $0.70 is beyond.
    assert_eq!(
        text(&output.stdout),
        "   120000 input tokens x $4.00/M = $0.48
     9000 output tokens x $20.00/M = $0.18
  1200000 cache read tokens x $0.20/M = $0.24
one run: $0.90
pro grants $20.00 a month
night 23: $0.20 drawn, $0.70 beyond the credit
"
    );
}

#[test]
fn a_scenario_is_answered_as_the_program_answers_it() {
    let output = run("answer_a_scenario", &["examples/team.in/team.toml"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    // The same figures as those of `creditcalc simulate team.toml` in examples/team.md.
    assert_eq!(
        text(&output.stdout),
        "nightly-audit: 30 runs, 30 covered, $0.00 beyond the credit
triage: 360 runs, 360 covered, $0.00 beyond the credit
release-notes: 4 runs, 3 covered, $2.50 beyond the credit
refactoring: 20 runs, 15 covered, $2.78 beyond the credit
review: 120 runs, 111 covered, $8.00 beyond the credit
together: $196.325793 at list rates, $183.045793 paid by credit
note: `nightly-audit`: one run is the p90 of 5 measured programmatic runs, at the prices of 2026-11-14
note: `review` has no fixed times, so its runs are spread evenly; dates that depend on it are approximate
"
    );
}

#[test]
fn what_is_wrong_with_a_scenario_is_told_with_its_place_and_in_its_keys() {
    let folder = "tests/errors/U109-simulate-fast-in-batches";
    let output = run("answer_a_scenario", &[&format!("{folder}/team.toml")]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
    let told = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join("stderr");
    let told = std::fs::read_to_string(told).expect("the program says the same");
    assert_eq!(text(&output.stderr), told.replace("team.toml:", &format!("{folder}/team.toml:")));
}
