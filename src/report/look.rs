//! How pages for people are drawn: in which letters, how wide, with how much of it.

use crate::phrase::escaped;

/// How a page is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// The width of the terminal; `None` in a pipe, where lines are as long as they are.
    pub width: Option<u16>,
    /// Whether there is colour.
    pub color: bool,
    /// The letters that can be shown.
    pub charset: Charset,
    /// Whether all notes and details are shown (`--explain`).
    pub explains: bool,
}

/// The letters that can be shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Charset {
    /// All of them.
    #[default]
    Unicode,
    /// Those of ASCII, where we have the choice; names from outside stay as they are.
    Ascii,
}

/// Terminals that are narrower have no bars.
const BARS_MIN: u16 = 80;

/// Signs of ours, and what stands for them where there is only ASCII.
const SIGNS: [(char, &str); 21] = [
    ('✓', "*"),
    ('✗', "x"),
    ('…', "..."),
    ('≥', ">="),
    ('≤', "<="),
    ('→', "->"),
    ('─', "-"),
    ('·', "-"),
    ('●', "#"),
    ('◐', "+"),
    ('○', "o"),
    ('×', "x"),
    ('░', "."),
    ('▁', "_"),
    ('▂', "."),
    ('▃', ":"),
    ('▄', "-"),
    ('▅', "="),
    ('▆', "+"),
    ('▇', "*"),
    ('█', "#"),
];

impl Look {
    /// Whether shares are drawn as bars.
    #[must_use]
    pub fn has_bars(self) -> bool {
        self.width.is_some_and(|width| width >= BARS_MIN)
    }

    /// A text in the letters that can be shown.
    #[must_use]
    pub fn words(self, text: &str) -> String {
        if self.charset == Charset::Unicode || text.is_ascii() {
            return text.to_owned();
        }
        let sign = |letter: char| SIGNS.iter().find(|(sign, _)| *sign == letter).map(|(_, words)| *words);
        let mut words = String::with_capacity(text.len());
        for letter in text.chars() {
            match sign(letter) {
                Some(sign) => words += sign,
                None => words.push(letter),
            }
        }
        words
    }

    /// A text from outside or from us, safe to show.
    pub(super) fn safe(self, text: &str) -> String {
        self.words(&escaped(text))
    }
}
