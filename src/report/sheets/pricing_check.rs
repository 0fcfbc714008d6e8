//! What price files hold that are in order, in one row.

use crate::answer::PricingCheck;
use crate::report::{Column, Columns, Kind, Rows};

/// How much they hold, and the digest of the tables.
#[must_use]
pub fn price_files(answer: &PricingCheck) -> Rows<'_> {
    Columns::new()
        .with(Column::new("passed", Kind::Truth), |answer: &&PricingCheck| answer.passed.into())
        .with(Column::new("files", Kind::Count), |answer| answer.files.into())
        .with(Column::new("models", Kind::Count), |answer| answer.models.into())
        .with(Column::new("prices", Kind::Count), |answer| answer.prices.into())
        .with(Column::new("programs", Kind::Count), |answer| answer.programs.into())
        .with(Column::new("plans", Kind::Count), |answer| answer.plans.into())
        .with(Column::new("pricing_digest", Kind::Text), |answer| (&answer.pricing_digest).into())
        .rows("Price files", std::iter::once(answer))
}
