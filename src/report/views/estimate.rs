//! The answer to the main question: the plans side by side, then what it means.

use crate::answer;
use crate::cost::RunCost;
use crate::ledger::{
    Coverage, Estimate, Exhaustion, Holding, NoCredit, PlanFigures, PlanOutcome, Scenario, UnderCurrentRules,
};
use crate::phrase::exact_dollars;
use crate::phrase::{count, counted, grouped, listed, moment};
use crate::pricing::{Draws, Plan, Program};
use crate::report::notes;
use crate::report::number::{dollars, part};
use crate::report::retired;
use crate::report::views::{rest, rules, time, timetable};
use crate::report::{Block, Emphasis, Page, sheets};
use crate::schedule::Schedule;
use crate::units::Usd;

/// The plans side by side, the line that says when the credit ends, and the line that says what the rules in
/// force give.
#[must_use]
pub fn estimate(answer: &answer::Estimate, estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(estimate, scenario)));
    page.clauses(retired::in_words(&estimate.notes));
    page.add(Block::Table(sheets::plans(answer, estimate, scenario)));
    page.text(meaning(estimate, scenario));
    page.text(unpaid(estimate, scenario));
    add_reasons(&mut page, &estimate.plans);
    if estimate.plans.iter().any(|outcome| !outcome.credit.is_zero()) {
        page.text(already_spent(scenario));
    }
    let of_answer = estimate.notes.iter().filter(|note| notes::is_answer(note) && !retired::is_told(note));
    page.clauses(of_answer.map(notes::sentence));
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
    let refused = estimate.series.refused_by_vendor();
    let times = match &scenario.schedule {
        _ if refused > 0 => counted(estimate.series.runs() - refused, "run"),
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

/// The cycle, or what is left of it where only that counts.
pub(in crate::report) fn cycle_in_words(scenario: &Scenario<'_>) -> String {
    time::rest_of(time::cycle(scenario.cycle), scenario.from, &scenario.zone)
}

/// What others spent of the credit; nothing where they spent none.
pub(super) fn already_spent(scenario: &Scenario<'_>) -> String {
    if scenario.spent.is_zero() {
        return String::new();
    }
    format!(
        "{} of each credit is already spent and is not counted as covering these runs.",
        dollars(scenario.spent)
    )
}

/// Nights and runs are the same where there is one a night; a count has no nights to speak of.
pub(in crate::report) fn counts_nights(schedule: &Schedule) -> bool {
    !matches!(schedule, Schedule::Count(_))
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
    let names =
        |outcomes: &[&PlanOutcome<'_>]| listed(outcomes.iter().map(|outcome| name_of(&outcome.holding)));

    let mut sentences = Vec::new();
    let how = |outcome| (is_over(outcome, scenario), afterwards(outcome, scenario));
    for ((is_over, then), ending) in grouped(ending.into_iter().map(|outcome| (how(outcome), outcome))) {
        let ends = listed(ends_in_words(&ending, scenario, estimate.plans.len() > 1));
        sentences.push(if is_over {
            format!(
                "Run since {}, the credit would have ended {ends}; from then on {then}.",
                scenario.cycle.period().start()
            )
        } else {
            format!("The credit ends {ends}; from then on {then}.")
        });
    }
    if !whole.is_empty() {
        let covers = if whole.len() == 1 { "covers" } else { "cover" };
        let what = match scenario.schedule {
            _ if estimate.series.refused_by_vendor() > 0 => "every run that the vendor serves",
            Schedule::PerDay(_) => "every night",
            Schedule::Count(_) | Schedule::Timed(_) => "every run",
        };
        sentences.push(format!("{} {covers} {what}.", names(&whole)));
    }
    if let Some(first) = without.first() {
        let has = if without.len() == 1 { "has" } else { "have" };
        let what = if first.holding.plan.is_none() {
            "There is".to_owned()
        } else {
            format!("{} {has}", names(&without))
        };
        sentences.push(format!("{what} no credit: {}.", afterwards(first, scenario)));
    }
    sentences.join(" ")
}

/// Whether a credit would have ended before the day of asking.
fn is_over(outcome: &PlanOutcome<'_>, scenario: &Scenario<'_>) -> bool {
    rest::is_past(outcome.day_of_end(&scenario.zone), scenario)
}

/// `on night 6 (2026-11-06) on pro`, or without the plan where there is only one; plans that end together are
/// told together.
fn ends_in_words(ending: &[&PlanOutcome<'_>], scenario: &Scenario<'_>, named: bool) -> Vec<String> {
    let end_of = |outcome: &&PlanOutcome<'_>| {
        let end = outcome.coverage.end?;
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
        Some((when, name_of(&outcome.holding)))
    };
    grouped(ending.iter().filter_map(end_of))
        .into_iter()
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
        let is_over = with_end().any(|outcome| is_over(outcome, scenario));
        let what = if is_over { "Would be refused" } else { "Refused" };
        sentences.push(format!("{what}: {}.", refused.join("; ")));
    }
    let billed: Vec<String> = with_end()
        .filter(|outcome| !outcome.coverage.billed.is_zero())
        .filter_map(|outcome| {
            let from = moment(outcome.runs_out?.at, &scenario.zone);
            Some(format!("{}{}, from {from}", dollars(outcome.coverage.billed), of_plan(outcome)))
        })
        .collect();
    if !billed.is_empty() {
        let is_over = with_end().any(|outcome| is_over(outcome, scenario));
        let what = if is_over { "Would be billed" } else { "Billed" };
        sentences.push(format!("{what}: {}.", billed.join("; ")));
    }
    sentences.join(" ")
}

/// What happens where there is no credit.
fn afterwards(outcome: &PlanOutcome<'_>, scenario: &Scenario<'_>) -> String {
    match outcome.exhaustion {
        // A count has no day, so it cannot be said on which it renews.
        Exhaustion::Stop if !counts_nights(&scenario.schedule) => {
            "requests are refused until the cycle renews".to_owned()
        }
        Exhaustion::Stop => format!("requests are refused until {}", scenario.cycle.period().end()),
        Exhaustion::Bill => "runs are billed at API rates".to_owned(),
        Exhaustion::Cap(cap) => within_cap(cap, outcome.holding.beyond(scenario.spent), ""),
    }
}

/// What happens where a cap is what may be billed, and so much of it was spent before. `each` is ` a cycle`
/// where there are several.
pub(super) fn within_cap(cap: Usd, spent: Usd, each: &str) -> String {
    let (all, left) = (dollars(cap), cap.less(spent));
    if left.is_zero() && !spent.is_zero() {
        return format!("runs are refused, as the cap of {all}{each} is used up");
    }
    let what = if spent.is_zero() {
        format!("up to {all}{each} is billed at API rates")
    } else {
        format!("up to {}, what is left of the cap of {all}{each}, is billed at API rates", dollars(left))
    };
    format!("{what}, and what is beyond that is refused")
}

/// Adds why plans have no credit, each reason once.
pub(super) fn add_reasons(page: &mut Page, outcomes: &[PlanOutcome<'_>]) {
    for outcome in outcomes {
        cite_source(page, outcome.no_credit, outcome.holding.plan);
    }
    let reason = |outcome: &PlanOutcome<'_>| {
        let why = outcome.no_credit?;
        let what = if why.draws() == Draws::NotPermitted { "Not permitted" } else { "No credit" };
        let reason = why_no_credit(why, outcome.holding.plan, outcome.program);
        Some(((what, reason), name_of(&outcome.holding)))
    };
    let sentence = |((what, reason), plans): ((&str, String), Vec<String>)| {
        let all = plans.len() == outcomes.len();
        if all { format!("{what}: {reason}.") } else { format!("{what} for {}: {reason}.", listed(&plans)) }
    };
    page.texts(grouped(outcomes.iter().filter_map(reason)).into_iter().map(sentence));
}

/// Cites who says so, where there is no credit.
pub(super) fn cite_source(page: &mut Page, no_credit: Option<NoCredit<'_>>, plan: Option<&Plan>) {
    if let Some(source) = no_credit.as_ref().and_then(|why| why.source(plan)) {
        page.cite(source);
    }
}

/// Why there is no credit, as a clause with who says so.
pub(super) fn why_no_credit(why: NoCredit<'_>, plan: Option<&Plan>, program: &Program) -> String {
    let reason = why.reason(plan, program);
    let reason = reason.as_deref().unwrap_or("the plan is not eligible").trim_end_matches('.');
    why.source(plan).map_or_else(|| reason.to_owned(), |source| format!("{reason} ({source})"))
}

/// Whose rules these are, in one line; where they are not in force, with what the rules in force give for the
/// same job.
pub(super) fn rules_in_force(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> String {
    let outcomes: Vec<_> = estimate
        .plans
        .iter()
        .filter_map(|outcome| outcome.in_force.as_ref().map(|rules| (outcome, rules)))
        .collect();
    let Some((_, first)) = outcomes.first() else { return rules::of_job(scenario) };
    let figures = outcomes.iter().map(|(outcome, rules)| figure(outcome, rules, scenario));
    let other = first.program.map(|program| (program, first.figures.auth));
    let all_of_it = format!(": all {} are overflow", dollars(estimate.total));
    rules::instead_for_job(scenario, other, figures, &all_of_it)
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
        format!("{} nights", part(coverage.nights_covered, coverage.nights))
    } else {
        format!("{} runs", part(coverage.runs_covered, coverage.runs))
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
