//! What a cell says at a glance, where there is colour.

use anstyle::{AnsiColor, Style};

/// What a cell says at a glance; each has one meaning and one colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Emphasis {
    /// Nothing.
    #[default]
    None,
    /// All is covered, or a rule holds: green.
    Good,
    /// A part is covered: yellow.
    Partly,
    /// Nothing is covered, or a rule is broken: red.
    Bad,
    /// The winner, or the one figure to look at: bold.
    Strong,
    /// What is there to be looked up and not to be read first: dim.
    Dim,
}

impl Emphasis {
    /// How it looks in a terminal.
    #[must_use]
    pub fn style(self) -> Style {
        match self {
            Self::None => Style::new(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Partly => AnsiColor::Yellow.on_default(),
            Self::Bad => AnsiColor::Red.on_default(),
            Self::Strong => Style::new().bold(),
            Self::Dim => Style::new().dimmed(),
        }
    }
}
