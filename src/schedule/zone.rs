//! Time zones by their names.

use jiff::tz::TimeZone;

use crate::diagnostic::nearest;

/// The zone of the built-in database that is called `name`.
///
/// # Errors
///
/// When there is none: that, and what was most likely meant.
pub fn find(name: &str) -> Result<TimeZone, String> {
    let zones = jiff::tz::db();
    // `Etc/Unknown` is a name for having none.
    if let Ok(zone) = zones.get(name)
        && !zone.is_unknown()
    {
        return Ok(zone);
    }
    let names: Vec<String> = zones.available().map(|name| name.as_str().to_owned()).collect();
    // People write the city, so the last part of a name counts as much as the whole.
    let city = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let cities: Vec<String> = names.iter().map(|name| city(name)).collect();
    let written = city(name);
    let place = nearest(&written, cities.iter().map(String::as_str))
        .and_then(|near| cities.iter().position(|city| city == near));
    let near =
        nearest(name, names.iter().map(String::as_str)).or_else(|| place.map(|place| names[place].as_str()));
    Err(match near {
        Some(near) => format!("there is no such time zone; did you mean `{near}`?"),
        None => "there is no such time zone; names are like `Europe/Berlin` and `UTC`".to_owned(),
    })
}

/// What a zone is called.
#[must_use]
pub fn name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("local time")
}
