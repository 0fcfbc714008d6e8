//! Pages of Anthropic's `cost_report` and of OpenAI's `/v1/organization/costs`: buckets of a day with results.
//!
//! - Anthropic: `starting_at`, `ending_at` as RFC 3339, and `amount` as decimal text in cents.
//! - OpenAI: `start_time`, `end_time` in seconds since 1970, and `amount` with a `value`, a number of dollars. Its digits
//!   are kept as they are, those of a float's noise as well. `line_item` is `MODEL, KIND` for tokens.
//! - A bucket may stand in several pages, where their days overlap. Its lines are told apart by their words.
//! - Several pages may stand in one file, one after the other or in a list.
//! - Unknown members are passed over.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::amounts::{Unit, amount};
use super::{Bill, Charge, Document, Item, add_days, other_currency, span, wrong};
use crate::diagnostic::Diagnostic;
use crate::phrase::quoted_name;
use crate::records::json::Json;
use crate::source::{SourceFile, letter_at};
use crate::units::UsdDelta;

/// As many faults of a file are told.
const FAULTS_MAX: usize = 20;

/// Reads all pages in a text.
pub(super) fn read(source: &SourceFile) -> Result<Document, Vec<Diagnostic>> {
    let mut reader = Reader {
        source,
        bill: Bill { names_vendors: true, ..Bill::default() },
        faults: Vec::new(),
        usage: 0,
    };
    let mut rest = source.text().as_bytes();
    loop {
        rest = rest.trim_ascii_start();
        if rest.is_empty() {
            break;
        }
        let Some(value) = Json::first(rest) else {
            let start = source.text().len() - rest.len();
            let title = format!("{} is cut off, or is not JSON", quoted_name(source.name()));
            let letter = letter_at(source.text(), start);
            reader.faults.push(wrong(title).at(source, letter, "what begins here has no end"));
            break;
        };
        reader.value(value);
        rest = &rest[super::offset_in(rest, value.bytes()) + value.bytes().len()..];
    }
    let Reader { bill, mut faults, usage, .. } = reader;
    if !faults.is_empty() {
        faults.truncate(FAULTS_MAX);
        return Err(faults);
    }
    Ok(if usage > 0 && bill.charges.is_empty() { Document::UsageReport } else { Document::Bill(bill) })
}

struct Reader<'s> {
    source: &'s SourceFile,
    bill: Bill,
    faults: Vec<Diagnostic>,
    /// Results that count tokens.
    usage: u64,
}

impl Reader<'_> {
    /// A page, a list of pages, or a bucket.
    fn value(&mut self, value: Json<'_>) {
        if value.is_list() {
            // What is cut off is no value.
            let _ = value.elements(|value| self.value(value));
            return;
        }
        if value.get(b"results").is_some_and(Json::is_list) {
            self.bucket(value, "bucket");
            return;
        }
        let Some(data) = value.get(b"data").filter(|data| data.is_list()) else {
            let title = format!("{} is not a bill that creditcalc knows", quoted_name(self.source.name()));
            let help = "a bill is Anthropic's `cost_report`, OpenAI's `/v1/organization/costs`, or a CSV with a date and an amount in each row";
            self.faults.push(wrong(title).help(help));
            return;
        };
        let (mut place, mut begin, mut end) = (0, None, None);
        let _ = data.elements(|bucket| {
            if let Some((from, to)) = self.bucket(bucket, &format!("data[{place}]")) {
                begin = Some(begin.map_or(from, |begin: Date| begin.min(from)));
                end = end.max(Some(to));
            }
            place += 1;
        });
        self.bill.begins.extend(begin);
        if value.get(b"has_more").is_some_and(Json::is_true) {
            self.bill.open_ends.push(end.unwrap_or(Date::MIN));
        }
    }

    /// A bucket: its first day and the day after its last.
    fn bucket(&mut self, bucket: Json<'_>, place: &str) -> Option<(Date, Date)> {
        if bucket.get(b"model_breakdown").is_some() || bucket.get(b"core_metrics").is_some() {
            self.usage += 1;
            return None;
        }
        let is_openai = bucket.get(b"start_time").is_some();
        let (first, last) = if is_openai { ("start_time", "end_time") } else { ("starting_at", "ending_at") };
        let (Some(from), Some(to)) = (self.time(bucket, place, first), self.time(bucket, place, last)) else {
            return None;
        };
        let from_day = TimeZone::UTC.to_datetime(from).date();
        // It ends where the next one begins.
        let before_end = to.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(to).max(from);
        let last_day = TimeZone::UTC.to_datetime(before_end).date();
        if let Err(fault) = add_days(&mut self.bill.days, from_day, last_day) {
            self.faults.push(fault.at(self.source, span(self.source, bucket), "in this bucket"));
            return None;
        }
        let Some(results) = bucket.get(b"results").filter(|results| results.is_list()) else {
            self.lacks(bucket, place, "results");
            return None;
        };
        let part = self.bill.parts;
        self.bill.parts = self.bill.parts.saturating_add(1);
        let mut number = 0;
        let _ = results.elements(|result| {
            let place = format!("{place}.results[{number}]");
            number += 1;
            if result.get(b"amount").is_none() && result.get(b"output_tokens").is_some() {
                self.usage += 1;
                return;
            }
            let charge = if is_openai {
                self.openai(from_day, result, &place)
            } else {
                self.anthropic(from_day, result, &place)
            };
            let identity = || format!("{first}\0{from}\0{to}\0{}", words(result));
            self.bill.charges.extend(charge.map(|charge| Charge { identity: identity(), part, ..charge }));
        });
        Some((from_day, last_day.tomorrow().unwrap_or(last_day)))
    }

    fn lacks(&mut self, value: Json<'_>, place: &str, member: &str) {
        let start = span(self.source, value).start;
        let fault = wrong(format!("`{place}` has no `{member}`"));
        self.faults.push(fault.at(self.source, letter_at(self.source.text(), start), "here"));
    }

    fn time(&mut self, bucket: Json<'_>, place: &str, member: &str) -> Option<Timestamp> {
        let Some(value) = bucket.get(member.as_bytes()).filter(|value| !value.is_null()) else {
            self.lacks(bucket, place, member);
            return None;
        };
        let seconds = || i64::try_from(value.count().ok()??).ok();
        let found = match value.text() {
            Some(text) => text.parse().ok(),
            None => seconds().and_then(|seconds| Timestamp::from_second(seconds).ok()),
        };
        if found.is_none() {
            let fault = wrong(format!("`{member}` is not a time"));
            self.faults.push(fault.at(self.source, span(self.source, value), ""));
        }
        found
    }

    /// An amount in dollars, and the currency that stands beside it.
    fn amount(&mut self, value: Json<'_>, unit: Unit, currency: Option<Json<'_>>) -> Option<UsdDelta> {
        if let Some(currency) = currency.filter(|currency| !currency.is_null()) {
            let written = currency.text().unwrap_or_default();
            if !written.eq_ignore_ascii_case("USD") {
                let fault = other_currency(&written);
                self.faults.push(fault.at(self.source, span(self.source, currency), ""));
                return None;
            }
        }
        let text = value.text();
        let bytes = std::str::from_utf8(value.bytes()).unwrap_or_default();
        let found = amount(text.as_deref().unwrap_or(bytes), unit);
        if found.is_none() {
            let fault = wrong("an amount that can't be read");
            self.faults.push(fault.at(self.source, span(self.source, value), "this is not a number"));
        }
        found
    }

    /// A result of `cost_report`.
    fn anthropic(&mut self, day: Date, result: Json<'_>, place: &str) -> Option<Charge> {
        let Some(written) = result.get(b"amount").filter(|amount| !amount.is_null()) else {
            self.lacks(result, place, "amount");
            return None;
        };
        let amount = self.amount(written, Unit::Cents, result.get(b"currency"))?;
        self.bill.vendors.insert("anthropic");
        let word = |key: &[u8]| result.get(key).and_then(Json::text).filter(|text| !text.is_empty());
        let description = word(b"description").unwrap_or_default().into_owned();
        let item = match (word(b"model"), word(b"cost_type").as_deref()) {
            (_, Some("web_search")) => Item::WebSearch,
            (Some(model), _) => Item::Model(model.into_owned()),
            (None, Some("tokens") | None) if description.is_empty() => Item::Unsaid,
            (None, Some("tokens") | None) => Item::Other(description.clone()),
            (None, Some(other)) => Item::Other(other.replace('_', " ")),
        };
        Some(charged(day, amount, item, description))
    }

    /// A result of OpenAI's costs.
    fn openai(&mut self, day: Date, result: Json<'_>, place: &str) -> Option<Charge> {
        let amount = result.get(b"amount").filter(|amount| amount.is_object());
        let Some((amount, value)) = amount.and_then(|amount| Some((amount, amount.get(b"value")?))) else {
            self.lacks(result, place, "amount.value");
            return None;
        };
        let amount = self.amount(value, Unit::Dollars, amount.get(b"currency"))?;
        self.bill.vendors.insert("openai");
        let line = result.get(b"line_item").and_then(Json::text).filter(|text| !text.is_empty());
        let item = match line.as_deref() {
            None => Item::Unsaid,
            Some(line) if line.to_ascii_lowercase().starts_with("web search") => Item::WebSearch,
            Some(line) => match line.split_once(", ") {
                Some((model, _)) => Item::Model(model.to_owned()),
                None => Item::Other(line.to_owned()),
            },
        };
        let description = line.unwrap_or_default().into_owned();
        Some(charged(day, amount, item, description))
    }
}

/// A charge without tokens, before it is placed.
fn charged(day: Date, amount: UsdDelta, item: Item, description: String) -> Charge {
    Charge { day, amount, item, description, tokens: Vec::new(), identity: String::new(), part: 0 }
}

/// The words of a result, in the order of their names: its model, its key, what it is for. Numbers may grow, and are none.
fn words(result: Json<'_>) -> String {
    let mut words = Vec::new();
    // What is cut off is no value.
    let _ = result.members(|name, value| {
        if let Some(text) = value.text().filter(|text| name != b"amount" && !text.is_empty()) {
            words.push(format!("{}={text}", String::from_utf8_lossy(name)));
        }
    });
    words.sort();
    words.join("\0")
}
