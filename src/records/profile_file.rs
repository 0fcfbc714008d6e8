//! Profiles as files: what measured runs used, each as a whole, for people to read and to keep beside their
//! jobs.

use std::num::NonZeroU64;

use jiff::Timestamp;
use jiff::civil::Date;

use super::json::COUNT_MAX;
use crate::diagnostic::{Diagnostic, nearest};
use crate::document::{self, Node, Table, Value};
use crate::source::SourceFile;
use crate::units::Tokens;
use crate::usage::{
    Billing, ModelUsage, ProfiledRun, Requests, RunProfile, Speed, TokenKind, TokenUsage, UsedBy,
};

/// What a profile says it is, so that a later version can be another.
const SCHEMA: &str = "creditcalc.profile/1";

const RUN_KEYS: [&str; 5] = ["started_at", "used_by", "billing", "output_at_least", "usage"];
const USAGE_KEYS: [&str; 16] = [
    "model",
    "input",
    "output",
    "cache_read",
    "cache_write_5m",
    "cache_write_1h",
    "cache_write_30m",
    "cache_write_12h",
    "cache_write_untold",
    "web_searches",
    "requests",
    "prompt_tokens_min",
    "prompt_tokens_max",
    "fast",
    "us_only",
    "batch",
];

/// The text of a profile that was made on `day`.
#[must_use]
pub fn write(profile: &RunProfile, day: Date) -> String {
    let noun = if profile.runs.len() == 1 { "run" } else { "runs" };
    let mut text = format!(
        "# What {} {noun} used, as `creditcalc measure` read it on {day}.\n# `creditcalc estimate --from FILE` says what such a job costs.\nschema = \"{SCHEMA}\"\n",
        profile.runs.len()
    );
    for run in &profile.runs {
        text += "\n[[run]]\n";
        if let Some(at) = run.started_at {
            text += &format!("started_at = \"{at}\"\n");
        }
        text += &format!("used_by = \"{}\"\n", run.used_by.id());
        if run.billing != Billing::Unknown {
            text += &format!("billing = \"{}\"\n", run.billing.id());
        }
        if run.is_output_at_least {
            text += "output_at_least = true\n";
        }
        text += "usage = [\n";
        for usage in &run.models {
            text += &format!("  {{ {} }},\n", fields(usage).join(", "));
        }
        text += "]\n";
    }
    text
}

fn fields(usage: &ModelUsage) -> Vec<String> {
    let mut fields = vec![format!("model = {}", quoted(&usage.model))];
    let mut count = |name: &str, count: u64| {
        if count > 0 {
            fields.push(format!("{name} = {count}"));
        }
    };
    match usage.requests {
        Requests::Unknown => {}
        Requests::Even(requests) => count("requests", requests.get()),
        Requests::Sized { requests, smallest, largest } => {
            count("requests", requests.get());
            count("prompt_tokens_min", smallest);
            count("prompt_tokens_max", largest);
        }
    }
    for (kind, tokens) in usage.usage.kinds() {
        count(kind.id(), tokens.get());
    }
    count("cache_write_untold", usage.untold_writes.get());
    count("web_searches", usage.web_searches);
    let service = usage.service;
    for (name, is_so) in
        [("fast", service.speed == Speed::Fast), ("us_only", service.us_only), ("batch", service.batch)]
    {
        if is_so {
            fields.push(format!("{name} = true"));
        }
    }
    fields
}

/// A text as TOML quotes it. What a terminal would obey is escaped, too: people look at these files.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                quoted += &format!("\\u{:04x}", u32::from(character));
            }
            character if character.is_control() => quoted += &format!("\\u{:04x}", u32::from(character)),
            character => quoted.push(character),
        }
    }
    quoted + "\""
}

/// Whether what begins like this says that it is a profile.
#[must_use]
pub fn is_one(head: &[u8]) -> bool {
    memchr::memmem::find(head, b"\"creditcalc.profile/").is_some()
}

/// Reads a profile.
///
/// # Errors
///
/// With all that is wrong with it.
pub fn read(source: &SourceFile) -> Result<RunProfile, Vec<Diagnostic>> {
    let root = document::parse(source.text()).map_err(|errors| {
        let fault = |error: document::SyntaxError| {
            Diagnostic::new("U118", "this profile is not TOML").at(source, error.span, error.message)
        };
        let mut faults = errors.into_iter().map(fault).collect::<Vec<_>>();
        faults.sort_by_key(|fault| fault.place.as_ref().map(|(_, labels)| labels[0].span.start));
        faults
    })?;
    let mut reader = ProfileReader { source, faults: Vec::new() };
    let profile = reader.profile(&root);
    reader.faults.sort_by_key(|fault| fault.place.as_ref().map(|(_, labels)| labels[0].span.start));
    if reader.faults.is_empty() { Ok(profile) } else { Err(reader.faults) }
}

struct ProfileReader<'s> {
    source: &'s SourceFile,
    faults: Vec<Diagnostic>,
}

impl ProfileReader<'_> {
    fn fault(&mut self, title: impl Into<String>, node: &Node<'_>, label: &str) {
        self.faults.push(Diagnostic::new("U118", title).at(self.source, node.span.clone(), label));
    }

    /// Something else than a key of a usage takes.
    fn not_for(&mut self, key: &str, node: &Node<'_>) {
        let instead = match key {
            "model" => "write the model's id in quotes",
            "fast" | "us_only" | "batch" => "write `true` or `false`",
            _ => "write a whole number without quotes",
        };
        self.fault(format!("`{key}` cannot be this"), node, instead);
    }

    fn profile(&mut self, root: &Node<'_>) -> RunProfile {
        let mut profile = RunProfile::default();
        let Value::Table(table) = &root.value else { return profile };
        self.keys(table, &["schema", "run"], "a profile");
        match root.get("schema").map(|node| (&node.value, node)) {
            Some((Value::Text(schema), _)) if schema == SCHEMA => {}
            Some((Value::Text(schema), node)) if schema.starts_with("creditcalc.profile/") => {
                self.fault(
                    "this profile is of another version",
                    node,
                    &format!("this program reads `{SCHEMA}`"),
                );
            }
            Some((_, node)) => self.fault("this is no profile", node, &format!("a profile says `{SCHEMA}`")),
            None if !self.faults.is_empty() => {}
            None => self.faults.push(
                Diagnostic::new("U118", format!("`{}` is no profile", self.source.name()))
                    .help("`creditcalc measure PATH --write-profile FILE.toml` writes one"),
            ),
        }
        match root.get("run").map(|node| (&node.value, node)) {
            Some((Value::Array(runs), _)) => {
                for run in runs {
                    let run = self.run(run);
                    profile.runs.extend(run);
                }
            }
            Some((_, node)) => self.fault("a profile has its runs in `[[run]]`", node, ""),
            None => {}
        }
        profile
    }

    fn keys(&mut self, table: &Table<'_>, known: &[&str], what: &str) {
        for entry in &table.entries {
            if !known.contains(&entry.key.as_ref()) {
                let near =
                    nearest(&entry.key, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
                let fault = Diagnostic::new("U118", format!("{what} has no key `{}`", entry.key));
                self.faults.push(fault.at(self.source, entry.key_span.clone(), "").maybe_help(near));
            }
        }
    }

    fn run(&mut self, node: &Node<'_>) -> Option<ProfiledRun> {
        let Value::Table(table) = &node.value else {
            self.fault("a run is a table", node, "");
            return None;
        };
        let before = self.faults.len();
        self.keys(table, &RUN_KEYS, "a run");
        let mut run = ProfiledRun {
            started_at: None,
            used_by: UsedBy::Unknown,
            billing: Billing::Unknown,
            is_output_at_least: false,
            models: Vec::new(),
        };
        for entry in &table.entries {
            match (entry.key.as_ref(), &entry.node.value) {
                ("started_at", Value::Text(at)) => match at.parse::<Timestamp>() {
                    Ok(at) => run.started_at = Some(at),
                    Err(_) => {
                        self.fault("this is no instant", &entry.node, "write it as 2026-11-21T03:00:00Z");
                    }
                },
                ("used_by", Value::Text(word)) => match UsedBy::from_id(word) {
                    Some(used_by) => run.used_by = used_by,
                    None => {
                        self.fault(
                            format!("`{word}` is nobody who starts runs"),
                            &entry.node,
                            "write programmatic, interactive or unknown",
                        );
                    }
                },
                ("billing", Value::Text(word)) => match Billing::from_id(word) {
                    Some(billing) => run.billing = billing,
                    None => self.fault(
                        format!("`{word}` is nobody's bill"),
                        &entry.node,
                        "write plan, api-key, cloud or unknown",
                    ),
                },
                ("output_at_least", Value::Bool(is_so)) => run.is_output_at_least = *is_so,
                ("usage", Value::Array(usages)) => {
                    for usage in usages {
                        let usage = self.usage(usage);
                        run.models.extend(usage);
                    }
                }
                (key, _) if RUN_KEYS.contains(&key) => {
                    let instead = match key {
                        "started_at" => "write the instant in quotes: `\"2026-11-21T03:00:00Z\"`",
                        "output_at_least" => "write `true` or `false`",
                        "usage" => "write a list: `usage = [{ … }]`",
                        _ => "write a word in quotes",
                    };
                    self.fault(format!("`{key}` cannot be this"), &entry.node, instead);
                }
                _ => {}
            }
        }
        let is_said = table.entries.iter().any(|entry| entry.key == "usage");
        if self.faults.len() == before && (!is_said || run.models.iter().all(is_nothing)) {
            self.fault(
                "a run has used nothing",
                node,
                "write what it used: `usage = [{ model = \"…\", input = 12000 }]`",
            );
        }
        Some(run)
    }

    fn usage(&mut self, node: &Node<'_>) -> Option<ModelUsage> {
        let Value::Table(table) = &node.value else {
            self.fault("a usage is a table", node, "");
            return None;
        };
        self.keys(table, &USAGE_KEYS, "a usage");
        let mut usage = ModelUsage::new("", TokenUsage::NONE);
        let (mut requests, mut smallest, mut largest) = (0, 0, 0);
        for entry in &table.entries {
            let node = &entry.node;
            match (entry.key.as_ref(), &node.value) {
                ("model", Value::Text(model)) => usage.model = model.clone().into_owned(),
                ("fast", Value::Bool(is_so)) => {
                    usage.service.speed = if *is_so { Speed::Fast } else { Speed::Standard }
                }
                ("us_only", Value::Bool(is_so)) => usage.service.us_only = *is_so,
                ("batch", Value::Bool(is_so)) => usage.service.batch = *is_so,
                (key, Value::Integer(text)) => {
                    let Some(count) = text.parse::<u64>().ok().filter(|count| *count <= COUNT_MAX) else {
                        self.fault("a count is a whole number from 0 to 1,000,000,000,000,000", node, "");
                        continue;
                    };
                    match (key, TokenKind::from_id(key)) {
                        (_, Some(kind)) => usage.usage = usage.usage.with(kind, Tokens::new(count)),
                        ("cache_write_untold", _) => usage.untold_writes = Tokens::new(count),
                        ("web_searches", _) => usage.web_searches = count,
                        ("requests", _) => requests = count,
                        ("prompt_tokens_min", _) => smallest = count,
                        ("prompt_tokens_max", _) => largest = count,
                        (key, _) if USAGE_KEYS.contains(&key) => self.not_for(key, node),
                        _ => {}
                    }
                }
                (key, _) if USAGE_KEYS.contains(&key) => self.not_for(key, node),
                _ => {}
            }
        }
        usage.requests = match (NonZeroU64::new(requests), largest) {
            (None, _) => Requests::Unknown,
            (Some(requests), 0) => Requests::Even(requests),
            (Some(requests), largest) => Requests::Sized { requests, smallest, largest },
        };
        // An empty name is what a record that names no model leaves.
        if table.entries.iter().all(|entry| entry.key != "model") {
            self.fault("a usage names no model", node, "write `model = \"…\"`");
        }
        Some(usage)
    }
}

/// Whether nothing was used.
fn is_nothing(usage: &ModelUsage) -> bool {
    usage.usage.is_empty() && usage.untold_writes.is_zero() && usage.web_searches == 0
}
