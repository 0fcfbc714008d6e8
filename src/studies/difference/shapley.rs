//! Who takes which part in a change that several factors make together.

use crate::units::{Usd, UsdDelta};

/// More factors than this are not split: every one of them doubles the number of questions.
pub const FACTORS_MAX: usize = 8;

/// A cent in steps of 10⁻²⁴ dollars.
const CENT: u128 = 10_u128.pow(22);

/// Parts have no more than 16 decimals, unless the amounts do.
const FINEST: u128 = 10_u128.pow(8);

/// So many units, times the orders of eight factors, fit 127 bits.
const UNITS_MAX: u128 = 10_u128.pow(33);

/// Parts have four decimals more than the amounts that they are parts of.
const FINER: u128 = 10_000;

/// The part of each factor in the change from `value(0)` to `value(all)`: its Shapley value.
///
/// `value` is asked for every set of factors, once, as bits: what the figure is when the factors in the set
/// are taken from the second side and the others from the first. The part of a factor is what it changes on
/// average over all orders in which the factors can be exchanged one after the other, so no order is
/// preferred and the parts add up to the change.
///
/// Such an average need not end: a third of a dollar. It is counted exactly, as a fraction, and only then cut
/// towards zero, four decimals behind the finest one that occurs in any of the values, cents at least. What
/// the cuts leave over goes, one quantum each, to the parts that lost most of its sign by them; of parts that
/// lost the same, to the one that is listed first. So the parts add up to the change exactly; a factor that
/// changes nothing has none of it; whatever the order of the factors, parts differ by one quantum at most,
/// and only where parts that lost the same were cut, which is far less than a cent; and a change told
/// backwards has the same parts with the other sign, also where it is none.
///
/// # Errors
///
/// With the first error of `value`, after which nothing is asked any more.
///
/// # Panics
///
/// When there are more than [`FACTORS_MAX`] factors.
pub fn shares<E>(factors: usize, mut value: impl FnMut(u32) -> Result<Usd, E>) -> Result<Vec<UsdDelta>, E> {
    assert!(factors <= FACTORS_MAX, "{factors} factors make too many sets of them");
    let values = (0..1_u32 << factors).map(&mut value).collect::<Result<Vec<Usd>, E>>()?;
    let quantum = quantum(&values);
    let units: Vec<i128> = values.iter().map(|value| signed(value.steps() / quantum)).collect();
    let orders = factorial(factors);
    let change = units[units.len() - 1] - units[0];
    let exact: Vec<i128> = (0..factors).map(|factor| times_orders(&units, factors, factor)).collect();
    // Cut towards zero, and not down: what rises and what falls then lose alike, and the parts are the same
    // in both directions.
    let mut parts: Vec<i128> = exact.iter().map(|part| part / orders).collect();
    let left_over = change - parts.iter().sum::<i128>();
    let sign = left_over.signum();
    let mut by_loss: Vec<usize> = (0..factors).collect();
    // A stable sort: of equal losses, the first listed comes first.
    by_loss.sort_by_key(|factor| std::cmp::Reverse(sign * (exact[*factor] % orders)));
    let takers = usize::try_from(left_over.unsigned_abs()).expect("cuts take less than one each");
    for factor in by_loss.into_iter().take(takers) {
        parts[factor] += sign;
    }
    let mut parts: Vec<i128> = parts.into_iter().map(|part| part * signed(quantum)).collect();
    // What amounts of billions have behind their twentieth decimal goes to the largest part.
    let rest =
        signed(values[values.len() - 1].steps()) - signed(values[0].steps()) - parts.iter().sum::<i128>();
    if let Some(largest) = parts.iter_mut().max_by_key(|part| part.unsigned_abs()) {
        *largest += rest;
    }
    Ok(parts.into_iter().map(UsdDelta::of_steps).collect())
}

/// What a factor changes, added up over all orders of the factors.
fn times_orders(units: &[i128], factors: usize, factor: usize) -> i128 {
    let bit = 1_usize << factor;
    let without = (0..units.len()).filter(|set| set & bit == 0);
    without
        .map(|set| {
            let before = usize::try_from(set.count_ones()).expect("a few bits");
            // The number of orders in which exactly these factors come before it.
            let weight = factorial(before) * factorial(factors - before - 1);
            weight * (units[set | bit] - units[set])
        })
        .sum()
}

/// To what parts are cut, in steps of 10⁻²⁴ dollars: so much finer than any of these amounts that no cut is
/// seen in cents.
fn quantum(values: &[Usd]) -> u128 {
    let mut finest = CENT;
    while finest > 1 && values.iter().any(|value| !value.steps().is_multiple_of(finest)) {
        finest /= 10;
    }
    let mut quantum = (finest / FINER).max(finest.min(FINEST));
    while values.iter().any(|value| value.steps() / quantum >= UNITS_MAX) {
        quantum *= 10;
    }
    quantum
}

fn factorial(number: usize) -> i128 {
    (1..=number).map(|factor| i128::try_from(factor).expect("a small number")).product()
}

fn signed(number: u128) -> i128 {
    i128::try_from(number).expect("an amount has 36 digits")
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    fn split(values: &[&str]) -> Vec<String> {
        parts(&values.iter().map(|value| usd(value)).collect::<Vec<_>>())
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn two_factors_share_what_they_do_together() {
        // 30 runs x $4.00 = $120.00; 40 x $4.00 = $160.00; 30 x $5.00 = $150.00; 40 x $5.00 = $200.00 runs:
        // (($160 - $120) + ($200 - $150)) / 2 = $45.00; price: (($150 - $120) + ($200 - $160)) / 2 = $35.00
        assert_eq!(split(&["120", "160", "150", "200"]), ["45.00", "35.00"]);
        assert_eq!(split(&["200", "150", "160", "120"]), ["-45.00", "-35.00"]);
    }

    #[test]
    fn what_does_not_divide_is_cut_and_the_rest_goes_to_the_first() {
        // A dollar that takes all three: a third each, cut four decimals behind the cents, and one quantum is
        // left over.
        assert_eq!(split(&["0", "0", "0", "0", "0", "0", "0", "1"]), ["0.333334", "0.333333", "0.333333"]);
        assert_eq!(split(&["1", "0", "0", "0", "0", "0", "0", "0"]), ["-0.333334", "-0.333333", "-0.333333"]);
        //  The finest decimal is that of any value, not that of the change.
        assert_eq!(split(&["0", "0", "0", "0.001", "0", "0", "0", "1"])[2], "0.333");
    }

    #[test]
    fn factors_that_do_the_same_have_the_same_part_where_nothing_is_left_over() {
        // $145.34 / 3 = 7267/150 = 48.44666...; -$145.34 / 6 = -24.22333... twice: cut, they add up to
        // nothing as they should.
        let there = ["0", "145.34", "0", "0", "0", "0", "0", "0"];
        let back: Vec<&str> = there.iter().rev().copied().collect();
        assert_eq!(split(&there), ["48.446666", "-24.223333", "-24.223333"]);
        assert_eq!(split(&back), ["-48.446666", "24.223333", "24.223333"]);
    }

    #[test]
    fn nothing_and_one_factor_need_no_split() {
        assert_eq!(split(&["7"]), Vec::<String>::new());
        assert_eq!(split(&["7", "9.5"]), ["2.50"]);
    }

    #[test]
    fn the_first_error_ends_it() {
        let mut asked = 0;
        let value = |set: u32| {
            asked += 1;
            if set == 2 { Err("no price") } else { Ok(Usd::ZERO) }
        };
        assert_eq!(shares(4, value), Err("no price"));
        assert_eq!(asked, 3);
    }

    /// Amounts as coarse as cents or as fine as a step, up to the bound.
    fn amount() -> impl Strategy<Value = Usd> {
        prop_oneof![
            (0_u64..100_000).prop_map(|cents| Usd::from_cents(cents).expect("in range")),
            (0_u128..10_000_000_000_000_000_000_000_000_000)
                .prop_map(|steps| Usd::of_steps(steps).expect("in range")),
        ]
    }

    /// The values of all sets of at least this many factors, and at most six.
    fn values(least: usize) -> impl Strategy<Value = Vec<Usd>> {
        (least..=6).prop_flat_map(|factors| proptest::collection::vec(amount(), 1 << factors))
    }

    fn count(values: &[Usd]) -> usize {
        usize::try_from(values.len().ilog2()).expect("a few")
    }

    fn parts(values: &[Usd]) -> Vec<UsdDelta> {
        let value = |set| Ok::<_, Infallible>(values[usize::try_from(set).expect("a few sets")]);
        shares(count(values), value).expect("every value is known")
    }

    fn steps(part: &UsdDelta) -> i128 {
        let size = signed(part.size().steps());
        if part.is_rise() { size } else { -size }
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_change(values in values(0)) {
            let change = UsdDelta::between(values[0], values[values.len() - 1]);
            prop_assert_eq!(parts(&values).iter().map(steps).sum::<i128>(), steps(&change));
        }

        #[test]
        fn a_factor_that_changes_nothing_has_no_part(values in values(1), factor in 0_usize..6) {
            let factor = factor % count(&values);
            let inert: Vec<Usd> = (0..values.len()).map(|set| values[set & !(1 << factor)]).collect();
            prop_assert_eq!(parts(&inert)[factor], UsdDelta::ZERO);
        }

        #[test]
        fn factors_that_do_the_same_have_the_same_part_but_for_one_quantum(values in values(2), one in 0_usize..6, step in 0_usize..5) {
            let factors = count(&values);
            let one = one % factors;
            let other = (one + 1 + step % (factors - 1)) % factors;
            let swapped = |set: usize| {
                let (first, second) = (set >> one & 1, set >> other & 1);
                set & !(1 << one) & !(1 << other) | first << other | second << one
            };
            let alike: Vec<Usd> = (0..values.len()).map(|set| values[set.min(swapped(set))]).collect();
            let parts = parts(&alike);
            prop_assert!((steps(&parts[one]) - steps(&parts[other])).unsigned_abs() <= quantum(&alike));
        }

        #[test]
        fn a_change_told_backwards_has_the_same_parts_with_the_other_sign(values in values(0)) {
            let backwards: Vec<Usd> = values.iter().rev().copied().collect();
            let negated: Vec<i128> = parts(&backwards).iter().map(|part| -steps(part)).collect();
            prop_assert_eq!(parts(&values).iter().map(steps).collect::<Vec<_>>(), negated);
        }

        #[test]
        fn parts_do_not_depend_on_the_order_of_the_factors_but_for_one_quantum(values in values(0)) {
            let factors = count(&values);
            let turned = |set: usize| (0..factors).filter(|bit| set >> bit & 1 == 1).map(|bit| 1 << (factors - 1 - bit)).sum::<usize>();
            let other: Vec<Usd> = (0..values.len()).map(|set| values[turned(set)]).collect();
            let (here, there) = (parts(&values), parts(&other));
            for (one, other) in here.iter().zip(there.iter().rev()) {
                prop_assert!((steps(one) - steps(other)).unsigned_abs() <= quantum(&values));
            }
        }
    }
}
