//! One job on the plans of every vendor: those with figures in dollars, and those that have none.

use super::few_of;
use super::pairs::checked;
use crate::answer::compare::{Cell as Pair, Compare};
use crate::phrase::{count, plans_of};
use crate::pricing::{PriceTable, Unit};
use crate::report::{Cell, Column, Columns, Emphasis, Kind, Sheet};

/// Every plan with what is known of it, one row each.
#[must_use]
pub fn vendor_cells(answer: &Compare) -> Sheet {
    Columns::new()
        .with(Column::new("plan", Kind::Text), |cell: &&Pair| (&cell.plan).into())
        .with(Column::new("program", Kind::Text), |cell| cell.program.as_ref().into())
        .with(Column::new("model", Kind::Text), |cell| cell.model.as_ref().into())
        .with(Column::new("cycle_start", Kind::Date), |cell| cell.cycle_start.into())
        .with(Column::new("cycle_end", Kind::Date), |cell| cell.cycle_end.into())
        .with(Column::new("run_cost_usd", Kind::Money), |cell| cell.run_cost_usd.into())
        .with(Column::new("runs", Kind::Count), |cell| cell.runs.into())
        .with(Column::new("nights", Kind::Count), |cell| cell.nights.into())
        .with(Column::new("runs_covered", Kind::Count), |cell| cell.runs_covered.into())
        .with(Column::new("nights_covered", Kind::Count), |cell| cell.nights_covered.into())
        .with(Column::new("credit_usd", Kind::Money), |cell| cell.credit_usd.into())
        .with(Column::new("overflow_usd", Kind::Money), |cell| cell.overflow_usd.into())
        .with(Column::new("fee_usd", Kind::Money), |cell| cell.fee_usd.into())
        .with(Column::new("total_usd", Kind::Money), |cell| cell.total_usd.into())
        .with(Column::new("cheapest", Kind::Truth), |cell| cell.cheapest.into())
        .with(Column::new("not_in_dollars", Kind::Text), |cell| cell.not_in_dollars.as_ref().into())
        .with(Column::new("unpriced", Kind::Text), |cell| cell.unpriced.as_ref().into())
        .sheet("Comparison", &answer.cells.iter().collect::<Vec<_>>())
}

/// Those with figures in dollars, from the cheapest on.
#[must_use]
pub fn vendors_in_order(answer: &Compare, table: &PriceTable, has_nights: bool) -> Sheet {
    let mut cells: Vec<&Pair> = answer.cells.iter().filter(|cell| cell.list_cost_usd.is_some()).collect();
    cells.sort_by_key(|cell| (cell.total_usd.is_none(), cell.total_usd, cell.fee_usd));
    let lowest = cells.iter().find(|cell| cell.cheapest).and_then(|cell| cell.total_usd);
    let mut sheet = Sheet::new(
        "Comparison",
        vec![
            Column::of_page("plan", Kind::Text).whole(),
            Column::of_page("a run", Kind::Money),
            Column::of_page("fee", Kind::Money),
            Column::of_page("credit", Kind::Money),
            Column::of_page(if has_nights { "nights" } else { "runs" }, Kind::Part),
            Column::of_page("over", Kind::Money),
            Column::of_page("total", Kind::Money),
        ],
    );
    for cell in cells {
        let covered =
            if has_nights { cell.nights_covered.zip(cell.nights) } else { cell.runs_covered.zip(cell.runs) };
        sheet.push(vec![
            named(table, cell).marked(Emphasis::Strong),
            cell.run_cost_usd.into(),
            Cell::known(cell.fee_usd),
            cell.credit_usd.map_or(Cell::Empty, Cell::or_dash),
            covered.map_or(Cell::Empty, |(some, all)| Cell::Part(some, all).shown(few_of(some, all, false))),
            cell.overflow_usd.map_or(Cell::Empty, Cell::or_dash),
            checked(cell.total_usd, cell.total_usd.is_some() && cell.total_usd == lowest),
        ]);
    }
    sheet
}

/// Plans of flat fees, whose limits are no dollars.
#[must_use]
pub fn vendors_on_limits(answer: &Compare, table: &PriceTable) -> Sheet {
    let mut sheet = Sheet::of_page(&[("plan", Kind::Text), ("fee", Kind::Money)]);
    for cell in answer.cells.iter().filter(|cell| cell.is_on_limits()) {
        sheet.push(vec![named(table, cell), Cell::known(cell.fee_usd)]);
    }
    sheet
}

/// Plans whose unit is work, with the figures that are known.
#[must_use]
pub fn vendors_not_computable(answer: &Compare, table: &PriceTable) -> Sheet {
    let columns = [("plan", Kind::Text), ("fee", Kind::Money), ("units a month", Kind::Figure)];
    let mut sheet = Sheet::of_page(&columns);
    for cell in &answer.cells {
        let Some(plan) = plan_of(table, cell).filter(|plan| plan.not_computable.is_some()) else { continue };
        let unit = table.program(&plan.program).and_then(|program| program.unit.as_ref());
        let unit = unit.map_or("unit", |Unit { name, .. }| name);
        let units = plan.work_units.map(|units| format!("{} {unit}s", count(units)));
        sheet.push(vec![
            (&cell.plan).into(),
            Cell::known(cell.fee_usd),
            Cell::from(units.unwrap_or_default()),
        ]);
    }
    sheet
}

/// A plan by its id, with its vendor where that is not a part of it: `max (Claude)`.
fn named(table: &PriceTable, cell: &Pair) -> Cell {
    let program = cell.program.as_deref().and_then(|id| table.program(id));
    // An account without a plan is nobody's in particular.
    let is_plan = plan_of(table, cell).is_some_and(|plan| plan.draws.is_none());
    let Some(program) = program.filter(|program| is_plan && table.is_usual(program)) else {
        return (&cell.plan).into();
    };
    let plans = plans_of(&program.vendor);
    let vendor = plans.strip_suffix(" plans").unwrap_or(&plans);
    Cell::from(&cell.plan).shown(format!("{} ({vendor})", cell.plan))
}

fn plan_of<'t>(table: &'t PriceTable, cell: &Pair) -> Option<&'t crate::pricing::Plan> {
    let program = table.program(cell.program.as_deref()?)?;
    table.plan(program, &cell.plan)
}
