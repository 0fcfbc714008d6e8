//! `creditcalc plans [ID] [--claims]`.

use jiff::civil::Date;

use crate::answer;
use crate::answer::asked::Asked;
use crate::cli::args::Plans as Args;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::pricing::{Plan, PriceTable, Program};
use crate::report::{Page, Report, Rows, json, sheets, views};

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let day = args.today.day(shell.settings)?;
    let table = shell.tables(world)?;
    let (program, found) = match &args.id {
        None => (
            None,
            table
                .programs()
                .iter()
                .filter(|program| args.all_vendors || table.is_usual(program))
                .flat_map(|program| table.plans_of(program).map(move |plan| (program, plan)))
                .collect(),
        ),
        Some(id) => find(&table, in_force(&table, id, day).unwrap_or(id))?,
    };
    let (explains, question) = (shell.common.explain, shell.asked(world));
    let report = Listed { table: &table, program, found, day, args, explains, question };
    shell.write(&report, Notes::default(), world)
}

/// Plans, of one name, of one program, or all of them.
struct Listed<'t> {
    table: &'t PriceTable,
    program: Option<&'t Program>,
    found: Vec<(&'t Program, &'t Plan)>,
    day: Date,
    args: &'t Args,
    explains: bool,
    question: Option<Asked>,
}

impl Listed<'_> {
    fn answered(&self) -> answer::Plans {
        let plans: Vec<_> = self.found.iter().map(|(_, plan)| *plan).collect();
        let has_plans = |program: &&Program| plans.iter().any(|plan| plan.program == program.id);
        let programs: Vec<_> = match self.program {
            Some(program) => vec![program],
            None => self.table.programs().iter().filter(has_plans).collect(),
        };
        answer::Plans::of(self.table, &programs, &plans, self.day, self.question.clone())
    }
}

impl Report<Failure> for Listed<'_> {
    fn page(&self) -> Page {
        if self.args.claims {
            views::claims(&self.found)
        } else if self.args.id.is_none() {
            views::plans(self.table, self.day, self.args.all_vendors)
        } else {
            let found = if self.program.is_some() { &[] } else { self.found.as_slice() };
            views::plan(found, self.program, self.day, self.explains)
        }
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::grants(&self.answered()).into())
    }

    fn json(&self, _: &[String]) -> String {
        json::write(&self.answered())
    }
}

/// The id of the program that `current` names on a day, as `--program current` reads it.
fn in_force<'t>(table: &'t PriceTable, id: &str, day: Date) -> Option<&'t str> {
    let is_current = ["current", "today"].iter().any(|word| word.eq_ignore_ascii_case(id.trim()));
    let default = table.default_program().filter(|_| is_current)?;
    table.program_in_force(&default.vendor, day).map(|program| program.id.as_str())
}

type Found<'t> = (Option<&'t Program>, Vec<(&'t Program, &'t Plan)>);

/// The program of that id with its plans, or the plan of that name under every program that has it.
fn find<'t>(table: &'t PriceTable, id: &str) -> Result<Found<'t>, Diagnostic> {
    if let Some(program) = table.program(id) {
        return Ok((Some(program), table.plans_of(program).map(|plan| (program, plan)).collect()));
    }
    if let Some(program) = table.program_spelled(id) {
        return find(table, &program.id);
    }
    let spelled = |program| table.plan_spelled(program, id).and_then(|name| table.plan(program, name));
    let found: Vec<_> = table
        .programs()
        .iter()
        .filter_map(|program| {
            table.plan(program, id).or_else(|| spelled(program)).map(|plan| (program, plan))
        })
        .collect();
    if !found.is_empty() {
        return Ok((None, found));
    }
    let programs = table.programs().iter().map(|program| program.id.as_str());
    let plans = table.plans().iter().map(|plan| plan.id.as_str());
    Err(Diagnostic::new(Code::UnknownPlan, format!("there is no plan or program `{id}`"))
        .did_you_mean(id, programs.chain(plans))
        .help("`creditcalc plans` lists them"))
}
