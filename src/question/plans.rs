//! Whose credit: plans by their names, the seats of those that grant by the seat, and stated credits.

use jiff::civil::Date;

use super::assumptions::Assumptions;
use super::given::{Defaults, Given, or_set};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::Holding;
use crate::phrase::{counted, listed, read_as};
use crate::pricing::{CreditGrant, Plan, PriceTable, Program, Seat};
use crate::units::Usd;

/// The plans that are laid side by side, as they were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlansSpec {
    /// Their names, `all` among them or not; without any, those that are set or assumed.
    pub names: Vec<String>,
    /// Seats by kind, for plans that grant by the seat: several mixes stand side by side, and none is what is
    /// set or assumed.
    pub seats: Vec<Vec<(String, u64)>>,
    /// A credit in place of the plans'.
    pub credit: Option<Usd>,
}

/// The kind of seats of which only a number was said: the plan's first one.
pub const FIRST_KIND: &str = "";

/// The plans where none is named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DefaultPlans {
    /// The individual plans of the program.
    #[default]
    Individual,
    /// And the account without a plan.
    WithoutPlanToo,
    /// All plans of the program.
    All,
    /// Those that grant by the seat, whose seats are what is asked for.
    BySeat,
}

/// The program whose plans grant by the seat, where none is named: the one in force, if it does.
pub(super) fn program_of_seats<'t>(table: &'t PriceTable, default: &'t Program, day: Date) -> &'t Program {
    let has_seats = |program: &&Program| {
        table.plans_of(program).any(|plan| matches!(plan.grant, CreditGrant::Seats { .. }))
    };
    let of_vendor = || table.programs().iter().filter(|program| program.vendor == default.vendor);
    let found = of_vendor().filter(has_seats).max_by_key(|program| program.in_force_on(day));
    found.unwrap_or(default)
}

/// What all plans that are held against each other are looked up by.
pub(super) struct Plans<'a, 't> {
    pub(super) table: &'t PriceTable,
    pub(super) program: &'t Program,
    pub(super) defaults: &'a Defaults,
    pub(super) unnamed: DefaultPlans,
}

impl<'t> Plans<'_, 't> {
    pub(super) fn holdings(
        &self,
        spec: &PlansSpec,
        assumptions: &mut Assumptions,
    ) -> Result<Vec<Holding<'t>>, Vec<Diagnostic>> {
        let set = or_set(None, self.defaults.seats.as_ref().filter(|_| spec.seats.is_empty()))?;
        let mixes: Vec<Vec<(String, u64)>> = spec.seats.iter().cloned().chain(set).collect();
        // A credit that is set must not turn a question about plans into one about a credit.
        let credit = if spec.names.is_empty() || spec.credit.is_some() {
            or_set(spec.credit, self.defaults.credit.as_ref())?
        } else {
            None
        };
        let names = self.names(spec);
        let mut holdings = match (names.as_slice(), credit) {
            ([], Some(credit)) => vec![Holding::of_credit(credit)],
            ([], None) => self.assumed(assumptions)?,
            (names, _) => self.named(names, assumptions)?,
        };
        if self.unnamed == DefaultPlans::BySeat {
            holdings.retain(|holding| seat_kinds(holding).is_some());
            return if holdings.is_empty() { Err(vec![self.no_seats()]) } else { Ok(holdings) };
        }
        let has_seats = give_seats_to_all(&mut holdings, &mixes, assumptions)?;
        // Seats that are set are for the plans that have them; seats that are asked for must have one.
        if !spec.seats.is_empty() && !has_seats {
            let title = "`--seats` needs a plan with seats";
            let help = "for a team's shared credit, write `--program api-credit --plan team --seats \
            standard=3,premium=2`";
            return Err(vec![Diagnostic::new(Code::WrongSeats, title).help(help)]);
        }
        if credit.is_some() {
            for holding in &mut holdings {
                holding.stated_credit = credit;
            }
        }
        Ok(holdings)
    }

    /// The names that are asked about, each with where it was written.
    fn names(&self, spec: &PlansSpec) -> Vec<Given<String>> {
        spec.names_or_set(self.defaults)
    }
}

impl PlansSpec {
    /// The names that are asked about, or those that are set, each with where it was written.
    pub(super) fn names_or_set(&self, defaults: &Defaults) -> Vec<Given<String>> {
        if !self.names.is_empty() {
            return self.names.iter().map(|name| Given::by_flag("--plan", name.clone())).collect();
        }
        let Some(set) = &defaults.plan else { return Vec::new() };
        let name = |name: &str| Given { value: name.trim().to_owned(), place: set.place.clone() };
        set.value.split(',').map(name).collect()
    }
}

impl<'t> Plans<'_, 't> {
    fn named(
        &self,
        names: &[Given<String>],
        assumptions: &mut Assumptions,
    ) -> Result<Vec<Holding<'t>>, Vec<Diagnostic>> {
        let (mut holdings, mut faults) = (Vec::new(), Vec::new());
        if names.iter().any(|name| is_all(&name.value)) {
            holdings.extend(self.of_program(|_| true));
        }
        for name in names.iter().filter(|name| !is_all(&name.value)) {
            match holding(self.table, self.program, name, Vocabulary::Flags) {
                Ok((holding, note)) => {
                    assumptions.notes.extend(note);
                    let is_same =
                        |known: &Holding<'_>| known.id() == holding.id() && known.seats == holding.seats;
                    if !holdings.iter().any(is_same) {
                        holdings.push(holding);
                    }
                }
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(holdings) } else { Err(faults) }
    }

    /// The plans that are meant where none is named.
    fn assumed(&self, assumptions: &mut Assumptions) -> Result<Vec<Holding<'t>>, Diagnostic> {
        if self.unnamed == DefaultPlans::BySeat {
            return Ok(self.of_program(|plan| matches!(plan.grant, CreditGrant::Seats { .. })).collect());
        }
        let mut holdings: Vec<_> =
            self.of_program(|plan| plan.individual || self.unnamed == DefaultPlans::All).collect();
        if holdings.is_empty() {
            let title = format!("`{}` has no individual plans to compare", self.program.id);
            return Err(Diagnostic::new(Code::UnknownPlan, title)
                .help("name one with `--plan ID`, or a credit with `--credit USD`"));
        }
        // An account without a plan is what every plan is held against.
        let without = self
            .table
            .plans_of(self.program)
            .find(|plan| plan.draws.is_some() && self.unnamed == DefaultPlans::WithoutPlanToo);
        holdings.extend(without.and_then(|plan| Holding::of_plan(plan, &[]).ok()));
        assumptions.assumed.push(match (self.unnamed, without) {
            (DefaultPlans::All, _) => "all plans (`--plan`)".to_owned(),
            (_, Some(without)) => format!("individual plans and {} (`--plan`)", without.id),
            (_, None) => "individual plans (`--plan`)".to_owned(),
        });
        Ok(holdings)
    }

    /// What is said where seats are asked for and no plan grants by the seat.
    fn no_seats(&self) -> Diagnostic {
        let title = format!("none of these plans of `{}` has seats", self.program.id);
        let fault = Diagnostic::new(Code::WrongSeats, title);
        let other = program_of_seats(self.table, self.program, Date::MAX);
        if other.id == self.program.id {
            return fault.help("leave `--plan` out, or name a plan with seats");
        }
        fault.help(format!("write `--program {}`, which has plans with seats", other.id))
    }

    fn of_program(&self, is_meant: impl Fn(&Plan) -> bool) -> impl Iterator<Item = Holding<'t>> {
        let plans = self.table.plans_of(self.program).filter(move |plan| is_meant(plan));
        plans.filter_map(|plan| Holding::of_plan(plan, &[]).ok())
    }
}

/// Whether a name means the plans of every vendor, each under its own rules.
pub(super) fn is_all_vendors(name: &str) -> bool {
    name.trim().eq_ignore_ascii_case("all-vendors")
}

/// Whether a name means every plan.
fn is_all(name: &str) -> bool {
    name.trim().eq_ignore_ascii_case("all")
}

/// What the name of a plan means under `program`, its own or the counterpart of another program's plan of that
/// name; and what to know about it.
pub(super) fn holding<'t>(
    table: &'t PriceTable,
    program: &'t Program,
    plan: &Given<String>,
    words: Vocabulary,
) -> Result<(Holding<'t>, Option<String>), Diagnostic> {
    let spelled = table.plan_spelled(program, &plan.value);
    let name = spelled.unwrap_or(&plan.value);
    let taken = spelled.map(|name| read_as(&plan.value, name));
    if let Some(found) = table.plan(program, name).filter(|found| found.not_computable.is_some()) {
        return Err(plan.place.blame(not_computable(table, found)));
    }
    if let Some(plan) = table.plan(program, name) {
        return Ok((Holding::of_plan(plan, &[]).expect("no seats are asked for"), taken));
    }
    let others = table.programs().iter().filter(|other| other.id != program.id);
    let elsewhere = others.into_iter().find_map(|other| table.plan(other, name));
    if let Some(found) = elsewhere.filter(|found| found.not_computable.is_some()) {
        return Err(plan.place.blame(not_computable(table, found)));
    }
    let counterpart = elsewhere
        .and_then(|other| Holding::of_plan(other, &[]).ok())
        .and_then(|holding| holding.under(table, program));
    if let Some(found) = counterpart {
        let seats: Vec<_> =
            found.seats.iter().map(|(seat, count)| format!("{}={count}", seat.kind)).collect();
        let seats = if seats.is_empty() { String::new() } else { format!(" with seats {}", seats.join(",")) };
        let note = format!("`{name}` is `{}`{seats} in `{}`", found.id(), program.id);
        let note = taken.map_or(note.clone(), |taken| format!("{taken}; {note}"));
        return Ok((found, Some(note)));
    }
    Err(plan.place.blame(no_plan(table, program, name, elsewhere, words)))
}

/// The program that plans with these names select, where nobody names one: some of them are none of `usual`, and
/// another program has all of them. With what to know about it.
pub(super) fn selected<'t>(
    table: &'t PriceTable,
    usual: &'t Program,
    names: &[&str],
) -> Option<(&'t Program, String)> {
    let is_known = |program: &'t Program, name: &str| {
        let name = Given::by_flag("--plan", name.to_owned());
        is_all(&name.value) || holding(table, program, &name, Vocabulary::Flags).is_ok()
    };
    let foreign: Vec<&str> = names.iter().copied().filter(|name| !is_known(usual, name)).collect();
    let first = foreign.first()?;
    let mut others = table.programs().iter().filter(|other| other.id != usual.id);
    // In any spelling: the note says the name that is on file, how it was written is noted where it is read.
    let on_file = |other: &'t Program| {
        let name = table.plan_spelled(other, first).unwrap_or(first);
        table.plan(other, name).map(|_| name.to_owned())
    };
    let (program, name) = others.find_map(|other| {
        let name = on_file(other).filter(|_| names.iter().all(|name| is_known(other, name)))?;
        Some((other, name))
    })?;
    let note = format!("`{name}` is a plan of `{}` only, so its rules are used", program.id);
    Some((program, note))
}

/// What is said of a plan of which nobody can say what a run draws: the reason, and the figures that are known.
fn not_computable(table: &PriceTable, plan: &Plan) -> Diagnostic {
    let title = format!("what a run draws of `{}` can't be computed", plan.id);
    let reason = plan.not_computable.clone().unwrap_or_default();
    let fee = plan.fee.map(|fee| format!("costs ${fee} a month"));
    let unit = table.program(&plan.program).and_then(|program| program.unit.as_ref());
    let units = plan.work_units.zip(unit).map(|(units, unit)| format!("has {}", counted(units, &unit.name)));
    let known: Vec<String> = fee.into_iter().chain(units).collect();
    let fault = Diagnostic::new(Code::NotComputable, title).note(reason);
    let fault = if known.is_empty() { fault } else { fault.note(format!("it {}", listed(known))) };
    fault.help("`creditcalc compare --plan all-vendors` lists it beside the plans that can")
}

fn no_plan(
    table: &PriceTable,
    program: &Program,
    name: &str,
    elsewhere: Option<&Plan>,
    words: Vocabulary,
) -> Diagnostic {
    fn names(plan: &Plan) -> impl Iterator<Item = &str> {
        std::iter::once(plan.id.as_str()).chain(plan.aliases.iter().map(String::as_str))
    }
    let ids: Vec<_> = table.plans_of(program).map(|plan| format!("`{}`", plan.id)).collect();
    let fault = match elsewhere {
        Some(other) => {
            // A key stands once, and may be there.
            let verb = if words == Vocabulary::Flags { "add" } else { "write" };
            let way = words.word("program", &other.program);
            Diagnostic::new(
                Code::PlanOfAnotherProgram,
                format!("there is no plan `{name}` in `{}`", program.id),
            )
            .help(format!("`{}` has it: {verb} `{way}`", other.program))
        }
        None if is_all_vendors(name) => {
            Diagnostic::new(Code::UnknownPlan, "`all-vendors` is not one plan, and only `compare` takes it")
                .help("name one plan, or ask `creditcalc compare --plan all-vendors`")
        }
        None if name.eq_ignore_ascii_case("free") => {
            Diagnostic::new(Code::UnknownPlan, "there is no plan `free`: Free has no credit")
                .help(format!("for its costs at API rates, use `{}`", words.word("plan", "api-key")))
        }
        None => Diagnostic::new(Code::UnknownPlan, format!("there is no plan `{name}`")),
    };
    // The plan itself comes before one that is called like it.
    let fault = match elsewhere {
        Some(_) => fault,
        None if is_all_vendors(name) => return fault,
        None => fault.did_you_mean(
            name,
            // Those of other vendors have names of their own.
            table
                .plans_of(program)
                .chain(table.plans().iter().filter(|plan| plan.program != program.id))
                .flat_map(names),
        ),
    };
    fault.note(format!("the plans of `{}` are {}", program.id, ids.join(", ")))
}

/// The kinds of seats of a plan that grants by the seat.
pub(super) fn seat_kinds<'t>(holding: &Holding<'t>) -> Option<(&'t Plan, &'t [Seat])> {
    let plan = holding.plan?;
    match &plan.grant {
        CreditGrant::Seats { seats, .. } => Some((plan, seats)),
        CreditGrant::Fixed(_) | CreditGrant::NotEligible => None,
    }
}

/// A plan, with one seat of its first kind where it grants by the seat.
pub(super) fn one_of_first_kind(plan: &Plan) -> Holding<'_> {
    let mut holding = Holding::of_plan(plan, &[]).expect("no seats are asked for");
    if let CreditGrant::Seats { seats, .. } = &plan.grant {
        holding.seats.extend(seats.first().map(|first| (first, 1)));
    }
    holding
}

/// Gives a plan that grants by the seat these seats, or one of its first kind.
pub(super) fn give_seats<'t>(
    holding: &mut Holding<'t>,
    (plan, kinds): (&'t Plan, &'t [Seat]),
    seats: Option<&[(String, u64)]>,
    words: Vocabulary,
    assumptions: &mut Assumptions,
) -> Result<(), Diagnostic> {
    let Some(seats) = seats else {
        if let Some(first) = kinds.first().filter(|_| holding.seats.is_empty()) {
            holding.seats.push((first, 1));
            // One seat of several says its kind by a key of its own.
            let by = if words == Vocabulary::Flags { "`--seats`" } else { "`kind`, `seats`" };
            assumptions.assumed.push(format!("one {} seat of {} ({by})", first.kind, plan.id));
        }
        return Ok(());
    };
    if seats.iter().all(|(_, count)| *count == 0) {
        let example = words.counts("seats", &[("standard", 3), ("premium", 2)]);
        return Err(Diagnostic::new(Code::WrongSeats, format!("`{}` needs at least one seat", plan.id))
            .help(format!("write `{example}`")));
    }
    let named = of_first_kind(seats, (plan, kinds), words, assumptions);
    *holding = Holding::of_plan(plan, &named).map_err(|unknown| {
        let kinds: Vec<_> = unknown.kinds.iter().map(|kind| format!("`{kind}`")).collect();
        let fault = Diagnostic::new(Code::WrongSeats, unknown.to_string())
            .did_you_mean(&unknown.kind, unknown.kinds.iter().map(String::as_str));
        fault.note(format!("its seats are {}", kinds.join(" and ")))
    })?;
    Ok(())
}

/// Seats by their kinds: a number alone is of the plan's first kind, and a note says so.
fn of_first_kind(
    seats: &[(String, u64)],
    (plan, kinds): (&Plan, &[Seat]),
    words: Vocabulary,
    assumptions: &mut Assumptions,
) -> Vec<(String, u64)> {
    let Some(first) = kinds.first() else { return seats.to_vec() };
    let named = |(kind, count): &(String, u64)| {
        if kind != FIRST_KIND {
            return (kind.clone(), *count);
        }
        let seats = counted(*count, &format!("{} seat", first.kind));
        let note = format!("`{} {count}` means {seats} of {}", words.name("seats"), plan.id);
        if !assumptions.notes.contains(&note) {
            assumptions.notes.push(note);
        }
        (first.kind.clone(), *count)
    };
    seats.iter().map(named).collect()
}

/// Gives seats to the plans that grant by the seat, each mix beside the others; whether there are any.
fn give_seats_to_all<'t>(
    holdings: &mut Vec<Holding<'t>>,
    mixes: &[Vec<(String, u64)>],
    assumptions: &mut Assumptions,
) -> Result<bool, Diagnostic> {
    let mut are_any = false;
    let mut given: Vec<Holding<'t>> = Vec::with_capacity(holdings.len());
    for holding in holdings.drain(..) {
        let Some(kinds) = seat_kinds(&holding) else {
            given.push(holding);
            continue;
        };
        are_any = true;
        let mixes: Vec<Option<&[(String, u64)]>> = if mixes.is_empty() {
            vec![None]
        } else {
            mixes.iter().map(|mix| Some(mix.as_slice())).collect()
        };
        for mix in mixes {
            let mut with = holding.clone();
            give_seats(&mut with, kinds, mix, Vocabulary::Flags, assumptions)?;
            if !given.contains(&with) {
                given.push(with);
            }
        }
    }
    *holdings = given;
    Ok(are_any)
}
