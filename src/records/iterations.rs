//! `usage.iterations` of an answer: the requests to models behind it.
//!
//! - Entries of type `message` are the requests behind the sums of `usage`, where they add up to these exactly. Each
//!   has its own prompt, and so its own price band. Where they don't add up, the sums stand for one request.
//! - `advisor_message` and `compaction` are requests beside the sums, to the model that the entry names.
//! - What any other type means isn't guessed: it is counted nowhere, and named.
//! - Most answers have a single `message`, which says nothing new and isn't kept.

use super::counts::{Counts, Usage};
use super::json::{BadCount, Broken, Json, Walk};
use super::record::owned;
use crate::usage::Service;

/// How many characters of a type that isn't known are shown.
const NAME_MAX: usize = 64;

/// The requests behind one answer, as far as they are more than its sums.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Iterations {
    /// Those behind the sums.
    messages: Vec<Iteration>,
    /// Those beside the sums.
    pub(super) beside: Vec<Iteration>,
    /// The types of the others.
    pub(super) unknown: Vec<String>,
}

/// One request to a model.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Iteration {
    /// Its model, where it isn't that of the answer.
    pub(super) model: Option<String>,
    pub(super) counts: Counts,
    pub(super) service: Service,
    pub(super) is_speed_told: bool,
    /// Whether it goes to the answer's own model, and so at its speed.
    is_own_speed: bool,
}

impl Iterations {
    /// Reads the list that comes next. Fails when it is cut off; a count that is none is handed to `bad`.
    pub(super) fn walk(walk: &mut Walk<'_>, bad: &mut Option<BadCount>) -> Result<Self, Broken> {
        let list = walk.value()?;
        let (mut first, mut is_one) = (None, true);
        list.elements(|entry| {
            is_one &= first.is_none();
            first = first.or(Some(entry));
        })?;
        let mut iterations = Self::default();
        let Some(first) = first else { return Ok(iterations) };
        if is_one && is_message(first.get(b"type")) && first.get(b"model").is_none() {
            return Ok(iterations);
        }
        list.elements(|entry| iterations.add(entry, bad))?;
        Ok(iterations)
    }

    fn add(&mut self, entry: Json<'_>, bad: &mut Option<BadCount>) {
        let kind = entry.get(b"type");
        let is_message = is_message(kind);
        let is_beside = matches!(kind.map(Json::bytes), Some(b"\"advisor_message\"" | b"\"compaction\""));
        if !is_message && !is_beside {
            let name = owned(kind).unwrap_or_default();
            return self.unknown.push(name.chars().take(NAME_MAX).collect());
        }
        let Ok(usage) = Usage::walk(&mut entry.walk()) else { return };
        let counts = match usage.counts {
            Ok(counts) => counts,
            Err(reason) => {
                *bad = bad.or(Some(reason));
                return;
            }
        };
        // Nobody knows which model advised where the entry doesn't say so, and that has no price.
        let is_advice = kind.is_some_and(|kind| kind.bytes() == b"\"advisor_message\"");
        let model = owned(entry.get(b"model"));
        let iteration = Iteration {
            is_own_speed: is_message || (model.is_none() && !is_advice),
            model: model.or_else(|| is_advice.then(String::new)),
            counts,
            service: usage.service,
            is_speed_told: usage.is_speed_told,
        };
        if is_message { &mut self.messages } else { &mut self.beside }.push(iteration);
    }

    /// Adds how the whole answer was served to what its requests don't say themselves.
    pub(super) fn served_like(&mut self, answer: Service, is_speed_told: bool) {
        for one in self.messages.iter_mut().chain(&mut self.beside) {
            one.service.us_only |= answer.us_only;
            one.service.batch |= answer.batch;
            one.service.fast |= answer.fast && one.is_own_speed && !one.is_speed_told;
            // Another model than that of the answer isn't asked to be fast.
            one.is_speed_told |= is_speed_told || !one.is_own_speed;
        }
    }

    /// The models that its requests name.
    pub(super) fn models(&self) -> impl Iterator<Item = &str> {
        self.messages.iter().chain(&self.beside).filter_map(|one| one.model.as_deref())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.beside.is_empty() && self.unknown.is_empty()
    }

    /// Takes the place of what an earlier line of the same answer had, where it has more.
    pub(super) fn join(&mut self, other: Self) {
        let size = |one: &Self| {
            let all = one.messages.iter().chain(&one.beside);
            let tokens: u128 =
                all.map(|one| u128::from(one.counts.prompt()) + u128::from(one.counts.output)).sum();
            (one.messages.len() + one.beside.len() + one.unknown.len(), tokens)
        };
        if (size(&other), &other) > (size(self), self) {
            *self = other;
        }
    }

    /// The requests behind the sums of an answer; `None` where they don't add up to these.
    pub(super) fn parts(&self, sums: Counts) -> Option<Vec<Iteration>> {
        let all = self.messages.iter().try_fold(Counts::default(), |all, one| all.plus(one.counts)).ok()?;
        let without_searches = |counts: Counts| Counts { web_searches: 0, ..counts.without_lifetimes() };
        if self.messages.is_empty() || without_searches(all) != without_searches(sums) {
            return None;
        }
        let mut parts = self.messages.clone();
        let (whole, told) = (sums.writes(), all.writes());
        if whole != told {
            // Together they live as the sums say; which lives how long is not told.
            let (mut for_5m, mut for_1h) = (whole.for_5m, whole.for_1h);
            for part in &mut parts {
                let writes = part.counts.prompt_writes();
                part.counts.cache_write_5m = writes.min(for_5m);
                part.counts.cache_write_1h = (writes - part.counts.cache_write_5m).min(for_1h);
                for_5m -= part.counts.cache_write_5m;
                for_1h -= part.counts.cache_write_1h;
            }
        }
        // The searches of an answer are counted in its sums.
        for part in &mut parts {
            part.counts.web_searches = 0;
        }
        parts[0].counts.web_searches = sums.web_searches;
        Some(parts)
    }
}

/// Entries of the time before there were types are requests behind the sums, too.
fn is_message(kind: Option<Json<'_>>) -> bool {
    kind.is_none_or(|kind| kind.bytes() == b"\"message\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(list: &str) -> Iterations {
        let mut bad = None;
        let json = Json::new(list.as_bytes()).unwrap();
        let read = Iterations::walk(&mut json.walk(), &mut bad).unwrap();
        assert_eq!(bad, None);
        read
    }

    #[test]
    fn requests_are_those_that_add_up_to_the_sums() {
        let two = read(
            r#"[{"type":"message","input_tokens":10,"output_tokens":1},{"type":"message","input_tokens":20,"output_tokens":2}]"#,
        );
        let sums = Counts { input: 30, output: 3, ..Counts::default() };
        assert_eq!(two.parts(sums).unwrap().iter().map(|one| one.counts.input).collect::<Vec<_>>(), [10, 20]);
        assert_eq!(two.parts(Counts { output: 4, ..sums }), None);
        // One says nothing new.
        assert!(read(r#"[{"type":"message","input_tokens":10}]"#).is_empty());
        assert!(read("[]").is_empty());
        assert!(read("null").is_empty());
    }

    #[test]
    fn lifetimes_that_only_the_sums_tell_are_those_of_the_requests_together() {
        let two = read(
            r#"[{"type":"message","cache_creation_input_tokens":10},{"type":"message","cache_creation_input_tokens":20}]"#,
        );
        let sums = Counts { cache_write: 30, cache_write_5m: 12, cache_write_1h: 18, ..Counts::default() };
        let parts = two.parts(sums).unwrap();
        assert_eq!(parts.iter().map(|one| one.counts.cache_write_5m).collect::<Vec<_>>(), [10, 2]);
        assert_eq!(parts.iter().map(|one| one.counts.cache_write_1h).collect::<Vec<_>>(), [0, 18]);
    }

    #[test]
    fn a_later_line_with_more_takes_the_place_of_an_earlier_one() {
        let one = read(r#"[{"type":"advisor_message","model":"a","input_tokens":1}]"#);
        let two = read(r#"[{"type":"advisor_message","model":"a","input_tokens":1},{"type":"odd"}]"#);
        for (mut first, second) in [(one.clone(), two.clone()), (two.clone(), one.clone())] {
            first.join(second);
            assert_eq!(first, two);
        }
        assert_eq!(two.unknown, ["odd"]);
        assert_eq!(two.beside.len(), 1);
    }

    #[test]
    fn an_adviser_does_not_answer_at_the_speed_of_the_answer() {
        let mut both = read(
            r#"[{"type":"message","input_tokens":1},{"type":"advisor_message","model":"a","input_tokens":1},{"type":"message","speed":"standard"}]"#,
        );
        both.served_like(Service { fast: true, us_only: true, batch: false }, true);
        let fast = |list: &[Iteration]| list.iter().map(|one| one.service.fast).collect::<Vec<_>>();
        assert_eq!((fast(&both.messages), fast(&both.beside)), (vec![true, false], vec![false]));
        assert!(both.beside[0].service.us_only);
    }
}
