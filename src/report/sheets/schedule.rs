//! Schedules, one row a job and instant.

use jiff::Timestamp;

use crate::report::{Cell, Column, Columns, Kind, Rows};
use crate::schedule::{Job, Recurrence, Timing, zone};

/// An instant of a job, and which one after the first it is.
struct Instant<'a> {
    job: &'a Job,
    recurrence: &'a Recurrence,
    at: Timestamp,
    number: u64,
}

/// The next `count` instants of each job after `after`.
#[must_use]
pub fn instants(jobs: &[Job], after: Timestamp, count: usize) -> Rows<'_> {
    let rows = jobs.iter().flat_map(move |job| {
        let of_job = match &job.timing {
            Timing::At(recurrence) => Some((recurrence, recurrence.after(after, count))),
            Timing::Spread(_) | Timing::Never => None,
        };
        of_job.into_iter().flat_map(move |(recurrence, next)| {
            let instant = move |(at, number)| Instant { job, recurrence, at, number };
            next.into_iter().zip(1_u64..).map(instant)
        })
    });
    Columns::new()
        .with(Column::new("job", Kind::Text), |instant: &Instant<'_>| (&instant.job.name).into())
        .with(Column::new("kind", Kind::Text), |instant| instant.job.kind.word().into())
        .with(Column::new("expression", Kind::Text), |instant| (&instant.job.expression).into())
        .with(Column::new("zone", Kind::Text), |instant| zone::name(&instant.recurrence.zone).into())
        .with(Column::new("number", Kind::Count), |instant| instant.number.into())
        .with(Column::new("local_time", Kind::Instant), |instant| Cell::Instant {
            at: instant.at,
            zone: instant.recurrence.zone.clone(),
        })
        .with(Column::new("utc", Kind::Instant), |instant| Cell::Utc(instant.at))
        .rows("Instants", rows)
}
