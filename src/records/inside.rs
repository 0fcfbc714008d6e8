//! Records inside of objects that are none: `{"night":3,"result":{…}}`, and texts with records in them, as programs write that
//! log what another printed: `{"level":30,"msg":"{…}"}`, a JSON string on a line.
//!
//! - What is a record itself is never looked into: a message may quote a result.
//! - In an object that says its type, only the members of logs are looked into, and no answer of a model is a record: it
//!   may be part of a message that somebody else counts.

use std::io::Cursor;

use jiff::Timestamp;

use super::buffer::{Buffer, Scratch};
use super::format::{Format, Recognized, recognize};
use super::json::Json;
use super::log_prefix::is_value;
use super::native::fault_of;
use super::record::instant;
use super::sink::Sink;
use super::values::{Item, Values};

/// How deep records are looked for.
const DEPTH_MAX: u32 = 4;

/// Members in which programs keep the line that they log.
const OF_LOGS: [&[u8]; 7] = [b"msg", b"message", b"log", b"line", b"textPayload", b"MESSAGE", b"@message"];

/// Members in which programs keep what another has printed.
const PRINTED: [&[u8]; 10] =
    [b"stdout", b"output", b"result", b"response", b"record", b"event", b"data", b"body", b"payload", b"raw"];

/// Members with what a model or its tools have said, which may quote records.
const SAID: [&[u8]; 7] = [
    b"content",
    b"tool_response",
    b"tool_input",
    b"tool_result",
    b"tool_use_result",
    b"toolUseResult",
    b"arguments",
];

/// Members with the time of what stands beside them.
const TIMES: [&[u8]; 9] = [
    b"time",
    b"timestamp",
    b"@timestamp",
    b"ts",
    b"date",
    b"started_at",
    b"startedAt",
    b"start_time",
    b"created_at",
];

/// Hands on the records inside of an object that is none. Returns the format of the first.
pub(super) fn records_inside(value: Json<'_>, line: u64, sink: &mut Sink<'_>) -> Option<Format> {
    let outer = sink.stamp;
    let found = in_object(value, line, 0, sink);
    sink.stamp = outer;
    found
}

/// Hands on the records in a text, the JSON string `text`.
pub(super) fn records_in_text(text: Json<'_>, line: u64, sink: &mut Sink<'_>) -> Option<Format> {
    in_text(text, line, 0, false, sink)
}

fn in_object(value: Json<'_>, line: u64, depth: u32, sink: &mut Sink<'_>) -> Option<Format> {
    if depth == DEPTH_MAX {
        return None;
    }
    let (mut parts, mut at, mut has_type) = (Vec::new(), None, false);
    let walked = value.members(|key, value| match value.bytes().first() {
        Some(b'{' | b'[') if !SAID.contains(&key) => parts.push((key, value)),
        _ if TIMES.contains(&key) => at = at.or(time_of(value)),
        Some(b'"') => {
            has_type |= key == b"type";
            let begin = value.bytes()[1..].iter().find(|byte| !byte.is_ascii_whitespace());
            if matches!(begin, Some(b'{' | b'[' | b'"')) && (OF_LOGS.contains(&key) || PRINTED.contains(&key))
            {
                parts.push((key, value));
            }
        }
        _ => {}
    });
    walked.ok()?;
    sink.stamp = at.or(sink.stamp);
    // Counts beside it are of this object, and not of what stands in it.
    let is_answer_a_record = !has_type && !sink.reads_other_than(Format::Native) && fault_of(value).is_none();
    let mut found = None;
    for (key, value) in parts {
        let inner = match value.bytes().first() {
            Some(b'"') if has_type && !OF_LOGS.contains(&key) => None,
            Some(b'"') => in_text(value, line, depth + 1, is_answer_a_record, sink),
            Some(b'[') => {
                let mut first = None;
                // A list that is cut off is one of a value that is.
                let _ = value.elements(|element| {
                    if element.is_object() {
                        let inner = in_value(element, line, depth + 1, is_answer_a_record, sink);
                        first = first.or(inner);
                    }
                });
                first
            }
            _ => in_value(value, line, depth + 1, is_answer_a_record, sink),
        };
        found = found.or(inner);
    }
    found
}

/// Hands on an object if it is a record, and those inside of it if it is none.
fn in_value(
    value: Json<'_>,
    line: u64,
    depth: u32,
    with_answers: bool,
    sink: &mut Sink<'_>,
) -> Option<Format> {
    match recognize(value) {
        Recognized::As(Format::Native) if !with_answers => None,
        Recognized::As(format) => {
            sink.value(Recognized::As(format), value, line);
            Some(format)
        }
        Recognized::OtherProgram => None,
        Recognized::No => in_object(value, line, depth, sink),
    }
}

fn in_text(text: Json<'_>, line: u64, depth: u32, with_answers: bool, sink: &mut Sink<'_>) -> Option<Format> {
    let text = text.text().filter(|_| depth < DEPTH_MAX)?;
    let text = text.trim_start();
    if text.starts_with('"') {
        return in_text(Json::new(text.trim_end().as_bytes()).ok()?, line, depth + 1, with_answers, sink);
    }
    if !is_value(text.as_bytes()) {
        return None;
    }
    let (mut input, mut scratch) = (Cursor::new(text.as_bytes()), Scratch::default());
    let mut buffer = Buffer::new(&mut input, &mut scratch);
    let (mut values, mut found) = (Values::default(), None);
    while let Some(item) = values.next(&mut buffer) {
        let Item::Value(range) = item else { continue };
        if let Ok(value) = Json::new(&buffer.window()[range]) {
            let inner = in_value(value, line, depth + 1, with_answers, sink);
            found = found.or(inner);
        }
    }
    found
}

/// An instant, or a day. A small number is a duration.
fn time_of(value: Json<'_>) -> Option<Timestamp> {
    let written = value.text();
    let at = match &written {
        Some(text) if text.contains(['-', '/']) => super::days::started(text).ok(),
        _ => instant(value),
    };
    at.filter(|at| at.as_second() >= YEAR_2000)
}

/// The beginning of 2000, in seconds since 1970.
const YEAR_2000: i64 = 946_684_800;
