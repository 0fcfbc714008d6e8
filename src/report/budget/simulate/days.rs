//! What is left of the credits on each day of the first cycle, and a chart of it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{CREDIT, Simulation, cycles, jobs};
use crate::ledger::{LedgerSpec, RunEntry};
use crate::pricing::Draws;
use crate::report::budget::board::{Board, Chart, Look, Place, Span};
use crate::report::budget::formulas::{formula, less};
use crate::report::budget::year::in_words;
use crate::units::{OutOfRange, Usd, length};

/// More seats are added up and have no column each.
const SEATS_MAX: usize = 6;

pub(super) fn put(
    board: &mut Board,
    simulation: &Simulation<'_>,
    jobs: &jobs::Rows,
    seats: &cycles::Rows,
) -> Result<(), OutOfRange> {
    let simulated = simulation.answer.simulated;
    let ledgers = simulated.ledgers.len();
    // What comes and goes within the cycle is no line from one credit downwards.
    if ledgers > SEATS_MAX || simulated.ledgers.iter().any(LedgerSpec::has_own_terms) {
        return Ok(());
    }
    let heading = board.end() + 1;
    let period = simulated.cycles[0].period;
    let title = format!("Left by day, {}", in_words(simulation.answer.question.cycle));
    board.put(Place::new(heading, 0), title.as_str(), Look::Heading);
    board.put(Place::new(heading + 1, 0), "Day", Look::NameHead);
    for (column, ledger) in (1..).zip(&simulated.ledgers) {
        let head = if ledgers == 1 { "Left ($)" } else { ledger.name.as_str() };
        board.put(Place::new(heading + 1, column), head, Look::Head);
    }
    let last = u16::try_from(ledgers).unwrap_or(u16::MAX);
    let all = if ledgers == 1 { last } else { last + 1 };
    if all > last {
        board.put(Place::new(heading + 1, all), "Left ($)", Look::Head);
    }
    let spent: Vec<Spending> =
        (0..ledgers).map(|ledger| Spending::of(simulation, ledger)).collect::<Result<_, _>>()?;
    let first = heading + 2;
    let mut row = first;
    for number in 1..=period.days() {
        let Some(day) = period.day_after(number - 1) else { continue };
        board.put(Place::new(row, 0), day, Look::Name);
        let mut left_of_all = Usd::ZERO;
        for (ledger, spending) in spent.iter().enumerate() {
            let (seat, credit) = seats.first_cycle(ledger);
            let outcome = &simulated.cycles[0].ledgers[ledger];
            let until = spending.until(number)?;
            let left = outcome.granted.less(outcome.spent).less(until);
            left_of_all = left_of_all.plus(left)?;
            let text = if spending.total.is_zero() {
                credit.to_string()
            } else {
                // In proportion to what was simulated, so that it follows where something else is typed.
                let cost = jobs.cost(0, seat, Some(CREDIT));
                less(credit, format!("{cost}*{until}/{}", spending.total))
            };
            let place = Place::new(row, u16::try_from(ledger + 1).unwrap_or(u16::MAX));
            board.put(place, formula(text).gives(left), Look::Plain);
        }
        if all > last {
            let sum = format!("SUM({}:{})", Place::new(row, 1), Place::new(row, last));
            board.put(Place::new(row, all), formula(sum).gives(left_of_all), Look::Plain);
        }
        row += 1;
    }
    board.chart = Some(Chart {
        title: format!("{title} ($)"),
        at: Place::new(heading + 1, all + 1),
        days: Span::new(0, first, row - 1),
        amounts: Span::new(all, first, row - 1),
        has_cents: Chart::has_cents(simulation.answer.simulated.granted()),
    });
    Ok(())
}

/// What the runs that draw a credit cost in the first cycle, day by day.
struct Spending {
    by_day: Vec<Usd>,
    /// What those cost that have no day: they are spread evenly.
    spread: Usd,
    total: Usd,
}

impl Spending {
    fn of(simulation: &Simulation<'_>, ledger: usize) -> Result<Self, OutOfRange> {
        let period = simulation.answer.simulated.cycles[0].period;
        let mut by_day = vec![Usd::ZERO; usize::try_from(period.days()).unwrap_or_default()];
        let places: BTreeMap<Date, usize> =
            (0..period.days()).filter_map(|day| period.day_after(day)).zip(0..).collect();
        let (mut spread, mut total) = (Usd::ZERO, Usd::ZERO);
        let is_mine = |run: &&RunEntry| {
            run.cycle == 0 && run.ledger == ledger && simulation.draws(run.job) == Draws::Credit
        };
        for run in simulation.runs.iter().filter(is_mine) {
            let place = run.day.and_then(|day| places.get(&day)).copied();
            let sum = place.and_then(|place| by_day.get_mut(place)).unwrap_or(&mut spread);
            *sum = sum.plus(run.cost)?;
            total = total.plus(run.cost)?;
        }
        Ok(Self { by_day, spread, total })
    }

    /// What they cost until the end of a day, counted from one.
    fn until(&self, day: u64) -> Result<Usd, OutOfRange> {
        let days = usize::try_from(day).unwrap_or(usize::MAX);
        let dated = self.by_day.iter().take(days).try_fold(Usd::ZERO, |sum, cost| sum.plus(*cost))?;
        dated.plus(self.spread.times(day)?.mean_of(length(self.by_day.len())))
    }
}
