//! `model_prices_and_context_window.json` of LiteLLM: one object, its keys the ids, prices in dollars per token.
//!
//! What a price is for stands in its key: a class, then suffixes. `_above_1hr` and `_above_12hr` are lifetimes of cache
//! writes, `_above_200k_tokens` is a band, and what follows is a tier: `_priority` is what Codex calls fast. Its
//! `provider_specific_entry.fast` multiplies the standard rates. There is no history.

use super::faults::{At, parsed};
use super::literal::Grammar;
use super::{FastSays, Imported, ImportedModel, Offer, Reason, vendor_of};
use crate::diagnostic::Diagnostic;
use crate::pricing::Vendor;
use crate::source::SourceFile;
use crate::units::Rate;
use crate::usage::TokenKind;

/// The places between a price per token and one per million.
const PLACES: u32 = 6;

const CLASSES: [&str; 4] = [
    "input_cost_per_token",
    "output_cost_per_token",
    "cache_read_input_token_cost",
    "cache_creation_input_token_cost",
];

/// Reads all rows of vendors that the tables know.
pub(super) fn read(source: &SourceFile, vendors: &[Vendor]) -> Result<Imported, Diagnostic> {
    let root = parsed(source, Grammar::Json)?;
    let at = At { source, node: &root };
    if !root.is_object() {
        return Err(at.fault("", format!("a catalog of LiteLLM is an object, and this is {}", root.kind())));
    }
    let mut imported = Imported::default();
    for (id, node) in root.members() {
        let at = at.on(node);
        if id == "sample_spec" {
            continue;
        }
        if node.get("rules").is_some() {
            imported.leave_out("of rules that match names by their parts");
            continue;
        }
        if node.get("alias_of").is_some() {
            imported.leave_out("that are names of others");
            continue;
        }
        let Some(provider) = node.get("litellm_provider").and_then(|node| node.text()) else {
            return Err(at.fault(id, format!("`{id}` has no `litellm_provider`")));
        };
        let Some(vendor) = vendor_of(provider, vendors) else {
            imported.leave_out("of vendors and clouds that the tables don't have");
            continue;
        };
        if !matches!(node.get("mode").and_then(|node| node.text()), Some("chat" | "responses")) {
            imported.leave_out("of models that don't answer in text");
            continue;
        }
        match row(id, at, vendor)? {
            Some(model) => imported.models.push(model),
            None => imported.leave_out("without a price per token"),
        }
    }
    Ok(imported)
}

fn row(id: &str, at: At<'_>, vendor: &Vendor) -> Result<Option<ImportedModel>, Diagnostic> {
    let (mut standard, mut priority) = (Offer::default(), Offer::default());
    let mut oddities = Vec::new();
    for (key, node) in at.node.members() {
        let path = format!("{id}.{key}");
        let at = at.on(node);
        let Some(class) = CLASSES.iter().find(|class| key.starts_with(**class)) else {
            if key.contains("_cost_per_1k_token") || key.contains("_cost_per_million") {
                return Err(at.fault(
                    &path,
                    format!("`{key}` is in a unit that LiteLLM did not have: its form changed"),
                ));
            }
            continue;
        };
        if node.value == super::literal::Value::Null {
            continue;
        }
        let Some(suffix) = Suffix::of(&key[class.len()..]) else {
            if key.contains("_above_") {
                oddities.push((Reason::UnknownBand, format!("`{key}` is a band that is not understood")));
            }
            continue;
        };
        let offer = match suffix.tier {
            "" => &mut standard,
            "_priority" => &mut priority,
            _ => continue,
        };
        let Some(kind) = kind(class, suffix.lifetime, vendor) else { continue };
        offer.add(kind, suffix.over, at.rate(&path, PLACES)?);
    }
    if !has_rates(&standard) {
        return Ok(None);
    }
    let multiple = at.node.get("provider_specific_entry").and_then(|entry| entry.get("fast"));
    let fast = match multiple {
        Some(node) => {
            let path = format!("{id}.provider_specific_entry.fast");
            let multiplier = node.number().and_then(|text| text.parse().ok());
            Some(FastSays::Multiple(
                multiplier.ok_or_else(|| at.on(node).fault(&path, "the factor of fast mode is no number"))?,
            ))
        }
        None if has_rates(&priority) => Some(FastSays::Offer(priority)),
        None => None,
    };
    Ok(Some(ImportedModel {
        id: id.to_owned(),
        names: Vec::new(),
        name: None,
        vendor: vendor.id.clone(),
        offers: vec![(None, standard)],
        fast,
        oddities,
        place: at.place(id),
    }))
}

/// What stands behind a class in a key.
struct Suffix<'k> {
    /// `1hr` or `12hr`.
    lifetime: Option<&'k str>,
    over: Option<u64>,
    tier: &'k str,
}

impl<'k> Suffix<'k> {
    /// `None` where it is not understood.
    fn of(mut rest: &'k str) -> Option<Self> {
        let (mut lifetime, mut over) = (None, None);
        while let Some(after) = rest.strip_prefix("_above_") {
            if let Some(more) = after.strip_prefix("1hr").or_else(|| after.strip_prefix("12hr")) {
                lifetime = Some(&after[..after.len() - more.len()]);
                rest = more;
            } else {
                let (thousands, more) = after.split_once("k_tokens")?;
                over = Some(thousands.parse::<u64>().ok()?.checked_mul(1_000)?);
                rest = more;
            }
        }
        (rest.is_empty() || rest.starts_with('_') && !rest.contains("above")).then_some(Self {
            lifetime,
            over,
            tier: rest,
        })
    }
}

/// The kind of tokens that a key prices; `None` where the vendor has no such kind.
fn kind(class: &str, lifetime: Option<&str>, vendor: &Vendor) -> Option<TokenKind> {
    match (class, lifetime) {
        ("input_cost_per_token", None) => Some(TokenKind::Input),
        ("output_cost_per_token", None) => Some(TokenKind::Output),
        ("cache_read_input_token_cost", None) => Some(TokenKind::CacheRead),
        ("cache_creation_input_token_cost", None) => vendor.short_cache_write(),
        ("cache_creation_input_token_cost", Some("1hr")) => {
            vendor.token_kinds.contains(&TokenKind::CacheWrite1h).then_some(TokenKind::CacheWrite1h)
        }
        ("cache_creation_input_token_cost", Some("12hr")) => Some(TokenKind::CacheWrite12h),
        _ => None,
    }
}

fn has_rates(offer: &Offer) -> bool {
    offer.card.rates().next().is_some()
}

impl Offer {
    /// Adds a rate below or beyond a band.
    pub(super) fn add(&mut self, kind: TokenKind, over: Option<u64>, rate: Rate) {
        let Some(over) = over else {
            self.card = self.card.with(kind, rate);
            return;
        };
        match self.bands.iter_mut().find(|(known, _)| *known == over) {
            Some((_, card)) => *card = card.with(kind, rate),
            None => {
                self.bands.push((over, crate::pricing::Card::default().with(kind, rate)));
                self.bands.sort_by_key(|(over, _)| *over);
            }
        }
    }
}
