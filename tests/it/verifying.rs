//! `verify` finds whatever is changed in a saved answer, and passes nothing that it can't check.

use creditcalc::answer::asked::digest_of;
use creditcalc::answer::verify::{AskedAgain, Verdict, Verify, Verifying, tree};
use creditcalc::pricing::PriceTable;
use serde_json::{Map, Value, json};

use crate::answers::read;
use crate::sandbox::Sandbox;

/// Two jobs on two seats, of which one is beyond its credit.
const TEAM: &str = r#"
program   = "agent-sdk-credit"
as_of     = 2026-11-21
tz        = "Europe/Berlin"

[[seat]]
name = "alice"
plan = "max-5x"

[[seat]]
name          = "bob"
plan          = "pro"
on_exhaustion = "cap=5.00"

[[job]]
name  = "audit"
seat  = "alice"
usage = [{ model = "claude-opus-5", input = 120_000, output = 9_000 }]
cron  = "0 3 * * *"

[[job]]
name             = "review"
seat             = "bob"
cost_per_run_usd = "0.90"
runs             = 40
"#;

/// Three runs: $3.00, $3.00 and $1.50 of Sonnet 4.5's output at $15 a million.
const RUNS: &str = r#"{"run":"a","started_at":"2026-11-03T02:00:00Z","entrypoint":"sdk-cli","billing":"plan","model":"claude-sonnet-4-5","input_tokens":0,"output_tokens":200000,"requests":10}
{"run":"b","started_at":"2026-11-04T02:00:00Z","entrypoint":"sdk-cli","billing":"plan","model":"claude-sonnet-4-5","input_tokens":0,"output_tokens":200000,"requests":10}
{"run":"c","started_at":"2026-11-05T02:00:00Z","entrypoint":"sdk-cli","model":"claude-sonnet-4-5","input_tokens":0,"output_tokens":100000,"requests":10}
"#;

/// What each command is asked, and answers.
const QUESTIONS: [&str; 20] = [
    "estimate --cost-per-run 4 --as-of 2026-11-21",
    "estimate --model claude-opus-5 --input 120k --output 9k --cron 0_3_*_*_* --tz UTC --as-of 2026-11-21 --calendar",
    "estimate --cost-per-run 4 --nightly --tax 19% --currency EUR=0.92 --cycles 3 --as-of 2026-11-21",
    "estimate --from runs.jsonl --program current --as-of 2026-11-21",
    "simulate team.toml",
    "measure runs.jsonl --as-of 2026-11-21",
    "compare --model claude-opus-5 --input 120k --output 9k --as-of 2026-11-21",
    "compare --cost-per-run 4 --plan all-vendors --as-of 2026-11-21",
    "solve runs --cost-per-run 4 --plan pro --as-of 2026-11-21",
    "solve portfolio team.toml --nights 20",
    "replay runs.jsonl --plan pro,max-5x --as-of 2026-11-21 --tz UTC",
    "forecast runs.jsonl --cron 0_3_*_*_* --plan pro --as-of 2026-11-21 --tz UTC",
    "forecast measured.toml",
    "check policy.toml",
    "diff team.toml policy.toml",
    "diff one.json other.json",
    "reconcile team.toml --records runs.jsonl",
    "schedule 0_3_*_*_* --tz Europe/Berlin -n 12",
    "models opus --as-of 2026-11-21",
    "plans pro --as-of 2026-11-21",
];

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", TEAM);
    let more_reviews = TEAM.replace("runs             = 40", "runs             = 44");
    sandbox.write(
        "policy.toml",
        format!("{more_reviews}\n[policy]\nmax_overflow_usd = \"1000.00\"\nno_unpriced_model = true\n"),
    );
    let measured = TEAM.replace("cost_per_run_usd = \"0.90\"", "from = \"runs.jsonl\"");
    sandbox.write("measured.toml", measured);
    sandbox.write("runs.jsonl", RUNS);
    sandbox.write("one.json", saved(&sandbox, QUESTIONS[0]));
    sandbox.write("other.json", saved(&sandbox, &QUESTIONS[0].replace(" 4 ", " 5 ")));
    sandbox
}

/// The words of a line: `_` is a space in one of them.
fn words(line: &str) -> Vec<String> {
    line.split(' ')
        .map(|word| if word.contains("_*") { word.replace('_', " ") } else { word.to_owned() })
        .collect()
}

/// A saved answer.
fn saved(sandbox: &Sandbox, line: &str) -> String {
    let output = sandbox.creditcalc(words(line)).args(["--json", "-q"]).output().expect("the program starts");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is text")
}

/// What `verify` says of an answer, and its exit code.
fn verified(sandbox: &Sandbox, answer: &str, args: &[&str]) -> (Verify, i32) {
    sandbox.write("answer.json", answer);
    let output = sandbox
        .creditcalc(["verify", "answer.json", "--json"].iter().chain(args))
        .output()
        .expect("the program starts");
    let code = output.status.code().expect("it ends by itself");
    let text = String::from_utf8(output.stdout).expect("it is text");
    assert!(!text.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (read(&text), code)
}

/// The error of `verify`, where there is no answer at all.
fn refused(sandbox: &Sandbox, answer: &str) -> String {
    sandbox.write("answer.json", answer);
    let output = sandbox.creditcalc(["verify", "answer.json"]).output().expect("the program starts");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{answer}");
    String::from_utf8(output.stderr).expect("it is text")
}

#[test]
fn unchanged_answers_are_verified() {
    let sandbox = sandbox();
    for line in QUESTIONS {
        let (answer, code) = verified(&sandbox, &saved(&sandbox, line), &[]);
        assert_eq!((answer.verdict, code), (Verdict::Verified, 0), "{line}: {answer:?}");
        assert!(answer.same > 20 && answer.differences.is_empty() && answer.unchecked.is_empty(), "{line}");
    }
}

/// Every value of an answer that is another one by one digit, letter or truth, and every one that is left out; with the
/// path of each.
fn changes(value: &Value, pointer: &str, visit: &mut dyn FnMut(&str, Option<Value>)) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                visit(&pointer, None);
                changes(value, &pointer, visit);
            }
        }
        Value::Array(elements) => {
            for (place, value) in elements.iter().enumerate() {
                changes(value, &format!("{pointer}/{place}"), visit);
            }
        }
        Value::Null => visit(pointer, Some(json!(0))),
        Value::Bool(truth) => visit(pointer, Some(json!(!truth))),
        Value::Number(number) => {
            let text = number.to_string();
            for other in other_digits(&text) {
                visit(pointer, Some(json!(other.parse::<i64>().expect("counts are whole numbers"))));
            }
        }
        Value::String(text) => {
            let mut others = other_digits(text);
            others.push(format!("{text}x"));
            // A minus makes another amount of every amount but none.
            others.extend(text.parse::<u64>().is_err().then(|| format!("-{text}")));
            for other in others {
                visit(pointer, Some(json!(other)));
            }
        }
    }
}

/// The same text with one digit more, digit by digit.
fn other_digits(text: &str) -> Vec<String> {
    let digits = text.char_indices().filter(|(_, letter)| letter.is_ascii_digit());
    let other = |(place, letter): (usize, char)| {
        let next = char::from_digit((letter.to_digit(10).expect("it is one") + 1) % 10, 10);
        format!("{}{}{}", &text[..place], next.expect("it is one"), &text[place + 1..])
    };
    digits.map(other).collect()
}

/// The same answer with another value, or without one.
fn with(answer: &Value, pointer: &str, other: Option<Value>) -> Value {
    let mut answer = answer.clone();
    match other {
        Some(other) => *answer.pointer_mut(pointer).expect("it is there") = other,
        None => {
            let (parent, key) = pointer.rsplit_once('/').expect("it is below something");
            let parent = answer.pointer_mut(parent).and_then(Value::as_object_mut);
            parent.expect("it is an object").remove(&key.replace("~1", "/").replace("~0", "~"));
        }
    }
    answer
}

/// The path as `jq` writes it, without places in lists.
fn key_of(pointer: &str) -> &str {
    pointer.rsplit('/').find(|step| step.parse::<usize>().is_err()).unwrap_or_default()
}

#[test]
fn whatever_is_changed_is_found() {
    let (sandbox, table) = (sandbox(), PriceTable::builtin());
    for line in QUESTIONS {
        let original: Value = serde_json::from_str(&saved(&sandbox, line)).expect("it is JSON");
        let mut tried = 0;
        changes(&original, "", &mut |pointer, other| {
            let changed = with(&original, pointer, other.clone());
            let verifying = Verifying {
                file: "a.json",
                saved: &changed,
                table: &table,
                version: env!("CARGO_PKG_VERSION"),
            };
            // Its question gives the answer as it was. A question that was changed has another digest, whatever it
            // gives, and without a question nothing is verified.
            let again = AskedAgain::Answer(original.clone());
            let has_question = verifying.question().ok().flatten().is_some();
            let found = verifying.checked(has_question.then_some(&again));
            assert_ne!(found.verdict, Verdict::Verified, "{line}: {pointer} {other:?}");
            let is_named = found.differences.iter().any(|it| it.path.contains(key_of(pointer)))
                || pointer.starts_with("/inputs/question")
                || pointer.starts_with("/inputs/pricing_digest")
                || pointer == "/schema"
                || pointer == "/inputs";
            assert!(is_named, "{line}: {pointer} {other:?}: {found:?}");
            tried += 1;
        });
        assert!(tried > 100, "{line}: {tried}");
    }
}

#[test]
fn a_wrong_figure_is_shown_with_what_it_should_be() {
    let sandbox = sandbox();
    // 30 x $4.00 = $120.00, of which Pro's credit pays $20.00.
    let answer = saved(&sandbox, "estimate --cost-per-run 4 --plan pro --as-of 2026-11-21");
    let (found, code) = verified(&sandbox, &answer.replacen("\"100.00\"", "\"10.00\"", 1), &[]);
    assert_eq!((found.verdict, code), (Verdict::Wrong, 3));
    let [difference] = found.differences.as_slice() else { panic!("{found:?}") };
    assert_eq!(difference.path, ".plans[0].overflow_usd");
    assert_eq!(difference.says.as_deref(), Some("\"10.00\""));
    assert_eq!(difference.should_be.as_deref(), Some("\"100.00\""));
}

#[test]
fn an_answer_that_is_edited_consistently_is_found() {
    let sandbox = sandbox();
    let answer =
        saved(&sandbox, "estimate --cost-per-run 4 --plan pro --program agent-sdk-credit --as-of 2026-11-21");
    // $3.00 a run: 30 x $3.00 = $90.00, and $70.00 beyond the credit. Everything adds up, but it isn't what was asked.
    let edited = answer
        .replace("\"4.00\"", "\"3.00\"")
        .replace("\"120.00\"", "\"90.00\"")
        .replace("\"100.00\"", "\"70.00\"");
    let (found, code) = verified(&sandbox, &edited, &[]);
    assert_eq!((found.verdict, code), (Verdict::Wrong, 3));
    assert!(found.differences.iter().any(|it| it.path == ".run.cost_usd"), "{found:?}");
}

/// The answer with another question, whose digest is right.
fn with_question(answer: &str, change: impl FnOnce(&mut Map<String, Value>)) -> String {
    let mut answer: Value = serde_json::from_str(answer).expect("it is JSON");
    let question = &mut answer["inputs"]["question"];
    change(question.as_object_mut().expect("it is there"));
    let digest = digest_of(question);
    question["digest"] = digest.into();
    answer.to_string()
}

#[test]
fn the_question_is_asked_at_the_instant_of_the_answer() {
    let sandbox = sandbox();
    let ask = "estimate --cost-per-run 4 --cron 0_3_*_*_* --plan pro --tz UTC";
    let answer = saved(&sandbox, ask);
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    let (found, code) = verified(&sandbox, &answer, &[]);
    assert_eq!((found.verdict, code), (Verdict::Verified, 0), "{found:?}");
    // Another instant is another question: its rest of the cycle begins elsewhere.
    let later = with_question(&answer, |question| question["now"] = json!("2026-11-21T00:00:00+00:00"));
    let (found, code) = verified(&sandbox, &later, &[]);
    assert_eq!((found.verdict, code), (Verdict::Wrong, 3));
}

#[test]
fn another_version_may_have_other_keys_and_words_and_nothing_else() {
    let sandbox = sandbox();
    let answer = saved(&sandbox, "estimate --cost-per-run 4 --plan pro --as-of 2026-11-21");
    let older = with_question(&answer, |question| question["version"] = json!("0.0.9"));
    let (found, code) = verified(&sandbox, &older, &[]);
    assert_eq!((found.verdict, code), (Verdict::Verified, 0), "{found:?}");
    let older: Value = serde_json::from_str(&older).expect("it is JSON");
    for (pointer, other, verdict) in [
        ("/notes/0", Some(json!("said otherwise")), Verdict::NotVerified),
        ("/plans/0/pay_usd", None, Verdict::NotVerified),
        ("/plans/0/pay_usd", Some(json!("21.00")), Verdict::Wrong),
    ] {
        let (found, _) = verified(&sandbox, &with(&older, pointer, other).to_string(), &[]);
        assert_eq!(found.verdict, verdict, "{pointer}: {found:?}");
    }
}

#[test]
fn settings_of_the_answer_count_and_not_those_that_are_there_now() {
    let sandbox = sandbox();
    sandbox.write("creditcalc.toml", "plan = \"max-5x\"\nas_of = 2026-11-21\n");
    let answer = saved(&sandbox, "estimate --cost-per-run 4");
    sandbox.write("creditcalc.toml", "plan = \"pro\"\nas_of = 2026-11-22\n");
    let (found, code) = verified(&sandbox, &answer, &[]);
    assert_eq!((found.verdict, code), (Verdict::Verified, 0), "{found:?}");
}

#[test]
fn how_an_answer_is_written_changes_nothing() {
    let sandbox = sandbox();
    let answer = saved(&sandbox, "estimate --cost-per-run 4 --plan pro --as-of 2026-11-21");
    let value: Value = serde_json::from_str(&answer).expect("it is JSON");
    let mut reversed = value.as_object().expect("it is an object").clone();
    let keys: Vec<String> = reversed.keys().rev().cloned().collect();
    reversed = keys.into_iter().map(|key| (key.clone(), reversed[&key].clone())).collect();
    for same in [
        value.to_string(),
        Value::from(reversed).to_string(),
        answer.replace("\"100.00\"", "\"100.0\""),
        answer.replace("\"nights\": 30,", "\"nights\": 30.0,"),
        format!("\u{feff}{answer}"),
    ] {
        let (found, code) = verified(&sandbox, &same, &[]);
        assert_eq!((found.verdict, code), (Verdict::Verified, 0), "{found:?}");
    }
}

#[test]
fn what_is_no_answer_is_refused() {
    let sandbox = sandbox();
    let answer = saved(&sandbox, "estimate --cost-per-run 4 --plan pro --as-of 2026-11-21");
    let line = serde_json::from_str::<Value>(&answer).expect("it is JSON").to_string();
    for (text, said) in [
        (String::new(), "EOF"),
        ("[]".to_owned(), "names no `schema`"),
        ("{\"schema\": \"other/1\"}".to_owned(), "names no `schema`"),
        (format!("{line}\n{line}\n"), "verify each by itself"),
        (answer.replacen("\"as_of\":", "\"as_of\": \"2026-11-22\", \"as_of\":", 1), "`as_of` stands twice"),
        (answer.replace("estimate/1", "estimate/2"), "version 2, and this one reads 1"),
        (answer[..answer.len() / 2].to_owned(), "EOF"),
    ] {
        let stderr = refused(&sandbox, &text);
        assert!(stderr.contains(said), "{said}: {stderr}");
    }
}

#[test]
fn answers_of_other_commands_are_not_passed_as_verified() {
    let sandbox = sandbox();
    for line in ["pricing sources", "scan"] {
        let (found, code) = verified(&sandbox, &saved(&sandbox, line), &[]);
        assert_eq!((found.verdict, code), (Verdict::NotVerified, 1), "{line}");
        assert!(!found.unchecked.is_empty());
    }
}

#[test]
fn an_answer_without_tables_has_none() {
    let sandbox = sandbox();
    let answer: Value =
        serde_json::from_str(&saved(&sandbox, "schedule 0_3_*_*_* --tz UTC")).expect("it is JSON");
    for digest in [json!(5), json!("x"), Value::Null] {
        let mut other = answer.clone();
        other["inputs"]["pricing_digest"] = digest;
        let (found, code) = verified(&sandbox, &other.to_string(), &[]);
        assert_eq!((found.verdict, code), (Verdict::Wrong, 3), "{found:?}");
    }
    let mut bare = answer;
    bare["inputs"].as_object_mut().expect("it is there").remove("question");
    let (found, _) = verified(&sandbox, &bare.to_string(), &[]);
    assert!(!found.unchecked.iter().any(|why| why.contains("tables")), "{found:?}");
}

#[cfg(unix)]
#[test]
fn a_file_is_the_same_through_links_and_detours() {
    let sandbox = sandbox();
    std::fs::create_dir(sandbox.work().join("below")).expect("it is ours");
    std::os::unix::fs::symlink("policy.toml", sandbox.work().join("link.toml")).expect("it is ours");
    for line in ["check link.toml", "check below/../policy.toml", "diff team.toml link.toml"] {
        let (found, code) = verified(&sandbox, &saved(&sandbox, line), &[]);
        assert_eq!((found.verdict, code), (Verdict::Verified, 0), "{line}: {found:?}");
    }
}

#[test]
fn an_old_answer_is_checked_as_far_as_it_goes() {
    let sandbox = sandbox();
    let answer =
        saved(&sandbox, "estimate --model claude-opus-5 --input 120k --output 9k --as-of 2026-11-21");
    let mut old: Value = serde_json::from_str(&answer).expect("it is JSON");
    old["inputs"].as_object_mut().expect("it is there").remove("question");
    let (found, code) = verified(&sandbox, &old.to_string(), &[]);
    assert_eq!((found.verdict, code, found.differences.len()), (Verdict::NotVerified, 1, 0), "{found:?}");
    assert!(found.same >= 7, "two lines with three figures each, their sum, and each plan: {found:?}");
    // 120,000 x $5/M = $0.60.
    for (pointer, other) in [
        ("/run/lines/0/amount_usd", json!("0.61")),
        ("/run/lines/0/tokens", json!(120_001)),
        ("/run/lines/0/list_rate_usd_per_mtok", json!("4.00")),
        ("/run/lines/0/source", json!("https://example.com")),
        ("/run/lines/0/effective_from", json!("2026-07-25")),
        ("/run/cost_usd", json!("0.90")),
        ("/plans/0/overflow_usd", json!("1.00")),
        ("/plans/0/runs_covered", json!(7)),
        ("/plans/0/pay_usd", json!("1.00")),
    ] {
        let (found, code) = verified(&sandbox, &with(&old, pointer, Some(other)).to_string(), &[]);
        assert_eq!((found.verdict, code), (Verdict::Wrong, 3), "{pointer}: {found:?}");
    }
}

/// A price file that lies over the built-in ones.
fn price_file(output: &str) -> String {
    format!(
        r#"format      = "creditcalc.models/1"
vendor      = "anthropic"
token_kinds = ["input", "output"]

[[model]]
id     = "own-model"
name   = "Own Model"
status = "active"
status_checked = 2026-11-01

[[model.price]]
effective_from = 2026-01-01
usd_per_mtok   = {{ input = "1.00", output = "{output}" }}
certainty      = "official"
source         = "https://prices.example/"
checked        = 2026-11-01
"#
    )
}

#[test]
fn other_tables_verify_nothing() {
    let sandbox = sandbox();
    sandbox.write("prices/own.toml", price_file("5.00"));
    let answer = saved(
        &sandbox,
        "estimate --model own-model --output 1M --pricing prices --plan pro --as-of 2026-11-21",
    );
    let code = |sandbox: &Sandbox, args: &[&str]| {
        let (found, code) = verified(sandbox, &answer, args);
        (found.verdict, code)
    };
    assert_eq!(code(&sandbox, &["--pricing", "prices"]), (Verdict::Verified, 0));
    // Another price in the same place: the digest is another one, and nobody can say that the answer is wrong.
    sandbox.write("prices/own.toml", price_file("6.00"));
    assert_eq!(code(&sandbox, &["--pricing", "prices"]), (Verdict::NotVerified, 1));
    // The tables of that day, kept elsewhere.
    sandbox.write("kept/own.toml", price_file("5.00"));
    assert_eq!(code(&sandbox, &["--pricing", "kept"]), (Verdict::Verified, 0));
    // A digest that was changed names other tables.
    let plain = saved(&sandbox, "estimate --cost-per-run 4 --as-of 2026-11-21");
    let at = plain.find("\"pricing_digest\": \"sha256:").expect("it is there") + 27;
    let other = if plain.as_bytes()[at] == b'0' { "1" } else { "0" };
    let changed = format!("{}{other}{}", &plain[..at], &plain[at + 1..]);
    let (found, code) = verified(&sandbox, &changed, &[]);
    assert_eq!((found.verdict, code), (Verdict::NotVerified, 1));
    assert!(found.unchecked[0].contains("other price tables"), "{found:?}");
}

#[test]
fn a_file_that_is_another_one_now_is_named() {
    let sandbox = sandbox();
    let answer = saved(&sandbox, "simulate team.toml");
    sandbox.write("team.toml", TEAM.replace("0.90", "0.95"));
    let (found, code) = verified(&sandbox, &answer, &[]);
    assert_eq!((found.verdict, code), (Verdict::NotVerified, 1));
    assert_eq!(found.unchecked, ["`team.toml` isn't the file that the answer was made from"]);
    std::fs::remove_file(sandbox.work().join("team.toml")).expect("it is there");
    let (found, code) = verified(&sandbox, &answer, &[]);
    assert_eq!((found.verdict, code), (Verdict::NotVerified, 1));
    assert!(found.unchecked[0].contains("can't be asked again: cannot read `team.toml`"), "{found:?}");
}

/// Where a profile or a scenario was written is said beside the answer, which verifies without it.
#[test]
fn what_else_is_written_is_no_part_of_an_answer() {
    let sandbox = sandbox();
    let ask = "measure runs.jsonl --as-of 2026-11-21";
    let bare: Value = serde_json::from_str(&saved(&sandbox, ask)).expect("it is JSON");
    let mut command = sandbox.creditcalc(words(ask));
    let output = command.args(["--json", "--write-profile", "profile.toml"]).output().expect("it starts");
    let said = String::from_utf8(output.stderr).expect("it is text");
    assert!(said.contains("wrote the profile of 3 runs to `profile.toml`"), "{said}");
    let written = String::from_utf8(output.stdout).expect("it is text");
    assert_eq!(serde_json::from_str::<Value>(&written).expect("it is JSON")["notes"], bare["notes"]);
    let (found, code) = verified(&sandbox, &written, &[]);
    assert_eq!((found.verdict, code), (Verdict::Verified, 0), "{found:?}");
}

#[test]
fn an_answer_cannot_make_the_program_write_or_read_elsewhere() {
    let sandbox = sandbox();
    let answer = saved(&sandbox, "estimate --cost-per-run 4 --plan pro --as-of 2026-11-21");
    for words in [
        json!(["estimate", "--cost-per-run=4", "--output-file=written.json"]),
        json!(["estimate", "--cost-per-run=4", "-o", "written.json"]),
        json!(["measure", "--write-profile=written.toml", "--", "runs.jsonl"]),
        json!(["status", "--balance=4"]),
        json!(["mcp"]),
        json!([]),
        json!(["estimate", "--from=../home/runs.jsonl"]),
        json!(["estimate", "--cost-per-run=4", "--pricing=/etc"]),
        json!(["simulate", "--", "/dev/zero"]),
        json!(["measure"]),
        json!(["solve", "--write=written.toml", "--", "portfolio", "team.toml"]),
    ] {
        let before = sandbox.listing();
        let asked = with_question(&answer, |question| question["words"] = words.clone());
        let (found, code) = verified(&sandbox, &asked, &[]);
        assert_eq!((found.verdict, code), (Verdict::NotVerified, 1), "{words}: {found:?}");
        assert!(found.unchecked.iter().any(|why| why.contains("can't be asked again")), "{words}: {found:?}");
        let after: Vec<String> = sandbox.listing().into_iter().filter(|name| name != "answer.json").collect();
        assert_eq!(
            after,
            before.into_iter().filter(|name| name != "answer.json").collect::<Vec<_>>(),
            "{words}"
        );
    }
}

/// A folder that an answer names may hold a link out of this one.
#[cfg(unix)]
#[test]
fn records_are_not_read_through_links_out_of_the_folder() {
    let sandbox = sandbox();
    std::fs::create_dir(sandbox.work().join("runs")).expect("it is ours");
    sandbox.write("runs/here.jsonl", RUNS.lines().next().expect("it has lines"));
    let outside = sandbox.work().parent().expect("it lies in a folder").join("outside.jsonl");
    std::fs::write(&outside, RUNS).expect("it is ours");
    std::os::unix::fs::symlink(&outside, sandbox.work().join("runs/link.jsonl")).expect("it is ours");
    for line in [
        "measure runs --as-of 2026-11-21",
        "replay runs --plan pro --as-of 2026-11-21 --tz UTC",
        "estimate --from runs --as-of 2026-11-21",
        "reconcile team.toml --records runs",
    ] {
        let answer = saved(&sandbox, line);
        let (found, code) = verified(&sandbox, &answer, &[]);
        assert_eq!((found.verdict, code), (Verdict::NotVerified, 1), "{line}: {found:?}");
        let (found, code) = verified(&sandbox, &answer, &["--allow-outside"]);
        assert_eq!((found.verdict, code), (Verdict::Verified, 0), "{line}: {found:?}");
    }
}

#[test]
fn settings_of_an_answer_are_those_that_creditcalc_writes() {
    let sandbox = sandbox();
    let answer = saved(&sandbox, "estimate --cost-per-run 4 --plan pro --as-of 2026-11-21");
    for (settings, why) in [
        (json!({"Pricing": "/outside"}), "`Pricing` isn't a setting"),
        (json!({"color": "always", "nonsense": "1"}), "`nonsense` isn't a setting"),
        (json!({"pricing": " /outside"}), "it reads `/outside`, outside this folder"),
    ] {
        let asked = with_question(&answer, |question| {
            question.insert("settings".to_owned(), settings.clone());
        });
        let (found, code) = verified(&sandbox, &asked, &[]);
        assert_eq!((found.verdict, code), (Verdict::NotVerified, 1), "{settings}: {found:?}");
        assert!(found.unchecked.iter().any(|it| it.contains(why)), "{settings}: {found:?}");
    }
}

#[test]
fn records_of_this_machine_are_not_read_in_place_of_standard_input() {
    let sandbox = sandbox();
    let answer = saved(&sandbox, "measure runs.jsonl --as-of 2026-11-21");
    for words in [json!(["measure"]), json!(["replay"]), json!(["measure", "--", "-"])] {
        let asked = with_question(&answer, |question| {
            question["words"] = words.clone();
            question["files"] = json!([{"name": "-", "digest": null}]);
        });
        let (found, code) = verified(&sandbox, &asked, &[]);
        assert_eq!((found.verdict, code), (Verdict::NotVerified, 1), "{words}: {found:?}");
        let why = "it was made from standard input; pipe the same into `verify`";
        assert!(found.unchecked.iter().any(|it| it.contains(why)), "{words}: {found:?}");
    }
}

#[test]
fn what_lies_beside_the_records_of_a_folder_makes_no_value_wrong() {
    let sandbox = sandbox();
    sandbox.write("records/runs.jsonl", RUNS);
    let answer = saved(&sandbox, "measure records --as-of 2026-11-21");
    sandbox.write("records/answer.json", &answer);
    let (found, code) = verified(&sandbox, &answer, &[]);
    assert_eq!((found.verdict, code), (Verdict::NotVerified, 1), "{found:?}");
    assert_eq!(found.unchecked, ["other files lie in its folder than when the answer was made"]);
    // 3 runs are 3 runs, whatever else lies there.
    let wrong = answer.replace("\"runs\": 3", "\"runs\": 4");
    assert_ne!(wrong, answer);
    let (found, code) = verified(&sandbox, &wrong, &[]);
    assert_eq!((found.verdict, code), (Verdict::Wrong, 3), "{found:?}");
}

#[test]
fn what_is_no_question_is_said_in_words_of_this_program() {
    let sandbox = sandbox();
    let answer = saved(&sandbox, "estimate --cost-per-run 4 --plan pro --as-of 2026-11-21");
    let mut none: Value = serde_json::from_str(&answer).expect("it is JSON");
    none["inputs"]["question"] = Value::Null;
    let late = with_question(&answer, |question| {
        question.insert("now".to_owned(), json!("9999-12-31T23:59:59Z"));
        question["words"] = json!(["estimate", "--cost-per-run=4", "--plan=pro"]);
    });
    for answer in [none.to_string(), late] {
        let (found, _) = verified(&sandbox, &answer, &[]);
        let why = "its question can't be asked again: it isn't written as creditcalc writes it";
        assert_eq!(found.unchecked[0], why, "{found:?}");
    }
}

#[test]
fn what_a_value_should_be_is_shown_in_80_columns() {
    let difference = |path: &str| creditcalc::answer::verify::Difference {
        path: path.to_owned(),
        says: Some(format!("\"{}\"", "a sentence ".repeat(9))),
        should_be: Some("\"100.00\"".to_owned()),
        found_by: creditcalc::answer::verify::FoundBy::AskedAgain,
    };
    let sandbox = sandbox();
    let (mut answer, _) = verified(&sandbox, &saved(&sandbox, QUESTIONS[0]), &[]);
    answer.verdict = Verdict::Wrong;
    answer.differences = vec![difference(&format!(".cycles[0].jobs[\"{}\"].drawn_usd", "long".repeat(20)))];
    let look = creditcalc::report::Look { width: Some(80), ..Default::default() };
    let page = creditcalc::report::views::verify(&answer);
    let text = creditcalc::report::text::draw(&page, look);
    assert!(text.contains("should be") && text.contains("100.00") && text.contains("drawn_usd"), "{text}");
}

#[test]
fn what_came_from_standard_input_is_piped_in_again() {
    use std::io::Write as _;
    use std::process::Stdio;

    let sandbox = sandbox();
    let piped = |args: &[&str], text: &str| {
        let mut command = sandbox.creditcalc(args);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut input = child.stdin.take().expect("it is piped");
        input.write_all(text.as_bytes()).expect("it reads its input");
        drop(input);
        let output = child.wait_with_output().expect("it ends");
        (output.status.code(), String::from_utf8(output.stdout).expect("it is text"))
    };
    let ask = ["estimate", "--from", "-", "--plan", "pro", "--as-of", "2026-11-21", "--json", "-q"];
    let (code, answer) = piped(&ask, RUNS);
    assert_eq!(code, Some(0));
    sandbox.write("answer.json", &answer);
    assert_eq!(piped(&["verify", "answer.json"], RUNS).0, Some(0));
    let other = RUNS.replace("100000", "100001");
    assert_eq!(piped(&["verify", "answer.json"], &other).0, Some(1));
    assert_eq!(piped(&["verify", "answer.json"], "").0, Some(1));
    // Where no path is named, records are read from there as well; the answer in their place is none of them.
    for ask in
        [&["check", "-"][..], &["diff", "-", "team.toml"], &["reconcile", "-", "--records", "runs.jsonl"]]
    {
        let ask: Vec<&str> = ask.iter().chain(&["-o", "answer.json", "-q"]).copied().collect();
        let text = std::fs::read_to_string(sandbox.work().join("policy.toml")).expect("it was written");
        assert_eq!(piped(&ask, &text).0, Some(0), "{ask:?}");
        assert_eq!(piped(&["verify", "answer.json"], &text).0, Some(0), "{ask:?}");
    }
    let (code, replayed) = piped(&["replay", "--plan", "pro", "--tz", "UTC", "--json", "-q"], RUNS);
    assert_eq!(code, Some(0));
    let (code, said) = piped(&["verify", "-"], &replayed);
    assert_eq!(code, Some(1));
    assert!(said.contains("it was made from standard input"), "{said}");
    // The answer itself may come from there.
    let plain = saved(&sandbox, "estimate --cost-per-run 4 --as-of 2026-11-21");
    assert_eq!(piped(&["verify", "-"], &plain).0, Some(0));
}

#[test]
fn a_changed_number_is_not_the_same_number() {
    // What is compared by its value is compared exactly.
    let read = |text| tree::read(text).expect("it is JSON");
    let (differing, same) = tree::differences(
        &read(r#"{"a_usd": "0.30000000000000001", "runs": 9007199254740993}"#),
        &read(r#"{"a_usd": "0.3", "runs": 9007199254740992}"#),
    );
    assert_eq!((differing.len(), same), (2, 0));
}
