//! Who holds a credit.

use std::num::NonZeroU64;

use jiff::civil::Date;

use super::reading::ScenarioFiles;
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::{Exhaustion, Held, Holding, PlanChange, Promotion, SeatSpec, Simulation, spent_beyond};
use crate::phrase::exact_dollars;
use crate::pricing::{CreditGrant, CycleRule, PriceTable, Program};
use crate::question::assumptions::Assumptions;
use crate::question::frame::{Frame, own_cycle};
use crate::question::given::{Defaults, Given, or_noted, or_set, value};
use crate::question::plans;
use crate::scenario_file::{Placed, ScenarioSpec, SeatTable};
use crate::source::{SourceFile, Span};
use crate::units::Usd;

/// The name of the seat where a scenario names none.
const DEFAULT: &str = "default";

/// What the seats are looked up by.
pub(super) struct Holders<'a, 't> {
    pub(super) files: &'a ScenarioFiles,
    pub(super) frame: &'a Frame,
    pub(super) program: &'t Program,
    pub(super) table: &'t PriceTable,
    pub(super) defaults: &'a Defaults,
}

/// The seats where nobody knows whose rules are asked about, and so no plan is known: the jobs are looked up
/// all the same.
pub(super) fn unknown<'t>(files: &ScenarioFiles) -> Vec<SeatSpec<'t>> {
    let members: Vec<_> = members(files).map(|(_, member)| blank(&member.name.value)).collect();
    if members.is_empty() { vec![blank(DEFAULT)] } else { members }
}

/// A seat that only stands for its name: with a fault there is no answer that could count its credit.
fn blank<'t>(name: &str) -> SeatSpec<'t> {
    SeatSpec {
        name: name.to_owned(),
        holding: Holding::of_credit(Usd::ZERO),
        exhaustion: None,
        spent: Usd::ZERO,
        held: Held::default(),
    }
}

/// What is said of seats that renew on a day, where the program's credit renews on days of its own.
fn with_own_cycle(files: &ScenarioFiles, program: &Program) -> Vec<Diagnostic> {
    if matches!(program.cycle, CycleRule::BillingDay | CycleRule::Never) {
        return Vec::new();
    }
    let days = members(files).filter_map(|(source, member)| Some((source, member.cycle_day.as_ref()?)));
    let fault = |source: &SourceFile, span: &Span| {
        own_cycle(program, "cycle_day", Vocabulary::Keys).at(source, span.clone(), "")
    };
    days.map(|(source, day)| fault(source, &day.span)).collect()
}

/// The seats of all files, each with its file.
fn members(files: &ScenarioFiles) -> impl Iterator<Item = (&SourceFile, &SeatTable)> {
    files.files.iter().flat_map(|file| file.spec.members.iter().map(|seat| (&file.spec.source, seat)))
}

/// Seats by kind, and where they were written.
type GivenSeats = Given<Vec<(String, u64)>>;

impl<'t> Holders<'_, 't> {
    /// The seats of a scenario; faults are added to `faults`.
    pub(super) fn seats(
        &self,
        assumptions: &mut Assumptions,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<SeatSpec<'t>> {
        faults.extend(with_own_cycle(self.files, self.program));
        let policy = or_noted(or_set(self.frame.exhaustion, self.defaults.exhaustion.as_ref()), faults);
        if members(self.files).next().is_none() {
            return self.only_seat(policy, assumptions, faults).into_iter().collect();
        }
        let mut seats: Vec<SeatSpec<'t>> = Vec::new();
        let are_ends_known = !self.files.is_faulty("on_exhaustion")
            && members(self.files).all(|(_, member)| !member.faulty.contains(&"on_exhaustion"));
        let is_plan_known = !self.files.is_faulty("plan");
        for (source, member) in members(self.files) {
            let is_known = is_plan_known
                && !["plan", "kind", "credit_usd"].iter().any(|key| member.faulty.contains(key));
            let earlier = member.starts_on.as_ref().and_then(|start| {
                let is_same =
                    |seat: &&mut SeatSpec<'_>| seat.name == member.name.value && !seat.name.is_empty();
                Some((seats.iter_mut().find(is_same)?, start))
            });
            if let Some((earlier, starts_on)) = earlier {
                let change = self.member_holding(source, member, assumptions).map(|holding| PlanChange {
                    holding,
                    starts_on: starts_on.value,
                    ends_on: value(member.ends_on.as_ref()),
                });
                match change {
                    Ok(change) => {
                        faults.extend(pool_and_more(earlier, &change, source, member));
                        earlier.held.changes.push(change);
                    }
                    Err(fault) => faults.push(fault),
                }
                continue;
            }
            // Its kind is of a plan that could not be read.
            if member.faulty.contains(&"plan") {
                seats.push(blank(&member.name.value));
                continue;
            }
            let holding = match self.member_holding(source, member, assumptions) {
                Ok(holding) => holding,
                Err(fault) => {
                    faults.push(fault);
                    // The jobs of this seat are looked up all the same.
                    seats.push(blank(&member.name.value));
                    continue;
                }
            };
            let seat = SeatSpec {
                name: member.name.value.clone(),
                holding,
                exhaustion: value(member.on_exhaustion.as_ref()).or(policy),
                spent: value(member.spent.as_ref()).unwrap_or(Usd::ZERO),
                held: held(member),
            };
            let cap = member.on_exhaustion.as_ref();
            // What one seat of a pool spends is the credit of all of them.
            if !is_pooled(&seat) && is_known && are_ends_known && self.is_plain(member) {
                let beyond = seat.holding.check().map(|()| seat.holding.beyond(seat.spent));
                let places = (source, cap, member.spent.as_ref());
                faults.extend(beyond.ok().and_then(|beyond| beyond_cap(&seat, self.program, beyond, places)));
            }
            faults.extend(other_renewal(&seats, &seat, source, member));
            if are_ends_known {
                faults.extend(other_policy(&seats, &seat, self.program, source, member));
            }
            seats.push(seat);
        }
        seats
    }

    /// Whether a seat has its first plan whole in each cycle, so that its credit is known without the days.
    fn is_plain(&self, member: &SeatTable) -> bool {
        let rows = members(self.files).filter(|(_, other)| other.name.value == member.name.value);
        held(member).is_plain() && rows.count() == 1
    }

    /// The seat of a scenario that names none; none after a fault.
    fn only_seat(
        &self,
        exhaustion: Option<Exhaustion>,
        assumptions: &mut Assumptions,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<SeatSpec<'t>> {
        let main = self.files.main();
        let spent =
            or_noted(or_set(self.frame.spent, self.defaults.spent.as_ref()), faults).unwrap_or(Usd::ZERO);
        // Whose credit it is, is not known where a seat could not be read.
        let is_known = !self.files.is_any_faulty(&["seat", "include", "plan", "credit_usd", "seats"]);
        let holding = self.only_holding(is_known, assumptions, faults).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        })?;
        let seat = SeatSpec { name: DEFAULT.to_owned(), holding, exhaustion, spent, held: Held::default() };
        if is_known && !self.files.is_faulty("on_exhaustion") {
            let beyond = seat.holding.check().map(|()| seat.holding.beyond(seat.spent));
            let places = (&main.source, main.on_exhaustion.as_ref(), main.spent.as_ref());
            faults.extend(beyond.ok().and_then(|beyond| beyond_cap(&seat, self.program, beyond, places)));
        }
        Some(seat)
    }

    /// The plan of a scenario that names no seats; nothing where it says none and not all of it `is_known`.
    fn only_holding(
        &self,
        is_known: bool,
        assumptions: &mut Assumptions,
        faults: &mut Vec<Diagnostic>,
    ) -> Result<Option<Holding<'t>>, Diagnostic> {
        let (main, before) = (self.files.main(), faults.len());
        let written = value(main.credit.as_ref());
        let plan = main.plan.as_ref().map(|plan| Given::placed(&main.source, plan));
        let set_plan = self.defaults.plan.as_ref().filter(|_| written.is_none() && is_known);
        // As everywhere: a credit that is set is not that of a plan that is asked about.
        let credit = if plan.is_none() && is_known {
            or_noted(or_set(written, self.defaults.credit.as_ref()), faults)
        } else {
            written
        };
        let mut holding = match (&plan, set_plan, credit) {
            (Some(plan), ..) => self.named(plan, assumptions)?,
            (None, Some(set), _) => self.looked_up(set, assumptions)?,
            (None, None, Some(credit)) => return Ok(Some(Holding::of_credit(credit))),
            // A setting may be what was already reported.
            (None, None, None) if !is_known || faults.len() > before => return Ok(None),
            (None, None, None) => return Err(no_credit(main)),
        };
        let seats = match &main.seats {
            Some(seats) => Some(Given::placed(&main.source, seats)),
            // Seats that are set are for the plans that have them.
            None if is_known && plans::seat_kinds(&holding).is_some() => {
                or_noted(self.defaults.seats.clone().transpose(), faults)
            }
            None => None,
        };
        give_seats(&mut holding, seats.as_ref(), plan.as_ref(), assumptions)?;
        holding.stated_credit = credit;
        Ok(Some(holding))
    }

    /// The plan of a seat: its own, or the one that the scenario names for all.
    fn member_holding(
        &self,
        source: &SourceFile,
        member: &SeatTable,
        assumptions: &mut Assumptions,
    ) -> Result<Holding<'t>, Diagnostic> {
        let main = self.files.main();
        let stated = value(member.credit.as_ref());
        let own = member.plan.as_ref().map(|plan| Given::placed(source, plan));
        let mut holding = match (&own, &main.plan) {
            (Some(plan), _) => self.named(plan, assumptions)?,
            (None, Some(plan)) if stated.is_none() || member.kind.is_some() => {
                self.named(&Given::placed(&main.source, plan), assumptions)?
            }
            _ => return Ok(Holding::of_credit(stated.unwrap_or(Usd::ZERO))),
        };
        let one_of =
            |kind: &Placed<String>| Given::in_text(source, kind.span.clone(), vec![(kind.value.clone(), 1)]);
        let seats = member.kind.as_ref().map(one_of);
        give_seats(&mut holding, seats.as_ref(), own.as_ref(), assumptions)?;
        holding.stated_credit = stated;
        Ok(holding)
    }

    fn named(&self, plan: &Given<String>, assumptions: &mut Assumptions) -> Result<Holding<'t>, Diagnostic> {
        if plan.value == "all" || plan.value.contains(',') {
            let fault = Diagnostic::new(Code::UnknownPlan, "a seat has one plan");
            return Err(plan.place.blame(fault).help("to see plans side by side, use `creditcalc compare`"));
        }
        self.looked_up(plan, assumptions)
    }

    fn looked_up(
        &self,
        plan: &Given<String>,
        assumptions: &mut Assumptions,
    ) -> Result<Holding<'t>, Diagnostic> {
        let (holding, note) = plans::holding(self.table, self.program, plan, Vocabulary::Keys)?;
        assumptions.notes.extend(note.filter(|note| !assumptions.notes.contains(note)));
        Ok(holding)
    }
}

/// How many there are of a seat, and when.
fn held<'t>(member: &SeatTable) -> Held<'t> {
    let promotion = member.promo_credit.as_ref().zip(member.promo_until.as_ref());
    Held {
        count: value(member.count.as_ref()).unwrap_or(NonZeroU64::MIN),
        cycle_day: value(member.cycle_day.as_ref()),
        starts_on: value(member.starts_on.as_ref()),
        ends_on: value(member.ends_on.as_ref()),
        changes: Vec::new(),
        promotion: promotion.map(|(credit, until)| Promotion { credit: credit.value, until: until.value }),
    }
}

/// What is said of promotional credits that ended before the first day that counts.
pub(super) fn past_promotions(files: &ScenarioFiles, first: Date) -> Vec<Diagnostic> {
    let ended = members(files).filter_map(|(source, member)| {
        let until = member.promo_until.as_ref().filter(|until| until.value < first)?;
        let title = format!("the promotional credit of `{}` ended before {first}", member.name.value);
        let fault =
            Diagnostic::new(Code::EndsBeforeStart, title).at(source, until.span.clone(), "its last day");
        Some(fault.help("leave `promo_credit_usd` and `promo_until` out, or correct the day"))
    });
    ended.collect()
}

/// What is said of a seat that shares a credit with others and then does not, or the other way round: those are two
/// credits.
fn pool_and_more(
    seat: &SeatSpec<'_>,
    change: &PlanChange<'_>,
    source: &SourceFile,
    member: &SeatTable,
) -> Option<Diagnostic> {
    let plan = |holding: &Holding<'_>| holding.plan.map(|plan| plan.id.clone());
    let after = SeatSpec { holding: change.holding.clone(), ..seat.clone() };
    let is_same = is_pooled(seat) == is_pooled(&after);
    if is_same && (!is_pooled(seat) || plan(&seat.holding) == plan(&change.holding)) {
        return None;
    }
    let title =
        format!("`{}` has its own credit with one plan, but shares a team's with the other", seat.name);
    let span = member.plan.as_ref().map_or(&member.name.span, |plan| &plan.span);
    let fault = Diagnostic::new(Code::SharedCreditEndsTwice, title).at(source, span.clone(), "");
    Some(fault.help("give the second plan a `[[seat]]` with another name, and use that seat in its jobs"))
}

/// What is said where two seats of one pool are to renew on different days, or one has a promotional credit.
fn other_renewal(
    seats: &[SeatSpec<'_>],
    seat: &SeatSpec<'_>,
    source: &SourceFile,
    member: &SeatTable,
) -> Option<Diagnostic> {
    let plan = seat.holding.plan.filter(|_| is_pooled(seat))?;
    if let Some(promo) = &member.promo_credit {
        let title =
            format!("seats of `{}` share one credit, and a promotional credit can't be part of it", plan.id);
        let fault = Diagnostic::new(Code::SharedCreditEndsTwice, title).at(source, promo.span.clone(), "");
        return Some(fault.help(
            "put it in a `[[seat]]` of its own with `credit_usd = \"0.00\"`, and give that seat the \
            jobs that use it",
        ));
    }
    let of_pool = |other: &&SeatSpec<'_>| {
        is_pooled(other) && other.holding.plan.is_some_and(|other| other.id == plan.id)
    };
    let first = seats.iter().find(of_pool).filter(|first| first.held.cycle_day != seat.held.cycle_day)?;
    let title = format!("seats of `{}` share one credit, so it renews on one day", plan.id);
    let span = member.cycle_day.as_ref().map_or(&member.name.span, |day| &day.span);
    let day = |seat: &SeatSpec<'_>| match seat.held.cycle_day {
        Some(day) => format!("day {day}"),
        None => "the scenario's day".to_owned(),
    };
    let label = format!("{} here, and {} for `{}`", day(seat), day(first), first.name);
    let fault = Diagnostic::new(Code::SharedCreditEndsTwice, title).at(source, span.clone(), label);
    Some(fault.help("write the same `cycle_day` for each, or one above the first header"))
}

fn no_credit(main: &ScenarioSpec) -> Diagnostic {
    let title = format!("`{}` has no plan and no credit", main.source.name());
    Diagnostic::new(Code::MissingScenarioKey, title)
        .help("add `plan = \"max-5x\"` above the first header, or a `[[seat]]` for each person with a plan")
        .help("or `credit_usd = \"100.00\"`, for a credit without a plan")
}

/// Gives a plan that grants by the seat the seats that are written or set, and no other plan any.
fn give_seats(
    holding: &mut Holding<'_>,
    seats: Option<&GivenSeats>,
    plan: Option<&Given<String>>,
    assumptions: &mut Assumptions,
) -> Result<(), Diagnostic> {
    let Some(known) = holding.plan else { return Ok(()) };
    let blame = |fault: Diagnostic| match seats {
        Some(seats) => seats.place.blame(fault),
        None => fault,
    };
    let Some(kinds) = plans::seat_kinds(holding) else {
        let Some(seats) = seats else { return Ok(()) };
        let title = format!("the plan `{}` has no seats", known.id);
        let fault = seats.place.blame(Diagnostic::new(Code::WrongSeats, title));
        let fault = match plan {
            Some(plan) => plan.place.label(fault, "of this plan"),
            None => fault,
        };
        return Err(fault.help("leave it out"));
    };
    let counts = seats.map(|seats| seats.value.as_slice());
    plans::give_seats(holding, kinds, counts, Vocabulary::Keys, assumptions).map_err(blame)
}

/// Checks seats that come and go on days of their own: no more is spent than their credit by the first day that
/// counts and the cap together.
pub(super) fn within_caps(files: &ScenarioFiles, question: &Simulation<'_>) -> Result<(), Vec<Diagnostic>> {
    let come_and_go = question.seats.iter().filter(|seat| !is_pooled(seat) && !seat.held.is_plain());
    let of_seat = |seat: &SeatSpec<'_>| {
        let (source, member) = members(files).find(|(_, member)| member.name.value == seat.name)?;
        let beyond = spent_beyond(question, seat).ok()?;
        let places = (source, member.on_exhaustion.as_ref(), member.spent.as_ref());
        beyond_cap(seat, question.program, beyond, places)
    };
    let faults: Vec<Diagnostic> = come_and_go.filter_map(of_seat).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// What is said where more is spent than the credit and the cap together.
fn beyond_cap(
    seat: &SeatSpec<'_>,
    program: &Program,
    beyond: Usd,
    (source, cap_place, spent_place): (&SourceFile, Option<&Placed<Exhaustion>>, Option<&Placed<Usd>>),
) -> Option<Diagnostic> {
    let Exhaustion::Cap(cap) = seat.exhaustion.unwrap_or(program.exhaustion.into()) else { return None };
    let spent = spent_place?;
    if beyond <= cap {
        return None;
    }
    let [all, credit, shown] = [seat.spent, seat.spent.less(beyond), cap].map(exact_dollars);
    let title = format!("spent {all} exceeds the credit of {credit} plus the cap of {shown}");
    let fault = Diagnostic::new(Code::SpentTooMuch, title).at(source, spent.span.clone(), "");
    let fault = match cap_place {
        Some(place) => fault.at(source, place.span.clone(), "the cap"),
        None => fault,
    };
    let fault =
        fault.help(format!("correct the amount spent, or raise the cap: `on_exhaustion = \"cap={beyond}\"`"));
    Some(fault.note("a cap limits what is billed beyond the credit in a cycle"))
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
    member: &SeatTable,
) -> Option<Diagnostic> {
    let plan = seat.holding.plan.filter(|_| is_pooled(seat))?;
    let of_pool = |other: &&SeatSpec<'_>| {
        is_pooled(other) && other.holding.plan.is_some_and(|other| other.id == plan.id)
    };
    let of = |seat: &SeatSpec<'_>| seat.exhaustion.unwrap_or(program.exhaustion.into());
    // Each is held against the first.
    let first = seats.iter().find(of_pool).filter(|first| of(first) != of(seat))?;
    let span = member.on_exhaustion.as_ref().map_or(&member.name.span, |policy| &policy.span);
    let title = format!("seats of `{}` share one credit, so they need the same `on_exhaustion`", plan.id);
    let label = format!("`{}` here, and `{}` for `{}`", of(seat), of(first), first.name);
    Some(
        Diagnostic::new(Code::SharedCreditEndsTwice, title)
            .at(source, span.clone(), label)
            .help("write the same `on_exhaustion` for each, or one above the first header"),
    )
}
