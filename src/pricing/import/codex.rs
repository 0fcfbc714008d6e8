//! The list of models in the package of Codex: JSON in its program, with ids and service tiers and without prices.

use super::faults::{At, no_value};
use super::literal::{Grammar, Node, first};
use super::{Imported, ListedModel};
use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;

/// What is looked for in a package, and what must stand near behind it.
pub(super) const NEEDLE: &str = "\"models\":";
pub(super) const NEAR: &str = "\"slug\"";

pub(super) fn read(source: &SourceFile) -> Result<Imported, Diagnostic> {
    let text = source.text();
    let start = text.find(NEEDLE).map_or(text.len(), |at| at + NEEDLE.len());
    let models = first(text, start, Grammar::Json).map_err(|fault| no_value(source, &fault))?;
    let at = At { source, node: &models };
    let mut imported = Imported::default();
    for (place, node) in models.elements().iter().enumerate() {
        let path = format!("models[{place}]");
        let at = at.on(node);
        let Some(id) = node.get("slug").and_then(Node::text) else {
            return Err(at.fault(&path, "a model has no `slug`"));
        };
        let tiers = node.get("service_tiers").map(Node::elements).unwrap_or_default();
        let id_of = |tier: &Node| tier.get("id").and_then(Node::text).or(tier.text()).map(str::to_owned);
        imported.listed.push(ListedModel {
            id: id.to_owned(),
            service_tiers: tiers.iter().filter_map(id_of).collect(),
            default_service_tier: node.get("default_service_tier").and_then(Node::text).map(str::to_owned),
            place: at.place(&format!("{path}.slug")),
        });
    }
    Ok(imported)
}
