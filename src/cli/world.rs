//! What the program sees of the world.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use terminal_size::{Height, Width, terminal_size_of};

use super::args::{Common, When};
use super::ask::confine::Confined;
use super::clock::AnswerClock;
use super::output::Sources;
use super::peeked::{self, Peeked};
use super::settings::Settings;
use crate::diagnostic::Diagnostic;
use crate::report::{Charset, Look};

/// What the program sees of the world: where it was started, its environment and its streams. Files and the
/// clock are read from here, too.
pub struct World<'w> {
    /// The folder in which it was started; `.` where that is gone, or cannot be told.
    pub folder: PathBuf,
    /// Its environment. A variable whose name is not text is nobody's here.
    pub environment: BTreeMap<String, OsString>,
    /// What was read of it for the answer.
    pub sources: Sources,
    /// Whether only files in that folder and below are read, wherever links lead: somebody else asks, and their
    /// names are not the user's. The user's own settings are read all the same.
    pub is_confined: bool,
    /// Whether no file is written, whatever a command line says: an answer is checked, and its question is somebody
    /// else's.
    pub is_read_only: bool,
    /// The answer goes here.
    pub stdout: &'w mut dyn Write,
    /// Talk goes here.
    pub stderr: &'w mut dyn Write,
    /// The width of the terminal that standard output is, if it is one.
    pub stdout_width: Option<u16>,
    /// The width of the terminal that standard error is, if it is one.
    pub stderr_width: Option<u16>,
}

/// The width of a stream that is a terminal: 80 columns where nobody set its size, as on a fresh pty.
fn width(stream: &impl IsTerminal, size: Option<(Width, Height)>) -> Option<u16> {
    stream.is_terminal().then(|| size.map_or(80, |(width, _)| width.0))
}

impl<'w> World<'w> {
    /// The real one.
    pub fn real(stdout: &'w mut dyn Write, stderr: &'w mut dyn Write) -> Self {
        let variables = env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        Self {
            // Help needs no folder, and neither do files that are named from the root on.
            folder: env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            environment: variables.collect(),
            sources: Sources::default(),
            is_confined: false,
            is_read_only: false,
            stdout,
            stderr,
            stdout_width: width(&io::stdout(), terminal_size_of(io::stdout())),
            stderr_width: width(&io::stderr(), terminal_size_of(io::stderr())),
        }
    }

    /// The folder that reading stays in, if it stays in one.
    pub(super) fn confined(&self) -> Option<Confined> {
        self.is_confined.then(|| Confined::to(Path::new(""), false, self))
    }

    /// A variable of the environment; an empty one is not set.
    pub(super) fn variable(&self, name: &str) -> Option<&OsStr> {
        self.environment.get(name).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// The clock of the answer.
    pub(super) fn clock(&self) -> &AnswerClock {
        self.sources.clock()
    }

    /// The text of a file that is named; one of the names of standard input is that.
    pub(super) fn read_file(&self, path: &Path) -> io::Result<String> {
        if peeked::is_input(path) {
            self.sources.note_input();
            return read_text(peeked::input());
        }
        let path = self.folder.join(path);
        let text = Peeked::open(&path, 0)?.whole();
        self.sources.note(path);
        read_text(text)
    }

    /// The bytes of a file, or of standard input.
    pub(super) fn read_bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        if peeked::is_input(path) {
            self.sources.note_input();
            return read_whole(peeked::input());
        }
        let path = self.folder.join(path);
        let bytes = Peeked::open(&path, 0)?.whole();
        self.sources.note(path);
        let mut bytes = read_whole(bytes)?;
        if bytes.starts_with(MARK) {
            bytes.drain(..MARK.len());
        }
        Ok(bytes)
    }

    /// A file, or standard input, for who reads it piece by piece.
    pub(super) fn open(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        if peeked::is_input(path) {
            self.sources.note_input();
            return Ok(Box::new(peeked::input()));
        }
        let path = self.folder.join(path);
        let file = Peeked::open(&path, 0)?.whole();
        self.sources.note(path);
        Ok(Box::new(file))
    }

    /// The text of a file that is looked for and not named: a pipe is not waited for.
    pub(super) fn read_found(&self, path: &Path) -> io::Result<String> {
        match peeked::unopened(&fs::metadata(self.folder.join(path))?) {
            Some(error) => Err(error),
            None => self.read_file(path),
        }
    }

    /// The first bytes of a file, which are still there for whoever reads it; nothing of what is none.
    pub(super) fn head_of(&self, path: &Path) -> Vec<u8> {
        if peeked::is_input(path) { peeked::head_of_input() } else { peeked::head(&self.folder.join(path)) }
    }

    pub(super) fn stdout_color(&self, when: Option<When>) -> bool {
        self.color(when, self.stdout_width.is_some())
    }

    pub(super) fn stderr_color(&self, when: Option<When>) -> bool {
        self.color(when, self.stderr_width.is_some())
    }

    /// How pages are drawn on standard output, or in a file, which has no width.
    pub(super) fn look(
        &self,
        common: &Common,
        settings: &Settings,
        to_file: bool,
    ) -> Result<Look, Diagnostic> {
        let width = self.stdout_width.filter(|_| !to_file);
        Ok(Look {
            width,
            color: self.color(settings.color(common.color)?, width.is_some()),
            // A file is read somewhere else, and a pipe as well.
            charset: if width.is_some() { self.charset() } else { Charset::Unicode },
            explains: common.explain,
        })
    }

    /// The letters that the terminal shows, as far as the environment says so: the first of these variables that
    /// is set counts, and where none is, as on Windows, all can be shown.
    fn charset(&self) -> Charset {
        if self.variable("TERM").is_some_and(|terminal| terminal == "dumb") {
            return Charset::Ascii;
        }
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| self.variable(name));
        let is_unicode = locale.is_none_or(|locale| {
            let locale = locale.to_string_lossy().to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        });
        if is_unicode { Charset::Unicode } else { Charset::Ascii }
    }

    fn color(&self, when: Option<When>, is_terminal: bool) -> bool {
        match when.unwrap_or(When::Auto) {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                is_terminal
                    && self.variable("NO_COLOR").is_none()
                    && self.variable("TERM").is_none_or(|terminal| terminal != "dumb")
            }
        }
    }
}

/// What a person writes is smaller than this, in bytes; a device has no end.
const TEXT_MAX: u64 = 64 * 1024 * 1024;

/// All of a text, without the mark that some editors put before it.
/// The mark before a text in UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

fn read_whole(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(TEXT_MAX + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > TEXT_MAX) {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 64 MB"));
    }
    Ok(bytes)
}

fn read_text(from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    from.take(TEXT_MAX + 1).read_to_string(&mut text)?;
    if u64::try_from(text.len()).is_ok_and(|length| length > TEXT_MAX) {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 64 MB"));
    }
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
