//! The parts of an expression: days of the week, date, time, zone, with spaces between them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::chain::Fault;
use super::date_time::{self, Date, Repaired, Time};
use super::spec::{SHORTHANDS, Spec};
use super::suffix::{self, Suffix};
use super::term::Term;
use super::{repair, weekdays};
use crate::schedule::day_words;
use crate::schedule::days::Bits;

/// What is wrong with an expression.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) faults: Vec<Fault>,
    pub(super) zone_fault: Option<Fault>,
    /// The expression with every fault repaired, as far as possible.
    pub(super) repaired: String,
}

/// A word and where it begins.
#[derive(Debug, Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    at: usize,
}

impl Word<'_> {
    fn fault(&self, label: impl Into<String>) -> Fault {
        Fault { span: self.at..self.at + self.text.len(), label: label.into() }
    }
}

/// Reads an expression with nothing around it. Places are counted from its beginning.
pub(super) fn read(text: &str, clock: &TimeZone) -> Result<(Spec, TimeZone), Broken> {
    let mut words: Vec<Word> = text
        .split(' ')
        .map(|word| Word { text: word, at: word.as_ptr().addr() - text.as_ptr().addr() })
        .filter(|word| !word.text.is_empty())
        .collect();
    let mut reader = Reader::default();
    let mut zone = clock.clone();
    let mut zone_fault = None;
    if words.len() > 1 {
        let last = words[words.len() - 1];
        match suffix::read(last.text, clock) {
            Suffix::Other => {}
            Suffix::Zone(named, name) => {
                zone = named;
                reader.zone = Some(name);
            }
            Suffix::Unknown(label, meant) => {
                zone_fault = Some(last.fault(label));
                reader.zone = meant;
            }
        }
        if reader.zone.is_some() || zone_fault.is_some() {
            words.pop();
            let body = text[..last.at - 1].trim_end();
            reader.read(&words, body);
            // systemd takes off one space, and only a date or days of the week may be followed by more.
            let is_wide = body.len() + 1 < last.at;
            if is_wide && !reader.ends_in_date {
                reader.faults.push(Fault {
                    span: body.len() + 1..last.at,
                    label: "a single space stands before the zone".to_owned(),
                });
            }
            return reader.finish(zone, zone_fault);
        }
    }
    reader.read(&words, text);
    reader.finish(zone, zone_fault)
}

#[derive(Debug, Default)]
struct Reader {
    faults: Vec<Fault>,
    weekdays: Bits,
    date: Option<Date>,
    time: Option<Time>,
    zone: Option<String>,
    /// Whether it is an instant, which is in UTC whatever zone follows.
    is_instant: bool,
    /// Whether the last part is a date or days of the week.
    ends_in_date: bool,
    repaired_weekdays: Vec<String>,
    repaired_date: Option<String>,
    repaired_time: Option<String>,
}

impl Reader {
    fn read(&mut self, words: &[Word], text: &str) {
        if let [only] = words
            && let Some((_, stands_for)) =
                SHORTHANDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(only.text))
        {
            let (spec, _) = read(stands_for, &TimeZone::UTC).expect("a shorthand stands for an expression");
            let Spec { year, month, day, from_end, hour, minute, second, .. } = spec;
            self.weekdays = spec.weekdays;
            self.date = Some(Date { year, month, day, from_end });
            self.time = Some(Time { hour, minute, second });
            self.repaired_weekdays.push(only.text.to_owned());
            return;
        }
        for (index, word) in words.iter().enumerate() {
            self.ends_in_date = false;
            if word.text.starts_with('@') {
                self.epoch(Word { text: &text[word.at..], at: word.at }, index);
                return;
            }
            self.word(*word, words.len() == 1);
        }
    }

    fn word(&mut self, word: Word, is_alone: bool) {
        let begins_in_number =
            word.text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '*' | '~' | '-'));
        let joint = word.text.find(['T', 't']).filter(|at| {
            begins_in_number && word.text[*at..].contains(':') && word.text[..*at].contains('-')
        });
        if let Some(at) = joint {
            let label = "put a space between the date and the time".to_owned();
            self.faults.push(Fault { span: word.at + at..word.at + at + 1, label });
            self.date(Word { text: &word.text[..at], at: word.at });
            self.time(Word { text: &word.text[at + 1..], at: word.at + at + 1 });
        } else if weekdays::begins(word.text) {
            self.weekdays(word);
        } else if begins_in_number && word.text.contains(':') {
            self.time(word);
        } else if begins_in_number {
            self.date(word);
        } else {
            self.stray(word, is_alone);
        }
    }

    fn weekdays(&mut self, word: Word) {
        if !self.repaired_weekdays.is_empty() {
            self.faults.push(word.fault("days of the week are one word, with `,` between them"));
        } else if self.date.is_some() || self.time.is_some() {
            self.faults.push(word.fault("the days of the week come first"));
        }
        let parsed = weekdays::parse(word.text, word.at);
        self.weekdays = self.weekdays.with(parsed.days);
        self.faults.extend(parsed.faults);
        self.repaired_weekdays.push(parsed.repaired.trim_end_matches(',').to_owned());
        self.ends_in_date = true;
    }

    fn date(&mut self, word: Word) {
        if self.date.is_some() {
            self.faults.push(word.fault("there is a date already; a time has a `:`"));
            return;
        }
        if self.time.is_some() {
            self.faults.push(word.fault("the date comes before the time"));
        }
        let (date, repaired) = date_time::date(word.text, word.at, &mut self.faults);
        self.date = Some(date);
        self.ends_in_date = true;
        match repaired {
            Repaired::Date(repaired) => self.repaired_date = Some(repaired),
            Repaired::Time(repaired) => self.repaired_time = self.repaired_time.take().or(Some(repaired)),
        }
    }

    fn time(&mut self, word: Word) {
        if self.time.is_some() {
            self.faults.push(word.fault("there is a time already"));
            return;
        }
        let (time, repaired) = date_time::time(word.text, word.at, &mut self.faults);
        self.time = Some(time);
        if let Repaired::Time(repaired) = repaired {
            self.repaired_time = Some(repaired);
        }
    }

    /// `@` and a number of seconds, which ends the expression.
    fn epoch(&mut self, word: Word, index: usize) {
        if index > 0 && (self.date.is_some() || self.time.is_some() || self.repaired_weekdays.is_empty()) {
            self.faults.push(word.fault("an instant can only follow days of the week"));
            return;
        }
        let Some((year, month, day, hour, minute, second)) = instant(&word.text[1..]) else {
            self.faults.push(
                word.fault("after `@`, write whole seconds since 1970-01-01 00:00 UTC, up to the year 2200"),
            );
            let bare = word.text[1..].trim();
            self.repaired_weekdays
                .extend(day_words::shorthand(bare, SHORTHANDS.map(|(name, _)| name)).map(str::to_owned));
            return;
        };
        let one = |value: u32| Some(vec![Term { first: value, last: None, step: 0 }]);
        self.date = Some(Date { year: one(year), month: one(month), day: one(day), from_end: false });
        let second = one(second * 1_000_000).expect("one value is a list");
        self.time = Some(Time { hour: one(hour), minute: one(minute), second });
        self.is_instant = true;
        self.repaired_date = Some(word.text.to_owned());
    }

    /// A word that does not belong in an expression, or not here.
    fn stray(&mut self, word: Word, is_alone: bool) {
        let shorthand = SHORTHANDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word.text));
        if let Some((name, stands_for)) = shorthand {
            self.faults
                .push(word.fault(format!("`{name}` takes no date or time; only a time zone can follow it")));
            let (before, time) =
                stands_for.rsplit_once(' ').expect("a shorthand stands for a date and a time");
            if self.repaired_weekdays.is_empty() || !before.contains(' ') {
                let (days, date) =
                    before.split_once(' ').map_or((None, before), |(days, date)| (Some(days), date));
                self.repaired_weekdays.extend(days.map(str::to_owned));
                self.repaired_date.get_or_insert_with(|| date.to_owned());
            }
            self.repaired_time.get_or_insert_with(|| time.to_owned());
            return;
        }
        if let Some(clock) =
            self.repaired_time.as_ref().and_then(|time| repair::clock(&format!("{time}{}", word.text)))
        {
            self.faults.push(word.fault("a day has 24 hours, and no halves"));
            self.repaired_time = Some(format!("{:02}:{:02}", clock.0, clock.1));
            return;
        }
        if let Some(near) =
            day_words::shorthand(word.text, SHORTHANDS.map(|(name, _)| name)).filter(|_| is_alone)
        {
            self.faults.push(word.fault("there is no such shorthand"));
            self.repaired_weekdays.push(near.to_owned());
        } else if let Some(days) = weekdays::guess(word.text) {
            self.faults.push(
                word.fault("the days of the week are Mon to Sun, with `,` between them and `..` for ranges"),
            );
            self.repaired_weekdays.push(days);
        } else {
            self.faults.push(word.fault("this is neither a day of the week nor a date, a time or a zone"));
        }
    }

    fn finish(mut self, mut zone: TimeZone, zone_fault: Option<Fault>) -> Result<(Spec, TimeZone), Broken> {
        let has_part = self.date.is_some() || self.time.is_some() || !self.weekdays.is_empty();
        if self.faults.is_empty() && zone_fault.is_none() && has_part {
            let Date { year, month, day, from_end } = self.date.unwrap_or_default();
            let Time { hour, minute, second } = self.time.unwrap_or_default();
            if self.is_instant {
                self.zone = Some("UTC".to_owned());
                zone = TimeZone::UTC;
            }
            let spec = Spec {
                weekdays: self.weekdays,
                year,
                month,
                day,
                from_end,
                hour,
                minute,
                second,
                zone: self.zone,
            };
            return Ok((spec, zone));
        }
        let weekdays = Some(self.repaired_weekdays.join(",")).filter(|days| !days.is_empty());
        let parts: Vec<String> =
            [weekdays, self.repaired_date, self.repaired_time, self.zone].into_iter().flatten().collect();
        let mut faults = self.faults;
        faults.sort_by_key(|fault| fault.span.start);
        Err(Broken { faults, zone_fault, repaired: parts.join(" ") })
    }
}

/// The date and time in UTC of a number of seconds since 1970, read as C's `strtoul` reads it: after spaces,
/// with a sign, around the end.
fn instant(text: &str) -> Option<(u32, u32, u32, u32, u32, u32)> {
    let text = text.trim_start_matches([' ', '\t', '\n', '\x0b', '\x0c', '\r']);
    let (digits, is_negative) = match text.strip_prefix('-') {
        Some(digits) => (digits, true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    };
    let value = digits.parse::<u64>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let value = if is_negative { value.wrapping_neg() } else { value };
    let civil = Timestamp::from_second(i64::try_from(value).ok()?).ok()?.to_zoned(TimeZone::UTC).datetime();
    let number = |part: i8| u32::from(part.unsigned_abs());
    let year = u32::try_from(civil.year()).ok().filter(|year| *year < 2200)?;
    Some((
        year,
        number(civil.month()),
        number(civil.day()),
        number(civil.hour()),
        number(civil.minute()),
        number(civil.second()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str) -> Broken {
        read(text, &TimeZone::UTC).err().unwrap_or_else(|| panic!("`{text}` is no calendar event"))
    }

    #[test]
    fn an_instant_follows_nothing_but_days_of_the_week() {
        // 2199-12-31 23:59:59 and the second after it
        for good in ["@0", "Mon @0", "@7258118399"] {
            assert!(read(good, &TimeZone::UTC).is_ok(), "{good}");
        }
        for bad in ["@7258118400", "2026-01-01 @0", "03:00 @0", "Mon 2026-01-01 @0", "Mon 03:00 @0"] {
            broken(bad);
        }
    }

    #[test]
    fn dates_of_other_countries_are_turned_around() {
        for good in ["12-05", "02~03", "2026-02~03"] {
            assert!(read(good, &TimeZone::UTC).is_ok(), "{good}");
        }
        assert_eq!(broken("24-12-2026").repaired, "2026-12-24");
        assert_eq!(broken("2026~02-03").repaired, "2026-02-03");
        // The day stays the day where no part is a year.
        assert!(broken("5-x-07").repaired.ends_with('7'));
        assert_eq!(broken("Mon 03:00-05:00").repaired, "Mon 03..05:00");
    }

    #[test]
    fn a_fault_is_where_it_stands() {
        let spans = |text| {
            broken(text)
                .faults
                .into_iter()
                .map(|fault| (fault.span.start, fault.span.end))
                .collect::<Vec<_>>()
        };
        assert_eq!(spans("Mon 2026-12-05T03:00"), [(14, 15)]);
        assert_eq!(spans("Mon 2026-12-05T25:00"), [(14, 15), (15, 17)]);
        assert_eq!(spans("Mon 3"), [(4, 5)]);
    }
}
