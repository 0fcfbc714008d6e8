//! What was consumed: tokens by kind, by model, by run. Prices are unknown here.

mod amounts;
mod attribution;
mod model_usage;
mod profile;
mod service;
mod token_kind;
mod token_usage;

pub use amounts::{Amounts, PartKind, UsagePart};
pub use attribution::{Billing, UsedBy};
pub use model_usage::{ModelUsage, Requests};
pub use profile::{ProfiledRun, RunProfile};
pub use service::{Service, ServiceOption};
pub use token_kind::TokenKind;
pub use token_usage::TokenUsage;
