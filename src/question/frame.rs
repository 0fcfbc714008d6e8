//! The frame of a question: whose rules, when, on whose clock and on whose bill.

use std::num::NonZeroU16;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::assumptions::Assumptions;
use super::files::Clock;
use super::given::{Defaults, Given, or_set};
use crate::calendar::{BillingCycle, NoCycle, OutOfCalendar};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::Exhaustion;
use crate::pricing::{Auth, CycleRule, PriceTable, Program, ProgramStatus, Surface};
use crate::schedule::zone;
use crate::units::{Factor, Usd};

/// What holds for all that is asked about, as flags say it or as it stands above the first header of a file.
/// What it does not say is set or assumed.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// The id of a program, or `current`.
    pub program: Option<Given<String>>,
    /// What is already spent of the credit.
    pub spent: Option<Usd>,
    /// What happens when the credit is gone.
    pub exhaustion: Option<Exhaustion>,
    /// Whether fees are paid anyway.
    pub is_fee_paid: Option<bool>,
    /// What starts the runs.
    pub surface: Option<Surface>,
    /// With what they sign in.
    pub auth: Option<Auth>,
    /// How the credit comes back.
    pub cycle: CycleSpec,
    /// Whether only the rest of the cycle counts.
    pub from_now: bool,
    /// Answer as if today were this day.
    pub as_of: Option<Date>,
    /// On whose clock runs happen and days begin.
    pub zone: Option<TimeZone>,
    /// What the tokens of all runs are multiplied by.
    pub token_factor: Option<Given<Factor>>,
    /// In which words it is written.
    pub words: Vocabulary,
}

/// How credit comes back, as it was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CycleSpec {
    /// The day of the month on which a cycle renews, 1 to 31.
    pub day: Option<i8>,
    /// The first day of the first cycle.
    pub start: Option<Date>,
    /// How many days a cycle has, where it is no month.
    pub days: Option<NonZeroU16>,
    /// Whether the calendar month was asked for.
    pub calendar_month: bool,
}

impl Frame {
    pub(super) fn program<'t>(
        &self,
        table: &'t PriceTable,
        as_of: Date,
        defaults: &Defaults,
    ) -> Result<&'t Program, Diagnostic> {
        program(self.program.as_ref().or(defaults.program.as_ref()), table, as_of)
    }

    /// Whether somebody named the program: in the question, or in a setting.
    pub(super) fn is_program_named(&self, defaults: &Defaults) -> bool {
        self.program.is_some() || defaults.program.is_some()
    }

    /// The cycle, unless a day of it is none of the calendar's. The month is not worth a word (`is_month_known`) where
    /// runs are only counted. Fails when the day that is set is not readable, or when `program` renews
    /// its credit on days of its own and others are asked for.
    pub(super) fn cycle(
        &self,
        program: &Program,
        as_of: Date,
        is_month_known: bool,
        defaults: &Defaults,
        assumptions: &mut Assumptions,
    ) -> Result<Result<BillingCycle, NoCycle>, Diagnostic> {
        let CycleSpec { day, start, days, calendar_month } = self.cycle;
        match program.cycle {
            CycleRule::BillingDay | CycleRule::Never => {}
            CycleRule::FirstOfMonthUtc => {
                self.not_asked_for(
                    program,
                    [
                        ("cycle_day", day.is_some()),
                        ("cycle_start", start.is_some()),
                        ("cycle_days", days.is_some()),
                    ],
                )?;
                return Ok(BillingCycle::calendar_month(as_of).map_err(NoCycle::Calendar));
            }
            CycleRule::Every(days) => {
                let asked = [
                    ("cycle_day", day.is_some()),
                    ("cycle_days", self.cycle.days.is_some_and(|asked| asked != days)),
                    ("calendar_month", calendar_month),
                ];
                self.not_asked_for(program, asked)?;
                return Ok(self.of_days(days, start, as_of, assumptions));
            }
        }
        if let Some(days) = days {
            return Ok(self.of_days(days, start, as_of, assumptions));
        }
        if let Some(start) = start {
            // A day of renewal beside a start makes the first cycle, which may be short; one that is set does not.
            return Ok(match day.or(calendar_month.then_some(1)) {
                Some(day) => BillingCycle::first_short(day, start),
                None => BillingCycle::starting(start).map_err(NoCycle::Calendar),
            });
        }
        let day = if calendar_month { None } else { or_set(day, defaults.cycle_day.as_ref())? };
        if let Some(day) = day {
            return Ok(BillingCycle::anchored(day, as_of));
        }
        if !calendar_month && !is_month_known {
            let by = self.words.name("cycle_day");
            assumptions.assumed.push(format!("calendar month (`{by}`)"));
        }
        Ok(BillingCycle::calendar_month(as_of).map_err(NoCycle::Calendar))
    }

    /// A cycle of this many days, from its first day on or from the day of asking.
    fn of_days(
        &self,
        days: NonZeroU16,
        start: Option<Date>,
        as_of: Date,
        assumptions: &mut Assumptions,
    ) -> Result<BillingCycle, NoCycle> {
        if start.is_none() {
            let by = self.words.name("cycle_start");
            assumptions.assumed.push(format!("a cycle from {as_of} on (`{by}`)"));
        }
        BillingCycle::of_days(days, start.unwrap_or(as_of)).map_err(NoCycle::Calendar)
    }

    /// Refuses a cycle that a program does not have. One that is set, and not asked for, is meant for the plans
    /// that are usually asked about.
    fn not_asked_for<const N: usize>(
        &self,
        program: &Program,
        asked: [(&'static str, bool); N],
    ) -> Result<(), Diagnostic> {
        match asked.into_iter().find(|(_, is_asked)| *is_asked) {
            Some((key, _)) => Err(own_cycle(program, key, self.words)),
            None => Ok(()),
        }
    }

    /// The instant from which on runs count, where only the rest of the cycle does: now, or the beginning of
    /// the day of asking where somebody named that day.
    pub(super) fn from(
        &self,
        as_of: Date,
        is_day_given: bool,
        zone: &TimeZone,
        clock: &dyn Clock,
    ) -> Result<Option<Timestamp>, Diagnostic> {
        if self.from_now { self.now(as_of, is_day_given, zone, clock).map(Some) } else { Ok(None) }
    }

    /// The instant of asking: now, or the beginning of the day of asking where somebody named that day.
    #[expect(clippy::unused_self, reason = "it belongs to the frame, whatever that says")]
    pub(super) fn now(
        &self,
        as_of: Date,
        is_day_given: bool,
        zone: &TimeZone,
        clock: &dyn Clock,
    ) -> Result<Timestamp, Diagnostic> {
        if !is_day_given {
            return Ok(clock.now());
        }
        zone.to_timestamp(as_of.at(0, 0, 0, 0)).map_err(|_| outside(OutOfCalendar))
    }
}

/// On whose clock days and cycles begin: on that of UTC where the credit renews there.
pub(super) fn zone_of(program: &Program, zone: TimeZone, assumptions: &mut Assumptions) -> TimeZone {
    if program.cycle != CycleRule::FirstOfMonthUtc || zone == TimeZone::UTC {
        return zone;
    }
    let name = program.short.as_deref().unwrap_or(&program.id);
    assumptions.notes.push(format!("days are in UTC, where the {name} renews"));
    TimeZone::UTC
}

/// What is said where a program has a cycle of its own, and another is asked for by `key`.
pub(super) fn own_cycle(program: &Program, key: &'static str, words: Vocabulary) -> Diagnostic {
    let (name, asked) = (program.short.as_deref().unwrap_or(&program.id), words.name(key));
    // What else there is to say of a renewal stands behind the first clause.
    let renewal = program.renewal.split(';').next().unwrap_or_default();
    let title = format!("`{asked}` doesn't apply to the {name}, which renews {renewal}");
    let code = if words == Vocabulary::Flags { Code::ArgumentsExclude } else { Code::KeysExclude };
    let fault = Diagnostic::new(code, title);
    match program.cycle {
        CycleRule::Every(_) => {
            let start = words.name("cycle_start");
            fault.help(format!("leave it out, or name the first day of a cycle with `{start}`"))
        }
        _ => fault.help(format!("leave `{asked}` out")),
    }
}

/// What is said of a cycle that is none.
pub(super) fn no_cycle(reason: NoCycle) -> Diagnostic {
    match reason {
        NoCycle::Calendar(reason) => outside(reason),
        NoCycle::Day(reason) => Diagnostic::new(Code::OutsideCalendar, reason.to_string()),
    }
}

/// What is said of a cycle that the calendar does not reach.
pub(crate) fn outside(reason: OutOfCalendar) -> Diagnostic {
    Diagnostic::new(Code::OutsideCalendar, reason.to_string()).help(DATES_END)
}

pub(super) const DATES_END: &str = "the last year is 9999";

/// Whether the day of asking is in the cycle whose rest is asked about.
pub(super) fn in_cycle(
    cycle: BillingCycle,
    as_of: Date,
    zone: &TimeZone,
    words: Vocabulary,
) -> Result<(), Diagnostic> {
    let period = cycle.period();
    if period.contains(as_of) {
        return Ok(());
    }
    let name = words.name("from_now");
    let title = format!("`{name}` counts the rest of a cycle, but {as_of} is not in it");
    let help = format!("leave `{name}` out to count the whole cycle");
    let (start, last) = (period.start(), period.end().yesterday().unwrap_or(period.end()));
    Err(match words {
        Vocabulary::Flags | Vocabulary::Elsewhere => Diagnostic::new(Code::NotInCycle, title)
            .help(help)
            .note(format!("the cycle is {start} to {last}; days are in {}", zone::name(zone))),
        // Its first day stands in the file, where the caret is.
        Vocabulary::Keys => Diagnostic::new(Code::ScenarioNotInCycle, title).help(help),
    })
}

/// The program of that name, or the one that counts where nobody names one.
fn program<'t>(
    given: Option<&Given<String>>,
    table: &'t PriceTable,
    as_of: Date,
) -> Result<&'t Program, Diagnostic> {
    let Some(given) = given else {
        return table.default_program().ok_or_else(|| {
            Diagnostic::new(Code::UnknownProgram, "there is no default program")
                .help("name one with `--program ID`")
        });
    };
    let spelled = table.program_spelled(&given.value).map(|program| program.id.as_str());
    let is_current = given.value.trim().eq_ignore_ascii_case("current");
    let found = match spelled.unwrap_or(if is_current { "current" } else { &given.value }) {
        // The rules in force of the vendor whose rules are the default ones.
        "current" => table
            .default_program()
            .and_then(|default| table.program_in_force(&default.vendor, as_of))
            .ok_or_else(|| none_in_force(table, as_of, given.place.words())),
        name => table.program(name).ok_or_else(|| unknown(table, name)),
    };
    found.map_err(|fault| given.place.blame(fault))
}

fn none_in_force(table: &PriceTable, as_of: Date, words: Vocabulary) -> Diagnostic {
    let history = |program: &Program| match program.status_on(as_of) {
        Some(change) => format!("{} was {} on {}", program.id, change.status.word(), change.from),
        None => format!("{} was not announced yet", program.id),
    };
    let fault = Diagnostic::new(Code::NoProgramInForce, format!("no program is in force on {as_of}"));
    let usual = || table.programs().iter().filter(|program| table.is_usual(program));
    let fault = usual().fold(fault, |fault, program| fault.note(history(program)));
    let changes = usual().flat_map(|program| &program.history);
    let first =
        changes.filter(|change| change.status == ProgramStatus::InForce).map(|change| change.from).min();
    fault.maybe_help(first.map(|day| {
        let (as_of, program) = (words.number("as_of", day), words.word("program", "ID"));
        format!("use `{as_of}` or later, or name a program with `{program}`")
    }))
}

fn unknown(table: &PriceTable, name: &str) -> Diagnostic {
    let ids = || table.programs().iter().map(|program| program.id.as_str());
    let usual = table.programs().iter().filter(|program| table.is_usual(program));
    let all: Vec<_> = usual.map(|program| format!("`{}`", program.id)).collect();
    let fault = Diagnostic::new(Code::UnknownProgram, format!("there is no program `{name}`"));
    let is_today = ["today", "now", "latest"].iter().any(|word| word.eq_ignore_ascii_case(name));
    let fault = if is_today {
        fault.help("today's rules are `current`")
    } else {
        fault.did_you_mean(name, ids().chain(["current"]))
    };
    fault.note(format!("the programs are {} and `current`, which is the one in force", all.join(", ")))
}
