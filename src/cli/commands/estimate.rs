//! `creditcalc estimate`.

use std::mem::ManuallyDrop;

use crate::cli::args::{Common, Estimate as Args, Format};
use crate::cli::settings::Settings;
use crate::cli::tables::tables_for;
use crate::cli::values::{Count, Money, Rows};
use crate::cli::{Answer, Failure, World, resolve};
use crate::diagnostic::{Code, Diagnostic};
use crate::estimate::{Estimate, Scenario, estimate};
use crate::pricing::NoPrice;
use crate::report::number::{count, counted, exact_dollars};
use crate::report::{csv, json, markdown, notes, text, views};
use crate::schedule::LISTED_MAX;

pub(in crate::cli) fn run(
    common: &Common,
    args: &Args,
    settings: &Settings,
    world: &World<'_>,
) -> Result<Answer, Failure> {
    let asked = &args.question;
    let format = resolve::format(common, settings)?;
    let folder = common.pricing.clone().or_else(|| settings.path("pricing"));
    let resolve::FromArgs { written, skipped, notes: of_records } =
        resolve::written_run(common, &asked.run, &args.to, &asked.cycle.today, settings, world)?;
    let when = resolve::when(asked, settings, world)?;
    // The process ends with this answer; giving back some hundred small pieces of memory one by one would be
    // work for nobody.
    let table = ManuallyDrop::new(tables_for(&written.models(), when.as_of, folder.as_deref(), world)?);
    let resolve::Resolved { scenario, notes: mut said } =
        resolve::estimate(asked, settings, written, when, &table)?;
    said.extend(of_records);
    let answer = estimate(&table, &scenario).map_err(|reason| told(&reason, &scenario))?;
    let talk = said
        .iter()
        .cloned()
        .chain(answer.notes.iter().filter(|note| !notes::is_answer(note)).map(notes::sentence))
        .collect();
    said.extend(answer.notes.iter().map(notes::sentence));
    let page = || {
        let mut page = views::estimate(&answer, &scenario);
        if args.calendar {
            views::calendar(&mut page, &answer, &scenario);
        }
        if common.explain {
            views::explain(&mut page, &answer, &scenario);
        }
        page
    };
    let rows = if format == Format::Csv { rows(args, &answer, &mut said)? } else { Rows::Plans };
    let calendar = if args.calendar { json::Calendar::Listed } else { json::Calendar::LeftOut };
    let text = match format {
        Format::Table => text::draw(&page(), world.look(common, settings, args.writes_file())?),
        Format::Markdown => markdown::draw(&page()),
        Format::Csv => match rows {
            Rows::Runs => csv::runs(&answer, &scenario),
            Rows::Plans => csv::estimate(&answer, &scenario),
        },
        Format::Json => json::estimate(&table, &scenario, &answer, &said, calendar),
    };
    // What pages say themselves is not said again beside them.
    let notes = if matches!(format, Format::Table | Format::Markdown) { talk } else { said };
    Ok(Answer { text, notes, skipped, refusals: gates(args, &answer), ..Answer::default() })
}

/// Why there is no answer. A run in a cycle elsewhere in the calendar is priced on the first day of the
/// cycle, so that is what to change.
fn told(reason: &NoPrice, scenario: &Scenario<'_>) -> Diagnostic {
    let mut fault = reason.diagnostic();
    if let NoPrice::NotOnDay { day, begins, .. } = reason
        && *day != scenario.as_of
    {
        fault.help = begins
            .map(|begins| format!("begin the cycle on {begins} or later with `--cycle-start`"))
            .into_iter()
            .collect();
        fault.notes =
            vec![format!("{} is not in the cycle, so the run is priced on its first day", scenario.as_of)];
    }
    fault
}

/// What the rows of a CSV are. More runs than are listed are counted, which a row a plan does.
fn rows(args: &Args, answer: &Estimate<'_>, said: &mut Vec<String>) -> Result<Rows, Failure> {
    let runs = answer.series.runs();
    let are_listed = runs <= LISTED_MAX;
    let default = if answer.timed.is_some() { Rows::Runs } else { Rows::Plans };
    match args.rows {
        Some(Rows::Runs) if !are_listed => {
            let fault = Diagnostic::new(
                Code::ArgumentsExclude,
                format!("{} are counted and not listed", counted(runs, "run")),
            );
            Err(Failure::Wording(vec![
                fault
                    .help("leave `--rows runs` out for one row a plan")
                    .note(format!("up to {} are listed", count(LISTED_MAX))),
            ]))
        }
        None if default == Rows::Runs && !are_listed => {
            said.push(format!(
                "{} are counted and not listed: a CSV has one row a plan, as with `--rows plans`",
                counted(runs, "run")
            ));
            Ok(Rows::Plans)
        }
        asked => Ok(asked.unwrap_or(default)),
    }
}

/// What the gates say against the answer.
fn gates(args: &Args, answer: &Estimate<'_>) -> Vec<String> {
    let mut refusals = Vec::new();
    for outcome in &answer.plans {
        let plan = outcome.holding.id();
        if let Some(Money(limit)) = args.fail_over.filter(|Money(limit)| outcome.coverage.overflow > *limit) {
            let (overflow, limit) = (exact_dollars(outcome.coverage.overflow), exact_dollars(limit));
            refusals.push(format!("`{plan}` has {overflow} of overflow, and --fail-over allows {limit}"));
        }
        if let Some(Count(limit)) =
            args.fail_under.filter(|Count(limit)| outcome.coverage.nights_covered < *limit)
        {
            let noun = if answer.series.nights().iter().all(|block| block.first.is_some()) {
                "night"
            } else {
                "run"
            };
            let covered = counted(outcome.coverage.nights_covered, noun);
            refusals.push(format!("`{plan}` covers {covered}, and --fail-under asks for {limit}"));
        }
    }
    refusals
}
