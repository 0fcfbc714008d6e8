//! `creditcalc pricing check [DIR]`.

use crate::answer::pricing_check::{PricingCheck, ShapeName};
use crate::cli::args::{Common, Format, Pricing, PricingCommand};
use crate::cli::settings::Settings;
use crate::cli::tables::read_folder;
use crate::cli::{Answer, Failure, World, resolve};
use crate::pricing::{PriceTable, builtin_files, load};
use crate::report::json;
use crate::report::number::counted;
use crate::units::length;

pub(in crate::cli) fn run(
    common: &Common,
    args: &Pricing,
    settings: &Settings,
    world: &World<'_>,
) -> Result<Answer, Failure> {
    let PricingCommand::Check(check) = &args.command;
    let folder = check.folder.clone().or_else(|| common.pricing.clone()).or_else(|| settings.path("pricing"));
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
        prices: table
            .models()
            .iter()
            .filter(|model| own(model.origin.file()))
            .map(|model| length(model.prices.len() + model.fast.len()))
            .sum(),
        programs: length(table.programs().iter().filter(|program| own(program.origin.file())).count()),
        plans: length(table.plans().iter().filter(|plan| own(plan.origin.file())).count()),
        pricing_digest: table.digest().to_owned(),
    };
    let format = resolve::format_without_csv(common, settings, "pricing check")?;
    let text = match format {
        Format::Json => json::write(&counts),
        Format::Table | Format::Markdown | Format::Csv => format!(
            "{} in order: {} with {}, {} with {}.\n{}\n",
            counted(counts.files, "file"),
            counted(counts.models, "model"),
            counted(counts.prices, "price"),
            counted(counts.programs, "program"),
            counted(counts.plans, "plan"),
            counts.pricing_digest,
        ),
    };
    Ok(Answer { text, ..Answer::default() })
}
