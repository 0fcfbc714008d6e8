//! One file a command.

mod check;
mod compare;
mod diff;
mod estimate;
mod measure;
mod models;
mod plans;
mod pricing;
mod schedule;
mod schema;
mod simulate;
mod solve;

use super::args::Command;
use super::shell::{CommandOutput, Shell};
use super::{Failure, World};

pub(super) fn run(command: &Command, shell: &Shell<'_>, world: &World<'_>) -> Result<CommandOutput, Failure> {
    match command {
        Command::Estimate(args) => estimate::run(shell, args, world),
        Command::Simulate(args) => simulate::run(shell, args, world),
        Command::Compare(args) => compare::run(shell, args, world),
        Command::Solve(args) => solve::run(shell, args, world),
        Command::Diff(args) => diff::run(shell, args, world),
        Command::Check(args) => check::run(shell, args, world),
        Command::Measure(args) => measure::run(shell, args, world),
        Command::Schedule(args) => schedule::run(shell, args, world),
        Command::Models(args) => models::run(shell, args, world),
        Command::Plans(args) => plans::run(shell, args, world),
        Command::Pricing(args) => pricing::run(shell, args, world),
        Command::Schema(args) => schema::run(shell, args),
    }
}
