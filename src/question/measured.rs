//! A run that stands for measured ones.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::assumptions::Assumptions;
use super::files::{Files, ReadRecords, reason};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::RunSpec;
use crate::measure::{NoTypicalRun, Typical, TypicalRun, typical_run};
use crate::phrase::{count, counted, listed, quoted};
use crate::pricing::{NoPrice, PriceTable};
use crate::records::profile_file;
use crate::source::SourceFile;
use crate::usage::{Billing, RunProfile, UsedBy};

/// Which measured runs a run stands for, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasuredSpec {
    /// Records, folders or patterns of them, and profiles.
    pub paths: Vec<PathBuf>,
    /// Which of the runs stands for all.
    pub typical: Typical,
    /// By whom they were started; `None` is anybody.
    pub only: Option<UsedBy>,
    /// The model of runs that name none.
    pub assumed_model: Option<String>,
    /// In which words the question is asked.
    pub words: Vocabulary,
}

/// Measured runs, of which one is to stand for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    profile: RunProfile,
    typical: Typical,
    /// Runs that somebody else started, by who did.
    left_out: Vec<(UsedBy, u64)>,
    only: Option<UsedBy>,
}

/// Measured runs, and what to know about how they were read.
#[derive(Debug)]
pub struct ReadMeasured {
    /// The runs.
    pub measured: Measured,
    /// What could not be read, one line each.
    pub skipped: Vec<String>,
    /// What to know about how they were read.
    pub notes: Vec<String>,
}

impl MeasuredSpec {
    /// Reads what is named. Records without a date are priced on `day`; without one, on the day of asking.
    ///
    /// # Errors
    ///
    /// When files cannot be read, or none of their runs is meant.
    pub fn read(&self, files: &dyn Files, day: Option<Date>) -> Result<ReadMeasured, Vec<Diagnostic>> {
        let Named { profiles, records: paths, skipped: mut unread } = Named::of(&self.paths, files);
        let mut profile = self.profiles(&profiles, files)?;
        let mut records = ReadRecords::default();
        if !paths.is_empty() {
            let located = |fault| if self.words == Vocabulary::Keys { relative(fault) } else { fault };
            records = files
                .records(&paths, day)
                .map_err(|faults| faults.into_iter().map(located).collect::<Vec<_>>())?;
            profile.runs.append(&mut records.profile.runs);
        }
        let left_out = self.keep_meant(&mut profile);
        if profile.runs.is_empty() && !left_out.is_empty() {
            return Err(vec![self.none_meant(&left_out)]);
        }
        if profile.runs.is_empty() {
            let shown = quoted(self.paths.iter().map(|path| path.display()));
            return Err(vec![Diagnostic::new(Code::NoRunFound, format!("no run found in {shown}"))]);
        }
        if let Some(assumed) = &self.assumed_model {
            let usages = profile.runs.iter_mut().flat_map(|run| &mut run.models);
            let unnamed = usages.filter(|usage| usage.model.is_empty());
            unnamed.for_each(|usage| usage.model.clone_from(assumed));
        }
        let measured = Measured { profile, typical: self.typical, left_out, only: self.only };
        unread.extend(records.skipped);
        Ok(ReadMeasured { measured, skipped: unread, notes: records.notes })
    }

    /// The runs of all profiles.
    fn profiles(&self, paths: &[PathBuf], files: &dyn Files) -> Result<RunProfile, Vec<Diagnostic>> {
        let (mut profile, mut faults) = (RunProfile::default(), Vec::new());
        for path in paths {
            let shown = path.display().to_string();
            match files.read(path) {
                // What a scenario names may be somebody's secrets.
                Ok(text) if self.words == Vocabulary::Keys && !profile_file::is_one(text.as_bytes()) => {
                    faults.push(profile_file::none(&shown));
                }
                Ok(text) => match profile_file::read(&SourceFile::in_words(shown, text, self.words)) {
                    Ok(read) => profile.runs.extend(read.runs),
                    Err(found) => faults.extend(found),
                },
                Err(error) => {
                    let fault = Diagnostic::new(
                        Code::UnreadFile,
                        format!("cannot read `{shown}`: {}", reason(&error)),
                    );
                    faults.push(if self.words == Vocabulary::Keys { relative(fault) } else { fault });
                }
            }
        }
        if faults.is_empty() { Ok(profile) } else { Err(faults) }
    }

    /// Leaves runs out that somebody else started; how many, by who did.
    fn keep_meant(&self, profile: &mut RunProfile) -> Vec<(UsedBy, u64)> {
        let mut left_out: Vec<(UsedBy, u64)> = Vec::new();
        profile.runs.retain(|run| {
            let is_meant = self.only.is_none_or(|only| only == run.used_by);
            if !is_meant {
                match left_out.iter_mut().find(|(used_by, _)| *used_by == run.used_by) {
                    Some((_, runs)) => *runs += 1,
                    None => left_out.push((run.used_by, 1)),
                }
            }
            is_meant
        });
        left_out.sort_unstable();
        left_out
    }

    fn none_meant(&self, left_out: &[(UsedBy, u64)]) -> Diagnostic {
        let meant = self.only.map_or("any", UsedBy::id);
        let title = format!("none of the measured runs is {meant}: there {}", runs_by_use(left_out));
        let fault = Diagnostic::new(Code::NoRunOfThisUse, title);
        match self.words {
            Vocabulary::Flags | Vocabulary::Elsewhere => {
                let fault = fault.help("to use all of them, add `--only any`");
                let way = "or count an entrypoint as programmatic with `--entrypoint NAME`; `creditcalc measure \
                PATH --json` lists the entrypoints";
                if self.only == Some(UsedBy::Program) { fault.help(way) } else { fault }
            }
            // Which of the measured runs count is no key: a profile says it.
            Vocabulary::Keys => fault
                .help("count runs as programmatic in a profile of your own: `creditcalc measure PATH --entrypoint NAME --write-profile audit.profile.toml`")
                .help("`creditcalc measure PATH --json` lists the entrypoints"),
        }
    }
}

/// A path that leads nowhere may be meant from elsewhere; what has a way out of its own is there.
fn relative(fault: Diagnostic) -> Diagnostic {
    if fault.code == Code::UnreadFile && fault.help.is_empty() {
        fault.help("paths are relative to the file that names them")
    } else {
        fault
    }
}

/// What is named, by what it holds.
#[derive(Default)]
struct Named {
    profiles: Vec<PathBuf>,
    records: Vec<PathBuf>,
    /// What patterns could not read, one line each.
    skipped: Vec<String>,
}

impl Named {
    /// Patterns are spelled out where no file is called like them and one that is meant is a profile. What else
    /// is wrong with them is said where records are read.
    fn of(paths: &[PathBuf], files: &dyn Files) -> Self {
        let mut named = Self::default();
        for path in paths {
            let is_there = path.as_os_str() == "-" || files.exists(path);
            let matching = if is_there { None } else { files.matching(path) }.unwrap_or_default();
            let (profiles, records): (Vec<_>, Vec<_>) =
                matching.paths.into_iter().partition(|path| is_profile(path, files));
            if !profiles.is_empty() {
                named.profiles.extend(profiles);
                named.records.extend(records);
                named.skipped.extend(matching.skipped.into_iter().chain(matching.passed));
            } else if records.is_empty() && is_profile(path, files) {
                named.profiles.push(path.clone());
            } else {
                named.records.push(path.clone());
            }
        }
        named
    }
}

/// Whether a file is a profile, by its name or by what it says.
fn is_profile(path: &Path, files: &dyn Files) -> bool {
    path.extension().is_some_and(|ending| ending == "toml") || profile_file::is_one(&files.head(path))
}

/// `are 2 interactive runs and 1 unknown run`.
pub(crate) fn runs_by_use(runs: &[(UsedBy, u64)]) -> String {
    let all: u64 = runs.iter().map(|(_, runs)| runs).sum();
    format!("{} {}", if all == 1 { "is" } else { "are" }, counted_by_use(runs))
}

fn counted_by_use(runs: &[(UsedBy, u64)]) -> String {
    listed(runs.iter().map(|(used_by, runs)| counted(*runs, &format!("{} run", used_by.id()))))
}

impl Measured {
    /// What the runs used, each as a whole.
    pub(super) fn profile(&self) -> &RunProfile {
        &self.profile
    }

    /// The models that the runs used.
    pub(super) fn models(&self) -> Vec<&str> {
        let usages = self.profile.runs.iter().flat_map(|run| &run.models);
        let mut models: Vec<&str> = usages.map(|usage| usage.model.as_str()).collect();
        models.sort_unstable();
        models.dedup();
        models
    }

    /// Whose bill the runs were on, where all that tell it were on the same.
    pub(super) fn billing(&self) -> Billing {
        let mut known =
            self.profile.runs.iter().map(|run| run.billing).filter(|billing| *billing != Billing::Unknown);
        let first = known.next().unwrap_or_default();
        if known.all(|billing| billing == first) { first } else { Billing::Unknown }
    }

    /// The one that stands for all, at the prices of `day`.
    pub(super) fn typical(
        self,
        table: &PriceTable,
        day: Date,
        words: Vocabulary,
        assumptions: &mut Assumptions,
    ) -> Result<RunSpec, Diagnostic> {
        let chosen = typical_run(table, &self.profile, self.typical, day)
            .map_err(|reason| no_typical_run(&reason, words))?;
        let which = match self.typical {
            Typical::Mean => "the mean of",
            Typical::Median => "the median of",
            Typical::P90 => "the p90 of",
            Typical::Max => "the dearest of",
        };
        let use_word = self.only.map(|used_by| format!("{} ", used_by.id())).unwrap_or_default();
        let TypicalRun { models, of: runs, unpriced, at_least, web_searches } = chosen;
        let noun = if runs == 1 { "run" } else { "runs" };
        let Assumptions { stands_for, about_runs: about, cautions, .. } = assumptions;
        stands_for.push(format!(
            "one run is {which} {} measured {use_word}{noun}, at the prices of {day}",
            count(runs)
        ));
        if !self.left_out.is_empty() {
            // A file has no key for it: a profile says whose runs count.
            let way = if words == Vocabulary::Flags { " (`--only any` counts them)" } else { "" };
            about.push(format!("left out: {}{way}", counted_by_use(&self.left_out)));
        }
        if unpriced > 0 {
            cautions.push(format!("left out: {} with an unpriced part", counted(unpriced, "run")));
        }
        if at_least > 0 {
            cautions.push(format!(
                "the output of {} was cut off, so a run costs at least this",
                counted(at_least, "run")
            ));
        }
        let searches: u64 = models.iter().map(|usage| usage.web_searches).sum();
        if let Some(all) = web_searches.filter(|all| searches.checked_mul(runs) != Some(*all)) {
            let (all, each) = (counted(all, "web search"), count(searches));
            about.push(format!("{all} in {} are counted as {each} per run", counted(runs, "run")));
        }
        Ok(RunSpec::Used(models))
    }
}

fn no_typical_run(reason: &NoTypicalRun, words: Vocabulary) -> Diagnostic {
    match reason {
        NoTypicalRun::Unpriced(NoPrice::UnknownModel { name, .. }) if name.is_empty() => {
            Diagnostic::new(Code::UnknownModel, "no record names the model of these runs").help(match words {
                Vocabulary::Flags | Vocabulary::Elsewhere => "if you know the model, add `--assume-model ID`",
                Vocabulary::Keys => {
                    "if you know the model, name it in a profile: `creditcalc measure PATH \
                    --assume-model ID --write-profile audit.profile.toml`"
                }
            })
        }
        NoTypicalRun::Unpriced(reason) => reason.diagnostic(words),
        NoTypicalRun::Empty => Diagnostic::new(Code::NoRunFound, "no run found"),
    }
}
