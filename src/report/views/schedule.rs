//! Schedules explained: in words, and the next instants.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::phrase::counted;
use crate::report::{Block, Cell, Kind, Page, Sheet};
use crate::schedule::in_words as when;
use crate::schedule::{Job, Timing, zone};

/// Each job with its next `count` instants after `after`.
#[must_use]
pub fn schedules(jobs: &[Job], after: Timestamp, count: usize, utc: &TimeZone) -> Page {
    let mut page = Page::new();
    for job in jobs {
        let name = if job.name == job.expression { String::new() } else { format!("{}: ", job.name) };
        let words = when::job_words_with_zone(job);
        let Timing::At(recurrence) = &job.timing else {
            page.add(Block::Headline(format!("{name}{}: {words}", job.expression)));
            continue;
        };
        page.add(Block::Headline(format!("{name}{}: {words}", job.expression)));
        let next = recurrence.after(after, count);
        if next.is_empty() {
            page.text(when::silence_words(recurrence));
            continue;
        }
        let name = zone::name(&recurrence.zone);
        let is_utc = name == zone::name(utc);
        let mut columns = vec![(&*name, Kind::Instant)];
        columns.extend((!is_utc).then_some(("UTC", Kind::Instant)));
        columns.push(("later", Kind::Figure));
        let mut sheet = Sheet::of_page(&columns);
        let mut before = after;
        for at in &next {
            let mut row = vec![Cell::Instant { at: *at, zone: recurrence.zone.clone() }];
            row.extend((!is_utc).then_some(Cell::Instant { at: *at, zone: utc.clone() }));
            row.push(distance(before, *at).into());
            before = *at;
            sheet.push(row);
        }
        page.add(Block::Table(sheet));
        // Not quite a year shows each change of the clock once.
        let year = after.checked_add((360 * 24).hours()).unwrap_or(Timestamp::MAX);
        let changes = recurrence.touched_by(after, year);
        for change in changes {
            page.text(when::change_words(&change));
        }
    }
    page
}

/// How long it is from one instant to another, in its two largest units: `1 day 15 hours`.
fn distance(from: Timestamp, to: Timestamp) -> String {
    let seconds = to.as_second() - from.as_second();
    let units = [(86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")];
    let mut rest = seconds.unsigned_abs();
    let mut parts = Vec::new();
    for (size, unit) in units {
        if rest >= size && parts.len() < 2 {
            parts.push(counted(rest / size, unit));
        }
        rest %= size;
    }
    if parts.is_empty() { "under a second".to_owned() } else { parts.join(" ") }
}
