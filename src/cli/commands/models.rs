//! `creditcalc models [ID]`.

use crate::cli::args::{Common, Format, Models as Args};
use crate::cli::settings::Settings;
use crate::cli::tables::tables;
use crate::cli::{Answer, Failure, World, resolve};
use crate::diagnostic::Vocabulary;
use crate::pricing::Via;
use crate::report::{csv, json, markdown, text, views};

pub(in crate::cli) fn run(
    common: &Common,
    args: &Args,
    settings: &Settings,
    world: &World<'_>,
) -> Result<Answer, Failure> {
    let format = resolve::format(common, settings)?;
    let day = resolve::as_of(&args.today, settings)?;
    let folder = common.pricing.clone().or_else(|| settings.path("pricing"));
    let table = tables(folder.as_deref(), world)?;
    let found = args
        .id
        .as_deref()
        .map(|id| table.resolve(id, day).map_err(|reason| reason.diagnostic(Vocabulary::Flags)))
        .transpose()?;
    let mut notes = Vec::new();
    if let (Some(found), Some(written)) = (found, &args.id) {
        match found.via {
            Via::Id => {}
            Via::Family { since, .. } => {
                notes.push(format!(
                    "`{written}` is taken for `{}`, its meaning from version {since} on; the name moves",
                    found.model.id
                ));
            }
            Via::Alias | Via::CloudId => {
                notes.push(format!("`{written}` is another name for `{}`", found.model.id));
            }
        }
    }
    let page = || found.map_or_else(|| views::models(&table, day), |found| views::model(found.model, day));
    let text = match format {
        Format::Table => text::draw(&page(), world.look(common, settings, args.to.output.is_some())?),
        Format::Markdown => markdown::draw(&page()),
        Format::Csv => match found {
            Some(found) => csv::models([found.model], day),
            None => csv::models(table.models(), day),
        },
        Format::Json => match found {
            Some(found) => json::models(&table, [found.model], day),
            None => json::models(&table, table.models(), day),
        },
    };
    Ok(Answer { text, notes, ..Answer::default() })
}
