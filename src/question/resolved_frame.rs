//! The frame of a question as it was understood: what is written, set or assumed of the rules, the days and the credit.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::assumptions::Assumptions;
use super::files::Context;
use super::frame::{Frame, in_cycle, no_cycle, zone_of};
use super::given::{Defaults, or_set};
use super::plans::{DefaultPlans, Plans, PlansSpec, program_of_seats, selected};
use crate::calendar::BillingCycle;
use crate::diagnostic::Diagnostic;
use crate::ledger::{Exhaustion, Holding, UnderCurrentRules, plans_in_force};
use crate::pricing::{Auth, PriceTable, Program, Surface};
use crate::units::Usd;

/// Whose rules, when, on whose clock and on whose bill.
#[derive(Debug)]
pub struct ResolvedFrame<'t> {
    /// The rules.
    pub program: &'t Program,
    /// Whether somebody named them, or they are the only ones with the plans that are named.
    pub is_program_named: bool,
    /// The plans, or a stated credit.
    pub plans: Vec<Holding<'t>>,
    /// On whose clock days begin.
    pub zone: TimeZone,
    /// The day that counts as today.
    pub as_of: Date,
    /// The cycle, the first of several.
    pub cycle: BillingCycle,
    /// What happens when the credit is gone; `None` is the program's own rule.
    pub exhaustion: Option<Exhaustion>,
    /// Whether fees are paid anyway.
    pub is_fee_paid: bool,
    pub(super) surface: Option<Surface>,
    pub(super) auth: Option<Auth>,
    /// What is already spent of the credit, and not what that means for the runs that count.
    pub(super) spent: Usd,
    /// What was assumed of the cycle and its zone, and what else to know of them.
    pub(super) of_cycle: Assumptions,
    /// The same of the rules and the plans.
    pub(super) of_plans: Assumptions,
}

/// What a frame is resolved for.
pub(super) struct FrameOf<'a> {
    /// The plans; `None` where those of every vendor are asked about.
    pub(super) plans: Option<&'a PlansSpec>,
    /// The plans where none is named.
    pub(super) unnamed: DefaultPlans,
    pub(super) as_of: Date,
    pub(super) zone: TimeZone,
    /// Whether runs are only counted, so that a month is as good as any other.
    pub(super) is_counted: bool,
}

impl Frame {
    /// The frame for runs that are known from elsewhere, such as records: whole days on a clock, today among them.
    ///
    /// # Errors
    ///
    /// With what is wrong in it in view of the tables, or a setting that is not readable.
    pub fn resolve<'t>(
        &self,
        plans: &PlansSpec,
        table: &'t PriceTable,
        context: Context<'_>,
    ) -> Result<ResolvedFrame<'t>, Vec<Diagnostic>> {
        let Context { clock, defaults, .. } = context;
        let zone = or_set(self.zone.clone(), defaults.zone.as_ref())?.unwrap_or_else(|| clock.zone());
        let as_of = or_set(self.as_of, defaults.as_of.as_ref())?;
        let as_of = as_of.unwrap_or_else(|| clock.today(Some(&zone)));
        let of =
            FrameOf { plans: Some(plans), unnamed: DefaultPlans::default(), as_of, zone, is_counted: false };
        self.resolve_for(of, table, defaults)
    }

    /// The frame of a question.
    pub(super) fn resolve_for<'t>(
        &self,
        of: FrameOf<'_>,
        table: &'t PriceTable,
        defaults: &Defaults,
    ) -> Result<ResolvedFrame<'t>, Vec<Diagnostic>> {
        let FrameOf { plans, unnamed, as_of, zone, is_counted } = of;
        let surface = or_set(self.surface, defaults.surface.as_ref())?;
        let auth = or_set(self.auth, defaults.auth.as_ref())?;
        let (mut of_cycle, mut of_plans) = (Assumptions::default(), Assumptions::default());
        let Rules { mut program, is_named: mut is_program_named, note } =
            rules(self, plans, table, as_of, defaults)?;
        of_plans.notes.extend(note);
        let cycle = self.cycle(program, as_of, is_counted, defaults, &mut of_cycle)?.map_err(no_cycle)?;
        let zone = zone_of(program, zone, &mut of_cycle);
        if unnamed == DefaultPlans::BySeat && !is_program_named {
            (program, is_program_named) = (program_of_seats(table, program, as_of), true);
            of_plans
                .assumed
                .push(format!("the rules of {}, where seats share a credit (`--program`)", program.id));
        }
        let plans = match plans {
            Some(plans) => Plans { table, program, defaults, unnamed }.holdings(plans, &mut of_plans)?,
            None => Vec::new(),
        };
        let spent = or_set(self.spent, defaults.spent.as_ref())?.unwrap_or(Usd::ZERO);
        if self.from_now {
            in_cycle(cycle, as_of, &zone, self.words)?;
        }
        let exhaustion = or_set(self.exhaustion, defaults.exhaustion.as_ref())?;
        let is_fee_paid = or_set(self.is_fee_paid, defaults.fee_paid.as_ref())?.unwrap_or(false);
        Ok(ResolvedFrame {
            program,
            is_program_named,
            plans,
            zone,
            as_of,
            cycle,
            exhaustion,
            is_fee_paid,
            surface,
            auth,
            spent,
            of_cycle,
            of_plans,
        })
    }
}

impl<'t> ResolvedFrame<'t> {
    /// What was assumed, in one sentence, and what else to know.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut all = self.of_cycle.clone();
        all.append(self.of_plans.clone());
        all.into_notes(false).0
    }

    /// What to know that was not only assumed.
    #[must_use]
    pub fn known_notes(&self) -> Vec<String> {
        self.of_cycle.notes.iter().chain(&self.of_plans.notes).cloned().collect()
    }

    /// Its plans under the rules in force, where these count as well.
    #[must_use]
    pub fn plans_in_force(&self, table: &'t PriceTable) -> Option<UnderCurrentRules<'t, Vec<Holding<'t>>>> {
        plans_in_force(table, (self.program, self.is_program_named), self.as_of, &self.plans)
    }
}

/// Whose rules a question is asked under.
struct Rules<'t> {
    program: &'t Program,
    /// Whether somebody named them, or they are the only ones with its plans.
    is_named: bool,
    /// What to know about that.
    note: Option<String>,
}

/// The rules that are named, those that the names of the plans select, or the default ones; where the plans of every
/// vendor are asked about, and so none by its name, those in force.
fn rules<'t>(
    frame: &Frame,
    plans: Option<&PlansSpec>,
    table: &'t PriceTable,
    as_of: Date,
    defaults: &Defaults,
) -> Result<Rules<'t>, Diagnostic> {
    let program = frame.program(table, as_of, defaults)?;
    let Some(plans) = plans else {
        let today = table.program_in_force(&program.vendor, as_of);
        return Ok(Rules { program: today.unwrap_or(program), is_named: true, note: None });
    };
    let is_named = frame.is_program_named(defaults);
    let names = plans.names_or_set(defaults);
    let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
    Ok(match selected(table, program, &names).filter(|_| !is_named) {
        Some((program, note)) => Rules { program, is_named: true, note: Some(note) },
        None => Rules { program, is_named, note: None },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::{Files, Moment};
    use std::io;
    use std::path::Path;

    struct Nothing;

    impl Files for Nothing {
        fn read(&self, _: &Path) -> io::Result<String> {
            Err(io::ErrorKind::NotFound.into())
        }
    }

    #[test]
    fn what_nobody_says_is_set_or_assumed() {
        let (table, defaults) = (PriceTable::builtin(), Defaults::default());
        let at = "2026-11-21T23:30:00Z".parse().expect("an instant");
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let clock = Moment { at, zone: zone.clone() };
        let context = Context { files: &Nothing, clock: &clock, defaults: &defaults };
        let frame = |program: &str| Frame {
            program: Some(crate::question::Given::by_flag("--program", program.to_owned())),
            ..Frame::default()
        };
        let asked = |program: &str, plans: &PlansSpec| {
            frame(program).resolve(plans, &table, context).expect("nothing is wrong with it")
        };
        // Half past eleven in London is the next day in Berlin.
        let months = asked("agent-sdk-credit", &PlansSpec::default());
        assert_eq!((months.as_of.day(), &months.zone), (22, &zone));
        assert_eq!(months.notes(), ["assumed: calendar month (`--cycle-day`), individual plans (`--plan`)"]);
        assert_eq!(months.known_notes(), [""; 0]);
        // What was assumed of the cycle comes before what is known of the plans.
        let named = PlansSpec { names: vec!["MAX".to_owned()], ..PlansSpec::default() };
        let known = asked("agent-sdk-credit", &named).known_notes();
        let assumed = "assumed: calendar month (`--cycle-day`)".to_owned();
        assert!(!known.is_empty());
        let all: Vec<String> = std::iter::once(assumed).chain(known).collect();
        assert_eq!(asked("agent-sdk-credit", &named).notes(), all);
    }
}
