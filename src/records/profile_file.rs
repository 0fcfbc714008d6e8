//! Profiles as files: what measured runs used, each as a whole, for people to read and to keep beside their
//! jobs.
//!
//! A file is a profile, and may be quoted where something is wrong with it, if it says so: by the value of its
//! `schema`, anywhere in it.

use std::num::NonZeroU64;

use jiff::Timestamp;
use jiff::civil::Date;

use super::json::COUNT_MAX;
use crate::diagnostic::{Code, Diagnostic};
use crate::phrase::toml_text;
use crate::source::SourceFile;
use crate::toml::document::{Node, Value};
use crate::toml::{Faults, Fields, FileKind, Mismatch, Refusal, Takes, TextRule, Unplaced as _, Wrong};
use crate::units::Tokens;
use crate::usage::{
    Billing, ModelUsage, ProfiledRun, Requests, RunProfile, ServiceOption, TokenKind, TokenUsage, UsedBy,
};

/// What a profile says it is, so that a later version can be another.
const SCHEMA: &str = "creditcalc.profile/1";

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
        if run.is_cut {
            text += "cut_by_limit = true\n";
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
    let mut fields = vec![format!("model = {}", toml_text(&usage.model))];
    let mut count = |name: &str, count: u64| {
        if count > 0 {
            fields.push(format!("{name} = {count}"));
        }
    };
    match usage.requests {
        Requests::Unknown => {}
        Requests::UpTo { largest } => count("prompt_tokens_max", largest),
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
    count("cache_write_untold", usage.writes_of_unknown_ttl.get());
    count("web_searches", usage.web_searches);
    fields.extend(usage.service.options().map(|option| format!("{} = true", option.key())));
    fields
}

/// Whether a text, or what begins like this, says that it is a profile.
#[must_use]
pub fn is_one(text: &[u8]) -> bool {
    let says = |schema: &[u8]| memchr::memmem::find(text, schema).is_some();
    says(b"\"creditcalc.profile/") || says(b"'creditcalc.profile/")
}

/// What is said of the faults of a profile.
struct ProfileFile;

impl FileKind for ProfileFile {
    fn code(&self, _: Wrong) -> Code {
        Code::WrongProfile
    }

    fn not_toml(&self) -> &'static str {
        "this profile is not TOML"
    }

    /// An empty name is what a record that names no model leaves.
    fn texts(&self) -> TextRule {
        TextRule::Any
    }

    fn largest_count(&self) -> u64 {
        COUNT_MAX
    }

    fn not_a_count(&self, _: &str) -> String {
        "a count is a whole number from 0 to 1,000,000,000,000,000".to_owned()
    }

    fn takes(&self, key: &str, _: Takes) -> String {
        match key {
            "schema" => "this is not a profile".to_owned(),
            "run" => "a profile has its runs in `[[run]]`".to_owned(),
            _ => format!("`{key}` can't have this value"),
        }
    }

    fn mismatch(&self, mismatch: &Mismatch<'_>) -> (String, Option<String>) {
        let label = match (mismatch.key, mismatch.takes) {
            ("schema", _) => return (format!("a profile has `{SCHEMA}` here"), None),
            ("run", _) => "",
            ("model", _) => "write the model's id in quotes",
            ("started_at", _) => "write the instant in quotes: `\"2026-11-21T03:00:00Z\"`",
            (_, Takes::Truth) => "write `true` or `false`",
            (_, Takes::Count { .. }) => "write a whole number without quotes",
            (_, Takes::Tables) => "write a list: `usage = [{ … }]`",
            _ => "write a word in quotes",
        };
        (label.to_owned(), None)
    }

    fn not_a_table(&self, _: &Value<'_>) -> String {
        String::new()
    }
}

/// Reads a profile.
///
/// # Errors
///
/// With all that is wrong with it.
pub fn read(source: &SourceFile) -> Result<RunProfile, Vec<Diagnostic>> {
    let mut faults = Faults::new(source, &ProfileFile);
    let profile = faults.parse().and_then(|root| profile(&root, &mut faults));
    let faults = faults.into_list();
    profile.filter(|_| faults.is_empty()).ok_or(faults)
}

fn profile(root: &Node<'_>, faults: &mut Faults<'_>) -> Option<RunProfile> {
    let mut fields = Fields::of(root, "a profile", faults)?;
    let mut schema = fields.key("schema");
    let is_written = schema.is_written();
    schema.parsed(check_schema);
    let runs = fields.key("run").tables();
    fields.finish();
    // A key that there is not may be this one.
    if !is_written && faults.unknown_keys().is_empty() {
        faults.push(none(faults.source.name()));
    }
    Some(RunProfile { runs: runs.iter().filter_map(|node| run(node, faults)).collect() })
}

/// What is said of a file that is no profile, without what stands in it.
pub(crate) fn none(name: &str) -> Diagnostic {
    Diagnostic::new(Code::WrongProfile, format!("`{name}` is not a profile"))
        .help("make one with `creditcalc measure PATH --write-profile FILE.toml`")
}

fn check_schema(schema: &str) -> Result<(), Refusal> {
    if schema == SCHEMA {
        Ok(())
    } else if schema.starts_with("creditcalc.profile/") {
        refuse("this profile has an unknown version", format!("creditcalc reads `{SCHEMA}`"))
    } else {
        refuse("this is not a profile", format!("a profile has `{SCHEMA}` here"))
    }
}

fn refuse<T>(title: impl Into<String>, label: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { title: title.into(), label: label.into(), help: None })
}

fn run(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<ProfiledRun> {
    let before = faults.count();
    let mut fields = Fields::of(node, "a run", faults)?;
    let started_at = fields.key("started_at").parsed(|at| {
        at.parse::<Timestamp>()
            .or_else(|_| refuse("this is not a date and time", "write it as 2026-11-21T03:00:00Z"))
    });
    let used_by = fields.key("used_by").parsed(|word| {
        let title = || format!("`{word}` is not a value for `used_by`");
        let label = "write programmatic, interactive or unknown";
        UsedBy::from_id(word).map_or_else(|| refuse(title(), label), Ok)
    });
    let billing = fields.key("billing").parsed(|word| {
        let title = || format!("`{word}` is not a value for `billing`");
        let label = "write plan, api-key, cloud or unknown";
        Billing::from_id(word).map_or_else(|| refuse(title(), label), Ok)
    });
    let is_output_at_least = fields.key("output_at_least").flag();
    let is_cut = fields.key("cut_by_limit").flag();
    let usages = fields.key("usage").tables();
    fields.finish();
    let models: Vec<ModelUsage> = usages.iter().filter_map(|node| usage(node, faults)).collect();
    if faults.count() == before && models.iter().all(is_nothing) {
        let label = "write what it used: `usage = [{ model = \"…\", input = 12000 }]`";
        faults.add(Code::WrongProfile, "a run uses nothing", &node.span, label);
    }
    Some(ProfiledRun {
        started_at: started_at.unplaced(),
        used_by: used_by.unplaced().unwrap_or(UsedBy::Unknown),
        billing: billing.unplaced().unwrap_or(Billing::Unknown),
        is_output_at_least,
        is_cut,
        models,
    })
}

fn usage(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<ModelUsage> {
    let mut fields = Fields::of(node, "a usage", faults)?;
    let mut model = fields.key("model");
    let is_named = model.is_written();
    let model = model.text().unplaced();
    let mut usage = ModelUsage::new(model.unwrap_or_default(), TokenUsage::NONE);
    let mut count = |key| fields.key(key).whole_number().unplaced().unwrap_or(0);
    for kind in TokenKind::ALL {
        usage.usage = usage.usage.with(kind, Tokens::new(count(kind.id())));
    }
    usage.writes_of_unknown_ttl = Tokens::new(count("cache_write_untold"));
    usage.web_searches = count("web_searches");
    let requests = NonZeroU64::new(count("requests"));
    let (smallest, largest) = (count("prompt_tokens_min"), count("prompt_tokens_max"));
    usage.requests = match (requests, largest) {
        (None, 0) => Requests::Unknown,
        (None, largest) => Requests::UpTo { largest },
        (Some(requests), 0) => Requests::Even(requests),
        (Some(requests), largest) => Requests::Sized { requests, smallest, largest },
    };
    for option in ServiceOption::ALL {
        usage.service = usage.service.with(option, fields.key(option.key()).flag());
    }
    fields.finish();
    if !is_named {
        faults.add(Code::WrongProfile, "a usage names no model", &node.span, "write `model = \"…\"`");
    }
    Some(usage)
}

fn is_nothing(usage: &ModelUsage) -> bool {
    usage.usage.is_empty() && usage.writes_of_unknown_ttl.is_zero() && usage.web_searches == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_keeps_how_each_model_was_served() {
        let used = |option| {
            let mut used = ModelUsage::new("m", TokenUsage::NONE.with(TokenKind::Input, Tokens::new(1)));
            used.service = used.service.with(option, true);
            used
        };
        let run = ProfiledRun {
            started_at: None,
            used_by: UsedBy::Program,
            billing: Billing::Unknown,
            is_output_at_least: false,
            is_cut: true,
            models: ServiceOption::ALL.map(used).to_vec(),
        };
        let profile = RunProfile { runs: vec![run] };
        let text = write(&profile, Date::constant(2026, 11, 21));
        assert_eq!(read(&SourceFile::new("a.profile.toml", text)).unwrap(), profile);
    }
}
