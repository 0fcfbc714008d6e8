//! Numbers as people read them.

use crate::phrase::{count, exact_dollars, with_commas};
use crate::units::{Percent, Usd, UsdDelta};

/// Dollars to the cent, with commas between thousands; under a cent four significant digits.
#[must_use]
pub fn dollars(amount: Usd) -> String {
    let shown =
        if amount.is_under_a_cent() { amount.rounded_to_significant(4) } else { amount.rounded_to_cents() };
    format!("${}", with_commas(&shown.to_string()))
}

/// The same without cents where there are none: `$20`, `$12.50`.
#[must_use]
pub fn whole_dollars(amount: Usd) -> String {
    let shown = dollars(amount);
    shown.strip_suffix(".00").map(str::to_owned).unwrap_or(shown)
}

/// `5 of 30`.
#[must_use]
pub fn part(part: u64, whole: u64) -> String {
    format!("{} of {}", count(part), count(whole))
}

/// The same in little room: `5/30`.
#[must_use]
pub fn part_in_short(part: u64, whole: u64) -> String {
    format!("{}/{}", count(part), count(whole))
}

/// A difference, with its sign: `+$30.00`, `-$4.00`.
#[must_use]
pub fn signed_dollars(change: UsdDelta) -> String {
    let sign = match (change.is_zero(), change.is_rise()) {
        (true, _) => "",
        (false, true) => "+",
        (false, false) => "-",
    };
    format!("{sign}{}", dollars(change.size()))
}

/// Before and after with an arrow between; once where both are the same.
#[must_use]
pub fn arrow(before: &str, after: &str) -> String {
    if before == after { after.to_owned() } else { format!("{before} -> {after}") }
}

/// A count in little room: whole below ten thousand, from there on three digits and a letter, half away from
/// zero: `34.7k`, `1.23M`.
#[must_use]
pub fn compact(number: impl Into<u128>) -> String {
    let number = number.into();
    if number < 10_000 {
        return count(number);
    }
    for (unit, letter) in [(1_000, "k"), (1_000_000, "M"), (1_000_000_000, "B"), (1_000_000_000_000, "T")] {
        for decimals in [2, 1, 0] {
            let power = 10_u128.pow(decimals);
            let scaled = number.saturating_mul(power).saturating_add(unit / 2) / unit;
            if scaled < 1_000 {
                let (whole, fraction) = (scaled / power, scaled % power);
                return match decimals {
                    0 => format!("{whole}{letter}"),
                    1 => format!("{whole}.{fraction}{letter}"),
                    _ => format!("{whole}.{fraction:02}{letter}"),
                };
            }
        }
    }
    format!("{}T", count(number / 1_000_000_000_000))
}

/// Two amounts with as many digits as it takes to see that they differ: to the cent, or else with ever more
/// significant ones.
#[must_use]
pub fn told_apart(one: Usd, two: Usd) -> (String, String) {
    let differ = |shown: &(String, String)| shown.0 != shown.1;
    let significant = |digits: u32| {
        let shown = |amount: Usd| exact_dollars(amount.rounded_to_significant(digits));
        (shown(one), shown(two))
    };
    let mut tries = std::iter::once((dollars(one), dollars(two))).chain([3, 4, 6, 8, 12].map(significant));
    tries.find(differ).unwrap_or_else(|| (exact_dollars(one), exact_dollars(two)))
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

    #[test]
    fn large_counts_take_little_room() {
        let shown = [
            0_u64,
            9_999,
            10_000,
            34_748,
            99_949,
            99_950,
            999_499,
            999_500,
            1_234_567,
            999_500_000,
            u64::MAX,
        ]
        .map(compact);
        assert_eq!(
            shown,
            [
                "0",
                "9,999",
                "10.0k",
                "34.7k",
                "99.9k",
                "100k",
                "999k",
                "1.00M",
                "1.23M",
                "1.00B",
                "18,446,744T"
            ]
        );
    }

    #[test]
    fn amounts_that_differ_are_shown_so() {
        let shown = |one: &str, two: &str| told_apart(one.parse().expect(one), two.parse().expect(two));
        assert_eq!(shown("0.0310328", "0.02130005"), ("$0.03".to_owned(), "$0.02".to_owned()));
        assert_eq!(shown("0.0310328", "0.0304998"), ("$0.031".to_owned(), "$0.0305".to_owned()));
        assert_eq!(shown("123.4561", "123.4562"), ("$123.4561".to_owned(), "$123.4562".to_owned()));
        assert_eq!(shown("1", "1"), ("$1.00".to_owned(), "$1.00".to_owned()));
    }
}
