//! Values of GitHub's expressions, and when two are equal.

use rust_decimal::Decimal;

use crate::yaml::{Node, Value as Yaml};

/// A value of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(String),
    List(Vec<Value>),
}

impl Value {
    /// Whether `if:` takes it for true.
    pub(super) fn is_truthy(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(truth) => *truth,
            Self::Number(number) => !number.is_zero(),
            Self::Text(text) => !text.is_empty(),
            Self::List(_) => true,
        }
    }

    /// `==`: ignores the case of texts, and compares values of two kinds by the numbers they stand for.
    pub(super) fn is_equal(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => is_same_text(one, other),
            // Lists stand for no number: two are equal where they are the same one, which a condition cannot write.
            _ => self.number().is_some_and(|number| Some(number) == other.number()),
        }
    }

    /// The number that it stands for, if it does.
    fn number(&self) -> Option<Decimal> {
        match self {
            Self::Null => Some(Decimal::ZERO),
            Self::Bool(truth) => Some(Decimal::from(u8::from(*truth))),
            Self::Number(number) => Some(*number),
            Self::Text(text) if text.trim().is_empty() => Some(Decimal::ZERO),
            Self::Text(text) => number(text.trim()),
            Self::List(_) => None,
        }
    }

    /// The text that it stands for, if that is plain.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Null => Some(""),
            Self::Bool(true) => Some("true"),
            Self::Bool(false) => Some("false"),
            Self::Text(text) => Some(text),
            Self::Number(_) | Self::List(_) => None,
        }
    }

    /// The value of a YAML scalar; `None` for a collection.
    pub(super) fn of(node: &Node) -> Option<Self> {
        match &node.value {
            Yaml::Null => Some(Self::Null),
            Yaml::Scalar { text, is_plain: true } => Some(match text.as_str() {
                "true" | "True" | "TRUE" => Self::Bool(true),
                "false" | "False" | "FALSE" => Self::Bool(false),
                _ => number(text).map_or_else(|| Self::Text(text.clone()), Self::Number),
            }),
            Yaml::Scalar { text, is_plain: false } => Some(Self::Text(text.clone())),
            Yaml::Sequence(_) | Yaml::Mapping(_) => None,
        }
    }
}

/// Whether two texts differ at most in case.
pub(super) fn is_same_text(one: &str, other: &str) -> bool {
    one.to_uppercase() == other.to_uppercase()
}

/// A number as YAML, JSON and GitHub's expressions write it, if it can be held exactly.
pub(super) fn number(text: &str) -> Option<Decimal> {
    if let Some((prefix, digits)) = text.split_at_checked(2)
        && let Some(radix) =
            [("0x", 16), ("0o", 8)].into_iter().find_map(|(known, radix)| (known == prefix).then_some(radix))
    {
        return u64::from_str_radix(digits, radix)
            .ok()
            .filter(|_| !digits.starts_with('+'))
            .map(Decimal::from);
    }
    let (digits, exponent) =
        text.split_once(['e', 'E']).map_or((text, None), |(digits, exponent)| (digits, Some(exponent)));
    let unsigned = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    let has_only = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    // `1.` and `.5` are numbers, and `.` is none.
    let is_number = [whole, fraction].iter().all(|part| part.is_empty() || has_only(part))
        && has_only(&format!("{whole}{fraction}"));
    let is_power =
        exponent.is_none_or(|exponent| has_only(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)));
    if !is_number || !is_power {
        return None;
    }
    let sign = if digits.starts_with('-') { "-" } else { "" };
    let (whole, fraction) =
        (if whole.is_empty() { "0" } else { whole }, if fraction.is_empty() { "0" } else { fraction });
    let plain = format!("{sign}{whole}.{fraction}");
    match exponent {
        Some(exponent) => Decimal::from_scientific(&format!("{plain}e{exponent}")).ok(),
        None => Decimal::from_str_exact(&plain).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_is_githubs() {
        let text = |text: &str| Value::Text(text.to_owned());
        let of = |text: &str| Value::Number(number(text).expect(text));
        for (one, other) in [
            (text("Schedule"), text("schedule")),
            (of("1.0"), of("1")),
            (of("0x10"), of("16")),
            (of("1e2"), of("100")),
            (of("1E+002"), of("100")),
            (of("25e-1"), of("2.5")),
            (text("12"), of("12")),
            (text(""), Value::Null),
            (Value::Bool(false), Value::Null),
            (Value::Bool(true), text("1")),
        ] {
            assert!(one.is_equal(&other) && other.is_equal(&one), "{one:?} {other:?}");
        }
        for (one, other) in [
            (text("true"), Value::Bool(true)),
            (text("1.0"), text("1")),
            (text("a"), Value::Null),
            (Value::List(Vec::new()), Value::List(Vec::new())),
        ] {
            assert!(!one.is_equal(&other) && !other.is_equal(&one), "{one:?} {other:?}");
        }
        for text in [
            "",
            "-",
            ".",
            "1-2",
            "1e",
            "e1",
            "1e999999999",
            "1e99999999999999999999",
            "1e+-2",
            "1ex",
            "0xg",
            "0x",
            "99999999999999999999999999999999999999",
            "ubuntu",
            "１",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
