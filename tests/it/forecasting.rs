//! `forecast`: runs to come from measured ones. Opus 5 costs $25.00 a million tokens of output, so a run of so many cents
//! has 400 tokens of output for each cent.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// Twelve runs between $0.35 and $3.70, one a night from 5 to 16 November 2026.
const TWELVE: [u64; 12] = [122, 35, 260, 95, 171, 61, 370, 110, 52, 205, 80, 140];

const ASK: [&str; 8] = ["forecast", "runs.jsonl", "--as-of", "2026-11-21", "--tz", "UTC", "--plan", "max-5x"];

/// A row for each run, of so many cents.
fn rows(cents: &[u64]) -> String {
    let row = |(place, cents): (usize, &u64)| {
        let (day, month) = (1 + place % 28, 11 - place / 28 % 11);
        format!(
            "{{\"run_id\":\"r{place}\",\"started_at\":\"2026-{month:02}-{day:02}T03:00:00Z\",\"model\":\"claude-opus-5\",\"input_tokens\":0,\"output_tokens\":{}}}\n",
            cents * 400
        )
    };
    cents.iter().enumerate().map(row).collect()
}

fn machine(cents: &[u64]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("runs.jsonl", rows(cents));
    sandbox
}

fn run(sandbox: &Sandbox, args: &[&str]) -> (i32, String, String) {
    let output = sandbox.creditcalc(args).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes text");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn ask(sandbox: &Sandbox, more: &[&str]) -> Value {
    json(sandbox, &[&ASK, more].concat())
}

fn json(sandbox: &Sandbox, args: &[&str]) -> Value {
    let (code, answer, said) = run(sandbox, &[args, &["--json"]].concat());
    assert_eq!(code, 0, "{said}");
    serde_json::from_str(&answer).expect("it is JSON")
}

fn number(value: &Value) -> f64 {
    value.as_str().unwrap_or_else(|| panic!("no number: {value}")).parse().expect("a number")
}

#[test]
fn the_chance_lies_within_its_bounds_and_the_keys_are_those_of_the_contract() {
    let sandbox = machine(&TWELVE);
    let answer = ask(&sandbox, &["--max-budget-usd", "10", "--credit", "50"]);
    assert_eq!(answer["schema"], "creditcalc.forecast/1");
    assert_eq!((&answer["runs_measured"], &answer["runs_to_come"]), (&12.into(), &30.into()));
    assert_eq!(answer["cap_usd"], "10.00");
    let chance = &answer["overflow_probability"];
    let (lower, point, upper) =
        (number(&chance["lower"]), number(&chance["point"]), number(&chance["upper"]));
    assert!(0.0 < lower && lower < point && point < upper && upper < 1.0, "{chance}");
    // The mean is $17.01 / 12 = $1.4175, and 30 x $1.4175 = $42.52 of $50: neither sure nor out of reach.
    assert!((0.1..0.4).contains(&point), "{chance}");
    let nights = answer["nights"].as_array().expect("it lists nights");
    assert_eq!(nights.len(), 30);
    assert_eq!((&nights[29]["at_least"], &nights[0]["at_least"]), (&30.into(), &1.into()));
    // All nights are covered where there is no overflow: P(at least 30) = 1 - P(overflow), each cut on its side.
    assert!((number(&nights[29]["point"]) + point - 1.0).abs() < 0.0002, "{chance} {}", nights[29]);
    let spend = &answer["spend_usd"];
    let (p5, p50, p95) = (number(&spend["p5"]), number(&spend["p50"]), number(&spend["p95"]));
    assert!(p5 < 42.52 && p5 < p50 && p50 < p95 && p95 > 50.0, "{spend}");
    assert_eq!(answer["coverage"]["stated"], "0.90");
    assert_eq!(answer["coverage"]["runs"], 10);
    let checks: Vec<&str> = answer["checks"]
        .as_array()
        .expect("checks")
        .iter()
        .filter_map(|check| check["check"].as_str())
        .collect();
    assert_eq!(checks, ["trend", "step", "outlier", "dependence", "cut-runs", "models"]);
    assert_eq!(answer["jobs"][0]["cost_max_usd"], "3.70");
    // 1 in 13.
    assert_eq!(answer["jobs"][0]["dearer_probability"], "0.0770");
}

#[test]
fn more_credit_never_makes_an_overflow_likelier() {
    let sandbox = machine(&TWELVE);
    let mut before = [1.1; 3];
    for credit in ["1", "20", "35", "42", "50", "70", "111", "300"] {
        let answer = ask(&sandbox, &["--max-budget-usd", "10", "--credit", credit]);
        let chance = &answer["credits"][0]["overflow_probability"];
        for (figure, before) in ["lower", "point", "upper"].iter().zip(&mut before) {
            // Where the measured runs can't say, there is no point.
            let Some(text) = chance[figure].as_str() else { continue };
            let now: f64 = text.parse().expect("a number");
            assert!(now <= *before, "{credit} {figure}: {chance}");
            *before = now;
        }
    }
    // 30 x $10.00 = $300.00 is the most that all runs can cost.
    assert!(before[2] < 0.000_05, "{before:?}");
}

#[test]
fn equal_runs_at_their_limit_are_what_simulate_says() {
    // 20 runs of $4.00: 30 x $4.00 = $120.00, and $100.00 pay 25 of them.
    let sandbox = machine(&[400; 20]);
    let answer = ask(&sandbox, &["--max-budget-usd", "4"]);
    for figure in ["p5", "p50", "p95"] {
        assert_eq!(answer["spend_usd"][figure], "120.00", "{figure}");
        assert_eq!(answer["overflow_usd"][figure], "20.00", "{figure}");
        assert_eq!(answer["ends"][figure]["day"], "2026-11-26", "{figure}");
    }
    let estimate = json(
        &sandbox,
        &["estimate", "--from", "runs.jsonl", "--as-of", "2026-11-21", "--tz", "UTC", "--plan", "max-5x"],
    );
    assert_eq!(estimate["total_cost_usd"], "120.00");
    assert_eq!(estimate["plans"][0]["overflow_usd"], "20.00");
}

#[test]
fn what_the_data_cannot_say_is_not_said() {
    let sandbox = machine(&[100, 200]);
    // Two runs of at most $2.00: 30 x $2.00 = $60.00 never reaches $100.00, but dearer ones would, and nothing limits them.
    let open = ask(&sandbox, &[]);
    let chance = &open["overflow_probability"];
    assert_eq!((&chance["point"], &chance["upper"]), (&Value::Null, &Value::Null));
    let (_, page, _) = run(&sandbox, &ASK);
    assert!(page.contains("unknown") && page.contains("--max-budget-usd"), "{page}");
    assert!(page.contains("measure at least 5"), "{page}");
    assert_eq!(open["coverage"]["measured_at_this_n"], Value::Null);
    // One run is a sample, and its forecast is wide.
    let one = machine(&[100]);
    let answer = ask(&one, &["--max-budget-usd", "5"]);
    assert!(number(&answer["spend_usd"]["p5"]) < number(&answer["spend_usd"]["p95"]), "{answer}");
    // 30 x $5.00 = $150.00 is more than $100.00.
    assert_ne!(answer["overflow_probability"]["upper"], "0.0000");
}

#[test]
fn each_wrong_question_gets_one_sentence() {
    let sandbox = machine(&TWELVE);
    sandbox.write(
        "free.jsonl",
        "{\"run_id\":\"a\",\"model\":\"claude-opus-5\",\"input_tokens\":0,\"output_tokens\":0}\n",
    );
    sandbox.write(
        "stated.toml",
        "plan = 'max-5x'\nas_of = 2026-11-21\n[[job]]\nname = 'a'\ncost_per_run_usd = '4'\nnightly = true\n",
    );
    for (args, code, says) in [
        (&["forecast", "runs.jsonl", "--max-budget-usd", "2"][..], 1, "more than its limit of $2.00"),
        (&["forecast", "runs.jsonl", "--per-day", "5000"], 2, "are too many to play"),
        (&["forecast", "--cost-per-run", "4"], 2, "`--cost-per-run` states one run"),
        (&["forecast", "runs.jsonl", "--typical", "p90"], 2, "`--typical` states one run"),
        (&["forecast", "free.jsonl"], 1, "free.jsonl"),
        (&["forecast", "nothing-here"], 1, "nothing-here"),
        (&["forecast", "stated.toml"], 1, "no job has measured runs"),
        (&["forecast", "stated.toml", "--plan", "pro"], 2, "`--plan` describes one job"),
        (&["forecast"], 2, "Which measured runs"),
    ] {
        let (got, answer, said) = run(&sandbox, &[args, &["--as-of", "2026-11-21"]].concat());
        assert_eq!(got, code, "{args:?}: {answer}{said}");
        assert!(said.contains(says), "{args:?}: {said}");
        assert!(!answer.contains("NaN"), "{answer}");
    }
}

#[test]
fn a_limit_is_read_where_the_job_stands() {
    let sandbox = machine(&TWELVE);
    sandbox.write("crontab", "0 3 * * * claude -p \"audit\" --max-budget-usd 8\n");
    let answer = ask(&sandbox, &["--crontab", "crontab"]);
    assert_eq!(answer["cap_usd"], "8.00");
    let says = answer["notes"]
        .as_array()
        .expect("notes")
        .iter()
        .any(|note| note == "one run may cost $8.00 at most, as `crontab:1` says");
    assert!(says, "{answer}");
    sandbox.write(
        ".github/workflows/audit.yml",
        "on:\n  schedule:\n    - cron: '0 5 * * *'\njobs:\n  audit:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: anthropics/claude-code-action@v1\n        with:\n          claude_args: |\n            --max-turns 20\n            --max-budget-usd 6.50\n",
    );
    assert_eq!(ask(&sandbox, &["--workflow", ".github/workflows"])["cap_usd"], "6.50");
    // What is said on the command line counts.
    assert_eq!(ask(&sandbox, &["--crontab", "crontab", "--max-budget-usd", "9"])["cap_usd"], "9.00");
}

/// Two jobs on one credit, one with measured runs and one that costs what is stated.
const TEAM: &str = "\
plan = 'max-5x'
as_of = 2026-11-21
tz = 'UTC'
[[job]]
name = 'audit'
from = 'runs.jsonl'
cron = '0 3 * * *'
max_budget_usd = '10'
[[job]]
name = 'digest'
cost_per_run_usd = '1.50'
cron = '0 6 * * *'
";

#[test]
fn several_jobs_share_a_credit_in_the_order_of_time() {
    let sandbox = machine(&TWELVE);
    sandbox.write("team.toml", TEAM);
    let answer = json(&sandbox, &["forecast", "team.toml"]);
    assert_eq!((&answer["runs_to_come"], &answer["runs_measured"]), (&60.into(), &12.into()));
    let credit = &answer["credits"][0];
    assert_eq!((&credit["exact"], &credit["runs"]), (&false.into(), &60.into()));
    // 30 x $1.50 = $45.00 leave $55.00 for the audits: as likely as they cost more than that by themselves.
    let alone = ask(&sandbox, &["--max-budget-usd", "10", "--credit", "55", "--cron", "0 3 * * *"]);
    for figure in ["lower", "point", "upper"] {
        let (both, one) =
            (number(&credit["overflow_probability"][figure]), number(&alone["overflow_probability"][figure]));
        // Played against counted: four standard deviations of 10,000 months are 2 percent.
        assert!((both - one).abs() < 0.02, "{figure}: {both} {one}");
    }
    assert_eq!(answer["jobs"][1]["runs_measured"], 0);
    // The same seed plays the same months, and another plays others.
    assert_eq!(answer, json(&sandbox, &["forecast", "team.toml"]));
    let other = json(&sandbox, &["forecast", "team.toml", "--seed", "2"]);
    assert_ne!(answer["spend_usd"], other["spend_usd"]);
}

#[test]
fn prices_that_change_within_the_cycle_count_from_their_day() {
    let sandbox = machine(&TWELVE);
    let usual = ask(&sandbox, &["--cron", "0 3 * * *"]);
    let doubled = ask(&sandbox, &["--cron", "0 3 * * *", "--price-factor", "2@2026-11-16"]);
    let (one, two) = (number(&usual["spend_usd"]["p50"]), number(&doubled["spend_usd"]["p50"]));
    // 15 of 30 runs cost twice as much: 1.5 times, give or take.
    assert!((1.25..1.6).contains(&(two / one)), "{one} {two}");
    assert_eq!(usual["credits"][0]["exact"], true);
    assert_eq!(doubled["credits"][0]["exact"], false);
}

#[test]
fn limits_show_what_they_cut_and_what_they_burn() {
    let sandbox = machine(&TWELVE);
    let answer = ask(&sandbox, &["--caps", "2,5", "--credit", "50"]);
    let caps = answer["jobs"][0]["caps"].as_array().expect("caps").clone();
    // $2.05, $2.60 and $3.70 are above $2.00: 3 runs at $2.00; 30 x $2.00 = $60.00.
    assert_eq!(
        (&caps[0]["cap_usd"], &caps[0]["runs_cut"], &caps[0]["burnt_usd"], &caps[0]["worst_usd"]),
        (&"2.00".into(), &3.into(), &"6.00".into(), &"60.00".into())
    );
    assert_eq!((&caps[1]["runs_cut"], &caps[1]["worst_usd"]), (&0.into(), &"150.00".into()));
    let (_, page, _) = run(&sandbox, &[&ASK[..], &["--caps", "2,5", "--credit", "50"]].concat());
    assert!(page.contains("--max-budget-usd 5") && page.contains("max-ai-credits: 500"), "{page}");
}

#[test]
fn a_walk_through_the_past_is_shown_with_enough_runs() {
    let many: Vec<u64> = (0..60).map(|run| 100 + run * 37 % 90).collect();
    let sandbox = machine(&many);
    let answer = ask(&sandbox, &["--backtest"]);
    let past = &answer["jobs"][0]["backtest"];
    // 20 runs ahead, from 5 to 40 measured: 36 moments.
    assert_eq!((&past["moments"], &past["runs_ahead"]), (&36.into(), &20.into()));
    let sum = ["held", "below", "above"].iter().filter_map(|key| past[key].as_u64()).sum::<u64>();
    assert_eq!(sum, 36);
    let (_, page, _) = run(&sandbox, &[&ASK[..], &["--backtest"]].concat());
    assert!(page.contains("36 moments"), "{page}");
    assert_eq!(ask(&machine(&TWELVE), &[])["jobs"][0]["backtest"], Value::Null);
}

#[test]
fn what_speaks_against_the_runs_is_said_with_its_day() {
    // A run of $9.00 among runs of about a dollar, and later ones that cost three times as much.
    let mut cents: Vec<u64> = (0..20).map(|run| 95 + run * 7 % 11).collect();
    cents[8] = 900;
    let (_, page, _) = run(&machine(&cents), &ASK);
    assert!(page.contains("The run of Mon 9 Nov cost $9.00"), "{page}");
    let step: Vec<u64> =
        (0..28).map(|run| if run < 16 { 95 + run * 7 % 11 } else { 290 + run * 7 % 30 }).collect();
    let (_, page, _) = run(&machine(&step), &ASK);
    assert!(page.contains("From Tue 17 Nov on, runs cost"), "{page}");
}

#[test]
fn the_gate_is_about_the_overflow_of_95_in_100_months() {
    let sandbox = machine(&TWELVE);
    let (code, _, said) = run(
        &sandbox,
        &[&ASK[..], &["--credit", "20", "--max-budget-usd", "10", "--fail-over", "0"]].concat(),
    );
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("in 5 of 100 months"), "{said}");
    let (code, ..) = run(
        &sandbox,
        &[&ASK[..], &["--credit", "300", "--max-budget-usd", "10", "--fail-over", "0"]].concat(),
    );
    assert_eq!(code, 0);
}

#[test]
fn names_can_be_left_out() {
    let sandbox = machine(&TWELVE);
    sandbox.write("team.toml", TEAM);
    let (code, page, said) = run(&sandbox, &["forecast", "team.toml", "--anonymize", "--explain"]);
    assert_eq!(code, 0, "{said}");
    assert!(page.contains("job 1") && !page.contains("audit") && !page.contains("digest"), "{page}");
    // Nor do notes have them, whoever writes them.
    let noted =
        TEAM.replace("plan = 'max-5x'\n", "[[seat]]\nname = 'alice'\nplan = 'max-5x'\nspent_usd = '130'\n");
    let (head, seat) = noted
        .split_once("as_of")
        .map(|(seat, rest)| (format!("as_of{rest}"), seat.to_owned()))
        .expect("a day");
    let jobs = head.replace("cron = '0 6 * * *'", "runs = 20");
    let (top, jobs) = jobs.split_once("[[job]]").expect("jobs");
    sandbox.write("noted.toml", format!("{top}{seat}[[job]]{jobs}"));
    let plain = json(&sandbox, &["forecast", "noted.toml"]).to_string();
    assert!(plain.contains("`digest`") && plain.contains("`alice`"), "{plain}");
    let answer = json(&sandbox, &["forecast", "noted.toml", "--anonymize"]).to_string();
    assert!(
        ["`audit`", "`digest`", "\"audit\"", "alice"].iter().all(|name| !answer.contains(name)),
        "{answer}"
    );
    sandbox.write("crontab", "0 3 * * * claude -p x --max-budget-usd 8\n");
    let answer = ask(&sandbox, &["--crontab", "crontab", "--anonymize"]).to_string();
    assert!(answer.contains("as `schedule 1` says") && !answer.contains("crontab"), "{answer}");
}

#[test]
fn every_format_is_written() {
    let sandbox = machine(&TWELVE);
    for format in ["csv", "markdown", "html"] {
        let (code, answer, said) =
            run(&sandbox, &[&ASK[..], &["--format", format, "--max-budget-usd", "10"]].concat());
        assert_eq!(code, 0, "{said}");
        assert!(!answer.is_empty(), "{format}");
        if format == "html" {
            assert!(answer.contains("<path class=\"band\"") && !answer.contains("<script"), "{answer}");
        }
    }
}

#[test]
fn a_row_says_one_thing_of_nights_and_ends() {
    let sandbox = machine(&TWELVE);
    for more in [&["--credit", "50"][..], &["--credit", "50", "--max-budget-usd", "10"], &["--credit", "30"]]
    {
        let answer = ask(&sandbox, &[&["--cron", "0 3 * * *"], more].concat());
        let (code, csv, said) =
            run(&sandbox, &[&ASK[..], &["--cron", "0 3 * * *", "--format", "csv"], more].concat());
        assert_eq!(code, 0, "{said}");
        let mut lines = csv.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let (names, row) = (lines.next().expect("a head"), lines.next().expect("a row"));
        let of = |name: &str| &row[names.iter().position(|known| known == name).expect(name)];
        for (nights, end) in [("nights_covered_95", "p5"), ("nights_covered_50", "p50")] {
            // One run a night: all before the first that isn't paid, or all 30.
            let covered = answer["ends"][end]["run"].as_u64().map_or(30, |first| first - 1);
            assert_eq!(*of(nights), covered.to_string(), "{more:?} {csv}");
        }
    }
}

#[test]
fn a_limit_stops_what_other_prices_make_dearer() {
    let sandbox = machine(&TWELVE);
    // Twice $2.05, $2.60 and $3.70 is more than $4.00; the other nine cost at most 2 x $1.71 = $3.42.
    for factor in ["--price-factor", "--token-factor"] {
        let answer = ask(&sandbox, &["--max-budget-usd", "4", factor, "2"]);
        let job = &answer["jobs"][0];
        assert_eq!((&job["runs_cut"], &job["cost_max_usd"]), (&3.into(), &"4.00".into()), "{factor}");
        let (_, page, _) = run(&sandbox, &[&ASK[..], &["--max-budget-usd", "4", factor, "2"]].concat());
        assert!(page.contains("As asked, the limit would stop 3 measured runs."), "{page}");
        assert!(!page.contains("may be dearer than all"), "{page}");
    }
    // Each try may cost $4.00: 1.5 x $3.70 = $5.55 of 1.5 x $4.00 = $6.00.
    let tries = "plan = 'max-5x'\nas_of = 2026-11-21\n[[job]]\nname = 'a'\nfrom = 'runs.jsonl'\nnightly = true\nmax_budget_usd = '4'\nretry_factor = '1.5'\n";
    sandbox.write("tries.toml", tries);
    let answer = json(&sandbox, &["forecast", "tries.toml"]);
    assert_eq!((&answer["cap_usd"], &answer["jobs"][0]["cost_max_usd"]), (&"6.00".into(), &"5.55".into()));
    assert_eq!(answer["jobs"][0]["runs_cut"], 0);
}

#[test]
fn an_error_about_a_limit_says_where_it_stands() {
    let sandbox = machine(&TWELVE);
    sandbox.write("crontab", "0 3 * * * claude -p audit --max-budget-usd 2\n");
    let (code, _, said) = run(&sandbox, &[&ASK[..], &["--crontab", "crontab"]].concat());
    assert!(code == 1 && said.contains("the limit is that of `crontab:1`"), "{said}");
    // A limit for one of two agents limits no run, nor does one that a prompt speaks of.
    for command in [
        "claude -p one --max-budget-usd 8; claude -p two",
        "claude -p 'what does --max-budget-usd 8 do?'",
        "for f in a b; do claude -p $f --max-budget-usd 8; done",
    ] {
        sandbox.write("crontab", format!("0 3 * * * {command}\n"));
        assert_eq!(ask(&sandbox, &["--crontab", "crontab"])["cap_usd"], Value::Null, "{command}");
    }
}

#[test]
fn seats_alike_cost_together_what_all_of_them_do() {
    let sandbox = machine(&TWELVE);
    let of = |count: u32| {
        format!(
            "as_of = 2026-11-21\ntz = 'UTC'\n[[seat]]\nname = 'dev'\nplan = 'max-5x'\ncount = {count}\n[[job]]\nname = 'audit'\nfrom = 'runs.jsonl'\ncron = '0 3 * * *'\nmax_budget_usd = '10'\nseat = 'dev'\n"
        )
    };
    sandbox.write("one.toml", of(1));
    sandbox.write("three.toml", of(3));
    let (one, three) =
        (json(&sandbox, &["forecast", "one.toml"]), json(&sandbox, &["forecast", "three.toml"]));
    assert_eq!((&three["runs_to_come"], &three["jobs"][0]["runs_to_come"]), (&90.into(), &90.into()));
    let credit = &three["credits"][0];
    assert_eq!(
        (&credit["seats"], &credit["runs"], &credit["credit_usd"]),
        (&3.into(), &30.into(), &"100.00".into())
    );
    // Of one seat everything is as it was, and 90 runs cost three times as much as 30.
    assert_eq!(credit["overflow_probability"], one["credits"][0]["overflow_probability"]);
    let ratio = number(&three["spend_usd"]["p50"]) / number(&one["spend_usd"]["p50"]);
    assert!((2.8..3.2).contains(&ratio), "{ratio}");
    let (_, page, _) = run(&sandbox, &["forecast", "three.toml"]);
    assert!(page.contains("each of dev") && page.contains("one seat's $100.00 of max-5x"), "{page}");
}

#[test]
fn names_from_files_are_quoted_and_limits_are_of_a_plan_with_a_name() {
    let sandbox = machine(&TWELVE);
    sandbox.write("team.toml", TEAM.replace("'audit'", "'a`b'"));
    let (code, page, said) = run(&sandbox, &["forecast", "team.toml", "--explain"]);
    assert!(
        code == 0 && page.contains("`a\\u{60}b`: 12 measured runs") && !page.contains("a`b"),
        "{page}{said}"
    );
    let args = ["forecast", "runs.jsonl", "--as-of", "2026-11-21", "--plan", "pro,max-5x", "--caps", "4"];
    let (_, page, _) = run(&sandbox, &args);
    assert!(page.contains("Chances are those for pro."), "{page}");
    // A bound of everything says nothing.
    let (_, page, _) = run(&machine(&[100]), &ASK);
    assert!(page.contains("1 measured run: $1.00.") && !page.contains("at least over"), "{page}");
}

#[test]
fn runs_without_a_date_have_no_order() {
    // Each costs 10% more than the one before, which is a trend of runs that have days.
    let rising: Vec<u64> = (0..20).map(|run| 100 + 10 * run).collect();
    let sandbox = machine(&rising);
    let found = |answer: &Value| answer["checks"][0]["found"].clone();
    assert_eq!(found(&ask(&sandbox, &[])), true);
    let undated: Vec<String> = rows(&rising)
        .lines()
        .map(|row| {
            let (before, after) = row.split_once("\"started_at\"").expect("a time");
            let (_, after) = after.split_once(',').expect("more");
            format!("{before}{after}")
        })
        .collect();
    sandbox.write("runs.jsonl", undated.join("\n"));
    assert_eq!(found(&ask(&sandbox, &[])), false);
    let (_, page, _) = run(&sandbox, &[&ASK[..], &["--explain"]].concat());
    assert!(
        page.contains("20 runs have no date, so no order was checked.") && !page.contains("dearer with time"),
        "{page}"
    );
}

#[test]
fn a_change_of_the_model_is_said_at_once_and_with_its_year() {
    let sandbox = machine(&TWELVE);
    let changed: Vec<String> = rows(&TWELVE)
        .lines()
        .enumerate()
        .map(|(place, row)| {
            let row = row.replace("2026-11", "2025-11");
            if place < 8 { row } else { row.replace("claude-opus-5", "claude-sonnet-5") }
        })
        .collect();
    sandbox.write("runs.jsonl", changed.join("\n"));
    let (_, page, said) = run(&sandbox, &ASK);
    let sentence = "From 9 Nov 2025 on, runs use `claude-sonnet-5`, before `claude-opus-5`";
    assert!(page.contains(sentence), "{page}{said}");
}

#[test]
fn seats_that_share_a_credit_today_have_it_on_each_row() {
    let sandbox = machine(&TWELVE);
    let seat = |name: &str| format!("[[seat]]\nname = '{name}'\nplan = 'team-premium'\n");
    let job = |name: &str| {
        format!(
            "[[job]]\nname = 'of-{name}'\nfrom = 'runs.jsonl'\ncron = '0 3 * * *'\nmax_budget_usd = '5'\nseat = '{name}'\n"
        )
    };
    sandbox.write(
        "pool.toml",
        format!("as_of = 2026-11-21\ntz = 'UTC'\n{}{}{}{}", seat("ann"), seat("bob"), job("ann"), job("bob")),
    );
    let answer = json(&sandbox, &["forecast", "pool.toml"]);
    for credit in answer["credits"].as_array().expect("credits") {
        // 2 x $100.00, and 2 x 30 runs.
        assert_eq!(
            (&credit["in_force"]["credit_usd"], &credit["in_force"]["runs"]),
            (&"200.00".into(), &60.into())
        );
    }
    let notes = answer["notes"].to_string();
    assert!(notes.contains("today `ann` and `bob` share one credit of $200.00"), "{notes}");
}
