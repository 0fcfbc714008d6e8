//! Flags or a scenario file become one question for the engine.
//!
//! What was written comes in as plain values ([`QuestionSpec`] for one job on several plans,
//! [`file::ScenarioFiles`] for the jobs, seats and plans of scenario files), each that can turn out wrong with
//! its [`Place`]. What settings say stands beside it as [`Defaults`]. One set of rules fills in the defaults,
//! looks names up in the tables, and gives back a [`Scenario`](crate::ledger::Scenario) or a
//! [`Simulation`](crate::ledger::Simulation), with every assumption named; or everything that is wrong, in the
//! words of where the question was written ([`Vocabulary`](crate::diagnostic::Vocabulary)).
//!
//! Nothing here opens a file or looks at a clock: both come in through [`Files`] and [`Clock`].
//!
//! ```
//! use std::io;
//! use std::path::Path;
//!
//! use creditcalc::pricing::PriceTable;
//! use creditcalc::question::{Context, Defaults, Files, Moment, file};
//! use creditcalc::ledger::simulate;
//! use jiff::tz::TimeZone;
//!
//! struct One(&'static str);
//!
//! impl Files for One {
//!     fn read(&self, _: &Path) -> io::Result<String> {
//!         Ok(self.0.to_owned())
//!     }
//! }
//!
//! let files = One(
//!     "plan = 'pro'\nas_of = 2026-11-21\n[[job]]\nname = 'audit'\ncost_per_run_usd = '4.00'\nnightly = true",
//! );
//! let (table, defaults) = (PriceTable::builtin(), Defaults::default());
//! let clock = Moment { at: "2026-11-21T12:00:00Z".parse()?, zone: TimeZone::UTC };
//! let context = Context { files: &files, clock: &clock, defaults: &defaults };
//! let scenario = file::read(Path::new("audit.toml"), &files).expect("it can be read");
//! let question = scenario.resolve(&Default::default(), &table, context).expect("nothing is wrong with it");
//! let answer = simulate(&table, &question.simulation).expect("everything has a price");
//! // 5 x $4.00 = $20.00 are covered, and 25 x $4.00 = $100.00 are beyond.
//! assert_eq!(answer.total().overflow, "100.00".parse()?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod all_vendors;
mod assumptions;
mod factors;
pub mod file;
mod files;
pub(crate) mod found;
mod frame;
mod given;
pub(crate) mod input_kind;
mod measured;
mod one_job;
mod placed;
mod plans;
mod resolved_frame;
mod run;
mod schedules;
mod sign_in;
mod spent;
mod surface;
mod usage;
mod workflow_folders;
mod workflows;

pub use all_vendors::AllVendors;
pub use factors::{Factors, Multiplied};
pub use files::{
    Clock, Context, Entry, EntryKind, Files, Matching, Moment, NotNamed, ReadRecords, RepositoryPlace, reason,
};
pub(crate) use frame::outside as outside_calendar;
pub use frame::{CycleSpec, Frame};
pub use given::{Defaults, Given, Place, Setting};
pub(crate) use measured::runs_by_use;
pub use measured::{Measured, MeasuredSpec, ReadMeasured};
pub use one_job::{Question, QuestionSpec, Unstated, When};
pub use plans::{DefaultPlans, FIRST_KIND, PlansSpec};
pub use resolved_frame::ResolvedFrame;
pub use run::RunInput;
pub use schedules::{Expression, SchedulesSpec};
pub(crate) use schedules::{Reader, Schedules, cron_job, oncalendar_job};
pub use usage::UsageSpec;
pub(crate) use usage::parse as parse_usage;
