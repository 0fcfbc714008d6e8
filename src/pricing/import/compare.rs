//! A catalog beside the tables: what differs, and what is odd about it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::checks::{self, Doubt, Reason};
use super::{Catalog, FastSays, Imported, ImportedModel, Offer, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::pricing::model::{Band, Card, FastOffer, Model};
use crate::pricing::rate_card::scaled;
use crate::pricing::{PriceTable, Via};
use crate::source::SourceFile;
use crate::units::{OutOfRange, Rate};
use crate::usage::TokenKind;
use crate::words::words;

/// Which price list a rate is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speed {
    /// The usual one.
    Standard,
    /// The one of fast mode.
    Fast,
}

words!(Speed { Standard = "standard", Fast = "fast" });

/// What a comparison is about.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Whose catalog it is.
    pub catalog: Catalog,
    /// The text of the catalog.
    pub source: &'a SourceFile,
    /// The tables it is compared with.
    pub table: &'a PriceTable,
    /// The day from which its prices would hold.
    pub from: Date,
    /// The day that counts as today.
    pub today: Date,
    /// The models to look at, by their ids in the tables or in the catalog; all of them if there is none.
    pub models: &'a [String],
}

/// A rate that the two have differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which price list.
    pub speed: Speed,
    /// The class of tokens.
    pub kind: TokenKind,
    /// The band, if the rate is of one.
    pub prompt_tokens_over: Option<u64>,
    /// The rate in the tables.
    pub table: Option<Rate>,
    /// The rate in the catalog.
    pub catalog: Option<Rate>,
}

/// A model whose price would change.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    /// Its id in the tables, or in the catalog if it is new.
    pub id: String,
    /// The model, unless it is new.
    pub model: Option<&'a Model>,
    pub(super) model_vendor: &'a str,
    pub(super) name: Option<String>,
    /// The first day of the new price.
    pub from: Date,
    /// Whether that is a day to come.
    pub announced: bool,
    /// The rates that differ.
    pub differences: Vec<Difference>,
    /// The new standard price, if that differs.
    pub(super) standard: Option<Offer>,
    /// The new fast price, if that differs.
    pub(super) fast: Option<Offer>,
    /// Where the catalog says so.
    pub place: Place,
}

/// What a catalog says beside the tables.
#[derive(Debug, Clone, Default)]
pub struct Comparison<'a> {
    /// How many models both have.
    pub compared: u64,
    /// Those that differ, in the order of the tables.
    pub changes: Vec<Change<'a>>,
    /// What is odd about these.
    pub doubts: Vec<Doubt>,
    /// Ids that the tables don't have, in the order of the catalog.
    pub unknown: Vec<(String, Place)>,
}

/// Compares a catalog with the tables.
///
/// # Errors
///
/// When the catalog has a model under two ids with two prices, or a rate that is out of range.
pub fn compare<'a>(imported: &'a Imported, frame: &Frame<'a>) -> Result<Comparison<'a>, Diagnostic> {
    let mut comparison = Comparison::default();
    let mut known: BTreeMap<&str, Vec<&ImportedModel>> = BTreeMap::new();
    for row in &imported.models {
        match frame.known(row) {
            Some(model) => known.entry(model.id.as_str()).or_default().push(row),
            None => {
                if frame.models.contains(&row.id) {
                    frame.new_model(row, &mut comparison);
                } else {
                    comparison.unknown.push((row.id.clone(), row.place.clone()));
                }
            }
        }
    }
    for listed in &imported.listed {
        if frame.exact(&listed.id).is_none() {
            comparison.unknown.push((listed.id.clone(), listed.place.clone()));
        }
    }
    for model in frame.table.models() {
        let Some(rows) = known.get(model.id.as_str()) else { continue };
        let is_asked = |row: &&ImportedModel| frame.models.contains(&row.id);
        if !frame.models.is_empty() && !frame.models.contains(&model.id) && !rows.iter().any(is_asked) {
            continue;
        }
        let row = frame.one_of(model, rows)?;
        comparison.compared += 1;
        frame.changes_of(model, row, &mut comparison)?;
    }
    Ok(comparison)
}

impl<'a> Frame<'a> {
    /// The model that an id means exactly, as itself or as a listed alias.
    fn exact(&self, id: &str) -> Option<&'a Model> {
        let found = self.table.resolve(id, self.from).ok()?;
        matches!(found.via, Via::Id | Via::Alias).then_some(found.model)
    }

    /// The model that a row is about.
    fn known(&self, row: &ImportedModel) -> Option<&'a Model> {
        let names = std::iter::once(&row.id).chain(&row.names);
        let mut models = names.filter_map(|name| self.exact(name)).filter(|model| model.vendor == row.vendor);
        models.next()
    }

    /// The row about a model: of several ids for it, the one of the tables, if all have the same prices.
    fn one_of(&self, model: &Model, rows: &[&'a ImportedModel]) -> Result<&'a ImportedModel, Diagnostic> {
        let row = rows.iter().find(|row| row.id == model.id).unwrap_or(&rows[0]);
        let other = rows.iter().find(|other| !agree(self.offer(row), self.offer(other)));
        let Some(other) = other else { return Ok(row) };
        let title = format!("`{}` and `{}` are one model, and have two prices", row.id, other.id);
        Err(Diagnostic::new(Code::WrongCatalog, title)
            .at(self.source, row.place.span.clone(), row.place.path.clone())
            .at(self.source, other.place.span.clone(), other.place.path.clone())
            .help(format!("import the others: name them with `--model`, and leave `{}` out", model.id)))
    }

    /// What a row says on the day of the import.
    fn offer(&self, row: &'a ImportedModel) -> Option<&'a Offer> {
        let begun = row.offers.iter().rev().find(|(start, _)| start.is_none_or(|start| start <= self.from));
        begun.map(|(_, offer)| offer)
    }

    fn changes_of(
        &self,
        model: &'a Model,
        row: &'a ImportedModel,
        comparison: &mut Comparison<'a>,
    ) -> Result<(), Diagnostic> {
        let out_of_range =
            |_: OutOfRange| {
                Diagnostic::new(Code::WrongCatalog, format!("a fast price of `{}` is out of range", row.id))
                    .at(self.source, row.place.span.clone(), row.place.path.clone())
            };
        let mut before = model.price_on(self.from).map(|price| Offer::of(price.card, &price.bands));
        let fast_before = fast_of_table(model, self.from).map_err(out_of_range)?;
        let later = row.offers.iter().filter_map(|(start, offer)| Some(((*start)?, offer)));
        let later = later.filter(|(start, _)| *start > self.from);
        let offers = self.offer(row).map(|offer| (self.from, offer)).into_iter().chain(later);
        for (place, (from, offer)) in offers.enumerate() {
            // Where nothing follows in the tables, a later offer is compared with the one before it.
            let standard = differences(Speed::Standard, before.as_ref(), offer);
            let fast = match &row.fast {
                Some(says) if place == 0 => Some(says.offer(offer).map_err(out_of_range)?),
                _ => None,
            };
            let fast_rows = fast
                .as_ref()
                .map(|fast| differences(Speed::Fast, fast_before.as_ref(), fast))
                .unwrap_or_default();
            let change = Change {
                id: model.id.clone(),
                model: Some(model),
                model_vendor: &model.vendor,
                name: None,
                from,
                announced: from > self.today,
                standard: (!standard.is_empty()).then(|| offer.clone()),
                fast: fast.filter(|_| !fast_rows.is_empty()),
                differences: standard.into_iter().chain(fast_rows).collect(),
                place: row.place.clone(),
            };
            if change.differences.is_empty() {
                continue;
            }
            before = Some(offer.clone());
            self.doubt(&change, row, fast_before.is_none(), comparison);
            comparison.changes.push(change);
        }
        Ok(())
    }

    fn new_model(&self, row: &'a ImportedModel, comparison: &mut Comparison<'a>) {
        let Some(offer) = self.offer(row) else { return };
        let change = Change {
            id: row.id.clone(),
            model: None,
            model_vendor: &row.vendor,
            name: row.name.clone(),
            from: self.from,
            announced: self.from > self.today,
            differences: differences(Speed::Standard, None, offer),
            standard: Some(offer.clone()),
            fast: None,
            place: row.place.clone(),
        };
        self.doubt(&change, row, false, comparison);
        comparison.changes.push(change);
    }

    fn doubt(
        &self,
        change: &Change<'a>,
        row: &ImportedModel,
        is_fast_new: bool,
        comparison: &mut Comparison<'a>,
    ) {
        let mut found = checks::doubts(change);
        found.extend(row.oddities.iter().cloned());
        let has = |speed: Speed| change.differences.iter().filter(move |row| row.speed == speed);
        if is_fast_new && has(Speed::Fast).next().is_some() {
            found.push((Reason::Fast, format!("the tables have no fast price on {}", change.from)));
        }
        if let Some(model) = change.model {
            let in_tables =
                model.price_on(change.from).map(|price| price.bands.as_slice()).unwrap_or_default();
            for (over, _) in change.standard.iter().flat_map(|offer| &offer.bands) {
                if in_tables.iter().all(|band| band.prompt_tokens_over != *over) {
                    let says =
                        format!("the tables have no band above {over} prompt tokens on {}", change.from);
                    found.push((Reason::UnknownBand, says));
                }
            }
        } else {
            found.push((Reason::NewModel, "the tables don't have this model".to_owned()));
        }
        // Who imports from a day to come says so themselves; a day that the catalog names is somebody else's word.
        if change.announced && change.from != self.from && !self.catalog.is_official() {
            found.push((Reason::Announced, format!("it begins on {}, a day to come", change.from)));
        }
        for (reason, says) in found {
            let doubt = Doubt { model: change.id.clone(), reason, says, place: change.place.clone() };
            if !comparison.doubts.contains(&doubt) {
                comparison.doubts.push(doubt);
            }
        }
    }
}

impl Offer {
    fn of(card: Card, bands: &[Band]) -> Self {
        Self { card, bands: bands.iter().map(|band| (band.prompt_tokens_over, band.card)).collect() }
    }

    fn band(&self, over: u64) -> Option<&Card> {
        self.bands.iter().find(|(known, _)| *known == over).map(|(_, card)| card)
    }
}

impl FastSays {
    /// The rates in fast mode, of the standard ones.
    fn offer(&self, standard: &Offer) -> Result<Offer, OutOfRange> {
        match self {
            Self::Offer(offer) => Ok(offer.clone()),
            Self::Multiple(factor) => Ok(Offer { card: scaled(standard.card, *factor)?, bands: Vec::new() }),
        }
    }
}

/// Whether what both say is the same: what only one says is no contradiction.
fn agree(one: Option<&Offer>, other: Option<&Offer>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    let cards = |one: &Card, other: &Card| {
        one.rates().all(|(kind, rate)| other.rate(kind).is_none_or(|known| known == rate))
    };
    cards(&one.card, &other.card)
        && one.bands.iter().all(|(over, card)| other.band(*over).is_none_or(|known| cards(card, known)))
}

/// The rates that differ. A class that the catalog lacks everywhere is no difference: not every catalog has it.
fn differences(speed: Speed, table: Option<&Offer>, catalog: &Offer) -> Vec<Difference> {
    let nothing = Offer::default();
    let table = table.unwrap_or(&nothing);
    let mut rows = Vec::new();
    let mut add = |over: Option<u64>, old: Option<&Card>, new: Option<&Card>| {
        for kind in TokenKind::ALL {
            let old = old.and_then(|card| card.rate(kind));
            let new = new.and_then(|card| card.rate(kind));
            if old != new {
                rows.push(Difference { speed, kind, prompt_tokens_over: over, table: old, catalog: new });
            }
        }
    };
    add(None, Some(&table.card), Some(&catalog.card));
    let mut limits: Vec<u64> = table.bands.iter().chain(&catalog.bands).map(|(over, _)| *over).collect();
    limits.sort_unstable();
    limits.dedup();
    for over in limits {
        // A multiple of the standard price says nothing of the bands.
        if speed == Speed::Standard || catalog.band(over).is_some() {
            add(Some(over), table.band(over), catalog.band(over));
        }
    }
    let is_lack_of_class = |row: &Difference| {
        let is_somewhere = catalog
            .bands
            .iter()
            .map(|(_, card)| card)
            .chain([&catalog.card])
            .any(|card| card.rate(row.kind).is_some());
        row.catalog.is_none() && (!is_somewhere)
    };
    let differs = rows.iter().any(|row| !is_lack_of_class(row));
    if differs { rows } else { Vec::new() }
}

/// The fast price in the tables on a day.
fn fast_of_table(model: &Model, day: Date) -> Result<Option<Offer>, OutOfRange> {
    let Some(fast) = model.fast_on(day) else { return Ok(None) };
    Ok(match &fast.offer {
        FastOffer::Card { card, bands } => Some(Offer::of(*card, bands)),
        FastOffer::Multiple { multiplier, of_bands } => match model.price_on(day) {
            None => None,
            Some(price) => {
                let bands = price.bands.iter().filter(|_| *of_bands);
                let bands = bands.map(|band| Ok((band.prompt_tokens_over, scaled(band.card, *multiplier)?)));
                Some(Offer {
                    card: scaled(price.card, *multiplier)?,
                    bands: bands.collect::<Result<_, _>>()?,
                })
            }
        },
    })
}
