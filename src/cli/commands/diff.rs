//! `creditcalc diff`.

use std::path::Path;

use crate::answer::diff::{Diff, Inputs, Kind};
use crate::answer::saved::{self, Saved};
use crate::cli::args::{Diff as Args, first_given};
use crate::cli::ask::Asker;
use crate::cli::peeked::is_input;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::tables::reason;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::ledger::{Simulated, simulate};
use crate::phrase::exact_dollars;
use crate::pricing::PriceTable;
use crate::question::file::{self, ScenarioFiles, ScenarioQuestion};
use crate::question::input_kind::InputKind;
use crate::report::{Page, Report, Rows, json, notes, sheets, views};
use crate::source::SourceFile;
use crate::studies::difference::{Difference, scenarios};

enum Thing {
    Scenario(ScenarioFiles),
    Saved(Saved),
}

struct Found {
    differences: Vec<Difference>,
    kind: Kind,
    pricing_digest: Option<String>,
    /// What prices and tokens are multiplied by.
    factors: Vec<String>,
    notes: Vec<String>,
    skipped: Vec<String>,
}

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let asker = Asker::new(shell, &args.today, None, args.named_files, world);
    let (before, after) = things(args, &asker, world)?;
    let found = match (&before, &after) {
        (Thing::Scenario(before), Thing::Scenario(after)) => {
            of_scenarios([before, after], shell, args, &asker, world)?
        }
        (Thing::Saved(before), Thing::Saved(after)) => of_saved(before, after, args)?,
        _ => return Err(saved::two_kinds(&told(&before, &args.before), &told(&after, &args.after)).into()),
    };
    let Found { differences, kind, pricing_digest, factors, notes, skipped } = found;
    let mut notes = Notes::from(notes);
    for factor in &factors {
        notes.add(factor.clone(), true);
    }
    for note in views::about_differences(&differences) {
        notes.add(note, true);
    }
    let (before, after) = (shown(&args.before), shown(&args.after));
    let inputs = Inputs { kind, before, after, pricing_digest, question: shell.asked(world) };
    let report = Compared { differences: &differences, factors: &factors, inputs };
    let output = shell.write(&report, notes, world)?;
    Ok(CommandOutput { skipped, refusals: gates(args, &differences), ..output })
}

struct Compared<'a> {
    differences: &'a [Difference],
    factors: &'a [String],
    inputs: Inputs,
}

impl Compared<'_> {
    fn answered(&self, notes: &[String]) -> Diff {
        Diff::of(self.inputs.clone(), self.differences, notes.to_vec())
    }
}

impl Report<Failure> for Compared<'_> {
    fn page(&self) -> Page {
        let mut page = views::diff(self.differences);
        page.lead(self.factors.iter().cloned(), []);
        page
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::differences(&self.answered(&[])).into())
    }

    fn json(&self, notes: &[String]) -> String {
        json::write(&self.answered(notes))
    }
}

/// Reads both. Whether a file is a scenario or a saved answer is seen in it; standard input is what the other
/// one is.
fn things(args: &Args, asker: &Asker<'_, '_>, world: &World<'_>) -> Result<(Thing, Thing), Failure> {
    if is_input(&args.before) && is_input(&args.after) {
        return Err(Diagnostic::input_twice().into());
    }
    let is_saved = |path: &Path| !is_input(path) && looks_saved(path, world);
    let (before, after) = (is_saved(&args.before), is_saved(&args.after));
    let thing = |path: &Path, is_saved: bool| {
        if is_saved {
            saved(path, world).map(Thing::Saved).map_err(Failure::from)
        } else {
            file::read(path, &asker.files).map(Thing::Scenario).map_err(Failure::from)
        }
    };
    Ok((
        thing(&args.before, before || is_input(&args.before) && after)?,
        thing(&args.after, after || is_input(&args.after) && before)?,
    ))
}

/// Whether a file is JSON by its first character, or by its name where it has none.
fn looks_saved(path: &Path, world: &World<'_>) -> bool {
    let head = world.head_of(path);
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(byte));
    first == Some(&b'{') || path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
}

fn saved(path: &Path, world: &World<'_>) -> Result<Saved, Diagnostic> {
    let text = world.read_file(path).map_err(|error| {
        Diagnostic::new(Code::UnreadAnswer, format!("cannot read `{}`: {}", path.display(), reason(&error)))
    })?;
    let source = SourceFile::new(shown(path), text);
    saved::read(&source).map_err(|fault| {
        let kind = InputKind::of(source.text()).filter(|kind| *kind != InputKind::Answer);
        kind.map_or(fault, |kind| kind.is_no_answer(&shown(path), path))
    })
}

fn shown(path: &Path) -> String {
    if is_input(path) { "standard input".to_owned() } else { path.display().to_string() }
}

/// The name of a thing, and what it is.
fn told(thing: &Thing, path: &Path) -> (String, &'static str) {
    match thing {
        Thing::Scenario(_) => (shown(path), "a scenario"),
        Thing::Saved(saved) => saved.told(),
    }
}

fn of_saved(before: &Saved, after: &Saved, args: &Args) -> Result<Found, Failure> {
    let given = [(args.today.as_of.is_some(), "--as-of"), (args.today.tz.is_some(), "--tz")];
    if let Some(flag) = first_given(given) {
        let title = format!("`{flag}` works only on scenarios; saved answers are compared as they are");
        let help = format!("leave `{flag}` out, or save the answers again with it");
        return Err(Diagnostic::arguments(title, help).into());
    }
    let differences = saved::between(before, after, args.plan.as_deref())?;
    let kind = match before.kind() {
        saved::SavedKind::Estimate => Kind::Estimate,
        saved::SavedKind::Simulate => Kind::Simulation,
    };
    Ok(Found {
        differences,
        kind,
        pricing_digest: None,
        factors: Vec::new(),
        notes: Vec::new(),
        skipped: Vec::new(),
    })
}

fn of_scenarios(
    files: [&ScenarioFiles; 2],
    shell: &Shell<'_>,
    args: &Args,
    asker: &Asker<'_, '_>,
    world: &World<'_>,
) -> Result<Found, Failure> {
    if args.plan.is_some() {
        let title = "`--plan` picks a plan from saved answers, but a scenario names its own plans";
        return Err(Diagnostic::arguments(title, "leave `--plan` out").into());
    }
    let overrides = args.today.overrides();
    let multiplied = |files: &ScenarioFiles| asker.multiplied(files.factors(&overrides));
    let multiplied = [multiplied(files[0])?, multiplied(files[1])?];
    let table = shell.tables(world)?;
    let tables = multiplied.each_ref().map(|by| table.clone().with_price_factor(by.price.clone()));
    let read = |place: usize| files[place].resolve(&overrides, &tables[place], asker.context());
    let (before, after) = match (read(0), read(1)) {
        (Ok(before), Ok(after)) => (before, after),
        // What is wrong with one of them is no reason to keep quiet about the other, unless both are one
        // file.
        (Err(faults), Err(more)) => return Err(Diagnostic::distinct(faults.into_iter().chain(more)).into()),
        (Err(faults), _) | (_, Err(faults)) => return Err(faults.into()),
    };
    let (first, second) = match (answered(&tables[0], &before), answered(&tables[1], &after)) {
        (Ok(first), Ok(second)) => (first, second),
        // What is wrong with one of them is no reason to keep quiet about the other.
        (first, second) => {
            return Err([first.err(), second.err()]
                .into_iter()
                .flatten()
                .flatten()
                .collect::<Vec<_>>()
                .into());
        }
    };
    let both_tables = [&tables[0], &tables[1]];
    let difference =
        scenarios::between(both_tables, (&before.simulation, &first), (&after.simulation, &second))?;
    let [of_before, of_after] = multiplied.map(|by| by.sentences());
    let (before_said, after_said) = (said(&before, &first), said(&after, &second));
    let factors = both(&of_before, &of_after, &args.before, &args.after);
    let notes = both(&before_said, &after_said, &args.before, &args.after);
    let skipped = before.skipped.into_iter().chain(after.skipped).collect();
    Ok(Found {
        differences: vec![difference],
        kind: Kind::Scenario,
        pricing_digest: Some(table.digest().to_owned()),
        factors,
        notes,
        skipped,
    })
}

fn answered<'t>(
    table: &'t PriceTable,
    read: &ScenarioQuestion<'t>,
) -> Result<Simulated<'t>, Vec<Diagnostic>> {
    simulate(table, &read.simulation).map_err(|faults| read.diagnostics(&faults))
}

fn said(read: &ScenarioQuestion<'_>, answer: &Simulated<'_>) -> Vec<String> {
    let own = read.cautions.iter().chain(&read.notes).cloned();
    own.chain(answer.notes.iter().map(notes::of_jobs)).collect()
}

/// The notes of both: those that both have once, and the others with the name of the file that they are
/// about.
fn both(before: &[String], after: &[String], first: &Path, second: &Path) -> Vec<String> {
    let shared = before.iter().filter(|note| after.contains(note)).cloned();
    let only = |notes: &[String], others: &[String], path: &Path| -> Vec<String> {
        notes
            .iter()
            .filter(|note| !others.contains(note))
            .map(|note| format!("{}: {note}", shown(path)))
            .collect()
    };
    shared.chain(only(before, after, first)).chain(only(after, before, second)).collect()
}

/// What the gate says against the change.
fn gates(args: &Args, differences: &[Difference]) -> Vec<String> {
    let Some(limit) = args.fail_over else { return Vec::new() };
    let refusal = |difference: &Difference| {
        let split = difference.headline();
        let change = split.change();
        (change.is_rise() && change.size() > limit).then(|| {
            let plan = difference.plan.as_ref().map(|plan| format!("`{plan}`: ")).unwrap_or_default();
            let [before, after, change, limit] =
                [split.before, split.after, change.size(), limit].map(exact_dollars);
            format!("{plan}the cost rises by {change}, from {before} to {after}, over --fail-over {limit}")
        })
    };
    differences.iter().filter_map(refusal).collect()
}
