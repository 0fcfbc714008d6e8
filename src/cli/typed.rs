//! The command line as it was typed, with another model in it: what can be pasted where a model is gone.

use crate::pricing::Retirement;

/// The command line of `words` with `successor` wherever a word, or a part of one between `=` and commas, is
/// `written`; `None` where it is nowhere, as the name stands in a file or in records.
pub(super) fn with_model(words: &[String], written: &str, successor: &str) -> Option<String> {
    let mut is_there = false;
    let mut replaced = |word: &str| {
        let mut parts = Vec::new();
        for part in word.split(',') {
            let (key, value) = part.rsplit_once('=').map_or(("", part), |(key, value)| (key, value));
            if value == written {
                is_there = true;
                let key = if key.is_empty() { String::new() } else { format!("{key}=") };
                parts.push(format!("{key}{successor}"));
            } else {
                parts.push(part.to_owned());
            }
        }
        parts.join(",")
    };
    let words: Vec<String> = words.iter().skip(1).map(|word| quoted(&replaced(word))).collect();
    is_there.then(|| format!("creditcalc {}", words.join(" ")))
}

/// The same for a model that ends, where its successor is known.
pub(super) fn with_successor(words: &[String], retirement: &Retirement) -> Option<String> {
    with_model(words, &retirement.written, retirement.successor.as_deref()?)
}

/// A word as a shell reads it back.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |letter: char| {
        letter.is_ascii_alphanumeric()
            || matches!(letter, '-' | '_' | '.' | '/' | ':' | '=' | ',' | '@' | '+' | '%')
    };
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_replaced_wherever_it_stands_by_itself() {
        let with = |line: &str| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            with_model(&words, "old", "new")
        };
        let same = |line: &str| Some(line.to_owned());
        assert_eq!(
            with("/bin/creditcalc estimate --model old --runs 3"),
            same("creditcalc estimate --model new --runs 3")
        );
        assert_eq!(with("c estimate --model=old"), same("creditcalc estimate --model=new"));
        assert_eq!(
            with("c estimate --usage model=old,input=4"),
            same("creditcalc estimate --usage model=new,input=4")
        );
        assert_eq!(with("c compare --models older,old"), same("creditcalc compare --models older,new"));
        assert_eq!(with("c estimate --model older"), None);
        assert_eq!(quoted("0 3 * * *"), "'0 3 * * *'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
