//! What a token costs and what a plan grants: since when, and who says so.
//!
//! The tables are files (`pricing/`, described in its README), read into types that can be trusted or
//! rejected with everything that is wrong with them. Nothing here has ever heard of today: every look-up
//! names its day.

mod builtin;
mod citation;
mod cited;
pub mod import;
mod load;
mod model;
mod names;
mod no_price;
mod overlay;
mod packed;
mod plan;
mod price_factor;
mod price_file;
mod rate_card;
mod read_models;
mod read_plans;
mod retirement;
mod table;
mod vendor;

pub use builtin::{WantedPlans, builtin_files};
pub use citation::{Certainty, Citation};
pub use cited::Cited;
pub use load::load;
pub(crate) use load::{BEGIN, is_price_file};
pub use model::{Band, Card, FastOffer, FastPrice, Lifecycle, Model, ModelStatus, Price, Terms};
pub use no_price::NoPrice;
pub use overlay::Replaced;
pub use plan::{
    Auth, Claim, Counterpart, CreditGrant, CycleRule, DefaultExhaustion, Draws, Plan, Pooling, Program,
    ProgramStatus, Seat, StatusChange, Surface, Unit, UseRule,
};
pub use price_factor::{NotAPriceFactor, PriceFactor};
pub use rate_card::{BandedCard, Modifiers, RateCard};
pub use retirement::Retirement;
pub use table::{PriceTable, Resolved, Via};
pub use vendor::{
    Family, FamilyMember, Fee, FeeKind, Modifier, ModifierKind, Tokenizer, UnpricedName, Vendor,
};
