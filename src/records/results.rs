//! Runs out of results: each once.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, btree_map};

use super::counts::Counts;
use super::record::{ModelCounts, NO_SESSION, Origin, RequestCounts, ResultRecord};
use super::run::{Grouping, Run, RunModel, UseDay};
use super::split::split;
use crate::units::{OutOfRange, length};
use crate::usage::{Service, UsedBy};

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
    pub(super) fn take(&mut self, again: &mut Self) {
        self.billing = self.billing.or(again.billing);
        self.at = super::gathered::earlier(self.at, again.at);
        self.cwd = self.cwd.take().or(again.cwd.take());
        self.version = self.version.or(again.version);
        self.main_model = self.main_model.take().or(again.main_model.take());
        if self.origin == Origin::Result && self.requests.is_none() && again.requests.is_some() {
            // The copy stands behind its messages, and knows the requests to each model.
            std::mem::swap(&mut self.models, &mut again.models);
        }
        self.requests = self.requests.max(again.requests);
        self.turns = self.turns.or(again.turns);
        self.outcome = self.outcome.take().or(again.outcome.take());
        self.entrypoint = self.entrypoint.take().or(again.entrypoint.take());
        self.main = self.main.or(again.main);
        self.api_ms = self.api_ms.or(again.api_ms);
        self.has_subagents = self.has_subagents.max(again.has_subagents);
        if self.seen.is_empty() {
            self.seen = std::mem::take(&mut again.seen);
        }
    }

    /// The place of the main loop's model: of those that count at least as much, the one whose counts are nearest
    /// to the main loop's own. A model may stand under two names, and the lines of messages name the wrong one as
    /// often. Where earlier totals are in all of them, a small helper would be nearest, and cannot be it.
    pub(super) fn main_place(&self, main: Counts) -> Option<usize> {
        let distance = |counts: Counts| {
            let pairs = [
                (counts.input, main.input),
                (counts.output, main.output),
                (counts.cache_read, main.cache_read),
            ];
            let writes = (counts.prompt_writes(), main.prompt_writes());
            pairs.into_iter().chain([writes]).map(|(one, two)| u128::from(one.abs_diff(two))).sum::<u128>()
        };
        let main_alone = Counts { web_searches: 0, ..main.without_lifetimes() };
        (0..self.models.len()).min_by_key(|place| {
            let counts = self.models[*place].counts;
            (!counts.without_lifetimes().covers(main_alone), distance(counts))
        })
    }

    /// Gives the split of the main loop's writes to the main model, and its service.
    fn split_writes(&mut self) {
        let Some(main) = self.main else {
            // Without `usage` only a single model is surely that of the main loop.
            if let [only] = self.models.as_mut_slice() {
                only.service.fast |= self.service.fast;
            }
            return;
        };
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

/// Runs out of results; rows that add up to one run are joined.
pub(super) fn runs(
    results: impl Iterator<Item = ResultRecord>,
    grouping: &Grouping<'_>,
) -> Result<Vec<Run>, OutOfRange> {
    let mut runs: Vec<Run> = Vec::new();
    let mut rows: HashMap<String, (usize, RowPlaces)> = HashMap::new();
    for result in results {
        let run_of_row = if result.adds_up { result.session.clone() } else { None };
        let run = run_of(result, grouping)?;
        match run_of_row.map(|session| rows.entry(session)) {
            Some(Entry::Occupied(mut known)) => {
                let (place, places) = known.get_mut();
                runs[*place].add(run, places, grouping)?;
            }
            Some(Entry::Vacant(new)) => {
                new.insert((runs.len(), RowPlaces::default()));
                runs.push(run);
            }
            None => runs.push(run),
        }
    }
    Ok(runs)
}

/// A result as a run.
pub(super) fn run_of(mut result: ResultRecord, grouping: &Grouping<'_>) -> Result<Run, OutOfRange> {
    result.split_writes();
    let day = result.at.map(|at| grouping.day(at));
    let used_by = match (&result.entrypoint, result.origin) {
        _ if result.used_by.is_some() => result.used_by.unwrap_or(UsedBy::Unknown),
        (Some(entrypoint), _) => UsedBy::of_entrypoint(entrypoint),
        // A result is what a program gets; rows of other tools are about jobs.
        (None, Origin::Result | Origin::Native) => UsedBy::Program,
        (None, _) => UsedBy::Unknown,
    };
    let is_complete = result.models.iter().all(|model| !model.is_output_at_least);
    let mut models = Vec::with_capacity(result.models.len());
    for model in result.models {
        let known = rows_of(&model.each, grouping)?;
        let sums = RunModel {
            name: model.model,
            canonical: model.canonical,
            day,
            counts: model.counts,
            service: model.service,
            requests: model.requests,
            prompts: model.prompts,
            is_output_at_least: model.is_output_at_least,
            perhaps: Some(model.perhaps).filter(|counts| !counts.is_empty()).map(Box::new),
            vendor_cost: model.vendor_cost,
            is_speed_told: false,
        };
        models.extend(split(sums, &known));
    }
    Ok(Run {
        file: result.place.file,
        origin: result.origin,
        session: run_session(result.session),
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
        is_complete,
        models,
        vendor_cost: result.vendor_cost,
        version: result.version,
        kin: None,
    })
}

/// The session of a result as that of its run: rows that name no run are grouped by file.
pub(super) fn run_session<T: AsRef<str>>(session: Option<T>) -> Option<T> {
    session.filter(|id| !id.as_ref().starts_with(NO_SESSION))
}

/// The requests to a model, summed by service and class of prompts.
fn rows_of(requests: &[RequestCounts], grouping: &Grouping<'_>) -> Result<Vec<RunModel>, OutOfRange> {
    let mut rows: BTreeMap<(Service, bool, usize), RunModel> = BTreeMap::new();
    for request in requests {
        let prompt = request.counts.prompt();
        let key = (request.service, request.is_speed_told, grouping.class(prompt));
        let one = RunModel {
            counts: request.counts.with_all_writes(),
            service: request.service,
            is_speed_told: request.is_speed_told,
            requests: Some(1),
            prompts: Some((prompt, prompt)),
            ..RunModel::default()
        };
        match rows.entry(key) {
            btree_map::Entry::Occupied(mut row) => {
                let sum = row.get().plus(&one).ok_or(OutOfRange)?;
                row.insert(sum);
            }
            btree_map::Entry::Vacant(new) => {
                new.insert(one);
            }
        }
    }
    Ok(rows.into_values().collect())
}

impl Run {
    /// Adds another row of the same run.
    fn add(&mut self, row: Self, places: &mut RowPlaces, grouping: &Grouping<'_>) -> Result<(), OutOfRange> {
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
        for model in row.models {
            places.add(model, &mut self.models, grouping)?;
        }
        Ok(())
    }
}

/// Where the rows of a run are that can only cost what their sum costs: those of one model, one day and one
/// class of prompts, served in one way.
#[derive(Default)]
struct RowPlaces {
    places: HashMap<RowKey, usize>,
    /// How many models are in `places`.
    known: usize,
}

#[derive(PartialEq, Eq, Hash)]
struct RowKey {
    name: String,
    canonical: Option<String>,
    day: Option<UseDay>,
    service: Service,
    is_output_at_least: bool,
    /// Whether requests are counted, and whether there are any.
    requests: Option<bool>,
    class: usize,
}

impl RowKey {
    fn of(row: &RunModel, grouping: &Grouping<'_>) -> Self {
        let requests = row.requests.map(|requests| requests > 0);
        Self {
            name: row.name.clone(),
            canonical: row.canonical.clone(),
            day: row.day,
            service: row.service,
            is_output_at_least: row.is_output_at_least,
            requests,
            class: grouping.class_of_mean(row.counts.prompt(), row.requests.unwrap_or(0).max(1)),
        }
    }
}

impl RowPlaces {
    /// Adds a row to the one of its kind, if there is one.
    fn add(
        &mut self,
        row: RunModel,
        models: &mut Vec<RunModel>,
        grouping: &Grouping<'_>,
    ) -> Result<(), OutOfRange> {
        for (place, model) in models.iter().enumerate().skip(self.known) {
            self.places.entry(RowKey::of(model, grouping)).or_insert(place);
        }
        self.known = models.len();
        match self.places.get(&RowKey::of(&row, grouping)) {
            Some(place) => models[*place].add_row(&row),
            None => {
                models.push(row);
                Ok(())
            }
        }
    }
}

impl RunModel {
    /// Adds a row of the same kind.
    fn add_row(&mut self, row: &Self) -> Result<(), OutOfRange> {
        if self.requests.unwrap_or(0) == 0 {
            // Nobody says how many requests there were, but none had a larger prompt than its row.
            let (one, two) = (self.counts.prompt(), row.counts.prompt());
            let (smallest, largest) = self.prompts.unwrap_or((one, one));
            self.prompts = Some((smallest.min(two), largest.max(two)));
        }
        self.counts = self.counts.plus(row.counts)?;
        self.requests = match (self.requests, row.requests) {
            (Some(one), Some(two)) => Some(one.checked_add(two).ok_or(OutOfRange)?),
            _ => None,
        };
        self.vendor_cost = match (self.vendor_cost, row.vendor_cost) {
            (Some(one), Some(two)) => Some(one.plus(two)?),
            (one, two) => one.or(two),
        };
        Ok(())
    }
}
