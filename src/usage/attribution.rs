//! Who started a run, and who pays for it.

use crate::names;
use crate::words::words;

/// Who started a run: what decides whether a credit for programmatic use pays for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UsedBy {
    /// A program: `claude -p`, an SDK, an Action.
    Program,
    /// A person at a terminal or an editor.
    Person,
    /// The record does not say.
    Unknown,
}

impl UsedBy {
    /// From an `entrypoint`. It is taken from the environment and may be any text; one that is not known is
    /// [`UsedBy::Unknown`].
    pub(crate) fn of_entrypoint(entrypoint: &str) -> Self {
        match entrypoint {
            "claude-code-github-action" | "codex_exec" | "exec" => Self::Program,
            "cli" | "claude-vscode" | "claude-desktop" | "claude-jetbrains" | "codex_cli_rs"
            | "codex-tui" | "codex_vscode" => Self::Person,
            entrypoint if entrypoint.starts_with("sdk-") => Self::Program,
            _ => Self::Unknown,
        }
    }
}

/// Who pays for a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Billing {
    /// The record does not say.
    #[default]
    Unknown,
    /// The holder of a plan, who signed in with it.
    Plan,
    /// The owner of an API key.
    ApiKey,
    /// A customer of a cloud, by the cloud's own bill: Bedrock, Vertex, Foundry.
    Cloud,
}

impl Billing {
    /// The one whose word is spelled like this: `API key`.
    pub(crate) fn spelled(word: &str) -> Option<Self> {
        Self::from_id(word).or_else(|| names::meant(word, Self::WORDS))
    }

    /// The one that is known; of two that contradict each other, the one that is further from a plan.
    pub(crate) fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// From Claude Code's `apiKeySource`. `none` is a plan, a bearer token or a cloud, and so says nothing.
    pub(crate) fn of_api_key_source(source: &str) -> Self {
        match source {
            "ANTHROPIC_API_KEY" | "apiKeyHelper" | "/login managed key" => Self::ApiKey,
            _ => Self::Unknown,
        }
    }

    /// From the id of a message: Bedrock and Vertex give ids of their own.
    pub(crate) fn of_message(id: &str) -> Self {
        if id.starts_with("msg_bdrk_") || id.starts_with("msg_vrtx_") { Self::Cloud } else { Self::Unknown }
    }

    /// From the `provider` in a model's usage.
    pub(crate) fn of_provider(provider: &str) -> Self {
        match provider {
            "bedrock" | "vertex" | "foundry" | "mantle" | "anthropicAws" => Self::Cloud,
            _ => Self::Unknown,
        }
    }
}

words!(Billing: id { Unknown = "unknown", Plan = "plan", ApiKey = "api-key", Cloud = "cloud" });
words!(UsedBy: id { Program = "programmatic", Person = "interactive", Unknown = "unknown" });
