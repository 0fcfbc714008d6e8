//! Boards in the format of Excel.

use rust_xlsxwriter as excel;
use rust_xlsxwriter::{
    Chart as Line, ChartFont, ConditionalFormatDataBar, ConditionalFormatType, DataValidation,
    DataValidationRule, Format, FormatAlign, FormatBorder, IgnoreError, Worksheet, XlsxError,
};

use super::board::{Ask, Board, Chart, Look, Place, Span};
use crate::report::xlsx::{Style, write_cell};

/// What a person types into: light yellow with a thin frame.
const TYPED: u32 = 0x00FF_F7D6;
const FRAME: u32 = 0x00C9_B458;
const BAR: u32 = 0x009C_C8A5;
const FAINT: u32 = 0x0070_7070;

/// Writes the cells of a board, what they ask, and its chart.
pub(in crate::report) fn write_board(
    target: &mut Worksheet,
    tab: &str,
    board: &Board,
) -> Result<(), XlsxError> {
    target.set_freeze_panes(board.frozen, 0)?;
    if let Some(last) = board.frozen.checked_sub(1) {
        target.set_repeat_rows(0, last)?;
    }
    let looks = Looks::new();
    for placed in &board.cells {
        let Place { row, column } = placed.place;
        write_cell(target, row, column, &placed.cell, looks.of(placed.look))?;
    }
    for (place, ask) in &board.asks {
        target.add_data_validation(place.row, place.column, place.row, place.column, &validation(ask)?)?;
    }
    for bars in &board.bars {
        write_bars(target, bars.column, bars.first, bars.last)?;
    }
    let last = board.end().saturating_sub(1);
    // A name that is a number is meant as a name.
    target.ignore_error_range(0, 0, last, 0, IgnoreError::NumberStoredAsText)?;
    // A typed number among formulas is meant, too.
    let width = u16::try_from(board.widths.len()).unwrap_or(u16::MAX);
    target.ignore_error_range(0, 1, last, width.max(1), IgnoreError::FormulaDiffers)?;
    if let Some(chart) = &board.chart {
        target.insert_chart(chart.at.row, chart.at.column, &line(tab, chart))?;
    }
    Ok(())
}

/// Writes bars behind shares, from nothing to all.
pub(in crate::report) fn write_bars(
    target: &mut Worksheet,
    column: u16,
    first: u32,
    last: u32,
) -> Result<(), XlsxError> {
    let bars = ConditionalFormatDataBar::new()
        .set_minimum(ConditionalFormatType::Number, 0)
        .set_maximum(ConditionalFormatType::Number, 1)
        .set_fill_color(BAR)
        .set_solid_fill(true);
    target.add_conditional_format(first, column, last, column, &bars)?;
    Ok(())
}

fn validation(ask: &Ask) -> Result<DataValidation, XlsxError> {
    let new = DataValidation::new();
    Ok(match ask {
        Ask::Amount => new
            .allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
            .set_error_message("An amount in dollars, 0 or more.")?,
        Ask::Count => new
            .allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0))
            .set_error_message("A whole number, 0 or more.")?,
        Ask::OneOf(words) => new.allow_list_strings(words)?,
        Ask::OneOfCells(cells) => new.allow_list_formula(excel::Formula::new(format!("={cells}"))),
    })
}

/// A line of what is left, day by day.
fn line(tab: &str, chart: &Chart) -> Line {
    let quoted = format!("'{}'", tab.replace('\'', "''"));
    let range = |span: Span| format!("={quoted}!{span}");
    let mut line = Line::new_line();
    line.add_series()
        .set_categories(range(chart.days).as_str())
        .set_values(range(chart.amounts).as_str())
        .set_name("Left ($)");
    line.title().set_name(&chart.title).set_font(ChartFont::new().set_size(12));
    line.legend().set_hidden();
    let amounts = if chart.has_cents { "[$$-409]#,##0.00" } else { "[$$-409]#,##0" };
    line.y_axis().set_num_format(amounts).set_min(0);
    line.x_axis().set_date_axis(true).set_num_format("d mmm").set_major_unit(7);
    line.set_width(720).set_height(400);
    line.set_alt_text("What is left of the credit at the end of each day");
    line
}

/// How cells look.
struct Looks {
    title: Style,
    sentence: Style,
    hint: Style,
    aside_hint: Style,
    heading: Style,
    head: Style,
    name_head: Style,
    aside_head: Style,
    plain: Style,
    name: Style,
    aside: Style,
    price: Style,
    typed: Style,
    typed_price: Style,
    total: Style,
}

impl Looks {
    fn new() -> Self {
        let bold = Format::new().set_bold();
        let head = bold.clone().set_border_bottom(FormatBorder::Thin);
        let faint = Format::new().set_italic().set_font_color(FAINT);
        let typed = Format::new()
            .set_background_color(TYPED)
            .set_border(FormatBorder::Thin)
            .set_border_color(FRAME)
            .set_unlocked();
        // What is typed may be nothing, and is seen as such.
        Self {
            title: Style::new(false, &bold.clone().set_font_size(14)),
            sentence: Style::new(false, &Format::new().set_font_size(12)),
            hint: Style::new(false, &faint),
            aside_hint: Style::new(false, &faint.clone().set_indent(1)),
            heading: Style::new(false, &bold.clone().set_font_size(12)),
            head: Style::new(false, &head.clone().set_align(FormatAlign::Right)),
            aside_head: Style::new(false, &head.clone().set_indent(1)),
            name_head: Style::new(false, &head),
            plain: Style::new(false, &Format::new()),
            name: Style::new(false, &Format::new().set_align(FormatAlign::Left)),
            aside: Style::new(false, &Format::new().set_indent(1)),
            price: Style::new(false, &Format::new()).of_prices(),
            typed: Style::new(true, &typed),
            typed_price: Style::new(true, &typed).of_prices(),
            total: Style::new(true, &bold.set_border_top(FormatBorder::Thin)),
        }
    }

    fn of(&self, look: Look) -> &Style {
        match look {
            Look::Title => &self.title,
            Look::Sentence => &self.sentence,
            Look::Hint => &self.hint,
            Look::AsideHint => &self.aside_hint,
            Look::Heading => &self.heading,
            Look::Head => &self.head,
            Look::NameHead => &self.name_head,
            Look::AsideHead => &self.aside_head,
            Look::Plain => &self.plain,
            Look::Name => &self.name,
            Look::Aside => &self.aside,
            Look::Price => &self.price,
            Look::Typed => &self.typed,
            Look::TypedPrice => &self.typed_price,
            Look::Total => &self.total,
        }
    }
}
