//! The sentences about measured runs besides the figures: a clause for each matter, and none where there
//! is nothing to say.

mod differences;

use std::collections::{BTreeMap, BTreeSet};

use crate::cost::{Bracket, Charge, RunCost};
use crate::measure::{Cost, MeasuredRun, Measurement, RecordsRead, Unpriced};
use crate::phrase::{count, counted, escaped_name, listed, quoted_name};
use crate::pricing::NoPrice;
use crate::records::Origin;
use crate::report::Emphasis;
use crate::report::number::{dollars, told_apart};
use crate::units::{Usd, length};
use crate::usage::{TokenKind, TokenUsage, UsedBy};

pub use differences::in_words as difference_in_words;

/// The sentences, in the order of their weight: what is in no figure, what the figures leave open, what
/// others say, what was read. Names from records are fit for a terminal.
#[must_use]
pub fn sentences(measurement: &Measurement<'_>, reading: &RecordsRead) -> Vec<String> {
    let mut sentences: Vec<String> = measurement.unpriced.iter().map(unpriced).collect();
    sentences.extend(priced_in_part(measurement));
    sentences.extend(searches(measurement));
    sentences.extend(lower_bounds(measurement));
    sentences.extend(without_result(measurement));
    sentences.extend(lifetimes(measurement));
    sentences.extend(prompt_sizes(measurement));
    sentences.extend(differences::sentences(measurement));
    sentences.extend(left_out(measurement));
    sentences.extend(as_read(reading));
    sentences
}

/// `12 interactive runs`.
pub(super) fn runs_of(used_by: UsedBy, runs: u64) -> String {
    match used_by {
        UsedBy::Program => counted(runs, "programmatic run"),
        UsedBy::Person => counted(runs, "interactive run"),
        UsedBy::Unknown => format!("{} of unknown origin", counted(runs, "run")),
    }
}

/// An amount of which more is not known than that it is at least so much.
pub(super) fn at_least(amount: Usd, is_at_least: bool) -> String {
    if is_at_least { format!("≥{}", dollars(amount)) } else { dollars(amount) }
}

/// Why something has no price, beginning with its name.
pub(super) fn no_price(name: &str, reason: &NoPrice) -> String {
    match reason {
        NoPrice::UnknownModel { name: asked, .. } => {
            // Where no record names a model, the question may.
            let name = if name.is_empty() { asked } else { name };
            if name.is_empty() {
                "a model that no record names has no price".to_owned()
            } else {
                format!("{} has no price on file", quoted_name(name))
            }
        }
        NoPrice::Unpriced { name, reason, .. } => {
            format!("{} has no price on file ({reason})", quoted_name(name))
        }
        _ => reason.to_string(),
    }
}

fn unpriced(unpriced: &Unpriced) -> String {
    let what = no_price(&unpriced.name, &unpriced.reason);
    let runs = counted(unpriced.runs, "run");
    let missing = match unpriced.tokens {
        0 => format!("what {runs} used of it is in no figure"),
        1 => format!("1 token in {runs} is in no figure"),
        tokens => format!("{} in {runs} are in no figure", counted(tokens, "token")),
    };
    let taken = unpriced.vendor_cost.map(|cost| {
        let (records, them) = if unpriced.runs == 1 { ("record", "it") } else { ("records", "them") };
        format!("; the program that wrote the {records} took {them} for {}", dollars(cost))
    });
    let way_out = if unpriced.name.is_empty() { "; `--assume-model ID` says which it was" } else { "" };
    format!("{what}: {missing}{}{way_out}", taken.unwrap_or_default())
}

/// What runs used that have a price for a part of it only.
fn priced_in_part(measurement: &Measurement<'_>) -> Option<String> {
    let runs = number(measurement, |run| run.cost.is_none() && !run.priced.cost.is_zero());
    let besides = measurement.cost.less(measurement.summary.map_or(Usd::ZERO, |summary| summary.total));
    let sentence = || {
        format!(
            "what {} of these runs used besides, {}, is in the figures by model and in none by run",
            count(runs),
            dollars(besides)
        )
    };
    (runs > 0).then(sentence)
}

/// Web searches: what tokens do not explain of a cost.
fn searches(measurement: &Measurement<'_>) -> Option<String> {
    let (mut searches, mut cost) = (0_u128, Usd::ZERO);
    for line in costs(measurement).flat_map(|cost| &cost.lines) {
        if let Charge::Fee { count, .. } = line.charge {
            searches += u128::from(count);
            cost = cost.plus(line.amount).ok()?;
        }
    }
    let noun = if searches == 1 { "search" } else { "searches" };
    (searches > 0).then(|| format!("{} of the cost is for {} web {noun}", dollars(cost), count(searches)))
}

fn lower_bounds(measurement: &Measurement<'_>) -> Option<String> {
    let runs = number(measurement, |run| run.models.iter().any(|used| used.is_output_at_least));
    let their = if runs == 1 { "its" } else { "their" };
    let sentence = || {
        format!(
            "the output of {} was counted before it was complete: {their} cost is at least what is shown",
            counted(runs, "run")
        )
    };
    (runs > 0).then(sentence)
}

fn without_result(measurement: &Measurement<'_>) -> Option<String> {
    let is_cut = |run: &MeasuredRun<'_>| {
        !run.run.is_complete && matches!(run.run.origin, Origin::Stream | Origin::Cut)
    };
    let runs = number(measurement, is_cut);
    let (has, was, its) = if runs == 1 {
        ("has", "was stopped or is", "its")
    } else {
        ("have", "were stopped or are", "their")
    };
    let sentence = || {
        format!(
            "{} {has} no result and {was} still at work: what {its} messages tell is counted",
            counted(runs, "run")
        )
    };
    (runs > 0).then(sentence)
}

/// Writes to the cache of which nobody knows for how long.
fn lifetimes(measurement: &Measurement<'_>) -> Option<String> {
    let mut kinds = BTreeSet::new();
    let mut untold: u128 = 0;
    for bracket in brackets(measurement) {
        if let Bracket::Lifetime { tokens, counted_as, at_most_as, .. } = bracket {
            kinds.insert((*counted_as, *at_most_as));
            untold += u128::from(tokens.get());
        }
    }
    if measurement.cost_high <= measurement.cost {
        return None;
    }
    let (usual, dearer): (Vec<String>, Vec<String>) = kinds
        .into_iter()
        .map(|(usual, dearer)| (lifetime(usual).to_owned(), lifetime(dearer).to_owned()))
        .unzip();
    let (high, cost) = told_apart(measurement.cost_high, measurement.cost);
    let (tokens, are) = if untold == 1 { ("token stays", "it is") } else { ("tokens stay", "they are") };
    Some(format!(
        "the records do not tell for how long {} {tokens} in the cache: {are} counted as for {}; for {} all would come to {high} and not to {cost}",
        count(untold),
        usual.join(" or "),
        dearer.join(" or ")
    ))
}

fn lifetime(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::CacheWrite1h => "an hour",
        TokenKind::CacheWrite30m => "30 minutes",
        TokenKind::CacheWrite12h => "12 hours",
        _ => "five minutes",
    }
}

/// Models that cost more for a large prompt, where the sizes of the prompts are not known.
fn prompt_sizes(measurement: &Measurement<'_>) -> Vec<String> {
    let mut models: BTreeMap<&str, u64> = BTreeMap::new();
    for bracket in brackets(measurement) {
        if let Bracket::PromptSize { model, prompt_tokens_over, .. } = bracket {
            models.insert(&model.id, *prompt_tokens_over);
        }
    }
    let cost_of = |id: &str| {
        measurement
            .totals
            .iter()
            .find(|total| total.model.id == id)
            .map_or(Cost::default(), |total| total.cost)
    };
    let sentence = |(id, over): (&str, u64)| {
        let (low, cost) = told_apart(cost_of(id).low, cost_of(id).cost);
        format!(
            "`{id}` costs more for a request of more than {} prompt tokens, and records do not tell how large the requests were: the high \
             figure is used, {cost}, and it may be as low as {low}",
            count(over)
        )
    };
    models.into_iter().map(sentence).collect()
}

fn brackets<'m, 't>(measurement: &'m Measurement<'t>) -> impl Iterator<Item = &'m Bracket<'t>> {
    costs(measurement).flat_map(|cost| &cost.brackets)
}

fn costs<'m, 't>(measurement: &'m Measurement<'t>) -> impl Iterator<Item = &'m RunCost<'t>> {
    measurement.runs.iter().flat_map(|run| &run.models).filter_map(|used| used.cost.as_ref().ok())
}

fn left_out(measurement: &Measurement<'_>) -> Option<String> {
    let others: Vec<String> =
        measurement.left_out.iter().map(|(used_by, runs)| runs_of(*used_by, *runs)).collect();
    let (are, them) =
        if matches!(measurement.left_out.as_slice(), [(_, 1)]) { ("is", "it") } else { ("are", "them") };
    (!others.is_empty())
        .then(|| format!("{} {are} left out; `--only any` measures {them} too", listed(&others)))
}

/// What was recorded more than once, or could not be used.
fn as_read(reading: &RecordsRead) -> Vec<String> {
    let mut sentences = Vec::new();
    if reading.sessions_with_results > 0 {
        let sessions = counted(reading.sessions_with_results, "session");
        sentences.push(format!("of {sessions} both results and lines were read: the results are counted, and the lines are not counted again"));
    }
    if reading.duplicates > 0 {
        let tell = if reading.duplicates == 1 { "tells" } else { "tell" };
        let (duplicates, records) = (count(reading.duplicates), counted(reading.records, "record"));
        sentences.push(format!(
            "{duplicates} of {records} {tell} again what others told, and each use is counted once"
        ));
    }
    if reading.empty > 0 {
        let (are, no) = if reading.empty == 1 {
            ("is of a run", "it is no run")
        } else {
            ("are of runs", "they are no runs")
        };
        sentences.push(format!("{} {are} that used nothing: {no} here", counted(reading.empty, "result")));
    }
    if reading.skipped > 0 {
        let they = if reading.skipped == 1 { "it tells" } else { "they tell" };
        sentences.push(format!(
            "{} could not be read: what {they} is in no figure",
            counted(reading.skipped, "record")
        ));
    }
    sentences
}

fn number(measurement: &Measurement<'_>, is_one: impl Fn(&MeasuredRun<'_>) -> bool) -> u64 {
    let runs = measurement.runs.iter().filter(|run| is_one(run)).count();
    length(runs)
}

/// A name for a narrow column: at most `room` characters of it, the end where the end says most.
pub(super) fn shortened(name: &str, room: usize, keep: Keep) -> String {
    let shown = escaped_name(name);
    let width = shown.chars().count();
    if width <= room {
        return shown;
    }
    match keep {
        Keep::Beginning => shown.chars().take(room - 1).chain(['…']).collect(),
        Keep::End => std::iter::once('…').chain(shown.chars().skip(width + 1 - room)).collect(),
    }
}

/// Which part of a name says most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// The beginning.
    Beginning,
    /// The end: of a path.
    End,
}

/// The figure of a cost, which is at least that where a part has no price.
pub(super) fn priced(cost: Cost, figure: Usd, is_whole: bool) -> String {
    match (is_whole, cost.cost.is_zero()) {
        (false, true) => "no price".to_owned(),
        (false, false) => at_least(figure, true),
        (true, _) => at_least(figure, cost.is_at_least),
    }
}

pub(super) fn emphasis(cost: Cost, is_whole: bool) -> Emphasis {
    match (is_whole, cost.cost.is_zero()) {
        (true, _) => Emphasis::None,
        (false, false) => Emphasis::Partly,
        (false, true) => Emphasis::Bad,
    }
}

pub(super) fn all_tokens(usage: &TokenUsage) -> u128 {
    usage.kinds().map(|(_, tokens)| u128::from(tokens.get())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_lose_what_says_least() {
        assert_eq!(shortened("nightly", 8, Keep::End), "nightly");
        assert_eq!(shortened("/home/me/work/nightly", 10, Keep::End), "…k/nightly");
        assert_eq!(shortened("claude-haiku-4-5", 10, Keep::Beginning), "claude-ha…");
    }
}
