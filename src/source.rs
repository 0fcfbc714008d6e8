//! Where a fact was written: a text with a name, and places in it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::vocabulary::Vocabulary;

/// A place in a text, in bytes.
pub type Span = Range<usize>;

/// The letter that begins at `start`; nothing at the end of the text.
pub(crate) fn letter_at(text: &str, start: usize) -> Span {
    start..start + text[start..].chars().next().map_or(0, char::len_utf8)
}

/// The last step of a path, whichever system it is written for.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// A text and the name under which a person knows it: a file's path, `--usage`, `CREDITCALC_PLAN`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SourceFile {
    inner: Arc<Inner>,
}

#[derive(Default, PartialEq, Eq)]
struct Inner {
    name: Cow<'static, str>,
    text: Cow<'static, str>,
    /// The flag or command before it, where it was typed on a command line.
    typed_after: Option<&'static str>,
    words: Vocabulary,
}

impl SourceFile {
    /// A text that is known as `name`.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>, text: impl Into<Cow<'static, str>>) -> Self {
        Self::made(name.into(), text.into(), None, Vocabulary::Flags)
    }

    /// A text typed on a command line after `typed_after`, a flag or a command.
    #[must_use]
    pub fn argument(
        name: &'static str,
        typed_after: &'static str,
        text: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::made(name.into(), text.into(), Some(typed_after), Vocabulary::Flags)
    }

    /// A text that is a part of a question asked in these words: the scenario file, or a crontab that it names.
    #[must_use]
    pub fn in_words(
        name: impl Into<Cow<'static, str>>,
        text: impl Into<Cow<'static, str>>,
        words: Vocabulary,
    ) -> Self {
        Self::made(name.into(), text.into(), None, words)
    }

    fn made(
        name: Cow<'static, str>,
        text: Cow<'static, str>,
        typed_after: Option<&'static str>,
        words: Vocabulary,
    ) -> Self {
        Self { inner: Arc::new(Inner { name, text, typed_after, words }) }
    }

    /// How the question was asked that this text belongs to: in flags by default.
    #[must_use]
    pub fn words(&self) -> Vocabulary {
        self.inner.words
    }

    /// Whether it was typed on a command line.
    #[must_use]
    pub fn is_typed(&self) -> bool {
        self.inner.typed_after.is_some()
    }

    /// How to write the corrected `line` in place of this text.
    pub(crate) fn to_paste(&self, line: &str) -> String {
        match self.inner.typed_after {
            Some(before) => format!("write `{before} \"{line}\"`"),
            None => format!("write `{line}`"),
        }
    }

    /// The name under which a person knows it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The last step of that name: `crontab` of `/etc/crontab`.
    pub(crate) fn file_name(&self) -> &str {
        file_name(self.name())
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The line in which the byte `offset` stands, from 1.
    pub(crate) fn line_at(&self, offset: usize) -> usize {
        let before = self.text().as_bytes().get(..offset).unwrap_or_default();
        before.split(|byte| *byte == b'\n').count()
    }

    /// The place that begins at the byte `offset`.
    pub(crate) fn origin(&self, offset: usize) -> Origin {
        Origin { source: self.clone(), offset }
    }
}

impl fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SourceFile").field(&self.name()).finish()
    }
}

/// Where an entry begins; shown as file and line, `pricing/models/aster.toml:9`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    source: SourceFile,
    offset: usize,
}

impl Origin {
    /// The name of the file.
    pub(crate) fn file(&self) -> &str {
        self.source.name()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Counted only when shown: most origins never are.
        write!(f, "{}:{}", self.source.name(), self.source.line_at(self.offset))
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn the_last_step_of_a_path_is_the_name_of_its_file() {
        for (path, expected) in [
            ("/etc/crontab", "crontab"),
            ("C:\\jobs\\nightly.timer", "nightly.timer"),
            ("crontab", "crontab"),
            ("", ""),
        ] {
            assert_eq!(file_name(path), expected, "{path}");
        }
    }
}
