//! `creditcalc check`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::cli::args::{Check as Args, Common, Format};
use crate::cli::resolve::scenario::{self, ReadScenario, Wishes};
use crate::cli::settings::Settings;
use crate::cli::tables::tables;
use crate::cli::{Answer, Failure, World, resolve};
use crate::diagnostic::{Code, Diagnostic};
use crate::difference::scenarios;
use crate::policy::{self, Checked, NoAnswer};
use crate::pricing::NoPrice;
use crate::report::{checked as said_of, csv, json, markdown, notes, text, views};
use crate::scenario_file::WrittenPolicy;
use crate::simulate::simulate;
use crate::units::OutOfRange;

/// The file that is read where none is named.
const FILE: &str = "scenario.toml";

pub(in crate::cli) fn run(
    common: &Common,
    args: &Args,
    settings: &Settings,
    world: &World<'_>,
) -> Result<Answer, Failure> {
    let format = resolve::format(common, settings)?;
    let files = scenario::read(&file(args, world)?, &[], world)?;
    if let Some(fault) = files.written_over(args.to.output.as_ref(), world) {
        return Err(fault.into());
    }
    let folder = common.pricing.clone().or_else(|| settings.path("pricing"));
    let table = tables(folder.as_deref(), world)?;
    let read = |without: &[String]| {
        let wishes = Wishes { without, ..Wishes::default() };
        files.resolved(&wishes, common, &args.today, &table, settings, world)
    };
    let (read, unpriced) = match read(&[]) {
        Ok(read) => (read, Vec::new()),
        // What no table knows leaves figures out, and not the rules: they are told without any of the jobs.
        Err(Failure::Told(faults))
            if files.has_policy() && faults.iter().all(|fault| fault.code.is_about_prices()) =>
        {
            (read(&files.jobs())?, faults)
        }
        Err(failure) => return Err(failure),
    };
    let policy = policy(&read)?;
    let answer = if unpriced.is_empty() { simulate(&table, &read.simulation) } else { Err(Vec::new()) };
    let outcome = answer.as_ref().map_err(|faults| match unpriced.as_slice() {
        [] => NoAnswer::of_jobs(&read.simulation, faults),
        faults => NoAnswer::of_runs(first_of(faults)),
    });
    let checked = policy::check(policy, &read.simulation, outcome.as_ref().copied(), &table).map_err(told)?;
    if checked.rules.is_empty() {
        return Err(if unpriced.is_empty() { no_rules(&read, policy).into() } else { unpriced.into() });
    }
    let rules = scenarios::rules(&read.simulation, outcome.as_ref().ok().copied());
    let faults = if unpriced.is_empty() {
        answer.as_ref().err().map(|faults| read.told(faults)).unwrap_or_default()
    } else {
        unpriced
    };
    let mut said = read.notes.clone();
    said.extend(outcome.iter().flat_map(|answer| &answer.notes).map(notes::of_jobs));
    let page = || views::check(&checked, &rules);
    let text = match format {
        Format::Table => text::draw(&page(), world.look(common, settings, args.to.output.is_some())?),
        Format::Markdown => markdown::draw(&page()),
        Format::Csv => csv::check(&checked),
        Format::Json => {
            let reason = faults.first().map(|fault| fault.title.as_str());
            let inputs = json::CheckInputs {
                scenario: read.source.name(),
                question: &read.simulation,
                rules: &rules,
                table: &table,
                reason,
            };
            json::check(&inputs, &checked, &said)
        }
    };
    Ok(Answer {
        text,
        notes: said,
        skipped: read.skipped.clone(),
        refusals: refusals(&checked),
        faults,
        ..Answer::default()
    })
}

/// The first of several faults as a clause, and how many others there are.
fn first_of(faults: &[Diagnostic]) -> String {
    let first = faults.first().map(|fault| fault.title.as_str()).unwrap_or_default();
    match faults.len().saturating_sub(1) {
        0 => first.to_owned(),
        1 => format!("{first}, and one more"),
        others => format!("{first}, and {others} more"),
    }
}

/// The file that is named, or the one that is looked for.
fn file(args: &Args, world: &World<'_>) -> Result<PathBuf, Diagnostic> {
    if let Some(file) = &args.file {
        return Ok(file.clone());
    }
    match world.read_file(Path::new(FILE)) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let fault =
                Diagnostic::new(Code::UnreadScenarioFile, format!("there is no `{FILE}` in this folder"));
            Err(fault.help("name the scenario that is to be checked: `creditcalc check team.toml`"))
        }
        _ => Ok(PathBuf::from(FILE)),
    }
}

fn policy<'r>(read: &'r ReadScenario<'_>) -> Result<&'r WrittenPolicy, Diagnostic> {
    read.policy.as_ref().ok_or_else(|| {
        let fault = Diagnostic::new(Code::NoPolicy, format!("`{}` says nothing about what must hold", read.source.name()));
        fault.help("add `policy = { max_overflow_usd = \"0.00\" }` before its first table, or the same keys below a `[policy]` at its end")
    })
}

/// What is said where a policy asks for nothing: a gate that is always open is none.
fn no_rules(read: &ReadScenario<'_>, policy: &WrittenPolicy) -> Diagnostic {
    Diagnostic::new(Code::NoPolicy, "this policy asks for nothing")
        .at(&read.source, policy.span.clone(), "")
        .help("add `max_overflow_usd = \"0.00\"`, or `in_force_only = true`")
}

fn told(reason: OutOfRange) -> Diagnostic {
    NoPrice::from(reason).diagnostic()
}

fn refusals(checked: &Checked) -> Vec<String> {
    checked.broken().map(said_of::refusal).collect()
}
