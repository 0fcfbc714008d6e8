//! One file a command, and the list of them all.

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

use std::fmt;

use clap::{ArgMatches, Args};

use super::args::{self, Destination, PricingCommand};
use super::shell::{CommandOutput, Shell};
use super::{Failure, World};

/// The schema of an answer, as it is published. A test derives it from the type of the answer.
macro_rules! frozen {
    ($name:literal) => {
        Some(Frozen { name: $name, json: include_str!(concat!("../../../tests/schemas/", $name, ".json")) })
    };
}

/// Every command, in the order in which help lists them. Nothing else names them.
pub(super) static COMMANDS: [&dyn Listed; 12] = [
    &Entry {
        name: "estimate",
        about: "What a job costs, and how far each plan's credit goes",
        run: estimate::run,
        to: |args: &args::Estimate| args.to.destination(),
        schema: frozen!("estimate"),
    },
    &Entry {
        name: "simulate",
        about: "Several jobs, seats and plans in one scenario file, walked in the order of time",
        run: simulate::run,
        to: |args: &args::Simulate| args.to.destination(),
        schema: frozen!("simulate"),
    },
    &Entry {
        name: "compare",
        about: "Every plan with every model for the same job: the cheapest, and where a dearer plan pays",
        run: compare::run,
        to: |args: &args::Compare| args.to.destination(),
        schema: frozen!("compare"),
    },
    &Entry {
        name: "solve",
        about: "The most runs or tokens, the dearest model or the smallest plan that still holds",
        run: solve::run,
        to: |args: &args::Solve| args.to.destination(),
        schema: frozen!("solve"),
    },
    &Entry {
        name: "diff",
        about: "What changed between two scenarios or saved answers, and why",
        run: diff::run,
        to: |args: &args::Diff| args.to.destination(),
        schema: frozen!("diff"),
    },
    &Entry {
        name: "check",
        about: "The gate: whether the policy of a scenario holds",
        run: check::run,
        to: |args: &args::Check| args.to.destination(),
        schema: frozen!("check"),
    },
    &Entry {
        name: "measure",
        about: "What runs used and cost, from the records of real ones",
        run: measure::run,
        to: |args: &args::Measure| args.to.destination(),
        schema: frozen!("measure"),
    },
    &Entry {
        name: "schedule",
        about: "What a schedule means in words, and when it fires next",
        run: schedule::run,
        to: |args: &args::Schedule| args.to.destination(),
        schema: frozen!("schedule"),
    },
    &Entry {
        name: "models",
        about: "The models and their prices, with source and age",
        run: models::run,
        to: |args: &args::Models| args.to.destination(),
        schema: frozen!("models"),
    },
    &Entry {
        name: "plans",
        about: "The plans and their credits, with source and status",
        run: plans::run,
        to: |args: &args::Plans| args.to.destination(),
        schema: frozen!("plans"),
    },
    &Entry {
        name: "pricing",
        about: "The price files",
        run: pricing::run,
        to: |args: &args::Pricing| match &args.command {
            PricingCommand::Check(check) => check.to.destination(),
        },
        schema: frozen!("pricing-check"),
    },
    &Entry {
        name: "schema",
        about: "The shape of a file or of an answer, as JSON Schema",
        run: schema::run,
        to: |args: &args::Schema| args.to.destination(),
        schema: None,
    },
];

/// A command with the arguments `A`.
struct Entry<A: 'static> {
    name: &'static str,
    /// What it answers, in one line of help.
    about: &'static str,
    run: fn(&Shell<'_>, &A, &World<'_>) -> Result<CommandOutput, Failure>,
    /// Where the answer goes.
    to: fn(&A) -> Destination<'_>,
    /// The shape of what it answers, if that has one.
    schema: Option<Frozen>,
}

/// The published schema of an answer.
#[derive(Clone, Copy)]
pub(super) struct Frozen {
    /// The command that answers so, as one word.
    pub(super) name: &'static str,
    pub(super) json: &'static str,
}

/// A command, whatever its arguments are.
pub(super) trait Listed: Sync {
    fn name(&self) -> &'static str;

    fn schema(&self) -> Option<Frozen>;

    /// Its flags and its help.
    fn definition(&self) -> clap::Command;

    /// The command as it is called.
    fn read(&'static self, matches: &mut ArgMatches) -> Result<Box<dyn Called>, clap::Error>;
}

/// A command with the arguments with which it is called.
pub(super) trait Called: fmt::Debug {
    /// Where the answer goes.
    fn destination(&self) -> Destination<'_>;

    /// Whether it is the gate, which alone has findings to show.
    fn is_gate(&self) -> bool;

    /// Answers what is asked.
    fn run(&self, shell: &Shell<'_>, world: &World<'_>) -> Result<CommandOutput, Failure>;
}

impl<A: Args + fmt::Debug> Listed for Entry<A> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn schema(&self) -> Option<Frozen> {
        self.schema
    }

    fn definition(&self) -> clap::Command {
        // The arguments that several commands have say what they are, too, and would speak last.
        A::augment_args(clap::Command::new(self.name)).about(self.about).long_about(None)
    }

    fn read(&'static self, matches: &mut ArgMatches) -> Result<Box<dyn Called>, clap::Error> {
        Ok(Box::new(Call { entry: self, args: A::from_arg_matches_mut(matches)? }))
    }
}

struct Call<A: 'static> {
    entry: &'static Entry<A>,
    args: A,
}

impl<A: fmt::Debug> Called for Call<A> {
    fn destination(&self) -> Destination<'_> {
        (self.entry.to)(&self.args)
    }

    fn is_gate(&self) -> bool {
        self.entry.name == "check"
    }

    fn run(&self, shell: &Shell<'_>, world: &World<'_>) -> Result<CommandOutput, Failure> {
        (self.entry.run)(shell, &self.args, world)
    }
}

impl<A: fmt::Debug> fmt::Debug for Call<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.args.fmt(f)
    }
}
