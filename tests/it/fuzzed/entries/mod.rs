//! What is asked of arbitrary bytes. The fuzz targets in `fuzz/` are these functions and nothing else, and the
//! tests ask the same of a few thousand inputs on every machine.
//!
//! An entry panics where something is wrong, and takes nothing else for a fault: most inputs are refused, and
//! a refusal is an answer.

#![allow(unreachable_pub, reason = "they are public to the fuzz targets, which are another crate")]

mod bills;
mod catalogs;
mod files;
mod json;
mod places;
mod program;
mod records;
mod schedules;
mod told;

use std::sync::LazyLock;

use creditcalc::pricing::PriceTable;

pub use bills::bill;
pub use catalogs::catalog;
pub use files::{prices, profile, scenario};
pub use json::compare_json;
pub use places::{job_store, places, plist};
pub use program::{argv, command_line, settings};
pub use records::read_through;
pub use schedules::{cron, crontab, oncalendar, workflow};

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);
