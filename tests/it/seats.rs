//! Seats: several alike, and what they come to, worked by hand and against the same seats written out.

use std::fmt::Write as _;
use std::process::Output;

use creditcalc::answer::simulate::{Entry, EntryKind, Seat, SeatTerm, Simulate};
use creditcalc::answer::{Compare, Estimate, Solve};
use creditcalc::units::Usd;

use crate::answers;
use crate::sandbox::Sandbox;

const HEAD: &str = "tz = \"UTC\"\nas_of = 2026-11-21\ncycle_day = 1\n";

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

fn run(scenario: &str, args: &[&str]) -> Output {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", scenario);
    let args = [&["simulate", "team.toml"], args].concat();
    sandbox.creditcalc(args).output().expect("the program was built for this test")
}

fn said(scenario: &str, args: &[&str]) -> String {
    let output = run(scenario, args);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{scenario}\n{stderr}");
    String::from_utf8(output.stdout).expect("the program writes text")
}

fn answer(scenario: &str, args: &[&str]) -> Simulate {
    answers::read(&said(scenario, &[args, &["--json"]].concat()))
}

fn amounts<const N: usize>(all: [Usd; N]) -> [String; N] {
    all.map(|amount| amount.to_string())
}

#[test]
fn eight_seats_are_one_line_with_the_sums_and_the_figures_of_one() {
    // One: 30 nights x $4.00 = $120.00, of which the credit pays 25 nights and $20.00 are beyond. Eight:
    // $960.00, $800.00 and $160.00. In dollars of one pool they would be the same, in runs not: see below.
    let file = format!(
        "{HEAD}[[seat]]\nname = \"devs\"\nplan = \"max-5x\"\ncount = 8\n\n[[job]]\nname = \"audit\"\ncost_per_run_usd = \"4.00\"\nnightly = true\n"
    );
    let found = answer(&file, &[]);
    let [seat] = found.seats.as_slice() else { panic!("one line") };
    assert_eq!((seat.count, seat.fee_usd), (8, Some(usd("800.00"))));
    assert_eq!(
        amounts([seat.credit_usd, seat.granted_usd, seat.drawn_usd, seat.overflow_usd, seat.expires_usd]),
        ["800.00", "800.00", "800.00", "160.00", "0.00"]
    );
    let one = seat.one.expect("there are several");
    assert_eq!(
        amounts([one.credit_usd, one.drawn_usd, one.overflow_usd, one.expires_usd]),
        ["100.00", "100.00", "20.00", "0.00"]
    );
    let counts = &found.jobs[0].counts;
    assert_eq!((counts.runs, counts.runs_covered, counts.nights, counts.nights_covered), (240, 200, 30, 25));
    let page = said(&file, &["--explain"]);
    assert!(page.contains("devs x 8"), "{page}");
    let one = "Each of the 8 devs: $100.00 credit, $100.00 drawn, $20.00 over, $0.00 left.";
    assert!(page.contains(one), "{page}");
}

#[test]
fn credits_alike_do_not_pool() {
    // $100.00 pay 14 runs of $7.00 and $2.00 of the 15th. Three of them: 42 covered and 3 partial; one credit of
    // $300.00 would pay 42 and $6.00 of one.
    let file = format!(
        "{HEAD}[[seat]]\nname = \"devs\"\nplan = \"max-5x\"\ncount = 3\n\n[[job]]\nname = \"audit\"\ncost_per_run_usd = \"7.00\"\nnightly = true\n"
    );
    let counts = &answer(&file, &[]).jobs[0].counts;
    assert_eq!((counts.runs_covered, counts.runs_partial, counts.runs_beyond), (42, 3, 45));
}

#[test]
fn seats_of_a_team_share_one_credit_up_to_its_cap() {
    // 3 standard and 2 premium: 3 x 20 + 2 x 100 = $260.00.
    // 8 standard and 4 premium: 8 x 20 + 4 x 100 = $560.00, of which the pool has $500.00.
    let of = |standard: u64, premium: u64| {
        let file = format!(
            "{HEAD}program = \"api-credit\"\nplan = \"team\"\n\n[[seat]]\nname = \"devs\"\nkind = \"standard\"\ncount = {standard}\n\n[[seat]]\nname = \"leads\"\nkind = \"premium\"\ncount = {premium}\n\n[[job]]\nname = \"audit\"\nseat = \"devs\"\ncost_per_run_usd = \"1.00\"\ncron = \"0 3 * * *\"\n"
        );
        answer(&file, &[])
    };
    for ((standard, premium), credit) in [((3, 2), "260.00"), ((8, 4), "500.00")] {
        let found = of(standard, premium);
        let [pool] = found.seats.as_slice() else { panic!("they share one") };
        assert_eq!((pool.count, pool.credit_usd), (1, usd(credit)));
        assert_eq!(pool.seats.get("premium"), Some(&premium));
        // The job runs on each of the standard seats, once a night.
        assert_eq!((found.jobs[0].counts.runs, found.jobs[0].counts.nights), (30 * standard, 30));
    }
}

#[test]
fn so_many_seats_are_the_same_seats_written_out() {
    let seats = [
        "plan = \"max-5x\"",
        "plan = \"pro\"\non_exhaustion = \"cap=3.00\"\nspent_usd = \"4.00\"",
        "plan = \"pro\"\non_exhaustion = \"bill\"",
        "plan = \"team-standard\"",
        "credit_usd = \"12.345\"",
    ];
    let pools = ["plan = \"team\"\nkind = \"standard\"\nspent_usd = \"1.50\""];
    let jobs = [
        "cost_per_run_usd = \"4.00\"\nnightly = true",
        "cost_per_run_usd = \"1.10\"\ngrowth_per_run_usd = \"0.07\"\nsession_runs = 4\ncron = \"0 */7 * * *\"",
        "cost_per_run_usd = \"0.55\"\nruns = 40",
        "cost_per_run_usd = \"0.30\"\nper_day = 3\npriority = 1",
        "cost_per_run_usd = \"9.00\"\ncron = \"30 2 * * MON\"\nauth = \"api-key\"",
    ];
    let programs = [("agent-sdk-credit", seats.as_slice()), ("api-credit", pools.as_slice())];
    for (program, seats) in programs {
        for (seat, pair) in seats.iter().flat_map(|seat| jobs.windows(2).map(move |pair| (seat, pair))) {
            let head = format!("{HEAD}program = \"{program}\"\ncycles = 2\n");
            let (mut counted, mut written) = (head.clone(), head);
            writeln!(counted, "[[seat]]\nname = \"devs\"\n{seat}\ncount = 3").expect("text");
            for (number, job) in pair.iter().enumerate() {
                writeln!(counted, "[[job]]\nname = \"job{number}\"\nseat = \"devs\"\n{job}").expect("text");
            }
            for seat_number in 1..=3 {
                writeln!(written, "[[seat]]\nname = \"devs-{seat_number}\"\n{seat}").expect("text");
            }
            // The jobs of one name one after the other, as seats alike are walked.
            for (number, job) in pair.iter().enumerate() {
                for seat in 1..=3 {
                    writeln!(
                        written,
                        "[[job]]\nname = \"job{number}-{seat}\"\nseat = \"devs-{seat}\"\n{job}"
                    )
                    .expect("text");
                }
            }
            let (one, other) = (answer(&counted, &["--ledger"]), answer(&written, &["--ledger"]));
            assert_eq!(one.total, other.total, "{counted}");
            let sum = |answer: &Simulate, of: fn(&Seat) -> Usd| {
                answer.seats.iter().map(of).fold(Usd::ZERO, |sum, more| sum.plus(more).expect("in range"))
            };
            for of in [
                |seat: &Seat| seat.credit_usd,
                |seat: &Seat| seat.granted_usd,
                |seat: &Seat| seat.spent_usd,
                |seat: &Seat| seat.drawn_usd,
                |seat: &Seat| seat.expires_usd,
                |seat: &Seat| seat.overflow_usd,
                |seat: &Seat| seat.billed_usd,
                |seat: &Seat| seat.fee_usd.unwrap_or_default(),
            ] {
                assert_eq!(sum(&one, of), sum(&other, of), "{counted}");
            }
            let in_force = |answer: &Simulate| {
                answer.in_force.as_ref().map(|rules| (rules.granted_usd, rules.drawn_usd, rules.runs_covered))
            };
            assert_eq!(in_force(&one), in_force(&other), "{counted}");
            // The lines of the ledger are those of the seats that are written out, in the same order.
            let lines = |answer: &Simulate| -> Vec<(String, EntryKind, Usd, Usd)> {
                let ledger = answer.ledger.iter().flatten();
                // A pool is called as its only member, or as the plan of several.
                let name = |entry: &Entry| {
                    if program == "api-credit" { String::new() } else { entry.seat.clone() }
                };
                let line = |entry: &Entry| (name(entry), entry.entry, entry.amount_usd, entry.left_usd);
                ledger.map(line).collect()
            };
            for (line, other) in lines(&one).iter().zip(&lines(&other)) {
                assert_eq!(line, other, "{counted}");
            }
            assert_eq!(lines(&one).len(), lines(&other).len(), "{counted}");
        }
    }
}

fn asked(args: &str) -> Output {
    let words = args.split_whitespace().map(|word| word.replace('~', " "));
    Sandbox::new().creditcalc(words).output().expect("the program was built for this test")
}

#[test]
fn mixes_of_seats_stand_side_by_side() {
    // 90 runs of $4.00 are $360.00. 8 x $20.00 = $160.00 of credit leave $200.00, and 8 fees of $25.00 are
    // $200.00: $400.00. 5 x 20 + 3 x 100 = $400.00 pay for all, for 5 x 25 + 3 x 125 = $500.00. 25 x 20 = $500.00,
    // the cap, for 25 x 25 = $625.00.
    for separator in [";~", "/", ";"] {
        let mixes = ["standard=8", "standard=5,premium=3", "25"].join(separator);
        let output = asked(&format!(
            "compare --cost-per-run 4 --per-day 3 --program api-credit --plan team --as-of 2026-11-21 --json --seats {mixes}"
        ));
        let found: Compare = answers::read(&String::from_utf8_lossy(&output.stdout));
        let cell = |cell: &creditcalc::answer::compare::Cell| {
            [cell.credit_usd, cell.overflow_usd, cell.fee_usd, cell.total_usd]
                .map(|amount| amount.map(|amount| amount.to_string()).unwrap_or_default())
        };
        assert_eq!(
            found.cells.iter().map(cell).collect::<Vec<_>>(),
            [
                ["160.00", "200.00", "200.00", "400.00"],
                ["400.00", "0.00", "500.00", "500.00"],
                ["500.00", "0.00", "625.00", "625.00"]
            ]
        );
        assert_eq!(found.cells[1].seats.get("premium"), Some(&3));
        assert_eq!(found.break_even[0].from, "team standard=8");
        assert!(found.notes.contains(&"`--seats 25` means 25 standard seats of team".to_owned()));
    }
}

#[test]
fn a_number_alone_is_of_standard_seats_and_is_said() {
    let given = ["--seats 8", "--seats standard=8", "--seats ~standard~=~8"];
    let answers = given.map(|seats| {
        let output = asked(&format!(
            "estimate --cost-per-run 4 --program api-credit --plan team --as-of 2026-11-21 --json -q {seats}"
        ));
        let answer: Estimate = answers::read(&String::from_utf8_lossy(&output.stdout));
        answer.plans
    });
    assert_eq!(answers[0][0].credit_usd, usd("160.00"));
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

const NIGHTLY: &str =
    "[[job]]\nname = \"nightly\"\nseat = \"alice\"\ncost_per_run_usd = \"10.00\"\nnightly = true\n";

/// A scenario of one seat and a nightly job of ten dollars.
fn of_alice(seats: &[&str]) -> String {
    let seats: Vec<String> =
        seats.iter().map(|seat| format!("[[seat]]\nname = \"alice\"\n{seat}\n")).collect();
    let seats = seats.concat();
    format!("{HEAD}{seats}{NIGHTLY}")
}

fn of_term(term: &SeatTerm) -> [String; 6] {
    let [granted, spent, drawn, left] =
        amounts([term.granted_usd, term.spent_usd, term.drawn_usd, term.expires_usd]);
    [term.starts_on.to_string(), term.ends_on.to_string(), granted, spent, drawn, left]
}

#[test]
fn a_plan_that_changes_within_a_cycle_is_paid_by_the_day() {
    // Fee: 100 x 14/30 + 200 x 16/30 = 4,600/30 = $153.3333333333.
    // Credit: $100.00 on the 1st; on the 15th the difference for 16 of 30 days, 100 x 16/30 = $53.3333333333.
    // Nights of $10.00: the 1st to the 10th; then the 15th to the 19th and $3.33 of the 20th.
    let file =
        of_alice(&["plan = \"max-5x\"\nends_on = 2026-11-14", "plan = \"max-20x\"\nstarts_on = 2026-11-15"]);
    let found = answer(&file, &[]);
    let [seat] = found.seats.as_slice() else { panic!("one seat") };
    assert_eq!((seat.plan.as_str(), seat.fee_usd), ("max-20x", Some(usd("153.3333333333"))));
    let [term] = seat.terms.as_slice() else { panic!("one credit") };
    assert_eq!(term.plans, ["max-5x", "max-20x"]);
    let whole = "153.3333333333";
    assert_eq!(of_term(term), ["2026-11-01", "2026-11-30", whole, "0.00", whole, "0.00"].map(str::to_owned));
    let counts = &found.jobs[0].counts;
    assert_eq!((counts.runs_covered, counts.runs_partial, counts.runs_beyond), (15, 1, 14));
    let page = said(&file, &["--explain"]);
    assert!(page.contains("`alice` changes from max-5x to max-20x on 2026-11-15"), "{page}");
}

#[test]
fn a_smaller_plan_adds_nothing_and_takes_nothing_until_the_cycle_renews() {
    // $200.00 on the 1st pay 20 nights, though the plan is the smaller one from the 11th on; in December it has
    // $100.00. Fees: 200 x 10/30 + 100 x 20/30 = $133.3333333333, and $100.00: $116.66666666665 on average.
    let file = format!(
        "cycles = 2\n{}",
        of_alice(&["plan = \"max-20x\"\nends_on = 2026-11-10", "plan = \"max-5x\"\nstarts_on = 2026-11-11",])
    );
    let found = answer(&file, &[]);
    let drawn = found.cycles.iter().map(|cycle| cycle.seats[0].drawn_usd.to_string());
    assert_eq!(drawn.collect::<Vec<_>>(), ["200.00", "100.00"]);
    assert_eq!(found.seats[0].fee_usd, Some(usd("116.6666666667")));
}

#[test]
fn a_seat_renews_on_its_own_day() {
    // Renewal on the 14th. Of the credit of 14 October $30.00 are spent: $70.00 pay the 1st to the 7th. Then
    // $100.00 pay the 14th to the 23rd: 7 + 10 of 30 nights.
    // Asked on the first day: what is spent is about now.
    let asked = of_alice(&["plan = \"max-5x\"\ncycle_day = 14\nspent_usd = \"30.00\""]);
    let found = answer(&asked, &["--as-of", "2026-11-01"]);
    let seat = &found.seats[0];
    assert_eq!(
        seat.terms.iter().map(of_term).collect::<Vec<_>>(),
        [
            ["2026-10-14", "2026-11-13", "100.00", "30.00", "70.00", "0.00"].map(str::to_owned),
            ["2026-11-14", "2026-12-13", "100.00", "0.00", "100.00", "0.00"].map(str::to_owned)
        ]
    );
    assert_eq!((found.jobs[0].counts.runs_covered, found.total.counts.overflow_usd), (17, usd("130.00")));
    // The plan is held all the time, and so its fee is that of a month.
    assert_eq!(seat.fee_usd, Some(usd("100.00")));
}

#[test]
fn what_is_left_goes_over_into_the_next_cycle_where_it_does_not_renew() {
    // $1.00 a night; renewal on the 16th. November: 15 nights of the first credit, 15 of the second; $85.00 of it
    // go over into December, of which 15 are drawn there until it expires with $70.00 left on the 15th.
    let file =
        format!("cycles = 2\n{}", of_alice(&["plan = \"max-5x\"\ncycle_day = 16"])).replace("10.00", "1.00");
    let found = answer(&file, &[]);
    let of = |cycle: usize| {
        let seat = &found.cycles[cycle].seats[0];
        amounts([seat.granted_usd, seat.drawn_usd, seat.expires_usd])
    };
    // 100 + 100 - 85 = 115 = 30 drawn + 85 expired on 15 November.
    assert_eq!(of(0), ["115.00", "30.00", "85.00"]);
    // 85 + 100 = 185 = 31 drawn + 70 expired + 84 left at the end.
    assert_eq!(of(1), ["185.00", "31.00", "154.00"]);
}

#[test]
fn a_seat_that_has_ended_pays_nothing_and_that_is_said() {
    // $100.00 pay the 1st to the 10th; the 11th to the 12th are beyond; from the 13th on nobody has a plan: 18
    // runs. Fee: 100 x 12/30 = $40.00.
    let file = of_alice(&["plan = \"max-5x\"\nends_on = 2026-11-12"]);
    let found = answer(&file, &[]);
    assert_eq!((found.jobs[0].counts.runs_covered, found.seats[0].fee_usd), (10, Some(usd("40.00"))));
    let page = said(&file, &["--explain"]);
    assert!(
        page.contains("`alice` has no plan on some days, and 18 runs on those days have no credit"),
        "{page}"
    );
    // Nothing of $1.00 nights is drawn afterwards, though $88.00 are left.
    let cheap = answer(&file.replace("10.00", "1.00"), &[]);
    assert_eq!(
        amounts([cheap.total.counts.drawn_usd, cheap.total.counts.overflow_usd, cheap.total.expires_usd]),
        ["12.00", "18.00", "88.00"]
    );
}

#[test]
fn a_seat_that_nobody_holds_in_any_cycle_grants_nothing() {
    // November and December are 61 nights of $10.00, and nothing pays any of them: $610.00.
    let gone = ["plan = \"max-5x\"\nends_on = 2026-10-20"];
    let yet_to_come = ["plan = \"max-5x\"\nstarts_on = 2027-02-01"];
    let gap = [gone[0], yet_to_come[0]];
    for seats in [&gone[..], &yet_to_come[..], &gap[..]] {
        let found = answer(&format!("cycles = 2\n{}", of_alice(seats)), &["--ledger"]);
        let (seat, counts) = (&found.seats[0], &found.jobs[0].counts);
        assert_eq!(
            amounts([seat.granted_usd, seat.drawn_usd, seat.overflow_usd, seat.expires_usd]),
            ["0.00", "0.00", "610.00", "0.00"]
        );
        assert_eq!((counts.runs_covered, counts.runs_beyond), (0, 61));
        assert!(found.ledger.iter().flatten().all(|entry| entry.entry != EntryKind::Grant));
    }
    // A seat that ends before now has nothing from now on: three runs of $10.00 are beyond it.
    let ended = of_alice(&["plan = \"max-5x\"\nends_on = 2026-11-20"]).replace("nightly = true", "runs = 3");
    let found = answer(&format!("from_now = true\n{ended}"), &[]);
    assert_eq!((found.seats[0].granted_usd, found.total.counts.overflow_usd), (usd("0.00"), usd("30.00")));
}

#[test]
fn a_seat_that_begins_within_a_cycle_has_the_part_of_the_days() {
    // 11 of 30 days: 100 x 11/30 = $36.6666666667 of credit and of fee; with its own day of renewal all of it.
    let part = answer(&of_alice(&["plan = \"max-5x\"\nstarts_on = 2026-11-20"]), &[]);
    let seat = &part.seats[0];
    assert_eq!((seat.granted_usd, seat.fee_usd), (usd("36.6666666667"), Some(usd("36.6666666667"))));
    let own = answer(&of_alice(&["plan = \"max-5x\"\nstarts_on = 2026-11-20\ncycle_day = 20"]), &[]);
    assert_eq!(own.seats[0].granted_usd, usd("100.00"));
}

#[test]
fn a_promotional_credit_is_drawn_first_where_it_ends_first() {
    let of = |until: &str| {
        let seat = format!("plan = \"max-5x\"\npromo_credit_usd = \"50.00\"\npromo_until = 2026-{until}");
        let found = answer(&of_alice(&[&seat]), &[]);
        let terms = found.seats[0].terms.iter().map(of_term).collect::<Vec<_>>();
        (terms, found.jobs[0].counts.runs_covered)
    };
    let plan = |drawn: &str, left: &str| {
        ["2026-11-01", "2026-11-30", "100.00", "0.00", drawn, left].map(str::to_owned)
    };
    let promotion = |until: &str, drawn: &str, left: &str| {
        ["2026-11-01", until, "50.00", "0.00", drawn, left].map(str::to_owned)
    };
    // To the 3rd: three nights are drawn from it, and $20.00 expire; then ten from the plan's.
    let (terms, covered) = of("11-03");
    assert_eq!(terms, [plan("100.00", "0.00"), promotion("2026-11-03", "30.00", "20.00")]);
    assert_eq!(covered, 13);
    // Beyond the cycle: the plan's ten nights come first, and then five of it.
    let (terms, covered) = of("12-31");
    assert_eq!(terms, [plan("100.00", "0.00"), promotion("2026-12-31", "50.00", "0.00")]);
    assert_eq!(covered, 15);
}

#[test]
fn a_team_is_counted_anew_where_its_credit_renews() {
    // One premium seat all the time and two standard ones from the 10th on: $100.00 in November, $140.00 in
    // December. Fees: 125 + 2 x 25 x 21/30 = $160.00, and 125 + 50 = $175.00: $167.50 on average.
    let file = format!(
        "program = \"api-credit\"\nplan = \"team\"\ncycles = 2\n{HEAD}[[seat]]\nname = \"alice\"\nkind = \"premium\"\n[[seat]]\nname = \"devs\"\nkind = \"standard\"\ncount = 2\nstarts_on = 2026-11-10\n{NIGHTLY}"
    );
    let found = answer(&file, &[]);
    let granted = found.cycles.iter().map(|cycle| cycle.seats[0].granted_usd.to_string());
    assert_eq!(granted.collect::<Vec<_>>(), ["100.00", "140.00"]);
    assert_eq!(found.seats[0].fee_usd, Some(usd("167.50")));
}

#[test]
fn books_of_seats_with_days_of_their_own_balance() {
    let seats = [
        "plan = \"max-5x\"\ncycle_day = 14\nspent_usd = \"30.00\"",
        "plan = \"pro\"\ncycle_day = 31\non_exhaustion = \"cap=7.00\"\npromo_credit_usd = \"5.00\"\npromo_until = 2026-12-02",
        "plan = \"max-5x\"\nstarts_on = 2026-11-09\nends_on = 2026-12-20\ncount = 2",
        "plan = \"pro\"\non_exhaustion = \"bill\"\nends_on = 2026-11-03\n[[seat]]\nname = \"alice\"\nplan = \"max-5x\"\nstarts_on = 2026-11-20\nends_on = 2027-01-05",
    ];
    let jobs = [
        "cost_per_run_usd = \"4.00\"\nnightly = true",
        "cost_per_run_usd = \"1.10\"\ngrowth_per_run_usd = \"0.07\"\nsession_runs = 4\ncron = \"0 */7 * * *\"",
        "cost_per_run_usd = \"0.55\"\nruns = 40",
        "cost_per_run_usd = \"0.30\"\nper_day = 3\npriority = 1",
    ];
    for (seat, pair) in seats.iter().flat_map(|seat| jobs.windows(2).map(move |pair| (seat, pair))) {
        for head in ["cycles = 3\n", "cycles = 2\nfrom_now = true\n", ""] {
            let mut file = format!("{head}{HEAD}[[seat]]\nname = \"alice\"\n{seat}\n");
            for (number, job) in pair.iter().enumerate() {
                writeln!(file, "[[job]]\nname = \"job{number}\"\nseat = \"alice\"\n{job}").expect("text");
            }
            let found = answer(&file, &["--ledger"]);
            let plus = |one: Usd, other: Usd| one.plus(other).expect("in range");
            let seat = &found.seats[0];
            let all = |spent, drawn, expires| plus(plus(spent, drawn), expires);
            assert_eq!(seat.granted_usd, all(seat.spent_usd, seat.drawn_usd, seat.expires_usd), "{file}");
            for cycle in &found.cycles {
                let of = &cycle.seats[0];
                assert_eq!(of.granted_usd, all(of.spent_usd, of.drawn_usd, of.expires_usd), "{file}");
                assert_eq!(of.drawn_usd, cycle.total.drawn_usd, "{file}");
            }
            for term in &seat.terms {
                assert_eq!(term.granted_usd, all(term.spent_usd, term.drawn_usd, term.expires_usd), "{file}");
            }
            let terms = |of: fn(&SeatTerm) -> Usd| seat.terms.iter().map(of).fold(Usd::ZERO, plus);
            assert_eq!(seat.granted_usd, terms(|term| term.granted_usd), "{file}");
            assert_eq!(seat.drawn_usd, terms(|term| term.drawn_usd), "{file}");
            assert_eq!(seat.expires_usd, terms(|term| term.expires_usd), "{file}");
            // One run after the other comes to the same as all at once.
            let entries = |kind: EntryKind| {
                let lines = found.ledger.iter().flatten().filter(|entry| entry.entry == kind);
                lines.map(|entry| entry.amount_usd).fold(Usd::ZERO, plus)
            };
            assert_eq!(seat.granted_usd, entries(EntryKind::Grant), "{file}");
            assert_eq!(seat.spent_usd, entries(EntryKind::Spent), "{file}");
            assert_eq!(seat.drawn_usd, entries(EntryKind::Draw), "{file}");
            assert_eq!(seat.billed_usd, entries(EntryKind::Bill), "{file}");
            assert_eq!(seat.expires_usd, entries(EntryKind::Expire), "{file}");
        }
    }
}

#[test]
fn a_day_of_renewal_that_is_the_scenarios_changes_nothing() {
    let jobs = "[[job]]\nname = \"a\"\ncost_per_run_usd = \"1.10\"\ncron = \"0 */7 * * *\"\n[[job]]\nname = \"b\"\ncost_per_run_usd = \"0.55\"\nruns = 40\n";
    for policy in ["stop", "bill", "cap=9.00"] {
        let of = |day: &str| {
            let seat = format!(
                "[[seat]]\nname = \"alice\"\nplan = \"pro\"\nspent_usd = \"6.00\"\n{day}on_exhaustion = \"{policy}\"\n"
            );
            answer(&format!("cycles = 3\n{HEAD}{seat}{jobs}"), &["--ledger"])
        };
        let (plain, own) = (of(""), of("cycle_day = 1\n"));
        assert_eq!((&plain.jobs, &plain.cycles, &plain.total), (&own.jobs, &own.cycles, &own.total));
        assert_eq!(plain.ledger, own.ledger);
        assert_eq!(own.seats[0].terms.len(), 3);
    }
}

fn solved(args: &str) -> Solve {
    let output = asked(&format!("solve seats --cost-per-run 4 --as-of 2026-11-21 --json {args}"));
    assert_eq!(output.status.code(), Some(0), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    answers::read(&String::from_utf8_lossy(&output.stdout))
}

#[test]
fn the_cheapest_seats_are_told_with_the_next_cheaper_ones() {
    // 90 runs of $4.00 are $360.00. A standard seat is $20.00 for $25.00 a month, a premium one $100.00 for $125.00:
    // 18, 13 + 1, 8 + 2 and 3 + 3 of them grant $360.00 for $450.00. The fewest seats come first; eight people take
    // 8 + 2. For $425.00 there are $340.00, and $20.00 are beyond.
    for (people, answer) in [("", "standard=3,premium=3"), ("--people 8", "standard=8,premium=2")] {
        let found = solved(&format!("--per-day 3 {people}"));
        let first = found.first.expect("there is one");
        assert_eq!(first.answer.as_deref(), Some(answer));
        let (holds, fails) = (first.holds.expect("it holds"), first.fails.expect("there is a cheaper one"));
        assert_eq!((holds.fee_usd, holds.overflow_usd), (Some(usd("450.00")), Some(usd("0.00"))));
        assert_eq!((fails.fee_usd, fails.overflow_usd), (Some(usd("425.00")), Some(usd("20.00"))));
    }
    // Twenty people have $400.00 of credit with standard seats, and there is nothing cheaper.
    let first = solved("--per-day 3 --people 20").first.expect("there is one");
    assert_eq!((first.answer.as_deref(), first.fails), (Some("standard=20"), None));
    // 150 runs are $600.00, and no seats grant more than $500.00: 25 x 20, or 5 x 100, for $625.00 each.
    let first = solved("--per-day 5").first.expect("there is an answer");
    let fails = first.fails.expect("the largest");
    assert_eq!(
        (first.answer, fails.credit_usd, fails.fee_usd),
        (None, Some(usd("500.00")), Some(usd("625.00")))
    );
    assert_eq!(solved("--per-day 5 --max-overflow 100").answers.len(), 1);
}

#[test]
fn no_cheaper_mix_of_seats_holds() {
    // Every mix of up to 30 and 8 seats, by its fee and its credit, against the answer.
    for runs in [1_u64, 7, 23, 64, 90, 111, 125] {
        for people in [1_u64, 5, 12] {
            let needed = 4 * runs;
            let mut best: Option<u64> = None;
            for (standard, premium) in
                (0..=30).flat_map(|standard| (0..=8).map(move |premium| (standard, premium)))
            {
                let credit = (20 * standard + 100 * premium).min(500);
                let fee = 25 * standard + 125 * premium;
                if credit >= needed && standard + premium >= people {
                    best = Some(best.map_or(fee, |best: u64| best.min(fee)));
                }
            }
            let first =
                solved(&format!("--runs {runs} --people {people}")).first.expect("there is an answer");
            let found = first.holds.and_then(|tried| tried.fee_usd);
            assert_eq!(found, best.map(|fee| usd(&fee.to_string())), "{runs} runs, {people} people");
        }
    }
}
