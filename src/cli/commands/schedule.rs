//! `creditcalc schedule`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::answer;
use crate::answer::asked::Asked;
use crate::cli::args::guide::Guided;
use crate::cli::args::{NamedFiles, Schedule as Args, Today};
use crate::cli::ask::MachineFiles;
use crate::cli::shell::{CommandOutput, Shell};
use crate::cli::values::day;
use crate::cli::{Failure, World, is_wording};
use crate::diagnostic::{Code, Diagnostic};
use crate::question::{Expression, Reader, Schedules, cron_job, oncalendar_job};
use crate::report::{Page, Report, Rows, json, sheets, views};
use crate::schedule::cron::is_of_another;
use crate::schedule::{Job, Timing, zone};
use crate::source::SourceFile;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let given = shell.settings.zone(args.tz.as_ref())?;
    let zone = given.clone().unwrap_or_else(|| world.clock().zone());
    let today = Today { as_of: args.as_of, tz: args.tz.clone() };
    let files = MachineFiles::new(shell, &today, None, NamedFiles::default(), world);
    let (Schedules { jobs: written, mut notes, mut uses_zone, .. }, read) =
        match (positional(args, &zone), args.schedules.spec().read(&zone, &files)) {
            (Ok(written), Ok(read)) => (written, read),
            // Everything that is wrong on the command line is reported at once.
            (Err(mut faults), Err(more)) => {
                faults.extend(more.into_iter().filter(is_wording));
                return Err(faults.into());
            }
            (Err(faults), _) | (_, Err(faults)) => return Err(faults.into()),
        };
    let jobs: Vec<Job> = written.into_iter().chain(read.jobs).collect();
    // What isn't counted comes first.
    notes.extend(read.cautions.into_iter().map(|caution| caution.text));
    notes.extend(read.notes);
    uses_zone |= read.uses_zone;
    if jobs.is_empty() {
        let question = &Args::GUIDE.question;
        let fault = Diagnostic::new(Code::NoSchedule, "which schedule?");
        let ways = question.ways.iter().map(|(what, line)| format!("{what}: `{line}`"));
        return Err(ways.fold(fault, Diagnostic::help).into());
    }
    if given.is_none() && uses_zone {
        notes.insert(0, format!("assumed: {}", zone::assumed(&zone, "--tz")));
    }
    let after = match args.after {
        Some(instant) => instant.in_zone(&zone)?,
        None => match shell.settings.or(args.as_of, "as_of", day)? {
            Some(day) => {
                day.to_zoned(zone.clone()).map_or_else(|_| world.clock().now(), |start| start.timestamp())
            }
            None => world.clock().now(),
        },
    };
    let count = usize::try_from(args.count.get()).unwrap_or(usize::MAX);
    let fired = jobs.iter().filter(|job| matches!(job.timing, Timing::At(_))).count();
    // Each of them is a line of the answer.
    if count.saturating_mul(fired) > LINES_MAX {
        let title = format!("`--count {}` is too large", args.count);
        return Err(
            Diagnostic::arguments(title, "at most 100,000 times are listed, over all schedules").into()
        );
    }
    // Who says how many wants to see them.
    let lists_each = shell.common.explain || count != COUNT;
    let asked = shell.asked(world);
    shell.write(&Scheduled { jobs: &jobs, after, count, zone: &zone, lists_each, asked }, notes.into(), world)
}

struct Scheduled<'a> {
    jobs: &'a [Job],
    after: Timestamp,
    count: usize,
    zone: &'a TimeZone,
    /// Whether people see the times of each of several schedules.
    lists_each: bool,
    /// The question, where the answer is saved with it.
    asked: Option<Asked>,
}

impl Scheduled<'_> {
    fn answered(&self, notes: &[String]) -> answer::Schedule {
        answer::Schedule::of(self.jobs, self.after, self.count, self.zone, notes.to_vec())
    }
}

impl Report<Failure> for Scheduled<'_> {
    fn page(&self) -> Page {
        let utc = &TimeZone::UTC;
        let lists_each = self.lists_each;
        views::schedules(self.jobs, views::Asked { after: self.after, count: self.count, lists_each, utc })
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::instants(&self.answered(&[])).into())
    }

    fn json(&self, notes: &[String]) -> String {
        let mut answer = self.answered(notes);
        answer.inputs.question.clone_from(&self.asked);
        json::write(&answer)
    }
}

const LINES_MAX: usize = 100_000;
/// How many times are listed by default.
const COUNT: usize = 5;

/// The expressions that stand on the command line without a flag, each in the language that it looks like.
fn positional(args: &Args, zone: &TimeZone) -> Result<Schedules, Vec<Diagnostic>> {
    let (mut read, mut faults) = (Schedules::default(), Vec::new());
    // Five words for five expressions: the quotes were forgotten.
    let joined = args.expressions.join(" ");
    let is_one = args.expressions.len() == 5 && args.expressions.iter().all(|word| !word.contains(' '));
    if is_one && argument(&joined).job(cron_job, zone).is_ok() {
        let fault = Diagnostic::new(Code::NoSchedule, "put the five fields in quotes");
        return Err(vec![fault.help(format!("write `creditcalc schedule \"{joined}\"`"))]);
    }
    for expression in &args.expressions {
        let written = argument(expression);
        let (first, second): (Reader, Reader) = if looks_like_systemd(expression) {
            (oncalendar_job, cron_job)
        } else {
            (cron_job, oncalendar_job)
        };
        // A fault is reported in the language that it looks like; what is right in the other one is no fault.
        let job = written.job(first, zone).or_else(|fault| written.job(second, zone).map_err(|_| fault));
        read.take(job, zone, &mut faults);
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

/// An expression that stands on the command line without a flag.
fn argument(expression: &str) -> Expression {
    Expression::alone(SourceFile::argument("schedule", "creditcalc schedule", expression.to_owned()))
}

/// Whether an expression is a calendar event of systemd and not five fields of cron.
fn looks_like_systemd(expression: &str) -> bool {
    let words: Vec<&str> = expression.split_whitespace().collect();
    let is_date = |word: &&str| {
        word.contains('*') && word.matches('-').count() >= 1 && !word.contains('/')
            || word.matches('-').count() == 2
    };
    match words.as_slice() {
        [] => false,
        _ if is_of_another(expression) => false,
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
