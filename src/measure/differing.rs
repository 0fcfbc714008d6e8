//! Vendor figures that differ from the published prices, grouped by reason.

use std::collections::BTreeSet;

use super::measurement::{Difference, MeasuredRun};
use crate::records::Origin;
use crate::units::Usd;

/// Vendor figures that differ from ours for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing<'m> {
    pub(crate) difference: Difference<'m>,
    /// The models, as they were written.
    pub(crate) names: BTreeSet<String>,
    /// How many runs.
    pub(crate) runs: u64,
    /// The last of them, as a place in the measurement.
    last: Option<usize>,
    /// The sum of the vendor's figures; `None` if it is out of range.
    pub(crate) vendor: Option<Usd>,
    /// The sum of ours; `None` where a part has no price.
    pub(crate) ours: Option<Usd>,
    /// Whether Claude Code wrote all of these figures.
    pub(crate) is_claude_code: bool,
}

/// Adds the figures of the run at this place that differ to the group of their reason.
pub(super) fn note<'m>(groups: &mut Vec<Differing<'m>>, place: usize, measured: &MeasuredRun<'m>) {
    let is_claude_code = !matches!(measured.run.origin, Origin::Codex | Origin::Native);
    let mut add = |difference: Difference<'m>, names: &[&str], vendor: Usd, ours: Option<Usd>| {
        // Without a price there is nothing from which it differs.
        if difference == Difference::Unexplained && ours.is_none() {
            return;
        }
        let known = groups.iter().position(|group| group.difference == difference);
        let known = known.unwrap_or_else(|| {
            let empty = Differing {
                difference,
                names: BTreeSet::new(),
                runs: 0,
                last: None,
                vendor: Some(Usd::ZERO),
                ours: Some(Usd::ZERO),
                is_claude_code: true,
            };
            groups.push(empty);
            groups.len() - 1
        });
        let group = &mut groups[known];
        for name in names.iter().filter(|name| !group.names.contains(**name)).collect::<Vec<_>>() {
            group.names.insert((*name).to_owned());
        }
        group.runs += u64::from(group.last.replace(place) != Some(place));
        group.vendor = group.vendor.and_then(|sum| sum.plus(vendor).ok());
        group.ours = group.ours.zip(ours).and_then(|(sum, ours)| sum.plus(ours).ok());
        group.is_claude_code &= is_claude_code;
    };
    let mut is_explained = false;
    for used in &measured.models {
        if let (Some(difference), Some(vendor)) =
            (used.difference.filter(|difference| *difference != Difference::None), used.vendor_cost)
        {
            add(difference, &[&used.name], vendor, used.price().map(|cost| cost.cost));
            is_explained |= difference == Difference::Unexplained || measured.difference == Some(difference);
        }
    }
    // What the models do not explain.
    let whole = measured.difference.filter(|difference| *difference != Difference::None && !is_explained);
    if let (Some(difference), Some(vendor)) = (whole, measured.run.vendor_cost) {
        let names: Vec<&str> = measured.models.iter().map(|used| used.name.as_str()).collect();
        add(difference, &names, vendor, measured.cost.map(|cost| cost.cost));
    }
}
