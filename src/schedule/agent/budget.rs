//! What a command line allows one run of an agent to cost.
//!
//! Claude Code takes `--max-budget-usd 5` where it runs with `-p`; Copilot takes `--max-ai-credits 500`, in credits of
//! a cent. An agent stops after the request that reaches the limit, so that a run may cost a little more.

use super::resolve::{Resolved, agent_called, program_of, resolve};
use super::{DEPTH_MAX, Surroundings, agent_in, shell};
use crate::units::Usd;

/// GitHub's credit for AI, in dollars.
const CREDIT: &str = "0.01";

/// The most that a script lets its agents cost: the sum of their limits, where each has one and writes the number out.
/// Without a limit for one of them, or in a loop, there is none for all.
#[must_use]
pub(crate) fn budget_in(script: &str) -> Option<Usd> {
    // Most scripts have none, and need not be taken apart.
    if !script.contains("--max-budget-usd") && !script.contains("--max-ai-credits") {
        return None;
    }
    let limits: Option<Vec<Usd>> = limits(script, 0, &Surroundings::default()).into_iter().collect();
    sum(limits?)
}

/// The limit of a compiled agentic workflow of GitHub: its firewall is handed `"maxAiCredits":400`.
#[must_use]
pub(crate) fn budget_of_agentic(text: &str) -> Option<Usd> {
    let (_, behind) = text.split_once("maxAiCredits")?;
    let number = behind.trim_start_matches(['"', '\\', '\'']).trim_start().strip_prefix(':')?.trim_start();
    let end = number.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(number.len());
    credits(&number[..end])
}

/// The limit of each agent that a script runs; `None` for one that is computed, that isn't there, or that holds for each
/// round of a loop.
fn limits(script: &str, depth: usize, around: &Surroundings) -> Vec<Option<Usd>> {
    // So deep nobody looks for agents either; whether one runs there without a limit, nobody knows.
    if depth == DEPTH_MAX {
        return vec![None];
    }
    let (mut found, mut around, mut loops) = (Vec::new(), around.clone(), 0_usize);
    for words in shell::commands(&script.replace("\\\n", " ")) {
        match words.first().map(String::as_str) {
            Some("do") => loops += 1,
            Some("done") => loops = loops.saturating_sub(1),
            _ => {}
        }
        let mut within = around.clone();
        let here = match resolve(&words, &mut within) {
            Resolved::Agent(_) => vec![limit_of(&words).in_dollars()],
            Resolved::Script(script) => limits(&script, depth + 1, &within),
            // `claude update` costs nothing.
            Resolved::Other => Vec::new(),
            // A wrapper may hand its words on, or a script in one of them.
            Resolved::Unknown { .. } => match limit_of(&words) {
                Limit::None => words.iter().flat_map(|word| limits_of_text(word, depth, &within)).collect(),
                limit => vec![limit.in_dollars()],
            },
        };
        around.note(&words);
        let is_repeated = loops > 0 || repeats(&words);
        found.extend(here.into_iter().map(|limit| limit.filter(|_| !is_repeated)));
    }
    found
}

/// The limits of a word that is a script, if it runs an agent: other texts only speak of limits.
fn limits_of_text(word: &str, depth: usize, around: &Surroundings) -> Vec<Option<Usd>> {
    let is_script = word.contains(char::is_whitespace) && agent_in(word).is_some();
    if is_script { limits(word, depth + 1, around) } else { Vec::new() }
}

/// Programs and words of the shell that may start what follows them several times.
const REPEATING: [&str; 7] = ["while", "until", "xargs", "parallel", "retry", "watch", "-exec"];

/// Whether one of them stands before the agent.
fn repeats(words: &[String]) -> bool {
    let before = words.iter().take_while(|word| agent_called(word).is_none());
    before.map(|word| program_of(word)).any(|word| REPEATING.contains(&word))
}

/// What the words of a command say of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    /// Nothing.
    None,
    /// It is computed, or no limit.
    Unclear,
    Of(Usd),
}

impl Limit {
    fn in_dollars(self) -> Option<Usd> {
        match self {
            Self::Of(limit) => Some(limit),
            Self::None | Self::Unclear => None,
        }
    }
}

/// The limit among the words of a command: of several, the last counts.
fn limit_of(words: &[String]) -> Limit {
    let (mut found, mut words) = (Limit::None, words.iter());
    while let Some(word) = words.next() {
        let (name, value) =
            word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
        let read: fn(&str) -> Option<Usd> = match name {
            "--max-budget-usd" => dollars,
            "--max-ai-credits" => credits,
            _ => continue,
        };
        let value = value.or_else(|| words.next().map(String::as_str));
        found = value.and_then(read).map_or(Limit::Unclear, Limit::Of);
    }
    found
}

fn dollars(text: &str) -> Option<Usd> {
    text.parse().ok().filter(|limit: &Usd| !limit.is_zero())
}

fn credits(text: &str) -> Option<Usd> {
    let count: u64 = text.parse().ok().filter(|count| *count > 0)?;
    CREDIT.parse::<Usd>().ok()?.times(count).ok()
}

fn sum(limits: Vec<Usd>) -> Option<Usd> {
    let mut limits = limits.into_iter();
    let first = limits.next()?;
    limits.try_fold(first, |sum, limit| sum.plus(limit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_read_where_it_is_written_out() {
        for (script, limit) in [
            ("claude -p x --max-budget-usd 5", Some("5")),
            ("claude -p x --max-budget-usd=2.50 --output-format json", Some("2.50")),
            ("timeout 600 bash -lc 'cd app && claude -p x --max-budget-usd 3'", Some("3")),
            ("claude -p one --max-budget-usd 2\nclaude -p two --max-budget-usd 1", Some("3")),
            ("claude -p x \\\n  --max-budget-usd 4", Some("4")),
            ("copilot -p x --max-ai-credits 250", Some("2.50")),
            ("copilot -p x --max-ai-credits 0", None),
            ("--max-turns 5\n--max-budget-usd 1.5", Some("1.5")),
            ("claude -p x --max-budget-usd \"$LIMIT\"", None),
            ("claude -p x --max-budget-usd 0", None),
            ("claude -p x --max-budget-usd", None),
            ("claude -p 'write about money'", None),
            ("claude -p one --max-budget-usd 2; claude -p two --max-budget-usd $N", None),
            // One agent has a limit, and another has none.
            ("claude -p one --max-budget-usd 2; claude -p two", None),
            ("claude update; claude -p one --max-budget-usd 2", Some("2")),
            ("claude -p x --max-budget-usd 9 --max-budget-usd 2", Some("2")),
            // A limit is one for each round.
            ("for f in a b c; do cd $f; claude -p x --max-budget-usd 2; done", None),
            ("for f in a b c; do echo $f; done; claude -p x --max-budget-usd 2", Some("2")),
            ("ls | xargs -n 1 claude -p --max-budget-usd 2", None),
            ("until claude -p x --max-budget-usd 2; do sleep 1; done", None),
            // Who speaks of a limit sets none.
            ("claude -p 'what does --max-budget-usd 5 do?'", None),
            ("echo 'say --max-budget-usd 5'; claude -p x", None),
            ("./wrapper \"claude -p x --max-budget-usd 4\"", Some("4")),
            ("./audit.sh --max-budget-usd 4", Some("4")),
            // A branch is called like an agent, and runs none.
            ("git checkout claude; claude -p x --max-budget-usd 2", Some("2")),
        ] {
            assert_eq!(budget_in(script), limit.map(|limit| limit.parse().expect(limit)), "{script}");
        }
    }

    #[test]
    fn a_limit_is_read_as_deep_as_agents_are_looked_for() {
        let known = "claude -p x --max-budget-usd 2";
        for (evals, limit) in [(0, Some("2")), (7, Some("2")), (8, None), (9, None), (30, None)] {
            let script = format!("{}{known}", "eval ".repeat(evals));
            assert_eq!(budget_in(&script), limit.map(|limit| limit.parse().expect(limit)), "{evals} evals");
            // One that is too deep may cost any amount.
            let two = format!("{known}; {script}");
            let sum = limit.map(|_| "4".parse().expect("4"));
            assert_eq!(budget_in(&two), sum, "{evals} evals beside one");
        }
        // The variable is a script of its own, and the text in it another one.
        for (evals, limit) in [(5, Some("2")), (6, None)] {
            let script = format!("A='./wrapper \"date; {known}\"'; {}$A", "eval ".repeat(evals));
            assert_eq!(budget_in(&script), limit.map(|limit| limit.parse().expect(limit)), "{evals} evals");
        }
    }

    #[test]
    fn a_compiled_workflow_hands_its_limit_to_the_firewall() {
        for (text, limit) in [
            ("awf --config '{\"apiProxy\":{\"enabled\":true,\"maxAiCredits\":400}}'", Some("4")),
            ("\\\"maxAiCredits\\\": 25,", Some("0.25")),
            ("\"maxAiCredits\": \"${{ vars.LIMIT }}\"", None),
            ("awf -- claude", None),
        ] {
            assert_eq!(budget_of_agentic(text), limit.map(|limit| limit.parse().expect(limit)), "{text}");
        }
    }
}
