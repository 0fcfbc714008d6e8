//! `creditcalc mcp` as clients meet it: JSON-RPC over pipes, the schemas, and the official Python client.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::{Value, json};

use crate::answers::{against_frozen, frozen};
use crate::named_files::SECRET;
use crate::sandbox::{Sandbox, has_tool};

const TOOLS: [&str; 7] = ["estimate", "compare", "schedule", "scan", "status", "plans", "models"];

/// A record of a run that cost something.
const RUN: &str = "{\"model\":\"claude-haiku-4-5\",\"input_tokens\":1000000,\"started_at\":\"2026-11-20\"}\n";

fn started(sandbox: &Sandbox, flags: &[&str]) -> Child {
    let mut command = sandbox.creditcalc([&["mcp"], flags].concat());
    command.env("CREDITCALC_AS_OF", "2026-11-21").env("CREDITCALC_TZ", "UTC");
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    piped.spawn().expect("the program was built for this test")
}

/// What a server writes that gets this input, line by line; it must end with 0 and say nothing else.
fn answers_to(sandbox: &Sandbox, flags: &[&str], input: impl Into<Vec<u8>>) -> Vec<Value> {
    let mut child = started(sandbox, flags);
    let (mut stdin, input) = (child.stdin.take().expect("it is a pipe"), input.into());
    let writer = thread::spawn(move || stdin.write_all(&input).expect("the server reads to the end"));
    let output = child.wait_with_output().expect("it is our child");
    writer.join().expect("it wrote everything");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0), "the end of the input is the end of the server");
    let text = String::from_utf8(output.stdout).expect("JSON is text");
    text.lines().map(|line| serde_json::from_str(line).expect("every line is a message")).collect()
}

/// What a server answers to these messages.
fn said(sandbox: &Sandbox, flags: &[&str], messages: &[Value]) -> Vec<Value> {
    let lines: String = messages.iter().map(|message| format!("{message}\n")).collect::<Vec<_>>().concat();
    answers_to(sandbox, flags, lines)
}

fn request(id: u64, method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

fn hello(version: &str) -> Value {
    let client = json!({"name": "a test", "version": "1"});
    request(0, "initialize", &json!({"protocolVersion": version, "capabilities": {}, "clientInfo": client}))
}

/// What comes of calls of tools with these arguments, in order.
fn called(sandbox: &Sandbox, flags: &[&str], calls: &[(&str, Value)]) -> Vec<Value> {
    let call = |(tool, arguments): &(&str, Value)| {
        request(1, "tools/call", &json!({"name": tool, "arguments": arguments}))
    };
    let answers = said(sandbox, flags, &calls.iter().map(call).collect::<Vec<_>>());
    assert_eq!(answers.len(), calls.len());
    answers.into_iter().map(|answer| answer["result"].clone()).collect()
}

/// The text of an answer that is none.
fn fault(result: &Value) -> &str {
    assert_eq!(result["isError"], true, "{result}");
    assert_eq!(result.get("structuredContent"), None, "{result}");
    result["content"][0]["text"].as_str().expect("a text")
}

// ---- The protocol

#[test]
fn a_version_that_both_know_is_agreed_on() {
    for (asked, agreed) in [
        ("2025-06-18", "2025-06-18"),
        ("2025-03-26", "2025-03-26"),
        ("2024-11-05", "2024-11-05"),
        ("2025-11-25", "2025-06-18"),
        ("1999-01-01", "2025-06-18"),
    ] {
        let ready = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        let plans = request(2, "tools/call", &json!({"name": "plans", "arguments": {}}));
        let messages = [hello(asked), ready, request(1, "tools/list", &json!({})), plans];
        let answers = said(&Sandbox::new(), &[], &messages);
        assert_eq!(answers.len(), 3, "nobody answers a notification");
        let result = &answers[0]["result"];
        assert_eq!(result["protocolVersion"], agreed, "{asked}");
        assert_eq!(result["capabilities"], json!({"tools": {}}));
        assert_eq!(result["serverInfo"], json!({"name": "creditcalc", "version": env!("CARGO_PKG_VERSION")}));
        // Answers as JSON, and their schemas, came with the newest of the three.
        let is_structured = agreed == "2025-06-18";
        let tools = answers[1]["result"]["tools"].as_array().expect("a list");
        assert!(tools.iter().all(|tool| tool.get("outputSchema").is_some() == is_structured), "{asked}");
        assert_eq!(answers[2]["result"].get("structuredContent").is_some(), is_structured, "{asked}");
        assert_eq!(answers[2]["result"]["isError"], false);
    }
}

#[test]
fn what_is_no_request_is_refused_by_the_codes_of_the_specification() {
    let sandbox = Sandbox::new();
    for (line, id, code) in [
        ("nonsense", Value::Null, -32700),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"", Value::Null, -32700),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} x", Value::Null, -32700),
        ("\u{feff}{}", Value::Null, -32700),
        ("1", Value::Null, -32600),
        ("{}", Value::Null, -32600),
        ("[]", Value::Null, -32600),
        ("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", Value::Null, -32600),
        ("{\"id\":1,\"method\":\"ping\"}", json!(1), -32600),
        ("{\"jsonrpc\":\"1.0\",\"id\":\"a\",\"method\":\"ping\"}", json!("a"), -32600),
        ("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":7}", json!(2), -32600),
        ("{\"jsonrpc\":\"2.0\",\"id\":2,\"id\":3,\"method\":\"ping\"}", Value::Null, -32600),
        ("{\"jsonrpc\":\"2.0\",\"id\":2,\"\\u0069d\":3,\"method\":\"ping\"}", Value::Null, -32600),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"plans\",\"arguments\":{},\"arguments\":{}}}",
            json!(2),
            -32600,
        ),
        ("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", Value::Null, -32600),
        ("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", Value::Null, -32600),
        ("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"resources/list\"}", json!(3), -32601),
        ("{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/call\"}", json!(4), -32602),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"measure\"}}",
            json!(5),
            -32602,
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"tools/call\",\"params\":{\"name\":\"plans\",\"arguments\":[1]}}",
            json!(6),
            -32602,
        ),
    ] {
        let ping = request(9, "ping", &Value::Null);
        let answers = answers_to(&sandbox, &[], format!("{line}\n{ping}\n"));
        assert_eq!(answers.len(), 2, "{line}: the server goes on");
        assert_eq!((&answers[0]["id"], &answers[0]["error"]["code"]), (&id, &json!(code)), "{line}");
        assert_eq!(answers[1], json!({"jsonrpc": "2.0", "id": 9, "result": {}}), "{line}");
    }
    let near = said(&sandbox, &[], &[request(1, "tools/call", &json!({"name": "estimat"}))]);
    assert_eq!(near[0]["error"]["message"], "there is no tool `estimat`; did you mean `estimate`?");
}

#[test]
fn bytes_that_are_no_text_and_deep_nests_are_refused() {
    let ping = request(9, "ping", &Value::Null).to_string();
    let deep = [vec![b'['; 200_000], vec![b']'; 200_000]].concat();
    for garbage in [b"\xff\xfe\x00{".to_vec(), b"\"\xc3\x28\"".to_vec(), deep, b"\0".to_vec()] {
        let answers =
            answers_to(&Sandbox::new(), &[], [garbage, b"\n".to_vec(), ping.clone().into()].concat());
        assert_eq!(answers[0]["error"]["code"], -32700);
        assert_eq!(answers[1]["id"], 9, "and the last line need not end");
    }
}

#[test]
fn what_asks_nothing_is_not_answered() {
    let silent = "\n  \r\n\
        {\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}\n\
        {\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"plans\"}}\n\
        {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\
        {\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-1,\"message\":\"no\"}}\n";
    assert_eq!(answers_to(&Sandbox::new(), &[], silent), Vec::<Value>::new());
    assert_eq!(answers_to(&Sandbox::new(), &[], ""), Vec::<Value>::new());
}

#[test]
fn messages_in_a_list_are_of_one_version_only() {
    let ping = |id| request(id, "ping", &Value::Null);
    let ready = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let answers = said(
        &Sandbox::new(),
        &[],
        &[hello("2025-03-26"), json!([ping(1), ready, 5, ping(2)]), json!([ready]), json!([]), ping(3)],
    );
    let ids: Vec<&Value> =
        answers[1].as_array().expect("a list").iter().map(|answer| &answer["id"]).collect();
    assert_eq!(ids, [&json!(1), &Value::Null, &json!(2)]);
    assert_eq!(
        answers[2]["error"]["code"], -32600,
        "an empty list asks nothing; one of notifications is silent"
    );
    assert_eq!((answers[3]["id"].clone(), answers.len()), (json!(3), 4));
}

#[test]
fn a_large_line_is_read_and_one_that_is_too_large_is_passed_over() {
    let padded = |megabytes: usize| {
        let ping = request(1, "ping", &json!({"padding": "x".repeat(megabytes << 20)}));
        format!("{ping}\n{}\n", request(2, "ping", &Value::Null))
    };
    let answers = answers_to(&Sandbox::new(), &[], padded(8));
    assert_eq!((&answers[0]["id"], &answers[1]["id"]), (&json!(1), &json!(2)));
    let answers = answers_to(&Sandbox::new(), &[], padded(40));
    assert_eq!(answers[0]["error"]["code"], -32600);
    assert_eq!(answers[0]["error"]["message"], "a message may have 16 MB");
    assert_eq!((&answers[1]["id"], answers.len()), (&json!(2), 2));
}

#[test]
fn a_client_that_is_gone_ends_it_without_a_word() {
    let mut child = started(&Sandbox::new(), &[]);
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("it is a pipe");
    // It may have ended before it gets all of them.
    while writeln!(stdin, "{}", request(1, "ping", &Value::Null)).is_ok() {}
    let output = child.wait_with_output().expect("it is our child");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn each_question_is_answered_when_it_is_asked() {
    let mut child = started(&Sandbox::new(), &[]);
    let mut stdin = child.stdin.take().expect("it is a pipe");
    let mut stdout = BufReader::new(child.stdout.take().expect("it is a pipe"));
    for id in 1..4 {
        writeln!(stdin, "{}", request(id, "ping", &Value::Null)).expect("it listens");
        let mut line = String::new();
        stdout.read_line(&mut line).expect("it answers before it is asked again");
        assert_eq!(line, format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":{{}}}}\n"));
    }
    drop(stdin);
    assert!(child.wait().expect("it is our child").success());
}

#[cfg(target_os = "linux")]
#[test]
fn it_does_not_grow_with_what_it_is_asked() {
    let mut child = started(&Sandbox::new(), &[]);
    let mut stdin = child.stdin.take().expect("it is a pipe");
    let mut stdout = BufReader::new(child.stdout.take().expect("it is a pipe"));
    let status = format!("/proc/{}/status", child.id());
    let mut sizes = Vec::new();
    for id in 0..101 {
        let call =
            json!({"name": "estimate", "arguments": {"model": "opus", "input": "120k", "plan": "max"}});
        writeln!(stdin, "{}", request(id, "tools/call", &call)).expect("it listens");
        stdout.read_line(&mut String::new()).expect("it answers");
        if id % 50 == 0 {
            let status = fs::read_to_string(&status).expect("it is running");
            let resident =
                status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("Linux says it");
            sizes.push(resident.trim_end_matches("kB").trim().parse::<u64>().expect("a number"));
        }
    }
    drop(stdin);
    assert!(child.wait().expect("it is our child").success());
    // Without being given back, the arguments of 50 questions are 12 MB.
    assert!(sizes[2] < sizes[1] + 4_000, "{sizes:?} kB");
}

#[test]
fn an_id_comes_back_as_it_was_written() {
    for id in [
        "0",
        "-7",
        // More digits than a float or 64 bits hold.
        "12345678901234567890123",
        "-18446744073709551617",
        "0.1000000000000000055511151231257827",
        "1.0",
        "1e2",
        "\"12345678901234567890123\"",
        "\"a \\\"b\\\"\"",
    ] {
        let mut child = started(&Sandbox::new(), &[]);
        let mut stdin = child.stdin.take().expect("it is a pipe");
        writeln!(stdin, "{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"ping\"}}").expect("it listens");
        writeln!(stdin, "{{\"id\": {id} ,\"jsonrpc\":\"2.0\",\"method\":\"none\"}}").expect("it listens");
        writeln!(stdin, "{{\"id\":{id},\"method\":\"ping\"}}").expect("it listens");
        drop(stdin);
        let said = child.wait_with_output().expect("it is our child").stdout;
        let said = String::from_utf8(said).expect("it writes text");
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines[0], format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":{{}}}}"));
        for refused in &lines[1..] {
            assert!(
                refused.starts_with(&format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"error\":")),
                "{refused}"
            );
        }
        assert_eq!(lines.len(), 3, "{said}");
    }
}

// ---- The tools

#[test]
fn a_key_that_is_there_twice_is_refused() {
    let sandbox = Sandbox::new();
    for (arguments, why) in [
        (
            r#"{"cost-per-run":4,"cost-per-run":5}"#,
            "error: `cost-per-run` is given twice\n  = help: leave one of them out\n",
        ),
        (r#"{"cost-per-run":4,"cost-per-run":4}"#, "error: `cost-per-run` is given twice"),
        (r#"{"cost-per-run":4,"cost-per-run":null}"#, "error: `cost-per-run` is given twice"),
        (r#"{"cost-per-run":4,"fast":true,"fast":false}"#, "error: `fast` is given twice"),
        // Another spelling is no key.
        (r#"{"cost-per-run":4,"cost_per_run":5}"#, "did you mean `cost-per-run`?"),
        (
            r#"{"cost-per-run":4,"plan":"pro","plan":["max-5x"]}"#,
            "error: `plan` is given twice\n  = help: put all values in one list\n",
        ),
    ] {
        let call = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"estimate","arguments":{arguments}}}}}"#
        );
        let answers = answers_to(&sandbox, &[], format!("{call}\n"));
        let result = &answers[0]["result"];
        assert_eq!(result["isError"], true, "{arguments}");
        let told = result["content"][0]["text"].as_str().expect("a text");
        assert!(told.contains(why), "{arguments}: {told}");
    }
}

fn listed() -> Vec<Value> {
    let answers = said(&Sandbox::new(), &[], &[request(1, "tools/list", &json!({}))]);
    answers[0]["result"]["tools"].as_array().expect("a list").clone()
}

#[test]
fn tools_have_the_flags_of_their_commands_as_keys() {
    const RUNS: &str = "cost-per-run model input output cache-read cache-write cache-write-1h web-searches requests fast \
        us-only batch usage from typical input-format only entrypoint assume-model strict runs nightly per-day cron \
        crontab schedule match workflow events runs-each oncalendar plan program seats credit spent on-exhaustion \
        fee-paid surface auth cycle-day cycle-start cycle-days calendar-month from-now as-of tz price-factor \
        token-factor tax currency";
    // Every new flag is a decision: one that writes or reads elsewhere belongs into `NO_KEYS`.
    let keys = [
        ("estimate", format!("{RUNS} fail-over fail-under alert-at cycles csv-dialect")),
        ("compare", format!("{RUNS} models cache-hit cache-ttl csv-dialect")),
        (
            "schedule",
            "expressions cron crontab schedule match workflow events runs-each oncalendar tz after as-of count \
            csv-dialect"
                .to_owned(),
        ),
        ("scan", "dir root crontab plan program auth cost-per-run cycle-day as-of tz csv-dialect".to_owned()),
        (
            "status",
            "paths entrypoint plan program credit auth cycle-day cycle-start cycle-days as-of tz scenario fail-over \
            csv-dialect"
                .to_owned(),
        ),
        ("plans", "id claims all-vendors as-of tz csv-dialect".to_owned()),
        ("models", "id as-of tz csv-dialect".to_owned()),
    ];
    for ((tool, (name, keys)), expected) in listed().iter().zip(keys).zip(TOOLS) {
        assert_eq!((tool["name"].as_str(), name), (Some(expected), expected));
        let schema = &tool["inputSchema"];
        assert_eq!(schema["type"], "object");
        assert_eq!(schema["additionalProperties"], false);
        let properties = schema["properties"].as_object().expect("an object");
        assert_eq!(properties.keys().map(String::as_str).collect::<Vec<_>>().join(" "), keys, "{name}");
        for (key, property) in properties {
            let description = property["description"].as_str().expect("it has one");
            assert!(!description.is_empty(), "{name} {key}");
            // What holds for a shell alone is not said.
            for shell in ["standard input", "repeatable", "quotes", "Exit", " --", "this machine", "-o FILE"]
            {
                assert!(!description.contains(shell), "{name} {key}: {description}");
            }
        }
        assert_eq!(tool["annotations"], json!({"readOnlyHint": true, "openWorldHint": false}));
    }
    let tools = listed();
    let property = |tool: usize, key: &str| tools[tool]["inputSchema"]["properties"][key].clone();
    assert_eq!(property(0, "fast")["type"], "boolean");
    assert_eq!(property(0, "cost-per-run")["type"], json!(["string", "number"]));
    assert_eq!(property(0, "cron")["type"], json!(["string", "array"]));
    assert_eq!(property(0, "typical")["enum"], json!(["mean", "median", "p90", "max"]));
    let about = tools[0]["description"].as_str().expect("a text");
    assert!(about.ends_with("Needs one of `cost-per-run`, `model`, `usage`, `from`."), "{about}");
}

#[test]
fn what_tools_answer_is_told_by_the_frozen_schemas() {
    for (tool, name) in listed().iter().zip(TOOLS) {
        let text = fs::read_to_string(frozen(name)).expect("every tool has a schema");
        // How many bits a number has is no format that clients know; they warn of it.
        let sized = text.lines().filter(|line| !line.trim_start().starts_with("\"format\": \"uint"));
        let text = sized.collect::<Vec<_>>().join("\n");
        let mut schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
        // Clients that know one dialect only refuse the name of another one.
        schema.as_object_mut().expect("an object").remove("$schema").expect("it was there");
        assert!(tool["outputSchema"] == schema, "{name}");
    }
}

#[test]
fn each_tool_answers_what_its_command_answers() {
    let sandbox = Sandbox::new();
    sandbox.write("crontab", "0 3 * * * claude -p audit\n");
    sandbox.write("runs.jsonl", RUN);
    let cases: [(&str, Value, &[&str]); 9] = [
        (
            "estimate",
            json!({"model": "opus", "input": "120k", "output": 9000, "cron": ["0 3 * * *", "0 5 * * *"], "fast": true,
                "plan": ["max-5x", "pro"], "batch": false, "tax": null}),
            &[
                "--model=opus",
                "--input=120k",
                "--output=9000",
                "--cron=0 3 * * *",
                "--cron=0 5 * * *",
                "--fast",
                "--plan=max-5x,pro",
            ],
        ),
        (
            "estimate",
            json!({"from": "runs.jsonl", "crontab": "crontab"}),
            &["--from=runs.jsonl", "--crontab=crontab"],
        ),
        ("compare", json!({"model": "opus", "input": 120_000}), &["--model=opus", "--input=120000"]),
        ("schedule", json!({"expressions": ["0 3 * * *"], "count": 3}), &["0 3 * * *", "--count=3"]),
        ("scan", json!({"dir": ".", "root": ".", "plan": "max"}), &["--root=.", "--plan=max"]),
        ("status", json!({"paths": ["runs.jsonl"], "plan": "max"}), &["runs.jsonl", "--plan=max"]),
        ("plans", json!({"id": "max-5x"}), &["max-5x"]),
        ("models", json!({"id": "opus"}), &["opus"]),
        ("models", json!({}), &[]),
    ];
    let results = called(&sandbox, &[], &cases.clone().map(|(tool, arguments, _)| (tool, arguments)));
    for ((tool, arguments, flags), result) in cases.into_iter().zip(results) {
        let mut command = sandbox.creditcalc([&[tool, "--json"], flags].concat());
        command.env("CREDITCALC_AS_OF", "2026-11-21").env("CREDITCALC_TZ", "UTC");
        let output = command.output().expect("the program was built");
        let expected: Value = serde_json::from_slice(&output.stdout).expect("JSON was asked for");
        assert_eq!(result["isError"], false, "{tool} {arguments}: {result}");
        assert_eq!(result["structuredContent"], expected, "{tool} {arguments}");
        assert_eq!(against_frozen(tool, &result["structuredContent"]), Vec::<String>::new());
        let text = result["content"][0]["text"].as_str().expect("a text");
        assert_eq!(serde_json::from_str::<Value>(text).expect("the same as text"), expected);
    }
}

#[test]
fn numbers_are_taken_as_they_are_written() {
    // As floats, these would be 0.12345678901234568 and 4.1.
    let call = |number: &str| {
        let params = format!("{{\"name\":\"estimate\",\"arguments\":{{\"cost-per-run\":{number}}}}}");
        format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{params}}}\n")
    };
    let answers =
        answers_to(&Sandbox::new(), &[], call("0.1234567890123456789") + &call("4.10") + &call("41e-1"));
    let cost = |answer: &Value| answer["result"]["structuredContent"]["run"]["cost_usd"].clone();
    assert_eq!(cost(&answers[0]), "0.1234567890123456789");
    assert_eq!(cost(&answers[1]), "4.10");
    assert_eq!(cost(&answers[2]), "4.10");
    // Clients that have only floats write whole numbers so.
    let arguments: Value = serde_json::from_str(
        "{\"model\": \"claude-opus-5\", \"input\": 1.2e5, \"output\": 9000.0, \"runs\": 3e1}",
    )
    .expect("it is JSON");
    let whole = json!({"model": "claude-opus-5", "input": 120_000, "output": 9_000, "runs": 30});
    let both = called(&Sandbox::new(), &[], &[("estimate", arguments), ("estimate", whole)]);
    assert_eq!(both[0]["isError"], false, "{}", both[0]);
    assert_eq!(both[0], both[1]);
}

#[test]
fn a_gate_says_no_beside_the_answer_and_notes_are_told_once() {
    let arguments = json!({"cost-per-run": 4, "plan": "pro", "fail-over": 0});
    let result = &called(&Sandbox::new(), &[], &[("estimate", arguments)])[0];
    assert_eq!(result["isError"], false);
    let talk = result["content"][1]["text"].as_str().expect("a text");
    // 30 x $4.00 = $120.00, of which $20.00 are paid.
    assert!(talk.starts_with("gate: ") && talk.contains("$100.00"), "{talk}");
    assert_eq!(talk.lines().filter(|line| line.starts_with("note: ")).count(), 0, "{talk}");
    assert!(!result["structuredContent"]["notes"].as_array().expect("a list").is_empty());
}

#[test]
fn a_fault_says_what_to_write() {
    let cases = [
        ("estimate", json!({}), "What does one run cost?"),
        ("estimate", json!({"cost_per_run": 4}), "did you mean `cost-per-run`?"),
        ("estimate", json!({"--cost-per-run": 4}), "did you mean `cost-per-run`?"),
        ("estimate", json!({"price": 4}), "did you mean `cost-per-run`?"),
        ("estimate", json!({"modle": "opus"}), "did you mean `model`?"),
        ("models", json!({"zzzzzzzz": 1}), "its arguments are id, as-of, tz, csv-dialect"),
        ("estimate", json!({"model": "opsu", "input": 1}), "error[U104]"),
        ("estimate", json!({"cost-per-run": {}}), "`cost-per-run` is a string or a number"),
        ("estimate", json!({"cost-per-run": [4]}), "`cost-per-run` is a string or a number"),
        ("estimate", json!({"cost-per-run": true}), "`cost-per-run` is a string or a number"),
        ("estimate", json!({"cron": [["0 3 * * *"]]}), "`cron` is a string, a number or a list of them"),
        ("estimate", json!({"fast": "yes"}), "`fast` is true or false"),
        ("estimate", json!({"cost-per-run": 4, "runs": 1, "cron": "0 3 * * *"}), "can't be combined with"),
        ("estimate", json!({"cost-per-run": "--help"}), "is not a value for `--cost-per-run`"),
        ("plans", json!({"id": "--help"}), "there is no plan or program `--help`"),
        ("plans", json!({"id": "-o=x"}), "there is no plan or program `-o=x`"),
        ("schedule", json!({"expressions": "0 3 * * 8"}), "error[S301]"),
    ];
    for ((tool, arguments, part), result) in
        cases.iter().zip(called(&Sandbox::new(), &[], &cases.clone().map(|(tool, with, _)| (tool, with))))
    {
        assert!(fault(&result).contains(part), "{tool} {arguments}: {}", fault(&result));
    }
}

#[test]
fn settings_that_are_broken_are_a_fault_of_each_call_and_not_of_the_server() {
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "plan = 7.5.1");
    assert!(fault(&called(&sandbox, &[], &[("plans", json!({}))])[0]).contains("creditcalc.toml"));
    assert_eq!(called(&sandbox, &["--no-config"], &[("plans", json!({}))])[0]["isError"], false);
    sandbox.write("creditcalc.toml", "plan = \"pro\"\nformat = \"xlsx\"");
    let result = &called(&sandbox, &[], &[("estimate", json!({"cost-per-run": 4}))])[0];
    assert_eq!(result["structuredContent"]["plans"].as_array().map(Vec::len), Some(1), "{result}");
}

// ---- What callers may not do

#[test]
fn nothing_is_written_and_nothing_is_chosen_for_the_one_who_started_it() {
    let sandbox = Sandbox::new();
    sandbox.write("crontab", "0 3 * * * claude -p audit\n");
    sandbox.write("other.toml", "plan = \"pro\"");
    let cost = |key: &str, value: Value| {
        let mut arguments = json!({"cost-per-run": 4});
        arguments[key] = value;
        arguments
    };
    let calls = [
        ("estimate", cost("output-file", json!("answer.json"))),
        ("estimate", cost("o", json!("answer.json"))),
        ("estimate", cost("force", json!(true))),
        ("estimate", cost("config", json!("other.toml"))),
        ("estimate", cost("no-config", json!(true))),
        ("estimate", cost("pricing", json!("."))),
        ("estimate", cost("write-profile", json!("a.profile.toml"))),
        ("estimate", cost("help", json!(true))),
        ("estimate", cost("format", json!("xlsx"))),
        ("plans", json!({"output": "answer.json"})),
        ("plans", json!({"output-file": "answer.json"})),
        ("scan", json!({"root": ".", "write": "scenario.toml"})),
        ("status", json!({"plan": "max", "balance": "61.20"})),
        ("status", json!({"plan": "max", "forget": true})),
        ("status", json!({"plan": "max", "allow-outside": true})),
        ("status", json!({"plan": "max", "statusline": true})),
    ];
    for ((tool, arguments), result) in calls.iter().zip(called(&sandbox, &[], &calls)) {
        assert!(fault(&result).contains("no argument"), "{tool} {arguments}: {}", fault(&result));
    }
    assert_eq!(sandbox.listing(), ["crontab", "other.toml"]);
    let home = sandbox.work().parent().expect("the home is beside it").join("home");
    assert_eq!(fs::read_dir(home).expect("it is there").count(), 0, "no balance is kept");
}

#[test]
fn whoever_starts_it_chooses_prices_and_settings() {
    let sandbox = Sandbox::new();
    sandbox.write("other.toml", "plan = \"pro\"");
    sandbox.write("prices/none.toml", "nonsense");
    let estimate = ("estimate", json!({"cost-per-run": 4}));
    let result = &called(&sandbox, &["--config", "other.toml"], std::slice::from_ref(&estimate))[0];
    assert_eq!(result["structuredContent"]["plans"][0]["plan"], "pro");
    assert_eq!(result["structuredContent"]["plans"].as_array().map(Vec::len), Some(1));
    assert!(fault(&called(&sandbox, &["--pricing", "prices"], &[estimate])[0]).contains("prices/none.toml"));
}

/// A working folder with a secret beside it, and links that lead there.
#[cfg(unix)]
fn beside_a_secret() -> Sandbox {
    use std::os::unix::fs::symlink;

    let sandbox = Sandbox::new();
    let beside = sandbox.work().parent().expect("it has one").join("beside");
    let project = sandbox.work().parent().expect("it has one").join("home/.claude/projects/-srv");
    for folder in [&beside, &project] {
        fs::create_dir_all(folder).expect("folders can be made in a temporary folder");
        let row = RUN.replace("claude-haiku-4-5", &format!("claude-haiku-4-5\",\"project\":\"{SECRET}"));
        fs::write(folder.join("runs.jsonl"), row).expect("files can be written there");
    }
    fs::write(beside.join("crontab"), format!("0 3 * * * claude -p {SECRET}\n"))
        .expect("files can be written");
    sandbox.write("own.jsonl", RUN);
    symlink(&beside, sandbox.work().join("link")).expect("the name is free");
    symlink(beside.join("runs.jsonl"), sandbox.work().join("link.jsonl")).expect("the name is free");
    symlink(beside.join("crontab"), sandbox.work().join("crontab")).expect("the name is free");
    symlink("/dev/stdin", sandbox.work().join("input.jsonl")).expect("the name is free");
    sandbox
}

#[cfg(unix)]
#[test]
fn nothing_outside_the_folder_is_read() {
    let sandbox = beside_a_secret();
    let beside = sandbox.work().parent().expect("it has one").join("beside/runs.jsonl");
    let beside = beside.to_str().expect("a plain name");
    let mut calls = Vec::new();
    for path in [
        beside,
        "../beside/runs.jsonl",
        "../beside/*.jsonl",
        "link/runs.jsonl",
        "link.jsonl",
        "~/.claude/projects",
        "~",
        "/",
        "..",
        "-",
        "/dev/stdin",
        "/dev/fd/0",
        "/proc/self/environ",
        "input.jsonl",
        "./link/../../beside/runs.jsonl",
    ] {
        calls.push(("estimate", json!({"from": [path]})));
        calls.push(("estimate", json!({"from": ["own.jsonl", path]})));
        calls.push(("estimate", json!({"cost-per-run": 4, "crontab": path})));
        calls.push(("estimate", json!({"cost-per-run": 4, "schedule": path})));
        calls.push(("compare", json!({"model": "opus", "input": 1, "workflow": path})));
        calls.push(("schedule", json!({"schedule": path})));
        calls.push(("scan", json!({"dir": path})));
        calls.push(("scan", json!({"root": path})));
        calls.push(("scan", json!({"crontab": path})));
        calls.push(("status", json!({"paths": path})));
        calls.push(("status", json!({"scenario": path})));
    }
    for ((tool, arguments), result) in calls.iter().zip(called(&sandbox, &[], &calls)) {
        let text = fault(&result);
        assert!(!text.contains(SECRET), "{tool} {arguments}: {text}");
        let is_refused = text.contains("outside the folder") || text.contains("belongs to the system");
        assert!(is_refused || text.contains("questions come from"), "{tool} {arguments}: {text}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_looked_for_stays_in_the_folder_too() {
    let sandbox = beside_a_secret();
    let calls = [
        ("estimate", json!({"from": "."})),
        ("estimate", json!({"from": "*.jsonl"})),
        ("estimate", json!({"from": "*/*.jsonl"})),
        ("estimate", json!({"from": "**/runs.jsonl"})),
        ("estimate", json!({"cost-per-run": 4, "schedule": "."})),
        ("schedule", json!({"schedule": "*"})),
        ("scan", json!({})),
        ("scan", json!({"root": "."})),
        ("status", json!({})),
        ("status", json!({"paths": "."})),
    ];
    let results = called(&sandbox, &[], &calls);
    for ((tool, arguments), result) in calls.iter().zip(&results) {
        assert!(!result.to_string().contains(SECRET), "{tool} {arguments}: {result}");
    }
    // One million input tokens of Haiku 4.5 are $1.00; the run beside the folder would be a second one.
    assert_eq!(results[0]["structuredContent"]["run"]["cost_usd"], "1.00", "{}", results[0]);
    let places = results[6]["structuredContent"]["inputs"].clone();
    assert!(!places.to_string().contains("/etc"), "{places}");
    assert!(fault(&results[8]).contains("creditcalc mcp --allow-outside"));
}

#[cfg(unix)]
#[test]
fn a_server_that_may_reads_outside_and_still_no_device_and_not_its_own_input() {
    let sandbox = beside_a_secret();
    let calls = [
        ("estimate", json!({"from": "../beside/runs.jsonl"})),
        ("estimate", json!({"from": "~/.claude/projects"})),
        ("estimate", json!({"from": "link/runs.jsonl"})),
        ("schedule", json!({"crontab": "crontab"})),
        ("status", json!({"plan": "max"})),
    ];
    for ((tool, arguments), result) in calls.iter().zip(called(&sandbox, &["--allow-outside"], &calls)) {
        assert_eq!(result["isError"], false, "{tool} {arguments}: {result}");
    }
    for (path, part) in [
        ("-", "is where the questions come from"),
        ("/dev/stdin", "is where the questions come from"),
        ("/dev/zero", "belongs to the system"),
        ("/proc/self/environ", "belongs to the system"),
        ("input.jsonl", "is a pipe or a device"),
    ] {
        let result = &called(&sandbox, &["--allow-outside"], &[("estimate", json!({"from": path}))])[0];
        assert!(fault(result).contains(part), "{path}: {}", fault(result));
    }
}

#[test]
fn it_writes_nothing_but_the_protocol() {
    let output = Sandbox::new().creditcalc(["mcp", "--csv"]).stdin(Stdio::null()).output();
    let output = output.expect("the program was built");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "it has one format");
    let (mut reader, writer) = std::io::pipe().expect("the system has pipes");
    let mut child =
        Sandbox::new().creditcalc(["mcp"]).stdin(Stdio::null()).stdout(writer).spawn().expect("it starts");
    let mut text = String::new();
    reader.read_to_string(&mut text).expect("it ends");
    assert!(child.wait().expect("it is our child").success());
    assert_eq!(text, "");
}

// ---- The official client

/// Lists the tools, calls them, and lets the client check answers against their schemas, which it does by itself.
const CLIENT: &str = "
import asyncio, sys
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

async def main():
    server = StdioServerParameters(command=sys.argv[1], args=['mcp'], cwd=sys.argv[2])
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        hello = await session.initialize()
        version = getattr(hello, 'protocolVersion', None) or hello.protocol_version
        tools = (await session.list_tools()).tools
        print(version, ' '.join(tool.name for tool in tools))
        for name, arguments in [
            ('estimate', {'cost-per-run': 4.1, 'plan': ['max-5x']}),
            ('compare', {'model': 'opus', 'input': '120k'}),
            ('schedule', {'expressions': '0 3 * * *'}),
            ('scan', {}),
            ('status', {'paths': ['runs.jsonl'], 'as-of': '2026-11-21'}),
            ('plans', {}),
            ('models', {'id': 'opus'}),
            ('estimate', {'cost': 4}),
        ]:
            result = await session.call_tool(name, arguments)
            answer = result.structuredContent if hasattr(result, 'structuredContent') else result.structured_content
            print(name, answer['schema'] if answer else result.content[0].text.splitlines()[-1])

asyncio.run(main())
";

/// A Python that has the client: that of `MCP_PYTHON`, which names a venv's, or the one of the machine.
#[test]
fn the_official_python_client_is_answered() {
    let python = std::env::var_os("MCP_PYTHON").unwrap_or_else(|| "python3".into());
    let name = python.to_str().expect("the tests name programs in plain text");
    if !has_tool(name, &["-c", "import mcp"], "`creditcalc mcp` was not asked by the official Python client")
    {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("runs.jsonl", RUN);
    let mut command = Command::new(&python);
    command.args(["-c", CLIENT, env!("CARGO_BIN_EXE_creditcalc")]).arg(sandbox.work());
    let output = command.env("HOME", sandbox.work()).output().expect("it was there just now");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "2025-06-18 estimate compare schedule scan status plans models
estimate creditcalc.estimate/1
compare creditcalc.compare/1
schedule creditcalc.schedule/1
scan creditcalc.scan/1
status creditcalc.status/1
plans creditcalc.plans/1
models creditcalc.models/1
estimate   = help: did you mean `cost-per-run`?
"
    );
}

/// What the inspector prints of a request: the result, as JSON.
fn inspected(sandbox: &Sandbox, request: &[&str]) -> Value {
    let mut command = Command::new("mcp-inspector");
    command.args(["--cli", env!("CARGO_BIN_EXE_creditcalc"), "mcp", "--method"]).args(request);
    let output = command.current_dir(sandbox.work()).env("HOME", sandbox.work()).output();
    let output = output.expect("it was there just now");
    // It warns of what it does not know in the schemas.
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{request:?}");
    serde_json::from_slice(&output.stdout).expect("it prints the result")
}

#[test]
fn the_inspector_lists_the_tools_and_calls_one() {
    if !has_tool("mcp-inspector", &["--cli", "--help"], "`creditcalc mcp` was not asked by the inspector") {
        return;
    }
    let sandbox = Sandbox::new();
    let listed = inspected(&sandbox, &["tools/list"]);
    let names: Vec<&str> =
        listed["tools"].as_array().expect("a list").iter().filter_map(|tool| tool["name"].as_str()).collect();
    assert_eq!(names, TOOLS);
    let call = [
        "tools/call",
        "--tool-name",
        "estimate",
        "--tool-arg",
        "cost-per-run=4.10",
        "--tool-arg",
        "plan=pro",
    ];
    let called = inspected(&sandbox, &[&call[..], &["--tool-arg", "runs=10"]].concat());
    // 10 runs at $4.10 are $41.00.
    assert_eq!(called["structuredContent"]["total_cost_usd"], "41.00", "{called}");
    assert_eq!(called["isError"], false);
}
