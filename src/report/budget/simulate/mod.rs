//! The budget of a simulation: the seats and what they grant, the jobs cycle by cycle, and what each seat and
//! each cycle comes to.

mod cycles;
mod days;
mod jobs;
mod seats;

use jiff::civil::Date;

use super::board::{Ask, Board, Look, Place};
use super::formulas::{LIMITS, NOT_PERMITTED};
use crate::answer::simulate::results::Answer;
use crate::ledger::{RunEntry, Tally, draws};
use crate::phrase::counted;
use crate::pricing::Draws;
use crate::report::programs::Both;
use crate::report::views::{self, cycle_words};
use crate::report::workbook::Tab;
use crate::report::{Cell, Sheet};
use crate::units::{OutOfRange, Usd, length};

/// More rows of jobs and seats than this are no budget that somebody reads.
const ROWS_MAX: usize = 2_000;

/// A simulation as its budget sees it.
struct Simulation<'a> {
    answer: &'a Answer<'a, 'a>,
    runs: &'a [RunEntry],
    /// The tab of the runs.
    listed: &'a Sheet,
    /// What each run of a job in a cycle costs, if they all cost the same: by cycle, and then by job.
    run_costs: Vec<Vec<Option<Usd>>>,
}

/// The tab, unless it would have more rows than somebody reads.
#[must_use]
pub(in crate::report) fn tab(
    answer: &Answer<'_, '_>,
    runs: &[RunEntry],
    listed: &Sheet,
) -> Option<Tab<'static>> {
    let cycles = answer.simulated.cycles.len();
    let rows = cycles * (answer.question.jobs.len() + answer.simulated.ledgers.len());
    if answer.question.jobs.is_empty() || rows > ROWS_MAX {
        return None;
    }
    let simulation = Simulation { answer, runs, listed, run_costs: run_costs(answer, runs) };
    Some(Tab::of_board("Budget", simulation.board().ok()?))
}

impl Simulation<'_> {
    fn board(&self) -> Result<Board, OutOfRange> {
        let mut board = Board { widths: WIDTHS.to_vec(), frozen: 2, ..Board::default() };
        board.put(Place::new(0, 0), self.title(), Look::Title);
        board.put(Place::new(1, 0), views::simulated_headline(self.answer), Look::Sentence);
        let both = Both::of_jobs(self.answer.question, self.answer.simulated.in_force.as_ref());
        let program = both.map(|both| both.own_alone("Both programs"));
        board.put(Place::new(2, 0), super::hint(program.as_deref()), Look::Hint);
        let is_fee_paid = Place::new(4, 1);
        board.put(Place::new(4, 0), "Fee paid anyway", Look::Plain);
        let answer: Cell = if self.answer.question.is_fee_paid { "yes" } else { "no" }.into();
        board.ask(is_fee_paid, answer, Ask::OneOf(&["no", "yes"]));
        board.put(Place::new(4, 2), "yes: the fee counts as $0", Look::AsideHint);
        let terms = seats::put(&mut board, self);
        let jobs = jobs::put(&mut board, self);
        let seats = cycles::put_seats(&mut board, self, is_fee_paid, &terms, &jobs)?;
        cycles::put(&mut board, self, &jobs, &seats)?;
        days::put(&mut board, self, &jobs, &seats)?;
        Ok(board)
    }

    fn title(&self) -> String {
        let (question, simulated) = (self.answer.question, self.answer.simulated);
        let jobs = counted(length(question.jobs.len()), "job");
        let seats = counted(length(question.seats.len()), "seat");
        let first = cycle_words(question.cycle);
        let time = match simulated.cycles.len() {
            1 => first,
            cycles => format!("{cycles} cycles from {first} on"),
        };
        format!("{jobs} on {seats}, {time} (as of {})", question.as_of)
    }

    fn begin(&self, cycle: usize) -> Date {
        self.answer.simulated.cycles[cycle].period.start()
    }

    fn draws(&self, job: usize) -> Draws {
        draws(self.answer.simulated.jobs[job].no_credit)
    }

    /// What the jobs of a ledger come to in a cycle.
    fn tally(&self, cycle: usize, ledger: usize) -> Tally {
        let jobs = self.answer.simulated.jobs.iter().zip(&self.answer.simulated.cycles[cycle].jobs);
        Tally::sum(jobs.filter(|(job, _)| job.ledger == ledger).map(|(_, outcome)| &outcome.tally))
    }

    /// What is due of the fee of a ledger in a cycle, of all seats alike.
    fn fee(&self, cycle: usize, ledger: usize) -> Option<Usd> {
        let (spec, is_paid) = (&self.answer.simulated.ledgers[ledger], self.answer.question.is_fee_paid);
        match spec.fees.get(cycle) {
            Some(fee) if !is_paid => fee.and_then(|fee| fee.times(spec.count.get()).ok()),
            _ => spec.fee_due(is_paid),
        }
    }

    /// Whether what a ledger comes to is not a matter of one credit a cycle: it comes and goes on days of its own, or is
    /// several alike. Then its rows have what was simulated, and no formulas.
    fn is_fixed(&self, ledger: usize) -> bool {
        let spec = &self.answer.simulated.ledgers[ledger];
        spec.has_own_terms() || spec.count.get() > 1
    }
}

fn run_costs(answer: &Answer<'_, '_>, runs: &[RunEntry]) -> Vec<Vec<Option<Usd>>> {
    let jobs: Vec<Option<Usd>> = answer.simulated.jobs.iter().map(|job| Some(job.first_cost)).collect();
    let mut costs = vec![jobs; answer.simulated.cycles.len()];
    let mut are_seen = vec![vec![false; answer.simulated.jobs.len()]; costs.len()];
    for run in runs {
        let (cost, is_seen) = (&mut costs[run.cycle][run.job], &mut are_seen[run.cycle][run.job]);
        *cost = if *is_seen { cost.filter(|known| *known == run.cost) } else { Some(run.cost) };
        *is_seen = true;
    }
    costs
}

/// What a job draws, in the words of its cell.
fn word(draws: Draws) -> &'static str {
    match draws {
        Draws::Credit => CREDIT,
        Draws::ApiSpend => API,
        Draws::PlanWindows => LIMITS,
        Draws::NotPermitted => NOT_PERMITTED,
    }
}

const CREDIT: &str = "credit";
const API: &str = "API spend";

/// Names, and then figures.
const WIDTHS: [u16; 12] = [26, 18, 16, 17, 17, 14, 15, 13, 12, 12, 12, 10];
