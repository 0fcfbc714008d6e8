//! A scenario as it is written: everything in it keeps its place, and nothing is looked up yet.

use std::num::{NonZeroU16, NonZeroU64};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Role;
use super::keys::{PART, SCENARIO};
use crate::ledger::Exhaustion;
use crate::measure::Typical;
use crate::pricing::{Auth, PriceFactor, Surface};
use crate::schedule::Schedule;
use crate::source::{SourceFile, Span};
pub use crate::toml::Placed;
use crate::units::{Currency, Factor, Multiplier, Tax, Usd};
use crate::usage::Amounts;

/// What one file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScenarioSpec {
    /// The file: all places are in it.
    pub source: SourceFile,
    /// Files of further seats and jobs, by paths as they are seen from this one.
    pub include: Vec<Placed<String>>,
    /// The rules: the id of a program, or `current`.
    pub program: Option<Placed<String>>,
    /// The plan of seats that name none, and of the one seat where there are no others.
    pub plan: Option<Placed<String>>,
    /// How many of each kind, for a plan that grants by the seat.
    pub seats: Option<Placed<Vec<(String, u64)>>>,
    /// The credit per cycle, instead of the plan's.
    pub credit: Option<Placed<Usd>>,
    /// On whose clock runs happen and days begin.
    pub tz: Option<Placed<TimeZone>>,
    /// Answer as if today were this day.
    pub as_of: Option<Placed<Date>>,
    /// The day of the month on which a cycle renews, 1 to 31.
    pub cycle_day: Option<Placed<i8>>,
    /// The first day of the first cycle.
    pub cycle_start: Option<Placed<Date>>,
    /// How many days a cycle has, 1 to 366, where it is no month.
    pub cycle_days: Option<Placed<NonZeroU16>>,
    /// How many cycles, 1 to 1,200.
    pub cycles: Option<Placed<NonZeroU16>>,
    /// Count only the rest of the first cycle.
    pub from_now: bool,
    /// What happens when a credit is gone.
    pub on_exhaustion: Option<Placed<Exhaustion>>,
    /// Whether fees are paid anyway.
    pub fee_paid: Option<Placed<bool>>,
    /// What is already spent from the first cycle's credit.
    pub spent: Option<Placed<Usd>>,
    /// What starts the runs.
    pub surface: Option<Placed<Surface>>,
    /// With what they sign in.
    pub auth: Option<Placed<Auth>>,
    /// What all prices are multiplied by.
    pub price_factor: Option<Placed<PriceFactor>>,
    /// What the tokens of all runs are multiplied by.
    pub token_factor: Option<Placed<Factor>>,
    /// The tax to add to the amounts shown beside the dollars.
    pub tax: Option<Placed<Tax>>,
    /// The currency that is shown beside the dollars.
    pub currency: Option<Placed<Currency>>,
    /// The seats, `[[seat]]`.
    pub members: Vec<SeatTable>,
    /// The jobs, `[[job]]`.
    pub jobs: Vec<JobTable>,
    /// What must hold, `[policy]`.
    pub policy: Option<PolicySpec>,
    /// Keys whose faults are reported already: what they say is not known, and nothing may be made of their
    /// silence.
    pub faulty: Vec<&'static str>,
}

impl ScenarioSpec {
    /// A file that nobody could read: it may say anything.
    #[must_use]
    pub fn unread(source: &SourceFile, role: Role) -> Self {
        let shape = if role == Role::Scenario { &SCENARIO } else { &PART };
        Self { source: source.clone(), faulty: shape.names().collect(), ..Self::default() }
    }

    /// Whether its jobs, and those of what it includes, are all known by their names.
    #[must_use]
    pub fn knows_jobs(&self) -> bool {
        let are_named = self.jobs.iter().all(|job| !job.name.value.is_empty());
        are_named && !self.faulty.contains(&"job") && !self.faulty.contains(&"include")
    }

    /// Whether its seats, and those of what it includes, are all known by their names.
    #[must_use]
    pub fn knows_seats(&self) -> bool {
        let are_named = self.members.iter().all(|seat| !seat.name.value.is_empty());
        are_named && !self.faulty.contains(&"seat") && !self.faulty.contains(&"include")
    }
}

/// Who holds a credit, `[[seat]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatTable {
    /// Its header.
    pub span: Span,
    /// What jobs call it; empty where that could not be read.
    pub name: Placed<String>,
    /// Its plan, instead of the scenario's.
    pub plan: Option<Placed<String>>,
    /// Which seat it is of a plan that grants by the seat: `premium`.
    pub kind: Option<Placed<String>>,
    /// Its credit per cycle, instead of the plan's.
    pub credit: Option<Placed<Usd>>,
    /// What is already spent from its credit in the first cycle.
    pub spent: Option<Placed<Usd>>,
    /// What happens when its credit is used up, instead of what the scenario says.
    pub on_exhaustion: Option<Placed<Exhaustion>>,
    /// How many seats alike it is.
    pub count: Option<Placed<NonZeroU64>>,
    /// The day of the month on which its credit renews, 1 to 31, in place of the scenario's.
    pub cycle_day: Option<Placed<i8>>,
    /// The first day on which it has this plan.
    pub starts_on: Option<Placed<Date>>,
    /// The last day on which it has this plan.
    pub ends_on: Option<Placed<Date>>,
    /// What is left of a promotional credit.
    pub promo_credit: Option<Placed<Usd>>,
    /// The last day of that.
    pub promo_until: Option<Placed<Date>>,
    /// Keys whose faults are reported already.
    pub faulty: Vec<&'static str>,
}

/// What runs again and again, `[[job]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobTable {
    /// Its header.
    pub span: Span,
    /// What it is called; empty where that could not be read.
    pub name: Placed<String>,
    /// Whose credit it draws; without one, that of the only seat.
    pub seat: Option<Placed<String>>,
    /// What one run costs or uses.
    pub run: JobRun,
    /// When it runs.
    pub schedule: JobSchedule,
    /// On whose clock, in place of the scenario's.
    pub tz: Option<Placed<TimeZone>>,
    /// Which of several jobs draws first at the same instant: the lower.
    pub priority: Option<Placed<u64>>,
    /// What one run may cost at most: the agent's own limit.
    pub max_budget: Option<Placed<Usd>>,
    /// By how much a run costs more because some of it is done again; at least 1.
    pub retry_factor: Option<Placed<Multiplier>>,
    /// By how much each run costs more than the one before.
    pub growth: Option<JobGrowth>,
    /// The number of runs after which a new session begins, and growth starts again.
    pub session_runs: Option<Placed<NonZeroU64>>,
    /// The first day on which it may run.
    pub starts_on: Option<Placed<Date>>,
    /// The last day on which it may run.
    pub ends_on: Option<Placed<Date>>,
    /// What starts it, in place of what the scenario says.
    pub surface: Option<Placed<Surface>>,
    /// With what it signs in, in place of what the scenario says.
    pub auth: Option<Placed<Auth>>,
    /// Keep it on its seat when jobs are assigned to seats.
    pub pinned: bool,
    /// Keys whose faults are reported already.
    pub faulty: Vec<&'static str>,
}

/// One run of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobRun {
    /// What it costs, `cost_per_run_usd`.
    Stated(Placed<Usd>),
    /// What it uses of each model, `usage`; at least one.
    Used(Vec<UsageTable>),
    /// What real runs used, `from`.
    Measured {
        /// Records or profiles, as they are seen from this file; at least one.
        paths: Vec<Placed<String>>,
        /// Which of those runs stands for all.
        typical: Option<Placed<Typical>>,
    },
    /// Nobody knows, and that is reported already.
    Unread,
}

/// What a run uses of one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageTable {
    /// The model, by any of its names.
    pub model: Placed<String>,
    /// How much, and how it is served.
    pub amounts: Amounts,
}

/// By how much each run of a session is more than the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobGrowth {
    /// In dollars, where the cost of a run is stated, `growth_per_run_usd`.
    Cost(Placed<Usd>),
    /// In tokens, where its usage is known, `growth`.
    Usage {
        /// All of it.
        span: Span,
        /// Which model's usage grows; without one, the first.
        model: Option<Placed<String>>,
        /// By how much.
        amounts: Amounts,
    },
}

/// When a job runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobSchedule {
    /// `cron` and `oncalendar`; at least one expression of either.
    Expressions {
        /// Cron expressions.
        cron: Vec<ExpressionText>,
        /// Calendar events of systemd.
        oncalendar: Vec<ExpressionText>,
    },
    /// `crontab`: the jobs of a crontab.
    Crontab {
        /// Its path, as it is seen from this file.
        path: Placed<String>,
        /// `match`: only entries whose command holds this text.
        matching: Option<Placed<String>>,
    },
    /// `workflow`: the triggers of GitHub workflows.
    Workflows {
        /// Files or folders, as they are seen from this file; at least one.
        paths: Vec<Placed<String>>,
        /// `events`: how often a trigger without a schedule happens in a cycle. Its place is that of its
        /// name.
        events: Vec<(Placed<String>, u64)>,
        /// `match`: only jobs that contain this text.
        matching: Option<Placed<String>>,
        /// `runs_each`: how many runs a job makes whose matrix is computed when it runs.
        runs_each: Option<Placed<NonZeroU64>>,
    },
    /// `schedule`: the jobs of files of any form.
    Files {
        /// Files or folders, as they are seen from this file; at least one.
        paths: Vec<Placed<String>>,
        /// `match`: only jobs that hold this text.
        matching: Option<Placed<String>>,
        /// `events`: how often a trigger without a schedule happens in a cycle, where one of them is a workflow.
        events: Vec<(Placed<String>, u64)>,
        /// How many runs a job of a workflow makes whose matrix is computed when it runs.
        runs_each: Option<Placed<NonZeroU64>>,
    },
    /// `runs`, `per_day` or `nightly`: a number of runs without times.
    Counted(Schedule),
    /// Nobody knows, and that is reported already.
    Unread,
}

/// An expression that is read later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpressionText {
    /// It, and where it stands: between its quotes where it is verbatim, with them otherwise.
    pub text: Placed<String>,
    /// Whether it stands in the file just as it is, so that a parser can point at a character of it there.
    pub verbatim: bool,
}

/// What must hold, `[policy]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySpec {
    /// Its header.
    pub span: Span,
    /// The most overflow of a cycle.
    pub max_overflow: Option<Placed<Usd>>,
    /// The fewest nights of a cycle that are covered.
    pub min_nights_covered: Option<Placed<u64>>,
    /// The least part of the credit that is left at the end of a cycle, in tenths of a percent: at most
    /// 1,000.
    pub min_headroom_tenths: Option<Placed<u32>>,
    /// A run costs at most this much.
    pub max_cost_per_run: Option<Placed<Usd>>,
    /// The newest measured runs of a job cost at most so many times as much as the ones before.
    pub max_cost_vs_usual: Option<Placed<Multiplier>>,
    /// Each price used was checked at most this many days ago.
    pub max_price_age_days: Option<Placed<u64>>,
    /// A model without a price breaks the policy.
    pub no_unpriced_model: Option<Placed<bool>>,
    /// Only credit rules in force may be used.
    pub in_force_only: Option<Placed<bool>>,
}
