//! Reads a file of models: `creditcalc.models/1`, as described in `pricing/README.md`.

use std::collections::BTreeMap;

use super::model::{Band, Card, CloudEnd, FastOffer, FastPrice, Lifecycle, Model, ModelStatus, Price, Terms};
use super::overlay::WrittenNames;
use super::vendor::{
    Family, FamilyMember, Fee, FeeKind, Modifier, ModifierKind, Tokenizer, UnpricedName, Vendor,
};
use super::{Certainty, Citation};
use crate::diagnostic::{Code, nearest};
use crate::toml::document::Node;
use crate::toml::{Faults, Fields, Placed, Unplaced as _};
use crate::usage::TokenKind;

/// What a file of models says, and where the names in it stand.
#[derive(Debug)]
pub(crate) struct ModelFile {
    pub(crate) vendor: Vendor,
    pub(crate) models: Vec<Placed<Model>>,
    /// Which names the file writes of each model, by its id.
    pub(super) written: BTreeMap<String, WrittenNames>,
    /// Every exact name, those of faulty models included, and where it stands.
    pub(crate) names: Vec<Placed<String>>,
    /// Names of models that other entries rely on.
    pub(crate) relied_on: Vec<Placed<String>>,
}

/// Reads a file of models. Faults are noted; what could not be read is left out.
pub(crate) fn read(root: &Node<'_>, faults: &mut Faults<'_>) -> Option<ModelFile> {
    let mut fields = Fields::of(root, "a file of models", faults)?;
    fields.required("format").text().unplaced();
    let vendor_id = fields.required("vendor").text().unplaced();
    let kinds = TokenKind::ALL.map(|kind| (kind.id(), kind));
    let token_kinds: Vec<_> = fields.required("token_kinds").words(&kinds).unplaced();
    if let Some(node) = fields.key("token_kinds").node.filter(|_| token_kinds.is_empty()) {
        let help = "list the kinds of tokens that the vendor counts: `token_kinds = [\"input\", \"output\"]`";
        fields
            .faults
            .add(Code::MissingPriceKey, "a file of models has no token kinds", &node.span, "")
            .way_out(help);
    }
    let prefixes: Vec<_> = fields.key("id_prefixes").list().unplaced();
    let modifiers = fields.key("modifier").tables();
    let fees = fields.key("fee").tables();
    let tokenizers = fields.key("tokenizer").tables();
    let families = fields.key("family").tables();
    let unpriced = fields.key("unpriced").tables();
    let models = fields.key("model").tables();
    fields.finish();

    let mut names = Vec::new();
    let mut relied_on = Vec::new();
    let vendor = Vendor {
        // Without a vendor the file is faulty, and the rest of it is read for its own faults.
        id: vendor_id.unwrap_or_default(),
        modifiers: modifiers.iter().filter_map(|node| modifier(node, &mut relied_on, faults)).collect(),
        fees: fees.iter().filter_map(|node| fee(node, faults)).collect(),
        tokenizers: tokenizers.iter().filter_map(|node| tokenizer(node, faults)).collect(),
        families: families
            .iter()
            .filter_map(|node| family(node, &mut names, &mut relied_on, faults))
            .collect(),
        unpriced: unpriced.iter().filter_map(|node| unpriced_name(node, &mut names, faults)).collect(),
        token_kinds,
    };
    let mut written = BTreeMap::new();
    let models = models.iter().filter_map(|node| {
        let model = model(node, &vendor, &prefixes, &mut names, faults)?;
        written.insert(
            model.value.id.clone(),
            WrittenNames {
                aliases: node.get("aliases").is_some(),
                cloud_ids: ["cloud_ids", "regional_ids"].iter().any(|key| node.get(key).is_some()),
                router_ids: node.get("router_ids").is_some(),
                fast_ids: node.get("fast_ids").is_some(),
            },
        );
        Some(model)
    });
    let models = models.collect();
    same_twice(&vendor, root, faults);
    Some(ModelFile { vendor, models, written, names, relied_on })
}

/// Reports what a vendor says twice: two figures for one thing are one too many.
fn same_twice(vendor: &Vendor, root: &Node<'_>, faults: &mut Faults<'_>) {
    let mut report = |what: &str, key: &str, words: Vec<&str>| {
        for (index, word) in words.iter().enumerate().filter(|(index, word)| words[..*index].contains(word)) {
            let Some(place) = root.item(key, index) else { continue };
            faults
                .add(
                    Code::PriceEntryTwice,
                    format!("the {what} `{word}` is defined twice"),
                    &place.span,
                    "again here",
                )
                .way_out("remove one of them");
        }
    };
    report("modifier", "modifier", vendor.modifiers.iter().map(|modifier| modifier.id.as_str()).collect());
    report("fee", "fee", vendor.fees.iter().map(|fee| fee.kind.word()).collect());
    report(
        "tokenizer",
        "tokenizer",
        vendor.tokenizers.iter().map(|tokenizer| tokenizer.id.as_str()).collect(),
    );
}

/// The source of an entry and the day somebody last looked.
pub(crate) fn citation(fields: &mut Fields<'_, '_, '_>) -> Option<Citation> {
    let source = fields.required("source").text().unplaced();
    let checked = fields.required("checked").day().unplaced();
    let source_date = fields.key("source_date").text().unplaced();
    let also = fields.key("also").list().unplaced();
    let note = fields.key("note").text().unplaced();
    Some(Citation { source: source?, source_date, checked: checked?, also, note })
}

fn modifier(
    node: &Node<'_>,
    relied_on: &mut Vec<Placed<String>>,
    faults: &mut Faults<'_>,
) -> Option<Modifier> {
    let mut fields = Fields::of(node, "a modifier", faults)?;
    let id = fields.required("id").text();
    let kind = id.as_ref().map(|id| ModifierKind::named(&id.value));
    if let Some(id) = id.as_ref().filter(|_| kind == Some(None)) {
        // A slip in the name of a switch would make it one that every request has.
        let words = || ModifierKind::WORDS.into_iter().map(|(word, _)| word);
        if let Some(near) = nearest(&id.value, words()) {
            fields
                .faults
                .add(
                    Code::UnknownPriceWord,
                    format!(
                        "`{}` looks like `{near}`, which applies only when a request asks for it",
                        id.value
                    ),
                    &id.span,
                    "",
                )
                .way_out(format!(
                    "did you mean `{near}`? a modifier with any other name applies to every request"
                ));
        }
    }
    let multiplier = fields.required("multiplier").quoted_decimal();
    let effective_from = fields.key("effective_from").day().unplaced();
    let id_prefixes = fields.key("id_prefixes").list().unplaced();
    let listed = fields.key("models").is_written();
    let models = fields.key("models").list();
    let excludes = fields.key("excludes").list();
    for Placed { value, span } in &excludes {
        if value != "fast" {
            fields.faults.add(
                Code::UnknownPriceWord,
                format!("`{value}` is not a value for `excludes`"),
                span,
                "only `fast` is",
            );
        }
    }
    let citation = citation(&mut fields);
    fields.finish();
    let ids = listed.then(|| models.iter().map(|model| model.value.clone()).collect());
    relied_on.extend(models);
    Some(Modifier {
        id: id?.value,
        kind: kind?,
        multiplier: multiplier?,
        effective_from,
        id_prefixes,
        models: ids,
        excludes_fast: !excludes.is_empty(),
        citation: citation?,
    })
}

fn fee(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Fee> {
    let mut fields = Fields::of(node, "a fee", faults)?;
    let kind = fields.required("id").word(&FeeKind::WORDS).unplaced();
    let usd = fields.required("usd").quoted_decimal();
    // A power of ten, so that the price of one is exact.
    let per = fields.required("per").whole_number().and_then(|Placed { value, span }| {
        let power = value.checked_ilog10().filter(|power| 10_u64.pow(*power) == value);
        if power.is_none() {
            fields.faults.add(
                Code::WrongPriceNumber,
                "`per` is a power of ten: 1, 10, 100, 1_000 …",
                &span,
                "",
            );
        }
        power
    });
    let unit = fields.required("unit").text().unplaced();
    let citation = citation(&mut fields);
    fields.finish();
    Some(Fee { kind: kind?, usd: usd?, per_power_of_ten: per?, unit: unit?, citation: citation? })
}

fn tokenizer(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Tokenizer> {
    let mut fields = Fields::of(node, "a tokenizer", faults)?;
    let id = fields.required("id").text().unplaced();
    let ratio = fields.required("ratio").quoted_decimal();
    let ratio_low = fields.key("ratio_low").quoted_decimal();
    let ratio_high = fields.key("ratio_high").quoted_decimal();
    let citation = citation(&mut fields);
    fields.finish();
    Some(Tokenizer { id: id?, ratio: ratio?, ratio_low, ratio_high, citation: citation? })
}

fn family(
    node: &Node<'_>,
    names: &mut Vec<Placed<String>>,
    relied_on: &mut Vec<Placed<String>>,
    faults: &mut Faults<'_>,
) -> Option<Family> {
    let mut fields = Fields::of(node, "a family", faults)?;
    let alias = fields.required("alias").text();
    let members = fields.key("models").tables();
    let citation = citation(&mut fields);
    fields.finish();
    let mut read = Vec::with_capacity(members.len());
    for node in members {
        let Some(mut fields) = Fields::of(node, "a model of a family", faults) else { continue };
        let since = fields.required("since").text().unplaced();
        let model = fields.required("model").text();
        fields.finish();
        if let (Some(since), Some(model)) = (since, model) {
            read.push(FamilyMember { since, model: model.value.clone() });
            relied_on.push(model);
        }
    }
    let alias = alias?;
    names.push(alias.clone());
    Some(Family { alias: alias.value, members: read, citation: citation? })
}

fn unpriced_name(
    node: &Node<'_>,
    names: &mut Vec<Placed<String>>,
    faults: &mut Faults<'_>,
) -> Option<UnpricedName> {
    let mut fields = Fields::of(node, "an unpriced name", faults)?;
    let id = fields.required("id").text();
    let reason = fields.required("reason").text().unplaced();
    let citation = citation(&mut fields);
    fields.finish();
    let id = id?;
    names.push(id.clone());
    Some(UnpricedName { id: id.value, reason: reason?, citation: citation? })
}

fn model(
    node: &Node<'_>,
    vendor: &Vendor,
    prefixes: &[String],
    names: &mut Vec<Placed<String>>,
    faults: &mut Faults<'_>,
) -> Option<Placed<Model>> {
    let mut fields = Fields::of(node, "a model", faults)?;
    let span = fields.span();
    let id = fields.required("id").text();
    let name = fields.required("name").text().unplaced();
    let aliases = fields.key("aliases").list();
    let exact = fields.key("cloud_ids").list();
    let routed = fields.key("router_ids").list();
    let fast_ids = fields.key("fast_ids").list();
    let regional = fields.key("regional_ids").list();
    let status = fields.required("status").word(&ModelStatus::WORDS).unplaced();
    let status_note = fields.key("status_note").text().unplaced();
    let status_checked = fields.required("status_checked").day().unplaced();
    let status_source = fields.key("status_source").text().unplaced();
    let successor = fields.key("successor").text().unplaced();
    let retired_cloud_ids = fields.key("retired_cloud_ids").list();
    let cloud_ends = fields.key("cloud_end").tables();
    let mut day = |key| fields.key(key).day().unplaced();
    let (released, deprecated) = (day("released"), day("deprecated"));
    let (retired, retires_not_before) = (day("retired"), day("retires_not_before"));
    let mut count = |key| fields.key(key).whole_number().unplaced();
    let context_window_tokens = count("context_window_tokens");
    let output_tokens_max = count("output_tokens_max");
    let cacheable_prompt_tokens_min = count("cacheable_prompt_tokens_min");
    let tokenizer = fields.key("tokenizer").text().unplaced();
    let note = fields.key("note").text().unplaced();
    let prices = fields.key("price").tables();
    let fast = fields.key("fast").tables();
    if prices.is_empty() && !fields.key("price").is_written() {
        fields
            .faults
            .add(Code::MissingPriceKey, "a model has no `price`", &span, "")
            .way_out("add a [[model.price]]; a name without a price belongs in [[unpriced]]");
    }
    fields.finish();

    let what = id.as_ref().map_or_else(|| "this model".to_owned(), |id| format!("`{}`", id.value));
    let prices =
        dated(prices, &what, faults, |node, faults| price(node, vendor, faults), |price| &mut price.terms);
    let fast = dated(
        fast,
        &format!("{what} at fast speed"),
        faults,
        |node, faults| fast_price(node, vendor, faults),
        |price| &mut price.terms,
    );

    let mut cloud_ids: Vec<_> = exact.iter().map(|id| id.value.clone()).collect();
    for Placed { value, span } in &regional {
        for prefix in std::iter::once("").chain(prefixes.iter().map(String::as_str)) {
            cloud_ids.push(format!("{prefix}{value}"));
            names.push(Placed { value: format!("{prefix}{value}"), span: span.clone() });
        }
    }
    let id = id?;
    names.push(id.clone());
    names.extend(aliases.iter().chain(&exact).chain(&routed).chain(&fast_ids).cloned());
    let cloud_ends =
        cloud_ends.iter().filter_map(|node| cloud_end(node, &regional, prefixes, faults)).collect();
    let origin = faults.origin(&span);
    let model = Model {
        id: id.value,
        name: name?,
        vendor: vendor.id.clone(),
        aliases: aliases.into_iter().map(|alias| alias.value).collect(),
        cloud_ids,
        router_ids: routed.into_iter().map(|id| id.value).collect(),
        fast_ids: fast_ids.into_iter().map(|id| id.value).collect(),
        lifecycle: Lifecycle {
            status: status?,
            status_note,
            status_checked: status_checked?,
            released,
            deprecated,
            retired,
            retires_not_before,
            successor,
            retired_cloud_ids: retired_cloud_ids.into_iter().map(|id| id.value).collect(),
            cloud_ends,
            status_source,
        },
        context_window_tokens,
        output_tokens_max,
        cacheable_prompt_tokens_min,
        tokenizer,
        note,
        prices,
        fast,
        origin,
    };
    Some(Placed { value: model, span: id.span })
}

/// The end of a model on a cloud; a regional id stands for all that it is listed as.
fn cloud_end(
    node: &Node<'_>,
    regional: &[Placed<String>],
    prefixes: &[String],
    faults: &mut Faults<'_>,
) -> Option<CloudEnd> {
    let mut fields = Fields::of(node, "the end of a model on a cloud", faults)?;
    let on = fields.required("on").day().unplaced();
    let written = fields.key("ids").list();
    fields.finish();
    let is_regional = |id: &String| regional.iter().any(|known| known.value == *id);
    let mut ids = Vec::new();
    for Placed { value: id, .. } in written {
        if is_regional(&id) {
            ids.extend(prefixes.iter().map(|prefix| format!("{prefix}{id}")));
        }
        ids.push(id);
    }
    Some(CloudEnd { on: on?, ids })
}

/// Reads dated entries, puts them in order, and ends each where the next begins.
fn dated<'f, T>(
    nodes: &[Node<'_>],
    what: &str,
    faults: &mut Faults<'f>,
    mut read: impl FnMut(&Node<'_>, &mut Faults<'f>) -> Option<Placed<T>>,
    terms: impl Fn(&mut T) -> &mut Terms,
) -> Vec<T> {
    let mut entries: Vec<Placed<T>> = nodes.iter().filter_map(|node| read(node, faults)).collect();
    entries.sort_by_key(|entry| entry.span.start);
    // One that stands too early is as likely to be misdated as misplaced, so the order of the file is part of
    // the format.
    for index in 1..entries.len() {
        let (before, after) = entries.split_at_mut(index);
        let (earlier, later) = (before.last_mut().expect("index is at least 1"), &mut after[0]);
        let (earlier_span, later_span) = (earlier.span.clone(), later.span.clone());
        let (earlier, later) = (terms(&mut earlier.value), terms(&mut later.value));
        let (first, second) = (earlier.effective_from, later.effective_from);
        if first == second {
            faults
                .add(
                    Code::TwoPricesOnDay,
                    format!("two prices of {what} take effect on {first}"),
                    &later_span,
                    "again here",
                )
                .and_at(earlier_span, "first here")
                .way_out("to correct a wrong price, edit the first; to record a change, date the second");
        } else if second < first {
            faults
                .add(
                    Code::DaysOutOfOrder,
                    format!("the prices of {what} are not in order of date"),
                    &later_span,
                    format!("from {second}"),
                )
                .and_at(earlier_span, format!("from {first}"))
                .way_out(format!("put the price of {second} before the one of {first}"));
        } else if let Some(until) = earlier.effective_until.filter(|until| *until > second) {
            faults
                .add(
                    Code::DaysOutOfOrder,
                    format!("two prices of {what} overlap from {second} to {until}"),
                    &later_span,
                    format!("from {second}"),
                )
                .and_at(earlier_span, format!("this one ends on {until}"))
                .way_out(format!(
                    "end the earlier price with `effective_until = {second}`, or leave that key out"
                ));
        } else {
            earlier.effective_until.get_or_insert(second);
        }
    }
    entries.into_iter().map(|entry| entry.value).collect()
}

/// The keys that every dated entry has.
fn terms(fields: &mut Fields<'_, '_, '_>) -> Option<Placed<Terms>> {
    let span = fields.span();
    let from_place = fields.key("effective_from").node.map_or(span.clone(), |node| node.span.clone());
    let effective_from = fields.required("effective_from").day().unplaced();
    let effective_until = fields.key("effective_until").day();
    let announced =
        fields.key("status").word(&[("in-force", false), ("announced", true)]).unplaced().unwrap_or(false);
    let certainty = fields.required("certainty").word(&Certainty::WORDS).unplaced();
    let certainty_note = fields.key("certainty_note").text().unplaced();
    let promotion = fields.key("promotion").flag();
    let review_on = fields.key("review_on").day().unplaced();
    let citation = citation(fields);
    let effective_from = effective_from?;
    if let Some(Placed { value: until, span }) =
        effective_until.as_ref().filter(|until| until.value <= effective_from)
    {
        fields
            .faults
            .add(Code::DaysOutOfOrder, format!("a price ends on {until}, before it begins"), span, "")
            .and_at(from_place.clone(), format!("it begins on {effective_from}"));
    }
    let terms = Terms {
        effective_from,
        effective_until: effective_until.map(|until| until.value),
        announced,
        certainty: certainty?,
        certainty_note,
        promotion,
        review_on,
        citation: citation?,
        origin: fields.faults.origin(&span),
    };
    Some(Placed { value: terms, span: from_place })
}

fn price(node: &Node<'_>, vendor: &Vendor, faults: &mut Faults<'_>) -> Option<Placed<Price>> {
    let mut fields = Fields::of(node, "a price", faults)?;
    let terms = terms(&mut fields);
    let (card, bands) = card_and_bands(&mut fields, vendor);
    fields.finish();
    let Placed { value: terms, span } = terms?;
    Some(Placed { value: Price { terms, card: card?, bands }, span })
}

fn fast_price(node: &Node<'_>, vendor: &Vendor, faults: &mut Faults<'_>) -> Option<Placed<FastPrice>> {
    let mut fields = Fields::of(node, "a fast price", faults)?;
    let terms = terms(&mut fields);
    let multiplier = fields.key("multiplier").quoted_decimal();
    let of_bands = fields.key("multiplies_bands").flag();
    let offer = if let Some(multiplier) = multiplier {
        for key in ["usd_per_mtok", "band", "no_rate"] {
            if let Some(node) = fields.key(key).node {
                let title = format!(
                    "a fast price has either a `multiplier` or a card, and `{key}` is part of a card"
                );
                fields
                    .faults
                    .add(Code::UnknownPriceKey, title, &node.span, "")
                    .way_out(format!("leave out `multiplier` or `{key}`"));
            }
        }
        Some(FastOffer::Multiple { multiplier, of_bands })
    } else {
        let (card, bands) = card_and_bands(&mut fields, vendor);
        card.map(|card| FastOffer::Card { card, bands })
    };
    fields.finish();
    let Placed { value: terms, span } = terms?;
    Some(Placed { value: FastPrice { terms, offer: offer? }, span })
}

fn card_and_bands(fields: &mut Fields<'_, '_, '_>, vendor: &Vendor) -> (Option<Card>, Vec<Band>) {
    let no_rate = no_rate(fields);
    let card = card(fields, vendor, &no_rate);
    let nodes = fields.key("band").tables();
    let mut bands: Vec<Placed<Band>> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let Some(mut fields) = Fields::of(node, "a band", fields.faults) else { continue };
        let over = fields.required("prompt_tokens_over").whole_number();
        // What the card does not have, its bands need not have either.
        let mut lacking = self::no_rate(&mut fields);
        lacking.extend(no_rate.iter().cloned());
        let card = self::card(&mut fields, vendor, &lacking);
        let requires = fields.key("requires").text().unplaced();
        let note = fields.key("note").text().unplaced();
        let (Some(Placed { value: over, span }), Some(card)) = (over, card) else {
            fields.finish();
            continue;
        };
        if let Some(before) = bands.last().filter(|before| before.value.prompt_tokens_over >= over) {
            fields
                .faults
                .add(
                    Code::BandsOutOfOrder,
                    "the `prompt_tokens_over` limits are not in rising order",
                    &span,
                    format!("over {over}"),
                )
                .and_at(before.span.clone(), format!("over {}", before.value.prompt_tokens_over))
                .way_out("put the smallest limit first, each limit once");
        }
        fields.finish();
        bands.push(Placed { value: Band { prompt_tokens_over: over, card, requires, note }, span });
    }
    (card, bands.into_iter().map(|band| band.value).collect())
}

/// The kinds of which it is said that no rate was found.
fn no_rate(fields: &mut Fields<'_, '_, '_>) -> Vec<Placed<TokenKind>> {
    fields.key("no_rate").words(&TokenKind::ALL.map(|kind| (kind.id(), kind)))
}

/// The rates of `usd_per_mtok`: one for each kind that the vendor counts, unless it is said that there is
/// none.
fn card(fields: &mut Fields<'_, '_, '_>, vendor: &Vendor, no_rate: &[Placed<TokenKind>]) -> Option<Card> {
    let Some(node) = fields.key("usd_per_mtok").node else {
        let span = fields.span();
        fields.faults.add(Code::MissingPriceKey, "a price has no `usd_per_mtok`", &span, "").way_out(
            "add `usd_per_mtok = { input = \"3.00\", output = \"15.00\", … }`, in dollars per million tokens",
        );
        return None;
    };
    let mut rates = Fields::of(node, "`usd_per_mtok`", fields.faults)?;
    let mut card = Card::default();
    let mut complete = true;
    for kind in TokenKind::ALL {
        let mut field = rates.key(kind.id());
        let lacking = no_rate.iter().find(|lacking| lacking.value == kind);
        match (field.node, lacking) {
            (Some(_), None) => match field.quoted_decimal() {
                Some(rate) => card = card.with(kind, rate),
                None => complete = false,
            },
            (Some(node), Some(lacking)) => {
                complete = false;
                rates
                    .faults
                    .add(
                        Code::RateMissing,
                        format!("`{}` has a rate but is listed as having none", kind.id()),
                        &node.span,
                        "its rate",
                    )
                    .and_at(lacking.span.clone(), "listed as having none")
                    .way_out("remove one of them");
            }
            (None, None) if vendor.token_kinds.contains(&kind) => {
                complete = false;
                let span = rates.span();
                rates
                    .faults
                    .add(Code::RateMissing, format!("this price has no rate for {kind}"), &span, "")
                    .way_out(format!(
                        "add `{id} = \"…\"`, or say that none was found: `no_rate = [\"{id}\"]`",
                        id = kind.id()
                    ));
            }
            (None, _) => {}
        }
    }
    rates.finish();
    complete.then_some(card)
}
