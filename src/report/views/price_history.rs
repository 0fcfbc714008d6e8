//! The prices of a model, each with who says so and how sure that is.

use jiff::civil::Date;

use super::sources::Sources;
use crate::phrase::count;
use crate::pricing::{Card, FastOffer, Model, Terms};
use crate::report::{Block, Cell, Column, Emphasis, Kind, Page, Sheet};
use crate::usage::TokenKind;

/// A row for each price and band; those not in force are dim.
#[must_use]
pub fn price_history(model: &Model, day: Date) -> Page {
    let (mut page, mut sources) = (Page::new(), Sources::default());
    page.add(Block::Headline(format!("{} ({}), in dollars per million tokens", model.name, model.id)));
    let mut columns = vec![
        Column::of_page("from", Kind::Date),
        Column::of_page("until", Kind::Date),
        Column::of_page("price", Kind::Text),
        Column::of_page("rates", Kind::Text).wrapped(),
        Column::of_page("certainty", Kind::Text),
    ];
    columns.push(Column::of_page("checked", Kind::Date).of_rank(2));
    columns.push(Column::of_page("source", Kind::Text));
    let mut sheet = Sheet::new("Prices", columns);
    let mut push = |terms: &Terms, what: String, rates: String| {
        let announced = if terms.announced { ", announced" } else { "" };
        let cells = [
            // The beginning of time stands for a day that was not found.
            Cell::known((terms.effective_from.year() > 1970).then_some(terms.effective_from)),
            terms.effective_until.into(),
            Cell::Text(what),
            Cell::Text(rates),
            Cell::Text(format!("{}{announced}", terms.certainty.word())),
            terms.citation.checked.into(),
            Cell::Text(sources.terms(terms)),
        ];
        let dim = |cell: Cell| if terms.cover(day) { cell } else { cell.marked(Emphasis::Dim) };
        sheet.push(cells.into_iter().map(dim).collect());
    };
    for price in &model.prices {
        push(&price.terms, "standard".to_owned(), rates(&price.card));
        for band in &price.bands {
            push(&price.terms, format!("above {}", count(band.prompt_tokens_over)), rates(&band.card));
        }
    }
    for fast in &model.fast {
        match &fast.offer {
            FastOffer::Multiple { multiplier, .. } => {
                push(&fast.terms, "fast".to_owned(), format!("{multiplier} times the standard price"));
            }
            FastOffer::Card { card, bands } => {
                push(&fast.terms, "fast".to_owned(), rates(card));
                for band in bands {
                    push(
                        &fast.terms,
                        format!("fast above {}", count(band.prompt_tokens_over)),
                        rates(&band.card),
                    );
                }
            }
        }
    }
    page.add(Block::Table(sheet));
    sources.add_to(&mut page);
    page
}

/// `5.00 input, 25.00 output, …`.
fn rates(card: &Card) -> String {
    let rate = |kind: TokenKind| Some(format!("{} {kind}", card.rate(kind)?));
    TokenKind::ALL.into_iter().filter_map(rate).collect::<Vec<_>>().join(", ")
}
