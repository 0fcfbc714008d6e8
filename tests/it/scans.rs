//! `scan` on a made machine: a home, a spool, units and records, all below a folder. Counts are for November 2026, which
//! begins on a Sunday and has 30 days: 21 days from Monday to Friday.

use std::collections::BTreeSet;
use std::fs;

use creditcalc::phrase::listed;
use creditcalc::schedule::agent::LOOKED_FOR;
use serde_json::Value;

use crate::sandbox::Sandbox;

const ASK: [&str; 7] = ["scan", "--root", "machine", "--as-of", "2026-11-21", "--tz", "UTC"];

/// What cost what stands in a transcript: Opus 5 at $5.00 and $25.00 a million tokens.
fn transcript(session: &str, at: &str, cwd: &str, entrypoint: &str, input: u64) -> String {
    let line = |kind: &str, rest: &str| {
        format!(
            r#"{{"type":"{kind}","sessionId":"{session}","entrypoint":"{entrypoint}","cwd":"{cwd}","timestamp":"{at}","uuid":"{session}-{kind}",{rest}}}"#
        ) + "\n"
    };
    let usage = format!(r#"{{"input_tokens":{input},"output_tokens":4000}}"#);
    line("user", r#""message":{"role":"user","content":"hello"}"#)
        + &line(
            "assistant",
            &format!(
                r#""requestId":"req_{session}","message":{{"id":"msg_{session}","role":"assistant","model":"claude-opus-5","stop_reason":"end_turn","usage":{usage}}}"#
            ),
        )
}

/// A machine with six jobs, of which two have records.
fn machine() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(
        "machine/var/spool/cron/crontabs/ann",
        "ANTHROPIC_API_KEY=sk-ant-secret\n\
        30 2 * * * cd /srv/app && claude -p \"audit\" --token hunter2secret\n\
        0 9 * * MON-FRI cd /srv/app && claude -p \"triage\"\n\
        0 1 * * * /usr/bin/backup\n",
    );
    sandbox.write("machine/home/.config/systemd/user/notes.timer", "[Timer]\nOnCalendar=Mon..Fri 06:00\n");
    sandbox.write(
        "machine/home/.config/systemd/user/notes.service",
        "[Service]\nWorkingDirectory=%h/notes\nExecStart=/usr/bin/claude -p nightly\n",
    );
    sandbox.write(
        "machine/home/.openclaw/cron/jobs.json",
        r#"{"version":1,"jobs":[{"id":"a","name":"digest","enabled":true,"schedule":{"kind":"cron","expr":"0 7 * * *","tz":"UTC"},"payload":{"kind":"agentTurn","message":"digest"}}]}"#,
    );
    sandbox.write(
        "app/.github/workflows/review.yml",
        "on:\n  schedule:\n    - cron: '0 5 * * *'\njobs:\n  review:\n    runs-on: ubuntu-latest\n    steps:\n      - run: claude -p review\n        env:\n          CLAUDE_CODE_OAUTH_TOKEN: ${{ secrets.TOKEN }}\n",
    );
    sandbox.write(
        "app/.claude/scheduled_tasks.json",
        r#"{"tasks":[{"id":"t","cron":"0 8 * * *","prompt":"look","recurring":true,"createdAt":1763700000000}]}"#,
    );
    // 100,000 x $5.00/M + 4,000 x $25.00/M = $0.50 + $0.10 = $0.60; then $0.70 and $0.80: the mean is $0.70, and nine of
    // ten cost at most $0.80.
    let audits: String = [(18, 100_000), (19, 120_000), (20, 140_000)]
        .map(|(day, input)| {
            transcript(&format!("a{day}"), &format!("2026-11-{day}T02:30:09Z"), "/srv/app", "sdk-cli", input)
        })
        .concat();
    // $0.30 at nine; and what is no run of a job: by hand at half past two, elsewhere, and in between.
    let others = transcript("t", "2026-11-19T09:00:04Z", "/srv/app", "sdk-cli", 40_000)
        + &transcript("hand", "2026-11-17T02:30:09Z", "/srv/app", "cli", 900_000)
        + &transcript("elsewhere", "2026-11-16T02:30:09Z", "/srv/other", "sdk-cli", 900_000)
        + &transcript("between", "2026-11-16T04:30:09Z", "/srv/app", "sdk-cli", 900_000);
    sandbox.write("machine/home/.claude/projects/-srv-app/runs.jsonl", audits + &others);
    sandbox
}

fn run(sandbox: &Sandbox, args: &[&str]) -> (i32, String, String) {
    let output = sandbox.creditcalc(args).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes text");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn ask(sandbox: &Sandbox, more: &[&str]) -> Value {
    let (code, answer, said) = run(sandbox, &[&ASK, more, &["--json"]].concat());
    assert_eq!(code, 0, "{said}");
    serde_json::from_str(&answer).expect("it is JSON")
}

fn job<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let jobs = answer["jobs"].as_array().expect("it lists jobs");
    let found = jobs.iter().find(|job| job["job"] == name);
    found.unwrap_or_else(|| panic!("there is no job {name}: {jobs:#?}"))
}

#[test]
fn every_place_is_looked_into_and_runs_are_joined_with_their_jobs() {
    let sandbox = machine();
    let answer = ask(&sandbox, &["app"]);
    let runs: Vec<(&str, u64)> = answer["jobs"]
        .as_array()
        .expect("it lists jobs")
        .iter()
        .map(|job| (job["job"].as_str().expect("a name"), job["runs_in_cycle"].as_u64().expect("a count")))
        .collect();
    assert_eq!(
        runs.iter().map(|(_, runs)| runs).sum::<u64>(),
        answer["total"]["runs"].as_u64().expect("a count")
    );
    for (name, count) in
        [("ann:2", 30), ("ann:3", 21), ("notes.timer", 21), ("digest", 30), ("review.yml:review", 30)]
    {
        assert!(runs.contains(&(name, count)), "{name}: {runs:?}");
    }
    assert_eq!(runs.len(), 6, "{runs:?}");
    let audit = job(&answer, "ann:2");
    assert_eq!(
        audit["measured"]["runs"], 3,
        "what a person started, or ran elsewhere or in between, isn't its own"
    );
    assert_eq!(audit["run_cost_usd"], "0.70");
    assert_eq!(audit["measured"]["cost_mean_usd"], "0.70");
    assert_eq!(audit["measured"]["cost_p90_usd"], "0.80");
    // 30 x $0.70
    assert_eq!(audit["cost_usd"], "21.00");
    assert_eq!(audit["place"], "/var/spool/cron/crontabs/ann");
    assert_eq!(audit["line"], 2);
    assert_eq!(audit["where"], "/var/spool/cron/crontabs/ann:2");
    assert_eq!(audit["folder"], "/srv/app");
    assert_eq!(audit["auth"], "api-key");
    assert_eq!(audit["auth_from"], "ANTHROPIC_API_KEY in the crontab");
    // 21 x $0.30
    assert_eq!(job(&answer, "ann:3")["cost_usd"], "6.30");
    assert_eq!(job(&answer, "notes.timer")["folder"], "/home/notes");
    assert_eq!(answer["total"]["cost_usd"], "27.30");
    assert_eq!(answer["total"]["jobs_without_cost"], 4);
    assert_eq!(job(&answer, "digest")["run_cost_usd"], Value::Null, "what has no price is never $0");
    assert_eq!(job(&answer, "digest")["measured"], Value::Null);
}

#[test]
fn without_a_plan_no_credit_is_made_up() {
    let sandbox = machine();
    let answer = ask(&sandbox, &["app"]);
    for key in ["drawn_usd", "overflow_usd"] {
        assert_eq!(answer["total"][key], Value::Null);
    }
    assert!(answer["jobs"].as_array().expect("jobs").iter().all(|job| job["draws"].is_null()));
    let (code, page, _) = run(&sandbox, &[&ASK[..], &["app"]].concat());
    assert_eq!(code, 0);
    assert!(page.contains("`--plan max`"), "{page}");
}

#[test]
fn a_plan_says_which_credit_each_job_draws_and_why() {
    let sandbox = machine();
    let answer = ask(&sandbox, &["app", "--plan", "max", "--cost-per-run", "2"]);
    // The day's first runs are those of 01:00 UTC on; $100.00 are gone before the month is.
    assert_eq!(answer["inputs"]["plan"], "max");
    assert_eq!(job(&answer, "ann:2")["draws"], "credit");
    let review = job(&answer, "review.yml:review");
    assert_eq!(review["draws"], "plan-windows", "its token is a plan's");
    assert_eq!(review["auth_from"], "CLAUDE_CODE_OAUTH_TOKEN in the workflow");
    assert!(review["no_credit_reason"].as_str().is_some_and(|reason| reason.contains("plan")));
    // 27.30 + 21 x 2 + 30 x 2 + 30 x 2 + 30 x 2: the runs of the task are counted until it is deleted.
    let sum: f64 = answer["jobs"]
        .as_array()
        .expect("jobs")
        .iter()
        .map(|job| job["cost_usd"].as_str().expect("all have a cost").parse::<f64>().expect("a number"))
        .sum();
    let total: f64 = answer["total"]["cost_usd"].as_str().expect("it has").parse().expect("a number");
    assert!((sum - total).abs() < 1e-9, "{sum} {total}");
}

#[test]
fn a_wrong_plan_is_a_fault_of_the_flag() {
    let sandbox = machine();
    let (code, answer, said) = run(&sandbox, &[&ASK[..], &["app", "--plan", "mx"]].concat());
    let (usual, _, same) = run(
        &sandbox,
        &["estimate", "--cost-per-run", "4", "--plan", "mx", "--program", "current", "--as-of", "2026-11-21"],
    );
    assert_eq!((code, said.as_str()), (usual, same.as_str()));
    assert!(answer.is_empty() && !said.contains(".toml"), "{said}");
    let (code, _, said) = run(&sandbox, &[&ASK[..], &["app", "--plan", "all"]].concat());
    assert_eq!(code, 2, "{said}");
}

#[test]
fn no_secret_is_shown_or_written() {
    let sandbox = machine();
    sandbox.write(
        "app/conditions.crontab",
        "0 2 * * * curl -fsH \"Key: hunter2\" https://x.example && claude -p watch\n\
        0 4 * * * [ \"$KEY\" = hunter2 ] && claude -p y\n",
    );
    let mut all = String::new();
    for format in ["table", "json", "csv", "md", "html"] {
        let (_, answer, said) =
            run(&sandbox, &[&ASK[..], &["app", "--explain", "--format", format]].concat());
        all += &(answer + &said);
    }
    let (code, _, said) = run(&sandbox, &[&ASK[..], &["app", "--write", "scenario.toml"]].concat());
    assert_eq!(code, 0, "{said}");
    for name in sandbox
        .listing()
        .iter()
        .filter(|name| std::path::Path::new(name).extension().is_some_and(|ending| ending == "toml"))
    {
        all += &sandbox.read(name);
    }
    assert!(!all.contains("hunter2"), "{all}");
    assert!(!all.contains("sk-ant"), "{all}");
}

#[test]
fn the_scenario_that_is_written_gives_the_same_runs_and_costs() {
    let sandbox = machine();
    for path in ["scenario.toml", "elsewhere/scenario.toml"] {
        fs::create_dir_all(sandbox.work().join("elsewhere")).expect("a folder can be made");
        let answer = ask(&sandbox, &["app", "--plan", "max", "--cost-per-run", "2", "--write", path]);
        let (code, simulated, said) = run(&sandbox, &["simulate", path, "--as-of", "2026-11-21", "--json"]);
        assert_eq!(code, 0, "{path}: {said}\n{}", sandbox.read(path));
        let simulated: Value = serde_json::from_str(&simulated).expect("it is JSON");
        for key in ["cost_usd", "drawn_usd", "overflow_usd"] {
            assert_eq!(simulated["total"][key], answer["total"][key], "{path}: {key}");
        }
        for same in simulated["jobs"].as_array().expect("jobs") {
            let found = job(&answer, same["job"].as_str().expect("a name"));
            assert_eq!(same["runs"], found["runs_in_cycle"], "{path}: {}", same["job"]);
            for key in ["cost_usd", "draws"] {
                assert_eq!(same[key], found[key], "{path}: {}: {key}", same["job"]);
            }
        }
        let text = sandbox.read(path);
        assert!(!text.contains("\nruns = "), "a schedule is named, not counted: {text}");
        // `diff` takes it as well.
        let (code, _, said) = run(&sandbox, &["diff", path, path, "--as-of", "2026-11-21"]);
        assert_eq!(code, 0, "{said}");
    }
}

#[test]
fn a_file_that_is_there_is_replaced_by_force_alone() {
    let sandbox = machine();
    sandbox.write("scenario.toml", "# mine\n");
    let write = [&ASK[..], &["app", "--write", "scenario.toml"]].concat();
    let (code, answer, said) = run(&sandbox, &write);
    assert_eq!((code, answer.as_str()), (1, ""));
    assert!(said.contains("`scenario.toml` is there already") && said.contains("--force"), "{said}");
    assert_eq!(sandbox.read("scenario.toml"), "# mine\n");
    assert_eq!(sandbox.listing(), ["app", "machine", "scenario.toml"], "nothing lies beside it");
    let (code, _, said) = run(&sandbox, &[&write[..], &["--force"]].concat());
    assert_eq!(code, 0, "{said}");
    assert!(sandbox.read("scenario.toml").contains("[[job]]"));
}

#[test]
fn a_machine_without_jobs_says_where_was_looked_and_what_to_try() {
    let sandbox = Sandbox::new();
    sandbox.write("machine/etc/crontab", "0 1 * * * root /usr/bin/backup\n");
    let (code, page, said) = run(&sandbox, &ASK);
    assert_eq!(code, 0, "{said}");
    for words in [
        "No agent job was found",
        "creditcalc estimate --cost-per-run",
        "`/etc/crontab`",
        "`~/.config/systemd/user`",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let answer = ask(&sandbox, &[]);
    let state = |name: &str| {
        let places = answer["places"].as_array().expect("it lists places");
        places.iter().find(|place| place["place"] == name).map(|place| place["state"].clone())
    };
    assert_eq!(state("/etc/crontab"), Some("read".into()));
    assert_eq!(state("/etc/cron.d"), Some("absent".into()));
    let (code, _, said) = run(&sandbox, &[&ASK[..], &["--write", "scenario.toml"]].concat());
    assert_eq!(code, 1, "{said}");
    assert!(!sandbox.work().join("scenario.toml").exists());
}

#[test]
fn what_is_in_no_figure_is_left_out_with_its_reason() {
    let sandbox = Sandbox::new();
    sandbox.write("machine/etc/hostname", "here\n");
    sandbox.write("app/crontab", "0 3 * * * claude -p x\n5 5 * * * wrap claude\n0 25 * * * claude -p y\n");
    sandbox.write("app/lonely.timer", "[Timer]\nOnCalendar=daily\n");
    let answer = ask(&sandbox, &["app"]);
    assert_eq!(answer["total"]["runs"], 30);
    let left_out = answer["left_out"].as_array().expect("a list");
    let why = |place: &str, words: &str| {
        left_out
            .iter()
            .any(|one| one["where"] == place && one["why"].as_str().is_some_and(|why| why.contains(words)))
    };
    assert_eq!(left_out.len(), 3, "{left_out:#?}");
    assert!(why("app/crontab:2", "`crontab:2` may run an agent"), "{left_out:#?}");
    assert!(why("app/crontab:3", "0 25 * * *"), "{left_out:#?}");
    assert!(why("app/lonely.timer:2", "there is no `lonely.service`"), "{left_out:#?}");
}

/// A command for each agent: what works behind a program that isn't known.
const WORK: [(&str, &str); 12] = [
    ("claude", "claude -p x"),
    ("codex", "codex exec x"),
    ("gemini", "gemini -p x"),
    ("opencode", "opencode run x"),
    ("aider", "aider --message x"),
    ("amp", "amp -x y"),
    ("cursor-agent", "cursor-agent -p x"),
    ("copilot", "copilot -p x"),
    ("goose", "goose run -t x"),
    ("qwen", "qwen -p x"),
    ("droid", "droid exec x"),
    ("crush", "crush run x"),
];

#[test]
fn each_agent_is_told_behind_a_wrapper_wherever_that_stands() {
    assert_eq!(listed(WORK.map(|(agent, _)| agent)), LOOKED_FOR, "an agent without a command");
    let sandbox = Sandbox::new();
    sandbox.write("machine/etc/hostname", "here\n");
    let mut expected = BTreeSet::new();
    for (agent, work) in WORK {
        let mut write = |file: &str, line: Option<usize>, text: String| {
            let path = format!("app/{agent}/{file}");
            sandbox.write(&path, text);
            expected.insert(line.map_or_else(|| path.clone(), |line| format!("{path}:{line}")));
        };
        write("crontab", Some(1), format!("0 3 * * * /usr/local/bin/wrap {work}\n"));
        write("nightly.timer", Some(2), "[Timer]\nOnCalendar=daily\n".to_owned());
        write(".gitlab-ci.yml", None, format!("nightly:\n  script:\n    - wrap {work}\n"));
        write(
            ".github/workflows/nightly.yml",
            Some(5),
            format!(
                "on:\n  schedule:\n    - cron: '0 5 * * *'\njobs:\n  review:\n    steps:\n      - run: wrap {work}\n"
            ),
        );
        sandbox.write(
            &format!("app/{agent}/nightly.service"),
            format!("[Service]\nExecStart=/usr/local/bin/wrap {work}\n"),
        );
        // What only looks like one: nothing of it is told.
        sandbox.write(
            &format!("app/{agent}/other/.gitlab-ci.yml"),
            format!("a:\n  script:\n    - echo {work}\n    # {work}\n    - curl -A user-agent https://x.example/{agent}\n"),
        );
        sandbox.write(&format!("app/{agent}/other/nightly.timer"), "[Timer]\nOnCalendar=daily\n");
        sandbox.write(
            &format!("app/{agent}/other/nightly.service"),
            format!("[Service]\n# {work}\nExecStart=/bin/echo {work}\nExecStart=curl -A user-agent https://x.example/{agent}\n"),
        );
    }
    let answer = ask(&sandbox, &["app"]);
    let left_out = answer["left_out"].as_array().expect("a list");
    let places: BTreeSet<String> =
        left_out.iter().map(|one| one["where"].as_str().expect("a place").to_owned()).collect();
    assert_eq!(places, expected, "{left_out:#?}");
}

#[test]
fn crontabs_of_users_are_found_where_each_system_keeps_them() {
    for spool in ["var/spool/cron", "var/spool/cron/crontabs", "var/at/tabs"] {
        let sandbox = Sandbox::new();
        sandbox.write(&format!("machine/{spool}/me"), "0 3 * * * claude -p x\n");
        let answer = ask(&sandbox, &[]);
        assert_eq!(answer["jobs"][0]["where"], format!("/{spool}/me:1"), "{answer:#}");
        assert_eq!(answer["total"]["runs"], 30, "{spool}");
    }
    let sandbox = Sandbox::new();
    sandbox.write("machine/etc/cron.d/agent.rpmsave", "0 3 * * * root claude -p x\n");
    sandbox.write("machine/etc/anacrontab", "1 5 agent.daily claude -p x\n");
    let answer = ask(&sandbox, &[]);
    assert_eq!(
        (answer["total"]["runs"].as_u64(), answer["left_out"].as_array().map(Vec::len)),
        (Some(0), Some(2))
    );
    assert_eq!(answer["left_out"][0]["where"], "/etc/cron.d/agent.rpmsave");
    assert_eq!(answer["left_out"][1]["where"], "/etc/anacrontab");
}

#[test]
fn what_several_workflows_have_wrong_is_one_line() {
    let sandbox = Sandbox::new();
    sandbox.write("machine/etc/hostname", "here\n");
    for number in 1..=12 {
        let file = |name: &str| format!("app/.github/workflows/{name}{number}.yml");
        let of = |on: &str, run: &str| {
            format!("on: {on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {run}\n")
        };
        sandbox.write(&file("make"), of("{schedule: [{cron: '@daily'}]}", "make"));
        sandbox.write(&file("push"), of("push", "claude -p x"));
    }
    let (code, page, said) = run(&sandbox, &[&ASK[..], &["app", "--explain"]].concat());
    assert_eq!(code, 0, "{said}");
    let lines: Vec<&str> = page.lines().filter(|line| line.contains("ot counted: ")).collect();
    assert_eq!(lines.len(), 2, "{page}");
    assert!(lines.iter().all(|line| line.contains("(12 files: ") && line.contains(" and 9 more)")), "{page}");
    // Each has its place all the same.
    assert_eq!(ask(&sandbox, &["app"])["left_out"].as_array().map(Vec::len), Some(24));
}

#[test]
fn everything_that_is_left_out_is_listed_where_it_stands() {
    let sandbox = Sandbox::new();
    sandbox.write("machine/etc/hostname", "here\n");
    // The same sentence is said of both.
    for folder in ["a", "b"] {
        let path = format!("app/{folder}/crontab");
        sandbox.write(&path, "0 3 * * * claude -p x\n5 5 * * * wrap claude\n");
    }
    // Nothing is counted in this one.
    sandbox.write("app/c/crontab", "# mine\n0 1 * * * wrap claude\n0 2 * * * wrap codex\n");
    let stored = |name: &str| {
        format!(
            r#"{{"id":"{name}","name":"{name}","enabled":false,"schedule":{{"kind":"every","everyMs":3600000}},"payload":{{"kind":"agentTurn","message":"go"}}}}"#
        )
    };
    sandbox
        .write("app/jobs.json", format!(r#"{{"version":1,"jobs":[{},{}]}}"#, stored("one"), stored("two")));
    // A push starts it, too; what its matrix makes of it is counted as one job; a job of it may run an agent.
    sandbox.write(
        "app/.github/workflows/nightly.yml",
        "on:\n  schedule:\n    - cron: '0 5 * * *'\n  push:\njobs:\n  review:\n    strategy:\n      \
        matrix: '${{ fromJSON(inputs.m) }}'\n    runs-on: x\n    steps:\n      - run: claude -p x\n  other:\n    runs-on: x\n    steps:\n      \
        - run: wrap droid exec x\n",
    );
    let answer = ask(&sandbox, &["app"]);
    // Twice 30 nights of the crontabs, and 30 of the workflow.
    assert_eq!(answer["total"]["runs"], 90);
    let left_out: Vec<(&str, &str)> = answer["left_out"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (one["where"].as_str().expect("a place"), one["why"].as_str().expect("a reason")))
        .collect();
    let mut places: Vec<&str> = left_out.iter().map(|(place, _)| *place).collect();
    places.sort_unstable();
    assert_eq!(
        places,
        [
            "app/.github/workflows/nightly.yml:1",
            "app/.github/workflows/nightly.yml:12",
            "app/a/crontab:2",
            "app/b/crontab:2",
            "app/c/crontab:2",
            "app/c/crontab:3",
            "app/jobs.json",
            "app/jobs.json",
        ],
        "{left_out:#?}"
    );
    for words in ["`one` isn't counted: ", "`two` isn't counted: ", "names `droid`", "`push` also starts"] {
        assert!(left_out.iter().any(|(_, why)| why.contains(words)), "{words}: {left_out:#?}");
    }
    let counts = "the matrix of `review` is computed when the workflow runs, so it counts as one job";
    assert!(left_out.iter().all(|(_, why)| !why.contains("counts as one job")), "{left_out:#?}");
    let notes = answer["notes"].as_array().expect("a list");
    assert!(notes.iter().any(|note| note.as_str().is_some_and(|note| note.contains(counts))), "{notes:#?}");
}

#[test]
fn a_crontab_that_is_named_is_one_more_place() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.creditcalc([&ASK[..], &["--crontab", "crontab", "--json"]].concat());
    sandbox.write("crontab", "0 3 * * * claude -p x\n");
    let output = command.output().expect("the program starts");
    // The folder `machine` that is asked about is not there.
    assert_eq!(output.status.code(), Some(1));
    fs::create_dir(sandbox.work().join("machine")).expect("a folder can be made");
    // The same file in the folder that is looked into counts once.
    let answer = ask(&sandbox, &["--crontab", "crontab"]);
    assert_eq!(answer["total"]["runs"], 30);
}

#[test]
fn the_several_times_of_one_job_are_told_apart() {
    let sandbox = Sandbox::new();
    let plist = |rest: &str| {
        format!(
            "<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>Label</key><string>audit</string>\
            <key>ProgramArguments</key><array><string>claude</string><string>-p</string></array>{rest}</dict></plist>"
        )
    };
    // Nothing but the numbers tells the two apart: 30 days at half past two, and 5 Mondays at two in the afternoon.
    let times = "<key>StartCalendarInterval</key><array><dict><key>Hour</key><integer>2</integer><key>Minute</key>\
        <integer>30</integer></dict><dict><key>Hour</key><integer>14</integer><key>Minute</key><integer>0</integer>\
        <key>Weekday</key><integer>1</integer></dict></array>";
    sandbox.write("machine/home/Library/LaunchAgents/audit.plist", plist(times));
    // Neither name, times nor prompt tell the first of these from the second.
    let stored = |name: &str| {
        format!(
            r#"{{"id":"{name}","name":"{name}","enabled":true,"schedule":{{"kind":"every","everyMs":14400000}},"payload":{{"kind":"agentTurn","message":"go"}}}}"#
        )
    };
    let store = format!(r#"{{"version":1,"jobs":[{},{}]}}"#, stored("digest"), stored("digest-two"));
    sandbox.write("machine/home/.openclaw/cron/jobs.json", store);
    let more = ["--plan", "max", "--cost-per-run", "0.10", "--write", "scenario.toml"];
    let answer = ask(&sandbox, &more);
    for (name, runs, cost) in [
        ("audit (1)", 30, "3.00"),
        ("audit (2)", 5, "0.50"),
        // Every 4 hours of 720.
        ("digest", 180, "18.00"),
        ("digest-two", 180, "18.00"),
    ] {
        let found = job(&answer, name);
        assert_eq!((&found["runs_in_cycle"], &found["cost_usd"]), (&runs.into(), &cost.into()), "{name}");
    }
    assert_eq!(answer["total"]["jobs_without_cost"], 0);
    assert_eq!(answer["total"]["cost_usd"], "39.50");
    let simulate = ["simulate", "scenario.toml", "--as-of", "2026-11-21", "--allow-outside", "--json"];
    let (code, simulated, said) = run(&sandbox, &simulate);
    assert_eq!(code, 0, "{said}");
    let simulated: Value = serde_json::from_str(&simulated).expect("it is JSON");
    assert_eq!(simulated["total"]["cost_usd"], "39.50");
}

#[test]
fn what_is_wrong_with_a_line_leaves_the_others() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "machine/etc/crontab",
        "61 * * * * root claude -p x\n0 3 * * * root claude -p y\n5/15 * * * * root claude -p z\n",
    );
    let answer = ask(&sandbox, &[]);
    assert_eq!(job(&answer, "crontab:2")["runs_in_cycle"], 30);
    let notes = answer["notes"].to_string();
    assert!(notes.contains("`61 * * * *`") && notes.contains("`5/15"), "{notes}");
}

#[test]
fn notes_name_only_flags_that_are_there_and_say_a_thing_once() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.work().join("machine")).expect("a folder can be made");
    sandbox.write("app/agents.crontab", "0 3 * * * claude -p x\n0 4 * * * /opt/run -- claude -p y\n");
    let step = "    runs-on: ubuntu-latest\n    steps:\n      - run: claude -p x\n";
    let computed = "    strategy:\n      matrix: ${{ fromJSON(vars.ALL) }}\n";
    sandbox.write(
        "app/.github/workflows/all.yml",
        format!("on:\n  pull_request:\n  schedule:\n    - cron: '0 4 * * *'\njobs:\n  go:\n{computed}{step}"),
    );
    sandbox.write("app/.github/workflows/event.yml", format!("on: pull_request\njobs:\n  review:\n{step}"));
    let answer = ask(&sandbox, &["app", "--cost-per-run", "1"]);
    let notes: Vec<&str> =
        answer["notes"].as_array().expect("notes").iter().filter_map(Value::as_str).collect();
    let of = |text: &str| notes.iter().filter(|note| note.contains(text)).count();
    assert_eq!((of("agents.crontab:2"), of("matrix of `go`"), of("event.yml")), (1, 1, 1), "{notes:#?}");
    for flag in ["--match", "--runs-each", "--events"] {
        let is_asked_elsewhere = |note: &&&str| {
            note.contains(flag) && !note.contains(&format!("creditcalc estimate --schedule FILE {flag}"))
        };
        assert_eq!(notes.iter().find(is_asked_elsewhere), None);
    }
}

#[test]
fn a_crontab_on_standard_input_is_read() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.work().join("machine")).expect("a folder can be made");
    let lines = "0 3 * * * claude -p x\n0 4 * * * [ -f on ] && claude -p y\n";
    let more = ["--crontab", "-", "--cost-per-run", "1", "--plan", "max", "--json"];
    sandbox.write("crontab", lines);
    let input = fs::File::open(sandbox.work().join("crontab")).expect("it is there");
    fs::remove_file(sandbox.work().join("crontab")).expect("it is ours");
    let mut command = sandbox.creditcalc([&ASK[..], &more].concat());
    let output = command.stdin(input).output().expect("the program starts");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(job(&answer, "crontab:1")["runs_in_cycle"], 30);
    assert_eq!(answer["total"]["runs"], 60, "{answer:#}");
    assert_eq!(answer["total"]["cost_usd"], "60.00");
    let (code, _, said) = run(&sandbox, &[&ASK[..], &["--crontab", "-", "--crontab", "-"]].concat());
    assert!(code == 2 && said.contains("only once"), "{code} {said}");
    let (code, _, said) = run(&sandbox, &[&ASK[..], &["--crontab", "nowhere"]].concat());
    assert!(code == 1 && said.contains("cannot read `nowhere`"), "{code} {said}");
}

#[test]
fn a_scenario_is_not_written_over_what_it_is_made_of() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.work().join("machine")).expect("a folder can be made");
    let lines = "0 3 * * * claude -p x\n";
    sandbox.write("tab", lines);
    let more = ["--crontab", "tab", "--cost-per-run", "1", "--write", "tab", "--force"];
    let (code, _, said) = run(&sandbox, &[&ASK[..], &more].concat());
    assert!(code == 2 && said.contains("`tab` is an input"), "{code} {said}");
    assert_eq!(sandbox.read("tab"), lines);
}

#[cfg(unix)]
#[test]
fn links_below_a_root_stay_below_it() {
    use std::os::unix::fs::symlink;

    let sandbox = Sandbox::new();
    let units = "machine/etc/systemd/system";
    let vendor = "machine/usr/lib/systemd/system";
    for (folder, name) in [(units, "own"), (vendor, "vendor")] {
        sandbox.write(&format!("{folder}/{name}.timer"), "[Timer]\nOnCalendar=daily\n");
        sandbox.write(&format!("{folder}/{name}.service"), "[Service]\nExecStart=claude -p x\n");
    }
    let wants = sandbox.work().join(units).join("timers.target.wants");
    fs::create_dir(&wants).expect("a folder can be made");
    for (target, name) in
        [("/etc/systemd/system/own.timer", "own"), ("/usr/lib/systemd/system/vendor.timer", "vendor")]
    {
        symlink(target, wants.join(format!("{name}.timer"))).expect("links can be made");
    }
    // A timer of the machine that asks is none of the machine that is asked about.
    let outside = sandbox.work().join("outside.timer");
    sandbox.write("outside.timer", "[Timer]\nOnCalendar=hourly\n");
    sandbox.write("outside.service", "[Service]\nExecStart=claude -p x\n");
    symlink(outside, wants.join("outside.timer")).expect("links can be made");
    sandbox.write("app/README", "");
    let answer = ask(&sandbox, &["app"]);
    let names: Vec<&Value> = answer["jobs"].as_array().expect("jobs").iter().map(|job| &job["job"]).collect();
    assert_eq!(names, ["own.timer", "vendor.timer"]);
    let notes = answer["notes"].to_string();
    assert!(
        notes.contains("outside.timer` is a link that leads nowhere") && !notes.contains("own.timer`"),
        "{notes}"
    );
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_answered() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let sandbox = machine();
    let work = sandbox.work();
    // Links in a circle, and one to a folder above.
    fs::create_dir_all(work.join("app/a/b")).expect("folders can be made");
    symlink("../..", work.join("app/a/b/up")).expect("links can be made");
    symlink("round.timer", work.join("app/round.timer")).expect("links can be made");
    sandbox.write("machine/etc/cron.d/agents", [0xff, 0xfe, 0x00, 0xd8, 0x00]);
    let closed = work.join("machine/etc/crontab");
    sandbox.write("machine/etc/crontab", "0 3 * * * root claude -p x\n");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("the file is ours");
    let is_closed = fs::read(&closed).is_err();
    let answer = ask(&sandbox, &["app"]);
    let notes = answer["notes"].to_string();
    assert!(notes.contains("etc/cron.d/agents") && notes.contains("round.timer"), "{notes}");
    if is_closed {
        assert!(notes.contains("cannot read"), "{notes}");
        assert_eq!(answer["jobs"].as_array().map(Vec::len), Some(6));
        let places = answer["places"].as_array().expect("it lists places");
        let crontab = places.iter().find(|place| place["place"] == "/etc/crontab").expect("it is one");
        assert_eq!(crontab["state"], "unreadable");
    }
    assert_eq!(
        job(&answer, "review.yml:review")["runs_in_cycle"],
        30,
        "found once, however many ways lead there"
    );
}

#[test]
fn a_large_repository_is_bounded() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.work().join("machine")).expect("a folder can be made");
    for folder in 0..101 {
        let folder = sandbox.work().join(format!("app/f{folder:03}"));
        fs::create_dir_all(&folder).expect("folders can be made");
        for file in 0..100 {
            fs::write(folder.join(format!("{file}.txt")), "").expect("files can be written");
        }
    }
    sandbox.write("app/agent.crontab", "0 3 * * * claude -p x\n");
    let answer = ask(&sandbox, &["app"]);
    assert_eq!(answer["total"]["runs"], 30, "files above are looked at first");
    assert!(answer["notes"].to_string().contains("only the first 10000 files"), "{}", answer["notes"]);
}

/// The words by which a scenario picks the jobs of a crontab, each as long as its job is picked by one.
fn picked(crontab: &str) -> Vec<Option<String>> {
    let sandbox = Sandbox::new();
    sandbox.write("machine/var/spool/cron/crontabs/ann", crontab);
    let more = ["--plan", "max", "--cost-per-run", "1", "--write", "scenario.toml"];
    ask(&sandbox, &more);
    let scenario = sandbox.read("scenario.toml");
    let word = |job: &str| {
        let line = job.lines().find_map(|line| line.strip_prefix("match = \""))?;
        Some(line.strip_suffix('"').expect("the text ends").to_owned())
    };
    scenario.split("[[job]]").skip(1).map(word).collect()
}

#[test]
fn only_a_plain_word_that_one_job_alone_has_is_written() {
    let (sixty, longer) = ("p".repeat(60), "q".repeat(61));
    let crontab = format!(
        "0 3 * * * TOKEN=hunter2Secret claude -p audit\n\
        0 3 * * * claude -p run\n\
        0 3 * * * claude -p sk-ant-Oat01\n\
        0 3 * * * claude -p zz\n\
        0 3 * * * claude -p {sixty}\n\
        0 3 * * * claude -p {longer}\n"
    );
    // A word with a capital or a digit may be a key, and so may a long one; a short one is in too many others.
    let words = ["audit", "run", "", "", &sixty, ""];
    assert_eq!(picked(&crontab), words.map(|word| (!word.is_empty()).then(|| word.to_owned())));
}

#[test]
fn of_many_jobs_each_is_picked_by_a_word_that_no_other_has() {
    // The first word of each is that of all, and the second its own.
    let own: Vec<String> = ('a'..='t').map(|letter| format!("x{letter}{letter}")).collect();
    let lines: Vec<String> = own.iter().map(|own| format!("0 3 * * * claude -p every {own}\n")).collect();
    assert_eq!(picked(&lines.concat()), own.into_iter().map(Some).collect::<Vec<_>>());
}
