//! A run that stands for measured ones.

use std::path::PathBuf;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Understood;
use super::run::{FromArgs, WrittenRun};
use crate::cli::args::{Common, Estimate, Only, TypicalArg};
use crate::cli::records::{Records, Wanted, records};
use crate::cli::settings::Settings;
use crate::cli::tables::{reason, tables};
use crate::cli::values::Zone;
use crate::cli::{Failure, World, resolve};
use crate::diagnostic::Diagnostic;
use crate::estimate::RunSpec;
use crate::measure::{NoTypicalRun, Question, Typical, measure, profile_of, typical_run};
use crate::pricing::PriceTable;
use crate::records::{Grouping, profile_file};
use crate::report::number::counted;
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

/// Reads what `--from` names.
pub(super) fn read(common: &Common, args: &Estimate, settings: &Settings, world: &World<'_>) -> Result<FromArgs, Failure> {
    let only = args.records.only.unwrap_or(Only::Programmatic);
    let is_profile = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "toml");
    let (profiles, paths): (Vec<_>, Vec<_>) = args.from.iter().partition(is_profile);
    let mut profile = RunProfile::default();
    let mut faults = Vec::new();
    for path in profiles {
        let shown = path.display().to_string();
        match world.read_file(path) {
            Ok(text) => match profile_file::read(&SourceFile::new(shown, text)) {
                Ok(read) => profile.runs.extend(read.runs),
                Err(found) => faults.extend(found),
            },
            Err(error) => faults.push(Diagnostic::new("C503", format!("cannot read `{shown}`: {}", reason(&error)))),
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let (mut skipped, mut notes) = (Vec::new(), Vec::new());
    if !paths.is_empty() {
        let paths: Vec<_> = paths.into_iter().cloned().collect();
        let of_records = of_records(&paths, common, args, settings, world)?;
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
        return Err(Diagnostic::new("U116", format!("none of the measured runs is {meant}: there are {}", by_use(&left_out)))
            .help("measure all of them with `--only any`")
            .help("or say whose runs are programmatic with `--entrypoint NAME`; `creditcalc measure PATH --json` shows the entrypoints")
            .into());
    }
    let typical = match args.typical {
        None | Some(TypicalArg::Mean) => Typical::Mean,
        Some(TypicalArg::Median) => Typical::Median,
        Some(TypicalArg::P90) => Typical::P90,
        Some(TypicalArg::Max) => Typical::Max,
    };
    Ok(FromArgs { written: WrittenRun::Measured(Measured { profile, typical, left_out, only }), skipped, notes })
}

/// `2 interactive and 1 unknown`.
fn by_use(runs: &[(UsedBy, u64)]) -> String {
    listed(&runs.iter().map(|(used_by, runs)| format!("{} {}", crate::report::number::count(*runs), used_by.id())).collect::<Vec<_>>())
}

struct OfRecords {
    profile: RunProfile,
    skipped: Vec<String>,
    notes: Vec<String>,
}

fn of_records(paths: &[PathBuf], common: &Common, args: &Estimate, settings: &Settings, world: &World<'_>) -> Result<OfRecords, Failure> {
    let folder = common.pricing.clone().or_else(|| settings.path("pricing"));
    let table = tables(folder.as_deref(), world)?;
    let zone = settings.or(args.today.tz.clone(), "tz")?.map_or(TimeZone::UTC, |Zone(zone)| zone);
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
        as_of: resolve::as_of(&args.today, settings)?,
        unnamed: args.records.assume_model.as_deref(),
        only: None,
        programs: &args.records.entrypoint,
    };
    let measured = measure(&table, runs, &question).map_err(|reason: OutOfRange| crate::pricing::NoPrice::from(reason).diagnostic())?;
    Ok(OfRecords { profile: profile_of(&measured.runs), skipped, notes })
}

impl Measured {
    /// The models that the runs used.
    pub(super) fn models(&self) -> Vec<&str> {
        let mut models: Vec<&str> = self.profile.runs.iter().flat_map(|run| &run.models).map(|usage| usage.model.as_str()).collect();
        models.sort_unstable();
        models.dedup();
        models
    }

    /// Whose bill the runs were on, where all that tell it were on the same.
    pub(super) fn billing(&self) -> Billing {
        let mut told = self.profile.runs.iter().map(|run| run.billing).filter(|billing| *billing != Billing::Unknown);
        let first = told.next().unwrap_or_default();
        if told.all(|billing| billing == first) { first } else { Billing::Unknown }
    }

    /// The one that stands for all, at the prices of `day`.
    pub(super) fn typical(self, table: &PriceTable, day: Date, understood: &mut Understood) -> Result<RunSpec, Failure> {
        let all = u64::try_from(self.profile.runs.len()).unwrap_or(u64::MAX);
        let (models, unpriced) = typical_run(table, &self.profile, self.typical, day).map_err(|reason| match reason {
            NoTypicalRun::Unpriced(reason) => reason.diagnostic(),
            NoTypicalRun::Empty => Diagnostic::new("U113", "no record of a run was found: the profile has no runs"),
        })?;
        let which = match self.typical {
            Typical::Mean => "the mean of",
            Typical::Median => "the median of",
            Typical::P90 => "the p90 of",
            Typical::Max => "the dearest of",
        };
        let use_word = self.only.used_by().map(|used_by| format!("{} ", used_by.id())).unwrap_or_default();
        let runs = all - unpriced;
        let noun = if runs == 1 { "run" } else { "runs" };
        let measured = format!("{} measured {use_word}{noun}", crate::report::number::count(runs));
        understood.notes.push(format!("one run is {which} {measured}, at the prices of {day}"));
        if !self.left_out.is_empty() {
            understood.notes.push(format!("left out: {} (`--only any` counts them)", {
                let all: u64 = self.left_out.iter().map(|(_, runs)| runs).sum();
                format!("{} {}", by_use(&self.left_out), if all == 1 { "run" } else { "runs" })
            }));
        }
        if unpriced > 0 {
            understood.notes.push(format!("left out: {} of which a part has no price", counted(unpriced, "run")));
        }
        let at_least = self.profile.runs.iter().filter(|run| run.is_output_at_least).count();
        if at_least > 0 {
            understood.notes.push(format!(
                "the output of {} was counted before it was complete: the cost of a run is at least this",
                counted(u64::try_from(at_least).unwrap_or(u64::MAX), "run")
            ));
        }
        Ok(RunSpec::Used(models))
    }
}
