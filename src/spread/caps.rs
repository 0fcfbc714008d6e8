//! What a cap for each run would have done, and what it would mean for runs to come.

use super::exact::exact_of_many;
use super::probability::Bracket;
use super::sample::{Sample, SampleRun};
use crate::units::{OutOfRange, Usd, length};

/// A cap for each run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapRow {
    /// The cap.
    pub cap: Usd,
    /// How many measured runs it would have ended: those that were dearer.
    pub runs_cut: usize,
    /// What those would have cost for nothing: the cap each.
    pub burnt: Usd,
    /// What runs to come cost at most: the cap each.
    pub worst: Usd,
    /// How likely runs to come cost more than the credit, if a run that is cut isn't started again.
    pub overflow: Bracket,
}

/// So many caps are chosen at least and at most.
const CHOSEN: std::ops::RangeInclusive<usize> = 5..=8;

/// The answer for each of the caps, the lowest first; caps of nothing are left out. Without caps five to eight are
/// chosen: what the credit has for each run, and round figures from the median to a multiple of the dearest run.
///
/// # Errors
///
/// When the worst month is a trillion dollars or more.
pub fn caps(
    sample: &Sample,
    runs_to_come: u32,
    credit: Usd,
    caps: &[Usd],
) -> Result<Vec<CapRow>, OutOfRange> {
    let mut caps = if caps.is_empty() { chosen(sample, runs_to_come, credit) } else { caps.to_vec() };
    caps.sort_unstable();
    caps.dedup();
    let caps: Vec<Usd> = caps.into_iter().filter(|cap| !cap.is_zero()).collect();
    let row = |cap: &Usd| row(sample, runs_to_come, credit, *cap, caps.len());
    caps.iter().map(row).collect()
}

fn row(sample: &Sample, runs_to_come: u32, credit: Usd, cap: Usd, rows: usize) -> Result<CapRow, OutOfRange> {
    let is_dearer = |run: &&SampleRun| run.cost > cap;
    let runs_cut = sample.runs().iter().filter(is_dearer).count();
    let capped = sample.runs().iter().map(|run| SampleRun {
        cost: run.cost.min(cap),
        is_cut: run.is_cut || run.cost > cap,
        ..*run
    });
    let capped = Sample::new(capped.collect(), Some(cap))
        .expect("some runs cost something, and none more than the cap");
    Ok(CapRow {
        cap,
        runs_cut,
        burnt: cap.times(length(runs_cut))?,
        worst: cap.times(runs_to_come.into())?,
        overflow: exact_of_many(&capped, runs_to_come, credit, rows).overflow(),
    })
}

fn chosen(sample: &Sample, runs_to_come: u32, credit: Usd) -> Vec<Usd> {
    let sorted = sample.sorted();
    let at = |percent: usize| sorted[(sorted.len() * percent).div_ceil(100).max(1) - 1];
    let most = sample.largest();
    let times = |tenths: u64| most.times(tenths).map_or(most, |tenfold| tenfold.mean_of(10));
    // The largest cap with which the worst month fits, in whole cents.
    let safe = credit.mean_of(runs_to_come.into());
    let safe = cents_down(safe).filter(|safe| !safe.is_zero() && *safe < times(40));
    // In this order, as long as there is room.
    let wanted =
        [at(50), most, times(20), at(90), at(75), times(15), times(30), times(40), times(50), times(80)];
    let mut caps: Vec<Usd> = safe.into_iter().collect();
    for (index, cap) in wanted.into_iter().map(round_up).enumerate() {
        let is_new = !cap.is_zero() && !caps.contains(&cap);
        // The last ones only fill up.
        let is_needed = index < 7 || caps.len() < *CHOSEN.start();
        if is_new && is_needed && caps.len() < *CHOSEN.end() {
            caps.push(cap);
        }
    }
    caps
}

/// The next round figure: two digits, the second a 0 or a 5.
fn round_up(cost: Usd) -> Usd {
    let steps = cost.steps();
    let Some(power) = steps.checked_ilog10() else { return Usd::ZERO };
    let unit = (10_u128.pow(power) / 2).max(1);
    Usd::of_steps(steps.div_ceil(unit) * unit).unwrap_or(cost)
}

/// In whole cents, cut down.
fn cents_down(amount: Usd) -> Option<Usd> {
    let cent = Usd::from_cents(1).ok()?;
    Usd::from_cents(amount.whole_units(cent)?).ok()
}

#[cfg(test)]
mod tests {
    use super::super::Probability;
    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    fn sample(costs: &[&str]) -> Sample {
        Sample::new(costs.iter().map(|cost| SampleRun::of(usd(cost))).collect(), None).expect("a sample")
    }

    #[test]
    fn a_cap_ends_the_runs_that_are_dearer() {
        let rows =
            caps(&sample(&["1", "2", "3", "5"]), 2, usd("5"), &[usd("2"), usd("9")]).expect("in range");
        // 3 and 5 are cut, at $2 each; two runs cost $4 at most, which fits.
        assert_eq!((rows[0].runs_cut, rows[0].burnt, rows[0].worst), (2, usd("4"), usd("4")));
        assert_eq!(rows[0].overflow, Bracket::sure(Probability::NEVER));
        // Of the 10 pairs of 1, 2, 3, 5: 1+5, 2+5, 3+3, 3+5, 5+5 are above 5.
        assert_eq!((rows[1].runs_cut, rows[1].burnt), (0, Usd::ZERO));
        assert_eq!(rows[1].overflow.point, Probability::of(5, 10));
    }

    #[test]
    fn five_to_eight_caps_are_chosen() {
        for costs in [
            &["0.35"][..],
            &["2", "2", "2"],
            &["0.35", "0.60", "0.90", "1.40", "2.60", "3.70"],
            &["0", "0.004"],
        ] {
            for credit in ["0", "50", "1000"] {
                let rows = caps(&sample(costs), 30, usd(credit), &[]).expect("in range");
                assert!(CHOSEN.contains(&rows.len()), "{costs:?} {credit}: {rows:?}");
                assert!(rows.is_sorted_by_key(|row| row.cap));
            }
        }
        // $50 / 30 = $1.66
        let rows = caps(&sample(&["0.35", "3.70"]), 30, usd("50"), &[]).expect("in range");
        assert!(
            rows.iter().any(|row| row.cap == usd("1.66") && row.overflow.upper == Some(Probability::NEVER))
        );
    }

    #[test]
    fn figures_are_rounded_up_to_round_ones() {
        let rounded = |text| round_up(usd(text));
        assert_eq!((rounded("3.70"), rounded("3.20"), rounded("10.01")), (usd("4"), usd("3.5"), usd("15")));
        assert_eq!((rounded("0.004"), rounded("4")), (usd("0.004"), usd("4")));
    }
}
