//! What names an agent in a job that is not known to run one: it is said, and not counted.

use crate::schedule::agent::{
    AgentWord, agent_words, assignment, is_package_verb, key_called, only_handles, simple_commands,
};
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

/// Programs besides those of the table that only show words or ask about a program.
const QUIET: [&str; 2] = ["command", "gh"];

/// Programs whose words may name a container.
const CONTAINERS: [&str; 4] = ["docker", "docker-compose", "kubectl", "podman"];

/// Options behind an everyday word that say that it is an agent's, and that it is to work.
const WORK: [&str; 4] = ["-p", "--print", "-x", "--execute"];

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

/// Whether a text is about an agent: part of a name, as in `org/claude-runner@v1`.
pub(super) fn names_agent(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let parts: Vec<&str> = text.split(|character: char| !character.is_ascii_alphanumeric()).collect();
    agent_words().filter(|name| name.is_distinct).any(|name| {
        let own: Vec<&str> = name.word.split('-').collect();
        parts.windows(own.len()).any(|parts| parts == own)
    })
}

/// The agent or the key that a text in another language than the shell's names.
pub(super) fn in_text(text: &str) -> Option<&'static str> {
    const PACKAGES: [&str; 4] = ["claude_agent_sdk", "claude-agent-sdk", "claude_code_sdk", "codex-sdk"];
    let is_of_word = |sign: char| sign.is_ascii_alphanumeric() || "_-".contains(sign);
    let length = |text: &str| text.find(|sign| !is_of_word(sign)).unwrap_or(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_of_word) {
        let (word, behind) = rest[start..].split_at(length(&rest[start..]));
        // `["droid", "exec"]`, `"droid", ["exec"]` or `droid exec`.
        let next = behind.trim_start_matches(|sign: char| sign.is_whitespace() || "\"',[".contains(sign));
        let next = &next[..length(next)];
        // Of a cursor many a program speaks.
        let is_said = |name: &AgentWord| name.is_distinct || name.word == name.agent && name.works(next);
        let name = agent_words().filter(|name| name.word == word).find(is_said).map(|name| name.word);
        let package = || PACKAGES.iter().find(|name| **name == word).copied();
        if let Some(found) = name.or_else(package).or_else(|| key_in(word)) {
            return Some(found);
        }
        rest = behind;
    }
    None
}

pub(super) fn in_command(run: &str) -> Option<String> {
    simple_commands(&run.replace("\\\n", " ")).into_iter().find_map(|words| {
        let names: Vec<&str> = words
            .iter()
            .skip_while(|word| assignment(word).is_some())
            .map(|word| word.rsplit('/').next().unwrap_or(word))
            .collect();
        let head = names.first().copied().unwrap_or_default();
        // What asks an agent for its version or signs it in is known not to run it.
        let is_quiet = only_handles(head)
            || QUIET.contains(&head)
            || agent_words().any(|name| name.word == head)
            || names.iter().take(3).any(|word| is_package_verb(word));
        let is_said = |place: usize| {
            let word = names[place].split('@').next().unwrap_or_default();
            let (before, rest) = (&names[..place], &names[place + 1..]);
            let is_behind_dashes = before.last().is_some_and(|word| *word == "--");
            let is_meant = |name: AgentWord| {
                let works = || rest.first().is_some_and(|next| name.works(next));
                let has_own = || rest.iter().any(|word| name.only.contains(word));
                let is_container = CONTAINERS.contains(&head);
                name.is_distinct || is_behind_dashes || !is_container && (works() || has_own())
            };
            agent_words().filter(|name| name.word == word).any(is_meant)
        };
        (0..names.len())
            .filter(|_| !is_quiet)
            .find(|place| is_said(*place))
            .map(|place| names[place].to_owned())
    })
}

impl AgentWord {
    /// Whether what stands behind it says that it is an agent at work, and no everyday word.
    fn works(&self, next: &str) -> bool {
        self.only.contains(&next) || self.only.is_empty() && WORK.contains(&next)
    }
}

fn key_in(text: &str) -> Option<&'static str> {
    let words = text.split(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    words.into_iter().find_map(key_called)
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
            ("run: wrap cursor agent -p x", Some("names `cursor`")),
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
        assert_eq!(in_text("subprocess.run([\"claude\", \"-p\"])"), Some("claude"));
        assert_eq!(in_text("from claude_agent_sdk import query"), Some("claude_agent_sdk"));
        assert_eq!(in_text("print(1)"), None);
        for (text, expected) in [
            ("run([\"droid\", \"exec\", prompt])", Some("droid")),
            ("spawn('amp', ['-x', prompt])", Some("amp")),
            ("run('amp', '-x', prompt)", Some("amp")),
            ("os.system(\"crush run 'x'\")", Some("crush")),
            ("key = os.environ[\"OPENROUTER_API_KEY\"]", Some("OPENROUTER_API_KEY")),
            ("the droid is here, and the crush is over: run", None),
            ("gain = amp - x", None),
            ("goose up", None),
            ("cursor, agent = connect()", None),
        ] {
            assert_eq!(in_text(text), expected, "{text}");
        }
    }
}
