//! Price files of one's own: models with all the prices they had, and a new one behind these.
//!
//! A model of an overlay takes the place of the built-in one with all its prices, so the old ones are written again as
//! they stand. None of them is changed: where a new price would begin inside an old one that has an end, or before the
//! newest, nothing is written.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::compare::{Change, Frame};
use super::{Catalog, Offer};
use crate::diagnostic::{Code, Diagnostic};
use crate::pricing::model::{Band, Card, FastOffer, FastPrice, Lifecycle, Model, ModelStatus, Price, Terms};
use crate::pricing::{Certainty, Citation, Vendor};
use crate::source::SourceFile;
use crate::usage::TokenKind;

/// The price files of these changes, by their names: one for each vendor.
///
/// # Errors
///
/// When a new price would begin before the newest one of its model, or before the published end of that.
pub fn text_of(
    frame: &Frame<'_>,
    changes: &[Change<'_>],
    file: &str,
) -> Result<Vec<(String, String)>, Vec<Diagnostic>> {
    let mut models: Vec<Model> = Vec::new();
    let mut faults = Vec::new();
    for change in changes {
        let place = models.iter().position(|model| model.id == change.id);
        let mut model = match place {
            Some(place) => models.remove(place),
            None => change.model.cloned().unwrap_or_else(|| new_model(frame, change)),
        };
        match add(&mut model, frame, change, file) {
            Ok(()) => models.push(model),
            Err(fault) => faults.push(*fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut files = Vec::new();
    for vendor in frame.table.vendors() {
        let own: Vec<&Model> = models.iter().filter(|model| model.vendor == vendor.id).collect();
        if !own.is_empty() {
            let name = format!("{}-{}-{}.toml", vendor.id, frame.catalog.word(), frame.from);
            files.push((name, price_file(vendor, &own, frame)));
        }
    }
    Ok(files)
}

fn new_model(frame: &Frame<'_>, change: &Change<'_>) -> Model {
    Model {
        id: change.id.clone(),
        name: change.name.clone().unwrap_or_else(|| change.id.clone()),
        vendor: change.model_vendor.to_owned(),
        aliases: Vec::new(),
        cloud_ids: Vec::new(),
        router_ids: Vec::new(),
        fast_ids: Vec::new(),
        lifecycle: Lifecycle {
            status: ModelStatus::Listed,
            status_note: None,
            status_checked: frame.today,
            released: None,
            deprecated: None,
            retired: None,
            retires_not_before: None,
            successor: None,
            retired_cloud_ids: Vec::new(),
            cloud_ends: Vec::new(),
            status_source: None,
        },
        context_window_tokens: None,
        output_tokens_max: None,
        cacheable_prompt_tokens_min: None,
        tokenizer: None,
        note: None,
        prices: Vec::new(),
        fast: Vec::new(),
        origin: SourceFile::new("", "").origin(0),
    }
}

/// Adds the new prices behind the old ones.
fn add(model: &mut Model, frame: &Frame<'_>, change: &Change<'_>, file: &str) -> Result<(), Box<Diagnostic>> {
    let terms = || Terms {
        effective_from: change.from,
        effective_until: None,
        announced: change.announced,
        certainty: if frame.catalog.is_official() { Certainty::Official } else { Certainty::ThirdParty },
        certainty_note: None,
        promotion: false,
        review_on: None,
        citation: Citation {
            source: frame.catalog.page().to_owned(),
            source_date: None,
            checked: frame.today,
            also: Vec::new(),
            note: Some(format!("imported from {file}, {}", change.place.path)),
        },
        origin: model.origin.clone(),
    };
    let bands = |offer: &Offer| -> Vec<Band> {
        let band = |(over, card): &(u64, Card)| Band {
            prompt_tokens_over: *over,
            card: *card,
            requires: None,
            note: None,
        };
        offer.bands.iter().map(band).collect()
    };
    if let Some(offer) = &change.standard {
        behind(model.prices.last().map(|price| &price.terms), change, frame, "price")?;
        model.prices.push(Price { terms: terms(), card: offer.card, bands: bands(offer) });
    }
    if let Some(offer) = &change.fast {
        behind(model.fast.last().map(|price| &price.terms), change, frame, "fast price")?;
        let offer = FastOffer::Card { card: offer.card, bands: bands(offer) };
        model.fast.push(FastPrice { terms: terms(), offer });
    }
    Ok(())
}

/// Whether a new price would begin behind all that are there.
fn behind(
    last: Option<&Terms>,
    change: &Change<'_>,
    frame: &Frame<'_>,
    what: &str,
) -> Result<(), Box<Diagnostic>> {
    let Some(last) = last else { return Ok(()) };
    let (id, from) = (&change.id, change.from);
    let (title, day) = if last.effective_from >= from {
        (format!("`{id}` has a {what} from {} on, and none before that is edited", last.effective_from), None)
    } else {
        match last.effective_until.filter(|until| *until > from) {
            Some(until) => (
                format!("the {what} of `{id}` is published to end on {until}, and is not edited"),
                Some(until),
            ),
            None => return Ok(()),
        }
    };
    let day = day.map_or_else(|| "a later day".to_owned(), |day: Date| format!("`--effective-from {day}`"));
    Err(Box::new(
        Diagnostic::new(Code::ImportRefused, title)
            .at(frame.source, change.place.span.clone(), change.place.path.clone())
            .help(format!("import it from {day} on, or leave it out by naming the others with `--model`")),
    ))
}

fn price_file(vendor: &Vendor, models: &[&Model], frame: &Frame<'_>) -> String {
    let kinds: Vec<String> = vendor.token_kinds.iter().map(|kind| format!("\"{}\"", kind.id())).collect();
    let mut text = format!(
        "# Imported from {} on {}: the prices that the tables had, and a new one from {} on.\n\
         format      = \"creditcalc.models/1\"\nvendor      = {}\ntoken_kinds = [{}]\n",
        catalog_name(frame.catalog),
        frame.today,
        frame.from,
        quoted(&vendor.id),
        kinds.join(", "),
    );
    for model in models {
        text += &of_model(vendor, model);
    }
    text
}

fn catalog_name(catalog: Catalog) -> &'static str {
    match catalog {
        Catalog::LiteLlm => "the catalog of LiteLLM",
        Catalog::GenaiPrices => "genai-prices",
        Catalog::ModelsDev => "models.dev",
        Catalog::ClaudeCli => "the package of Claude Code",
        Catalog::Codex => "the package of Codex",
    }
}

/// The keys of a table, one a line.
struct Keys(String);

impl Keys {
    fn header(&mut self, header: &str) {
        writeln!(self.0, "\n[[{header}]]").expect("memory takes it");
    }

    fn bare(&mut self, key: &str, value: impl std::fmt::Display) {
        writeln!(self.0, "{key} = {value}").expect("memory takes it");
    }

    fn text(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.bare(key, quoted(value));
        }
    }

    fn day(&mut self, key: &str, value: Option<Date>) {
        if let Some(value) = value {
            self.bare(key, value);
        }
    }

    fn list(&mut self, key: &str, values: &[String]) {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            self.bare(key, format!("[{}]", values.join(", ")));
        }
    }
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(letter);
            }
            letter if letter.is_control() => {
                write!(quoted, "\\u{:04X}", u32::from(letter)).expect("memory takes it");
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// A model with all its prices. Names and sizes that are not mentioned are kept from the one that it replaces.
fn of_model(vendor: &Vendor, model: &Model) -> String {
    let mut keys = Keys(String::new());
    let life = &model.lifecycle;
    keys.header("model");
    keys.text("id", Some(&model.id));
    keys.text("name", Some(&model.name));
    keys.text("status", Some(life.status.word()));
    keys.text("status_note", life.status_note.as_deref());
    keys.bare("status_checked", life.status_checked);
    keys.day("released", life.released);
    keys.day("deprecated", life.deprecated);
    keys.day("retired", life.retired);
    keys.day("retires_not_before", life.retires_not_before);
    keys.text("successor", life.successor.as_deref());
    keys.list("retired_cloud_ids", &life.retired_cloud_ids);
    keys.text("status_source", life.status_source.as_deref());
    keys.text("note", model.note.as_deref());
    if model.prices.is_empty() {
        keys.bare("price", "[]");
    }
    for (place, price) in model.prices.iter().enumerate() {
        keys.header("model.price");
        let next = model.prices.get(place + 1).map(|next| next.terms.effective_from);
        terms(&mut keys, &price.terms, next);
        card(&mut keys, vendor, &price.card);
        bands(&mut keys, vendor, &price.card, &price.bands, "model.price.band");
    }
    for (place, fast) in model.fast.iter().enumerate() {
        keys.header("model.fast");
        let next = model.fast.get(place + 1).map(|next| next.terms.effective_from);
        terms(&mut keys, &fast.terms, next);
        match &fast.offer {
            FastOffer::Card { card: rates, bands: limits } => {
                card(&mut keys, vendor, rates);
                bands(&mut keys, vendor, rates, limits, "model.fast.band");
            }
            FastOffer::Multiple { multiplier, of_bands } => {
                keys.text("multiplier", Some(&multiplier.to_string()));
                if *of_bands {
                    keys.bare("multiplies_bands", true);
                }
            }
        }
    }
    keys.0
}

fn terms(keys: &mut Keys, terms: &Terms, next: Option<Date>) {
    keys.bare("effective_from", terms.effective_from);
    // Where the next one begins needs no saying.
    keys.day("effective_until", terms.effective_until.filter(|until| Some(*until) != next));
    if terms.announced {
        keys.text("status", Some("announced"));
    }
    keys.text("certainty", Some(terms.certainty.word()));
    keys.text("certainty_note", terms.certainty_note.as_deref());
    if terms.promotion {
        keys.bare("promotion", true);
    }
    keys.day("review_on", terms.review_on);
    keys.text("source", Some(&terms.citation.source));
    keys.text("source_date", terms.citation.source_date.as_deref());
    keys.bare("checked", terms.citation.checked);
    keys.list("also", &terms.citation.also);
    keys.text("note", terms.citation.note.as_deref());
}

fn card(keys: &mut Keys, vendor: &Vendor, card: &Card) {
    let rates: Vec<String> = card.rates().map(|(kind, rate)| format!("{} = \"{rate}\"", kind.id())).collect();
    keys.bare("usd_per_mtok", format!("{{ {} }}", rates.join(", ")));
    let lacking = |kind: &&TokenKind| card.rate(**kind).is_none();
    no_rate(keys, vendor.token_kinds.iter().filter(lacking).copied());
}

fn no_rate(keys: &mut Keys, kinds: impl Iterator<Item = TokenKind>) {
    let kinds: Vec<String> = kinds.map(|kind| kind.id().to_owned()).collect();
    keys.list("no_rate", &kinds);
}

fn bands(keys: &mut Keys, vendor: &Vendor, base: &Card, bands: &[Band], header: &str) {
    for band in bands {
        keys.header(header);
        keys.bare("prompt_tokens_over", band.prompt_tokens_over);
        let rates = band.card.rates().map(|(kind, rate)| format!("{} = \"{rate}\"", kind.id()));
        keys.bare("usd_per_mtok", format!("{{ {} }}", rates.collect::<Vec<_>>().join(", ")));
        // What the price lacks, the band lacks without saying so.
        let lacking = |kind: &&TokenKind| band.card.rate(**kind).is_none() && base.rate(**kind).is_some();
        no_rate(keys, vendor.token_kinds.iter().filter(lacking).copied());
        keys.text("requires", band.requires.as_deref());
        keys.text("note", band.note.as_deref());
    }
}
