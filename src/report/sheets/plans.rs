//! Plans and what they grant, one row a plan and kind of seat.

use crate::answer::Plans;
use crate::answer::plans::{Plan, Seat};
use crate::pricing::ProgramStatus;
use crate::report::{Column, Columns, Kind, Sheet};
use crate::units::Usd;

/// What a plan, or a kind of seat of it, grants and costs.
struct Grant<'a> {
    plan: &'a Plan,
    seat: &'a str,
    fee: Option<Usd>,
    credit: Option<Usd>,
}

/// The plans with their grants.
#[must_use]
pub fn grants(answer: &Plans) -> Sheet {
    let status = |grant: &Grant<'_>| {
        let program = answer.programs.iter().find(|program| program.program == grant.plan.program);
        program.and_then(|program| program.status).map(ProgramStatus::word)
    };
    let rows: Vec<_> = answer.plans.iter().flat_map(of_plan).collect();
    Columns::new()
        .with(Column::new("program", Kind::Text), |grant: &Grant<'_>| (&grant.plan.program).into())
        .with(Column::new("program_status", Kind::Text), |grant| status(grant).into())
        .with(Column::new("plan", Kind::Text), |grant| (&grant.plan.plan).into())
        .with(Column::new("name", Kind::Text), |grant| (&grant.plan.name).into())
        .with(Column::new("seat", Kind::Text), |grant| grant.seat.into())
        .with(Column::new("fee_usd", Kind::Money), |grant| grant.fee.into())
        .with(Column::new("credit_usd", Kind::Money), |grant| grant.credit.into())
        .with(Column::new("pool_cap_usd", Kind::Money), |grant| grant.plan.pool_cap_usd.into())
        .with(Column::new("certainty", Kind::Text), |grant| grant.plan.certainty.word().into())
        .with(Column::new("source", Kind::Text), |grant| (&grant.plan.source.source).into())
        .with(Column::new("checked", Kind::Date), |grant| grant.plan.source.checked.into())
        .sheet("Plans", &rows)
}

fn of_plan(plan: &Plan) -> Vec<Grant<'_>> {
    if plan.seats.is_empty() {
        return vec![Grant { plan, seat: "", fee: plan.fee_usd, credit: plan.credit_usd }];
    }
    plan.seats
        .iter()
        .map(|Seat { seat, fee_usd, credit_usd }| Grant {
            plan,
            seat,
            fee: *fee_usd,
            credit: Some(*credit_usd),
        })
        .collect()
}
