//! The tables for a data warehouse: the rates of every model, service and day, the names under which models are found,
//! and the SQL that prices a table of requests with them.
//!
//! Each row is an answer of the engine: a rate has its modifiers, a cloud's region and the price factor worked in, so
//! that SQL multiplies whole numbers and decides nothing. A rate is a whole number of the [`Unit`], or there is no
//! export: nothing is rounded.

mod dialect;
mod export;
mod names;
mod place;
mod priced;
mod rates;
mod reason;
mod sql;
mod unit;

pub use dialect::{Check, Dialect};
pub use export::{Export, Inexact, Statement, StatementKind};
pub use names::NameRow;
pub use place::{NotAPlace, Place, Places};
pub use priced::{COUNT_MAX, COUNTS, FLAGS, UsageColumn, UsageKind, usage_columns};
pub use rates::{RateRow, Rates};
pub use reason::Reason;
pub use unit::Unit;
