//! `creditcalc reconcile [PLAN] --records PATH… --bill FILE…`.

mod bill;
mod plan;
mod recorded;

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use self::bill::BillRead;
use self::plan::Plan;
use self::recorded::Recorded;
use crate::answer::Reconcile;
use crate::answer::reconcile::Inputs;
use crate::bills::Bill;
use crate::calendar::Period;
use crate::cli::args::Reconcile as Args;
use crate::cli::args::guide::Guided as _;
use crate::cli::ask::Asker;
use crate::cli::peeked::is_input;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::measure::profile_of;
use crate::phrase::{counted, exact_dollars};
use crate::pricing::{NoPrice, PriceTable};
use crate::records::profile_file;
use crate::report::{Page, Report, Rows, json, sheets, views};
use crate::studies::reconcile::{
    Billed, PlanPrices, Reconciled, RecordedRun, billed, reconcile, recorded as priced,
};
use crate::units::{OutOfRange, Usd, length};

/// The bill as far as it is compared, and whose it is; `None` where that is not known.
type OfBill = (Billed, Option<BTreeSet<String>>);

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    check(args)?;
    let asker = Asker::new(shell, &args.today, Some(&args.records), args.named_files, world);
    let bill_read = bill::read(shell, args, world)?;
    let whole_bill = bill_read.as_ref().map(|read| &read.bill);
    let (plan, table) = match &args.plan {
        Some(path) => plan::read(path, shell, args, &asker, whole_bill, world)
            .map(|(plan, table)| (Some(plan), table))?,
        None => (None, shell.tables(world)?),
    };
    let today = args.today.day(shell.settings)?;
    let zone = match &plan {
        Some(plan) => plan.zone.clone(),
        None => shell.settings.zone(args.today.tz.as_ref())?.unwrap_or(TimeZone::UTC),
    };
    let days = days(args, plan.as_ref(), whole_bill)?;
    let records = match args.paths.as_slice() {
        [] => None,
        _ => Some(recorded::read(shell, args, (days, &zone), &table, today, world)?),
    };
    let mut notes = Notes::default();
    if let Some(plan) = &plan {
        notes.extend(plan.notes.clone());
        notes.cautions(plan.cautions.clone());
    }
    let mut of_bill = None;
    if let Some(BillRead { bill, usage, copies }) = &bill_read {
        let (charges, about) = bill::within(bill, days, plan.is_some())?;
        notes.extend(about);
        let metered = bill::usage_at_list(usage, shell, args, &table, today, world)?;
        of_bill = Some(billed(&table, &charges, bill.settled_until(), metered).map_err(out_of_range)?);
        let clock = records.is_none().then_some(&zone).filter(|zone| **zone != TimeZone::UTC);
        notes.cautions(bill::about(bill, *copies, clock));
    }
    let mut runs = None;
    if let Some(read) = &records {
        notes.cautions(recorded::about(read));
        let of_days = of_days(read, plan.as_ref(), &mut of_bill, &table, (days, &zone));
        runs = Some(of_days.map_err(out_of_range)?);
    }
    let billed = of_bill.as_ref().map(|(billed, _)| billed);
    let planned = plan.as_ref().map(|plan| &plan.planned);
    let found = reconcile(planned, runs.as_deref(), billed, today).map_err(out_of_range)?;
    let is_at_least = whole_bill.is_some_and(|bill| bill.missing_pages() > 0);
    let inputs = Inputs {
        as_of: today,
        plan: args.plan.as_deref().map(shown),
        records: args.paths.iter().map(|path| shown(path)).collect(),
        bills: args.bill.iter().map(|path| shown(path)).collect(),
        start: days.start(),
        end: days.end(),
        zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        billed_until: billed.and_then(|billed| billed.settled_until),
        pricing_digest: table.digest().to_owned(),
        question: shell.asked(world),
    };
    let mut profile = None;
    if let Some((path, read)) = args.write_profile.as_ref().zip(records.as_ref()) {
        let runs = profile_of(&read.measured.runs, &table.prompt_limits());
        let number = counted(length(runs.runs.len()), "run");
        profile = Some((path.clone(), profile_file::write(&runs, today)));
        notes.wrote(format!("wrote the profile of {number} to `{}`", path.display()));
    }
    let answer = Reconcile::of(inputs, &found, is_at_least, Vec::new());
    let output = shell.write(&Answered { answer: &answer }, notes, world)?;
    let skipped = plan.map(|plan| plan.skipped).unwrap_or_default();
    Ok(CommandOutput { profile, skipped, refusals: refusals(args, &found), ..output })
}

/// The recorded runs of the days that are compared, priced; the bill learns what runs of other days used on them.
fn of_days(
    read: &Recorded<'_>,
    plan: Option<&Plan>,
    of_bill: &mut Option<OfBill>,
    table: &PriceTable,
    (days, zone): (Period, &TimeZone),
) -> Result<Vec<RecordedRun>, OutOfRange> {
    let vendors = of_bill.as_ref().and_then(|(_, vendors)| vendors.clone());
    let of = |runs, prices| priced(table, runs, zone, vendors.as_ref(), prices);
    if let Some((billed, _)) = of_bill {
        let others = of(&read.others, &|_| PlanPrices::Unknown)?;
        let uses = others.into_iter().flat_map(|run| run.uses);
        billed.of_other_runs = uses.filter(|used| days.contains(used.day)).collect();
        billed.within = Some(days);
    }
    let prices = |job: Option<&str>| plan.map_or_else(PlanPrices::default, |plan| plan.prices_of(job));
    of(&read.measured, &prices)
}

/// The days that are compared: those of the plan, those that are asked for, or those of the bill.
fn days(args: &Args, plan: Option<&Plan>, bill: Option<&Bill>) -> Result<Period, Diagnostic> {
    if let Some(plan) = plan {
        return Ok(plan.days);
    }
    let of_bill = bill.and_then(|bill| Some((*bill.days.first()?, *bill.days.last()?)));
    let (first, last) = of_bill.unwrap_or((Date::MIN, Date::MIN));
    let (first, last) = (args.since.unwrap_or(first), args.until.unwrap_or(last));
    let end = last.tomorrow().map_err(|_| out_of_range(OutOfRange))?;
    if end <= first {
        let title = format!("the bill ends on {last}, before `--since {first}`");
        return Err(Diagnostic::new(Code::BillOfAnotherTime, title));
    }
    Ok(Period::new(first, end))
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

fn out_of_range(reason: OutOfRange) -> Diagnostic {
    NoPrice::from(reason).diagnostic(Vocabulary::Flags)
}

/// What the gate says.
fn refusals(args: &Args, found: &Reconciled) -> Vec<String> {
    let (first, last) = found.ends();
    let change = last.plus(first.opposite()).unwrap_or(last);
    let refusal = |limit: Usd| {
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
