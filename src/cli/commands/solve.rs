//! `creditcalc solve`.

mod portfolio;

use std::num::NonZeroU64;

use clap::ValueEnum as _;

use crate::answer::{
    self,
    solve::{Asking, Solve},
};
use crate::cli::args::{FrequencyArgs, ShownArgs, Solve as Args, What, first_given};
use crate::cli::ask::{Asked, OneJob};
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::Diagnostic;
use crate::ledger::{RunSpec, Scenario, estimate};
use crate::pricing::PriceTable;
use crate::question::{DefaultPlans, Multiplied, Unstated};
use crate::report::{Page, Report, Rows, compared, json, notes, sheets, views};
use crate::schedule::Schedule;
use crate::studies::solve::{Limit, Question, Solution, solve};
use crate::units::{Factor, Usd};
use crate::usage::{TokenKind, UsagePart};

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    if args.what == What::Portfolio {
        return portfolio::run(shell, args, world);
    }
    let faults = what_makes_no_sense(args);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let job = OneJob::read(&args.question.0, &ShownArgs::default(), shell, world)?;
    // Which model is the dearest is a question about all of them.
    let multiplied = job.multiplied().clone();
    let table = shell.tables(world)?.with_price_factor(multiplied.price.clone());
    let Asked { scenario, notes: mut said, cautions, skipped, .. } =
        job.resolve(&table, unstated(question(args, TokenKind::Input, None)))?;
    let factor = multiplied.tokens.as_ref().map(|factor| factor.value);
    let question = question(args, kind(args, &table, &scenario), factor);
    if question == Question::Runs {
        said.extend(counted_on_one_day(&table, &scenario));
    }
    let limit = limit(args);
    let solution = solve(&table, &scenario, question, limit)?;
    let mut notes = Notes::from(said);
    notes.cautions(cautions);
    notes.factors(&multiplied);
    for note in &solution.notes {
        notes.about(notes::sentence(note), notes::role(note), notes::is_answer(note));
    }
    if let Some(text) = compared::left_out(&solution.beyond_window) {
        notes.add(text, true);
    }
    let report = Solved {
        table: &table,
        scenario: &scenario,
        solution: &solution,
        question,
        limit,
        multiplied: &multiplied,
        asked: shell.asked(world),
    };
    let output = shell.write(&report, notes, world)?;
    Ok(CommandOutput { skipped, ..output })
}

struct Solved<'a, 't> {
    table: &'a PriceTable,
    scenario: &'a Scenario<'t>,
    solution: &'a Solution<'t>,
    question: Question,
    limit: Limit,
    multiplied: &'a Multiplied,
    /// The question, where the answer is saved with it.
    asked: Option<answer::Asked>,
}

impl Report<Failure> for Solved<'_, '_> {
    fn page(&self) -> Page {
        let mut page = views::solve(self.solution, self.scenario, self.question, self.limit);
        page.lead(self.multiplied.sentences(), []);
        page
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::solutions(self.solution, self.scenario, self.question, self.limit).into())
    }

    fn json(&self, notes: &[String]) -> String {
        let asking = Asking { table: self.table, question: self.question, limit: self.limit };
        let mut answer = Solve::of(&asking, self.scenario, self.solution, notes.to_vec());
        answer.inputs.job.factors.token_factor = self.multiplied.token_factor();
        answer.inputs.job.question.clone_from(&self.asked);
        json::write(&answer)
    }
}

/// What to know where a count of runs, which has no days, is asked for in a cycle in which a price changes.
fn counted_on_one_day(table: &PriceTable, scenario: &Scenario<'_>) -> Option<String> {
    let nightly = estimate(table, &Scenario { schedule: Schedule::NIGHTLY, ..scenario.clone() }).ok()?;
    let change = nightly.changes.first()?;
    let (day, start) = (nightly.priced_on, change.days.start());
    Some(format!(
        "the price changes on {start}; a count of runs has no dates, so all runs cost what they do on {day}"
    ))
}

/// What is asked for; of tokens, those of this kind, which the factor multiplies.
fn question(args: &Args, kind: TokenKind, factor: Option<Factor>) -> Question {
    match args.what {
        What::Runs if args.nights.is_some() => Question::RunsANight,
        What::Runs => Question::Runs,
        What::Tokens => Question::Tokens(kind, factor),
        What::Interval => Question::Interval,
        What::Model => Question::Model,
        What::Plan => Question::Plan,
        // That of a file is asked elsewhere.
        What::Seats | What::Portfolio => Question::Seats(args.people.map_or(1, NonZeroU64::get)),
    }
}

/// The kind of tokens that is asked for. Writes for the usual lifetime are those of the vendor of the run's first model, as
/// `--cache-write` counts them.
fn kind(args: &Args, table: &PriceTable, scenario: &Scenario<'_>) -> TokenKind {
    let part = args.kind.unwrap_or(UsagePart::Input);
    part.tokens().unwrap_or_else(|| {
        let first = match &scenario.run {
            RunSpec::Used(usages) => usages.first(),
            RunSpec::Stated(_) => None,
        };
        let model = first.and_then(|usage| table.resolve(&usage.model, scenario.as_of).ok());
        model.map_or(TokenKind::CacheWrite5m, |found| table.usual_cache_write(found.model))
    })
}

fn limit(args: &Args) -> Limit {
    match args.nights {
        Some(nights) => Limit::Nights(nights),
        None => Limit::Overflow(args.max_overflow.unwrap_or(Usd::ZERO)),
    }
}

/// What a question asks for is not assumed beside it.
fn unstated(question: Question) -> Unstated {
    Unstated {
        is_about_all_runs: false,
        plans: match question {
            Question::Plan => DefaultPlans::All,
            Question::Seats(_) => DefaultPlans::BySeat,
            _ => DefaultPlans::Individual,
        },
        is_empty_run_fine: matches!(question, Question::Tokens(..)),
        schedule: match question {
            Question::Runs => Some(Schedule::Count(1)),
            Question::RunsANight | Question::Interval => Some(Schedule::NIGHTLY),
            Question::Tokens(..) | Question::Model | Question::Plan | Question::Seats(_) => None,
        },
        takes_all_vendors: false,
    }
}

/// Flags that say what is asked for, or that have nothing to do with it.
fn what_makes_no_sense(args: &Args) -> Vec<Diagnostic> {
    let mut faults = of_a_portfolio(args);
    if let (What::Runs | What::Interval, Some(flag)) = (args.what, first_flag(&args.question.0.frequency)) {
        let what = if args.what == What::Runs { "runs" } else { "interval" };
        let title = format!("`{flag}` sets how often the job runs, but `solve {what}` works that out");
        let help = if args.what == What::Runs && args.nights.is_none() {
            format!("leave `{flag}` out; for the most runs a night with N nights covered, use `--nights N`")
        } else {
            format!("leave `{flag}` out")
        };
        faults.push(Diagnostic::arguments(title, help));
    }
    if args.question.0.cycle.from_now
        && matches!(args.what, What::Runs | What::Interval)
        && !(args.what == What::Runs && args.nights.is_some())
    {
        let what = if args.what == What::Runs { "runs" } else { "interval" };
        let title = format!("`--from-now` counts the rest of a cycle, but `solve {what}` needs all of it");
        faults.push(Diagnostic::arguments(
            title,
            "leave it out; if part of the credit is spent, add `--spent USD`",
        ));
    }
    if let (What::Tokens | What::Model, true) = (args.what, args.question.0.run.cost_per_run.is_some()) {
        let (what, about) =
            if args.what == What::Tokens { ("tokens", "tokens") } else { ("model", "models") };
        let title =
            format!("`solve {what}` needs the {about} of a run, but `--cost-per-run` gives only its cost");
        faults.push(Diagnostic::arguments(
            title,
            "say what one run uses, for example `--model sonnet --input 120k --output 9k`",
        ));
    }
    if args.kind.is_some() && args.what != What::Tokens {
        faults.push(Diagnostic::arguments(
            "`--kind` works only with `solve tokens`",
            "leave `--kind` out, or use `solve tokens`",
        ));
    }
    if args.what == What::Plan && args.question.0.plan.credit.is_some() {
        let title = "`--credit` replaces a plan's credit, but `solve plan` looks for a plan";
        faults.push(Diagnostic::arguments(title, "leave it out"));
    }
    if args.people.is_some() && args.what != What::Seats {
        faults.push(Diagnostic::arguments(
            "`--people` works only with `solve seats`",
            "leave `--people` out, or use `solve seats`",
        ));
    }
    let said = [
        (args.what == What::Seats && !args.question.0.plan.seats.is_empty(), "--seats"),
        (args.what == What::Seats && args.question.0.plan.credit.is_some(), "--credit"),
    ];
    if let Some(flag) = first_given(said) {
        let title =
            format!("`{flag}` sets what the seats grant, but `solve seats` works out which seats are enough");
        faults.push(Diagnostic::arguments(
            title,
            format!("leave `{flag}` out; for at least N seats, add `--people N`"),
        ));
    }
    faults
}

/// The first flag that says how often a job runs.
fn first_flag(frequency: &FrequencyArgs) -> Option<&'static str> {
    first_given([
        (frequency.runs.is_some(), "--runs"),
        (frequency.nightly, "--nightly"),
        (frequency.per_day.is_some(), "--per-day"),
        (!frequency.schedules.cron.is_empty(), "--cron"),
        (!frequency.schedules.crontab.is_empty(), "--crontab"),
        (!frequency.schedules.workflow.is_empty(), "--workflow"),
        (!frequency.schedules.oncalendar.is_empty(), "--oncalendar"),
        (!frequency.schedules.schedule.is_empty(), "--schedule"),
    ])
}

/// Flags that are about a scenario file.
fn of_a_portfolio(args: &Args) -> Vec<Diagnostic> {
    let word = args.what.to_possible_value().map(|word| word.get_name().to_owned()).unwrap_or_default();
    let of = &args.portfolio;
    let flags = [
        (!of.allow.is_empty(), "--allow"),
        (!of.models.is_empty(), "--models"),
        (!of.keep.is_empty(), "--keep"),
        (of.at.is_some(), "--at"),
        (of.cycles.is_some(), "--cycles"),
        (of.write.is_some(), "--write"),
        (args.named_files.allow_outside, "--allow-outside"),
    ];
    let flags = flags.into_iter().filter(|(is_given, _)| *is_given).map(|(_, flag)| {
        Diagnostic::arguments(
            format!("`{flag}` works only with `solve portfolio`"),
            format!("leave `{flag}` out, or use `solve portfolio FILE`"),
        )
    });
    let file = args.file.as_ref().map(|file| {
        let title = format!("`solve {word}` is about one job, and takes no file");
        Diagnostic::arguments(title, format!("leave `{}` out", file.display()))
            .help(format!("for the jobs of a scenario, use `creditcalc solve portfolio {}`", file.display()))
    });
    file.into_iter().chain(flags).collect()
}
