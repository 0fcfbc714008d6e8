//! How vendors and their plans are called in sentences.

use super::capitalized;

/// The name of the vendor with this id, as it writes itself: `OpenAI`; of one that is not built in, its id with a
/// capital.
#[must_use]
pub fn vendor_name(id: &str) -> String {
    match id {
        "openai" => "OpenAI".to_owned(),
        "deepseek" => "DeepSeek".to_owned(),
        "github" => "GitHub Copilot".to_owned(),
        "jetbrains" => "JetBrains".to_owned(),
        "minimax" => "MiniMax".to_owned(),
        "moonshotai" => "Moonshot AI".to_owned(),
        "xai" => "xAI".to_owned(),
        "zai" => "Z.ai".to_owned(),
        id => capitalized(id),
    }
}

/// The plans of the vendor with this id: `Claude plans`.
pub(crate) fn plans_of(id: &str) -> String {
    match id {
        "anthropic" => "Claude plans".to_owned(),
        id => format!("{} plans", vendor_name(id)),
    }
}
