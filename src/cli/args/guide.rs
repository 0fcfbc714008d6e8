//! What a person reads of a command beside its flags: how it is called, what to paste, and what is asked where
//! something is missing.
//!
//! Each command says it once, beside its arguments; `-h`, `--help`, manual pages and the questions are made of it.

/// What a person reads of a command.
#[derive(Debug)]
pub(in crate::cli) struct Guide {
    /// What stands behind the command where it is called.
    pub(in crate::cli) usage: &'static str,
    /// The flags that matter most, by their ids, in the order of `-h`; ten at most.
    pub(in crate::cli) flags: &'static [&'static str],
    /// Lines to paste. The first two stand in `-h`.
    pub(in crate::cli) examples: &'static [&'static str],
    /// What there is to know beside the flags, in `--help` only; a line that is indented stays a line.
    pub(in crate::cli) more: &'static [&'static str],
    /// What is asked where the command is called without what it needs.
    pub(in crate::cli) question: Question,
}

/// A question, with lines to paste that answer it.
#[derive(Debug)]
pub(in crate::cli) struct Question {
    pub(in crate::cli) asks: &'static str,
    /// What one would say, and the line that says it.
    pub(in crate::cli) ways: &'static [(&'static str, &'static str)],
}

/// Arguments with a guide.
pub(in crate::cli) trait Guided {
    const GUIDE: Guide;
}

impl Question {
    /// For commands that need nothing.
    pub(in crate::cli) const NONE: Self = Self { asks: "", ways: &[] };

    /// The question and its lines, one below the other.
    pub(in crate::cli) fn text(&self) -> String {
        let width = self.ways.iter().map(|(what, _)| what.chars().count()).max().unwrap_or(0);
        let mut text = format!("{}\n", self.asks);
        for (what, line) in self.ways {
            text += &format!("  {what:width$}   {line}\n");
        }
        text
    }
}

/// What the gates end with.
pub(in crate::cli) const EXIT_CODES: &str =
    "Exit codes: 0 answered, 1 no answer, 2 wrong command line, 3 a gate failed";

/// How commands are called that ask about a run.
pub(in crate::cli) const RUN: &str = "--cost-per-run USD | --model ID | --from PATH [FLAGS]";

/// Where to read on.
pub(in crate::cli) const TOPICS: &str =
    "Help on a topic: creditcalc help plans | schedules | records | exit-codes";

/// The program itself.
pub(in crate::cli) const PROGRAM: Guide = Guide {
    usage: "COMMAND [FLAGS]",
    flags: &[],
    examples: &[
        "creditcalc estimate --cost-per-run 4",
        "claude -p \"…\" --output-format json | creditcalc estimate --from -",
    ],
    more: &[
        TOPICS,
        "Put flags that you always use in creditcalc.toml, or in variables such as CREDITCALC_PLAN.",
    ],
    question: Question {
        asks: "What does an agent job cost, and how far does your plan's credit go? Try:",
        ways: &[
            ("a job at $4 a run", "creditcalc estimate --cost-per-run 4"),
            ("a run you just made", "claude -p \"…\" --output-format json | creditcalc estimate --from -"),
            ("what your runs used", "creditcalc measure"),
            ("the cheapest choice", "creditcalc compare --model opus --input 120k --output 9k"),
            ("all commands", "creditcalc --help"),
        ],
    },
};
