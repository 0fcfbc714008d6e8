//! `creditcalc forecast`.

use std::path::{Path, PathBuf};

use crate::answer;
use crate::cli::args::{Forecast as Args, QuestionArgs};
use crate::cli::ask::{Asked, Asker, OneJob};
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::{Diagnostic, Vocabulary};
use crate::ledger::{Note, Prepared, estimate};
use crate::phrase::{count, counted, exact_dollars};
use crate::pricing::PriceTable;
use crate::question::file::{self, Overrides};
use crate::question::{Multiplied, Unstated};
use crate::records::profile_file;
use crate::report::views::ForecastOf;
use crate::report::workbook::Workbook;
use crate::report::{Page, Report, Rows, json, notes, sheets, views};
use crate::studies::forecast::{Forecast, JobOfForecast, Method, NoForecast, RUNS_MAX, SEED, Varying, of_job, of_jobs};
use crate::units::Usd;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let question = &args.question.0;
    if let Some(fault) = stated(question) {
        return Err(fault.into());
    }
    let paths = if args.paths.is_empty() { &question.run.from } else { &args.paths };
    match scenario_among(&args.paths, world) {
        Some(path) => of_file(shell, args, path, world),
        None if paths.is_empty() => Err(nothing_named().into()),
        None => of_flags(shell, args, paths, world),
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
    let table = shell.tables_for(&models, day, world)?;
    let table = shell.tables_for(&models, job.plans(), day, world)?.with_price_factor(multiplied.price.clone());
    let Asked { scenario, measured, notes: said, cautions, skipped, .. } =
        job.resolve(&table, Unstated::default())?;
    let answer = estimate(&table, &scenario).map_err(|reason| reason.diagnostic(Vocabulary::Flags))?;
    let profile = measured.expect("the run is a measured one");
    let (cap, from_file) = match args.max_budget_usd {
        Some(cap) => (Some(cap), None),
        None => budget_of(&scenario.schedule),
    };
    let of = JobOfForecast { name: None, runs: Varying::Measured(&profile), cap };
    let forecast = of_job(&table, &scenario, &answer, &of, &method(args)).map_err(|reason| told(&reason, args))?;
    let mut notes = Notes::from(said);
    notes.cautions(cautions);
    notes.factors(&multiplied);
    if let (Some(cap), Some(place)) = (cap, from_file) {
        notes.push(format!("one run may cost {} at most, as {place} says", exact_dollars(cap)));
    }
    for note in &answer.notes {
        notes.about(notes::sentence(note), notes::role(note), false);
    }
    let shown = ForecastOf { forecast: &forecast, time: views::Time::of(&scenario) , has_caps: args.caps.is_some(), has_backtest: args.backtest};
    let inputs = answer::forecast::Asking::of_job(&table, &scenario, seed(args));
    finish(shell, args, world, notes, skipped, &shown, inputs, &multiplied)
}
