//! Names are forgiving in spelling, never in meaning.

use std::process::Output;

use serde_json::Value;

use crate::sandbox::Sandbox;

fn run(sandbox: &Sandbox, args: &[&str]) -> Output {
    sandbox.creditcalc(args).output().expect("the program was built for this test")
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("the program writes text")
}

#[track_caller]
fn answer(sandbox: &Sandbox, args: &[&str]) -> Value {
    let said = run(sandbox, &[args, &["--json"]].concat());
    assert!(said.status.success(), "{args:?}: {}", told(&said));
    serde_json::from_slice(&said.stdout).expect("JSON was asked for")
}

const ASKED: [&str; 6] = ["estimate", "--as-of", "2026-11-28", "--no-config", "--runs", "5"];

fn has_note(answer: &Value, note: &str) -> bool {
    answer["notes"]
        .as_array()
        .expect("a list")
        .iter()
        .any(|said| said.as_str().is_some_and(|said| said.contains(note)))
}

#[test]
fn a_plan_is_found_in_any_spelling_and_the_answer_says_so() {
    let sandbox = Sandbox::new();
    for (written, id) in [
        ("Pro", "pro"),
        ("PRO", "pro"),
        ("max5x", "max-5x"),
        ("Max 5x", "max-5x"),
        ("max_20x", "max-20x"),
        ("Team Standard", "team-standard"),
        ("enterprise.premium", "enterprise-premium"),
        ("API key", "api-key"),
    ] {
        let told = answer(&sandbox, &[&ASKED[..], &["--cost-per-run", "4", "--plan", written]].concat());
        assert_eq!(told["plans"][0]["plan"], id, "{written}");
        assert!(has_note(&told, &format!("`{written}` was read as `{id}`")), "{written}: {told}");
    }
    // What is exact needs no word.
    let told = answer(&sandbox, &[&ASKED[..], &["--cost-per-run", "4", "--plan", "max-5x"]].concat());
    assert!(!has_note(&told, "was read as"), "{told}");
    // In settings and scenario files as well.
    sandbox.write("settings.toml", "plan = \"Max 5x\"\n");
    let args = [
        "estimate",
        "--as-of",
        "2026-11-28",
        "--config",
        "settings.toml",
        "--runs",
        "5",
        "--cost-per-run",
        "4",
    ];
    assert_eq!(answer(&sandbox, &args)["plans"][0]["plan"], "max-5x");
    sandbox.write(
        "team.toml",
        "plan = \"max5x\"\ncycle_day = 1\nas_of = 2026-11-28\n\n[[job]]\nname = \"audit\"\nusage = [{ model = \"Opus 5.5\", input = 1000 }]\nruns = 2\n",
    );
    let told = answer(&sandbox, &["simulate", "team.toml", "--no-config"]);
    assert_eq!(told["seats"][0]["plan"], "max-5x");
    assert!(has_note(&told, "`Opus 5.5` was read as `claude-opus-5-5`"), "{told}");
}

#[test]
fn a_part_of_a_name_is_no_spelling_of_it() {
    let sandbox = Sandbox::new();
    for (flag, written, near) in
        [("--plan", "max5", "did you mean `max-5x`?"), ("--plan", "team s", "did you mean `team-standard`?")]
    {
        let said = run(&sandbox, &[&ASKED[..], &["--cost-per-run", "4", flag, written]].concat());
        assert_eq!(said.status.code(), Some(1), "{written}");
        assert!(told(&said).contains(near), "{written}: {}", told(&said));
    }
}

#[test]
fn a_model_is_found_in_any_spelling_and_the_answer_says_so() {
    let sandbox = Sandbox::new();
    for (written, id) in [
        ("opus-5.5", "claude-opus-5-5"),
        ("Opus 5.5", "claude-opus-5-5"),
        ("CLAUDE_OPUS_5_5", "claude-opus-5-5"),
        ("gpt 5.5", "gpt-5.5"),
        ("Anthropic/Opus 5.5", "claude-opus-5-5"),
    ] {
        let note = format!("`{written}` was read as `{id}`");
        let told = answer(&sandbox, &[&ASKED[..], &["--model", written, "--input", "1k"]].concat());
        assert_eq!(told["run"]["lines"][0]["model"], id, "{written}");
        assert!(has_note(&told, &note), "{written}: {told}");
        let usage = format!("model={written},input=1k");
        let told = answer(&sandbox, &[&ASKED[..], &["--usage", &usage]].concat());
        assert_eq!(told["run"]["lines"][0]["model"], id, "{written}");
        let said = run(&sandbox, &["models", written, "--no-config"]);
        assert!(
            said.status.success() && String::from_utf8_lossy(&said.stdout).contains(&note),
            "{written}: {}",
            String::from_utf8_lossy(&said.stdout)
        );
    }
    let args = [
        "compare",
        "--model",
        "Opus 5",
        "--models",
        "Sonnet 5.5,haiku-5.5",
        "--input",
        "1k",
        "--no-config",
        "--as-of",
        "2026-11-28",
    ];
    let told = answer(&sandbox, &args);
    assert!(has_note(&told, "`Sonnet 5.5` was read as `claude-sonnet-5-5`"), "{told}");
    // A model by its family's name moves, whatever its spelling.
    let told = answer(&sandbox, &[&ASKED[..], &["--model", "Opus", "--input", "1k"]].concat());
    assert!(has_note(&told, "`opus` means `claude-opus-5-5`"), "{told}");
}

#[test]
fn a_router_s_name_is_listed_and_priced_at_list() {
    let sandbox = Sandbox::new();
    for written in ["anthropic/claude-opus-5-5", "anthropic/claude-opus-5.5"] {
        let told = answer(&sandbox, &[&ASKED[..], &["--model", written, "--input", "1M"]].concat());
        // A million at $5.
        let plain =
            answer(&sandbox, &[&ASKED[..], &["--model", "claude-opus-5-5", "--input", "1M"]].concat());
        assert_eq!(told["run"]["cost_usd"], plain["run"]["cost_usd"], "{written}");
        assert!(has_note(&told, &format!("`{written}` is a router's name for `claude-opus-5-5`")), "{told}");
    }
    // In records, too, where nothing is read that is only near.
    sandbox.write("routed.jsonl", r#"{"model":"anthropic/claude-opus-5","input_tokens":1000}"#);
    sandbox.write("fuzzy.jsonl", r#"{"model":"Opus 5","input_tokens":1000}"#);
    let told = answer(&sandbox, &["measure", "routed.jsonl", "--as-of", "2026-11-28", "--no-config"]);
    // 1,000 x $5 a million; a router sends its own bill, as a cloud does.
    assert_eq!(
        (&told["totals"]["cost_usd"], &told["runs"][0]["billing"]),
        (&"0.005".into(), &"cloud".into())
    );
    let said = run(&sandbox, &["measure", "fuzzy.jsonl", "--as-of", "2026-11-28", "--no-config"]);
    assert_eq!(said.status.code(), Some(1), "{}", self::told(&said));
    sandbox.write("unnamed.jsonl", r#"{"model":"","input_tokens":1000}"#);
    let args =
        ["measure", "unnamed.jsonl", "--assume-model", "Opus 5", "--as-of", "2026-11-28", "--no-config"];
    assert_eq!(answer(&sandbox, &args)["totals"]["cost_usd"], "0.005");
    let args = ["--from", "unnamed.jsonl", "--only", "any", "--assume-model", "Opus 5"];
    let told = answer(&sandbox, &[&ASKED[..], &args].concat());
    assert_eq!(told["run"]["cost_usd"], "0.005");
}

#[test]
fn a_suggestion_never_leaves_the_family_or_the_price_class() {
    let sandbox = Sandbox::new();
    for (written, near) in [
        ("us.aws.claude-opus-5-5", Some("`claude-opus-5-5`")),
        ("claude-opus", Some("`claude-opus-5-5`")),
        ("claude-sonet-5-5", Some("`claude-sonnet-5-5`")),
        ("claude", None),
        ("gpt-5.3", None),
        ("claude-opus-9", None),
    ] {
        let said = run(&sandbox, &[&ASKED[..], &["--model", written, "--input", "1k"]].concat());
        assert_eq!(said.status.code(), Some(1), "{written}");
        let told = told(&said);
        match near {
            Some(near) => assert!(told.contains(&format!("did you mean {near}")), "{written}: {told}"),
            None => assert!(!told.contains("did you mean"), "{written}: {told}"),
        }
    }
}

#[test]
fn flags_that_people_try_mean_the_same_or_name_the_one_to_use() {
    let sandbox = Sandbox::new();
    let plain = answer(
        &sandbox,
        &["estimate", "--cost-per-run", "4", "--nightly", "--as-of", "2026-11-28", "--no-config"],
    );
    for args in [["--cost", "4", "--daily"], ["--price", "4", "--nightly"]] {
        let told =
            answer(&sandbox, &[&["estimate", "--as-of", "2026-11-28", "--no-config"][..], &args].concat());
        assert_eq!(told, plain, "{args:?}");
    }
    let named = answer(&sandbox, &[&ASKED[..], &["--model-id", "opus", "--input", "1k"]].concat());
    assert_eq!(named["run"]["lines"][0]["model"], "claude-opus-5-5");
    for (args, tip) in [
        (&["--at", "02:30"][..], "`--cron \"30 2 * * *\"`"),
        (&["--hourly"], "`--per-day 24`"),
        (&["--weekly"], "`--cron \"0 3 * * MON\"`"),
        (&["--tokens", "120k"], "`--input 120k"),
        (&["--budget", "50"], "`--fail-over 50`"),
        (&["--since", "2026-11-01"], "`--cycle-start 2026-11-14`"),
    ] {
        let said = run(&sandbox, &[&["estimate", "--cost-per-run", "4"][..], args].concat());
        assert_eq!(said.status.code(), Some(2), "{args:?}");
        assert!(told(&said).contains(tip), "{args:?}: {}", told(&said));
    }
}
