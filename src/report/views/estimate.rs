//! The answer to the main question: the plans side by side, then what it means.

use crate::answer;
use crate::cost::RunCost;
use crate::ledger::{
    Coverage, Estimate, Exhaustion, Holding, NoCredit, PlanFigures, PlanOutcome, Scenario, UnderCurrentRules,
};
use crate::phrase::{capitalized, listed, moment};
use crate::pricing::{Auth, Draws, ProgramStatus};
use crate::report::notes;
use crate::report::number::{count, counted, dollars, exact_dollars};
use crate::report::views::timetable;
use crate::report::{Block, Emphasis, Page, sheets};
use crate::schedule::Schedule;
use crate::units::Usd;

/// The plans side by side, the line that says when the credit ends, and the line that says what the rules in
/// force give.
#[must_use]
pub fn estimate(answer: &answer::Estimate, estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(estimate, scenario)));
    page.add(Block::Table(sheets::plans(answer, estimate, scenario)));
    page.text(meaning(estimate, scenario));
    page.text(unpaid(estimate, scenario));
    for sentence in reasons(estimate) {
        page.text(sentence);
    }
    if scenario.spent > Usd::ZERO && estimate.plans.iter().any(|outcome| !outcome.credit.is_zero()) {
        page.text(format!(
            "{} of each credit is already spent and is not counted as covering these runs.",
            dollars(scenario.spent)
        ));
    }
    for note in estimate.notes.iter().filter(|note| notes::is_answer(note)) {
        page.text(capitalized(&notes::sentence(note)) + ".");
    }
    page.text(rules_in_force(estimate, scenario));
    timetable::describe(&mut page, estimate, scenario);
    page
}

fn headline(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> String {
    let alike = estimate.series.costs().iter().all(|block| block.cost == estimate.run.cost);
    let RunCost { low, cost, high, .. } = estimate.run;
    let each = match (alike, low < cost, cost < high) {
        (false, _, _) => String::new(),
        (true, false, false) => format!("{} a run x ", exact_dollars(cost)),
        (true, true, false) => {
            format!("{} to {} a run, the high figure x ", exact_dollars(low), exact_dollars(cost))
        }
        (true, false, true) => format!("{} a run (up to {}) x ", exact_dollars(cost), exact_dollars(high)),
        (true, true, true) => {
            format!("{} to {} a run, {} x ", exact_dollars(low), exact_dollars(high), exact_dollars(cost))
        }
    };
    let times = match &scenario.schedule {
        Schedule::Count(_) | Schedule::Timed(_) => counted(estimate.series.runs(), "run"),
        Schedule::PerDay(per_day) if per_day.get() == 1 => counted(scenario.days().days(), "night"),
        Schedule::PerDay(per_day) => {
            format!("{} runs a day x {}", count(per_day.get()), counted(scenario.days().days(), "day"))
        }
    };
    let when = match &scenario.schedule {
        Schedule::Count(_) => String::new(),
        Schedule::PerDay(_) | Schedule::Timed(_) => format!(" in {}", cycle_in_words(scenario)),
    };
    format!("{each}{times} = {}{when}", dollars(estimate.total))
}

/// `November 2026`, or `the cycle of 2026-11-14 to 2026-12-13`: the last day is the last one in it.
pub(super) fn cycle_in_words(scenario: &Scenario<'_>) -> String {
    let period = scenario.cycle.period();
    let last = period.end().yesterday().unwrap_or(period.end());
    let whole = if scenario.cycle.is_calendar_month() {
        period.start().strftime("%B %Y").to_string()
    } else {
        format!("the cycle of {} to {last}", period.start())
    };
    match scenario.from {
        None => whole,
        // A day alone, where its beginning is meant.
        Some(from) => {
            let from = moment(from, &scenario.zone);
            format!("the rest of {whole}, from {}", from.strip_suffix(" 00:00").unwrap_or(&from))
        }
    }
}

/// Nights and runs are the same where there is one a night; a count has no nights to speak of.
pub(in crate::report) fn counts_nights(schedule: &Schedule) -> bool {
    !matches!(schedule, Schedule::Count(_))
}

pub(super) fn of(part: u64, whole: u64) -> String {
    format!("{} of {}", count(part), count(whole))
}

pub(in crate::report) fn emphasis(coverage: &Coverage) -> Emphasis {
    at_a_glance(coverage.overflow.is_zero(), coverage.drawn.is_zero())
}

/// What a row says at a glance of a credit beyond which there is nothing, or of which nothing is drawn.
pub(in crate::report) fn at_a_glance(is_all_covered: bool, is_nothing_drawn: bool) -> Emphasis {
    match (is_all_covered, is_nothing_drawn) {
        (true, _) => Emphasis::Good,
        (false, true) => Emphasis::Bad,
        (false, false) => Emphasis::Partly,
    }
}

/// When each credit ends, and what happens then.
fn meaning(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> String {
    if estimate.series.runs() == 0 {
        return format!("Nothing is drawn: there are no runs in {}.", cycle_in_words(scenario));
    }
    if estimate.total.is_zero() {
        return "Nothing is drawn: there is no cost in this cycle.".to_owned();
    }
    let eligible: Vec<_> = estimate.plans.iter().filter(|outcome| outcome.no_credit.is_none()).collect();
    let (without, with): (Vec<_>, Vec<_>) =
        eligible.into_iter().partition(|outcome| outcome.credit.is_zero());
    let (whole, ending): (Vec<_>, Vec<_>) =
        with.into_iter().partition(|outcome| outcome.coverage.end.is_none());
    let names = |outcomes: &[&PlanOutcome<'_>]| {
        listed(&outcomes.iter().map(|outcome| name_of(&outcome.holding)).collect::<Vec<_>>())
    };

    let mut sentences = Vec::new();
    if let Some(first) = ending.first() {
        let ends = ends_in_words(&ending, scenario, estimate.plans.len() > 1);
        sentences.push(format!(
            "The credit ends {}; from then on {}.",
            listed(&ends),
            afterwards(first.exhaustion, scenario)
        ));
    }
    if !whole.is_empty() {
        let covers = if whole.len() == 1 { "covers" } else { "cover" };
        let what = if matches!(scenario.schedule, Schedule::PerDay(_)) { "every night" } else { "every run" };
        sentences.push(format!("{} {covers} {what}.", names(&whole)));
    }
    if let Some(first) = without.first() {
        let has = if without.len() == 1 { "has" } else { "have" };
        let what = if first.holding.plan.is_none() {
            "There is".to_owned()
        } else {
            format!("{} {has}", names(&without))
        };
        sentences.push(format!("{what} no credit: {}.", afterwards(first.exhaustion, scenario)));
    }
    sentences.join(" ")
}

/// `on night 6 (2026-11-06) on pro`, or without the plan where there is only one; plans that end together are
/// told together.
fn ends_in_words(ending: &[&PlanOutcome<'_>], scenario: &Scenario<'_>, named: bool) -> Vec<String> {
    let mut ends: Vec<(String, Vec<String>)> = Vec::new();
    for outcome in ending {
        let Some(end) = outcome.coverage.end else { continue };
        let (what, number) = match scenario.schedule {
            Schedule::PerDay(_) => ("night", end.night),
            Schedule::Count(_) | Schedule::Timed(_) => ("run", end.run),
        };
        let at = outcome.runs_out.map(|run| moment(run.at, &scenario.zone));
        let day =
            at.or(end.day.map(|day| day.to_string())).map(|when| format!(" ({when})")).unwrap_or_default();
        // What was spent before may have left nothing.
        let is_spent = outcome.credit <= scenario.spent;
        let when = if is_spent {
            "before the first of these runs".to_owned()
        } else {
            format!("on {what} {}{day}", count(number))
        };
        let plan = name_of(&outcome.holding);
        match ends.iter_mut().find(|(known, _)| *known == when) {
            Some((_, plans)) => plans.push(plan),
            None => ends.push((when, vec![plan])),
        }
    }
    ends.into_iter()
        .map(|(when, plans)| if named { format!("{when} on {}", listed(&plans)) } else { when })
        .collect()
}

/// The runs that are refused or billed, where it is known when they are.
fn unpaid(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> String {
    let Some((_, last)) = estimate.timed.as_ref().and_then(|timed| timed.ends) else { return String::new() };
    let last = moment(last.at, &scenario.zone);
    let of_plan = |outcome: &PlanOutcome<'_>| {
        if estimate.plans.len() > 1 { format!(" on {}", name_of(&outcome.holding)) } else { String::new() }
    };
    let mut sentences = Vec::new();
    let with_end = || estimate.plans.iter().filter(|outcome| outcome.coverage.end.is_some());
    let refused: Vec<String> = with_end()
        .filter_map(|outcome| {
            let from = moment(outcome.refused_from?.at, &scenario.zone);
            let until = if from == last { String::new() } else { format!(" to {last}") };
            Some(format!(
                "{}{}, {from}{until}",
                counted(outcome.coverage.runs_refused, "run"),
                of_plan(outcome)
            ))
        })
        .collect();
    if !refused.is_empty() {
        sentences.push(format!("Refused: {}.", refused.join("; ")));
    }
    let billed: Vec<String> = with_end()
        .filter(|outcome| !outcome.coverage.billed.is_zero())
        .filter_map(|outcome| {
            let from = moment(outcome.runs_out?.at, &scenario.zone);
            Some(format!("{}{}, from {from}", dollars(outcome.coverage.billed), of_plan(outcome)))
        })
        .collect();
    if !billed.is_empty() {
        sentences.push(format!("Billed: {}.", billed.join("; ")));
    }
    sentences.join(" ")
}

/// What happens where there is no credit.
fn afterwards(exhaustion: Exhaustion, scenario: &Scenario<'_>) -> String {
    match exhaustion {
        // A count has no day, so it cannot be said on which it renews.
        Exhaustion::Stop if !counts_nights(&scenario.schedule) => {
            "requests are refused until the cycle renews".to_owned()
        }
        Exhaustion::Stop => format!("requests are refused until {}", scenario.cycle.period().end()),
        Exhaustion::Bill => "runs are billed at API rates".to_owned(),
        Exhaustion::Cap(cap) => {
            format!("up to {} is billed at API rates, and what is beyond that is refused", dollars(cap))
        }
    }
}

/// Why plans have no credit, each reason once.
pub(super) fn reasons(estimate: &Estimate<'_>) -> Vec<String> {
    reasons_of(&estimate.plans)
}

/// The same for some outcomes.
pub(super) fn reasons_of(outcomes: &[PlanOutcome<'_>]) -> Vec<String> {
    let mut reasons: Vec<((&str, String), Vec<String>)> = Vec::new();
    for outcome in outcomes {
        let Some(why) = outcome.no_credit else { continue };
        let reason = reason(why, outcome);
        let what = if why.draws() == Draws::NotPermitted { "Not permitted" } else { "No credit" };
        let reason = (what, reason.trim_end_matches('.').to_owned());
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, plans)) => plans.push(name_of(&outcome.holding)),
            None => reasons.push((reason, vec![name_of(&outcome.holding)])),
        }
    }
    let sentence = |((what, reason), plans): ((&str, String), Vec<String>)| {
        let all = plans.len() == outcomes.len();
        if all { format!("{what}: {reason}.") } else { format!("{what} for {}: {reason}.", listed(&plans)) }
    };
    reasons.into_iter().map(sentence).collect()
}

/// Why a plan has no credit, as a clause with its source.
fn reason(why: NoCredit<'_>, outcome: &PlanOutcome<'_>) -> String {
    match why {
        NoCredit::Rule(rule) => format!("{} ({})", rule.reason, rule.citation.source),
        NoCredit::Vendor(vendor) => {
            format!("a credit of {} does not pay for models of {vendor}", outcome.program.vendor)
        }
        NoCredit::Plan(_) => {
            let why = outcome.holding.plan.and_then(|plan| plan.no_credit.clone());
            let why = why.unwrap_or_else(|| "the plan is not eligible".to_owned());
            let source =
                outcome.holding.plan.map(|plan| format!(" ({})", plan.citation.source)).unwrap_or_default();
            format!("{why}{source}")
        }
    }
}

/// Whose rules these are, in one line; where they are not in force, with what the rules in force give for the
/// same job.
pub(super) fn rules_in_force(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> String {
    let program = scenario.program;
    let outcomes: Vec<_> = estimate
        .plans
        .iter()
        .filter_map(|outcome| outcome.in_force.as_ref().map(|rules| (outcome, rules)))
        .collect();
    let Some((_, rules)) = outcomes.first() else {
        let since = program
            .status_on(scenario.as_of)
            .map(|change| format!(", in force since {}", change.from))
            .unwrap_or_default();
        let auth = scenario.auth.unwrap_or(program.sign_in);
        return format!(
            "These are the rules of {}{since}, for runs signed in with {}.",
            program.id,
            sign_in(auth)
        );
    };
    let status = match program.status_on(scenario.as_of).map(|change| (change.status, change.from)) {
        None => "was not announced yet".to_owned(),
        Some((ProgramStatus::Announced, day)) => format!("is announced ({day}) and not in force"),
        Some((status, day)) => format!("is not in force ({} {day})", status.word()),
    };
    let Some(in_force) = rules.program else {
        let total = dollars(estimate.total);
        return format!(
            "{} {status}, and no other credit was in force on {}: all {total} are overflow.",
            program.id, scenario.as_of
        );
    };
    let mut figures: Vec<String> = Vec::new();
    for (outcome, rules) in &outcomes {
        let figure = figure(outcome, rules, scenario);
        if !figures.contains(&figure) {
            figures.push(figure);
        }
    }
    let auth = rules.figures.auth.filter(|auth| scenario.auth.is_none() && *auth != program.sign_in);
    let key = auth.map(|auth| format!(", for runs signed in with {}", sign_in(auth))).unwrap_or_default();
    format!("{} {status}. {} is in force{key}: {}.", program.id, in_force.id, figures.join("; "))
}

pub(super) fn sign_in(auth: Auth) -> &'static str {
    match auth {
        Auth::Plan => "the plan",
        Auth::ApiKey => "an API key",
    }
}

fn figure(
    outcome: &PlanOutcome<'_>,
    rules: &UnderCurrentRules<'_, PlanFigures<'_>>,
    scenario: &Scenario<'_>,
) -> String {
    let coverage = &rules.figures.coverage;
    let credit = match (&rules.figures.holding, rules.figures.no_credit) {
        (None, _) => "no such plan".to_owned(),
        (_, Some(why)) if why.draws() == Draws::NotPermitted => "not permitted".to_owned(),
        (_, Some(NoCredit::Rule(_))) => format!("no credit for {}", scenario.surface.word()),
        (_, Some(_)) => "no credit".to_owned(),
        (Some(_), None) => format!("{} credit", dollars(rules.figures.credit)),
    };
    // A credit that was stated stays what it is, and has no name there.
    let name = match &rules.figures.holding {
        Some(holding) if holding.plan.is_none() => "as stated".to_owned(),
        Some(holding) => name_of(holding),
        None => name_of(&outcome.holding),
    };
    let covered = if counts_nights(&scenario.schedule) {
        format!("{} nights", of(coverage.nights_covered, coverage.nights))
    } else {
        format!("{} runs", of(coverage.runs_covered, coverage.runs))
    };
    format!("{name} {credit}, {covered}, {} overflow", dollars(coverage.overflow))
}

/// The plan's id, with its seats where it grants by the seat.
pub(in crate::report) fn name_of(holding: &Holding<'_>) -> String {
    let seats: Vec<_> =
        holding.seats.iter().map(|(seat, number)| format!("{} {}", count(*number), seat.kind)).collect();
    if seats.is_empty() {
        holding.id().to_owned()
    } else {
        format!("{} ({})", holding.id(), seats.join(" + "))
    }
}
