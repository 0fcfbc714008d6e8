//! The days of the week that an expression begins with.

use super::chain::Fault;
use crate::schedule::day_words;
use crate::schedule::days::Bits;

/// From Monday, as systemd counts and writes them.
const NAMES: [(&str, &str); 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];

const ALLOWED: &str = "the days of the week are Mon to Sun, with `,` between them and `..` for ranges";

/// The days that a word names, and what is wrong with it.
#[derive(Debug)]
pub(super) struct Parsed {
    /// 0 to 6 from Monday.
    pub(super) days: Bits,
    pub(super) faults: Vec<Fault>,
    /// The word with every fault repaired.
    pub(super) repaired: String,
}

/// Whether a word begins like a day of the week; systemd then takes it for nothing else.
pub(super) fn begins(word: &str) -> bool {
    NAMES.iter().any(|(short, _)| word.get(..3).is_some_and(|begin| begin.eq_ignore_ascii_case(short)))
}

/// The days that a word was most likely meant to name.
pub(super) fn guess(word: &str) -> Option<String> {
    let bare = word.trim_end_matches([',', '.', ';']);
    // Here a week begins with Monday.
    let name = |day: &u8| NAMES[usize::from((day + 6) % 7)].0;
    if let Some(days) = day_words::group(bare) {
        return Some(if days.len() > 2 { "Mon..Fri" } else { "Sat,Sun" }.to_owned());
    }
    day_words::weekday(bare).as_ref().map(name).map(str::to_owned)
}

/// Reads a word of days that begins at `start` of its text.
pub(super) fn parse(word: &str, start: usize) -> Parsed {
    let mut parsed = Parsed { days: Bits::NONE, faults: Vec::new(), repaired: String::new() };
    let mut repaired = Vec::new();
    let mut offset = start;
    // A comma may stand at the end: `Wed, 17:48`.
    for item in word.strip_suffix(',').filter(|rest| !rest.is_empty()).unwrap_or(word).split(',') {
        match item_days(item) {
            Ok((first, last)) => {
                parsed.days = parsed.days.with(Bits::range(first, last));
                repaired.push(item.to_owned());
            }
            Err(wrong) => {
                let at = match wrong.at {
                    at if at.is_empty() => {
                        (offset + at.start).saturating_sub(1).max(start)..(offset + at.start).max(start + 1)
                    }
                    at => offset + at.start..offset + at.end,
                };
                parsed.faults.push(Fault { span: at, label: wrong.label });
                repaired.extend(wrong.instead);
            }
        }
        offset += item.len() + 1;
    }
    parsed.repaired = repaired.join(",");
    parsed
}

struct BadItem {
    at: std::ops::Range<usize>,
    label: String,
    instead: Option<String>,
}

/// A day, or a range of them with `..` or, as systemd still reads it, `-`.
fn item_days(item: &str) -> Result<(u8, u8), BadItem> {
    let range = item
        .split_once("..")
        .map(|(low, high)| (low, high, 2))
        .or_else(|| item.split_once('-').map(|(low, high)| (low, high, 1)));
    let Some((low, high, sign)) = range else {
        let wrong = || BadItem { at: 0..item.len(), label: ALLOWED.to_owned(), instead: guess(item) };
        return day(item).map(|day| (day, day)).ok_or_else(wrong);
    };
    match (day(low), day(high)) {
        (Some(first), Some(last)) if first <= last => Ok((first, last)),
        (Some(first), Some(last)) => Err(BadItem {
            at: 0..item.len(),
            label: "a week begins with Monday: around its end a range is two".to_owned(),
            instead: Some(format!("{},{}", written(first, 6), written(0, last))),
        }),
        (first, last) => {
            let word = if first.is_none() { low } else { high };
            let at = if first.is_none() { 0..low.len() } else { low.len() + sign..item.len() };
            let place =
                |known: Option<u8>, word: &str| known.or_else(|| guess(word).as_deref().and_then(day));
            let instead = match (place(first, low), place(last, high)) {
                (Some(first), Some(last)) if first <= last => Some(written(first, last)),
                (Some(first), Some(last)) => Some(format!("{},{}", written(first, 6), written(0, last))),
                (one, other) => one.or(other).map(|day| written(day, day)),
            };
            let label =
                if word.is_empty() { "a day of the week is missing".to_owned() } else { ALLOWED.to_owned() };
            Err(BadItem { at, label, instead })
        }
    }
}

fn day(word: &str) -> Option<u8> {
    let index = NAMES
        .iter()
        .position(|(short, long)| short.eq_ignore_ascii_case(word) || long.eq_ignore_ascii_case(word))?;
    u8::try_from(index).ok()
}

/// A range as systemd writes it: two days in a row are a list.
fn written(first: u8, last: u8) -> String {
    let name = |day: u8| NAMES[usize::from(day)].0;
    match last - first {
        0 => name(first).to_owned(),
        1 => format!("{},{}", name(first), name(last)),
        _ => format!("{}..{}", name(first), name(last)),
    }
}

/// Days as systemd writes them.
pub(super) fn normalized(days: Bits) -> String {
    let mut parts = Vec::new();
    let mut first = None;
    for day in 0..=7 {
        match (first, days.contains(day)) {
            (None, true) => first = Some(day),
            (Some(begun), false) => {
                parts.push(written(begun, day - 1));
                first = None;
            }
            _ => {}
        }
    }
    parts.join(",")
}
