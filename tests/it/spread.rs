//! The spread of runs to come, against other ways to compute it: enumeration, a recursion without any shortcut, and
//! distributions that are known.

use creditcalc::spread::{
    Bracket, ComingRun, Figure, Probability, Sample, SampleRun, Statement, UrnJob, backtest, burn_down, caps,
    checks, exact, measured_coverage, promise, urn,
};
use creditcalc::units::Usd;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::laws::cases;

/// Twelve runs of a job between $0.35 and $3.70, in cents.
const TWELVE: [u64; 12] = [62, 35, 118, 95, 48, 370, 71, 210, 55, 140, 83, 166];

fn cents(cents: u64) -> Usd {
    Usd::from_cents(cents).expect("small")
}

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

fn sample(costs: &[u64], cap: Option<u64>) -> Sample {
    let runs = costs.iter().map(|cost| SampleRun::of(cents(*cost))).collect();
    Sample::new(runs, cap.map(cents)).expect("a sample")
}

fn one_job(runs: usize) -> Vec<ComingRun> {
    vec![ComingRun { job: 0, period: 0, may_draw: true }; runs]
}

/// How many multisets of `size` of the values have a sum of at most `most`, and how many there are: the recursion as it
/// is written down, one cell after the other.
fn multisets(values: &[u64], size: usize, most: u64) -> Probability {
    let width = usize::try_from(most).expect("small") + 1;
    let mut fitting = vec![vec![0_u128; width]; size + 1];
    let mut all = vec![0_u128; size + 1];
    (fitting[0][0], all[0]) = (1, 1);
    for value in values {
        let value = usize::try_from(*value).expect("small");
        for k in 1..=size {
            all[k] += all[k - 1];
            for sum in value..width {
                fitting[k][sum] += fitting[k - 1][sum - value];
            }
        }
    }
    Probability::of(fitting[size].iter().sum(), all[size])
}

/// A probability as a float, for comparing it with a number of draws.
fn near(probability: Probability) -> f64 {
    probability.cut_down().parse().expect("a decimal")
}

// ----------------------------------------------------------------------------------------------------
// Point and bounds.

#[test]
fn thirty_nights_on_fifty_dollars() {
    let answer = exact(&sample(&TWELVE, Some(1_000)), 30, cents(5_000));
    // In cents; lower ends are 0 and the runs, upper ends the runs and the cap.
    let lower: Vec<u64> = [0].into_iter().chain(TWELVE).collect();
    let upper: Vec<u64> = TWELVE.into_iter().chain([1_000]).collect();
    let overflow = answer.overflow();
    assert_eq!(overflow.point, multisets(&TWELVE, 30, 5_000).opposite());
    assert_eq!(overflow.lower, multisets(&lower, 30, 5_000).opposite());
    assert_eq!(overflow.upper, Some(multisets(&upper, 30, 5_000).opposite()));
    for nights in [0, 7, 28] {
        let size = usize::try_from(nights).expect("small");
        assert_eq!(answer.at_least(nights).point, multisets(&TWELVE, size, 5_000));
        assert_eq!(answer.at_least(nights).lower, multisets(&upper, size, 5_000));
        assert_eq!(answer.at_least(nights).upper, Some(multisets(&lower, size, 5_000)));
    }
    let shown =
        [overflow.point.percent(), overflow.lower.percent(), overflow.upper.expect("a cap").percent()];
    assert_eq!(shown, ["7.6%", "4.8%", "52.2%"]);
    assert!(answer.is_exact());
}

#[test]
fn the_chance_of_paying_falls_from_run_to_run() {
    let answer = exact(&sample(&TWELVE, Some(1_000)), 60, cents(5_000));
    for runs in 0..=60 {
        let of = answer.at_least(runs);
        assert!(of.lower <= of.point && Some(of.point) <= of.upper, "{runs}: {of:?}");
        let next = answer.at_least(runs + 1);
        assert!(next.lower <= of.lower && next.point <= of.point && next.upper <= of.upper, "{runs}: {of:?}");
    }
    assert_eq!(answer.at_least(0).lower, Probability::CERTAIN);
    assert_eq!(answer.at_least(60).point, answer.overflow().point.opposite());
}

#[test]
fn runs_without_any_spread_are_a_multiplication() {
    // 30 x $1.10 = $33.00
    let equal = sample(&[110; 6], Some(110));
    let of = |credit| exact(&equal, 30, cents(credit)).overflow();
    assert_eq!(
        of(3_300),
        Bracket { point: Probability::NEVER, lower: Probability::NEVER, upper: Some(Probability::NEVER) }
    );
    // A cent less, and it overflows unless a run falls into the gap between nothing and $1.10: one ball of 7, of which
    // none is drawn in 35 over 30 of 36 over 30 multisets, 6 of 36.
    assert_eq!(of(3_299).point, Probability::CERTAIN);
    assert_eq!(of(3_299).lower, Probability::of(6, 36));
    assert_eq!(of(3_299).upper, Some(Probability::CERTAIN));
}

#[test]
fn one_run_says_little() {
    // Gaps: 0 to 2 and 2 to 5. One run to come on a credit of $3.
    let answer = exact(&sample(&[200], Some(500)), 1, cents(300)).overflow();
    assert_eq!((answer.point, answer.lower), (Probability::NEVER, Probability::NEVER));
    assert_eq!(answer.statement(), Statement::AtMost(Probability::of(1, 2)));
    let answer = exact(&sample(&[200], None), 1, cents(300)).overflow();
    assert_eq!(answer.statement(), Statement::NotMeasured);
}

#[test]
fn a_watcher_that_mostly_finds_nothing_has_a_spread() {
    let answer = exact(&sample(&[0, 0, 0, 0, 300], Some(1_000)), 10, cents(600));
    let overflow = answer.overflow();
    assert_eq!(overflow.point, multisets(&[0, 0, 0, 0, 3], 10, 6).opposite());
    assert!(overflow.lower < overflow.point && Some(overflow.point) < overflow.upper);
}

#[test]
fn costs_of_many_digits_are_bracketed() {
    // A third of a cent more or less each.
    let fine: Vec<SampleRun> =
        TWELVE.iter().map(|cost| SampleRun::of(usd(&format!("0.{cost:03}3337")))).collect();
    let fine = Sample::new(fine, Some(usd("1.0000001"))).expect("a sample");
    let answer = exact(&fine, 30, usd("5.0"));
    assert!(!answer.is_exact());
    // Costs of a tenth of the twelve, and 0.03 cents more; and on a tenth of their credit.
    let whole = exact(&sample(&TWELVE, Some(1_000)), 30, cents(5_000)).overflow();
    let overflow = answer.overflow();
    assert!((near(overflow.point) - near(whole.point)).abs() < 0.02, "{overflow:?} {whole:?}");
    assert!(overflow.lower <= overflow.point && Some(overflow.point) <= overflow.upper);
}

#[test]
fn so_small_costs_are_not_nothing() {
    // 30 x $0.0004 are $0.012: more than a cent in every month.
    let small = Sample::new(vec![SampleRun::of(usd("0.0004")); 3], Some(usd("0.0004"))).expect("a sample");
    assert!(exact(&small, 30, usd("0.01")).overflow().point.is_certain());
    assert!(exact(&small, 30, usd("0.012")).overflow().point.is_never());
}

#[test]
fn many_runs_take_bounded_tables() {
    // Runs every five minutes: 8,928 in a month.
    let answer = exact(&sample(&TWELVE, Some(1_000)), 8_928, usd("11000"));
    assert!(!answer.is_exact());
    let overflow = answer.overflow();
    assert!(overflow.lower <= overflow.point && Some(overflow.point) <= overflow.upper);
    assert!(!overflow.point.is_never() && !overflow.point.is_certain(), "{overflow:?}");
    assert_eq!(exact(&sample(&TWELVE, None), u32::MAX, usd("10")).overflow().point, Probability::CERTAIN);
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn bounds_contain_the_point_and_more_credit_never_raises_an_overflow(
        costs in vec(0_u64..500, 1..9),
        more in 0_u64..800,
        runs in 0_u32..12,
        credit in 0_u64..3_000,
        other in 0_u64..3_000,
    ) {
        let largest = costs.iter().copied().max().unwrap_or(0);
        prop_assume!(largest > 0);
        let sample = sample(&costs, Some(largest + more));
        let answer = exact(&sample, runs, cents(credit));
        let overflow = answer.overflow();
        let upper = overflow.upper.expect("there is a cap");
        prop_assert!(overflow.lower <= overflow.point && overflow.point <= upper);
        let richer = exact(&sample, runs, cents(credit + other)).overflow();
        prop_assert!(richer.point <= overflow.point && richer.lower <= overflow.lower);
        prop_assert!(richer.upper <= overflow.upper);
        // The chance falls from run to run, and all of them are the opposite of an overflow.
        for run in 1..=runs {
            let (before, after) = (answer.at_least(run - 1), answer.at_least(run));
            prop_assert!(after.point <= before.point && after.lower <= before.lower && after.upper <= before.upper);
            prop_assert!(after.lower <= after.point && Some(after.point) <= after.upper);
        }
        prop_assert_eq!(answer.at_least(runs).point, overflow.point.opposite());
        let size = usize::try_from(runs).expect("small");
        prop_assert_eq!(overflow.point, multisets(&costs, size, credit).opposite());
        // Without a cap the rest is the same.
        let open = exact(&crate::spread::sample(&costs, None), runs, cents(credit)).overflow();
        prop_assert_eq!((open.point, open.lower), (overflow.point, overflow.lower));
        prop_assert!(runs == 0 || open.upper.is_none());
    }

    #[test]
    fn a_cut_run_moves_only_the_upper_figure(
        costs in vec(1_u64..500, 2..8),
        runs in 1_u32..10,
        credit in 0_u64..3_000,
    ) {
        let largest = costs.iter().copied().max().unwrap_or(0);
        let whole = exact(&sample(&costs, Some(2 * largest)), runs, cents(credit)).overflow();
        let mut cut: Vec<SampleRun> = costs.iter().map(|cost| SampleRun::of(cents(*cost))).collect();
        cut[0].is_cut = true;
        let cut = Sample::new(cut, Some(cents(2 * largest))).expect("a sample");
        let cut = exact(&cut, runs, cents(credit)).overflow();
        prop_assert_eq!((cut.point, cut.lower), (whole.point, whole.lower));
        prop_assert!(cut.upper >= whole.upper);
    }
}

// ----------------------------------------------------------------------------------------------------
// The urn.

/// 20,000 months: four standard deviations of a share are at most 1.42 %.
const MONTHS: u32 = 20_000;
const FOUR_DEVIATIONS: f64 = 0.0142;

#[test]
fn the_urn_is_between_the_exact_bounds() {
    let some = sample(&TWELVE, Some(1_000));
    for credit in [2_000, 3_500, 5_000, 8_000] {
        let exact = exact(&some, 30, cents(credit));
        let drawn = urn(&[UrnJob { samples: vec![&some] }], &one_job(30), cents(credit), 3, MONTHS);
        let overflow = exact.overflow();
        let upper = near(overflow.upper.expect("a cap"));
        let share = f64::from(drawn.overflow_months) / f64::from(MONTHS);
        assert!(near(overflow.lower) - FOUR_DEVIATIONS <= share && share <= upper + FOUR_DEVIATIONS);
        for nights in [1, 10, 20, 30] {
            let (paid, drawn) =
                (exact.at_least(nights), near(drawn.at_least[usize::try_from(nights).expect("small")]));
            assert!(near(paid.lower) - FOUR_DEVIATIONS <= drawn, "{credit} {nights}");
            assert!(drawn <= near(paid.upper.expect("always")) + FOUR_DEVIATIONS, "{credit} {nights}");
        }
    }
}

#[test]
fn an_urn_of_closed_gaps_is_the_exact_count() {
    // Ten runs of $1 and ten of $3, at most $3: only the gap between them is open, so the count is between the two with it
    // closed at either end.
    let runs: Vec<u64> = [100; 10].into_iter().chain([300; 10]).collect();
    let drawn =
        urn(&[UrnJob { samples: vec![&sample(&runs, Some(300))] }], &one_job(10), cents(2_200), 9, MONTHS);
    let closed = |cheap: usize| {
        let values: Vec<u64> = [1].repeat(cheap).into_iter().chain([3].repeat(21 - cheap)).collect();
        near(multisets(&values, 10, 22).opposite())
    };
    let share = f64::from(drawn.overflow_months) / f64::from(MONTHS);
    assert!(closed(11) - FOUR_DEVIATIONS <= share && share <= closed(10) + FOUR_DEVIATIONS);
    // The two are near each other, so this says something.
    assert!(closed(10) - closed(11) < 0.1);
}

#[test]
fn a_job_that_never_varies_takes_its_part_of_the_credit() {
    // 20 runs of $1 leave $30 of $50.
    let (steady, wild) = (sample(&[100; 5], Some(100)), sample(&TWELVE, Some(1_000)));
    let coming: Vec<ComingRun> =
        (0..40).map(|run| ComingRun { job: run % 2, period: 0, may_draw: true }).collect();
    let jobs = [UrnJob { samples: vec![&steady] }, UrnJob { samples: vec![&wild] }];
    let both = urn(&jobs, &coming, cents(5_000), 1, MONTHS);
    let alone = urn(&jobs[1..], &one_job(20), cents(3_000), 2, MONTHS);
    let shares = [both, alone].map(|drawn| f64::from(drawn.overflow_months) / f64::from(MONTHS));
    // Two independent shares: 1.42 % times the root of two.
    assert!((shares[0] - shares[1]).abs() < 0.0201, "{shares:?}");
    assert!(shares[0] > 0.1);
}

#[test]
fn the_same_seed_draws_the_same_months() {
    let some = sample(&TWELVE, None);
    let jobs = [UrnJob { samples: vec![&some] }];
    let drawn = |seed| urn(&jobs, &one_job(30), cents(5_000), seed, 1_000);
    assert_eq!(drawn(7), drawn(7));
    assert_ne!(drawn(7).spend, drawn(8).spend);
    // The same figures on every machine.
    assert_eq!(drawn(7).spend.p50.rounded_to_cents().to_string(), "40.74");
}

#[test]
fn what_is_left_goes_down_from_run_to_run() {
    let some = sample(&TWELVE, None);
    let downs = burn_down(&[UrnJob { samples: vec![&some] }], &one_job(30), cents(5_000), 7, 500);
    assert!(downs.windows(2).all(|pair| pair[1].p50 <= pair[0].p50 && pair[1].p5 <= pair[0].p5));
    assert!(downs.iter().all(|left| left.p5 <= left.p50 && left.p50 <= left.p95));
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn months_add_up(
        costs in vec(0_u64..500, 1..6),
        cap in prop::option::of(0_u64..800),
        draws in vec(any::<bool>(), 0..12),
        credit in 0_u64..3_000,
        seed in any::<u64>(),
    ) {
        let largest = costs.iter().copied().max().unwrap_or(0);
        prop_assume!(largest > 0);
        let some = sample(&costs, cap.map(|more| largest + more));
        let coming: Vec<ComingRun> =
            draws.iter().map(|may_draw| ComingRun { job: 0, period: 0, may_draw: *may_draw }).collect();
        let drawn = urn(&[UrnJob { samples: vec![&some] }], &coming, cents(credit), seed, 50);
        let drawing = draws.iter().filter(|may_draw| **may_draw).count();
        prop_assert_eq!(drawn.at_least.len(), drawing + 1);
        prop_assert_eq!(drawn.at_least[0], Probability::CERTAIN);
        prop_assert!(drawn.at_least.windows(2).all(|pair| pair[1] <= pair[0]));
        prop_assert_eq!(drawn.at_least[drawing], drawn.overflow.opposite());
        prop_assert!(drawn.spend.p5 <= drawn.spend.p50 && drawn.spend.p50 <= drawn.spend.p95);
        // What is beyond is at most all, and at least what the credit lacks.
        prop_assert!(drawn.beyond.p95 <= drawn.spend.p95);
        prop_assert!(drawn.spend.p95.less(cents(credit)) <= drawn.beyond.p95);
        if cap.is_some() && draws.iter().all(|may_draw| *may_draw) {
            let most = some.most().and_then(|most| most.times(draws.len().try_into().ok()?).ok());
            prop_assert!(Some(drawn.spend.p95) <= most);
        }
    }
}

// ----------------------------------------------------------------------------------------------------
// What else is said of a sample.

/// Costs of a job that varies like a lognormal law of 0.4, in hundredths of a cent.
struct Histories(u64);

#[expect(clippy::float_arithmetic, reason = "made-up costs are written as texts, and read as money")]
impl Histories {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (f64::from(u32::try_from(self.0 >> 32).expect("32 bits")) + 0.5) / 4_294_967_296.0
    }

    fn sample(&mut self, runs: u32, growth: impl Fn(u32) -> f64) -> Sample {
        let mut cost = |run| {
            // The sum of twelve even numbers, less six, has a deviation of one.
            let deviation = (0..12).map(|_| self.next()).sum::<f64>() - 6.0;
            SampleRun::of(usd(&format!("{:.4}", (0.4 * deviation).exp() * growth(run))))
        };
        Sample::new((0..runs).map(&mut cost).collect(), None).expect("a sample")
    }
}

#[test]
fn what_is_planted_is_found_as_often_as_is_stated() {
    const HISTORIES: u32 = 50;
    let mut histories = Histories(1);
    // Of 20 runs: false alarms, then a rise of 3 % a run, a step by half in the last third, a run of five times its cost.
    let (mut found, mut stated) = ([0; 6], [0.0; 3]);
    for _ in 0..HISTORIES {
        let quiet = checks(&histories.sample(20, |_| 1.0));
        for (check, count) in [0, 1, 3].into_iter().zip(&mut found) {
            *count += u32::from(quiet[check].is_found);
        }
        stated[0] += near(quiet[0].powers[1].found);
        stated[1] += near(quiet[1].powers[0].found);
        stated[2] += near(quiet[2].powers[0].found);
        found[3] += u32::from(checks(&histories.sample(20, |run| 1.03_f64.powf(run.into())))[0].is_found);
        found[4] +=
            u32::from(checks(&histories.sample(20, |run| if run < 14 { 1.0 } else { 1.5 }))[1].is_found);
        let outlier = checks(&histories.sample(20, |run| if run == 9 { 5.0 } else { 1.0 }));
        let Figure::Outliers(outliers) = &outlier[2].figure else { panic!("the third check") };
        found[5] += u32::from(outliers.iter().any(|outlier| outlier.index == 9));
    }
    // 2.5 of 50 by chance, and more than 8 with a chance of 0.1 %.
    assert!(found[..3].iter().all(|count| *count <= 8), "{found:?}");
    // Three deviations of a number of 50 are at most 11, and the stated one is the mean of 50 that differ less.
    for (count, stated) in found[3..].iter().zip(stated) {
        assert!((f64::from(*count) - stated).abs() <= 12.0, "{found:?} {stated:?}");
    }
    // Larger simulations of this law find 3 % a run in 43 of 100 histories of 20 runs: 21.5 of 50.
    assert!((16.0..27.0).contains(&stated[0]), "{stated:?}");
}

#[test]
fn a_dearer_cap_cuts_fewer_runs() {
    let rows = caps(&sample(&TWELVE, None), 30, cents(5_000), &[]).expect("in range");
    assert!((5..=8).contains(&rows.len()));
    for pair in rows.windows(2) {
        assert!(pair[0].runs_cut >= pair[1].runs_cut && pair[0].worst < pair[1].worst);
        assert!(
            pair[0].overflow.upper <= pair[1].overflow.upper
                && pair[0].overflow.point <= pair[1].overflow.point
        );
    }
    // $2: 370 and 210 are above, so two runs are cut at $2 each.
    let two = caps(&sample(&TWELVE, None), 30, cents(5_000), &[usd("2")]).expect("in range");
    assert_eq!((two[0].runs_cut, two[0].burnt, two[0].worst), (2, usd("4"), usd("60")));
}

#[test]
fn a_walk_through_a_steady_job_holds_and_the_plain_bootstrap_does_not() {
    let backtest = backtest(&Histories(5).sample(60, |_| 1.0), 10, 1, 300);
    // From 5 measured runs to 50.
    assert_eq!(backtest.moments.len(), 46);
    assert!(backtest.urn_held() >= backtest.plain_held());
    assert!(backtest.urn_held() >= 37, "{} of 46", backtest.urn_held());
    assert!(backtest.moments.iter().all(|moment| moment.run_rate > Usd::ZERO));
}

#[test]
fn little_is_promised_by_few() {
    assert_eq!(promise(5).next_is_dearest, Probability::of(1, 6));
    assert_eq!(promise(20).share_dearer.percent(), "13.9%");
    assert_eq!(measured_coverage(3, true), None);
    assert!(measured_coverage(12, true).is_some_and(|row| row.runs == 10 && row.mean_percent >= 88));
}
