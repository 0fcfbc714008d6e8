//! From what was written to the question that the library answers, naming every assumption on the way.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::args::{Common, Estimate, Format, Today};
use super::schedules;
use super::settings::Settings;
use super::usage_spec::{self, WrittenUsage};
use super::values::{Count, CycleDay, CycleDays, Day, ExhaustionArg, Money, Output, Positive, Seats, Zone};
use super::{Failure, World};
use crate::calendar::{BillingCycle, NoCycle, OutOfCalendar};
use crate::diagnostic::{Diagnostic, nearest};
use crate::estimate::{Holding, RunSpec, Scenario};
use crate::pricing::{CreditGrant, NoPrice, Plan, PriceTable, Program, Surface};
use crate::schedule::{Job, Schedule, Timetable, Timing, zone};
use crate::units::{OutOfRange, Tokens, Usd};
use crate::usage::{ModelUsage, Requests, Service, Speed, TokenKind, TokenUsage};

/// The question, and what to know about how it was understood.
pub(super) struct Resolved<'t> {
    pub(super) scenario: Scenario<'t>,
    pub(super) notes: Vec<String>,
}

/// What was assumed because nobody said it, each with the flags that say it, and what else to know.
#[derive(Default)]
struct Understood {
    assumed: Vec<String>,
    notes: Vec<String>,
}

impl Understood {
    /// All assumptions in one note, so that what matters is not lost among them.
    fn into_notes(self) -> Vec<String> {
        let assumed = (!self.assumed.is_empty()).then(|| format!("assumed: {}", self.assumed.join(", ")));
        assumed.into_iter().chain(self.notes).collect()
    }
}

/// How the answer is written.
pub(super) fn format(common: &Common, settings: &Settings) -> Result<Format, Diagnostic> {
    if common.json {
        return Ok(Format::Json);
    }
    Ok(settings.or(common.format, "format")?.unwrap_or(Format::Table))
}

/// The same for an answer that is no table of rows. A configured CSV is meant for the answers that are; one that is asked for is a fault.
pub(super) fn format_without_csv(common: &Common, settings: &Settings, command: &str) -> Result<Format, Diagnostic> {
    match format(common, settings)? {
        Format::Csv if common.format.is_none() => Ok(Format::Table),
        Format::Csv => Err(Diagnostic::new("C507", format!("`{command}` is not written as CSV")).help("`--format json` has everything")),
        format => Ok(format),
    }
}

/// The day of asking.
pub(super) fn as_of(today: &Today, settings: &Settings) -> Result<Date, Diagnostic> {
    if let Some(Day(day)) = settings.or(today.as_of, "as_of")? {
        return Ok(day);
    }
    let zone = settings.or(today.tz.clone(), "tz")?;
    Ok(World::today(zone.as_ref().map(|Zone(zone)| zone)))
}

/// When the question is asked, and about which times.
pub(super) struct When {
    read: schedules::Read,
    zone: TimeZone,
    is_zone_given: bool,
    pub(super) as_of: Date,
}

/// Reads the schedules first: today is a day in their zone, where nobody names one.
pub(super) fn when(args: &Estimate, settings: &Settings, world: &World<'_>) -> Result<When, Failure> {
    let given = settings.or(args.today.tz.clone(), "tz")?.map(|Zone(zone)| zone);
    // Whole days are the same in every zone, and asking the system for its own takes time.
    let needs_zone = given.is_some() || args.schedules.are_asked() || args.from_now;
    let system = given.clone().unwrap_or_else(|| if needs_zone { World::zone() } else { TimeZone::UTC });
    let read = schedules::read(&args.schedules, &system, world)?;
    // A workflow that names no zone is on the clock of UTC, and says nothing about that of the person who pays.
    let zones = read.jobs.iter().filter_map(|job| if let Timing::At(times) = &job.timing { Some(&times.zone) } else { None });
    let mut zones = zones.map(|zone| if read.implies_utc && *zone == TimeZone::UTC { &system } else { zone });
    let first = zones.next().filter(|_| given.is_none());
    let zone = first.filter(|first| zones.all(|zone| zone == *first)).unwrap_or(&system).clone();
    let as_of = match settings.or(args.today.as_of, "as_of")? {
        Some(Day(day)) => day,
        None => World::today(needs_zone.then_some(&zone)),
    };
    Ok(When { read, zone, is_zone_given: given.is_some(), as_of })
}

/// The question that `args` ask.
pub(super) fn estimate<'t>(
    args: &Estimate,
    settings: &Settings,
    written: WrittenRun,
    when: When,
    table: &'t PriceTable,
) -> Result<Resolved<'t>, Failure> {
    let When { read, zone, is_zone_given, as_of } = when;
    let mut understood = Understood::default();
    let run = run_spec(written, table, as_of)?;
    let surface = surface(args, settings, &read, &mut understood)?;
    let schedule = schedule(args, read.jobs, &mut understood);
    let cycle = cycle(args, settings, as_of, &schedule, &mut understood)?;
    if matches!(schedule, Schedule::Timed(_)) && !is_zone_given {
        understood.assumed.push(format!("times in {} (`--tz`)", zone::name(&zone)));
    }
    understood.notes.extend(read.notes);
    let program = program(args, settings, table, as_of)?;
    let plans = plans(args, settings, table, program, &mut understood)?;
    let spent = settings.or(args.spent, "spent")?.map_or(Usd::ZERO, |Money(spent)| spent);
    let from = if args.from_now { Some(from_now(args, settings, as_of, cycle, &zone)?) } else { None };
    let scenario = Scenario {
        run,
        schedule,
        cycle,
        zone,
        from,
        as_of,
        program,
        plans,
        surface,
        auth: settings.or(args.auth, "auth")?,
        spent,
        exhaustion: settings.or(args.on_exhaustion, "on_exhaustion")?.map(|ExhaustionArg(exhaustion)| exhaustion),
    };
    Ok(Resolved { scenario, notes: understood.into_notes() })
}

/// What starts the runs: what was said, or what the workflow that was read shows.
fn surface(args: &Estimate, settings: &Settings, read: &schedules::Read, understood: &mut Understood) -> Result<Surface, Diagnostic> {
    if let Some(surface) = settings.or(args.surface, "surface")? {
        return Ok(surface);
    }
    let action = Surface::GithubAction.word();
    match (read.by_action, read.by_command) {
        (false, _) => Ok(Surface::ClaudeP),
        (true, false) => {
            understood.assumed.push(format!("runs started by an agent's action (`--surface {action}`)"));
            Ok(Surface::GithubAction)
        }
        // What an action starts may be outside a credit that the others draw.
        (true, true) => Err(Diagnostic::new("C510", "some of these jobs are started by an agent's action, and some are not")
            .help("ask about the workflow by itself: another use may draw another credit")
            .help(format!(
                "or say what is to count for all of them, with `--surface {action}` or `--surface {}`",
                Surface::ClaudeP.word()
            ))),
    }
}

/// The instant from which on the rest of a cycle counts.
fn from_now(args: &Estimate, settings: &Settings, as_of: Date, cycle: BillingCycle, zone: &TimeZone) -> Result<Timestamp, Diagnostic> {
    let period = cycle.period();
    if !period.contains(as_of) {
        let (start, last) = (period.start(), period.end().yesterday().unwrap_or(period.end()));
        return Err(Diagnostic::new("C508", format!("`--from-now` asks for the rest of a cycle, and {as_of} is not in it"))
            .help("leave `--from-now` out to ask for all of the cycle")
            .note(format!("the cycle is {start} to {last}, and today is a day in {}", zone::name(zone))));
    }
    let is_given = settings.or(args.today.as_of, "as_of")?.is_some();
    if !is_given {
        return Ok(World::now());
    }
    let outside = || Diagnostic::new("C506", "the billing cycle lies outside the calendar").help("dates end with the year 9999");
    zone.to_timestamp(as_of.at(0, 0, 0, 0)).map_err(|_| outside())
}

/// One run, as it was written.
pub(super) enum WrittenRun {
    Stated(Usd),
    Used(Vec<WrittenUsage>),
}

impl WrittenRun {
    /// The models that are named.
    pub(super) fn models(&self) -> Vec<&str> {
        match self {
            Self::Stated(_) => Vec::new(),
            Self::Used(usages) => usages.iter().map(|usage| usage.model.as_str()).collect(),
        }
    }
}

/// One run, as the arguments write it.
pub(super) fn written_run(args: &Estimate) -> Result<WrittenRun, Failure> {
    let output = output_tokens(args)?;
    if let Some(Money(cost)) = args.cost_per_run {
        return Ok(WrittenRun::Stated(cost));
    }
    let tokens = |count: Option<Count>| count.map_or(0, |Count(count)| count);
    if let Some(model) = &args.model {
        return Ok(WrittenRun::Used(vec![WrittenUsage {
            model: model.clone(),
            model_place: None,
            input: tokens(args.input),
            output: output.unwrap_or(0),
            cache_read: tokens(args.cache_read),
            cache_write: tokens(args.cache_write),
            cache_write_1h: tokens(args.cache_write_1h),
            cache_write_12h: 0,
            cache_write_5m: 0,
            cache_write_30m: 0,
            web_searches: tokens(args.web_searches),
            requests: args.requests.map(|Positive(requests)| requests),
            fast: args.fast,
            us_only: args.us_only,
            batch: args.batch,
        }]));
    }
    let mut written = Vec::with_capacity(args.usage.len());
    let mut faults = Vec::new();
    for spec in &args.usage {
        match usage_spec::parse(spec) {
            Ok(usage) => written.push(usage),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(WrittenRun::Used(written)) } else { Err(faults.into()) }
}

fn run_spec(written: WrittenRun, table: &PriceTable, day: Date) -> Result<RunSpec, Failure> {
    let written = match written {
        WrittenRun::Stated(cost) => return Ok(RunSpec::Stated(cost)),
        WrittenRun::Used(written) => written,
    };
    let unknown: Vec<_> = written.iter().filter_map(|usage| unknown_model(usage, table, day)).collect();
    if !unknown.is_empty() {
        return Err(unknown.into());
    }
    let usages: Result<Vec<_>, _> = written.into_iter().map(|usage| model_usage(usage, table, day)).collect();
    let usages = usages?;
    if usages.iter().all(|usage| usage.usage.is_empty() && usage.web_searches == 0) {
        return Err(Diagnostic::new("U111", "nothing to price: the run has no tokens")
            .help("say what one run uses, for example `--input 120k --output 9k --cache-read 1.2M`")
            .help("or what it costs, with `--cost-per-run 4`")
            .into());
    }
    Ok(RunSpec::Used(usages))
}

/// What is to be said of a model that has no price, with its place where it stands in a usage.
fn unknown_model(usage: &WrittenUsage, table: &PriceTable, day: Date) -> Option<Diagnostic> {
    let fault = table.resolve(&usage.model, day).err()?.diagnostic();
    Some(match &usage.model_place {
        Some((source, span)) => fault.at(source, span.clone(), ""),
        None => fault,
    })
}

/// The output tokens, which share their flag with the file to write to.
fn output_tokens(args: &Estimate) -> Result<Option<u64>, Diagnostic> {
    let (mut tokens, mut files) = (Vec::new(), usize::from(args.output_file.is_some()));
    for output in &args.output {
        match output {
            Output::Tokens(count) => tokens.push(*count),
            Output::File(_) => files += 1,
        }
    }
    if tokens.len() > 1 || files > 1 {
        let what = if files > 1 { "names two files" } else { "counts output tokens twice" };
        return Err(Diagnostic::new("C505", format!("`--output` {what}"))
            .help("a number is output tokens, anything else is a file; `-o FILE` is always a file"));
    }
    let tokens = tokens.first().copied();
    if let (Some(count), None) = (tokens, &args.model) {
        if args.cost_per_run.is_some() {
            let title = format!("`--output {count}` is a number of tokens, and `--cost-per-run` says what they cost");
            return Err(Diagnostic::new("C505", title).help("leave one of the two out; a file to write to is `-o FILE`"));
        }
        let instead =
            if args.usage.is_empty() { "name the model with `--model ID`" } else { "write `output=N` into the `--usage` it belongs to" };
        return Err(Diagnostic::new("C505", format!("`--output {count}` is a number of tokens, and of no model")).help(instead));
    }
    Ok(tokens)
}

fn model_usage(written: WrittenUsage, table: &PriceTable, day: Date) -> Result<ModelUsage, Failure> {
    let mut usage = TokenUsage::NONE
        .with(TokenKind::Input, Tokens::new(written.input))
        .with(TokenKind::Output, Tokens::new(written.output))
        .with(TokenKind::CacheRead, Tokens::new(written.cache_read))
        .with(TokenKind::CacheWrite1h, Tokens::new(written.cache_write_1h))
        .with(TokenKind::CacheWrite12h, Tokens::new(written.cache_write_12h))
        .with(TokenKind::CacheWrite5m, Tokens::new(written.cache_write_5m))
        .with(TokenKind::CacheWrite30m, Tokens::new(written.cache_write_30m));
    if written.cache_write > 0 {
        // "The usual lifetime" is another kind of tokens with each vendor.
        let found = table.resolve(&written.model, day).map_err(|reason| reason.diagnostic())?;
        let vendor = table.vendors().iter().find(|vendor| vendor.id == found.model.vendor);
        let kind = vendor.and_then(crate::pricing::Vendor::short_cache_write).unwrap_or(TokenKind::CacheWrite5m);
        let both = usage.of(kind).get().checked_add(written.cache_write).ok_or_else(|| NoPrice::OutOfRange(OutOfRange).diagnostic())?;
        usage = usage.with(kind, Tokens::new(both));
    }
    Ok(ModelUsage {
        model: written.model,
        usage,
        web_searches: written.web_searches,
        requests: written.requests.map_or(Requests::Unknown, Requests::Even),
        service: Service {
            speed: if written.fast { Speed::Fast } else { Speed::Standard },
            us_only: written.us_only,
            batch: written.batch,
        },
    })
}

fn schedule(args: &Estimate, jobs: Vec<Job>, understood: &mut Understood) -> Schedule {
    if args.schedules.are_asked() {
        return Schedule::Timed(Timetable { jobs });
    }
    match (args.runs, args.per_day) {
        (Some(Count(runs)), _) => Schedule::Count(runs),
        (_, Some(Positive(runs))) => Schedule::PerDay(runs),
        (None, None) => {
            if !args.nightly {
                understood.assumed.push("one run a night (`--per-day`, `--cron`, `--runs`)".to_owned());
            }
            Schedule::NIGHTLY
        }
    }
}

fn cycle(
    args: &Estimate,
    settings: &Settings,
    as_of: Date,
    schedule: &Schedule,
    understood: &mut Understood,
) -> Result<BillingCycle, Diagnostic> {
    let outside =
        |OutOfCalendar| Diagnostic::new("C506", "the billing cycle lies outside the calendar").help("dates end with the year 9999");
    let no_cycle = |reason| match reason {
        NoCycle::Calendar(reason) => outside(reason),
        NoCycle::Day(reason) => Diagnostic::new("C506", reason.to_string()),
    };
    let start = args.cycle_start.map(|Day(start)| start);
    if let Some(CycleDays(days)) = args.cycle_days {
        if start.is_none() {
            understood.assumed.push(format!("a cycle from {as_of} on (`--cycle-start`)"));
        }
        return BillingCycle::of_days(days, start.unwrap_or(as_of)).map_err(outside);
    }
    if let Some(start) = start {
        // A day of renewal beside a start makes the first cycle, which may be short; one from the configuration does not.
        return match (args.cycle_day, args.calendar_month) {
            (Some(CycleDay(day)), _) => BillingCycle::first_short(day, start).map_err(no_cycle),
            (None, true) => BillingCycle::first_short(1, start).map_err(no_cycle),
            (None, false) => BillingCycle::starting(start).map_err(outside),
        };
    }
    let day = if args.calendar_month { None } else { settings.or(args.cycle_day, "cycle_day")? };
    if let Some(CycleDay(day)) = day {
        return BillingCycle::anchored(day, as_of).map_err(no_cycle);
    }
    if !args.calendar_month && !matches!(schedule, Schedule::Count(_)) {
        understood.assumed.push("the calendar month as the cycle (`--cycle-day`)".to_owned());
    }
    BillingCycle::calendar_month(as_of).map_err(outside)
}

/// The program whose rules are asked about.
pub(super) fn program<'t>(args: &Estimate, settings: &Settings, table: &'t PriceTable, as_of: Date) -> Result<&'t Program, Diagnostic> {
    let name = args.program.as_deref().or_else(|| settings.text("program"));
    let configured = |fault| if args.program.is_none() { settings.blame(fault, "program") } else { fault };
    let ids = || table.programs().iter().map(|program| program.id.as_str());
    match name {
        None => table
            .default_program()
            .ok_or_else(|| Diagnostic::new("L403", "no program is the default one").help("name one with `--program ID`")),
        // The rules in force of the vendor whose rules are the default ones.
        Some("current") => table.default_program().and_then(|default| table.program_in_force(&default.vendor, as_of)).ok_or_else(|| {
            let history = |program: &Program| match program.status_on(as_of) {
                Some(change) => format!("{} was {} on {}", program.id, change.status.word(), change.from),
                None => format!("{} was not announced yet", program.id),
            };
            let fault = Diagnostic::new("L404", format!("no program is in force on {as_of}"));
            let fault = table.programs().iter().fold(fault, |fault, program| fault.note(history(program)));
            let in_force = table.programs().iter().flat_map(|program| &program.history);
            let first = in_force.filter(|change| change.status == crate::pricing::ProgramStatus::InForce).map(|change| change.from).min();
            let help = first.map(|day| format!("ask for `--as-of {day}` or later, or name the rules with `--program ID`"));
            configured(fault.maybe_help(help))
        }),
        Some(name) => table.program(name).ok_or_else(|| {
            let near = nearest(name, ids().chain(["current"])).map(|near| format!("did you mean `{near}`?"));
            let all: Vec<_> = ids().map(|id| format!("`{id}`")).collect();
            let fault = Diagnostic::new("L403", format!("there is no program `{name}`")).maybe_help(near);
            configured(fault.note(format!("the programs are {} and `current`, which is the one in force", all.join(", "))))
        }),
    }
}

fn plans<'t>(
    args: &Estimate,
    settings: &Settings,
    table: &'t PriceTable,
    program: &'t Program,
    understood: &mut Understood,
) -> Result<Vec<Holding<'t>>, Failure> {
    let set = settings.text("plan").map(|plans| plans.split(',').map(|plan| plan.trim().to_owned()).collect::<Vec<_>>());
    let asked = if args.plan.is_empty() { set.unwrap_or_default() } else { args.plan.clone() };
    let seats_asked = args.seats.is_some();
    let seats = settings.or(args.seats.clone(), "seats")?.map(|Seats(seats)| seats);
    // A credit from the configuration must not turn a question about plans into one about a credit.
    let stated = if args.plan.is_empty() || args.credit.is_some() { settings.or(args.credit, "credit")? } else { None };
    let stated = stated.map(|Money(credit)| credit);

    let mut holdings = Vec::new();
    let mut faults = Vec::new();
    if asked.is_empty() {
        match stated {
            Some(credit) => holdings.push(Holding::of_credit(credit)),
            None => {
                let individual = table.plans_of(program).filter(|plan| plan.individual);
                holdings.extend(individual.filter_map(|plan| Holding::of_plan(plan, &[]).ok()));
                if holdings.is_empty() {
                    let fault = Diagnostic::new("L401", format!("`{}` has no individual plans to compare", program.id));
                    return Err(fault.help("name one with `--plan ID`, or a credit with `--credit USD`").into());
                }
                understood.assumed.push("the individual plans (`--plan`)".to_owned());
            }
        }
    } else {
        if asked.iter().any(|name| name == "all") {
            holdings.extend(table.plans_of(program).filter_map(|plan| Holding::of_plan(plan, &[]).ok()));
        }
        for name in asked.iter().filter(|name| *name != "all") {
            match holding(table, program, name) {
                Ok((holding, note)) => {
                    understood.notes.extend(note);
                    let known = holdings.iter().any(|known: &Holding<'_>| known.id() == holding.id() && known.seats == holding.seats);
                    if !known {
                        holdings.push(holding);
                    }
                }
                Err(fault) if args.plan.is_empty() => faults.push(settings.blame(fault, "plan")),
                Err(fault) => faults.push(fault),
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let seated = seat_holdings(&mut holdings, seats.as_deref(), understood)?;
    // Seats that stand in the configuration are for the plans that have them; seats that are asked for must have one.
    if seats_asked && !seated {
        let fault = Diagnostic::new("L405", "`--seats` goes with a plan that grants by the seat, and none is asked about");
        let help = "for the pooled credit of a team, write `--program api-credit --plan team --seats standard=3,premium=2`";
        return Err(fault.help(help).into());
    }
    if stated.is_some() {
        for holding in &mut holdings {
            holding.stated_credit = stated;
        }
    }
    Ok(holdings)
}

/// The plan that `name` means under `program`: its own, or the counterpart of another program's plan of that name.
fn holding<'t>(table: &'t PriceTable, program: &'t Program, name: &str) -> Result<(Holding<'t>, Option<String>), Diagnostic> {
    if let Some(plan) = table.plan(program, name) {
        return Ok((Holding::of_plan(plan, &[]).expect("no seats are asked for"), None));
    }
    let elsewhere = table.programs().iter().filter(|other| other.id != program.id).find_map(|other| table.plan(other, name));
    if let Some(other) = elsewhere
        && let Some(found) = Holding::of_plan(other, &[]).ok().and_then(|holding| holding.under(table, program))
    {
        let seats: Vec<_> = found.seats.iter().map(|(seat, count)| format!("{}={count}", seat.kind)).collect();
        let seats = if seats.is_empty() { String::new() } else { format!(" with seats {}", seats.join(",")) };
        let note = format!("`{name}` is `{}`{seats} in `{}`", found.id(), program.id);
        return Ok((found, Some(note)));
    }
    let names = |plan: &'t Plan| std::iter::once(plan.id.as_str()).chain(plan.aliases.iter().map(String::as_str));
    let near = nearest(name, table.plans_of(program).flat_map(names)).map(|near| format!("did you mean `{near}`?"));
    let ids: Vec<_> = table.plans_of(program).map(|plan| format!("`{}`", plan.id)).collect();
    let fault = match elsewhere {
        Some(other) => Diagnostic::new("L402", format!("plan `{name}` is not one of `{}`", program.id))
            .help(format!("it is one of `{}`: add `--program {}`", other.program, other.program)),
        None => Diagnostic::new("L401", format!("there is no plan `{name}`")),
    };
    Err(fault.maybe_help(near).note(format!("the plans of `{}` are {}", program.id, ids.join(", "))))
}

/// Gives seats to the plans that grant by the seat; whether there are any.
fn seat_holdings(holdings: &mut [Holding<'_>], seats: Option<&[(String, u64)]>, understood: &mut Understood) -> Result<bool, Diagnostic> {
    let mut seated = false;
    for holding in holdings.iter_mut() {
        let Some(plan) = holding.plan else { continue };
        let CreditGrant::Seats { seats: kinds, .. } = &plan.grant else { continue };
        seated = true;
        if let Some(seats) = seats {
            if seats.iter().all(|(_, count)| *count == 0) {
                return Err(
                    Diagnostic::new("L405", format!("`{}` has at least one seat", plan.id)).help("write `--seats standard=3,premium=2`")
                );
            }
            *holding = Holding::of_plan(plan, seats).map_err(|unknown| {
                let kinds: Vec<_> = unknown.kinds.iter().map(|kind| format!("`{kind}`")).collect();
                let near = nearest(&unknown.kind, unknown.kinds.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
                Diagnostic::new("L405", unknown.to_string()).maybe_help(near).note(format!("its seats are {}", kinds.join(" and ")))
            })?;
        } else if holding.seats.is_empty()
            && let Some(first) = kinds.first()
        {
            holding.seats.push((first, 1));
            understood.assumed.push(format!("one {} seat of {} (`--seats`)", first.kind, plan.id));
        }
    }
    Ok(seated)
}
