//! One job on several plans: the question of `estimate`, `compare` and `solve`.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::all_vendors::{self, AllVendors};
use super::assumptions::Assumptions;
use super::factors::tokens_or_set;
use super::files::Context;
use super::frame::Frame;
use super::given::{Defaults, or_set};
use super::plans::{DefaultPlans, PlansSpec};
use super::resolved_frame::{FrameOf, ResolvedFrame};
use super::run::{RunInput, run_spec};
use super::schedules::{Schedules, SchedulesSpec};
use super::sign_in::{Said, settle};
use super::spent;
use super::surface::other_bill;
use crate::diagnostic::Diagnostic;
use crate::ledger::Scenario;
use crate::pricing::PriceTable;
use crate::schedule::{Schedule, Timetable, Timing, zone};
use crate::usage::RunProfile;

/// One job on several plans, as it was written. What it does not say is set or assumed.
#[derive(Debug, Clone)]
pub struct QuestionSpec {
    /// What one run is.
    pub run: RunInput,
    /// The times of its runs.
    pub schedules: SchedulesSpec,
    /// How often it runs, where it has no times.
    pub how_often: Option<Schedule>,
    /// On whose credit.
    pub plans: PlansSpec,
    /// What else holds for it.
    pub frame: Frame,
}

/// A command's defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unstated {
    /// The plans, where none is named.
    pub plans: DefaultPlans,
    /// Whether a run may be without tokens, because how many it has is what is asked.
    pub is_empty_run_fine: bool,
    /// How often a job runs, where that is what is asked.
    pub schedule: Option<Schedule>,
    /// Whether all measured runs count, and none stands for the others.
    pub is_about_all_runs: bool,
    /// Whether the plans of every vendor may be asked about, each under its own rules.
    pub takes_all_vendors: bool,
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
    /// The same job on the plans of every vendor, where that is what is asked.
    pub all_vendors: Option<AllVendors<'t>>,
    /// What measured runs used, each as a whole, where one stands for them in the question.
    pub measured: Option<RunProfile>,
    /// The instant of asking: where its cycle has begun, the rest of it begins here.
    pub now: Timestamp,
    /// What was assumed, and what else to know.
    pub notes: Vec<String>,
    /// What changes the meaning of a figure: a lower bound, or runs that are not counted.
    pub cautions: Vec<String>,
}

impl QuestionSpec {
    /// A question about this run, which says nothing else.
    #[must_use]
    pub fn new(run: RunInput) -> Self {
        Self {
            run,
            schedules: SchedulesSpec::default(),
            how_often: None,
            plans: PlansSpec::default(),
            frame: Frame::default(),
        }
    }

    /// Whether it, or what is set, names plans, seats or a program: the plans of any vendor may be meant. Otherwise it is
    /// about those of the default program's vendor.
    #[must_use]
    pub fn names_plans(&self, defaults: &Defaults) -> bool {
        let is_written =
            !self.plans.names.is_empty() || !self.plans.seats.is_empty() || self.frame.program.is_some();
        let is_set = defaults.plan.is_some() || defaults.seats.is_some() || defaults.program.is_some();
        is_written || is_set
    }

    /// When it is asked. The schedules are read first: today is a day in their zone, where nobody names one.
    ///
    /// # Errors
    ///
    /// With everything that is wrong with the schedules, or a setting that is not readable.
    pub fn when(&self, context: Context<'_>) -> Result<When, Vec<Diagnostic>> {
        let Context { files, clock, defaults } = context;
        let given = or_set(self.frame.zone.clone(), defaults.zone.as_ref())?;
        // Whole days are the same in every zone, and asking the system for its own takes time.
        let needs_zone = given.is_some() || !self.schedules.is_empty() || self.frame.from_now;
        let system = given.clone().unwrap_or_else(|| if needs_zone { clock.zone() } else { TimeZone::UTC });
        let schedules = self.schedules.read(&system, files)?;
        let zone = given.clone().unwrap_or_else(|| common_zone(&schedules, &system));
        let as_of = or_set(self.frame.as_of, defaults.as_of.as_ref())?;
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
        let is_all = unstated.takes_all_vendors && all_vendors::is_asked(&self)?;
        let Self { run, schedules: written, how_often: stated, plans, frame } = self;
        let When { as_of, mut schedules, zone, is_zone_given, is_as_of_given } = when;
        let (words, defaults) = (frame.words, context.defaults);
        let mut assumptions = Assumptions::default();
        let billing = run.billing();
        let factor = tokens_or_set(frame.token_factor.clone(), defaults)?;
        let is_empty_fine = unstated.is_empty_run_fine;
        let measured = run.measured_runs(factor.as_ref(), words)?;
        let run = run_spec(run, table, as_of, is_empty_fine, words, factor.as_ref(), &mut assumptions)?;
        // Where it has times, these say how often.
        let known = unstated.schedule.or(stated.filter(|_| written.is_empty()));
        let of = FrameOf {
            plans: (!is_all).then_some(&plans),
            unnamed: unstated.plans,
            as_of,
            zone,
            is_counted: matches!(known, Some(Schedule::Count(_))),
        };
        let resolved = frame.resolve_for(of, table, defaults)?;
        let said = Said { surface: resolved.surface, auth: resolved.auth, measured: billing };
        let settled = settle(&mut schedules.jobs, said);
        let (surface, auth) = settled.common;
        if settled.is_action_seen {
            let seen = format!("runs started by an agent's action (`--surface {}`)", surface.word());
            assumptions.assumed.push(seen);
        }
        let schedule = match known {
            Some(schedule) => schedule,
            None if written.is_empty() => {
                assumptions.assumed.push("one run a night (`--per-day`, `--cron`, `--runs`)".to_owned());
                Schedule::NIGHTLY
            }
            None => Schedule::Timed(Timetable { jobs: schedules.jobs }),
        };
        let ResolvedFrame {
            program,
            is_program_named,
            plans,
            zone,
            cycle,
            spent,
            exhaustion,
            is_fee_paid,
            of_cycle,
            of_plans,
            ..
        } = resolved;
        assumptions.append(of_cycle);
        if matches!(schedule, Schedule::Timed(_)) && !is_zone_given {
            assumptions.assumed.push(zone::assumed(&zone, "--tz"));
        }
        assumptions.notes.extend(schedules.notes);
        assumptions.cautions.extend(schedules.cautions.into_iter().map(|caution| caution.text));
        assumptions.notes.extend(settled.notes);
        assumptions.append(of_plans);
        let mut from = frame.from(as_of, is_as_of_given, &zone, context.clock)?;
        // Whole days are asked about from their beginning on.
        let is_timed = matches!(schedule, Schedule::Timed(_));
        let now = match from {
            Some(from) => from,
            None => frame.now(as_of, is_as_of_given || !is_timed, &zone, context.clock)?,
        };
        if !spent.is_zero() && !frame.from_now && !matches!(schedule, Schedule::Count(_)) {
            let (implied, note) = spent::implied(cycle, as_of, now, &zone, words);
            from = implied;
            assumptions.notes.extend(note);
        }
        assumptions.notes.extend(other_bill(billing, auth, program));
        let scenario = Scenario {
            run,
            schedule,
            cycle,
            zone,
            from,
            as_of,
            program,
            is_program_named,
            plans,
            surface,
            auth,
            spent,
            exhaustion,
            is_fee_paid,
        };
        let all_vendors = if is_all {
            Some(all_vendors::of(table, &scenario, (&frame, defaults), &mut assumptions)?)
        } else {
            None
        };
        let (notes, cautions) = assumptions.into_notes(unstated.is_about_all_runs);
        Ok(Question { scenario, all_vendors, measured, now, notes, cautions })
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
