//! The question that people ask before they schedule a job, and its answer: one job on each plan.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::balance::{Balance, Exhaustion};
use super::coverage::{Coverage, Entry};
use super::current_rules::UnderCurrentRules;
use super::entitlements::Entitlement;
use super::holding::Holding;
use super::note::Note;
use super::prices::{
    JobPrices, PriceChange, PricedTime, began_later, count_nights, note_plans, price_cuts, priced_day,
    priced_days, shown_on,
};
use super::question::Scenario;
use super::rules::{NoCredit, Use, draws, sign_in};
use super::run::JobRun;
use super::series::RunSeries;
use super::uses::{JobUse, Uses};
use crate::calendar::Period;
use crate::cost::{Prices, RunCost};
use crate::pricing::{Auth, Draws, NoPrice, PriceTable, Program, ProgramStatus};
use crate::schedule::{HalfDay, Occurrence, Schedule, Timing, TooManyRuns};
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
    /// How each job of the schedules is started and signed in, and what that draws; empty where there are none.
    pub job_uses: Vec<JobUse>,
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
    /// What is to be paid of that: nothing where it is paid anyway, or where there is no plan; `None` where
    /// nobody published it.
    pub fee_due: Option<Usd>,
    /// What leaves the bank account: what is due of the fee, and what is billed.
    pub pay: Option<Usd>,
    /// The credit of a cycle for this use.
    pub credit: Usd,
    /// Why the credit is not what the plan grants.
    pub no_credit: Option<NoCredit<'t>>,
    /// What each use draws, where there are several; otherwise that of the one.
    pub(super) draws: Vec<Draws>,
    /// What happens when it is gone.
    pub exhaustion: Exhaustion,
    /// The runs met by it.
    pub coverage: Coverage,
    /// The first run that the credit does not pay in full, where runs have instants.
    pub runs_out: Option<Occurrence>,
    /// The first run that is refused or cut short, where runs have instants.
    pub refused_from: Option<Occurrence>,
    /// The same job under the rules in force, where these are not in force.
    pub in_force: Option<UnderCurrentRules<'t, PlanFigures<'t>>>,
}

impl PlanOutcome<'_> {
    /// What the runs draw; of several things the credit, and else a plan's limits only where all of them do.
    #[must_use]
    pub fn draws(&self) -> Draws {
        draws(self.no_credit)
    }

    /// What the runs of one of several uses draw.
    pub(crate) fn draws_of(&self, used_by: usize) -> Draws {
        self.draws[used_by.min(self.draws.len() - 1)]
    }

    /// The day of the first run that the credit does not pay in full, where the schedule has days.
    #[must_use]
    pub fn day_of_end(&self, zone: &TimeZone) -> Option<Date> {
        match self.runs_out {
            Some(run) => Some(zone.to_datetime(run.at).date()),
            None => self.coverage.end.and_then(|end| end.day),
        }
    }

    /// Whether runs of several uses draw several things.
    #[must_use]
    pub fn is_mixed(&self) -> bool {
        self.draws.iter().any(|of| *of != self.draws[0])
    }

    /// What happens to each run of `series` where `spent` of the credit is drawn already.
    pub fn entries(&self, spent: Usd, series: &RunSeries) -> impl Iterator<Item = Entry> {
        let credit = Credit::of(self.credit.less(spent));
        Balance::new(credit, self.exhaustion_after(spent)).entries_each(self.draws.clone(), series)
    }

    /// What happens when the credit is gone, where so much was spent before: what was beyond the credit has
    /// used up a cap.
    #[must_use]
    pub fn exhaustion_after(&self, spent: Usd) -> Exhaustion {
        self.exhaustion.after(self.holding.beyond(spent))
    }
}

/// How far the credit of one plan goes under other rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFigures<'t> {
    /// The plan as it is called there; `None` where there is no such plan.
    pub holding: Option<Holding<'t>>,
    /// Its credit for this use.
    pub credit: Usd,
    /// Why it has none.
    pub no_credit: Option<NoCredit<'t>>,
    /// What each use draws.
    pub draws: Vec<Draws>,
    /// The sign-in with which it is counted.
    pub auth: Option<Auth>,
    /// How far it goes.
    pub coverage: Coverage,
    /// The first run that the credit does not pay in full, where runs have instants.
    pub runs_out: Option<Occurrence>,
}

impl PlanOutcome<'_> {
    /// The same under the rules in force; `None` where its own are in force, or
    /// where there is no such plan.
    #[must_use]
    pub fn today(&self) -> Option<Self> {
        let rules = self.in_force.as_ref()?;
        let figures = &rules.figures;
        Some(Self {
            holding: figures.holding.clone()?,
            program: rules.program?,
            status: Some(ProgramStatus::InForce),
            credit: figures.credit,
            no_credit: figures.no_credit,
            draws: figures.draws.clone(),
            coverage: figures.coverage,
            runs_out: figures.runs_out,
            refused_from: None,
            in_force: None,
            ..self.clone()
        })
    }
}

/// Answers a scenario.
///
/// # Errors
///
/// When any part of a run has no price on the day it is priced on, or an amount is out of range.
pub fn estimate<'t>(table: &'t PriceTable, scenario: &Scenario<'t>) -> Result<Estimate<'t>, NoPrice> {
    let prepared = PreparedScenario::new(table, scenario)?;
    prepared.prices.served()?;
    prepared.answer(table, scenario)
}

/// The same for a part of a question that has an answer: where a model ends before it, all of its runs are
/// refused.
///
/// # Errors
///
/// When any part of a run has no price on the day it is priced on, or an amount is out of range.
pub(super) fn estimate_part<'t>(
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
) -> Result<Estimate<'t>, NoPrice> {
    PreparedScenario::new(table, scenario)?.answer(table, scenario)
}

impl<'t> PreparedScenario<'t> {
    fn answer(self, table: &'t PriceTable, scenario: &Scenario<'t>) -> Result<Estimate<'t>, NoPrice> {
        let Self { prices, uses, series, half_days } = self;
        let total = series.total()?;
        let vendors = prices.run.lines.iter().map(|line| line.model.vendor.as_str()).collect();
        let runs = Runs { series: &series, half_days: &half_days, uses: &uses.list, vendors };
        let ends = prices.ends(series.refused_by_vendor());
        let mut notes = prices.notes;
        notes.extend(ends);
        notes.extend(spread(&scenario.schedule));
        note_plans(scenario.plans.iter().filter_map(|holding| holding.plan), scenario.as_of, &mut notes);
        let mut plans = Vec::with_capacity(scenario.plans.len());
        for holding in &scenario.plans {
            let outcome = plan_outcome(table, scenario, holding, &runs)?;
            let is_capped = matches!(outcome.exhaustion, Exhaustion::Cap(_));
            if !holding.beyond(scenario.spent).is_zero() && (outcome.no_credit.is_none() || is_capped) {
                notes.push(Note::SpentMoreThanCredit {
                    plan: holding.id().to_owned(),
                    spent: scenario.spent,
                    credit: holding.credit(),
                    exhaustion: outcome.exhaustion,
                });
            }
            plans.push(outcome);
        }
        // Which of the two bills a credit meets would be a guess.
        if let Some(vendors) = prices.several_vendors.filter(|vendors| {
            !scenario.program.pays_for_all(vendors) && plans.iter().any(|outcome| outcome.no_credit.is_none())
        }) {
            return Err(NoPrice::SeveralVendors { vendors });
        }
        let timed = scenario.occurrences().map(|occurrences| {
            let ends = occurrences.ends(&half_days).filter(|_| scenario.has_instants());
            TimedRuns { half_days, ends }
        });
        Ok(Estimate {
            run: prices.run,
            priced_on: prices.priced_on,
            changes: prices.changes,
            series,
            timed,
            nights_without_price: prices.nights_without_price,
            total,
            job_uses: uses.of_jobs(scenario.program),
            plans,
            notes,
        })
    }
}

/// The one job of a scenario, with its runs counted and priced.
struct PreparedScenario<'t> {
    prices: JobPrices<'t>,
    uses: Uses<'t>,
    series: RunSeries,
    /// The half days with runs, where they have times.
    half_days: Vec<HalfDay>,
}

impl<'t> PreparedScenario<'t> {
    fn new(table: &'t PriceTable, scenario: &Scenario<'t>) -> Result<Self, NoPrice> {
        let (cycle, days) = (scenario.cycle.period(), scenario.days());
        let priced = priced_days(&scenario.schedule, days, &scenario.zone);
        let shown = shown_on(cycle, scenario.as_of);
        let mut cuts: Vec<Timestamp> = price_cuts(table, &scenario.run, (priced, shown)).collect();
        cuts.sort_unstable();
        let half_days = match scenario.occurrences() {
            Some(occurrences) => occurrences.half_days_cut_at(&cuts).map_err(|TooManyRuns| OutOfRange)?,
            None => Vec::new(),
        };
        let halves = || half_days.iter().map(|half| (half, half.runs));
        let (as_of, runs_max) = (scenario.as_of, u64::MAX);
        let time = PricedTime { cycles: &[cycle], days, priced, as_of, runs_max };
        let nights = |stretch: Period| match &scenario.schedule {
            Schedule::PerDay(_) => stretch.days(),
            Schedule::Count(_) | Schedule::Timed(_) => count_nights(
                halves().filter(|(half, _)| stretch.contains(priced_day(&scenario.schedule, half))),
            ),
        };
        let job = JobRun { run: &scenario.run, retry_factor: None, growth: None };
        let at = Prices::of(table, scenario.program);
        let mut prices = JobPrices::new(at, &job, &scenario.schedule, &time, nights)?;
        let uses = Uses::of(scenario, prices.biller());
        let series = match &scenario.schedule {
            Schedule::Count(runs) => prices.series_of_count(cycle, *runs),
            Schedule::PerDay(runs) => prices.series_of_days(runs.get())?,
            Schedule::Timed(_) if uses.is_mixed() => uses.series(scenario, &prices, &half_days)?,
            Schedule::Timed(_) => prices.series(halves())?,
        };
        if !matches!(scenario.schedule, Schedule::Count(_)) {
            prices.notes.extend(began_later(scenario.program, time.days));
        }
        prices.notes.extend(Note::of_rates(scenario.program));
        prices.notes.extend(Note::of_purchase(scenario.program));
        prices.notes.extend(Note::in_units(scenario.program, prices.run.cost));
        Ok(Self { prices, uses, series, half_days })
    }
}

/// Which jobs have no times of their own.
fn spread(schedule: &Schedule) -> Option<Note> {
    let Schedule::Timed(timetable) = schedule else { return None };
    let jobs = timetable.jobs.iter().filter(|job| matches!(job.timing, Timing::Spread(times) if times > 0));
    let names: Vec<String> = jobs.map(|job| job.name.clone()).collect();
    (!names.is_empty()).then_some(Note::SpreadRuns { jobs: names })
}

/// The runs of a cycle, and how they are used.
struct Runs<'b, 't> {
    series: &'b RunSeries,
    half_days: &'b [HalfDay],
    uses: &'b [Use<'t>],
    /// The vendors of all its models.
    vendors: Vec<&'t str>,
}

impl<'t> Runs<'_, 't> {
    /// How far a plan goes under the rules of a program, its runs used so.
    fn drawn_on(
        &self,
        scenario: &Scenario<'t>,
        (program, uses): (&'t Program, &[Use<'t>]),
        holding: &Holding<'t>,
    ) -> Result<(Entitlement<'t>, Coverage), OutOfRange> {
        // Of several vendors it is the one whose models these rules do not pay for that decides.
        let is_other = program.id != scenario.program.id;
        let unpaid = || self.vendors.iter().copied().find(|vendor| is_other && !program.pays_for(vendor));
        let billed = |by: &Use<'t>| by.billed_by(by.biller.vendor.or_else(unpaid));
        let uses: Vec<Use<'t>> = uses.iter().map(billed).collect();
        let entitlement = Entitlement::of(program, holding, &uses, scenario.exhaustion)?;
        let balance = entitlement.balance(holding, scenario.spent);
        let coverage = balance.draw_each(&entitlement.draws, self.series);
        Ok((entitlement, coverage))
    }

    /// The same under the rules in force.
    fn under_current_rules(
        &self,
        table: &'t PriceTable,
        scenario: &Scenario<'t>,
        holding: &Holding<'t>,
    ) -> Result<Option<UnderCurrentRules<'t, PlanFigures<'t>>>, OutOfRange> {
        let auth = scenario.auth_elsewhere();
        let uses: Vec<Use<'t>> = self.uses.iter().map(|by| by.elsewhere(scenario.program)).collect();
        UnderCurrentRules::ask(table, scenario.program, scenario.as_of, |program| {
            let there = program.and_then(|program| Some((program, holding.under(table, program)?)));
            let Some((program, holding)) = there else {
                let nothing = Balance::new(Credit::ZERO, Exhaustion::Stop);
                let draws = vec![Draws::Credit; self.uses.len()];
                return Ok(PlanFigures {
                    holding: None,
                    credit: Usd::ZERO,
                    no_credit: None,
                    auth: None,
                    coverage: nothing.draw_each(&draws, self.series),
                    draws,
                    runs_out: None,
                });
            };
            let (Entitlement { credit, no_credit, draws, .. }, coverage) =
                self.drawn_on(scenario, (program, &uses), &holding)?;
            let auth = Some(sign_in(program, scenario.surface, auth));
            let occurrences = scenario.occurrences().filter(|_| scenario.has_instants());
            let runs_out =
                occurrences.zip(coverage.end).and_then(|(all, end)| all.run(self.half_days, end.run));
            Ok(PlanFigures { holding: Some(holding), credit, no_credit, draws, auth, coverage, runs_out })
        })
    }
}

fn plan_outcome<'t>(
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
    holding: &Holding<'t>,
    runs: &Runs<'_, 't>,
) -> Result<PlanOutcome<'t>, OutOfRange> {
    let program = scenario.program;
    let (entitlement, mut coverage) = runs.drawn_on(scenario, (program, runs.uses), holding)?;
    let occurrences = scenario.occurrences().filter(|_| scenario.has_instants());
    if let (Schedule::Timed(_), None, Some(end)) = (&scenario.schedule, &occurrences, &mut coverage.end) {
        // Runs that are spread over the cycle have a number and no day.
        end.day = None;
    }
    let fee_due = holding.fee_due(scenario.is_fee_paid);
    let at = |run: Option<u64>| occurrences.and_then(|all| all.run(runs.half_days, run?));
    Ok(PlanOutcome {
        holding: holding.clone(),
        program,
        status: program.status_on(scenario.as_of).map(|change| change.status),
        fee: holding.fee(),
        fee_due,
        pay: fee_due.map(|fee| fee.plus(coverage.billed)).transpose()?,
        credit: entitlement.credit,
        no_credit: entitlement.no_credit,
        draws: entitlement.draws,
        exhaustion: entitlement.exhaustion,
        coverage,
        runs_out: at(coverage.end.map(|end| end.run)),
        refused_from: at(coverage.first_refused),
        in_force: runs.under_current_rules(table, scenario, holding)?,
    })
}
