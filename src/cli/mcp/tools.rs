//! The tools: commands whose arguments are an object with their flags as keys.

use std::any::TypeId;
use std::path::PathBuf;

use clap::{Arg, ArgAction, Args as _, Command};
use serde_json::{Map, Value, json};

use crate::cli::World;
use crate::cli::args::Common;
use crate::cli::ask::confine::Confined;
use crate::cli::commands::{COMMANDS, Listed};
use crate::diagnostic::nearest;
use crate::phrase::escaped;

/// The commands that are tools: those that answer a question by itself.
const NAMES: [&str; 7] = ["estimate", "compare", "schedule", "scan", "status", "plans", "models"];

const NO_FILES: &str = "tools write no files";
const AT_START: &str = "it is said where the server is started, behind `creditcalc mcp`";
const ONLY_JSON: &str = "the answer of a tool is JSON";

/// Flags that are no keys, and why.
const NO_KEYS: [(&str, &str); 20] = [
    ("output-file", NO_FILES),
    ("force", NO_FILES),
    ("write", NO_FILES),
    // They keep a balance in the user's state folder, and remove it.
    ("balance", NO_FILES),
    ("forget", NO_FILES),
    ("allow-outside", AT_START),
    ("config", AT_START),
    ("no-config", AT_START),
    ("pricing", AT_START),
    ("calendar", ONLY_JSON),
    ("color", ONLY_JSON),
    ("csv", ONLY_JSON),
    ("explain", ONLY_JSON),
    ("format", ONLY_JSON),
    ("json", ONLY_JSON),
    ("no-header", ONLY_JSON),
    ("quiet", ONLY_JSON),
    ("rows", ONLY_JSON),
    ("statusline", ONLY_JSON),
    ("watch", ONLY_JSON),
];

/// The tools of a server.
pub(in crate::cli) struct Tools<'t, 'w> {
    /// What whoever starts the server says, for each command line.
    pub(super) common: &'t Common,
    pub(super) is_outside_allowed: bool,
    /// Where paths lead that callers name.
    pub(super) bounds: Confined,
    pub(super) world: &'t World<'w>,
}

/// A command as a tool.
pub(super) struct Tool {
    listed: &'static dyn Listed,
    /// With the flags that every command has.
    pub(super) command: Command,
}

impl<'t, 'w> Tools<'t, 'w> {
    pub(in crate::cli) fn new(common: &'t Common, is_outside_allowed: bool, world: &'t World<'w>) -> Self {
        let bounds = Confined::to("".as_ref(), is_outside_allowed, world);
        Self { common, is_outside_allowed, bounds, world }
    }

    /// What a client is told of all tools.
    pub(super) fn list(is_structured: bool) -> Value {
        let tools = NAMES.iter().filter_map(|name| Tool::named(name).ok());
        json!({"tools": tools.map(|tool| tool.described(is_structured)).collect::<Vec<_>>()})
    }
}

impl Tool {
    /// The tool of a name, or what is said where there is none.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        let listed = COMMANDS.iter().copied().find(|listed| listed.name() == name && NAMES.contains(&name));
        let tool =
            |listed: &'static dyn Listed| Tool { listed, command: Common::augment_args(listed.definition()) };
        listed.map(tool).ok_or_else(|| {
            let help = match nearest(name, NAMES) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the tools are {}", NAMES.join(", ")),
            };
            format!("there is no tool `{}`; {help}", escaped(name))
        })
    }

    pub(super) fn name(&self) -> &'static str {
        self.listed.name()
    }

    /// The arguments that are keys.
    pub(super) fn keys(&self) -> impl Iterator<Item = (String, &Arg)> {
        let keys = self.command.get_arguments().map(|argument| (key(argument), argument));
        keys.filter(|(key, argument)| refused(key).is_none() && !argument.is_hide_set())
    }

    fn described(&self, is_structured: bool) -> Value {
        let properties: Map<String, Value> =
            self.keys().map(|(key, argument)| (key, schema(argument))).collect();
        let required = self.keys().filter(|(_, argument)| argument.is_required_set()).map(|(key, _)| key);
        let required: Vec<String> = required.collect();
        let mut tool = json!({
            "name": self.name(),
            "description": self.about(),
            "inputSchema": {
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": false,
            },
            "annotations": {"readOnlyHint": true, "openWorldHint": false},
        });
        if let (true, [frozen]) = (is_structured, self.listed.schemas()) {
            let mut schema: Map<String, Value> = serde_json::from_str(frozen.json).expect("tests read it");
            // Older clients know no other dialect than their own by its name, and newer ones take this one for theirs.
            schema.remove("$schema");
            tool["outputSchema"] = schema.into();
            without_sizes(&mut tool["outputSchema"]);
        }
        tool
    }

    /// What it answers, and what it needs of several keys: clients take no `anyOf` around the keys of a tool.
    fn about(&self) -> String {
        let needed = self.command.get_groups().filter(|group| group.is_required_set());
        let keys = |group: &clap::ArgGroup| {
            let of_group =
                self.keys().filter(|(_, argument)| group.get_args().any(|id| id == argument.get_id()));
            of_group.map(|(key, _)| format!("`{key}`")).collect::<Vec<_>>().join(", ")
        };
        let needed = needed.map(|group| format!(" Needs one of {}.", keys(group)));
        std::iter::once(format!("{}.", as_key(self.listed.about()))).chain(needed).collect()
    }
}

/// Why a flag is no key, if it is none.
pub(super) fn refused(key: &str) -> Option<&'static str> {
    NO_KEYS.iter().find(|(known, _)| *known == key).map(|(_, why)| *why)
}

/// What an argument is called: as its flag, or as itself where it has none.
fn key(argument: &Arg) -> String {
    argument.get_long().map_or_else(|| argument.get_id().as_str().replace('_', "-"), str::to_owned)
}

/// Whether an argument is there or not, and has no value.
pub(super) fn is_switch(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::SetTrue)
}

/// Whether an argument may have several values.
pub(super) fn is_list(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::Append)
}

/// Whether an argument names a file.
pub(super) fn is_path(argument: &Arg) -> bool {
    argument.get_value_parser().type_id() == TypeId::of::<PathBuf>()
}

/// Whether a value is a number or an amount.
pub(super) fn is_number(argument: &Arg) -> bool {
    let value_name = argument.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    argument.is_allow_negative_numbers_set() || value_name.as_deref() == Some("FACTOR")
}

/// What help says that holds for a shell alone, and what holds for a key.
const OF_A_SHELL: [(&str, &str); 13] = [
    (" To write a file, use -o FILE", ""),
    (" (repeatable; factors multiply)", ". Several multiply"),
    (" (repeatable)", ""),
    (", or `-` for standard input", ""),
    (" `-` is standard input, for `crontab -l`", ""),
    ("; `-` is standard input", ""),
    (" `-` is standard input", ""),
    (" Put it in quotes:", " For example:"),
    (", in quotes", ""),
    ("Exit with 3 if", "A gate: it says no if"),
    (" [default: Claude Code's transcripts on this machine]", ""),
    (" with `measure`", ""),
    ("Find the agent jobs of this machine", "Find the agent jobs of a folder"),
];

/// A help text as the description of a key: other flags are keys as well.
fn as_key(help: &str) -> String {
    let help = OF_A_SHELL.iter().fold(help.to_owned(), |help, (shell, key)| help.replace(shell, key));
    let mut words = help.split(' ').map(|word| {
        let (flag, sign) = word.split_at(word.trim_end_matches([',', '.', ';', ')', ']']).len());
        match flag.strip_prefix("--") {
            Some(name) if !name.is_empty() => format!("`{name}`{sign}"),
            _ => word.to_owned(),
        }
    });
    let first = words.next().unwrap_or_default();
    let text = words.fold(first, |text, word| text + " " + &word);
    text.trim_end_matches('.').to_owned()
}

/// The JSON Schema of a value.
fn schema(argument: &Arg) -> Value {
    let description = as_key(&argument.get_help().map(ToString::to_string).unwrap_or_default());
    if is_switch(argument) {
        return json!({"type": "boolean", "description": description});
    }
    let words: Vec<String> =
        argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let value = match words.as_slice() {
        [] if is_number(argument) => json!({"type": ["string", "number"]}),
        [] => json!({"type": ["string"]}),
        words => json!({"type": ["string"], "enum": words}),
    };
    // One of several need not stand in a list.
    let mut schema = value.clone();
    if is_list(argument) {
        schema = json!({"type": value["type"], "items": value});
        schema["type"].as_array_mut().expect("it was written so").push("array".into());
    }
    schema["description"] = description.into();
    schema
}

/// Leaves out how many bits a whole number has, which no dialect of JSON Schema knows: clients in JavaScript warn of each
/// such `format`.
fn without_sizes(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.retain(|key, value| {
                key != "format" || !value.as_str().is_some_and(|format| format.starts_with("uint"))
            });
            members.values_mut().for_each(without_sizes);
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_sizes),
        _ => {}
    }
}
