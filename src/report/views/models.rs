//! The models and their prices.

use jiff::civil::Date;

use crate::phrase::count;
use crate::phrase::exact_dollars;
use crate::pricing::{Band, Card, Citation, FastOffer, Model, ModelStatus, PriceTable, Terms};
use crate::report::{Block, Cell, Kind, Page, Sheet};
use crate::usage::TokenKind;

use super::sources::Sources;

/// All models that have a price on `day`.
#[must_use]
pub fn models(table: &PriceTable, day: Date) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(format!("Dollars per million tokens on {day}")));
    let mut sheet = Sheet::of_page(&[
        ("model", Kind::Text),
        ("input", Kind::Money),
        ("output", Kind::Money),
        ("read", Kind::Money),
        ("write", Kind::Money),
        ("write 1h", Kind::Money),
        ("status", Kind::Text),
    ]);
    for model in table.models() {
        let Some(price) = model.price_on(day) else { continue };
        sheet.push(row(model.id.clone(), &price.card, model.lifecycle.status.word()));
        for band in &price.bands {
            sheet.push(row(format!("  prompt over {}", count(band.prompt_tokens_over)), &band.card, ""));
        }
    }
    page.add(Block::Table(sheet));
    page.text(age(table, day));
    besides(&mut page, table);
    page.text(
        "A dash is a rate that was not found; it is never $0. At OpenAI a write lives 30 minutes, and a long one 12 hours. \
         `creditcalc models ID` shows one model with its history, its fast price and its sources.",
    );
    page
}

/// What the tables say besides the models: other charges, what multiplies a price, and names that are no
/// model.
fn besides(page: &mut Page, table: &PriceTable) {
    let mut sources = Sources::default();
    let columns = ["besides", "what", "figure", "source"].map(|title| (title, Kind::Text));
    let mut sheet = Sheet::of_page(&columns);
    for vendor in table.vendors() {
        let mut row = |what: &str, name: &str, figure: String, citation: &Citation| {
            let source = sources.citation(citation, "");
            sheet.push(vec![
                format!("{} {what}", vendor.id).into(),
                name.into(),
                figure.into(),
                source.into(),
            ]);
        };
        for fee in &vendor.fees {
            let each = fee.cost_of(1).map(exact_dollars).unwrap_or_default();
            row("fee", fee.kind.word(), format!("{each} a {}", fee.unit), &fee.citation);
        }
        for modifier in &vendor.modifiers {
            row("modifier", &modifier.id, format!("x {}", modifier.multiplier), &modifier.citation);
        }
        for tokenizer in &vendor.tokenizers {
            let range = match (tokenizer.ratio_low, tokenizer.ratio_high) {
                (Some(low), Some(high)) => format!(" ({low} to {high})"),
                _ => String::new(),
            };
            row(
                "tokenizer",
                &tokenizer.id,
                format!("x {} tokens{range}", tokenizer.ratio),
                &tokenizer.citation,
            );
        }
        for family in &vendor.families {
            let members: Vec<_> = family
                .members
                .iter()
                .map(|member| format!("{} from {}", member.model, member.since))
                .collect();
            row("family", &family.alias, members.join(", "), &family.citation);
        }
        for unpriced in &vendor.unpriced {
            row("unpriced", &unpriced.id, unpriced.reason.clone(), &unpriced.citation);
        }
    }
    page.add(Block::Table(sheet));
    sources.add_to(page);
}

fn row(name: String, card: &Card, status: &str) -> Vec<Cell> {
    let first_of = |kinds: [TokenKind; 2]| kinds.into_iter().find(|kind| card.rate(*kind).is_some());
    let kinds = [
        Some(TokenKind::Input),
        Some(TokenKind::Output),
        Some(TokenKind::CacheRead),
        first_of([TokenKind::CacheWrite5m, TokenKind::CacheWrite30m]),
        first_of([TokenKind::CacheWrite1h, TokenKind::CacheWrite12h]),
    ];
    std::iter::once(name.into()).chain(kinds.map(|kind| rate(card, kind))).chain([status.into()]).collect()
}

/// How old the figures are.
fn age(table: &PriceTable, day: Date) -> String {
    let checked = table
        .models()
        .iter()
        .filter_map(|model| model.price_on(day))
        .map(|price| price.terms.citation.checked);
    match (checked.clone().min(), checked.max()) {
        (Some(first), Some(last)) if first == last => {
            format!("All figures were last read on {first}{}.", days_ago(first, day))
        }
        (Some(first), Some(last)) => {
            format!("The figures were last read between {first}{} and {last}.", days_ago(first, day))
        }
        _ => format!("No model has a price on {day}."),
    }
}

/// `, 3 days before`, where there are any.
pub(super) fn days_ago(checked: Date, day: Date) -> String {
    match checked.duration_until(day).as_hours() / 24 {
        days if days <= 0 => String::new(),
        1 => ", 1 day before".to_owned(),
        days => format!(", {days} days before"),
    }
}

fn rate(card: &Card, kind: Option<TokenKind>) -> Cell {
    let rate = kind.and_then(|kind| card.rate(kind));
    rate.map_or(Cell::Unknown, |rate| Cell::Decimal(rate.to_string()))
}

/// One model: its names, its life, its prices since its first day, and who says so.
#[must_use]
pub fn model(model: &Model, day: Date) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(format!("{} ({})", model.id, model.name)));
    page.add(Block::Table(facts(model)));
    page.text("Prices are in dollars per million tokens.");
    for price in &model.prices {
        let state = state(&price.terms, day);
        page.add(Block::Heading(format!("Price from {}{state}", price.terms.effective_from)));
        page.add(Block::Table(cards(&price.card, &price.bands)));
        add_source(&mut page, &price.terms, day);
    }
    for fast in &model.fast {
        let state = state(&fast.terms, day);
        page.add(Block::Heading(format!("Fast mode from {}{state}", fast.terms.effective_from)));
        match &fast.offer {
            FastOffer::Card { card, bands } => page.add(Block::Table(cards(card, bands))),
            FastOffer::Multiple { multiplier, of_bands } => {
                let bands = if *of_bands { "bands included" } else { "below every prompt-size limit" };
                page.text(format!("{multiplier} times the price, {bands}."));
            }
        }
        add_source(&mut page, &fast.terms, day);
    }
    page
}

fn facts(model: &Model) -> Sheet {
    let mut sheet = Sheet::of_page(&[("", Kind::Text), ("", Kind::Text)]);
    let mut row = |what: &str, value: Option<String>| {
        if let Some(value) = value {
            sheet.push(vec![what.into(), value.into()]);
        }
    };
    let life = &model.lifecycle;
    let listed = |names: &[String]| if names.is_empty() { None } else { Some(names.join(", ")) };
    let status_note = life.status_note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    row("vendor", Some(model.vendor.clone()));
    row("also called", listed(&model.aliases));
    row("in clouds", listed(&model.cloud_ids));
    row("status", Some(format!("{}{status_note}, read {}", life.status.word(), life.status_checked)));
    row("released", life.released.map(|day| day.to_string()));
    row("deprecated", life.deprecated.map(|day| day.to_string()));
    let retired = if life.status == ModelStatus::Retired { "retired" } else { "retires" };
    row(retired, life.retired.map(|day| day.to_string()));
    row("retires", life.retires_not_before.map(|day| format!("not before {day}")));
    row("successor", life.successor.clone());
    row("said by", life.status_source.clone());
    row("context window", model.context_window_tokens.map(|tokens| format!("{} tokens", count(tokens))));
    row("largest output", model.output_tokens_max.map(|tokens| format!("{} tokens", count(tokens))));
    row(
        "smallest cached",
        model.cacheable_prompt_tokens_min.map(|tokens| format!("{} tokens", count(tokens))),
    );
    row("tokenizer", model.tokenizer.clone());
    row("note", model.note.clone());
    row("written at", Some(model.origin.to_string()));
    sheet
}

fn cards(card: &Card, bands: &[Band]) -> Sheet {
    let mut columns = vec![("prompt", Kind::Text)];
    let kinds: Vec<TokenKind> = card.rates().map(|(kind, _)| kind).collect();
    let titles: Vec<String> = kinds.iter().map(ToString::to_string).collect();
    columns.extend(titles.iter().map(|title| (title.as_str(), Kind::Money)));
    let mut sheet = Sheet::of_page(&columns);
    let cells = |what: String, card: &Card| {
        let mut cells = vec![what.into()];
        cells.extend(kinds.iter().map(|kind| rate(card, Some(*kind))));
        cells
    };
    let within = bands.first().map(|band| format!("up to {}", count(band.prompt_tokens_over)));
    sheet.push(cells(within.unwrap_or_else(|| "any size".to_owned()), card));
    for band in bands {
        sheet.push(cells(format!("over {}", count(band.prompt_tokens_over)), &band.card));
    }
    sheet
}

/// Whether a price is the one of `day`, in words.
fn state(terms: &Terms, day: Date) -> String {
    let until = terms.effective_until.map(|until| format!(" until {until}")).unwrap_or_default();
    let state = if terms.cover(day) {
        if terms.announced { ", announced and not seen in force" } else { ", in force" }
    } else if terms.effective_from > day {
        ", announced"
    } else if terms.announced {
        ", announced and never seen in force"
    } else {
        ", over"
    };
    format!("{until}{state}")
}

fn add_source(page: &mut Page, terms: &Terms, day: Date) {
    let citation = &terms.citation;
    std::iter::once(&citation.source).chain(&citation.also).for_each(|source| page.cite(source));
    let certainty = terms.certainty_note.as_deref().unwrap_or(terms.certainty.word());
    let promotion = if terms.promotion { "; said to be temporary" } else { "" };
    let review =
        terms.review_on.map(|day| format!("; to be confirmed again from {day} on")).unwrap_or_default();
    let date = citation.source_date.as_ref().map(|date| format!(", page of {date}")).unwrap_or_default();
    let also = if citation.also.is_empty() {
        String::new()
    } else {
        format!(" Also: {}.", citation.also.join(", "))
    };
    let note = citation.note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
    page.text(format!(
        "{certainty}{promotion}{review}. Source: {}{date}, read {}{}.{also}{note}",
        citation.source,
        citation.checked,
        days_ago(citation.checked, day)
    ));
}
