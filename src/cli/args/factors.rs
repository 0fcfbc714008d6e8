//! What prices and tokens are multiplied by, and what stands beside the dollars.

use clap::Args as ClapArgs;

use crate::diagnostic::Diagnostic;
use crate::pricing::PriceFactor;
use crate::question::{Factors, Given};
use crate::units::{Currency, Factor, Tax};

/// What prices and tokens are multiplied by.
#[derive(Debug, Clone, Default, ClapArgs)]
#[command(next_help_heading = "What if")]
pub(in crate::cli) struct FactorArgs {
    /// Multiply all prices. 0.85 is 15% off; 2@2026-12-15 doubles prices from that day (repeatable; factors
    /// multiply)
    #[arg(long, value_name = "FACTOR", allow_hyphen_values = true)]
    pub(in crate::cli) price_factor: Vec<PriceFactor>,
    /// Multiply the tokens of a run, rounded up. 1.2 is 20% more
    #[arg(long, value_name = "FACTOR", allow_hyphen_values = true)]
    pub(in crate::cli) token_factor: Option<Factor>,
}

/// What stands beside the dollars.
#[derive(Debug, Clone, Default, ClapArgs)]
#[command(next_help_heading = "The answer")]
pub(in crate::cli) struct ShownArgs {
    /// Also show what you pay with tax, such as 19%
    #[arg(long, value_name = "PERCENT", allow_hyphen_values = true)]
    pub(in crate::cli) tax: Option<Tax>,
    /// Also show what you pay in another currency. With EUR=0.92, $1 is 0.92 EUR
    #[arg(long, value_name = "CODE=RATE", allow_hyphen_values = true)]
    pub(in crate::cli) currency: Option<Currency>,
}

impl FactorArgs {
    /// The same as plain values, with what stands beside the dollars.
    pub(in crate::cli) fn with(&self, shown: &ShownArgs) -> Result<Factors, Diagnostic> {
        let mut price: Option<PriceFactor> = None;
        for factor in &self.price_factor {
            let product = price.unwrap_or_default().and(factor.clone());
            let too_many = "for example `--price-factor 0.5`";
            price = Some(product.map_err(|reason| Diagnostic::arguments(reason.to_string(), too_many))?);
        }
        Ok(Factors {
            price,
            tokens: self.token_factor.map(|factor| Given::by_flag("--token-factor", factor)),
            tax: shown.tax,
            currency: shown.currency.clone(),
        })
    }
}
