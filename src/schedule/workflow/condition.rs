//! Conditions of jobs and steps, as far as they are about what started the workflow.
//!
//! Everything else is unknown beforehand: such a condition may still be decided (`unknown && false`), and is
//! undecided where it is not.

use super::inputs::{Input, Inputs, Scope};
use super::shape::is_expression;
use super::tokens::{Token, tokens};
use super::value::{Value, number};

/// Parentheses nested deeper are not followed; GitHub refuses them from fifty on.
const DEPTH_MAX: usize = 50;

/// A condition, and what it reads as `inputs`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    /// As it was written.
    pub(super) text: String,
    /// The inputs of the called workflow or action that it stands in.
    pub(super) scope: Scope,
}

impl Condition {
    /// Whether what has this condition runs when `trigger` starts the workflow.
    pub(super) fn verdict(&self, trigger: Trigger<'_>) -> Verdict {
        verdict(Some(&self.text), Trigger { inputs: self.scope.as_deref(), ..trigger })
    }
}

/// What started the workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trigger<'a> {
    /// The value of `github.event_name`.
    pub(super) event: &'a str,
    /// The value of `github.event.schedule`: the cron expression, if the event is a schedule.
    pub(super) schedule: Option<&'a str>,
    /// What the workflow was given by the one that calls it; `None` where nothing calls it. A called workflow sees
    /// the event of its caller.
    pub(super) inputs: Option<&'a Inputs>,
    /// Whether an input is being evaluated, whose own inputs are not followed further.
    pub(super) is_in_input: bool,
}

impl<'a> Trigger<'a> {
    /// An event, or a schedule.
    pub(super) fn new(event: &'a str, schedule: Option<&'a str>) -> Self {
        Self { event, schedule, inputs: None, is_in_input: false }
    }
}

/// Whether something runs, as far as that is known beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// It does not run.
    Skips,
    /// It may run.
    Undecided,
    /// It runs.
    Runs,
}

/// Whether what has this condition runs when `trigger` starts the workflow.
pub(super) fn verdict(condition: Option<&str>, trigger: Trigger<'_>) -> Verdict {
    let Some(text) = condition.filter(|text| !text.trim().is_empty()) else { return Verdict::Runs };
    let Some(expression) = expression_in(text) else { return Verdict::Runs };
    match value(expression, trigger).map(|value| value.is_truthy()) {
        Some(true) => Verdict::Runs,
        Some(false) => Verdict::Skips,
        None => Verdict::Undecided,
    }
}

/// Whether the condition decides even where a job that is waited for was skipped, which otherwise skips this
/// one as well.
pub(super) fn overrides_needs(condition: Option<&str>) -> bool {
    let tokens = condition.and_then(expression_in).and_then(tokens).unwrap_or_default();
    tokens
        .windows(2)
        .any(|pair| matches!(pair, [Token::Word(word), Token::Symbol("(")] if matches!(word.as_str(), "always" | "cancelled" | "failure")))
}

/// The expression of a condition; `None` where there is text around `${{ }}`, which makes it a text that is
/// always true.
pub(super) fn expression_in(text: &str) -> Option<&str> {
    if !is_expression(text) {
        return Some(text);
    }
    let inner = text.strip_prefix("${{")?.strip_suffix("}}")?;
    (!is_expression(inner)).then_some(inner)
}

/// The value of an expression, where it is known.
fn value(expression: &str, trigger: Trigger<'_>) -> Option<Value> {
    let mut reader = Reader { tokens: &tokens(expression)?, trigger, depth: 0 };
    let value = reader.either()?;
    if reader.tokens.is_empty() { value } else { None }
}

/// Reads an expression and evaluates it at once. The outer `None` is an expression that cannot be read, the
/// inner one an unknown value.
struct Reader<'t> {
    tokens: &'t [Token],
    trigger: Trigger<'t>,
    depth: usize,
}

type Known = Option<Value>;

impl Reader<'_> {
    fn take(&mut self, symbol: &str) -> bool {
        let is_next = matches!(self.tokens.first(), Some(Token::Symbol(next)) if *next == symbol);
        if is_next {
            self.tokens = &self.tokens[1..];
        }
        is_next
    }

    fn expect(&mut self, symbol: &str) -> Option<()> {
        self.take(symbol).then_some(())
    }

    /// `a || b`: the first that is true, or the last.
    fn either(&mut self) -> Option<Known> {
        let mut left = self.both()?;
        while self.take("||") {
            let right = self.both()?;
            left = match (left, right) {
                (Some(left), right) => {
                    if left.is_truthy() {
                        Some(left)
                    } else {
                        right
                    }
                }
                // Whatever the first is, one of the two is true.
                (None, Some(right)) if right.is_truthy() => Some(Value::Bool(true)),
                (None, _) => None,
            };
        }
        Some(left)
    }

    /// `a && b`: the first that is false, or the last.
    fn both(&mut self) -> Option<Known> {
        let mut left = self.equality()?;
        while self.take("&&") {
            let right = self.equality()?;
            left = match (left, right) {
                (Some(left), right) => {
                    if left.is_truthy() {
                        right
                    } else {
                        Some(left)
                    }
                }
                (None, Some(right)) if !right.is_truthy() => Some(Value::Bool(false)),
                (None, _) => None,
            };
        }
        Some(left)
    }

    fn equality(&mut self) -> Option<Known> {
        let mut left = self.order()?;
        loop {
            let wanted = if self.take("==") {
                true
            } else if self.take("!=") {
                false
            } else {
                return Some(left);
            };
            let right = self.order()?;
            left = left.zip(right).map(|(left, right)| Value::Bool(left.is_equal(&right) == wanted));
        }
    }

    /// `a < b`, which is not about what started the workflow.
    fn order(&mut self) -> Option<Known> {
        let mut left = self.operand()?;
        while ["<=", ">=", "<", ">"].into_iter().any(|symbol| self.take(symbol)) {
            self.operand()?;
            left = None;
        }
        Some(left)
    }

    fn operand(&mut self) -> Option<Known> {
        let mut is_negated = None;
        while self.take("!") {
            is_negated = Some(!is_negated.unwrap_or(false));
        }
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return None;
        }
        let value = self.primary()?;
        self.depth -= 1;
        Some(match is_negated {
            None => value,
            Some(is_odd) => value.map(|value| Value::Bool(value.is_truthy() != is_odd)),
        })
    }

    fn primary(&mut self) -> Option<Known> {
        if self.take("(") {
            let value = self.either()?;
            self.expect(")")?;
            return self.indexed(value);
        }
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        match first {
            Token::Text(text) => Some(Some(Value::Text(text.clone()))),
            Token::Number(number) => Some(number.clone()),
            Token::Symbol(_) => None,
            Token::Word(name) if self.take("(") => {
                let arguments = self.arguments()?;
                self.indexed(called(name, &arguments))
            }
            Token::Word(path) => {
                // `github['event_name']` is another way to write `github.event_name`.
                let mut path = Some(path.clone());
                loop {
                    if self.take("[") {
                        let key = self.either()?;
                        self.expect("]")?;
                        path = path.zip(key).and_then(|(path, key)| {
                            Some(format!("{path}.{}", key.text()?.to_ascii_lowercase()))
                        });
                    } else if let Some((Token::Word(word), rest)) =
                        self.tokens.split_first().filter(|_| self.is_at_part())
                    {
                        self.tokens = rest;
                        path = path.map(|path| path + word);
                    } else {
                        break;
                    }
                }
                Some(path.and_then(|path| self.context(&path)))
            }
        }
    }

    /// Whether a part is taken by its name next: `.name` after a bracket.
    fn is_at_part(&self) -> bool {
        matches!(self.tokens.first(), Some(Token::Word(word)) if word.starts_with('.'))
    }

    /// What follows a value to take a part of it, which is unknown.
    fn indexed(&mut self, value: Known) -> Option<Known> {
        let mut value = value;
        loop {
            if self.take("[") {
                self.either()?;
                self.expect("]")?;
            } else if self.is_at_part() {
                self.tokens = &self.tokens[1..];
            } else {
                return Some(value);
            }
            value = None;
        }
    }

    fn arguments(&mut self) -> Option<Vec<Known>> {
        let mut arguments = Vec::new();
        if self.take(")") {
            return Some(arguments);
        }
        loop {
            arguments.push(self.either()?);
            if self.take(")") {
                return Some(arguments);
            }
            self.expect(",")?;
        }
    }

    /// The value of a name.
    fn context(&self, path: &str) -> Known {
        match path {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            "null" => Some(Value::Null),
            "github.event_name" => Some(Value::Text(self.trigger.event.to_owned())),
            "github.event.schedule" => {
                Some(self.trigger.schedule.map_or(Value::Null, |cron| Value::Text(cron.to_owned())))
            }
            _ => match (path.strip_prefix("inputs."), self.trigger.inputs) {
                (Some(name), Some(inputs)) => self.input(inputs, name),
                _ if self.trigger.schedule.is_some() && is_never_of_schedule(path) => Some(Value::Null),
                _ => None,
            },
        }
    }

    /// The value of an input of a called workflow or action; nothing where it has no such input.
    fn input(&self, inputs: &Inputs, name: &str) -> Known {
        match inputs.get(name) {
            None => Some(Value::Null),
            Some(Input::Known(value)) => Some(value.clone()),
            Some(Input::Computed(expression, caller)) if !self.trigger.is_in_input => {
                value(expression, Trigger { inputs: caller.as_deref(), is_in_input: true, ..self.trigger })
            }
            Some(Input::Computed(..) | Input::Unknown) => None,
        }
    }
}

/// Whether a name is about comments, pull requests, inputs and the like. A schedule comes with none of them:
/// GitHub documents no payload for it, and sends the expression and where it stands.
fn is_never_of_schedule(path: &str) -> bool {
    let known = ["schedule", "repository", "organization", "enterprise", "sender", "workflow"];
    let part = path.strip_prefix("github.event.").map(|rest| rest.split('.').next().unwrap_or(rest));
    path.starts_with("inputs.") || part.is_some_and(|part| !known.contains(&part))
}

/// The value of a function call.
fn called(name: &str, arguments: &[Known]) -> Known {
    match (name, arguments) {
        // Nobody plans to cancel a run, and nothing has failed before it begins.
        ("always" | "success", []) => Some(Value::Bool(true)),
        ("cancelled", []) => Some(Value::Bool(false)),
        ("contains", [Some(Value::List(items)), Some(item)]) => {
            Some(Value::Bool(items.iter().any(|one| one.is_equal(item))))
        }
        ("contains" | "startswith" | "endswith", [Some(text), Some(part)]) => {
            let (text, part) = (text.text()?.to_uppercase(), part.text()?.to_uppercase());
            Some(Value::Bool(match name {
                "contains" => text.contains(&part),
                "startswith" => text.starts_with(&part),
                _ => text.ends_with(&part),
            }))
        }
        ("fromjson", [Some(Value::Text(text))]) => from_json(&serde_json::from_str(text).ok()?),
        _ => None,
    }
}

/// A value that is written as JSON.
fn from_json(json: &serde_json::Value) -> Known {
    match json {
        serde_json::Value::Null => Some(Value::Null),
        serde_json::Value::Bool(truth) => Some(Value::Bool(*truth)),
        serde_json::Value::Number(written) => number(&written.to_string()).map(Value::Number),
        serde_json::Value::String(text) => Some(Value::Text(text.clone())),
        serde_json::Value::Array(items) => {
            items.iter().map(from_json).collect::<Option<_>>().map(Value::List)
        }
        serde_json::Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::inputs::Called;
    use super::*;
    use crate::yaml::parse;

    const NIGHT: Trigger<'_> =
        Trigger { event: "schedule", schedule: Some("0 3 * * *"), inputs: None, is_in_input: false };
    const PUSH: Trigger<'_> = Trigger { event: "push", schedule: None, inputs: None, is_in_input: false };

    #[test]
    fn what_started_it_decides() {
        use Verdict::{Runs, Skips, Undecided};
        for (condition, night, push) in [
            ("github.event_name == 'schedule'", Runs, Skips),
            ("${{ github.event_name != 'schedule' }}", Skips, Runs),
            ("GitHub.Event_Name == 'SCHEDULE'", Runs, Skips),
            ("github.event.schedule == '0 3 * * *'", Runs, Skips),
            ("github.event.schedule != '0 4 * * *'", Runs, Runs),
            ("!github.event.schedule", Skips, Runs),
            ("github['event_name'] == 'push' || github.event['schedule']", Runs, Runs),
            ("always() && (github.event_name == 'push' || github.event_name == 'issues')", Skips, Runs),
            ("!(github.event_name == 'push') && !cancelled()", Runs, Skips),
            ("!!true == !false", Runs, Runs),
            ("github.actor != 'bot'", Undecided, Undecided),
            ("github.event_name == 'push' && github.actor != 'bot'", Skips, Undecided),
            ("github.actor != 'bot' && github.event_name == 'push'", Skips, Undecided),
            ("github.actor != 'bot' || github.event_name == 'push'", Undecided, Runs),
            ("vars.N > 3", Undecided, Undecided),
            ("contains(github.event.comment.body, '@claude')", Skips, Undecided),
            ("github.event.pull_request.draft == false", Runs, Undecided),
            ("contains(fromJSON('[\"schedule\", \"issues\"]'), github.event_name)", Runs, Skips),
            ("startsWith(github.event_name, 'PU')", Skips, Runs),
            ("needs.check.outputs.list[0].name == 'it''s'", Undecided, Undecided),
            ("fromJSON(needs.a.outputs.b)[0].c", Undecided, Undecided),
            ("false", Skips, Skips),
            ("", Runs, Runs),
            // A text with something around the braces is not empty, and so it is true.
            ("${{ false }} && true", Runs, Runs),
            ("${{ github.event_name == 'push' }}\n", Runs, Runs),
            ("github.event_name = 'push'", Undecided, Undecided),
            ("github.event_name == 'push", Undecided, Undecided),
            ("(true", Undecided, Undecided),
            // Falsy are `false`, `0`, `-0`, the empty text and `null`, and nothing else.
            ("5", Runs, Runs),
            ("-1", Runs, Runs),
            ("0", Skips, Skips),
            ("-0", Skips, Skips),
            ("'false'", Runs, Runs),
            ("''", Skips, Skips),
            ("null", Skips, Skips),
            // `null` is 0, and so is the empty text; any other text that is no number is equal to neither.
            ("github.event.schedule == null", Skips, Runs),
            ("github.event.schedule == ''", Skips, Runs),
            ("0x10 == 16 && 1e1 == '10' && +1.0 == true", Runs, Runs),
            // Two quotes in a text are one.
            ("'it''s' == 'it''s'", Runs, Runs),
            ("'it''s' == 'its'", Skips, Skips),
            // `contains` looks anywhere, without regard to case.
            ("contains(github.event_name, 'CHED')", Runs, Skips),
            ("contains(github.event_name, 'us')", Skips, Runs),
            ("endsWith(github.event_name, 'sh')", Skips, Runs),
            // A part of what is unknown is unknown, and the other side may decide.
            ("fromJSON(needs.a.outputs.b)[0].c && false", Skips, Skips),
            ("needs.a.outputs.list[0].name || true", Runs, Runs),
            ("(github.event).comment.body != '' || true", Runs, Runs),
            ("github['event'].schedule == '0 3 * * *'", Runs, Skips),
        ] {
            let found = (verdict(Some(condition), NIGHT), verdict(Some(condition), PUSH));
            assert_eq!(found, (night, push), "{condition}");
        }
        // Parentheses are followed 49 deep, and any number of them beside one another.
        let nested = |depth: usize| format!("{}true{}", "(".repeat(depth), ")".repeat(depth));
        for (condition, expected) in
            [(nested(49), Runs), (nested(60), Undecided), (vec!["(true)"; 200].join(" && "), Runs)]
        {
            assert_eq!(verdict(Some(&condition), PUSH), expected, "{condition}");
        }
        let deep = "(".repeat(100_000);
        assert_eq!(verdict(Some(&deep), PUSH), Undecided);
        assert_eq!(verdict(Some(&("!".repeat(100_001) + "true")), PUSH), Skips);
    }

    #[test]
    fn what_was_given_to_a_called_workflow_decides() {
        use Verdict::{Runs, Skips, Undecided};
        let declared =
            parse("dry: {type: boolean}\nmode: {default: quick}\nwhy: {}\nlate: {}").expect("YAML");
        let given = parse("MODE: full\nlate: ${{ github.event_name == 'schedule' }}\nwhy: ${{ vars.WHY }}")
            .expect("YAML");
        let scope = Some(Inputs::of(Called::Workflow, Some(&declared), Some(&given), &None));
        for (text, night, push) in [
            ("inputs.mode == 'full'", Runs, Runs),
            ("inputs.mode == 'quick'", Skips, Skips),
            ("${{ inputs.dry }}", Skips, Skips),
            ("!inputs.dry", Runs, Runs),
            ("inputs.late", Runs, Skips),
            ("inputs.why == 'x'", Undecided, Undecided),
            ("inputs.other", Skips, Skips),
        ] {
            let condition = Condition { text: text.to_owned(), scope: scope.clone() };
            assert_eq!((condition.verdict(NIGHT), condition.verdict(PUSH)), (night, push), "{text}");
        }
        // What is passed on is what the caller was given.
        let given = parse("level: ${{ inputs.mode }}").expect("YAML");
        let inner = Some(Inputs::of(Called::Action, None, Some(&given), &scope));
        let condition = Condition { text: "inputs.level == 'full'".to_owned(), scope: inner };
        assert_eq!(condition.verdict(NIGHT), Runs);
        // An expression that is passed on is about the caller's inputs, and not about those of the same name here.
        let given = parse(
            "go: ${{ inputs.mode == 'full' }}\nlate: ${{ inputs.late }}\nsoon: ${{ inputs.late || false }}",
        )
        .expect("YAML");
        let inner = Some(Inputs::of(Called::Workflow, Some(&declared), Some(&given), &scope));
        for (text, night, push) in [
            ("inputs.mode == 'quick' && inputs.go", Runs, Runs),
            ("inputs.late", Runs, Skips),
            // What is computed from what is computed isn't followed.
            ("inputs.soon", Undecided, Undecided),
        ] {
            let condition = Condition { text: text.to_owned(), scope: inner.clone() };
            assert_eq!((condition.verdict(NIGHT), condition.verdict(PUSH)), (night, push), "{text}");
        }
    }

    #[test]
    fn inputs_of_actions_are_texts() {
        use Verdict::{Runs, Skips};
        let declared = parse("off: {}\non: {}\ndefault: {default: false}\nkind: {type: boolean}\nname: {}")
            .expect("YAML");
        let given = parse("off: false\non: true").expect("YAML");
        for (text, of_workflow, of_action) in [
            ("inputs.off", Skips, Runs),
            ("inputs.default", Skips, Runs),
            ("inputs.on == true", Runs, Skips),
            ("inputs.on == 'true'", Skips, Runs),
            // What is given to nobody is `false` where it is a boolean, and the empty text where it isn't.
            ("startsWith(inputs.kind, 'f')", Runs, Runs),
            ("startsWith(inputs.name, 'f')", Skips, Skips),
        ] {
            let verdict = |called: Called| {
                let scope = Some(Inputs::of(called, Some(&declared), Some(&given), &None));
                Condition { text: text.to_owned(), scope }.verdict(PUSH)
            };
            assert_eq!(
                (verdict(Called::Workflow), verdict(Called::Action)),
                (of_workflow, of_action),
                "{text}"
            );
        }
    }

    #[test]
    fn a_condition_may_have_a_say_about_what_was_skipped() {
        assert!(overrides_needs(Some("${{ always() && github.event_name == 'push' }}")));
        assert!(overrides_needs(Some("!Cancelled()")));
        assert!(!overrides_needs(Some("success() && github.event_name == 'always()'")));
        assert!(!overrides_needs(None));
    }
}
