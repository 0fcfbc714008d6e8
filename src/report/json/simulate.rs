//! `creditcalc.simulate/1`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::estimate::{Line, line, reason};
use super::written;
use crate::pricing::{PriceTable, ProgramStatus};
use crate::report::phrase::rfc3339;
use crate::report::simulated::{Answer, Entry};
use crate::schedule::zone;
use crate::simulate::{CycleOutcome, Effect, JobOutcome, RunPoint, Simulation, Tally};
use crate::units::OutOfRange;

/// The shape of a simulation.
#[derive(Serialize)]
struct Shape<'a> {
    schema: &'static str,
    inputs: Inputs<'a>,
    jobs: Vec<Job<'a>>,
    seats: Vec<Seat<'a>>,
    total: Total,
    cycles: Vec<Cycle<'a>>,
    pooled: Option<Pooled>,
    in_force: Option<Rules<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<EffectShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignment: Option<Assigned<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ledger: Option<Vec<EntryShape<'a>>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Inputs<'a> {
    as_of: String,
    program: &'a str,
    program_status: Option<&'static str>,
    pricing_digest: &'a str,
    zone: String,
    cycles: u16,
    cycle_start: String,
    cycle_end: String,
    from: Option<String>,
    ties: &'static str,
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "these are the keys of the contract")]
struct Job<'a> {
    job: &'a str,
    seat: &'a str,
    priority: u64,
    surface: &'static str,
    draws: &'static str,
    no_credit_reason: Option<String>,
    run_cost_usd: String,
    run_cost_min_usd: Option<String>,
    run_cost_max_usd: Option<String>,
    retry_factor: Option<String>,
    priced_on: String,
    nights_without_price: u64,
    lines: Vec<Line<'a>>,
    #[serde(flatten)]
    counts: Counts,
    first_beyond: Option<String>,
    first_beyond_on: Option<String>,
    first_refused: Option<String>,
    refused_days: BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct Counts {
    runs: u64,
    runs_covered: u64,
    runs_partial: u64,
    runs_beyond: u64,
    runs_refused: u64,
    nights: u64,
    nights_covered: u64,
    cost_usd: String,
    drawn_usd: String,
    billed_usd: String,
    refused_usd: String,
    plan_windows_usd: String,
    overflow_usd: String,
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "these are the keys of the contract")]
struct Seat<'a> {
    seat: &'a str,
    members: Vec<&'a str>,
    plan: &'a str,
    seats: BTreeMap<&'a str, u64>,
    fee_usd: Option<String>,
    on_exhaustion: String,
    credit_usd: String,
    granted_usd: String,
    spent_usd: String,
    drawn_usd: String,
    expires_usd: String,
    overflow_usd: String,
    billed_usd: String,
    runs_out_at: Option<String>,
    runs_out_on: Option<String>,
    runs_out_job: Option<&'a str>,
}

#[derive(Serialize)]
struct Total {
    #[serde(flatten)]
    counts: Counts,
    granted_usd: String,
    expires_usd: String,
    coverage_percent: Option<String>,
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "these are the keys of the contract")]
struct Cycle<'a> {
    cycle_start: String,
    cycle_end: String,
    jobs: Vec<CycleJob<'a>>,
    seats: Vec<CycleSeat<'a>>,
    total: Counts,
}

#[derive(Serialize)]
struct CycleJob<'a> {
    job: &'a str,
    #[serde(flatten)]
    counts: Counts,
    first_beyond: Option<String>,
}

#[derive(Serialize)]
struct CycleSeat<'a> {
    seat: &'a str,
    granted_usd: String,
    spent_usd: String,
    drawn_usd: String,
    expires_usd: String,
    runs_out_at: Option<String>,
    runs_out_on: Option<String>,
}

#[derive(Serialize)]
struct Pooled {
    note: &'static str,
    granted_usd: String,
    drawn_usd: String,
    overflow_usd: String,
}

#[derive(Serialize)]
struct Rules<'a> {
    program: Option<&'a str>,
    granted_usd: String,
    drawn_usd: String,
    overflow_usd: String,
    runs_covered: u64,
    nights_covered: u64,
}

#[derive(Serialize)]
struct EffectShape<'a> {
    without: &'a [String],
    added: &'a [String],
    overflow_before_usd: String,
    overflow_after_usd: String,
    drawn_before_usd: String,
    drawn_after_usd: String,
    seats: Vec<EffectSeat<'a>>,
    jobs: Vec<EffectJob<'a>>,
}

#[derive(Serialize)]
struct EffectSeat<'a> {
    seat: &'a str,
    runs_out_before: Option<String>,
    runs_out_after: Option<String>,
}

#[derive(Serialize)]
struct EffectJob<'a> {
    job: &'a str,
    before: Option<Counts>,
    after: Option<Counts>,
}

#[derive(Serialize)]
struct Assigned<'a> {
    is_least: bool,
    overflow_before_usd: String,
    overflow_usd: String,
    at_least_usd: String,
    jobs: Vec<Moved<'a>>,
}

#[derive(Serialize)]
struct Moved<'a> {
    job: &'a str,
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct EntryShape<'a> {
    cycle: String,
    seat: &'a str,
    at: Option<String>,
    day: Option<String>,
    entry: &'static str,
    job: Option<&'a str>,
    run: Option<u64>,
    amount_usd: String,
    left_usd: String,
}

/// The simulation as JSON.
///
/// # Errors
///
/// When a sum is out of range.
pub fn simulate(table: &PriceTable, answer: &Answer<'_, '_>, notes: &[String]) -> Result<String, OutOfRange> {
    let Answer { question, simulated, .. } = answer;
    let days = question.days().map_err(|_| OutOfRange)?;
    let total = simulated.total();
    let expires = crate::cost::sum(
        simulated.cycles.iter().flat_map(|cycle| cycle.ledgers.iter().map(|ledger| ledger.expires)),
    )?;
    let jobs: Result<Vec<_>, OutOfRange> = (0..question.jobs.len()).map(|place| job(answer, place)).collect();
    let seats: Result<Vec<_>, OutOfRange> =
        (0..simulated.ledgers.len()).map(|place| seat(answer, place)).collect();
    let cycles: Result<Vec<_>, OutOfRange> =
        simulated.cycles.iter().map(|outcome| cycle(answer, outcome)).collect();
    Ok(written(&Shape {
        schema: "creditcalc.simulate/1",
        inputs: Inputs {
            as_of: question.as_of.to_string(),
            program: &question.program.id,
            program_status: question
                .program
                .status_on(question.as_of)
                .map(|change| ProgramStatus::word(change.status)),
            pricing_digest: table.digest(),
            zone: zone::name(&question.zone).to_owned(),
            cycles: question.cycles.get(),
            cycle_start: days.start().to_string(),
            cycle_end: days.end().to_string(),
            from: question.from.map(|from| rfc3339(from, &question.zone)),
            ties: "by priority, then by the order in the file",
        },
        jobs: jobs?,
        seats: seats?,
        total: Total {
            counts: counts(&total),
            granted_usd: simulated.granted().to_string(),
            expires_usd: expires.to_string(),
            coverage_percent: total.share().map(|share| share.to_string()),
        },
        cycles: cycles?,
        pooled: answer.pooled.map(|pooled| Pooled {
            note: "for contrast only: these credits belong to one user each and do not pool",
            granted_usd: pooled.granted.to_string(),
            drawn_usd: pooled.drawn.to_string(),
            overflow_usd: pooled.overflow.to_string(),
        }),
        in_force: simulated.in_force.as_ref().map(|rules| Rules {
            program: rules.program.map(|program| program.id.as_str()),
            granted_usd: rules.granted.to_string(),
            drawn_usd: rules.total.drawn.to_string(),
            overflow_usd: rules.total.overflow.to_string(),
            runs_covered: rules.total.runs_covered,
            nights_covered: rules.total.nights_covered,
        }),
        effect: answer.effect.as_ref().map(|effect| effect_shape(answer, effect)),
        assignment: answer.assignment.as_ref().map(|assignment| Assigned {
            is_least: assignment.is_least(),
            overflow_before_usd: assignment.overflow_before.to_string(),
            overflow_usd: assignment.overflow.to_string(),
            at_least_usd: assignment.at_least.to_string(),
            jobs: answer.moves().into_iter().map(|(job, from, to)| Moved { job, from, to }).collect(),
        }),
        ledger: answer
            .ledger
            .as_ref()
            .map(|entries| entries.iter().map(|known| entry(answer, known)).collect()),
        notes,
    }))
}

fn counts(tally: &Tally) -> Counts {
    Counts {
        runs: tally.runs,
        runs_covered: tally.runs_covered,
        runs_partial: tally.runs_partial,
        runs_beyond: tally.runs_beyond,
        runs_refused: tally.runs_refused,
        nights: tally.nights,
        nights_covered: tally.nights_covered,
        cost_usd: tally.cost.to_string(),
        drawn_usd: tally.drawn.to_string(),
        billed_usd: tally.billed.to_string(),
        refused_usd: tally.unpaid.to_string(),
        plan_windows_usd: tally.windows.to_string(),
        overflow_usd: tally.overflow.to_string(),
    }
}

fn instant(question: &Simulation<'_>, point: Option<RunPoint>) -> Option<String> {
    point.and_then(|point| point.at).map(|at| rfc3339(at, &question.zone))
}

fn day(point: Option<RunPoint>) -> Option<String> {
    point.and_then(|point| point.day).map(|day| day.to_string())
}

fn job<'a>(answer: &'a Answer<'_, '_>, place: usize) -> Result<Job<'a>, OutOfRange> {
    let Answer { question, simulated, .. } = answer;
    let (spec, priced) = (&question.jobs[place], &simulated.jobs[place]);
    let ledger = &simulated.ledgers[priced.ledger];
    let outcomes = || simulated.cycles.iter().map(move |cycle| &cycle.jobs[place]);
    let first = |of: fn(&JobOutcome) -> Option<RunPoint>| outcomes().find_map(of);
    let refused: Vec<(Date, u64)> =
        outcomes().flat_map(|outcome| outcome.refused_days.iter().copied()).collect();
    Ok(Job {
        job: &spec.name,
        seat: &question.seats[spec.seat].name,
        priority: spec.priority,
        surface: spec.surface.word(),
        draws: priced.no_credit.map_or("credit", |why| why.draws().word()),
        no_credit_reason: reason(priced.no_credit, ledger.holding.plan, question.program),
        run_cost_usd: priced.first_cost.to_string(),
        run_cost_min_usd: priced.range.map(|(least, _)| least.to_string()),
        run_cost_max_usd: priced.range.map(|(_, most)| most.to_string()),
        retry_factor: spec.retry_factor.map(|factor| factor.to_string()),
        priced_on: priced.priced_on.to_string(),
        nights_without_price: priced.nights_without_price,
        lines: priced.run.lines.iter().map(line).collect(),
        counts: counts(&simulated.of_job(place)),
        first_beyond: instant(question, first(|outcome| outcome.first_beyond)),
        first_beyond_on: day(first(|outcome| outcome.first_beyond)),
        first_refused: instant(question, first(|outcome| outcome.first_refused)),
        refused_days: refused.into_iter().map(|(day, runs)| (day.to_string(), runs)).collect(),
    })
}

fn seat<'a>(answer: &'a Answer<'_, '_>, place: usize) -> Result<Seat<'a>, OutOfRange> {
    let Answer { question, simulated, .. } = answer;
    let spec = &simulated.ledgers[place];
    let sum = |of: fn(&crate::simulate::LedgerOutcome) -> crate::units::Usd| {
        crate::cost::sum(simulated.cycles.iter().map(|cycle| of(&cycle.ledgers[place])))
    };
    let tally = simulated.of_ledger(place);
    let out = simulated.runs_out(place).map(|(_, point)| point);
    Ok(Seat {
        seat: &spec.name,
        members: spec.seats.iter().map(|seat| question.seats[*seat].name.as_str()).collect(),
        plan: spec.holding.id(),
        seats: spec.holding.seats.iter().map(|(seat, count)| (seat.kind.as_str(), *count)).collect(),
        fee_usd: spec.holding.fee().map(|fee| fee.to_string()),
        on_exhaustion: spec.exhaustion.to_string(),
        credit_usd: spec.credit.to_string(),
        granted_usd: sum(|ledger| ledger.granted)?.to_string(),
        spent_usd: sum(|ledger| ledger.spent)?.to_string(),
        drawn_usd: sum(|ledger| ledger.drawn)?.to_string(),
        expires_usd: sum(|ledger| ledger.expires)?.to_string(),
        overflow_usd: tally.overflow.to_string(),
        billed_usd: tally.billed.to_string(),
        runs_out_at: instant(question, out),
        runs_out_on: day(out),
        runs_out_job: out.map(|point| question.jobs[point.job].name.as_str()),
    })
}

fn cycle<'a>(answer: &'a Answer<'_, '_>, outcome: &CycleOutcome) -> Result<Cycle<'a>, OutOfRange> {
    let Answer { question, simulated, .. } = answer;
    let jobs = question.jobs.iter().zip(&outcome.jobs).map(|(spec, job)| CycleJob {
        job: &spec.name,
        counts: counts(&job.tally),
        first_beyond: instant(question, job.first_beyond),
    });
    let seats = simulated.ledgers.iter().zip(&outcome.ledgers).map(|(spec, ledger)| CycleSeat {
        seat: &spec.name,
        granted_usd: ledger.granted.to_string(),
        spent_usd: ledger.spent.to_string(),
        drawn_usd: ledger.drawn.to_string(),
        expires_usd: ledger.expires.to_string(),
        runs_out_at: instant(question, ledger.runs_out),
        runs_out_on: day(ledger.runs_out),
    });
    Ok(Cycle {
        cycle_start: outcome.period.start().to_string(),
        cycle_end: outcome.period.end().to_string(),
        jobs: jobs.collect(),
        seats: seats.collect(),
        total: counts(&outcome.total()),
    })
}

fn effect_shape<'a>(answer: &'a Answer<'_, '_>, effect: &'a Effect) -> EffectShape<'a> {
    let end = |end: Option<(usize, RunPoint)>| {
        end.and_then(|(_, point)| instant(answer.question, Some(point)).or(day(Some(point))))
    };
    EffectShape {
        without: &answer.without,
        added: &answer.added,
        overflow_before_usd: effect.total.0.overflow.to_string(),
        overflow_after_usd: effect.total.1.overflow.to_string(),
        drawn_before_usd: effect.total.0.drawn.to_string(),
        drawn_after_usd: effect.total.1.drawn.to_string(),
        seats: effect
            .ledgers
            .iter()
            .map(|ledger| EffectSeat {
                seat: &ledger.name,
                runs_out_before: end(ledger.before),
                runs_out_after: end(ledger.after),
            })
            .collect(),
        jobs: effect
            .jobs
            .iter()
            .map(|job| EffectJob {
                job: &job.name,
                before: job.before.as_ref().map(counts),
                after: job.after.as_ref().map(counts),
            })
            .collect(),
    }
}

fn entry<'a>(answer: &'a Answer<'_, '_>, entry: &Entry) -> EntryShape<'a> {
    let Answer { question, simulated, .. } = answer;
    EntryShape {
        cycle: simulated.cycles[entry.cycle].period.start().to_string(),
        seat: &simulated.ledgers[entry.ledger].name,
        at: entry.at.map(|at| rfc3339(at, &question.zone)),
        day: entry.day.map(|day| day.to_string()),
        entry: entry.kind.word(),
        job: entry.job.map(|job| question.jobs[job].name.as_str()),
        run: entry.run,
        amount_usd: entry.amount.to_string(),
        left_usd: entry.left.to_string(),
    }
}
