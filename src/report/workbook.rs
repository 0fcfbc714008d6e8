//! What a spreadsheet shows, before it is known in which format.
//!
//! A [`Workbook`] has [`Sheet`]s, a sheet has [`Table`]s one below the other, and a table has titled columns
//! and rows of [`Cell`]s. A cell may be computed: its [`Formula`] names other cells by the title of their
//! column, so that nobody counts letters, and it carries the result that we have, exactly computed, for
//! programs that show files and compute nothing.
//!
//! ```
//! use creditcalc::report::workbook::{Cell, Column, Formula, Kind, Sheet};
//! use creditcalc::units::Usd;
//!
//! let usd = |text: &str| text.parse::<Usd>().expect("an amount");
//! let mut runs = Sheet::new("Runs");
//! let table = runs.table(vec![Column::new("job", Kind::Text), Column::new("cost_usd", Kind::Money)]);
//! table.push(vec!["audit".into(), usd("0.10").into()]);
//! table.push(vec!["audit".into(), usd("0.20").into()]);
//!
//! let mut summary = Sheet::new("Summary");
//! let jobs = summary.table(vec![Column::new("job", Kind::Text), Column::new("cost", Kind::Money)]);
//! let runs = &runs.tables()[0];
//! let cost = Formula::sum_where(&runs.range("cost_usd"), &[runs.range("job").is(&jobs.next("job"))]);
//! assert_eq!(cost.to_string(), "SUMPRODUCT(--EXACT('Runs'!$A$2:$A$3,'Summary'!$A$2),'Runs'!$B$2:$B$3)");
//! jobs.push(vec!["audit".into(), cost.gives(usd("0.30"))]);
//! jobs.total(vec!["all".into(), Formula::sum(&jobs.range("cost")).gives(usd("0.30"))]);
//! ```

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use thiserror::Error;

use super::number::count as grouped;
use super::phrase::{harmless, rfc3339};
use crate::units::{Percent, Usd, length};

/// Sheets, in the order of their tabs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workbook {
    /// What the file says it is about.
    pub title: String,
    /// The sheets. The first one is seen when the file is opened.
    pub sheets: Vec<Sheet>,
}

/// A sheet: tables, one below the other with an empty row between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    name: String,
    tables: Vec<Table>,
}

/// A row of titles, rows, and perhaps a row of totals under them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The name of the sheet as formulas write it.
    sheet: String,
    /// The row of the titles, counted from 0.
    top: u64,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    total: Option<Vec<Cell>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its title, by which formulas find it.
    pub title: String,
    /// What is in it; a row that somebody adds by hand is shown likewise.
    pub kind: Kind,
    /// How many characters wide it is at least.
    pub width_min: u16,
}

/// What is in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, and instants as text.
    Text,
    /// Dollars.
    Money,
    /// A number of things.
    Count,
    /// A share.
    Percent,
    /// A day.
    Date,
    /// A day and the time on a clock.
    Clock,
    /// Yes or no.
    Truth,
}

/// What is in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words. They are never run, whatever they begin with: see [`safe`].
    Text(String),
    /// Dollars, as the number with which a spreadsheet computes. That is a float of 15 digits; where more of
    /// them matter, an [`Exact`](Self::Exact) cell stands beside it.
    Money(Usd),
    /// Dollars, as text with all their digits.
    Exact(Usd),
    /// A number of things.
    Count(u64),
    /// A share.
    Percent(Percent),
    /// A day.
    Date(Date),
    /// What a clock somewhere shows, as the number with which a spreadsheet computes. It knows no zone, so
    /// that an [`Instant`](Self::Instant) says in another column what is meant.
    Clock(DateTime),
    /// An instant on the clock of a zone, as text with its offset: spreadsheets have nothing else that says
    /// when it was.
    Instant {
        /// The instant.
        at: Timestamp,
        /// Whose clock it is shown on.
        zone: TimeZone,
    },
    /// Yes or no.
    Truth(bool),
    /// What a spreadsheet computes.
    Formula {
        /// How it is computed.
        formula: Formula,
        /// What it comes to, as we have computed it.
        result: Box<Cell>,
    },
}

/// A formula, without the sign in front.
///
/// Its parts are cells, ranges and a few functions that Excel and `LibreOffice` compute alike. No text from
/// outside gets into one: names are in cells, and formulas refer to those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    text: String,
    /// Whether it is parts with a sign between them, so that it needs parentheses as a part of another one.
    is_open: bool,
}

/// The cells of a column under its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range(String);

/// What rows of a table are looked for: one number a row, 1 where it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition(String);

/// Why a spreadsheet cannot hold this.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unfit {
    /// More rows than there are.
    #[error("sheet `{sheet}` would have {} rows, and a spreadsheet holds {}", grouped(*rows), grouped(MOST_ROWS))]
    Rows {
        /// The name of the sheet.
        sheet: String,
        /// How many rows it would have.
        rows: u64,
    },
    /// More columns than there are.
    #[error("sheet `{sheet}` would have {} columns, and a spreadsheet holds {}", grouped(*columns), grouped(MOST_COLUMNS))]
    Columns {
        /// The name of the sheet.
        sheet: String,
        /// How many columns it would have.
        columns: u64,
    },
    /// A longer text or formula than a cell holds.
    #[error("a text of {} characters in row {row} of sheet `{sheet}` is too long: a cell of a spreadsheet holds {}", grouped(*length), grouped(*most))]
    Length {
        /// The name of the sheet.
        sheet: String,
        /// The number of the row, as the spreadsheet shows it.
        row: u64,
        /// How long it is.
        length: u64,
        /// How long it may be.
        most: u64,
    },
    /// A name that a sheet cannot have.
    #[error("a sheet cannot be named `{name}`: {reason}")]
    Name {
        /// The name.
        name: String,
        /// Why it cannot be.
        reason: &'static str,
    },
}

/// How many rows a sheet has.
pub const MOST_ROWS: u64 = 1_048_576;
/// How many columns a sheet has.
pub const MOST_COLUMNS: u64 = 16_384;
/// How long a text may be, in UTF-16 units.
pub const LONGEST_TEXT: u64 = 32_767;
/// How long a formula may be, in UTF-16 units.
pub const LONGEST_FORMULA: u64 = 8_192;
/// How long the name of a sheet may be, in UTF-16 units.
const LONGEST_NAME: u64 = 31;
/// No column gets wider by itself than this many characters.
const WIDEST: u16 = 60;

impl Workbook {
    /// Whether a spreadsheet can hold this.
    ///
    /// # Errors
    ///
    /// When it cannot.
    pub fn fits(&self) -> Result<(), Unfit> {
        let mut names = BTreeSet::new();
        for sheet in &self.sheets {
            sheet.fits()?;
            if !names.insert(sheet.name.to_lowercase()) {
                return Err(Unfit::Name {
                    name: sheet.name.clone(),
                    reason: "another sheet is named so, and capitals make no difference",
                });
            }
        }
        Ok(())
    }
}

impl Sheet {
    /// A sheet with nothing in it. Whether it can be named so is seen when the workbook is written.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), tables: Vec::new() }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its tables, from top to bottom.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Begins a table under those that are there; from now on they stay as they are.
    ///
    /// # Panics
    ///
    /// When two columns have the same title: a formula could not tell them apart.
    pub fn table(&mut self, columns: Vec<Column>) -> &mut Table {
        let titles: BTreeSet<_> = columns.iter().map(|column| &column.title).collect();
        assert!(titles.len() == columns.len(), "two columns of sheet {} have the same title", self.name);
        let top = self.tables.last().map_or(0, |above| above.end() + 1);
        // Quotes are always right, and then nobody needs to know which names can do without them.
        let sheet = format!("'{}'", self.name.replace('\'', "''"));
        self.tables.push(Table { sheet, top, columns, rows: Vec::new(), total: None });
        self.tables.last_mut().expect("it was pushed")
    }

    /// How wide each column is, in characters: wide enough for the titles and for what is in it, as far as
    /// that is reasonable.
    #[must_use]
    pub fn widths(&self) -> Vec<u16> {
        let mut widths = Vec::new();
        for table in &self.tables {
            for (place, column) in table.columns.iter().enumerate() {
                let cells = table.rows.iter().chain(&table.total).map(|row| &row[place]);
                // The sign with which a column is filtered needs room beside the title.
                let title = column.title.chars().count() + 3;
                let widest =
                    cells.map(Cell::width).chain([title, column.kind.width()]).max().unwrap_or_default();
                let width = u16::try_from(widest).unwrap_or(WIDEST).min(WIDEST).max(column.width_min);
                match widths.get_mut(place) {
                    Some(other) => *other = width.max(*other),
                    None => widths.push(width),
                }
            }
        }
        widths
    }

    fn fits(&self) -> Result<(), Unfit> {
        if let Some(reason) = wrong_with_name(&self.name) {
            return Err(Unfit::Name { name: self.name.clone(), reason });
        }
        let rows = self.tables.last().map_or(0, Table::end);
        if rows > MOST_ROWS {
            return Err(Unfit::Rows { sheet: self.name.clone(), rows });
        }
        let columns = length(self.tables.iter().map(|table| table.columns.len()).max().unwrap_or_default());
        if columns > MOST_COLUMNS {
            return Err(Unfit::Columns { sheet: self.name.clone(), columns });
        }
        for table in &self.tables {
            for (row, cells) in (table.top + 2..).zip(table.rows.iter().chain(&table.total)) {
                for cell in cells {
                    cell.fits().map_err(|(length, most)| Unfit::Length {
                        sheet: self.name.clone(),
                        row,
                        length,
                        most,
                    })?;
                }
            }
        }
        Ok(())
    }
}

impl Table {
    /// Adds a row.
    ///
    /// # Panics
    ///
    /// When it has not one cell a column, or when the totals are already there.
    pub fn push(&mut self, row: Vec<Cell>) {
        assert!(row.len() == self.columns.len(), "a row of {} has one cell a column", self.sheet);
        assert!(self.total.is_none(), "the totals of {} are its last row", self.sheet);
        self.rows.push(row);
    }

    /// Adds the row of the totals, which [`range`](Self::range) does not contain.
    ///
    /// # Panics
    ///
    /// As [`push`](Self::push).
    pub fn total(&mut self, row: Vec<Cell>) {
        assert!(row.len() == self.columns.len(), "a row of {} has one cell a column", self.sheet);
        assert!(self.total.is_none(), "the totals of {} are its last row", self.sheet);
        self.total = Some(row);
    }

    /// The row of the titles, counted from 0.
    #[must_use]
    pub fn top(&self) -> u64 {
        self.top
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows, without the totals.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// The totals.
    #[must_use]
    pub fn totals(&self) -> Option<&[Cell]> {
        self.total.as_deref()
    }

    /// The cells of a column, all rows that are there by now and not the totals: `'Runs'!$H$2:$H$31`. Where
    /// there are none it is an empty cell.
    ///
    /// # Panics
    ///
    /// When there is no such column.
    #[must_use]
    pub fn range(&self, title: &str) -> Range {
        let letters = self.letters(title);
        let first = self.top + 2;
        let last = first + length(self.rows.len()).saturating_sub(1);
        Range(format!("{}!${letters}${first}:${letters}${last}", self.sheet))
    }

    /// The cell of a column in a row, counted from 0: `'Runs'!$H$2`.
    ///
    /// # Panics
    ///
    /// When there is no such column or row.
    #[must_use]
    pub fn cell(&self, title: &str, row: usize) -> Formula {
        assert!(row < self.rows.len(), "{} has no row {row}", self.sheet);
        self.at(title, row)
    }

    /// The cell of a column in the row that is added next, be it the totals.
    ///
    /// # Panics
    ///
    /// When there is no such column.
    #[must_use]
    pub fn next(&self, title: &str) -> Formula {
        self.at(title, self.rows.len())
    }

    fn at(&self, title: &str, row: usize) -> Formula {
        Formula::closed(format!("{}!${}${}", self.sheet, self.letters(title), self.top + 2 + length(row)))
    }

    /// `A` for the first column.
    fn letters(&self, title: &str) -> String {
        let place = self.columns.iter().position(|column| column.title == title);
        letters(place.unwrap_or_else(|| panic!("{} has no column {title}", self.sheet)))
    }

    /// The row under the last one, counted from 0.
    fn end(&self) -> u64 {
        self.top + 1 + length(self.rows.len()) + u64::from(self.total.is_some())
    }
}

impl Column {
    /// A column as wide as needed.
    #[must_use]
    pub fn new(title: impl Into<String>, kind: Kind) -> Self {
        Self { title: title.into(), kind, width_min: 0 }
    }

    /// The same, at least this many characters wide.
    #[must_use]
    pub fn at_least(self, width_min: u16) -> Self {
        Self { width_min, ..self }
    }
}

impl Kind {
    /// How wide a cell of it should be that nobody has seen yet.
    fn width(self) -> usize {
        match self {
            Self::Text | Self::Count | Self::Percent | Self::Truth => 8,
            Self::Money | Self::Date => 12,
            Self::Clock => 20,
        }
    }
}

impl Cell {
    /// How many characters it shows, as nearly as matters for a width.
    fn width(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or_default() + 1,
            Self::Money(amount) => amount.to_string().len() + 4,
            Self::Exact(amount) => amount.to_string().len() + 1,
            Self::Count(count) => grouped(*count).len() + 1,
            Self::Percent(_) | Self::Truth(_) => 8,
            Self::Date(_) => 12,
            Self::Clock(_) => 20,
            // The instants of a zone are about as long as each other; writing each would take longer than
            // writing the file.
            Self::Instant { .. } => 26,
            Self::Formula { result, .. } => result.width(),
        }
    }

    /// How long it is and may be, if that is too long.
    fn fits(&self) -> Result<(), (u64, u64)> {
        let within = |text: &str, most: u64| {
            // No text has more UTF-16 units than bytes; nearly all are short, and need not be counted.
            if length(text.len()) <= most {
                return Ok(());
            }
            let units = length(text.encode_utf16().count());
            if units > most { Err((units, most)) } else { Ok(()) }
        };
        match self {
            Self::Text(text) => within(&safe(text), LONGEST_TEXT),
            Self::Formula { formula, result } => {
                within(&formula.text, LONGEST_FORMULA).and_then(|()| result.fits())
            }
            _ => Ok(()),
        }
    }

    /// The text of a cell that is shown as text: what begins like a formula is marked as none.
    #[must_use]
    pub fn as_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(safe(text)),
            Self::Exact(amount) => Some(Cow::Owned(amount.to_string())),
            Self::Instant { at, zone } => Some(Cow::Owned(rfc3339(*at, zone))),
            _ => None,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Usd> for Cell {
    fn from(amount: Usd) -> Self {
        Self::Money(amount)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<Percent> for Cell {
    fn from(share: Percent) -> Self {
        Self::Percent(share)
    }
}

impl From<Date> for Cell {
    fn from(day: Date) -> Self {
        Self::Date(day)
    }
}

impl From<DateTime> for Cell {
    fn from(time: DateTime) -> Self {
        Self::Clock(time)
    }
}

impl From<bool> for Cell {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    /// What is not known is an empty cell.
    fn from(known: Option<T>) -> Self {
        known.map_or(Self::Empty, Into::into)
    }
}

impl Formula {
    /// A whole number.
    #[must_use]
    pub fn count(count: u64) -> Self {
        Self::closed(count.to_string())
    }

    /// The sum of a column.
    #[must_use]
    pub fn sum(range: &Range) -> Self {
        Self::closed(format!("SUM({})", range.0))
    }

    /// How many rows there are for which all of this holds.
    #[must_use]
    pub fn count_where(conditions: &[Condition]) -> Self {
        Self::sum_of_products(conditions.iter().map(|condition| condition.0.as_str()))
    }

    /// The sum of a column over the rows for which all of this holds.
    #[must_use]
    pub fn sum_where(range: &Range, conditions: &[Condition]) -> Self {
        Self::sum_of_products(
            conditions.iter().map(|condition| condition.0.as_str()).chain([range.0.as_str()]),
        )
    }

    fn sum_of_products<'a>(factors: impl Iterator<Item = &'a str>) -> Self {
        Self::closed(format!("SUMPRODUCT({})", factors.collect::<Vec<_>>().join(",")))
    }

    /// The sum with another one.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        self.joined("+", other)
    }

    /// The difference to another one.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.joined("-", other)
    }

    /// The product with another one.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        self.joined("*", other)
    }

    /// The quotient by another one, and an empty text where that is nothing.
    #[must_use]
    pub fn divided_by(&self, other: &Self) -> Self {
        Self::closed(format!("IF({other}=0,\"\",{})", self.joined("/", other)))
    }

    /// What share of another one this is, cut to a tenth of a percent as [`Percent`] is, and an empty text
    /// where that one is nothing.
    ///
    /// A float that is a hair below a tenth of a percent is meant to be it, and is not cut to the one below.
    #[must_use]
    pub fn share_of(&self, whole: &Self) -> Self {
        Self::closed(format!("IF({whole}=0,\"\",ROUNDDOWN({},3))", self.joined("/", whole).rounded(10)))
    }

    /// This, but at least nothing.
    #[must_use]
    pub fn or_nothing(&self) -> Self {
        Self::closed(format!("MAX(0,{self})"))
    }

    /// This rounded to so many decimals. A spreadsheet adds up floats, so that a difference which is nothing
    /// may come out as -0.00000000000002, and be shown as -$0.00; ten decimals are more than rates have, and
    /// less than that noise.
    #[must_use]
    pub fn rounded(&self, decimals: u32) -> Self {
        Self::closed(format!("ROUND({self},{decimals})"))
    }

    /// The cell that is computed so, and comes to `result`.
    #[must_use]
    pub fn gives(self, result: impl Into<Cell>) -> Cell {
        Cell::Formula { formula: self, result: Box::new(result.into()) }
    }

    fn closed(text: String) -> Self {
        Self { text, is_open: false }
    }

    fn joined(&self, sign: &str, other: &Self) -> Self {
        Self { text: format!("{}{sign}{}", self.as_part(), other.as_part()), is_open: true }
    }

    fn as_part(&self) -> Cow<'_, str> {
        if self.is_open { Cow::Owned(format!("({})", self.text)) } else { Cow::Borrowed(&self.text) }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Range {
    /// The rows in which the text of this column is exactly the text of that cell.
    ///
    /// SUMIFS and COUNTIFS cannot ask that: for them `nightly*` is a pattern, `=a` and `>5` are comparisons,
    /// `Audit` is `audit`, and `007` is the number 7.
    #[must_use]
    pub fn is(&self, cell: &Formula) -> Condition {
        Condition(format!("--EXACT({},{cell})", self.0))
    }

    /// The rows in which this column, of yes and no, says yes.
    #[must_use]
    pub fn holds(&self) -> Condition {
        Condition(format!("--({}=TRUE)", self.0))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text as a cell of a spreadsheet can have it.
///
/// Control characters, those that turn the direction of writing, and what XML cannot hold are shown and do
/// nothing; lines stay lines. And what begins like a formula begins with an apostrophe, as it does in CSV: in
/// a workbook text is text, and would not be run, but people save sheets as CSV and open those again. The
/// apostrophe is a character of the text, because a mark on the cell alone is not saved.
#[must_use]
pub fn safe(text: &str) -> Cow<'_, str> {
    let is_clean = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let clean = if is_clean { Cow::Borrowed(text) } else { Cow::Owned(cleaned(text)) };
    if clean.starts_with(['=', '+', '-', '@']) { Cow::Owned(format!("'{clean}")) } else { clean }
}

fn cleaned(text: &str) -> String {
    let lines: Vec<_> =
        text.split('\n').map(|line| harmless(line.strip_suffix('\r').unwrap_or(line))).collect();
    lines.join("\n").replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

/// `A` for 0, `Z` for 25, `AA` for 26.
fn letters(place: usize) -> String {
    const ALPHABET: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let last = char::from(ALPHABET[place % 26]);
    match (place / 26).checked_sub(1) {
        Some(before) => letters(before) + &String::from(last),
        None => String::from(last),
    }
}

fn wrong_with_name(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("it is empty")
    } else if length(name.encode_utf16().count()) > LONGEST_NAME {
        Some("it has more than 31 characters")
    } else if name.contains(['[', ']', ':', '*', '?', '/', '\\']) {
        Some("it has one of []:*?/\\")
    } else if name.starts_with('\'') || name.ends_with('\'') {
        Some("it begins or ends with an apostrophe")
    } else if name.chars().any(char::is_control) {
        Some("it has a control character")
    } else if name.eq_ignore_ascii_case("history") {
        Some("Excel keeps that name for itself")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_as_spreadsheets_count_them() {
        for (place, expected) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(letters(place), expected);
        }
    }

    #[test]
    fn a_text_is_never_run() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"] {
            assert_eq!(safe(text), format!("'{text}"));
        }
        assert_eq!(safe("\t=1"), "\\t=1");
        assert_eq!(safe("\r=1\u{202e}\u{0}\u{ffff}"), "\\r=1\\u{202e}\\u{0}\u{fffd}");
        assert_eq!(safe("one\r\ntwo\n=3"), "one\ntwo\n=3");
        assert_eq!(safe("Größe 1"), "Größe 1");
    }
}
