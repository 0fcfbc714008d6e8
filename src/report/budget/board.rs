//! A tab that is laid out by hand: cells at their places, some of which a person types into.

use std::fmt;

use crate::report::Cell;
use crate::report::workbook::letters;
use crate::units::Usd;

/// Cells at their places, what may be typed into some of them, and a chart.
#[derive(Debug, Default)]
pub struct Board {
    pub(in crate::report) cells: Vec<Placed>,
    pub(in crate::report) asks: Vec<(Place, Ask)>,
    pub(in crate::report) bars: Vec<Span>,
    pub(in crate::report) chart: Option<Chart>,
    pub(in crate::report) widths: Vec<u16>,
    /// How many rows at the top stay in view, and are printed on each page.
    pub(in crate::report) frozen: u32,
}

/// A cell of a board, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::report) struct Place {
    pub(in crate::report) row: u32,
    pub(in crate::report) column: u16,
}

/// Cells of one column, one under the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) struct Span {
    pub(in crate::report) column: u16,
    pub(in crate::report) first: u32,
    pub(in crate::report) last: u32,
}

/// A cell at its place.
#[derive(Debug)]
pub(in crate::report) struct Placed {
    pub(in crate::report) place: Place,
    pub(in crate::report) cell: Cell,
    pub(in crate::report) look: Look,
}

/// What a cell is for, which its look says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Look {
    /// The first line.
    Title,
    /// The answer in a sentence.
    Sentence,
    /// What to know, in small letters.
    Hint,
    /// The same beside what is typed.
    AsideHint,
    /// What stands above a block.
    Heading,
    /// What stands above figures.
    Head,
    /// What stands above names.
    NameHead,
    /// What stands above words beside figures.
    AsideHead,
    /// Something that follows from what is typed.
    Plain,
    /// A name or a day in the first column.
    Name,
    /// A word beside figures.
    Aside,
    /// A price by the piece, with all its digits.
    Price,
    /// A person types here.
    Typed,
    /// A person types a price by the piece here.
    TypedPrice,
    /// The sum of a table.
    Total,
}

/// What may be typed into a cell.
#[derive(Debug, Clone)]
pub(in crate::report) enum Ask {
    /// An amount, or nothing where it is not known.
    Amount,
    /// A whole number.
    Count,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of the words of these cells.
    OneOfCells(Span),
}

impl Chart {
    /// From this amount on, cents matter to nobody who looks at a line.
    pub(super) fn has_cents(most: Usd) -> bool {
        Usd::from_cents(10_00).is_ok_and(|ten| most < ten)
    }
}

/// A line over days.
#[derive(Debug, Clone)]
pub(in crate::report) struct Chart {
    pub(in crate::report) title: String,
    pub(in crate::report) at: Place,
    pub(in crate::report) days: Span,
    pub(in crate::report) amounts: Span,
    /// Whether its amounts are so small that their cents matter.
    pub(in crate::report) has_cents: bool,
}

impl Place {
    pub(super) fn new(row: u32, column: u16) -> Self {
        Self { row, column }
    }
}

impl fmt::Display for Place {
    /// `$B$7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${}${}", letters(usize::from(self.column)), self.row + 1)
    }
}

impl Span {
    pub(super) fn new(column: u16, first: u32, last: u32) -> Self {
        Self { column, first, last }
    }

    /// How many rows it has.
    pub(super) fn rows(self) -> usize {
        usize::try_from(self.last + 1 - self.first).unwrap_or(usize::MAX)
    }
}

impl fmt::Display for Span {
    /// `$B$7:$B$18`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, first, last } = *self;
        write!(f, "{}:{}", Place::new(first, column), Place::new(last, column))
    }
}

impl Board {
    pub(super) fn put(&mut self, place: Place, cell: impl Into<Cell>, look: Look) {
        self.cells.push(Placed { place, cell: cell.into(), look });
    }

    /// A cell that a person types into.
    pub(super) fn ask(&mut self, place: Place, cell: impl Into<Cell>, ask: Ask) {
        self.put(place, cell, Look::Typed);
        self.asks.push((place, ask));
    }

    /// A price by the piece that a person types.
    pub(super) fn ask_price(&mut self, place: Place, cell: impl Into<Cell>) {
        self.put(place, cell, Look::TypedPrice);
        self.asks.push((place, Ask::Amount));
    }

    /// The heads of a table from the first column on: of `names` on the left, of `asides` beside figures, and
    /// of figures on the right.
    pub(super) fn heads(&mut self, row: u32, heads: &[&str], names: &[&str], asides: &[&str]) {
        for (column, head) in (0..).zip(heads) {
            let look = if names.contains(head) {
                Look::NameHead
            } else if asides.contains(head) {
                Look::AsideHead
            } else {
                Look::Head
            };
            self.put(Place::new(row, column), *head, look);
        }
    }

    /// The row under the last one that has anything.
    pub(super) fn end(&self) -> u32 {
        self.cells.iter().map(|placed| placed.place.row + 1).max().unwrap_or_default()
    }
}
