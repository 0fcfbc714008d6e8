//! An estimate: one row a plan, one row a plan and run, and one row a line of what a run costs.

use std::collections::BTreeMap;

use std::rc::Rc;

use super::{few_of, glance_today, in_force, is_on_limits_today, overflow};
use crate::answer;
use crate::answer::estimate::{Line, Plan};
use crate::ledger::{Entry, Estimate, Holding, PlanOutcome, Scenario};
use crate::pricing::ProgramStatus;
use crate::report::number::whole_dollars;
use crate::report::views::{Sides, at_a_glance, counts_nights, is_pay_shown, name_of, remark};
use crate::report::{Bar, Cell, Column, Columns, Emphasis, Kind, Rows, Sheet};
use crate::schedule::{Occurrence, Schedule, Timing};

/// A plan of an answer, and what people call it.
struct NamedPlan<'a> {
    plan: &'a Plan,
    name: String,
    /// What it is called today, and what its figures of today mean, where both programs count.
    today: Option<(String, String)>,
    /// The runs that its credit of today covers.
    covered_today: Option<u64>,
}

/// The plans. People see how far each credit goes: in nights, in runs, or in both where they differ; and the same
/// under the rules in force, where both programs count.
#[must_use]
pub fn plans(answer: &answer::Estimate, estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> Sheet {
    let sides = Sides::of_plans(scenario, &estimate.plans);
    let named = |(plan, outcome): (_, &PlanOutcome<'_>)| {
        let rules = outcome.in_force.as_ref().filter(|_| sides.is_some());
        let today = rules.map(|rules| {
            let there =
                rules.figures.holding.as_ref().map(Holding::id).filter(|id| *id != outcome.holding.id());
            (there.unwrap_or_default().to_owned(), remark(rules, scenario))
        });
        let covered_today = rules.map(|rules| rules.figures.coverage.runs_covered);
        NamedPlan { plan, name: name_of(&outcome.holding), today, covered_today }
    };
    let rows: Vec<_> = answer.plans.iter().zip(&estimate.plans).map(named).collect();
    let shown = Shown {
        sides: sides.as_ref(),
        has_nights: counts_nights(&scenario.schedule),
        has_runs: !counts_nights(&scenario.schedule) || answer.schedule.runs != answer.schedule.nights,
        has_overflow: answer.plans.iter().any(|plan| !is_on_limits(plan)),
        has_limits: answer.plans.iter().any(|plan| plan.runs_on_plan_limits > 0),
        has_pay: is_pay_shown(scenario, estimate.plans.iter()),
        is_renamed: rows.iter().any(|row| row.today.as_ref().is_some_and(|(name, _)| !name.is_empty())),
    };
    let columns = coverage(question(Columns::new(), answer, shown), answer, shown);
    exhaustion(columns, answer, shown).sheet("Plans", &rows)
}

/// What a plan's figures say at a glance.
fn glance(plan: &Plan) -> Emphasis {
    if is_on_limits(plan) {
        return Emphasis::None;
    }
    at_a_glance(plan.overflow_usd.is_zero(), plan.drawn_usd.is_zero())
}

/// What people see of the plans.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each says of a column whether it is there")]
struct Shown<'a> {
    /// The groups of columns, where both programs count.
    sides: Option<&'a Sides>,
    has_nights: bool,
    has_runs: bool,
    has_overflow: bool,
    has_limits: bool,
    has_pay: bool,
    /// Whether any plan has another name today.
    is_renamed: bool,
}

/// Whose credit, under which rules, in which cycle, and what is asked of it.
fn question<'a>(
    columns: Columns<'a, NamedPlan<'a>>,
    answer: &'a answer::Estimate,
    shown: Shown<'_>,
) -> Columns<'a, NamedPlan<'a>> {
    let own = shown.sides.map(|sides| &sides.own);
    let answer::Estimate { inputs, schedule, run, .. } = answer;
    columns
        .with(Column::new("plan", Kind::Text).titled("plan"), |row: &NamedPlan<'_>| {
            Cell::from(&row.plan.plan).shown(&row.name).marked(Emphasis::Strong)
        })
        .with(Column::new("program", Kind::Text), |row| (&row.plan.program).into())
        .with(Column::new("program_status", Kind::Text), |row| {
            row.plan.program_status.map(ProgramStatus::word).into()
        })
        .with(Column::new("as_of", Kind::Date), |_| inputs.as_of.into())
        .with(Column::new("cycle_start", Kind::Date), |_| schedule.cycle_start.into())
        .with(Column::new("cycle_end", Kind::Date), |_| schedule.cycle_end.into())
        .with(Column::new("fee_usd", Kind::Money), |row| row.plan.fee_usd.into())
        .with(
            Column::new("credit_usd", Kind::Money)
                .titled("credit")
                .in_group(own)
                .of_rank(u8::from(own.is_some())),
            |row| Cell::from(row.plan.credit_usd).shown(whole_dollars(row.plan.credit_usd)),
        )
        .with(Column::bar().in_group(own).of_rank(if own.is_some() { 2 } else { 5 }), |row| {
            bar(row.plan, answer).marked(glance(row.plan))
        })
        .with(Column::new("seats", Kind::Text), |row| seats(&row.plan.seats).into())
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
    shown: Shown<'_>,
) -> Columns<'a, NamedPlan<'a>> {
    // Beside more columns there is no room for it, and the nights say it, too.
    let has_coverage = !shown.has_limits && !shown.has_pay && shown.sides.is_none();
    let schedule = &answer.schedule;
    let own = shown.sides.map(|sides| &sides.own);
    let is_short = own.is_some();
    let part = move |row: &NamedPlan<'_>, some: u64, all: u64| {
        let part = Cell::Part(some, all);
        let part = if is_short {
            part.shown(few_of(some, all, is_on_limits(row.plan)))
        } else {
            of_credit(row.plan, part)
        };
        part.marked(glance(row.plan))
    };
    let [nights, runs] = if is_short { ["nights", "runs"] } else { ["nights covered", "runs covered"] };
    columns
        .with(
            Column::new("nights_covered", Kind::Part).titled_if(shown.has_nights, nights).in_group(own),
            move |row| part(row, row.plan.nights_covered, schedule.nights),
        )
        .with(
            Column::new("runs_covered", Kind::Part).titled_if(shown.has_runs, runs).in_group(own),
            move |row| part(row, row.plan.runs_covered, schedule.runs),
        )
        .with(Column::new("runs_partial", Kind::Count).in_group(own), |row| row.plan.runs_partial.into())
        .with(Column::new("runs_beyond", Kind::Count).in_group(own), |row| row.plan.runs_beyond.into())
        .with(
            Column::new("coverage_percent", Kind::Percent)
                .titled_if(has_coverage, "coverage")
                .in_group(own)
                .of_rank(4),
            |row| of_credit(row.plan, Cell::known(row.plan.coverage_percent)),
        )
        .with(Column::new("drawn_usd", Kind::Money).in_group(own), |row| row.plan.drawn_usd.into())
        .with(
            Column::new("overflow_usd", Kind::Money)
                .titled_if(is_short || shown.has_overflow, if is_short { "over" } else { "overflow" })
                .in_group(own),
            move |row| overflow(row.plan.overflow_usd, is_on_limits(row.plan)),
        )
}

/// The part of the cost that the credit covers.
fn bar(plan: &Plan, answer: &answer::Estimate) -> Cell {
    if is_on_limits(plan) || answer.total_cost_usd.is_zero() {
        return Cell::Empty;
    }
    Cell::Bar(Bar::of_money(plan.drawn_usd, answer.total_cost_usd))
}

/// Whether all runs draw a plan's limits, so that no figure about a credit says anything.
fn is_on_limits(plan: &Plan) -> bool {
    plan.runs_on_plan_limits > 0 && plan.runs_covered + plan.runs_partial + plan.runs_beyond == 0
}

/// A figure about a credit, which people do not read of runs that ask for none.
fn of_credit(plan: &Plan, cell: Cell) -> Cell {
    if is_on_limits(plan) { cell.shown("-") } else { cell }
}

/// What happens when it is gone, and what the rules in force would give.
fn exhaustion<'a>(
    columns: Columns<'a, NamedPlan<'a>>,
    answer: &'a answer::Estimate,
    shown: Shown<'_>,
) -> Columns<'a, NamedPlan<'a>> {
    let own = shown.sides.map(|sides| &sides.own);
    let today = shown.sides.map(|sides| &sides.today);
    let runs = answer.schedule.runs;
    let mut columns = columns
        .with(Column::new("on_exhaustion", Kind::Text).in_group(own), |row| (&row.plan.on_exhaustion).into())
        .with(
            Column::new("billed_usd", Kind::Money)
                .titled_if(shown.has_pay, "billed")
                .in_group(own)
                .of_rank(4),
            |row| row.plan.billed_usd.into(),
        )
        .with(
            Column::new("runs_refused", Kind::Count)
                .titled_if(shown.has_pay && own.is_none(), "refused")
                .in_group(own),
            |row| row.plan.runs_refused.into(),
        )
        .with(
            Column::new("expires_usd", Kind::Money)
                .titled_if(own.is_none(), "left over")
                .in_group(own)
                .of_rank(if own.is_none() { 3 } else { 0 }),
            |row| row.plan.expires_usd.into(),
        )
        .with(Column::new("runs_out_on", Kind::Date).in_group(own), |row| row.plan.runs_out_on.into());
    if own.is_some() && shown.has_pay {
        // Behind the columns of today it would be in their group.
        columns = columns.with(Column::of_page("you pay", Kind::Money).in_group(own).of_rank(3), pay);
    }
    let of_today = |of: fn(&(String, String)) -> &String| {
        move |row: &NamedPlan<'a>| row.today.as_ref().map(of).map(Cell::from).into()
    };
    if shown.is_renamed {
        columns = columns
            .with(Column::of_page("plan", Kind::Text).in_group(today).of_rank(5), of_today(|(name, _)| name));
    }
    let nights = shown.sides.filter(|_| shown.has_nights).map(|_| answer.schedule.nights);
    columns = in_force(
        columns,
        |row| figures_of_today(row),
        today,
        nights,
        |columns| {
            if today.is_none() || !shown.has_runs {
                return columns;
            }
            columns.with(Column::of_page("runs", Kind::Part).in_group(today), move |row| {
                let is_on_limits = figures_of_today(row).is_some_and(is_on_limits_today);
                let glance = figures_of_today(row).map(glance_today).unwrap_or_default();
                row.covered_today
                    .map(|covered| Cell::from(few_of(covered, runs, is_on_limits)).marked(glance))
                    .into()
            })
        },
    );
    if today.is_some() {
        columns =
            columns.with(Column::of_page("", Kind::Text).in_group(today), of_today(|(_, remark)| remark));
    }
    columns
        .with(Column::new("runs_out_at", Kind::Instant), |row| row.plan.runs_out_at.into())
        .with(Column::new("runs_on_plan_limits", Kind::Count), |row| row.plan.runs_on_plan_limits.into())
        .with(
            Column::new("plan_windows_usd", Kind::Money)
                .titled_if(shown.has_limits && own.is_none(), "at list prices"),
            |row| row.plan.plan_windows_usd.into(),
        )
        .with(Column::new("pay_usd", Kind::Money).titled_if(shown.has_pay && own.is_none(), "you pay"), pay)
        .with(Column::new("in_force_plan_windows_usd", Kind::Money), |row| {
            row.plan.in_force.as_ref().map(|rules| rules.figures.plan_windows_usd).into()
        })
        .with(Column::new("runs_refused_by_vendor", Kind::Count), |row| {
            row.plan.runs_refused_by_vendor.into()
        })
}

fn figures_of_today<'r>(row: &'r NamedPlan<'_>) -> Option<&'r answer::InForce> {
    row.plan.in_force.as_ref().map(|rules| &rules.figures)
}

/// What leaves the bank account.
fn pay(row: &NamedPlan<'_>) -> Cell {
    row.plan.pay_usd.map_or_else(|| Cell::Empty.shown("unknown"), Cell::from)
}

/// `premium=2 standard=3`.
pub(super) fn seats(seats: &BTreeMap<String, u64>) -> String {
    let seats: Vec<_> = seats.iter().map(|(kind, count)| format!("{kind}={count}")).collect();
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
        .with(Column::new("plan_windows_usd", Kind::Money), |run| run.entry.windows.into())
        .with(Column::new("program", Kind::Text), |_| scenario.program.id.as_str().into())
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
