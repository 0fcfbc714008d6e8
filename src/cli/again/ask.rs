//! Asking a question again, in this process.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use serde::Deserialize as _;
use serde_json::Value;

use super::words;
use crate::answer::asked::{Asked, FileRead};
use crate::answer::verify::AskedAgain;
use crate::calendar::Instant;
use crate::cli::ask::confine::Confined;
use crate::cli::clock::AnswerClock;
use crate::cli::peeked::{head_of_input, is_input, is_something_piped_in};
use crate::cli::settings::KEYS;
use crate::cli::{Sources, World, run};
use crate::phrase::escaped;
use crate::question::NotNamed;
use crate::schedule::zone;

/// Commands whose answers can be asked for again: nothing but their question, their files and the tables is in them.
const NAMES: [&str; 13] = [
    "check",
    "compare",
    "diff",
    "estimate",
    "forecast",
    "measure",
    "models",
    "plans",
    "reconcile",
    "replay",
    "schedule",
    "simulate",
    "solve",
];

/// Commands that read the records of this machine where no path is named.
const FROM_MACHINE: [&str; 2] = ["measure", "replay"];

/// Why a question about standard input isn't asked where there is nothing on it.
const NOTHING_PIPED: &str = "it was made from standard input; pipe the same into `verify`";

/// How a question is asked again.
pub(in crate::cli) struct Again<'a, 'w> {
    pub(in crate::cli) world: &'a World<'w>,
    /// Price folders in place of those of the question; empty for those.
    pub(in crate::cli) pricing: &'a [PathBuf],
    /// Whether it may name files outside the working folder: an answer may come from somebody else.
    pub(in crate::cli) is_outside_allowed: bool,
}

/// Asks a question again.
pub(in crate::cli) fn ask(question: &Asked, again: &Again<'_, '_>) -> AskedAgain {
    again.answer(question).map_or_else(AskedAgain::Failed, AskedAgain::Answer)
}

impl Again<'_, '_> {
    fn answer(&self, question: &Asked) -> Result<Value, String> {
        self.accept(question)?;
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let zone = question.zone.as_deref().map(zone::find).transpose()?;
        let mut environment = self.world.environment.clone();
        environment.retain(|name, _| !name.starts_with("CREDITCALC_"));
        for (key, value) in &question.settings {
            environment.insert(format!("CREDITCALC_{}", key.to_uppercase()), value.into());
        }
        let mut world = World {
            folder: self.world.folder.clone(),
            environment,
            sources: Sources::by(AnswerClock::set_to(question.now.map(Instant::timestamp), zone)),
            is_confined: !self.is_outside_allowed,
            is_read_only: true,
            stdout: &mut stdout,
            stderr: &mut stderr,
            stdout_width: None,
            stderr_width: None,
        };
        // A gate or a price that is missing may have the last word; what is answered is on standard output.
        run(self.argv(question), &mut world);
        let answer: Option<Value> = serde_json::from_slice(&stdout).ok();
        answer.map(|answer| self.as_if_with_own_tables(question, answer)).ok_or_else(|| {
            let talk = String::from_utf8_lossy(&stderr);
            let faults = talk.lines().filter_map(|line| line.strip_prefix("error"));
            let first = faults.map(|line| line.split_once(": ").map_or(line, |(_, title)| title)).next();
            first.unwrap_or("there is no answer").to_owned()
        })
    }

    /// Whether a question may be asked: it is one that creditcalc wrote down, and names no file that it may not.
    fn accept(&self, question: &Asked) -> Result<(), String> {
        let name = question.words.first().map_or("", String::as_str);
        if !NAMES.contains(&name) {
            return Err(format!("only answers of {} can be asked for again", NAMES.join(", ")));
        }
        let mut argv = vec!["creditcalc".to_owned()];
        argv.extend(question.words.iter().cloned());
        if words::canonical(&argv).as_ref() != Some(&question.words) {
            return Err("its command line isn't one that this version of creditcalc writes".to_owned());
        }
        let paths = words::paths(&argv);
        if paths.is_empty() && FROM_MACHINE.contains(&name) {
            let is_of_input = question.files.iter().any(|file| file.name == "-");
            // What the command does where nothing is piped in: it reads the records of this machine.
            let is_of_machine = !is_something_piped_in();
            if is_of_input && is_of_machine {
                return Err(NOTHING_PIPED.to_owned());
            }
            if is_of_machine && !self.is_outside_allowed {
                return Err(
                    "it reads the records of this machine; to allow that, add `--allow-outside`".to_owned()
                );
            }
        }
        if let Some(key) = question.settings.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(format!("`{}` isn't a setting", escaped(key)));
        }
        let bounds = Confined::to("".as_ref(), self.is_outside_allowed, self.world);
        let of_settings = question.settings.get("pricing").into_iter().flat_map(|folders| folders.split(','));
        for path in paths.iter().map(String::as_str).chain(of_settings.map(str::trim)) {
            let shown = escaped(path);
            if is_input(path.as_ref()) {
                if io::stdin().is_terminal() || head_of_input().is_empty() {
                    return Err(NOTHING_PIPED.to_owned());
                }
                continue;
            }
            match bounds.named("".as_ref(), path, self.world) {
                Ok(_) => {}
                Err(NotNamed::Outside) => {
                    return Err(format!(
                        "it reads `{shown}`, outside this folder; to allow that, add `--allow-outside`"
                    ));
                }
                Err(NotNamed::System) => {
                    return Err(format!("`{shown}` belongs to the system and isn't read"));
                }
                Err(NotNamed::NoFile) => {
                    return Err(format!("`{shown}` is a pipe or a device and isn't read"));
                }
            }
        }
        Ok(())
    }

    /// An answer of other price folders as it would be of the question's own: the digest of the tables says whether they
    /// are the same, wherever they lie.
    fn as_if_with_own_tables(&self, question: &Asked, mut answer: Value) -> Value {
        let asked = answer.pointer("/inputs/question").and_then(|asked| Asked::deserialize(asked).ok());
        let Some(mut asked) = asked.filter(|_| !self.pricing.is_empty()) else { return answer };
        let of_words = question.words.iter().filter_map(|word| word.strip_prefix("--pricing="));
        let of_settings = question.settings.get("pricing").into_iter().flat_map(|folders| folders.split(','));
        let own: Vec<&str> = of_words.chain(of_settings).collect();
        let is_in = |file: &FileRead, folder: &Path| Path::new(&file.name).starts_with(folder);
        asked.words.clone_from(&question.words);
        asked.settings.clone_from(&question.settings);
        asked.files.retain(|file| !self.pricing.iter().any(|folder| is_in(file, folder)));
        let of_own =
            question.files.iter().filter(|file| own.iter().any(|folder| is_in(file, folder.as_ref())));
        asked.files.extend(of_own.cloned());
        // Standard input stands last.
        asked.files.sort_by_key(|file| (file.name == "-", file.name.clone()));
        asked.files.dedup();
        let asked = serde_json::to_value(asked.sealed()).expect("a question holds texts and lists of them");
        if let Some(place) = answer.pointer_mut("/inputs/question") {
            *place = asked;
        }
        answer
    }

    /// The command line.
    fn argv(&self, question: &Asked) -> Vec<OsString> {
        let (name, rest) = question.words.split_first().expect("it was accepted");
        let mut argv: Vec<OsString> =
            ["creditcalc", name, "--json", "--no-config", "--quiet"].map(OsString::from).into();
        let has_scenario = ["check", "diff", "forecast", "reconcile", "simulate"].contains(&name.as_str())
            || rest.iter().any(|word| word == "portfolio");
        if self.is_outside_allowed && has_scenario {
            argv.push("--allow-outside".into());
        }
        for folder in self.pricing {
            let mut word = OsString::from("--pricing=");
            word.push(folder);
            argv.push(word);
        }
        let is_replaced = |word: &&String| !self.pricing.is_empty() && word.starts_with("--pricing=");
        argv.extend(rest.iter().filter(|word| !is_replaced(word)).map(OsString::from));
        argv
    }
}
