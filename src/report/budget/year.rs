//! A row for each cycle of one choice, and what they come to together.

use super::board::{Ask, Board, Look, Place, Span};
use super::choices::{self, column as of_choice, percent, share};
use super::formulas::{self, formula, less};
use super::inputs::Inputs;
use super::{Budget, Charged, known};
use crate::calendar::BillingCycle;
use crate::pricing::Draws;
use crate::report::Cell;
use crate::report::views::cycle_words;
use crate::report::workbook::Formula;
use crate::units::{OutOfRange, Usd};

const HEADS: [&str; 13] = [
    "Cycle",
    "Runs",
    "Cost of a run ($)",
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
    pub(super) const CYCLE: u16 = 0;
    pub(super) const RUNS: u16 = 1;
    pub(super) const RUN_COST: u16 = 2;
    pub(super) const COST: u16 = 3;
    pub(super) const CREDIT: u16 = 4;
    pub(super) const DRAWN: u16 = 5;
    pub(super) const OVERFLOW: u16 = 6;
    pub(super) const BILLED: u16 = 7;
    pub(super) const REFUSED: u16 = 8;
    pub(super) const FEE: u16 = 9;
    pub(super) const PAY: u16 = 10;
    pub(super) const LEFT: u16 = 11;
    pub(super) const COVERAGE: u16 = 12;
}

/// Where the rows are.
pub(super) struct Places {
    heading: u32,
    /// The rows above the table in which a choice is picked; none where there is only one.
    picking: u32,
    /// How many parts each cycle has.
    parts: Vec<u32>,
}

/// Where the terms of the choice are whose year it is.
pub(super) struct Picked {
    fee: Place,
    credit: Place,
    run_cost: Place,
    policy: Place,
    /// What was spent of its credit beyond what it grants, as a formula.
    beyond: String,
}

impl Places {
    pub(super) fn under(row: u32, budget: &Budget) -> Self {
        let parts = budget.cycles.iter().map(|cycle| u32::try_from(cycle.parts.len()).unwrap_or(u32::MAX));
        let picking = if budget.choices.len() > 1 { 5 } else { 0 };
        Self { heading: row, picking, parts: parts.collect() }
    }

    fn first_row(&self) -> u32 {
        self.heading + 2 + self.picking
    }

    /// The rows of the first cycle.
    fn first_cycle(&self) -> std::ops::Range<u32> {
        self.first_row()..self.first_row() + self.parts[0]
    }

    /// What the first cycle costs on a choice.
    pub(super) fn cost_of_choice(&self, inputs: &Inputs, run_cost: Place) -> Formula {
        if self.parts[0] == 1 {
            return formula(format!("{}*{run_cost}", inputs.runs));
        }
        let rows = self.first_cycle();
        formula(format!("SUM({})", Span::new(column::COST, rows.start, rows.end - 1)))
    }

    /// How many runs of the first cycle are refused on a choice that has `means` to pay.
    pub(super) fn refused_of_choice(
        &self,
        inputs: &Inputs,
        policy: Place,
        run_cost: Place,
        means: &str,
    ) -> Formula {
        if self.parts[0] == 1 {
            return formula(formulas::refused(policy, inputs.runs, run_cost, means));
        }
        let rows = self.first_cycle();
        let of_part = |row: u32| {
            let at = |column: u16| Place::new(row, column);
            let means = if row == rows.start {
                means.to_owned()
            } else {
                less(means, format!("SUM({})", Span::new(column::COST, rows.start, row - 1)))
            };
            formulas::refused(policy, at(column::RUNS), at(column::RUN_COST), means)
        };
        formula(rows.clone().map(of_part).collect::<Vec<_>>().join("+"))
    }

    /// What is there to be drawn at the beginning.
    pub(super) fn credit(&self) -> Place {
        Place::new(self.first_row(), column::CREDIT)
    }

    /// What the first runs cost, as many as the cell at `runs` says.
    pub(super) fn cost_of_first(&self, runs: Place) -> Formula {
        let rows = self.first_cycle();
        let of_part = |row: u32| {
            let (of_row, cost) = (Place::new(row, column::RUNS), Place::new(row, column::RUN_COST));
            if row == rows.start && rows.len() == 1 {
                return format!("{runs}*{cost}");
            }
            let before = if row == rows.start {
                runs.to_string()
            } else {
                format!("{runs}-SUM({})", Span::new(column::RUNS, rows.start, row - 1))
            };
            format!("MAX(0,MIN({of_row},{before}))*{cost}")
        };
        formula(rows.clone().map(of_part).collect::<Vec<_>>().join("+"))
    }
}

/// `November 2026`, or `2026-11-14 to 2026-12-13`; of the first cycle what is asked about.
pub(super) fn words(budget: &Budget, cycle: usize) -> String {
    if cycle == 0 {
        return budget.time.strip_prefix(CYCLE_OF).unwrap_or(&budget.time).to_owned();
    }
    in_words(budget.cycles[cycle].cycle)
}

const CYCLE_OF: &str = "the cycle of ";

/// The same of any cycle.
pub(super) fn in_words(cycle: BillingCycle) -> String {
    let words = cycle_words(cycle);
    words.strip_prefix(CYCLE_OF).map(str::to_owned).unwrap_or(words)
}

/// The choice whose year it is: picked from a list where there are several.
pub(super) fn put_picked(
    board: &mut Board,
    budget: &Budget,
    inputs: &Inputs,
    choices: &choices::Places,
    places: &Places,
) -> Picked {
    let picked = budget.picked();
    let heading = match budget.cycles.len() {
        1 => "Cycle by cycle".to_owned(),
        cycles => format!("{cycles} cycles"),
    };
    let names = choices.span(of_choice::NAME);
    if places.picking == 0 {
        board.put(Place::new(places.heading, 0), format!("{heading} on {}", picked.name), Look::Heading);
        let at = |column: u16| Place::new(names.first, column);
        let (fee, credit) = (at(of_choice::FEE_OF_PLAN), at(of_choice::CREDIT));
        let granted = match picked.draws {
            Draws::Credit => credit.to_string(),
            _ => picked.granted.to_string(),
        };
        let (run_cost, policy) = (at(of_choice::RUN_COST), at(of_choice::POLICY));
        return Picked { fee, credit, run_cost, policy, beyond: less(inputs.spent, granted) };
    }
    board.put(Place::new(places.heading, 0), heading, Look::Heading);
    let row = |number: u32| places.heading + number;
    let name = Place::new(row(1), 0);
    board.put(Place::new(row(1), 1), "pick one of the plans above", Look::AsideHint);
    board.ask(name, picked.name.as_str(), Ask::OneOfCells(names));
    // MATCH would take a name for a pattern.
    let number = format!("SUMPRODUCT(--EXACT({names},{name}),ROW({names})-{})", names.first);
    let of_picked = |column: u16| format!("INDEX({},{number})", choices.span(column));
    let mut follows = |place: u32, label: &str, text: String, result: Cell, look: Look| {
        board.put(Place::new(row(place), 0), label, Look::Plain);
        board.put(Place::new(row(place), 1), formula(text).gives(result), look);
        Place::new(row(place), 1)
    };
    let fee = of_picked(of_choice::FEE_OF_PLAN);
    let fee = format!("IF({fee}=\"\",\"\",{fee})");
    let fee = follows(2, "Monthly fee ($)", fee, known(picked.fee), Look::Plain);
    let credit = of_picked(of_choice::CREDIT);
    let credit = follows(3, "Credit a cycle ($)", credit, picked.credit.into(), Look::Plain);
    let run_cost = budget.run_cost(picked);
    let run_cost =
        follows(4, "Cost of a run ($)", of_picked(of_choice::RUN_COST), run_cost.into(), Look::Price);
    let policy = budget.policy_word(picked).into();
    let policy = follows(5, "When used up", of_picked(of_choice::POLICY), policy, Look::Plain);
    // What a plan grants to other jobs matters to a cap alone, and is no cell.
    let other = |choice: &super::Choice| match choice.draws {
        Draws::Credit => Usd::ZERO.to_string(),
        _ => choice.granted.to_string(),
    };
    let others: Vec<String> = budget.choices.iter().map(other).collect();
    let is_usual = budget.choices.iter().all(|choice| choice.granted == choice.credit);
    let granted = if is_usual {
        credit.to_string()
    } else {
        format!("MAX({credit},INDEX({{{}}},{number}))", others.join(";"))
    };
    Picked { fee, credit, run_cost, policy, beyond: less(inputs.spent, granted) }
}

pub(super) fn put(
    board: &mut Board,
    budget: &Budget,
    inputs: &Inputs,
    picked: &Picked,
    places: &Places,
) -> Result<(), OutOfRange> {
    let (head, first_row) = (places.first_row() - 1, places.first_row());
    board.heads(head, &HEADS, &["Cycle"], &[]);
    let mut total = Total::default();
    let (mut row, mut firsts, mut lasts) = (first_row, Vec::new(), Vec::new());
    for cycle in 0..budget.cycles.len() {
        let rows = budget.charged(cycle, budget.picked())?;
        let first = row;
        for (place, charged) in rows.iter().enumerate() {
            let part = PartRow { cycle, place, first, row };
            put_part(board, budget, inputs, picked, &part, charged)?;
            total.add(budget, &part, charged)?;
            row += 1;
        }
        firsts.push(first);
        lasts.push(row - 1);
        total.left = total.left.plus(rows.last().map_or(Usd::ZERO, |row| row.left))?;
    }
    board.bars.push(Span::new(column::COVERAGE, first_row, row));
    total.put(board, row, first_row, &firsts, &lasts);
    Ok(())
}

/// Which part of which cycle a row is.
struct PartRow {
    cycle: usize,
    place: usize,
    /// The row of the first part of the cycle.
    first: u32,
    row: u32,
}

fn put_part(
    board: &mut Board,
    budget: &Budget,
    inputs: &Inputs,
    picked: &Picked,
    part: &PartRow,
    charged: &Charged,
) -> Result<(), OutOfRange> {
    let PartRow { cycle, place, first, row } = *part;
    let at = |column: u16| Place::new(row, column);
    let of = &budget.cycles[cycle];
    let name = match of.parts[place].first_day.filter(|_| place > 0) {
        Some(day) => format!("from {day}"),
        None => words(budget, cycle),
    };
    board.put(at(column::CYCLE), name, Look::Name);
    put_runs(board, budget, inputs, part);
    let run_cost = budget.parts(cycle, budget.picked())[place].run_cost;
    if run_cost == budget.run_cost(budget.picked()) {
        board.put(at(column::RUN_COST), formula(picked.run_cost).gives(run_cost), Look::Price);
    } else {
        board.ask_price(at(column::RUN_COST), run_cost);
    }

    let is_first = place == 0;
    let credit = match (is_first, cycle) {
        (true, 0) => less(picked.credit, inputs.spent),
        (true, _) => picked.credit.to_string(),
        (false, _) => Place::new(row - 1, column::LEFT).to_string(),
    };
    let cap = if cycle == 0 { less(inputs.cap, &picked.beyond) } else { inputs.cap.to_string() };
    let cap_left =
        if is_first { cap } else { less(cap, format!("SUM({})", Span::new(column::BILLED, first, row - 1))) };
    let fee = budget.fee(budget.picked());
    let (cost, drawn) = (at(column::COST), at(column::DRAWN));
    let mut put = |column: u16, formula: Formula, result: Cell| {
        board.put(at(column), formula.gives(result), Look::Plain);
    };
    put(column::COST, formula(format!("{}*{}", at(column::RUNS), at(column::RUN_COST))), charged.cost.into());
    put(column::CREDIT, formula(credit), charged.credit.into());
    put(column::DRAWN, formula(format!("MIN({},{cost})", at(column::CREDIT))), charged.drawn.into());
    put(column::OVERFLOW, formulas::overflow(picked.policy, cost, drawn), charged.overflow.into());
    let billed = formulas::billed(picked.policy, at(column::OVERFLOW), &cap_left);
    put(column::BILLED, billed, charged.billed.into());
    let means = formulas::means(picked.policy, at(column::CREDIT), &cap_left);
    let refused = formulas::refused(picked.policy, at(column::RUNS), at(column::RUN_COST), means);
    put(column::REFUSED, formula(refused), charged.refused.into());
    // A cycle has one fee.
    let (fee_formula, fee) = if is_first {
        (formulas::fee(picked.fee, inputs.is_fee_paid), fee)
    } else {
        (formula(format!("IF({}=\"\",\"\",0)", picked.fee)), fee.map(|_| Usd::ZERO))
    };
    put(column::FEE, fee_formula, known(fee));
    let pay = fee.map(|fee| fee.plus(charged.billed)).transpose()?;
    put(column::PAY, formulas::pay(at(column::FEE), at(column::BILLED)), known(pay));
    put(column::LEFT, formula(less(at(column::CREDIT), drawn)), charged.left.into());
    put(column::COVERAGE, share(drawn, cost), percent(charged.drawn, charged.cost));
    Ok(())
}

/// The runs of a part. Those of the first cycle follow from what is typed above, shared out among its parts;
/// those of the others are typed, unless a number of runs a cycle is all that is known.
fn put_runs(board: &mut Board, budget: &Budget, inputs: &Inputs, part: &PartRow) {
    let PartRow { cycle, place, row, .. } = *part;
    let at = Place::new(row, column::RUNS);
    let of = &budget.cycles[cycle];
    let runs = of.parts[place].runs;
    if cycle > 0 && !(budget.is_count && of.parts.len() == 1) {
        return board.ask(at, runs, Ask::Count);
    }
    let text = match of.parts.len() {
        1 => inputs.runs.to_string(),
        _ => {
            let all = of.runs().max(1);
            let until = |parts: usize| -> u64 { of.parts[..parts].iter().map(|part| part.runs).sum() };
            let share = |until: u64| format!("ROUND({}*{until}/{all},0)", inputs.runs);
            format!("{}-{}", share(until(place + 1)), share(until(place)))
        }
    };
    board.put(at, formula(text).gives(runs), Look::Plain);
}

/// What all the cycles come to.
#[derive(Default)]
struct Total {
    runs: u64,
    cost: Usd,
    credit: Usd,
    drawn: Usd,
    overflow: Usd,
    billed: Usd,
    refused: u64,
    fee: Option<Usd>,
    left: Usd,
}

impl Total {
    fn add(&mut self, budget: &Budget, part: &PartRow, charged: &Charged) -> Result<(), OutOfRange> {
        self.runs += budget.cycles[part.cycle].parts[part.place].runs;
        self.cost = self.cost.plus(charged.cost)?;
        self.drawn = self.drawn.plus(charged.drawn)?;
        self.overflow = self.overflow.plus(charged.overflow)?;
        self.billed = self.billed.plus(charged.billed)?;
        self.refused += charged.refused;
        if part.place == 0 {
            self.credit = self.credit.plus(charged.credit)?;
            let fee = budget.fee(budget.picked());
            self.fee = fee.map(|fee| self.fee.unwrap_or(Usd::ZERO).plus(fee)).transpose()?;
        }
        Ok(())
    }

    fn put(&self, board: &mut Board, row: u32, first_row: u32, firsts: &[u32], lasts: &[u32]) {
        let at = |column: u16| Place::new(row, column);
        let all = |column: u16| Span::new(column, first_row, row - 1);
        // A credit goes on from part to part, and is counted once a cycle.
        let some = |column: u16, rows: &[u32]| {
            if rows.len() == all(column).rows() {
                return formula(format!("SUM({})", all(column)));
            }
            let cells: Vec<String> = rows.iter().map(|row| Place::new(*row, column).to_string()).collect();
            formula(format!("SUM({})", cells.join(",")))
        };
        let known_sum = |column: u16| {
            let all = all(column);
            formula(format!("IF(COUNT({all})=0,\"\",SUM({all}))"))
        };
        board.put(at(column::CYCLE), "Total", Look::Total);
        board.put(at(column::RUN_COST), Cell::Empty, Look::Total);
        let mut put = |column: u16, formula: Formula, result: Cell| {
            board.put(at(column), formula.gives(result), Look::Total);
        };
        let mut sum =
            |column: u16, result: Cell| put(column, formula(format!("SUM({})", all(column))), result);
        sum(column::RUNS, self.runs.into());
        sum(column::COST, self.cost.into());
        sum(column::DRAWN, self.drawn.into());
        sum(column::OVERFLOW, self.overflow.into());
        sum(column::BILLED, self.billed.into());
        sum(column::REFUSED, self.refused.into());
        put(column::CREDIT, some(column::CREDIT, firsts), self.credit.into());
        put(column::LEFT, some(column::LEFT, lasts), self.left.into());
        let pay = self.fee.and_then(|fee| fee.plus(self.billed).ok());
        put(column::FEE, known_sum(column::FEE), known(self.fee));
        put(column::PAY, known_sum(column::PAY), known(pay));
        put(column::COVERAGE, share(at(column::DRAWN), at(column::COST)), percent(self.drawn, self.cost));
    }
}
