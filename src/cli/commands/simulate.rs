//! `creditcalc simulate`.

use crate::answer::simulate::results::{self, TooMany};
use crate::answer::{self, Asked, Simulate};
use crate::cli::args::{Simulate as Args, SimulateRows};
use crate::cli::ask::Asker;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::Diagnostic;
use crate::ledger::{self, Prepared, RunEntry, Simulated, Unanswered};
use crate::names::Places;
use crate::phrase::{count, counted, exact_dollars};
use crate::pricing::PriceTable;
use crate::question::Multiplied;
use crate::question::file::{self, Overrides, ScenarioQuestion};
use crate::report::workbook::Workbook;
use crate::report::{
    Block, Page, Report, Rows, focus, json, notes, programs::Both, sheets, simulation_book, views,
};
use crate::schedule::LISTED_MAX;
use crate::studies::{self, Effect, effect};
use crate::units::Usd;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    shell.writes_charges(args.focus_version)?;
    let asker = Asker::new(shell, &args.today, None, args.named_files, world);
    let files = file::read_with(&args.file, &args.add, &asker.files)?;
    let multiplied = asker.multiplied(files.factors(&overrides(args)?))?;
    let table = shell.tables(world)?.with_price_factor(multiplied.price.clone());
    let read = files.resolve(&overrides(args)?, &table, asker.context())?;
    let prepared = Prepared::new(&table, &read.simulation).map_err(|faults| read.diagnostics(&faults))?;
    let simulated = prepared.run(&table).map_err(|faults| read.diagnostics(&faults))?;
    let (effect, added) = if args.without.is_empty() && args.add.is_empty() {
        (None, Vec::new())
    } else {
        // Before: the file as it is, without what is added.
        let files = files.without_additions();
        let overrides = Overrides { without: Vec::new(), ..overrides(args)? };
        let before = files.resolve(&overrides, &table, asker.context())?;
        let (effect, added) = effect_of(&before, &read, &simulated, &table)?;
        (Some(effect), added)
    };
    let mut answer = results::Answer {
        question: &read.simulation,
        simulated: &simulated,
        pooled: studies::if_pooled(&read.simulation, &simulated),
        effect,
        without: args.without.clone(),
        added,
        assignment: args.assign.then(|| studies::assign(&prepared, &simulated)),
        ledger: None,
    };
    if args.ledger {
        answer.ledger = Some(listed(results::events(&prepared), "--ledger")?);
    }
    let mut notes = Notes::from(read.notes.clone());
    notes.cautions(read.cautions.clone());
    notes.factors(&multiplied);
    if let Some(what) = shell.dollars_only() {
        notes.not_shown(&multiplied, what);
    }
    for note in &simulated.notes {
        notes.about(notes::of_jobs(note), notes::role(&note.note), notes::is_answer(&note.note));
    }
    if shell.writes_rows() && args.rows.is_none() && answer.effect.is_some() && answer.assignment.is_some() {
        notes.push(
            "the rows show what the change does to each job; for the assignment as rows, use `--assign` \
        alone"
                .to_owned(),
        );
    }
    let refusals = refusals(args, &read.simulation, &simulated);
    let report = Simulation {
        table: &table,
        prepared: &prepared,
        answer: &answer,
        args,
        multiplied: &multiplied,
        is_explained: shell.common.explain,
        asked: shell.asked(world),
    };
    let output = shell.write(&report, notes, world)?;
    Ok(CommandOutput { skipped: read.skipped, refusals, ..output })
}

/// The answer, and how much of it is shown.
struct Simulation<'a, 't> {
    table: &'a PriceTable,
    prepared: &'a Prepared<'a, 't>,
    answer: &'a results::Answer<'a, 't>,
    args: &'a Args,
    multiplied: &'a Multiplied,
    is_explained: bool,
    /// The question, where the answer is saved with it.
    asked: Option<Asked>,
}

impl Simulation<'_, '_> {
    /// Every run, for what is asked with `flag`.
    fn runs(&self, flag: &str) -> Result<Vec<RunEntry>, Failure> {
        Ok(listed(results::runs(self.prepared), flag)?)
    }
}

impl Report<Failure> for Simulation<'_, '_> {
    fn page(&self) -> Page {
        let mut page = views::simulate(self.answer);
        let simulated = self.answer.simulated;
        let shown = self.multiplied.shown.as_ref().map(|how| views::shown_simulation(how, simulated));
        page.lead(self.multiplied.sentences(), shown.unwrap_or_default());
        views::simulated_ledger(&mut page, self.answer);
        if self.is_explained {
            views::explain_simulated(&mut page, self.answer);
        }
        page
    }

    /// What is left of each credit day by day, and the arithmetic. More runs than are listed have no picture.
    fn appendix(&self) -> Vec<Block> {
        let runs = results::runs(self.prepared).unwrap_or_default();
        let mut blocks = views::simulated_pictures(self.answer, &runs);
        if !self.is_explained {
            blocks.extend(views::folded(|page| views::explain_simulated(page, self.answer)));
        }
        blocks
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        let answer = self.answer;
        Ok(match (&answer.ledger, self.args.rows) {
            (Some(_), _) => sheets::entry_rows(answer),
            (None, Some(SimulateRows::Runs)) => sheets::simulated_runs(answer, self.runs("--rows runs")?),
            (None, Some(SimulateRows::Jobs)) => sheets::simulated_jobs(answer),
            // What was asked for is what the rows are.
            (None, None) => match (&answer.effect, &answer.assignment) {
                (Some(effect), _) => sheets::changed_jobs(effect),
                (None, Some(assignment)) => sheets::assigned_jobs(answer, assignment),
                (None, None) => sheets::simulated_jobs(answer),
            },
        })
    }

    fn json(&self, notes: &[String]) -> String {
        let mut answer = Simulate::of(self.table, self.answer, notes.to_vec());
        answer.inputs.factors.token_factor = self.multiplied.token_factor();
        answer.inputs.question.clone_from(&self.asked);
        if let Some(how) = &self.multiplied.shown {
            answer.show(how, self.answer.simulated);
        }
        json::write(&answer)
    }

    fn charges(&self) -> Result<Option<Rows<'_>>, Failure> {
        let results::Answer { question, simulated, .. } = *self.answer;
        let charges = answer::focus::simulated(self.table, self.prepared, question, simulated);
        let charges = listed(charges, "--format focus")?;
        Ok(Some(focus::rows(self.args.focus_version.unwrap_or_default(), charges)))
    }

    /// A workbook that computes its totals from the runs.
    fn workbook(&self, notes: &[String]) -> Result<Workbook<'_>, Failure> {
        let runs = self.runs("--format xlsx")?;
        Ok(simulation_book::book(self.answer, runs, notes))
    }
}

/// What the gate says against the overflow of all the cycles: under the rules in force as well, unless somebody
/// named others.
fn refusals(args: &Args, question: &ledger::Simulation<'_>, simulated: &Simulated<'_>) -> Vec<String> {
    let both = Both::of_jobs(question, simulated.in_force.as_ref());
    let under = both.as_ref().map(Both::under_own).unwrap_or_default();
    let rules = both.zip(simulated.in_force.as_ref());
    let today = rules.map(|(both, rules)| (rules.figures.total.overflow, both.under_today()));
    let figures = std::iter::once((simulated.total().overflow, under)).chain(today);
    let refusal = |(overflow, under): (Usd, String)| {
        let limit = args.fail_over.filter(|limit| overflow > *limit)?;
        let (overflow, limit) = (exact_dollars(overflow), exact_dollars(limit));
        Some(format!("the overflow is {overflow}{under}, and --fail-over allows {limit}"))
    };
    figures.filter_map(refusal).collect()
}

/// What the command line says beside the file.
fn overrides(args: &Args) -> Result<Overrides, Diagnostic> {
    Ok(Overrides {
        program: args.program.clone(),
        cycles: args.cycles,
        from_now: args.from_now,
        is_fee_paid: args.fees.fee_paid,
        without: args.without.clone(),
        factors: args.factors.with(&args.shown)?,
        ..args.today.overrides()
    })
}

/// What is said where there is more than is listed.
pub(super) fn listed<T>(found: Result<T, TooMany>, flag: &str) -> Result<T, Diagnostic> {
    found.map_err(|TooMany { runs }| {
        let runs = counted(runs, "run");
        let title = format!("`{flag}` lists every run, and {runs} are too many to list");
        let fault = Diagnostic::arguments(title, "use fewer cycles, or leave it out");
        fault.note(format!("at most {} are listed", count(LISTED_MAX)))
    })
}

/// What the jobs that were left out or added do to the others, and the names of those that were added.
fn effect_of(
    before: &ScenarioQuestion<'_>,
    after: &ScenarioQuestion<'_>,
    simulated: &Simulated<'_>,
    table: &PriceTable,
) -> Result<(Effect, Vec<String>), Failure> {
    let prepared = Prepared::new(table, &before.simulation)
        .map_err(|faults: Vec<Unanswered>| before.diagnostics(&faults))?;
    let was = prepared.run(table).map_err(|faults| before.diagnostics(&faults))?;
    let known: Places<'_> = before.simulation.jobs.iter().map(|job| job.name.as_str()).collect();
    let is_new = |name: &&String| known.of(name).is_none();
    let added = after.simulation.jobs.iter().map(|job| &job.name).filter(is_new).cloned().collect();
    Ok((effect((&before.simulation, &was), (&after.simulation, simulated)), added))
}
