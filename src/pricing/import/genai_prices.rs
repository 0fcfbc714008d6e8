//! genai-prices: a list of vendors with their models, in dollars per million tokens.
//!
//! The repository has it as `data.json`, the package as `data.py`, and both are read. Prices are one set, or a list of
//! sets of which later ones begin on a day. A tier is a band of the whole request. Models are matched by rules: what
//! they say by `equals` is a name, and everything else is left out, as `starts_with claude-opus-5` is three models.

use jiff::civil::Date;

use super::faults::{At, no_value, parsed};
use super::literal::{Grammar, Node, Value, first};
use super::{FastSays, Imported, ImportedModel, Offer, Reason, vendor_of};
use crate::diagnostic::Diagnostic;
use crate::pricing::Vendor;
use crate::source::SourceFile;
use crate::usage::TokenKind;

pub(super) fn read(source: &SourceFile, vendors: &[Vendor]) -> Result<Imported, Diagnostic> {
    let root = root(source)?;
    let at = At { source, node: &root };
    if !matches!(root.value, Value::List(_)) {
        let title = format!("a catalog of genai-prices is a list of vendors, and this is {}", root.kind());
        return Err(at.fault("", title));
    }
    let mut imported = Imported::default();
    for (place, node) in root.elements().iter().enumerate() {
        let at = at.on(node);
        let Some(provider) = node.get("id").and_then(Node::text) else {
            return Err(at.fault(&format!("[{place}]"), "a vendor has no `id`"));
        };
        let models = node.get("models").map(Node::elements).unwrap_or_default();
        let Some(vendor) = vendor_of(provider, vendors) else {
            for _ in models {
                imported.leave_out("of vendors and clouds that the tables don't have");
            }
            continue;
        };
        for node in models {
            match row(provider, at.on(node), vendor)? {
                Some(model) => imported.models.push(model),
                None => imported.leave_out("without a price per token, or with one that changes by the hour"),
            }
        }
    }
    Ok(imported)
}

/// The list: the file, or what Python assigns to `providers` in it.
fn root(source: &SourceFile) -> Result<Node, Diagnostic> {
    let text = source.text();
    if text.trim_start().starts_with(['[', '{']) {
        return parsed(source, Grammar::Json);
    }
    let assigned = text.find("\nproviders").and_then(|start| {
        let line = &text[start + 1..];
        line.find(" = ").map(|equals| start + 1 + equals + 3)
    });
    match assigned {
        Some(at) => first(text, at, Grammar::Python).map_err(|fault| no_value(source, &fault)),
        None => parsed(source, Grammar::Json),
    }
}

fn row(provider: &str, at: At<'_>, vendor: &Vendor) -> Result<Option<ImportedModel>, Diagnostic> {
    let Some(id) = at.node.get("id").and_then(Node::text) else {
        return Err(at.fault(provider, "a model has no `id`"));
    };
    let path = format!("{provider}.{id}");
    let Some(prices) = at.node.get("prices") else {
        return Err(at.fault(&path, format!("`{id}` has no `prices`")));
    };
    let mut offers = Vec::new();
    match &prices.value {
        Value::List(entries) => {
            for (place, entry) in entries.iter().enumerate() {
                let path = format!("{path}.prices[{place}]");
                let Ok(from) = start(at.on(entry), &path)? else { return Ok(None) };
                let card = at.on(entry).object(&path, "prices")?;
                offers.push((from, offer(card, &path, vendor)?));
            }
        }
        _ if prices.is_object() => {
            offers.push((None, offer(at.on(prices), &format!("{path}.prices"), vendor)?));
        }
        _ => return Err(at.on(prices).fault(&path, format!("`prices` is {}", prices.kind()))),
    }
    offers.sort_by_key(|(from, _)| *from);
    if offers.iter().all(|(_, offer)| offer.card.rates().next().is_none()) {
        return Ok(None);
    }
    let mut fast = None;
    for variant in at.node.get("price_variants").map(Node::elements).unwrap_or_default() {
        let when = variant.get("when").map(Node::members).unwrap_or_default();
        let is_fast = |(key, value): &(String, Node)| {
            matches!(
                (key.as_str(), value.text()),
                ("speed", Some("fast")) | ("service_tier", Some("priority" | "fast"))
            )
        };
        if when.len() == 1 && is_fast(&when[0]) && variant.get("constraint").is_none() {
            let card = at.on(variant).object(&path, "prices")?;
            fast = Some(FastSays::Offer(offer(card, &format!("{path}.price_variants"), vendor)?));
        }
    }
    let (mut names, mut rules) = (Vec::new(), Vec::new());
    if let Some(rule) = at.node.get("match") {
        walk(rule, &mut names, &mut rules);
    }
    let oddities = rules.first().map(|rule| {
        let more = if rules.len() > 1 { format!(" and {} more", rules.len() - 1) } else { String::new() };
        (
            Reason::MatchRules,
            format!("it also stands for names by rule ({rule}{more}); only exact ids are imported"),
        )
    });
    Ok(Some(ImportedModel {
        id: id.to_owned(),
        names,
        name: at.node.get("name").and_then(Node::text).map(str::to_owned),
        vendor: vendor.id.clone(),
        offers,
        fast,
        oddities: oddities.into_iter().collect(),
        place: at.place(&path),
    }))
}

/// The exact names in a rule, and what else it matches.
fn walk(rule: &Node, names: &mut Vec<String>, rules: &mut Vec<String>) {
    for (key, value) in rule.members() {
        match (key.as_str(), value.text()) {
            ("equals", Some(name)) => names.push(name.to_owned()),
            (key, Some(text)) => rules.push(format!("{key} {text}")),
            (_, None) => value.elements().iter().for_each(|rule| walk(rule, names, rules)),
        }
    }
}

/// The day from which a set of prices holds, none for the first; `Err` inside for one that is not about days.
fn start(at: At<'_>, path: &str) -> Result<Result<Option<Date>, ()>, Diagnostic> {
    let Some(constraint) = at.node.get("constraint") else { return Ok(Ok(None)) };
    let Some(day) = constraint.get("start_date") else { return Ok(Err(())) };
    let parsed = match &day.value {
        Value::Text(text) => text.parse().ok(),
        Value::Call(name, parts) if name == "datetime.date" => {
            let parts: Vec<&str> = parts.iter().filter_map(|(_, part)| part.number()).collect();
            match parts[..] {
                [year, month, day] => match (year.parse(), month.parse(), day.parse()) {
                    (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
                    _ => None,
                },
                _ => None,
            }
        }
        _ => None,
    };
    let day =
        parsed.ok_or_else(|| at.on(day).fault(&format!("{path}.constraint.start_date"), "this is no day"))?;
    Ok(Ok(Some(day)))
}

fn offer(at: At<'_>, path: &str, vendor: &Vendor) -> Result<Offer, Diagnostic> {
    let mut offer = Offer::default();
    for (key, node) in at.node.members() {
        let kind = match key.as_str() {
            "input_mtok" => Some(TokenKind::Input),
            "output_mtok" => Some(TokenKind::Output),
            "cache_read_mtok" => Some(TokenKind::CacheRead),
            "cache_write_mtok" | "cache_write_5m_mtok" => vendor.short_cache_write(),
            "cache_write_1h_mtok" => {
                vendor.token_kinds.contains(&TokenKind::CacheWrite1h).then_some(TokenKind::CacheWrite1h)
            }
            "input_ktok" | "output_ktok" => {
                let title = format!("`{key}` is per thousand tokens: the form of genai-prices changed");
                return Err(at.on(node).fault(&format!("{path}.{key}"), title));
            }
            _ => None,
        };
        let (Some(kind), false) = (kind, node.value == Value::Null) else { continue };
        let path = format!("{path}.{key}");
        let at = at.on(node);
        if !node.is_object() || node.number().is_some() {
            offer.add(kind, None, at.rate(&path, 0)?);
            continue;
        }
        let Some(base) = node.get("base") else {
            return Err(at.fault(&path, "a tiered price has no `base`"));
        };
        offer.add(kind, None, at.on(base).rate(&format!("{path}.base"), 0)?);
        for tier in node.get("tiers").map(Node::elements).unwrap_or_default() {
            let over = tier.get("start").and_then(Node::number).and_then(|text| text.parse().ok());
            let (Some(over), Some(price)) = (over, tier.get("price")) else {
                return Err(at.on(tier).fault(&path, "a tier has a `start` and a `price`"));
            };
            offer.add(kind, Some(over), at.on(price).rate(&format!("{path}.tiers"), 0)?);
        }
    }
    Ok(offer)
}
