//! The layout of a table in a terminal or in a pipe, made once: which columns, how wide, what stands above them.

use unicode_width::UnicodeWidthStr;

use super::bar;
use super::look::Look;
use super::sheet::{Align, Cell, Column, Group, Kind, Sheet, stretches};
use crate::phrase::escaped;

/// Between columns, and between groups of them.
const GAP: usize = 2;
const GROUP_GAP: usize = 3;
/// Before a bar, which belongs to the figure before it.
const BAR_GAP: usize = 1;
/// Words that are cut, or broken over several lines, are never narrower than this, if they are that long.
const CUT_MIN: usize = 8;
const WRAPPED_MIN: usize = 24;
/// No amount is wider than this: what is wider in a column of figures has words, and may be cut.
const FIGURE_CUT_MIN: usize = 18;

/// The columns that are shown, from the left to the right.
pub(super) struct Layout<'s> {
    pub(super) columns: Vec<Shown<'s>>,
    /// The titles above groups of columns, each with how many columns and how much room it has.
    pub(super) groups: Vec<(Option<&'s Group>, usize, usize)>,
    /// What stands between groups.
    group_gap: usize,
    /// Whether columns had to be left out that should not be, or whether all is still too wide.
    pub(super) is_lossy: bool,
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
            // A column without words would only be a wider gap.
            .filter(|shown| shown.column.kind == Kind::Bar || shown.natural_width() > 0)
            .collect();
        let mut layout = Self { columns, groups: Vec::new(), group_gap: GROUP_GAP, is_lossy: false };
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
            let rank = self.columns.iter().skip(1).map(|shown| shown.column.rank).max().unwrap_or_default();
            if rank == 0 {
                break;
            }
            // What is of one rank goes together: figures of two groups are there in both or in none.
            let first = self.columns.first().map(|shown| shown.place);
            self.columns.retain(|shown| shown.column.rank < rank || Some(shown.place) == first);
            self.arrange();
        }
        if self.width_min(false) > width {
            self.group_gap = GAP;
            self.arrange();
        }
        while self.width_min(true) > width {
            // Words are missed less than figures.
            let rest = self.columns.iter().enumerate().skip(1).filter(|(_, shown)| !shown.column.is_whole);
            let Some((_, place)) = rest.map(|(place, shown)| (shown.is_words(), place)).max() else { break };
            if self.columns.len() <= 2 {
                break;
            }
            self.leave_out(place);
            self.is_lossy = true;
        }
        self.mend_titles(width);
        // Bars give way first, then what is broken, and then the widest of what is cut.
        while self.width() > width {
            let first = |place: usize| place == 0;
            let narrowed = self.columns.iter().enumerate().filter_map(|(place, shown)| {
                let min = shown.width_min(first(place), true);
                let is_bar = shown.column.kind == Kind::Bar;
                (shown.width > min).then_some((is_bar, shown.is_wrapped, shown.width, place))
            });
            let Some((_, _, _, place)) = narrowed.max() else { break };
            self.columns[place].width -= 1;
        }
        self.arrange();
        self.make_room_for_titles(width);
        self.is_lossy |= self.width() > width;
    }

    /// Narrower bars where a title above a group would not fit in a line.
    fn make_room_for_titles(&mut self, width: usize) {
        let missing = |layout: &Self| -> usize {
            let of_group = |(group, _, width): &(Option<&Group>, usize, usize)| {
                group.map_or(0, |group| width_of(&group.title)).saturating_sub(*width)
            };
            layout.groups.iter().map(of_group).sum()
        };
        while self.width() + missing(self) > width {
            let is_wide =
                |shown: &&mut Shown<'_>| shown.column.kind == Kind::Bar && shown.width > bar::WIDTH_MIN;
            let Some(bar) = self.columns.iter_mut().find(is_wide) else { return };
            bar.width -= 1;
            self.arrange();
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
                    (_, 0) => self.group_gap,
                    _ if shown.column.kind == Kind::Bar => BAR_GAP,
                    _ => GAP,
                };
            }
            // What a group is called is read whole: the id of a model, for example.
            let columns = &mut self.columns[place..place + count];
            let width: usize = columns.iter().map(|shown| shown.gap + shown.width).sum();
            let name = group.map_or(0, |group| width_of(&escaped(&group.short)));
            columns[count - 1].width += name.saturating_sub(width - columns[0].gap);
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
            Cell::Bar(bar) => bar.drawn(look.charset, bar::WIDTH),
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
        let min = match (self.is_wrapped, may_be_cut) {
            _ if self.column.kind == Kind::Bar => return self.width.min(bar::WIDTH_MIN),
            _ if is_first || self.column.is_whole => return self.width,
            (false, true) if self.column.kind == Kind::Figure && self.has_words() => FIGURE_CUT_MIN,
            _ if !self.is_words() => return self.width,
            (true, _) => WRAPPED_MIN,
            (false, true) => CUT_MIN,
            (false, false) => return self.width,
        };
        self.width.min(min.max(width_of(&self.title)))
    }

    fn is_words(&self) -> bool {
        matches!(self.column.kind, Kind::Text | Kind::Truth)
    }

    /// Whether a column of figures has names among them: none of an amount, a count, or a change of one.
    fn has_words(&self) -> bool {
        let is_name = |words: &str| words.starts_with(char::is_alphabetic);
        self.words.iter().filter(|words| width_of(words) > FIGURE_CUT_MIN).all(|words| is_name(words))
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
