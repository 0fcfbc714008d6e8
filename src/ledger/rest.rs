//! The same job in other stretches of time: what is left of its cycle, and the cycles after it.

use std::num::NonZeroU16;

use jiff::Timestamp;

use super::estimate::{Estimate, estimate_part};
use super::question::Scenario;
use crate::calendar::OutOfCalendar;
use crate::pricing::{NoPrice, PriceTable};
use crate::schedule::Schedule;
use crate::units::Usd;

/// A job in a stretch of time, and what it comes to there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch<'t> {
    /// The question.
    pub scenario: Scenario<'t>,
    /// The answer.
    pub estimate: Estimate<'t>,
}

/// Why there are no figures for cycles in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoCycles {
    /// The calendar ends.
    Calendar(OutOfCalendar),
    /// A run has no price in the cycle that begins on this day.
    NoPrice(jiff::civil::Date, NoPrice),
}

impl Scenario<'_> {
    /// What is left of a cycle that has begun: the same from `now` on. `None` where it has not begun, is over,
    /// or has no days, as runs that are only counted have none.
    #[must_use]
    pub fn rest(&self, now: Timestamp) -> Option<Self> {
        let window = self.window();
        let from = self.from.unwrap_or(now);
        let has_days = !matches!(self.schedule, Schedule::Count(_));
        (has_days && window.start < from && from < window.end)
            .then(|| Self { from: Some(from), ..self.clone() })
    }

    /// The same in the next cycle, which is whole, and of whose credit nothing is spent.
    fn next(&self) -> Result<Self, OutOfCalendar> {
        Ok(Self { cycle: self.cycle.next()?, from: None, spent: Usd::ZERO, ..self.clone() })
    }
}

/// What is left of a cycle that has begun; `None` where [`Scenario::rest`] is.
///
/// # Errors
///
/// When a run has no price, or an amount is out of range.
pub fn rest<'t>(
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
    now: Timestamp,
) -> Result<Option<Stretch<'t>>, NoPrice> {
    let Some(scenario) = scenario.rest(now) else { return Ok(None) };
    let estimate = estimate_part(table, &scenario)?;
    Ok(Some(Stretch { scenario, estimate }))
}

/// The same job in cycles in a row, of which the first is that of `scenario`.
///
/// # Errors
///
/// When a run has no price in one of them, an amount is out of range, or the calendar ends.
pub fn cycles<'t>(
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
    count: NonZeroU16,
) -> Result<Vec<Stretch<'t>>, NoCycles> {
    let mut all: Vec<Stretch<'t>> = Vec::with_capacity(count.get().into());
    for _ in 0..count.get() {
        let scenario = match all.last() {
            Some(last) => last.scenario.next().map_err(NoCycles::Calendar)?,
            None => scenario.clone(),
        };
        let start = scenario.cycle.period().start();
        let estimate = estimate_part(table, &scenario).map_err(|reason| NoCycles::NoPrice(start, reason))?;
        all.push(Stretch { scenario, estimate });
    }
    Ok(all)
}

impl Stretch<'_> {
    /// Whether the credit of a plan, by its place, pays for all runs, and the vendor serves all of them.
    #[must_use]
    pub fn fits(&self, plan: usize) -> bool {
        self.estimate.plans[plan].coverage.fits()
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU64;

    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::calendar::BillingCycle;
    use crate::ledger::{Holding, RunSpec};
    use crate::pricing::Surface;

    fn at(text: &str) -> Timestamp {
        text.parse().expect(text)
    }

    /// November 2026 in UTC, of whose credit $5.00 are spent.
    fn november(table: &PriceTable, schedule: Schedule) -> Scenario<'_> {
        let as_of = date(2026, 11, 21);
        Scenario {
            run: RunSpec::Stated("4".parse().expect("an amount")),
            schedule,
            cycle: BillingCycle::calendar_month(as_of).expect("in the calendar"),
            zone: TimeZone::UTC,
            from: None,
            as_of,
            program: table.default_program().expect("the built-in tables have one"),
            is_program_named: true,
            plans: vec![Holding::of_credit("20".parse().expect("an amount"))],
            surface: Surface::ClaudeP,
            auth: None,
            spent: "5".parse().expect("an amount"),
            exhaustion: None,
            is_fee_paid: false,
        }
    }

    #[test]
    fn a_cycle_has_a_rest_while_it_goes_on() {
        let table = PriceTable::builtin();
        let daily = november(&table, Schedule::PerDay(NonZeroU64::MIN));
        let from = |now: &str| daily.rest(at(now)).and_then(|rest| rest.from);
        assert_eq!(from("2026-11-01T00:00:00Z"), None);
        assert_eq!(from("2026-11-01T00:00:01Z"), Some(at("2026-11-01T00:00:01Z")));
        assert_eq!(from("2026-11-30T23:59:59Z"), Some(at("2026-11-30T23:59:59Z")));
        assert_eq!(from("2026-12-01T00:00:00Z"), None);
        assert_eq!(november(&table, Schedule::Count(30)).rest(at("2026-11-15T00:00:00Z")), None);
    }

    #[test]
    fn the_next_cycle_is_whole_and_of_its_credit_nothing_is_spent() {
        let table = PriceTable::builtin();
        let from = Some(at("2026-11-29T00:00:00Z"));
        let question = Scenario { from, ..november(&table, Schedule::PerDay(NonZeroU64::MIN)) };
        let both =
            cycles(&table, &question, NonZeroU16::new(2).expect("not zero")).expect("it has an answer");
        // Two days are left of November, and December has 31.
        let asked = both.iter().map(|stretch| (stretch.scenario.spent.to_string(), stretch.scenario.from));
        assert_eq!(asked.collect::<Vec<_>>(), [("5.00".to_owned(), from), ("0.00".to_owned(), None)]);
        assert_eq!(both.iter().map(|stretch| stretch.estimate.series.runs()).collect::<Vec<_>>(), [2, 31]);
    }
}
