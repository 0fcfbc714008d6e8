//! Lines of logs as `key=value` pairs, as Go's programs write them: the text of a line stands in one of the values.
//!
//! - supercronic: `time="2026-10-01T03:00:20Z" level=info msg="{\"type\":…}" channel=stdout job.command=…`.
//! - `log/slog`: `time=2026-10-01T03:00:20.123Z level=INFO msg="{…}"`.
//! - A value with anything but letters, digits and a few signs is in quotes, with backslashes as in JSON.

use super::days::started;
use super::envelope::Enclosed;
use super::json::Json;

/// Keys under which loggers keep the line that they log.
const OF_LOGS: [&str; 4] = ["msg", "message", "log", "line"];

/// The text of a line, if all of the line is pairs.
pub(super) fn in_logfmt(line: &[u8]) -> Option<Enclosed<'_>> {
    if !line.first()?.is_ascii_alphabetic() {
        return None;
    }
    let mut rest = std::str::from_utf8(line).ok()?.trim_end();
    let (mut text, mut at, mut source) = (None, None, "logfmt".to_owned());
    while !rest.is_empty() {
        let (key, behind) = rest.split_once('=')?;
        let is_of_key = |byte: u8| byte.is_ascii_alphanumeric() || b"._-@".contains(&byte);
        if key.is_empty() || !key.bytes().all(is_of_key) {
            return None;
        }
        let length =
            if behind.starts_with('"') { quoted(behind)? } else { behind.find(' ').unwrap_or(behind.len()) };
        let (value, behind) = behind.split_at(length);
        match key {
            _ if OF_LOGS.contains(&key) && text.is_none() && value.starts_with('"') => {
                text = Some(Json::new(value.as_bytes()).ok()?.text()?);
            }
            "time" | "ts" | "timestamp" | "t" => at = at.or(started(value.trim_matches('"')).ok()),
            // What tells lines of two jobs apart.
            "channel" | "stream" | "job.position" | "job" | "unit" | "container" => source += value,
            _ => {}
        }
        rest = match behind.strip_prefix(' ') {
            Some(behind) => behind.trim_start(),
            None if behind.is_empty() => behind,
            None => return None,
        };
    }
    Some(Enclosed { text: Some(text?), at, is_part: false, source })
}

/// How long the quoted value is with which a text begins.
fn quoted(text: &str) -> Option<usize> {
    let mut is_escaped = true;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })?;
    Some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_line() {
        let text = |line: &'static str| {
            in_logfmt(line.as_bytes()).and_then(|found| found.text).map(std::borrow::Cow::into_owned)
        };
        assert_eq!(
            text(r#"time="2026-10-01T03:00:20Z" level=info msg="{\"a\":1}" channel=stdout"#).as_deref(),
            Some(r#"{"a":1}"#)
        );
        assert_eq!(
            text(r#"time=2026-10-01T03:00:20Z level=INFO msg="  \"b\": 2""#).as_deref(),
            Some(r#"  "b": 2"#)
        );
        for none in ["a=b", "claude -p x=1", "msg=hello", "msg=\"{", "note: a=\"b\"", "{\"msg\":\"a\"}", ""] {
            assert_eq!(text(none), None, "{none}");
        }
    }

    #[test]
    fn when_and_where_it_was_written() {
        let found =
            in_logfmt(br#"time="2026-10-01T05:00:20+02:00" msg="{" channel=stderr job.position=1"#).unwrap();
        assert_eq!(found.at.map(|at| at.to_string()).as_deref(), Some("2026-10-01T03:00:20Z"));
        assert_eq!(found.source, "logfmtstderr1");
    }
}
