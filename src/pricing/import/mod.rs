//! Prices from the catalogs of others: the text of a catalog to rows that can be compared with the tables.
//!
//! A catalog is never believed. What is wrong with its form refuses all of it ([`read`]); what is odd about its
//! figures is listed ([`Reason`]), and imported only where somebody accepts it. Ids are exact: rules that match by the
//! beginning of a name are left out. A changed price becomes a new dated one ([`text_of`]); no old one is edited.

mod checks;
mod claude_cli;
mod codex;
mod compare;
mod faults;
mod find;
mod genai_prices;
mod litellm;
mod literal;
mod models_dev;
mod write;

use crate::diagnostic::Diagnostic;
use crate::pricing::{Card, Vendor};
use crate::source::{SourceFile, Span};
use crate::units::Multiplier;
use crate::words::words;

pub use checks::{Doubt, Reason};
pub use compare::{Change, Comparison, Difference, Frame, Speed, compare};
pub use find::{CatalogText, find};
pub use write::text_of;

/// Whose catalog it is, and so how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Catalog {
    /// `model_prices_and_context_window.json` of LiteLLM: dollars per token.
    LiteLlm,
    /// `data.json` of genai-prices, or the `data.py` of its package: dollars per million tokens, with history.
    GenaiPrices,
    /// `api.json` of models.dev: dollars per million tokens, without writes for an hour.
    ModelsDev,
    /// The catalog in the package of Claude Code: the vendor's own.
    ClaudeCli,
    /// The list of models in the package of Codex: ids and service tiers, no prices.
    Codex,
}

words!(Catalog {
    LiteLlm = "litellm",
    GenaiPrices = "genai-prices",
    ModelsDev = "models-dev",
    ClaudeCli = "claude-cli",
    Codex = "codex",
});

impl Catalog {
    /// The page that is cited for what it says.
    #[must_use]
    pub const fn page(self) -> &'static str {
        match self {
            Self::LiteLlm => {
                "https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json"
            }
            Self::GenaiPrices => "https://github.com/pydantic/genai-prices",
            Self::ModelsDev => "https://models.dev/api.json",
            Self::ClaudeCli => "https://www.npmjs.com/package/@anthropic-ai/claude-code",
            Self::Codex => "https://www.npmjs.com/package/@openai/codex",
        }
    }

    /// Whether it is the vendor's own.
    #[must_use]
    pub const fn is_official(self) -> bool {
        matches!(self, Self::ClaudeCli | Self::Codex)
    }
}

/// A place in a catalog, as a path of keys and as the text there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `claude-opus-5.input_cost_per_token`.
    pub path: String,
    pub(super) span: Span,
}

/// The rates of a model below and beyond its bands, as a catalog has them. What it lacks is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// The rates below the first band.
    pub card: Card,
    /// Rates for prompts over so many tokens, smallest first.
    pub bands: Vec<(u64, Card)>,
}

/// What a catalog says of fast mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FastSays {
    /// Rates of its own.
    Offer(Offer),
    /// So many times the standard ones.
    Multiple(Multiplier),
}

/// A model of a catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedModel {
    /// The exact id in the catalog.
    pub id: String,
    /// Other names that the catalog lists exactly.
    pub(super) names: Vec<String>,
    /// For people, if the catalog has that.
    pub(super) name: Option<String>,
    /// The vendor's id in our tables.
    pub(super) vendor: String,
    /// Offers, each from a day on; the first one, without a day, from the beginning.
    pub(super) offers: Vec<(Option<jiff::civil::Date>, Offer)>,
    pub(super) fast: Option<FastSays>,
    /// What is odd about the row itself.
    pub(super) oddities: Vec<(Reason, String)>,
    /// Where it stands.
    pub place: Place,
}

/// A model that a catalog lists without a price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedModel {
    /// The exact id.
    pub id: String,
    /// The service tiers it is offered with, by their ids.
    pub service_tiers: Vec<String>,
    /// The one it is used with unless asked otherwise.
    pub default_service_tier: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// Rows that were left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// How many.
    pub rows: u64,
    /// Why, as a clause: `rows of vendors that the tables don't have`.
    pub reason: &'static str,
}

/// What a catalog says of models whose vendors the tables know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Models with prices, in the order of the file.
    pub models: Vec<ImportedModel>,
    /// Models without.
    pub listed: Vec<ListedModel>,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
}

impl Imported {
    /// Counts a row that is left out.
    pub(super) fn leave_out(&mut self, reason: &'static str) {
        match self.left_out.iter_mut().find(|left| left.reason == reason) {
            Some(left) => left.rows += 1,
            None => self.left_out.push(LeftOut { rows: 1, reason }),
        }
    }
}

/// Reads a catalog.
///
/// # Errors
///
/// With the first thing that is wrong with its form: a catalog is imported as a whole or not at all.
pub fn read(catalog: Catalog, source: &SourceFile, vendors: &[Vendor]) -> Result<Imported, Diagnostic> {
    let imported = match catalog {
        Catalog::LiteLlm => litellm::read(source, vendors),
        Catalog::GenaiPrices => genai_prices::read(source, vendors),
        Catalog::ModelsDev => models_dev::read(source, vendors),
        Catalog::ClaudeCli => claude_cli::read(source, vendors),
        Catalog::Codex => codex::read(source),
    }?;
    if imported.models.is_empty() && imported.listed.is_empty() {
        return Err(faults::nothing(catalog, source));
    }
    Ok(imported)
}

/// The vendor of our tables that a provider's name in a catalog stands for. Clouds and resellers are none of them.
pub(super) fn vendor_of<'v>(provider: &str, vendors: &'v [Vendor]) -> Option<&'v Vendor> {
    let known = |id: &str| vendors.iter().find(|vendor| vendor.id == id);
    // What catalogs call a vendor that has another id in ours, or may have.
    let others: &[&str] = match provider {
        "gemini" | "google" => &["google", "gemini"],
        "xai" | "x-ai" => &["xai"],
        "moonshot" | "moonshotai" => &["moonshot", "moonshotai"],
        // Zhipu bills in yuan: the dollars that catalogs have for it are converted, and no price of Z.ai.
        "zai" | "z-ai" => &["zai", "z-ai"],
        "dashscope" | "alibaba" => &["alibaba", "qwen"],
        _ => &[],
    };
    known(provider).or_else(|| others.iter().find_map(|id| known(id)))
}
