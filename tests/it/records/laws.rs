//! What holds for all records: totals do not depend on how often, in which order and in how many pieces they
//! are read.

use std::fmt::Write as _;
use std::ops::Range;

use creditcalc::records::json::{BadCount, Json};
use creditcalc::records::{Faults, Format, Gathered, Part, Scratch, read};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use super::{Told, into_runs, line_of_model, line_of_run, measured, part, tell};
use crate::laws::cases;

const MODELS: [&str; 4] = ["claude-opus-5", "claude-haiku-4-5-20251001", "claude-haiku-5-5", "glm-5.1"];

/// A request, and on how many lines it is told.
#[derive(Debug, Clone)]
struct Call {
    model: &'static str,
    /// Input, cache reads, writes for five minutes and for an hour, writes of which only the whole is told.
    counts: [u64; 5],
    /// The output that each line tells.
    outputs: Vec<u64>,
    is_final: bool,
    has_request: bool,
    /// Web searches behind it.
    searches: u64,
}

/// A session, and whether it goes on from another's lines.
#[derive(Debug, Clone)]
struct Session {
    entrypoint: Option<&'static str>,
    calls: Vec<Call>,
    forked_from: Option<Index>,
    /// What its own totals know beyond its lines: side calls.
    state: Option<u64>,
    /// A person goes on with it from here.
    resumed_at: Option<Index>,
}

prop_compose! {
    fn call()(
        model in select(&MODELS[..]),
        counts in prop::array::uniform5(0..60_000_u64),
        has_split in any::<bool>(),
        outputs in vec(0..3_000_u64, 1..4),
        is_final in any::<bool>(),
        has_request in any::<bool>(),
        searches in select(&[0, 0, 0, 2][..]),
    ) -> Call {
        let [input, read, short, long, untold] = counts;
        let counts = if has_split { [input, read, short, long, 0] } else { [input, read, 0, 0, untold] };
        Call { model, counts, outputs, is_final, has_request, searches }
    }
}

prop_compose! {
    fn session()(
        entrypoint in select(&[None, Some("sdk-cli"), Some("cli"), Some("code-review")][..]),
        calls in vec(call(), 1..4),
        forked_from in prop::option::weighted(0.3, any::<Index>()),
        state in prop::option::weighted(0.3, 0..500_u64),
        resumed_at in prop::option::weighted(0.2, any::<Index>()),
    ) -> Session {
        Session { entrypoint, calls, forked_from, state, resumed_at }
    }
}

impl Call {
    fn usage(&self, output: u64) -> Value {
        let [input, read, short, long, untold] = self.counts;
        let mut usage = json!({
            "input_tokens": input, "output_tokens": output, "cache_read_input_tokens": read, "cache_creation_input_tokens": short + long + untold,
        });
        if untold == 0 {
            usage["cache_creation"] =
                json!({ "ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": long });
        }
        usage
    }

    fn message(&self, id: &str, place: usize) -> Value {
        let is_last = place + 1 == self.outputs.len();
        let stop = if self.is_final && is_last { json!("end_turn") } else { Value::Null };
        json!({ "id": id, "model": self.model, "stop_reason": stop, "usage": self.usage(self.outputs[place]) })
    }
}

/// The lines of each session's transcript, the last of them behind those of the sessions before.
fn transcripts(sessions: &[Session]) -> Vec<Vec<Value>> {
    let mut transcripts: Vec<Vec<Value>> = Vec::new();
    for (place, session) in sessions.iter().enumerate() {
        let id = format!("s-{place}");
        let mut lines: Vec<Value> = Vec::new();
        if let Some(parent) = session.forked_from.as_ref().filter(|_| place > 0) {
            // All but the totals are repeated, under the session's own id.
            lines.extend(
                transcripts[parent.index(place)].iter().filter(|line| line["type"] != "cost-state").cloned(),
            );
            for line in &mut lines {
                line["sessionId"] = json!(id);
            }
        }
        let resumed_at = session.resumed_at.as_ref().map_or(usize::MAX, |at| at.index(session.calls.len()));
        for (number, call) in session.calls.iter().enumerate() {
            let entrypoint = if number >= resumed_at { Some("cli") } else { session.entrypoint };
            let at = format!("2026-11-{:02}T{:02}:00:00Z", 1 + place, number);
            let mut line = |mut line: Value| {
                line["sessionId"] = json!(id);
                line["timestamp"] = json!(at);
                if let Some(entrypoint) = entrypoint {
                    line["entrypoint"] = json!(entrypoint);
                }
                lines.push(line);
            };
            for place in 0..call.outputs.len() {
                let message = call.message(&format!("{id}-{number}"), place);
                let mut answer = json!({ "type": "assistant", "uuid": format!("{id}-{number}-{place}"), "message": message });
                if call.has_request {
                    answer["requestId"] = json!(format!("req-{id}-{number}"));
                }
                line(answer);
            }
            if call.searches > 0 {
                let result = json!({ "query": "x", "searchCount": call.searches });
                line(
                    json!({ "type": "user", "uuid": format!("{id}-{number}-search"), "toolUseResult": result }),
                );
            }
        }
        if let Some(beyond) = session.state {
            lines.push(json!({ "type": "cost-state", "sessionId": id, "totalCostUSD": 0.5, "modelUsage": totals(&session.calls, beyond) }));
        }
        transcripts.push(lines);
    }
    transcripts
}

/// A `modelUsage` of calls, and of side calls beyond them.
fn totals(calls: &[Call], beyond: u64) -> Value {
    let mut models = json!({});
    let mut add = |model: &str, [input, output, read, write]: [u64; 4]| {
        let known = &models[model];
        let sum = |key: &str, more: u64| known[key].as_u64().unwrap_or(0) + more;
        models[model] = json!({
            "inputTokens": sum("inputTokens", input), "outputTokens": sum("outputTokens", output),
            "cacheReadInputTokens": sum("cacheReadInputTokens", read), "cacheCreationInputTokens": sum("cacheCreationInputTokens", write),
        });
    };
    for call in calls {
        let [input, read, short, long, untold] = call.counts;
        add(
            call.model,
            [input, call.outputs.iter().copied().max().unwrap_or(0), read, short + long + untold],
        );
    }
    if beyond > 0 {
        add("claude-haiku-4-5-20251001", [beyond, beyond, 0, 0]);
    }
    models
}

/// What `claude -p` printed in runs of one session: a result behind each but perhaps the only one.
fn stream(session: &Session, id: &str, has_result: bool) -> Vec<Value> {
    let mut lines = Vec::new();
    let runs = if has_result { session.calls.len() } else { 1 };
    for run in 0..runs {
        lines.push(json!({ "type": "system", "subtype": "init", "session_id": id, "model": MODELS[0], "claude_code_version": "2.1.290", "apiKeySource": "none" }));
        // Each run is one request; without a result all are one run.
        let calls = if has_result { run..run + 1 } else { 0..session.calls.len() };
        for number in calls {
            let call = &session.calls[number];
            lines.extend((0..call.outputs.len()).map(|place| {
                let mut line = json!({ "type": "assistant", "session_id": id, "message": call.message(&format!("{id}-{number}"), place) });
                if call.has_request {
                    line["request_id"] = json!(format!("req-{id}-{number}"));
                }
                line
            }));
        }
        if has_result {
            // From 2.1.277 on, each goes on from the totals before it.
            let call = &session.calls[run];
            let usage = call.usage(call.outputs.iter().copied().max().unwrap_or(0));
            lines.push(json!({
                "type": "result", "subtype": "success", "uuid": format!("result-{id}-{run}"), "session_id": id, "num_turns": 1, "usage": usage,
                "modelUsage": totals(&session.calls[..=run], session.state.unwrap_or(0)),
            }));
        }
    }
    lines
}

fn text<'l>(lines: impl IntoIterator<Item = &'l Value>) -> String {
    lines.into_iter().fold(String::new(), |text, line| text + &line.to_string() + "\n")
}

/// The runs, in an order that depends on nothing but what they are.
fn runs(told: &Told) -> Vec<String> {
    let mut runs: Vec<String> = told
        .measurement
        .runs
        .iter()
        .map(|run| {
            let mut text = String::new();
            line_of_run(&mut text, &run);
            run.models.iter().for_each(|used| line_of_model(&mut text, used));
            text
        })
        .collect();
    runs.sort();
    runs
}

/// What all runs come to by model.
fn sums(told: &Told) -> Vec<String> {
    let Told { measurement, .. } = told;
    let totals = measurement.totals.iter().map(|total| {
        let (id, usage, cost) = (&total.model.id, &total.usage, &total.cost);
        format!(
            "{id} {usage:?} {} {} ${}..${}",
            total.writes_of_unknown_ttl, total.web_searches, cost.cost, cost.high
        )
    });
    totals.chain(measurement.unpriced.iter().map(|part| format!("{} {}", part.name, part.tokens))).collect()
}

/// Reads each file alone, and puts all together from the last to the first.
fn tell_apart(files: &[String]) -> Told {
    let mut all = Gathered::new();
    for (file, text) in (0..).zip(files).collect::<Vec<_>>().into_iter().rev() {
        let mut gathered = Gathered::new();
        read(&mut text.as_bytes(), part(file, None), &mut Scratch::default(), &mut gathered)
            .expect("memory can be read");
        all.merge(gathered);
    }
    Told { measurement: measured(into_runs(all)), findings: String::new() }
}

/// Deals lines out to so many files, in their order.
fn dealt<'l>(lines: &'l [Value], to: &[Index], files: usize) -> Vec<Vec<&'l Value>> {
    let mut dealt = vec![Vec::new(); files];
    for (line, to) in lines.iter().zip(to.iter().cycle()) {
        dealt[to.index(files)].push(line);
    }
    dealt
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn transcripts_come_to_the_same_however_they_are_read(
        sessions in vec(session(), 1..5),
        to in vec(any::<Index>(), 1..40),
        shuffled in vec(any::<u64>(), 60),
    ) {
        let transcripts = transcripts(&sessions);
        let files: Vec<String> = transcripts.iter().map(text).collect();
        let expected = runs(&tell(&files));

        let twice: Vec<_> = files.iter().chain(&files).collect();
        prop_assert_eq!(&runs(&tell(&twice)), &expected, "read twice");
        let reversed: Vec<_> = files.iter().rev().collect();
        prop_assert_eq!(&runs(&tell(&reversed)), &expected, "from the last file to the first");
        prop_assert_eq!(&runs(&tell(&[files.concat()])), &expected, "as one file");
        prop_assert_eq!(&runs(&tell_apart(&files)), &expected, "each alone");

        let lines: Vec<Value> = transcripts.into_iter().flatten().collect();
        let pieces: Vec<String> = dealt(&lines, &to, 4).into_iter().map(text).collect();
        prop_assert_eq!(&runs(&tell(&pieces)), &expected, "in four files");
        prop_assert_eq!(&runs(&tell_apart(&pieces)), &expected, "in four files, each alone");

        let mut places: Vec<usize> = (0..lines.len()).collect();
        places.sort_by_key(|place| shuffled[place % shuffled.len()]);
        prop_assert_eq!(&runs(&tell(&[text(places.iter().map(|place| &lines[*place]))])), &expected, "shuffled");
    }

    #[test]
    fn results_and_streams_come_to_the_same_however_they_are_read(
        sessions in vec((session(), any::<bool>()), 1..5),
    ) {
        let streams: Vec<Vec<Value>> =
            (0..).zip(&sessions).map(|(place, (session, has_result))| stream(session, &format!("p-{place}"), *has_result)).collect();
        let files: Vec<String> = streams.iter().map(text).collect();
        let expected = runs(&tell(&files));

        let twice: Vec<_> = files.iter().chain(&files).collect();
        prop_assert_eq!(&runs(&tell(&twice)), &expected, "read twice");
        let reversed: Vec<_> = files.iter().rev().collect();
        prop_assert_eq!(&runs(&tell(&reversed)), &expected, "from the last file to the first");
        prop_assert_eq!(&runs(&tell(&[files.concat()])), &expected, "as one file");
        prop_assert_eq!(&runs(&tell_apart(&files)), &expected, "each alone");
        let list: Vec<Value> = streams.iter().flatten().cloned().collect();
        let list = serde_json::to_string_pretty(&list).expect("it is JSON");
        prop_assert_eq!(&runs(&tell(&[list])), &expected, "as one list");
    }

    #[test]
    fn a_stream_that_is_split_comes_to_the_same(sessions in vec((session(), any::<bool>()), 1..5), at in any::<Index>()) {
        let of_one_run = |(mut session, has_result): (Session, bool)| {
            // Of more, see `a_stream_that_is_split_behind_a_result_comes_to_the_same`.
            session.calls.truncate(if has_result { 1 } else { usize::MAX });
            (session, has_result)
        };
        let sessions = (0..).zip(sessions.into_iter().map(of_one_run));
        let lines: Vec<Value> = sessions.flat_map(|(place, (session, has_result))| stream(&session, &format!("p-{place}"), has_result)).collect();
        let (first, second) = lines.split_at(at.index(lines.len() + 1));
        // Who pays and how many requests there were may stand in the other file.
        prop_assert_eq!(sums(&tell(&[text(first), text(second)])), sums(&tell(&[text(&lines)])));
    }

    #[test]
    fn what_was_printed_and_transcripts_of_the_same_sessions_come_to_the_same_in_any_order(
        sessions in vec((session(), any::<Option<bool>>()), 1..4),
    ) {
        let (plain, printed): (Vec<Session>, Vec<Option<bool>>) = sessions.into_iter().unzip();
        let mut files: Vec<String> = transcripts(&plain).iter().map(text).collect();
        // Of some what they printed was kept, with their results or up to where they were stopped.
        let kept = (0..).zip(&plain).zip(printed).filter_map(|(session, has_result)| Some((session, has_result?)));
        files.extend(kept.map(|((place, session), has_result)| text(&stream(session, &format!("s-{place}"), has_result))));
        let expected = runs(&tell(&files));
        let reversed: Vec<_> = files.iter().rev().collect();
        prop_assert_eq!(&runs(&tell(&reversed)), &expected, "from the last file to the first");
        prop_assert_eq!(&runs(&tell_apart(&files)), &expected, "each alone");
        let twice: Vec<_> = files.iter().chain(&files).collect();
        prop_assert_eq!(&runs(&tell(&twice)), &expected, "read twice");
    }

    #[test]
    fn a_transcript_that_is_read_in_parts_tells_the_same(
        sessions in vec(session(), 1..3),
        cuts in vec(any::<Index>(), 0..4),
        broken in any::<Index>(),
        has_last_end in any::<bool>(),
    ) {
        let mut lines: Vec<String> = transcripts(&sessions).concat().iter().map(Value::to_string).collect();
        let place = broken.index(lines.len() + 1);
        lines.insert(place, r#"{"usage" is broken}"#.to_owned());
        lines.insert(place, String::new());
        let mut text = lines.join("\n");
        if has_last_end {
            text.push('\n');
        }
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len())).filter(|cut| *cut > 0).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let whole = in_parts(&text, &[]);
        prop_assert_eq!(&in_parts(&text, &cuts), &whole, "cut at {:?}", cuts);
        prop_assert!(whole.contains(&format!("NotJson in {}", place + 2)), "{}", whole);
    }
}

/// What a transcript tells that is cut at these bytes, as the program cuts large files.
fn in_parts(text: &str, cuts: &[usize]) -> String {
    let ends: Vec<usize> = cuts.iter().copied().chain([text.len()]).collect();
    let starts = [0].into_iter().chain(cuts.iter().copied());
    let (mut all, mut faults, mut lines) = (Gathered::new(), Faults::default(), 0);
    for Range { start, end } in starts.zip(ends).map(|(start, end)| start..end) {
        // From the byte before on: a line that begins with the part is the part's own.
        let begin = start.saturating_sub(1);
        let until = (end < text.len()).then(|| u64::try_from(end - begin).expect("a text is shorter"));
        let part = Part {
            file: 0,
            format: Some(Format::ClaudeTranscript),
            project: None,
            is_inside: start > 0,
            until,
            dialect: None,
        };
        let mut gathered = Gathered::new();
        let told = read(&mut &text.as_bytes()[begin..], part, &mut Scratch::default(), &mut gathered)
            .expect("memory can be read");
        all.merge(gathered);
        faults.merge(&told.faults, lines);
        lines += told.lines;
    }
    let told = Told { measurement: measured(into_runs(all)), findings: String::new() };
    let mut text = runs(&told).concat();
    for (_, kind, faulty) in faults.iter() {
        writeln!(text, "{kind:?} in {} ({})", faulty.line, faulty.count).expect("a text takes everything");
    }
    text
}

#[test]
fn two_names_of_one_request_come_to_the_same_in_any_order() {
    let line = |model: &str| {
        format!(
            r#"{{"type":"assistant","sessionId":"s","requestId":"r","message":{{"id":"m","model":"{model}","usage":{{"input_tokens":1000}}}}}}"#
        )
    };
    let (one, two) = (line("claude-opus-5"), line("claude-haiku-4-5"));
    assert_eq!(runs(&tell(&[&one, &two])), runs(&tell(&[&two, &one])));
}

#[test]
fn a_fork_that_another_began_is_its_parents_in_any_order() {
    let line = |session: &str, entrypoint: &str, id: &str, hour: u32| {
        let message = json!({ "id": id, "model": MODELS[0], "stop_reason": "end_turn", "usage": { "input_tokens": 1000, "output_tokens": 10 } });
        let at = format!("2026-11-01T{hour:02}:00:00Z");
        json!({ "type": "assistant", "sessionId": session, "entrypoint": entrypoint, "requestId": id, "timestamp": at, "message": message })
    };
    let parent = text(&[line("parent", "sdk-cli", "m-1", 1)]);
    let fork = text(&[line("fork", "sdk-cli", "m-1", 1), line("fork", "cli", "m-2", 2)]);
    assert_eq!(runs(&tell(&[&parent, &fork])), runs(&tell(&[&fork, &parent])));
    // With the parent's result, what the fork repeats is counted again.
    let usage = json!({ "inputTokens": 1000, "outputTokens": 10, "cacheReadInputTokens": 0, "cacheCreationInputTokens": 0 });
    let result = text(&[
        json!({ "type": "result", "uuid": "u", "session_id": "parent", "usage": {}, "modelUsage": { MODELS[0]: usage } }),
    ]);
    assert_eq!(sums(&tell(&[&parent, &fork, &result])), sums(&tell(&[&fork, &parent, &result])));
}

// ----------------------------------------------------------------------------------------------------
// JSON.

fn json_value() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        "[ -~]{0,50}".boxed(),
        any::<String>().boxed(),
        select(&["\"", "\\", "\\\"", "\u{0}", "}", "]{", "\u{2028}\u{fffd}\u{10ffff}", "type", "usage"][..])
            .prop_map(str::to_owned)
            .boxed(),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9_f64).prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((word.clone(), inner), 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Whether both say the same, at every depth.
fn is_same(json: Json<'_>, value: &Value) -> bool {
    let number = |count: Result<Option<u64>, BadCount>| match (value.as_u64(), value.as_f64()) {
        (Some(number), _) => count == Ok(Some(number)),
        // What a program that knows floats only would write for a whole number.
        (None, Some(float)) if value.is_f64() && float.fract() == 0.0 && float.is_sign_positive() => {
            matches!(count, Ok(Some(_)))
        }
        _ => count == Err(BadCount::NoCount),
    };
    match value {
        Value::Null => json.is_null() && json.count() == Ok(None),
        Value::Bool(is_true) => json.is_true() == *is_true && !json.is_null() && json.count().is_err(),
        Value::Number(_) => number(json.count()) && json.text().is_none(),
        Value::String(text) => json.text().as_deref() == Some(text) && !json.is_list() && !json.is_object(),
        Value::Array(list) => {
            let mut elements = Vec::new();
            let whole = json.elements(|element| elements.push(element));
            whole.is_ok()
                && json.is_list()
                && elements.len() == list.len()
                && elements.iter().zip(list).all(|(json, value)| is_same(*json, value))
        }
        Value::Object(object) => {
            let mut members = Vec::new();
            let whole = json.members(|key, member| members.push((key.to_vec(), member)));
            let has = |(key, value): (&String, &Value)| {
                let quoted = serde_json::to_string(key).expect("it is JSON");
                let raw = &quoted.as_bytes()[1..quoted.len() - 1];
                json.get(raw).is_some_and(|json| is_same(json, value))
                    && members.iter().any(|(key, _)| key == raw)
            };
            whole.is_ok() && json.is_object() && members.len() == object.len() && object.iter().all(has)
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn json_says_what_serde_json_says(value in json_value(), is_pretty in any::<bool>(), behind in "[ \\t\\r\\n]{0,3}", cut in any::<Index>()) {
        let text = if is_pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.expect("it is JSON");
        let padded = format!("{behind}{text}{behind}");
        let json = Json::new(padded.as_bytes()).map_err(|_| TestCaseError::fail(text.clone()))?;
        prop_assert_eq!(json.bytes(), text.as_bytes());
        prop_assert!(is_same(json, &value), "{}", text);
        let first = Json::first(format!("{text},{text}").as_bytes()).map(|json| json.bytes().len());
        prop_assert_eq!(first, Some(text.len()));
        // Nothing that stands in brackets or quotes is a value before its end.
        if text.starts_with(['{', '[', '"']) {
            prop_assert!(Json::new(&text.as_bytes()[..cut.index(text.len())]).is_err());
        }
    }
}
