//! Scripts of fish, as far as they say the same in the words of other shells.
//!
//! - `; and x`, `; or x` and `not x` are `&& x`, `|| x` and `! x`.
//! - `(x)` is a substitution, other than in quotes.
//! - `set` sets variables, and no options of the shell. What they hold is not kept.
//!
//! What else fish has of its own, such as `if … end`, stays as it is written.

/// A script of fish in the words of other shells.
pub(super) fn in_sh(script: &str) -> String {
    let mut said = String::with_capacity(script.len() + 8);
    let mut rest = script;
    let mut quote = None;
    // Whether a command begins here, and where in `said` what separates it from the one before.
    let mut separator = Some(0);
    while let Some(sign) = rest.chars().next() {
        if let Some(at) = separator.filter(|_| !sign.is_whitespace()) {
            let word = rest.split(|sign: char| sign.is_whitespace() || ";()|&".contains(sign)).next();
            let word = word.unwrap_or_default();
            let (joins, instead) = match word {
                "and" => (true, "&&"),
                "or" => (true, "||"),
                "not" => (false, "!"),
                "set" => (false, "true"),
                _ => (false, ""),
            };
            if !instead.is_empty() {
                if joins {
                    said.truncate(at);
                    said.push(' ');
                }
                said.push_str(instead);
                rest = &rest[word.len()..];
                separator = (word != "set").then_some(said.len());
                continue;
            }
            separator = None;
        }
        rest = &rest[sign.len_utf8()..];
        match (quote, sign) {
            (_, '\\') => {
                said.push(sign);
                let escaped = rest.chars().next();
                said.extend(escaped);
                rest = &rest[escaped.map_or(0, char::len_utf8)..];
                continue;
            }
            (Some(open), sign) if sign == open => quote = None,
            (None, '\'' | '"') => quote = Some(sign),
            (None, ';' | '\n' | '|' | '&') => separator = separator.or(Some(said.len())),
            (None, '(') if !said.ends_with('$') => {
                said.push_str("$(");
                separator = Some(said.len());
                continue;
            }
            _ => {}
        }
        said.push(sign);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::in_sh;

    #[test]
    fn scripts_of_fish_say_the_same_in_the_words_of_other_shells() {
        for (fish, sh) in [
            ("claude -p x", "claude -p x"),
            ("cd /srv; and claude -p x", "cd /srv && claude -p x"),
            ("test (date +%u) -eq 1; and claude -p x", "test $(date +%u) -eq 1 && claude -p x"),
            ("test -f on\nor exit\nclaude -p x", "test -f on || exit\nclaude -p x"),
            ("not test -f off; and claude -p 'a; and (b)'", "! test -f off && claude -p 'a; and (b)'"),
            ("set -e X; set day $(date +%u); claude -p x", "true -e X; true day $(date +%u); claude -p x"),
            ("echo \\(android; order", "echo \\(android; order"),
            ("", ""),
        ] {
            assert_eq!(in_sh(fish), sh, "{fish}");
        }
    }
}
