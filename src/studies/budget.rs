//! A year of cycles for a budget, and what a credit pays of each of them.

use jiff::civil::Date;

use crate::calendar::BillingCycle;
use crate::ledger::{Balance, CostBlock, Estimate, Exhaustion, RunSeries, Scenario, estimate};
use crate::pricing::{Draws, PriceTable};
use crate::units::{Credit, OutOfRange, Usd};

/// How many cycles a budget has: budgets are made by the year.
pub const CYCLES: usize = 12;

/// A cycle, and its runs by what they cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetCycle {
    /// The cycle.
    pub cycle: BillingCycle,
    /// Its runs in the order of time, at least one part. Where prices change there are several.
    pub parts: Vec<Part>,
}

/// Runs in a row that cost the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The day of the first, where runs have days.
    pub first_day: Option<Date>,
    /// How many runs.
    pub runs: u64,
    /// What one of them costs at list rates, in dollars.
    pub run_cost: Usd,
}

/// What becomes of a part: `cost` = `drawn` + `overflow`, unless it draws plan limits, which are no dollars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Charged {
    /// What its runs cost at list rates, in dollars.
    pub cost: Usd,
    /// What was left of the credit before it.
    pub credit: Usd,
    /// What the credit pays.
    pub drawn: Usd,
    /// What it does not pay.
    pub overflow: Usd,
    /// What is billed of that.
    pub billed: Usd,
    /// Runs that are refused or cut short.
    pub refused: u64,
    /// What is left of the credit after it.
    pub left: Usd,
}

/// The cycle of an estimate and those that follow it, each with its own number of runs at the prices of its
/// days. They end early where a run has no price.
#[must_use]
pub fn year<'t>(table: &'t PriceTable, scenario: &Scenario<'t>, first: &Estimate<'t>) -> Vec<BudgetCycle> {
    let mut cycles = vec![BudgetCycle::of(scenario.cycle, &first.series, first.run.cost)];
    let mut next = Scenario { plans: Vec::new(), from: None, ..scenario.clone() };
    while cycles.len() < CYCLES {
        let Ok(cycle) = next.cycle.next() else { break };
        next.cycle = cycle;
        let Ok(answer) = estimate(table, &next) else { break };
        cycles.push(BudgetCycle::of(cycle, &answer.series, answer.run.cost));
    }
    cycles
}

/// What a credit of `credit` pays of these parts in the order of time, and what becomes of the rest.
///
/// # Errors
///
/// When they cost a trillion dollars.
pub fn charged(
    credit: Usd,
    policy: Exhaustion,
    draws: Draws,
    parts: &[Part],
) -> Result<Vec<Charged>, OutOfRange> {
    let (mut credit, mut policy) = (credit, policy);
    let mut all = Vec::with_capacity(parts.len());
    for part in parts {
        let series = RunSeries::counted(part.runs, part.run_cost);
        let cost = series.total()?;
        let coverage = Balance::new(Credit::of(credit), policy).draw(draws, &series);
        all.push(Charged {
            cost,
            credit,
            drawn: coverage.drawn,
            overflow: coverage.overflow,
            billed: coverage.billed,
            refused: coverage.runs_refused,
            left: coverage.left,
        });
        (credit, policy) = (coverage.left, policy.after(coverage.billed));
    }
    Ok(all)
}

impl BudgetCycle {
    fn of(cycle: BillingCycle, series: &RunSeries, run_cost: Usd) -> Self {
        let part =
            |block: &CostBlock| Part { first_day: block.first_day, runs: block.runs, run_cost: block.cost };
        let mut parts: Vec<Part> = series.costs().iter().map(part).collect();
        if parts.is_empty() {
            parts.push(Part { first_day: None, runs: 0, run_cost });
        }
        Self { cycle, parts }
    }

    /// How many runs it has.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.parts.iter().map(|part| part.runs).sum()
    }

    /// The cost of its first runs, `runs` of them.
    ///
    /// # Errors
    ///
    /// From a trillion dollars on.
    pub fn cost_of_first(&self, runs: u64) -> Result<Usd, OutOfRange> {
        let mut rest = runs;
        self.parts.iter().try_fold(Usd::ZERO, |sum, part| {
            let of_part = rest.min(part.runs);
            rest -= of_part;
            sum.plus(part.run_cost.times(of_part)?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    #[test]
    fn parts_are_charged_as_the_cycle_that_they_make_up() {
        //  $20.00 pay 10 runs of $1.00 and 3 of $3.00 ($19.00), and $1.00 of the next: 10 x $3.00 = $30.00, of
        //  which $20.00 are beyond. A cap of $5.00 bills $5.00 of them: $2.00 end that run, and $3.00 are one
        //  more. 5 are refused.
        let parts = [(10, "1.00"), (10, "3.00")].map(|(runs, cost)| Part {
            first_day: None,
            runs,
            run_cost: usd(cost),
        });
        let rows = charged(usd("20"), Exhaustion::Cap(usd("5")), Draws::Credit, &parts).expect("in range");
        assert_eq!((rows[0].drawn, rows[0].left, rows[0].refused), (usd("10"), usd("10"), 0));
        let row = rows[1];
        assert_eq!((row.credit, row.drawn, row.overflow), (usd("10"), usd("10"), usd("20")));
        assert_eq!((row.billed, row.refused, row.left), (usd("5"), 5, Usd::ZERO));
        let limits = charged(Usd::ZERO, Exhaustion::Stop, Draws::PlanWindows, &parts).expect("in range");
        assert_eq!((limits[1].cost, limits[1].overflow, limits[1].refused), (usd("30"), Usd::ZERO, 0));
    }
}
