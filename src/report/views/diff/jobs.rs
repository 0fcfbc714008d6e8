//! The jobs that changed.

use super::arrow;
use super::figures::of;
use crate::difference::{Difference, JobSide};
use crate::report::number::{count, dollars};
use crate::report::phrase::visible;
use crate::report::{Align, Grid};

/// One row a job of which anything is another; `None` where there is none.
pub(super) fn grid(difference: &Difference) -> Option<Grid> {
    let mut grid = Grid::new(&[
        ("job", Align::Left),
        ("", Align::Left),
        ("a run", Align::Right),
        ("runs", Align::Right),
        ("nights covered", Align::Right),
        ("list cost", Align::Right),
        ("overflow", Align::Right),
    ]);
    for (one, other) in difference.jobs() {
        if one == other {
            continue;
        }
        let name = one.or(other).map(|job| visible(&job.name)).unwrap_or_default();
        let what = match (one, other) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "",
        };
        let cell = |of: &dyn Fn(&JobSide) -> String| match (one.map(of), other.map(of)) {
            (Some(one), Some(other)) => arrow(&one, &other),
            (one, other) => one.or(other).unwrap_or_default(),
        };
        grid.row(vec![
            name,
            what.to_owned(),
            cell(&|job| job.run_cost.map_or_else(|| "-".to_owned(), dollars)),
            cell(&|job| count(job.figures.runs)),
            cell(&|job| job.figures.nights.map_or_else(|| "-".to_owned(), |(covered, all)| of(covered, all))),
            cell(&|job| dollars(job.figures.cost)),
            cell(&|job| dollars(job.figures.overflow)),
        ]);
    }
    (!grid.rows.is_empty()).then_some(grid)
}
