//! Programs that are measured in turn, each run in a process of its own, and what they used.

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// What a benchmark comes to, or why it doesn't.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

/// A program that is measured.
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    program: String,
    pub(crate) args: Vec<String>,
    pub(crate) variables: Vec<(&'static str, PathBuf)>,
}

impl Contender {
    pub(crate) fn new(name: &'static str, program: &str, args: &[&str]) -> Self {
        Self {
            name,
            program: program.to_owned(),
            args: args.iter().map(|&arg| arg.to_owned()).collect(),
            variables: Vec::new(),
        }
    }

    pub(crate) fn answer(&self) -> Outcome<String> {
        let output =
            Command::new(&self.program).args(&self.args).envs(self.variables.iter().cloned()).output()?;
        if !output.status.success() {
            return Err(format!(
                "{} ended with {}: {}",
                self.name,
                output.status,
                String::from_utf8_lossy(&output.stderr)
            )
            .into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// One run, in a process of its own that tells what its only child used: time on the processor and peak
    /// memory are kept for children that have ended, and as a sum and a maximum over all of them.
    pub(crate) fn run(&self, this: &Path) -> Outcome<Figures> {
        let mut command = Command::new(this);
        command.arg("--stopwatch").arg(&self.program).args(&self.args).envs(self.variables.iter().cloned());
        let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
        let told = String::from_utf8(output.stdout)?;
        let numbers: Vec<u64> = told.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        match numbers.as_slice() {
            [wall, processor, peak] => Ok(Figures { wall: *wall, processor: *processor, peak: *peak }),
            _ => Err(format!("{} did not end well", self.name).into()),
        }
    }
}

/// Microseconds of time and of work, and kilobytes (1,000 bytes) of memory.
#[derive(Clone, Copy)]
pub(crate) struct Figures {
    pub(crate) wall: u64,
    pub(crate) processor: u64,
    pub(crate) peak: u64,
}

pub(crate) fn median_figures(figures: &mut [Figures]) -> Figures {
    let mut median = |key: fn(&Figures) -> u64| {
        figures.sort_unstable_by_key(key);
        key(&figures[figures.len() / 2])
    };
    Figures {
        wall: median(|each| each.wall),
        processor: median(|each| each.processor),
        peak: median(|each| each.peak),
    }
}

pub(crate) fn stopwatch(program: &str, args: &[&str]) -> Outcome<()> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let status = command.status()?;
    let wall = started.elapsed();
    if !status.success() {
        return Err(format!("{program} ended with {status}").into());
    }
    let (processor, peak) = used_by_children()?;
    say(&format!("{} {processor} {peak}\n", wall.as_micros()))
}

/// Microseconds on the processor, in programs and in the system for them, and the peak memory in kilobytes.
#[cfg(unix)]
fn used_by_children() -> Outcome<(u64, u64)> {
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN)?;
    let mut micros = 0;
    for time in [usage.user_time(), usage.system_time()] {
        micros += u64::try_from(time.tv_sec())? * 1_000_000 + u64::try_from(time.tv_usec())?;
    }
    // Apple's systems count bytes, the others kibibytes.
    let unit = if cfg!(target_vendor = "apple") { 1 } else { 1_024 };
    Ok((micros, u64::try_from(usage.max_rss())? * unit / 1_000))
}

/// Elsewhere only the time is told.
#[cfg(not(unix))]
fn used_by_children() -> Outcome<(u64, u64)> {
    Ok((0, 0))
}

/// A quotient with two decimals, cut.
pub(crate) fn hundredths(one: u64, other: u64) -> String {
    let quotient = one * 100 / other.max(1);
    format!("{}.{:02}", quotient / 100, quotient % 100)
}

pub(crate) fn text(path: &Path) -> Outcome<&str> {
    path.to_str().ok_or_else(|| format!("{} is not text", path.display()).into())
}

pub(crate) fn say(text: &str) -> Outcome<()> {
    Ok(io::stdout().write_all(text.as_bytes())?)
}
