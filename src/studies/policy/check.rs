//! Rule by rule.

use jiff::civil::Date;

use super::age::oldest;
use super::rule::{Checked, Finding, JOBS, Measure, Rule, RuleResult, Verdict};
use super::usual;
use crate::cost::sum;
use crate::ledger::{self, CycleOutcome, PricedJob, Simulated, Simulation, Unanswered};
use crate::measure::Usual;
use crate::pricing::{Draws, NoPrice, PriceTable};
use crate::scenario_file::PolicySpec;
use crate::units::{OutOfRange, Percent, Usd};

/// Why there is no answer to check rules against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoAnswer {
    /// Why, as a clause.
    says: String,
    /// The jobs that it is about.
    jobs: Vec<String>,
    /// Whether a price is missing; an amount that is too large says nothing against one.
    is_unpriced: bool,
}

impl NoAnswer {
    /// Jobs of a question of which a run has no price, or sums that are out of range.
    #[must_use]
    pub fn of_jobs(question: &Simulation<'_>, faults: &[Unanswered]) -> Self {
        let mut jobs: Vec<String> =
            faults.iter().filter_map(|fault| fault.job).map(|job| question.jobs[job].name.clone()).collect();
        jobs.dedup();
        let says = if jobs.is_empty() {
            "the amounts are too large".to_owned()
        } else {
            format!("no price for {JOBS}")
        };
        Self {
            says,
            jobs,
            is_unpriced: !faults.iter().all(|fault| matches!(fault.reason, NoPrice::OutOfRange(_))),
        }
    }

    /// Runs of which nobody can say what they use: models that no table has, for example.
    #[must_use]
    pub fn of_runs(says: String) -> Self {
        Self { says, jobs: Vec::new(), is_unpriced: true }
    }

    /// What is said of every figure that needs a price.
    fn found(&self) -> Found {
        Found {
            figure: None,
            is_moot: false,
            is_idle: false,
            says: self.says.clone(),
            jobs: self.jobs.clone(),
            seat: None,
        }
    }
}

/// A question with its answer, or why there is none.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a, 't> {
    /// The question.
    pub question: &'a Simulation<'t>,
    /// The answer.
    pub answer: Result<&'a Simulated<'t>, &'a NoAnswer>,
}

/// Checks the rules of `policy` against an answer, or as far as they go without one: what is in force needs
/// no price. Where the rules in force count as well, what depends on the credit is checked against both.
///
/// # Errors
///
/// When a sum is out of range.
pub fn check<'t>(
    policy: &PolicySpec,
    own: Answered<'_, 't>,
    in_force: Option<Answered<'_, 't>>,
    usual: &[(String, Option<Usual>)],
    table: &'t PriceTable,
) -> Result<Checked, OutOfRange> {
    let mut checked = check_under(policy, own, usual, table)?;
    if let Some(in_force) = in_force {
        let there = check_under(policy, in_force, usual, table)?;
        checked.is_priced &= there.is_priced;
        for (rule, there) in checked.rules.iter_mut().zip(there.rules) {
            if rule.rule.is_about_the_credit() {
                let RuleResult { figure, verdict, says, jobs, seat, .. } = there;
                rule.in_force = Some(Finding { figure, verdict, says, jobs, seat });
            }
        }
    }
    Ok(checked)
}

/// Checks the rules against one answer.
fn check_under<'t>(
    policy: &PolicySpec,
    Answered { question, answer }: Answered<'_, 't>,
    usual: &[(String, Option<Usual>)],
    table: &'t PriceTable,
) -> Result<Checked, OutOfRange> {
    let mut rules = Vec::new();
    let mut add = |rule: Rule, limit: Measure, found: Found| rules.push(found.against(rule, limit));
    let known = |found: fn(&Simulation<'t>, &Simulated<'t>) -> Result<Found, OutOfRange>| match answer {
        Ok(answer) => found(question, answer),
        Err(reason) => Ok(reason.found()),
    };
    if let Some(limit) = &policy.max_overflow {
        add(Rule::MaxOverflow, Measure::Usd(limit.value), known(overflow)?);
    }
    if let Some(limit) = &policy.min_nights_covered {
        add(Rule::MinNightsCovered, Measure::Count(limit.value), known(nights)?);
    }
    if let Some(limit) = &policy.min_headroom_tenths {
        add(Rule::MinHeadroom, Measure::Tenths(limit.value), known(headroom)?);
    }
    if let Some(limit) = &policy.max_cost_per_run {
        add(Rule::MaxCostPerRun, Measure::Usd(limit.value), known(dearest)?);
    }
    if let Some(limit) = &policy.max_cost_vs_usual {
        let limit = Measure::Hundredths(limit.value.rounded_up(100)?);
        add(Rule::MaxCostVsUsual, limit, usual::found(usual));
    }
    if let Some(limit) = &policy.max_price_age_days {
        let found = match answer {
            Ok(answer) => age(question, answer, table),
            Err(reason) => reason.found(),
        };
        add(Rule::MaxPriceAge, Measure::Count(limit.value), found);
    }
    if policy.no_unpriced_model.as_ref().is_some_and(|is_set| is_set.value) {
        add(Rule::NoUnpricedModel, Measure::Truth(true), priced(question, answer));
    }
    if policy.in_force_only.as_ref().is_some_and(|is_set| is_set.value) {
        add(Rule::InForceOnly, Measure::Truth(true), in_force(question));
    }
    Ok(Checked { rules, is_priced: answer.is_ok() })
}

/// Said where every run draws a plan's limits.
const ON_LIMITS: &str = "all runs use plan limits, which cost nothing extra";

/// What there is, and where it comes from.
pub(super) struct Found {
    figure: Option<Measure>,
    /// Whether there is nothing that the rule could be about, so that it holds without a figure.
    is_moot: bool,
    says: String,
    jobs: Vec<String>,
    seat: Option<String>,
    /// Whether nothing runs, so that there is nothing to break.
    is_idle: bool,
}

impl Found {
    pub(super) fn new(figure: Measure, says: String) -> Self {
        Self { figure: Some(figure), is_moot: false, is_idle: false, says, jobs: Vec::new(), seat: None }
    }

    /// The same where no job has a run.
    fn idle(figure: Measure) -> Self {
        Self { is_idle: true, ..Self::new(figure, "nothing runs".to_owned()) }
    }

    /// Nothing that a rule could be about.
    pub(super) fn moot(says: String) -> Self {
        Self { figure: None, is_moot: true, is_idle: false, says, jobs: Vec::new(), seat: None }
    }

    /// The same about these jobs.
    pub(super) fn about(self, jobs: Vec<String>) -> Self {
        Self { jobs, ..self }
    }

    /// The same about this seat.
    fn of_seat(self, seat: &str) -> Self {
        Self { seat: Some(seat.to_owned()), ..self }
    }

    fn against(self, rule: Rule, limit: Measure) -> RuleResult {
        let holds = self.figure.as_ref().map(|figure| match (rule, figure, &limit) {
            _ if self.is_idle => true,
            (_, Measure::Usd(figure), Measure::Usd(limit)) => figure <= limit,
            (Rule::MinNightsCovered, Measure::Count(figure), Measure::Count(limit)) => figure >= limit,
            (_, Measure::Count(figure), Measure::Count(limit))
            | (_, Measure::Hundredths(figure), Measure::Hundredths(limit)) => figure <= limit,
            (_, Measure::Tenths(figure), Measure::Tenths(limit)) => figure >= limit,
            (_, Measure::Word(word), _) => *word == crate::pricing::ProgramStatus::InForce.word(),
            (_, figure, limit) => figure == limit,
        });
        let verdict = match holds {
            None if self.is_moot => Verdict::Holds,
            None => Verdict::Unknown,
            Some(true) => Verdict::Holds,
            Some(false) => Verdict::Broken,
        };
        let Self { figure, says, jobs, seat, .. } = self;
        RuleResult { rule, limit, figure, verdict, says, jobs, seat, in_force: None }
    }
}

fn named(name: &str) -> String {
    format!("`{name}`")
}

/// The days of a cycle, where there are several: the last day is the last one in it.
fn cycle(answer: &Simulated<'_>, place: usize) -> String {
    let period = answer.cycles[place].period;
    let last = period.end().yesterday().unwrap_or(period.end());
    if answer.cycles.len() == 1 { String::new() } else { format!(" (cycle of {} to {last})", period.start()) }
}

fn overflow(question: &Simulation<'_>, answer: &Simulated<'_>) -> Result<Found, OutOfRange> {
    let mut worst = (Usd::ZERO, 0);
    for (outcome, place) in answer.cycles.iter().zip(0..) {
        let overflow = sum(outcome.jobs.iter().map(|job| job.tally.overflow))?;
        if overflow > worst.0 {
            worst = (overflow, place);
        }
    }
    let (overflow, place) = worst;
    let jobs = beyond(question, &answer.cycles[place]);
    let are_on_limits = |outcome: &CycleOutcome| outcome.nights.asking() == 0 && outcome.nights.on_limits > 0;
    let says = if jobs.is_empty() && answer.cycles.iter().all(are_on_limits) {
        ON_LIMITS.to_owned()
    } else if jobs.is_empty() {
        "the credit covers everything".to_owned()
    } else {
        format!("{JOBS}{}", cycle(answer, place))
    };
    Ok(Found::new(Measure::Usd(overflow), says).about(jobs))
}

/// The jobs of which something is beyond a credit in a cycle.
fn beyond(question: &Simulation<'_>, outcome: &CycleOutcome) -> Vec<String> {
    let jobs = question.jobs.iter().zip(&outcome.jobs);
    jobs.filter(|(_, job)| !job.tally.overflow.is_zero()).map(|(spec, _)| spec.name.clone()).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "it is one of several that look for a figure")]
fn nights(question: &Simulation<'_>, answer: &Simulated<'_>) -> Result<Found, OutOfRange> {
    // A night in which several jobs run is one, and is covered where all of them are; what does not run in a
    // cycle breaks nothing, and neither do nights that ask for no credit.
    let with_nights = answer.cycles.iter().zip(0_usize..).filter(|(outcome, _)| outcome.nights.asking() > 0);
    let Some((outcome, place)) = with_nights.min_by_key(|(outcome, _)| outcome.nights.covered) else {
        if answer.cycles.iter().any(|outcome| outcome.nights.on_limits > 0) {
            return Ok(Found::moot(ON_LIMITS.to_owned()));
        }
        return Ok(Found::idle(Measure::Count(0)));
    };
    let asking = outcome.nights.asking();
    let plural = if asking == 1 { "" } else { "s" };
    let what = if outcome.nights.on_limits == 0 { "with runs" } else { "that ask for credit" };
    let covered = outcome.nights.covered;
    let says = format!("{covered} of {asking} night{plural} {what}{}", cycle(answer, place));
    Ok(Found::new(Measure::Count(covered), says).about(beyond(question, outcome)))
}

#[expect(clippy::unnecessary_wraps, reason = "it is one of several that look for a figure")]
fn headroom(_: &Simulation<'_>, answer: &Simulated<'_>) -> Result<Found, OutOfRange> {
    // Where there is no credit and only limits are drawn, nobody asks for one.
    let draws = |job: &PricedJob<'_>| ledger::draws(job.no_credit);
    let is_asked = |ledger: &crate::ledger::LedgerOutcome, of: usize| {
        let mut jobs = answer.jobs.iter().filter(|job| job.ledger == of).map(draws).peekable();
        !ledger.granted.is_zero() || jobs.peek().is_none() || jobs.any(|draws| draws != Draws::PlanWindows)
    };
    let of_cycle = |place: usize| {
        let ledgers = answer.cycles[place].ledgers.iter().zip(0_usize..);
        ledgers.filter(|(ledger, of)| is_asked(ledger, *of)).map(move |(ledger, of)| (ledger, of, place))
    };
    // Of nothing, nothing is left.
    let left = |ledger: &crate::ledger::LedgerOutcome| {
        Percent::of(ledger.expires, ledger.granted).map_or(0, Percent::tenths)
    };
    let least = (0..answer.cycles.len()).flat_map(of_cycle).min_by_key(|(ledger, ..)| left(ledger));
    let Some((ledger, place, at)) = least else {
        if !answer.ledgers.is_empty() {
            return Ok(Found::moot(ON_LIMITS.to_owned()));
        }
        return Ok(Found::new(Measure::Tenths(0), "there is no credit".to_owned()));
    };
    if answer.total().runs == 0 {
        return Ok(Found::idle(Measure::Tenths(left(ledger))));
    }
    let name = named(&answer.ledgers[place].name);
    let says = if ledger.granted.is_zero() {
        format!("{name} has no credit")
    } else {
        format!("{name} has ${} of ${} left{}", ledger.expires, ledger.granted, cycle(answer, at))
    };
    let name = &answer.ledgers[place].name;
    Ok(Found::new(Measure::Tenths(left(ledger)), says).of_seat(name))
}

#[expect(clippy::unnecessary_wraps, reason = "it is one of several that look for a figure")]
fn dearest(question: &Simulation<'_>, answer: &Simulated<'_>) -> Result<Found, OutOfRange> {
    let most =
        answer.jobs.iter().zip(&question.jobs).filter_map(|(job, spec)| Some((job.range?.1, &spec.name)));
    // Of several that are as dear, the first.
    let most = most.fold(
        None,
        |known: Option<(Usd, &String)>, new| {
            if known.is_some_and(|known| known.0 >= new.0) { known } else { Some(new) }
        },
    );
    Ok(match most {
        None => Found::new(Measure::Usd(Usd::ZERO), "nothing runs".to_owned()),
        Some((cost, name)) => {
            Found::new(Measure::Usd(cost), format!("a run of {}", named(name))).about(vec![name.clone()])
        }
    })
}

fn age(question: &Simulation<'_>, answer: &Simulated<'_>, table: &PriceTable) -> Found {
    match oldest(question, answer, table) {
        None => Found::new(Measure::Count(0), "no price or plan from the tables is used".to_owned()),
        Some((checked, of)) => Found::new(
            Measure::Count(days_between(checked, question.as_of)),
            format!("{of}, checked {checked}"),
        ),
    }
}

/// How many days lie between; none where somebody looked later.
fn days_between(checked: Date, as_of: Date) -> u64 {
    let days = checked.duration_until(as_of).as_hours() / 24;
    u64::try_from(days).unwrap_or(0)
}

fn priced(question: &Simulation<'_>, answer: Result<&Simulated<'_>, &NoAnswer>) -> Found {
    match answer {
        Ok(answer) => {
            let jobs = answer.jobs.iter().zip(&question.jobs).filter(|(job, _)| job.nights_without_price > 0);
            let jobs: Vec<String> = jobs.map(|(_, spec)| spec.name.clone()).collect();
            let says = if jobs.is_empty() {
                "every model has a price".to_owned()
            } else {
                format!("every model has a price, but some nights of {JOBS} come before it starts")
            };
            Found::new(Measure::Truth(true), says).about(jobs)
        }
        Err(reason) => {
            Found { figure: reason.is_unpriced.then_some(Measure::Truth(false)), ..reason.found() }
        }
    }
}

fn in_force(question: &Simulation<'_>) -> Found {
    let program = question.program;
    match program.status_on(question.as_of) {
        None => Found::new(
            Measure::Word("unannounced"),
            format!("{} wasn't announced yet on {}", program.id, question.as_of),
        ),
        Some(change) => {
            Found::new(Measure::Word(change.status.word()), format!("{}, since {}", program.id, change.from))
        }
    }
}
