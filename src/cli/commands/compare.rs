//! `creditcalc compare`.

use crate::cli::args::{CacheTtl, Common, Compare as Args, Format};
use crate::cli::resolve::{DefaultPlans, Defaults};
use crate::cli::settings::Settings;
use crate::cli::tables::tables;
use crate::cli::{Answer, Failure, World, resolve};
use crate::compare::{CacheQuestion, Comparison, Note, Question, compare, default_models};
use crate::diagnostic::{Code, Diagnostic};
use crate::estimate::{self, RunSpec, Scenario};
use crate::pricing::{Model, NoPrice, PriceTable, Via};
use crate::report::{compared, csv, json, markdown, notes, text, views};

pub(in crate::cli) fn run(
    common: &Common,
    args: &Args,
    settings: &Settings,
    world: &World<'_>,
) -> Result<Answer, Failure> {
    let asked = &args.question;
    let format = resolve::format(common, settings)?;
    about_a_stated_cost(args)?;
    let folder = common.pricing.clone().or_else(|| settings.path("pricing"));
    let resolve::FromArgs { written, skipped, notes: of_records } =
        resolve::written_run(common, &asked.run, &args.to, &asked.cycle.today, settings, world)?;
    let when = resolve::when(asked, settings, world)?;
    let table = tables(folder.as_deref(), world)?;
    let defaults = Defaults { plans: DefaultPlans::WithoutPlanToo, ..Defaults::default() };
    let resolve::Resolved { scenario, notes: mut said } =
        resolve::question(asked, settings, written, when, &table, defaults)?;
    said.extend(of_records);
    let (models, names) = models(args, &table, &scenario)?;
    if args.models.is_empty() && !models.is_empty() {
        said.push(
            "assumed: the job's own models and the current one of each family of its vendor (`--models`)"
                .to_owned(),
        );
    }
    said.extend(names.iter().map(notes::sentence));
    let cache =
        CacheQuestion { hit: args.cache_hit.map(|hit| hit.share), write: args.cache_ttl.map(CacheTtl::kind) };
    let comparison = compare(&table, &scenario, &Question { models, cache })
        .map_err(|reason| NoPrice::from(reason).diagnostic())?;
    nothing_priced(&comparison)?;
    let is_new = |note: &&Note| !matches!(note, Note::Estimate(note) if names.contains(note));
    let of_answer: Vec<&Note> = comparison.notes.iter().filter(is_new).collect();
    let talk = said.iter().cloned().chain(
        of_answer.iter().filter(|note| !compared::is_answer(note)).map(|note| compared::sentence(note)),
    );
    let talk: Vec<String> = talk.collect();
    said.extend(of_answer.iter().map(|note| compared::sentence(note)));
    let page = || {
        let mut page = views::compare(&comparison, &scenario);
        if common.explain {
            views::explain_compared(&mut page, &comparison);
        }
        page
    };
    let text = match format {
        Format::Table => text::draw(&page(), world.look(common, settings, args.writes_file())?),
        Format::Markdown => markdown::draw(&page()),
        Format::Csv => csv::compare(&comparison, &scenario),
        Format::Json => {
            let inputs = json::CompareInputs {
                table: &table,
                cache_hit: args.cache_hit.map(|hit| hit.written),
                cache_write: args.cache_ttl.map(CacheTtl::kind),
            };
            json::compare(&inputs, &scenario, &comparison, &said)
        }
    };
    // What pages say themselves is not said again beside them.
    let notes = if matches!(format, Format::Table | Format::Markdown) { talk } else { said };
    Ok(Answer { text, notes, skipped, ..Answer::default() })
}

/// What is said where models or tokens are asked about, and the run is a stated cost that has neither.
fn about_a_stated_cost(args: &Args) -> Result<(), Failure> {
    let (Some(flag), true) = (args.first_flag_about_models(), args.question.run.cost_per_run.is_some())
    else {
        return Ok(());
    };
    let what = if flag == "--models" { "models" } else { "tokens" };
    let title =
        format!("`{flag}` is about the {what} of a run, and `--cost-per-run` says only what it costs");
    let fault = Diagnostic::new(Code::ArgumentsExclude, title)
        .help("say what one run uses, for example `--model sonnet --input 120k --output 9k`");
    Err(Failure::Wording(vec![fault]))
}

/// The models, and what to know about the names under which they were found.
fn models<'t>(
    args: &Args,
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
) -> Result<(Vec<&'t Model>, Vec<estimate::Note>), Vec<Diagnostic>> {
    let RunSpec::Used(usages) = &scenario.run else { return Ok((Vec::new(), Vec::new())) };
    let (mut models, mut notes, mut faults): (Vec<&Model>, Vec<estimate::Note>, Vec<Diagnostic>) =
        Default::default();
    let own = usages.iter().map(|usage| (&usage.model, true));
    for (written, is_own) in own.chain(args.models.iter().map(|model| (model, false))) {
        let found = match table.resolve(written, scenario.as_of) {
            Ok(found) => found,
            Err(reason) => {
                faults.push(reason.diagnostic());
                continue;
            }
        };
        let (written, model) = (written.clone(), found.model.id.clone());
        let note = match found.via {
            Via::Family { since, .. } => {
                Some(estimate::Note::MovingName { written, model, since: since.to_owned() })
            }
            Via::CloudId => Some(estimate::Note::CloudName { written, model }),
            Via::Id | Via::Alias => None,
        };
        notes.extend(note.filter(|note| !notes.contains(note)));
        if !is_own && !models.iter().any(|known| known.id == found.model.id) {
            models.push(found.model);
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok((if args.models.is_empty() { default_models(table, scenario) } else { models }, notes))
}

/// Where no cell has figures, there is no answer.
fn nothing_priced(comparison: &Comparison<'_>) -> Result<(), Vec<Diagnostic>> {
    let reasons: Vec<&NoPrice> =
        comparison.candidates.iter().filter_map(|candidate| candidate.answer.as_ref().err()).collect();
    if reasons.len() < comparison.candidates.len() {
        return Ok(());
    }
    let mut faults: Vec<Diagnostic> = Vec::new();
    for fault in reasons.into_iter().map(NoPrice::diagnostic) {
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    Err(faults)
}
