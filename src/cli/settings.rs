//! What need not be said on every command line: `creditcalc.toml` and `CREDITCALC_*`. Flags win over the
//! environment, the environment over the file in the working folder or its parents, and that over the one in
//! the user's configuration folder. `--config FILE` takes the place of both files.
//!
//! The nearest file in the working folder or above is looked for and not named, so somebody else may have put it there:
//!
//! - one above the working folder is named in a note, with what it sets;
//! - one that others can have written ([`owner`](super::owner)), or that is a link which leads out of its folder, is left
//!   out, and a note says so;
//! - the price folder that it names is in its own folder or below;
//! - it is quoted where something is wrong with it, because its name says what it is; one that is a link only where
//!   every line of it begins with a key of settings.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::{fs, iter};

use jiff::tz::TimeZone;

use super::args::{Common, When};
use super::ask::confine::Confined;
use super::clock::AnswerClock;
use super::owner::{Owner, owner};
use super::tables::{PriceFolder, reason};
use super::values::{cycle_day, day, exhaustion, money, one_of, seats};
use super::{Failure, World, home};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::pricing::{Auth, Surface};
use crate::question::{Defaults, Given, Place, Setting as QuestionSetting};
use crate::schedule::zone;
use crate::source::{SourceFile, Span};
use crate::toml::document::{Entry, Value};
use crate::toml::{Faults, Fields, FileKind, Wrong};

/// The keys of the file; the variables are the same in capitals behind `CREDITCALC_`.
pub(super) const KEYS: [&str; 19] = [
    "as_of",
    "auth",
    "color",
    "credit",
    "currency",
    "cycle_day",
    "fee_paid",
    "format",
    "on_exhaustion",
    "plan",
    "price_factor",
    "pricing",
    "program",
    "seats",
    "spent",
    "surface",
    "tax",
    "token_factor",
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
    clock: AnswerClock,
}

#[derive(Debug)]
struct Setting {
    text: String,
    /// Each by itself, where a list is set.
    items: Vec<String>,
    source: SourceFile,
    span: Span,
    /// Where it was set, if that is a file.
    file: Option<File>,
}

/// A file of settings.
#[derive(Debug, Clone)]
struct File {
    /// Seen from the working folder, as a person would write it.
    path: PathBuf,
    /// Whether it was looked for in the working folder and above.
    is_looked_for: bool,
    /// What is to be said of it, behind what it sets.
    about: Option<&'static str>,
}

impl File {
    /// A file that somebody named, or that is the user's own.
    fn own(path: PathBuf) -> Self {
        Self { path, is_looked_for: false, about: None }
    }
}

impl Setting {
    fn place(&self) -> Place {
        Place::Text(self.source.clone(), self.span.clone())
    }
}

impl Settings {
    /// Reads the files and the environment.
    pub(super) fn read(world: &World<'_>, common: &Common) -> Result<Self, Failure> {
        let mut settings = Self { clock: world.clock().clone(), ..Self::default() };
        let mut faults = settings.read_environment(world);
        // What comes first stays.
        for file in settings.files(world, common) {
            let read = if common.config.is_some() { World::read_file } else { World::read_found };
            match read(world, &file.path) {
                Ok(text) => settings.read_file(&file, text, world, &mut faults),
                // It is not there, or lies behind a folder that is none or that nobody may look into.
                Err(_) if common.config.is_none() && fs::metadata(world.folder.join(&file.path)).is_err() => {
                }
                Err(error) => {
                    let title = format!("cannot read `{}`: {}", file.path.display(), reason(&error));
                    faults.push(Diagnostic::new(Code::UnreadFile, title).help("skip it with `--no-config`"));
                }
            }
        }
        if !faults.is_empty() {
            Diagnostic::sort_by_place(&mut faults);
            return Err(faults.into());
        }
        Ok(settings)
    }

    /// The files that are read, the nearest first.
    fn files(&mut self, world: &World<'_>, common: &Common) -> Vec<File> {
        if common.no_config {
            return Vec::new();
        }
        if let Some(path) = &common.config {
            return vec![File::own(path.clone())];
        }
        let user = world.variable("XDG_CONFIG_HOME").map(PathBuf::from).or_else(home::config_folder);
        let of_user = user.map(|folder| File::own(folder.join("creditcalc").join(FILE)));
        self.look_for(world).into_iter().chain(of_user).collect()
    }

    /// The nearest file in the working folder and above, unless somebody else can have written it.
    fn look_for(&mut self, world: &World<'_>) -> Option<File> {
        // Whether a link leads to anything is not asked before it is known where it leads.
        let is_there = |folder: &Path| {
            fs::symlink_metadata(folder.join(FILE)).is_ok_and(|found| found.is_file() || found.is_symlink())
        };
        let (up, folder) = world.folder.ancestors().enumerate().find(|(_, folder)| is_there(folder))?;
        let path = iter::repeat_n("..", up).collect::<PathBuf>().join(FILE);
        let owner = match Confined::to(folder, false, world).place(&folder.join(FILE)) {
            Err(_) => Owner::Other("it is a link that points outside its folder"),
            Ok(real) if !real.is_file() => return None,
            Ok(real) => match owner(&real, real.parent().unwrap_or(folder), up == 0) {
                Owner::Other(why) => Owner::Other(why),
                _ => owner(&folder.join(FILE), folder, up == 0),
            },
        };
        if let Owner::Other(why) = owner {
            let shown = path.display();
            self.warnings.push(format!("`{shown}` is not used: {why}; to use it, add `--config {shown}`"));
            return None;
        }
        let of_folder = (owner == Owner::OfFolder).then_some(", which belongs to the owner of this folder");
        Some(File { path, is_looked_for: true, about: of_folder.or((up > 0).then_some("")) })
    }

    /// Those that a question depends on, each as it would be written on the command line.
    pub(super) fn in_words(&self) -> BTreeMap<String, String> {
        let of_question = self.values.iter().filter(|(key, _)| !["color", "format"].contains(key));
        of_question.map(|(key, setting)| ((*key).to_owned(), setting.text.clone())).collect()
    }

    /// The clock by which today is told.
    pub(super) fn clock(&self) -> &AnswerClock {
        &self.clock
    }

    /// What to know about the settings.
    pub(super) fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Reads the environment, and returns what is wrong with it.
    fn read_environment(&mut self, world: &World<'_>) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for (name, value) in &world.environment {
            let Some(key) = name.strip_prefix(PREFIX) else { continue };
            let key = key.to_lowercase();
            match KEYS.iter().find(|known| **known == key) {
                Some(known) if !value.is_empty() => {
                    let Some(value) = value.to_str() else {
                        let title = format!("the variable `{name}` is not UTF-8 text");
                        faults.push(Diagnostic::new(Code::WrongSetting, title));
                        continue;
                    };
                    let source = SourceFile::new(name.clone(), value.to_owned());
                    let (text, span) = (value.to_owned(), 0..value.len());
                    let items = value.split(',').map(|item| item.trim().to_owned()).collect();
                    self.values.insert(known, Setting { text, items, source, span, file: None });
                }
                Some(_) => {}
                None => {
                    let near = nearest(&key, KEYS)
                        .map(|near| format!("; did you mean `{PREFIX}{}`?", near.to_uppercase()))
                        .unwrap_or_default();
                    self.warnings.push(format!("the variable `{name}` isn't a setting{near}"));
                }
            }
        }
        faults
    }

    fn read_file(&mut self, file: &File, text: String, world: &World<'_>, faults: &mut Vec<Diagnostic>) {
        let shown = file.path.display().to_string();
        if file.is_looked_for && world.folder.join(&file.path).is_symlink() && !is_one(&text) {
            faults.push(Diagnostic::new(Code::UnknownSetting, format!("`{shown}` isn't a settings file")));
            return;
        }
        let source = SourceFile::new(shown, text);
        let mut noted = Faults::new(&source, &SettingsFile);
        if let Some(root) = noted.parse()
            && let Some(mut fields) = Fields::of(&root, "a settings file", &mut noted)
        {
            for key in KEYS {
                let Some(node) = fields.key(key).node else { continue };
                if let Some(text) = setting_text(&node.value) {
                    let (source, span) = (source.clone(), node.span.clone());
                    let items = match &node.value {
                        Value::Array(items) => {
                            items.iter().filter_map(|item| setting_text(&item.value)).collect()
                        }
                        _ => vec![text.clone()],
                    };
                    let setting = Setting { text, items, source, span, file: Some(file.clone()) };
                    self.values.entry(key).or_insert(setting);
                } else {
                    fields
                        .faults
                        .add(Code::WrongSetting, format!("`{key}` can't have this value"), &node.span, "")
                        .way_out(format!("write it as on the command line: `{key} = \"…\"`"));
                }
            }
            fields.finish();
        }
        faults.extend(noted.into_list());
        if let Some(about) = file.about {
            self.name(file, about);
        }
    }

    /// Notes what a file sets.
    fn name(&mut self, file: &File, about: &str) {
        let is_of_file = |setting: &Setting| setting.file.as_ref().is_some_and(|of| of.path == file.path);
        let mut keys: Vec<_> = self.values.iter().filter(|(_, setting)| is_of_file(setting)).collect();
        keys.sort_by_key(|(_, setting)| setting.span.start);
        let keys: Vec<&str> = keys.into_iter().map(|(key, _)| *key).collect();
        if !keys.is_empty() {
            self.warnings.push(format!("settings: {} ({}){about}", file.path.display(), keys.join(", ")));
        }
    }

    /// The flag if it was given, otherwise what was set.
    pub(super) fn or<T>(
        &self,
        flag: Option<T>,
        key: &'static str,
        read: fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Diagnostic> {
        let (None, Some(setting)) = (&flag, self.values.get(key)) else { return Ok(flag) };
        read(&setting.text).map(Some).map_err(|reason| {
            Diagnostic::new(Code::WrongSetting, format!("`{}` is not a value for `{key}`", setting.text)).at(
                &setting.source,
                setting.span.clone(),
                reason,
            )
        })
    }

    /// What a question takes from them where it says nothing itself.
    pub(super) fn defaults(&self) -> Defaults {
        Defaults {
            as_of: self.setting("as_of", day),
            auth: self.setting("auth", |text| one_of(&Auth::WORDS, text)),
            credit: self.setting("credit", money),
            cycle_day: self.setting("cycle_day", cycle_day),
            exhaustion: self.setting("on_exhaustion", exhaustion),
            fee_paid: self.setting("fee_paid", truth),
            plan: self.given_text("plan"),
            program: self.given_text("program"),
            seats: self.setting("seats", seats),
            price_factor: self.setting("price_factor", read),
            token_factor: self.setting("token_factor", read),
            tax: self.setting("tax", read),
            currency: self.setting("currency", read),
            spent: self.setting("spent", money),
            surface: self.setting("surface", |text| one_of(&Surface::WORDS, text)),
            zone: self.setting("tz", zone::find),
        }
    }

    /// What was set, or why that is no value, with where it was set.
    fn setting<T>(
        &self,
        key: &'static str,
        read: fn(&str) -> Result<T, String>,
    ) -> Option<QuestionSetting<T>> {
        let place = self.values.get(key)?.place();
        let read = self.or(None, key, read).transpose()?;
        Some(read.map(|read| Given { value: read, place }))
    }

    /// What was set, as it was written, with where.
    fn given_text(&self, key: &'static str) -> Option<Given<String>> {
        let setting = self.values.get(key)?;
        Some(Given { value: setting.text.clone(), place: setting.place() })
    }

    /// The folders of price files that are set; those in a file are relative to that file.
    pub(super) fn pricing(&self, world: &World<'_>) -> Result<Vec<PriceFolder>, Diagnostic> {
        let Some(setting) = self.values.get("pricing") else { return Ok(Vec::new()) };
        setting.items.iter().map(|folder| price_folder(setting, folder, world)).collect()
    }

    pub(super) fn zone(&self, flag: Option<&TimeZone>) -> Result<Option<TimeZone>, Diagnostic> {
        self.or(flag.cloned(), "tz", zone::find)
    }

    pub(super) fn color(&self, flag: Option<When>) -> Result<Option<When>, Diagnostic> {
        self.or(flag, "color", |text| one_of(&When::WORDS, text))
    }
}

/// A value that says itself what is wrong with it.
fn read<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|reason: T::Err| reason.to_string())
}

/// A folder of price files as a setting names it.
fn price_folder(setting: &Setting, named: &str, world: &World<'_>) -> Result<PriceFolder, Diagnostic> {
    let Some(file) = &setting.file else { return Ok(PriceFolder::named(named.into())) };
    let folder = file.path.parent().unwrap_or(Path::new(""));
    if !file.is_looked_for {
        return Ok(PriceFolder::named(folder.join(named)));
    }
    let within = Confined::to(folder, false, world);
    match within.named(folder, named, world) {
        Ok(path) => Ok(PriceFolder { path, within: Some(within) }),
        Err(_) => {
            let title = format!("`{named}` is outside the folder of the file that names it");
            let fault = Diagnostic::new(Code::WrongSetting, title);
            Err(fault
                .at(&setting.source, setting.span.clone(), "")
                .help("name the folder on the command line: `--pricing DIR`"))
        }
    }
}

/// Whether a text holds settings and nothing else.
fn is_one(text: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut keys = lines.map(|line| line.split_once('=').map_or("", |(key, _)| key.trim()));
    keys.all(|key| KEYS.contains(&key))
}

/// `true` or `false`.
fn truth(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| "write `true` or `false`".to_owned())
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
        Value::Bool(value) => Some(value.to_string()),
        Value::Time => None,
    }
}
