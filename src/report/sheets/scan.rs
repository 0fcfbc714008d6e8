//! The agent jobs of a machine, one row a job.

use crate::answer::Scan;
use crate::answer::scan::{Job, Measured};
use crate::pricing::{Auth, Draws};
use crate::report::{Cell, Column, Columns, Kind, Sheet};

/// One row a job.
#[must_use]
pub fn found_jobs(answer: &Scan) -> Sheet {
    Columns::new()
        .with(Column::new("job", Kind::Text), |job: &Job| (&job.job).into())
        .with(Column::new("place", Kind::Text), |job| (&job.place).into())
        .with(Column::new("line", Kind::Count), |job| Cell::known(job.line))
        .with(Column::new("agent", Kind::Text), |job| job.agent.as_ref().into())
        .with(Column::new("folder", Kind::Text), |job| job.folder.as_ref().into())
        .with(Column::new("kind", Kind::Text), |job| job.kind.word().into())
        .with(Column::new("expression", Kind::Text), |job| (&job.expression).into())
        .with(Column::new("zone", Kind::Text), |job| job.zone.as_ref().into())
        .with(Column::new("runs_in_cycle", Kind::Count), |job| job.runs_in_cycle.into())
        .with(Column::new("measured_runs", Kind::Count), |job| {
            measured(job, |measured| measured.runs.into(), 0_u64.into())
        })
        .with(Column::new("run_cost_usd", Kind::Money), |job| job.run_cost_usd.into())
        .with(Column::new("measured_cost_p90_usd", Kind::Money), |job| {
            measured(job, |measured| measured.cost_p90_usd.into(), Cell::Empty)
        })
        .with(Column::new("cost_usd", Kind::Money), |job| job.cost_usd.into())
        .with(Column::new("drawn_usd", Kind::Money), |job| job.drawn_usd.into())
        .with(Column::new("overflow_usd", Kind::Money), |job| job.overflow_usd.into())
        .with(Column::new("draws", Kind::Text), |job| job.draws.map(Draws::word).into())
        .with(Column::new("no_credit_reason", Kind::Text), |job| job.no_credit_reason.as_ref().into())
        .with(Column::new("auth", Kind::Text), |job| job.auth.map(Auth::word).into())
        .with(Column::new("auth_from", Kind::Text), |job| job.auth_from.as_ref().into())
        .sheet("Jobs", &answer.jobs)
}

/// A cell about the measured runs of a job, or about none.
fn measured(job: &Job, cell: impl Fn(&Measured) -> Cell, of_none: Cell) -> Cell {
    job.measured.as_ref().map_or(of_none, cell)
}
