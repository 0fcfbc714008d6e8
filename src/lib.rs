//! What a scheduled agent job will burn: what a run costs, how many nights a plan's monthly credit covers, and
//! what the rest costs at API rates.
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
//! spread: how far the sum of runs to come may lie from what was measured
//! ```
//!
//! Data moves from left to right, imports point from right to left, and nothing imports [`cli`]. `units`,
//! `usage`, `calendar`, `source`, `diagnostic`, `phrase`, `toml` and `yaml` are the ground: they import only
//! each other. `ARCHITECTURE.md` shows where a change goes, `docs/glossary.md` what the words mean.
//!
//! # What holds everywhere
//!
//! - Money is an exact decimal from the first token to the last line ([`units::Usd`]). It can't be made from a
//!   float, and only [`report`] rounds it. Amounts are bounded where they enter, so sums inside can't fail.
//! - No price is an error ([`pricing::NoPrice`]), never $0.
//! - Every figure comes from a row of a table with its source and the day somebody last checked it
//!   ([`pricing::Citation`]).
//! - Only [`cli`] reads files, the clock and the environment, or writes to a terminal: the same inputs give the
//!   same bytes.
//!
//! # Reading order
//!
//! 1. [`units`]: tokens, rates, dollars, credit, shares. [`calendar`]: periods and billing cycles.
//! 2. [`usage`]: what a run used. [`pricing`]: what that costs and since when, what plans grant, and who says so.
//! 3. [`cost`]: tokens times rate, line by line. [`schedule`]: when runs happen. Crontabs, workflows, cron
//!    expressions and calendar events become [`schedule::Recurrence`]s, days and times on a clock with a named
//!    rule for its changes, and [`schedule::Timetable`]s of them, laid into a cycle.
//! 4. [`ledger`]: the one engine. A question is one job on each plan ([`ledger::estimate()`]) or several jobs,
//!    seats and plans ([`ledger::simulate()`]). Runs use credits in order of time.
//! 5. [`studies`]: one job on every plan with every model, the most that a credit covers, the best seat for each
//!    job, what changed between two questions and why, and whether a policy holds. They ask the ledger.
//! 6. [`records`]: what agents wrote about their usage, one file per format, put together into runs.
//!    [`measure`]: what those runs cost, and the one that stands for all of them in an estimate. [`spread`]: how far
//!    a month of runs may lie from them.
//! 7. [`scenario_file`] and [`question`]: what people write, with defaults filled in. [`portfolio`]: how the jobs of a
//!    scenario may run otherwise, and the lines to write.
//! 8. [`answer`]: one public type per command. It is the contract: JSON is that type, its schema is derived from
//!    it (by the feature `schema`), and `diff` reads saved answers through it. [`report`]: pages and sheets, and
//!    a file for each format that draws them. [`cli`]: the only door to the world.
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
//!         is_program_named: false,
//!         plans: vec![Holding::of_plan(plan, &[])?],
//!         surface: Surface::ClaudeP,
//!         auth: None,
//!         spent: Usd::ZERO,
//!         exhaustion: None,
//!         is_fee_paid: false,
//!     },
//! )?;
//! // The credit covers 5 x $4.00 = $20.00; 25 x $4.00 = $100.00 are beyond it.
//! assert_eq!(answer.plans[0].coverage.nights_covered, 5);
//! assert_eq!(answer.plans[0].coverage.overflow, "100.00".parse()?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod answer;
pub mod bills;
pub mod calendar;
pub mod cli;
pub mod cost;
pub mod diagnostic;
pub mod ledger;
pub mod measure;
mod names;
pub mod phrase;
pub mod portfolio;
pub mod pricing;
pub mod question;
pub mod records;
pub mod report;
pub mod scan;
pub mod scenario_file;
pub mod schedule;
pub mod source;
pub mod spread;
pub mod studies;
pub mod toml;
pub mod units;
pub mod usage;
mod vocabulary;
pub mod warehouse;
mod words;
pub mod yaml;
