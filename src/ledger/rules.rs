//! What a program's rules say of a use: whether a plan has a credit for it, and why not.

use super::balance::Sources;
use super::holding::Holding;
use crate::phrase::{listed, plans_of, vendor_name};
use crate::pricing::{Auth, CreditGrant, Draws, Plan, Program, Surface, UseRule};

/// Why a plan has no credit for a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCredit<'t> {
    /// The program's rule for the surface and the sign-in.
    Rule(&'t UseRule),
    /// The plan is not eligible, or is no plan at all.
    Plan(Draws),
    /// The run's models are of this vendor, whose bill it is, and not of the program's.
    Vendor(&'t str),
    /// A cloud bills the runs: their model has a cloud's id, or they are signed in with a cloud's account.
    Cloud,
}

/// Why nothing of a plan pays for what a cloud bills.
pub(crate) const CLOUDS_BILL: &str =
    "the cloud (Bedrock, Google or Foundry) bills these runs; no plan's credit pays for them";

impl NoCredit<'_> {
    /// What such a use draws.
    #[must_use]
    pub fn draws(self) -> Draws {
        match self {
            Self::Rule(rule) => rule.draws,
            Self::Plan(draws) => draws,
            Self::Vendor(_) | Self::Cloud => Draws::ApiSpend,
        }
    }

    /// Why, as a clause; `None` where nobody published a reason.
    #[must_use]
    pub fn reason(self, plan: Option<&Plan>, program: &Program) -> Option<String> {
        match self {
            Self::Rule(rule) => Some(rule.reason.clone()),
            Self::Plan(_) => plan.and_then(|plan| plan.no_credit.clone()),
            Self::Vendor(vendor) => Some(match program.pays_for.as_slice() {
                [only] if *only == program.vendor => {
                    format!("{} don't pay for {} models", plans_of(&program.vendor), vendor_name(vendor))
                }
                vendors => {
                    let paid = listed(vendors.iter().map(|vendor| vendor_name(vendor)));
                    format!("this credit pays for {paid} models, not for {} models", vendor_name(vendor))
                }
            }),
            Self::Cloud => Some(CLOUDS_BILL.to_owned()),
        }
    }

    /// Who says so; `None` where nobody needs to.
    #[must_use]
    pub fn source<'s>(&'s self, plan: Option<&'s Plan>) -> Option<&'s str> {
        match self {
            Self::Rule(rule) => Some(&rule.citation.source),
            Self::Plan(_) => plan.map(|plan| plan.citation.source.as_str()),
            Self::Vendor(_) | Self::Cloud => None,
        }
    }
}

/// How runs are started, and with whose models.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use<'t> {
    pub(crate) surface: Surface,
    /// With what they sign in; `None` is what the program's credit needs.
    pub(crate) auth: Option<Auth>,
    pub(crate) biller: Biller<'t>,
}

impl<'t> Use<'t> {
    /// The same with models of that vendor.
    pub(super) fn billed_by(self, vendor: Option<&'t str>) -> Self {
        Self { biller: Biller { vendor, ..self.biller }, ..self }
    }

    /// The same under the rules of another program than its `own`.
    pub(super) fn elsewhere(self, own: &Program) -> Self {
        Self { auth: same_sign_in(own, self.surface, self.auth), ..self }
    }
}

/// Who bills the models that runs use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Biller<'t> {
    /// The vendor of the models; `None` where a cost was stated.
    pub(crate) vendor: Option<&'t str>,
    /// Whether a cloud does: a model has the id of one.
    pub(crate) is_cloud: bool,
}

/// Why a holding has no credit for a use; `None` where it has.
pub(crate) fn no_credit<'t>(
    program: &'t Program,
    holding: &Holding<'t>,
    by: Use<'t>,
) -> Option<NoCredit<'t>> {
    let auth = sign_in(program, by.surface, by.auth);
    let is_stated = holding.stated_credit.is_some();
    if auth == Auth::Cloud || (by.biller.is_cloud && !is_stated) {
        return Some(NoCredit::Cloud);
    }
    let rule = program.rule_for(by.surface, auth).expect("a program is loaded with a rule for every use");
    if rule.draws == Draws::NotPermitted {
        Some(NoCredit::Rule(rule))
    } else if let Some(draws) = holding.plan.and_then(|plan| plan.draws).filter(|_| !is_stated) {
        Some(NoCredit::Plan(draws))
    } else if let Some(vendor) = by.biller.vendor.filter(|vendor| !program.pays_for(vendor) && !is_stated) {
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

/// What pays for a use on a day on which `holding` is held, of a seat whose credit comes and goes on days of its own.
///
/// A plan without a credit may have some beside it: a promotional one, or what is left of the plan before. That is
/// drawn first, for a use that draws such a credit.
pub(super) fn sources<'t>(program: &'t Program, holding: &Holding<'t>, by: Use<'t>) -> Sources {
    match no_credit(program, holding, by) {
        Some(NoCredit::Plan(rest)) => {
            Sources { is_credit_drawn: draws_credit_of_any_plan(program, by), rest }
        }
        why => draws(why).into(),
    }
}

/// The same on a day on which nobody holds the seat, whose nearest plan is `holding`: nobody has limits then.
pub(super) fn sources_without_plan<'t>(program: &'t Program, holding: &Holding<'t>, by: Use<'t>) -> Sources {
    let held = sources(program, holding, by);
    if held.rest == Draws::PlanWindows { Sources { rest: Draws::Credit, ..held } } else { held }
}

/// Whether a use draws a credit whatever plan it belongs to.
pub(super) fn draws_credit_of_any_plan<'t>(program: &'t Program, by: Use<'t>) -> bool {
    let any = Holding { plan: None, seats: Vec::new(), stated_credit: None };
    no_credit(program, &any, by).is_none()
}

/// What a use draws that the credit is not for, for such a reason; without a reason the credit.
pub(crate) fn draws(no_credit: Option<NoCredit<'_>>) -> Draws {
    no_credit.map_or(Draws::Credit, NoCredit::draws)
}

/// With what runs sign in, where nobody says: with what the program's credit needs, and what is done by hand with the
/// plan, whose limits it draws.
pub(crate) fn sign_in(program: &Program, surface: Surface, auth: Option<Auth>) -> Auth {
    auth.unwrap_or_else(|| {
        let is_by_hand = matches!(surface, Surface::Interactive | Surface::Ide);
        let rule = program.rule_for(surface, Auth::Plan).filter(|_| is_by_hand);
        let is_on_limits = rule.is_some_and(|rule| rule.draws == Draws::PlanWindows);
        if is_on_limits { Auth::Plan } else { program.sign_in }
    })
}

/// With what runs that draw a plan's usage limits under `own` rules sign in under others as well, where nobody says:
/// what is done by hand is done with the plan, whatever sign-in a credit needs.
pub(super) fn same_sign_in(own: &Program, surface: Surface, auth: Option<Auth>) -> Option<Auth> {
    let draws = own.rule_for(surface, own.sign_in).map(|rule| rule.draws);
    auth.or((draws == Some(Draws::PlanWindows)).then_some(own.sign_in))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::PriceTable;
    use crate::units::Usd;

    #[test]
    fn what_a_cloud_bills_is_paid_by_no_plan() {
        let table = PriceTable::builtin();
        let program = table.program("agent-sdk-credit").expect("it is built in");
        let pro = table.plan(program, "pro").expect("it is listed");
        let plan = Holding::of_plan(pro, &[]).expect("no seats are asked for");
        let stated = Holding::of_credit(Usd::ZERO);
        let by = |auth, is_cloud| Use {
            surface: Surface::ClaudeP,
            auth: Some(auth),
            biller: Biller { vendor: Some("anthropic"), is_cloud },
        };
        let why = |holding, auth, is_cloud| no_credit(program, holding, by(auth, is_cloud));
        assert_eq!(why(&plan, Auth::Plan, false), None);
        assert_eq!(why(&plan, Auth::Plan, true), Some(NoCredit::Cloud));
        assert_eq!(why(&plan, Auth::Cloud, false), Some(NoCredit::Cloud));
        // A credit that somebody stated pays for any model, but for no run of a cloud's account.
        assert_eq!(why(&stated, Auth::Plan, true), None);
        assert_eq!(why(&stated, Auth::Cloud, true), Some(NoCredit::Cloud));
    }

    #[test]
    fn runs_on_limits_sign_in_with_the_plan_under_other_rules_as_well() {
        let table = PriceTable::builtin();
        let credits = table.program("api-credit").expect("it is built in");
        let by = |auth| Use { surface: Surface::ClaudeP, auth, biller: Biller::default() };
        let draws_there = |own: &Program, auth| {
            draws(no_credit(credits, &Holding::of_credit(Usd::ZERO), by(auth).elsewhere(own)))
        };
        // The same rules for a program in which people sign in with the plan: `claude -p` draws its limits.
        let limits = Program { sign_in: Auth::Plan, ..credits.clone() };
        assert_eq!(draws_there(&limits, None), Draws::PlanWindows);
        assert_eq!(draws_there(&limits, Some(Auth::ApiKey)), Draws::Credit);
        assert_eq!(draws_there(credits, None), Draws::Credit);
    }
}
