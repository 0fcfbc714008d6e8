//! What a terminal shows of a text with escape sequences for colour, as far as the program writes them.

use std::mem;

/// The colour of a text, as the sixteen of a terminal have it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Color {
    #[default]
    Plain,
    Red,
    Green,
    Yellow,
    Blue,
    Magenta,
    Cyan,
}

/// How a text is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) color: Color,
    pub(super) is_bold: bool,
    pub(super) is_dim: bool,
    pub(super) is_underlined: bool,
}

/// A text that is shown in one way.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) look: Look,
    pub(super) text: String,
}

/// One line of the screen.
pub(super) type Line = Vec<Span>;

/// The lines of a text, without blank ones at the end.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut look = Look::default();
    let mut lines: Vec<Line> = text.lines().map(|line| spans(line, &mut look)).collect();
    while lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    lines
}

/// The spans of a line; the look at its end is that of the next at its beginning.
fn spans(line: &str, look: &mut Look) -> Line {
    let mut spans = Line::new();
    let mut text = String::new();
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        if let Some(sequence) = rest.strip_prefix("\u{1b}[") {
            let (codes, after) = sequence.split_once('m').expect("the program only sets colours");
            if !text.is_empty() {
                spans.push(Span { look: *look, text: mem::take(&mut text) });
            }
            codes.split(';').for_each(|code| set(look, code));
            rest = after;
        } else {
            assert!(!character.is_control(), "{character:?} in {line:?} moves the cursor");
            text.push(character);
            rest = &rest[character.len_utf8()..];
        }
    }
    if !text.is_empty() {
        spans.push(Span { look: *look, text });
    }
    spans
}

fn set(look: &mut Look, code: &str) {
    match code {
        "" | "0" => *look = Look::default(),
        "1" => look.is_bold = true,
        "2" | "90" => look.is_dim = true,
        "4" => look.is_underlined = true,
        "31" | "91" => look.color = Color::Red,
        "32" | "92" => look.color = Color::Green,
        "33" | "93" => look.color = Color::Yellow,
        "34" | "94" => look.color = Color::Blue,
        "35" | "95" => look.color = Color::Magenta,
        "36" | "96" => look.color = Color::Cyan,
        "39" => look.color = Color::Plain,
        _ => panic!("pictures know no look `{code}`: add it to tests/it/pictures"),
    }
}

#[test]
fn colours_are_read_and_end_where_they_are_reset() {
    let shown = lines("\u{1b}[1m\u{1b}[33ma\u{1b}[0m b\n\nc\n\n");
    let bold = Look { color: Color::Yellow, is_bold: true, ..Look::default() };
    let plain = |text: &str| Span { look: Look::default(), text: text.to_owned() };
    assert_eq!(
        shown,
        [vec![Span { look: bold, text: "a".to_owned() }, plain(" b")], vec![], vec![plain("c")]]
    );
}
