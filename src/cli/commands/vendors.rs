//! `creditcalc compare --plan all-vendors`.

use crate::answer::compare::{Asking, Compare};
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::Diagnostic;
use crate::ledger::{self, RunSpec, Scenario, shown_on};
use crate::pricing::{Model, Plan, PriceTable};
use crate::question::{AllVendors, Multiplied};
use crate::report::{Page, Report, Rows, compared, json, sheets, views};
use crate::studies::compare::{Comparison, Note, Question, compare, swapped_model};

/// What is asked, and what is known of how it was understood.
pub(super) struct Asked<'a, 't> {
    pub(super) table: &'t PriceTable,
    /// The question under the rules of the vendor whose rules are the default ones.
    pub(super) base: &'a Scenario<'t>,
    pub(super) all: &'a AllVendors<'t>,
    pub(super) multiplied: &'a Multiplied,
    /// A flag that is about other models, which is none of this.
    pub(super) flag_about_models: Option<&'static str>,
}

pub(super) fn run(
    shell: &Shell<'_>,
    asked: &Asked<'_, '_>,
    mut notes: Notes,
    world: &World<'_>,
) -> Result<CommandOutput, Failure> {
    if let Some(flag) = asked.flag_about_models {
        let title = format!("`{flag}` and `--plan all-vendors` can't be used together");
        let help = "compare models on one plan first, then ask about all vendors with the one you choose";
        return Err(Diagnostic::arguments(title, help).into());
    }
    let Asked { table, base, all, multiplied, .. } = *asked;
    let models = own_model(table, base);
    let mut sides = Vec::with_capacity(all.sides.len());
    for scenario in &all.sides {
        let question = Question { models: models.clone(), ..Question::default() };
        sides.push((scenario, compare(table, scenario, &question)?));
    }
    super::compare::nothing_priced(sides.iter().map(|(_, comparison)| comparison))?;
    notes.not_shown(multiplied, "`--plan all-vendors`");
    let mut said: Vec<&Note> = Vec::new();
    for note in sides.iter().flat_map(|(_, comparison)| &comparison.notes) {
        if !said.contains(&note) {
            said.push(note);
        }
    }
    let mut cautions = Vec::new();
    for note in said {
        let sentence = compared::sentence(note);
        // Of many vendors, whose prices are list prices is said behind the figures.
        let is_shown = match note {
            Note::Estimate(ledger::Note::ProgramRates { markup, .. }) => markup.is_some(),
            Note::Estimate(ledger::Note::InUnits { .. }) => continue,
            note => compared::is_answer(note),
        };
        if is_shown {
            cautions.push(sentence.clone());
        }
        notes.add(sentence, is_shown);
    }
    let question = shell.asked(world);
    let report = Vendors { table, base, all, sides, cautions, multiplied, question };
    shell.write(&report, notes, world)
}

/// The model of the run that costs the most, which stays; none where the cost of a run is stated.
fn own_model<'t>(table: &'t PriceTable, base: &Scenario<'t>) -> Vec<&'t Model> {
    let RunSpec::Used(usages) = &base.run else { return Vec::new() };
    let day = shown_on(base.cycle.period(), base.as_of);
    swapped_model(table, usages, day).into_iter().collect()
}

struct Vendors<'a, 't> {
    table: &'t PriceTable,
    base: &'a Scenario<'t>,
    all: &'a AllVendors<'t>,
    sides: Vec<(&'a Scenario<'t>, Comparison<'t>)>,
    cautions: Vec<String>,
    multiplied: &'a Multiplied,
    /// The question, where the answer is saved with it.
    question: Option<crate::answer::Asked>,
}

impl Vendors<'_, '_> {
    fn answered(&self, notes: &[String]) -> Compare {
        let asking = Asking { table: self.table, cache_hit: None, cache_write: None };
        let plans: &[&Plan] = &self.all.not_computable;
        let mut answer = Compare::of_all_vendors(&asking, self.base, &self.sides, plans, notes.to_vec());
        answer.inputs.job.factors.token_factor = self.multiplied.token_factor();
        answer
    }
}

impl Report<Failure> for Vendors<'_, '_> {
    fn page(&self) -> Page {
        let mut page =
            views::vendors(&self.answered(&[]), self.table, &self.base.schedule, self.cautions.clone());
        page.lead(self.multiplied.sentences(), Vec::new());
        page
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::vendor_cells(&self.answered(&[])).into())
    }

    fn json(&self, notes: &[String]) -> String {
        let mut answer = self.answered(notes);
        answer.inputs.job.question.clone_from(&self.question);
        json::write(&answer)
    }
}
