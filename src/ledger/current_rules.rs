//! The same question under the rules in force, where its own rules are not in force.

use jiff::civil::Date;

use super::holding::Holding;
use super::question::{JobSpec, Scenario, SeatSpec, Simulation};
use crate::pricing::{PriceTable, Program};
use crate::units::Usd;

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

impl<'t> Simulation<'t> {
    /// The same question under the rules in force, where these count as well: nobody named a program, and the
    /// question's own is not in force. Each plan is its counterpart there, or grants nothing; where no program
    /// is in force, none grants anything.
    #[must_use]
    pub fn under_rules_in_force(&self, table: &'t PriceTable) -> Option<UnderCurrentRules<'t, Self>> {
        if self.is_program_named || self.program.in_force_on(self.as_of) {
            return None;
        }
        let program = table.program_in_force(&self.program.vendor, self.as_of);
        let seat_there =
            |seat: &SeatSpec<'t>| SeatSpec { holding: there(&seat.holding, table, program), ..seat.clone() };
        let seats = self.seats.iter().map(seat_there).collect();
        let program_there = program.unwrap_or(self.program);
        let jobs =
            self.jobs.iter().map(|job| JobSpec { auth: job.auth_elsewhere(self.program), ..job.clone() });
        let there = Self { program: program_there, seats, jobs: jobs.collect(), ..self.clone() };
        Some(UnderCurrentRules { program, figures: there })
    }
}

impl<'t> Scenario<'t> {
    /// The same question under the rules in force, where these count as well: as
    /// [`Simulation::under_rules_in_force`].
    #[must_use]
    pub fn under_rules_in_force(&self, table: &'t PriceTable) -> Option<UnderCurrentRules<'t, Self>> {
        let own = (self.program, self.is_program_named);
        let UnderCurrentRules { program, figures: plans } =
            plans_in_force(table, own, self.as_of, &self.plans)?;
        let program_there = program.unwrap_or(self.program);
        let auth = self.auth_elsewhere();
        let there = Self { program: program_there, plans, auth, ..self.clone() };
        Some(UnderCurrentRules { program, figures: there })
    }
}

/// Plans of a program, which somebody named or not, under the rules in force on a day, where these count as well: as
/// [`Simulation::under_rules_in_force`].
pub(crate) fn plans_in_force<'t>(
    table: &'t PriceTable,
    (own, is_named): (&Program, bool),
    day: Date,
    plans: &[Holding<'t>],
) -> Option<UnderCurrentRules<'t, Vec<Holding<'t>>>> {
    if is_named || own.in_force_on(day) {
        return None;
    }
    let program = table.program_in_force(&own.vendor, day);
    Some(UnderCurrentRules {
        program,
        figures: plans.iter().map(|plan| there(plan, table, program)).collect(),
    })
}

/// The counterpart of a holding in a program, or what grants nothing.
fn there<'t>(holding: &Holding<'t>, table: &'t PriceTable, program: Option<&'t Program>) -> Holding<'t> {
    let there = program.and_then(|program| holding.under(table, program));
    there.unwrap_or_else(|| Holding::of_credit(Usd::ZERO))
}
