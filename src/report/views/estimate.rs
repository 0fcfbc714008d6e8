//! The answer to the main question: the plans side by side, then what it means.

use std::collections::BTreeSet;

use crate::answer;
use crate::cost::RunCost;
use crate::ledger::{Coverage, Estimate, Exhaustion, Holding, NoCredit, PlanOutcome, Scenario};
use crate::phrase::exact_dollars;
use crate::phrase::{capitalized, count, counted, grouped, listed};
use crate::pricing::{CycleRule, Draws, Plan, Program, ProgramStatus};
use crate::report::notes;
use crate::report::number::dollars;
use crate::report::programs::{self, Both};
use crate::report::retired;
use crate::report::views::{both, paid, rest, rules, time, timetable};
use crate::report::{Block, Emphasis, Page, Role, sheets};
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
    let rules = estimate.plans.iter().find_map(|outcome| outcome.in_force.as_ref());
    let both = Both::of(scenario, rules);
    timetable::add_table(&mut page, estimate, scenario);
    match &both {
        Some(both) => {
            page.detail(both_meanings(estimate, scenario));
            // Of several plans the columns say as much, unless somebody asks what is billed.
            if estimate.plans.len() == 1 || scenario.exhaustion.is_some() {
                page.text(both_unpaid(estimate, both));
            }
            page.note(Role::SignedIn, both::on_plan_limits(scenario, both));
        }
        None => {
            page.text(meaning(estimate, scenario));
            page.text(unpaid(estimate, scenario));
        }
    }
    let limits = paid::limits(scenario.surface, estimate.plans.iter());
    if !limits.is_empty() {
        page.text(limits);
        page.detail(paid::NO_PROMISE);
    }
    if scenario.is_fee_paid {
        page.text(paid::FEE_PAID);
    }
    // Beside the columns of two programs there is room for what is the whole answer.
    if both.is_none() || estimate.plans.iter().all(|outcome| outcome.no_credit.is_some()) {
        reasons(&mut page, estimate, scenario);
    }
    if estimate.plans.iter().any(|outcome| !outcome.credit.is_zero()) {
        page.text(already_spent(scenario));
    }
    let of_answer = estimate.notes.iter().filter(|note| notes::is_answer(note) && !retired::is_told(note));
    for note in of_answer {
        page.note(notes::role(note), capitalized(&notes::sentence(note)) + ".");
    }
    if both.is_none() {
        rules::add_of_job(&mut page, scenario);
    }
    timetable::describe(&mut page, estimate, scenario);
    page.notes_here();
    page
}

fn headline(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> String {
    let alike = estimate.series.costs().iter().all(|block| block.cost == estimate.run.cost);
    let RunCost { low, cost, high, .. } = estimate.run;
    let each = match (alike, low < cost, cost < high) {
        (false, _, _) => String::new(),
        (true, false, false) => format!("{} a run x ", about(cost)),
        (true, true, false) => {
            format!("{} to {} a run, high end x ", exact_dollars(low), exact_dollars(cost))
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

/// `$4.00`, or `About $0.94` of what has more digits than a screen shows.
fn about(cost: Usd) -> String {
    let shown = dollars(cost);
    if cost.is_under_a_cent() || cost.rounded_to_cents() == cost { shown } else { format!("About {shown}") }
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
    format!("{} of each credit was spent before these runs.", dollars(scenario.spent))
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
        return format!("No runs in {}, so nothing to pay.", cycle_in_words(scenario));
    }
    if estimate.total.is_zero() {
        return "These runs cost nothing in this cycle.".to_owned();
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
            format!("The credit would have run out {ends}; after that {then}.")
        } else {
            format!("The credit runs out {ends}; after that {then}.")
        });
    }
    if !whole.is_empty() {
        let covers = if whole.len() == 1 { "covers" } else { "cover" };
        let what = match scenario.schedule {
            _ if estimate.series.refused_by_vendor() > 0 => "every run that isn't refused by the vendor",
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
    // A credit that is in force is no supposition.
    outcome.status != Some(ProgramStatus::InForce)
        && rest::is_past(outcome.day_of_end(&scenario.zone), scenario)
}

/// `on Fri 6 Nov (night 6) on pro`, or without the plan where there is only one; plans that end together are
/// told together.
fn ends_in_words(ending: &[&PlanOutcome<'_>], scenario: &Scenario<'_>, named: bool) -> Vec<String> {
    let end_of = |outcome: &&PlanOutcome<'_>| {
        let end = outcome.coverage.end?;
        let (what, number) = match scenario.schedule {
            Schedule::PerDay(_) => ("night", end.night),
            Schedule::Count(_) | Schedule::Timed(_) => ("run", end.run),
        };
        let at = outcome.runs_out.map(|run| time::at(run.at, &scenario.zone, scenario.cycle));
        let day = at.or(end.day.map(|day| time::day(day, scenario.cycle)));
        // What was spent before may have left nothing.
        let is_spent = outcome.credit <= scenario.spent;
        let when = if is_spent {
            "before the first of these runs".to_owned()
        } else {
            match day {
                Some(day) => format!("on {day} ({what} {})", count(number)),
                None => format!("on {what} {}", count(number)),
            }
        };
        Some((when, name_of(&outcome.holding)))
    };
    grouped(ending.iter().filter_map(end_of))
        .into_iter()
        .map(|(when, plans)| if named { format!("{when} on {}", listed(&plans)) } else { when })
        .collect()
}

/// The runs that are refused and what is billed, since when where that is known, and what is paid where there
/// is one plan.
fn unpaid(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> String {
    let last = estimate.timed.as_ref().and_then(|timed| timed.ends).map(|(_, last)| last);
    let moment = |at| time::at(at, &scenario.zone, scenario.cycle);
    let last = last.map(|last| moment(last.at));
    let of_plan = |outcome: &PlanOutcome<'_>| {
        if estimate.plans.len() > 1 { format!(" on {}", name_of(&outcome.holding)) } else { String::new() }
    };
    let refused: Vec<String> = estimate
        .plans
        .iter()
        .filter(|outcome| outcome.coverage.runs_refused > 0)
        .map(|outcome| {
            let from = outcome.refused_from.map(|run| moment(run.at)).zip(last.as_ref());
            let when = match from {
                None => String::new(),
                Some((from, last)) if from == *last => format!(", {from}"),
                Some((from, last)) => format!(", {from} to {last}"),
            };
            format!("{}{}{when}", counted(outcome.coverage.runs_refused, "run"), of_plan(outcome))
        })
        .collect();
    let with_end = || estimate.plans.iter().filter(|outcome| outcome.coverage.end.is_some());
    let mut sentences = Vec::new();
    if !refused.is_empty() {
        let is_over = with_end().any(|outcome| is_over(outcome, scenario));
        let what = if is_over { "Would be refused" } else { "Refused" };
        sentences.push(format!("{what}: {}.", refused.join("; ")));
    }
    let billed: Vec<String> = estimate
        .plans
        .iter()
        .filter(|outcome| !outcome.coverage.billed.is_zero())
        .map(|outcome| {
            // What is no plan's to pay is billed from its own first run on.
            let from = outcome.runs_out.filter(|_| !outcome.is_mixed());
            let from = from.map(|run| format!(", from {}", moment(run.at)));
            let billed = dollars(outcome.coverage.billed);
            format!("{billed}{}{}", of_plan(outcome), from.unwrap_or_default())
        })
        .collect();
    if !billed.is_empty() {
        let is_over = with_end().any(|outcome| is_over(outcome, scenario));
        let what = if is_over { "Would be billed" } else { "Billed" };
        sentences.push(format!("{what}: {}.", billed.join("; ")));
    }
    if let [outcome] = estimate.plans.as_slice() {
        sentences.extend(paid::you_pay(outcome.fee_due, outcome.coverage.billed, ""));
    }
    sentences.join(" ")
}

/// What happens where there is no credit.
fn afterwards(outcome: &PlanOutcome<'_>, scenario: &Scenario<'_>) -> String {
    match outcome.exhaustion {
        Exhaustion::Stop if scenario.program.cycle == CycleRule::Never => {
            "requests are refused until you buy more".to_owned()
        }
        // A count has no day, so it cannot be said on which it renews.
        Exhaustion::Stop if !counts_nights(&scenario.schedule) => {
            "requests are refused until the cycle renews".to_owned()
        }
        Exhaustion::Stop => {
            format!("requests are refused until {}", time::day(scenario.cycle.period().end(), scenario.cycle))
        }
        Exhaustion::Bill => "runs are billed at API rates".to_owned(),
        Exhaustion::Cap(cap) => within_cap(cap, outcome.holding.beyond(scenario.spent), ""),
    }
}

/// What happens where a cap is what may be billed, and so much of it was spent before. `each` is ` a cycle`
/// where there are several.
pub(super) fn within_cap(cap: Usd, spent: Usd, each: &str) -> String {
    let (all, left) = (dollars(cap), cap.less(spent));
    if left.is_zero() && !spent.is_zero() {
        return format!("requests are refused: the cap of {all}{each} is used up");
    }
    let what = if spent.is_zero() {
        format!("up to {all}{each} is billed at API rates")
    } else {
        format!("up to {} (what's left of the {all} cap{each}) is billed at API rates", dollars(left))
    };
    format!("{what}, then requests are refused")
}

/// Adds why plans have no credit. Of several uses each has its own reason: what each job draws stands with the jobs.
pub(super) fn reasons(page: &mut Page, estimate: &Estimate<'_>, scenario: &Scenario<'_>) {
    if !scenario.has_several_uses() {
        return add_reasons(page, &estimate.plans);
    }
    let is_plans = |outcome: &&PlanOutcome<'_>| matches!(outcome.no_credit, Some(NoCredit::Plan(_)));
    let ineligible: Vec<_> = estimate.plans.iter().filter(is_plans).cloned().collect();
    add_reasons(page, &ineligible);
}

/// Adds why plans have no credit, each reason once.
pub(super) fn add_reasons(page: &mut Page, outcomes: &[PlanOutcome<'_>]) {
    for outcome in outcomes {
        cite_source(page, outcome.no_credit, outcome.holding.plan);
    }
    let reason = |outcome: &PlanOutcome<'_>| {
        let why = outcome.no_credit?;
        let what = match why.draws() {
            Draws::NotPermitted => NOT_PERMITTED,
            Draws::PlanWindows => "Plan limits",
            Draws::Credit | Draws::ApiSpend => "No credit",
        };
        let reason = reason_only(why, outcome.holding.plan, outcome.program);
        Some(((what, reason), name_of(&outcome.holding)))
    };
    for ((what, reason), plans) in grouped(outcomes.iter().filter_map(reason)) {
        let all = plans.len() == outcomes.len();
        let whose = if all { String::new() } else { format!(" for {}", listed(&plans)) };
        // What is not permitted changes everything.
        let role = if what == NOT_PERMITTED { Role::Caution } else { Role::Result };
        page.note(role, format!("{what}{whose}: {reason}."));
    }
    let sources: BTreeSet<(bool, &str)> = outcomes
        .iter()
        .filter_map(|outcome| {
            let why = outcome.no_credit.as_ref()?;
            Some((why.draws() == Draws::NotPermitted, why.source(outcome.holding.plan)?))
        })
        .collect();
    for (is_caution, source) in sources {
        let role = if is_caution { Role::Caution } else { Role::Detail };
        let what = if is_caution { "what is not permitted" } else { "no credit" };
        page.note(role, format!("Source for {what}: {source}"));
    }
}

const NOT_PERMITTED: &str = "Not permitted";

/// Cites who says so, where there is no credit.
pub(super) fn cite_source(page: &mut Page, no_credit: Option<NoCredit<'_>>, plan: Option<&Plan>) {
    if let Some(source) = no_credit.as_ref().and_then(|why| why.source(plan)) {
        page.cite(source);
    }
}

/// Why there is no credit, as a clause with who says so.
pub(super) fn why_no_credit(why: NoCredit<'_>, plan: Option<&Plan>, program: &Program) -> String {
    let reason = reason_only(why, plan, program);
    why.source(plan).map_or_else(|| reason.clone(), |source| format!("{reason} ({source})"))
}

/// The same without who says so.
fn reason_only(why: NoCredit<'_>, plan: Option<&Plan>, program: &Program) -> String {
    let reason = why.reason(plan, program);
    reason.as_deref().unwrap_or("the plan isn't eligible").trim_end_matches('.').to_owned()
}

/// What holds for the credits of both programs: what happens where one ends, and where there is none.
fn both_meanings(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> String {
    if estimate.series.runs() == 0 || estimate.total.is_zero() {
        return meaning(estimate, scenario);
    }
    let today = |outcome: &PlanOutcome<'_>| {
        let figures = outcome.in_force.as_ref().map(|rules| &rules.figures);
        figures.is_some_and(|figures| figures.no_credit.is_none() && figures.coverage.end.is_some())
    };
    // What others spent may have used up a cap on one plan and not on another.
    let ending = estimate.plans.iter().filter(|outcome| outcome.no_credit.is_none());
    let ending = ending.filter(|outcome| outcome.coverage.end.is_some() || today(outcome));
    let ends = grouped(ending.map(|outcome| (afterwards(outcome, scenario), name_of(&outcome.holding))));
    let mut sentences: Vec<String> = match ends.as_slice() {
        [(then, _)] => vec![format!("When a credit runs out, {then}.")],
        several => several
            .iter()
            .map(|(then, plans)| format!("When the credit of {} runs out, {then}.", listed(plans)))
            .collect(),
    };
    let pays_api_rates =
        |no_credit: Option<NoCredit<'_>>| no_credit.is_some_and(|why| why.draws() == Draws::ApiSpend);
    let is_without = |outcome: &PlanOutcome<'_>| {
        let there = outcome.in_force.as_ref().and_then(|rules| rules.figures.no_credit);
        pays_api_rates(outcome.no_credit) || pays_api_rates(there)
    };
    // Under a cap they are billed up to it, which is said already.
    let is_capped = matches!(scenario.exhaustion, Some(Exhaustion::Cap(_)));
    if !is_capped && estimate.plans.iter().any(is_without) {
        sentences.push("Without a credit, runs with an API key are billed at API rates.".to_owned());
    }
    sentences.join(" ")
}

/// What is refused and what is billed under each of two programs: `Refused: 25 runs on pro under the June
/// credit.`
fn both_unpaid(estimate: &Estimate<'_>, both: &Both<'_>) -> String {
    let is_one = estimate.plans.len() == 1;
    let sides: [(String, Vec<(&Holding<'_>, &Coverage)>); 2] = [
        (both.briefly(), estimate.plans.iter().map(|plan| (&plan.holding, &plan.coverage)).collect()),
        (
            "today".to_owned(),
            estimate
                .plans
                .iter()
                .filter_map(|plan| {
                    let figures = &plan.in_force.as_ref()?.figures;
                    Some((figures.holding.as_ref()?, &figures.coverage))
                })
                .collect(),
        ),
    ];
    let sentence = |what: &str, of: &dyn Fn(&Coverage) -> Option<String>| {
        let each_side = sides.iter().filter_map(|(rules, plans)| {
            let amounts = plans.iter().filter_map(|(holding, coverage)| {
                let amount = of(coverage)?;
                Some(if is_one { amount } else { format!("{amount} on {}", name_of(holding)) })
            });
            let amounts: Vec<String> = amounts.collect();
            (!amounts.is_empty()).then(|| format!("{} {rules}", listed(&amounts)))
        });
        let each_side: Vec<String> = each_side.collect();
        (!each_side.is_empty()).then(|| format!("{what}: {}.", each_side.join("; ")))
    };
    let refused = sentence("Refused", &|coverage| {
        (coverage.runs_refused > 0).then(|| counted(coverage.runs_refused, "run"))
    });
    let billed =
        sentence("Billed", &|coverage| (!coverage.billed.is_zero()).then(|| dollars(coverage.billed)));
    refused.into_iter().chain(billed).collect::<Vec<_>>().join(" ")
}

/// Adds what stands beside the columns of both programs: when each credit ends, and why there is none today.
pub fn explain_both(page: &mut Page, estimate: &Estimate<'_>, scenario: &Scenario<'_>) {
    let rules = estimate.plans.iter().find_map(|outcome| outcome.in_force.as_ref());
    let Some(both) = Both::of(scenario, rules) else { return };
    page.add(Block::Heading(capitalized(&both.own_title())));
    page.text(meaning(estimate, scenario));
    page.text(unpaid(estimate, scenario));
    reasons(page, estimate, scenario);
    let Some(program) = both.in_force else { return };
    page.add(Block::Heading(format!("Today: {}", programs::short(program))));
    let reason = |outcome: &PlanOutcome<'_>| {
        let figures = &outcome.in_force.as_ref()?.figures;
        let holding = figures.holding.as_ref()?;
        let why = why_no_credit(figures.no_credit?, holding.plan, program);
        Some((why, name_of(holding)))
    };
    for outcome in &estimate.plans {
        let Some(figures) = outcome.in_force.as_ref().map(|rules| &rules.figures) else { continue };
        cite_source(page, figures.no_credit, figures.holding.as_ref().and_then(|holding| holding.plan));
    }
    let reasons = grouped(estimate.plans.iter().filter_map(reason));
    page.texts(reasons.into_iter().map(|(why, plans)| format!("No credit for {}: {why}.", listed(&plans))));
    page.text(rules::since(program, scenario));
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
