//! What is wrong, where, and the way out, as text for a terminal.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};

use super::excerpt::Excerpt;
use crate::diagnostic::{Diagnostic, Label};
use crate::phrase::{escaped, shortened, with_escapes};
use crate::source::SourceFile;

/// One fault, with the lines in which it stands, if any. What came from outside is fit for a terminal.
#[must_use]
pub fn render(diagnostic: &Diagnostic, is_colored: bool) -> String {
    let (diagnostic, line) = short(diagnostic);
    let diagnostic = printable(&diagnostic);
    let Some((source, labels)) = &diagnostic.place else { return placeless(&diagnostic, is_colored) };
    let renderer = if is_colored { Renderer::styled() } else { Renderer::plain() };
    let mut snippet = Snippet::source(source.text()).path(source.name()).line_start(line);
    for (index, label) in labels.iter().enumerate() {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let text = Some(label.text.as_str()).filter(|text| !text.is_empty());
        snippet = snippet.annotation(kind.span(label.span.clone()).label(text));
    }
    let title = Level::ERROR.primary_title(diagnostic.title.as_str()).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title).element(snippet);
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    renderer.render(&[group]) + "\n"
}

/// The same with everything that is long cut, and the number of the first line of its text.
fn short(diagnostic: &Diagnostic) -> (Diagnostic, usize) {
    let text = |text: &String| shortened(text).into_owned();
    let excerpt = diagnostic.place.as_ref().map(|(source, labels)| Excerpt::of(source, labels));
    let line = excerpt.as_ref().map_or(1, |excerpt| excerpt.line);
    let place = excerpt.map(|Excerpt { source, labels, .. }| {
        let label = |label: Label| Label { text: text(&label.text), ..label };
        (source, labels.into_iter().map(label).collect())
    });
    let (title, help, notes) = (
        text(&diagnostic.title),
        diagnostic.help.iter().map(text).collect(),
        diagnostic.notes.iter().map(text).collect(),
    );
    (Diagnostic { code: diagnostic.code, title, place, help, notes }, line)
}

/// The same for what stands in no text: without the margin that a text would have.
fn placeless(diagnostic: &Diagnostic, is_colored: bool) -> String {
    let bold = |style: Style| if is_colored { style.bold() } else { Style::new() };
    let (error, title) = (bold(AnsiColor::BrightRed.on_default()), bold(Style::new()));
    let (help, note) = (bold(AnsiColor::BrightCyan.on_default()), bold(AnsiColor::BrightGreen.on_default()));
    let first = format!("{error}error[{}]{error:#}{title}: {}{title:#}\n", diagnostic.code, diagnostic.title);
    let helps = diagnostic.help.iter().map(|line| format!("  = {help}help{help:#}: {line}\n"));
    let notes = diagnostic.notes.iter().map(|line| format!("  = {note}note{note:#}: {line}\n"));
    std::iter::once(first).chain(helps).chain(notes).collect()
}

/// The same with everything that came from outside fit for a terminal.
fn printable(diagnostic: &Diagnostic) -> Diagnostic {
    let all = |texts: &[String]| texts.iter().map(|text| escaped(text)).collect();
    Diagnostic {
        code: diagnostic.code,
        title: escaped(&diagnostic.title),
        place: diagnostic.place.as_ref().map(|(source, labels)| printable_place(source, labels)),
        help: all(&diagnostic.help),
        notes: all(&diagnostic.notes),
    }
}

fn printable_place(source: &SourceFile, labels: &[Label]) -> (SourceFile, Vec<Label>) {
    let text = source.text();
    let (name, shown) = (escaped(source.name()), source_lines(text));
    // Places move with what stands before them.
    let moved = |offset: usize| {
        let whole =
            (0..=offset.min(text.len())).rev().find(|place| text.is_char_boundary(*place)).unwrap_or(0);
        if shown == text { offset } else { source_lines(&text[..whole]).len() + (offset - whole) }
    };
    let label = |Label { span, text }: &Label| Label {
        span: moved(span.start)..moved(span.end),
        text: escaped(text),
    };
    let labels = labels.iter().map(label).collect();
    if shown == text && name == source.name() {
        return (source.clone(), labels);
    }
    (SourceFile::new(name, shown.into_owned()), labels)
}

/// Source lines with escapes where their renderer leaves as it is what cannot be seen. The oldest control
/// characters, line feeds among them, it shows itself.
fn source_lines(text: &str) -> Cow<'_, str> {
    with_escapes(text, |character, shown| {
        if character.is_ascii_control() {
            shown.push(character);
        } else {
            shown.extend(character.escape_unicode());
        }
    })
}
