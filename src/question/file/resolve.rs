//! From the files of a scenario to the question for the engine.

use std::num::NonZeroU16;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::jobs::{self, Inputs, JobPlace, MeasuredJob};
use super::reading::{ScenarioFile, ScenarioFiles};
use super::seats;
use crate::calendar::{BillingCycle, NoCycle, OutOfCalendar};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::{Simulation, Unanswered};
use crate::phrase::{escaped, listed, quoted};
use crate::pricing::{NoPrice, PriceTable, Program};
use crate::question::assumptions::Assumptions;
use crate::question::factors::{Factors, tokens_or_set};
use crate::question::files::Context;
use crate::question::frame::{self, CycleSpec, Frame};
use crate::question::given::{Defaults, Given, or_noted, or_set, value};
use crate::question::plans;
use crate::question::spent;
use crate::scenario_file::{JobSchedule, JobTable, PolicySpec};
use crate::schedule::{Schedule, zone};
use crate::source::{SourceFile, Span};

/// What somebody says about a scenario beside it, which wins over the file.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of a command")]
pub struct Overrides {
    /// Whose rules.
    pub program: Option<String>,
    /// The day of asking.
    pub as_of: Option<Date>,
    /// On whose clock days begin, and schedules that name no zone.
    pub zone: Option<TimeZone>,
    /// How many cycles.
    pub cycles: Option<NonZeroU16>,
    /// Only what is left of the first cycle.
    pub from_now: bool,
    /// Fees are paid anyway.
    pub is_fee_paid: bool,
    /// Jobs that are left out.
    pub without: Vec<String>,
    /// Whether a workflow or a crontab in which no agent runs is a job without runs, and no fault: a gate that
    /// ran with the last agent job must pass without it.
    pub may_lack_agents: bool,
    /// What prices and tokens are multiplied by, and what stands beside the dollars.
    pub factors: Factors,
    /// Whether all measured runs count, and none stands for the others.
    pub is_about_all_runs: bool,
    /// Whether who asks knows that the cycle is the calendar month where nobody names one, so that no note says it.
    pub is_month_known: bool,
}

/// A scenario as a question for the engine.
#[derive(Debug, Clone)]
pub struct ScenarioQuestion<'t> {
    /// The question.
    pub simulation: Simulation<'t>,
    /// The rules to check.
    pub policy: Option<PolicySpec>,
    /// The file that was named.
    pub source: SourceFile,
    /// What was assumed, and what else to know.
    pub notes: Vec<String>,
    /// What changes the meaning of a figure: a lower bound, or runs that are not counted.
    pub cautions: Vec<String>,
    /// Those of both that tell how files of schedules were read.
    pub notes_of_files: Vec<String>,
    /// What could not be read of records, one line each.
    pub skipped: Vec<String>,
    /// Where each job stands.
    pub places: Vec<JobPlace>,
    /// What is known of how each job's runs vary.
    pub measured: Vec<MeasuredJob>,
    /// Where each seat that has a table stands.
    pub seat_places: Vec<(String, (SourceFile, Span))>,
}

/// What is wrong with a scenario.
#[derive(Default)]
struct Faults {
    /// In its plans, models and files: some only follow from a day that could not be read.
    found: Vec<Diagnostic>,
    /// In the files as they are written, in settings and on the command line.
    as_written: Vec<Diagnostic>,
}

impl ScenarioFiles {
    /// The question for the engine.
    ///
    /// # Errors
    ///
    /// With everything that is wrong with the files, and with what they name in view of the tables.
    pub fn resolve<'t>(
        &self,
        overrides: &Overrides,
        table: &'t PriceTable,
        context: Context<'_>,
    ) -> Result<ScenarioQuestion<'t>, Vec<Diagnostic>> {
        let (main, frame, defaults) = (self.main(), self.frame(overrides), context.defaults);
        let mut assumptions = Assumptions::default();
        let mut faults =
            Faults { found: self.unknown_jobs(&overrides.without), as_written: self.faults.clone() };
        let given = or_noted(or_set(frame.zone.clone(), defaults.zone.as_ref()), &mut faults.as_written);
        let is_day_unread = frame.as_of.is_none() && self.is_faulty("as_of");
        let given_day = if is_day_unread {
            None
        } else {
            or_noted(or_set(frame.as_of, defaults.as_of.as_ref()), &mut faults.as_written)
        };
        // Where the day has a fault, nothing is said about what depends on it.
        let is_day_known = given_day.is_some() || !self.is_faulty("as_of");
        // Schedules that name no zone are on the clock of the scenario, and where that names none, on the one
        // that all others are on.
        let zone = given.clone().unwrap_or_else(|| self.common_zone(context));
        let as_of = given_day.unwrap_or_else(|| context.clock.today(Some(&zone)));
        let program = self.program(&frame, table, (as_of, is_day_known), defaults, &mut faults.as_written);
        let (program, is_program_named) = self.select(program, &frame, table, defaults, &mut assumptions);
        let seats = match program {
            Some(program) => {
                let holders = seats::Holders { files: self, frame: &frame, program, table, defaults };
                holders.seats(&mut assumptions, &mut faults.found)
            }
            None => seats::unknown(self),
        };
        let factor = or_noted(tokens_or_set(frame.token_factor.clone(), defaults), &mut faults.as_written);
        let (without, may_lack_agents) = (&overrides.without, overrides.may_lack_agents);
        let (token_factor, month) = (factor.as_ref(), overrides.is_month_known);
        let inputs = Inputs {
            frame: &frame,
            as_of,
            zone: &zone,
            table,
            context,
            without,
            may_lack_agents,
            token_factor,
        };
        let read = jobs::jobs(self, &seats, &inputs, &mut assumptions, &mut faults.found);
        let cycle =
            program.map(|program| frame.cycle(program, as_of, month, defaults, &mut assumptions)).transpose();
        let cycle = or_noted(cycle, &mut faults.as_written).and_then(|cycle| {
            self.first_cycle(cycle, overrides, &frame, (as_of, is_day_known), &zone, &mut faults.found)
        });
        let is_fee_paid =
            or_noted(or_set(frame.is_fee_paid, defaults.fee_paid.as_ref()), &mut faults.as_written);
        faults.found.retain(|fault| is_day_known || fault.code != Code::NoPriceOnDay);
        let is_whole = faults.found.is_empty() && faults.as_written.is_empty();
        let (Some(cycle), Some(program), true) = (cycle, program, is_whole) else {
            return Err(self.in_order(faults));
        };
        let zone = frame::zone_of(program, zone, &mut assumptions);
        let is_timed = read.specs.iter().any(|job| matches!(job.schedule, Schedule::Timed(_)));
        if given.is_none() && is_timed {
            assumptions.assumed.push(zone::assumed(&zone, "tz"));
        }
        let mut from = frame.from(as_of, given_day.is_some(), &zone, context.clock)?;
        // What is only counted has no days of which some could be over.
        let has_days = read.specs.iter().any(|job| !matches!(job.schedule, Schedule::Count(_)));
        if !frame.from_now && has_days && seats.iter().any(|seat| !seat.spent.is_zero()) {
            let now = frame.now(as_of, given_day.is_some() || !is_timed, &zone, context.clock)?;
            let (implied, note) = spent::implied(cycle, as_of, now, &zone, frame.words);
            from = implied;
            assumptions.notes.extend(note);
        }
        if from.is_some() {
            assumptions.notes.extend(self.uncut_runs(&overrides.without));
        }
        let cycles = overrides.cycles.or(value(main.cycles.as_ref()));
        let first = from.map_or(cycle.period().start(), |from| zone.to_datetime(from).date());
        let past = seats::past_promotions(self, first.max(cycle.period().start()));
        if !past.is_empty() {
            return Err(past);
        }
        let simulation = Simulation {
            program,
            is_program_named,
            as_of,
            zone,
            cycle,
            cycles: cycles.unwrap_or(NonZeroU16::MIN),
            from,
            seats,
            jobs: read.specs,
            is_fee_paid: is_fee_paid.unwrap_or(false),
        };
        if simulation.days().is_err() {
            return Err(vec![self.outside(overrides)]);
        }
        seats::within_caps(self, &simulation)?;
        let (notes, cautions) = assumptions.into_notes(overrides.is_about_all_runs);
        Ok(ScenarioQuestion {
            simulation,
            policy: main.policy.clone(),
            source: main.source.clone(),
            notes: notes.into_iter().chain(read.notes).collect(),
            cautions: cautions.into_iter().chain(read.cautions).collect(),
            notes_of_files: read.of_files,
            skipped: read.skipped,
            places: read.places,
            measured: read.measured,
            seat_places: self.seat_places(),
        })
    }

    fn seat_places(&self) -> Vec<(String, (SourceFile, Span))> {
        let of_file = |file: &ScenarioFile| {
            let source = file.spec.source.clone();
            file.spec
                .members
                .iter()
                .map(move |seat| (seat.name.value.clone(), (source.clone(), seat.span.clone())))
                .collect::<Vec<_>>()
        };
        self.files.iter().flat_map(of_file).collect()
    }

    /// What holds for all jobs and seats; what somebody says beside the file wins.
    fn frame(&self, overrides: &Overrides) -> Frame {
        let main = self.main();
        let by_flag = overrides.program.clone().map(|name| Given::by_flag("--program", name));
        Frame {
            program: by_flag.or_else(|| main.program.as_ref().map(|name| Given::placed(&main.source, name))),
            spent: value(main.spent.as_ref()),
            exhaustion: value(main.on_exhaustion.as_ref()),
            is_fee_paid: overrides.is_fee_paid.then_some(true).or(value(main.fee_paid.as_ref())),
            surface: value(main.surface.as_ref()),
            auth: value(main.auth.as_ref()),
            cycle: CycleSpec {
                day: value(main.cycle_day.as_ref()),
                start: value(main.cycle_start.as_ref()),
                days: value(main.cycle_days.as_ref()),
                calendar_month: false,
            },
            from_now: overrides.from_now || main.from_now,
            as_of: overrides.as_of.or(value(main.as_of.as_ref())),
            zone: overrides.zone.clone().or_else(|| value(main.tz.as_ref())),
            token_factor: self.factors(overrides).tokens,
            words: Vocabulary::Keys,
        }
    }

    /// The program that is named, set or the default; `None` where its name or the day that it depends on could
    /// not be read.
    fn program<'t>(
        &self,
        frame: &Frame,
        table: &'t PriceTable,
        (as_of, is_day_known): (Date, bool),
        defaults: &Defaults,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<&'t Program> {
        let is_unread = frame.program.is_none() && self.is_faulty("program");
        match frame.program(table, as_of, defaults) {
            _ if is_unread => None,
            // Which rules are in force depends on the day.
            Err(fault) if fault.code == Code::NoProgramInForce && !is_day_known => None,
            found => or_noted(found.map(Some), faults),
        }
    }

    /// The program whose rules are used, and whether it counts as named: where none is, plans that exist in one
    /// program alone name it.
    fn select<'t>(
        &self,
        program: Option<&'t Program>,
        frame: &Frame,
        table: &'t PriceTable,
        defaults: &Defaults,
        assumptions: &mut Assumptions,
    ) -> (Option<&'t Program>, bool) {
        if frame.is_program_named(defaults) {
            return (program, true);
        }
        let names = self.plan_names(defaults);
        match program.and_then(|program| plans::selected(table, program, &names)) {
            Some((other, note)) => {
                assumptions.notes.push(note);
                (Some(other), true)
            }
            None => (program, false),
        }
    }

    /// The plans that are named for all and for seats, or the one that is set where none is.
    fn plan_names<'n>(&'n self, defaults: &'n Defaults) -> Vec<&'n str> {
        let of_seats =
            self.files.iter().flat_map(|file| &file.spec.members).filter_map(|seat| seat.plan.as_ref());
        let named: Vec<&str> =
            self.main().plan.iter().chain(of_seats).map(|plan| plan.value.as_str()).collect();
        let set = defaults.plan.as_ref().filter(|_| named.is_empty());
        named.into_iter().chain(set.map(|plan| plan.value.as_str())).collect()
    }

    /// What prices and tokens are multiplied by, and what stands beside the dollars; what somebody says beside
    /// the file wins.
    #[must_use]
    pub fn factors(&self, overrides: &Overrides) -> Factors {
        let main = self.main();
        let of_file = Factors {
            price: value(main.price_factor.as_ref()),
            tokens: main.token_factor.as_ref().map(|factor| Given::placed(&main.source, factor)),
            tax: value(main.tax.as_ref()),
            currency: value(main.currency.as_ref()),
        };
        overrides.factors.clone().or(of_file)
    }

    /// The first cycle, in which the day of asking is where only its rest counts.
    fn first_cycle(
        &self,
        cycle: Result<BillingCycle, NoCycle>,
        overrides: &Overrides,
        frame: &Frame,
        (as_of, is_day_known): (Date, bool),
        zone: &TimeZone,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<BillingCycle> {
        let is_known = is_day_known && !self.is_any_faulty(&["cycle_day", "cycle_days", "cycle_start"]);
        let Ok(cycle) = cycle else {
            faults.extend(is_known.then(|| self.outside(overrides)));
            return None;
        };
        // Only a cycle whose first day is named can lie elsewhere.
        if let Some(start) = &self.main().cycle_start
            && frame.from_now
            && is_known
            && let Err(fault) = frame::in_cycle(cycle, as_of, zone, frame.words)
        {
            faults.push(fault.at(&self.main().source, start.span.clone(), "the first cycle begins here"));
        }
        Some(cycle)
    }

    /// What is said about jobs that are to be left out and are not there.
    fn unknown_jobs(&self, without: &[String]) -> Vec<Diagnostic> {
        // Where not all names could be read, any may be among the others.
        if !self.files.iter().all(|file| file.spec.knows_jobs()) {
            return Vec::new();
        }
        let names: Vec<&str> = self.jobs().map(|job| job.name.value.as_str()).collect();
        let unknown = without.iter().filter(|name| !names.contains(&name.as_str()));
        let fault = |name: &String| {
            Diagnostic::new(Code::UnknownJob, format!("there is no job `{name}` to leave out"))
                .did_you_mean(name, names.iter().copied())
                .note(format!("the jobs are {}", quoted(&names)))
        };
        unknown.map(fault).collect()
    }

    /// What to know about jobs whose runs have no times, where only the rest of a cycle counts: none of them
    /// is known to be over.
    fn uncut_runs(&self, without: &[String]) -> Option<String> {
        let jobs = self.jobs().filter(|job| !without.contains(&job.name.value));
        let is_counted =
            |job: &&JobTable| matches!(job.schedule, JobSchedule::Counted(Schedule::Count(runs)) if runs > 0);
        let counted = jobs.filter(is_counted);
        let names: Vec<String> = counted.map(|job| format!("`{}`", escaped(&job.name.value))).collect();
        let all = listed(&names);
        (!names.is_empty()).then(|| {
            format!(
                "all `runs` of {all} count in the rest of the first cycle: they have no fixed times, so \
            none is known to be over"
            )
        })
    }

    /// Faults in the order of the files, and in each from above, each once; what stands in no file comes
    /// first, and what stands in others last.
    fn in_order(&self, faults: Faults) -> Vec<Diagnostic> {
        let place = |fault: &Diagnostic| {
            let (source, labels) = fault.place.as_ref()?;
            let file = self.files.iter().position(|file| file.spec.source == *source);
            Some((file.unwrap_or(self.files.len()), file.map(|_| labels[0].span.start)))
        };
        // A plan of all seats is looked up for each of them.
        let mut each = Diagnostic::distinct(faults.as_written.into_iter().chain(faults.found));
        each.sort_by_key(place);
        each
    }

    /// The zone that all jobs name, if they do; otherwise the one where the person is.
    fn common_zone(&self, context: Context<'_>) -> TimeZone {
        let mut zones = self.jobs().map(|job| job.tz.as_ref().map(|zone| &zone.value));
        match zones.next().flatten() {
            Some(first) if zones.all(|zone| zone == Some(first)) => first.clone(),
            _ => context.clock.zone(),
        }
    }

    /// What is said of a cycle that the calendar does not reach, at the day of the file that it comes from, if it
    /// does.
    fn outside(&self, overrides: &Overrides) -> Diagnostic {
        let main = self.main();
        let is_asked = overrides.as_of.is_some() || overrides.cycles.is_some();
        match main.cycle_start.as_ref().or(main.as_of.as_ref()).filter(|_| !is_asked) {
            Some(day) => Diagnostic::new(Code::ScenarioOutsideCalendar, OutOfCalendar.to_string())
                .at(&main.source, day.span.clone(), "")
                .help(frame::DATES_END),
            None => frame::outside(OutOfCalendar),
        }
    }
}

impl ScenarioQuestion<'_> {
    /// What to say about jobs that have no price, each where it stands.
    #[must_use]
    pub fn diagnostics(&self, unanswered: &[Unanswered]) -> Vec<Diagnostic> {
        unanswered.iter().map(|fault| self.diagnostic(fault)).collect()
    }

    fn diagnostic(&self, fault: &Unanswered) -> Diagnostic {
        let diagnostic = fault.reason.diagnostic(Vocabulary::Keys);
        let job = fault.job.and_then(|job| Some((self.simulation.jobs.get(job)?, self.places.get(job)?)));
        let Some((job, place)) = job else { return diagnostic };
        let diagnostic =
            diagnostic.at(&place.source, place.run.clone(), format!("in the job `{}`", job.name));
        match &fault.reason {
            NoPrice::NotOnDay { day, .. } if *day > self.simulation.as_of => {
                diagnostic.note(format!("these cycles reach {day}"))
            }
            _ => diagnostic,
        }
    }
}
