//! How tables of text are written: what stands between cells, and what begins the decimals of a number.

/// A way of writing tables of text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CsvDialect {
    /// `4.00,5`: what programs write, and spreadsheets in English.
    #[default]
    Comma,
    /// `4,00;5`: what spreadsheets write in languages with a decimal comma.
    ExcelEu,
}

impl CsvDialect {
    /// Both, with their words.
    pub const WORDS: [(&str, Self); 2] = [("comma", Self::Comma), ("excel-eu", Self::ExcelEu)];

    /// What stands between cells.
    #[must_use]
    pub fn separator(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::ExcelEu => b';',
        }
    }
}
