//! The first tab of a workbook: a budget that a person can type into. Everything on it follows by formula from
//! what is typed, and each formula carries what the ledger has computed.
//!
//! A [`Budget`] is what all commands bring to it; [`estimate`](of_estimate) and the others make one. It is laid
//! out on a [`Board`]: the inputs, a row for each choice of a plan, a row for each cycle, and the days of the
//! first cycle with a chart of what is left.

use jiff::civil::Date;

use super::sheet::Cell;
use super::workbook::Tab;
use crate::ledger::Exhaustion;
use crate::pricing::Draws;
use crate::studies::budget::{BudgetCycle, Charged, Part, charged};
use crate::units::{OutOfRange, Usd};

#[cfg_attr(not(feature = "xlsx"), expect(dead_code, reason = "only workbooks are drawn from boards"))]
mod board;
mod choices;
mod compare;
mod days;
#[cfg(feature = "xlsx")]
pub(super) mod drawn;
mod estimate;
mod formulas;
mod inputs;
mod simulate;
mod year;

pub use board::Board;
use board::{Look, Place};
pub use compare::of_comparison;
pub use estimate::of_estimate;
pub(in crate::report) use simulate::tab as of_simulation;

/// Counts from here on are more than a float tells apart.
const COUNTED_MAX: u64 = 1 << 50;

/// A job on one of several plans, cycle by cycle.
pub struct Budget {
    /// Whose rules all figures follow, and where those of today are, where two programs count.
    pub program: Option<String>,
    /// The first line: what a run costs, when, and as of which day.
    pub title: String,
    /// The answer in a sentence.
    pub sentence: String,
    /// The first cycle in words, or what is left of it where only that counts.
    pub time: String,
    /// What others have drawn of the credit in the first cycle, in dollars.
    pub spent: Usd,
    /// What happens when a credit is gone.
    pub policy: Exhaustion,
    /// Whether the fee is paid anyway, and is no cost of the job.
    pub is_fee_paid: bool,
    /// What a run costs on the day that is shown, in dollars.
    pub run_cost: Usd,
    /// The plans. At least one.
    pub choices: Vec<Choice>,
    /// The place of the one whose year is shown.
    pub picked: usize,
    /// The cycles in a row. At least one.
    pub cycles: Vec<BudgetCycle>,
    /// Whether each cycle has the same number of runs, because only a number was stated.
    pub is_count: bool,
    /// The days of the first cycle.
    pub days: Vec<(Date, u64)>,
}

/// A plan, and what it means for the job.
pub struct Choice {
    /// What people call it.
    pub name: String,
    /// What it costs a month in dollars, where that is known.
    pub fee: Option<Usd>,
    /// The credit of a cycle for this job, in dollars.
    pub credit: Usd,
    /// The credit of a cycle for any job: what was spent beyond it has used up a cap.
    pub granted: Usd,
    /// What the runs draw.
    pub draws: Draws,
    /// What a run costs, where it depends on the choice.
    pub run_cost: Option<Usd>,
}

impl Budget {
    /// The tab, unless its numbers are larger than a spreadsheet computes with.
    #[must_use]
    pub fn tab(&self) -> Option<Tab<'static>> {
        let is_counted = |cycle: &BudgetCycle| cycle.runs() < COUNTED_MAX;
        if !self.cycles.iter().all(is_counted) {
            return None;
        }
        Some(Tab::of_board("Budget", self.board().ok()?))
    }

    fn board(&self) -> Result<Board, OutOfRange> {
        let mut board = Board { widths: WIDTHS.to_vec(), frozen: 2, ..Board::default() };
        board.put(Place::new(0, 0), self.title.as_str(), Look::Title);
        board.put(Place::new(1, 0), self.sentence.as_str(), Look::Sentence);
        board.put(Place::new(2, 0), hint(self.program.as_deref()), Look::Hint);
        let inputs = inputs::put(&mut board, self);
        let choices = choices::Places::under(board.end() + 1, self);
        let year = year::Places::under(choices.end() + 1, self);
        choices::put(&mut board, self, &inputs, &choices, &year)?;
        let picked = year::put_picked(&mut board, self, &inputs, &choices, &year);
        year::put(&mut board, self, &inputs, &picked, &year)?;
        days::put(&mut board, self, &inputs, &year)?;
        Ok(board)
    }

    /// The parts of a cycle on a choice.
    fn parts(&self, cycle: usize, choice: &Choice) -> Vec<Part> {
        let of_choice = |part: &Part| Part { run_cost: choice.run_cost.unwrap_or(part.run_cost), ..*part };
        self.cycles[cycle].parts.iter().map(of_choice).collect()
    }

    /// What becomes of the parts of a cycle on a choice.
    fn charged(&self, cycle: usize, choice: &Choice) -> Result<Vec<Charged>, OutOfRange> {
        let spent = if cycle == 0 { self.spent } else { Usd::ZERO };
        let policy = self.policy.for_use(choice.draws).after(spent.less(choice.granted));
        charged(choice.credit.less(spent), policy, choice.draws, &self.parts(cycle, choice))
    }

    /// The fee as it counts.
    fn fee(&self, choice: &Choice) -> Option<Usd> {
        choice.fee.map(|fee| if self.is_fee_paid { Usd::ZERO } else { fee })
    }

    /// What happens to what the credit of a choice does not pay, in a word.
    fn policy_word(&self, choice: &Choice) -> &'static str {
        match choice.draws {
            Draws::Credit | Draws::ApiSpend => inputs::word(self.policy.for_use(choice.draws)),
            Draws::PlanWindows => formulas::LIMITS,
            Draws::NotPermitted => formulas::NOT_PERMITTED,
        }
    }

    /// What a run costs on a choice on the day that is shown.
    fn run_cost(&self, choice: &Choice) -> Usd {
        choice.run_cost.unwrap_or(self.run_cost)
    }

    fn picked(&self) -> &Choice {
        &self.choices[self.picked]
    }
}

/// What to do with the tab, and before it whose rules it follows.
fn hint(program: Option<&str>) -> String {
    program.map_or_else(|| HINT.to_owned(), |program| format!("{program}. {HINT}"))
}

/// What is not known is an empty text, and what follows from it, too.
fn known(amount: Option<Usd>) -> Cell {
    amount.map_or_else(|| "".into(), Cell::Money)
}

const HINT: &str = "Edit the yellow cells; the rest is calculated.";

/// Names, and then figures.
const WIDTHS: [u16; 14] = [30, 14, 15, 15, 12, 12, 12, 12, 12, 12, 12, 12, 10, 14];
