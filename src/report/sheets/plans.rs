//! Plans and what they grant, one row a plan and kind of seat.

use jiff::civil::Date;

use crate::pricing::{CreditGrant, Plan, Program};
use crate::report::{Column, Columns, Kind, Rows};
use crate::units::Usd;

/// What a plan, or a kind of seat of it, grants and costs.
struct Grant<'a> {
    program: &'a Program,
    plan: &'a Plan,
    seat: &'a str,
    fee: Option<Usd>,
    credit: Option<Usd>,
}

/// The plans with their grants.
#[must_use]
pub fn grants<'a>(found: &'a [(&'a Program, &'a Plan)], day: Date) -> Rows<'a> {
    let rows = found.iter().flat_map(|(program, plan)| {
        let grant = |seat, fee, credit| Grant { program, plan, seat, fee, credit };
        match &plan.grant {
            CreditGrant::Fixed(credit) => vec![grant("", plan.fee, Some(*credit))],
            CreditGrant::NotEligible => vec![grant("", plan.fee, None)],
            CreditGrant::Seats { seats, .. } => {
                seats.iter().map(|seat| grant(seat.kind.as_str(), seat.fee, Some(seat.credit))).collect()
            }
        }
    });
    Columns::new()
        .with(Column::new("program", Kind::Text), |grant: &Grant<'_>| (&grant.program.id).into())
        .with(Column::new("program_status", Kind::Text), move |grant| {
            grant.program.status_on(day).map(|change| change.status.word()).into()
        })
        .with(Column::new("plan", Kind::Text), |grant| (&grant.plan.id).into())
        .with(Column::new("name", Kind::Text), |grant| (&grant.plan.name).into())
        .with(Column::new("seat", Kind::Text), |grant| grant.seat.into())
        .with(Column::new("fee_usd", Kind::Money), |grant| grant.fee.into())
        .with(Column::new("credit_usd", Kind::Money), |grant| grant.credit.into())
        .with(Column::new("pool_cap_usd", Kind::Money), |grant| match &grant.plan.grant {
            CreditGrant::Seats { pool_cap, .. } => (*pool_cap).into(),
            CreditGrant::Fixed(_) | CreditGrant::NotEligible => crate::report::Cell::Empty,
        })
        .with(Column::new("certainty", Kind::Text), |grant| grant.plan.certainty.word().into())
        .with(Column::new("source", Kind::Text), |grant| (&grant.plan.citation.source).into())
        .with(Column::new("checked", Kind::Date), |grant| grant.plan.citation.checked.into())
        .rows("Plans", rows)
}
