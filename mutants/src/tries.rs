//! Which tests come by which mutants, and which of these they catch.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::time::Instant;

use serde_json::Value;

use crate::Result;
use crate::copy::word;

/// A test that takes longer isn't asked, and a mutant that takes longer is caught.
const LIMIT_S: f64 = 10.0;
/// Others use the machine, too.
const PROCESSES: usize = 2;
/// How many times cheaper a test counts at most that caught others.
const CATCHES_MAX: u32 = 4;
const UNPOISONED: &str = "nothing panics with it";

struct Test {
    binary: String,
    name: String,
    seconds: f64,
    sites: BTreeSet<usize>,
}

#[derive(PartialEq)]
enum Ended {
    Passed,
    Failed(String),
    TimedOut,
}

/// Runs tests by name, one after the other, in one process.
fn ask(scratch: &Path, binary: &str, names: &[&str], limit: f64, variable: (&str, &str)) -> Result<Ended> {
    let mut command = Command::new("sh");
    // A mutant may ask for all memory there is. `timeout` ends the programs that tests started, too.
    command.args(["-c", r#"ulimit -v 6000000; exec timeout -k 1 "$@""#, "sh"]);
    command.args([&limit.to_string(), binary, "--exact", "--test-threads=1"]).args(names);
    let output = command.current_dir(scratch.join("copy")).env(variable.0, variable.1).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = said.lines().find_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
    Ok(match output.status.code() {
        Some(0) => Ended::Passed,
        Some(124 | 137) => Ended::TimedOut,
        _ => Ended::Failed(failed.unwrap_or(names[0]).to_owned()),
    })
}

/// Does `work` with each of `items`, a few at a time.
fn each<T: Send>(items: Vec<T>, work: impl Fn(T) -> Result<()> + Sync) {
    let items = Mutex::new(items.into_iter());
    let next = || items.lock().expect(UNPOISONED).next();
    std::thread::scope(|scope| {
        for _ in 0..PROCESSES {
            scope.spawn(|| {
                while let Some(item) = next() {
                    work(item).expect("files and processes work");
                }
            });
        }
    });
}

fn lines(scratch: &Path, name: &str) -> Result<Vec<String>> {
    Ok(fs::read_to_string(scratch.join(name))?.lines().map(str::to_owned).collect())
}

fn appended(scratch: &Path, name: &str) -> Result<Mutex<File>> {
    Ok(Mutex::new(File::options().append(true).create(true).open(scratch.join(name))?))
}

/// Runs each test alone that `.cargo/mutants.toml` asks and that isn't in `reached` yet.
pub(crate) fn map(scratch: &Path) -> Result<()> {
    let config = fs::read_to_string(scratch.join("copy/.cargo/mutants.toml"))?;
    let skips: Vec<&str> = config.split('"').filter(|word| word.starts_with("--skip=")).collect();
    let file = appended(scratch, "reached")?;
    let known = lines(scratch, "reached")?;
    let known: BTreeSet<&str> = known.iter().filter_map(|line| line.split('\t').nth(1)).collect();
    let mut tests = Vec::new();
    for (binary, (kind, skips)) in lines(scratch, "tests")?.iter().zip([("lib", &[][..]), ("it", &skips)]) {
        let listed = Command::new(binary).args(["--list", "--format=terse"]).args(skips).output()?;
        let listed = String::from_utf8(listed.stdout)?;
        let names = listed.lines().filter_map(|line| line.strip_suffix(": test"));
        let names = names.filter(|name| !known.contains(name));
        tests.extend(names.map(|name| (binary.clone(), kind, name.to_owned())));
    }
    each(tests, |(binary, kind, name)| {
        let seen = scratch.join(format!("seen.{}", name.replace("::", ".")));
        let began = Instant::now();
        let variable = ("MUTANTS_SEEN", &*seen.to_string_lossy());
        let ended = ask(scratch, &binary, &[&name], LIMIT_S, variable)?;
        let seconds = began.elapsed().as_secs_f64();
        let sites = fs::read_to_string(&seen).unwrap_or_default();
        let _ = fs::remove_file(&seen);
        let sites = if ended == Ended::Passed { sites.trim_end().replace('\n', ",") } else { String::new() };
        writeln!(file.lock().expect(UNPOISONED), "{kind}\t{name}\t{seconds:.3}\t{sites}")?;
        Ok(())
    });
    Ok(())
}

fn tests(scratch: &Path) -> Result<Vec<Test>> {
    let binaries = lines(scratch, "tests")?;
    let mut tests = Vec::new();
    for line in lines(scratch, "reached")? {
        let [kind, name, seconds, sites, ..] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let binary = binaries[usize::from(kind == "it")].clone();
        let sites = sites.split(',').filter_map(|site| site.parse().ok()).collect();
        tests.push(Test { binary, name: name.to_owned(), seconds: seconds.parse()?, sites });
    }
    Ok(tests)
}

/// Tries each mutant that isn't caught in `table` yet, with at most so many seconds of tests, and writes it there.
pub(crate) fn try_all(scratch: &Path, seconds: f64) -> Result<()> {
    let listed: Vec<Value> = serde_json::from_str(&fs::read_to_string(scratch.join("mutants.json"))?)?;
    let tests = tests(scratch)?;
    let dropped: BTreeSet<String> = lines(scratch, "dropped")?.into_iter().collect();
    let mut sites: HashMap<usize, usize> = HashMap::new();
    for line in lines(scratch, "sites")? {
        let (id, site) = line.split_once('\t').ok_or("a mutant has its site")?;
        sites.insert(id.parse()?, site.parse()?);
    }
    // The later row of a mutant is what holds.
    let file = appended(scratch, "table")?;
    let rows = lines(scratch, "table")?;
    let rows = rows.iter().filter_map(|row| row.split_once('\t'));
    let table: BTreeMap<String, String> =
        rows.map(|(name, came)| (name.to_owned(), came.to_owned())).collect();
    let is_caught = |came: &String| came.starts_with("caught") || came.starts_with("time-out");
    let open = (1_usize..).zip(&listed);
    let open = open.filter(|(_, mutant)| !table.get(word(mutant, "/name")).is_some_and(is_caught)).collect();
    let (table, catches) = (Mutex::new(table.clone()), Mutex::new(HashMap::new()));
    each(open, |(id, mutant): (usize, &Value)| {
        let came = match sites.get(&id) {
            None => "no switch fits".to_owned(),
            Some(_) if dropped.contains(&id.to_string()) => "doesn't compile".to_owned(),
            Some(site) => {
                let tests = tests.iter().filter(|test| test.sites.contains(site)).collect();
                try_one(scratch, id, word(mutant, "/file"), tests, seconds, &catches)?
            }
        };
        let name = word(mutant, "/name");
        writeln!(file.lock().expect(UNPOISONED), "{name}\t{came}")?;
        table.lock().expect(UNPOISONED).insert(name.to_owned(), came);
        Ok(())
    });
    let table = table.into_inner()?;
    let mut counts: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for mutant in &listed {
        let module = word(mutant, "/file").split('/').take(2).collect::<Vec<_>>().join("/");
        let came = table[word(mutant, "/name")].split('\t').next().unwrap_or_default();
        *counts.entry((module, came)).or_default() += 1;
    }
    counts.iter().for_each(|((module, came), count)| println!("{module}\t{came}\t{count}"));
    Ok(())
}

/// How many mutants of each file a test caught.
type Catches = Mutex<HashMap<String, HashMap<String, u32>>>;

fn try_one(
    scratch: &Path,
    id: usize,
    file: &str,
    mut tests: Vec<&Test>,
    seconds: f64,
    catches: &Catches,
) -> Result<String> {
    if tests.is_empty() {
        return Ok("unreached".to_owned());
    }
    // Cheap tests come first, and of tests that are about as cheap such as caught others of this file.
    let caught = catches.lock().expect(UNPOISONED).get(file).cloned().unwrap_or_default();
    let weight = |test: &Test| {
        test.seconds / f64::from(1 + caught.get(&test.name).copied().unwrap_or(0).min(CATCHES_MAX))
    };
    tests.sort_by(|test, other| weight(test).total_cmp(&weight(other)));
    let (began, mut asked, mut portion) = (Instant::now(), 0, 0.1);
    while let Some(first) = tests.first().copied() {
        if began.elapsed().as_secs_f64() > seconds {
            return Ok(format!("undecided\t{asked} of {} tests pass", asked + tests.len()));
        }
        let (mut taken, mut names) = (0.0, Vec::new());
        tests.retain(|test| {
            let is_taken = test.binary == first.binary && (names.is_empty() || taken < portion);
            if is_taken {
                taken += test.seconds;
                names.push(test.name.as_str());
            }
            !is_taken
        });
        asked += names.len();
        portion *= 2.0;
        match ask(scratch, &first.binary, &names, LIMIT_S + 3.0 * taken, ("MUTANT", &id.to_string()))? {
            Ended::Passed => {}
            Ended::TimedOut => return Ok(format!("time-out\t{}", names[0])),
            Ended::Failed(name) => {
                let mut catches = catches.lock().expect(UNPOISONED);
                *catches.entry(file.to_owned()).or_default().entry(name.clone()).or_default() += 1;
                return Ok(format!("caught\t{name}"));
            }
        }
    }
    Ok(format!("survived\t{asked} tests pass"))
}
