//! Bills to rows: what vendors charged, day by day. Pure text to rows, one file for each shape.
//!
//! - Anthropic's `cost_report` writes cents as decimal text, OpenAI's costs write dollars as JSON numbers, and an invoice
//!   says its unit in the name of a column. Every digit is kept.
//! - Days are those of UTC, as vendors bill them.
//! - Credits and refunds are negative, and keep their sign.
//! - Nothing here has heard of list prices, of plans or of records.

mod amounts;
mod columns;
mod invoice;
mod pages;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use columns::{BillColumn, BillColumns};

use crate::diagnostic::{Code, Diagnostic};
use crate::phrase::{CsvDialect, quoted_name};
use crate::records::json::Json;
use crate::source::SourceFile;
use crate::units::{OutOfRange, UsdDelta};
use crate::usage::TokenKind;

/// What one or several files bill.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bill {
    /// What is charged, in the order of the files.
    pub charges: Vec<Charge>,
    /// The days that it is about, whether anything is charged on them or not.
    pub days: BTreeSet<Date>,
    /// Whose bill it is, as far as its shape says so: `anthropic`.
    pub vendors: BTreeSet<&'static str>,
    /// Whether every file says whose it is; an invoice does not.
    pub names_vendors: bool,
    /// Pages that say that another follows: from their first day to the day after their last.
    pub(crate) open_ends: Vec<Date>,
    /// The first days of all pages.
    pub(crate) begins: BTreeSet<Date>,
    /// How many parts it has, in each of which a line stands once: buckets, or files.
    pub(crate) parts: u32,
}

/// One line of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The day in UTC.
    pub day: Date,
    /// In dollars; negative for credits and refunds.
    pub amount: UsdDelta,
    /// What for.
    pub item: Item,
    /// What for in the bill's own words; empty where it has none.
    pub description: String,
    /// Tokens by kind, where the line has them.
    pub tokens: Vec<(TokenKind, u64)>,
    /// What tells it from other lines: of a report all of its words but the amount, of an invoice the row.
    pub(crate) identity: String,
    /// In which part of the bill it stands.
    pub(crate) part: u32,
}

/// What a line of a bill, or a part of a run, is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// Tokens of a model, by the name that was written.
    Model(String),
    /// Searches by the vendor.
    WebSearch,
    /// Something else, in the bill's own words.
    Other(String),
    /// The bill does not say.
    Unsaid,
}

/// What a file that is given as a bill is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// It has amounts.
    Bill(Bill),
    /// A usage report: tokens without amounts, which [`records`](crate::records) reads.
    UsageReport,
}

impl Bill {
    /// Adds the lines of another file.
    pub fn join(&mut self, other: Self) {
        let is_first = self.days.is_empty() && self.charges.is_empty();
        self.names_vendors = other.names_vendors && (is_first || self.names_vendors);
        let behind = self.parts;
        let placed = |charge: Charge| Charge { part: charge.part.saturating_add(behind), ..charge };
        self.charges.extend(other.charges.into_iter().map(placed));
        self.parts = self.parts.saturating_add(other.parts);
        self.days.extend(other.days);
        self.vendors.extend(other.vendors);
        self.open_ends.extend(other.open_ends);
        self.begins.extend(other.begins);
    }

    /// Takes out copies: lines that stand in another part as well, as where reports of overlapping days or the same file
    /// twice are read. The larger amount stays, as a day that was fetched again later may have grown. How many lines
    /// were taken out, and what they come to.
    ///
    /// # Errors
    ///
    /// When a sum is out of range.
    pub fn without_copies(&mut self) -> Result<(usize, UsdDelta), OutOfRange> {
        // Within a part, equal lines add up.
        let mut sums: BTreeMap<&str, BTreeMap<u32, UsdDelta>> = BTreeMap::new();
        for charge in &self.charges {
            let sum = sums.entry(&charge.identity).or_default().entry(charge.part).or_default();
            *sum = sum.plus(charge.amount)?;
        }
        let chosen = |charge: &Charge| {
            let parts = sums.get(charge.identity.as_str())?;
            // The first of equals.
            parts.iter().rev().max_by_key(|(_, sum)| sum.size()).map(|(part, _)| *part)
        };
        let stays: Vec<bool> =
            self.charges.iter().map(|charge| chosen(charge) == Some(charge.part)).collect();
        let (mut lines, mut amount) = (0, UsdDelta::ZERO);
        for (charge, _) in self.charges.iter().zip(&stays).filter(|(_, stays)| !**stays) {
            lines += 1;
            amount = amount.plus(charge.amount)?;
        }
        let mut stays = stays.into_iter();
        self.charges.retain(|_| stays.next().unwrap_or(true));
        Ok((lines, amount))
    }

    /// How many pages say that another follows which was not read.
    #[must_use]
    pub fn missing_pages(&self) -> usize {
        self.open_ends.iter().filter(|end| !self.begins.contains(*end)).count()
    }

    /// The first day on which nothing is billed yet: the end of its last day that has a line.
    #[must_use]
    pub fn settled_until(&self) -> Option<Date> {
        self.charges.iter().map(|charge| charge.day).max()?.tomorrow().ok()
    }
}

/// Reads a file that is given as a bill.
///
/// # Errors
///
/// When it is none, when something that is needed is missing in it, when it is in another currency than dollars, or
/// when it bills nothing.
pub fn read(
    source: &SourceFile,
    columns: &BillColumns,
    dialect: Option<CsvDialect>,
) -> Result<Document, Vec<Diagnostic>> {
    let text = source.text().trim_start();
    let is_json = text.starts_with(['{', '[']);
    if text.is_empty() {
        return Err(vec![wrong(format!("{} is empty", quoted_name(source.name())))]);
    }
    let document =
        if is_json { pages::read(source)? } else { Document::Bill(invoice::read(source, columns, dialect)?) };
    match document {
        Document::Bill(bill) if bill.charges.is_empty() => {
            let title = format!("{} bills nothing: it has no amounts", quoted_name(source.name()));
            Err(vec![wrong(title).help("get the report again for days on which something was used")])
        }
        document => Ok(document),
    }
}

/// The longest time that a bill is about, in days: a row of the year 9999 is a slip, and its days are too many to go
/// through.
const SPAN_MAX_DAYS: i32 = 3660;

/// Adds the days from `first` to `last`.
fn add_days(days: &mut BTreeSet<Date>, first: Date, last: Date) -> Result<(), Diagnostic> {
    if first.until(last).is_ok_and(|span| span.get_days() > SPAN_MAX_DAYS) {
        let title = format!("this bill is about more than ten years, from {first} to {last}");
        return Err(wrong(title).help("one of its days is wrong: correct it, or leave it out"));
    }
    let mut day = first;
    while day <= last {
        days.insert(day);
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Ok(())
}

/// A fault of a bill.
fn wrong(title: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::WrongBill, title)
}

/// A bill in another currency.
fn other_currency(currency: &str) -> Diagnostic {
    wrong(format!("this bill is in {}, and only US dollars are compared", quoted_name(currency)))
        .help("get it in USD: no rate is looked up")
}

/// Where a part of a text begins in it.
fn offset_in(whole: &[u8], part: &[u8]) -> usize {
    part.as_ptr().addr().saturating_sub(whole.as_ptr().addr())
}

/// Where a JSON value stands.
fn span(source: &SourceFile, value: Json<'_>) -> std::ops::Range<usize> {
    let start = offset_in(source.text().as_bytes(), value.bytes());
    start..start + value.bytes().len()
}
