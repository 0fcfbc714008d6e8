//! Who pays, and for which use.

use clap::Args as ClapArgs;
use clap::builder::NonEmptyStringValueParser;

use crate::cli::values::{Seats, exhaustion, money, seats, words};
use crate::ledger::Exhaustion;
use crate::pricing::{Auth, Surface};
use crate::units::Usd;

/// Whose credit pays the runs.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The plan")]
pub(in crate::cli) struct PlanArgs {
    /// The plan; several with commas or repeated, or `all`. Without it, the individual plans side by side
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) plan: Vec<String>,
    /// The rules: agent-sdk-credit (the default), api-credit, or `current` for those in force
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) program: Option<String>,
    /// The seats of a plan that grants by the seat: standard=3,premium=2
    #[arg(long, value_name = "SEATS", value_parser = seats)]
    pub(in crate::cli) seats: Option<Seats>,
    /// A credit in place of the plan's
    #[arg(long, value_name = "USD", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) credit: Option<Usd>,
    /// What is already spent of the credit in this cycle
    #[arg(long, value_name = "USD", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) spent: Option<Usd>,
    /// What happens when the credit is gone: stop, bill or cap=USD
    #[arg(long, value_name = "POLICY", value_parser = exhaustion)]
    pub(in crate::cli) on_exhaustion: Option<Exhaustion>,
}

/// Which use draws it.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "What runs it")]
pub(in crate::cli) struct UseArgs {
    /// What starts the runs
    #[arg(long, value_name = "SURFACE", value_parser = words(Surface::WORDS))]
    pub(in crate::cli) surface: Option<Surface>,
    /// With what they sign in; the default is what the program's credit needs
    #[arg(long, value_name = "SIGN-IN", value_parser = words(Auth::WORDS))]
    pub(in crate::cli) auth: Option<Auth>,
}
