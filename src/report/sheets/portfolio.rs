//! The jobs of a portfolio before and after, one row a job; and the credits they draw.

use crate::answer::Portfolio;
use crate::answer::portfolio::{Allow, Job, Seat};
use crate::phrase::{count, escaped_name};
use crate::report::number::{arrow, dollars};
use crate::report::{Cell, Column, Columns, Emphasis, Kind, Sheet};

/// One row a job.
#[must_use]
pub fn portfolio_jobs(answer: &Portfolio) -> Sheet {
    let has_priorities = answer.jobs.iter().any(|job| job.priority != answer.jobs[0].priority);
    let columns = Columns::new()
        .with(Column::new("job", Kind::Text).titled("job"), |job: &Job| {
            Cell::from(&job.job).shown(escaped_name(&job.job))
        })
        .with(Column::new("priority", Kind::Count).titled_if(has_priorities, "priority").of_rank(2), |job| {
            job.priority.into()
        })
        .with(Column::new("changes", Kind::Text), |job| changes(&job.changes).into())
        .with(Column::new("change", Kind::Text).titled("change").wrapped(), |job| {
            let shown = if job.change.is_empty() { "-".to_owned() } else { job.change.clone() };
            Cell::from(&job.change).shown(shown)
        })
        .with(Column::new("seat_before", Kind::Text), |job| (&job.seat_before).into())
        .with(Column::new("seat", Kind::Text), |job| job.seat.as_ref().into())
        .with(Column::new("model", Kind::Text), |job| job.model.as_ref().into())
        .with(Column::new("waits_until", Kind::Date), |job| job.waits_until.into())
        .with(Column::of_page("runs", Kind::Figure), |job| {
            change(&count(job.runs_before), &count(job.runs)).into()
        })
        .with(Column::new("runs_before", Kind::Count), |job| job.runs_before.into())
        .with(Column::new("runs", Kind::Count), |job| job.runs.into())
        .with(Column::new("runs_covered", Kind::Count), |job| job.runs_covered.into())
        .with(Column::of_page("cost", Kind::Figure), |job| {
            change(&dollars(job.cost_before_usd), &dollars(job.cost_usd)).into()
        })
        .with(Column::new("cost_before_usd", Kind::Money), |job| job.cost_before_usd.into())
        .with(Column::new("cost_usd", Kind::Money), |job| job.cost_usd.into())
        .with(
            Column::new("overflow_usd", Kind::Money).titled_if(!answer.total.overflow_usd.is_zero(), "over"),
            |job| Cell::or_dash(job.overflow_usd),
        )
        .with(Column::new("file", Kind::Text), |job| job.edit.as_ref().map(|edit| &edit.file).into())
        .with(Column::new("lines", Kind::Text), |job| {
            job.edit.as_ref().map(|edit| edit.lines.join("; ")).into()
        })
        .with(Column::new("instead_of", Kind::Text), |job| {
            job.edit.as_ref().map(|edit| edit.instead_of.join("; ")).into()
        });
    let mut sheet = columns.sheet_with("Jobs", &answer.jobs, |job| {
        if job.changes.contains(&Allow::Drop) {
            Emphasis::Bad
        } else if job.changes.is_empty() {
            Emphasis::None
        } else {
            Emphasis::Partly
        }
    });
    if answer.jobs.len() > 1 {
        let total = &answer.total;
        let cells =
            sheet.columns().iter().map(|column| match (column.key.as_ref(), column.title.as_deref()) {
                ("job", _) => "all".into(),
                ("runs_before", _) => total.runs_before.into(),
                ("runs", _) => total.runs.into(),
                ("runs_covered", _) => total.runs_covered.into(),
                ("cost_before_usd", _) => total.cost_before_usd.into(),
                ("cost_usd", _) => total.cost_usd.into(),
                ("overflow_usd", _) => Cell::or_dash(total.overflow_usd),
                (_, Some("runs")) => change(&count(total.runs_before), &count(total.runs)).into(),
                (_, Some("cost")) => change(&dollars(total.cost_before_usd), &dollars(total.cost_usd)).into(),
                _ => Cell::Empty,
            });
        let cells = cells.collect();
        sheet.total(cells);
    }
    sheet
}

/// The credits.
#[must_use]
pub fn portfolio_seats(answer: &Portfolio) -> Sheet {
    Columns::new()
        .with(Column::of_page("seat", Kind::Text), |seat: &Seat| escaped_name(&seat.seat).into())
        .with(Column::of_page("plan", Kind::Text), |seat| (&seat.plan).into())
        .with(Column::of_page("credit", Kind::Money), |seat| Cell::or_dash(seat.granted_usd))
        .with(Column::of_page("drawn", Kind::Figure), |seat| {
            change(&dollars(seat.drawn_before_usd), &dollars(seat.drawn_usd)).into()
        })
        .with(Column::of_page("left", Kind::Money), |seat| Cell::or_dash(seat.left_usd))
        .with(Column::of_page("over", Kind::Figure), |seat| {
            change(&dollars(seat.overflow_before_usd), &dollars(seat.overflow_usd)).into()
        })
        .sheet("Seats", &answer.seats)
}

/// `4 -> 3`, or what it is where it stays.
fn change(before: &str, after: &str) -> String {
    if before == after { after.to_owned() } else { arrow(before, after) }
}

fn changes(changes: &[Allow]) -> String {
    changes.iter().map(|change| change.word()).collect::<Vec<_>>().join(" ")
}
