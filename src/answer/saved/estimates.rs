//! What changed between two saved estimates.

use super::lines::Paired;
use super::read::Saved;
use super::{IsAfter, Rest, Values, out_of_range};
use crate::answer::estimate::{Estimate, Plan, Schedule};
use crate::calendar::{Instant, Period};
use crate::diagnostic::{Code, Diagnostic};
use crate::pricing::{Auth, Draws};
use crate::studies::difference::{
    Amounts, Counts, Difference, End, Factor, Fees, InForce, LedgerSide, Rules, Side, Split, Time, are_months,
};
use crate::units::{OutOfRange, Usd};

/// One difference for each plan that both answer for.
pub(super) fn between(
    before: (&Saved, &Estimate),
    after: (&Saved, &Estimate),
    plan: Option<&str>,
) -> Result<Vec<Difference>, Vec<Diagnostic>> {
    let pairs = plans(before, after, plan)?;
    let run = RunOfBoth::of(before.1, after.1);
    let several = pairs.len() > 1;
    let difference = |(first, second): (&Plan, &Plan)| {
        let splits = splits(&run, [(before.1, first), (after.1, second)])?;
        let plan = several.then(|| first.plan.clone());
        Ok(Difference { plan, before: side(before.1, first)?, after: side(after.1, second)?, splits })
    };
    pairs.into_iter().map(difference).collect::<Result<_, OutOfRange>>().map_err(out_of_range)
}

/// The plans that are compared, each with its counterpart.
fn plans<'a>(
    (first, before): (&Saved, &'a Estimate),
    (second, after): (&Saved, &'a Estimate),
    asked: Option<&str>,
) -> Result<Vec<(&'a Plan, &'a Plan)>, Vec<Diagnostic>> {
    if let Some(asked) = asked {
        let find = |saved: &Saved, answer: &'a Estimate| {
            answer.plans.iter().find(|plan| plan.plan == asked).ok_or_else(|| missing(saved, answer, asked))
        };
        return match (find(first, before), find(second, after)) {
            (Ok(before), Ok(after)) => Ok(vec![(before, after)]),
            (before, after) => Err([before.err(), after.err()].into_iter().flatten().collect()),
        };
    }
    if let ([before], [after]) = (before.plans.as_slice(), after.plans.as_slice()) {
        return Ok(vec![(before, after)]);
    }
    let counterpart =
        |plan: &'a Plan| Some((plan, after.plans.iter().find(|other| other.plan == plan.plan)?));
    let pairs: Vec<_> = before.plans.iter().filter_map(counterpart).collect();
    if pairs.is_empty() {
        let fault = Diagnostic::new(
            Code::NoPlanInCommon,
            format!("`{}` and `{}` have no plan in common", first.source.name(), second.source.name()),
        );
        return Err(vec![fault.note(answers_for(first, before)).note(answers_for(second, after))]);
    }
    Ok(pairs)
}

fn missing(saved: &Saved, answer: &Estimate, asked: &str) -> Diagnostic {
    Diagnostic::new(
        Code::NoPlanInCommon,
        format!("`{}` has no answer for plan `{asked}`", saved.source.name()),
    )
    .did_you_mean(asked, answer.plans.iter().map(|plan| plan.plan.as_str()))
    .note(answers_for(saved, answer))
}

fn answers_for(saved: &Saved, answer: &Estimate) -> String {
    let plans: Vec<String> = answer.plans.iter().map(|plan| format!("`{}`", plan.plan)).collect();
    let plans = if plans.is_empty() { "no plan".to_owned() } else { plans.join(", ") };
    format!("`{}` has answers for {plans}", saved.source.name())
}

/// What one run is on both sides.
enum RunOfBoth {
    /// Tokens and rates, line by line.
    Lines(Paired),
    /// A cost that somebody stated, which is a price.
    Stated([Usd; 2]),
    /// Costs of which nobody can say what the tokens of the one come to at the rates of the other.
    Costs([Usd; 2]),
}

impl RunOfBoth {
    fn of(before: &Estimate, after: &Estimate) -> Self {
        let costs = [before.run.cost_usd, after.run.cost_usd];
        match (before.run.lines.as_slice(), after.run.lines.as_slice()) {
            ([], []) => Self::Stated(costs),
            (first, second) => Paired::of(first, second).map_or(Self::Costs(costs), Self::Lines),
        }
    }

    fn factors(&self) -> &'static [Factor] {
        match self {
            Self::Lines(_) | Self::Stated(_) => {
                &[Factor::Price, Factor::Tokens, Factor::Runs, Factor::Plan, Factor::Calendar]
            }
            Self::Costs(_) => &[Factor::RunCost, Factor::Runs, Factor::Plan, Factor::Calendar],
        }
    }

    fn cost(&self, is_after: IsAfter<'_>) -> Result<Usd, OutOfRange> {
        let side = |factor| usize::from(is_after(factor));
        match self {
            Self::Lines(lines) => lines.cost(side(Factor::Tokens), side(Factor::Price)),
            Self::Stated(costs) => Ok(costs[side(Factor::Price)]),
            Self::Costs(costs) => Ok(costs[side(Factor::RunCost)]),
        }
    }

    /// Whose prices are used: that of the rates, or of all that a run costs.
    fn price_side(&self, is_after: IsAfter<'_>) -> usize {
        usize::from(is_after(if matches!(self, Self::Costs(_)) { Factor::RunCost } else { Factor::Price }))
    }
}

/// How many runs of a schedule the vendor serves: those that cost something.
fn served(schedule: &Schedule) -> u64 {
    schedule.runs.saturating_sub(schedule.runs_refused_by_vendor)
}

/// How many runs there are: a number on each day of the cycle, or one that has nothing to do with its
/// days.
#[derive(Debug, Clone, Copy)]
enum Count {
    PerDay { runs: [u64; 2], days: [u64; 2] },
    All([u64; 2]),
}

impl Count {
    fn of(before: &Estimate, after: &Estimate) -> Self {
        let both = [&before.schedule, &after.schedule];
        let days = both.map(|schedule| days(schedule.cycle_start, schedule.cycle_end).days());
        // What is left of a cycle is no cycle.
        let divides = |(runs, days): (u64, u64)| runs.checked_rem(days) == Some(0);
        let is_whole = both.iter().all(|schedule| schedule.from.is_none());
        if is_whole && both.map(served).into_iter().zip(days).all(divides) {
            return Self::PerDay { runs: [served(both[0]) / days[0], served(both[1]) / days[1]], days };
        }
        Self::All(both.map(served))
    }

    fn runs(self, is_after: IsAfter<'_>) -> Result<u64, OutOfRange> {
        let side = |factor| usize::from(is_after(factor));
        match self {
            Self::PerDay { runs, days } => {
                runs[side(Factor::Runs)].checked_mul(days[side(Factor::Calendar)]).ok_or(OutOfRange)
            }
            Self::All(runs) => Ok(runs[side(Factor::Runs)]),
        }
    }
}

/// A cycle; one that ends before it begins has no days.
fn days(start: jiff::civil::Date, end: jiff::civil::Date) -> Period {
    Period::new(start, end.max(start))
}

fn splits(run: &RunOfBoth, both: [(&Estimate, &Plan); 2]) -> Result<Vec<Split>, OutOfRange> {
    let count = Count::of(both[0].0, both[1].0);
    // A price that changes within the cycle, and a bracket: what all runs come to beyond so many times what
    // is shown of one.
    let rest = |side: usize| {
        let is_side = |_: Factor| side == 1;
        let product = run.cost(&is_side)?.times(count.runs(&is_side)?)?;
        Ok(Rest::of(both[side].0.total_cost_usd, product))
    };
    let rests = [rest(0)?, rest(1)?];
    let amounts = |(answer, plan): (&Estimate, &Plan)| -> Result<Amounts, OutOfRange> {
        Ok(Amounts { fees: fees(answer, plan)?, overflow: plan.overflow_usd, cost: answer.total_cost_usd })
    };
    let value = |is_after: IsAfter<'_>| -> Result<Amounts, OutOfRange> {
        let (answer, plan) = both[usize::from(is_after(Factor::Plan))];
        let cost = run.cost(is_after)?.times(count.runs(is_after)?)?;
        let cost = rests[run.price_side(is_after)].beyond(cost)?;
        // What the credit had for these runs: what they drew, and what was left.
        let available = plan.drawn_usd.plus(plan.expires_usd)?;
        // What draws the plan's limits asks for no dollar.
        let overflow = if plan.draws == Draws::PlanWindows { Usd::ZERO } else { cost.less(available) };
        Ok(Amounts { fees: fees(answer, plan)?, overflow, cost })
    };
    Values { factors: run.factors(), ends: [amounts(both[0])?, amounts(both[1])?] }.splits(&value)
}

/// What the plan costs in the cycle.
fn fees(answer: &Estimate, plan: &Plan) -> Result<Fees, OutOfRange> {
    let schedule = &answer.schedule;
    let is_month = schedule.from.is_none() && are_months(days(schedule.cycle_start, schedule.cycle_end), 1);
    let fee = if answer.inputs.fee_paid { Some(Usd::ZERO) } else { plan.fee_usd };
    Fees::of(fee, 1, is_month)
}

fn side(answer: &Estimate, plan: &Plan) -> Result<Side, OutOfRange> {
    let schedule = &answer.schedule;
    let end = plan.runs_out_run.map(|run| End {
        at: plan.runs_out_at.map(Instant::zoned),
        day: plan.runs_out_on,
        cycle: Some(0),
        run: Some(run),
    });
    Ok(Side {
        rules: Rules {
            program: plan.program.clone(),
            as_of: answer.inputs.as_of,
            status: plan.program_status.map(|status| (status, None)),
            in_force: plan.in_force.as_ref().map(|rules| InForce {
                program: rules.figures.program.clone(),
                needs_api_key: rules.figures.auth == Some(Auth::ApiKey) && answer.inputs.auth == Auth::Plan,
                granted_usd: rules.figures.credit_usd,
                overflow_usd: rules.figures.overflow_usd,
            }),
        },
        time: Time {
            days: days(schedule.cycle_start, schedule.cycle_end),
            cycles: Some(1),
            is_whole: schedule.from.is_none(),
        },
        fees: fees(answer, plan)?,
        counts: Counts {
            runs: schedule.runs,
            runs_covered: plan.runs_covered,
            nights: Some(schedule.nights),
            nights_covered: Some(plan.nights_covered),
            cost_usd: answer.total_cost_usd,
            drawn_usd: plan.drawn_usd,
            overflow_usd: plan.overflow_usd,
            plan_windows_usd: plan.plan_windows_usd,
        },
        ledgers: vec![LedgerSide {
            name: plan.plan.clone(),
            plan: plan.plan.clone(),
            granted: plan.credit_usd,
            end,
        }],
        jobs: Vec::new(),
    })
}
