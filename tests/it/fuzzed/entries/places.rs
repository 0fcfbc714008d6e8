//! Files of schedules that are neither crontabs nor workflows.

use creditcalc::schedule::Timing;
use creditcalc::schedule::in_words::job_words;
use creditcalc::schedule::places::{Alone, Form, foreign, form_of, read, text_of};
use creditcalc::source::SourceFile;
use jiff::tz::TimeZone;

use super::{schedules, told};

/// Reads bytes as a property list of launchd, as XML or binary.
///
/// # Panics
///
/// When the reader does, or reads it twice and not the same.
pub fn plist(bytes: &[u8]) {
    let Ok(text) = text_of(bytes.to_vec()) else { return };
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        read_as(&[Form::Launchd], "com.example.nightly.plist", text, bytes.len());
    }
}

/// Reads bytes as the stores in which agents keep their jobs.
///
/// # Panics
///
/// When a reader does, or reads it twice and not the same.
pub fn job_store(bytes: &[u8]) {
    let Ok(text) = text_of(bytes.to_vec()) else { return };
    read_as(&[Form::JobStore, Form::ClaudeTasks], "jobs.json", text, bytes.len());
}

/// Reads bytes as whatever file of schedules they look like.
///
/// # Panics
///
/// When a reader does, or reads it twice and not the same.
pub fn places(bytes: &[u8]) {
    let Ok(text) = text_of(bytes.to_vec()) else { return };
    for name in ["agent.timer", "jobs.yaml", "cron.tab"] {
        let form = form_of(&text);
        assert_eq!(form, form_of(&text), "looked at again");
        if let Some(form) = form {
            read_as(&[form], name, text.clone(), bytes.len());
        }
        let _ = foreign::foreign(name, &text);
    }
}

fn read_as(forms: &[Form], name: &'static str, text: String, day: usize) {
    let source = SourceFile::new(name, text);
    for form in forms {
        let found = read(*form, &source, &Alone, &TimeZone::UTC);
        assert_eq!(found, read(*form, &source, &Alone, &TimeZone::UTC), "read again");
        if !found.faults.is_empty() {
            told::faults(&found.faults);
        }
        for job in &found.jobs {
            told::harmless(&job_words(&job.job));
            let place = job.place.clone().unwrap_or_default();
            assert!(source.text().get(place.clone()).is_some(), "{place:?} of {:?}", job.job);
            let is_off = job.job.timing == Timing::Off;
            assert!(job.off.is_none() || is_off, "switched off, and it runs: {job:?}");
        }
        let jobs: Vec<_> = found.jobs.iter().map(|job| job.job.clone()).collect();
        schedules::look_at(&jobs, day);
    }
}
