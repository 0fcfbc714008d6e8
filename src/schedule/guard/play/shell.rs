//! What a shell keeps: variables, and whether it has ended.

use super::{Kept, Player, Status};
use crate::schedule::guard::set_names::SetNames;
use crate::schedule::guard::syntax::{Node, Word, assigned};
use crate::schedule::guard::value::{Truth, Value};

impl Player<'_> {
    /// Plays what a shell of its own runs: what ends there, or is set, ends and sets nothing here.
    pub(super) fn apart(&mut self, node: &Node) -> Status {
        let (ended, may_end_failed) = (self.ended.take(), std::mem::take(&mut self.may_end_failed));
        let may_end_by_date = std::mem::take(&mut self.may_end_by_date);
        let (kept, reached) = (self.kept(), self.reached_if.len());
        let loops = std::mem::take(&mut self.loops);
        let status = self.status(node);
        let its_end = std::mem::replace(&mut self.ended, ended);
        let may_fail = std::mem::replace(&mut self.may_end_failed, may_end_failed);
        let is_by_date = std::mem::replace(&mut self.may_end_by_date, may_end_by_date);
        let conditions = self.reached_if.split_off(reached.min(self.reached_if.len()));
        self.keep(kept);
        self.loops = loops;
        let conditions = conditions.join(" && ");
        let status = match its_end {
            _ if is_by_date => return Status::Dated,
            Some(status) => return status,
            None => status,
        };
        match status {
            Status::Unknown(last) if may_fail && !conditions.is_empty() => {
                // What ended the script may be the last that it asked.
                let is_last = conditions == last || conditions.ends_with(&format!(" && {last}"));
                Status::Unknown(if is_last { conditions } else { format!("{conditions} && {last}") })
            }
            Status::True | Status::Assumed if may_fail && !conditions.is_empty() => {
                Status::Unknown(conditions)
            }
            status => status,
        }
    }

    /// What is kept now, to be joined or put back later.
    pub(super) fn kept(&self) -> Kept {
        let (variables, padded) = (self.variables.clone(), self.padded.clone());
        Kept { variables, padded, ends_on_failure: self.ends_on_failure, is_pipefail: self.is_pipefail }
    }

    pub(super) fn keep(&mut self, kept: Kept) {
        let Kept { variables, padded, ends_on_failure, is_pipefail } = kept;
        (self.variables, self.padded) = (variables, padded);
        (self.ends_on_failure, self.is_pipefail) = (ends_on_failure, is_pipefail);
    }

    /// Joins what is kept now with what was kept before a piece that may not have been played: what differs is decided
    /// by whatever decides that.
    pub(super) fn join(&mut self, before: Kept, by: &Value) {
        // What was not set before shows at a date.
        let is_dated = *by == Value::Dated;
        self.variables.retain(|name, _| is_dated || before.variables.contains_key(name));
        for (name, value) in &mut self.variables {
            let other = before.variables.get(name);
            if Some(&*value) != other {
                let is_unknown = *value == Value::Unknown || other == Some(&Value::Unknown);
                *value = if is_unknown { Value::Unknown } else { by.clone() };
            }
        }
        self.padded.extend(before.padded);
        self.is_pipefail |= before.is_pipefail;
        if self.ends_on_failure != before.ends_on_failure {
            let is_unknown = [self.ends_on_failure, before.ends_on_failure].contains(&Truth::Unknown);
            self.ends_on_failure = if is_dated && !is_unknown { Truth::Dated } else { Truth::Unknown };
        }
    }

    /// Forgets variables, after which nothing is known of them.
    pub(super) fn forget(&mut self, set: &SetNames) {
        if set.is_any {
            self.variables.clear();
            self.padded.clear();
        }
        for name in &set.names {
            self.variables.remove(name);
            self.padded.remove(name);
        }
    }

    /// Whether the shell refused what was read, which ends the script.
    pub(super) fn refused(&mut self) -> bool {
        let is_refused = std::mem::replace(&mut self.is_refused, false);
        if is_refused {
            self.ended.get_or_insert(Status::False);
        }
        is_refused
    }

    pub(super) fn assign(&mut self, word: &Word) {
        if let Some((name, parts)) = assigned(word) {
            self.is_padded = false;
            let value = self.value_of(&parts);
            if self.is_padded {
                self.padded.insert(name.clone());
            } else {
                self.padded.remove(&name);
            }
            self.variables.insert(name, value);
        }
    }

    /// `set -e`: a command that fails ends the script.
    pub(super) fn ends_if_failed(&mut self, status: &Status) {
        if self.asked > 0 || self.ended.is_some() {
            return;
        }
        if self.ends_on_failure != Truth::True {
            self.may_end_by_date |= self.ends_on_failure == Truth::Dated && *status != Status::True;
            return;
        }
        match status {
            Status::False => self.ended = Some(Status::False),
            Status::Unknown(condition) => {
                self.may_end_failed = true;
                self.reached_if.push(condition.clone());
            }
            _ => {}
        }
    }

    /// Notes that something of the script is bash's own, where no other shell was named.
    pub(in crate::schedule::guard) fn needs_bash(&mut self, what: &'static str) {
        if self.shells == 0 {
            self.of_bash.get_or_insert(what);
        }
    }
}
