//! The command line.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{NonEmptyStringValueParser, PossibleValue};
use clap::{ArgGroup, Args as ClapArgs, Parser, Subcommand, ValueEnum};

use super::values::{
    Count, CycleDay, CycleDays, Day, EventArg, ExhaustionArg, Instant, Money, Output, Positive, Rows, Seats, Zone, auth_parser,
    surface_parser,
};
use crate::pricing::{Auth, Surface};
use crate::records;
use crate::usage::UsedBy;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// What a scheduled agent job will burn: what one run costs, how many nights a plan's monthly credit covers, and what the rest costs
#[derive(Debug, Parser)]
#[command(name = "creditcalc", version, styles = STYLES, max_term_width = 100, args_override_self = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What every command understands.
#[derive(Debug, ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(next_help_heading = "Everywhere")]
pub(super) struct Common {
    /// How the answer is written
    #[arg(long, global = true, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// The same as --format json
    #[arg(long, global = true, conflicts_with = "format")]
    pub(super) json: bool,
    /// Print every line of the arithmetic and the table row behind each figure
    #[arg(long, global = true)]
    pub(super) explain: bool,
    /// Lay a folder of price files over the built-in tables
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) pricing: Option<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN")]
    pub(super) color: Option<When>,
    /// Do not print notes
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Do not read creditcalc.toml files
    #[arg(long, global = true)]
    pub(super) no_config: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Table,
    Json,
    Csv,
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// What a job costs, and how far each plan's credit goes
    #[command(after_help = ESTIMATE_EXAMPLES)]
    Estimate(Box<Estimate>),
    /// What runs used and cost, from the records of real ones
    #[command(after_help = MEASURE_EXAMPLES)]
    Measure(Box<Measure>),
    /// What a schedule means in words, and when it fires next
    #[command(after_help = SCHEDULE_EXAMPLES)]
    Schedule(Box<Schedule>),
    /// The models and their prices, with source and age
    Models(Models),
    /// The plans and their credits, with source and status
    Plans(Plans),
    /// The price files
    Pricing(Pricing),
}

const ESTIMATE_EXAMPLES: &str = "\
Examples:
  creditcalc estimate --cost-per-run 4
  creditcalc estimate --model claude-opus-5-5 --input 120k --cache-read 1.2M --output 9k --per-day 2 --plan max-5x
  creditcalc estimate --usage model=opus,input=40k,output=5k --usage model=haiku,input=300k,output=20k,requests=12
  creditcalc estimate --cost-per-run 4 --cron \"0 3 * * MON-FRI\" --tz Europe/Berlin --cycle-day 14 --calendar
  creditcalc estimate --cost-per-run 1.20 --workflow .github/workflows --events pull_request=40
  creditcalc estimate --cost-per-run 0.55 --runs 130 --plan pro --json --fail-over 0";

const MEASURE_EXAMPLES: &str = "\
Records that are read, whatever their files are called:
  what `claude -p --output-format json` or `stream-json` prints, several in a file, with other lines between
  Claude Code's transcripts, subagents included: `measure` without a PATH reads those of this machine
  execution files of claude-code-action, dumps of the Agent SDK, `api_request` events of OpenTelemetry
  what `codex exec --json` prints, and Codex's rollouts
  rows of your own, as JSON or CSV: model,input_tokens,output_tokens,… (examples/measure.md)

Examples:
  claude -p \"…\" --output-format json >> runs/audit.jsonl; creditcalc measure runs/audit.jsonl
  creditcalc measure --by day --only programmatic
  creditcalc measure 'runs/*.json.gz' --write-profile audit.profile.toml
  creditcalc estimate --from audit.profile.toml --cron \"0 3 * * *\"";

const SCHEDULE_EXAMPLES: &str = "\
Examples:
  creditcalc schedule \"0 3 * * MON-FRI\"
  creditcalc schedule \"30 2 * * *\" --tz America/New_York --after 2027-03-13 --count 3
  creditcalc schedule \"Mon..Fri 03:00 Europe/Berlin\"
  crontab -l | creditcalc schedule --crontab -";

/// The schedules that have times.
const TIMED: [&str; 4] = ["cron", "crontab", "workflow", "oncalendar"];

/// What one run is, how often it happens, and who pays.
#[derive(Debug, ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(group = ArgGroup::new("run").required(true).multiple(true).args(["cost_per_run", "model", "usage", "from"]))]
#[command(group = ArgGroup::new("frequency").args(["runs", "nightly", "per_day"]))]
#[command(group = ArgGroup::new("renewal").args(["cycle_day", "cycle_days", "calendar_month"]))]
pub(super) struct Estimate {
    /// What one run costs, where that is known
    #[arg(long, value_name = "USD", help_heading = "The run", allow_negative_numbers = true, conflicts_with_all = ["model", "usage"])]
    pub(super) cost_per_run: Option<Money>,
    /// The model, by its exact id, an alias or a cloud's id
    #[arg(long, value_name = "ID", help_heading = "The run", value_parser = NonEmptyStringValueParser::new())]
    pub(super) model: Option<String>,
    /// Prompt tokens that are neither read from the cache nor written to it: 120000, 120k, 1.2M
    #[arg(long, value_name = "N", help_heading = "The run", allow_negative_numbers = true, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(super) input: Option<Count>,
    /// Output tokens, thinking included. (What is no number is a file to write to, as with -o)
    #[arg(long, value_name = "N", help_heading = "The run", allow_negative_numbers = true)]
    pub(super) output: Vec<Output>,
    /// Prompt tokens read from the cache
    #[arg(long, value_name = "N", help_heading = "The run", allow_negative_numbers = true, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(super) cache_read: Option<Count>,
    /// Prompt tokens written to the cache for its usual lifetime: 5 minutes at Anthropic, 30 at OpenAI
    #[arg(long, value_name = "N", help_heading = "The run", allow_negative_numbers = true, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(super) cache_write: Option<Count>,
    /// Prompt tokens written to the cache for an hour
    #[arg(long = "cache-write-1h", value_name = "N", help_heading = "The run", allow_negative_numbers = true, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(super) cache_write_1h: Option<Count>,
    /// Web searches
    #[arg(long, value_name = "N", help_heading = "The run", allow_negative_numbers = true, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(super) web_searches: Option<Count>,
    /// Requests over which the tokens are spread evenly; decides the price of models with prompt-size bands
    #[arg(long, value_name = "N", help_heading = "The run", allow_negative_numbers = true, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(super) requests: Option<Positive>,
    /// At fast speed
    #[arg(long, help_heading = "The run", requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(super) fast: bool,
    /// With inference held to the US
    #[arg(long, help_heading = "The run", requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(super) us_only: bool,
    /// Through the batch API
    #[arg(long, help_heading = "The run", requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(super) batch: bool,
    /// One of several models in a run (repeatable), as "model=ID,input=N,output=N,…"
    #[arg(long, value_name = "SPEC", help_heading = "The run", conflicts_with = "model")]
    pub(super) usage: Vec<String>,

    /// Measured runs: records, folders or patterns of them, `-`, or profiles that `measure --write-profile` wrote
    #[arg(long, value_name = "PATH", help_heading = "The run", num_args = 1.., conflicts_with_all = ["cost_per_run", "model", "usage"])]
    pub(super) from: Vec<PathBuf>,
    /// Which of the measured runs stands for all: their mean (the default), the median, p90 or max
    #[arg(long, value_name = "WHICH", help_heading = "The run", requires = "from")]
    pub(super) typical: Option<TypicalArg>,
    #[command(flatten)]
    pub(super) records: RecordArgs,

    /// So many runs in the cycle
    #[arg(long, value_name = "N", help_heading = "How often", allow_negative_numbers = true, conflicts_with_all = TIMED)]
    pub(super) runs: Option<Count>,
    /// One run a night (the default)
    #[arg(long, help_heading = "How often", conflicts_with_all = TIMED)]
    pub(super) nightly: bool,
    /// So many runs on every day
    #[arg(long, value_name = "N", help_heading = "How often", allow_negative_numbers = true, conflicts_with_all = TIMED)]
    pub(super) per_day: Option<Positive>,
    #[command(flatten)]
    pub(super) schedules: Schedules,

    /// The plan; several with commas or repeated, or `all`. Without it, the individual plans side by side
    #[arg(long, value_name = "ID", help_heading = "The plan", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(super) plan: Vec<String>,
    /// The rules: agent-sdk-credit (the default), api-credit, or `current` for those in force
    #[arg(long, value_name = "ID", help_heading = "The plan", value_parser = NonEmptyStringValueParser::new())]
    pub(super) program: Option<String>,
    /// The seats of a plan that grants by the seat: standard=3,premium=2
    #[arg(long, value_name = "SEATS", help_heading = "The plan")]
    pub(super) seats: Option<Seats>,
    /// A credit in place of the plan's
    #[arg(long, value_name = "USD", help_heading = "The plan", allow_negative_numbers = true)]
    pub(super) credit: Option<Money>,
    /// What is already spent of the credit in this cycle
    #[arg(long, value_name = "USD", help_heading = "The plan", allow_negative_numbers = true)]
    pub(super) spent: Option<Money>,
    /// What happens when the credit is gone: stop, bill or cap=USD
    #[arg(long, value_name = "POLICY", help_heading = "The plan")]
    pub(super) on_exhaustion: Option<ExhaustionArg>,

    /// What starts the runs
    #[arg(long, value_name = "SURFACE", help_heading = "What runs it", value_parser = surface_parser())]
    pub(super) surface: Option<Surface>,
    /// With what they sign in; the default is what the program's credit needs
    #[arg(long, value_name = "SIGN-IN", help_heading = "What runs it", value_parser = auth_parser())]
    pub(super) auth: Option<Auth>,

    /// The day of the month on which the cycle renews, 1 to 31
    #[arg(long, value_name = "D", help_heading = "The cycle", allow_negative_numbers = true)]
    pub(super) cycle_day: Option<CycleDay>,
    /// The first day of the cycle. With --cycle-day or --calendar-month it is the first after subscribing, and may be short
    #[arg(long, value_name = "DATE", help_heading = "The cycle")]
    pub(super) cycle_start: Option<Day>,
    /// A cycle of so many days, from --cycle-start or --as-of on
    #[arg(long, value_name = "N", help_heading = "The cycle", allow_negative_numbers = true)]
    pub(super) cycle_days: Option<CycleDays>,
    /// The calendar month of --as-of (the default)
    #[arg(long, help_heading = "The cycle")]
    pub(super) calendar_month: bool,
    /// The rest of the cycle only: from now, or from the beginning of --as-of
    #[arg(long, help_heading = "The cycle")]
    pub(super) from_now: bool,
    #[command(flatten)]
    pub(super) today: Today,

    /// Exit with 3 when the overflow of any plan shown is more than this
    #[arg(long, value_name = "USD", help_heading = "The gate", allow_negative_numbers = true)]
    pub(super) fail_over: Option<Money>,
    /// Exit with 3 when any plan shown covers fewer nights than this
    #[arg(long, value_name = "NIGHTS", help_heading = "The gate", allow_negative_numbers = true)]
    pub(super) fail_under: Option<Count>,

    /// Draw the cycle as a month: which days are covered
    #[arg(long, help_heading = "Everywhere", conflicts_with = "runs")]
    pub(super) calendar: bool,
    /// What the rows of a CSV are: runs (the default with a schedule), or plans
    #[arg(long, value_name = "ROWS", help_heading = "Everywhere")]
    pub(super) rows: Option<Rows>,
    /// Write the answer to a file, whole or not at all
    #[arg(long, short, value_name = "FILE", help_heading = "Everywhere")]
    pub(super) output_file: Option<PathBuf>,
}

/// How records are read.
#[derive(Debug, Default, ClapArgs)]
#[command(next_help_heading = "The records")]
pub(super) struct RecordArgs {
    /// The format of all records, where it is not recognized by what is written
    #[arg(long, value_name = "FORMAT")]
    pub(super) input_format: Option<InputFormat>,
    /// Only runs that were started so: programmatic (the default of `estimate --from`), interactive, unknown, or any (the default of `measure`)
    #[arg(long, value_name = "WHO")]
    pub(super) only: Option<Only>,
    /// An entrypoint whose runs are programmatic, beyond those that are known to be (repeatable)
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(super) entrypoint: Vec<String>,
    /// The model of records that name none, such as those of `codex exec`
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(super) assume_model: Option<String>,
    /// A record that cannot be read is an error
    #[arg(long)]
    pub(super) strict: bool,
}

impl RecordArgs {
    /// The first flag that is given.
    pub(super) fn first_flag(&self) -> Option<&'static str> {
        let given = [
            (self.input_format.is_some(), "--input-format"),
            (self.only.is_some(), "--only"),
            (!self.entrypoint.is_empty(), "--entrypoint"),
            (self.assume_model.is_some(), "--assume-model"),
            (self.strict, "--strict"),
        ];
        given.into_iter().find_map(|(is_given, flag)| is_given.then_some(flag))
    }
}

/// What runs used and cost.
#[derive(Debug, ClapArgs)]
pub(super) struct Measure {
    /// Files, folders or patterns of records; `-` is standard input. Without any, the transcripts that Claude Code keeps on this machine
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) records: RecordArgs,
    /// Put the runs together by job, model, project or day
    #[arg(long, value_name = "WHAT", help_heading = "The answer")]
    pub(super) by: Option<ByArg>,
    /// Save what each run used, for `estimate --from`
    #[arg(long, value_name = "FILE", help_heading = "The answer")]
    pub(super) write_profile: Option<PathBuf>,
    /// The day on which a record without a date is priced, in place of today
    #[arg(long, value_name = "DATE", help_heading = "The answer")]
    pub(super) as_of: Option<Day>,
    /// On whose clock days begin, such as Europe/Berlin. Without it, UTC
    #[arg(long, value_name = "ZONE", help_heading = "The answer")]
    pub(super) tz: Option<Zone>,
    #[command(flatten)]
    pub(super) to: ToFile,
}

/// A format of records.
#[derive(Debug, Clone, Copy)]
pub(super) struct InputFormat(pub(super) records::Format);

impl ValueEnum for InputFormat {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [InputFormat; 7] = {
            let [a, b, c, d, e, f, g] = records::Format::ALL;
            [InputFormat(a), InputFormat(b), InputFormat(c), InputFormat(d), InputFormat(e), InputFormat(f), InputFormat(g)]
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.id()))
    }
}

/// Which runs are meant, by who started them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Only {
    Programmatic,
    Interactive,
    Unknown,
    Any,
}

impl Only {
    pub(super) fn used_by(self) -> Option<UsedBy> {
        match self {
            Self::Programmatic => Some(UsedBy::Program),
            Self::Interactive => Some(UsedBy::Person),
            Self::Unknown => Some(UsedBy::Unknown),
            Self::Any => None,
        }
    }
}

/// What runs are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ByArg {
    Job,
    Model,
    Project,
    Day,
}

/// Which run stands for many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TypicalArg {
    Mean,
    Median,
    P90,
    Max,
}

/// Schedules that people have already.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "How often")]
pub(super) struct Schedules {
    /// At the times of a cron schedule, such as "0 3 * * MON-FRI" (repeatable)
    #[arg(long, value_name = "EXPR", help_heading = "How often", allow_hyphen_values = true)]
    pub(super) cron: Vec<String>,
    /// At the times of the lines of a crontab that run an agent (repeatable); `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "How often")]
    pub(super) crontab: Vec<PathBuf>,
    /// Of a crontab, the lines that contain this
    #[arg(long = "match", value_name = "TEXT", help_heading = "How often", value_parser = NonEmptyStringValueParser::new())]
    pub(super) matching: Option<String>,
    /// At the times of a GitHub workflow's agent jobs (repeatable); a folder is all workflows in it, `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "How often")]
    pub(super) workflow: Vec<PathBuf>,
    /// How often another trigger of a workflow happens in a cycle (repeatable): `pull_request=40`
    #[arg(long, value_name = "EVENT=N", help_heading = "How often", value_delimiter = ',')]
    pub(super) events: Vec<EventArg>,
    /// At the times of a systemd timer, such as "Mon..Fri 03:00" (repeatable)
    #[arg(long, value_name = "EXPR", help_heading = "How often", allow_hyphen_values = true)]
    pub(super) oncalendar: Vec<String>,
}

/// The day of asking.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The cycle")]
pub(super) struct Today {
    /// The day of asking, in place of today
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<Day>,
    /// The time zone of today, of the cycle, and of schedules that name none, such as Europe/Berlin; workflows that name none are UTC. Without
    /// it, the zone of all the schedules, or the system's
    #[arg(long, value_name = "ZONE")]
    pub(super) tz: Option<Zone>,
}

/// Where the answers of the other commands go.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Everywhere")]
pub(super) struct ToFile {
    /// Write the answer to a file, whole or not at all
    #[arg(long, short, visible_alias = "output-file", value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// What schedules mean, and when they fire next.
#[derive(Debug, ClapArgs)]
pub(super) struct Schedule {
    /// A cron schedule or a systemd calendar event
    #[arg(value_name = "EXPR")]
    pub(super) expressions: Vec<String>,
    #[command(flatten)]
    pub(super) schedules: Schedules,
    /// The time zone of schedules that name none, such as Europe/Berlin. Without it, the system's
    #[arg(long, value_name = "ZONE", help_heading = "Which instants")]
    pub(super) tz: Option<Zone>,
    /// List what comes after this instant, in place of now: 2026-11-21T03:00, or with Z or an offset
    #[arg(long, value_name = "INSTANT", help_heading = "Which instants")]
    pub(super) after: Option<Instant>,
    /// List so many
    #[arg(long, short = 'n', value_name = "N", help_heading = "Which instants", default_value = "5", value_parser = count_parser, allow_negative_numbers = true)]
    pub(super) count: u64,
    #[command(flatten)]
    pub(super) to: ToFile,
}

fn count_parser(text: &str) -> Result<u64, String> {
    text.parse().map(|Positive(count)| count.get())
}

#[derive(Debug, ClapArgs)]
pub(super) struct Models {
    /// A model, by its exact id, an alias or a cloud's id. Without it, all of them
    #[arg(value_name = "ID")]
    pub(super) id: Option<String>,
    #[command(flatten)]
    pub(super) today: Today,
    #[command(flatten)]
    pub(super) to: ToFile,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Plans {
    /// A plan or a program. Without it, all of them
    #[arg(value_name = "ID")]
    pub(super) id: Option<String>,
    /// Show what others published about the same figures
    #[arg(long)]
    pub(super) claims: bool,
    #[command(flatten)]
    pub(super) today: Today,
    #[command(flatten)]
    pub(super) to: ToFile,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Pricing {
    #[command(subcommand)]
    pub(super) command: PricingCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum PricingCommand {
    /// Read price files and say everything that is wrong with them
    Check(Check),
}

#[derive(Debug, ClapArgs)]
pub(super) struct Check {
    /// A folder of price files. Without it, the built-in ones
    #[arg(value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,
    #[command(flatten)]
    pub(super) to: ToFile,
}

impl Estimate {
    /// The file to which the answer goes, if it goes to one.
    fn file(&self) -> Option<&PathBuf> {
        let named = self.output.iter().find_map(|output| match output {
            Output::File(path) => Some(path),
            Output::Tokens(_) => None,
        });
        self.output_file.as_ref().or(named)
    }

    pub(super) fn writes_file(&self) -> bool {
        self.file().is_some()
    }
}

impl Command {
    /// The file to which the answer goes, if it goes to one.
    pub(super) fn file(&self) -> Option<&PathBuf> {
        match self {
            Self::Estimate(estimate) => estimate.file(),
            Self::Schedule(schedule) => schedule.to.output.as_ref(),
            Self::Measure(measure) => measure.to.output.as_ref(),
            Self::Models(models) => models.to.output.as_ref(),
            Self::Plans(plans) => plans.to.output.as_ref(),
            Self::Pricing(Pricing { command: PricingCommand::Check(check) }) => check.to.output.as_ref(),
        }
    }
}
