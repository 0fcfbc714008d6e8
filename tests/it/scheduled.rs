//! Estimates with schedules: which runs a cycle has, on which one the credit ends and when, worked out by
//! hand.

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// The answer of `estimate` to these arguments, which may have spaces in them.
fn answer(args: &[&str]) -> Value {
    answer_in(&Sandbox::new(), args)
}

fn answer_in(sandbox: &Sandbox, args: &[&str]) -> Value {
    let text = said(sandbox, &[&["estimate"], args, &["--json"]].concat());
    serde_json::from_str(&text).expect("JSON was asked for")
}

fn said(sandbox: &Sandbox, args: &[&str]) -> String {
    let output = sandbox.creditcalc(args).output().expect("the program starts");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the program prints text")
}

const FOUR: [&str; 2] = ["--cost-per-run", "4"];

#[test]
fn weekdays_of_january_are_twenty_two() {
    // January 2026 begins on a Thursday and has 31 days: 4 whole weeks of 5, and Thursday and Friday once
    // more.
    let args =
        [&FOUR[..], &["--cron", "0 3 * * MON-FRI", "--as-of", "2026-01-10", "--tz", "UTC", "--plan", "pro"]]
            .concat();
    let answer = answer(&args);
    assert_eq!((&answer["schedule"]["runs"], &answer["schedule"]["nights"]), (&json!(22), &json!(22)));
    assert_eq!(answer["schedule"]["first_run"], "2026-01-01T03:00:00+00:00");
    assert_eq!(answer["schedule"]["last_run"], "2026-01-30T03:00:00+00:00");
    // 22 x $4 = $88; $20 pay five runs, on the 1st, 2nd, 5th, 6th and 7th.
    assert_eq!(answer["total_cost_usd"], "88.00");
    let plan = &answer["plans"][0];
    assert_eq!(
        (&plan["runs_covered"], &plan["runs_out_run"], &plan["runs_refused"]),
        (&json!(5), &json!(6), &json!(17))
    );
    assert_eq!(
        (&plan["runs_out_at"], &plan["runs_out_on"]),
        (&json!("2026-01-08T03:00:00+00:00"), &json!("2026-01-08"))
    );
}

#[test]
fn a_schedule_of_another_month_has_no_runs_and_costs_nothing() {
    for as_of in ["2026-01-15", "2026-03-01", "2026-11-21"] {
        let answer = answer(&[&FOUR[..], &["--cron", "0 3 1 2 *", "--as-of", as_of, "--tz", "UTC"]].concat());
        assert_eq!(
            (&answer["schedule"]["runs"], &answer["total_cost_usd"]),
            (&json!(0), &json!("0.00")),
            "{as_of}"
        );
        assert_eq!(answer["schedule"]["first_run"], Value::Null);
        assert_eq!(answer["plans"][0]["runs_out_at"], Value::Null);
    }
    let february =
        answer(&[&FOUR[..], &["--cron", "0 3 1 2 *", "--as-of", "2026-02-15", "--tz", "UTC"]].concat());
    assert_eq!(february["schedule"]["runs"], 1);
}

#[test]
fn what_never_fires_says_so_and_what_fires_later_says_when() {
    let sandbox = Sandbox::new();
    let page = |cron| {
        said(
            &sandbox,
            &[
                "estimate",
                "--cost-per-run",
                "4",
                "--cron",
                cron,
                "--as-of",
                "2026-11-21",
                "--tz",
                "UTC",
                "-q",
            ],
        )
    };
    assert!(page("0 0 30 2 *").contains("never runs"), "{}", page("0 0 30 2 *"));
    assert!(page("0 3 1 2 *").contains("the next is on Mon 1 Feb 2027 03:00"), "{}", page("0 3 1 2 *"));
}

#[test]
fn the_cycle_begins_at_midnight_of_its_zone_and_is_half_open() {
    // Midnight of the 14th of November in Berlin is 23:00 UTC of the 13th: an hourly job runs 30 x 24 times
    // from there on, none twice.
    let args = |day: &'static str| {
        [
            &FOUR[..],
            &[
                "--cron",
                "0 * * * *",
                "--cycle-day",
                "14",
                "--as-of",
                day,
                "--tz",
                "Europe/Berlin",
                "--plan",
                "pro",
            ],
        ]
        .concat()
    };
    let (before, after) = (answer(&args("2026-11-13")), answer(&args("2026-11-14")));
    assert_eq!(after["schedule"]["runs"], 720);
    assert_eq!(after["schedule"]["first_run"], "2026-11-14T00:00:00+01:00");
    assert_eq!(before["schedule"]["last_run"], "2026-11-13T23:00:00+01:00");
    assert_eq!(before["schedule"]["next_renewal"], after["schedule"]["first_run"]);
    // October has the hour that is shown twice: 31 days x 24 + 1 from the 14th of October on.
    assert_eq!(before["schedule"]["runs"], 31 * 24 + 1);
}

#[test]
fn the_rest_of_a_cycle_counts_from_the_day_of_asking() {
    // 10 nights are left from the 21st on; $20 - $6 = $14 pay three of them and $2 of the fourth.
    let timed = [
        &FOUR[..],
        &[
            "--cron",
            "0 3 * * *",
            "--from-now",
            "--spent",
            "6",
            "--as-of",
            "2026-11-21",
            "--tz",
            "UTC",
            "--plan",
            "pro",
        ],
    ];
    let nightly = [
        &FOUR[..],
        &["--nightly", "--from-now", "--spent", "6", "--as-of", "2026-11-21", "--tz", "UTC", "--plan", "pro"],
    ];
    for args in [timed.concat(), nightly.concat()] {
        let answer = answer(&args);
        assert_eq!(
            (&answer["schedule"]["runs"], &answer["schedule"]["from"]),
            (&json!(10), &json!("2026-11-21T00:00:00+00:00"))
        );
        let plan = &answer["plans"][0];
        assert_eq!(
            (&plan["runs_covered"], &plan["runs_partial"], &plan["runs_beyond"]),
            (&json!(3), &json!(1), &json!(6))
        );
        assert_eq!(
            (&plan["drawn_usd"], &plan["overflow_usd"], &plan["runs_out_on"]),
            (&json!("14.00"), &json!("26.00"), &json!("2026-11-24"))
        );
    }
}

#[test]
fn the_first_cycle_after_subscribing_is_short() {
    let first = answer(
        &[
            &FOUR[..],
            &["--nightly", "--cycle-start", "2026-11-21", "--cycle-day", "1", "--as-of", "2026-11-21"],
        ]
        .concat(),
    );
    assert_eq!(
        (&first["schedule"]["nights"], &first["schedule"]["cycle_end"]),
        (&json!(10), &json!("2026-12-01"))
    );
    let month = answer(
        &[
            &FOUR[..],
            &["--nightly", "--cycle-start", "2026-11-21", "--calendar-month", "--as-of", "2026-11-21"],
        ]
        .concat(),
    );
    assert_eq!(month["schedule"], first["schedule"]);
    let fixed = answer(
        &[
            &FOUR[..],
            &["--nightly", "--cycle-start", "2026-11-21", "--cycle-days", "28", "--as-of", "2026-11-21"],
        ]
        .concat(),
    );
    assert_eq!(
        (&fixed["schedule"]["nights"], &fixed["schedule"]["cycle_end"]),
        (&json!(28), &json!("2026-12-19"))
    );
}

#[test]
fn nights_go_from_noon_to_noon() {
    // 03:00 and 15:00 of November: the morning of the 1st belongs to the night of the 31st of October, so
    // there are 31 nights, of which the first has one run, the last one, and the others two. $20 pay five
    // runs of $4: the 1st at 03:00, then two nights of two.
    let answer = answer(
        &[&FOUR[..], &["--cron", "0 3,15 * * *", "--as-of", "2026-11-21", "--tz", "UTC", "--plan", "pro"]]
            .concat(),
    );
    assert_eq!((&answer["schedule"]["runs"], &answer["schedule"]["nights"]), (&json!(60), &json!(31)));
    let plan = &answer["plans"][0];
    assert_eq!((&plan["runs_covered"], &plan["nights_covered"]), (&json!(5), &json!(3)));
    assert_eq!(plan["runs_out_at"], "2026-11-03T15:00:00+00:00");
}

#[test]
fn each_run_is_priced_on_its_own_day() {
    // Sonnet 5.5 reads a million tokens from the cache for $0.20 until 2026-10-06 and for $0.10 from
    // 2026-10-07 on. Every six hours in October: 6 x 4 x $0.20 + 25 x 4 x $0.10 = $4.80 + $10.00.
    let args = [
        "--model",
        "claude-sonnet-5-5",
        "--cache-read",
        "1M",
        "--cron",
        "0 */6 * * *",
        "--as-of",
        "2026-10-20",
        "--tz",
        "UTC",
    ];
    let answer = answer(&args);
    assert_eq!((&answer["schedule"]["runs"], &answer["total_cost_usd"]), (&json!(124), &json!("14.80")));
}

#[test]
fn several_schedules_draw_on_one_credit_in_the_order_of_time() {
    // The 1st of November is a Sunday: weekly runs on 5 Sundays at 04:00, daily ones on 30 days at 03:00.
    let args = [
        "--cron",
        "0 4 * * SUN",
        "--cron",
        "0 3 * * *",
        "--as-of",
        "2026-11-21",
        "--tz",
        "UTC",
        "--plan",
        "pro",
    ];
    let answer = answer(&[&FOUR[..], &args].concat());
    assert_eq!(answer["schedule"]["runs"], 35);
    let jobs: Vec<_> = answer["schedule"]["jobs"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|job| job["runs"].clone())
        .collect();
    assert_eq!(jobs, [json!(5), json!(30)]);
    // $20 pay the 1st at 03:00 and 04:00, the 2nd, 3rd and 4th.
    assert_eq!(answer["plans"][0]["runs_out_at"], "2026-11-05T03:00:00+00:00");
}

#[test]
fn a_million_runs_are_counted_and_not_listed() {
    // One a second in November: 30 x 86,400 = 2,592,000 runs of $0.01; $20 pay 2,000, so that the 2,001st is
    // at 00:33:20.
    let sandbox = Sandbox::new();
    let args = [
        "--cost-per-run",
        "0.01",
        "--oncalendar",
        "*:*:*",
        "--as-of",
        "2026-11-21",
        "--tz",
        "UTC",
        "--plan",
        "pro",
    ];
    let answer = answer_in(&sandbox, &args);
    assert_eq!(
        (&answer["schedule"]["runs"], &answer["total_cost_usd"]),
        (&json!(2_592_000), &json!("25920.00"))
    );
    assert_eq!(answer["plans"][0]["runs_out_at"], "2026-11-01T00:33:20+00:00");
    assert_eq!(answer["schedule"]["last_run"], "2026-11-30T23:59:59+00:00");
    let rows = said(&sandbox, &[&["estimate"], &args[..], &["--format", "csv"]].concat());
    assert_eq!(rows.lines().count(), 2, "one row a plan: {rows}");
    let refused = sandbox
        .creditcalc([&["estimate"], &args[..], &["--format", "csv", "--rows", "runs"]].concat())
        .output()
        .expect("it starts");
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn rows_of_runs_add_up_to_the_answer() {
    for (policy, schedule) in
        [("stop", "17 */5 * * *"), ("bill", "0 3 * * MON-FRI"), ("cap=7.30", "30 2,14 */2 * *")]
    {
        let sandbox = Sandbox::new();
        let args = [
            "--cost-per-run",
            "0.70",
            "--cron",
            schedule,
            "--tz",
            "America/New_York",
            "--as-of",
            "2026-11-21",
            "--on-exhaustion",
            policy,
            "--plan",
            "pro,max-5x",
            "--cycle-day",
            "31",
            "--spent",
            "3",
        ];
        let answer = answer_in(&sandbox, &args);
        let text =
            said(&sandbox, &[&["estimate"], &args[..], &["--format", "csv", "--rows", "runs"]].concat());
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = "cycle,plan,job,run,local_time,utc,night,cost_usd,from_credit_usd,overflow_usd,state,billed_usd,refused,plan_windows_usd,program";
        assert_eq!(reader.headers().expect("a header").iter().collect::<Vec<_>>().join(","), header);
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        for plan in answer["plans"].as_array().expect("a list") {
            let of_plan: Vec<_> = rows.iter().filter(|row| plan["plan"] == row[1]).collect();
            assert_eq!(json!(of_plan.len()), answer["schedule"]["runs"]);
            let cents = |column: usize| -> u64 {
                let cents = |text: &str| text.replace('.', "").parse::<u64>().expect("dollars and cents");
                of_plan.iter().map(|row| cents(&row[column])).sum()
            };
            let figure = |key: &str| {
                plan[key].as_str().expect("money").replace('.', "").parse::<u64>().expect("dollars and cents")
            };
            assert_eq!(
                (cents(8), cents(9), cents(11)),
                (figure("drawn_usd"), figure("overflow_usd"), figure("billed_usd"))
            );
            let refused = of_plan.iter().filter(|row| &row[12] == "true").count();
            assert_eq!(json!(refused), plan["runs_refused"]);
            assert!(of_plan.windows(2).all(|pair| pair[0][5] < pair[1][5]), "rows are in the order of time");
            let out = of_plan.iter().find(|row| &row[10] != "covered").map(|row| row[4].to_owned());
            assert_eq!(json!(out), plan["runs_out_at"]);
        }
    }
}

#[test]
fn rows_of_runs_are_there_for_nights_and_counts_too() {
    let sandbox = Sandbox::new();
    let rows = |how: &[&str]| {
        said(
            &sandbox,
            &[
                &[
                    "estimate",
                    "--cost-per-run",
                    "4",
                    "--plan",
                    "pro",
                    "--as-of",
                    "2026-02-10",
                    "--format",
                    "csv",
                    "--rows",
                    "runs",
                ],
                how,
            ]
            .concat(),
        )
    };
    let nightly = rows(&["--nightly"]);
    assert_eq!(nightly.lines().count(), 29);
    assert_eq!(
        nightly.lines().nth(6),
        Some("2026-02-01,pro,,6,,,2026-02-06,4.00,0.00,4.00,beyond,0.00,true,0.00,agent-sdk-credit")
    );
    assert_eq!(
        rows(&["--runs", "3"]).lines().last(),
        Some("2026-02-01,pro,,3,,,,4.00,4.00,0.00,covered,0.00,false,0.00,agent-sdk-credit")
    );
    assert_eq!(rows(&["--cron", "0 0 30 2 *"]).lines().count(), 1, "a header stands above no rows");
}

#[test]
fn a_calendar_draws_covered_partial_beyond_and_empty_days() {
    // $20 pay 2 runs of $7 and $6 of the third: Mondays of November are the 2nd, 9th, 16th, 23rd and 30th.
    let sandbox = Sandbox::new();
    let args = [
        "estimate",
        "--cost-per-run",
        "7",
        "--cron",
        "0 3 * * MON",
        "--plan",
        "pro",
        "--as-of",
        "2026-11-21",
        "--tz",
        "UTC",
        "--calendar",
    ];
    let page = said(&sandbox, &args);
    for cell in ["2 ●", "9 ●", "16 ◐", "23 ○", "30 ○", "1 ·", "29 ·"] {
        assert!(page.contains(cell), "{cell} in\n{page}");
    }
    let answer: Value =
        serde_json::from_str(&said(&sandbox, &[&args[..], &["--json"]].concat())).expect("JSON");
    let days = answer["plans"][0]["days"].as_array().expect("a list");
    assert_eq!(days.len(), 30);
    assert_eq!(days[15], json!({"day": "2026-11-16", "runs": 1, "state": "partial"}));
    assert_eq!(days[16], json!({"day": "2026-11-17", "runs": 0, "state": "none"}));
}

#[test]
fn a_crontab_and_a_timer_are_one_question() {
    let sandbox = Sandbox::new();
    sandbox.write("crontab", "CRON_TZ=America/New_York\n30 2 * * * claude -p 'audit'\n0 5 * * * backup\n@reboot claude -p 'hello'\n");
    let args = [
        "--crontab",
        "crontab",
        "--oncalendar",
        "Mon 04:00",
        "--tz",
        "UTC",
        "--as-of",
        "2026-03-10",
        "--plan",
        "pro",
    ];
    let answer = answer_in(&sandbox, &[&FOUR[..], &args].concat());
    let job = |index: usize, key: &str| answer["schedule"]["jobs"][index][key].clone();
    assert_eq!((job(0, "job"), job(0, "runs"), job(0, "zone")), (json!("Mon 04:00"), json!(5), json!("UTC")));
    // March has 31 days of the cycle in UTC; on the 8th the clock of New York skips 02:30, which runs at
    // 03:00.
    assert_eq!(
        (job(1, "job"), job(1, "runs"), job(1, "zone")),
        (json!("crontab:2"), json!(31), json!("America/New_York"))
    );
    assert_eq!((job(2, "job"), job(2, "runs"), job(2, "zone")), (json!("crontab:4"), json!(0), Value::Null));
    assert_eq!(answer["schedule"]["runs"], 36);
}

#[test]
fn the_clock_of_a_schedule_is_said_where_a_file_names_none() {
    let sandbox = Sandbox::new();
    sandbox.write("plain", "0 3 * * * claude -p audit\n");
    sandbox.write("zoned", "CRON_TZ=Asia/Tokyo\n0 3 * * * claude -p audit\n");
    let is_told = |words: &[&str]| {
        let mut command = sandbox.creditcalc([&["schedule", "--as-of", "2026-11-21"], words].concat());
        let output = command.env("TZ", "Europe/Berlin").output().expect("the program starts");
        String::from_utf8_lossy(&output.stdout).contains("Assumed: times in Europe/Berlin.")
    };
    assert!(is_told(&["--crontab", "plain"]));
    assert!(!is_told(&["--crontab", "plain", "--tz", "Europe/Berlin"]));
    assert!(!is_told(&["--crontab", "zoned"]));
    assert!(is_told(&["--crontab", "zoned", "--crontab", "plain"]));
}

#[test]
fn a_name_from_a_file_shows_what_is_no_text_in_it() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "jobs.json",
        r#"{"version":1,"jobs":[{"id":"a","name":"di\u001bgest","enabled":true,"schedule":{"kind":"cron","expr":"0 7 * * *","tz":"UTC"},"payload":{"kind":"agentTurn","message":"digest"}}]}"#,
    );
    let day = ["--tz", "UTC", "--as-of", "2026-11-21"];
    let answer = answer_in(&sandbox, &[&FOUR[..], &["--schedule", "jobs.json"], &day].concat());
    assert_eq!(answer["schedule"]["jobs"][0]["job"], r"di\u{1b}gest");
}

#[test]
fn a_schedule_is_explained_without_money() {
    let sandbox = Sandbox::new();
    let args = [
        "schedule",
        "0 3 * * MON-FRI",
        "Mon..Fri 03:00",
        "--tz",
        "Europe/Berlin",
        "--after",
        "2026-11-20T12:00",
        "--count",
        "2",
        "--json",
    ];
    let answer: Value = serde_json::from_str(&said(&sandbox, &args)).expect("JSON");
    assert_eq!(answer["schema"], "creditcalc.schedule/1");
    for (index, kind) in ["cron", "oncalendar"].into_iter().enumerate() {
        let schedule = &answer["schedules"][index];
        assert_eq!((&schedule["kind"], &schedule["zone"]), (&json!(kind), &json!("Europe/Berlin")));
        assert_eq!(schedule["words"], "at 03:00 on Monday to Friday");
        assert_eq!(schedule["next"], json!(["2026-11-23T03:00:00+01:00", "2026-11-24T03:00:00+01:00"]));
    }
    assert!(!said(&sandbox, &args[..args.len() - 1]).contains('$'));
}

/// A workflow whose job runs an agent, by an action or by a command, every night.
fn workflow(step: &str, zone: &str) -> String {
    format!(
        "on:\n  schedule:\n    - cron: '0 3 * * *'\n{zone}jobs:\n  night:\n    runs-on: ubuntu-latest\n    steps:\n      - {step}\n"
    )
}

const BY_ACTION: &str = "uses: anthropics/claude-code-action@v1";
const BY_COMMAND: &str = "run: claude -p audit";

#[test]
fn a_workflow_that_names_no_zone_says_nothing_about_the_clock_of_who_pays() {
    let sandbox = Sandbox::new();
    sandbox.write("implied.yml", workflow(BY_COMMAND, ""));
    sandbox.write("named.yml", workflow(BY_COMMAND, "      timezone: Asia/Kathmandu\n"));
    // Nor does a CronJob.
    sandbox.write(
        "cronjob.yml",
        "kind: CronJob\nmetadata:\n  name: audit\nspec:\n  schedule: \"0 3 * * *\"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n            - name: a\n              command: [claude, -p, audit]\n",
    );
    for (flag, file, zone, first) in [
        ("--workflow", "implied.yml", "Pacific/Auckland", "2026-11-01T16:00:00+13:00"),
        ("--workflow", "named.yml", "Asia/Kathmandu", "2026-11-01T03:00:00+05:45"),
        ("--schedule", "cronjob.yml", "Pacific/Auckland", "2026-11-01T16:00:00+13:00"),
    ] {
        let mut command = sandbox.creditcalc([
            "estimate",
            "--cost-per-run",
            "4",
            flag,
            file,
            "--as-of",
            "2026-11-21",
            "--json",
        ]);
        let output = command.env("TZ", "Pacific/Auckland").output().expect("the program starts");
        let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON was asked for");
        assert_eq!(
            (&answer["schedule"]["zone"], &answer["schedule"]["first_run"]),
            (&json!(zone), &json!(first)),
            "{file}"
        );
        let notes = answer["notes"].as_array().expect("notes");
        assert!(
            !notes.iter().any(|note| note.as_str().is_some_and(|note| note.contains("runs no agent"))),
            "{notes:?}"
        );
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the question is which today the program takes")]
fn today_is_a_day_in_the_zone_of_the_schedules() {
    // Between these two there are always 25 hours, so it is never the same day.
    let today = || {
        jiff::Timestamp::now()
            .to_zoned(jiff::tz::TimeZone::get("Pacific/Kiritimati").expect("a zone"))
            .date()
            .to_string()
    };
    let sandbox = Sandbox::new();
    sandbox.write("crontab", "CRON_TZ=Pacific/Kiritimati\n0 3 * * * claude -p x\n");
    let before = today();
    let mut command =
        sandbox.creditcalc(["estimate", "--cost-per-run", "4", "--crontab", "crontab", "--json"]);
    let output = command.env("TZ", "Pacific/Niue").output().expect("the program starts");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON was asked for");
    assert!(
        [before, today()].iter().any(|day| answer["inputs"]["as_of"] == **day),
        "{}",
        answer["inputs"]["as_of"]
    );
}

#[test]
fn jobs_of_an_action_and_others_are_each_counted_as_they_are_unless_somebody_says_what_counts() {
    let sandbox = Sandbox::new();
    sandbox.write("action.yml", workflow(BY_ACTION, ""));
    sandbox.write("command.yml", workflow(BY_COMMAND, ""));
    sandbox.write("crontab", "0 3 * * * claude -p x\n");
    sandbox.write("boot", "@reboot claude -p x\n");
    let surfaces = |more: &[&str]| {
        let args = [&["--cost-per-run", "4", "--workflow", "action.yml", "--tz", "UTC"], more].concat();
        let answer = answer_in(&sandbox, &args);
        let jobs = answer["schedule"]["jobs"].as_array().expect("there are jobs").clone();
        let mut surfaces: Vec<_> =
            jobs.iter().map(|job| job["surface"].as_str().expect("a word").to_owned()).collect();
        surfaces.sort();
        surfaces
    };
    for more in [["--workflow", "command.yml"], ["--crontab", "crontab"], ["--cron", "0 4 * * *"]] {
        assert_eq!(surfaces(&more), ["claude-p", "github-action"], "{more:?}");
        assert_eq!(surfaces(&[&more[..], &["--surface", "claude-p"]].concat()), ["claude-p"; 2], "{more:?}");
    }
    // What has no runs draws on no credit.
    assert_eq!(surfaces(&["--crontab", "boot"]), ["github-action"; 2]);
    assert_eq!(surfaces(&[]), ["github-action"]);
}

#[test]
fn runs_that_are_only_counted_have_numbers_and_no_days() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "review.yml",
        workflow(BY_COMMAND, "").replace("on:\n  schedule:\n    - cron: '0 3 * * *'\n", "on: pull_request\n"),
    );
    let args = [
        "--cost-per-run",
        "4",
        "--workflow",
        "review.yml",
        "--events",
        "pull_request=40",
        "--plan",
        "pro",
        "--tz",
        "UTC",
        "--as-of",
        "2026-11-21",
    ];
    let answer = answer_in(&sandbox, &args);
    // $20 pay five of forty.
    let plan = &answer["plans"][0];
    assert_eq!((&plan["runs_out_run"], &plan["runs_refused"]), (&json!(6), &json!(35)));
    for key in ["runs_out_at", "runs_out_on", "refused_from"] {
        assert_eq!(plan[key], Value::Null, "{key}");
    }
    let page = said(&sandbox, &[&["estimate"], &args[..], &["-q"]].concat());
    assert!(page.contains("5/40  $140.00"), "{page}");
    let rows = said(&sandbox, &[&["estimate"], &args[..], &["--format", "csv", "--rows", "runs"]].concat());
    assert_eq!(
        rows.lines().nth(6),
        Some(
            "2026-11-01,pro,review.yml:night@pull_request,6,,,,4.00,0.00,4.00,beyond,0.00,true,0.00,agent-sdk-credit"
        )
    );
}

#[test]
fn what_is_not_permitted_covers_not_even_what_costs_nothing() {
    let args = [
        "--cost-per-run",
        "0",
        "--cron",
        "@daily",
        "--surface",
        "for-others",
        "--plan",
        "pro",
        "--tz",
        "UTC",
        "--as-of",
        "2026-11-21",
    ];
    let plan = &answer(&args)["plans"][0];
    assert_eq!(
        (&plan["nights_covered"], &plan["runs_covered"], &plan["runs_refused"]),
        (&json!(0), &json!(0), &json!(30))
    );
}

#[test]
fn days_without_runs_miss_no_price() {
    // Haiku 5.5 came on 2026-10-07. A job of the 20th has a price; one of the 1st has not, and is counted at
    // the price of the day of asking.
    let answer = |cron| {
        let args = [
            "--model",
            "claude-haiku-5-5",
            "--input",
            "1k",
            "--requests",
            "1",
            "--tz",
            "UTC",
            "--as-of",
            "2026-10-20",
            "--cron",
            cron,
        ];
        let answer = answer(&args);
        let tells = answer["notes"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|note| note.as_str().is_some_and(|note| note.contains("no price")));
        (answer["schedule"]["nights_without_price"].clone(), tells)
    };
    assert_eq!(answer("0 13 20 * *"), (json!(0), false));
    assert_eq!(answer("0 13 1 * *"), (json!(1), true));
}
