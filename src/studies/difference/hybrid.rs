//! A question between two: some factors of the one, the others of the other.

use super::answer::Factor;
use crate::ledger::{JobSpec, RunSpec, SeatSpec, Simulation};
use crate::names::{Places, paired};
use crate::usage::ModelUsage;

/// The factors of two scenarios, in the order in which they are reported. The place of a factor is its bit in a
/// set of them.
pub(super) const FACTORS: [Factor; 5] =
    [Factor::Price, Factor::Tokens, Factor::Runs, Factor::Plan, Factor::Calendar];

/// Two questions.
#[derive(Clone, Copy)]
pub(super) struct Pair<'q, 't> {
    pub(super) before: &'q Simulation<'t>,
    pub(super) after: &'q Simulation<'t>,
}

/// Which of two sides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// The factors of `set`, in the order in which they are reported.
pub(super) fn factors_in(set: u32) -> impl Iterator<Item = Factor> {
    FACTORS.into_iter().zip(0_u32..).filter(move |(_, place)| set >> place & 1 == 1).map(|(factor, _)| factor)
}

impl<'q, 't> Pair<'q, 't> {
    /// The question with the factors of `set` from after, and everything else from before.
    pub(super) fn with(self, set: u32) -> Simulation<'t> {
        let of = |factor: Factor| {
            if factors_in(set).any(|taken| taken == factor) { Side::After } else { Side::Before }
        };
        let plan = self.side(of(Factor::Plan));
        let calendar = self.side(of(Factor::Calendar));
        Simulation {
            program: plan.program,
            is_program_named: plan.is_program_named,
            as_of: calendar.as_of,
            zone: calendar.zone.clone(),
            cycle: calendar.cycle,
            cycles: calendar.cycles,
            from: calendar.from,
            seats: plan.seats.clone(),
            jobs: self.jobs(&of),
            is_fee_paid: plan.is_fee_paid,
        }
    }

    fn side(self, of: Side) -> &'q Simulation<'t> {
        match of {
            Side::Before => self.before,
            Side::After => self.after,
        }
    }

    /// The jobs of the side that says when they run. What both have is mixed; what only one has is there or
    /// not, as a whole.
    fn jobs(self, of: &dyn Fn(Factor) -> Side) -> Vec<JobSpec> {
        let runs = of(Factor::Runs);
        let mine = self.side(runs);
        let theirs = self.side(if runs == Side::Before { Side::After } else { Side::Before });
        let seats = &self.side(of(Factor::Plan)).seats;
        let places: Places<'_> = seats.iter().map(|seat| seat.name.as_str()).collect();
        let names = |question: &'q Simulation<'t>| question.jobs.iter().map(|job| job.name.as_str());
        mine.jobs
            .iter()
            .zip(paired(names(mine), names(theirs)))
            .map(|(job, (_, other))| {
                let Some(other) = other.map(|place| &theirs.jobs[place]) else {
                    let seat = if of(Factor::Plan) == runs {
                        job.seat
                    } else {
                        seat_in(&places, seats.len(), &mine.seats, job.seat)
                    };
                    return JobSpec { seat, ..job.clone() };
                };
                let pick = |factor| if of(factor) == runs { job } else { other };
                mixed(job, pick(Factor::Price), pick(Factor::Tokens), pick(Factor::Plan))
            })
            .collect()
    }
}

/// A job that runs when `runs` says, at the prices, with the tokens and on the plan of these.
fn mixed(runs: &JobSpec, price: &JobSpec, tokens: &JobSpec, plan: &JobSpec) -> JobSpec {
    let (run, growth) = match (&price.run, &tokens.run) {
        (RunSpec::Used(priced), RunSpec::Used(counted)) if priced.len() == counted.len() => {
            (RunSpec::Used(priced_as(counted, priced)), tokens.growth.clone())
        }
        (RunSpec::Stated(cost), RunSpec::Stated(_)) => (RunSpec::Stated(*cost), tokens.growth.clone()),
        // What a run uses on one side has no counterpart on the other, and neither has its growth.
        _ => (price.run.clone(), price.growth.clone()),
    };
    JobSpec {
        name: runs.name.clone(),
        seat: plan.seat,
        run,
        retry_factor: tokens.retry_factor,
        growth,
        schedule: runs.schedule.clone(),
        priority: runs.priority,
        starts_on: runs.starts_on,
        ends_on: runs.ends_on,
        surface: plan.surface,
        auth: plan.auth,
        is_pinned: runs.is_pinned,
    }
}

/// The same tokens, used of the models of `priced`: of the same model where both have it, whatever its place,
/// and of the one in its place otherwise.
fn priced_as(counted: &[ModelUsage], priced: &[ModelUsage]) -> Vec<ModelUsage> {
    let is_same =
        |one: &ModelUsage, other: &ModelUsage| one.model == other.model && one.service == other.service;
    let mut rest: Vec<&ModelUsage> = priced.iter().collect();
    let same: Vec<Option<&ModelUsage>> = counted
        .iter()
        .map(|usage| Some(rest.remove(rest.iter().position(|other| is_same(usage, other))?)))
        .collect();
    let mut rest = rest.into_iter();
    counted
        .iter()
        .zip(same)
        .map(|(usage, same)| {
            let model = same.or_else(|| rest.next()).expect("there are as many of both");
            ModelUsage { model: model.model.clone(), service: model.service, ..usage.clone() }
        })
        .collect()
}

/// The seat of the same name; without one that in the same place, and without that the first.
fn seat_in(places: &Places<'_>, seats: usize, own: &[SeatSpec<'_>], place: usize) -> usize {
    places.of(&own[place].name).unwrap_or(if place < seats { place } else { 0 })
}
