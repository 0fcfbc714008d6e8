//! What is wrong between a scenario and its parts.

use super::spec::{JobTable, Placed, ScenarioSpec, SeatTable};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::names::Places;
use crate::source::{SourceFile, Span};

/// The seat of a scenario that writes none.
const ONLY_SEAT: &str = "default";

/// So many seats are listed in a fault.
const LISTED: usize = 20;

/// The most seats whose names an unknown name is compared with.
const COMPARED: usize = 200;

/// Everything that is wrong between a scenario, which comes first, and its parts: in the order of the files,
/// and in each from above.
///
/// The files may have faults of their own; what only follows from those isn't reported.
#[must_use]
pub fn check_together(files: &[ScenarioSpec]) -> Vec<Diagnostic> {
    let seats: Vec<(&ScenarioSpec, &SeatTable)> =
        files.iter().flat_map(|file| file.members.iter().map(move |seat| (file, seat))).collect();
    let jobs: Vec<(&ScenarioSpec, &JobTable)> =
        files.iter().flat_map(|file| file.jobs.iter().map(move |job| (file, job))).collect();
    let mut faults = same_seats(&seats);
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
    let named = seats.iter().map(|(_, seat)| seat.name.value.as_str()).filter(|name| !name.is_empty());
    let known = KnownSeats::new(named, files.iter().all(ScenarioSpec::knows_seats));
    faults.extend(jobs.iter().filter_map(|(file, job)| known.of_job(job, &file.source)));
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
    let (mut faults, mut places) = (Vec::new(), Places::default());
    // A name that could not be read is none.
    for ((source, name), place) in names.iter().zip(0..).filter(|((_, name), _)| !name.value.is_empty()) {
        let Some(earlier) = places.note(&name.value, place) else { continue };
        let (earlier, first) = names[earlier];
        let fault = Diagnostic::new(Code::UsedTwice, format!("two {what} are called `{}`", name.value));
        faults.push(if *source == earlier {
            fault
                .at(source, name.span.clone(), "again here")
                .at(source, first.span.clone(), "first here")
                .help("rename one of them")
        } else {
            let origin = earlier.origin(first.span.start);
            fault
                .at(source, name.span.clone(), "")
                .help(format!("rename one of them; the other one is at {origin}"))
        });
    }
    faults
}

/// Seats of one name: one seat that changes its plan, where each but the last ends before the next one starts.
fn same_seats(seats: &[(&ScenarioSpec, &SeatTable)]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut known: Places<'_> = Places::default();
    let mut last: Vec<usize> = (0..seats.len()).collect();
    for ((file, seat), place) in seats.iter().zip(0..).filter(|((_, seat), _)| !seat.name.value.is_empty()) {
        let Some(first) = known.note(&seat.name.value, place) else { continue };
        let before = std::mem::replace(&mut last[first], place);
        let (earlier_file, earlier) = seats[before];
        if ["starts_on", "ends_on"]
            .iter()
            .any(|key| seat.faulty.contains(key) || earlier.faulty.contains(key))
        {
            continue;
        }
        let (Some(end), Some(start)) = (&earlier.ends_on, &seat.starts_on) else {
            let names = [(&earlier_file.source, &earlier.name), (&file.source, &seat.name)];
            let fault = same_names("seats", &names).pop().expect("they are called the same");
            faults.push(fault.help(
                "or, if one seat changes its plan, write `ends_on = 2026-11-14` in the first and \
            `starts_on = 2026-11-15` in the second",
            ));
            continue;
        };
        if start.value <= end.value {
            let title = format!("`{}` has two plans on {}", seat.name.value, start.value);
            let day_before = start.value.yesterday().unwrap_or(start.value);
            let fault =
                Diagnostic::new(Code::UsedTwice, title).at(&file.source, start.span.clone(), "the second");
            let fault = if file.source == earlier_file.source {
                fault.at(&file.source, end.span.clone(), "the last day of the first")
            } else {
                fault
            };
            faults.push(fault.help(format!("end the first before: `ends_on = {day_before}`")));
        }
        faults.extend(of_first_plan(seat, &file.source));
    }
    faults
}

/// What a seat says of itself where it only says which plan it has next.
fn of_first_plan(seat: &SeatTable, source: &SourceFile) -> Vec<Diagnostic> {
    let keys = [
        ("count", seat.count.as_ref().map(|count| &count.span)),
        ("cycle_day", seat.cycle_day.as_ref().map(|day| &day.span)),
        ("spent_usd", seat.spent.as_ref().map(|spent| &spent.span)),
        ("on_exhaustion", seat.on_exhaustion.as_ref().map(|policy| &policy.span)),
        ("promo_credit_usd", seat.promo_credit.as_ref().map(|credit| &credit.span)),
    ];
    let fault = |(key, span): (&str, Option<&Span>)| {
        let title = format!("`{key}` of a seat must be set with its first plan");
        let fault = Diagnostic::new(Code::KeysExclude, title).at(source, span?.clone(), "");
        Some(fault.help(format!("write it in the first `[[seat]]` called `{}`", seat.name.value)))
    };
    keys.into_iter().filter_map(fault).collect()
}

/// The seats that a job can name.
struct KnownSeats<'s> {
    /// Each name once, in the order in which they are written.
    names: Vec<&'s str>,
    places: Places<'s>,
    /// Whether there are no others.
    are_all: bool,
    /// Which there are.
    note: String,
}

impl<'s> KnownSeats<'s> {
    fn new(named: impl Iterator<Item = &'s str>, are_all: bool) -> Self {
        let (mut names, mut places) = (Vec::new(), Places::default());
        for name in named {
            if places.note(name, names.len()).is_none() {
                names.push(name);
            }
        }
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let note = match quoted.as_slice() {
            [] => {
                format!("without `[[seat]]` there is one seat, `{ONLY_SEAT}`, with the scenario's plan")
            }
            [only] => format!("the only seat is {only}"),
            // A team of thousands is not listed in each of its faults.
            all if all.len() > LISTED => {
                format!("the seats are {} and {} more", all[..LISTED].join(", "), all.len() - LISTED)
            }
            all => format!("the seats are {}", all.join(", ")),
        };
        Self { names, places, are_all, note }
    }

    /// What is wrong with the seat of a job.
    fn of_job(&self, job: &JobTable, source: &SourceFile) -> Option<Diagnostic> {
        if job.faulty.contains(&"seat") {
            return None;
        }
        let Some(seat) = &job.seat else {
            let first = self.names.first().filter(|_| self.names.len() > 1)?;
            let whose = if job.name.value.is_empty() {
                "a job".to_owned()
            } else {
                format!("job `{}`", job.name.value)
            };
            let title = format!("{whose} doesn't say which seat pays for it");
            return Some(
                Diagnostic::new(Code::MissingScenarioKey, title)
                    .at(source, job.name.span.clone(), "")
                    .help(format!("add `seat = \"{first}\"`, or another"))
                    .note(self.note.clone()),
            );
        };
        let name = seat.value.as_str();
        let is_only = self.names.is_empty() && name == ONLY_SEAT;
        if !self.are_all || is_only || self.places.of(name).is_some() {
            return None;
        }
        let known = if self.names.is_empty() { &[ONLY_SEAT] } else { self.names.as_slice() };
        // Among thousands of names nobody would find the nearest either, and each would be held against each.
        let near =
            nearest(name, known.iter().copied().take(COMPARED)).map(|near| format!("did you mean `{near}`?"));
        let help =
            near.unwrap_or_else(|| format!("add a `[[seat]]` with `name = \"{name}\"` and its `plan`"));
        let fault = Diagnostic::new(Code::UnknownSeat, format!("there is no seat `{name}`"));
        Some(fault.at(source, seat.span.clone(), "").help(help).note(self.note.clone()))
    }
}

/// What is missing of a seat to know its credit.
fn without_credit(seat: &SeatTable, has_plan: bool, source: &SourceFile) -> Option<Diagnostic> {
    if has_plan || seat.plan.is_some() || seat.faulty.contains(&"plan") {
        return None;
    }
    if let Some(kind) = &seat.kind {
        let fault = Diagnostic::new(Code::KeyAlone, "`kind` needs a plan").at(
            source,
            kind.span.clone(),
            "there is no plan here",
        );
        return Some(fault.help("add a plan with seats, such as `plan = \"team\"`"));
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
    let to_seat = "write it in the `[[seat]]` it belongs to";
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
            "give each `[[seat]]` its kind, such as `kind = \"premium\"`",
        ),
    ];
    let fault = |(key, span, help): (&str, Option<&Span>, &str)| {
        let title = format!("`{key}` works only without `[[seat]]`");
        let fault =
            Diagnostic::new(Code::KeysExclude, title).at(&scenario.source, span?.clone(), "").help(help);
        let is_same = scenario.source == file.source;
        Some(if is_same { fault.at(&scenario.source, seat.span.clone(), "the first is here") } else { fault })
    };
    keys.into_iter().filter_map(fault).collect()
}
