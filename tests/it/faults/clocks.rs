//! Days on which nobody asks, as a clock that is wrong has them. The program is linked statically, so nothing can stand
//! between it and the clock; `CREDITCALC_AS_OF` is where every command takes its day from.

use super::row;
use crate::sandbox::Sandbox;

/// Every command that asks which day it is.
const COMMANDS: [&[&str]; 14] = [
    &["estimate", "--cost-per-run", "4"],
    &["estimate", "--cost-per-run", "4", "--cron", "0 3 29 2 *", "--program", "agent-sdk-credit"],
    &["compare", "--cost-per-run", "4"],
    &["solve", "runs", "--cost-per-run", "4", "--plan", "pro"],
    &["solve", "plan", "--cost-per-run", "4"],
    &["measure", "r.jsonl"],
    &["status", "r.jsonl", "--plan", "max"],
    &["forecast", "r.jsonl", "--plan", "max", "--cron", "0 3 * * *"],
    &["simulate", "team.toml"],
    &["check", "team.toml"],
    &["scan", "app", "--root", "app"],
    &["plans"],
    &["models"],
    &["pricing", "sources"],
];

#[test]
fn on_any_day_there_is_an_answer_or_a_reason() {
    let sandbox = Sandbox::new();
    sandbox.write("r.jsonl", row("a"));
    sandbox.write("app/etc/crontab", "0 3 * * * root claude -p audit\n");
    sandbox.write(
        "team.toml",
        "plan = \"pro\"\n[[job]]\nname = \"a\"\ncost_per_run_usd = \"1.00\"\nnightly = true\n[policy]\nmax_price_age_days = 60\n",
    );
    for day in [
        "1969-12-31",
        "1970-01-01",
        "2000-02-29",
        "2038-01-19",
        "2100-02-28",
        "2100-03-01",
        "9998-12-31",
        "9999-12-31",
    ] {
        for zone in ["UTC", "Pacific/Apia"] {
            for args in COMMANDS {
                let mut command = sandbox.creditcalc(args);
                let output = command.env("CREDITCALC_AS_OF", day).env("CREDITCALC_TZ", zone).output();
                let output = output.expect("the program was built for this test");
                let said = String::from_utf8_lossy(&output.stderr);
                let code = output.status.code().unwrap_or(-1);
                assert!((0..=3).contains(&code) && !said.contains("bug in"), "{day} {zone} {args:?}: {said}");
                let has_answer = matches!(code, 0 | 3);
                assert_eq!(!output.stdout.is_empty(), has_answer, "{day} {zone} {args:?}: {said}");
                assert!(has_answer || said.starts_with("error"), "{day} {zone} {args:?}: {said}");
            }
        }
    }
}

/// 2100 is no leap year, and prices of 2026 are old then, which the gate for it says.
#[test]
fn a_clock_of_2100_is_counted_and_its_prices_are_called_old() {
    let sandbox = Sandbox::new();
    let asked = |args: &[&str], day: &str| {
        let mut command = sandbox.creditcalc(args);
        let output = command.env("CREDITCALC_AS_OF", day).env("CREDITCALC_TZ", "UTC").output();
        output.expect("the program was built for this test")
    };
    let output = asked(&["estimate", "--cost-per-run", "4", "--cron", "0 3 * * *"], "2100-02-10");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    // 28 x $4.00 = $112.00
    assert!(said.starts_with("$4.00 a run x 28 runs = $112.00 in February 2100"), "{said}");
    sandbox.write(
        "team.toml",
        "plan = \"api-key\"\n[[job]]\nname = \"a\"\nusage = [{ model = \"claude-opus-5\", input = 1000 }]\nnightly = true\n[policy]\nmax_price_age_days = 60\n",
    );
    let output = asked(&["check", "team.toml"], "2100-02-10");
    assert_eq!(output.status.code(), Some(3), "{output:?}");
}
