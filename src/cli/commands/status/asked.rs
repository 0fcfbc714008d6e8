//! Whose credit is asked about, in which cycle, by flags, settings and the scenario.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calendar::BillingCycle;
use crate::cli::args::Status as Args;
use crate::cli::ask::Asker;
use crate::cli::shell::Shell;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::{Holding, JobSpec};
use crate::pricing::{PriceTable, Program};
use crate::question::file::{self, Overrides};
use crate::question::{CycleSpec, Frame, Given, PlansSpec, ResolvedFrame, outside_calendar};

/// Whose credit, in which cycle, and which runs are to come.
pub(super) struct Asked<'t> {
    pub(super) program: &'t Program,
    /// `None` where nobody named a plan or a credit.
    pub(super) holding: Option<Holding<'t>>,
    pub(super) cycle: BillingCycle,
    pub(super) zone: TimeZone,
    pub(super) as_of: Date,
    pub(super) now: Timestamp,
    /// The runs to come, where a scenario or the machine tells them.
    pub(super) jobs: Vec<JobSpec>,
    /// Where they are from.
    pub(super) scenario: Option<String>,
    pub(super) notes: Vec<String>,
    pub(super) cautions: Vec<String>,
}

/// What flags, settings and the scenario say.
pub(super) fn asked<'t>(
    shell: &Shell<'_>,
    args: &Args,
    table: &'t PriceTable,
    world: &World<'_>,
) -> Result<Asked<'t>, Failure> {
    let today = &args.plan.today;
    let asker = Asker::new(shell, today, None, args.named_files, world);
    let of_flags = of_flags(args, &asker, table)?;
    let defaults = asker.context().defaults;
    let is_plan_named = args.plan.plan.is_some()
        || args.plan.credit.is_some()
        || defaults.plan.is_some()
        || defaults.credit.is_some();
    // Without a plan none is laid beside another.
    let mut notes = if is_plan_named { of_flags.notes() } else { of_flags.known_notes() };
    let as_of = of_flags.as_of;
    let (mut program, mut zone) = (of_flags.program, of_flags.zone.clone());
    let (mut cycle, mut holding) = (of_flags.cycle, None);
    if is_plan_named {
        let [only] = of_flags.plans.as_slice() else {
            let help = "name the one that you have: `--plan ID`";
            return Err(Diagnostic::arguments("`status` is about one plan", help).into());
        };
        holding = Some(only.clone());
    }
    let (mut jobs, mut scenario, mut cautions) = (Vec::new(), None, Vec::new());
    if let Some(path) = &args.scenario {
        let read = file::read(path, &asker.files)?;
        let overrides = |program: Option<String>| Overrides {
            program,
            as_of: Some(as_of),
            zone: if is_plan_named { Some(zone.clone()) } else { today.tz.clone() },
            ..Overrides::default()
        };
        let own = if is_plan_named { Some(program.id.clone()) } else { args.plan.program.clone() };
        let mut resolved = read.resolve(&overrides(own), table, asker.context())?;
        if !resolved.simulation.is_program_named {
            // What nobody started has drawn nothing.
            resolved = read.resolve(&overrides(Some("current".to_owned())), table, asker.context())?;
        }
        let [seat] = resolved.simulation.seats.as_slice() else {
            let title = format!("`{}` has several seats, and `status` is about one credit", path.display());
            let help = "name a scenario with your own jobs";
            return Err(Diagnostic::arguments(title, help).into());
        };
        if !is_plan_named {
            let own = &resolved.simulation;
            (program, zone, holding) = (own.program, own.zone.clone(), Some(seat.holding.clone()));
            let is_cycle_named = args.plan.cycle_day.is_some() || args.plan.cycle_start.is_some();
            cycle = if is_cycle_named { cycle } else { own.cycle };
            notes.clear();
        }
        notes.extend(resolved.notes);
        cautions = resolved.cautions;
        jobs = resolved.simulation.jobs;
        scenario = Some(path.display().to_string());
    }
    let cycle = containing(cycle, as_of)?;
    let now = match today.given(shell.settings)? {
        Some(day) => end_of(day, &zone)?,
        None => world.clock().now(),
    };
    Ok(Asked { program, holding, cycle, zone, as_of, now, jobs, scenario, notes, cautions })
}

/// The end of a day that counts as today.
fn end_of(day: Date, zone: &TimeZone) -> Result<Timestamp, Diagnostic> {
    let outside = |_| Diagnostic::new(Code::OutsideCalendar, "the day is outside the calendar");
    let next = day.tomorrow().map_err(outside)?;
    zone.to_timestamp(next.at(0, 0, 0, 0)).map_err(outside)
}

/// The cycle in which a day is, of those after a first one.
fn containing(first: BillingCycle, day: Date) -> Result<BillingCycle, Diagnostic> {
    if day < first.period().start() {
        let title = format!("the cycle begins on {}, after today ({day})", first.period().start());
        return Err(Diagnostic::arguments(title, "leave `--cycle-start` out, or name an earlier day"));
    }
    first.until(day).map_err(outside_calendar)
}

/// The frame of the question by flags and settings, and what to know about it.
fn of_flags<'t>(
    args: &Args,
    asker: &Asker<'_, '_>,
    table: &'t PriceTable,
) -> Result<ResolvedFrame<'t>, Vec<Diagnostic>> {
    let (plan, context) = (&args.plan, asker.context());
    let plans =
        PlansSpec { names: plan.plan.iter().cloned().collect(), credit: plan.credit, ..PlansSpec::default() };
    let resolve = |program: Option<String>| {
        let frame = Frame {
            program: program.map(|name| Given::by_flag("--program", name)),
            auth: plan.auth,
            cycle: CycleSpec {
                day: plan.cycle_day,
                start: plan.cycle_start,
                days: plan.cycle_days,
                calendar_month: false,
            },
            as_of: plan.today.as_of,
            zone: plan.today.tz.clone(),
            words: Vocabulary::Flags,
            ..Frame::default()
        };
        frame.resolve(&plans, table, context)
    };
    if plan.program.is_some() || context.defaults.program.is_some() {
        return resolve(plan.program.clone());
    }
    // What nobody started has drawn nothing: today's rules, or those of another vendor, whose plan it is.
    resolve(Some("current".to_owned())).or_else(|faults| resolve(None).map_err(|_| faults))
}
