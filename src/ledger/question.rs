//! The questions: one job on each plan, or several jobs on the credits of several seats.

use std::num::{NonZeroU16, NonZeroU64};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::balance::Exhaustion;
use super::holding::Holding;
use super::rules::Use;
use super::run::{Growth, JobRun, RunSpec};
use crate::calendar::{BillingCycle, OutOfCalendar, Period};
use crate::pricing::{Auth, Program, Surface};
use crate::schedule::{Occurrences, Schedule, Timing, Window};
use crate::units::{Multiplier, Usd};

/// The question: which run, how often, in which cycle, on which plans, under which rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario<'t> {
    /// What one run is.
    pub run: RunSpec,
    /// How often it happens.
    pub schedule: Schedule,
    /// The cycle in which it happens.
    pub cycle: BillingCycle,
    /// On whose clock days, nights and the cycle begin.
    pub zone: TimeZone,
    /// The instant from which on runs count; `None` is the beginning of the cycle.
    pub from: Option<Timestamp>,
    /// The day of asking: it decides which rules are in force.
    pub as_of: Date,
    /// The rules.
    pub program: &'t Program,
    /// The plans asked about.
    pub plans: Vec<Holding<'t>>,
    /// How runs are started.
    pub surface: Surface,
    /// With what they sign in; `None` is what the program's credit needs.
    pub auth: Option<Auth>,
    /// What others have drawn of the credit in this cycle.
    pub spent: Usd,
    /// What happens when the credit is gone; `None` is the program's own rule.
    pub exhaustion: Option<Exhaustion>,
}

impl Scenario<'_> {
    /// The days on which runs count: those of the cycle, or what is left of them.
    #[must_use]
    pub fn days(&self) -> Period {
        let days = self.cycle.period();
        let from = self.from.map(|from| self.zone.to_datetime(from).date());
        from.map_or(days, |from| Period::new(from.clamp(days.start(), days.end()), days.end()))
    }

    /// The cycle from instant to instant.
    #[must_use]
    pub fn window(&self) -> Window {
        Window::of_days(self.cycle.period(), &self.zone)
    }

    /// Whether any job has times of its own, so that runs have instants. Runs that are only counted have
    /// none, even where they are spread.
    #[must_use]
    pub fn has_instants(&self) -> bool {
        let Schedule::Timed(timetable) = &self.schedule else { return false };
        timetable.jobs.iter().any(|job| matches!(job.timing, Timing::At(_)))
    }

    /// The jobs laid into the cycle, where they have times.
    #[must_use]
    pub fn occurrences(&self) -> Option<Occurrences<'_>> {
        let Schedule::Timed(timetable) = &self.schedule else { return None };
        let window = self.window();
        Some(timetable.occurrences(&self.zone, window, self.from.unwrap_or(window.start)))
    }
}

/// Several jobs that draw the credits of several seats, in one billing cycle or several in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation<'t> {
    /// The rules.
    pub program: &'t Program,
    /// The day of asking: it decides which rules are in force, and whose prices are shown.
    pub as_of: Date,
    /// On whose clock days, nights and cycles begin.
    pub zone: TimeZone,
    /// The first cycle.
    pub cycle: BillingCycle,
    /// How many cycles in a row.
    pub cycles: NonZeroU16,
    /// The instant from which on runs count; `None` is the beginning of the first cycle.
    pub from: Option<Timestamp>,
    /// Who holds a credit.
    pub seats: Vec<SeatSpec<'t>>,
    /// What draws it, in the order in which ties are settled.
    pub jobs: Vec<JobSpec>,
}

/// Somebody with a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatSpec<'t> {
    /// The name.
    pub name: String,
    /// The plan, or a stated credit.
    pub holding: Holding<'t>,
    /// What happens when the credit is gone; `None` is the program's own rule.
    pub exhaustion: Option<Exhaustion>,
    /// What others have drawn of the credit in the first cycle.
    pub spent: Usd,
    /// How many of them there are, and for how long.
    pub held: Held,
}

/// How many seats alike there are. The jobs of a seat run on each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// How many.
    pub count: NonZeroU64,
}

impl Default for Held {
    /// One.
    fn default() -> Self {
        Self { count: NonZeroU64::MIN }
    }
}

/// A job: what a run is, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobSpec {
    /// The name.
    pub name: String,
    /// The place of its seat among the seats.
    pub seat: usize,
    /// What one run is; the first one of a session, where it grows.
    pub run: RunSpec,
    /// How many attempts a run takes on average, each of them paid.
    pub retry_factor: Option<Multiplier>,
    /// By how much each run is more than the one before.
    pub growth: Option<Growth>,
    /// How often it happens.
    pub schedule: Schedule,
    /// Of runs at one instant, the job with the lower number draws first.
    pub priority: u64,
    /// The first day on which it runs.
    pub starts_on: Option<Date>,
    /// The last day on which it runs.
    pub ends_on: Option<Date>,
    /// How runs are started.
    pub surface: Surface,
    /// With what they sign in; `None` is what the program's credit needs.
    pub auth: Option<Auth>,
    /// Whether it stays on its seat when jobs are assigned anew.
    pub is_pinned: bool,
}

impl Simulation<'_> {
    /// The cycles, in order.
    ///
    /// # Errors
    ///
    /// At the end of the calendar.
    pub fn all_cycles(&self) -> Result<Vec<BillingCycle>, OutOfCalendar> {
        let mut cycles = vec![self.cycle];
        for _ in 1..self.cycles.get() {
            cycles.push(cycles[cycles.len() - 1].next()?);
        }
        Ok(cycles)
    }

    /// From the first day of the first cycle to the last day of the last.
    ///
    /// # Errors
    ///
    /// At the end of the calendar.
    pub fn days(&self) -> Result<Period, OutOfCalendar> {
        let cycles = self.all_cycles()?;
        Ok(Period::new(cycles[0].period().start(), cycles[cycles.len() - 1].period().end()))
    }
}

impl JobSpec {
    pub(super) fn job_run(&self) -> JobRun<'_> {
        JobRun { run: &self.run, retry_factor: self.retry_factor, growth: self.growth.as_ref() }
    }

    /// How its runs are started, with models of this vendor.
    pub(crate) fn used_by<'t>(&self, vendor: Option<&'t str>) -> Use<'t> {
        Use { surface: self.surface, auth: self.auth, vendor }
    }

    /// Whether it may run on `day`.
    #[must_use]
    pub fn runs_on(&self, day: Date) -> bool {
        self.starts_on.is_none_or(|first| first <= day) && self.ends_on.is_none_or(|last| day <= last)
    }
}
