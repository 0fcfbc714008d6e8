//! An estimate: one row a plan, one row a plan and run, and one row a line of what a run costs.

use std::rc::Rc;

use super::in_force;
use crate::answer;
use crate::answer::estimate::{Line, Plan};
use crate::ledger::{Entry, Estimate, PlanOutcome, Scenario};
use crate::pricing::ProgramStatus;
use crate::report::views::{at_a_glance, counts_nights, name_of};
use crate::report::{Cell, Column, Columns, Kind, Rows, Sheet};
use crate::schedule::{Occurrence, Schedule, Timing};

/// A plan of an answer, and what people call it.
struct NamedPlan<'a> {
    plan: &'a Plan,
    name: String,
}

/// The plans. People see how far each credit goes: in nights, in runs, or in both where they differ.
#[must_use]
pub fn plans(answer: &answer::Estimate, estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> Sheet {
    let named = answer.plans.iter().zip(&estimate.plans);
    let rows: Vec<_> =
        named.map(|(plan, outcome)| NamedPlan { plan, name: name_of(&outcome.holding) }).collect();
    let columns = coverage(question(Columns::new(), answer), answer, counts_nights(&scenario.schedule));
    exhaustion(columns).sheet_with("Plans", &rows, |row| {
        at_a_glance(row.plan.overflow_usd.is_zero(), row.plan.drawn_usd.is_zero())
    })
}

/// Whose credit, under which rules, in which cycle, and what is asked of it.
fn question<'a>(
    columns: Columns<'a, NamedPlan<'a>>,
    answer: &'a answer::Estimate,
) -> Columns<'a, NamedPlan<'a>> {
    let answer::Estimate { inputs, schedule, run, .. } = answer;
    columns
        .with(Column::new("plan", Kind::Text).titled("plan"), |row: &NamedPlan<'_>| {
            Cell::from(&row.plan.plan).shown(&row.name)
        })
        .with(Column::new("program", Kind::Text), |row| (&row.plan.program).into())
        .with(Column::new("program_status", Kind::Text), |row| {
            row.plan.program_status.map(ProgramStatus::word).into()
        })
        .with(Column::new("as_of", Kind::Date), |_| inputs.as_of.into())
        .with(Column::new("cycle_start", Kind::Date), |_| schedule.cycle_start.into())
        .with(Column::new("cycle_end", Kind::Date), |_| schedule.cycle_end.into())
        .with(Column::new("fee_usd", Kind::Money), |row| row.plan.fee_usd.into())
        .with(Column::new("credit_usd", Kind::Money).titled("credit"), |row| row.plan.credit_usd.into())
        .with(Column::new("seats", Kind::Text), |row| seats(row.plan).into())
        .with(Column::new("spent_usd", Kind::Money), |_| inputs.spent_usd.into())
        .with(Column::new("run_cost_usd", Kind::Money), |_| run.cost_usd.into())
        .with(Column::new("run_cost_low_usd", Kind::Money), |_| run.cost_low_usd.into())
        .with(Column::new("runs", Kind::Count), |_| schedule.runs.into())
        .with(Column::new("nights", Kind::Count), |_| schedule.nights.into())
        .with(Column::new("nights_without_price", Kind::Count), |_| schedule.nights_without_price.into())
        .with(Column::new("total_cost_usd", Kind::Money), |_| answer.total_cost_usd.into())
}

/// How far the credit goes.
fn coverage<'a>(
    columns: Columns<'a, NamedPlan<'a>>,
    answer: &'a answer::Estimate,
    has_nights: bool,
) -> Columns<'a, NamedPlan<'a>> {
    let schedule = &answer.schedule;
    let has_runs = !has_nights || schedule.runs != schedule.nights;
    columns
        .with(Column::new("nights_covered", Kind::Part).titled_if(has_nights, "nights covered"), |row| {
            Cell::Part(row.plan.nights_covered, schedule.nights)
        })
        .with(Column::new("runs_covered", Kind::Part).titled_if(has_runs, "runs covered"), |row| {
            Cell::Part(row.plan.runs_covered, schedule.runs)
        })
        .with(Column::new("runs_partial", Kind::Count), |row| row.plan.runs_partial.into())
        .with(Column::new("runs_beyond", Kind::Count), |row| row.plan.runs_beyond.into())
        .with(Column::new("coverage_percent", Kind::Percent).titled("coverage"), |row| {
            Cell::known(row.plan.coverage_percent)
        })
        .with(Column::new("drawn_usd", Kind::Money), |row| row.plan.drawn_usd.into())
        .with(Column::new("overflow_usd", Kind::Money).titled("overflow"), |row| row.plan.overflow_usd.into())
}

/// What happens when it is gone, and what the rules in force would give.
fn exhaustion<'a>(columns: Columns<'a, NamedPlan<'a>>) -> Columns<'a, NamedPlan<'a>> {
    let columns = columns
        .with(Column::new("on_exhaustion", Kind::Text), |row| (&row.plan.on_exhaustion).into())
        .with(Column::new("billed_usd", Kind::Money), |row| row.plan.billed_usd.into())
        .with(Column::new("runs_refused", Kind::Count), |row| row.plan.runs_refused.into())
        .with(Column::new("expires_usd", Kind::Money).titled("left"), |row| row.plan.expires_usd.into())
        .with(Column::new("runs_out_on", Kind::Date), |row| row.plan.runs_out_on.into());
    in_force(columns, |row| row.plan.in_force.as_ref().map(|rules| &rules.figures))
        .with(Column::new("runs_out_at", Kind::Instant), |row| row.plan.runs_out_at.into())
        .with(Column::new("runs_refused_by_vendor", Kind::Count), |row| {
            row.plan.runs_refused_by_vendor.into()
        })
}

/// `premium=2 standard=3`.
fn seats(plan: &Plan) -> String {
    let seats: Vec<_> = plan.seats.iter().map(|(kind, count)| format!("{kind}={count}")).collect();
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
    let occurrences = Rc::new(
        scenario.occurrences().map(|occurrences| occurrences.list(occurrences.whole())).unwrap_or_default(),
    );
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
            Cell::instant(known(run).map(|run| run.at), &scenario.zone)
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

/// The lines of a run's cost with their sum; a stated cost has no lines.
#[must_use]
pub fn cost_lines(lines: &[Line]) -> Sheet {
    Columns::new()
        .with(Column::new("model", Kind::Text), |line: &Line| (&line.model).into())
        .with(Column::new("kind", Kind::Text), |line| (&line.kind).into())
        .with(Column::new("quantity", Kind::Count), |line| line.tokens.or(line.count).into())
        .with(Column::new("rate_usd_per_mtok", Kind::Money), |line| {
            line.rate_usd_per_mtok.map_or(Cell::Empty, |rate| Cell::Decimal(rate.to_string()))
        })
        .with(Column::new("amount_usd", Kind::Money), |line| line.amount_usd.into())
        .with(Column::new("source", Kind::Text), |line| (&line.source).into())
        .with(Column::new("checked", Kind::Date), |line| line.checked.into())
        .sheet("One run", lines)
        .with_sums("all", &["amount_usd"])
}
