//! What need not be said on every command line: `creditcalc.toml` and `CREDITCALC_*`. Flags win over the
//! environment, the environment over the file in the working folder or its parents, and that over the one in
//! the user's configuration folder.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::args::When;
use super::tables::reason;
use super::values::{CycleDay, Day, ExhaustionArg, Money, Seats, Zone};
use super::{Failure, World, home};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::question::{Defaults, Given, Place, Setting as QuestionSetting};
use crate::source::{SourceFile, Span};
use crate::toml::document::{Entry, Value};
use crate::toml::{Faults, Fields, FileKind, Wrong};

/// The keys of the file; the variables are the same in capitals behind `CREDITCALC_`.
pub(super) const KEYS: [&str; 14] = [
    "as_of",
    "auth",
    "color",
    "credit",
    "cycle_day",
    "format",
    "on_exhaustion",
    "plan",
    "pricing",
    "program",
    "seats",
    "spent",
    "surface",
    "tz",
];

const FILE: &str = "creditcalc.toml";
const PREFIX: &str = "CREDITCALC_";

/// `creditcalc.toml`.
struct SettingsFile;

impl FileKind for SettingsFile {
    fn code(&self, wrong: Wrong) -> Code {
        match wrong {
            Wrong::Syntax | Wrong::UnknownKey => Code::UnknownSetting,
            _ => Code::WrongSetting,
        }
    }

    fn unknown_key(&self, _: &str, key: &str) -> String {
        format!("there is no setting `{key}`")
    }

    fn key_list(&self, keys: &[&str]) -> Option<String> {
        Some(format!("the keys are {}", keys.join(", ")))
    }
}

/// What was set, and where.
#[derive(Debug, Default)]
pub(super) struct Settings {
    values: BTreeMap<&'static str, Setting>,
    warnings: Vec<String>,
}

#[derive(Debug)]
struct Setting {
    text: String,
    source: SourceFile,
    span: Span,
}

impl Setting {
    fn place(&self) -> Place {
        Place::Text(self.source.clone(), self.span.clone())
    }
}

impl Settings {
    /// Reads the files and the environment.
    pub(super) fn read(world: &World<'_>, no_files: bool) -> Result<Self, Failure> {
        let mut settings = Self::default();
        settings.read_environment(world);
        if !no_files {
            // What comes first stays.
            let mut faults = Vec::new();
            for path in files(world) {
                match world.read_found(&path) {
                    Ok(text) => settings.read_file(&path, &world.folder, text, &mut faults),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => {
                        let shown = path.strip_prefix(&world.folder).unwrap_or(&path);
                        let title = format!("cannot read `{}`: {}", shown.display(), reason(&error));
                        faults.push(
                            Diagnostic::new(Code::UnreadFile, title)
                                .help("leave it unread with `--no-config`"),
                        );
                    }
                }
            }
            if !faults.is_empty() {
                Diagnostic::sort_by_place(&mut faults);
                return Err(faults.into());
            }
        }
        Ok(settings)
    }

    /// What to know about the settings.
    pub(super) fn warnings(&self) -> &[String] {
        &self.warnings
    }

    fn read_environment(&mut self, world: &World<'_>) {
        for (name, value) in &world.environment {
            let Some(key) = name.strip_prefix(PREFIX) else { continue };
            let key = key.to_lowercase();
            match KEYS.iter().find(|known| **known == key) {
                Some(known) if !value.is_empty() => {
                    let source = SourceFile::new(name.clone(), value.clone());
                    self.values.insert(known, Setting { text: value.clone(), source, span: 0..value.len() });
                }
                Some(_) => {}
                None => {
                    let near = nearest(&key, KEYS)
                        .map(|near| format!("; did you mean `{PREFIX}{}`?", near.to_uppercase()))
                        .unwrap_or_default();
                    self.warnings.push(format!("the variable `{name}` is not read{near}"));
                }
            }
        }
    }

    fn read_file(&mut self, path: &Path, folder: &Path, text: String, faults: &mut Vec<Diagnostic>) {
        let shown = path.strip_prefix(folder).unwrap_or(path);
        let source = SourceFile::new(shown.display().to_string(), text);
        let mut noted = Faults::new(&source, &SettingsFile);
        if let Some(root) = noted.parse()
            && let Some(mut fields) = Fields::of(&root, "a file of settings", &mut noted)
        {
            for key in KEYS {
                let Some(node) = fields.key(key).node else { continue };
                if let Some(text) = setting_text(&node.value) {
                    let setting = Setting { text, source: source.clone(), span: node.span.clone() };
                    self.values.entry(key).or_insert(setting);
                } else {
                    fields
                        .faults
                        .add(Code::WrongSetting, format!("`{key}` cannot be set to this"), &node.span, "")
                        .way_out(format!("write it as on the command line: `{key} = \"…\"`"));
                }
            }
            fields.finish();
        }
        faults.extend(noted.into_list());
    }

    /// The flag if it was given, otherwise what was set.
    pub(super) fn or<T: FromStr<Err: Display>>(
        &self,
        flag: Option<T>,
        key: &'static str,
    ) -> Result<Option<T>, Diagnostic> {
        let (None, Some(setting)) = (&flag, self.values.get(key)) else { return Ok(flag) };
        setting.text.parse().map(Some).map_err(|reason: T::Err| {
            Diagnostic::new(Code::WrongSetting, format!("`{}` is not a value for `{key}`", setting.text)).at(
                &setting.source,
                setting.span.clone(),
                reason.to_string(),
            )
        })
    }

    /// What a question takes from them where it says nothing itself.
    pub(super) fn defaults(&self) -> Defaults {
        Defaults {
            as_of: self.setting("as_of", |Day(day)| day),
            auth: self.setting("auth", |auth| auth),
            credit: self.setting("credit", |Money(credit)| credit),
            cycle_day: self.setting("cycle_day", |CycleDay(day)| day),
            exhaustion: self.setting("on_exhaustion", |ExhaustionArg(exhaustion)| exhaustion),
            plan: self.given_text("plan"),
            program: self.given_text("program"),
            seats: self.setting("seats", |Seats(seats)| seats),
            spent: self.setting("spent", |Money(spent)| spent),
            surface: self.setting("surface", |surface| surface),
            zone: self.setting("tz", |Zone(zone)| zone),
        }
    }

    /// What was set, or why that is no value, with where it was set.
    fn setting<A: FromStr<Err: Display>, T>(
        &self,
        key: &'static str,
        value: fn(A) -> T,
    ) -> Option<QuestionSetting<T>> {
        let place = self.values.get(key)?.place();
        let read = self.or::<A>(None, key).transpose()?;
        Some(read.map(|read| Given { value: value(read), place }))
    }

    /// What was set, as it was written, with where.
    fn given_text(&self, key: &'static str) -> Option<Given<String>> {
        let setting = self.values.get(key)?;
        Some(Given { value: setting.text.clone(), place: setting.place() })
    }

    /// A path that was set; one in a file is relative to that file.
    pub(super) fn path(&self, key: &'static str) -> Option<PathBuf> {
        let setting = self.values.get(key)?;
        let folder =
            Path::new(setting.source.name()).parent().filter(|_| setting.source.name().ends_with(FILE));
        Some(folder.map_or_else(|| PathBuf::from(&setting.text), |folder| folder.join(&setting.text)))
    }

    pub(super) fn color(&self, flag: Option<When>) -> Result<Option<When>, Diagnostic> {
        self.or(flag, "color")
    }
}

/// The files that are read, the nearest first.
fn files(world: &World<'_>) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = world
        .folder
        .ancestors()
        .map(|folder| folder.join(FILE))
        .filter(|file| file.is_file())
        .take(1)
        .collect();
    let user = world.variable("XDG_CONFIG_HOME").map(PathBuf::from).or_else(home::config_folder);
    files.extend(user.map(|folder| folder.join("creditcalc").join(FILE)));
    files
}

/// A value as it would be written on the command line; a list is one with commas.
fn setting_text(value: &Value<'_>) -> Option<String> {
    match value {
        // A float keeps its digits: nothing here goes through one.
        Value::Text(text) | Value::Integer(text) | Value::Float(text) => Some(text.to_string()),
        Value::Date(year, month, day) => Some(format!("{year:04}-{month:02}-{day:02}")),
        Value::Array(items) => {
            let items: Option<Vec<_>> = items.iter().map(|item| setting_text(&item.value)).collect();
            Some(items?.join(","))
        }
        Value::Table(table) => {
            let entry =
                |entry: &Entry<'_>| Some(format!("{}={}", entry.key, setting_text(&entry.node.value)?));
            let entries: Option<Vec<_>> = table.entries.iter().map(entry).collect();
            Some(entries?.join(","))
        }
        Value::Bool(_) | Value::Time => None,
    }
}
