//! `creditcalc schedule`.

use jiff::tz::TimeZone;

use crate::cli::args::{Common, Format, Schedule as Args};
use crate::cli::schedules::{self, Read};
use crate::cli::settings::Settings;
use crate::cli::values::{Instant, Zone};
use crate::cli::{Answer, Failure, World, resolve};
use crate::diagnostic::{Code, Diagnostic};
use crate::report::{csv, json, markdown, text, views};
use crate::schedule::{Job, Timing, zone};
use crate::source::SourceFile;

pub(in crate::cli) fn run(
    common: &Common,
    args: &Args,
    settings: &Settings,
    world: &World<'_>,
) -> Result<Answer, Failure> {
    let format = resolve::format(common, settings)?;
    let given = settings.or(args.tz.clone(), "tz")?.map(|Zone(zone)| zone);
    let zone = given.clone().unwrap_or_else(World::zone);
    let (Read { jobs: written, mut notes, mut uses_zone, .. }, read) =
        match (positional(args, &zone), schedules::read(&args.schedules, &zone, world)) {
            (Ok(written), Ok(read)) => (written, read),
            // Everything that is wrong on the command line is told at once.
            (Err(Failure::Wording(mut faults)), Err(Failure::Wording(more))) => {
                faults.extend(more);
                return Err(Failure::Wording(faults));
            }
            (Err(failure), _) | (_, Err(failure)) => return Err(failure),
        };
    let jobs: Vec<Job> = written.into_iter().chain(read.jobs).collect();
    notes.extend(read.notes);
    uses_zone |= read.uses_zone;
    if jobs.is_empty() {
        let fault = Diagnostic::new(Code::NoSchedule, "no schedule is asked about");
        return Err(Failure::Wording(vec![fault.help(
            "write `creditcalc schedule \"0 3 * * MON-FRI\"`, or name a file with `--crontab FILE`",
        )]));
    }
    if given.is_none() && uses_zone {
        notes.insert(0, format!("assumed: times in {} (`--tz`)", zone::name(&zone)));
    }
    let after = match &args.after {
        Some(Instant(instant)) => instant.in_zone(&zone)?,
        None => World::now(),
    };
    let count = usize::try_from(args.count).unwrap_or(usize::MAX);
    let fired = jobs.iter().filter(|job| matches!(job.timing, Timing::At(_))).count();
    // Each of them is a line of the answer.
    if count.saturating_mul(fired) > LINES_MAX {
        let fault = Diagnostic::new(
            Code::ArgumentsExclude,
            format!("`--count {}` asks for more instants than are listed", args.count),
        );
        return Err(Failure::Wording(vec![fault.help("up to 100,000 are, over all schedules")]));
    }
    let page = || views::schedules(&jobs, after, count, &TimeZone::UTC);
    let text = match format {
        Format::Table => text::draw(&page(), world.look(common, settings, args.to.output.is_some())?),
        Format::Markdown => markdown::draw(&page()),
        Format::Csv => csv::schedules(&jobs, after, count),
        Format::Json => json::schedules(&jobs, after, count, &zone, &notes),
    };
    Ok(Answer { text, notes, ..Answer::default() })
}

const LINES_MAX: usize = 100_000;

/// The expressions that stand on the command line without a flag, each in the language that it looks like.
fn positional(args: &Args, zone: &TimeZone) -> Result<Read, Failure> {
    let (mut read, mut faults) = (Read::default(), Vec::new());
    // Five words for five expressions: the quotes were forgotten.
    let joined = args.expressions.join(" ");
    let is_one = args.expressions.len() == 5 && args.expressions.iter().all(|word| !word.contains(' '));
    if is_one && schedules::cron_job(&argument(&joined), zone).is_ok() {
        let fault =
            Diagnostic::new(Code::NoSchedule, "these five words are one schedule, and each is read as one");
        return Err(Failure::Wording(vec![fault.help(format!("write `creditcalc schedule \"{joined}\"`"))]));
    }
    for expression in &args.expressions {
        let source = argument(expression);
        let (first, second): (Reader, Reader) = if looks_like_systemd(expression) {
            (schedules::oncalendar_job, schedules::cron_job)
        } else {
            (schedules::cron_job, schedules::oncalendar_job)
        };
        // A fault is told in the language that it looks like; what is right in the other one is no fault.
        let job = first(&source, zone).or_else(|fault| second(&source, zone).map_err(|_| fault));
        read.take(job, zone, &mut faults);
    }
    if faults.is_empty() { Ok(read) } else { Err(Failure::Wording(faults)) }
}

/// An expression that stands on the command line without a flag.
fn argument(expression: &str) -> SourceFile {
    SourceFile::argument("schedule", "creditcalc schedule", expression.to_owned())
}

type Reader = fn(&SourceFile, &TimeZone) -> Result<(Job, Option<String>), Diagnostic>;

/// Whether an expression is a calendar event of systemd and not five fields of cron.
fn looks_like_systemd(expression: &str) -> bool {
    let words: Vec<&str> = expression.split_whitespace().collect();
    let is_date = |word: &&str| {
        word.contains('*') && word.matches('-').count() >= 1 && !word.contains('/')
            || word.matches('-').count() == 2
    };
    match words.as_slice() {
        [] => false,
        [one] if one.starts_with('@') => one[1..].starts_with(|first: char| first.is_ascii_digit()),
        // A single word is no cron; but a number is more likely the beginning of one.
        [one] => !one.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*' || byte == b'/'),
        words if words.len() >= 5 => false,
        words => {
            words.iter().any(|word| word.contains(':') || word.contains("..") || word.contains('~'))
                || words.iter().any(is_date)
        }
    }
}
