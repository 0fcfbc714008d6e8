//! Whose bill a run is on.

/// Whose bill a run is on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Billing {
    /// The record does not tell.
    #[default]
    Unknown,
    /// A sign-in with a plan.
    Plan,
    /// An API key.
    ApiKey,
    /// A cloud's own bill: Bedrock, Vertex, Foundry.
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

    /// The one of that name.
    #[must_use]
    pub(crate) fn from_id(id: &str) -> Option<Self> {
        [Self::Unknown, Self::Plan, Self::ApiKey, Self::Cloud].into_iter().find(|billing| billing.id() == id)
    }

    /// The one that tells more; of two that contradict each other, the one that is surer to be no plan.
    #[must_use]
    pub(crate) fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// What `apiKeySource` of Claude Code tells. `none` is a plan, a bearer token or a cloud, and so tells
    /// nothing by itself.
    #[must_use]
    pub(crate) fn of_api_key_source(source: &str) -> Self {
        match source {
            "ANTHROPIC_API_KEY" | "apiKeyHelper" | "/login managed key" => Self::ApiKey,
            _ => Self::Unknown,
        }
    }

    /// What the id of a message tells: Bedrock and Vertex give ids of their own.
    #[must_use]
    pub(crate) fn of_message(id: &str) -> Self {
        if id.starts_with("msg_bdrk_") || id.starts_with("msg_vrtx_") { Self::Cloud } else { Self::Unknown }
    }

    /// What `provider` of a model's usage tells.
    #[must_use]
    pub(crate) fn of_provider(provider: &str) -> Self {
        match provider {
            "bedrock" | "vertex" | "foundry" | "mantle" | "anthropicAws" => Self::Cloud,
            _ => Self::Unknown,
        }
    }
}
