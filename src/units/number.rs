//! Numbers as people write them: `120000`, `120_000`, `120k`, `1.2M`.

use thiserror::Error;

/// Why a text is not a whole number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotANumber {
    /// Nothing was written.
    #[error("a number is missing")]
    Empty,
    /// A minus sign.
    #[error("it is negative; a count is zero or more")]
    Negative,
    /// `1,000`: in some countries that is one.
    #[error("use no comma; write `{0}`")]
    Comma(String),
    /// `1.5`, or `1.2345k`.
    #[error("it is not a whole number")]
    Fraction,
    /// More than 18,446,744,073,709,551,615.
    #[error("it must be below 18,446,744,073,709,551,616")]
    TooLarge,
    /// Anything else.
    #[error("write a whole number, such as 120000, 120_000, 120k or 1.2M")]
    Unreadable,
}

/// Reads a count: digits, with `_` between them, and `k` or `M` (thousand, million) behind them.
///
/// # Errors
///
/// When the text is not a whole number of zero or more that fits 64 bits.
///
/// ```
/// use creditcalc::units::parse_count;
///
/// assert_eq!(parse_count("120_000"), Ok(120_000));
/// assert_eq!(parse_count("1.2M"), Ok(1_200_000));
/// assert!(parse_count("1.2345k").is_err());
/// ```
pub fn parse_count(text: &str) -> Result<u64, NotANumber> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NotANumber::Empty);
    }
    if text.starts_with(['-', '−']) {
        return Err(NotANumber::Negative);
    }
    if text.contains(',') {
        return Err(NotANumber::Comma(without_commas(text, "_")));
    }
    let (digits, exponent) = match text.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (&text[..at], 3_usize),
        Some((at, 'm' | 'M')) => (&text[..at], 6),
        _ => (text, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if !is_digits(whole) || (digits.contains('.') && !is_digits(fraction)) {
        return Err(NotANumber::Unreadable);
    }
    let whole = whole.replace('_', "");
    let fraction = fraction.replace('_', "");
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > exponent {
        return Err(NotANumber::Fraction);
    }
    format!("{whole}{fraction:0<exponent$}").parse().map_err(|_| NotANumber::TooLarge)
}

/// What a person who wrote commas most likely meant: thousands where three digits follow each, a decimal
/// point otherwise.
pub(super) fn without_commas(text: &str, between_thousands: &str) -> String {
    let digits = |part: &str| part.bytes().take_while(u8::is_ascii_digit).count();
    let mut parts = text.split(',').skip(1);
    if parts.all(|part| digits(part) == 3) {
        text.replace(',', between_thousands)
    } else {
        text.replace(',', ".")
    }
}

/// Digits, with single underscores between them only.
fn is_digits(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
        && !text.starts_with('_')
        && !text.ends_with('_')
        && !text.contains("__")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_as_people_write_them() {
        for (text, count) in [
            ("0", 0),
            ("120000", 120_000),
            ("120_000", 120_000),
            ("120k", 120_000),
            ("1.2M", 1_200_000),
            ("1.250k", 1_250),
        ] {
            assert_eq!(parse_count(text), Ok(count), "{text}");
        }
        assert_eq!(parse_count("18446744073709551615"), Ok(u64::MAX));
    }

    #[test]
    fn each_wrong_number_says_what_is_wrong_with_it() {
        use NotANumber::{Comma, Empty, Fraction, Negative, TooLarge, Unreadable};
        for (text, reason) in [
            ("", Empty),
            ("-5", Negative),
            ("1,000", Comma("1_000".to_owned())),
            ("1,5k", Comma("1.5k".to_owned())),
            ("1.5", Fraction),
            ("1.2345k", Fraction),
            ("18446744073709551616", TooLarge),
            ("1e6", Unreadable),
            ("12x", Unreadable),
            ("k", Unreadable),
            (".5M", Unreadable),
            ("1_", Unreadable),
            ("１２", Unreadable),
        ] {
            assert_eq!(parse_count(text), Err(reason), "{text}");
        }
    }
}
