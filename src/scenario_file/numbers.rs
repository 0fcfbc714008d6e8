//! Reads the numbers of keys: money, factors, percentages and counts, none of which ever is a float.

use std::num::NonZeroU16;
use std::str::FromStr;

use super::fields::{Fields, kind_of};
use super::shape::{Key, Takes};
use super::spec::Placed;
use crate::document::{Entry, Node, Value};
use crate::units::{Multiplier, NotMoney, Usd, parse_count};

/// Money has sixteen decimals, and a cost that is multiplied keeps all of them.
const DECIMALS: usize = 6;

/// Counts under names that are not fixed; the places are those of the names.
pub(super) type NamedCounts = Vec<(Placed<String>, u64)>;

impl Fields<'_, '_, '_> {
    pub(super) fn money(&mut self, name: &'static str) -> Option<Placed<Usd>> {
        self.decimal(name)
    }

    pub(super) fn factor(&mut self, name: &'static str) -> Option<Placed<Multiplier>> {
        let factor = self.decimal::<Multiplier>(name)?;
        let one: Multiplier = "1".parse().expect("one is a number");
        let decimals = factor.value.to_string().split_once('.').map_or(0, |(_, fraction)| fraction.len());
        if decimals > DECIMALS {
            let fault = self.faults.add(
                "L503",
                format!("`{name}` has more than {DECIMALS} decimals"),
                &factor.span,
                "",
            );
            fault.way_out("1.15 is 15% on top, and nobody knows it as exactly as that");
            return None;
        }
        if factor.value >= one {
            return Some(factor);
        }
        let fault = self.faults.add("L503", format!("`{name}` is below 1"), &factor.span, "");
        fault.way_out("1.15 is 15% on top; where nothing is done again, leave it out");
        None
    }

    fn decimal<T: FromStr<Err = NotMoney>>(&mut self, name: &'static str) -> Option<Placed<T>> {
        let (key, node) = self.ask(name);
        let node = node?;
        let Some(digits) = digits_of(node) else {
            self.not_taken(key, node);
            return None;
        };
        match digits.parse() {
            Ok(value) => Some(Placed { value, span: node.span.clone() }),
            Err(reason) => {
                self.not_decimal(key, node, digits, reason);
                None
            }
        }
    }

    fn not_decimal(&mut self, key: &Key, node: &Node<'_>, digits: &str, reason: NotMoney) {
        let (label, instead) = match reason {
            NotMoney::Negative => ("this is negative", None),
            NotMoney::Comma(without) => ("a comma is not read", Some(without)),
            NotMoney::OutOfRange(_) => ("this has more digits than can be held exactly", None),
            // An exponent says how many zeros to write, so they are written here and not counted by the
            // person.
            NotMoney::Unreadable => (
                "write digits, with a point where wanted",
                Usd::from_float_text(digits).map(|amount| amount.to_string()),
            ),
        };
        let title = format!("`{}` takes {}", key.name, key.takes.wanted());
        self.faults.add("L503", title, &node.span, label).way_out(match instead {
            Some(instead) => format!("write `{} = \"{instead}\"`", key.name),
            None => format!("write it like `{}`", key.line()),
        });
    }

    /// A percentage in tenths.
    pub(super) fn tenths(&mut self, name: &'static str) -> Option<Placed<u32>> {
        let (key, node) = self.ask(name);
        let node = node?;
        let Some(digits) = digits_of(node) else {
            self.not_taken(key, node);
            return None;
        };
        let value = tenths(digits);
        if value.is_none() {
            let title = format!("`{name}` takes {}", key.takes.wanted());
            self.faults.add("L503", title, &node.span, "").way_out(format!("write it like `{}`", key.line()));
        }
        value.map(|value| Placed { value, span: node.span.clone() })
    }

    /// A whole number within the bounds of its key.
    pub(super) fn count<T: TryFrom<u64>>(&mut self, name: &'static str) -> Option<Placed<T>> {
        let (key, node) = self.ask(name);
        let node = node?;
        let Takes::Count { least, most } = key.takes else { unreachable!("only counts are read as counts") };
        let count = self.whole_number(name, key.takes, node)?;
        if (least..=most).contains(&count) {
            let value =
                T::try_from(count).ok().expect("the bounds of a key are within those of what it is kept in");
            return Some(Placed { value, span: node.span.clone() });
        }
        self.faults.add("L503", format!("`{name}` takes {}", key.takes.wanted()), &node.span, "");
        None
    }

    /// A count of at least one that is never large.
    pub(super) fn small_count(&mut self, name: &'static str) -> Option<Placed<NonZeroU16>> {
        let Placed { value, span } = self.count(name)?;
        NonZeroU16::new(value).map(|value| Placed { value, span })
    }

    /// Counts under names that are not fixed, in the order of the file.
    pub(super) fn counts(&mut self, name: &'static str) -> Option<Placed<NamedCounts>> {
        let (key, node) = self.ask(name);
        let node = node?;
        let Some(entries) = entries(node) else {
            self.not_taken(key, node);
            return None;
        };
        if entries.is_empty() {
            self.faults
                .add("L503", format!("`{name}` is an empty table"), &node.span, "")
                .way_out(format!("write it like `{}`", key.line()));
        }
        let mut counts = Vec::with_capacity(entries.len());
        for entry in entries {
            let each = Takes::Count { least: 0, most: u64::MAX };
            if let Some(count) = self.whole_number(&entry.key, each, &entry.node) {
                counts.push((
                    Placed { value: entry.key.clone().into_owned(), span: entry.key_span.clone() },
                    count,
                ));
            }
        }
        Some(Placed { value: counts, span: node.span.clone() })
    }

    fn whole_number(&mut self, name: &str, takes: Takes, node: &Node<'_>) -> Option<u64> {
        let label = match digits_of(node).map(parse_count) {
            Some(Ok(count)) => return Some(count),
            Some(Err(reason)) => reason.to_string(),
            None => format!("this is {}", kind_of(&node.value)),
        };
        self.faults.add("L503", format!("`{name}` takes {}", takes.wanted()), &node.span, label);
        None
    }
}

/// What stands for a number: its digits, or a text in which they may be.
fn digits_of<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match &node.value {
        Value::Text(text) => Some(text),
        // TOML allows a sign that says nothing.
        Value::Integer(digits) | Value::Float(digits) => Some(digits.strip_prefix('+').unwrap_or(digits)),
        _ => None,
    }
}

fn tenths(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let tenth = fraction.trim_end_matches('0');
    if !is_digits(whole) || !is_digits(fraction) || tenth.len() > 1 {
        return None;
    }
    format!("{whole}{tenth:0<1}").parse().ok().filter(|tenths| *tenths <= 1_000)
}

/// All keys of a table, whatever they are called, in the order of the file.
fn entries<'n>(node: &'n Node<'n>) -> Option<Vec<&'n Entry<'n>>> {
    let Value::Table(table) = &node.value else { return None };
    let mut entries: Vec<_> = table.entries.iter().collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    Some(entries)
}
