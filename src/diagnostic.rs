//! Errors: one plain sentence, the place, the way out, and what else to know.

mod code;

use std::collections::HashMap;

use crate::source::{SourceFile, Span};
pub use code::{Code, Stage};

pub use crate::vocabulary::Vocabulary;

/// An error, in words for the person who can mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which mistake it is.
    pub code: Code,
    /// One plain sentence in lower case without a full stop, values in backticks.
    pub title: String,
    /// The file or argument it is in, and the places there; the first is the smallest thing that is wrong.
    pub place: Option<(SourceFile, Vec<Label>)>,
    /// Ways out, ready to be pasted.
    pub help: Vec<String>,
    /// What else to know.
    pub notes: Vec<String>,
}

/// A place in a text, and what to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What; may be empty.
    pub text: String,
}

/// For callers that report several errors: this is the only one.
impl From<Diagnostic> for Vec<Diagnostic> {
    fn from(fault: Diagnostic) -> Self {
        vec![fault]
    }
}

impl Diagnostic {
    /// An error with this code and title.
    #[must_use]
    pub fn new(code: Code, title: impl Into<String>) -> Self {
        Self { code, title: title.into(), place: None, help: Vec::new(), notes: Vec::new() }
    }

    /// Arguments that can't be used together or ask for the impossible, and what to write instead.
    pub(crate) fn arguments(title: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Code::ArgumentsExclude, title).help(help)
    }

    /// Standard input, named twice.
    pub(crate) fn input_twice() -> Self {
        Self::new(Code::ArgumentsExclude, "standard input can be read only once, but `-` is given twice")
    }

    /// Adds a place: the first is what is wrong, later ones are what it conflicts with.
    #[must_use]
    pub fn at(mut self, source: &SourceFile, span: Span, text: impl Into<String>) -> Self {
        let label = Label { span, text: text.into() };
        match &mut self.place {
            Some((_, labels)) => labels.push(label),
            None => self.place = Some((source.clone(), vec![label])),
        }
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds a way out, if there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help.extend(help);
        self
    }

    /// Adds "did you mean …?", if one of `known` is close enough to `word`.
    pub(crate) fn did_you_mean<'c>(self, word: &str, known: impl IntoIterator<Item = &'c str>) -> Self {
        self.maybe_help(nearest(word, known).map(|near| format!("did you mean `{near}`?")))
    }

    /// Adds a place in the same text: what the error conflicts with.
    pub fn and_at(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        if let Some((_, labels)) = &mut self.place {
            labels.push(Label { span, text: text.into() });
        }
        self
    }

    /// Adds a way out to an error that has already been recorded.
    pub fn way_out(&mut self, help: impl Into<String>) -> &mut Self {
        self.help.push(help.into());
        self
    }

    /// Where the smallest thing that is wrong begins in its file; `None` sorts first.
    pub(crate) fn start(&self) -> Option<usize> {
        self.position().map(|(_, start)| start)
    }

    /// The name of the file, and where it begins there.
    fn position(&self) -> Option<(&str, usize)> {
        self.place.as_ref().map(|(file, labels)| (file.name(), labels[0].span.start))
    }

    /// Sorts errors by file name and place.
    pub(crate) fn sort_by_place(faults: &mut [Self]) {
        faults.sort_by(|one, other| one.position().cmp(&other.position()));
    }

    /// Each once, in order of first appearance.
    pub(crate) fn distinct(faults: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut distinct: Vec<Self> = Vec::new();
        let mut places: HashMap<(Code, String, Option<usize>), Vec<usize>> = HashMap::new();
        for fault in faults {
            let alike = places.entry((fault.code, fault.title.clone(), fault.start())).or_default();
            if alike.iter().all(|place| distinct[*place] != fault) {
                alike.push(distinct.len());
                distinct.push(fault);
            }
        }
        distinct
    }

    /// Adds what it does to the numbers.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// The longest name that is compared with others, in characters: counting slips takes the square of it.
const NEAR_MAX: usize = 64;

/// The one of `candidates` that a person most likely meant by `word`, if any is near enough. Long names are
/// near to none.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let is_short = |name: &str| name.chars().nth(NEAR_MAX).is_none();
    if !is_short(word) {
        return None;
    }
    let word = word.to_lowercase();
    // One slip in a short word, one in four letters of a long one: `max5x`, `claude-opus5`.
    let slips = (word.chars().count() / 4).max(1);
    // A part that says enough, `claude-opus` or `opus-5`, and a name with a date behind it come before a
    // slip. A digit is never a slip: `claude-opus-4` and `claude-opus-5` are two things.
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let word_digits = digits(&word);
    // `max5` begins `max-5x`.
    let bare = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let (length, word_bare, as_last) = (word.chars().count(), bare(&word), format!("-{word}"));
    let rank = |candidate: &str| {
        let lower = candidate.to_lowercase();
        let is_part = length >= 3
            && !word_bare.is_empty()
            && (bare(&lower).starts_with(&word_bare) || lower.ends_with(&as_last));
        // Only a date may be left over: `opus-5` is not `opus`.
        let is_dated = word
            .strip_prefix(&lower)
            .is_some_and(|rest| rest.len() == 9 && rest.starts_with('-') && digits(rest).len() == 8);
        // Each letter more or less is a slip: most names need not be compared letter by letter.
        if !(is_part || is_dated) && lower.chars().count().abs_diff(length) > slips {
            return None;
        }
        let distance = strsim::damerau_levenshtein(&word, &lower);
        match (is_part || is_dated, distance) {
            (true, _) => Some((0, distance)),
            (false, distance)
                if distance <= slips && distance < lower.chars().count() && digits(&lower) == word_digits =>
            {
                Some((1, distance))
            }
            _ => None,
        }
    };
    candidates
        .into_iter()
        .filter(|candidate| is_short(candidate))
        .filter_map(|candidate| Some((rank(candidate)?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        let plans = ["pro", "max-5x", "max-20x", "team-standard"];
        assert_eq!(nearest("max5x", plans), Some("max-5x"));
        assert_eq!(nearest("max5", plans), Some("max-5x"));
        assert_eq!(nearest("MAX-20X", plans), Some("max-20x"));
        assert_eq!(nearest("gold", plans), None);
        assert_eq!(nearest("", plans), None);
        let models =
            ["claude-sonnet-4-0", "claude-sonnet-5", "claude-opus-4-1-20250805", "claude-opus-4-6", "gpt-5"];
        assert_eq!(
            nearest("claude-sonnet-4", models),
            Some("claude-sonnet-4-0"),
            "a beginning comes before a slip"
        );
        assert_eq!(
            nearest("claude-opus-4-6-20260205", models),
            Some("claude-opus-4-6"),
            "a longer name before another date"
        );
        assert_eq!(nearest("gpt-6", models), None, "a digit is no slip");
        let families = ["opus", "claude-opus-5", "claude-opus-5-5"];
        assert_eq!(
            nearest("opus-5", families),
            Some("claude-opus-5"),
            "what is left over may not be a version"
        );
        let long = "x".repeat(64);
        assert_eq!(nearest(&long[1..], [long.as_str()]), Some(long.as_str()));
        let longer = "x".repeat(65);
        assert_eq!((nearest(&long, [longer.as_str()]), nearest(&longer, [long.as_str()])), (None, None));
        assert_eq!(nearest("api", ["agent-sdk-credit", "api-credit", "current"]), Some("api-credit"));
    }
}
