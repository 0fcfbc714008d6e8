//! The ledger itself, line by line.

use crate::report::number::exact_dollars;
use crate::report::phrase::{moment, visible};
use crate::report::simulated::{Answer, Entry};
use crate::report::{Align, Block, Grid, Page};

/// Adds every line of every ledger to a page.
pub fn simulated_ledger(page: &mut Page, answer: &Answer<'_, '_>, entries: &[Entry]) {
    let (question, simulated) = (answer.question, answer.simulated);
    let has_seats = simulated.ledgers.len() > 1;
    let mut columns = vec![("when", Align::Left)];
    if has_seats {
        columns.push(("seat", Align::Left));
    }
    columns.extend([
        ("entry", Align::Left),
        ("job", Align::Left),
        ("run", Align::Right),
        ("amount", Align::Right),
        ("left", Align::Right),
    ]);
    let mut grid = Grid::new(&columns);
    for entry in entries {
        let when = match (entry.at, entry.day) {
            (Some(at), _) => moment(at, &question.zone),
            (None, Some(day)) => day.to_string(),
            (None, None) => "-".to_owned(),
        };
        let mut cells = vec![when];
        if has_seats {
            cells.push(visible(&simulated.ledgers[entry.ledger].name));
        }
        cells.extend([
            entry.kind.word().to_owned(),
            entry.job.map(|job| visible(&question.jobs[job].name)).unwrap_or_default(),
            entry.run.map(|run| run.to_string()).unwrap_or_default(),
            exact_dollars(entry.amount),
            exact_dollars(entry.left),
        ]);
        grid.row(cells);
    }
    page.add(Block::Heading("The ledger".to_owned()));
    page.add(Block::Grid(grid));
}
