//! From what was written to the question that the library answers, naming every assumption on the way.

mod measured;
mod plans;
mod run;
pub(in crate::cli) mod scenario;
mod when;

use jiff::civil::Date;

use crate::cli::args::{Common, Format, FormatArg, QuestionArgs, Today, UseArgs};
use crate::cli::schedules;
use crate::cli::settings::Settings;
use crate::cli::values::{Day, ExhaustionArg, Money, Zone};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::estimate::Scenario;
use crate::pricing::{Auth, PriceTable, Program, Surface};
use crate::schedule::{Schedule, zone};
use crate::units::Usd;
use crate::usage::Billing;

pub(in crate::cli) use measured::runs_by_use;
pub(in crate::cli) use plans::program;
pub(in crate::cli) use run::{FromArgs, WrittenRun, written_run};
pub(in crate::cli) use when::{When, when};

/// The question, and what to know about how it was understood.
pub(in crate::cli) struct Resolved<'t> {
    pub(in crate::cli) scenario: Scenario<'t>,
    pub(in crate::cli) notes: Vec<String>,
}

/// What was assumed because nobody said it, each with the flags that say it, and what else to know.
#[derive(Default)]
struct Understood {
    /// What one run stands for, and what it does not.
    first: Vec<String>,
    assumed: Vec<String>,
    notes: Vec<String>,
}

impl Understood {
    /// All assumptions in one note, so that what matters is not lost among them.
    fn into_notes(self) -> Vec<String> {
        let assumed = (!self.assumed.is_empty()).then(|| format!("assumed: {}", self.assumed.join(", ")));
        self.first.into_iter().chain(assumed).chain(self.notes).collect()
    }
}

/// How the answer is written.
pub(in crate::cli) fn format(common: &Common, settings: &Settings) -> Result<Format, Diagnostic> {
    match format_or_book(common, settings)? {
        FormatOrBook::Format(format) => Ok(format),
        // A configured one is meant for the answers that are.
        FormatOrBook::Book if common.format.is_none() => Ok(Format::Table),
        FormatOrBook::Book => {
            Err(Diagnostic::new(Code::NoSuchFormat, "this answer is not written as a workbook")
                .help("`--format csv` is read by every spreadsheet; `creditcalc simulate` writes workbooks"))
        }
    }
}

/// A format, or a workbook, which is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum FormatOrBook {
    Format(Format),
    Book,
}

/// How the answer is written that may be a workbook.
pub(in crate::cli) fn format_or_book(
    common: &Common,
    settings: &Settings,
) -> Result<FormatOrBook, Diagnostic> {
    let asked = if common.json { Some(FormatArg::Json) } else { settings.or(common.format, "format")? };
    Ok(FormatOrBook::Format(match asked {
        None | Some(FormatArg::Table) => Format::Table,
        Some(FormatArg::Json) => Format::Json,
        Some(FormatArg::Csv) => Format::Csv,
        Some(FormatArg::Markdown) => Format::Markdown,
        Some(FormatArg::Xlsx) => return Ok(FormatOrBook::Book),
    }))
}

/// The same for an answer that is no table of rows. A configured CSV is meant for the answers that are; one
/// that is asked for is a fault.
pub(in crate::cli) fn format_without_csv(
    common: &Common,
    settings: &Settings,
    command: &str,
) -> Result<Format, Diagnostic> {
    match format(common, settings)? {
        Format::Csv if common.format.is_none() => Ok(Format::Table),
        Format::Csv => Err(Diagnostic::new(Code::NoSuchFormat, format!("`{command}` is not written as CSV"))
            .help("`--format json` has everything")),
        format => Ok(format),
    }
}

/// The day of asking.
pub(in crate::cli) fn as_of(today: &Today, settings: &Settings) -> Result<Date, Diagnostic> {
    if let Some(Day(day)) = settings.or(today.as_of, "as_of")? {
        return Ok(day);
    }
    let zone = settings.or(today.tz.clone(), "tz")?;
    Ok(World::today(zone.as_ref().map(|Zone(zone)| zone)))
}

/// What a command makes of what nobody says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::cli) struct Defaults {
    /// The plans, where none is named.
    pub(in crate::cli) plans: DefaultPlans,
    /// Whether a run may be without tokens, because how many it has is what is asked.
    pub(in crate::cli) is_empty_run_fine: bool,
    /// How often a job runs, where that is what is asked.
    pub(in crate::cli) schedule: Option<Schedule>,
}

/// The plans that are asked about where none is named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::cli) enum DefaultPlans {
    #[default]
    Individual,
    /// And the account without a plan.
    WithoutPlanToo,
    All,
}

/// The question that `args` ask.
pub(in crate::cli) fn estimate<'t>(
    args: &QuestionArgs,
    settings: &Settings,
    written: WrittenRun,
    when: When,
    table: &'t PriceTable,
) -> Result<Resolved<'t>, Failure> {
    question(args, settings, written, when, table, Defaults::default())
}

/// The same with other defaults.
pub(in crate::cli) fn question<'t>(
    args: &QuestionArgs,
    settings: &Settings,
    written: WrittenRun,
    when: When,
    table: &'t PriceTable,
    defaults: Defaults,
) -> Result<Resolved<'t>, Failure> {
    let When { read, zone, is_zone_given, as_of } = when;
    let mut understood = Understood::default();
    let billing = written.billing();
    let run = run::run_spec(written, table, as_of, defaults.is_empty_run_fine, &mut understood)?;
    let surface = surface(&args.used, settings, &read, &mut understood)?;
    let schedule = match defaults.schedule {
        Some(schedule) => schedule,
        None => when::schedule(&args.frequency, read.jobs, &mut understood),
    };
    let cycle = when::cycle(&args.cycle, settings, as_of, &schedule, &mut understood)?;
    if matches!(schedule, Schedule::Timed(_)) && !is_zone_given {
        understood.assumed.push(format!("times in {} (`--tz`)", zone::name(&zone)));
    }
    understood.notes.extend(read.notes);
    let program = program(&args.plan, settings, table, as_of)?;
    let plans = plans::plans(&args.plan, settings, table, program, defaults.plans, &mut understood)?;
    let spent = settings.or(args.plan.spent, "spent")?.map_or(Usd::ZERO, |Money(spent)| spent);
    let from = if args.cycle.from_now {
        Some(when::from_now(&args.cycle.today, settings, as_of, cycle, &zone)?)
    } else {
        None
    };
    let auth = settings.or(args.used.auth, "auth")?;
    understood.notes.extend(other_bill(billing, auth, program));
    let scenario = Scenario {
        run,
        schedule,
        cycle,
        zone,
        from,
        as_of,
        program,
        plans,
        surface,
        auth,
        spent,
        exhaustion: settings
            .or(args.plan.on_exhaustion, "on_exhaustion")?
            .map(|ExhaustionArg(exhaustion)| exhaustion),
    };
    Ok(Resolved { scenario, notes: understood.into_notes() })
}

/// What to know where measured runs were on another bill than the one that is asked about.
fn other_bill(measured: Billing, auth: Option<Auth>, program: &Program) -> Option<String> {
    let counted_as = auth.unwrap_or(program.sign_in);
    let were = match (measured, counted_as) {
        (Billing::ApiKey, Auth::Plan) => "signed in with an API key",
        (Billing::Plan, Auth::ApiKey) => "signed in with a plan",
        (Billing::Cloud, _) => {
            return Some("the measured runs were on a cloud's bill, which no plan's credit pays".to_owned());
        }
        _ => return None,
    };
    let other = if counted_as == Auth::Plan { Auth::ApiKey } else { Auth::Plan };
    let (now, other) = (counted_as.word(), other.word());
    Some(format!(
        "the measured runs were {were}, and are counted as `--auth {now}` here; `--auth {other}` counts them as they were"
    ))
}

/// What starts the runs: what was said, or what the workflow that was read shows.
fn surface(
    args: &UseArgs,
    settings: &Settings,
    read: &schedules::Read,
    understood: &mut Understood,
) -> Result<Surface, Diagnostic> {
    if let Some(surface) = settings.or(args.surface, "surface")? {
        return Ok(surface);
    }
    let action = Surface::GithubAction.word();
    match (read.by_action, read.by_command) {
        (false, _) => Ok(Surface::ClaudeP),
        (true, false) => {
            understood.assumed.push(format!("runs started by an agent's action (`--surface {action}`)"));
            Ok(Surface::GithubAction)
        }
        // What an action starts may be outside a credit that the others draw.
        (true, true) => Err(Diagnostic::new(
            Code::MixedSurfaces,
            "some of these jobs are started by an agent's action, and some are not",
        )
        .help("ask about the workflow by itself: another use may draw another credit")
        .help(format!(
            "or say what is to count for all of them, with `--surface {action}` or `--surface {}`",
            Surface::ClaudeP.word()
        ))),
    }
}
