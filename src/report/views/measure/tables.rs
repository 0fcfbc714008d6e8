//! Measured runs by who started them, and by model.

use super::figures;
use crate::measure::{Measurement, Total};
use crate::report::measured::at_least;
use crate::report::number::compact;
use crate::report::views::kinds::title;
use crate::report::{Bar, Cell, Column, Kind, Sheet};
use crate::units::{Usd, length};
use crate::usage::TokenKind;

/// Runs counted apart by who started them: a credit may pay for some of them only.
pub(super) fn uses(measurement: &Measurement<'_>) -> Sheet {
    let whole = measurement.summary.map_or(Usd::ZERO, |summary| summary.total);
    let figure = |title| Column::of_page(title, Kind::Figure);
    let mut sheet = Sheet::new(
        "Uses",
        vec![
            Column::of_page("", Kind::Text),
            Column::of_page("runs", Kind::Count),
            figure("cost"),
            Column::bar(),
            figure("a run"),
            figure("median").of_rank(1),
            figure("p90").of_rank(2),
            figure("max").of_rank(3),
        ],
    );
    for (used_by, runs, summary) in &measurement.by_use {
        let cells = match summary {
            Some(summary) => {
                let [total, mean, median, p90, max] = figures(summary).map(Cell::Text);
                vec![total, Cell::Bar(Bar::of_money(summary.total, whole)), mean, median, p90, max]
            }
            None => {
                let [mean, median, p90, max] = [(); 4].map(|()| Cell::Unknown);
                vec!["no price".into(), Cell::Empty, mean, median, p90, max]
            }
        };
        sheet.push([used_by.id().into(), Cell::Count(*runs)].into_iter().chain(cells).collect());
    }
    sheet
}

/// What all runs used of each model, and what that costs.
pub(super) fn models(measurement: &Measurement<'_>) -> Sheet {
    let totals = &measurement.totals;
    let kinds: Vec<(TokenKind, u128)> = SHOWN
        .into_iter()
        .map(|kind| (kind, totals.iter().map(|total| tokens(total, kind)).sum()))
        .filter(|(_, sum)| *sum > 0)
        .collect();
    let mut columns = vec![
        Column::of_page("model", Kind::Text).whole(),
        Column::of_page(
            if measurement.reported.rows == length(measurement.runs.len()) { "days" } else { "runs" },
            Kind::Count,
        ),
        Column::of_page("cost", Kind::Figure),
    ];
    // Of one model all is the same.
    let is_several = totals.len() > 1;
    columns.extend(is_several.then(Column::bar));
    let ranked = kinds.iter().zip(1..);
    columns.extend(ranked.map(|((kind, _), rank)| Column::of_page(title(*kind), Kind::Figure).of_rank(rank)));
    let mut sheet = Sheet::new("Models", columns);
    let mut push = |name: &str, runs: u64, cost: String, share: Option<Usd>, counts: Vec<u128>| {
        let mut cells: Vec<Cell> = vec![name.into(), runs.into(), cost.into()];
        let bar = share.map(|share| Cell::Bar(Bar::of_money(share, measurement.cost)));
        cells.extend(is_several.then(|| bar.unwrap_or(Cell::Empty)));
        cells.extend(counts.into_iter().map(|count| Cell::Text(compact(count))));
        sheet.push(cells);
    };
    for total in totals {
        let cost = at_least(total.cost.cost, total.cost.is_at_least);
        let counts = kinds.iter().map(|(kind, _)| tokens(total, *kind)).collect();
        push(&total.model.id, total.runs, cost, Some(total.cost.cost), counts);
    }
    if is_several {
        let runs = measurement.facts.with_price;
        let cost = at_least(measurement.cost, totals.iter().any(|total| total.cost.is_at_least));
        push("all", runs, cost, None, kinds.iter().map(|(_, sum)| *sum).collect());
    }
    sheet
}

fn tokens(total: &Total<'_>, kind: TokenKind) -> u128 {
    u128::from(total.usage.of(kind).get())
}

/// The kinds, those that cost most a token first: where there is no room, the last ones are left out.
const SHOWN: [TokenKind; 7] = [
    TokenKind::Output,
    TokenKind::Input,
    TokenKind::CacheRead,
    TokenKind::CacheWrite5m,
    TokenKind::CacheWrite1h,
    TokenKind::CacheWrite30m,
    TokenKind::CacheWrite12h,
];
