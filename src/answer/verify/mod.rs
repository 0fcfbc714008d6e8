//! `creditcalc verify`: whether a saved answer is the answer to its question.

mod own_figures;
pub mod tree;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::asked::{Asked, digest_of};
use super::{Estimate, Simulate};
use crate::calendar::Instant;
use crate::pricing::PriceTable;
use crate::units::length;
use crate::words::words;
use own_figures::OwnFigures;
use tree::Differing;

super::shape_name!("creditcalc.verify/1");

/// A saved answer, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verify {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// What was checked, and with which tables.
    pub inputs: Inputs,
    /// Whether it is the answer to its question.
    pub verdict: Verdict,
    /// The number of values that come out as the answer has them.
    pub same: u64,
    /// The values that come out otherwise.
    pub differences: Vec<Difference>,
    /// What couldn't be checked and why, one sentence each; empty if everything was.
    pub unchecked: Vec<String>,
    /// Notes, one sentence each.
    pub notes: Vec<String>,
}

/// What was checked, and with which tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// The file with the answer.
    pub answer: String,
    /// The schema that the answer names.
    pub answer_schema: String,
    /// The version of creditcalc that gave it; null if it doesn't say.
    pub version: Option<String>,
    /// The digest of the price tables that it names; null if it doesn't say.
    pub answer_pricing_digest: Option<String>,
    /// The digest of the price tables at hand.
    pub pricing_digest: String,
}

/// Whether an answer is the answer to its question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was computed again, and every value is the same.
    Verified,
    /// A value is wrong.
    Wrong,
    /// Something couldn't be checked.
    NotVerified,
}

words!(Verdict { Verified = "verified", Wrong = "wrong", NotVerified = "not-verified" });

/// A value that comes out otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// Where it stands, as jq writes it: `.plans[0].drawn_usd`.
    pub path: String,
    /// What the answer has there, as JSON; null if it has nothing.
    pub says: Option<String>,
    /// What it should be, as JSON; null if nothing belongs there or nobody knows.
    pub should_be: Option<String>,
    /// How it was found.
    pub found_by: FoundBy,
}

/// How a difference was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// The question was asked again.
    AskedAgain,
    /// The digest of the question isn't that of the question.
    Digest,
    /// It isn't the sum or the product of other values of the answer.
    AddsUp,
    /// It isn't the rate in the tables.
    OnFile,
}

words!(FoundBy { AskedAgain = "asked-again", Digest = "digest", AddsUp = "adds-up", OnFile = "on-file" });

/// A saved answer, and the tables it is checked with.
#[derive(Debug, Clone, Copy)]
pub struct Verifying<'a> {
    /// The file with the answer.
    pub file: &'a str,
    /// The answer.
    pub saved: &'a Value,
    /// The tables at hand.
    pub table: &'a PriceTable,
    /// This version of creditcalc.
    pub version: &'a str,
}

/// What came of asking the question again.
#[derive(Debug)]
pub enum AskedAgain {
    /// This answer.
    Answer(Value),
    /// None, and why: a clause.
    Failed(String),
}

/// No question is asked in this year or later.
const YEARS_END: i16 = 9000;

impl Verifying<'_> {
    /// The question behind the answer; `None` where it has none.
    ///
    /// # Errors
    ///
    /// With a clause, when it can't be read.
    pub fn question(&self) -> Result<Option<Asked>, String> {
        match self.saved.pointer("/inputs/question") {
            None => Ok(None),
            Some(question) => {
                let asked = Asked::deserialize(question).ok();
                // The cycles after the last years of the calendar have no dates.
                let is_in_time = |now: Instant| now.zoned().year() < YEARS_END;
                let asked = asked.filter(|asked| asked.now.is_none_or(is_in_time));
                asked.map(Some).ok_or_else(|| "it isn't written as creditcalc writes it".to_owned())
            }
        }
    }

    fn text(&self, pointer: &str) -> Option<String> {
        self.saved.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
    }

    /// The tables that the answer names.
    fn its_tables(&self) -> Option<String> {
        self.text("/inputs/pricing_digest").filter(|digest| !digest.is_empty())
    }

    /// The answer, checked. `again` is what came of asking its question again; `None` where it has none.
    #[must_use]
    pub fn checked(&self, again: Option<&AskedAgain>) -> Verify {
        let mut checked = Checked::default();
        let version = self.text("/inputs/question/version");
        let its_tables = self.its_tables();
        let digest = self.table.digest();
        // Times of schedules and differences of saved answers depend on no table.
        let needs_tables = !matches!(again, Some(AskedAgain::Answer(again)) if has_no_tables(again));
        let are_its_tables = !needs_tables || its_tables.as_deref() == Some(digest);
        if let Some(question) = self.saved.pointer("/inputs/question") {
            checked.digest_of(question);
        }
        match &its_tables {
            _ if are_its_tables => {}
            Some(_) => checked.unchecked.push(
                "the answer was made with other price tables; to check it, use those: `--pricing DIR`"
                    .to_owned(),
            ),
            None if matches!(again, Some(AskedAgain::Answer(_))) => checked
                .unchecked
                .push("the answer doesn't say with which price tables it was made".to_owned()),
            // Some are made without any; that it can't be asked again is said.
            None => {}
        }
        match again {
            Some(AskedAgain::Answer(again)) => {
                checked.compare(self.saved, again, version.as_deref() == Some(self.version));
            }
            Some(AskedAgain::Failed(why)) => {
                let has_files = self.saved.pointer("/inputs/question/files").is_some();
                let here = if has_files { "; its files are looked for in this folder" } else { "" };
                checked.unchecked.push(format!("its question can't be asked again: {why}{here}"));
            }
            None => checked.unchecked.push(
                "the answer doesn't hold its question, so it can't be computed again: it was made by an older version, with `--anonymize`, or by a command that doesn't save its question"
                    .to_owned(),
            ),
        }
        if !matches!(again, Some(AskedAgain::Answer(_))) || !are_its_tables {
            checked.own_figures(self.saved, self.table, are_its_tables);
        }
        Verify {
            schema: ShapeName,
            inputs: Inputs {
                answer: self.file.to_owned(),
                answer_schema: self.text("/schema").unwrap_or_default(),
                version,
                answer_pricing_digest: its_tables,
                pricing_digest: digest.to_owned(),
            },
            verdict: checked.verdict(are_its_tables),
            same: checked.same,
            differences: checked.differences,
            unchecked: checked.unchecked,
            notes: Vec::new(),
        }
    }
}

#[derive(Default)]
struct Checked {
    same: u64,
    differences: Vec<Difference>,
    unchecked: Vec<String>,
    /// Whether a file that it was made from is another one now, or can't be told.
    are_files_others: bool,
    /// Whether files were read that no word names: those of a folder, or of a pattern. Others may lie there now that were
    /// passed over.
    is_of_folder: bool,
}

/// Whether an answer is made with no price tables.
fn has_no_tables(answer: &Value) -> bool {
    answer.pointer("/inputs/pricing_digest").is_none_or(Value::is_null)
}

/// Whether a value also depends on files that hold nothing for the answer, such as the answer itself beside its records.
fn is_of_passed_over(path: &str) -> bool {
    path == ".read.files" || path.starts_with(".notes")
}

/// Where the digests of the files stand.
const FILES: &str = ".inputs.question.files";

impl Checked {
    /// A question has its own digest: what no figure shows can't be changed in it either.
    fn digest_of(&mut self, question: &Value) {
        let should_be = digest_of(question);
        let says = question.get("digest");
        if says.and_then(Value::as_str) != Some(&should_be) {
            self.differences.push(Difference {
                path: ".inputs.question.digest".to_owned(),
                says: says.map(ToString::to_string),
                should_be: Some(Value::from(should_be).to_string()),
                found_by: FoundBy::Digest,
            });
        }
    }

    fn compare(&mut self, saved: &Value, again: &Value, is_same_version: bool) {
        let (differing, same) = tree::differences(saved, again);
        self.same = same;
        self.is_of_folder = reads_folder(saved);
        let names = |path: &str| file_name(saved, path);
        for Differing { path, one, other } in differing {
            // Said by its own digest.
            if path == ".inputs.question.digest" {
                continue;
            }
            // That the tables are others is said where they are looked at, unless there are none.
            let is_of_tables =
                path == ".inputs.pricing_digest" && other.as_deref().is_some_and(|other| other != "null");
            if path == ".inputs.question.version" || is_of_tables {
                continue;
            }
            if let Some(name) = path.starts_with(FILES).then(|| names(&path)) {
                self.are_files_others = true;
                let why = match name {
                    Some(name) => format!("`{name}` isn't the file that the answer was made from"),
                    None => "other files are read than those that the answer was made from".to_owned(),
                };
                if !self.unchecked.contains(&why) {
                    self.unchecked.push(why);
                }
                continue;
            }
            // A later version may have keys that an earlier one had not, and words that are better. Nobody knows whether
            // they are missing for that.
            let by_version = match &one {
                None => Some(
                    "this version of creditcalc answers with more keys than the one that gave the answer",
                ),
                Some(_) if path.starts_with(".notes") => Some(
                    "this version of creditcalc words notes differently than the one that gave the answer",
                ),
                Some(_) => None,
            };
            if let Some(why) = by_version.filter(|_| !is_same_version) {
                if !self.unchecked.iter().any(|known| known == why) {
                    self.unchecked.push(why.to_owned());
                }
                continue;
            }
            if self.is_of_folder && is_of_passed_over(&path) {
                let why = "other files lie in its folder than when the answer was made";
                if !self.unchecked.iter().any(|known| known == why) {
                    self.unchecked.push(why.to_owned());
                }
            }
            self.differences.push(Difference {
                path,
                says: one,
                should_be: other,
                found_by: FoundBy::AskedAgain,
            });
        }
        let unknown = saved.pointer("/inputs/question/files").and_then(Value::as_array);
        let unknown =
            unknown.into_iter().flatten().filter(|file| file.get("digest").is_none_or(Value::is_null));
        for file in unknown {
            self.are_files_others = true;
            let name = file.get("name").and_then(Value::as_str).unwrap_or_default();
            self.unchecked
                .push(format!("`{name}` has no digest in the answer, so it may be another one now"));
        }
    }

    fn own_figures(&mut self, saved: &Value, table: &PriceTable, are_its_tables: bool) {
        let schema = saved.get("schema").and_then(Value::as_str).unwrap_or_default();
        let unread = |_| "its figures aren't written as creditcalc writes them".to_owned();
        let found =
            match schema {
                super::estimate::ShapeName::NAME => Estimate::deserialize(saved)
                    .map(|answer| OwnFigures::of_estimate(&answer, table, are_its_tables))
                    .map_err(unread),
                super::simulate::ShapeName::NAME => Simulate::deserialize(saved)
                    .map(|answer| OwnFigures::of_simulation(&answer, table, are_its_tables))
                    .map_err(unread),
                _ => Err("of its figures alone, only those of an estimate or a simulation can be checked"
                    .to_owned()),
            };
        match found {
            Ok(found) => {
                let right = found.checked.saturating_sub(length(found.wrong.len()));
                self.same = self.same.max(right);
                for difference in found.wrong {
                    if !self.differences.iter().any(|known| known.path == difference.path) {
                        self.differences.push(difference);
                    }
                }
                if found.not_on_file > 0 {
                    self.unchecked.push(format!(
                        "the price of {} isn't in the tables at hand",
                        crate::phrase::counted(found.not_on_file, "line")
                    ));
                }
            }
            Err(why) => self.unchecked.push(why),
        }
    }

    /// A value is wrong if the answer contradicts itself, or if everything it was made from is there and it comes out
    /// otherwise.
    fn verdict(&self, are_its_tables: bool) -> Verdict {
        let can_blame = are_its_tables && !self.are_files_others;
        let is_wrong = |it: &Difference| {
            let is_excused = self.is_of_folder && is_of_passed_over(&it.path);
            it.found_by != FoundBy::AskedAgain || can_blame && !is_excused
        };
        if self.differences.iter().any(is_wrong) {
            Verdict::Wrong
        } else if self.differences.is_empty() && self.unchecked.is_empty() {
            Verdict::Verified
        } else {
            Verdict::NotVerified
        }
    }
}

/// Whether the answer was made from files that its command line doesn't name one by one.
fn reads_folder(saved: &Value) -> bool {
    let list = |pointer: &str| saved.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
    let words: Vec<&str> = list("/inputs/question/words")
        .filter_map(Value::as_str)
        .map(|word| {
            if word.starts_with("--") { word.split_once('=').map_or(word, |(_, value)| value) } else { word }
        })
        .map(|word| word.strip_prefix("./").unwrap_or(word))
        .collect();
    let mut names =
        list("/inputs/question/files").filter_map(|file| file.get("name").and_then(Value::as_str));
    names.any(|name| name != "-" && !words.contains(&name))
}

/// The name of the file at a path such as `.inputs.question.files[0].digest`.
fn file_name(saved: &Value, path: &str) -> Option<String> {
    let place = path.strip_prefix(FILES)?.strip_prefix('[')?.split(']').next()?;
    let name = saved.pointer(&format!("/inputs/question/files/{place}/name"))?.as_str()?;
    (name != "*").then(|| name.to_owned())
}
