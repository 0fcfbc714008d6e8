//! A portfolio, as it is answered.

use super::{
    Allow, At, Edit, InForce, Inputs, Job, Outcome, Portfolio, Proof as Told, Proven, Seat, ShapeName, Total,
};
use crate::answer::inputs::Factors;
use crate::calendar::Instant;
use crate::ledger::{Simulated, Simulation, Tally};
use crate::portfolio::ShownEdit;
use crate::pricing::PriceTable;
use crate::schedule::zone;
use crate::studies::portfolio::{Change, Fit, Item, Proof};
use crate::studies::solve::Limit;
use crate::units::Usd;

/// What was asked.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// What must hold in each cycle.
    pub limit: Limit,
    /// Where it must hold.
    pub at: At,
    /// What may be changed.
    pub allow: Vec<Allow>,
    /// Models that may be used instead.
    pub models: Vec<String>,
    /// Jobs that stay.
    pub keep: &'a [String],
    /// The factor of tokens, where there is one.
    pub token_factor: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a, 't> {
    /// The jobs and their ways.
    pub items: &'a [Item],
    /// Which way each takes.
    pub fit: &'a Fit,
    /// What that changes in the files.
    pub edits: &'a [ShownEdit],
    /// The question as it is written, and its answer.
    pub before: (&'a Simulation<'t>, &'a Simulated<'t>),
    /// The same with the changes.
    pub after: (&'a Simulation<'t>, &'a Simulated<'t>),
}

impl Portfolio {
    /// The answer.
    #[must_use]
    pub fn of(table: &PriceTable, asked: &Asked<'_>, found: &Found<'_, '_>) -> Self {
        let ways = ways(found);
        let is_changed = ways.iter().any(|way| *way > 0);
        let outcome = match (&found.fit.ways, found.fit.proof) {
            (None, Proof::Unknown) => Outcome::Unknown,
            (None, _) => Outcome::Nothing,
            (Some(_), _) if is_changed => Outcome::Changed,
            (Some(_), _) => Outcome::Unchanged,
        };
        Self {
            schema: ShapeName,
            inputs: inputs(table, asked, found),
            outcome,
            proof: proof(found.fit),
            jobs: jobs(found, &ways),
            seats: seats(found),
            total: total(found),
            in_force: in_force(found),
            notes: Vec::new(),
        }
    }
}

/// The way of each job; as it is where none was found.
fn ways(found: &Found<'_, '_>) -> Vec<usize> {
    found.fit.ways.clone().unwrap_or_else(|| vec![0; found.items.len()])
}

fn inputs(table: &PriceTable, asked: &Asked<'_>, found: &Found<'_, '_>) -> Inputs {
    let (question, simulated) = found.before;
    let days = simulated.days();
    Inputs {
        as_of: question.as_of,
        program: question.program.id.clone(),
        program_status: question.program.status_on(question.as_of).map(|change| change.status),
        pricing_digest: table.digest().to_owned(),
        zone: zone::name(&question.zone).into_owned(),
        cycles: question.cycles.get(),
        cycle_start: days.start(),
        cycle_end: days.end(),
        from: question.from.map(|from| Instant::on_clock_of(&question.zone, from)),
        max_overflow_usd: match asked.limit {
            Limit::Overflow(limit) => Some(limit),
            Limit::Nights(_) => None,
        },
        nights: match asked.limit {
            Limit::Nights(nights) => Some(nights),
            Limit::Overflow(_) => None,
        },
        at: asked.at,
        allow: asked.allow.clone(),
        models: asked.models.clone(),
        keep: asked.keep.to_vec(),
        factors: Factors { token_factor: asked.token_factor.clone(), ..Factors::of(table) },
        question: None,
    }
}

fn proof(fit: &Fit) -> Told {
    let choices = fit.combinations.map(|choices| choices.to_string());
    let told = |proven| Told {
        proven,
        choices: choices.clone(),
        priority: None,
        runs_given_up_at_least: None,
        better_by_at_most: None,
    };
    match fit.proof {
        Proof::Best => told(Proven::Best),
        Proof::FewestRuns => told(Proven::MostRuns),
        Proof::Unknown => told(Proven::Nothing),
        Proof::AtLeast { level, runs } => Told {
            priority: fit.priorities.get(level).copied(),
            runs_given_up_at_least: Some(runs),
            better_by_at_most: fit.sacrifice.runs.get(level).map(|known| known.saturating_sub(runs)),
            ..told(Proven::Bound)
        },
    }
}

fn jobs(found: &Found<'_, '_>, ways: &[usize]) -> Vec<Job> {
    let (mut before, mut after) = (0, 0);
    let mut jobs = Vec::with_capacity(found.items.len());
    for (item, way) in found.items.iter().zip(ways) {
        let (own, changed) = (&item.ways[0], &item.ways[*way]);
        let was = of_jobs(found.before.1, before, own.jobs.len());
        let is = of_jobs(found.after.1, after, changed.jobs.len());
        let seats = &found.before.0.seats;
        let seat = |job: Option<&crate::ledger::JobSpec>| job.map(|job| seats[job.seat].name.clone());
        let edit = found.edits.iter().find(|edit| edit.job == item.name);
        jobs.push(Job {
            job: item.name.clone(),
            priority: item.priority,
            changes: changes(&changed.change),
            change: in_words(&changed.change, found.before.0),
            thinned: changed.change.thinned.clone(),
            seat_before: seat(own.jobs.first()).unwrap_or_default(),
            seat: seat(changed.jobs.first()),
            model: changed.change.model.as_ref().map(|model| model.to.clone()),
            waits_until: changed.change.waits_until,
            runs_before: was.runs,
            runs: is.runs,
            runs_covered: is.runs_covered,
            cost_before_usd: was.cost,
            cost_usd: is.cost,
            overflow_usd: is.overflow,
            edit: edit.map(|edit| Edit {
                file: edit.file.clone(),
                removes_job: edit.lines.is_empty(),
                lines: edit.lines.clone(),
                instead_of: edit.instead_of.clone(),
            }),
        });
        before += own.jobs.len();
        after += changed.jobs.len();
    }
    jobs
}

/// What several jobs of a question come to.
fn of_jobs(simulated: &Simulated<'_>, first: usize, count: usize) -> Tally {
    let tallies: Vec<Tally> = (first..first + count).map(|job| simulated.of_job(job)).collect();
    Tally::sum(&tallies)
}

fn changes(change: &Change) -> Vec<Allow> {
    let all = [
        (change.seat.is_some() || change.waits_until.is_some(), Allow::Move),
        (change.thinned.is_some(), Allow::Thin),
        (change.is_dropped, Allow::Drop),
        (change.model.is_some(), Allow::Model),
    ];
    all.into_iter().filter_map(|(is_so, what)| is_so.then_some(what)).collect()
}

/// `weekdays, on bob's credit`.
fn in_words(change: &Change, question: &Simulation<'_>) -> String {
    let seat =
        change.seat.map(|seat| format!("on {}", crate::phrase::escaped_name(&question.seats[seat].name)));
    let parts = [
        change.is_dropped.then(|| "dropped".to_owned()),
        change.thinned.clone(),
        seat,
        change.model.as_ref().map(|model| format!("with {}", model.to)),
        change.waits_until.map(|day| format!("from {day}")),
    ];
    parts.into_iter().flatten().collect::<Vec<String>>().join(", ")
}

fn seats(found: &Found<'_, '_>) -> Vec<Seat> {
    let (was, is) = (found.before.1.of_ledgers(), found.after.1.of_ledgers());
    let ledgers = found.after.1.ledgers.iter().enumerate();
    let seat = |(place, ledger): (usize, &crate::ledger::LedgerSpec<'_>)| {
        let after = |of| found.after.1.over_cycles(place, of);
        Seat {
            seat: ledger.name.clone(),
            plan: ledger.holding.id().to_owned(),
            granted_usd: after(|ledger| ledger.granted),
            spent_usd: after(|ledger| ledger.spent),
            drawn_before_usd: found.before.1.over_cycles(place, |ledger| ledger.drawn),
            drawn_usd: after(|ledger| ledger.drawn),
            left_usd: after(|ledger| ledger.expires),
            overflow_before_usd: was.get(place).map_or(Usd::ZERO, |tally| tally.overflow),
            overflow_usd: is[place].overflow,
        }
    };
    ledgers.map(seat).collect()
}

fn total(found: &Found<'_, '_>) -> Total {
    let (was, is) = (found.before.1.total(), found.after.1.total());
    Total {
        runs_before: was.runs,
        runs: is.runs,
        runs_given_up: if found.fit.ways.is_some() { found.fit.sacrifice.all_runs() } else { 0 },
        runs_covered: is.runs_covered,
        runs_refused: is.runs_refused,
        runs_on_plan_limits: is.runs_on_limits,
        nights_covered: is.nights_covered,
        nights: is.nights,
        cost_before_usd: was.cost,
        cost_usd: is.cost,
        overflow_before_usd: was.overflow,
        overflow_usd: is.overflow,
        billed_usd: is.billed,
    }
}

fn in_force(found: &Found<'_, '_>) -> Option<InForce> {
    if found.before.0.is_program_named {
        return None;
    }
    let (was, is) = (found.before.1.in_force.as_ref()?, found.after.1.in_force.as_ref()?);
    Some(InForce {
        program: is.program.map(|program| program.id.clone()),
        granted_usd: is.figures.granted,
        drawn_usd: is.figures.total.drawn,
        overflow_before_usd: was.figures.total.overflow,
        overflow_usd: is.figures.total.overflow,
        runs_covered: is.figures.total.runs_covered,
    })
}
