//! `model=ID,input=N,…`: one of several models in a run, as `--usage` takes it.

use super::Given;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceFile, Span};
use crate::units::parse_count;
use crate::usage::{Amounts, PartKind, UsagePart};

/// What a run uses of one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageSpec {
    /// The model, by any of its names.
    pub model: Given<String>,
    /// How much.
    pub amounts: Amounts,
}

/// The key of the model, which is no part of the amounts.
const MODEL: &str = "model";

/// Reads one usage, or says everything that is wrong with it.
pub(crate) fn parse(source: &SourceFile) -> Result<UsageSpec, Vec<Diagnostic>> {
    let text = source.text();
    let mut parts = Parts { source, seen: Vec::new(), model: None, amounts: Amounts::default() };
    let mut faults = Vec::new();
    let mut start = 0;
    for part in text.split(',') {
        let span = start..start + part.len();
        start = span.end + 1;
        if let Err(fault) = parts.read(part, span) {
            faults.push(fault);
        }
    }
    match parts.model {
        Some(model) if faults.is_empty() => Ok(UsageSpec { model, amounts: parts.amounts }),
        None if faults.is_empty() => {
            let help = "write `--usage \"model=claude-opus-5-5,input=40k,output=5k\"`";
            let fault =
                Diagnostic::new(Code::WrongUsage, "a usage names no model").at(source, 0..text.len(), "");
            Err(vec![fault.help(help)])
        }
        _ => Err(faults),
    }
}

/// The parts of a usage that were read.
struct Parts<'s> {
    source: &'s SourceFile,
    seen: Vec<(String, Span)>,
    model: Option<Given<String>>,
    amounts: Amounts,
}

impl Parts<'_> {
    fn fault(&self, title: String, span: Span, label: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Code::WrongUsage, title).at(self.source, span, label)
    }

    fn read(&mut self, text: &str, span: Span) -> Result<(), Diagnostic> {
        if text.trim().is_empty() {
            let label = "write `key=value` between commas";
            return Err(self.fault("a usage has an empty part".to_owned(), span, label));
        }
        let Some((key, value)) = text.split_once('=') else {
            return Err(self.fault(format!("`{text}` is not a part of a usage"), span, "write `key=value`"));
        };
        let value_span = span.start + key.len() + 1..span.end;
        let key_span = span.start..span.start + key.len();
        // People write the flag's name as often as the key's.
        let key = key.trim().replace('-', "_");
        let part = UsagePart::from_key(&key);
        if part.is_none() && key != MODEL {
            let keys = || std::iter::once(MODEL).chain(UsagePart::ALL.map(UsagePart::key));
            let all = keys().collect::<Vec<_>>().join(", ");
            let fault = self.fault(format!("a usage has no key `{key}`"), key_span, "");
            return Err(fault.did_you_mean(&key, keys()).note(format!("the keys are {all}")));
        }
        if let Some((_, earlier)) = self.seen.iter().find(|(known, _)| *known == key) {
            let fault = self.fault(format!("`{key}` is given twice in a usage"), key_span, "again here");
            return Err(fault.at(self.source, earlier.clone(), "first here"));
        }
        self.seen.push((key, key_span));
        let value = value.trim();
        match part {
            Some(part) => {
                let amount = amount(part, value).map_err(|reason| {
                    self.fault(format!("`{value}` is not a value for `{}`", part.key()), value_span, reason)
                })?;
                self.amounts = self.amounts.with(part, amount);
            }
            None if value.is_empty() => {
                let fault = self.fault("a usage names no model".to_owned(), value_span, "");
                return Err(fault.help("`creditcalc models` lists them"));
            }
            None => self.model = Some(Given::in_text(self.source, value_span, value.to_owned())),
        }
        Ok(())
    }
}

/// How much is written for a part.
fn amount(part: UsagePart, text: &str) -> Result<u64, String> {
    match part.kind() {
        PartKind::Count => parse_count(text).map_err(|reason| reason.to_string()),
        PartKind::Positive => match parse_count(text).map_err(|reason| reason.to_string())? {
            0 => Err("it must be at least 1".to_owned()),
            count => Ok(count),
        },
        PartKind::Switch => match text {
            "true" => Ok(1),
            "false" => Ok(0),
            _ => Err("write `true` or `false`".to_owned()),
        },
    }
}
