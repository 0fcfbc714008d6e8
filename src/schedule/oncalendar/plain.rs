//! Expressions in plain words, and with signs that systemd does not read: `Mon - Fri at 6am`, `first Monday 06:00`.
//!
//! Each word is known, or nothing is offered: none is left out because nobody understands it.

use crate::schedule::day_words;

/// What is made of the words, part by part.
#[derive(Default)]
struct Parts {
    /// As they are written: `Mon..Fri`, `Sat`.
    weekdays: Vec<String>,
    date: Option<String>,
    /// The hour, and what follows it.
    times: Vec<(String, String)>,
    /// `hourly`, `daily` and what else stands for all of an expression.
    shorthand: Option<&'static str>,
    zone: Option<String>,
    /// Whether a day of the week is counted: the first Monday.
    is_nth: bool,
    /// Whether `every` stands there, and whether the month does.
    is_every: bool,
    is_of_month: bool,
}

/// From Sunday.
const NAMES: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// Words between the parts that say nothing of their own.
const BETWEEN: [&str; 8] = ["at", "on", "the", "of", "and", "&", "um", "in"];

/// The expression that words stand for, if each of them is known.
pub(super) fn translated(text: &str, is_zone: impl Fn(&str) -> bool) -> Option<String> {
    let text = unwrapped(text);
    if let Some(line) = interval(&text) {
        return Some(line);
    }
    let words = split(&text);
    let mut parts = Parts::default();
    let mut at = 0;
    while at < words.len() {
        at += parts.take(&words[at..], &is_zone)?;
    }
    parts.written()
}

/// The text without quotes and brackets, with the signs of a keyboard.
fn unwrapped(text: &str) -> String {
    let is_wrapping = |sign: char| "\"'`“”‘’()[]".contains(sign);
    // A placeholder stands for something that nobody knows here.
    let text = if text.contains(['{', '$', '%']) { String::new() } else { day_words::in_plain_signs(text) };
    text.replace(is_wrapping, "").trim().to_owned()
}

/// The words, with what stands around a range put together, and a time behind a comma by itself.
fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_open = false;
    let spaced: Vec<&str> = text.split_whitespace().collect();
    for (place, word) in spaced.iter().enumerate() {
        let is_day = |word: &str| {
            let first = word.split(['.', '-', ',']).next().unwrap_or(word);
            day_words::weekday(first).is_some()
        };
        let next_is_day =
            spaced.get(place + 1).is_some_and(|next| is_day(next.trim_start_matches(['.', '-'])));
        let after_day = words.last().is_some_and(|last| is_day(last));
        let is_range = matches!(
            word.to_lowercase().as_str(),
            "-" | ".." | "to" | "through" | "thru" | "until" | "till" | "bis"
        );
        if is_range && after_day && next_is_day {
            if let Some(last) = words.last_mut() {
                last.push_str("..");
            }
            is_open = true;
            continue;
        }
        let opens = after_day
            && (word.starts_with("..") || word.starts_with('-'))
            && is_day(word.trim_start_matches(['.', '-']));
        if let Some(last) = words.last_mut().filter(|_| is_open || opens) {
            last.push_str(word);
        } else {
            words.push((*word).to_owned());
        }
        is_open = is_day(word) && (word.ends_with("..") || word.ends_with('-')) && next_is_day;
    }
    // `Mon,Tue,06:00`.
    let cut = |word: String| match word.rsplit_once(',') {
        Some((days, time)) if time.contains(':') && !days.contains(':') => {
            vec![days.to_owned(), time.to_owned()]
        }
        _ => vec![word],
    };
    words.into_iter().flat_map(cut).collect()
}

/// `every 15 minutes`, `every hour`.
fn interval(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let (number, unit) = match words[..] {
        ["every" | "each", unit] => (1, unit),
        ["every" | "each", number, unit] => (number.parse::<u32>().ok()?, unit),
        _ => return None,
    };
    match unit.strip_suffix('s').unwrap_or(unit) {
        "minute" | "min" if number == 1 => Some("minutely".to_owned()),
        "minute" | "min" if number > 0 && number < 60 && 60_u32.is_multiple_of(number) => {
            Some(format!("*:0/{number}"))
        }
        "hour" if number == 1 => Some("hourly".to_owned()),
        "hour" if number > 0 && number < 24 && 24_u32.is_multiple_of(number) => {
            Some(format!("0/{number}:00"))
        }
        "day" if number == 1 => Some("daily".to_owned()),
        "week" if number == 1 => Some("weekly".to_owned()),
        "month" if number == 1 => Some("monthly".to_owned()),
        "year" if number == 1 => Some("yearly".to_owned()),
        _ => None,
    }
}

impl Parts {
    /// Takes the first of the words, or more of them, and says how many; `None` where it is not known.
    fn take(&mut self, words: &[String], is_zone: &impl Fn(&str) -> bool) -> Option<usize> {
        let word = words[0].trim_end_matches(',');
        let lower = word.to_lowercase();
        let next = words.get(1).map(|next| next.to_lowercase());
        // The first Monday is the one in the first seven days.
        if let (Some(days), Some(next)) = (days_of_ordinal(&lower), &next)
            && let Some(day) = day_words::weekday(next.trim_end_matches(','))
        {
            self.weekdays.push(NAMES[usize::from(day)].to_owned());
            self.is_nth = true;
            return self.date.replace(days.to_owned()).is_none().then_some(2);
        }
        if let Some(half) =
            next.filter(|next| matches!(next.as_str(), "am" | "pm" | "a.m." | "p.m." | "uhr" | "o'clock"))
            && let Some(clock) = day_words::clock(&format!("{word} {half}"))
        {
            self.clock(clock);
            return Some(2);
        }
        if BETWEEN.contains(&lower.as_str()) {
            return Some(1);
        }
        if matches!(lower.as_str(), "every" | "each") {
            self.is_every = true;
        } else if lower == "month" && self.is_nth {
            self.is_of_month = true;
        } else if let Some(days) = weekdays(word) {
            self.weekdays.push(days);
        } else if matches!(lower.as_str(), "day" | "everyday") {
            self.stands_for("daily")?;
        } else if let Some((name, _)) =
            super::spec::SHORTHANDS.iter().find(|(name, _)| *name == lower.trim_start_matches('@'))
        {
            self.stands_for(name)?;
        } else if let Some(clock) = day_words::clock(word) {
            match word.split_once(':').filter(|(_, minute)| minute.bytes().all(|byte| byte.is_ascii_digit()))
            {
                Some((hour, rest)) => self.times.push((hour.to_owned(), rest.to_owned())),
                None => self.clock(clock),
            }
        } else if let Some((hour, rest)) = word.split_once(':') {
            self.times.push((hour.to_owned(), rest.to_owned()));
        } else if word.contains(['-', '~'])
            && word.starts_with(|sign: char| sign == '*' || sign.is_ascii_digit())
        {
            self.date.replace(date(word)).is_none().then_some(())?;
        } else if is_zone(word) {
            self.zone.replace(word.to_owned()).is_none().then_some(())?;
        } else {
            return None;
        }
        Some(1)
    }

    fn clock(&mut self, (hour, minute): (u8, u8)) {
        self.times.push((format!("{hour:02}"), format!("{minute:02}")));
    }

    fn stands_for(&mut self, name: &'static str) -> Option<()> {
        self.shorthand.replace(name).is_none().then_some(())
    }

    /// The expression, where the parts go together.
    fn written(mut self) -> Option<String> {
        let is_restricted = !self.weekdays.is_empty() || self.date.is_some();
        // Every second Monday is one in two weeks, unless the month is named.
        if self.is_nth && self.is_every && !self.is_of_month || self.is_nth && self.weekdays.len() > 1 {
            return None;
        }
        // The end of every day is the beginning of each; the end of Monday is not that of Monday.
        if let [(hour, rest)] = self.times.as_mut_slice()
            && !is_restricted
            && self.shorthand.is_none_or(|name| name == "daily")
            && hour == "24"
            && rest == "00"
        {
            "00".clone_into(hour);
        }
        if let Some(name) = self.shorthand {
            let (days, date) = match name {
                "daily" => (None, "*-*-*"),
                "weekly" => (Some("Mon"), "*-*-*"),
                "monthly" => (None, "*-*-01"),
                "yearly" | "annually" | "anually" => (None, "*-01-01"),
                _ if self.times.is_empty() && !is_restricted => return Some(self.with_zone(name)),
                _ => return None,
            };
            if self.times.is_empty() && !is_restricted {
                return Some(self.with_zone(name));
            }
            // `daily Mon..Fri 06:00` says every day, and then not; `daily *:30` once a day, and then not.
            if is_restricted || self.times.iter().any(|(hour, _)| hour.contains(['*', '/'])) {
                return None;
            }
            self.weekdays.extend(days.map(str::to_owned));
            self.date = Some(date.to_owned());
        }
        let mut hours = Vec::new();
        let rest = self.times.first().map(|(_, rest)| rest.clone());
        for (hour, minutes) in &self.times {
            // At 06:00 and 18:30 is no one time.
            if Some(minutes) != rest.as_ref() {
                return None;
            }
            hours.push(hour.as_str());
        }
        let time = rest.map(|rest| format!("{}:{rest}", hours.join(",")));
        let weekdays = Some(self.weekdays.join(",")).filter(|days| !days.is_empty());
        let parts: Vec<String> = [weekdays, self.date.clone(), time].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| self.with_zone(&parts.join(" ")))
    }

    fn with_zone(&self, line: &str) -> String {
        match &self.zone {
            Some(zone) => format!("{line} {zone}"),
            None => line.to_owned(),
        }
    }
}

/// The days that hold the first, second, … of a day of the week.
fn days_of_ordinal(word: &str) -> Option<&'static str> {
    match word {
        "first" | "1st" => Some("*-*-01..07"),
        "second" | "2nd" => Some("*-*-08..14"),
        "third" | "3rd" => Some("*-*-15..21"),
        "fourth" | "4th" => Some("*-*-22..28"),
        "last" => Some("*-*~07/1"),
        _ => None,
    }
}

/// Days of the week as systemd reads them.
fn weekdays(word: &str) -> Option<String> {
    let day = |word: &str| day_words::weekday(word).map(usize::from);
    let item = |item: &str| -> Option<String> {
        if let Some(group) = day_words::group(item) {
            return Some(if group.len() == 5 { "Mon..Fri" } else { "Sat,Sun" }.to_owned());
        }
        let Some((low, high)) = item.split_once("..").or_else(|| item.split_once('-')) else {
            return day(item).map(|day| NAMES[day].to_owned());
        };
        let (low, high) = (day(low)?, day(high)?);
        // A week ends with Sunday.
        let place = |day: usize| (day + 6) % 7;
        if place(low) <= place(high) {
            return Some(format!("{}..{}", NAMES[low], NAMES[high]));
        }
        let piece = |low: usize, high: usize| {
            if low == high { NAMES[low].to_owned() } else { format!("{}..{}", NAMES[low], NAMES[high]) }
        };
        Some(format!("{},{}", piece(low, 0), piece(1, high)))
    };
    word.split(',').map(item).collect::<Option<Vec<_>>>().map(|items| items.join(","))
}

/// A date with the signs of systemd: the last day is `~01`, and a range is written `..`.
fn date(word: &str) -> String {
    if let Some(before) = word.strip_suffix("-L").or_else(|| word.strip_suffix("-l")) {
        return format!("{before}~01");
    }
    let signs: Vec<usize> = word.match_indices(['-', '~']).map(|(at, _)| at).collect();
    match signs[..] {
        [_, _, last] if word[last + 1..].bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{}..{}", &word[..last], &word[last + 1..])
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_known_or_nothing_is_offered() {
        for (text, expected) in [
            ("\"Mon..Fri 06:00\"", Some("Mon..Fri 06:00")),
            ("'Mon..Fri' 06:00", Some("Mon..Fri 06:00")),
            ("(Mon..Fri) 06:00", Some("Mon..Fri 06:00")),
            ("daily at 06:00", Some("*-*-* 06:00")),
            ("every day at 6am", Some("*-*-* 06:00")),
            ("Mon..Fri at 06:00", Some("Mon..Fri 06:00")),
            ("Weekdays at 06:00", Some("Mon..Fri 06:00")),
            ("weekdays and Sat 06:00", Some("Mon..Fri,Sat 06:00")),
            ("Mon - Fri 06:00", Some("Mon..Fri 06:00")),
            ("Mon .. Fri 06:00", Some("Mon..Fri 06:00")),
            ("Mon- Fri 06:00", Some("Mon..Fri 06:00")),
            ("Mon -Fri 06:00", Some("Mon..Fri 06:00")),
            ("Monday to Friday 06:00", Some("Mon..Fri 06:00")),
            ("Mon–Fri 06:00", Some("Mon..Fri 06:00")),
            ("Mo..Fr 06:00", Some("Mon..Fri 06:00")),
            ("Fri to Mon 06:00", Some("Fri..Sun,Mon 06:00")),
            ("first Monday 06:00", Some("Mon *-*-01..07 06:00")),
            ("last Friday of the month at 6pm", Some("Fri *-*~07/1 18:00")),
            ("Mon *-*-01~07 06:00", Some("Mon *-*-01..07 06:00")),
            ("*-*-L 06:00", Some("*-*~01 06:00")),
            ("Mon,Tue,06:00", Some("Mon,Tue 06:00")),
            ("Mon and Wed 06:00 and 18:00", Some("Mon,Wed 06,18:00")),
            ("Mon 06:00 and 18:30", None),
            ("weekly 3:00", Some("Mon *-*-* 3:00")),
            ("daily Mon 06:00", None),
            ("*:30 daily", None),
            ("every 15 minutes", Some("*:0/15")),
            ("every 7 minutes", None),
            ("every 2 hours", Some("0/2:00")),
            ("every hour", Some("hourly")),
            ("Tuesday at noon Europe/Berlin", Some("Tue 12:00 Europe/Berlin")),
            ("1..5 06:00", None),
            ("biweekly", None),
            ("{{ agent_schedule }}", None),
            ("Mon 06:00 except holidays", None),
            ("every other Monday 06:00", None),
            ("every second Monday 06:00", None),
            ("every second Monday of the month 06:00", Some("Mon *-*-08..14 06:00")),
            ("every Monday 06:00", Some("Mon 06:00")),
            ("every month 06:00", None),
            ("every week at 06:00", None),
            ("24:00", Some("00:00")),
            ("Mon 24:00", Some("Mon 24:00")),
            ("Mon 6", None),
            ("", None),
        ] {
            let found = translated(text, |word| word == "Europe/Berlin");
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
