//! `creditcalc.schedule/1`.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::written;
use crate::report::phrase::rfc3339;
use crate::report::when;
use crate::schedule::{Job, Timing, zone};

#[derive(Serialize)]
struct Shape<'a> {
    schema: &'static str,
    inputs: Inputs,
    schedules: Vec<ScheduleShape<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Inputs {
    after: String,
    count: usize,
}

#[derive(Serialize)]
struct ScheduleShape<'a> {
    job: &'a str,
    expression: &'a str,
    kind: &'static str,
    zone: Option<String>,
    words: String,
    at_once: u64,
    next: Vec<String>,
}

/// Each job with its next `count` instants after `after`, as JSON.
#[must_use]
pub fn schedules(jobs: &[Job], after: Timestamp, count: usize, zone: &TimeZone, notes: &[String]) -> String {
    let shape = |job| schedule(job, after, count);
    written(&Shape {
        schema: "creditcalc.schedule/1",
        inputs: Inputs { after: rfc3339(after, zone), count },
        schedules: jobs.iter().map(shape).collect(),
        notes,
    })
}

fn schedule(job: &Job, after: Timestamp, count: usize) -> ScheduleShape<'_> {
    let (zone, next) = match &job.timing {
        Timing::At(recurrence) => {
            let next =
                recurrence.after(after, count).iter().map(|at| rfc3339(*at, &recurrence.zone)).collect();
            (Some(zone::name(&recurrence.zone).to_owned()), next)
        }
        Timing::Spread(_) | Timing::Never => (None, Vec::new()),
    };
    ScheduleShape {
        job: &job.name,
        expression: &job.expression,
        kind: job.kind.word(),
        zone,
        words: when::job_words(job),
        at_once: job.at_once,
        next,
    }
}
