//! A difference, one row a figure, a part, a count, a credit and a job: the unit is in the name of the
//! figure.

use crate::difference::{Difference, JobSide, LedgerSide, Side};
use crate::report::{Cell, Column, Kind, Sheet};

/// The differences as a long table.
#[must_use]
pub fn differences(differences: &[Difference]) -> Sheet {
    let mut sheet = Sheet::new(
        "Difference",
        vec![
            Column::new("plan", Kind::Text),
            Column::new("what", Kind::Text),
            Column::new("name", Kind::Text),
            Column::new("figure", Kind::Text),
            Column::new("before", Kind::Figure),
            Column::new("after", Kind::Figure),
            Column::new("change", Kind::Figure),
        ],
    );
    for difference in differences {
        let plan = Cell::from(difference.plan.as_deref());
        for Line { what, name, figure, cells: [before, after, change] } in lines(difference) {
            let names = [plan.clone(), what.into(), name.into(), figure.into()];
            sheet.push(names.into_iter().chain([before, after, change]).collect());
        }
    }
    sheet
}

/// A figure before and after, and its change.
struct Line<'a> {
    what: &'static str,
    name: &'a str,
    figure: String,
    cells: [Cell; 3],
}

fn lines(difference: &Difference) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut add = |what, name, figure: String, cells| lines.push(Line { what, name, figure, cells });
    for split in &difference.splits {
        let figure = format!("{}_usd", split.figure.id());
        let change = split.change().into();
        add("figure", "all", figure.clone(), [split.before.into(), split.after.into(), change]);
        for part in split.parts.iter().flatten() {
            add("part", part.factor.id(), figure.clone(), [Cell::Empty, Cell::Empty, part.change.into()]);
        }
    }
    for (figure, of) in COUNTS {
        let cells = [of(&difference.before), of(&difference.after), Cell::Empty];
        add("figure", "all", figure.to_owned(), cells);
    }
    let (before, after) = (&difference.before.ledgers, &difference.after.ledgers);
    let end_of = |ledgers: &[LedgerSide], name: &str| {
        ledgers.iter().find(|ledger| ledger.name == name).map_or(Cell::Empty, end)
    };
    let new = after.iter().filter(|ledger| before.iter().all(|known| known.name != ledger.name));
    for ledger in before.iter().chain(new) {
        let name = ledger.name.as_str();
        let cells = [end_of(before, name), end_of(after, name), Cell::Empty];
        add("seat", name, "runs_out".to_owned(), cells);
    }
    for (one, other) in difference.jobs() {
        let name = one.or(other).map(|job| job.name.as_str()).unwrap_or_default();
        for (figure, of) in OF_JOBS {
            let of = |job: Option<&JobSide>| job.map_or(Cell::Empty, of);
            add("job", name, figure.to_owned(), [of(one), of(other), Cell::Empty]);
        }
    }
    lines
}

/// A figure of a side or a job, by its name.
type Figure<T> = (&'static str, fn(&T) -> Cell);

/// The figures of a side beside those that are split.
const COUNTS: [Figure<Side>; 9] = [
    ("fees_usd", |side| side.fees.usd().into()),
    ("drawn_usd", |side| side.figures.drawn.into()),
    ("coverage_percent", |side| side.figures.coverage().into()),
    ("runs", |side| side.figures.runs.into()),
    ("runs_covered", |side| side.figures.runs_covered.into()),
    ("nights", |side| side.figures.nights.map(|(_, all)| all).into()),
    ("nights_covered", |side| side.figures.nights.map(|(covered, _)| covered).into()),
    ("program", |side| (&side.rules.program).into()),
    ("as_of", |side| side.rules.as_of.into()),
];

const OF_JOBS: [Figure<JobSide>; 6] = [
    ("run_cost_usd", |job| job.run_cost.into()),
    ("runs", |job| job.figures.runs.into()),
    ("nights", |job| job.figures.nights.map(|(_, all)| all).into()),
    ("nights_covered", |job| job.figures.nights.map(|(covered, _)| covered).into()),
    ("cost_usd", |job| job.figures.cost.into()),
    ("overflow_usd", |job| job.figures.overflow.into()),
];

/// When a credit ends, as far as that is known: an instant, a day, or the number of a run.
fn end(ledger: &LedgerSide) -> Cell {
    let Some(end) = &ledger.end else { return "never".into() };
    let at = end.at.as_ref();
    let at = at.map(|at| Cell::Instant { at: at.timestamp(), zone: at.time_zone().clone() });
    at.or(end.day.map(Cell::Date))
        .or(end.run.map(|run| Cell::Text(format!("run {run}"))))
        .unwrap_or_else(|| "unknown".into())
}
