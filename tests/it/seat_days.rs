//! Seats whose plans come and go within a cycle: what each day draws, worked by hand.

use creditcalc::answer::simulate::Simulate;

use crate::answers;
use crate::sandbox::Sandbox;

/// A run of $4.00 on each of the 30 days from 14 November to 13 December: $120.00.
const JOB: &str = "[[job]]\nname = \"j\"\ncost_per_run_usd = \"4.00\"\ncron = \"0 3 * * *\"\n";

fn file(program: &str, seats: &[&str]) -> String {
    let seats: Vec<String> = seats.iter().map(|seat| format!("[[seat]]\nname = \"a\"\n{seat}\n")).collect();
    format!("program = \"{program}\"\ntz = \"UTC\"\ncycle_day = 14\n{}{JOB}", seats.concat())
}

fn said(scenario: &str, args: &[&str]) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("seats.toml", scenario);
    let args = [&["simulate", "seats.toml", "--as-of", "2026-11-28"], args].concat();
    let output = sandbox.creditcalc(args).output().expect("the program was built for this test");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{scenario}\n{stderr}");
    String::from_utf8(output.stdout).expect("the program writes text")
}

fn answer(scenario: &str) -> Simulate {
    answers::read(&said(scenario, &["--json"]))
}

fn june(seats: &[&str]) -> Simulate {
    answer(&file("agent-sdk-credit", seats))
}

/// What the credit pays, what plan limits pay, what is billed, and what is refused.
fn split(found: &Simulate) -> [String; 4] {
    let counts = &found.total.counts;
    [counts.drawn_usd, counts.plan_windows_usd, counts.billed_usd, counts.refused_usd]
        .map(|amount| amount.to_string())
}

#[test]
fn a_cap_is_granted_once_a_cycle() {
    // The 14th to the 19th are 6 runs of $4.00 without a plan, of which $5.00 are billed. From the 20th on there are
    // 20 x 24/30 = $16.00 of credit for 4 runs. Nothing pays the other 20.
    let begins = june(&["plan = \"pro\"\nstarts_on = 2026-11-20\non_exhaustion = \"cap=5.00\""]);
    assert_eq!(split(&begins), ["16.00", "0.00", "5.00", "99.00"]);
    // To the 22nd, $20.00 pay 5 of 9 runs and the cap $5.00; from the 25th on there are 20 x 19/30 = $12.6666666667.
    let gap = june(&[
        "plan = \"pro\"\nends_on = 2026-11-22\non_exhaustion = \"cap=5.00\"",
        "plan = \"pro\"\nstarts_on = 2026-11-25",
    ]);
    assert_eq!(split(&gap), ["32.6666666667", "0.00", "5.00", "82.3333333333"]);
}

#[test]
fn a_cap_is_granted_in_each_cycle_whoever_holds_the_plan() {
    // $20.00 pay 5 of the runs of November's cycle, and $5.00 are billed. December's begins on the 14th, when nobody
    // has the plan: $5.00 are billed on the 14th and 15th. From the 20th on there are 20 x 25/31 = $16.1290322581.
    let file = file(
        "agent-sdk-credit",
        &[
            "plan = \"pro\"\nends_on = 2026-12-05\non_exhaustion = \"cap=5.00\"",
            "plan = \"pro\"\nstarts_on = 2026-12-20",
        ],
    );
    let found = answer(&format!("cycles = 2\n{file}"));
    let of = |cycle: usize| {
        let total = &found.cycles[cycle].total;
        [total.drawn_usd, total.billed_usd].map(|amount| amount.to_string())
    };
    assert_eq!(of(0), ["20.00", "5.00"]);
    assert_eq!(of(1), ["16.1290322581", "5.00"]);
}

#[test]
fn what_was_spent_is_held_against_all_that_was_granted_by_then() {
    // $100.00 on the 14th and 100 x 21/30 = $70.00 on the 23rd: of $170.00, $120.00 are spent. $50.00 are left for the
    // 16 runs from the 28th on, $64.00.
    let upgraded = |spent: &str, policy: &str| {
        let first = format!("plan = \"max-5x\"\nends_on = 2026-11-22\nspent_usd = \"{spent}\"\n{policy}");
        let seats = [&first, "plan = \"max-20x\"\nstarts_on = 2026-11-23"];
        format!("from_now = true\n{}", file("agent-sdk-credit", &seats))
    };
    let found = answer(&upgraded("120", ""));
    assert_eq!(split(&found), ["50.00", "0.00", "0.00", "14.00"]);
    let seat = &found.seats[0];
    assert_eq!(
        (seat.granted_usd.to_string(), seat.spent_usd.to_string()),
        ("170.00".into(), "120.00".into())
    );
    // Nothing of the cap is used up by $170.00, and $3.00 of it are by $173.00.
    let cap = "on_exhaustion = \"cap=10.00\"";
    assert_eq!(split(&answer(&upgraded("170", cap))), ["0.00", "0.00", "10.00", "54.00"]);
    assert_eq!(split(&answer(&upgraded("173", cap))), ["0.00", "0.00", "7.00", "57.00"]);
    // $181.00 are more than both.
    let sandbox = Sandbox::new();
    sandbox.write("seats.toml", upgraded("181", cap));
    let output =
        sandbox.creditcalc(["simulate", "seats.toml", "--as-of", "2026-11-28"]).output().expect("built");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        stderr.contains("spent $181.00 exceeds the credit of $170.00 plus the cap of $10.00"),
        "{stderr}"
    );
}

#[test]
fn a_plan_that_has_yet_to_begin_has_spent_nothing() {
    // The plan of the 22nd to the 26th is over on the 28th, and whatever it spent. From 3 December on there are
    // 200 x 11/30 = $73.3333333333 for 11 runs, $44.00; the 5 before it have nothing.
    let seats = [
        "plan = \"max-5x\"\nstarts_on = 2026-11-22\nends_on = 2026-11-26\nspent_usd = \"70.00\"\non_exhaustion = \"cap=3.00\"",
        "plan = \"max-20x\"\nstarts_on = 2026-12-03",
    ];
    let found = june(&seats);
    assert_eq!(split(&found), ["44.00", "0.00", "3.00", "17.00"]);
    assert_eq!(found.seats[0].spent_usd.to_string(), "0.00");
    assert_eq!(found.seats[0].granted_usd.to_string(), "73.3333333333");
}

fn current(seats: &[&str]) -> Simulate {
    answer(&file("current", seats))
}

#[test]
fn runs_before_a_change_are_paid_by_the_plan_of_their_day() {
    // 29 runs on the limits of a plan without a credit, $116.00; on 13 December 200 x 1/30 = $6.6666666667 pay $4.00.
    let found = june(&[
        "plan = \"enterprise-standard\"\nends_on = 2026-12-12",
        "plan = \"enterprise-premium\"\nstarts_on = 2026-12-13",
    ]);
    assert_eq!(split(&found), ["4.00", "116.00", "0.00", "0.00"]);
    let total = &found.total.counts;
    assert_eq!((total.runs_on_plan_limits, total.runs_covered, total.runs_refused), (29, 1, 0));
    assert_eq!((total.nights, total.nights_covered), (30, 1));
    assert_eq!(found.seats[0].runs_out_on, None);
    // 29 runs with an API key on a plan without a credit are billed, $116.00; 100 x 1/30 = $3.3333333333 pay a part of
    // the last, and the credit's own rule refuses the rest of it.
    let found = current(&["plan = \"pro\"\nends_on = 2026-12-12", "plan = \"max\"\nstarts_on = 2026-12-13"]);
    assert_eq!(split(&found), ["3.3333333333", "0.00", "116.00", "0.6666666667"]);
    assert_eq!(found.seats[0].runs_out_on.map(|day| day.to_string()).as_deref(), Some("2026-12-13"));
    // 9 runs without a plan are billed, $36.00; from the 23rd on 200 x 21/30 = $140.00 pay 21 runs, and the fee is the
    // same part of $200.00.
    let found =
        june(&["plan = \"api-key\"\nends_on = 2026-11-22", "plan = \"max-20x\"\nstarts_on = 2026-11-23"]);
    assert_eq!(split(&found), ["84.00", "0.00", "36.00", "0.00"]);
    assert_eq!(found.total.pay_usd.map(|pay| pay.to_string()).as_deref(), Some("176.00"));
}

#[test]
fn what_is_left_of_a_credit_is_drawn_on_a_plan_without_one() {
    // $200.00 pay 2 runs of the 14th and 15th, and then all others: the rest of the credit stays until the cycle ends.
    let found = june(&[
        "plan = \"enterprise-premium\"\nends_on = 2026-11-15",
        "plan = \"enterprise-standard\"\nstarts_on = 2026-11-16",
    ]);
    assert_eq!(split(&found), ["120.00", "0.00", "0.00", "0.00"]);
    // $20.00 pay 5 runs; the other 25 are on the limits of the plan that follows.
    let found = june(&[
        "credit_usd = \"20.00\"\nends_on = 2026-11-15",
        "plan = \"enterprise-standard\"\nstarts_on = 2026-11-16",
    ]);
    assert_eq!(split(&found), ["20.00", "100.00", "0.00", "0.00"]);
}

#[test]
fn nobody_has_limits_on_a_day_without_a_plan() {
    // The 14th to the 19th are 6 runs without a plan, $24.00, which are refused; the other 24 are on limits.
    let begins = ["plan = \"enterprise-standard\"\nstarts_on = 2026-11-20"];
    assert_eq!(split(&june(&begins)), ["0.00", "96.00", "0.00", "24.00"]);
    let billed = ["plan = \"enterprise-standard\"\nstarts_on = 2026-11-20\non_exhaustion = \"bill\""];
    assert_eq!(split(&june(&billed)), ["0.00", "96.00", "24.00", "0.00"]);
}

#[test]
fn a_promotional_credit_is_drawn_on_a_plan_without_a_credit() {
    let promo =
        |plan: &str| format!("plan = \"{plan}\"\npromo_credit_usd = \"50.00\"\npromo_until = 2026-12-30");
    // $50.00 pay 12 runs and a half of the 13th; with an API key the rest is billed, and on the plan it is on limits.
    let found = current(&[&promo("pro")]);
    assert_eq!(split(&found), ["50.00", "0.00", "70.00", "0.00"]);
    assert_eq!((found.total.counts.runs_covered, found.total.counts.runs_partial), (12, 1));
    assert_eq!(found.seats[0].runs_out_on.map(|day| day.to_string()).as_deref(), Some("2026-11-26"));
    let found = june(&[&promo("enterprise-standard")]);
    assert_eq!(split(&found), ["50.00", "70.00", "0.00", "0.00"]);
    assert_eq!((found.total.counts.runs_covered, found.total.counts.runs_on_plan_limits), (12, 18));
    // No credit pays for what is done by hand, nor for the Action under the rules in force, nor for what a cloud bills.
    let used = |words: &str| answer(&format!("{}{words}", file("current", &[&promo("pro")])));
    assert_eq!(split(&used("surface = \"interactive\"\n")), ["0.00", "120.00", "0.00", "0.00"]);
    assert_eq!(split(&used("surface = \"github-action\"\n")), ["0.00", "0.00", "120.00", "0.00"]);
    assert_eq!(split(&used("auth = \"cloud\"\n")), ["0.00", "0.00", "120.00", "0.00"]);
}

#[test]
fn what_is_done_by_hand_signs_in_with_the_plan_under_every_program() {
    for surface in ["interactive", "ide"] {
        for (program, plan) in [("agent-sdk-credit", "max-5x"), ("current", "max")] {
            let seat = format!("plan = \"{plan}\"");
            let used =
                |words: &str| answer(&format!("{}surface = \"{surface}\"\n{words}", file(program, &[&seat])));
            assert_eq!(split(&used("")), ["0.00", "120.00", "0.00", "0.00"], "{surface} {program}");
            assert_eq!(split(&used("auth = \"api-key\"\n")), ["0.00", "0.00", "120.00", "0.00"]);
        }
    }
}

#[test]
fn seats_alike_are_several_credits_as_if_they_were_written_out() {
    let team = |rows: &[&str], jobs: &str| {
        let rows: Vec<String> =
            rows.iter().map(|row| format!("[[seat]]\n{row}\nplan = \"team-standard\"\n")).collect();
        answer(&format!(
            "program = \"agent-sdk-credit\"\ntz = \"UTC\"\ncycle_day = 14\n{}{jobs}",
            rows.concat()
        ))
    };
    let counted = team(&["name = \"a\"\ncount = 2"], JOB);
    let job = |seat: &str| JOB.replace("\"j\"", &format!("\"{seat}\"\nseat = \"{seat}\""));
    let written = team(&["name = \"a\"", "name = \"b\""], &[job("a"), job("b")].concat());
    // Two credits of $20.00 for 60 runs, $240.00: shared, they pay no more.
    let of = |found: &Simulate| {
        let pooled = found.pooled.as_ref().expect("two credits that do not pool");
        [pooled.granted_usd, pooled.drawn_usd, pooled.overflow_usd].map(|amount| amount.to_string())
    };
    assert_eq!(of(&counted), ["40.00", "40.00", "200.00"]);
    assert_eq!(of(&counted), of(&written));
}

#[test]
fn limits_are_said_to_be_free_only_under_the_rules_that_say_so() {
    let sandbox = Sandbox::new();
    let said = |words: &str| {
        let output = sandbox.creditcalc(words.split(' ')).output().expect("built");
        String::from_utf8(output.stdout).expect("the program writes text")
    };
    let page = said("estimate --cost-per-run 4 --plan enterprise-standard --as-of 2026-11-28 --explain");
    let expected = "Under the rules of the June credit, these runs use enterprise-standard's plan limits and cost nothing extra.";
    assert!(page.contains(expected), "{page}");
}
