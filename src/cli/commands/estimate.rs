//! `creditcalc estimate`.

use std::mem::ManuallyDrop;

use crate::answer::{self, estimate::Calendar};
use crate::cli::args::Estimate as Args;
use crate::cli::ask::{Asked, OneJob};
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::values::Rows;
use crate::cli::{Failure, World};
use crate::diagnostic::{Diagnostic, Vocabulary};
use crate::ledger::{Estimate, Note, Scenario, estimate};
use crate::phrase::{count, counted, exact_dollars};
use crate::pricing::{NoPrice, PriceTable};
use crate::question::Unstated;
use crate::report::workbook::Workbook;
use crate::report::{self, Page, Report, json, notes, sheets, views};
use crate::schedule::LISTED_MAX;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let job = OneJob::read(&args.question, shell, world)?;
    let (models, day) = job.models();
    // The process ends with this answer; giving back some hundred small pieces of memory one by one would be
    // work for nobody.
    let table = ManuallyDrop::new(shell.tables_for(&models, day, world)?);
    let Asked { scenario, notes: said, skipped } = job.resolve(&table, Unstated::default())?;
    let answer = estimate(&table, &scenario).map_err(|reason| told(&reason, &scenario, shell))?;
    let mut notes = Notes::from(said);
    for note in &answer.notes {
        notes.add(notes::sentence(note), notes::is_answer(note));
        if let Note::RefusedByVendor { retirement, .. } = note {
            notes.extend(
                shell.with_successor(retirement).map(|command| format!("with its successor: `{command}`")),
            );
        }
    }
    let rows = if shell.writes_rows() { rows(args, &answer, &mut notes)? } else { Rows::Plans };
    let report = Estimated {
        table: &table,
        scenario: &scenario,
        answer: &answer,
        rows,
        has_calendar: args.calendar,
        is_explained: shell.common.explain,
    };
    let output = shell.write(&report, notes, world)?;
    Ok(CommandOutput { skipped, refusals: gates(args, &answer), ..output })
}

/// The answer, and how much of it is shown.
struct Estimated<'a, 't> {
    table: &'a PriceTable,
    scenario: &'a Scenario<'t>,
    answer: &'a Estimate<'t>,
    rows: Rows,
    has_calendar: bool,
    is_explained: bool,
}

impl Estimated<'_, '_> {
    fn answered(&self, notes: &[String]) -> answer::Estimate {
        let calendar = if self.has_calendar { Calendar::Listed } else { Calendar::LeftOut };
        answer::Estimate::of(self.table, self.scenario, self.answer, notes.to_vec(), calendar)
    }
}

impl Report<Failure> for Estimated<'_, '_> {
    fn page(&self) -> Page {
        let mut page = views::estimate(&self.answered(&[]), self.answer, self.scenario);
        if self.has_calendar {
            views::calendar(&mut page, self.answer, self.scenario);
        }
        if self.is_explained {
            views::explain(&mut page, self.answer, self.scenario);
        }
        page
    }

    fn rows(&self) -> Result<report::Rows<'_>, Failure> {
        Ok(match self.rows {
            Rows::Runs => sheets::runs(self.answer, self.scenario),
            Rows::Plans => sheets::plans(&self.answered(&[]), self.answer, self.scenario).into(),
        })
    }

    fn json(&self, notes: &[String]) -> String {
        json::write(&self.answered(notes))
    }

    /// The plans, what a run costs, and the runs where they are listed.
    fn workbook(&self, notes: &[String]) -> Result<Workbook<'_>, Failure> {
        let answer = self.answered(notes);
        let plans = sheets::plans(&answer, self.answer, self.scenario);
        let mut tabs = vec![plans, sheets::cost_lines(&answer.run.lines)];
        if self.answer.series.runs() <= LISTED_MAX {
            let runs = sheets::runs(self.answer, self.scenario).into_sheet();
            // Plans are instead of each other, and have no sum.
            let is_one = self.answer.plans.len() == 1;
            let sums: &[_] =
                if is_one { &["cost_usd", "from_credit_usd", "overflow_usd", "billed_usd"] } else { &[] };
            tabs.push(runs.with_sums("all", sums));
        }
        Ok(Workbook::of_sheets("Estimate", tabs).with_notes(notes))
    }
}

/// Why there is no answer. A run in a cycle elsewhere in the calendar is priced on the first day of the
/// cycle, so that is what to change.
fn told(reason: &NoPrice, scenario: &Scenario<'_>, shell: &Shell<'_>) -> Diagnostic {
    let mut fault = reason.diagnostic(Vocabulary::Flags);
    if let NoPrice::Retired { retirement, .. } = reason {
        return fault.maybe_help(shell.with_successor(retirement));
    }
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
fn rows(args: &Args, answer: &Estimate<'_>, notes: &mut Notes) -> Result<Rows, Failure> {
    let runs = answer.series.runs();
    let are_listed = runs <= LISTED_MAX;
    let default = if answer.timed.is_some() { Rows::Runs } else { Rows::Plans };
    match args.rows {
        Some(Rows::Runs) if !are_listed => {
            let title = format!("{} are counted and not listed", counted(runs, "run"));
            let fault = Diagnostic::arguments(title, "leave `--rows runs` out for one row a plan");
            Err(fault.note(format!("up to {} are listed", count(LISTED_MAX))).into())
        }
        None if default == Rows::Runs && !are_listed => {
            notes.push(format!(
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
        if let Some(limit) = args.fail_over.filter(|limit| outcome.coverage.overflow > *limit) {
            let (overflow, limit) = (exact_dollars(outcome.coverage.overflow), exact_dollars(limit));
            refusals.push(format!("`{plan}` has {overflow} of overflow, and --fail-over allows {limit}"));
        }
        if let Some(limit) = args.fail_under.filter(|limit| outcome.coverage.nights_covered < *limit) {
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
