//! `creditcalc pricing diff BEFORE AFTER`.

use std::path::Path;

use crate::answer::PricingDiff;
use crate::cli::args::DiffPrices as Args;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::tables::{PriceFolder, tables};
use crate::cli::{Failure, World};
use crate::diagnostic::Diagnostic;
use crate::pricing::PriceTable;
use crate::report::{Page, Report, Rows, json, sheets, views};

/// What stands for the built-in tables.
const BUILTIN: &str = "builtin";

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let (before, after) = (table(&args.before, world)?, table(&args.after, world)?);
    let (one, two) = (args.before.display().to_string(), args.after.display().to_string());
    let diff = PricingDiff::of((&one, &before), (&two, &after));
    shell.write(&Differing(diff), Notes::default(), world)
}

/// The built-in tables, with a folder laid over them.
fn table(folder: &Path, world: &World<'_>) -> Result<PriceTable, Vec<Diagnostic>> {
    if folder.as_os_str() == BUILTIN {
        return Ok(PriceTable::builtin());
    }
    tables(&[PriceFolder::named(folder.to_owned())], world)
}

struct Differing(PricingDiff);

impl Report<Failure> for Differing {
    fn page(&self) -> Page {
        views::pricing_diff(&self.0)
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::rate_changes(&self.0).into())
    }

    fn json(&self, _: &[String]) -> String {
        json::write(&self.0)
    }
}
