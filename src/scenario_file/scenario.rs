//! Reads a scenario, or a part of one.

use super::Role;
use super::faults::Faults;
use super::fields::Fields;
use super::job::job;
use super::keys::{PART, POLICY, SCENARIO, SEAT};
use super::spec::{Placed, PolicySpec, ScenarioSpec, SeatTable};
use crate::document::Node;
use crate::pricing::{Auth, Surface};

/// What the document says. Faults are noted, and what is faulty is left out and remembered.
pub(super) fn scenario(root: &Node<'_>, role: Role, faults: &mut Faults<'_>) -> Option<ScenarioSpec> {
    let shape = if role == Role::Scenario { &SCENARIO } else { &PART };
    let mut spec = ScenarioSpec::nothing(faults.source);
    let mut fields = Fields::of(root, shape, faults)?;
    spec.include = fields.texts("include");
    let (seats, jobs) = (fields.tables("seat"), fields.tables("job"));
    let policies = if role == Role::Scenario { settings(&mut fields, &mut spec) } else { &[] };
    spec.faulty = fields.finish();
    spec.members = seats.iter().filter_map(|node| seat(node, faults)).collect();
    spec.jobs = jobs.iter().filter_map(|node| job(node, faults)).collect();
    spec.policy = policies.iter().find_map(|node| policy(node, faults));
    // What is no table has no name that could be known.
    spec.faulty.extend((spec.members.len() < seats.len()).then_some("seat"));
    spec.faulty.extend((spec.jobs.len() < jobs.len()).then_some("job"));
    spec.faulty.append(&mut faults.misplaced);
    Some(spec)
}

/// Reads what holds for all jobs; what is left is the policy.
fn settings<'n>(fields: &mut Fields<'n, '_, '_>, spec: &mut ScenarioSpec) -> &'n [Node<'n>] {
    spec.program = fields.text("program");
    spec.plan = fields.text("plan");
    let seats = fields.counts("seats");
    spec.seats = seats.map(|Placed { value, span }| {
        let counts = value.into_iter().map(|(kind, count)| (kind.value, count)).collect();
        Placed { value: counts, span }
    });
    spec.credit = fields.money("credit_usd");
    spec.tz = fields.zone("tz");
    spec.as_of = fields.day("as_of");
    spec.cycle_day = fields.count("cycle_day");
    spec.cycle_start = fields.day("cycle_start");
    spec.cycle_days = fields.small_count("cycle_days");
    spec.cycles = fields.small_count("cycles");
    spec.from_now = fields.flag("from_now");
    spec.on_exhaustion = fields.exhaustion("on_exhaustion");
    spec.spent = fields.money("spent_usd");
    spec.surface = fields.word("surface", &Surface::WORDS);
    spec.auth = fields.word("auth", &Auth::WORDS);
    fields.tables("policy")
}

fn seat(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<SeatTable> {
    let mut fields = Fields::of(node, &SEAT, faults)?;
    let span = fields.span();
    let name = fields.text("name");
    let plan = fields.text("plan");
    let kind = fields.text("kind");
    let credit = fields.money("credit_usd");
    let spent = fields.money("spent_usd");
    let on_exhaustion = fields.exhaustion("on_exhaustion");
    let faulty = fields.finish();
    let name = name.unwrap_or_else(|| Placed { value: String::new(), span: span.clone() });
    Some(SeatTable { span, name, plan, kind, credit, spent, on_exhaustion, faulty })
}

fn policy(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<PolicySpec> {
    let mut fields = Fields::of(node, &POLICY, faults)?;
    let policy = PolicySpec {
        span: fields.span(),
        max_overflow: fields.money("max_overflow_usd"),
        min_nights_covered: fields.count("min_nights_covered"),
        min_headroom_tenths: fields.tenths("min_headroom_percent"),
        max_cost_per_run: fields.money("max_cost_per_run_usd"),
        max_price_age_days: fields.count("max_price_age_days"),
        no_unpriced_model: fields.truth("no_unpriced_model"),
        in_force_only: fields.truth("in_force_only"),
    };
    fields.finish();
    Some(policy)
}
