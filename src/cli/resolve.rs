//! What flags and settings say together about a command as a whole.

use jiff::civil::Date;

use crate::cli::World;
use crate::cli::args::Today;
use crate::cli::settings::Settings;
use crate::cli::values::{Day, Zone};
use crate::diagnostic::Diagnostic;

/// The day of asking.
pub(in crate::cli) fn as_of(today: &Today, settings: &Settings) -> Result<Date, Diagnostic> {
    if let Some(Day(day)) = settings.or(today.as_of, "as_of")? {
        return Ok(day);
    }
    let zone = settings.or(today.tz.clone(), "tz")?;
    Ok(World::today(zone.as_ref().map(|Zone(zone)| zone)))
}
