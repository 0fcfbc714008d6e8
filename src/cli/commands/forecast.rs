//! `creditcalc forecast`.

use std::collections::BTreeMap;
use std::num::{NonZeroU16, NonZeroU64};
use std::path::{Path, PathBuf};

use super::simulate::listed;
use crate::answer;
use crate::answer::forecast::Forecasting;
use crate::cli::args::{Forecast as Args, QuestionArgs};
use crate::cli::ask::{Asked, Asker, OneJob};
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::{JobSpec, Prepared, Simulated, Simulation, estimate};
use crate::phrase::{count, counted, escaped_name, exact_dollars, quoted, quoted_name};
use crate::pricing::{PriceFactor, PriceTable};
use crate::question::file::{self, MeasuredJob, Overrides, ScenarioQuestion};
use crate::question::{Multiplied, Unstated};
use crate::records::profile_file;
use crate::report::programs::Both;
use crate::report::views::{ForecastOf, Sides};
use crate::report::{Block, FocusVersion, Page, Report, Rows, focus, json, notes, sheets, views};
use crate::schedule::Schedule;
use crate::spread::SampleFault;
use crate::studies::forecast::{
    CreditForecast, Forecast, InForce, JobOfForecast, Method, NoForecast, RUNS_MAX, SEED, Varying,
    credits_of_jobs, of_job, of_jobs,
};
use crate::units::{Usd, length};

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let question = &args.question.0;
    if let Some(fault) = stated(question) {
        return Err(fault.into());
    }
    let are_charges = shell.writes_charges(args.focus_version)?;
    if are_charges && args.anonymize {
        let title = "`--format focus` names jobs and seats, and `--anonymize` hides them";
        return Err(Diagnostic::arguments(title, "leave one of the two out").into());
    }
    let paths = if args.paths.is_empty() { &question.run.from } else { &args.paths };
    match args.paths.as_slice() {
        [path] if is_scenario(path, world) => of_file(shell, args, path, world),
        _ if are_charges => Err(charges_of_one_job().into()),
        _ if paths.is_empty() => Err(nothing_named().into()),
        _ => of_flags(shell, args, paths, world),
    }
}

/// One job on several plans, as flags describe it.
fn of_flags(
    shell: &Shell<'_>,
    args: &Args,
    paths: &[PathBuf],
    world: &World<'_>,
) -> Result<CommandOutput, Failure> {
    let job = OneJob::of_measured(&args.question.0, paths, shell, world)?;
    let multiplied = job.multiplied().clone();
    let (models, day) = job.models();
    let table = shell.tables_for(&models, job.plans(), day, world)?;
    let table = table.with_price_factor(multiplied.price.clone());
    let Asked { scenario, measured, notes: said, cautions, skipped, .. } =
        job.resolve(&table, Unstated { is_about_all_runs: true, ..Unstated::default() })?;
    let answer = estimate(&table, &scenario).map_err(|reason| reason.diagnostic(Vocabulary::Flags))?;
    let profile = measured.expect("the run stands for measured ones");
    let written = budget_of(&scenario.schedule);
    let cap = args.max_budget_usd.or(written.as_ref().map(|(budget, _)| *budget));
    let is_multiplied = is_multiplied(&multiplied);
    let of = JobOfForecast { name: None, runs: Varying::Measured(&profile), cap, is_multiplied };
    let forecast = of_job(&table, &scenario, &answer, &of, &method(args)).map_err(|reason| {
        let fault = told(&reason, &[], Vocabulary::Flags);
        let is_of_limit =
            matches!(reason, NoForecast::Sample { reason: SampleFault::CapBelowRun { .. }, .. });
        match &written {
            Some((_, job)) if is_of_limit && args.max_budget_usd.is_none() => {
                fault.note(format!("the limit is that of {}", quoted_name(job)))
            }
            _ => fault,
        }
    })?;
    let mut notes = notes_of(said, cautions, &multiplied);
    if let Some((budget, job)) = written.filter(|_| args.max_budget_usd.is_none()) {
        notes.push(format!(
            "one run may cost {} at most, as {} says",
            exact_dollars(budget),
            quoted_name(&job)
        ));
    }
    for note in &answer.notes {
        notes.about(notes::sentence(note), notes::role(note), false);
    }
    if args.anonymize {
        let mut names = BTreeMap::new();
        rename_schedules(std::iter::once(&scenario.schedule), &mut names);
        notes.rename(&names);
    }
    let rules = answer.plans.iter().find_map(|outcome| outcome.in_force.as_ref());
    let both = Both::of(&scenario, rules);
    let of = ForecastOf {
        forecast: &forecast,
        program: scenario.program,
        as_of: scenario.as_of,
        cycle: scenario.cycle,
        zone: &scenario.zone,
        sides: both.as_ref().map(|both| Sides::of_one(both, &scenario)),
        both,
        has_seats: false,
        has_days: !matches!(scenario.schedule, Schedule::Count(_)),
        has_caps: args.caps.is_some(),
        has_backtest: args.backtest,
    };
    let asking = Forecasting::of_job(&table, &scenario, method(args).seed);
    let asking = asking.with_question(question_of(shell, args, world));
    let output = write(shell, of, asking, None, &multiplied, notes, world)?;
    Ok(CommandOutput { skipped, refusals: refusals(args, &forecast), ..output })
}

/// The jobs of a scenario file, each on the credit of its seat.
fn of_file(shell: &Shell<'_>, args: &Args, path: &Path, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let question = &args.question.0;
    if let Some(flag) = question.first_about_one_job() {
        let title = format!("`{flag}` describes one job, and the jobs stand in `{}`", path.display());
        return Err(Diagnostic::arguments(title, "leave it out, or write it into the file").into());
    }
    let asker =
        Asker::new(shell, &question.cycle.today, Some(&question.run.records), args.named_files, world);
    let files = file::read(path, &asker.files)?;
    let overrides = Overrides {
        program: question.plan.program.clone(),
        cycles: NonZeroU16::new(1),
        is_about_all_runs: true,
        from_now: question.cycle.from_now,
        is_fee_paid: question.plan.fees.fee_paid,
        factors: question.factors.with(&crate::cli::args::ShownArgs::default())?,
        ..question.cycle.today.overrides()
    };
    let multiplied = asker.multiplied(files.factors(&overrides))?;
    let table = shell.tables(world)?.with_price_factor(multiplied.price.clone());
    let read = files.resolve(&overrides, &table, asker.context())?;
    let method = method(args);
    let names: Vec<String> = read.simulation.jobs.iter().map(|job| job.name.clone()).collect();
    let prepared = Prepared::new(&table, &read.simulation).map_err(|faults| read.diagnostics(&faults))?;
    let simulated = prepared.run(&table).map_err(|faults| read.diagnostics(&faults))?;
    let jobs = jobs_of(&read, args, is_multiplied(&multiplied));
    let refused = |reason: NoForecast| Failure::from(placed(&reason, &read, &names));
    let mut forecast = of_jobs(&table, &prepared, &simulated, &jobs, &method).map_err(refused)?;
    let mut shared = Vec::new();
    let there = read.simulation.under_rules_in_force(&table);
    if let Some(there) = &there {
        let prepared = Prepared::new(&table, &there.figures).map_err(|faults| read.diagnostics(&faults))?;
        let simulated = prepared.run(&table).map_err(|faults| read.diagnostics(&faults))?;
        let today = credits_of_jobs(&table, &prepared, &simulated, &jobs, &method).map_err(refused)?;
        for credit in &mut forecast.credits {
            // Seats with a credit each may share one today.
            let has_seat =
                |other: &&CreditForecast<'_>| credit.seats.iter().any(|seat| other.seats.contains(seat));
            let Some(same) = today.iter().find(has_seat) else { continue };
            credit.in_force = Some(InForce {
                program: there.program,
                credit: same.credit,
                no_credit: same.no_credit,
                overflow: same.overflow,
                runs: same.runs,
            });
        }
        let is_new = |pool: &&CreditForecast<'_>| forecast.credits.iter().all(|own| own.seats != pool.seats);
        shared.extend(today.iter().filter(|pool| pool.seats.len() > 1).filter(is_new).map(|pool| {
            let seats = pool.seats.iter().map(|seat| escaped_name(&read.simulation.seats[*seat].name));
            format!("today {} share one credit of {}", quoted(seats), exact_dollars(pool.credit))
        }));
    }
    let mut notes = notes_of(read.notes.clone(), read.cautions.clone(), &multiplied);
    notes.extend(shared);
    for note in &simulated.notes {
        notes.about(notes::of_jobs(note), notes::role(&note.note), false);
    }
    if shell.writes_charges(args.focus_version)? {
        notes.push("the charges are those of an average month: each run costs its job's mean".to_owned());
    }
    if args.anonymize {
        anonymize(&mut forecast, &read.simulation, &mut notes);
    }
    let both = Both::of_jobs(&read.simulation, simulated.in_force.as_ref());
    let is_counted = |job: &JobSpec| matches!(job.schedule, Schedule::Count(_));
    let of = ForecastOf {
        forecast: &forecast,
        program: read.simulation.program,
        as_of: read.simulation.as_of,
        cycle: read.simulation.cycle,
        zone: &read.simulation.zone,
        sides: both.as_ref().map(|both| Sides::of_jobs(both, &read.simulation)),
        both,
        has_seats: forecast
            .credits
            .iter()
            .any(|credit| credit.name != credit.holding.id() || credit.count > NonZeroU64::MIN),
        has_days: !read.simulation.jobs.iter().all(is_counted),
        has_caps: args.caps.is_some(),
        has_backtest: args.backtest,
    };
    let asking = Forecasting::of_jobs(&table, &read.simulation, method.seed);
    let asking = asking.with_question(question_of(shell, args, world));
    let version = args.focus_version.unwrap_or_default();
    let average = Average {
        table: &table,
        prepared: &prepared,
        question: &read.simulation,
        simulated: &simulated,
        version,
    };
    let output = write(shell, of, asking, Some(average), &multiplied, notes, world)?;
    Ok(CommandOutput { skipped: read.skipped.clone(), refusals: refusals(args, &forecast), ..output })
}

/// The jobs of a file, with what is known of how their runs vary. Sessions that grow are counted as they are stated.
fn jobs_of<'q>(read: &'q ScenarioQuestion<'_>, args: &Args, is_multiplied: bool) -> Vec<JobOfForecast<'q>> {
    let of_job = |(job, measured): (&JobSpec, &'q MeasuredJob)| JobOfForecast {
        name: Some(job.name.clone()),
        runs: match &measured.runs {
            Some(profile) if job.growth.is_none() => Varying::Measured(profile),
            _ => Varying::Stated,
        },
        cap: args.max_budget_usd.or(measured.budget).or(budget_of(&job.schedule).map(|(budget, _)| budget)),
        is_multiplied,
    };
    read.simulation.jobs.iter().zip(&read.measured).map(of_job).collect()
}

/// Whether runs cost something else than what was measured.
fn is_multiplied(multiplied: &Multiplied) -> bool {
    multiplied.tokens.is_some() || multiplied.price != PriceFactor::default()
}

/// What a run may cost at most where every job of a schedule says so: the largest limit, and the first job that says it.
fn budget_of(schedule: &Schedule) -> Option<(Usd, String)> {
    let Schedule::Timed(timetable) = schedule else { return None };
    let budgets: Option<Vec<(Usd, &String)>> =
        timetable.jobs.iter().map(|job| Some((job.budget?, &job.name))).collect();
    let most = budgets?.into_iter().reduce(|most, other| if other.0 > most.0 { other } else { most })?;
    Some((most.0, most.1.clone()))
}

/// Numbers instead of names: of the jobs and seats, and of what their schedules are called.
fn anonymize(forecast: &mut Forecast<'_>, question: &Simulation<'_>, notes: &mut Notes) {
    let mut names = BTreeMap::new();
    for (job, number) in forecast.jobs.iter_mut().zip(1..) {
        if let Some(name) = &mut job.name {
            rename(name, format!("job {number}"), &mut names);
        }
    }
    let credits = forecast.credits.iter_mut().filter(|credit| credit.name != credit.holding.id());
    let seats = credits.map(|credit| &mut credit.name).chain(&mut forecast.left_out);
    let mut numbers = 1..;
    for (name, number) in seats.zip(numbers.by_ref()) {
        rename(name, format!("seat {number}"), &mut names);
    }
    // Those that share a credit have no row.
    for (seat, number) in question.seats.iter().zip(numbers) {
        names.entry(escaped_name(&seat.name)).or_insert_with(|| format!("seat {number}"));
    }
    rename_schedules(question.jobs.iter().map(|job| &job.schedule), &mut names);
    notes.rename(&names);
}

fn rename(name: &mut String, other: String, names: &mut BTreeMap<String, String>) {
    names.insert(escaped_name(name), other.clone());
    *name = other;
}

/// What is scheduled has the names of files and of jobs in them.
fn rename_schedules<'s>(schedules: impl Iterator<Item = &'s Schedule>, names: &mut BTreeMap<String, String>) {
    let jobs = schedules.filter_map(|schedule| match schedule {
        Schedule::Timed(timetable) => Some(&timetable.jobs),
        _ => None,
    });
    for (job, number) in jobs.flatten().zip(1..) {
        names.entry(escaped_name(&job.name)).or_insert_with(|| format!("schedule {number}"));
        // Notes on a workflow name its job alone.
        if let Some((_, name)) = job.name.rsplit_once(':') {
            names.entry(escaped_name(name)).or_insert_with(|| format!("schedule {number}"));
        }
    }
}

fn notes_of(said: Vec<String>, cautions: Vec<String>, multiplied: &Multiplied) -> Notes {
    let mut notes = Notes::from(said);
    notes.cautions(cautions);
    notes.factors(multiplied);
    notes
}

/// The question, unless names are hidden: those of files stand in it.
fn question_of(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Option<answer::asked::Asked> {
    if args.anonymize { None } else { shell.asked(world) }
}

fn write(
    shell: &Shell<'_>,
    of: ForecastOf<'_, '_>,
    asking: Forecasting<'_, '_>,
    average: Option<Average<'_, '_>>,
    multiplied: &Multiplied,
    notes: Notes,
    world: &World<'_>,
) -> Result<CommandOutput, Failure> {
    let token_factor = multiplied.token_factor();
    let asking = asking.with_token_factor(token_factor.as_deref());
    shell.write(&Forecasted { of, asking, average, multiplied }, notes, world)
}

struct Forecasted<'a, 't> {
    of: ForecastOf<'a, 't>,
    asking: Forecasting<'a, 't>,
    average: Option<Average<'a, 't>>,
    multiplied: &'a Multiplied,
}

/// The month in which each run costs its job's mean, which charges are of: a spread has no rows that add up.
struct Average<'a, 't> {
    table: &'t PriceTable,
    prepared: &'a Prepared<'t, 'a>,
    question: &'a Simulation<'t>,
    simulated: &'a Simulated<'t>,
    version: FocusVersion,
}

impl Report<Failure> for Forecasted<'_, '_> {
    fn page(&self) -> Page {
        let mut page = views::forecast(&self.of);
        page.lead(self.multiplied.sentences(), []);
        page
    }

    fn appendix(&self) -> Vec<Block> {
        views::forecast_pictures(&self.of)
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::credit_chances(&self.of).into())
    }

    fn json(&self, notes: &[String]) -> String {
        json::write(&answer::Forecast::of(&self.asking, self.of.forecast, notes.to_vec()))
    }

    fn charges(&self) -> Result<Option<Rows<'_>>, Failure> {
        let Some(Average { table, prepared, question, simulated, version }) = &self.average else {
            return Ok(None);
        };
        let charges = answer::focus::simulated(table, prepared, question, simulated);
        let charges = listed(charges, "--format focus")?;
        Ok(Some(focus::rows(*version, charges)))
    }
}

fn method(args: &Args) -> Method {
    Method { seed: args.seed.unwrap_or(SEED), caps: args.caps.clone().unwrap_or_default() }
}

/// What the gate says of the overflow that 95 of 100 months stay below.
fn refusals(args: &Args, forecast: &Forecast<'_>) -> Vec<String> {
    let Some(limit) = args.fail_over else { return Vec::new() };
    let over = forecast.credits.iter().filter(|credit| credit.beyond.p95 > limit);
    let said = over.map(|credit| {
        format!(
            "in 5 of 100 months the overflow of `{}` is more than {}, and --fail-over allows {}",
            credit.name,
            exact_dollars(credit.beyond.p95.rounded_to_cents()),
            exact_dollars(limit)
        )
    });
    said.collect()
}

/// Whether a file is a scenario: by its ending, unless it says that it is a profile.
fn is_scenario(path: &Path, world: &World<'_>) -> bool {
    let is_toml = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    is_toml && !profile_file::is_one(&world.head_of(&world.folder.join(path)))
}

/// What is said where charges of one job on several plans are asked for: a bill has one plan.
fn charges_of_one_job() -> Diagnostic {
    let title = "FOCUS charges need the plans and seats of a scenario file";
    Diagnostic::new(Code::NoSuchFormat, title)
        .help("name a scenario: `creditcalc forecast team.toml --format focus`")
        .help("charges of the measured runs: `creditcalc measure runs/ --format focus`")
}

fn nothing_named() -> Diagnostic {
    Diagnostic::arguments("which measured runs?", "name them: `creditcalc forecast runs/ --plan max-5x`")
        .help("or a scenario file whose jobs have measured runs: `creditcalc forecast team.toml`")
}

/// What is said where a run is stated, which does not vary.
fn stated(question: &QuestionArgs) -> Option<Diagnostic> {
    let run = &question.run;
    let flag = crate::cli::args::first_given([
        (run.cost_per_run.is_some(), "--cost-per-run"),
        (run.one_model.model.is_some(), "--model"),
        (!run.usage.is_empty(), "--usage"),
        (run.typical.is_some(), "--typical"),
    ])?;
    let title = format!("`{flag}` states one run, and a forecast asks how much runs vary");
    Some(
        Diagnostic::arguments(title, "name measured runs instead: `creditcalc forecast runs/`")
            .help("one run alone: `creditcalc estimate`"),
    )
}

/// Why there is no forecast, at the place where the job stands.
fn placed(reason: &NoForecast, read: &ScenarioQuestion<'_>, names: &[String]) -> Diagnostic {
    let fault = told(reason, names, Vocabulary::Keys);
    let (NoForecast::Sample { job, .. } | NoForecast::Unpriced { job, .. }) = reason else { return fault };
    match read.places.get(*job) {
        Some(place) => {
            fault.at(&place.source, place.run.clone(), format!("in the job {}", quoted_name(&names[*job])))
        }
        None => fault,
    }
}

pub(super) fn told(reason: &NoForecast, names: &[String], words: Vocabulary) -> Diagnostic {
    let of_job =
        |job: usize| names.get(job).map(|name| format!(" of {}", quoted_name(name))).unwrap_or_default();
    match reason {
        NoForecast::NothingMeasured => {
            Diagnostic::new(Code::NoRunFound, "no job has measured runs, so nothing says how much runs vary")
                .help("give a job its records or a profile: `from = \"runs\"`")
                .help("for what the jobs cost as they are stated, use `creditcalc simulate`")
        }
        NoForecast::Sample { job, reason: SampleFault::CapBelowRun { cap, cost } } => {
            let title = format!(
                "a measured run{} cost {}, more than its limit of {}",
                of_job(*job),
                exact_dollars(*cost),
                exact_dollars(*cap)
            );
            Diagnostic::new(Code::CapBelowRun, title)
                .help(format!(
                    "use a limit that no run passed, such as `{}`",
                    words.word("max_budget_usd", cost.ceil_to_cents())
                ))
                .help("to see what lower limits would have done, leave it out and add `--caps`")
        }
        NoForecast::Sample { job, reason: SampleFault::AllZero } => {
            Diagnostic::new(Code::NothingPriced, format!("every measured run{} cost $0.00", of_job(*job)))
                .note("runs that cost nothing say nothing about what others may cost")
        }
        NoForecast::Sample { job, reason: SampleFault::NoRuns } => {
            Diagnostic::new(Code::NoRunFound, format!("no measured run{} was found", of_job(*job)))
        }
        NoForecast::Sample { reason: SampleFault::OutOfRange, .. } | NoForecast::OutOfRange => {
            Diagnostic::new(Code::OutOfRange, "the runs add up to a trillion dollars or more")
        }
        NoForecast::Unpriced { reason, .. } => reason.diagnostic(words),
        NoForecast::TooManyRuns(runs) => {
            let runs = counted(*runs, "run");
            Diagnostic::arguments(
                format!("{runs} are too many to play month after month"),
                "ask about a shorter cycle or fewer jobs",
            )
            .note(format!("a forecast plays at most {} runs", count(length(RUNS_MAX))))
        }
    }
}
