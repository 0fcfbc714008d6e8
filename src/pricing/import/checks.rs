//! What is odd about an imported price: how catalogs have gone wrong before, a reason each.
//!
//! A doubt is not a fault. The figure may be right, as Claude Haiku 3 really has another ratio; somebody has to look.

use super::compare::Change;
use super::{Offer, Place};
use crate::units::{Multiplier, Rate};
use crate::usage::TokenKind;
use crate::words::words;

/// Why a price is imported only where somebody accepts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A rate of nothing: new models were priced so for hours.
    ZeroPrice,
    /// More than three times the rate of the tables, or less than a third.
    Jump,
    /// A write for an hour that is not twice the input.
    Write1h,
    /// A write for five minutes that is not 1.25 times the input.
    Write5m,
    /// A cache read of a Claude model that is none of 0.025, 0.05 and 0.1 times the input.
    ReadRatio,
    /// A band that the tables don't have, or that is not understood.
    UnknownBand,
    /// A rate, or a band, that the tables have and the catalog lacks: it would be without a price.
    MissingRate,
    /// A price for fast mode where the tables have none.
    Fast,
    /// The row stands for names by their beginning or a part of them.
    MatchRules,
    /// A price of somebody else's that begins on a day to come.
    Announced,
    /// A model that the tables don't have.
    NewModel,
}

words!(Reason {
    ZeroPrice = "zero-price",
    Jump = "jump",
    Write1h = "write-1h",
    Write5m = "write-5m",
    ReadRatio = "read-ratio",
    UnknownBand = "unknown-band",
    MissingRate = "missing-rate",
    Fast = "fast",
    MatchRules = "match-rules",
    Announced = "announced",
    NewModel = "new-model",
});

/// Something odd about a price of a catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The model, by its id in the tables.
    pub model: String,
    /// Which kind of odd.
    pub reason: Reason,
    /// What is odd, in a clause.
    pub says: String,
    /// Where it stands in the catalog.
    pub place: Place,
}

/// More than so many times, and it's a slip more often than a price.
const JUMP: &str = "3";
/// The ratios of cache reads to input that Anthropic has published.
const READ_RATIOS: [&str; 3] = ["0.025", "0.05", "0.1"];

/// What is odd about the rates of a change: those that differ, and the ratios among them.
pub(super) fn doubts(change: &Change<'_>) -> Vec<(Reason, String)> {
    let mut found: Vec<(Reason, String)> = Vec::new();
    for row in &change.differences {
        let kind = row.kind;
        let speed = row.speed.word();
        let over =
            row.prompt_tokens_over.map(|over| format!(" above {over} prompt tokens")).unwrap_or_default();
        match (row.table, row.catalog) {
            (_, Some(new)) if new.is_zero() => {
                found.push((Reason::ZeroPrice, format!("{kind}{over} costs nothing")));
            }
            (Some(old), Some(new)) if is_jump(old, new) => {
                let times = new.times_what(old).map(|times| format!(" ({times} times)")).unwrap_or_default();
                found.push((Reason::Jump, format!("{kind}{over} goes from ${old} to ${new}{times}")));
            }
            (Some(old), None) => {
                found.push((
                    Reason::MissingRate,
                    format!("the catalog has no {speed} rate for {kind}{over} (${old})"),
                ));
            }
            _ => {}
        }
    }
    if let Some(offer) = &change.standard {
        ratios(change.model_vendor, offer, &mut found);
    }
    if let Some(offer) = &change.fast {
        ratios(change.model_vendor, offer, &mut found);
    }
    found.dedup();
    found
}

fn is_jump(old: Rate, new: Rate) -> bool {
    let three: Multiplier = JUMP.parse().expect("it is a factor");
    let times = |rate: Rate| rate.times(three).ok();
    times(old).is_none_or(|most| new > most) || times(new).is_none_or(|most| old > most)
}

/// Published ratios, as a check and never as a source of rates.
fn ratios(vendor: &str, offer: &Offer, found: &mut Vec<(Reason, String)>) {
    if vendor != "anthropic" {
        return;
    }
    let is = |rate: Rate, input: Rate, ratio: &str| {
        ratio.parse().ok().and_then(|ratio| input.times(ratio).ok()) == Some(rate)
    };
    let bands = offer.bands.iter().map(|(over, card)| (Some(*over), card));
    for (over, card) in std::iter::once((None, &offer.card)).chain(bands) {
        let over = over.map(|over| format!(" above {over} prompt tokens")).unwrap_or_default();
        let Some(input) = card.rate(TokenKind::Input) else { continue };
        let mut check = |kind: TokenKind, ratios: &[&str], reason: Reason, wanted: &str| {
            if let Some(rate) = card.rate(kind)
                && !ratios.iter().any(|ratio| is(rate, input, ratio))
            {
                let times = rate.times_what(input).unwrap_or_else(|| "?".to_owned());
                found.push((reason, format!("{kind}{over} is {times} times the input, not {wanted}")));
            }
        };
        check(TokenKind::CacheWrite1h, &["2"], Reason::Write1h, "2");
        check(TokenKind::CacheWrite5m, &["1.25"], Reason::Write5m, "1.25");
        check(TokenKind::CacheRead, &READ_RATIOS, Reason::ReadRatio, "0.025, 0.05 or 0.1");
    }
}
