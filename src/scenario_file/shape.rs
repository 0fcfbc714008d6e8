//! What a table of keys is made of.

use super::keys::TYPICAL;
use crate::pricing::{Auth, Surface};

/// A table of the file.
#[derive(Debug)]
pub(super) struct Shape {
    /// What it is, in a sentence: "a job".
    pub(super) what: &'static str,
    /// What it is for, in one sentence.
    pub(super) doc: &'static str,
    /// In parts, because some tables share a part.
    pub(super) keys: &'static [&'static [Key]],
    /// The keys that must be there.
    pub(super) required: &'static [&'static str],
    pub(super) choices: &'static [Choice],
    pub(super) needs: &'static [Need],
}

/// A key of a table.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    /// A value as it is written in the file.
    pub(super) example: &'static str,
    /// What it says, in one sentence.
    pub(super) doc: &'static str,
}

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Takes {
    Text,
    Texts,
    Money,
    /// A number of at least one.
    Factor,
    /// A percentage of at most one decimal.
    Percent,
    Count {
        least: u64,
        most: u64,
    },
    /// Counts under names that are not fixed.
    Counts,
    Day,
    Zone,
    Exhaustion,
    Surface,
    Auth,
    Typical,
    Truth,
    /// `true` and nothing else.
    Yes,
    Table(&'static Shape),
    /// One table, or a list of them.
    OneOrMore(&'static Shape),
    /// Tables under headers with two brackets.
    Headed(&'static Shape),
}

/// Groups of keys of which only one may be used.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) groups: &'static [&'static [&'static str]],
    /// What two of them have in common, behind their names: "both say when a job runs".
    pub(super) in_common: &'static str,
    /// What is said where there is none, if there must be one.
    pub(super) missing: Option<&'static str>,
    /// The keys that are offered then.
    pub(super) offered: &'static [&'static str],
}

/// A key that says nothing without another.
#[derive(Debug)]
pub(super) struct Need {
    pub(super) key: &'static str,
    /// One of these must be there.
    pub(super) one_of: &'static [&'static str],
    /// Keys that are never there with it, and what to do then.
    pub(super) against: &'static [&'static str],
    pub(super) instead: &'static str,
}

impl Shape {
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        self.all_keys().find(|key| key.name == name)
    }

    /// All keys, in the order in which they are told.
    pub(super) fn all_keys(&self) -> impl Iterator<Item = &'static Key> {
        self.keys.iter().copied().flatten()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.all_keys().map(|key| key.name)
    }
}

impl Key {
    /// The key with its example, fit to be pasted.
    pub(super) fn line(&self) -> String {
        format!("{} = {}", self.name, self.example)
    }
}

impl Takes {
    /// What it is, behind "takes".
    pub(super) fn wanted(self) -> String {
        match self {
            Self::Text => "text in quotes".to_owned(),
            Self::Texts => "text in quotes, or a list of texts".to_owned(),
            Self::Money => "an amount of dollars".to_owned(),
            Self::Factor => "a number of at least 1".to_owned(),
            Self::Percent => "a percentage from 0 to 100, with one decimal at most".to_owned(),
            Self::Count { least: 0, most: u64::MAX } => "a whole number".to_owned(),
            Self::Count { least, most: u64::MAX } => format!("a whole number of at least {least}"),
            Self::Count { least, most } => format!("a whole number from {least} to {most}"),
            Self::Counts => "a table of whole numbers".to_owned(),
            Self::Day => "a day, without quotes".to_owned(),
            Self::Zone => "the name of a time zone, in quotes".to_owned(),
            Self::Exhaustion => "`stop`, `bill` or `cap=50.00`, in quotes".to_owned(),
            Self::Surface | Self::Auth | Self::Typical => "one of its words, in quotes".to_owned(),
            Self::Truth => "true or false".to_owned(),
            Self::Yes => "true".to_owned(),
            Self::Table(_) => "a table".to_owned(),
            Self::OneOrMore(_) => "a table, or a list of tables".to_owned(),
            Self::Headed(_) => "a list of tables".to_owned(),
        }
    }

    /// The words that it may be, where it is one of a few.
    pub(super) fn words(self) -> Vec<&'static str> {
        match self {
            Self::Surface => Surface::WORDS.map(|(word, _)| word).to_vec(),
            Self::Auth => Auth::WORDS.map(|(word, _)| word).to_vec(),
            Self::Typical => TYPICAL.map(|(word, _)| word).to_vec(),
            _ => Vec::new(),
        }
    }
}
