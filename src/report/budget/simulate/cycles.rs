//! What each seat comes to in each cycle, and each cycle on all seats.

use super::seats::Terms;
use super::{API, CREDIT, Simulation, jobs};
use crate::ledger::Tally;
use crate::pricing::Draws;
use crate::report::Cell;
use crate::report::budget::board::{Board, Look, Place, Span};
use crate::report::budget::choices::{percent, share};
use crate::report::budget::formulas::{self, BILL, CAP, LIMITS, formula, less};
use crate::report::budget::known;
use crate::report::workbook::Formula;
use crate::units::{OutOfRange, Usd};

const HEADS: [&str; 12] = [
    "Cycle from",
    "Seat",
    "Cost ($)",
    "Credit ($)",
    "Drawn ($)",
    "Overflow ($)",
    "Billed ($)",
    "Refused runs",
    "Fee ($)",
    "You pay ($)",
    "Left ($)",
    "Coverage",
];

/// Columns, as their heads have them.
mod column {
    pub(super) const SEAT: u16 = 1;
    pub(super) const COST: u16 = 2;
    pub(super) const CREDIT: u16 = 3;
    pub(super) const DRAWN: u16 = 4;
    pub(super) const OVERFLOW: u16 = 5;
    pub(super) const BILLED: u16 = 6;
    pub(super) const REFUSED: u16 = 7;
    pub(super) const FEE: u16 = 8;
    pub(super) const PAY: u16 = 9;
    pub(super) const LEFT: u16 = 10;
    pub(super) const COVERAGE: u16 = 11;
}

/// The rows of the seats, cycle by cycle.
pub(super) struct Rows {
    first: u32,
    seats: u32,
}

impl Rows {
    fn of(&self, column: u16, cycle: usize) -> Span {
        let first = self.first + u32::try_from(cycle).unwrap_or(u32::MAX) * self.seats;
        Span::new(column, first, first + self.seats - 1)
    }

    /// The name of a seat in the first cycle, and what there is to be drawn on it.
    pub(super) fn first_cycle(&self, ledger: usize) -> (Place, Place) {
        let row = self.first + u32::try_from(ledger).unwrap_or(u32::MAX);
        (Place::new(row, column::SEAT), Place::new(row, column::CREDIT))
    }
}

/// What a seat or a cycle comes to.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    tally: Tally,
    credit: Usd,
    left: Usd,
    fee: Option<Usd>,
}

impl Sums {
    fn plus(self, other: Self) -> Result<Self, OutOfRange> {
        Ok(Self {
            tally: Tally::sum([&self.tally, &other.tally]),
            credit: self.credit.plus(other.credit)?,
            left: self.left.plus(other.left)?,
            fee: match (self.fee, other.fee) {
                (None, fee) | (fee, None) => fee,
                (Some(one), Some(other)) => Some(one.plus(other)?),
            },
        })
    }

    fn pay(&self) -> Result<Option<Usd>, OutOfRange> {
        self.fee.map(|fee| fee.plus(self.tally.billed)).transpose()
    }
}

impl Simulation<'_> {
    fn sums(&self, cycle: usize, ledger: usize) -> Sums {
        let outcome = &self.answer.simulated.cycles[cycle].ledgers[ledger];
        Sums {
            tally: self.tally(cycle, ledger),
            credit: outcome.granted.less(outcome.spent),
            left: outcome.expires,
            fee: self.fee(cycle, ledger),
        }
    }

    fn sums_of_cycle(&self, cycle: usize) -> Result<Sums, OutOfRange> {
        let ledgers = 0..self.answer.simulated.ledgers.len();
        ledgers.into_iter().try_fold(Sums::default(), |sum, ledger| sum.plus(self.sums(cycle, ledger)))
    }
}

pub(super) fn put_seats(
    board: &mut Board,
    simulation: &Simulation<'_>,
    is_fee_paid: Place,
    terms: &[Terms],
    jobs: &jobs::Rows,
) -> Result<Rows, OutOfRange> {
    let simulated = simulation.answer.simulated;
    let heading = board.end() + 1;
    board.put(Place::new(heading, 0), "Seats, cycle by cycle", Look::Heading);
    board.heads(heading + 1, &HEADS, &["Cycle from", "Seat"], &[]);
    let mut row = heading + 2;
    let rows = Rows { first: row, seats: u32::try_from(terms.len()).unwrap_or(u32::MAX) };
    for cycle in 0..simulated.cycles.len() {
        for (ledger, of_seat) in terms.iter().enumerate() {
            put_seat(board, simulation, is_fee_paid, of_seat, jobs, (cycle, ledger), row)?;
            row += 1;
        }
    }
    board.bars.push(Span::new(column::COVERAGE, rows.first, row - 1));
    let is_listed = |ledger: usize| !simulation.is_fixed(ledger) && simulation.only_job(ledger).is_none();
    if (0..terms.len()).any(is_listed) {
        let note =
            "Refused runs of a seat with several jobs are those of the Runs tab, and stay as they are.";
        board.put(Place::new(row, 0), note, Look::Hint);
        row += 1;
    }
    if (0..terms.len()).any(|ledger| simulation.is_fixed(ledger)) {
        let note = "Seats that come and go, and several seats alike, are as simulated, and stay as they are.";
        board.put(Place::new(row, 0), note, Look::Hint);
    }
    Ok(rows)
}

impl Simulation<'_> {
    /// The one job of a seat whose runs cost the same in each cycle and draw the credit: its refused runs can
    /// be computed.
    fn only_job(&self, ledger: usize) -> Option<usize> {
        let simulated = self.answer.simulated;
        let mut mine = (0..simulated.jobs.len()).filter(|job| simulated.jobs[*job].ledger == ledger);
        let only = mine.next().filter(|_| mine.next().is_none())?;
        let is_even = self.run_costs.iter().all(|jobs| jobs[only].is_some());
        (is_even && self.draws(only) == Draws::Credit).then_some(only)
    }
}

fn put_seat(
    board: &mut Board,
    simulation: &Simulation<'_>,
    is_fee_paid: Place,
    terms: &Terms,
    jobs: &jobs::Rows,
    (cycle, ledger): (usize, usize),
    row: u32,
) -> Result<(), OutOfRange> {
    let at = |column: u16| Place::new(row, column);
    let sums = simulation.sums(cycle, ledger);
    let Sums { tally, fee, .. } = sums;
    board.put(at(0), simulation.begin(cycle), Look::Name);
    let name = simulation.answer.simulated.ledgers[ledger].name.as_str();
    board.put(at(column::SEAT), name, Look::Name);
    let seat = at(column::SEAT);
    let cost_of = |words: &str| jobs.cost(cycle, seat, Some(words));
    let is_fixed = simulation.is_fixed(ledger);
    let mut put = |column: u16, text: String, result: Cell| {
        let cell = if is_fixed { result } else { formula(text).gives(result) };
        board.put(at(column), cell, Look::Plain);
    };
    put(column::COST, jobs.cost(cycle, seat, None), tally.cost.into());
    let is_first = cycle == 0;
    let credit = if is_first { less(terms.credit, terms.spent) } else { terms.credit.to_string() };
    put(column::CREDIT, credit, sums.credit.into());
    let (drawn, cost) = (at(column::DRAWN), at(column::COST));
    put(column::DRAWN, format!("MIN({},{})", at(column::CREDIT), cost_of(CREDIT)), tally.drawn.into());
    let overflow = less(format!("{cost}-{}", cost_of(LIMITS)), drawn);
    put(column::OVERFLOW, overflow, tally.overflow.into());

    // What the credit does not pay is refused, billed or capped; plain API spend is billed or capped.
    let spend = cost_of(API);
    let dollars = format!("ROUND({}-{drawn}+{spend},10)", cost_of(CREDIT));
    let cap_left =
        if is_first { less(terms.cap, less(terms.spent, terms.credit)) } else { terms.cap.to_string() };
    let policy = terms.policy;
    let billed =
        format!("IF({policy}=\"{BILL}\",{dollars},IF({policy}=\"{CAP}\",MIN({dollars},{cap_left}),{spend}))");
    put(column::BILLED, billed, tally.billed.into());
    let refused = match simulation.only_job(ledger) {
        Some(job) => {
            let (runs, run_cost) = jobs.row(cycle, job);
            let means = formulas::means(policy, at(column::CREDIT), &cap_left);
            formulas::refused(policy, runs, run_cost, means)
        }
        None => {
            let listed = simulation.listed;
            let is_in_cycle = format!("--({}={})", listed.range("cycle"), at(0));
            let is_of_seat = listed.range("seat").is(&formula(seat));
            let refused = Formula::count_where(&[is_of_seat, listed.range("refused").holds()]).to_string();
            refused.replacen("SUMPRODUCT(", &format!("SUMPRODUCT({is_in_cycle},"), 1)
        }
    };
    put(column::REFUSED, refused, tally.runs_refused.into());
    put(column::FEE, formulas::fee(terms.fee, is_fee_paid).to_string(), known(fee));
    put(column::PAY, formulas::pay(at(column::FEE), at(column::BILLED)).to_string(), known(sums.pay()?));
    put(column::LEFT, less(at(column::CREDIT), drawn), sums.left.into());
    put(column::COVERAGE, share(drawn, cost).to_string(), percent(tally.drawn, tally.cost));
    Ok(())
}

/// Cycle by cycle, and all together.
pub(super) fn put(
    board: &mut Board,
    simulation: &Simulation<'_>,
    jobs: &jobs::Rows,
    seats: &Rows,
) -> Result<(), OutOfRange> {
    let cycles = simulation.answer.simulated.cycles.len();
    let heading = board.end() + 1;
    board.put(Place::new(heading, 0), "Cycle by cycle", Look::Heading);
    let heads = HEADS.map(|head| if head == "Seat" { "Runs" } else { head });
    board.heads(heading + 1, &heads, &["Cycle from"], &[]);
    let (first, mut all) = (heading + 2, Sums::default());
    let mut row = first;
    for cycle in 0..cycles {
        let sums = simulation.sums_of_cycle(cycle)?;
        all = all.plus(sums)?;
        board.put(Place::new(row, 0), simulation.begin(cycle), Look::Name);
        let runs = jobs.runs(cycle);
        put_sums(board, row, &sums, Look::Plain, runs, |column| seats.of(column, cycle))?;
        row += 1;
    }
    board.put(Place::new(row, 0), "Total", Look::Total);
    let of_cycles = |column: u16| Span::new(column, first, row - 1);
    put_sums(board, row, &all, Look::Total, of_cycles(column::SEAT), of_cycles)?;
    board.bars.push(Span::new(column::COVERAGE, first, row));
    Ok(())
}

fn put_sums(
    board: &mut Board,
    row: u32,
    sums: &Sums,
    look: Look,
    runs: Span,
    of: impl Fn(u16) -> Span,
) -> Result<(), OutOfRange> {
    let at = |column: u16| Place::new(row, column);
    let Sums { tally, credit, left, fee } = *sums;
    let mut put = |column: u16, text: String, result: Cell| {
        board.put(at(column), formula(text).gives(result), look);
    };
    put(column::SEAT, format!("SUM({runs})"), tally.runs.into());
    for (column, result) in [
        (column::COST, tally.cost.into()),
        (column::CREDIT, credit.into()),
        (column::DRAWN, tally.drawn.into()),
        (column::OVERFLOW, tally.overflow.into()),
        (column::BILLED, tally.billed.into()),
        (column::REFUSED, tally.runs_refused.into()),
        (column::LEFT, left.into()),
    ] {
        put(column, format!("SUM({})", of(column)), result);
    }
    // A fee that nobody knows is left out of the sum, and so is what is paid with it.
    let fees = of(column::FEE);
    put(column::FEE, format!("IF(COUNT({fees})=0,\"\",SUM({fees}))"), known(fee));
    put(
        column::PAY,
        format!("IF({}=\"\",\"\",{}+{})", at(column::FEE), at(column::FEE), at(column::BILLED)),
        known(sums.pay()?),
    );
    let coverage = share(at(column::DRAWN), at(column::COST)).to_string();
    put(column::COVERAGE, coverage, percent(tally.drawn, tally.cost));
    Ok(())
}
