//! Reads a scenario, or a part of one.

use super::Role;
use super::faults::Faults;
use super::fields::Fields;
use super::job::job;
use super::keys::{PART, POLICY, SCENARIO, SEAT};
use super::written::{Placed, Written, WrittenPolicy, WrittenSeat};
use crate::document::Node;
use crate::pricing::{Auth, Surface};

/// What the document says. Faults are noted, and what is faulty is left out and remembered.
pub(super) fn scenario(root: &Node<'_>, role: Role, faults: &mut Faults<'_>) -> Option<Written> {
    let shape = if role == Role::Scenario { &SCENARIO } else { &PART };
    let mut written = Written::nothing(faults.source);
    let mut fields = Fields::of(root, shape, faults)?;
    written.include = fields.texts("include");
    let (seats, jobs) = (fields.tables("seat"), fields.tables("job"));
    let policies = if role == Role::Scenario { settings(&mut fields, &mut written) } else { &[] };
    written.faulty = fields.finish();
    written.members = seats.iter().filter_map(|node| seat(node, faults)).collect();
    written.jobs = jobs.iter().filter_map(|node| job(node, faults)).collect();
    written.policy = policies.iter().find_map(|node| policy(node, faults));
    // What is no table has no name that could be known.
    written.faulty.extend((written.members.len() < seats.len()).then_some("seat"));
    written.faulty.extend((written.jobs.len() < jobs.len()).then_some("job"));
    written.faulty.append(&mut faults.misplaced);
    Some(written)
}

/// Reads what holds for all jobs; what is left is the policy.
fn settings<'n>(fields: &mut Fields<'n, '_, '_>, written: &mut Written) -> &'n [Node<'n>] {
    written.program = fields.text("program");
    written.plan = fields.text("plan");
    let seats = fields.counts("seats");
    written.seats = seats.map(|Placed { value, span }| {
        let counts = value.into_iter().map(|(kind, count)| (kind.value, count)).collect();
        Placed { value: counts, span }
    });
    written.credit = fields.money("credit_usd");
    written.tz = fields.zone("tz");
    written.as_of = fields.day("as_of");
    written.cycle_day = fields.count("cycle_day");
    written.cycle_start = fields.day("cycle_start");
    written.cycle_days = fields.small_count("cycle_days");
    written.cycles = fields.small_count("cycles");
    written.from_now = fields.flag("from_now");
    written.on_exhaustion = fields.exhaustion("on_exhaustion");
    written.spent = fields.money("spent_usd");
    written.surface = fields.word("surface", &Surface::WORDS);
    written.auth = fields.word("auth", &Auth::WORDS);
    fields.tables("policy")
}

fn seat(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<WrittenSeat> {
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
    Some(WrittenSeat { span, name, plan, kind, credit, spent, on_exhaustion, faulty })
}

fn policy(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<WrittenPolicy> {
    let mut fields = Fields::of(node, &POLICY, faults)?;
    let policy = WrittenPolicy {
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
