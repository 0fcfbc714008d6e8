//! Tables. A wide one becomes a card for each row on a phone, and scrolls by itself where that would be too many.

use super::words::{plain, safe};
use crate::report::bar::Bar;
use crate::report::emphasis::Emphasis;
use crate::report::sheet::{Align, Cell, Column, Group, Row, Sheet, stretches};

/// A table with at most this many columns fits a phone as it is.
const NARROW: usize = 4;
/// More rows than these scroll: that's too many cards to read.
const CARDS_MAX: usize = 8;

/// A name up to this many characters isn't broken; a longer one would hide a phone's other columns.
const NAME_MAX: usize = 24;

/// How a table is drawn.
struct Drawn<'s> {
    sheet: &'s Sheet,
    /// The place of the column that shows what a row says at a glance.
    telling: Option<usize>,
    /// Whether its rows become cards. Its parts then say what they are, because a card looks like no table.
    is_cards: bool,
}

/// Draws a table that is `called` so, in words that are safe already.
pub(super) fn draw(sheet: &Sheet, called: &str) -> String {
    let columns = sheet.titled_with_bars().count();
    let is_cards = sheet.has_head() && columns > NARROW && sheet.rows().len() <= CARDS_MAX;
    let drawn = Drawn { sheet, telling: sheet.telling(), is_cards };
    let class = if is_cards { " class=\"cards\"" } else { "" };
    let role = |name: &str| drawn.role(name);
    let label = without_tags(called);
    let mut text = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\">\n<table{class}{}>\n<caption class=\"sr\">{called}</caption>\n",
        role("table")
    );
    if sheet.has_head() {
        let titles: String =
            sheet.titled_with_bars().map(|(_, column, title)| drawn.title(column, title)).collect();
        let groups = if sheet.has_groups() { drawn.groups() } else { String::new() };
        text += &format!("<thead{}>\n{groups}<tr{}>{titles}</tr>\n</thead>\n", role("rowgroup"), role("row"));
    }
    text += &format!("<tbody{}>\n", role("rowgroup"));
    for row in sheet.rows() {
        text += &drawn.row(&row.cells, Some(row));
    }
    text += "</tbody>\n";
    if let Some(cells) = sheet.totals() {
        text += &format!("<tfoot{}>\n{}</tfoot>\n", role("rowgroup"), drawn.row(cells, None));
    }
    text + "</table>\n</div>\n"
}

impl Drawn<'_> {
    /// Where a table becomes cards, what a part of it is.
    fn role(&self, name: &str) -> String {
        if self.is_cards { format!(" role=\"{name}\"") } else { String::new() }
    }

    /// The row above the titles, in which each group spans its columns.
    fn groups(&self) -> String {
        let cell = |(group, count): (Option<&Group>, usize)| match group {
            Some(group) => {
                let role = self.role("columnheader");
                format!("<th scope=\"colgroup\" colspan=\"{count}\"{role}>{}</th>", safe(&group.title))
            }
            None => format!("<td colspan=\"{count}\"{}></td>", self.role("cell")),
        };
        let stretches = stretches(self.sheet.titled_with_bars().map(|(_, column, _)| column));
        format!("<tr{}>{}</tr>\n", self.role("row"), stretches.into_iter().map(cell).collect::<String>())
    }

    fn title(&self, column: &Column, title: &str) -> String {
        let role = self.role("columnheader");
        // Beside a figure that says it in digits.
        let words = match safe(title) {
            words if words.is_empty() && self.is_of_bars(column) => {
                "<span class=\"sr\">share</span>".to_owned()
            }
            words => words,
        };
        format!("<th scope=\"col\"{}{role}>{words}</th>", class(column.kind.align(), Emphasis::None, false))
    }

    /// Whether a column has bars in it.
    fn is_of_bars(&self, column: &Column) -> bool {
        let place = self.sheet.columns().iter().position(|known| std::ptr::eq(known, column));
        let cell = |row: &Row| place.and_then(|place| row.cells.get(place).cloned());
        self.sheet.rows().iter().filter_map(cell).any(|cell| matches!(cell, Cell::Bar(_)))
    }

    fn row(&self, cells: &[Cell], row: Option<&Row>) -> String {
        let cell = |(index, (place, column, title)): (usize, (usize, &Column, &str))| {
            let emphasis = row.map_or(Emphasis::None, |row| row.emphasis_at(place, self.telling));
            let words = cells[place].words();
            // A name has hyphens, and is not broken at them.
            let is_name = column.kind.align() == Align::Left
                && !words.contains(' ')
                && words.chars().count() <= NAME_MAX;
            let class = class(column.kind.align(), emphasis, is_name && !words.is_empty());
            let shown = match &cells[place] {
                Cell::Bar(bar) => draw_bar(*bar),
                _ => safe(&words),
            };
            // The first cell says what a row is about.
            if index == 0 {
                return format!("<th scope=\"row\"{class}{}>{shown}</th>", self.role("rowheader"));
            }
            let title = if self.is_cards { label(column, title) } else { String::new() };
            format!("<td{class}{}{title}>{shown}</td>", self.role("cell"))
        };
        let cells: String = self.sheet.titled_with_bars().enumerate().map(cell).collect();
        format!("<tr{}>{cells}</tr>\n", self.role("row"))
    }
}

/// What stands beside a cell of a card: the title of its column, with its group.
fn label(column: &Column, title: &str) -> String {
    let words = match &column.group {
        Some(group) if title.is_empty() => group.short.to_string(),
        Some(group) => format!("{title} ({})", group.short),
        None => title.to_owned(),
    };
    let words = plain(&words);
    if words.is_empty() { words } else { format!(" data-title=\"{words}\"") }
}

/// A share. The figure beside it says the same, so this says it in words only to whoever asks.
fn draw_bar(bar: Bar) -> String {
    if bar.whole == 0 {
        return String::new();
    }
    let filled = bar.filled(100);
    // Tenths of a percent, cut as coverage is.
    let tenths = u128::from(bar.part) * 1000 / u128::from(bar.whole);
    let share = format!("{}.{}%", tenths / 10, tenths % 10);
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{share}\">\
         <rect class=\"track\" width=\"100\" height=\"10\"></rect><rect class=\"fill\" width=\"{filled}\" height=\"10\"></rect></svg>"
    )
}

fn class(align: Align, emphasis: Emphasis, is_name: bool) -> String {
    let align = (align == Align::Right).then_some("n");
    let emphasis = match emphasis {
        Emphasis::None => None,
        Emphasis::Good => Some("good"),
        Emphasis::Partly => Some("partly"),
        Emphasis::Bad => Some("bad"),
        Emphasis::Strong => Some("strong"),
        Emphasis::Dim => Some("dim"),
    };
    let name = is_name.then_some("id");
    let classes: Vec<&str> = align.into_iter().chain(name).chain(emphasis).collect();
    if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) }
}

/// Words in which the only tags are those around code, for an attribute.
fn without_tags(words: &str) -> String {
    words.replace("<code>", "").replace("</code>", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Kind;
    use crate::report::html::STYLE;

    #[test]
    fn each_class_has_a_style() {
        let all = [
            Emphasis::None,
            Emphasis::Good,
            Emphasis::Partly,
            Emphasis::Bad,
            Emphasis::Strong,
            Emphasis::Dim,
        ];
        for emphasis in all {
            let mut sheet = Sheet::of_page(&[("a", Kind::Text), ("b", Kind::Count)]);
            sheet.push_with(vec!["a".into(), 1_u64.into()], emphasis);
            let text = draw(&sheet, "it");
            for classes in text.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                for class in classes.split(' ') {
                    let is_known = [",", "{"].iter().any(|end| STYLE.contains(&format!(".{class}{end}")));
                    assert!(is_known, "{class}");
                }
            }
        }
    }

    #[test]
    fn a_wide_table_says_in_each_cell_what_it_is_about() {
        let titles = ["plan", "a \"b\"", "c", "d", "e"];
        let mut sheet = Sheet::of_page(&titles.map(|title| (title, Kind::Text)));
        sheet.push(titles.map(Cell::from).to_vec());
        let text = draw(&sheet, "<code>x</code>");
        assert!(text.contains("aria-label=\"x\">"), "{text}");
        assert!(text.contains("<td role=\"cell\" data-title=\"a &quot;b&quot;\">"), "{text}");
    }
}
