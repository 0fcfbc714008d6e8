//! `creditcalc simulate`.

use crate::cli::args::{Common, Format, Simulate as Args, SimulateRows};
use crate::cli::resolve::scenario::{self, ReadScenario, Wishes};
use crate::cli::resolve::{self, FormatOrBook};
use crate::cli::settings::Settings;
use crate::cli::tables::tables;
use crate::cli::values::Money;
use crate::cli::{Answer, Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::pricing::{NoPrice, PriceTable};
use crate::report::number::{count, counted, exact_dollars};
use crate::report::simulated::{self, TooMany};
use crate::report::{csv, json, markdown, notes, text, views};
use crate::schedule::LISTED_MAX;
use crate::simulate::{Effect, Simulated, Stage, Unanswered, effect};
use crate::units::OutOfRange;

pub(in crate::cli) fn run(
    common: &Common,
    args: &Args,
    settings: &Settings,
    world: &World<'_>,
) -> Result<Answer, Failure> {
    let format = resolve::format_or_book(common, settings)?;
    let folder = common.pricing.clone().or_else(|| settings.path("pricing"));
    let files = scenario::read(&args.file, &args.add, world)?;
    if let Some(fault) = files.written_over(args.to.output.as_ref(), world) {
        return Err(fault.into());
    }
    let table = tables(folder.as_deref(), world)?;
    let wishes = Wishes {
        program: args.program.as_deref(),
        cycles: args.cycles,
        from_now: args.from_now,
        without: &args.without,
    };
    let read = files.resolved(&wishes, common, &args.today, &table, settings, world)?;
    let stage = Stage::set(&table, &read.simulation).map_err(|faults| read.told(&faults))?;
    let simulated = stage.simulated(&table).map_err(|faults| read.told(&faults))?;
    let (effect, added) = if args.without.is_empty() && args.add.is_empty() {
        (None, Vec::new())
    } else {
        // Before: the file as it is, without what is added.
        let files = files.without_additions();
        let wishes = Wishes { without: &[], ..wishes };
        let before = files.resolved(&wishes, common, &args.today, &table, settings, world)?;
        let (effect, added) = effect_of(&before, &read, &simulated, &table)?;
        (Some(effect), added)
    };
    let mut answer = simulated::Answer {
        question: &read.simulation,
        simulated: &simulated,
        pooled: simulated.if_pooled(&read.simulation).map_err(told)?,
        effect,
        without: args.without.clone(),
        added,
        assignment: if args.assign {
            Some(stage.assigned(&table).map_err(|faults| read.told(&faults))?)
        } else {
            None
        },
        ledger: None,
    };
    let mut said = read.notes.clone();
    let talk: Vec<String> = said
        .iter()
        .cloned()
        .chain(simulated.notes.iter().filter(|note| !notes::is_answer(&note.note)).map(notes::of_jobs))
        .collect();
    said.extend(simulated.notes.iter().map(notes::of_jobs));
    if args.ledger {
        answer.ledger = Some(listed(simulated::ledger(&stage).map_err(told)?, "--ledger")?);
    }
    let total = simulated.total().map_err(told)?;
    let refusals = args.fail_over.filter(|Money(limit)| total.overflow > *limit).map(|Money(limit)| {
        format!(
            "the overflow is {}, and --fail-over allows {}",
            exact_dollars(total.overflow),
            exact_dollars(limit)
        )
    });
    let refusals = refusals.into_iter().collect();
    let format = match format {
        FormatOrBook::Format(format) => format,
        FormatOrBook::Book => {
            let bytes = book(&answer, &stage, args, world, &said)?;
            return Ok(Answer {
                book: Some(bytes),
                notes: said,
                skipped: read.skipped,
                refusals,
                ..Answer::default()
            });
        }
    };
    if format == Format::Csv && args.rows.is_none() && answer.effect.is_some() && answer.assignment.is_some()
    {
        said.push("the rows are what the change does to the jobs; ask for `--assign` by itself for the assignment as rows".to_owned());
    }
    let page = || {
        let mut page = views::simulate(&answer)?;
        if let Some(entries) = &answer.ledger {
            views::simulated_ledger(&mut page, &answer, entries);
        }
        if common.explain {
            views::explain_simulated(&mut page, &answer);
        }
        Ok(page)
    };
    let text = match format {
        Format::Table => {
            text::draw(&page().map_err(told)?, world.look(common, settings, args.to.output.is_some())?)
        }
        Format::Markdown => markdown::draw(&page().map_err(told)?),
        Format::Csv => match (&answer.ledger, args.rows) {
            (Some(entries), _) => csv::simulated_ledger(&answer, entries),
            (None, Some(SimulateRows::Runs)) => {
                csv::simulated_runs(&answer, &listed(simulated::runs(&stage).map_err(told)?, "--rows runs")?)
            }
            (None, Some(SimulateRows::Jobs)) => csv::simulated_jobs(&answer),
            // What was asked for is what the rows are.
            (None, None) => match (&answer.effect, &answer.assignment) {
                (Some(effect), _) => csv::effect(effect),
                (None, Some(assignment)) => csv::assignment(&answer, assignment),
                (None, None) => csv::simulated_jobs(&answer),
            },
        },
        Format::Json => json::simulate(&table, &answer, &said).map_err(told)?,
    };
    // What pages say themselves is not said again beside them.
    let notes = if matches!(format, Format::Table | Format::Markdown) { talk } else { said };
    Ok(Answer { text, notes, skipped: read.skipped, refusals, ..Answer::default() })
}

fn told(reason: OutOfRange) -> Diagnostic {
    NoPrice::from(reason).diagnostic()
}

/// What is said where there is more than is listed.
fn listed<T>(found: Result<T, TooMany>, flag: &str) -> Result<T, Failure> {
    found.map_err(|TooMany { runs }| {
        let fault = Diagnostic::new(
            Code::ArgumentsExclude,
            format!("`{flag}` lists every run, and {} are counted and not listed", counted(runs, "run")),
        );
        Failure::Wording(vec![
            fault
                .help("ask for fewer cycles, or leave it out")
                .note(format!("up to {} are listed", count(LISTED_MAX))),
        ])
    })
}

/// What the jobs that were left out or added do to the others, and the names of those that were added.
fn effect_of(
    before: &ReadScenario<'_>,
    after: &ReadScenario<'_>,
    simulated: &Simulated<'_>,
    table: &PriceTable,
) -> Result<(Effect, Vec<String>), Failure> {
    let stage =
        Stage::set(table, &before.simulation).map_err(|faults: Vec<Unanswered>| before.told(&faults))?;
    let was = stage.simulated(table).map_err(|faults| before.told(&faults))?;
    let is_new = |name: &&String| !before.simulation.jobs.iter().any(|job| job.name == **name);
    let added = after.simulation.jobs.iter().map(|job| &job.name).filter(is_new).cloned().collect();
    Ok((effect((&before.simulation, &was), (&after.simulation, simulated)).map_err(told)?, added))
}

#[cfg(feature = "xlsx")]
fn book(
    answer: &simulated::Answer<'_, '_>,
    stage: &Stage<'_, '_>,
    args: &Args,
    world: &World<'_>,
    notes: &[String],
) -> Result<Vec<u8>, Failure> {
    use crate::report::{simulation_book, xlsx};

    if args.to.output.is_none() && world.stdout_width.is_some() {
        let fault = Diagnostic::new(Code::ArgumentsExclude, "a workbook is not for a terminal");
        return Err(fault.help("write it to a file with `-o budget.xlsx`").into());
    }
    let runs = listed(simulated::runs(stage).map_err(told)?, "--format xlsx")?;
    let book = simulation_book::book(answer, &runs, notes).map_err(told)?;
    let unfit = |reason: crate::report::workbook::Unfit| {
        Diagnostic::new(Code::ArgumentsExclude, reason.to_string()).help("`--format csv` has no such limit")
    };
    Ok(xlsx::write(&book).map_err(unfit)?)
}

#[cfg(not(feature = "xlsx"))]
fn book(
    _: &simulated::Answer<'_, '_>,
    _: &Stage<'_, '_>,
    _: &Args,
    _: &World<'_>,
    _: &[String],
) -> Result<Vec<u8>, Failure> {
    let fault = Diagnostic::new(Code::NoSuchFormat, "this program was built without workbooks");
    Err(fault.help("build it with the feature `xlsx`, or use `--format csv`").into())
}
