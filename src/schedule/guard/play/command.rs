//! Simple commands: what they set, ask and end.

use super::{Player, SHELLS, Status};
use crate::schedule::agent::program_of;
use crate::schedule::guard::questions::{asks, is_of_installation, runs_code};
use crate::schedule::guard::set_names::SetNames;
use crate::schedule::guard::syntax::{Part, Simple, Word, assigned};
use crate::schedule::guard::value::{Truth, Value};
use crate::schedule::guard::{test_command, words};

/// Programs that end as the command does that they start.
const WAITING: [&str; 14] = [
    "env", "timeout", "nice", "ionice", "sudo", "doas", "eval", "fish", "flock", "nohup", "stdbuf", "time",
    "chrt", "taskset",
];

impl Player<'_> {
    pub(super) fn simple(&mut self, simple: &Simple) -> Status {
        let set = simple.words.iter().take_while(|word| assigned(word).is_some()).count();
        let (settings, words) = simple.words.split_at(set);
        let texts: Vec<String> = words.iter().map(|word| word.text().unwrap_or_default()).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let is_question = asks(&texts);
        let scripted = self.starts(simple, is_question && !runs_code(&texts));
        if words.is_empty() {
            for word in settings {
                self.assign(word);
            }
            let substitutes = |word: &Word| word.parts.iter().any(|part| matches!(part, Part::Command(_)));
            return match self.refused() {
                true => Status::False,
                // It succeeds as what it substitutes does.
                false if settings.iter().any(substitutes) => Status::Assumed,
                false => Status::True,
            };
        }
        let mut set = SetNames::default();
        set.add_defaults(simple);
        self.forget(&set);
        match (program_of(texts[0]), texts[0]) {
            ("true", _) | (_, ":") => return Status::True,
            ("false", _) => return Status::False,
            (_, "exit" | "return") => {
                let how = match texts.get(1).map(|number| number.parse::<u8>()) {
                    Some(Ok(0)) => Status::True,
                    Some(Ok(_)) => Status::False,
                    None => self.last.clone(),
                    Some(Err(_)) => self.ends_with(&words[1], &simple.text),
                };
                self.ended = Some(how);
                return Status::Assumed;
            }
            (_, "break" | "continue") if self.loops > 0 => {
                self.has_left_loop = true;
                self.ended = Some(Status::True);
                return Status::True;
            }
            (
                _,
                "read" | "getopts" | "mapfile" | "readarray" | "unset" | "let" | "printf" | "." | "source"
                | "eval",
            ) => {
                let mut set = SetNames::default();
                set.add_simple(simple);
                self.forget(&set);
            }
            (_, head @ ("export" | "local" | "declare" | "readonly")) => {
                let is_exported =
                    head == "export" || texts.get(1).is_some_and(|option| option.starts_with("-x"));
                for (word, text) in words[1..].iter().zip(&texts[1..]) {
                    self.assign(word);
                    let name = assigned(word).map_or_else(|| (*text).to_owned(), |(name, _)| name);
                    self.exported.extend(is_exported.then_some(name));
                }
            }
            (_, "set") => {
                for (index, word) in texts.iter().enumerate() {
                    let Some(letters) = word.strip_prefix(['-', '+']) else { continue };
                    let option = texts.get(index + 1).copied().filter(|_| letters.contains('o'));
                    let is_on = word.starts_with('-');
                    if letters.contains('e') || option == Some("errexit") {
                        self.ends_on_failure = is_on.into();
                    }
                    if option == Some("pipefail") {
                        self.is_pipefail = is_on;
                    }
                }
            }
            (program @ ("[" | "[[" | "test"), _) => return self.test(program, &words[1..], &simple.text),
            ("expr", _) => return self.expr(&words[1..], &simple.text),
            _ => {}
        }
        match scripted {
            _ if is_question && !is_of_installation(&texts) => Status::Unknown(simple.text.clone()),
            // It succeeds as its script does.
            Some(status)
                if SHELLS.contains(&program_of(texts[0])) || WAITING.contains(&program_of(texts[0])) =>
            {
                status
            }
            _ => Status::Assumed,
        }
    }

    /// How a shell ends with what a word comes to: `exit $(( $(date +%u) != 1 ))`.
    fn ends_with(&mut self, word: &Word, text: &str) -> Status {
        let is_computed = |part: &Part| matches!(part, Part::Command(_) | Part::Arithmetic(_));
        let is_computed = word.parts.iter().any(is_computed);
        self.is_padded = false;
        match self.value_of(&word.parts) {
            Value::Known(number) => match number.trim().parse::<i64>() {
                Ok(number) => Truth::from(number.rem_euclid(256) == 0).into(),
                Err(_) => Status::Assumed,
            },
            Value::Dated => Status::Dated,
            Value::Unknown if std::mem::take(&mut self.is_refused) => Status::False,
            Value::Unknown if is_computed => Status::Unknown(text.to_owned()),
            // `exit $status` ends as what was run before it, which is taken to succeed.
            Value::Unknown => Status::Assumed,
        }
    }

    pub(super) fn test(&mut self, program: &str, words: &[Word], text: &str) -> Status {
        self.is_padded = false;
        // `[[ ]]` takes what is printed as one word.
        let mut values = if program == "[[" {
            words.iter().map(|word| self.value_of(&word.parts)).collect()
        } else {
            self.expanded(words)
        };
        if self.refused() {
            return Status::False;
        }
        if program != "test" {
            values.pop();
        }
        if program == "[[" {
            self.needs_bash("[[");
        } else if values.iter().any(|value| *value == Value::Known("==".to_owned())) {
            self.needs_bash("==");
        }
        self.is_octal |= program == "[[" && self.is_padded && test_command::compares_numbers(&values);
        match test_command::truth(&values, program == "[[") {
            Truth::Unknown => Status::Unknown(text.to_owned()),
            truth => truth.into(),
        }
    }

    pub(super) fn expr(&mut self, words: &[Word], text: &str) -> Status {
        let mut known = Vec::new();
        for value in self.expanded(words) {
            match value {
                Value::Known(text) => known.push(text),
                Value::Dated => return Status::Dated,
                Value::Unknown => return Status::Unknown(text.to_owned()),
            }
        }
        words::expr_holds(&known)
            .map_or_else(|| Status::Unknown(text.to_owned()), |holds| Truth::from(holds).into())
    }
}
