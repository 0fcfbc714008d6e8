//! Whose rules.

use jiff::civil::Date;

use super::Given;
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::pricing::{PriceTable, Program, ProgramStatus};

/// The program of that name, or the one that counts where nobody names one.
pub(super) fn program<'t>(
    given: Option<&Given<String>>,
    table: &'t PriceTable,
    as_of: Date,
) -> Result<&'t Program, Diagnostic> {
    let Some(given) = given else {
        return table.default_program().ok_or_else(|| {
            Diagnostic::new(Code::UnknownProgram, "no program is the default one")
                .help("name one with `--program ID`")
        });
    };
    let found = match given.value.as_str() {
        // The rules in force of the vendor whose rules are the default ones.
        "current" => table
            .default_program()
            .and_then(|default| table.program_in_force(&default.vendor, as_of))
            .ok_or_else(|| none_in_force(table, as_of, given.place.words())),
        name => table.program(name).ok_or_else(|| unknown(table, name)),
    };
    found.map_err(|fault| given.place.blame(fault))
}

fn none_in_force(table: &PriceTable, as_of: Date, words: Vocabulary) -> Diagnostic {
    let history = |program: &Program| match program.status_on(as_of) {
        Some(change) => format!("{} was {} on {}", program.id, change.status.word(), change.from),
        None => format!("{} was not announced yet", program.id),
    };
    let fault = Diagnostic::new(Code::NoProgramInForce, format!("no program is in force on {as_of}"));
    let fault = table.programs().iter().fold(fault, |fault, program| fault.note(history(program)));
    let changes = table.programs().iter().flat_map(|program| &program.history);
    let first =
        changes.filter(|change| change.status == ProgramStatus::InForce).map(|change| change.from).min();
    fault.maybe_help(first.map(|day| {
        let (as_of, program) = (words.number("as_of", day), words.word("program", "ID"));
        format!("ask for `{as_of}` or later, or name the rules with `{program}`")
    }))
}

fn unknown(table: &PriceTable, name: &str) -> Diagnostic {
    let ids = || table.programs().iter().map(|program| program.id.as_str());
    let all: Vec<_> = ids().map(|id| format!("`{id}`")).collect();
    let fault = Diagnostic::new(Code::UnknownProgram, format!("there is no program `{name}`"));
    fault
        .did_you_mean(name, ids().chain(["current"]))
        .note(format!("the programs are {} and `current`, which is the one in force", all.join(", ")))
}
