//! A catalog beside the tables.

use crate::answer::PricingImport;
use crate::answer::pricing_import::UnknownModel;
use crate::phrase::{counted, listed};
use crate::pricing::import::Catalog;
use crate::report::{Block, Cell, Column, Kind, Page, Role, Sheet, sheets};
use crate::units::length;

/// How many unknown ids are named on a page.
const UNKNOWN_MAX: usize = 12;

/// What differs, what is odd about it, and what was left out.
#[must_use]
pub fn pricing_import(answer: &PricingImport) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(answer)));
    if !answer.differences.is_empty() {
        page.add(Block::Table(sheets::imported(answer)));
    }
    let open = answer.doubts.iter().filter(|doubt| !doubt.accepted).count();
    if !answer.doubts.is_empty() {
        page.add(Block::Heading(
            if open > 0 { "Not imported without --accept" } else { "Accepted" }.to_owned(),
        ));
        page.add(Block::Table(doubts(answer)));
    }
    if answer.catalog == Catalog::Codex {
        if !answer.unknown.is_empty() {
            page.add(Block::Heading("Not in the tables".to_owned()));
            page.add(Block::Table(tiers(&answer.unknown)));
        }
        page.note(Role::Note, "This catalog has ids and service tiers, and no prices.".to_owned());
    } else if !answer.unknown.is_empty() {
        page.note(Role::Note, unknown(&answer.unknown));
    }
    let left: Vec<String> =
        answer.left_out.iter().map(|left| format!("{} {}", counted(left.rows, "row"), left.reason)).collect();
    if !left.is_empty() {
        page.note(Role::Note, format!("Left out: {}.", listed(left)));
    }
    for file in &answer.written {
        page.text(format!("Written: {file}"));
    }
    if !answer.written.is_empty() {
        page.note(
            Role::Note,
            "Use it with `--pricing DIR`; the built-in tables stay as they are.".to_owned(),
        );
    } else if !answer.differences.is_empty() {
        let accept = if open > 0 { " and `--accept REASON` (or a model) for each doubt" } else { "" };
        page.text(format!("Nothing was written. To import this: `--write DIR`{accept}."));
    }
    page
}

fn headline(answer: &PricingImport) -> String {
    let catalog = answer.catalog.word();
    if answer.catalog == Catalog::Codex {
        return match answer.unknown.len() {
            0 => format!("{catalog}: the tables know every model"),
            unknown => format!("{catalog}: the tables don't know {}", counted(length(unknown), "model")),
        };
    }
    let mut models: Vec<&str> = answer.differences.iter().map(|row| row.model.as_str()).collect();
    models.dedup();
    let compared = counted(answer.compared, "model");
    match models.len() {
        0 => {
            format!("{catalog}: {compared} compared, same prices as the tables on {}", answer.effective_from)
        }
        differ => format!(
            "{catalog}: {compared} compared, {differ} with other prices than the tables on {}",
            answer.effective_from
        ),
    }
}

fn doubts(answer: &PricingImport) -> Sheet {
    let columns = vec![
        Column::of_page("model", Kind::Text).whole(),
        Column::of_page("reason", Kind::Text).whole(),
        Column::of_page("what", Kind::Text).wrapped(),
    ];
    let mut sheet = Sheet::new("Doubts", columns);
    for doubt in &answer.doubts {
        let accepted = if doubt.accepted { " (accepted)" } else { "" };
        sheet.push(vec![
            Cell::Text(doubt.model.clone()),
            Cell::Text(doubt.reason.word().to_owned()),
            Cell::Text(format!("{}{accepted}", doubt.says)),
        ]);
    }
    sheet
}

fn tiers(unknown: &[UnknownModel]) -> Sheet {
    let columns = vec![
        Column::of_page("model", Kind::Text).whole(),
        Column::of_page("service tiers", Kind::Text),
        Column::of_page("default", Kind::Text),
    ];
    let mut sheet = Sheet::new("Models", columns);
    for model in unknown {
        sheet.push(vec![
            Cell::Text(model.id.clone()),
            Cell::Text(model.service_tiers.join(", ")),
            Cell::Text(model.default_service_tier.clone().unwrap_or_default()),
        ]);
    }
    sheet
}

fn unknown(unknown: &[UnknownModel]) -> String {
    let mut names: Vec<String> =
        unknown.iter().take(UNKNOWN_MAX).map(|model| format!("`{}`", model.id)).collect();
    let more = unknown.len().saturating_sub(UNKNOWN_MAX);
    if more > 0 {
        names.push(format!("{more} more (`--json` lists them)"));
    }
    format!("Not in the tables: {}. To import one, name it with `--model`.", listed(names))
}
