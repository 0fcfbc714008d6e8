//! `creditcalc pricing sources`: where the figures are from, and who says otherwise.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::TableInputs;
use crate::pricing::{CreditGrant, PriceTable};
use crate::units::{Usd, length};

super::shape_name!("creditcalc.pricing-sources/1");

/// Where the figures of the tables are from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PricingSources {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// What it was asked with.
    pub inputs: TableInputs,
    /// The sources, those with the most rows first.
    pub sources: Vec<Source>,
    /// What others published that the tables don't have.
    pub disagreements: Vec<Disagreement>,
}

/// A source of the tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// The page or publication.
    pub source: String,
    /// The number of rows that are read from it.
    pub rows: u64,
    /// The number of rows of other sources that it also has.
    pub also: u64,
    /// The day on which a row of it was last checked; null if no row is read from it.
    pub newest_checked: Option<Date>,
    /// The day on which its row that nobody has looked at for longest was checked; null if no row is read from it.
    pub oldest_checked: Option<Date>,
}

/// What somebody published about a plan's credit, and what the tables have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Disagreement {
    /// The plan.
    pub plan: String,
    /// The program whose rules these are.
    pub program: String,
    /// Who published it.
    pub publisher: String,
    /// What they say.
    pub says: String,
    /// The credit they give, in dollars; null if they give none.
    pub says_usd: Option<Usd>,
    /// The credit in the tables, in dollars; null where it is a sum over seats or the plan has none.
    pub tables_usd: Option<Usd>,
    /// Where they say so.
    pub source: String,
    /// The day it was last checked.
    pub checked: Date,
}

impl PricingSources {
    /// The sources of a table.
    #[must_use]
    pub fn of(table: &PriceTable, day: Date) -> Self {
        let mut found: BTreeMap<&str, (Vec<Date>, u64)> = BTreeMap::new();
        let rows = table.cited(day);
        for row in &rows {
            found.entry(&row.citation.source).or_default().0.push(row.citation.checked);
            for also in &row.citation.also {
                found.entry(also).or_default().1 += 1;
            }
        }
        let source = |(source, (checked, also)): (&str, (Vec<Date>, u64))| Source {
            source: source.to_owned(),
            rows: length(checked.len()),
            also,
            newest_checked: checked.iter().max().copied(),
            oldest_checked: checked.iter().min().copied(),
        };
        let mut sources: Vec<Source> = found.into_iter().map(source).collect();
        sources.sort_by_key(|source| std::cmp::Reverse((source.rows, source.also)));
        let claims = table.plans().iter().flat_map(|plan| plan.claims.iter().map(move |claim| (plan, claim)));
        let disagreements = claims.filter_map(|(plan, claim)| {
            let tables_usd = match plan.grant {
                CreditGrant::Fixed(credit) => Some(credit),
                CreditGrant::Seats { .. } | CreditGrant::NotEligible => None,
            };
            // Who says the same does not disagree.
            (claim.credit.is_none() || claim.credit != tables_usd).then(|| Disagreement {
                plan: plan.id.clone(),
                program: plan.program.clone(),
                publisher: claim.publisher.clone(),
                says: claim.says.clone(),
                says_usd: claim.credit,
                tables_usd,
                source: claim.citation.source.clone(),
                checked: claim.citation.checked,
            })
        });
        let disagreements = disagreements.collect();
        Self { schema: ShapeName, inputs: TableInputs::of(table, day), sources, disagreements }
    }
}
