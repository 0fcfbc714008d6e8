//! What of a result's totals is its own run's. A result of Claude Code may begin with the totals of the runs
//! before it: of turns of the same process in every version, of the session that was resumed or forked from
//! 2.1.277 on. A turn of Codex always has its whole thread's.
//!
//! `usage` is the main loop of one run alone, so an earlier result after which exactly that is left is the one
//! that totals go on from. Where nothing fits exactly, what fits is taken as far as version and process allow
//! it, and where that is not certain, the smaller figure stands with the larger one beside it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::counts::Counts;
use super::record::{ModelCounts, Origin, ResultRecord, Version, plain_name};
use crate::units::Usd;

/// From this version on, a resumed or forked session's results begin with the totals of those before.
const RESUMES_GO_ON: Version = (2, 1, 277);

/// How many earlier results are tried as the one that a result goes on from.
const EARLIER_MAX: usize = 16;

/// Requests beside the main loop, such as those that sum up a long history, run on its model as well. What is
/// beyond the main loop counts as theirs up to this part of it; more than that may be earlier runs.
const SIDE_REQUESTS: u64 = 4;

/// Subtracts from each result what earlier runs had counted.
pub(super) fn without_repeats(results: Vec<ResultRecord>) -> Vec<ResultRecord> {
    let (mut others, mut of_sessions): (Vec<_>, Vec<_>) = results.into_iter().partition(|result| {
        !matches!(result.origin, Origin::Result | Origin::Codex) || result.session.is_none()
    });
    // Totals only grow, and most records have no times.
    of_sessions.sort_by_cached_key(|result| {
        let total = result.total();
        (total.prompt(), total.output, result.place)
    });
    let earlier = Earlier::of(&of_sessions);
    let bases: Vec<Option<Base>> = (0..of_sessions.len()).map(|place| earlier.base_of(place)).collect();
    // From the largest on: what a result goes on from is smaller, and still as it was written.
    for (place, base) in bases.into_iter().enumerate().rev() {
        let (before, from) = of_sessions.split_at_mut(place);
        if let Some(base) = base {
            from[0].begin_after(&before[base.place], base.is_certain);
        }
        from[0].set_apart_what_may_be_earlier();
    }
    others.extend(of_sessions);
    others.sort_by_key(|result| result.place);
    others
}

/// The result that another goes on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Base {
    place: usize,
    /// Whether nothing else explains the totals as well.
    is_certain: bool,
}

/// Results in the order of their totals, and where to find those that a result may go on from.
struct Earlier<'r> {
    results: &'r [ResultRecord],
    by_session: HashMap<&'r str, Vec<usize>>,
    /// By a model and what a result counts of it.
    by_entry: HashMap<(&'r str, Prompt), Vec<usize>>,
}

/// Input, output, cache reads and cache writes: what the main loop and the totals both count.
type Prompt = (u64, u64, u64, u64);

fn entry(counts: Counts) -> Prompt {
    (counts.input, counts.output, counts.cache_read, counts.prompt_writes())
}

fn less(total: Prompt, part: Prompt) -> Option<Prompt> {
    Some((
        total.0.checked_sub(part.0)?,
        total.1.checked_sub(part.1)?,
        total.2.checked_sub(part.2)?,
        total.3.checked_sub(part.3)?,
    ))
}

impl<'r> Earlier<'r> {
    fn of(results: &'r [ResultRecord]) -> Self {
        let mut by_session: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_entry: HashMap<(&str, Prompt), Vec<usize>> = HashMap::new();
        for (place, result) in results.iter().enumerate() {
            by_session.entry(result.session.as_deref().unwrap_or_default()).or_default().push(place);
            if result.origin == Origin::Result {
                for model in result.models.iter().filter(|model| !model.counts.is_empty()) {
                    by_entry.entry((&model.model, entry(model.counts))).or_default().push(place);
                }
            }
        }
        Self { results, by_session, by_entry }
    }

    /// The result that the one at `place` goes on from.
    fn base_of(&self, place: usize) -> Option<Base> {
        let result = &self.results[place];
        let of_session = &self.by_session[result.session.as_deref().unwrap_or_default()];
        let before = of_session.partition_point(|other| *other < place);
        let nearby = || of_session[..before].iter().rev().take(EARLIER_MAX).copied();
        let is_of_session = |other: &usize| self.results[*other].session == result.session;
        let certain = |place| Some(Base { place, is_certain: true });

        // What is left is exactly the main loop of this run.
        let exact: Vec<usize> = self.exactly_before(place);
        if let Some(base) = exact.iter().copied().find(is_of_session) {
            return certain(base);
        }
        if let Some(base) = nearby().find(|other| result.is_exactly_after(&self.results[*other])) {
            return certain(base);
        }
        if result.may_be_resumed() {
            // A fork has an id of its own, and begins with its parent's totals.
            if let Some(base) = exact.first() {
                return certain(*base);
            }
            if let Some(base) = self.with_another_model(place) {
                return certain(base);
            }
        }
        if result.is_main_loop_alone() {
            return None;
        }
        if let Some(base) = nearby().find(|other| result.goes_on_from(&self.results[*other])) {
            // Totals of one process grow with the time its requests took. Where that fell, a new process
            // began, and only the version says whether it went on from the totals.
            let is_known = result.version.is_some() || !result.is_faster_than(&self.results[base]);
            return Some(Base { place: base, is_certain: is_known });
        }
        if result.version.is_some() && result.may_be_resumed() {
            // The parent's side requests are there unchanged, and subagents hide the main loop.
            let other = self.same_entries(place);
            let other = other.into_iter().find(|other| result.fits_after(&self.results[*other]));
            return other.map(|place| Base { place, is_certain: false });
        }
        None
    }

    /// Smaller results after which exactly the main loop is left of a model, the nearest first.
    fn exactly_before(&self, place: usize) -> Vec<usize> {
        let result = &self.results[place];
        let Some(main) = result.main.map(entry).filter(|main| *main != (0, 0, 0, 0)) else {
            return Vec::new();
        };
        let before = result
            .models
            .iter()
            .filter_map(|model| Some(self.smaller(place, &model.model, less(entry(model.counts), main)?)));
        let mut found = nearest(before.flatten());
        found.retain(|other| result.is_exactly_after(&self.results[*other]));
        found
    }

    /// A result of another session with its largest entry unchanged, where the main loop runs on another model.
    fn with_another_model(&self, place: usize) -> Option<usize> {
        let result = &self.results[place];
        // Equal counts prove something where the program is known to go on from them.
        result.version?;
        self.same_entries(place).into_iter().find(|other| {
            let other = &self.results[*other];
            let largest = other.models.iter().max_by_key(|model| model.counts.prompt());
            let is_unchanged = largest.is_some_and(|largest| {
                largest.counts.prompt() > 0
                    && result.models.iter().any(|model| {
                        model.model == largest.model && entry(model.counts) == entry(largest.counts)
                    })
            });
            // One that failed may have used only what all begin with.
            let has_begun = other.main.is_some_and(|main| !main.is_empty());
            has_begun && is_unchanged && result.is_exactly_after(other)
        })
    }

    /// Smaller results with an entry that is the same in the one at `place`, the nearest first.
    fn same_entries(&self, place: usize) -> Vec<usize> {
        let models = self.results[place].models.iter();
        nearest(models.flat_map(|model| self.smaller(place, &model.model, entry(model.counts))))
    }

    /// Results before `place` with this entry, the nearest first.
    fn smaller(&self, place: usize, model: &'r str, counts: Prompt) -> impl Iterator<Item = usize> + '_ {
        let known = self.by_entry.get(&(model, counts)).map(Vec::as_slice).unwrap_or_default();
        let before = known.partition_point(|other| *other < place);
        known[..before].iter().rev().take(EARLIER_MAX).copied()
    }
}

/// The last few of some places, each once, the last first. A result may have thousands of models.
fn nearest(places: impl Iterator<Item = usize>) -> Vec<usize> {
    let places: BTreeSet<usize> = places.collect();
    places.into_iter().rev().take(EARLIER_MAX).collect()
}

impl ResultRecord {
    pub(super) fn total(&self) -> Counts {
        let add = |total: Counts, model: &ModelCounts| total.plus(model.counts).unwrap_or(total);
        self.models.iter().fold(Counts::default(), add)
    }

    /// Whether the version allows that its totals begin with those of another process.
    fn may_be_resumed(&self) -> bool {
        self.version.is_none_or(|version| version >= RESUMES_GO_ON)
    }

    /// Whether one model counts exactly what the main loop used.
    fn is_main_loop_alone(&self) -> bool {
        self.main.is_some_and(|main| {
            !main.is_empty() && self.models.iter().any(|model| entry(model.counts) == entry(main))
        })
    }

    /// Whether its requests took less time than those of a result before it, so that its process is another.
    fn is_faster_than(&self, earlier: &Self) -> bool {
        matches!((self.api_ms, earlier.api_ms), (Some(now), Some(before)) if now < before)
    }

    /// Whether its totals hold those of `earlier` and the main loop of this run besides.
    fn fits_after(&self, earlier: &Self) -> bool {
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
        let alone = Counts { web_searches: 0, ..self.main.unwrap_or_default().without_lifetimes() };
        let before = earlier.total().plus(alone);
        before.is_ok_and(|before| {
            self.total().covers(Counts { cache_write_5m: 0, cache_write_1h: 0, web_searches: 0, ..before })
        })
    }

    /// Whether exactly the main loop of this run is left of a model after `earlier`.
    fn is_exactly_after(&self, earlier: &Self) -> bool {
        let Some(main) = self.main.map(entry).filter(|main| *main != (0, 0, 0, 0)) else { return false };
        let before = |name: &str| {
            let same = earlier.models.iter().find(|model| model.model == name);
            same.map_or((0, 0, 0, 0), |model| entry(model.counts))
        };
        let is_left = |model: &ModelCounts| less(entry(model.counts), before(&model.model)) == Some(main);
        !earlier.models.is_empty() && self.models.iter().any(is_left) && self.fits_after(earlier)
    }

    /// Whether its totals may begin with those of `earlier`, a result of the same session.
    fn goes_on_from(&self, earlier: &Self) -> bool {
        // Before, only the turns of one process were added up.
        let is_same_process = self.place.file == earlier.place.file && !self.is_faster_than(earlier);
        let is_allowed = self.version.is_none_or(|version| version >= RESUMES_GO_ON) || is_same_process;
        is_allowed && self.fits_after(earlier)
    }

    /// Subtracts what `earlier` had counted. Where that is not certain, it may be this run's as well.
    fn begin_after(&mut self, earlier: &Self, is_certain: bool) {
        // Of two of one name, the first.
        let before: HashMap<&str, &ModelCounts> =
            earlier.models.iter().rev().map(|before| (before.model.as_str(), before)).collect();
        for model in &mut self.models {
            if let Some(before) = before.get(model.model.as_str()) {
                model.counts = model.counts.less(before.counts);
                if is_certain {
                    let cost = before.vendor_cost.unwrap_or(Usd::ZERO);
                    model.vendor_cost = model.vendor_cost.map(|total| total.less(cost));
                } else {
                    (model.perhaps, model.vendor_cost) = (before.counts, None);
                }
            }
        }
        self.models.retain(|model| !model.counts.is_empty() || !model.perhaps.is_empty());
        let cost = earlier.vendor_cost.unwrap_or(Usd::ZERO);
        self.vendor_cost = self.vendor_cost.filter(|_| is_certain).map(|total| total.less(cost));
    }

    /// Sets apart what may be of runs that no record is left of: what is far beyond the main loop, where the
    /// version goes on from earlier totals and nothing tells of subagents.
    fn set_apart_what_may_be_earlier(&mut self) {
        let is_resumable = self.goes_on_for_sure();
        let Some(main) = self.main.filter(|main| !main.is_empty()) else { return };
        // The answer that went over a budget is in the totals alone.
        let is_over_budget = self.outcome.as_deref().is_some_and(|outcome| outcome.contains("budget"));
        if !is_resumable || self.has_subagents == Some(true) || is_over_budget || self.is_main_loop_alone() {
            return;
        }
        let Some(main_place) = self.main_place(main) else { return };
        let seen: BTreeMap<&str, Counts> =
            self.seen.iter().map(|(name, counts)| (name.as_str(), *counts)).collect();
        let own = |place: usize, model: &ModelCounts| {
            let seen = seen.get(plain_name(&model.model)).copied().unwrap_or_default();
            let main = if place == main_place { main } else { Counts::default() };
            Counts { web_searches: model.counts.web_searches, ..main.max(seen) }
        };
        let of_main = &self.models[main_place];
        let known = own(main_place, of_main);
        let beyond = of_main.counts.prompt().saturating_sub(known.prompt());
        if beyond.saturating_mul(SIDE_REQUESTS) <= known.prompt() {
            return;
        }
        let apart: Vec<(Counts, Counts)> = self
            .models
            .iter()
            .enumerate()
            .map(|(place, model)| {
                let total = model.counts;
                let known = own(place, model);
                // Its writes by lifetime, as far as the totals have them.
                let known = Counts {
                    input: known.input.min(total.input),
                    output: known.output.min(total.output),
                    cache_read: known.cache_read.min(total.cache_read),
                    cache_write: known.prompt_writes().min(total.prompt_writes()),
                    cache_write_5m: known.cache_write_5m.min(total.cache_write_5m),
                    cache_write_1h: known.cache_write_1h.min(total.cache_write_1h),
                    cache_write_30m: known.cache_write_30m.min(total.cache_write_30m),
                    cache_write_12h: known.cache_write_12h.min(total.cache_write_12h),
                    web_searches: known.web_searches.min(total.web_searches),
                };
                (known, total.less(known))
            })
            .collect();
        for (model, (known, beyond)) in self.models.iter_mut().zip(apart) {
            model.counts = known;
            model.perhaps = model.perhaps.plus(beyond).unwrap_or(model.perhaps);
            model.vendor_cost = None;
        }
        self.vendor_cost = None;
    }

    /// Whether its version is known to go on from earlier totals. Only later ones split the writes of each
    /// model by lifetime.
    fn goes_on_for_sure(&self) -> bool {
        let has_split = |model: &ModelCounts| {
            model.counts.cache_write > 0
                && model.counts.cache_write_5m.saturating_add(model.counts.cache_write_1h)
                    == model.counts.cache_write
        };
        self.origin == Origin::Result
            && match self.version {
                Some(version) => version >= RESUMES_GO_ON,
                None => self.models.iter().any(has_split),
            }
    }
}
