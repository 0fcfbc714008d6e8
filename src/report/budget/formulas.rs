//! The formulas of a budget: what the ledger does to the runs of a cycle, in the words of a spreadsheet.
//!
//! They are those of `ledger::balance`, with functions that Excel and `LibreOffice` compute alike. A spreadsheet
//! computes in floats, so that differences are rounded to the ten decimals that rates have.

use std::fmt::Display;

use crate::report::workbook::Formula;

/// What becomes of what the credit does not pay, in the words of the cell that says so.
pub(super) const STOP: &str = "stop";
pub(super) const BILL: &str = "bill";
pub(super) const CAP: &str = "cap";
/// What is no choice: runs that draw the limits of a plan, and those that are not permitted.
pub(super) const LIMITS: &str = "plan limits";
pub(super) const NOT_PERMITTED: &str = "not permitted";

pub(super) fn formula(text: impl Display) -> Formula {
    Formula::closed(text.to_string())
}

/// What is left of `amount` after `taken`, at least nothing.
pub(super) fn less(amount: impl Display, taken: impl Display) -> String {
    format!("MAX(0,ROUND({amount}-{taken},10))")
}

/// What the credit does not pay of a cost. Plan limits are no dollars.
pub(super) fn overflow(policy: impl Display, cost: impl Display, drawn: impl Display) -> Formula {
    formula(format!("IF({policy}=\"{LIMITS}\",0,{})", less(cost, drawn)))
}

/// What is billed of an overflow.
pub(super) fn billed(policy: impl Display, overflow: impl Display, cap_left: impl Display) -> Formula {
    formula(format!("IF({policy}=\"{BILL}\",{overflow},IF({policy}=\"{CAP}\",MIN({overflow},{cap_left}),0))"))
}

/// What is there to pay with: the credit, and a cap.
pub(super) fn means(policy: impl Display, credit: impl Display, cap_left: impl Display) -> String {
    format!("({credit}+IF({policy}=\"{CAP}\",{cap_left},0))")
}

/// How many runs are refused or cut short, where `means` is there to pay for them.
pub(super) fn refused(
    policy: impl Display,
    runs: impl Display,
    run_cost: impl Display,
    means: impl Display,
) -> String {
    // The quotient of floats may be a hair off a whole number, so that it is rounded to the nearest, and taken
    // one down where that many runs would cost more.
    let near = format!("ROUND({means}/{run_cost},0)");
    let paid = format!("{near}-IF(ROUND({near}*{run_cost}-{means},10)>0,1,0)");
    let beyond = format!("IF({run_cost}=0,0,{runs}-MAX(0,MIN({runs},{paid})))");
    format!(
        "IF({policy}=\"{NOT_PERMITTED}\",{runs},IF(OR({policy}=\"{BILL}\",{policy}=\"{LIMITS}\"),0,{beyond}))"
    )
}

/// The fee, unless it is paid anyway; nothing where nobody knows it.
pub(super) fn fee(fee: impl Display, is_paid: impl Display) -> Formula {
    formula(format!("IF({fee}=\"\",\"\",IF({is_paid}=\"yes\",0,{fee}))"))
}

/// The fee and the bill together, where the fee is known.
pub(super) fn pay(fee: impl Display, billed: impl Display) -> Formula {
    formula(format!("IF({fee}=\"\",\"\",{fee}+{billed})"))
}
