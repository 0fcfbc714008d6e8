//! One reader of TOML tables, for price files, scenarios, profiles and settings.
//!
//! A text is parsed to a tree of our own ([`document`]) in which numbers keep their digits and everything its
//! place. A reader asks a table for its keys one by one (`Fields`), reads each as what it takes (`Field`), and
//! then sees what it got: whatever is wrong is noted on the way (`Faults`), so that all of it is reported in
//! one round, in the order of the file.
//!
//! Nothing here knows a table of any file. What the kinds of files do differently is passed in: the codes of
//! their faults, their wording where it is their own, and their advice (`FileKind`). A kind of file that has
//! a schema to publish declares the keys of its tables once (`Shape`), and is read by that declaration.

mod check;
pub mod document;
mod faults;
mod fields;
mod kind;
mod numbers;
mod shape;
mod values;

pub(crate) use faults::Faults;
pub(crate) use fields::Fields;
pub(crate) use kind::{FileKind, Mismatch, TextRule, Wrong, name_of};
pub(crate) use shape::{Choice, Key, Need, Shape, Takes};
pub(crate) use values::{Field, Refusal, Unplaced};

use crate::source::Span;

/// A value, and where it stands: a text with its quotes, but for those that a later parser reads on their
/// own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// What.
    pub value: T,
    /// Where.
    pub span: Span,
}
