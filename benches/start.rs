//! How long a process takes from start to exit, against a bare Rust "hello world" in the same run: `cargo
//! bench --bench start`.
//!
//! The two are started in turn, so that whatever else the machine does falls on both; the ratio of the
//! medians is what to look at.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 500;

fn main() -> Result<(), Box<dyn Error>> {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_creditcalc"));
    let hello = hello_world()?;
    let stated = ["estimate", "--cost-per-run", "4", "--as-of", "2026-11-21"];
    let priced = [
        "estimate",
        "--model",
        "claude-opus-5-5",
        "--input",
        "50k",
        "--output",
        "15k",
        "--as-of",
        "2026-11-21",
    ];
    let listed = ["models", "--as-of", "2026-11-21"];
    let commands: [(&Path, &[&str]); 4] =
        [(&hello, &[]), (&program, &stated), (&program, &priced), (&program, &listed)];

    let mut times = vec![Vec::with_capacity(ROUNDS); commands.len()];
    for round in 0..ROUNDS + 20 {
        for ((program, args), times) in commands.iter().zip(&mut times) {
            let took = start_to_exit(program, args)?;
            // The first rounds bring the files into memory.
            if round >= 20 {
                times.push(took);
            }
        }
    }
    let medians: Vec<Duration> = times.iter_mut().map(|times| median(times)).collect();
    let names = ["hello world", "estimate, cost stated", "estimate, priced by model", "models (all tables)"];
    for (name, took) in names.into_iter().zip(&medians) {
        let ratio = took.as_nanos() * 100 / medians[0].as_nanos();
        let line = format!(
            "{name:<26} {:>6} us   {}.{:02}x hello world\n",
            took.as_micros(),
            ratio / 100,
            ratio % 100
        );
        std::io::Write::write_all(&mut std::io::stdout(), line.as_bytes())?;
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
