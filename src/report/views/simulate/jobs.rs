//! The jobs, with how far the credit goes for each.

use super::{alike, pay};
use crate::answer::simulate::results::Answer;
use crate::ledger::{PricedJob, Tally};
use crate::phrase::{escaped_name, exact_dollars};
use crate::report::number::{dollars, part_in_short};
use crate::report::views::at_a_glance;
use crate::report::views::both::Sides;
use crate::report::{Cell, Column, Kind, Sheet};
use crate::units::Usd;

/// One row a job; beside it the same under the rules in force, where these count as well.
pub(super) fn sheet(answer: &Answer<'_, '_>, sides: Option<&Sides>) -> Sheet {
    let (question, simulated) = (answer.question, answer.simulated);
    let today = sides.and(simulated.in_force.as_ref()).map(|rules| &rules.figures);
    let shown = Shown {
        has_seats: question.seats.len() > 1 || question.seats.iter().any(alike::is_counted),
        has_limits: simulated.total().runs_on_limits > 0,
        has_limits_today: today.is_some_and(|today| today.total.runs_on_limits > 0),
        has_pay: pay::is_shown(answer),
        is_beside: today.is_some(),
    };
    let mut sheet = Sheet::new("", shown.columns(sides));
    let row = |name: Cell, seat: Cell, a_run: Cell, tally: &Tally, there: Option<&Tally>| {
        let mut cells = vec![name];
        if shown.has_seats {
            cells.push(seat);
        }
        cells.extend([a_run, tally.cost.into()]);
        cells.extend(shown.own(tally));
        cells.extend(there.into_iter().flat_map(|there| shown.today(there)));
        cells
    };
    for (spec, place) in question.jobs.iter().zip(0..) {
        let seat = alike::seat(&question.seats[spec.seat]).into();
        let there = today.map(|today| &today.jobs[place]);
        let name = escaped_name(&spec.name).into();
        sheet.push(row(name, seat, a_run(&simulated.jobs[place]), &simulated.of_job(place), there));
    }
    if question.jobs.len() > 1 {
        let there = today.map(|today| &today.total);
        sheet.total(row("all".into(), Cell::Empty, Cell::Empty, &simulated.total(), there));
    }
    sheet
}

/// What people see of the jobs.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each says of a column whether it is there")]
struct Shown {
    has_seats: bool,
    has_limits: bool,
    has_limits_today: bool,
    has_pay: bool,
    /// Whether the rules in force stand beside the others.
    is_beside: bool,
}

impl Shown {
    fn columns(self, sides: Option<&Sides>) -> Vec<Column> {
        let (own, today) = (sides.map(|sides| &sides.own), sides.map(|sides| &sides.today));
        let mut columns = vec![Column::of_page("job", Kind::Text)];
        if self.has_seats {
            columns.push(Column::of_page("seat", Kind::Text).of_rank(3));
        }
        columns.extend([
            Column::of_page("a run", Kind::Figure).of_rank(5),
            Column::of_page("cost", Kind::Money).of_rank(2),
            Column::of_page("covered", Kind::Part).in_group(own),
            Column::of_page("over", Kind::Money).in_group(own),
        ]);
        if self.has_limits {
            columns.push(Column::of_page("plan limits", Kind::Money).in_group(own).of_rank(1));
        }
        // Beside the columns of another program a sentence says it.
        if self.has_pay && !self.is_beside {
            columns.push(Column::of_page("billed", Kind::Money).of_rank(4));
            columns.push(Column::of_page("refused", Kind::Count).of_rank(4));
        }
        if self.is_beside {
            columns.push(Column::of_page("covered", Kind::Part).in_group(today));
            columns.push(Column::of_page("over", Kind::Money).in_group(today));
            if self.has_limits_today {
                columns.push(Column::of_page("plan limits", Kind::Money).in_group(today).of_rank(1));
            }
        }
        columns
    }

    /// The figures of a job under the rules that are asked about.
    fn own(self, tally: &Tally) -> Vec<Cell> {
        let mut cells = covered(tally);
        if self.has_limits {
            cells.push(Cell::or_dash(tally.windows));
        }
        if self.has_pay && !self.is_beside {
            cells.extend([Cell::or_dash(tally.billed), tally.runs_refused.into()]);
        }
        cells
    }

    /// The same under the rules in force.
    fn today(self, tally: &Tally) -> Vec<Cell> {
        let mut cells = covered(tally);
        if self.has_limits_today {
            cells.push(Cell::or_dash(tally.windows));
        }
        cells
    }
}

/// The runs that are covered, of those that ask for credit, and what is beyond it. What draws limits asks for no
/// credit, and nothing of it is covered or not.
fn covered(tally: &Tally) -> Vec<Cell> {
    if tally.runs_on_limits == tally.runs && tally.runs > 0 {
        return vec![Cell::Unknown, Cell::Unknown];
    }
    vec![part(tally), Cell::or_dash(tally.overflow)]
}

/// How many of the runs of a job, or of a cycle, are covered, of those that ask for credit.
pub(super) fn part(tally: &Tally) -> Cell {
    let (covered, all) = (tally.runs_covered, tally.runs - tally.runs_on_limits);
    let part = Cell::Part(covered, all).shown(part_in_short(covered, all));
    part.marked(at_a_glance(tally.overflow.is_zero(), tally.drawn.is_zero()))
}

fn a_run(job: &PricedJob<'_>) -> Cell {
    match job.range {
        Some((least, most)) if least != most => format!("{} to {}", dollars(least), dollars(most)),
        _ => each(job.first_cost),
    }
    .into()
}

/// What one run costs: exactly, unless that is long. It is multiplied by many runs, and a rounded cent would
/// be seen.
pub(super) fn each(cost: Usd) -> String {
    const SHORT: usize = 9;
    Some(exact_dollars(cost)).filter(|exact| exact.len() <= SHORT).unwrap_or_else(|| dollars(cost))
}
