//! What starts a workflow.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::forgejo;
use super::repository::Host;
use super::shape::{place, wrong};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::phrase::quoted;
use crate::schedule::cron::{self, Cron, CronTimes, Dialect};
use crate::schedule::zone;
use crate::source::{SourceFile, Span};
use crate::yaml::{Node, Value, YamlEntry};

pub(super) const SCHEDULE: &str = "schedule";

/// How often an event that is not a schedule starts the workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRate {
    /// For example `pull_request`.
    pub event: String,
    /// Times per cycle.
    pub per_cycle: u64,
}

/// What starts a workflow, in the order in which it was written.
#[derive(Debug)]
pub(super) struct Triggers {
    /// The key `on`.
    pub(super) span: Span,
    pub(super) schedules: Vec<Scheduled>,
    /// Everything but schedules.
    pub(super) events: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Scheduled {
    /// As it was written.
    pub(super) expression: String,
    pub(super) cron: CronTimes,
    pub(super) zone: TimeZone,
    /// Where the expression stands.
    pub(super) span: Span,
}

/// Reads what is under `on`: a name, a list of names, or a mapping of names to details.
pub(super) fn read(
    source: &SourceFile,
    on: &YamlEntry,
    host: Host,
    faults: &mut Vec<Diagnostic>,
) -> Triggers {
    let mut triggers = Triggers { span: on.key_span.clone(), schedules: Vec::new(), events: Vec::new() };
    match &on.node.value {
        Value::Scalar { text, .. } => triggers.name(source, text, &on.node, faults),
        Value::Sequence(items) if !items.is_empty() => {
            for item in items {
                match item.text() {
                    Some(text) => triggers.name(source, text, item, faults),
                    None => faults.push(wrong(source, item.span.clone(), "in a list each trigger is a name")),
                }
            }
        }
        Value::Mapping(entries) if !entries.is_empty() => {
            for entry in entries {
                if entry.key == SCHEDULE {
                    triggers.schedules(source, entry, host, faults);
                } else {
                    triggers.events.push(entry.key.clone());
                }
            }
        }
        _ => faults.push(wrong(source, place(on), "this says nothing that starts it")),
    }
    let mut known = BTreeSet::new();
    triggers.events.retain(|event| known.insert(event.clone()));
    triggers
}

/// What an entry of `on.schedule` looks like.
const LIKE: &str = "write `schedule: [{ cron: \"0 3 * * *\" }]`";

impl Triggers {
    fn name(&mut self, source: &SourceFile, text: &str, node: &Node, faults: &mut Vec<Diagnostic>) {
        if text == SCHEDULE {
            faults.push(
                wrong(source, node.span.clone(), "a schedule has times")
                    .help("write `on: { schedule: [{ cron: \"0 3 * * *\" }] }`"),
            );
        } else {
            self.events.push(text.to_owned());
        }
    }

    fn schedules(
        &mut self,
        source: &SourceFile,
        schedule: &YamlEntry,
        host: Host,
        faults: &mut Vec<Diagnostic>,
    ) {
        match &schedule.node.value {
            Value::Sequence(items) if !items.is_empty() => {
                for item in items {
                    self.schedules.extend(scheduled(source, item, host, faults));
                }
            }
            Value::Mapping(_) => {
                faults.push(wrong(source, place(schedule), "this must be a list of entries").help(LIKE));
            }
            _ => faults.push(
                wrong(source, place(schedule), "a list of entries with `cron` belongs here").help(LIKE),
            ),
        }
    }
}

/// Reads an entry of `on.schedule`; `None` if it is wrong.
fn scheduled(
    source: &SourceFile,
    item: &Node,
    host: Host,
    faults: &mut Vec<Diagnostic>,
) -> Option<Scheduled> {
    let Value::Mapping(entries) = &item.value else {
        faults.push(wrong(source, item.span.clone(), "an entry is a mapping with `cron`").help(LIKE));
        return None;
    };
    let before = faults.len();
    for entry in entries.iter().filter(|entry| !matches!(entry.key.as_str(), "cron" | "timezone")) {
        let near = nearest(&entry.key, ["cron", "timezone"])
            .or(matches!(entry.key.as_str(), "tz" | "zone").then_some("timezone"));
        let fault =
            wrong(source, entry.key_span.clone(), "an entry has `cron` and `timezone`, and nothing else");
        faults.push(fault.maybe_help(near.map(|near| format!("did you mean `{near}`?"))));
    }
    // A key with a slip in it is the key that is missing.
    let has_unknown = faults.len() > before;
    let zone = item.entry("timezone").map_or(Some(None), |entry| {
        let found = match entry.node.text() {
            Some(name) => zone::find(name).map_err(|reason| {
                let span = entry.node.text_span(source.text()).unwrap_or_else(|| place(entry));
                Diagnostic::new(Code::UnknownFileZone, format!("`{name}` is not a time zone"))
                    .at(source, span, reason)
            }),
            None => Err(wrong(source, place(entry), "`timezone` is a name such as `Europe/Berlin`")),
        };
        found.map(Some).map_err(|fault| faults.push(fault)).ok()
    });
    let Some(entry) = item.entry("cron") else {
        if !has_unknown {
            faults.push(wrong(source, item.span.clone(), "this entry has no `cron`").help(LIKE));
        }
        return None;
    };
    let Some(expression) = entry.node.text() else {
        faults.push(
            wrong(source, place(entry), "`cron` is a text of five fields")
                .help("write `cron: \"0 3 * * *\"`"),
        );
        return None;
    };
    match parsed(source, &entry.node, expression, host) {
        Ok((Cron::Timed(cron), own_zone)) => {
            let span = entry.node.span.clone();
            // Of two zones Forgejo takes the one that stands by itself.
            let zone = zone?.or(own_zone).unwrap_or(TimeZone::UTC);
            Some(Scheduled { expression: expression.trim().to_owned(), cron, zone, span })
        }
        // Nobody here has `@reboot`, and the parser says so before it comes here.
        Ok((Cron::AtBoot, _)) => None,
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}

/// What an expression says: read where it stands in the file, or by itself where escapes or folds stand
/// between the two.
fn parsed(
    source: &SourceFile,
    node: &Node,
    expression: &str,
    host: Host,
) -> Result<(Cron, Option<TimeZone>), Diagnostic> {
    match node.text_span(source.text()) {
        Some(span) => in_language(source, span, host),
        None => {
            let decoded = SourceFile::new(format!("{}: on.schedule", source.name()), expression.to_owned());
            in_language(&decoded, 0..expression.len(), host)
        }
    }
}

/// An expression in the language of a host, and the zone that stands in it.
fn in_language(source: &SourceFile, span: Span, host: Host) -> Result<(Cron, Option<TimeZone>), Diagnostic> {
    match host {
        Host::GitHub => Ok((cron::parse(source, span, Dialect::GitHub)?, None)),
        Host::Forgejo => forgejo::parse(source, span),
    }
}

/// What the workflow is started by, in words.
pub(super) fn started_by(triggers: &Triggers) -> String {
    let schedule = (!triggers.schedules.is_empty()).then_some(SCHEDULE);
    quoted(schedule.into_iter().chain(triggers.events.iter().map(String::as_str)))
}
