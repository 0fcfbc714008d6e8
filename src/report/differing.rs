//! What is said of a difference, whatever it is written in.

use crate::difference::{Difference, Figure, NotSplit, Split};
use crate::report::phrase::{listed, quoted_name};

/// How the parts come about.
pub const METHOD: &str = "The part of a factor is what it changes on average over every order in which the factors can change one after the \
                      other (its Shapley value); the parts add up to the change exactly.";

/// The figure that all of them share: that of the only one, or the list cost, which is the same whatever the
/// plan.
///
/// # Panics
///
/// When there are none.
#[must_use]
pub fn shared(differences: &[Difference]) -> &Split {
    let first = differences.first().expect("something is compared");
    if differences.len() == 1 {
        return first.headline();
    }
    first.splits.iter().find(|split| split.figure == Figure::ListCost).unwrap_or_else(|| first.headline())
}

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
    match why {
        NotSplit::Unpriced { of_after, job, reason } => {
            let factors: Vec<String> = of_after.iter().map(|factor| factor.word().to_owned()).collect();
            let job = job.as_ref().map(|job| format!(" {}:", quoted_name(job))).unwrap_or_default();
            let question =
                if factors.is_empty() { String::new() } else { format!(" with {} of after and the rest of before,", listed(&factors)) };
            format!("The change is not split, because a question between the two has no answer:{question}{job} {reason}.")
        }
        NotSplit::NotTold => {
            "A change is not split, because the saved answers do not tell which runs drew which credit; two scenario files do.".to_owned()
        }
    }
}
