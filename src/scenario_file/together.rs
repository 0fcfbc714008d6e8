//! What is wrong between a scenario and its parts.

use super::spec::{JobTable, Placed, ScenarioSpec, SeatTable};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{SourceFile, Span};

/// The seat of a scenario that writes none.
const ONLY_SEAT: &str = "default";

/// Everything that is wrong between a scenario, which comes first, and its parts: in the order of the files,
/// and in each from above.
///
/// The files may have faults of their own: of what only follows from those nothing is said.
#[must_use]
pub fn check_together(files: &[ScenarioSpec]) -> Vec<Diagnostic> {
    let seats: Vec<(&ScenarioSpec, &SeatTable)> =
        files.iter().flat_map(|file| file.members.iter().map(move |seat| (file, seat))).collect();
    let jobs: Vec<(&ScenarioSpec, &JobTable)> =
        files.iter().flat_map(|file| file.jobs.iter().map(move |job| (file, job))).collect();
    let mut faults =
        same_names("seats", &seats.iter().map(|(file, seat)| (&file.source, &seat.name)).collect::<Vec<_>>());
    faults.extend(same_names(
        "jobs",
        &jobs.iter().map(|(file, job)| (&file.source, &job.name)).collect::<Vec<_>>(),
    ));
    if let (Some(first), true) =
        (files.first(), jobs.is_empty() && files.iter().all(ScenarioSpec::knows_jobs))
    {
        let fault =
            Diagnostic::new(Code::MissingScenarioKey, format!("`{}` has no job", first.source.name()));
        faults.push(fault.help("add a `[[job]]` with `name = \"nightly-audit\"`, `cost_per_run_usd = \"4.00\"` and `nightly = true`"));
    }
    let mut names: Vec<&str> = Vec::with_capacity(seats.len());
    for (_, seat) in seats.iter().filter(|(_, seat)| !seat.name.value.is_empty()) {
        let name = seat.name.value.as_str();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let are_all = files.iter().all(ScenarioSpec::knows_seats);
    faults.extend(jobs.iter().filter_map(|(file, job)| seat_of(job, &names, are_all, &file.source)));
    let has_plan = files.iter().any(|file| {
        file.plan.is_some() || file.faulty.contains(&"plan") || file.faulty.contains(&"credit_usd")
    });
    faults.extend(seats.iter().filter_map(|(file, seat)| without_credit(seat, has_plan, &file.source)));
    if let Some((file, seat)) = seats.first() {
        faults.extend(files.iter().flat_map(|scenario| of_one_seat(scenario, seat, file)));
    }
    let file_of = |fault: &Diagnostic| {
        fault.place.as_ref().map(|(source, _)| files.iter().position(|file| file.source == *source))
    };
    faults.sort_by_key(|fault| (file_of(fault), fault.start()));
    faults
}

/// Names that are used before.
fn same_names(what: &str, names: &[(&SourceFile, &Placed<String>)]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    // A name that could not be read is none.
    for (index, (source, name)) in names.iter().enumerate().filter(|(_, (_, name))| !name.value.is_empty()) {
        let Some((earlier, first)) = names[..index].iter().find(|(_, earlier)| earlier.value == name.value)
        else {
            continue;
        };
        let fault = Diagnostic::new(Code::UsedTwice, format!("two {what} are called `{}`", name.value));
        faults.push(if source == earlier {
            fault
                .at(source, name.span.clone(), "again here")
                .at(source, first.span.clone(), "first here")
                .help("rename one of them")
        } else {
            let origin = earlier.origin(first.span.start);
            fault
                .at(source, name.span.clone(), "")
                .help(format!("rename one of them; the other stands at {origin}"))
        });
    }
    faults
}

/// What is wrong with the seat of a job. `are_all` is whether there are no other seats than these.
fn seat_of(job: &JobTable, seats: &[&str], are_all: bool, source: &SourceFile) -> Option<Diagnostic> {
    if job.faulty.contains(&"seat") {
        return None;
    }
    let all: Vec<_> = seats.iter().map(|name| format!("`{name}`")).collect();
    let note = match all.as_slice() {
        [] => format!("without `[[seat]]` there is one seat, `{ONLY_SEAT}`, with the plan of the scenario"),
        [only] => format!("the only seat is {only}"),
        all => format!("the seats are {}", all.join(", ")),
    };
    let Some(seat) = &job.seat else {
        let first = seats.first().filter(|_| seats.len() > 1)?;
        let whose =
            if job.name.value.is_empty() { "a job".to_owned() } else { format!("job `{}`", job.name.value) };
        let fault =
            Diagnostic::new(Code::MissingScenarioKey, format!("{whose} does not say whose credit it draws"));
        return Some(
            fault
                .at(source, job.name.span.clone(), "")
                .help(format!("add `seat = \"{first}\"`, or another"))
                .note(note),
        );
    };
    let known = if seats.is_empty() { &[ONLY_SEAT] } else { seats };
    if !are_all || known.contains(&seat.value.as_str()) {
        return None;
    }
    let near = nearest(&seat.value, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    let help =
        near.unwrap_or_else(|| format!("add a `[[seat]]` with `name = \"{}\"` and its `plan`", seat.value));
    let fault = Diagnostic::new(Code::UnknownSeat, format!("there is no seat `{}`", seat.value));
    Some(fault.at(source, seat.span.clone(), "").help(help).note(note))
}

/// What is missing of a seat to know its credit.
fn without_credit(seat: &SeatTable, has_plan: bool, source: &SourceFile) -> Option<Diagnostic> {
    if has_plan || seat.plan.is_some() || seat.faulty.contains(&"plan") {
        return None;
    }
    if let Some(kind) = &seat.kind {
        let fault = Diagnostic::new(Code::KeyAlone, "`kind` goes with a plan").at(
            source,
            kind.span.clone(),
            "there is no plan here",
        );
        return Some(fault.help("add `plan = \"team\"`, a plan that grants by the seat"));
    }
    if seat.credit.is_some() || ["credit_usd", "kind"].iter().any(|key| seat.faulty.contains(key)) {
        return None;
    }
    let whose =
        if seat.name.value.is_empty() { "a seat".to_owned() } else { format!("seat `{}`", seat.name.value) };
    let fault = Diagnostic::new(Code::MissingScenarioKey, format!("{whose} has neither a plan nor a credit"));
    Some(
        fault.at(source, seat.span.clone(), "").help("add `plan = \"max-5x\"`, or `credit_usd = \"100.00\"`"),
    )
}

/// What a scenario says of its one seat although it has others.
fn of_one_seat(scenario: &ScenarioSpec, seat: &SeatTable, file: &ScenarioSpec) -> Vec<Diagnostic> {
    let to_seat = "write it at the `[[seat]]` that it is about";
    let keys: [(&str, Option<&Span>, &str); 3] = [
        ("credit_usd", scenario.credit.as_ref().map(|credit| &credit.span), to_seat),
        // Nothing is nothing at every seat.
        (
            "spent_usd",
            scenario.spent.as_ref().filter(|spent| !spent.value.is_zero()).map(|spent| &spent.span),
            to_seat,
        ),
        (
            "seats",
            scenario.seats.as_ref().map(|seats| &seats.span),
            "say of each `[[seat]]` which it is, such as `kind = \"premium\"`",
        ),
    ];
    let fault = |(key, span, help): (&str, Option<&Span>, &str)| {
        let title = format!("`{key}` is about a scenario without `[[seat]]`, and this one has some");
        let fault =
            Diagnostic::new(Code::KeysExclude, title).at(&scenario.source, span?.clone(), "").help(help);
        let is_same = scenario.source == file.source;
        Some(if is_same { fault.at(&scenario.source, seat.span.clone(), "the first is here") } else { fault })
    };
    keys.into_iter().filter_map(fault).collect()
}
