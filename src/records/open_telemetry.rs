//! `api_request` events of Claude Code's telemetry: as flat lines, as objects with `attributes`, as OTLP's
//! JSON.
//!
//! Its oddities, as they were found in its documentation and in files of collectors:
//!
//! - Numbers were texts before 2.1.122, and OTLP writes whole numbers as texts anyway. In OTLP a value stands
//!   within `stringValue`, `intValue` and the like, in some programs within `asInt`.
//! - Before 2.1.214 a request could be logged several times, with counts that grew. They have one
//!   `request_id`.
//! - Cache writes are not split by lifetime.
//! - A request's own name is `api_request` in one place and `claude_code.api_request` in another. Other
//!   programs have events whose names end alike (`codex.api_request`), and `api_request_body` is not a
//!   request but its content: both are skipped.
//! - Where names with dots are not allowed, the dots become underscores.
//! - `cost_usd` is the program's own estimate of one request; a run's would be their sum. It is left out.
//! - The program's own console exporter prints objects of JavaScript, which are no JSON and not read.

use jiff::Timestamp;

use super::counts::Counts;
use super::faults::FaultKind;
use super::json::Json;
use super::record::{Agent, CallLine, NO_SESSION, Origin, instant, text};
use super::sink::{Reader, Sink};
use crate::usage::{Billing, Service};

/// Reads events, each of which stands for itself.
pub(super) struct OpenTelemetry;

/// What an event says, wherever in it that is written.
#[derive(Clone, Copy, Default)]
struct Event<'a> {
    is_request: bool,
    model: Option<Json<'a>>,
    input: Option<Json<'a>>,
    output: Option<Json<'a>>,
    cache_read: Option<Json<'a>>,
    cache_write: Option<Json<'a>>,
    request: Option<Json<'a>>,
    session: Option<Json<'a>>,
    sequence: Option<Json<'a>>,
    speed: Option<Json<'a>>,
    entrypoint: Option<Json<'a>>,
    /// When it happened, after the rank of the member that says so: the smaller the rank, the better.
    at: Option<(u8, Timestamp)>,
}

impl Reader for OpenTelemetry {
    fn value(&mut self, value: Json<'_>, line: u64, sink: &mut Sink<'_>) {
        let mut exported = None;
        let walked = value.members(|key, value| {
            if matches!(key, b"resourceLogs" | b"resource_logs") {
                exported = Some(value);
            }
        });
        let read = match (walked, exported) {
            (Err(_), _) => Err(FaultKind::NotJson),
            (Ok(()), None) => Event::default().read(value, line, sink),
            (Ok(()), Some(resources)) => export(resources, line, sink),
        };
        if let Err(fault) = read {
            sink.fault(line, fault);
        }
    }
}

/// Reads the events of an export.
fn export(resources: Json<'_>, line: u64, sink: &mut Sink<'_>) -> Result<(), FaultKind> {
    let mut read = Ok(());
    let walked = resources.elements(|resource| {
        let mut all = Event::default();
        all.attributes(resource.get(b"resource").and_then(|resource| resource.get(b"attributes")));
        // What a resource says holds for its events only as far as it is about the session.
        let all = Event { session: all.session, entrypoint: all.entrypoint, ..Event::default() };
        for scopes in [&b"scopeLogs"[..], b"scope_logs"].into_iter().filter_map(|key| resource.get(key)) {
            let scopes = scopes.elements(|scope| {
                for records in
                    [&b"logRecords"[..], b"log_records"].into_iter().filter_map(|key| scope.get(key))
                {
                    let records = records.elements(|record| {
                        if let Err(fault) = all.read(record, line, sink) {
                            sink.fault(line, fault);
                        }
                    });
                    if records.is_err() {
                        read = Err(FaultKind::NotJson);
                    }
                }
            });
            if scopes.is_err() {
                read = Err(FaultKind::NotJson);
            }
        }
    });
    walked.map_err(|_| FaultKind::NotJson).and(read)
}

/// The value inside OTLP's type wrapper, such as `{"intValue": "5"}`.
fn plain(value: Json<'_>) -> Json<'_> {
    const WORDS: [&[u8]; 10] = [
        b"stringValue",
        b"intValue",
        b"doubleValue",
        b"boolValue",
        b"asInt",
        b"asDouble",
        b"string_value",
        b"int_value",
        b"double_value",
        b"bool_value",
    ];
    if !value.is_object() {
        return value;
    }
    WORDS.into_iter().find_map(|word| value.get(word)).unwrap_or(value)
}

impl<'a> Event<'a> {
    fn take(&mut self, key: &[u8], value: Json<'a>) {
        let value = plain(value);
        let slot = match key {
            b"event.name" | b"event_name" | b"eventName" | b"name" | b"body" | b"Body" => {
                self.is_request |=
                    matches!(value.bytes(), b"\"api_request\"" | b"\"claude_code.api_request\"");
                return;
            }
            b"event.timestamp" | b"event_timestamp" => return self.take_time(0, value),
            b"timestamp" | b"Timestamp" => return self.take_time(1, value),
            b"timeUnixNano" | b"time_unix_nano" => return self.take_time(2, value),
            b"observedTimestamp"
            | b"observed_timestamp"
            | b"observedTimeUnixNano"
            | b"observed_time_unix_nano" => {
                return self.take_time(3, value);
            }
            b"model" => &mut self.model,
            b"input_tokens" => &mut self.input,
            b"output_tokens" => &mut self.output,
            b"cache_read_tokens" => &mut self.cache_read,
            b"cache_creation_tokens" => &mut self.cache_write,
            b"request_id" => &mut self.request,
            b"session.id" | b"session_id" => &mut self.session,
            b"event.sequence" | b"event_sequence" => &mut self.sequence,
            b"speed" => &mut self.speed,
            b"app.entrypoint" | b"app_entrypoint" => &mut self.entrypoint,
            _ => return,
        };
        *slot = Some(value);
    }

    fn take_time(&mut self, rank: u8, value: Json<'a>) {
        // OTLP writes 0 for an unknown time.
        let time = instant(value).filter(|time| *time != Timestamp::UNIX_EPOCH);
        self.at = super::gathered::earlier(self.at, time.map(|time| (rank, time)));
    }

    /// Takes attributes: an object, or a list of keys and values.
    fn attributes(&mut self, attributes: Option<Json<'a>>) {
        let Some(attributes) = attributes else { return };
        // What is cut off is no value, and none is handed to a reader.
        let _ = attributes.members(|key, value| self.take(key, value));
        let _ = attributes.elements(|attribute| {
            if let (Some(key), Some(value)) = (text(attribute.get(b"key")), attribute.get(b"value")) {
                self.take(key.as_bytes(), value);
            }
        });
    }

    /// Reads an event, about which `self` already knows what its resource says.
    fn read(mut self, value: Json<'a>, line: u64, sink: &mut Sink<'_>) -> Result<(), FaultKind> {
        let mut attributes = None;
        let walked = value.members(|key, value| match key {
            b"attributes" | b"Attributes" => attributes = Some(value),
            key => self.take(key, value),
        });
        walked.map_err(|_| FaultKind::NotJson)?;
        self.attributes(attributes);
        if !self.is_request {
            return Ok(());
        }
        if self.input.is_none() && self.output.is_none() {
            return Err(FaultKind::NoTokens);
        }
        let count = |value: Option<Json<'_>>| {
            value.map_or(Ok(0), |value| value.plausible_count().map(Option::unwrap_or_default))
        };
        let counts = Counts {
            input: count(self.input)?,
            output: count(self.output)?,
            cache_read: count(self.cache_read)?,
            cache_write: count(self.cache_write)?,
            ..Counts::default()
        };
        let model = text(self.model);
        if model.is_none() {
            return if counts.is_empty() { Ok(()) } else { Err(FaultKind::NoModel) };
        }
        let session = text(self.session).unwrap_or_else(|| format!("{NO_SESSION}{}", sink.file).into());
        let at = self.at.map(|(_, at)| at);
        // Without an id of its own a request is known by its place in the session. At one time there may be
        // several.
        let uuid = match (self.sequence, at) {
            (Some(sequence), _) => {
                Some(format!("{session} {}", String::from_utf8_lossy(sequence.bytes()).trim_matches('"')))
            }
            (None, Some(at)) => Some(format!("{session} {at} {model:?} {counts:?}")),
            (None, None) => None,
        };
        let fast = self.speed.is_some_and(|speed| speed.bytes() == b"\"fast\"");
        sink.gathered.call(&CallLine {
            place: sink.place(line),
            origin: Origin::Telemetry,
            session,
            entrypoint: text(self.entrypoint),
            billing: Billing::Unknown,
            // Every log of a request has the request's id, and none has the message's.
            message: text(self.request).map(|id| format!("otel {id}").into()),
            request: text(self.request),
            uuid: uuid.map(Into::into),
            model,
            counts,
            service: Service { fast, ..Service::default() },
            is_speed_told: false,
            at,
            is_final: true,
            cwd: None,
            project: sink.project,
            agent: Agent::default(),
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::buffer::Scratch;
    use crate::records::gathered::Gathered;
    use crate::records::reading::{Part, ReadSummary, read};

    fn gather(text: &str) -> (Gathered, ReadSummary) {
        let mut gathered = Gathered::new();
        let part =
            Part { file: 2, format: None, project: None, is_inside: false, until: None, dialect: None };
        let summary = read(&mut text.as_bytes(), part, &mut Scratch::default(), &mut gathered).unwrap();
        (gathered, summary)
    }

    const COUNTS: Counts = Counts {
        input: 4,
        output: 145,
        cache_read: 26_703,
        cache_write: 341,
        cache_write_5m: 0,
        cache_write_1h: 0,
        cache_write_30m: 0,
        cache_write_12h: 0,
        web_searches: 0,
    };

    /// Checks that a text logs exactly the request of these tests.
    fn expect_request(text: &str) {
        let (gathered, summary) = gather(text);
        assert_eq!(summary.faults.count(), 0, "{text}");
        assert_eq!(gathered.calls.len(), 1, "{text}");
        let call = gathered.calls[0];
        assert_eq!(call.counts, COUNTS, "{text}");
        assert_eq!(call.at, Some(1_790_848_800), "{text}");
        assert!(call.is_final, "{text}");
        assert!(call.service.fast, "{text}");
        assert_eq!(gathered.models.get(call.model.unwrap()), "claude-sonnet-5", "{text}");
        let session = &gathered.sessions[0];
        assert_eq!((session.id.as_str(), session.entrypoint.as_deref()), ("s-1", Some("sdk-cli")), "{text}");
        assert_eq!(session.origin, Origin::Telemetry, "{text}");
    }

    #[test]
    fn a_flat_line() {
        expect_request(
            r#"{"event.name":"api_request","session.id":"s-1","app.entrypoint":"sdk-cli","event.timestamp":"2026-10-01T10:00:00Z","model":"claude-sonnet-5","input_tokens":4,"cache_read_tokens":26703,"cache_creation_tokens":341,"output_tokens":145,"cost_usd":0.0081,"speed":"fast","request_id":"req_1"}"#,
        );
        expect_request(
            r#"{"event_name":"claude_code.api_request","session_id":"s-1","app_entrypoint":"sdk-cli","event_timestamp":"2026-10-01T10:00:00Z","model":"claude-sonnet-5","input_tokens":4,"cache_read_tokens":26703,"cache_creation_tokens":341,"output_tokens":145,"speed":"fast"}"#,
        );
    }

    #[test]
    fn attributes_over_many_lines_with_numbers_as_texts() {
        expect_request(
            r#"{
  "body": "claude_code.api_request",
  "timestamp": 1790848800000000,
  "attributes": {
    "session.id": "s-1",
    "event.name": "api_request",
    "app.entrypoint": "sdk-cli",
    "model": "claude-sonnet-5",
    "input_tokens": "4",
    "output_tokens": "145",
    "cache_read_tokens": "26703",
    "cache_creation_tokens": "341",
    "speed": "fast"
  }
}"#,
        );
    }

    /// An export of records with these attributes.
    fn otlp(time: &str, records: &[&[(&str, &str)]]) -> String {
        let record = |attributes: &&[(&str, &str)]| {
            let attributes: Vec<_> = attributes
                .iter()
                .map(|(key, value)| format!(r#"{{"key":"{key}","value":{{{value}}}}}"#))
                .collect();
            format!(
                r#"{{{time},"body":{{"stringValue":"claude_code.api_request"}},"attributes":[{}]}}"#,
                attributes.join(",")
            )
        };
        let records: Vec<_> = records.iter().map(record).collect();
        let resource = r#"{"attributes":[{"key":"service.name","value":{"stringValue":"claude-code"}},{"key":"model","value":{"stringValue":"m1"}}]}"#;
        format!(
            r#"{{"resourceLogs":[{{"resource":{resource},"scopeLogs":[{{"logRecords":[{}]}}]}}]}}"#,
            records.join(",")
        )
    }

    const REQUEST: [(&str, &str); 8] = [
        ("session.id", r#""stringValue":"s-1""#),
        ("app.entrypoint", r#""stringValue":"sdk-cli""#),
        ("model", r#""stringValue":"claude-sonnet-5""#),
        ("input_tokens", r#""intValue":"4""#),
        ("output_tokens", r#""doubleValue":145"#),
        ("cache_read_tokens", r#""asInt":26703"#),
        ("cache_creation_tokens", r#""stringValue":"341""#),
        ("speed", r#""stringValue":"fast""#),
    ];

    #[test]
    fn an_export() {
        let time = r#""timeUnixNano":"1790848800000000000","observedTimeUnixNano":"1790848899000000000""#;
        expect_request(&otlp(time, &[&REQUEST]));
        expect_request(&otlp(
            r#""timeUnixNano":"0","observedTimeUnixNano":"1790848800000000000""#,
            &[&REQUEST],
        ));
    }

    #[test]
    fn requests_without_ids_are_told_apart_by_their_place_in_the_session() {
        let with = |sequence: &'static str| [&REQUEST[..], &[("event.sequence", sequence)]].concat();
        let (one, two) = (with(r#""intValue":"1""#), with(r#""intValue":"2""#));
        let (gathered, _) = gather(&otlp(r#""timeUnixNano":"1790848800000000000""#, &[&one, &two, &one]));
        assert_eq!((gathered.calls.len(), gathered.duplicates), (2, 1));
    }

    #[test]
    fn requests_without_ids_and_places_are_told_apart_by_what_they_say() {
        let line = |at: &str, output: u64| {
            format!(
                r#"{{"event.name":"api_request","session.id":"s-1","event.timestamp":"{at}","model":"m","input_tokens":4,"output_tokens":{output}}}"#
            ) + "\n"
        };
        let (first, soon) = ("2026-10-01T10:00:00.100Z", "2026-10-01T10:00:00.200Z");
        let (gathered, _) = gather(&[line(first, 5), line(first, 6), line(soon, 5), line(first, 5)].concat());
        assert_eq!((gathered.calls.len(), gathered.duplicates), (3, 1));
    }

    #[test]
    fn a_request_that_was_logged_twice_has_its_largest_counts() {
        let line = |sequence: u64, input: u64, output: u64| {
            format!(
                r#"{{"event.name":"api_request","session.id":"s-1","event.sequence":{sequence},"request_id":"req_1","model":"m","input_tokens":{input},"output_tokens":{output}}}"#
            ) + "\n"
        };
        let (gathered, summary) = gather(&[line(1, 4, 2), line(2, 4, 90), line(3, 4, 50)].concat());
        assert_eq!((gathered.calls.len(), summary.faults.count()), (1, 0));
        assert_eq!(gathered.calls[0].counts, Counts { input: 4, output: 90, ..Counts::default() });
    }

    #[test]
    fn other_events_are_passed_over() {
        let request = r#"{"event.name":"api_request","session.id":"s-1","model":"m","input_tokens":1,"output_tokens":2}"#;
        let others = ["user_prompt", "codex.api_request", "api_request_body", "api_error"]
            .map(|name| request.replace("api_request", name));
        let (gathered, summary) = gather(&format!("{request}\n{}\n", others.join("\n")));
        assert_eq!((gathered.calls.len(), summary.faults.count()), (1, 0));
    }

    #[test]
    fn what_is_missing_is_a_fault() {
        let (gathered, summary) = gather(
            r#"{"event.name":"api_request","session.id":"s-1","input_tokens":1,"output_tokens":2}
{"event.name":"api_request","session.id":"s-1","model":"m","cost_usd":1}
{"event.name":"api_request","session.id":"s-1","model":"m","input_tokens":-1,"output_tokens":2}
{"event.name":"api_request","session.id":"s-1","model":"m","input_tokens":18446744073709551616}
{"event.name":"api_request","session.id":"s-1","input_tokens":0,"output_tokens":0}
"#,
        );
        assert_eq!(gathered.calls.len(), 0);
        let faults: Vec<_> = summary.faults.iter().map(|(_, kind, faulty)| (kind, faulty.line)).collect();
        assert_eq!(
            faults,
            [
                (FaultKind::NoCount, 3),
                (FaultKind::TooLarge, 4),
                (FaultKind::NoTokens, 2),
                (FaultKind::NoModel, 1)
            ]
        );
    }
}
