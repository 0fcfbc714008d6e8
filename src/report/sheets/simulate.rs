//! A simulation: a row a job, what a job more or less does, and where jobs are better placed.

use crate::answer::simulate::results::Answer;
use crate::ledger::{CycleOutcome, JobOutcome, RunPoint, Simulation, Tally};
use crate::report::{Cell, Column, Columns, Kind, Rows};
use crate::studies::{Assignment, Effect, JobEffect};
use crate::units::Usd;

/// A job in a cycle, by its place.
struct CycleJob<'a> {
    place: usize,
    cycle: &'a CycleOutcome,
    outcome: &'a JobOutcome,
}

/// One row a cycle and job.
#[must_use]
pub fn simulated_jobs<'a>(answer: &Answer<'a, 'a>) -> Rows<'a> {
    let (question, simulated) = (answer.question, answer.simulated);
    let rows = simulated.cycles.iter().flat_map(|cycle| {
        cycle.jobs.iter().enumerate().map(move |(place, outcome)| CycleJob { place, cycle, outcome })
    });
    let (spec, ledger) = (
        |row: &CycleJob<'_>| &question.jobs[row.place],
        |row: &CycleJob<'_>| simulated.jobs[row.place].ledger,
    );
    let columns = Columns::new()
        .with(Column::new("cycle", Kind::Date), |row: &CycleJob<'_>| row.cycle.period.start().into())
        .with(Column::new("job", Kind::Text), move |row| (&spec(row).name).into())
        .with(Column::new("seat", Kind::Text), move |row| (&question.seats[spec(row).seat].name).into())
        .with(Column::new("plan", Kind::Text), move |row| simulated.ledgers[ledger(row)].holding.id().into())
        .with(Column::new("program", Kind::Text), |_| (&question.program.id).into())
        .with(Column::new("run_cost_usd", Kind::Money), |row| simulated.jobs[row.place].first_cost.into());
    ends(tally(columns), question)
        .with(Column::new("granted_to_seat_usd", Kind::Money), move |row| {
            row.cycle.ledgers[ledger(row)].granted.into()
        })
        .with(Column::new("runs_on_plan_limits", Kind::Count), |row| row.outcome.tally.runs_on_limits.into())
        .rows("Jobs", rows)
}

/// What the runs of a job come to.
fn tally<'a>(columns: Columns<'a, CycleJob<'a>>) -> Columns<'a, CycleJob<'a>> {
    let count = |of: fn(&Tally) -> u64| move |row: &CycleJob<'_>| of(&row.outcome.tally).into();
    let money = |of: fn(&Tally) -> Usd| move |row: &CycleJob<'_>| of(&row.outcome.tally).into();
    columns
        .with(Column::new("runs", Kind::Count), count(|tally| tally.runs))
        .with(Column::new("runs_covered", Kind::Count), count(|tally| tally.runs_covered))
        .with(Column::new("runs_partial", Kind::Count), count(|tally| tally.runs_partial))
        .with(Column::new("runs_beyond", Kind::Count), count(|tally| tally.runs_beyond))
        .with(Column::new("runs_refused", Kind::Count), count(|tally| tally.runs_refused))
        .with(Column::new("nights", Kind::Count), count(|tally| tally.nights))
        .with(Column::new("nights_covered", Kind::Count), count(|tally| tally.nights_covered))
        .with(Column::new("cost_usd", Kind::Money), money(|tally| tally.cost))
        .with(Column::new("drawn_usd", Kind::Money), money(|tally| tally.drawn))
        .with(Column::new("overflow_usd", Kind::Money), money(|tally| tally.overflow))
        .with(Column::new("billed_usd", Kind::Money), money(|tally| tally.billed))
        .with(Column::new("refused_usd", Kind::Money), money(|tally| tally.unpaid))
        .with(Column::new("plan_windows_usd", Kind::Money), money(|tally| tally.windows))
}

/// The first run of a job that is not paid in full, and the first that is refused.
fn ends<'a>(columns: Columns<'a, CycleJob<'a>>, question: &'a Simulation<'_>) -> Columns<'a, CycleJob<'a>> {
    let at = |point: Option<RunPoint>| Cell::instant(point.and_then(|point| point.at), &question.zone);
    columns
        .with(Column::new("first_beyond", Kind::Instant), move |row| at(row.outcome.first_beyond))
        .with(Column::new("first_beyond_on", Kind::Date), |row| {
            row.outcome.first_beyond.and_then(|point| point.day).into()
        })
        .with(Column::new("first_refused", Kind::Instant), move |row| at(row.outcome.first_refused))
}

/// What jobs that were left out or added do to the others: one row a job, over all the cycles.
#[must_use]
pub fn changed_jobs(effect: &Effect) -> Rows<'_> {
    let count = |side: fn(&JobEffect) -> &Option<Tally>, of: fn(&Tally) -> u64| {
        move |job: &&JobEffect| side(job).as_ref().map(of).into()
    };
    let money = |side: fn(&JobEffect) -> &Option<Tally>, of: fn(&Tally) -> Usd| {
        move |job: &&JobEffect| side(job).as_ref().map(of).into()
    };
    Columns::new()
        .with(Column::new("job", Kind::Text), |job: &&JobEffect| (&job.name).into())
        .with(Column::new("runs_before", Kind::Count), count(|job| &job.before, |tally| tally.runs))
        .with(Column::new("runs_after", Kind::Count), count(|job| &job.after, |tally| tally.runs))
        .with(
            Column::new("runs_covered_before", Kind::Count),
            count(|job| &job.before, |tally| tally.runs_covered),
        )
        .with(
            Column::new("runs_covered_after", Kind::Count),
            count(|job| &job.after, |tally| tally.runs_covered),
        )
        .with(
            Column::new("nights_covered_before", Kind::Count),
            count(|job| &job.before, |tally| tally.nights_covered),
        )
        .with(
            Column::new("nights_covered_after", Kind::Count),
            count(|job| &job.after, |tally| tally.nights_covered),
        )
        .with(Column::new("cost_before_usd", Kind::Money), money(|job| &job.before, |tally| tally.cost))
        .with(Column::new("cost_after_usd", Kind::Money), money(|job| &job.after, |tally| tally.cost))
        .with(
            Column::new("overflow_before_usd", Kind::Money),
            money(|job| &job.before, |tally| tally.overflow),
        )
        .with(Column::new("overflow_after_usd", Kind::Money), money(|job| &job.after, |tally| tally.overflow))
        .rows("Effect", effect.jobs.iter())
}

/// The jobs on seats with the least overflow: one row a job.
#[must_use]
pub fn assigned_jobs<'a>(answer: &Answer<'a, 'a>, assignment: &'a Assignment) -> Rows<'a> {
    let (question, simulated) = (answer.question, answer.simulated);
    let job = |place: &usize| &simulated.jobs[*place];
    let seat = |ledger: usize| Cell::from(&simulated.ledgers[ledger].name);
    Columns::new()
        .with(Column::new("job", Kind::Text), |place: &usize| (&question.jobs[*place].name).into())
        .with(Column::new("seat", Kind::Text), move |place| seat(job(place).ledger))
        .with(Column::new("assigned_seat", Kind::Text), move |place| seat(assignment.ledgers[*place]))
        .with(Column::new("moves", Kind::Truth), move |place| {
            (job(place).ledger != assignment.ledgers[*place]).into()
        })
        .with(Column::new("pinned", Kind::Truth), |place| question.jobs[*place].is_pinned.into())
        .with(Column::new("overflow_before_usd", Kind::Money), |_| assignment.overflow_before.into())
        .with(Column::new("overflow_usd", Kind::Money), |_| assignment.overflow.into())
        .with(Column::new("overflow_at_least_usd", Kind::Money), |_| assignment.at_least.into())
        .rows("Assignment", 0..assignment.ledgers.len())
}
