//! Time zones by their names, and without one by their rules.

use std::borrow::Cow;

use jiff::fmt::temporal::{DateTimeParser, DateTimePrinter};
use jiff::tz::TimeZone;

use crate::diagnostic::nearest;

/// The zone of the built-in database that is called `name`, or that has this rule: an offset such as `+05:30`, or
/// what POSIX writes, `EST5EDT,M3.2.0,M11.1.0`.
///
/// # Errors
///
/// When there is none: a clause that says so and names the one that was most likely meant.
pub fn find(name: &str) -> Result<TimeZone, String> {
    if let Some(zone) = by_rule(name) {
        return Ok(zone);
    }
    // `Etc/Unknown` is a name for having none.
    match jiff::tz::db().get(name) {
        Ok(zone) if !zone.is_unknown() => Ok(zone),
        _ => Err(no_such_zone(nearest_name(name).as_deref())),
    }
}

/// A zone by its rule. What POSIX writes for a clock that never changes is left out: its `UTC+2` is what others
/// call `UTC-2`.
fn by_rule(text: &str) -> Option<TimeZone> {
    if text.starts_with(['+', '-']) {
        return DateTimeParser::new().parse_time_zone(text).ok();
    }
    if text.contains(',') || text.starts_with('<') { TimeZone::posix(text).ok() } else { None }
}

/// Says that there is no such zone, and which one was most likely meant.
pub(super) fn no_such_zone(near: Option<&str>) -> String {
    match near {
        Some(near) => format!("there is no such time zone; did you mean `{near}`?"),
        None => "there is no such time zone; names are like `Europe/Berlin` and `UTC`".to_owned(),
    }
}

/// The name in the database that is nearest to `name`.
pub(super) fn nearest_name(name: &str) -> Option<String> {
    let names: Vec<String> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
    let city = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    // One letter makes another zone of a short name: `PST` is not `EST`, and `EDT` is not `EET`.
    if name.len() <= 4 {
        return names
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(name) || city(known).eq_ignore_ascii_case(name));
    }
    // `GMT+2` is east of Greenwich to most people, and `Etc/GMT+2` is west of it.
    let upper = name.to_ascii_uppercase();
    if ["GMT", "UTC", "Z"]
        .iter()
        .any(|base| upper.strip_prefix(*base).is_some_and(|rest| rest.starts_with(['+', '-'])))
    {
        return None;
    }
    if let Some(near) = nearest(name, names.iter().map(String::as_str)) {
        return Some(near.to_owned());
    }
    // People write the city, so the last part of a name counts as much as the whole.
    let cities: Vec<String> = names.iter().map(|name| city(name)).collect();
    let near = nearest(&city(name), cities.iter().map(String::as_str))?;
    cities.iter().position(|city| city == near).map(|place| names[place].clone())
}

/// The name of a zone in the database, or its rule, which [`find`] takes. An unknown one is on the clock of UTC.
#[must_use]
pub fn name(zone: &TimeZone) -> Cow<'_, str> {
    if zone.is_unknown() {
        return "UTC".into();
    }
    let rule =
        || DateTimePrinter::new().time_zone_to_string(zone).unwrap_or_else(|_| "local time".to_owned());
    zone.iana_name().map_or_else(|| rule().into(), Cow::from)
}

/// What is assumed where nobody names a zone, with what names one.
#[must_use]
pub fn assumed(zone: &TimeZone, by: &str) -> String {
    let why = if zone.is_unknown() { ", as the time zone of this machine is not known" } else { "" };
    format!("times in {}{why} (`{by}`)", name(zone))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_zone_has_a_name_or_a_rule() {
        let hours = |name: &str| {
            let at = |month| date(2026, month, 15).at(12, 0, 0, 0);
            let zone = find(name).expect(name);
            [1, 7]
                .map(|month| zone.to_ambiguous_zoned(at(month)).unambiguous().expect(name).offset().seconds())
        };
        assert_eq!(hours("Europe/Berlin"), [3_600, 7_200]);
        // 5 x 3,600 + 30 x 60
        assert_eq!(hours("+05:30"), [19_800, 19_800]);
        // What POSIX writes counts westward.
        assert_eq!(hours("EST5EDT,M3.2.0,M11.1.0"), [-18_000, -14_400]);
        assert_eq!(hours("<-03>3"), [-10_800, -10_800]);
        for none in ["Etc/Unknown", "+99:99", "UTC+2", "<-03>"] {
            assert!(find(none).is_err(), "{none}");
        }
    }
}
