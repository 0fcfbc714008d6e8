//! Schedules, one row a job and instant.

use crate::answer::Schedule;
use crate::answer::schedule::Explained;
use crate::calendar::Instant;
use crate::report::{Cell, Column, Columns, Kind, Sheet};

/// An instant of a job, and which one after the first it is.
struct Next<'a> {
    job: &'a Explained,
    at: Instant,
    number: u64,
}

/// The next instants of each job.
#[must_use]
pub fn instants(answer: &Schedule) -> Sheet {
    let rows: Vec<_> = answer.schedules.iter().flat_map(of_job).collect();
    Columns::new()
        .with(Column::new("job", Kind::Text), |next: &Next<'_>| (&next.job.job).into())
        .with(Column::new("kind", Kind::Text), |next| next.job.kind.word().into())
        .with(Column::new("expression", Kind::Text), |next| (&next.job.expression).into())
        .with(Column::new("zone", Kind::Text), |next| next.job.zone.as_ref().into())
        .with(Column::new("number", Kind::Count), |next| next.number.into())
        .with(Column::new("local_time", Kind::Instant), |next| next.at.into())
        .with(Column::new("utc", Kind::Instant), |next| Cell::Utc(next.at.timestamp()))
        .sheet("Instants", &rows)
}

fn of_job(job: &Explained) -> impl Iterator<Item = Next<'_>> {
    job.next.iter().zip(1..).map(move |(at, number)| Next { job, at: *at, number })
}
