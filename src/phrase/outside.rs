//! Texts from outside: names, sources, paths, what the system says. Each writer shows them through one of these.

use std::borrow::Cow;

/// A text in which all that is obeyed and not only seen is shown as an escape and does nothing: control characters,
/// what turns the direction of writing, what has no width, and what begins a command in the log of a CI runner.
#[must_use]
pub fn escaped(text: &str) -> String {
    let escape = |character: char, shown: &mut String| {
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.extend(character.escape_unicode());
        }
    };
    with_escapes(text, escape).into_owned()
}

/// A name from outside, fit to stand between backticks: one in it would end them.
#[must_use]
pub fn escaped_name(name: &str) -> String {
    escaped(name).replace('`', "\\u{60}")
}

/// A name from outside in a sentence: in backticks.
#[must_use]
pub fn quoted_name(name: &str) -> String {
    format!("`{}`", escaped_name(name))
}

/// A text as TOML quotes it, with escapes for what cannot be seen: people look at these files.
#[must_use]
pub(crate) fn toml_text(text: &str) -> String {
    let text = text.replace('\\', r"\\").replace('"', "\\\"");
    let escape = |character: char, shown: &mut String| {
        let code = u32::from(character);
        *shown += &if code <= 0xffff { format!("\\u{code:04x}") } else { format!("\\U{code:08x}") };
    };
    format!("\"{}\"", with_escapes(&text, escape))
}

/// A text in which each character that cannot be seen is written by `escape`.
pub(crate) fn with_escapes(text: &str, escape: impl Fn(char, &mut String)) -> Cow<'_, str> {
    // Nearly every text is as it should be.
    if is_plain(text) || !marked(text).any(|(_, is_obeyed)| is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for (character, is_obeyed) in marked(text) {
        if is_obeyed { escape(character, &mut shown) } else { shown.push(character) }
    }
    Cow::Owned(shown)
}

/// Whether a text has nothing that needs an escape, as far as a glance tells.
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !text.contains("##") && !text.contains("::")
}

/// Each character, and whether something obeys it, so that it needs an escape.
fn marked(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut before = None;
    let first = text.find(|character: char| !character.is_whitespace());
    let command = first.filter(|place| text[*place..].starts_with("::"));
    text.char_indices().map(move |(place, character)| {
        // Many symbols are followed by one that says that they are meant in colour, or not.
        let is_part = matches!(character, '\u{fe0e}' | '\u{fe0f}') && before.is_some_and(is_symbol);
        let is_command = command == Some(place) || before == Some('#') && begins_log_command(&text[place..]);
        before = Some(character);
        (character, is_unseen(character) && !is_part || is_command)
    })
}

/// Whether a command of a log begins with `rest` behind a `#`. Runners of CI read the logs of their steps: GitHub obeys
/// a line that begins with `::set-output …::`, and `##[add-mask]` wherever it stands; Azure `##vso[…]`, `TeamCity`
/// `##teamcity[…]`. Scenarios of pull requests name jobs as they like.
fn begins_log_command(rest: &str) -> bool {
    rest.strip_prefix('#').is_some_and(|rest| {
        rest.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).starts_with('[')
    })
}

/// Whether a character does something and shows nothing. What turns the direction of writing makes a text look
/// like another one, and what has no width makes two look alike or hides a third in them.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Whether a character is one of those that are also drawn in colour.
fn is_symbol(character: char) -> bool {
    matches!(
        character,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2100}'..='\u{2bff}' | '\u{3030}' | '\u{303d}'
            | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}'
    )
}

/// A text as a cell of a sheet has it, in which no program runs it.
///
/// Spreadsheets run what begins like a formula, also after a blank, in some countries with wide signs, and where
/// cells are separated by semicolons also after one of those. An apostrophe in front says that it is text.
#[must_use]
pub(crate) fn as_cell(text: &str) -> Cow<'_, str> {
    let places: Vec<usize> = beginnings(text).filter(|place| runs(&text[*place..])).collect();
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut guarded = text.to_owned();
    places.iter().rev().for_each(|place| guarded.insert(*place, '\''));
    Cow::Owned(guarded)
}

/// The text of a cell that [`as_cell`] has made, without its apostrophes.
#[must_use]
pub(crate) fn from_cell(cell: &str) -> Cow<'_, str> {
    let is_guard = |place: &usize| cell[*place..].strip_prefix('\'').is_some_and(runs);
    let guards: Vec<usize> = beginnings(cell).filter(is_guard).collect();
    if guards.is_empty() {
        return Cow::Borrowed(cell);
    }
    let mut text = cell.to_owned();
    for guard in guards.iter().rev() {
        text.remove(*guard);
    }
    Cow::Owned(text)
}

/// Where a cell begins for some program.
fn beginnings(text: &str) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(text.match_indices(';').map(|(place, _)| place + 1))
}

/// Whether a program would run what begins so.
fn runs(cell: &str) -> bool {
    cell.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_do_is_seen_instead() {
        assert_eq!(
            escaped_name("a\u{1b}[2Jb\nc\u{9b}d`e\u{202e}f\t\u{7f}"),
            "a\\u{1b}[2Jb\\nc\\u{9b}d\\u{60}e\\u{202e}f\\t\\u{7f}"
        );
        assert_eq!(quoted_name("müllabfuhr-5"), "`müllabfuhr-5`");
    }

    #[test]
    fn what_has_no_width_is_seen() {
        for character in ['\u{200b}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{e0061}', '\u{e0100}']
        {
            assert_eq!(escaped(&format!("pro{character}")), format!("pro{}", character.escape_unicode()));
        }
    }

    #[test]
    fn no_log_obeys_a_name() {
        for (name, shown) in [
            ("::set-output name=a::b", "\\u{3a}:set-output name=a::b"),
            (" \t::error::b", " \\t\\u{3a}:error::b"),
            ("a ##[add-mask]b", "a #\\u{23}[add-mask]b"),
            ("##vso[task.setvariable]b", "#\\u{23}vso[task.setvariable]b"),
            ("###[x]", "##\\u{23}[x]"),
        ] {
            assert_eq!(escaped(name), shown);
        }
        for name in ["a::b", "std::fmt", "## heading", "#1 [x]", "##", "::", ":"] {
            let same = if name == "::" { "\\u{3a}:" } else { name };
            assert_eq!(escaped(name), same);
        }
        assert_eq!(toml_text("::a"), "\"\\u003a:a\"");
    }

    #[test]
    fn a_symbol_keeps_its_colour_and_nothing_hides_behind_it() {
        assert_eq!(escaped("\u{2699}\u{fe0f} nightly \u{1f319}"), "\u{2699}\u{fe0f} nightly \u{1f319}");
        assert_eq!(escaped("\u{2699}\u{fe0f}\u{fe0f}"), "\u{2699}\u{fe0f}\\u{fe0f}");
        assert_eq!(escaped("pro\u{fe0f}"), "pro\\u{fe0f}");
    }

    #[test]
    fn toml_reads_a_quoted_text_back() {
        for text in
            ["plain", "a \"b\" \\ c", "\u{1b}]0;x\u{7}\r\n\t\u{7f}\u{9b}", "\u{202e}\u{200b}\u{e0061}"]
        {
            let quoted = toml_text(text);
            assert!(!quoted.chars().any(is_unseen), "{quoted}");
            let document = format!("text = {quoted}");
            let table = toml::de::DeTable::parse(&document).expect("it is TOML");
            assert_eq!(table.get_ref()["text"].get_ref().as_str(), Some(text));
        }
    }

    #[test]
    fn no_program_runs_a_cell() {
        for sign in ['=', '+', '-', '@', '＝', '＋', '－', '＠'] {
            for (text, cell) in [
                (format!("{sign}1"), format!("'{sign}1")),
                (format!(" \u{a0}{sign}1"), format!("' \u{a0}{sign}1")),
                (format!("a;{sign}1; {sign}2"), format!("a;'{sign}1;' {sign}2")),
                (format!("\n{sign}1"), format!("'\n{sign}1")),
            ] {
                assert_eq!(as_cell(&text), cell);
                assert_eq!(from_cell(&cell), text);
            }
        }
        for text in ["max-5x", "a=b", "a; b - c", "it's", "'quoted'", ""] {
            assert_eq!((as_cell(text), from_cell(text)), (text.into(), text.into()));
        }
    }
}
