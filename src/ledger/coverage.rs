//! How far a credit goes.

use std::fmt;

use jiff::civil::Date;

use super::series::RunSeries;
use crate::cost::sum;
use crate::pricing::DefaultExhaustion;
use crate::units::{Credit, OutOfRange, Percent, Usd};

/// What happens when the credit is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exhaustion {
    /// Requests are refused until the cycle renews.
    Stop,
    /// The rest is billed at API rates.
    Bill,
    /// The rest is billed up to an amount, and then refused.
    Cap(Usd),
}

impl fmt::Display for Exhaustion {
    /// As on the command line: `stop`, `bill` or `cap=50.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stop => f.write_str("stop"),
            Self::Bill => f.write_str("bill"),
            Self::Cap(cap) => write!(f, "cap={cap}"),
        }
    }
}

impl From<DefaultExhaustion> for Exhaustion {
    fn from(default: DefaultExhaustion) -> Self {
        match default {
            DefaultExhaustion::Stop => Self::Stop,
            DefaultExhaustion::Bill => Self::Bill,
        }
    }
}

/// Runs met by a credit.
///
/// `drawn` + `overflow` = `total`; `drawn` + `left` = the credit; covered + partial + beyond = all runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// All runs.
    pub runs: u64,
    /// Runs that the credit pays in full.
    pub runs_covered: u64,
    /// The run, if any, of which the credit pays a part.
    pub runs_partial: u64,
    /// Runs of which it pays nothing.
    pub runs_beyond: u64,
    /// All nights.
    pub nights: u64,
    /// Nights all of whose runs are covered.
    pub nights_covered: u64,
    /// What all runs cost at list rates.
    pub total: Usd,
    /// What the credit pays.
    pub drawn: Usd,
    /// What is left of it, and expires at the end of the cycle.
    pub left: Usd,
    /// The cost beyond the credit.
    pub overflow: Usd,
    /// What is billed of it.
    pub billed: Usd,
    /// Runs that are refused or cut short.
    pub runs_refused: u64,
    /// The number of the first of them.
    pub first_refused: Option<u64>,
    /// The first run that the credit does not pay in full.
    pub end: Option<CreditEnd>,
}

/// Where a credit ends: the first run that it does not pay in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditEnd {
    /// The number of the run, counted from one.
    pub run: u64,
    /// The number of its night, counted from one.
    pub night: u64,
    /// The day on which that night begins, where the schedule has days.
    pub day: Option<Date>,
}

impl Coverage {
    /// The part of the cost that the credit pays; `None` when there is no cost.
    #[must_use]
    pub fn share(&self) -> Option<Percent> {
        Percent::of(self.drawn, self.total)
    }
}

/// Draws `credit` run by run, in order, and applies `exhaustion` to what it does not pay.
///
/// # Errors
///
/// When a total or a count is out of range.
pub fn draw_runs(credit: Credit, series: &RunSeries, exhaustion: Exhaustion) -> Result<Coverage, OutOfRange> {
    let mut coverage = drawn_from(credit, series)?;
    let unpaid = coverage.runs_partial + coverage.runs_beyond;
    (coverage.billed, coverage.runs_refused, coverage.first_refused) = match exhaustion {
        Exhaustion::Stop => (Usd::ZERO, unpaid, coverage.end.map(|end| end.run)),
        Exhaustion::Bill => (coverage.overflow, 0, None),
        Exhaustion::Cap(cap) => {
            // What may be billed pays on where the credit ends, so the first run refused is the first that
            // both together do not pay.
            let both = drawn_from(Credit::of(credit.amount().plus(cap)?), series)?;
            (coverage.overflow.min(cap), both.runs_partial + both.runs_beyond, both.end.map(|end| end.run))
        }
    };
    Ok(coverage)
}

fn drawn_from(credit: Credit, series: &RunSeries) -> Result<Coverage, OutOfRange> {
    let (mut left, mut runs) = (credit, 0_u64);
    let (mut covered, mut partial, mut nights_covered) = (0_u64, 0, 0);
    let mut end = None;
    let mut totals = Vec::with_capacity(series.costs().len());
    // Runs in a row that are covered, after the first number and up to the second.
    let mut in_a_row = (0, 0);
    for block in series.costs() {
        let total = block.cost.times(block.runs)?;
        // A run that costs nothing is paid in full by any credit.
        let paid = left.amount().whole_units(block.cost).map_or(block.runs, |fit| fit.min(block.runs));
        let draw = left.draw(total);
        if in_a_row.1 != runs {
            nights_covered += series.whole_nights(in_a_row.0, in_a_row.1);
            in_a_row = (runs, runs);
        }
        in_a_row.1 += paid;
        if paid < block.runs && end.is_none() {
            let run = runs + paid + 1;
            let (night, day) = series.night_of(run).expect("every run is in a night");
            end = Some(CreditEnd { run, night, day });
            // What is left pays a part of that run, and after it nothing is left.
            let rest = left.amount().less(block.cost.times(paid)?);
            partial += u64::from(!rest.is_zero());
        }
        runs += block.runs;
        covered += paid;
        left = draw.left;
        totals.push(total);
    }
    nights_covered += series.whole_nights(in_a_row.0, in_a_row.1);
    let total = sum(totals)?;
    let drawn = credit.amount().less(left.amount());
    Ok(Coverage {
        runs: series.runs(),
        runs_covered: covered,
        runs_partial: partial,
        runs_beyond: series.runs() - covered - partial,
        nights: series.count_of_nights(),
        nights_covered,
        total,
        drawn,
        left: left.amount(),
        overflow: total.less(drawn),
        billed: Usd::ZERO,
        runs_refused: 0,
        first_refused: None,
        end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    fn runs(cost: &str, count: u64) -> RunSeries {
        RunSeries::counted(count, usd(cost))
    }

    fn draw(credit: &str, series: &RunSeries, exhaustion: Exhaustion) -> Coverage {
        draw_runs(Credit::of(usd(credit)), series, exhaustion).expect("in range")
    }

    #[test]
    fn ten_cents_go_into_twenty_dollars_two_hundred_times() {
        let coverage = draw("20", &runs("0.10", 300), Exhaustion::Stop);
        assert_eq!((coverage.runs_covered, coverage.runs_partial, coverage.runs_beyond), (200, 0, 100));
        assert_eq!(coverage.overflow, usd("10.00"));
    }

    #[test]
    fn the_run_that_straddles_the_end_is_partial() {
        //  285 x $0.70 = $199.50, so $0.50 of the 286th run are drawn and $0.20 are beyond
        //  300 x $0.70 = $210.00, of which $10.00 are beyond
        let coverage = draw("200", &runs("0.70", 300), Exhaustion::Stop);
        assert_eq!((coverage.runs_covered, coverage.runs_partial, coverage.runs_beyond), (285, 1, 14));
        assert_eq!((coverage.drawn, coverage.overflow, coverage.left), (usd("200"), usd("10"), Usd::ZERO));
        assert_eq!((coverage.billed, coverage.runs_refused), (Usd::ZERO, 15));
    }

    #[test]
    fn a_cap_is_billed_where_the_credit_ends_and_then_runs_are_refused() {
        // $20.00 pay 28 runs of $0.70 ($19.60) and $0.40 of the 29th; with $1.00 more, $21.00 pay 30 runs
        // exactly.
        let coverage = draw("20", &runs("0.70", 40), Exhaustion::Cap(usd("1")));
        assert_eq!((coverage.runs_covered, coverage.runs_partial, coverage.runs_beyond), (28, 1, 11));
        assert_eq!(
            (coverage.billed, coverage.runs_refused, coverage.first_refused),
            (usd("1.00"), 10, Some(31))
        );
        // A cap beyond all the overflow is a bill: 40 x $0.70 = $28.00
        let coverage = draw("20", &runs("0.70", 40), Exhaustion::Cap(usd("100")));
        assert_eq!((coverage.billed, coverage.runs_refused), (usd("8.00"), 0));
    }

    #[test]
    fn a_night_counts_when_all_of_its_runs_are_covered() {
        //  $10.00 pay 10 runs of $1.00: three nights of three, and one run of the fourth
        let mut series = RunSeries::default();
        series.add_nights(jiff::civil::date(2026, 2, 27), 5, 3, usd("1")).expect("in range");
        let coverage = draw("10", &series, Exhaustion::Bill);
        assert_eq!((coverage.nights_covered, coverage.runs_covered), (3, 10));
        assert_eq!(
            coverage.end,
            Some(CreditEnd { run: 11, night: 4, day: Some(jiff::civil::date(2026, 3, 2)) })
        );
    }

    #[test]
    fn no_runs_are_no_cost_and_nothing_ends() {
        let coverage = draw("20", &runs("4", 0), Exhaustion::Stop);
        assert_eq!(
            (coverage.total, coverage.left, coverage.end, coverage.share()),
            (Usd::ZERO, usd("20"), None, None)
        );
    }
}
