//! From the arguments and the settings to a question as plain values, with the files and the clock of this
//! machine.

pub(in crate::cli) mod confine;
mod files;
mod one_job;
mod run;

use jiff::civil::Date;

use crate::cli::World;
use crate::cli::args::{FrequencyArgs, NamedFiles, PlanArgs, QuestionArgs, RecordArgs, Schedules, Today};
use crate::cli::clock::AnswerClock;
use crate::cli::settings::Settings;
use crate::cli::shell::Shell;
use crate::cli::values::day;
use crate::diagnostic::{Diagnostic, Vocabulary};
use crate::question::file::Overrides;
use crate::question::{
    Context, CycleSpec, Defaults, Expression, Factors, Frame, Given, Multiplied, PlansSpec, QuestionSpec,
    RunInput, SchedulesSpec,
};
use crate::schedule::Schedule;
use crate::source::SourceFile;

pub(in crate::cli) use files::MachineFiles;
pub(in crate::cli) use one_job::{Asked, OneJob};

/// What every question of a command stands in.
pub(in crate::cli) struct Asker<'a, 'w> {
    pub(in crate::cli) files: MachineFiles<'a, 'w>,
    defaults: Defaults,
    clock: &'a AnswerClock,
}

impl<'a, 'w> Asker<'a, 'w> {
    pub(in crate::cli) fn new(
        shell: &'a Shell<'a>,
        today: &'a Today,
        records: Option<&'a RecordArgs>,
        named: NamedFiles,
        world: &'a World<'w>,
    ) -> Self {
        let files = MachineFiles::new(shell, today, records, named, world);
        Self { files, defaults: shell.settings.defaults(), clock: world.clock() }
    }

    /// What prices and tokens are multiplied by, with the settings as defaults.
    pub(in crate::cli) fn multiplied(&self, factors: Factors) -> Result<Multiplied, Diagnostic> {
        factors.or_set(&self.defaults)
    }

    pub(in crate::cli) fn context(&self) -> Context<'_> {
        Context { files: &self.files, clock: self.clock, defaults: &self.defaults }
    }
}

impl QuestionArgs {
    /// The question about this run.
    pub(in crate::cli) fn spec(&self, run: RunInput) -> QuestionSpec {
        let Self { frequency, plan, used, cycle, .. } = self;
        QuestionSpec {
            run,
            schedules: frequency.schedules.spec(),
            how_often: how_often(frequency),
            plans: PlansSpec {
                names: plan.plan.clone(),
                seats: plan.seats.iter().flat_map(|mixes| mixes.0.clone()).collect(),
                credit: plan.credit,
            },
            frame: Frame {
                program: plan.program.clone().map(|name| Given::by_flag("--program", name)),
                spent: plan.spent,
                exhaustion: plan.on_exhaustion,
                is_fee_paid: plan.fees.fee_paid.then_some(true),
                surface: used.surface,
                auth: used.auth,
                cycle: CycleSpec {
                    day: cycle.cycle_day,
                    start: cycle.cycle_start,
                    days: cycle.cycle_days,
                    calendar_month: cycle.calendar_month,
                },
                from_now: cycle.from_now,
                as_of: cycle.today.as_of,
                zone: cycle.today.tz.clone(),
                token_factor: None,
                words: Vocabulary::Flags,
            },
        }
    }
}

impl PlanArgs {
    /// What is said where `--seats` stands twice: one of them would be passed over.
    pub(in crate::cli) fn seats_twice(&self) -> Option<Diagnostic> {
        (self.seats.len() > 1).then(|| {
            Diagnostic::arguments(
                "`--seats` is given twice",
                "put all seats of a team in one: `--seats standard=5,premium=3`",
            )
            .help("or compare several mixes: `--seats \"standard=8; standard=5,premium=3\"`")
        })
    }
}

fn how_often(args: &FrequencyArgs) -> Option<Schedule> {
    let runs = args.runs.map(Schedule::Count);
    let per_day = args.per_day.map(Schedule::PerDay);
    runs.or(per_day).or(args.nightly.then_some(Schedule::NIGHTLY))
}

impl Schedules {
    /// The same as plain values.
    pub(in crate::cli) fn spec(&self) -> SchedulesSpec {
        let behind = |flag: &'static str, texts: &[String]| {
            let source = |text: &String| SourceFile::argument(flag, flag, text.clone());
            texts.iter().map(|text| Expression::alone(source(text))).collect()
        };
        SchedulesSpec {
            cron: behind("--cron", &self.cron),
            oncalendar: behind("--oncalendar", &self.oncalendar),
            crontabs: self.crontab.clone(),
            matching: self.matching.clone(),
            workflows: self.workflow.clone(),
            schedules: self.schedule.clone(),
            events: self.events.clone(),
            runs_each: self.runs_each.map(|runs| u64::from(runs.get())),
            words: Vocabulary::Flags,
        }
    }
}

impl Today {
    /// The day of asking, by flags and settings.
    pub(in crate::cli) fn day(&self, settings: &Settings) -> Result<Date, Diagnostic> {
        if let Some(day) = self.given(settings)? {
            return Ok(day);
        }
        Ok(settings.clock().today(settings.zone(self.tz.as_ref())?.as_ref()))
    }

    /// The day of asking where a flag or a setting says it, and not the clock.
    pub(in crate::cli) fn given(&self, settings: &Settings) -> Result<Option<Date>, Diagnostic> {
        settings.or(self.as_of, "as_of", day)
    }

    /// What the day of asking overrides in a scenario.
    pub(in crate::cli) fn overrides(&self) -> Overrides {
        Overrides { as_of: self.as_of, zone: self.tz.clone(), ..Overrides::default() }
    }
}
