//! What a called workflow or a composite action is given: its `inputs`.
//!
//! - A value that is written out is known; an expression is evaluated where a condition asks for it, and what it
//!   passes on from the caller's own inputs is known where that is.
//! - What is not given is its default; without one `false` for a boolean and the empty text for anything else.
//! - The inputs of actions are texts, whatever was written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::condition::expression_in;
use super::shape::is_expression;
use super::value::Value;
use crate::yaml::{Node, Value as Yaml, YamlEntry};

/// The inputs that are in force; `None` in a workflow that was not called.
pub(super) type Scope = Option<Rc<Inputs>>;

/// Inputs by their names in small letters: GitHub ignores case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Inputs(BTreeMap<String, Input>);

/// The value of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    /// It is written out.
    Known(Value),
    /// An expression over the inputs of the caller.
    Computed(String, Scope),
    /// Nobody knows.
    Unknown,
}

/// What is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Called {
    Workflow,
    Action,
}

/// Longer expressions are taken for unknown: conditions evaluate them each time they name the input.
const EXPRESSION_MAX: usize = 1_000;

impl Inputs {
    /// What is `declared` as inputs, with the values `given` by a caller whose own inputs are `caller`.
    pub(super) fn of(
        called: Called,
        declared: Option<&Node>,
        given: Option<&Node>,
        caller: &Scope,
    ) -> Rc<Self> {
        let mut inputs = BTreeMap::new();
        for entry in declared.map_or(&[][..], entries) {
            let default = match entry.node.get("default") {
                Some(default) => input(called, default, &None),
                None if entry.node.get("type").and_then(Node::text) == Some("boolean") => {
                    Input::Known(Value::Bool(false))
                }
                None => Input::Known(Value::Text(String::new())),
            };
            inputs.insert(entry.key.to_lowercase(), default);
        }
        for entry in given.map_or(&[][..], entries) {
            inputs.insert(entry.key.to_lowercase(), input(called, &entry.node, caller));
        }
        Rc::new(Self(inputs))
    }

    /// The input of this name, in small letters.
    pub(super) fn get(&self, name: &str) -> Option<&Input> {
        self.0.get(name)
    }
}

/// A text in which the value of an input stands for `${{ inputs.name }}`, where it is nothing else and known.
pub(super) fn filled<'t>(text: &'t str, scope: &Scope) -> Cow<'t, str> {
    match passed_on(text, scope) {
        Some(Input::Known(value)) => {
            value.text().map_or(Cow::Borrowed(text), |value| value.to_owned().into())
        }
        _ => Cow::Borrowed(text),
    }
}

/// The caller's input that a value is, if it is nothing else: `${{ inputs.name }}`.
fn passed_on(text: &str, scope: &Scope) -> Option<Input> {
    let inputs = scope.as_ref()?;
    let expression = expression_in(text.trim()).filter(|_| is_expression(text))?;
    let name = expression.trim().to_lowercase();
    let name = name.strip_prefix("inputs.").filter(|name| {
        name.chars().all(|character| character.is_ascii_alphanumeric() || "_-".contains(character))
    })?;
    Some(inputs.get(name).cloned().unwrap_or(Input::Known(Value::Null)))
}

pub(super) fn entries(node: &Node) -> &[YamlEntry] {
    match &node.value {
        Yaml::Mapping(entries) => entries,
        Yaml::Null | Yaml::Scalar { .. } | Yaml::Sequence(_) => &[],
    }
}

fn input(called: Called, node: &Node, caller: &Scope) -> Input {
    let Some(value) = Value::of(node) else { return Input::Unknown };
    if let Some(text) = node.text().filter(|text| is_expression(text)) {
        return match (passed_on(text, caller), expression_in(text.trim())) {
            (Some(input), _) => input,
            (None, Some(expression)) if expression.len() <= EXPRESSION_MAX => {
                Input::Computed(expression.to_owned(), caller.clone())
            }
            (None, _) => Input::Unknown,
        };
    }
    match (called, node.text()) {
        (Called::Action, Some(text)) => Input::Known(Value::Text(text.to_owned())),
        _ => Input::Known(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    #[test]
    fn an_input_that_is_known_is_written_out_where_it_is_named() {
        let declared = parse("key: {}\nmy-token_2: {default: abc}\nflag: {type: boolean}").expect("YAML");
        let given = parse("hidden: ${{ secrets.KEY }}\nmode: full").expect("YAML");
        let scope = Some(Inputs::of(Called::Workflow, Some(&declared), Some(&given), &None));
        for (text, expected) in [
            ("${{ inputs.mode }}", "full"),
            (" ${{Inputs.MODE}} ", "full"),
            ("${{ inputs.my-token_2 }}", "abc"),
            // What is not given is empty, and so is what nobody has heard of.
            ("${{ inputs.key }}", ""),
            ("${{ inputs.other }}", ""),
            ("${{ inputs.flag }}", "false"),
            // What is computed, or more than the name of an input, stays as it is written.
            ("${{ inputs.hidden }}", "${{ inputs.hidden }}"),
            ("${{ secrets.KEY }}", "${{ secrets.KEY }}"),
            ("${{ inputs.key || secrets.KEY }}", "${{ inputs.key || secrets.KEY }}"),
            ("x${{ inputs.mode }}", "x${{ inputs.mode }}"),
            ("inputs.mode", "inputs.mode"),
        ] {
            assert_eq!(filled(text, &scope), expected, "{text}");
            assert_eq!(filled(text, &None), text, "{text}");
        }
    }
}
