//! The shell around every command: it picks the format, finds the tables, writes the answer and says what to
//! know about it.
//!
//! A command is its arguments, its question, its answer, and a [`Report`] of it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::args::{Common, Destination};
use super::notices::Notices;
use super::output::{self, Document};
use super::settings::Settings;
use super::tables::PriceFolder;
use super::values::one_of;
use super::{Exit, Failure, World, tables, typed};
use crate::diagnostic::{Code, Diagnostic};
use crate::phrase::{escaped, shortened};
use crate::pricing::{PriceTable, Retirement, WantedPlans};
use crate::question::Multiplied;
use crate::records::ToldDialect;
use crate::report::csv::CsvStyle;
use crate::report::format::Extra;
use crate::report::workbook::Unfit;
use crate::report::{FocusVersion, Format, NotBuiltIn, Report, Role};

/// What every command is run in.
pub(super) struct Shell<'a> {
    pub(super) common: &'a Common,
    pub(super) settings: &'a Settings,
    /// The format that the command line asks for, by a flag or by the ending of a file.
    asked_format: Option<Format>,
    format: Format,
    to: Destination<'a>,
    /// The command line, word by word.
    words: Vec<String>,
}

/// What a command has to say.
#[derive(Default)]
pub(super) struct CommandOutput {
    /// The answer, as it is written.
    pub(super) bytes: Vec<u8>,
    /// The profile that is written beside it, and its file.
    pub(super) profile: Option<(PathBuf, String)>,
    /// What else is written beside it: each file, its text and what it is called.
    pub(super) files: Vec<(PathBuf, String, &'static str)>,
    /// What to know about it.
    pub(super) notes: Vec<String>,
    /// What could not be read for it, one line each.
    pub(super) skipped: Vec<String>,
    /// What a gate says about it; empty when it passes.
    pub(super) refusals: Vec<String>,
    /// Whether whoever reads this sees all of that on the page.
    pub(super) are_refusals_on_page: bool,
    /// Why it is none after all; empty when it is one.
    pub(super) faults: Vec<Diagnostic>,
}

/// What to know about an answer, and which of it pages say themselves.
#[derive(Default)]
pub(super) struct Notes(Vec<Note>);

struct Note {
    text: String,
    place: Place,
}

/// Where pages say it; everything else than a page says it beside the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The page of the command has it already.
    OnPage,
    /// Under the table.
    Under(Role),
    /// Beside the answer alone: what is not about it.
    Beside,
}

impl Notes {
    /// Adds a note that pages have under their tables, if there is room; one that begins with `assumed:` among what
    /// was assumed.
    pub(super) fn push(&mut self, text: String) {
        let role = if text.starts_with(ASSUMED) { Role::Assumed } else { Role::Note };
        self.push_as(role, text);
    }

    /// Adds what changes the meaning of a figure, which no page leaves out.
    pub(super) fn cautions(&mut self, texts: impl IntoIterator<Item = String>) {
        texts.into_iter().for_each(|text| self.push_as(Role::Caution, text));
    }

    /// Adds one that is there for something else.
    pub(super) fn push_as(&mut self, role: Role, text: String) {
        self.put(text, Place::Under(role));
    }

    /// Adds what else was written, and where: it is said on standard error, and is no part of an answer, which
    /// stays the same without it.
    pub(super) fn wrote(&mut self, text: String) {
        self.put(text, Place::Beside);
    }

    /// Adds notes that pages have under their tables, if there is room.
    pub(super) fn extend(&mut self, texts: impl IntoIterator<Item = String>) {
        texts.into_iter().for_each(|text| self.push(text));
    }

    /// Adds one about a figure, which may be a part of the page already.
    pub(super) fn about(&mut self, text: String, role: Role, is_on_page: bool) {
        if is_on_page { self.put(text, Place::OnPage) } else { self.push_as(role, text) }
    }

    /// Adds one that may be a part of the page already.
    pub(super) fn add(&mut self, text: String, is_on_page: bool) {
        if is_on_page { self.put(text, Place::OnPage) } else { self.push(text) }
    }

    /// Puts other names in the place of some, wherever they stand in backticks.
    pub(super) fn rename(&mut self, names: &BTreeMap<String, String>) {
        for note in &mut self.0 {
            let parts = note.text.split('`').enumerate().map(|(place, part)| match names.get(part) {
                Some(other) if place % 2 == 1 => other,
                _ => part,
            });
            note.text = parts.collect::<Vec<_>>().join("`");
        }
    }

    fn put(&mut self, text: String, place: Place) {
        let short = match shortened(&text) {
            Cow::Owned(short) => Some(short),
            Cow::Borrowed(_) => None,
        };
        self.0.push(Note { text: short.unwrap_or(text), place });
    }

    /// Adds what prices and tokens are multiplied by, which pages say first of all.
    pub(super) fn factors(&mut self, multiplied: &Multiplied) {
        multiplied.sentences().into_iter().for_each(|sentence| self.add(sentence, true));
    }

    /// Says that a tax and a currency that are asked for are not in `what`.
    pub(super) fn not_shown(&mut self, multiplied: &Multiplied, what: &str) {
        if multiplied.shown.is_some() {
            let text = format!("tax and currency are not in {what}: figures are in USD before tax");
            self.push_as(Role::Caution, text);
        }
    }

    /// The notes that are a part of the answer.
    fn all(&self) -> Vec<String> {
        let in_answer = |note: &&Note| note.place != Place::Beside;
        self.0.iter().filter(in_answer).map(|note| note.text.clone()).collect()
    }

    /// What pages have under their tables and do not say themselves: all that was assumed in one sentence, with
    /// the flags that say otherwise where everything `is_explained`.
    fn under(&self, is_explained: bool) -> Vec<(Role, String)> {
        let under = |note: &Note| match note.place {
            Place::Under(role) => Some((role, note.text.clone())),
            Place::OnPage | Place::Beside => None,
        };
        let (assumed, mut under): (Vec<_>, Vec<_>) =
            self.0.iter().filter_map(under).partition(|(role, _)| *role == Role::Assumed);
        let bare = |text: &str| text.strip_prefix(ASSUMED).unwrap_or(text).to_owned();
        let assumed: Vec<String> = assumed
            .into_iter()
            .map(|(_, text)| if is_explained { bare(&text) } else { without_flags(&bare(&text)) })
            .collect();
        if !assumed.is_empty() {
            under.push((Role::Assumed, ASSUMED.to_owned() + &assumed.join(", ")));
        }
        under
    }

    /// What is said beside the answer: what stands on a page is not said again.
    fn beside(self, format: Format) -> Vec<String> {
        let is_said = |note: &Note| note.place == Place::Beside || !format.is_page();
        self.0.into_iter().filter(is_said).map(|note| note.text).collect()
    }
}

/// How a note begins that says what was assumed.
const ASSUMED: &str = "assumed: ";

/// A text without the flags in it that stand in parentheses: ` (`--per-day`, `--cron`)`.
fn without_flags(text: &str) -> String {
    let mut parts = text.split(" (`--");
    let mut bare = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        bare += part.split_once(')').map_or("", |(_, rest)| rest);
    }
    bare
}

impl From<Vec<String>> for Notes {
    fn from(texts: Vec<String>) -> Self {
        let mut notes = Self::default();
        notes.extend(texts);
        notes
    }
}

impl From<Unfit> for Failure {
    fn from(reason: Unfit) -> Self {
        // Nobody asked for too much: this system has too little.
        if matches!(reason, Unfit::Threads { .. } | Unfit::TemporaryFile) {
            return anyhow::anyhow!("{reason}; `--format csv` needs none").into();
        }
        Diagnostic::arguments(reason.to_string(), "`--format csv` has no such limit").into()
    }
}

impl From<NotBuiltIn> for Failure {
    fn from(_: NotBuiltIn) -> Self {
        let fault = Diagnostic::new(Code::NoSuchFormat, "this build of creditcalc can't write workbooks");
        fault.help("build it with the feature `xlsx`, or use `--format csv`").into()
    }
}

impl<'a> Shell<'a> {
    /// The shell for an answer that goes to a file or to standard output, in its `usual` format where nothing asks for
    /// another.
    pub(super) fn new(
        common: &'a Common,
        settings: &'a Settings,
        to: Destination<'a>,
        usual: Format,
        world: &World<'_>,
    ) -> Result<Self, Failure> {
        let asked_format = asked_format(common, to.file)?;
        // A file that is there may be what the answer is made from, which is worse and said first.
        if let Some(fault) = no_format(asked_format, to.file)
            .filter(|_| !to.file.is_some_and(|file| world.folder.join(file).exists()))
        {
            return Err(fault.into());
        }
        let format = match asked_format {
            Some(format) => format,
            // A configured workbook is meant for files and pipes, which can take one.
            None => settings
                .or(None, "format", |text| one_of(&Format::ALL.map(|format| (format.word(), format)), text))?
                .filter(|format: &Format| {
                    !format.is_binary() || to.file.is_some() || world.stdout_width.is_none()
                })
                .unwrap_or(usual),
        };
        Ok(Self { common, settings, asked_format, format, to, words: Vec::new() })
    }

    /// The same, called by these words.
    pub(super) fn typed(self, argv: &[OsString]) -> Self {
        Self { words: argv.iter().map(|word| word.to_string_lossy().into_owned()).collect(), ..self }
    }

    /// The command line with the successor of a model in its place, where that stands in it.
    pub(super) fn with_successor(&self, retirement: &Retirement) -> Option<String> {
        typed::with_successor(&self.words, retirement)
    }

    /// The command line, word by word.
    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// The format of the answer.
    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// The format that the command line asks for.
    pub(super) fn asked_format(&self) -> Option<Format> {
        self.asked_format
    }

    /// That the format is one that the answer of this command has, whose own is `extra`.
    pub(super) fn has_format(&self, extra: Extra) -> Result<(), Diagnostic> {
        let is_missing = |format: &Format| ![Extra::None, extra].contains(&format.extra());
        let Some(format) = self.asked_format.filter(is_missing) else { return Ok(()) };
        let commands = match format.extra() {
            Extra::Charges => "`creditcalc measure`, `creditcalc simulate` and `creditcalc forecast` write",
            Extra::Statements => "`creditcalc export` writes",
            Extra::Findings | Extra::None => "`creditcalc check` writes",
        };
        let others = Format::ALL.map(Format::word).join(", ");
        let title = format!("only {commands} `{}`", format.word());
        Err(Diagnostic::new(Code::NoSuchFormat, title).help(format!("the other formats are {others}")))
    }

    /// Whether the answer is written as charges in the columns of others; a flag about them asks for that.
    pub(super) fn writes_charges(&self, version: Option<FocusVersion>) -> Result<bool, Diagnostic> {
        let is_so = self.format.is_of_charges();
        if version.is_some() && !is_so {
            let title = "`--focus-version` is about `--format focus`";
            return Err(Diagnostic::arguments(title, "add `--format focus`, or leave it out"));
        }
        Ok(is_so)
    }

    /// Whether the answer shows what a gate finds, line by line.
    pub(super) fn writes_findings(&self) -> bool {
        self.format.is_of_gates()
    }

    /// Refuses every other format, where an answer is text and nothing else.
    pub(super) fn writes_text(&self, what: &str) -> Result<(), Diagnostic> {
        let Some(format) = self.asked_format.filter(|format| *format != Format::Table) else { return Ok(()) };
        let title = format!("{what}, and can't be written as {}", format.word());
        Err(Diagnostic::new(Code::NoSuchFormat, title).help("leave the format out"))
    }

    /// Whether the answer is written as rows of data, so that it matters which.
    pub(super) fn writes_rows(&self) -> bool {
        self.format.is_rows()
    }

    /// Whether the answer is a page that people read.
    pub(super) fn writes_page(&self) -> bool {
        self.format.is_page()
    }

    /// What the format is called where it has figures in dollars only.
    pub(super) fn dollars_only(&self) -> Option<&'static str> {
        if self.format.is_binary() {
            return Some("workbooks");
        }
        if self.format.is_of_charges() {
            return Some("FOCUS charges");
        }
        self.writes_rows().then_some("CSV")
    }

    /// How tables are said to be written. Where the answer is one, those that are read may be in another dialect.
    pub(super) fn told_dialect(&self) -> Option<ToldDialect> {
        self.common.csv_dialect.map(|dialect| ToldDialect { dialect, is_of_answer: self.writes_rows() })
    }

    /// The folders of price files that lie over the built-in tables, and over one another.
    pub(super) fn pricing_folders(&self, world: &World<'_>) -> Result<Vec<PriceFolder>, Diagnostic> {
        if self.common.pricing.is_empty() {
            return self.settings.pricing(world);
        }
        Ok(self.common.pricing.iter().cloned().map(PriceFolder::named).collect())
    }

    /// The tables that answers are made with.
    pub(super) fn tables(&self, world: &World<'_>) -> Result<PriceTable, Vec<Diagnostic>> {
        tables::tables(&self.pricing_folders(world)?, world)
    }

    /// The same, read only as far as pricing the models of these `names` on `day` takes, on these `plans`.
    pub(super) fn tables_for(
        &self,
        names: &[&str],
        plans: WantedPlans,
        day: Date,
        world: &World<'_>,
    ) -> Result<PriceTable, Vec<Diagnostic>> {
        let is_builtin = self.pricing_folders(world)?.is_empty();
        if is_builtin { Ok(PriceTable::builtin_for(names, plans, day)) } else { self.tables(world) }
    }

    /// Whether the answer is a page on the same terminal on which everything else is said, with room for the columns
    /// of `programs`.
    pub(super) fn is_page_on_terminal(&self, programs: usize, world: &World<'_>) -> bool {
        let needed = if programs > 1 { 120 } else { 80 };
        let is_wide = world.stdout_width.is_some_and(|width| width >= needed);
        let is_terminal = is_wide && world.stderr_width.is_some();
        is_terminal && self.to.file.is_none() && self.format == Format::Table
    }

    /// Writes an answer in the format that is asked for.
    pub(super) fn write(
        &self,
        report: &dyn Report<Failure>,
        notes: Notes,
        world: &World<'_>,
    ) -> Result<CommandOutput, Failure> {
        if self.format.is_binary() && self.to.file.is_none() && world.stdout_width.is_some() {
            let help = "write it to a file with `-o budget.xlsx`";
            return Err(Diagnostic::arguments("a workbook can't be shown in a terminal", help).into());
        }
        let look = world.look(self.common, self.settings, self.to.file.is_some())?;
        let on_page = if self.common.quiet { Vec::new() } else { notes.under(self.common.explain) };
        let style = CsvStyle {
            dialect: self.common.csv_dialect.unwrap_or_default(),
            has_header: !self.common.no_header,
        };
        let bytes = self.format.write(report, look, style, &notes.all(), &on_page)?;
        Ok(CommandOutput { bytes, notes: notes.beside(self.format), ..CommandOutput::default() })
    }

    /// Puts the answer where it goes, and says everything else.
    pub(super) fn publish(
        &self,
        output: CommandOutput,
        world: &mut World<'_>,
        notices: &Notices,
    ) -> Result<Exit, Failure> {
        let answer = Document { path: self.to.file, bytes: &output.bytes, name: "answer" };
        let profile = output.profile.iter().map(|(path, profile)| Document {
            path: Some(path),
            bytes: profile.as_bytes(),
            name: "profile",
        });
        let files = output.files.iter().map(|(path, text, name)| Document {
            path: Some(path),
            bytes: text.as_bytes(),
            name,
        });
        let documents: Vec<Document<'_>> = std::iter::once(answer).chain(profile).chain(files).collect();
        if documents.iter().any(|document| document.path.is_some())
            && let Ok(folders) = self.pricing_folders(world)
        {
            for folder in &folders {
                tables::keep(folder, world);
            }
        }
        if let Some(fault) = no_format(self.asked_format, self.to.file) {
            output::not_over_inputs(&documents, world)?;
            return Err(fault.into());
        }
        let written = output::write(&documents, self.to.force, world)?;
        for note in written.iter().chain(&output.notes) {
            notices.note(world, note);
        }
        for skipped in &output.skipped {
            notices.skipped(world, skipped);
        }
        if !output.faults.is_empty() {
            return Err(output.faults.into());
        }
        if !output.are_refusals_on_page {
            for refusal in &output.refusals {
                notices.refusal(world, refusal);
            }
        }
        Ok(if output.refusals.is_empty() { Exit::Answered } else { Exit::GateSaysNo })
    }
}

/// The format that a flag names, or that the name of the file ends in. Two that differ are a fault.
fn asked_format(common: &Common, file: Option<&Path>) -> Result<Option<Format>, Diagnostic> {
    let named = match common.format {
        Some(format) => Some((format, format!("--format {}", format.word()))),
        None if common.json => Some((Format::Json, "--json".to_owned())),
        None if common.csv => Some((Format::Csv, "--csv".to_owned())),
        None => None,
    };
    let of_file = file.and_then(|path| Some((Format::of_file(path)?, path.display())));
    match (named, of_file) {
        (Some((named, flag)), Some((of_file, path))) if !named.fits_file_of(of_file) => {
            let title = format!("`{flag}` and `-o {path}` ask for different formats");
            let ending = named.ending();
            Err(Diagnostic::new(Code::TwoFormats, title)
                .help(format!("leave `{flag}` out, or name a file ending in `.{ending}`")))
        }
        (named, of_file) => Ok(named.map(|(format, _)| format).or(of_file.map(|(format, _)| format))),
    }
}

/// What is said of a file whose name promises a format that no answer has, where no flag asks for one that is there.
fn no_format(asked: Option<Format>, file: Option<&Path>) -> Option<Diagnostic> {
    let ending = file.filter(|_| asked.is_none()).and_then(Format::foreign_ending)?;
    let title = format!("no answer can be written as `.{}`", escaped(ending));
    let fault = Diagnostic::new(Code::NoSuchFormat, title);
    Some(fault.help("name a file ending in `.xlsx`, `.csv`, `.json`, `.md` or `.html`; `.txt` is for text"))
}
