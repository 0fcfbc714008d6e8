//! Several jobs, seats and plans: see [`ledger`](crate::ledger).

pub use crate::ledger::{
    CycleOutcome, Event, GrantedAndTotal, Growth, GrowthBy, JobNote, JobOutcome, JobSpec, LedgerOutcome,
    LedgerSpec, Prepared as Stage, PricedJob, RunEntry, RunPoint, SeatSpec, Simulated, Simulation, Tally,
    Unanswered, UnderCurrentRules, simulate,
};
use crate::pricing::PriceTable;
use crate::studies::assign;
pub use crate::studies::{Answered, Assignment, Effect, JobEffect, LedgerEffect, Pooled, effect};

/// The same jobs under the rules in force.
pub type InForce<'t> = UnderCurrentRules<'t, GrantedAndTotal>;

impl<'t, 'q> Stage<'t, 'q> {
    /// See [`Stage::new`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn set(table: &'t PriceTable, question: &'q Simulation<'t>) -> Result<Self, Vec<Unanswered>> {
        Self::new(table, question)
    }

    /// See [`Stage::run`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn simulated(&self, table: &'t PriceTable) -> Result<Simulated<'t>, Vec<Unanswered>> {
        self.run(table)
    }

    /// See [`crate::studies::assign()`].
    ///
    /// # Errors
    ///
    /// As [`Stage::run`].
    pub fn assigned(&self, table: &'t PriceTable) -> Result<Assignment, Vec<Unanswered>> {
        Ok(assign(self, &self.run(table)?))
    }
}
