//! The question that people ask before they schedule a job, and its answer.
//!
//! Everything here is a function of its inputs: no clock, no file, no environment.

mod days;
mod note;
pub(crate) mod pricing_days;
pub(crate) mod rules;
mod scenario;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calendar::Period;

pub use days::{DayOfCycle, days_of_cycle};
pub use note::{Note, PriceNote};
use rules::Use;
pub use scenario::{Holding, RunSpec, Scenario, UnknownSeat};

use crate::cost::RunCost;
use crate::ledger::{Coverage, Entry, Exhaustion, RunSeries, draw_runs, entries};
use crate::pricing::{Auth, Draws, NoPrice, Plan, PriceTable, Program, ProgramStatus, UseRule};
use crate::schedule::{HalfDay, Occurrence, Schedule, Timing};
use crate::units::{Credit, OutOfRange, Usd};

/// What a job costs in a cycle, and how far each plan's credit goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate<'t> {
    /// What one run costs on `priced_on`.
    pub run: RunCost<'t>,
    /// The day whose prices `run` was priced at.
    pub priced_on: Date,
    /// Days of the cycle on which a run costs something else, or the same at other rates.
    pub changes: Vec<PriceChange<'t>>,
    /// The runs of the cycle.
    pub series: RunSeries,
    /// Their instants, where the schedule has instants.
    pub timed: Option<TimedRuns>,
    /// On how many of those nights a run had no price of its own, and is counted at the price of `priced_on`.
    pub nights_without_price: u64,
    /// What they cost at list rates.
    pub total: Usd,
    /// One outcome for each plan asked about.
    pub plans: Vec<PlanOutcome<'t>>,
    /// What a person should know about the figures.
    pub notes: Vec<Note>,
}

/// The instants of the runs of a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedRuns {
    /// The half days with runs, in order.
    pub half_days: Vec<HalfDay>,
    /// The first run and the last, where there are any.
    pub ends: Option<(Occurrence, Occurrence)>,
}

/// Days on which a run is priced at other rates than on the day that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceChange<'t> {
    /// The days.
    pub days: Period,
    /// What one run costs on them.
    pub run: RunCost<'t>,
}

/// How far the credit of one plan goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanOutcome<'t> {
    /// The plan, or a credit that was stated.
    pub holding: Holding<'t>,
    /// The program whose rules these are.
    pub program: &'t Program,
    /// What the program is on the day of asking; `None` before it was announced.
    pub status: Option<ProgramStatus>,
    /// What the plan costs a month, seats included.
    pub fee: Option<Usd>,
    /// The credit of a cycle for this use.
    pub credit: Usd,
    /// Why the credit is not what the plan grants.
    pub no_credit: Option<NoCredit<'t>>,
    /// What happens when it is gone.
    pub exhaustion: Exhaustion,
    /// The runs met by it.
    pub coverage: Coverage,
    /// The first run that the credit does not pay in full, where runs have instants.
    pub runs_out: Option<Occurrence>,
    /// The first run that is refused or cut short, where runs have instants.
    pub refused_from: Option<Occurrence>,
    /// The same job under the rules in force, where these are not in force.
    pub in_force: Option<InForce<'t>>,
}

/// Why a plan has no credit for a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCredit<'t> {
    /// The program's rule for the surface and the sign-in.
    Rule(&'t UseRule),
    /// The plan is not eligible, or is no plan at all.
    Plan(Draws),
    /// The run's models are of this vendor, whose bill it is, and not of the program's.
    Vendor(&'t str),
}

impl PlanOutcome<'_> {
    /// The day of the first run that the credit does not pay in full, where the schedule has days.
    #[must_use]
    pub fn day_of_end(&self, zone: &TimeZone) -> Option<Date> {
        match self.runs_out {
            Some(run) => Some(zone.to_datetime(run.at).date()),
            None => self.coverage.end.and_then(|end| end.day),
        }
    }

    /// What happens to each run of `series` where `spent` of the credit is drawn already.
    pub fn entries(&self, spent: Usd, series: &RunSeries) -> impl Iterator<Item = Entry> {
        let draws = self.no_credit.map(NoCredit::draws);
        entries(Credit::of(self.credit.less(spent)), series, self.exhaustion).map(move |entry| Entry {
            // Plan windows refuse nothing by the dollar.
            is_refused: entry.is_refused && draws != Some(Draws::PlanWindows)
                || draws == Some(Draws::NotPermitted),
            ..entry
        })
    }
}

impl NoCredit<'_> {
    /// What such a use draws.
    #[must_use]
    pub fn draws(self) -> Draws {
        match self {
            Self::Rule(rule) => rule.draws,
            Self::Plan(draws) => draws,
            Self::Vendor(_) => Draws::ApiSpend,
        }
    }

    /// Why, as a clause; `None` where nobody published a reason.
    #[must_use]
    pub fn reason(self, plan: Option<&Plan>, program: &Program) -> Option<String> {
        match self {
            Self::Rule(rule) => Some(rule.reason.clone()),
            Self::Plan(_) => plan.and_then(|plan| plan.no_credit.clone()),
            Self::Vendor(vendor) => {
                Some(format!("a credit of {} does not pay for models of {vendor}", program.vendor))
            }
        }
    }

    /// Who says so; `None` where nobody needs to.
    #[must_use]
    pub fn source<'s>(&'s self, plan: Option<&'s Plan>) -> Option<&'s str> {
        match self {
            Self::Rule(rule) => Some(&rule.citation.source),
            Self::Plan(_) => plan.map(|plan| plan.citation.source.as_str()),
            Self::Vendor(_) => None,
        }
    }
}

/// The same job under the rules in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce<'t> {
    /// The program in force; `None` when there is none.
    pub program: Option<&'t Program>,
    /// The plan as it is called there.
    pub holding: Option<Holding<'t>>,
    /// Its credit for this use.
    pub credit: Usd,
    /// Why it has none.
    pub no_credit: Option<NoCredit<'t>>,
    /// The sign-in with which it is counted.
    pub auth: Option<Auth>,
    /// The runs met by it.
    pub coverage: Coverage,
}

/// Answers a scenario.
///
/// # Errors
///
/// When any part of a run has no price on the day it is priced on, or an amount is out of range.
pub fn estimate<'t>(table: &'t PriceTable, scenario: &Scenario<'t>) -> Result<Estimate<'t>, NoPrice> {
    let priced = pricing_days::price_cycle(table, scenario)?;
    let mut notes = priced.notes;
    notes.extend(spread(&scenario.schedule));
    let runs = Runs { series: &priced.series, half_days: &priced.half_days, vendor: priced.vendor };
    let mut plans = Vec::with_capacity(scenario.plans.len());
    for holding in &scenario.plans {
        let outcome = plan_outcome(table, scenario, holding, &runs)?;
        if scenario.spent > outcome.credit && outcome.no_credit.is_none() {
            notes.push(Note::SpentMoreThanCredit {
                plan: holding.id().to_owned(),
                spent: scenario.spent,
                credit: outcome.credit,
            });
        }
        plans.push(outcome);
    }
    // Which of the two bills a credit meets would be a guess.
    if let Some(vendors) =
        priced.several_vendors.filter(|_| plans.iter().any(|outcome| outcome.no_credit.is_none()))
    {
        return Err(NoPrice::SeveralVendors { vendors });
    }
    let all = draw_runs(Credit::ZERO, &priced.series, Exhaustion::Stop)?;
    let timed = scenario.laid().map(|laid| {
        let ends = laid.ends(&priced.half_days).filter(|_| scenario.has_instants());
        TimedRuns { half_days: priced.half_days, ends }
    });
    Ok(Estimate {
        run: priced.run,
        priced_on: priced.priced_on,
        changes: priced.changes,
        series: priced.series,
        timed,
        nights_without_price: priced.nights_without_price,
        total: all.total,
        plans,
        notes,
    })
}

/// Which jobs have no times of their own.
fn spread(schedule: &Schedule) -> Option<Note> {
    let Schedule::Timed(timetable) = schedule else { return None };
    let jobs = timetable.jobs.iter().filter(|job| matches!(job.timing, Timing::Spread(times) if times > 0));
    let names: Vec<String> = jobs.map(|job| job.name.clone()).collect();
    (!names.is_empty()).then_some(Note::SpreadRuns { jobs: names })
}

fn plan_outcome<'t>(
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
    holding: &Holding<'t>,
    runs: &Runs<'_, 't>,
) -> Result<PlanOutcome<'t>, OutOfRange> {
    let program = scenario.program;
    let mut met = meet(scenario, program, holding, runs)?;
    if let (Schedule::Timed(_), false, Some(end)) =
        (&scenario.schedule, scenario.has_instants(), &mut met.coverage.end)
    {
        // Runs that are spread over the cycle have a number and no day.
        end.day = None;
    }
    let in_force = if program.in_force_on(scenario.as_of) {
        None
    } else {
        Some(under_rules_in_force(table, scenario, holding, runs)?)
    };
    let laid = scenario.laid().filter(|_| scenario.has_instants());
    let at = |run: Option<u64>| laid.and_then(|laid| laid.run(runs.half_days, run?));
    Ok(PlanOutcome {
        holding: holding.clone(),
        program,
        status: program.status_on(scenario.as_of).map(|change| change.status),
        fee: holding.fee()?,
        credit: met.credit,
        no_credit: met.no_credit,
        exhaustion: met.exhaustion,
        coverage: met.coverage,
        runs_out: at(met.coverage.end.map(|end| end.run)),
        refused_from: at(met.coverage.first_refused),
        in_force,
    })
}

/// The runs of a cycle, and whose models they use.
struct Runs<'b, 't> {
    series: &'b RunSeries,
    half_days: &'b [HalfDay],
    vendor: Option<&'t str>,
}

/// A plan's credit under a program's rules, met by the runs.
struct Met<'t> {
    credit: Usd,
    no_credit: Option<NoCredit<'t>>,
    exhaustion: Exhaustion,
    coverage: Coverage,
}

fn meet<'t>(
    scenario: &Scenario<'t>,
    program: &'t Program,
    holding: &Holding<'t>,
    runs: &Runs<'_, 't>,
) -> Result<Met<'t>, OutOfRange> {
    let Runs { vendor, .. } = *runs;
    let no_credit =
        rules::no_credit(program, holding, Use { surface: scenario.surface, auth: scenario.auth, vendor });
    let credit = if no_credit.is_some() { Usd::ZERO } else { holding.credit()? };
    let exhaustion =
        rules::exhaustion_of(no_credit, scenario.exhaustion.unwrap_or(program.exhaustion.into()));
    let mut coverage = draw_runs(Credit::of(credit.less(scenario.spent)), runs.series, exhaustion)?;
    match no_credit.map(NoCredit::draws) {
        Some(Draws::PlanWindows) => {
            coverage.billed = Usd::ZERO;
            (coverage.runs_refused, coverage.first_refused) = (0, None);
        }
        Some(Draws::NotPermitted) => {
            coverage.billed = Usd::ZERO;
            (coverage.runs_refused, coverage.first_refused) =
                (coverage.runs, (coverage.runs > 0).then_some(1));
            // Not even a run that costs nothing.
            (coverage.runs_covered, coverage.runs_beyond, coverage.nights_covered) = (0, coverage.runs, 0);
        }
        _ => {}
    }
    Ok(Met { credit, no_credit, exhaustion, coverage })
}

fn under_rules_in_force<'t>(
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
    holding: &Holding<'t>,
    runs: &Runs<'_, 't>,
) -> Result<InForce<'t>, OutOfRange> {
    let program = table.program_in_force(&scenario.program.vendor, scenario.as_of);
    let counterpart = program.and_then(|program| holding.under(table, program));
    let (Some(program), Some(holding)) = (program, counterpart) else {
        let coverage = draw_runs(Credit::ZERO, runs.series, Exhaustion::Stop)?;
        return Ok(InForce {
            program,
            holding: None,
            credit: Usd::ZERO,
            no_credit: None,
            auth: None,
            coverage,
        });
    };
    let met = meet(scenario, program, &holding, runs)?;
    Ok(InForce {
        program: Some(program),
        holding: Some(holding),
        credit: met.credit,
        no_credit: met.no_credit,
        auth: Some(scenario.auth.unwrap_or(program.sign_in)),
        coverage: met.coverage,
    })
}
