//! The shape of a workflow, and the errors for files of another shape.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceFile, Span};
use crate::yaml::{Node, SyntaxError, Value, YamlEntry};

const START: &str = "write `on: { schedule: [{ cron: \"0 3 * * *\" }] }`";

/// The parts of a workflow that are read.
pub(super) struct Parts<'n> {
    pub(super) on: Option<&'n YamlEntry>,
    pub(super) jobs: Option<&'n YamlEntry>,
}

/// Finds the parts, and reports which are missing.
pub(super) fn parts<'n>(source: &SourceFile, document: &'n Node, faults: &mut Vec<Diagnostic>) -> Parts<'n> {
    let Value::Mapping(entries) = &document.value else {
        let label = if document.value == Value::Null {
            "there is nothing in it"
        } else {
            "a workflow is a mapping with `on` and `jobs`"
        };
        faults.push(wrong(source, document.span.clone(), label));
        return Parts { on: None, jobs: None };
    };
    let first = entries.first().map_or(document.span.clone(), |entry| entry.key_span.clone());
    let (on, jobs) = (document.entry("on"), document.entry("jobs"));
    if on.is_none() {
        faults.push(
            wrong(source, first.clone(), "there is no `on` to say what starts the workflow").help(START),
        );
    }
    if jobs.is_none() {
        faults.push(wrong(source, first, "there are no `jobs`"));
    }
    Parts { on, jobs }
}

/// The error for a file that is not YAML.
pub(super) fn not_yaml(source: &SourceFile, error: SyntaxError) -> Diagnostic {
    let star = star_at(source.text(), &error.span);
    let mut fault = match star {
        // By far the most frequent slip: an expression of cron without its quotes.
        Some(span) => {
            let value = source.text()[span.clone()].trim();
            let help = format!("put it in quotes: `\"{value}\"`");
            Diagnostic::new(Code::NotWorkflow, "this can't be read as YAML")
                .at(source, span, "`*` begins the name of an alias in YAML")
                .help(help)
        }
        None => Diagnostic::new(Code::NotWorkflow, "this can't be read as YAML").at(
            source,
            error.span,
            error.message,
        ),
    };
    if let Some((span, label)) = error.conflict {
        fault.and_at(span, label);
    }
    fault
}

/// The value without quotes that begins with a star, where the fault is in its line.
fn star_at(text: &str, span: &Span) -> Option<Span> {
    let place = span.start.min(text.len());
    // The line may begin with the end of the one before.
    let start = text.get(..place)?.rfind('\n').unwrap_or(0);
    let end = text.get(place..)?.find('\n').map_or(text.len(), |length| place + length);
    let line = text.get(start..end)?;
    let value = line.find(": *").map(|colon| colon + 2).or_else(|| line.find("- *").map(|dash| dash + 2))?;
    let value = start + value..start + line.trim_end().len();
    // An alias is one word.
    text[value.clone()].contains([' ', '/']).then_some(value)
}

/// The error for a file that is YAML and not a workflow; the label says what belongs there.
pub(super) fn wrong(source: &SourceFile, span: Span, label: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::NotWorkflow, "this is not a workflow").at(source, first_line(source, span), label)
}

/// The error for a workflow that GitHub doesn't start; the label says why.
pub(super) fn refused(source: &SourceFile, span: Span, label: impl Into<String>) -> Diagnostic {
    let title = "GitHub refuses this workflow";
    Diagnostic::new(Code::NotWorkflow, title).at(source, first_line(source, span), label)
}

/// The part of a place that is on its first line: a caret under a whole block shows nothing.
pub(super) fn first_line(source: &SourceFile, span: Span) -> Span {
    let text = &source.text()[span.clone()];
    let length = text.find(['\n', '\r']).unwrap_or(text.len());
    span.start..span.start + length
}

/// The entries of a mapping; reports anything else.
pub(super) fn entries_or_fault<'n>(
    source: &SourceFile,
    entry: &'n YamlEntry,
    label: &str,
    faults: &mut Vec<Diagnostic>,
) -> Option<&'n [YamlEntry]> {
    let Value::Mapping(entries) = &entry.node.value else {
        faults.push(wrong(source, place(entry), label));
        return None;
    };
    // GitHub has anchors and aliases, and does not merge.
    if let Some(merge) = entries.iter().find(|entry| entry.key == "<<") {
        faults.push(
            wrong(source, merge.key_span.clone(), "GitHub does not merge keys")
                .help("write the keys of the anchor out"),
        );
    }
    Some(entries)
}

/// Where an entry's value is written, or its key if the value is empty.
pub(super) fn place(entry: &YamlEntry) -> Span {
    if entry.node.span.is_empty() { entry.key_span.clone() } else { entry.node.span.clone() }
}

/// Whether a text is computed when the workflow runs.
pub(super) fn is_expression(text: &str) -> bool {
    text.contains("${{")
}
