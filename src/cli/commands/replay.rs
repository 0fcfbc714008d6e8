//! `creditcalc replay [PATH…]`.

use jiff::civil::Date;

use super::measure::{nothing_priced, window};
use crate::answer::replay::{Replay, Replaying};
use crate::calendar::{BillingCycle, OutOfCalendar};
use crate::cli::args::{NamedFiles, Replay as Args};
use crate::cli::ask::Asker;
use crate::cli::records::{Records, RecordsRequest, records};
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::{Holding, UnderCurrentRules};
use crate::measure::{Measurement, Question as MeasureQuestion, measure_at};
use crate::phrase::read_as;
use crate::pricing::{NoPrice, PriceTable, Program};
use crate::question::{CycleSpec, Frame, Given, PlansSpec, ResolvedFrame, outside_calendar, runs_by_use};
use crate::records::Grouping;
use crate::report::measured::{
    notes_on_not_counted, outside_window, reports_not_counted, settled_lifetimes, unknown_sign_in,
};
use crate::report::{Page, Report, Rows, json, sheets, views};
use crate::schedule::zone;
use crate::studies::replay::{CYCLES_MAX, NotReplayed, Question, Under, first_day, replay};
use crate::units::OutOfRange;
use crate::usage::UsedBy;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let table = shell.tables(world)?;
    let asker = Asker::new(shell, &args.plan.today, Some(&args.records), NamedFiles::default(), world);
    let frame = frame(args, &asker, &table, None)?;
    let limits = table.prompt_limits();
    let grouping = Grouping { prompt_limits: &limits, zone: &frame.zone };
    let wanted = RecordsRequest::new(shell, &args.paths, grouping, frame.as_of);
    let wanted = RecordsRequest { command: "replay", ..wanted.by_flags(&args.records) };
    let Records { runs, skipped, notes: of_records, .. } = records(&wanted, world)?;
    let mut notes = Notes::from(of_records);
    let assumed = args.records.assume_model.as_deref();
    let spelled = assumed.and_then(|name| table.model_spelled(name));
    notes.extend(spelled.zip(assumed).map(|(name, written)| read_as(written, name)));
    let only = args.records.only.unwrap_or(Some(UsedBy::Program));
    let question = MeasureQuestion {
        as_of: frame.as_of,
        unnamed: spelled.or(assumed),
        only,
        window: window(&args.window, &args.plan.today, &frame.zone, shell.settings)?,
        programs: &args.records.entrypoint,
        with_lines: false,
    };
    let measured = measure_at(&table, runs, &question, args.prices_of)?;
    let faults = nothing_priced(&measured, question.unnamed);
    if !faults.is_empty() {
        return Err(faults
            .into_iter()
            .map(|fault| with_later_day(fault, args, &measured))
            .collect::<Vec<_>>()
            .into());
    }
    let Some(first) = first_day(&measured) else {
        let title = if measured.reported.rows > 0 {
            "usage reports add up days and hold no runs, so none can be drawn again"
        } else {
            "no run has a date, so none is in a cycle"
        };
        let fault = Diagnostic::new(Code::NoRunInTime, title);
        return Err(fault.help("to see what they cost, use `creditcalc measure`").into());
    };
    let first = first_cycle(args, &asker, &table, &frame, first)?;
    let plans = plans(&frame, &table)?;
    let question =
        Question { first, zone: &frame.zone, surface: args.used.surface, auth: args.used.auth, plans };
    let replayed = replay(&measured, &question).map_err(not_replayed)?;
    notes.extend(notes_on(args, &asker, &frame));
    notes.extend(settled_lifetimes(&measured));
    notes.extend(outside_window(&measured));
    if !measured.left_out.is_empty() {
        let left_out = runs_by_use(&measured.left_out);
        notes.push(format!("not counted: there {left_out}; to count all, add `--only any`"));
    }
    notes.cautions(cautions(&replayed, args.used.auth.is_some()));
    notes.cautions(reports_not_counted(&measured));
    let asking = Replaying {
        table: &table,
        measured: &measured,
        question: &question,
        as_of: frame.as_of,
        prices_of: args.prices_of,
        only,
        is_fee_paid: frame.is_fee_paid,
    };
    let mut answer = Replay::of(&asking, &replayed, Vec::new());
    answer.inputs.question = shell.asked(world);
    let output = shell.write(&Replayed { answer, table: &table }, notes, world)?;
    Ok(CommandOutput { skipped, ..output })
}

/// Whose credit, on whose clock and in which cycle, by flags and settings; `first` is a day of the first cycle.
fn frame<'t>(
    args: &Args,
    asker: &Asker<'_, '_>,
    table: &'t PriceTable,
    first: Option<(Date, &str)>,
) -> Result<ResolvedFrame<'t>, Vec<Diagnostic>> {
    let plan = &args.plan;
    let program = first.map(|(_, program)| program.to_owned()).or_else(|| plan.program.clone());
    let frame = Frame {
        program: program.map(|name| Given::by_flag("--program", name)),
        exhaustion: plan.on_exhaustion,
        is_fee_paid: plan.fees.fee_paid.then_some(true),
        cycle: CycleSpec {
            day: plan.cycle_day,
            start: plan.cycle_start,
            days: plan.cycle_days,
            calendar_month: false,
        },
        as_of: first.map(|(day, _)| day).or(plan.today.as_of),
        zone: plan.today.tz.clone(),
        words: Vocabulary::Flags,
        ..Frame::default()
    };
    let plans = PlansSpec {
        names: plan.plan.clone(),
        seats: plan.seats.iter().flat_map(|mixes| mixes.0.clone()).collect(),
        credit: plan.credit,
    };
    frame.resolve(&plans, table, asker.context())
}

/// What was assumed of the frame, and what else to know of it.
fn notes_on(args: &Args, asker: &Asker<'_, '_>, frame: &ResolvedFrame<'_>) -> Vec<String> {
    let is_zone_assumed = args.plan.today.tz.is_none() && asker.context().defaults.zone.is_none();
    let zone = is_zone_assumed.then(|| format!("assumed: {}", zone::assumed(&frame.zone, "--tz")));
    frame.notes().into_iter().chain(zone).collect()
}

/// The cycle in which the first run is.
fn first_cycle(
    args: &Args,
    asker: &Asker<'_, '_>,
    table: &PriceTable,
    asked: &ResolvedFrame<'_>,
    first: Date,
) -> Result<BillingCycle, Failure> {
    let cycle = match args.plan.cycle_start {
        Some(_) => asked.cycle,
        None => frame(args, asker, table, Some((first, &asked.program.id)))?.cycle,
    };
    let start = cycle.period().start();
    if first < start {
        let title = format!("the first run is of {first}, before `--cycle-start {start}`");
        let help = format!("name an earlier day, or leave earlier runs out with `--since {start}`");
        return Err(Diagnostic::arguments(title, help).into());
    }
    Ok(cycle.until(first).map_err(outside_calendar)?)
}

/// The plans under the rules that are asked about; where nobody named any, under today's as well.
fn plans<'t>(frame: &ResolvedFrame<'t>, table: &'t PriceTable) -> Result<Vec<Under<'t>>, OutOfRange> {
    let under = |program: &'t Program, plans: &[Holding<'t>]| -> Vec<Under<'t>> {
        let of =
            |holding: &Holding<'t>| Under { program, holding: holding.clone(), exhaustion: frame.exhaustion };
        plans.iter().map(of).collect()
    };
    let mut plans = under(frame.program, &frame.plans);
    if let Some(UnderCurrentRules { program: Some(today), figures }) = frame.plans_in_force(table) {
        plans.extend(under(today, &figures));
    }
    // Several plans of one program may be one plan of another.
    let mut distinct: Vec<Under<'t>> = Vec::with_capacity(plans.len());
    for under in plans {
        let is_known =
            |known: &Under<'t>| known.program.id == under.program.id && known.holding == under.holding;
        if !distinct.iter().any(is_known) {
            distinct.push(under);
        }
    }
    distinct.iter().try_for_each(|under| under.holding.check())?;
    Ok(distinct)
}

fn not_replayed(reason: NotReplayed) -> Diagnostic {
    match reason {
        NotReplayed::OutOfRange => NoPrice::from(OutOfRange).diagnostic(Vocabulary::Flags),
        NotReplayed::Calendar => outside_calendar(OutOfCalendar),
        NotReplayed::TooManyCycles(day) => Diagnostic::arguments(
            format!("the runs are of more than {CYCLES_MAX} cycles"),
            format!("leave earlier runs out: `--since {day}`"),
        ),
    }
}

/// What changes the meaning of the figures.
fn cautions(replayed: &crate::studies::replay::Replay<'_>, is_auth_given: bool) -> Vec<String> {
    let mut cautions = notes_on_not_counted(&replayed.not_counted);
    if replayed.unknown_sign_in > 0 && !is_auth_given {
        cautions.push(format!(
            "{}: counted as each credit needs; if you know it, add `--auth plan` or `--auth api-key`",
            unknown_sign_in(replayed.unknown_sign_in)
        ));
    }
    cautions
}

/// Names the day from which all models have a price that only begin after `--prices-of`.
fn with_later_day(mut fault: Diagnostic, args: &Args, measured: &Measurement<'_>) -> Diagnostic {
    let begins = measured.unpriced.iter().filter_map(|unpriced| match unpriced.reason {
        NoPrice::NotOnDay { begins, .. } => begins,
        _ => None,
    });
    if let (Code::NothingPriced, Some(_), Some(day)) = (fault.code, args.prices_of, begins.max()) {
        fault.help.insert(0, format!("the prices begin later: `--prices-of {day}`"));
    }
    fault
}

struct Replayed<'a> {
    answer: Replay,
    table: &'a PriceTable,
}

impl Report<Failure> for Replayed<'_> {
    fn page(&self) -> Page {
        views::replay(&self.answer, self.table)
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::replayed(&self.answer).into())
    }

    fn json(&self, notes: &[String]) -> String {
        json::write(&Replay { notes: notes.to_vec(), ..self.answer.clone() })
    }
}
