//! Lines of logs that are kept as objects: the text of a line stands in one of the members.
//!
//! - Docker's `json-file`, and what collectors make of it: `{"log":"…\n","stream":"stdout","time":"…"}`. Lines are cut after
//!   16,384 bytes; a part does not end with the end of a line.
//! - `journalctl -o json`: `{"MESSAGE":"…","__REALTIME_TIMESTAMP":"…"}`. A message with a code for colours in it is a list of
//!   its bytes. One longer than 4,096 bytes is left out (`null`) without `--all`. Lines are cut after 48 KiB, and a cut
//!   one says so in `_LINE_BREAK`.

use std::borrow::Cow;

use jiff::Timestamp;

use super::json::Json;
use super::record::{instant, text};

/// The text of a line that is kept as an object.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Enclosed<'a> {
    /// `None` where it was left out.
    pub(super) text: Option<Cow<'a, str>>,
    pub(super) at: Option<Timestamp>,
    /// Whether the line goes on in the next object of the same source.
    pub(super) is_part: bool,
    /// What wrote it: a stream, a unit, a process.
    pub(super) source: String,
}

/// From how many bytes on a text of Docker's may be part of a line: half a character at the end is written as a sign
/// of three bytes, or not at all.
const PART_MIN: usize = 16_380;

/// The text of a line, if an object is one.
pub(super) fn enclosed(value: Json<'_>) -> Option<Enclosed<'_>> {
    let (mut log, mut message, mut at, mut is_cut, mut is_whole) = (None, None, None, false, None);
    let (mut has_stream, mut is_journal, mut source) = (false, false, String::new());
    let walked = value.members(|key, value| match key {
        b"log" if value.bytes().starts_with(b"\"") => log = Some(value),
        b"MESSAGE" => message = Some(value),
        b"time" | b"timestamp" | b"@timestamp" | b"__REALTIME_TIMESTAMP" => {
            is_journal |= key.starts_with(b"__");
            has_stream |= key == b"time";
            at = instant(value).or(at);
        }
        b"stream" => {
            has_stream = true;
            source.extend(text(Some(value)));
        }
        b"_p" | b"logtag" => is_whole = text(Some(value)).map(|mark| !mark.starts_with('P')),
        b"_SYSTEMD_UNIT" | b"_PID" | b"_TRANSPORT" | b"SYSLOG_IDENTIFIER" | b"_STREAM_ID" => {
            is_journal = true;
            if key == b"_PID" || key == b"_STREAM_ID" {
                source.extend(text(Some(value)));
            }
        }
        b"_LINE_BREAK" => is_cut = value.bytes() == b"\"line-max\"",
        _ => {}
    });
    walked.ok()?;
    if let Some(log) = log.filter(|_| has_stream) {
        let text = log.text()?;
        let is_part = match is_whole {
            Some(is_whole) => !is_whole,
            None => !text.ends_with('\n') && text.len() >= PART_MIN,
        };
        return Some(Enclosed { text: Some(text), at, is_part, source });
    }
    let message = message.filter(|_| is_journal)?;
    let text = if message.is_null() { None } else { Some(message_of(message)?) };
    Some(Enclosed { text, at, is_part: is_cut, source })
}

/// The text of a message of the journal: a text, its bytes, or several of them.
fn message_of(message: Json<'_>) -> Option<Cow<'_, str>> {
    if !message.is_list() {
        return message.text();
    }
    let (mut bytes, mut texts, mut is_message) = (Vec::new(), Vec::new(), true);
    let walked = message.elements(|element| match (element.text(), element.count()) {
        (Some(text), _) => texts.push(text.into_owned()),
        (None, Ok(Some(byte))) => match u8::try_from(byte) {
            Ok(byte) => bytes.push(byte),
            Err(_) => is_message = false,
        },
        _ => is_message = false,
    });
    walked.ok().filter(|()| is_message)?;
    if !bytes.is_empty() {
        texts.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    Some(texts.join("\n").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(line: &str) -> Option<(Option<String>, bool)> {
        let found = enclosed(Json::new(line.as_bytes()).unwrap())?;
        Some((found.text.map(Cow::into_owned), found.is_part))
    }

    #[test]
    fn texts_of_lines() {
        let whole = |text: &str| Some((Some(text.to_owned()), false));
        assert_eq!(
            text_of(r#"{"log":"{\"a\":1}\n","stream":"stdout","time":"2026-11-20T03:00:01Z"}"#),
            whole("{\"a\":1}\n")
        );
        assert_eq!(
            text_of(r#"{"MESSAGE":"{\"a\":1}","__REALTIME_TIMESTAMP":"1795316401000000"}"#),
            whole("{\"a\":1}")
        );
        assert_eq!(text_of(r#"{"MESSAGE":[123,125],"_PID":"7"}"#), whole("{}"));
        assert_eq!(text_of(r#"{"MESSAGE":["a","b"],"_PID":"7"}"#), whole("a\nb"));
        assert_eq!(text_of(r#"{"MESSAGE":null,"_PID":"7"}"#), Some((None, false)));
        assert_eq!(
            text_of(r#"{"MESSAGE":"x","_PID":"7","_LINE_BREAK":"line-max"}"#),
            Some((Some("x".to_owned()), true))
        );
        let part = format!(r#"{{"log":"{}","stream":"stdout"}}"#, "x".repeat(16_384));
        assert_eq!(text_of(&part).map(|(_, is_part)| is_part), Some(true));
        for none in
            [r#"{"log":"a"}"#, r#"{"MESSAGE":"a"}"#, r#"{"log":{"a":1},"stream":"stdout"}"#, r#"{"a":1}"#]
        {
            assert_eq!(text_of(none), None, "{none}");
        }
    }
}
