//! `creditcalc measure PATH…`.

use std::path::PathBuf;

use jiff::tz::TimeZone;

use crate::answer::measure::{Measure, Measuring};
use crate::answer::{self, Asked};
use crate::cli::args::{Measure as Args, Today, WindowArgs};
use crate::cli::records::{Records, RecordsRequest, records};
use crate::cli::settings::Settings;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::window::{Now, Told};
use crate::cli::{Failure, World, typed};
use crate::diagnostic::{Code, Diagnostic};
use crate::measure::{
    By, Measurement, Outside, Question, RecordsRead, Share, Window, breakdown, measure, profile_of,
};
use crate::phrase::{count, counted, read_as};
use crate::pricing::{NoPrice, PriceTable};
use crate::question::runs_by_use;
use crate::records::{Grouping, profile_file};
use crate::report::measured::{
    notes_on_bounds, notes_on_reports, outside_window, settled_lifetimes, window_in_words,
};
use crate::report::workbook::Workbook;
use crate::report::{FocusVersion, Page, Report, Rows, focus, json, sheets, views};
use crate::units::length;
use crate::usage::UsedBy;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let Shell { common, settings, .. } = *shell;
    if args.write_profile.as_ref().is_some_and(|path| path.as_os_str() == "-") {
        let title = "`--write-profile` needs a file, not `-`";
        return Err(Diagnostic::arguments(title, "name one: `--write-profile audit.profile.toml`").into());
    }
    let are_charges = shell.writes_charges(args.focus_version)?;
    let zone = settings.zone(args.tz.as_ref())?.unwrap_or(TimeZone::UTC);
    let today = Today { as_of: args.as_of, tz: args.tz.clone() };
    let window = window(&args.window, &today, &zone, settings)?;
    // What has no date is priced on this day, and prices change with UTC's days.
    let as_of = Today { as_of: args.as_of, tz: Some(TimeZone::UTC) }.day(settings)?;
    let table = shell.tables(world)?;
    let limits = table.prompt_limits();
    let grouping = Grouping { prompt_limits: &limits, zone: &zone };
    let wanted = RecordsRequest::new(shell, &args.paths, grouping, as_of).by_flags(&args.records);
    let Records { runs, reading, is_input_read, skipped, mut notes } = records(&wanted, world)?;
    let only = args.records.only.flatten();
    let assumed = args.records.assume_model.as_deref();
    let spelled = assumed.and_then(|name| table.model_spelled(name));
    notes.extend(spelled.zip(assumed).map(|(name, written)| read_as(written, name)));
    let question = Question {
        as_of,
        unnamed: spelled.or(assumed),
        only,
        window,
        programs: &args.records.entrypoint,
        with_lines: common.explain,
    };
    let measured = measure(&table, runs, &question)?;
    notes.extend(notes_on_bounds(&measured, &reading));
    if measured.undated > 0 {
        let (has, is) = if measured.undated == 1 { ("has", "is") } else { ("have", "are") };
        let runs = counted(measured.undated, "run");
        notes.push(format!("{runs} {has} no date and {is} priced as of {as_of}"));
    }
    notes.extend(settled_lifetimes(&measured));
    let shares = args.by.map(|by| breakdown(&measured.runs, by).map(|shares| (by, shares))).transpose()?;
    let shares = shares.as_ref().map(|(by, shares)| (*by, shares.as_slice()));
    let faults = nothing_priced(&measured, question.unnamed);
    let days_only = measured.reported.rows > 0 && measured.reported.rows == length(measured.runs.len());
    if args.write_profile.is_some() && days_only {
        let title = "usage reports add up days and hold no runs, so there is no run to write a profile of";
        return Err(Diagnostic::new(Code::NoRunFound, title).help("leave `--write-profile` out").into());
    }
    let (mut written, mut notes) = (None, Notes::from(notes));
    for clause in notes_on_reports(&measured, &reading).into_iter().chain(outside_window(&measured)) {
        notes.add(clause, true);
    }
    if are_charges {
        notes.cautions(charges_in_words(&measured));
    }
    if let Some(path) = args.write_profile.as_ref().filter(|_| faults.is_empty()) {
        let profile = profile_of(&measured.runs, &limits);
        written = Some((path.clone(), profile_file::write(&profile, as_of)));
        let runs = counted(u64::try_from(profile.runs.len()).unwrap_or(u64::MAX), "run");
        notes.wrote(format!("wrote the profile of {runs} to `{}`", path.display()));
    }
    let inputs = Measuring { as_of, only, explain: common.explain };
    let next = if is_input_read { None } else { next(args, &measured, world) };
    let version = args.focus_version.unwrap_or_default();
    let asked = shell.asked(world);
    let report =
        Measured { table: &table, inputs, runs: &measured, reading: &reading, shares, next, version, asked };
    let output = shell.write(&report, notes, world)?;
    Ok(CommandOutput { profile: written, skipped, faults, ..output })
}

struct Measured<'a, 't> {
    table: &'a PriceTable,
    inputs: Measuring,
    runs: &'a Measurement<'t>,
    reading: &'a RecordsRead,
    shares: Option<(By, &'a [Share])>,
    /// The command that plans such runs.
    next: Option<String>,
    /// In which columns charges are written.
    version: FocusVersion,
    /// The question, where the answer is saved with it.
    asked: Option<Asked>,
}

impl Report<Failure> for Measured<'_, '_> {
    fn page(&self) -> Page {
        let mut page = views::measure(self.runs, self.reading, self.shares, self.next.as_deref());
        if self.inputs.explain {
            views::explain_measured(&mut page, self.runs, self.reading);
        }
        page
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(match self.shares {
            Some((by, shares)) => sheets::shares(by, shares).into(),
            None => sheets::measured_runs(self.runs, self.reading),
        })
    }

    fn json(&self, notes: &[String]) -> String {
        let notes = notes.to_vec();
        let mut answer = Measure::of(self.table, &self.inputs, self.runs, self.reading, self.shares, notes);
        answer.inputs.question.clone_from(&self.asked);
        json::write(&answer)
    }

    fn charges(&self) -> Result<Option<Rows<'_>>, Failure> {
        Ok(Some(focus::rows(self.version, answer::focus::measured(self.runs))))
    }

    /// The rows with their sums: what a run used of a model is in one row, and a run may be in several shares.
    fn workbook(&self, notes: &[String]) -> Result<Workbook<'_>, Failure> {
        let sheet = self.rows()?.into_sheet().with_sums("all", &SUMS);
        let page = self.page().shortened();
        Ok(Workbook::of_answer("Measured runs", page.headline(), sheet).with_notes(notes))
    }
}

/// What charges leave open: what has no price is in none of them, and not all records say who pays.
fn charges_in_words(measured: &Measurement<'_>) -> Vec<String> {
    let mut words = Vec::new();
    let tokens = measured.unpriced.iter().fold(0_u64, |sum, unpriced| sum.saturating_add(unpriced.tokens));
    if !measured.unpriced.is_empty() {
        let tokens = counted(tokens, "token");
        words.push(format!(
            "{tokens} without a price are in no charge; `creditcalc measure` lists their models"
        ));
    }
    // A run without a price is in no charge.
    let unknown = measured.facts.unknown_payer;
    if unknown > 0 {
        let runs = counted(unknown, "run");
        words.push(format!("records don't say who pays for {runs}: their `BilledCost` is the list price"));
    }
    words
}

/// What can be added up over the rows.
const SUMS: [&str; 11] = [
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "cache_write_30m_tokens",
    "cache_write_12h_tokens",
    "cache_write_tokens",
    "web_searches",
    "cost_usd",
    "cost_high_usd",
];

/// The time that is asked about.
pub(super) fn window(
    args: &WindowArgs,
    today: &Today,
    zone: &TimeZone,
    settings: &Settings,
) -> Result<Window, Diagnostic> {
    let now = match today.given(settings)? {
        Some(day) => Now::end_of(day, zone)?,
        None => Now::at(settings.clock().now(), zone),
    };
    let told = Told { since: args.since.as_ref(), until: args.until.as_ref(), last: args.last };
    Ok(Window { newest: args.newest, ..told.window(&now)? })
}

/// The command that plans such runs, to be pasted; `None` where there is nothing to plan.
fn next(args: &Args, measured: &Measurement<'_>, world: &World<'_>) -> Option<String> {
    // Sums of days plan nothing.
    measured.summary.filter(|_| measured.reported.rows == 0)?;
    let mut words: Vec<String> = Vec::new();
    if !measured.window.is_all() {
        // An estimate knows no time, but a profile holds the runs of one.
        let profile = typed::quoted(args.write_profile.as_ref()?.to_str()?);
        let only = if measured.by_use.iter().any(|(used_by, ..)| *used_by == UsedBy::Program) {
            ""
        } else {
            " --only any"
        };
        return Some(format!("creditcalc estimate --from {profile}{only} --cron \"30 2 * * *\""));
    }
    for path in &args.paths {
        words.extend(["--from".to_owned(), typed::quoted(path.to_str()?)]);
    }
    if args.paths.is_empty() {
        // The usual place, as its owner would write it.
        let home = PathBuf::from(world.variable("HOME")?);
        let is_usual = world.variable("CLAUDE_CONFIG_DIR").is_none() && home.join(USUAL).is_dir();
        words.extend(["--from".to_owned(), is_usual.then(|| format!("~/{USUAL}"))?]);
    }
    let only = args.records.only.map(|only| only.map_or("any", UsedBy::id));
    // An estimate counts programmatic runs by default.
    let is_programmatic = measured.facts.has_programmatic;
    if let Some(only) = only.or((!is_programmatic).then_some("any")) {
        words.extend(["--only", only].map(str::to_owned));
    }
    for (flag, value) in args
        .records
        .entrypoint
        .iter()
        .map(|name| ("--entrypoint", name.as_str()))
        .chain(args.records.assume_model.iter().map(|id| ("--assume-model", id.as_str())))
    {
        words.extend([flag.to_owned(), typed::quoted(value)]);
    }
    if let Some(format) = args.records.input_format {
        words.extend(["--input-format", format.id()].map(str::to_owned));
    }
    Some(format!("creditcalc estimate {} --cron \"30 2 * * *\"", words.join(" ")))
}

/// Where Claude Code keeps its transcripts, below the home folder.
const USUAL: &str = ".claude/projects";

/// What is said where no run started in the time that is asked about, with the nearest ones.
fn none_in_window(measured: &Measurement<'_>) -> Diagnostic {
    let Measurement { window, outside, .. } = measured;
    let when = window_in_words(window);
    let when = if when.is_empty() { "on a known day".to_owned() } else { when };
    let title = format!("no run started {when}");
    let day = |at: jiff::Timestamp| window.zone.to_datetime(at).date();
    let mut fault = Diagnostic::new(Code::NoRunInTime, title);
    if let Some(before) = outside.last_before {
        fault = fault.help(format!("the last one before started on {0}: `--since {0}`", day(before)));
    }
    if let Some(after) = outside.first_after {
        fault = fault.help(format!("the first one after started on {0}: `--until {0}`", day(after)));
    }
    if outside.undated > 0 {
        let (has, it) = if outside.undated == 1 { ("has", "it") } else { ("have", "them") };
        let undated = counted(outside.undated, "run");
        fault = fault.help(format!("{undated} {has} no date: to count {it}, leave the time out"));
    }
    fault
}

/// As many models without a price are named as fit a screen; the answer lists all of them.
const UNPRICED_NAMED_MAX: usize = 20;

/// What is said where nothing has a price: the answer counts tokens, and is none about money.
pub(super) fn nothing_priced(measured: &Measurement<'_>, unnamed: Option<&str>) -> Vec<Diagnostic> {
    if !measured.totals.is_empty() {
        return Vec::new();
    }
    if measured.runs.is_empty() && measured.left_out.is_empty() && measured.outside != Outside::default() {
        return vec![none_in_window(measured)];
    }
    if measured.runs.is_empty() {
        let title = format!("no run matches: there {}", runs_by_use(&measured.left_out));
        return vec![
            Diagnostic::new(Code::NoRunOfThisUse, title).help("to measure all of them, add `--only any`"),
        ];
    }
    let mut fault = Diagnostic::new(Code::NothingPriced, "nothing could be priced");
    for unpriced in measured.unpriced.iter().take(UNPRICED_NAMED_MAX) {
        let name = match (unpriced.name.as_str(), unnamed) {
            ("", None) => "a model without a name".to_owned(),
            ("", Some(unnamed)) => format!("`{unnamed}`"),
            (name, _) => format!("`{name}`"),
        };
        fault = fault.note(format!(
            "{name}: {} tokens in {}",
            count(unpriced.tokens),
            counted(unpriced.runs, "run")
        ));
        if let NoPrice::UnknownModel { near: Some((near, _)), .. } = &unpriced.reason {
            fault = fault.help(format!("did you mean `{near}`?"));
        }
    }
    let others = measured.unpriced.len().saturating_sub(UNPRICED_NAMED_MAX);
    if others > 0 {
        fault = fault.note(format!("{} without a price", counted(length(others), "other model")));
    }
    if unnamed.is_none() && measured.unpriced.iter().any(|unpriced| unpriced.name.is_empty()) {
        fault = fault.help("if you know the model, add `--assume-model ID`");
    }
    vec![fault.help("if you know the rates, put them in a price file and add `--pricing DIR`")]
}
