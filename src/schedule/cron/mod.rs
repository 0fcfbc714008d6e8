//! Five fields of cron: minute, hour, day of the month, month, day of the week.
//!
//! The language is Vixie cron's as Debian ships it: names, ranges, steps, lists and the nicknames from
//! `@hourly` to `@yearly`. `L`, `LW`, `FRIL` and `MON#2` are understood as well, as many schedulers do,
//! although that cron does not.

mod faults;
mod field;
mod foreign;
mod foreign_fields;
pub(crate) mod go;
mod interval;
mod joined;
mod meaning;
mod parse;

use jiff::ToSpan as _;
use jiff::civil::date;
use jiff::tz::TimeZone;

pub use self::field::Dialect;
use self::field::{DAY, FIELDS, HOUR, Item, MINUTE, MONTH, WEEKDAY};
use self::foreign::Foreign;
pub(crate) use self::interval::as_often;
use self::parse::{ParsedField, parse_field};
use super::day_words;
use super::days::{Bits, Days, DaysOfMonth, DaysOfWeek, Joined};
use super::recurrence::{ClockRule, Recurrence, Times};
use super::zone;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceFile, Span};
use crate::vocabulary::Vocabulary;

/// What a cron expression says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cron {
    /// At the times that the fields name.
    Timed(CronTimes),
    /// `@reboot`: when the machine starts, which no calendar knows.
    AtBoot,
}

/// The times that five fields name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CronTimes {
    days: Days,
    hours: Bits,
    minutes: Bits,
    clock: ClockRule,
    /// Whether it uses letters that Debian's cron does not know: `L`, `LW`, `#`.
    pub(crate) has_letters: bool,
    /// Whether a step follows a single value, which Debian's cron refuses: `5/15`.
    pub(crate) has_stepped_value: bool,
}

/// The nicknames and what they stand for (crontab(5)).
const NICKNAMES: [(&str, &str); 8] = [
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
    (REBOOT, ""),
];

const REBOOT: &str = "@reboot";

impl CronTimes {
    /// The same times on the clock of `zone`.
    #[must_use]
    pub fn in_zone(self, zone: TimeZone) -> Recurrence {
        let times = Times { hours: self.hours, minutes: self.minutes, seconds: vec![0] };
        Recurrence { days: self.days, times, zone, clock: self.clock, guard: None }
    }

    /// The same times without those that come less than `minutes` after another one, on a clock that never changes:
    /// the earlier one stays.
    ///
    /// A scheduler that starts nothing more often takes at most so many; which of them, nobody documents. Hours have the
    /// same minutes, so that the last minute goes from all of them where it is too close to the next hour. The last hour
    /// of several (`0,57 3,4`) then has a run less than it could.
    #[must_use]
    pub(crate) fn spaced_by(mut self, minutes: u8) -> Self {
        let mut kept: Vec<u8> = Vec::new();
        for minute in self.minutes.iter() {
            if kept.last().is_none_or(|before| minute - before >= minutes) {
                kept.push(minute);
            }
        }
        // The last of an hour and the first of the next one.
        let is_hourly = self.hours.iter().any(|hour| self.hours.iter().any(|next| next == (hour + 1) % 24));
        if let [first, .., last] = kept.as_slice()
            && is_hourly
            && 60 - last + first < minutes
        {
            kept.pop();
        }
        self.minutes = kept.into_iter().collect();
        self
    }

    /// How many times a day of its days has.
    pub(crate) fn times_a_day(&self) -> u64 {
        u64::from(self.hours.len()) * u64::from(self.minutes.len())
    }

    /// Whether it names every day.
    pub(crate) fn is_every_day(&self) -> bool {
        let days = date(2000, 1, 1).series(1.day()).take(366);
        days.into_iter().all(|day| self.days.contains(day))
    }

    /// Whether any two of its instants are less than `minutes` apart, on a clock that never changes.
    pub(crate) fn is_closer_than(&self, minutes: u16) -> bool {
        let of_day = |hour: u8, minute: u8| u16::from(hour) * 60 + u16::from(minute);
        let times: Vec<u16> = self
            .hours
            .iter()
            .flat_map(|hour| self.minutes.iter().map(move |minute| of_day(hour, minute)))
            .collect();
        let (Some(first), Some(last)) = (times.first(), times.last()) else { return false };
        let next_day = 1440 - last + first < minutes;
        times.windows(2).any(|pair| pair[1] - pair[0] < minutes) || (next_day && self.has_two_days_in_a_row())
    }

    /// Whether it names a day and the day after.
    fn has_two_days_in_a_row(&self) -> bool {
        // The calendar shows every combination of days of months and weeks within forty years.
        let days = date(2000, 1, 1).series(1.day()).take(40 * 366);
        days.scan(false, |before, day| Some(std::mem::replace(before, self.days.contains(day)) && *before))
            .any(|both| both)
    }
}

/// Whether a word is made of what fields are made of, and is no command: `*/5`, `MON-FRI`, `1,15`, `FRIL`.
pub(crate) fn is_like_field(word: &str) -> bool {
    let is_name =
        |part: &str| FIELDS.iter().flat_map(|field| field.names).any(|name| name.eq_ignore_ascii_case(part));
    word.split([',', '-', '/', '#']).all(|part| {
        let bare = part.trim_end_matches(['L', 'W']);
        matches!(bare, "" | "*" | "?")
            || bare.bytes().all(|sign| sign.is_ascii_digit())
            || is_name(bare)
            || is_name(part)
    })
}

/// Reads the expression that stands at `span` of a text.
///
/// # Errors
///
/// Everything that is wrong with it, with the places, what is allowed there and a corrected line.
pub fn parse(source: &SourceFile, span: Span, dialect: Dialect) -> Result<Cron, Diagnostic> {
    let text = &source.text()[span.clone()];
    let words = words(text, span.start);
    if let Some(foreign) = foreign::recognized(text, dialect) {
        return Err(of_another(source, &words, foreign, dialect));
    }
    if let [first, ..] = words.as_slice()
        && source.text()[first.clone()].starts_with('@')
    {
        return nickname(source, &words, span, dialect);
    }
    if words.len() != FIELDS.len() {
        return Err(wrong_count(source, &words, &span, dialect));
    }
    let fields: Vec<ParsedField> = FIELDS
        .iter()
        .zip(&words)
        .map(|(field, word)| parse_field(field, &source.text()[word.clone()], word.start, dialect))
        .collect();
    let faults: Vec<_> = fields.iter().flat_map(|field| &field.faults).collect();
    if faults.is_empty() {
        return Ok(Cron::Timed(assemble(&fields, dialect)));
    }
    let mut diagnostic =
        Diagnostic::new(Code::WrongCronField, format!("`{}` is not a schedule", text.trim()));
    for fault in faults.iter().take(FAULTS_MAX) {
        diagnostic = diagnostic.at(source, fault.span.clone(), fault.label.clone());
    }
    if faults.len() > FAULTS_MAX {
        diagnostic = diagnostic.note(format!("{} more of its values are wrong", faults.len() - FAULTS_MAX));
    }
    // A line this long was not written by hand, and will not be repaired by hand.
    let repaired = repaired(&fields).filter(|line| line.len() <= LINE_MAX);
    diagnostic = diagnostic.maybe_help(repaired.map(|line| source.to_paste(&line)));
    Err(faults.iter().filter_map(|fault| fault.note).fold(diagnostic, |diagnostic, note| {
        if diagnostic.notes.iter().any(|known| known == note) { diagnostic } else { diagnostic.note(note) }
    }))
}

/// The error for an expression that another scheduler reads.
fn of_another(source: &SourceFile, words: &[Span], foreign: Foreign, dialect: Dialect) -> Diagnostic {
    let whole = words.first().map_or(0..0, |first| first.start..words[words.len() - 1].end);
    let shown = &source.text()[whole.clone()];
    let fault = Diagnostic::new(Code::NotCron, format!("`{shown}` is not a schedule"));
    let fault = fault.at(source, whole, foreign.label);
    // GitHub has neither nicknames nor letters, and a line to paste must be right where it is pasted.
    let is_right = |line: &String| {
        line.len() <= LINE_MAX
            && mended(line, dialect).as_ref() == Some(line)
            && (dialect != Dialect::GitHub || !line.starts_with('@'))
    };
    let line = foreign.line.filter(is_right);
    let help = line.map(|line| match source.to_paste(&line) {
        paste if foreign.is_as_often => format!("for as many runs, at a time of your choice, {paste}"),
        paste => paste,
    });
    let fault = fault.maybe_help(help);
    foreign.note.into_iter().fold(fault, Diagnostic::note)
}

/// Whether a text is known to be an expression of another scheduler, or one in quotes.
pub(crate) fn is_of_another(text: &str) -> bool {
    foreign::recognized(text, Dialect::Machine).is_some()
}

/// How many faults of one line are shown.
const FAULTS_MAX: usize = 8;

/// The longest line, in bytes, that is offered to be pasted.
const LINE_MAX: usize = 120;

/// The line with every fault repaired, where it is clear what each was meant to be.
fn repaired(fields: &[ParsedField]) -> Option<String> {
    // Monday 24:00 is on Tuesday: only where every day is named, or every hour, is what comes after named as well.
    let is_every = |later: &[usize]| later.iter().all(|field| fields[*field].repaired == "*");
    let is_whole = (!fields[HOUR].is_carried || is_every(&[DAY, MONTH, WEEKDAY]))
        && (!fields[MINUTE].is_carried || is_every(&[HOUR, DAY, MONTH, WEEKDAY]));
    let is_clear = is_whole && fields.iter().all(|field| !field.is_unclear);
    is_clear.then(|| fields.iter().map(|field| field.repaired.as_str()).collect::<Vec<_>>().join(" "))
}

/// The words of a text, as places in the text around it.
fn words(text: &str, start: usize) -> Vec<Span> {
    let offset = |word: &str| start + (word.as_ptr().addr() - text.as_ptr().addr());
    text.split_whitespace().map(|word| offset(word)..offset(word) + word.len()).collect()
}

fn nickname(source: &SourceFile, words: &[Span], span: Span, dialect: Dialect) -> Result<Cron, Diagnostic> {
    let written = &source.text()[words[0].clone()];
    let known = NICKNAMES.iter().find(|(name, _)| *name == written);
    let fault = |span: Span, label: String| {
        Diagnostic::new(Code::NotCron, "this is not a schedule").at(source, span, label)
    };
    let meant =
        || day_words::shorthand(written, NICKNAMES.map(|(name, _)| name)).filter(|name| *name != REBOOT);
    let fields_of =
        |name: &str| NICKNAMES.iter().find(|(known, _)| *known == name).map(|(_, fields)| *fields);
    // A line to paste leaves nothing out that stands behind it, and GitHub has no nicknames.
    let rest: Vec<&str> = words[1..].iter().map(|word| &source.text()[word.clone()]).collect();
    let to_paste = |name: &'static str| {
        let line = match (rest.as_slice(), fields_of(name)) {
            ([], Some(fields)) if dialect == Dialect::GitHub => Some(fields.to_owned()),
            ([], _) => Some(name.to_owned()),
            ([command, ..], _) if joined::is_command(command) && dialect != Dialect::GitHub => {
                Some(name.to_owned())
            }
            (clock, Some(fields)) => at_clock(fields, clock),
            _ => None,
        };
        line.filter(|line| !line.is_empty()).map(|line| source.to_paste(&line))
    };
    let Some((name, fields)) = known else {
        if dialect == Dialect::GitHub {
            let fault = fault(words[0].clone(), "GitHub has no nicknames".to_owned());
            return Err(fault.maybe_help(meant().and_then(to_paste)));
        }
        let all: Vec<_> = NICKNAMES.iter().map(|(name, _)| *name).collect();
        let fault = fault(words[0].clone(), "there is no such nickname".to_owned())
            .note(format!("the nicknames are {}", all.join(", ")));
        return Err(fault.maybe_help(meant().and_then(to_paste)));
    };
    if let [_, second, ..] = words {
        let rest = second.start..span.end;
        return Err(fault(rest, "nothing can follow a nickname such as `@daily`".to_owned())
            .maybe_help(to_paste(name)));
    }
    if dialect == Dialect::GitHub {
        let fault = fault(words[0].clone(), "GitHub has no nicknames".to_owned());
        return Err(fault.maybe_help(to_paste(name)));
    }
    if *name == REBOOT && matches!(dialect, Dialect::Forgejo | Dialect::Kubernetes) {
        return Err(fault(words[0].clone(), format!("{} has no `@reboot`", dialect.owner())));
    }
    if *name == REBOOT {
        return Ok(Cron::AtBoot);
    }
    let expanded = SourceFile::new("nickname", *fields);
    Ok(parse(&expanded, 0..fields.len(), dialect).expect("a nickname stands for a schedule"))
}

/// The error for anything but five fields, with what the surplus or missing fields were likely meant to be.
fn wrong_count(source: &SourceFile, words: &[Span], span: &Span, dialect: Dialect) -> Diagnostic {
    let text = |word: &Span| &source.text()[word.clone()];
    let shown = source.text()[span.clone()].trim();
    let title = if words.is_empty() {
        "a schedule is missing".to_owned()
    } else {
        format!("`{shown}` is not a schedule")
    };
    let fault = Diagnostic::new(Code::NotCron, title);
    let written: Vec<&str> = words.iter().map(text).collect();
    let whole = if words.is_empty() { span.clone() } else { words[0].start..words[words.len() - 1].end };
    let is_year = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let (place, label, line): (Span, String, Option<String>) = match written.as_slice() {
        [] => {
            let fault = fault.at(source, whole, "a schedule has five fields").note(five_fields());
            return fault.help(format!("for every day at 03:00, {}", source.to_paste("0 3 * * *")));
        }
        [word]
            if dialect != Dialect::GitHub
                && NICKNAMES.iter().any(|(name, _)| name.strip_prefix('@') == Some(word)) =>
        {
            (whole, "a nickname begins with `@`".to_owned(), Some(format!("@{word}")))
        }
        [word] if word.contains('*') && word.split(',').count() == FIELDS.len() => {
            (whole, "spaces stand between the fields".to_owned(), Some(word.replace(',', " ")))
        }
        // Five fields with a space inside one of them.
        many if let Some((line, from, to)) = joined::five_fields(many) => {
            let place = words[from].start..words[to].end;
            (place, "a list or a range is one word, without spaces".to_owned(), Some(line))
        }
        few if few.len() < FIELDS.len() => {
            let (label, line) = too_few(few, dialect);
            (whole, label, line)
        }
        [setting, fields @ ..] if setting.contains('=') => {
            let (key, zone) = setting.split_once('=').unwrap_or(("TZ", "ZONE"));
            let label = if key.ends_with("TZ") {
                no_zone(source, zone, dialect)
            } else {
                "only the five fields are the schedule, without what stands before them".to_owned()
            };
            (words[0].clone(), label, zone_named(&written).map(|_| fields.join(" ")))
        }
        [five @ .., zone] if five.len() == FIELDS.len() && zone.len() > 2 && zone::find(zone).is_ok() => {
            (words[5].clone(), no_zone(source, zone, dialect), Some(five.join(" ")))
        }
        // In every year there would be more runs than in one.
        [five @ .., year] if five.len() == FIELDS.len() && is_year(year) => {
            (words[5].clone(), "cron has no year".to_owned(), None)
        }
        [second, _, _, _, fifth, "*"] if *fifth != "*" && *fifth != "?" => {
            let label =
                "six fields: the second stands first, or a year last, and cron has neither".to_owned();
            let with_year = foreign_fields::equal(&written[..FIELDS.len()]);
            let with_seconds = mended(&written[1..].join(" "), dialect).filter(|_| is_zero(second));
            let readings = [
                (with_year, "with a year last, as EventBridge has it"),
                (with_seconds, "with seconds first"),
            ];
            let readings =
                readings.into_iter().filter_map(|(line, how)| line.map(|line| format!("{how}: `{line}`")));
            let fault = fault.at(source, whole, label).note(five_fields());
            return readings.fold(fault, Diagnostic::note);
        }
        [second, five @ ..] if five.len() == FIELDS.len() => {
            let label = format!(
                "this looks like six fields with seconds; {} has five, without seconds",
                dialect.owner()
            );
            // Another second, or several, is no line, and a word is no second.
            (words[0].clone(), label, is_zero(second).then(|| five.join(" ")))
        }
        [second, five @ .., year] if five.len() == FIELDS.len() && (is_year(year) || *year == "*") => {
            let line = (is_zero(second) && *year == "*").then(|| five.join(" "));
            (words[0].clone(), "cron has neither seconds nor years".to_owned(), line)
        }
        many => {
            let rest = words[FIELDS.len()].start..words[many.len() - 1].end;
            // What is no command may be a part of the schedule.
            let line = joined::is_command(many[FIELDS.len()]).then(|| many[..FIELDS.len()].join(" "));
            (rest, "a schedule has five fields, and no command".to_owned(), line)
        }
    };
    let fault = fault.at(source, place, label).note(five_fields());
    // What is left may be wrong in its own way, and a line to paste must not be.
    let line = line.and_then(|line| mended(&line, dialect)).filter(|line| line.len() <= LINE_MAX);
    fault.maybe_help(line.and_then(|line| match zone_named(&written) {
        // Without its zone the line is another schedule.
        Some(zone) => with_zone(source, &line, zone, dialect),
        None => Some(source.to_paste(&line)),
    }))
}

fn five_fields() -> String {
    let names: Vec<_> = FIELDS.iter().map(|field| field.name).collect();
    format!("the five fields are {}", names.join(", "))
}

/// Whether a word is the second at which cron starts everything.
fn is_zero(second: &str) -> bool {
    matches!(second, "0" | "00")
}

/// What is said of fewer than five fields, and the line where it is clear which they are.
fn too_few(few: &[&str], dialect: Dialect) -> (String, Option<String>) {
    let fits = |field: usize, word: &str| parse_field(&FIELDS[field], word, 0, dialect).faults.is_empty();
    let last = few[few.len() - 1];
    // `0 3 * MON-FRI`: what stands last is more often the day of the week than a field before it.
    let is_weekday = few.len() > 1 && fits(WEEKDAY, last) && !fits(few.len() - 1, last);
    let kept = if is_weekday { few.len() - 1 } else { few.len() };
    let mut line = few[..kept].to_vec();
    line.resize(if is_weekday { WEEKDAY } else { FIELDS.len() }, "*");
    line.extend(is_weekday.then_some(last));
    let missing: Vec<_> =
        FIELDS[kept..FIELDS.len() - usize::from(is_weekday)].iter().map(|field| field.name).collect();
    let is_clear = match few {
        // A number may be an hour as well as a minute.
        [minute] => minute.starts_with("*/"),
        [_, _] => !is_weekday,
        // `0 3 * 1-5`: months or days of the week?
        [_, _, .., last] => is_weekday || last.starts_with('*') || !fits(WEEKDAY, last),
        [] => false,
    };
    (
        format!("{} of five fields: {} missing", few.len(), is_missing(&missing)),
        is_clear.then(|| line.join(" ")),
    )
}

/// The fields of a nickname with the time of day that was written behind it.
fn at_clock(fields: &str, clock: &[&str]) -> Option<String> {
    let clock = clock.strip_prefix(&["at"]).unwrap_or(clock);
    let (hour, minute) = day_words::clock(&clock.join(" "))?;
    Some(format!("{minute} {hour} {}", fields.strip_prefix("0 0 ")?))
}

/// Says that no zone stands in an expression, and where it does.
fn no_zone(source: &SourceFile, zone: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::GitHub => {
            format!("a cron schedule has no time zone; write `timezone: {zone}` below `cron:`")
        }
        _ => format!("a cron schedule has no time zone; use `{}`", source.words().word("tz", zone)),
    }
}

/// A line to paste with its zone beside it, where it has a place.
fn with_zone(source: &SourceFile, line: &str, zone: &str, dialect: Dialect) -> Option<String> {
    let help = source.to_paste(line);
    let setting = source.words().word("tz", zone);
    match source.words() {
        _ if dialect == Dialect::GitHub => Some(format!("{help}, and `timezone: {zone}` below `cron:`")),
        Vocabulary::Keys => Some(format!("{help}, and `{setting}`")),
        Vocabulary::Flags if source.is_typed() => {
            help.strip_suffix('`').map(|help| format!("{help} {setting}`"))
        }
        Vocabulary::Flags | Vocabulary::Elsewhere => None,
    }
}

/// The zone that stands before or behind the five fields: `TZ=Europe/Berlin 0 3 * * *`.
fn zone_named<'t>(words: &[&'t str]) -> Option<&'t str> {
    match words {
        [setting, _, _, _, _, _] if setting.contains('=') => setting.split_once('=').map(|(_, zone)| zone),
        [_, _, _, _, _, zone] if zone.len() > 2 => Some(*zone),
        _ => None,
    }
    .filter(|zone| zone::find(zone).is_ok())
}

/// A line with its fields repaired; `None` unless it has five and it is clear what they were meant to be.
fn mended(line: &str, dialect: Dialect) -> Option<String> {
    if line.starts_with('@') {
        return Some(line.to_owned());
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let fields: Vec<ParsedField> =
        FIELDS.iter().zip(&words).map(|(field, word)| parse_field(field, word, 0, dialect)).collect();
    if words.len() == FIELDS.len() { repaired(&fields) } else { None }
}

fn is_missing(names: &[&str]) -> String {
    match names {
        [one] => format!("the {one} is"),
        [first @ .., last] => format!("the {} and the {last} are", first.join(", the ")),
        [] => "nothing is".to_owned(),
    }
}

fn assemble(fields: &[ParsedField], dialect: Dialect) -> CronTimes {
    let values = |field: usize| -> Bits {
        let items = fields[field].items.iter();
        items.filter_map(|item| if let Item::Value(value) = item { Some(*value) } else { None }).collect()
    };
    let mut of_month = DaysOfMonth { from_start: values(DAY), from_end: Bits::NONE, last_workday: false };
    for item in &fields[DAY].items {
        match item {
            Item::LastDay => of_month.from_end.insert(1),
            Item::LastWorkday => of_month.last_workday = true,
            Item::Value(_) | Item::Nth(..) | Item::LastOf(_) => {}
        }
    }
    // Sunday is 0 and 7.
    let every = values(WEEKDAY).iter().map(|day| day % 7).collect();
    let mut of_week = DaysOfWeek { every, nth: [Bits::NONE; 5], last: Bits::NONE };
    for item in &fields[WEEKDAY].items {
        match item {
            Item::Nth(day, nth) => of_week.nth[usize::from(*nth) - 1].insert(day % 7),
            Item::LastOf(day) => of_week.last.insert(day % 7),
            Item::Value(_) | Item::LastDay | Item::LastWorkday => {}
        }
    }
    let joined =
        if fields[DAY].is_starred || fields[WEEKDAY].is_starred { Joined::Both } else { Joined::Either };
    // Go's parsers look for the next time on the clock, whatever the fields are.
    let is_wild = fields[MINUTE].is_wild || fields[HOUR].is_wild || dialect.follows_clock();
    CronTimes {
        days: Days { years: Vec::new(), months: values(MONTH), of_month, of_week, joined },
        hours: values(HOUR),
        minutes: values(MINUTE),
        clock: if is_wild { ClockRule::Follow } else { ClockRule::CatchUp },
        has_stepped_value: fields.iter().any(|field| field.has_stepped_value),
        has_letters: fields.iter().flat_map(|field| &field.items).any(|item| !matches!(item, Item::Value(_))),
    }
}
