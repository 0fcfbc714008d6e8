//! The question: which jobs, on whose credit, over which cycles, under which rules.

use std::num::NonZeroU16;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calendar::{BillingCycle, OutOfCalendar, Period};
use crate::estimate::{Holding, RunSpec};
use crate::ledger::Exhaustion;
use crate::pricing::{Auth, Program, Surface};
use crate::schedule::Schedule;
use crate::units::{Multiplier, Usd};
use crate::usage::ModelUsage;

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

/// A session that reads itself again in each run, and so costs more each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    /// By how much each run is more than the one before.
    pub by: GrowthBy,
    /// After so many runs a new session begins; `None` is never.
    pub session_runs: Option<std::num::NonZeroU64>,
}

/// By how much a run is more than the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrowthBy {
    /// By so many dollars, for a run of a stated cost.
    Cost(Usd),
    /// By so many tokens of the usage at this place of the run.
    Usage(usize, Box<ModelUsage>),
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
    /// Whether it may run on `day`.
    #[must_use]
    pub fn runs_on(&self, day: Date) -> bool {
        self.starts_on.is_none_or(|first| first <= day) && self.ends_on.is_none_or(|last| day <= last)
    }
}
