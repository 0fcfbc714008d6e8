//! The questions: one job on each plan, or several jobs on the credits of several seats.

use std::num::{NonZeroU16, NonZeroU64};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::balance::Exhaustion;
use super::holding::Holding;
use super::rules::{Biller, Use, same_sign_in};
use super::run::{Growth, JobRun, RunSpec};
use crate::calendar::{BillingCycle, OutOfCalendar, Period};
use crate::pricing::{Auth, Program, Surface};
use crate::schedule::{Occurrences, ReadUse, Schedule, Timing, Window};
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
    /// Whether somebody named them; otherwise those in force count as well.
    pub is_program_named: bool,
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
    /// Whether fees are paid anyway, so that they count as nothing.
    pub is_fee_paid: bool,
}

impl Scenario<'_> {
    /// With what its runs sign in under the rules of another program than its own.
    pub(crate) fn auth_elsewhere(&self) -> Option<Auth> {
        same_sign_in(self.program, self.surface, self.auth)
    }

    /// The days on which runs count: those of the cycle, or what is left of them.
    #[must_use]
    pub fn days(&self) -> Period {
        let days = self.cycle.period();
        let from = self.from.map(|from| self.zone.to_datetime(from).date());
        from.map_or(days, |from| Period::new(from.clamp(days.start(), days.end()), days.end()))
    }

    /// Whether jobs of its schedules are started or signed in otherwise than the others.
    #[must_use]
    pub fn has_several_uses(&self) -> bool {
        let Schedule::Timed(timetable) = &self.schedule else { return false };
        // Where they are alike, that is said of the scenario and not of each.
        timetable.jobs.iter().any(|job| job.used != ReadUse::default())
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
        timetable.jobs.iter().any(|job| matches!(job.timing, Timing::At(_) | Timing::Every(_)))
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
    /// Whether somebody named them; otherwise those in force count as well.
    pub is_program_named: bool,
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
    /// A person with a plan or a credit.
    pub seats: Vec<SeatSpec<'t>>,
    /// What draws it, in the order in which ties are settled.
    pub jobs: Vec<JobSpec>,
    /// Whether fees are paid anyway, so that they count as nothing.
    pub is_fee_paid: bool,
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
    pub held: Held<'t>,
}

/// How many seats alike there are, and when. The jobs of a seat run on each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held<'t> {
    /// How many.
    pub count: NonZeroU64,
    /// The day of the month on which the credit renews, 1 to 31; `None` is where the question's cycles begin.
    pub cycle_day: Option<i8>,
    /// The first day on which it is held.
    pub starts_on: Option<Date>,
    /// The last day on which it is held with its first plan.
    pub ends_on: Option<Date>,
    /// The plans that it has afterwards, in the order of time.
    pub changes: Vec<PlanChange<'t>>,
    /// A promotional credit beside the plan's.
    pub promotion: Option<Promotion>,
}

/// Another plan of the same seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanChange<'t> {
    /// The plan, or a stated credit.
    pub holding: Holding<'t>,
    /// The first day of it.
    pub starts_on: Date,
    /// The last day of it.
    pub ends_on: Option<Date>,
}

/// A credit that is given once, beside the plan's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promotion {
    /// How much is left of it when the question begins.
    pub credit: Usd,
    /// The last day on which it can be drawn.
    pub until: Date,
}

impl Default for Held<'_> {
    /// One, as long as the question asks.
    fn default() -> Self {
        Self {
            count: NonZeroU64::MIN,
            cycle_day: None,
            starts_on: None,
            ends_on: None,
            changes: Vec::new(),
            promotion: None,
        }
    }
}

impl Held<'_> {
    /// Whether its credit is granted where the question's cycles begin, and only there.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Held { count: self.count, ..Held::default() }
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

    /// With what it signs in under the rules of another program than its `own`.
    pub(crate) fn auth_elsewhere(&self, own: &Program) -> Option<Auth> {
        same_sign_in(own, self.surface, self.auth)
    }

    /// How its runs are started, with models that are billed like this.
    pub(crate) fn used_by<'t>(&self, biller: Biller<'t>) -> Use<'t> {
        Use { surface: self.surface, auth: self.auth, biller }
    }

    /// Whether it may run on `day`.
    #[must_use]
    pub fn runs_on(&self, day: Date) -> bool {
        self.starts_on.is_none_or(|first| first <= day) && self.ends_on.is_none_or(|last| day <= last)
    }
}
