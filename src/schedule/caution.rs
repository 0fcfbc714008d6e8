//! What to be careful about where schedules were read, and what of that is in no figure.

/// A sentence about schedules that were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caution {
    /// The sentence.
    pub text: String,
    /// Whether it is that a file or a folder can't be read.
    pub is_unread: bool,
    /// What is in no figure, each by itself: nothing where all of it is counted.
    pub left_out: Vec<LeftOut>,
}

/// Something that is in no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The line of its file, from 1, where one can point at it.
    pub line: Option<usize>,
    /// Why, in a sentence.
    pub why: String,
}

impl Caution {
    /// About what is counted, but perhaps not as often as it runs.
    #[must_use]
    pub fn counted(text: impl Into<String>) -> Self {
        Self::of_several(text, Vec::new())
    }

    /// About one thing that is in no figure.
    #[must_use]
    pub fn left_out(line: Option<usize>, text: impl Into<String>) -> Self {
        let why = text.into();
        Self::of_several(why.clone(), vec![LeftOut { line, why }])
    }

    /// About a file or a folder that can't be read.
    #[must_use]
    pub fn unread(text: impl Into<String>) -> Self {
        Self { is_unread: true, ..Self::left_out(None, text) }
    }

    /// About several things that are in no figure, in one sentence.
    #[must_use]
    pub fn of_several(text: impl Into<String>, left_out: Vec<LeftOut>) -> Self {
        Self { text: text.into(), is_unread: false, left_out }
    }

    /// Adds it to others: a sentence that is said already is said once, whatever it is about.
    pub(crate) fn add_to(self, others: &mut Vec<Self>) {
        match others.iter_mut().find(|known| known.text == self.text) {
            Some(known) => {
                let new = self.left_out.into_iter().filter(|one| !known.left_out.contains(one));
                let new: Vec<LeftOut> = new.collect();
                known.left_out.extend(new);
            }
            None => others.push(self),
        }
    }

    /// The same with both sentences and reasons changed.
    pub(crate) fn map(self, change: impl Fn(&str) -> String) -> Self {
        let one = |one: LeftOut| LeftOut { why: change(&one.why), ..one };
        Self {
            text: change(&self.text),
            left_out: self.left_out.into_iter().map(one).collect(),
            is_unread: self.is_unread,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Caution, LeftOut};

    #[test]
    fn a_sentence_is_said_once_of_all_that_it_is_about() {
        let mut said = Vec::new();
        Caution::left_out(Some(2), "the hour is 0-23").add_to(&mut said);
        Caution::counted("it counts as one job").add_to(&mut said);
        Caution::left_out(Some(5), "the hour is 0-23").add_to(&mut said);
        Caution::left_out(Some(5), "the hour is 0-23").add_to(&mut said);
        let one = |line| LeftOut { line: Some(line), why: "the hour is 0-23".to_owned() };
        let both = Caution::of_several("the hour is 0-23", vec![one(2), one(5)]);
        assert_eq!(said, [both, Caution::counted("it counts as one job")]);
    }
    #[test]
    fn sentences_and_reasons_change_together() {
        let named = |text: &str| format!("`a`: {text}");
        let all = vec![LeftOut { line: Some(2), why: "the hour is 25".to_owned() }];
        let changed = Caution::of_several("2 faults", all).map(named);
        let all = vec![LeftOut { line: Some(2), why: "`a`: the hour is 25".to_owned() }];
        assert_eq!(changed, Caution::of_several("`a`: 2 faults", all));
    }
}
