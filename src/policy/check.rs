//! Rule by rule.

use jiff::civil::Date;

use super::age::oldest;
use super::rule::{Checked, Measure, Rule, RuleResult, Verdict};
use crate::cost::sum;
use crate::pricing::{NoPrice, PriceTable};
use crate::scenario_file::WrittenPolicy;
use crate::simulate::{Simulated, Simulation, Unanswered};
use crate::units::{OutOfRange, Percent, Usd};

/// Checks the rules of `policy` against an answer, or as far as they go without one: what is in force needs no price.
///
/// # Errors
///
/// When a sum is out of range.
pub fn check<'t>(
    policy: &WrittenPolicy,
    question: &Simulation<'t>,
    answer: Result<&Simulated<'t>, &[Unanswered]>,
    table: &'t PriceTable,
) -> Result<Checked, OutOfRange> {
    let mut rules = Vec::new();
    let mut add = |rule: Rule, limit: Measure, found: Found| rules.push(found.against(rule, limit));
    let known = |found: fn(&Simulation<'t>, &Simulated<'t>) -> Result<Found, OutOfRange>| match answer {
        Ok(answer) => found(question, answer),
        Err(faults) => Ok(unpriced(question, faults)),
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
    if let Some(limit) = &policy.max_price_age_days {
        let found = match answer {
            Ok(answer) => age(question, answer, table),
            Err(faults) => unpriced(question, faults),
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

/// What there is, and where it comes from.
struct Found {
    figure: Option<Measure>,
    says: String,
}

impl Found {
    fn new(figure: Measure, says: String) -> Self {
        Self { figure: Some(figure), says }
    }

    fn against(self, rule: Rule, limit: Measure) -> RuleResult {
        let holds = self.figure.as_ref().map(|figure| match (rule, figure, &limit) {
            (_, Measure::Usd(figure), Measure::Usd(limit)) => figure <= limit,
            (Rule::MinNightsCovered, Measure::Count(figure), Measure::Count(limit)) => figure >= limit,
            (_, Measure::Count(figure), Measure::Count(limit)) => figure <= limit,
            (_, Measure::Tenths(figure), Measure::Tenths(limit)) => figure >= limit,
            (_, Measure::Word(word), _) => *word == crate::pricing::ProgramStatus::InForce.word(),
            (_, figure, limit) => figure == limit,
        });
        let verdict = match holds {
            None => Verdict::Unknown,
            Some(true) => Verdict::Holds,
            Some(false) => Verdict::Broken,
        };
        RuleResult { rule, limit, figure: self.figure, verdict, says: self.says }
    }
}

/// What is said of every figure that needs a price where one is missing.
fn unpriced(question: &Simulation<'_>, faults: &[Unanswered]) -> Found {
    let says = match jobs_of(question, faults).as_slice() {
        [] => "the figures are out of range".to_owned(),
        jobs => format!("{} cannot be priced", jobs.join(", ")),
    };
    Found { figure: None, says }
}

/// The jobs that are at fault, in backticks.
fn jobs_of(question: &Simulation<'_>, faults: &[Unanswered]) -> Vec<String> {
    let mut names: Vec<String> = faults.iter().filter_map(|fault| fault.job).map(|job| named(&question.jobs[job].name)).collect();
    names.dedup();
    names
}

fn named(name: &str) -> String {
    format!("`{name}`")
}

/// The days of a cycle, where there are several: the last day is the last one in it.
fn cycle(answer: &Simulated<'_>, place: usize) -> String {
    let period = answer.cycles[place].period;
    let last = period.end().yesterday().unwrap_or(period.end());
    if answer.cycles.len() == 1 { String::new() } else { format!(" in the cycle of {} to {last}", period.start()) }
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
    let jobs = question.jobs.iter().zip(&answer.cycles[place].jobs);
    let jobs: Vec<String> = jobs.filter(|(_, job)| !job.tally.overflow.is_zero()).map(|(spec, _)| named(&spec.name)).collect();
    let says = match jobs.as_slice() {
        [] => "the credit covers everything".to_owned(),
        jobs => format!("of {}{}", jobs.join(", "), cycle(answer, place)),
    };
    Ok(Found::new(Measure::Usd(overflow), says))
}

#[expect(clippy::unnecessary_wraps, reason = "it is one of several that look for a figure")]
fn nights(question: &Simulation<'_>, answer: &Simulated<'_>) -> Result<Found, OutOfRange> {
    let of_cycle = |place: usize| answer.cycles[place].jobs.iter().zip(0_usize..).map(move |(job, of)| (job.tally, of, place));
    let with_nights = (0..answer.cycles.len()).flat_map(of_cycle).filter(|(tally, ..)| tally.nights > 0);
    let Some((tally, job, place)) = with_nights.min_by_key(|(tally, ..)| tally.nights_covered) else {
        return Ok(Found::new(Measure::Count(0), "no job has a run".to_owned()));
    };
    // A count has no nights; each of its runs is counted as one.
    let plural = if tally.nights == 1 { "" } else { "s" };
    let says = format!("of the {} night{plural} of {}{}", tally.nights, named(&question.jobs[job].name), cycle(answer, place));
    Ok(Found::new(Measure::Count(tally.nights_covered), says))
}

#[expect(clippy::unnecessary_wraps, reason = "it is one of several that look for a figure")]
fn headroom(_: &Simulation<'_>, answer: &Simulated<'_>) -> Result<Found, OutOfRange> {
    let of_cycle = |place: usize| answer.cycles[place].ledgers.iter().zip(0_usize..).map(move |(ledger, of)| (ledger, of, place));
    // Of nothing, nothing is left.
    let left = |ledger: &crate::simulate::LedgerOutcome| Percent::of(ledger.expires, ledger.granted).map_or(0, Percent::tenths);
    let least = (0..answer.cycles.len()).flat_map(of_cycle).min_by_key(|(ledger, ..)| left(ledger));
    let Some((ledger, place, at)) = least else { return Ok(Found::new(Measure::Tenths(0), "there is no credit".to_owned())) };
    let name = named(&answer.ledgers[place].name);
    let says = if ledger.granted.is_zero() {
        format!("{name} has no credit")
    } else {
        format!("${} of ${} of {name}{}", ledger.expires, ledger.granted, cycle(answer, at))
    };
    Ok(Found::new(Measure::Tenths(left(ledger)), says))
}

#[expect(clippy::unnecessary_wraps, reason = "it is one of several that look for a figure")]
fn dearest(question: &Simulation<'_>, answer: &Simulated<'_>) -> Result<Found, OutOfRange> {
    let most = answer.jobs.iter().zip(&question.jobs).filter_map(|(job, spec)| Some((job.range?.1, &spec.name)));
    // Of several that are as dear, the first.
    let most =
        most.fold(None, |known: Option<(Usd, &String)>, new| if known.is_some_and(|known| known.0 >= new.0) { known } else { Some(new) });
    Ok(match most {
        None => Found::new(Measure::Usd(Usd::ZERO), "no job has a run".to_owned()),
        Some((cost, name)) => Found::new(Measure::Usd(cost), format!("the dearest run of {}", named(name))),
    })
}

fn age(question: &Simulation<'_>, answer: &Simulated<'_>, table: &PriceTable) -> Found {
    match oldest(question, answer, table) {
        None => Found::new(Measure::Count(0), "no price and no plan of the tables is used".to_owned()),
        Some((checked, of)) => Found::new(Measure::Count(days_between(checked, question.as_of)), format!("{of}, checked on {checked}")),
    }
}

/// How many days lie between; none where somebody looked later.
fn days_between(checked: Date, as_of: Date) -> u64 {
    let days = checked.duration_until(as_of).as_hours() / 24;
    u64::try_from(days).unwrap_or(0)
}

fn priced(question: &Simulation<'_>, answer: Result<&Simulated<'_>, &[Unanswered]>) -> Found {
    match answer {
        Ok(answer) => {
            let jobs = answer.jobs.iter().zip(&question.jobs).filter(|(job, _)| job.nights_without_price > 0);
            let jobs: Vec<String> = jobs.map(|(_, spec)| named(&spec.name)).collect();
            let says = match jobs.as_slice() {
                [] => "every model has a price".to_owned(),
                jobs => format!("every model has a price; some nights of {} are before its first", jobs.join(", ")),
            };
            Found::new(Measure::Truth(true), says)
        }
        // An amount that is too large says nothing against a price.
        Err(faults) if faults.iter().all(|fault| matches!(fault.reason, NoPrice::OutOfRange(_))) => unpriced(question, faults),
        Err(faults) => Found { figure: Some(Measure::Truth(false)), ..unpriced(question, faults) },
    }
}

fn in_force(question: &Simulation<'_>) -> Found {
    let program = question.program;
    match program.status_on(question.as_of) {
        None => Found::new(Measure::Word("unannounced"), format!("{} was not announced yet on {}", program.id, question.as_of)),
        Some(change) => Found::new(Measure::Word(change.status.word()), format!("{}, since {}", program.id, change.from)),
    }
}
