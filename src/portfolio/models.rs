//! Running with another model of the same vendor: the same text, counted by its tokenizer.

use super::WaysOf;
use crate::ledger::{RunSpec, Simulation, shown_on, simulate};
use crate::phrase::toml_text;
use crate::pricing::Model;
use crate::question::file::run_with;
use crate::scenario_file::{JobRun, TableEdit, UsageTable};
use crate::studies::compare::{is_beyond_window, tokens_ratio};
use crate::studies::portfolio::OtherModel;
use crate::usage::{Amounts, PartKind, UsagePart};

/// A run with another model.
pub(super) struct Other {
    pub(super) change: OtherModel,
    pub(super) run: RunSpec,
    pub(super) edit: TableEdit,
}

/// The run with each of the models that may be used instead; `None` where its model stands in no line of the file, or in
/// several.
pub(super) fn with_others(of: &WaysOf<'_, '_>) -> Option<Vec<Other>> {
    let JobRun::Used(usages) = &of.job.run else { return None };
    let [usage] = usages.as_slice() else { return None };
    if of.job.growth.is_some() {
        return None;
    }
    let day = shown_on(of.question.cycle.period(), of.question.as_of);
    let own = of.table.resolve(&usage.model.value, day).ok()?.model;
    let others = of.allowed.models.iter().zip(0..);
    let others = others.filter(|(model, _)| model.vendor == own.vendor && model.id != own.id);
    Some(others.filter_map(|(model, preference)| with_other(of, usage, own, (model, preference))).collect())
}

/// `None` where the model can't do the job, or has no price for all of its runs.
fn with_other(
    of: &WaysOf<'_, '_>,
    usage: &UsageTable,
    own: &Model,
    (model, preference): (&Model, u64),
) -> Option<Other> {
    let ratio = tokens_ratio(of.table, own, model).ok()?;
    let mut amounts = usage.amounts;
    for part in UsagePart::ALL {
        let is_tokens = part.kind() == PartKind::Count && part != UsagePart::WebSearches;
        if is_tokens {
            amounts = amounts.with(part, ratio.rounded(amounts.of(part)).ok()?);
        }
    }
    let run = run_with(of.table, of.question.as_of, &model.id, amounts, of.token_factor)?;
    if let RunSpec::Used(used) = &run
        && is_beyond_window(model, Some(own), used)
    {
        return None;
    }
    let jobs = of.jobs.iter().cloned().map(|job| crate::ledger::JobSpec { run: run.clone(), ..job });
    let alone = Simulation { jobs: jobs.collect(), ..of.question.clone() };
    simulate(of.table, &alone).ok()?;
    let is_same = amounts == usage.amounts;
    let edit = if is_same {
        TableEdit::Replace { span: usage.model.span.clone(), text: toml_text(&model.id) }
    } else {
        TableEdit::Set { instead_of: vec!["usage"], line: line(&model.id, &amounts) }
    };
    let change = OtherModel { from: own.id.clone(), to: model.id.clone(), preference };
    Some(Other { change, run, edit })
}

/// A usage in one line.
fn line(model: &str, amounts: &Amounts) -> String {
    let part = |part: UsagePart| {
        let amount = amounts.of(part);
        let value = if part.kind() == PartKind::Switch { "true".to_owned() } else { amount.to_string() };
        (amount > 0).then(|| format!("{} = {value}", part.key()))
    };
    let parts: Vec<String> = std::iter::once(format!("model = {}", toml_text(model)))
        .chain(UsagePart::ALL.into_iter().filter_map(part))
        .collect();
    format!("usage = {{ {} }}", parts.join(", "))
}
