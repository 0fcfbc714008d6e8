//! The console blocks of the README, of the docs, of the examples and of `tests/cmd`: what they say the program prints is
//! what it prints.
//!
//! They run in the project's folder, or in `NAME.in` beside `NAME.md` where there is such a folder.
//! `TRYCMD=overwrite cargo test --test it transcripts` writes what the program prints now into all of them;
//! the difference is to be read like code. Markdown is not for a transcript, which takes a backslash for the
//! separator of a path and shows `/$`: it stands in `renderers.rs`.

use std::env;
use std::path::Path;
use std::process::Command;

/// Set where nothing of the machine on which the tests run is left in the environment.
const IS_CLEAN: &str = "TRANSCRIPTS_ENVIRONMENT_IS_CLEAN";

#[test]
fn the_console_blocks_of_the_readme_are_what_is_printed() {
    run("transcripts::the_console_blocks_of_the_readme_are_what_is_printed", "*.md");
}

#[test]
fn the_console_blocks_of_the_examples_are_what_is_printed() {
    run("transcripts::the_console_blocks_of_the_examples_are_what_is_printed", "examples/**/*.md");
}

#[test]
fn the_console_blocks_of_the_commands_are_what_is_printed() {
    run("transcripts::the_console_blocks_of_the_commands_are_what_is_printed", "tests/cmd/**/*.md");
}

#[test]
fn the_console_blocks_of_the_docs_are_what_is_printed() {
    run("transcripts::the_console_blocks_of_the_docs_are_what_is_printed", "docs/**/*.md");
}

/// Runs the transcripts that `files` names, in an empty environment.
///
/// They inherit the environment of this process, and only a new process has another: so the `test` starts
/// itself once more.
fn run(test: &str, files: &str) {
    if env::var_os(IS_CLEAN).is_some() {
        let home = tempfile::tempdir().expect("a temporary folder can be made");
        let home = home.path().display().to_string();
        let cases = trycmd::TestCases::new();
        cases.register_bin("creditcalc", Path::new(env!("CARGO_BIN_EXE_creditcalc")));
        cases.env("HOME", &home).env("XDG_CONFIG_HOME", &home);
        if !files.starts_with("tests/") {
            // A reader types no date, and sees what was printed on this day.
            cases.env("CREDITCALC_AS_OF", "2026-11-28");
        }
        cases.case(files).run();
        return;
    }
    let mut command = Command::new(env::current_exe().expect("this is running"));
    command.args(["--exact", test, "--nocapture"]).env_clear().env(IS_CLEAN, "1");
    // Whether the differences are to be told or to be written.
    command.envs(env::var_os("TRYCMD").map(|mode| ("TRYCMD", mode)));
    let output = command.output().expect("what runs can be started again");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "the test was not found: {said}");
}
