//! Workflows in their repositories: what they call, which files of a folder count, and what is said about the others.
//!
//! November 2026 has 30 days, 5 Mondays (2, 9, 16, 23 and 30) and 21 weekdays.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// The action of Claude Code as the only step of a job.
const AGENT: &str = "runs-on: x\n    steps: [{uses: anthropics/claude-code-action@v1, with: {prompt: x}}]\n";

const NIGHTLY: &str = "on: {schedule: [{cron: \"0 3 * * *\"}]}\n";

fn repository(files: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, text) in files {
        sandbox.write(name, text);
    }
    sandbox
}

/// The runs in November 2026 and everything that is said about them.
fn asked(sandbox: &Sandbox, args: &[&str]) -> Result<(u64, String), String> {
    let all = [
        "estimate",
        "--cost-per-run",
        "1",
        "--as-of",
        "2026-11-21",
        "--tz",
        "UTC",
        "--plan",
        "max-20x",
        "--json",
    ];
    let output = sandbox.creditcalc(all.iter().chain(args)).output().expect("it was built");
    if !output.status.success() {
        return Err(String::from_utf8(output.stderr).expect("it is text"));
    }
    let answer: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let notes = answer["notes"].as_array().expect("there are notes").iter();
    let notes = notes.filter_map(Value::as_str).collect::<Vec<_>>().join("\n");
    Ok((answer["schedule"]["runs"].as_u64().expect("they are counted"), notes))
}

fn runs(sandbox: &Sandbox, args: &[&str]) -> u64 {
    asked(sandbox, args).unwrap_or_else(|error| panic!("{args:?}: {error}")).0
}

fn said(sandbox: &Sandbox, args: &[&str]) -> String {
    asked(sandbox, args).unwrap_or_else(|error| panic!("{args:?}: {error}")).1
}

fn wrong(sandbox: &Sandbox, args: &[&str]) -> String {
    asked(sandbox, args).expect_err("it can't be answered")
}

/// A caller with a matrix of three, over a workflow that calls another one with a matrix of two.
fn called() -> Sandbox {
    repository(&[
        (
            ".github/workflows/main.yml",
            &format!(
                "{NIGHTLY}jobs:\n  m:\n    strategy: {{matrix: {{x: [1, 2, 3]}}}}\n    uses: ./.github/workflows/mid.yml\n    with: {{mode: full}}\n"
            ),
        ),
        (
            ".github/workflows/mid.yml",
            "on: {workflow_call: {inputs: {mode: {type: string}, dry: {type: boolean}}}}\njobs:\n  inner:\n    \
             strategy: {matrix: {y: [1, 2]}}\n    if: inputs.mode == 'full' && !inputs.dry\n    uses: \
             ./.github/workflows/leaf.yml\n  never:\n    if: inputs.mode == 'quick'\n    uses: \
             ./.github/workflows/leaf.yml\n",
        ),
        (
            ".github/workflows/leaf.yml",
            &format!(
                "on: workflow_call\njobs:\n  agent:\n    if: github.event_name == 'schedule'\n    {AGENT}  pushed:\n    if: github.event_name == 'push'\n    {AGENT}"
            ),
        ),
    ])
}

#[test]
fn what_a_workflow_calls_runs_under_its_event() {
    // 3 of the caller x 2 of the called job x 30 nights.
    let sandbox = called();
    for path in [".", ".github", ".github/workflows", ".github/workflows/main.yml"] {
        assert_eq!(runs(&sandbox, &["--workflow", path]), 180, "{path}");
    }
    // What is only called is counted where it is called, and needs no rate.
    let notes = said(&sandbox, &["--workflow", "."]);
    assert!(!notes.contains("workflow_call"), "{notes}");
    assert!(notes.lines().any(|line| line.contains("main.yml") || line.contains("GitHub")), "{notes}");
    // By itself it is asked about as before.
    sandbox.write("alone.yml", format!("on: workflow_call\njobs:\n  agent:\n    {AGENT}"));
    let error = wrong(&sandbox, &["--workflow", "alone.yml"]);
    assert!(error.contains("or name the workflow that calls it"), "{error}");
    assert_eq!(runs(&sandbox, &["--workflow", "alone.yml", "--events", "workflow_call=7"]), 7);
}

#[test]
fn a_folder_of_workflows_is_read_wherever_it_was_copied() {
    let sandbox = called();
    for name in ["main.yml", "mid.yml", "leaf.yml"] {
        sandbox.write(&format!("copied/{name}"), sandbox.read(&format!(".github/workflows/{name}")));
    }
    std::fs::remove_dir_all(sandbox.work().join(".github")).expect("it was made");
    assert_eq!(runs(&sandbox, &["--workflow", "copied"]), 180);
}

#[test]
fn circles_and_too_many_levels_are_refused_as_github_does() {
    let workflow =
        |on: &str, called: &str| format!("{on}jobs: {{x: {{uses: ./.github/workflows/{called}}}}}\n");
    let sandbox = repository(&[
        (
            ".github/workflows/a.yml",
            &workflow("on: {schedule: [{cron: \"0 3 * * *\"}], workflow_call: }\n", "b.yml"),
        ),
        (".github/workflows/b.yml", &workflow("on: workflow_call\n", "a.yml")),
    ]);
    let error = wrong(&sandbox, &["--workflow", ".github/workflows/a.yml"]);
    assert!(error.contains("workflows call each other in a circle: `a.yml`, `b.yml` and `a.yml`"), "{error}");

    // Ten levels are followed: the first workflow and nine called ones.
    for levels in [10, 11] {
        let sandbox = Sandbox::new();
        sandbox.write(".github/workflows/w1.yml", workflow(NIGHTLY, "w2.yml"));
        for level in 2..levels {
            let text = workflow("on: workflow_call\n", &format!("w{}.yml", level + 1));
            sandbox.write(&format!(".github/workflows/w{level}.yml"), text);
        }
        let last = format!("on: workflow_call\njobs:\n  agent:\n    {AGENT}");
        sandbox.write(&format!(".github/workflows/w{levels}.yml"), last);
        let answer = asked(&sandbox, &["--workflow", ".github/workflows/w1.yml"]);
        match levels {
            10 => assert_eq!(answer.expect("ten levels are followed").0, 30),
            _ => assert!(answer.expect_err("eleven are refused").contains("more than 10 levels")),
        }
    }
}

/// Jobs whose agents stand in an action or in a script of the repository.
fn with_actions() -> Sandbox {
    repository(&[
        (
            ".github/workflows/main.yml",
            &format!(
                "{NIGHTLY}jobs:
  action: {{runs-on: x, steps: [{{uses: ./.github/actions/ai, with: {{key: \"${{{{ secrets.KEY }}}}\"}}}}]}}
  nested: {{runs-on: x, steps: [{{uses: ./outer}}]}}
  script: {{runs-on: x, steps: [{{run: timeout 600 bash -x scripts/agent.sh}}]}}
  folder: {{runs-on: x, steps: [{{run: ./agent.sh, working-directory: scripts}}]}}
  package: {{runs-on: x, steps: [{{run: npm ci}}, {{run: npm run agent -- --quick}}]}}
  shown: {{runs-on: x, steps: [{{run: cat scripts/agent.sh && chmod +x scripts/agent.sh}}]}}
  above: {{runs-on: x, steps: [{{run: ../agent.sh}}, {{uses: ./../action}}]}}
"
            ),
        ),
        (
            ".github/actions/ai/action.yml",
            "inputs: {key: {required: true}}\nruns:\n  using: composite\n  steps:\n    - run: claude -p x\n      shell: \
             bash\n      env: {ANTHROPIC_API_KEY: \"${{ inputs.key }}\"}\n",
        ),
        (
            "outer/action.yaml",
            "runs: {using: composite, steps: [{uses: ./inner, if: github.event_name == 'schedule'}]}\n",
        ),
        (
            "inner/action.yml",
            "runs: {using: composite, steps: [{run: $GITHUB_ACTION_PATH/run, shell: bash}]}\n",
        ),
        ("package.json", "{\"scripts\": {\"agent\": \"claude -p x\", \"test\": \"vitest\"}}"),
        ("inner/run", "#!/bin/bash\ncodex exec x\n"),
        ("scripts/agent.sh", "#!/usr/bin/env bash\nset -e\ncd /x && claude -p \"look around\"\n"),
    ])
}

#[test]
fn actions_and_scripts_of_the_repository_are_followed() {
    let sandbox = with_actions();
    sandbox.write("../agent.sh", "claude -p x\n");
    // `action`, `nested`, `script`, `folder` and `package`, 30 nights each.
    assert_eq!(runs(&sandbox, &["--workflow", "."]), 150);
    let output = sandbox.creditcalc([
        "estimate",
        "--cost-per-run",
        "1",
        "--as-of",
        "2026-11-21",
        "--workflow",
        ".",
        "--json",
    ]);
    let output = { output }.output().expect("it was built");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let auth = |name: &str| {
        let jobs = answer["schedule"]["jobs"].as_array().expect("there are jobs").clone();
        let job = jobs.into_iter().find(|job| job["job"] == format!("main.yml:{name}")).expect(name);
        job["auth"].as_str().expect("it is a word").to_owned()
    };
    // What an input of the action was given signs in.
    assert_eq!((auth("action").as_str(), auth("script").as_str()), ("api-key", "plan"));
}

#[test]
#[cfg(unix)]
fn nothing_outside_of_the_repository_is_read() {
    let sandbox = repository(&[(
        ".github/workflows/main.yml",
        &format!(
            "{NIGHTLY}jobs:\n  own:\n    {AGENT}  linked: {{runs-on: x, steps: [{{run: ./scripts/agent.sh}}]}}\n"
        ),
    )]);
    sandbox.write("../outside/agent.sh", "claude -p x\n");
    std::os::unix::fs::symlink("../outside", sandbox.work().join("scripts")).expect("links can be made");
    // The link is followed by no one: 30 of `own`.
    assert_eq!(runs(&sandbox, &["--workflow", "."]), 30);
}

#[test]
fn what_names_an_agent_and_is_not_counted_is_in_one_note() {
    let jobs = "jobs:
  known: {runs-on: x, steps: [{run: claude -p x}]}
  wrapped: {runs-on: x, steps: [{run: vault run -- claude -p x}]}
  python: {runs-on: x, steps: [{run: python scripts/agent.py}]}
  keyed: {runs-on: x, steps: [{run: make eval, env: {ANTHROPIC_API_KEY: \"${{ secrets.K }}\"}}]}
  shared: {uses: org/repo/.github/workflows/claude.yml@v1}
  lint: {uses: org/repo/.github/workflows/lint.yml@v1}
  test: {runs-on: x, steps: [{run: make test}, {run: npm install -g @anthropic-ai/claude-code}]}
";
    let sandbox = repository(&[
        (".github/workflows/main.yml", &format!("{NIGHTLY}{jobs}")),
        ("scripts/agent.py", "from claude_agent_sdk import query\n"),
    ]);
    let (runs_found, notes) = asked(&sandbox, &["--workflow", "."]).expect("one job is counted");
    assert_eq!(runs_found, 30);
    let uncounted: Vec<&str> = notes.lines().filter(|line| line.contains("may run an agent")).collect();
    assert_eq!(
        uncounted,
        [
            "4 jobs that may run an agent aren't counted: `main.yml:wrapped` (names `claude`), `main.yml:python` (runs \
          `scripts/agent.py`, which names `claude_agent_sdk`), `main.yml:keyed` (is given `ANTHROPIC_API_KEY`) and \
          `main.yml:shared` (calls `org/repo/.github/workflows/claude.yml@v1`, which lies in another repository); to \
          count one, use `--match \"main.yml:wrapped\"`"
        ]
    );
    assert!(notes.contains("`main.yml:lint` (calls `org/repo/.github/workflows/lint.yml@v1`"), "{notes}");
    // Picked, a job counts whatever it runs.
    for (text, expected) in
        [("main.yml:wrapped", 30), ("vault run", 30), ("claude -p x", 60), ("main.yml:test", 30)]
    {
        assert_eq!(runs(&sandbox, &["--workflow", ".", "--match", text]), expected, "{text}");
    }
    let error = wrong(&sandbox, &["--workflow", ".", "--match", "nonsense"]);
    assert!(error.contains("no job of this workflow contains `nonsense`"), "{error}");
    // A scenario says the same by its key.
    sandbox.write(
        "team.toml",
        "program = \"api-credit\"\nplan = \"max\"\nas_of = 2026-11-21\n[[job]]\nname = \"a\"\ncost_per_run_usd = \
         \"1\"\nworkflow = \".github/workflows\"\nmatch = \"vault run\"\n",
    );
    let output = sandbox.creditcalc(["simulate", "team.toml", "--json"]).output().expect("it was built");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(answer["total"]["runs"], 30);
}

#[test]
fn a_computed_matrix_counts_as_it_is_said() {
    let sandbox = repository(&[(
        ".github/workflows/main.yml",
        &format!(
            "{NIGHTLY}jobs:\n  each: {{strategy: {{matrix: {{x: \"${{{{ fromJSON(needs.a.outputs.b) }}}}\"}}}}, runs-on: x, steps: [{{run: claude -p x}}]}}\n"
        ),
    )]);
    assert_eq!(runs(&sandbox, &["--workflow", "."]), 30);
    assert!(said(&sandbox, &["--workflow", "."]).contains("say how many with `--runs-each N`"));
    assert_eq!(runs(&sandbox, &["--workflow", ".", "--runs-each", "4"]), 120);
    assert!(wrong(&sandbox, &["--workflow", ".", "--runs-each", "257"]).contains("1 to 256"));
    let fixed = repository(&[("w.yml", &format!("{NIGHTLY}jobs:\n  own:\n    {AGENT}"))]);
    assert!(
        said(&fixed, &["--workflow", "w.yml", "--runs-each", "4"]).contains("`--runs-each` changes nothing")
    );
}

/// A compiled agentic workflow with this engine, with or without a job that looks for threats.
fn compiled(engine: &str, has_detection: bool) -> String {
    let start = "sudo -E awf --config \"${RUNNER_TEMP}/awf.json\" --tty \\\n            -- /bin/bash -c '\"$NODE\" \
                 ${RUNNER_TEMP}/harness.cjs ENGINE --print \"$(cat \"$PROMPT\")\"' 2>&1 | tee -a /tmp/log\n";
    let step = |id: &str| {
        format!(
            "    runs-on: x\n    steps:\n      - run: npm install -g @anthropic-ai/claude-code\n      - id: {id}\n        run: |\n          {}        env: {{ANTHROPIC_API_KEY: \"${{{{ secrets.K }}}}\"}}\n",
            start.replace("ENGINE", engine)
        )
    };
    let detection = if has_detection {
        format!("  detection:\n    needs: agent\n{}", step("detection_agentic_execution"))
    } else {
        String::new()
    };
    format!(
        "# gh-aw-metadata: {{\"schema_version\":\"v4\",\"agent_id\":\"{engine}\"}}\nname: x\non:\n  schedule:\n    - cron: \"19 3 * * 1\"\n  workflow_dispatch:\njobs:\n  activation:\n    runs-on: x\n    steps: [{{run: \"validate.sh ANTHROPIC_API_KEY\", env: {{ANTHROPIC_API_KEY: \"${{{{ secrets.K }}}}\"}}}}]\n  agent:\n    needs: activation\n{}{detection}",
        step("agentic_execution")
    )
}

#[test]
fn a_compiled_agentic_workflow_runs_its_engine() {
    // 5 Mondays; the look for threats is a second run of the agent.
    for (engine, has_detection, expected) in [("claude", false, 5), ("claude", true, 10), ("codex", true, 10)]
    {
        let sandbox = repository(&[(".github/workflows/weekly.lock.yml", &compiled(engine, has_detection))]);
        let (found, notes) = asked(&sandbox, &["--workflow", "."]).expect("its agent is known");
        assert_eq!(found, expected, "{engine}");
        assert_eq!(notes.contains("`detection` runs the agent a second time"), has_detection, "{notes}");
        assert!(!notes.contains("may run an agent"), "{notes}");
        assert_eq!(runs(&sandbox, &["--workflow", ".", "--match", "lock.yml:agent"]), 5);
    }
    let copilot = repository(&[(".github/workflows/weekly.lock.yml", &compiled("copilot", true))]);
    let error = wrong(&copilot, &["--workflow", "."]);
    assert!(error.contains("runs GitHub Copilot, which GitHub bills by itself"), "{error}");
    assert!(error.contains("2 jobs that may run an agent aren't counted"), "{error}");
}

#[test]
fn what_has_nothing_to_do_with_agents_does_not_stand_in_the_way() {
    let sandbox = repository(&[
        (".github/workflows/audit.yml", &format!("{NIGHTLY}jobs:\n  own:\n    {AGENT}")),
        (".github/workflows/dependabot.yml", "version: 2\nupdates: []\n"),
        (
            ".github/workflows/docs.yml",
            "on: {schedule: [{cron: \"@daily\"}]}\njobs: {docs: {runs-on: x, steps: [{run: make docs}]}}\n",
        ),
        (".github/workflows/torn.yml", "on: push\njobs: {a: [\n"),
        (".github/dependabot.yml", "version: 2\n"),
        ("docker-compose.yml", "services: {}\n"),
    ]);
    sandbox.write(".github/workflows/binary.yml", [0xff, 0xfe, 0x00]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("loop.yml", sandbox.work().join(".github/workflows/loop.yml"))
        .expect("a link");
    for path in [".", ".github", ".github/workflows"] {
        let (found, notes) = asked(&sandbox, &["--workflow", path]).expect("one file runs an agent");
        assert_eq!(found, 30, "{path}");
        assert!(notes.contains("`dependabot.yml` isn't a workflow: it has no `on` and `jobs`"), "{notes}");
        assert!(notes.contains("`docs.yml` (GitHub has no nicknames)"), "{notes}");
        assert!(notes.contains("`torn.yml` ("), "{notes}");
        assert!(notes.contains("binary.yml` (it is not UTF-8 text)"), "{notes}");
        assert!(cfg!(not(unix)) || notes.contains("loop.yml` (too many levels"), "{notes}");
    }
    // A fault beside an agent is one: what asks for it would be missing in every figure.
    let text = format!("on: {{schedule: [{{cron: \"@daily\"}}]}}\njobs:\n  own:\n    {AGENT}");
    sandbox.write(".github/workflows/docs.yml", text);
    assert!(wrong(&sandbox, &["--workflow", "."]).contains("GitHub has no nicknames"));
}

#[test]
fn a_folder_without_agents_gets_one_message() {
    let sandbox = Sandbox::new();
    for number in 0..33 {
        let text = "on: push\njobs: {build: {runs-on: x, steps: [{run: make}]}}\n";
        sandbox.write(&format!(".github/workflows/ci-{number}.yml"), text);
    }
    let error = wrong(&sandbox, &["--workflow", "."]);
    assert!(error.starts_with("error[S308]: none of 33 workflows in `.` runs an agent\n"), "{error}");
    assert!(error.lines().count() <= 20 && error.contains("looked for steps that use"), "{error}");
    // Many that wait for events are one message as well.
    for number in 0..12 {
        sandbox.write(
            &format!(".github/workflows/ci-{number}.yml"),
            format!("on: push\njobs:\n  a:\n    {AGENT}"),
        );
    }
    let error = wrong(&sandbox, &["--workflow", "."]);
    assert!(error.lines().count() <= 20 && error.contains("--events push=40"), "{error}");
    sandbox.write(".github/workflows/nightly.yml", format!("{NIGHTLY}jobs:\n  a:\n    {AGENT}"));
    let notes = said(&sandbox, &["--workflow", "."]);
    assert!(notes.contains("12 workflows run agents only on events without a schedule"), "{notes}");
}

#[test]
fn each_host_reads_schedules_by_its_own_rules() {
    let job =
        "jobs: {x: {runs-on: x, steps: [{uses: \"https://github.com/anthropics/claude-code-action@v1\"}]}}\n";
    let on = |cron: &str| format!("on: {{schedule: [{{cron: \"{cron}\"}}]}}\n{job}");
    // The day of the month and a Monday: Forgejo takes a star with a step for a restriction, so either will do.
    // Odd days are 15, and of the Mondays 2, 16 and 30 are even: 18.
    for (cron, forgejo) in [
        ("@daily", Some(30)),
        ("@every 6h", Some(120)),
        ("CRON_TZ=Europe/Berlin 0 3 * * *", Some(30)),
        ("0 3 ? * MON", Some(5)),
        ("0 3 ? * 1-5", Some(21)),
        ("0 3 */2 * 1", Some(18)),
        ("0 3 * * 7", None),
        ("0 3 L * *", None),
        ("0 0 3 * * 1", None),
        ("@reboot", None),
    ] {
        for folder in [".forgejo/workflows", ".gitea/workflows"] {
            let sandbox = repository(&[(&format!("{folder}/w.yml"), &on(cron))]);
            let found = asked(&sandbox, &["--workflow", "."]).ok().map(|(runs, _)| runs);
            assert_eq!(found, forgejo, "{cron}");
        }
    }
    for (cron, label, line) in [
        ("0 6 * * 7", "GitHub has no day 7", "0 6 * * 0"),
        ("0 6 * * 5-7", "GitHub has no day 7", "0 6 * * 5-6,0"),
        ("0 6 * * 1-7", "GitHub has no day 7", "0 6 * * 0-6"),
        ("0 6 * * 1-7/2", "GitHub has no day 7", "0 6 * * 1,3,5,0"),
        ("@daily", "GitHub has no nicknames", "0 0 * * *"),
        ("0 0 6 * * 1", "GitHub has five, without seconds", "0 6 * * 1"),
    ] {
        let sandbox = repository(&[(".github/workflows/w.yml", &on(cron))]);
        let error = wrong(&sandbox, &["--workflow", "."]);
        assert!(error.contains(label) && error.contains(&format!("write `{line}`")), "{error}");
    }
    // 12 an hour, 24 hours, 30 days.
    let sandbox = repository(&[(".github/workflows/w.yml", &on("* * * * *"))]);
    let (found, notes) = asked(&sandbox, &["--workflow", "."]).expect("it is a schedule");
    assert_eq!(found, 8_640);
    assert!(notes.contains("it counts as at most 8,640 runs in 30 days"), "{notes}");
    // 0 and 58 of each hour are 2 minutes apart: one of them an hour, 24 hours, 30 days.
    let sandbox = repository(&[(".github/workflows/w.yml", &on("0,58 * * * *"))]);
    assert_eq!(runs(&sandbox, &["--workflow", "."]), 720);
}

/// A workflow that is called by the full name of its repository.
fn in_full(files: &[(&str, &str)]) -> Sandbox {
    let sandbox = repository(&[
        (
            ".github/workflows/h.yml",
            "on: {schedule: [{cron: \"0 * * * *\"}]}\njobs: {a: {uses: acme/app/.github/workflows/b.yml@main}}\n",
        ),
        (".github/workflows/b.yml", &format!("on: workflow_call\njobs:\n  agent:\n    {AGENT}")),
    ]);
    for (name, text) in files {
        sandbox.write(name, text);
    }
    sandbox
}

#[test]
fn a_repository_knows_its_name_from_git() {
    let config = |address: &str| format!("[core]\n\tbare = false\n[remote \"origin\"]\n\turl = {address}\n");
    // 24 x 30 = 720.
    for address in ["https://github.com/acme/app.git", "git@github.com:acme/app.git"] {
        let sandbox = in_full(&[(".git/config", &config(address))]);
        for path in [".", ".github/workflows/h.yml"] {
            let (found, notes) = asked(&sandbox, &["--workflow", path]).expect("it is this repository");
            assert_eq!(found, 720, "{address} {path}");
            assert!(notes.contains("the copy here is read for `@main`"), "{notes}");
            assert!(!notes.contains("workflow_call"), "{notes}");
        }
    }
    // In a worktree, the configuration is that of the repository.
    let sandbox = in_full(&[(".git", "gitdir: ../main/.git/worktrees/night\n")]);
    sandbox.write("../main/.git/config", config("https://github.com/acme/app"));
    assert_eq!(runs(&sandbox, &["--workflow", "."]), 720);
    // Where nobody can tell, both are named.
    for files in [&[][..], &[(".git/config", "[core]\n\tbare = false\n")]] {
        let error = wrong(&in_full(files), &["--workflow", "."]);
        assert!(error.starts_with("error[S311]") && error.contains("b.yml"), "{error}");
        assert!(error.contains("`h.yml:a` (calls `acme/app/.github/workflows/b.yml@main`"), "{error}");
    }
}

#[test]
fn what_is_not_counted_is_said_beside_a_missing_rate() {
    let sandbox = repository(&[
        (".github/workflows/review.yml", &format!("on: push\njobs:\n  a:\n    {AGENT}")),
        (".github/workflows/weekly.lock.yml", &compiled("copilot", false)),
    ]);
    let error = wrong(&sandbox, &["--workflow", "."]);
    assert!(error.starts_with("error[S311]"), "{error}");
    assert!(error.contains("`weekly.lock.yml:agent` (runs GitHub Copilot"), "{error}");
}
