//! Records of runs.

use creditcalc::measure::{Question, Window, measure};
use creditcalc::records::{Format, Gathered, Grouping, Part, ReadSummary, Scratch, read};
use jiff::civil::date;
use jiff::tz::TimeZone;

use super::TABLE;

/// Reads bytes as this format, or as what they look like, up to the price of what they tell.
///
/// # Panics
///
/// When a reader does, or does not read to the end.
pub fn read_through(bytes: &[u8], format: Option<Format>) -> ReadSummary {
    let (mut gathered, mut scratch) = (Gathered::new(), Scratch::default());
    let part = Part { file: 0, format, project: None, is_inside: false, until: None, dialect: None };
    let told = read(&mut &bytes[..], part, &mut scratch, &mut gathered).expect("memory can be read");
    let limits = TABLE.prompt_limits();
    // Counts and amounts that do not fit are an answer, too.
    if let Ok(runs) = gathered.into_runs(&Grouping { prompt_limits: &limits, zone: &TimeZone::UTC }) {
        let question = Question {
            as_of: date(2026, 11, 21),
            unnamed: Some("claude-opus-5"),
            only: None,
            window: Window::ALL,
            programs: &[],
            with_lines: true,
        };
        let _ = measure(&TABLE, runs, &question);
    }
    told
}
