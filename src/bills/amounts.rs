//! Amounts as bills write them, every digit kept.

use std::borrow::Cow;

use crate::records::FaultKind;
use crate::records::marks::Marks;
use crate::units::{Usd, UsdDelta};

/// The unit in which an amount is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Dollars,
    Cents,
}

/// Why a cell is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoAmount {
    /// It is no number, or has more decimals than are kept.
    NoNumber,
    /// It is written in dollars, in a column of cents.
    InDollars,
    /// `1.234`: more than a thousand, or less than two.
    TwoNumbers,
}

/// Reads an amount as programs write it: `12.34`, `-0.5`, `1e-05`. `None` where it is none, or has more decimals than
/// are kept.
pub(super) fn amount(text: &str, unit: Unit) -> Option<UsdDelta> {
    cell(text, unit, None).ok()
}

/// Reads an amount as tables write it: `$1,234.50`, `(3.00)` for a refund, with marks as they are in that table.
pub(super) fn cell(text: &str, unit: Unit, marks: Option<Marks>) -> Result<UsdDelta, NoAmount> {
    let text = text.trim();
    let (in_brackets, text) = match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(inner) => (true, inner),
        None => (false, text),
    };
    let is_in_dollars = text.contains('$') || text.contains("USD");
    if is_in_dollars && unit == Unit::Cents {
        return Err(NoAmount::InDollars);
    }
    let text = text.trim().trim_end_matches("USD").trim();
    let (has_minus, text) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let text = text.strip_prefix("US$").or_else(|| text.strip_prefix('$')).unwrap_or(text).trim();
    let (has_inner_minus, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let shift = match unit {
        Unit::Dollars => 0,
        Unit::Cents => -2,
    };
    let written = match marks.map(|marks| marks.plain(text, false)) {
        None => Cow::Borrowed(text),
        Some(Ok(written)) => written,
        Some(Err(FaultKind::TwoNumbers)) => return Err(NoAmount::TwoNumbers),
        Some(Err(_)) => return Err(NoAmount::NoNumber),
    };
    let size = plain(&written, shift).and_then(|digits| digits.parse::<Usd>().ok());
    let size = size.ok_or(NoAmount::NoNumber)?;
    let is_negative = [in_brackets, has_minus, has_inner_minus].iter().filter(|minus| **minus).count() == 1;
    Ok(if is_negative { UsdDelta::between(size, Usd::ZERO) } else { UsdDelta::between(Usd::ZERO, size) })
}

/// Digits with their point moved, without an exponent.
fn plain(text: &str, shift: i32) -> Option<String> {
    /// More than any amount needs.
    const DIGITS_MAX: usize = 60;
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent = exponent.parse::<i32>().ok()?.checked_add(shift)?;
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{decimals}");
    let is_number = !all.is_empty() && all.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || all.len() > DIGITS_MAX || exponent.unsigned_abs() > 60 {
        return None;
    }
    // How many of the digits stand before the point.
    let before = i32::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let moved = match usize::try_from(before) {
        Ok(before) if before >= all.len() => format!("{all:0<before$}"),
        Ok(before) => format!("{}.{}", &all[..before], &all[before..]),
        Err(_) => {
            let zeros = usize::try_from(before.unsigned_abs()).ok()?;
            format!("0.{}{all}", "0".repeat(zeros))
        }
    };
    let (whole, decimals) = moved.split_once('.').unwrap_or((&moved, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let decimals = decimals.trim_end_matches('0');
    Some(if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_is_kept_in_both_units() {
        for (text, dollars, cents) in [
            ("12.34", Some("12.34"), Some("0.1234")),
            ("123.78912", Some("123.78912"), Some("1.2378912")),
            ("0.06", Some("0.06"), Some("0.0006")),
            ("7", Some("7.00"), Some("0.07")),
            ("-1.5", Some("-1.50"), Some("-0.015")),
            ("1e-05", Some("0.00001"), Some("0.0000001")),
            ("1.25E2", Some("125.00"), Some("1.25")),
            ("0.30000000000000004", Some("0.30000000000000004"), Some("0.0030000000000000004")),
            ("$4.50", Some("4.50"), None),
            ("-$4.50", Some("-4.50"), None),
            ("$-4.50", Some("-4.50"), None),
            ("(3.00)", Some("-3.00"), Some("-0.03")),
            ("4.50 USD", Some("4.50"), None),
            ("0", Some("0.00"), Some("0.00")),
            ("", None, None),
            ("abc", None, None),
            ("1.2.3", None, None),
            ("1e999999999", None, None),
            ("0.0000000000000000000000001", None, None),
        ] {
            let shown = |unit| amount(text, unit).map(|amount| amount.to_string());
            assert_eq!(shown(Unit::Dollars).as_deref(), dollars, "{text}");
            assert_eq!(shown(Unit::Cents).as_deref(), cents, "{text}");
        }
    }

    #[test]
    fn marks_mean_what_their_table_says() {
        use NoAmount::{InDollars, NoNumber, TwoNumbers};

        let read = |text: &str, has_decimal_comma, is_told| {
            let marks = Some(Marks { has_decimal_comma, is_told });
            cell(text, Unit::Dollars, marks).map(|amount| amount.to_string())
        };
        for (text, commas, semicolons) in [
            ("0.400", Ok("0.40"), Ok("0.40")),
            ("0,400", Err(NoNumber), Ok("0.40")),
            ("12.34", Ok("12.34"), Ok("12.34")),
            ("1.234", Ok("1.234"), Err(TwoNumbers)),
            ("1,234", Err(TwoNumbers), Ok("1.234")),
            ("$1,234.50", Ok("1234.50"), Err(NoNumber)),
            ("-$1,234.50", Ok("-1234.50"), Err(NoNumber)),
            ("(1,234.50)", Ok("-1234.50"), Err(NoNumber)),
            ("1.234,50 USD", Err(NoNumber), Ok("1234.50")),
            ("1,23,456", Err(NoNumber), Err(NoNumber)),
        ] {
            assert_eq!(read(text, false, false), commas.map(str::to_owned), "{text}");
            assert_eq!(read(text, true, false), semicolons.map(str::to_owned), "{text}");
        }
        assert_eq!(read("1,234", false, true), Ok("1234.00".to_owned()));
        assert_eq!(read("1.234", true, true), Ok("1234.00".to_owned()));
        assert_eq!(cell("$0.40", Unit::Cents, None), Err(InDollars));
    }
}
