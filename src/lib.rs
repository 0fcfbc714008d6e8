//! What a scheduled agent job will burn: what one run costs, how many nights a plan's monthly credit covers,
//! and what the rest costs at API rates.
//!
//! A price table feeds a pure engine; a thin program asks the question and shows the answer.
//!
//! ```text
//! records ──► usage ──► cost ─────► ledger ────► estimate ──► report ──► cli
//!  text        tokens     ▲ exact $    ▲ credit in,  the answer   what is shown
//!                         │            │ credit out
//!                      pricing      schedule, calendar
//!                    rates, plans   nights, cycles
//!
//! records, cost ──► measure ──► report, estimate
//!                   what real runs used and cost
//!
//! estimate ──► simulate ──► difference, policy ──► report
//!    │           many jobs     what changed, what must hold
//!    └───────► compare, solve ───────────────────► report
//!               the grid, the inverse
//!
//! flags or a file ──► question ──► estimate, simulate
//!                      what was written, looked up and completed
//! ```
//!
//! Data moves from left to right, an import points from right to left, and nobody imports [`cli`]. `units`,
//! `source`, `diagnostic`, `document`, `yaml` and `calendar` import nothing but each other.
//!
//! # What holds everywhere
//!
//! - Money is exact decimal from the first token to the last line ([`units::Usd`]); there is no way in from a
//!   float, and rounding happens only in [`report`].
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
//! 3. [`cost`]: tokens times rate, line by line. [`ledger`]: a credit drawn run by run. [`schedule`]: when
//!    runs happen. Crontabs, workflows, cron expressions and calendar events become
//!    [`schedule::Recurrence`]s, days and times on a clock with a named rule for its changes, and
//!    [`schedule::Timetable`]s of them, laid into a cycle.
//! 4. [`estimate`]: the question and its answer. [`records`]: what agents wrote about what they used, one
//!    file for each format, put together to runs. [`measure`]: what those runs come to, and the one that
//!    stands for all of them in an estimate.
//! 5. [`scenario_file`]: several jobs, seats and plans as people write them. [`simulate`]: all their runs in
//!    the order of time, each drawing on the credit of its seat. [`compare`] and [`solve`]: one job on every
//!    plan with every model, and the most that a credit bears. [`difference`]: what changed between two
//!    questions, and because of what. [`policy`]: what must hold.
//! 6. [`question`]: one job as plain values, or a scenario file with all that it includes, becomes a question
//!    for [`estimate`] or [`simulate`]; or everything that is wrong with it, in the words in which it was
//!    written. `examples/answer_a_scenario.rs` shows it from outside, `examples/price_a_run.rs` what is below.
//! 7. [`report`]: tables, Markdown, CSV, JSON. [`cli`]: the only door to the world. [`source`],
//!    [`diagnostic`], [`document`], [`yaml`]: where things are written and what is said when they are wrong.
//!
//! # Example
//!
//! ```
//! use creditcalc::calendar::BillingCycle;
//! use creditcalc::estimate::{Holding, RunSpec, Scenario, estimate};
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
//!     },
//! )?;
//! // 5 x $4.00 = $20.00 are covered, and 25 x $4.00 = $100.00 are beyond.
//! assert_eq!(answer.plans[0].coverage.nights_covered, 5);
//! assert_eq!(answer.plans[0].coverage.overflow, "100.00".parse()?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod calendar;
pub mod cli;
pub mod compare;
pub mod cost;
pub mod diagnostic;
pub mod difference;
pub mod document;
pub mod estimate;
pub mod ledger;
pub mod measure;
pub mod policy;
pub mod pricing;
pub mod question;
pub mod records;
pub mod report;
pub mod scenario_file;
pub mod schedule;
pub mod simulate;
pub mod solve;
pub mod source;
pub mod units;
pub mod usage;
mod vocabulary;
pub mod yaml;
