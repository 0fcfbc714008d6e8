//! Vendors' own figures that differ from the published prices, put together by the reason.

use crate::measure::{Difference, Differing, Measurement, differing};
use crate::phrase::{counted, listed, quoted_name};
use crate::report::number::told_apart;
use crate::units::length;

/// One sentence for each reason.
pub(super) fn sentences(measurement: &Measurement<'_>) -> Vec<String> {
    differing(measurement).iter().map(sentence).collect()
}

fn sentence(group: &Differing<'_>) -> String {
    let who = if group.is_claude_code { "Claude Code" } else { "the program that wrote the records" };
    let runs = counted(length(group.runs.len()), "run");
    let names = listed(group.names.iter().map(|name| quoted_name(name)));
    let how = in_words(group.difference, &names);
    let ours = match group.difference {
        Difference::UnknownTtlAsHour | Difference::WithoutRegion => "here it is",
        _ => "the list price is",
    };
    let figures = match (group.vendor, group.ours) {
        (Some(vendor), Some(price)) => {
            let (vendor, price) = told_apart(vendor, price);
            format!(": its figure is {vendor}, {ours} {price}")
        }
        (None, Some(_)) => ": its figures are too large to be added up".to_owned(),
        // Its figure is told with what has no price.
        (_, None) => String::new(),
    };
    format!("in {runs} {who} {how}{figures}")
}

/// What the vendor's program did, as the end of a clause of which it is the subject.
#[must_use]
pub fn in_words(difference: Difference<'_>, names: &str) -> String {
    match difference {
        Difference::None => "counted as the price list does".to_owned(),
        Difference::HourAsFiveMinutes => "counted writes to the cache for an hour at the rate for five minutes".to_owned(),
        Difference::WithoutRegion => {
            "counted a cloud's endpoint in a region at the list price, without what the region costs more".to_owned()
        }
        Difference::UnknownTtlAsHour => {
            "counted writes to the cache of which the record does not tell the lifetime as for an hour, and so they probably were"
                .to_owned()
        }
        Difference::AsModel(model) => format!("counted {names} at the rates of `{}`", model.id),
        Difference::AsModelHourAsFiveMinutes(model) => {
            format!("counted {names} at the rates of `{}`, and writes to the cache for an hour at the rate for five minutes", model.id)
        }
        Difference::Unexplained => "counted in a way that none of these explains".to_owned(),
    }
}
