//! Who pays for a run.

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
    /// The name in JSON and CSV.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Plan => "plan",
            Self::ApiKey => "api-key",
            Self::Cloud => "cloud",
        }
    }

    /// The one with this name.
    #[must_use]
    pub(crate) fn from_id(id: &str) -> Option<Self> {
        [Self::Unknown, Self::Plan, Self::ApiKey, Self::Cloud].into_iter().find(|billing| billing.id() == id)
    }

    /// The one that is known; of two that contradict each other, the one that is further from a plan.
    #[must_use]
    pub(crate) fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// From Claude Code's `apiKeySource`. `none` is a plan, a bearer token or a cloud, and so says nothing.
    #[must_use]
    pub(crate) fn of_api_key_source(source: &str) -> Self {
        match source {
            "ANTHROPIC_API_KEY" | "apiKeyHelper" | "/login managed key" => Self::ApiKey,
            _ => Self::Unknown,
        }
    }

    /// From the id of a message: Bedrock and Vertex give ids of their own.
    #[must_use]
    pub(crate) fn of_message(id: &str) -> Self {
        if id.starts_with("msg_bdrk_") || id.starts_with("msg_vrtx_") { Self::Cloud } else { Self::Unknown }
    }

    /// From the `provider` in a model's usage.
    #[must_use]
    pub(crate) fn of_provider(provider: &str) -> Self {
        match provider {
            "bedrock" | "vertex" | "foundry" | "mantle" | "anthropicAws" => Self::Cloud,
            _ => Self::Unknown,
        }
    }
}
