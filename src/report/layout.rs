//! The layout of a table in a terminal or in a pipe, made once: which columns, how wide, what stands above them.

use unicode_width::UnicodeWidthStr;

use super::sheet::{Align, Cell, Column, Group, Kind, Sheet, stretches};
use super::text::Look;
use crate::phrase::escaped;

/// Between columns, and between groups of them.
const GAP: usize = 2;
const GROUP_GAP: usize = 3;
/// Words that are cut, or broken over several lines, are never narrower than this, if they are that long.
const CUT_MIN: usize = 8;
const WRAPPED_MIN: usize = 24;

/// The columns that are shown, from the left to the right.
pub(super) struct Layout<'s> {
    pub(super) columns: Vec<Shown<'s>>,
    /// The titles above groups of columns, each with how many columns and how much room it has.
    pub(super) groups: Vec<(Option<&'s Group>, usize, usize)>,
}

/// A column that is shown.
#[derive(Clone)]
pub(super) struct Shown<'s> {
    /// Its place in the sheet.
    pub(super) place: usize,
    pub(super) column: &'s Column,
    /// What stands above it, perhaps in several lines.
    pub(super) title: String,
    /// The same in the lines that it has where there is room.
    whole_title: String,
    /// The words of each row, that of the totals last.
    pub(super) words: Vec<String>,
    pub(super) width: usize,
    /// How many blanks stand before it.
    pub(super) gap: usize,
    /// Whether words that are too long are broken, and not cut.
    pub(super) is_wrapped: bool,
}

/// How wide a text is in a terminal.
pub(super) fn width_of(text: &str) -> usize {
    text.lines().map(UnicodeWidthStr::width).max().unwrap_or_default()
}

impl<'s> Layout<'s> {
    /// The layout of a sheet.
    pub(super) fn of(sheet: &'s Sheet, look: Look) -> Self {
        let columns: Vec<Shown<'s>> = sheet
            .titled_with_bars()
            .filter(|(_, column, _)| look.has_bars() || column.kind != Kind::Bar)
            .map(|(place, column, title)| Shown::of(sheet, look, place, column, title))
            .collect();
        let mut layout = Self { columns, groups: Vec::new() };
        if !sheet.has_head()
            && let Some(last) = layout.columns.last_mut().filter(|last| last.place > 0)
        {
            // Facts: a name, and what is known about it.
            last.is_wrapped |= last.column.kind == Kind::Text;
        }
        if let Some(width) = look.width.map(usize::from) {
            layout.fit(width);
        }
        layout.arrange();
        layout.spread_titles(look.width.map(usize::from));
        layout
    }

    /// Narrower and narrower, until all fits: titles in two lines, no bars and no columns that can be missed, words
    /// that are broken or cut, and at last no other columns either.
    fn fit(&mut self, width: usize) {
        self.arrange();
        if self.width_min(false) > width {
            self.columns.iter_mut().for_each(Shown::break_title);
            self.arrange();
        }
        while self.width_min(false) > width {
            let missable = self.columns.iter().enumerate().skip(1);
            let missable = missable.filter(|(_, shown)| shown.column.rank > 0);
            let Some((place, _)) = missable.max_by_key(|(place, shown)| (shown.column.rank, *place)) else {
                break;
            };
            self.leave_out(place);
        }
        while self.width_min(true) > width {
            let rest = self.columns.iter().enumerate().skip(2);
            let Some((place, _)) = rest.filter(|(_, shown)| !shown.column.is_whole).next_back() else {
                break;
            };
            self.leave_out(place);
        }
        self.mend_titles(width);
        // What is broken gives way first, and then the widest of what is cut.
        while self.width() > width {
            let first = |place: usize| place == 0;
            let narrowed = self.columns.iter().enumerate().filter_map(|(place, shown)| {
                let min = shown.width_min(first(place), true);
                (shown.width > min).then_some((shown.is_wrapped, shown.width, place))
            });
            let Some((_, _, place)) = narrowed.max() else { break };
            self.columns[place].width -= 1;
        }
    }

    /// Titles in one line again, where there is room for them after all.
    fn mend_titles(&mut self, width: usize) {
        for place in 0..self.columns.len() {
            let mended = self.columns[place].with_title(self.columns[place].whole_title.clone());
            let wider = mended.width - self.columns[place].width.min(mended.width);
            if self.width_min(false) + wider <= width {
                self.columns[place] = mended;
            }
        }
        self.arrange();
    }

    fn leave_out(&mut self, place: usize) {
        self.columns.remove(place);
        self.arrange();
    }

    /// Sets the gaps between the columns that are left, and finds their groups.
    fn arrange(&mut self) {
        let stretches = stretches(self.columns.iter().map(|shown| shown.column));
        let mut place = 0;
        self.groups.clear();
        for (group, count) in stretches {
            for (index, shown) in self.columns[place..place + count].iter_mut().enumerate() {
                shown.gap = match (place, index) {
                    (0, 0) => 0,
                    (_, 0) => GROUP_GAP,
                    _ => GAP,
                };
            }
            let columns = &self.columns[place..place + count];
            let width = columns.iter().map(|shown| shown.gap + shown.width).sum::<usize>() - columns[0].gap;
            self.groups.push((group, count, width));
            place += count;
        }
    }

    /// A title that is longer than its columns moves what stands behind it, as long as there is room.
    fn spread_titles(&mut self, width: Option<usize>) {
        let mut room = width.map_or(usize::MAX, |width| width.saturating_sub(self.width()));
        let mut first = 0;
        for place in 0..self.groups.len() {
            let (group, count, width) = &mut self.groups[place];
            first += *count;
            let title = group.map_or(0, |group| width_of(&escaped(&group.title)));
            let more = title.saturating_sub(*width);
            if more == 0 || more > room {
                continue;
            }
            *width += more;
            if let Some(next) = self.columns.get_mut(first) {
                next.gap += more;
            }
            room -= more;
        }
    }

    pub(super) fn width(&self) -> usize {
        self.columns.iter().map(|shown| shown.gap + shown.width).sum()
    }

    /// The width where words are as narrow as they may be: those that are cut only if they `may_be_cut`.
    fn width_min(&self, may_be_cut: bool) -> usize {
        let columns = self.columns.iter().enumerate();
        columns.map(|(place, shown)| shown.gap + shown.width_min(place == 0, may_be_cut)).sum()
    }
}

impl<'s> Shown<'s> {
    fn of(sheet: &'s Sheet, look: Look, place: usize, column: &'s Column, title: &str) -> Self {
        let words = |cells: &[Cell]| match &cells[place] {
            Cell::Bar(bar) => bar.drawn(look.charset),
            cell => look.words(&escaped(&cell.words())),
        };
        let words: Vec<String> = sheet.all_rows().map(words).collect();
        let title = title.split('\n').map(|line| look.words(&escaped(line))).collect::<Vec<_>>().join("\n");
        // Who asks for everything gets every word.
        let is_wrapped = column.is_wrapped || look.explains;
        let shown = Self {
            place,
            column,
            title: String::new(),
            whole_title: title.clone(),
            words,
            width: 0,
            gap: 0,
            is_wrapped,
        };
        shown.with_title(title)
    }

    fn natural_width(&self) -> usize {
        let words = self.words.iter().map(|words| width_of(words)).max().unwrap_or_default();
        words.max(width_of(&self.title))
    }

    fn width_min(&self, is_first: bool, may_be_cut: bool) -> usize {
        let is_words = matches!(self.column.kind, Kind::Text | Kind::Truth);
        let min = match (self.is_wrapped, may_be_cut) {
            _ if is_first || self.column.is_whole || !is_words => return self.width,
            (true, _) => WRAPPED_MIN,
            (false, true) => CUT_MIN,
            (false, false) => return self.width,
        };
        self.width.min(min.max(width_of(&self.title)))
    }

    /// The same under another title, and as wide as needed.
    fn with_title(&self, title: String) -> Self {
        let mut shown = Self { title, ..self.clone() };
        shown.width = shown.natural_width();
        shown
    }

    /// The title in as many lines as it has words, if the column is narrower so.
    fn break_title(&mut self) {
        let broken = self.with_title(self.title.split_whitespace().collect::<Vec<_>>().join("\n"));
        if broken.width < self.width {
            *self = broken;
        }
    }

    pub(super) fn align(&self) -> Align {
        self.column.kind.align()
    }
}
