//! In which words a sentence names a part of a question: as flags of the command line, or as keys of a file.

use std::fmt::Display;

/// How the part of a question is called that a sentence is about.
///
/// A question is asked on a command line or in a scenario file, and whoever reads a sentence about it can only
/// change what stands there: `--program api-credit` for the one, `program = "api-credit"` for the other. So a
/// sentence is made in the words of the place where the question was written, by naming each part here, by its
/// key or its flag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Vocabulary {
    /// Flags: `--us-only`.
    #[default]
    Flags,
    /// Keys: `us_only`.
    Keys,
    /// Flags of a question about one file of schedules, where the command that is running has none of them.
    Elsewhere,
}

impl Vocabulary {
    /// `--us-only`, or `us_only`.
    #[must_use]
    pub fn name(self, key: &str) -> String {
        match self {
            Self::Flags => format!("--{}", key.replace('_', "-")),
            Self::Keys => key.replace('-', "_"),
            Self::Elsewhere => format!("creditcalc estimate --schedule FILE {}", Self::Flags.name(key)),
        }
    }

    /// With a number or a day: `--requests 4`, or `requests = 4`.
    #[must_use]
    pub fn number(self, key: &str, value: impl Display) -> String {
        match self {
            Self::Flags | Self::Elsewhere => format!("{} {value}", self.name(key)),
            Self::Keys => format!("{key} = {value}"),
        }
    }

    /// With one word: `--tz Europe/Berlin`, or `tz = "Europe/Berlin"`.
    #[must_use]
    pub fn word(self, key: &str, value: impl Display) -> String {
        match self {
            Self::Flags | Self::Elsewhere => format!("{} {value}", self.name(key)),
            Self::Keys => format!("{key} = \"{value}\""),
        }
    }

    /// With a text, which a shell wants in quotes, too: `--cron "0 3 * * *"`, or `cron = "0 3 * * *"`.
    #[must_use]
    pub fn text(self, key: &str, value: impl Display) -> String {
        match self {
            Self::Flags | Self::Elsewhere => format!("{} \"{value}\"", self.name(key)),
            Self::Keys => format!("{key} = \"{value}\""),
        }
    }

    /// With counts by name: `--seats standard=3,premium=2`, or `seats = { standard = 3, premium = 2 }`.
    #[must_use]
    pub fn counts<N: Display, C: Display>(self, key: &str, counts: &[(N, C)]) -> String {
        match self {
            Self::Flags | Self::Elsewhere => {
                let counts: Vec<String> =
                    counts.iter().map(|(name, count)| format!("{name}={count}")).collect();
                format!("{} {}", self.name(key), counts.join(","))
            }
            Self::Keys => {
                let counts: Vec<String> =
                    counts.iter().map(|(name, count)| format!("{name} = {count}")).collect();
                format!("{key} = {{ {} }}", counts.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Vocabulary::{Elsewhere, Flags, Keys};

    #[test]
    fn the_same_part_is_called_as_it_is_written_in_each_place() {
        assert_eq!([Flags.name("us_only"), Keys.name("us_only")], ["--us-only", "us_only"]);
        assert_eq!(
            [Flags.number("as_of", "2026-10-07"), Keys.number("as_of", "2026-10-07")],
            ["--as-of 2026-10-07", "as_of = 2026-10-07"]
        );
        assert_eq!(
            [Flags.word("program", "ID"), Keys.word("program", "ID")],
            ["--program ID", "program = \"ID\""]
        );
        assert_eq!(
            [Flags.text("cron", "0 3 * * *"), Keys.text("cron", "0 3 * * *")],
            ["--cron \"0 3 * * *\"", "cron = \"0 3 * * *\""]
        );
        let events = [("pull_request", 40)];
        assert_eq!(
            [Flags.counts("events", &events), Keys.counts("events", &events)],
            ["--events pull_request=40", "events = { pull_request = 40 }"]
        );
        assert_eq!(
            Elsewhere.counts("events", &events),
            "creditcalc estimate --schedule FILE --events pull_request=40"
        );
    }
}
