//! `creditcalc completions SHELL`.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, CommandFactory as _};
use clap_complete::{Generator, Shell as Known, generate};
use clap_complete_nushell::Nushell;

use super::COMMANDS;
use crate::cli::args::{Args as Program, Completions as Args, Shell as ShellName};
use crate::cli::shell::{CommandOutput, Shell};
use crate::cli::topics::TOPICS;
use crate::cli::{Failure, World};
use crate::pricing::PriceTable;

pub(super) fn run(shell: &Shell<'_>, args: &Args, _: &World<'_>) -> Result<CommandOutput, Failure> {
    shell.writes_text("completions are a script")?;
    let bytes = match args.shell {
        ShellName::Bash => script(Known::Bash),
        ShellName::Zsh => script(Known::Zsh),
        ShellName::Fish => script(Known::Fish),
        ShellName::Powershell => script(Known::PowerShell),
        ShellName::Elvish => script(Known::Elvish),
        ShellName::Nushell => script(Nushell),
    };
    Ok(CommandOutput { bytes, ..CommandOutput::default() })
}

fn script(shell: impl Generator) -> Vec<u8> {
    let names = Names::of(&PriceTable::builtin());
    let mut program = Program::command().mut_subcommands(|command| names.beside(command));
    let mut script = Vec::new();
    generate(shell, &mut program, "creditcalc", &mut script);
    script
}

/// What a shell completes behind flags that take names from the tables.
struct Names {
    plans: Vec<String>,
    programs: Vec<String>,
    models: Vec<String>,
    zones: Vec<String>,
    commands: Vec<String>,
    /// Topics of help, and the commands.
    topics: Vec<String>,
}

impl Names {
    fn of(table: &PriceTable) -> Self {
        let plans = table.plans().iter().flat_map(|plan| std::iter::once(&plan.id).chain(&plan.aliases));
        let programs = table.programs().iter().map(|program| program.id.clone());
        let families = table.vendors().iter().flat_map(|vendor| &vendor.families);
        let served = table.models().iter().filter(|model| model.lifecycle.retired.is_none());
        let models = served.flat_map(|model| std::iter::once(&model.id).chain(&model.aliases));
        let commands = COMMANDS.iter().map(|command| command.name().to_owned());
        let topics = TOPICS.iter().map(|topic| topic.name.to_owned());
        Self {
            plans: distinct(plans.cloned().chain(["all".to_owned(), "all-vendors".to_owned()])),
            programs: distinct(programs.chain(["current".to_owned()])),
            models: distinct(families.map(|family| family.alias.clone()).chain(models.cloned())),
            topics: distinct(topics.chain(commands.clone())),
            commands: commands.collect(),
            zones: jiff::tz::db().available().map(|zone| zone.as_str().to_owned()).collect(),
        }
    }

    /// The names that an argument takes.
    fn of_argument(&self, command: &str, argument: &Arg) -> Option<&[String]> {
        match (command, argument.get_id().as_str()) {
            (_, "plan") | ("plans", "id") => Some(&self.plans),
            (_, "program") => Some(&self.programs),
            (_, "model" | "models" | "assume_model") | ("models", "id") => Some(&self.models),
            (_, "tz") => Some(&self.zones),
            ("man", "page") => Some(&self.commands),
            ("help", "what") => Some(&self.topics),
            _ => None,
        }
    }

    /// The command with the names as values. It completes with them and is not for reading.
    fn beside(&self, command: Command) -> Command {
        let name = command.get_name().to_owned();
        command.mut_args(|argument| match self.of_argument(&name, &argument) {
            // The process ends with this script, and clap takes texts that stay.
            Some(names) => argument.value_parser(PossibleValuesParser::new(
                names.iter().map(|name| &*Box::leak(name.clone().into_boxed_str())),
            )),
            None => argument,
        })
    }
}

/// Each name once, in the order in which they come. A shell takes a colon for the end of a word.
fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for name in names {
        if !distinct.contains(&name) && !name.contains([':', ' ']) {
            distinct.push(name);
        }
    }
    distinct
}
