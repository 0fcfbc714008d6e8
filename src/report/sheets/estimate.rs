//! An estimate: one row a plan, and one row a plan and run.

use std::rc::Rc;

use crate::estimate::{Estimate, Holding, InForce, PlanOutcome, Scenario};
use crate::ledger::Entry;
use crate::pricing::ProgramStatus;
use crate::report::views::{counts_nights, emphasis, name_of};
use crate::report::{Cell, Column, Columns, Kind, Rows, Sheet};
use crate::schedule::{Occurrence, Schedule, Timing};

type PlanColumns<'a, 't> = Columns<'a, PlanOutcome<'t>>;

/// The plans. People see how far each credit goes: in nights, in runs, or in both where they differ.
#[must_use]
pub fn plans(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> Sheet {
    let columns = question(Columns::new(), scenario);
    let columns = run(columns, estimate, scenario);
    let columns = coverage(columns, estimate, scenario);
    let columns = exhaustion(columns, scenario);
    columns.sheet_with("Plans", &estimate.plans, |outcome| emphasis(&outcome.coverage))
}

/// Whose credit, under which rules, in which cycle.
fn question<'a, 't>(columns: PlanColumns<'a, 't>, scenario: &'a Scenario<'_>) -> PlanColumns<'a, 't> {
    let period = scenario.cycle.period();
    columns
        .with(Column::new("plan", Kind::Text).titled("plan"), |outcome: &PlanOutcome<'_>| {
            plan(&outcome.holding)
        })
        .with(Column::new("program", Kind::Text), |outcome| (&outcome.program.id).into())
        .with(Column::new("program_status", Kind::Text), |outcome| {
            outcome.status.map(ProgramStatus::word).into()
        })
        .with(Column::new("as_of", Kind::Date), |_| scenario.as_of.into())
        .with(Column::new("cycle_start", Kind::Date), move |_| period.start().into())
        .with(Column::new("cycle_end", Kind::Date), move |_| period.end().into())
        .with(Column::new("fee_usd", Kind::Money), |outcome| outcome.fee.into())
        .with(Column::new("credit_usd", Kind::Money).titled("credit"), |outcome| outcome.credit.into())
        .with(Column::new("seats", Kind::Text), |outcome| seats(&outcome.holding).into())
        .with(Column::new("spent_usd", Kind::Money), |_| scenario.spent.into())
}

/// What a run costs, and how many there are.
fn run<'a, 't>(
    columns: PlanColumns<'a, 't>,
    estimate: &'a Estimate<'_>,
    _: &'a Scenario<'_>,
) -> PlanColumns<'a, 't> {
    columns
        .with(Column::new("run_cost_usd", Kind::Money), |_| estimate.run.cost.into())
        .with(Column::new("run_cost_low_usd", Kind::Money), |_| estimate.run.low.into())
        .with(Column::new("runs", Kind::Count), |outcome| outcome.coverage.runs.into())
        .with(Column::new("nights", Kind::Count), |outcome| outcome.coverage.nights.into())
        .with(Column::new("nights_without_price", Kind::Count), |_| estimate.nights_without_price.into())
        .with(Column::new("total_cost_usd", Kind::Money), |outcome| outcome.coverage.total.into())
}

/// How far the credit goes.
fn coverage<'a, 't>(
    columns: PlanColumns<'a, 't>,
    estimate: &Estimate<'_>,
    scenario: &Scenario<'_>,
) -> PlanColumns<'a, 't> {
    let has_nights = counts_nights(&scenario.schedule);
    let are_runs = |outcome: &PlanOutcome<'_>| outcome.coverage.runs == outcome.coverage.nights;
    let has_runs = !has_nights || !estimate.plans.iter().all(are_runs);
    columns
        .with(
            Column::new("nights_covered", Kind::Part).titled_if(has_nights, "nights covered"),
            |PlanOutcome { coverage, .. }| Cell::Part(coverage.nights_covered, coverage.nights),
        )
        .with(
            Column::new("runs_covered", Kind::Part).titled_if(has_runs, "runs covered"),
            |PlanOutcome { coverage, .. }| Cell::Part(coverage.runs_covered, coverage.runs),
        )
        .with(Column::new("runs_partial", Kind::Count), |outcome| outcome.coverage.runs_partial.into())
        .with(Column::new("runs_beyond", Kind::Count), |outcome| outcome.coverage.runs_beyond.into())
        .with(Column::new("coverage_percent", Kind::Percent).titled("coverage"), |outcome| {
            Cell::known(outcome.coverage.share())
        })
        .with(Column::new("drawn_usd", Kind::Money), |outcome| outcome.coverage.drawn.into())
        .with(Column::new("overflow_usd", Kind::Money).titled("overflow"), |outcome| {
            outcome.coverage.overflow.into()
        })
}

/// What happens when it is gone, and what the rules in force would give.
fn exhaustion<'a, 't>(columns: PlanColumns<'a, 't>, scenario: &'a Scenario<'_>) -> PlanColumns<'a, 't> {
    let columns = columns
        .with(Column::new("on_exhaustion", Kind::Text), |outcome| outcome.exhaustion.to_string().into())
        .with(Column::new("billed_usd", Kind::Money), |outcome| outcome.coverage.billed.into())
        .with(Column::new("runs_refused", Kind::Count), |outcome| outcome.coverage.runs_refused.into())
        .with(Column::new("expires_usd", Kind::Money).titled("left"), |outcome| outcome.coverage.left.into())
        .with(Column::new("runs_out_on", Kind::Date), |outcome| outcome.day_of_end(&scenario.zone).into());
    in_force(columns, |outcome, cell| outcome.in_force.as_ref().map_or(Cell::Empty, cell)).with(
        Column::new("runs_out_at", Kind::Instant),
        |outcome| {
            let at = |run: Occurrence| Cell::Instant { at: run.at, zone: scenario.zone.clone() };
            outcome.runs_out.map_or(Cell::Empty, at)
        },
    )
}

/// What the rules in force give for the same job, where a row has them.
pub(super) fn in_force<'a, R>(
    columns: Columns<'a, R>,
    rules: impl Fn(&R, fn(&InForce<'_>) -> Cell) -> Cell + Copy + 'a,
) -> Columns<'a, R> {
    columns
        .with(Column::new("in_force_program", Kind::Text), move |row| {
            rules(row, |rules| rules.program.map(|program| program.id.as_str()).into())
        })
        .with(Column::new("in_force_credit_usd", Kind::Money), move |row| {
            rules(row, |rules| rules.credit.into())
        })
        .with(Column::new("in_force_nights_covered", Kind::Count), move |row| {
            rules(row, |rules| rules.coverage.nights_covered.into())
        })
        .with(Column::new("in_force_overflow_usd", Kind::Money), move |row| {
            rules(row, |rules| rules.coverage.overflow.into())
        })
}

/// A plan: its id, and for people its seats, too.
pub(super) fn plan(holding: &Holding<'_>) -> Cell {
    Cell::from(holding.id()).shown(name_of(holding))
}

/// `premium=2 standard=3`, in the order of the JSON.
fn seats(holding: &Holding<'_>) -> String {
    let mut seats: Vec<_> =
        holding.seats.iter().map(|(seat, count)| format!("{}={count}", seat.kind)).collect();
    seats.sort();
    seats.join(" ")
}

/// A run under a plan.
struct PlanRun<'a, 't> {
    outcome: &'a PlanOutcome<'t>,
    /// When it is and of which job, where the schedule has times.
    occurrence: Option<Occurrence>,
    entry: Entry,
}

/// Every run under every plan.
#[must_use]
pub fn runs<'a>(estimate: &'a Estimate<'_>, scenario: &'a Scenario<'_>) -> Rows<'a> {
    let occurrences = Rc::new(scenario.laid().map(|laid| laid.list(laid.whole())).unwrap_or_default());
    let rows = estimate.plans.iter().flat_map(move |outcome| {
        let occurrences = Rc::clone(&occurrences);
        outcome.entries(scenario.spent, &estimate.series).map(move |entry| {
            let place = usize::try_from(entry.run - 1).ok();
            let occurrence = place.and_then(|place| occurrences.get(place)).copied();
            PlanRun { outcome, occurrence, entry }
        })
    });
    run_columns(estimate, scenario).rows("Runs", rows)
}

fn run_columns<'a, 't>(
    estimate: &'a Estimate<'t>,
    scenario: &'a Scenario<'_>,
) -> Columns<'a, PlanRun<'a, 't>> {
    let cycle = scenario.cycle.period().start();
    let job = |run: &PlanRun<'_, '_>| match (&scenario.schedule, run.occurrence) {
        (Schedule::Timed(timetable), Some(occurrence)) => Some(&timetable.jobs[occurrence.job]),
        _ => None,
    };
    // A run that is only counted has no time that anybody knows.
    let known = move |run: &PlanRun<'_, '_>| {
        run.occurrence.filter(|_| job(run).is_some_and(|job| matches!(job.timing, Timing::At(_))))
    };
    Columns::new()
        .with(Column::new("cycle", Kind::Date), move |_: &PlanRun<'_, '_>| cycle.into())
        .with(Column::new("plan", Kind::Text), |run| run.outcome.holding.id().into())
        .with(Column::new("job", Kind::Text), move |run| job(run).map(|job| job.name.as_str()).into())
        .with(Column::new("run", Kind::Count), |run| run.entry.run.into())
        .with(Column::new("local_time", Kind::Instant), move |run| {
            let at = |run: Occurrence| Cell::Instant { at: run.at, zone: scenario.zone.clone() };
            known(run).map_or(Cell::Empty, at)
        })
        .with(Column::new("utc", Kind::Instant), move |run| {
            known(run).map_or(Cell::Empty, |run| Cell::Utc(run.at))
        })
        .with(Column::new("night", Kind::Date), move |run| {
            let is_timed = estimate.timed.is_none() || known(run).is_some();
            let night = estimate.series.night_of(run.entry.run).and_then(|(_, day)| day);
            night.filter(|_| is_timed).into()
        })
        .with(Column::new("cost_usd", Kind::Money), |run| run.entry.cost.into())
        .with(Column::new("from_credit_usd", Kind::Money), |run| run.entry.drawn.into())
        .with(Column::new("overflow_usd", Kind::Money), |run| run.entry.overflow.into())
        .with(Column::new("state", Kind::Text), |run| run.entry.state.word().into())
        .with(Column::new("billed_usd", Kind::Money), |run| run.entry.billed.into())
        .with(Column::new("refused", Kind::Truth), |run| run.entry.is_refused.into())
}
