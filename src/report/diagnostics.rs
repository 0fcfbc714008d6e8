//! What is wrong, where, and the way out, as text for a terminal.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};

use super::excerpt::Excerpt;
use crate::diagnostic::{Diagnostic, Label};
use crate::phrase::{escaped, shortened};
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
    let (title, help, notes) = (escaped(&diagnostic.title), all(&diagnostic.help), all(&diagnostic.notes));
    let label = |label: &Label| Label { span: label.span.clone(), text: escaped(&label.text) };
    let place = diagnostic.place.as_ref().map(|(source, labels)| {
        let tame = SourceFile::new(escaped(source.name()), tame(source.text()).into_owned());
        let source =
            if tame.text() == source.text() && tame.name() == source.name() { source.clone() } else { tame };
        (source, labels.iter().map(label).collect())
    });
    Diagnostic { code: diagnostic.code, title, place, help, notes }
}

/// The same with another character of the same length, so that places stay, where the renderer of source
/// lines leaves one as it is: the control characters from U+0080 on, of which a terminal takes some for an
/// escape.
fn tame(text: &str) -> Cow<'_, str> {
    let is_wild = |character: char| ('\u{80}'..='\u{9f}').contains(&character);
    if text.contains(is_wild) { text.replace(is_wild, "\u{b7}").into() } else { text.into() }
}
