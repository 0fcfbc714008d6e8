//! Saved answers, read back.

use serde::Deserialize;

use super::limits;
use crate::answer::estimate::{self, Estimate, Plan};
use crate::answer::simulate::{self, Counts, Simulate};
use crate::cost::sum;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceFile, Span, letter_at};

/// An answer that was saved, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    pub(super) source: SourceFile,
    pub(super) answer: Answer,
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
pub(super) enum Answer {
    Estimate(Box<Estimate>),
    Simulate(Box<Simulate>),
}

impl Saved {
    /// Which command gave it.
    #[must_use]
    pub fn kind(&self) -> SavedKind {
        match self.answer {
            Answer::Estimate(_) => SavedKind::Estimate,
            Answer::Simulate(_) => SavedKind::Simulate,
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
    let head: Head = parsed(source)?;
    let mut answer = match head.schema.as_str() {
        estimate::ShapeName::NAME => Answer::Estimate(parsed(source)?),
        simulate::ShapeName::NAME => Answer::Simulate(parsed(source)?),
        other => {
            let at = source.text().find(other).map_or(0..0, |start| start..start + other.len());
            let fault = Diagnostic::new(Code::UnreadAnswer, "this answer can't be compared").at(
                source,
                at,
                "its schema",
            );
            return Err(
                fault.help("save an answer of `creditcalc estimate` or `creditcalc simulate` with `--json`")
            );
        }
    };
    match &mut answer {
        Answer::Estimate(answer) => limits::apart_in_estimate(answer),
        Answer::Simulate(answer) => limits::apart_in_simulation(answer),
    }
    let saved = Saved { source: source.clone(), answer };
    match saved.does_not_add_up() {
        Some(what) => Err(Diagnostic::new(
            Code::UnreadAnswer,
            format!("the figures in `{}` don't add up: {what}", source.name()),
        )
        .help("run creditcalc again and save its answer unchanged")),
        None => Ok(saved),
    }
}

fn parsed<'s, T: Deserialize<'s>>(source: &'s SourceFile) -> Result<T, Diagnostic> {
    serde_json::from_str(source.text()).map_err(|error| {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
        Diagnostic::new(Code::UnreadAnswer, format!("`{}` is not an answer from creditcalc", source.name()))
            .at(source, span(source.text(), error.line(), error.column()), said)
            .help("save an answer of `creditcalc estimate` or `creditcalc simulate` with `--json`")
    })
}

/// The character at a line and a column, both counted from one, the column in bytes.
pub(crate) fn span(text: &str, line: usize, column: usize) -> Span {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut start = (before + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    letter_at(text, start)
}

impl Saved {
    /// What does not add up: an answer that was edited has no parts that do.
    fn does_not_add_up(&self) -> Option<String> {
        match &self.answer {
            Answer::Estimate(answer) => {
                let total = answer.total_cost_usd;
                let is_whole = |plan: &&Plan| {
                    sum([plan.drawn_usd, plan.overflow_usd, plan.plan_windows_usd]) == Ok(total)
                };
                let plan = answer.plans.iter().find(|plan| !is_whole(plan))?;
                Some(format!(
                    "for `{}`, credit plus overflow is not {total}, the cost of all runs",
                    plan.plan
                ))
            }
            Answer::Simulate(answer) => {
                let (jobs, seats) = (answer.jobs.len(), answer.seats.len());
                if answer.cycles.iter().any(|cycle| cycle.jobs.len() != jobs || cycle.seats.len() != seats) {
                    return Some(
                        "its cycles don't have the same jobs and seats as the whole answer".to_owned(),
                    );
                }
                let of_cycles =
                    answer.cycles.iter().flat_map(|cycle| cycle.jobs.iter().map(|job| job.counts.cost_usd));
                let total = answer.total.counts.cost_usd;
                let Counts { drawn_usd, overflow_usd, plan_windows_usd, .. } = answer.total.counts;
                let is_whole = sum(of_cycles) == Ok(total)
                    && sum([drawn_usd, overflow_usd, plan_windows_usd]) == Ok(total);
                (!is_whole).then(|| {
                    format!(
                        "its cycles, or credit plus overflow, don't come to {total}, the cost of all runs"
                    )
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An estimate with no more than `diff` asks for, and keys that nobody knows.
    const ESTIMATE: &str = r#"{
        "schema": "creditcalc.estimate/1",
        "inputs": {"as_of": "2026-11-21", "program": "agent-sdk-credit", "weather": "rain"},
        "run": {"cost_usd": "4.00", "lines": [{"model": "claude-opus-5", "kind": "input"}]},
        "schedule": {"runs": 30, "nights": 30, "cycle_start": "2026-11-01", "cycle_end": "2026-12-01"},
        "total_cost_usd": "120.00",
        "plans": [{
            "plan": "pro", "program": "agent-sdk-credit", "credit_usd": "20.00", "nights_covered": 5,
            "runs_covered": 5, "drawn_usd": "20.00", "overflow_usd": "100.00", "expires_usd": "0.00",
            "in_force": {"auth": "api-key", "credit_usd": "0.00", "overflow_usd": "120.00"}
        }]
    }"#;

    /// A simulation with no more than `diff` asks for.
    const SIMULATION: &str = r#"{
        "schema": "creditcalc.simulate/1",
        "inputs": {
            "as_of": "2026-11-21", "program": "agent-sdk-credit",
            "cycle_start": "2026-11-01", "cycle_end": "2026-12-01"
        },
        "jobs": [{
            "job": "audit", "seat": "default", "draws": "credit", "run_cost_usd": "4.00", "lines": [],
            "runs": 30, "runs_covered": 5, "nights": 30, "nights_covered": 5,
            "cost_usd": "120.00", "drawn_usd": "20.00", "overflow_usd": "100.00"
        }],
        "seats": [{
            "seat": "default", "members": ["default"], "plan": "pro", "credit_usd": "20.00",
            "granted_usd": "20.00"
        }],
        "total": {
            "runs": 30, "runs_covered": 5, "nights": 30, "nights_covered": 5,
            "cost_usd": "120.00", "drawn_usd": "20.00", "overflow_usd": "100.00"
        },
        "cycles": [{
            "jobs": [{
                "runs": 30, "runs_covered": 5, "nights": 30, "nights_covered": 5,
                "cost_usd": "120.00", "drawn_usd": "20.00", "overflow_usd": "100.00"
            }],
            "seats": [{"drawn_usd": "20.00", "expires_usd": "0.00"}]
        }]
    }"#;

    #[test]
    fn an_answer_of_an_older_version_is_read() {
        for (text, kind) in [(ESTIMATE, SavedKind::Estimate), (SIMULATION, SavedKind::Simulate)] {
            let saved = read(&SourceFile::new("old.json", text)).expect("it has all that is asked for");
            assert_eq!(saved.kind(), kind);
            let difference = &crate::answer::saved::between(&saved, &saved, None).expect("they are alike")[0];
            assert!(difference.is_none());
            assert_eq!(difference.before.counts.overflow_usd.to_string(), "100.00");
            // Nobody said that these runs sign in with the plan, so nothing is said of an API key.
            let in_force = difference.before.rules.in_force.as_ref();
            assert!(in_force.is_none_or(|rules| !rules.needs_api_key));
        }
    }

    #[test]
    fn what_is_asked_for_must_be_there() {
        for (text, key) in [
            (ESTIMATE, r#""expires_usd": "0.00","#),
            (ESTIMATE, r#""program": "agent-sdk-credit", "weather""#),
            (SIMULATION, r#""draws": "credit","#),
            (SIMULATION, r#""granted_usd": "20.00""#),
        ] {
            let name = key.split('"').nth(1).expect("a key");
            let text = text.replacen(key, &key.replacen(name, "other", 1), 1);
            let fault = read(&SourceFile::new("cut.json", text)).expect_err(name);
            assert!(format!("{fault:?}").contains(&format!("missing field `{name}`")), "{fault:?}");
        }
    }
}
