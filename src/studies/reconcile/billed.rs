//! From the records, or from the plan alone, to the bill.
//!
//! What was used is first sorted by who bills it and by whether its day is billed yet. What is left is compared day by
//! day and item by item. Where the vendor's own count is known (a usage report, tokens beside amounts), what it counted
//! beyond the records at list prices is unseen, and what it charged beyond that is a price. Without it, an amount on a
//! day and a model that no record has is unseen, and any other difference is not explained.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::parts::{About, Cause, Parts, Step};
use super::{Billed, Item, Payer, Planned, RecordedRun, fall, rise};
use crate::units::{OutOfRange, Usd, UsdDelta};

/// Half a cent: what rounding to cents changes at most.
const HALF_A_CENT: &str = "0.005";

/// What is compared on one day for one item.
#[derive(Default)]
struct Pair {
    recorded: Usd,
    billed: UsdDelta,
    lines: u64,
    /// Whether some amounts are not whole cents.
    has_more_than_cents: bool,
    metered: Option<Usd>,
}

/// From the records.
pub(super) fn of_records(
    recorded: &[RecordedRun],
    billed: &Billed,
    parts: &mut Parts,
) -> Result<(), OutOfRange> {
    const STEP: Step = Step::RecordedToBilled;
    let mut pairs = charged(billed, STEP, parts)?;
    for used in recorded.iter().flat_map(|run| &run.uses) {
        let about = About::item(used.day, &used.item);
        let cause = match &used.payer {
            Payer::Plan => Cause::SignedInWithPlan,
            Payer::Cloud => Cause::OnCloudBill,
            Payer::OtherVendor(_) => Cause::OtherVendor,
            Payer::Bill => match billed.not_on(used.day) {
                Some(cause) => cause,
                None => {
                    let pair = pairs.entry((used.day, used.item.clone())).or_default();
                    pair.recorded = pair.recorded.plus(used.cost)?;
                    continue;
                }
            },
        };
        parts.add(STEP, cause, about, fall(used.cost))?;
    }
    // Their share of what is billed on these days is no part of what is recorded.
    for used in billed.of_other_runs.iter().filter(|used| used.payer == Payer::Bill) {
        if billed.not_on(used.day).is_none() {
            parts.add(STEP, Cause::OtherDays, About::item(used.day, &used.item), rise(used.cost))?;
            let pair = pairs.entry((used.day, used.item.clone())).or_default();
            pair.recorded = pair.recorded.plus(used.cost)?;
        }
    }
    let unsaid = unsaid(&pairs);
    for (key, cost) in billed.metered.iter().filter(|((day, _), _)| billed.not_on(*day).is_none()) {
        // On a day that is compared as a whole, all that was counted is of its amount.
        let pair = if unsaid.contains(&key.0) {
            Some(pairs.entry(key.clone()).or_default())
        } else {
            pairs.get_mut(key)
        };
        if let Some(pair) = pair {
            pair.metered = Some(*cost).filter(|cost| !cost.is_zero());
        }
    }
    for ((day, item), pair) in joined(pairs)? {
        pair.compare(&About::item(day, &item), STEP, parts)?;
    }
    Ok(())
}

/// From the plan alone: nobody knows how many runs an amount is of.
pub(super) fn of_plan(planned: &Planned, billed: &Billed, parts: &mut Parts) -> Result<(), OutOfRange> {
    const STEP: Step = Step::PlannedToBilled;
    let pairs = charged(billed, STEP, parts)?;
    let mut days: BTreeMap<Date, (Usd, UsdDelta)> = BTreeMap::new();
    for ((day, _), pair) in pairs {
        let (_, sum) = days.entry(day).or_default();
        *sum = sum.plus(pair.billed)?;
    }
    let (mut undated, mut runs_on) = (Usd::ZERO, BTreeMap::<Date, u64>::new());
    for job in &planned.jobs {
        undated = undated.plus(job.undated.1)?;
        for (day, (runs, cost)) in job.days.iter().filter(|(_, (runs, _))| *runs > 0) {
            let (sum, _) = days.entry(*day).or_default();
            *sum = sum.plus(*cost)?;
            *runs_on.entry(*day).or_default() += runs;
        }
    }
    if !undated.is_zero() {
        // Without days, the sums alone can be compared.
        return Ok(());
    }
    for (day, (planned, billed_on)) in days {
        let about = About::day(day);
        let runs = i64::try_from(runs_on.get(&day).copied().unwrap_or(0)).map_err(|_| OutOfRange)?;
        match billed.not_on(day) {
            Some(cause) => parts.add_runs(STEP, cause, about, -runs, fall(planned))?,
            None if billed_on.is_zero() => {
                parts.add_runs(STEP, Cause::MissingNights, about, -runs, fall(planned))?;
            }
            None if planned.is_zero() => parts.add(STEP, Cause::ExtraNights, about, billed_on)?,
            None => parts.add(STEP, Cause::NotExplained, about, billed_on.plus(fall(planned))?)?,
        }
    }
    Ok(())
}

/// What is charged by day and item; credits and refunds are a part of their own.
fn charged(
    billed: &Billed,
    step: Step,
    parts: &mut Parts,
) -> Result<BTreeMap<(Date, Item), Pair>, OutOfRange> {
    let mut pairs: BTreeMap<(Date, Item), Pair> = BTreeMap::new();
    for (day, item, amount) in &billed.charges {
        if !amount.is_rise() {
            parts.add(step, Cause::Credits, About::item(*day, item), *amount)?;
            continue;
        }
        let pair = pairs.entry((*day, item.clone())).or_default();
        pair.billed = pair.billed.plus(*amount)?;
        pair.lines += 1;
        pair.has_more_than_cents |= amount.size().rounded_to_cents() != amount.size();
    }
    Ok(pairs)
}

/// Days on which the bill does not say what an amount is for.
fn unsaid(pairs: &BTreeMap<(Date, Item), Pair>) -> BTreeSet<Date> {
    pairs.keys().filter(|(_, item)| *item == Item::Unsaid).map(|(day, _)| *day).collect()
}

/// Where a bill does not say what an amount is for, its day is compared as a whole.
fn joined(pairs: BTreeMap<(Date, Item), Pair>) -> Result<BTreeMap<(Date, Item), Pair>, OutOfRange> {
    let unsaid = unsaid(&pairs);
    let mut joined: BTreeMap<(Date, Item), Pair> = BTreeMap::new();
    for ((day, item), pair) in pairs {
        let item = if unsaid.contains(&day) { Item::Unsaid } else { item };
        match joined.get_mut(&(day, item.clone())) {
            None => {
                joined.insert((day, item), pair);
            }
            Some(known) => {
                known.recorded = known.recorded.plus(pair.recorded)?;
                known.billed = known.billed.plus(pair.billed)?;
                known.lines += pair.lines;
                known.has_more_than_cents |= pair.has_more_than_cents;
                known.metered = match (known.metered, pair.metered) {
                    (Some(one), Some(two)) => Some(one.plus(two)?),
                    (one, two) => one.or(two),
                };
            }
        }
    }
    Ok(joined)
}

impl Billed {
    /// Why what was used on a day is not on this bill.
    fn not_on(&self, day: Date) -> Option<Cause> {
        match self.settled_until {
            _ if self.within.is_some_and(|days| !days.contains(day)) => Some(Cause::OutsideBill),
            Some(end) if day >= end && self.is_cut_off => Some(Cause::MissingPages),
            Some(end) if day >= end => Some(Cause::NotSettled),
            // A page between others.
            _ if !self.days.contains(&day) && self.is_cut_off && self.days.first() < Some(&day) => {
                Some(Cause::MissingPages)
            }
            _ if !self.days.contains(&day) => Some(Cause::OutsideBill),
            _ => None,
        }
    }
}

impl Pair {
    fn compare(&self, about: &About, step: Step, parts: &mut Parts) -> Result<(), OutOfRange> {
        let mut add = |cause, change| parts.add(step, cause, about.clone(), change);
        let recorded = rise(self.recorded);
        let difference = self.billed.plus(recorded.opposite())?;
        if self.is_rounding(difference)? {
            return add(Cause::Rounding, difference);
        }
        if let Some(metered) = self.metered.filter(|_| self.billed.is_rise()) {
            let beyond = UsdDelta::between(self.recorded, metered);
            let cause = if beyond.is_rise() { Cause::UnseenByRecords } else { Cause::NotBilled };
            add(cause, beyond)?;
            let price = self.billed.plus(fall(metered))?;
            let cause = if self.is_rounding(price)? { Cause::Rounding } else { Cause::Price };
            return add(cause, price);
        }
        let cause = match (self.recorded.is_zero(), self.billed.is_zero()) {
            (true, _) => Cause::UnseenByRecords,
            (_, true) => Cause::NotBilled,
            (false, false) => Cause::NotExplained,
        };
        add(cause, difference)
    }

    /// Whether a difference is no more than what rounding every line to cents changes.
    fn is_rounding(&self, difference: UsdDelta) -> Result<bool, OutOfRange> {
        let half: Usd = HALF_A_CENT.parse().map_err(|_| OutOfRange)?;
        Ok(self.lines > 0
            && !self.has_more_than_cents
            && !difference.is_zero()
            && difference.size() <= half.times(self.lines)?)
    }
}
