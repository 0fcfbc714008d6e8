//! Every line of the arithmetic, with the table row that each figure comes from.

use crate::cost::{Charge, CostLine, RunCost, StatedTimes};
use crate::ledger::{CostBlock, Coverage, Estimate, Exhaustion, NoCredit, PlanOutcome, Scenario};
use crate::phrase::exact_dollars;
use crate::phrase::{capitalized, count, counted};
use crate::pricing::{CreditGrant, Draws, Plan};
use crate::report::number::percent;
use crate::report::programs;
use crate::report::{Block, Cell, Kind, Page, Sheet};
use crate::schedule::Schedule;
use crate::units::{Multiplier, Usd};

use super::estimate::{counts_nights, cycle_in_words, name_of};
use super::sources::Sources;
use super::{thresholds, time};

/// Adds every line of the arithmetic to a page.
pub fn explain(page: &mut Page, estimate: &Estimate<'_>, scenario: &Scenario<'_>) {
    let mut sources = Sources::default();
    one_run(page, estimate, "", &mut sources);
    page.add(Block::Heading(capitalized(&cycle_in_words(scenario))));
    page.add(Block::Table(cycle(estimate, scenario)));
    for outcome in &estimate.plans {
        page.add(Block::Heading(format!(
            "{} under {}",
            name_of(&outcome.holding),
            programs::in_prose(outcome.program)
        )));
        page.add(Block::Table(plan(outcome, scenario, &mut sources)));
        page.text(thresholds::in_words(outcome, estimate, scenario));
    }
    sources.add_to(page);
}

/// Adds what one run costs, which is one run `with` some model, and again where its price changes.
pub(super) fn one_run(page: &mut Page, estimate: &Estimate<'_>, with: &str, sources: &mut Sources) {
    // A stated cost has no prices.
    let is_stated = estimate.run.lines.is_empty();
    let prices = if is_stated {
        "as stated".to_owned()
    } else {
        format!("at the prices of {}", time::whole_day(estimate.priced_on))
    };
    page.add(Block::Heading(format!("One run{with}, {prices}")));
    page.add(Block::Table(run(&estimate.run, "one run", sources)));
    for change in &estimate.changes {
        let [from, until] = [change.days.start(), change.days.end()].map(time::whole_day);
        page.add(Block::Heading(format!("One run{with}, from {from} until {until}")));
        page.add(Block::Table(run(&change.run, "one run", sources)));
    }
}

/// The lines of a run's cost, and what they come to under the name of `whole`.
pub(super) fn run(cost: &RunCost<'_>, whole: &str, sources: &mut Sources) -> Sheet {
    let mut sheet = Sheet::of_page(&[
        ("model", Kind::Text),
        ("kind", Kind::Text),
        ("quantity", Kind::Count),
        ("rate", Kind::Figure),
        ("amount", Kind::Money),
        ("source", Kind::Text),
    ]);
    for line in &cost.lines {
        sheet.push(cost_line(line, sources));
    }
    let total = |what: &str, amount: Usd| {
        let amount = Cell::Exact(amount);
        vec![what.into(), Cell::Empty, Cell::Empty, Cell::Empty, amount, Cell::Empty]
    };
    let mut sum = total(if cost.lines.is_empty() { "stated" } else { whole }, cost.cost);
    if let Some(StatedTimes { stated, markup, price_factor }) = cost.stated_times {
        sum[3] = format!("{}{}", exact_dollars(stated), multiplied(markup, price_factor)).into();
    }
    sheet.push(sum);
    if cost.low < cost.cost {
        sheet.push(total("at least", cost.low));
    }
    if cost.high > cost.cost {
        sheet.push(total("at most", cost.high));
    }
    sheet
}

fn cost_line(line: &CostLine<'_>, sources: &mut Sources) -> Vec<Cell> {
    let (kind, quantity, rate, source) = match line.charge {
        Charge::Tokens { kind, tokens, list_rate, modifiers, prompt_tokens_over, terms, .. } => {
            let (mut times, mut source) = (String::new(), sources.terms(terms));
            for modifier in modifiers.iter() {
                times += &format!(" x {}", modifier.multiplier);
                source += &sources.citation(&modifier.citation, &format!("{}, ", modifier.id));
            }
            times += &multiplied(modifiers.markup(), modifiers.price_factor());
            let band =
                prompt_tokens_over.map(|over| format!(", prompt over {}", count(over))).unwrap_or_default();
            (format!("{kind}{band}"), tokens.get(), format!("${list_rate}/M{times}"), source)
        }
        Charge::Fee { count: number, fee, markup, price_factor: factor } => {
            let each = fee.cost_of(1).map(exact_dollars).unwrap_or_default();
            (
                fee.kind.word().replace('_', " "),
                number,
                format!("{each}/{}{}", fee.unit, multiplied(markup, factor)),
                sources.citation(&fee.citation, ""),
            )
        }
    };
    vec![
        (&line.model.id).into(),
        kind.into(),
        quantity.into(),
        rate.into(),
        Cell::Exact(line.amount),
        source.into(),
    ]
}

/// What the program that pays and whoever asks multiply a price by.
fn multiplied(markup: Option<Multiplier>, factor: Option<Multiplier>) -> String {
    markup.map(|markup| format!(" x {markup} (mark-up)")).unwrap_or_default() + &price_factor(factor)
}

/// What whoever asks multiplies a price by.
fn price_factor(factor: Option<Multiplier>) -> String {
    factor.map(|factor| format!(" x {factor} (price factor)")).unwrap_or_default()
}

fn cycle(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> Sheet {
    let mut sheet = Sheet::of_page(&[("", Kind::Text), ("", Kind::Text), ("", Kind::Money)]);
    // Runs of several uses take turns, and cost the same.
    let mut blocks: Vec<CostBlock> = Vec::new();
    for block in estimate.series.costs() {
        match blocks.last_mut() {
            Some(last) if last.cost == block.cost => last.runs += block.runs,
            _ => blocks.push(*block),
        }
    }
    for block in &blocks {
        let from = block
            .first_day
            .map_or_else(|| "counted".to_owned(), |day| format!("from {}", time::day(day, scenario.cycle)));
        let amount = block.cost.times(block.runs).ok();
        sheet.push(vec![
            from.into(),
            times(block, &scenario.schedule).into(),
            amount.map(Cell::Exact).into(),
        ]);
    }
    sheet.push(vec!["total".into(), Cell::Empty, Cell::Exact(estimate.total)]);
    sheet
}

fn times(block: &CostBlock, schedule: &Schedule) -> String {
    let cost = exact_dollars(block.cost);
    match schedule {
        Schedule::Count(_) | Schedule::Timed(_) => format!("{} x {cost}", counted(block.runs, "run")),
        Schedule::PerDay(runs) if runs.get() == 1 => format!("{} x {cost}", counted(block.runs, "night")),
        Schedule::PerDay(runs) => {
            format!("{} x {} a day x {cost}", counted(block.runs / *runs, "day"), counted(runs.get(), "run"))
        }
    }
}

/// How far a plan's credit goes, step by step.
fn plan(outcome: &PlanOutcome<'_>, scenario: &Scenario<'_>, sources: &mut Sources) -> Sheet {
    let coverage = &outcome.coverage;
    let columns = [("", Kind::Text), ("", Kind::Text), ("", Kind::Money), ("", Kind::Text)];
    let mut sheet = Sheet::of_page(&columns);
    let mut row = |what: &str, how: String, amount: Cell, source: String| {
        sheet.push(vec![what.into(), how.into(), amount, source.into()]);
    };
    let (how, source) = credit(outcome, sources);
    row("credit", how, Cell::Exact(outcome.credit), source);
    let mut row = |what: &str, how: String, amount: Option<Usd>| {
        row(what, how, amount.map(Cell::Exact).into(), String::new());
    };
    let left_to_draw = outcome.credit.less(scenario.spent);
    if !scenario.spent.is_zero() && !outcome.credit.is_zero() {
        row("already spent", String::new(), Some(scenario.spent));
        let how = if left_to_draw.is_zero() {
            "nothing".to_owned()
        } else {
            difference(outcome.credit, scenario.spent)
        };
        row("left", how, Some(left_to_draw));
    }
    row("covered", covered(coverage, scenario), None);
    if coverage.runs_partial > 0 {
        let end = coverage.end.map(|end| format!("run {}", count(end.run))).unwrap_or_default();
        row("partly covered", end, None);
    }
    row("beyond", counted(coverage.runs_beyond, "run"), None);
    if coverage.runs_on_limits > 0 {
        row("plan limits", counted(coverage.runs_on_limits, "run"), Some(coverage.windows));
    }
    let share = format!("{} of {}", percent(coverage.share()), exact_dollars(coverage.total));
    row("drawn", share, Some(coverage.drawn));
    let beyond = difference(coverage.total, coverage.drawn);
    let beyond = if coverage.windows.is_zero() {
        beyond
    } else {
        format!("{beyond} - {}", exact_dollars(coverage.windows))
    };
    row("overflow", beyond, Some(coverage.overflow));
    row("billed", policy(outcome, scenario.spent), Some(coverage.billed));
    row("refused", counted(coverage.runs_refused, "run"), None);
    if let Some((fee, pay)) = outcome.fee_due.zip(outcome.pay) {
        row("you pay", format!("{} + {}", exact_dollars(fee), exact_dollars(coverage.billed)), Some(pay));
    }
    row("left over", difference(left_to_draw, coverage.drawn), Some(coverage.left));
    sheet
}

fn difference(amount: Usd, less: Usd) -> String {
    format!("{} - {}", exact_dollars(amount), exact_dollars(less))
}

/// How a credit comes about, and who says so.
fn credit(outcome: &PlanOutcome<'_>, sources: &mut Sources) -> (String, String) {
    match (outcome.no_credit, outcome.holding.plan) {
        (Some(NoCredit::Rule(rule)), _) => {
            (format!("none: {}", rule.reason), sources.citation(&rule.citation, ""))
        }
        (Some(why @ (NoCredit::Vendor(_) | NoCredit::Cloud)), plan) => {
            let reason = why.reason(plan, outcome.program).unwrap_or_default();
            (format!("none: {reason}"), String::new())
        }
        (Some(NoCredit::Plan(_)), plan) => {
            let why = plan.and_then(|plan| plan.no_credit.as_deref()).unwrap_or("the plan isn't eligible");
            let source = plan.map(|plan| source(plan, sources));
            (format!("none: {why}"), source.unwrap_or_default())
        }
        (None, Some(plan)) if outcome.holding.stated_credit.is_none() => {
            let how = match &plan.grant {
                CreditGrant::Seats { pool_cap, .. } => seats(outcome, *pool_cap),
                CreditGrant::Fixed(_) => "per cycle".to_owned(),
                CreditGrant::NotEligible => "as stated".to_owned(),
            };
            (how, source(plan, sources))
        }
        (None, _) => ("as stated".to_owned(), String::new()),
    }
}

fn source(plan: &Plan, sources: &mut Sources) -> String {
    sources.citation(&plan.citation, &format!("{}, {}, ", plan.certainty.word(), plan.origin))
}

/// What happens to what the credit does not pay.
fn policy(outcome: &PlanOutcome<'_>, spent: Usd) -> String {
    match outcome.exhaustion_after(spent) {
        Exhaustion::Stop if outcome.no_credit.is_some_and(|why| why.draws() == Draws::PlanWindows) => {
            "plan limits cost nothing".to_owned()
        }
        // Of runs that sign in in several ways, some may draw no credit and be billed all the same.
        Exhaustion::Stop if !outcome.coverage.billed.is_zero() => {
            "runs without a credit, at API rates".to_owned()
        }
        Exhaustion::Stop => "nothing is billed".to_owned(),
        Exhaustion::Bill => "at API rates".to_owned(),
        Exhaustion::Cap(cap) => format!("up to {}", exact_dollars(cap)),
    }
}

fn seats(outcome: &PlanOutcome<'_>, cap: Option<Usd>) -> String {
    let seats: Vec<_> = outcome
        .holding
        .seats
        .iter()
        .map(|(seat, number)| format!("{} {} x {}", count(*number), seat.kind, exact_dollars(seat.credit)))
        .collect();
    let cap = cap.map(|cap| format!(", at most {}", exact_dollars(cap))).unwrap_or_default();
    format!("{}{cap}", seats.join(" + "))
}

fn covered(coverage: &Coverage, scenario: &Scenario<'_>) -> String {
    let runs = counted(coverage.runs_covered, "run");
    if counts_nights(&scenario.schedule) {
        format!("{runs}, {}", counted(coverage.nights_covered, "whole night"))
    } else {
        runs
    }
}
