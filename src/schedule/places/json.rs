//! What the stores of jobs in JSON have in common.

use serde_json::Value;

use super::go_cron;
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::cron::Dialect;
use crate::schedule::{Kind, Timing};
use crate::source::{SourceFile, Span};
use jiff::tz::TimeZone;

/// A document; `None` where it is none.
pub(super) fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()
}

/// A text that is not empty under the first of these keys that has one.
pub(super) fn text<'v>(value: &'v Value, keys: &[&str]) -> Option<&'v str> {
    keys.iter().find_map(|key| value.get(key)?.as_str().filter(|text| !text.trim().is_empty()))
}

/// A number that is not negative under the first of these keys that has one, also where it is written as a text or
/// with a point; what is behind the point is left out.
pub(super) fn number(value: &Value, keys: &[&str]) -> Option<u64> {
    keys.iter().find_map(|key| {
        let value = value.get(key)?;
        let written = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            _ => return None,
        };
        written.split('.').next()?.trim().parse().ok()
    })
}

/// Finds where jobs stand in a document, one after the other, in one pass.
pub(super) struct Places<'s> {
    source: &'s SourceFile,
    /// Where the last job was found; `None` once one was not found.
    from: Option<usize>,
}

impl<'s> Places<'s> {
    pub(super) fn of(source: &'s SourceFile) -> Self {
        Self { source, from: Some(0) }
    }

    /// Where the next job begins, by a text that identifies it.
    pub(super) fn job(&mut self, id: Option<&str>) -> Option<usize> {
        let (from, quoted) = (self.from?, format!("\"{}\"", id?));
        self.from = self.source.text()[from..].find(&quoted).map(|place| from + place);
        self.from
    }
}

/// How far behind its beginning a text of a job is looked for, in bytes.
const JOB_MAX: usize = 16_384;

/// Where a text stands in the document between quotes, behind the beginning of its job.
pub(super) fn place(source: &SourceFile, job: Option<usize>, wanted: &str) -> Option<Span> {
    let (text, from) = (source.text(), job?);
    let mut end = from.saturating_add(JOB_MAX).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let start = from + text[from..end].find(&format!("\"{wanted}\""))? + 1;
    Some(start..start + wanted.len())
}

/// A cron expression of a job, read where it stands, or by itself where it is written with escapes.
pub(super) fn cron(
    source: &SourceFile,
    place: Option<&Span>,
    expression: &str,
    zone: &TimeZone,
    dialect: Dialect,
) -> Result<(Kind, Timing), Diagnostic> {
    match place {
        Some(span) => go_cron::read(source, span.clone(), zone, dialect),
        None => {
            let alone = SourceFile::new(source.name().to_owned(), expression.to_owned());
            go_cron::read(&alone, 0..expression.len(), zone, dialect)
                .map_err(|fault| Diagnostic { place: None, ..fault })
        }
    }
}

/// A fault of the schedule of a job, with its name.
pub(super) fn of_job(name: &str, fault: Diagnostic) -> Diagnostic {
    Diagnostic { title: format!("`{name}`: {}", fault.title), ..fault }
}

/// That a job is not understood.
pub(super) fn not_read(name: &str, why: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::new(Code::NotCron, format!("the schedule of `{name}` is not read: {why}"))
}
