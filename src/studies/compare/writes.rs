//! What another vendor calls a cache write: each has lifetimes of its own, and some charge no writes at all.

use jiff::civil::Date;

use super::cache::{CacheQuestion, WRITES, lifetime_seconds};
use super::note::Note;
use crate::pricing::{Model, PriceTable, Vendor};
use crate::units::{OutOfRange, Tokens};
use crate::usage::{ModelUsage, TokenKind};

/// How the cache writes of one vendor's model are counted with a model of another vendor.
///
/// The usual lifetime of the one becomes the usual lifetime of the other, as `--cache-write` means it; any
/// other lifetime becomes the nearest that there is. Where the other vendor bills no writes, the tokens are
/// prompt tokens like any other.
pub(super) struct Writes<'t> {
    model: &'t Model,
    /// The usual lifetime of the vendor whose writes were counted.
    from_usual: Option<TokenKind>,
    /// The usual lifetime of the vendor of `model`.
    to_usual: Option<TokenKind>,
    /// The lifetimes that there are with `model`, the shortest first.
    offered: Vec<TokenKind>,
}

impl<'t> Writes<'t> {
    /// How writes of `own` are counted with `model` on `day`; `None` where both are of one vendor.
    pub(super) fn between(table: &'t PriceTable, own: &Model, model: &'t Model, day: Date) -> Option<Self> {
        if own.vendor == model.vendor {
            return None;
        }
        let vendor = |model: &Model| table.vendors().iter().find(|vendor| vendor.id == model.vendor);
        let (from, to) = (vendor(own)?, vendor(model)?);
        let has_rate =
            |kind: &TokenKind| model.price_on(day).is_some_and(|price| price.card.rate(*kind).is_some());
        let is_offered = |kind: &TokenKind| to.token_kinds.contains(kind) || has_rate(kind);
        Some(Self {
            model,
            from_usual: Vendor::short_cache_write(from),
            to_usual: Vendor::short_cache_write(to),
            offered: WRITES.into_iter().filter(is_offered).collect(),
        })
    }

    /// As what a write for a lifetime is counted; `None` where no writes are billed.
    fn counted_as(&self, kind: TokenKind) -> Option<TokenKind> {
        if self.offered.contains(&kind) {
            return Some(kind);
        }
        if Some(kind) == self.from_usual && self.to_usual.is_some() {
            return self.to_usual;
        }
        // How many times as long, or as short: an hour is nearer to half an hour than to twelve.
        let times = |other: &TokenKind| {
            let (one, other) = (lifetime_seconds(kind).unwrap_or(1), lifetime_seconds(*other).unwrap_or(1));
            (one.max(other) * 60) / one.min(other)
        };
        self.offered.iter().copied().min_by_key(times)
    }

    /// The usage with its writes for lifetimes that there are with this model, where any are billed.
    pub(super) fn of(&self, usage: ModelUsage, notes: &mut Vec<Note>) -> Result<ModelUsage, OutOfRange> {
        if self.offered.is_empty() {
            return Ok(usage);
        }
        let mut counts = usage.usage;
        for from in WRITES {
            let tokens = usage.usage.of(from);
            let Some(to) = self.counted_as(from).filter(|to| *to != from && !tokens.is_zero()) else {
                continue;
            };
            let sum = counts.of(to).get().checked_add(tokens.get()).ok_or(OutOfRange)?;
            counts = counts.with(from, Tokens::ZERO).with(to, Tokens::new(sum));
            notes.push(Note::WritesCountedAs { from, to, models: vec![self.model.id.clone()] });
        }
        Ok(ModelUsage { usage: counts, ..usage })
    }

    /// The question about the cache with a lifetime that there is with this model.
    pub(super) fn asked(&self, asked: &CacheQuestion, notes: &mut Vec<Note>) -> CacheQuestion {
        let Some(from) = asked.write else { return *asked };
        let to = self.counted_as(from).unwrap_or(from);
        if to != from {
            notes.push(Note::WritesCountedAs { from, to, models: vec![self.model.id.clone()] });
        }
        CacheQuestion { write: Some(to), ..*asked }
    }

    /// The usage without writes, where none are billed: what is written is a part of the prompt like any other.
    pub(super) fn billed(&self, usage: ModelUsage, notes: &mut Vec<Note>) -> Result<ModelUsage, OutOfRange> {
        if !self.offered.is_empty() {
            return Ok(usage);
        }
        let written = WRITES.into_iter().map(|kind| usage.usage.of(kind).get());
        let written = written
            .chain([usage.writes_of_unknown_ttl.get()])
            .try_fold(0_u64, u64::checked_add)
            .ok_or(OutOfRange)?;
        if written == 0 {
            return Ok(usage);
        }
        notes.push(Note::WritesAreInput { models: vec![self.model.id.clone()] });
        let input = usage.usage.of(TokenKind::Input).get().checked_add(written).ok_or(OutOfRange)?;
        let none = WRITES.into_iter().fold(usage.usage, |counts, kind| counts.with(kind, Tokens::ZERO));
        Ok(ModelUsage {
            usage: none.with(TokenKind::Input, Tokens::new(input)),
            writes_of_unknown_ttl: Tokens::ZERO,
            ..usage
        })
    }
}
