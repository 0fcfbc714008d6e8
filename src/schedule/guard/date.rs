//! `date`: what it prints at an instant, for the formats that guards ask for.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::schedule::zone;

/// A `date` that is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DateCommand {
    format: String,
    /// Its clock, where it names one.
    zone: Option<TimeZone>,
    days: i64,
    seconds: i64,
}

/// The letters of a format that say no more than the day.
const OF_DAY: &str = "aAbBCdDeFgGhjmuUVwWyY";
/// Those that say the time of the day.
const OF_TIME: &str = "HIklMpPRs";
/// Those that begin with a zero, and two of which the shell takes for wrong octal numbers.
const PADDED: &str = "CdHIjmMUVWyg";

/// Those that are words of a language.
const NAMES: &str = "aAbBhpPr";

/// Whether the words behind `date` ask for names of days or months, or for how a language writes the time.
pub(super) fn has_names(words: &[String]) -> bool {
    let formats = words.iter().filter_map(|word| word.strip_prefix('+'));
    formats.flat_map(|format| format.split('%').skip(1)).any(|rest| {
        rest.trim_start_matches(['-', '_', '0', '^', '#']).starts_with(|letter| NAMES.contains(letter))
    })
}

impl DateCommand {
    /// Reads the words behind `date`. `clock` is the value of `TZ` before it.
    pub(super) fn read(words: &[String], clock: Option<&str>) -> Option<Self> {
        let mut date = Self { format: String::new(), zone: None, days: 0, seconds: 0 };
        if let Some(name) = clock {
            date.zone = Some(zone::find(name.trim_start_matches(':')).ok()?);
        }
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            if let Some(format) = word.strip_prefix('+') {
                format.clone_into(&mut date.format);
            } else if ["-u", "--utc", "--universal"].contains(&word) {
                date.zone = Some(TimeZone::UTC);
            } else if let Some(shift) = word.strip_prefix("-v").filter(|shift| !shift.is_empty()) {
                date.shift_as_bsd(shift)?;
            } else if word == "-d" || word == "--date" {
                date.shift(words.next()?)?;
            } else {
                date.shift(word.strip_prefix("--date=").or_else(|| word.strip_prefix("-d"))?)?;
            }
        }
        let is_known = !date.format.is_empty() && date.letters().all(|(_, letter)| is_known(letter));
        is_known.then_some(date)
    }

    /// `tomorrow`, `+1 day`, `2 weeks ago`: each word moves the clock on.
    fn shift(&mut self, text: &str) -> Option<()> {
        let text = text.to_ascii_lowercase().replace(['+', ','], " ");
        let mut words = text.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let (number, unit) = match word {
                "today" | "now" => continue,
                "tomorrow" => (1, "day"),
                "yesterday" => (-1, "day"),
                "next" => (1, words.next()?),
                "last" => (-1, words.next()?),
                // `1 day` and `1day`.
                word => {
                    let digits = word.trim_end_matches(|sign: char| sign.is_ascii_alphabetic());
                    let number = i64::from(digits.parse::<i32>().ok()?);
                    (number, if digits == word { words.next()? } else { &word[digits.len()..] })
                }
            };
            let is_past = words.next_if(|word| *word == "ago").is_some();
            self.add(if is_past { -number } else { number }, unit)?;
        }
        Some(())
    }

    fn add(&mut self, number: i64, unit: &str) -> Option<()> {
        match unit.strip_suffix('s').unwrap_or(unit) {
            "day" => self.days += number,
            "week" => self.days += number * 7,
            "fortnight" => self.days += number * 14,
            "hour" => self.seconds += number * 3_600,
            "minute" | "min" => self.seconds += number * 60,
            _ => return None,
        }
        Some(())
    }

    /// `+1d` of BSD's `date -v+1d`.
    fn shift_as_bsd(&mut self, text: &str) -> Option<()> {
        let unit = text.chars().next_back()?;
        let number = text.strip_suffix(unit).filter(|number| number.starts_with(['+', '-']))?;
        let number = i64::from(number.parse::<i32>().ok()?);
        match unit {
            'd' => self.days += number,
            'w' => self.days += number * 7,
            'H' => self.seconds += number * 3_600,
            'M' => self.seconds += number * 60,
            _ => return None,
        }
        Some(())
    }

    /// The flags and letters of its format.
    fn letters(&self) -> impl Iterator<Item = (char, char)> {
        let mut signs = self.format.chars();
        std::iter::from_fn(move || {
            signs.find(|sign| *sign == '%')?;
            let mut flag = ' ';
            loop {
                match signs.next() {
                    Some(sign @ ('-' | '_' | '0' | '^' | '#')) => flag = sign,
                    other => return Some((flag, other.unwrap_or(' '))),
                }
            }
        })
    }

    /// Whether what it prints is the same all day, on the clock of whoever asks.
    pub(super) fn is_of_day(&self) -> bool {
        self.zone.is_none()
            && self.seconds == 0
            && self.letters().all(|(_, letter)| !OF_TIME.contains(letter))
    }

    /// Whether what it prints is the same for a quarter of an hour, by which all clocks of today differ.
    pub(super) fn is_of_quarter(&self) -> bool {
        self.seconds % 900 == 0 && self.letters().all(|(_, letter)| !"MRs".contains(letter))
    }

    /// Whether it prints numbers that begin with a zero.
    pub(super) fn is_padded(&self) -> bool {
        self.letters().any(|(flag, letter)| PADDED.contains(letter) && flag != '-' && flag != '_')
    }

    /// What it prints at an instant, on the clock of `zone` where it names none.
    pub(super) fn prints(&self, at: Timestamp, zone: &TimeZone) -> Option<String> {
        let zoned = at.to_zoned(self.zone.clone().unwrap_or_else(|| zone.clone()));
        // One after the other: one span goes one way.
        let days = Span::new().try_days(self.days).ok()?;
        let seconds = Span::new().try_seconds(self.seconds).ok()?;
        let moved = zoned.checked_add(days).ok()?.checked_add(seconds).ok()?;
        let mut printed = jiff::fmt::strtime::BrokenDownTime::from(&moved).to_string(&self.format).ok()?;
        printed.truncate(printed.trim_end_matches('\n').len());
        Some(printed)
    }
}

fn is_known(letter: char) -> bool {
    letter == '%' || OF_DAY.contains(letter) || OF_TIME.contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Option<DateCommand> {
        DateCommand::read(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>(), None)
    }

    /// What `date` prints with these words on Monday the 2nd of November 2026 at 15:05 in UTC.
    fn printed(words: &[&str]) -> Option<String> {
        let at: Timestamp = "2026-11-02T15:05:00Z".parse().expect("an instant");
        read(words)?.prints(at, &TimeZone::UTC)
    }

    #[test]
    fn formats_print_what_the_manual_of_date_says() {
        for (format, expected) in [
            ("+%a %A %^a", "Mon Monday MON"),
            ("+%b %h %B", "Nov Nov November"),
            ("+%C %y %Y %g %G", "20 26 2026 26 2026"),
            ("+%d|%-d|%_d|%e|%-e", "02|2| 2| 2|2"),
            ("+%m %-m", "11 11"),
            // The 31st of October is the 304th day.
            ("+%j", "306"),
            ("+%u %w", "1 1"),
            // The year began on a Thursday: its first Sunday is the 4th of January, its first Monday the 5th.
            ("+%U %V %W", "44 45 44"),
            ("+%D %F", "11/02/26 2026-11-02"),
            ("+%H|%k|%I|%l|%-I", "15|15|03| 3|3"),
            ("+%M %p %P %R", "05 PM pm 15:05"),
            // 20,759 days, 15 hours and five minutes.
            ("+%s", "1793631900"),
            ("+week %V%%", "week 45%"),
        ] {
            assert_eq!(printed(&[format]).as_deref(), Some(expected), "{format}");
        }
        // Nobody asks for these, or they say nothing about the day.
        for unknown in [&["+%N"][..], &["+%u%S"], &["+%3d"], &["+%"], &["+"], &[], &["-R"], &["+%u", "now"]] {
            assert_eq!(printed(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn shifts_move_the_clock_as_in_date() {
        for (shift, expected) in [
            ("today", "11-02 15:05"),
            ("now", "11-02 15:05"),
            ("tomorrow", "11-03 15:05"),
            ("yesterday", "11-01 15:05"),
            ("1 day", "11-03 15:05"),
            ("+1 day", "11-03 15:05"),
            ("-1 day", "11-01 15:05"),
            ("1day", "11-03 15:05"),
            ("2days ago", "10-31 15:05"),
            ("3 Days", "11-05 15:05"),
            ("3 days ago", "10-30 15:05"),
            ("-3 days ago", "11-05 15:05"),
            ("2 weeks", "11-16 15:05"),
            ("1 week ago", "10-26 15:05"),
            ("next week", "11-09 15:05"),
            ("last week", "10-26 15:05"),
            ("next day", "11-03 15:05"),
            ("2 fortnights", "11-30 15:05"),
            ("last fortnight", "10-19 15:05"),
            ("3 hours", "11-02 18:05"),
            ("10 hours", "11-03 01:05"),
            ("16 hours ago", "11-01 23:05"),
            ("20 minutes", "11-02 15:25"),
            ("55 min", "11-02 16:00"),
            ("6 mins ago", "11-02 14:59"),
            ("1 day+1 week", "11-10 15:05"),
            ("1 day 2 hours ago", "11-03 13:05"),
            ("yesterday 2 weeks", "11-15 15:05"),
        ] {
            for words in [
                &["-d", shift][..],
                &["--date", shift],
                &[&format!("--date={shift}")],
                &[&format!("-d{shift}")],
            ] {
                let words = [words, &["+%m-%d %R"]].concat();
                assert_eq!(printed(&words).as_deref(), Some(expected), "{words:?}");
            }
        }
        // Those of BSD.
        for (shift, expected) in [
            ("-v+1d", "11-03 15:05"),
            ("-v-2d", "10-31 15:05"),
            ("-v+2w", "11-16 15:05"),
            ("-v-1w", "10-26 15:05"),
            ("-v+10H", "11-03 01:05"),
            ("-v-3H", "11-02 12:05"),
            ("-v+55M", "11-02 16:00"),
            ("-v-6M", "11-02 14:59"),
        ] {
            assert_eq!(printed(&[shift, "+%m-%d %R"]).as_deref(), Some(expected), "{shift}");
        }
        for unknown in [
            &["-d", "2026-11-01"][..],
            &["-d", "1 month"],
            &["-d", "1"],
            &["-d", "next"],
            &["-d", "ago"],
            &["-d", "monday"],
            &["-v+1m"],
            &["-v1d"],
            &["-v+d"],
            &["-v"],
            // Beyond any calendar.
            &["-d", "-2147483648 days ago"],
            &["-d", "2147483647 weeks"],
        ] {
            assert_eq!(printed(&[unknown, &["+%d"]].concat()), None, "{unknown:?}");
        }
        assert_eq!(printed(&["+%d", "-d"]), None);
    }

    #[test]
    fn how_long_it_prints_the_same() {
        for (words, is_of_day, is_of_quarter) in [
            (&["+%u"][..], true, true),
            (&["+%H"], false, true),
            (&["+%u %I%p"], false, true),
            (&["+%M"], false, false),
            (&["+%u %R"], false, false),
            (&["+%s"], false, false),
            (&["-d", "tomorrow", "+%u"], true, true),
            (&["-d", "1 hour", "+%u"], false, true),
            (&["-d", "15 minutes", "+%u"], false, true),
            (&["-d", "10 minutes", "+%u"], false, false),
            (&["-d", "20 minutes", "+%u"], false, false),
            (&["-v-5M", "+%u"], false, false),
            (&["-d", "10 minutes", "+%M"], false, false),
            // Another clock's day begins at another time.
            (&["-u", "+%u"], false, true),
        ] {
            let date = read(words).expect("it is understood");
            assert_eq!((date.is_of_day(), date.is_of_quarter()), (is_of_day, is_of_quarter), "{words:?}");
        }
    }
}
