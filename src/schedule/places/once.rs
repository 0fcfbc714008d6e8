//! One instant as a recurrence: its year, its month, its day and its time, each named.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::schedule::{Bits, ClockRule, Days, DaysOfMonth, DaysOfWeek, Joined, Recurrence, Times, Years};

/// At that instant and never again.
pub(super) fn once(at: Timestamp, zone: &TimeZone) -> Recurrence {
    let then = zone.to_datetime(at);
    let one = |number: i8| Bits::from_iter([number.unsigned_abs()]);
    let micros =
        u32::from(then.second().unsigned_abs()) * 1_000_000 + then.subsec_nanosecond().unsigned_abs() / 1000;
    Recurrence {
        guard: None,
        days: Days {
            years: vec![Years { first: then.year(), last: then.year(), step: 1 }],
            months: one(then.month()),
            of_month: DaysOfMonth { from_start: one(then.day()), from_end: Bits::NONE, last_workday: false },
            of_week: DaysOfWeek::EVERY,
            joined: Joined::Both,
        },
        times: Times { hours: one(then.hour()), minutes: one(then.minute()), seconds: vec![micros] },
        zone: zone.clone(),
        clock: ClockRule::SkipAndOnce,
    }
}
