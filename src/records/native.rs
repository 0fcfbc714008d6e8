//! This program's own rows, which other tools can write, and its own answers.
//!
//! A row is an object: one a line, or in a list. Only `model` must be there, and a count. What its members are called
//! stands in [`Row::set`] and [`row_names`](super::row_names); others are passed over, unless they look like tokens or
//! money: then the row is a fault, so that no total is too low without a word.
//!
//! - Rows count wherever they stand. What would be a faulty row after a row is one before it, too.
//! - Rows with the same `run` add up to it; `session_id` is another word for it. A row without one is a run
//!   of its own.
//! - A row with an `id` counts once, however often it is read. Rows without one are never taken for each
//!   other: equal runs do happen.
//! - A row with a `request_id` that names no run is a request, and the rows of its file are one run: see
//!   [`request_rows`](super::request_rows).
//! - `fast`, `us_only` and `batch` are yes or no, and `billing` is one of its words, in any [spelling](super::truth): another
//!   value makes the row a fault, as one that was taken for no would have the wrong price. An object that counts nothing may
//!   have members of these names that mean something else. `speed`, `service_tier` and `inference_geo` say the same in the
//!   [words of the API](super::served), flat or nested in `usage`; a row that says both, and differently, is a fault.
//! - `started_at` says when a run began. Where it is missing, the first of [`DATES`] does that is a day or a time: other
//!   tools call it so. One of these that is none says nothing, as it may be a duration.
//! - `cache_write_tokens` are those of unknown lifetime; they come on top of `cache_write_5m_tokens`,
//!   `cache_write_1h_tokens`, `cache_write_30m_tokens` and `cache_write_12h_tokens`. `cache_creation_input_tokens` are all
//!   writes, and must be the sum of their parts where those are there.
//! - What the API answers is a row, too: `usage` may be nested as there. Every answer is a run of its own, and its `id`
//!   counts once. In OpenAI's `usage`, `prompt_tokens` include what was read from the cache.
//! - In an answer of `creditcalc measure --json`, `cache_write_5m_tokens`, or with another vendor
//!   `cache_write_30m_tokens`, includes those of unknown lifetime, as they are priced so; `cache_write_untold_tokens` says how many. An answer has no ids, but
//!   reading it twice must not count it twice: its runs are identified by their content.

use jiff::Timestamp;

use super::counts::Counts;
use super::days::{self, NoDay};
use super::faults::FaultKind;
use super::gathered::hash;
use super::json::Json;
use super::marks::without_groups;
use super::record::{ModelCounts, Origin, ResultRecord, owned, text};
use super::request_rows::OfRequest;
use super::row_names::{Count, count_of, has_number, inner, looks_paid_for, spelled};
use super::served::{Served, served};
use super::sink::{Reader, Sink};
use super::truth::{NoTruth, truth};
use crate::units::{NotMoney, Usd};
use crate::usage::{Billing, Service, ServiceOption, UsedBy};

/// Reads rows and saved answers.
#[derive(Default)]
pub(super) struct Native {
    /// Rows so far. Several may stand on one line.
    rows: u64,
}

/// A row as it is written, in JSON or CSV.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is whether a row says something")]
pub(super) struct Row {
    run: Option<String>,
    session: Option<String>,
    id: Option<String>,
    job: Option<String>,
    project: Option<String>,
    started_at: Option<Timestamp>,
    /// What stands in for it: the place of its name in [`DATES`], and the time.
    dated: Option<(usize, Timestamp)>,
    /// Whether one of these could be two days.
    is_two_days: bool,
    entrypoint: Option<String>,
    billing: Billing,
    outcome: Option<String>,
    turns: Option<u64>,
    requests: Option<u64>,
    /// What the row says about its model.
    model: Option<String>,
    /// In a saved answer: the model as its record had it, while `model` is the one that was priced.
    as_written: Option<String>,
    has_counts: bool,
    counts: Counts,
    cache_write_unknown_ttl: u64,
    /// All writes to the cache, of which some may have a lifetime.
    cache_write_all: Option<u64>,
    total: Option<u64>,
    /// The whole prompt, and what of it or of the input was read from the cache.
    prompt: u64,
    cached_within: u64,
    /// Which counts are there, a bit each.
    given: u16,
    /// Whether it is a part of a saved answer, whose names are our own.
    is_answer: bool,
    /// Whether it says what was paid.
    has_cost: bool,
    /// What looks like tokens or money and is not read.
    unread: Vec<String>,
    /// In a saved answer: how many of the writes of the vendor's usual lifetime are of an unknown one.
    unknown_ttl_within_usual: u64,
    service: Service,
    /// What was said of it.
    said: [Option<bool>; ServiceOption::ALL.len()],
    /// How it was served besides, where no price is known for that: the member, and what it says.
    unpriced_service: Vec<(&'static str, String)>,
    vendor_cost: Option<Usd>,
    bad: Option<FaultKind>,
    /// A word that is not known, which is a fault only of a row.
    odd: Option<FaultKind>,
    is_output_at_least: bool,
    is_unnamed: bool,
    priced_as: Option<String>,
    used_by: Option<UsedBy>,
    request: OfRequest,
}

/// Names that stand in for `started_at`, the first first.
pub(super) const DATES: [&str; 5] = ["timestamp", "time", "ts", "date", "created_at"];

impl Reader for Native {
    fn value(&mut self, value: Json<'_>, line: u64, sink: &mut Sink<'_>) {
        let (mut row, mut runs) = (Row::default(), None);
        let walked = value.members(|key, value| match key {
            b"runs" if value.is_list() => runs = Some(value),
            key => row.set(key, value),
        });
        if walked.is_err() {
            return sink.fault(line, FaultKind::NotJson);
        }
        let Some(runs) = runs else {
            self.rows += 1;
            return row.hand_on(self.rows, line, sink);
        };
        let mut place = 0;
        let walked = runs.elements(|run| {
            place += 1;
            match measured(run, place, line, sink) {
                Ok(record) => sink.gathered.result(record),
                Err(fault) => sink.fault(line, fault),
            }
        });
        if walked.is_err() {
            sink.fault(line, FaultKind::NotJson);
        }
    }
}

/// Reads the run at this place in a saved answer.
fn measured(run: Json<'_>, place: u64, line: u64, sink: &Sink<'_>) -> Result<ResultRecord, FaultKind> {
    let (mut row, mut models, mut source) = (Row::of_answer(), None, None);
    let mut origin = Origin::Native;
    let walked = run.members(|key, value| match key {
        b"models" => models = Some(value),
        b"source" => source = text(Some(value)),
        // A sum of a day stays one.
        b"told_by" if value.bytes() == b"\"usage-report\"" => origin = Origin::Report,
        // Its own models say it.
        b"model" => {}
        key => row.set(key, value),
    });
    walked.map_err(|_| FaultKind::NotJson)?;
    let mut read = Ok(Vec::new());
    let walked = models.ok_or(FaultKind::NoTokens)?.elements(|model| {
        let mut row = Row::of_answer();
        let walked = model.members(|key, value| row.set(key, value));
        let model = walked.map_err(|_| FaultKind::NotJson).and_then(|()| row.model());
        match (&mut read, model) {
            (Ok(read), Ok(model)) => read.push(model),
            (Ok(_), Err(fault)) => read = Err(fault),
            (Err(_), _) => {}
        }
    });
    walked.map_err(|_| FaultKind::NotJson)?;
    let models = read?;
    if let Some(bad) = row.bad.take().or_else(|| row.odd.take()) {
        return Err(bad);
    }
    let session = row.session.take();
    // Without dollars: the same run may be in an answer with other prices.
    let counted: Vec<_> =
        models.iter().map(|model| (&model.model, model.counts, model.service, model.requests)).collect();
    let who = match &session {
        Some(session) => format!("{session} {:?}", row.entrypoint),
        None => format!("{} {place}", source.unwrap_or_default()),
    };
    let identity =
        hash(&[b"measured", who.as_bytes(), format!("{:?} {counted:?}", row.started_at).as_bytes()]);
    Ok(ResultRecord { origin, identity, session, models, ..row.record(line, sink) })
}

/// Why an object in no known format isn't a row either; `None` for what is about
/// something else.
pub(super) fn fault_of(value: Json<'_>) -> Option<FaultKind> {
    let mut row = Row::default();
    value.members(|key, value| row.set(key, value)).ok()?;
    if row.is_about_something_else() { None } else { row.model().err() }
}

impl Row {
    fn of_answer() -> Self {
        Self { is_answer: true, ..Self::default() }
    }

    /// Whether it says nothing that a row says.
    fn is_about_something_else(&self) -> bool {
        !self.has_counts
            && self.bad.is_none()
            && self.model.is_none()
            && self.unread.is_empty()
            && !self.request.has_unread_reasoning()
    }

    /// Sets the member or column of that name; other names are ignored unless they look paid for.
    pub(super) fn set(&mut self, name: &[u8], value: Json<'_>) {
        match name {
            b"run" => self.run = owned(Some(value)).or_else(|| number(value)),
            b"session_id" => self.session = owned(Some(value)),
            b"id" => self.id = owned(Some(value)).or_else(|| number(value)),
            b"job" => self.job = owned(Some(value)),
            b"project" => self.project = owned(Some(value)),
            b"started_at" => self.started(value),
            b"entrypoint" => self.entrypoint = owned(Some(value)),
            b"billing" => {
                let billing = self.bill(value);
                if ![Billing::Unknown, billing].contains(&self.billing) {
                    self.odd.get_or_insert(FaultKind::Twice("billing"));
                }
                self.billing = billing;
            }
            b"outcome" => self.outcome = owned(Some(value)),
            b"model" => {
                self.is_unnamed = value.bytes() == b"\"\"";
                self.model = owned(Some(value));
            }
            b"priced_as" => self.priced_as = owned(Some(value)),
            b"as_written" => self.as_written = owned(Some(value)),
            b"output_is_at_least" => {
                self.is_output_at_least = self.truth("output_is_at_least", value) == Some(true);
            }
            b"used_by" => self.used_by = text(Some(value)).and_then(|word| UsedBy::from_id(&word)),
            b"vendor_cost_usd" => self.vendor_cost = self.cost(value),
            // What this program made of the tokens: they are priced again.
            b"cost_usd" | b"cost_low_usd" | b"cost_high_usd" | b"priced_usd" => {
                self.cost(value);
            }
            b"cost_is_at_least" => {}
            b"turns" => self.turns = self.count(value),
            b"requests" | b"request_count" => self.set_requests(value),
            name => match DATES.iter().position(|date| date.as_bytes() == name) {
                Some(place) => self.date(place, value),
                None => match self.request.take(name, value) {
                    Ok(true) => {}
                    Ok(false) => self.set_used(name, value),
                    Err(fault) => self.is_bad(fault),
                },
            },
        }
    }

    /// Sets the member or column of that name in the usage, or in a row's own `usage`.
    fn set_used(&mut self, name: &[u8], value: Json<'_>) {
        if let Some(count) = count_of(name) {
            return self.set_count(count, value);
        }
        let plain = spelled(name);
        if let Some(option) = ServiceOption::ALL.into_iter().find(|option| option.key().as_bytes() == &*plain)
        {
            if let Some(says) = self.truth(option.key(), value) {
                self.serve(option, says);
            }
            return;
        }
        match served(inner(&plain), value) {
            Some(Served::As(option, says)) => return self.serve(option, says),
            Some(Served::Unpriced(member, word)) => return self.unpriced_service.push((member, word)),
            Some(Served::Nothing) => return,
            None => {}
        }
        // In a cell of a table it is a text.
        let written = text(Some(value)).filter(|text| text.starts_with('{'));
        let nested = written.as_ref().and_then(|text| Json::new(text.as_bytes()).ok()).unwrap_or(value);
        match &*plain {
            b"prompt_tokens_details" | b"input_tokens_details" if nested.is_object() => {
                let walked = nested.members(|name, value| match &*spelled(name) {
                    b"cached_tokens" => self.set_count(Count::CachedWithin, value),
                    _ => self.set_used(name, value),
                });
                if walked.is_err() {
                    self.is_bad(FaultKind::NotJson);
                }
            }
            b"usage" | b"cache_creation" | b"server_tool_use" if nested.is_object() => {
                let walked = nested.members(|name, value| self.set_used(name, value));
                if walked.is_err() {
                    self.is_bad(FaultKind::NotJson);
                }
            }
            b"request_count" => self.set_requests(value),
            _ if !self.is_answer && looks_paid_for(name) && has_number(nested) => {
                self.unread.push(String::from_utf8_lossy(name).into_owned());
            }
            _ => {}
        }
    }

    /// Sets how its requests were served. What is said twice is said the same.
    fn serve(&mut self, option: ServiceOption, says: bool) {
        let place =
            ServiceOption::ALL.into_iter().position(|known| known == option).expect("it is one of all");
        if self.said[place].replace(says).is_some_and(|before| before != says) {
            self.odd.get_or_insert(FaultKind::Twice(option.key()));
        }
        self.service = self.service.with(option, says);
    }

    /// Sets how many requests it is about. Two names have one value.
    fn set_requests(&mut self, value: Json<'_>) {
        let requests = self.count(value);
        if self.requests.zip(requests).is_some_and(|(one, other)| one != other) {
            self.odd.get_or_insert(FaultKind::Twice("requests"));
        }
        self.requests = requests.or(self.requests);
    }

    /// Sets a count. One that is written under two names has one value.
    fn set_count(&mut self, count: Count, value: Json<'_>) {
        let Some(number) = self.count(value) else { return };
        let is_again = self.has(count);
        self.given |= count.bit();
        self.has_counts |= count != Count::Total;
        let before = match count {
            Count::Input => std::mem::replace(&mut self.counts.input, number),
            Count::Output => std::mem::replace(&mut self.counts.output, number),
            Count::CacheRead => std::mem::replace(&mut self.counts.cache_read, number),
            Count::CacheWrite5m => std::mem::replace(&mut self.counts.cache_write_5m, number),
            Count::CacheWrite1h => std::mem::replace(&mut self.counts.cache_write_1h, number),
            Count::CacheWrite30m => std::mem::replace(&mut self.counts.cache_write_30m, number),
            Count::CacheWrite12h => std::mem::replace(&mut self.counts.cache_write_12h, number),
            Count::CacheWriteUntold => std::mem::replace(&mut self.cache_write_unknown_ttl, number),
            Count::UntoldWithinUsual => std::mem::replace(&mut self.unknown_ttl_within_usual, number),
            Count::WebSearches => std::mem::replace(&mut self.counts.web_searches, number),
            Count::CacheWriteAll => self.cache_write_all.replace(number).unwrap_or(number),
            Count::Total => self.total.replace(number).unwrap_or(number),
            Count::Prompt => std::mem::replace(&mut self.prompt, number),
            Count::CachedWithin => std::mem::replace(&mut self.cached_within, number),
        };
        if is_again && before != number {
            self.is_bad(FaultKind::Contradiction);
        }
    }

    /// Whether a count is there.
    fn has(&self, count: Count) -> bool {
        self.given & count.bit() != 0
    }

    /// Notes why it cannot be read, unless that is known.
    pub(super) fn is_bad(&mut self, fault: FaultKind) {
        self.bad.get_or_insert(fault);
    }

    fn count(&mut self, value: Json<'_>) -> Option<u64> {
        let grouped = |bad| match value.text().and_then(|text| without_groups(&text)) {
            Some(digits) => Json::new(digits.as_bytes()).map_or(Err(bad), Json::plausible_count),
            None => Err(bad),
        };
        value.plausible_count().or_else(grouped).unwrap_or_else(|bad| {
            self.is_bad(bad.into());
            None
        })
    }

    /// Whether the member of that name says yes or no.
    fn truth(&mut self, name: &'static str, value: Json<'_>) -> Option<bool> {
        truth(value).unwrap_or_else(|NoTruth| {
            self.odd.get_or_insert(FaultKind::NoTruth(name));
            None
        })
    }

    /// Whose bill it is on.
    fn bill(&mut self, value: Json<'_>) -> Billing {
        let written = if value.is_null() { Some("".into()) } else { value.text() };
        match written.as_deref().map(str::trim) {
            Some("") => Billing::Unknown,
            word => word.and_then(Billing::spelled).unwrap_or_else(|| {
                self.odd.get_or_insert(FaultKind::NoBilling);
                Billing::Unknown
            }),
        }
    }

    /// What was paid, in dollars.
    fn cost(&mut self, value: Json<'_>) -> Option<Usd> {
        if value.is_null() || value.bytes() == b"\"\"" {
            return None;
        }
        let written = value.text();
        let bytes = std::str::from_utf8(value.bytes()).unwrap_or_default();
        self.has_cost = true;
        match dollars(written.as_deref().unwrap_or(bytes)) {
            Ok(cost) => Some(cost),
            Err(fault) => {
                self.is_bad(fault);
                None
            }
        }
    }

    /// When the run began: it is priced by that day, so that none that is written is passed over.
    fn started(&mut self, value: Json<'_>) {
        match day(value) {
            Ok(at) => self.started_at = at.or(self.started_at),
            Err(NoDay::Unreadable) => self.is_bad(FaultKind::NoDay),
            Err(NoDay::TwoDays) => self.is_bad(FaultKind::TwoDays),
        }
    }

    /// What stands in for it, under the name at this place.
    fn date(&mut self, place: usize, value: Json<'_>) {
        match day(value) {
            Ok(Some(at)) if self.dated.is_none_or(|(known, _)| place <= known) => {
                self.dated = Some((place, at));
            }
            Ok(_) | Err(NoDay::Unreadable) => {}
            Err(NoDay::TwoDays) => self.is_two_days = true,
        }
    }

    /// Takes the beginning from what stands in for it, where nothing else says it.
    fn settle_start(&mut self) {
        if self.started_at.is_none() {
            self.started_at = self.dated.map(|(_, at)| at);
            if self.started_at.is_none() && self.is_two_days {
                self.is_bad(FaultKind::TwoDays);
            }
        }
    }

    /// Hands on the row at this place in its file.
    pub(super) fn hand_on(mut self, place: u64, line: u64, sink: &mut Sink<'_>) {
        if self.is_about_something_else() {
            return;
        }
        self.settle_start();
        let models = match self.model() {
            Ok(model) => vec![model],
            Err(fault) => return sink.fault(line, fault),
        };
        if !self.unpriced_service.is_empty() {
            sink.gathered.unpriced_services(std::mem::take(&mut self.unpriced_service));
        }
        let named = self.run.take().or(self.session.take());
        // Copies of a request stand in several files of one run's artifacts.
        let id = self.id.take().or_else(|| self.request.id.as_ref().map(|id| format!("request {id}")));
        let identity = match &id {
            Some(id) => hash(&[b"row", named.as_deref().unwrap_or_default().as_bytes(), id.as_bytes()]),
            None => hash(&[b"row of file", &sink.file.to_le_bytes(), &place.to_le_bytes()]),
        };
        let session = named.or_else(|| self.request.run(sink.file));
        let adds_up = session.is_some();
        let record = ResultRecord { identity, session, models, adds_up, ..self.record(line, sink) };
        sink.gathered.row(record);
    }

    /// What the row says about its model.
    fn model(&mut self) -> Result<ModelCounts, FaultKind> {
        if self.request.has_unread_reasoning() && !self.is_answer {
            self.unread.push("reasoning_tokens".to_owned());
        }
        if !self.unread.is_empty() {
            return Err(FaultKind::unread(&self.unread));
        }
        if let Some(bad) = self.bad.take().or_else(|| self.odd.take()) {
            return Err(bad);
        }
        // Only our own answers say who started a run; in them a model may have no name.
        let unnamed = self.used_by.map(|_| String::new()).or(self.is_unnamed.then(String::new));
        let model = self.model.take().or(unnamed).ok_or(FaultKind::NoModel)?;
        if !self.has_counts {
            return Err(if self.has_cost { FaultKind::NoTokens } else { FaultKind::NoCounts });
        }
        let (model, canonical) = match self.as_written.take() {
            Some(written) if written != model => (written, Some(model)),
            _ => (model, self.priced_as.take()),
        };
        let mut counts = self.all_counts()?;
        if self.request.id.is_some() {
            let is_at_least;
            (counts, is_at_least) = self.request.settle(counts)?;
            self.is_output_at_least |= is_at_least;
            self.requests = self.requests.or(Some(1));
        }
        self.vendor_cost = self.vendor_cost.or(self.request.cost());
        Ok(ModelCounts {
            model,
            canonical,
            counts,
            vendor_cost: self.vendor_cost,
            requests: self.requests,
            service: self.service,
            prompts: None,
            is_output_at_least: self.is_output_at_least,
            each: Vec::new(),
            perhaps: Counts::default(),
        })
    }

    /// The counts, with all writes to the cache in [`cache_write`](Counts::cache_write).
    fn all_counts(&self) -> Result<Counts, FaultKind> {
        let mut counts = self.counts;
        if self.has(Count::Prompt) {
            if self.has(Count::Input) {
                return Err(FaultKind::Contradiction);
            }
            counts.input = self.prompt;
        }
        if self.has(Count::CachedWithin) {
            counts.input = counts.input.checked_sub(self.cached_within).ok_or(FaultKind::Contradiction)?;
            if self.has(Count::CacheRead) && counts.cache_read != self.cached_within {
                return Err(FaultKind::Contradiction);
            }
            counts.cache_read = self.cached_within;
        }
        let told = [
            counts.cache_write_1h,
            counts.cache_write_30m,
            counts.cache_write_12h,
            self.cache_write_unknown_ttl,
        ]
        .into_iter()
        .try_fold(counts.cache_write_5m, u64::checked_add)
        .ok_or(FaultKind::TooLarge)?;
        // Where a part is missing, the rest of the sum is its. A vendor sells two lifetimes.
        let is_whole = self.has(Count::CacheWriteUntold)
            || self.has(Count::CacheWrite5m) && self.has(Count::CacheWrite1h)
            || self.has(Count::CacheWrite30m) && self.has(Count::CacheWrite12h);
        counts.cache_write = match self.cache_write_all {
            Some(all) if all < told || all > told && is_whole => return Err(FaultKind::Contradiction),
            Some(all) => all,
            None => told,
        };
        // They are among those of the vendor's usual lifetime, and of the other there are none.
        let usual = if counts.cache_write_5m < self.unknown_ttl_within_usual {
            &mut counts.cache_write_30m
        } else {
            &mut counts.cache_write_5m
        };
        *usual = usual.checked_sub(self.unknown_ttl_within_usual).ok_or(FaultKind::NoCount)?;
        // Some leave what went through the cache out of their sum.
        let plain = counts.input.saturating_add(counts.output);
        let all = plain.saturating_add(counts.cache_read).saturating_add(counts.cache_write);
        if !self.is_answer && self.total.is_some_and(|total| total != all && total != plain) {
            return Err(FaultKind::Contradiction);
        }
        Ok(counts)
    }

    /// What the row says about its run.
    fn record(self, line: u64, sink: &Sink<'_>) -> ResultRecord {
        ResultRecord {
            place: sink.place(line),
            origin: Origin::Native,
            identity: 0,
            session: None,
            job: self.job,
            // Where it ran.
            cwd: self.project,
            entrypoint: self.entrypoint,
            used_by: self.used_by,
            billing: self.billing,
            outcome: self.outcome,
            turns: self.turns,
            requests: self.requests,
            at: self.started_at.or(sink.stamp),
            version: None,
            main_model: None,
            main: None,
            models: Vec::new(),
            vendor_cost: self.vendor_cost,
            api_ms: None,
            has_subagents: None,
            seen: Vec::new(),
            service: self.service,
            adds_up: false,
        }
    }
}

/// Reads an amount as programs print one, every digit of it: `0.013866549999999998`, `1e-05`, `.5`, `-0.0`.
pub(super) fn dollars(text: &str) -> Result<Usd, FaultKind> {
    let text = text.trim();
    let text = text.strip_prefix('$').unwrap_or(text).trim_start();
    let text = text.strip_prefix('+').unwrap_or(text);
    let is_nothing = |text: &str| text.parse().is_ok_and(|amount: Usd| amount.is_zero());
    let text = text.strip_prefix('-').filter(|text| is_nothing(text)).unwrap_or(text);
    let read = if text.starts_with('.') { format!("0{text}").parse() } else { text.parse() };
    read.map_err(|reason| match reason {
        NotMoney::OutOfRange(_) => FaultKind::MoneyOutOfRange,
        _ => FaultKind::NoMoney,
    })
}

/// An id that was written as a number.
fn number(value: Json<'_>) -> Option<String> {
    value.count().ok().flatten().map(|number| number.to_string())
}

/// A day or an instant, where one is written.
fn day(value: Json<'_>) -> Result<Option<Timestamp>, NoDay> {
    let written = value.text();
    let bytes = std::str::from_utf8(value.bytes()).unwrap_or_default();
    let text = written.as_deref().unwrap_or(bytes).trim();
    if text.is_empty() || text == "null" { Ok(None) } else { days::started(text).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::buffer::Scratch;
    use crate::records::counts::Writes;
    use crate::records::gathered::Gathered;
    use crate::records::reading::{Part, ReadSummary, read};
    use crate::records::record::Place;

    fn gather(text: &str, file: u32, gathered: &mut Gathered) -> ReadSummary {
        read(
            &mut text.as_bytes(),
            Part { file, format: None, project: None, is_inside: false, until: None, dialect: None },
            &mut Scratch::default(),
            gathered,
        )
        .unwrap()
    }

    fn results(text: &str) -> Vec<ResultRecord> {
        let mut gathered = Gathered::new();
        let summary = gather(text, 4, &mut gathered);
        assert_eq!(summary.faults.count(), 0, "{:?}", summary.faults);
        let (rows, _) = gathered.rows.without_copies();
        (0..).take(rows.len()).map(|place| rows.record(place)).chain(gathered.results).collect()
    }

    #[test]
    fn another_word_for_the_beginning_stands_in_for_it() {
        let started = |dates: &str| {
            let [row] = &results(&format!(r#"{{{dates},"model":"m","input_tokens":1}}"#))[..] else {
                panic!("one row: {dates}")
            };
            row.at.map(|at| at.to_string())
        };
        for name in DATES {
            for (value, at) in [
                (r#""2026-11-20T03:00:00Z""#, Some("2026-11-20T03:00:00Z")),
                (r#""2026-11-20""#, Some("2026-11-20T12:00:00Z")),
                // 20,777 days of 86,400 s and three hours.
                ("1795143600", Some("2026-11-20T03:00:00Z")),
                // How long it took, or nothing.
                ("12.5", None),
                (r#""""#, None),
                ("null", None),
            ] {
                assert_eq!(started(&format!(r#""{name}":{value}"#)).as_deref(), at, "{name} {value}");
            }
        }
        for (dates, day) in [
            (r#""date":"2026-11-19","timestamp":"2026-11-20","created_at":"2026-11-21""#, "2026-11-20"),
            (r#""date":"2026-11-19","started_at":"2026-11-18""#, "2026-11-18"),
            (r#""started_at":null,"ts":"2026-11-18""#, "2026-11-18"),
            (r#""time":"03:00:00","date":"2026-11-19""#, "2026-11-19"),
            (r#""date":"05/11/2026","ts":"2026-11-05""#, "2026-11-05"),
        ] {
            assert_eq!(started(dates).as_deref().map(|at| &at[..10]), Some(day), "{dates}");
        }
        let mut gathered = Gathered::new();
        let two_days = r#"{"date":"05/11/2026","model":"m","input_tokens":1}"#;
        let faults = gather(two_days, 4, &mut gathered).faults;
        assert_eq!(faults.iter().map(|(_, kind, _)| kind).collect::<Vec<_>>(), [FaultKind::TwoDays]);
    }

    #[test]
    fn a_row_with_all_there_is() {
        let [row] = &results(
            r#"{"run":"r-1","id":"a","job":"audit","project":"/work/a","started_at":"2026-10-01T10:00:00Z","entrypoint":"sdk-cli","billing":"api-key","outcome":"success","turns":3,"requests":9,"model":"claude-opus-5","input_tokens":1,"output_tokens":2,"cache_read_tokens":3,"cache_write_5m_tokens":4,"cache_write_1h_tokens":5,"cache_write_tokens":6,"web_searches":7,"fast":true,"us_only":true,"batch":true,"vendor_cost_usd":"0.25","mood":"good"}"#,
        )[..] else {
            panic!("one row")
        };
        let service = Service { fast: true, us_only: true, batch: true };
        let cost = Some("0.25".parse().unwrap());
        // 4 + 5 + 6 = 15 written.
        let counts = Counts {
            input: 1,
            output: 2,
            cache_read: 3,
            cache_write: 15,
            cache_write_5m: 4,
            cache_write_1h: 5,
            web_searches: 7,
            ..Counts::default()
        };
        assert_eq!(counts.writes(), Writes { for_5m: 4, for_1h: 5, unknown_ttl: 6 });
        let model = ModelCounts {
            is_output_at_least: false,
            model: "claude-opus-5".into(),
            canonical: None,
            counts,
            vendor_cost: cost,
            requests: Some(9),
            service,
            prompts: None,
            perhaps: Counts::default(),
            each: Vec::new(),
        };
        let expected = ResultRecord {
            used_by: None,
            place: Place { file: 4, line: 1 },
            origin: Origin::Native,
            identity: hash(&[b"row", b"r-1", b"a"]),
            session: Some("r-1".into()),
            job: Some("audit".into()),
            cwd: Some("/work/a".into()),
            entrypoint: Some("sdk-cli".into()),
            billing: Billing::ApiKey,
            outcome: Some("success".into()),
            turns: Some(3),
            requests: Some(9),
            at: Some("2026-10-01T10:00:00Z".parse().unwrap()),
            version: None,
            main_model: None,
            main: None,
            models: vec![model],
            vendor_cost: cost,
            api_ms: None,
            has_subagents: None,
            seen: Vec::new(),
            service,
            adds_up: true,
        };
        assert_eq!(row, &expected);
    }

    /// Rows of which each is read or named, and what is about something else.
    const ROWS: [&str; 14] = [
        r#"{"run":"a","model":"m","input_tokens":1}"#,
        r#"{"run":"a","model":"m","output_tokens":1}"#,
        r#"{"run":"a","model":"m","cache_read_tokens":1}"#,
        r#"{"model":"m","cache_write_5m_tokens":1}"#,
        r#"{"model":"m","cache_write_1h_tokens":1}"#,
        r#"{"model":"m","cache_write_tokens":1}"#,
        r#"{"model":"m","web_searches":1}"#,
        r#"{"model":"m","cache_read_tokens":0}"#,
        r#"{"run":"a","model":"m"}"#,
        r#"{"model":"m","turns":2}"#,
        r#"{"cache_read_tokens":1}"#,
        r#"{"model":"m","cache_read_tokens":-1}"#,
        r#"{"model":"m","requests":"many"}"#,
        r#"{"note":"about something else"}"#,
    ];

    #[test]
    fn rows_count_wherever_they_stand() {
        for first in 0..ROWS.len() {
            let mut rows = ROWS;
            rows.rotate_left(first);
            for text in
                [rows.join("\n"), format!("\n\n{}", rows.join("\n\n")), format!("[{}]", rows.join(","))]
            {
                let mut gathered = Gathered::new();
                let summary = gather(&text, 0, &mut gathered);
                assert_eq!(gathered.rows.records().count(), 8, "{text}");
                let faults = summary.faults.iter().map(|(_, kind, faulty)| (kind, faulty.count));
                let expected = [(FaultKind::NoCount, 2), (FaultKind::NoCounts, 2), (FaultKind::NoModel, 1)];
                assert_eq!(faults.collect::<Vec<_>>(), expected, "{text}");
            }
        }
    }

    #[test]
    fn one_row_alone_is_read_or_named() {
        for (row, place) in ROWS.into_iter().zip(0..) {
            let mut gathered = Gathered::new();
            let summary = gather(row, 0, &mut gathered);
            assert_eq!(gathered.rows.records().count(), usize::from(place < 8), "{row}");
            // Of what names no run and counts nothing nobody knows that it was meant as a row.
            let is_named = [8, 11].contains(&place);
            assert_eq!(summary.faults.count(), u64::from(is_named), "{row}");
        }
    }

    #[test]
    fn rows_in_a_list_are_never_taken_for_each_other() {
        let row = r#"{"model":"m","input_tokens":1}"#;
        let rows = results(&format!("[{row},{row},\n{row}]"));
        let mut identities: Vec<_> = rows.iter().map(|row| row.identity).collect();
        identities.dedup();
        assert_eq!(identities.len(), 3);
        assert_eq!(rows.iter().map(|row| row.place.line).collect::<Vec<_>>(), [1, 1, 2]);
        assert!(rows.iter().all(|row| !row.adds_up && row.session.is_none()));
        let mut gathered = Gathered::new();
        gather(row, 0, &mut gathered);
        gather(row, 1, &mut gathered);
        let rows: Vec<_> = gathered.rows.records().collect();
        assert_ne!(rows[0].identity, rows[1].identity);
    }

    #[test]
    fn a_row_with_an_id_is_the_same_in_every_file() {
        let mut gathered = Gathered::new();
        for (file, row) in [
            r#"{"id":7,"model":"m","input_tokens":1}"#,
            r#"{"id":"7","model":"m","input_tokens":1}"#,
            r#"{"id":"7","run":"r","model":"m","input_tokens":1}"#,
        ]
        .into_iter()
        .enumerate()
        {
            gather(row, u32::try_from(file).unwrap(), &mut gathered);
        }
        let identities: Vec<_> = gathered.rows.records().map(|row| row.identity).collect();
        assert_eq!(identities[0], identities[1]);
        assert_ne!(identities[0], identities[2]);
    }

    #[test]
    fn a_session_is_another_word_for_a_run() {
        let rows = results(
            "{\"session_id\":\"s\",\"model\":\"m\",\"input_tokens\":1}\n{\"run\":\"r\",\"session_id\":\"s\",\"model\":\"n\",\"output_tokens\":1}\n",
        );
        let runs: Vec<_> = rows.iter().map(|row| (row.session.as_deref().unwrap(), row.adds_up)).collect();
        assert_eq!(runs, [("s", true), ("r", true)]);
    }

    #[test]
    fn days_and_times_without_an_offset() {
        for (written, expected) in [
            (r#""2026-10-01""#, "2026-10-01T12:00:00Z"),
            (r#""2026-10-01T03:00:00""#, "2026-10-01T03:00:00Z"),
            (r#""2026-10-01T03:00:00+02:00""#, "2026-10-01T01:00:00Z"),
            ("1790848800", "2026-10-01T10:00:00Z"),
        ] {
            let rows = results(&format!(r#"{{"started_at":{written},"model":"m","input_tokens":1}}"#));
            assert_eq!(rows[0].at, Some(expected.parse().unwrap()), "{written}");
        }
    }

    #[test]
    fn faults_have_their_lines() {
        let mut gathered = Gathered::new();
        let summary = gather(
            r#"{"model":"m","input_tokens":1}
{"input_tokens":1}
{"model":"m","input_tokens":-1}
{"model":"m","requests":"many","input_tokens":1}
{"model":"m","input_tokens":18446744073709551616}
{"model":"m","cache_write_tokens":18446744073709551615,"cache_write_5m_tokens":1}
{"model":"m","vendor_cost_usd":"1.00"}
{"note":"about something else"}
"#,
            0,
            &mut gathered,
        );
        assert_eq!(gathered.rows.records().count(), 1);
        let faults: Vec<_> =
            summary.faults.iter().map(|(_, kind, faulty)| (kind, faulty.line, faulty.count)).collect();
        let expected = [
            (FaultKind::NoCount, 3, 2),
            (FaultKind::TooLarge, 5, 2),
            (FaultKind::NoTokens, 7, 1),
            (FaultKind::NoModel, 2, 1),
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn an_odd_word_is_a_fault_of_a_row_and_of_nothing_else() {
        let mut gathered = Gathered::new();
        let summary = gather(
            r#"{"model":"m","input_tokens":1}
{"model":"m","input_tokens":1,"batch":"batch_67ab"}
{"model":"m","input_tokens":1,"batch":"","fast":null,"us_only":false,"billing":""}
{"level":"info","batch":12,"billing":"eu","msg":"twelve rows"}
{"model":"m","input_tokens":1,"billing":"subscription"}
{"model":"m","input_tokens":1,"fast":"very"}
{"model":"m","input_tokens":-1,"fast":"very"}
{"model":"m","input_tokens":1,"batch":2}
{"model":"m","input_tokens":1,"batch":true,"batch":false}
{"model":"m","input_tokens":1,"billing":"plan","billing":"api-key"}
{"model":"m","input_tokens":1,"fast":true,"fast":1,"billing":"plan","billing":"PLAN"}
"#,
            0,
            &mut gathered,
        );
        assert_eq!(gathered.rows.records().count(), 3);
        let faults: Vec<_> =
            summary.faults.iter().map(|(_, kind, faulty)| (kind, faulty.line, faulty.count)).collect();
        let expected = [
            (FaultKind::NoCount, 7, 1),
            (FaultKind::NoTruth("batch"), 2, 2),
            (FaultKind::NoTruth("fast"), 6, 1),
            (FaultKind::NoBilling, 5, 1),
            (FaultKind::Twice("batch"), 9, 1),
            (FaultKind::Twice("billing"), 10, 1),
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn the_name_of_who_pays_is_forgiving_in_its_spelling() {
        let billing = |written: &str| {
            results(&format!(r#"{{"model":"m","input_tokens":1,"billing":{written}}}"#))[0].billing
        };
        for (written, expected) in [
            (r#""api-key""#, Billing::ApiKey),
            (r#""API_KEY""#, Billing::ApiKey),
            (r#""API key""#, Billing::ApiKey),
            (r#""apiKey""#, Billing::ApiKey),
            (r#""PLAN""#, Billing::Plan),
            (r#"" Cloud ""#, Billing::Cloud),
            (r#""Unknown""#, Billing::Unknown),
            (r#""""#, Billing::Unknown),
            ("null", Billing::Unknown),
        ] {
            assert_eq!(billing(written), expected, "{written}");
        }
    }

    #[test]
    fn a_run_of_an_answer_with_an_odd_word_is_not_read() {
        let mut gathered = Gathered::new();
        let summary =
            gather(&ANSWER.replace(r#""billing": "plan""#, r#""billing": "barter""#), 0, &mut gathered);
        assert_eq!(gathered.results.len(), 2);
        assert_eq!(
            summary.faults.iter().map(|(_, kind, _)| kind).collect::<Vec<_>>(),
            [FaultKind::NoBilling]
        );
    }

    #[test]
    fn writes_for_half_an_hour_and_for_half_a_day_are_apart() {
        let read = |row: &str| results(row)[0].models[0].counts;
        let counts = Counts { cache_write: 12, cache_write_30m: 7, cache_write_12h: 5, ..Counts::default() };
        assert_eq!(read(r#"{"model":"m","cache_write_30m_tokens":7,"cache_write_12h_tokens":5}"#), counts);
        let counts = read(r#"{"model":"m","cache_creation_input_tokens":10,"cache_write_30m_tokens":7}"#);
        assert_eq!(counts.writes(), Writes { for_5m: 0, for_1h: 0, unknown_ttl: 3 });
        // In an answer, those of unknown lifetime are among those of the vendor's usual one.
        let answer = r#"{"schema":"creditcalc.measure/1","runs":[{"models":[{"model":"m","cache_write_5m_tokens":0,
            "cache_write_1h_tokens":0,"cache_write_30m_tokens":9,"cache_write_untold_tokens":2}]}]}"#;
        let counts = Counts { cache_write: 9, cache_write_30m: 7, ..Counts::default() };
        assert_eq!((read(answer), counts.writes().unknown_ttl), (counts, 2));
    }

    const ANSWER: &str = r#"{
  "schema": "creditcalc.measure/1",
  "runs": [
    {"source": "a.json", "session_id": "s-1", "started_at": "2026-10-01T10:00:00Z", "entrypoint": "sdk-cli", "billing": "plan",
     "outcome": "success", "turns": 7, "requests": 9, "complete": true, "cost_usd": "0.0310328", "vendor_cost_usd": "0.02130005",
     "models": [{"model": "claude-haiku-4-5", "as_written": "claude-haiku-4-5[1m]", "input_tokens": 16, "output_tokens": 211,
                 "cache_read_tokens": 34748, "cache_write_5m_tokens": 50, "cache_write_1h_tokens": 12977, "cache_write_untold_tokens": 40,
                 "web_searches": 2, "cost_usd": "0.0304998"},
                {"model": "claude-opus-5", "as_written": "claude-opus-5", "input_tokens": 1, "output_tokens": 2}]},
    {"source": "b.json", "session_id": null, "started_at": null, "entrypoint": null, "billing": "unknown", "outcome": null, "turns": null,
     "requests": null, "vendor_cost_usd": null, "models": [{"model": "m", "as_written": "m", "input_tokens": 1, "output_tokens": 2}]},
    {"source": "b.json", "session_id": null, "started_at": null, "entrypoint": null, "billing": "unknown", "outcome": null, "turns": null,
     "requests": null, "vendor_cost_usd": null, "models": [{"model": "m", "as_written": "m", "input_tokens": 1, "output_tokens": 2}]}
  ],
  "totals": {"models": [{"model": "m", "input_tokens": 19}]}
}"#;

    #[test]
    fn an_answer_has_its_runs() {
        let runs = results(ANSWER);
        assert_eq!(runs.len(), 3);
        let run = &runs[0];
        assert_eq!(
            (run.session.as_deref(), run.entrypoint.as_deref(), run.billing),
            (Some("s-1"), Some("sdk-cli"), Billing::Plan)
        );
        assert_eq!((run.turns, run.requests, run.adds_up), (Some(7), Some(9), false));
        assert_eq!(run.vendor_cost, Some("0.02130005".parse().unwrap()));
        let [haiku, opus] = &run.models[..] else { panic!("{:?}", run.models) };
        assert_eq!(
            (haiku.model.as_str(), haiku.canonical.as_deref()),
            ("claude-haiku-4-5[1m]", Some("claude-haiku-4-5"))
        );
        // 50 - 40 = 10 for five minutes; 50 + 12977 = 13027 in all.
        let counts = Counts {
            input: 16,
            output: 211,
            cache_read: 34748,
            cache_write: 13027,
            cache_write_5m: 10,
            cache_write_1h: 12977,
            web_searches: 2,
            ..Counts::default()
        };
        assert_eq!(haiku.counts, counts);
        assert_eq!(haiku.counts.writes(), Writes { for_5m: 10, for_1h: 12977, unknown_ttl: 40 });
        assert_eq!(
            (opus.model.as_str(), opus.canonical.as_deref(), opus.counts.output),
            ("claude-opus-5", None, 2)
        );
    }

    #[test]
    fn an_answer_that_is_read_twice_has_the_same_runs() {
        let mut gathered = Gathered::new();
        gather(ANSWER, 0, &mut gathered);
        // Other prices, other place.
        gather(&ANSWER.replace("0.0304998", "9.99").replace('\n', " "), 1, &mut gathered);
        let identities: Vec<_> = gathered.results.iter().map(|run| run.identity).collect();
        assert_eq!(identities[..3], identities[3..]);
        // Two runs that say the same of themselves are two.
        assert_ne!(identities[1], identities[2]);
    }

    #[test]
    fn a_run_of_an_answer_that_cannot_be_read_leaves_the_others() {
        let mut gathered = Gathered::new();
        let summary = gather(
            &ANSWER.replace("\"cache_write_untold_tokens\": 40", "\"cache_write_untold_tokens\": 51"),
            0,
            &mut gathered,
        );
        assert_eq!(gathered.results.len(), 2);
        assert_eq!(summary.faults.iter().map(|(_, kind, _)| kind).collect::<Vec<_>>(), [FaultKind::NoCount]);
    }
}
