//! Talk: errors, notes and what a gate says, on standard error.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};

use super::World;
use super::args::When;
use crate::diagnostic::{Diagnostic, Label};
use crate::report::phrase::harmless;
use crate::report::text::wrapped;
use crate::source::SourceFile;

/// How the program talks.
pub(super) struct Talk {
    color: bool,
    quiet: bool,
}

impl Talk {
    pub(super) fn new(world: &World<'_>, color: Option<When>, quiet: bool) -> Self {
        Self { color: world.stderr_color(color), quiet }
    }

    /// Takes what the configuration says about colour.
    pub(super) fn settle(&mut self, world: &World<'_>, color: Option<When>) {
        self.color = world.stderr_color(color);
    }

    /// Says everything that is wrong, with a blank line between.
    pub(super) fn diagnostics(&self, world: &mut World<'_>, diagnostics: &[Diagnostic]) {
        for (index, diagnostic) in diagnostics.iter().enumerate() {
            if index > 0 {
                let _ = world.stderr.write_all(b"\n");
            }
            self.diagnostic(world, &printable(diagnostic));
        }
    }

    /// Says what is wrong, where, and the way out.
    fn diagnostic(&self, world: &mut World<'_>, diagnostic: &Diagnostic) {
        if diagnostic.place.is_none() {
            return self.placeless(world, diagnostic);
        }
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        let mut group = Group::with_title(
            Level::ERROR.primary_title(diagnostic.title.as_str()).id(diagnostic.code.as_str()),
        );
        if let Some((source, labels)) = &diagnostic.place {
            let mut snippet = Snippet::source(source.text()).path(source.name());
            for (index, label) in labels.iter().enumerate() {
                let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
                let text = Some(label.text.as_str()).filter(|text| !text.is_empty());
                snippet = snippet.annotation(kind.span(label.span.clone()).label(text));
            }
            group = group.element(snippet);
        }
        for help in &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        for note in &diagnostic.notes {
            group = group.element(Level::NOTE.message(note.as_str()));
        }
        let text = renderer.render(&[group]) + "\n";
        // Nobody can be told that nobody can be told anything.
        let _ = world.stderr.write_all(text.as_bytes());
    }

    /// The same for what stands in no text: without the margin that a text would have.
    fn placeless(&self, world: &mut World<'_>, diagnostic: &Diagnostic) {
        let bold = |style: Style| if self.color { style.bold() } else { Style::new() };
        let (error, title) = (bold(AnsiColor::BrightRed.on_default()), bold(Style::new()));
        let mut text =
            format!("{error}error[{}]{error:#}{title}: {}{title:#}\n", diagnostic.code, diagnostic.title);
        let (help, note) =
            (bold(AnsiColor::BrightCyan.on_default()), bold(AnsiColor::BrightGreen.on_default()));
        let helps = diagnostic.help.iter().map(|line| format!("  = {help}help{help:#}: {line}\n"));
        text.extend(
            helps.chain(diagnostic.notes.iter().map(|line| format!("  = {note}note{note:#}: {line}\n"))),
        );
        let _ = world.stderr.write_all(text.as_bytes());
    }

    /// Says something about the answer.
    pub(super) fn note(&self, world: &mut World<'_>, note: &str) {
        if !self.quiet {
            self.line(world, "note", AnsiColor::Cyan, note);
        }
    }

    /// Says what could not be read.
    pub(super) fn skipped(&self, world: &mut World<'_>, what: &str) {
        if !self.quiet {
            self.line(world, "skipped", AnsiColor::Yellow, what);
        }
    }

    /// Says that a gate is closed.
    pub(super) fn refusal(&self, world: &mut World<'_>, refusal: &str) {
        self.line(world, "gate", AnsiColor::Red, refusal);
    }

    /// Says what went wrong.
    pub(super) fn error(&self, world: &mut World<'_>, error: &str) {
        self.line(world, "error", AnsiColor::Red, error);
    }

    fn line(&self, world: &mut World<'_>, label: &str, color: AnsiColor, text: &str) {
        let style = if self.color { color.on_default().bold() } else { Style::new() };
        let text = wrapped(&format!("{label}: {}", harmless(text)), world.stderr_width);
        let text = text.strip_prefix(label).unwrap_or(&text);
        // In one piece, so that lines of two processes do not mix.
        let _ = world.stderr.write_all(format!("{style}{label}{style:#}{text}\n").as_bytes());
    }
}

/// The same with everything that came from outside fit for a terminal.
fn printable(diagnostic: &Diagnostic) -> Diagnostic {
    let all = |texts: &[String]| texts.iter().map(|text| harmless(text)).collect();
    let (title, help, notes) = (harmless(&diagnostic.title), all(&diagnostic.help), all(&diagnostic.notes));
    let label = |label: &Label| Label { span: label.span.clone(), text: harmless(&label.text) };
    let place = diagnostic.place.as_ref().map(|(source, labels)| {
        let tame = SourceFile::new(harmless(source.name()), tame(source.text()).into_owned());
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
