//! What rows of a run come to under an assumption about the program that wrote a vendor's figure: its habits, and
//! what it knew that the record doesn't tell.

use super::price::{Names, usage_of};
use crate::cost::price_usage;
use crate::pricing::Model;
use crate::records::{Counts, RunModel};
use crate::units::Usd;

/// For how long cache writes live whose lifetime the record doesn't give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lifetime {
    FiveMinutes,
    Hour,
}

/// How a program may have come to its figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Assumed<'t> {
    /// The model whose rates it used; `None` is the row's own.
    pub(super) model: Option<&'t Model>,
    /// Whether it knew what a cloud's endpoint in a region costs more.
    pub(super) knows_regions: bool,
    /// Whether writes for an hour cost it what writes for five minutes do.
    pub(super) hours_as_five_minutes: bool,
    /// What it took writes of unknown lifetime for.
    pub(super) untold: Lifetime,
}

impl Assumed<'_> {
    /// By the published prices.
    pub(super) const LIST: Self = Self {
        model: None,
        knows_regions: true,
        hours_as_five_minutes: false,
        untold: Lifetime::FiveMinutes,
    };
}

/// What rows come to. The two are apart where the sizes of prompts are unknown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Figure {
    low: Usd,
    used: Usd,
}

impl Figure {
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        Some(Self { low: self.low.plus(other.low).ok()?, used: self.used.plus(other.used).ok()? })
    }

    /// Whether a vendor's figure is this. Where we only know a bracket, the program that sent the requests knew
    /// the figure.
    pub(super) fn is(self, vendor: Usd) -> bool {
        is_same(self.used, vendor) || is_same(self.low, vendor)
    }
}

/// Whether two figures agree to within the noise of floats: Claude Code adds up floats.
pub(super) fn is_same(ours: Usd, theirs: Usd) -> bool {
    let apart = ours.less(theirs).max(theirs.less(ours));
    apart < Usd::FLOAT_NOISE
}

/// What rows come to, each on its own day; `None` where one has no price.
pub(super) fn figure<'r>(
    names: &mut Names<'_, '_>,
    rows: impl IntoIterator<Item = &'r RunModel>,
    assumed: Assumed<'_>,
) -> Option<Figure> {
    rows.into_iter().try_fold(Figure::default(), |sum, row| sum.plus(figure_of_row(names, row, assumed)?))
}

fn figure_of_row(names: &mut Names<'_, '_>, row: &RunModel, assumed: Assumed<'_>) -> Option<Figure> {
    let table = names.table();
    let model = match assumed.model {
        Some(model) => model,
        None => names.resolve(row).ok()?.model,
    };
    let day = names.price_day(row);
    let card = if assumed.knows_regions {
        table.rate_card_of(&row.name, model, day, row.service)
    } else {
        table.rate_card(model, day, row.service)
    };
    let mut counts = with_untold_as(row.counts, assumed.untold);
    if assumed.hours_as_five_minutes {
        counts.cache_write_5m = counts.cache_write_5m.saturating_add(counts.cache_write_1h);
        counts.cache_write_1h = 0;
    }
    let usage = usage_of(&RunModel { counts, ..row.clone() }, &row.name);
    let cost = price_usage(&card.ok()?, &usage).ok()?;
    Some(Figure { low: cost.low, used: cost.cost })
}

/// With all cache writes of unknown lifetime living that long.
pub(super) fn with_untold_as(mut counts: Counts, lifetime: Lifetime) -> Counts {
    let untold = counts.writes().unknown_ttl;
    let known = match lifetime {
        Lifetime::FiveMinutes => &mut counts.cache_write_5m,
        Lifetime::Hour => &mut counts.cache_write_1h,
    };
    *known = known.saturating_add(untold);
    counts
}
