//! How long a process takes from start to exit, against a bare Rust "hello world" in the same run: `cargo
//! bench --bench start`.
//!
//! The two are started in turn, so that whatever else the machine does falls on both; the ratio of the
//! medians is what to look at. Where valgrind is installed, the instructions of each are counted, too: that
//! figure is the same on a busy machine, and leaves out what the system does to load a program.

use std::error::Error;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 500;

/// What is started: a name for it, and the arguments.
const CASES: [(&str, &[&str]); 5] = [
    ("--version", &["--version"]),
    ("estimate, cost stated", &["estimate", "--cost-per-run", "4", "--as-of", "2026-11-21"]),
    ("estimate, priced by model", &PRICED),
    ("the same as JSON", &PRICED_JSON),
    ("models (all tables)", &["models", "--as-of", "2026-11-21"]),
];
const PRICED: [&str; 9] =
    ["estimate", "--model", "claude-opus-5-5", "--input", "50k", "--output", "15k", "--as-of", "2026-11-21"];
const PRICED_JSON: [&str; 10] = [
    "estimate",
    "--json",
    "--model",
    "claude-opus-5-5",
    "--input",
    "50k",
    "--output",
    "15k",
    "--as-of",
    "2026-11-21",
];

fn main() -> Result<(), Box<dyn Error>> {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_creditcalc"));
    let hello = hello_world()?;
    let mut started: Vec<(&str, &Path, &[&str])> = vec![("hello world", &hello, &[])];
    started.extend(CASES.map(|(name, args)| (name, program.as_path(), args)));

    let mut times = vec![Vec::with_capacity(ROUNDS); started.len()];
    for round in 0..ROUNDS + 20 {
        for ((_, program, args), times) in started.iter().zip(&mut times) {
            let took = start_to_exit(program, args)?;
            // The first rounds bring the files into memory.
            if round >= 20 {
                times.push(took);
            }
        }
    }
    let medians: Vec<Duration> = times.iter_mut().map(|times| median(times)).collect();
    for ((name, program, args), took) in started.iter().zip(&medians) {
        let ratio = took.as_nanos() * 100 / medians[0].as_nanos();
        let counted = instructions(program, args).map_or_else(String::new, |count| {
            let hundredths = count / 10_000;
            format!("   {:>3}.{:02} M instructions", hundredths / 100, hundredths % 100)
        });
        let line = format!(
            "{name:<26} {:>6} us   {}.{:02}x hello world{counted}\n",
            took.as_micros(),
            ratio / 100,
            ratio % 100
        );
        io::stdout().write_all(line.as_bytes())?;
    }
    Ok(())
}

fn start_to_exit(program: &Path, args: &[&str]) -> Result<Duration, Box<dyn Error>> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let status = command.status()?;
    let took = started.elapsed();
    if status.success() { Ok(took) } else { Err(format!("{} {args:?} failed", program.display()).into()) }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// How many instructions a process takes from start to exit; nothing where valgrind is not installed.
fn instructions(program: &Path, args: &[&str]) -> Option<u64> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program).args(args);
    let output = valgrind.stdin(Stdio::null()).stdout(Stdio::null()).output().ok()?;
    // `==123== Collected : 456`, behind what the program itself says there.
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    said.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
}

/// The smallest Rust program, built as `cargo build --release` builds by default.
fn hello_world() -> Result<PathBuf, Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let source = folder.join("hello.rs");
    fs::write(&source, "fn main() {\n    println!(\"Hello, world!\");\n}\n")?;
    let program = folder.join("hello");
    let status =
        Command::new("rustc").args(["-C", "opt-level=3", "-o"]).arg(&program).arg(&source).status()?;
    if status.success() { Ok(program) } else { Err("rustc did not build the smallest program".into()) }
}
