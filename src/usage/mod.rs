//! What was consumed: tokens by kind, by model, by run. Prices are unknown here.

mod billing;
mod model_usage;
mod profile;
mod token_kind;
mod token_usage;
mod used_by;

pub use billing::Billing;
pub use model_usage::{ModelUsage, Requests, Service, Speed};
pub use profile::{ProfiledRun, RunProfile};
pub use token_kind::TokenKind;
pub use token_usage::TokenUsage;
pub use used_by::UsedBy;
