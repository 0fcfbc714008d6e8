//! What commands start.

use super::{DEPTH_MAX, Player, Status};
use crate::schedule::agent::{Started, agent_in};
use crate::schedule::guard::Wanted;
use crate::schedule::guard::questions::may_ask;
use crate::schedule::guard::syntax::{Loop, Node, Simple, parse};
use crate::schedule::guard::value::Truth;

impl Player<'_> {
    /// Notes each start of what is wanted by a command, and follows scripts in it. A question only starts what it
    /// substitutes, `[ "$(claude -p x)" = yes ]`, whatever it is about. Gives back how its script ends, if it is one.
    pub(super) fn starts(&mut self, simple: &Simple, is_question: bool) -> Option<Status> {
        let started = self.started_by(&simple.raw);
        if let Wanted::Containing(text) = self.wanted {
            // What stands in a script of its own is met there.
            let is_inside =
                |one: &Started| matches!(one, Started::Script(script) if script.contains(text.as_str()));
            if simple.raw.contains(text.as_str()) && !is_question && !started.iter().any(is_inside) {
                self.starts.push(self.reached_if.clone());
            }
        }
        let mut scripted = None;
        for started in started {
            match started {
                Started::Agent if *self.wanted == Wanted::Agent => self.starts.push(self.reached_if.clone()),
                Started::Script(script) => scripted = Some(self.script(&script)),
                Started::Agent | Started::Other => {}
            }
        }
        scripted
    }

    /// Follows a script within the script.
    pub(super) fn script(&mut self, script: &str) -> Status {
        let is_followed = self.depth < DEPTH_MAX && self.scripts_left > 0;
        self.scripts_left = self.scripts_left.saturating_sub(1);
        let Some(node) = is_followed.then(|| parse(script)).flatten() else {
            // What is not understood counts.
            let is_wanted = match self.wanted {
                Wanted::Agent => agent_in(script).is_some(),
                Wanted::Containing(text) => script.contains(text.as_str()),
            };
            if is_wanted {
                self.starts.push(self.reached_if.clone());
                self.is_unread |= may_ask(script);
            }
            return Status::Assumed;
        };
        // Nor does it end on what fails, as the one around it may, or know what that keeps to itself.
        let (kept, asked) = (self.kept(), std::mem::take(&mut self.asked));
        self.ends_on_failure = Truth::False;
        self.variables.retain(|name, _| self.exported.contains(name));
        (self.depth, self.shells) = (self.depth + 1, self.shells + 1);
        let status = self.apart(&node);
        (self.depth, self.shells) = (self.depth - 1, self.shells - 1);
        self.keep(kept);
        self.asked = asked;
        status
    }

    /// What a command starts. Finding that out takes longer than all else, so it is kept.
    pub(super) fn started_by(&mut self, text: &str) -> Vec<Started> {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let started = self.watcher.starts(text);
        self.started.insert(text.to_owned(), started.clone());
        started
    }

    /// Whether any command of a script starts what is wanted, on whatever conditions, or ends the script.
    pub(super) fn starts_wanted(&self, node: &Node) -> bool {
        match node {
            Node::Simple(simple) => match self.wanted {
                Wanted::Containing(text) => simple.raw.contains(text.as_str()),
                Wanted::Agent => {
                    let known = self.known.get(&simple.raw).or_else(|| self.started.get(&simple.raw));
                    let starts = known.cloned().unwrap_or_else(|| self.watcher.clone().starts(&simple.raw));
                    starts.iter().any(|started| match started {
                        Started::Agent => true,
                        Started::Script(script) => agent_in(script).is_some(),
                        Started::Other => false,
                    })
                }
            },
            Node::Arithmetic(..) => false,
            Node::Pipeline(nodes) | Node::Sequence(nodes) => {
                nodes.iter().any(|node| self.starts_wanted(node))
            }
            Node::Not(node) | Node::Subshell(node) | Node::Background(node) => self.starts_wanted(node),
            Node::And(one, other) | Node::Or(one, other) => {
                self.starts_wanted(one) || self.starts_wanted(other)
            }
            Node::If { branches, otherwise } => {
                branches.iter().any(|(one, other)| self.starts_wanted(one) || self.starts_wanted(other))
                    || otherwise.as_ref().is_some_and(|node| self.starts_wanted(node))
            }
            Node::Case { arms, .. } => arms.iter().any(|(_, node)| self.starts_wanted(node)),
            Node::Loop(Loop { condition, body, .. }) => {
                condition.as_ref().is_some_and(|node| self.starts_wanted(node)) || self.starts_wanted(body)
            }
        }
    }
}
