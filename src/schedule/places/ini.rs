//! Files of sections, keys and values: units of systemd, and Ofelia's configuration.

use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Span};

/// A value, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// What stands between the brackets.
    pub(super) section: String,
    pub(super) key: String,
    /// Lines that go on behind a backslash are one, with a space between.
    pub(super) value: String,
    /// Of its first line.
    pub(super) span: Span,
}

impl Entry {
    /// Where its value stands as it is, which one that goes on in other lines does nowhere.
    pub(super) fn place(&self, source: &SourceFile) -> Option<Span> {
        (source.text().get(self.span.clone()) == Some(&self.value)).then(|| self.span.clone())
    }

    /// What `read` makes of the value, at its place, or by itself where it goes on in other lines: a fault is then shown
    /// at the first of these.
    ///
    /// # Errors
    ///
    /// Those of `read`.
    pub(super) fn read<T>(
        &self,
        source: &SourceFile,
        read: impl FnOnce(&SourceFile, Span) -> Result<T, Diagnostic>,
    ) -> Result<T, Diagnostic> {
        if let Some(place) = self.place(source) {
            return read(source, place);
        }
        let alone = SourceFile::in_words(source.name().to_owned(), self.value.clone(), source.words());
        read(&alone, 0..self.value.len()).map_err(|fault| {
            let why = fault.place.as_ref().and_then(|(_, labels)| Some(labels.first()?.text.clone()));
            let fault = Diagnostic { place: None, ..fault };
            fault.at(source, self.span.clone(), why.unwrap_or_default())
        })
    }
}

/// All values of a text, in order. What is neither a section nor a value is passed over, as these programs do.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let (mut section, mut start, mut goes_on) = (String::new(), 0, false);
    for whole in text.split_inclusive('\n') {
        let at = start;
        start += whole.len();
        let line = whole.trim_matches(|sign: char| sign.is_whitespace() || sign == '\u{feff}');
        if line.starts_with(['#', ';']) || line.is_empty() && !goes_on {
            continue;
        }
        let (body, is_open) = line.strip_suffix('\\').map_or((line, false), |body| (body.trim_end(), true));
        if std::mem::replace(&mut goes_on, is_open) {
            if let Some(last) = entries.last_mut() {
                last.value.push(' ');
                last.value.push_str(body);
            }
            continue;
        }
        if let Some(name) = body.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut section);
            continue;
        }
        let Some((key, value)) = body.split_once('=') else {
            goes_on = false;
            continue;
        };
        let value = value.trim();
        let from = at + (value.as_ptr().addr() - whole.as_ptr().addr());
        entries.push(Entry {
            section: section.clone(),
            key: key.trim().to_owned(),
            value: value.to_owned(),
            span: from..from + value.len(),
        });
    }
    entries
}

/// The words of a value, which may be in quotes: `"A=b c" D=e`.
pub(super) fn words(value: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\\', Some('"') | None) => word.get_or_insert_default().extend(letters.next()),
            (letter, Some(open)) if letter == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (letter, None) if letter.is_whitespace() => words.extend(word.take()),
            (letter, _) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}
