//! `creditcalc status [PATH…]`.

use std::io::{self, Read as _};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::scan::{JobsHere, jobs_here};
use crate::answer::Status;
use crate::answer::status::{Balance, Cycle, Inputs, Runs};
use crate::calendar::{BillingCycle, Instant, OutOfCalendar};
use crate::cli::args::{Scan, Status as Args, ToFile, Today};
use crate::cli::ask::Asker;
use crate::cli::kept::{self, KeptBalance};
use crate::cli::peeked::is_something_piped_in;
use crate::cli::records::{Records, RecordsRequest, records, usual_places};
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::values::BalanceAt;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::{Held, Holding, JobSpec, Prepared, Scenario, SeatSpec, Simulation};
use crate::measure::{self, Measurement, measure};
use crate::phrase::{counted, escaped, exact_dollars, listed_few, moment};
use crate::pricing::{PriceTable, Program};
use crate::question::file::{self, Overrides};
use crate::question::{CycleSpec, Frame, Given, PlansSpec, QuestionSpec, RunInput, Unstated};
use crate::records::json::Json;
use crate::records::{Grouping, Runs as RunsRead};
use crate::report::number::dollars;
use crate::report::{Page, Report, Rows, json, sheets, views};
use crate::schedule::{Schedule, Window, zone};
use crate::studies::status::{self as study, Anchor, Scheduled, Share};
use crate::units::{Usd, UsdDelta};

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let table = shell.tables(world)?;
    if args.statusline {
        let session = session_cost();
        let line =
            told(shell, args, &table, world).ok().and_then(|told| views::status_line(&told.answer, session));
        let bytes = line.map(|line| (line + "\n").into_bytes()).unwrap_or_default();
        return Ok(CommandOutput { bytes, ..CommandOutput::default() });
    }
    let told = told(shell, args, &table, world)?;
    let Told { answer, asked, notes, skipped, files } = &told;
    let mut all = Notes::from(notes.clone());
    all.cautions(asked.cautions.iter().cloned());
    let output = shell.write(&Shown { answer, asked }, all, world)?;
    let refusals = refusals(args, answer);
    Ok(CommandOutput { skipped: skipped.clone(), files: files.clone(), refusals, ..output })
}

/// Whose credit, in which cycle, and which runs are to come.
struct Asked<'t> {
    program: &'t Program,
    /// `None` where nobody named a plan or a credit.
    holding: Option<Holding<'t>>,
    cycle: BillingCycle,
    zone: TimeZone,
    as_of: Date,
    now: Timestamp,
    /// The runs to come, where a scenario or the machine tells them.
    jobs: Vec<JobSpec>,
    /// Where they are from.
    scenario: Option<String>,
    notes: Vec<String>,
    cautions: Vec<String>,
}

/// The answer, and what to say about it.
struct Told<'t> {
    answer: Status,
    asked: Asked<'t>,
    notes: Vec<String>,
    skipped: Vec<String>,
    files: Vec<(PathBuf, String, &'static str)>,
}

struct Shown<'a, 't> {
    answer: &'a Status,
    asked: &'a Asked<'t>,
}

impl Report<Failure> for Shown<'_, '_> {
    fn page(&self) -> Page {
        views::status(self.answer, self.asked.cycle, self.asked.program, self.asked.as_of)
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::status_row(self.answer).into())
    }

    fn json(&self, notes: &[String]) -> String {
        json::write(&Status { notes: notes.to_vec(), ..self.answer.clone() })
    }
}

/// All of it.
fn told<'t>(
    shell: &Shell<'_>,
    args: &Args,
    table: &'t PriceTable,
    world: &World<'_>,
) -> Result<Told<'t>, Failure> {
    let mut asked = asked(shell, args, table, world)?;
    let read = read(shell, args, &asked, table, world)?;
    asked.cautions.extend(read.cautions);
    let mut notes = std::mem::take(&mut asked.notes);
    notes.extend(read.notes);
    let kept = kept_balance(args, &mut asked, &mut notes, world)?;
    let question = question(args, &asked, asked.now);
    let (anchor, drift, files) = match &args.balance {
        Some(balance) => {
            let at = read_at(balance, &asked)?;
            let anchor = Anchor { left: balance.balance, at };
            let drift = drift(&read.measured, &question, kept.as_ref(), anchor)?;
            let new = KeptBalance::new(anchor.left, Instant::on_clock_of(&asked.zone, at), drift);
            (Some(anchor), drift, vec![(kept::make_place(world)?, new.text(), "balance")])
        }
        None => {
            let kept =
                kept.map(|kept| (Anchor { left: kept.balance_usd, at: kept.at.timestamp() }, kept.drift_usd));
            (kept.map(|(anchor, _)| anchor), kept.and_then(|(_, drift)| drift), Vec::new())
        }
    };
    let status = study::status(&read.measured, &study::Question { anchor, ..question })?;
    if status.is_empty() && asked.holding.is_none() && anchor.is_none() {
        if let Some(nothing) = read.nothing {
            return Err(nothing.into());
        }
        if args.statusline {
            return Err(Diagnostic::new(Code::NoRunFound, "nothing is known").into());
        }
    }
    if let Some(nothing) = read.nothing {
        notes.push(nothing.title);
    }
    let left = status.left.filter(|left| !left.is_zero());
    if !args.statusline && args.scenario.is_none() && args.paths.is_empty() && left.is_some() {
        let here = of_machine(shell, args, &asked, table, world);
        asked.scenario = (!here.jobs.is_empty()).then(|| "scan".to_owned());
        asked.jobs = here.jobs;
        if here.without_cost > 0 && asked.scenario.is_some() {
            let (jobs, have) = (
                counted(here.without_cost, "agent job"),
                if here.without_cost == 1 { "has" } else { "have" },
            );
            asked.cautions.push(format!(
                "{jobs} {have} no records here, so the end by the schedule doesn't count {}",
                if here.without_cost == 1 { "it" } else { "them" }
            ));
        }
    }
    let scheduled = left.and_then(|left| scheduled(&asked, left, table));
    if scheduled.is_none() {
        asked.scenario = None;
    }
    notes.extend(about(&status));
    let outlook = status.outlook(asked.now, scheduled);
    let on_clock = |at: Timestamp| Instant::on_clock_of(&asked.zone, at);
    let balance = anchor.map(|anchor| Balance {
        anchored_usd: anchor.left,
        at: on_clock(anchor.at),
        since_usd: status.since_anchor,
        now_usd: anchor.left.less(status.since_anchor),
        drift_usd: drift,
    });
    let is_known = status.credit.is_some() || anchor.is_some();
    let answer = Status {
        schema: crate::answer::status::ShapeName,
        inputs: Inputs {
            now: on_clock(asked.now),
            program: asked.program.id.clone(),
            plan: asked.holding.as_ref().map(|holding| holding.id().to_owned()),
            zone: zone::name(&asked.zone).into_owned(),
            pricing_digest: table.digest().to_owned(),
            scenario: asked.scenario.clone(),
        },
        cycle: Cycle { start: asked.cycle.period().start(), end: asked.cycle.period().end() },
        credit_usd: status.credit,
        drawn_usd: status.drawn,
        left_usd: status.left,
        beyond_usd: is_known.then_some(status.beyond),
        balance,
        ends_at: outlook.ends_at.map(on_clock),
        ends_by: outlook.ends_by,
        expires_usd: outlook.expires,
        runs_that_fit: outlook.fits,
        pace_usd_per_day: status.pace,
        asking: runs(status.asking),
        programmatic: runs(status.programmatic),
        interactive: runs(status.interactive),
        unknown: runs(status.unknown),
        no_credit_reason: status.no_credit.and_then(|(why, _)| {
            why.reason(asked.holding.as_ref().and_then(|holding| holding.plan), asked.program)
        }),
        undated_runs: status.undated,
        unpriced: status.unpriced.iter().cloned().collect(),
        notes: Vec::new(),
    };
    Ok(Told { answer, asked, notes, skipped: read.skipped, files })
}

fn runs(share: Share) -> Runs {
    Runs { runs: share.runs, cost_usd: share.cost, is_at_least: share.is_at_least }
}

fn question<'q, 't>(args: &Args, asked: &'q Asked<'t>, now: Timestamp) -> study::Question<'q, 't> {
    study::Question {
        program: asked.program,
        holding: asked.holding.as_ref(),
        auth: args.plan.auth,
        days: asked.cycle.period(),
        zone: &asked.zone,
        now,
        anchor: None,
    }
}

/// What flags, settings and the scenario say.
fn asked<'t>(
    shell: &Shell<'_>,
    args: &Args,
    table: &'t PriceTable,
    world: &World<'_>,
) -> Result<Asked<'t>, Failure> {
    let today = &args.plan.today;
    let asker = Asker::new(shell, today, None, args.named_files, world);
    let (of_flags, mut notes) = of_flags(args, &asker, table)?;
    let defaults = asker.context().defaults;
    let is_plan_named = args.plan.plan.is_some()
        || args.plan.credit.is_some()
        || defaults.plan.is_some()
        || defaults.credit.is_some();
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
        None => World::now(),
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
    let mut cycle = first;
    if day < cycle.period().start() {
        let title = format!("the cycle begins on {}, after today ({day})", cycle.period().start());
        return Err(Diagnostic::arguments(title, "leave `--cycle-start` out, or name an earlier day"));
    }
    while cycle.period().end() <= day {
        cycle = cycle.next().map_err(|OutOfCalendar| {
            Diagnostic::new(Code::OutsideCalendar, "the billing cycle is outside the calendar")
                .help("the last year is 9999")
        })?;
    }
    Ok(cycle)
}

/// The frame of the question by flags and settings, and what to know about it.
fn of_flags<'t>(
    args: &Args,
    asker: &Asker<'_, '_>,
    table: &'t PriceTable,
) -> Result<(Scenario<'t>, Vec<String>), Vec<Diagnostic>> {
    let (plan, context) = (&args.plan, asker.context());
    let is_program_set = context.defaults.program.is_some();
    let program = plan.program.clone().or_else(|| (!is_program_set).then(|| "current".to_owned()));
    let zone = match (&plan.today.tz, &context.defaults.zone) {
        (None, None) => Some(context.clock.zone()),
        (given, _) => given.clone(),
    };
    let spec = QuestionSpec {
        how_often: Some(Schedule::NIGHTLY),
        plans: PlansSpec {
            names: plan.plan.iter().cloned().collect(),
            credit: plan.credit,
            ..PlansSpec::default()
        },
        frame: Frame {
            program: program.map(|name| Given::by_flag("--program", name)),
            auth: plan.auth,
            cycle: CycleSpec {
                day: plan.cycle_day,
                start: plan.cycle_start,
                days: plan.cycle_days,
                calendar_month: false,
            },
            as_of: plan.today.as_of,
            zone,
            words: Vocabulary::Flags,
            ..Frame::default()
        },
        ..QuestionSpec::new(RunInput::Stated(Usd::ZERO))
    };
    let when = spec.when(context)?;
    let asked = spec.resolve(when, table, context, Unstated::default())?;
    // Without a plan none is laid beside another; what is spent is what the records tell.
    let is_own = |note: &String| !note.contains("(`--plan`)") && !note.contains("`--spent`");
    Ok((asked.scenario, asked.notes.into_iter().filter(is_own).collect()))
}

/// What was read of the records.
struct Read<'t> {
    measured: Measurement<'t>,
    /// Why there is none, where that is no fault.
    nothing: Option<Diagnostic>,
    notes: Vec<String>,
    cautions: Vec<String>,
    skipped: Vec<String>,
}

/// The runs of the cycle. Files that were last changed before it are not opened.
fn read<'t>(
    shell: &Shell<'_>,
    args: &Args,
    asked: &Asked<'t>,
    table: &'t PriceTable,
    world: &World<'_>,
) -> Result<Read<'t>, Failure> {
    let window = Window::of_days(asked.cycle.period(), &asked.zone);
    let limits = table.prompt_limits();
    let mut paths = args.paths.clone();
    if paths.is_empty() {
        // Standard input is another's here.
        paths = usual_places(world).into_iter().filter(|place| place.is_dir()).collect();
    }
    let mut nothing = None;
    let mut found = None;
    if paths.is_empty() {
        nothing = Some(no_places(world));
    } else {
        let wanted = RecordsRequest {
            paths: &paths,
            within: None,
            format: None,
            grouping: Grouping { prompt_limits: &limits, zone: &asked.zone },
            today: asked.as_of,
            dialect: shell.told_dialect(),
            changed_since: Some(SystemTime::from(window.start)),
            is_strict: false,
            is_quiet: shell.common.quiet || args.statusline,
        };
        match records(&wanted, world) {
            Ok(records) => found = Some(records),
            Err(Failure::Told(faults)) if faults.iter().all(|fault| fault.code == Code::NoRunFound) => {
                let title = "no run of this cycle is in the records";
                nothing = Some(
                    Diagnostic::new(Code::NoRunFound, title)
                        .help("name the records that you mean: `creditcalc status PATH…`"),
                );
            }
            Err(failure) => return Err(failure),
        }
    }
    let (runs, skipped, notes) = match found {
        Some(Records { runs, skipped, notes, .. }) => (runs, skipped, notes),
        None => (RunsRead::default(), Vec::new(), Vec::new()),
    };
    let question = measure::Question {
        as_of: asked.as_of,
        unnamed: None,
        only: None,
        window: measure::Window::ALL,
        programs: &args.entrypoint,
        with_lines: false,
    };
    let measured = measure(table, runs, &question)?;
    // How the records of this program are looked for is not news here.
    let notes = notes.into_iter().filter(|note| !note.starts_with("read `")).collect();
    Ok(Read { measured, nothing, notes, cautions: Vec::new(), skipped })
}

/// What is said where no path was named and the usual places hold nothing.
fn no_places(world: &World<'_>) -> Diagnostic {
    let looked: Vec<String> =
        usual_places(world).iter().map(|place| format!("`{}`", place.display())).collect();
    let note = match looked.as_slice() {
        [] => "`HOME` names no folder to look in".to_owned(),
        looked => format!("looked in {}", looked.join(" and ")),
    };
    Diagnostic::new(Code::NoUsualRecords, "there are no Claude Code transcripts in the usual places")
        .note(note)
        .help("name a file or folder: `creditcalc status PATH…`")
}

/// The balance that is kept, where it is of this cycle and fits the credit.
fn kept_balance(
    args: &Args,
    asked: &mut Asked<'_>,
    notes: &mut Vec<String>,
    world: &World<'_>,
) -> Result<Option<KeptBalance>, Failure> {
    if args.forget {
        let was_there = kept::forget(world)?;
        notes.push(if was_there { "forgot the balance" } else { "no balance was kept" }.to_owned());
        return Ok(None);
    }
    let kept = match kept::read(world) {
        Ok(Some(kept)) => kept,
        Ok(None) => return Ok(None),
        // A new one takes its place.
        Err(_) if args.balance.is_some() => return Ok(None),
        Err(fault) => {
            asked.cautions.push(format!("{}; `--forget` removes it", fault.title));
            return Ok(None);
        }
    };
    let at = kept.at.timestamp();
    let window = Window::of_days(asked.cycle.period(), &asked.zone);
    let (shown, when) = (exact_dollars(kept.balance_usd), moment(at, &asked.zone));
    let why = if at < window.start {
        "is of an earlier cycle"
    } else if at >= window.end || at > asked.now {
        "is of a later time"
    } else if asked.holding.as_ref().is_some_and(|holding| kept.balance_usd > holding.credit()) {
        "is more than the credit"
    } else {
        return Ok(Some(kept));
    };
    if args.balance.is_none() {
        notes.push(format!("the balance of {shown} on {when} {why} and isn't used; `--forget` removes it"));
    }
    Ok(None)
}

/// When the balance was read, if it can be one of this cycle.
fn read_at(balance: &BalanceAt, asked: &Asked<'_>) -> Result<Timestamp, Diagnostic> {
    let at = balance.at.map_or(Ok(asked.now), |at| at.in_zone(&asked.zone))?;
    let window = Window::of_days(asked.cycle.period(), &asked.zone);
    let (when, period) = (moment(at, &asked.zone), asked.cycle.period());
    let last = period.end().yesterday().unwrap_or(period.end());
    if at > asked.now {
        let title = format!("the balance is of {when}, which is yet to come");
        return Err(Diagnostic::arguments(
            title,
            "write when you read it: `--balance 61.20@2026-11-20T09:00`",
        ));
    }
    if at < window.start {
        let title = format!("the balance is of {when}, before this cycle ({} to {last})", period.start());
        return Err(Diagnostic::arguments(
            title,
            "read the console again, or name your cycle with `--cycle-day`",
        ));
    }
    if let Some(holding) = asked.holding.as_ref().filter(|holding| balance.balance > holding.credit()) {
        let (shown, credit) = (exact_dollars(balance.balance), exact_dollars(holding.credit()));
        let title = format!("a balance of {shown} is more than the credit of {credit} (`{}`)", holding.id());
        let help = format!("if that is your credit, add `--credit {}`", balance.balance);
        return Err(Diagnostic::arguments(title, help));
    }
    Ok(at)
}

/// By how much the console has more than the records leave: since the balance before, or since the cycle began.
fn drift(
    measured: &Measurement<'_>,
    question: &study::Question<'_, '_>,
    before: Option<&KeptBalance>,
    new: Anchor,
) -> Result<Option<UsdDelta>, Failure> {
    let before = before.map(|kept| Anchor { left: kept.balance_usd, at: kept.at.timestamp() });
    if let Some(before) = before.filter(|before| before.at < new.at) {
        let then = study::Question { now: new.at, anchor: Some(before), ..*question };
        let ours = study::status(measured, &then)?.left.unwrap_or(before.left);
        return Ok(Some(UsdDelta::between(ours, new.left)));
    }
    Ok(study::status(measured, &study::Question { anchor: Some(new), ..*question })?.drift)
}

/// The jobs that `scan` finds here. What keeps it from looking is no fault of this question.
fn of_machine(
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
    let frame = Scenario {
        run: crate::ledger::RunSpec::Stated(Usd::ZERO),
        schedule: Schedule::NIGHTLY,
        cycle: asked.cycle,
        zone: asked.zone.clone(),
        from: None,
        as_of: asked.as_of,
        program: asked.program,
        is_program_named: true,
        plans: Vec::new(),
        surface: crate::pricing::Surface::ClaudeP,
        auth: args.plan.auth,
        spent: Usd::ZERO,
        exhaustion: None,
        is_fee_paid: false,
    };
    let plan = asked.holding.as_ref().and_then(|holding| holding.plan).map(|plan| plan.id.as_str());
    jobs_here(shell, &scan, &frame, plan, table, world).unwrap_or_default()
}

/// What the runs to come do to what is left; `None` where nothing tells when it ends.
fn scheduled(asked: &Asked<'_>, left: Usd, table: &PriceTable) -> Option<Scheduled> {
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

/// What to know about the figures.
fn about(status: &study::Status<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if !status.is_empty() {
        notes.push(
            "transcripts are a lower bound: titles and other side calls are billed and not logged".to_owned(),
        );
    }
    if status.unknown.runs > 0 {
        let (runs, them) =
            (counted(status.unknown.runs, "run"), if status.unknown.runs == 1 { "it" } else { "them" });
        let cost = dollars(status.unknown.cost);
        notes.push(format!(
            "{runs} ({cost}) don't say who started them and draw nothing here; to count {them} as programmatic, add \
            `--entrypoint NAME`"
        ));
    }
    if status.undated > 0 {
        let (has, is) = if status.undated == 1 { ("has", "is") } else { ("have", "are") };
        notes.push(format!("{} {has} no date and {is} in no cycle", counted(status.undated, "run")));
    }
    if !status.unpriced.is_empty() {
        let name = |name: &String| {
            if name.is_empty() { "a model without a name".to_owned() } else { format!("`{}`", escaped(name)) }
        };
        let names = listed_few(status.unpriced.iter().map(name));
        notes.push(format!("{names} has no price and is in no amount"));
    }
    notes
}

/// What the gate says against what runs asked for.
fn refusals(args: &Args, answer: &Status) -> Vec<String> {
    // Of a balance that somebody read, what is gone of the credit is known better than by the records.
    let asked = match (&answer.balance, answer.drawn_usd, answer.beyond_usd) {
        (Some(_), Some(drawn), Some(beyond)) => drawn.plus(beyond).unwrap_or(drawn),
        _ => answer.asking.cost_usd,
    };
    let over = args.fail_over.filter(|limit| asked > *limit);
    let refusal = |limit: Usd| {
        let (asked, limit) = (exact_dollars(asked), exact_dollars(limit));
        format!("runs asked for {asked} in this cycle, and --fail-over allows {limit}")
    };
    over.map(refusal).into_iter().collect()
}

/// As much of standard input is read for a status bar, in bytes.
const INPUT_MAX: u64 = 1 << 20;

/// What Claude Code says on standard input that the session cost; whatever else stands there, it says nothing.
fn session_cost() -> Option<Usd> {
    if !is_something_piped_in() {
        return None;
    }
    let mut text = Vec::new();
    io::stdin().lock().take(INPUT_MAX).read_to_end(&mut text).ok()?;
    let value = Json::new(text.trim_ascii()).ok()?;
    let cost = value.get(b"cost")?.get(b"total_cost_usd")?;
    Usd::from_float_text(std::str::from_utf8(cost.bytes()).ok()?.trim_matches('"'))
}
