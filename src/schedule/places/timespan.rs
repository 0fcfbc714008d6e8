//! Lengths of time as systemd writes them (systemd.time(7)), `1h 30min`, and as the stores of agents do, `30m`.

/// The units of systemd, in microseconds. A month is 30.44 days and a year 365.25.
const UNITS: [(&[&str], u64); 9] = [
    (&["usec", "us", "µs", "μs"], 1),
    (&["msec", "ms"], 1000),
    (&["seconds", "second", "sec", "s", ""], SECOND),
    (&["minutes", "minute", "min", "m"], 60 * SECOND),
    (&["hours", "hour", "hr", "h"], 3600 * SECOND),
    (&["days", "day", "d"], 86_400 * SECOND),
    (&["weeks", "week", "w"], 7 * 86_400 * SECOND),
    (&["months", "month", "M"], 2_629_800 * SECOND),
    (&["years", "year", "y"], 31_557_600 * SECOND),
];

const SECOND: u64 = 1_000_000;

/// A length in whole seconds, at least one; `None` where it is not one, or `infinity`.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    let mut micros: u64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len());
        let whole: u64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let mut fraction = "";
        if let Some(behind) = rest.strip_prefix('.') {
            let digits = behind.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(behind.len());
            (fraction, rest) = behind.split_at(digits);
        }
        rest = rest.trim_start();
        let letters = rest.find(|sign: char| !sign.is_alphabetic()).unwrap_or(rest.len());
        let unit = &rest[..letters];
        rest = rest[letters..].trim_start();
        let (_, size) = UNITS.iter().find(|(names, _)| names.contains(&unit))?;
        micros = micros.checked_add(whole.checked_mul(*size)?)?;
        let mut part = *size;
        for digit in fraction.bytes() {
            part /= 10;
            micros = micros.checked_add(u64::from(digit - b'0') * part)?;
        }
    }
    Some((micros / SECOND).max(1)).filter(|_| micros > 0)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn lengths_are_read() {
        for (text, expected) in [
            ("2min", Some(120)),
            ("90", Some(90)),
            ("1h 30min", Some(5400)),
            ("1h30m", Some(5400)),
            ("1.5h", Some(5400)),
            ("1 day 2 hours", Some(93_600)),
            ("1w", Some(604_800)),
            ("500ms", Some(1)),
            ("1month", Some(2_629_800)),
            ("1 year", Some(31_557_600)),
            ("2500ms", Some(2)),
            ("3000000us", Some(3)),
            ("0", None),
            ("", None),
            ("infinity", None),
            ("soon", None),
            ("-5m", None),
            ("99999999999999999999h", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
