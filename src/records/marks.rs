//! Numbers in the cells of a table: which mark begins the decimals, and which stands between thousands.
//!
//! - Between semicolons a comma begins the decimals and points stand between thousands; elsewhere it is the other way
//!   round. Points that cannot stand between thousands begin the decimals between semicolons, too (`0.25`).
//! - `1.234` between semicolons and `1,234` elsewhere could be more than a thousand or less than two, and so could a count
//!   of `1,000` between semicolons. Only who names the dialect has said which.
//! - `1.000.000` and `1,000,000` are a million everywhere: no number has two marks before its decimals. Spaces and `'` only
//!   stand between thousands.

use std::borrow::Cow;

use super::faults::FaultKind;

/// What marks mean in the numbers of one table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marks {
    pub(crate) has_decimal_comma: bool,
    /// Whether somebody named the dialect.
    pub(crate) is_told: bool,
}

impl Marks {
    /// A number as programs write it: without marks between thousands, and with a point before decimals. What is no
    /// number stays as it is.
    pub(crate) fn plain(self, text: &str, is_count: bool) -> Result<Cow<'_, str>, FaultKind> {
        let is_plain = !(text.contains(',') || self.has_decimal_comma && text.contains('.'));
        let number = text.trim_start_matches(['$', '+', '-', ' ']);
        let is_number = number.starts_with(|first: char| first.is_ascii_digit())
            && number.bytes().all(|byte| byte.is_ascii_digit() || b".,eE+-".contains(&byte));
        if is_plain || !is_number {
            return Ok(Cow::Borrowed(text));
        }
        // Two of one mark stand between thousands, whichever it is.
        let is_grouped_so = |mark: char| number.matches(mark).count() > 1 && is_of_thousands(number, mark);
        if let Some(mark) = [',', '.'].into_iter().find(|mark| !self.is_told && is_grouped_so(*mark)) {
            let sign = &text[..text.len() - number.len()];
            return Ok(Cow::Owned(format!("{sign}{}", number.replace(mark, ""))));
        }
        let (decimal, group) = if self.has_decimal_comma { (',', '.') } else { ('.', ',') };
        let sign = &text[..text.len() - number.len()];
        if !number.contains(decimal) && number.matches(group).count() == 1 {
            return match (is_of_thousands(number, group), self.is_told) {
                (true, true) => Ok(Cow::Owned(format!("{sign}{}", number.replace(group, "")))),
                (true, false) => Err(FaultKind::TwoNumbers),
                (false, false) if self.has_decimal_comma => Ok(Cow::Borrowed(text)),
                (false, _) => Err(FaultKind::OtherMarks),
            };
        }
        let (whole, decimals) = number.split_once(decimal).unwrap_or((number, ""));
        let is_grouped = whole.contains(group);
        if decimals.contains([decimal, group]) || is_grouped && !is_of_thousands(whole, group) {
            return Err(FaultKind::OtherMarks);
        }
        let may_be_thousands = self.has_decimal_comma && !is_grouped && is_of_thousands(number, decimal);
        if is_count && may_be_thousands && !self.is_told {
            return Err(FaultKind::TwoNumbers);
        }
        let whole = whole.replace(group, "");
        let is_whole = decimals.bytes().all(|byte| byte == b'0');
        Ok(Cow::Owned(if is_whole { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }))
    }
}

/// The digits of a whole number with marks between its thousands that can be nothing else: two points or commas, or spaces
/// and `'`, of which one is enough.
pub(crate) fn without_groups(text: &str) -> Option<String> {
    let number = text.trim();
    let mark = number.chars().find(|character| !character.is_ascii_digit())?;
    let groups = match mark {
        '.' | ',' => 2,
        // The spaces that do not break, and a thin one.
        ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}' => 1,
        _ => return None,
    };
    let is_grouped = number.matches(mark).count() >= groups && is_of_thousands(number, mark);
    is_grouped.then(|| number.replace(mark, ""))
}

/// Whether the marks in a number may stand between thousands.
fn is_of_thousands(number: &str, group: char) -> bool {
    let mut parts = number.split(group);
    let first = parts.next().unwrap_or_default();
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len())
        && digits(first)
        && !first.starts_with('0')
        && parts.all(|part| part.len() == 3 && digits(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_mean_what_their_table_says() {
        use FaultKind::{OtherMarks, TwoNumbers};
        let told = |has_decimal_comma| Marks { has_decimal_comma, is_told: true };
        let untold = |has_decimal_comma| Marks { has_decimal_comma, is_told: false };
        for (marks, text, money, count) in [
            // Between semicolons.
            (untold(true), "0,25", Ok("0.25"), Ok("0.25")),
            (untold(true), "$0,25", Ok("$0.25"), Ok("$0.25")),
            (untold(true), "1.234,5", Ok("1234.5"), Ok("1234.5")),
            (untold(true), "1.234.567", Ok("1234567"), Ok("1234567")),
            (untold(true), "12,0", Ok("12"), Ok("12")),
            (untold(true), "1,234", Ok("1.234"), Err(TwoNumbers)),
            (untold(true), "1,000", Ok("1"), Err(TwoNumbers)),
            (untold(true), "1.234", Err(TwoNumbers), Err(TwoNumbers)),
            (untold(true), "0.25", Ok("0.25"), Ok("0.25")),
            (untold(true), "0.125", Ok("0.125"), Ok("0.125")),
            (untold(true), "1,000,000", Ok("1000000"), Ok("1000000")),
            (untold(true), "1,00,000", Err(OtherMarks), Err(OtherMarks)),
            (told(true), "1,000,000", Err(OtherMarks), Err(OtherMarks)),
            (untold(true), "1,234.5", Err(OtherMarks), Err(OtherMarks)),
            (untold(true), "9,78e-4", Ok("9.78e-4"), Ok("9.78e-4")),
            (told(true), "1.234", Ok("1234"), Ok("1234")),
            (told(true), "1,000", Ok("1"), Ok("1")),
            (told(true), "0.25", Err(OtherMarks), Err(OtherMarks)),
            // Elsewhere.
            (untold(false), "1.234", Ok("1.234"), Ok("1.234")),
            (untold(false), "1,234", Err(TwoNumbers), Err(TwoNumbers)),
            (untold(false), "1,234,567", Ok("1234567"), Ok("1234567")),
            (untold(false), "1,234.50", Ok("1234.50"), Ok("1234.50")),
            (untold(false), "0,25", Err(OtherMarks), Err(OtherMarks)),
            (untold(false), "1.234,5", Err(OtherMarks), Err(OtherMarks)),
            (told(false), "1,234", Ok("1234"), Ok("1234")),
            (told(false), "12,34", Err(OtherMarks), Err(OtherMarks)),
            (untold(false), "a, b", Ok("a, b"), Ok("a, b")),
        ] {
            let expected =
                |expected: Result<&str, FaultKind>| expected.map(|text| Cow::Owned(text.to_owned()));
            assert_eq!(marks.plain(text, false), expected(money), "{marks:?} {text}");
            assert_eq!(marks.plain(text, true), expected(count), "{marks:?} {text}");
        }
    }

    #[test]
    fn marks_between_thousands_that_can_be_nothing_else() {
        for (text, digits) in [
            ("1.000.000", Some("1000000")),
            ("1,234,567", Some("1234567")),
            ("1 000 000", Some("1000000")),
            ("1 000", Some("1000")),
            ("1\u{a0}234\u{a0}567", Some("1234567")),
            ("12\u{202f}345", Some("12345")),
            ("1'000'000", Some("1000000")),
            ("1\u{2019}000", Some("1000")),
            // Thousands, or decimals.
            ("1.000", None),
            ("1,000", None),
            // No thousands.
            ("1.00.000", None),
            ("1.000,000", None),
            ("1 000.000", None),
            ("10 00", None),
            ("0 000", None),
            ("1E+06", None),
            ("1.000.000.", None),
            ("-1.000.000", None),
            ("1000", None),
            ("", None),
        ] {
            assert_eq!(without_groups(text).as_deref(), digits, "{text}");
        }
    }
}
