//! The catalog in the package of Claude Code: the literal of an object in its script, packed by a bundler.
//!
//! `pricing_tiers` has sets of rates in dollars per million tokens, and `models` has ids with the name of their set. The
//! id on the Claude API is `provider_ids.first_party`. `long_prompt` is a band. It says what is in force in that version.

use super::faults::{At, no_value};
use super::literal::{Grammar, Node, first};
use super::{Imported, ImportedModel, Offer};
use crate::diagnostic::Diagnostic;
use crate::pricing::Vendor;
use crate::source::SourceFile;
use crate::usage::TokenKind;

/// What is looked for in a package.
pub(super) const NEEDLE: &str = "pricing_tiers:{";

const KEYS: [(&str, TokenKind); 5] = [
    ("input", TokenKind::Input),
    ("output", TokenKind::Output),
    ("cache_read", TokenKind::CacheRead),
    ("cache_write_5m", TokenKind::CacheWrite5m),
    ("cache_write_1h", TokenKind::CacheWrite1h),
];

pub(super) fn read(source: &SourceFile, vendors: &[Vendor]) -> Result<Imported, Diagnostic> {
    let (tiers, models) = parts(source)?;
    let at = At { source, node: &tiers };
    let vendor = vendors.iter().find(|vendor| vendor.id == "anthropic");
    let mut imported = Imported::default();
    for node in models.elements().iter().filter(|_| vendor.is_some()) {
        let at = at.on(node);
        let Some(id) = node.get("id").and_then(Node::text) else {
            return Err(at.fault("models", "a model has no `id`"));
        };
        let Some(tier) = node.get("pricing").and_then(Node::text) else {
            imported.leave_out("without a price");
            continue;
        };
        let path = format!("pricing_tiers.{tier}");
        let Some(rates) = tiers.get(tier) else {
            return Err(
                at.fault(&format!("models.{id}.pricing"), format!("there are no prices called `{tier}`"))
            );
        };
        let mut offer = Offer::default();
        add(&mut offer, None, at.on(rates), &path)?;
        if let Some(long) = rates.get("long_prompt") {
            let path = format!("{path}.long_prompt");
            let over = long.get("above_prompt_tokens").and_then(Node::number);
            let over = over.and_then(whole_number);
            let over =
                over.ok_or_else(|| at.on(long).fault(&path, "a long prompt has no `above_prompt_tokens`"))?;
            add(&mut offer, Some(over), at.on(long), &path)?;
        }
        let first_party =
            node.get("provider_ids").and_then(|ids| ids.get("first_party")).and_then(Node::text);
        imported.models.push(ImportedModel {
            id: first_party.unwrap_or(id).to_owned(),
            names: vec![id.to_owned()],
            name: node.get("display_name").and_then(Node::text).map(|name| format!("Claude {name}")),
            vendor: "anthropic".to_owned(),
            offers: vec![(None, offer)],
            fast: None,
            oddities: Vec::new(),
            place: at.on(rates).place(&path),
        });
    }
    Ok(imported)
}

/// The prices and the models, which stand behind each other.
fn parts(source: &SourceFile) -> Result<(Node, Node), Diagnostic> {
    let text = source.text();
    let start = text.find(NEEDLE).map_or(text.len(), |at| at + NEEDLE.len() - 1);
    let tiers = first(text, start, Grammar::Script).map_err(|fault| no_value(source, &fault))?;
    let rest = &text[tiers.span.end..];
    let Some(behind) = rest.find("models:[").filter(|_| rest.starts_with(',')) else {
        let at = At { source, node: &tiers };
        return Err(at.fault(
            "pricing_tiers",
            "no list of models follows these prices: the form of the catalog changed",
        ));
    };
    let models = first(text, tiers.span.end + behind + "models:".len(), Grammar::Script);
    Ok((tiers, models.map_err(|fault| no_value(source, &fault))?))
}

fn add(offer: &mut Offer, over: Option<u64>, at: At<'_>, path: &str) -> Result<(), Diagnostic> {
    for (key, kind) in KEYS {
        let Some(node) = at.node.get(key) else {
            return Err(at.fault(path, format!("these prices have no `{key}`")));
        };
        offer.add(kind, over, at.on(node).rate(&format!("{path}.{key}"), 0)?);
    }
    Ok(())
}

/// `1e5` is a hundred thousand, as minifiers write it.
fn whole_number(text: &str) -> Option<u64> {
    let (digits, zeros) = text.split_once('e').unwrap_or((text, "0"));
    digits.parse::<u64>().ok()?.checked_mul(10_u64.checked_pow(zeros.parse().ok()?)?)
}
