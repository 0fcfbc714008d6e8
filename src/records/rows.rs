//! Rows of one's own, packed: there may be millions of them, of a few kinds. What all rows of a kind have in
//! common is kept once, and a row is 80 bytes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hash};

use jiff::Timestamp;

use super::counts::Counts;
use super::gathered::{KeyHasher, count, hash, index};
use super::record::{ModelCounts, Origin, Place, ResultRecord};
use crate::units::{Usd, length};
use crate::usage::{Billing, Service, UsedBy};

/// Rows, each of one model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rows {
    list: Vec<Row>,
    kinds: Vec<Kind>,
    sessions: Texts,
    /// Counts of rows with one that 32 bits do not hold, or that few rows have.
    large: Vec<Large>,
    costs: Vec<Usd>,
}

/// Finds what rows have in common while they come in. Rows that are read need none of it any more.
#[derive(Debug, Default)]
pub(super) struct RowsRead {
    rows: Rows,
    kinds: HashMap<Kind, u32>,
    /// By the hash of the session's id.
    sessions: HashMap<u64, u32, BuildHasherDefault<KeyHasher>>,
    /// The kind of the row before: rows of one kind stand together.
    last: u32,
}

/// What is a row's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    identity: u64,
    /// When it started, in seconds since 1970 and nanoseconds; those are [`NONE_I32`] where nobody knows.
    second: i64,
    nanosecond: i32,
    file: u32,
    /// The line, as far as 32 bits go; it tells the order of rows only.
    line: u32,
    kind: u32,
    session: u32,
    /// The place of its cost.
    cost: u32,
    /// In the order of [`Large`].
    counts: [u32; 7],
    turns: u32,
    requests: u32,
}

const NONE: u32 = u32::MAX;
const NONE_I32: i32 = i32::MIN;

/// All that a row counts.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Large {
    counts: Counts,
    turns: Option<u64>,
    requests: Option<u64>,
}

/// What many rows have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Kind {
    job: Option<String>,
    cwd: Option<String>,
    entrypoint: Option<String>,
    used_by: Option<UsedBy>,
    billing: Billing,
    outcome: Option<String>,
    model: String,
    canonical: Option<String>,
    service: Service,
    is_output_at_least: bool,
    adds_up: bool,
}

/// Texts behind one another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.text += text;
        self.ends.push(self.text.len());
    }

    fn get(&self, place: u32) -> &str {
        let place = index(place);
        let begin = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[begin..self.ends[place]]
    }
}

impl RowsRead {
    /// Adds a row; its record has one model.
    pub(super) fn add(&mut self, mut record: ResultRecord) {
        let Some(ModelCounts { model, canonical, counts, service, is_output_at_least, .. }) =
            record.models.pop()
        else {
            return;
        };
        let kind = self.kind(Kind {
            job: record.job,
            cwd: record.cwd,
            entrypoint: record.entrypoint,
            used_by: record.used_by,
            billing: record.billing,
            outcome: record.outcome,
            model,
            canonical,
            service,
            is_output_at_least,
            adds_up: record.adds_up,
        });
        let session = record.session.as_deref().map_or(NONE, |session| self.session(session));
        let row = Row {
            identity: record.identity,
            second: record.at.map_or(0, Timestamp::as_second),
            nanosecond: record.at.map_or(NONE_I32, Timestamp::subsec_nanosecond),
            file: record.place.file,
            line: u32::try_from(record.place.line).unwrap_or(u32::MAX),
            kind,
            session,
            cost: self.rows.cost(record.vendor_cost),
            ..self.rows.counts(Large { counts, turns: record.turns, requests: record.requests })
        };
        self.rows.list.push(row);
    }

    /// All of them as records, for tests of the readers.
    #[cfg(test)]
    pub(super) fn records(&self) -> impl Iterator<Item = ResultRecord> + '_ {
        (0..count(self.rows.list.len())).map(|place| self.rows.record(place))
    }

    fn kind(&mut self, kind: Kind) -> u32 {
        if self.rows.kinds.get(index(self.last)) != Some(&kind) {
            let next = count(self.rows.kinds.len());
            self.last = *self.kinds.entry(kind).or_insert_with_key(|kind| {
                self.rows.kinds.push(kind.clone());
                next
            });
        }
        self.last
    }

    fn session(&mut self, session: &str) -> u32 {
        let next = count(self.rows.sessions.ends.len());
        let place = *self.sessions.entry(hash(&[session.as_bytes()])).or_insert(next);
        if place == next {
            self.rows.sessions.push(session);
        }
        place
    }

    /// Adds the rows of other files.
    pub(super) fn merge(&mut self, other: Self) {
        if self.rows.list.is_empty() {
            *self = other;
            return;
        }
        let other = other.rows;
        let kinds: Vec<u32> = other.kinds.into_iter().map(|kind| self.kind(kind)).collect();
        let texts = (0..count(other.sessions.ends.len())).map(|place| other.sessions.get(place));
        let sessions: Vec<u32> = texts.map(|session| self.session(session)).collect();
        let (costs, large) = (count(self.rows.costs.len()), count(self.rows.large.len()));
        self.rows.costs.extend(other.costs);
        self.rows.large.extend(other.large);
        self.rows.list.extend(other.list.into_iter().map(|mut row| {
            row.kind = kinds[index(row.kind)];
            if row.session != NONE {
                row.session = sessions[index(row.session)];
            }
            if row.cost != NONE {
                row.cost += costs;
            }
            if row.is_large() {
                row.counts[1] += large;
            }
            row
        }));
    }

    /// Leaves out copies, which give what they know beyond the first: the rows, and how many copies there were.
    pub(super) fn without_copies(mut self) -> (Rows, u64) {
        // Identities with the places of their rows: the rows themselves take five times as much memory, and places alone
        // send the processor all over it.
        let key = |row: &Row| (row.file, row.line);
        let mut places: Vec<(u64, u32)> =
            self.rows.list.iter().zip(0_u32..).map(|(row, place)| (row.identity, place)).collect();
        places.sort_unstable();
        let mut copies = Vec::new();
        for same in places.chunk_by_mut(|one, two| one.0 == two.0).filter(|same| same.len() > 1) {
            same.sort_by_key(|(_, place)| key(&self.rows.list[index(*place)]));
            if let [(_, first), again @ ..] = same {
                copies.extend(again.iter().map(|(_, again)| (*first, *again)));
            }
        }
        drop(places);
        for (first, again) in &copies {
            let (mut whole, mut copy) = (self.rows.record(*first), self.rows.record(*again));
            whole.take(&mut copy);
            self.add(whole);
            self.rows.list[index(*first)] = self.rows.list.pop().expect("a row was added just now");
        }
        let mut rows = self.rows;
        let again: HashSet<u32> = copies.into_iter().map(|(_, again)| again).collect();
        let mut places = 0_u32..;
        rows.list.retain(|_| places.next().is_none_or(|place| !again.contains(&place)));
        if !rows.list.is_sorted_by_key(key) {
            // Those that stand in one line stay in their order.
            rows.list.sort_by_key(key);
        }
        (rows, length(again.len()))
    }
}

impl Row {
    /// Whether its counts are among the [`Large`] ones, at the place of its second count.
    fn is_large(&self) -> bool {
        self.counts[0] == NONE
    }

    fn at(&self) -> Option<Timestamp> {
        (self.nanosecond != NONE_I32).then(|| {
            Timestamp::new(self.second, self.nanosecond).expect("these are the parts of a timestamp")
        })
    }
}

impl Rows {
    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    fn cost(&mut self, cost: Option<Usd>) -> u32 {
        let Some(cost) = cost else { return NONE };
        self.costs.push(cost);
        count(self.costs.len() - 1)
    }

    /// A row with these counts.
    fn counts(&mut self, all: Large) -> Row {
        let mut row = Row {
            identity: 0,
            second: 0,
            nanosecond: NONE_I32,
            file: 0,
            line: 0,
            kind: 0,
            session: NONE,
            cost: NONE,
            counts: [0; 7],
            turns: NONE,
            requests: NONE,
        };
        let Counts { input, output, cache_read, cache_write, cache_write_5m, cache_write_1h, .. } =
            all.counts;
        let web_searches = all.counts.web_searches;
        let counts = [input, output, cache_read, cache_write, cache_write_5m, cache_write_1h, web_searches];
        // Few rows have these, and all would be larger by them.
        let mut is_large = all.counts.cache_write_30m > 0 || all.counts.cache_write_12h > 0;
        let mut small = |count: Option<u64>| {
            let Some(count) = count else { return NONE };
            let small = u32::try_from(count).ok().filter(|count| *count != NONE);
            is_large |= small.is_none();
            small.unwrap_or(NONE)
        };
        row.counts = counts.map(|count| small(Some(count)));
        (row.turns, row.requests) = (small(all.turns), small(all.requests));
        if is_large {
            (row.counts[0], row.counts[1]) = (NONE, count(self.large.len()));
            self.large.push(all);
        }
        row
    }

    fn counts_of(&self, row: &Row) -> Large {
        if row.is_large() {
            return self.large[index(row.counts[1])].clone();
        }
        let [input, output, cache_read, cache_write, cache_write_5m, cache_write_1h, web_searches] =
            row.counts.map(u64::from);
        let counts = Counts {
            input,
            output,
            cache_read,
            cache_write,
            cache_write_5m,
            cache_write_1h,
            web_searches,
            ..Counts::default()
        };
        let some = |count: u32| (count != NONE).then_some(u64::from(count));
        Large { counts, turns: some(row.turns), requests: some(row.requests) }
    }

    fn session_of(&self, row: &Row) -> Option<&str> {
        (row.session != NONE).then(|| self.sessions.get(row.session))
    }

    /// The session of the row at this place.
    pub(super) fn session(&self, place: u32) -> Option<&str> {
        self.session_of(&self.list[index(place)])
    }

    /// The row at this place as a record of a whole run, or a part of one.
    pub(super) fn record(&self, place: u32) -> ResultRecord {
        self.record_of(&self.list[index(place)])
    }

    fn record_of(&self, row: &Row) -> ResultRecord {
        let kind = self.kinds[index(row.kind)].clone();
        let Large { counts, turns, requests } = self.counts_of(row);
        let vendor_cost = (row.cost != NONE).then(|| self.costs[index(row.cost)]);
        ResultRecord {
            place: Place { file: row.file, line: u64::from(row.line) },
            origin: Origin::Native,
            identity: row.identity,
            session: self.session_of(row).map(str::to_owned),
            job: kind.job,
            cwd: kind.cwd,
            entrypoint: kind.entrypoint,
            used_by: kind.used_by,
            billing: kind.billing,
            outcome: kind.outcome,
            turns,
            requests,
            at: row.at(),
            version: None,
            main_model: None,
            main: None,
            models: vec![ModelCounts {
                model: kind.model,
                canonical: kind.canonical,
                counts,
                vendor_cost,
                requests,
                service: kind.service,
                prompts: None,
                is_output_at_least: kind.is_output_at_least,
                each: Vec::new(),
                perhaps: Counts::default(),
            }],
            vendor_cost,
            api_ms: None,
            has_subagents: None,
            seen: Vec::new(),
            service: kind.service,
            adds_up: kind.adds_up,
        }
    }

    /// Whether the row at this place counts nothing.
    pub(super) fn is_empty_at(&self, place: u32) -> bool {
        self.counts_of(&self.list[index(place)]).counts.is_empty()
    }

    /// Puts places of rows, the smallest first, in the order of runs.
    pub(super) fn sort(&self, places: &mut [u32]) {
        // What tells most of them apart stands beside them: the rows lie all over the memory.
        let mut keyed: Vec<((bool, i64, i32, u32), u32)> = places
            .iter()
            .map(|place| {
                let row = &self.list[index(*place)];
                ((row.nanosecond == NONE_I32, row.second, row.nanosecond, row.file), *place)
            })
            .collect();
        let names = |place: u32| {
            let row = &self.list[index(place)];
            let kind = &self.kinds[index(row.kind)];
            (self.session_of(row), kind.entrypoint.as_deref(), kind.model.as_str())
        };
        keyed.sort_unstable_by(|(one, place), (two, other)| {
            one.cmp(two).then_with(|| names(*place).cmp(&names(*other))).then(place.cmp(other))
        });
        for (slot, (_, place)) in places.iter_mut().zip(keyed) {
            *slot = place;
        }
    }

    /// By what runs are in order; see [`order`](super::runs).
    pub(super) fn order(&self, place: u32) -> RowOrder<'_> {
        let row = &self.list[index(place)];
        let kind = &self.kinds[index(row.kind)];
        let at = row.at();
        let (session, entrypoint) = (self.session_of(row), kind.entrypoint.as_deref());
        (at.is_none(), at, row.file, session, entrypoint, Some(kind.model.as_str()))
    }

    /// The places of rows that are a run of their own, and of all others: those whose run has several, and those of a
    /// session that results are about, too.
    pub(super) fn apart(&self, with_results: &BTreeMap<String, bool>) -> (Vec<u32>, Vec<u32>) {
        let mut of_session = vec![0_u8; self.sessions.ends.len()];
        for row in self.list.iter().filter(|row| row.session != NONE) {
            let rows = &mut of_session[index(row.session)];
            *rows = rows.saturating_add(1);
        }
        if !with_results.is_empty() {
            for (place, rows) in of_session.iter_mut().enumerate() {
                if with_results.contains_key(self.sessions.get(count(place))) {
                    *rows = 2;
                }
            }
        }
        (0..count(self.len())).partition(|place| {
            let session = self.list[index(*place)].session;
            session == NONE || of_session[index(session)] == 1
        })
    }
}

/// The order of runs.
pub(super) type RowOrder<'a> =
    (bool, Option<Timestamp>, u32, Option<&'a str>, Option<&'a str>, Option<&'a str>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::record::ModelCounts;

    fn record(identity: u64, line: u64, counts: Counts) -> ResultRecord {
        let mut rows = RowsRead::default();
        rows.add(ResultRecord {
            place: Place { file: 3, line },
            origin: Origin::Native,
            identity,
            session: Some(format!("run {line}")),
            job: Some("audit".to_owned()),
            cwd: None,
            entrypoint: None,
            used_by: None,
            billing: Billing::Unknown,
            outcome: None,
            turns: Some(3),
            requests: None,
            at: Some("1969-12-31T23:59:59.25Z".parse().unwrap()),
            version: None,
            main_model: None,
            main: None,
            models: vec![ModelCounts {
                model: "m".to_owned(),
                counts,
                vendor_cost: Some("0.25".parse().unwrap()),
                ..ModelCounts::default()
            }],
            vendor_cost: Some("0.25".parse().unwrap()),
            api_ms: None,
            has_subagents: None,
            seen: Vec::new(),
            service: Service::default(),
            adds_up: true,
        });
        rows.rows.record(0)
    }

    #[test]
    fn a_row_is_small_and_gives_back_what_went_in() {
        assert_eq!(size_of::<Row>(), 80);
        for input in [0, 1, u64::from(u32::MAX) - 1, u64::from(u32::MAX), u64::MAX] {
            let counts = Counts { input, web_searches: 7, ..Counts::default() };
            let one = record(1, 5, counts);
            assert_eq!((one.models[0].counts, one.turns, one.requests), (counts, Some(3), None));
            assert_eq!(one.session.as_deref(), Some("run 5"));
            assert_eq!(one.at.map(|at| at.to_string()).as_deref(), Some("1969-12-31T23:59:59.25Z"));
            assert_eq!(one.vendor_cost, Some("0.25".parse().unwrap()));
        }
    }

    #[test]
    fn lifetimes_that_few_rows_have_are_kept() {
        for (cache_write_30m, cache_write_12h) in [(4, 0), (0, 4)] {
            let counts = Counts { cache_write: 9, cache_write_30m, cache_write_12h, ..Counts::default() };
            assert_eq!(record(1, 5, counts).models[0].counts, counts);
        }
    }

    #[test]
    fn rows_are_sorted_as_runs_are() {
        let mut all = RowsRead::default();
        let times = [
            Some("1969-12-31T23:59:58.25Z"),
            None,
            Some("1969-12-31T23:59:58.75Z"),
            Some("1970-01-01T00:00:00Z"),
        ];
        for number in 0..96 {
            let mut row = record(number, number, Counts { input: 1, ..Counts::default() });
            let digit = |place: u32, of: u64| usize::try_from(number / 4_u64.pow(place) % of).unwrap();
            row.at = times[digit(0, 4)].map(|at| at.parse().unwrap());
            row.place.file = [2, 1][digit(1, 2)];
            row.session = [None, Some("b"), Some("a")][digit(1, 3)].map(str::to_owned);
            row.models[0].model = ["m", "l"][digit(2, 2)].to_owned();
            all.add(row);
        }
        let (rows, _) = all.without_copies();
        let mut places: Vec<u32> = (0..96).collect();
        let mut expected = places.clone();
        expected.sort_by(|one, two| rows.order(*one).cmp(&rows.order(*two)));
        rows.sort(&mut places);
        assert_eq!(places, expected);
    }

    #[test]
    fn of_copies_the_first_by_file_and_line_stays_in_whichever_order_they_were_read() {
        let mut all = RowsRead::default();
        for (file, line, output) in [(5, 2, 1), (5, 1, 2), (4, 9, 3), (4, 9, 4)] {
            let mut row = record(7, line, Counts { output, ..Counts::default() });
            row.place.file = file;
            all.add(row);
        }
        let (rows, again) = all.without_copies();
        assert_eq!((rows.len(), again, rows.record(0).models[0].counts.output), (1, 3, 3));
    }

    #[test]
    fn rows_of_several_files_are_put_together_and_copies_count_once() {
        let (mut all, mut other) = (RowsRead::default(), RowsRead::default());
        let large = Counts { output: u64::MAX, ..Counts::default() };
        let small = Counts { output: 9, ..Counts::default() };
        for (line, counts) in [(1, large), (2, small)] {
            all.add(record(line, line, counts));
        }
        // The second is a copy of the first above.
        for (identity, line, counts) in [(8, 8, large), (1, 9, large)] {
            other.add(record(identity, line, counts));
        }
        all.merge(other);
        let (rows, again) = all.without_copies();
        assert_eq!((rows.len(), again), (3, 1));
        let read: Vec<_> =
            (0..3).map(|place| (rows.record(place).models[0].counts, rows.record(place).session)).collect();
        let named = |name: &str| Some(name.to_owned());
        assert_eq!(read, [(large, named("run 1")), (small, named("run 2")), (large, named("run 8"))]);
        assert_eq!(rows.apart(&BTreeMap::new()).0, [0, 1, 2]);
        let with_results = BTreeMap::from([("run 2".to_owned(), true)]);
        assert_eq!(rows.apart(&with_results), (vec![0, 2], vec![1]));
    }
}
