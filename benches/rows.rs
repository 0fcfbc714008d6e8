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

mod contender;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use contender::{Contender, Outcome, hundredths, median_figures, say, stopwatch, text};
use serde::Deserialize;

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
    let contenders = [
        Contender::new("floor, JSONL", text(&this)?, &["--floor", text(&jsonl)?]),
        Contender::new("creditcalc, JSONL", ours, &["measure", text(&jsonl)?, "--by", "model", "--csv"]),
        Contender::new("creditcalc, CSV", ours, &["measure", text(&csv)?, "--by", "model", "--csv"]),
    ];
    for contender in &contenders[1..] {
        let found = totals_in(contender.answer()?.as_bytes())?;
        if found != made {
            let name = contender.name;
            return Err(format!("{name}: the totals are wrong\nmade  {made:?}\nfound {found:?}").into());
        }
    }
    if floor(&jsonl)?.values().flatten().sum::<u64>() != made.values().flatten().sum::<u64>() {
        return Err("the floor does not read all rows".into());
    }
    let mut figures = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for (contender, figures) in contenders.iter().zip(&mut figures) {
            figures.push(contender.run(&this)?);
        }
    }
    let (of_jsonl, of_csv) = (fs::metadata(&jsonl)?.len(), fs::metadata(&csv)?.len());
    say(&format!("{rows} rows: {} MB of JSONL, {} MB of CSV\n\n", of_jsonl / 1_000_000, of_csv / 1_000_000))?;
    say(&format!(
        "{:<20}{:>12}{:>14}{:>12}{:>22}\n",
        "median of", "time", "processor", "peak", "against the floor"
    ))?;
    let mut floor = None;
    for (contender, figures) in contenders.iter().zip(&mut figures) {
        let median = median_figures(figures);
        let against = hundredths(median.processor, *floor.get_or_insert(median.processor));
        say(&format!(
            "{:<20}{:>9} ms{:>11} ms{:>9} MB{against:>22}\n",
            contender.name,
            median.wall / 1_000,
            median.processor / 1_000,
            median.peak / 1_000
        ))?;
    }
    say("\nthe totals are those that were made\n")
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

fn tell_totals(totals: &Totals) -> Outcome<()> {
    for (model, [input, output, read, written]) in totals {
        say(&format!("{model} {input} {output} {read} {written}\n"))?;
    }
    Ok(())
}
