//! Flags that people try and that are called something else here: what to write instead.

use clap::CommandFactory as _;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Args;
use crate::cli::commands::COMMANDS;

/// What is tried, a flag that a command has to have for it to help, and what to write.
const HINTS: [(&str, &str, &str); 15] = [
    ("--hourly", "cron", "for a run every hour, write `--cron \"0 * * * *\"` or `--per-day 24`"),
    ("--weekly", "cron", "for a run every Monday at 03:00, write `--cron \"0 3 * * MON\"`"),
    ("--monthly", "cron", "for a run on the first of every month, write `--cron \"0 3 1 * *\"`"),
    ("--weekdays", "cron", "for a run on every working day, write `--cron \"0 3 * * MON-FRI\"`"),
    (
        "--every",
        "cron",
        "for a run every hour, write `--cron \"0 * * * *\"`, and for one a night `--nightly`",
    ),
    ("--schedule", "cron", "write a schedule as `--cron \"0 3 * * *\"`"),
    ("--tokens", "input", "tokens are written by kind: `--input 120k --output 9k --cache-read 1.2M`"),
    ("--input-tokens", "input", "write `--input 120k`"),
    ("--output-tokens", "output", "write `--output 9k`"),
    (
        "--budget",
        "fail_over",
        "to fail beyond an amount, write `--fail-over 50`; for a credit of your own, `--credit 50`",
    ),
    ("--budget", "credit", "for a credit of your own, write `--credit 50`"),
    ("--budget", "", "`creditcalc estimate` compares with an amount: `--fail-over 50`, `--credit 50`"),
    ("--since", "by", "records are read whole: name the files of those days; `--by day` shows each day"),
    ("--since", "cycle_start", "to begin the cycle on a day, write `--cycle-start 2026-11-14`"),
    ("--months", "cycle_days", "one cycle is asked about at a time: `--as-of 2026-12-01` is the next month"),
];

/// The same error with what to write instead of the flag that is not there.
pub(super) fn with_hint(mut error: clap::Error, words: &[String]) -> clap::Error {
    if error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else { return error };
    if let Some(hint) = hint(flag.split('=').next().unwrap_or_default(), words) {
        error.remove(ContextKind::SuggestedArg);
        error.remove(ContextKind::TrailingArg);
        // Its usage is made for the flag that it takes to be similar.
        error.remove(ContextKind::Usage);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(hint)]));
    }
    error
}

/// What to write instead of `flag` among these words of a command line.
fn hint(flag: &str, words: &[String]) -> Option<String> {
    let mut program = Args::command();
    program.build();
    let called = words.iter().skip(1).find_map(|word| program.find_subcommand(word))?;
    let has = |command: &clap::Command, id: &str| {
        command.get_arguments().any(|known| known.get_id() == id || known.get_long() == Some(id))
    };
    if flag == "--at" && has(called, "cron") {
        let time = words.iter().enumerate().find_map(|(place, word)| match word.strip_prefix("--at") {
            Some("") => words.get(place + 1).map(String::as_str),
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
    // A flag of another command.
    let long = flag.strip_prefix("--")?;
    let others: Vec<_> = COMMANDS
        .iter()
        .map(|command| command.name())
        .filter(|name| program.find_subcommand(name).is_some_and(|command| has(command, long)))
        .map(|name| format!("`creditcalc {name}`"))
        .collect();
    let (last, before) = others.split_last()?;
    let of = if before.is_empty() { last.clone() } else { format!("{} and {last}", before.join(", ")) };
    Some(format!("`{flag}` is a flag of {of}"))
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
    use super::*;

    fn said(line: &str) -> String {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let error = <Args as clap::Parser>::try_parse_from(&words).expect_err(line);
        with_hint(error, &words).to_string()
    }

    #[test]
    fn what_people_try_is_answered_with_what_to_write() {
        for (line, tip) in [
            (
                "estimate --cost-per-run 4 --at 02:30",
                "tip: for a run every day at 02:30, write `--cron \"30 2 * * *\"`",
            ),
            ("estimate --cost-per-run 4 --at=2:30", "`--cron \"30 2 * * *\"`"),
            ("estimate --cost-per-run 4 --at noon", "`--cron \"0 3 * * *\"`"),
            ("estimate --cost-per-run 4 --hourly", "`--per-day 24`"),
            ("estimate --cost-per-run 4 --weekly", "`--cron \"0 3 * * MON\"`"),
            ("estimate --model opus --tokens 120k", "`--input 120k --output 9k --cache-read 1.2M`"),
            ("estimate --cost-per-run 4 --budget 50", "`--fail-over 50`"),
            ("compare --cost-per-run 4 --budget 50", "tip: for a credit of your own, write `--credit 50`"),
            ("measure runs.jsonl --since 2026-11-01", "`--by day`"),
            ("measure runs.jsonl --cron 0", "tip: `--cron` is a flag of `creditcalc estimate`"),
        ] {
            let said = said(&format!("creditcalc {line}"));
            assert!(said.contains(tip), "{line}: {said}");
            assert!(!said.contains("similar argument"), "{line}: {said}");
        }
        // What nobody knows stays as clap tells it.
        assert!(said("creditcalc estimate --cost-per-rum 4").contains("'--cost-per-run'"));
    }
}
