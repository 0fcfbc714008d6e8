//! Whose rules an answer is counted under: one line.

use jiff::civil::Date;

use crate::ledger::{self, Scenario};
use crate::phrase::capitalized;
use crate::pricing::{Auth, Program, ProgramStatus};
use crate::report::number::{arrow, dollars};
use crate::report::programs;
use crate::report::views::time;
use crate::report::{Page, Role};
use crate::studies::difference::{InForce, Rules};
use crate::units::Usd;

/// Adds what a question about one job is counted under.
pub(super) fn add_of_job(page: &mut Page, scenario: &Scenario<'_>) {
    page.note(role(scenario.program, scenario.as_of), of_job(scenario));
}

/// What that is for: rules that are not in force change what every figure means.
pub(super) fn role(program: &Program, day: Date) -> Role {
    if program.in_force_on(day) { Role::Today } else { Role::Rules }
}

/// What a question about one job is counted under, in one line.
fn of_job(scenario: &Scenario<'_>) -> String {
    let (program, day) = (scenario.program, scenario.as_of);
    if !program.in_force_on(day) {
        return these(program, day);
    }
    let since = program.status_on(day).map(|change| change.from);
    let rules = in_use(program, since);
    if scenario.has_several_uses() {
        return format!("{rules}. Each job counts by how it signs in.");
    }
    let auth = ledger::sign_in(program, scenario.surface, scenario.auth);
    format!("{rules}, {}.", programs::signed_in(auth))
}

/// Whose rules these are, where they are not in force: `These figures use the June credit, which was announced but
/// never started.`
pub(super) fn these(program: &Program, day: Date) -> String {
    let status = match program.status_on(day) {
        None => "which wasn't announced yet".to_owned(),
        Some(change) => match (change.status, program.has_begun_by(day)) {
            (ProgramStatus::Announced, false) => "which is announced but hasn't started".to_owned(),
            (_, false) => NEVER_STARTED.to_owned(),
            (status, true) => stopped(status, change.from),
        },
    };
    format!("These figures use {}, {status}.", programs::in_prose(program))
}

const NEVER_STARTED: &str = "which was announced but never started";

/// `which was replaced on 7 Oct 2026`.
fn stopped(status: ProgramStatus, on: Date) -> String {
    format!("which was {} on {}", status.word().replace('-', " "), time::since(on))
}

/// Since when a program is in force.
pub(super) fn since(program: &Program, scenario: &Scenario<'_>) -> String {
    program
        .status_on(scenario.as_of)
        .map(|change| {
            format!(
                "{} has been in force since {}.",
                capitalized(&programs::in_prose(program)),
                time::since(change.from)
            )
        })
        .unwrap_or_default()
}

/// `These figures use the API credit, in force since 7 Oct 2026`.
pub(super) fn in_use(program: &Program, since: Option<Date>) -> String {
    let since = since.map(|day| format!(", in force since {}", time::since(day))).unwrap_or_default();
    format!("These figures use {}{since}", programs::in_prose(program))
}

/// With what runs sign in.
pub(super) fn sign_in(auth: Auth) -> &'static str {
    match auth {
        Auth::Plan => "the plan",
        Auth::ApiKey => "an API key",
        Auth::Cloud => "a cloud account",
    }
}

/// What is said of the rules of one side; nothing where they are in force. Without an answer there is no
/// figure for the rules in force.
pub(super) fn not_in_force(rules: &Rules) -> Option<String> {
    match &rules.in_force {
        Some(in_force) => {
            Some(sentence(rules, in_force, &dollars(in_force.granted_usd), &dollars(in_force.overflow_usd)))
        }
        None if rules.status.is_some_and(|(status, _)| status == ProgramStatus::InForce) => None,
        None => Some(format!("{}.", status_of(rules))),
    }
}

/// The same for two sides: one line where both are under the same rules, and one for each otherwise.
pub(super) fn of_both(before: &Rules, after: &Rules) -> Vec<String> {
    if let (Some(first), Some(second)) = (&before.in_force, &after.in_force)
        && (&before.program, before.status, &first.program) == (&after.program, after.status, &second.program)
    {
        let both = |of: fn(&InForce) -> Usd| arrow(&dollars(of(first)), &dollars(of(second)));
        return vec![sentence(
            after,
            second,
            &both(|rules| rules.granted_usd),
            &both(|rules| rules.overflow_usd),
        )];
    }
    let side = |name: &str, rules: &Rules| not_in_force(rules).map(|line| format!("{name}: {line}"));
    [side("Before", before), side("After", after)].into_iter().flatten().collect()
}

/// What the rules in force give, in place of those that are used.
pub(super) fn sentence(rules: &Rules, in_force: &InForce, granted: &str, overflow: &str) -> String {
    let status = status_of(rules);
    match &in_force.program {
        Some(program) => {
            let key = if in_force.needs_api_key { ", API key" } else { "" };
            format!("{status}. Today ({program}{key}): {granted} of credit, {overflow} overflow.")
        }
        None => format!("{status}. On {} no credit was in force: {overflow} overflow.", rules.as_of),
    }
}

fn status_of(rules: &Rules) -> String {
    status(&rules.program, rules.status)
}

/// What the program is: `These figures use agent-sdk-credit (replaced 2026-10-07)`.
fn status(program: &str, status: Option<(ProgramStatus, Option<Date>)>) -> String {
    let status = match status {
        None => "not announced yet".to_owned(),
        Some((status, since)) => {
            let since = since.map(|day| format!(" {day}")).unwrap_or_default();
            format!("{}{since}", status.word())
        }
    };
    format!("These figures use {program} ({status})")
}
