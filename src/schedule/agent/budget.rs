//! What a command line allows one run of an agent to cost.
//!
//! Claude Code takes `--max-budget-usd 5` where it runs with `-p`; Copilot takes `--max-ai-credits 500`, in credits of
//! a cent. An agent stops after the request that reaches the limit, so that a run may cost a little more.

use super::shell;
use crate::units::Usd;

/// How deep scripts within words are followed.
const DEPTH_MAX: usize = 4;

/// GitHub's credit for AI, in dollars.
const CREDIT: &str = "0.01";

/// The limit that a script hands to an agent, where it writes the number out: of several, their sum.
#[must_use]
pub(crate) fn budget_in(script: &str) -> Option<Usd> {
    // Most scripts have none, and need not be taken apart.
    if !script.contains("--max-budget-usd") && !script.contains("--max-ai-credits") {
        return None;
    }
    let limits: Option<Vec<Usd>> = limits(script, 0).into_iter().collect();
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

/// Each limit that stands in a script; `None` for one that is computed.
fn limits(script: &str, depth: usize) -> Vec<Option<Usd>> {
    let mut found = Vec::new();
    for words in shell::commands(&script.replace("\\\n", " ")) {
        let mut words = words.iter().peekable();
        while let Some(word) = words.next() {
            let (name, value) =
                word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
            let read: fn(&str) -> Option<Usd> = match name {
                "--max-budget-usd" => dollars,
                "--max-ai-credits" => credits,
                // A script in one word, which a shell reads.
                _ if word.contains(char::is_whitespace) && depth < DEPTH_MAX => {
                    found.extend(limits(word, depth + 1));
                    continue;
                }
                _ => continue,
            };
            let value = value.or_else(|| words.next().map(String::as_str));
            found.push(value.and_then(read));
        }
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
            ("--max-turns 5\n--max-budget-usd 1.5", Some("1.5")),
            ("claude -p x --max-budget-usd \"$LIMIT\"", None),
            ("claude -p x --max-budget-usd 0", None),
            ("claude -p x --max-budget-usd", None),
            ("claude -p 'write about money'", None),
            ("claude -p one --max-budget-usd 2; claude -p two --max-budget-usd $N", None),
        ] {
            assert_eq!(budget_in(script), limit.map(|limit| limit.parse().expect(limit)), "{script}");
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
