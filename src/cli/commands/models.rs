//! `creditcalc models [ID]`.

use jiff::civil::Date;

use crate::answer;
use crate::answer::asked::Asked;
use crate::cli::args::Models as Args;
use crate::cli::shell::{CommandOutput, Shell};
use crate::cli::{Failure, World};
use crate::phrase::read_as;
use crate::pricing::{Model, PriceTable, Via};
use crate::report::{Page, Report, Rows, json, sheets, views};

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let day = args.today.day(shell.settings)?;
    let table = shell.tables(world)?;
    let spelled = args.id.as_deref().and_then(|id| table.model_spelled(id));
    let id = spelled.or(args.id.as_deref());
    let found = id.map(|id| table.resolve(id, day)).transpose()?;
    let mut notes = Vec::new();
    if let (Some(name), Some(written)) = (spelled, &args.id) {
        notes.push(read_as(written, name));
    }
    if let (Some(found), Some(written)) = (found, id) {
        match found.via {
            Via::Id => {}
            Via::Family { since, .. } => {
                notes.push(format!("`{written}` means `{}` (Claude Code {since} and later)", found.model.id));
            }
            Via::Alias | Via::CloudId | Via::Router => {
                notes.push(format!("`{written}` is another name for `{}`", found.model.id));
            }
        }
    }
    let one = found.map(|found| found.model);
    let (explains, question) = (shell.common.explain, shell.asked(world));
    let report = Listed { table: &table, one, day, explains, question };
    shell.write(&report, notes.into(), world)
}

/// One model, or all of them.
struct Listed<'t> {
    table: &'t PriceTable,
    one: Option<&'t Model>,
    day: Date,
    explains: bool,
    question: Option<Asked>,
}

impl Listed<'_> {
    fn answered(&self) -> answer::Models {
        let models = self.one.map_or_else(|| self.table.models(), std::slice::from_ref);
        answer::Models::of(self.table, models, self.day, self.question.clone())
    }
}

impl Report<Failure> for Listed<'_> {
    fn page(&self) -> Page {
        let all = || views::models(self.table, self.day, self.explains);
        self.one.map_or_else(all, |model| views::model(model, self.day, self.explains))
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::prices(&self.answered()).into())
    }

    fn json(&self, _: &[String]) -> String {
        json::write(&self.answered())
    }
}
