//! What comes out otherwise in a saved answer, a value a row.

use crate::answer::Verify;
use crate::answer::verify::{Difference, FoundBy};
use crate::report::{Column, Columns, Kind, Sheet};

/// The values that come out otherwise.
#[must_use]
pub fn wrong_values(answer: &Verify) -> Sheet {
    Columns::new()
        .with(Column::new("path", Kind::Text).titled("where").whole(), |row: &Difference| (&row.path).into())
        .with(Column::new("says", Kind::Text).titled("says").wrapped(), |row| row.says.as_ref().into())
        .with(Column::new("should_be", Kind::Text).titled("should be").wrapped(), |row| {
            row.should_be.as_ref().into()
        })
        .with(Column::new("found_by", Kind::Text), |row| FoundBy::word(row.found_by).into())
        .sheet("Differences", &answer.differences)
}
