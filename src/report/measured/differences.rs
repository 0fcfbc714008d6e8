//! Vendors' own figures that differ from the published prices, put together by the reason.

use crate::measure::{Difference, Differing, Measurement};
use crate::phrase::{capitalized, counted, listed, quoted_name};
use crate::report::number::told_apart;

/// One for each reason: `2 runs: Claude Code reported $0.05, list prices give $0.07. It …`.
pub(super) fn clauses(measurement: &Measurement<'_>) -> Vec<String> {
    measurement.facts.differing.iter().map(clause).collect()
}

fn clause(group: &Differing<'_>) -> String {
    let who = if group.is_claude_code { "Claude Code" } else { "the agent" };
    let runs = counted(group.runs, "run");
    let names = listed(group.names.iter().map(|name| quoted_name(name)));
    let why = in_words(group.difference, &names);
    match (group.vendor, group.ours) {
        (Some(vendor), Some(price)) => {
            let (vendor, price) = told_apart(vendor, price);
            format!("{runs}: {who} reported {vendor}, list prices give {price}. {}", capitalized(&why))
        }
        (None, Some(_)) => {
            format!("{runs}: the figures that {who} reported are too large to add up. {}", capitalized(&why))
        }
        // Its figure stands with what has no price.
        (_, None) => format!("{runs}: {who} {}", why.strip_prefix("it ").unwrap_or(&why)),
    }
}

/// What the vendor's program did, as a clause about it.
#[must_use]
pub fn in_words(difference: Difference<'_>, names: &str) -> String {
    match difference {
        Difference::None => "it used list prices".to_owned(),
        Difference::HourAsFiveMinutes => "it used the 5-minute rate for 1-hour cache writes".to_owned(),
        Difference::WithoutRegion => "it left out the surcharge of the cloud's region".to_owned(),
        Difference::AsModel(model) => format!("it used the rates of `{}` for {names}", model.id),
        Difference::AsModelHourAsFiveMinutes(model) => {
            format!(
                "it used the rates of `{}` for {names}, and the 5-minute rate for 1-hour cache writes",
                model.id
            )
        }
        Difference::Unexplained => "cause unknown; list prices are used".to_owned(),
    }
}
