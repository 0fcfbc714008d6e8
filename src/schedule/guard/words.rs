//! What words come to: variables, substitutions and arithmetic, as far as they ask for nothing but the date.

use super::arithmetic;
use super::date::{self, DateCommand};
use super::pattern::{self, Syntax};
use super::play::Player;
use super::syntax::{Node, Part, Simple, Word, parse};
use super::value::{Truth, Value};
use crate::schedule::agent::{LANGUAGES, assignment, program_of};

impl Player<'_> {
    /// The words of a simple command. What is printed outside of quotes is as many words as it has.
    pub(super) fn expanded(&mut self, words: &[Word]) -> Vec<Value> {
        let mut values = Vec::new();
        for word in words {
            let is_bare = !word.parts.iter().any(|part| matches!(part, Part::Text(..)));
            match self.value_of(&word.parts) {
                Value::Known(text) if is_bare => {
                    values.extend(text.split_whitespace().map(|text| Value::Known(text.to_owned())));
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

    /// `NAME`, `NAME-default`, `NAME:-default`, `NAME#0`.
    fn variable(&mut self, inner: &str) -> Value {
        let is_name = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
        let (name, rest) = inner.split_at(inner.find(|sign| !is_name(sign)).unwrap_or(inner.len()));
        let known = self.variables.get(name).cloned();
        let value = known.unwrap_or(Value::Unknown);
        self.is_padded |= self.padded.contains(name) && !rest.starts_with('#');
        match rest {
            "" => value,
            "#0" | "##0" => value.map(|text| Some(text.strip_prefix('0').unwrap_or(text).to_owned())),
            _ => match rest.strip_prefix(":-") {
                Some(default) if value == Value::Known(String::new()) => Value::Known(default.to_owned()),
                Some(_) => value,
                None if rest.starts_with('-') => value,
                None => Value::Unknown,
            },
        }
    }

    /// What an arithmetic expression comes to. One that the shell refuses ends the script.
    pub(super) fn calculated(&mut self, parts: &[Part]) -> Value {
        let was_padded = std::mem::take(&mut self.is_padded);
        let value = match self.value_of(parts) {
            Value::Known(text) => self.with_variables(&text),
            value => value,
        };
        // `10#08` is a number.
        let has_base = parts.iter().any(|part| matches!(part, Part::Text(text, _) if text.contains("10#")));
        self.is_octal |= self.is_padded && !has_base;
        if has_base {
            self.needs_bash("10#");
        }
        self.is_padded = was_padded;
        let value = match value {
            Value::Known(text) => match arithmetic::value(&text) {
                Some(number) => Value::Known(number.to_string()),
                None => {
                    self.is_refused = !arithmetic::has_more(&text);
                    Value::Unknown
                }
            },
            value => value,
        };
        // What it sets is calculated nowhere here.
        for name in names_calculated(parts) {
            self.variables.remove(&name);
            self.padded.remove(&name);
        }
        value
    }

    /// An expression with the values of variables that stand in it by their names alone.
    fn with_variables(&mut self, text: &str) -> Value {
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
                self.is_padded |= self.padded.contains(word);
                self.variables.get(word).cloned().map(as_number)
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
                        ["sed", "s/^0*//"] => {
                            self.is_padded = false;
                            value.map(|text| Some(text.trim_start_matches('0').to_owned()))
                        }
                        ["sed", "s/^0//"] => {
                            self.is_padded = false;
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
        let is_english = self.is_english(&words[..set]);
        let rest = &words[set..];
        let Some(head) = rest.first() else { return Value::Unknown };
        let printed = match program_of(head) {
            "date" | "gdate" if is_dated => return Value::Unknown,
            "date" | "gdate" if !is_english && date::has_names(&rest[1..]) => return Value::Unknown,
            "date" | "gdate" => return self.date(&rest[1..], clock),
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

    /// Whether names of days and months are English, as they are where nothing says otherwise: these settings, or those
    /// around them.
    fn is_english(&self, settings: &[String]) -> bool {
        let own = |name: &str| {
            let mut set = settings.iter().filter_map(|word| assignment(word));
            set.rfind(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
        };
        let around = |name: &str| match self.variables.get(name) {
            Some(Value::Known(value)) => Some(value.clone()),
            Some(_) => None,
            None => self.surroundings.language(name).map(str::to_owned),
        };
        let mut all = LANGUAGES.iter().filter_map(|name| own(name).or_else(|| around(name)));
        let named = all.find(|value| !value.is_empty());
        named.is_none_or(|value| {
            ["C", "POSIX", "en"].iter().any(|english| {
                let behind = value.trim_matches(['"', '\'']).strip_prefix(english);
                behind.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_', '@']))
            })
        })
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
        let [head, options @ .., pattern] = words.as_slice() else { return None };
        let syntax = match program_of(head) {
            "grep" => Syntax::Basic,
            "egrep" => Syntax::Extended,
            "fgrep" => Syntax::Fixed,
            _ => return None,
        };
        let is_of_word = |sign: char| sign.is_alphanumeric() || ".[]-^".contains(sign);
        let letters = |letter: char| options.iter().any(|option| option.contains(letter));
        let is_plain = options.iter().all(|option| {
            option
                .strip_prefix('-')
                .is_some_and(|letters| letters.chars().all(|letter| "qEFswxv".contains(letter)))
        });
        if !is_plain {
            return None;
        }
        let syntax = if letters('E') { Syntax::Extended } else { syntax };
        let syntax = if letters('F') { Syntax::Fixed } else { syntax };
        let truth = match self.output_of(input) {
            // Any of its words. Of several in a row nothing is known here.
            Value::Known(_) | Value::Dated if letters('w') && !pattern.chars().all(is_of_word) => {
                return None;
            }
            Value::Known(text) if letters('w') => text
                .split(|sign: char| !sign.is_alphanumeric())
                .try_fold(false, |any, word| Some(any | pattern::finds(pattern, word, syntax, true)?))?
                .into(),
            Value::Known(text) => pattern::finds(pattern, &text, syntax, letters('x'))?.into(),
            Value::Dated => {
                // Whether it is understood shows before any date is asked about.
                pattern::finds(pattern, "", syntax, true)?;
                Truth::Dated
            }
            Value::Unknown => return None,
        };
        Some(if letters('v') { truth.not() } else { truth })
    }
}

/// The value of a variable as it counts in a calculation: nothing is 0, and what is no number is calculated by bash only.
fn as_number(value: Value) -> Value {
    let is_digit = |sign: char| sign.is_ascii_alphanumeric() || sign == '#';
    match value {
        Value::Known(text) if text.trim().is_empty() => Value::Known("0".to_owned()),
        Value::Known(text) => {
            let size = text.trim().trim_start_matches('-');
            let is_number =
                size.starts_with(|sign: char| sign.is_ascii_digit()) && size.chars().all(is_digit);
            if is_number { Value::Known(format!("({})", text.trim())) } else { Value::Unknown }
        }
        other => other,
    }
}

/// The names in an expression that may set them.
pub(super) fn names_calculated(parts: &[Part]) -> Vec<String> {
    let text: String =
        parts.iter().map(|part| if let Part::Text(text, _) = part { text } else { " " }).collect();
    if !arithmetic::has_more(&text) {
        return Vec::new();
    }
    let names = text.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
    names.filter(|name| name.starts_with(|sign: char| !sign.is_ascii_digit())).map(str::to_owned).collect()
}

/// `expr 48 % 2`: calculates as the shell does, with numbers that are decimal whatever they begin with.
pub(super) fn expr(words: &[String]) -> Option<String> {
    // Of `|` and `&` it prints one of the two numbers, and not whether they are any.
    let is_logic = words.iter().any(|word| word == "|" || word == "&");
    expr_value(words).filter(|_| !is_logic).map(|number| number.to_string())
}

/// Whether `expr` succeeds: what it calculates is neither 0 nor nothing.
pub(super) fn expr_holds(words: &[String]) -> Option<bool> {
    expr_value(words).map(|number| number != 0)
}

fn expr_value(words: &[String]) -> Option<i64> {
    let written = |word: &String| match word.as_str() {
        "=" => Some("==".to_owned()),
        "|" => Some("||".to_owned()),
        "&" => Some("&&".to_owned()),
        "%" | "/" | "*" | "+" | "-" | "(" | ")" | "==" | "!=" | "<" | "<=" | ">" | ">=" => Some(word.clone()),
        number => Some(number.trim().parse::<i64>().ok()?.to_string()),
    };
    let words: Option<Vec<String>> = words.iter().map(written).collect();
    arithmetic::value(&words?.join(" "))
}
