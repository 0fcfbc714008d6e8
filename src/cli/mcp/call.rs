//! A call of a tool: from its arguments to a command line, and from its answer to a message.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use clap::Arg;
use serde_json::{Value, json};

use super::number::plain;
use super::tools::{Tool, Tools, is_list, is_number, is_path, is_switch, refused};
use crate::cli::peeked::is_input;
use crate::cli::{Exit, Sources, World, run};
use crate::diagnostic::nearest;
use crate::phrase::escaped;
use crate::question::NotNamed;
use crate::records::json::Json;

/// What a tool answers.
pub(super) struct Answered {
    /// The answer of the command, unless it has none.
    answer: Option<Value>,
    /// What else there is to know, or why there is no answer.
    talk: String,
}

/// A fault of the arguments, as the command line would say it.
pub(super) fn told(why: &str) -> Answered {
    Answered { answer: None, talk: format!("error: {why}\n") }
}

/// The answer as a message of the protocol.
pub(super) fn result(Answered { answer, talk }: Answered, is_structured: bool) -> Value {
    let text = |text: String| json!({"type": "text", "text": text});
    let answer_text = answer.as_ref().map(|answer| text(answer.to_string()));
    let content: Vec<Value> = answer_text.into_iter().chain((!talk.is_empty()).then(|| text(talk))).collect();
    let mut result = json!({"content": content, "isError": answer.is_none()});
    if let (Some(answer), true) = (answer, is_structured) {
        result["structuredContent"] = answer;
    }
    result
}

impl Tools<'_, '_> {
    /// The command line that `arguments` mean. Every value stands behind its flag and `=`, so that none is taken for a
    /// flag.
    pub(super) fn argv(&self, tool: &Tool, arguments: Option<Json<'_>>) -> Result<Vec<OsString>, String> {
        let mut argv: Vec<OsString> = ["creditcalc", tool.name(), "--json"].map(OsString::from).into();
        let own = |flag: &str, path: &Path| {
            let mut word = OsString::from(flag);
            word.push(path);
            word
        };
        argv.extend(self.common.pricing.iter().map(|folder| own("--pricing=", folder)));
        argv.extend(self.common.config.iter().map(|file| own("--config=", file)));
        argv.extend(self.common.no_config.then(|| "--no-config".into()));
        let has_named = tool.command.get_arguments().any(|known| known.get_long() == Some("allow-outside"));
        argv.extend((self.is_outside_allowed && has_named).then(|| "--allow-outside".into()));
        let (mut behind, mut fault, mut given) = (vec![OsString::from("--")], None, BTreeSet::new());
        let each = |name: &[u8], value: Json<'_>| {
            let name = String::from_utf8_lossy(name);
            let read = tool.keys().find(|(key, _)| *key == name).ok_or_else(|| unknown(tool, &name));
            let read = read.and_then(|(key, argument)| {
                if given.insert(key.clone()) { Ok((key, argument)) } else { Err(twice(&key, argument)) }
            });
            let read =
                read.and_then(|(key, argument)| Ok((key, argument, self.values(&name, argument, value)?)));
            match read {
                Ok((_, argument, values)) if argument.is_positional() => {
                    behind.extend(values.into_iter().map(OsString::from));
                }
                Ok((key, argument, values)) if is_switch(argument) => {
                    argv.extend(values.iter().map(|_| format!("--{key}").into()));
                }
                Ok((key, _, values)) => {
                    argv.extend(values.iter().map(|value| format!("--{key}={value}").into()));
                }
                Err(why) => fault = fault.take().or(Some(why)),
            }
        };
        arguments
            .map_or(Ok(()), |arguments| arguments.members(each))
            .map_err(|_| "`arguments` is not JSON")?;
        if let Some(fault) = fault {
            return Err(fault);
        }
        argv.extend(if behind.len() > 1 { behind } else { Vec::new() });
        Ok(argv)
    }

    /// The values of an argument, as they are written on a command line: none for `null` and `false`.
    fn values(&self, key: &str, argument: &Arg, value: Json<'_>) -> Result<Vec<String>, String> {
        if is_switch(argument) {
            return match value.bytes() {
                b"true" => Ok(vec![String::new()]),
                b"false" | b"null" => Ok(Vec::new()),
                _ => Err(format!("`{key}` is true or false")),
            };
        }
        let mut words = Vec::new();
        let mut add = |value: Json<'_>| words.push(word(value, is_number(argument)));
        match (value.is_null(), value.is_list() && is_list(argument)) {
            (true, _) => {}
            (_, true) => value.elements(add).map_err(|_| format!("`{key}` is not JSON"))?,
            _ => add(value),
        }
        let kind =
            if is_list(argument) { "a string, a number or a list of them" } else { "a string or a number" };
        let words: Option<Vec<String>> = words.into_iter().collect();
        let words = words.ok_or_else(|| format!("`{key}` is {kind}"))?;
        if is_path(argument) { words.iter().map(|word| self.place(word)).collect() } else { Ok(words) }
    }

    /// The file that a caller names, if it may be read.
    fn place(&self, name: &str) -> Result<String, String> {
        let shown = escaped(name);
        let refusal = match self.bounds.named("".as_ref(), name, self.world) {
            _ if is_input(name.as_ref()) => "is where the questions come from; name a file",
            Ok(path) => return Ok(path.to_string_lossy().into_owned()),
            Err(NotNamed::Outside) => {
                "is outside the folder in which the server was started; only `creditcalc mcp --allow-outside` reads it"
            }
            Err(NotNamed::System) => "belongs to the system and isn't read",
            Err(NotNamed::NoFile) => "is a pipe or a device and isn't read",
        };
        Err(format!("`{shown}` {refusal}"))
    }

    /// Runs a command line in this process, and keeps what it says.
    pub(super) fn run(&self, argv: Vec<OsString>) -> Answered {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut world = World {
            folder: self.world.folder.clone(),
            environment: self.world.environment.clone(),
            sources: Sources::default(),
            is_confined: !self.is_outside_allowed,
            is_read_only: false,
            stdout: &mut stdout,
            stderr: &mut stderr,
            stdout_width: None,
            stderr_width: None,
        };
        let exit = run(argv, &mut world);
        let talk = String::from_utf8_lossy(&stderr);
        let answer = serde_json::from_slice::<Value>(&stdout).ok();
        let Some(answer) = answer.filter(|_| matches!(exit, Exit::Answered | Exit::GateSaysNo)) else {
            return Answered { answer: None, talk: talk.into_owned() };
        };
        // What stands among the notes of the answer need not be said twice.
        let notes = answer.get("notes").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let is_noted = |line: &str| {
            line.strip_prefix("note: ").is_some_and(|text| notes.iter().any(|note| note == text))
        };
        let talk = talk.split_inclusive('\n').filter(|line| !is_noted(line.trim_end())).collect();
        Answered { answer: Some(answer), talk }
    }
}

/// A value as it is written on a command line. A number has its digits, for money is never a float; where text is meant,
/// it stays as it stands.
fn word(value: Json<'_>, is_number: bool) -> Option<String> {
    let starts_so = |text: &&str| text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    let written = || std::str::from_utf8(value.bytes()).ok().filter(starts_so);
    let number = || written().map(|text| if is_number { plain(text) } else { text.to_owned() });
    value.text().map(String::from).or_else(number)
}

/// What is said of a key that is there twice. Programs that read JSON take the first, the last or both.
fn twice(key: &str, argument: &Arg) -> String {
    let help = if is_list(argument) { "put all values in one list" } else { "leave one of them out" };
    format!("`{key}` is given twice\n  = help: {help}")
}

/// What is said of a key that a tool doesn't have.
fn unknown(tool: &Tool, key: &str) -> String {
    if let Some(why) = refused(key) {
        return format!("`{key}` is no argument of the tool `{}`: {why}", tool.name());
    }
    let keys: Vec<String> = tool.keys().map(|(key, _)| key).collect();
    let spelled = key.trim_start_matches('-').to_lowercase().replace('_', "-");
    let alias =
        tool.keys().find(|(_, known)| known.get_all_aliases().is_some_and(|all| all.contains(&&*spelled)));
    let exact = keys.iter().find(|known| **known == spelled).cloned().or(alias.map(|(key, _)| key));
    let near = exact.or_else(|| nearest(&spelled, keys.iter().map(String::as_str)).map(str::to_owned));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("its arguments are {}", keys.join(", ")),
    };
    format!("the tool `{}` has no argument `{}`\n  = help: {help}", tool.name(), escaped(key))
}
