//! Seats: several alike, and what they come to, worked by hand and against the same seats written out.

use std::fmt::Write as _;
use std::process::Output;

use creditcalc::answer::simulate::{Entry, EntryKind, Seat, Simulate};
use creditcalc::answer::{Compare, Estimate};
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
    let page = said(&file, &[]);
    assert!(page.contains("devs x 8"), "{page}");
    let one = "One of the 8 devs: $100.00 of credit, $100.00 drawn, $20.00 overflow, $0.00 left.";
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
    let words = args.split(' ').map(|word| word.replace('~', " "));
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
        assert!(found.notes.contains(&"`--seats 25` is 25 standard seats of team".to_owned()));
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
