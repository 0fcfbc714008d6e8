//! How fast transcripts are added up, against a bare scan of the same files and against ccusage: `cargo bench
//! --bench records`.
//!
//! Makes a tree of made-up transcripts (200 MB, or as much as `-- --mb N` or `-- --gb N` says) in a temporary
//! folder, reads it once so that it is in memory, and then starts the programs in turn, so that whatever else
//! the machine does falls on all of them:
//!
//! * `creditcalc measure TREE --json`;
//! * a scan: this program again, in which two threads look for `"usage"` and do nothing else, in chunks of a
//!   mebibyte;
//! * `ccusage claude monthly --json --offline`, if `CCUSAGE` names it or it is on the `PATH`. What npm puts
//!   there is a script that starts the program; naming the program itself, in its platform's package, leaves
//!   Node out of the figures and is the harder comparison.
//!
//! Times are told and not asserted. What `measure` adds up is asserted: the totals of the tree are known from
//! its making.
//!
//! Other arguments: `--rounds N`, `--seed N`, and `--make FOLDER`, which makes the tree there, tells its
//! totals as JSON and stops; with it `--cost-state` gives some sessions the running totals that the CLI
//! writes since August 2026.

mod contender;
mod corpus;

use std::error::Error;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, thread};

use contender::{Contender, Figures, Outcome, hundredths, median_figures, say, stopwatch, text};
use corpus::{Made, Plan, Tokens, dollars};
use memchr::memmem;
use serde_json::{Value, json};

/// As many as the machine has that the aims are set for, and as `measure` takes there.
const SCAN_THREADS: usize = 2;
const CHUNK: usize = 1 << 20;

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
    let args: Vec<String> = env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--scan", tree] => say(&format!("{}\n", scan(Path::new(tree))?)),
        ["--stopwatch", program, args @ ..] => stopwatch(program, args),
        options => measure(&Options::parse(options)?),
    }
}

struct Options {
    plan: Plan,
    rounds: usize,
    make: Option<PathBuf>,
}

impl Options {
    fn parse(args: &[&str]) -> Outcome<Self> {
        let (mut bytes, mut seed, mut has_cost_state, mut rounds, mut make) =
            (200_000_000, 20, false, None, None);
        let mut args = args.iter();
        while let Some(&option) = args.next() {
            let mut value = || args.next().copied().ok_or_else(|| format!("{option} takes a value"));
            match option {
                "--mb" => bytes = value()?.parse::<u64>()? * 1_000_000,
                "--gb" => bytes = value()?.parse::<u64>()? * 1_000_000_000,
                "--seed" => seed = value()?.parse()?,
                "--rounds" => rounds = Some(value()?.parse()?),
                "--make" => make = Some(PathBuf::from(value()?)),
                "--cost-state" => has_cost_state = true,
                _ => return Err(format!("{option} is not understood").into()),
            }
        }
        if has_cost_state && make.is_none() {
            return Err("--cost-state goes with --make: with these lines readers do not agree".into());
        }
        let rounds = rounds.unwrap_or(if bytes < 1_000_000_000 { 15 } else { 5 });
        Ok(Self { plan: Plan { seed, has_cost_state, ..Plan::of_bytes(bytes) }, rounds, make })
    }
}

fn measure(options: &Options) -> Outcome<()> {
    if let Some(folder) = &options.make {
        if folder.join("projects").exists() {
            return Err(format!("{} has a tree already", folder.display()).into());
        }
        return tell_answer(&corpus::make(folder, &options.plan)?);
    }
    let folder = tempfile::tempdir()?;
    let (tree, empty) = (folder.path().join("tree"), folder.path().join("empty"));
    fs::create_dir_all(empty.join("projects"))?;
    let made = corpus::make(&tree, &options.plan)?;
    tell_tree(&made)?;

    let this = env::current_exe()?;
    let creditcalc = Contender::new(
        "creditcalc measure",
        env!("CARGO_BIN_EXE_creditcalc"),
        &["measure", text(&tree)?, "--json"],
    );
    let scan = Contender::new("scan, 2 threads", text(&this)?, &["--scan", text(&tree)?]);
    let ccusage = ccusage(&tree, folder.path())?;

    // The scan brings the files into memory, and shows that it sees all of them.
    let found = scan.answer()?;
    if found.trim() != made.usage_words.to_string() {
        return Err(
            format!("the scan found {} places, and there are {}", found.trim(), made.usage_words).into()
        );
    }
    let ours = creditcalc.answer().and_then(|answer| Ok(serde_json::from_str::<Value>(&answer)?));
    let theirs = ccusage
        .as_ref()
        .map(|ccusage| Ok::<_, Box<dyn Error>>(serde_json::from_str(&ccusage.answer()?)?))
        .transpose()?;

    let mut contenders = vec![scan];
    contenders.extend(ours.is_ok().then_some(creditcalc));
    contenders.extend(ccusage);
    let mut figures: Vec<Vec<Figures>> =
        contenders.iter().map(|_| Vec::with_capacity(options.rounds)).collect();
    for _ in 0..options.rounds {
        for (contender, figures) in contenders.iter().zip(&mut figures) {
            figures.push(contender.run(&this)?);
        }
    }
    let medians: Vec<(&str, Figures)> = contenders
        .iter()
        .zip(&mut figures)
        .map(|(contender, figures)| (contender.name, median_figures(figures)))
        .collect();
    tell_figures(&medians, made.bytes)?;
    if ours.is_ok() {
        tell_empty(&empty)?;
    }
    tell_totals(&made, ours.as_ref().ok(), theirs.as_ref())?;
    check(&made, &ours.map_err(|error| format!("measure did not answer: {error}"))?)
}

/// How often `"usage"` stands in the files below a folder.
fn scan(tree: &Path) -> Outcome<usize> {
    let mut files = Vec::new();
    find_files(tree, &mut files)?;
    // The longest first, so that no thread is left with one at the end.
    files.sort_unstable_by(|one, other| other.cmp(one));
    let next = AtomicUsize::new(0);
    let counts = thread::scope(|scope| {
        let threads: Vec<_> = (0..SCAN_THREADS).map(|_| scope.spawn(|| scan_files(&files, &next))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("it does not panic"))
            .collect::<io::Result<Vec<_>>>()
    })?;
    Ok(counts.into_iter().sum())
}

fn find_files(folder: &Path, files: &mut Vec<(u64, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            find_files(&entry.path(), files)?;
        } else {
            files.push((entry.metadata()?.len(), entry.path()));
        }
    }
    Ok(())
}

fn scan_files(files: &[(u64, PathBuf)], next: &AtomicUsize) -> io::Result<usize> {
    const WORD: &[u8] = b"\"usage\"";
    let finder = memmem::Finder::new(WORD);
    let mut buffer = vec![0; CHUNK];
    let mut count = 0;
    while let Some((_, path)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
        let mut file = File::open(path)?;
        // What may be the beginning of the word at the end of a chunk is looked at again with the next one.
        let mut kept = 0;
        loop {
            let read = file.read(&mut buffer[kept..])?;
            if read == 0 {
                break;
            }
            let filled = kept + read;
            count += finder.find_iter(&buffer[..filled]).count();
            kept = filled.min(WORD.len() - 1);
            buffer.copy_within(filled - kept..filled, 0);
        }
    }
    Ok(count)
}

/// ccusage, with a home of its own so that nobody's settings or records are read. `None` if there is none.
fn ccusage(tree: &Path, folder: &Path) -> Outcome<Option<Contender>> {
    let program = env::var_os("CCUSAGE")
        .map_or_else(|| Ok("ccusage".to_owned()), OsString::into_string)
        .map_err(|_| "CCUSAGE is not text")?;
    let mut ccusage = Contender::new("ccusage", &program, &["--version"]);
    let version = ccusage.answer();
    match &version {
        Ok(version) => say(&format!("against {} ({program})\n", version.trim()))?,
        Err(error) if env::var_os("CCUSAGE").is_some() => {
            return Err(format!("CCUSAGE does not start: {error}").into());
        }
        Err(_) => {
            say(
                "\n*** ccusage IS SKIPPED: there is none on the PATH, and CCUSAGE does not name one. ***\n\n",
            )?;
            return Ok(None);
        }
    }
    ccusage.args = ["claude", "monthly", "--json", "--offline"].map(str::to_owned).to_vec();
    ccusage.variables = vec![
        ("CLAUDE_CONFIG_DIR", tree.to_owned()),
        ("HOME", folder.to_owned()),
        ("TZ", PathBuf::from("UTC")),
    ];
    Ok(Some(ccusage))
}

fn tell_tree(made: &Made) -> Outcome<()> {
    let megabytes = hundredths(made.bytes, 1_000_000);
    say(&format!("{megabytes} MB in {} files of {} lines, ", made.files, made.lines))?;
    say(&format!(
        "{} of them with usage, of {} calls that cost ${}\n",
        made.usage_lines,
        made.calls,
        dollars(made.cost)
    ))
}

/// The tree as JSON, with the totals as `measure` tells them.
fn tell_answer(made: &Made) -> Outcome<()> {
    let models: Vec<Value> = made
        .totals
        .iter()
        .map(|(model, tokens)| {
            json!({
                "model": model,
                "input_tokens": tokens.input,
                "output_tokens": tokens.output,
                "cache_read_tokens": tokens.cache_read,
                "cache_write_5m_tokens": tokens.cache_write_5m,
                "cache_write_1h_tokens": tokens.cache_write_1h,
            })
        })
        .collect();
    let tree = json!({
        "files": made.files, "lines": made.lines, "bytes": made.bytes, "usage_lines": made.usage_lines, "calls": made.calls,
        "totals": { "models": models, "cost_usd": dollars(made.cost) },
    });
    say(&format!("{tree:#}\n"))
}

fn tell_figures(medians: &[(&str, Figures)], bytes: u64) -> Outcome<()> {
    say(&format!("\n{:<20}{:>12}{:>14}{:>12}{:>12}\n", "median of", "time", "processor", "peak", "MB/s"))?;
    for (name, figures) in medians {
        let [wall, processor, peak] =
            [figures.wall, figures.processor, figures.peak].map(|figure| hundredths(figure, 1_000));
        say(&format!(
            "{name:<20}{wall:>9} ms{processor:>11} ms{peak:>9} MB{:>12}\n",
            bytes / figures.wall.max(1)
        ))?;
    }
    let find =
        |name: &str| medians.iter().find_map(|(each, figures)| each.starts_with(name).then_some(*figures));
    let Some(ours) = find("creditcalc") else { return Ok(()) };
    let mut aims = Vec::new();
    if let Some(scan) = find("scan") {
        aims.push(("time against the scan", ours.wall, scan.wall, "at most 4", ours.wall <= 4 * scan.wall));
    }
    if let Some(ccusage) = find("ccusage") {
        aims.push((
            "ccusage's time against ours",
            ccusage.wall,
            ours.wall,
            "at least 5",
            ccusage.wall >= 5 * ours.wall,
        ));
        aims.push((
            "processor against ccusage's",
            ours.processor,
            ccusage.processor,
            "at most 0.25",
            4 * ours.processor <= ccusage.processor,
        ));
    }
    let (most, aim) = if bytes > 1_000_000_000 { (96_000, "at most 96") } else { (24_000, "at most 24") };
    aims.push(("peak memory, MB", ours.peak, 1_000, aim, ours.peak <= most));
    say("\n")?;
    for (what, one, other, aim, is_met) in aims {
        say(&format!(
            "{what:<30}{:>8}   aim: {aim:<14}{}\n",
            hundredths(one, other),
            if is_met { "met" } else { "MISSED" }
        ))?;
    }
    Ok(())
}

/// An empty tree, against the smallest Rust program.
fn tell_empty(tree: &Path) -> Outcome<()> {
    const ROUNDS: usize = 300;
    let hello = hello_world()?;
    let commands: [(&Path, &[&str]); 2] =
        [(&hello, &[]), (Path::new(env!("CARGO_BIN_EXE_creditcalc")), &["measure", text(tree)?, "--json"])];
    let mut times = [Vec::with_capacity(ROUNDS), Vec::with_capacity(ROUNDS)];
    let mut statuses = [None; 2];
    for round in 0..ROUNDS + 20 {
        for (((program, args), times), last) in commands.iter().zip(&mut times).zip(&mut statuses) {
            let mut command = Command::new(program);
            command.args(*args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let started = Instant::now();
            let status = command.status()?;
            let took = started.elapsed();
            // The first rounds bring the files into memory.
            if round >= 20 {
                times.push(took);
            }
            *last = Some(status);
        }
    }
    let [bare, ours] = times.map(|mut times| {
        times.sort_unstable();
        Duration::as_micros(&times[ROUNDS / 2])
    });
    let (bare, ours) = (u64::try_from(bare)?, u64::try_from(ours)?);
    let aim = if 2 * ours <= 5 * bare { "met" } else { "MISSED" };
    say(&format!(
        "{:<30}{:>8}   aim: {:<14}{aim}\n",
        "empty tree against bare start",
        hundredths(ours, bare),
        "at most 2.5"
    ))?;
    say(&format!("{:<30}{ours} us against {bare} us", ""))?;
    match statuses[1] {
        Some(status) if !status.success() => say(&format!("; of an empty tree it says {status}\n")),
        _ => say("\n"),
    }
}

/// As in start.rs: built as `cargo build --release` builds by default.
fn hello_world() -> Outcome<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let source = folder.join("bare.rs");
    fs::write(&source, "fn main() {\n    println!(\"Hello, world!\");\n}\n")?;
    let program = folder.join("bare");
    let status =
        Command::new("rustc").args(["-C", "opt-level=3", "-o"]).arg(&program).arg(&source).status()?;
    if status.success() { Ok(program) } else { Err("rustc did not build the smallest program".into()) }
}

/// What was made beside what each reader found. ccusage has one figure for cache writes.
fn tell_totals(made: &Made, ours: Option<&Value>, theirs: Option<&Value>) -> Outcome<()> {
    let ours_by_model = ours.map(our_totals).transpose()?;
    let theirs_by_model = theirs.map(their_totals).transpose()?;
    say(&format!("\n{:<44}{:>18}{:>18}{:>20}\n", "tokens", "made", "creditcalc", "ccusage"))?;
    for (model, made) in &made.totals {
        let found =
            [&ours_by_model, &theirs_by_model].map(|all| all.as_ref().map(|all| find_model(all, model)));
        for kind in 0..4 {
            let (name, tokens) = kind_of(made, kind);
            let [ours, theirs] =
                found.map(|found| found.map_or("-".to_owned(), |found| kind_of(&found, kind).1.to_string()));
            say(&format!("{:<44}{:>18}{ours:>18}{theirs:>20}\n", format!("{model}, {name}"), tokens))?;
        }
    }
    let [ours, theirs] =
        [ours.map(|ours| &ours["totals"]["cost_usd"]), theirs.map(|theirs| &theirs["totals"]["totalCost"])]
            .map(|cost| {
                cost.map_or("-".to_owned(), |cost| {
                    cost.as_str().map_or_else(|| cost.to_string(), str::to_owned)
                })
            });
    say(&format!("{:<44}{:>18}{ours:>18}{theirs:>20}\n", "USD", dollars(made.cost)))
}

/// Whether every figure of every model is the one that was made.
fn check(made: &Made, answer: &Value) -> Outcome<()> {
    let found = our_totals(answer)?;
    let mut faults = Vec::new();
    for (model, made) in &made.totals {
        let found = find_model(&found, model);
        if found != *made {
            faults.push(format!("{model}: {found:?} and not {made:?}"));
        }
    }
    faults.extend(
        found
            .iter()
            .filter(|(model, tokens)| {
                !made.totals.contains_key(model.as_str()) && *tokens != Tokens::default()
            })
            .map(|(model, tokens)| format!("{model}: {tokens:?}, which nobody made")),
    );
    if !faults.is_empty() {
        return Err(format!("the totals are wrong\n{}", faults.join("\n")).into());
    }
    say("\nthe totals are those that were made\n")
}

/// Cache writes are one kind here.
fn kind_of(tokens: &Tokens, kind: usize) -> (&'static str, u64) {
    let writes = tokens.cache_write_5m + tokens.cache_write_1h;
    [
        ("input", tokens.input),
        ("output", tokens.output),
        ("cache reads", tokens.cache_read),
        ("cache writes", writes),
    ][kind]
}

fn find_model(all: &[(String, Tokens)], model: &str) -> Tokens {
    all.iter().find_map(|(name, tokens)| (name == model).then_some(*tokens)).unwrap_or_default()
}

fn our_totals(answer: &Value) -> Outcome<Vec<(String, Tokens)>> {
    let models = answer["totals"]["models"].as_array().ok_or("the answer has no totals of models")?;
    models
        .iter()
        .map(|model| {
            let tokens = Tokens {
                input: number(model, "input_tokens")?,
                output: number(model, "output_tokens")?,
                cache_read: number(model, "cache_read_tokens")?,
                cache_write_5m: number(model, "cache_write_5m_tokens")?,
                cache_write_1h: number(model, "cache_write_1h_tokens")?,
            };
            Ok((model["model"].as_str().ok_or("a total has no model")?.to_owned(), tokens))
        })
        .collect()
}

/// ccusage's months added up, all cache writes as if they were for five minutes.
fn their_totals(answer: &Value) -> Outcome<Vec<(String, Tokens)>> {
    let months = answer["monthly"].as_array().ok_or("ccusage's answer has no months")?;
    let mut all: Vec<(String, Tokens)> = Vec::new();
    for model in months.iter().flat_map(|month| month["modelBreakdowns"].as_array().into_iter().flatten()) {
        let name = model["modelName"].as_str().ok_or("ccusage names no model")?;
        if !all.iter().any(|(each, _)| each == name) {
            all.push((name.to_owned(), Tokens::default()));
        }
        let (_, tokens) = all.iter_mut().find(|(each, _)| each == name).expect("it was just put there");
        tokens.input += number(model, "inputTokens")?;
        tokens.output += number(model, "outputTokens")?;
        tokens.cache_read += number(model, "cacheReadTokens")?;
        tokens.cache_write_5m += number(model, "cacheCreationTokens")?;
    }
    Ok(all)
}

fn number(of: &Value, key: &str) -> Outcome<u64> {
    of[key].as_u64().ok_or_else(|| format!("{key} is not a number").into())
}
