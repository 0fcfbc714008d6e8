//! One job alone on a credit: its runs are known by what they cost and counted in closed form, however many
//! they are.

use jiff::civil::Date;

use super::balance::{Balance, Runs};
use super::costs::Costs;
use super::series::RunSeries;
use super::tally::Tally;
use crate::pricing::Draws;
use crate::units::{Percent, Usd};

/// How far a credit goes.
///
/// `drawn` + `overflow` + `windows` = `total`; `drawn` + `left` = the credit; covered + partial + beyond + on
/// limits + refused by the vendor = all runs.
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
    /// Runs that draw a plan's usage limits, which no dollar pays.
    pub runs_on_limits: u64,
    /// Runs that the vendor refuses because it has retired the model: they cost nothing.
    pub runs_refused_by_vendor: u64,
    /// All nights.
    pub nights: u64,
    /// Nights all of whose runs are covered.
    pub nights_covered: u64,
    /// Nights that ask for no credit: all of their runs draw a plan's limits.
    pub nights_on_limits: u64,
    /// What all runs cost at list rates.
    pub total: Usd,
    /// What the credit pays.
    pub drawn: Usd,
    /// What is left of it, and expires at the end of the cycle.
    pub left: Usd,
    /// The cost beyond the credit.
    pub overflow: Usd,
    /// The list cost of the runs that draw a plan's usage limits: no dollars, and no part of the overflow.
    pub windows: Usd,
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
    /// Whether nothing is beyond the credit, and the vendor serves all runs.
    #[must_use]
    pub fn fits(&self) -> bool {
        self.overflow.is_zero() && self.runs_refused_by_vendor == 0
    }

    /// The part of the cost that the credit pays; `None` when there is no cost.
    #[must_use]
    pub fn share(&self) -> Option<Percent> {
        Percent::of(self.drawn, self.total)
    }

    /// Whether the runs that are served draw a plan's usage limits, so that no dollar is asked for.
    #[must_use]
    pub fn is_on_limits(&self) -> bool {
        self.runs_on_limits > 0 && self.runs_on_limits + self.runs_refused_by_vendor == self.runs
    }
}

/// What becomes of the runs of a job, and which is the first that is not paid or refused.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Drawn {
    pub(super) tally: Tally,
    /// The number of the first run that the credit does not pay in full, counted from one.
    pub(super) first_beyond: Option<u64>,
    /// The number of the first run that is refused or cut short.
    pub(super) first_refused: Option<u64>,
}

impl Balance {
    /// Draws all runs of a job. What they cost together must be in range, as [`RunSeries::total`] says.
    ///
    /// # Panics
    ///
    /// When it is not.
    #[must_use]
    pub fn draw(self, draws: Draws, series: &RunSeries) -> Coverage {
        self.draw_each(&[draws], series)
    }

    /// The same where runs of several uses draw each what is theirs. Where any of them draws the credit, it ends with
    /// the first of those that it does not pay.
    pub(super) fn draw_each(mut self, draws: &[Draws], series: &RunSeries) -> Coverage {
        let Drawn { tally, first_beyond, first_refused } = self.draw_all(draws, series);
        let end = first_beyond.map(|run| {
            let (night, day) = series.night_of(run).expect("every run is in a night");
            CreditEnd { run, night, day }
        });
        Coverage {
            runs: tally.runs,
            runs_covered: tally.runs_covered,
            runs_partial: tally.runs_partial,
            runs_beyond: tally.runs_beyond,
            runs_on_limits: tally.runs_on_limits,
            runs_refused_by_vendor: tally.runs_refused_by_vendor,
            nights: tally.nights,
            nights_covered: tally.nights_covered,
            nights_on_limits: tally.nights_on_limits,
            total: tally.cost,
            drawn: tally.drawn,
            left: self.credit(),
            overflow: tally.overflow,
            windows: tally.windows,
            billed: tally.billed,
            runs_refused: tally.runs_refused,
            first_refused,
            end,
        }
    }

    pub(super) fn draw_all(&mut self, draws: &[Draws], series: &RunSeries) -> Drawn {
        let ends_credit = |of: Draws| of == Draws::Credit || !draws.contains(&Draws::Credit);
        let mut drawn = Drawn::default();
        // Whole nights that no run stops from being covered, and those of them that ask for no credit at all.
        let (mut whole, mut on_limits) = (0, 0);
        // Such runs in a row, after the first number and up to the second; and those that draw a plan's limits.
        let (mut in_a_row, mut limits_in_a_row) = ((0, 0), (0, 0));
        for block in series.costs() {
            let (costs, before) = (Costs::Same(block.cost), drawn.tally.runs);
            let cost = block.cost * block.runs;
            let of = draws[block.used_by];
            let charge = self.charge(of, Runs { costs: &costs, before: 0, count: block.runs, cost });
            if in_a_row.1 != before {
                whole += series.whole_nights(in_a_row.0, in_a_row.1);
                in_a_row = (before, before);
            }
            if limits_in_a_row.1 != before {
                on_limits += series.whole_nights(limits_in_a_row.0, limits_in_a_row.1);
                limits_in_a_row = (before, before);
            }
            // Of runs that cost the same, those that are covered come first.
            in_a_row.1 += charge.tally.runs_covered + charge.tally.runs_on_limits;
            limits_in_a_row.1 += charge.tally.runs_on_limits;
            let number = |before_it: u64| before + before_it + 1;
            drawn.first_beyond =
                drawn.first_beyond.or(charge.first_beyond.filter(|_| ends_credit(of)).map(number));
            drawn.first_refused = drawn.first_refused.or(charge.first_refused.map(number));
            drawn.tally.add(&charge.tally);
        }
        whole += series.whole_nights(in_a_row.0, in_a_row.1);
        on_limits += series.whole_nights(limits_in_a_row.0, limits_in_a_row.1);
        drawn.tally.refuse(series.refused_by_vendor());
        drawn.tally.nights = series.count_of_nights();
        (drawn.tally.nights_covered, drawn.tally.nights_on_limits) = (whole - on_limits, on_limits);
        drawn
    }

    /// Draws the runs of a job one by one; the entries add up to what [`Balance::draw`] says.
    pub fn entries(self, draws: Draws, series: &RunSeries) -> impl Iterator<Item = Entry> {
        self.entries_each([draws], series)
    }

    /// The same for runs of several uses.
    pub(super) fn entries_each(
        mut self,
        draws: impl AsRef<[Draws]>,
        series: &RunSeries,
    ) -> impl Iterator<Item = Entry> {
        let costs =
            series.costs().iter().flat_map(|block| (0..block.runs).map(|_| (block.cost, block.used_by)));
        let first_refused = series.runs() - series.refused_by_vendor() + 1;
        let refused = (first_refused..=series.runs()).map(Entry::refused_by_vendor);
        let served = costs.zip(1..).map(move |((cost, used_by), run)| {
            let draws = draws.as_ref()[used_by];
            let one = Runs { costs: &Costs::Same(cost), before: 0, count: 1, cost };
            let tally = self.charge(draws, one).tally;
            let Tally { drawn, overflow, billed, windows, runs_refused, .. } = tally;
            let (state, is_refused) = (RunState::of_one(&tally), runs_refused > 0);
            Entry { run, cost, drawn, overflow, billed, windows, state, is_refused }
        });
        served.chain(refused)
    }
}

/// What a credit does with one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The number of the run, counted from one.
    pub run: u64,
    /// What it costs at list rates.
    pub cost: Usd,
    /// What the credit pays of it.
    pub drawn: Usd,
    /// What it does not pay.
    pub overflow: Usd,
    /// What is billed of that.
    pub billed: Usd,
    /// The whole of it, where the run draws a plan's usage limits.
    pub windows: Usd,
    /// How much of the run the credit pays.
    pub state: RunState,
    /// Whether it is refused or cut short.
    pub is_refused: bool,
}

impl Entry {
    /// A run that the vendor refuses.
    fn refused_by_vendor(run: u64) -> Self {
        let none = Usd::ZERO;
        let state = RunState::RefusedByVendor;
        Self {
            run,
            cost: none,
            drawn: none,
            overflow: none,
            billed: none,
            windows: none,
            state,
            is_refused: true,
        }
    }
}

/// How much of a run the credit pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// All of it.
    Covered,
    /// A part of it.
    Partial,
    /// Nothing of it.
    Beyond,
    /// It is not asked: the run draws a plan's usage limits.
    OnLimits,
    /// The vendor has retired the model and refuses it.
    RefusedByVendor,
}

impl RunState {
    /// That of the one run of a tally.
    pub(super) fn of_one(tally: &Tally) -> Self {
        match (tally.runs_covered, tally.runs_partial, tally.runs_on_limits) {
            (0, 0, 0) => Self::Beyond,
            (0, 0, _) => Self::OnLimits,
            (0, ..) => Self::Partial,
            _ => Self::Covered,
        }
    }

    /// As it is written.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Partial => "partial",
            Self::Beyond => "beyond",
            Self::OnLimits => "plan-limits",
            Self::RefusedByVendor => "refused-by-vendor",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Exhaustion;
    use crate::units::Credit;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    fn runs(cost: &str, count: u64) -> RunSeries {
        RunSeries::counted(count, usd(cost))
    }

    fn draw(credit: &str, series: &RunSeries, exhaustion: Exhaustion) -> Coverage {
        Balance::new(Credit::of(usd(credit)), exhaustion).draw(Draws::Credit, series)
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

    /// Runs of two uses in the evening and the morning of three nights, each of one of these kinds.
    fn series_of(kinds: [usize; 3], refused: u64) -> RunSeries {
        type Runs = (u64, &'static str, usize);
        const KINDS: [(Runs, Runs); 6] = [
            ((2, "1", 0), (1, "2.5", 1)),
            ((1, "0", 1), (0, "0", 0)),
            ((3, "1", 0), (0, "0", 0)),
            ((1, "1", 1), (2, "1", 0)),
            ((0, "0", 0), (1, "2.5", 1)),
            ((2, "0", 0), (1, "1", 0)),
        ];
        let mut series = RunSeries::default();
        for (kind, number) in kinds.into_iter().zip(1..) {
            let (evening, morning) = KINDS[kind];
            let night = jiff::civil::date(2026, 11, number);
            for (day, (runs, cost, used_by)) in [(number, evening), (number + 1, morning)] {
                let day = jiff::civil::date(2026, 11, day);
                series.add_runs_of(used_by, day, night, runs, usd(cost)).expect("in range");
            }
        }
        series.add_refused(jiff::civil::date(2026, 11, 3), refused).expect("in range");
        series
    }

    #[test]
    fn runs_counted_at_once_are_runs_counted_one_by_one() {
        use Draws::{ApiSpend, Credit as Drawn, NotPermitted, PlanWindows};
        let uses = [
            [Drawn, PlanWindows],
            [PlanWindows; 2],
            [Drawn, ApiSpend],
            [PlanWindows, Drawn],
            [NotPermitted, Drawn],
        ];
        let policies = [Exhaustion::Stop, Exhaustion::Bill, Exhaustion::Cap(usd("2"))];
        for (number, of) in (0..216).flat_map(|number| uses.iter().map(move |of| (number, of))) {
            let series = series_of([number / 36, number / 6 % 6, number % 6], u64::from(number % 5 == 0));
            for (policy, credit) in
                policies.iter().flat_map(|policy| ["0", "2", "3.5", "9"].map(|credit| (*policy, credit)))
            {
                let balance = Balance::new(Credit::of(usd(credit)), policy);
                let at_once = balance.draw_each(of, &series);
                let entries: Vec<Entry> = balance.entries_each(of, &series).collect();
                let case = || format!("{number}: {of:?}, {credit}, {policy}");
                let runs =
                    |state| crate::units::length(entries.iter().filter(|entry| entry.state == state).count());
                assert_eq!(
                    [
                        at_once.runs_covered,
                        at_once.runs_partial,
                        at_once.runs_beyond,
                        at_once.runs_on_limits,
                        at_once.runs_refused_by_vendor
                    ],
                    [
                        runs(RunState::Covered),
                        runs(RunState::Partial),
                        runs(RunState::Beyond),
                        runs(RunState::OnLimits),
                        runs(RunState::RefusedByVendor)
                    ],
                    "{}",
                    case()
                );
                let sum = |of: fn(&Entry) -> Usd| entries.iter().map(of).sum::<Usd>();
                assert_eq!(
                    [at_once.total, at_once.drawn, at_once.overflow, at_once.billed, at_once.windows],
                    [
                        sum(|entry| entry.cost),
                        sum(|entry| entry.drawn),
                        sum(|entry| entry.overflow),
                        sum(|entry| entry.billed),
                        sum(|entry| entry.windows)
                    ],
                    "{}",
                    case()
                );
                // A night is covered where each of its runs is, or draws limits; where all draw limits, it asks for nothing.
                let night = |entry: &Entry| series.night_of(entry.run).expect("every run is in a night").0;
                let nights = |is_fine: fn(&Entry) -> bool| {
                    let is_whole =
                        |number: &u64| entries.iter().filter(|entry| night(entry) == *number).all(is_fine);
                    crate::units::length((1..=series.count_of_nights()).filter(is_whole).count())
                };
                let on_limits = nights(|entry| entry.state == RunState::OnLimits);
                let covered = nights(|entry| matches!(entry.state, RunState::Covered | RunState::OnLimits));
                assert_eq!(
                    (at_once.nights, at_once.nights_covered, at_once.nights_on_limits),
                    (series.count_of_nights(), covered - on_limits, on_limits),
                    "{}",
                    case()
                );
                let is_served = |entry: &&Entry| entry.state != RunState::RefusedByVendor;
                let refused = entries.iter().filter(is_served).find(|entry| entry.is_refused);
                assert_eq!(at_once.first_refused, refused.map(|entry| entry.run), "{}", case());
                // Where one of the two draws the credit, only its runs end it.
                let used_by: Vec<usize> =
                    series.costs().iter().flat_map(|block| (0..block.runs).map(|_| block.used_by)).collect();
                let ends = entries.iter().zip(used_by).find(|(entry, used_by)| {
                    let is_asked = of[*used_by] == Drawn || !of.contains(&Drawn);
                    is_asked && matches!(entry.state, RunState::Partial | RunState::Beyond)
                });
                assert_eq!(at_once.end.map(|end| end.run), ends.map(|(entry, _)| entry.run), "{}", case());
            }
        }
    }

    #[test]
    fn a_job_is_on_limits_where_no_run_asks_for_a_dollar() {
        let of = |draws: Draws, runs: u64, refused: u64| {
            let series = RunSeries::counted(runs, usd("4")).with_refused(refused);
            Balance::new(Credit::ZERO, Exhaustion::Bill).draw(draws, &series).is_on_limits()
        };
        assert!(of(Draws::PlanWindows, 3, 0) && of(Draws::PlanWindows, 3, 2));
        assert!(!of(Draws::PlanWindows, 0, 0) && !of(Draws::PlanWindows, 0, 2) && !of(Draws::Credit, 3, 0));
        // One run on limits, one that is billed
        let mut series = RunSeries::default();
        let day = jiff::civil::date(2026, 11, 1);
        series.add_runs_of(0, day, day, 1, usd("4")).expect("in range");
        series.add_runs_of(1, day, day, 1, usd("4")).expect("in range");
        let balance = Balance::new(Credit::ZERO, Exhaustion::Bill);
        assert!(!balance.draw_each(&[Draws::PlanWindows, Draws::Credit], &series).is_on_limits());
    }

    #[test]
    fn a_credit_ends_with_the_first_run_that_asks_for_it_in_vain() {
        let day = jiff::civil::date(2026, 11, 1);
        let mut series = RunSeries::default();
        for (used_by, cost) in [(0, "1"), (1, "4"), (0, "1"), (1, "4")] {
            series.add_runs_of(used_by, day, day, 1, usd(cost)).expect("in range");
        }
        let end = |draws: [Draws; 2]| {
            let balance = Balance::new(Credit::of(usd("6")), Exhaustion::Bill);
            balance.draw_each(&draws, &series).end.map(|end| end.run)
        };
        // $6.00 pay the second run and half of the fourth; the first and the third are billed whatever is left.
        assert_eq!(end([Draws::ApiSpend, Draws::Credit]), Some(4));
        assert_eq!(end([Draws::ApiSpend, Draws::ApiSpend]), Some(1));
    }
}
