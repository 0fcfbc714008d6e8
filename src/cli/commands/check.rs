//! `creditcalc check`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::answer::asked::Asked;
use crate::answer::check::{self, Checking};
use crate::cli::args::{Check as Args, ShownArgs};
use crate::cli::ask::Asker;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::tables::reason;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::ledger::{Simulation, simulate};
use crate::pricing::PriceTable;
use crate::question;
use crate::question::Multiplied;
use crate::question::file::{Overrides, ScenarioQuestion};
use crate::report::findings::Repository;
use crate::report::{Findings, Page, Report, Rows, json, notes, programs::Both, sheets, views};
use crate::scenario_file::PolicySpec;
use crate::studies::difference::{Rules, scenarios};
use crate::studies::policy::{self, Answered, Checked, NoAnswer};

/// The file that is read where none is named.
const FILE: &str = "scenario.toml";

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    match checked(shell, args, world) {
        // What cannot be read is shown on its line, too.
        Err(Failure::Told(faults)) if shell.writes_findings() => {
            let output = shell.write(&Unread(&faults, &repository(args, world)), Notes::default(), world)?;
            Ok(CommandOutput { faults, ..output })
        }
        output => output,
    }
}

fn checked(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let asker = Asker::new(shell, &args.today, None, args.named_files, world);
    let files = question::file::read(&file(args, world)?, &asker.files)?;
    let factors = args.factors.with(&ShownArgs::default())?;
    let overrides =
        |without: Vec<String>| Overrides { without, factors: factors.clone(), ..args.today.overrides() };
    let multiplied = asker.multiplied(files.factors(&overrides(Vec::new())))?;
    let table = shell.tables(world)?.with_price_factor(multiplied.price.clone());
    let read = |without: Vec<String>| {
        let overrides = Overrides { may_lack_agents: true, ..overrides(without) };
        files.resolve(&overrides, &table, asker.context())
    };
    let (read, unpriced) = match read(Vec::new()) {
        Ok(read) => (read, Vec::new()),
        // What no table knows leaves figures out, and not the rules: they are reported without any of the jobs.
        Err(faults) if files.has_policy() && faults.iter().all(is_about_prices) => {
            (read(files.job_names())?, faults)
        }
        Err(faults) => return Err(faults.into()),
    };
    let policy = policy(&read)?;
    let answer = if unpriced.is_empty() { simulate(&table, &read.simulation) } else { Err(Vec::new()) };
    let outcome = answer.as_ref().map_err(|faults| match unpriced.as_slice() {
        [] => NoAnswer::of_jobs(&read.simulation, faults),
        faults => NoAnswer::of_runs(first_of(faults)),
    });
    let there = read.simulation.under_rules_in_force(&table);
    let answer_there = there.as_ref().filter(|_| outcome.is_ok()).map(|there| {
        simulate(&table, &there.figures).map_err(|faults| NoAnswer::of_jobs(&there.figures, &faults))
    });
    let own = Answered { question: &read.simulation, answer: outcome.as_ref().copied() };
    let in_force = there.as_ref().map(|there| Answered {
        question: &there.figures,
        answer: answer_there.as_ref().map_or(own.answer, Result::as_ref),
    });
    let measured: Vec<_> = read.measured.iter().map(|job| job.runs.as_ref()).collect();
    let usual = policy::usual_costs(&table, &read.simulation, &measured);
    let checked = policy::check(policy, own, in_force, &usual, &table)?;
    if checked.rules.is_empty() {
        return Err(if unpriced.is_empty() { no_rules(&read, policy).into() } else { unpriced.into() });
    }
    let rules = scenarios::rules(&read.simulation, outcome.as_ref().ok().copied());
    let faults = if unpriced.is_empty() {
        answer.as_ref().err().map(|faults| read.diagnostics(faults)).unwrap_or_default()
    } else {
        unpriced
    };
    let mut said = Notes::from(read.notes.clone());
    said.cautions(read.cautions.clone());
    said.factors(&multiplied);
    for note in outcome.iter().flat_map(|answer| &answer.notes) {
        said.about(notes::of_jobs(note), notes::role(&note.note), false);
    }
    let both = Both::of_jobs(&read.simulation, there.as_ref());
    let report = CheckedPolicy {
        scenario: read.source.name(),
        question: &read.simulation,
        table: &table,
        rules: &rules,
        both,
        checked: &checked,
        multiplied: &multiplied,
        faults: &faults,
        found: (&read, policy, &repository(args, world)),
        asked: shell.asked(world),
    };
    let output = shell.write(&report, said, world)?;
    let skipped = read.skipped.clone();
    // Whoever sees the table in a terminal needs no second list of what it has in red.
    let are_refusals_on_page = shell.is_page_on_terminal(if report.both.is_some() { 2 } else { 1 }, world);
    let refusals = refusals(&checked, both.as_ref());
    Ok(CommandOutput { skipped, refusals, are_refusals_on_page, faults, ..output })
}

struct CheckedPolicy<'a, 't> {
    scenario: &'a str,
    question: &'a Simulation<'t>,
    table: &'a PriceTable,
    rules: &'a Rules,
    /// The two programs, where both count.
    both: Option<Both<'t>>,
    checked: &'a Checked,
    multiplied: &'a Multiplied,
    /// Why there are no figures.
    faults: &'a [Diagnostic],
    /// The files, what they say must hold, and where they are.
    found: (&'a ScenarioQuestion<'t>, &'a PolicySpec, &'a Repository),
    /// The question, where the answer is saved with it.
    asked: Option<Asked>,
}

impl Report<Failure> for CheckedPolicy<'_, '_> {
    fn page(&self) -> Page {
        let mut page = views::check(self.checked, self.rules, self.both.as_ref(), self.question);
        page.lead(self.multiplied.sentences(), []);
        page
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::rules(self.checked, self.both.as_ref(), self.question).into())
    }

    fn json(&self, notes: &[String]) -> String {
        let checking = Checking {
            scenario: self.scenario,
            question: self.question,
            rules: self.rules,
            table: self.table,
            reason: self.faults.first().map(|fault| fault.title.as_str()),
        };
        let mut answer = check::Check::of(&checking, self.checked, notes.to_vec());
        answer.inputs.question.clone_from(&self.asked);
        json::write(&answer)
    }

    fn findings(&self, notes: &[String]) -> Option<Findings> {
        let (read, policy, repository) = self.found;
        let (checked, both, faults) = (self.checked, self.both.as_ref(), self.faults);
        Some(views::findings(views::FoundIn { read, policy, checked, both, faults, repository }, notes))
    }
}

/// Files that cannot be checked, and where they are. There is nothing of them but what is wrong.
struct Unread<'a>(&'a [Diagnostic], &'a Repository);

impl Report<Failure> for Unread<'_> {
    fn page(&self) -> Page {
        Page::new()
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Err(self.0.to_vec().into())
    }

    fn json(&self, _: &[String]) -> String {
        String::new()
    }

    fn findings(&self, _: &[String]) -> Option<Findings> {
        Some(views::findings_of_faults(self.0, self.1))
    }
}

/// The repository in which the files are. GitHub shows annotations on paths from its top, wherever a step runs.
fn repository(args: &Args, world: &World<'_>) -> Repository {
    let is_input = args.file.as_ref().is_some_and(|file| file.as_os_str() == "-");
    Repository {
        folder: world.folder.clone(),
        top: world.variable("GITHUB_WORKSPACE").map(PathBuf::from),
        input: is_input.then_some("scenario"),
    }
}

/// Whether a fault is that something has no price, and not that a file or the command line says something
/// wrong.
fn is_about_prices(fault: &Diagnostic) -> bool {
    fault.code.is_about_prices()
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
    match world.read_found(Path::new(FILE)) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let fault =
                Diagnostic::new(Code::UnreadScenarioFile, format!("there is no `{FILE}` in this folder"));
            Err(fault.help("name the scenario to check: `creditcalc check team.toml`"))
        }
        Err(error) if error.kind() == ErrorKind::Unsupported => {
            let title = format!("cannot read `{FILE}`: {}", reason(&error));
            Err(Diagnostic::new(Code::UnreadScenarioFile, title))
        }
        _ => Ok(PathBuf::from(FILE)),
    }
}

fn policy<'r>(read: &'r ScenarioQuestion<'_>) -> Result<&'r PolicySpec, Diagnostic> {
    read.policy.as_ref().ok_or_else(|| {
        let fault =
            Diagnostic::new(Code::NoPolicy, format!("`{}` has no policy to check", read.source.name()));
        fault.help(
            "add `policy = { max_overflow_usd = \"0.00\" }` above its first table, or a `[policy]` table \
        at its end",
        )
    })
}

/// What is said where a policy asks for nothing: a gate that is always open is none.
fn no_rules(read: &ScenarioQuestion<'_>, policy: &PolicySpec) -> Diagnostic {
    Diagnostic::new(Code::NoPolicy, "this policy has no rules")
        .at(&read.source, policy.span.clone(), "")
        .help("add `max_overflow_usd = \"0.00\"`, or `in_force_only = true`")
}

fn refusals(checked: &Checked, both: Option<&Both<'_>>) -> Vec<String> {
    checked.broken().flat_map(|rule| views::refusals(rule, both)).collect()
}
