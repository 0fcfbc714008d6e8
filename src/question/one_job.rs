//! One job on several plans: the question of `estimate`, `compare` and `solve`.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::assumptions::Assumptions;
use super::files::Context;
use super::given::{Given, or_set};
use super::plans::{DefaultPlans, Plans, PlansSpec};
use super::program::program;
use super::run::{RunInput, run_spec};
use super::schedules::{HowOften, Schedules, SchedulesSpec};
use super::surface::{SeveralStarters, other_bill, several_starters, surface};
use super::when::{CycleSpec, cycle, from_now, outside};
use crate::calendar::{BillingCycle, NoCycle};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::{Exhaustion, Scenario};
use crate::pricing::{Auth, PriceTable, Surface};
use crate::schedule::{Schedule, Timetable, Timing, zone};
use crate::units::Usd;

/// One job on several plans, as it was written. What it does not say is set or assumed.
#[derive(Debug, Clone)]
pub struct QuestionSpec {
    /// What one run is.
    pub run: RunInput,
    /// The times of its runs.
    pub schedules: SchedulesSpec,
    /// How often it runs, where it has no times.
    pub how_often: Option<HowOften>,
    /// The id of a program, or `current`.
    pub program: Option<Given<String>>,
    /// On whose credit.
    pub plans: PlansSpec,
    /// What is already spent of the credit.
    pub spent: Option<Usd>,
    /// What happens when the credit is gone.
    pub exhaustion: Option<Exhaustion>,
    /// What starts the runs.
    pub surface: Option<Surface>,
    /// With what they sign in.
    pub auth: Option<Auth>,
    /// How the credit comes back.
    pub cycle: CycleSpec,
    /// Whether only the rest of the cycle counts.
    pub from_now: bool,
    /// The day that is taken for today.
    pub as_of: Option<Date>,
    /// On whose clock runs happen and days begin.
    pub zone: Option<TimeZone>,
}

/// What a command makes of what nobody says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unstated {
    /// The plans, where none is named.
    pub plans: DefaultPlans,
    /// Whether a run may be without tokens, because how many it has is what is asked.
    pub is_empty_run_fine: bool,
    /// How often a job runs, where that is what is asked.
    pub schedule: Option<Schedule>,
}

/// When a question is asked, and about which times.
#[derive(Debug)]
pub struct When {
    /// The day of asking.
    pub as_of: Date,
    schedules: Schedules,
    zone: TimeZone,
    is_zone_given: bool,
    is_as_of_given: bool,
}

/// The question for the engine, and what to know about how it was understood.
#[derive(Debug)]
pub struct Question<'t> {
    /// The question.
    pub scenario: Scenario<'t>,
    /// What was assumed, and what else to know.
    pub notes: Vec<String>,
}

impl QuestionSpec {
    /// A question about this run, which says nothing else.
    #[must_use]
    pub fn new(run: RunInput) -> Self {
        Self {
            run,
            schedules: SchedulesSpec::default(),
            how_often: None,
            program: None,
            plans: PlansSpec::default(),
            spent: None,
            exhaustion: None,
            surface: None,
            auth: None,
            cycle: CycleSpec::default(),
            from_now: false,
            as_of: None,
            zone: None,
        }
    }

    /// When it is asked. The schedules are read first: today is a day in their zone, where nobody names one.
    ///
    /// # Errors
    ///
    /// With everything that is wrong with the schedules, or a setting that is not readable.
    pub fn when(&self, context: Context<'_>) -> Result<When, Vec<Diagnostic>> {
        let Context { files, clock, defaults } = context;
        let given = or_set(self.zone.clone(), defaults.zone.as_ref()).map_err(|fault| vec![fault])?;
        // Whole days are the same in every zone, and asking the system for its own takes time.
        let needs_zone = given.is_some() || !self.schedules.is_empty() || self.from_now;
        let system = given.clone().unwrap_or_else(|| if needs_zone { clock.zone() } else { TimeZone::UTC });
        let schedules = self.schedules.read(&system, files)?;
        let zone = given.clone().unwrap_or_else(|| common_zone(&schedules, &system));
        let as_of = or_set(self.as_of, defaults.as_of.as_ref()).map_err(|fault| vec![fault])?;
        Ok(When {
            is_zone_given: given.is_some(),
            is_as_of_given: as_of.is_some(),
            as_of: as_of.unwrap_or_else(|| clock.today(needs_zone.then_some(&zone))),
            schedules,
            zone,
        })
    }

    /// The question for the engine.
    ///
    /// # Errors
    ///
    /// With what is wrong in it in view of the tables.
    pub fn resolve<'t>(
        self,
        when: When,
        table: &'t PriceTable,
        context: Context<'_>,
        unstated: Unstated,
    ) -> Result<Question<'t>, Vec<Diagnostic>> {
        let defaults = context.defaults;
        let one = |fault| vec![fault];
        let When { as_of, schedules, zone, is_zone_given, is_as_of_given } = when;
        let mut assumptions = Assumptions::default();
        let billing = self.run.billing();
        let (words, is_empty_fine) = (Vocabulary::Flags, unstated.is_empty_run_fine);
        let run = run_spec(self.run, table, as_of, is_empty_fine, words, &mut assumptions)?;
        let given = or_set(self.surface, defaults.surface.as_ref()).map_err(one)?;
        let (surface, is_seen) =
            surface(given, schedules.starters).map_err(|SeveralStarters| vec![several_starters()])?;
        if is_seen {
            let seen = format!("runs started by an agent's action (`--surface {}`)", surface.word());
            assumptions.assumed.push(seen);
        }
        let schedule = match unstated.schedule {
            Some(schedule) => schedule,
            None if self.schedules.is_empty() => how_often(self.how_often, &mut assumptions),
            None => Schedule::Timed(Timetable { jobs: schedules.jobs }),
        };
        let is_counted = matches!(schedule, Schedule::Count(_));
        let cycle =
            cycle(self.cycle, defaults.cycle_day.as_ref(), as_of, is_counted, words, &mut assumptions);
        let cycle = cycle.map_err(one)?.map_err(|reason| vec![no_cycle(reason)])?;
        if matches!(schedule, Schedule::Timed(_)) && !is_zone_given {
            assumptions.assumed.push(format!("times in {} (`--tz`)", zone::name(&zone)));
        }
        assumptions.notes.extend(schedules.notes);
        let program =
            program(self.program.as_ref().or(defaults.program.as_ref()), table, as_of).map_err(one)?;
        let plans = Plans { table, program, defaults, unnamed: unstated.plans };
        let plans = plans.holdings(&self.plans, &mut assumptions)?;
        let spent = or_set(self.spent, defaults.spent.as_ref()).map_err(one)?.unwrap_or(Usd::ZERO);
        let from = if self.from_now {
            not_in_cycle(cycle, as_of, &zone).map_err(one)?;
            Some(from_now(as_of, is_as_of_given, &zone, context.clock).map_err(one)?)
        } else {
            None
        };
        let auth = or_set(self.auth, defaults.auth.as_ref()).map_err(one)?;
        assumptions.notes.extend(other_bill(billing, auth, program));
        let exhaustion = or_set(self.exhaustion, defaults.exhaustion.as_ref()).map_err(one)?;
        let scenario = Scenario {
            run,
            schedule,
            cycle,
            zone,
            from,
            as_of,
            program,
            plans,
            surface,
            auth,
            spent,
            exhaustion,
        };
        Ok(Question { scenario, notes: assumptions.into_notes() })
    }
}

/// The zone that all schedules are in, if they are; otherwise the system's.
fn common_zone(schedules: &Schedules, system: &TimeZone) -> TimeZone {
    let zones = schedules
        .jobs
        .iter()
        .filter_map(|job| if let Timing::At(times) = &job.timing { Some(&times.zone) } else { None });
    // A workflow that names no zone is on the clock of UTC, and says nothing about that of the person who pays.
    let is_implied = |zone: &TimeZone| schedules.implies_utc && *zone == TimeZone::UTC;
    let mut zones = zones.map(|zone| if is_implied(zone) { system } else { zone });
    match zones.next() {
        Some(first) if zones.all(|zone| zone == first) => first.clone(),
        _ => system.clone(),
    }
}

fn how_often(stated: Option<HowOften>, assumptions: &mut Assumptions) -> Schedule {
    match stated {
        Some(HowOften::Runs(runs)) => Schedule::Count(runs),
        Some(HowOften::PerDay(runs)) => Schedule::PerDay(runs),
        Some(HowOften::Nightly) => Schedule::NIGHTLY,
        None => {
            assumptions.assumed.push("one run a night (`--per-day`, `--cron`, `--runs`)".to_owned());
            Schedule::NIGHTLY
        }
    }
}

fn no_cycle(reason: NoCycle) -> Diagnostic {
    match reason {
        NoCycle::Calendar(reason) => outside(reason),
        NoCycle::Day(reason) => Diagnostic::new(Code::OutsideCalendar, reason.to_string()),
    }
}

/// Whether the day of asking is in the cycle whose rest is asked about.
fn not_in_cycle(cycle: BillingCycle, as_of: Date, zone: &TimeZone) -> Result<(), Diagnostic> {
    let period = cycle.period();
    if period.contains(as_of) {
        return Ok(());
    }
    let (start, last) = (period.start(), period.end().yesterday().unwrap_or(period.end()));
    let title = format!("`--from-now` asks for the rest of a cycle, and {as_of} is not in it");
    Err(Diagnostic::new(Code::NotInCycle, title)
        .help("leave `--from-now` out to ask for all of the cycle")
        .note(format!("the cycle is {start} to {last}, and today is a day in {}", zone::name(zone))))
}
