//! Rows for spreadsheets and scripts: a head of keys, which stands above no rows, too, and cells as
//! [`Cell::data`](super::Cell::data) writes them. What a spreadsheet would run stays text.

use std::borrow::Cow;

use super::sheet::{Cell, Rows};
use crate::phrase::{CsvDialect, as_cell, escaped, is_plain};

/// Draws rows as CSV.
#[must_use]
pub fn draw(rows: Rows<'_>) -> String {
    draw_in(rows, CsvStyle::default())
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvStyle {
    /// The separator, and the decimal sign.
    pub dialect: CsvDialect,
    /// Whether the first line names the columns.
    pub has_header: bool,
}

impl Default for CsvStyle {
    fn default() -> Self {
        Self { dialect: CsvDialect::default(), has_header: true }
    }
}

/// Draws rows as CSV in a style. Numbers have no marks between thousands.
///
/// # Panics
///
/// Never: writing into memory does not fail, and what is written is text.
#[must_use]
pub fn draw_in(rows: Rows<'_>, CsvStyle { dialect, has_header }: CsvStyle) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(dialect.separator()).from_writer(Vec::new());
    if has_header {
        let head = rows.columns().iter().map(|column| safe(&column.key).into_owned());
        writer.write_record(head.collect::<Vec<_>>()).expect("memory takes every record");
    }
    for row in rows {
        for cell in &row {
            writer.write_field(written(cell, dialect).as_bytes()).expect("memory takes every field");
        }
        writer.write_record(None::<&[u8]>).expect("memory takes every record");
    }
    let bytes = writer.into_inner().expect("memory takes every record");
    String::from_utf8(bytes).expect("every cell was text")
}

fn written(cell: &Cell, dialect: CsvDialect) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) => safe(text),
        Cell::Shown { value: cell, .. } | Cell::Marked { cell, .. } => written(cell, dialect),
        Cell::Formula { result, .. } => written(result, dialect),
        Cell::Money(_) | Cell::Exact(_) | Cell::Change(_) | Cell::Decimal(_) | Cell::Percent(_)
            if dialect == CsvDialect::ExcelEu =>
        {
            cell.data().replace('.', ",").into()
        }
        // A number may begin with its sign, and is one.
        cell => cell.data(),
    }
}

/// A text that no program runs; what a terminal would do instead of showing it is written as an escape.
fn safe(text: &str) -> Cow<'_, str> {
    if is_plain(text) { as_cell(text) } else { Cow::Owned(as_cell(&escaped(text)).into_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Column, Columns, Kind};

    #[test]
    fn a_formula_stays_text() {
        assert_eq!(safe("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(safe("a;\u{200b}=1;=2"), "a;\\u{200b}=1;'=2");
        assert_eq!(safe("\t=1\r\u{1b}[2J"), "\\t=1\\r\\u{1b}[2J");
        assert_eq!(safe("max-5x"), "max-5x");
    }

    #[test]
    fn no_rows_have_the_head_of_many() {
        let draw_rows = |rows: Vec<u64>| {
            let columns = Columns::new()
                .with(Column::new("run", Kind::Count), |run: &u64| (*run).into())
                .with(Column::new("job", Kind::Text), |_| "a,\"b\"".into());
            draw(columns.rows("Runs", rows.into_iter()))
        };
        assert_eq!(draw_rows(Vec::new()), "run,job\n");
        assert_eq!(draw_rows(vec![1000]), "run,job\n1000,\"a,\"\"b\"\"\"\n");
    }
}
