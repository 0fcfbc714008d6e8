//! `creditcalc.estimate/1`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::asked::{Asked, asked};
use super::written;
use crate::cost::{Charge, CostLine};
use crate::estimate::{
    DayOfCycle, Estimate, InForce, NoCredit, PlanOutcome, PriceChange, Scenario, days_of_cycle,
};
use crate::ledger::RunState;
use crate::pricing::{Auth, Modifier, Plan, PriceTable, Program, ProgramStatus};
use crate::report::phrase::rfc3339;
use crate::report::when;
use crate::schedule::{Job, Occurrence, Schedule, Timing, zone};

#[derive(Serialize)]
struct Shape<'a> {
    schema: &'static str,
    inputs: Asked<'a>,
    run: Run<'a>,
    schedule: ScheduleShape<'a>,
    total_cost_usd: String,
    plans: Vec<PlanShape<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Run<'a> {
    cost_usd: String,
    cost_low_usd: String,
    cost_high_usd: String,
    lines: Vec<Line<'a>>,
    changes: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    from: String,
    until: String,
    cost_usd: String,
    lines: Vec<Line<'a>>,
}

#[derive(Serialize)]
pub(super) struct Line<'a> {
    model: &'a str,
    kind: &'static str,
    tokens: Option<u64>,
    rate_usd_per_mtok: Option<String>,
    list_rate_usd_per_mtok: Option<String>,
    modifiers: Vec<ModifierShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_usd: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_tokens_over: Option<u64>,
    amount_usd: String,
    effective_from: Option<String>,
    certainty: Option<&'static str>,
    source: &'a str,
    checked: String,
}

#[derive(Serialize)]
struct ModifierShape<'a> {
    modifier: &'static str,
    multiplier: String,
    source: &'a str,
}

#[derive(Serialize)]
struct ScheduleShape<'a> {
    runs: u64,
    nights: u64,
    nights_without_price: u64,
    cycle_start: String,
    cycle_end: String,
    from: Option<String>,
    zone: Option<String>,
    next_renewal: Option<String>,
    first_run: Option<String>,
    last_run: Option<String>,
    jobs: Vec<JobShape<'a>>,
}

#[derive(Serialize)]
struct JobShape<'a> {
    job: &'a str,
    kind: &'static str,
    expression: &'a str,
    zone: Option<String>,
    words: String,
    at_once: u64,
    runs: u64,
}

#[derive(Serialize)]
struct DayShape {
    day: String,
    runs: u64,
    state: &'static str,
}

#[derive(Serialize)]
struct PlanShape<'a> {
    plan: &'a str,
    program: &'a str,
    program_status: Option<&'static str>,
    fee_usd: Option<String>,
    credit_usd: String,
    seats: BTreeMap<&'a str, u64>,
    on_exhaustion: String,
    draws: &'static str,
    no_credit_reason: Option<String>,
    no_credit_source: Option<&'a str>,
    nights_covered: u64,
    runs_covered: u64,
    runs_partial: u64,
    runs_beyond: u64,
    coverage_percent: Option<String>,
    drawn_usd: String,
    overflow_usd: String,
    billed_usd: String,
    runs_refused: u64,
    expires_usd: String,
    runs_out_at: Option<String>,
    runs_out_on: Option<String>,
    runs_out_run: Option<u64>,
    refused_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<Vec<DayShape>>,
    in_force: Option<Rules<'a>>,
}

#[derive(Serialize)]
struct Rules<'a> {
    program: Option<&'a str>,
    plan: Option<&'a str>,
    auth: Option<&'static str>,
    credit_usd: String,
    nights_covered: u64,
    overflow_usd: String,
    draws: Option<&'static str>,
    no_credit_reason: Option<String>,
}

/// Whether each plan tells the days of the cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    /// It does.
    Listed,
    /// It does not.
    LeftOut,
}

/// The estimate as JSON.
#[must_use]
pub fn estimate(
    table: &PriceTable,
    scenario: &Scenario<'_>,
    estimate: &Estimate<'_>,
    notes: &[String],
    calendar: Calendar,
) -> String {
    let period = scenario.cycle.period();
    let at = |at| rfc3339(at, &scenario.zone);
    // A question of whole days has the same answer in every zone.
    let has_instants = estimate.timed.is_some() || scenario.from.is_some();
    let ends = estimate.timed.as_ref().and_then(|timed| timed.ends);
    written(&Shape {
        schema: "creditcalc.estimate/1",
        inputs: asked(table, scenario, estimate.priced_on),
        run: Run {
            cost_usd: estimate.run.cost.to_string(),
            cost_low_usd: estimate.run.low.to_string(),
            cost_high_usd: estimate.run.high.to_string(),
            lines: estimate.run.lines.iter().map(line).collect(),
            changes: estimate.changes.iter().map(change).collect(),
        },
        schedule: ScheduleShape {
            runs: estimate.series.runs(),
            nights: estimate.series.count_of_nights(),
            nights_without_price: estimate.nights_without_price,
            cycle_start: period.start().to_string(),
            cycle_end: period.end().to_string(),
            from: scenario.from.map(at),
            zone: has_instants.then(|| zone::name(&scenario.zone).to_owned()),
            next_renewal: has_instants.then(|| at(scenario.window().end)),
            first_run: ends.map(|(first, _)| at(first.at)),
            last_run: ends.map(|(_, last)| at(last.at)),
            jobs: jobs(scenario),
        },
        total_cost_usd: estimate.total.to_string(),
        plans: estimate.plans.iter().map(|outcome| plan(outcome, estimate, scenario, calendar)).collect(),
        notes,
    })
}

fn change<'a>(change: &PriceChange<'a>) -> Change<'a> {
    Change {
        from: change.days.start().to_string(),
        until: change.days.end().to_string(),
        cost_usd: change.run.cost.to_string(),
        lines: change.run.lines.iter().map(line).collect(),
    }
}

pub(super) fn line<'a>(line: &CostLine<'a>) -> Line<'a> {
    let (model, amount_usd) = (line.model.id.as_str(), line.amount.to_string());
    match line.charge {
        Charge::Tokens { kind, tokens, rate, list_rate, modifiers, prompt_tokens_over, terms } => Line {
            model,
            kind: kind.id(),
            tokens: Some(tokens.get()),
            rate_usd_per_mtok: Some(rate.to_string()),
            list_rate_usd_per_mtok: Some(list_rate.to_string()),
            modifiers: modifiers.iter().map(modifier).collect(),
            count: None,
            unit_usd: None,
            prompt_tokens_over,
            amount_usd,
            effective_from: Some(terms.effective_from.to_string()),
            certainty: Some(terms.certainty.word()),
            source: &terms.citation.source,
            checked: terms.citation.checked.to_string(),
        },
        Charge::Fee { count, fee } => Line {
            model,
            kind: fee.kind.word(),
            tokens: None,
            rate_usd_per_mtok: None,
            list_rate_usd_per_mtok: None,
            modifiers: Vec::new(),
            count: Some(count),
            unit_usd: fee.cost_of(1).ok().map(|unit| unit.to_string()),
            prompt_tokens_over: None,
            amount_usd,
            effective_from: None,
            certainty: None,
            source: &fee.citation.source,
            checked: fee.citation.checked.to_string(),
        },
    }
}

fn modifier(modifier: &Modifier) -> ModifierShape<'_> {
    ModifierShape {
        modifier: modifier.kind.word(),
        multiplier: modifier.multiplier.to_string(),
        source: &modifier.citation.source,
    }
}

fn jobs<'a>(scenario: &'a Scenario<'_>) -> Vec<JobShape<'a>> {
    let (Schedule::Timed(timetable), Some(laid)) = (&scenario.schedule, scenario.laid()) else {
        return Vec::new();
    };
    let shape = |(job, runs): (&'a Job, u64)| JobShape {
        job: &job.name,
        kind: job.kind.word(),
        expression: &job.expression,
        zone: if let Timing::At(recurrence) = &job.timing {
            Some(zone::name(&recurrence.zone).to_owned())
        } else {
            None
        },
        words: when::job_words(job),
        at_once: job.at_once,
        runs,
    };
    timetable.jobs.iter().zip(laid.runs_of_jobs()).map(shape).collect()
}

fn plan<'a>(
    outcome: &'a PlanOutcome<'_>,
    estimate: &Estimate<'_>,
    scenario: &Scenario<'_>,
    calendar: Calendar,
) -> PlanShape<'a> {
    let coverage = &outcome.coverage;
    let at = |run: Option<Occurrence>| run.map(|run| rfc3339(run.at, &scenario.zone));
    let day = |day: &DayOfCycle| DayShape {
        day: day.day.to_string(),
        runs: day.runs,
        state: day.state.map_or("none", RunState::word),
    };
    PlanShape {
        plan: outcome.holding.id(),
        program: &outcome.program.id,
        program_status: outcome.status.map(ProgramStatus::word),
        fee_usd: outcome.fee.map(|fee| fee.to_string()),
        credit_usd: outcome.credit.to_string(),
        seats: outcome.holding.seats.iter().map(|(seat, count)| (seat.kind.as_str(), *count)).collect(),
        on_exhaustion: outcome.exhaustion.to_string(),
        draws: outcome.no_credit.map_or("credit", |why| why.draws().word()),
        no_credit_reason: reason(outcome.no_credit, outcome.holding.plan, outcome.program),
        no_credit_source: outcome.no_credit.and_then(|why| match why {
            NoCredit::Rule(rule) => Some(rule.citation.source.as_str()),
            NoCredit::Plan(_) => outcome.holding.plan.map(|plan| plan.citation.source.as_str()),
            NoCredit::Vendor(_) => None,
        }),
        nights_covered: coverage.nights_covered,
        runs_covered: coverage.runs_covered,
        runs_partial: coverage.runs_partial,
        runs_beyond: coverage.runs_beyond,
        coverage_percent: coverage.share().map(|share| share.to_string()),
        drawn_usd: coverage.drawn.to_string(),
        overflow_usd: coverage.overflow.to_string(),
        billed_usd: coverage.billed.to_string(),
        runs_refused: coverage.runs_refused,
        expires_usd: coverage.left.to_string(),
        runs_out_at: at(outcome.runs_out),
        runs_out_on: outcome.day_of_end(&scenario.zone).map(|day| day.to_string()),
        runs_out_run: coverage.end.map(|end| end.run),
        refused_from: at(outcome.refused_from),
        days: (calendar == Calendar::Listed)
            .then(|| days_of_cycle(estimate, scenario, coverage).iter().map(day).collect()),
        in_force: outcome.in_force.as_ref().map(rules),
    }
}

fn rules<'a>(rules: &'a InForce<'_>) -> Rules<'a> {
    let plan = rules.holding.as_ref().and_then(|holding| holding.plan);
    Rules {
        program: rules.program.map(|program| program.id.as_str()),
        plan: rules.holding.as_ref().map(crate::estimate::Holding::id),
        auth: rules.auth.map(Auth::word),
        credit_usd: rules.credit.to_string(),
        nights_covered: rules.coverage.nights_covered,
        overflow_usd: rules.coverage.overflow.to_string(),
        draws: rules.holding.as_ref().map(|_| rules.no_credit.map_or("credit", |why| why.draws().word())),
        no_credit_reason: match (rules.program, &rules.holding) {
            (Some(program), Some(_)) => reason(rules.no_credit, plan, program),
            (Some(program), None) => Some(format!("there is no such plan in {}", program.id)),
            (None, _) => Some("no program is in force".to_owned()),
        },
    }
}

pub(super) fn reason(why: Option<NoCredit<'_>>, plan: Option<&Plan>, program: &Program) -> Option<String> {
    match why? {
        NoCredit::Rule(rule) => Some(rule.reason.clone()),
        NoCredit::Plan(_) => plan.and_then(|plan| plan.no_credit.clone()),
        NoCredit::Vendor(vendor) => {
            Some(format!("a credit of {} does not pay for models of {vendor}", program.vendor))
        }
    }
}
