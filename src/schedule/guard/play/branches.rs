//! What is played only on some condition, on some dates, or more than once.

use super::{Player, Status, negated};
use crate::schedule::guard::pattern;
use crate::schedule::guard::questions::{asks_first, is_installation};
use crate::schedule::guard::set_names::SetNames;
use crate::schedule::guard::syntax::{Loop, Node, Word};
use crate::schedule::guard::value::Value;

impl Player<'_> {
    /// Plays a loop once: nobody knows how often it turns, so what it sets is not known, from its beginning on.
    pub(super) fn looped(&mut self, Loop { name, is_sure, condition, body }: &Loop) -> Status {
        let mut set = SetNames::default();
        set.names.extend(name.clone());
        if let Some(condition) = condition {
            set.add(condition);
        }
        set.add(body);
        self.forget(&set);
        let reached = self.reached_if.len();
        let had_left = std::mem::take(&mut self.has_left_loop);
        self.loops += 1;
        let turns = condition.as_ref().map(|condition| self.asked(condition));
        let turns = turns.unwrap_or(if *is_sure { Status::True } else { Status::Assumed });
        let status = match &turns {
            Status::True | Status::Assumed => self.status(body),
            Status::False => Status::False,
            Status::Dated => self.on_some_dates(|player| player.status(body)),
            Status::Unknown(condition) => self.on(condition, body),
        };
        self.loops -= 1;
        self.forget(&set);
        if self.has_left_loop {
            self.reached_if.truncate(reached);
        }
        let has_left = std::mem::replace(&mut self.has_left_loop, had_left);
        if turns == Status::True && !has_left {
            return status;
        }
        // It may not have turned at all, or not to its end.
        self.ended = None;
        Status::Assumed
    }

    /// Plays what is only reached on a condition.
    pub(super) fn on(&mut self, condition: &str, node: &Node) -> Status {
        let (had_ended, before) = (self.ended.is_some(), self.kept());
        self.reached_if.push(condition.to_owned());
        let reached = self.reached_if.len();
        let status = self.status(node);
        let more = self.reached_if.split_off(reached);
        self.reached_if.pop();
        self.join(before, &Value::Unknown);
        if had_ended {
            return status;
        }
        // It goes on where the condition does not hold, or where what ends it otherwise does not.
        if let Some(how) = self.ended.take() {
            self.may_end_failed |= how == Status::False;
            self.reached_if.push(negated(condition));
        } else if !more.is_empty() {
            self.reached_if.push(format!("{} || {}", negated(condition), more.join(" && ")));
        }
        status
    }

    /// Plays what is only reached on some dates.
    fn on_some_dates(&mut self, play: impl FnOnce(&mut Self) -> Status) -> Status {
        let before = self.kept();
        let status = play(self);
        self.join(before, &Value::Dated);
        self.may_end_by_date |= self.ended.take().is_some();
        status
    }

    pub(super) fn both(&mut self, one: &Node, other: &Node) -> Status {
        match self.asked(one) {
            Status::True | Status::Assumed => self.status(other),
            Status::False => Status::False,
            Status::Dated => match self.on_some_dates(|player| player.status(other)) {
                Status::Unknown(condition) => Status::Unknown(condition),
                _ => Status::Dated,
            },
            Status::Unknown(condition) => match self.on(&condition, other) {
                Status::False => Status::False,
                Status::Unknown(more) => Status::Unknown(format!("{condition} && {more}")),
                _ => Status::Unknown(condition),
            },
        }
    }

    pub(super) fn either(&mut self, one: &Node, other: &Node) -> Status {
        match self.asked(one) {
            Status::True => Status::True,
            // Who starts an agent where something fails asks whether it does; `[ … ] && echo no || claude` asks only
            // what the test asks.
            Status::Assumed if self.starts_wanted(other) && !self.starts_wanted(one) && !asks_first(one) => {
                self.on(&negated(&one.text()), other);
                Status::Assumed
            }
            Status::Assumed => Status::Assumed,
            Status::False => self.status(other),
            Status::Dated => {
                self.on_some_dates(|player| player.status(other));
                Status::Dated
            }
            Status::Unknown(condition) => match self.on(&negated(&condition), other) {
                Status::False => Status::Unknown(condition),
                Status::Unknown(more) => Status::Unknown(format!("{condition} || {more}")),
                _ => Status::Assumed,
            },
        }
    }

    pub(super) fn branches(&mut self, branches: &[(Node, Node)], otherwise: Option<&Node>) -> Status {
        let Some(((condition, body), rest)) = branches.split_first() else {
            return otherwise.map_or(Status::True, |node| self.status(node));
        };
        let status = match self.asked(condition) {
            // Who asks whether it succeeds does not know.
            Status::Assumed if !is_installation(condition) && !self.starts_wanted(condition) => {
                Status::Unknown(condition.text())
            }
            status => status,
        };
        match status {
            Status::True | Status::Assumed => self.status(body),
            Status::False => self.branches(rest, otherwise),
            Status::Dated => {
                self.on_some_dates(|player| player.status(body));
                self.on_some_dates(|player| player.branches(rest, otherwise));
                Status::Dated
            }
            Status::Unknown(condition) => {
                self.on(&condition, body);
                if rest.is_empty() {
                    if let Some(node) = otherwise {
                        self.on(&negated(&condition), node);
                    }
                } else {
                    let rest =
                        Node::If { branches: rest.to_vec(), otherwise: otherwise.cloned().map(Box::new) };
                    self.on(&negated(&condition), &rest);
                }
                Status::Assumed
            }
        }
    }

    pub(super) fn arms(&mut self, word: &Word, arms: &[(Vec<Word>, Node)]) -> Status {
        match self.value_of(&word.parts) {
            Value::Known(text) => {
                for (patterns, body) in arms {
                    let matched = patterns
                        .iter()
                        .try_fold(false, |any, one| Some(any | pattern::matches(&one.text()?, &text)?));
                    match matched {
                        Some(true) => return self.status(body),
                        Some(false) => {}
                        None => {
                            self.on("its case matches", body);
                        }
                    }
                }
                Status::True
            }
            Value::Dated => {
                for (_, body) in arms {
                    self.on_some_dates(|player| player.status(body));
                }
                Status::Dated
            }
            Value::Unknown => {
                for (patterns, body) in arms {
                    let pattern = patterns.first().and_then(Word::text).unwrap_or_default();
                    self.on(&format!("its case is {pattern}"), body);
                }
                Status::Assumed
            }
        }
    }

    pub(super) fn pipeline(&mut self, nodes: &[Node], text: &str) -> Status {
        if let [input, Node::Simple(grep)] = nodes
            && let Some(truth) = self.found_by_grep(input, grep)
        {
            return truth.into();
        }
        let mut last = Status::Assumed;
        // Each begins with how the command before all of them ended.
        let before = self.last.clone();
        let mut worst = Status::True;
        for node in nodes {
            self.last.clone_from(&before);
            last = self.apart(node);
            worst = match (worst, &last) {
                (Status::False, _) | (_, Status::False) => Status::False,
                (Status::Unknown(_), _) | (_, Status::Unknown(_)) => Status::Unknown(text.to_owned()),
                (Status::Dated, _) | (_, Status::Dated) => Status::Dated,
                (_, last) => last.clone(),
            };
        }
        if self.is_pipefail {
            return worst;
        }
        if matches!(last, Status::Unknown(_)) { Status::Unknown(text.to_owned()) } else { last }
    }
}
