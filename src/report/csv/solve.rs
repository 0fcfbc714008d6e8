//! What still holds, one row a plan.

use super::{text, titled};
use crate::estimate::Scenario;
use crate::solve::{Outcome, Question, Solution, Tried};

/// The answers as a table, one row each.
///
/// # Panics
///
/// Never: writing into memory does not fail, and what is written is text.
#[must_use]
pub fn solve(solution: &Solution<'_>, scenario: &Scenario<'_>, question: Question) -> String {
    let rows = solution.answers.iter().map(|answer| {
        let rules = answer.in_force.as_ref();
        let found_there =
            rules.and_then(|rules| rules.outcome.as_ref()).and_then(Outcome::answer).unwrap_or_default();
        let mut row = vec![
            ("question", question.word().to_owned()),
            ("plan", text(answer.holding.as_ref().map_or("", |holding| holding.id()))),
            ("program", text(&scenario.program.id)),
            ("as_of", scenario.as_of.to_string()),
            ("outcome", answer.outcome.word().to_owned()),
            ("answer", text(&answer.outcome.answer().unwrap_or_default())),
        ];
        row.extend(HOLDS.into_iter().zip(tried(answer.outcome.holds()).into_iter().skip(1)));
        row.extend(FAILS.into_iter().zip(tried(answer.outcome.fails())));
        row.extend([
            (
                "in_force_program",
                text(rules.and_then(|rules| rules.program).map_or("", |program| &program.id)),
            ),
            (
                "in_force_plan",
                text(rules.and_then(|rules| rules.holding.as_ref()).map_or("", |holding| holding.id())),
            ),
            ("in_force_answer", text(&found_there)),
        ]);
        row
    });
    titled(&[], rows)
}

const HOLDS: [&str; 4] = ["holds_runs", "holds_nights_covered", "holds_run_cost_usd", "holds_overflow_usd"];
const FAILS: [&str; 5] =
    ["fails_at", "fails_runs", "fails_nights_covered", "fails_run_cost_usd", "fails_overflow_usd"];

/// The value, and what comes of it; empty cells where there is none.
fn tried(tried: Option<&Tried<'_>>) -> [String; 5] {
    let Some(tried) = tried else { return Default::default() };
    let value = text(&tried.value.to_string());
    let Ok(figures) = &tried.figures else {
        return [value, String::new(), String::new(), String::new(), String::new()];
    };
    let coverage = &figures.outcome.coverage;
    [
        value,
        coverage.runs.to_string(),
        coverage.nights_covered.to_string(),
        figures.run.to_string(),
        coverage.overflow.to_string(),
    ]
}
