//! Numbers of JSON as they are written on a command line.

/// The most places that an exponent moves the point.
const SHIFT_MAX: usize = 40;

/// A JSON number in plain digits: `1.2e5` is `120000`, and `3.0` is `3`. Clients write floats so, and mean whole numbers,
/// too. One with an exponent that moves the point far stays as it is.
pub(super) fn plain(number: &str) -> String {
    shifted(number).unwrap_or_else(|| number.to_owned())
}

fn shifted(number: &str) -> Option<String> {
    let (digits, _) = number.split_once(['e', 'E']).unwrap_or((number, ""));
    if !digits.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        return Some("0".to_owned());
    }
    let (sign, size) = number.strip_prefix('-').map_or(("", number), |size| ("-", size));
    let (decimal, exponent) = size.split_once(['e', 'E']).unwrap_or((size, "0"));
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let shift: isize = exponent.parse().ok().filter(|shift: &isize| shift.unsigned_abs() <= SHIFT_MAX)?;
    let places = "0".repeat(shift.unsigned_abs());
    let (digits, point) = if shift < 0 {
        (format!("{places}{whole}{fraction}"), whole.len())
    } else {
        (format!("{whole}{fraction}{places}"), whole.len() + shift.unsigned_abs())
    };
    let (whole, fraction) = digits.split_at_checked(point)?;
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn digits_stay_and_the_point_moves() {
        for (written, digits) in [
            ("0", "0"),
            ("-0.0", "0"),
            ("0e999", "0"),
            ("4", "4"),
            ("-1", "-1"),
            ("1.20", "1.2"),
            ("3.0", "3"),
            ("120000.0", "120000"),
            ("1.2e5", "120000"),
            ("1.25E+1", "12.5"),
            ("1e-07", "0.0000001"),
            ("12.5e-1", "1.25"),
            ("-2.5e-3", "-0.0025"),
            ("0.1e1", "1"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("1e41", "1e41"),
            ("1e99999999999999999999", "1e99999999999999999999"),
        ] {
            assert_eq!(plain(written), digits);
        }
    }
}
