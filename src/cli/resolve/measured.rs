//! A run that stands for measured ones.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Understood;
use super::run::{FromArgs, WrittenRun};
use crate::cli::args::{Common, Only, RecordArgs, Today};
use crate::cli::records::find::pattern;
use crate::cli::records::{Records, Wanted, records};
use crate::cli::settings::Settings;
use crate::cli::tables::{reason, tables};
use crate::cli::values::Zone;
use crate::cli::{Failure, World, resolve};
use crate::diagnostic::{Code, Diagnostic};
use crate::estimate::RunSpec;
use crate::measure::{NoTypicalRun, Question, Typical, TypicalRun, measure, profile_of, typical_run};
use crate::pricing::{NoPrice, PriceTable};
use crate::records::{Grouping, profile_file};
use crate::report::number::{count, counted};
use crate::report::phrase::listed;
use crate::source::SourceFile;
use crate::units::OutOfRange;
use crate::usage::{Billing, RunProfile, UsedBy};

/// Measured runs, of which one is to stand for all.
pub(in crate::cli) struct Measured {
    profile: RunProfile,
    typical: Typical,
    /// Runs that somebody else started, by who did.
    left_out: Vec<(UsedBy, u64)>,
    only: Only,
}

/// What was measured, and which run of it stands for all.
pub(super) struct From<'a> {
    pub(super) paths: &'a [PathBuf],
    pub(super) typical: Typical,
    pub(super) records: &'a RecordArgs,
}

/// Reads what is named.
pub(super) fn read(
    common: &Common,
    args: &From<'_>,
    today: &Today,
    settings: &Settings,
    world: &World<'_>,
) -> Result<FromArgs, Failure> {
    let only = args.records.only.unwrap_or(Only::Programmatic);
    let (profiles, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        named(args.paths, world).into_iter().partition(|path| is_profile(path, world));
    let mut profile = RunProfile::default();
    let mut faults = Vec::new();
    for path in profiles {
        let shown = path.display().to_string();
        match world.read_file(&path) {
            Ok(text) => match profile_file::read(&SourceFile::new(shown, text)) {
                Ok(read) => profile.runs.extend(read.runs),
                Err(found) => faults.extend(found),
            },
            Err(error) => faults.push(Diagnostic::new(
                Code::UnreadFile,
                format!("cannot read `{shown}`: {}", reason(&error)),
            )),
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let (mut skipped, mut notes) = (Vec::new(), Vec::new());
    if !paths.is_empty() {
        let of_records = of_records(&paths, common, args, today, settings, world)?;
        (skipped, notes) = (of_records.skipped, of_records.notes);
        profile.runs.extend(of_records.profile.runs);
    }
    let mut left_out: Vec<(UsedBy, u64)> = Vec::new();
    profile.runs.retain(|run| {
        let is_meant = only.used_by().is_none_or(|only| only == run.used_by);
        if !is_meant {
            match left_out.iter_mut().find(|(used_by, _)| *used_by == run.used_by) {
                Some((_, runs)) => *runs += 1,
                None => left_out.push((run.used_by, 1)),
            }
        }
        is_meant
    });
    left_out.sort_unstable();
    if profile.runs.is_empty() && !left_out.is_empty() {
        let meant = only.used_by().map_or("any", UsedBy::id);
        let fault = Diagnostic::new(
            Code::NoRunOfThisUse,
            format!("none of the measured runs is {meant}: there {}", runs_by_use(&left_out)),
        )
        .help("measure all of them with `--only any`");
        let way = "or say whose runs are programmatic with `--entrypoint NAME`; `creditcalc measure PATH --json` shows the entrypoints";
        return Err(if only == Only::Programmatic { fault.help(way) } else { fault }.into());
    }
    if profile.runs.is_empty() {
        let shown: Vec<String> = args.paths.iter().map(|path| format!("`{}`", path.display())).collect();
        return Err(
            Diagnostic::new(Code::NoRunFound, format!("no run was found in {}", listed(&shown))).into()
        );
    }
    if let Some(assumed) = &args.records.assume_model {
        let unnamed =
            profile.runs.iter_mut().flat_map(|run| &mut run.models).filter(|usage| usage.model.is_empty());
        unnamed.for_each(|usage| usage.model.clone_from(assumed));
    }
    Ok(FromArgs {
        written: WrittenRun::Measured(Measured { profile, typical: args.typical, left_out, only }),
        skipped,
        notes,
    })
}

/// What is named, patterns spelled out where no file is called like them.
fn named(paths: &[PathBuf], world: &World<'_>) -> Vec<PathBuf> {
    let spelled = |path: &PathBuf| {
        let is_there = path.as_os_str() == "-" || world.folder.join(path).exists();
        let matches = if is_there { None } else { pattern(&path.display().to_string(), world) };
        let own = |path: PathBuf| path.strip_prefix(&world.folder).map(PathBuf::from).unwrap_or(path);
        match matches {
            Some(matches) if !matches.is_empty() => matches.into_iter().map(own).collect(),
            // What is wrong with it is said where it is read.
            _ => vec![path.clone()],
        }
    };
    paths.iter().flat_map(spelled).collect()
}

/// Whether a file is a profile, by its name or by what it says.
fn is_profile(path: &Path, world: &World<'_>) -> bool {
    path.extension().is_some_and(|ending| ending == "toml") || profile_file::is_one(&world.head_of(path))
}

/// `are 2 interactive runs and 1 unknown run`.
pub(in crate::cli) fn runs_by_use(runs: &[(UsedBy, u64)]) -> String {
    let all: u64 = runs.iter().map(|(_, runs)| runs).sum();
    let words: Vec<String> =
        runs.iter().map(|(used_by, runs)| counted(*runs, &format!("{} run", used_by.id()))).collect();
    format!("{} {}", if all == 1 { "is" } else { "are" }, listed(&words))
}

struct OfRecords {
    profile: RunProfile,
    skipped: Vec<String>,
    notes: Vec<String>,
}

fn of_records(
    paths: &[PathBuf],
    common: &Common,
    args: &From<'_>,
    today: &Today,
    settings: &Settings,
    world: &World<'_>,
) -> Result<OfRecords, Failure> {
    let folder = common.pricing.clone().or_else(|| settings.path("pricing"));
    let table = tables(folder.as_deref(), world)?;
    let zone = settings.or(today.tz.clone(), "tz")?.map_or(TimeZone::UTC, |Zone(zone)| zone);
    let limits = table.prompt_limits();
    let wanted = Wanted {
        paths,
        format: args.records.input_format.map(|format| format.0),
        grouping: Grouping { prompt_limits: &limits, zone: &zone },
        is_strict: args.records.strict,
        is_quiet: common.quiet,
    };
    let Records { runs, skipped, notes, .. } = records(&wanted, world)?;
    let question = Question {
        as_of: resolve::as_of(today, settings)?,
        unnamed: args.records.assume_model.as_deref(),
        only: None,
        programs: &args.records.entrypoint,
    };
    let measured =
        measure(&table, runs, &question).map_err(|reason: OutOfRange| NoPrice::from(reason).diagnostic())?;
    Ok(OfRecords { profile: profile_of(&measured.runs), skipped, notes })
}

impl Measured {
    /// The models that the runs used.
    pub(super) fn models(&self) -> Vec<&str> {
        let mut models: Vec<&str> =
            self.profile.runs.iter().flat_map(|run| &run.models).map(|usage| usage.model.as_str()).collect();
        models.sort_unstable();
        models.dedup();
        models
    }

    /// Whose bill the runs were on, where all that tell it were on the same.
    pub(super) fn billing(&self) -> Billing {
        let mut told =
            self.profile.runs.iter().map(|run| run.billing).filter(|billing| *billing != Billing::Unknown);
        let first = told.next().unwrap_or_default();
        if told.all(|billing| billing == first) { first } else { Billing::Unknown }
    }

    /// The one that stands for all, at the prices of `day`.
    pub(super) fn typical(
        self,
        table: &PriceTable,
        day: Date,
        understood: &mut Understood,
    ) -> Result<RunSpec, Failure> {
        let chosen = typical_run(table, &self.profile, self.typical, day).map_err(|reason| match reason {
            NoTypicalRun::Unpriced(NoPrice::UnknownModel { name, .. }) if name.is_empty() => {
                Diagnostic::new(Code::UnknownModel, "no record names the model of these runs")
                    .help("say which it was with `--assume-model ID`")
            }
            NoTypicalRun::Unpriced(reason) => reason.diagnostic(),
            NoTypicalRun::Empty => Diagnostic::new(Code::NoRunFound, "no run was found"),
        })?;
        let which = match self.typical {
            Typical::Mean => "the mean of",
            Typical::Median => "the median of",
            Typical::P90 => "the p90 of",
            Typical::Max => "the dearest of",
        };
        let use_word = self.only.used_by().map(|used_by| format!("{} ", used_by.id())).unwrap_or_default();
        let TypicalRun { models, of: runs, unpriced, at_least, web_searches } = chosen;
        let noun = if runs == 1 { "run" } else { "runs" };
        let measured = format!("{} measured {use_word}{noun}", count(runs));
        understood.first.push(format!("one run is {which} {measured}, at the prices of {day}"));
        if !self.left_out.is_empty() {
            let words = runs_by_use(&self.left_out);
            let words = words.split_once(' ').map_or(words.as_str(), |(_, runs)| runs);
            understood.first.push(format!("left out: {words} (`--only any` counts them)"));
        }
        if unpriced > 0 {
            understood
                .first
                .push(format!("left out: {} of which a part has no price", counted(unpriced, "run")));
        }
        if at_least > 0 {
            understood.first.push(format!(
                "the output of {} was counted before it was complete: the cost of a run is at least this",
                counted(at_least, "run")
            ));
        }
        let searches: u64 = models.iter().map(|usage| usage.web_searches).sum();
        if let Some(all) = web_searches.filter(|all| searches.checked_mul(runs) != Some(*all)) {
            let (all, each) = (counted(all, "web search"), count(searches));
            understood.first.push(format!("{all} in {} are counted as {each} in each", counted(runs, "run")));
        }
        Ok(RunSpec::Used(models))
    }
}
