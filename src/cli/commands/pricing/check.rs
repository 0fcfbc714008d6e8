//! `creditcalc pricing check [DIR]`.

use crate::answer::pricing_check::{PricingCheck, Replaced, ShapeName};
use crate::cli::args::CheckPrices as Args;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::tables::{PriceFolder, layered};
use crate::cli::{Failure, World};
use crate::pricing::{builtin_files, load};
use crate::report::{Page, Report, Rows, json, sheets, views};
use crate::units::length;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let folders = match &args.folder {
        Some(folder) => vec![PriceFolder::named(folder.clone())],
        None => shell.pricing_folders(world)?,
    };
    // What relies on the built-in tables may do so, and only what the folders say themselves is counted.
    let (files, table) = if folders.is_empty() {
        let files = builtin_files();
        let table = load(&files, None)?;
        (files, table)
    } else {
        layered(&folders, world)?
    };
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
        replaced: table.replaced().iter().map(Replaced::from).collect(),
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
