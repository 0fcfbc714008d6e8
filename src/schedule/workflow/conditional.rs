//! Conditions in the script of a step, `[ "$(date +%u)" = 1 ] && claude -p x`: what asks for the date is decided.

use std::borrow::Cow;

use crate::schedule::Timing;
use crate::schedule::agent::Variables;
use crate::schedule::command_clock::CommandClock;
use crate::schedule::guard::{Conditions, Wanted, may_ask};
use crate::schedule::quotes::Quotes;
use crate::yaml::Node;

/// What stands for `${{ … }}` in a script: a variable whose value nobody knows in advance.
const EXPRESSION: &str = "$GITHUB_EXPRESSION";

/// The clock within a workflow, a job or a step, whose `env` may set `TZ`.
pub(super) fn clock_within(around: CommandClock, node: &Node) -> CommandClock {
    match node.get("env").and_then(|env| env.get("TZ")).and_then(Node::text) {
        Some(name) => CommandClock::named(name),
        None => around,
    }
}

/// What a step's `shell` sets before its script, where a shell reads it: runners stop at the first command that fails,
/// other than in a shell with options of its own.
pub(super) fn settings_of(shell: Option<&str>) -> Option<&'static str> {
    let words: Vec<&str> = shell.unwrap_or_default().split_whitespace().collect();
    match words.as_slice() {
        [] | ["sh"] => Some("set -e\n"),
        ["bash"] => Some("set -eo pipefail\n"),
        ["sh" | "bash", options @ ..] => {
            let is_strict =
                |option: &&str| option.starts_with('-') && !option.starts_with("--") && option.contains('e');
            Some(if options.iter().any(is_strict) { "set -e\n" } else { "" })
        }
        _ => None,
    }
}

/// The conditions under which the script of a step comes to what is wanted. `settings` is what its shell sets before it.
pub(super) fn of_step(
    script: &str,
    settings: Option<&str>,
    wanted: Wanted,
    variables: &Variables,
    clock: &CommandClock,
) -> Conditions {
    match settings {
        Some(settings) => {
            let script = format!("{settings}{}", with_variables(script));
            clock.conditions(&script, wanted, variables, &Timing::Never)
        }
        // Of another language nothing is decided.
        None => Conditions { is_unread: may_ask(script), ..Conditions::default() },
    }
}

pub(super) fn in_script(script: &str, wanted: Wanted, clock: &CommandClock) -> Conditions {
    // Nothing is known of the schedule here, on whose clock less would have to be asked.
    clock.conditions(script, wanted, &Variables::default(), &Timing::Never)
}

/// The conditions of a script that a step runs, in whose own script `name` stands for it.
pub(super) fn behind(
    (step, settings): (&str, Option<&str>),
    name: &str,
    inner: &str,
    clock: &CommandClock,
) -> Conditions {
    let wanted = Wanted::Containing(name.to_owned());
    let outer = of_step(step, settings, wanted, &Variables::default(), clock);
    // It may be given a clock of its own.
    let clock = if step.contains("TZ=") { &CommandClock::Unread } else { clock };
    let is_strict =
        inner.lines().next().is_some_and(|first| first.starts_with("#!") && first.contains(" -e"));
    let inner =
        in_script(&format!("{}{inner}", if is_strict { "set -e\n" } else { "" }), Wanted::Agent, clock);
    let none = Conditions::default();
    match (outer == none, inner == none) {
        (_, true) => outer,
        (true, false) => inner,
        // Both would have to hold.
        (false, false) => Conditions { is_unread: true, ..none },
    }
}

/// A sentence about a script, with what stands in its file in place of those variables.
pub(super) fn as_written(sentence: &str) -> String {
    sentence.replace(EXPRESSION, "${{ … }}")
}

/// A script with variables for its expressions. GitHub writes their values into it before a shell reads it, in quotes
/// as well.
pub(super) fn with_variables(script: &str) -> Cow<'_, str> {
    if !script.contains("${{") {
        return script.into();
    }
    let (mut written, mut rest, mut quotes) = (String::new(), script, Quotes::default());
    while let Some(sign) = rest.chars().next() {
        if let Some((_, behind)) = rest.strip_prefix("${{").and_then(|inner| inner.split_once("}}")) {
            written.push_str(&quotes.around(EXPRESSION));
            rest = behind;
            continue;
        }
        // An apostrophe in a comment or in a text opens nothing in the next line.
        if quotes.are_single() && sign == '\n' {
            quotes = Quotes::default();
        }
        quotes.see(sign);
        written.push(sign);
        rest = &rest[sign.len_utf8()..];
    }
    written.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_a_variable_wherever_it_stands() {
        for (script, read) in [
            ("claude -p x", "claude -p x"),
            ("[ ${{ a.b }} = 1 ]", "[ $GITHUB_EXPRESSION = 1 ]"),
            ("[ \"${{ a }}\" = '${{b}}' ]", "[ \"$GITHUB_EXPRESSION\" = ''\"$GITHUB_EXPRESSION\"'' ]"),
            ("# don't\necho ${{ a }}", "# don't\necho $GITHUB_EXPRESSION"),
            ("echo \"it's ${{ a }}\"", "echo \"it's $GITHUB_EXPRESSION\""),
            ("echo 'a ${{ b }}'", "echo 'a '\"$GITHUB_EXPRESSION\"''"),
            ("echo \"a\" '${{ b }}'", "echo \"a\" ''\"$GITHUB_EXPRESSION\"''"),
            ("echo é${{ a", "echo é${{ a"),
        ] {
            assert_eq!(with_variables(script), read);
        }
    }
}
