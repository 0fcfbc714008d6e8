//! The clock of an answer. It is read once, so that all of an answer is made at one instant; and it can be set, so that
//! a question is asked again as it was asked then.

use std::cell::OnceCell;
use std::rc::Rc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::zone;
use crate::question;

/// The clock and the zone of the person who asks, as far as an answer has looked at them.
#[derive(Debug, Clone, Default)]
pub(super) struct AnswerClock(Rc<Looked>);

#[derive(Debug, Default)]
struct Looked {
    now: OnceCell<Timestamp>,
    zone: OnceCell<TimeZone>,
}

impl AnswerClock {
    /// A clock that stands at an instant, in a zone. What isn't given is the system's.
    pub(super) fn set_to(now: Option<Timestamp>, zone: Option<TimeZone>) -> Self {
        let looked = Looked::default();
        if let Some(now) = now {
            looked.now.get_or_init(|| now);
        }
        if let Some(zone) = zone {
            looked.zone.get_or_init(|| zone);
        }
        Self(Rc::new(looked))
    }

    /// Now, to the second.
    pub(super) fn now(&self) -> Timestamp {
        *self.0.now.get_or_init(system_now)
    }

    /// The zone that the system is set to; an unknown one, which is on the clock of UTC, where that cannot be told.
    pub(super) fn zone(&self) -> TimeZone {
        self.0.zone.get_or_init(zone::of_system).clone()
    }

    /// Today, where the person is.
    pub(super) fn today(&self, zone: Option<&TimeZone>) -> Date {
        zone.cloned().unwrap_or_else(|| self.zone()).to_datetime(self.now()).date()
    }

    /// What the answer depends on: the instant and the zone, each if it was looked at.
    pub(super) fn looked_at(&self) -> (Option<Timestamp>, Option<TimeZone>) {
        (self.0.now.get().copied(), self.0.zone.get().cloned())
    }
}

impl question::Clock for AnswerClock {
    fn now(&self) -> Timestamp {
        Self::now(self)
    }

    fn zone(&self) -> TimeZone {
        Self::zone(self)
    }

    fn today(&self, zone: Option<&TimeZone>) -> Date {
        Self::today(self, zone)
    }
}

/// Now, to the second, as the system has it.
#[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
pub(super) fn system_now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
