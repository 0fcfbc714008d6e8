//! What calls come to at list rates: tokens times rate, one line per model and kind.

use jiff::civil::Date;

use crate::pricing::{BandedCard, Card, Fee, FeeKind, Model, Modifiers, NoPrice, PriceTable, RateCard, Resolved, Terms};
use crate::units::{OutOfRange, Rate, Tokens, Usd};
use crate::usage::{ModelUsage, TokenKind, TokenUsage};

/// What a run costs at list rates: one figure, or a bracket where nobody said how its tokens are spread over requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunCost<'t> {
    /// The least it may cost.
    pub low: Usd,
    /// The most it may cost. This is the figure that is used.
    pub high: Usd,
    /// What adds up to `high`; nothing where the cost was stated and not computed.
    pub lines: Vec<CostLine<'t>>,
    /// The models whose cost is a bracket.
    pub brackets: Vec<Bracket<'t>>,
}

/// A model of a run whose cost depends on how the tokens are spread over requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bracket<'t> {
    /// The model.
    pub model: &'t Model,
    /// The limit beyond which a request pays another card.
    pub prompt_tokens_over: u64,
    /// The whole prompt of the run, over all its requests.
    pub prompt_tokens: u128,
}

/// One line of a cost: so much of one thing at one price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostLine<'t> {
    /// The model that was used.
    pub model: &'t Model,
    /// What is charged.
    pub charge: Charge<'t>,
    /// What it comes to, exactly.
    pub amount: Usd,
}

/// What a line charges for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge<'t> {
    /// Tokens at a rate.
    Tokens {
        /// Of which kind.
        kind: TokenKind,
        /// How many.
        tokens: Tokens,
        /// At which rate, modifiers worked in.
        rate: Rate,
        /// At which rate without them, as it stands in the table.
        list_rate: Rate,
        /// What multiplied it.
        modifiers: Modifiers<'t>,
        /// In which band: beyond so many prompt tokens.
        prompt_tokens_over: Option<u64>,
        /// Since when, and who says so.
        terms: &'t Terms,
    },
    /// Anything else, by the piece.
    Fee {
        /// How many.
        count: u64,
        /// At which price, and who says so.
        fee: &'t Fee,
    },
}

impl RunCost<'_> {
    /// A cost that somebody stated.
    #[must_use]
    pub fn stated(cost: Usd) -> Self {
        Self { low: cost, high: cost, lines: Vec::new(), brackets: Vec::new() }
    }

    /// Whether it is a bracket and not one figure.
    #[must_use]
    pub fn is_bracket(&self) -> bool {
        self.low != self.high
    }
}

/// What a run costs on `day`.
///
/// # Errors
///
/// When any part of it has no price on that day: then the run has no cost either.
pub fn price_run<'t>(table: &'t PriceTable, run: &[ModelUsage], day: Date) -> Result<RunCost<'t>, NoPrice> {
    let mut cost = RunCost::stated(Usd::ZERO);
    for usage in run {
        let Resolved { model, .. } = table.resolve(&usage.model, day)?;
        let card = table.rate_card(model, day, usage.service)?;
        add_usage(&mut cost, &card, usage)?;
    }
    Ok(cost)
}

/// What the usage of one model costs at the rates of `card`.
///
/// # Errors
///
/// When a kind of tokens that occurs has no rate, or an amount is out of range.
pub fn price_usage<'t>(card: &RateCard<'t>, usage: &ModelUsage) -> Result<RunCost<'t>, NoPrice> {
    let mut cost = RunCost::stated(Usd::ZERO);
    add_usage(&mut cost, card, usage)?;
    Ok(cost)
}

fn add_usage<'t>(cost: &mut RunCost<'t>, card: &RateCard<'t>, usage: &ModelUsage) -> Result<(), NoPrice> {
    let (lowest, highest) = card.band_range(&usage.usage, usage.requests);
    let highest_rates = rates_in(card, highest)?;
    let first = cost.lines.len();
    cost.lines.reserve(usage.usage.kinds().count() + usize::from(usage.web_searches > 0));
    for (kind, tokens) in usage.usage.kinds() {
        let list_rate = highest_rates.rate(kind).ok_or_else(|| card.no_rate(kind, highest))?;
        let modifiers = card.modifiers();
        let rate = modifiers.applied_to(list_rate)?;
        let amount = rate.cost_of(tokens)?;
        let prompt_tokens_over = highest.map(|band| band.prompt_tokens_over);
        let charge = Charge::Tokens { kind, tokens, rate, list_rate, modifiers, prompt_tokens_over, terms: card.terms() };
        cost.lines.push(CostLine { model: card.model(), charge, amount });
    }
    if usage.web_searches > 0 {
        let fee = card.fee(FeeKind::WebSearch).ok_or_else(|| NoPrice::NoFee { model: card.model().id.clone() })?;
        let charge = Charge::Fee { count: usage.web_searches, fee };
        cost.lines.push(CostLine { model: card.model(), charge, amount: fee.cost_of(usage.web_searches)? });
    }
    let high = sum(cost.lines[first..].iter().map(|line| line.amount))?;
    let low = match highest.filter(|_| lowest != highest) {
        None => high,
        Some(band) => {
            cost.brackets.push(Bracket {
                model: card.model(),
                prompt_tokens_over: band.prompt_tokens_over,
                prompt_tokens: usage.usage.prompt_tokens(),
            });
            let fees = cost.lines[first..].iter().filter(|line| matches!(line.charge, Charge::Fee { .. }));
            tokens_at(card, rates_in(card, lowest)?, &usage.usage)?.plus(sum(fees.map(|line| line.amount))?)?
        }
    };
    cost.low = cost.low.plus(low.min(high))?;
    cost.high = cost.high.plus(low.max(high))?;
    Ok(())
}

/// The rates of a band, or those below all bands.
fn rates_in<'c>(card: &'c RateCard<'_>, band: Option<&'c BandedCard>) -> Result<&'c Card, NoPrice> {
    match band {
        None => Ok(card.base()),
        Some(band) => band.card.as_ref().ok_or_else(|| NoPrice::NoBand { model: card.model().id.clone(), over: band.prompt_tokens_over }),
    }
}

fn tokens_at(card: &RateCard<'_>, rates: &Card, usage: &TokenUsage) -> Result<Usd, NoPrice> {
    usage.kinds().try_fold(Usd::ZERO, |total, (kind, tokens)| {
        let rate = card.modifiers().applied_to(rates.rate(kind).ok_or_else(|| card.no_rate(kind, None))?)?;
        Ok(total.plus(rate.cost_of(tokens)?)?)
    })
}

/// The exact sum.
///
/// # Errors
///
/// When it is out of the range of [`Usd`].
pub fn sum(amounts: impl IntoIterator<Item = Usd>) -> Result<Usd, OutOfRange> {
    amounts.into_iter().try_fold(Usd::ZERO, Usd::plus)
}
