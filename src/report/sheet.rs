//! A table, declared once and drawn in every format.
//!
//! A [`Column`] has a key for machines, a title for people, or both; what has no title is in data formats
//! only, and what has no key on pages only. [`Columns`] say for each of them what a row has there, as a typed
//! [`Cell`], and make [`Sheet`]s, which are held, or [`Rows`], which are written one after the other and never
//! held together. How a cell is written is decided by the format.
//!
//! ```
//! use creditcalc::report::{Cell, Column, Columns, Kind};
//! use creditcalc::units::Usd;
//!
//! let columns = Columns::new()
//!     .with(Column::new("plan", Kind::Text).titled("plan"), |row: &(&str, Usd)| row.0.into())
//!     .with(Column::new("credit_usd", Kind::Money).titled("credit"), |row: &(&str, Usd)| row.1.into());
//! let sheet = columns.sheet("Plans", &[("pro", "20.00".parse()?)]);
//! assert_eq!(sheet.rows()[0].cells, [Cell::from("pro"), Cell::Money("20.00".parse()?)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::bar::Bar;
use super::emphasis::Emphasis;
use super::formula::Formula;
use super::number::{dollars, part, percent, signed_dollars};
use crate::calendar::Instant;
use crate::phrase::{count, exact_dollars, moment, rfc3339, shortened, shortened_name};
use crate::units::{Percent, Usd, UsdDelta};

/// Columns and rows, and perhaps a row of totals under them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The tab of a workbook on which it lies.
    pub(super) tab: String,
    /// The row of the tab in which its titles stand, counted from 0.
    pub(super) top: u64,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// How many more rows are made when a workbook is written.
    pub(super) made: usize,
    total: Option<Vec<Cell>>,
    /// What is drawn in its place where it is too wide.
    narrow: Option<Box<Sheet>>,
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// What the row says at a glance; the cell of the [telling](Sheet::telling) column is coloured so.
    pub emphasis: Emphasis,
    /// What single cells say, one a column.
    marks: Vec<Emphasis>,
}

impl Row {
    /// A row whose marked cells say something.
    fn new(cells: Vec<Cell>, emphasis: Emphasis) -> Self {
        let (cells, marks) = cells.into_iter().map(Cell::unmarked).unzip();
        Self { cells, emphasis, marks }
    }

    /// What one of its cells says at a glance, where this column is the telling one.
    #[must_use]
    pub fn emphasis_at(&self, place: usize, telling: Option<usize>) -> Emphasis {
        match self.marks.get(place) {
            Some(Emphasis::None) | None if telling == Some(place) => self.emphasis,
            Some(mark) => *mark,
            None => Emphasis::None,
        }
    }
}

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in data formats, by which formulas find it; empty where it is not in them.
    pub key: Cow<'static, str>,
    /// What people read above it, which may be nothing; `None` where it is not on pages.
    pub title: Option<Cow<'static, str>>,
    /// What is in it; a row that somebody adds to a workbook by hand is shown likewise.
    pub kind: Kind,
    /// How many characters wide it is at least in a workbook.
    pub width_min: u16,
    /// The group of adjacent columns that it stands in, with a title above all of them.
    pub group: Option<Group>,
    /// In a terminal that is too narrow, the columns of the highest rank are left out first, all of them together;
    /// those of rank 0 stay.
    pub rank: u8,
    /// Whether its cells are never cut and never left out: names that are copied.
    pub is_whole: bool,
    /// Whether long words in it are broken between words where there is no room, and not cut.
    pub is_wrapped: bool,
    /// Whether the emphasis of a row is shown in this column.
    pub is_telling: bool,
}

/// Adjacent columns with one title above them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What people read above the columns.
    pub title: Cow<'static, str>,
    /// The same in a word or two, for formats in which it stands in the title of each column.
    pub short: Cow<'static, str>,
}

/// What is in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Words that are read as a figure: `5 -> 7`.
    Figure,
    /// Dollars.
    Money,
    /// A number of things.
    Count,
    /// How many of how many.
    Part,
    /// A share.
    Percent,
    /// A day.
    Date,
    /// An instant, as text: spreadsheets have nothing that says when it was.
    Instant,
    /// A day and the time on a clock.
    Clock,
    /// Yes or no.
    Truth,
    /// A share, drawn: only where there is room for it, and never in a pipe or in data.
    Bar,
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// What is in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// What is not known: people read a dash, and data has nothing.
    Unknown,
    /// Words. They are never run, whatever they begin with.
    Text(String),
    /// Dollars; on pages to the cent. In a workbook that is the number with which a spreadsheet computes, a
    /// float of 15 digits; where more of them matter, an [`Exact`](Self::Exact) cell stands beside it.
    Money(Usd),
    /// Dollars with all their digits; in a workbook as text.
    Exact(Usd),
    /// A difference of dollars.
    Change(UsdDelta),
    /// A decimal number as it is written, for which there is no type here: a rate, a factor.
    Decimal(String),
    /// A number of things.
    Count(u64),
    /// The first of two numbers, which pages show with the second: `5 of 30`.
    Part(u64, u64),
    /// A share.
    Percent(Percent),
    /// A day.
    Date(Date),
    /// What a clock somewhere shows, as the number with which a spreadsheet computes. It knows no zone, so
    /// that an [`Instant`](Self::Instant) says in another column what is meant.
    Clock(DateTime),
    /// An instant on the clock of a zone, with its offset.
    Instant {
        /// The instant.
        at: Timestamp,
        /// Whose clock it is shown on.
        zone: TimeZone,
    },
    /// An instant in UTC, with a `Z`.
    Utc(Timestamp),
    /// Yes or no.
    Truth(bool),
    /// What people read in other words than its kind says.
    Shown {
        /// What they read.
        words: String,
        /// What it is in data.
        value: Box<Cell>,
    },
    /// What a spreadsheet computes.
    Formula {
        /// How it is computed.
        formula: Formula,
        /// What it comes to, as we have computed it.
        result: Box<Cell>,
    },
    /// A share to be drawn, in a column of [`Kind::Bar`].
    Bar(Bar),
    /// A cell that says something at a glance. A sheet keeps the two apart, so that no row has one of these.
    Marked {
        /// What it says.
        emphasis: Emphasis,
        /// The cell.
        cell: Box<Cell>,
    },
}

impl Sheet {
    /// A sheet with these columns.
    ///
    /// # Panics
    ///
    /// When two columns have the same key: a formula could not tell them apart.
    #[must_use]
    pub fn new(tab: impl Into<String>, columns: Vec<Column>) -> Self {
        let keys: Vec<_> = columns.iter().map(|column| &column.key).filter(|key| !key.is_empty()).collect();
        let tab = tab.into();
        assert!(
            keys.iter().collect::<BTreeSet<_>>().len() == keys.len(),
            "two columns of sheet {tab} have the same title"
        );
        Self { tab, columns, ..Self::default() }
    }

    /// One for pages only, whose columns have these titles and kinds.
    #[must_use]
    pub fn of_page(columns: &[(&str, Kind)]) -> Self {
        let columns = columns.iter().map(|(title, kind)| Column::of_page((*title).to_owned(), *kind));
        Self { columns: columns.collect(), ..Self::default() }
    }

    /// The tab of a workbook on which it lies.
    #[must_use]
    pub fn tab(&self) -> &str {
        &self.tab
    }

    /// The row of the titles in its tab, counted from 0.
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
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The totals.
    #[must_use]
    pub fn totals(&self) -> Option<&[Cell]> {
        self.total.as_deref()
    }

    /// Every row of cells, that of the totals last.
    pub fn all_rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.rows.iter().map(|row| row.cells.as_slice()).chain(self.total.as_deref())
    }

    /// Adds a row.
    ///
    /// # Panics
    ///
    /// When it has not one cell a column, or when the totals are already there.
    pub fn push(&mut self, cells: Vec<Cell>) {
        self.push_with(cells, Emphasis::None);
    }

    /// Adds a row that says something at a glance.
    ///
    /// # Panics
    ///
    /// As [`push`](Self::push).
    pub fn push_with(&mut self, cells: Vec<Cell>, emphasis: Emphasis) {
        self.check(&cells);
        self.rows.push(Row::new(cells, emphasis));
    }

    /// Adds the row of the totals.
    ///
    /// # Panics
    ///
    /// As [`push`](Self::push).
    pub fn total(&mut self, cells: Vec<Cell>) {
        self.check(&cells);
        self.total = Some(cells.into_iter().map(|cell| cell.unmarked().0).collect());
    }

    /// The same rows, with these columns in groups: those of the `own` keys, and those of the rules in force.
    #[must_use]
    pub fn in_groups(mut self, own: (&[&str], &Group), today: &Group) -> Self {
        for column in &mut self.columns {
            let group = match &*column.key {
                key if own.0.contains(&key) => Some(own.1),
                key if key.starts_with("in_force_") => Some(today),
                _ => None,
            };
            column.group = group.cloned().or(column.group.take());
        }
        self
    }

    /// The same rows with their totals below: the sums of the columns with these keys, under a name. A sum that
    /// is out of range is left out.
    #[must_use]
    pub fn with_sums(mut self, name: &str, keys: &[&str]) -> Self {
        if keys.is_empty() || self.rows.is_empty() {
            return self;
        }
        let sum = |(place, column): (usize, &Column)| match keys.contains(&&*column.key) {
            true => sum(self.rows.iter().map(|row| &row.cells[place])),
            false if place == 0 => name.into(),
            false => Cell::Empty,
        };
        let total = self.columns.iter().enumerate().map(sum).collect();
        self.total(total);
        self
    }

    /// The same, with another table to draw in its place in a terminal that is too narrow for it.
    #[must_use]
    pub fn or_narrow(self, narrow: Self) -> Self {
        Self { narrow: Some(Box::new(narrow)), ..self }
    }

    pub(super) fn narrow(&self) -> Option<&Self> {
        self.narrow.as_deref()
    }

    fn check(&self, cells: &[Cell]) {
        assert!(cells.len() == self.columns.len(), "a row of {} has one cell a column", self.tab);
        assert!(self.total.is_none(), "the totals of {} are its last row", self.tab);
    }

    /// The places of the columns that people read, with their titles; bars are drawn and not read.
    pub fn titled(&self) -> impl Iterator<Item = (usize, &Column, &str)> {
        self.titled_with_bars().filter(|(_, column, _)| column.kind != Kind::Bar)
    }

    /// The same with the columns of bars, for formats that draw them.
    pub fn titled_with_bars(&self) -> impl Iterator<Item = (usize, &Column, &str)> {
        let columns = self.columns.iter().enumerate();
        columns.filter_map(|(place, column)| Some((place, column, column.title.as_deref()?)))
    }

    /// The place of the column in which the emphasis of a row is shown: one that says so, else the first that
    /// says how many of how many, else a share, else the last figure.
    #[must_use]
    pub fn telling(&self) -> Option<usize> {
        let find = |is_it: &dyn Fn(&Column) -> bool| {
            self.titled().find(|(_, column, _)| is_it(column)).map(|(place, ..)| place)
        };
        let last_figure = || {
            let figures = self.titled().filter(|(_, column, _)| column.kind.align() == Align::Right);
            figures.last().map(|(place, ..)| place)
        };
        find(&|column| column.is_telling)
            .or_else(|| find(&|column| column.kind == Kind::Part))
            .or_else(|| find(&|column| column.kind == Kind::Percent))
            .or_else(last_figure)
    }

    /// Whether any column that people see has words above it.
    #[must_use]
    pub fn has_head(&self) -> bool {
        self.titled().any(|(.., title)| !title.is_empty())
    }

    /// Whether any column stands in a group.
    #[must_use]
    pub fn is_grouped(&self) -> bool {
        self.columns.iter().any(|column| column.group.is_some())
    }

    /// Whether any column that people see stands in a group.
    #[must_use]
    pub fn has_groups(&self) -> bool {
        self.titled().any(|(_, column, _)| column.group.is_some())
    }

    /// The same rows and totals with those columns only that data formats have.
    #[must_use]
    pub fn into_data(self) -> Self {
        let is_data: Vec<bool> = self.columns.iter().map(|column| !column.key.is_empty()).collect();
        Self {
            columns: kept(self.columns, &is_data),
            rows: self
                .rows
                .into_iter()
                .map(|row| Row {
                    cells: kept(row.cells, &is_data),
                    marks: kept(row.marks, &is_data),
                    emphasis: row.emphasis,
                })
                .collect(),
            total: self.total.map(|cells| kept(cells, &is_data)),
            ..Self { tab: self.tab, top: self.top, ..Self::default() }
        }
    }
}

/// What stands in the columns that data formats have.
fn kept<T>(of_row: Vec<T>, is_data: &[bool]) -> Vec<T> {
    of_row.into_iter().zip(is_data).filter_map(|(one, is_data)| is_data.then_some(one)).collect()
}

/// What cells of one column come to.
fn sum<'c>(cells: impl Iterator<Item = &'c Cell>) -> Cell {
    let mut sum = Cell::Empty;
    for cell in cells {
        sum = match (sum, cell.value()) {
            (Cell::Empty, cell) => cell.clone(),
            (sum, Cell::Empty | Cell::Unknown) => sum,
            (Cell::Money(sum), Cell::Money(more)) => Cell::known(sum.plus(*more).ok()),
            (Cell::Count(sum), Cell::Count(more)) => Cell::known(sum.checked_add(*more)),
            _ => return Cell::Unknown,
        };
    }
    sum
}

/// Stretches of adjacent columns of the same group, or of none, each with how many there are.
pub(super) fn stretches<'c>(
    columns: impl IntoIterator<Item = &'c Column>,
) -> Vec<(Option<&'c Group>, usize)> {
    let mut stretches: Vec<(Option<&Group>, usize)> = Vec::new();
    for column in columns {
        match stretches.last_mut() {
            Some((group, count)) if *group == column.group.as_ref() => *count += 1,
            _ => stretches.push((column.group.as_ref(), 1)),
        }
    }
    stretches
}

impl Column {
    /// A column of data formats, as wide as needed.
    #[must_use]
    pub fn new(key: impl Into<Cow<'static, str>>, kind: Kind) -> Self {
        Self {
            key: key.into(),
            title: None,
            kind,
            width_min: 0,
            group: None,
            rank: 0,
            is_whole: false,
            is_wrapped: false,
            is_telling: false,
        }
    }

    /// A column of pages.
    #[must_use]
    pub fn of_page(title: impl Into<Cow<'static, str>>, kind: Kind) -> Self {
        Self::new("", kind).under(title.into())
    }

    /// The same, on pages, too, under this title.
    #[must_use]
    pub fn titled(self, title: impl Into<Cow<'static, str>>) -> Self {
        let title = title.into();
        let short = match shortened_name(&title) {
            Cow::Borrowed(_) => None,
            Cow::Owned(short) => Some(short.into()),
        };
        self.under(short.unwrap_or(title))
    }

    /// The same under a title. What these name is an id, which is copied.
    fn under(self, title: Cow<'static, str>) -> Self {
        let is_whole = self.is_whole || matches!(&*title, "plan" | "model");
        Self { title: Some(title), is_whole, ..self }
    }

    /// The same, on pages only where it says something.
    #[must_use]
    pub fn titled_if(self, is_shown: bool, title: impl Into<Cow<'static, str>>) -> Self {
        if is_shown { self.titled(title) } else { self }
    }

    /// The same in a group, where there is one.
    #[must_use]
    pub fn in_group(self, group: Option<&Group>) -> Self {
        Self { group: group.cloned(), ..self }
    }

    /// The same, left out of a terminal that is too narrow: those of the highest rank first.
    #[must_use]
    pub fn of_rank(self, rank: u8) -> Self {
        Self { rank, ..self }
    }

    /// A column of bars on pages, beside the figures of a group if there is one: absent in pipes and data, and the
    /// first that is left out where there is no room.
    #[must_use]
    pub fn bar() -> Self {
        Self::of_page("", Kind::Bar).of_rank(u8::MAX)
    }

    /// The same, never cut and never left out: ids of models, plans and the like. What a table begins with is whole
    /// in any case.
    #[must_use]
    pub fn whole(self) -> Self {
        Self { is_whole: true, ..self }
    }

    /// The same, broken between words where it has no room, and not cut: for reasons and other sentences.
    #[must_use]
    pub fn wrapped(self) -> Self {
        Self { is_wrapped: true, ..self }
    }

    /// The same, in which the emphasis of a row is shown.
    #[must_use]
    pub fn telling(self) -> Self {
        Self { is_telling: true, ..self }
    }

    /// The same, at least this many characters wide in a workbook.
    #[must_use]
    pub fn at_least(self, width_min: u16) -> Self {
        Self { width_min, ..self }
    }
}

impl Kind {
    /// How it is aligned: figures under each other.
    #[must_use]
    pub fn align(self) -> Align {
        match self {
            Self::Figure | Self::Money | Self::Count | Self::Part | Self::Percent => Align::Right,
            Self::Text | Self::Date | Self::Instant | Self::Clock | Self::Truth | Self::Bar => Align::Left,
        }
    }
}

impl Cell {
    /// What people read.
    #[must_use]
    pub fn words(&self) -> Cow<'_, str> {
        let words = match self {
            Self::Empty | Self::Bar(_) => return "".into(),
            Self::Unknown => return "-".into(),
            Self::Marked { cell, .. } => return cell.words(),
            Self::Text(text) | Self::Decimal(text) | Self::Shown { words: text, .. } => {
                return shortened(text);
            }
            Self::Money(amount) => dollars(*amount),
            Self::Exact(amount) => exact_dollars(*amount),
            Self::Change(change) => signed_dollars(*change),
            Self::Count(number) => count(*number),
            Self::Part(some, whole) => part(*some, *whole),
            Self::Percent(share) => percent(Some(*share)),
            Self::Date(day) => day.to_string(),
            Self::Clock(time) => time.strftime("%Y-%m-%d %H:%M").to_string(),
            Self::Instant { at, zone } => moment(*at, zone),
            Self::Utc(at) => moment(*at, &TimeZone::UTC),
            Self::Truth(true) => return "yes".into(),
            Self::Truth(false) => return "no".into(),
            Self::Formula { result, .. } => return result.words(),
        };
        words.into()
    }

    /// What scripts read: exact, and in one way.
    #[must_use]
    pub fn data(&self) -> Cow<'_, str> {
        let data = match self {
            Self::Empty | Self::Unknown | Self::Bar(_) => return "".into(),
            Self::Marked { cell, .. } => return cell.data(),
            Self::Text(text) | Self::Decimal(text) => return text.into(),
            Self::Money(amount) | Self::Exact(amount) => amount.to_string(),
            Self::Change(change) => change.to_string(),
            Self::Count(number) | Self::Part(number, _) => number.to_string(),
            Self::Percent(share) => share.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Clock(time) => time.to_string(),
            Self::Instant { at, zone } => rfc3339(*at, zone),
            Self::Utc(at) => at.to_string(),
            Self::Truth(true) => return "true".into(),
            Self::Truth(false) => return "false".into(),
            Self::Shown { value, .. } => return value.data(),
            Self::Formula { result, .. } => return result.data(),
        };
        data.into()
    }

    /// What it is in data, whatever people read.
    fn value(&self) -> &Self {
        if let Self::Shown { value, .. } = self { value } else { self }
    }

    /// The same cell, which says this at a glance.
    #[must_use]
    pub fn marked(self, emphasis: Emphasis) -> Self {
        match emphasis {
            Emphasis::None => self,
            emphasis => Self::Marked { emphasis, cell: Box::new(self) },
        }
    }

    /// The cell, and what it says at a glance.
    fn unmarked(self) -> (Self, Emphasis) {
        match self {
            Self::Marked { emphasis, cell } => (cell.unmarked().0, emphasis),
            cell => (cell, Emphasis::None),
        }
    }

    /// The same value, which people read in these words.
    #[must_use]
    pub fn shown(self, words: impl Into<String>) -> Self {
        Self::Shown { words: words.into(), value: Box::new(self) }
    }

    /// What is known, and otherwise a dash for people.
    #[must_use]
    pub fn known<T: Into<Self>>(known: Option<T>) -> Self {
        known.map_or(Self::Unknown, Into::into)
    }

    /// Dollars, and a dash for people where there are none.
    #[must_use]
    pub fn or_dash(amount: Usd) -> Self {
        let cell = Self::from(amount);
        if amount.is_zero() { cell.shown("-") } else { cell }
    }

    /// An instant on the clock of a zone, where it is known.
    #[must_use]
    pub fn instant(at: Option<Timestamp>, zone: &TimeZone) -> Self {
        at.map_or(Self::Empty, |at| Self::Instant { at, zone: zone.clone() })
    }

    /// A number that names something and counts nothing, so that it has no commas.
    #[must_use]
    pub fn ordinal(number: u64) -> Self {
        Self::Count(number).shown(number.to_string())
    }
}

impl Formula {
    /// The cell that is computed so, and comes to `result`.
    #[must_use]
    pub fn gives(self, result: impl Into<Cell>) -> Cell {
        Cell::Formula { formula: self, result: Box::new(result.into()) }
    }
}

/// Makes cells of values, each kind of value in one way.
macro_rules! cells_from {
    ($($value:ty: $make:expr),+ $(,)?) => {
        $(impl From<$value> for Cell {
            fn from(value: $value) -> Self {
                $make(value)
            }
        })+
    };
}

cells_from! {
    &str: |text: &str| Self::Text(text.to_owned()),
    &String: |text: &String| Self::Text(text.clone()),
    String: Self::Text,
    Usd: Self::Money,
    UsdDelta: Self::Change,
    u64: Self::Count,
    Percent: Self::Percent,
    Date: Self::Date,
    DateTime: Self::Clock,
    bool: Self::Truth,
}

impl From<Instant> for Cell {
    fn from(instant: Instant) -> Self {
        Self::Instant { at: instant.timestamp(), zone: instant.zoned().time_zone().clone() }
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    /// What is not known is an empty cell.
    fn from(known: Option<T>) -> Self {
        known.map_or(Self::Empty, Into::into)
    }
}

/// Columns, and what a row of them is: the one declaration of a table.
pub struct Columns<'a, R>(Vec<(Column, CellOf<'a, R>)>);

/// What a row has in a column.
type CellOf<'a, R> = Box<dyn Fn(&R) -> Cell + 'a>;

impl<R> Default for Columns<'_, R> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'a, R> Columns<'a, R> {
    /// No columns yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column.
    #[must_use]
    pub fn with(mut self, column: Column, cell: impl Fn(&R) -> Cell + 'a) -> Self {
        self.0.push((column, Box::new(cell)));
        self
    }

    /// The columns alone.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        self.0.iter().map(|(column, _)| column.clone()).collect()
    }

    /// The cells of a row.
    #[must_use]
    pub fn cells(&self, row: &R) -> Vec<Cell> {
        self.0.iter().map(|(_, cell)| cell(row)).collect()
    }

    /// These rows, held.
    #[must_use]
    pub fn sheet<'r>(&self, tab: &str, rows: impl IntoIterator<Item = &'r R>) -> Sheet
    where
        R: 'r,
    {
        self.sheet_with(tab, rows, |_| Emphasis::None)
    }

    /// The same, with what each says at a glance.
    #[must_use]
    pub fn sheet_with<'r>(
        &self,
        tab: &str,
        rows: impl IntoIterator<Item = &'r R>,
        emphasis: impl Fn(&R) -> Emphasis,
    ) -> Sheet
    where
        R: 'r,
    {
        let mut sheet = Sheet::new(tab, self.columns());
        rows.into_iter().for_each(|row| sheet.push_with(self.cells(row), emphasis(row)));
        sheet
    }

    /// These rows with the columns of data formats, written one after the other.
    #[must_use]
    pub fn rows(self, tab: &str, rows: impl Iterator<Item = R> + 'a) -> Rows<'a>
    where
        R: 'a,
    {
        let (columns, cells): (Vec<Column>, Vec<CellOf<'a, R>>) =
            self.0.into_iter().filter(|(column, _)| !column.key.is_empty()).unzip();
        let of_row = move |row: R| cells.iter().map(|cell| cell(&row).unmarked().0).collect();
        Rows { tab: tab.to_owned(), columns, all: Box::new(rows.map(of_row)) }
    }
}

/// The rows of data, which need not all be held to be written.
pub struct Rows<'a> {
    tab: String,
    columns: Vec<Column>,
    all: Box<dyn Iterator<Item = Vec<Cell>> + 'a>,
}

impl Rows<'_> {
    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// All of them, held.
    #[must_use]
    pub fn into_sheet(self) -> Sheet {
        let mut sheet = Sheet::new(self.tab, self.columns);
        self.all.for_each(|row| sheet.push(row));
        sheet
    }
}

impl Iterator for Rows<'_> {
    type Item = Vec<Cell>;

    fn next(&mut self) -> Option<Self::Item> {
        self.all.next()
    }
}

impl From<Sheet> for Rows<'_> {
    fn from(sheet: Sheet) -> Self {
        let Sheet { tab, columns, rows, .. } = sheet.into_data();
        Self { tab, columns, all: Box::new(rows.into_iter().map(|row| row.cells)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_declaration_gives_what_people_and_what_scripts_read() {
        let columns = Columns::new()
            .with(Column::new("plan", Kind::Text).titled("plan"), |row: &(u64, u64)| {
                Cell::from("team").shown(format!("team ({} seats)", row.0))
            })
            .with(Column::new("nights_covered", Kind::Part).titled("nights"), |row| Cell::Part(row.0, row.1))
            .with(Column::new("seats", Kind::Count), |row| row.0.into())
            .with(Column::of_page("", Kind::Text), |_| "!".into());
        let sheet = columns.sheet("Plans", &[(1_500, 3_000)]);
        let of_people: Vec<_> =
            sheet.titled().map(|(place, ..)| sheet.rows()[0].cells[place].words()).collect();
        assert_eq!(of_people, ["team (1500 seats)", "1,500 of 3,000", "!"]);
        let data: Rows<'_> = sheet.into();
        let keys: Vec<_> = data.columns().iter().map(|column| column.key.clone()).collect();
        assert_eq!(keys, ["plan", "nights_covered", "seats"]);
        let data: Vec<Vec<String>> =
            data.map(|row| row.iter().map(|cell| cell.data().into_owned()).collect()).collect();
        assert_eq!(data, [["team", "1500", "1500"]]);
    }
}
