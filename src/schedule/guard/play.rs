//! A command played through, at an instant or at none: what it starts, and on what conditions.
//!
//! At no instant, what depends on the date goes both ways, so that every condition is met.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::questions::{asks, is_of_installation, may_ask};
use super::set_names::SetNames;
use super::syntax::{Loop, Node, Part, Simple, Word, assigned, parse};
use super::test_command;
use super::value::{Truth, Value};
use super::{Script, Wanted, pattern, words};
use crate::schedule::agent::{Started, Watcher, agent_in, program_of};

/// How deep scripts within scripts are followed.
pub(super) const DEPTH_MAX: usize = 8;

/// How deep pieces of a script stand in one another; nobody writes what is deeper.
const NESTED_MAX: usize = 400;

/// Programs that end as the script does that they are given.
const SHELLS: [&str; 5] = ["sh", "bash", "dash", "ksh", "zsh"];

/// How many scripts within the script are followed; nobody writes more.
const SCRIPTS_MAX: usize = 1_000;

/// Plays a script.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing that was met on the way")]
pub(super) struct Player<'s> {
    wanted: &'s Wanted,
    watcher: Watcher,
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
    ends_on_failure: bool,
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
            at,
            variables: BTreeMap::new(),
            reached_if: Vec::new(),
            starts: Vec::new(),
            ended: None,
            may_end_failed: false,
            may_end_by_date: false,
            ends_on_failure: false,
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

    /// Plays a loop once: nobody knows how often it turns, so what it sets is not known, from its beginning on.
    fn looped(&mut self, Loop { name, is_sure, condition, body }: &Loop) -> Status {
        let mut set = SetNames::default();
        set.names.extend(name.clone());
        condition.iter().for_each(|condition| set.add(condition));
        set.add(body);
        self.forget(&set);
        let reached = self.reached_if.len();
        let had_left = std::mem::take(&mut self.has_left_loop);
        self.loops += 1;
        let turns = condition.as_ref().map(|condition| self.asked(condition));
        let turns = turns.unwrap_or(if *is_sure { Status::True } else { Status::Assumed });
        match &turns {
            Status::True | Status::Assumed => self.status(body),
            Status::False => Status::False,
            Status::Dated => self.on_some_dates(body),
            Status::Unknown(condition) => self.on(condition, body),
        };
        self.loops -= 1;
        self.forget(&set);
        if self.has_left_loop {
            self.reached_if.truncate(reached);
        }
        // It may not have turned at all.
        if self.has_left_loop || turns != Status::True {
            self.ended = None;
        }
        self.has_left_loop = had_left;
        Status::Assumed
    }

    /// Forgets variables, after which nothing is known of them.
    fn forget(&mut self, set: &SetNames) {
        if set.is_any {
            self.variables.clear();
            self.padded.clear();
        }
        for name in &set.names {
            self.variables.remove(name);
            self.padded.remove(name);
        }
    }

    /// `set -e`: a command that fails ends the script.
    fn ends_if_failed(&mut self, status: &Status) {
        if !self.ends_on_failure || self.asked > 0 || self.ended.is_some() {
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
    pub(super) fn needs_bash(&mut self, what: &'static str) {
        if self.shells == 0 {
            self.of_bash.get_or_insert(what);
        }
    }

    /// Plays what is only reached on a condition.
    fn on(&mut self, condition: &str, node: &Node) -> Status {
        let (had_ended, before) = (self.ended.is_some(), self.set());
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

    /// Plays what a shell of its own runs: what ends there, or is set, ends and sets nothing here.
    fn apart(&mut self, node: &Node) -> Status {
        let (ended, may_end_failed) = (self.ended.take(), std::mem::take(&mut self.may_end_failed));
        let may_end_by_date = std::mem::take(&mut self.may_end_by_date);
        let (set, ends_on_failure, reached) = (self.set(), self.ends_on_failure, self.reached_if.len());
        let loops = std::mem::take(&mut self.loops);
        let status = self.status(node);
        let its_end = std::mem::replace(&mut self.ended, ended);
        let may_fail = std::mem::replace(&mut self.may_end_failed, may_end_failed);
        let is_by_date = std::mem::replace(&mut self.may_end_by_date, may_end_by_date);
        let conditions = self.reached_if.split_off(reached.min(self.reached_if.len()));
        ((self.variables, self.padded), self.ends_on_failure, self.loops) = (set, ends_on_failure, loops);
        let conditions = conditions.join(" && ");
        match (its_end, status) {
            _ if is_by_date => Status::Dated,
            (Some(status), _) => status,
            (None, Status::Unknown(last)) if may_fail && !conditions.is_empty() => {
                Status::Unknown(format!("{conditions} && {last}"))
            }
            (None, Status::True | Status::Assumed) if may_fail && !conditions.is_empty() => {
                Status::Unknown(conditions)
            }
            (None, status) => status,
        }
    }

    /// Plays what is only reached on some dates.
    fn on_some_dates(&mut self, node: &Node) -> Status {
        let before = self.set();
        let status = self.status(node);
        self.join(before, &Value::Dated);
        self.may_end_by_date |= self.ended.take().is_some();
        status
    }

    /// What is set, to be joined later.
    fn set(&self) -> (BTreeMap<String, Value>, BTreeSet<String>) {
        (self.variables.clone(), self.padded.clone())
    }

    /// Joins what is set now with what was set before a piece that may not have been played: what differs is decided by
    /// whatever decides that.
    fn join(&mut self, (before, padded): (BTreeMap<String, Value>, BTreeSet<String>), by: &Value) {
        // What was not set before shows at a date.
        let is_dated = *by == Value::Dated;
        self.variables.retain(|name, _| is_dated || before.contains_key(name));
        for (name, value) in &mut self.variables {
            let other = before.get(name);
            if Some(&*value) != other {
                let is_unknown = *value == Value::Unknown || other == Some(&Value::Unknown);
                *value = if is_unknown { Value::Unknown } else { by.clone() };
            }
        }
        self.padded.extend(padded);
    }

    fn both(&mut self, one: &Node, other: &Node) -> Status {
        match self.asked(one) {
            Status::True | Status::Assumed => self.status(other),
            Status::False => Status::False,
            Status::Dated => match self.on_some_dates(other) {
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

    fn either(&mut self, one: &Node, other: &Node) -> Status {
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
                self.on_some_dates(other);
                Status::Dated
            }
            Status::Unknown(condition) => match self.on(&negated(&condition), other) {
                Status::False => Status::Unknown(condition),
                Status::Unknown(more) => Status::Unknown(format!("{condition} || {more}")),
                _ => Status::Assumed,
            },
        }
    }

    fn branches(&mut self, branches: &[(Node, Node)], otherwise: Option<&Node>) -> Status {
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
                self.on_some_dates(body);
                let before = self.set();
                self.branches(rest, otherwise);
                self.join(before, &Value::Dated);
                self.may_end_by_date |= self.ended.take().is_some();
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

    fn arms(&mut self, word: &Word, arms: &[(Vec<Word>, Node)]) -> Status {
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
                    self.on_some_dates(body);
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

    fn pipeline(&mut self, nodes: &[Node], text: &str) -> Status {
        if let [input, Node::Simple(grep)] = nodes
            && let Some(truth) = self.found_by_grep(input, grep)
        {
            return truth.into();
        }
        let mut last = Status::Assumed;
        for node in nodes {
            last = self.apart(node);
        }
        if matches!(last, Status::Unknown(_)) { Status::Unknown(text.to_owned()) } else { last }
    }

    fn simple(&mut self, simple: &Simple) -> Status {
        let set = simple.words.iter().take_while(|word| assigned(word).is_some()).count();
        let (settings, words) = simple.words.split_at(set);
        let texts: Vec<String> = words.iter().map(|word| word.text().unwrap_or_default()).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let is_question = asks(&texts);
        let scripted = self.starts(simple, is_question);
        if words.is_empty() {
            for word in settings {
                self.assign(word);
            }
            let substitutes = |word: &Word| word.parts.iter().any(|part| matches!(part, Part::Command(_)));
            return match self.refused() {
                true => Status::False,
                // It succeeds as what it substitutes does.
                false if settings.iter().any(substitutes) => Status::Assumed,
                false => Status::True,
            };
        }
        let mut set = SetNames::default();
        set.add_defaults(simple);
        self.forget(&set);
        match (program_of(texts[0]), texts[0]) {
            ("true", _) | (_, ":") => return Status::True,
            ("false", _) => return Status::False,
            (_, "exit" | "return") => {
                let how = match texts.get(1).map(|number| number.parse::<u8>()) {
                    Some(Ok(0)) => Status::True,
                    Some(Ok(_)) => Status::False,
                    None => self.last.clone(),
                    Some(Err(_)) => Status::Assumed,
                };
                self.ended = Some(how);
                return Status::Assumed;
            }
            (_, "break" | "continue") if self.loops > 0 => {
                self.has_left_loop = true;
                self.ended = Some(Status::True);
                return Status::True;
            }
            (
                _,
                "read" | "getopts" | "mapfile" | "readarray" | "unset" | "let" | "printf" | "." | "source"
                | "eval",
            ) => {
                let mut set = SetNames::default();
                set.add_simple(simple);
                self.forget(&set);
            }
            (_, head @ ("export" | "local" | "declare" | "readonly")) => {
                let is_exported =
                    head == "export" || texts.get(1).is_some_and(|option| option.starts_with("-x"));
                for (word, text) in words[1..].iter().zip(&texts[1..]) {
                    self.assign(word);
                    let name = assigned(word).map_or_else(|| (*text).to_owned(), |(name, _)| name);
                    self.exported.extend(is_exported.then_some(name));
                }
            }
            (_, "set") => {
                for (index, word) in texts.iter().enumerate() {
                    let is_named = texts.get(index + 1) == Some(&"errexit");
                    match word.strip_prefix(['-', '+']) {
                        Some(letters) if letters.contains('e') || letters.contains('o') && is_named => {
                            self.ends_on_failure = word.starts_with('-');
                        }
                        _ => {}
                    }
                }
            }
            (program @ ("[" | "[[" | "test"), _) => return self.test(program, &words[1..], &simple.text),
            ("expr", _) => return self.expr(&words[1..], &simple.text),
            _ => {}
        }
        match scripted {
            _ if is_question && !is_of_installation(&texts) => Status::Unknown(simple.text.clone()),
            // It succeeds as its script does.
            Some(status) if SHELLS.contains(&program_of(texts[0])) => status,
            _ => Status::Assumed,
        }
    }

    fn test(&mut self, program: &str, words: &[Word], text: &str) -> Status {
        self.is_padded = false;
        // `[[ ]]` takes what is printed as one word.
        let mut values = if program == "[[" {
            words.iter().map(|word| self.value_of(&word.parts)).collect()
        } else {
            self.expanded(words)
        };
        if self.refused() {
            return Status::False;
        }
        if program != "test" {
            values.pop();
        }
        if program == "[[" {
            self.needs_bash("[[");
        } else if values.iter().any(|value| *value == Value::Known("==".to_owned())) {
            self.needs_bash("==");
        }
        self.is_octal |= program == "[[" && self.is_padded && test_command::compares_numbers(&values);
        match test_command::truth(&values, program == "[[") {
            Truth::Unknown => Status::Unknown(text.to_owned()),
            truth => truth.into(),
        }
    }

    fn expr(&mut self, words: &[Word], text: &str) -> Status {
        let mut known = Vec::new();
        for value in self.expanded(words) {
            match value {
                Value::Known(text) => known.push(text),
                Value::Dated => return Status::Dated,
                Value::Unknown => return Status::Unknown(text.to_owned()),
            }
        }
        words::expr_holds(&known)
            .map_or_else(|| Status::Unknown(text.to_owned()), |holds| Truth::from(holds).into())
    }

    /// Whether the shell refused what was read, which ends the script.
    fn refused(&mut self) -> bool {
        let is_refused = std::mem::replace(&mut self.is_refused, false);
        if is_refused {
            self.ended.get_or_insert(Status::False);
        }
        is_refused
    }

    fn assign(&mut self, word: &Word) {
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

    /// Notes each start of what is wanted by a command, and follows scripts in it. A question only starts what it
    /// substitutes, `[ "$(claude -p x)" = yes ]`, whatever it is about. Gives back how its script ends, if it is one.
    fn starts(&mut self, simple: &Simple, is_question: bool) -> Option<Status> {
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
    fn script(&mut self, script: &str) -> Status {
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
        let (ends_on_failure, asked) =
            (std::mem::take(&mut self.ends_on_failure), std::mem::take(&mut self.asked));
        let set = self.set();
        self.variables.retain(|name, _| self.exported.contains(name));
        (self.depth, self.shells) = (self.depth + 1, self.shells + 1);
        let status = self.apart(&node);
        (self.depth, self.shells) = (self.depth - 1, self.shells - 1);
        ((self.variables, self.padded), self.ends_on_failure, self.asked) = (set, ends_on_failure, asked);
        status
    }

    /// What a command starts. Finding that out takes longer than all else, so it is kept.
    fn started_by(&mut self, text: &str) -> Vec<Started> {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let started = self.watcher.starts(text);
        self.started.insert(text.to_owned(), started.clone());
        started
    }

    /// Whether any command of a script starts what is wanted, on whatever conditions, or ends the script.
    fn starts_wanted(&self, node: &Node) -> bool {
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

/// Whether a command stands behind a question: `[ … ] && echo no`.
fn asks_first(node: &Node) -> bool {
    match node {
        Node::And(first, _) => is_question(first) || asks_first(first),
        Node::Subshell(node) => asks_first(node),
        _ => false,
    }
}

/// Whether a command is a question: a test, a calculation, or `date … | grep …`.
fn is_question(node: &Node) -> bool {
    match node {
        Node::Simple(simple) => {
            let head = simple.words.first().and_then(Word::text).unwrap_or_default();
            program_of(&head) == "expr" || asks(&[&head])
        }
        Node::Arithmetic(..) => true,
        Node::Pipeline(nodes) => nodes.last().is_some_and(is_question),
        Node::Not(node) | Node::Subshell(node) => is_question(node),
        Node::And(one, other) | Node::Or(one, other) => is_question(one) && is_question(other),
        _ => false,
    }
}

/// Whether a condition only asks whether something is there to be started.
fn is_installation(node: &Node) -> bool {
    let simple = match node {
        Node::Simple(simple) => simple,
        Node::Subshell(node) => return is_installation(node),
        _ => return false,
    };
    let words: Vec<String> = simple.words.iter().map(|word| word.text().unwrap_or_default()).collect();
    is_of_installation(&words.iter().map(String::as_str).collect::<Vec<_>>())
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
