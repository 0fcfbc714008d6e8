//! What holds for every input: each law is tried on generated ones, always the same, so that a failure can be
//! repeated.

use std::num::NonZeroU64;
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

use creditcalc::answer::estimate::{Calendar, Estimate};
use creditcalc::calendar::BillingCycle;
use creditcalc::cli::{self, Exit, Sources, World};
use creditcalc::cost::{RunCost, price_run};
use creditcalc::ledger::{
    Balance, Coverage, CreditEnd, Entry, Exhaustion, Holding, RunSeries, RunSpec, RunState, Scenario,
    estimate,
};
use creditcalc::pricing::{Draws, PriceTable, Surface, load};
use creditcalc::report::{json, notes};
use creditcalc::schedule::Schedule;
use creditcalc::source::SourceFile;
use creditcalc::units::{Credit, Multiplier, Percent, Rate, Tokens, Usd, parse_count};
use creditcalc::usage::TokenKind::{CacheRead, CacheWrite1h, CacheWrite5m, Input, Output};
use creditcalc::usage::{ModelUsage, Requests, Service, TokenKind, TokenUsage};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;

const TODAY: Date = date(2026, 11, 21);
/// The kinds in which Anthropic counts.
const KINDS: [TokenKind; 5] = [Input, Output, CacheRead, CacheWrite5m, CacheWrite1h];

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);

/// The same cases every time, and nothing written beside the tests.
pub(crate) fn cases(count: u32) -> ProptestConfig {
    ProptestConfig {
        cases: count,
        rng_seed: RngSeed::Fixed(20_261_121),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

// ----------------------------------------------------------------------------------------------------
// Pricing.

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn pricing_a_sum_is_summing_prices(one in usages(1_000_000_000), other in usages(1_000_000_000)) {
        // Without bands there is nothing but tokens times rate.
        let sum = one.plus(&other).expect("in range");
        prop_assert_eq!(of_opus(&one).plus(of_opus(&other)), Ok(of_opus(&sum)));
    }

    #[test]
    fn pricing_a_sum_is_summing_prices_on_one_side_of_a_limit(
        (one, other) in prop_oneof![
            (requests_of(0..=100_000), requests_of(0..=100_000)),
            (requests_of(100_001..=900_000), requests_of(100_001..=900_000)),
        ],
    ) {
        let ((usage, requests), (more, others)) = (one, other);
        // Requests of one band stay in it together: the mean of prompts below a limit is below it, and so
        // above.
        let sum = of_haiku(&usage.plus(&more).expect("in range"), requests + others);
        prop_assert_eq!(of_haiku(&usage, requests).plus(of_haiku(&more, others)), Ok(sum));
    }

    #[test]
    fn one_token_past_a_limit_and_one_before(
        cut in vec(0..=100_000_u64, 3),
        requests in 1..=50_u64,
        output in 0..=1_000_000_u64,
        place in select(vec![Input, CacheRead, CacheWrite5m, CacheWrite1h]),
    ) {
        let at = with_prompt(100_000, &cut, requests, output);
        let over = at.plus(&usage(&[(place, 1)])).expect("in range");
        // In ten-billionths of a dollar a token: input $0.10/M, output $0.50, read $0.01, writes $0.125 and
        // $0.20; five times that beyond.
        let rates = [(Input, 1_000), (Output, 5_000), (CacheRead, 100), (CacheWrite5m, 1_250), (CacheWrite1h, 2_000)];
        let units = |usage: &TokenUsage| by_hand(usage, &rates);
        prop_assert_eq!(of_haiku(&at, requests), dollars(units(&at), 10));
        prop_assert_eq!(of_haiku(&over, requests), dollars(units(&over) * 5, 10));
    }

    #[test]
    fn a_bracket_holds_every_number_of_requests(usage in usages(400_000), requests in 1..=40_u64) {
        let bracket = cost("claude-haiku-5-5", &usage, Requests::Unknown);
        let one = of_haiku(&usage, requests);
        prop_assert!(bracket.low <= one && one <= bracket.high, "{one} is not within {} and {}", bracket.low, bracket.high);
        prop_assert_eq!(bracket.high, of_haiku(&usage, 1));
    }

    #[test]
    fn tokens_times_rate_is_exact(tokens in any::<u64>(), units in 0..=1_000_000_000_u64) {
        // A rate of so many ten-millionths of a dollar per million tokens: a token costs a ten-trillionth of
        // that.
        let rate: Rate = written(u128::from(units), 7).parse().expect("it is a decimal");
        let exact = u128::from(tokens) * u128::from(units);
        match rate.cost_of(Tokens::new(tokens)) {
            Ok(cost) => prop_assert_eq!(cost.to_string(), written(exact, 13)),
            Err(_) => prop_assert!(exact >= 10_u128.pow(12 + 13), "{tokens} x {rate} is below a trillion dollars"),
        }
    }

    #[test]
    fn modifiers_are_exact(
        tokens in 0..=1_000_000_000_000_u64,
        us_only in any::<bool>(),
        // A batch is never fast.
        (fast, batch) in select(vec![(false, false), (true, false), (false, true)]),
    ) {
        let service = Service { fast, us_only, batch };
        let used = ModelUsage { service, ..ModelUsage::new("claude-opus-5", usage(&[(CacheWrite5m, tokens)])) };
        let cost = price_run(&TABLE, &[used], TODAY).expect("it has a price").high;
        // $6.25 or, fast, $12.50 a million, times 1.0 or 1.1, times 1.0 or 0.5: in units of 10^-10 dollars a
        // token.
        let units = if fast { 125_000 } else { 62_500 } * if us_only { 11 } else { 10 } * if batch { 5 } else { 10 } / 100;
        prop_assert_eq!(cost, dollars(u128::from(tokens) * units, 10));
    }

    #[test]
    fn a_line_for_each_kind_adds_up_to_the_run(one in usages(1_000_000), other in usages(1_000_000), searches in 0..=1_000_u64) {
        let opus = ModelUsage { web_searches: searches, ..ModelUsage::new("claude-opus-5", one) };
        let run = [opus, ModelUsage::new("claude-haiku-5-5", other)];
        let cost = price_run(&TABLE, &run, TODAY).expect("it has a price");
        prop_assert_eq!(creditcalc::cost::sum(cost.lines.iter().map(|line| line.amount)), Ok(cost.high));
        prop_assert_eq!(cost.lines.len(), one.kinds().count() + other.kinds().count() + usize::from(searches > 0));
        prop_assert!(cost.low <= cost.high);
    }
}

// ----------------------------------------------------------------------------------------------------
// Credit in, credit out.

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn nothing_is_lost_when_runs_meet_a_credit(credit in cents(), runs in blocks(), policy in policies()) {
        let coverage = draw(credit, &runs, policy);
        prop_assert_eq!(coverage.drawn.plus(coverage.overflow), Ok(coverage.total));
        prop_assert_eq!(coverage.drawn.plus(coverage.left), Ok(credit));
        prop_assert_eq!(coverage.runs_covered + coverage.runs_partial + coverage.runs_beyond, coverage.runs);
        prop_assert!(coverage.runs_partial <= 1);
        prop_assert!(coverage.nights_covered <= coverage.nights);
        prop_assert!(coverage.billed <= coverage.overflow);
        prop_assert!(coverage.runs_refused <= coverage.runs_partial + coverage.runs_beyond);
        // All is covered exactly where nothing is over, and only then does the credit have no end.
        prop_assert_eq!(coverage.end.is_none(), coverage.overflow.is_zero());
    }

    #[test]
    fn drawing_block_by_block_is_drawing_run_by_run(credit in cents(), runs in blocks(), policy in policies()) {
        prop_assert_eq!(draw(credit, &runs, policy), run_by_run(credit, &runs, policy));
    }

    #[test]
    fn more_credit_never_covers_less(credit in cents(), more in cents(), runs in blocks(), policy in policies()) {
        let (little, much) = (draw(credit, &runs, policy), draw(credit.plus(more).expect("in range"), &runs, policy));
        prop_assert!(much.runs_covered >= little.runs_covered);
        prop_assert!(much.nights_covered >= little.nights_covered);
        prop_assert!(much.drawn >= little.drawn);
        prop_assert!(much.left >= little.left);
        prop_assert!(much.overflow <= little.overflow);
        prop_assert!(much.billed <= little.billed);
        prop_assert!(much.runs_refused <= little.runs_refused);
        prop_assert!(much.share() >= little.share());
        prop_assert_eq!(much.total, little.total);
    }

    #[test]
    fn entries_add_up_to_the_coverage(credit in cents(), runs in blocks(), policy in policies(), draws in any_use()) {
        let coverage = Balance::new(Credit::of(credit), policy).draw(draws, &series(&runs));
        let entries: Vec<Entry> = Balance::new(Credit::of(credit), policy).entries(draws, &series(&runs)).collect();
        let sum = |of: fn(&Entry) -> Usd| entries.iter().map(of).fold(Usd::ZERO, |sum, amount| sum.plus(amount).expect("in range"));
        prop_assert_eq!(sum(|entry| entry.cost), coverage.total);
        prop_assert_eq!(sum(|entry| entry.drawn), coverage.drawn);
        prop_assert_eq!(sum(|entry| entry.overflow), coverage.overflow);
        prop_assert_eq!(sum(|entry| entry.billed), coverage.billed);
        let count = |of: fn(&Entry) -> bool| u64::try_from(entries.iter().filter(|entry| of(entry)).count()).expect("few");
        prop_assert_eq!(count(|_| true), coverage.runs);
        prop_assert_eq!(count(|entry| entry.state == RunState::Covered), coverage.runs_covered);
        prop_assert_eq!(count(|entry| entry.state == RunState::Partial), coverage.runs_partial);
        prop_assert_eq!(count(|entry| entry.state == RunState::Beyond), coverage.runs_beyond);
        prop_assert_eq!(count(|entry| entry.state == RunState::OnLimits), coverage.runs_on_limits);
        prop_assert_eq!(count(|entry| entry.is_refused), coverage.runs_refused);
        prop_assert_eq!(entries.iter().find(|entry| entry.is_refused).map(|entry| entry.run), coverage.first_refused);
        prop_assert!(entries.iter().all(|entry| entry.drawn.plus(entry.overflow).and_then(|sum| sum.plus(entry.windows)) == Ok(entry.cost)));
    }

    #[test]
    fn what_draws_no_credit_leaves_it_whole(credit in cents(), runs in blocks(), policy in policies()) {
        let [spend, windows, nothing] = [Draws::ApiSpend, Draws::PlanWindows, Draws::NotPermitted]
            .map(|draws| Balance::new(Credit::of(credit), policy).draw(draws, &series(&runs)));
        for coverage in [&spend, &nothing] {
            prop_assert_eq!((coverage.left, coverage.drawn, coverage.overflow), (credit, Usd::ZERO, coverage.total));
            prop_assert_eq!((coverage.windows, coverage.runs_on_limits, coverage.nights_on_limits), (Usd::ZERO, 0, 0));
        }
        // Limits are no dollars: nothing of them is beyond a credit, whatever the policy.
        prop_assert_eq!((windows.left, windows.drawn, windows.overflow), (credit, Usd::ZERO, Usd::ZERO));
        prop_assert_eq!((windows.windows, windows.runs_on_limits, windows.nights_on_limits), (windows.total, windows.runs, windows.nights));
        prop_assert_eq!((windows.runs_covered, windows.runs_partial, windows.runs_beyond, windows.nights_covered, windows.end), (0, 0, 0, 0, None));
        // Spend is billed, up to a cap where there is one.
        let cap = if let Exhaustion::Cap(cap) = policy { cap } else { spend.total };
        prop_assert_eq!(spend.billed, spend.total.min(cap));
        prop_assert_eq!((windows.billed, windows.runs_refused, windows.first_refused), (Usd::ZERO, 0, None));
        prop_assert_eq!((nothing.billed, nothing.runs_covered, nothing.nights_covered), (Usd::ZERO, 0, 0));
        prop_assert_eq!((nothing.runs_refused, nothing.end.is_some()), (nothing.runs, nothing.runs > 0));
    }

    #[test]
    fn a_cap_lies_between_a_stop_and_a_bill(credit in cents(), runs in blocks(), cap in cents()) {
        let (stop, bill) = (draw(credit, &runs, Exhaustion::Stop), draw(credit, &runs, Exhaustion::Bill));
        prop_assert_eq!(draw(credit, &runs, Exhaustion::Cap(Usd::ZERO)), stop);
        prop_assert_eq!(draw(credit, &runs, Exhaustion::Cap(stop.overflow)), bill);
        let capped = draw(credit, &runs, Exhaustion::Cap(cap));
        prop_assert_eq!(capped.billed, stop.overflow.min(cap));
        prop_assert!(bill.runs_refused <= capped.runs_refused && capped.runs_refused <= stop.runs_refused);
    }

    #[test]
    fn a_share_is_cut_and_never_rounded(part in 0..=10_u64.pow(14), whole in 1..=10_u64.pow(14)) {
        let amount = |cents| Usd::from_cents(cents).expect("below a trillion dollars");
        let tenths = u128::from(part) * 1_000 / u128::from(whole);
        let share = (tenths <= u128::from(u32::MAX)).then(|| format!("{}.{}", tenths / 10, tenths % 10));
        prop_assert_eq!(Percent::of(amount(part), amount(whole)).map(|share| share.to_string()), share);
    }
}

/// Runs on a day, in the night of a day, at one cost.
#[derive(Debug, Clone, Copy)]
struct Runs {
    day: Date,
    night: Date,
    count: u64,
    cost: Usd,
}

fn series(blocks: &[Runs]) -> RunSeries {
    let mut series = RunSeries::default();
    for block in blocks {
        series.add_runs(block.day, block.night, block.count, block.cost).expect("in range");
    }
    series
}

/// The naive way: every run by itself, in counts of cents.
fn run_by_run(credit: Usd, blocks: &[Runs], policy: Exhaustion) -> Coverage {
    let (mut left, mut may_be_billed) = (
        in_cents(credit),
        match policy {
            Exhaustion::Stop => 0,
            Exhaustion::Bill => u128::MAX,
            Exhaustion::Cap(cap) => in_cents(cap),
        },
    );
    let (mut total, mut drawn, mut billed) = (0, 0, 0);
    let (mut runs, mut covered, mut partial, mut refused) = (0, 0, 0, 0);
    let (mut end, mut first_refused) = (None, None);
    // Each night with whether all of its runs are covered so far.
    let mut nights: Vec<(Date, bool)> = Vec::new();
    for block in blocks {
        for _ in 0..block.count {
            if nights.last().is_none_or(|(night, _)| *night != block.night) {
                nights.push((block.night, true));
            }
            runs += 1;
            let cost = in_cents(block.cost);
            let from_credit = cost.min(left);
            let from_purse = (cost - from_credit).min(may_be_billed);
            left -= from_credit;
            may_be_billed -= from_purse;
            total += cost;
            drawn += from_credit;
            billed += from_purse;
            covered += u64::from(from_credit == cost);
            partial += u64::from(0 < from_credit && from_credit < cost);
            if from_credit + from_purse < cost {
                refused += 1;
                first_refused = first_refused.or(Some(runs));
            }
            if from_credit < cost {
                nights.last_mut().expect("the run is in one").1 = false;
                let night = u64::try_from(nights.len()).expect("few");
                end = end.or(Some(CreditEnd { run: runs, night, day: Some(block.night) }));
            }
        }
    }
    let nights_covered =
        u64::try_from(nights.iter().filter(|(_, is_covered)| *is_covered).count()).expect("few");
    let nights = u64::try_from(nights.len()).expect("few");
    Coverage {
        runs_refused_by_vendor: 0,
        runs,
        runs_covered: covered,
        runs_partial: partial,
        runs_beyond: runs - covered - partial,
        runs_on_limits: 0,
        nights,
        nights_covered,
        nights_on_limits: 0,
        total: dollars(total, 2),
        drawn: dollars(drawn, 2),
        left: dollars(left, 2),
        overflow: dollars(total - drawn, 2),
        windows: Usd::ZERO,
        billed: dollars(billed, 2),
        runs_refused: refused,
        first_refused,
        end,
    }
}

// ----------------------------------------------------------------------------------------------------
// The calendar. There are few enough anchors and days to try them all.

#[test]
fn cycles_tile_the_years_for_every_anchor() {
    for anchor in 1..=31 {
        let mut cycle = BillingCycle::anchored(anchor, date(2024, 1, 1)).expect("in the calendar");
        let mut day = cycle.period().start();
        while day < date(2034, 1, 1) {
            let period = cycle.period();
            assert_eq!(period.start(), day, "the cycle of {anchor} begins where the one before it ended");
            // It renews on its day, or on the last one of a month that does not have it.
            assert_eq!(day.day(), anchor.min(day.days_in_month()), "{anchor}: {day}");
            assert!((28..=31).contains(&period.days()), "{anchor}: {period:?}");
            // Whichever of its days one asks about, it is the same cycle.
            for _ in 0..period.days() {
                assert!(period.contains(day));
                assert_eq!(BillingCycle::anchored(anchor, day), Ok(cycle), "{anchor}: {day}");
                day = day.tomorrow().expect("in the calendar");
            }
            assert_eq!(day, period.end());
            cycle = cycle.next().expect("in the calendar");
        }
    }
}

#[test]
fn a_cycle_that_starts_at_the_end_of_a_month_returns_to_its_day() {
    for start in
        [date(2026, 1, 29), date(2026, 1, 30), date(2026, 1, 31), date(2028, 1, 31), date(2026, 8, 31)]
    {
        let mut cycle = BillingCycle::starting(start).expect("in the calendar");
        assert_eq!(cycle.period().start(), start);
        for _ in 0..36 {
            let (this, next) = (cycle.period(), cycle.next().expect("in the calendar").period());
            assert_eq!(this.end(), next.start());
            assert_eq!(next.start().day(), start.day().min(next.start().days_in_month()), "from {start}");
            // Exactly one month on, never two and never none.
            assert_eq!(
                next.start().first_of_month(),
                this.start().last_of_month().tomorrow().expect("in the calendar")
            );
            cycle = cycle.next().expect("in the calendar");
        }
    }
}

// ----------------------------------------------------------------------------------------------------
// Texts: what is written is read back, and whatever else is written never ends the program.

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn counts_are_read_back(count in any::<u64>(), thousands in 0..=u64::MAX / 1_000_000) {
        prop_assert_eq!(parse_count(&count.to_string()), Ok(count));
        prop_assert_eq!(parse_count(&underscored(count)), Ok(count));
        prop_assert_eq!(parse_count(&format!("{thousands}k")), Ok(thousands * 1_000));
        prop_assert_eq!(parse_count(&format!("{}M", written(u128::from(thousands), 6))), Ok(thousands));
    }

    #[test]
    fn amounts_are_read_back(units in 0..10_u128.pow(28), decimals in 0..=16_u32) {
        let text = written(units / 10_u128.pow(16 - decimals), decimals);
        let amount: Usd = text.parse().expect("below a trillion, with few enough decimals");
        prop_assert_eq!(amount.to_string(), text.as_str(), "what is shown is exact, and has one form");
        prop_assert_eq!(format!("${text}").parse(), Ok(amount));
        prop_assert_eq!(amount.to_string().parse(), Ok(amount));
    }

    #[test]
    fn sums_and_differences_of_amounts_are_exact(one in 0..10_u128.pow(28), other in 0..10_u128.pow(28), count in any::<u64>()) {
        let (left, right) = (dollars(one, 16), dollars(other, 16));
        let bound = 10_u128.pow(28);
        prop_assert_eq!(left.plus(right).ok(), (one + other < bound).then(|| dollars(one + other, 16)));
        prop_assert_eq!(left.less(right), dollars(one.saturating_sub(other), 16));
        prop_assert_eq!(left.split_at(right), (dollars(one.min(other), 16), dollars(one.saturating_sub(other), 16)));
        prop_assert_eq!(left.whole_units(right), one.checked_div(other).map(|units| u64::try_from(units).unwrap_or(u64::MAX)));
        let product = one.checked_mul(u128::from(count)).filter(|product| *product < bound);
        prop_assert_eq!(left.times(count).ok(), product.map(|product| dollars(product, 16)));
    }

    #[test]
    fn no_text_is_more_than_a_count_or_a_fault(text in any::<String>(), near in "[-+0-9_.,kKmMe$ −]{0,24}") {
        for text in [text, near] {
            // What is taken for a number begins with a digit or a dollar sign; nothing else slips through.
            if parse_count(&text).is_ok() {
                prop_assert!(text.trim().starts_with(|first: char| first.is_ascii_digit()), "{text:?}");
            }
            if let Ok(amount) = text.parse::<Usd>() {
                prop_assert!(text.trim().starts_with(|first: char| first.is_ascii_digit() || first == '$'), "{text:?}");
                prop_assert_eq!(amount.to_string().parse(), Ok(amount));
            }
            if let Ok(rate) = text.parse::<Rate>() {
                prop_assert_eq!(rate.to_string().parse(), Ok(rate));
            }
            if let Ok(multiplier) = text.parse::<Multiplier>() {
                prop_assert_eq!(multiplier.to_string().parse(), Ok(multiplier));
            }
        }
    }

    #[test]
    fn arbitrary_text_is_no_price_file(text in any::<String>()) {
        let faults = load(&[SourceFile::new("any.toml", text)], None).expect_err("a price file says what it is");
        prop_assert!(!faults.is_empty());
    }

    #[test]
    fn a_damaged_price_file_is_read_or_told_and_never_ends_the_program(damage in vec(damages(), 1..=3)) {
        let text = damaged(SMALL, &damage);
        if let Err(faults) = load(&[SourceFile::new("small.toml", text.clone())], None) {
            prop_assert!(!faults.is_empty());
            for fault in &faults {
                // What a caret points at is in the text, and begins and ends between characters.
                for label in fault.place.iter().flat_map(|(_, labels)| labels) {
                    prop_assert!(text.get(label.span.clone()).is_some(), "{}: {:?}", fault.title, label.span);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn a_damaged_shipped_file_is_read_or_told(file in 0..3_usize, damage in vec(damages(), 1..=2)) {
        let files = creditcalc::pricing::builtin_files();
        let text = damaged(files[file % files.len()].text(), &damage);
        if let Err(faults) = load(&[SourceFile::new("shipped.toml", text)], Some(&TABLE)) {
            prop_assert!(!faults.is_empty());
        }
    }

    #[test]
    fn every_fault_of_a_damaged_file_can_be_shown(damage in vec(damages(), 1..=3)) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::write(folder.path().join("small.toml"), damaged(SMALL, &damage)).expect("files can be written in a temporary folder");
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut world = World {
            folder: folder.path().to_owned(),
            environment: std::collections::BTreeMap::new(),
            sources: Sources::default(),
            is_confined: false,
            is_read_only: false,
            stdout: &mut stdout,
            stderr: &mut stderr,
            stdout_width: None,
            stderr_width: None,
        };
        let exit = cli::run(["creditcalc", "pricing", "check", ".", "--no-config"].map(Into::into), &mut world);
        prop_assert_eq!(exit == Exit::Answered, stderr.is_empty(), "{}", String::from_utf8_lossy(&stderr));
        prop_assert_eq!(exit == Exit::CouldNot, stdout.is_empty());
    }
}

// ----------------------------------------------------------------------------------------------------
// The same inputs give the same bytes.

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn the_same_question_has_the_same_answer_to_the_byte(
        used in usages(3_000_000),
        model in select(vec!["opus", "claude-haiku-5-5", "claude-sonnet-5-5", "us.anthropic.claude-opus-5"]),
        per_day in 1..=9_u64,
        days in 0..=900_i32,
        anchor in 1..=31_i8,
        spent in cents(),
        policy in policies(),
    ) {
        let as_of = date(2026, 10, 7).checked_add(jiff::Span::new().days(days)).expect("in the calendar");
        let answer = || {
            // The tables too are read anew: an order that depends on an address or a hash would show.
            let table = PriceTable::builtin();
            let program = table.default_program().expect("one is the default");
            let scenario = Scenario {
                run: RunSpec::Used(vec![ModelUsage::new(model, used)]),
                schedule: Schedule::PerDay(NonZeroU64::new(per_day).expect("at least one")),
                cycle: BillingCycle::anchored(anchor, as_of).expect("in the calendar"),
                zone: TimeZone::UTC,
                from: None,
                as_of,
                program,
                is_program_named: false,
                plans: table.plans_of(program).map(|plan| Holding::of_plan(plan, &[]).expect("no seats are asked for")).collect(),
                surface: Surface::ClaudeP,
                auth: None,
                spent,
                exhaustion: Some(policy),
            is_fee_paid: false,
            };
            let answer = estimate(&table, &scenario).expect("all of these have a price since 2026-10-07");
            let notes: Vec<_> = answer.notes.iter().map(notes::sentence).collect();
            json::write(&Estimate::of(&table, &scenario, &answer, notes, Calendar::LeftOut))
        };
        prop_assert_eq!(answer(), answer());
    }
}

// ----------------------------------------------------------------------------------------------------
// What is generated.

/// Up to so many tokens of each kind.
fn usages(most: u64) -> impl Strategy<Value = TokenUsage> {
    vec(prop_oneof![1 => Just(0), 3 => 0..=most], KINDS.len()).prop_map(|counts| {
        let kinds: Vec<_> = KINDS.into_iter().zip(counts).collect();
        usage(&kinds)
    })
}

/// A few requests of one size, with a prompt of so many tokens each; and how many they are.
fn requests_of(prompt: RangeInclusive<u64>) -> impl Strategy<Value = (TokenUsage, u64)> {
    (prompt, vec(0..=900_000_u64, 3), 1..=20_u64, 0..=100_000_u64)
        .prop_map(|(size, cut, requests, output)| (with_prompt(size, &cut, requests, output), requests))
}

/// Requests with a prompt of exactly so many tokens each, made up of all kinds that count towards it.
fn with_prompt(size: u64, cut: &[u64], requests: u64, output: u64) -> TokenUsage {
    let kinds = parts_of(size, cut).into_iter().zip([Input, CacheRead, CacheWrite5m, CacheWrite1h]);
    kinds.fold(usage(&[(Output, output)]), |usage, (part, kind)| {
        usage.with(kind, Tokens::new(part * requests))
    })
}

/// A whole in four parts, cut at three places.
fn parts_of(whole: u64, cut: &[u64]) -> [u64; 4] {
    let mut places: Vec<_> = cut.iter().map(|place| place % (whole + 1)).collect();
    places.sort_unstable();
    [places[0], places[1] - places[0], places[2] - places[1], whole - places[2]]
}

/// Up to $60.00; often a round amount, so that runs fit exactly.
fn cents() -> impl Strategy<Value = Usd> {
    prop_oneof![Just(0), 0..=6_000_u64, (0..=60_u64).prop_map(|dollars| dollars * 100)]
        .prop_map(|cents| Usd::from_cents(cents).expect("in range"))
}

fn any_use() -> impl Strategy<Value = Draws> {
    select(Draws::WORDS.map(|(_, draws)| draws).to_vec())
}

fn policies() -> impl Strategy<Value = Exhaustion> {
    prop_oneof![Just(Exhaustion::Stop), Just(Exhaustion::Bill), cents().prop_map(Exhaustion::Cap)]
}

/// Runs in the evening and in the morning after, night by night with some left out; a run costs up to $5.00,
/// and sometimes nothing.
fn blocks() -> impl Strategy<Value = Vec<Runs>> {
    let cost =
        prop_oneof![1 => Just(0), 4 => 0..=500_u64, 2 => (0..=5_u64).prop_map(|dollars| dollars * 100)];
    vec((0..=4_u64, 0..=4_u64, cost.clone(), cost, 0..=2_i64, 1..=3_u64), 0..=8).prop_map(|blocks| {
        let mut night = date(2026, 2, 25);
        let mut runs = Vec::new();
        for (evening, morning, before, after, gap, again) in blocks {
            for _ in 0..again {
                let next = night.tomorrow().expect("in the calendar");
                let cost = |cents| Usd::from_cents(cents).expect("in range");
                runs.push(Runs { day: night, night, count: evening, cost: cost(before) });
                runs.push(Runs { day: next, night, count: morning, cost: cost(after) });
                night = next;
            }
            night = night.checked_add(jiff::Span::new().days(gap)).expect("in the calendar");
        }
        runs
    })
}

/// A file with everything that a price file may hold.
const SMALL: &str = r#"format      = "creditcalc.models/1"
vendor      = "aster"
token_kinds = ["input", "output", "cache_read"]
id_prefixes = ["eu."]

[[modifier]]
id         = "batch"
multiplier = "0.5"
models     = ["aster-1"]
excludes   = ["fast"]
source     = "https://aster.example/é"
checked    = 2026-11-18

[[fee]]
id      = "web_search"
usd     = "10.00"
per     = 1_000
unit    = "search"
source  = "https://aster.example/"
checked = 2026-11-18

[[tokenizer]]
id      = "aster"
ratio   = "1.30"
source  = "https://aster.example/"
checked = 2026-11-18

[[family]]
alias   = "large"
models  = [{ since = "1.0.0", model = "aster-1" }]
source  = "https://aster.example/"
checked = 2026-11-18

[[model]]
id                    = "aster-1"
name                  = "Aster — 1"
aliases               = ["aster"]
regional_ids          = ["aster.1"]
status                = "active"
status_checked        = 2026-11-18
context_window_tokens = 200_000
tokenizer             = "aster"

[[model.price]]
effective_from = 2026-08-01
usd_per_mtok   = { input = "3.00", output = "15.00" }
no_rate        = ["cache_read"]
certainty      = "official"
source         = "https://aster.example/"
checked        = 2026-11-18

[[model.price.band]]
prompt_tokens_over = 100_000
usd_per_mtok       = { input = "6.00", output = "30.00" }

[[model.price]]
effective_from = 2026-09-01
usd_per_mtok   = { input = "2.00", output = "10.00", cache_read = "0.20" }
certainty      = "derived"
source         = "https://aster.example/"
checked        = 2026-11-18

[[model.fast]]
effective_from = 2026-09-01
multiplier     = "2.0"
certainty      = "third-party"
source         = "https://aster.example/"
checked        = 2026-11-18
"#;

/// Something that happens to a text.
#[derive(Debug, Clone)]
enum Damage {
    /// A piece is gone.
    Gone(Index, Index),
    /// A line stands twice.
    Twice(Index),
    /// A line stands elsewhere.
    Moved(Index, Index),
    /// Something is written into it.
    Written(Index, String),
}

fn damages() -> impl Strategy<Value = Damage> {
    // What people and editors write by mistake, and what a parser trips over.
    let slips = select(vec![
        "\"",
        "'",
        "[",
        "]",
        "[[",
        "{",
        "}",
        "=",
        ".",
        ",",
        "#",
        "\n",
        "\0",
        "\r",
        "é",
        "\u{feff}",
        "-",
        "1e9",
        "9999-99-99",
        "= {}",
        "= []",
        "true",
        "\"\"\"",
        "[[model]]\n",
    ]);
    let slips = prop_oneof![3 => slips.prop_map(str::to_owned), 1 => any::<String>()];
    prop_oneof![
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Gone(from, to)),
        any::<Index>().prop_map(Damage::Twice),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Moved(from, to)),
        (any::<Index>(), slips).prop_map(|(place, slip)| Damage::Written(place, slip)),
    ]
}

fn damaged(text: &str, damage: &[Damage]) -> String {
    damage.iter().fold(text.to_owned(), |text, damage| {
        let between: Vec<usize> = text.char_indices().map(|(place, _)| place).chain([text.len()]).collect();
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        match damage {
            Damage::Gone(from, length) => {
                let from = from.index(between.len());
                // At most a few words, or nothing much would be left to be wrong.
                let gone: Range<usize> =
                    between[from]..between[(from + length.index(40)).min(between.len() - 1)];
                format!("{}{}", &text[..gone.start], &text[gone.end..])
            }
            Damage::Twice(line) if !lines.is_empty() => {
                let line = line.index(lines.len());
                lines.insert(line, lines[line]);
                lines.concat()
            }
            Damage::Moved(line, place) if !lines.is_empty() => {
                let line = lines.remove(line.index(lines.len()));
                lines.insert(place.index(lines.len() + 1), line);
                lines.concat()
            }
            Damage::Twice(_) | Damage::Moved(..) => text,
            Damage::Written(place, slip) => {
                let place = between[place.index(between.len())];
                format!("{}{slip}{}", &text[..place], &text[place..])
            }
        }
    })
}

// ----------------------------------------------------------------------------------------------------
// Amounts in whole numbers, by other means than the library's.

/// So many units of ten to the minus `decimals`, written as an amount: at least two decimals, and no zeros
/// beyond them.
fn written(units: u128, decimals: u32) -> String {
    let places = usize::try_from(decimals).expect("few");
    let digits = format!("{units:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    format!("{whole}.{:0<2}", fraction.trim_end_matches('0'))
}

fn dollars(units: u128, decimals: u32) -> Usd {
    written(units, decimals).parse().expect("the tests stay within range")
}

/// An amount of whole cents.
fn in_cents(amount: Usd) -> u128 {
    let text = amount.to_string();
    let (whole, fraction) = text.split_once('.').expect("amounts are shown with decimals");
    assert_eq!(fraction.len(), 2, "{text} is a whole number of cents");
    format!("{whole}{fraction}").parse().expect("they are digits")
}

/// Tokens times units, kind by kind.
fn by_hand(usage: &TokenUsage, units: &[(TokenKind, u128)]) -> u128 {
    units.iter().map(|(kind, units)| u128::from(usage.of(*kind).get()) * units).sum()
}

/// `1_234_567`.
fn underscored(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

fn usage(kinds: &[(TokenKind, u64)]) -> TokenUsage {
    kinds.iter().fold(TokenUsage::NONE, |usage, (kind, count)| usage.with(*kind, Tokens::new(*count)))
}

fn cost(model: &str, usage: &TokenUsage, requests: Requests) -> RunCost<'static> {
    let run = [ModelUsage { requests, ..ModelUsage::new(model, *usage) }];
    price_run(&TABLE, &run, TODAY).expect("it has a price")
}

/// What tokens of a model without bands cost.
fn of_opus(usage: &TokenUsage) -> Usd {
    cost("claude-opus-5", usage, Requests::Unknown).high
}

/// What tokens of a model with a band cost, over so many requests.
fn of_haiku(usage: &TokenUsage, requests: u64) -> Usd {
    cost("claude-haiku-5-5", usage, Requests::Even(NonZeroU64::new(requests).expect("at least one"))).high
}

fn draw(credit: Usd, blocks: &[Runs], policy: Exhaustion) -> Coverage {
    Balance::new(Credit::of(credit), policy).draw(Draws::Credit, &series(blocks))
}
