//! A simulation for spreadsheets: a row a job, a run, or a line of the ledger; what a job more or less does,
//! and where jobs are better placed.

use super::{text, titled};
use crate::report::phrase::rfc3339;
use crate::report::simulated::{Answer, Entry};
use crate::simulate::{Assignment, Effect, JobEffect, RunEntry, RunPoint, Tally};
use crate::units::Usd;

/// One row a cycle and job.
#[must_use]
pub fn jobs(answer: &Answer<'_, '_>) -> String {
    let (question, simulated) = (answer.question, answer.simulated);
    let at = |point: Option<RunPoint>| {
        point.and_then(|point| point.at).map(|at| rfc3339(at, &question.zone)).unwrap_or_default()
    };
    let on = |point: Option<RunPoint>| {
        point.and_then(|point| point.day).map(|day| day.to_string()).unwrap_or_default()
    };
    let rows = simulated.cycles.iter().flat_map(|cycle| {
        question.jobs.iter().zip(&simulated.jobs).zip(&cycle.jobs).map(move |((spec, priced), outcome)| {
            let tally = &outcome.tally;
            let ledger = &simulated.ledgers[priced.ledger];
            vec![
                ("cycle", cycle.period.start().to_string()),
                ("job", text(&spec.name)),
                ("seat", text(&question.seats[spec.seat].name)),
                ("plan", text(ledger.holding.id())),
                ("program", text(&question.program.id)),
                ("run_cost_usd", priced.first_cost.to_string()),
                ("runs", tally.runs.to_string()),
                ("runs_covered", tally.runs_covered.to_string()),
                ("runs_partial", tally.runs_partial.to_string()),
                ("runs_beyond", tally.runs_beyond.to_string()),
                ("runs_refused", tally.runs_refused.to_string()),
                ("nights", tally.nights.to_string()),
                ("nights_covered", tally.nights_covered.to_string()),
                ("cost_usd", tally.cost.to_string()),
                ("drawn_usd", tally.drawn.to_string()),
                ("overflow_usd", tally.overflow.to_string()),
                ("billed_usd", tally.billed.to_string()),
                ("refused_usd", tally.unpaid.to_string()),
                ("plan_windows_usd", tally.windows.to_string()),
                ("first_beyond", at(outcome.first_beyond)),
                ("first_beyond_on", on(outcome.first_beyond)),
                ("first_refused", at(outcome.first_refused)),
                ("granted_to_seat_usd", cycle.ledgers[priced.ledger].granted.to_string()),
            ]
        })
    });
    titled(&["cycle", "job", "seat"], rows)
}

/// The columns of a row a run.
const RUN_COLUMNS: [&str; 15] = [
    "cycle",
    "seat",
    "job",
    "run",
    "local_time",
    "utc",
    "night",
    "cost_usd",
    "from_credit_usd",
    "overflow_usd",
    "billed_usd",
    "refused_usd",
    "plan_windows_usd",
    "state",
    "left_usd",
];

/// One row a run.
#[must_use]
pub fn simulated_runs(answer: &Answer<'_, '_>, runs: &[RunEntry]) -> String {
    let (question, simulated) = (answer.question, answer.simulated);
    let row = |run: &RunEntry| {
        let amounts = [run.cost, run.drawn, run.overflow, run.billed, run.unpaid, run.windows]
            .map(|amount: Usd| amount.to_string());
        let [cost, drawn, overflow, billed, unpaid, windows] = amounts;
        let cells = [
            simulated.cycles[run.cycle].period.start().to_string(),
            text(&simulated.ledgers[run.ledger].name),
            text(&question.jobs[run.job].name),
            run.number.to_string(),
            run.at.map(|at| rfc3339(at, &question.zone)).unwrap_or_default(),
            run.at.map(|at| at.to_string()).unwrap_or_default(),
            run.night.map(|night| night.to_string()).unwrap_or_default(),
            cost,
            drawn,
            overflow,
            billed,
            unpaid,
            windows,
            run.state.word().to_owned(),
            run.left.to_string(),
        ];
        RUN_COLUMNS.into_iter().zip(cells).collect::<Vec<_>>()
    };
    titled(&RUN_COLUMNS, runs.iter().map(row))
}

/// One row a line of the ledger.
#[must_use]
pub fn ledger(answer: &Answer<'_, '_>, entries: &[Entry]) -> String {
    let (question, simulated) = (answer.question, answer.simulated);
    let row = |entry: &Entry| {
        vec![
            ("cycle", simulated.cycles[entry.cycle].period.start().to_string()),
            ("seat", text(&simulated.ledgers[entry.ledger].name)),
            ("local_time", entry.at.map(|at| rfc3339(at, &question.zone)).unwrap_or_default()),
            ("utc", entry.at.map(|at| at.to_string()).unwrap_or_default()),
            ("day", entry.day.map(|day| day.to_string()).unwrap_or_default()),
            ("entry", entry.kind.word().to_owned()),
            ("job", entry.job.map(|job| text(&question.jobs[job].name)).unwrap_or_default()),
            ("run", entry.run.map(|run| run.to_string()).unwrap_or_default()),
            ("amount_usd", entry.amount.to_string()),
            ("left_usd", entry.left.to_string()),
        ]
    };
    titled(
        &["cycle", "seat", "local_time", "utc", "day", "entry", "job", "run", "amount_usd", "left_usd"],
        entries.iter().map(row),
    )
}

/// What jobs that were left out or added do to the others: one row a job, over all the cycles.
#[must_use]
pub fn effect(effect: &Effect) -> String {
    let row = |job: &JobEffect| {
        let count = |tally: &Option<Tally>, of: fn(&Tally) -> u64| {
            tally.as_ref().map(|tally| of(tally).to_string()).unwrap_or_default()
        };
        let amount = |tally: &Option<Tally>, of: fn(&Tally) -> Usd| {
            tally.as_ref().map(|tally| of(tally).to_string()).unwrap_or_default()
        };
        vec![
            ("job", text(&job.name)),
            ("runs_before", count(&job.before, |tally| tally.runs)),
            ("runs_after", count(&job.after, |tally| tally.runs)),
            ("runs_covered_before", count(&job.before, |tally| tally.runs_covered)),
            ("runs_covered_after", count(&job.after, |tally| tally.runs_covered)),
            ("nights_covered_before", count(&job.before, |tally| tally.nights_covered)),
            ("nights_covered_after", count(&job.after, |tally| tally.nights_covered)),
            ("cost_before_usd", amount(&job.before, |tally| tally.cost)),
            ("cost_after_usd", amount(&job.after, |tally| tally.cost)),
            ("overflow_before_usd", amount(&job.before, |tally| tally.overflow)),
            ("overflow_after_usd", amount(&job.after, |tally| tally.overflow)),
        ]
    };
    titled(&["job"], effect.jobs.iter().map(row))
}

/// The jobs on seats with the least overflow: one row a job.
#[must_use]
pub fn assignment(answer: &Answer<'_, '_>, assignment: &Assignment) -> String {
    let (question, simulated) = (answer.question, answer.simulated);
    let jobs = question.jobs.iter().zip(&simulated.jobs).zip(&assignment.ledgers);
    let rows = jobs.map(|((spec, priced), ledger)| {
        vec![
            ("job", text(&spec.name)),
            ("seat", text(&simulated.ledgers[priced.ledger].name)),
            ("assigned_seat", text(&simulated.ledgers[*ledger].name)),
            ("moves", (priced.ledger != *ledger).to_string()),
            ("pinned", spec.is_pinned.to_string()),
            ("overflow_before_usd", assignment.overflow_before.to_string()),
            ("overflow_usd", assignment.overflow.to_string()),
            ("overflow_at_least_usd", assignment.at_least.to_string()),
        ]
    });
    titled(&["job", "seat", "assigned_seat"], rows)
}
