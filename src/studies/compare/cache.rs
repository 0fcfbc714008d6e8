//! What if so much of the prompt were read from the cache.

use std::num::NonZeroU64;

use super::gaps::{Gaps, Warmth};
use super::note::Note;
use crate::units::{OutOfRange, Ratio, Tokens};
use crate::usage::{ModelUsage, Requests, TokenKind};

/// How much of the prompt is read from the cache, and for how long it is kept there. Without either, the
/// prompt is what it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheQuestion {
    /// The share of the cacheable prompt that is read from the cache; what is not read is written.
    pub hit: Option<Ratio>,
    /// The kind as which tokens are written to the cache.
    pub write: Option<TokenKind>,
}

/// A usage with as much of its prompt in the cache as is asked about.
pub(super) struct Applied {
    /// The figure that is used.
    pub(super) used: ModelUsage,
    /// The same where every run finds the cache of the one before; what is used, where none or all do.
    pub(super) warm: ModelUsage,
    pub(super) note: Option<Note>,
}

/// For how many seconds tokens that are written as `kind` stay in the cache; `None` for what is not written
/// to it.
#[must_use]
pub fn lifetime_seconds(kind: TokenKind) -> Option<u64> {
    match kind {
        TokenKind::CacheWrite5m => Some(5 * 60),
        TokenKind::CacheWrite30m => Some(30 * 60),
        TokenKind::CacheWrite1h => Some(60 * 60),
        TokenKind::CacheWrite12h => Some(12 * 60 * 60),
        TokenKind::Input | TokenKind::Output | TokenKind::CacheRead => None,
    }
}

/// The usage with what is asked about worked in. `usual` is the lifetime that its vendor counts where nobody
/// says another.
pub(super) fn applied(
    usage: &ModelUsage,
    asked: &CacheQuestion,
    usual: Option<TokenKind>,
    gaps: &Gaps,
) -> Result<Applied, OutOfRange> {
    let Some(hit) = asked.hit else {
        let used = match asked.write {
            Some(kind) => moved(usage, kind)?,
            None => usage.clone(),
        };
        return Ok(Applied { warm: used.clone(), used, note: None });
    };
    let kind = asked.write.or_else(|| written_as(usage)).or(usual).unwrap_or(TokenKind::CacheWrite5m);
    let lifetime = lifetime_seconds(kind).expect("only lifetimes are asked about");
    let warmth = gaps.warmth(lifetime);
    let requests = match usage.requests {
        Requests::Even(requests) | Requests::Sized { requests, .. } => Some(requests),
        Requests::UpTo { .. } | Requests::Unknown => None,
    };
    // The first request of a run that finds nothing writes what the others read.
    let cold = requests.map_or(hit, |requests| hit.min(Ratio::of(requests.get() - 1, requests)));
    let warm = if warmth.is_cold() { cold } else { hit };
    let note = note(&warmth, kind, requests, hit, cold);
    let used = split(usage, kind, if warmth.is_warm() { hit } else { cold })?;
    Ok(Applied { warm: split(usage, kind, warm)?, used, note })
}

fn note(
    warmth: &Warmth,
    kind: TokenKind,
    requests: Option<NonZeroU64>,
    asked: Ratio,
    used: Ratio,
) -> Option<Note> {
    match warmth {
        Warmth::Warm => None,
        Warmth::Cold { gap } => {
            Some(Note::CacheIsCold { gap: *gap, kind, requests, capped: (used < asked).then_some(used) })
        }
        Warmth::Mixed { warm, runs } => Some(Note::CacheIsMixed {
            warm: *warm,
            runs: *runs,
            kind,
            requests,
            capped: (used < asked).then_some(used),
        }),
    }
}

/// The lifetimes for which tokens are written to the cache, the shortest first.
pub(super) const WRITES: [TokenKind; 4] =
    [TokenKind::CacheWrite5m, TokenKind::CacheWrite30m, TokenKind::CacheWrite1h, TokenKind::CacheWrite12h];

/// The lifetime for which the job writes the most already; of several it is the shortest.
fn written_as(usage: &ModelUsage) -> Option<TokenKind> {
    let count = |kind: &TokenKind| usage.usage.of(*kind);
    WRITES.into_iter().rev().filter(|kind| !count(kind).is_zero()).max_by_key(count)
}

/// The same with all writes to the cache for one lifetime.
fn moved(usage: &ModelUsage, kind: TokenKind) -> Result<ModelUsage, OutOfRange> {
    let writes = writes(usage)?;
    Ok(with_writes(usage, kind, writes))
}

/// The same with `hit` of the cacheable prompt read and the rest written. Without any reads or writes, all
/// input is cacheable.
fn split(usage: &ModelUsage, kind: TokenKind, hit: Ratio) -> Result<ModelUsage, OutOfRange> {
    let (reads, input) = (usage.usage.of(TokenKind::CacheRead).get(), usage.usage.of(TokenKind::Input));
    let cached = writes(usage)?.checked_add(reads).ok_or(OutOfRange)?;
    let (cacheable, input) = if cached == 0 { (input.get(), Tokens::ZERO) } else { (cached, input) };
    let read = hit.cut(cacheable)?;
    let mut split = with_writes(usage, kind, cacheable - read);
    split.usage = split.usage.with(TokenKind::Input, input).with(TokenKind::CacheRead, Tokens::new(read));
    Ok(split)
}

fn writes(usage: &ModelUsage) -> Result<u64, OutOfRange> {
    let told = WRITES.into_iter().map(|kind| usage.usage.of(kind).get());
    told.chain([usage.writes_of_unknown_ttl.get()]).try_fold(0_u64, u64::checked_add).ok_or(OutOfRange)
}

fn with_writes(usage: &ModelUsage, kind: TokenKind, writes: u64) -> ModelUsage {
    let none = WRITES.into_iter().fold(usage.usage, |counts, kind| counts.with(kind, Tokens::ZERO));
    ModelUsage {
        usage: none.with(kind, Tokens::new(writes)),
        writes_of_unknown_ttl: Tokens::ZERO,
        ..usage.clone()
    }
}
