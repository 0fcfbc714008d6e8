//! Time zones by their names.

use jiff::tz::TimeZone;

use crate::diagnostic::nearest;

/// The zone of the built-in database that is called `name`.
///
/// # Errors
///
/// When there is none: a clause that says so and names the one that was most likely meant.
pub fn find(name: &str) -> Result<TimeZone, String> {
    // `Etc/Unknown` is a name for having none.
    match jiff::tz::db().get(name) {
        Ok(zone) if !zone.is_unknown() => Ok(zone),
        _ => Err(no_such_zone(nearest_name(name).as_deref())),
    }
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
    if let Some(near) = nearest(name, names.iter().map(String::as_str)) {
        return Some(near.to_owned());
    }
    // People write the city, so the last part of a name counts as much as the whole.
    let city = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let cities: Vec<String> = names.iter().map(|name| city(name)).collect();
    let near = nearest(&city(name), cities.iter().map(String::as_str))?;
    cities.iter().position(|city| city == near).map(|place| names[place].clone())
}

/// The name of a zone in the database, or `local time` where it has none.
#[must_use]
pub fn name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("local time")
}
