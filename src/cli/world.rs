//! What the program sees of the world.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::args::{Common, When};
use super::peeked::{self, Peeked};
use super::settings::Settings;
use crate::diagnostic::Diagnostic;
use crate::report::text::Look;

/// What the program sees of the world: where it was started, its environment and its streams. Files and the
/// clock are read from here, too.
pub struct World<'w> {
    /// The folder in which it was started.
    pub folder: PathBuf,
    /// Its environment.
    pub environment: BTreeMap<String, String>,
    /// The answer goes here.
    pub stdout: &'w mut dyn Write,
    /// Talk goes here.
    pub stderr: &'w mut dyn Write,
    /// The width of the terminal that standard output is, if it is one.
    pub stdout_width: Option<u16>,
    /// The width of the terminal that standard error is, if it is one.
    pub stderr_width: Option<u16>,
}

impl<'w> World<'w> {
    /// The real one.
    ///
    /// # Errors
    ///
    /// When there is no working folder.
    pub fn real(stdout: &'w mut dyn Write, stderr: &'w mut dyn Write) -> io::Result<Self> {
        // A variable that is not text is nobody's setting here.
        let variables = env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let width =
            |size: Option<(terminal_size::Width, terminal_size::Height)>| size.map(|(width, _)| width.0);
        Ok(Self {
            folder: env::current_dir()?,
            environment: variables.collect(),
            stdout,
            stderr,
            stdout_width: width(terminal_size::terminal_size_of(io::stdout())),
            stderr_width: width(terminal_size::terminal_size_of(io::stderr())),
        })
    }

    /// A variable of the environment; an empty one is not set.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Today, where the person is.
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
    pub(super) fn today(zone: Option<&TimeZone>) -> Date {
        let now = Zoned::now();
        match zone {
            Some(zone) => now.with_time_zone(zone.clone()).date(),
            None => now.date(),
        }
    }

    /// Now, to the second.
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
    pub(super) fn now() -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// The zone that the system is set to; UTC where it does not say, or where the built-in database does not
    /// know it.
    pub(super) fn zone() -> TimeZone {
        let zone = TimeZone::try_system().unwrap_or(TimeZone::UTC);
        // A system calls its own UTC by many names: `Etc/UTC`, `Zulu`.
        let is_utc = zone.preceding(Timestamp::MAX).next().is_none()
            && zone.to_offset(Timestamp::UNIX_EPOCH).is_zero();
        if is_utc || zone.is_unknown() || zone.iana_name().is_none() { TimeZone::UTC } else { zone }
    }

    /// The text of a file that is named; one of the names of standard input is that.
    pub(super) fn read_file(&self, path: &Path) -> io::Result<String> {
        if peeked::is_input(path) {
            return read_text(io::stdin().lock());
        }
        read_text(Peeked::open(&self.folder.join(path), 0)?.whole())
    }

    /// The text of a file that is looked for and not named: a pipe is not waited for.
    pub(super) fn read_found(&self, path: &Path) -> io::Result<String> {
        match peeked::unopened(&fs::metadata(self.folder.join(path))?) {
            Some(error) => Err(error),
            None => self.read_file(path),
        }
    }

    /// Whether two names are of one file that is there.
    pub(super) fn is_same_file(&self, one: &Path, two: &str) -> bool {
        let whole = |path: &Path| fs::canonicalize(self.folder.join(path)).ok();
        whole(one).is_some_and(|one| whole(Path::new(two)) == Some(one))
    }

    /// The first bytes of a file, which are still there for whoever reads it; nothing of what is none.
    pub(super) fn head_of(&self, path: &Path) -> Vec<u8> {
        if peeked::is_input(path) { peeked::head_of_input() } else { peeked::head(&self.folder.join(path)) }
    }

    /// Writes a whole file or none: into a new one beside it, which then takes its name.
    pub(super) fn write_file(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let path = self.folder.join(path);
        // Through a link, the file it points to is replaced and the link stays.
        let target = match fs::read_link(&path) {
            Ok(link) => {
                fs::canonicalize(&path).unwrap_or_else(|_| path.parent().unwrap_or(&self.folder).join(link))
            }
            Err(_) => path,
        };
        if let Ok(existing) = fs::metadata(&target) {
            if existing.is_dir() {
                return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
            }
            // A pipe or a device has no content to keep whole, and must not be replaced by a file.
            if !existing.is_file() {
                return fs::write(&target, content);
            }
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(&self.folder);
        if !folder.is_dir() {
            let missing = folder.strip_prefix(&self.folder).unwrap_or(folder).display();
            return Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no folder `{missing}`")));
        }
        let mut file = tempfile::Builder::new()
            .prefix(".creditcalc-")
            .permissions(permissions(&target))
            .tempfile_in(folder)?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        file.persist(target).map_err(|error| error.error)?;
        Ok(())
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
        Ok(Look { width, color: self.color(settings.color(common.color)?, width.is_some()) })
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
fn read_text(from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    from.take(TEXT_MAX + 1).read_to_string(&mut text)?;
    if u64::try_from(text.len()).is_ok_and(|length| length > TEXT_MAX) {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 64 MB"));
    }
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The rights of the file that is replaced, or what a new file gets.
#[cfg(unix)]
fn permissions(path: &Path) -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    // The umask takes from these what a new file should not have.
    fs::metadata(path).map_or_else(|_| fs::Permissions::from_mode(0o666), |existing| existing.permissions())
}

#[cfg(not(unix))]
fn permissions(path: &Path) -> fs::Permissions {
    fs::metadata(path)
        .or_else(|_| fs::metadata("."))
        .expect("the working folder has permissions")
        .permissions()
}
