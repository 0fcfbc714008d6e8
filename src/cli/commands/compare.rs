//! `creditcalc compare`.

use super::vendors;
use crate::answer::compare::{self, Compare};
use crate::cli::args::Compare as Args;
use crate::cli::ask::{Asked, OneJob};
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::{Diagnostic, Vocabulary};
use crate::ledger::{self, RunSpec, Scenario, UnderCurrentRules};
use crate::phrase::read_as;
use crate::pricing::{Model, NoPrice, PriceTable, Via};
use crate::question::{DefaultPlans, Multiplied, Unstated};
use crate::report::workbook::Workbook;
use crate::report::{Block, Page, Report, Rows, budget, compared, json, notes, sheets, views};
use crate::studies::compare::{CacheQuestion, Comparison, Note, Question, compare, default_models};

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    about_a_stated_cost(args)?;
    let job = OneJob::read(&args.question, &args.shown, shell, world)?;
    let multiplied = job.multiplied().clone();
    let table = shell.tables(world)?.with_price_factor(multiplied.price.clone());
    let unstated =
        Unstated { plans: DefaultPlans::WithoutPlanToo, takes_all_vendors: true, ..Unstated::default() };
    let Asked { scenario, all_vendors, notes: mut said, cautions, skipped, .. } =
        job.resolve(&table, unstated)?;
    let (models, names) = models(args, &table, &scenario, &mut said)?;
    if let Some(all) = &all_vendors {
        let asked = vendors::Asked {
            table: &table,
            base: &scenario,
            all,
            multiplied: &multiplied,
            flag_about_models: args.first_flag_about_models(),
        };
        let mut notes = Notes::from(said);
        notes.cautions(cautions);
        notes.factors(&multiplied);
        let output = vendors::run(shell, &asked, notes, world)?;
        return Ok(CommandOutput { skipped, ..output });
    }
    if args.models.is_empty() && !models.is_empty() {
        said.push("assumed: the job's models and the vendor's current models (`--models`)".to_owned());
    }
    said.extend(names.iter().map(notes::sentence));
    let cache = CacheQuestion { hit: args.cache_hit.map(|hit| hit.share), write: args.cache_ttl };
    let question = Question { models, cache };
    let comparison = compare(&table, &scenario, &question)?;
    nothing_priced(std::iter::once(&comparison))?;
    let today = match scenario.under_rules_in_force(&table) {
        Some(UnderCurrentRules { program, figures }) => {
            Some(UnderCurrentRules { program, figures: compare(&table, &figures, &question)? })
        }
        None => None,
    };
    let is_new = |note: &&Note| !matches!(note, Note::Estimate(note) if names.contains(note));
    let of_answer: Vec<&Note> = comparison.notes.iter().filter(is_new).collect();
    let mut notes = Notes::from(said);
    notes.cautions(cautions);
    notes.factors(&multiplied);
    if let Some(what) = shell.dollars_only() {
        notes.not_shown(&multiplied, what);
    }
    for note in of_answer {
        notes.add(compared::sentence(note), compared::is_answer(note));
    }
    let report = Compared {
        table: &table,
        scenario: &scenario,
        comparison: &comparison,
        today: today.as_ref(),
        multiplied: &multiplied,
        args,
        is_explained: shell.common.explain,
        asked: shell.asked(world),
    };
    let output = shell.write(&report, notes, world)?;
    Ok(CommandOutput { skipped, ..output })
}

struct Compared<'a, 't> {
    table: &'a PriceTable,
    scenario: &'a Scenario<'t>,
    comparison: &'a Comparison<'t>,
    /// The same under the rules in force, where these count as well.
    today: Option<&'a UnderCurrentRules<'t, Comparison<'t>>>,
    multiplied: &'a Multiplied,
    args: &'a Args,
    is_explained: bool,
    /// The question, where the answer is saved with it.
    asked: Option<crate::answer::Asked>,
}

impl Compared<'_, '_> {
    fn answered(&self, notes: &[String]) -> Compare {
        let asking = compare::Asking {
            table: self.table,
            cache_hit: self.args.cache_hit.map(|hit| hit.written),
            cache_write: self.args.cache_ttl,
        };
        let mut answer = Compare::of(&asking, self.scenario, self.comparison, notes.to_vec());
        answer.inputs.job.factors.token_factor = self.multiplied.token_factor();
        if let Some(how) = &self.multiplied.shown {
            answer.show(how, self.comparison);
        }
        answer
    }
}

impl Report<Failure> for Compared<'_, '_> {
    fn page(&self) -> Page {
        let mut page = views::compare(&self.answered(&[]), self.comparison, self.scenario, self.today);
        let shown = self.multiplied.shown.as_ref().map(|how| views::shown_comparison(how, self.comparison));
        page.lead(self.multiplied.sentences(), shown.unwrap_or_default());
        if self.is_explained {
            views::explain_compared(&mut page, self.comparison);
        }
        page
    }

    fn appendix(&self) -> Vec<Block> {
        if self.is_explained {
            return Vec::new();
        }
        views::folded(|page| views::explain_compared(page, self.comparison))
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::cells(&self.answered(&[]), self.comparison, self.scenario).into())
    }

    fn json(&self, notes: &[String]) -> String {
        let mut answer = self.answered(notes);
        answer.inputs.job.question.clone_from(&self.asked);
        json::write(&answer)
    }

    /// A budget to type into, and the pairs.
    fn workbook(&self, notes: &[String]) -> Result<Workbook<'_>, Failure> {
        let sentence = self.page().title().to_owned();
        let budget = budget::of_comparison(self.table, self.scenario, self.comparison, &sentence);
        let first = budget.and_then(|budget| budget.tab());
        let pairs = self.rows()?.into_sheet();
        Ok(Workbook::of_sheets(sentence, [pairs]).with_first(first).with_notes(notes))
    }
}

/// What is said where models or tokens are asked about, and the run is a stated cost that has neither.
fn about_a_stated_cost(args: &Args) -> Result<(), Diagnostic> {
    let (Some(flag), true) = (args.first_flag_about_models(), args.question.run.cost_per_run.is_some())
    else {
        return Ok(());
    };
    let what = if flag == "--models" { "models" } else { "tokens" };
    let title = format!("`{flag}` needs the {what} of a run, but `--cost-per-run` gives only its cost");
    let help = "say what one run uses, for example `--model sonnet --input 120k --output 9k`";
    Err(Diagnostic::arguments(title, help))
}

/// The models, and what to know about the names under which they were found.
fn models<'t>(
    args: &Args,
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
    said: &mut Vec<String>,
) -> Result<(Vec<&'t Model>, Vec<ledger::Note>), Vec<Diagnostic>> {
    let RunSpec::Used(usages) = &scenario.run else { return Ok((Vec::new(), Vec::new())) };
    let (mut models, mut notes, mut faults): (Vec<&Model>, Vec<ledger::Note>, Vec<Diagnostic>) =
        Default::default();
    let own = usages.iter().map(|usage| (usage.model.as_str(), true));
    for (written, is_own) in own.chain(args.models.iter().map(|model| (model.as_str(), false))) {
        let spelled = table.model_spelled(written);
        said.extend(spelled.map(|name| read_as(written, name)));
        let written = spelled.unwrap_or(written);
        let found = match table.resolve(written, scenario.as_of) {
            Ok(found) => found,
            Err(reason) => {
                faults.push(reason.diagnostic(Vocabulary::Flags));
                continue;
            }
        };
        let (written, model) = (written.to_owned(), found.model.id.clone());
        let note = match found.via {
            Via::Family { since, .. } => {
                Some(ledger::Note::MovingName { written, model, since: since.to_owned() })
            }
            Via::CloudId => {
                let is_fast = found.model.is_fast_id(&written);
                Some(ledger::Note::CloudName { is_fast, written, model })
            }
            Via::Router => Some(ledger::Note::RouterName { written, model }),
            Via::Id | Via::Alias => None,
        };
        notes.extend(note.filter(|note| !notes.contains(note)));
        if !is_own && !models.iter().any(|known| known.id == found.model.id) {
            models.push(found.model);
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok((if args.models.is_empty() { default_models(table, scenario) } else { models }, notes))
}

/// Where no cell has figures, there is no answer.
pub(super) fn nothing_priced<'c, 't: 'c>(
    comparisons: impl Iterator<Item = &'c Comparison<'t>>,
) -> Result<(), Vec<Diagnostic>> {
    let candidates: Vec<_> = comparisons.flat_map(|comparison| &comparison.candidates).collect();
    let reasons: Vec<&NoPrice> =
        candidates.iter().filter_map(|candidate| candidate.answer.as_ref().err()).collect();
    if reasons.len() < candidates.len() {
        return Ok(());
    }
    Err(Diagnostic::distinct(reasons.into_iter().map(|reason| reason.diagnostic(Vocabulary::Flags))))
}
