//! What stands beside the dollars where somebody asks for a tax or a currency. No figure of it is counted with,
//! and none stands under a key that ends in `_usd`.

use serde::{Deserialize, Serialize};

use super::compare::{Cell, Compare};
use super::estimate::{Estimate, Plan};
use super::simulate::Simulate;
use crate::ledger as engine;
use crate::units::{self, Usd};

/// Amounts with tax or in another currency, as exact decimals. What isn't known is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shown {
    /// The currency's code; `USD` when only a tax is added.
    pub currency: String,
    /// How much one dollar is in that currency.
    pub rate: String,
    /// The tax that is added, such as `19%`; left out without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub tax: Option<String>,
    /// What one run costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub run_cost: Option<String>,
    /// The cost of all runs at list prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub total_cost: Option<String>,
    /// The cost beyond the credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub overflow: Option<String>,
    /// The part of the overflow that is billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub billed: Option<String>,
    /// The fee plus the overflow.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub total: Option<String>,
    /// What you pay: the fee plus what is billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub pay: Option<String>,
}

impl Shown {
    fn new(how: &units::Shown) -> Self {
        let (currency, rate, tax) = (how.code().to_owned(), how.rate(), how.tax());
        Self { currency, rate, tax, ..Self::default() }
    }
}

impl Estimate {
    /// Puts the same amounts beside the dollars.
    pub fn show(&mut self, how: &units::Shown, estimate: &engine::Estimate<'_>) {
        let text = |amount: Usd| how.of(amount).map(|amount| amount.to_string());
        self.shown = Some(Shown {
            run_cost: text(self.run.cost_usd),
            total_cost: text(self.total_cost_usd),
            ..Shown::new(how)
        });
        for (Plan { shown, .. }, outcome) in self.plans.iter_mut().zip(&estimate.plans) {
            *shown = Some(Shown {
                overflow: text(outcome.coverage.overflow),
                billed: text(outcome.coverage.billed),
                pay: outcome.pay.and_then(text),
                ..Shown::new(how)
            });
        }
    }
}

impl Compare {
    /// Puts the same amounts beside the dollars.
    pub fn show(&mut self, how: &units::Shown, comparison: &crate::studies::compare::Comparison<'_>) {
        let text = |amount: Usd| how.of(amount).map(|amount| amount.to_string());
        for (Cell { shown, .. }, cell) in self.cells.iter_mut().zip(&comparison.cells) {
            let Ok(figures) = &cell.figures else { continue };
            *shown = Some(Shown {
                run_cost: text(figures.run),
                overflow: text(figures.outcome.coverage.overflow),
                total: figures.total.and_then(text),
                pay: figures.outcome.pay.and_then(text),
                ..Shown::new(how)
            });
        }
    }
}

impl Simulate {
    /// Puts the same amounts beside the dollars.
    pub fn show(&mut self, how: &units::Shown, simulated: &engine::Simulated<'_>) {
        let (text, total) =
            (|amount: Usd| how.of(amount).map(|amount| amount.to_string()), simulated.total());
        self.shown = Some(Shown {
            total_cost: text(total.cost),
            overflow: text(total.overflow),
            billed: text(total.billed),
            pay: self.total.pay_usd.and_then(text),
            ..Shown::new(how)
        });
    }
}
