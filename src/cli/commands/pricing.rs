//! `creditcalc pricing check [DIR]`.

use crate::answer::pricing_check::{PricingCheck, ShapeName};
use crate::cli::args::{Pricing, PricingCommand};
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::tables::{PriceFolder, read_folder};
use crate::cli::{Failure, World};
use crate::pricing::{PriceTable, builtin_files, load};
use crate::report::{Page, Report, Rows, json, sheets, views};
use crate::units::length;

pub(super) fn run(shell: &Shell<'_>, args: &Pricing, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let PricingCommand::Check(check) = &args.command;
    let folder = match &check.folder {
        Some(folder) => Some(PriceFolder::named(folder.clone())),
        None => shell.pricing_folder(world)?,
    };
    let (files, base) = match folder {
        Some(folder) => (read_folder(&folder, world)?, Some(PriceTable::builtin())),
        None => (builtin_files(), None),
    };
    // What relies on the built-in tables may do so, and only what the folder says itself is counted.
    let table = load(&files, base.as_ref())?;
    let own = |file: &str| files.iter().any(|known| known.name() == file);
    let counts = PricingCheck {
        schema: ShapeName,
        passed: true,
        files: length(files.len()),
        models: length(table.models().iter().filter(|model| own(model.origin.file())).count()),
        prices: length(
            table
                .models()
                .iter()
                .filter(|model| own(model.origin.file()))
                .map(|model| model.prices.len() + model.fast.len())
                .sum(),
        ),
        programs: length(table.programs().iter().filter(|program| own(program.origin.file())).count()),
        plans: length(table.plans().iter().filter(|plan| own(plan.origin.file())).count()),
        pricing_digest: table.digest().to_owned(),
    };
    shell.write(&Checked(counts), Notes::default(), world)
}

/// What price files hold that are in order.
struct Checked(PricingCheck);

impl Report<Failure> for Checked {
    fn page(&self) -> Page {
        views::pricing_check(&self.0)
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::price_files(&self.0))
    }

    fn json(&self, _: &[String]) -> String {
        json::write(&self.0)
    }
}
