//! Rows that are one request each, and not a run: `token-usage.jsonl` of GitHub Agentic Workflows, which its API proxy
//! writes, and rows of other gateways with a `request_id`.
//!
//! - Rows with a `request_id` that name no run are the requests of one run: the one whose file it is. A night of forty
//!   requests is one run and not forty.
//! - `timestamp` is when the request was answered, and dates the row.
//! - `ai_credits_this_response`, or `ai_credits`, is GitHub's own figure: one AI Credit is $0.01 (GitHub's docs, "Usage-based
//!   billing for organizations and enterprises"). `ai_credits_total` is a running sum, and is not added.
//! - `input_tokens_include_cache` says whether `input_tokens` contain what went through the cache. Older proxies do not
//!   write it: they passed on what the provider sent, in which OpenAI's prompts contain what was read from the cache,
//!   and Anthropic's do not.
//! - `reasoning_tokens` are a part of the output. Where they are more than it, the output is a lower bound.
//!
//! The members are those of `schemas/token-usage.schema.json` in github/gh-aw-firewall.

use super::counts::Counts;
use super::faults::FaultKind;
use super::json::Json;
use super::record::{NO_SESSION, owned};
use super::truth::{NoTruth, truth};
use crate::units::Usd;

/// What a row says about its request.
#[derive(Debug, Default)]
pub(super) struct OfRequest {
    pub(super) id: Option<String>,
    provider: Option<String>,
    input_has_cache: Option<bool>,
    reasoning: u64,
    credits: Option<Usd>,
}

impl OfRequest {
    /// Takes the member or column of that name; whether it was one of these.
    pub(super) fn take(&mut self, name: &[u8], value: Json<'_>) -> Result<bool, FaultKind> {
        match name {
            b"request_id" => {
                self.id =
                    owned(Some(value)).or_else(|| value.count().ok().flatten().map(|id| id.to_string()));
            }
            b"provider" => self.provider = owned(Some(value)),
            b"input_tokens_include_cache" => {
                self.input_has_cache =
                    truth(value).map_err(|NoTruth| FaultKind::NoTruth("input_tokens_include_cache"))?;
            }
            b"reasoning_tokens" => {
                self.reasoning = value.plausible_count().map_err(FaultKind::from)?.unwrap_or(0);
            }
            b"ai_credits_this_response" | b"ai_credits" => self.credits = credits(value)?,
            // Weighted for limits, and running sums: neither is a count of its own.
            b"ai_credits_total" | b"effective_tokens_this_response" | b"effective_tokens_total" => {}
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Whether it counts reasoning, which only rows of requests are known to have within their output.
    pub(super) fn has_unread_reasoning(&self) -> bool {
        self.id.is_none() && self.reasoning > 0
    }

    /// GitHub's own figure for it.
    pub(super) fn cost(&self) -> Option<Usd> {
        self.credits
    }

    /// The run of a row that names none.
    pub(super) fn run(&self, file: u32) -> Option<String> {
        self.id.as_ref().map(|_| format!("{NO_SESSION}{file}"))
    }

    /// Its counts, with the input as what was neither read from the cache nor written to it; and whether the output is
    /// a lower bound.
    pub(super) fn settle(&self, counts: Counts) -> Result<(Counts, bool), FaultKind> {
        let cached = counts.cache_read.checked_add(counts.cache_write).ok_or(FaultKind::TooLarge)?;
        let inside = match (self.input_has_cache, self.provider.as_deref()) {
            (Some(true), _) => cached,
            // What OpenAI counts as prompt. A row with writes comes from the parts that Copilot lists, apart already.
            (None, Some("openai" | "copilot")) if counts.cache_write == 0 && cached <= counts.input => cached,
            _ => 0,
        };
        let input = counts.input.checked_sub(inside).ok_or(FaultKind::Contradiction)?;
        Ok((Counts { input, ..counts }, self.reasoning > counts.output))
    }
}

/// AI Credits as dollars: a hundred are one.
fn credits(value: Json<'_>) -> Result<Option<Usd>, FaultKind> {
    let written = value.text();
    let bytes = std::str::from_utf8(value.bytes()).unwrap_or_default();
    let text = written.as_deref().unwrap_or(bytes).trim();
    if text.is_empty() || text == "null" {
        return Ok(None);
    }
    let credits = super::native::dollars(text)?;
    credits.per_power_of_ten(2).map(Some).map_err(|_| FaultKind::MoneyOutOfRange)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(row: &str, counts: Counts) -> Result<(Counts, bool), FaultKind> {
        let mut request = OfRequest::default();
        Json::new(row.as_bytes())
            .unwrap()
            .members(|name, value| {
                request.take(name, value).unwrap();
            })
            .unwrap();
        request.settle(counts)
    }

    #[test]
    fn what_the_input_contains() {
        let counts = Counts { input: 1000, output: 50, cache_read: 600, ..Counts::default() };
        for (row, input) in [
            (r#"{"request_id":"r"}"#, 1000),
            (r#"{"request_id":"r","provider":"anthropic"}"#, 1000),
            // 1,000 - 600 = 400.
            (r#"{"request_id":"r","provider":"openai"}"#, 400),
            (r#"{"request_id":"r","provider":"copilot"}"#, 400),
            (r#"{"request_id":"r","provider":"openai","input_tokens_include_cache":false}"#, 1000),
            (r#"{"request_id":"r","provider":"anthropic","input_tokens_include_cache":true}"#, 400),
            (r#"{"request_id":"r","provider":"anthropic","input_tokens_include_cache":"true"}"#, 400),
            // A table of such rows that went through a spreadsheet.
            (r#"{"request_id":"r","provider":"openai","input_tokens_include_cache":"FALSE"}"#, 1000),
            (r#"{"request_id":"r","provider":"anthropic","input_tokens_include_cache":"WAHR"}"#, 400),
            // Nothing is said: what the provider does.
            (r#"{"request_id":"r","provider":"openai","input_tokens_include_cache":null}"#, 400),
        ] {
            let (settled, at_least) = settled(row, counts).unwrap();
            assert_eq!((settled.input, settled.cache_read, at_least), (input, 600, false), "{row}");
        }
        // Copilot's own parts are apart: there are writes.
        let with_writes = Counts { cache_write: 5, ..counts };
        let (apart, _) = settled(r#"{"request_id":"r","provider":"copilot"}"#, with_writes).unwrap();
        assert_eq!(apart.input, 1000);
        let more = Counts { cache_read: 1001, ..counts };
        assert!(settled(r#"{"request_id":"r","input_tokens_include_cache":true}"#, more).is_err());
    }

    #[test]
    fn what_the_input_contains_is_not_guessed() {
        let mut request = OfRequest::default();
        let odd = Json::new(b"\"partly\"").unwrap();
        let fault = FaultKind::NoTruth("input_tokens_include_cache");
        assert_eq!(request.take(b"input_tokens_include_cache", odd), Err(fault));
    }

    #[test]
    fn reasoning_is_a_part_of_the_output() {
        let counts = Counts { output: 50, ..Counts::default() };
        for (reasoning, at_least) in [(0, false), (50, false), (51, true)] {
            let row = format!(r#"{{"request_id":"r","reasoning_tokens":{reasoning}}}"#);
            assert_eq!(settled(&row, counts).unwrap().1, at_least, "{row}");
        }
    }

    #[test]
    fn a_credit_is_a_cent() {
        for (written, dollars) in
            [("250", "2.5"), ("0.125", "0.00125"), ("\"12.5\"", "0.125"), ("1e-05", "0.0000001"), ("0", "0")]
        {
            let value = Json::new(written.as_bytes()).unwrap();
            assert_eq!(credits(value).unwrap(), Some(dollars.parse().unwrap()), "{written}");
        }
        assert_eq!(credits(Json::new(b"null").unwrap()).unwrap(), None);
        assert!(credits(Json::new(b"-1").unwrap()).is_err());
    }
}
