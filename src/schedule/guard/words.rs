//! What words come to: variables, substitutions and arithmetic, as far as they ask for nothing but the date.

use super::arithmetic;
use super::date::DateCommand;
use super::pattern;
use super::play::Player;
use super::syntax::{Node, Part, Simple, Word, parse};
use super::value::{Truth, Value};
use crate::schedule::agent::{assignment, program_of};

impl Player<'_> {
    /// The words of a simple command. What is empty and not in quotes is no word.
    pub(super) fn expanded(&mut self, words: &[Word]) -> Vec<Value> {
        let mut values = Vec::new();
        for word in words {
            let is_bare = !word.parts.iter().any(|part| matches!(part, Part::Text(..)));
            let value = self.value_of(&word.parts);
            match value {
                Value::Known(text) if is_bare => {
                    let text = text.trim();
                    values.extend((!text.is_empty()).then(|| Value::Known(text.to_owned())));
                }
                other => values.push(other),
            }
        }
        values
    }

    pub(super) fn value_of(&mut self, parts: &[Part]) -> Value {
        let start = Value::Known(String::new());
        parts.iter().fold(start, |value, part| {
            let part = match part {
                Part::Text(text, _) => Value::Known(text.clone()),
                Part::Variable(inner) => self.variable(inner),
                Part::Command(script) => self.printed(script),
                Part::Arithmetic(parts) => self.calculated(parts),
            };
            value.with(part)
        })
    }

    /// `NAME`, `NAME:-default`, `NAME#0`.
    fn variable(&mut self, inner: &str) -> Value {
        let is_name = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
        let (name, rest) = inner.split_at(inner.find(|sign| !is_name(sign)).unwrap_or(inner.len()));
        let known = self.variables.get(name).cloned();
        if let Some(default) = rest.strip_prefix(":-").or_else(|| rest.strip_prefix('-')) {
            return match known {
                Some(Value::Known(text)) if text.is_empty() => Value::Known(default.to_owned()),
                Some(value) => value,
                None => Value::Unknown,
            };
        }
        let value = known.unwrap_or(Value::Unknown);
        match rest {
            "" => value,
            "#0" | "##0" => {
                self.is_padded = false;
                value.map(|text| Some(text.strip_prefix('0').unwrap_or(text).to_owned()))
            }
            _ => Value::Unknown,
        }
    }

    /// What an arithmetic expression comes to. One that the shell refuses ends the script.
    pub(super) fn calculated(&mut self, parts: &[Part]) -> Value {
        let was_padded = std::mem::replace(&mut self.is_padded, false);
        let value = self.value_of(parts);
        // `10#08` is a number.
        let has_base = parts.iter().any(|part| matches!(part, Part::Text(text, _) if text.contains("10#")));
        self.is_octal |= self.is_padded && !has_base;
        self.is_padded |= was_padded;
        let Value::Known(text) = value else { return value };
        let text = match self.with_variables(&text) {
            Value::Known(text) => text,
            Value::Dated => {
                self.is_octal |= was_padded && !has_base;
                return Value::Dated;
            }
            Value::Unknown => return Value::Unknown,
        };
        match arithmetic::value(&text) {
            Some(number) => Value::Known(number.to_string()),
            None => {
                self.is_refused = true;
                Value::Unknown
            }
        }
    }

    /// An expression with the values of variables that stand in it by their names alone.
    fn with_variables(&self, text: &str) -> Value {
        let is_sign = |sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == '#';
        let mut value = Value::Known(String::new());
        let mut rest = text;
        while let Some(start) = rest.find(is_sign) {
            let end = rest[start..].find(|sign| !is_sign(sign)).map_or(rest.len(), |end| start + end);
            let word = &rest[start..end];
            let is_number = word.starts_with(|sign: char| sign.is_ascii_digit());
            let known = if is_number {
                Some(Value::Known(word.to_owned()))
            } else {
                self.variables.get(word).cloned()
            };
            value = value.with(Value::Known(rest[..start].to_owned())).with(known.unwrap_or(Value::Unknown));
            rest = &rest[end..];
        }
        value.with(Value::Known(rest.to_owned()))
    }

    /// What a substitution prints, where that is only about the date.
    fn printed(&mut self, script: &str) -> Value {
        self.depth += 1;
        let value = match parse(script).filter(|_| self.depth <= super::play::DEPTH_MAX) {
            Some(node) => self.output_of(&node),
            None => Value::Unknown,
        };
        self.depth -= 1;
        value
    }

    pub(super) fn output_of(&mut self, node: &Node) -> Value {
        match node {
            Node::Simple(simple) => self.output_of_simple(simple),
            Node::Pipeline(nodes) => {
                let [first, filters @ ..] = nodes.as_slice() else { return Value::Unknown };
                let mut value = self.output_of(first);
                for filter in filters {
                    let Node::Simple(Simple { words, .. }) = filter else { return Value::Unknown };
                    let words: Vec<String> =
                        words.iter().map(|word| word.text().unwrap_or_default()).collect();
                    let words: Vec<&str> = words.iter().map(String::as_str).collect();
                    value = match words.as_slice() {
                        ["sed", "s/^0*//"] => value.map(|text| Some(text.trim_start_matches('0').to_owned())),
                        ["sed", "s/^0//"] => {
                            value.map(|text| Some(text.strip_prefix('0').unwrap_or(text).to_owned()))
                        }
                        ["tr", "-d", " "] => value.map(|text| Some(text.replace(' ', ""))),
                        ["xargs"] => value.map(|text| Some(text.trim().to_owned())),
                        _ => Value::Unknown,
                    };
                }
                value
            }
            _ => Value::Unknown,
        }
    }

    fn output_of_simple(&mut self, simple: &Simple) -> Value {
        let values = self.expanded(&simple.words);
        let mut words = Vec::new();
        let mut is_dated = false;
        for value in values {
            match value {
                Value::Known(text) => words.push(text),
                Value::Dated => {
                    is_dated = true;
                    words.push("0".to_owned());
                }
                Value::Unknown => return Value::Unknown,
            }
        }
        let set = words.iter().take_while(|word| assignment(word).is_some()).count();
        let clock = words[..set].iter().filter_map(|word| assignment(word)).find(|(name, _)| *name == "TZ");
        let clock = clock.map(|(_, value)| value.to_owned());
        let rest = &words[set..];
        let Some(head) = rest.first() else { return Value::Unknown };
        let printed = match program_of(head) {
            "date" | "gdate" => return if is_dated { Value::Unknown } else { self.date(&rest[1..], clock) },
            "echo" => {
                Some(rest[1..].iter().filter(|word| *word != "-n").cloned().collect::<Vec<_>>().join(" "))
            }
            "expr" => {
                self.is_padded = false;
                expr(&rest[1..])
            }
            _ => return Value::Unknown,
        };
        match printed {
            _ if is_dated => Value::Dated,
            Some(text) => Value::Known(text),
            None => Value::Unknown,
        }
    }

    /// What `date` prints. Where nobody says when, it depends on the date.
    fn date(&mut self, words: &[String], clock: Option<String>) -> Value {
        let set = match self.variables.get("TZ") {
            Some(Value::Known(zone)) => Some(zone.clone()),
            Some(_) => return Value::Unknown,
            None => None,
        };
        let Some(date) = DateCommand::read(words, clock.or(set).as_deref()) else { return Value::Unknown };
        self.is_padded |= date.is_padded();
        match self.at {
            Some((at, zone)) => date.prints(at, zone).map_or(Value::Unknown, Value::Known),
            None => {
                self.is_dated = true;
                self.is_of_day &= date.is_of_day();
                self.is_of_quarter &= date.is_of_quarter();
                Value::Dated
            }
        }
    }

    /// Whether `date … | grep …` finds what it looks for.
    pub(super) fn found_by_grep(&mut self, input: &Node, grep: &Simple) -> Option<Truth> {
        let words: Option<Vec<String>> = grep.words.iter().map(Word::text).collect();
        let words = words?;
        let (options, pattern) = match words.as_slice() {
            [head, options @ .., pattern] if ["grep", "egrep", "fgrep"].contains(&program_of(head)) => {
                (options, pattern)
            }
            _ => return None,
        };
        let letters = |letter: char| options.iter().any(|option| option.contains(letter));
        let is_plain = options.iter().all(|option| {
            option
                .strip_prefix('-')
                .is_some_and(|letters| letters.chars().all(|letter| "qEFswxv".contains(letter)))
        });
        if !is_plain {
            return None;
        }
        let expression = if letters('x') { format!("^({pattern})$") } else { pattern.replace("\\|", "|") };
        let truth = match self.output_of(input) {
            Value::Known(text) if letters('w') => {
                pattern::finds(&format!("^({expression})$"), text.trim())?.into()
            }
            Value::Known(text) => pattern::finds(&expression, &text)?.into(),
            Value::Dated => {
                // Whether it is understood shows before any date is asked about.
                pattern::finds(&expression, "")?;
                Truth::Dated
            }
            Value::Unknown => return None,
        };
        Some(if letters('v') { truth.not() } else { truth })
    }
}

/// `expr 48 % 2`: three words, whose numbers are decimal whatever they begin with; or one with a sign after another.
pub(super) fn expr(words: &[String]) -> Option<String> {
    let [first, rest @ ..] = words else { return None };
    let mut value = first.trim().parse::<i64>().ok()?;
    let mut rest = rest;
    while let [operator, right, more @ ..] = rest {
        // What binds more closely comes first; a line of several kinds is left to others.
        let is_mixed = !more.is_empty() && "+-<>=!=".contains(operator.as_str());
        let right = right.trim().parse::<i64>().ok()?;
        value = match operator.as_str() {
            _ if is_mixed => return None,
            "%" => value.checked_rem(right)?,
            "/" => value.checked_div(right)?,
            "*" => value.checked_mul(right)?,
            "+" => value.checked_add(right)?,
            "-" => value.checked_sub(right)?,
            "=" | "==" => i64::from(value == right),
            "!=" => i64::from(value != right),
            "<" => i64::from(value < right),
            "<=" => i64::from(value <= right),
            ">" => i64::from(value > right),
            ">=" => i64::from(value >= right),
            _ => return None,
        };
        rest = more;
    }
    rest.is_empty().then(|| value.to_string())
}
