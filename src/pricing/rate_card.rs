//! The rates at which one model is billed on one day, as served.

use jiff::civil::Date;

use super::model::{Band, Card, FastOffer, Model, Terms};
use super::no_price::NoPrice;
use super::vendor::{Fee, FeeKind, Modifier, ModifierKind, Vendor};
use crate::units::{Multiplier, OutOfRange, Rate};
use crate::usage::{ModelUsage, Requests, Service, ServiceOption, TokenKind};

/// The rates of one model on one day, at the speed of a request, and what multiplies them.
#[derive(Debug, Clone)]
pub struct RateCard<'t> {
    model: &'t Model,
    /// When these rates are in force, and where they were read.
    terms: &'t Terms,
    /// The card below the first band.
    base: Card,
    /// The bands, smallest first.
    bands: Vec<BandedCard>,
    modifiers: Modifiers<'t>,
    fees: &'t [Fee],
    /// The kind that a cache write of unknown lifetime is counted as.
    usual_write: Option<TokenKind>,
}

/// The factors on the rates of a request, in the order in which they are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Modifiers<'t> {
    /// Those of the vendor: what the request asks for, and then what every request has.
    of_vendor: [Option<&'t Modifier>; MULTIPLYING + Modifier::STANDING_MAX],
    /// What the program that pays multiplies list prices by.
    markup: Option<Multiplier>,
    /// What whoever asks multiplies all prices by.
    price_factor: Option<Multiplier>,
}

/// How much multiplies rates: every option but fast mode, which has rates of its own, and a cloud's region.
const MULTIPLYING: usize = ServiceOption::ALL.len();

impl<'t> Modifiers<'t> {
    /// Those of the vendor.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'t Modifier> {
        self.of_vendor.into_iter().flatten()
    }

    /// What whoever asks multiplies all prices by; `None` where that changes nothing.
    pub(crate) fn price_factor(self) -> Option<Multiplier> {
        self.price_factor
    }

    /// What the program that pays multiplies list prices by; `None` where it pays list prices.
    pub(crate) fn markup(self) -> Option<Multiplier> {
        self.markup
    }

    /// A rate times all of them, exactly.
    pub(crate) fn applied_to(self, rate: Rate) -> Result<Rate, OutOfRange> {
        // Most requests have none.
        if self == Self::default() {
            return Ok(rate);
        }
        let multipliers = self.iter().map(|modifier| modifier.multiplier).chain(self.markup);
        let multipliers = multipliers.chain(self.price_factor);
        multipliers.into_iter().try_fold(rate, Rate::times)
    }
}

/// The rates beyond a prompt size; without a card there is no price beyond it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BandedCard {
    /// A prompt with more tokens than this is in the band.
    pub(crate) prompt_tokens_over: u64,
    pub(crate) card: Option<Card>,
}

impl<'t> RateCard<'t> {
    pub(super) fn new(
        vendor: &'t Vendor,
        model: &'t Model,
        day: Date,
        service: Service,
        price_factor: Option<Multiplier>,
    ) -> Result<Self, NoPrice> {
        let price = model.price_on(day).ok_or_else(|| not_on(model, day))?;
        let banded = |bands: &[Band]| -> Vec<BandedCard> {
            let banded = |band: &Band| BandedCard {
                prompt_tokens_over: band.prompt_tokens_over,
                card: Some(band.card),
            };
            bands.iter().map(banded).collect()
        };
        let (terms, base, bands) = if service.fast {
            let fast = model.fast_on(day).ok_or_else(|| NoPrice::NotFast {
                model: model.id.clone(),
                day,
                periods: model
                    .fast
                    .iter()
                    .map(|fast| (fast.terms.effective_from, fast.terms.effective_until))
                    .collect(),
            })?;
            match &fast.offer {
                FastOffer::Card { card, bands } => (&fast.terms, *card, banded(bands)),
                FastOffer::Multiple { multiplier, of_bands } => {
                    let mut bands = banded(&price.bands);
                    for band in &mut bands {
                        band.card = match band.card.filter(|_| *of_bands) {
                            Some(card) => Some(scaled(card, *multiplier)?),
                            None => None,
                        };
                    }
                    (&fast.terms, scaled(price.card, *multiplier)?, bands)
                }
            }
        } else {
            (&price.terms, price.card, banded(&price.bands))
        };
        let modifiers = Modifiers { price_factor, ..modifiers(vendor, model, day, service)? };
        Ok(Self {
            model,
            terms,
            base,
            bands,
            modifiers,
            fees: &vendor.fees,
            usual_write: vendor.short_cache_write(),
        })
    }

    /// The same for requests to an endpoint in a region of a cloud.
    pub(super) fn in_region(mut self, region: &'t Modifier) -> Self {
        let slot = self.modifiers.of_vendor[..MULTIPLYING].iter_mut().find(|slot| slot.is_none());
        *slot.expect("there is one more than options fill") = Some(region);
        self
    }

    /// The same where a program pays that multiplies list prices by so much.
    pub(crate) fn marked_up(mut self, markup: Option<Multiplier>) -> Self {
        self.modifiers.markup = markup;
        self
    }

    pub(crate) fn model(&self) -> &'t Model {
        self.model
    }

    /// When these rates are in force, and where they were read.
    pub(crate) fn terms(&self) -> &'t Terms {
        self.terms
    }

    pub(crate) fn modifiers(&self) -> Modifiers<'t> {
        self.modifiers
    }

    /// The card below the first band.
    pub(crate) fn base(&self) -> &Card {
        &self.base
    }

    /// The cards beyond the limits, smallest first.
    pub(crate) fn bands(&self) -> &[BandedCard] {
        &self.bands
    }

    /// The kinds that a cache write of unknown lifetime may be billed as: the vendor's usual one, and the
    /// more expensive one.
    pub(crate) fn write_kinds(&self) -> (TokenKind, TokenKind) {
        match self.usual_write {
            Some(TokenKind::CacheWrite30m | TokenKind::CacheWrite12h) => {
                (TokenKind::CacheWrite30m, TokenKind::CacheWrite12h)
            }
            _ => (TokenKind::CacheWrite5m, TokenKind::CacheWrite1h),
        }
    }

    /// What the vendor charges for `kind`, if it does.
    pub(crate) fn fee(&self, kind: FeeKind) -> Option<&'t Fee> {
        self.fees.iter().find(|fee| fee.kind == kind)
    }

    /// The band of a usage, or the lowest and the highest that it may be in; `None` is the base card.
    ///
    /// A band is chosen by the whole prompt of one request, strictly over the limit, and reprices the whole
    /// request. Requests of the same size are in the same band, so only their mean matters. If the number of
    /// requests is unknown, they may all have been small, or one may have carried everything.
    pub(crate) fn band_range(&self, usage: &ModelUsage) -> (Option<&BandedCard>, Option<&BandedCard>) {
        if self.bands.is_empty() {
            return (None, None);
        }
        let prompt = usage.prompt_tokens();
        let over = |prompt: u128, requests: u64| {
            self.bands
                .iter()
                .rev()
                .find(|band| prompt > u128::from(band.prompt_tokens_over) * u128::from(requests))
        };
        match usage.requests {
            Requests::Even(requests) => (over(prompt, requests.get()), over(prompt, requests.get())),
            Requests::Sized { smallest, largest, .. } => (over(smallest.into(), 1), over(largest.into(), 1)),
            Requests::Unknown => (None, over(prompt, 1)),
            Requests::UpTo { largest } => (None, over(u128::from(largest).min(prompt), 1)),
        }
    }

    pub(crate) fn no_rate(&self, kind: TokenKind, band: Option<&BandedCard>) -> NoPrice {
        let over = band.map(|band| band.prompt_tokens_over).filter(|_| self.base.rate(kind).is_some());
        let is_write = !matches!(kind, TokenKind::Input | TokenKind::Output | TokenKind::CacheRead);
        let usual_write =
            self.usual_write.filter(|usual| is_write && *usual != kind && self.base.rate(*usual).is_some());
        NoPrice::NoRate {
            model: self.model.id.clone(),
            kind,
            origin: self.terms.origin.clone(),
            usual_write,
            over,
        }
    }
}

fn not_on(model: &Model, day: Date) -> NoPrice {
    let terms = || model.prices.iter().map(|price| &price.terms);
    let ended = terms().filter_map(|terms| terms.effective_until).filter(|until| *until <= day).max();
    let begins = terms().map(|terms| terms.effective_from).filter(|from| *from > day).min();
    NoPrice::NotOnDay { model: model.id.clone(), day, ended, begins }
}

fn modifiers<'t>(
    vendor: &'t Vendor,
    model: &Model,
    day: Date,
    service: Service,
) -> Result<Modifiers<'t>, NoPrice> {
    let mut modifiers = Modifiers::default();
    let standing = vendor.modifiers.iter().filter(|modifier| {
        modifier.kind.is_none()
            && modifier.is_for(&model.id, day)
            && !(modifier.excludes_fast && service.fast)
    });
    for (slot, modifier) in modifiers.of_vendor[MULTIPLYING..].iter_mut().zip(standing) {
        *slot = Some(modifier);
    }
    // Most requests ask for nothing.
    if service == Service::default() {
        return Ok(modifiers);
    }
    let wanted = service.options().filter_map(|option| Some((option, ModifierKind::of(option)?)));
    for (slot, (option, kind)) in modifiers.of_vendor[..MULTIPLYING].iter_mut().zip(wanted) {
        let offered = |modifier: &&Modifier| modifier.kind == Some(kind) && modifier.is_for(&model.id, day);
        let Some(modifier) = vendor.modifiers.iter().find(offered) else {
            let offered = vendor
                .modifiers
                .iter()
                .find(|modifier| modifier.kind == Some(kind))
                .and_then(|modifier| modifier.models.clone());
            return Err(NoPrice::NoModifier { model: model.id.clone(), option, day, offered });
        };
        if modifier.excludes_fast && service.fast {
            return Err(NoPrice::NotWithFast { model: model.id.clone(), option });
        }
        *slot = Some(modifier);
    }
    Ok(modifiers)
}

pub(super) fn scaled(card: Card, multiplier: crate::units::Multiplier) -> Result<Card, OutOfRange> {
    card.rates()
        .try_fold(Card::default(), |scaled, (kind, rate)| Ok(scaled.with(kind, rate.times(multiplier)?)))
}
