//! A difference, one row a figure, a part, a count, a credit and a job: the unit is in the name of the
//! figure.

use crate::answer::Diff;
use crate::answer::diff::{Difference, JobSide, Seat, Side};
use crate::report::{Cell, Column, Kind, Sheet};

/// The differences as a long table.
#[must_use]
pub fn differences(answer: &Diff) -> Sheet {
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
    for difference in &answer.differences {
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
    for split in &difference.figures {
        let figure = format!("{}_usd", split.figure.id());
        let cells = [split.before_usd.into(), split.after_usd.into(), split.change_usd.into()];
        add("figure", "all", figure.clone(), cells);
        for part in &split.parts {
            let change = part.change_usd.into();
            add("part", part.factor.id(), figure.clone(), [Cell::Empty, Cell::Empty, change]);
        }
    }
    for (figure, of) in COUNTS {
        let cells = [of(&difference.before), of(&difference.after), Cell::Empty];
        add("figure", "all", figure.to_owned(), cells);
    }
    let (before, after) = (&difference.before.seats, &difference.after.seats);
    let end_of = |seats: &[Seat], name: &str| seats.iter().find(|seat| seat.seat == name).map(end).into();
    let new = after.iter().filter(|seat| before.iter().all(|known| known.seat != seat.seat));
    for seat in before.iter().chain(new) {
        let name = seat.seat.as_str();
        let cells = [end_of(before, name), end_of(after, name), Cell::Empty];
        add("seat", name, "runs_out".to_owned(), cells);
    }
    for job in &difference.jobs {
        for (figure, of) in OF_JOBS {
            let cells = [job.before.as_ref().map(of).into(), job.after.as_ref().map(of).into(), Cell::Empty];
            add("job", &job.job, figure.to_owned(), cells);
        }
    }
    lines
}

/// A figure of a side or a job, by its name.
type Figure<T> = (&'static str, fn(&T) -> Cell);

/// The figures of a side beside those that are split.
const COUNTS: [Figure<Side>; 10] = [
    ("fees_usd", |side| side.fees_usd.into()),
    ("drawn_usd", |side| side.counts.drawn_usd.into()),
    ("plan_windows_usd", |side| side.counts.plan_windows_usd.into()),
    ("coverage_percent", |side| side.coverage_percent.into()),
    ("runs", |side| side.counts.runs.into()),
    ("runs_covered", |side| side.counts.runs_covered.into()),
    ("nights", |side| side.counts.nights.into()),
    ("nights_covered", |side| side.counts.nights_covered.into()),
    ("program", |side| (&side.program).into()),
    ("as_of", |side| side.as_of.into()),
];

const OF_JOBS: [Figure<JobSide>; 6] = [
    ("run_cost_usd", |job| job.run_cost_usd.into()),
    ("runs", |job| job.counts.runs.into()),
    ("nights", |job| job.counts.nights.into()),
    ("nights_covered", |job| job.counts.nights_covered.into()),
    ("cost_usd", |job| job.counts.cost_usd.into()),
    ("overflow_usd", |job| job.counts.overflow_usd.into()),
];

/// When a credit ends, as far as that is known: an instant, a day, or the number of a run.
fn end(seat: &Seat) -> Cell {
    match (seat.runs_out, seat.runs_out_at, seat.runs_out_on, seat.runs_out_run) {
        (false, ..) => "never".into(),
        (true, Some(at), ..) => at.into(),
        (true, None, Some(day), _) => day.into(),
        (true, None, None, Some(run)) => format!("run {run}").into(),
        (true, None, None, None) => "unknown".into(),
    }
}
