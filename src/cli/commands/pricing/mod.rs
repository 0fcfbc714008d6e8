//! `creditcalc pricing COMMAND`.

mod check;
mod diff;
mod import;
mod show;
mod sources;

use crate::cli::args::{Pricing, PricingCommand};
use crate::cli::shell::{CommandOutput, Shell};
use crate::cli::{Failure, World};

pub(super) fn run(shell: &Shell<'_>, args: &Pricing, world: &World<'_>) -> Result<CommandOutput, Failure> {
    match &args.command {
        PricingCommand::Check(args) => check::run(shell, args, world),
        PricingCommand::Import(args) => import::run(shell, args, world),
        PricingCommand::Diff(args) => diff::run(shell, args, world),
        PricingCommand::Show(args) => show::run(shell, args, world),
        PricingCommand::Sources(args) => sources::run(shell, args, world),
    }
}
