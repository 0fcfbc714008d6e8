//! What is made to take for ever: `cargo bench --bench traps`. Each trap is set three times, each time twice as
//! large; a time that doubles with it is as it should be. Times are told and not asserted.
//!
//! Other arguments: a word, and only traps are set whose names have it.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use tempfile::TempDir;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A trap: what it is called, how large it is at first, and how it is set in an empty folder. It gives back the
/// arguments with which the program walks into it.
struct Trap {
    name: &'static str,
    size: usize,
    set: fn(&Path, usize) -> Outcome<&'static [&'static str]>,
}

/// All traps. A new one is a function and a row.
const TRAPS: [Trap; 15] = [
    Trap { name: "a pattern over links", size: 2_000, set: links },
    Trap { name: "names of a model", size: 2_000_000, set: long_name },
    Trap { name: "keys of a scenario", size: 2_000_000, set: long_key },
    Trap { name: "faults in a scenario", size: 10_000, set: faults },
    Trap { name: "faults in rows", size: 100_000, set: faulty_rows },
    Trap { name: "rows of one run", size: 100_000, set: rows_of_one_run },
    Trap { name: "runs", size: 100_000, set: runs },
    Trap { name: "runs without a day", size: 100_000, set: undated_runs },
    Trap { name: "models in a result", size: 10_000, set: models },
    Trap { name: "seats and their jobs", size: 2_000, set: seats },
    Trap { name: "jobs that differ", size: 2_000, set: differing_jobs },
    Trap { name: "jobs with faults", size: 500, set: faulty_jobs },
    Trap { name: "models with prices", size: 2_000, set: priced_models },
    Trap { name: "models for each other", size: 50, set: compared_models },
    Trap { name: "workbook of runs", size: 2, set: workbook },
];

fn main() -> ExitCode {
    match spring() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn spring() -> Outcome<()> {
    // Cargo adds `--bench` to what it starts.
    let word = env::args().skip(1).find(|arg| arg != "--bench").unwrap_or_default();
    let mut out = io::stdout();
    writeln!(out, "{:<24}{:>12}{:>10}{:>10}{:>10}  {:>6}", "", "n", "n", "2n", "4n", "4n/n")?;
    for trap in TRAPS.iter().filter(|trap| trap.name.contains(&word)) {
        let times = [1, 2, 4].map(|times| time(trap, trap.size * times));
        let [one, two, four] = times;
        let (one, two, four) = (one?.as_millis(), two?.as_millis(), four?.as_millis());
        let tenths = four * 10 / one.max(1);
        let ratio = format!("{}.{}", tenths / 10, tenths % 10);
        writeln!(out, "{:<24}{:>12}{one:>7} ms{two:>7} ms{four:>7} ms  {ratio:>6}", trap.name, trap.size)?;
    }
    Ok(())
}

/// How long the program takes. Whether it answers or says what is wrong is the same here.
fn time(trap: &Trap, size: usize) -> Outcome<Duration> {
    let folder = TempDir::new()?;
    let args = (trap.set)(folder.path(), size)?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_creditcalc"));
    command.args(args).current_dir(&folder).env_clear().env("HOME", folder.path());
    command.env("CREDITCALC_AS_OF", "2026-11-21").stdout(Stdio::null()).stderr(Stdio::null());
    let began = Instant::now();
    let status = command.status()?;
    if status.code().is_none_or(|code| code > 3) {
        return Err(format!("{}: {status}", trap.name).into());
    }
    Ok(began.elapsed())
}

fn row(number: usize, rest: &str) -> String {
    format!(
        "{{\"model\":\"claude-opus-5\",\"input_tokens\":{},\"output_tokens\":100{rest}}}\n",
        1000 + number % 7
    )
}

#[cfg(unix)]
fn links(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    fs::create_dir(folder.join("l"))?;
    fs::write(folder.join("l/r.jsonl"), row(0, ""))?;
    for number in 0..size {
        std::os::unix::fs::symlink(".", folder.join(format!("l/{number}")))?;
    }
    Ok(&["measure", "l/**/*/**/*.jsonl"])
}

#[cfg(not(unix))]
fn links(folder: &Path, _: usize) -> Outcome<&'static [&'static str]> {
    fs::write(folder.join("r.jsonl"), row(0, ""))?;
    Ok(&["measure", "**/*.jsonl"])
}

fn long_name(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    fs::write(folder.join("r.jsonl"), row(0, "").replace("claude-opus-5", &"x".repeat(size)))?;
    Ok(&["measure", "r.jsonl"])
}

fn long_key(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    fs::write(folder.join("s.toml"), format!("{} = 1\n", "x".repeat(size)))?;
    Ok(&["simulate", "s.toml"])
}

fn faults(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    let keys: Vec<String> = (0..size).map(|number| format!("key_{number} = 1\n")).collect();
    fs::write(folder.join("s.toml"), keys.concat())?;
    Ok(&["simulate", "s.toml"])
}

fn faulty_rows(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    fs::write(folder.join("r.jsonl"), row(0, "") + &row(0, "").replace("100", "-1").repeat(size))?;
    Ok(&["measure", "r.jsonl"])
}

fn rows_of_one_run(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    let row = |number| {
        row(number, &format!(",\"run\":\"a\",\"id\":\"{number}\",\"started_at\":\"2026-11-01T03:00:00Z\""))
    };
    fs::write(folder.join("r.jsonl"), (0..size).map(row).collect::<String>())?;
    Ok(&["measure", "r.jsonl"])
}

fn runs(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    let row = |number| row(number, ",\"started_at\":\"2026-11-01T03:00:00Z\"");
    fs::write(folder.join("r.jsonl"), (0..size).map(row).collect::<String>())?;
    Ok(&["measure", "r.jsonl"])
}

fn undated_runs(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    let row = |number| row(number, &format!(",\"run\":\"{number}\""));
    fs::write(folder.join("r.jsonl"), (0..size).map(row).collect::<String>())?;
    Ok(&["measure", "r.jsonl"])
}

fn models(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    let used =
        |number| format!("\"model-{number}\":{{\"inputTokens\":1000,\"outputTokens\":100,\"costUSD\":0.01}}");
    let result = |runs: usize| {
        let models: Vec<String> = (0..size).map(used).collect();
        let models = models.join(",").replace("1000", &(1000 * runs).to_string());
        format!(
            "{{\"type\":\"result\",\"session_id\":\"s\",\"num_turns\":{runs},\"total_cost_usd\":1,\"usage\":{{\"input_tokens\":1,\"output_tokens\":1}},\"modelUsage\":{{{models}}}}}\n"
        )
    };
    fs::write(folder.join("r.jsonl"), result(1) + &result(2))?;
    Ok(&["measure", "r.jsonl"])
}

fn job(name: &str, rest: &str) -> String {
    format!("[[job]]\nname = \"{name}\"\ncost_per_run_usd = \"1.00\"\n{rest}\n")
}

fn seats(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    let seat = |number| format!("[[seat]]\nname = \"seat-{number}\"\nplan = \"pro\"\n");
    let its_job =
        |number| job(&format!("job-{number}"), &format!("seat = \"seat-{number}\"\nnightly = true"));
    let parts = (0..size).map(seat).chain((0..size).map(its_job));
    fs::write(folder.join("s.toml"), parts.collect::<String>())?;
    Ok(&["simulate", "s.toml"])
}

fn differing_jobs(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    // Half of the jobs are in one file only.
    for (file, first, rest) in [("a.toml", 0, "runs = 3"), ("b.toml", size / 2, "runs = 4")] {
        let jobs = (first..first + size).map(|number| job(&format!("job-{number}"), rest));
        fs::write(folder.join(file), "plan = \"pro\"\n".to_owned() + &jobs.collect::<String>())?;
    }
    Ok(&["diff", "a.toml", "b.toml"])
}

fn faulty_jobs(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    let seat = |number| format!("[[seat]]\nname = \"seat-{number}\"\nplan = \"pro\"\n");
    let its_job = |number| {
        job(
            &format!("job-{number}"),
            &format!("seat = \"seta-{number}\"\ncron = \"99 3 * * *\"\nnihgtly = 1"),
        )
    };
    let parts = (0..size).map(seat).chain((0..size).map(its_job));
    fs::write(folder.join("s.toml"), parts.collect::<String>())?;
    Ok(&["simulate", "s.toml"])
}

/// A folder of price files with so many models.
fn prices(folder: &Path, size: usize) -> Outcome<()> {
    let model = |number| {
        format!(
            "[[model]]\nid = \"aster-{number}\"\nname = \"Aster {number}\"\naliases = [\"a-{number}\"]\n\
             status = \"active\"\nstatus_checked = 2026-11-01\n[[model.price]]\neffective_from = 2026-01-01\n\
             usd_per_mtok = {{ input = \"1.00\", output = \"2.00\" }}\ncertainty = \"official\"\n\
             source = \"https://aster.example\"\nchecked = 2026-11-01\n"
        )
    };
    let head =
        "format = \"creditcalc.models/1\"\nvendor = \"aster\"\ntoken_kinds = [\"input\", \"output\"]\n";
    fs::create_dir(folder.join("prices"))?;
    fs::write(folder.join("prices/aster.toml"), head.to_owned() + &(0..size).map(model).collect::<String>())?;
    Ok(())
}

fn priced_models(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    prices(folder, size)?;
    Ok(&["models", "--pricing", "prices"])
}

/// Each model of a run is put for its dearest one, so that twice as many take four times as long.
fn compared_models(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    prices(folder, size)?;
    let used = |number| row(number, ",\"run\":\"a\"").replace("claude-opus-5", &format!("aster-{number}"));
    fs::write(folder.join("r.jsonl"), (0..size).map(used).collect::<String>())?;
    Ok(&["compare", "--from", "r.jsonl", "--pricing", "prices", "--plan", "api-key"])
}

fn workbook(folder: &Path, size: usize) -> Outcome<&'static [&'static str]> {
    let jobs = (0..size).map(|number| job(&format!("job-{number}"), "cron = \"*/10 * * * *\""));
    fs::write(folder.join("s.toml"), "plan = \"pro\"\n".to_owned() + &jobs.collect::<String>())?;
    Ok(&["simulate", "s.toml", "--format", "xlsx"])
}
