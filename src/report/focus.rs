//! Charges in the columns of FOCUS, the `FinOps` Open Cost and Usage Specification, which tools for bills read.
//!
//! The columns are those of the specification, in its order, which is that of their names; our own begin with `x_` and
//! stand behind them. What is empty is null. `docs/focus.md` says of each what is in it.

use crate::answer::focus::{Account, Charge, ChargeFor, CreditEntry, Sku, Usage};
use crate::report::{Cell, Column, Columns, Kind, Rows, json};
use crate::units::{Quantity, Usd};
use crate::words::words;

/// A version of the specification.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum FocusVersion {
    /// 1.0, of June 2024.
    V1_0,
    /// 1.2, of May 2025.
    #[default]
    V1_2,
    /// 1.3, of December 2025.
    V1_3,
}

words!(FocusVersion { V1_0 = "1.0", V1_2 = "1.2", V1_3 = "1.3" });

/// What a charge has in a column.
type CellOf = fn(&Charge) -> Cell;

/// What nobody says of these charges: there are no commitments, reservations, invoices, contracts or shared costs.
const NULL: CellOf = |_| Cell::Empty;
const USD: CellOf = |_| "USD".into();

use FocusVersion::{V1_0, V1_2, V1_3};

/// Every column of the specification, the version that has it first, and what is in it.
const COLUMNS: [(&str, FocusVersion, CellOf); 65] = [
    ("AllocatedMethodDetails", V1_3, NULL),
    ("AllocatedMethodId", V1_3, NULL),
    ("AllocatedResourceId", V1_3, NULL),
    ("AllocatedResourceName", V1_3, NULL),
    ("AllocatedTags", V1_3, NULL),
    ("AvailabilityZone", V1_0, NULL),
    ("BilledCost", V1_0, billed),
    ("BillingAccountId", V1_0, |charge| (&charge.billing_account.id).into()),
    ("BillingAccountName", V1_0, |charge| (&charge.billing_account.name).into()),
    ("BillingAccountType", V1_2, |charge| charge.billing_account.kind.into()),
    ("BillingCurrency", V1_0, USD),
    ("BillingPeriodEnd", V1_0, |charge| Cell::Utc(charge.billing_period.end)),
    ("BillingPeriodStart", V1_0, |charge| Cell::Utc(charge.billing_period.start)),
    ("CapacityReservationId", V1_2, NULL),
    ("CapacityReservationStatus", V1_2, NULL),
    ("ChargeCategory", V1_0, |charge| if used(charge).is_some() { "Usage" } else { "Credit" }.into()),
    ("ChargeClass", V1_0, NULL),
    ("ChargeDescription", V1_0, |charge| (&charge.description).into()),
    ("ChargeFrequency", V1_0, frequency),
    ("ChargePeriodEnd", V1_0, |charge| Cell::Utc(charge.charge_period.end)),
    ("ChargePeriodStart", V1_0, |charge| Cell::Utc(charge.charge_period.start)),
    ("CommitmentDiscountCategory", V1_0, NULL),
    ("CommitmentDiscountId", V1_0, NULL),
    ("CommitmentDiscountName", V1_0, NULL),
    ("CommitmentDiscountQuantity", V1_2, NULL),
    ("CommitmentDiscountStatus", V1_0, NULL),
    ("CommitmentDiscountType", V1_0, NULL),
    ("CommitmentDiscountUnit", V1_2, NULL),
    ("ConsumedQuantity", V1_0, |charge| quantity(charge, |usage| usage.consumed)),
    ("ConsumedUnit", V1_0, |charge| used(charge).map(|usage| usage.consumed_unit).into()),
    ("ContractApplied", V1_3, NULL),
    ("ContractedCost", V1_0, list_cost),
    ("ContractedUnitPrice", V1_0, unit_price),
    ("EffectiveCost", V1_0, billed),
    ("HostProviderName", V1_3, |charge| (&charge.parties.provider).into()),
    ("InvoiceId", V1_2, NULL),
    ("InvoiceIssuerName", V1_0, |charge| (&charge.parties.provider).into()),
    ("ListCost", V1_0, list_cost),
    ("ListUnitPrice", V1_0, unit_price),
    ("PricingCategory", V1_0, |charge| used(charge).map(|_| "Standard").into()),
    ("PricingCurrency", V1_2, USD),
    ("PricingCurrencyContractedUnitPrice", V1_2, unit_price),
    ("PricingCurrencyEffectiveCost", V1_2, billed),
    ("PricingCurrencyListUnitPrice", V1_2, unit_price),
    ("PricingQuantity", V1_0, |charge| quantity(charge, |usage| usage.priced)),
    ("PricingUnit", V1_0, |charge| used(charge).map(|usage| usage.pricing_unit).into()),
    ("ProviderName", V1_0, |charge| (&charge.parties.provider).into()),
    ("PublisherName", V1_0, |charge| (&charge.parties.publisher).into()),
    ("RegionId", V1_0, |charge| charge.parties.region.as_ref().map(|(id, _)| id).into()),
    ("RegionName", V1_0, |charge| charge.parties.region.as_ref().map(|(_, name)| name).into()),
    ("ResourceId", V1_0, |charge| charge.run.as_ref().into()),
    // A run has no other name than its id.
    ("ResourceName", V1_0, NULL),
    ("ResourceType", V1_0, |charge| charge.run.as_ref().map(|_| "Agent run").into()),
    ("ServiceCategory", V1_0, |_| "AI and Machine Learning".into()),
    ("ServiceName", V1_0, |charge| (&charge.parties.service).into()),
    ("ServiceProviderName", V1_3, |charge| (&charge.parties.provider).into()),
    ("ServiceSubcategory", V1_2, |_| "Generative AI".into()),
    ("SkuId", V1_0, |charge| sku(charge).map(|sku| &sku.id).into()),
    ("SkuMeter", V1_2, |charge| sku(charge).map(|sku| &sku.meter).into()),
    ("SkuPriceDetails", V1_2, |charge| sku(charge).map(|sku| json::in_a_cell(&sku.details)).into()),
    ("SkuPriceId", V1_0, |charge| sku(charge).map(|sku| &sku.price_id).into()),
    ("SubAccountId", V1_0, |charge| sub_account(charge, |account| &account.id)),
    ("SubAccountName", V1_0, |charge| sub_account(charge, |account| &account.name)),
    ("SubAccountType", V1_2, |charge| charge.sub_account.as_ref().map(|account| account.kind).into()),
    ("Tags", V1_0, tags),
];

/// Our own columns, which every version has.
const OWN: [(&str, CellOf); 8] = [
    ("x_CoveredCost", |charge| cost(charge, |usage| usage.paid.drawn)),
    ("x_CreditAmount", |charge| credit(charge).map(|(_, amount)| amount).into()),
    ("x_CreditEntry", |charge| credit(charge).map(|(entry, _)| entry.word()).into()),
    ("x_ModelId", |charge| sku(charge).and_then(|sku| sku.model.as_ref()).into()),
    ("x_PlanLimitsCost", |charge| cost(charge, |usage| usage.paid.windows)),
    ("x_RefusedCost", |charge| cost(charge, |usage| usage.paid.refused)),
    ("x_RunStart", |charge| charge.started_at.map_or(Cell::Empty, Cell::Utc)),
    ("x_TokenKind", |charge| sku(charge).map(|sku| sku.kind).into()),
];

/// Charges as rows, with the columns of a version.
#[must_use]
pub fn rows<'a>(version: FocusVersion, charges: impl Iterator<Item = Charge> + 'a) -> Rows<'a> {
    let of_version = COLUMNS.into_iter().filter(|(_, since, _)| *since <= version);
    let all = of_version.map(|(key, _, cell)| (key, cell)).chain(OWN);
    let columns = all.fold(Columns::new(), |columns, (key, cell)| {
        columns.with(Column::new(key, Kind::Text), move |charge: &Charge| cell(charge))
    });
    columns.rows("FOCUS", charges)
}

fn used(charge: &Charge) -> Option<&Usage> {
    match &charge.what {
        ChargeFor::Usage(usage) => Some(usage),
        ChargeFor::Credit { .. } => None,
    }
}

fn sku(charge: &Charge) -> Option<&Sku> {
    used(charge)?.sku.as_ref()
}

fn credit(charge: &Charge) -> Option<(CreditEntry, crate::units::UsdDelta)> {
    match charge.what {
        ChargeFor::Usage(_) => None,
        ChargeFor::Credit { entry, amount, .. } => Some((entry, amount)),
    }
}

/// A cost of a use. A change of a credit is no bill and has none: the specification wants all of its costs alike.
fn cost(charge: &Charge, of: fn(&Usage) -> Usd) -> Cell {
    used(charge).map_or(Usd::ZERO, of).into()
}

fn billed(charge: &Charge) -> Cell {
    cost(charge, |usage| usage.paid.billed)
}

fn list_cost(charge: &Charge) -> Cell {
    cost(charge, |usage| usage.paid.total())
}

fn unit_price(charge: &Charge) -> Cell {
    used(charge).map(|usage| usage.unit_price).into()
}

fn quantity(charge: &Charge, of: fn(&Usage) -> Quantity) -> Cell {
    used(charge).map_or(Cell::Empty, |usage| Cell::Decimal(of(usage).to_string()))
}

fn sub_account(charge: &Charge, of: fn(&Account) -> &String) -> Cell {
    charge.sub_account.as_ref().map(of).into()
}

fn frequency(charge: &Charge) -> Cell {
    match &charge.what {
        ChargeFor::Usage(_) | ChargeFor::Credit { entry: CreditEntry::Draw, .. } => "Usage-Based",
        ChargeFor::Credit { is_recurring: true, .. } => "Recurring",
        ChargeFor::Credit { .. } => "One-Time",
    }
    .into()
}

fn tags(charge: &Charge) -> Cell {
    (!charge.tags.is_empty()).then(|| json::in_a_cell(&charge.tags)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_version_are_those_of_its_specification_in_its_order() {
        // 43 columns in 1.0; 7 more in 1.1 and 7 in 1.2, which makes 57; 8 more in 1.3. And our own.
        for (version, columns) in [(V1_0, 43), (V1_2, 57), (V1_3, 65)] {
            let rows = rows(version, std::iter::empty());
            let keys: Vec<&str> = rows.columns().iter().map(|column| column.key.as_ref()).collect();
            assert_eq!(keys.len(), columns + OWN.len(), "{version:?}");
            let (spec, own) = keys.split_at(columns);
            assert!(spec.is_sorted() && own.is_sorted(), "{keys:?}");
            assert!(own.iter().all(|key| key.starts_with("x_")), "{own:?}");
        }
    }
}
