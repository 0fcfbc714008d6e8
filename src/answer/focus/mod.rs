//! Charges as FOCUS has them, the `FinOps` Open Cost and Usage Specification: what each run used of each kind of
//! tokens, and what happens to the credits.
//!
//! `measure`, `simulate` and `forecast` answer so for tools that read bills. A charge is a row; which columns it has, by version
//! of the specification, is in `report`. Dollars are exact, and the charges of an answer add up to its totals: what the
//! lines of a run do not account for is a charge of its own.

mod lines;
mod measure;
mod place;
mod simulate;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use measure::measured;
pub use simulate::simulated;

use crate::units::{Quantity, Usd, UsdDelta};
use crate::words::words;

/// A row: a use, or a change of a credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// What it is for.
    pub what: ChargeFor,
    /// What it is for and at what price, in words.
    pub description: String,
    /// When it was used.
    pub charge_period: Span,
    /// The billing cycle.
    pub billing_period: Span,
    /// Who is billed.
    pub billing_account: Account,
    /// The part of that account it belongs to, where there is one.
    pub sub_account: Option<Account>,
    /// Who sells, runs and bills it.
    pub parties: Parties,
    /// The run, by an id that no other has; `None` where a credit changes without one.
    pub run: Option<String>,
    /// When the run started, where that is known.
    pub started_at: Option<Timestamp>,
    /// The job, the session and the project, as far as they are known.
    pub tags: BTreeMap<&'static str, String>,
}

/// What a row is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChargeFor {
    /// A use.
    Usage(Box<Usage>),
    /// A change of a credit, which is no bill.
    Credit {
        /// What happens to it.
        entry: CreditEntry,
        /// By how much it changes.
        amount: UsdDelta,
        /// Whether that comes back in each cycle.
        is_recurring: bool,
    },
}

/// From an instant to another one, which is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first instant.
    pub start: Timestamp,
    /// The one after the last.
    pub end: Timestamp,
}

/// An account, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What it is: `Plan`, `Seat`, `Sign-in`.
    pub kind: &'static str,
}

/// Who sells, runs and bills a use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    /// Who makes the model.
    pub publisher: String,
    /// Who sells its use, and sends the bill.
    pub provider: String,
    /// What the seller calls it.
    pub service: String,
    /// The region in which it ran, where one was asked for: its id, and its name.
    pub region: Option<(String, String)>,
}

/// What was used, and who pays for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// How much.
    pub consumed: Quantity,
    /// In which unit that is counted.
    pub consumed_unit: &'static str,
    /// How much of the unit that has the price.
    pub priced: Quantity,
    /// The unit that has the price.
    pub pricing_unit: &'static str,
    /// What one of these costs, in dollars.
    pub unit_price: Usd,
    /// Who pays for it. The parts add up to its cost at list prices: the product of price and quantity.
    pub paid: Paid,
    /// What was used; `None` where a cost was stated.
    pub sku: Option<Sku>,
}

/// Who pays for a cost: the parts add up to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paid {
    /// What a credit pays.
    pub drawn: Usd,
    /// What is billed.
    pub billed: Usd,
    /// What is used of a plan's limits, which nobody pays extra.
    pub windows: Usd,
    /// What is refused, and so used by nobody.
    pub refused: Usd,
}

/// What has a price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sku {
    /// The vendor, the model and the kind of tokens: `anthropic/claude-opus-5-5/output`.
    pub id: String,
    /// The row of the tables with its price: the model, the kind, the band, the first day, and what multiplies it.
    pub price_id: String,
    /// The kind of tokens in words: `Output tokens`.
    pub meter: String,
    /// The model's id, where it is one's.
    pub model: Option<String>,
    /// The kind of tokens as it is written everywhere else: `output`.
    pub kind: &'static str,
    /// Who says so, and when that was last checked.
    pub details: BTreeMap<&'static str, String>,
}

/// What happens to a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditEntry {
    /// It is granted.
    Grant,
    /// Some of it was spent before the question begins.
    Spent,
    /// A run draws it.
    Draw,
    /// What is left of it expires.
    Expire,
}

words!(CreditEntry { Grant = "grant", Spent = "spent", Draw = "draw", Expire = "expire" });

impl Paid {
    /// All of it: the cost at list prices.
    #[must_use]
    pub fn total(self) -> Usd {
        self.drawn + self.billed + self.windows + self.refused
    }

    /// Takes `cost` out of what is paid: first what a credit pays, then what is billed, what a plan's limits take
    /// and what is refused, so that each dollar is in one charge.
    fn take(&mut self, cost: Usd) -> Self {
        let mut rest = cost;
        let mut of = |part: &mut Usd| {
            let (taken, beyond) = rest.split_at(*part);
            (*part, rest) = (part.less(taken), beyond);
            taken
        };
        Self {
            drawn: of(&mut self.drawn),
            billed: of(&mut self.billed),
            windows: of(&mut self.windows),
            refused: of(&mut self.refused),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    #[test]
    fn each_dollar_is_paid_once() {
        // $1.20 of $2.00 are drawn and $0.80 refused. Of three lines of $0.50, $1.00 and $0.50, the first is drawn
        // whole, the second is drawn to $0.70 and refused to $0.30, and the third is refused.
        let mut all = Paid { drawn: usd("1.20"), refused: usd("0.80"), ..Paid::default() };
        let lines = ["0.50", "1.00", "0.50"].map(|cost| all.take(usd(cost)));
        assert_eq!(lines.map(|line| line.drawn), ["0.50", "0.70", "0"].map(usd));
        assert_eq!(lines.map(|line| line.refused), ["0", "0.30", "0.50"].map(usd));
        assert_eq!(lines.map(Paid::total), ["0.50", "1.00", "0.50"].map(usd));
        assert_eq!(all, Paid::default());
    }
}
