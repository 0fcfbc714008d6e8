//! What a spreadsheet shows: tabs of [`Sheet`]s, in which cells may be computed.
//!
//! A [`Formula`] names other cells by the key of their column, so that nobody counts letters, and it carries
//! the result that we have, exactly computed, for programs that show files and compute nothing.
//!
//! ```
//! use creditcalc::report::workbook::{Formula, Tab};
//! use creditcalc::report::{Cell, Column, Kind};
//! use creditcalc::units::Usd;
//!
//! let usd = |text: &str| text.parse::<Usd>().expect("an amount");
//! let mut runs = Tab::new("Runs");
//! let table = runs.sheet(vec![Column::new("job", Kind::Text), Column::new("cost_usd", Kind::Money)]);
//! table.push(vec!["audit".into(), usd("0.10").into()]);
//! table.push(vec!["audit".into(), usd("0.20").into()]);
//!
//! let mut summary = Tab::new("Summary");
//! let jobs = summary.sheet(vec![Column::new("job", Kind::Text), Column::new("cost", Kind::Money)]);
//! let runs = &runs.sheets()[0];
//! let cost = Formula::sum_where(&runs.range("cost_usd"), &[runs.range("job").is(&jobs.next("job"))]);
//! assert_eq!(cost.to_string(), "SUMPRODUCT(--EXACT('Runs'!$A$2:$A$3,'Summary'!$A$2),'Runs'!$B$2:$B$3)");
//! jobs.push(vec!["audit".into(), cost.gives(usd("0.30"))]);
//! jobs.total(vec!["all".into(), Formula::sum(&jobs.range("cost")).gives(usd("0.30"))]);
//! ```

use std::borrow::Cow;
use std::collections::BTreeSet;

use thiserror::Error;

use super::budget::Board;
pub use super::formula::{Condition, Formula, Range};
use super::heading::{heading, width as heading_width};
use super::sheet::{Cell, Column, Kind, Sheet};
use crate::phrase::{as_cell, count as grouped, counted, escaped};
use crate::units::length;

/// Tabs, in their order.
#[derive(Default)]
pub struct Workbook<'a> {
    /// What the file says it is about.
    pub title: String,
    /// The tabs. The first one is seen when the file is opened.
    pub tabs: Vec<Tab<'a>>,
}

/// A tab: sheets, one below the other with an empty row between them.
pub struct Tab<'a> {
    name: String,
    caption: Vec<String>,
    sheets: Vec<Sheet>,
    make: Option<MakeRow<'a>>,
    board: Option<Board>,
}

/// Makes the cells of a row, counted from 0.
type MakeRow<'a> = Box<dyn Fn(usize) -> Vec<Cell> + 'a>;

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
    /// More threads than the system starts.
    #[error("a workbook is made on {} more, and this system starts none", counted(*threads, "thread"))]
    Threads {
        /// How many: one a sheet.
        threads: u64,
    },
    /// Many rows are written by way of a temporary file.
    #[error("a workbook with this many rows needs a temporary file, which can't be created")]
    TemporaryFile,
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

impl Workbook<'_> {
    /// One with a tab for each of these sheets, named as they are.
    #[must_use]
    pub fn of_sheets(title: impl Into<String>, sheets: impl IntoIterator<Item = Sheet>) -> Self {
        let tab = |sheet: Sheet| {
            let mut tab = Tab::new(sheet.tab());
            tab.add(sheet);
            tab
        };
        Self { title: title.into(), tabs: sheets.into_iter().map(tab).collect() }
    }

    /// One with a tab for this sheet, with its name and the answer in a line above it.
    #[must_use]
    pub fn of_answer(title: &str, headline: Option<&str>, sheet: Sheet) -> Self {
        let lines = std::iter::once(title).chain(headline).map(str::to_owned);
        let mut tab = Tab::captioned(sheet.tab(), lines);
        tab.add(sheet);
        Self { title: headline.unwrap_or(title).to_owned(), tabs: vec![tab] }
    }

    /// The same with a tab in front of the others.
    #[must_use]
    pub fn with_first(mut self, tab: Option<Tab<'static>>) -> Self {
        self.tabs.splice(..0, tab);
        self
    }

    /// The same with a tab of notes behind the others, unless there are none.
    #[must_use]
    pub fn with_notes(mut self, notes: &[String]) -> Self {
        if !notes.is_empty() {
            let mut tab = Tab::new("Notes");
            let sheet = tab.sheet(vec![Column::new("note", Kind::Text)]);
            for note in notes {
                sheet.push(vec![note.into()]);
            }
            self.tabs.push(tab);
        }
        self
    }

    /// Whether a spreadsheet can hold this.
    ///
    /// # Errors
    ///
    /// When it cannot.
    pub fn fits(&self) -> Result<(), Unfit> {
        let mut names = BTreeSet::new();
        for tab in &self.tabs {
            tab.fits()?;
            if !names.insert(tab.name.to_lowercase()) {
                return Err(Unfit::Name {
                    name: tab.name.clone(),
                    reason: "another sheet is named so, and capitals make no difference",
                });
            }
        }
        Ok(())
    }
}

impl<'a> Tab<'a> {
    /// A tab with nothing in it. Whether it can be named so is seen when the workbook is written.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), caption: Vec::new(), sheets: Vec::new(), make: None, board: None }
    }

    /// An empty tab with lines above its first sheet: a title, and then sentences. Sheets stand an empty row below.
    #[must_use]
    pub fn captioned(name: impl Into<String>, lines: impl IntoIterator<Item = String>) -> Self {
        Self { caption: lines.into_iter().collect(), ..Self::new(name) }
    }

    /// A tab that is laid out by hand, and has no sheets.
    #[must_use]
    pub fn of_board(name: impl Into<String>, board: Board) -> Self {
        Self { board: Some(board), ..Self::new(name) }
    }

    /// What is laid out by hand on it.
    #[must_use]
    pub fn board(&self) -> Option<&Board> {
        self.board.as_ref()
    }

    /// The lines above its first sheet.
    #[must_use]
    pub fn caption(&self) -> &[String] {
        &self.caption
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its sheets, from top to bottom.
    #[must_use]
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// Begins a sheet under those that are there; from now on they stay as they are.
    ///
    /// # Panics
    ///
    /// When two columns have the same key.
    pub fn sheet(&mut self, columns: Vec<Column>) -> &mut Sheet {
        self.add(Sheet::new(self.name.clone(), columns));
        self.sheets.last_mut().expect("it was added")
    }

    /// Adds a sheet under those that are there, without the columns that are for pages only.
    pub fn add(&mut self, sheet: Sheet) {
        let caption = if self.caption.is_empty() { 0 } else { length(self.caption.len()) + 1 };
        let top = self.sheets.last().map_or(caption, |above| above.end() + 1);
        let mut sheet = sheet.into_data();
        // The titles of groups stand in a row of their own above the others.
        (sheet.tab, sheet.top) = (self.name.clone(), top + u64::from(sheet.is_grouped()));
        self.sheets.push(sheet);
    }

    /// Begins the last sheet, with rows that are made when they are written and never held together: there may
    /// be a million.
    ///
    /// # Panics
    ///
    /// As [`sheet`](Self::sheet).
    pub fn sheet_of_made(
        &mut self,
        columns: Vec<Column>,
        rows: usize,
        make: impl Fn(usize) -> Vec<Cell> + 'a,
    ) {
        self.sheet(columns).made = rows;
        self.make = Some(Box::new(make));
    }

    /// The cells of every row of a sheet, without the totals.
    pub(super) fn rows_of<'s>(&'s self, sheet: &'s Sheet) -> impl Iterator<Item = Cow<'s, [Cell]>> {
        let made = self.make.iter().flat_map(|make| (0..sheet.made).map(|row| Cow::Owned(make(row))));
        sheet.rows().iter().map(|row| Cow::Borrowed(row.cells.as_slice())).chain(made)
    }

    /// How wide each column is, in characters: wide enough for the titles and for what is in it, as far as
    /// that is reasonable.
    #[must_use]
    pub fn widths(&self) -> Vec<u16> {
        let mut widths: Vec<u16> = self.board.iter().flat_map(|board| &board.widths).copied().collect();
        for sheet in &self.sheets {
            let mut widest = vec![0; sheet.columns().len()];
            for cells in self.rows_of(sheet).chain(sheet.totals().map(Cow::Borrowed)) {
                for (widest, cell) in widest.iter_mut().zip(cells.iter()) {
                    *widest = cell.width().max(*widest);
                }
            }
            widths.resize(widths.len().max(widest.len()), 0);
            for ((width, column), cells) in widths.iter_mut().zip(sheet.columns()).zip(widest) {
                // The sign with which a column is filtered needs room beside the title.
                let title = heading_width(&heading(&column.key)) + 3;
                let widest = cells.max(title).max(column.kind.width());
                let own = u16::try_from(widest).unwrap_or(WIDEST).min(WIDEST).max(column.width_min);
                *width = own.max(*width);
            }
        }
        widths
    }

    fn fits(&self) -> Result<(), Unfit> {
        if let Some(reason) = wrong_with_name(&self.name) {
            return Err(Unfit::Name { name: self.name.clone(), reason });
        }
        let rows = self.sheets.last().map_or(0, Sheet::end);
        if rows > MOST_ROWS {
            return Err(Unfit::Rows { sheet: self.name.clone(), rows });
        }
        let columns = length(self.sheets.iter().map(|sheet| sheet.columns().len()).max().unwrap_or_default());
        if columns > MOST_COLUMNS {
            return Err(Unfit::Columns { sheet: self.name.clone(), columns });
        }
        let fits = |row: u64, cell: &Cell| {
            let too_long = |(length, most)| Unfit::Length { sheet: self.name.clone(), row, length, most };
            cell.fits().map_err(too_long)
        };
        for (row, line) in (1..).zip(&self.caption) {
            fits(row, &line.into())?;
        }
        for placed in self.board.iter().flat_map(|board| &board.cells) {
            fits(u64::from(placed.place.row) + 1, &placed.cell)?;
        }
        for sheet in &self.sheets {
            let rows = self.rows_of(sheet).chain(sheet.totals().map(Cow::Borrowed));
            for (row, cells) in (sheet.top + 2..).zip(rows) {
                cells.iter().try_for_each(|cell| fits(row, cell))?;
            }
        }
        Ok(())
    }
}

/// Where cells are, for formulas.
impl Sheet {
    /// The cells of a column, all rows that are there by now and not the totals: `'Runs'!$H$2:$H$31`. Where
    /// there are none it is an empty cell.
    ///
    /// # Panics
    ///
    /// When there is no such column.
    #[must_use]
    pub fn range(&self, key: &str) -> Range {
        let letters = self.letters(key);
        let first = self.top + 2;
        let last = first + length(self.count()).saturating_sub(1);
        Range(format!("{}!${letters}${first}:${letters}${last}", self.quoted_tab()))
    }

    /// The cell of a column in a row, counted from 0: `'Runs'!$H$2`.
    ///
    /// # Panics
    ///
    /// When there is no such column or row.
    #[must_use]
    pub fn cell(&self, key: &str, row: usize) -> Formula {
        assert!(row < self.count(), "{} has no row {row}", self.tab);
        self.at(key, row)
    }

    /// The cell of a column in the row that is added next, be it the totals.
    ///
    /// # Panics
    ///
    /// When there is no such column.
    #[must_use]
    pub fn next(&self, key: &str) -> Formula {
        self.at(key, self.count())
    }

    fn at(&self, key: &str, row: usize) -> Formula {
        Formula::closed(format!(
            "{}!${}${}",
            self.quoted_tab(),
            self.letters(key),
            self.top + 2 + length(row)
        ))
    }

    /// Quotes are always right, and then nobody needs to know which names can do without them.
    fn quoted_tab(&self) -> String {
        format!("'{}'", self.tab.replace('\'', "''"))
    }

    /// `A` for the first column.
    fn letters(&self, key: &str) -> String {
        let place = self.columns().iter().position(|column| column.key == key);
        letters(place.unwrap_or_else(|| panic!("{} has no column {key}", self.tab)))
    }

    /// How many rows there are without the totals.
    pub(super) fn count(&self) -> usize {
        self.rows().len() + self.made
    }

    /// The row under the last one, counted from 0.
    fn end(&self) -> u64 {
        self.top + 1 + length(self.count()) + u64::from(self.totals().is_some())
    }
}

impl Kind {
    /// How wide a cell of it should be that nobody has seen yet.
    fn width(self) -> usize {
        match self {
            Self::Text
            | Self::Figure
            | Self::Instant
            | Self::Count
            | Self::Part
            | Self::Percent
            | Self::Bar
            | Self::Truth => 8,
            Self::Money | Self::Date => 12,
            Self::Clock => 20,
        }
    }
}

impl Cell {
    /// How many characters it shows, as nearly as matters for a width.
    fn width(&self) -> usize {
        match self {
            Self::Empty | Self::Unknown | Self::Bar(_) => 0,
            Self::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or_default() + 2,
            Self::Money(amount) => amount.to_string().len() + 4,
            Self::Change(change) => change.to_string().len() + 4,
            Self::Decimal(digits) => digits.len() + 4,
            Self::Exact(amount) => amount.to_string().len() + 1,
            Self::Count(count) | Self::Part(count, _) => grouped(*count).len() + 1,
            Self::Percent(_) | Self::Truth(_) => 8,
            Self::Date(_) => 12,
            Self::Clock(_) => 20,
            // The instants of a zone are about as long as each other; writing each would take longer than
            // writing the file.
            Self::Instant { .. } | Self::Utc(_) => 26,
            Self::Shown { value: cell, .. }
            | Self::Marked { cell, .. }
            | Self::Formula { result: cell, .. } => cell.width(),
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
            Self::Shown { value: cell, .. } | Self::Marked { cell, .. } => cell.fits(),
            Self::Formula { formula, result } => {
                within(&formula.text, LONGEST_FORMULA).and_then(|()| result.fits())
            }
            _ => Ok(()),
        }
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
    if is_clean { as_cell(text) } else { Cow::Owned(as_cell(&cleaned(text)).into_owned()) }
}

fn cleaned(text: &str) -> String {
    let lines: Vec<_> =
        text.split('\n').map(|line| escaped(line.strip_suffix('\r').unwrap_or(line))).collect();
    lines.join("\n").replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

/// `A` for 0, `Z` for 25, `AA` for 26.
pub(super) fn letters(place: usize) -> String {
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
