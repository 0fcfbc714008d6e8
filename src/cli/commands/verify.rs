//! `creditcalc verify ANSWER.json`.

use std::path::Path;

use serde_json::Value;

use crate::answer::verify::{AskedAgain, Verdict, Verifying, tree};
use crate::answer::{Verify, saved};
use crate::cli::again::{Again, ask};
use crate::cli::args::Verify as Args;
use crate::cli::peeked::is_input;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::phrase::{counted, escaped};
use crate::question::input_kind::InputKind;
use crate::question::reason;
use crate::report::{Page, Report, Rows, json, sheets, views};
use crate::source::SourceFile;
use crate::units::length;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let name =
        if is_input(&args.answer) { "standard input".to_owned() } else { args.answer.display().to_string() };
    let saved = read(&args.answer, &name, world)?;
    let table = shell.tables(world)?;
    let verifying =
        Verifying { file: &name, saved: &saved, table: &table, version: env!("CARGO_PKG_VERSION") };
    let again = match verifying.question() {
        Ok(None) => None,
        Ok(Some(question)) => {
            let pricing = &shell.common.pricing;
            let is_outside_allowed = args.named_files.allow_outside;
            Some(ask(&question, &Again { world, pricing, is_outside_allowed }))
        }
        Err(why) => Some(AskedAgain::Failed(why)),
    };
    let answer = verifying.checked(again.as_ref());
    let (mut refusals, mut faults) = (Vec::new(), Vec::new());
    match answer.verdict {
        Verdict::Verified => {}
        Verdict::Wrong => {
            let number = counted(length(answer.differences.len()), "value");
            refusals.push(format!("{number} of `{name}` should be different"));
        }
        Verdict::NotVerified => {
            let fault = Diagnostic::new(Code::NotVerified, format!("`{name}` isn't verified"));
            // A page says why.
            let why = if shell.writes_page() { &[][..] } else { &answer.unchecked };
            faults.push(why.iter().cloned().fold(fault, Diagnostic::note));
        }
    }
    let are_refusals_on_page = shell.is_page_on_terminal(1, world);
    let output = shell.write(&Verified(answer), Notes::default(), world)?;
    Ok(CommandOutput { refusals, are_refusals_on_page, faults, ..output })
}

/// The answer that was saved.
fn read(path: &Path, name: &str, world: &World<'_>) -> Result<Value, Diagnostic> {
    let text = world.read_file(path).map_err(|error| {
        Diagnostic::new(Code::UnreadAnswer, format!("cannot read `{name}`: {}", reason(&error)))
    })?;
    let source = SourceFile::new(name.to_owned(), text);
    answer_in(&source, name).map_err(|fault| {
        let kind = InputKind::of(source.text()).filter(|kind| *kind != InputKind::Answer);
        kind.map_or(fault, |kind| kind.is_no_answer(name, path))
    })
}

fn answer_in(source: &SourceFile, name: &str) -> Result<Value, Diagnostic> {
    let is_several = |text: &str| {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        lines.clone().count() > 1 && lines.all(|line| serde_json::from_str::<Value>(line).is_ok())
    };
    let answer = tree::read(source.text()).map_err(|error| {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
        let title = format!("`{name}` is not an answer from creditcalc");
        let fault = Diagnostic::new(Code::UnreadAnswer, title).at(
            source,
            saved::span(source.text(), error.line(), error.column()),
            said,
        );
        if is_several(source.text()) {
            fault.help("it holds several; verify each by itself")
        } else {
            fault.help("save one with `--json`: `creditcalc estimate --cost-per-run 4 --json > answer.json`")
        }
    })?;
    let schema = answer.get("schema").and_then(Value::as_str);
    let known = schema.and_then(|schema| schema.strip_prefix("creditcalc."));
    match known.and_then(|schema| schema.split_once('/')) {
        Some((_, "1")) => Ok(answer),
        Some((_, version)) => {
            let title = format!("`{name}` has a later schema than this version of creditcalc reads");
            let fault = Diagnostic::new(Code::UnreadAnswer, title);
            Err(fault.note(format!("it is version {}, and this one reads 1", escaped(version))))
        }
        None => {
            let title = format!("`{name}` is not an answer from creditcalc");
            let fault = Diagnostic::new(Code::UnreadAnswer, title).note("it names no `schema` of creditcalc");
            Err(fault
                .help("save one with `--json`: `creditcalc estimate --cost-per-run 4 --json > answer.json`"))
        }
    }
}

struct Verified(Verify);

impl Report<Failure> for Verified {
    fn page(&self) -> Page {
        views::verify(&self.0)
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::wrong_values(&self.0).into())
    }

    fn json(&self, notes: &[String]) -> String {
        json::write(&Verify { notes: notes.to_vec(), ..self.0.clone() })
    }
}
