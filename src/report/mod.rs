//! From results to what is shown. Nothing here computes money; it rounds, words and arranges.
//!
//! A view turns a result into a [`Page`]; [`text`] and [`markdown`] draw pages. CSV and JSON have shapes of
//! their own, because scripts rely on them.

pub mod checked;
pub mod compared;
pub mod csv;
pub mod diagnostics;
pub mod differing;
pub mod json;
pub mod markdown;
pub mod measured;
pub mod notes;
pub mod number;
mod page;
pub mod phrase;
pub mod simulated;
pub mod simulation_book;
pub mod text;
pub mod views;
pub mod when;
pub mod workbook;
#[cfg(feature = "xlsx")]
pub mod xlsx;

pub use page::{Align, Block, Emphasis, Grid, Page};
