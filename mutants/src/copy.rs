//! The switched copy: written, rid of mutants that don't compile, and built.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Result;
use crate::switched::{Mutant, switched};

/// What the copy asks at each site.
const SWITCH: &str = include_str!("switch.txt");
/// Tests clear the environment of the program, which still must hear of the mutant.
const CLEARED: &str = ".env_clear()";
const PASSED_ON: &str = ".env_clear().envs(std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b\"MUTANT\")))";

/// Reads the mutants of `globs` in `tree` and builds the copy of it in `scratch`.
pub(crate) fn build(tree: &Path, scratch: &Path, globs: &[&str]) -> Result<()> {
    fs::create_dir_all(scratch)?;
    let scratch = scratch.canonicalize()?;
    let text = list(tree, globs)?;
    let before = fs::read_to_string(scratch.join("mutants.json")).unwrap_or_else(|_| "[]".to_owned());
    if names(&before)? != names(&text)? {
        // They have other numbers now.
        for name in ["dropped", "reached", "sites"] {
            let _ = fs::remove_file(scratch.join(name));
        }
    }
    fs::write(scratch.join("mutants.json"), &text)?;
    let copy = scratch.join("copy");
    copy_tree(tree, &copy)?;
    let listed: Vec<Value> = serde_json::from_str(&text)?;
    let library = fs::read_to_string(copy.join("src/lib.rs"))?;
    fs::write(copy.join("src/lib.rs"), library + "\nmod switch;\n")?;
    fs::write(copy.join("src/switch.rs"), SWITCH.replace("SITES", &(listed.len() + 1).to_string()))?;
    pass_on(&copy.join("tests/it"))?;
    switch_all(&listed, &copy, &scratch)?;

    let built = cargo(&copy, &["test", "--no-run", "--lib", "--test=it"])?;
    let tests = built.iter().filter(|message| message["profile"]["test"] == true);
    let mut tests: Vec<&str> = tests.filter_map(|message| message["executable"].as_str()).collect();
    tests.sort_by_key(|test| test.contains("/it-"));
    let [library, it] = tests[..] else {
        let faults: Vec<&str> = built.iter().map(|message| word(message, "/message/rendered")).collect();
        return Err(format!("the tests of the copy don't build:\n{}", faults.concat()).into());
    };
    Ok(fs::write(scratch.join("tests"), format!("{library}\n{it}\n"))?)
}

fn copy_tree(tree: &Path, copy: &Path) -> Result<()> {
    let _ = fs::remove_dir_all(copy);
    fs::create_dir(copy)?;
    // Files keep their age, so that cargo builds again what changed.
    let mut tar = Command::new("tar");
    tar.args(["-c", "--exclude=./.git", "--exclude=./target", "--exclude=./*/target", "-C"])
        .arg(tree)
        .arg(".");
    let mut packed = tar.stdout(Stdio::piped()).spawn()?;
    let from = packed.stdout.take().ok_or("it has an end")?;
    let unpacked = Command::new("tar").arg("-xC").arg(copy).stdin(from).status()?;
    if packed.wait()?.success() && unpacked.success() {
        Ok(())
    } else {
        Err("the tree can't be copied".into())
    }
}

/// Switches all mutants that compile, which are found by trying: those at which the compiler complains are left out
/// until it doesn't.
fn switch_all(listed: &[Value], copy: &Path, scratch: &Path) -> Result<()> {
    let mut files: BTreeMap<&str, (String, Vec<Mutant>)> = BTreeMap::new();
    // 0 is the program as it is.
    for (id, mutant) in (1..).zip(listed) {
        let file = word(mutant, "/file");
        if !files.contains_key(file) {
            files.insert(file, (fs::read_to_string(copy.join(file))?, Vec::new()));
        }
        let (source, mutants) = files.get_mut(file).ok_or("it was read")?;
        let range = offset(source, &mutant["span"]["start"])..offset(source, &mutant["span"]["end"]);
        let (genre, replacement) =
            (word(mutant, "/genre").to_owned(), word(mutant, "/replacement").to_owned());
        mutants.push(Mutant { id, genre, range, replacement });
    }
    let mut dropped: BTreeSet<usize> = BTreeSet::new();
    for line in fs::read_to_string(scratch.join("dropped")).unwrap_or_default().lines() {
        dropped.insert(line.parse()?);
    }
    loop {
        let (mut lines, mut sites) = (BTreeMap::new(), String::new());
        for (file, (source, mutants)) in &files {
            let done = switched(source, mutants, &|id| dropped.contains(&id))?;
            fs::write(copy.join(file), done.text)?;
            lines.insert(*file, done.lines);
            sites.extend(done.sites.iter().map(|(id, site)| format!("{id}\t{site}\n")));
        }
        fs::write(scratch.join("sites"), sites)?;
        let (faults, others) = faults(&cargo(copy, &["check", "--lib", "--features=schema"])?, &lines);
        let before = dropped.len();
        dropped.extend(faults);
        fs::write(scratch.join("dropped"), dropped.iter().map(|id| format!("{id}\n")).collect::<String>())?;
        println!("{} of {} don't compile", dropped.len(), listed.len());
        if dropped.len() == before && others.is_empty() {
            return Ok(());
        }
        if dropped.len() == before {
            return Err(format!("the copy doesn't build:\n{}", others.join("\n")).into());
        }
    }
}

fn list(tree: &Path, globs: &[&str]) -> Result<String> {
    let mut list = Command::new("cargo");
    list.args(["mutants", "--list", "--json", "-d"]).arg(tree);
    for glob in globs {
        list.args(["-f", glob]);
    }
    Ok(String::from_utf8(list.stderr(Stdio::inherit()).output()?.stdout)?)
}

fn names(listed: &str) -> Result<Vec<String>> {
    let listed: Vec<Value> = serde_json::from_str(listed)?;
    Ok(listed.iter().map(|mutant| word(mutant, "/name").to_owned()).collect())
}

pub(crate) fn word<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn number(value: &Value) -> usize {
    value.as_u64().and_then(|number| usize::try_from(number).ok()).expect("a place is a number")
}

/// The byte of a line and a column, which count from 1 and in characters.
fn offset(source: &str, place: &Value) -> usize {
    let line_start: usize = source.split_inclusive('\n').take(number(&place["line"]) - 1).map(str::len).sum();
    let before = source[line_start..].chars().take(number(&place["column"]) - 1);
    line_start + before.map(char::len_utf8).sum::<usize>()
}

fn pass_on(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            pass_on(&path)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path)?;
            fs::write(&path, text.replace(CLEARED, PASSED_ON))?;
        }
    }
    Ok(())
}

/// What cargo says, message by message.
fn cargo(copy: &Path, args: &[&str]) -> Result<Vec<Value>> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(copy).args(args).args(["--locked", "--message-format=json"]);
    // Mutants leave much unused. Tests are run thousands of times, and nobody debugs them.
    cargo.env("RUSTFLAGS", "--cap-lints=allow").env("CARGO_TARGET_DIR", copy.with_file_name("target"));
    cargo.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "0");
    cargo.args(["--config", "profile.dev.package.\"*\".opt-level=1"]);
    let output = cargo.stderr(Stdio::null()).output()?;
    let lines = std::str::from_utf8(&output.stdout)?.lines();
    Ok(lines.filter_map(|line| serde_json::from_str(line).ok()).collect())
}

type Lines<'a> = BTreeMap<&'a str, Vec<(RangeInclusive<usize>, Vec<usize>)>>;

/// The mutants at which the compiler complains, and complaints that are of none.
fn faults(messages: &[Value], lines: &Lines) -> (BTreeSet<usize>, Vec<String>) {
    let (mut faults, mut others) = (BTreeSet::new(), Vec::new());
    for message in messages.iter().filter(|message| word(message, "/message/level") == "error") {
        let spans = message["message"]["spans"].as_array().map_or(&[][..], Vec::as_slice);
        let mutants = spans.iter().filter(|span| span["is_primary"] == true).chain(spans).find_map(|span| {
            let line = number(&span["line_start"]);
            let around =
                lines.get(word(span, "/file_name"))?.iter().filter(|(lines, _)| lines.contains(&line));
            around.min_by_key(|(lines, _)| lines.end() - lines.start()).map(|(_, mutants)| mutants)
        });
        match mutants {
            Some(mutants) => faults.extend(mutants),
            None if spans.is_empty() => {}
            None => others.push(word(message, "/message/rendered").to_owned()),
        }
    }
    (faults, others)
}
