//! `creditcalc measure PATH…`.

use jiff::tz::TimeZone;

use crate::answer::measure::{Measure, Measuring};
use crate::cli::args::{Measure as Args, Today};
use crate::cli::records::{Records, RecordsRequest, records};
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::measure::{By, Measurement, Question, RecordsRead, Share, breakdown, measure, profile_of};
use crate::phrase::{count, counted, read_as};
use crate::pricing::{NoPrice, PriceTable};
use crate::question::runs_by_use;
use crate::records::{Grouping, profile_file};
use crate::report::workbook::Workbook;
use crate::report::{Page, Report, Rows, json, sheets, views};

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let Shell { common, settings, .. } = *shell;
    if args.write_profile.as_ref().is_some_and(|path| path.as_os_str() == "-") {
        let title = "`--write-profile` needs a file, not `-`";
        return Err(Diagnostic::arguments(title, "name one: `--write-profile audit.profile.toml`").into());
    }
    let zone = settings.zone(args.tz.as_ref())?.unwrap_or(TimeZone::UTC);
    let as_of = Today { as_of: args.as_of, tz: args.tz.clone() }.day(settings)?;
    let table = shell.tables(world)?;
    let limits = table.prompt_limits();
    let wanted = RecordsRequest {
        paths: &args.paths,
        within: None,
        format: args.records.input_format,
        grouping: Grouping { prompt_limits: &limits, zone: &zone },
        dialect: shell.told_dialect(),
        is_strict: args.records.strict,
        is_quiet: common.quiet,
    };
    let Records { runs, reading, skipped, mut notes } = records(&wanted, world)?;
    let only = args.records.only.flatten();
    let assumed = args.records.assume_model.as_deref();
    let spelled = assumed.and_then(|name| table.model_spelled(name));
    notes.extend(spelled.zip(assumed).map(|(name, written)| read_as(written, name)));
    let question = Question {
        as_of,
        unnamed: spelled.or(assumed),
        only,
        programs: &args.records.entrypoint,
        with_lines: common.explain,
    };
    let measured = measure(&table, runs, &question)?;
    if measured.undated > 0 {
        let (tell, are) = if measured.undated == 1 { ("tells", "is") } else { ("tell", "are") };
        notes
            .push(format!("{} {tell} no date and {are} priced on {as_of}", counted(measured.undated, "run")));
    }
    let shares = args.by.map(|by| breakdown(&measured.runs, by).map(|shares| (by, shares))).transpose()?;
    let shares = shares.as_ref().map(|(by, shares)| (*by, shares.as_slice()));
    let faults = nothing_priced(&measured, question.unnamed);
    let (mut written, mut notes) = (None, Notes::from(notes));
    if let Some(path) = args.write_profile.as_ref().filter(|_| faults.is_empty()) {
        let profile = profile_of(&measured.runs);
        written = Some((path.clone(), profile_file::write(&profile, as_of)));
        let runs = counted(u64::try_from(profile.runs.len()).unwrap_or(u64::MAX), "run");
        notes.warn(format!("the profile of {runs} is in `{}`", path.display()));
    }
    let inputs = Measuring { as_of, only, explain: common.explain };
    let report = Measured { table: &table, inputs, runs: &measured, reading: &reading, shares };
    let output = shell.write(&report, notes, world)?;
    Ok(CommandOutput { profile: written, skipped, faults, ..output })
}

struct Measured<'a, 't> {
    table: &'a PriceTable,
    inputs: Measuring,
    runs: &'a Measurement<'t>,
    reading: &'a RecordsRead,
    shares: Option<(By, &'a [Share])>,
}

impl Report<Failure> for Measured<'_, '_> {
    fn page(&self) -> Page {
        let mut page = views::measure(self.runs, self.reading, self.shares);
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
        let answer = Measure::of(self.table, &self.inputs, self.runs, self.reading, self.shares, notes);
        json::write(&answer)
    }

    /// The rows with their sums: what a run used of a model is in one row, and a run may be in several shares.
    fn workbook(&self, notes: &[String]) -> Result<Workbook<'_>, Failure> {
        let sheet = self.rows()?.into_sheet().with_sums("all", &SUMS);
        Ok(Workbook::of_sheets("Measured runs", [sheet]).with_notes(notes))
    }
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

/// What is said where nothing has a price: the answer counts tokens, and is none about money.
fn nothing_priced(measured: &Measurement<'_>, unnamed: Option<&str>) -> Vec<Diagnostic> {
    if !measured.totals.is_empty() {
        return Vec::new();
    }
    if measured.runs.is_empty() {
        let title = format!("no run matches: there {}", runs_by_use(&measured.left_out));
        return vec![
            Diagnostic::new(Code::NoRunOfThisUse, title).help("to measure all of them, add `--only any`"),
        ];
    }
    let mut fault = Diagnostic::new(Code::NothingPriced, "nothing could be priced");
    for unpriced in &measured.unpriced {
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
    if unnamed.is_none() && measured.unpriced.iter().any(|unpriced| unpriced.name.is_empty()) {
        fault = fault.help("if you know the model, add `--assume-model ID`");
    }
    vec![fault.help("if you know the rates, put them in a price file and add `--pricing DIR`")]
}
