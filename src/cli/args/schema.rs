//! `creditcalc schema`.

use clap::{Args as ClapArgs, ValueEnum};

use super::ToFile;

/// The shape of a file or of an answer, as JSON Schema.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Schema {
    /// `scenario` for scenario files, or a command for its JSON
    #[arg(value_name = "WHAT")]
    pub(in crate::cli) what: SchemaOf,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

/// What has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SchemaOf {
    /// Scenario files, for editors that check and complete TOML
    Scenario,
    /// What `estimate --json` answers
    Estimate,
    /// What `measure --json` answers
    Measure,
    /// What `schedule --json` answers
    Schedule,
    /// What `simulate --json` answers
    Simulate,
    /// What `compare --json` answers
    Compare,
    /// What `solve --json` answers
    Solve,
    /// What `diff --json` answers
    Diff,
    /// What `check --json` answers
    Check,
    /// What `models --json` answers
    Models,
    /// What `plans --json` answers
    Plans,
    /// What `pricing check --json` answers
    PricingCheck,
}
