//! The runs to come, and what they do to what is left.

use std::num::NonZeroU16;

use jiff::civil::Date;

use super::asked::Asked;
use crate::cli::World;
use crate::cli::args::{Scan, Status as Args, ToFile, Today};
use crate::cli::commands::scan::{JobsHere, Rules, jobs_here};
use crate::cli::shell::Shell;
use crate::ledger::{Held, Holding, JobSpec, Prepared, SeatSpec, Simulation};
use crate::pricing::PriceTable;
use crate::schedule::Window;
use crate::studies::status::Scheduled;
use crate::units::Usd;

/// The jobs that `scan` finds here. What keeps it from looking is no fault of this question.
pub(super) fn of_machine(
    shell: &Shell<'_>,
    args: &Args,
    asked: &Asked<'_>,
    table: &PriceTable,
    world: &World<'_>,
) -> JobsHere {
    let today = &args.plan.today;
    let scan = Scan {
        dir: None,
        root: None,
        crontab: Vec::new(),
        plan: None,
        program: None,
        auth: args.plan.auth,
        cost_per_run: None,
        cycle_day: None,
        today: Today { as_of: Some(asked.as_of), tz: today.tz.clone() },
        write: None,
        to: ToFile { output: None, force: false },
    };
    let Asked { program, cycle, ref zone, as_of, .. } = *asked;
    let rules = Rules { program, cycle, zone, as_of };
    let plan = asked.holding.as_ref().and_then(|holding| holding.plan).map(|plan| plan.id.as_str());
    jobs_here(shell, &scan, rules, plan, table, world).unwrap_or_default()
}

/// What the runs to come do to what is left; `None` where nothing tells when it ends.
pub(super) fn scheduled(asked: &Asked<'_>, left: Usd, table: &PriceTable) -> Option<Scheduled> {
    if asked.jobs.is_empty() || asked.now >= Window::of_days(asked.cycle.period(), &asked.zone).end {
        return None;
    }
    let of_balance = Holding::of_credit(left);
    let holding = asked.holding.clone().unwrap_or(of_balance);
    let spent = holding.credit().less(left);
    let simulation = Simulation {
        program: asked.program,
        is_program_named: true,
        as_of: asked.as_of,
        zone: asked.zone.clone(),
        cycle: asked.cycle,
        cycles: NonZeroU16::MIN,
        from: Some(asked.now),
        seats: vec![SeatSpec {
            name: "credit".to_owned(),
            holding,
            exhaustion: None,
            spent,
            held: Held::default(),
        }],
        jobs: asked.jobs.iter().map(|job| JobSpec { seat: 0, ..job.clone() }).collect(),
        is_fee_paid: false,
    };
    let played = Prepared::new(table, &simulation).ok()?.run(table).ok()?;
    let outcome = played.cycles.first()?.ledgers.first()?;
    let begins = |day: Date| asked.zone.to_timestamp(day.at(0, 0, 0, 0)).ok();
    let ends_at = match outcome.runs_out {
        Some(point) => Some(point.at.or_else(|| begins(point.day?))?),
        None => None,
    };
    // Jobs that draw none of it tell nothing about it.
    let draws_any = played.jobs.iter().any(|job| job.no_credit.is_none());
    draws_any.then_some(Scheduled { ends_at, expires: outcome.expires })
}
