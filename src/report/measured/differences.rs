//! Vendors' own figures that differ from the published prices, put together by the reason.

use std::collections::BTreeSet;

use crate::measure::{Difference, Measurement};
use crate::records::Origin;
use crate::report::number::{counted, told_apart};
use crate::report::phrase::{listed, named};
use crate::units::Usd;

/// Figures that differ for the same reason.
struct Group<'m> {
    difference: Difference<'m>,
    /// The models, as they were written.
    names: BTreeSet<&'m str>,
    /// The places of the runs.
    runs: BTreeSet<usize>,
    /// What the vendor's program took them for; `None` is more than can be added up.
    vendor: Option<Usd>,
    /// What they cost; `None` where a part has no price.
    ours: Option<Usd>,
    /// Whether all was written by Claude Code.
    is_claude_code: bool,
}

/// One sentence for each reason.
pub(super) fn sentences(measurement: &Measurement<'_>) -> Vec<String> {
    groups(measurement).iter().map(sentence).collect()
}

fn groups<'m>(measurement: &'m Measurement<'_>) -> Vec<Group<'m>> {
    let mut groups: Vec<Group<'m>> = Vec::new();
    for (place, measured) in measurement.runs.iter().enumerate() {
        let is_claude_code = !matches!(measured.run.origin, Origin::Codex | Origin::Native);
        let mut add = |difference: Difference<'m>, names: &[&'m str], vendor: Usd, ours: Option<Usd>| {
            // Without a price there is nothing from which it differs.
            if difference == Difference::Unexplained && ours.is_none() {
                return;
            }
            let known = groups.iter().position(|group| group.difference == difference);
            let known = known.unwrap_or_else(|| {
                let empty = Group {
                    difference,
                    names: BTreeSet::new(),
                    runs: BTreeSet::new(),
                    vendor: Some(Usd::ZERO),
                    ours: Some(Usd::ZERO),
                    is_claude_code: true,
                };
                groups.push(empty);
                groups.len() - 1
            });
            let group = &mut groups[known];
            group.names.extend(names);
            group.runs.insert(place);
            group.vendor = group.vendor.and_then(|sum| sum.plus(vendor).ok());
            group.ours = group.ours.zip(ours).and_then(|(sum, ours)| sum.plus(ours).ok());
            group.is_claude_code &= is_claude_code;
        };
        let mut is_told = false;
        for used in &measured.models {
            if let (Some(difference), Some(vendor)) =
                (used.difference.filter(|difference| *difference != Difference::None), used.vendor_cost)
            {
                add(difference, &[&used.name], vendor, used.price().map(|cost| cost.cost));
                is_told |= difference == Difference::Unexplained || measured.difference == Some(difference);
            }
        }
        // What the models do not explain.
        let whole = measured.difference.filter(|difference| *difference != Difference::None && !is_told);
        if let (Some(difference), Some(vendor)) = (whole, measured.run.vendor_cost) {
            let names: Vec<&str> = measured.models.iter().map(|used| used.name.as_str()).collect();
            add(difference, &names, vendor, measured.cost.map(|cost| cost.cost));
        }
    }
    groups
}

fn sentence(group: &Group<'_>) -> String {
    let who = if group.is_claude_code { "Claude Code" } else { "the program that wrote the records" };
    let runs = counted(u64::try_from(group.runs.len()).expect("a length fits 64 bits"), "run");
    let names: Vec<String> = group.names.iter().map(|name| named(name)).collect();
    let how = in_words(group.difference, &listed(&names));
    let ours = if group.difference == Difference::UntoldAsHour { "here it is" } else { "the list price is" };
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
        Difference::UntoldAsHour => {
            "counted writes to the cache of which the record does not tell the lifetime as for an hour, and so they probably were"
                .to_owned()
        }
        Difference::AsModel(model) => format!("counted {names} at the rates of `{}`", model.id),
        Difference::AsModelHourAsFiveMinutes(model) => {
            format!("counted {names} at the rates of `{}`, and writes to the cache for an hour at the rate for five minutes", model.id)
        }
        Difference::Unexplained => "counted in a way that nobody knows".to_owned(),
    }
}
