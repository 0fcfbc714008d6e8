//! The plan: a scenario, or an answer that was saved.

use std::path::Path;

use jiff::tz::TimeZone;

use super::{out_of_range, shown};
use crate::answer::saved;
use crate::bills::Bill;
use crate::calendar::Period;
use crate::cli::args::Reconcile as Args;
use crate::cli::ask::Asker;
use crate::cli::shell::Shell;
use crate::cli::tables::reason;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::ledger::{JobSpec, Prepared, RunSpec};
use crate::pricing::PriceTable;
use crate::question::file::{self, Overrides};
use crate::source::SourceFile;
use crate::studies::reconcile::{PlanPrices, Planned, PlannedJob};
use crate::units::OutOfRange;

/// The plan, and how to know its prices.
pub(super) struct Plan {
    pub(super) planned: Planned,
    /// By job; those of a job that nobody names are those that all share.
    pub(super) prices: Vec<PlanPrices>,
    pub(super) days: Period,
    pub(super) zone: TimeZone,
    pub(super) notes: Vec<String>,
    pub(super) cautions: Vec<String>,
    pub(super) skipped: Vec<String>,
}

impl Plan {
    /// The prices of a job, or those that all jobs share.
    pub(super) fn prices_of(&self, job: Option<&str>) -> PlanPrices {
        let jobs = self.planned.jobs.iter().zip(&self.prices);
        let own = jobs.into_iter().find(|(planned, _)| job.is_some() && planned.name.as_deref() == job);
        if let Some((_, prices)) = own {
            return prices.clone();
        }
        match self.prices.split_first() {
            Some((first, others)) if others.iter().all(|other| other == first) => first.clone(),
            _ => PlanPrices::Unknown,
        }
    }
}

/// Reads the plan, and the tables with what it multiplies prices by.
pub(super) fn read(
    path: &Path,
    shell: &Shell<'_>,
    args: &Args,
    asker: &Asker<'_, '_>,
    bill: Option<&Bill>,
    world: &World<'_>,
) -> Result<(Plan, PriceTable), Failure> {
    let head = world.head_of(path);
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(byte));
    if first == Some(&b'{') {
        let text = world.read_file(path).map_err(|error| {
            Diagnostic::new(
                Code::UnreadAnswer,
                format!("cannot read `{}`: {}", path.display(), reason(&error)),
            )
        })?;
        let found = saved::read(&SourceFile::new(shown(path), text))?.plan();
        if args.since.is_some() {
            let title = "a saved answer has its own days, so `--since` says nothing beside it";
            return Err(Diagnostic::arguments(title, "leave it out").into());
        }
        let plan = Plan {
            planned: found.planned,
            prices: found.prices,
            days: found.days,
            zone: found.zone,
            notes: Vec::new(),
            cautions: Vec::new(),
            skipped: Vec::new(),
        };
        return Ok((plan, shell.tables(world)?));
    }
    let files = file::read(path, &asker.files)?;
    // The day of asking is when the plan is looked back at; its cycle is another matter.
    let of_bill = bill.and_then(|bill| bill.days.first().copied()).filter(|_| !files.says_day());
    let overrides = Overrides {
        as_of: args.since.or(of_bill).or(if files.says_day() { None } else { args.today.as_of }),
        ..args.today.overrides()
    };
    let multiplied = asker.multiplied(files.factors(&overrides))?;
    let table = shell.tables(world)?.with_price_factor(multiplied.price.clone());
    let read = files.resolve(&overrides, &table, asker.context())?;
    let prepared = Prepared::new(&table, &read.simulation).map_err(|faults| read.diagnostics(&faults))?;
    let days = read.simulation.days().map_err(|_| out_of_range(OutOfRange))?;
    let named = |job: &JobSpec| PlannedJob { name: Some(job.name.clone()), ..PlannedJob::default() };
    let mut jobs: Vec<PlannedJob> = read.simulation.jobs.iter().map(named).collect();
    for (job, day, runs, cost) in prepared.planned_days() {
        let of_job = &mut jobs[job];
        let slot = match day {
            Some(day) => of_job.days.entry(day).or_default(),
            None => &mut of_job.undated,
        };
        *slot = (slot.0 + runs, slot.1.plus(cost).map_err(out_of_range)?);
    }
    let prices = read.simulation.jobs.iter().map(|job| match job.run {
        RunSpec::Used(_) => PlanPrices::OfEachDay,
        RunSpec::Stated(_) => PlanPrices::OfDay(days.start()),
    });
    let plan = Plan {
        planned: Planned { jobs },
        prices: prices.collect(),
        days,
        zone: read.simulation.zone.clone(),
        notes: multiplied.sentences(),
        cautions: read.cautions.clone(),
        skipped: read.skipped.clone(),
    };
    drop(prepared);
    Ok((plan, table))
}
