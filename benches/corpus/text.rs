//! What stands in the lines: names, prose, noise and times.

use super::Maker;
use super::dice::Dice;

pub(super) const WORDS: [&str; 32] = [
    "ledger", "parser", "cursor", "window", "bucket", "signal", "matrix", "socket", "branch", "worker",
    "string", "vector", "anchor", "header", "packet", "record", "schema", "filter", "thread", "buffer",
    "script", "widget", "margin", "choice", "garden", "bridge", "camera", "dinner", "forest", "island",
    "market", "planet",
];

/// A line of what people and programs write, as JSON has it: quotes, backslashes and tabs escaped, other
/// letters as they are.
pub(super) fn line_of_prose(dice: &mut Dice) -> String {
    let (a, b, c, n) = (dice.pick(&WORDS), dice.pick(&WORDS), dice.pick(&WORDS), dice.below(10_000));
    match dice.below(16) {
        0 => format!(r#"    let {a} = \"{b}\".parse::<{c}::Kind>().map_err(|error| error.to_string())?;"#),
        1 => format!(r"\tif {a}.{b} != nil && len({c}) > {n} {{"),
        2 => format!(r#"\t\treturn fmt.Errorf(\"{a}: {b} of %d: %w\", {n}, err)"#),
        3 => format!("- naïve {a}, café {b} — „{c}“, ½ of {n} €, déjà vu"),
        4 => format!("  # {a} の {b} を数える（{n} 件）→ 完了 ✓ 🙂"),
        5 => format!(r"C:\\Users\\dev\\{a}\\{b}\\{c}.rs:{n}:17: warning: unused variable"),
        6 => format!(r"\u001b[32mPASS\u001b[0m {a}/{b}.test.ts > {c} ({n} ms)"),
        // Usage inside a string is text: a record that a tool printed.
        7 => {
            format!(
                r#"{{\"type\":\"assistant\",\"message\":{{\"usage\":{{\"input_tokens\":{n},\"output_tokens\":{n}}},\"id\":\"{a}\"}}}}"#
            )
        }
        8 => String::new(),
        9 => format!(
            "The {a} holds a {b} for every {c}, so there is nothing to be counted twice; see line {n}."
        ),
        10 => format!("{n}\\t    pub fn {a}_{b}(&self, {c}: &str) -> Result<Option<u64>, Error> {{"),
        11 => format!("diff --git a/src/{a}.rs b/src/{b}.rs"),
        12 => format!("+        self.{a}.entry({b}).or_default().push({c});"),
        13 => format!(
            r#"<system-reminder kind=\"{a}\">The {b} was changed. Do not mention the {c}.</system-reminder>"#
        ),
        14 => format!("commit {n:07x}{n:05x} {a}: {b} before {c}"),
        _ => format!("I will read the {a} first and then change the {b}; the {c} stays as it is."),
    }
}

/// A project's folder and the directory it is named after, one in six of them a Windows one.
pub(super) fn project(dice: &mut Dice, number: u64) -> (String, String) {
    let (first, second) = (dice.pick(&WORDS), dice.pick(&WORDS));
    if number % 6 == 5 {
        (format!("C--src-{first}-{second}-{number}"), format!(r"C:\\src\\{first}-{second}-{number}"))
    } else {
        (
            format!("-home-dev-src-{first}-{second}-{number}"),
            format!("/home/dev/src/{first}-{second}-{number}"),
        )
    }
}

pub(super) const DAY: u64 = 24 * 60 * 60 * 1_000;

/// An instant of 2026 as the CLI writes it, from the milliseconds since the first of August.
pub(super) fn stamp(now: u64) -> String {
    let mut day = now / DAY;
    let mut month = 8;
    for length in [31, 30, 31, 30] {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    let (seconds, millis) = (now % DAY / 1_000, now % 1_000);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("2026-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z", day + 1)
}

pub(super) fn put(line: &mut String, parts: &[&str]) {
    line.extend(parts.iter().copied());
}

impl Maker<'_> {
    /// How many bytes a line has left to it, so that all of them come to what was asked for.
    fn mean_line(&self) -> u64 {
        let mean = self.plan.bytes / self.plan.lines;
        let lines_left = self.plan.lines.saturating_sub(self.made.lines).max(1);
        (self.plan.bytes.saturating_sub(self.made.bytes) / lines_left).clamp(mean / 2, mean * 2)
    }

    /// A length in thousandths of the mean line.
    pub(super) fn length(&mut self, thousandths: &[u64]) -> u64 {
        self.mean_line() * self.dice.pick(thousandths) / 1_000
    }

    pub(super) fn write_prose(&mut self, line: &mut String, length: u64) {
        let end = line.len() + size(length);
        let mut at = self.dice.index(self.prose.len());
        loop {
            line.push_str(&self.prose[at]);
            if line.len() >= end {
                break;
            }
            line.push_str("\\n");
            at = (at + 1) % self.prose.len();
        }
    }

    pub(super) fn some_prose(&mut self, length: u64) -> String {
        let mut prose = String::new();
        self.write_prose(&mut prose, length);
        prose
    }

    pub(super) fn write_noise(&mut self, line: &mut String, length: u64) {
        let mut left = size(length);
        while left > 0 {
            let at = self.dice.index(self.noise.len());
            let piece = &self.noise[at..];
            let piece = &piece[..piece.len().min(left)];
            line.push_str(piece);
            left -= piece.len();
        }
    }
}

fn size(number: u64) -> usize {
    number.try_into().expect("it is far below what memory holds")
}
