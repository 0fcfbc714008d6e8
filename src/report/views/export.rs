//! Prices as SQL, for people: what the statements make, and the statements themselves as one text.

use std::fmt::Write as _;

use crate::answer::Export;
use crate::phrase::counted;
use crate::report::{Block, Cell, Column, Kind, Page, Role, Sheet};
use crate::units::length;
use crate::warehouse::{Check, StatementKind, Unit};

/// How much there is, and what each table and view is for.
#[must_use]
pub fn exported(answer: &Export) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(answer)));
    let mut sheet = Sheet::new(
        "Tables and views",
        vec![
            Column::of_page("name", Kind::Text).whole(),
            Column::of_page("rows", Kind::Count),
            Column::of_page("what is in it", Kind::Text).wrapped(),
        ],
    );
    let prefix = &answer.inputs.prefix;
    for (name, rows, what) in [
        ("names", Some(answer.names.len()), "the names of models"),
        ("rates", Some(answer.rates.len()), "what requests of each kind cost, day by day"),
        ("requests", None, "your requests with their list cost, or why they have none"),
        ("daily", None, "sums by day and model"),
        ("unpriced", None, "requests without a price, counted by reason and model"),
    ] {
        let rows = rows.map_or(Cell::Empty, |rows| length(rows).into());
        sheet.push(vec![Cell::Text(format!("{prefix}{name}")), rows, what.into()]);
    }
    page.add(Block::Table(sheet));
    // What no engine has run is a caution, which the command gives.
    if answer.check == Check::Run {
        page.note(Role::Note, answer.checked.clone());
    }
    page
}

fn headline(answer: &Export) -> String {
    format!(
        "{} and {} for {}, exact in steps of ${}",
        counted(length(answer.rates.len()), "rate"),
        counted(length(answer.names.len()), "name"),
        answer.dialect.title(),
        answer.unit_usd,
    )
}

/// All statements as one text, which the engine runs from its beginning to its end.
#[must_use]
pub fn sql(answer: &Export) -> String {
    let mut text = String::new();
    let mut line = |line: &str| {
        let space = if line.is_empty() { "" } else { " " };
        writeln!(text, "--{space}{line}").expect("memory takes it");
    };
    line(&format!(
        "{}: the prices of creditcalc, and views that price a table of requests.",
        answer.dialect.title()
    ));
    line(&answer.checked);
    line(&format!("Price tables: {}", answer.inputs.pricing_digest));
    if let Some(factor) = &answer.inputs.price_factor {
        line(&format!("All prices are multiplied by {factor}."));
    }
    let unit = Unit::ALL.into_iter().find(|unit| unit.usd() == answer.unit_usd);
    line(&format!(
        "Rates and costs are whole numbers of {}-dollars (${}), and nothing is rounded.",
        unit.map_or("", Unit::prefix),
        answer.unit_usd
    ));
    line("It can be run again: it replaces its own tables and views, and never the table of requests.");
    line("");
    line("The table of requests must have these columns, or be a view that has them:");
    for column in &answer.usage_columns {
        line(&format!("  {:22}  {}", column.column, column.meaning));
    }
    for statement in &answer.statements {
        let gap = if statement.kind == StatementKind::Cleanup { "" } else { "\n" };
        writeln!(text, "{gap}{};", statement.sql).expect("memory takes it");
    }
    text
}
