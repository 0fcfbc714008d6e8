//! What a scheduled agent job will burn: what one run costs, how many nights a plan's monthly credit covers,
//! and what the rest costs at API rates.
//!
//! A price table feeds a pure engine; a thin program asks the question and shows the answer.
//!
//! ```text
//! records ──► usage ──► cost ──► ledger ──► studies ──► answer ──► report ──► cli
//!  text       tokens     ▲         ▲         compare,    the        one sheet,  the only
//!                     pricing   schedule     solve, …    contract   every       door to
//!                     rates     when                                format      the world
//!
//! question: flags or a scenario file become one question for the ledger
//! measure: what real runs used and cost, and the run that stands for all of them
//! ```
//!
//! Data moves from left to right, an import points from right to left, and nobody imports [`cli`]. `units`,
//! `usage`, `calendar`, `source`, `diagnostic`, `phrase`, `toml` and `yaml` are the ground: they import nothing
//! but each other. `ARCHITECTURE.md` says where to put what.
//!
//! # What holds everywhere
//!
//! - Money is exact decimal from the first token to the last line ([`units::Usd`]); there is no way in from a
//!   float, and rounding happens only in [`report`]. Amounts are bounded where they enter, so that sums inside
//!   cannot fail.
//! - What has no price is an error that says so ([`pricing::NoPrice`]), never $0.
//! - Every figure can be traced to a row of a table with its source and the day somebody last looked
//!   ([`pricing::Citation`]).
//! - Outside [`cli`] nothing reads a file, a clock or the environment, or writes to a terminal: the same
//!   inputs give the same bytes.
//!
//! # Reading order
//!
//! 1. [`units`]: tokens, rates, dollars, credit, shares. [`calendar`]: periods and billing cycles.
//! 2. [`usage`]: what a run consumed. [`pricing`]: what that costs since when, what plans grant, who says so.
//! 3. [`cost`]: tokens times rate, line by line. [`schedule`]: when runs happen. Crontabs, workflows, cron
//!    expressions and calendar events become [`schedule::Recurrence`]s, days and times on a clock with a named
//!    rule for its changes, and [`schedule::Timetable`]s of them, laid into a cycle.
//! 4. [`ledger`]: the one engine. A question is one job on each plan ([`ledger::estimate()`]) or several jobs,
//!    seats and plans ([`ledger::simulate()`]); all runs are charged to credits in the order of time.
//! 5. [`studies`]: one job on every plan with every model, the most that a credit bears, which job is best on
//!    which credit, what changed between two questions and why, what must hold. They ask the ledger.
//! 6. [`records`]: what agents wrote about what they used, one file for each format, put together to runs.
//!    [`measure`]: what those runs come to, and the one that stands for all of them in an estimate.
//! 7. [`scenario_file`] and [`question`]: what people write, looked up and completed.
//! 8. [`answer`]: one public type a command, which is the contract: JSON is the type written down, its schema
//!    is made from it (by the feature `schema`), and `diff` reads saved answers through it. [`report`]: pages and
//!    sheets, and a file for each format that draws them. [`cli`]: the only door to the world.
//!
//! # Example
//!
//! ```
//! use creditcalc::calendar::BillingCycle;
//! use creditcalc::ledger::{Holding, RunSpec, Scenario, estimate};
//! use creditcalc::pricing::{PriceTable, Surface};
//! use creditcalc::schedule::Schedule;
//! use creditcalc::units::Usd;
//! use jiff::civil::date;
//!
//! let table = PriceTable::builtin();
//! let program = table.default_program().expect("the built-in tables have one");
//! let plan = table.plan(program, "pro").expect("it has that plan");
//! let as_of = date(2026, 11, 21);
//! let answer = estimate(
//!     &table,
//!     &Scenario {
//!         run: RunSpec::Stated("4.00".parse()?),
//!         schedule: Schedule::NIGHTLY,
//!         cycle: BillingCycle::calendar_month(as_of)?,
//!         zone: jiff::tz::TimeZone::UTC,
//!         from: None,
//!         as_of,
//!         program,
//!         plans: vec![Holding::of_plan(plan, &[])?],
//!         surface: Surface::ClaudeP,
//!         auth: None,
//!         spent: Usd::ZERO,
//!         exhaustion: None,
//!         is_fee_paid: false,
//!     },
//! )?;
//! // 5 x $4.00 = $20.00 are covered, and 25 x $4.00 = $100.00 are beyond.
//! assert_eq!(answer.plans[0].coverage.nights_covered, 5);
//! assert_eq!(answer.plans[0].coverage.overflow, "100.00".parse()?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod answer;
pub mod calendar;
pub mod cli;
pub mod cost;
pub mod diagnostic;
pub mod ledger;
pub mod measure;
mod names;
pub mod phrase;
pub mod pricing;
pub mod question;
pub mod records;
pub mod report;
pub mod scenario_file;
pub mod schedule;
pub mod source;
pub mod studies;
pub mod toml;
pub mod units;
pub mod usage;
mod vocabulary;
mod words;
pub mod yaml;
