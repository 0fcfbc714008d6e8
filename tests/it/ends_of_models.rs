//! Runs of a model that its vendor retires within the question, and questions under other rules than their own, each with
//! its arithmetic.

use std::num::{NonZeroU16, NonZeroU64};
use std::sync::LazyLock;

use creditcalc::calendar::BillingCycle;
use creditcalc::ledger::{
    Event, Exhaustion, Growth, GrowthBy, Held, Holding, JobSpec, NightBlock, Note, Prepared, RunSeries,
    RunSpec, Scenario, SeatSpec, Simulated, Simulation, simulate,
};
use creditcalc::pricing::{Auth, PriceTable, Surface};
use creditcalc::schedule::Schedule;
use creditcalc::units::{Tokens, Usd};
use creditcalc::usage::{ModelUsage, TokenKind, TokenUsage};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);
const TODAY: Date = date(2026, 11, 21);
/// Is retired on 30 November 2026, and costs $3.00/M of input.
const ENDS: &str = "claude-sonnet-4-5";

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

/// A run of four requests.
fn run_of(model: &str, input: u64) -> RunSpec {
    let usage = TokenUsage::NONE.with(TokenKind::Input, Tokens::new(input));
    RunSpec::Used(vec![ModelUsage::new(model, usage).over(4)])
}

fn job(run: RunSpec, schedule: Schedule) -> JobSpec {
    JobSpec {
        name: "audit".to_owned(),
        seat: 0,
        run,
        retry_factor: None,
        growth: None,
        schedule,
        priority: 100,
        starts_on: None,
        ends_on: None,
        surface: Surface::ClaudeP,
        auth: None,
        is_pinned: false,
    }
}

fn seat(holding: Holding<'static>, count: u64) -> SeatSpec<'static> {
    SeatSpec {
        name: "alice".to_owned(),
        holding,
        exhaustion: Some(Exhaustion::Bill),
        spent: Usd::ZERO,
        held: Held { count: NonZeroU64::new(count).expect("not zero"), ..Held::default() },
    }
}

fn question(seat: SeatSpec<'static>, jobs: Vec<JobSpec>) -> Simulation<'static> {
    Simulation {
        program: TABLE.default_program().expect("one is the default"),
        is_program_named: true,
        as_of: TODAY,
        zone: TimeZone::UTC,
        cycle: BillingCycle::calendar_month(TODAY).expect("in the calendar"),
        cycles: NonZeroU16::MIN,
        from: None,
        seats: vec![seat],
        jobs,
        is_fee_paid: false,
    }
}

fn answer(question: &Simulation<'static>) -> Simulated<'static> {
    simulate(&TABLE, question).expect("it has a price and is in range")
}

/// A plan whose seats share one credit, three of them.
fn team() -> SeatSpec<'static> {
    let program = TABLE.program("api-credit").expect("it is on file");
    let plan = TABLE.plan(program, "team").expect("it is on file");
    let holding = Holding::of_plan(plan, &[("standard".to_owned(), 1)]).expect("it has such seats");
    seat(holding, 3)
}

fn of_team(jobs: Vec<JobSpec>) -> Simulation<'static> {
    let program = TABLE.program("api-credit").expect("it is on file");
    let jobs = jobs.into_iter().map(|job| JobSpec { auth: Some(Auth::ApiKey), ..job }).collect();
    Simulation { program, ..question(team(), jobs) }
}

#[test]
fn runs_that_the_vendor_refuses_are_nights_that_cost_nothing() {
    // 200,000 x $3.00/M = $0.60: 29 nights are $17.40, and the run of the 30th is refused.
    let alone = answer(&question(
        seat(Holding::of_credit(usd("100")), 1),
        vec![job(run_of(ENDS, 200_000), Schedule::NIGHTLY)],
    ));
    // Beside another job, runs are charged half a day at a time; 200,000 x $5.00/M = $1.00.
    let other = || job(run_of("claude-opus-5", 200_000), Schedule::NIGHTLY);
    let beside = answer(&question(
        seat(Holding::of_credit(usd("100")), 1),
        vec![job(run_of(ENDS, 200_000), Schedule::NIGHTLY), other()],
    ));
    for answer in [&alone, &beside] {
        let tally = answer.cycles[0].jobs[0].tally;
        assert_eq!((tally.runs, tally.runs_covered, tally.runs_refused_by_vendor), (30, 29, 1));
        assert_eq!((tally.nights, tally.nights_covered, tally.runs_beyond), (30, 29, 0));
        assert_eq!((tally.cost, tally.drawn), (usd("17.40"), usd("17.40")));
    }
    // The night of the 30th has a run that is done and one that isn't.
    let nights = beside.cycles[0].nights;
    assert_eq!((nights.all, nights.covered), (30, 29));
    // On three seats alike there are three times as many in the same nights, and in a pool as well.
    let jobs = || vec![job(run_of(ENDS, 200_000), Schedule::NIGHTLY), other()];
    let alike = answer(&question(seat(Holding::of_credit(usd("100")), 3), jobs()));
    let pooled = answer(&of_team(jobs()));
    // The pool has 3 x $20.00: 12 nights of 3 x ($0.60 + $1.00) = $57.60, and $2.40 pay 3 x $0.60 of the 13th.
    for (answer, covered, nights_covered, all_covered) in [(&alike, 87, 29, 29), (&pooled, 39, 13, 12)] {
        let tally = answer.cycles[0].jobs[0].tally;
        assert_eq!((tally.runs, tally.runs_covered, tally.runs_refused_by_vendor), (90, covered, 3));
        assert_eq!((tally.nights, tally.nights_covered), (30, nights_covered));
        //  3 x $17.40 + 3 x 30 x $1.00 = $142.20
        assert_eq!(answer.total().cost, usd("142.20"));
        let nights = answer.cycles[0].nights;
        assert_eq!((nights.all, nights.covered), (30, all_covered));
    }
}

#[test]
fn a_number_of_runs_ends_with_its_model() {
    // Counted runs have no days: those of November are served, and those of December are refused.
    let count = |runs| job(run_of(ENDS, 200_000), Schedule::Count(runs));
    let two = |jobs| Simulation {
        cycles: NonZeroU16::new(2).expect("not zero"),
        ..question(seat(Holding::of_credit(usd("100")), 1), jobs)
    };
    for jobs in [vec![count(10)], vec![count(10), count(7)]] {
        let answer = answer(&two(jobs));
        let tallies = [0, 1].map(|cycle| answer.cycles[cycle].jobs[0].tally);
        let figures =
            tallies.map(|tally| (tally.runs, tally.runs_refused_by_vendor, tally.nights, tally.cost));
        assert_eq!(figures, [(10, 0, 10, usd("6")), (10, 10, 10, Usd::ZERO)]);
        assert_eq!(tallies.map(|tally| tally.nights_covered), [10, 0]);
    }
}

#[test]
fn refused_runs_are_in_the_nights_of_a_series() {
    let series = RunSeries::counted(10, usd("1")).with_refused(5).with_refused(0);
    assert_eq!((series.runs(), series.refused_by_vendor(), series.count_of_nights()), (15, 5, 15));
    assert_eq!(series.total(), Ok(usd("10")));
    assert_eq!((series.night_of(15), series.night_of(16)), (Some((15, None)), None));
    assert_eq!(series.nights().len(), 2);
    // Two runs in each of three nights, one more in the third that is refused, and two nights of two.
    let mut series = RunSeries::default();
    series.add_nights(date(2026, 11, 1), 3, 2, usd("1")).expect("in range");
    series.add_refused(date(2026, 11, 3), 1).expect("in range");
    series.add_refused(date(2026, 11, 3), 0).expect("in range");
    series.add_refused_nights(date(2026, 11, 4), 2, 2).expect("in range");
    series.add_refused_nights(date(2026, 11, 6), 2, 0).expect("in range");
    //  3 x 2 + 1 + 2 x 2 = 11 runs in 5 nights, of which 1 + 4 = 5 are refused
    assert_eq!((series.runs(), series.refused_by_vendor(), series.count_of_nights()), (11, 5, 5));
    assert_eq!(series.total(), Ok(usd("6")));
    let block =
        |day, nights, runs_per_night| NightBlock { first: Some(date(2026, 11, day)), nights, runs_per_night };
    assert_eq!(series.nights(), [block(1, 2, 2), block(3, 1, 3), block(4, 2, 2)]);
    assert_eq!(series.whole_nights(0, 11), 5);
}

#[test]
fn what_runs_of_a_growing_session_used_adds_up_on_seats_of_a_pool() {
    // 10,000, 11,000 and 12,000 x $5.00/M on each of three seats, and then a new session
    let growth = GrowthBy::Usage(
        0,
        Box::new(
            ModelUsage::new("claude-opus-5", TokenUsage::NONE.with(TokenKind::Input, Tokens::new(1_000)))
                .over(1),
        ),
    );
    let growth = Some(Growth { by: growth, session_runs: NonZeroU64::new(3) });
    let grows = JobSpec { growth, ..job(run_of("claude-opus-5", 10_000), Schedule::NIGHTLY) };
    let question = of_team(vec![JobSpec { ends_on: Some(date(2026, 11, 4)), ..grows }]);
    let prepared = Prepared::new(&TABLE, &question).expect("it has a price");
    let mut runs = Vec::new();
    prepared.visit(&mut |event| {
        if let Event::Run(run) = event {
            runs.push(run);
        }
    });
    let costs: Vec<String> = runs.iter().map(|run| run.cost.to_string()).collect();
    let of_each = ["0.05", "0.055", "0.06", "0.05"];
    assert_eq!(costs, of_each.iter().flat_map(|cost| [*cost; 3]).collect::<Vec<_>>());
    assert_eq!(runs.iter().map(|run| run.number).collect::<Vec<_>>(), (1..=12).collect::<Vec<u64>>());
    for run in &runs {
        let parts = prepared.parts(&TABLE, run).expect("it has a price");
        assert_eq!(parts.iter().map(|part| part.cost.cost).sum::<Usd>(), run.cost, "{run:?}");
    }
}

#[test]
fn where_no_program_is_in_force_what_the_vendor_serves_is_beyond() {
    let jobs = vec![job(run_of(ENDS, 200_000), Schedule::NIGHTLY)];
    let question = Simulation {
        as_of: date(2020, 1, 1),
        is_program_named: false,
        ..question(seat(Holding::of_credit(usd("100")), 1), jobs)
    };
    let in_force = answer(&question).in_force.expect("the question's program is not in force");
    assert_eq!(in_force.program, None);
    let total = in_force.figures.total;
    assert_eq!((total.runs, total.runs_beyond, total.runs_refused_by_vendor), (30, 29, 1));
    assert_eq!((total.cost, total.overflow, total.drawn), (usd("17.40"), usd("17.40"), Usd::ZERO));
}

#[test]
fn only_a_question_whose_program_nobody_named_is_asked_again_by_the_rules_in_force() {
    let june = TABLE.default_program().expect("one is the default");
    let current = TABLE.program("api-credit").expect("it is on file");
    let pro = TABLE.plan(june, "max-5x").and_then(|plan| Holding::of_plan(plan, &[]).ok()).expect("a plan");
    // What is done by hand draws the plan's limits in June, and goes on to sign in with the plan.
    let surfaces = [(Surface::ClaudeP, None), (Surface::Interactive, Some(Auth::Plan))];
    let programs =
        [(june, false, true), (june, true, false), (current, false, false), (current, true, false)];
    for ((program, is_program_named, is_asked), (surface, auth)) in
        programs.into_iter().flat_map(|asked| surfaces.map(|surface| (asked, surface)))
    {
        let nightly = JobSpec { surface, ..job(RunSpec::Stated(usd("4")), Schedule::NIGHTLY) };
        let asked =
            Simulation { program, is_program_named, ..question(seat(pro.clone(), 1), vec![nightly.clone()]) };
        let one = Scenario {
            run: nightly.run,
            schedule: nightly.schedule,
            cycle: asked.cycle,
            zone: TimeZone::UTC,
            from: None,
            as_of: TODAY,
            program,
            is_program_named,
            plans: vec![pro.clone()],
            surface,
            auth: None,
            spent: Usd::ZERO,
            exhaustion: None,
            is_fee_paid: false,
        };
        let (there, other) = (asked.under_rules_in_force(&TABLE), one.under_rules_in_force(&TABLE));
        assert_eq!((there.is_some(), other.is_some()), (is_asked, is_asked), "{} {surface:?}", program.id);
        // The plan there is Max, under the program in force.
        if let (Some(there), Some(other)) = (there, other) {
            let (there, other) = (there.figures, other.figures);
            assert_eq!((&*there.program.id, &*other.program.id), ("api-credit", "api-credit"));
            assert_eq!((there.seats[0].holding.id(), other.plans[0].id()), ("max", "max"));
            assert_eq!((there.jobs[0].auth, other.auth), (auth, auth), "{surface:?}");
        }
    }
}

#[test]
fn the_first_of_several_ends_refuses_a_run_and_the_others_are_noted() {
    // Sonnet 4.5 ends on 30 November 2026 and Opus 4.5 on 22 January 2027: in January both have, in December one.
    let both = |models: [&str; 2]| {
        let [RunSpec::Used(first), RunSpec::Used(second)] = models.map(|model| run_of(model, 100_000)) else {
            panic!("they use tokens")
        };
        let run = RunSpec::Used([first, second].concat());
        let cycles = NonZeroU16::new(3).expect("not zero");
        let as_of = date(2026, 11, 28);
        let question = question(seat(Holding::of_credit(usd("100")), 1), vec![job(run, Schedule::NIGHTLY)]);
        answer(&Simulation { cycles, as_of, ..question })
    };
    for models in [[ENDS, "claude-opus-4-5"], ["claude-opus-4-5", ENDS]] {
        let answer = both(models);
        let refused = [0, 1, 2].map(|cycle| answer.cycles[cycle].jobs[0].tally.runs_refused_by_vendor);
        //  1 + 31 + 31
        assert_eq!(refused, [1, 31, 31], "{models:?}");
        let told = answer.notes.iter().find_map(|note| match &note.note {
            Note::RefusedByVendor { runs, retirement, .. } => Some((*runs, retirement.on)),
            _ => None,
        });
        assert_eq!(told, Some((63, date(2026, 11, 30))), "{models:?}");
    }
}
