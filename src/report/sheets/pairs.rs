//! Plans with models as people read them: a plan a row and a model a group of columns, or a pair a row where there
//! are many models or there is little room.

use super::few_of;
use crate::ledger::Holding;
use crate::phrase::count;
use crate::pricing::Model;
use crate::report::number::dollars;
use crate::report::views::{counts_nights, emphasis};
use crate::report::{Cell, Column, Columns, Emphasis, Group, Kind, Sheet};
use crate::schedule::Schedule;
use crate::studies::compare::{self, Comparison, Figures};
use crate::units::Usd;

/// More models than these are not read side by side.
const BESIDE_MAX: usize = 4;

/// The pairs of a comparison under the rules of one program.
#[must_use]
pub fn pairs(comparison: &Comparison<'_>, schedule: &Schedule) -> Sheet {
    let list = list(comparison, schedule);
    let models: Vec<_> = models(comparison);
    if (1..=BESIDE_MAX).contains(&models.len()) {
        beside(comparison, schedule, &models).or_narrow(list)
    } else {
        list
    }
}

/// The models that have figures, from the one whose runs cost the least on.
fn models<'t>(comparison: &Comparison<'t>) -> Vec<&'t Model> {
    let priced = comparison.candidates.iter().filter_map(|candidate| {
        let answer = candidate.answer.as_ref().ok()?;
        Some((answer.estimate.run.cost, candidate.model?))
    });
    let mut priced: Vec<_> = priced.collect();
    priced.sort_by_key(|(cost, _)| *cost);
    priced.into_iter().map(|(_, model)| model).collect()
}

/// A plan a row.
fn beside(comparison: &Comparison<'_>, schedule: &Schedule, models: &[&Model]) -> Sheet {
    let names = short_names(models);
    let mut holdings: Vec<&Holding<'_>> = Vec::new();
    for cell in &comparison.cells {
        if !holdings.contains(&&cell.holding) {
            holdings.push(&cell.holding);
        }
    }
    // From no fee on.
    holdings.sort_by_key(|holding| !holding.is_no_plan());
    let has_seats = holdings.iter().any(|holding| !holding.seats.is_empty());
    let mut columns = vec![Column::of_page("plan", Kind::Text)];
    columns.extend(has_seats.then(|| Column::of_page("seats", Kind::Text)));
    let covered = if counts_nights(schedule) { "nights" } else { "runs" };
    for (model, name) in models.iter().zip(names) {
        let retires =
            comparison.candidates.iter().find(|candidate| candidate.model.is_some_and(|it| it == *model));
        let title = match retires.and_then(|candidate| candidate.retires) {
            Some(on) => format!("{name} (retires {on})"),
            None => name.clone(),
        };
        let group = Group { title: title.into(), short: name.into() };
        columns.push(Column::of_page("a run", Kind::Money).in_group(Some(&group)).of_rank(2));
        columns.push(Column::of_page("total", Kind::Money).in_group(Some(&group)));
        columns.push(Column::of_page(covered, Kind::Part).in_group(Some(&group)).of_rank(1));
    }
    let mut sheet = Sheet::new("", columns);
    for holding in holdings {
        let mut row = vec![Cell::from(holding.id()).marked(Emphasis::Strong)];
        row.extend(has_seats.then(|| seats(holding).into()));
        for model in models {
            let place = comparison
                .cells
                .iter()
                .position(|cell| cell.holding == *holding && cell.model.is_some_and(|there| there == *model));
            let cell = place.map(|place| &comparison.cells[place]);
            let is_cheapest = place.is_some_and(|place| comparison.is_lowest(place));
            let figures = cell.and_then(|cell| cell.figures.as_ref().ok());
            row.push(figures.map_or(Cell::Unknown, |figures| figures.run.into()));
            row.push(cell.map_or(Cell::Unknown, |cell| total(cell, is_cheapest)));
            row.push(cell.map_or(Cell::Unknown, |cell| part(cell, schedule)));
        }
        sheet.push(row);
    }
    sheet
}

/// A pair a row, from the cheapest on.
fn list(comparison: &Comparison<'_>, schedule: &Schedule) -> Sheet {
    let mut cells: Vec<(usize, &compare::Cell<'_>)> =
        comparison.cells.iter().enumerate().filter(|(_, cell)| cell.figures.is_ok()).collect();
    cells.sort_by_key(|(_, cell)| {
        let figures = cell.figures.as_ref().ok();
        let total = figures.and_then(|figures| figures.total);
        let cost = figures.map(|figures| figures.outcome.coverage.total);
        (!cell.is_able(), total.is_none(), total, cost, figures.and_then(|figures| figures.fee))
    });
    let has_seats = cells.iter().any(|(_, cell)| !cell.holding.seats.is_empty());
    let money = |of: fn(&Figures<'_>) -> Cell| {
        move |(_, cell): &(usize, &compare::Cell<'_>)| cell.figures.as_ref().map_or(Cell::Unknown, of)
    };
    let mut columns = Columns::new()
        .with(Column::of_page("plan", Kind::Text), |(_, cell): &(usize, &compare::Cell<'_>)| {
            Cell::from(cell.holding.id()).marked(Emphasis::Strong)
        });
    if has_seats {
        columns = columns.with(Column::of_page("seats", Kind::Text), |(_, cell)| seats(&cell.holding).into());
    }
    if comparison.swapped.is_some() {
        columns = columns.with(Column::of_page("model", Kind::Text), |(_, cell)| {
            cell.model.map(|model| Cell::from(&model.id)).into()
        });
        if cells.iter().any(|(_, cell)| cell.retires.is_some()) {
            columns = columns
                .with(Column::of_page("retires", Kind::Date).of_rank(4), |(_, cell)| cell.retires.into());
        }
    }
    let covered = if counts_nights(schedule) { "nights" } else { "runs" };
    columns
        .with(Column::of_page("a run", Kind::Money).of_rank(1), money(|figures| figures.run.into()))
        .with(Column::of_page("fee", Kind::Money).of_rank(2), money(|figures| Cell::known(figures.fee)))
        .with(Column::of_page(covered, Kind::Part), move |(_, cell)| part(cell, schedule))
        .with(
            Column::of_page("over", Kind::Money).of_rank(3),
            money(|figures| Cell::or_dash(figures.outcome.coverage.overflow)),
        )
        .with(Column::of_page("total", Kind::Money), |(place, cell)| {
            total(cell, comparison.is_lowest(*place))
        })
        .sheet("", &cells)
}

/// `3 standard + 2 premium`.
pub(super) fn seats(holding: &Holding<'_>) -> String {
    let seats = holding.seats.iter().map(|(seat, number)| format!("{} {}", count(*number), seat.kind));
    seats.collect::<Vec<_>>().join(" + ")
}

/// The total, with a sign before the lowest.
fn total(cell: &compare::Cell<'_>, is_cheapest: bool) -> Cell {
    let total = cell.figures.as_ref().ok().and_then(|figures| figures.total);
    let shown = checked(total, is_cheapest);
    // What cannot do the job is no choice.
    if cell.is_able() { shown } else { shown.marked(Emphasis::Dim) }
}

/// An amount, with a sign before the lowest: `✓ $4.50`.
pub(super) fn checked(total: Option<Usd>, is_cheapest: bool) -> Cell {
    match total {
        Some(total) if is_cheapest => {
            Cell::from(total).shown(format!("✓ {}", dollars(total))).marked(Emphasis::Strong)
        }
        total => Cell::known(total),
    }
}

/// `5/30`.
fn part(cell: &compare::Cell<'_>, schedule: &Schedule) -> Cell {
    let Ok(figures) = &cell.figures else { return Cell::Unknown };
    let coverage = &figures.outcome.coverage;
    let (some, all) = if counts_nights(schedule) {
        (coverage.nights_covered, coverage.nights)
    } else {
        (coverage.runs_covered, coverage.runs)
    };
    let words = Cell::from(few_of(some, all, coverage.is_on_limits()));
    // An account without a plan has no credit that could cover anything.
    if coverage.is_on_limits() || figures.outcome.credit.is_zero() {
        words
    } else {
        words.marked(emphasis(coverage))
    }
}

/// The ids of models without what all of them begin with: `opus-5-5` beside `haiku-5-5`.
#[must_use]
pub fn short_names(models: &[&Model]) -> Vec<String> {
    let ids: Vec<&str> = models.iter().map(|model| model.id.as_str()).collect();
    short_ids(&ids)
}

fn short_ids(ids: &[&str]) -> Vec<String> {
    let prefix = ids.first().and_then(|id| id.split_once('-')).map(|(prefix, _)| format!("{prefix}-"));
    let short = |prefix: &str| -> Option<Vec<String>> {
        let rest = ids.iter().map(|id| id.strip_prefix(prefix));
        rest.map(|rest| rest.filter(|rest| rest.starts_with(char::is_alphabetic)).map(str::to_owned))
            .collect()
    };
    prefix
        .filter(|_| ids.len() > 1)
        .and_then(|prefix| short(&prefix))
        .unwrap_or_else(|| ids.iter().map(|id| (*id).to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::short_ids;

    #[test]
    fn what_all_ids_begin_with_is_left_out() {
        assert_eq!(short_ids(&["claude-opus-5-5", "claude-haiku-5-5"]), ["opus-5-5", "haiku-5-5"]);
        assert_eq!(short_ids(&["claude-opus-5-5", "gpt-5.6"]), ["claude-opus-5-5", "gpt-5.6"]);
        assert_eq!(short_ids(&["gpt-5.6", "gpt-5.6-mini"]), ["gpt-5.6", "gpt-5.6-mini"]);
        assert_eq!(short_ids(&["claude-opus-5-5"]), ["claude-opus-5-5"]);
    }
}
