//! What names an agent in a job that is not known to run one: it is said, and not counted.

use crate::schedule::agent::{Mention, Variables, is_named_like, key_in, named_in};
use crate::yaml::{Node, Value};

/// A job that names an agent, and is in no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// `review.yml:review`.
    pub job: String,
    /// The line of the job in its workflow, from 1; where it stands in a called one, that of the job that calls it.
    pub line: Option<usize>,
    /// What is not read, or what names an agent there: "calls `org/repo/.github/workflows/x.yml@v1`".
    pub why: String,
    /// Whether anything says that it is an agent; otherwise it is only what could not be followed.
    pub is_likely: bool,
}

/// What in a step names an agent, in words.
pub(super) fn in_step(step: &Node) -> Option<String> {
    let text = |key: &str| step.get(key).and_then(Node::text);
    if let Some(uses) = text("uses").filter(|uses| is_named_like(uses)) {
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

/// The agent or the key that a command names.
pub(super) fn in_command(run: &str) -> Option<&'static str> {
    match named_in(run, &Variables::default())? {
        Mention::Agent(name) | Mention::Key(name) => Some(name),
        // A script of the repository is read, whatever it is called, and many a job has secrets.
        Mention::Like | Mention::Secrets => None,
    }
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
            ("run: npx -y @anthropic-ai/claude-code@2 -p x", Some("names `claude`")),
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
            // Every key and every agent of the table.
            (
                "run: make\nenv:\n  OPENROUTER_API_KEY: ${{ secrets.OPENROUTER_API_KEY }}",
                Some("is given `OPENROUTER_API_KEY`"),
            ),
            (
                "uses: org/x@v1\nwith:\n  key: ${{ secrets.GOOGLE_API_KEY }}",
                Some("is given `GOOGLE_API_KEY`"),
            ),
            (
                "run: make\nenv:\n  COPILOT_GITHUB_TOKEN: ${{ secrets.T }}",
                Some("is given `COPILOT_GITHUB_TOKEN`"),
            ),
            ("run: wrap -- amp", Some("names `amp`")),
            ("run: wrap amp -x 'fix it'", Some("names `amp`")),
            ("run: wrap droid exec 'fix it'", Some("names `droid`")),
            ("run: wrap droid --auto high exec 'fix it'", Some("names `droid`")),
            ("run: wrap crush run 'fix it'", Some("names `crush`")),
            ("run: wrap cursor agent -p x", Some("names `cursor-agent`")),
            ("uses: org/cursor-agent-runner@v1", Some("uses `org/cursor-agent-runner@v1`")),
            // Everyday words alone are none.
            ("run: make amp", None),
            ("run: docker run --name amp -p 80:80 image", None),
            ("run: wrap ./amp/build.sh crush", None),
            ("run: ./build.sh droid", None),
            ("run: wrap goose up", None),
            ("uses: org/crush-images@v1", None),
            ("uses: org/setup-goose@v1", None),
            ("uses: org/cursor@v1", None),
            // What only handles files, processes and packages starts none.
            ("run: find . -name claude", None),
            ("run: systemctl restart claude", None),
            ("run: pnpm list claude", None),
            ("run: MODE=fast claude --version", None),
        ] {
            let step_node = parse(step).expect(step);
            assert_eq!(in_step(&step_node).as_deref(), expected, "{step}");
        }
    }
}
