//! Runs out of results: each once, and of a session's running totals only what is new.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::counts::Counts;
use super::record::{ModelCounts, Origin, ResultRecord, Version};
use super::run::{Grouping, Run, RunModel};
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
    pub(super) fn take(&mut self, again: &mut Self) {
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
        let mut mine: HashMap<&str, Vec<Counts>> = HashMap::new();
        for model in &self.models {
            mine.entry(&model.model).or_default().push(model.counts);
        }
        let has_all = |model: &ModelCounts| {
            let mine = mine.get(model.model.as_str()).into_iter().flatten();
            model.counts.is_empty() || mine.into_iter().any(|mine| mine.covers(model.counts))
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
        // Of two of one name, the first.
        let before: HashMap<&str, &ModelCounts> =
            earlier.models.iter().rev().map(|before| (before.model.as_str(), before)).collect();
        for model in &mut self.models {
            if let Some(before) = before.get(model.model.as_str()) {
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
    results: impl Iterator<Item = ResultRecord>,
    grouping: &Grouping<'_>,
) -> Result<Vec<Run>, OutOfRange> {
    let mut runs: Vec<Run> = Vec::new();
    let mut rows: HashMap<String, (usize, RowPlaces)> = HashMap::new();
    for result in results {
        let run_of_row = if result.adds_up { result.session.clone() } else { None };
        let run = run_of(result, grouping);
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
pub(super) fn run_of(mut result: ResultRecord, grouping: &Grouping<'_>) -> Run {
    result.split_writes();
    run(result, |at| grouping.day(at))
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
    day: Option<jiff::civil::Date>,
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
