//! What was planned, what was recorded and what was billed, and the causes of their differences.
//!
//! ```text
//! planned ── missing nights, extra nights, number of runs, price, tokens ──► recorded
//! recorded ── unseen by records, not settled yet, price, credits, … ──► billed
//! ```
//!
//! The parts between two figures add up to their difference exactly. What nothing tells apart is not guessed: it is
//! [`Cause::NotExplained`].

mod billed;
mod parts;
mod planned;
mod recorded;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use crate::bills::Item;
pub use parts::{Cause, Detail, Part, Step};
pub use recorded::{PlanPrices, SavedRate, billed, metered, recorded};

use crate::calendar::Period;
use crate::units::{OutOfRange, Usd, UsdDelta};
use parts::Parts;

/// What was planned, job by job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Planned {
    /// The jobs.
    pub jobs: Vec<PlannedJob>,
}

/// The runs of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlannedJob {
    /// Its name; `None` where the plan is about one job without a name.
    pub name: Option<String>,
    /// How many runs start on each day, and what they cost together.
    pub days: BTreeMap<Date, (u64, Usd)>,
    /// Runs of which only the number is known.
    pub undated: (u64, Usd),
}

/// A run that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRun {
    /// Its job, where the record names one.
    pub job: Option<String>,
    /// The day on which it started, on the clock of the plan.
    pub day: Date,
    /// What it costs at the list prices of its day.
    pub cost: Usd,
    /// What the same tokens cost at the prices of the plan.
    pub at_plan_prices: Usd,
    /// What it is made of.
    pub uses: Vec<Used>,
}

/// What a run used of one thing on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// The day in UTC, as vendors bill it.
    pub day: Date,
    /// What was used.
    pub item: Item,
    /// What it costs at list prices.
    pub cost: Usd,
    /// Who bills it.
    pub payer: Payer,
}

/// Who bills what was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payer {
    /// The vendor whose bill is read.
    Bill,
    /// A plan that somebody signed in with: it is on no bill.
    Plan,
    /// A cloud, on its own bill.
    Cloud,
    /// Another vendor.
    OtherVendor(String),
}

/// What was billed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Billed {
    /// Amounts by day and item.
    pub charges: Vec<(Date, Item, UsdDelta)>,
    /// Days that the bill is about.
    pub days: BTreeSet<Date>,
    /// The first day on which nothing is billed yet.
    pub settled_until: Option<Date>,
    /// Whether pages of it are missing.
    pub is_cut_off: bool,
    /// What the vendor counted, at list prices, by day and item: a usage report, or tokens beside amounts.
    pub metered: BTreeMap<(Date, Item), Usd>,
    /// The days in UTC that are compared, where charges of others are left out.
    pub within: Option<Period>,
    /// What recorded runs used on these days that are not compared, as they started before or after.
    pub of_other_runs: Vec<Used>,
}

/// The three figures and the parts between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// What was planned.
    pub planned: Option<Usd>,
    /// How many runs were planned.
    pub planned_runs: Option<u64>,
    /// What the recorded runs cost at list prices.
    pub recorded: Option<Usd>,
    /// How many runs were recorded.
    pub recorded_runs: Option<u64>,
    /// What was billed, credits and refunds taken off.
    pub billed: Option<UsdDelta>,
    /// The parts, in the order of the figures that they stand between.
    pub parts: Vec<Part>,
}

/// Compares what there is: two of the three, or all.
///
/// `today` is the first day of which runs may still come.
///
/// # Errors
///
/// When a sum is out of range.
pub fn reconcile(
    planned: Option<&Planned>,
    recorded: Option<&[RecordedRun]>,
    billed: Option<&Billed>,
    today: Date,
) -> Result<Reconciled, OutOfRange> {
    let mut parts = Parts::default();
    let of_plan = planned.map(Planned::total).transpose()?;
    let of_records = recorded.map(|runs| sum(runs.iter().map(|run| run.cost))).transpose()?;
    let of_bill = billed.map(Billed::total).transpose()?;
    if let (Some(planned), Some(recorded)) = (planned, recorded) {
        planned::to_recorded(planned, recorded, today, &mut parts)?;
    }
    match (planned, recorded, billed) {
        (_, Some(recorded), Some(billed)) => billed::of_records(recorded, billed, &mut parts)?,
        (Some(planned), None, Some(billed)) => billed::of_plan(planned, billed, &mut parts)?,
        _ => {}
    }
    let figures = [of_plan.map(|(_, cost)| rise(cost)), of_records.map(rise), of_bill];
    let parts = parts.finish(figures)?;
    Ok(Reconciled {
        planned: of_plan.map(|(_, cost)| cost),
        planned_runs: of_plan.map(|(runs, _)| runs),
        recorded: of_records,
        recorded_runs: recorded.map(|runs| crate::units::length(runs.len())),
        billed: of_bill,
        parts,
    })
}

impl Reconciled {
    /// The first and the last of the figures that there are.
    #[must_use]
    pub fn ends(&self) -> (UsdDelta, UsdDelta) {
        let figures = [self.planned.map(rise), self.recorded.map(rise), self.billed];
        let mut known = figures.into_iter().flatten();
        let first = known.next().unwrap_or_default();
        (first, known.next_back().unwrap_or(first))
    }
}

impl Planned {
    /// How many runs there are, and what they cost.
    fn total(&self) -> Result<(u64, Usd), OutOfRange> {
        let all = self.jobs.iter().flat_map(|job| job.days.values().chain([&job.undated]));
        all.copied().try_fold((0, Usd::ZERO), plus)
    }
}

impl Billed {
    fn total(&self) -> Result<UsdDelta, OutOfRange> {
        self.charges.iter().try_fold(UsdDelta::ZERO, |sum, (_, _, amount)| sum.plus(*amount))
    }
}

/// Runs and their cost, added to others.
fn plus((runs, cost): (u64, Usd), (more, dearer): (u64, Usd)) -> Result<(u64, Usd), OutOfRange> {
    Ok((runs.checked_add(more).ok_or(OutOfRange)?, cost.plus(dearer)?))
}

fn sum(amounts: impl IntoIterator<Item = Usd>) -> Result<Usd, OutOfRange> {
    crate::cost::sum(amounts)
}

/// An amount as a rise from nothing.
fn rise(amount: Usd) -> UsdDelta {
    UsdDelta::between(Usd::ZERO, amount)
}

/// An amount as a fall to nothing.
fn fall(amount: Usd) -> UsdDelta {
    UsdDelta::between(amount, Usd::ZERO)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(number: u8) -> Date {
        jiff::civil::date(2026, 11, 1 + i8::try_from(number % 30).expect("a day of the month"))
    }

    fn usd(mills: u32) -> Usd {
        format!("{}.{:03}", mills / 1000, mills % 1000).parse().expect("an amount")
    }

    fn item(number: u8) -> Item {
        match number % 4 {
            0 => Item::Model("a".to_owned()),
            1 => Item::Model("b".to_owned()),
            2 => Item::WebSearch,
            _ => Item::Unsaid,
        }
    }

    fn payer(number: u8) -> Payer {
        match number % 8 {
            0 => Payer::Plan,
            1 => Payer::Cloud,
            2 => Payer::OtherVendor("openai".to_owned()),
            _ => Payer::Bill,
        }
    }

    type Numbers = Vec<(u8, u8, u32, u32)>;

    fn planned(numbers: &Numbers) -> Planned {
        let job = |(of_day, runs, cost, undated): &(u8, u8, u32, u32)| PlannedJob {
            name: [None, Some("audit".to_owned()), Some("triage".to_owned())][usize::from(of_day % 3)]
                .clone(),
            days: BTreeMap::from([(day(*of_day), (u64::from(*runs) + 1, usd(*cost)))]),
            undated: if undated.is_multiple_of(7) {
                (u64::from(undated % 5) + 1, usd(*undated))
            } else {
                (0, Usd::ZERO)
            },
        };
        Planned { jobs: numbers.iter().map(job).collect() }
    }

    fn recorded(numbers: &Numbers) -> Vec<RecordedRun> {
        let run = |(of_day, kind, cost, at_plan): &(u8, u8, u32, u32)| RecordedRun {
            job: [None, Some("audit".to_owned()), Some("other".to_owned())][usize::from(kind % 3)].clone(),
            day: day(*of_day),
            cost: usd(*cost),
            at_plan_prices: usd(*at_plan),
            uses: vec![Used { day: day(*of_day), item: item(*kind), cost: usd(*cost), payer: payer(*kind) }],
        };
        numbers.iter().map(run).collect()
    }

    fn billed(numbers: &Numbers, metered: &Numbers) -> Billed {
        let amount = |amount: u32, kind: u8| {
            if kind.is_multiple_of(9) { fall(usd(amount)) } else { rise(usd(amount)) }
        };
        let charge =
            |(of_day, kind, cost, _): &(u8, u8, u32, u32)| (day(*of_day), item(*kind), amount(*cost, *kind));
        let charges: Vec<_> = numbers.iter().map(charge).collect();
        Billed {
            settled_until: charges.iter().map(|(day, ..)| *day).max(),
            days: charges.iter().map(|(day, ..)| *day).collect(),
            is_cut_off: numbers.len().is_multiple_of(2),
            within: numbers.len().is_multiple_of(3).then(|| Period::new(day(4), day(25))),
            of_other_runs: metered
                .iter()
                .map(|(of_day, kind, _, cost)| Used {
                    day: day(*of_day),
                    item: item(*kind),
                    cost: usd(*cost),
                    payer: payer(*kind),
                })
                .collect(),
            metered: metered
                .iter()
                .map(|(of_day, kind, cost, _)| ((day(*of_day), item(*kind)), usd(*cost)))
                .collect(),
            charges,
        }
    }

    fn numbers() -> impl Strategy<Value = Numbers> {
        proptest::collection::vec((any::<u8>(), any::<u8>(), 0_u32..9_000, 0_u32..9_000), 1..12)
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_differences_whatever_there_is(
            of_plan in numbers(), of_records in numbers(), of_bill in numbers(), of_meter in numbers(), which in 0_u8..4,
        ) {
            let (plan, records, bill) = (planned(&of_plan), recorded(&of_records), billed(&of_bill, &of_meter));
            let found = reconcile(
                (which != 1).then_some(&plan),
                (which != 2).then_some(records.as_slice()),
                (which != 3).then_some(&bill),
                day(15),
            ).expect("in range");
            let sum = |step: Step| {
                let of_step = found.parts.iter().filter(|part| part.step == step);
                of_step.fold(UsdDelta::ZERO, |sum, part| sum.plus(part.change).expect("in range"))
            };
            let figures = (found.planned.map(rise), found.recorded.map(rise), found.billed);
            if let (Some(before), Some(after), _) = figures {
                prop_assert_eq!(before.plus(sum(Step::PlannedToRecorded)), Ok(after));
                // What is planned and recorded is told apart to the last digit.
                let is_told = |part: &Part| part.step != Step::PlannedToRecorded || part.cause != Cause::NotExplained;
                prop_assert!(found.parts.iter().all(is_told));
            }
            if let (_, Some(before), Some(after)) = figures {
                prop_assert_eq!(before.plus(sum(Step::RecordedToBilled)), Ok(after));
            }
            if let (Some(before), None, Some(after)) = figures {
                prop_assert_eq!(before.plus(sum(Step::PlannedToBilled)), Ok(after));
            }
            for part in &found.parts {
                let details = part.details.iter().fold(UsdDelta::ZERO, |sum, one| sum.plus(one.change).expect("in range"));
                prop_assert_eq!(details, part.change);
            }
        }
    }

    #[test]
    fn the_same_three_times_has_no_parts() {
        let cost = usd(400);
        let plan = Planned {
            jobs: vec![PlannedJob { days: BTreeMap::from([(day(3), (1, cost))]), ..PlannedJob::default() }],
        };
        let used = Used { day: day(3), item: item(0), cost, payer: Payer::Bill };
        let run = RecordedRun { job: None, day: day(3), cost, at_plan_prices: cost, uses: vec![used] };
        let bill = Billed {
            charges: vec![(day(3), item(0), rise(cost))],
            days: BTreeSet::from([day(3)]),
            settled_until: Some(day(4)),
            ..Billed::default()
        };
        let found = reconcile(Some(&plan), Some(&[run]), Some(&bill), day(20)).expect("in range");
        assert_eq!((found.ends(), found.parts), ((rise(cost), rise(cost)), Vec::new()));
    }
}
