//! What a shape says must hold between the keys of a table, and the faults where it does not.

use super::document::{Entry, Table};
use super::faults::Faults;
use super::kind::Wrong;
use super::shape::{Choice, Need, Shape};
use crate::phrase::listed_as;
use crate::source::Span;

impl Shape {
    /// Notes what is missing of a table and what does not go together in it. Keys that were `meant` are
    /// written wrong, and so not missing.
    pub(super) fn check(&self, table: &Table<'_>, span: &Span, meant: &[&str], faults: &mut Faults<'_>) {
        let is_there = |name: &&str| meant.contains(name) || table.entry(name).is_some();
        for name in self.required.iter().filter(|name| !is_there(name)) {
            let fault = faults.kind.missing(self.what, name).help(self.add(name));
            faults.push(fault.at(faults.source, span.clone(), ""));
        }
        for choice in self.choices {
            if let Some(title) = choice.missing
                && !choice.groups.iter().copied().flatten().any(&is_there)
            {
                let fault = faults.wrong(Wrong::Missing, title, span, "");
                fault.help.extend(choice.offered.iter().map(|name| self.add(name)));
            }
            choice.check(table, faults);
        }
        for need in self.needs {
            self.check_need(need, table, faults, is_there);
        }
    }

    /// Notes a key that says nothing with or without another.
    fn check_need(
        &self,
        need: &Need,
        table: &Table<'_>,
        faults: &mut Faults<'_>,
        is_there: impl Fn(&&str) -> bool,
    ) {
        let Some(written) = table.entry(need.key) else { return };
        if let Some(other) = need.against.iter().find_map(|name| table.entry(name)) {
            let title = format!("`{}` can't be used with `{}`", need.key, other.key);
            faults
                .wrong(Wrong::Conflict, title, &written.key_span, "this")
                .and_at(other.key_span.clone(), "with this")
                .way_out(need.instead);
        } else if let Some(first) = need.one_of.first()
            && !need.one_of.iter().any(is_there)
        {
            let names = listed_as(need.one_of.iter().map(|name| format!("`{name}`")), "or");
            let title = format!("`{}` needs {names}", need.key);
            faults
                .wrong(Wrong::Alone, title, &written.key_span, format!("there is no {names} here"))
                .way_out(format!("leave it out, or {}", self.add(first)));
        }
    }

    /// How to add a key of this table.
    fn add(&self, name: &str) -> String {
        format!("add `{}`", self.key(name).expect("what is needed is a key").line())
    }
}

impl Choice {
    /// Notes keys that say the same thing in two ways.
    fn check(&self, table: &Table<'_>, faults: &mut Faults<'_>) {
        let place = |entry: &&Entry<'_>| entry.key_span.start;
        let first_of = |group: &&[&str]| group.iter().filter_map(|name| table.entry(name)).min_by_key(place);
        let mut found: Vec<_> = self.groups.iter().filter_map(first_of).collect();
        found.sort_by_key(place);
        let Some((first, others)) = found.split_first() else { return };
        for other in others {
            let title = format!("`{}` and `{}` {}", first.key, other.key, self.in_common);
            faults
                .wrong(Wrong::Conflict, title, &other.key_span, "again here")
                .and_at(first.key_span.clone(), "first here")
                .way_out("remove one of them");
        }
    }
}
