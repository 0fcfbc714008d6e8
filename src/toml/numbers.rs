//! Reads the numbers of keys: money, rates, factors, percentages and counts, none of which ever is a float.

use std::num::NonZeroU16;
use std::str::FromStr;

use super::Placed;
use super::document::{Entry, Node, Value};
use super::kind::{Wrong, name_of};
use super::shape::Takes;
use super::values::{Field, Refusal, placed};
use crate::units::{Multiplier, NotMoney, Rate, Usd, parse_count};

/// Counts under names that are not fixed; the places are those of the names.
pub(crate) type NamedCounts = Vec<(Placed<String>, u64)>;

/// What is published as a quoted decimal.
pub(crate) trait QuotedDecimal: FromStr<Err = NotMoney> {
    /// What it is, in a sentence.
    const WHAT: &'static str;
}

impl QuotedDecimal for Rate {
    const WHAT: &'static str = "a price";
}

impl QuotedDecimal for Usd {
    const WHAT: &'static str = "a price";
}

impl QuotedDecimal for Multiplier {
    const WHAT: &'static str = "a multiplier";
}

/// A whole number that may also be a text: `120_000`, `"120k"`.
const ANY_COUNT: Takes = Takes::Count { least: 0, most: u64::MAX };

impl Field<'_, '_, '_> {
    /// A decimal of zero or more that is written in quotes, as a publisher wrote it.
    pub(crate) fn quoted_decimal<T: QuotedDecimal>(&mut self) -> Option<T> {
        let (node, name) = (self.node?, self.name);
        let Value::Text(text) = &node.value else {
            self.not_quoted::<T>(node);
            return None;
        };
        let (title, label, help) = match text.parse() {
            Ok(value) => return Some(value),
            Err(NotMoney::Negative) => ("is negative", format!("{} is zero or more", T::WHAT), None),
            Err(NotMoney::Comma(without)) => {
                ("has a comma", String::new(), Some(format!("write `{name} = \"{without}\"`")))
            }
            Err(NotMoney::OutOfRange(_)) => ("has too many digits to be exact", String::new(), None),
            Err(NotMoney::Unreadable) => {
                ("is not a decimal number", String::new(), Some(format!("write it like `{name} = \"3.00\"`")))
            }
        };
        let title = format!("`{name}` {title}");
        self.faults.wrong(Wrong::Number, title, &node.span, label).help.extend(help);
        None
    }

    fn not_quoted<T: QuotedDecimal>(&mut self, node: &Node<'_>) {
        let (found, digits) = match &node.value {
            Value::Float(digits) => ("a float", Some(digits)),
            Value::Integer(digits) => ("a number", Some(digits)),
            other => (name_of(other), None),
        };
        let digits = digits
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
            .map(|digits| if digits.contains('.') { digits.to_string() } else { format!("{digits}.00") });
        let help = match digits {
            Some(digits) => format!("write `{} = \"{digits}\"`", self.name),
            None => format!("write it like `{} = \"3.00\"`", self.name),
        };
        let title = format!("{} is written as a quoted decimal", T::WHAT);
        self.faults.wrong(Wrong::Unquoted, title, &node.span, format!("this is {found}")).way_out(help);
    }

    /// A decimal of zero or more, in quotes or without them.
    pub(crate) fn decimal<T: FromStr<Err = NotMoney>>(&mut self, takes: Takes) -> Option<Placed<T>> {
        let node = self.node?;
        let Some(digits) = digits_of(node) else {
            self.not_taken(node, takes);
            return None;
        };
        let reason = match digits.parse() {
            Ok(value) => return Some(placed(value, node)),
            Err(reason) => reason,
        };
        let (label, instead) = match reason {
            NotMoney::Negative => ("this is negative", None),
            NotMoney::Comma(without) => ("a comma is not read", Some(without)),
            NotMoney::OutOfRange(_) => ("this has too many digits to be exact", None),
            // An exponent says how many zeros to write, so they are written here and not counted by the
            // person.
            NotMoney::Unreadable => (
                "write digits, with a decimal point if needed",
                Usd::from_float_text(digits).map(|amount| amount.to_string()),
            ),
        };
        let help = match instead {
            Some(instead) => format!("write `{} = \"{instead}\"`", self.name),
            None => format!("write it like `{}`", self.line()),
        };
        self.faults.wrong(Wrong::Number, self.takes(takes), &node.span, label).way_out(help);
        None
    }

    /// A number, or a text, that `read` understands.
    pub(crate) fn number_or_text<T>(
        &mut self,
        read: impl FnOnce(&str) -> Result<T, Refusal>,
    ) -> Option<Placed<T>> {
        let node = self.node?;
        let Some(digits) = digits_of(node) else {
            self.not_taken(node, Takes::Text);
            return None;
        };
        self.checked(placed(digits.to_owned(), node), |text| read(&text))
    }

    pub(crate) fn money(&mut self) -> Option<Placed<Usd>> {
        self.decimal(Takes::Money)
    }

    /// A percentage in tenths.
    pub(crate) fn tenths(&mut self) -> Option<Placed<u32>> {
        let node = self.node?;
        let Some(digits) = digits_of(node) else {
            self.not_taken(node, Takes::Percent);
            return None;
        };
        if let Some(tenths) = tenths(digits) {
            return Some(placed(tenths, node));
        }
        let (title, help) = (self.takes(Takes::Percent), format!("write it like `{}`", self.line()));
        self.faults.wrong(Wrong::Number, title, &node.span, "").way_out(help);
        None
    }

    /// A whole number without quotes, as far as the kind of file has them.
    pub(crate) fn whole_number(&mut self) -> Option<Placed<u64>> {
        let node = self.node?;
        let Value::Integer(digits) = &node.value else {
            self.not_taken(node, ANY_COUNT);
            return None;
        };
        let kind = self.faults.kind;
        let number = digits.parse().ok().filter(|number| *number <= kind.largest_count());
        if number.is_none() {
            self.faults.wrong(Wrong::Number, kind.not_a_count(self.name), &node.span, "");
        }
        number.map(|number| placed(number, node))
    }

    /// A whole number within the bounds of its key, which may be a text such as `120k`.
    pub(crate) fn count<T: TryFrom<u64>>(&mut self) -> Option<Placed<T>> {
        let node = self.node?;
        let takes = self.declared_or(ANY_COUNT);
        let Takes::Count { least, most } = takes else { unreachable!("only counts are read as counts") };
        let name = self.name;
        let count = self.count_of(name, takes, node)?;
        if (least..=most).contains(&count) {
            let value =
                T::try_from(count).ok().expect("the bounds of a key are within those of what it is kept in");
            return Some(placed(value, node));
        }
        self.faults.wrong(Wrong::Number, self.takes(takes), &node.span, "");
        None
    }

    /// A count of at least one that is never large.
    pub(crate) fn small_count(&mut self) -> Option<Placed<NonZeroU16>> {
        let Placed { value, span } = self.count()?;
        NonZeroU16::new(value).map(|value| Placed { value, span })
    }

    /// Counts under names that are not fixed, in the order of the file.
    pub(crate) fn counts(&mut self) -> Option<Placed<NamedCounts>> {
        let node = self.node?;
        let Value::Table(table) = &node.value else {
            self.not_taken(node, Takes::Counts);
            return None;
        };
        let mut entries: Vec<&Entry<'_>> = table.entries.iter().collect();
        entries.sort_by_key(|entry| entry.key_span.start);
        if entries.is_empty() {
            let (title, help) =
                (format!("`{}` is an empty table", self.name), format!("write it like `{}`", self.line()));
            self.faults.wrong(Wrong::Type, title, &node.span, "").way_out(help);
        }
        let mut counts = Vec::with_capacity(entries.len());
        for entry in entries {
            if let Some(count) = self.count_of(&entry.key, ANY_COUNT, &entry.node) {
                let name = Placed { value: entry.key.clone().into_owned(), span: entry.key_span.clone() };
                counts.push((name, count));
            }
        }
        Some(placed(counts, node))
    }

    fn count_of(&mut self, name: &str, takes: Takes, node: &Node<'_>) -> Option<u64> {
        let label = match digits_of(node).map(parse_count) {
            Some(Ok(count)) => return Some(count),
            Some(Err(reason)) => reason.to_string(),
            None => format!("this is {}", name_of(&node.value)),
        };
        let title = self.faults.kind.takes(name, takes);
        self.faults.wrong(Wrong::Number, title, &node.span, label);
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
