//! `creditcalc estimate`.

use std::mem::ManuallyDrop;

use crate::cli::args::{Common, Estimate as Args, Format};
use crate::cli::settings::Settings;
use crate::cli::tables::tables_for;
use crate::cli::values::{Count, Money};
use crate::cli::{Answer, Failure, World, resolve};
use crate::diagnostic::Diagnostic;
use crate::estimate::{Estimate, Scenario, estimate};
use crate::pricing::NoPrice;
use crate::report::number::{counted, exact_dollars};
use crate::report::{csv, json, markdown, notes, text, views};

pub(in crate::cli) fn run(common: &Common, args: &Args, settings: &Settings, world: &World<'_>) -> Result<Answer, Failure> {
    let format = resolve::format(common, settings)?;
    let folder = common.pricing.clone().or_else(|| settings.path("pricing"));
    let as_of = resolve::as_of(&args.today, settings)?;
    let written = resolve::written_run(args)?;
    // The process ends with this answer; giving back some hundred small pieces of memory one by one would be work for nobody.
    let table = ManuallyDrop::new(tables_for(&written.models(), as_of, folder.as_deref(), world)?);
    let resolve::Resolved { scenario, notes: mut said } = resolve::estimate(args, settings, written, as_of, &table)?;
    let answer = estimate(&table, &scenario).map_err(|reason| told(&reason, &scenario))?;
    let talk = said.iter().cloned().chain(answer.notes.iter().filter(|note| !notes::is_answer(note)).map(notes::sentence)).collect();
    said.extend(answer.notes.iter().map(notes::sentence));
    let page = || {
        let mut page = views::estimate(&answer, &scenario);
        if common.explain {
            views::explain(&mut page, &answer, &scenario);
        }
        page
    };
    let text = match format {
        Format::Table => text::draw(&page(), world.look(common, settings, args.writes_file())?),
        Format::Markdown => markdown::draw(&page()),
        Format::Csv => csv::estimate(&answer, &scenario),
        Format::Json => json::estimate(&table, &scenario, &answer, &said),
    };
    // What pages say themselves is not said again beside them.
    let notes = if matches!(format, Format::Table | Format::Markdown) { talk } else { said };
    Ok(Answer { text, notes, refusals: gates(args, &answer) })
}

/// Why there is no answer. A run in a cycle elsewhere in the calendar is priced on the first day of the cycle, so that is what to change.
fn told(reason: &NoPrice, scenario: &Scenario<'_>) -> Diagnostic {
    let mut fault = reason.diagnostic();
    if let NoPrice::NotOnDay { day, begins, .. } = reason
        && *day != scenario.as_of
    {
        fault.help = begins.map(|begins| format!("begin the cycle on {begins} or later with `--cycle-start`")).into_iter().collect();
        fault.notes = vec![format!("{} is not in the cycle, so the run is priced on its first day", scenario.as_of)];
    }
    fault
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
        if let Some(Count(limit)) = args.fail_under.filter(|Count(limit)| outcome.coverage.nights_covered < *limit) {
            let noun = if answer.blocks.iter().all(|block| block.first_day.is_some()) { "night" } else { "run" };
            let covered = counted(outcome.coverage.nights_covered, noun);
            refusals.push(format!("`{plan}` covers {covered}, and --fail-under asks for {limit}"));
        }
    }
    refusals
}
