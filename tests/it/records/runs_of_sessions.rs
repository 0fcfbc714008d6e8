//! What belongs to one run, and what belongs to another: forks and resumes, one thing told in two places,
//! subagents and teammates that are sessions of their own.
//!
//! `claude-opus-5-5` costs $4 for a million tokens of input, $20 of output, $0.20 read from the cache and $8
//! written to it for an hour; `claude-sonnet-4-6` $3, $15, $0.30 and $6; `gpt-5.5` $5, $30 and $0.50.

use serde_json::{Value, json};

use super::{Told, cost, shown, tell};

const OPUS: &str = "claude-opus-5-5";
const SONNET: &str = "claude-sonnet-4-6";

/// Input, output, cache reads and writes for an hour.
type Use = [u64; 4];

/// 40 + 20,000 + 20,000 + 80,000, a million of which are $0.12004.
const PARENT: Use = [10, 1000, 100_000, 10_000];
/// 20 + 10,000 + 10,000 + 16,000, a million of which are $0.03602.
const OWN: Use = [5, 500, 50_000, 2_000];
/// 400 + 100,000 + 80,000 + 320,000, a million of which are $0.5004.
const SUBAGENT: Use = [100, 5_000, 400_000, 40_000];

fn plus(one: Use, two: Use) -> Use {
    std::array::from_fn(|place| one[place] + two[place])
}

fn init(session: &str, version: &str) -> Value {
    json!({"type": "system", "subtype": "init", "session_id": session, "model": OPUS, "claude_code_version": version})
}

/// A result: what its main loop used, its totals, and for how long it asked since they began.
fn result(session: &str, own: Use, totals: &[(&str, Use)], api_ms: u64) -> Value {
    let models: serde_json::Map<String, Value> = totals
        .iter()
        .map(|(model, [input, output, read, write])| {
            let counts = json!({
                "inputTokens": input, "outputTokens": output, "cacheReadInputTokens": read,
                "cacheCreationInputTokens": write, "cacheCreationEphemeral5mInputTokens": 0,
                "cacheCreationEphemeral1hInputTokens": write,
            });
            ((*model).to_owned(), counts)
        })
        .collect();
    json!({
        "type": "result", "subtype": "success", "session_id": session, "duration_api_ms": api_ms,
        "uuid": format!("{session} {own:?} {totals:?} {api_ms}"), "modelUsage": models,
        "usage": {
            "input_tokens": own[0], "output_tokens": own[1], "cache_read_input_tokens": own[2],
            "cache_creation_input_tokens": own[3], "cache_creation": {"ephemeral_1h_input_tokens": own[3]},
        },
    })
}

fn lines(values: &[Value]) -> String {
    let lines: Vec<String> = values.iter().map(Value::to_string).collect();
    lines.join("\n") + "\n"
}

/// Session and cost of each run, sorted.
fn costs(told: &Told) -> Vec<String> {
    let runs = told.measurement.runs.iter();
    let mut costs: Vec<String> =
        runs.map(|run| format!("{} {}", run.run.session.as_deref().unwrap_or("-"), cost(run.cost))).collect();
    costs.sort();
    costs
}

/// Checks what files come to in two orders, twice, and as one file.
fn expect_costs(files: &[String], expected: &[&str]) {
    expect_costs_apart(files, expected);
    assert_eq!(costs(&tell(&[files.concat()])), expected, "as one file");
}

/// The same for files that each are one session.
fn expect_costs_apart(files: &[String], expected: &[&str]) {
    assert_eq!(costs(&tell(files)), expected, "as they are");
    let reversed: Vec<&String> = files.iter().rev().collect();
    assert_eq!(costs(&tell(&reversed)), expected, "from the last to the first");
    let twice: Vec<&String> = files.iter().chain(files).collect();
    assert_eq!(costs(&tell(&twice)), expected, "twice");
}

/// A run of this version, with its init line.
fn run(session: &str, version: &str, own: Use, totals: &[(&str, Use)], api_ms: u64) -> String {
    lines(&[init(session, version), result(session, own, totals, api_ms)])
}

#[test]
fn a_fork_begins_with_its_parents_totals() {
    let parent = run("p", "2.1.329", PARENT, &[(OPUS, PARENT)], 5);
    let fork = run("f", "2.1.329", OWN, &[(OPUS, plus(PARENT, OWN))], 9);
    expect_costs(&[fork.clone(), parent.clone()], &["f $0.03602", "p $0.12004"]);
    // A second fork, a fork of the first, and the parent itself, resumed.
    let others = [
        run("g", "2.1.329", OWN, &[(OPUS, plus(PARENT, OWN))], 8),
        run("h", "2.1.329", PARENT, &[(OPUS, plus(plus(PARENT, OWN), PARENT))], 8),
        run("p", "2.1.329", OWN, &[(OPUS, plus(PARENT, OWN))], 8),
    ];
    let files: Vec<String> = [parent, fork].into_iter().chain(others).collect();
    expect_costs(&files, &["f $0.03602", "g $0.03602", "h $0.12004", "p $0.03602", "p $0.12004"]);
}

#[test]
fn a_fork_with_another_model_keeps_the_parents_entry() {
    let parent = run("p", "2.1.329", PARENT, &[(OPUS, PARENT)], 5);
    // 15 + 7,500 + 15,000 + 12,000, a million of which are $0.034515.
    let fork = run("f", "2.1.329", OWN, &[(OPUS, PARENT), (SONNET, OWN)], 9);
    expect_costs(&[parent, fork], &["f $0.034515", "p $0.12004"]);
}

#[test]
fn what_may_be_of_runs_without_records_is_a_bracket() {
    // Its parent, or the nights before it, are nowhere: $0.03602 or $0.15606.
    let fork = run("f", "2.1.329", OWN, &[(OPUS, plus(PARENT, OWN))], 9);
    expect_costs(&[fork], &["f $0.03602..$0.15606"]);
    // A subagent explains it.
    let mut with_subagent = result("f", OWN, &[(OPUS, plus(SUBAGENT, OWN))], 9);
    with_subagent["subagent_stats"] = json!({"spawned": 1});
    expect_costs(&[lines(&[init("f", "2.1.329"), with_subagent])], &["f $0.53642"]);
    // Before 2.1.277 nothing else can.
    expect_costs(&[run("f", "2.1.250", OWN, &[(OPUS, plus(SUBAGENT, OWN))], 9)], &["f $0.53642"]);
}

#[test]
fn an_older_process_that_asked_for_less_time_began_at_zero() {
    // The second run has a subagent, and its totals would hold those of the first.
    let session = [
        init("p", "2.1.250"),
        result("p", OWN, &[(OPUS, OWN)], 50),
        init("p", "2.1.250"),
        result("p", OWN, &[(OPUS, plus(SUBAGENT, OWN))], 40),
    ];
    expect_costs(&[lines(&session)], &["p $0.03602", "p $0.53642"]);
    // One process, whose totals go on: 100 in, 5,000 out and so on are the second turn's subagent's.
    let session = [
        init("p", "2.1.250"),
        result("p", OWN, &[(OPUS, OWN)], 50),
        result("p", OWN, &[(OPUS, plus(SUBAGENT, plus(OWN, OWN)))], 60),
    ];
    expect_costs(&[lines(&session)], &["p $0.03602", "p $0.53642"]);
}

/// An answer in a transcript: 9 + 1,500 + 15,000 + 12,000, a million of which are $0.028509.
fn answer(session: &str, message: &str, request: &str, more: &Value) -> Value {
    let mut line = json!({
        "type": "assistant", "sessionId": session, "requestId": request, "entrypoint": "sdk-cli",
        "timestamp": "2026-10-01T03:00:00Z", "uuid": format!("{message} {request}"),
        "message": {"id": message, "model": SONNET, "stop_reason": "end_turn", "usage": {
            "input_tokens": 3, "output_tokens": 100, "cache_read_input_tokens": 50_000,
            "cache_creation_input_tokens": 2_000, "cache_creation": {"ephemeral_1h_input_tokens": 2_000},
        }},
    });
    let members = line.as_object_mut().expect("it is an object");
    members.extend(more.as_object().cloned().into_iter().flatten());
    line
}

#[test]
fn a_side_question_replays_the_answers_before_it() {
    let side = json!({"isSidechain": true, "agentId": "a-1"});
    let session = lines(&[answer("s", "m1", "r1", &json!({})), answer("s", "m2", "r2", &json!({}))]);
    let question = |request: &str, message: &str| {
        lines(&["m1", "m2", message].map(|message| answer("s", message, request, &side)))
    };
    // Two answers and one of each question: 4 x $0.028509.
    expect_costs(&[question("q1", "m3"), session, question("q2", "m4")], &["s $0.114036"]);
    // Without the session's file, each answer is still one: 4 of them.
    expect_costs(&[question("q1", "m3"), question("q2", "m4")], &["s $0.114036"]);
}

#[test]
fn teammates_belong_to_the_run_of_their_lead() {
    let team = |name: Option<&str>| json!({"teamName": "audit", "agentName": name});
    let lead = lines(&[answer("s-lead", "m1", "r1", &team(None))]);
    let mates = ["one", "two"].map(|name| lines(&[answer(name, name, name, &team(Some(name)))]));
    let [one, two] = mates;
    // 3 x $0.028509.
    expect_costs(&[two.clone(), lead, one.clone()], &["s-lead $0.085527"]);
    expect_costs(&[one], &["one $0.028509"]);
    // A team that nobody named has the beginning of its leader's session.
    let lead = lines(&[answer("0badcafe-1", "m1", "r1", &json!({}))]);
    let unnamed = json!({"teamName": "session-0badcafe", "agentName": "one"});
    expect_costs(&[lines(&[answer("one", "m2", "r2", &unnamed)]), lead], &["0badcafe-1 $0.057018"]);
}

#[test]
fn a_subagent_without_records_makes_a_lower_bound() {
    let told = json!({
        "type": "user", "sessionId": "s", "uuid": "u-1",
        "toolUseResult": {"agentId": "a-1", "totalToolUseCount": 2, "usage": {"input_tokens": 1}},
    });
    let launched = json!({
        "type": "user", "sessionId": "s", "uuid": "u-2",
        "toolUseResult": {"isAsync": true, "status": "async_launched", "agentId": "a-1"},
    });
    for told in [told, launched] {
        let session = lines(&[answer("s", "m1", "r1", &json!({})), told]);
        expect_costs(std::slice::from_ref(&session), &["s $0.028509+"]);
        let subagent = json!({"isSidechain": true, "agentId": "a-1"});
        expect_costs(&[session, lines(&[answer("s", "m2", "r2", &subagent)])], &["s $0.057018"]);
    }
}

#[test]
fn searches_that_are_counted_twice_are_counted_once() {
    let listed = json!({
        "type": "user", "sessionId": "s", "uuid": "u-1", "toolUseResult": {"query": "q", "searchCount": 2},
    });
    let mut counted = answer("s", "m1", "r1", &json!({}));
    counted["message"]["usage"]["server_tool_use"] = json!({"web_search_requests": 2});
    // Two searches at $0.01 besides $0.028509.
    expect_costs(&[lines(&[counted]), lines(std::slice::from_ref(&listed))], &["s $0.048509"]);
    expect_costs(&[lines(&[answer("s", "m1", "r1", &json!({})), listed])], &["s $0.048509"]);
}

/// A rollout with a count for each of these inputs and outputs.
fn rollout(thread: &str, source: &Value, counts: &[(u64, u64)]) -> String {
    let meta = json!({"id": thread, "originator": "codex_exec", "source": source});
    let mut values = vec![
        json!({"type": "session_meta", "payload": meta}),
        json!({"type": "turn_context", "payload": {"model": "gpt-5.5"}}),
    ];
    let mut total = (0, 0);
    for (place, (input, output)) in counts.iter().enumerate() {
        total = (total.0 + input, total.1 + output);
        let usage = |(input, output)| json!({"input_tokens": input, "output_tokens": output});
        let info = json!({"total_token_usage": usage(total), "last_token_usage": usage((*input, *output))});
        values.push(json!({
            "timestamp": format!("2026-11-20T03:00:0{place}Z"), "type": "event_msg",
            "payload": {"type": "token_count", "info": info},
        }));
    }
    lines(&values)
}

fn printed(thread: &str, totals: &[(u64, u64)]) -> String {
    let mut values = vec![json!({"type": "thread.started", "thread_id": thread})];
    values.extend(totals.iter().map(|(input, output)| {
        json!({"type": "turn.completed", "usage": {"input_tokens": input, "output_tokens": output}})
    }));
    lines(&values)
}

#[test]
fn a_thread_that_was_printed_and_logged_is_counted_once() {
    // 1,000 x $5 + 100 x $30 = 8,000, a million of which are $0.008; 3,000 x $5 + 200 x $30: $0.021
    let counts = [(1_000, 100), (1_000, 50), (2_000, 150)];
    let log = rollout("t", &json!("exec"), &counts);
    expect_costs(&[printed("t", &[(1_000, 100), (4_000, 300)]), log.clone()], &["t $0.008", "t $0.021"]);
    // A turn that ended between two counts: one run.
    expect_costs(&[log, printed("t", &[(1_500, 100), (4_000, 300)])], &["t $0.029"]);
    // A log that broke off still knows the model.
    let cut = rollout("t", &json!("exec"), &counts[..1]);
    expect_costs(&[cut, printed("t", &[(4_000, 300)])], &["t $0.029"]);
}

#[test]
fn subagents_of_codex_belong_to_the_run_that_started_them() {
    let spawned = |parent: &str| json!({"subagent": {"thread_spawn": {"parent_thread_id": parent}}});
    let files = [
        rollout("b", &spawned("a"), &[(1_000, 10)]),
        rollout("a", &json!("exec"), &[(1_000, 100)]),
        rollout("c", &spawned("b"), &[(2_000, 20)]),
    ];
    // $0.008 and 3,000 x $5 + 30 x $30 = 15,900, a million of which are $0.0159
    expect_costs_apart(&files, &["a $0.0239"]);
    expect_costs_apart(&files[..1], &["b $0.0053"]);
}

#[test]
fn a_transcript_settles_what_totals_may_hold() {
    // `usage` has one answer, the totals two. The second is in the transcript, of the same session.
    let total: Use = [6, 200, 100_000, 4_000];
    let result = run("s", "2.1.329", [3, 100, 50_000, 2_000], &[(SONNET, total)], 5);
    expect_costs(std::slice::from_ref(&result), &["s $0.028509..$0.057018"]);
    let transcript = lines(&[answer("s", "m1", "r1", &json!({})), answer("s", "m2", "r2", &json!({}))]);
    let told = tell(&[result.clone(), transcript]);
    assert_eq!(costs(&told), ["s $0.057018"], "{}", shown(&told));
    // One that has this run alone.
    let told = tell(&[result, lines(&[answer("s", "m1", "r1", &json!({}))])]);
    assert_eq!(costs(&told), ["s $0.028509"], "{}", shown(&told));
}

#[test]
fn a_small_helper_is_not_taken_for_the_main_loop_of_a_night_whose_beginning_is_gone() {
    // The nights before used 400 times as much as one; a helper on another model ran in each of them, and its totals
    // are nearer to what a night's main loop used than the main model's own.
    let nights_before = SUBAGENT.map(|count| count * 10);
    let helper: Use = [100, 50, 3_000, 0];
    let mut totals = nights_before;
    let mut of_helper = helper;
    let mut log = Vec::new();
    for night in 1..=3 {
        totals = plus(totals, OWN);
        of_helper = plus(of_helper, helper);
        log.push(init("s-1", "2.1.329"));
        log.push(result("s-1", OWN, &[(OPUS, totals), (SONNET, of_helper)], night * 50_000));
    }
    let told = tell(&[lines(&log)]);
    let costs: Vec<String> = told.measurement.runs.iter().map(|run| cost(run.cost)).collect();
    // Two nights are known: $0.03602 and the helper's 300 + 750 + 900, a million of which are $0.00195. Of the first,
    // the main loop alone; all that was told is 4,000 + 1,000,000 + 800,000 + 3,200,000 before it and the helper twice.
    assert_eq!(costs[1..], ["$0.03797", "$0.03797"], "{costs:?}");
    assert!(costs[0] == "$0.03602..$5.04392", "{costs:?}");
}
