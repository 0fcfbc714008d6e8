//! An invoice as CSV: a row a charge, its columns found by their names.
//!
//! - The unit of an amount is in the name of its column (`amount_usd`, `Cost (cents)`), or the column `currency` says
//!   USD. Without either nobody knows, and it is asked for.
//! - Cells are separated by commas, semicolons or tabs. Between semicolons a comma begins the decimals.
//! - A row that says `total` and has no date is the sum of the others, and is left out.

use std::collections::BTreeSet;

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;

use super::amounts::{Unit, amount};
use super::columns::{BillColumn, BillColumns, plain, token_kind};
use super::{Bill, Charge, Item, other_currency, wrong};
use crate::diagnostic::Diagnostic;
use crate::phrase::{CsvDialect, quoted, quoted_name};
use crate::source::SourceFile;
use crate::usage::TokenKind;

/// As many faults of a file are told.
const FAULTS_MAX: usize = 20;

/// Where what is needed stands in a row.
struct Places {
    date: usize,
    amount: (usize, Unit),
    currency: Option<usize>,
    model: Option<usize>,
    description: Option<usize>,
    tokens: Option<(usize, usize)>,
    counts: Vec<(usize, TokenKind)>,
}

/// Reads an invoice.
pub(super) fn read(
    source: &SourceFile,
    columns: &BillColumns,
    dialect: Option<CsvDialect>,
) -> Result<Bill, Vec<Diagnostic>> {
    let text = source.text();
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let separator = separator(first, dialect);
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(separator)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = reader.records();
    let header: Vec<String> = match rows.next() {
        Some(Ok(header)) => {
            header.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect()
        }
        _ => Vec::new(),
    };
    let places = Places::find(source, columns, &header).map_err(|fault| vec![fault])?;
    let mut bill = Bill::default();
    let (mut faults, mut days) = (Vec::new(), BTreeSet::new());
    for row in rows {
        let Ok(row) = row else {
            faults.push(wrong(format!("a row of {} can't be read", quoted_name(source.name()))));
            break;
        };
        match places.charge(&row, separator == b';') {
            Ok(Some(charge)) => {
                days.insert(charge.day);
                bill.charges.push(charge);
            }
            Ok(None) => {}
            Err(fault) => {
                let start = row.position().and_then(|place| usize::try_from(place.byte()).ok()).unwrap_or(0);
                let start = start + text[start..].len() - text[start..].trim_start().len();
                let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
                faults.push(fault.at(source, start..end, "in this row"));
            }
        }
    }
    if !faults.is_empty() {
        faults.truncate(FAULTS_MAX);
        return Err(faults);
    }
    // An invoice is about all days from its first to its last.
    if let (Some(first), Some(last)) = (days.first().copied(), days.last().copied()) {
        let mut day = first;
        while day <= last {
            bill.days.insert(day);
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
    }
    Ok(bill)
}

/// What stands between cells.
fn separator(first: &str, dialect: Option<CsvDialect>) -> u8 {
    let count = |separator: char| first.matches(separator).count();
    let found = [(b';', count(';')), (b'\t', count('\t')), (b',', count(','))];
    let most = found.iter().max_by_key(|(_, count)| *count).filter(|(_, count)| *count > 0);
    most.map(|(separator, _)| *separator).or(dialect.map(CsvDialect::separator)).unwrap_or(b',')
}

impl Places {
    fn find(source: &SourceFile, columns: &BillColumns, header: &[String]) -> Result<Self, Diagnostic> {
        let place = |column| columns.place(column, header);
        let shown = || quoted(header.iter().filter(|name| !name.is_empty()).take(12));
        let missing = |what: &str, example: &str| {
            let title = format!("no column of {} is {what}", quoted_name(source.name()));
            let fault = wrong(title).help(format!("name it: `--bill-columns {example}`"));
            if header.len() > 1 { fault.note(format!("its columns are {}", shown())) } else { fault }
        };
        for (column, name) in &columns.0 {
            if place(*column).is_none() {
                let title = format!("{} has no column {}", quoted_name(source.name()), quoted_name(name));
                let fault = wrong(title).help("write the name as it stands in the first line of the file");
                return Err(if header.len() > 1 {
                    fault.note(format!("its columns are {}", shown()))
                } else {
                    fault
                });
            }
        }
        let date = place(BillColumn::Date).ok_or_else(|| missing("a date", "date=NAME"))?;
        let currency = place(BillColumn::Currency);
        let in_dollars = place(BillColumn::AmountUsd).map(|place| (place, Unit::Dollars));
        let in_cents = || place(BillColumn::AmountCents).map(|place| (place, Unit::Cents));
        // Beside a currency, an amount is of it.
        let beside = || currency.and(BillColumns::bare_amount(header)).map(|place| (place, Unit::Dollars));
        let amount = in_dollars.or_else(in_cents).or_else(beside).ok_or_else(|| {
            match BillColumns::bare_amount(header) {
                Some(place) => {
                    let name = &header[place];
                    let title = format!("nobody knows whether {} is in dollars or cents", quoted_name(name));
                    wrong(title).help(format!(
                        "say it: `--bill-columns amount_usd={name}` or `--bill-columns amount_cents={name}`"
                    ))
                }
                None => missing("an amount", "amount_usd=NAME"),
            }
        })?;
        let tokens = place(BillColumn::Tokens).zip(place(BillColumn::TokenType));
        let (model, description) = (place(BillColumn::Model), place(BillColumn::Description));
        Ok(Self { date, amount, currency, model, description, tokens, counts: BillColumns::counts(header) })
    }

    /// What a row charges; nothing where it is the sum of others, or empty.
    fn charge(&self, row: &StringRecord, has_decimal_comma: bool) -> Result<Option<Charge>, Diagnostic> {
        let cell = |place: usize| row.get(place).unwrap_or_default();
        let date = cell(self.date);
        if date.is_empty() || plain(date).ends_with("total") {
            let is_sum =
                row.iter().any(|cell| ["total", "subtotal", "grandtotal"].contains(&plain(cell).as_str()));
            if is_sum || row.iter().all(str::is_empty) {
                return Ok(None);
            }
            return Err(wrong("a charge without a date"));
        }
        let Some(day) = day(date) else {
            let title = format!("{} is not a day", quoted_name(date));
            return Err(wrong(title).help("write days as `2026-11-20`"));
        };
        if let Some(currency) = self.currency.map(cell).filter(|currency| !currency.is_empty())
            && !currency.eq_ignore_ascii_case("USD")
        {
            return Err(other_currency(currency));
        }
        let (place, unit) = self.amount;
        let written = number(cell(place), has_decimal_comma);
        let Some(amount) = written.as_deref().and_then(|written| amount(written, unit)) else {
            let title = format!("{} is not an amount", quoted_name(cell(place)));
            return Err(wrong(title).help("write it like `0.25`"));
        };
        let count = |text: &str| -> Result<u64, Diagnostic> {
            let text: String = text.chars().filter(|digit| !matches!(digit, ',' | '.' | '_' | ' ')).collect();
            text.parse().map_err(|_| wrong("a number of tokens that is none"))
        };
        let mut tokens = Vec::new();
        if let Some((of_tokens, of_type)) = self.tokens
            && let Some(kind) = token_kind(cell(of_type))
            && !cell(of_tokens).is_empty()
        {
            tokens.push((kind, count(cell(of_tokens))?));
        }
        for (place, kind) in self.counts.iter().filter(|(place, _)| !cell(*place).is_empty()) {
            tokens.push((*kind, count(cell(*place))?));
        }
        let text = |place: Option<usize>| place.map(cell).filter(|text| !text.is_empty());
        let description = text(self.description).unwrap_or_default().to_owned();
        let is_search = |text: &str| plain(text).starts_with("websearch");
        let item = match (text(self.model), description.as_str()) {
            (Some(model), _) if is_search(model) => Item::WebSearch,
            (Some(model), _) => Item::Model(model.to_owned()),
            (None, "") => Item::Unsaid,
            (None, description) if is_search(description) => Item::WebSearch,
            // It may be the name of a model.
            (None, description) => Item::Other(description.to_owned()),
        };
        Ok(Some(Charge { day, amount, item, description, tokens }))
    }
}

/// A number with a point before its decimals and nothing between thousands. `None` where a mark could be either.
fn number(text: &str, has_decimal_comma: bool) -> Option<String> {
    let (decimal, group) = if has_decimal_comma { (',', '.') } else { ('.', ',') };
    if text.matches(decimal).count() > 1 {
        return None;
    }
    let (whole, decimals) = text.split_once(decimal).unwrap_or((text, ""));
    if decimals.contains(group) {
        return None;
    }
    let groups: Vec<&str> = whole.split(group).collect();
    // Groups of thousands have three digits, but for the first.
    let is_grouped = groups.iter().skip(1).all(|group| group.trim_end_matches([')', ' ']).len() == 3);
    if groups.len() > 1 && !is_grouped {
        return None;
    }
    let whole = groups.concat();
    Some(if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") })
}

/// A day: `2026-11-20`, or an instant that begins like one.
fn day(text: &str) -> Option<Date> {
    text.parse().ok().or_else(|| text.get(..10)?.parse().ok())
}
