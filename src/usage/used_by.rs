//! Who started a run.

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
    /// The name in JSON and CSV.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Program => "programmatic",
            Self::Person => "interactive",
            Self::Unknown => "unknown",
        }
    }

    /// The one with this name.
    #[must_use]
    pub(crate) fn from_id(id: &str) -> Option<Self> {
        [Self::Program, Self::Person, Self::Unknown].into_iter().find(|used_by| used_by.id() == id)
    }

    /// From an `entrypoint`. It is taken from the environment and may be any text; one that is not known is
    /// [`UsedBy::Unknown`].
    #[must_use]
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
