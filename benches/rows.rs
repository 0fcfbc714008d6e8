//! How fast one's own rows are added up, one request a row, as JSONL and as CSV, against a program that only reads
//! them: `cargo bench --bench rows`.
//!
//! Makes a million rows (or as many as `-- --rows N` says) in a temporary folder, and then starts the programs in
//! turn, so that whatever else the machine does falls on all of them:
//!
//! * `creditcalc measure rows.jsonl --by model --csv`, and the same of `rows.csv`;
//! * the floor: this program again, which reads each line of `rows.jsonl` into a struct with `serde_json` and adds its
//!   tokens up by model. It prices nothing, knows no copies, and takes a day for a text.
//!
//! Times are told and not asserted. What is added up is asserted: the totals are known from the making.
//!
//! Other arguments: `--rounds N`, `--seed N`, and `--make FOLDER`, which makes the rows there and stops.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use serde::Deserialize;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Tokens by model: input, output, cache reads, cache writes.
type Totals = BTreeMap<String, [u64; 4]>;

const COLUMNS: [&str; 4] = ["input_tokens", "output_tokens", "cache_read_tokens", "cache_write_5m_tokens"];

/// Each with the name under which it is priced; names of clouds and families among them.
const MODELS: [(&str, &str); 5] = [
    ("claude-opus-5", "claude-opus-5"),
    ("claude-haiku-4-5-20251001", "claude-haiku-4-5-20251001"),
    ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929"),
    ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929"),
    // Nobody sells it: what has no price must be found as fast.
    ("in-house-7b", "in-house-7b"),
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    // Cargo adds `--bench` to what it starts.
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--floor", rows] => tell_totals(&floor(Path::new(rows))?),
        ["--stopwatch", program, args @ ..] => stopwatch(program, args),
        options => measure(options),
    }
}

fn measure(options: &[&str]) -> Outcome<()> {
    let (mut rows, mut seed, mut rounds, mut make) = (1_000_000, 20, 5, None);
    let mut options = options.iter();
    while let Some(&option) = options.next() {
        let mut value = || options.next().copied().ok_or_else(|| format!("{option} takes a value"));
        match option {
            "--rows" => rows = value()?.parse()?,
            "--seed" => seed = value()?.parse()?,
            "--rounds" => rounds = value()?.parse()?,
            "--make" => make = Some(PathBuf::from(value()?)),
            _ => return Err(format!("{option} is not understood").into()),
        }
    }
    if let Some(folder) = make {
        return tell_totals(&make_rows(&folder, rows, seed)?);
    }
    let folder = tempfile::tempdir()?;
    let made = make_rows(folder.path(), rows, seed)?;
    let (jsonl, csv) = (folder.path().join("rows.jsonl"), folder.path().join("rows.csv"));
    let this = std::env::current_exe()?;
    let ours = env!("CARGO_BIN_EXE_creditcalc");
    let programs: [(&str, &str, Vec<&str>); 3] = [
        ("floor, JSONL", text(&this)?, vec!["--floor", text(&jsonl)?]),
        ("creditcalc, JSONL", ours, vec!["measure", text(&jsonl)?, "--by", "model", "--csv"]),
        ("creditcalc, CSV", ours, vec!["measure", text(&csv)?, "--by", "model", "--csv"]),
    ];
    for (name, program, args) in &programs[1..] {
        let output = Command::new(program).args(args).output()?;
        if !output.status.success() {
            return Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        let found = totals_in(&output.stdout)?;
        if found != made {
            return Err(format!("{name}: the totals are wrong\nmade  {made:?}\nfound {found:?}").into());
        }
    }
    if floor(&jsonl)?.values().flatten().sum::<u64>() != made.values().flatten().sum::<u64>() {
        return Err("the floor does not read all rows".into());
    }
    let mut figures = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for ((_, program, args), figures) in programs.iter().zip(&mut figures) {
            let output = Command::new(&this).arg("--stopwatch").arg(program).args(args).output()?;
            let told = String::from_utf8(output.stdout)?;
            let numbers: Vec<u64> = told.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
            let [wall, processor, peak] = numbers[..] else {
                return Err("a program did not end well".into());
            };
            figures.push([wall, processor, peak]);
        }
    }
    let (of_jsonl, of_csv) = (fs::metadata(&jsonl)?.len(), fs::metadata(&csv)?.len());
    say(&format!("{rows} rows: {} MB of JSONL, {} MB of CSV\n\n", of_jsonl / 1_000_000, of_csv / 1_000_000))?;
    say(&format!(
        "{:<20}{:>12}{:>14}{:>12}{:>22}\n",
        "median of", "time", "processor", "peak", "against the floor"
    ))?;
    let mut floor = None;
    for ((name, ..), figures) in programs.iter().zip(&mut figures) {
        let [wall, processor, peak] = [0, 1, 2].map(|kind| median(figures, kind));
        let against = hundredths(processor, *floor.get_or_insert(processor));
        say(&format!(
            "{name:<20}{:>9} ms{:>11} ms{:>9} MB{against:>22}\n",
            wall / 1_000,
            processor / 1_000,
            peak / 1_000
        ))?;
    }
    say("\nthe totals are those that were made\n")
}

fn median(figures: &mut [[u64; 3]], kind: usize) -> u64 {
    figures.sort_unstable_by_key(|figures| figures[kind]);
    figures[figures.len() / 2][kind]
}

/// Numbers at random that are the same on every machine, by `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// Writes the rows as JSONL and as CSV, in no order of time; one in a hundred stands there twice.
fn make_rows(folder: &Path, rows: u64, seed: u64) -> Outcome<Totals> {
    let (mut dice, mut totals) = (Dice(seed), Totals::new());
    let mut jsonl = BufWriter::new(File::create(folder.join("rows.jsonl"))?);
    let mut csv = BufWriter::new(File::create(folder.join("rows.csv"))?);
    writeln!(csv, "id,job,started_at,model,{},status", COLUMNS.join(","))?;
    for number in 0..rows {
        let id = format!("req_{:016x}{number:08x}", dice.below(u64::MAX));
        let job = format!("job-{}", dice.below(40));
        let (day, second) = (dice.below(30) + 1, dice.below(86_400));
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        let at = format!("2026-10-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
        let (model, priced_as) = MODELS[usize::try_from(dice.below(5))?];
        let tokens = [20_000, 4_000, 200_000, 20_000].map(|limit| dice.below(limit));
        let [input, output, read, written] = tokens;
        for _ in 0..if number % 100 == 99 { 2 } else { 1 } {
            writeln!(
                jsonl,
                r#"{{"id":"{id}","job":"{job}","started_at":"{at}","model":"{model}","input_tokens":{input},"output_tokens":{output},"cache_read_tokens":{read},"cache_write_5m_tokens":{written},"status":200}}"#
            )?;
            writeln!(csv, "{id},{job},{at},{model},{input},{output},{read},{written},200")?;
        }
        let sums = totals.entry(priced_as.to_owned()).or_default();
        sums.iter_mut().zip(tokens).for_each(|(sum, tokens)| *sum += tokens);
    }
    jsonl.flush()?;
    csv.flush()?;
    Ok(totals)
}

/// What the floor reads of a row.
#[derive(Deserialize)]
struct Row {
    id: String,
    model: String,
    started_at: String,
    input_tokens: u64,
    output_tokens: u64,
    cache_read_tokens: u64,
    cache_write_5m_tokens: u64,
}

/// The tokens of all rows by the model as it is written; a copy that follows its row is passed over.
fn floor(rows: &Path) -> Outcome<Totals> {
    let (mut totals, mut line, mut last) = (Totals::new(), String::new(), String::new());
    let mut rows = BufReader::with_capacity(1 << 18, File::open(rows)?);
    while rows.read_line(&mut line)? > 0 {
        let row: Row = serde_json::from_str(&line)?;
        line.clear();
        if row.id == last || row.started_at.is_empty() {
            continue;
        }
        let tokens = [row.input_tokens, row.output_tokens, row.cache_read_tokens, row.cache_write_5m_tokens];
        let sums = totals.entry(row.model).or_default();
        sums.iter_mut().zip(tokens).for_each(|(sum, tokens)| *sum += tokens);
        last = row.id;
    }
    Ok(totals)
}

/// The totals in an answer of `measure --by model --csv`.
fn totals_in(answer: &[u8]) -> Outcome<Totals> {
    let mut answer = csv::Reader::from_reader(answer);
    let names = answer.headers()?.clone();
    let place = |name: &str| names.iter().position(|known| known == name).ok_or(format!("no column {name}"));
    let (name, counts) = (place("name")?, COLUMNS.map(place));
    let mut totals = Totals::new();
    for share in answer.records() {
        let share = share?;
        let mut tokens = [0; 4];
        for (tokens, place) in tokens.iter_mut().zip(&counts) {
            *tokens = share[place.clone()?].parse()?;
        }
        totals.insert(share[name].to_owned(), tokens);
    }
    Ok(totals)
}

fn stopwatch(program: &str, args: &[&str]) -> Outcome<()> {
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

fn tell_totals(totals: &Totals) -> Outcome<()> {
    for (model, [input, output, read, written]) in totals {
        say(&format!("{model} {input} {output} {read} {written}\n"))?;
    }
    Ok(())
}

/// A quotient with two decimals, cut.
fn hundredths(one: u64, other: u64) -> String {
    let quotient = one * 100 / other.max(1);
    format!("{}.{:02}", quotient / 100, quotient % 100)
}

fn text(path: &Path) -> Outcome<&str> {
    path.to_str().ok_or_else(|| format!("{} is not text", path.display()).into())
}

fn say(text: &str) -> Outcome<()> {
    Ok(io::stdout().write_all(text.as_bytes())?)
}
