//! What people try that is called something else here: what to write instead.

use super::faults::{Fault, Line};
use super::help::value_name;
use crate::cli::commands::COMMANDS;
use crate::diagnostic::nearest;
use crate::phrase::escaped;
use crate::schedule::places::{CRONTAB, Form, WORKFLOW};

const SIGN_IN: &str = "say how runs sign in: `--auth plan` or `--auth api-key`";

/// What is tried, a flag that a command has to have for it to help, and what to write.
const HINTS: [(&str, &str, &str); 46] = [
    ("--hourly", "cron", "for a run every hour, write `--cron \"0 * * * *\"` or `--per-day 24`"),
    ("--weekly", "newest", "to group runs by week, write `--by week`"),
    ("--monthly", "newest", "to group runs by month, write `--by month`"),
    ("--daily", "newest", "to group runs by day, write `--by day`"),
    ("--days", "newest", "to count the runs of the last days, write `--last 7d`"),
    ("--limit", "newest", "to count only the newest runs, write `--newest 20`"),
    ("--weekly", "cron", "for a run every Monday at 03:00, write `--cron \"0 3 * * MON\"`"),
    ("--monthly", "cron", "for a run on the first of every month, write `--cron \"0 3 1 * *\"`"),
    ("--weekdays", "cron", "for a run on every working day, write `--cron \"0 3 * * MON-FRI\"`"),
    ("--weekdays-only", "cron", "for a run on every working day, write `--cron \"0 3 * * MON-FRI\"`"),
    ("--sign-in", "auth", SIGN_IN),
    ("--signin", "auth", SIGN_IN),
    ("--login", "auth", SIGN_IN),
    ("--subscription", "auth", SIGN_IN),
    ("--api-key", "auth", SIGN_IN),
    ("--vat", "tax", "write a tax as `--tax 19%`"),
    ("--year", "cycles", "for a year, write `--cycles 12`"),
    ("--yearly", "cycles", "for a year, write `--cycles 12`"),
    ("--stop", "on_exhaustion", "to refuse what the credit doesn't pay, write `--on-exhaustion stop`"),
    ("--bill", "on_exhaustion", "to pay for what the credit doesn't, write `--on-exhaustion bill`"),
    ("--cap", "on_exhaustion", "to pay up to a limit, write `--on-exhaustion cap=50`"),
    ("--export", "", "write `-o budget.xlsx`, or a file ending in .csv, .json, .md or .html"),
    (
        "--last",
        "cycle_start",
        "to estimate from the last runs only, first write `creditcalc measure --last 7d --write-profile runs.profile.toml`",
    ),
    (
        "--every",
        "cron",
        "for a run every hour, write `--cron \"0 * * * *\"`, and for one a night `--nightly`",
    ),
    ("--tokens", "input", "write tokens by kind: `--input 120k --output 9k --cache-read 1.2M`"),
    ("--input-tokens", "input", "write `--input 120k`"),
    ("--output-tokens", "output", "write `--output 9k`"),
    ("--prompt", "input", "write the tokens of the prompt as `--input 120k`"),
    ("--cache", "cache_read", "write `--cache-read 1.2M` or `--cache-write 40k`"),
    ("--cached", "cache_read", "write `--cache-read 1.2M`"),
    (
        "--models",
        "model",
        "one run has one model, `--model opus`; to compare, `creditcalc compare --models opus,sonnet`",
    ),
    ("--nights", "runs", "for a number of runs, write `--runs 30`"),
    (
        "--days",
        "runs",
        "for a number of runs, write `--runs 30`; for the length of the cycle, `--cycle-days 30`",
    ),
    (
        "--budget",
        "fail_over",
        "to fail beyond an amount, write `--fail-over 50`; for a credit of your own, `--credit 50`",
    ),
    ("--budget", "credit", "for a credit of your own, write `--credit 50`"),
    ("--budget", "", "`creditcalc estimate` compares with an amount: `--fail-over 50`, `--credit 50`"),
    ("--limit", "fail_over", "to fail beyond an amount, write `--fail-over 50`"),
    ("--since", "cycle_start", "to begin the cycle on a day, write `--cycle-start 2026-11-14`"),
    ("--start", "cycle_start", "to begin the cycle on a day, write `--cycle-start 2026-11-14`"),
    ("--date", "as_of", "to answer as if today were another day, write `--as-of 2026-11-21`"),
    ("--today", "as_of", "to answer as if today were another day, write `--as-of 2026-11-21`"),
    ("--month", "as_of", "for another month, write one of its days: `--as-of 2026-12-01`"),
    ("--months", "cycles", "for several months in a row, write `--cycles 3`"),
    ("--months", "cycle_days", "for another month, write one of its days: `--as-of 2026-12-01`"),
    ("--timezone", "tz", "write `--tz Europe/Berlin`"),
    ("--verbose", "explain", "to see every step, write `--explain`"),
];

/// What a command has no flag for, as it stands elsewhere.
const ELSEWHERE: [(&str, &str, &str); 17] = [
    ("models", "--model", "name the model without a flag: `creditcalc models opus`"),
    ("plans", "--plan", "name the plan without a flag: `creditcalc plans max-5x`"),
    ("plans", "--program", "name the program without a flag: `creditcalc plans api-credit`"),
    ("measure", "--from", "name the records without a flag: `creditcalc measure runs.jsonl`"),
    ("measure", "--model", "for records that name no model, write `--assume-model opus`"),
    ("schedule", "--cron", "name the schedule without a flag: `creditcalc schedule \"0 3 * * *\"`"),
    ("simulate", "--plan", "the plan stands in the scenario file: `plan = \"max-5x\"`"),
    ("simulate", "--cron", "schedules stand in the scenario file: `cron = \"0 3 * * *\"`"),
    ("check", "--plan", "the plan stands in the scenario file: `plan = \"max-5x\"`"),
    ("check", "--fail-over", "the limit stands below `[policy]` in the file: `max_overflow_usd = \"50.00\"`"),
    ("check", "--program", "the program stands in the scenario file: `program = \"api-credit\"`"),
    (
        "check",
        "--max-overflow",
        "the limit stands below `[policy]` in the file: `max_overflow_usd = \"50.00\"`",
    ),
    ("check", "--min-nights", "the limit stands below `[policy]` in the file: `min_nights_covered = 28`"),
    ("diff", "--since", "each side has its own days: `as_of` in the scenario file"),
    ("models", "--since", "for the prices of another day, write `--as-of 2026-10-01`"),
    ("plans", "--since", "for the rules of another day, write `--as-of 2026-10-01`"),
    ("check", "--policy", "the policy stands in the scenario file; name that: `creditcalc check team.toml`"),
];

/// Letters that are tried, and the flags that they would stand for.
const LETTERS: [(&str, &str); 12] = [
    ("-m", "--model opus"),
    ("-p", "--plan max-5x"),
    ("-r", "--runs 30"),
    ("-c", "--cron \"0 3 * * *\""),
    ("-f", "--from runs.jsonl"),
    ("-i", "--input 120k"),
    ("-t", "--tz Europe/Berlin"),
    ("-j", "--json"),
    ("-v", "--explain"),
    ("-w", "--workflow .github/workflows"),
    ("-b", "--by day"),
    ("-d", "--as-of 2026-11-21"),
];

/// Words that are tried for commands.
const COMMAND_WORDS: [(&str, &str); 17] = [
    ("calc", "estimate"),
    ("calculate", "estimate"),
    ("cost", "estimate"),
    ("run", "estimate"),
    ("predict", "forecast"),
    ("spread", "forecast"),
    ("usage", "measure"),
    ("report", "measure"),
    ("stats", "measure"),
    ("history", "measure"),
    ("price", "models"),
    ("prices", "models"),
    ("cheapest", "compare"),
    ("lint", "check"),
    ("validate", "check"),
    ("cron", "schedule"),
    ("completion", "completions"),
];

/// Words that are tried for commands, where the answer is no command: what to write.
const NO_COMMANDS: [(&str, &str); 13] = [
    ("rules", "the rules of credits: `creditcalc help plans`, and as a table `creditcalc plans`"),
    ("credits", "`creditcalc plans` lists them"),
    ("config", SETTINGS),
    ("init", SETTINGS),
    ("settings", SETTINGS),
    ("columns", COLUMNS),
    ("csv", COLUMNS),
    ("excel", "every command writes workbooks: `creditcalc estimate --cost-per-run 4 -o budget.xlsx`"),
    ("policy", POLICY),
    ("policies", POLICY),
    ("gate", POLICY),
    ("gates", POLICY),
    ("scenario", "its keys: `creditcalc schema scenario`"),
];

const SETTINGS: &str = "there is nothing to set up; defaults can stand in a file `creditcalc.toml`, \
    for example `plan = \"max-5x\"`";
const COLUMNS: &str =
    "`creditcalc help columns` says what formats have, and `creditcalc schema estimate` has the keys";
const POLICY: &str = "`creditcalc help policy` shows one; `creditcalc check team.toml` keeps to it";

/// Words for files of prices.
pub(super) const PRICE_WORDS: [&str; 3] = ["pricing", "prices", "price"];

/// Words that are tried for topics of help, and what to write.
const TOPIC_WORDS: [(&str, &str); 13] = [
    ("rules", "creditcalc help plans"),
    ("credits", "creditcalc help plans"),
    ("programs", "creditcalc help plans"),
    ("gate", "creditcalc help policy"),
    ("gates", "creditcalc help policy"),
    ("policies", "creditcalc help policy"),
    ("csv", "creditcalc help columns"),
    ("json", "creditcalc help columns"),
    ("formats", "creditcalc help columns"),
    ("pricing-files", "creditcalc help prices"),
    ("cron", "creditcalc help schedules"),
    ("scenario", "creditcalc schema scenario"),
    ("scenarios", "creditcalc schema scenario"),
];

/// What to write instead of `creditcalc help WHAT`.
pub(in crate::cli) fn topic(what: &str) -> Option<&'static str> {
    TOPIC_WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(what)).map(|(_, line)| *line)
}

/// Values that are written for flags, beyond those that their kind of value tells.
const EXAMPLES: [(&str, &str); 17] = [
    ("--plan", "max-5x"),
    ("--program", "current"),
    ("--model", "opus"),
    ("--models", "opus,sonnet"),
    ("--assume-model", "opus"),
    ("--cron", "\"0 3 * * *\""),
    ("--oncalendar", "\"Mon..Fri 03:00\""),
    ("--input", "120k"),
    ("--output-file", "answer.json"),
    ("--usage", "model=opus,input=120k,output=9k"),
    ("--from", "runs.jsonl"),
    ("--crontab", "-"),
    ("--workflow", ".github/workflows"),
    ("--seats", "standard=3,premium=2"),
    ("--on-exhaustion", "bill"),
    ("--write-profile", "audit.profile.toml"),
    ("--config", "creditcalc.toml"),
];

/// Values that are written for kinds of values.
const KINDS: [(&str, &str); 13] = [
    ("USD", "4"),
    ("N", "30"),
    ("D", "14"),
    ("DATE", "2026-11-21"),
    ("INSTANT", "2026-11-21T03:00"),
    ("ZONE", "Europe/Berlin"),
    ("NIGHTS", "28"),
    ("PERCENT", "19%"),
    ("FACTOR", "1.2"),
    ("SHARE", "0.8"),
    ("CODE=RATE", "EUR=0.92"),
    ("EVENT=N", "pull_request=40"),
    ("DIR", "my-prices"),
];

/// A value that could stand behind a flag.
pub(super) fn example(flag: &str, line: &Line) -> Option<String> {
    let value = |pairs: &[(&str, &'static str)], key: &str| {
        pairs.iter().find(|(known, _)| *known == key).map(|(_, value)| (*value).to_owned())
    };
    if flag == "--alert-at" {
        return Some("80".to_owned());
    }
    value(&EXAMPLES, flag).or_else(|| {
        let long = flag.strip_prefix("--")?;
        let argument = line.command().get_arguments().find(|known| known.get_long() == Some(long))?;
        let name = value_name(argument);
        value(&KINDS, &name).or(Some(name))
    })
}

/// What is said of a flag that is not there, or of a word where none belongs.
pub(super) fn unknown(tried: &str, line: &Line) -> Fault {
    let flag = tried.split('=').next().unwrap_or_default();
    if !flag.starts_with('-') || flag == "-" {
        return stray(tried, line);
    }
    let Some((place, _)) = line.called else { return without_command(flag, line) };
    if let Some(fault) = before_command(flag, place, line) {
        return fault;
    }
    let fault = Fault::new(format!("`{}` has no flag `{flag}`", line.name()));
    match hint(flag, line) {
        Some(hint) => fault.help(hint),
        None => fault.help(format!("`{} --help` lists all flags", line.name())),
    }
}

/// Whether a command has a flag of that id or that name.
fn has(command: &clap::Command, id: &str) -> bool {
    command.get_arguments().any(|known| known.get_id() == id || known.get_long() == Some(id))
}

/// A flag where no command is called.
fn without_command(flag: &str, line: &Line) -> Fault {
    let long = flag.strip_prefix("--").unwrap_or_default();
    let of = COMMANDS.iter().find(|listed| {
        let known = line.command_of(**listed).get_arguments();
        known
            .into_iter()
            .any(|known| known.get_long_and_visible_aliases().is_some_and(|names| names.contains(&long)))
    });
    let Some(listed) = of else {
        let letter = if flag == "-v" { Some("version") } else { None };
        let near = nearest(long, line.command().get_arguments().filter_map(clap::Arg::get_long));
        if let Some(near) = letter.or(near) {
            let fault = Fault::new(format!("creditcalc has no flag `{flag}`"));
            return fault.help(format!("did you mean `creditcalc --{near}`?"));
        }
        let fault = Fault::new(format!("creditcalc has no flag `{flag}`"));
        return fault.help("start with a command: `creditcalc estimate --cost-per-run 4`");
    };
    let words = std::iter::once(listed.name()).chain(line.words.iter().map(String::as_str));
    Fault::new(format!("`{flag}` needs a command before it")).help(Line::pasted(words))
}

/// A flag of a command that stands before it.
fn before_command(flag: &str, place: usize, line: &Line) -> Option<Fault> {
    let is_before = line.words.iter().take(place).any(|word| word.split('=').next() == Some(flag));
    let is_known = match flag.strip_prefix("--") {
        Some(long) => has(line.command(), long),
        None => line.command().get_arguments().any(|known| known.get_short() == flag.chars().nth(1)),
    };
    let name = line.words[place].as_str();
    let others = line.words.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, word)| word.as_str());
    (is_before && is_known).then(|| {
        Fault::new(format!("`{flag}` belongs behind the command"))
            .help(Line::pasted(std::iter::once(name).chain(others)))
    })
}

/// What to write instead of `flag`.
fn hint(flag: &str, line: &Line) -> Option<String> {
    let called = line.command();
    if flag == "--at" && has(called, "cron") {
        let time = line.words.iter().enumerate().find_map(|(place, word)| match word.strip_prefix("--at") {
            Some("") => line.words.get(place + 1).map(String::as_str),
            Some(value) => value.strip_prefix('='),
            None => None,
        });
        let (hour, minute) = time.and_then(clock).unwrap_or((3, 0));
        return Some(format!(
            "for a run every day at {hour:02}:{minute:02}, write `--cron \"{minute} {hour} * * *\"`"
        ));
    }
    let known = HINTS.iter().find(|(tried, id, _)| *tried == flag && (id.is_empty() || has(called, id)));
    if let Some((_, _, hint)) = known {
        return Some((*hint).to_owned());
    }
    let long_of = |text: &str| text.trim_start_matches('-').split(' ').next().unwrap_or_default().to_owned();
    // `-cost-per-run` is a row of letters, of which the first is not there.
    let of_one_dash = line.words.iter().filter(|word| word.len() > 2 && word.starts_with(flag));
    let with_two = of_one_dash.map(|word| format!("-{}", word.split('=').next().unwrap_or_default()));
    if let Some(meant) = with_two.into_iter().find(|word| !flag.starts_with("--") && has(called, &word[2..]))
    {
        return Some(format!("did you mean `{meant}`?"));
    }
    if let Some((_, written)) = LETTERS.iter().find(|(letter, _)| *letter == flag) {
        return has(called, &long_of(written)).then(|| format!("write the flag out: `{written}`"));
    }
    let long = flag.strip_prefix("--")?;
    let name = line.called.map(|(_, listed)| listed.name());
    let elsewhere = ELSEWHERE.iter().find(|(command, tried, _)| name == Some(command) && *tried == flag);
    if let Some((_, _, hint)) = elsewhere {
        return Some((*hint).to_owned());
    }
    let spelled = long.to_lowercase().replace('_', "-");
    let has_long = |command: &clap::Command, long: &str| {
        command.get_arguments().any(|known| known.get_long() == Some(long))
    };
    if has_long(called, &spelled) {
        return Some(format!("did you mean `--{spelled}`?"));
    }
    // A name as it is, of another command, comes before one that is like it.
    let others: Vec<_> = COMMANDS
        .iter()
        .filter(|listed| has_long(line.command_of(**listed), long))
        .map(|listed| format!("`creditcalc {}`", listed.name()))
        .collect();
    if let Some((last, before)) = others.split_last() {
        let of = if before.is_empty() { last.clone() } else { format!("{} and {last}", before.join(", ")) };
        return Some(format!("`{flag}` is a flag of {of}"));
    }
    let names: Vec<&str> = called.get_arguments().filter_map(clap::Arg::get_long).collect();
    let near = nearest(long, names.iter().copied())?;
    Some(format!("did you mean `--{near}`?"))
}

/// A word where no word belongs.
fn stray(word: &str, line: &Line) -> Fault {
    let name = line.name();
    let fault = Fault::new(format!("`{name}` doesn't take `{word}`"));
    let called = line.command();
    if COMMANDS.iter().any(|listed| listed.name() == word) {
        let others = line.words.iter().map(String::as_str).filter(|other| *other != word);
        return Fault::new(format!("`{word}` is another command, and one runs at a time"))
            .help(Line::pasted(others));
    }
    if let Some(flag) = ["--cron", "--oncalendar"].into_iter().find(|flag| is_cut(flag, word, line)) {
        let words = schedule_words(flag, line);
        return Fault::new("a schedule has spaces, so it needs quotes")
            .help(format!("write `{flag} \"{}\"`", words.join(" ")));
    }
    let lower = word.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    let before = line.words.iter().position(|other| other == word).and_then(|place| place.checked_sub(1));
    let is_switch = |flag: &str| {
        let known = called
            .get_arguments()
            .find(|known| known.get_long().is_some_and(|long| flag == format!("--{long}")));
        known.is_some_and(|known| !known.get_action().takes_values())
    };
    if let Some(switch) = before.map(|place| line.words[place].as_str()).filter(|flag| is_switch(flag)) {
        let others = line.words.iter().map(String::as_str).filter(|other| *other != word);
        return Fault::new(format!("`{switch}` takes no value")).help(Line::pasted(others));
    }
    // The line as it is, with the flag that the word needs.
    let try_flag = |flag: &str, id: &str| {
        let words = line.words.iter().map(String::as_str);
        let words = words.flat_map(|other| [Some(flag).filter(|_| other == word), Some(other)]).flatten();
        has(called, id).then(|| Line::pasted(words))
    };
    let is_number = word.starts_with(|first: char| first == '$' || first.is_ascii_digit());
    let file = lower.rsplit(['/', '\\']).next().unwrap_or(&lower);
    let help = if Form::ALL.iter().any(|form| form.called().has(file)) {
        try_flag("--schedule", "schedule")
    } else if CRONTAB.has(file) {
        try_flag("--crontab", "crontab")
    } else if WORKFLOW.has(file) {
        try_flag("--workflow", "workflow")
    } else if ends(&[".json", ".jsonl", ".gz", ".zst", ".profile.toml", ".csv"])
        || word == "-"
        || word.contains('/')
    {
        try_flag("--from", "from")
    } else if ends(&[".toml"]) {
        // A command that takes one scenario has one already.
        let takes_one = called.get_positionals().next().is_some();
        let (why, name) = match line.called {
            Some((_, listed)) if takes_one => ("one scenario at a time", listed.name()),
            _ => ("for a scenario, write", "simulate"),
        };
        // `solve` reads a scenario only for this.
        let what = (name == "solve").then_some("portfolio");
        let words = [Some(name), what, Some(word)].into_iter().flatten();
        Some(format!("{why}{} {}", if takes_one { ":" } else { "" }, Line::pasted(words)))
    } else if is_number {
        try_flag("--cost-per-run", "cost_per_run")
    } else if ["pro", "max", "ultra", "team", "enterprise"].iter().any(|plan| lower.starts_with(plan)) {
        try_flag("--plan", "plan")
    } else if ["claude", "opus", "sonnet", "haiku", "fable", "gpt"]
        .iter()
        .any(|model| lower.starts_with(model))
    {
        try_flag("--model", "model")
    } else {
        None
    };
    let has_flag = has(called, word).then(|| format!("did you mean `--{word}`?"));
    let example = line.called.and_then(|(_, listed)| listed.guide().examples.first().copied());
    let example = || match example {
        Some(example) => format!("for example: `{example}`"),
        None => format!("`{name} --help` lists all flags"),
    };
    fault.help(help.or(has_flag).unwrap_or_else(example))
}

/// Whether `word` is the second word of a schedule that stands behind `flag` without quotes.
fn is_cut(flag: &str, word: &str, line: &Line) -> bool {
    let place = line.words.iter().position(|other| other == flag);
    place.is_some_and(|place| line.words.get(place + 2).is_some_and(|second| second == word))
}

/// The words of a schedule without quotes: up to five, or to the next flag.
fn schedule_words<'l>(flag: &str, line: &'l Line) -> Vec<&'l str> {
    let behind = line.words.iter().skip_while(|word| *word != flag).skip(1);
    behind.take_while(|word| !word.starts_with("--")).take(5).map(String::as_str).collect()
}

/// What is said of a command that is not there.
pub(super) fn unknown_command(tried: &str, line: &Line) -> Fault {
    let tried = escaped(tried);
    let instead = |command: &str| {
        let words = line.words.iter().map(String::as_str);
        let words = words.map(|word| if word == tried { command } else { word });
        format!("did you mean {}?", Line::pasted(words))
    };
    if line.called.is_some() {
        let name = line.name();
        let fault = Fault::new(format!("`{name}` has no command `{tried}`"));
        let near = nearest(&tried, line.command().get_subcommands().map(clap::Command::get_name));
        return fault.help(near.map_or_else(|| format!("`{name} --help` lists all commands"), instead));
    }
    let fault = Fault::new(format!("creditcalc has no command `{tried}`"));
    let lower = tried.to_lowercase();
    if let Some((_, hint)) = NO_COMMANDS.iter().find(|(word, _)| *word == lower) {
        return fault.help(*hint);
    }
    let known = COMMAND_WORDS.iter().find(|(word, _)| *word == lower).map(|(_, command)| *command);
    let near = known.or_else(|| nearest(&tried, COMMANDS.iter().map(|listed| listed.name())));
    fault.help(near.map_or_else(|| "`creditcalc --help` lists all commands".to_owned(), instead))
}

/// Reads a time of the day, `02:30` or `2:30`.
fn clock(text: &str) -> Option<(u8, u8)> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number =
        |text: &str| text.parse::<u8>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    Some((number(hour)?, number(minute)?)).filter(|(hour, minute)| *hour < 24 && *minute < 60)
}

#[cfg(test)]
mod tests {
    use super::{COMMAND_WORDS, COMMANDS, HINTS, Line, NO_COMMANDS, has};
    use crate::cli::args::{Args, Unread};

    fn said(line: &str) -> String {
        let words: Vec<std::ffi::OsString> = line.split_whitespace().map(std::ffi::OsString::from).collect();
        match Args::read(&words) {
            Err(Unread::Fault(fault) | Unread::Stray(_, fault)) => {
                format!("{}\n{}", fault.title, fault.helps.join("\n"))
            }
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn what_people_try_is_answered_with_what_to_write() {
        for (line, help) in [
            ("estimate --cost-per-run 4 --at 02:30", "at 02:30, write `--cron \"30 2 * * *\"`"),
            ("estimate --cost-per-run 4 --at=2:30", "`--cron \"30 2 * * *\"`"),
            ("estimate --cost-per-run 4 --at noon", "`--cron \"0 3 * * *\"`"),
            ("estimate --cost-per-run 4 --hourly", "`--per-day 24`"),
            ("estimate --cost-per-run 4 --weekly", "`--cron \"0 3 * * MON\"`"),
            ("estimate --model opus --tokens 120k", "`--input 120k --output 9k --cache-read 1.2M`"),
            ("estimate --cost-per-run 4 --budget 50", "`--fail-over 50`"),
            ("compare --cost-per-run 4 --budget 50", "for a credit of your own, write `--credit 50`"),
            ("measure runs.jsonl --weekly", "`--by week`"),
            ("measure --limit 20", "`--newest 20`"),
            ("schema pricing", "`creditcalc help prices`"),
            ("measure --days 7", "`--last 7d`"),
            ("measure --last 7m", "`7min` or `7mo`"),
            ("estimate --cost-per-run 4 --login", "`--auth api-key`"),
            ("estimate --cost-per-run 4 --vat 19", "`--tax 19%`"),
            ("estimate --cost-per-run 4 --year", "`--cycles 12`"),
            ("estimate --cost-per-run 4 --stop", "`--on-exhaustion stop`"),
            ("estimate --cost-per-run 4 --weekdays-only", "MON-FRI"),
            ("estimate --cost-per-run 4 --export a.csv", "`-o budget.xlsx`"),
            ("diff a.toml b.toml --since 2026-11-01", "`as_of` in the scenario file"),
            ("models --since 2026-11-01", "`--as-of 2026-10-01`"),
            ("check a.toml --program current", "`program = \"api-credit\"`"),
            ("check a.toml --max-overflow 4", "`[policy]`"),
            ("rules", "`creditcalc help plans`"),
            ("init", "`creditcalc.toml`"),
            ("columns", "`creditcalc help columns`"),
            ("gate", "`creditcalc help policy`"),
            ("measure runs.jsonl --cron 0", "`--cron` is a flag of `creditcalc estimate`"),
            ("estimate --cost-per-rum 4", "did you mean `--cost-per-run`?"),
            ("estimate --cost-per-run 4 --plans pro", "did you mean `--plan`?"),
            ("estimate --models opus", "`--model opus`"),
            ("estimate -m opus", "`--model opus`"),
            ("estimate --cost-per-run 4 --cron 0 3 * * *", "write `--cron \"0 3 * * *\"`"),
            ("estimate --cost-per-run 4 --json=1", "write `--json`"),
            ("estimate --cost-per-run 4 --plan=", "write `--plan max-5x`"),
            ("estimate --cost-per-run", "write `--cost-per-run 4`"),
            ("estimate --input 4k", "`creditcalc estimate --input 4k --model opus`"),
            ("estimate 4", "`creditcalc estimate --cost-per-run 4`"),
            ("estimate nightly.yml", "`creditcalc estimate --workflow nightly.yml`"),
            ("estimate run.json", "`creditcalc estimate --from run.json`"),
            ("estimate compare --cost-per-run 4", "`creditcalc estimate --cost-per-run 4`"),
            ("--cost-per-run 4", "`creditcalc estimate --cost-per-run 4`"),
            ("--plan pro estimate --cost-per-run 4", "`creditcalc estimate --plan pro --cost-per-run 4`"),
            ("estmate --cost-per-run 4", "`creditcalc estimate --cost-per-run 4`"),
            ("prices", "`creditcalc models`"),
            ("-v", "`creditcalc --version`"),
            ("estimate -cost-per-run 4", "did you mean `--cost-per-run`?"),
            ("estimate --cost_per_run 4", "did you mean `--cost-per-run`?"),
            ("estimate pro --cost-per-run 4", "`creditcalc estimate --plan pro --cost-per-run 4`"),
            ("estimate --cost-per-run 4 --nightly yes", "`creditcalc estimate --cost-per-run 4 --nightly`"),
            ("models --model opus", "`creditcalc models opus`"),
            ("check --fail-over 4", "max_overflow_usd"),
            ("simulate a.toml b.toml", "one scenario at a time: `creditcalc simulate b.toml`"),
            ("estimate team.toml", "for a scenario, write `creditcalc simulate team.toml`"),
            ("estimate --cost-per-run 4 --format yaml", "write one of table, json, csv"),
            ("solve runz --cost-per-run 4", "did you mean `creditcalc solve runs`?"),
            ("pricing improt a.json", "did you mean `creditcalc pricing import a.json`?"),
            ("pricing stats", "`creditcalc pricing --help` lists all commands"),
            ("stats", "did you mean `creditcalc measure`?"),
        ] {
            let said = said(&format!("creditcalc {line}"));
            assert!(said.contains(help), "{line}: {said}");
        }
    }

    /// What is there needs no hint, so such a row would never be shown.
    #[test]
    fn no_hint_is_about_something_that_is_there() {
        let words = COMMAND_WORDS.iter().map(|(word, _)| *word);
        for word in words.chain(NO_COMMANDS.iter().map(|(word, _)| *word)) {
            assert!(COMMANDS.iter().all(|listed| listed.name() != word), "{word}");
        }
        let line = Line::of(&["creditcalc".into()]);
        let commands: Vec<&clap::Command> = COMMANDS.iter().map(|listed| line.command_of(*listed)).collect();
        for (flag, id, _) in HINTS.iter().filter(|(_, id, _)| !id.is_empty()) {
            let long = flag.strip_prefix("--").expect("it is a flag");
            let is_shown = |command: &&clap::Command| has(command, id) && !has(command, long);
            assert!(commands.iter().any(is_shown), "{flag} for {id}");
        }
    }
}
