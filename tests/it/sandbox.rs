//! A place of its own for one run of the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A working folder, and beside it an empty home: nothing of the machine on which the tests run gets in.
pub(crate) struct Sandbox {
    root: TempDir,
}

impl Sandbox {
    /// An empty one.
    pub(crate) fn new() -> Self {
        let root = TempDir::new().expect("a temporary folder can be made");
        fs::create_dir(root.path().join("work")).expect("the folder is new");
        fs::create_dir(root.path().join("home")).expect("the folder is new");
        Self { root }
    }

    /// The working folder, by the name that the program sees.
    pub(crate) fn work(&self) -> PathBuf {
        self.root.path().canonicalize().expect("the folder was made just now").join("work")
    }

    /// Writes a file into the working folder, with the folders that lead to it.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.work().join(name);
        fs::create_dir_all(path.parent().expect("the file lies in the folder"))
            .expect("folders can be made in a temporary folder");
        fs::write(path, text).expect("files can be written in a temporary folder");
    }

    /// Puts a copy of a program into the working folder, to be run there. `cp` makes it, for nothing runs that
    /// somebody has open for writing: were it this process, a child that another test starts at that moment would
    /// have it open, too, until it becomes another program.
    #[cfg(unix)]
    pub(crate) fn put_program(&self, program: impl AsRef<Path>, name: &str) -> PathBuf {
        let path = self.work().join(name);
        let copied =
            Command::new("cp").arg(program.as_ref()).arg(&path).status().expect("every Unix has `cp`");
        assert!(copied.success(), "it can be copied");
        path
    }

    /// What a file of the working folder holds.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.work().join(name)).expect("the file is there and is text")
    }

    /// The names of everything in the working folder, hidden files included.
    pub(crate) fn listing(&self) -> Vec<String> {
        let mut names: Vec<_> = entries(&self.work()).iter().map(|path| name_of(path)).collect();
        names.sort();
        names
    }

    /// The program with these arguments: nobody's environment, nobody's configuration.
    pub(crate) fn creditcalc<A: AsRef<std::ffi::OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = self.started(env!("CARGO_BIN_EXE_creditcalc"));
        command.args(args);
        command
    }

    /// Another program as it starts ours.
    pub(crate) fn started(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let home = self.root.path().join("home");
        command.current_dir(self.work()).env_clear().env("HOME", &home).env("XDG_CONFIG_HOME", home);
        command
    }
}

/// What lies in a folder.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("a folder can be read to its end").path()).collect()
}

/// The last part of a path, as text.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name()
        .and_then(|name| name.to_str())
        .expect("the tests name their files in plain text")
        .to_owned()
}

/// Whether a program that a test compares with can be run with `args`. Where not, what was not tested is said, or fails
/// with `REQUIRE_TEST_TOOLS=1`.
pub(crate) fn has_tool(program: &str, args: &[&str], untested: &str) -> bool {
    let mut command = Command::new(program);
    let status = command.args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let is_there = status.is_ok_and(|status| status.success());
    if !is_there {
        let words = args.join(" ");
        let is_required = std::env::var_os("REQUIRE_TEST_TOOLS").is_some_and(|value| value == "1");
        assert!(!is_required, "`{program} {words}` cannot be run");
        say_skipped(&format!("{untested}: `{program} {words}` cannot be run"));
    }
    is_there
}

/// Says that something was not tested, past the test runner's capture, which would keep it to itself while
/// nothing fails.
pub(crate) fn say_skipped(what: &str) {
    std::io::Write::write_all(&mut std::io::stderr(), format!("SKIPPED: {what}\n").as_bytes())
        .expect("somebody hears it");
}
