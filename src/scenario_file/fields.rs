//! Reads a table by its shape, and collects everything that is wrong with its keys; their values are read in
//! `values`.

use super::faults::Faults;
use super::keys::{JOB, PART, POLICY, SCENARIO, SEAT, USAGE};
use super::shape::{Choice, Key, Need, Shape, Takes};
use crate::diagnostic::nearest;
use crate::document::{Entry, Node, Table, Value};
use crate::source::Span;

/// A table being read.
///
/// What is not what its key takes is noted and then missing, so a reader asks for all keys and then sees what
/// it got.
pub(super) struct Fields<'n, 'd, 's> {
    table: &'n Table<'n>,
    /// Where the table begins: what is missing is noted there.
    span: Span,
    shape: &'static Shape,
    asked: Vec<&'static str>,
    /// How many faults there were before this table.
    before: usize,
    pub(super) faults: &'d mut Faults<'s>,
}

impl<'n, 'd, 's> Fields<'n, 'd, 's> {
    /// The keys of `node`, if it is a table.
    pub(super) fn of(node: &'n Node<'n>, shape: &'static Shape, faults: &'d mut Faults<'s>) -> Option<Self> {
        if let Value::Table(table) = &node.value {
            return Some(Self {
                table,
                span: node.span.clone(),
                shape,
                asked: Vec::new(),
                before: faults.count(),
                faults,
            });
        }
        faults.add(
            "L503",
            format!("{} is a table", shape.what),
            &node.span,
            format!("this is {}", kind_of(&node.value)),
        );
        None
    }

    pub(super) fn span(&self) -> Span {
        self.span.clone()
    }

    /// What a key is, and its value if it is written.
    pub(super) fn ask(&mut self, name: &'static str) -> (&'static Key, Option<&'n Node<'n>>) {
        self.asked.push(name);
        let key = self.shape.key(name).expect("a reader asks for keys of the shape");
        (key, written(self.table, name).map(|entry| &entry.node))
    }

    /// Notes what is unknown, what is missing, and what does not go together; gives back the keys that are
    /// written, or were meant, and have a fault.
    pub(super) fn finish(self) -> Vec<&'static str> {
        let Self { table, span, shape, asked, before, faults } = self;
        debug_assert!(shape.names().all(|name| asked.contains(&name)), "all keys of {} are read", shape.what);
        let unknown = table.entries.iter().filter(|entry| shape.key(&entry.key).is_none());
        // What was written wrong is not missing, too.
        let meant: Vec<&'static str> = unknown.filter_map(|entry| not_a_key(entry, shape, faults)).collect();
        let is_there = |name: &&str| meant.contains(name) || written(table, name).is_some();
        for name in shape.required.iter().filter(|name| !is_there(name)) {
            let key = shape.key(name).expect("what is required is a key");
            faults
                .add("L504", format!("{} has no `{name}`", shape.what), &span, "")
                .way_out(format!("add `{}`", key.line()));
        }
        for choice in shape.choices {
            if let Some(title) = choice.missing
                && !choice.groups.iter().copied().flatten().any(&is_there)
            {
                let fault = faults.add("L504", title, &span, "");
                fault.help.extend(
                    choice
                        .offered
                        .iter()
                        .filter_map(|name| shape.key(name))
                        .map(|key| format!("add `{}`", key.line())),
                );
            }
            only_one(choice, table, faults);
        }
        for need in shape.needs {
            goes_with(need, table, shape, faults, is_there);
        }
        let has_fault = |entry: &&Entry<'_>| faults.any_within(before, &[&entry.key_span, &entry.node.span]);
        let faulty = table
            .entries
            .iter()
            .filter(has_fault)
            .filter_map(|entry| shape.key(&entry.key))
            .map(|key| key.name);
        meant.iter().copied().chain(faulty).collect()
    }
}

fn written<'n>(table: &'n Table<'n>, name: &str) -> Option<&'n Entry<'n>> {
    table.entries.iter().find(|entry| entry.key == name)
}

/// Notes that a key is none of the shape; the key that was most likely meant.
fn not_a_key(entry: &Entry<'_>, shape: &Shape, faults: &mut Faults<'_>) -> Option<&'static str> {
    let name = entry.key.as_ref();
    // Tables are no settings: a `seat` in a seat says nothing of the seats of the scenario.
    let setting =
        SCENARIO.key(name).filter(|key| !matches!(key.takes, Takes::Headed(_)) && key.name != "include");
    faults.misplaced.extend(setting.map(|key| key.name));
    let fault = faults.add("L502", format!("{} has no key `{name}`", shape.what), &entry.key_span, "");
    let owners: Vec<&Shape> = [&SCENARIO, &SEAT, &JOB, &USAGE, &POLICY]
        .into_iter()
        .filter(|owner| owner.key(name).is_some())
        .collect();
    let near = nearest(name, shape.names()).filter(|_| owners.is_empty());
    if shape.what == PART.what && SCENARIO.key(name).is_some() {
        fault.way_out("write it in the scenario that this file is a part of");
    } else if !owners.is_empty() {
        let whose: Vec<_> = owners.iter().map(|owner| owner.what).collect();
        // In TOML everything behind a header belongs to it.
        let above = if SCENARIO.key(name).is_some() {
            "; in a scenario it stands above the first header"
        } else {
            ""
        };
        fault.way_out(format!("`{name}` is a key of {}{above}", whose.join(" and of ")));
    }
    if let Some(key) = near.and_then(|near| shape.key(near)) {
        let brackets = if matches!(key.takes, Takes::Headed(_)) { ("[[", "]]") } else { ("", "") };
        fault.way_out(format!("did you mean `{}{}{}`?", brackets.0, key.name, brackets.1));
    }
    let all: Vec<_> = shape.names().map(|name| format!("`{name}`")).collect();
    fault.notes.push(format!("the keys are {}", all.join(", ")));
    near
}

/// Notes keys that say the same thing in two ways.
fn only_one(choice: &Choice, table: &Table<'_>, faults: &mut Faults<'_>) {
    let first_of = |group: &&[&str]| {
        group.iter().filter_map(|name| written(table, name)).min_by_key(|entry| entry.key_span.start)
    };
    let mut found: Vec<_> = choice.groups.iter().filter_map(first_of).collect();
    found.sort_by_key(|entry| entry.key_span.start);
    let Some((first, others)) = found.split_first() else { return };
    for other in others {
        let title = format!("`{}` and `{}` {}", first.key, other.key, choice.in_common);
        faults
            .add("L507", title, &other.key_span, "again here")
            .and_at(first.key_span.clone(), "first here")
            .way_out("leave one of them out");
    }
}

/// Notes a key that says nothing with or without another.
fn goes_with(
    need: &Need,
    table: &Table<'_>,
    shape: &Shape,
    faults: &mut Faults<'_>,
    is_there: impl Fn(&&str) -> bool,
) {
    let Some(entry) = written(table, need.key) else { return };
    if let Some(other) = need.against.iter().find_map(|name| written(table, name)) {
        faults
            .add("L507", format!("`{}` does not go with `{}`", need.key, other.key), &entry.key_span, "this")
            .and_at(other.key_span.clone(), "with this")
            .way_out(need.instead);
    } else if !need.one_of.iter().any(is_there) {
        let names: Vec<_> = need.one_of.iter().map(|name| format!("`{name}`")).collect();
        let names = names.join(" or ");
        let fault = faults.add(
            "L508",
            format!("`{}` goes with {names}", need.key),
            &entry.key_span,
            format!("there is no {names} here"),
        );
        let key = need.one_of.first().and_then(|name| shape.key(name)).expect("what is needed is a key");
        fault.way_out(format!("leave it out, or add `{}`", key.line()));
    }
}

/// What a value is, in words.
pub(super) fn kind_of(value: &Value<'_>) -> &'static str {
    match value {
        Value::Text(_) => "text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Date(..) => "a day",
        Value::Time => "a time",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}
