//! `creditcalc pricing check [DIR]`.

use crate::answer::pricing_check::{PricingCheck, ShapeName};
use crate::cli::args::{Pricing, PricingCommand};
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::tables::read_folder;
use crate::cli::{Failure, World};
use crate::phrase::counted;
use crate::pricing::{PriceTable, builtin_files, load};
use crate::report::{Block, Column, Columns, Kind, Page, Report, Rows, json};
use crate::units::length;

pub(super) fn run(shell: &Shell<'_>, args: &Pricing, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let PricingCommand::Check(check) = &args.command;
    let folder = check.folder.clone().or_else(|| shell.pricing_folder());
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

impl Report for Checked {
    type Fault = Failure;

    fn page(&self) -> Result<Page, Failure> {
        let counts = format!(
            "{} in order: {} with {}, {} with {}.",
            counted(self.0.files, "file"),
            counted(self.0.models, "model"),
            counted(self.0.prices, "price"),
            counted(self.0.programs, "program"),
            counted(self.0.plans, "plan"),
        );
        let mut page = Page::new();
        page.add(Block::Lines(vec![counts, self.0.pricing_digest.clone()]));
        Ok(page)
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        let columns = Columns::new()
            .with(Column::new("passed", Kind::Truth), |counts: &&PricingCheck| counts.passed.into())
            .with(Column::new("files", Kind::Count), |counts| counts.files.into())
            .with(Column::new("models", Kind::Count), |counts| counts.models.into())
            .with(Column::new("prices", Kind::Count), |counts| counts.prices.into())
            .with(Column::new("programs", Kind::Count), |counts| counts.programs.into())
            .with(Column::new("plans", Kind::Count), |counts| counts.plans.into())
            .with(Column::new("pricing_digest", Kind::Text), |counts| (&counts.pricing_digest).into());
        Ok(columns.rows("Price files", std::iter::once(&self.0)))
    }

    fn json(&self, _: &[String]) -> Result<String, Failure> {
        Ok(json::write(&self.0))
    }
}
