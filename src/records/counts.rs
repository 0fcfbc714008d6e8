//! What one record counts.

use super::iterations::Iterations;
use super::json::{BadCount, Broken, Json, Walk};
use crate::units::{OutOfRange, Tokens};
use crate::usage::{Service, TokenKind, TokenUsage};

/// What one record counts. The same request may be logged several times, with counts that grow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counts {
    /// Prompt tokens that neither came from the cache nor went to it.
    pub(crate) input: u64,
    /// Thinking included.
    pub(crate) output: u64,
    /// Prompt tokens from the cache.
    pub(crate) cache_read: u64,
    /// Prompt tokens written to the cache, whatever their lifetime.
    pub(crate) cache_write: u64,
    /// Those of `cache_write` that live for five minutes.
    pub(crate) cache_write_5m: u64,
    /// Those of `cache_write` that live for an hour.
    pub(crate) cache_write_1h: u64,
    /// Those of `cache_write` that live for half an hour.
    pub(crate) cache_write_30m: u64,
    /// Those of `cache_write` that live for twelve hours.
    pub(crate) cache_write_12h: u64,
    /// Web searches that the vendor ran.
    pub(crate) web_searches: u64,
}

/// What an Anthropic `usage` object says.
#[derive(Debug, Clone)]
pub(super) struct Usage {
    pub(super) counts: Result<Counts, BadCount>,
    pub(super) service: Service,
    /// Whether it says at which speed it was served.
    pub(super) is_speed_told: bool,
    /// How it was served besides, where no price is known for that: the member, and what it says.
    pub(super) unpriced_service: Vec<(&'static str, String)>,
    pub(super) iterations: Iterations,
}

impl Usage {
    /// Reads the object that comes next. Fails when it is cut off.
    pub(super) fn walk(walk: &mut Walk<'_>) -> Result<Self, Broken> {
        let (mut counts, mut bad, mut service) = (Counts::default(), None, Service::default());
        let (mut is_speed_told, mut unpriced_service) = (false, Vec::new());
        let (mut iterations, mut bad_iteration) = (Iterations::default(), None);
        let mut take = |slot: &mut u64, walk: &mut Walk<'_>| -> Result<(), Broken> {
            match walk.value()?.number() {
                Ok(count) => *slot = count.unwrap_or(0),
                Err(reason) => bad = bad.or(Some(reason)),
            }
            Ok(())
        };
        walk.members(|key, walk| match key {
            b"input_tokens" => take(&mut counts.input, walk),
            b"output_tokens" => take(&mut counts.output, walk),
            b"cache_read_input_tokens" => take(&mut counts.cache_read, walk),
            b"cache_creation_input_tokens" => take(&mut counts.cache_write, walk),
            b"cache_creation" => walk.members(|key, walk| match key {
                b"ephemeral_5m_input_tokens" => take(&mut counts.cache_write_5m, walk),
                b"ephemeral_1h_input_tokens" => take(&mut counts.cache_write_1h, walk),
                _ => Ok(()),
            }),
            b"server_tool_use" => walk.members(|key, walk| match key {
                b"web_search_requests" => take(&mut counts.web_searches, walk),
                _ => Ok(()),
            }),
            b"speed" => {
                let speed = walk.value()?;
                is_speed_told = matches!(speed.bytes(), b"\"fast\"" | b"\"standard\"");
                service.fast |= speed.bytes() == b"\"fast\"";
                note_unpriced("speed", speed, is_speed_told, &mut unpriced_service);
                Ok(())
            }
            b"inference_geo" => {
                let geo = walk.value()?;
                service.us_only = geo.bytes() == b"\"us\"";
                let is_known = matches!(geo.bytes(), b"\"us\"" | b"\"global\"" | b"\"not_available\"");
                note_unpriced("inference_geo", geo, is_known, &mut unpriced_service);
                Ok(())
            }
            b"service_tier" => {
                let tier = walk.value()?;
                service.batch = tier.bytes() == b"\"batch\"";
                let is_known = matches!(tier.bytes(), b"\"standard\"" | b"\"batch\"");
                note_unpriced("service_tier", tier, is_known, &mut unpriced_service);
                Ok(())
            }
            b"iterations" => {
                iterations = Iterations::walk(walk, &mut bad_iteration)?;
                Ok(())
            }
            _ => Ok(()),
        })?;
        if !iterations.is_empty() {
            iterations.served_like(service, is_speed_told);
        }
        let counts = bad.or(bad_iteration).map_or(Ok(counts), Err);
        Ok(Self { counts, service, is_speed_told, unpriced_service, iterations })
    }
}

/// Keeps how something was served, unless its price is known or it says nothing.
fn note_unpriced(
    member: &'static str,
    value: Json<'_>,
    is_known: bool,
    unpriced: &mut Vec<(&'static str, String)>,
) {
    const NAME_MAX: usize = 64;
    if is_known {
        return;
    }
    if let Some(text) = value.text().filter(|text| !text.is_empty()) {
        unpriced.push((member, text.chars().take(NAME_MAX).collect()));
    }
}

/// Cache writes by lifetime, in tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Writes {
    pub(crate) for_5m: u64,
    pub(crate) for_1h: u64,
    /// Of a lifetime that the record does not give.
    pub(crate) unknown_ttl: u64,
}

impl Counts {
    /// The larger of each count: what several logs of one request know together.
    pub(crate) fn max(self, other: Self) -> Self {
        self.zip(other, |one, two| Some(one.max(two))).unwrap_or(self)
    }

    /// Adds each count.
    pub(crate) fn plus(self, other: Self) -> Result<Self, OutOfRange> {
        self.zip(other, u64::checked_add).ok_or(OutOfRange)
    }

    /// Subtracts each count, down to zero.
    pub(crate) fn less(self, other: Self) -> Self {
        self.zip(other, |one, two| Some(one.saturating_sub(two))).unwrap_or(self)
    }

    /// Whether each count is at least the other's.
    pub(crate) fn covers(self, other: Self) -> bool {
        self.max(other) == self
    }

    /// All cache writes in `cache_write`, also where a bug left it at 0, so that sums of wholes and of parts
    /// agree.
    pub(super) fn with_all_writes(self) -> Self {
        Self { cache_write: self.prompt_writes(), ..self }
    }

    /// Cache writes without their lifetimes.
    pub(super) fn without_lifetimes(self) -> Self {
        Self {
            cache_write: self.prompt_writes(),
            cache_write_5m: 0,
            cache_write_1h: 0,
            cache_write_30m: 0,
            cache_write_12h: 0,
            ..self
        }
    }

    fn zip(self, other: Self, with: impl Fn(u64, u64) -> Option<u64>) -> Option<Self> {
        Some(Self {
            input: with(self.input, other.input)?,
            output: with(self.output, other.output)?,
            cache_read: with(self.cache_read, other.cache_read)?,
            cache_write: with(self.cache_write, other.cache_write)?,
            cache_write_5m: with(self.cache_write_5m, other.cache_write_5m)?,
            cache_write_1h: with(self.cache_write_1h, other.cache_write_1h)?,
            cache_write_30m: with(self.cache_write_30m, other.cache_write_30m)?,
            cache_write_12h: with(self.cache_write_12h, other.cache_write_12h)?,
            web_searches: with(self.web_searches, other.web_searches)?,
        })
    }

    pub(crate) fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// The cache writes by lifetime. Where the parts add up to more than the whole, the parts are right: for
    /// a while the whole stayed 0.
    pub(crate) fn writes(self) -> Writes {
        Writes {
            for_5m: self.cache_write_5m,
            for_1h: self.cache_write_1h,
            unknown_ttl: self.cache_write.saturating_sub(self.told_writes()),
        }
    }

    /// All writes to the cache.
    pub(crate) fn prompt_writes(self) -> u64 {
        self.cache_write.max(self.told_writes())
    }

    /// The writes to the cache of which it is told how long they live.
    fn told_writes(self) -> u64 {
        let Self { cache_write_5m, cache_write_1h, cache_write_30m, cache_write_12h, .. } = self;
        [cache_write_5m, cache_write_1h, cache_write_30m, cache_write_12h]
            .into_iter()
            .fold(0, u64::saturating_add)
    }

    /// The whole prompt of a request: what its price band is chosen by.
    pub(crate) fn prompt(self) -> u64 {
        self.input.saturating_add(self.cache_read).saturating_add(self.prompt_writes())
    }

    /// The tokens by kind, those that were written for an untold lifetime left out.
    pub(crate) fn usage(self) -> TokenUsage {
        let Writes { for_5m, for_1h, .. } = self.writes();
        TokenUsage::NONE
            .with(TokenKind::Input, Tokens::new(self.input))
            .with(TokenKind::Output, Tokens::new(self.output))
            .with(TokenKind::CacheRead, Tokens::new(self.cache_read))
            .with(TokenKind::CacheWrite5m, Tokens::new(for_5m))
            .with(TokenKind::CacheWrite1h, Tokens::new(for_1h))
            .with(TokenKind::CacheWrite30m, Tokens::new(self.cache_write_30m))
            .with(TokenKind::CacheWrite12h, Tokens::new(self.cache_write_12h))
    }

    /// The counts of a `usage` object: Anthropic's own, in which no token is in two of them.
    ///
    /// `iterations` are the requests behind these counts, or beside them ([`Iterations`]). `thinking_tokens` are output tokens already.
    /// Fails when a count is none, or a list or object is cut off.
    pub(crate) fn of_usage(usage: Json<'_>) -> Result<Self, BadCount> {
        Usage::walk(&mut usage.walk()).map_err(|_| BadCount::NoCount)?.counts
    }

    /// The counts of one model's entry in a `modelUsage` object. Fails when a count is none, or a list or
    /// object is cut off.
    pub(crate) fn of_model_usage(usage: Json<'_>) -> Result<Self, BadCount> {
        let mut counts = Self::default();
        let mut bad = None;
        let mut is_split = false;
        let walked = usage.members(|key, value| {
            is_split |= key.starts_with(b"cacheCreationEphemeral") && !value.is_null();
            let slot = match key {
                b"inputTokens" => &mut counts.input,
                b"outputTokens" => &mut counts.output,
                b"cacheReadInputTokens" => &mut counts.cache_read,
                b"cacheCreationInputTokens" => &mut counts.cache_write,
                b"cacheCreationEphemeral5mInputTokens" => &mut counts.cache_write_5m,
                b"cacheCreationEphemeral1hInputTokens" => &mut counts.cache_write_1h,
                b"webSearchRequests" => &mut counts.web_searches,
                _ => return,
            };
            match value.number() {
                Ok(count) => *slot = count.unwrap_or(0),
                // No other text is a count here, but this one can only be nothing.
                Err(_) if value.bytes() == b"\"0\"" => *slot = 0,
                Err(reason) => bad = bad.or(Some(reason)),
            }
        });
        match (bad, walked) {
            (Some(bad), _) => Err(bad),
            (None, Err(_)) => Err(BadCount::NoCount),
            (None, Ok(())) => {
                // The vendor's own word: what the two parts leave is priced at five minutes.
                if is_split {
                    counts.cache_write_5m =
                        counts.cache_write_5m.max(counts.cache_write.saturating_sub(counts.cache_write_1h));
                }
                Ok(counts)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_of_which_the_whole_stayed_zero_are_the_sum_of_their_parts() {
        // A bug of Claude Code before 2.1.152.
        let counts = Counts { cache_write: 0, cache_write_5m: 70, cache_write_1h: 30, ..Counts::default() };
        assert_eq!(counts.writes(), Writes { for_5m: 70, for_1h: 30, unknown_ttl: 0 });
        assert_eq!(counts.prompt(), 100);
    }

    #[test]
    fn what_the_split_does_not_tell_is_untold() {
        let counts = Counts { cache_write: 100, cache_write_1h: 60, ..Counts::default() };
        assert_eq!(counts.writes(), Writes { for_5m: 0, for_1h: 60, unknown_ttl: 40 });
    }
}
