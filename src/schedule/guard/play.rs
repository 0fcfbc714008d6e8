//! A command played through, at an instant or at none: what it starts, and on what conditions.
//!
//! At no instant, what depends on the date goes both ways, so that every condition is met.

mod branches;
mod command;
mod shell;
mod starts;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(super) use self::starts::OUTER;
use super::questions::is_installation;
use super::syntax::Node;
use super::value::{Truth, Value};
use super::{Script, Wanted};
use crate::schedule::agent::{Started, Variables, Watcher};

/// How deep scripts within scripts are followed.
pub(super) const DEPTH_MAX: usize = 8;

/// How deep pieces of a script stand in one another; nobody writes what is deeper.
const NESTED_MAX: usize = 400;

/// Programs that end as the script does that they are given.
const SHELLS: [&str; 6] = ["sh", "bash", "dash", "ash", "ksh", "zsh"];

/// How many scripts within the script are followed; nobody writes more.
const SCRIPTS_MAX: usize = 1_000;

/// Plays a script.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing that was met on the way")]
pub(super) struct Player<'s> {
    wanted: &'s Wanted,
    watcher: Watcher,
    /// The variables around the script.
    pub(super) surroundings: &'s Variables,
    /// When it starts, and on which clock.
    pub(super) at: Option<(Timestamp, &'s TimeZone)>,
    pub(super) variables: BTreeMap<String, Value>,
    /// The conditions on which it gets to where it is.
    reached_if: Vec<String>,
    /// The conditions of each start of what is wanted.
    starts: Vec<Vec<String>>,
    /// How the shell ended, if it did.
    ended: Option<Status>,
    /// Whether it ends as failed on some condition.
    may_end_failed: bool,
    /// Whether it ends on some dates.
    may_end_by_date: bool,
    /// Whether `set -e` holds.
    ends_on_failure: Truth,
    /// Whether a pipeline fails with any of its commands.
    is_pipefail: bool,
    /// In how many pieces it is that are asked whether they succeed: nothing ends on a failure there.
    asked: usize,
    /// How the last command ended.
    last: Status,
    /// The variables that other programs are given.
    exported: BTreeSet<String>,
    /// In how many loops it is, and whether one of them was left or goes on early.
    loops: usize,
    has_left_loop: bool,
    /// In how many pieces of the script it is.
    nested: usize,
    /// Whether some of it was too deep to be played.
    is_cut: bool,
    /// In how many scripts and substitutions within the script it is.
    pub(super) depth: usize,
    /// In how many scripts that another shell reads it is.
    shells: usize,
    scripts_left: usize,
    /// Whether conditions were met that are not understood.
    pub(super) is_unread: bool,
    /// What of it only bash understands.
    pub(super) of_bash: Option<&'static str>,
    /// Whether anything was asked about the date.
    pub(super) is_dated: bool,
    /// Whether nothing was asked that changes within a day.
    pub(super) is_of_day: bool,
    /// Whether nothing was asked that changes within a quarter of an hour.
    pub(super) is_of_quarter: bool,
    /// What the commands that it met start, by how they are written.
    pub(super) started: BTreeMap<String, Vec<Started>>,
    /// The same of an earlier play.
    known: &'s BTreeMap<String, Vec<Started>>,
    /// Whether what is being read has numbers of a date that begin with a zero.
    pub(super) is_padded: bool,
    /// The variables that have such numbers.
    pub(super) padded: BTreeSet<String>,
    /// Whether it calculates with such numbers.
    pub(super) is_octal: bool,
    /// Whether the shell refuses the command that is being read.
    pub(super) is_refused: bool,
}

/// What a shell keeps from one command to the next.
#[derive(Debug, Clone)]
struct Kept {
    variables: BTreeMap<String, Value>,
    padded: BTreeSet<String>,
    ends_on_failure: Truth,
    is_pipefail: bool,
}

/// How a command ends.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Status {
    True,
    False,
    /// It is taken to succeed.
    Assumed,
    /// By the date.
    Dated,
    /// It succeeds if this is true.
    Unknown(String),
}

impl<'s> Player<'s> {
    pub(super) fn new(script: &'s Script, at: Option<(Timestamp, &'s TimeZone)>) -> Self {
        Self {
            wanted: &script.wanted,
            watcher: Watcher::new(&script.variables),
            surroundings: &script.variables,
            at,
            variables: BTreeMap::new(),
            reached_if: Vec::new(),
            starts: Vec::new(),
            ended: None,
            may_end_failed: false,
            may_end_by_date: false,
            ends_on_failure: Truth::False,
            is_pipefail: false,
            asked: 0,
            last: Status::True,
            exported: BTreeSet::new(),
            loops: 0,
            has_left_loop: false,
            nested: 0,
            is_cut: false,
            depth: 0,
            shells: 0,
            scripts_left: SCRIPTS_MAX,
            is_unread: false,
            of_bash: None,
            is_dated: false,
            is_of_day: true,
            is_of_quarter: true,
            started: BTreeMap::new(),
            known: &script.started,
            is_padded: false,
            padded: BTreeSet::new(),
            is_octal: false,
            is_refused: false,
        }
    }

    /// Plays a script from its beginning.
    pub(super) fn play(&mut self, node: &Node) {
        self.status(node);
    }

    /// Whether what is wanted is started, on whatever conditions.
    pub(super) fn is_started(&self) -> bool {
        !self.starts.is_empty()
    }

    /// On which conditions what is wanted is started, each of which is enough: all of its own must hold. `None` if it
    /// is not started.
    pub(super) fn conditions(&self) -> Option<Vec<Vec<String>>> {
        let is_always = |one: &Vec<String>| {
            let opposite: Option<Vec<String>> =
                one.split_last().map(|(last, rest)| rest.iter().cloned().chain([negated(last)]).collect());
            opposite.is_none_or(|opposite| self.starts.contains(&opposite))
        };
        if self.starts.iter().any(is_always) {
            return Some(Vec::new());
        }
        let mut all: Vec<Vec<String>> = Vec::new();
        for one in &self.starts {
            let mut distinct: Vec<String> = Vec::new();
            for condition in one {
                if !distinct.contains(condition) {
                    distinct.push(condition.clone());
                }
            }
            // What needs less is enough.
            if !all.iter().any(|known| known.iter().all(|condition| distinct.contains(condition))) {
                all.retain(|known| !distinct.iter().all(|condition| known.contains(condition)));
                all.push(distinct);
            }
        }
        (!all.is_empty()).then_some(all)
    }

    /// Whether it was played to its end, has an agent in it, and never gets there.
    pub(super) fn never_starts(&self, node: &Node) -> bool {
        *self.wanted == Wanted::Agent && self.starts.is_empty() && !self.is_cut && self.starts_wanted(node)
    }

    fn status(&mut self, node: &Node) -> Status {
        self.nested += 1;
        self.is_cut |= self.nested > NESTED_MAX;
        let is_played = self.ended.is_none() && self.nested <= NESTED_MAX;
        let status = if is_played { self.status_of(node) } else { Status::Assumed };
        self.nested -= 1;
        if matches!(node, Node::Simple(_) | Node::Arithmetic(..) | Node::Pipeline(_) | Node::Subshell(_)) {
            self.ends_if_failed(&status);
        }
        self.last.clone_from(&status);
        status
    }

    /// How something ends that is asked whether it succeeds, so that `set -e` doesn't end the script there.
    fn asked(&mut self, node: &Node) -> Status {
        self.asked += 1;
        let status = self.status(node);
        self.asked -= 1;
        status
    }

    fn status_of(&mut self, node: &Node) -> Status {
        match node {
            Node::Simple(simple) => self.simple(simple),
            Node::Arithmetic(parts, text) => {
                self.needs_bash("((");
                match self.calculated(parts) {
                    Value::Known(number) => Truth::from(number != "0").into(),
                    Value::Dated => Status::Dated,
                    // It fails, and the script goes on, other than where a word is refused.
                    Value::Unknown if std::mem::take(&mut self.is_refused) => Status::False,
                    Value::Unknown => Status::Unknown(text.clone()),
                }
            }
            Node::Pipeline(nodes) => self.pipeline(nodes, &node.text()),
            Node::Not(inner) => match self.asked(inner) {
                Status::True => Status::False,
                Status::False => Status::True,
                Status::Dated => Status::Dated,
                // It is there.
                Status::Assumed if is_installation(inner) => Status::False,
                Status::Assumed => Status::Unknown(node.text()),
                Status::Unknown(condition) => Status::Unknown(negated(&condition)),
            },
            Node::And(one, other) => self.both(one, other),
            Node::Or(one, other) => self.either(one, other),
            Node::Sequence(nodes) => {
                let mut last = Status::True;
                for node in nodes {
                    last = self.status(node);
                }
                last
            }
            Node::Subshell(node) => self.apart(node),
            Node::Background(node) => {
                self.apart(node);
                Status::True
            }
            Node::If { branches, otherwise } => self.branches(branches, otherwise.as_deref()),
            Node::Case { word, arms } => self.arms(word, arms),
            Node::Loop(looped) => self.looped(looped),
        }
    }
}

/// The opposite of a condition.
fn negated(condition: &str) -> String {
    match condition.strip_prefix("! ") {
        Some(rest) if !rest.contains(" && ") && !rest.contains(" || ") => rest.to_owned(),
        _ if condition.contains(" && ") || condition.contains(" || ") => format!("! {{ {condition}; }}"),
        _ => format!("! {condition}"),
    }
}

impl From<Truth> for Status {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::True,
            Truth::False => Self::False,
            Truth::Dated => Self::Dated,
            Truth::Unknown => Self::Unknown(String::new()),
        }
    }
}
