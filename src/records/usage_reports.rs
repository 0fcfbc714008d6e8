//! Usage reports of Anthropic's Admin API: what an organization used a day, by model.
//!
//! They are sums of days (or of hours) and hold no runs. Their oddities:
//!
//! - A page has buckets in `data`, and `has_more` says that another page follows. Which one that is can be seen from the
//!   days: it begins where this one ends.
//! - A model, a workspace or a key is `null` where the report was not grouped by it, and the default workspace always is.
//! - `context_window` is a range of prompts: `0-200k`, `200k-1M`.
//! - `usage_report/claude_code` is about one day, by person and terminal. Who that was is not kept.
//! - Its `estimated_cost` is in whole cents, so that it is compared with nothing.
//! - A bucket that was fetched again later may have grown: the larger counts.
//! - A cost report has dollars and no tokens. `creditcalc reconcile` reads it.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::counts::Counts;
use super::faults::FaultKind;
use super::json::Json;
use super::record::{instant, owned, text};
use super::report_days::{Page, ReportKind, ReportRow};
use super::row_names::has_number;
use super::sink::{Reader, Sink};
use crate::usage::{Billing, Service};

/// Reads usage reports, page by page.
#[derive(Default)]
pub(super) struct UsageReports;

/// What a page reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reported {
    /// Tokens by bucket.
    Messages,
    /// Tokens by person, of one day.
    ClaudeCode,
    /// Dollars.
    Costs,
    /// Buckets in which nothing is.
    Nothing,
}

/// Whether an object is a page of a report, or one of its buckets.
pub(super) fn is_report(value: Json<'_>) -> bool {
    let mut found = false;
    each_bucket(value, |_, bucket| found |= reported(bucket).is_some());
    found
}

/// Calls `each` with the buckets of a page and their places; a bucket that stands alone is its own page.
fn each_bucket<'a>(value: Json<'a>, mut each: impl FnMut(usize, Json<'a>)) {
    if let Some(data) = value.get(b"data").filter(|data| data.is_list()) {
        let mut place = 0;
        // What is cut off is no value, and none is handed to a reader.
        let _ = data.elements(|bucket| {
            each(place, bucket);
            place += 1;
        });
    } else if value.get(b"results").is_some_and(Json::is_list) {
        each(0, value);
    }
}

/// What a bucket reports, if it is one.
fn reported(bucket: Json<'_>) -> Option<Reported> {
    if bucket.get(b"model_breakdown").is_some_and(Json::is_list) || bucket.get(b"core_metrics").is_some() {
        return Some(Reported::ClaudeCode);
    }
    let is_bucket =
        [&b"starting_at"[..], b"ending_at", b"start_time"].iter().any(|key| bucket.get(key).is_some());
    let results = bucket.get(b"results").filter(|results| is_bucket && results.is_list())?;
    let mut found = Reported::Nothing;
    let _ = results.elements(|result| {
        let _ = result.members(|key, _| match key {
            b"amount" => found = Reported::Costs,
            b"uncached_input_tokens" | b"output_tokens" | b"cache_read_input_tokens" => {
                found = Reported::Messages;
            }
            _ => {}
        });
    });
    Some(found)
}

impl Reader for UsageReports {
    fn value(&mut self, value: Json<'_>, line: u64, sink: &mut Sink<'_>) {
        let line_of = |inner: Json<'_>| line + lines_before(value, inner);
        let mut page = Page {
            file: sink.file,
            kind: ReportKind::Messages,
            from: None,
            to: None,
            has_more: value.get(b"has_more").is_some_and(Json::is_true),
        };
        let (mut is_cost, mut is_one) = (false, false);
        each_bucket(value, |place, bucket| {
            let Some(reported) = reported(bucket) else { return };
            is_one = true;
            let whole = Bucket { place, bucket };
            match reported {
                Reported::Costs => is_cost = true,
                Reported::Messages | Reported::Nothing => match whole.span() {
                    Ok((from, to)) => {
                        page.take(from, to);
                        whole.messages(from, to, &line_of, sink);
                    }
                    Err(fault) => sink.fault(line_of(bucket), fault),
                },
                Reported::ClaudeCode => {
                    page.kind = ReportKind::ClaudeCode;
                    match whole.claude_code(&line_of, sink) {
                        Ok(day) => page.take(day, day),
                        Err(fault) => sink.fault(line_of(bucket), fault),
                    }
                }
            }
        });
        if is_cost {
            sink.fault(line, FaultKind::CostReport);
        } else if is_one || page.has_more {
            sink.gathered.report_days.page(page);
        }
    }
}

/// A bucket and its place in its page.
#[derive(Clone, Copy)]
struct Bucket<'a> {
    place: usize,
    bucket: Json<'a>,
}

impl<'a> Bucket<'a> {
    /// What is missing in it, or in one of its results.
    fn lacks(&self, result: Option<usize>, member: &'static str) -> FaultKind {
        let result = result.map(|result| format!(".results[{result}]")).unwrap_or_default();
        FaultKind::ReportLacks { member, place: format!("data[{}]{result}", self.place).into() }
    }

    /// When it begins and ends.
    fn span(&self) -> Result<(Timestamp, Timestamp), FaultKind> {
        let time = |member: &'static str| {
            let found = self.bucket.get(member.as_bytes()).and_then(instant);
            found.ok_or_else(|| self.lacks(None, member))
        };
        Ok((time("starting_at")?, time("ending_at")?))
    }

    /// Hands on the results of a bucket of tokens.
    fn messages(
        &self,
        from: Timestamp,
        to: Timestamp,
        line_of: &dyn Fn(Json<'_>) -> u64,
        sink: &mut Sink<'_>,
    ) {
        let mut place = 0;
        let Some(results) = self.bucket.get(b"results") else { return };
        let _ = results.elements(|result| {
            match self.result(place, result, from, to, sink) {
                Ok(row) => sink.gathered.report_row(row),
                Err(fault) => sink.fault(line_of(result), fault),
            }
            place += 1;
        });
    }

    fn result(
        &self,
        place: usize,
        result: Json<'a>,
        from: Timestamp,
        to: Timestamp,
        sink: &mut Sink<'_>,
    ) -> Result<ReportRow, FaultKind> {
        let needed = |member: &'static str| {
            let value = result.get(member.as_bytes()).filter(|value| !value.is_null());
            value.ok_or_else(|| self.lacks(Some(place), member))
        };
        let number = |value: Json<'a>| value.number().map(Option::unwrap_or_default);
        let mut counts = Counts {
            input: number(needed("uncached_input_tokens")?)?,
            output: number(needed("output_tokens")?)?,
            cache_read: number(needed("cache_read_input_tokens")?)?,
            ..Counts::default()
        };
        let (mut bad, mut unread) = (None, Vec::new());
        let mut count = |slot: &mut u64, value: Json<'a>| match number(value) {
            Ok(number) => *slot = number,
            Err(reason) => bad = bad.or(Some(reason)),
        };
        let writes = needed("cache_creation")?;
        let _ = writes.members(|key, value| match key {
            b"ephemeral_5m_input_tokens" => count(&mut counts.cache_write_5m, value),
            b"ephemeral_1h_input_tokens" => count(&mut counts.cache_write_1h, value),
            other if has_number(value) => unread.push(String::from_utf8_lossy(other).into_owned()),
            _ => {}
        });
        if let Some(searches) =
            result.get(b"server_tool_use").and_then(|tools| tools.get(b"web_search_requests"))
        {
            count(&mut counts.web_searches, searches);
        }
        if let Some(bad) = bad {
            return Err(bad.into());
        }
        if !unread.is_empty() {
            return Err(FaultKind::unread(&unread));
        }
        counts = counts.with_all_writes();
        let word = |member: &[u8]| text(result.get(member)).unwrap_or(Cow::Borrowed(""));
        let (tier, geo, speed) = (word(b"service_tier"), word(b"inference_geo"), word(b"speed"));
        let known = [
            ("service_tier", &tier, &["", "standard", "batch"][..]),
            ("inference_geo", &geo, &["", "us", "global", "not_available"]),
            ("speed", &speed, &["", "standard", "fast"]),
        ];
        let unpriced = known.into_iter().filter(|(_, word, known)| !known.contains(&&***word));
        let unpriced = unpriced.map(|(member, word, _)| (member, word.chars().take(NAME_MAX).collect()));
        let unpriced: Vec<_> = unpriced.collect();
        if !counts.is_empty() {
            sink.gathered.unpriced_services(unpriced);
        }
        let dimensions = [
            &b"model"[..],
            b"service_tier",
            b"context_window",
            b"inference_geo",
            b"speed",
            b"api_key_id",
            b"workspace_id",
            b"account_id",
            b"service_account_id",
        ];
        let identity: Vec<_> = dimensions.iter().map(|key| word(key)).collect();
        Ok(ReportRow {
            kind: ReportKind::Messages,
            file: sink.file,
            from,
            to,
            identity: identity.join("\0"),
            model: owned(result.get(b"model")).unwrap_or_default(),
            counts,
            service: Service { batch: tier == "batch", us_only: geo == "us", fast: speed == "fast" },
            prompt_max: prompt_max(&word(b"context_window")),
            billing: Billing::ApiKey,
        })
    }

    /// Hands on what one person used on a day; which day that was.
    fn claude_code(
        &self,
        line_of: &dyn Fn(Json<'_>) -> u64,
        sink: &mut Sink<'_>,
    ) -> Result<Timestamp, FaultKind> {
        let date = self.bucket.get(b"date").ok_or_else(|| self.lacks(None, "date"))?;
        let at = instant(date).or_else(|| start_of(text(Some(date))?.parse().ok()?));
        let at = at.ok_or_else(|| self.lacks(None, "date"))?;
        let billing = match text(self.bucket.get(b"customer_type")).as_deref() {
            Some("api") => Billing::ApiKey,
            Some("subscription") => Billing::Plan,
            _ => Billing::Unknown,
        };
        let word = |key: &[u8]| self.bucket.get(key).map_or(&b""[..], Json::bytes);
        let who = [&b"actor"[..], b"customer_type", b"terminal_type", b"is_remote", b"organization_id"];
        // A person's name is told apart, and not kept.
        let who = super::gathered::hash(&who.map(word));
        let mut place = 0;
        let Some(models) = self.bucket.get(b"model_breakdown") else {
            return Err(self.lacks(None, "model_breakdown"));
        };
        let _ = models.elements(|used| {
            let whole = format!("data[{}].model_breakdown[{place}]", self.place);
            place += 1;
            match person(used, &whole) {
                Ok((model, counts)) => sink.gathered.report_row(ReportRow {
                    kind: ReportKind::ClaudeCode,
                    file: sink.file,
                    from: at,
                    to: at,
                    identity: format!("{who}\0{model}"),
                    model,
                    counts,
                    service: Service::default(),
                    prompt_max: None,
                    billing,
                }),
                Err(fault) => sink.fault(line_of(used), fault),
            }
        });
        Ok(at)
    }
}

/// What a person used of one model. The lifetime of cache writes is not in it.
fn person(used: Json<'_>, place: &str) -> Result<(String, Counts), FaultKind> {
    let lacks = |member: &'static str| FaultKind::ReportLacks { member, place: place.into() };
    let tokens = used.get(b"tokens").filter(|tokens| tokens.is_object()).ok_or_else(|| lacks("tokens"))?;
    let needed = |member: &'static str| -> Result<u64, FaultKind> {
        let value = tokens.get(member.as_bytes()).ok_or_else(|| lacks(member))?;
        Ok(value.number()?.unwrap_or_default())
    };
    let counts = Counts {
        input: needed("input")?,
        output: needed("output")?,
        cache_read: needed("cache_read")?,
        cache_write: needed("cache_creation")?,
        ..Counts::default()
    };
    let model = owned(used.get(b"model")).ok_or_else(|| lacks("model"))?;
    Ok((model, counts))
}

/// The largest prompt of a range as reports name it: `0-200k`, `200k-1M`.
fn prompt_max(range: &str) -> Option<u64> {
    let (_, most) = range.split_once('-')?;
    let (digits, unit) = most.split_at_checked(most.len().checked_sub(1)?)?;
    let unit = match unit {
        "k" | "K" => 1_000,
        "m" | "M" => 1_000_000,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

/// The first instant of a day.
fn start_of(day: Date) -> Option<Timestamp> {
    day.to_zoned(TimeZone::UTC).ok().map(|start| start.timestamp())
}

/// How many lines of `whole` end before `inner`, which is a part of it.
fn lines_before(whole: Json<'_>, inner: Json<'_>) -> u64 {
    let before = inner.bytes().as_ptr().addr().saturating_sub(whole.bytes().as_ptr().addr());
    let text = whole.bytes().get(..before).unwrap_or_default();
    crate::units::length(memchr::memchr_iter(b'\n', text).count())
}

/// As many characters of a word as are kept.
const NAME_MAX: usize = 64;
