//! Names: lists of things that have them, found without a walk through the list for each; and names as people spell them.

use std::collections::{BTreeMap, VecDeque};

/// The first place of each name in a list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places<'n>(BTreeMap<&'n str, usize>);

impl<'n> Places<'n> {
    /// The first place of a name, if it is there.
    pub(crate) fn of(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    /// The place of the same name earlier in the list; the first to come keeps it.
    pub(crate) fn note(&mut self, name: &'n str, place: usize) -> Option<usize> {
        let known = self.of(name);
        if known.is_none() {
            self.0.insert(name, place);
        }
        known
    }
}

impl<'n> FromIterator<&'n str> for Places<'n> {
    fn from_iter<I: IntoIterator<Item = &'n str>>(names: I) -> Self {
        let mut places = Self::default();
        for (name, place) in names.into_iter().zip(0..) {
            places.note(name, place);
        }
        places
    }
}

/// The places of the same names in two lists: in the order of the first, and then what only the second has. Of
/// several of one name, the first is the first.
pub(crate) fn paired<'n>(
    names: impl IntoIterator<Item = &'n str>,
    others: impl IntoIterator<Item = &'n str>,
) -> Vec<(Option<usize>, Option<usize>)> {
    let mut rest: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
    for (name, place) in others.into_iter().zip(0..) {
        rest.entry(name).or_default().push_back(place);
    }
    let both = names.into_iter().zip(0..);
    let mut pairs: Vec<_> =
        both.map(|(name, place)| (Some(place), rest.get_mut(name).and_then(VecDeque::pop_front))).collect();
    let mut only_second: Vec<usize> = rest.into_values().flatten().collect();
    only_second.sort_unstable();
    pairs.extend(only_second.into_iter().map(|place| (None, Some(place))));
    pairs
}

/// A name without what people write differently: case, and what stands between words. Between two digits something has to
/// stand.
fn plain(name: &str) -> String {
    let (mut plain, mut is_behind_separator) = (String::with_capacity(name.len()), false);
    for character in name.trim().chars() {
        if character.is_whitespace() || matches!(character, '_' | '.' | '-') {
            is_behind_separator = true;
            continue;
        }
        let is_between_digits =
            character.is_ascii_digit() && plain.ends_with(|last: char| last.is_ascii_digit());
        if is_behind_separator && is_between_digits {
            plain.push('-');
        }
        is_behind_separator = false;
        plain.extend(character.to_lowercase());
    }
    plain
}

/// What `name` means among spellings, if all that fit mean the same.
pub(crate) fn meant<'s, T: PartialEq>(
    name: &str,
    spellings: impl IntoIterator<Item = (&'s str, T)>,
) -> Option<T> {
    let name = plain(name);
    if name.is_empty() {
        return None;
    }
    let mut meant = None;
    for (spelling, meaning) in spellings {
        if plain(spelling) != name {
            continue;
        }
        if meant.as_ref().is_some_and(|known| *known != meaning) {
            return None;
        }
        meant = Some(meaning);
    }
    meant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_of_one_name_the_first_is_the_first() {
        let pairs = paired(["a", "b", "a", "a"], ["d", "a", "c", "b", "a"]);
        let both = [(Some(0), Some(1)), (Some(1), Some(3)), (Some(2), Some(4)), (Some(3), None)];
        assert_eq!(pairs, [&both[..], &[(None, Some(0)), (None, Some(2))]].concat());
    }

    #[test]
    fn a_name_stands_where_it_stood_first() {
        let mut places: Places<'_> = ["a", "b", "a"].into_iter().collect();
        assert_eq!((places.of("a"), places.of("b"), places.of("c")), (Some(0), Some(1), None));
        assert_eq!((places.note("b", 3), places.note("c", 4), places.of("c")), (Some(1), None, Some(4)));
    }

    #[test]
    fn what_stands_between_words_does_not_count_and_between_digits_it_does() {
        for (name, same) in [
            ("Opus 5.5", "opus5-5"),
            ("claude_opus_5_5", "claudeopus5-5"),
            (" MAX-5x ", "max5x"),
            ("Max 5x", "max5x"),
            ("opus55", "opus55"),
            ("gpt-5.5", "gpt5-5"),
            ("", ""),
            ("--", ""),
        ] {
            assert_eq!(plain(name), same, "{name}");
        }
    }

    #[test]
    fn a_spelling_that_fits_two_things_means_none() {
        let spellings =
            [("cache-read", 1), ("cache read", 1), ("cacheWrite", 2), ("cache_write", 3), ("-", 4)];
        for (name, is_meant) in [
            ("Cache_Read", Some(1)),
            ("CACHEREAD", Some(1)),
            // Of 2 or 3 nobody knows which.
            ("cache write", None),
            ("cache", None),
            ("", None),
        ] {
            assert_eq!(meant(name, spellings), is_meant, "{name}");
        }
    }
}
