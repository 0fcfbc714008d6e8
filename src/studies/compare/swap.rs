//! A run with another model in it: the same text, counted by another tokenizer.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::cache::{self, Applied, CacheQuestion};
use super::gaps::Gaps;
use super::note::Note;
use super::writes::Writes;
use crate::cost::price_run;
use crate::ledger::{RunSpec, Scenario};
use crate::pricing::{Model, NoPrice, PriceTable, Tokenizer, Vendor};
use crate::units::{Multiplier, OutOfRange, Ratio, Tokens, Usd};
use crate::usage::{ModelUsage, Requests, TokenKind};

/// How many times as many tokens the same text makes with another model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Factor {
    /// The least that was seen.
    pub(crate) low: Ratio,
    /// The figure that is used.
    pub(crate) used: Ratio,
    /// The most that was seen.
    pub(crate) high: Ratio,
    /// Whether anybody published it; otherwise counts stay as they are.
    pub(crate) is_published: bool,
}

impl Factor {
    const SAME: Self = Self { low: Ratio::ONE, used: Ratio::ONE, high: Ratio::ONE, is_published: true };
    const UNKNOWN: Self = Self { is_published: false, ..Self::SAME };
}

/// A run with another model in it, as the figure that is used and as the ends of the range that it may be.
pub(crate) struct Variants {
    pub(crate) used: Vec<ModelUsage>,
    pub(crate) low: Vec<ModelUsage>,
    pub(crate) high: Vec<ModelUsage>,
    pub(crate) notes: Vec<Note>,
}

/// The model of a run for which others are put: the one that costs the most. One that has no price comes
/// before all that have.
///
/// `None` where no model of the run is known.
#[must_use]
pub fn swapped_model<'t>(table: &'t PriceTable, usages: &[ModelUsage], day: Date) -> Option<&'t Model> {
    let mut costs: Vec<(&Model, Option<Usd>)> = Vec::new();
    for usage in usages {
        let Ok(found) = table.resolve(&usage.model, day) else { continue };
        let cost = price_run(table, std::slice::from_ref(usage), day).ok().map(|run| run.cost);
        match costs.iter_mut().find(|(model, _)| model.id == found.model.id) {
            Some((_, known)) => *known = known.zip(cost).and_then(|(known, cost)| known.plus(cost).ok()),
            None => costs.push((found.model, cost)),
        }
    }
    // Of several that cost the same it is the first.
    let without_price = costs.iter().find(|(_, cost)| cost.is_none());
    let dearest = costs.iter().rev().max_by_key(|(_, cost)| *cost);
    without_price.or(dearest).map(|(model, _)| *model)
}

/// The models of a job, the one for which others are put first, and the current model of each family of its
/// vendor.
#[must_use]
pub fn default_models<'t>(table: &'t PriceTable, scenario: &Scenario<'t>) -> Vec<&'t Model> {
    let RunSpec::Used(usages) = &scenario.run else { return Vec::new() };
    let day = crate::ledger::shown_on(scenario.cycle.period(), scenario.as_of);
    let swapped = swapped_model(table, usages, day);
    let own =
        usages.iter().filter_map(|usage| table.resolve(&usage.model, day).ok()).map(|found| found.model);
    let vendor = swapped.and_then(|model| vendor_of(table, model));
    let families = vendor.into_iter().flat_map(|vendor| &vendor.families);
    let current =
        families.filter_map(|family| table.resolve(&family.alias, day).ok()).map(|found| found.model);
    let mut models: Vec<&Model> = Vec::new();
    for model in swapped.into_iter().chain(own).chain(current) {
        if !models.iter().any(|known| known.id == model.id) {
            models.push(model);
        }
    }
    models
}

/// The run with `model` in the place of `swapped`, with as much of its prompt in the cache as is asked about.
pub(crate) fn variants(
    table: &PriceTable,
    usages: &[ModelUsage],
    swapped: Option<&Model>,
    model: &Model,
    cache: &CacheQuestion,
    gaps: &Gaps,
    day: Date,
) -> Result<Variants, NoPrice> {
    let mut variants = Variants { used: Vec::new(), low: Vec::new(), high: Vec::new(), notes: Vec::new() };
    for usage in usages {
        let own = table.resolve(&usage.model, day)?.model;
        let is_swapped = swapped.is_some_and(|swapped| swapped.id == own.id);
        let (target, factor) =
            if is_swapped { (model, factor(table, own, model)?) } else { (own, Factor::SAME) };
        let usual = vendor_of(table, target).and_then(Vendor::short_cache_write);
        let writes = Writes::between(table, own, target, day);
        let mut with = |ratio: Ratio, note: bool| -> Result<Applied, OutOfRange> {
            let (counted, mut notes) = (scaled(usage, &target.id, ratio)?, Vec::new());
            let Some(writes) = &writes else { return cache::applied(&counted, cache, usual, gaps) };
            let asked = writes.asked(cache, &mut notes);
            let counted = writes.of(counted, &mut notes)?;
            let applied = cache::applied(&counted, &asked, usual, gaps)?;
            let used = writes.billed(applied.used, &mut notes)?;
            let warm = writes.billed(applied.warm, &mut Vec::new())?;
            if note {
                for note in notes {
                    note.add_to(&mut variants.notes);
                }
            }
            Ok(Applied { used, warm, ..applied })
        };
        let (used, low, high) =
            (with(factor.used, true)?, with(factor.low, false)?, with(factor.high, false)?);
        variants.low.push(low.warm);
        variants.high.push(high.used);
        variants.used.push(used.used);
        variants.notes.extend(used.note);
    }
    Ok(variants)
}

/// Whether a request of a run has a prompt that is larger than what `model` takes, where `own` is the model
/// that the run has.
///
/// Unknown where the question doesn't say how many requests a run makes.
pub(crate) fn is_beyond_window(model: &Model, own: Option<&Model>, used: &[ModelUsage]) -> bool {
    let Some(window) = model.context_window_tokens else { return false };
    used.iter().filter(|usage| usage.model == model.id).any(|usage| match usage.requests {
        Requests::Even(requests) => usage.prompt_tokens() > u128::from(window) * u128::from(requests.get()),
        // A prompt that was measured with a model did fit into it, whatever is on file.
        Requests::Sized { largest, .. } => own.is_none_or(|own| own.id != model.id) && largest > window,
        Requests::UpTo { .. } | Requests::Unknown => false,
    })
}

/// How many times as many tokens a text makes with `to` as with `from`. Each is published against the
/// vendor's older tokenizer.
pub(crate) fn factor(table: &PriceTable, from: &Model, to: &Model) -> Result<Factor, OutOfRange> {
    if from.id == to.id {
        return Ok(Factor::SAME);
    }
    let known = |model: &Model| {
        let vendor = vendor_of(table, model).filter(|_| from.vendor == to.vendor)?;
        vendor.tokenizers.iter().find(|tokenizer| Some(&tokenizer.id) == model.tokenizer.as_ref())
    };
    let (Some(from), Some(to)) = (known(from), known(to)) else { return Ok(Factor::UNKNOWN) };
    if from.id == to.id {
        return Ok(Factor::SAME);
    }
    let low = |tokenizer: &Tokenizer| -> Multiplier { tokenizer.ratio_low.unwrap_or(tokenizer.ratio) };
    let high = |tokenizer: &Tokenizer| -> Multiplier { tokenizer.ratio_high.unwrap_or(tokenizer.ratio) };
    Ok(Factor {
        low: Ratio::between(low(to), high(from))?,
        used: Ratio::between(to.ratio, from.ratio)?,
        high: Ratio::between(high(to), low(from))?,
        is_published: true,
    })
}

/// The figure that is used of it.
pub(crate) fn tokens_ratio(table: &PriceTable, from: &Model, to: &Model) -> Result<Ratio, OutOfRange> {
    factor(table, from, to).map(|factor| factor.used)
}

fn vendor_of<'t>(table: &'t PriceTable, model: &Model) -> Option<&'t Vendor> {
    table.vendors().iter().find(|vendor| vendor.id == model.vendor)
}

/// The same usage of another model: the tokens of each kind multiplied, and requests of which the
/// prompts are so much larger.
fn scaled(usage: &ModelUsage, model: &str, ratio: Ratio) -> Result<ModelUsage, OutOfRange> {
    let mut counts = usage.usage;
    for kind in TokenKind::ALL {
        counts = counts.with(kind, Tokens::new(ratio.rounded(usage.usage.of(kind).get())?));
    }
    let requests = match usage.requests {
        Requests::Sized { requests, smallest, largest } => {
            Requests::Sized { requests, smallest: ratio.rounded(smallest)?, largest: ratio.rounded(largest)? }
        }
        Requests::UpTo { largest } => Requests::UpTo { largest: ratio.rounded(largest)? },
        even_or_unknown => even_or_unknown,
    };
    Ok(ModelUsage {
        model: model.to_owned(),
        usage: counts,
        writes_of_unknown_ttl: Tokens::new(ratio.rounded(usage.writes_of_unknown_ttl.get())?),
        requests,
        ..usage.clone()
    })
}

/// The models that stay in a run where another is put for one of them.
pub(super) fn staying(
    table: &PriceTable,
    usages: &[ModelUsage],
    swapped: Option<&Model>,
    day: Date,
) -> Vec<String> {
    let mut staying = BTreeMap::new();
    for (place, usage) in usages.iter().enumerate() {
        let Ok(found) = table.resolve(&usage.model, day) else { continue };
        if swapped.is_some_and(|swapped| swapped.id != found.model.id) {
            staying.entry(found.model.id.clone()).or_insert(place);
        }
    }
    let mut staying: Vec<(usize, String)> = staying.into_iter().map(|(id, place)| (place, id)).collect();
    staying.sort_unstable();
    staying.into_iter().map(|(_, id)| id).collect()
}
