//! `creditcalc pricing sources`.

use crate::answer::PricingSources;
use crate::cli::args::SourcesOfPrices as Args;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::report::{Page, Report, Rows, json, sheets, views};

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let day = args.today.day(shell.settings)?;
    let table = shell.tables(world)?;
    shell.write(&Listed(PricingSources::of(&table, day)), Notes::default(), world)
}

struct Listed(PricingSources);

impl Report<Failure> for Listed {
    fn page(&self) -> Page {
        views::pricing_sources(&self.0)
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::price_sources(&self.0).into())
    }

    fn json(&self, _: &[String]) -> String {
        json::write(&self.0)
    }
}
