//! An estimate, as it is answered.

use super::in_time;
use super::{
    Change, Day, DayState, Estimate, InForce, Job, JobInputs, Line, Modifier, Plan, Run, Schedule, ShapeName,
};
use crate::calendar::Instant;
use crate::cost::{Charge, CostLine};
use crate::ledger::{
    self as engine, DayOfCycle, PlanOutcome, PriceChange, RunState, Scenario, THRESHOLDS, days_of_cycle,
};
use crate::pricing::PriceTable;
use crate::schedule::{Job as ScheduledJob, Occurrence, Timing, in_words, zone};
use crate::units::Multiplier;

/// Whether each plan tells the days of the cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    /// It does.
    Listed,
    /// It does not.
    LeftOut,
}

impl Estimate {
    /// The answer to a scenario.
    #[must_use]
    pub fn of(
        table: &PriceTable,
        scenario: &Scenario<'_>,
        estimate: &engine::Estimate<'_>,
        notes: Vec<String>,
        calendar: Calendar,
    ) -> Self {
        let plan = |outcome| Plan::of(outcome, estimate, scenario, calendar);
        Self {
            schema: ShapeName,
            inputs: JobInputs::of(table, scenario, estimate.priced_on),
            run: Run {
                cost_usd: estimate.run.cost,
                cost_low_usd: estimate.run.low,
                cost_high_usd: estimate.run.high,
                lines: estimate.run.lines.iter().map(Line::from).collect(),
                changes: estimate.changes.iter().map(Change::from).collect(),
            },
            schedule: Schedule::of(scenario, estimate),
            total_cost_usd: estimate.total,
            shown: None,
            plans: estimate.plans.iter().map(plan).collect(),
            from_now: None,
            cycles: Vec::new(),
            notes,
        }
    }
}

impl From<&PriceChange<'_>> for Change {
    fn from(change: &PriceChange<'_>) -> Self {
        Self {
            from: change.days.start(),
            until: change.days.end(),
            cost_usd: change.run.cost,
            lines: change.run.lines.iter().map(Line::from).collect(),
        }
    }
}

impl From<&CostLine<'_>> for Line {
    fn from(line: &CostLine<'_>) -> Self {
        let (model, amount_usd) = (line.model.id.clone(), line.amount);
        match line.charge {
            Charge::Tokens { kind, tokens, rate, list_rate, modifiers, prompt_tokens_over, terms } => Self {
                model,
                kind: kind.id().to_owned(),
                tokens: Some(tokens.get()),
                rate_usd_per_mtok: Some(rate),
                list_rate_usd_per_mtok: Some(list_rate),
                modifiers: modifiers
                    .iter()
                    .map(|modifier| Modifier {
                        modifier: modifier.id.clone(),
                        multiplier: modifier.multiplier,
                        source: modifier.citation.source.clone(),
                    })
                    .chain(modifiers.markup().map(Modifier::markup))
                    .chain(modifiers.price_factor().map(Modifier::price_factor))
                    .collect(),
                count: None,
                unit_usd: None,
                prompt_tokens_over,
                amount_usd,
                effective_from: Some(terms.effective_from),
                certainty: Some(terms.certainty),
                source: terms.citation.source.clone(),
                checked: terms.citation.checked,
            },
            Charge::Fee { count, fee, markup, price_factor } => Self {
                model,
                kind: fee.kind.word().to_owned(),
                tokens: None,
                rate_usd_per_mtok: None,
                list_rate_usd_per_mtok: None,
                modifiers: markup
                    .map(Modifier::markup)
                    .into_iter()
                    .chain(price_factor.map(Modifier::price_factor))
                    .collect(),
                count: Some(count),
                unit_usd: fee.cost_of(1).ok(),
                prompt_tokens_over: None,
                amount_usd,
                effective_from: None,
                certainty: None,
                source: fee.citation.source.clone(),
                checked: fee.citation.checked,
            },
        }
    }
}

impl Modifier {
    /// What the program that pays multiplies list prices by.
    fn markup(multiplier: Multiplier) -> Self {
        Self { modifier: "mark-up".to_owned(), multiplier, source: "the program's mark-up".to_owned() }
    }

    /// What whoever asks multiplies all prices by.
    fn price_factor(multiplier: Multiplier) -> Self {
        Self { modifier: "price-factor".to_owned(), multiplier, source: "price factor".to_owned() }
    }
}

impl Schedule {
    fn of(scenario: &Scenario<'_>, estimate: &engine::Estimate<'_>) -> Self {
        let period = scenario.cycle.period();
        let at = |at| Instant::on_clock_of(&scenario.zone, at);
        // A question of whole days has the same answer in every zone.
        let has_instants = estimate.timed.is_some() || scenario.from.is_some();
        let ends = estimate.timed.as_ref().and_then(|timed| timed.ends);
        Self {
            runs: estimate.series.runs(),
            runs_refused_by_vendor: estimate.series.refused_by_vendor(),
            nights: estimate.series.count_of_nights(),
            nights_without_price: estimate.nights_without_price,
            cycle_start: period.start(),
            cycle_end: period.end(),
            from: scenario.from.map(at),
            zone: has_instants.then(|| zone::name(&scenario.zone).into_owned()),
            next_renewal: has_instants.then(|| at(scenario.window().end)),
            first_run: ends.map(|(first, _)| at(first.at)),
            last_run: ends.map(|(_, last)| at(last.at)),
            jobs: jobs(scenario, &estimate.job_uses),
        }
    }
}

fn jobs(scenario: &Scenario<'_>, uses: &[engine::JobUse]) -> Vec<Job> {
    let (crate::schedule::Schedule::Timed(timetable), Some(occurrences)) =
        (&scenario.schedule, scenario.occurrences())
    else {
        return Vec::new();
    };
    let row = |((job, runs), by): ((&ScheduledJob, u64), &engine::JobUse)| Job {
        job: job.name.clone(),
        kind: job.kind,
        expression: job.expression.clone(),
        zone: zone_of(job),
        words: in_words::job_words(job),
        at_once: job.at_once,
        runs,
        surface: by.surface,
        auth: by.auth,
        draws: by.draws,
    };
    timetable.jobs.iter().zip(occurrences.runs_of_jobs()).zip(uses).map(row).collect()
}

/// The zone of a job that has times.
pub(in crate::answer) fn zone_of(job: &ScheduledJob) -> Option<String> {
    match &job.timing {
        Timing::At(recurrence) => Some(zone::name(&recurrence.zone).into_owned()),
        _ => None,
    }
}

impl Plan {
    pub(super) fn of(
        outcome: &PlanOutcome<'_>,
        estimate: &engine::Estimate<'_>,
        scenario: &Scenario<'_>,
        calendar: Calendar,
    ) -> Self {
        let coverage = &outcome.coverage;
        let at = |run: Option<Occurrence>| run.map(|run| Instant::on_clock_of(&scenario.zone, run.at));
        let plan = outcome.holding.plan;
        let no_credit = outcome.no_credit;
        Self {
            plan: outcome.holding.id().to_owned(),
            program: outcome.program.id.clone(),
            program_status: outcome.status,
            fee_usd: outcome.fee,
            credit_usd: outcome.credit,
            seats: outcome.holding.seats.iter().map(|(seat, count)| (seat.kind.clone(), *count)).collect(),
            on_exhaustion: outcome.exhaustion.to_string(),
            draws: engine::draws(no_credit),
            no_credit_reason: no_credit.and_then(|why| why.reason(plan, outcome.program)),
            no_credit_source: no_credit.and_then(|why| why.source(plan).map(str::to_owned)),
            nights_covered: coverage.nights_covered,
            runs_covered: coverage.runs_covered,
            runs_partial: coverage.runs_partial,
            runs_beyond: coverage.runs_beyond,
            runs_on_plan_limits: coverage.runs_on_limits,
            runs_refused_by_vendor: coverage.runs_refused_by_vendor,
            coverage_percent: coverage.share(),
            drawn_usd: coverage.drawn,
            overflow_usd: coverage.overflow,
            plan_windows_usd: coverage.windows,
            billed_usd: coverage.billed,
            pay_usd: outcome.pay,
            runs_refused: coverage.runs_refused,
            expires_usd: coverage.left,
            runs_out_at: at(outcome.runs_out),
            runs_out_on: outcome.day_of_end(&scenario.zone),
            runs_out_run: coverage.end.map(|end| end.run),
            refused_from: at(outcome.refused_from),
            shown: None,
            thresholds: in_time::thresholds(outcome, estimate, scenario, &THRESHOLDS),
            days: (calendar == Calendar::Listed)
                .then(|| days_of_cycle(estimate, scenario, outcome).iter().map(Day::from).collect()),
            in_force: outcome.in_force.as_ref().map(InForce::from),
        }
    }
}

impl From<&DayOfCycle> for Day {
    fn from(day: &DayOfCycle) -> Self {
        let state = match day.state {
            Some(RunState::Covered) => DayState::Covered,
            Some(RunState::Partial) => DayState::Partial,
            Some(RunState::Beyond) => DayState::Beyond,
            Some(RunState::OnLimits) => DayState::PlanLimits,
            Some(RunState::RefusedByVendor) => DayState::RefusedByVendor,
            None => DayState::None,
        };
        Self { day: day.day, runs: day.runs, state }
    }
}

impl From<&engine::UnderCurrentRules<'_, engine::PlanFigures<'_>>> for InForce {
    fn from(rules: &engine::UnderCurrentRules<'_, engine::PlanFigures<'_>>) -> Self {
        let plan = rules.figures.holding.as_ref().and_then(|holding| holding.plan);
        Self {
            figures: rules.into(),
            draws: rules.figures.holding.as_ref().map(|_| engine::draws(rules.figures.no_credit)),
            no_credit_reason: match (rules.program, &rules.figures.holding) {
                (Some(program), Some(_)) => rules.figures.no_credit.and_then(|why| why.reason(plan, program)),
                (Some(program), None) => Some(format!("there is no such plan in {}", program.id)),
                (None, _) => Some("no program is in force".to_owned()),
            },
        }
    }
}
