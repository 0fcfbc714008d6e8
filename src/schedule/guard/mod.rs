//! Guards: conditions in a command that decide whether its agent runs, `[ "$(date +%u)" -eq 1 ] && claude -p x`.
//!
//! - A condition that asks for nothing but the date is decided at the instant of each run, on the clock of the command.
//! - A command that is no question is taken to succeed: `cd /srv && claude -p x` runs its agent every time.
//! - Any other question, such as `[ -f /tmp/on ]`, `grep -q`, or what stands before `||`, is a condition that nobody
//!   knows in advance: the run counts, and the condition is spoken of.
//! - Whether something is there to be started is no question: `command -v claude`, `[ -x /usr/bin/claude ]`.
//! - What the shell refuses does not run: `$((08 % 2))` is an error to it.

mod arithmetic;
mod date;
mod pattern;
mod play;
mod questions;
mod said;
mod set_names;
mod syntax;
mod test_command;
#[cfg(test)]
mod tests;
mod value;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::play::Player;
pub(crate) use self::questions::may_ask;
use self::syntax::Node;
use super::agent::{Started, Variables};

/// What a command decides by the date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    script: Arc<Script>,
    /// Whether it decides the same all day, on the clock of its schedule.
    pub(super) is_of_day: bool,
    /// Whether it decides the same for a quarter of an hour.
    is_of_quarter: bool,
    /// Whether it lets no run through, whatever the date.
    pub(super) is_never: bool,
}

/// A command that is understood, and what surrounds it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Script {
    node: Node,
    wanted: Wanted,
    variables: Variables,
    /// The clock of the command, where it is not that of the schedule.
    zone: Option<TimeZone>,
    /// What its commands start, by how they are written.
    started: BTreeMap<String, Vec<Started>>,
}

/// What a guard last decided.
#[derive(Debug, Default)]
pub(super) struct Decided(Option<(i64, bool)>);

/// What is looked for in a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// An agent.
    Agent,
    /// A command that contains this text.
    Containing(String),
}

/// What a command's conditions come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Conditions {
    /// What it decides by the date.
    pub(crate) guard: Option<Guard>,
    /// Conditions that are about more than the date: each list of them is enough, if all of it holds.
    pub(crate) unknown: Vec<Vec<String>>,
    /// Whether it has conditions that are not understood.
    pub(crate) is_unread: bool,
    /// Whether it calculates with numbers such as `08`, which the shell takes for wrong octal ones.
    pub(crate) is_octal: bool,
    /// Whether it never gets to what is wanted: `false && claude -p x`.
    pub(crate) is_never: bool,
    /// What of it only bash understands, where nothing in it says that bash reads it: `[[`.
    pub(crate) of_bash: Option<&'static str>,
}

/// The conditions of a command. `zone` is its clock, where it is not that of the schedule.
pub(crate) fn conditions(
    command: &str,
    wanted: Wanted,
    variables: &Variables,
    zone: Option<TimeZone>,
) -> Conditions {
    let Some(node) = syntax::parse(command) else {
        return Conditions { is_unread: questions::may_ask(command), ..Conditions::default() };
    };
    let mut script = Script { node, wanted, variables: variables.clone(), zone, started: BTreeMap::new() };
    let mut player = Player::new(&script, None);
    player.play(&script.node);
    let is_never = player.never_starts(&script.node);
    let conditions = player.conditions();
    if conditions.is_none() && !is_never {
        // It is started in a way that is not followed here.
        return Conditions { is_unread: questions::may_ask(command), ..Conditions::default() };
    }
    let mut unknown = conditions.unwrap_or_default();
    let (is_dated, is_octal, is_of_quarter) = (player.is_dated, player.is_octal, player.is_of_quarter);
    let (is_unread, of_bash) = (player.is_unread, player.of_bash);
    let is_of_day = player.is_of_day && script.zone.is_none();
    script.started = player.started;
    let guard = (is_dated || is_never).then(|| Guard {
        script: Arc::new(script),
        is_of_day,
        is_of_quarter,
        is_never,
    });
    // What is said to start nothing starts nothing on any date. Where it does, dates decide what was not met.
    let guard = guard.map(|guard| {
        let starts = is_never && some_instants().any(|at| guard.allows(at, &TimeZone::UTC));
        if starts {
            Guard { is_of_day: false, is_of_quarter: false, is_never: false, ..guard }
        } else {
            guard
        }
    });
    let is_never = guard.as_ref().is_some_and(|guard| guard.is_never);
    // What seems to be about the date alone may turn out not to be understood once there is one.
    for condition in guard.iter().flat_map(Guard::left_open) {
        if !unknown.contains(&condition) {
            unknown.push(condition);
        }
    }
    let is_decided = guard.is_some() || !unknown.is_empty();
    let of_bash = of_bash.filter(|_| is_decided);
    Conditions { guard, unknown, is_unread, is_octal: is_octal && is_dated, is_never, of_bash }
}

/// The beginning of the year 2026.
const START_S: i64 = 1_767_225_600;

/// Days of one year, each another weekday, day of the month and hour.
fn some_instants() -> impl Iterator<Item = Timestamp> {
    const STEP_S: i64 = 15 * 86_400 + 5 * 3600;
    (0..24).filter_map(|number| Timestamp::from_second(START_S + number * STEP_S).ok())
}

impl Guard {
    /// Whether the command runs its agent, or may run it, when it starts at this instant. `zone` is the clock of its
    /// schedule.
    #[must_use]
    pub fn allows(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let zone = self.script.zone.as_ref().unwrap_or(zone);
        let mut player = Player::new(&self.script, Some((at, zone)));
        player.play(&self.script.node);
        player.is_started()
    }

    /// Whether there are dates on which the command doesn't run its agent.
    pub(crate) fn is_ever_closed(&self) -> bool {
        // Each day of a year, each at another hour.
        const STEP_S: i64 = 22 * 3600;
        let instants = (0..400).filter_map(|number| Timestamp::from_second(START_S + number * STEP_S).ok());
        self.is_never || instants.into_iter().any(|at| !self.allows(at, &TimeZone::UTC))
    }

    /// Conditions that no date decides, met on some.
    fn left_open(&self) -> BTreeSet<Vec<String>> {
        let zone = self.script.zone.clone().unwrap_or(TimeZone::UTC);
        some_instants()
            .filter_map(|at| {
                let mut player = Player::new(&self.script, Some((at, &zone)));
                player.play(&self.script.node);
                player.conditions()
            })
            .flatten()
            .collect()
    }

    /// The same where instants come one after the other: what was decided is asked for again only when it may change.
    pub(super) fn allows_after(&self, at: Timestamp, zone: &TimeZone, decided: &mut Decided) -> bool {
        let quarter = at.as_second().div_euclid(900);
        match decided.0 {
            Some((known, allows)) if self.is_of_quarter && known == quarter => allows,
            _ => {
                let allows = self.allows(at, zone);
                decided.0 = Some((quarter, allows));
                allows
            }
        }
    }
}
