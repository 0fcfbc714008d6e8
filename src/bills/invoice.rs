//! An invoice as CSV: a row a charge, its columns found by their names.
//!
//! - The unit of an amount is in the name of its column (`amount_usd`, `Cost (cents)`), or the column `currency` says
//!   USD. Without either nobody knows, and it is asked for.
//! - Cells are separated by commas, semicolons or tabs. Between semicolons a comma begins the decimals. What could be
//!   two numbers (`1.234`) is none, unless the dialect is named.
//! - A time with an offset is of its day in UTC, as everywhere in bills.
//! - A row that says `total` is the sum of the others, and is left out.

use std::collections::BTreeSet;

use csv::{ReaderBuilder, StringRecord};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::amounts::{self, NoAmount, Unit};
use super::columns::{BillColumn, BillColumns, plain, token_kind};
use super::{Bill, Charge, Item, add_days, other_currency, wrong};
use crate::diagnostic::Diagnostic;
use crate::phrase::{CsvDialect, from_cell, quoted, quoted_name};
use crate::records::FaultKind;
use crate::records::marks::Marks;
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
    // A spreadsheet may say first what stands between cells.
    let names_separator = |line: &str| {
        let line = line.trim_start_matches('\u{feff}').trim();
        line.len() == "sep=;".len() && line.to_ascii_lowercase().starts_with("sep=")
    };
    let first =
        text.lines().find(|line| !line.trim().is_empty() && !names_separator(line)).unwrap_or_default();
    let separator = separator(first, dialect);
    let marks = Marks {
        has_decimal_comma: dialect
            .map_or(separator == b';', |dialect| dialect == CsvDialect::ExcelEu && separator != b','),
        is_told: dialect.is_some(),
    };
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(separator)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    // Its own mark may have cut that line in two.
    let is_mark = |row: &StringRecord| {
        let whole: String = row.iter().collect();
        let whole = whole.trim_start_matches('\u{feff}');
        names_separator(whole) || whole.eq_ignore_ascii_case("sep=")
    };
    let mut rows = reader.records().skip_while(|row| row.as_ref().is_ok_and(is_mark));
    let header: Vec<String> = match rows.next() {
        Some(Ok(header)) => {
            header.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect()
        }
        _ => Vec::new(),
    };
    let places = Places::find(source, columns, &header).map_err(|fault| vec![fault])?;
    let mut bill = Bill { parts: 1, ..Bill::default() };
    let (mut faults, mut days) = (Vec::new(), BTreeSet::new());
    for row in rows {
        let Ok(row) = row else {
            faults.push(wrong(format!("a row of {} can't be read", quoted_name(source.name()))));
            break;
        };
        match places.charge(&row, marks) {
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
        add_days(&mut bill.days, first, last).map_err(|fault| vec![fault])?;
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
    fn charge(&self, row: &StringRecord, marks: Marks) -> Result<Option<Charge>, Diagnostic> {
        let cell = |place: usize| row.get(place).unwrap_or_default();
        let date = cell(self.date);
        let is_sum =
            row.iter().any(|cell| ["total", "subtotal", "grandtotal"].contains(&plain(cell).as_str()));
        if is_sum || row.iter().all(str::is_empty) {
            return Ok(None);
        }
        if date.is_empty() {
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
        // What a spreadsheet would run has a `'` before it.
        let written = from_cell(cell(place));
        let amount = amounts::cell(&written, unit, Some(marks)).map_err(|why| no_amount(&written, why))?;
        let count = |text: &str| -> Result<u64, Diagnostic> {
            let none = || wrong(format!("{} is not a number of tokens", quoted_name(text)));
            let plain = marks.plain(text, true).map_err(|fault| match fault {
                FaultKind::TwoNumbers => two_numbers(text),
                _ => none(),
            })?;
            let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
            let is_whole = decimals.bytes().all(|byte| byte == b'0');
            whole.parse().ok().filter(|_| is_whole).ok_or_else(none)
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
        let identity = row.iter().collect::<Vec<_>>().join("\0");
        Ok(Some(Charge { day, amount, item, description, tokens, identity, part: 0 }))
    }
}

/// Why a cell is no amount.
fn no_amount(text: &str, why: NoAmount) -> Diagnostic {
    match why {
        NoAmount::NoNumber => {
            wrong(format!("{} is not an amount", quoted_name(text))).help("write it like `0.25`")
        }
        NoAmount::InDollars => wrong(format!("{} is in dollars, and its column in cents", quoted_name(text)))
            .help("if the column is in dollars, add `--bill-columns amount_usd=NAME`"),
        NoAmount::TwoNumbers => two_numbers(text),
    }
}

/// A number with a mark that may stand between thousands or before decimals.
fn two_numbers(text: &str) -> Diagnostic {
    wrong(format!("{} could be in thousands or have decimals", quoted_name(text))).help(
        "say which marks the file has: `--csv-dialect comma` (1,234.5) or `--csv-dialect excel-eu` (1.234,5)",
    )
}

/// A day: `2026-11-20`, or the one in UTC of an instant. A time without an offset is in UTC.
fn day(text: &str) -> Option<Date> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(TimeZone::UTC.to_datetime(at).date());
    }
    let text = text.strip_suffix("UTC").unwrap_or(text).trim_end();
    text.parse::<Date>().ok().or_else(|| Some(text.parse::<DateTime>().ok()?.date()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days and amounts, or the titles of the faults.
    fn charges(text: &str, dialect: Option<CsvDialect>) -> Result<Vec<(String, String)>, Vec<String>> {
        let source = SourceFile::new("i.csv", text.to_owned());
        match read(&source, &BillColumns::default(), dialect) {
            Ok(bill) => {
                let charge = |charge: &Charge| (charge.day.to_string(), charge.amount.to_string());
                Ok(bill.charges.iter().map(charge).collect())
            }
            Err(faults) => Err(faults.into_iter().map(|fault| fault.title).collect()),
        }
    }

    #[test]
    fn one_charge_in_many_dialects() {
        let one = |day: &str, amount: &str| Ok(vec![(day.to_owned(), amount.to_owned())]);
        for (text, expected) in [
            ("date;amount_usd\n2026-10-01;0.400\n", one("2026-10-01", "0.40")),
            ("date;amount_usd\n2026-10-01;1.234,50\n", one("2026-10-01", "1234.50")),
            ("sep=;\ndate;amount_usd\n2026-10-01;0,40\n", one("2026-10-01", "0.40")),
            ("\u{feff}sep=,\r\ndate,amount_usd\r\n2026-10-01,0.40\r\n", one("2026-10-01", "0.40")),
            ("date\tamount_usd\n2026-10-01\t0.40\n", one("2026-10-01", "0.40")),
            // A spreadsheet's guard before what it would run.
            ("date,amount_usd\n2026-10-01,'-0.40\n", one("2026-10-01", "-0.40")),
            // 23:30 at five hours behind UTC is half past four on the next day.
            ("date,amount_usd\n2026-10-01T23:30:00-05:00,0.40\n", one("2026-10-02", "0.40")),
            ("date,amount_usd\n2026-10-01 23:30:00,0.40\n", one("2026-10-01", "0.40")),
            ("date,amount_usd\n2026-10-01 23:30:00 UTC,0.40\n", one("2026-10-01", "0.40")),
            // The sum of the others, whatever its day.
            ("date,item,amount_usd\n2026-10-01,a,0.40\n2026-10-31,Total,0.40\n", one("2026-10-01", "0.40")),
            ("date,item,amount_usd\n2026-10-01,a,0.40\n,Total,0.40\n", one("2026-10-01", "0.40")),
        ] {
            assert_eq!(charges(text, None), expected, "{text}");
        }
    }

    #[test]
    fn what_could_be_another_number_is_asked_about() {
        for (text, title) in [
            ("date;amount_usd\n2026-10-01;1.204\n", "`1.204` could be in thousands or have decimals"),
            ("date,amount_usd\n2026-10-01,\"0,400\"\n", "`0,400` is not an amount"),
            ("date,amount_cents\n2026-10-01,$0.40\n", "`$0.40` is in dollars, and its column in cents"),
            ("date,amount_usd,input_tokens\n2026-10-01,0.4,4.5\n", "`4.5` is not a number of tokens"),
            ("date,amount_usd\n2026-10-01x,0.40\n", "`2026-10-01x` is not a day"),
        ] {
            assert_eq!(charges(text, None), Err(vec![title.to_owned()]), "{text}");
        }
        let amount = |dialect| {
            charges("date;amount_usd\n2026-10-01;1.204\n", Some(dialect)).map(|charges| charges[0].1.clone())
        };
        assert_eq!(amount(CsvDialect::ExcelEu), Ok("1204.00".to_owned()));
        assert_eq!(amount(CsvDialect::Comma), Ok("1.204".to_owned()));
    }

    #[test]
    fn tokens_as_a_float_are_whole() {
        let text = "date,amount_usd,model,input_tokens\n2026-10-01,0.4,m,40000.0\n";
        let bill = read(&SourceFile::new("i.csv", text), &BillColumns::default(), None);
        assert_eq!(bill.map(|bill| bill.charges[0].tokens.clone()), Ok(vec![(TokenKind::Input, 40_000)]));
    }
}
