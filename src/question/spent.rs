//! What is spent is about now: it is spent until now, so that only what comes after it can be drawn on the rest.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calendar::BillingCycle;
use crate::schedule::Window;
use crate::vocabulary::Vocabulary;

/// From which instant on runs count where something of the credit is spent, and what to say about it.
///
/// In a cycle that has begun it is now. Of a cycle to come nothing can be spent, so what is stated is taken as
/// drawn before its first run; a cycle that is over is asked about as a whole.
pub(super) fn implied(
    cycle: BillingCycle,
    as_of: Date,
    now: Timestamp,
    zone: &TimeZone,
    words: Vocabulary,
) -> (Option<Timestamp>, Option<String>) {
    let period = cycle.period();
    let spent = words.name(if words == Vocabulary::Flags { "spent" } else { "spent_usd" });
    if as_of < period.start() {
        let note = format!(
            "the cycle begins on {}, after today: `{spent}` counts as drawn before its first run",
            period.start()
        );
        return (None, Some(note));
    }
    if !period.contains(as_of) || now <= Window::of_days(period, zone).start {
        return (None, None);
    }
    let note = format!(
        "`{spent}` is what you have spent so far, so only runs from {as_of} on count, as with `{}`",
        words.name("from_now")
    );
    (Some(now), Some(note))
}
