//! What calls come to at list rates: tokens times rate, one line per model and kind.

use jiff::civil::Date;

use crate::pricing::{
    BandedCard, Card, Fee, FeeKind, Model, Modifiers, NoPrice, PriceTable, Program, RateCard, Resolved, Terms,
};
use crate::units::{Multiplier, OutOfRange, Rate, Tokens, Usd};
use crate::usage::{ModelUsage, TokenKind, TokenUsage};

/// What a run costs at list rates: one figure, or a bracket where it isn't known how its tokens are spread over
/// requests, or for how long they stay in the cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunCost<'t> {
    /// The least it may cost.
    pub low: Usd,
    /// The figure that is used: with requests as large as they may be, and with untold writes to the cache
    /// for the usual lifetime.
    pub cost: Usd,
    /// The most it may cost.
    pub high: Usd,
    /// What adds up to `cost`; nothing where the cost was stated and not computed.
    pub lines: Vec<CostLine<'t>>,
    /// Why it is a bracket.
    pub brackets: Vec<Bracket<'t>>,
    /// Where the cost was stated and whoever asks multiplies all prices: what was stated, and by what.
    pub stated_times: Option<StatedTimes>,
}

/// What a cost that somebody stated is multiplied by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedTimes {
    /// The cost at list prices.
    pub stated: Usd,
    /// What the program that pays multiplies list prices by.
    pub markup: Option<Multiplier>,
    /// What whoever asks multiplies all prices by.
    pub price_factor: Option<Multiplier>,
}

/// What is not known of a model's use, so that its cost is a bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bracket<'t> {
    /// How the tokens are spread over requests.
    PromptSize {
        /// The model.
        model: &'t Model,
        /// The limit beyond which a request pays another card.
        prompt_tokens_over: u64,
        /// The whole prompt of the run, over all its requests.
        prompt_tokens: u128,
    },
    /// For how long some of them stay in the cache.
    Lifetime {
        /// The model.
        model: &'t Model,
        /// How many tokens.
        tokens: Tokens,
        /// As what they are counted.
        counted_as: TokenKind,
        /// As what they may be billed.
        at_most_as: TokenKind,
    },
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
        /// The price band: the number of prompt tokens above which it starts.
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
        /// What the program that pays multiplies list prices by; `None` where it pays list prices.
        markup: Option<Multiplier>,
        /// What whoever asks multiplies all prices by; `None` where that changes nothing.
        price_factor: Option<Multiplier>,
    },
}

impl CostLine<'_> {
    /// Takes a line that charges the same at the same rate; any other is given back.
    fn joined_by(&mut self, line: Self) -> Result<Option<Self>, OutOfRange> {
        let amount = self.amount.plus(line.amount)?;
        let charge = match (self.charge, line.charge) {
            (Charge::Tokens { tokens: mine, .. }, Charge::Tokens { tokens: theirs, .. }) => {
                let tokens = Tokens::new(mine.get().checked_add(theirs.get()).ok_or(OutOfRange)?);
                if self.charge.of(mine) != line.charge.of(mine) {
                    return Ok(Some(line));
                }
                self.charge.of(tokens)
            }
            (
                Charge::Fee { count: mine, fee, markup, price_factor },
                Charge::Fee { count: theirs, fee: other, markup: marked, price_factor: factor },
            ) if fee == other && (price_factor, markup) == (factor, marked) => {
                Charge::Fee { count: mine.checked_add(theirs).ok_or(OutOfRange)?, fee, markup, price_factor }
            }
            _ => return Ok(Some(line)),
        };
        if self.model != line.model {
            return Ok(Some(line));
        }
        (self.charge, self.amount) = (charge, amount);
        Ok(None)
    }
}

impl Charge<'_> {
    /// The same for a number of tokens.
    fn of(self, count: Tokens) -> Self {
        match self {
            Self::Tokens { kind, rate, list_rate, modifiers, prompt_tokens_over, terms, .. } => {
                Self::Tokens { kind, tokens: count, rate, list_rate, modifiers, prompt_tokens_over, terms }
            }
            Self::Fee { .. } => self,
        }
    }
}

impl RunCost<'_> {
    /// A cost that somebody stated.
    #[must_use]
    pub fn stated(cost: Usd) -> Self {
        Self { low: cost, cost, high: cost, lines: Vec::new(), brackets: Vec::new(), stated_times: None }
    }

    /// A cost that somebody stated, with what prices of a day are multiplied by.
    ///
    /// # Errors
    ///
    /// When the product is out of range.
    pub fn stated_at(cost: Usd, prices: Prices<'_>, day: Date) -> Result<Self, OutOfRange> {
        let Prices { table, markup } = prices;
        let price_factor = table.price_factor().on(day);
        if markup.or(price_factor).is_none() {
            return Ok(Self::stated(cost));
        }
        let times = StatedTimes { stated: cost, markup, price_factor };
        Ok(Self { stated_times: Some(times), ..Self::stated(prices.of_stated(cost, day)?) })
    }

    /// Adds the cost of another part of the run. What is charged at the same rate by the same row of a table
    /// is one line.
    ///
    /// # Errors
    ///
    /// When a sum is out of range.
    pub fn add(&mut self, other: Self) -> Result<(), OutOfRange> {
        self.low = self.low.plus(other.low)?;
        self.cost = self.cost.plus(other.cost)?;
        self.high = self.high.plus(other.high)?;
        self.brackets.extend(other.brackets);
        for line in other.lines {
            let mut rest = Some(line);
            for known in &mut self.lines {
                rest = match rest.take() {
                    Some(line) => known.joined_by(line)?,
                    None => break,
                };
            }
            self.lines.extend(rest);
        }
        Ok(())
    }

    /// Whether it is a bracket and not one figure.
    #[must_use]
    pub fn is_bracket(&self) -> bool {
        self.low != self.high
    }
}

/// The tables, and what the program that pays multiplies their prices by.
#[derive(Debug, Clone, Copy)]
pub struct Prices<'t> {
    /// The tables.
    pub table: &'t PriceTable,
    /// What the program multiplies list prices by; `None` where it pays list prices.
    pub markup: Option<Multiplier>,
}

impl<'t> From<&'t PriceTable> for Prices<'t> {
    /// List prices.
    fn from(table: &'t PriceTable) -> Self {
        Self { table, markup: None }
    }
}

impl<'t> Prices<'t> {
    /// The prices that a program's credit pays.
    #[must_use]
    pub fn of(table: &'t PriceTable, program: &Program) -> Self {
        Self { table, markup: program.markup }
    }

    /// A cost that somebody stated, which is one at list prices, at those of `day`.
    ///
    /// # Errors
    ///
    /// When that is out of range.
    pub fn of_stated(self, cost: Usd, day: Date) -> Result<Usd, OutOfRange> {
        let factors = [self.markup, self.table.price_factor().on(day)];
        factors.into_iter().flatten().try_fold(cost, |cost, factor| factor.of(cost))
    }
}

/// What a run costs on `day` at list prices.
///
/// # Errors
///
/// When any part of it has no price on that day: then the run has no cost either.
pub fn price_run<'t>(table: &'t PriceTable, run: &[ModelUsage], day: Date) -> Result<RunCost<'t>, NoPrice> {
    price_run_at(table.into(), run, day)
}

/// What a run costs on `day` at the prices that a program's credit pays.
///
/// # Errors
///
/// As [`price_run`].
pub fn price_run_at<'t>(prices: Prices<'t>, run: &[ModelUsage], day: Date) -> Result<RunCost<'t>, NoPrice> {
    let Prices { table, markup } = prices;
    let mut cost = RunCost::stated(Usd::ZERO);
    for usage in run {
        let Resolved { model, .. } = table.resolve(&usage.model, day)?;
        let card = table.rate_card_of(&usage.model, model, day, usage.service)?.marked_up(markup);
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
    let (lowest, highest) = card.band_range(usage);
    let highest_rates = rates_in(card, highest)?;
    let (usual_write, dearer_write) = card.write_kinds();
    let untold = usage.writes_of_unknown_ttl;
    let told = usage.usage.of(usual_write).get();
    let as_usual =
        usage.usage.with(usual_write, Tokens::new(told.checked_add(untold.get()).ok_or(OutOfRange)?));
    // Without the dearer rate there is only one lifetime.
    let dearer = Some(dearer_write).filter(|kind| !untold.is_zero() && highest_rates.rate(*kind).is_some());
    let first = cost.lines.len();
    cost.lines.reserve(usage.usage.kinds().count() + usize::from(usage.web_searches > 0));
    for (kind, tokens) in as_usual.kinds() {
        let list_rate = highest_rates.rate(kind).ok_or_else(|| card.no_rate(kind, highest))?;
        let modifiers = card.modifiers();
        let rate = modifiers.applied_to(list_rate)?;
        let amount = rate.cost_of(tokens)?;
        let prompt_tokens_over = highest.map(|band| band.prompt_tokens_over);
        let charge = Charge::Tokens {
            kind,
            tokens,
            rate,
            list_rate,
            modifiers,
            prompt_tokens_over,
            terms: card.terms(),
        };
        cost.lines.push(CostLine { model: card.model(), charge, amount });
    }
    if usage.web_searches > 0 {
        let fee =
            card.fee(FeeKind::WebSearch).ok_or_else(|| NoPrice::NoFee { model: card.model().id.clone() })?;
        let (markup, price_factor) = (card.modifiers().markup(), card.modifiers().price_factor());
        let listed = fee.cost_of(usage.web_searches)?;
        let amount = [markup, price_factor].into_iter().flatten().try_fold(listed, |sum, by| by.of(sum))?;
        let charge = Charge::Fee { count: usage.web_searches, fee, markup, price_factor };
        cost.lines.push(CostLine { model: card.model(), charge, amount });
    }
    let used = sum(cost.lines[first..].iter().map(|line| line.amount))?;
    let fees = sum(cost.lines[first..]
        .iter()
        .filter(|line| matches!(line.charge, Charge::Fee { .. }))
        .map(|line| line.amount))?;
    let low = match highest.filter(|_| lowest != highest) {
        None => used,
        Some(band) => {
            cost.brackets.push(Bracket::PromptSize {
                model: card.model(),
                prompt_tokens_over: band.prompt_tokens_over,
                prompt_tokens: usage.prompt_tokens(),
            });
            tokens_at(card, rates_in(card, lowest)?, &as_usual)?.plus(fees)?
        }
    };
    let high = match dearer {
        None => used,
        Some(kind) => {
            cost.brackets.push(Bracket::Lifetime {
                model: card.model(),
                tokens: untold,
                counted_as: usual_write,
                at_most_as: kind,
            });
            let told = usage.usage.of(kind).get();
            let as_dearer =
                usage.usage.with(kind, Tokens::new(told.checked_add(untold.get()).ok_or(OutOfRange)?));
            tokens_at(card, highest_rates, &as_dearer)?.plus(fees)?
        }
    };
    // Where a band is cheaper than what is below it, the dearer of the two is used.
    let cost_used = used.max(low);
    cost.low = cost.low.plus(used.min(low))?;
    cost.cost = cost.cost.plus(cost_used)?;
    cost.high = cost.high.plus(high.max(cost_used))?;
    Ok(())
}

/// The rates of a band, or those below all bands.
fn rates_in<'c>(card: &'c RateCard<'_>, band: Option<&'c BandedCard>) -> Result<&'c Card, NoPrice> {
    match band {
        None => Ok(card.base()),
        Some(band) => band
            .card
            .as_ref()
            .ok_or_else(|| NoPrice::NoBand { model: card.model().id.clone(), over: band.prompt_tokens_over }),
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

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jiff::civil::date;

    use super::*;

    static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);
    const DAY: Date = date(2026, 11, 21);

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    fn used(model: &str, input: u64, web_searches: u64) -> ModelUsage {
        let usage = TokenUsage::NONE.with(TokenKind::Input, Tokens::new(input));
        ModelUsage { web_searches, ..ModelUsage::new(model, usage).over(1) }
    }

    fn priced<'t>(prices: Prices<'t>, usage: &ModelUsage) -> RunCost<'t> {
        price_run_at(prices, std::slice::from_ref(usage), DAY).expect("it has a price")
    }

    /// Each line: its model, how many of its thing, and what they come to.
    fn lines(cost: &RunCost) -> Vec<(String, u64, Usd)> {
        let count = |charge: Charge| match charge {
            Charge::Tokens { tokens, .. } => tokens.get(),
            Charge::Fee { count, .. } => count,
        };
        cost.lines.iter().map(|line| (line.model.id.clone(), count(line.charge), line.amount)).collect()
    }

    #[test]
    fn what_is_charged_at_one_rate_is_one_line() {
        let prices = Prices::from(&*TABLE);
        let (opus, haiku) = ("claude-opus-5", "claude-haiku-5-5");
        let mut cost = priced(prices, &used(opus, 1_000, 2));
        cost.add(priced(prices, &used(haiku, 1_000, 4))).expect("in range");
        cost.add(priced(prices, &used(opus, 3_000, 3))).expect("in range");
        assert_eq!(
            lines(&cost),
            [
                //  (1,000 + 3,000) x $5.00/M = $0.02; (2 + 3) x $10.00 / 1,000 = $0.05
                (opus.to_owned(), 4_000, usd("0.02")),
                (opus.to_owned(), 5, usd("0.05")),
                //  1,000 x $0.10/M = $0.0001; 4 x $10.00 / 1,000 = $0.04
                (haiku.to_owned(), 1_000, usd("0.0001")),
                (haiku.to_owned(), 4, usd("0.04")),
            ]
        );
        assert_eq!((cost.low, cost.cost, cost.high), (usd("0.1101"), usd("0.1101"), usd("0.1101")));
    }

    #[test]
    fn what_is_charged_at_two_rates_is_two_lines() {
        let prices = Prices::from(&*TABLE);
        let dearer = Prices { markup: Some("2".parse().expect("a multiplier")), ..prices };
        let mut cost = priced(prices, &used("claude-opus-5", 1_000, 2));
        cost.add(priced(dearer, &used("claude-opus-5", 1_000, 2))).expect("in range");
        let amounts: Vec<_> = cost.lines.iter().map(|line| line.amount).collect();
        //  1,000 x $5.00/M = $0.005 and twice that; 2 x $10.00 / 1,000 = $0.02 and twice that
        assert_eq!(amounts, [usd("0.005"), usd("0.02"), usd("0.01"), usd("0.04")]);
        // The same markup with a factor for all prices besides is another rate again.
        let table = PriceTable::builtin().with_price_factor("0.5".parse().expect("a factor"));
        cost.add(priced(Prices { table: &table, ..dearer }, &used("claude-opus-5", 0, 2))).expect("in range");
        assert_eq!(cost.lines.len(), 5);
        assert_eq!(cost.lines[4].amount, usd("0.02"));
    }

    #[test]
    fn only_untold_writes_are_a_bracket() {
        let prices = Prices::from(&*TABLE);
        let told = priced(prices, &used("claude-opus-5", 1_000, 0));
        assert!(!told.is_bracket() && told.brackets.is_empty(), "{told:?}");
        let writes = ModelUsage { writes_of_unknown_ttl: Tokens::new(1_000), ..used("claude-opus-5", 0, 0) };
        let untold = priced(prices, &writes);
        //  1,000 x $6.25/M for five minutes, x $10.00/M for an hour
        assert_eq!((untold.low, untold.cost, untold.high), (usd("0.00625"), usd("0.00625"), usd("0.01")));
        assert!(untold.is_bracket() && untold.brackets.len() == 1, "{untold:?}");
    }

    #[test]
    fn a_stated_cost_says_what_multiplied_it() {
        let table = PriceTable::builtin().with_price_factor("0.5".parse().expect("a factor"));
        let (markup, price_factor) = ("3".parse().ok(), "0.5".parse().ok());
        let cost = RunCost::stated_at(usd("4"), Prices { table: &table, markup }, DAY).expect("in range");
        //  $4.00 x 3 x 0.5 = $6.00
        assert_eq!((cost.low, cost.cost, cost.high), (usd("6"), usd("6"), usd("6")));
        assert_eq!(cost.stated_times, Some(StatedTimes { stated: usd("4"), markup, price_factor }));
        let cost = RunCost::stated_at(usd("4"), Prices::from(&*TABLE), DAY).expect("in range");
        assert_eq!((cost.cost, cost.stated_times), (usd("4"), None));
    }
}
