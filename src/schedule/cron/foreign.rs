//! Expressions of other schedulers, known by their names and signs, and the equal line of cron where there is one.
//!
//! - EventBridge: `cron(minute hour day month weekday year)` and `rate(5 minutes)`. One of the two days is `?`, and the
//!   days of the week are 1-7 from Sunday.
//! - Quartz: seconds first and a year last, if any; `?` and the days of the week as in EventBridge.
//! - `@every 5m` (Go's cron, supercronic) and `rate(…)` count from a start that nothing says.
//! - Jenkins' `H` and cronie's `~` let the machine pick a time.
//! - Quotes around an expression, or the key before it, were copied with it.
//!
//! What has no equal line gets none: a line that runs at other times would be counted without a word.

use super::field::Dialect;
use super::foreign_fields::{equal, hashed, randomized};
use super::go;
use super::interval;
use super::mended;

/// What an expression of another scheduler is, and what it would be here.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    /// What stands there.
    pub(super) label: String,
    /// The line that runs at the same times, or as often.
    pub(super) line: Option<String>,
    /// Whether the line only runs as often, at times that nobody can know.
    pub(super) is_as_often: bool,
    /// What else to know.
    pub(super) note: Option<String>,
}

impl Foreign {
    fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), line: None, is_as_often: false, note: None }
    }

    fn line(self, line: Option<String>) -> Self {
        Self { line, ..self }
    }

    fn with_as_many_runs(self) -> Self {
        Self { is_as_often: true, ..self }
    }

    fn note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }
}

const QUOTES: [char; 7] = ['"', '\'', '`', '“', '”', '‘', '’'];

/// The scheduler that an expression is written for, if it is known by its signs.
pub(super) fn recognized(text: &str, dialect: Dialect) -> Option<Foreign> {
    let text = text.trim();
    let bare = text.trim_matches(QUOTES).trim();
    // A command behind five fields may end with a quote of its own.
    let is_alone = text.starts_with(QUOTES) || bare.split_whitespace().count() <= 5;
    if bare != text && is_alone {
        return Some(inner("the quotes are no part of a schedule", bare, dialect));
    }
    if let Some(bare) = behind_key(text) {
        let label = "only the five fields are the schedule, without what stands before them";
        return Some(inner(label, bare, dialect));
    }
    let lower = text.to_ascii_lowercase();
    if let Some(fields) = in_brackets(&lower, "cron(") {
        return Some(event_bridge(&fields.split_whitespace().collect::<Vec<_>>()));
    }
    if let Some(rate) = in_brackets(&lower, "rate(") {
        return Some(of_interval("EventBridge's `rate`", interval::of_rate(rate)));
    }
    if in_brackets(&lower, "at(").is_some() {
        return Some(Foreign::new("EventBridge's `at(…)` happens once; cron repeats"));
    }
    if lower.starts_with("@every") {
        return Some(of_interval("`@every`", go::seconds(text["@every".len()..].trim())));
    }
    if text.contains(['(', ')']) && !text.contains('H') {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = |place: usize| words.get(place).is_some_and(|word| *word == "?");
    match words.len() {
        6 if has(2) != has(4) && !has(3) && !has(5) => Some(event_bridge(&words)),
        6 | 7 if has(3) != has(5) && !has(2) && !has(4) => Some(quartz(&words)),
        5 if words.contains(&"?")
            && !dialect.has_question_mark()
            && words[4].contains(|sign: char| sign.is_ascii_digit()) =>
        {
            let label = "`?` is Quartz's and EventBridge's, which count the days of the week 1-7 from Sunday";
            Some(Foreign::new(label).note("name the days of the week (`MON-FRI`) and write `*` for `?`"))
        }
        5 if words.iter().any(|word| word.contains('H') && hashed(0, word).is_some_and(|it| it.1)) => {
            let line = each(&words, |place, word| hashed(place, word).and_then(|(line, _)| line));
            let label = "`H` is Jenkins', which picks the time itself";
            Some(Foreign::new(label).line(line).with_as_many_runs())
        }
        5 if words.iter().any(|word| word.contains('~')) => {
            let line = each(&words, randomized);
            let label = "`~` is cronie's, which picks a random time when it starts";
            Some(Foreign::new(label).line(line).with_as_many_runs())
        }
        _ => None,
    }
}

/// What stands behind the key of a file or a flag that was copied with it: `ScheduleExpression: cron(…)`.
fn behind_key(text: &str) -> Option<&str> {
    const KEYS: [&str; 8] = [
        "cron",
        "--cron",
        "schedule",
        "expression",
        "scheduleexpression",
        "schedule_expression",
        "--schedule-expression",
        "oncalendar",
    ];
    let text = text.strip_prefix("- ").unwrap_or(text);
    let end = text.find([':', '=', ' '])?;
    let (key, rest) = text.split_at(end);
    let is_key = KEYS.contains(&key.trim_matches(QUOTES).to_ascii_lowercase().as_str());
    let rest = rest.trim_start();
    let bare = rest.strip_prefix([':', '=']).or_else(|| key.starts_with("--").then_some(rest))?;
    is_key.then(|| bare.trim())
}

/// What stands within quotes or behind a key: a line of its own, or what another scheduler writes.
fn inner(label: &str, bare: &str, dialect: Dialect) -> Foreign {
    match recognized(bare, dialect) {
        Some(foreign) => foreign,
        None => {
            let line = bare.split_whitespace().collect::<Vec<_>>().join(" ");
            // With a fault of its own, what is meant would be a guess.
            let is_right = line.starts_with('@') || mended(&line, dialect).as_deref() == Some(&line);
            Foreign::new(label).line(is_right.then_some(line))
        }
    }
}

fn in_brackets<'t>(text: &'t str, opening: &str) -> Option<&'t str> {
    text.strip_prefix(opening)?.strip_suffix(')')
}

/// `minute hour day month weekday year`.
fn event_bridge(words: &[&str]) -> Foreign {
    let label =
        "this is an expression of EventBridge: minute, hour, day of the month, month, day of the week, year";
    match words {
        [five @ .., "*"] if five.len() == 5 => Foreign::new(label)
            .line(equal(five))
            .note("EventBridge's rules are in UTC, where no other zone is set"),
        [.., year] if words.len() == 6 => Foreign::new(label).note(format!("cron has no year: `{year}`")),
        _ => Foreign::new(label),
    }
}

/// `seconds minute hour day month weekday`, and a year.
fn quartz(words: &[&str]) -> Foreign {
    let label =
        "this is an expression of Quartz: seconds, minute, hour, day of the month, month, day of the week";
    let foreign = Foreign::new(label);
    let (seconds, five, year) = (words[0], &words[1..6], words.get(6).copied().unwrap_or("*"));
    if year != "*" {
        return foreign.note(format!("cron has no year: `{year}`"));
    }
    match seconds.parse::<u8>() {
        Ok(0) => foreign.line(equal(five)),
        Ok(second) if second < 60 => foreign
            .line(equal(five))
            .note(format!("cron has no seconds: it starts at second 0 and not at second {second}")),
        _ => foreign.note(format!("cron has no seconds, and `{seconds}` runs several times a minute")),
    }
}

/// An interval in seconds from a start.
fn of_interval(what: &str, seconds: Option<u64>) -> Foreign {
    let Some(seconds) = seconds else {
        return Foreign::new(format!("{what} is followed by a time, such as 5 minutes"));
    };
    let foreign = Foreign::new(format!("{what} counts from its start, which nothing says"));
    match interval::as_often(seconds) {
        Some(line) => foreign.line(Some(line)).with_as_many_runs(),
        None => foreign.note(format!("no line of cron runs every {}", interval::in_words(seconds))),
    }
}

/// A line made of its fields, where each has one.
fn each(words: &[&str], of: impl Fn(usize, &str) -> Option<String>) -> Option<String> {
    let fields: Option<Vec<String>> = words.iter().enumerate().map(|(place, word)| of(place, word)).collect();
    let line = fields?.join(" ");
    (mended(&line, Dialect::Crontab)? == line).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Option<String> {
        recognized(text, Dialect::Machine).unwrap_or_else(|| panic!("{text} is known")).line
    }

    #[test]
    fn an_equal_line_is_found_or_none_is_offered() {
        for (text, expected) in [
            ("cron(0 9 ? * MON-FRI *)", Some("0 9 * * MON-FRI")),
            ("cron(0 9 ? * 2-6 *)", Some("0 9 * * MON-FRI")),
            ("0 9 ? * 2-6 *", Some("0 9 * * MON-FRI")),
            ("0 9 * * ? *", Some("0 9 * * *")),
            ("cron(0/5 8-17 ? * 2-6 *)", Some("*/5 8-17 * * MON-FRI")),
            ("cron(5/15 * * * ? *)", Some("5-59/15 * * * *")),
            ("cron(0 9 ? * 1 *)", Some("0 9 * * SUN")),
            ("cron(0 9 ? * 7,1 *)", Some("0 9 * * SUN,SAT")),
            ("cron(0 9 L * ? *)", Some("0 9 L * *")),
            ("cron(0 9 ? * 6#3 *)", Some("0 9 * * FRI#3")),
            ("cron(0 9 ? * 6L *)", Some("0 9 * * FRIL")),
            ("cron(0 9 3W * ? *)", None),
            ("cron(0 9 1 * ? 2027)", None),
            ("cron(0 9 1 1 2 *)", None),
            ("0 0 9 ? * 2-6", Some("0 9 * * MON-FRI")),
            ("0 0 9 ? * MON-FRI *", Some("0 9 * * MON-FRI")),
            ("0 0/15 9-17 ? * SUN-THU", Some("*/15 9-17 * * SUN,MON,TUE,WED,THU")),
            ("0 0 22-2 * * ?", Some("0 22-23,0-2 * * *")),
            ("0 0 3 ? * FRI-MON", Some("0 3 * * SUN,MON,FRI,SAT")),
            ("0 0 3 ? * 2/2", Some("0 3 * * MON,WED,FRI")),
            ("0 0 3 ? * 1-7", Some("0 3 * * *")),
            ("*/10 * * * * ?", None),
            ("0 0 3 1 1 ? 2027", None),
            ("0 3 ? * 2-6", None),
            ("\"0 3 * * *\"", Some("0 3 * * *")),
            ("'0 3 * * 1-5'", Some("0 3 * * 1-5")),
            ("“0 3 * * *”", Some("0 3 * * *")),
            ("- cron: '0 3 * * *'", Some("0 3 * * *")),
            ("\"cron(0 9 ? * 2-6 *)\"", Some("0 9 * * MON-FRI")),
            ("ScheduleExpression: cron(0 9 ? * 2-6 *)", Some("0 9 * * MON-FRI")),
            ("schedule_expression = \"cron(0 9 ? * 2-6 *)\"", Some("0 9 * * MON-FRI")),
            ("\"ScheduleExpression\": \"rate(5 minutes)\"", Some("*/5 * * * *")),
            ("--cron '0 3 * * *'", Some("0 3 * * *")),
            ("--cron=\"0 3 * * *\"", Some("0 3 * * *")),
            ("\"0 25 * * *\"", None),
            ("\"@daily\"", Some("@daily")),
            ("rate(5 minutes)", Some("*/5 * * * *")),
            ("rate(1 minute)", Some("* * * * *")),
            ("rate(1 hour)", Some("0 * * * *")),
            ("rate(12 hours)", Some("0 */12 * * *")),
            ("rate(1 day)", Some("0 0 * * *")),
            ("rate(7 days)", Some("0 0 * * 0")),
            ("rate(7 minutes)", None),
            ("rate(soon)", None),
            ("at(2027-01-01T00:00:00)", None),
            ("@every 5m", Some("*/5 * * * *")),
            ("@every 1h", Some("0 * * * *")),
            ("@every 1h30m", None),
            ("@every 24h0m0s", Some("0 0 * * *")),
            ("@every 90s", None),
            ("@every 1d", None),
            ("@every 300000ms", Some("*/5 * * * *")),
            ("@every", None),
            ("H 3 * * *", Some("0 3 * * *")),
            ("H H * * *", Some("0 0 * * *")),
            ("H/15 * * * *", Some("*/15 * * * *")),
            ("H/7 * * * *", None),
            ("H H(1-5) * * 1-5", Some("0 1 * * 1-5")),
            ("H(0-29)/10 * * * *", Some("0-29/10 * * * *")),
            ("H(0-30)/10 * * * *", None),
            ("H H H/5 * *", None),
            ("0~59 3 * * *", Some("0 3 * * *")),
            ("~ 3 * * *", Some("0 3 * * *")),
            ("30~40 1~4 * * MON", Some("30 1 * * MON")),
            ("0~30/10 3 * * *", None),
        ] {
            assert_eq!(line(text).as_deref(), expected, "{text}");
        }
        for text in ["0 3 * * *", "0 0 3 * * *", "0 3 * * THU", "@daily", "@hourly", "0 3 ? * MON-FRI", ""] {
            assert_eq!(recognized(text, Dialect::Machine), None, "{text}");
        }
    }
    #[test]
    fn a_question_mark_is_a_star_where_the_dialect_has_it() {
        for dialect in
            [Dialect::Forgejo, Dialect::Kubernetes, Dialect::Ofelia, Dialect::Supercronic, Dialect::Croner]
        {
            assert_eq!(recognized("0 3 ? * 1-5", dialect), None, "{dialect:?}");
        }
        for dialect in [Dialect::Machine, Dialect::Crontab, Dialect::GitHub] {
            let foreign = recognized("0 3 ? * 1-5", dialect).expect("it is another's");
            assert!(foreign.label.starts_with("`?` is Quartz's"), "{dialect:?}");
        }
    }
}
