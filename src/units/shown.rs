//! What stands beside the dollars: the same amount with a tax, and in another currency.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use thiserror::Error;

use super::Usd;
use super::usd::parse_decimal;

/// A tax on top of what you pay: `19%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tax(Decimal);

/// Why a text is not a tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotATax {
    /// A minus sign.
    #[error("a tax is 0% or more; a discount is `--price-factor 0.95`")]
    Negative,
    /// More than the amount itself.
    #[error("a tax is at most 100%")]
    TooLarge,
    /// Anything else.
    #[error("a tax needs its percent sign, and a point before decimals: write `19%` or `8.1%`")]
    Unreadable,
}

/// A currency, and how much of it a dollar is: `EUR=0.92`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Currency {
    code: String,
    rate: Decimal,
}

/// Why a text is not a currency with its rate.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotACurrency {
    /// No rate: no rate is looked up anywhere.
    #[error("say what a dollar is worth in {0}: `{0}=0.92`")]
    NoRate(String),
    /// A rate of nothing, or less.
    #[error("a dollar is worth more than 0 {0}: write the rate as `{0}=0.92`")]
    NotPositive(String),
    /// So much that somebody meant something else.
    #[error("a rate is at most {MOST_PER_DOLLAR}, with at most {DECIMALS} decimals")]
    TooLarge,
    /// `EUR=0,92`: in some countries that is a decimal point.
    #[error("use no comma; write `{0}`")]
    Comma(String),
    /// Another rate of the dollar.
    #[error("amounts are already in USD: name another currency, such as `EUR=0.92`")]
    Dollars,
    /// Anything else.
    #[error("write the three letters of a currency and what a dollar is worth in it, such as `EUR=0.92`")]
    Unreadable,
}

const MOST_PER_DOLLAR: u64 = 10_000_000;
const DECIMALS: u32 = 10;
/// So many decimals has a percentage.
const PERCENT_DECIMALS: u32 = 4;

/// How amounts are shown beside the dollars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    tax: Option<Tax>,
    currency: Option<Currency>,
}

/// An amount as it is shown beside the dollars: exact, and never one of dollars that are counted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownAmount(Decimal);

impl Shown {
    /// With a tax, in a currency; `None` where there is neither.
    #[must_use]
    pub fn new(tax: Option<Tax>, currency: Option<Currency>) -> Option<Self> {
        (tax.is_some() || currency.is_some()).then_some(Self { tax, currency })
    }

    /// The currency's code, `USD` where none is named.
    #[must_use]
    pub fn code(&self) -> &str {
        self.currency.as_ref().map_or("USD", |currency| &currency.code)
    }

    /// What a dollar is in the currency.
    #[must_use]
    pub fn rate(&self) -> String {
        self.currency.as_ref().map_or(Decimal::ONE, |currency| currency.rate).normalize().to_string()
    }

    /// The tax, as it is written: `19%`.
    #[must_use]
    pub fn tax(&self) -> Option<String> {
        self.tax.map(|tax| tax.to_string())
    }

    /// Whether amounts are shown in another currency.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.currency.is_some()
    }

    /// An amount with the tax, in the currency; `None` where that is more than 28 digits hold.
    ///
    /// ```
    /// use creditcalc::units::Shown;
    ///
    /// let shown = Shown::new(Some("19%".parse()?), Some("EUR=0.92".parse()?)).expect("it has both");
    /// //  $120.00 x 1.19 = $142.80; x 0.92 = 131.376 EUR
    /// assert_eq!(shown.of("120".parse()?).expect("it fits").to_string(), "131.376");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of(&self, amount: Usd) -> Option<ShownAmount> {
        let percent = self.tax.map_or(Decimal::ZERO, |tax| tax.0);
        let times = Decimal::ONE.checked_add(percent.checked_mul(Decimal::new(1, 2))?)?;
        // More digits than a decimal holds are no amount that anybody is billed.
        let dollars = Decimal::from_str_exact(&amount.to_string()).ok()?;
        let taxed = dollars.checked_mul(times)?;
        let rate = self.currency.as_ref().map_or(Decimal::ONE, |currency| currency.rate);
        taxed.checked_mul(rate).map(ShownAmount)
    }
}

impl ShownAmount {
    /// To two decimals, half away from zero.
    #[must_use]
    pub fn rounded(self) -> String {
        let mut amount = self.0.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        amount.rescale(2);
        amount.to_string()
    }
}

impl fmt::Display for ShownAmount {
    /// All digits, at least two of them behind the point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut amount = self.0.normalize();
        if amount.scale() < 2 {
            amount.rescale(2);
        }
        fmt::Display::fmt(&amount, f)
    }
}

impl FromStr for Tax {
    type Err = NotATax;

    fn from_str(text: &str) -> Result<Self, NotATax> {
        let number = text.trim().strip_suffix('%').ok_or(NotATax::Unreadable)?.trim_end();
        if let Some(rest) = number.strip_prefix(['-', '−']) {
            let is_number = parse_decimal(rest).is_ok();
            return Err(if is_number { NotATax::Negative } else { NotATax::Unreadable });
        }
        if number.starts_with('$') {
            return Err(NotATax::Unreadable);
        }
        let percent = parse_decimal(number).map_err(|_| NotATax::Unreadable)?.normalize();
        match percent {
            much if much > Decimal::ONE_HUNDRED => Err(NotATax::TooLarge),
            fine if fine.scale() <= PERCENT_DECIMALS => Ok(Self(fine)),
            _ => Err(NotATax::Unreadable),
        }
    }
}

impl fmt::Display for Tax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0)
    }
}

impl FromStr for Currency {
    type Err = NotACurrency;

    fn from_str(text: &str) -> Result<Self, NotACurrency> {
        let text = text.trim();
        let (code, rate) = text.split_once('=').map_or((text, None), |(code, rate)| (code, Some(rate)));
        let code = code.trim().to_ascii_uppercase();
        if code.len() != 3 || !code.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return Err(NotACurrency::Unreadable);
        }
        let rate = rate.map(str::trim).filter(|rate| !rate.is_empty());
        let Some(rate) = rate else { return Err(NotACurrency::NoRate(code)) };
        if let Some(rest) = rate.strip_prefix(['-', '−']) {
            let is_number = parse_decimal(rest).is_ok();
            return Err(if is_number { NotACurrency::NotPositive(code) } else { NotACurrency::Unreadable });
        }
        if rate.starts_with('$') {
            return Err(NotACurrency::Unreadable);
        }
        let with_point = rate.replacen(',', ".", 1);
        if rate.contains(',') && parse_decimal(&with_point).is_ok() {
            return Err(NotACurrency::Comma(format!("{code}={with_point}")));
        }
        let rate = parse_decimal(rate).map_err(|_| NotACurrency::Unreadable)?.normalize();
        match rate {
            none if none.is_zero() => Err(NotACurrency::NotPositive(code)),
            much if much > Decimal::from(MOST_PER_DOLLAR) || much.scale() > DECIMALS => {
                Err(NotACurrency::TooLarge)
            }
            other if code == "USD" && other != Decimal::ONE => Err(NotACurrency::Dollars),
            rate => Ok(Self { code, rate }),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.code, self.rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_tax_and_currency_says_what_is_wrong_with_it() {
        for (text, reason) in [
            ("-5%", NotATax::Negative),
            ("2000%", NotATax::TooLarge),
            ("19", NotATax::Unreadable),
            ("0.19", NotATax::Unreadable),
            ("x%", NotATax::Unreadable),
            ("%", NotATax::Unreadable),
            ("19,5%", NotATax::Unreadable),
            ("1.23456%", NotATax::Unreadable),
        ] {
            assert_eq!(text.parse::<Tax>(), Err(reason), "{text}");
        }
        let eur = || "EUR".to_owned();
        for (text, reason) in [
            ("EUR", NotACurrency::NoRate(eur())),
            ("eur=", NotACurrency::NoRate(eur())),
            ("EUR=0", NotACurrency::NotPositive(eur())),
            ("EUR=-1", NotACurrency::NotPositive(eur())),
            ("EUR=x", NotACurrency::Unreadable),
            ("EURO=0.92", NotACurrency::Unreadable),
            ("=0.92", NotACurrency::Unreadable),
            ("USD=0.92", NotACurrency::Dollars),
            ("EUR=99999999", NotACurrency::TooLarge),
            ("EUR=0.12345678901", NotACurrency::TooLarge),
        ] {
            assert_eq!(text.parse::<Currency>(), Err(reason), "{text}");
        }
    }

    #[test]
    fn the_largest_tax_and_rate_and_the_longest_are_read() {
        for text in ["100%", "0.1234%"] {
            assert_eq!(text.parse::<Tax>().map(|tax| tax.to_string()).as_deref(), Ok(text));
        }
        for text in ["IDR=10000000", "XAU=0.1234567891", "USD=1"] {
            assert_eq!(text.parse::<Currency>().map(|currency| currency.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn an_amount_is_exact_and_rounded_only_where_it_is_shown() {
        let shown = |tax: &str, currency: Option<&str>| {
            Shown::new(
                Some(tax.parse().expect(tax)),
                currency.map(|currency| currency.parse().expect(currency)),
            )
            .expect("it has a tax")
        };
        let of = |shown: Shown, amount: &str| shown.of(amount.parse().expect(amount)).expect("it fits");
        //  19% of $120.00 = $22.80
        assert_eq!(of(shown("19%", None), "120").to_string(), "142.80");
        assert_eq!(of(shown("19%", Some("EUR=0.92")), "120").rounded(), "131.38");
        //  $0.005 x 1.00 = 0.005, half away from zero
        assert_eq!(of(shown("0%", None), "0.005").rounded(), "0.01");
    }
}
