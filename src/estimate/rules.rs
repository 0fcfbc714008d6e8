//! What a use draws under a program's rules, and what happens when that is gone.

use super::{Holding, NoCredit};
use crate::ledger::Exhaustion;
use crate::pricing::{Auth, CreditGrant, Draws, Program, Surface};

/// How runs are started, and with whose models.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use<'t> {
    pub(crate) surface: Surface,
    /// With what they sign in; `None` is what the program's credit needs.
    pub(crate) auth: Option<Auth>,
    /// The vendor of the models; `None` where a cost was stated.
    pub(crate) vendor: Option<&'t str>,
}

/// Why a holding has no credit for a use; `None` where it has.
pub(crate) fn no_credit<'t>(
    program: &'t Program,
    holding: &Holding<'t>,
    by: Use<'t>,
) -> Option<NoCredit<'t>> {
    let auth = by.auth.unwrap_or(program.sign_in);
    let rule = program.rule_for(by.surface, auth).expect("a program is loaded with a rule for every use");
    let is_stated = holding.stated_credit.is_some();
    if rule.draws == Draws::NotPermitted {
        Some(NoCredit::Rule(rule))
    } else if let Some(draws) = holding.plan.and_then(|plan| plan.draws).filter(|_| !is_stated) {
        Some(NoCredit::Plan(draws))
    } else if let Some(vendor) = by.vendor.filter(|vendor| *vendor != program.vendor && !is_stated) {
        Some(NoCredit::Vendor(vendor))
    } else if rule.draws != Draws::Credit {
        Some(NoCredit::Rule(rule))
    } else if holding.plan.is_some_and(|plan| plan.grant == CreditGrant::NotEligible) && !is_stated {
        // What such a plan draws instead follows from the sign-in.
        Some(NoCredit::Plan(if auth == Auth::ApiKey { Draws::ApiSpend } else { Draws::PlanWindows }))
    } else {
        None
    }
}

/// What happens to what a credit does not pay.
///
/// What happens when a credit is gone says nothing where there is none: plain API spend is billed, up to a
/// cap where there is one, and plan windows are neither billed nor refused by the dollar.
pub(crate) fn exhaustion_of(no_credit: Option<NoCredit<'_>>, policy: Exhaustion) -> Exhaustion {
    match (no_credit.map(NoCredit::draws), policy) {
        (Some(Draws::ApiSpend), Exhaustion::Cap(cap)) => Exhaustion::Cap(cap),
        (Some(Draws::ApiSpend), _) => Exhaustion::Bill,
        (Some(Draws::PlanWindows | Draws::NotPermitted), _) => Exhaustion::Stop,
        (Some(Draws::Credit) | None, policy) => policy,
    }
}
