//! What is asked of a job: what one run is, how often it happens, who pays, and in which cycle.

use std::num::{NonZeroU16, NonZeroU64};
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgAction, ArgGroup, Args as ClapArgs};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::factors::FactorArgs;
use super::first_given;
use super::records::RecordArgs;
use super::usage::UsageArgs;
use crate::cli::values::{
    SeatMixes, count, cycle_day, cycle_days, day, event, exhaustion, money, positive, runs_each, seat_mixes,
    words,
};
use crate::ledger::Exhaustion;
use crate::measure::Typical;
use crate::pricing::{Auth, Surface};
use crate::schedule::zone;
use crate::units::Usd;

/// What one run is, how often it happens, and who pays.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct QuestionArgs {
    #[command(flatten)]
    pub(in crate::cli) run: RunArgs,
    #[command(flatten)]
    pub(in crate::cli) frequency: FrequencyArgs,
    #[command(flatten)]
    pub(in crate::cli) plan: PlanArgs,
    #[command(flatten)]
    pub(in crate::cli) used: UseArgs,
    #[command(flatten)]
    pub(in crate::cli) cycle: CycleArgs,
    #[command(flatten)]
    pub(in crate::cli) factors: FactorArgs,
}

impl QuestionArgs {
    /// The first flag that is given and describes one job or its credit: a scenario file says all of that itself.
    pub(in crate::cli) fn first_about_one_job(&self) -> Option<&'static str> {
        let Self { frequency, plan, used, cycle, .. } = self;
        let schedules = &frequency.schedules;
        first_given([
            (!self.run.from.is_empty(), "--from"),
            (frequency.runs.is_some(), "--runs"),
            (frequency.nightly, "--nightly"),
            (frequency.per_day.is_some(), "--per-day"),
            (!schedules.cron.is_empty(), "--cron"),
            (!schedules.crontab.is_empty(), "--crontab"),
            (!schedules.schedule.is_empty(), "--schedule"),
            (schedules.matching.is_some(), "--match"),
            (!schedules.workflow.is_empty(), "--workflow"),
            (!schedules.events.is_empty(), "--events"),
            (schedules.runs_each.is_some(), "--runs-each"),
            (!schedules.oncalendar.is_empty(), "--oncalendar"),
            (!plan.plan.is_empty(), "--plan"),
            (!plan.seats.is_empty(), "--seats"),
            (plan.credit.is_some(), "--credit"),
            (plan.spent.is_some(), "--spent"),
            (plan.on_exhaustion.is_some(), "--on-exhaustion"),
            (used.surface.is_some(), "--surface"),
            (used.auth.is_some(), "--auth"),
            (cycle.cycle_day.is_some(), "--cycle-day"),
            (cycle.cycle_start.is_some(), "--cycle-start"),
            (cycle.cycle_days.is_some(), "--cycle-days"),
            (cycle.calendar_month, "--calendar-month"),
        ])
    }
}

/// What one run is.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The run")]
#[command(group = ArgGroup::new("run").required(true).multiple(true).args(["cost_per_run", "model", "usage", "from"]))]
pub(in crate::cli) struct RunArgs {
    /// What one run costs
    #[arg(long, aliases = ["cost", "price"], value_name = "USD", allow_negative_numbers = true, conflicts_with_all = ["model", "usage"], value_parser = money)]
    pub(in crate::cli) cost_per_run: Option<Usd>,
    #[command(flatten)]
    pub(in crate::cli) one_model: UsageArgs,
    /// One of several models in a run, as "model=ID,input=N,output=N,…" (repeatable)
    #[arg(long, value_name = "SPEC", conflicts_with = "model")]
    pub(in crate::cli) usage: Vec<String>,
    /// Use measured runs. PATH is a file, a folder or a pattern of records, a profile that `measure` saved, or `-`
    /// for standard input
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with_all = ["cost_per_run", "model", "usage"])]
    pub(in crate::cli) from: Vec<PathBuf>,
    /// Which measured run to estimate with [default: mean]
    #[arg(long, value_name = "WHICH", requires = "from", value_parser = words(Typical::WORDS))]
    pub(in crate::cli) typical: Option<Typical>,
    #[command(flatten)]
    pub(in crate::cli) records: RecordArgs,
}

/// The schedules that have times.
const TIMED: [&str; 5] = ["cron", "crontab", "workflow", "oncalendar", "schedule"];

/// How often runs happen.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "How often")]
#[command(group = ArgGroup::new("frequency").args(["runs", "nightly", "per_day"]))]
pub(in crate::cli) struct FrequencyArgs {
    /// Runs per cycle
    #[arg(long, value_name = "N", allow_negative_numbers = true, conflicts_with_all = TIMED, value_parser = count)]
    pub(in crate::cli) runs: Option<u64>,
    /// One run a night (the default)
    #[arg(long, alias = "daily", conflicts_with_all = TIMED)]
    pub(in crate::cli) nightly: bool,
    /// Runs per day
    #[arg(long, value_name = "N", allow_negative_numbers = true, conflicts_with_all = TIMED, value_parser = positive)]
    pub(in crate::cli) per_day: Option<NonZeroU64>,
    #[command(flatten)]
    pub(in crate::cli) schedules: Schedules,
}

/// Schedules that people have already.
#[derive(Debug, Default, ClapArgs)]
#[command(next_help_heading = "How often")]
pub(in crate::cli) struct Schedules {
    /// Runs on a cron schedule. Put it in quotes: "0 3 * * MON-FRI" (repeatable)
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    pub(in crate::cli) cron: Vec<String>,
    /// Agent runs in a crontab (repeatable). `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) crontab: Vec<PathBuf>,
    /// Agent runs in any file or folder (repeatable). Systemd timers, launchd jobs, CronJobs, jobs.json, crontabs,
    /// workflows and more are known by their content; `-` is standard input
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) schedule: Vec<PathBuf>,
    /// Use only crontab lines and jobs of other files that contain TEXT
    #[arg(long = "match", value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) matching: Option<String>,
    /// Agent runs in a GitHub workflow (repeatable). A folder means all its workflows: `.`, `.github` or
    /// `.github/workflows`. `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) workflow: Vec<PathBuf>,
    /// How often a trigger without a schedule fires per cycle, such as `pull_request=40` (repeatable)
    #[arg(long, value_name = "EVENT=N", value_delimiter = ',', value_parser = event)]
    pub(in crate::cli) events: Vec<(String, u64)>,
    /// How many runs a workflow job makes each time, if its matrix is computed when it runs
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = runs_each)]
    pub(in crate::cli) runs_each: Option<NonZeroU16>,
    /// Runs on a systemd timer. Put it in quotes: "Mon..Fri 03:00" (repeatable)
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    pub(in crate::cli) oncalendar: Vec<String>,
}

/// Whose credit pays the runs.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The plan")]
pub(in crate::cli) struct PlanArgs {
    /// Plans, such as max-5x,pro. Repeatable; `all` is every plan. `compare` takes `all-vendors` [default: the individual
    /// plans]
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) plan: Vec<String>,
    /// Rules to use: agent-sdk-credit (the June credit), api-credit, or `current` for today's [default: the June
    /// credit, with today's rules beside it]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) program: Option<String>,
    /// Seats of a team plan: standard=3,premium=2, or 8 for eight standard seats. Compare mixes with a semicolon:
    /// "standard=8; standard=5,premium=3"
    #[arg(long, value_name = "SEATS", action = ArgAction::Append, value_parser = seat_mixes)]
    pub(in crate::cli) seats: Vec<SeatMixes>,
    /// Use this credit instead of the plan's
    #[arg(long, value_name = "USD", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) credit: Option<Usd>,
    /// Credit already spent this cycle
    #[arg(long, value_name = "USD", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) spent: Option<Usd>,
    /// When the credit runs out: stop (refuse requests), bill (at API rates) or cap=USD (bill up to a cap)
    #[arg(long, value_name = "POLICY", value_parser = exhaustion)]
    pub(in crate::cli) on_exhaustion: Option<Exhaustion>,
    #[command(flatten)]
    pub(in crate::cli) fees: FeeArgs,
}

/// Whether fees count.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The plan")]
pub(in crate::cli) struct FeeArgs {
    /// Count the plan's fee as $0, because you pay it anyway
    #[arg(long)]
    pub(in crate::cli) fee_paid: bool,
}

/// Which use draws it.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "What starts the runs")]
pub(in crate::cli) struct UseArgs {
    /// What starts the runs
    #[arg(long, value_name = "SURFACE", value_parser = words(Surface::WORDS))]
    pub(in crate::cli) surface: Option<Surface>,
    /// How the runs sign in [default: what the program's credit needs; interactive, ide: plan]
    #[arg(long, value_name = "SIGN-IN", value_parser = words(Auth::WORDS))]
    pub(in crate::cli) auth: Option<Auth>,
}

/// The billing cycle in which runs happen.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The cycle")]
#[command(group = ArgGroup::new("renewal").args(["cycle_day", "cycle_days", "calendar_month"]))]
pub(in crate::cli) struct CycleArgs {
    /// Day of the month on which your cycle renews, 1 to 31
    #[arg(long, value_name = "D", allow_negative_numbers = true, value_parser = cycle_day)]
    pub(in crate::cli) cycle_day: Option<i8>,
    /// First day of the cycle. With --cycle-day or --calendar-month it's the day you subscribed, and the first cycle
    /// may be short
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) cycle_start: Option<Date>,
    /// Length of the cycle in days, from --cycle-start or --as-of
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = cycle_days)]
    pub(in crate::cli) cycle_days: Option<NonZeroU16>,
    /// Use the calendar month (the default)
    #[arg(long)]
    pub(in crate::cli) calendar_month: bool,
    /// Count only the rest of the cycle, from now or from the day of --as-of
    #[arg(long)]
    pub(in crate::cli) from_now: bool,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
}

/// The day of asking.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The cycle")]
pub(in crate::cli) struct Today {
    /// Answer as if today were DATE
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) as_of: Option<Date>,
    /// Time zone, such as Europe/Berlin. It applies to today, the cycle and schedules that name none; workflows are
    /// in UTC unless they name one [default: the zone of the schedules, or the system's]
    #[arg(long, value_name = "ZONE", value_parser = zone::find)]
    pub(in crate::cli) tz: Option<TimeZone>,
}
