//! Every line of the arithmetic, with the table row that each figure comes from.

use crate::cost::{Charge, CostLine, RunCost};
use crate::estimate::{Estimate, NoCredit, PlanOutcome, Scenario};
use crate::ledger::{CostBlock, Coverage, Exhaustion};
use crate::pricing::{CreditGrant, Draws};
use crate::report::number::{count, counted, exact_dollars, percent};
use crate::report::phrase::capitalized;
use crate::report::{Align, Block, Grid, Page};
use crate::schedule::Schedule;
use crate::units::Usd;

use super::estimate::{counts_nights, cycle_in_words, name_of};
use super::sources::Sources;

/// Adds every line of the arithmetic to a page.
pub fn explain(page: &mut Page, estimate: &Estimate<'_>, scenario: &Scenario<'_>) {
    let mut sources = Sources::default();
    page.add(Block::Heading(format!("One run, at the prices of {}", estimate.priced_on)));
    page.add(Block::Grid(run(&estimate.run, "one run", &mut sources)));
    for change in &estimate.changes {
        page.add(Block::Heading(format!(
            "One run, from {} until {}",
            change.days.start(),
            change.days.end()
        )));
        page.add(Block::Grid(run(&change.run, "one run", &mut sources)));
    }
    page.add(Block::Heading(capitalized(&cycle_in_words(scenario))));
    page.add(Block::Grid(cycle(estimate, scenario)));
    for outcome in &estimate.plans {
        page.add(Block::Heading(format!("{} under {}", name_of(&outcome.holding), outcome.program.id)));
        page.add(Block::Grid(plan(outcome, scenario, &mut sources)));
    }
    sources.add_to(page);
}

/// The lines of a run's cost, and what they come to under the name of `whole`.
pub(super) fn run(cost: &RunCost<'_>, whole: &str, sources: &mut Sources) -> Grid {
    let mut grid = Grid::new(&[
        ("model", Align::Left),
        ("kind", Align::Left),
        ("quantity", Align::Right),
        ("rate", Align::Right),
        ("amount", Align::Right),
        ("source", Align::Left),
    ]);
    for line in &cost.lines {
        grid.row(cost_line(line, sources));
    }
    let total = |what: &str, amount: Usd| {
        vec![
            what.to_owned(),
            String::new(),
            String::new(),
            String::new(),
            exact_dollars(amount),
            String::new(),
        ]
    };
    if cost.lines.is_empty() {
        grid.row(total("stated", cost.cost));
    } else {
        grid.row(total(whole, cost.cost));
    }
    if cost.low < cost.cost {
        grid.row(total("at the least", cost.low));
    }
    if cost.high > cost.cost {
        grid.row(total("at the most", cost.high));
    }
    grid
}

fn cost_line(line: &CostLine<'_>, sources: &mut Sources) -> Vec<String> {
    let (kind, quantity, rate, source) = match line.charge {
        Charge::Tokens { kind, tokens, list_rate, modifiers, prompt_tokens_over, terms, .. } => {
            let (mut times, mut source) = (String::new(), sources.terms(terms));
            for modifier in modifiers.iter() {
                times += &format!(" x {}", modifier.multiplier);
                source += &sources.citation(&modifier.citation, &format!("{}, ", modifier.kind.word()));
            }
            let band =
                prompt_tokens_over.map(|over| format!(", prompt over {}", count(over))).unwrap_or_default();
            (format!("{kind}{band}"), count(tokens.get()), format!("${list_rate}/M{times}"), source)
        }
        Charge::Fee { count: number, fee } => {
            let each = fee.cost_of(1).map(exact_dollars).unwrap_or_default();
            (
                fee.kind.word().replace('_', " "),
                count(number),
                format!("{each}/{}", fee.unit),
                sources.citation(&fee.citation, ""),
            )
        }
    };
    vec![line.model.id.clone(), kind, quantity, rate, exact_dollars(line.amount), source]
}

fn cycle(estimate: &Estimate<'_>, scenario: &Scenario<'_>) -> Grid {
    let mut grid = Grid::new(&[("", Align::Left), ("", Align::Left), ("", Align::Right)]);
    for block in estimate.series.costs() {
        let from = block.first_day.map_or_else(|| "counted".to_owned(), |day| format!("from {day}"));
        let amount = block.cost.times(block.runs).ok();
        grid.row(vec![from, times(block, &scenario.schedule), amount.map(exact_dollars).unwrap_or_default()]);
    }
    grid.row(vec!["total".to_owned(), String::new(), exact_dollars(estimate.total)]);
    grid
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

fn plan(outcome: &PlanOutcome<'_>, scenario: &Scenario<'_>, sources: &mut Sources) -> Grid {
    let coverage = &outcome.coverage;
    let mut grid = Grid::new(&[("", Align::Left), ("", Align::Left), ("", Align::Right), ("", Align::Left)]);
    let mut row = |what: &str, how: String, amount: String, source: String| {
        grid.row(vec![what.to_owned(), how, amount, source]);
    };
    let (how, source) = match (outcome.no_credit, outcome.holding.plan) {
        (Some(NoCredit::Rule(rule)), _) => {
            (format!("none: {}", rule.reason), sources.citation(&rule.citation, ""))
        }
        (Some(NoCredit::Vendor(vendor)), _) => (
            format!("none: a credit of {} does not pay for models of {vendor}", outcome.program.vendor),
            String::new(),
        ),
        (Some(NoCredit::Plan(_)), plan) => {
            let why = plan.and_then(|plan| plan.no_credit.as_deref()).unwrap_or("the plan is not eligible");
            let source = plan.map(|plan| {
                sources.citation(&plan.citation, &format!("{}, {}, ", plan.certainty.word(), plan.origin))
            });
            (format!("none: {why}"), source.unwrap_or_default())
        }
        (None, _) if outcome.holding.stated_credit.is_some() => ("as stated".to_owned(), String::new()),
        (None, Some(plan)) => {
            let about = format!("{}, {}, ", plan.certainty.word(), plan.origin);
            let how = match &plan.grant {
                CreditGrant::Seats { pool_cap, .. } => seats(outcome, *pool_cap),
                CreditGrant::Fixed(_) if outcome.holding.stated_credit.is_none() => {
                    "granted a cycle".to_owned()
                }
                CreditGrant::Fixed(_) | CreditGrant::NotEligible => "as stated".to_owned(),
            };
            (how, sources.citation(&plan.citation, &about))
        }
        (None, None) => ("as stated".to_owned(), String::new()),
    };
    row("credit", how, exact_dollars(outcome.credit), source);
    let left_to_draw = outcome.credit.less(scenario.spent);
    if !scenario.spent.is_zero() && !outcome.credit.is_zero() {
        row("already spent", String::new(), exact_dollars(scenario.spent), String::new());
        row(
            "left to draw",
            if left_to_draw.is_zero() {
                "nothing".to_owned()
            } else {
                format!("{} - {}", exact_dollars(outcome.credit), exact_dollars(scenario.spent))
            },
            exact_dollars(left_to_draw),
            String::new(),
        );
    }
    row("covered", covered(coverage, scenario), String::new(), String::new());
    if coverage.runs_partial > 0 {
        let end = coverage.end.map(|end| format!("run {}", count(end.run))).unwrap_or_default();
        row("partial", format!("{end} in part"), String::new(), String::new());
    }
    row("beyond", counted(coverage.runs_beyond, "run"), String::new(), String::new());
    row(
        "drawn",
        format!("coverage {} of {}", percent(coverage.share()), exact_dollars(coverage.total)),
        exact_dollars(coverage.drawn),
        String::new(),
    );
    row(
        "overflow",
        format!("{} - {}", exact_dollars(coverage.total), exact_dollars(coverage.drawn)),
        exact_dollars(coverage.overflow),
        String::new(),
    );
    let policy = match outcome.exhaustion {
        Exhaustion::Stop if outcome.no_credit.is_some_and(|why| why.draws() == Draws::PlanWindows) => {
            "plan windows are not dollars".to_owned()
        }
        Exhaustion::Stop => "nothing is billed".to_owned(),
        Exhaustion::Bill => "billed at API rates".to_owned(),
        Exhaustion::Cap(cap) => format!("billed up to {}", exact_dollars(cap)),
    };
    row("billed", policy, exact_dollars(coverage.billed), String::new());
    row("refused", counted(coverage.runs_refused, "run"), String::new(), String::new());
    row(
        "expires",
        format!("{} - {}", exact_dollars(left_to_draw), exact_dollars(coverage.drawn)),
        exact_dollars(coverage.left),
        String::new(),
    );
    grid
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
    let runs = format!("{} in full", counted(coverage.runs_covered, "run"));
    if counts_nights(&scenario.schedule) {
        format!("{runs}, {}", counted(coverage.nights_covered, "whole night"))
    } else {
        runs
    }
}
