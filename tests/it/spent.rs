//! What was spent before: the credit first, and what was beyond it uses up a cap.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// The answer to these words, in a sandbox.
fn answer(sandbox: &Sandbox, words: &str) -> (Option<i32>, String, String) {
    let output = sandbox.creditcalc(words.split(' ')).output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn json(sandbox: &Sandbox, words: &str) -> Value {
    let (_, stdout, stderr) = answer(sandbox, words);
    serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{words}: {error}: {stderr}"))
}

/// What is billed and how many runs are refused.
fn billed(outcome: &Value) -> (&str, u64) {
    let text = outcome["billed_usd"].as_str().expect("an amount");
    (text, outcome["runs_refused"].as_u64().expect("a count"))
}

const JOB: &str = "--cost-per-run 4 --runs 30 --plan max-5x --on-exhaustion cap=50 --as-of 2026-11-28";

#[test]
fn what_was_spent_beyond_the_credit_uses_up_the_cap() {
    let sandbox = Sandbox::new();
    // $4.00 x 30 = $120.00 on a credit of $100.00 and a cap of $50.00.
    for (spent, billed_usd, refused) in [
        // $100.00 pay 25 runs; the other 5 are $20.00, within the cap
        ("0", "20.00", 0),
        // nothing is left; $50.00 pay 12 runs and $2.00 of the 13th: 30 - 12 = 18
        ("100", "50.00", 18),
        // $100.01 - $100.00 = $0.01; $50.00 - $0.01 = $49.99 pay 12 runs
        ("100.01", "49.99", 18),
        // $130.00 - $100.00 = $30.00; $50.00 - $30.00 = $20.00 pay 5 runs: 30 - 5 = 25
        ("130", "20.00", 25),
        // $150.00 - $100.00 = $50.00 is the whole cap
        ("150", "0.00", 30),
        ("999", "0.00", 30),
    ] {
        let estimate = json(&sandbox, &format!("estimate {JOB} --spent {spent} --json"));
        assert_eq!(billed(&estimate["plans"][0]), (billed_usd, refused), "{spent}");
        assert_eq!(estimate["inputs"]["on_exhaustion"], "cap=50.00");
    }
}

#[test]
fn every_command_asks_the_same_engine() {
    let sandbox = Sandbox::new();
    let file = |spent: &str| {
        format!(
            "plan = \"max-5x\"\non_exhaustion = \"cap=50\"\nas_of = 2026-11-28\ntz = \"UTC\"\nspent_usd = \"{spent}\"\n\
             [[job]]\nname = \"audit\"\ncost_per_run_usd = \"4\"\nruns = 30\n[policy]\nmax_overflow_usd = \"200\"\n"
        )
    };
    sandbox.write("a.toml", file("100"));
    sandbox.write("b.toml", file("130"));
    // as above
    let simulated = json(&sandbox, "simulate b.toml --json");
    assert_eq!(billed(&simulated["jobs"][0]), ("20.00", 25));
    // Only what was spent of the credit is: granted = spent + drawn + expires.
    let seat = &simulated["seats"][0];
    assert_eq!((&seat["granted_usd"], &seat["spent_usd"]), (&"100.00".into(), &"100.00".into()));
    // The next cycle has its whole credit and its whole cap: $20.00 + $20.00, and 25 + 0 refused.
    let two = json(&sandbox, "simulate b.toml --cycles 2 --json");
    assert_eq!(billed(&two["jobs"][0]), ("40.00", 25));
    let (code, _, stderr) = answer(&sandbox, "check b.toml");
    assert_eq!(code, Some(0), "{stderr}");
    // By run: the fifth is paid by the cap, the sixth is not.
    let rows = answer(&sandbox, &format!("estimate {JOB} --spent 130 --csv --rows runs")).1;
    let refused: Vec<bool> = rows.lines().skip(1).map(|row| row.contains("true")).collect();
    assert_eq!(
        (refused.len(), refused[..5].contains(&true), refused[5..].contains(&false)),
        (30, false, false)
    );
}

#[test]
fn a_plan_without_a_credit_has_its_cap_for_everything_that_was_spent() {
    let sandbox = Sandbox::new();
    // $50.00 - $30.00 = $20.00 pay 5 runs: 30 - 5 = 25
    for plan in ["--plan api-key", "--plan pro --program api-credit"] {
        let words = format!(
            "estimate --cost-per-run 4 --runs 30 {plan} --on-exhaustion cap=50 --spent 30 --as-of 2026-11-28 --json"
        );
        assert_eq!(billed(&json(&sandbox, &words)["plans"][0]), ("20.00", 25), "{plan}");
    }
    // Others spent of the plan's credit, which this use does not draw: its cap is whole, and pays 12 runs.
    let words = "estimate --cost-per-run 4 --runs 30 --plan max-5x --auth api-key --on-exhaustion cap=50 --spent 30 --as-of 2026-11-28 --json";
    assert_eq!(billed(&json(&sandbox, words)["plans"][0]), ("50.00", 18));
}

#[test]
fn the_words_say_what_is_left_of_the_cap() {
    let sandbox = Sandbox::new();
    for (spent, explained, cautioned) in [
        (
            "130",
            "up to $20.00 (what's left of the $50.00 cap) is billed at API rates, then requests are refused",
            "and $20.00 is left of the cap of $50.00",
        ),
        ("150", "requests are refused: the cap of $50.00 is used up", "and the cap of $50.00 is used up"),
        ("100", "up to $50.00 is billed at API rates, then requests are refused", ""),
    ] {
        let (_, stdout, _) = answer(&sandbox, &format!("estimate {JOB} --spent {spent}"));
        assert!(stdout.contains(cautioned), "{spent}: {stdout}");
        let (_, stdout, _) = answer(&sandbox, &format!("estimate {JOB} --spent {spent} --explain"));
        assert!(stdout.contains(&format!("When a credit runs out, {explained}")), "{spent}: {stdout}");
    }
    // Pro is beyond by $10.00, and Max is not.
    let words = "estimate --cost-per-run 9 --runs 30 --plan pro --plan max-5x --on-exhaustion cap=50 --spent 30 --as-of 2026-11-28 --explain";
    let (_, stdout, _) = answer(&sandbox, words);
    assert!(
        stdout.contains(
            "When the credit of pro runs out, up to $40.00 (what's left of the $50.00 cap) is billed"
        ),
        "{stdout}"
    );
    assert!(stdout.contains("When the credit of max-5x runs out, up to $50.00 is billed"), "{stdout}");
}
