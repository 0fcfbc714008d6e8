//! From results to what is shown. Nothing here computes money; it rounds, words and arranges.
//!
//! A view turns a result into a [`Page`]; [`text`] and [`markdown`] draw pages. CSV has columns of its own,
//! because scripts rely on them; JSON is the [`answer`](crate::answer) written down.

pub mod checked;
pub mod compared;
pub mod csv;
pub mod differing;
pub mod json;
pub mod markdown;
pub mod measured;
pub mod notes;
pub mod number;
mod page;
pub mod simulation_book;
pub mod text;
pub mod views;
pub mod workbook;
#[cfg(feature = "xlsx")]
pub mod xlsx;

pub use crate::answer::simulate::results as simulated;
pub use crate::phrase;
pub use crate::schedule::in_words as when;
pub use page::{Align, Block, Emphasis, Grid, Page};
