//! The keys of a table, declared once: what each takes, and what must hold between them. What is read, what
//! is offered where a name is wrong, and a JSON Schema come from such a declaration.

/// A table of a file.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Its name among the tables of a schema: "job".
    pub(crate) id: &'static str,
    /// What it is, in a sentence: "a job".
    pub(crate) what: &'static str,
    /// What it is for, in one sentence.
    pub(crate) doc: &'static str,
    /// In parts, because some tables share a part.
    pub(crate) keys: &'static [&'static [Key]],
    /// The keys that must be there.
    pub(crate) required: &'static [&'static str],
    pub(crate) choices: &'static [Choice],
    pub(crate) needs: &'static [Need],
}

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
    /// A value as it is written in the file.
    pub(crate) example: &'static str,
    /// What it says, in one sentence.
    pub(crate) doc: &'static str,
}

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Takes {
    Text,
    /// One text or several.
    Texts,
    /// A list of texts, which may be empty.
    List,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A text that a reader of its own understands.
    Parsed {
        /// What it is, behind "takes".
        wanted: &'static str,
        /// A regular expression for the texts that are understood, or for a few more.
        pattern: fn() -> String,
    },
    /// A number, or a text with more in it that a reader of its own understands.
    Number {
        /// What it is, behind "takes".
        wanted: &'static str,
        /// A regular expression for the texts that are understood, or for a few more.
        pattern: fn() -> String,
    },
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
    Truth,
    /// `true` and nothing else.
    Yes,
    Table(&'static Shape),
    /// One table, or a list of them.
    OneOrMore(&'static Shape),
    /// Tables under headers with two brackets.
    Headed(&'static Shape),
    /// The same, where their keys are not declared.
    Tables,
}

/// Groups of keys of which only one may be used.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) groups: &'static [&'static [&'static str]],
    /// What two of them have in common, behind their names: "both say when a job runs".
    pub(crate) in_common: &'static str,
    /// What is said where there is none, if there must be one.
    pub(crate) missing: Option<&'static str>,
    /// The keys that are offered then.
    pub(crate) offered: &'static [&'static str],
}

/// A key that says nothing without another.
#[derive(Debug)]
pub(crate) struct Need {
    pub(crate) key: &'static str,
    /// One of these must be there.
    pub(crate) one_of: &'static [&'static str],
    /// Keys that are never there with it, and what to do then.
    pub(crate) against: &'static [&'static str],
    pub(crate) instead: &'static str,
}

impl Shape {
    pub(crate) fn key(&self, name: &str) -> Option<&'static Key> {
        self.all_keys().find(|key| key.name == name)
    }

    /// All keys, in the order in which they are reported.
    pub(crate) fn all_keys(&self) -> impl Iterator<Item = &'static Key> {
        self.keys.iter().copied().flatten()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.all_keys().map(|key| key.name)
    }
}

impl Key {
    /// The key with its example, fit to be pasted.
    pub(crate) fn line(&self) -> String {
        format!("{} = {}", self.name, self.example)
    }

    /// The key as it is written: a header with its brackets.
    pub(super) fn shown(&self) -> String {
        match self.takes {
            Takes::Headed(_) => format!("[[{}]]", self.name),
            _ => self.name.to_owned(),
        }
    }
}

impl Takes {
    /// What it is, behind "takes".
    pub(crate) fn wanted(self) -> String {
        match self {
            Self::Text => "text in quotes".to_owned(),
            Self::Texts => "text in quotes, or a list of texts".to_owned(),
            Self::List => "a list of texts".to_owned(),
            Self::Word(_) => "one of its words, in quotes".to_owned(),
            Self::Parsed { wanted, .. } | Self::Number { wanted, .. } => wanted.to_owned(),
            Self::Money => "an amount of dollars".to_owned(),
            Self::Factor => "a number of at least 1".to_owned(),
            Self::Percent => "a percentage from 0 to 100, with one decimal at most".to_owned(),
            Self::Count { least: 0, most: u64::MAX } => "a whole number".to_owned(),
            Self::Count { least, most: u64::MAX } => format!("a whole number of at least {least}"),
            Self::Count { least, most } => format!("a whole number from {least} to {most}"),
            Self::Counts => "a table of whole numbers".to_owned(),
            Self::Day => "a day, without quotes".to_owned(),
            Self::Truth => "true or false".to_owned(),
            Self::Yes => "true".to_owned(),
            Self::Table(_) => "a table".to_owned(),
            Self::OneOrMore(_) => "a table, or a list of tables".to_owned(),
            Self::Headed(_) | Self::Tables => "a list of tables".to_owned(),
        }
    }
}
