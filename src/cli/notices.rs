//! Errors, notes and what a gate says, on standard error.

use anstyle::{AnsiColor, Style};

use super::World;
use super::args::{Fault, When};
use crate::diagnostic::Diagnostic;
use crate::phrase::{count, escaped, shortened};
use crate::report::diagnostics;
use crate::report::text::wrapped;
use crate::units::length;

/// How many faults are shown one by one; after those are fixed, the rest shows.
const TOLD_MAX: usize = 50;

/// Standard error, with or without colour and notes.
pub(super) struct Notices {
    color: bool,
    quiet: bool,
}

impl Notices {
    pub(super) fn new(world: &World<'_>, color: Option<When>, quiet: bool) -> Self {
        Self { color: world.stderr_color(color), quiet }
    }

    /// Takes what the configuration says about colour.
    pub(super) fn settle(&mut self, world: &World<'_>, color: Option<When>) {
        self.color = world.stderr_color(color);
    }

    /// Says what is wrong, with a blank line between, and how much more of it there is.
    pub(super) fn diagnostics(&self, world: &mut World<'_>, faults: &[Diagnostic]) {
        for (index, diagnostic) in faults.iter().take(TOLD_MAX).enumerate() {
            if index > 0 {
                let _ = world.stderr.write_all(b"\n");
            }
            // Nobody can be told that nobody can be told anything.
            let _ = world.stderr.write_all(diagnostics::render(diagnostic, self.color).as_bytes());
        }
        if let Some(more) = faults.len().checked_sub(TOLD_MAX).filter(|more| *more > 0) {
            let _ = world.stderr.write_all(format!("\nand {} more\n", count(length(more))).as_bytes());
        }
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

    /// Says what is wrong with the command line, and what to write.
    pub(super) fn fault(&self, world: &mut World<'_>, fault: &Fault) {
        let bold = |style: Style| if self.color { style.bold() } else { Style::new() };
        let (error, title, help) = (
            bold(AnsiColor::BrightRed.on_default()),
            bold(Style::new()),
            bold(AnsiColor::BrightCyan.on_default()),
        );
        let mut text = format!("{error}error{error:#}{title}: {}{title:#}\n", fault.title);
        for line in &fault.helps {
            text += &format!("  = {help}help{help:#}: {line}\n");
        }
        let _ = world.stderr.write_all(text.as_bytes());
    }

    /// Says something as it is.
    pub(super) fn plain(world: &mut World<'_>, text: &str) {
        let _ = world.stderr.write_all(text.as_bytes());
    }

    fn line(&self, world: &mut World<'_>, label: &str, color: AnsiColor, text: &str) {
        let style = if self.color { color.on_default().bold() } else { Style::new() };
        let text = wrapped(&format!("{label}: {}", escaped(&shortened(text))), world.stderr_width);
        let text = text.strip_prefix(label).unwrap_or(&text);
        // In one piece, so that lines of two processes do not mix.
        let _ = world.stderr.write_all(format!("{style}{label}{style:#}{text}\n").as_bytes());
    }
}
