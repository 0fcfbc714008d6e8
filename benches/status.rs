//! How long a status bar waits for its line, beside ccusage's: `cargo bench --bench status`.
//!
//! Makes a year of made-up transcripts (200 MB, or as much as `-- --mb N` says): each file was last changed on a day of
//! its own, so that one in twelve or so is of this cycle. Then starts the programs in turn, each with Claude Code's
//! JSON on standard input, so that whatever else the machine does falls on both:
//!
//! * `creditcalc status --statusline --plan max`;
//! * the same on the whole tree, of which every file was changed today: what it would take to read all of it;
//! * `ccusage statusline --offline --no-cache`, if `CCUSAGE` names it. Its second call would show what the first one
//!   kept.
//!
//! Times are told and not asserted. Every process is new; what it reads is in the system's memory after the first.
//!
//! Other arguments: `--rounds N`.

mod corpus;

use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

type Outcome<T> = Result<T, Box<dyn Error>>;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const SESSION: &str = r#"{"session_id":"s","cwd":"/","model":{"id":"claude-opus-5-5","display_name":"Opus"},"cost":{"total_cost_usd":0.42}}"#;

fn main() -> Outcome<()> {
    let (mut bytes, mut rounds) = (200_000_000, 15_usize);
    let args: Vec<String> = env::args().skip(1).filter(|arg| arg != "--bench").collect();
    for pair in args.chunks(2) {
        match pair {
            [name, value] if name == "--mb" => bytes = value.parse::<u64>()? * 1_000_000,
            [name, value] if name == "--rounds" => rounds = value.parse()?,
            _ => return Err(format!("{} is not understood", pair.join(" ")).into()),
        }
    }
    let folder = tempfile::tempdir()?;
    let (year, fresh) = (folder.path().join("year"), folder.path().join("fresh"));
    for tree in [&year, &fresh] {
        corpus::make(tree, &corpus::Plan::of_bytes(bytes))?;
    }
    let mut files = Vec::new();
    find_files(&year, &mut files)?;
    files.sort();
    // What was made just now was made today.
    let now = fs::metadata(files.first().ok_or("the tree has files")?)?.modified()?;
    for (path, place) in files.iter().zip(0_u32..) {
        fs::File::options().append(true).open(path)?.set_modified(now - DAY * (place % 365))?;
    }
    say(&format!("{} files, {} MB\n", files.len(), bytes / 1_000_000))?;

    let own = env!("CARGO_BIN_EXE_creditcalc");
    let status = ["status", "--statusline", "--plan", "max", "--no-config"];
    let mut started = vec![
        ("creditcalc, a year of files", own.to_owned(), status.to_vec(), &year),
        ("creditcalc, all of this month", own.to_owned(), status.to_vec(), &fresh),
    ];
    match env::var_os("CCUSAGE").map(OsString::into_string) {
        Some(program) => {
            let program = program.map_err(|_| "CCUSAGE is not text")?;
            started.push((
                "ccusage statusline",
                program,
                vec!["statusline", "--offline", "--no-cache"],
                &year,
            ));
        }
        None => say("*** ccusage IS SKIPPED: CCUSAGE does not name it. ***\n")?,
    }
    let mut times = vec![Vec::with_capacity(rounds); started.len()];
    for _ in 0..=rounds {
        for ((_, program, args, tree), times) in started.iter().zip(&mut times) {
            times.push(start_to_exit(program, args, tree, folder.path())?);
        }
    }
    for ((name, ..), times) in started.iter().zip(&mut times) {
        let first = times.remove(0);
        times.sort_unstable();
        let median = times[times.len() / 2];
        say(&format!(
            "{name:<32} first {:>6} us   median {:>6} us\n",
            first.as_micros(),
            median.as_micros()
        ))?;
    }
    Ok(())
}

fn start_to_exit(program: &str, args: &[&str], tree: &Path, home: &Path) -> Outcome<Duration> {
    let mut command = Command::new(program);
    command.args(args).env("CLAUDE_CONFIG_DIR", tree).env("HOME", home).env("TZ", "UTC");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let mut child = command.spawn()?;
    child.stdin.take().ok_or("standard input is piped")?.write_all(SESSION.as_bytes())?;
    let status = child.wait()?;
    let took = started.elapsed();
    if status.success() { Ok(took) } else { Err(format!("{program} {args:?} failed").into()) }
}

fn find_files(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            find_files(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn say(text: &str) -> Outcome<()> {
    Ok(io::stdout().write_all(text.as_bytes())?)
}
