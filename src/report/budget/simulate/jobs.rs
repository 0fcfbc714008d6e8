//! The runs of each job in each cycle, and what they cost.

use super::{Simulation, word};
use crate::report::budget::board::{Ask, Board, Look, Place, Span};
use crate::report::budget::formulas::formula;

const HEADS: [&str; 7] = ["Job", "Seat", "Cycle from", "Runs", "Cost of a run ($)", "Cost ($)", "Draws"];

/// The rows of the jobs, cycle by cycle.
pub(super) struct Rows {
    first: u32,
    /// How many jobs each cycle has.
    jobs: u32,
}

impl Rows {
    fn of(&self, column: u16, cycle: usize) -> Span {
        let first = self.first + u32::try_from(cycle).unwrap_or(u32::MAX) * self.jobs;
        Span::new(column, first, first + self.jobs - 1)
    }

    /// The runs of a cycle.
    pub(super) fn runs(&self, cycle: usize) -> Span {
        self.of(3, cycle)
    }

    /// What the jobs of a seat cost in a cycle that draw what `words` say; all of them without words. The
    /// seat's name is in a cell, as no text from outside gets into a formula.
    pub(super) fn cost(&self, cycle: usize, seat: Place, words: Option<&str>) -> String {
        let (seats, costs) = (self.of(1, cycle), self.of(5, cycle));
        let draws = words.map(|words| format!("--({}=\"{words}\"),", self.of(6, cycle)));
        format!("SUMPRODUCT(--EXACT({seats},{seat}),{}{costs})", draws.unwrap_or_default())
    }

    /// The row of a job in a cycle: its runs, and what one costs.
    pub(super) fn row(&self, cycle: usize, job: usize) -> (Place, Place) {
        let row = self.of(0, cycle).first + u32::try_from(job).unwrap_or(u32::MAX);
        (Place::new(row, 3), Place::new(row, 4))
    }
}

pub(super) fn put(board: &mut Board, simulation: &Simulation<'_>) -> Rows {
    let heading = board.end() + 1;
    board.put(Place::new(heading, 0), "Jobs, cycle by cycle", Look::Heading);
    board.heads(heading + 1, &HEADS, &["Job", "Seat", "Cycle from"], &["Draws"]);
    let (question, simulated) = (simulation.answer.question, simulation.answer.simulated);
    let mut row = heading + 2;
    for (number, cycle) in simulated.cycles.iter().enumerate() {
        for (job, spec) in question.jobs.iter().enumerate() {
            let at = |column: u16| Place::new(row, column);
            let tally = &cycle.jobs[job].tally;
            board.put(at(0), spec.name.as_str(), Look::Name);
            board.put(at(1), simulated.ledgers[simulated.jobs[job].ledger].name.as_str(), Look::Name);
            board.put(at(2), simulation.begin(number), Look::Name);
            board.ask(at(3), tally.runs, Ask::Count);
            match simulation.run_costs[number][job] {
                Some(cost) => board.ask_price(at(4), cost),
                // On average, where they do not cost the same.
                None => {
                    let mean = formula(format!("{}/{}", tally.cost, tally.runs));
                    board.ask_price(at(4), mean.gives(tally.cost.mean_of(tally.runs)));
                }
            }
            let cost = formula(format!("ROUND({}*{},10)", at(3), at(4)));
            board.put(at(5), cost.gives(tally.cost), Look::Plain);
            board.put(at(6), word(simulation.draws(job)), Look::Aside);
            row += 1;
        }
    }
    Rows { first: heading + 2, jobs: u32::try_from(question.jobs.len()).unwrap_or(u32::MAX) }
}
