//! `creditcalc solve portfolio`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::answer::Portfolio;
use crate::answer::portfolio::{Allow, Asked, At, Found};
use crate::cli::args::{AllowArg, ShownArgs, Solve as Args, first_given};
use crate::cli::ask::Asker;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::{Note, Prepared, Simulated, Simulation, Unanswered};
use crate::phrase::{escaped, listed_few, quoted, quoted_name};
use crate::portfolio::{Allowed, ChangedFiles, PortfolioFile, unknown_jobs};
use crate::pricing::{Model, PriceFactor, PriceTable};
use crate::question::Multiplied;
use crate::question::file::{self, Overrides, ScenarioFiles, ScenarioQuestion};
use crate::report::programs::Both;
use crate::report::{Page, Report, Role, Rows, json, notes, sheets, views};
use crate::studies::forecast::{JobOfForecast, Method, SEED, Varying};
use crate::studies::portfolio::{self as study, Effort, Fit, NoMonths};
use crate::studies::solve::Limit;
use crate::units::Usd;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let faults = what_makes_no_sense(args);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let Some(path) = &args.file else { return Err(no_file().into()) };
    let asked = &args.question.0;
    let asker = Asker::new(shell, &asked.cycle.today, None, args.named_files, world);
    let files = file::read(path, &asker.files)?;
    if let Some(to) = &args.portfolio.write {
        may_write(to, (path, &files), args.to.force, world)?;
    }
    let overrides = overrides(args)?;
    let multiplied = asker.multiplied(files.factors(&overrides))?;
    let table = shell.tables(world)?.with_price_factor(multiplied.price.clone());
    let read = files.resolve(&overrides, &table, asker.context())?;
    let told = |faults: Vec<Unanswered>| Failure::from(read.diagnostics(&faults));
    let prepared = Prepared::new(&table, &read.simulation).map_err(told)?;
    let before = prepared.run(&table).map_err(told)?;
    let allowed = allowed(args, &files, &read.simulation, &table)?;
    let portfolio = PortfolioFile::of(&files, &read, &allowed, &table, multiplied.tokens.as_ref());
    let study = study::Portfolio::new(&table, &read.simulation, &portfolio.items).map_err(told)?;
    let is_p95 = args.portfolio.at == Some(At::P95);
    let study = study.with_effort(if is_p95 { Effort::OF_MONTHS } else { Effort::USUAL });
    let limit = limit(args);
    let fit = fit(args, &study, &portfolio, &read, (limit, &multiplied))?;
    let changed = fit.ways.as_ref().and_then(|ways| portfolio.with_ways(&files, ways));
    let after = match (&fit.ways, &changed) {
        (None, _) => None,
        // What is written is what is counted: the changed text is read like any other.
        (Some(_), Some(changed)) => {
            Some(changed.files.resolve(&overrides, &table, asker.context())?.simulation)
        }
        (Some(ways), None) => Some(study.changed(ways)),
    };
    let simulated = after.as_ref().map(|after| answered(&table, after)).transpose().map_err(told)?;
    let after = after.as_ref().zip(simulated.as_ref()).unwrap_or((&read.simulation, &before));
    let ways = fit.ways.clone().unwrap_or_else(|| vec![0; portfolio.items.len()]);
    let edits = portfolio.edits(&files, &ways);
    let found = Found {
        items: &portfolio.items,
        fit: &fit,
        edits: &edits,
        before: (&read.simulation, &before),
        after,
    };
    let question = Asked {
        limit,
        at: args.portfolio.at.unwrap_or_default(),
        allow: allow(&allowed),
        models: allowed.models.iter().map(|model| model.id.clone()).collect(),
        keep: &args.portfolio.keep,
        token_factor: multiplied.token_factor(),
    };
    let mut answer = Portfolio::of(&table, &question, &found);
    answer.inputs.question = shell.asked(world);
    let notes = notes_of(&read, &multiplied, (&portfolio, &answer), after.1);
    let both = Both::of_jobs(&read.simulation, before.in_force.as_ref());
    let report =
        Fitted { answer: &answer, question: &read.simulation, both: both.as_ref(), multiplied: &multiplied };
    let output = shell.write(&report, notes, world)?;
    if args.portfolio.write.is_some() && after.0.jobs.is_empty() {
        return Err(nothing_left().into());
    }
    let written =
        args.portfolio.write.as_ref().map(|to| written(to, &files, changed.as_ref())).transpose()?;
    Ok(CommandOutput { skipped: read.skipped.clone(), files: written.into_iter().collect(), ..output })
}

fn answered<'t>(table: &'t PriceTable, question: &Simulation<'t>) -> Result<Simulated<'t>, Vec<Unanswered>> {
    Prepared::new(table, question)?.run(table)
}

/// The choice that gives up the least.
fn fit(
    args: &Args,
    study: &study::Portfolio<'_, '_>,
    portfolio: &PortfolioFile,
    read: &ScenarioQuestion<'_>,
    (limit, multiplied): (Limit, &Multiplied),
) -> Result<Fit, Failure> {
    let told = |faults: Vec<Unanswered>| Failure::from(read.diagnostics(&faults));
    let (At::P95, Limit::Overflow(overflow)) = (args.portfolio.at.unwrap_or_default(), limit) else {
        return study.fit(limit, None).map_err(told);
    };
    if read.measured.iter().all(|measured| measured.runs.is_none()) {
        return Err(nothing_measured().into());
    }
    let is_multiplied = multiplied.tokens.is_some() || multiplied.price != PriceFactor::default();
    let mut places = 0..read.simulation.jobs.len();
    let of_item = |item: &study::Item| {
        let places = places.by_ref().take(item.ways[0].jobs.len());
        let of_job = |place: usize| {
            let (job, measured) = (&read.simulation.jobs[place], &read.measured[place]);
            JobOfForecast {
                name: Some(job.name.clone()),
                runs: match &measured.runs {
                    Some(profile) if job.growth.is_none() => Varying::Measured(profile),
                    _ => Varying::Stated,
                },
                cap: measured.budget,
                is_multiplied,
            }
        };
        places.map(of_job).collect()
    };
    let jobs: Vec<Vec<JobOfForecast<'_>>> = portfolio.items.iter().map(of_item).collect();
    let method = Method { seed: SEED, caps: Vec::new() };
    let mut stopped = None;
    let mut accept = |ways: &[usize]| {
        if stopped.is_some() {
            return Ok(false);
        }
        match study.holds_in_months(ways, overflow, &jobs, &method) {
            Ok(holds) => Ok(holds),
            Err(NoMonths::Unanswered(faults)) => Err(faults),
            Err(NoMonths::Forecast(reason)) => {
                stopped = Some(reason);
                Ok(false)
            }
        }
    };
    let fit = study.fit(limit, Some(&mut accept)).map_err(told)?;
    match stopped {
        None => Ok(fit),
        Some(reason) => {
            let names: Vec<String> = read.simulation.jobs.iter().map(|job| job.name.clone()).collect();
            Err(crate::cli::commands::forecast::told(&reason, &names, Vocabulary::Keys).into())
        }
    }
}

fn nothing_measured() -> Diagnostic {
    Diagnostic::new(Code::NoRunFound, "no job has measured runs, so nothing says how much runs vary")
        .help("give a job its records or a profile: `from = \"runs\"`")
        .help("for what holds in the plan, leave `--at p95` out")
}

/// What may be changed, as flags say it.
fn allowed<'t>(
    args: &Args,
    files: &ScenarioFiles,
    question: &Simulation<'t>,
    table: &'t PriceTable,
) -> Result<Allowed<'t>, Vec<Diagnostic>> {
    let of = &args.portfolio;
    let is = |what: AllowArg| of.allow.is_empty() || of.allow.contains(&what);
    let names = files.job_names();
    let unknown = unknown_jobs(files, &of.keep);
    let mut faults: Vec<Diagnostic> = unknown
        .into_iter()
        .map(|name| {
            Diagnostic::new(Code::UnknownJob, format!("there is no job {} to keep", quoted_name(name)))
                .did_you_mean(name, names.iter().map(String::as_str))
                .note(format!("the jobs are {}", quoted(&names)))
        })
        .collect();
    let day = crate::ledger::shown_on(question.cycle.period(), question.as_of);
    let mut models: Vec<&'t Model> = Vec::new();
    for name in &of.models {
        let name = table.model_spelled(name).unwrap_or(name);
        match table.resolve(name, day) {
            Ok(found) if models.iter().any(|known| known.id == found.model.id) => {}
            Ok(found) => models.push(found.model),
            Err(reason) => faults.push(reason.diagnostic(Vocabulary::Flags)),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Allowed {
        drop: is(AllowArg::Drop),
        thin: is(AllowArg::Thin),
        moves: is(AllowArg::Move),
        models,
        keep: of.keep.clone(),
    })
}

fn allow(allowed: &Allowed<'_>) -> Vec<Allow> {
    let all = [
        (allowed.moves, Allow::Move),
        (allowed.thin, Allow::Thin),
        (allowed.drop, Allow::Drop),
        (!allowed.models.is_empty(), Allow::Model),
    ];
    all.into_iter().filter_map(|(is_so, what)| is_so.then_some(what)).collect()
}

fn limit(args: &Args) -> Limit {
    match args.nights {
        Some(nights) => Limit::Nights(nights),
        None => Limit::Overflow(args.max_overflow.unwrap_or(Usd::ZERO)),
    }
}

fn overrides(args: &Args) -> Result<Overrides, Diagnostic> {
    let asked = &args.question.0;
    Ok(Overrides {
        program: asked.plan.program.clone(),
        cycles: args.portfolio.cycles,
        from_now: asked.cycle.from_now,
        is_fee_paid: asked.plan.fees.fee_paid,
        factors: asked.factors.with(&ShownArgs::default())?,
        ..asked.cycle.today.overrides()
    })
}

/// Flags that say what the file says, or that are about something else.
fn what_makes_no_sense(args: &Args) -> Vec<Diagnostic> {
    let asked = &args.question.0;
    let run = &asked.run;
    let about_a_run = first_given([
        (run.cost_per_run.is_some(), "--cost-per-run"),
        (run.one_model.model.is_some(), "--model"),
        (!run.usage.is_empty(), "--usage"),
        (run.typical.is_some(), "--typical"),
    ]);
    let mut faults = Vec::new();
    if let Some(flag) = about_a_run.or(asked.first_about_one_job()) {
        let title =
            format!("`{flag}` describes one job, and `solve portfolio` reads jobs from a scenario file");
        let help = match &args.file {
            Some(_) => format!("leave `{flag}` out, or write it into the file"),
            None => "name the file: `creditcalc solve portfolio team.toml`".to_owned(),
        };
        faults.push(Diagnostic::arguments(title, help));
    }
    let of_others = first_given([(args.kind.is_some(), "--kind"), (args.people.is_some(), "--people")]);
    if let Some(flag) = of_others {
        let what = if flag == "--kind" { "tokens" } else { "seats" };
        let title = format!("`{flag}` works only with `solve {what}`");
        faults.push(Diagnostic::arguments(title, format!("leave `{flag}` out, or use `solve {what}`")));
    }
    let is_p95 = args.portfolio.at == Some(At::P95);
    if is_p95 && args.nights.is_some() {
        let title = "`--at p95` looks at the overflow, and `--nights` at nights";
        faults.push(Diagnostic::arguments(title, "leave one of them out"));
    }
    if is_p95 && args.portfolio.cycles.is_some_and(|cycles| cycles.get() > 1) {
        let title = "`--at p95` plays months of one cycle";
        faults.push(Diagnostic::arguments(title, "leave `--cycles` out"));
    }
    faults
}

fn no_file() -> Diagnostic {
    Diagnostic::arguments("which scenario file?", "name it: `creditcalc solve portfolio team.toml`")
        .help("its keys: `creditcalc schema scenario`")
}

fn notes_of(
    read: &ScenarioQuestion<'_>,
    multiplied: &Multiplied,
    (portfolio, answer): (&PortfolioFile, &Portfolio),
    after: &Simulated<'_>,
) -> Notes {
    let mut notes = Notes::from(read.notes.clone());
    notes.cautions(read.cautions.clone());
    notes.factors(multiplied);
    for note in &after.notes {
        // That runs are spread evenly is said of their dates, and every figure stays what it is.
        let is_spread = matches!(note.note, Note::SpreadRuns { .. });
        let role = if is_spread { Role::Note } else { notes::role(&note.note) };
        notes.about(notes::of_jobs(note), role, false);
    }
    let is_changed = answer.outcome != crate::answer::portfolio::Outcome::Unchanged;
    let quoted = |names: &[String]| listed_few(names.iter().map(|name| quoted_name(name)));
    if is_changed && !portfolio.scheduled_elsewhere.is_empty() {
        notes.push(format!(
            "{} can't be thinned here: the schedule stands in another file",
            quoted(&portfolio.scheduled_elsewhere)
        ));
    }
    if is_changed && !portfolio.without_rarer_times.is_empty() {
        notes.push(format!(
            "{} can't be thinned: no rarer pattern of that schedule is known here",
            quoted(&portfolio.without_rarer_times)
        ));
    }
    if is_changed && !portfolio.fixed_models.is_empty() {
        notes.push(format!(
            "{} can't get another model here: `--models` needs one `usage` with a model, and no growth",
            quoted(&portfolio.fixed_models)
        ));
    }
    notes
}

/// That the changed scenario may be written. Nothing is replaced unless that is asked for: people edit scenarios.
fn may_write(
    path: &Path,
    (from, files): (&Path, &ScenarioFiles),
    is_forced: bool,
    world: &World<'_>,
) -> Result<(), Diagnostic> {
    if path.as_os_str() == "-" {
        let title = "`--write` needs a file, not `-`";
        return Err(Diagnostic::arguments(title, "name one: `--write smaller.toml`"));
    }
    if fs::symlink_metadata(world.folder.join(path)).is_ok() && !is_forced {
        let title = format!("`{}` is there already", path.display());
        return Err(Diagnostic::new(Code::UnreadFile, title).help("`--force` replaces it"));
    }
    let folder = |path: &Path| fs::canonicalize(world.folder.join(path.parent().unwrap_or(path))).ok();
    let from = if from.as_os_str() == "-" { Path::new("") } else { from };
    if files.names_others() && folder(path) != folder(from) {
        let title = format!("`{}` names files by paths from its folder", escaped(files.source(0).name()));
        return Err(Diagnostic::new(Code::ArgumentsExclude, title)
            .help("write the changed scenario into the same folder"));
    }
    Ok(())
}

/// The changed scenario, where all that changes stands in the file that was named.
fn written(
    path: &Path,
    files: &ScenarioFiles,
    changed: Option<&ChangedFiles>,
) -> Result<(PathBuf, String, &'static str), Diagnostic> {
    let nothing = |title: String| {
        Diagnostic::new(Code::UnreadFile, title)
            .help("leave `--write` out: the answer has the lines to write")
    };
    let changed = changed.ok_or_else(|| nothing("there is no changed scenario to write".to_owned()))?;
    if let [other, ..] = changed.others.as_slice() {
        let title = format!("`{other}` has to change as well, and `--write` writes one file");
        return Err(nothing(title));
    }
    let text = changed.main.clone().unwrap_or_else(|| files.text().to_owned());
    Ok((path.to_owned(), text, "scenario"))
}

/// A scenario without a job is one that no command reads.
fn nothing_left() -> Diagnostic {
    Diagnostic::new(Code::UnreadFile, "every job is dropped, so there is no scenario to write")
        .help("leave `--write` out: the answer says what each job costs")
}

struct Fitted<'a, 't> {
    answer: &'a Portfolio,
    question: &'a Simulation<'t>,
    both: Option<&'a Both<'t>>,
    multiplied: &'a Multiplied,
}

impl Report<Failure> for Fitted<'_, '_> {
    fn page(&self) -> Page {
        let mut page = views::portfolio(self.answer, self.question, self.both);
        page.lead(self.multiplied.sentences(), []);
        page
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::portfolio_jobs(self.answer).into())
    }

    fn json(&self, notes: &[String]) -> String {
        json::write(&Portfolio { notes: notes.to_vec(), ..self.answer.clone() })
    }
}
