//! Numbers as people read them.

use crate::units::{Percent, Usd};

/// Dollars to the cent, with commas between thousands; under a cent four significant digits.
#[must_use]
pub fn dollars(amount: Usd) -> String {
    let shown = if amount.is_under_a_cent() { amount.rounded_to_significant(4) } else { amount.rounded_to_cents() };
    format!("${}", with_commas(&shown.to_string()))
}

/// Dollars as exactly as they are.
#[must_use]
pub fn exact_dollars(amount: Usd) -> String {
    format!("${}", with_commas(&amount.to_string()))
}

/// A count, with commas between thousands.
#[must_use]
pub fn count(number: impl Into<u128>) -> String {
    with_commas(&number.into().to_string())
}

/// A share: `16.6%`, and `100%` for all of it; a dash where there is no whole.
#[must_use]
pub fn percent(share: Option<Percent>) -> String {
    match share {
        None => "-".to_owned(),
        Some(Percent::ALL) => "100%".to_owned(),
        Some(share) => format!("{share}%"),
    }
}

/// A count and its noun: `1 night`, `30 nights`.
#[must_use]
pub fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(number))
}

fn with_commas(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut shown = String::with_capacity(digits.len() + whole.len() / 3 + 1);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(fraction) = fraction {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_as_people_read_them() {
        let shown = |text: &str| dollars(text.parse().expect(text));
        assert_eq!(shown("0"), "$0.00");
        assert_eq!(shown("1234567.895"), "$1,234,567.90");
        assert_eq!(shown("999.999"), "$1,000.00");
        assert_eq!(shown("0.0105"), "$0.01");
        assert_eq!(shown("0.00123456"), "$0.001235");
        assert_eq!(exact_dollars("1234.0525005".parse().expect("an amount")), "$1,234.0525005");
        assert_eq!(count(0_u64), "0");
        assert_eq!(count(1_234_567_u64), "1,234,567");
    }
}
