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
                let length =
                    pattern[place..].iter().position(|sign| *sign == ']').filter(|length| *length > 0)?;
                let inner = &pattern[place..place + length];
                place += length + 1;
                let is_not = matches!(inner[0], '!' | '^');
                Sign::One(ranges(&inner[usize::from(is_not)..]), is_not)
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

/// Whether a regular expression of letters, sets and alternatives is found in a text; `None` for any other.
pub(super) fn finds(expression: &str, text: &str) -> Option<bool> {
    let (starts, bare) = expression.strip_prefix('^').map_or((false, expression), |rest| (true, rest));
    let grouped = bare.strip_suffix('$').and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'));
    if let Some(alternatives) = grouped.filter(|_| starts) {
        return each(alternatives.split('|').map(|one| found(&format!("^{one}$"), text)));
    }
    each(expression.split('|').map(|one| found(one, text)))
}

fn each(mut all: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all.try_fold(false, |any, one| Some(any | one?))
}

fn found(expression: &str, text: &str) -> Option<bool> {
    let (before, rest) = expression.strip_prefix('^').map_or(("*", expression), |rest| ("", rest));
    let (rest, after) = rest.strip_suffix('$').map_or((rest, "*"), |rest| (rest, ""));
    if rest.contains(|sign: char| "*+?{}()\\|^$".contains(sign)) {
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
        ] {
            assert_eq!(matches(pattern, text), Some(expected), "{pattern} {text}");
        }
        assert_eq!(matches("[1-5", "3"), None);
        for (expression, text, expected) in [
            ("^[1-5]$", "3", Some(true)),
            ("^[1-5]$", "13", Some(false)),
            ("1", "21", Some(true)),
            ("^(1|4)$", "4", Some(true)),
            ("Mon|Thu", "Thu", Some(true)),
            ("^0?1$", "1", None),
        ] {
            assert_eq!(finds(expression, text), expected, "{expression} {text}");
        }
    }
}
