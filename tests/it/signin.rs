//! Who signs in is read where it stands, and each job draws what is its own: with hand-worked figures.
//!
//! Nightly in November 2026 is 30 runs; at $4.00 they cost $120.00.

use std::process::Output;

use serde_json::Value;

use crate::sandbox::Sandbox;

const JUNE: [&str; 2] = ["--plan", "max-5x"];
const TODAY: [&str; 4] = ["--plan", "max", "--program", "current"];

/// A workflow with these jobs, each night at 03:00.
fn workflow(jobs: &str) -> String {
    format!("on:\n  schedule:\n    - cron: \"0 3 * * *\"\njobs:\n{jobs}")
}

fn action(id: &str, inputs: &str) -> String {
    format!(
        "  {id}:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: anthropics/claude-code-action@v1\n        with:\n          prompt: x\n{inputs}"
    )
}

fn command(id: &str, environment: &str) -> String {
    format!("  {id}:\n    runs-on: ubuntu-latest\n{environment}    steps:\n      - run: claude -p x\n")
}

const KEY: &str = "          anthropic_api_key: ${{ secrets.ANTHROPIC_API_KEY }}\n";
const TOKEN: &str = "          claude_code_oauth_token: ${{ secrets.TOKEN }}\n";

fn run(sandbox: &Sandbox, args: &[&str]) -> Output {
    let mut command = sandbox.creditcalc(args);
    command.env("CREDITCALC_AS_OF", "2026-11-28").env("CREDITCALC_TZ", "UTC").output().expect("it was built")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("answers are UTF-8")
}

/// The answer as JSON.
fn answer(sandbox: &Sandbox, args: &[&str]) -> Value {
    let output = run(sandbox, &[&["estimate", "--json"], args].concat());
    assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the answer is JSON")
}

/// A job of $4.00 a run, by what a file says.
fn four_dollars(file: &[&str], text: &str, plan: &[&str]) -> Value {
    let sandbox = Sandbox::new();
    sandbox.write(file[1], text);
    answer(&sandbox, &[&["--cost-per-run", "4"], file, plan].concat())
}

fn by_workflow(text: &str, plan: &[&str]) -> Value {
    four_dollars(&["--workflow", "w.yml"], text, plan)
}

/// What the first plan's runs draw, what the credit pays, and what is billed.
fn figures(answer: &Value) -> (&str, &str, &str) {
    let of = |key: &str| answer["plans"][0][key].as_str().expect("it is a text");
    (of("draws"), of("drawn_usd"), of("billed_usd"))
}

/// Each job's surface, sign-in and what it draws.
fn jobs(answer: &Value) -> Vec<[&str; 3]> {
    let jobs = answer["schedule"]["jobs"].as_array().expect("there are jobs");
    jobs.iter().map(|job| ["surface", "auth", "draws"].map(|key| job[key].as_str().expect(key))).collect()
}

fn notes(answer: &Value) -> String {
    answer["notes"]
        .as_array()
        .expect("there are notes")
        .iter()
        .filter_map(Value::as_str)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_token_of_a_plan_draws_the_june_credit_and_today_the_plans_limits() {
    let text = workflow(&command("audit", "    env:\n      CLAUDE_CODE_OAUTH_TOKEN: ${{ secrets.TOKEN }}\n"));
    //  $100.00 pay 25 runs of $4.00
    let june = by_workflow(&text, &JUNE);
    assert_eq!(figures(&june), ("credit", "100.00", "0.00"));
    assert!(notes(&june).contains("the workflow signs in with the plan (`CLAUDE_CODE_OAUTH_TOKEN`)"));
    let today = by_workflow(&text, &TODAY);
    assert_eq!(figures(&today), ("plan-windows", "0.00", "0.00"));
    assert_eq!(jobs(&today), [["claude-p", "plan", "plan-windows"]]);
    // The same by the action's input.
    let text = workflow(&action("audit", TOKEN));
    assert_eq!(figures(&by_workflow(&text, &JUNE)), ("credit", "100.00", "0.00"));
    assert_eq!(figures(&by_workflow(&text, &TODAY)), ("plan-windows", "0.00", "0.00"));
}

#[test]
fn a_job_of_a_scenario_is_parted_by_what_starts_its_runs() {
    let sandbox = Sandbox::new();
    let by_command = command("audit", "    env:\n      ANTHROPIC_API_KEY: ${{ secrets.KEY }}\n");
    sandbox.write("w.yml", workflow(&format!("{}{by_command}", action("review", KEY))));
    sandbox.write(
        "s.toml",
        "program = \"current\"\nplan = \"max\"\n[[job]]\nname = \"nightly\"\ncost_per_run_usd = \"4.00\"\nworkflow = \"w.yml\"\n",
    );
    let output = run(&sandbox, &["simulate", "s.toml", "--json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).expect("the answer is JSON");
    let parts = answer["jobs"].as_array().expect("there are jobs").iter();
    let figures =
        parts.map(|job| ["surface", "drawn_usd", "billed_usd", "overflow_usd"].map(|key| job[key].clone()));
    // The action draws no credit: 30 x $4.00 are billed. The command draws $100.00, and $20.00 are beyond.
    assert_eq!(
        figures.collect::<Vec<_>>(),
        [["github-action", "0.00", "120.00", "120.00"], ["claude-p", "100.00", "0.00", "20.00"]]
    );
}

#[test]
fn an_api_key_is_api_spend_in_june_and_today_the_credit_of_a_command_but_not_of_the_action() {
    let by_command = workflow(&command("audit", "    env:\n      ANTHROPIC_API_KEY: ${{ secrets.KEY }}\n"));
    let by_action = workflow(&action("audit", KEY));
    for text in [&by_command, &by_action] {
        // 30 x $4.00 = $120.00, all of it billed
        assert_eq!(figures(&by_workflow(text, &JUNE)), ("api-spend", "0.00", "120.00"));
    }
    assert_eq!(figures(&by_workflow(&by_command, &TODAY)), ("credit", "100.00", "0.00"));
    let action = by_workflow(&by_action, &TODAY);
    assert_eq!(figures(&action), ("api-spend", "0.00", "120.00"));
    assert_eq!(jobs(&action), [["github-action", "api-key", "api-spend"]]);
    assert!(notes(&action).contains("the workflow signs in with an API key (`anthropic_api_key`)"));
}

#[test]
fn the_nearest_environment_counts_and_an_empty_value_is_none() {
    let around = |inner: &str| {
        let jobs = command("audit", inner);
        format!("env:\n  ANTHROPIC_API_KEY: ${{{{ secrets.KEY }}}}\n{}", workflow(&jobs))
    };
    let auth = |inner: &str| by_workflow(&around(inner), &JUNE)["inputs"]["auth"].clone();
    assert_eq!(auth(""), "api-key");
    assert_eq!(auth("    env:\n      ANTHROPIC_API_KEY: \"\"\n"), "plan");
    assert_eq!(auth("    env:\n      CLAUDE_CODE_USE_VERTEX: \"1\"\n"), "cloud");
    assert_eq!(auth("    env:\n      CLAUDE_CODE_USE_VERTEX: \"0\"\n"), "api-key");
}

#[test]
fn an_action_and_a_command_are_each_under_their_own_rule() {
    let sandbox = Sandbox::new();
    sandbox.write("wf/a.yml", workflow(&action("review", KEY)));
    sandbox.write(
        "wf/b.yml",
        workflow(&command("audit", "    env:\n      ANTHROPIC_API_KEY: ${{ secrets.KEY }}\n")),
    );
    sandbox.write("wf/c.yml", "on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - run: make\n");
    let today = answer(&sandbox, &[&["--cost-per-run", "4", "--workflow", "wf"], &TODAY[..]].concat());
    // The command's 30 runs draw $100.00: 25 of them, and of its 5 others nothing is paid. The action's 30 are billed.
    assert_eq!(figures(&today), ("credit", "100.00", "120.00"));
    assert_eq!(jobs(&today), [["github-action", "api-key", "api-spend"], ["claude-p", "api-key", "credit"]]);
    let plan = &today["plans"][0];
    assert_eq!((&plan["runs_covered"], &plan["runs_refused"]), (&25.into(), &5.into()));
    // On each night the action's run comes first: the credit's 26th run is the 52nd of all.
    assert_eq!(plan["runs_out_run"], 52);
    assert_eq!(plan["runs_out_at"], "2026-11-26T03:00:00+00:00");
    // In June an API key is API spend for both, so there is nothing to draw: 60 x $4.00
    let june = answer(&sandbox, &[&["--cost-per-run", "4", "--workflow", "wf"], &JUNE[..]].concat());
    assert_eq!(figures(&june), ("api-spend", "0.00", "240.00"));
    let shown =
        run(&sandbox, &[&["estimate", "--cost-per-run", "4", "--workflow", "wf"], &TODAY[..]].concat());
    let shown = text(&shown.stdout);
    assert!(shown.contains("an API key (anthropic_api_key)"), "{shown}");
    assert!(shown.contains("the plan's credit"), "{shown}");
}

#[test]
fn an_action_and_a_command_that_say_nothing_are_paid_alike_by_the_default_program() {
    let text = workflow(&format!("{}{}", action("review", ""), command("audit", "")));
    // $100.00 pay 25 of 60 runs of $4.00, whichever job's they are.
    let june = by_workflow(&text, &JUNE);
    assert_eq!(figures(&june), ("credit", "100.00", "0.00"));
    assert_eq!(june["plans"][0]["runs_covered"], 25);
    assert_eq!(jobs(&june), [["github-action", "plan", "credit"], ["claude-p", "plan", "credit"]]);
}

#[test]
fn two_jobs_of_a_workflow_sign_in_each_with_its_own() {
    let text = workflow(&format!("{}{}", action("one", KEY), action("two", TOKEN)));
    let june = by_workflow(&text, &JUNE);
    // The first is billed, 30 x $4.00; of the second $100.00 are drawn.
    assert_eq!(figures(&june), ("credit", "100.00", "120.00"));
    assert_eq!(jobs(&june), [["github-action", "api-key", "api-spend"], ["github-action", "plan", "credit"]]);
    // No day has all of its runs covered, and until the 25th a part of them is.
    let sandbox = Sandbox::new();
    sandbox.write("w.yml", &text);
    let days = answer(
        &sandbox,
        &[&["--cost-per-run", "4", "--workflow", "w.yml", "--calendar"], &JUNE[..]].concat(),
    );
    let states: Vec<_> =
        days["plans"][0]["days"].as_array().expect("days").iter().map(|day| &day["state"]).collect();
    assert!(states[..25].iter().all(|state| *state == "partial"), "{states:?}");
    assert!(states[25..].iter().all(|state| *state == "beyond"), "{states:?}");
}

#[test]
fn a_crontab_says_it_in_a_setting_or_before_the_command() {
    let auth = |text: &str| {
        let answer = four_dollars(&["--crontab", "tab"], text, &JUNE);
        assert!(!answer.to_string().contains("sk-ant"), "a key is never shown");
        jobs(&answer).iter().map(|job| job[1].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(auth("ANTHROPIC_API_KEY=sk-ant-1\n0 3 * * * claude -p x\n"), ["api-key"]);
    assert_eq!(auth("0 3 * * * ANTHROPIC_API_KEY=sk-ant-1 claude -p x\n"), ["api-key"]);
    assert_eq!(auth("0 3 * * * export ANTHROPIC_API_KEY=sk-ant-1; cd /srv && claude -p x\n"), ["api-key"]);
    assert_eq!(auth("0 3 * * * docker run -e CLAUDE_CODE_OAUTH_TOKEN box claude -p x\n"), ["plan"]);
    assert_eq!(auth("0 3 * * * env CLAUDE_CODE_USE_BEDROCK=1 claude -p x\n"), ["cloud"]);
    // A key that another agent is given says nothing of Claude.
    assert_eq!(auth("ANTHROPIC_API_KEY=sk-ant-1\n0 3 * * * codex exec x\n"), ["plan"]);
    let mixed = "0 2 * * * claude -p x\nANTHROPIC_API_KEY=sk-ant-1\n0 3 * * * claude -p x\n\
                 0 4 * * * env -u ANTHROPIC_API_KEY claude -p x\n";
    assert_eq!(auth(mixed), ["plan", "api-key", "plan"]);
}

#[test]
fn a_cloud_that_is_switched_on_pays_elsewhere() {
    for input in ["use_bedrock: \"true\"", "use_vertex: true"] {
        let text = workflow(&action("audit", &format!("          {input}\n{KEY}")));
        for plan in [&JUNE[..], &TODAY] {
            let answer = by_workflow(&text, plan);
            assert_eq!(figures(&answer), ("api-spend", "0.00", "120.00"), "{input}");
            assert_eq!(jobs(&answer), [["github-action", "cloud", "api-spend"]]);
        }
    }
    let off = workflow(&action("audit", &format!("          use_bedrock: \"false\"\n{KEY}")));
    assert_eq!(jobs(&by_workflow(&off, &JUNE)), [["github-action", "api-key", "api-spend"]]);
}

#[test]
fn a_clouds_id_is_billed_by_the_cloud_at_the_price_of_its_region() {
    let sandbox = Sandbox::new();
    // 1M input tokens of Haiku 4.5 are $1.00; a region's factor is 1.1, and 1.2 in GovCloud.
    for (id, cost) in [
        ("us.anthropic.claude-haiku-4-5-20251001-v1:0", "1.10"),
        ("apac.anthropic.claude-haiku-4-5-20251001-v1:0", "1.10"),
        ("us-gov.anthropic.claude-haiku-4-5-20251001-v1:0", "1.20"),
        ("global.anthropic.claude-haiku-4-5-20251001-v1:0", "1.00"),
        ("anthropic.claude-haiku-4-5-20251001-v1:0", "1.00"),
        ("claude-haiku-4-5@20251001", "1.00"),
        // Opus 5.5 is $4.00.
        ("us.anthropic.claude-opus-5-5", "4.40"),
    ] {
        for plan in [&["--plan", "max", "--program", "current", "--auth", "api-key"][..], &JUNE] {
            let asked = ["--model", id, "--input", "1000000", "--runs", "1"];
            let answer = answer(&sandbox, &[&asked[..], plan].concat());
            assert_eq!(answer["run"]["cost_usd"], cost, "{id}");
            assert_eq!(figures(&answer), ("api-spend", "0.00", cost), "{id}");
            let reason = answer["plans"][0]["no_credit_reason"].as_str().expect("there is a reason");
            assert!(reason.contains("no plan's credit pays"), "{reason}");
        }
    }
}

#[test]
fn measured_runs_of_a_region_cost_its_factor_and_stand_for_such_runs() {
    let sandbox = Sandbox::new();
    let row = r#"{"run":"r-1","started_at":"2026-11-20T03:00:00Z","entrypoint":"sdk-cli","model":"us.anthropic.claude-haiku-4-5-20251001-v1:0","input_tokens":1000000}"#;
    sandbox.write("rows.jsonl", format!("{row}\n"));
    let measured = run(&sandbox, &["measure", "rows.jsonl", "--json"]);
    let measured: Value = serde_json::from_slice(&measured.stdout).expect("the answer is JSON");
    assert_eq!(
        (&measured["runs"][0]["cost_usd"], &measured["runs"][0]["billing"]),
        (&"1.10".into(), &"cloud".into())
    );
    // 30 x $1.10 = $33.00
    let answer = answer(&sandbox, &[&["--from", "rows.jsonl"], &JUNE[..]].concat());
    assert_eq!(figures(&answer), ("api-spend", "0.00", "33.00"));
    assert_eq!(answer["inputs"]["auth"], "cloud");
}

#[test]
fn a_records_source_of_its_key_says_with_what_it_signed_in() {
    let sandbox = Sandbox::new();
    let stream = |source: &str| {
        [
            format!(r#"{{"type":"system","subtype":"init","session_id":"s","model":"claude-haiku-4-5-20251001","apiKeySource":"{source}"}}"#),
            r#"{"type":"result","subtype":"success","is_error":false,"num_turns":1,"session_id":"s","total_cost_usd":1.0,"usage":{"input_tokens":1000000,"output_tokens":0},"modelUsage":{"claude-haiku-4-5-20251001":{"inputTokens":1000000,"outputTokens":0,"cacheReadInputTokens":0,"cacheCreationInputTokens":0,"webSearchRequests":0,"costUSD":1.0}}}"#.to_owned(),
        ]
        .join("\n")
    };
    sandbox.write("key.jsonl", stream("ANTHROPIC_API_KEY"));
    sandbox.write("none.jsonl", stream("none"));
    // 1M input tokens are $1.00, 30 nights $30.00: in June all of it API spend, today the credit pays it.
    let june = answer(&sandbox, &[&["--from", "key.jsonl"], &JUNE[..]].concat());
    assert_eq!(figures(&june), ("api-spend", "0.00", "30.00"));
    assert!(
        notes(&june).contains("the records say that the runs signed in with an API key"),
        "{}",
        notes(&june)
    );
    let today = answer(&sandbox, &[&["--from", "key.jsonl"], &TODAY[..]].concat());
    assert_eq!(figures(&today), ("credit", "30.00", "0.00"));
    // `none` is a plan, a bearer token or a cloud: it says nothing, and each program assumes its own sign-in.
    let june = answer(&sandbox, &[&["--from", "none.jsonl"], &JUNE[..]].concat());
    assert_eq!(figures(&june), ("credit", "30.00", "0.00"));
}

#[test]
fn what_is_said_wins_over_what_is_read_and_the_answer_says_where_they_differ() {
    let text = workflow(&action("audit", KEY));
    let answer = by_workflow(&text, &[&JUNE[..], &["--auth", "plan", "--surface", "claude-p"]].concat());
    assert_eq!(figures(&answer), ("credit", "100.00", "0.00"));
    let notes = notes(&answer);
    assert!(
        notes.contains(
            "the workflow signs in with an API key (`anthropic_api_key`), but counted as plan, as you said"
        ),
        "{notes}"
    );
    assert!(
        notes.contains("`w.yml:audit`: started by an agent's action, but counted as claude-p, as you said"),
        "{notes}"
    );
}

#[test]
fn a_job_of_a_scenario_whose_runs_sign_in_in_several_ways_is_one_for_each() {
    let sandbox = Sandbox::new();
    sandbox.write("w.yml", workflow(&format!("{}{}", action("one", KEY), action("two", TOKEN))));
    sandbox.write(
        "s.toml",
        "plan = \"max-5x\"\ntz = \"UTC\"\nas_of = 2026-11-28\n[[job]]\nname = \"audit\"\ncost_per_run_usd = \"4\"\nworkflow = \"w.yml\"\n",
    );
    let output = run(&sandbox, &["simulate", "s.toml", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).expect("the answer is JSON");
    let of = |key: &str| {
        answer["jobs"].as_array().expect("jobs").iter().map(|job| job[key].clone()).collect::<Vec<_>>()
    };
    assert_eq!(of("job"), ["audit (github-action, api-key)", "audit (github-action, plan)"]);
    assert_eq!(of("drawn_usd"), ["0.00", "100.00"]);
    assert_eq!(of("billed_usd"), ["120.00", "0.00"]);
}

#[test]
fn what_records_tell_of_the_bill_is_not_added_to_what_a_workflow_says() {
    let sandbox = Sandbox::new();
    sandbox.write("w.yml", workflow(&action("review", KEY)));
    sandbox.write("crontab", "0 3 * * * claude -p audit\n");
    // A run of $1.25: 50,000 x $25.00/M.
    sandbox.write(
        "runs.toml",
        "schema = 'creditcalc.profile/1'\n[[run]]\nused_by = 'programmatic'\nbilling = 'plan'\nusage = [{ model = 'claude-opus-5', output = 50_000 }]\n",
    );
    let files = ["--from", "runs.toml", "--workflow", "w.yml", "--crontab", "crontab"];
    let both = answer(&sandbox, &[&files[..], &TODAY].concat());
    // One of the jobs says its bill, so the records are not asked about the other: it draws the credit that needs a key.
    assert_eq!(jobs(&both)[0], ["claude-p", "api-key", "credit"]);
    // 30 x $1.25 = $37.50 of the command; the action's as many are billed.
    assert_eq!(
        (&both["plans"][0]["drawn_usd"], &both["plans"][0]["billed_usd"]),
        (&"37.50".into(), &"37.50".into())
    );
    // Where all of them say it, so does the answer.
    let one = answer(&sandbox, &[&files[..4], &TODAY].concat());
    let read = "the workflow signs in with an API key (`anthropic_api_key`)";
    assert!(one["notes"].as_array().expect("notes").contains(&read.into()), "{}", notes(&one));
    // Alone it is on the bill that they tell.
    let alone = answer(&sandbox, &[&["--from", "runs.toml", "--crontab", "crontab"], &TODAY[..]].concat());
    assert_eq!(figures(&alone), ("plan-windows", "0.00", "0.00"));
}

#[test]
fn a_starter_other_than_is_said_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write("command.yml", workflow(&command("audit", "")));
    sandbox.write("action.yml", workflow(&action("audit", "")));
    let told = |file: &str, surface: &str| {
        let words = ["--cost-per-run", "4", "--workflow", file, "--surface", surface];
        notes(&answer(&sandbox, &[&words[..], &JUNE].concat())).contains("as you said")
    };
    assert!(told("command.yml", "github-action"));
    assert!(!told("command.yml", "claude-p"));
    assert!(told("action.yml", "claude-p"));
    assert!(!told("action.yml", "github-action"));
}
