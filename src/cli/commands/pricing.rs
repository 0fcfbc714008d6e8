//! `creditcalc pricing check [DIR]`.

use serde::Serialize;

use crate::cli::args::{Common, Format, Pricing, PricingCommand};
use crate::cli::settings::Settings;
use crate::cli::tables::read_folder;
use crate::cli::{Answer, Failure, World, resolve};
use crate::pricing::{PriceTable, builtin_files, load};
use crate::report::number::counted;

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
    let counts = Counts {
        schema: "creditcalc.pricing-check/1",
        passed: true,
        files: files.len(),
        models: table.models().iter().filter(|model| own(model.origin.file())).count(),
        prices: table
            .models()
            .iter()
            .filter(|model| own(model.origin.file()))
            .map(|model| model.prices.len() + model.fast.len())
            .sum(),
        programs: table.programs().iter().filter(|program| own(program.origin.file())).count(),
        plans: table.plans().iter().filter(|plan| own(plan.origin.file())).count(),
        pricing_digest: table.digest().to_owned(),
    };
    let format = resolve::format_without_csv(common, settings, "pricing check")?;
    let text = match format {
        Format::Json => serde_json::to_string_pretty(&counts).map_err(anyhow::Error::from)? + "\n",
        Format::Table | Format::Markdown | Format::Csv => format!(
            "{} in order: {} with {}, {} with {}.\n{}\n",
            counted_usize(counts.files, "file"),
            counted_usize(counts.models, "model"),
            counted_usize(counts.prices, "price"),
            counted_usize(counts.programs, "program"),
            counted_usize(counts.plans, "plan"),
            counts.pricing_digest,
        ),
    };
    Ok(Answer { text, ..Answer::default() })
}

#[derive(Serialize)]
struct Counts {
    schema: &'static str,
    passed: bool,
    files: usize,
    models: usize,
    prices: usize,
    programs: usize,
    plans: usize,
    pricing_digest: String,
}

fn counted_usize(number: usize, noun: &str) -> String {
    counted(u64::try_from(number).unwrap_or(u64::MAX), noun)
}
