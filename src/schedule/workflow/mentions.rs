//! What names an agent in a job that is not known to run one: it is said, and not counted.

use crate::schedule::agent::simple_commands;
use crate::yaml::{Node, Value};

/// A job that names an agent, and is in no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// `review.yml:review`.
    pub job: String,
    /// What is not read, or what names an agent there: "calls `org/repo/.github/workflows/x.yml@v1`".
    pub why: String,
    /// Whether anything says that it is an agent; otherwise it is only what could not be followed.
    pub is_likely: bool,
}

/// What agents are called.
const NAMES: [&str; 12] = [
    "aider",
    "claude",
    "claude-code",
    "codex",
    "copilot",
    "cursor-agent",
    "gemini",
    "gemini-cli",
    "goose",
    "opencode",
    "opencode-ai",
    "qwen",
];

/// The variables, secrets and inputs that agents sign in with.
const KEYS: [&str; 7] = [
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "CLAUDE_CODE_OAUTH_TOKEN",
    "CODEX_API_KEY",
    "CURSOR_API_KEY",
    "GEMINI_API_KEY",
    "OPENAI_API_KEY",
];

/// Programs that only show or keep words, or bring a program without running it.
const QUIET: [&str; 22] = [
    "[", "[[", "apt-get", "brew", "cat", "cd", "command", "cp", "curl", "echo", "export", "gh", "git",
    "grep", "ls", "mkdir", "mv", "printf", "rm", "test", "type", "which",
];

/// The words with which package managers bring a program.
const BRINGING: [&str; 7] = ["install", "i", "add", "ci", "uninstall", "update", "view"];

/// What in a step names an agent, in words.
pub(super) fn in_step(step: &Node) -> Option<String> {
    let text = |key: &str| step.get(key).and_then(Node::text);
    if let Some(uses) = text("uses").filter(|uses| names_agent(uses)) {
        return Some(format!("uses `{uses}`"));
    }
    let command = text("run").and_then(in_command).map(|name| format!("names `{name}`"));
    command.or_else(|| in_values(step, &["env", "with"]))
}

/// What agent's key the values under these keys of a job or a step give away.
pub(super) fn in_values(node: &Node, under: &[&str]) -> Option<String> {
    under.iter().find_map(|key| match node.get(key).map(|node| &node.value) {
        Some(Value::Mapping(entries)) => entries.iter().find_map(|entry| {
            let value = entry.node.text().unwrap_or_default();
            let key = key_in(&entry.key).or_else(|| key_in(value).filter(|_| value.contains("${{")));
            key.map(|key| format!("is given `{key}`"))
        }),
        _ => None,
    })
}

/// The agent that a text is about, if it is about one: part of a name, as in `org/claude-runner@v1`.
pub(super) fn names_agent(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.split(|character: char| !character.is_ascii_alphanumeric()).any(|word| NAMES.contains(&word))
}

/// The agent or the key that a text in another language than the shell's names.
pub(super) fn in_text(text: &str) -> Option<&'static str> {
    let words =
        text.split(|character: char| !(character.is_ascii_alphanumeric() || "_-".contains(character)));
    words.into_iter().find_map(|word| {
        let name = NAMES.iter().find(|name| **name == word);
        let package = ["claude_agent_sdk", "claude-agent-sdk", "claude_code_sdk", "codex-sdk"];
        name.or_else(|| package.iter().find(|name| **name == word)).copied().or_else(|| key_in(word))
    })
}

fn in_command(run: &str) -> Option<String> {
    simple_commands(&run.replace("\\\n", " ")).into_iter().find_map(|words| {
        let names: Vec<&str> = words.iter().map(|word| word.rsplit('/').next().unwrap_or(word)).collect();
        let head = names.first().copied().unwrap_or_default();
        // What asks an agent for its version or signs it in is known not to run it.
        let is_quiet = QUIET.contains(&head)
            || NAMES.contains(&head)
            || names.iter().take(3).any(|word| BRINGING.contains(word));
        let is_name = |name: &&&str| NAMES.contains(&name.split('@').next().unwrap_or(name));
        names.iter().find(is_name).filter(|_| !is_quiet).map(|name| (*name).to_owned())
    })
}

fn key_in(text: &str) -> Option<&'static str> {
    let words = text.split(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    words.into_iter().find_map(|word| KEYS.iter().find(|key| key.eq_ignore_ascii_case(word)).copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    #[test]
    fn what_names_an_agent_is_told() {
        for (step, expected) in [
            ("uses: org/claude-runner@v1", Some("uses `org/claude-runner@v1`")),
            ("run: infisical run -- claude -p x", Some("names `claude`")),
            ("run: npx -y @anthropic-ai/claude-code@2 -p x", Some("names `claude-code@2`")),
            (
                "run: make eval\nenv:\n  ANTHROPIC_API_KEY: ${{ secrets.KEY }}",
                Some("is given `ANTHROPIC_API_KEY`"),
            ),
            (
                "uses: org/x@v1\nwith:\n  key: ${{ secrets.OPENAI_API_KEY }}",
                Some("is given `OPENAI_API_KEY`"),
            ),
            ("uses: org/x@v1\nwith:\n  anthropic_api_key: x", Some("is given `ANTHROPIC_API_KEY`")),
            ("run: npm install -g @anthropic-ai/claude-code", None),
            ("run: git checkout claude", None),
            ("run: echo claude -p x", None),
            ("run: claude --version", None),
            ("uses: actions/checkout@v5", None),
            ("run: make test", None),
        ] {
            let step_node = parse(step).expect(step);
            assert_eq!(in_step(&step_node).as_deref(), expected, "{step}");
        }
        assert_eq!(in_text("subprocess.run([\"claude\", \"-p\"])"), Some("claude"));
        assert_eq!(in_text("from claude_agent_sdk import query"), Some("claude_agent_sdk"));
        assert_eq!(in_text("print(1)"), None);
    }
}
