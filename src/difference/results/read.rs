//! Saved answers, read back.

use serde::Deserialize;

use super::shapes::{Estimate, Plan, Simulate};
use crate::cost::sum;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceFile, Span};

/// An answer that was saved, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    pub(super) source: SourceFile,
    pub(super) shape: Shape,
}

/// Which command gave an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SavedKind {
    /// `creditcalc estimate`.
    Estimate,
    /// `creditcalc simulate`.
    Simulate,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    Estimate(Box<Estimate>),
    Simulate(Box<Simulate>),
}

impl Saved {
    /// Which command gave it.
    #[must_use]
    pub fn kind(&self) -> SavedKind {
        match self.shape {
            Shape::Estimate(_) => SavedKind::Estimate,
            Shape::Simulate(_) => SavedKind::Simulate,
        }
    }

    /// Its name, and what it is.
    #[must_use]
    pub fn told(&self) -> (String, &'static str) {
        let what = match self.kind() {
            SavedKind::Estimate => "an estimate",
            SavedKind::Simulate => "a simulation",
        };
        (self.source.name().to_owned(), what)
    }
}

/// Only what says what the rest is.
#[derive(Deserialize)]
struct Head {
    schema: String,
}

/// Reads an answer that was saved.
///
/// # Errors
///
/// When it is not one of the two answers, when something is missing in it, or when its figures do not add up.
pub fn read(source: &SourceFile) -> Result<Saved, Diagnostic> {
    let head: Head = shape(source)?;
    let shape =
        match head.schema.as_str() {
            "creditcalc.estimate/1" => Shape::Estimate(shape(source)?),
            "creditcalc.simulate/1" => Shape::Simulate(shape(source)?),
            other => {
                let at = source.text().find(other).map_or(0..0, |start| start..start + other.len());
                let fault = Diagnostic::new(Code::UnreadAnswer, "this is not an answer that can be compared")
                    .at(source, at, "this is its shape");
                return Err(
                    fault.help("save one of `creditcalc estimate` or `creditcalc simulate`, with `--json`")
                );
            }
        };
    let saved = Saved { source: source.clone(), shape };
    match saved.does_not_add_up() {
        Some(what) => Err(Diagnostic::new(
            Code::UnreadAnswer,
            format!("the figures of `{}` do not add up: {what}", source.name()),
        )
        .help("save the answer anew: creditcalc writes figures that do")),
        None => Ok(saved),
    }
}

fn shape<'s, T: Deserialize<'s>>(source: &'s SourceFile) -> Result<T, Diagnostic> {
    serde_json::from_str(source.text()).map_err(|error| {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
        Diagnostic::new(Code::UnreadAnswer, format!("`{}` is not an answer of creditcalc", source.name()))
            .at(source, span(source.text(), error.line(), error.column()), said)
            .help("save one of `creditcalc estimate` or `creditcalc simulate`, with `--json`")
    })
}

/// The character at a line and a column, both counted from one, the column in bytes.
fn span(text: &str, line: usize, column: usize) -> Span {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut start = (before + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let length = text[start..].chars().next().map_or(0, char::len_utf8);
    start..start + length
}

impl Saved {
    /// What does not add up: an answer that was edited has no parts that do.
    fn does_not_add_up(&self) -> Option<String> {
        match &self.shape {
            Shape::Estimate(answer) => {
                let total = answer.total_cost_usd.0;
                let is_whole = |plan: &&Plan| plan.drawn_usd.0.plus(plan.overflow_usd.0) == Ok(total);
                let plan = answer.plans.iter().find(|plan| !is_whole(plan))?;
                Some(format!(
                    "what `{}` draws and what is beyond it are not the {total} of all runs",
                    plan.id
                ))
            }
            Shape::Simulate(answer) => {
                let (jobs, seats) = (answer.jobs.len(), answer.seats.len());
                if answer.cycles.iter().any(|cycle| cycle.jobs.len() != jobs || cycle.seats.len() != seats) {
                    return Some("its cycles have other jobs or seats than it has".to_owned());
                }
                let of_cycles =
                    answer.cycles.iter().flat_map(|cycle| cycle.jobs.iter().map(|job| job.cost_usd.0));
                let total = answer.total.cost_usd.0;
                let is_whole = sum(of_cycles) == Ok(total)
                    && answer.total.drawn_usd.0.plus(answer.total.overflow_usd.0) == Ok(total);
                (!is_whole).then(|| {
                    format!(
                        "its cycles, or what is drawn and what is beyond it, are not the {total} of all runs"
                    )
                })
            }
        }
    }
}
