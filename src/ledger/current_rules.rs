//! The same question under the rules in force, where its own rules are not in force.

use jiff::civil::Date;

use crate::pricing::{PriceTable, Program};

/// The same under the rules in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderCurrentRules<'t, T> {
    /// The program in force; `None` when there is none.
    pub program: Option<&'t Program>,
    /// What comes of it.
    pub figures: T,
}

impl<'t, T> UnderCurrentRules<'t, T> {
    /// Asks again under the program of that vendor that is in force on `day`; `None` where it is `own`.
    pub(crate) fn ask<E>(
        table: &'t PriceTable,
        own: &Program,
        day: Date,
        answer: impl FnOnce(Option<&'t Program>) -> Result<T, E>,
    ) -> Result<Option<Self>, E> {
        if own.in_force_on(day) {
            return Ok(None);
        }
        let program = table.program_in_force(&own.vendor, day);
        Ok(Some(Self { program, figures: answer(program)? }))
    }
}
