//! The zone that the system is set to, as one that has a name or a rule: an answer says on whose clock it is, and
//! what it says is taken by `--tz`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::TimeZone;

use super::clock::system_now;

/// The zone that the system is set to; an unknown one where `TZ` or the system's file is set to what is none.
pub(super) fn of_system() -> TimeZone {
    if named().is_some_and(|name| is_no_file(&name)) {
        return TimeZone::unknown();
    }
    let Ok(zone) = TimeZone::try_system() else {
        // A system that says nothing is on the clock of UTC.
        return if set().is_some() { TimeZone::unknown() } else { TimeZone::UTC };
    };
    if zone.is_unknown() {
        return zone;
    }
    // A system calls its own UTC by many names: `Etc/UTC`, `Zulu`.
    match fixed(&zone) {
        Some(fixed) if zone.iana_name().is_none() || fixed == TimeZone::UTC => fixed,
        _ if DateTimePrinter::new().time_zone_to_string(&zone).is_ok() => zone,
        _ => rule_of(&zone).unwrap_or(TimeZone::unknown()),
    }
}

/// What to know where a variable says a zone and nobody can tell which.
pub(super) fn unknown_in_words() -> Option<String> {
    let set = set().filter(|_| of_system().is_unknown())?;
    let shown = set.to_string_lossy();
    Some(format!(
        "the variable `TZ` names an unknown time zone, `{shown}`; UTC is used unless you name a zone"
    ))
}

fn set() -> Option<OsString> {
    env::var_os("TZ").filter(|set| !set.is_empty())
}

/// What the variable names, taken for the name of a file.
fn named() -> Option<PathBuf> {
    set().map(|set| set.to_string_lossy().trim_start_matches(':').into())
}

/// Whether what is no name of a zone is that of a pipe, which would be waited for, or of a device, which may have no
/// end.
fn is_no_file(name: &Path) -> bool {
    let is_zone = name.to_str().is_some_and(|name| TimeZone::get(name).is_ok());
    !is_zone && fs::metadata(name).is_ok_and(|found| !found.is_file())
}

/// The same as an offset, of a zone whose clock never changes.
fn fixed(zone: &TimeZone) -> Option<TimeZone> {
    let offset = zone.to_offset(Timestamp::UNIX_EPOCH);
    let is_fixed = zone.preceding(Timestamp::MAX).next().is_none();
    is_fixed.then(|| if offset.is_zero() { TimeZone::UTC } else { TimeZone::fixed(offset) })
}

/// The rule at the end of the system's file of a zone without a name, which is what holds from its last entry
/// on. A file that says something else of the years to come has no rule.
fn rule_of(zone: &TimeZone) -> Option<TimeZone> {
    let file = fs::read(named().unwrap_or_else(|| PathBuf::from("/etc/localtime"))).ok()?;
    let last = file.strip_suffix(b"\n")?.rsplit(|byte| *byte == b'\n').next()?;
    let rule = TimeZone::posix(std::str::from_utf8(last).ok()?).ok()?;
    let now = system_now();
    let changes = |zone: &TimeZone| -> Vec<_> {
        zone.following(now).take(6).map(|change| (change.timestamp(), change.offset())).collect()
    };
    let is_same = rule.to_offset(now) == zone.to_offset(now) && changes(&rule) == changes(zone);
    is_same.then(|| fixed(&rule).unwrap_or(rule))
}
