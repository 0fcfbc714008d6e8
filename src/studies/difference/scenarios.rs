//! What changed between two scenarios.
//!
//! Five factors can change: price, tokens, runs, plan and calendar. Between the two scenarios lie those that
//! have some factors of the one and the others of the other: 32 in all, of which every one is walked as a
//! scenario of its own. So what two factors do only together (more runs, each of them dearer, drawn on a
//! credit that ends) is counted as it would be, and [`shares`] gives each factor its part of it.

use super::amounts::Amounts;
use super::answer::{
    Counts, Difference, End, Factor, Figure, InForce, JobSide, LedgerSide, NotSplit, Part, Rules, Side, Time,
};
use super::fees::{Fees, is_month};
use super::hybrid::{FACTORS, Pair, factors_in};
use super::shapley::shares;
use crate::calendar::OutOfCalendar;
use crate::ledger::{RunPoint, Simulated, Simulation, Tally, simulate};
use crate::pricing::{Auth, NoPrice, PriceFactor, PriceTable};
use crate::units::{OutOfRange, Usd};

/// A scenario and its answer.
pub type Answered<'a, 't> = (&'a Simulation<'t>, &'a Simulated<'t>);

/// What changed from the one scenario to the other, in dollars over all cycles. Each has its table: the same
/// prices, multiplied by what its scenario says.
///
/// # Errors
///
/// When an amount is out of range.
pub fn between<'t>(
    tables: [&'t PriceTable; 2],
    before: Answered<'_, 't>,
    after: Answered<'_, 't>,
) -> Result<Difference, OutOfRange> {
    let ends = [amounts(before)?, amounts(after)?];
    let values = values(tables, Pair { before: before.0, after: after.0 }, ends);
    let splits = Amounts::splits(ends, |figure, _| parts(&values, figure))?;
    Ok(Difference { plan: None, before: side(before)?, after: side(after)?, splits })
}

fn amounts((question, answer): Answered<'_, '_>) -> Result<Amounts, OutOfRange> {
    let Tally { overflow, cost, .. } = answer.total();
    Ok(Amounts { fees: fees(question, answer)?, overflow, cost })
}

/// What the plans cost in all cycles.
fn fees(question: &Simulation<'_>, answer: &Simulated<'_>) -> Result<Fees, OutOfRange> {
    let mut all = Some(Usd::ZERO);
    for ledger in &answer.ledgers {
        all = all.zip(ledger.fee_due(question.is_fee_paid)).map(|(all, fee)| all.plus(fee)).transpose()?;
    }
    let are_months = question.from.is_none() && is_month(question.cycle);
    Fees::of(all, question.cycles.get().into(), are_months)
}

/// The figures of every question between the two, by the set of factors that it has of after. Those of the
/// `ends` are known.
fn values<'t>(
    tables: [&'t PriceTable; 2],
    pair: Pair<'_, 't>,
    ends: [Amounts; 2],
) -> Vec<Result<Amounts, NotSplit>> {
    // Where a factor is the same on both sides, several sets of factors are one question.
    let factors = tables.map(PriceTable::price_factor);
    let mut known: Vec<(Simulation<'t>, &PriceFactor, Amounts)> =
        vec![(pair.before.clone(), factors[0], ends[0]), (pair.after.clone(), factors[1], ends[1])];
    let mut value = |set: u32| {
        let question = pair.with(set);
        let table = tables[usize::from(factors_in(set).any(|factor| factor == Factor::Price))];
        let is_it = |(asked, by, _): &&(Simulation<'t>, &PriceFactor, Amounts)| {
            *by == table.price_factor() && *asked == question
        };
        if let Some((_, _, amounts)) = known.iter().find(is_it) {
            return Ok(*amounts);
        }
        let amounts = ask(table, &question).map_err(|(job, reason)| NotSplit::Unpriced {
            of_after: factors_in(set).collect(),
            job,
            reason,
        })?;
        known.push((question, table.price_factor(), amounts));
        Ok(amounts)
    };
    (0..1_u32 << FACTORS.len()).map(&mut value).collect()
}

/// What a question comes to, or which of its jobs has no price.
fn ask<'t>(
    table: &'t PriceTable,
    question: &Simulation<'t>,
) -> Result<Amounts, (Option<String>, Box<NoPrice>)> {
    let answer = simulate(table, question).map_err(|mut faults| {
        let first = faults.swap_remove(0);
        (first.job.map(|job| question.jobs[job].name.clone()), Box::new(first.reason))
    })?;
    amounts((question, &answer)).map_err(|reason| (None, Box::new(reason.into())))
}

/// The part of every factor in the change of a figure.
fn parts(values: &[Result<Amounts, NotSplit>], figure: Figure) -> Result<Vec<Part>, NotSplit> {
    let value = |set: u32| {
        let place = usize::try_from(set).expect("a few sets");
        values[place].clone()?.get(figure).map_err(NotSplit::from)
    };
    let changes = shares(FACTORS.len(), value)?;
    Ok(FACTORS.into_iter().zip(changes).map(|(factor, change)| Part { factor, change_usd: change }).collect())
}

fn side(answered: Answered<'_, '_>) -> Result<Side, OutOfRange> {
    let (question, answer) = answered;
    let jobs = question.jobs.iter().zip(&answer.jobs).zip(0..).map(|((spec, job), place)| {
        let tally = answer.of_job(place);
        Ok(JobSide { name: spec.name.clone(), run_cost_usd: Some(job.first_cost), counts: counts(&tally) })
    });
    let ledgers = answer.ledgers.iter().zip(0..).map(|(ledger, place)| {
        let granted = answer.over_cycles(place, |outcome| outcome.granted);
        let end = answer.runs_out(place).map(|(cycle, run)| end(question, cycle, run));
        Ok(LedgerSide { name: ledger.name.clone(), plan: ledger.holding.id().to_owned(), granted, end })
    });
    Ok(Side {
        rules: rules(question, Some(answer)),
        // What was simulated lies within the calendar.
        time: time(question).map_err(|_| OutOfRange)?,
        fees: fees(question, answer)?,
        counts: counts(&answer.total()),
        ledgers: ledgers.collect::<Result<_, OutOfRange>>()?,
        jobs: jobs.collect::<Result<_, OutOfRange>>()?,
    })
}

fn counts(tally: &Tally) -> Counts {
    Counts {
        runs: tally.runs,
        runs_covered: tally.runs_covered,
        nights: Some(tally.nights),
        nights_covered: Some(tally.nights_covered),
        cost_usd: tally.cost,
        drawn_usd: tally.drawn,
        overflow_usd: tally.overflow,
        plan_windows_usd: tally.windows,
    }
}

fn end(question: &Simulation<'_>, cycle: usize, run: RunPoint) -> End {
    End {
        at: run.at.map(|at| at.to_zoned(question.zone.clone())),
        day: run.day,
        cycle: Some(cycle),
        run: None,
    }
}

fn time(question: &Simulation<'_>) -> Result<Time, OutOfCalendar> {
    Ok(Time {
        days: question.days()?,
        cycles: Some(question.cycles.get().into()),
        is_whole: question.from.is_none(),
    })
}

/// Whose rules a question is counted under, and what those in force give, as far as it has an `answer`.
#[must_use]
pub fn rules(question: &Simulation<'_>, answer: Option<&Simulated<'_>>) -> Rules {
    Rules {
        program: question.program.id.clone(),
        as_of: question.as_of,
        status: question.program.status_on(question.as_of).map(|change| (change.status, Some(change.from))),
        in_force: answer.and_then(|answer| answer.in_force.as_ref()).map(|rules| InForce {
            program: rules.program.map(|program| program.id.clone()),
            needs_api_key: question.program.sign_in != Auth::ApiKey
                && rules.program.is_some_and(|program| program.sign_in == Auth::ApiKey),
            granted_usd: rules.figures.granted,
            overflow_usd: rules.figures.total.overflow,
        }),
    }
}
