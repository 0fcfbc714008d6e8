//! Texts in Markdown: the same letters, and nothing that GitHub makes of them.
//!
//! What stands between two backticks is code. Elsewhere a sign that Markdown reads has a backslash before it. That
//! does not help where whoever renders a page looks through its finished text: for addresses, people and teams to
//! be told (`@name`), issues (`#1`) and pictures (`:smile:`), whether they were written with a backslash, as an
//! entity or bare. Only in code is nobody looked for, so such a word becomes code. An empty comment after the `@`
//! would do, too, but it is a tag, which some programs show and some refuse.

use crate::phrase::escaped;

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At the beginning of a line, where a sign can begin a list or a heading.
    Line,
    /// Behind something else in a line.
    Inside,
    /// In a cell, which a bar ends, also in code.
    Cell,
}

/// A text as Markdown shows it, in one line; of all addresses only `cited` ones may be opened.
pub(super) fn inline(text: &str, place: Place, cited: &[String]) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = escaped(&words.join(" "));
    let mut written = Written { text: String::with_capacity(text.len()), is_cell: place == Place::Cell };
    let mut rest = text.as_str();
    while let Some((words, code, after)) = next_code(rest) {
        written.words(words, cited);
        written.code(code);
        rest = after;
    }
    written.words(rest, cited);
    let mut text = written.text;
    if place == Place::Line
        && let Some(sign) = sign_of_block(&text)
    {
        text.insert(sign, '\\');
    }
    text
}

/// What stands before the next code, the code, and what follows.
fn next_code(text: &str) -> Option<(&str, &str, &str)> {
    let mut ticks = single_ticks(text);
    let (first, second) = (ticks.next()?, ticks.next()?);
    Some((&text[..first], &text[first + 1..second], &text[second + 1..]))
}

/// Where a backtick stands alone: several in a row neither begin nor end what one begins.
fn single_ticks(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let is_tick = |place: usize| bytes.get(place) == Some(&b'`');
    (0..bytes.len()).filter(move |place| {
        is_tick(*place) && !is_tick(place + 1) && !place.checked_sub(1).is_some_and(is_tick)
    })
}

struct Written {
    text: String,
    is_cell: bool,
}

impl Written {
    /// Adds code.
    fn code(&mut self, code: &str) {
        // Not everybody reads the same in a backslash before a bar in code. And where a page is not rendered but cut
        // up or searched, a link or a tag inside code looks like one: nothing in the file may be one to the letter.
        if (self.is_cell && code.contains("\\|")) || looks_like_more_than_code(code) {
            return self.words(&format!("`{code}`"), &[]);
        }
        // Two runs of backticks would be one, and a backslash before one would take it away.
        if self.text.ends_with('`') {
            self.text.push(' ');
        } else if self.text.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1 {
            self.text.push('\\');
        }
        let longest = code.split(|character| character != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(longest + 1);
        let space = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
        let code = if self.is_cell { code.replace('|', "\\|") } else { code.to_owned() };
        self.text += &format!("{fence}{space}{code}{space}{fence}");
    }

    /// Adds words that are no code.
    fn words(&mut self, words: &str, cited: &[String]) {
        for (index, word) in words.split(' ').enumerate() {
            if index > 0 {
                self.text.push(' ');
            }
            if is_cited(word, cited) { self.text += word } else { self.word(word) }
        }
    }

    /// Adds a word, of which only as much becomes code as something is looked for in.
    fn word(&mut self, mut word: &str) {
        while !word.is_empty() {
            let end = word.find(|letter| !is_of_address(letter)).unwrap_or(word.len());
            let run = &word[..end];
            if is_looked_for(run) {
                let code = run.trim_end_matches(['.', ',', ';']);
                self.code(code);
                word = &word[code.len()..];
                self.letters(word, end - code.len());
                word = &word[end - code.len()..];
            } else {
                let next = word[end..].chars().next().map_or(0, char::len_utf8);
                self.letters(word, end + next);
                word = &word[end + next..];
            }
        }
    }

    /// Adds the first `length` bytes of a word, with a backslash before what Markdown reads.
    fn letters(&mut self, word: &str, length: usize) {
        for (place, letter) in word[..length].char_indices() {
            let before = self.text.chars().next_back().filter(|before| *before != ' ');
            if is_sign(letter, before, &word[place..]) {
                self.text.push('\\');
            }
            self.text.push(letter);
        }
    }
}

/// Whether a text has the letters of a link, a picture or a tag.
fn looks_like_more_than_code(code: &str) -> bool {
    let is_tag =
        |after: &str| after.starts_with(|next: char| next.is_ascii_alphabetic() || "/!?".contains(next));
    code.contains("](") || code.contains("][") || code.split('<').skip(1).any(is_tag)
}

/// Whether Markdown would read a letter of a word, with which the `rest` of it begins.
fn is_sign(letter: char, before: Option<char>, rest: &str) -> bool {
    let next = rest.chars().nth(1);
    match letter {
        '*' | '_' | '<' | '[' | ']' | '$' | '|' | '`' => true,
        // Before a letter it means itself.
        '\\' => !next.is_some_and(char::is_alphanumeric),
        // One that only begins something ends nothing: the home folder stays as it is.
        '~' => before.is_some() || next.is_none_or(|next| next == '~'),
        '&' => is_entity(rest),
        // A word of nothing else begins a heading, or ends one and is not shown.
        '#' => before.is_none() && rest.bytes().all(|byte| byte == b'#'),
        _ => false,
    }
}

/// Whether a word begins with the name of a character.
fn is_entity(word: &str) -> bool {
    let name = word.strip_prefix('&').and_then(|rest| rest.split_once(';')).map_or("", |(name, _)| name);
    let name = name.strip_prefix('#').unwrap_or(name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Where a line has a sign that makes it something else than a sentence, if its letters have left it one.
fn sign_of_block(line: &str) -> Option<usize> {
    let stands_alone = |after: usize| line[after..].chars().next().is_none_or(|next| next == ' ');
    let first = line.chars().next()?;
    let is_rule = line.chars().all(|character| matches!(character, '-' | '=' | ':' | '+' | ' '));
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match first {
        '>' => Some(0),
        '-' | '+' if is_rule || stands_alone(1) => Some(0),
        '=' | ':' if is_rule => Some(0),
        '0'..='9' if line[digits..].starts_with(['.', ')']) && stands_alone(digits + 1) => Some(digits),
        _ => None,
    }
}

/// Whether a word is an address that the page cites, with what a sentence puts around it.
fn is_cited(word: &str, cited: &[String]) -> bool {
    // Only letters that are nothing to Markdown in an address either.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/?#=&%+:,@!()".contains(&byte);
    let word = word.trim_start_matches('(');
    let is_this = |address: &String| {
        word.strip_prefix(address.as_str())
            .is_some_and(|rest| rest.bytes().all(|byte| b"),.;:".contains(&byte)))
    };
    word.bytes().all(is_plain) && cited.iter().any(is_this)
}

/// Whether a letter may be a part of an address, a name or what else is looked for in finished texts.
fn is_of_address(letter: char) -> bool {
    letter.is_alphanumeric() || "-._~/?#=&%+:,;@'".contains(letter)
}

/// Whether something is looked for in the finished text that these letters, all of an address, have.
fn is_looked_for(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let begins = |text: &str, is_one: fn(char) -> bool| text.chars().next().is_some_and(is_one);
    let followed = |sign: &str, is_one| word.split(sign).skip(1).any(|after| begins(after, is_one));
    let is_address =
        word.match_indices("://").any(|(place, _)| word[..place].ends_with(char::is_alphanumeric));
    is_address
        || ["www.", "mailto:", "xmpp:"].iter().any(|start| word.contains(start))
        || followed("#", |next| next.is_ascii_digit())
        || followed("gh-", |next| next.is_ascii_digit())
        || is_somebody(&word)
        || is_picture(&word)
}

/// Whether a word names a person, a team or a mailbox. A model that carries its day, `haiku@20251001`, does not.
fn is_somebody(word: &str) -> bool {
    word.match_indices('@').any(|(place, _)| {
        let (before, after) = (&word[..place], &word[place + 1..]);
        // Some renderers take a dot or a dash before the name for a part of it.
        let name = after.trim_start_matches(['.', '-', '_']);
        let is_name = name.starts_with(|next: char| next.is_ascii_alphanumeric());
        is_name && (!before.ends_with(|last: char| last.is_ascii_alphanumeric()) || after.contains('.'))
    })
}

/// Whether a word has the name of a picture. The time on a clock is none.
fn is_picture(word: &str) -> bool {
    let is_name = |part: &str| {
        let is_letter = |byte: u8| byte.is_ascii_lowercase();
        part.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit() || b"_+-".contains(&byte))
            && (part.bytes().any(is_letter) || ["100", "1234", "+1", "-1"].contains(&part))
    };
    let parts: Vec<&str> = word.split(':').collect();
    parts.len() > 2 && parts[1..parts.len() - 1].iter().any(|part| is_name(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> String {
        inline(text, Place::Line, &[])
    }

    #[test]
    fn what_markdown_would_read_has_a_backslash() {
        assert_eq!(inline("a|b *c* `d_e|f g_h`\ni", Place::Cell, &[]), "a\\|b \\*c\\* `d_e\\|f g_h` i");
        assert_eq!(line("`a|b`"), "`a|b`");
        assert_eq!(inline("`a\\|b`", Place::Cell, &[]), "\\`a\\\\\\|b\\`");
        assert_eq!(line("![x](y) [^1] ~~z~~ &lt; <b>"), "!\\[x\\](y) \\[^1\\] \\~\\~z\\~\\~ \\&lt; \\<b>");
        assert_eq!(line("\\*a\\* C:\\new \\"), "\\\\\\*a\\\\\\* C:\\new \\\\");
    }

    #[test]
    fn a_link_or_a_tag_inside_code_is_none_to_the_letter() {
        assert_eq!(line("`![x](https://a.example)` runs"), "\\`!\\[x\\](`https://a.example`)\\` runs");
        assert_eq!(line("`[x][1]`"), "\\`\\[x\\]\\[1\\]\\`");
        assert_eq!(line("`<b>x</b>`"), "\\`\\<b>x\\</b>\\`");
        assert_eq!(line("`a[0]` `a < b`"), "`a[0]` `a < b`");
    }

    #[test]
    fn ordinary_words_stay() {
        for text in [
            "R&D, ~/.claude/projects: 5 -> 7 (+$1)".replace('$', ""),
            "haiku@20251001 at 03:00:00 #a 2026. -5 --by C:\\Users\\ann".to_owned(),
            "-5 days".to_owned(),
            "1.5 a run".to_owned(),
        ] {
            assert_eq!(line(&text), text);
        }
    }

    #[test]
    fn a_backtick_without_another_is_a_letter() {
        assert_eq!(line("a ` <b>"), "a \\` \\<b>");
        assert_eq!(line("a `` <b>` c"), "a \\`\\` \\<b>\\` c");
        assert_eq!(
            line("`a `` b` <c>"),
            "``` a `` b ```".replace("``` a `` b ```", "```a `` b```") + " \\<c>"
        );
        assert_eq!(line("@a`b`"), "`@a` `b`");
        assert_eq!(line("@a` \\@b"), "`@a`\\` \\\\`@b`");
    }

    #[test]
    fn what_is_looked_for_is_code() {
        for word in [
            "@ann",
            "ann@a.example",
            "+@.a",
            "#1",
            "a/b#1",
            "GH-7",
            "https://a.example",
            "www.a.example",
            ":smile:",
            ":+1:",
            "&#64;ann",
            "ftp://a",
            "mailto:ann",
        ] {
            assert_eq!(line(&format!("see ({word}), there")), format!("see (`{word}`), there"));
        }
        assert_eq!(
            line("<b>://x</b>, ![x](https://a.example)."),
            "\\<b>://x\\</b>, !\\[x\\](`https://a.example`)."
        );
    }

    #[test]
    fn only_cited_addresses_can_be_opened() {
        let cited = ["https://a.example/b_c?d_e=1".to_owned(), "javascript:alert(1)".to_owned()];
        let shown = |text: &str| inline(text, Place::Line, &cited);
        assert_eq!(shown("see (https://a.example/b_c?d_e=1)."), "see (https://a.example/b_c?d_e=1).");
        assert_eq!(shown("https://a.example/b_c?d_e=12"), "`https://a.example/b_c?d_e=12`");
        assert_eq!(shown("[x](https://a.example/b_c?d_e=1)"), "\\[x\\](`https://a.example/b_c?d_e=1`)");
    }

    #[test]
    fn no_line_is_a_block() {
        for (text, shown) in [
            ("- a", "\\- a"),
            ("+", "\\+"),
            ("---", "\\---"),
            ("- - -", "\\- - -"),
            ("===", "\\==="),
            (":-:", "\\:-:"),
            ("> a", "\\> a"),
            (">a", "\\>a"),
            ("## a", "\\## a"),
            ("1. a", "1\\. a"),
            ("12) a", "12\\) a"),
            ("~~~ a", "\\~\\~\\~ a"),
            ("``` a", "\\`\\`\\` a"),
        ] {
            assert_eq!(line(text), shown);
        }
    }
}
