//! The Model Context Protocol over standard input and output: what agents ask, answered by the commands.
//!
//! JSON-RPC 2.0, one message a line (<https://modelcontextprotocol.io/specification/2025-06-18>). By hand, because it
//! is this small: the official SDK brings 71 crates and a runtime. A tool is a command with its flags as keys
//! ([`tools`]); a call of one is a command line that is run in this process ([`call`]).

mod call;
mod number;
mod tools;

use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};

use serde_json::{Value, json};

use crate::phrase::escaped;
use crate::records::json::Json;
use crate::report;
use tools::Tool;
pub(super) use tools::Tools;

/// The versions that are spoken, the newest first.
const VERSIONS: [&str; 3] = ["2025-06-18", "2025-03-26", "2024-11-05"];

/// The one version in which several messages may stand in a list.
const WITH_LISTS: &str = "2025-03-26";

/// The longest line that is read, in bytes.
const LINE_MAX: u64 = 16 << 20;

const NO_JSON: i32 = -32700;
const NO_REQUEST: i32 = -32600;
const NO_METHOD: i32 = -32601;
const NO_PARAMS: i32 = -32602;

/// Why a request is not answered: the code of the specification, and words.
struct Refusal(i32, String);

/// Answers the messages in `input`, each in a line, until it ends.
pub(super) fn serve(
    tools: &Tools<'_, '_>,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> io::Result<()> {
    let (mut session, mut line) = (Session { tools, version: VERSIONS[0] }, Vec::new());
    loop {
        line.clear();
        let length = io::Read::take(&mut *input, LINE_MAX).read_until(b'\n', &mut line)?;
        let is_whole = line.ends_with(b"\n") || u64::try_from(length).is_ok_and(|length| length < LINE_MAX);
        let answer = if length == 0 {
            return Ok(());
        } else if is_whole {
            session.line(line.trim_ascii())
        } else {
            input.skip_until(b'\n')?;
            let why = format!("a message may have {} MB", LINE_MAX >> 20);
            Some(refused(NO_ID, Refusal(NO_REQUEST, why)))
        };
        if let Some(answer) = answer {
            output.write_all((answer + "\n").as_bytes())?;
            output.flush()?;
        }
    }
}

/// The id of an answer to what has none.
const NO_ID: &str = "null";

/// An id as it stands in a message. A number keeps its digits: as a float it would be another one, of which whoever asked
/// knows nothing.
fn as_written(id: &Value, message: Json<'_>) -> String {
    let number = message.get(b"id").filter(|_| id.is_number());
    let digits = number.and_then(|number| std::str::from_utf8(number.bytes()).ok());
    digits.map_or_else(|| report::json::in_a_cell(id), str::to_owned)
}

/// An answer to the message with this id, as it is sent.
fn answer(id: &str, member: &str, value: &Value) -> String {
    format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"{member}\":{}}}", report::json::in_a_cell(value))
}

fn refused(id: &str, Refusal(code, message): Refusal) -> String {
    answer(id, "error", &json!({"code": code, "message": message}))
}

/// The name of a member that is there twice. Programs that read JSON take the first, the last or both.
fn twice(object: Json<'_>) -> Option<String> {
    let (mut seen, mut twice) = (BTreeSet::new(), None);
    let each = |name: &[u8], _| {
        // As it is without escapes, which may be those of the same name.
        let quoted = [b"\"", name, b"\""].concat();
        let name: String = serde_json::from_slice(&quoted).unwrap_or_default();
        if !seen.insert(name.clone()) {
            twice.get_or_insert(name);
        }
    };
    object.members(each).ok()?;
    twice
}

/// What is agreed with a client.
struct Session<'s, 't, 'w> {
    tools: &'s Tools<'t, 'w>,
    version: &'static str,
}

impl Session<'_, '_, '_> {
    /// What is answered to a line; `None` is nothing.
    fn line(&mut self, line: &[u8]) -> Option<String> {
        if line.is_empty() {
            return None;
        }
        // One reader checks and decides, the other keeps numbers as they are written: money is never a float.
        let (message, written) = match (serde_json::from_slice::<Value>(line), Json::new(line)) {
            (Ok(message), Ok(written)) => (message, written),
            (Err(error), _) => {
                return Some(refused(NO_ID, Refusal(NO_JSON, format!("not JSON: {error}"))));
            }
            (_, Err(_)) => return Some(refused(NO_ID, Refusal(NO_JSON, "not JSON".to_owned()))),
        };
        let Value::Array(messages) = &message else { return self.message(&message, written) };
        if messages.is_empty() || self.version != WITH_LISTS {
            let why = "a message is one object";
            return Some(refused(NO_ID, Refusal(NO_REQUEST, why.to_owned())));
        }
        let (mut answers, mut messages) = (Vec::new(), messages.iter());
        let each =
            |written| answers.extend(messages.next().and_then(|message| self.message(message, written)));
        written.elements(each).ok()?;
        (!answers.is_empty()).then(|| format!("[{}]", answers.join(",")))
    }

    /// What is answered to a message.
    fn message(&mut self, message: &Value, written: Json<'_>) -> Option<String> {
        let (id, method) = (message.get("id"), message.get("method"));
        if let Some(name) = twice(written).or_else(|| twice(written.get(b"params")?)) {
            let why = format!("`{}` is given twice", escaped(&name));
            let id = message.get("id").filter(|id| name != "id" && (id.is_string() || id.is_number()));
            let id = id.map_or_else(|| NO_ID.to_owned(), |id| as_written(id, written));
            return Some(refused(&id, Refusal(NO_REQUEST, why)));
        }
        // Nothing was asked of the client, so its answers are to nothing.
        if method.is_none() && (message.get("result").is_some() || message.get("error").is_some()) {
            return None;
        }
        let known = id.filter(|id| id.is_string() || id.is_number());
        let id_written = known.map(|id| as_written(id, written));
        let is_request = message.get("jsonrpc").is_some_and(|version| version == "2.0") && known == id;
        let Some(method) = method.and_then(Value::as_str).filter(|_| is_request) else {
            let why = "a request has `jsonrpc`, which is \"2.0\", an `id`, which is a text or a number, and a `method`";
            return Some(refused(
                id_written.as_deref().unwrap_or(NO_ID),
                Refusal(NO_REQUEST, why.to_owned()),
            ));
        };
        // A notification has no `id`, and nobody waits for an answer.
        let id = id_written?;
        let params = message.get("params").unwrap_or(&Value::Null);
        let result = match method {
            "initialize" => Ok(self.initialize(params)),
            "ping" => Ok(json!({})),
            "tools/list" => Ok(Tools::list(self.is_structured())),
            "tools/call" => {
                self.call(params, written.get(b"params").and_then(|params| params.get(b"arguments")))
            }
            other => Err(Refusal(NO_METHOD, format!("there is no method `{}`", escaped(other)))),
        };
        Some(match result {
            Ok(result) => answer(&id, "result", &result),
            Err(refusal) => refused(&id, refusal),
        })
    }

    /// Whether answers are told as JSON, too, and not as text alone.
    fn is_structured(&self) -> bool {
        self.version == VERSIONS[0]
    }

    fn initialize(&mut self, params: &Value) -> Value {
        let asked = params.get("protocolVersion").and_then(Value::as_str);
        self.version = VERSIONS.into_iter().find(|version| asked == Some(version)).unwrap_or(VERSIONS[0]);
        json!({
            "protocolVersion": self.version,
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "creditcalc", "version": env!("CARGO_PKG_VERSION")},
            "instructions": "What agent jobs cost at list prices, and how far the credit of a plan goes. Ask before \
                you schedule a job. Amounts are exact, in US dollars; what has no price is an error and never $0.",
        })
    }

    fn call(&self, params: &Value, arguments: Option<Json<'_>>) -> Result<Value, Refusal> {
        let name = params.get("name").and_then(Value::as_str);
        let name = name.ok_or(Refusal(NO_PARAMS, "`params` has the `name` of a tool".to_owned()))?;
        let tool = Tool::named(name).map_err(|why| Refusal(NO_PARAMS, why))?;
        let arguments = arguments.filter(|arguments| !arguments.is_null());
        if arguments.is_some_and(|arguments| !arguments.is_object()) {
            return Err(Refusal(NO_PARAMS, "`arguments` is an object".to_owned()));
        }
        let answered = match self.tools.argv(&tool, arguments) {
            Ok(argv) => self.tools.run(argv),
            // Whoever asks reads it and asks again, which an error of the protocol would keep from it.
            Err(why) => call::told(&why),
        };
        Ok(call::result(answered, self.is_structured()))
    }
}
