//! A simulation, as it is answered.

use jiff::civil::Date;

use super::results::{Answer, seat_name};
use super::{
    Assignment, Counts, Cycle, CycleJob, CycleSeat, Effect, EffectJob, EffectSeat, Entry, EntryKind, InForce,
    Inputs, Job, Moment, Move, OneSeat, Pooled, Seat, SeatTerm, ShapeName, Simulate, Total,
};
use crate::answer::estimate::Line;
use crate::answer::inputs::Factors;
use crate::calendar::Instant;
use crate::ledger::{CycleOutcome, Event, JobOutcome, RunPoint, Simulation, Tally, draws};
use crate::pricing::PriceTable;
use crate::schedule::zone;
use crate::units::Usd;

impl Simulate {
    /// The answer to a simulation.
    #[must_use]
    pub fn of(table: &PriceTable, answer: &Answer<'_, '_>, notes: Vec<String>) -> Self {
        let Answer { question, simulated, .. } = answer;
        Self {
            schema: ShapeName,
            inputs: Inputs::of(table, answer),
            jobs: (0..question.jobs.len()).map(|place| Job::of(answer, place)).collect(),
            seats: simulated
                .of_ledgers()
                .iter()
                .zip(0..)
                .map(|(tally, place)| Seat::of(answer, place, tally))
                .collect(),
            total: Total::of(answer),
            shown: None,
            cycles: simulated.cycles.iter().map(|outcome| Cycle::of(answer, outcome)).collect(),
            pooled: answer.pooled.map(|pooled| Pooled {
                note: "for contrast only: these credits belong to one user each and do not pool".to_owned(),
                granted_usd: pooled.granted,
                drawn_usd: pooled.drawn,
                overflow_usd: pooled.overflow,
            }),
            in_force: simulated.in_force.as_ref().map(|rules| InForce {
                program: rules.program.map(|program| program.id.clone()),
                granted_usd: rules.figures.granted,
                drawn_usd: rules.figures.total.drawn,
                overflow_usd: rules.figures.total.overflow,
                plan_windows_usd: rules.figures.total.windows,
                runs_covered: rules.figures.total.runs_covered,
                nights_covered: rules.figures.total.nights_covered,
            }),
            effect: answer.effect.as_ref().map(|effect| Effect::of(answer, effect)),
            assignment: answer.assignment.as_ref().map(|assignment| Assignment::of(answer, assignment)),
            ledger: answer.ledger.is_some().then(|| Entry::all(answer).collect()),
            notes,
        }
    }
}

impl Inputs {
    fn of(table: &PriceTable, answer: &Answer<'_, '_>) -> Self {
        let (question, days) = (answer.question, answer.simulated.days());
        Self {
            as_of: question.as_of,
            program: question.program.id.clone(),
            program_status: question.program.status_on(question.as_of).map(|change| change.status),
            pricing_digest: table.digest().to_owned(),
            zone: zone::name(&question.zone).into_owned(),
            cycles: question.cycles.get(),
            cycle_start: days.start(),
            cycle_end: days.end(),
            from: question.from.map(|from| Instant::on_clock_of(&question.zone, from)),
            ties: "by priority, then by the order in the file".to_owned(),
            fee_paid: question.is_fee_paid,
            factors: Factors::of(table),
            question: None,
        }
    }
}

impl Total {
    fn of(answer: &Answer<'_, '_>) -> Self {
        let simulated = answer.simulated;
        let total = simulated.total();
        let ledgers = simulated.cycles.iter().flat_map(|cycle| &cycle.ledgers);
        Self {
            counts: Counts::from(&total),
            granted_usd: simulated.granted(),
            expires_usd: ledgers.map(|ledger| ledger.expires).sum(),
            coverage_percent: total.share(),
            pay_usd: answer.pay(),
        }
    }
}

impl From<&Tally> for Counts {
    fn from(tally: &Tally) -> Self {
        Self {
            runs: tally.runs,
            runs_covered: tally.runs_covered,
            runs_partial: tally.runs_partial,
            runs_beyond: tally.runs_beyond,
            runs_on_plan_limits: tally.runs_on_limits,
            runs_refused: tally.runs_refused,
            runs_refused_by_vendor: tally.runs_refused_by_vendor,
            nights: tally.nights,
            nights_covered: tally.nights_covered,
            cost_usd: tally.cost,
            drawn_usd: tally.drawn,
            billed_usd: tally.billed,
            refused_usd: tally.unpaid,
            plan_windows_usd: tally.windows,
            overflow_usd: tally.overflow,
        }
    }
}

fn instant(question: &Simulation<'_>, point: Option<RunPoint>) -> Option<Instant> {
    point.and_then(|point| point.at).map(|at| Instant::on_clock_of(&question.zone, at))
}

fn day(point: Option<RunPoint>) -> Option<Date> {
    point.and_then(|point| point.day)
}

impl Job {
    fn of(answer: &Answer<'_, '_>, place: usize) -> Self {
        let Answer { question, simulated, .. } = answer;
        let (spec, priced) = (&question.jobs[place], &simulated.jobs[place]);
        let plan = simulated.ledgers[priced.ledger].holding.plan;
        let outcomes = || simulated.cycles.iter().map(move |cycle| &cycle.jobs[place]);
        let first = |of: fn(&JobOutcome) -> Option<RunPoint>| outcomes().find_map(of);
        Self {
            job: spec.name.clone(),
            seat: question.seats[spec.seat].name.clone(),
            priority: spec.priority,
            surface: spec.surface,
            draws: draws(priced.no_credit),
            no_credit_reason: priced.no_credit.and_then(|why| why.reason(plan, question.program)),
            run_cost_usd: priced.first_cost,
            run_cost_min_usd: priced.range.map(|(least, _)| least),
            run_cost_max_usd: priced.range.map(|(_, most)| most),
            retry_factor: spec.retry_factor,
            priced_on: priced.priced_on,
            nights_without_price: priced.nights_without_price,
            lines: priced.run.lines.iter().map(Line::from).collect(),
            counts: Counts::from(&simulated.of_job(place)),
            first_beyond: instant(question, first(|outcome| outcome.first_beyond)),
            first_beyond_on: day(first(|outcome| outcome.first_beyond)),
            first_refused: instant(question, first(|outcome| outcome.first_refused)),
            refused_days: outcomes().flat_map(|outcome| outcome.refused_days.iter().copied()).collect(),
        }
    }
}

impl Seat {
    fn of(answer: &Answer<'_, '_>, place: usize, tally: &Tally) -> Self {
        let Answer { question, simulated, .. } = answer;
        let spec = &simulated.ledgers[place];
        let out = simulated.runs_out(place).map(|(_, point)| point);
        Self {
            seat: spec.name.clone(),
            members: spec.seats.iter().map(|seat| question.seats[*seat].name.clone()).collect(),
            plan: spec.holding.id().to_owned(),
            seats: spec.holding.seats.iter().map(|(seat, count)| (seat.kind.clone(), *count)).collect(),
            fee_usd: spec.fee(),
            on_exhaustion: spec.exhaustion.to_string(),
            credit_usd: spec.credits(),
            granted_usd: simulated.over_cycles(place, |ledger| ledger.granted),
            spent_usd: simulated.over_cycles(place, |ledger| ledger.spent),
            drawn_usd: simulated.over_cycles(place, |ledger| ledger.drawn),
            expires_usd: simulated.over_cycles(place, |ledger| ledger.expires),
            overflow_usd: tally.overflow,
            billed_usd: tally.billed,
            pay_usd: answer.pay_of(place, tally),
            runs_out_at: instant(question, out),
            runs_out_on: day(out),
            runs_out_job: out.map(|point| question.jobs[point.job].name.clone()),
            count: spec.count.get(),
            one: OneSeat::of(simulated, place, tally),
            terms: SeatTerm::all(simulated, place),
        }
    }
}

impl Cycle {
    fn of(answer: &Answer<'_, '_>, outcome: &CycleOutcome) -> Self {
        let Answer { question, simulated, .. } = answer;
        let jobs = question.jobs.iter().zip(&outcome.jobs).map(|(spec, job)| CycleJob {
            job: spec.name.clone(),
            counts: Counts::from(&job.tally),
            first_beyond: instant(question, job.first_beyond),
        });
        let seats = simulated.ledgers.iter().zip(&outcome.ledgers).map(|(spec, ledger)| CycleSeat {
            seat: spec.name.clone(),
            granted_usd: ledger.granted,
            spent_usd: ledger.spent,
            drawn_usd: ledger.drawn,
            expires_usd: ledger.expires,
            runs_out_at: instant(question, ledger.runs_out),
            runs_out_on: day(ledger.runs_out),
        });
        Self {
            cycle_start: outcome.period.start(),
            cycle_end: outcome.period.end(),
            jobs: jobs.collect(),
            seats: seats.collect(),
            total: Counts::from(&outcome.total()),
        }
    }
}

impl Effect {
    fn of(answer: &Answer<'_, '_>, effect: &crate::studies::Effect) -> Self {
        let moment = |end: Option<(usize, RunPoint)>| {
            let point = end.map(|(_, point)| point);
            instant(answer.question, point).map(Moment::At).or(day(point).map(Moment::On))
        };
        let seat = |ledger: &crate::studies::LedgerEffect| EffectSeat {
            seat: ledger.name.clone(),
            runs_out_before: moment(ledger.before),
            runs_out_after: moment(ledger.after),
        };
        let job = |job: &crate::studies::JobEffect| EffectJob {
            job: job.name.clone(),
            before: job.before.as_ref().map(Counts::from),
            after: job.after.as_ref().map(Counts::from),
        };
        let (before, after) = &effect.total;
        Self {
            without: answer.without.clone(),
            added: answer.added.clone(),
            overflow_before_usd: before.overflow,
            overflow_after_usd: after.overflow,
            drawn_before_usd: before.drawn,
            drawn_after_usd: after.drawn,
            seats: effect.ledgers.iter().map(seat).collect(),
            jobs: effect.jobs.iter().map(job).collect(),
        }
    }
}

impl Assignment {
    fn of(answer: &Answer<'_, '_>, assignment: &crate::studies::Assignment) -> Self {
        let moved = |(job, from, to): (&str, &str, &str)| Move {
            job: job.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        Self {
            is_least: assignment.is_least(),
            overflow_before_usd: assignment.overflow_before,
            overflow_usd: assignment.overflow,
            at_least_usd: assignment.at_least,
            jobs: answer.moves().into_iter().map(moved).collect(),
        }
    }
}

impl Entry {
    /// Every line of every ledger, in order, where they are listed.
    pub(crate) fn all<'a>(answer: &'a Answer<'_, '_>) -> impl Iterator<Item = Self> + use<'a> {
        answer.ledger.iter().flatten().flat_map(|event| Self::all_of(answer, event))
    }

    /// What an event says in a ledger, by its names. A run of which nothing is drawn, billed or refused costs
    /// nothing and has no line.
    fn all_of<'a>(answer: &'a Answer<'_, '_>, event: &'a Event) -> impl Iterator<Item = Self> + use<'a> {
        let Answer { question, simulated, .. } = answer;
        let (cycle, credit, at, run) = match event {
            Event::Granted { cycle, ledger, seat, at, .. }
            | Event::Expired { cycle, ledger, seat, at, .. } => (*cycle, (*ledger, *seat), Some(*at), None),
            Event::Run(run) => (run.cycle, (run.ledger, run.seat), run.at, Some(run)),
        };
        let line = move |(entry, amount_usd, left_usd)| Self {
            cycle: simulated.cycles[cycle].period.start(),
            seat: seat_name(simulated, credit.0, credit.1).into_owned(),
            at: at.map(|at| Instant::on_clock_of(&question.zone, at)),
            day: run.and_then(|run| run.day),
            entry,
            job: run.map(|run| question.jobs[run.job].name.clone()),
            run: run.map(|run| run.number),
            amount_usd,
            left_usd,
        };
        amounts(event).into_iter().map(line)
    }
}

/// What happens, how many dollars that are, and what is left of the credit afterwards.
fn amounts(event: &Event) -> Vec<(EntryKind, Usd, Usd)> {
    match *event {
        Event::Granted { amount, had, spent, .. } => {
            let all = had + amount;
            let spent = (!spent.is_zero()).then(|| (EntryKind::Spent, spent, all.less(spent)));
            [(EntryKind::Grant, amount, all)].into_iter().chain(spent).collect()
        }
        Event::Run(run) => [
            (EntryKind::Draw, run.drawn),
            (EntryKind::Bill, run.billed),
            (EntryKind::Refuse, run.unpaid),
            (EntryKind::PlanWindows, run.windows),
        ]
        .into_iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(kind, amount)| (kind, amount, run.left))
        .collect(),
        Event::Expired { amount, .. } => vec![(EntryKind::Expire, amount, Usd::ZERO)],
    }
}
