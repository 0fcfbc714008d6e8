//! `creditcalc pricing check [DIR]`.

use jiff::civil::Date;

use crate::answer::pricing_check::{PricingCheck, Replaced, ShapeName, Stale};
use crate::cli::args::CheckPrices as Args;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::tables::{PriceFolder, layered};
use crate::cli::{Failure, World};
use crate::pricing::{PriceTable, builtin_files, load};
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
    let today = args.today.day(shell.settings)?;
    let stale =
        args.max_age.map(|most| stale(&table, folders.is_empty(), own, today, most)).unwrap_or_default();
    let counts = PricingCheck {
        schema: ShapeName,
        passed: stale.is_empty(),
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
        max_age_days: args.max_age,
        stale,
    };
    let refusals = views::stale(&counts);
    let output = shell.write(&Checked(counts), Notes::default(), world)?;
    Ok(CommandOutput { refusals, ..output })
}

/// The rows of these files that nobody has looked at for more than `most` days. What holds for all models of a vendor
/// is looked at with the built-in files.
fn stale(
    table: &PriceTable,
    is_builtin: bool,
    own: impl Fn(&str) -> bool,
    today: Date,
    most: u16,
) -> Vec<Stale> {
    let rows = table.cited(today).into_iter().filter(|row| !row.is_over && row.file.map_or(is_builtin, &own));
    let rows = rows.filter_map(|row| {
        let age = row.citation.checked.duration_until(today).as_hours() / 24;
        let age_days = u64::try_from(age).ok().filter(|age| *age > u64::from(most))?;
        Some(Stale {
            row: row.what,
            checked: row.citation.checked,
            age_days,
            source: row.citation.source.clone(),
        })
    });
    let mut rows: Vec<Stale> = rows.collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.age_days));
    rows
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
