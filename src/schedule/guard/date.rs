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
            let number = match word {
                "today" | "now" => continue,
                "tomorrow" => {
                    self.days += 1;
                    continue;
                }
                "yesterday" => {
                    self.days -= 1;
                    continue;
                }
                "next" => 1,
                "last" => -1,
                // `1day`, and `-1 day`.
                word => {
                    let digits = word.trim_end_matches(|sign: char| sign.is_ascii_alphabetic());
                    let number = digits.parse::<i32>().ok()?;
                    if digits.len() < word.len() {
                        self.add(i64::from(number), &word[digits.len()..])?;
                        continue;
                    }
                    number
                }
            };
            let unit = words.next()?;
            let sign = if words.next_if(|word| *word == "ago").is_some() { -1 } else { 1 };
            self.add(i64::from(number * sign), unit)?;
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
        let moved =
            zoned.checked_add(Span::new().try_days(self.days).ok()?.try_seconds(self.seconds).ok()?).ok()?;
        let mut printed = jiff::fmt::strtime::BrokenDownTime::from(&moved).to_string(&self.format).ok()?;
        printed.truncate(printed.trim_end_matches('\n').len());
        Some(printed)
    }
}

fn is_known(letter: char) -> bool {
    letter == '%' || OF_DAY.contains(letter) || OF_TIME.contains(letter)
}
