//! `creditcalc pricing show MODEL`.

use crate::answer;
use crate::cli::args::ShowPrices as Args;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::report::{Page, Report, Rows, json, sheets, views};

/// A model with all its prices, or the one in force. It answers as `creditcalc models ID` does.
pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let day = args.today.day(shell.settings)?;
    let table = shell.tables(world)?;
    let id = table.model_spelled(&args.id).unwrap_or(&args.id);
    let mut model = table.resolve(id, day)?.model.clone();
    if !args.history {
        model.prices.retain(|price| price.terms.cover(day));
        model.fast.retain(|price| price.terms.cover(day));
    }
    let answer = answer::Models::of(&table, std::slice::from_ref(&model), day, None);
    let report = Shown { page: views::price_history(&model, day), answer };
    shell.write(&report, Notes::default(), world)
}

struct Shown {
    page: Page,
    answer: answer::Models,
}

impl Report<Failure> for Shown {
    fn page(&self) -> Page {
        self.page.clone()
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::prices(&self.answer).into())
    }

    fn json(&self, _: &[String]) -> String {
        json::write(&self.answer)
    }
}
