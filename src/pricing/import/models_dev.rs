//! `api.json` of models.dev: vendors with their models, `cost` in dollars per million tokens.
//!
//! It has no writes for an hour and no history. A band is an entry of `cost.tiers` with the size of the context; the
//! older `context_over_200k` often disagrees with it and is read only where there are no tiers.

use super::faults::{At, parsed};
use super::literal::{Grammar, Node, Value};
use super::{FastSays, Imported, ImportedModel, Offer, vendor_of};
use crate::diagnostic::Diagnostic;
use crate::pricing::Vendor;
use crate::source::SourceFile;
use crate::usage::TokenKind;

pub(super) fn read(source: &SourceFile, vendors: &[Vendor]) -> Result<Imported, Diagnostic> {
    let root = parsed(source, Grammar::Json)?;
    let at = At { source, node: &root };
    if !root.is_object() {
        return Err(
            at.fault("", format!("`api.json` of models.dev is an object, and this is {}", root.kind()))
        );
    }
    let mut imported = Imported::default();
    for (provider, node) in root.members() {
        let at = at.on(node);
        let models = at.object(provider, "models")?;
        let Some(vendor) = vendor_of(provider, vendors) else {
            models
                .node
                .members()
                .iter()
                .for_each(|_| imported.leave_out("of vendors and clouds that the tables don't have"));
            continue;
        };
        for (id, node) in models.node.members() {
            match row(provider, id, at.on(node), vendor)? {
                Some(model) => imported.models.push(model),
                None => imported.leave_out("without a price per token"),
            }
        }
    }
    Ok(imported)
}

fn row(provider: &str, id: &str, at: At<'_>, vendor: &Vendor) -> Result<Option<ImportedModel>, Diagnostic> {
    let path = format!("{provider}.models.{id}");
    if !at.node.is_object() {
        return Err(at.fault(&path, format!("a model is {}, and an object is expected", at.node.kind())));
    }
    if at.node.get("cost").is_none() {
        return Ok(None);
    }
    let cost = at.object(&path, "cost")?;
    let path = format!("{path}.cost");
    let mut offer = Offer::default();
    add(&mut offer, None, cost, &path, vendor)?;
    let tiers = cost.node.get("tiers").map(Node::elements).unwrap_or_default();
    for (place, tier) in tiers.iter().enumerate() {
        let path = format!("{path}.tiers[{place}]");
        let size = tier.get("tier").and_then(|tier| tier.get("size")).or_else(|| tier.get("size"));
        let Some(over) = size.and_then(Node::number).and_then(|text| text.parse().ok()) else {
            return Err(at.on(tier).fault(&path, "a tier has no `size`"));
        };
        add(&mut offer, Some(over), at.on(tier), &path, vendor)?;
    }
    if let Some(over) = cost.node.get("context_over_200k").filter(|_| tiers.is_empty()) {
        add(&mut offer, Some(200_000), at.on(over), &format!("{path}.context_over_200k"), vendor)?;
    }
    let modes = at.node.get("experimental").and_then(|node| node.get("modes"));
    let fast = match modes.and_then(|modes| modes.get("fast")).and_then(|fast| fast.get("cost")) {
        Some(node) => {
            let mut fast = Offer::default();
            add(&mut fast, None, at.on(node), "experimental.modes.fast.cost", vendor)?;
            Some(FastSays::Offer(fast))
        }
        None => None,
    };
    let has_rates = offer.card.rates().next().is_some();
    Ok(has_rates.then(|| ImportedModel {
        id: id.to_owned(),
        names: Vec::new(),
        name: at.node.get("name").and_then(Node::text).map(str::to_owned),
        vendor: vendor.id.clone(),
        offers: vec![(None, offer)],
        fast,
        oddities: Vec::new(),
        place: cost.place(&path),
    }))
}

fn add(
    offer: &mut Offer,
    over: Option<u64>,
    at: At<'_>,
    path: &str,
    vendor: &Vendor,
) -> Result<(), Diagnostic> {
    for (key, node) in at.node.members() {
        let kind = match key.as_str() {
            "input" => Some(TokenKind::Input),
            "output" => Some(TokenKind::Output),
            "cache_read" => Some(TokenKind::CacheRead),
            "cache_write" => vendor.short_cache_write(),
            _ => None,
        };
        if let Some(kind) = kind.filter(|_| node.value != Value::Null) {
            offer.add(kind, over, at.on(node).rate(&format!("{path}.{key}"), 0)?);
        }
    }
    Ok(())
}
