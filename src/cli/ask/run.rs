//! One run, as the arguments write it.

use std::path::PathBuf;

use super::Asker;
use crate::cli::args::RunArgs;
use crate::diagnostic::{Diagnostic, Vocabulary};
use crate::phrase::read_as;
use crate::question::{Given, MeasuredSpec, RunInput, UsageSpec, parse_usage};
use crate::source::SourceFile;
use crate::usage::{UsagePart, UsedBy};

/// One run, and what to know about how it came to be.
pub(in crate::cli) struct RunOfArgs {
    pub(in crate::cli) run: RunInput,
    pub(in crate::cli) skipped: Vec<String>,
    pub(in crate::cli) notes: Vec<String>,
}

impl Asker<'_, '_> {
    /// One run, as the arguments write it.
    pub(in crate::cli) fn run(&self, args: &RunArgs) -> Result<RunOfArgs, Vec<Diagnostic>> {
        if !args.from.is_empty() {
            return self.measured(args, &args.from);
        }
        let about_records = args.records.first_flag().or(args.typical.map(|_| "--typical"));
        if let Some(flag) = about_records {
            let title = format!("`{flag}` needs records of runs");
            return Err(vec![Diagnostic::arguments(title, "add them with `--from PATH`")]);
        }
        Ok(RunOfArgs { run: counted_run(args)?, skipped: Vec::new(), notes: Vec::new() })
    }

    /// One that stands for the measured runs at `paths`.
    pub(in crate::cli) fn measured(
        &self,
        args: &RunArgs,
        paths: &[PathBuf],
    ) -> Result<RunOfArgs, Vec<Diagnostic>> {
        if let Some(count) = args.one_model.output.first() {
            let title =
                format!("`--output {count}` counts tokens, but the records already say how many there are");
            let help = "leave it out; to write the answer to a file, use `-o FILE`";
            return Err(vec![Diagnostic::arguments(title, help)]);
        }
        let written = args.records.assume_model.as_deref();
        let assumed_model = written.map(|name| self.files.model_spelled(name)).transpose()?;
        let taken = written.zip(assumed_model.as_deref()).filter(|(written, name)| written != name);
        let taken = taken.map(|(written, name)| read_as(written, name));
        let spec = MeasuredSpec {
            paths: paths.to_vec(),
            typical: args.typical.unwrap_or_default(),
            only: args.records.only.unwrap_or(Some(UsedBy::Program)),
            assumed_model,
            words: Vocabulary::Flags,
        };
        let read = spec.read(&self.files, None)?;
        Ok(RunOfArgs {
            run: RunInput::Measured(read.measured),
            skipped: read.skipped,
            notes: taken.into_iter().chain(read.notes).collect(),
        })
    }
}

/// One run, as the arguments count it.
fn counted_run(args: &RunArgs) -> Result<RunInput, Vec<Diagnostic>> {
    let output = output_tokens(args)?;
    if let Some(cost) = args.cost_per_run {
        return Ok(RunInput::Stated(cost));
    }
    if let Some(model) = &args.one_model.model {
        let model = Given::by_flag("--model", model.clone());
        let amounts = args.one_model.amounts.with(UsagePart::Output, output.unwrap_or(0));
        return Ok(RunInput::Used(vec![UsageSpec { model, amounts }]));
    }
    let (mut usages, mut faults) = (Vec::with_capacity(args.usage.len()), Vec::new());
    for spec in &args.usage {
        match parse_usage(&SourceFile::new("--usage", spec.clone())) {
            Ok(usage) => usages.push(usage),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(RunInput::Used(usages)) } else { Err(faults) }
}

/// The output tokens, which are counted once.
fn output_tokens(args: &RunArgs) -> Result<Option<u64>, Diagnostic> {
    let output = &args.one_model.output;
    let one_of_two = "leave one of them out; to write the answer to a file, use `-o FILE`";
    if output.len() > 1 {
        return Err(Diagnostic::arguments("the output tokens are given twice", one_of_two));
    }
    let tokens = output.first().copied();
    if let (Some(count), None) = (tokens, &args.one_model.model) {
        if args.cost_per_run.is_some() {
            let title = format!(
                "`--output {count}` counts tokens, but `--cost-per-run` already says what a run costs"
            );
            return Err(Diagnostic::arguments(title, one_of_two));
        }
        let instead = if args.usage.is_empty() {
            "name the model with `--model ID`"
        } else {
            "put `output=N` in the `--usage` it belongs to"
        };
        let title = format!("`--output {count}` counts tokens, but no model is named");
        return Err(Diagnostic::arguments(title, instead));
    }
    Ok(tokens)
}
