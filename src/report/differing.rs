//! What is said of a difference, whatever it is written in.

use crate::studies::difference::{Difference, NotSplit};

/// How the parts come about.
pub const METHOD: &str = "The part of a factor is what it changes on average over every order in which the factors can change one after the \
                      other (its Shapley value); the parts add up to the change exactly.";

pub use crate::studies::difference::shared;

/// What to know about the figures: one sentence each.
#[must_use]
pub fn notes(differences: &[Difference]) -> Vec<String> {
    let is_without_fees = differences.iter().any(Difference::is_without_fees_of_a_month);
    let note = "fees are those of a month, and the cycles are not all months: what is compared is the overflow, without fees";
    is_without_fees.then(|| note.to_owned()).into_iter().collect()
}

/// Why there are no parts, as a sentence.
#[must_use]
pub fn why_not_split(why: &NotSplit) -> String {
    why.sentence()
}
