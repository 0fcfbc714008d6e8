//! Answers a scenario file: whose credit ends, and what is beyond it.
//!
//! ```console
//! $ cargo run --example answer_a_scenario -- examples/team.in/team.toml
//! ```
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example is a program, and this is its answer"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use creditcalc::diagnostic::Diagnostic;
use creditcalc::ledger::simulate;
use creditcalc::pricing::PriceTable;
use creditcalc::question::{Context, Defaults, Files, Moment, file};
use creditcalc::report::{diagnostics, notes};

/// Where the files of a scenario come from. Reading one by its path is all that is needed; the other methods
/// of the trait are for folders, patterns and records of runs.
struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<String> {
        fs::read_to_string(path)
    }
}

fn main() -> ExitCode {
    let path = env::args_os().nth(1).map_or_else(|| "examples/team.in/team.toml".into(), PathBuf::from);
    match answer(&path) {
        Ok(lines) => {
            println!("{lines}");
            ExitCode::SUCCESS
        }
        // Everything that is wrong comes at once: each with its place, and a way out in the keys of the file.
        Err(faults) => {
            for fault in &faults {
                eprint!("{}", diagnostics::render(fault, false));
            }
            ExitCode::FAILURE
        }
    }
}

fn answer(path: &Path) -> Result<String, Vec<Diagnostic>> {
    let table = PriceTable::builtin();
    // What the file does not say may be set elsewhere; here, nothing is.
    let defaults = Defaults::default();
    // The time is an argument, and only asked for where the answer depends on it: the team's scenario has a day
    // of its own.
    #[expect(clippy::disallowed_methods, reason = "this program is where the clock is read")]
    let now = jiff::Timestamp::now();
    let clock = Moment { at: now, zone: jiff::tz::TimeZone::UTC };
    let context = Context { files: &Disk, clock: &clock, defaults: &defaults };

    // First what is written, with everything that it includes; then what that means in view of the tables.
    let scenario = file::read(path, &Disk)?;
    let question = scenario.resolve(&file::Overrides::default(), &table, context)?;
    // And then every run of every job in the order of time.
    let answer =
        simulate(&table, &question.simulation).map_err(|unpriced| question.diagnostics(&unpriced))?;

    let mut lines = Vec::new();
    for (place, job) in question.simulation.jobs.iter().enumerate() {
        let tally = answer.of_job(place);
        lines.push(format!(
            "{}: {} runs, {} covered, ${} beyond the credit",
            job.name, tally.runs, tally.runs_covered, tally.overflow
        ));
    }
    let total = answer.total();
    lines.push(format!("together: ${} at list rates, ${} paid by credit", total.cost, total.drawn));
    // What was assumed, and what to know about the figures, is part of the answer.
    let of_answer = answer.notes.iter().map(notes::of_jobs);
    lines.extend(question.notes.iter().cloned().chain(of_answer).map(|note| format!("note: {note}")));
    Ok(lines.join("\n"))
}
