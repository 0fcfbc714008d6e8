//! The models and their prices on a day.

mod besides;
mod one;

use jiff::civil::Date;

use super::kinds::title;
use crate::phrase::{count, day_in, vendor_name};
use crate::pricing::{Card, Lifecycle, ModelStatus, PriceTable, Vendor};
use crate::report::{Block, Cell, Column, Emphasis, Kind, Page, Role, Sheet};
use crate::usage::TokenKind;

pub use one::model;

/// All models that have a price on `day` or later, by vendor; with fees, factors and other names where everything
/// is explained.
#[must_use]
pub fn models(table: &PriceTable, day: Date, explains: bool) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(format!(
        "Prices on {}, in dollars per million tokens",
        day.strftime("%a %-d %b %Y")
    )));
    for vendor in table.vendors() {
        let sheet = of_vendor(table, vendor, day);
        if !sheet.rows().is_empty() {
            page.add(Block::Heading(vendor_name(&vendor.id)));
            page.add(Block::Table(sheet));
        }
    }
    page.note(Role::Note, families(table));
    page.note(Role::Note, age(table, day));
    let more = "More: `creditcalc models MODEL` (history, sources), `--explain` (fees).";
    page.note(Role::Note, more);
    if explains {
        besides::add(&mut page, table);
    }
    page
}

/// A row a model, and one for each size of prompts from which it costs more.
fn of_vendor(table: &PriceTable, vendor: &Vendor, day: Date) -> Sheet {
    let kinds = shown(table, vendor);
    let mut columns = vec![Column::of_page("model", Kind::Text).whole()];
    columns.extend(columns_of(&kinds));
    columns.push(Column::of_page("", Kind::Text).of_rank(1));
    let mut sheet = Sheet::new("Models", columns);
    for model in table.models().iter().filter(|model| model.vendor == vendor.id) {
        let upcoming = || model.prices.iter().find(|price| price.terms.effective_from > day);
        let (price, state) = match (model.price_on(day), upcoming()) {
            (Some(price), _) => (price, state(&model.lifecycle, day)),
            (None, Some(price)) => (price, State::From(price.terms.effective_from)),
            (None, None) => continue,
        };
        let mut push = |name: String, card: &Card, words: String| {
            sheet.push(row(name, card, &kinds, words, state.is_dim()));
        };
        push(model.id.clone(), &price.card, state.words(day));
        for band in &price.bands {
            push(format!("  prompt above {}", count(band.prompt_tokens_over)), &band.card, String::new());
        }
    }
    sheet
}

/// A column for the rate of each kind. Input and output stay, and writes to the cache can be missed first.
fn columns_of(kinds: &[TokenKind]) -> impl Iterator<Item = Column> {
    let ranked = kinds.iter().zip(0_u8..);
    ranked.map(|(kind, place)| Column::of_page(title(*kind), Kind::Money).of_rank(place.saturating_sub(1)))
}

/// A name, its rate of each kind, and what is said of it; dim where it cannot be used.
fn row(name: String, card: &Card, kinds: &[TokenKind], words: String, is_dim: bool) -> Vec<Cell> {
    let rate = |kind: &TokenKind| Cell::known(card.rate(*kind).map(|rate| Cell::Decimal(rate.to_string())));
    let cells = std::iter::once(Cell::Text(name)).chain(kinds.iter().map(rate)).chain([Cell::Text(words)]);
    cells.map(|cell| if is_dim { cell.marked(Emphasis::Dim) } else { cell }).collect()
}

/// The kinds of tokens that a vendor's models have rates for, those of output behind input.
fn shown(table: &PriceTable, vendor: &Vendor) -> Vec<TokenKind> {
    let models = || table.models().iter().filter(|model| model.vendor == vendor.id);
    let has = |kind: &TokenKind| {
        models().flat_map(|model| &model.prices).any(|price| price.card.rate(*kind).is_some())
    };
    let kinds = [
        TokenKind::Input,
        TokenKind::Output,
        TokenKind::CacheRead,
        TokenKind::CacheWrite5m,
        TokenKind::CacheWrite30m,
        TokenKind::CacheWrite1h,
        TokenKind::CacheWrite12h,
    ];
    kinds.into_iter().filter(has).collect()
}

/// What is to be known of a model besides its price.
enum State {
    /// Nothing: it can be used.
    Current,
    /// A newer one is recommended, or its end was announced.
    Called(&'static str),
    /// It is served until the day before this one.
    Retires(Date),
    /// It is no longer served.
    Retired,
    /// Its price is announced for this day.
    From(Date),
}

fn state(life: &Lifecycle, day: Date) -> State {
    match (life.retired, life.status) {
        (Some(on), _) if on > day => State::Retires(on),
        (Some(_), _) | (None, ModelStatus::Retired) => State::Retired,
        (None, ModelStatus::Deprecated | ModelStatus::Legacy) => State::Called(life.status.word()),
        (None, ModelStatus::Active | ModelStatus::Listed) => State::Current,
    }
}

impl State {
    /// Whether it cannot be used on the day.
    fn is_dim(&self) -> bool {
        matches!(self, Self::Retired | Self::From(_))
    }

    fn words(&self, day: Date) -> String {
        let short = |on: &Date| {
            let format = if on.year() == day.year() { "%-d %b" } else { "%-d %b %Y" };
            on.strftime(format).to_string()
        };
        match self {
            Self::Current => String::new(),
            Self::Called(word) => (*word).to_owned(),
            Self::Retires(on) => format!("retires {}", short(on)),
            Self::Retired => "retired".to_owned(),
            Self::From(on) => format!("from {}", short(on)),
        }
    }
}

/// `` `opus` is claude-opus-5-5, `sonnet` claude-sonnet-5-5 ``: names that move, as they are now.
fn families(table: &PriceTable) -> String {
    let families = table.vendors().iter().flat_map(|vendor| &vendor.families);
    let newest = families.filter_map(|family| Some((&family.alias, &family.members.last()?.model)));
    let each = newest.enumerate().map(|(place, (alias, model))| match place {
        0 => format!("`{alias}` is {model}"),
        _ => format!("`{alias}` {model}"),
    });
    let all: Vec<String> = each.collect();
    if all.is_empty() { String::new() } else { format!("{}.", all.join(", ")) }
}

/// How old the figures are, and what a dash means.
fn age(table: &PriceTable, day: Date) -> String {
    let prices = table.models().iter().filter_map(|model| model.price_on(day));
    let checked = prices.map(|price| price.terms.citation.checked);
    let dash = "A dash means no published price.";
    match (checked.clone().min(), checked.max()) {
        (Some(first), Some(last)) if first == last => {
            format!("{dash} Last checked on {}{}.", day_in(first, day.year()), days_ago(first, day))
        }
        (Some(first), Some(last)) => {
            let (first_day, last) = (day_in(first, day.year()), day_in(last, day.year()));
            format!("{dash} Last checked between {first_day}{} and {last}.", days_ago(first, day))
        }
        _ => "No model has a price on this day.".to_owned(),
    }
}

/// ` (3 days ago)`, where it is some days ago.
fn days_ago(checked: Date, day: Date) -> String {
    match checked.duration_until(day).as_hours() / 24 {
        days if days <= 0 => String::new(),
        1 => " (1 day ago)".to_owned(),
        days => format!(" ({days} days ago)"),
    }
}
