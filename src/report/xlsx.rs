//! Workbooks in the format of Excel, which all spreadsheets read.
//!
//! The file holds each formula and our result of it. Spreadsheets compute the formulas when they open it,
//! because it says that they should; programs that only show files show our results.

use std::sync::Mutex;
use std::thread;

use jiff::civil::{Date, DateTime};
use rust_xlsxwriter as excel;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Worksheet, XlsxError,
};

use super::budget::drawn;
use super::heading::heading;
use super::sheet::{Align, Cell, Kind, Sheet, stretches};
use super::workbook::{Tab, Unfit, Workbook, safe};
use crate::units::length;

/// A price by the piece: its cents, and as many of the digits below a cent as there are. Ten decimals are more
/// than rates make, and what a spreadsheet adds up in floats is wrong only beyond those. The symbol is that
/// of the United States wherever the file is opened.
const PRICE: &str = "[$$-409]#,##0.00########";
/// Dollars to the cent, which is what people read; the exact number is in the cell.
const MONEY: &str = "[$$-409]#,##0.00";
const COUNT: &str = "#,##0";
const PERCENT: &str = "0.0%";
const DATE: &str = "yyyy-mm-dd";
const CLOCK: &str = "yyyy-mm-dd hh:mm:ss";
/// How many characters one printed page has across at least half the usual size.
const PAGE_WIDTH: u16 = 220;
/// A tab with more rows goes row by row into a file without a name in the system's temporary folder: the cells of
/// a million runs take gigabytes.
const HELD_MAX: usize = 50_000;

/// Writes a workbook: the same one gives the same bytes.
///
/// # Errors
///
/// When a spreadsheet cannot hold it, or the system starts no threads.
///
/// # Panics
///
/// Never: what fits can be written, and memory takes it.
pub fn write(workbook: &Workbook<'_>) -> Result<Vec<u8>, Unfit> {
    workbook.fits()?;
    // The crate writes each sheet on a thread of its own, and panics where there is none.
    if !can_start(workbook.tabs.len()) {
        return Err(Unfit::Threads { threads: length(workbook.tabs.len()) });
    }
    match bytes(workbook) {
        Err(XlsxError::IoError(_)) => Err(Unfit::TemporaryFile),
        bytes => Ok(bytes.expect("what fits can be written")),
    }
}

/// Whether the system can start this many threads at once.
fn can_start(count: usize) -> bool {
    let gate = Mutex::new(());
    thread::scope(|scope| {
        let held = gate.lock();
        let wait = || drop(gate.lock());
        let are_started = (0..count).all(|_| thread::Builder::new().spawn_scoped(scope, wait).is_ok());
        drop(held);
        are_started
    })
}

fn bytes(workbook: &Workbook<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut file = excel::Workbook::new();
    // The day that the file says it was made on would be today, and today is in no answer that did not ask
    // for it.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    file.set_properties(&DocProperties::new().set_title(&workbook.title).set_creation_datetime(&made));
    let styles = Styles::new();
    for tab in &workbook.tabs {
        let rows: usize = tab.sheets().iter().map(Sheet::count).sum();
        let target =
            if rows > HELD_MAX { file.add_worksheet_with_low_memory()? } else { file.add_worksheet() };
        write_tab(target, &workbook.title, tab, &styles)?;
    }
    file.save_to_buffer()
}

fn write_tab(target: &mut Worksheet, title: &str, tab: &Tab<'_>, styles: &Styles) -> Result<(), XlsxError> {
    target.set_name(tab.name())?;
    // Otherwise an empty text as a result would be written as 0.
    target.set_formula_result_default("");
    let widths = tab.widths();
    for (column, width) in (0..).zip(&widths) {
        target.set_column_width(column, *width)?;
    }
    let pages = set_print(target, title, &widths)?;
    if let Some(board) = tab.board() {
        return drawn::write_board(target, tab.name(), board);
    }
    let head = tab.sheets().first().map_or(0, |sheet| row(sheet.top()));
    target.set_repeat_rows(0, head)?;
    // What a row is about stays in view beside what is far to the right.
    target.set_freeze_panes(head + 1, u16::from(pages > 1))?;
    for (place, line) in (0..).zip(tab.caption()) {
        let style = if place == 0 { &styles.caption } else { &styles.sentence };
        target.write_string_with_format(place, 0, safe(line), style)?;
    }
    if let [sheet] = tab.sheets() {
        // With one sheet a column is one thing down to the last row that somebody may add.
        for (place, column) in (0..).zip(sheet.columns()) {
            if let Some(format) = styles.plain.of(column.kind) {
                target.set_column_format(place, format)?;
            }
        }
    }
    for (number, sheet) in tab.sheets().iter().enumerate() {
        write_sheet(target, tab, sheet, styles)?;
        // A tab has one filter at most.
        if sheet.count() > 0 && !sheet.columns().is_empty() {
            let (last_row, last_column) =
                (row(sheet.top()) + last(sheet.count()) + 1, column(sheet.columns().len() - 1));
            if number == 0 {
                target.autofilter(row(sheet.top()), 0, last_row, last_column)?;
            }
            // A number that is written as text is meant as text.
            target.ignore_error_range(
                row(sheet.top()),
                0,
                last_row,
                last_column,
                IgnoreError::NumberStoredAsText,
            )?;
            for (place, _) in (0..).zip(sheet.columns()).filter(|(_, column)| column.kind == Kind::Percent) {
                drawn::write_bars(target, place, row(sheet.top()) + 1, last_row)?;
            }
        }
    }
    Ok(())
}

/// How a tab is printed: across, as few pages wide as can be read, with what it is about and the number of the page
/// on each. Returns how many pages wide that is.
fn set_print(target: &mut Worksheet, title: &str, widths: &[u16]) -> Result<u16, XlsxError> {
    let width: u16 = widths.iter().fold(0, |sum, width| sum.saturating_add(*width));
    let pages = width.div_ceil(PAGE_WIDTH).max(1);
    target.set_landscape().set_print_fit_to_pages(pages, 0);
    if pages > 1 {
        target.set_repeat_columns(0, 0)?;
    }
    // An ampersand begins a code, and all codes and words together are 255 characters at most.
    let title: String = safe(title).chars().take(100).collect::<String>().replace('&', "&&");
    target.set_header(format!("&L{title}&R&A")).set_footer("&RPage &P of &N");
    Ok(pages)
}

fn write_sheet(
    target: &mut Worksheet,
    tab: &Tab<'_>,
    sheet: &Sheet,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let top = row(sheet.top());
    if sheet.is_grouped() {
        let mut place = 0;
        for (group, count) in stretches(sheet.columns()) {
            if let Some(group) = group {
                target.write_string_with_format(top - 1, place, safe(&group.title), &styles.group)?;
            }
            place += column(count);
        }
    }
    for (place, column) in (0..).zip(sheet.columns()) {
        let style = match is_number(column.kind) {
            true => &styles.number_title,
            false if place == 0 => &styles.title,
            false => &styles.inset_title,
        };
        target.write_string_with_format(top, place, safe(&heading(&column.key)), style)?;
    }
    let rows = tab.rows_of(sheet).map(|cells| (cells, &styles.plain));
    let total = sheet.totals().map(|cells| (cells.into(), &styles.total));
    for (place, (cells, style)) in (top + 1..).zip(rows.chain(total)) {
        for (column, cell) in (0..).zip(cells.iter()) {
            write_cell(target, place, column, cell, style)?;
        }
    }
    Ok(())
}

/// Whether a spreadsheet has a number there, and shows it on the right.
fn is_number(kind: Kind) -> bool {
    kind.align() == Align::Right && kind != Kind::Figure
        || matches!(kind, Kind::Date | Kind::Clock | Kind::Truth)
}

pub(super) fn write_cell(
    target: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    style: &Style,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Formula { formula, result } => {
            let formula = excel::Formula::new(format!("={formula}")).set_result(cached(result));
            target.write_formula_with_format(row, column, formula, style.of_cell(result))?;
        }
        Cell::Empty | Cell::Unknown if style.is_total => {
            target.write_blank(row, column, &style.text)?;
        }
        Cell::Empty | Cell::Unknown | Cell::Bar(_) => {}
        Cell::Shown { value: cell, .. } | Cell::Marked { cell, .. } => {
            write_cell(target, row, column, cell, style)?;
        }
        Cell::Truth(truth) => {
            target.write_boolean_with_format(row, column, *truth, &style.text)?;
        }
        cell => {
            let format = style.of_cell(cell);
            match value(cell) {
                Value::Number(number) => target.write_number_with_format(row, column, number, format)?,
                // Only what begins like a formula has that apostrophe, or a name that has one itself: see
                // [`Style::marked`].
                Value::Text(text) if text.starts_with('\'') => {
                    target.write_string_with_format(row, column, text, &style.marked)?
                }
                Value::Text(text) if column > 0 && Style::is_words(cell) => {
                    target.write_string_with_format(row, column, text, &style.inset)?
                }
                Value::Text(text) => target.write_string_with_format(row, column, text, format)?,
            };
        }
    }
    Ok(())
}

/// What a cell comes to in a file.
enum Value {
    Number(f64),
    Text(String),
}

fn value(cell: &Cell) -> Value {
    let digits = |text: &str| Value::Number(float(text));
    match cell {
        // From here on a float skips whole numbers.
        Cell::Count(count) | Cell::Part(count, _) if *count > 1 << 53 => Value::Text(count.to_string()),
        Cell::Money(_) | Cell::Change(_) | Cell::Decimal(_) | Cell::Count(_) | Cell::Part(..) => {
            digits(&cell.data())
        }
        // A spreadsheet's 100% is 1.
        Cell::Percent(share) => digits(&format!("{share}e-2")),
        Cell::Date(day) => serial(*day).map_or_else(|| Value::Text(day.to_string()), Value::Number),
        Cell::Clock(time) => clock(*time).map_or_else(|| Value::Text(time.to_string()), Value::Number),
        Cell::Truth(truth) => Value::Text(if *truth { "TRUE" } else { "FALSE" }.to_owned()),
        Cell::Shown { value: cell, .. } | Cell::Marked { cell, .. } | Cell::Formula { result: cell, .. } => {
            value(cell)
        }
        Cell::Text(text) => Value::Text(safe(text).into_owned()),
        Cell::Empty | Cell::Unknown | Cell::Bar(_) | Cell::Exact(_) | Cell::Instant { .. } | Cell::Utc(_) => {
            Value::Text(cell.data().into_owned())
        }
    }
}

/// The float nearest to a decimal number.
///
/// This is the one place where an amount becomes a float, because a number in a spreadsheet is one. It is
/// read from the exact digits, so that no arithmetic makes it worse, and it goes nowhere but into the file.
fn float(digits: &str) -> f64 {
    digits.parse().expect("digits are a number")
}

/// The number of a day, unless it is before those that spreadsheets count.
fn serial(day: Date) -> Option<f64> {
    excel_day(day).map(|day| day.to_excel())
}

fn clock(time: DateTime) -> Option<f64> {
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    let second = f64::from(second);
    let time =
        excel_day(time.date())?.and_hms(hour.unsigned_abs().into(), minute.unsigned_abs(), second).ok()?;
    Some(time.to_excel())
}

fn excel_day(day: Date) -> Option<ExcelDateTime> {
    // The library has a day 0 before them, which programs show as different days.
    let year = u16::try_from(day.year()).ok().filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs()).ok()
}

/// The result of a formula as the file keeps it.
fn cached(result: &Cell) -> String {
    match value(result) {
        Value::Number(number) => number.to_string(),
        Value::Text(text) if matches!(result, Cell::Truth(_)) => text,
        // The library tells a number, a truth and an error from a text by how it looks. A text that looks so
        // is left for the spreadsheet to compute: an infinite number would spoil the file.
        Value::Text(text)
            if text.parse::<f64>().is_ok()
                || text.starts_with('#')
                || ["TRUE", "FALSE"].contains(&text.as_str()) =>
        {
            String::new()
        }
        Value::Text(text) => text,
    }
}

/// How cells look.
struct Styles {
    caption: Format,
    sentence: Format,
    group: Format,
    title: Format,
    number_title: Format,
    /// Above words that stand beside figures.
    inset_title: Format,
    plain: Style,
    total: Style,
}

pub(super) struct Style {
    /// Whether cells without anything in them look like something, too.
    is_total: bool,
    text: Format,
    /// Words in a column that is not the first: they do not touch figures on their left.
    inset: Format,
    /// Text that begins with an apostrophe. It has the mark that Excel gives to what is typed with one:
    /// without it, Excel would take the apostrophe for that mark when somebody goes through the cell, and the
    /// text would be another one.
    marked: Format,
    exact: Format,
    money: Format,
    price: Format,
    count: Format,
    percent: Format,
    date: Format,
    clock: Format,
}

impl Styles {
    fn new() -> Self {
        let title = Format::new()
            .set_bold()
            .set_border_bottom(FormatBorder::Thin)
            .set_align(FormatAlign::Bottom)
            .set_text_wrap();
        Self {
            caption: Format::new().set_bold().set_font_size(14),
            sentence: Format::new().set_font_size(12),
            group: Format::new().set_bold().set_border_bottom(FormatBorder::Thin),
            number_title: title.clone().set_align(FormatAlign::Right),
            inset_title: title.clone().set_indent(1),
            title,
            plain: Style::new(false, &Format::new()).of_sheets(),
            total: Style::new(true, &Format::new().set_bold().set_border_top(FormatBorder::Thin)).of_sheets(),
        }
    }
}

impl Style {
    pub(super) fn new(is_total: bool, base: &Format) -> Self {
        let shown_as = |shape: &str| base.clone().set_num_format(shape);
        Self {
            is_total,
            text: base.clone(),
            inset: base.clone(),
            marked: base.clone().set_quote_prefix(),
            // `@` says that it is text, also after somebody went through the cell.
            exact: shown_as("@").set_align(FormatAlign::Right),
            money: shown_as(MONEY),
            price: shown_as(PRICE),
            count: shown_as(COUNT),
            percent: shown_as(PERCENT),
            date: shown_as(DATE),
            clock: shown_as(CLOCK),
        }
    }

    /// The same for a sheet, where words may stand right of figures.
    fn of_sheets(self) -> Self {
        Self { inset: self.text.clone().set_indent(1), ..self }
    }

    /// Whether a cell has words, and no number that is written as text.
    fn is_words(cell: &Cell) -> bool {
        matches!(cell, Cell::Text(_) | Cell::Instant { .. } | Cell::Utc(_))
    }

    /// The same with amounts as prices by the piece.
    pub(super) fn of_prices(self) -> Self {
        Self { money: self.price.clone(), ..self }
    }

    /// How a cell is shown.
    pub(super) fn of_cell(&self, cell: &Cell) -> &Format {
        match cell {
            // To the cent it would be nothing.
            Cell::Money(amount) if amount.is_under_a_cent() => &self.price,
            Cell::Money(_) | Cell::Change(_) => &self.money,
            Cell::Exact(_) => &self.exact,
            Cell::Count(_) | Cell::Part(..) => &self.count,
            Cell::Percent(_) => &self.percent,
            Cell::Date(_) => &self.date,
            Cell::Clock(_) => &self.clock,
            Cell::Shown { value: cell, .. }
            | Cell::Marked { cell, .. }
            | Cell::Formula { result: cell, .. } => self.of_cell(cell),
            Cell::Empty
            | Cell::Bar(_)
            | Cell::Unknown
            | Cell::Text(_)
            | Cell::Decimal(_)
            | Cell::Instant { .. }
            | Cell::Utc(_)
            | Cell::Truth(_) => &self.text,
        }
    }

    /// How what is added to a column is shown, where that is not as everywhere.
    fn of(&self, kind: Kind) -> Option<&Format> {
        match kind {
            Kind::Money => Some(&self.money),
            Kind::Count | Kind::Part => Some(&self.count),
            Kind::Percent => Some(&self.percent),
            Kind::Date => Some(&self.date),
            Kind::Clock => Some(&self.clock),
            Kind::Text | Kind::Figure | Kind::Instant | Kind::Truth | Kind::Bar => None,
        }
    }
}

fn row(row: u64) -> u32 {
    u32::try_from(row).expect("it is one of the rows of a sheet")
}

fn last(rows: usize) -> u32 {
    u32::try_from(rows.saturating_sub(1)).expect("they are rows of a sheet")
}

fn column(column: usize) -> u16 {
    u16::try_from(column).expect("it is one of the columns of a sheet")
}
