//! Intervals that count from a start: how long they are, and which line of cron runs as often.

/// The seconds of `5 minutes`, as EventBridge writes them.
pub(super) fn of_rate(text: &str) -> Option<u64> {
    let [number, unit] = text.split_whitespace().collect::<Vec<_>>()[..] else { return None };
    let unit = match unit.strip_suffix('s').unwrap_or(unit) {
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        _ => return None,
    };
    number.parse::<u64>().ok().filter(|number| *number > 0)?.checked_mul(unit)
}

/// The line of cron that runs as often as every so many seconds, at even distances.
pub(crate) fn as_often(seconds: u64) -> Option<String> {
    let minutes = seconds.is_multiple_of(60).then_some(seconds / 60)?;
    let hours = minutes / 60;
    match minutes {
        1 => Some("* * * * *".to_owned()),
        0..60 if 60_u64.is_multiple_of(minutes) => Some(format!("*/{minutes} * * * *")),
        60 => Some("0 * * * *".to_owned()),
        1_440 => Some("0 0 * * *".to_owned()),
        10_080 => Some("0 0 * * 0".to_owned()),
        _ if minutes.is_multiple_of(60) && hours < 24 && 24_u64.is_multiple_of(hours) => {
            Some(format!("0 */{hours} * * *"))
        }
        _ => None,
    }
}

/// An interval for people: `90 seconds`, `7 minutes`.
pub(super) fn in_words(seconds: u64) -> String {
    let counted = |number: u64, noun: &str| crate::phrase::counted(number, noun);
    match seconds {
        _ if seconds.is_multiple_of(86_400) => counted(seconds / 86_400, "day"),
        _ if seconds.is_multiple_of(3_600) => counted(seconds / 3_600, "hour"),
        _ if seconds.is_multiple_of(60) => counted(seconds / 60, "minute"),
        _ => counted(seconds, "second"),
    }
}
