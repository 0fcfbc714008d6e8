//! Figures in a row, each as high as it is: a line that shows the shape of some days.

use super::bar::Bar;
use super::look::{Charset, Look};
use crate::units::Usd;

/// The heights that a figure can have, from the lowest on.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Figures in a row, and the words around them. Only a terminal that has the letters draws it: it shows nothing
/// that a table does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spark {
    /// What the figures are.
    pub before: String,
    /// The figures.
    pub amounts: Vec<Usd>,
    /// How large they are.
    pub after: String,
}

impl Spark {
    /// The line, where it can be drawn and there is room for it.
    pub(super) fn drawn(&self, look: Look) -> Option<String> {
        let room = usize::from(look.width?);
        let heights: String = self.heights().collect();
        let line = format!("{}  {heights}  {}", self.before, self.after);
        (look.charset == Charset::Unicode && line.chars().count() <= room).then_some(line)
    }

    fn heights(&self) -> impl Iterator<Item = char> {
        let highest = self.amounts.iter().copied().max().unwrap_or(Usd::ZERO);
        let height = move |amount: &Usd| {
            let steps = if highest.is_zero() { 0 } else { Bar::of_money(*amount, highest).filled(8) };
            HEIGHTS[usize::try_from(steps).unwrap_or_default().saturating_sub(1)]
        };
        self.amounts.iter().map(height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_is_full_and_nothing_is_a_line() {
        let amounts = ["0", "0.01", "1.20", "2.39", "2.40"].map(|text| text.parse().expect("an amount"));
        let spark = Spark { before: "days".to_owned(), amounts: amounts.to_vec(), after: "a day".to_owned() };
        let look = |width, charset| Look { width, charset, ..Look::default() };
        assert_eq!(spark.drawn(look(Some(60), Charset::Unicode)).as_deref(), Some("days  ▁▁▄▇█  a day"));
        assert_eq!(spark.drawn(look(Some(60), Charset::Ascii)), None);
        assert_eq!(spark.drawn(look(Some(10), Charset::Unicode)), None, "there is no room for it");
        assert_eq!(spark.drawn(look(None, Charset::Unicode)), None, "a pipe has no shapes");
    }
}
