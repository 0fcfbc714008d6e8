//! Files in TOML: scenarios, prices and profiles.

use creditcalc::pricing::load;
use creditcalc::records::profile_file;
use creditcalc::scenario_file::{self, Role};
use creditcalc::source::SourceFile;
use jiff::civil::date;

use super::{TABLE, told};

/// Reads bytes as a scenario, as a part of one, and both together.
///
/// # Panics
///
/// When the reader does, or takes a part for something else.
pub fn scenario(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let source = SourceFile::new("team.toml", text.to_owned());
    let is_part = scenario_file::is_part(text);
    let mut specs = Vec::new();
    for role in [Role::Scenario, Role::Part] {
        let read = scenario_file::read(&source, role);
        let again = scenario_file::read(&source, role);
        assert_eq!((&read.spec, &read.faults), (&again.spec, &again.faults), "read again");
        let holds = !read.spec.jobs.is_empty() || !read.spec.members.is_empty();
        assert!(is_part || !holds || !read.faults.is_empty(), "it has seats or jobs, and is no part");
        if !read.faults.is_empty() {
            told::faults(&read.faults);
        }
        specs.push(read.spec);
    }
    for files in [&specs[..1], &specs] {
        let faults = scenario_file::check_together(files);
        if !faults.is_empty() {
            told::faults(&faults);
        }
    }
}

/// Reads bytes as a file of prices or plans, by itself and over the built-in tables.
///
/// # Panics
///
/// When the reader does, or reads two tables from one file.
pub fn prices(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let files = [SourceFile::new("aster.toml", text.to_owned())];
    for base in [None, Some(&*TABLE)] {
        match (load(&files, base), load(&files, base)) {
            (Ok(table), Ok(again)) => {
                assert_eq!(table.digest(), again.digest(), "read again");
                assert_eq!(table.models().len(), again.models().len(), "read again");
            }
            (Err(faults), Err(again)) => {
                assert_eq!(faults, again, "read again");
                told::faults(&faults);
            }
            _ => panic!("read once, and refused once"),
        }
    }
}

/// Reads bytes as a profile. What is read can be written, and says the same again.
///
/// # Panics
///
/// When the reader does, or a profile is another one after it was written.
pub fn profile(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let read = |text: &str| profile_file::read(&SourceFile::new("p.toml", text.to_owned()));
    match (read(text), read(text)) {
        (Ok(profile), Ok(again)) => {
            assert_eq!(profile, again, "read again");
            assert!(profile_file::is_one(text.as_bytes()), "it was read, and is none");
            let written = profile_file::write(&profile, date(2026, 11, 21));
            told::harmless(&written);
            assert_eq!(read(&written).as_ref(), Ok(&profile), "{written}");
        }
        (Err(faults), Err(again)) => {
            assert_eq!(faults, again, "read again");
            told::faults(&faults);
        }
        _ => panic!("read once, and refused once"),
    }
}
