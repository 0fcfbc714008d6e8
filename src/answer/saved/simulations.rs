//! What changed between two saved simulations.
//!
//! A simulation tells its runs and costs cycle by cycle, so a credit can be drawn anew in each of them: what
//! its jobs cost there, up to what it had for them. It does not tell what of its runs is its calendar; both
//! are told as runs.

use std::collections::BTreeMap;

use super::lines::Paired;
use super::read::Saved;
use super::{IsAfter, Rest, Values, out_of_range};
use crate::answer::simulate::{self, Job, Seat, Simulate};
use crate::calendar::{Instant, Period};
use crate::cost::sum;
use crate::diagnostic::Diagnostic;
use crate::names::paired;
use crate::pricing::Draws;
use crate::studies::difference::{
    Amounts, Counts, Difference, End, Factor, Fees, InForce, JobSide, LedgerSide, Rules, Side, Time,
    are_months,
};
use crate::units::{OutOfRange, Usd};

/// What changed from the one to the other.
pub(super) fn between(
    before: (&Saved, &Simulate),
    after: (&Saved, &Simulate),
) -> Result<Difference, Vec<Diagnostic>> {
    let both = Both::of(before.1, after.1);
    let difference = || {
        let splits = Values { factors: both.factors(), ends: [amounts(before.1)?, amounts(after.1)?] }
            .splits(&|is_after| both.value(is_after))?;
        Ok(Difference { plan: None, before: side(before.1)?, after: side(after.1)?, splits })
    };
    difference().map_err(out_of_range)
}

/// Two simulations, and how the jobs of both are each other's counterparts.
struct Both<'s> {
    sides: [&'s Simulate; 2],
    jobs: Vec<JobOfBoth>,
    /// Whether every job has its price and tokens apart.
    are_told_apart: bool,
}

/// A job, by its place on each side that has it.
struct JobOfBoth {
    places: [Option<usize>; 2],
    /// What it uses, where both sides tell it.
    lines: Option<Paired>,
}

impl<'s> Both<'s> {
    fn of(before: &'s Simulate, after: &'s Simulate) -> Self {
        let names = before.jobs.iter().map(|job| job.job.as_str());
        let mut jobs = Vec::new();
        let mut are_told_apart = true;
        for places in paired(names, after.jobs.iter().map(|job| job.job.as_str())) {
            let mut lines = None;
            if let (Some(one), Some(other)) = places {
                let (job, other) = (&before.jobs[one], &after.jobs[other]);
                lines = Paired::of(&job.lines, &other.lines);
                are_told_apart &= lines.is_some() || are_stated(job, other);
            }
            jobs.push(JobOfBoth { places: [places.0, places.1], lines });
        }
        Self { sides: [before, after], jobs, are_told_apart }
    }

    fn factors(&self) -> &'static [Factor] {
        if self.are_told_apart {
            &[Factor::Price, Factor::Tokens, Factor::Runs, Factor::Plan]
        } else {
            &[Factor::RunCost, Factor::Runs, Factor::Plan]
        }
    }

    /// What the jobs of one side come to, at the prices, with the tokens and on the credits of others.
    fn value(&self, is_after: IsAfter<'_>) -> Result<Amounts, OutOfRange> {
        let side = |factor| usize::from(is_after(factor));
        let (runs, plan) = (side(Factor::Runs), side(Factor::Plan));
        let held = self.sides[plan];
        let ledgers = ledgers(held);
        // Without such a seat it is the first.
        let first = (!held.seats.is_empty()).then_some(0);
        let (mut cost, mut overflow) = (Usd::ZERO, Usd::ZERO);
        for cycle in 0..self.sides[runs].cycles.len() {
            let mut of_ledgers = vec![Usd::ZERO; held.seats.len()];
            for job in &self.jobs {
                let Some(own) = job.places[runs] else { continue };
                let of_job = self.cost(job, cycle, is_after)?;
                cost = cost.plus(of_job)?;
                // Where the job is not on that side, it keeps its use and looks for its seat.
                let (place, of) = job.places[plan].map_or((own, runs), |place| (place, plan));
                let drawing = &self.sides[of].jobs[place];
                let ledger = ledgers.get(drawing.seat.as_str()).copied().or(first);
                match (ledger, drawing.draws) {
                    (Some(ledger), Draws::Credit) => of_ledgers[ledger] = of_ledgers[ledger].plus(of_job)?,
                    // What draws a plan's limits asks for no dollar.
                    (_, Draws::PlanWindows) => {}
                    _ => overflow = overflow.plus(of_job)?,
                }
            }
            for (ledger, cost) in of_ledgers.into_iter().enumerate() {
                overflow = overflow.plus(cost.less(available(held, cycle, ledger)?))?;
            }
        }
        Ok(Amounts { fees: fees(held, self.sides[runs])?, overflow, cost })
    }

    /// What the runs of a job in a cycle come to.
    fn cost(&self, job: &JobOfBoth, cycle: usize, is_after: IsAfter<'_>) -> Result<Usd, OutOfRange> {
        let runs_side = usize::from(is_after(Factor::Runs));
        let recorded = |side: usize| Some(&self.sides[side].cycles.get(cycle)?.jobs[job.places[side]?]);
        let Some(own) = recorded(runs_side) else { return Ok(Usd::ZERO) };
        if job.places.iter().any(Option::is_none) {
            return Ok(own.counts.cost_usd);
        }
        let (price, tokens) = if self.are_told_apart {
            (Factor::Price, Factor::Tokens)
        } else {
            (Factor::RunCost, Factor::RunCost)
        };
        let (price, tokens) = (usize::from(is_after(price)), usize::from(is_after(tokens)));
        let product = self.run_cost(job, tokens, price)?.times(own.counts.runs)?;
        // Growth, and a price that changes within the cycle: what all runs come to beyond so many times the
        // first.
        let rest = match recorded(price) {
            Some(priced) => {
                Rest::of(priced.counts.cost_usd, self.run_cost(job, price, price)?.times(priced.counts.runs)?)
            }
            None => Rest::of(
                own.counts.cost_usd,
                self.run_cost(job, runs_side, runs_side)?.times(own.counts.runs)?,
            ),
        };
        rest.beyond(product)
    }

    /// What a run costs with the tokens of one side at the prices of another.
    fn run_cost(&self, job: &JobOfBoth, tokens: usize, price: usize) -> Result<Usd, OutOfRange> {
        let recorded = |side: usize| job.places[side].map(|place| &self.sides[side].jobs[place]);
        match &job.lines {
            Some(lines) if self.are_told_apart => {
                let cost = lines.cost(tokens, price)?;
                recorded(tokens).and_then(|job| job.retry_factor).map_or(Ok(cost), |factor| factor.of(cost))
            }
            _ => Ok(recorded(price).map_or(Usd::ZERO, |job| job.run_cost_usd)),
        }
    }
}

/// Whether the cost of a run is stated on both sides, as often tried.
fn are_stated(one: &Job, other: &Job) -> bool {
    one.lines.is_empty() && other.lines.is_empty() && one.retry_factor == other.retry_factor
}

/// The credit that each seat draws.
fn ledgers(held: &Simulate) -> BTreeMap<&str, usize> {
    let mut ledgers = BTreeMap::new();
    for (ledger, place) in held.seats.iter().zip(0..) {
        for member in &ledger.members {
            ledgers.entry(member.as_str()).or_insert(place);
        }
    }
    ledgers
}

/// What a credit has for the runs of a cycle: what they drew, and what was left; all of it in a cycle that
/// was not walked.
fn available(held: &Simulate, cycle: usize, ledger: usize) -> Result<Usd, OutOfRange> {
    match held.cycles.get(cycle) {
        Some(cycle) => cycle.seats[ledger].drawn_usd.plus(cycle.seats[ledger].expires_usd),
        None => Ok(held.seats[ledger].credit_usd),
    }
}

/// What the plans of `held` cost in the cycles of `runs`.
fn fees(held: &Simulate, runs: &Simulate) -> Result<Fees, OutOfRange> {
    let due = |seat: &Seat| if held.inputs.fee_paid { Some(Usd::ZERO) } else { seat.fee_usd };
    let fees: Option<Vec<Usd>> = held.seats.iter().map(due).collect();
    let cycles = crate::units::length(runs.cycles.len());
    let are_months = runs.inputs.from.is_none() && are_months(days(runs), cycles);
    Fees::of(fees.map(sum).transpose()?, cycles, are_months)
}

/// All days; a time that ends before it begins has none.
fn days(answer: &Simulate) -> Period {
    let inputs = &answer.inputs;
    Period::new(inputs.cycle_start, inputs.cycle_end.max(inputs.cycle_start))
}

fn amounts(answer: &Simulate) -> Result<Amounts, OutOfRange> {
    Ok(Amounts {
        fees: fees(answer, answer)?,
        overflow: answer.total.counts.overflow_usd,
        cost: answer.total.counts.cost_usd,
    })
}

fn side(answer: &Simulate) -> Result<Side, OutOfRange> {
    let inputs = &answer.inputs;
    let cycles = crate::units::length(answer.cycles.len());
    Ok(Side {
        rules: Rules {
            program: inputs.program.clone(),
            as_of: inputs.as_of,
            status: inputs.program_status.map(|status| (status, None)),
            in_force: answer.in_force.as_ref().map(|rules| InForce {
                program: rules.program.clone(),
                // Nothing is reported about it.
                needs_api_key: false,
                granted_usd: rules.granted_usd,
                overflow_usd: rules.overflow_usd,
            }),
        },
        time: Time { days: days(answer), cycles: Some(cycles), is_whole: inputs.from.is_none() },
        fees: fees(answer, answer)?,
        counts: counts(&answer.total.counts),
        ledgers: answer.seats.iter().map(ledger_side).collect(),
        jobs: answer.jobs.iter().map(job_side).collect(),
    })
}

fn ledger_side(seat: &Seat) -> LedgerSide {
    let end = seat.runs_out_job.as_ref().map(|_| End {
        at: seat.runs_out_at.map(Instant::zoned),
        day: seat.runs_out_on,
        cycle: None,
        run: None,
    });
    LedgerSide { name: seat.seat.clone(), plan: seat.plan.clone(), granted: seat.granted_usd, end }
}

fn job_side(job: &Job) -> JobSide {
    JobSide { name: job.job.clone(), run_cost_usd: Some(job.run_cost_usd), counts: counts(&job.counts) }
}

fn counts(counts: &simulate::Counts) -> Counts {
    Counts {
        runs: counts.runs,
        runs_covered: counts.runs_covered,
        nights: Some(counts.nights),
        nights_covered: Some(counts.nights_covered),
        cost_usd: counts.cost_usd,
        drawn_usd: counts.drawn_usd,
        overflow_usd: counts.overflow_usd,
        plan_windows_usd: counts.plan_windows_usd,
    }
}
