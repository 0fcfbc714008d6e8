//! One model: its price, those before and after it, its life, and who says so.

use jiff::civil::Date;

use super::{columns_of, days_ago, row};
use crate::phrase::{capitalized, count, day_in, vendor_name};
use crate::pricing::{Band, Certainty, FastOffer, Model, ModelStatus, Terms};
use crate::report::views::facts::Facts;
use crate::report::views::sources::Sources;
use crate::report::views::time;
use crate::report::{Block, Column, Kind, Page, Role, Sheet};
use crate::usage::TokenKind;

/// One model: its prices since its first day, its names and its life, and who says so; with the caveats of whoever
/// read it where everything is explained.
#[must_use]
pub fn model(model: &Model, day: Date, explains: bool) -> Page {
    let (mut page, mut sources) = (Page::new(), Sources::default());
    page.add(Block::Headline(headline(model, day)));
    page.caution(end(model, day));
    page.add(Block::Table(prices(model, day, &mut sources)));
    for fast in &model.fast {
        if let FastOffer::Multiple { multiplier, of_bands } = &fast.offer {
            let bands =
                if *of_bands { "" } else { ", but only up to the prompt size from which it costs more" };
            let period = period(&fast.terms, day);
            page.text(format!("Fast mode, {period}: {multiplier} times these prices{bands}."));
        }
    }
    let terms = || {
        let prices = model.prices.iter().map(|price| ("price", &price.terms));
        prices.chain(model.fast.iter().map(|fast| ("fast price", &fast.terms)))
    };
    for (what, terms) in terms() {
        cautions(&mut page, what, terms, day);
    }
    page.add(facts(model, day, explains));
    if explains {
        for (what, terms) in terms() {
            page.detail(readings(what, terms, day));
            terms.citation.also.iter().for_each(|source| page.cite(source));
        }
    }
    sources.add_to(&mut page);
    page
}

/// `Claude Opus 5 (claude-opus-5): $5.00 input, $25.00 output per million tokens`.
fn headline(model: &Model, day: Date) -> String {
    let name = format!("{} ({})", model.name, model.id);
    let rates = model
        .price_on(day)
        .and_then(|price| Some((price.card.rate(TokenKind::Input)?, price.card.rate(TokenKind::Output)?)));
    match rates {
        Some((input, output)) => format!("{name}: ${input} input, ${output} output per million tokens"),
        None => format!("{name}: no price on {}", day.strftime("%a %-d %b %Y")),
    }
}

/// When its vendor ends it, and what to use then.
fn end(model: &Model, day: Date) -> String {
    let life = &model.lifecycle;
    let Some(on) = life.retired else { return String::new() };
    let instead = life.successor.as_ref().map(|other| format!(" Use `{other}`.")).unwrap_or_default();
    let day_of_end = day_in(on, day.year());
    if on <= day {
        format!("Retired on {day_of_end}: requests have failed since then.{instead}")
    } else {
        format!("Retires on {day_of_end}: requests fail from then on.{instead}")
    }
}

/// A row a price, and one for each size of prompts from which it costs more; what is not in force is dim.
fn prices(model: &Model, day: Date, sources: &mut Sources) -> Sheet {
    let cards = || {
        let standard =
            model.prices.iter().map(|price| ("", &price.terms, &price.card, price.bands.as_slice()));
        let fast = model.fast.iter().filter_map(|fast| match &fast.offer {
            FastOffer::Card { card, bands } => Some(("fast, ", &fast.terms, card, bands.as_slice())),
            FastOffer::Multiple { .. } => None,
        });
        standard.chain(fast)
    };
    let has = |kind: &TokenKind| cards().any(|(_, _, card, _)| card.rate(*kind).is_some());
    let kinds: Vec<TokenKind> = TokenKind::ALL.into_iter().filter(has).collect();
    let mut columns = vec![Column::of_page("price", Kind::Text)];
    columns.extend(columns_of(&kinds));
    columns.push(Column::of_page("source", Kind::Text).of_rank(9));
    let mut sheet = Sheet::new("Prices", columns);
    for (speed, terms, card, bands) in cards() {
        let source = sources.terms(terms);
        let mut push = |name: String, card, source: String| {
            sheet.push(row(name, card, &kinds, source, !terms.cover(day)));
        };
        push(format!("{speed}{}", period(terms, day)), card, source);
        for Band { prompt_tokens_over, card, .. } in bands {
            push(format!("  prompt above {}", count(*prompt_tokens_over)), card, String::new());
        }
    }
    sheet
}

/// When a price is in force, as seen from a day: `since Wed 7 Oct`.
fn period(terms: &Terms, day: Date) -> String {
    let words = |on: Date| day_in(on, day.year());
    let last = terms.effective_until.map(|until| words(time::last(until)));
    // The beginning of time stands for a day that was not found.
    let is_known = terms.effective_from.year() > 1970;
    let from = is_known.then(|| words(terms.effective_from));
    let announced = if terms.announced { " (announced)" } else { "" };
    if terms.effective_from > day {
        return format!("from {}{announced}", words(terms.effective_from));
    }
    match (terms.cover(day), from, last) {
        (false, _, Some(last)) | (true, None, Some(last)) => format!("until {last}{announced}"),
        (true, Some(from), Some(last)) => format!("{from} to {last}{announced}"),
        (true, Some(from), None) => format!("since {from}{announced}"),
        (_, _, None) => format!("now{announced}"),
    }
}

/// What makes a price in force less sure than others.
fn cautions(page: &mut Page, what: &str, terms: &Terms, day: Date) {
    if !terms.cover(day) {
        return;
    }
    if terms.certainty != Certainty::Official {
        let how = match terms.certainty {
            Certainty::Derived => "follows from a published rule; nobody published the figure itself",
            _ => "is from other people's pages, not from the vendor's own",
        };
        page.caution(format!("The {what} {how}."));
    }
    if terms.promotion {
        page.caution(format!("The vendor says that the {what} is temporary."));
    }
    if let Some(review) = terms.review_on {
        page.note(Role::Note, format!("Check the {what} again from {} on.", day_in(review, day.year())));
    }
}

/// Everything that whoever read a price wrote down.
fn readings(what: &str, terms: &Terms, day: Date) -> String {
    let citation = &terms.citation;
    let certainty = terms.certainty_note.as_deref().unwrap_or(terms.certainty.word());
    let date = citation.source_date.as_ref().map(|date| format!(", page of {date}")).unwrap_or_default();
    let checked = format!("{}{}", citation.checked, days_ago(citation.checked, day));
    let mut parts =
        vec![format!("{} {}: {certainty}{date}, checked {checked}.", capitalized(what), period(terms, day))];
    parts.extend((!citation.also.is_empty()).then(|| format!("Also: {}.", citation.also.join(", "))));
    parts.extend(citation.note.clone());
    parts.join(" ")
}

fn facts(model: &Model, day: Date, explains: bool) -> Block {
    let mut facts = Facts::new();
    let mut row = |what: &str, value: Option<String>| facts.add(what, value);
    let life = &model.lifecycle;
    let words = |on: Date| day_in(on, day.year());
    let listed = |names: &[String]| (!names.is_empty()).then(|| names.join(", "));
    let tokens = |number: Option<u64>| number.map(|number| format!("{} tokens", count(number)));
    let note = life.status_note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    row("vendor", Some(vendor_name(&model.vendor)));
    row("also called", listed(&model.aliases));
    row("status", Some(format!("{}{note}, checked {}", life.status.word(), words(life.status_checked))));
    row("released", life.released.map(words));
    row("deprecated", life.deprecated.map(words));
    row(if life.status == ModelStatus::Retired { "retired" } else { "retires" }, life.retired.map(words));
    row("retires", life.retires_not_before.map(|on| format!("not before {}", words(on))));
    row("successor", life.successor.clone());
    row("context window", tokens(model.context_window_tokens));
    row("largest output", tokens(model.output_tokens_max));
    if explains {
        row("smallest cached prompt", tokens(model.cacheable_prompt_tokens_min));
        row("tokenizer", model.tokenizer.clone());
        row("in clouds", listed(&model.cloud_ids));
        row("in clouds, fast", listed(&model.fast_ids));
        row("in routers", listed(&model.router_ids));
        row("status from", life.status_source.clone());
        row("note", model.note.clone());
        row("price file", Some(model.origin.to_string()));
    }
    facts.into_table()
}
