//! One file a command, and the list of them all.

mod check;
mod compare;
mod completions;
mod diff;
mod estimate;
mod export;
mod forecast;
mod help;
mod man;
mod mcp;
mod measure;
mod models;
mod plans;
mod pricing;
mod reconcile;
mod replay;
mod scan;
mod schedule;
mod schema;
mod simulate;
mod solve;
mod status;
mod vendors;
mod verify;

use std::fmt;

use clap::{ArgMatches, Args};

use super::args::guide::{Guide, Guided};
use super::args::{self, Destination};
use super::shell::{CommandOutput, Shell};
use super::{Failure, World};
use crate::report::format::Extra;

/// The schema of an answer, as it is published. A test derives it from the type of the answer.
macro_rules! frozen {
    ($($name:literal),+) => {
        &[$(Frozen { name: $name, json: include_str!(concat!("../../../tests/schemas/", $name, ".json")) }),+]
    };
}

/// Every command, in the order in which a newcomer needs them and help lists them. Nothing else names them.
pub(super) static COMMANDS: [&dyn Listed; 23] = [
    &Entry {
        name: "estimate",
        about: "Estimate what a job costs, and how far each plan's credit goes",
        run: estimate::run,
        to: |args: &args::Estimate| args.to.destination(),
        schemas: frozen!("estimate"),
    },
    &Entry {
        name: "compare",
        about: "Compare plans and models for a job, and find the cheapest",
        run: compare::run,
        to: |args: &args::Compare| args.to.destination(),
        schemas: frozen!("compare"),
    },
    &Entry {
        name: "forecast",
        about: "Forecast how far measured runs may go beyond the credit",
        run: forecast::run,
        to: |args: &args::Forecast| args.to.destination(),
        schemas: frozen!("forecast"),
    },
    &Entry {
        name: "measure",
        about: "Show what your runs used and cost, from their records",
        run: measure::run,
        to: |args: &args::Measure| args.to.destination(),
        schemas: frozen!("measure"),
    },
    &Entry {
        name: "reconcile",
        about: "Compare plan, records and bill, and say why they differ",
        run: reconcile::run,
        to: |args: &args::Reconcile| args.to.destination(),
        schemas: frozen!("reconcile"),
    },
    &Entry {
        name: "check",
        about: "Check a scenario against its policy (for CI)",
        run: check::run,
        to: |args: &args::Check| args.to.destination(),
        schemas: frozen!("check"),
    },
    &Entry {
        name: "simulate",
        about: "Play through the jobs, seats and plans of a scenario file",
        run: simulate::run,
        to: |args: &args::Simulate| args.to.destination(),
        schemas: frozen!("simulate"),
    },
    &Entry {
        name: "solve",
        about: "Find the most runs, smallest plan or best model that fits",
        run: solve::run,
        to: |args: &args::Solve| args.to.destination(),
        schemas: frozen!("solve", "solve-portfolio"),
    },
    &Entry {
        name: "diff",
        about: "Show what changed between two scenarios or answers, and why",
        run: diff::run,
        to: |args: &args::Diff| args.to.destination(),
        schemas: frozen!("diff"),
    },
    &Entry {
        name: "schedule",
        about: "Explain a schedule in words, and list its next runs",
        run: schedule::run,
        to: |args: &args::Schedule| args.to.destination(),
        schemas: frozen!("schedule"),
    },
    &Entry {
        name: "scan",
        about: "Find the agent jobs of this machine, and what they come to",
        run: scan::run,
        to: |args: &args::Scan| args.to.destination(),
        schemas: frozen!("scan"),
    },
    &Entry {
        name: "status",
        about: "Show what is left of this cycle's credit, and until when",
        run: status::run,
        to: args::Status::destination,
        schemas: frozen!("status"),
    },
    &Entry {
        name: "models",
        about: "List models and their prices",
        run: models::run,
        to: |args: &args::Models| args.to.destination(),
        schemas: frozen!("models"),
    },
    &Entry {
        name: "plans",
        about: "List plans with their fees and credits",
        run: plans::run,
        to: |args: &args::Plans| args.to.destination(),
        schemas: frozen!("plans"),
    },
    &Entry {
        name: "export",
        about: "Write prices as SQL, to price requests in a data warehouse",
        run: export::run,
        to: |args: &args::Export| args.to.destination(),
        schemas: frozen!("export"),
    },
    &Entry {
        name: "replay",
        about: "Draw past runs again under another plan, program or prices",
        run: replay::run,
        to: |args: &args::Replay| args.to.destination(),
        schemas: frozen!("replay"),
    },
    &Entry {
        name: "verify",
        about: "Check a saved answer by asking its question again",
        run: verify::run,
        to: |args: &args::Verify| args.to.destination(),
        schemas: frozen!("verify"),
    },
    &Entry {
        name: "mcp",
        about: "Answer the questions of agents, as an MCP server",
        run: mcp::run,
        to: |_: &args::Mcp| Destination::default(),
        schemas: &[],
    },
    &Entry {
        name: "pricing",
        about: "Check, compare and import price files",
        run: pricing::run,
        to: |args: &args::Pricing| args.command.destination(),
        schemas: frozen!("pricing-check", "pricing-import", "pricing-diff", "pricing-sources"),
    },
    &Entry {
        name: "schema",
        about: "Print the JSON Schema of scenario files or answers",
        run: schema::run,
        to: |args: &args::Schema| args.to.destination(),
        schemas: &[],
    },
    &Entry {
        name: "completions",
        about: "Print completions for your shell",
        run: completions::run,
        to: |args: &args::Completions| args.to.destination(),
        schemas: &[],
    },
    &Entry {
        name: "man",
        about: "Print the manual, or write it as man pages",
        run: man::run,
        to: |args: &args::Man| args.to.destination(),
        schemas: &[],
    },
    &Entry {
        name: "help",
        about: "Explain a command, or a topic such as plans or schedules",
        run: help::run,
        to: |_: &args::Help| Destination::default(),
        schemas: &[],
    },
];

/// Commands that few people need.
const ASIDE: [&str; 9] =
    ["export", "replay", "verify", "mcp", "pricing", "schema", "completions", "man", "help"];

/// Commands that are about the program itself, and work where settings are broken; and the server, whose tools read
/// them each time.
const WITHOUT_SETTINGS: [&str; 4] = ["completions", "man", "help", "mcp"];

/// A command with the arguments `A`.
struct Entry<A: 'static> {
    name: &'static str,
    /// What it answers, in one line of help.
    about: &'static str,
    run: fn(&Shell<'_>, &A, &World<'_>) -> Result<CommandOutput, Failure>,
    /// Where the answer goes.
    to: fn(&A) -> Destination<'_>,
    /// The shapes of what it answers.
    schemas: &'static [Frozen],
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

    /// What it does, in a line.
    fn about(&self) -> &'static str;

    /// What a person reads of it beside its flags.
    fn guide(&self) -> &'static Guide;

    /// Whether few people need it, and help lists it by its name alone.
    fn is_aside(&self) -> bool {
        ASIDE.contains(&self.name())
    }

    fn schemas(&self) -> &'static [Frozen];

    /// Its flags and its help.
    fn definition(&self) -> clap::Command;

    /// The command as it is called.
    fn read(&'static self, matches: &mut ArgMatches) -> Result<Box<dyn Called>, clap::Error>;
}

/// A command with the arguments with which it is called.
pub(super) trait Called: fmt::Debug {
    /// Where the answer goes.
    fn destination(&self) -> Destination<'_>;

    /// Whether settings are read for it.
    fn needs_settings(&self) -> bool;

    /// Which formats it has beside those of all: the gate alone has findings to show, what runs are charged is
    /// known of those that are measured or played through, and prices alone are exported as statements.
    fn extra(&self) -> Extra;

    /// Answers what is asked.
    fn run(&self, shell: &Shell<'_>, world: &World<'_>) -> Result<CommandOutput, Failure>;
}

impl<A: Args + Guided + fmt::Debug> Listed for Entry<A> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn guide(&self) -> &'static Guide {
        &A::GUIDE
    }

    fn schemas(&self) -> &'static [Frozen] {
        self.schemas
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

    fn needs_settings(&self) -> bool {
        !WITHOUT_SETTINGS.contains(&self.entry.name)
    }

    fn extra(&self) -> Extra {
        match self.entry.name {
            "check" => Extra::Findings,
            "measure" | "simulate" | "forecast" => Extra::Charges,
            "export" => Extra::Statements,
            _ => Extra::None,
        }
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
