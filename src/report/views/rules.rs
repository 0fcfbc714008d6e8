//! Whose rules an answer is counted under, where they are not in force: one line.

use crate::pricing::ProgramStatus;
use crate::report::number::dollars;
use crate::studies::difference::{InForce, Rules};
use crate::units::Usd;

/// What is said of the rules of one side; nothing where they are in force. Without an answer there is no
/// figure for the rules in force.
pub(super) fn not_in_force(rules: &Rules) -> Option<String> {
    match &rules.in_force {
        Some(in_force) => {
            Some(sentence(rules, in_force, &dollars(in_force.granted), &dollars(in_force.overflow)))
        }
        None if rules.status.is_some_and(|(status, _)| status == ProgramStatus::InForce) => None,
        None => Some(format!("{}.", status(rules))),
    }
}

/// The same for two sides: one line where both are under the same rules, and one for each otherwise.
pub(super) fn of_both(before: &Rules, after: &Rules) -> Vec<String> {
    if let (Some(first), Some(second)) = (&before.in_force, &after.in_force)
        && (&before.program, before.status, &first.program) == (&after.program, after.status, &second.program)
    {
        let arrow = |amount: fn(&InForce) -> Usd| {
            super::diff::arrow(&dollars(amount(first)), &dollars(amount(second)))
        };
        return vec![sentence(after, second, &arrow(|rules| rules.granted), &arrow(|rules| rules.overflow))];
    }
    let side = |name: &str, rules: &Rules| not_in_force(rules).map(|line| format!("{name}: {line}"));
    [side("Before", before), side("After", after)].into_iter().flatten().collect()
}

/// What the rules in force give, in place of those that are used.
pub(super) fn sentence(rules: &Rules, in_force: &InForce, granted: &str, overflow: &str) -> String {
    let status = status(rules);
    match &in_force.program {
        Some(program) => {
            let key = if in_force.needs_api_key { ", for runs signed in with an API key" } else { "" };
            format!("{status}. {program} is in force{key}: {granted} of credits, {overflow} overflow.")
        }
        None => {
            format!("{status}, and no other credit was in force on {}: {overflow} overflow.", rules.as_of)
        }
    }
}

/// What the program is: `agent-sdk-credit is not in force (replaced 2026-10-07)`.
fn status(rules: &Rules) -> String {
    let on = |since: Option<jiff::civil::Date>| since.map(|day| format!(" {day}")).unwrap_or_default();
    match rules.status {
        None => format!("{} was not announced yet", rules.program),
        Some((ProgramStatus::Announced, Some(day))) => {
            format!("{} is announced ({day}) and not in force", rules.program)
        }
        Some((ProgramStatus::Announced, None)) => format!("{} is announced and not in force", rules.program),
        Some((status, since)) => {
            format!("{} is not in force ({}{})", rules.program, status.word(), on(since))
        }
    }
}
