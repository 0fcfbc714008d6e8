//! What a file is, by what stands in it: so that a command that reads another kind can say which command reads it.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};
use crate::phrase::{escaped_name, quoted_name};
use crate::records::{Format, format_of, profile_file};
use crate::scenario_file;
use crate::schedule::places::{Form, form_of};
use crate::schedule::{crontab, workflow};
use crate::source::SourceFile;

/// A kind of file that some command reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputKind {
    /// An answer of this program.
    Answer,
    /// A profile of measured runs.
    Profile,
    /// Records of runs.
    Records,
    /// A usage or cost report.
    Report,
    /// A scenario, or a part of one.
    Scenario,
    /// A price file.
    Prices,
    /// A workflow of GitHub Actions or Forgejo.
    Workflow,
    /// A crontab.
    Crontab,
    /// Any other file of schedules.
    Schedules(Form),
}

impl InputKind {
    /// The kind of a file that holds `text`, or begins with it. `None` where it is no kind that is known.
    #[must_use]
    pub(crate) fn of(text: &str) -> Option<Self> {
        let begins = text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '\u{feff}');
        if begins.is_empty() {
            return None;
        }
        let plain = begins.chars().filter(|sign| !sign.is_whitespace()).take(32).collect::<String>();
        if plain.starts_with("{\"schema\":\"creditcalc.") {
            return Some(Self::Answer);
        }
        if profile_file::is_one(text.as_bytes()) {
            return Some(Self::Profile);
        }
        let says_prices = |line: &str| {
            let value = line.trim().strip_prefix("format").map(str::trim_start);
            value.is_some_and(|value| value.starts_with('=') && value.contains("\"creditcalc."))
        };
        if text.lines().any(says_prices) {
            return Some(Self::Prices);
        }
        if !begins.starts_with(['{', '<']) && scenario_file::is_part(text) {
            return Some(Self::Scenario);
        }
        match format_of(text.as_bytes()).0 {
            Some(Format::UsageReport) => return Some(Self::Report),
            Some(_) => return Some(Self::Records),
            None => {}
        }
        let source = SourceFile::new("file", text.to_owned());
        if workflow::is_one(&source) {
            return Some(Self::Workflow);
        }
        let schedules = form_of(text).map(Self::Schedules);
        schedules.or_else(|| crontab::is_one(&source).then_some(Self::Crontab))
    }

    /// What such a file is called in a sentence.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Answer => "an answer from creditcalc",
            Self::Profile => "a profile of measured runs",
            Self::Records => "records of runs",
            Self::Report => "a usage or cost report",
            Self::Scenario => "a scenario",
            Self::Prices => "a price file",
            Self::Workflow => "a workflow",
            Self::Crontab => "a crontab",
            Self::Schedules(form) => form.called().name,
        }
    }

    /// What is said of a file of this kind where another is `wanted`: `a scenario`.
    pub(crate) fn fault(self, code: Code, (name, file): (&str, &str), wanted: &str) -> Diagnostic {
        let title = format!("{name} isn't {wanted}: it is {}", self.name());
        Diagnostic::new(code, title).help(self.read_by(file))
    }

    /// The same where an answer of this program is.
    pub(crate) fn is_no_answer(self, name: &str, path: &Path) -> Diagnostic {
        let file = path.display().to_string();
        self.fault(Code::UnreadAnswer, (&quoted_name(name), &file), "an answer from creditcalc")
    }

    /// The flag of `estimate` that such a file is for, if there is one.
    #[must_use]
    pub(crate) fn flag(self) -> Option<&'static str> {
        match self {
            Self::Profile | Self::Records => Some("--from"),
            Self::Workflow => Some("--workflow"),
            Self::Crontab => Some("--crontab"),
            Self::Schedules(_) => Some("--schedule"),
            Self::Answer | Self::Report | Self::Scenario | Self::Prices => None,
        }
    }

    /// Which command reads it, as a sentence.
    #[must_use]
    pub(crate) fn read_by(self, file: &str) -> String {
        let file = escaped_name(file);
        let command = match self {
            Self::Answer => format!("verify {file}"),
            Self::Records => format!("measure {file}"),
            Self::Scenario => format!("simulate {file}"),
            Self::Report => {
                return format!(
                    "`creditcalc measure {file}` reads usage reports, and `creditcalc reconcile --bill {file}` cost reports"
                );
            }
            Self::Prices => {
                return "every command reads the price files of a folder: `--pricing DIR`".to_owned();
            }
            Self::Profile | Self::Workflow | Self::Crontab | Self::Schedules(_) => {
                format!("estimate {} {file}", self.flag().unwrap_or_default())
            }
        };
        format!("`creditcalc {command}` reads it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_file_says_what_it_is() {
        let timer = "[Timer]\nOnCalendar=daily\n";
        for (text, kind) in [
            ("{\"schema\": \"creditcalc.estimate/1\"}", Some(InputKind::Answer)),
            ("{\n  \"schema\": \"creditcalc.estimate/1\",", Some(InputKind::Answer)),
            ("schema = \"creditcalc.profile/1\"\n", Some(InputKind::Profile)),
            ("format = \"creditcalc.models/1\"\n[[model]]\n", Some(InputKind::Prices)),
            ("plan = \"pro\"\n[[job]]\nname = \"a\"\n", Some(InputKind::Scenario)),
            // It is one whatever else is wrong with it.
            ("plan = pro\n[[job]]\nname = \"a\"\n", Some(InputKind::Scenario)),
            ("{\"model\":\"opus\",\"input_tokens\":4,\"output_tokens\":2}", Some(InputKind::Records)),
            ("model,input_tokens,output_tokens\nopus,4,2\n", Some(InputKind::Records)),
            ("on:\n  schedule:\n    - cron: '0 3 * * *'\njobs: {}\n", Some(InputKind::Workflow)),
            ("MAILTO=me\n0 3 * * * claude -p x\n", Some(InputKind::Crontab)),
            (timer, Some(InputKind::Schedules(Form::SystemdTimer))),
            ("", None),
            ("Dear diary,\n", None),
            (
                "{\"data\":[{\"starting_at\":\"2026-11-16T00:00:00Z\",\"results\":[{\"uncached_input_tokens\":4,\"model\":\"opus\"}]}]}",
                Some(InputKind::Report),
            ),
            ("{\"a\": 1}", None),
            ("jobs:\n  - name: audit\n", None),
        ] {
            assert_eq!(InputKind::of(text), kind, "{text}");
        }
    }
}
