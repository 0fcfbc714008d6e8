//! A difference for spreadsheets: one row a figure, a part, a count, a credit and a job.

use super::{text, titled};
use crate::difference::{Difference, JobSide, LedgerSide, Side};
use crate::report::phrase::rfc3339;

/// The columns.
const COLUMNS: [&str; 7] = ["plan", "what", "name", "figure", "before", "after", "change"];

/// The differences as a long table. Money is exact, and the unit is in the name of the figure.
#[must_use]
pub fn diff(differences: &[Difference]) -> String {
    titled(&COLUMNS, differences.iter().flat_map(rows))
}

/// A figure of a side or a job, by its name.
type Figure<T> = (&'static str, fn(&T) -> String);

type Row = Vec<(&'static str, String)>;

fn rows(difference: &Difference) -> Vec<Row> {
    let plan = text(difference.plan.as_deref().unwrap_or_default());
    let row = |what: &str, name: &str, figure: &str, before: String, after: String, change: String| {
        let cells = [plan.clone(), what.to_owned(), text(name), figure.to_owned(), before, after, change];
        COLUMNS.into_iter().zip(cells).collect()
    };
    let mut rows: Vec<Row> = Vec::new();
    for split in &difference.splits {
        let (figure, change) = (format!("{}_usd", split.figure.id()), split.change().to_string());
        rows.push(row("figure", "all", &figure, split.before.to_string(), split.after.to_string(), change));
        for part in split.parts.iter().flatten() {
            rows.push(row(
                "part",
                part.factor.id(),
                &figure,
                String::new(),
                String::new(),
                part.change.to_string(),
            ));
        }
    }
    for (figure, of) in COUNTS {
        rows.push(row("figure", "all", figure, of(&difference.before), of(&difference.after), String::new()));
    }
    let ends = |ledgers: &[LedgerSide], name: &str| {
        ledgers.iter().find(|ledger| ledger.name == name).map(end).unwrap_or_default()
    };
    let (before, after) = (&difference.before.ledgers, &difference.after.ledgers);
    let new = after.iter().filter(|ledger| before.iter().all(|known| known.name != ledger.name));
    for ledger in before.iter().chain(new) {
        let name = ledger.name.as_str();
        rows.push(row("seat", name, "runs_out", ends(before, name), ends(after, name), String::new()));
    }
    for (one, other) in difference.jobs() {
        let name = one.or(other).map(|job| job.name.as_str()).unwrap_or_default();
        for (figure, of) in OF_JOBS {
            rows.push(row(
                "job",
                name,
                figure,
                one.map(of).unwrap_or_default(),
                other.map(of).unwrap_or_default(),
                String::new(),
            ));
        }
    }
    rows
}

/// The figures of a side beside those that are split.
const COUNTS: [Figure<Side>; 9] = [
    ("fees_usd", |side| side.fees.usd().map(|fees| fees.to_string()).unwrap_or_default()),
    ("drawn_usd", |side| side.figures.drawn.to_string()),
    ("coverage_percent", |side| side.figures.coverage().map(|share| share.to_string()).unwrap_or_default()),
    ("runs", |side| side.figures.runs.to_string()),
    ("runs_covered", |side| side.figures.runs_covered.to_string()),
    ("nights", |side| side.figures.nights.map(|(_, all)| all.to_string()).unwrap_or_default()),
    ("nights_covered", |side| {
        side.figures.nights.map(|(covered, _)| covered.to_string()).unwrap_or_default()
    }),
    ("program", |side| text(&side.rules.program)),
    ("as_of", |side| side.rules.as_of.to_string()),
];

const OF_JOBS: [Figure<JobSide>; 6] = [
    ("run_cost_usd", |job| job.run_cost.map(|cost| cost.to_string()).unwrap_or_default()),
    ("runs", |job| job.figures.runs.to_string()),
    ("nights", |job| job.figures.nights.map(|(_, all)| all.to_string()).unwrap_or_default()),
    ("nights_covered", |job| job.figures.nights.map(|(covered, _)| covered.to_string()).unwrap_or_default()),
    ("cost_usd", |job| job.figures.cost.to_string()),
    ("overflow_usd", |job| job.figures.overflow.to_string()),
];

/// When a credit ends, as far as that is known: an instant, a day, or the number of a run.
fn end(ledger: &LedgerSide) -> String {
    let Some(end) = &ledger.end else { return "never".to_owned() };
    let at = end.at.as_ref().map(|at| rfc3339(at.timestamp(), at.time_zone()));
    at.or(end.day.map(|day| day.to_string()))
        .or(end.run.map(|run| format!("run {run}")))
        .unwrap_or_else(|| "unknown".to_owned())
}
