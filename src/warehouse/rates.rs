//! The rates of every model, endpoint, service, prompt size and day, as the engine has them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::reason::Reason;
use crate::pricing::{BandedCard, Card, FeeKind, Model, PriceTable, RateCard};
use crate::units::{OutOfRange, Rate, Usd};
use crate::usage::{Service, ServiceOption, TokenKind};

/// What requests of one kind cost on a stretch of days, or why they have no price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateRow<'t> {
    /// The model's id.
    pub model: &'t str,
    /// The endpoint that the name of the model tells.
    pub endpoint: String,
    /// How the request was served.
    pub service: Service,
    /// The first day, in UTC.
    pub first_day: Date,
    /// The day after the last, in UTC; `None` where no end is known.
    pub until_day: Option<Date>,
    /// The whole prompt has more tokens than this; `None` for the smallest.
    pub prompt_over: Option<u64>,
    /// The whole prompt has at most so many tokens; `None` for the largest.
    pub prompt_up_to: Option<u64>,
    /// The rates, or why there are none.
    pub rates: Result<Rates, Reason>,
}

/// Rates with everything worked in that multiplies them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    by_kind: [Option<Rate>; TokenKind::ALL.len()],
    /// The rate of cache writes of unknown lifetime: that of the vendor's usual one.
    pub untold_write: Option<Rate>,
    /// The most that these may cost.
    pub untold_write_high: Option<Rate>,
    /// The price of a web search.
    pub web_search: Option<Usd>,
}

impl Rates {
    /// The rate for `kind`, if there is one.
    #[must_use]
    pub fn rate(&self, kind: TokenKind) -> Option<Rate> {
        self.by_kind[kind.index()]
    }

    /// All rates.
    pub fn all(&self) -> impl Iterator<Item = Rate> {
        self.by_kind.into_iter().chain([self.untold_write, self.untold_write_high]).flatten()
    }

    fn of(card: &RateCard<'_>, rates: &Card) -> Result<Self, OutOfRange> {
        let modifiers = card.modifiers();
        let rate = |kind| rates.rate(kind).map(|rate| modifiers.applied_to(rate)).transpose();
        let mut all = [None; TokenKind::ALL.len()];
        for kind in TokenKind::ALL {
            all[kind.index()] = rate(kind)?;
        }
        let (usual, dearer) = card.write_kinds();
        let untold_write = rate(usual)?;
        let untold_write_high = untold_write.max(rate(dearer)?.filter(|_| untold_write.is_some()));
        let web_search = match card.fee(FeeKind::WebSearch) {
            None => None,
            Some(fee) => Some(match modifiers.price_factor() {
                None => fee.cost_of(1)?,
                Some(factor) => factor.of(fee.cost_of(1)?)?,
            }),
        };
        Ok(Self { by_kind: all, untold_write, untold_write_high, web_search })
    }
}

/// The name of the endpoint of most names, which costs list prices.
pub(super) const STANDARD: &str = "standard";

/// The endpoint that a name of a model tells: that of a region with a factor of its own, or the usual one.
pub(super) fn endpoint(table: &PriceTable, name: &str, model: &Model) -> String {
    let days = days(table, model);
    let region = |day: &Date| {
        let card = table.rate_card_of(name, model, *day, Service::default()).ok()?;
        let regional = card.modifiers().iter().find(|modifier| !modifier.id_prefixes.is_empty())?;
        Some(regional.id.clone())
    };
    // A region's factor may begin on a day, and be another one later.
    let mut regions: Vec<String> = days.iter().filter_map(region).collect();
    regions.dedup();
    if regions.is_empty() { STANDARD.to_owned() } else { regions.join(" ") }
}

/// The rows of one model, at the endpoints of `names`: each with a name that tells it.
pub(super) fn of_model<'t>(
    table: &'t PriceTable,
    model: &'t Model,
    names: &BTreeMap<String, String>,
) -> Vec<RateRow<'t>> {
    let days: Vec<Date> = days(table, model).into_iter().collect();
    let mut rows: Vec<RateRow<'t>> = Vec::new();
    for (endpoint, name) in names {
        for service in services() {
            for (place, first_day) in days.iter().enumerate() {
                let until_day = days.get(place + 1).copied();
                let begin = RateRow {
                    model: &model.id,
                    endpoint: endpoint.clone(),
                    service,
                    first_day: *first_day,
                    until_day,
                    prompt_over: None,
                    prompt_up_to: None,
                    rates: Err(Reason::NotOnDay),
                };
                for row in of_days(table, model, name, begin) {
                    add(&mut rows, row);
                }
            }
        }
    }
    rows
}

/// The rows of a stretch of days on which no price changes.
fn of_days<'t>(table: &PriceTable, model: &Model, name: &str, begin: RateRow<'t>) -> Vec<RateRow<'t>> {
    let card = match table.rate_card_of(name, model, begin.first_day, begin.service) {
        Ok(card) => card,
        Err(reason) => {
            let reason = Reason::from(&reason);
            // What no row is about has no price on the day.
            return if reason == Reason::NotOnDay {
                Vec::new()
            } else {
                vec![RateRow { rates: Err(reason), ..begin }]
            };
        }
    };
    let rates = |rates: Option<&Card>| match rates {
        Some(rates) => Rates::of(&card, rates).map_err(|OutOfRange| Reason::OutOfRange),
        None => Err(Reason::NoBand),
    };
    let over = |band: &BandedCard| band.prompt_tokens_over;
    let base = RateRow {
        prompt_up_to: card.bands().first().map(over),
        rates: rates(Some(card.base())),
        ..begin.clone()
    };
    let above = card.bands().iter().enumerate().map(|(place, band)| RateRow {
        prompt_over: Some(over(band)),
        prompt_up_to: card.bands().get(place + 1).map(over),
        rates: rates(band.card.as_ref()),
        ..begin.clone()
    });
    std::iter::once(base).chain(above).collect()
}

/// Adds a row, or more days to the row of the days before that says the same.
fn add<'t>(rows: &mut Vec<RateRow<'t>>, row: RateRow<'t>) {
    let before = rows.iter_mut().rev().take_while(|known| {
        (known.model, &known.endpoint, known.service) == (row.model, &row.endpoint, row.service)
    });
    let is_same = |known: &&mut RateRow<'t>| {
        known.until_day == Some(row.first_day)
            && (known.prompt_over, known.prompt_up_to, &known.rates)
                == (row.prompt_over, row.prompt_up_to, &row.rates)
    };
    match before.into_iter().find(is_same) {
        Some(known) => known.until_day = row.until_day,
        None => rows.push(row),
    }
}

/// All ways to serve a request.
fn services() -> impl Iterator<Item = Service> {
    (0_u8..1 << ServiceOption::ALL.len()).map(|bits| {
        let options = ServiceOption::ALL.into_iter().enumerate();
        options.fold(Service::default(), |service, (place, option)| {
            service.with(option, bits & (1 << place) != 0)
        })
    })
}

/// The days on which a price of a model may change: those of its prices, of what multiplies them, and of the factor of
/// whoever asks.
pub(super) fn days(table: &PriceTable, model: &Model) -> BTreeSet<Date> {
    let terms =
        model.prices.iter().map(|price| &price.terms).chain(model.fast.iter().map(|fast| &fast.terms));
    let terms = terms.flat_map(|terms| [Some(terms.effective_from), terms.effective_until]);
    let vendor = table.vendors().iter().filter(|vendor| vendor.id == model.vendor);
    let modifiers = vendor.flat_map(|vendor| vendor.modifiers.iter().map(|modifier| modifier.effective_from));
    terms.chain(modifiers).flatten().chain(table.price_factor().days()).collect()
}
