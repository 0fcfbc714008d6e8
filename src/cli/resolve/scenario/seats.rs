//! Who holds a credit.

use super::files::{File, is_faulty};
use super::set;
use crate::cli::resolve::{Understood, plans};
use crate::cli::settings::Settings;
use crate::cli::values::{ExhaustionArg, Money, Seats};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::estimate::Holding;
use crate::ledger::Exhaustion;
use crate::pricing::{CreditGrant, PriceTable, Program};
use crate::report::number::exact_dollars;
use crate::scenario_file::{Placed, Written, WrittenSeat};
use crate::simulate::SeatSpec;
use crate::source::{SourceFile, Span};
use crate::units::Usd;

/// The name of the seat where a scenario names none.
pub(super) const DEFAULT: &str = "default";

/// The seats of a scenario; faults are added to `faults`.
pub(super) fn seats<'t>(
    files: &[File],
    program: &'t Program,
    table: &'t PriceTable,
    settings: &Settings,
    understood: &mut Understood,
    faults: &mut Vec<Diagnostic>,
) -> Vec<SeatSpec<'t>> {
    let main = &files[0].written;
    let policy = match &main.on_exhaustion {
        Some(policy) => Some(policy.value),
        None => set(settings, "on_exhaustion", faults).map(|ExhaustionArg(policy)| policy),
    };
    let mut seats = Vec::new();
    let members =
        files.iter().flat_map(|file| file.written.members.iter().map(|seat| (&file.written.source, seat)));
    let members: Vec<_> = members.collect();
    if members.is_empty() {
        let spent = match &main.spent {
            Some(spent) => spent.value,
            None => set(settings, "spent", faults).map_or(Usd::ZERO, |Money(spent)| spent),
        };
        // Whose credit it is, is not known where a seat could not be read.
        let is_known =
            !["seat", "include", "plan", "credit_usd", "seats"].iter().any(|key| is_faulty(files, key));
        match only_holding(main, is_known, (program, table), settings, understood, faults) {
            Ok(Some(holding)) => {
                seats.push(SeatSpec { name: DEFAULT.to_owned(), holding, exhaustion: policy, spent })
            }
            Ok(None) => return seats,
            Err(fault) => {
                faults.push(fault);
                return seats;
            }
        }
        if is_known && !is_faulty(files, "on_exhaustion") {
            faults.extend(beyond_cap(
                &seats[0],
                program,
                &main.source,
                main.on_exhaustion.as_ref(),
                main.spent.as_ref(),
            ));
        }
        return seats;
    }
    let are_ends_known = !is_faulty(files, "on_exhaustion")
        && members.iter().all(|(_, member)| !member.is_faulty("on_exhaustion"));
    let is_plan_known = !is_faulty(files, "plan");
    for (source, member) in members {
        let is_known =
            is_plan_known && !["plan", "kind", "credit_usd"].iter().any(|key| member.is_faulty(key));
        // Its kind is of a plan that could not be read.
        if member.is_faulty("plan") {
            seats.push(blank(&member.name.value));
            continue;
        }
        match member_holding(main, source, member, program, table, understood) {
            Ok(holding) => {
                let seat = SeatSpec {
                    name: member.name.value.clone(),
                    holding,
                    exhaustion: member.on_exhaustion.as_ref().map(|policy| policy.value).or(policy),
                    spent: member.spent.as_ref().map_or(Usd::ZERO, |spent| spent.value),
                };
                let cap = member.on_exhaustion.as_ref();
                // What one seat of a pool spends is the credit of all of them.
                if !is_pooled(&seat) && is_known && are_ends_known {
                    faults.extend(beyond_cap(&seat, program, source, cap, member.spent.as_ref()));
                }
                if are_ends_known {
                    faults.extend(other_policy(&seats, &seat, program, source, member));
                }
                seats.push(seat);
            }
            Err(fault) => {
                faults.push(fault);
                // The jobs of this seat are looked up all the same.
                seats.push(blank(&member.name.value));
            }
        }
    }
    seats
}

/// The seats where nobody knows whose rules are asked about, and so no plan is known: the jobs are looked up
/// all the same.
pub(super) fn unknown<'t>(files: &[File]) -> Vec<SeatSpec<'t>> {
    let members: Vec<_> =
        files.iter().flat_map(|file| &file.written.members).map(|member| blank(&member.name.value)).collect();
    if members.is_empty() { vec![blank(DEFAULT)] } else { members }
}

/// A seat that only stands for its name: with a fault there is no answer that could count its credit.
fn blank<'t>(name: &str) -> SeatSpec<'t> {
    SeatSpec {
        name: name.to_owned(),
        holding: Holding::of_credit(Usd::ZERO),
        exhaustion: None,
        spent: Usd::ZERO,
    }
}

/// The plan of a scenario that names no seats; nothing where it says none and not all of it `is_known`.
fn only_holding<'t>(
    main: &Written,
    is_known: bool,
    (program, table): (&'t Program, &'t PriceTable),
    settings: &Settings,
    understood: &mut Understood,
    faults: &mut Vec<Diagnostic>,
) -> Result<Option<Holding<'t>>, Diagnostic> {
    let before = faults.len();
    let written = main.credit.as_ref().map(|credit| credit.value);
    let configured = settings.text("plan").filter(|_| written.is_none() && is_known);
    // As everywhere: a credit from the configuration is not that of a plan that is asked about.
    let credit = if main.plan.is_none() && written.is_none() && is_known {
        set(settings, "credit", faults)
    } else {
        None
    };
    let stated = written.or(credit.map(|Money(credit)| credit));
    let mut holding = match (&main.plan, configured) {
        (Some(plan), _) => named(program, table, &main.source, plan, understood)?,
        (None, Some(name)) => {
            let (holding, note) =
                plans::holding(table, program, name).map_err(|fault| settings.blame(fault, "plan"))?;
            understood.notes.extend(note);
            holding
        }
        (None, None) => match stated {
            Some(credit) => return Ok(Some(Holding::of_credit(credit))),
            // What is configured may be what is told already.
            None if !is_known || faults.len() > before => return Ok(None),
            None => {
                return Err(Diagnostic::new(Code::MissingScenarioKey, format!("`{}` does not say whose credit is drawn", main.source.name()))
                    .help("add `plan = \"max-5x\"` above the first header, or a `[[seat]]` for everybody with a plan")
                    .help("or `credit_usd = \"100.00\"`, for a credit that is no plan's"));
            }
        },
    };
    let seats = main.seats.as_ref().map(|seats| (seats.value.as_slice(), seats.span.clone()));
    let grants_by_seat = holding.plan.is_some_and(|plan| matches!(plan.grant, CreditGrant::Seats { .. }));
    // Seats that stand in the configuration are for the plans that have them.
    let is_silent = seats.is_none() && is_known && grants_by_seat;
    match if is_silent { set(settings, "seats", faults) } else { None } {
        Some(Seats(configured)) => {
            let given = give_seats(&mut holding, Some((&configured, 0..0)), &main.source, None, understood);
            given.map_err(|fault| settings.blame(Diagnostic { place: None, ..fault }, "seats"))?;
        }
        None => give_seats(
            &mut holding,
            seats,
            &main.source,
            main.plan.as_ref().map(|plan| plan.span.clone()),
            understood,
        )?,
    }
    holding.stated_credit = stated;
    Ok(Some(holding))
}

/// The plan of a seat: its own, or the one that the scenario names for all.
fn member_holding<'t>(
    main: &Written,
    source: &SourceFile,
    member: &WrittenSeat,
    program: &'t Program,
    table: &'t PriceTable,
    understood: &mut Understood,
) -> Result<Holding<'t>, Diagnostic> {
    let stated = member.credit.as_ref().map(|credit| credit.value);
    let mut holding = match (&member.plan, &main.plan) {
        (Some(plan), _) => named(program, table, source, plan, understood)?,
        (None, Some(plan)) if stated.is_none() || member.kind.is_some() => {
            named(program, table, &main.source, plan, understood)?
        }
        _ => return Ok(Holding::of_credit(stated.unwrap_or(Usd::ZERO))),
    };
    let kind = member.kind.as_ref().map(|kind| (vec![(kind.value.clone(), 1)], kind.span.clone()));
    let seats = kind.as_ref().map(|(seats, span)| (seats.as_slice(), span.clone()));
    give_seats(&mut holding, seats, source, member.plan.as_ref().map(|plan| plan.span.clone()), understood)?;
    holding.stated_credit = stated;
    Ok(holding)
}

fn named<'t>(
    program: &'t Program,
    table: &'t PriceTable,
    source: &SourceFile,
    plan: &Placed<String>,
    understood: &mut Understood,
) -> Result<Holding<'t>, Diagnostic> {
    if plan.value == "all" || plan.value.contains(',') {
        let fault =
            Diagnostic::new(Code::UnknownPlan, "a seat has one plan").at(source, plan.span.clone(), "");
        return Err(fault.help("`creditcalc compare` lays plans side by side"));
    }
    let (holding, note) = plans::holding(table, program, &plan.value)
        .map_err(|fault| fault.at(source, plan.span.clone(), ""))?;
    understood.notes.extend(note.filter(|note| !understood.notes.contains(note)));
    Ok(holding)
}

/// Gives a plan that grants by the seat its seats.
fn give_seats(
    holding: &mut Holding<'_>,
    seats: Option<(&[(String, u64)], Span)>,
    source: &SourceFile,
    plan: Option<Span>,
    understood: &mut Understood,
) -> Result<(), Diagnostic> {
    let Some(known) = holding.plan else { return Ok(()) };
    let CreditGrant::Seats { seats: kinds, .. } = &known.grant else {
        let Some((_, span)) = seats else { return Ok(()) };
        let fault =
            Diagnostic::new(Code::WrongSeats, format!("the plan `{}` does not grant by the seat", known.id))
                .at(source, span, "");
        let fault = match plan {
            Some(plan) => fault.at(source, plan, "of this plan"),
            None => fault,
        };
        return Err(fault.help("leave it out"));
    };
    let Some((seats, span)) = seats else {
        if let Some(first) = kinds.first().filter(|_| holding.seats.is_empty()) {
            holding.seats.push((first, 1));
            understood.assumed.push(format!("one {} seat of {} (`kind`, `seats`)", first.kind, known.id));
        }
        return Ok(());
    };
    if seats.iter().all(|(_, count)| *count == 0) {
        let fault = Diagnostic::new(Code::WrongSeats, format!("`{}` has at least one seat", known.id))
            .at(source, span, "");
        return Err(fault.help("write `seats = { standard = 3, premium = 2 }`"));
    }
    *holding = Holding::of_plan(known, seats).map_err(|unknown| {
        let kinds: Vec<_> = unknown.kinds.iter().map(|kind| format!("`{kind}`")).collect();
        let near = nearest(&unknown.kind, unknown.kinds.iter().map(String::as_str))
            .map(|near| format!("did you mean `{near}`?"));
        let fault = Diagnostic::new(Code::WrongSeats, unknown.to_string()).at(source, span, "");
        fault.maybe_help(near).note(format!("its seats are {}", kinds.join(" and ")))
    })?;
    Ok(())
}

/// What is said where more is spent than the credit and the cap together.
fn beyond_cap(
    seat: &SeatSpec<'_>,
    program: &Program,
    source: &SourceFile,
    cap_place: Option<&Placed<Exhaustion>>,
    spent_place: Option<&Placed<Usd>>,
) -> Option<Diagnostic> {
    let Exhaustion::Cap(cap) = seat.exhaustion.unwrap_or(program.exhaustion.into()) else { return None };
    let credit = seat.holding.credit().ok()?;
    let spent = spent_place?;
    if seat.spent.less(credit) <= cap {
        return None;
    }
    let (all, shown) = (exact_dollars(seat.spent), exact_dollars(cap));
    let title = format!(
        "{all} is spent, which is more than the credit of {} and the cap of {shown} together",
        exact_dollars(credit)
    );
    let fault = Diagnostic::new(Code::SpentTooMuch, title).at(source, spent.span.clone(), "");
    let fault = match cap_place {
        Some(place) => fault.at(source, place.span.clone(), "the cap"),
        None => fault,
    };
    let beyond = seat.spent.less(credit);
    let fault =
        fault.help(format!("correct what is spent, or write `on_exhaustion = \"cap={beyond}\"` or more"));
    Some(fault.note("a cap is what may be billed beyond the credit in a cycle"))
}

/// Whether a seat draws a credit with others of its plan.
fn is_pooled(seat: &SeatSpec<'_>) -> bool {
    seat.holding.stated_credit.is_none()
        && seat.holding.plan.is_some_and(|plan| matches!(plan.grant, CreditGrant::Seats { .. }))
}

/// What is said where two seats of one pool are to end differently.
fn other_policy(
    seats: &[SeatSpec<'_>],
    seat: &SeatSpec<'_>,
    program: &Program,
    source: &SourceFile,
    member: &WrittenSeat,
) -> Option<Diagnostic> {
    let plan = seat.holding.plan.filter(|_| is_pooled(seat))?;
    let of_pool = |other: &&SeatSpec<'_>| {
        is_pooled(other) && other.holding.plan.is_some_and(|other| other.id == plan.id)
    };
    let of = |seat: &SeatSpec<'_>| seat.exhaustion.unwrap_or(program.exhaustion.into());
    // Each is held against the first.
    let first = seats.iter().find(of_pool).filter(|first| of(first) != of(seat))?;
    let span =
        member.on_exhaustion.as_ref().map_or_else(|| member.name.span.clone(), |policy| policy.span.clone());
    let title = format!("seats of `{}` share one credit, and it ends in one way", plan.id);
    let label = format!("`{}` here, and `{}` for `{}`", of(seat), of(first), first.name);
    Some(
        Diagnostic::new(Code::SharedCreditEndsTwice, title)
            .at(source, span, label)
            .help("write the same `on_exhaustion` for each, or one above the first header"),
    )
}
