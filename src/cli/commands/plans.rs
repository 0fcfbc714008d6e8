//! `creditcalc plans [ID] [--claims]`.

use crate::cli::args::{Common, Format, Plans as Args};
use crate::cli::settings::Settings;
use crate::cli::tables::tables;
use crate::cli::{Answer, Failure, World, resolve};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::pricing::{Plan, PriceTable, Program};
use crate::report::{csv, json, markdown, text, views};

pub(in crate::cli) fn run(
    common: &Common,
    args: &Args,
    settings: &Settings,
    world: &World<'_>,
) -> Result<Answer, Failure> {
    let format = resolve::format(common, settings)?;
    let day = resolve::as_of(&args.today, settings)?;
    let folder = common.pricing.clone().or_else(|| settings.path("pricing"));
    let table = tables(folder.as_deref(), world)?;
    let (program, found) = match &args.id {
        None => (
            None,
            table
                .programs()
                .iter()
                .flat_map(|program| table.plans_of(program).map(move |plan| (program, plan)))
                .collect(),
        ),
        Some(id) => find(&table, id)?,
    };
    let page = || {
        if args.claims {
            views::claims(&found)
        } else if args.id.is_some() {
            views::plan(if program.is_some() { &[] } else { &found }, program, day)
        } else {
            views::plans(&table, day)
        }
    };
    let text = match format {
        Format::Table => text::draw(&page(), world.look(common, settings, args.to.output.is_some())?),
        Format::Markdown => markdown::draw(&page()),
        Format::Csv => csv::plans(&found, day),
        Format::Json => {
            let plans: Vec<_> = found.iter().map(|(_, plan)| *plan).collect();
            let programs: Vec<_> = match program {
                Some(program) => vec![program],
                None => table
                    .programs()
                    .iter()
                    .filter(|program| plans.iter().any(|plan| plan.program == program.id))
                    .collect(),
            };
            json::plans(&table, &programs, &plans, day)
        }
    };
    Ok(Answer { text, ..Answer::default() })
}

type Found<'t> = (Option<&'t Program>, Vec<(&'t Program, &'t Plan)>);

/// The program of that id with its plans, or the plan of that name under every program that has it.
fn find<'t>(table: &'t PriceTable, id: &str) -> Result<Found<'t>, Diagnostic> {
    if let Some(program) = table.program(id) {
        return Ok((Some(program), table.plans_of(program).map(|plan| (program, plan)).collect()));
    }
    let found: Vec<_> = table
        .programs()
        .iter()
        .filter_map(|program| table.plan(program, id).map(|plan| (program, plan)))
        .collect();
    if !found.is_empty() {
        return Ok((None, found));
    }
    let programs = table.programs().iter().map(|program| program.id.as_str());
    let plans = table.plans().iter().map(|plan| plan.id.as_str());
    let near = nearest(id, programs.chain(plans)).map(|near| format!("did you mean `{near}`?"));
    Err(Diagnostic::new(Code::UnknownPlan, format!("there is no plan or program `{id}`"))
        .maybe_help(near)
        .help("`creditcalc plans` lists them"))
}
