//! Runs out of results: each once, and of a session's running totals only what is new.

use std::collections::BTreeMap;

use super::counts::Counts;
use super::record::{ModelCounts, Origin, ResultRecord, Version};
use super::run::{Run, RunModel};
use crate::units::{OutOfRange, Usd, length};
use crate::usage::{Service, UsedBy};

/// From this version on, a resumed session's results begin with the totals of those before.
const RESUMES_GO_ON: Version = (2, 1, 277);

/// How many earlier results of a session are tried as the one that a result continues.
const EARLIER_MAX: usize = 16;

/// Results without copies, and how many copies there were.
pub(super) fn distinct(mut results: Vec<ResultRecord>) -> (Vec<ResultRecord>, u64) {
    let all = results.len();
    results.sort_by_key(|result| (result.identity, result.place));
    results.dedup_by(|again, first| {
        let same = again.identity == first.identity;
        if same {
            first.take(again);
        }
        same
    });
    results.sort_by_key(|result| result.place);
    let again = length(all - results.len());
    (results, again)
}

impl ResultRecord {
    /// Adds what a copy of the same result knows beyond this one.
    fn take(&mut self, again: &mut Self) {
        self.billing = self.billing.or(again.billing);
        self.at = super::gathered::earlier(self.at, again.at);
        self.cwd = self.cwd.take().or(again.cwd.take());
        self.version = self.version.or(again.version);
        self.main_model = self.main_model.take().or(again.main_model.take());
        self.requests = self.requests.max(again.requests);
        self.turns = self.turns.or(again.turns);
        self.outcome = self.outcome.take().or(again.outcome.take());
        self.entrypoint = self.entrypoint.take().or(again.entrypoint.take());
        self.main = self.main.or(again.main);
    }

    fn total(&self) -> Counts {
        let add = |total: Counts, model: &ModelCounts| total.plus(model.counts).unwrap_or(total);
        self.models.iter().fold(Counts::default(), add)
    }

    /// Whether its totals begin with those of `earlier`, a result of the same session.
    fn goes_on_from(&self, earlier: &Self) -> bool {
        let has_all = |model: &ModelCounts| {
            self.models.iter().any(|mine| mine.model == model.model && mine.counts.covers(model.counts))
                || model.counts.is_empty()
        };
        if self.models.is_empty() || earlier.models.is_empty() || !earlier.models.iter().all(has_all) {
            return false;
        }
        // Before, only the turns of one process were added up.
        if self.version.is_some_and(|version| version < RESUMES_GO_ON)
            && self.place.file != earlier.place.file
        {
            return false;
        }
        // `usage` is this run's alone: with the totals before it, it must fit into the totals now.
        let alone = Counts { web_searches: 0, ..self.main.unwrap_or_default().without_lifetimes() };
        let before = earlier.total().plus(alone);
        before.is_ok_and(|before| {
            self.total().covers(Counts { cache_write_5m: 0, cache_write_1h: 0, web_searches: 0, ..before })
        })
    }

    /// Subtracts what `earlier` had counted.
    fn begin_after(&mut self, earlier: &Self) {
        for model in &mut self.models {
            if let Some(before) = earlier.models.iter().find(|before| before.model == model.model) {
                model.counts = model.counts.less(before.counts);
                model.vendor_cost =
                    model.vendor_cost.map(|cost| cost.less(before.vendor_cost.unwrap_or(Usd::ZERO)));
            }
        }
        self.models.retain(|model| !model.counts.is_empty());
        self.vendor_cost = self.vendor_cost.map(|cost| cost.less(earlier.vendor_cost.unwrap_or(Usd::ZERO)));
    }

    /// The place of the main loop's model: the one whose counts are nearest to the main loop's own. A model
    /// may stand under two names, and the lines of messages name the wrong one as often.
    fn main_place(&self, main: Counts) -> Option<usize> {
        let distance = |counts: Counts| {
            let pairs = [
                (counts.input, main.input),
                (counts.output, main.output),
                (counts.cache_read, main.cache_read),
            ];
            let writes = (counts.prompt_writes(), main.prompt_writes());
            pairs.into_iter().chain([writes]).map(|(one, two)| u128::from(one.abs_diff(two))).sum::<u128>()
        };
        (0..self.models.len()).min_by_key(|place| distance(self.models[*place].counts))
    }

    /// Gives the split of the main loop's writes to the main model, and its service.
    fn split_writes(&mut self) {
        let Some(main) = self.main else { return };
        if self.models.is_empty() {
            // Summer 2025: the main loop is all there is.
            self.models = vec![ModelCounts {
                model: self.main_model.clone().unwrap_or_default(),
                counts: main,
                ..ModelCounts::default()
            }];
        }
        let Some(place) = self.main_place(main) else { return };
        for model in &mut self.models {
            model.service = Service { fast: model.service.fast, ..self.service };
        }
        let has_split = self
            .models
            .iter()
            .any(|model| model.counts.cache_write_5m > 0 || model.counts.cache_write_1h > 0);
        let model = &mut self.models[place];
        model.service.fast |= self.service.fast;
        if !has_split {
            // For a while the whole stayed 0, and only the split was counted.
            if model.counts.cache_write == 0 {
                model.counts.cache_write = main.cache_write_5m.saturating_add(main.cache_write_1h);
            }
            model.counts.cache_write_1h = main.cache_write_1h.min(model.counts.cache_write);
            model.counts.cache_write_5m =
                main.cache_write_5m.min(model.counts.cache_write - model.counts.cache_write_1h);
        }
    }
}

/// Subtracts from each result what an earlier result of its session had counted.
pub(super) fn without_repeats(results: Vec<ResultRecord>) -> Vec<ResultRecord> {
    let mut sessions: BTreeMap<String, Vec<ResultRecord>> = BTreeMap::new();
    let (mut others, of_sessions): (Vec<_>, Vec<_>) = results.into_iter().partition(|result| {
        !matches!(result.origin, Origin::Result | Origin::Codex) || result.session.is_none()
    });
    for result in of_sessions {
        sessions.entry(result.session.clone().unwrap_or_default()).or_default().push(result);
    }
    for mut session in sessions.into_values() {
        // Totals only grow, and the records have no times.
        session.sort_by_key(|result| {
            let total = result.total();
            (total.prompt(), total.output, result.place)
        });
        let original = session.clone();
        for (place, result) in session.iter_mut().enumerate() {
            let earlier =
                original[..place].iter().rev().take(EARLIER_MAX).find(|earlier| result.goes_on_from(earlier));
            if let Some(earlier) = earlier {
                result.begin_after(earlier);
            }
        }
        others.extend(session);
    }
    others.sort_by_key(|result| result.place);
    others
}

/// Runs out of results; rows that add up to one run are joined.
pub(super) fn runs(
    results: Vec<ResultRecord>,
    day: impl Fn(jiff::Timestamp) -> jiff::civil::Date,
) -> Result<Vec<Run>, OutOfRange> {
    let mut runs: Vec<Run> = Vec::with_capacity(results.len());
    let mut rows: BTreeMap<String, usize> = BTreeMap::new();
    for mut result in results {
        result.split_writes();
        let adds_to = if result.adds_up {
            result.session.as_ref().and_then(|run| rows.get(run).copied())
        } else {
            None
        };
        if result.adds_up && adds_to.is_none() {
            rows.insert(result.session.clone().unwrap_or_default(), runs.len());
        }
        let run = run(result, &day);
        match adds_to {
            Some(place) => runs[place].add(run)?,
            None => runs.push(run),
        }
    }
    Ok(runs)
}

fn run(result: ResultRecord, day: impl Fn(jiff::Timestamp) -> jiff::civil::Date) -> Run {
    let day = result.at.map(day);
    let used_by = match (&result.entrypoint, result.origin) {
        _ if result.used_by.is_some() => result.used_by.unwrap_or(UsedBy::Unknown),
        (Some(entrypoint), _) => UsedBy::of_entrypoint(entrypoint),
        // A result is what a program gets; rows of other tools are about jobs.
        (None, Origin::Result | Origin::Native) => UsedBy::Program,
        (None, _) => UsedBy::Unknown,
    };
    let model = |model: ModelCounts| RunModel {
        name: model.model,
        canonical: model.canonical,
        day,
        counts: model.counts,
        service: model.service,
        requests: model.requests,
        prompts: model.prompts,
        is_output_at_least: model.is_output_at_least,
        vendor_cost: model.vendor_cost,
    };
    Run {
        file: result.place.file,
        origin: result.origin,
        session: result.session,
        job: result.job,
        cwd: result.cwd,
        project: None,
        started_at: result.at,
        entrypoint: result.entrypoint,
        used_by,
        billing: result.billing,
        outcome: result.outcome,
        turns: result.turns,
        requests: result.requests,
        is_complete: result.models.iter().all(|model| !model.is_output_at_least),
        models: result.models.into_iter().map(model).collect(),
        vendor_cost: result.vendor_cost,
    }
}

impl Run {
    /// Adds another row of the same run.
    fn add(&mut self, row: Self) -> Result<(), OutOfRange> {
        self.started_at = super::gathered::earlier(self.started_at, row.started_at);
        self.billing = self.billing.or(row.billing);
        self.job = self.job.take().or(row.job);
        self.cwd = self.cwd.take().or(row.cwd);
        self.outcome = self.outcome.take().or(row.outcome);
        self.turns = self.turns.or(row.turns);
        self.requests = match (self.requests, row.requests) {
            (Some(one), Some(two)) => Some(one.checked_add(two).ok_or(OutOfRange)?),
            (one, two) => one.or(two),
        };
        self.vendor_cost = match (self.vendor_cost, row.vendor_cost) {
            (Some(one), Some(two)) => Some(one.plus(two)?),
            // The sum of a part would pass for the sum of all.
            _ => None,
        };
        self.is_complete &= row.is_complete;
        self.models.extend(row.models);
        Ok(())
    }
}
