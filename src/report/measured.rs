//! What is said about measured runs besides the figures: a clause for each matter, and none where there is
//! nothing to say.

mod bounds;
mod differences;
mod not_counted;
mod reports;
mod window;

use crate::measure::{Cost, Measurement, RecordsRead, Settled, Unpriced};
use crate::phrase::{count, counted, escaped_name, listed, listed_few, quoted_name};
use crate::pricing::NoPrice;
use crate::report::number::{compact, dollars, told_apart};
use crate::report::{Emphasis, Role};
use crate::units::Usd;
use crate::usage::{TokenKind, TokenUsage, UsedBy};

pub use bounds::notes as notes_on_bounds;
pub use differences::in_words as difference_in_words;
pub use not_counted::{notes as notes_on_not_counted, reports as reports_not_counted, unknown_sign_in};
pub use reports::notes as notes_on_reports;
pub use window::{outside as outside_window, words as window_in_words};

/// The clauses, each with what it is for. What changes the meaning of a figure comes first; of the others, what
/// may change a decision. Names from records are fit for a terminal.
#[must_use]
pub fn clauses(measurement: &Measurement<'_>, reading: &RecordsRead) -> Vec<(Role, String)> {
    let mut clauses = unpriced(measurement);
    let caution = |clause: String| (Role::Caution, clause);
    let note = |clause: String| (Role::Note, clause);
    clauses.extend(priced_in_part(measurement).map(caution));
    clauses.extend(lower_bounds(measurement).map(caution));
    clauses.extend(reports::cut_off(reading).map(caution));
    clauses.extend(unread(reading).map(caution));
    clauses.extend(reports::sums(measurement).map(note));
    clauses.extend(outside_window(measurement).into_iter().map(note));
    clauses.extend(left_out(measurement).map(note));
    clauses.extend(lifetimes(measurement).map(note));
    clauses.extend(prompt_sizes(measurement).into_iter().map(note));
    clauses.extend(differences::clauses(measurement).into_iter().map(note));
    clauses.extend(without_result(measurement).map(note));
    clauses.extend(with_empty_result(measurement).map(note));
    clauses.extend(searches(measurement).map(note));
    clauses.extend(counted_once(reading).into_iter().map(note));
    clauses
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
                "a model without a name has no price".to_owned()
            } else {
                format!("{} has no published price", quoted_name(name))
            }
        }
        NoPrice::Unpriced { name, reason, .. } => {
            format!("{} has no published price ({reason})", quoted_name(name))
        }
        _ => reason.to_string(),
    }
}

/// What is in no figure because it has no price: of several models that are just not on file, one line, and each
/// for who asks for everything.
fn unpriced(measurement: &Measurement<'_>) -> Vec<(Role, String)> {
    let is_plain = |unpriced: &&Unpriced| {
        !unpriced.name.is_empty() && matches!(unpriced.reason, NoPrice::UnknownModel { .. })
    };
    let (plain, others): (Vec<&Unpriced>, Vec<&Unpriced>) = measurement.unpriced.iter().partition(is_plain);
    let together = (plain.len() > 1).then(|| {
        let each = |unpriced: &&Unpriced| {
            let (tokens, runs) = (compact(unpriced.tokens), counted(unpriced.runs, "run"));
            format!("{} ({tokens} tokens in {runs})", quoted_name(&unpriced.name))
        };
        format!("no published price, so not counted: {}", listed_few(plain.iter().map(each)))
    });
    let role = if together.is_some() { Role::Detail } else { Role::Caution };
    let mut clauses: Vec<(Role, String)> =
        others.into_iter().map(|unpriced| (Role::Caution, unpriced_model(unpriced))).collect();
    clauses.extend(together.map(|clause| (Role::Caution, clause)));
    clauses.extend(plain.into_iter().map(|unpriced| (role, unpriced_model(unpriced))));
    clauses
}

fn unpriced_model(unpriced: &Unpriced) -> String {
    if let ("", NoPrice::UnknownModel { name: asked, .. }) = (unpriced.name.as_str(), &unpriced.reason)
        && asked.is_empty()
    {
        let (name, are) = (
            if unpriced.runs == 1 { "names" } else { "name" },
            if unpriced.tokens == 1 { "isn't" } else { "aren't" },
        );
        return format!(
            "{} {name} no model: {} {are} counted; try `--assume-model ID`",
            counted(unpriced.runs, "run"),
            counted(unpriced.tokens, "token")
        );
    }
    let what = no_price(&unpriced.name, &unpriced.reason);
    let runs = counted(unpriced.runs, "run");
    let missing = match unpriced.tokens {
        0 => format!("its use in {runs} isn't counted"),
        1 => format!("its 1 token in {runs} isn't counted"),
        tokens => format!("its {} in {runs} aren't counted", counted(tokens, "token")),
    };
    let taken = unpriced.vendor_cost.map(|cost| {
        let (records, say) = if unpriced.runs == 1 { ("record", "says") } else { ("records", "say") };
        format!("; the {records} {say} {}", dollars(cost))
    });
    format!("{what}: {missing}{}", taken.unwrap_or_default())
}

/// What runs used that have a price for a part of it only.
fn priced_in_part(measurement: &Measurement<'_>) -> Option<String> {
    let runs = measurement.facts.priced_in_part;
    let besides = measurement
        .cost
        .less(measurement.reported.cost.cost)
        .less(measurement.summary.map_or(Usd::ZERO, |summary| summary.total));
    let (are, their) = if runs == 1 { ("is", "its") } else { ("are", "their") };
    let sentence = || {
        format!(
            "{} {are} priced only in part: {their} {} counts by model, but not per run or in the total",
            counted(runs, "run"),
            dollars(besides)
        )
    };
    (runs > 0).then(sentence)
}

/// Web searches: what tokens do not explain of a cost.
fn searches(measurement: &Measurement<'_>) -> Option<String> {
    if measurement.totals.iter().all(|total| total.web_searches == 0) {
        return None;
    }
    let (searches, cost) = (measurement.facts.searches, measurement.facts.searches_cost?);
    let noun = if searches == 1 { "search" } else { "searches" };
    (searches > 0).then(|| format!("{} of the cost is for {} web {noun}", dollars(cost), count(searches)))
}

fn lower_bounds(measurement: &Measurement<'_>) -> Option<String> {
    let runs = measurement.facts.output_at_least;
    let their = if runs == 1 { "its" } else { "their" };
    let sentence =
        || format!("{} logged incomplete output: {their} cost is a lower bound (≥)", counted(runs, "run"));
    (runs > 0).then(sentence)
}

fn without_result(measurement: &Measurement<'_>) -> Option<String> {
    let runs = measurement.facts.without_result;
    let (has, was, its) = if runs == 1 {
        ("has", "it was stopped or is still running, and its", "messages count")
    } else {
        ("have", "they were stopped or are still running, and their", "messages count")
    };
    let sentence = || format!("{} {has} no final result: {was} {its} instead", counted(runs, "run"));
    (runs > 0).then(sentence)
}

/// Runs whose result counts nothing though they used something.
fn with_empty_result(measurement: &Measurement<'_>) -> Option<String> {
    let runs = measurement.facts.with_empty_result;
    let (failed, its) = if runs == 1 {
        ("failed, and its result counts", "its")
    } else {
        ("failed, and their results count", "their")
    };
    (runs > 0).then(|| format!("{} {failed} no tokens: {its} messages count instead", counted(runs, "run")))
}

/// Writes to the cache of which nobody knows for how long.
fn lifetimes(measurement: &Measurement<'_>) -> Option<String> {
    let facts = &measurement.facts;
    let at_most = measurement.cost_high.less(facts.earlier_at_most?);
    if at_most <= measurement.cost || facts.untold_kinds.is_empty() {
        return None;
    }
    let untold = facts.untold_writes;
    let (usual, dearer): (Vec<String>, Vec<String>) = facts
        .untold_kinds
        .iter()
        .map(|(usual, dearer)| (lifetime(*usual).to_owned(), lifetime(*dearer).to_owned()))
        .unzip();
    let (high, cost) = told_apart(at_most, measurement.cost);
    let (have, are) = if untold == 1 { ("token has", "it is") } else { ("tokens have", "they are") };
    Some(format!(
        "{} cache write {have} no known lifetime: {are} priced at the {} rate; at the {} rate the total would be {high}, not {cost}",
        count(untold),
        usual.join(" or "),
        dearer.join(" or ")
    ))
}

/// Cache writes whose lifetime only the agent's own figure gives.
#[must_use]
pub fn settled_lifetimes(measurement: &Measurement<'_>) -> Option<String> {
    let Settled { runs, for_5m, for_1h } = measurement.settled;
    let each = [(for_1h, "1 hour"), (for_5m, "5 minutes")];
    let each: Vec<String> = each
        .into_iter()
        .filter(|(tokens, _)| *tokens > 0)
        .map(|(tokens, lifetime)| format!("{lifetime} for {}", counted(tokens, "token")))
        .collect();
    let (of, shows) = if runs == 1 {
        ("1 run doesn't".to_owned(), "its reported cost shows")
    } else {
        (format!("{} runs don't", count(runs)), "their reported costs show")
    };
    (!each.is_empty()).then(|| {
        format!("{of} say how long cache writes live, but {shows} it to the last digit: {}", listed(&each))
    })
}

fn lifetime(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::CacheWrite1h => "1-hour",
        TokenKind::CacheWrite30m => "30-minute",
        TokenKind::CacheWrite12h => "12-hour",
        _ => "5-minute",
    }
}

/// Models that cost more for a large prompt, where the sizes of the prompts are not known.
fn prompt_sizes(measurement: &Measurement<'_>) -> Vec<String> {
    if measurement.totals.iter().all(|total| total.cost.low == total.cost.cost) {
        return Vec::new();
    }
    let cost_of = |id: &str| {
        measurement
            .totals
            .iter()
            .find(|total| total.model.id == id)
            .map_or(Cost::default(), |total| total.cost)
    };
    let sentence = |(id, over): (&&str, &u64)| {
        let (low, cost) = told_apart(cost_of(id).low, cost_of(id).cost);
        format!(
            "`{id}` costs more above {} prompt tokens a request, and the records don't show request sizes: its cost is {low} to \
             {cost}, and the high end is used",
            count(*over)
        )
    };
    measurement.facts.prompt_sizes.iter().map(sentence).collect()
}

fn left_out(measurement: &Measurement<'_>) -> Option<String> {
    let others: Vec<String> =
        measurement.left_out.iter().map(|(used_by, runs)| runs_of(*used_by, *runs)).collect();
    let (are, them) = if matches!(measurement.left_out.as_slice(), [(_, 1)]) {
        ("isn't", "it")
    } else {
        ("aren't", "them")
    };
    (!others.is_empty())
        .then(|| format!("{} {are} counted; to include {them}, use `--only any`", listed(&others)))
}

fn unread(reading: &RecordsRead) -> Option<String> {
    let are = if reading.skipped == 1 { "isn't" } else { "aren't" };
    (reading.skipped > 0)
        .then(|| format!("{} could not be read and {are} counted", counted(reading.skipped, "record")))
}

/// What was recorded more than once, or was no run.
fn counted_once(reading: &RecordsRead) -> Vec<String> {
    let mut clauses = Vec::new();
    if reading.duplicates > 0 {
        let (duplicates, records) = (count(reading.duplicates), counted(reading.records, "record"));
        clauses.push(if reading.duplicates == 1 {
            format!("1 of {records} is a repeat (a resumed or forked session) and was counted once")
        } else {
            format!(
                "{duplicates} of {records} are repeats (resumed or forked sessions) and were counted once"
            )
        });
    }
    if reading.sessions_with_results > 0 {
        let has = if reading.sessions_with_results == 1 { "has" } else { "have" };
        let sessions = counted(reading.sessions_with_results, "session");
        clauses.push(format!("{sessions} {has} both results and transcripts: only the results count"));
    }
    if reading.empty > 0 {
        let (is, a_run) = if reading.empty == 1 { ("is", "a run") } else { ("are", "runs") };
        let not = if reading.empty == 1 { "isn't" } else { "aren't" };
        let results = counted(reading.empty, "result");
        clauses.push(format!("{results} {is} from {a_run} that used no tokens and {not} counted"));
    }
    clauses
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
