//! `creditcalc pricing COMMAND`.

mod check;
mod import;

use crate::cli::args::{Pricing, PricingCommand};
use crate::cli::shell::{CommandOutput, Shell};
use crate::cli::{Failure, World};

pub(super) fn run(shell: &Shell<'_>, args: &Pricing, world: &World<'_>) -> Result<CommandOutput, Failure> {
    match &args.command {
        PricingCommand::Check(args) => check::run(shell, args, world),
        PricingCommand::Import(args) => import::run(shell, args, world),
        PricingCommand::Diff(_) | PricingCommand::Show(_) | PricingCommand::Sources(_) => todo!(),
    }
}
