//! A row for each choice of a plan: what the first cycle comes to on it.

use super::board::{Ask, Board, Look, Place, Span};
use super::formulas::{self, BILL, CAP, formula, less};
use super::inputs::Inputs;
use super::{Budget, Choice, known, year};
use crate::pricing::Draws;
use crate::report::{Cell, workbook::Formula};
use crate::units::{OutOfRange, Percent, Usd};

pub(super) const HEADS: [&str; 14] = [
    "Plan",
    "Monthly fee ($)",
    "Credit a cycle ($)",
    "Cost of a run ($)",
    "Cost ($)",
    "Drawn ($)",
    "Overflow ($)",
    "Billed ($)",
    "Refused runs",
    "Fee ($)",
    "You pay ($)",
    "Left ($)",
    "Coverage",
    "When used up",
];

/// Columns, as their heads have them.
pub(super) mod column {
    pub(in crate::report::budget) const NAME: u16 = 0;
    pub(in crate::report::budget) const FEE_OF_PLAN: u16 = 1;
    pub(in crate::report::budget) const CREDIT: u16 = 2;
    pub(in crate::report::budget) const RUN_COST: u16 = 3;
    pub(in crate::report::budget) const COST: u16 = 4;
    pub(in crate::report::budget) const DRAWN: u16 = 5;
    pub(in crate::report::budget) const OVERFLOW: u16 = 6;
    pub(in crate::report::budget) const BILLED: u16 = 7;
    pub(in crate::report::budget) const REFUSED: u16 = 8;
    pub(in crate::report::budget) const FEE: u16 = 9;
    pub(in crate::report::budget) const PAY: u16 = 10;
    pub(in crate::report::budget) const LEFT: u16 = 11;
    pub(in crate::report::budget) const COVERAGE: u16 = 12;
    pub(in crate::report::budget) const POLICY: u16 = 13;
}

/// Where the rows are.
pub(super) struct Places {
    heading: u32,
    count: u32,
}

impl Places {
    pub(super) fn under(row: u32, budget: &Budget) -> Self {
        Self { heading: row, count: u32::try_from(budget.choices.len()).unwrap_or(u32::MAX) }
    }

    /// The cells of a column.
    pub(super) fn span(&self, column: u16) -> Span {
        Span::new(column, self.heading + 2, self.heading + 1 + self.count)
    }

    /// The row under the last one.
    pub(super) fn end(&self) -> u32 {
        self.heading + 2 + self.count
    }
}

pub(super) fn put(
    board: &mut Board,
    budget: &Budget,
    inputs: &Inputs,
    places: &Places,
    year: &year::Places,
) -> Result<(), OutOfRange> {
    let heading = format!("This cycle: {}", year::words(budget, 0));
    board.put(Place::new(places.heading, 0), heading, Look::Heading);
    board.heads(places.heading + 1, &HEADS, &["Plan"], &["When used up"]);
    for (choice, row) in budget.choices.iter().zip(places.heading + 2..) {
        put_row(board, budget, inputs, year, choice, row)?;
    }
    board.bars.push(places.span(column::COVERAGE));
    Ok(())
}

fn put_row(
    board: &mut Board,
    budget: &Budget,
    inputs: &Inputs,
    year: &year::Places,
    choice: &Choice,
    row: u32,
) -> Result<(), OutOfRange> {
    let at = |column: u16| Place::new(row, column);
    let rows = budget.charged(0, choice)?;
    let sum = |of: fn(&super::Charged) -> Usd| rows.iter().try_fold(Usd::ZERO, |sum, row| sum.plus(of(row)));
    let (cost, drawn, billed) = (sum(|row| row.cost)?, sum(|row| row.drawn)?, sum(|row| row.billed)?);
    let fee = budget.fee(choice);

    board.put(at(column::NAME), choice.name.as_str(), Look::Name);
    board.ask(at(column::FEE_OF_PLAN), choice.fee, Ask::Amount);
    // A credit that does not pay for the job is none, whatever somebody types.
    if choice.draws == Draws::Credit {
        board.ask(at(column::CREDIT), choice.credit, Ask::Amount);
    } else {
        board.put(at(column::CREDIT), choice.credit, Look::Plain);
    }
    let run_cost = budget.run_cost(choice);
    match inputs.run_cost {
        Some(place) => board.put(at(column::RUN_COST), formula(place).gives(run_cost), Look::Price),
        None => board.ask_price(at(column::RUN_COST), run_cost),
    }

    let policy = at(column::POLICY);
    board.put(policy, policy_cell(budget, inputs, choice), Look::Aside);
    let credit = less(at(column::CREDIT), inputs.spent);
    let granted = match choice.draws {
        Draws::Credit => at(column::CREDIT).to_string(),
        _ => choice.granted.to_string(),
    };
    let cap_left = less(inputs.cap, less(inputs.spent, granted));
    let mut put = |column: u16, formula: Formula, result: Cell| {
        board.put(at(column), formula.gives(result), Look::Plain);
    };
    put(column::COST, year.cost_of_choice(inputs, at(column::RUN_COST)), cost.into());
    put(column::DRAWN, formula(format!("MIN({credit},{})", at(column::COST))), drawn.into());
    let overflow = formulas::overflow(policy, at(column::COST), at(column::DRAWN));
    put(column::OVERFLOW, overflow, sum(|row| row.overflow)?.into());
    put(column::BILLED, formulas::billed(policy, at(column::OVERFLOW), &cap_left), billed.into());
    let means = formulas::means(policy, &credit, &cap_left);
    let refused = year.refused_of_choice(inputs, policy, at(column::RUN_COST), &means);
    put(column::REFUSED, refused, rows.iter().map(|row| row.refused).sum::<u64>().into());
    put(column::FEE, formulas::fee(at(column::FEE_OF_PLAN), inputs.is_fee_paid), known(fee));
    let pay = fee.map(|fee| fee.plus(billed)).transpose()?;
    put(column::PAY, formulas::pay(at(column::FEE), at(column::BILLED)), known(pay));
    let left = rows.last().map_or(Usd::ZERO, |row| row.left);
    put(column::LEFT, formula(less(credit, at(column::DRAWN))), left.into());
    put(column::COVERAGE, share(at(column::DRAWN), at(column::COST)), percent(drawn, cost));
    Ok(())
}

/// What happens to what the credit of a choice does not pay. Where there is no credit it is billed.
fn policy_cell(budget: &Budget, inputs: &Inputs, choice: &Choice) -> Cell {
    let word = budget.policy_word(choice);
    match choice.draws {
        Draws::Credit => formula(inputs.policy).gives(word),
        Draws::ApiSpend => {
            formula(format!("IF({}=\"{CAP}\",\"{CAP}\",\"{BILL}\")", inputs.policy)).gives(word)
        }
        Draws::PlanWindows | Draws::NotPermitted => word.into(),
    }
}

pub(super) fn share(part: Place, whole: Place) -> Formula {
    formula(part).share_of(&formula(whole))
}

pub(super) fn percent(part: Usd, whole: Usd) -> Cell {
    Percent::of(part, whole).map_or_else(|| "".into(), Cell::Percent)
}
