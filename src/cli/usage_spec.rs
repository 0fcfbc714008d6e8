//! `--usage "model=ID,input=N,…"`: one of several models in a run.

use std::num::NonZeroU64;

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{SourceFile, Span};
use crate::units::parse_count;

/// What a run uses of one model, as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct WrittenUsage {
    pub(super) model: String,
    /// Where the model stands in the usage.
    pub(super) model_place: Option<(SourceFile, Span)>,
    pub(super) input: u64,
    pub(super) output: u64,
    pub(super) cache_read: u64,
    /// Written for the vendor's usual lifetime.
    pub(super) cache_write: u64,
    pub(super) cache_write_1h: u64,
    pub(super) cache_write_12h: u64,
    pub(super) cache_write_5m: u64,
    pub(super) cache_write_30m: u64,
    pub(super) web_searches: u64,
    pub(super) requests: Option<NonZeroU64>,
    pub(super) fast: bool,
    pub(super) us_only: bool,
    pub(super) batch: bool,
}

const KEYS: [&str; 14] = [
    "model",
    "input",
    "output",
    "cache_read",
    "cache_write",
    "cache_write_5m",
    "cache_write_1h",
    "cache_write_30m",
    "cache_write_12h",
    "web_searches",
    "requests",
    "fast",
    "us_only",
    "batch",
];

/// Reads one `--usage`, or says everything that is wrong with it.
pub(super) fn parse(spec: &str) -> Result<WrittenUsage, Vec<Diagnostic>> {
    let source = SourceFile::new("--usage", spec.to_owned());
    let mut usage = WrittenUsage::default();
    let mut faults = Vec::new();
    let mut seen: Vec<(String, Span)> = Vec::new();
    let mut start = 0;
    for part in spec.split(',') {
        let span = start..start + part.len();
        start = span.end + 1;
        if let Err(fault) = read_part(part, span, &source, &mut usage, &mut seen) {
            faults.push(fault);
        }
    }
    if usage.model.is_empty() && faults.is_empty() {
        let help = "write `--usage \"model=claude-opus-5-5,input=40k,output=5k\"`";
        faults.push(
            Diagnostic::new(Code::WrongUsage, "a usage names no model")
                .at(&source, 0..spec.len(), "")
                .help(help),
        );
    }
    if faults.is_empty() { Ok(usage) } else { Err(faults) }
}

fn read_part(
    part: &str,
    span: Span,
    source: &SourceFile,
    usage: &mut WrittenUsage,
    seen: &mut Vec<(String, Span)>,
) -> Result<(), Diagnostic> {
    let fault = |title: String, span: Span, label: String| {
        Diagnostic::new(Code::WrongUsage, title).at(source, span, label)
    };
    if part.trim().is_empty() {
        return Err(fault(
            "a usage has an empty part".to_owned(),
            span,
            "between commas stands `key=value`".to_owned(),
        ));
    }
    let Some((key, value)) = part.split_once('=') else {
        return Err(fault(
            format!("`{part}` is not a part of a usage"),
            span,
            "a part is `key=value`".to_owned(),
        ));
    };
    let value_span = span.start + key.len() + 1..span.end;
    let key_span = span.start..span.start + key.len();
    // People write the flag's name as often as the key's.
    let key = key.trim().replace('-', "_");
    let value = value.trim();
    if !KEYS.contains(&key.as_str()) {
        let near = nearest(&key, KEYS).map(|near| format!("did you mean `{near}`?"));
        return Err(fault(format!("a usage has no key `{key}`"), key_span, String::new())
            .maybe_help(near)
            .note(format!("the keys are {}", KEYS.join(", "))));
    }
    if let Some((_, earlier)) = seen.iter().find(|(known, _)| *known == key) {
        return Err(fault(format!("`{key}` stands twice in a usage"), key_span, "again here".to_owned()).at(
            source,
            earlier.clone(),
            "first here",
        ));
    }
    seen.push((key.clone(), key_span));
    let count = || {
        parse_count(value).map_err(|reason| {
            fault(format!("`{value}` is not a value for `{key}`"), value_span.clone(), reason.to_string())
        })
    };
    let flag = || match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(fault(
            format!("`{value}` is not a value for `{key}`"),
            value_span.clone(),
            "write `true` or `false`".to_owned(),
        )),
    };
    match key.as_str() {
        "model" if value.is_empty() => {
            return Err(fault("a usage names no model".to_owned(), value_span, String::new())
                .help("`creditcalc models` lists them"));
        }
        "model" => {
            value.clone_into(&mut usage.model);
            usage.model_place = Some((source.clone(), value_span));
        }
        "input" => usage.input = count()?,
        "output" => usage.output = count()?,
        "cache_read" => usage.cache_read = count()?,
        "cache_write" => usage.cache_write = count()?,
        "cache_write_1h" => usage.cache_write_1h = count()?,
        "cache_write_12h" => usage.cache_write_12h = count()?,
        "cache_write_5m" => usage.cache_write_5m = count()?,
        "cache_write_30m" => usage.cache_write_30m = count()?,
        "web_searches" => usage.web_searches = count()?,
        "requests" => {
            let requests = NonZeroU64::new(count()?);
            let none = || {
                fault(
                    "`0` is not a value for `requests`".to_owned(),
                    value_span.clone(),
                    "it must be at least 1".to_owned(),
                )
            };
            usage.requests = Some(requests.ok_or_else(none)?);
        }
        "fast" => usage.fast = flag()?,
        "us_only" => usage.us_only = flag()?,
        _ => usage.batch = flag()?,
    }
    Ok(())
}
