//! One job on the plans of every vendor: the cheapest in dollars first, then flat fees, then what nobody can compute.

use super::counts_nights;
use crate::answer::Compare;
use crate::answer::compare::Cell;
use crate::phrase::{capitalized, counted, distinct, grouped, listed};
use crate::pricing::PriceTable;
use crate::report::number::dollars;
use crate::report::{Block, Page, Role, sheets};
use crate::schedule::Schedule;

/// The plans of every vendor, each under the rules of its own program.
#[must_use]
pub fn vendors(answer: &Compare, table: &PriceTable, schedule: &Schedule, cautions: Vec<String>) -> Page {
    let mut page = Page::new();
    let cheapest = answer.cells.iter().find(|cell| cell.cheapest);
    page.add(Block::Headline(match cheapest.and_then(|cell| Some((cell, cell.total_usd?))) {
        Some((cell, total)) => {
            let runs = counted(cell.runs.unwrap_or_default(), "run");
            format!("Cheapest in dollars: {}, {} for {runs}", cell.plan, dollars(total))
        }
        None => "No total: nothing of this job has a price under any plan".to_owned(),
    }));
    page.add(Block::Table(sheets::vendors_in_order(answer, table, counts_nights(schedule))));
    page.cautions(cautions);
    let by_seat: Vec<&str> = answer
        .cells
        .iter()
        .filter(|cell| !cell.seats.is_empty() && cell.list_cost_usd.is_some())
        .map(|cell| cell.plan.as_str())
        .collect();
    if !by_seat.is_empty() {
        page.text(format!("One seat each: {}.", listed(by_seat)));
    }
    let unpriced = answer.cells.iter().filter_map(|cell| Some((cell.unpriced.clone()?, cell.plan.as_str())));
    for (reason, plans) in grouped(unpriced) {
        page.caution(format!("no price under {}: {reason}", listed(plans)));
    }
    if answer.cells.iter().any(Cell::is_on_limits) {
        page.add(Block::Heading(
            "Flat fee: usage limits, not dollars; their size isn't published".to_owned(),
        ));
        page.add(Block::Table(sheets::vendors_on_limits(answer, table)));
    }
    let is_work = |plan: &str| table.plans().iter().any(|it| it.id == plan && it.not_computable.is_some());
    if answer.cells.iter().any(|cell| is_work(&cell.plan)) {
        page.add(Block::Heading("Not computable: the unit is work, not tokens".to_owned()));
        page.add(Block::Table(sheets::vendors_not_computable(answer, table)));
    }
    let others = answer.cells.iter().filter(|cell| !cell.is_on_limits() && !is_work(&cell.plan));
    let unpaid = others.filter_map(|cell| Some((cell.not_in_dollars.clone()?, cell.plan.as_str())));
    let unpaid = grouped(unpaid).into_iter();
    let unpaid: Vec<String> =
        unpaid.map(|(reason, plans)| format!("{} ({reason})", listed(distinct(plans)))).collect();
    if !unpaid.is_empty() {
        page.text(format!("Not counted: {}.", unpaid.join("; ")));
    }
    page.text("Total = plan fee + overflow at the plan's prices, as if no run were refused.".to_owned());
    page.note(
        Role::Note,
        "Each plan has its own rules, cycle and sign-in: `creditcalc plans ID` shows them, with sources.",
    );
    for reason in grouped(
        answer
            .cells
            .iter()
            .filter(|cell| is_work(&cell.plan))
            .filter_map(|cell| Some((cell.not_in_dollars.clone()?, ()))),
    ) {
        page.detail(format!("{}.", capitalized(&reason.0)));
    }
    page.notes_here();
    page
}
