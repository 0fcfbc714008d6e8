//! The same job on the plans of every vendor, each under the rules of its own program.

use super::assumptions::Assumptions;
use super::frame::{CycleSpec, Frame, no_cycle, zone_of};
use super::given::Defaults;
use super::one_job::QuestionSpec;
use super::plans::{is_all_vendors, one_of_first_kind};
use crate::diagnostic::Diagnostic;
use crate::ledger::{Holding, Scenario};
use crate::pricing::{Auth, CreditGrant, CycleRule, Plan, PriceTable, Program};
use crate::schedule::{ReadUse, Schedule};

/// The same job under the rules of every program in force, and the plans whose unit is work.
#[derive(Debug, Clone)]
pub struct AllVendors<'t> {
    /// One question for each program, and one for plans that are signed in with where a key is usual. The first is
    /// that of the vendor whose rules are the default ones.
    pub sides: Vec<Scenario<'t>>,
    /// The plans of which nobody can say what a run draws.
    pub not_computable: Vec<&'t Plan>,
}

/// Refuses what is about the plan of one vendor; whether every vendor's plans are asked about.
pub(super) fn is_asked(spec: &QuestionSpec) -> Result<bool, Diagnostic> {
    let names = &spec.plans.names;
    if !names.iter().any(|name| is_all_vendors(name)) {
        return Ok(false);
    }
    let about_one = [
        (names.len() > 1, "another `--plan`"),
        (spec.frame.program.is_some(), "`--program`"),
        (spec.frame.auth.is_some(), "`--auth`"),
        (spec.frame.spent.is_some(), "`--spent`"),
        (spec.plans.credit.is_some(), "`--credit`"),
        (!spec.plans.seats.is_empty(), "`--seats`"),
        (spec.frame.from_now, "`--from-now`"),
    ];
    match about_one.into_iter().find(|(is_given, _)| *is_given) {
        None => Ok(true),
        Some((_, flag)) => Err(Diagnostic::arguments(
            format!("`--plan all-vendors` and {flag} can't be used together"),
            "each plan has the rules, the sign-in and the credit that its vendor gives it",
        )),
    }
}

/// The same question under each program in force.
pub(super) fn of<'t>(
    table: &'t PriceTable,
    base: &Scenario<'t>,
    (frame, defaults): (&Frame, &Defaults),
    assumptions: &mut Assumptions,
) -> Result<AllVendors<'t>, Diagnostic> {
    let mut sides = Vec::new();
    let is_default = |program: &&Program| program.vendor == base.program.vendor;
    let programs = table.programs().iter().filter(|program| program.in_force_on(base.as_of));
    let (own, others): (Vec<_>, Vec<_>) = programs.partition(is_default);
    for program in own.into_iter().chain(others) {
        let plans: Vec<&Plan> =
            table.plans_of(program).filter(|plan| plan.not_computable.is_none() && !is_bare(plan)).collect();
        if plans.is_empty() {
            continue;
        }
        let asked = under(base, program, (frame, defaults), assumptions)?;
        let holdings = plans.iter().map(|plan| one_of_first_kind(plan)).collect();
        // The limits of a plan stand beside the credit that comes with it.
        let by_plan: Vec<Holding<'t>> = plans
            .iter()
            .filter(|plan| plan.individual && program.sign_in == Auth::ApiKey)
            .map(|plan| one_of_first_kind(plan))
            .collect();
        sides.push(Scenario { plans: holdings, ..asked.clone() });
        if !by_plan.is_empty() {
            sides.push(Scenario { plans: by_plan, auth: Some(Auth::Plan), ..asked });
        }
    }
    let not_computable = table.plans().iter().filter(|plan| plan.not_computable.is_some()).collect();
    Ok(AllVendors { sides, not_computable })
}

/// Whether there is nothing to compare: no credit, and no fee that was published.
fn is_bare(plan: &Plan) -> bool {
    plan.grant == CreditGrant::NotEligible && plan.fee.is_none() && plan.draws.is_none()
}

/// The question under a program's rules: in its cycle, and signed in as its credit needs.
fn under<'t>(
    base: &Scenario<'t>,
    program: &'t Program,
    (frame, defaults): (&Frame, &Defaults),
    assumptions: &mut Assumptions,
) -> Result<Scenario<'t>, Diagnostic> {
    let mut frame = frame.clone();
    match program.cycle {
        CycleRule::BillingDay | CycleRule::Never => {}
        // What was asked for is about the plans that are billed on a day of the subscriber's own.
        CycleRule::FirstOfMonthUtc => frame.cycle = CycleSpec::default(),
        CycleRule::Every(_) => {
            (frame.cycle.day, frame.cycle.days, frame.cycle.calendar_month) = (None, None, false);
        }
    }
    // What is assumed of a cycle is said of the first.
    let mut unsaid = Assumptions::default();
    let is_counted = matches!(base.schedule, Schedule::Count(_));
    let cycle = frame.cycle(program, base.as_of, is_counted, defaults, &mut unsaid)?;
    let cycle = cycle.map_err(no_cycle)?;
    let zone = zone_of(program, base.zone.clone(), &mut unsaid);
    for note in unsaid.notes {
        if !assumptions.notes.contains(&note) {
            assumptions.notes.push(note);
        }
    }
    // How a workflow signs in is about the vendor that it was written for.
    let mut schedule = base.schedule.clone();
    if let Schedule::Timed(timetable) = &mut schedule {
        timetable.jobs.iter_mut().for_each(|job| job.used = ReadUse::default());
    }
    Ok(Scenario { schedule, cycle, zone, program, is_program_named: true, auth: None, ..base.clone() })
}
