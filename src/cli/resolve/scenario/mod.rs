//! From the files of a scenario to the question that the library answers.

mod files;
mod in_keys;
mod jobs;
mod seats;

use std::fmt::Display;
use std::num::NonZeroU16;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Understood, plans, when};
use crate::calendar::{BillingCycle, OutOfCalendar};
use crate::cli::args::{Common, Today};
use crate::cli::settings::Settings;
use crate::cli::values::{CycleDay, Day, Zone};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::pricing::{NoPrice, PriceTable, Program};
use crate::report::phrase::{harmless, listed};
use crate::scenario_file::{Written, WrittenPolicy, WrittenSchedule};
use crate::schedule::{Schedule, zone};
use crate::simulate::{Simulation, Unanswered};
use crate::source::{SourceFile, Span};

pub(in crate::cli) use files::{ScenarioFiles, read};

/// What the command line says about a scenario, which wins over the file.
#[derive(Default)]
pub(in crate::cli) struct Wishes<'a> {
    /// Whose rules.
    pub(in crate::cli) program: Option<&'a str>,
    /// How many cycles.
    pub(in crate::cli) cycles: Option<NonZeroU16>,
    /// Only what is left of the first cycle.
    pub(in crate::cli) from_now: bool,
    /// Jobs that are left out.
    pub(in crate::cli) without: &'a [String],
}

/// A scenario, looked up and counted on.
pub(in crate::cli) struct ReadScenario<'t> {
    pub(in crate::cli) simulation: Simulation<'t>,
    pub(in crate::cli) policy: Option<WrittenPolicy>,
    /// The file that was named.
    pub(in crate::cli) source: SourceFile,
    pub(in crate::cli) notes: Vec<String>,
    pub(in crate::cli) skipped: Vec<String>,
    /// What each job is in its file.
    places: Vec<(SourceFile, Span)>,
}

impl ScenarioFiles {
    /// The question that the files ask; or everything that is wrong with it.
    pub(in crate::cli) fn resolved<'t>(
        &self,
        wishes: &Wishes<'_>,
        common: &Common,
        today: &Today,
        table: &'t PriceTable,
        settings: &Settings,
        world: &World<'_>,
    ) -> Result<ReadScenario<'t>, Failure> {
        let main = &self.files[0].written;
        let mut understood = Understood::default();
        // What is found from here on, and what is told in the words of the command line or of the
        // configuration.
        let (mut faults, mut told) = (self.unknown_jobs(wishes.without), self.faults.clone());
        let given = match &today.tz {
            Some(Zone(zone)) => Some(zone.clone()),
            None => match &main.tz {
                Some(zone) => Some(zone.value.clone()),
                None => set::<Zone>(settings, "tz", &mut told).map(|Zone(zone)| zone),
            },
        };
        let system = given.clone().unwrap_or_else(World::zone);
        let as_of = match (&today.as_of, &main.as_of) {
            (Some(Day(day)), _) => Some(*day),
            (None, Some(day)) => Some(day.value),
            (None, None) if self.is_faulty("as_of") => None,
            (None, None) => set::<Day>(settings, "as_of", &mut told).map(|Day(day)| day),
        };
        // Where the day has a fault, nothing is said about what depends on it.
        let is_day_known = as_of.is_some() || !self.is_faulty("as_of");
        // Schedules that name no zone are on the clock of the scenario, and where that names none, on the one
        // that all others are on.
        let zone = given.clone().unwrap_or_else(|| self.common_zone(&system));
        let is_as_of_given = as_of.is_some();
        let as_of = as_of.unwrap_or_else(|| World::today(Some(&zone)));
        let program = match self.program(wishes, table, as_of, settings) {
            Some(Ok(program)) => Some(program),
            // Which rules are in force depends on the day.
            Some(Err(fault)) if fault.code == Code::NoProgramInForce && !is_day_known => None,
            Some(Err(fault)) => {
                told.push(fault);
                None
            }
            None => None,
        };
        let seats = match program {
            Some(program) => {
                seats::seats(&self.files, program, table, settings, &mut understood, &mut faults)
            }
            None => seats::unknown(&self.files),
        };
        let asked = jobs::Asked {
            common,
            today,
            as_of,
            zone: &zone,
            table,
            settings,
            world,
            without: wishes.without,
        };
        let read = jobs::jobs(&self.files, &seats, &asked, &mut understood, &mut faults)?;
        let outside = || {
            let is_asked = today.as_of.is_some() || wishes.cycles.is_some();
            let day = main.cycle_start.as_ref().or(main.as_of.as_ref()).filter(|_| !is_asked);
            outside(day.map(|day| (&main.source, day.span.clone())))
        };
        let is_cycle_known =
            is_day_known && !["cycle_day", "cycle_days", "cycle_start"].iter().any(|key| self.is_faulty(key));
        let cycle = match cycle(main, settings, as_of, &mut understood) {
            Ok(Ok(cycle)) => Some(cycle),
            Ok(Err(OutOfCalendar)) => {
                faults.extend(is_cycle_known.then(outside));
                None
            }
            Err(fault) => {
                told.push(fault);
                None
            }
        };
        let from_now = wishes.from_now || main.from_now;
        // Only a cycle whose first day is named can lie elsewhere.
        if let (Some(start), Some(cycle)) = (&main.cycle_start, cycle)
            && from_now
            && is_cycle_known
            && !cycle.period().contains(as_of)
        {
            let title = format!("`from_now` asks for the rest of a cycle, and {as_of} is not in it");
            let fault = Diagnostic::new(Code::ScenarioNotInCycle, title).at(
                &main.source,
                start.span.clone(),
                "the first cycle begins here",
            );
            faults.push(fault.help("leave `from_now` out to ask for all of the cycle"));
        }
        faults.retain(|fault| is_day_known || fault.code != Code::NoPriceOnDay);
        let is_whole = faults.is_empty() && told.is_empty();
        let (Some(cycle), Some(program), true) = (cycle, program, is_whole) else {
            return Err(self.in_order(faults, told).into());
        };
        let is_timed = read.specs.iter().any(|job| matches!(job.schedule, Schedule::Timed(_)));
        if from_now {
            understood.notes.extend(self.uncut_runs(wishes.without));
        }
        if given.is_none() && is_timed {
            understood.assumed.push(format!("times in {} (`tz`)", zone::name(&zone)));
        }
        let from = if from_now {
            Some(if is_as_of_given { when::beginning(as_of, &zone)? } else { World::now() })
        } else {
            None
        };
        let simulation = Simulation {
            program,
            as_of,
            zone,
            cycle,
            cycles: wishes
                .cycles
                .or(main.cycles.as_ref().map(|cycles| cycles.value))
                .unwrap_or(NonZeroU16::MIN),
            from,
            seats,
            jobs: read.specs,
        };
        if simulation.days().is_err() {
            return Err(outside().into());
        }
        let notes =
            understood.into_notes().into_iter().chain(read.notes.iter().map(|note| in_keys::text(note)));
        Ok(ReadScenario {
            simulation,
            policy: main.policy.clone(),
            source: main.source.clone(),
            notes: notes.collect(),
            skipped: read.skipped,
            places: read.places,
        })
    }

    /// Whose rules are asked about; nothing where the file names them in a way that cannot be read.
    fn program<'t>(
        &self,
        wishes: &Wishes<'_>,
        table: &'t PriceTable,
        as_of: Date,
        settings: &Settings,
    ) -> Option<Result<&'t Program, Diagnostic>> {
        let main = &self.files[0].written;
        let name = wishes.program.or_else(|| main.program.as_ref().map(|name| name.value.as_str()));
        if name.is_none() && self.is_faulty("program") {
            return None;
        }
        let found = plans::program_called(name.or_else(|| settings.text("program")), table, as_of);
        Some(found.map_err(|fault| match (wishes.program, &main.program) {
            (Some(_), _) => fault,
            (None, Some(written)) => in_keys::fault(fault).at(&main.source, written.span.clone(), ""),
            (None, None) => settings.blame(fault, "program"),
        }))
    }

    /// What is said about jobs that are to be left out and are not there.
    fn unknown_jobs(&self, without: &[String]) -> Vec<Diagnostic> {
        // Where not all names could be read, any may be among the others.
        if !self.files.iter().all(|file| file.written.knows_jobs()) {
            return Vec::new();
        }
        let names: Vec<&str> = self
            .files
            .iter()
            .flat_map(|file| &file.written.jobs)
            .map(|job| job.name.value.as_str())
            .collect();
        let unknown = without.iter().filter(|name| !names.contains(&name.as_str()));
        let fault = |name: &String| {
            let near = nearest(name, names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let all: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            Diagnostic::new(Code::UnknownJob, format!("there is no job `{name}` to leave out"))
                .maybe_help(near)
                .note(format!("the jobs are {}", listed(&all)))
        };
        unknown.map(fault).collect()
    }

    /// What to know about jobs whose runs have no times, where only the rest of a cycle counts: none of them
    /// is known to be over.
    fn uncut_runs(&self, without: &[String]) -> Option<String> {
        let jobs = self
            .files
            .iter()
            .flat_map(|file| &file.written.jobs)
            .filter(|job| !without.contains(&job.name.value));
        let counted =
            jobs.filter(|job| matches!(&job.schedule, WrittenSchedule::Runs(runs) if runs.value > 0));
        let names: Vec<String> = counted.map(|job| format!("`{}`", harmless(&job.name.value))).collect();
        let all = listed(&names);
        (!names.is_empty())
            .then(|| format!("all `runs` of {all} are in the rest of the first cycle: at no known times, none is known to be over"))
    }

    /// Faults in the order of the files, and in each from above, each once; what stands in no file comes
    /// first, and what stands in others last. Those that are `told` already are in words of their own.
    fn in_order(&self, faults: Vec<Diagnostic>, told: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let place = |fault: &Diagnostic| {
            let (source, labels) = fault.place.as_ref()?;
            let file = self.files.iter().position(|file| file.written.source == *source);
            Some((file.unwrap_or(self.files.len()), file.map(|_| labels[0].span.start)))
        };
        let mut each: Vec<Diagnostic> = Vec::new();
        for fault in told.into_iter().chain(faults.into_iter().map(in_keys::fault)) {
            // A plan of all seats is looked up for each of them.
            if !each.contains(&fault) {
                each.push(fault);
            }
        }
        each.sort_by_key(place);
        each
    }

    /// The zone that all jobs name, if they do; otherwise the system's.
    fn common_zone(&self, system: &TimeZone) -> TimeZone {
        let mut zones = self
            .files
            .iter()
            .flat_map(|file| &file.written.jobs)
            .map(|job| job.tz.as_ref().map(|zone| &zone.value));
        match zones.next().flatten() {
            Some(first) if zones.all(|zone| zone == Some(first)) => first.clone(),
            _ => system.clone(),
        }
    }
}

impl ReadScenario<'_> {
    /// What to say about jobs that have no price, each where it stands.
    pub(in crate::cli) fn told(&self, unanswered: &[Unanswered]) -> Vec<Diagnostic> {
        let told = |fault: &Unanswered| {
            let diagnostic = in_keys::fault(fault.reason.diagnostic());
            let Some((job, (source, span))) =
                fault.job.and_then(|job| Some((self.simulation.jobs.get(job)?, self.places.get(job)?)))
            else {
                return diagnostic;
            };
            let diagnostic = diagnostic.at(source, span.clone(), format!("in the job `{}`", job.name));
            match &fault.reason {
                NoPrice::NotOnDay { day, .. } if *day > self.simulation.as_of => {
                    diagnostic.note(format!("the cycles that are asked about reach {day}"))
                }
                _ => diagnostic,
            }
        };
        unanswered.iter().map(told).collect()
    }
}

/// The cycle, unless a day of it is none of the calendar's.
fn cycle(
    main: &Written,
    settings: &Settings,
    as_of: Date,
    understood: &mut Understood,
) -> Result<Result<BillingCycle, OutOfCalendar>, Diagnostic> {
    let day = match &main.cycle_day {
        Some(day) => Some(day.value),
        None if main.cycle_start.is_some() || main.cycle_days.is_some() => None,
        None => settings.or::<CycleDay>(None, "cycle_day")?.map(|CycleDay(day)| day),
    };
    let start = main.cycle_start.as_ref().map(|start| start.value);
    Ok(match (main.cycle_days.as_ref(), start, day) {
        (Some(days), start, _) => {
            if start.is_none() {
                understood.assumed.push(format!("a cycle from {as_of} on (`cycle_start`)"));
            }
            BillingCycle::of_days(days.value, start.unwrap_or(as_of))
        }
        (None, Some(start), Some(day)) => BillingCycle::first_short(day, start).map_err(|_| OutOfCalendar),
        (None, Some(start), None) => BillingCycle::starting(start),
        (None, None, Some(day)) => BillingCycle::anchored(day, as_of).map_err(|_| OutOfCalendar),
        (None, None, None) => {
            understood.assumed.push("the calendar month as the cycle (`cycle_day`)".to_owned());
            BillingCycle::calendar_month(as_of)
        }
    })
}

/// What is said of a cycle that the calendar does not reach, at the day of the file that it comes from, if it
/// does.
fn outside(day: Option<(&SourceFile, Span)>) -> Diagnostic {
    let title = "the billing cycle lies outside the calendar";
    let fault = match day {
        Some((source, span)) => Diagnostic::new(Code::ScenarioOutsideCalendar, title).at(source, span, ""),
        None => Diagnostic::new(Code::OutsideCalendar, title),
    };
    fault.help("dates end with the year 9999")
}

/// What a configuration says; what it says wrongly is noted.
fn set<T: FromStr<Err: Display>>(
    settings: &Settings,
    key: &'static str,
    faults: &mut Vec<Diagnostic>,
) -> Option<T> {
    settings.or(None, key).unwrap_or_else(|fault| {
        faults.push(fault);
        None
    })
}
