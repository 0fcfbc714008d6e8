//! What a run used of a model, split by what its messages or lines know of the requests behind it: on which day, in
//! which way and with how large a prompt each was served. A result has only their sums.

use super::counts::{Counts, Writes};
use super::run::RunModel;
use crate::usage::Service;

/// Splits what a result has of a model by its requests, as far as they are known: `known` are their sums, each of one
/// day, service and class of prompts. What is beyond them is a row of its own.
pub(super) fn split(mut sums: RunModel, known: &[RunModel]) -> Vec<RunModel> {
    let added = |total: Counts, row: &RunModel| total.plus(row.counts.with_all_writes());
    let Ok(total) = known.iter().try_fold(Counts::default(), added) else { return vec![sums] };
    let searches = total.web_searches.min(sums.counts.web_searches);
    let total = Counts { web_searches: searches, ..total };
    if known.is_empty() || !sums.counts.without_lifetimes().covers(total.without_lifetimes()) {
        return vec![sums];
    }
    let rest = sums.counts.without_lifetimes().less(total.without_lifetimes());
    let sizes = known
        .iter()
        .map(|row| row.prompts)
        .reduce(|one, two| one.zip(two).map(|(one, two)| (one.0.min(two.0), one.1.max(two.1))));
    let sizes = sizes.flatten().filter(|_| rest.prompt() == 0);
    if let [one] = known {
        sums.service = served(&sums, one);
        if sums.prompts.is_none() && sizes.is_some() {
            (sums.requests, sums.prompts) = (sums.requests.or(one.requests), sizes);
        }
        return vec![sums];
    }
    let mut lifetimes = Lifetimes::beyond(sums.counts.writes(), total.writes());
    let mut rows: Vec<RunModel> = known
        .iter()
        .map(|row| RunModel {
            name: sums.name.clone(),
            canonical: sums.canonical.clone(),
            day: row.day.or(sums.day),
            counts: lifetimes.given_to(row.counts.with_all_writes()),
            service: served(&sums, row),
            requests: row.requests,
            prompts: row.prompts,
            ..RunModel::default()
        })
        .collect();
    if rest.prompt() == 0 && rest.output == 0 {
        rows[0].counts.web_searches = rows[0].counts.web_searches.saturating_add(rest.web_searches);
    } else {
        let all = rows.iter().map(|row| row.service);
        let dearest = all.reduce(|one, two| Service {
            fast: one.fast || two.fast,
            us_only: one.us_only || two.us_only,
            batch: one.batch && two.batch,
        });
        rows.push(RunModel {
            name: sums.name.clone(),
            canonical: sums.canonical.clone(),
            day: rows.iter().filter_map(|row| row.day).max(),
            counts: lifetimes.given_to(rest),
            service: dearest.unwrap_or(sums.service),
            // Output of the requests that are known, and of each may be some of it.
            requests: sizes.map(|_| 0),
            prompts: sizes,
            is_output_at_least: sums.is_output_at_least,
            ..RunModel::default()
        });
    }
    // What may be an earlier run's is beside all of them.
    if let Some(last) = rows.last_mut() {
        last.perhaps = sums.perhaps;
    }
    // A figure for all of it is no part's own, unless the parts are one row when they are priced.
    if rows.iter().all(|row| row.service == rows[0].service) {
        rows[0].vendor_cost = sums.vendor_cost;
    }
    rows
}

/// How a request was served: what it was served at wins over what the whole run asked for.
fn served(sums: &RunModel, row: &RunModel) -> Service {
    Service {
        fast: if row.is_speed_told { row.service.fast } else { sums.service.fast },
        us_only: row.service.us_only || sums.service.us_only,
        batch: row.service.batch || sums.service.batch,
    }
}

/// Lifetimes of cache writes that the sums know beyond the requests.
struct Lifetimes {
    for_5m: u64,
    for_1h: u64,
}

impl Lifetimes {
    fn beyond(sums: Writes, known: Writes) -> Self {
        Self {
            for_5m: sums.for_5m.saturating_sub(known.for_5m),
            for_1h: sums.for_1h.saturating_sub(known.for_1h),
        }
    }

    /// Gives lifetimes to writes that have none.
    fn given_to(&mut self, mut counts: Counts) -> Counts {
        let for_1h = counts.writes().unknown_ttl.min(self.for_1h);
        counts.cache_write_1h += for_1h;
        self.for_1h -= for_1h;
        let for_5m = counts.writes().unknown_ttl.min(self.for_5m);
        counts.cache_write_5m += for_5m;
        self.for_5m -= for_5m;
        counts
    }
}
