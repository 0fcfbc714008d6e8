//! Whose rules, and which plans under them.

use jiff::civil::Date;

use super::{DefaultPlans, Understood};
use crate::cli::Failure;
use crate::cli::args::PlanArgs;
use crate::cli::settings::Settings;
use crate::cli::values::{Money, Seats};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::estimate::Holding;
use crate::pricing::{CreditGrant, Plan, PriceTable, Program};

/// The program whose rules are asked about.
pub(in crate::cli) fn program<'t>(
    args: &PlanArgs,
    settings: &Settings,
    table: &'t PriceTable,
    as_of: Date,
) -> Result<&'t Program, Diagnostic> {
    let name = args.program.as_deref().or_else(|| settings.text("program"));
    let configured = |fault| if args.program.is_none() { settings.blame(fault, "program") } else { fault };
    program_called(name, table, as_of).map_err(configured)
}

/// The program of that name, or the one that is asked about where nobody names one.
pub(super) fn program_called<'t>(
    name: Option<&str>,
    table: &'t PriceTable,
    as_of: Date,
) -> Result<&'t Program, Diagnostic> {
    let ids = || table.programs().iter().map(|program| program.id.as_str());
    match name {
        None => table.default_program().ok_or_else(|| {
            Diagnostic::new(Code::UnknownProgram, "no program is the default one")
                .help("name one with `--program ID`")
        }),
        // The rules in force of the vendor whose rules are the default ones.
        Some("current") => table
            .default_program()
            .and_then(|default| table.program_in_force(&default.vendor, as_of))
            .ok_or_else(|| {
                let history = |program: &Program| match program.status_on(as_of) {
                    Some(change) => format!("{} was {} on {}", program.id, change.status.word(), change.from),
                    None => format!("{} was not announced yet", program.id),
                };
                let fault =
                    Diagnostic::new(Code::NoProgramInForce, format!("no program is in force on {as_of}"));
                let fault =
                    table.programs().iter().fold(fault, |fault, program| fault.note(history(program)));
                let in_force = table.programs().iter().flat_map(|program| &program.history);
                let first = in_force
                    .filter(|change| change.status == crate::pricing::ProgramStatus::InForce)
                    .map(|change| change.from)
                    .min();
                let help = first.map(|day| {
                    format!("ask for `--as-of {day}` or later, or name the rules with `--program ID`")
                });
                fault.maybe_help(help)
            }),
        Some(name) => table.program(name).ok_or_else(|| {
            let near = nearest(name, ids().chain(["current"])).map(|near| format!("did you mean `{near}`?"));
            let all: Vec<_> = ids().map(|id| format!("`{id}`")).collect();
            let fault = Diagnostic::new(Code::UnknownProgram, format!("there is no program `{name}`"))
                .maybe_help(near);
            fault
                .note(format!("the programs are {} and `current`, which is the one in force", all.join(", ")))
        }),
    }
}

pub(super) fn plans<'t>(
    args: &PlanArgs,
    settings: &Settings,
    table: &'t PriceTable,
    program: &'t Program,
    default: DefaultPlans,
    understood: &mut Understood,
) -> Result<Vec<Holding<'t>>, Failure> {
    let set = settings
        .text("plan")
        .map(|plans| plans.split(',').map(|plan| plan.trim().to_owned()).collect::<Vec<_>>());
    let asked = if args.plan.is_empty() { set.unwrap_or_default() } else { args.plan.clone() };
    let seats_asked = args.seats.is_some();
    let seats = settings.or(args.seats.clone(), "seats")?.map(|Seats(seats)| seats);
    // A credit from the configuration must not turn a question about plans into one about a credit.
    let stated = if args.plan.is_empty() || args.credit.is_some() {
        settings.or(args.credit, "credit")?
    } else {
        None
    };
    let stated = stated.map(|Money(credit)| credit);

    let mut holdings = Vec::new();
    let mut faults = Vec::new();
    if asked.is_empty() {
        match stated {
            Some(credit) => holdings.push(Holding::of_credit(credit)),
            None => {
                let is_meant = |plan: &&Plan| plan.individual || default == DefaultPlans::All;
                holdings.extend(
                    table
                        .plans_of(program)
                        .filter(is_meant)
                        .filter_map(|plan| Holding::of_plan(plan, &[]).ok()),
                );
                if holdings.is_empty() {
                    let fault = Diagnostic::new(
                        Code::UnknownPlan,
                        format!("`{}` has no individual plans to compare", program.id),
                    );
                    return Err(fault
                        .help("name one with `--plan ID`, or a credit with `--credit USD`")
                        .into());
                }
                // An account without a plan is what every plan is held against.
                let without = table
                    .plans_of(program)
                    .find(|plan| plan.draws.is_some() && default == DefaultPlans::WithoutPlanToo);
                holdings.extend(without.and_then(|plan| Holding::of_plan(plan, &[]).ok()));
                let assumed = match (default, without) {
                    (DefaultPlans::All, _) => "all plans (`--plan`)".to_owned(),
                    (_, Some(without)) => format!("the individual plans and {} (`--plan`)", without.id),
                    (_, None) => "the individual plans (`--plan`)".to_owned(),
                };
                understood.assumed.push(assumed);
            }
        }
    } else {
        if asked.iter().any(|name| name == "all") {
            holdings.extend(table.plans_of(program).filter_map(|plan| Holding::of_plan(plan, &[]).ok()));
        }
        for name in asked.iter().filter(|name| *name != "all") {
            match holding(table, program, name) {
                Ok((holding, note)) => {
                    understood.notes.extend(note);
                    let known = holdings.iter().any(|known: &Holding<'_>| {
                        known.id() == holding.id() && known.seats == holding.seats
                    });
                    if !known {
                        holdings.push(holding);
                    }
                }
                Err(fault) if args.plan.is_empty() => faults.push(settings.blame(fault, "plan")),
                Err(fault) => faults.push(fault),
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let seated = seat_holdings(&mut holdings, seats.as_deref(), understood)?;
    // Seats that stand in the configuration are for the plans that have them; seats that are asked for must
    // have one.
    if seats_asked && !seated {
        let fault = Diagnostic::new(
            Code::WrongSeats,
            "`--seats` goes with a plan that grants by the seat, and none is asked about",
        );
        let help = "for the pooled credit of a team, write `--program api-credit --plan team --seats standard=3,premium=2`";
        return Err(fault.help(help).into());
    }
    if stated.is_some() {
        for holding in &mut holdings {
            holding.stated_credit = stated;
        }
    }
    Ok(holdings)
}

/// The plan that `name` means under `program`: its own, or the counterpart of another program's plan of that
/// name.
pub(super) fn holding<'t>(
    table: &'t PriceTable,
    program: &'t Program,
    name: &str,
) -> Result<(Holding<'t>, Option<String>), Diagnostic> {
    if let Some(plan) = table.plan(program, name) {
        return Ok((Holding::of_plan(plan, &[]).expect("no seats are asked for"), None));
    }
    let elsewhere = table
        .programs()
        .iter()
        .filter(|other| other.id != program.id)
        .find_map(|other| table.plan(other, name));
    if let Some(other) = elsewhere
        && let Some(found) =
            Holding::of_plan(other, &[]).ok().and_then(|holding| holding.under(table, program))
    {
        let seats: Vec<_> =
            found.seats.iter().map(|(seat, count)| format!("{}={count}", seat.kind)).collect();
        let seats = if seats.is_empty() { String::new() } else { format!(" with seats {}", seats.join(",")) };
        let note = format!("`{name}` is `{}`{seats} in `{}`", found.id(), program.id);
        return Ok((found, Some(note)));
    }
    let names =
        |plan: &'t Plan| std::iter::once(plan.id.as_str()).chain(plan.aliases.iter().map(String::as_str));
    let near =
        nearest(name, table.plans_of(program).flat_map(names)).map(|near| format!("did you mean `{near}`?"));
    let ids: Vec<_> = table.plans_of(program).map(|plan| format!("`{}`", plan.id)).collect();
    let fault = match elsewhere {
        Some(other) => Diagnostic::new(
            Code::PlanOfAnotherProgram,
            format!("plan `{name}` is not one of `{}`", program.id),
        )
        .help(format!("it is one of `{}`: add `--program {}`", other.program, other.program)),
        None => Diagnostic::new(Code::UnknownPlan, format!("there is no plan `{name}`")),
    };
    Err(fault.maybe_help(near).note(format!("the plans of `{}` are {}", program.id, ids.join(", "))))
}

/// Gives seats to the plans that grant by the seat; whether there are any.
fn seat_holdings(
    holdings: &mut [Holding<'_>],
    seats: Option<&[(String, u64)]>,
    understood: &mut Understood,
) -> Result<bool, Diagnostic> {
    let mut seated = false;
    for holding in holdings.iter_mut() {
        let Some(plan) = holding.plan else { continue };
        let CreditGrant::Seats { seats: kinds, .. } = &plan.grant else { continue };
        seated = true;
        if let Some(seats) = seats {
            if seats.iter().all(|(_, count)| *count == 0) {
                return Err(Diagnostic::new(
                    Code::WrongSeats,
                    format!("`{}` has at least one seat", plan.id),
                )
                .help("write `--seats standard=3,premium=2`"));
            }
            *holding = Holding::of_plan(plan, seats).map_err(|unknown| {
                let kinds: Vec<_> = unknown.kinds.iter().map(|kind| format!("`{kind}`")).collect();
                let near = nearest(&unknown.kind, unknown.kinds.iter().map(String::as_str))
                    .map(|near| format!("did you mean `{near}`?"));
                Diagnostic::new(Code::WrongSeats, unknown.to_string())
                    .maybe_help(near)
                    .note(format!("its seats are {}", kinds.join(" and ")))
            })?;
        } else if holding.seats.is_empty()
            && let Some(first) = kinds.first()
        {
            holding.seats.push((first, 1));
            understood.assumed.push(format!("one {} seat of {} (`--seats`)", first.kind, plan.id));
        }
    }
    Ok(seated)
}
