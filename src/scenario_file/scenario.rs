//! Reads a scenario, or a part of one.

use super::Role;
use super::job::job;
use super::keys::{PART, POLICY, SCENARIO, SEAT};
use super::spec::{Placed, PolicySpec, ScenarioSpec, SeatTable};
use super::values::{exhaustion, times_as_much, written, zone};
use crate::diagnostic::Code;
use crate::pricing::{Auth, Surface};
use crate::toml::document::Node;
use crate::toml::{Faults, Fields, Key, Takes};

/// What the document says. Faults are noted, and what is faulty is left out and remembered.
pub(super) fn scenario(root: &Node<'_>, role: Role, faults: &mut Faults<'_>) -> Option<ScenarioSpec> {
    let shape = if role == Role::Scenario { &SCENARIO } else { &PART };
    let mut spec = ScenarioSpec { source: faults.source.clone(), ..ScenarioSpec::default() };
    let mut fields = Fields::shaped(root, shape, faults)?;
    spec.include = fields.key("include").texts();
    let (seats, jobs) = (fields.key("seat").tables(), fields.key("job").tables());
    let policies = if role == Role::Scenario { settings(&mut fields, &mut spec) } else { &[] };
    spec.faulty = fields.finish();
    spec.members = seats.iter().filter_map(|node| seat(node, faults)).collect();
    spec.jobs = jobs.iter().filter_map(|node| job(node, faults)).collect();
    spec.policy = policies.iter().find_map(|node| policy(node, faults));
    // What is no table has no name that could be known.
    spec.faulty.extend((spec.members.len() < seats.len()).then_some("seat"));
    spec.faulty.extend((spec.jobs.len() < jobs.len()).then_some("job"));
    // What the scenario says in a table that does not have the key is meant all the same.
    let is_misplaced =
        |key: &&Key| is_setting(key) && faults.unknown_keys().iter().any(|name| name == key.name);
    spec.faulty.extend(SCENARIO.all_keys().filter(is_misplaced).map(|key| key.name));
    Some(spec)
}

/// Whether a key of a scenario is about all of it. Tables are not: a `seat` in a seat says nothing of the
/// seats of the scenario.
fn is_setting(key: &Key) -> bool {
    !matches!(key.takes, Takes::Headed(_)) && key.name != "include"
}

/// Reads what holds for all jobs; what is left is the policy.
fn settings<'n>(fields: &mut Fields<'n, '_, '_>, spec: &mut ScenarioSpec) -> &'n [Node<'n>] {
    spec.program = fields.key("program").text();
    spec.plan = fields.key("plan").text();
    let seats = fields.key("seats").counts();
    spec.seats = seats.map(|Placed { value, span }| {
        let counts = value.into_iter().map(|(kind, count)| (kind.value, count)).collect();
        Placed { value: counts, span }
    });
    spec.credit = fields.key("credit_usd").money();
    spec.tz = zone(fields.key("tz"));
    spec.as_of = fields.key("as_of").day();
    spec.cycle_day = fields.key("cycle_day").count();
    spec.cycle_start = fields.key("cycle_start").day();
    spec.cycle_days = fields.key("cycle_days").small_count();
    spec.cycles = fields.key("cycles").small_count();
    spec.from_now = fields.key("from_now").flag();
    spec.on_exhaustion = exhaustion(fields.key("on_exhaustion"));
    spec.fee_paid = fields.key("fee_paid").truth();
    spec.spent = fields.key("spent_usd").money();
    spec.surface = fields.key("surface").word(&Surface::WORDS);
    spec.auth = fields.key("auth").word(&Auth::WORDS);
    spec.price_factor = fields.key("price_factor").number_or_text(|text| written("price_factor", text));
    spec.token_factor = fields.key("token_factor").number_or_text(|text| written("token_factor", text));
    spec.tax = fields.key("tax").parsed(|text| written("tax", text));
    spec.currency = fields.key("currency").parsed(|text| written("currency", text));
    fields.key("policy").tables()
}

fn seat(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<SeatTable> {
    let mut fields = Fields::shaped(node, &SEAT, faults)?;
    let span = fields.span();
    let name = fields.key("name").text();
    let plan = fields.key("plan").text();
    let kind = fields.key("kind").text();
    let credit = fields.key("credit_usd").money();
    let spent = fields.key("spent_usd").money();
    let on_exhaustion = exhaustion(fields.key("on_exhaustion"));
    let count = fields.key("count").count();
    let cycle_day = fields.key("cycle_day").count();
    let starts_on = fields.key("starts_on").day();
    let ends_on = fields.key("ends_on").day();
    let promo_credit = fields.key("promo_credit_usd").money();
    let promo_until = fields.key("promo_until").day();
    let faulty = fields.finish();
    if let (Some(first), Some(last)) = (&starts_on, &ends_on)
        && last.value < first.value
    {
        faults
            .add(Code::EndsBeforeStart, "a seat ends before it starts", &last.span, "its last day")
            .and_at(first.span.clone(), "its first day")
            .way_out("set `ends_on` to the same day or a later one");
    }
    let name = name.unwrap_or_else(|| Placed { value: String::new(), span: span.clone() });
    Some(SeatTable {
        span,
        name,
        plan,
        kind,
        credit,
        spent,
        on_exhaustion,
        count,
        cycle_day,
        starts_on,
        ends_on,
        promo_credit,
        promo_until,
        faulty,
    })
}

fn policy(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<PolicySpec> {
    let mut fields = Fields::shaped(node, &POLICY, faults)?;
    let policy = PolicySpec {
        span: fields.span(),
        max_overflow: fields.key("max_overflow_usd").money(),
        min_nights_covered: fields.key("min_nights_covered").count(),
        min_headroom_tenths: fields.key("min_headroom_percent").tenths(),
        max_cost_per_run: fields.key("max_cost_per_run_usd").money(),
        max_cost_vs_usual: times_as_much(fields.key("max_cost_vs_usual")),
        max_price_age_days: fields.key("max_price_age_days").count(),
        no_unpriced_model: fields.key("no_unpriced_model").truth(),
        in_force_only: fields.key("in_force_only").truth(),
    };
    fields.finish();
    Some(policy)
}
