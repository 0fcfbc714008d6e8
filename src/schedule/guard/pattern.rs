//! Patterns of the shell (`*`, `?`, `[1-5]`), and as much of regular expressions as can be written with them.

/// Whether a text matches a pattern as a whole; `None` where the pattern is not understood.
pub(super) fn matches(pattern: &str, text: &str) -> Option<bool> {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    // Which beginnings of the pattern match what has been read so far; starts with a star match it as well.
    let signs = signs(&pattern)?;
    let mut reached = vec![false; signs.len() + 1];
    reached[0] = true;
    let skip_stars = |reached: &mut Vec<bool>| {
        for (place, sign) in signs.iter().enumerate() {
            if reached[place] && *sign == Sign::Any {
                reached[place + 1] = true;
            }
        }
    };
    skip_stars(&mut reached);
    for letter in text {
        let mut next = vec![false; signs.len() + 1];
        for (place, sign) in signs.iter().enumerate().filter(|(place, _)| reached[*place]) {
            match sign {
                Sign::Any => next[place] = true,
                Sign::One(set, is_not)
                    if set.iter().any(|(low, high)| (low..=high).contains(&&letter)) != *is_not =>
                {
                    next[place + 1] = true;
                }
                Sign::One(..) => {}
            }
        }
        skip_stars(&mut next);
        reached = next;
    }
    reached.last().copied()
}

#[derive(Debug, PartialEq, Eq)]
enum Sign {
    /// Any number of letters.
    Any,
    /// A letter of these ranges, or none of them.
    One(Vec<(char, char)>, bool),
}

fn signs(pattern: &[char]) -> Option<Vec<Sign>> {
    let (mut signs, mut place) = (Vec::new(), 0);
    while let Some(sign) = pattern.get(place) {
        place += 1;
        signs.push(match sign {
            '*' => Sign::Any,
            '?' => Sign::One(vec![('\0', char::MAX)], false),
            '[' => {
                let is_not = matches!(pattern.get(place), Some('!' | '^'));
                place += usize::from(is_not);
                // A bracket that stands first is one of the set.
                let length = pattern[place..].iter().skip(1).position(|sign| *sign == ']')? + 1;
                let inner = &pattern[place..place + length];
                if inner.contains(&'[') {
                    // Of classes such as `[:digit:]` nothing is known here.
                    return None;
                }
                place += length + 1;
                Sign::One(ranges(inner), is_not)
            }
            other => Sign::One(vec![(*other, *other)], false),
        });
    }
    Some(signs)
}

fn ranges(inner: &[char]) -> Vec<(char, char)> {
    let (mut ranges, mut place) = (Vec::new(), 0);
    while let Some(first) = inner.get(place) {
        match (inner.get(place + 1), inner.get(place + 2)) {
            (Some('-'), Some(last)) => {
                ranges.push((*first, *last));
                place += 3;
            }
            _ => {
                ranges.push((*first, *first));
                place += 1;
            }
        }
    }
    ranges
}

/// How a regular expression is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// Of `grep`, where `|` is a letter and `\|` stands between alternatives.
    Basic,
    /// Of `grep -E` and `[[ =~ ]]`.
    Extended,
    /// Of `grep -F`: a text.
    Fixed,
}

/// Whether a regular expression of letters, sets and alternatives is found in a text, or is the whole of it; `None` for
/// any other.
pub(super) fn finds(expression: &str, text: &str, syntax: Syntax, is_whole: bool) -> Option<bool> {
    let separator = match syntax {
        Syntax::Basic => "\\|",
        Syntax::Extended => "|",
        Syntax::Fixed => "\n",
    };
    let group = expression.strip_prefix("^(").and_then(|rest| rest.strip_suffix(")$"));
    let group = group.filter(|_| syntax == Syntax::Extended);
    let is_whole = is_whole || group.is_some();
    let mut alternatives = group.unwrap_or(expression).split(separator);
    alternatives.try_fold(false, |any, one| Some(any | found(one, text, syntax, is_whole)?))
}

fn found(expression: &str, text: &str, syntax: Syntax, is_whole: bool) -> Option<bool> {
    let (before, rest) = expression.strip_prefix('^').map_or(("*", expression), |rest| ("", rest));
    let (rest, after) = rest.strip_suffix('$').map_or((rest, "*"), |rest| (rest, ""));
    let (before, after) = if is_whole { ("", "") } else { (before, after) };
    let (rest, special) = match syntax {
        Syntax::Basic => (rest, "*?\\^$"),
        Syntax::Extended => (rest, "*?\\^$+{}()|"),
        Syntax::Fixed => (expression, "*?\\^$.["),
    };
    // Within brackets, a pattern's `!` is the opposite of the set and an expression's is a letter.
    if rest.contains(|sign: char| special.contains(sign)) || rest.contains("[!") {
        return None;
    }
    matches(&format!("{before}{}{after}", rest.replace('.', "?")), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_the_shell() {
        for (pattern, text, expected) in [
            ("Mon", "Mon", true),
            ("M*", "Mon", true),
            ("[1-5]", "3", true),
            ("[!1-5]", "3", false),
            ("0[1-7]", "08", false),
            ("?", "10", false),
            ("*", "", true),
            ("*a*b", "xaybzb", true),
            ("*a*b", "xayc", false),
            ("[135]", "3", true),
            ("[135]", "5", true),
            ("[135]", "4", false),
            ("[!67]", "6", false),
            ("[!67]", "5", true),
            ("[^67]", "7", false),
            ("[13-5]", "4", true),
            ("[13-5]", "2", false),
            ("[1-]", "-", true),
            ("[1-]", "2", false),
            // A bracket that stands first is one of the set.
            ("[]1]", "]", true),
            ("[]1]", "1", true),
            ("[!]1]", "]", false),
            ("[!]1]", "2", true),
            ("[1]]", "1]", true),
        ] {
            assert_eq!(matches(pattern, text), Some(expected), "{pattern} {text}");
        }
        for unknown in ["[1-5", "[]", "[!]", "[", "[!", "[[:digit:]]"] {
            assert_eq!(matches(unknown, "3"), None, "{unknown}");
        }
    }

    #[test]
    fn regular_expressions_find_what_they_find_in_grep() {
        use Syntax::{Basic, Extended, Fixed};
        for (expression, text, expected) in [
            ("^[1-5]$", "3", Some(true)),
            ("^[1-5]$", "13", Some(false)),
            ("1", "21", Some(true)),
            ("^(1|4)$", "4", Some(true)),
            ("^(1|4)$", "14", Some(false)),
            ("Mon|Thu", "Thu", Some(true)),
            ("Mon|M[a-z]n|Thu", "Mon", Some(true)),
            ("^1|4$", "13", Some(true)),
            ("^1|4$", "31", Some(false)),
            ("0.", "05", Some(true)),
            ("^0?1$", "1", None),
            ("1|2+", "1", None),
        ] {
            assert_eq!(finds(expression, text, Extended, false), expected, "{expression} {text}");
        }
        for (expression, text, syntax, is_whole, expected) in [
            // Without `-E`, alternatives are written with a backslash.
            ("Mon|Thu", "Mon", Basic, false, Some(false)),
            ("Mon\\|Thu", "Thu", Basic, false, Some(true)),
            ("^(1|4)$", "4", Basic, false, Some(false)),
            ("1+", "1", Basic, false, Some(false)),
            ("0*1", "1", Basic, false, None),
            ("\\(1\\)", "1", Basic, false, None),
            ("1", "21", Basic, true, Some(false)),
            ("2\\|1", "1", Basic, true, Some(true)),
            ("^2.$", "21", Basic, true, Some(true)),
            ("1|4", "4", Extended, true, Some(true)),
            ("1|4", "14", Extended, true, Some(false)),
            ("1|4", "4", Fixed, false, Some(false)),
            ("2|1", "2|14", Fixed, false, Some(true)),
            ("30", "30", Fixed, true, Some(true)),
            ("3", "30", Fixed, true, Some(false)),
            ("0[12]", "01", Fixed, false, None),
            ("^1", "1", Fixed, false, None),
        ] {
            assert_eq!(finds(expression, text, syntax, is_whole), expected, "{expression} {text} {syntax:?}");
        }
    }
}
