//! The days of a cycle, and how far a credit pays the runs of each.

use jiff::civil::Date;

use super::coverage::{Coverage, RunState};
use super::estimate::{Estimate, PlanOutcome};
use super::question::Scenario;
use crate::schedule::Schedule;

/// A day of the cycle: its runs, and how far the credit pays them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfCycle {
    /// The day.
    pub day: Date,
    /// How many runs it has.
    pub runs: u64,
    /// How far the credit pays them; `None` without runs.
    pub state: Option<RunState>,
    /// Whether it lies before the time that is asked about, so that its runs are not counted.
    pub is_past: bool,
}

/// The days of the cycle with their runs, for one plan. A count has no days.
#[must_use]
pub fn days_of_cycle(
    estimate: &Estimate<'_>,
    scenario: &Scenario<'_>,
    outcome: &PlanOutcome<'_>,
) -> Vec<DayOfCycle> {
    let coverage = &outcome.coverage;
    // Where runs of several uses take turns, those that are covered are not the first ones.
    let states: Vec<RunState> = if outcome.is_mixed() {
        outcome.entries(scenario.spent, &estimate.series).map(|entry| entry.state).collect()
    } else {
        Vec::new()
    };
    let period = scenario.cycle.period();
    let mut days: Vec<(Date, u64)> =
        (0..period.days()).filter_map(|night| Some((period.day_after(night)?, 0))).collect();
    match &scenario.schedule {
        Schedule::Count(_) => return Vec::new(),
        Schedule::PerDay(runs) => {
            let counted = scenario.days();
            days.iter_mut()
                .filter(|(day, _)| counted.contains(*day))
                .for_each(|(_, count)| *count = runs.get());
        }
        Schedule::Timed(_) => {
            // Both are in the order of the calendar.
            let mut rest = days.iter_mut().peekable();
            for half in estimate.timed.iter().flat_map(|timed| &timed.half_days) {
                while rest.next_if(|(day, _)| *day < half.day).is_some() {}
                if let Some((_, count)) = rest.peek_mut().filter(|(day, _)| *day == half.day) {
                    *count += half.runs;
                }
            }
        }
    }
    let mut before = 0;
    let day = |(day, runs): (Date, u64)| {
        let (first, last) = (before + 1, before + runs);
        before = last;
        DayOfCycle {
            day,
            runs,
            state: (runs > 0).then(|| match of_runs(&states, first, last) {
                Some(state) => state,
                None => state(coverage, first, last),
            }),
            is_past: day < scenario.days().start(),
        }
    };
    days.into_iter().map(day).collect()
}

/// The same for runs of which each is known.
fn of_runs(states: &[RunState], first: u64, last: u64) -> Option<RunState> {
    let runs = states.get(usize::try_from(first - 1).ok()?..usize::try_from(last).ok()?)?;
    if runs.iter().all(|of_run| *of_run == RunState::RefusedByVendor) {
        return Some(RunState::RefusedByVendor);
    }
    // What draws a plan's limits does not stop a day from being covered.
    let mut asking = runs.iter().filter(|of_run| **of_run != RunState::OnLimits).peekable();
    if asking.peek().is_none() {
        return Some(RunState::OnLimits);
    }
    let all = |state| asking.clone().all(|of_run| *of_run == state);
    Some(if all(RunState::Covered) {
        RunState::Covered
    } else if all(RunState::Beyond) {
        RunState::Beyond
    } else {
        RunState::Partial
    })
}

/// How far a credit pays the runs with these numbers.
fn state(coverage: &Coverage, first: u64, last: u64) -> RunState {
    if first > coverage.runs - coverage.runs_refused_by_vendor {
        return RunState::RefusedByVendor;
    }
    match coverage.end {
        _ if coverage.is_on_limits() => RunState::OnLimits,
        None => RunState::Covered,
        Some(end) if last < end.run => RunState::Covered,
        Some(end) if first < end.run || (first == end.run && coverage.runs_partial > 0) => RunState::Partial,
        Some(_) => RunState::Beyond,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::calendar::BillingCycle;
    use crate::ledger::{Balance, Exhaustion, Holding, RunSeries, RunSpec, estimate};
    use crate::pricing::{Draws, PriceTable, Surface};
    use crate::schedule::cron::{self, Cron, Dialect};
    use crate::schedule::{Job, Kind, ReadUse, Timetable, Timing};
    use crate::source::SourceFile;
    use crate::units::{Credit, Usd};

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    #[test]
    fn a_day_is_what_its_first_and_its_last_run_are() {
        use RunState::{Beyond, Covered, OnLimits, Partial, RefusedByVendor};
        let drawn = |credit: &str, draws: Draws, runs: u64, refused: u64| {
            let series = RunSeries::counted(runs, usd("4")).with_refused(refused);
            Balance::new(Credit::of(usd(credit)), Exhaustion::Bill).draw(draws, &series)
        };
        // $10.00 pay two runs of $4.00 and a half of the third.
        let straddled = drawn("10", Draws::Credit, 5, 0);
        for ((first, last), expected) in [
            ((1, 2), Covered),
            ((1, 3), Partial),
            ((3, 3), Partial),
            ((2, 4), Partial),
            ((3, 4), Partial),
            ((4, 5), Beyond),
        ] {
            assert_eq!(state(&straddled, first, last), expected, "{first} to {last}");
        }
        // $8.00 pay two, and nothing of the third.
        let even = drawn("8", Draws::Credit, 5, 0);
        for ((first, last), expected) in
            [((2, 2), Covered), ((2, 3), Partial), ((3, 3), Beyond), ((3, 5), Beyond)]
        {
            assert_eq!(state(&even, first, last), expected, "{first} to {last}");
        }
        // Two are paid, and the vendor refuses the next two.
        let refused = drawn("20", Draws::Credit, 2, 2);
        for ((first, last), expected) in [((1, 2), Covered), ((2, 3), Covered), ((3, 4), RefusedByVendor)] {
            assert_eq!(state(&refused, first, last), expected, "{first} to {last}");
        }
        assert_eq!(state(&drawn("0", Draws::PlanWindows, 3, 0), 1, 3), OnLimits);
    }

    #[test]
    fn runs_at_times_are_on_their_days() {
        let table = PriceTable::builtin();
        let program = table.default_program().expect("the built-in tables have one");
        let expression = "0 3 10,20 * *";
        let Ok(Cron::Timed(times)) =
            cron::parse(&SourceFile::new("--cron", expression), 0..expression.len(), Dialect::Machine)
        else {
            panic!("{expression} has times");
        };
        let job = Job {
            name: "cron".to_owned(),
            expression: expression.to_owned(),
            kind: Kind::Cron,
            timing: Timing::At(times.in_zone(TimeZone::UTC)),
            at_once: 1,
            used: ReadUse::default(),
            budget: None,
        };
        let as_of = date(2026, 11, 21);
        let scenario = Scenario {
            run: RunSpec::Stated(usd("4")),
            schedule: Schedule::Timed(Timetable { jobs: vec![job] }),
            cycle: BillingCycle::calendar_month(as_of).expect("in the calendar"),
            zone: TimeZone::UTC,
            from: None,
            as_of,
            program,
            is_program_named: true,
            plans: vec![Holding::of_credit(usd("6"))],
            surface: Surface::ClaudeP,
            auth: None,
            spent: Usd::ZERO,
            exhaustion: None,
            is_fee_paid: false,
        };
        let estimate = estimate(&table, &scenario).expect("it has an answer");
        let days = days_of_cycle(&estimate, &scenario, &estimate.plans[0]);
        let with_runs: Vec<_> =
            days.iter().filter(|day| day.runs > 0).map(|day| (day.day, day.runs, day.state)).collect();
        // $6.00 pay the $4.00 of the 10th and a half of the 20th.
        assert_eq!(
            with_runs,
            [
                (date(2026, 11, 10), 1, Some(RunState::Covered)),
                (date(2026, 11, 20), 1, Some(RunState::Partial))
            ]
        );
        assert_eq!((days.len(), days[0].day, days[0].state), (30, date(2026, 11, 1), None));
        // The cycle is asked about from its first day on.
        assert!(days.iter().all(|day| !day.is_past));
    }
}
