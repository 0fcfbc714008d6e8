//! What people read before they ask: help, topics, the questions of a command that lacks something, completions and
//! the manual.

use std::iter;
use std::path::Path;
use std::process::Command;

use crate::sandbox::{Sandbox, say_skipped};

/// Every command, in the order of help.
const COMMANDS: [&str; 23] = [
    "estimate",
    "compare",
    "forecast",
    "measure",
    "reconcile",
    "check",
    "simulate",
    "solve",
    "diff",
    "schedule",
    "scan",
    "status",
    "models",
    "plans",
    "export",
    "replay",
    "verify",
    "mcp",
    "pricing",
    "schema",
    "completions",
    "man",
    "help",
];

/// What is printed in a terminal of 80 columns.
fn printed(args: &[&str]) -> String {
    let output =
        Sandbox::new().creditcalc(args).env("COLUMNS", "80").output().expect("the program was built");
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{args:?}");
    String::from_utf8(output.stdout).expect("the program writes text")
}

fn assert_narrow(text: &str, what: &str) {
    let wide = text.lines().find(|line| line.chars().count() > 80);
    assert_eq!(wide, None, "{what}");
}

#[test]
fn short_help_fits_one_screen() {
    for command in COMMANDS {
        let help = printed(&[command, "-h"]);
        assert!(help.lines().count() <= 24, "{command}: {help}");
        assert_narrow(&help, command);
        assert!(help.contains("\nExamples:\n"), "{command}: {help}");
        assert!(help.trim_end().ends_with(&format!("All flags: creditcalc {command} --help")), "{command}");
    }
    let help = printed(&["-h"]);
    assert!(help.lines().count() <= 24, "{help}");
    assert_narrow(&help, "-h");
    assert_eq!(printed(&["pricing", "check", "-h"]), printed(&["pricing", "-h"]));
}

#[test]
fn long_help_begins_with_examples_and_is_narrow() {
    for command in COMMANDS {
        let help = printed(&[command, "--help"]);
        assert_eq!(help.lines().nth(2), Some("Examples:"), "{command}");
        assert_narrow(&help, command);
        if command != "plans" {
            assert_eq!(help, printed(&["help", command]));
        }
    }
    let help = printed(&["--help"]);
    assert_narrow(&help, "--help");
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
    }
}

#[test]
fn topics_fit_a_page_and_name_every_plan() {
    let topics = printed(&["help"]);
    for topic in ["plans", "schedules", "records", "exit-codes"] {
        assert!(topics.contains(&format!("  {topic} ")), "{topic}");
        let page = printed(&["help", topic]);
        assert!(page.lines().count() <= 40, "{topic}");
        assert_narrow(&page, topic);
    }
    let page = printed(&["help", "plans"]);
    for plan in ["pro", "max-5x", "max-20x", "team-standard", "ultra", "enterprise-premium", "api-key"] {
        assert!(page.contains(&format!("\n  {plan} ")), "{plan}");
    }
    assert!(
        printed(&["help", "exit-codes"])
            .contains("If a rule is broken, the code is 3; if a price is unknown, 1.")
    );
}

#[test]
fn a_command_without_what_it_needs_asks_for_it() {
    let sandbox = Sandbox::new();
    for (args, question) in [
        (&[][..], "What does an agent job cost, and how far"),
        (&["--json"], "What does an agent job cost, and how far"),
        (&["estimate"], "What does one run cost? Give one of:\n"),
        (&["estimate", "--plan", "pro"], "What does one run cost? Give one of:\n"),
        (&["compare"], "What does one run use? Give one of:\n"),
        (&["solve"], "What do you want to know? Give one of:\n"),
        (&["simulate"], "Which scenario file? Give one of:\n"),
        (&["diff"], "Which two files? Give one of:\n"),
        (&["diff", "a.toml"], "Which two files? Give one of:\n"),
        (&["pricing"], "Which price files? Give one of:\n"),
        (&["schema"], "Which schema? Give one of:\n"),
        (&["export"], "For which engine? Give one of:\n"),
        (&["completions"], "Which shell? Give one of:\n"),
        (&["schedule"], "error[C509]: which schedule?\n"),
    ] {
        let output = sandbox.creditcalc(args).output().expect("the program was built");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        assert!(said.starts_with(question), "{args:?}: {said}");
        assert!(said.lines().count() <= 8, "{args:?}: {said}");
    }
}

#[test]
fn what_is_about_the_program_works_beside_broken_settings() {
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "this is not TOML");
    for args in [&["help", "plans"][..], &["completions", "bash"], &["man"], &["estimate", "-h"], &["-V"]] {
        let output = sandbox.creditcalc(args).output().expect("the program was built");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
}

// ---- Completions

/// Writes the completions of a shell into a sandbox, where the program can be called by its name.
fn completions(shell: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("completions", printed(&["completions", shell]));
    sandbox
}

/// What a program of the machine prints, or `None` with a word about it where there is no such program.
fn asked(program: &str, args: &[&str], sandbox: &Sandbox) -> Option<String> {
    let folder = Path::new(env!("CARGO_BIN_EXE_creditcalc")).parent().expect("it lies in a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = iter::once(folder.to_path_buf()).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(path).expect("no folder has a colon in its name");
    let output = Command::new(program)
        .args(args)
        .current_dir(sandbox.work())
        .env("HOME", sandbox.work())
        .env("PATH", path)
        .output();
    match output {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{program} {args:?}: {said}");
            assert_eq!(said, "", "{program} {args:?}");
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(reason) => {
            let is_required = std::env::var_os("REQUIRE_TEST_TOOLS").is_some_and(|value| value == "1");
            assert!(!is_required, "`{program}` cannot be run: {reason}");
            say_skipped(&format!("`{program}` cannot be run: {reason}"));
            None
        }
    }
}

#[test]
fn bash_completes_commands_flags_plans_models_and_zones() {
    let sandbox = completions("bash");
    let complete = |words: &[&str]| {
        let (last, before) = words.split_last().expect("there is a word");
        let previous = before.last().copied().unwrap_or_default();
        let script = format!(
            "source completions; COMP_WORDS=({}); COMP_CWORD={}; _creditcalc creditcalc '{last}' '{previous}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" "),
            words.len() - 1,
        );
        asked("bash", &["--norc", "-c", &script], &sandbox)
    };
    for (words, expected) in [
        (&["creditcalc", "est"][..], "estimate"),
        (&["creditcalc", "estimate", "--cost"], "--cost-per-run"),
        (&["creditcalc", "estimate", "--plan", ""], "max-20x"),
        (&["creditcalc", "estimate", "--plan", "max-2"], "max-20x"),
        (&["creditcalc", "estimate", "--program", "cur"], "current"),
        (&["creditcalc", "compare", "--model", "claude-opus-5-"], "claude-opus-5-5"),
        (&["creditcalc", "estimate", "--model", "op"], "opus"),
        (&["creditcalc", "schedule", "--tz", "Europe/Ber"], "Europe/Berlin"),
        (&["creditcalc", "models", "son"], "sonnet"),
        (&["creditcalc", "help", "exit"], "exit-codes"),
        (&["creditcalc", "man", "comp"], "compare"),
    ] {
        let Some(found) = complete(words) else { return };
        assert!(found.lines().any(|line| line == expected), "{words:?}: {found}");
    }
    let found = complete(&["creditcalc", "estimate", "--plan", "max"]).expect("bash ran before");
    assert!(found.lines().all(|line| line.starts_with("max")), "{found}");
}

#[test]
fn zsh_loads_its_completions() {
    let sandbox = completions("zsh");
    let script = "autoload -U compinit; compinit -D -u; source ./completions; whence -w _creditcalc";
    if let Some(found) = asked("zsh", &["-f", "-c", script], &sandbox) {
        assert_eq!(found.trim(), "_creditcalc: function");
    }
}

#[test]
fn fish_completes_plans() {
    let sandbox = completions("fish");
    let script = "source completions; complete -C 'creditcalc estimate --plan max'";
    if let Some(found) = asked("fish", &["--no-config", "-c", script], &sandbox) {
        assert!(found.lines().any(|line| line.trim() == "max-20x"), "{found}");
    }
}

#[test]
fn every_shell_has_a_script_with_the_plans() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish", "nushell"] {
        let script = printed(&["completions", shell]);
        assert!(script.contains("creditcalc"), "{shell}");
        // Elvish and PowerShell are completed with flags only.
        if !["elvish", "powershell"].contains(&shell) {
            assert!(script.contains("team-premium"), "{shell}");
        }
    }
}

// ---- The manual

#[test]
fn manual_pages_are_good_roff() {
    let sandbox = Sandbox::new();
    let output = sandbox.creditcalc(["man", "--dir", "."]).output().expect("the program was built");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "24 pages in .\n");
    let pages = sandbox.listing();
    assert_eq!(pages.len(), 24);
    assert_eq!(sandbox.read("creditcalc-estimate.1"), printed(&["man", "estimate"]));
    assert_eq!(sandbox.read("creditcalc.1"), printed(&["man"]));
    for page in &pages {
        let Some(said) = asked("mandoc", &["-Tlint", "-Wwarning", page], &sandbox) else { break };
        assert_eq!(said, "", "{page}");
    }
    for page in &pages {
        let Some(text) = asked("groff", &["-ww", "-man", "-Tutf8", page], &sandbox) else { break };
        assert!(!text.trim().is_empty(), "{page}");
    }
}
