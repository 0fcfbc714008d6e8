//! Steps that decide by the date whether what comes after them runs: `run: '[ $(date +%u) -eq 1 ]'`.
//!
//! - A step that fails skips the steps after it, and fails its job; that skips the jobs that need it. What says `always()`
//!   or the like in its `if` runs all the same, and `continue-on-error` lets nothing fail.
//! - Any other step is taken to succeed, such as a checkout or a test.

use super::condition::{Condition, Trigger, Verdict};
use super::conditional::{in_script, with_variables};
use super::jobs::AgentStep;
use crate::schedule::command_clock::CommandClock;
use crate::schedule::guard::{Conditions, Guard, Wanted};
use crate::yaml::Node;

/// A step whose success depends on the date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gate {
    /// The conditions of the step itself.
    conditions: Vec<Condition>,
    /// What it runs, with what its shell sets before; `None` where that isn't understood.
    script: Option<String>,
    clock: CommandClock,
}

/// The most gates of a job that are looked at. Nobody writes more.
pub(super) const GATES_MAX: usize = 10;

/// The most steps of a workflow that are looked at because they ask for the date.
pub(super) const DATED_MAX: usize = 200;

/// Longer scripts aren't looked at.
const SCRIPT_MAX: usize = 10_000;

/// Stands for what runs behind gates.
const BEHIND: &str = "creditcalc_behind_the_gates";

impl Gate {
    /// The gate that a script is that asks for the date, if it is one. `settings` is what its shell sets before it; `None` where no
    /// shell reads it.
    pub(super) fn of(
        script: &str,
        settings: Option<&str>,
        clock: &CommandClock,
        conditions: &[Condition],
    ) -> Option<Self> {
        if script.len() > SCRIPT_MAX {
            return None;
        }
        let gate = |script| Self { conditions: conditions.to_vec(), script, clock: clock.clone() };
        let Some(settings) = settings else { return may_fail(script).then(|| gate(None)) };
        let script = format!("{settings}{}", with_variables(script));
        let found = behind(&[&script], None, clock);
        let closes = found.guard.as_ref().is_some_and(Guard::is_ever_closed);
        if closes || found.unknown.iter().flatten().any(|condition| asks_date(condition)) {
            return Some(gate(Some(script)));
        }
        (found.is_unread && may_fail(&script)).then(|| gate(None))
    }
}

/// Whether a step lets nothing fail.
pub(super) fn is_forgiven(node: &Node) -> bool {
    node.get("continue-on-error").is_some_and(|value| value.text() != Some("false"))
}

/// The conditions of a step's script, together with those of the gates before it.
pub(super) fn with_gates<'g>(
    step: &AgentStep,
    gates: impl Iterator<Item = &'g Gate>,
    trigger: Trigger<'_>,
) -> Conditions {
    let own = step.in_script.clone();
    let (mut scripts, mut clock, mut is_unread) = (Vec::new(), None::<&CommandClock>, false);
    for gate in gates {
        let verdict = gate.conditions.iter().map(|condition| condition.verdict(trigger)).min();
        match (verdict.unwrap_or(Verdict::Runs), &gate.script) {
            (Verdict::Skips, _) => {}
            // On one clock they are played as one script.
            (Verdict::Runs, Some(script)) if clock.is_none_or(|clock| *clock == gate.clock) => {
                clock = Some(&gate.clock);
                if !scripts.contains(&script.as_str()) {
                    scripts.push(script);
                }
            }
            _ => is_unread = true,
        }
    }
    let Some(clock) = clock.filter(|_| !own.is_never) else {
        return Conditions { is_unread: own.is_unread || is_unread, ..own };
    };
    if own.guard.is_none() {
        let mut found = behind(&scripts, None, clock);
        found.unknown.extend(own.unknown);
        found.is_unread |= own.is_unread || is_unread;
        found.of_bash = found.of_bash.or(own.of_bash);
        return found;
    }
    match &step.script {
        Some((script, of_step)) if of_step == clock => {
            let found = behind(&scripts, Some(script), clock);
            Conditions { is_unread: found.is_unread || is_unread, ..found }
        }
        // Both would have to hold.
        _ => Conditions { is_unread: true, ..Conditions::default() },
    }
}

/// The conditions on which scripts succeed one after the other, and the last one, if there is one, runs its agent.
fn behind(scripts: &[&str], last: Option<&str>, clock: &CommandClock) -> Conditions {
    let apart = |script: &str| format!("(\n{script}\n)\n");
    let before: String = scripts.iter().map(|script| apart(script)).collect();
    let (last, wanted) = match last {
        Some(script) => (apart(script), Wanted::Agent),
        None => (BEHIND.to_owned(), Wanted::Containing(BEHIND.to_owned())),
    };
    in_script(&format!("set -e\n{before}{last}"), wanted, clock)
}

/// Whether a text asks for the date: `$(date +%u)`, `Get-Date`, `datetime.now()`.
pub(super) fn asks_date(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let is_of_word = |sign: char| sign.is_ascii_alphanumeric() || "_-.".contains(sign);
    let is_command = |(place, _): (usize, &str)| {
        let behind = text[place + "date".len()..].chars().next();
        !text[..place].ends_with(is_of_word) && behind.is_none_or(|sign| " \n\t)`;|".contains(sign))
    };
    text.match_indices("date").any(is_command)
        || ["get-date", "datetime", "new date", "strftime"].iter().any(|word| text.contains(word))
}

/// Whether a script that isn't understood may fail on purpose.
fn may_fail(script: &str) -> bool {
    ["exit", "false", "[ ", "[[ ", "test ", "throw", "raise", "return"]
        .iter()
        .any(|word| script.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asks_for_the_date_is_told_from_what_only_sounds_like_it() {
        for text in [
            "[ $(date +%u) = 1 ]",
            "x=`date`",
            "TZ=UTC date -d tomorrow",
            "(Get-Date).DayOfWeek",
            "datetime.now()",
        ] {
            assert!(asks_date(text), "{text}");
        }
        for text in ["npm update -y", "./date.sh", "echo validated", "--date-format", "candidate x", "update"]
        {
            assert!(!asks_date(text), "{text}");
        }
    }

    #[test]
    fn only_a_step_that_fails_on_some_dates_is_a_gate() {
        let clock = CommandClock::In(jiff::tz::TimeZone::UTC);
        let gate = |script: &str, settings| {
            Gate::of(script, settings, &clock, &[]).map(|gate| gate.script.is_some())
        };
        let strict = Some("set -e\n");
        for (script, settings, expected) in [
            ("[ $(date +%u) -eq 1 ]", strict, Some(true)),
            ("if [ $(date +%u) -ne 1 ]; then exit 1; fi", strict, Some(true)),
            ("if [ $(date +%u) -ne 1 ]; then exit 0; fi", strict, None),
            ("[ \"$(date +%u)\" = \"$DAY\" ]", strict, Some(true)),
            // Its last command fails, and so does the step.
            ("[ $(date +%u) -eq 1 ] && echo go=1 >> $GITHUB_OUTPUT", strict, Some(true)),
            ("if [ $(date +%u) -eq 1 ]; then echo go=1 >> $GITHUB_OUTPUT; fi", strict, None),
            ("echo today=$(date +%F) >> $GITHUB_OUTPUT", strict, None),
            ("npm ci && npm test", strict, None),
            ("test -f package.json", strict, None),
            ("if ((Get-Date).DayOfWeek -ne 'Monday') { exit 1 }", None, Some(false)),
            ("print(datetime.now())", None, None),
        ] {
            assert_eq!(gate(script, settings), expected, "{script}");
        }
    }
}
