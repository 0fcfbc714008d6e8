//! The jobs that changed.

use super::nights_covered;
use crate::phrase::{count, escaped_name};
use crate::report::number::{arrow, dollars};
use crate::report::{Column, Kind, Sheet};
use crate::studies::difference::{Difference, JobSide};

/// One row a job of which anything is another; `None` where there is none.
pub(super) fn sheet(difference: &Difference) -> Option<Sheet> {
    let figure = |title: &'static str, rank| Column::of_page(title, Kind::Figure).of_rank(rank);
    let mut sheet = Sheet::new(
        "",
        vec![
            Column::of_page("job", Kind::Text),
            Column::of_page("", Kind::Text),
            figure("a run", 4),
            figure("runs", 3),
            figure("cost", 2),
            figure("over", 1),
            figure("nights covered", 0),
        ],
    );
    for (one, other) in difference.jobs() {
        if one == other {
            continue;
        }
        let name = one.or(other).map(|job| escaped_name(&job.name)).unwrap_or_default();
        let what = match (one, other) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "",
        };
        let cell = |of: &dyn Fn(&JobSide) -> String| match (one.map(of), other.map(of)) {
            (Some(one), Some(other)) => arrow(&one, &other),
            (one, other) => one.or(other).unwrap_or_default(),
        };
        sheet.push(vec![
            name.into(),
            what.into(),
            cell(&|job| job.run_cost_usd.map_or_else(|| "-".to_owned(), dollars)).into(),
            cell(&|job| count(job.counts.runs)).into(),
            cell(&|job| dollars(job.counts.cost_usd)).into(),
            cell(&|job| dollars(job.counts.overflow_usd)).into(),
            cell(&|job| nights_covered(&job.counts)).into(),
        ]);
    }
    (!sheet.rows().is_empty()).then_some(sheet)
}
