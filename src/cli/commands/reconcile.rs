//! `creditcalc reconcile [PLAN] --records PATH… --bill FILE…`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::answer::Reconcile;
use crate::answer::reconcile::Inputs;
use crate::answer::saved;
use crate::bills::{self, Bill, Document};
use crate::calendar::Period;
use crate::cli::args::Reconcile as Args;
use crate::cli::args::guide::Guided as _;
use crate::cli::ask::Asker;
use crate::cli::peeked::is_input;
use crate::cli::records::{Records, RecordsRequest, records};
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::tables::reason;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::{Prepared, RunSpec};
use crate::measure::{Measurement, Question, RecordsRead, Window, measure, profile_of};
use crate::phrase::{counted, exact_dollars};
use crate::pricing::{NoPrice, PriceTable};
use crate::question::file::{self, Overrides};
use crate::records::{Grouping, Runs, profile_file};
use crate::report::measured::clauses;
use crate::report::views::period_in_words;
use crate::report::{Page, Report, Role, Rows, json, sheets, views};
use crate::source::SourceFile;
use crate::studies::reconcile::{
    PlanPrices, Planned, PlannedJob, Reconciled, billed, metered, reconcile, recorded,
};
use crate::units::{UsdDelta, length};

/// The plan, and how to know its prices.
struct Plan {
    planned: Planned,
    /// By job; those of a job that nobody names are those that all share.
    prices: Vec<PlanPrices>,
    days: Period,
    zone: TimeZone,
    notes: Vec<String>,
    cautions: Vec<String>,
    skipped: Vec<String>,
}

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    check(args)?;
    let asker = Asker::new(shell, &args.today, Some(&args.records), args.named_files, world);
    let mut bill = the_bill(shell, args, world)?;
    let copies = match &mut bill {
        Some((bill, _)) => bill.without_copies().map_err(out_of_range)?,
        None => (0, UsdDelta::ZERO),
    };
    let (plan, table) = match &args.plan {
        Some(path) => plan(path, shell, args, &asker, bill.as_ref().map(|(bill, _)| bill), world)?,
        None => (None, shell.tables(world)?),
    };
    let today = args.today.day(shell.settings)?;
    let mut notes = Notes::default();
    let mut skipped = Vec::new();
    if let Some(plan) = &plan {
        notes.extend(plan.notes.clone());
        notes.cautions(plan.cautions.clone());
        skipped.extend(plan.skipped.clone());
    }
    let zone = match &plan {
        Some(plan) => plan.zone.clone(),
        None => shell.settings.zone(args.today.tz.as_ref())?.unwrap_or(TimeZone::UTC),
    };
    let days = days(args, plan.as_ref(), bill.as_ref().map(|(bill, _)| bill))?;
    let whole = period_in_words(days.start(), days.end());
    let read = if args.paths.is_empty() {
        None
    } else {
        Some(the_records(shell, args, (days, &zone), &table, today, world)?)
    };
    let mut billed_of = match &bill {
        None => None,
        Some((bill, usage)) => {
            let (charges, about) = within(bill, days, &whole, plan.is_some())?;
            notes.extend(about);
            let metered = usage_at_list(usage, shell, args, &table, today, world)?;
            let found = billed(&table, &charges, bill.settled_until(), metered).map_err(out_of_range)?;
            Some(found)
        }
    };
    if let Some((bill, _)) = &bill {
        let clock = read.is_none().then_some(&zone).filter(|zone| **zone != TimeZone::UTC);
        notes.cautions(about_bill(bill, copies, clock));
    }
    let of_records = match &read {
        None => None,
        Some((measured, others, reading)) => {
            notes.cautions(about_records(measured, reading));
            let prices = |job: Option<&str>| {
                plan.as_ref().map_or_else(PlanPrices::default, |plan| plan.prices_of(job))
            };
            let vendors = billed_of.as_ref().and_then(|(_, vendors)| vendors.clone());
            let of = |runs, prices| recorded(&table, runs, &zone, vendors.as_ref(), prices);
            if let Some((billed, _)) = &mut billed_of {
                let others = of(others, &|_| PlanPrices::Unknown).map_err(out_of_range)?;
                let uses = others.into_iter().flat_map(|run| run.uses);
                billed.of_other_runs = uses.filter(|used| days.contains(used.day)).collect();
                billed.within = Some(days);
            }
            Some(of(measured, &prices).map_err(out_of_range)?)
        }
    };
    let of_bill = billed_of.as_ref().map(|(billed, _)| billed);
    let planned = plan.as_ref().map(|plan| &plan.planned);
    let found = reconcile(planned, of_records.as_deref(), of_bill, today).map_err(out_of_range)?;
    let is_at_least = bill.as_ref().is_some_and(|(bill, _)| bill.missing_pages() > 0);
    let inputs = Inputs {
        as_of: today,
        plan: args.plan.as_deref().map(shown),
        records: args.paths.iter().map(|path| shown(path)).collect(),
        bills: args.bill.iter().map(|path| shown(path)).collect(),
        start: days.start(),
        end: days.end(),
        zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        billed_until: of_bill.and_then(|billed| billed.settled_until),
        pricing_digest: table.digest().to_owned(),
    };
    let mut profile = None;
    if let Some((path, (measured, ..))) = args.write_profile.as_ref().zip(read.as_ref()) {
        let runs = profile_of(&measured.runs, &table.prompt_limits());
        let number = counted(length(runs.runs.len()), "run");
        profile = Some((path.clone(), profile_file::write(&runs, today)));
        notes.warn(format!("wrote the profile of {number} to `{}`", path.display()));
    }
    let answer = Reconcile::of(inputs, &found, is_at_least, Vec::new());
    let refusals = refusals(args, &found);
    let output = shell.write(&Answered { answer: &answer }, notes, world)?;
    Ok(CommandOutput { profile, skipped, refusals, ..output })
}

/// What to know about the bill: its copies, how many and how much, and its days, where those of the plan are on another
/// clock and no record says when runs started.
fn about_bill(bill: &Bill, (lines, amount): (usize, UsdDelta), clock: Option<&TimeZone>) -> Vec<String> {
    let mut notes = Vec::new();
    if lines > 0 {
        let (stand, were) = if lines == 1 { ("stands", "was") } else { ("stand", "were") };
        let lines = counted(length(lines), "line");
        notes.push(format!(
            "{lines} of the bill ({amount} USD) {stand} in several files or pages, and {were} counted once"
        ));
    }
    if let Some(zone) = clock {
        let zone = zone.iana_name().unwrap_or("another time zone");
        notes.push(format!(
            "the plan's days are in {zone} and the bill's in UTC, so a run near midnight is billed on another day"
        ));
    }
    if bill.missing_pages() > 0 {
        let note = "the bill ends before its last page (`has_more`): what was billed is a lower bound (≥)";
        notes.push(note.to_owned());
    }
    notes
}

/// What to know about the records.
fn about_records(measured: &Measurement<'_>, reading: &RecordsRead) -> Vec<String> {
    let clauses = clauses(measured, reading).into_iter();
    let mut notes: Vec<String> =
        clauses.filter(|(role, _)| *role == Role::Caution).map(|(_, clause)| clause).collect();
    if measured.outside.undated > 0 {
        let runs = counted(measured.outside.undated, "run");
        notes.push(format!("left out: {runs} without a date"));
    }
    notes
}

/// What is wrong with the arguments together.
fn check(args: &Args) -> Result<(), Diagnostic> {
    let given = [args.plan.is_some(), !args.paths.is_empty(), !args.bill.is_empty()];
    if given.iter().filter(|given| **given).count() < 2 {
        let title = "there is nothing to compare: give two of the plan, the records and the bill";
        let fault = Diagnostic::new(Code::ArgumentsExclude, title);
        let ways = Args::GUIDE.question.ways.iter().map(|(what, line)| format!("{what}: `{line}`"));
        return Err(ways.fold(fault, Diagnostic::help));
    }
    let inputs = args.plan.iter().chain(&args.paths).chain(&args.bill).filter(|path| is_input(path)).count();
    if inputs > 1 {
        return Err(Diagnostic::input_twice());
    }
    if args.plan.is_some() && args.until.is_some() {
        let title = "a plan has its own days, so `--until` says nothing beside it";
        return Err(Diagnostic::arguments(
            title,
            "leave it out; `--since` picks the cycle that has this day",
        ));
    }
    if args.write_profile.is_some() && args.paths.is_empty() {
        let title = "`--write-profile` needs records";
        return Err(Diagnostic::arguments(title, "name them: `--records runs/`"));
    }
    if args.write_profile.as_ref().is_some_and(|path| is_input(path)) {
        let title = "`--write-profile` needs a file, not `-`";
        return Err(Diagnostic::arguments(title, "name one: `--write-profile audit.profile.toml`"));
    }
    if args.bill_columns.is_some() && args.bill.is_empty() {
        let title = "`--bill-columns` says nothing without a bill";
        return Err(Diagnostic::arguments(title, "name it: `--bill invoice.csv`"));
    }
    if let (Some(since), Some(until)) = (args.since, args.until)
        && until < since
    {
        let title = format!("`--until {until}` is before `--since {since}`");
        return Err(Diagnostic::arguments(title, "write the earlier day behind `--since`"));
    }
    Ok(())
}

fn shown(path: &Path) -> String {
    if is_input(path) { "standard input".to_owned() } else { path.display().to_string() }
}

fn out_of_range(reason: crate::units::OutOfRange) -> Diagnostic {
    NoPrice::from(reason).diagnostic(Vocabulary::Flags)
}

/// Reads the plan, and the tables with what it multiplies prices by.
fn plan(
    path: &Path,
    shell: &Shell<'_>,
    args: &Args,
    asker: &Asker<'_, '_>,
    bill: Option<&Bill>,
    world: &World<'_>,
) -> Result<(Option<Plan>, PriceTable), Failure> {
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
        return Ok((Some(plan), shell.tables(world)?));
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
    let days = read.simulation.days().map_err(|_| out_of_range(crate::units::OutOfRange))?;
    let named =
        |job: &crate::ledger::JobSpec| PlannedJob { name: Some(job.name.clone()), ..PlannedJob::default() };
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
    Ok((Some(plan), table))
}

impl Plan {
    /// The prices of a job, or those that all jobs share.
    fn prices_of(&self, job: Option<&str>) -> PlanPrices {
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

/// Reads all files of the bill; usage reports among them are named.
fn the_bill(
    shell: &Shell<'_>,
    args: &Args,
    world: &World<'_>,
) -> Result<Option<(Bill, Vec<PathBuf>)>, Failure> {
    if args.bill.is_empty() {
        return Ok(None);
    }
    let columns = args.bill_columns.clone().unwrap_or_default();
    let (mut bill, mut usage, mut faults) = (Bill::default(), Vec::new(), Vec::new());
    for path in &args.bill {
        let text = match world.read_file(path) {
            Ok(text) => text,
            Err(error) => {
                let title = format!("cannot read `{}`: {}", path.display(), reason(&error));
                faults.push(Diagnostic::new(Code::UnreadFile, title));
                continue;
            }
        };
        match bills::read(&SourceFile::new(shown(path), text), &columns, shell.common.csv_dialect) {
            Ok(Document::Bill(read)) => bill.join(read),
            Ok(Document::UsageReport) if is_input(path) => {
                let title = "a usage report can't be read from standard input here";
                faults.push(Diagnostic::arguments(title, "save it, and name the file"));
            }
            Ok(Document::UsageReport) => usage.push(path.clone()),
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    if bill.charges.is_empty() {
        let names = crate::phrase::quoted(usage.iter().map(|path| path.display()));
        let title = format!("no amounts in {names}: a usage report has tokens, and nothing was billed in it");
        let fault = Diagnostic::new(Code::WrongBill, title);
        return Err(fault.help("add the cost report of the same days: `--bill cost_report.json`").into());
    }
    Ok(Some((bill, usage)))
}

/// The days that are compared: those of the plan, those that are asked for, or those of the bill.
fn days(args: &Args, plan: Option<&Plan>, bill: Option<&Bill>) -> Result<Period, Diagnostic> {
    if let Some(plan) = plan {
        return Ok(plan.days);
    }
    let of_bill = bill.and_then(|bill| Some((*bill.days.first()?, *bill.days.last()?)));
    let (first, last) = of_bill.unwrap_or((Date::MIN, Date::MIN));
    let (first, last) = (args.since.unwrap_or(first), args.until.unwrap_or(last));
    let end = last.tomorrow().map_err(|_| out_of_range(crate::units::OutOfRange))?;
    if end <= first {
        let title = format!("the bill ends on {last}, before `--since {first}`");
        return Err(Diagnostic::new(Code::BillOfAnotherTime, title));
    }
    Ok(Period::new(first, end))
}

/// The bill within the days that are compared, and what to know about the rest.
fn within(
    bill: &Bill,
    days: Period,
    whole: &str,
    has_plan: bool,
) -> Result<(Bill, Option<String>), Diagnostic> {
    if !bill.days.iter().any(|day| days.contains(*day)) {
        let first = bill.days.first().copied().unwrap_or(days.start());
        let last = bill.days.last().copied().unwrap_or(first);
        let of_bill = period_in_words(first, last.tomorrow().unwrap_or(last));
        // A bill of some days of a month is named by its month.
        let month = |day: Date| (day.year(), day.month());
        let of_bill = if month(first) == month(last) { first.strftime("%B %Y").to_string() } else { of_bill };
        let other = if has_plan { "the plan" } else { "what is asked for" };
        let title = format!("the bill is of {of_bill}, and {other} is of {whole}");
        let fault = Diagnostic::new(Code::BillOfAnotherTime, title);
        return Err(fault.help(format!("get the bill of {whole}, or name the plan of {of_bill}")));
    }
    let (inside, outside): (Vec<_>, Vec<_>) =
        bill.charges.iter().cloned().partition(|charge| days.contains(charge.day));
    let note = (!outside.is_empty()).then(|| {
        let sum = outside.iter().try_fold(UsdDelta::ZERO, |sum, charge| sum.plus(charge.amount));
        let sum = sum.map(|sum| format!(" ({sum} USD)")).unwrap_or_default();
        format!("left out: {} of the bill outside {whole}{sum}", counted(length(outside.len()), "line"))
    });
    Ok((Bill { charges: inside, ..bill.clone() }, note))
}

/// What a usage report counts, at list prices.
fn usage_at_list(
    paths: &[PathBuf],
    shell: &Shell<'_>,
    args: &Args,
    table: &PriceTable,
    today: Date,
    world: &World<'_>,
) -> Result<BTreeMap<(Date, bills::Item), crate::units::Usd>, Failure> {
    if paths.is_empty() {
        return Ok(BTreeMap::new());
    }
    let limits = table.prompt_limits();
    let wanted = RecordsRequest {
        changed_since: None,
        paths,
        within: None,
        format: None,
        grouping: Grouping { prompt_limits: &limits, zone: &TimeZone::UTC },
        today,
        dialect: shell.told_dialect(),
        is_strict: true,
        is_quiet: shell.common.quiet,
    };
    let Records { runs, .. } = records(&wanted, world)?;
    let question = Question {
        as_of: today,
        unnamed: args.records.assume_model.as_deref(),
        only: None,
        window: Window::ALL,
        programs: &[],
        with_lines: true,
    };
    let measured = measure(table, runs, &question).map_err(out_of_range)?;
    Ok(metered(&measured).map_err(out_of_range)?)
}

/// Reads and prices the records of these days; and what others used on them, in UTC as bills have them.
fn the_records<'t>(
    shell: &Shell<'_>,
    args: &Args,
    (days, zone): (Period, &TimeZone),
    table: &'t PriceTable,
    today: Date,
    world: &World<'_>,
) -> Result<(Measurement<'t>, Measurement<'t>, RecordsRead), Failure> {
    let limits = table.prompt_limits();
    let wanted = RecordsRequest {
        changed_since: None,
        paths: &args.paths,
        within: None,
        format: args.records.input_format,
        // Bills have days in UTC.
        grouping: Grouping { prompt_limits: &limits, zone: &TimeZone::UTC },
        today,
        dialect: shell.told_dialect(),
        is_strict: args.records.strict,
        is_quiet: shell.common.quiet,
    };
    let Records { runs, reading, .. } = records(&wanted, world)?;
    let instant = |day: Date| {
        let start = day.to_zoned(zone.clone()).map_err(|_| out_of_range(crate::units::OutOfRange))?;
        Ok::<_, Diagnostic>(start.timestamp())
    };
    let window = Window {
        since: Some(instant(days.start())?),
        until: Some(instant(days.end())?),
        newest: None,
        zone: zone.clone(),
    };
    let assumed = args.records.assume_model.as_deref();
    let spelled = assumed.and_then(|name| table.model_spelled(name));
    let question = Question {
        as_of: today,
        unnamed: spelled.or(assumed),
        only: args.records.only.flatten(),
        window,
        programs: &args.records.entrypoint,
        with_lines: true,
    };
    let others = if args.bill.is_empty() {
        Runs::default()
    } else {
        let starts_outside = |at: Timestamp| {
            question.window.since.is_some_and(|since| at < since)
                || question.window.until.is_some_and(|until| at >= until)
        };
        runs.some(|run| {
            let day = |at: Timestamp| TimeZone::UTC.to_datetime(at).date();
            run.started_at.is_some_and(|at| {
                let mut used = run.models.iter().filter_map(|used| used.day);
                starts_outside(at) && (days.contains(day(at)) || used.any(|used| days.contains(used.utc)))
            })
        })
    };
    let of_others = Question { window: Window::ALL, ..question.clone() };
    let others = measure(table, others, &of_others).map_err(out_of_range)?;
    let measured = measure(table, runs, &question).map_err(out_of_range)?;
    if measured.reported.rows > 0 {
        let title = "a usage report is no record of runs: it adds up days";
        return Err(Diagnostic::arguments(
            title,
            "give it as a part of the bill: `--bill usage_report.json`",
        )
        .into());
    }
    if measured.runs.is_empty() {
        return Err(no_runs(&measured, &period_in_words(days.start(), days.end())).into());
    }
    Ok((measured, others, reading))
}

/// What is said where no run is of the days that are compared.
fn no_runs(measured: &Measurement<'_>, whole: &str) -> Diagnostic {
    let outside = &measured.outside;
    let others = outside.before + outside.after;
    if others == 0 && outside.undated > 0 {
        let title = match outside.undated {
            1 => "the recorded run has no date, so nobody knows on which day it was planned or billed"
                .to_owned(),
            runs => format!(
                "none of the {runs} recorded runs has a date, so nobody knows on which day they were planned or billed"
            ),
        };
        return Diagnostic::new(Code::NoRunInTime, title)
            .help("add `started_at` to each row, or keep the log lines with their times");
    }
    let fault = Diagnostic::new(Code::NoRunInTime, format!("no recorded run started in {whole}"));
    let day = |at: jiff::Timestamp| measured.window.zone.to_datetime(at).date();
    let before = outside.last_before.map(|at| format!("the last one before started on {}", day(at)));
    let after = outside.first_after.map(|at| format!("the first one after started on {}", day(at)));
    let fault = [before, after].into_iter().flatten().fold(fault, Diagnostic::note);
    let nearest = outside.last_before.or(outside.first_after).map(day);
    fault.maybe_help(
        nearest
            .map(|day| format!("to compare another cycle of a scenario, name a day of it: `--since {day}`")),
    )
}

/// What the gate says.
fn refusals(args: &Args, found: &Reconciled) -> Vec<String> {
    let (first, last) = found.ends();
    let change = last.plus(first.opposite()).unwrap_or(last);
    let refusal = |limit: crate::units::Usd| {
        (change.is_rise() && change.size() > limit).then(|| {
            let [change, limit] = [change.size(), limit].map(exact_dollars);
            let what = if found.billed.is_some() { "billed" } else { "recorded" };
            let than = if found.planned.is_some() { "planned" } else { "recorded" };
            format!("{change} more was {what} than {than}, over --fail-over {limit}")
        })
    };
    args.fail_over.and_then(refusal).into_iter().collect()
}

struct Answered<'a> {
    answer: &'a Reconcile,
}

impl Report<Failure> for Answered<'_> {
    fn page(&self) -> Page {
        views::reconciled(self.answer)
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::reconciled(self.answer).into())
    }

    fn json(&self, notes: &[String]) -> String {
        json::write(&Reconcile { notes: notes.to_vec(), ..self.answer.clone() })
    }
}
