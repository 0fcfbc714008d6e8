//! From results to what is shown. Nothing here computes money; it rounds, words and arranges.
//!
//! A view turns a result into a [`Page`] of words and [`Sheet`]s, [`sheets`] declare the tables, and each
//! [`Format`] has one file that draws any of them: [`text`], [`markdown`], [`html`], [`csv`], and `xlsx` for a
//! [`workbook`]. What a gate finds is drawn by [`github`] and [`sarif`], and charges have the columns of [`focus`]. JSON is the
//! [`answer`](crate::answer) written down.

mod bar;
pub mod budget;
pub mod compared;
pub mod csv;
pub mod diagnostics;
mod emphasis;
mod excerpt;
pub mod findings;
pub mod focus;
pub mod format;
mod formula;
pub mod github;
mod heading;
pub mod html;
pub mod json;
mod layout;
mod look;
pub mod markdown;
pub mod measured;
pub mod notes;
pub mod number;
mod page;
pub mod picture;
pub mod programs;
mod retired;
mod role;
pub mod sarif;
mod sheet;
pub mod sheets;
pub mod simulation_book;
mod spark;
mod table;
pub mod text;
mod under;
pub mod views;
pub mod workbook;
#[cfg(feature = "xlsx")]
pub mod xlsx;

pub use bar::Bar;
pub use emphasis::Emphasis;
pub use findings::{Finding, FindingPlace, Findings};
pub use focus::FocusVersion;
pub use format::{Format, NotBuiltIn, Report};
pub use look::{Charset, Look};
pub use page::{Block, Page};
pub use role::Role;
pub use sheet::{Align, Cell, Column, Columns, Group, Kind, Row, Rows, Sheet};
pub use spark::Spark;
