//! Which jobs to move, thin out or drop: worked out by hand, tried one by one by a loop that knows nothing of the search,
//! and written into the file and read again.

use std::num::{NonZeroU16, NonZeroU64};
use std::sync::LazyLock;

use creditcalc::answer::Portfolio as Answer;
use creditcalc::calendar::BillingCycle;
use creditcalc::ledger::{
    Exhaustion, Growth, GrowthBy, Held, Holding, JobSpec, RunSpec, SeatSpec, Simulation, simulate,
};
use creditcalc::pricing::{PriceTable, Surface};
use creditcalc::schedule::Schedule;
use creditcalc::studies::portfolio::{Change, Effort, Fit, Item, Portfolio, Proof, Sacrifice, Way};
use creditcalc::studies::solve::Limit;
use creditcalc::units::Usd;
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::answers;
use crate::sandbox::Sandbox;

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

fn cents(cents: u64) -> Usd {
    Usd::from_cents(cents).expect("it is in range")
}

// ----------------------------------------------------------------------------------------------------
// By hand.

const TEAM: &str = "\
plan = \"max-5x\"
tz = \"Europe/Berlin\"
as_of = 2026-11-21

[[job]]
name = \"nightly-audit\"
cost_per_run_usd = \"2.40\"
cron = \"0 3 * * *\"
priority = 1

# Reviews of pull requests.
[[job]]
name = \"review\"
cost_per_run_usd = \"0.45\"
runs = 120 # in a month

[[job]]
name = \"digest\"
cost_per_run_usd = \"0.40\"
cron = '0 7 * * MON-FRI'
";

#[test]
fn important_jobs_stay_and_the_others_give_up_the_fewest_runs() {
    // $100.00 of credit, of which the audit draws 30 x $2.40 = $72.00: $28.00 are left. A digest costs less than a review,
    // so all 21 stay: 21 x $0.40 = $8.40. $19.60 pay 43 reviews of $0.45 ($19.35), and 77 are given up.
    let answer = fitted(TEAM, &[]);
    assert_eq!(answer["outcome"], "changed");
    assert_eq!(answer["proof"]["proven"], "best");
    assert_eq!(of_jobs(&answer, "runs"), [json!(30), json!(43), json!(21)]);
    assert_eq!(answer["total"]["runs_given_up"], 77);
    assert_eq!(answer["total"]["cost_usd"], "99.75");
    assert_eq!(answer["total"]["overflow_usd"], "0.00");
    assert_eq!(answer["jobs"][1]["edit"]["lines"], json!(["runs = 43"]));
    assert_eq!(answer["jobs"][1]["edit"]["instead_of"], json!(["runs = 120"]));
    assert_eq!((&answer["jobs"][0]["edit"], &answer["jobs"][2]["edit"]), (&Json::Null, &Json::Null));
}

#[test]
fn a_lower_number_comes_first_even_where_that_costs_more_runs() {
    // The same priority for all: nights of $2.40 go before reviews of $0.45.
    let all_alike = TEAM.replace("priority = 1\n", "");
    let answer = fitted(&all_alike, &[]);
    let audits = of_jobs(&answer, "runs")[0].as_u64().expect("a number");
    assert!(audits < 30, "{audits}");
    assert!(answer["total"]["runs_given_up"].as_u64().expect("a number") < 77);
}

#[test]
fn with_enough_credit_nothing_changes() {
    // $72.00 + $54.00 + $8.40 = $134.40
    for (credit, outcome) in [("134.40", "unchanged"), ("134.39", "changed")] {
        let team = TEAM.replace("plan = \"max-5x\"", &format!("credit_usd = \"{credit}\""));
        let answer = fitted(&team, &[]);
        assert_eq!(answer["outcome"], outcome, "{credit}");
    }
    // A limit of $34.40 allows what $100.00 of credit don't pay.
    assert_eq!(fitted(TEAM, &["--max-overflow", "34.40"])["outcome"], "unchanged");
    assert_eq!(fitted(TEAM, &["--max-overflow", "34.39"])["outcome"], "changed");
}

#[test]
fn a_job_that_costs_more_than_the_credit_is_dropped_and_what_stays_is_left_alone() {
    // One run of $150.00 fits into no $100.00; 20 of $5.00 do.
    let team = "plan = \"max-5x\"\ntz = \"UTC\"\nas_of = 2026-11-21\n\
        [[job]]\nname = \"huge\"\ncost_per_run_usd = \"150\"\nruns = 1\npriority = 1\n\
        [[job]]\nname = \"small\"\ncost_per_run_usd = \"5\"\nruns = 20\n\
        [[job]]\nname = \"idle\"\ncost_per_run_usd = \"5\"\nruns = 0\n";
    let answer = fitted(team, &[]);
    assert_eq!(of_jobs(&answer, "runs"), [json!(0), json!(20), json!(0)]);
    assert_eq!(of_jobs(&answer, "changes"), [json!(["drop"]), json!([]), json!([])]);
    // Where it has to stay, nothing is enough.
    let answer = fitted(team, &["--keep", "huge"]);
    assert_eq!((&answer["outcome"], &answer["proof"]["proven"]), (&json!("nothing"), &json!("best")));
    assert_eq!(of_jobs(&answer, "runs"), [json!(1), json!(20), json!(0)], "as it is written");
    let answer = fitted(team, &["--allow", "thin"]);
    assert_eq!(answer["outcome"], "nothing");
}

#[test]
fn a_move_keeps_every_run() {
    // $60.00 on $20.00, and $100.00 beside it.
    let team = "tz = \"UTC\"\nas_of = 2026-11-21\nprogram = \"agent-sdk-credit\"\n\
        [[seat]]\nname = \"alice\"\nplan = \"max-5x\"\n[[seat]]\nname = \"bob\"\nplan = \"pro\"\n\
        [[job]]\nname = \"a\"\nseat = \"bob\"\ncost_per_run_usd = \"2\"\nnightly = true\n";
    let answer = fitted(team, &[]);
    assert_eq!(answer["jobs"][0]["changes"], json!(["move"]));
    assert_eq!(
        (&answer["jobs"][0]["seat_before"], &answer["jobs"][0]["seat"]),
        (&json!("bob"), &json!("alice"))
    );
    assert_eq!(answer["total"]["runs_given_up"], 0);
    // A pinned job stays: $20.00 pay 10 nights.
    let answer = fitted(&team.replace("nightly", "pinned = true\nnightly"), &[]);
    assert_eq!(answer["jobs"][0]["runs"], 10);
    let answer = fitted(team, &["--allow", "thin,drop"]);
    assert_eq!(answer["jobs"][0]["runs"], 10);
}

#[test]
fn another_model_comes_before_giving_up_runs_and_only_where_it_is_allowed() {
    let team = "plan = \"pro\"\ntz = \"UTC\"\nas_of = 2026-11-21\nprogram = \"agent-sdk-credit\"\n[[job]]\nname = \"a\"\n\
        usage = { model = \"claude-opus-5-5\", input = 200_000, output = 8_000 }\nnightly = true\n";
    let answer = fitted(team, &[]);
    assert_eq!(answer["jobs"][0]["changes"], json!(["thin"]));
    let answer = fitted(team, &["--models", "haiku"]);
    assert_eq!(answer["jobs"][0]["changes"], json!(["model"]));
    assert_eq!(answer["total"]["runs_given_up"], 0);
    assert_eq!(answer["jobs"][0]["model"], "claude-haiku-5-5");
    // Of two that are enough the first is used, whatever it costs.
    for (models, used) in [("sonnet,haiku", "claude-sonnet-5-5"), ("haiku,sonnet", "claude-haiku-5-5")] {
        assert_eq!(fitted(team, &["--models", models])["jobs"][0]["model"], used);
    }
}

#[test]
fn with_more_cycles_a_job_can_wait_for_the_renewal() {
    // $90.00 of $100.00 are spent: a job of $1.00 a night has 10 nights of November from the 1st on, and all of December.
    let team = "tz = \"UTC\"\nas_of = 2026-11-01\nprogram = \"agent-sdk-credit\"\ncycles = 2\n\
        [[seat]]\nname = \"a\"\nplan = \"max-5x\"\nspent_usd = \"90\"\n\
        [[job]]\nname = \"once\"\ncost_per_run_usd = \"11\"\ncron = \"0 3 2 * *\"\n";
    let answer = fitted(team, &[]);
    assert_eq!(answer["jobs"][0]["changes"], json!(["move"]));
    assert_eq!(answer["jobs"][0]["waits_until"], "2026-12-01");
    assert_eq!(answer["jobs"][0]["edit"]["lines"], json!(["starts_on = 2026-12-01"]));
    assert_eq!(of_jobs(&answer, "runs_before"), [json!(2)]);
    assert_eq!(of_jobs(&answer, "runs"), [json!(1)]);
}

#[test]
fn what_nobody_named_must_hold_under_both_programs() {
    // Pro has $20.00 in June and nothing today.
    let team = "plan = \"pro\"\ntz = \"UTC\"\nas_of = 2026-11-21\n\
        [[job]]\nname = \"a\"\ncost_per_run_usd = \"0.50\"\nnightly = true\n";
    let answer = fitted(team, &[]);
    assert_eq!(answer["jobs"][0]["changes"], json!(["drop"]));
    assert_eq!(answer["in_force"]["overflow_before_usd"], "15.00");
    let named = fitted(team, &["--program", "agent-sdk-credit"]);
    assert_eq!((&named["outcome"], &named["in_force"]), (&json!("unchanged"), &Json::Null));
}

const NO_CREDIT_TODAY: &str = "plan = \"pro\"\ntz = \"UTC\"\nas_of = 2026-11-21\n\
    [[job]]\nname = \"a\"\ncost_per_run_usd = \"0.42\"\nruns = 30\n";

fn in_text(scenario: &str, args: &[&str]) -> (Option<i32>, String) {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", scenario);
    let asked = [&["solve", "portfolio", "team.toml"], args].concat();
    let output = sandbox.creditcalc(asked).output().expect("it starts");
    assert!(!sandbox.work().join("changed.toml").exists(), "nothing is written");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).expect("the program writes text"))
}

#[test]
fn where_today_has_no_credit_that_is_said_first() {
    let said = "Today's rules (API credit): pro has no credit. For the June credit alone: `--program \
        agent-sdk-credit`.";
    let (code, text) = in_text(NO_CREDIT_TODAY, &[]);
    let first = text.split("job ").next().expect("the first lines").split_whitespace().collect::<Vec<_>>();
    assert_eq!(code, Some(0));
    assert!(first.join(" ").contains(said), "{text}");
    let (_, named) = in_text(NO_CREDIT_TODAY, &["--program", "agent-sdk-credit"]);
    assert!(!named.contains("no credit"), "{named}");
}

#[test]
fn a_scenario_without_a_job_is_not_written() {
    let (code, text) = in_text(NO_CREDIT_TODAY, &["--write", "changed.toml"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("every job is dropped"), "{text}");
}

#[test]
fn a_job_that_cannot_be_thinned_is_named() {
    let team = "credit_usd = \"5\"\ntz = \"UTC\"\nas_of = 2026-11-21\n\
        [[job]]\nname = \"y\"\ncost_per_run_usd = \"1\"\ncron = \"0 3 1-20 * *\"\n";
    let (code, text) = in_text(team, &["--allow", "thin", "--explain"]);
    assert_eq!(code, Some(0), "no choice is enough, which is an answer");
    assert!(text.contains("`y` can't be thinned"), "{text}");
}

#[test]
fn a_second_scenario_is_asked_about_with_the_same_command() {
    let (code, text) = in_text(NO_CREDIT_TODAY, &["other.toml"]);
    assert_eq!(code, Some(2));
    assert!(text.contains("`creditcalc solve portfolio other.toml`"), "{text}");
}

#[test]
fn what_holds_in_95_of_100_months_is_what_forecast_says() {
    let sandbox = Sandbox::new();
    let records = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/forecast.in/audit.jsonl");
    sandbox.write("audit.jsonl", std::fs::read(records).expect("it is there"));
    let team = "plan = \"pro\"\ntz = \"UTC\"\nas_of = 2026-11-21\nprogram = \"agent-sdk-credit\"\n\
        [[job]]\nname = \"audit\"\nfrom = \"audit.jsonl\"\nmax_budget_usd = \"4\"\nruns = 30\n";
    sandbox.write("team.toml", team);
    let in_the_plan = answer_in(&sandbox, &[]);
    let p95 = answer_in(&sandbox, &["--at", "p95", "--write", "changed.toml"]);
    let runs = |answer: &Json| answer["jobs"][0]["runs"].as_u64().expect("a number");
    assert!(0 < runs(&p95) && runs(&p95) < runs(&in_the_plan), "{} and {}", runs(&p95), runs(&in_the_plan));
    let over = |scenario: String| {
        sandbox.write("asked.toml", scenario);
        let asked = ["forecast", "asked.toml", "--json", "-q"];
        let output = sandbox.creditcalc(asked).output().expect("it starts");
        let forecast: Json = serde_json::from_slice(&output.stdout).expect("it is JSON");
        let over = forecast["credits"][0]["overflow_usd"]["p95"].clone();
        over.as_str().unwrap_or_else(|| panic!("{forecast:#}")).parse::<Usd>().expect("it is money")
    };
    assert_eq!(over(sandbox.read("changed.toml")), Usd::ZERO);
    // One run more is one too many.
    let one_more = team.replace("runs = 30", &format!("runs = {}", runs(&p95) + 1));
    assert!(over(one_more) > Usd::ZERO);
}

fn of_jobs(answer: &Json, key: &str) -> Vec<Json> {
    answer["jobs"].as_array().expect("a list").iter().map(|job| job[key].clone()).collect()
}

fn fitted(scenario: &str, args: &[&str]) -> Json {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", scenario);
    answer_in(&sandbox, args)
}

fn answer_in(sandbox: &Sandbox, args: &[&str]) -> Json {
    let asked = [&["solve", "portfolio", "team.toml", "--json", "-q"], args].concat();
    let output = sandbox.creditcalc(asked).output().expect("the program was built");
    let text = String::from_utf8(output.stdout).expect("the program writes text");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Answer = answers::read(&text);
    assert_eq!(answer.jobs.iter().map(|job| job.runs).sum::<u64>(), answer.total.runs);
    let value: Json = serde_json::from_str(&text).expect("it is JSON");
    value
}

#[test]
fn a_job_of_another_file_is_given_up_like_one_of_the_first() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "team.toml",
        "include = \"part.toml\"\nplan = \"pro\"\nprogram = \"agent-sdk-credit\"\ntz = \"UTC\"\nas_of = 2026-11-21\n\
        [[job]]\nname = \"a\"\ncost_per_run_usd = \"0.50\"\nnightly = true\n",
    );
    sandbox.write("part.toml", "[[job]]\nname = \"b\"\ncost_per_run_usd = \"1.50\"\nruns = 10\n");
    let answer = answer_in(&sandbox, &["--allow", "drop"]);
    // 30 x $0.50 + 10 x $1.50 = $30.00 are $10.00 more than the credit of $20.00. Without `b` it is $15.00, and 10 runs
    // are given up; without `a` it would be 30.
    let of = |key: &str| answer["total"][key].clone();
    assert_eq!(["runs_before", "runs", "runs_given_up"].map(of), [40, 30, 10].map(Json::from));
    assert_eq!(
        ["cost_usd", "overflow_before_usd", "overflow_usd"].map(of),
        ["15.00", "10.00", "0.00"].map(Json::from)
    );
}

// ----------------------------------------------------------------------------------------------------
// In the file.

/// What is written is what is counted: the file, read by `simulate`, comes to the same.
fn written_and_read_again(scenario: &str, args: &[&str]) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", scenario);
    let answer = answer_in(&sandbox, &[args, &["--write", "changed.toml"]].concat());
    let changed = sandbox.read("changed.toml");
    let left: Vec<&Json> = answer["jobs"].as_array().expect("a list").iter().collect();
    let left: Vec<&Json> = left.into_iter().filter(|job| job["changes"] != json!(["drop"])).collect();
    if left.is_empty() {
        assert!(!changed.contains("[[job]]"), "{changed}");
        return changed;
    }
    let output =
        sandbox.creditcalc(["simulate", "changed.toml", "--json", "-q"]).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{}\n{changed}", String::from_utf8_lossy(&output.stderr));
    let simulated: Json = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let figures = |jobs: &[&Json]| -> Vec<Json> {
        jobs.iter()
            .map(|job| {
                json!([job["job"], job["runs"], job["runs_covered"], job["cost_usd"], job["overflow_usd"]])
            })
            .collect()
    };
    let played: Vec<&Json> = simulated["jobs"].as_array().expect("a list").iter().collect();
    assert_eq!(figures(&left), figures(&played), "{changed}");
    for (ours, theirs) in
        answer["seats"].as_array().expect("a list").iter().zip(simulated["seats"].as_array().expect("a list"))
    {
        for (own, there) in
            [("granted_usd", "granted_usd"), ("drawn_usd", "drawn_usd"), ("left_usd", "expires_usd")]
        {
            assert_eq!(ours[own], theirs[there], "{own}: {changed}");
        }
    }
    assert_eq!(answer["total"]["overflow_usd"], simulated["total"]["overflow_usd"]);
    changed
}

#[test]
fn only_what_changes_is_written() {
    let changed = written_and_read_again(TEAM, &[]);
    assert_eq!(changed, TEAM.replace("runs = 120 #", "runs = 43 #"));
    // The comment of the next job stays with it.
    let changed = written_and_read_again(TEAM, &["--allow", "drop"]);
    assert_eq!(changed.matches("[[job]]").count(), 2, "{changed}");
    // What is enough is written as it is.
    assert_eq!(written_and_read_again(TEAM, &["--max-overflow", "50"]), TEAM);
}

#[test]
fn the_smaller_file_of_the_example_is_what_is_written() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/portfolio.in");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("it is there");
    let fleet = format!("as_of = 2026-11-28\n{}", read("fleet.toml"));
    assert_eq!(written_and_read_again(&fleet, &[]), format!("as_of = 2026-11-28\n{}", read("smaller.toml")));
}

#[test]
fn every_kind_of_schedule_is_written_so_that_it_is_read_again() {
    let schedules = [
        "cron = \"0 3 * * *\"",
        "cron = [\"0 3 * * *\", \"30 15 * * *\"]",
        "cron = \"@daily\"",
        "cron = \"*/20 * * * *\"",
        "cron = \"15 8-18 * * 1-5\"",
        "oncalendar = \"*-*-* 03:00\"",
        "oncalendar = \"hourly\"",
        "oncalendar = \"*:00/15\"",
        "nightly = true",
        "per_day = 7",
        "per_day = 25",
        "runs = 77",
    ];
    for (schedule, credit) in
        schedules.iter().flat_map(|schedule| ["3", "9", "14"].map(|credit| (schedule, credit)))
    {
        for more in [
            "",
            "seat = \"b\"\n",
            "retry_factor = \"1.5\"\n",
            "growth_per_run_usd = \"0.01\"\nsession_runs = 5\n",
        ] {
            let scenario = format!(
                "tz = \"America/New_York\"\nas_of = 2026-11-21\ncycles = 2\n\
                [[seat]]\nname = \"a\"\ncredit_usd = \"{credit}\"\n[[seat]]\nname = \"b\"\ncredit_usd = \"4\"\n\
                [[job]]\nname = \"x\"\n{schedule}\ncost_per_run_usd = \"0.35\"\n{}\n[[job]]\nname = \"y\"\nseat = \"b\"\n\
                cost_per_run_usd = \"0.10\"\nruns = 30\n",
                if more.starts_with("seat") { more.to_owned() } else { format!("seat = \"a\"\n{more}") }
            );
            written_and_read_again(&scenario, &[]);
        }
    }
}

#[test]
fn another_model_is_written_with_its_tokens() {
    let usages = [
        "usage = { model = \"opus\", input = 90_000, output = 7_000, cache_read = 10_000, requests = 3 }",
        "usage = [\n  { model = \"claude-opus-5-5\", input = 90_000, output = 7_000 }, # one\n]",
        "usage = { model = \"claude-sonnet-4-5\", input = 90_000, output = 7_000 }",
    ];
    for usage in usages {
        let scenario = format!(
            "plan = \"pro\"\ntz = \"UTC\"\nas_of = 2026-11-21\nprogram = \"agent-sdk-credit\"\n[[job]]\nname = \"a\"\n{usage}\n\
            per_day = 9\n"
        );
        let changed = written_and_read_again(&scenario, &["--models", "haiku"]);
        assert!(changed.contains("claude-haiku-5-5"), "{changed}");
    }
}

#[test]
fn nothing_is_written_over_what_is_there() {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", TEAM);
    sandbox.write("there.toml", "mine");
    for (to, said) in [
        ("there.toml", "`there.toml` is there already"),
        ("team.toml", "`team.toml` is there already"),
        ("-", "needs a file"),
    ] {
        let output = sandbox
            .creditcalc(["solve", "portfolio", "team.toml", "--write", to])
            .output()
            .expect("it starts");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() != Some(0) && told.contains(said), "{to}: {told}");
    }
    let forced = ["solve", "portfolio", "team.toml", "--write", "team.toml", "--force"];
    let output = sandbox.creditcalc(forced).output().expect("it starts");
    assert!(String::from_utf8_lossy(&output.stderr).contains("`team.toml` is an input"));
    assert_eq!((sandbox.read("there.toml").as_str(), sandbox.read("team.toml").as_str()), ("mine", TEAM));
}

// ----------------------------------------------------------------------------------------------------
// One by one.

/// A question with jobs that can be asked about at random.
#[derive(Debug, Clone)]
struct Asked {
    question: Simulation<'static>,
    items: Vec<Item>,
    limit: Limit,
}

fn seat(
    name: &str,
    credit: u64,
    spent: u64,
    policy: Option<Exhaustion>,
    held: Held<'static>,
) -> SeatSpec<'static> {
    SeatSpec {
        name: name.to_owned(),
        holding: Holding::of_credit(cents(credit)),
        exhaustion: policy,
        spent: cents(spent.min(credit)),
        held,
    }
}

fn job(name: String, seat: usize, cost: u64, schedule: Schedule, priority: u64) -> JobSpec {
    JobSpec {
        name,
        seat,
        run: RunSpec::Stated(cents(cost)),
        retry_factor: None,
        growth: None,
        schedule,
        priority,
        starts_on: None,
        ends_on: None,
        surface: Surface::ClaudeP,
        auth: None,
        is_pinned: false,
    }
}

/// The ways of a job: fewer runs, another seat, both, or none.
fn ways(own: &JobSpec, fewer: &[u64], other_seat: bool, droppable: bool) -> Vec<Way> {
    let mut ways = vec![Way { change: Change::default(), jobs: vec![own.clone()] }];
    for runs in fewer {
        let thinned = Some(format!("{runs} runs"));
        let schedule = match own.schedule {
            Schedule::PerDay(_) => NonZeroU64::new(*runs).map(Schedule::PerDay),
            _ => Some(Schedule::Count(*runs)),
        };
        let Some(schedule) = schedule else { continue };
        let jobs = vec![JobSpec { schedule, ..own.clone() }];
        ways.push(Way { change: Change { thinned, ..Change::default() }, jobs });
    }
    if other_seat {
        let seat = 1 - own.seat;
        let moved: Vec<Way> = ways
            .iter()
            .map(|way| Way {
                change: Change { seat: Some(seat), ..way.change.clone() },
                jobs: way.jobs.iter().map(|job| JobSpec { seat, ..job.clone() }).collect(),
            })
            .collect();
        ways.extend(moved);
    }
    if droppable {
        ways.push(Way { change: Change { is_dropped: true, ..Change::default() }, jobs: Vec::new() });
    }
    ways
}

fn asked() -> impl Strategy<Value = Asked> {
    let job_of =
        (1_u64..400, 0_usize..2, 0_u64..3, 0_u64..20, any::<bool>(), any::<bool>(), 0_u8..8, 1_u64..4);
    let jobs = prop::collection::vec(job_of, 1..4);
    let seats = (0_u64..6_000, 0_u64..3_000, 0_u64..500, 0_u8..4, 1_u64..3, any::<bool>());
    (jobs, seats, 0_u64..3, any::<bool>(), 0_u64..800, 0_u64..30, 1_u16..3).prop_map(
        |(jobs, (one, other, spent, policy, count, own_day), kind, is_named, overflow, nights, cycles)| {
            let program = TABLE.default_program().expect("there is one");
            let as_of = date(2026, 11, 21);
            let policy =
                [None, Some(Exhaustion::Bill), Some(Exhaustion::Stop), Some(Exhaustion::Cap(cents(300)))]
                    [usize::from(policy)];
            let cycle_day = own_day.then_some(17);
            let is_free = count == 1 && cycle_day.is_none();
            let held =
                Held { count: NonZeroU64::new(count).expect("at least one"), cycle_day, ..Held::default() };
            let question = Simulation {
                program,
                is_program_named: is_named,
                as_of,
                zone: TimeZone::UTC,
                cycle: BillingCycle::calendar_month(as_of).expect("it is a day"),
                cycles: NonZeroU16::new(cycles).expect("at least one"),
                from: None,
                seats: vec![
                    seat("one", one, spent, policy, held),
                    seat("other", other, 0, policy, Held::default()),
                ],
                jobs: Vec::new(),
                is_fee_paid: false,
            };
            let items = jobs.into_iter().zip(0..).map(
                |((cost, seat, priority, runs, moves, drops, how, per_day), place)| {
                    let schedule = if how < 5 {
                        Schedule::Count(runs)
                    } else {
                        Schedule::PerDay(NonZeroU64::new(per_day).expect("at least one"))
                    };
                    let fewer: Vec<u64> = match &schedule {
                        Schedule::Count(_) => {
                            [runs / 2, runs / 3].into_iter().filter(|fewer| *fewer < runs).collect()
                        }
                        _ => (1..per_day).collect(),
                    };
                    let mut own = job(format!("job {place}"), seat, cost, schedule, priority);
                    if how == 1 {
                        own.growth =
                            Some(Growth { by: GrowthBy::Cost(cents(3)), session_runs: NonZeroU64::new(4) });
                    }
                    if how == 2 {
                        own.retry_factor = Some("1.25".parse().expect("a factor"));
                    }
                    if how == 3 {
                        own.surface = Surface::Interactive;
                    }
                    let ways = ways(&own, &fewer, moves && is_free, drops);
                    Item { name: own.name.clone(), priority, ways }
                },
            );
            let items: Vec<Item> = items.collect();
            let limit = match kind {
                0 => Limit::Overflow(Usd::ZERO),
                1 => Limit::Overflow(cents(overflow)),
                _ => Limit::Nights(nights),
            };
            Asked { question, items, limit }
        },
    )
}

/// What a choice comes to, in the order in which it counts; `None` where it does not hold.
type Worth = (Vec<u64>, u64, u64, u64, Usd);

/// Every choice, played through whole: the best of those that hold.
fn one_by_one(asked: &Asked) -> Option<Worth> {
    let mut priorities: Vec<u64> = asked.items.iter().map(|item| item.priority).collect();
    priorities.sort_unstable();
    priorities.dedup();
    let own_runs: Vec<u64> = asked.items.iter().map(|item| played(asked, &item.ways[0].jobs).0).collect();
    let mut best: Option<Worth> = None;
    let mut choice = vec![0; asked.items.len()];
    loop {
        let ways: Vec<&Way> = asked.items.iter().zip(&choice).map(|(item, way)| &item.ways[*way]).collect();
        let jobs: Vec<JobSpec> = ways.iter().flat_map(|way| way.jobs.iter().cloned()).collect();
        let question = Simulation { jobs, ..asked.question.clone() };
        let there = question.under_rules_in_force(&TABLE);
        let both = std::iter::once(&question).chain(there.as_ref().map(|there| &there.figures));
        let holds = both.into_iter().all(|question| {
            let simulated = simulate(&TABLE, question).expect("it has prices");
            simulated.cycles.iter().all(|cycle| match asked.limit {
                Limit::Overflow(limit) => cycle.total().overflow <= limit,
                Limit::Nights(nights) => cycle.nights.covered + cycle.nights.on_limits >= nights,
            })
        });
        if holds {
            let mut given_up = vec![0; priorities.len()];
            let mut cost = Usd::ZERO;
            for ((item, way), own) in asked.items.iter().zip(&ways).zip(&own_runs) {
                let (runs, of_way) = played(asked, &way.jobs);
                let level = priorities.iter().position(|known| *known == item.priority).expect("it is there");
                given_up[level] += own.saturating_sub(runs);
                cost += of_way;
            }
            let count =
                |is_so: fn(&&&Way) -> bool| u64::try_from(ways.iter().filter(is_so).count()).expect("few");
            let dropped = count(|way| way.change.is_dropped);
            let changed = count(|way| !way.change.is_none());
            let worth = (given_up, dropped, 0, changed, cost);
            best = Some(best.map_or(worth.clone(), |known| known.min(worth)));
        }
        let Some(next) = (0..choice.len()).find(|place| choice[*place] + 1 < asked.items[*place].ways.len())
        else {
            return best;
        };
        choice[next] += 1;
        choice[..next].fill(0);
    }
}

/// The runs of some jobs alone, and what they cost.
fn played(asked: &Asked, jobs: &[JobSpec]) -> (u64, Usd) {
    let question = Simulation { jobs: jobs.to_vec(), ..asked.question.clone() };
    let total = simulate(&TABLE, &question).expect("it has prices").total();
    (total.runs, total.cost)
}

fn fit(asked: &Asked, effort: Effort) -> Fit {
    let portfolio = Portfolio::new(&TABLE, &asked.question, &asked.items).expect("it has prices");
    portfolio.with_effort(effort).fit(asked.limit, None).expect("it has prices")
}

fn worth(sacrifice: &Sacrifice) -> Worth {
    (sacrifice.runs.clone(), sacrifice.dropped, sacrifice.other_model, sacrifice.changed, sacrifice.cost)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The search finds what trying everything finds.
    #[test]
    fn nothing_is_better_than_the_best(asked in asked()) {
        let found = fit(&asked, Effort::USUAL);
        prop_assert_eq!(found.proof, Proof::Best);
        let found = found.ways.is_some().then(|| worth(&found.sacrifice));
        prop_assert_eq!(found, one_by_one(&asked));
    }

    /// However little is looked at: what is found holds, and the bound is never beaten.
    #[test]
    fn the_bound_is_never_beaten(asked in asked(), work in 0_usize..400, played in 0_u64..6) {
        let found = fit(&asked, Effort { work, played });
        let best = one_by_one(&asked);
        if let Some(ways) = &found.ways {
            let portfolio = Portfolio::new(&TABLE, &asked.question, &asked.items).expect("it has prices");
            prop_assert!(portfolio.holds(ways, asked.limit).expect("it has prices"));
            let best = best.clone().expect("one holds");
            prop_assert!(best <= worth(&found.sacrifice));
            match found.proof {
                Proof::Best => prop_assert_eq!(&best, &worth(&found.sacrifice)),
                Proof::FewestRuns => prop_assert_eq!(&best.0, &found.sacrifice.runs),
                Proof::AtLeast { level, runs } => {
                    prop_assert!(runs < found.sacrifice.runs[level]);
                    if best.0[..level] == found.sacrifice.runs[..level] {
                        prop_assert!(best.0[level] >= runs, "{best:?} {found:?}");
                    }
                }
                Proof::Unknown => prop_assert!(false, "something was found"),
            }
        } else if found.proof == Proof::Best {
            prop_assert_eq!(best, None);
        }
    }

    /// More credit never keeps less, and enough of it changes nothing.
    #[test]
    fn more_credit_never_gives_up_more(asked in asked(), more in 1_u64..4_000) {
        let mut richer = asked.clone();
        for seat in &mut richer.question.seats {
            let credit = seat.holding.stated_credit.expect("it is stated").plus(cents(more)).expect("in range");
            seat.holding = Holding::of_credit(credit);
        }
        let (before, after) = (fit(&asked, Effort::USUAL), fit(&richer, Effort::USUAL));
        if before.ways.is_some() {
            prop_assert!(after.ways.is_some());
            prop_assert!(worth(&after.sacrifice) <= worth(&before.sacrifice));
        }
        if let Limit::Overflow(_) = asked.limit
            && asked.items.iter().flat_map(|item| &item.ways[0].jobs).all(|job| job.surface == Surface::ClaudeP)
        {
            for seat in &mut richer.question.seats {
                (seat.holding, seat.spent) = (Holding::of_credit(usd("1000000")), Usd::ZERO);
            }
            let loose = fit(&richer, Effort::USUAL);
            prop_assert_eq!(loose.ways, Some(vec![0; asked.items.len()]));
        }
    }
}
