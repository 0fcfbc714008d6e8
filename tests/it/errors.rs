//! What is said to somebody who made a mistake: one folder for each in `tests/errors`, named by its code.
//!
//! A folder holds `args` (one argument a line), the input files that they name, perhaps `env` (one
//! `NAME=VALUE` a line), and what must come of it: `stderr`, byte for byte, and the exit `code`. Standard
//! output stays empty, because there is no answer.
//!
//! `UPDATE_EXPECTED=1 cargo test --test it errors` writes what the program says now. Such a run fails, so
//! that nobody takes it for a green one; what it wrote is to be read like code.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use creditcalc::diagnostic::Code;

use crate::sandbox::{Sandbox, entries, name_of};

/// What is about the run and not an input of it.
const NOT_INPUT: [&str; 4] = ["args", "env", "stderr", "code"];

/// What the codes of the folders begin with. Each has a test of its own, and these run side by side.
const STAGES: [&str; 7] = ["U", "P", "S", "L4", "L5", "C", "OTHER"];

#[test]
fn every_mistake_in_records_is_told_in_exactly_these_words() {
    is_told_in_exactly_these_words("U");
}

#[test]
fn every_mistake_in_prices_is_told_in_exactly_these_words() {
    is_told_in_exactly_these_words("P");
}

#[test]
fn every_mistake_in_a_schedule_is_told_in_exactly_these_words() {
    is_told_in_exactly_these_words("S");
}

#[test]
fn every_mistake_in_a_question_is_told_in_exactly_these_words() {
    is_told_in_exactly_these_words("L4");
}

#[test]
fn every_mistake_in_a_scenario_is_told_in_exactly_these_words() {
    is_told_in_exactly_these_words("L5");
}

#[test]
fn every_mistake_on_the_command_line_is_told_in_exactly_these_words() {
    is_told_in_exactly_these_words("C");
}

#[test]
fn what_the_system_says_is_told_in_exactly_these_words() {
    is_told_in_exactly_these_words("OTHER");
}

#[test]
fn every_folder_is_of_one_stage() {
    for folder in folders() {
        let stages = STAGES.iter().filter(|stage| code_of(&folder).starts_with(**stage));
        assert_eq!(stages.count(), 1, "{}", folder.display());
    }
}

fn is_told_in_exactly_these_words(stage: &str) {
    let update = env::var_os("UPDATE_EXPECTED").is_some();
    let mut faults = Vec::new();
    for folder in folders().into_iter().filter(|folder| code_of(folder).starts_with(stage)) {
        let said = run(&folder);
        if update {
            fs::write(folder.join("stderr"), &said.stderr).expect("the folder is ours");
            fs::write(folder.join("code"), format!("{}\n", said.code)).expect("the folder is ours");
        }
        faults.extend(said.faults(&folder));
    }
    assert!(faults.is_empty(), "{} faults:\n\n{}", faults.len(), faults.join("\n"));
    assert!(
        !update,
        "the expectations were written anew and nothing was tested: read the difference, and run again without UPDATE_EXPECTED"
    );
}

#[test]
fn every_code_has_an_example() {
    let shown: BTreeSet<String> = folders().iter().map(|folder| code_of(folder)).collect();
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !shown.contains(code.as_str())).collect();
    assert!(missing.is_empty(), "no folder of tests/errors is about {missing:?}");
}

#[test]
fn every_example_shows_the_code_that_it_is_named_by() {
    for folder in folders() {
        let code = code_of(&folder);
        // What the argument parser or the system says has no code of ours.
        if code == "CLAP" || code == "OTHER" {
            continue;
        }
        let known = Code::ALL.iter().find(|known| known.as_str() == code);
        let known = known.unwrap_or_else(|| panic!("{}: there is no such code", folder.display()));
        assert!(
            read(&folder, "stderr").contains(&format!("error[{known}]: ")),
            "{}: its stderr shows another code",
            folder.display()
        );
    }
}

#[test]
fn an_example_of_wrong_arguments_ends_with_2() {
    for folder in folders() {
        let stderr = read(&folder, "stderr");
        let shown: Vec<Code> =
            Code::ALL.iter().copied().filter(|code| stderr.contains(&format!("error[{code}]: "))).collect();
        if !shown.is_empty() && shown.iter().all(|code| code.is_wrong_command_line()) {
            assert_eq!(read(&folder, "code").trim_end(), "2", "{}", folder.display());
        }
    }
}

/// A code that no source names is one that nobody can see; a code that is written as a text is none.
#[test]
fn every_code_is_used_and_none_is_written_as_a_text() {
    let sources = sources();
    let unused: Vec<_> = Code::ALL
        .iter()
        .filter(|code| {
            let name = format!("Code::{code:?}");
            let ends = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric());
            !sources.iter().any(|(_, text)| text.split(&name).skip(1).any(ends))
        })
        .collect();
    assert!(unused.is_empty(), "no error is {unused:?}");
    for (path, text) in &sources {
        let written = text.split('"').find(|literal| is_code(literal));
        assert_eq!(written, None, "{}: codes stand in src/diagnostic/code.rs", path.display());
    }
}

/// What the program said.
struct Said {
    stdout: String,
    stderr: String,
    code: i32,
}

impl Said {
    /// What is not as the folder says it must be.
    fn faults(&self, folder: &Path) -> Vec<String> {
        let (name, mut faults) = (name_of(folder), Vec::new());
        if !self.stdout.is_empty() {
            faults.push(format!("{name}: standard output is not empty:\n{}", self.stdout));
        }
        let expected = read(folder, "stderr");
        if self.stderr != expected {
            faults.push(format!(
                "{name}: expected on standard error:\n{expected}\nand it said:\n{}",
                self.stderr
            ));
        }
        let expected = read(folder, "code");
        if expected.trim_end() != self.code.to_string() {
            faults.push(format!(
                "{name}: expected to exit with {}, and it exited with {}\n",
                expected.trim_end(),
                self.code
            ));
        }
        faults
    }
}

/// Runs the program in a copy of the folder, so that nothing it does can change the example.
fn run(folder: &Path) -> Said {
    let sandbox = Sandbox::new();
    copy_inputs(folder, &sandbox.work());
    let args = read(folder, "args");
    let mut command = sandbox.creditcalc(args.lines());
    if folder.join("env").exists() {
        for line in read(folder, "env").lines() {
            let (name, value) = line
                .split_once('=')
                .unwrap_or_else(|| panic!("{}: `{line}` is not NAME=VALUE", folder.display()));
            command.env(name, value);
        }
    }
    let output = command.output().expect("the program was built for this test");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
    Said {
        stdout: text(output.stdout),
        // Where the copy lies is another place in every run.
        stderr: text(output.stderr).replace(&sandbox.work().display().to_string(), "[FOLDER]"),
        code: output.status.code().expect("nobody stops the program"),
    }
}

fn copy_inputs(from: &Path, to: &Path) {
    for path in entries(from) {
        let name = name_of(&path);
        if NOT_INPUT.contains(&name.as_str()) {
            continue;
        }
        let copy = to.join(name);
        if path.is_dir() {
            fs::create_dir(&copy).expect("the copy is new");
            copy_inputs(&path, &copy);
        } else {
            fs::copy(&path, &copy).expect("files can be copied to a temporary folder");
        }
    }
}

/// The examples, in the order of their names.
fn folders() -> Vec<PathBuf> {
    let mut folders = entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors"));
    folders.sort();
    folders
}

/// `P204` of `tests/errors/P204-negative`.
fn code_of(folder: &Path) -> String {
    let name = name_of(folder);
    name.split_once('-').map_or(name.as_str(), |(code, _)| code).to_owned()
}

/// A file of an example; nothing where it was not written yet, which then differs from whatever the program
/// says.
fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_default()
}

/// The source files, without the table of codes.
fn sources() -> Vec<(PathBuf, String)> {
    let mut sources = Vec::new();
    let mut left = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(entries(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("diagnostic/code.rs")
        {
            let text = fs::read_to_string(&path).expect("source files are text");
            sources.push((path, text));
        }
    }
    sources
}

/// A letter for the stage and three digits.
fn is_code(literal: &str) -> bool {
    let (stage, number) = literal.split_at_checked(1).unwrap_or_default();
    "UPSLC".contains(stage)
        && !stage.is_empty()
        && number.len() == 3
        && number.bytes().all(|byte| byte.is_ascii_digit())
}
