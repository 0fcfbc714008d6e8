//! `creditcalc scan [DIR]`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::answer::Scan;
use crate::answer::scan::{Inputs, Job, LeftOut, Measured, Total};
use crate::calendar::BillingCycle;
use crate::cli::args::{NamedFiles, Scan as Args};
use crate::cli::ask::Asker;
use crate::cli::peeked::is_input;
use crate::cli::scan::{FoundAt, Machine, OfRuns, Priced, Walked, WithTexts, runs_of_jobs};
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::{Holding, JobSpec, Prepared, Simulated, draws};
use crate::pricing::{Auth, Draws, PriceTable, Program};
use crate::question::file::{self, Overrides};
use crate::question::found::{FoundJob, Pick};
use crate::question::{CycleSpec, Files, Frame, Given, PlansSpec, ResolvedFrame, reason};
use crate::records::profile_file;
use crate::report::{Page, Report, Rows, json, notes, sheets, views};
use crate::scan::draft::{Draft, DraftJob, DraftRun, When};
use crate::scan::join::Known;
use crate::schedule::{Timetable, Timing, Window, in_words, zone};
use crate::units::{Usd, length};

/// The plan under which nothing is a credit's.
const WITHOUT_PLAN: &str = "api-key";

/// Under whose rules jobs are looked at, in which cycle and on whose clock.
#[derive(Clone, Copy)]
pub(super) struct Rules<'f> {
    pub(super) program: &'f Program,
    pub(super) cycle: BillingCycle,
    pub(super) zone: &'f TimeZone,
    pub(super) as_of: Date,
}

impl<'f> Rules<'f> {
    fn of(frame: &'f ResolvedFrame<'_>) -> Self {
        let ResolvedFrame { program, cycle, zone, as_of, .. } = frame;
        Self { program, cycle: *cycle, zone, as_of: *as_of }
    }

    /// What is said beside a scenario of the jobs. That the month is assumed is said of all of them.
    fn overrides(self) -> Overrides {
        Overrides {
            as_of: Some(self.as_of),
            zone: Some(self.zone.clone()),
            is_month_known: true,
            ..Overrides::default()
        }
    }
}

/// A job, where it was found and what is known of it.
struct Scanned<'a> {
    /// The name, which no other job has.
    name: String,
    at: &'a FoundAt,
    found: &'a FoundJob,
    folder: Option<PathBuf>,
    priced: Option<Priced>,
}

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let asker = Asker::new(shell, &args.today, None, NamedFiles { allow_outside: true }, world);
    let table = shell.tables(world)?;
    let frame = frame(args, &asker, &table)?;
    let asked = Rules::of(&frame);
    let machine = Machine::new(args.root.as_deref(), world);
    let dir = args.dir.clone().unwrap_or_else(|| PathBuf::from("."));
    if let Some(folder) = [Some(&dir), args.root.as_ref()]
        .into_iter()
        .flatten()
        .find(|folder| !world.folder.join(folder).is_dir())
    {
        let title = format!("`{}` is not a folder", folder.display());
        return Err(Diagnostic::new(Code::UnreadFile, title).into());
    }
    named_crontabs(args, world)?;
    let Walked { files, places, cautions, left_out, notes: read_notes, .. } =
        machine.walk((&args.crontab, &dir), asked.zone, &asker.files, world);
    let mut jobs = scanned(&files, &machine, &dir);
    let records = machine.records(world);
    let OfRuns { of_jobs, notes: run_notes, cautions: run_cautions, skipped } =
        runs_of_jobs(&known(&jobs), &records, asked.as_of, &table, (shell, world))?;
    for (job, priced) in jobs.iter_mut().zip(of_jobs) {
        job.priced = priced;
    }
    let plan = plan(args, &asker, &frame.plans);
    let path = args.write.clone().unwrap_or_else(|| PathBuf::from("creditcalc-scan.toml"));
    let (draft, texts) = draft(args, asked, plan.as_deref(), (&jobs, &path), world);
    if args.write.is_some() {
        may_write(&draft, &texts, &path, args.to.force, &jobs, world)?;
    }
    let files = WithTexts { files: &asker.files, texts };
    let played = Played::of(&draft, &path, &files, &asker, &table, asked)?;
    let answer = answer(args, asked, plan, &jobs, &played, (places, left_out));
    let mut all = Notes::default();
    // Nothing was assumed about nothing.
    all.extend(assumed(args, &asker, asked).into_iter().filter(|_| !jobs.is_empty()));
    all.cautions(distinct(cautions.into_iter().chain(run_cautions).chain(played.cautions.clone())));
    all.extend(distinct(played.notes.iter().cloned().chain(read_notes).chain(run_notes)));
    let mut output_files = Vec::new();
    if args.write.is_some() {
        all.wrote(format!("wrote the scenario to `{}`{}", path.display(), elsewhere(&draft)));
        output_files = to_write(files.texts, &path);
    }
    let output =
        shell.write(&Found { answer: &answer, cycle: asked.cycle, program: asked.program }, all, world)?;
    Ok(CommandOutput { files: output_files, skipped, ..output })
}

/// The agent jobs of this machine and folder as a question for the ledger has them.
#[derive(Default)]
pub(super) struct JobsHere {
    /// Those of which the records tell what a run costs.
    pub(super) jobs: Vec<JobSpec>,
    /// How many others run in the cycle.
    pub(super) without_cost: u64,
}

/// The agent jobs of this machine and of the working folder, as `scan` finds them; `asked` says under whose rules.
pub(super) fn jobs_here(
    shell: &Shell<'_>,
    args: &Args,
    asked: Rules<'_>,
    plan: Option<&str>,
    table: &PriceTable,
    world: &World<'_>,
) -> Result<JobsHere, Failure> {
    let asker = Asker::new(shell, &args.today, None, NamedFiles { allow_outside: true }, world);
    let (machine, dir) = (Machine::new(None, world), PathBuf::from("."));
    let walked = machine.walk((&[], &dir), asked.zone, &asker.files, world);
    let mut jobs = scanned(&walked.files, &machine, &dir);
    if jobs.is_empty() {
        return Ok(JobsHere::default());
    }
    let of_runs = runs_of_jobs(&known(&jobs), &machine.records(world), asked.as_of, table, (shell, world))?;
    for (job, priced) in jobs.iter_mut().zip(of_runs.of_jobs) {
        job.priced = priced;
    }
    let without_cost = jobs.iter().filter(|job| job.priced.is_none() && runs(job, asked) > 0).count();
    let path = PathBuf::from("creditcalc-scan.toml");
    let (draft, texts) = draft(args, asked, plan, (&jobs, &path), world);
    let mut here = JobsHere { jobs: Vec::new(), without_cost: length(without_cost) };
    if draft.jobs.iter().any(DraftJob::is_whole) {
        let files = WithTexts { files: &asker.files, texts };
        let context = crate::question::Context { files: &files, ..asker.context() };
        here.jobs = file::read(&path, &files)?.resolve(&asked.overrides(), table, context)?.simulation.jobs;
    }
    Ok(here)
}

/// What was assumed where neither a flag nor a setting says it.
fn assumed(args: &Args, asker: &Asker<'_, '_>, asked: Rules<'_>) -> Vec<String> {
    let defaults = asker.context().defaults;
    let month = args.cycle_day.is_none() && defaults.cycle_day.is_none();
    let clock = args.today.tz.is_none() && defaults.zone.is_none();
    let month = month.then(|| "assumed: calendar month (`--cycle-day`)".to_owned());
    let clock = clock.then(|| format!("assumed: {}", zone::assumed(asked.zone, "--tz")));
    month.into_iter().chain(clock).collect()
}

/// What to know about schedules that the scenario names and that don't lie in its folder.
fn elsewhere(draft: &Draft) -> &'static str {
    let is_outside = |job: &DraftJob| matches!(job.when, Some(When::File { is_outside: true, .. }));
    if draft.jobs.iter().any(|job| job.is_whole() && is_outside(job)) {
        "; it names schedules elsewhere, so add `--allow-outside` to read it"
    } else {
        ""
    }
}

fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts.filter(|text| seen.insert(text.clone())).collect()
}

/// The frame of the question: whose rules, when, on whose clock. Whatever is wrong with it is wrong with a flag.
fn frame<'t>(
    args: &Args,
    asker: &Asker<'_, '_>,
    table: &'t PriceTable,
) -> Result<ResolvedFrame<'t>, Vec<Diagnostic>> {
    let context = asker.context();
    let is_program_set = context.defaults.program.is_some();
    let program = args.program.clone().or_else(|| (!is_program_set).then(|| "current".to_owned()));
    let frame = Frame {
        program: program.map(|name| Given::by_flag("--program", name)),
        auth: args.auth,
        cycle: CycleSpec { day: args.cycle_day, ..CycleSpec::default() },
        as_of: args.today.as_of,
        zone: args.today.tz.clone(),
        words: Vocabulary::Flags,
        ..Frame::default()
    };
    let plans = PlansSpec { names: args.plan.iter().cloned().collect(), ..PlansSpec::default() };
    let frame = frame.resolve(&plans, table, context)?;
    if args.plan.is_some() && frame.plans.len() != 1 {
        return Err(vec![Diagnostic::arguments(
            "`--plan` takes one plan here",
            "name the one that you have",
        )]);
    }
    Ok(frame)
}

/// The plan that is named or set.
fn plan(args: &Args, asker: &Asker<'_, '_>, plans: &[Holding<'_>]) -> Option<String> {
    let is_named = args.plan.is_some() || asker.context().defaults.plan.is_some();
    match plans {
        [only] if is_named => Some(only.id().to_owned()),
        _ => None,
    }
}

/// What is known of each, for which runs are looked up.
fn known<'a>(jobs: &'a [Scanned<'_>]) -> Vec<Known<'a>> {
    let known = jobs.iter().map(|job| Known {
        job: &job.found.job,
        agent: job.found.agent.as_deref(),
        folder: job.folder.as_deref(),
    });
    known.collect()
}

/// All jobs, each under a name of its own.
fn scanned<'a>(files: &'a [FoundAt], machine: &Machine, dir: &Path) -> Vec<Scanned<'a>> {
    let mut names = BTreeSet::new();
    let mut jobs = Vec::new();
    for at in files {
        for found in &at.jobs {
            let base = &found.job.name;
            let numbered = (2..).map(|number: u64| format!("{base} [{number}]"));
            let name = std::iter::once(base.clone()).chain(numbered).find(|name| names.insert(name.clone()));
            // Claude Code keeps its tasks in the folder that they run in.
            let beside = at
                .path
                .ends_with(".claude/scheduled_tasks.json")
                .then(|| at.path.ancestors().nth(2).map_or_else(|| dir.to_owned(), Path::to_owned));
            let folder = found.folder.as_deref().and_then(|folder| machine.folder(folder)).or(beside);
            jobs.push(Scanned { name: name.unwrap_or_default(), at, found, folder, priced: None });
        }
    }
    jobs
}

/// The scenario of all jobs, and the files that it is made of.
fn draft(
    args: &Args,
    asked: Rules<'_>,
    plan: Option<&str>,
    (jobs, path): (&[Scanned<'_>], &Path),
    world: &World<'_>,
) -> (Draft, BTreeMap<PathBuf, String>) {
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let stem =
        path.file_stem().map_or_else(|| "scenario".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let mut texts = BTreeMap::new();
    let mut draft = Draft {
        program: asked.program.id.clone(),
        plan: plan.unwrap_or(WITHOUT_PLAN).to_owned(),
        is_plan_named: plan.is_some(),
        zone: zone::name(asked.zone).into_owned(),
        cycle: args.cycle_day.map(|day| ("cycle_day", day.to_string())).into_iter().collect(),
        jobs: Vec::new(),
    };
    for job in jobs {
        let run = match (&job.priced, args.cost_per_run) {
            (Some(priced), _) => {
                let name = format!("{stem}.{}.profile.toml", slug(&job.name));
                texts.insert(folder.join(&name), profile_file::write(&priced.profile, asked.as_of));
                DraftRun::Profile(name)
            }
            (None, Some(cost)) => DraftRun::Stated(cost),
            (None, None) => DraftRun::Unknown,
        };
        let when = when(job, &folder, world).or_else(|| counted(job, asked));
        let is_inline = matches!(when, Some(When::Inline { .. } | When::Counted(_)));
        let told = job.found.auth();
        let auth = if is_inline { told.or(args.auth) } else { args.auth.filter(|_| told.is_none()) };
        // What records tell comes before what is only assumed, and a flag before both.
        draft.jobs.push(DraftJob { name: job.name.clone(), place: job.at.shown.clone(), when, run, auth });
    }
    texts.insert(path.to_owned(), draft.text());
    (draft, texts)
}

/// A name that files may have.
fn slug(name: &str) -> String {
    let letter =
        |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let slug: String = name.chars().map(letter).collect();
    slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// How often a job runs, where nothing else can say it.
fn counted(job: &Scanned<'_>, asked: Rules<'_>) -> Option<When> {
    Some(runs(job, asked)).filter(|runs| *runs > 0).map(When::Counted)
}

/// When a job runs, as a scenario in `folder` says it: by its file where that lies there, or else by itself.
fn when(job: &Scanned<'_>, folder: &Path, world: &World<'_>) -> Option<When> {
    let whole = |path: &Path| std::fs::canonicalize(world.folder.join(path)).ok();
    let file = whole(&job.at.path);
    let below = file
        .as_ref()
        .zip(whole(folder))
        .and_then(|(file, folder)| file.strip_prefix(folder).ok().map(Path::to_owned));
    let matching = match &job.found.pick {
        Pick::Alone => Some(None),
        Pick::Text(text) => Some(Some(text.clone())),
        Pick::Unclear => None,
    };
    let of_file = |path: PathBuf, is_outside| {
        let path = path.to_str()?.to_owned();
        Some(When::File { path, matching: matching.clone()?, is_outside })
    };
    let inline = || {
        job.found.inline().map(|inline| When::Inline {
            key: inline.key,
            expressions: inline.expressions,
            zone: inline.zone,
        })
    };
    below.and_then(|path| of_file(path, false)).or_else(inline).or_else(|| of_file(file?, true))
}

/// The scenario, played through.
#[derive(Default)]
struct Played {
    /// By the names of the jobs: what a run costs, and what becomes of the runs.
    jobs: BTreeMap<String, PlayedJob>,
    /// What all come to; `None` where no job's cost is known.
    total: Option<Amounts>,
    notes: Vec<String>,
    cautions: Vec<String>,
}

struct PlayedJob {
    runs: u64,
    run_cost: Usd,
    amounts: Amounts,
    draws: Draws,
    reason: Option<String>,
    auth: Option<Auth>,
}

#[derive(Clone, Copy)]
struct Amounts {
    cost: Usd,
    drawn: Usd,
    overflow: Usd,
}

impl Played {
    fn of(
        draft: &Draft,
        path: &Path,
        files: &dyn Files,
        asker: &Asker<'_, '_>,
        table: &PriceTable,
        asked: Rules<'_>,
    ) -> Result<Self, Vec<Diagnostic>> {
        if !draft.jobs.iter().any(DraftJob::is_whole) {
            return Ok(Self::default());
        }
        let context = crate::question::Context { files, ..asker.context() };
        let read = file::read(path, files)?.resolve(&asked.overrides(), table, context)?;
        let prepared = Prepared::new(table, &read.simulation).map_err(|faults| read.diagnostics(&faults))?;
        let simulated: Simulated<'_> = prepared.run(table).map_err(|faults| read.diagnostics(&faults))?;
        let amounts = |tally: &crate::ledger::Tally| Amounts {
            cost: tally.cost,
            drawn: tally.drawn,
            overflow: tally.overflow,
        };
        let jobs =
            read.simulation.jobs.iter().zip(&simulated.jobs).zip(0..).map(|((spec, priced), place)| {
                let plan = simulated.ledgers[priced.ledger].holding.plan;
                let tally = simulated.of_job(place);
                let job = PlayedJob {
                    runs: tally.runs,
                    run_cost: priced.first_cost,
                    amounts: amounts(&tally),
                    draws: draws(priced.no_credit),
                    reason: priced.no_credit.and_then(|why| why.reason(plan, read.simulation.program)),
                    auth: spec.auth,
                };
                (spec.name.clone(), job)
            });
        // What is to be said about files was said when they were found.
        let is_own = |note: &&String| !read.notes_of_files.contains(note);
        let mut notes: Vec<String> = read.notes.iter().filter(is_own).cloned().collect();
        notes.extend(simulated.notes.iter().map(notes::of_jobs));
        Ok(Self {
            jobs: jobs.collect(),
            total: Some(amounts(&simulated.total())),
            notes,
            cautions: read.cautions.iter().filter(is_own).cloned().collect(),
        })
    }
}

fn answer(
    args: &Args,
    asked: Rules<'_>,
    plan: Option<String>,
    jobs: &[Scanned<'_>],
    played: &Played,
    (places, left_out): (Vec<crate::answer::scan::Place>, Vec<LeftOut>),
) -> Scan {
    let has_plan = plan.is_some();
    let period = asked.cycle.period();
    let job = |scanned: &Scanned<'_>| {
        let played = played.jobs.get(&scanned.name);
        let credit = played.filter(|_| has_plan);
        let (auth, auth_from) = sign_in(scanned, args, played);
        let job = &scanned.found.job;
        Job {
            job: scanned.name.clone(),
            r#where: match scanned.found.line {
                Some(line) => format!("{}:{line}", scanned.at.shown),
                None => scanned.at.shown.clone(),
            },
            place: scanned.at.shown.clone(),
            line: scanned.found.line.map(length),
            agent: scanned.found.agent.clone(),
            folder: scanned.folder.as_ref().map(|folder| folder.display().to_string()),
            expression: job.expression.clone(),
            kind: job.kind,
            zone: match &job.timing {
                Timing::At(times) => Some(zone::name(&times.zone).into_owned()),
                _ => None,
            },
            words: in_words::job_words(job),
            runs_in_cycle: played.map_or_else(|| runs(scanned, asked), |played| played.runs),
            measured: scanned.priced.as_ref().map(|priced| Measured {
                runs: priced.runs,
                cost_mean_usd: priced.mean,
                cost_p90_usd: priced.p90,
                is_at_least: priced.is_at_least,
            }),
            run_cost_usd: played.map(|played| played.run_cost),
            cost_usd: played.map(|played| played.amounts.cost),
            drawn_usd: credit.map(|played| played.amounts.drawn),
            overflow_usd: credit.map(|played| played.amounts.overflow),
            draws: credit.map(|played| played.draws),
            no_credit_reason: credit.and_then(|played| played.reason.clone()),
            auth,
            auth_from,
        }
    };
    let jobs: Vec<Job> = jobs.iter().map(job).collect();
    let total = played.total;
    let with_plan = total.filter(|_| has_plan);
    Scan {
        schema: crate::answer::scan::ShapeName,
        inputs: Inputs {
            as_of: asked.as_of,
            program: asked.program.id.clone(),
            plan,
            zone: zone::name(asked.zone).into_owned(),
            cycle_start: period.start(),
            cycle_end: period.end(),
        },
        total: Total {
            runs: jobs.iter().map(|job| job.runs_in_cycle).sum(),
            jobs_without_cost: length(
                jobs.iter().filter(|job| job.cost_usd.is_none() && job.runs_in_cycle > 0).count(),
            ),
            cost_usd: total.map(|total| total.cost),
            drawn_usd: with_plan.map(|total| total.drawn),
            overflow_usd: with_plan.map(|total| total.overflow),
        },
        jobs,
        left_out,
        places,
        notes: Vec::new(),
    }
}

/// The runs of a job that is in no scenario, because nobody knows what one costs.
fn runs(job: &Scanned<'_>, asked: Rules<'_>) -> u64 {
    let window = Window::of_days(asked.cycle.period(), asked.zone);
    let timetable = Timetable { jobs: vec![job.found.job.clone()] };
    timetable.occurrences(asked.zone, window, window.start).runs_of_jobs().into_iter().sum()
}

/// With what the runs of a job sign in, and what says so.
fn sign_in(job: &Scanned<'_>, args: &Args, played: Option<&PlayedJob>) -> (Option<Auth>, Option<String>) {
    if let Some((auth, read)) = job.found.auth().zip(job.found.job.used.sign_in) {
        return (Some(auth), Some(format!("{} in the {}", read.named, read.read_in.word())));
    }
    if args.auth.is_some() {
        return (args.auth, Some("--auth".to_owned()));
    }
    let is_told = job.priced.as_ref().is_some_and(|priced| priced.billing != crate::usage::Billing::Unknown);
    match played.and_then(|played| played.auth).filter(|_| is_told) {
        Some(auth) => (Some(auth), Some("records".to_owned())),
        None => (None, None),
    }
}

/// That the scenario and its profiles may be written. Nothing is replaced unless that is asked for, people edit
/// scenarios; and no file of which the scenario is made.
fn may_write(
    draft: &Draft,
    texts: &BTreeMap<PathBuf, String>,
    path: &Path,
    is_forced: bool,
    jobs: &[Scanned<'_>],
    world: &World<'_>,
) -> Result<(), Diagnostic> {
    if path.as_os_str() == "-" {
        let title = "`--write` needs a file, not `-`";
        return Err(Diagnostic::arguments(title, "name one: `--write scenario.toml`"));
    }
    let whole = |path: &Path| std::fs::canonicalize(world.folder.join(path)).ok();
    let is_read = |path: &Path| {
        whole(path).is_some_and(|own| jobs.iter().any(|job| whole(&job.at.path) == Some(own.clone())))
    };
    if let Some(read) = texts.keys().find(|path| is_read(path)) {
        let title = format!("`{}` is an input; `--write` would overwrite it", read.display());
        return Err(
            Diagnostic::new(Code::ArgumentsExclude, title).help("choose another file for the scenario")
        );
    }
    let there = texts.keys().find(|path| std::fs::symlink_metadata(world.folder.join(path)).is_ok());
    if let Some(there) = there.filter(|_| !is_forced) {
        let title = format!("`{}` is there already", there.display());
        return Err(Diagnostic::new(Code::UnreadFile, title).help("`--force` replaces it"));
    }
    if draft.jobs.is_empty() {
        return Err(Diagnostic::new(
            Code::NoAgentInSchedules,
            "there is nothing to write: no agent job was found",
        ));
    }
    Ok(())
}

/// The files that are written: the scenario, and the profiles that it names.
fn to_write(texts: BTreeMap<PathBuf, String>, path: &Path) -> Vec<(PathBuf, String, &'static str)> {
    let named = |(own, text)| {
        let name = if own == path { "scenario" } else { "profile" };
        (own, text, name)
    };
    texts.into_iter().map(named).collect()
}

/// That the crontabs that somebody names are there, and standard input is one of them at most.
fn named_crontabs(args: &Args, world: &World<'_>) -> Result<(), Vec<Diagnostic>> {
    let (inputs, files): (Vec<&PathBuf>, Vec<&PathBuf>) =
        args.crontab.iter().partition(|path| is_input(path));
    let fault = |path: &PathBuf| {
        let error = std::fs::metadata(world.folder.join(path)).err()?;
        let title = format!("cannot read `{}`: {}", path.display(), reason(&error));
        Some(
            Diagnostic::new(Code::UnreadSchedules, title)
                .help("to read your own, pipe `crontab -l` into `--crontab -`"),
        )
    };
    let twice = (inputs.len() > 1).then(Diagnostic::input_twice);
    let faults: Vec<Diagnostic> = twice.into_iter().chain(files.into_iter().filter_map(fault)).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

struct Found<'a> {
    answer: &'a Scan,
    cycle: BillingCycle,
    program: &'a Program,
}

impl Report<Failure> for Found<'_> {
    fn page(&self) -> Page {
        views::found(self.answer, self.cycle, self.program)
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::found_jobs(self.answer).into())
    }

    fn json(&self, notes: &[String]) -> String {
        json::write(&Scan { notes: notes.to_vec(), ..self.answer.clone() })
    }
}
