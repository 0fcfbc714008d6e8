//! What `check` says to GitHub and to code scanning: on which line of which file.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// $4.00 a night in November 2026 on $20.00, started by what `job` says.
fn scenario(job: &str, policy: &str) -> String {
    format!(
        "as_of = 2026-11-21\ntz = \"UTC\"\nprogram = \"agent-sdk-credit\"\n\n[[seat]]\nname = \"bot\"\nplan = \"pro\"\n\n\
         [[job]]\nname = \"audit\"\nseat = \"bot\"\ncost_per_run_usd = \"4.00\"\n{job}\n\n[policy]\n{policy}\n"
    )
}

fn run(sandbox: &Sandbox, args: &[&str]) -> (String, i32) {
    let output =
        sandbox.creditcalc([&["check", "--quiet"], args].concat()).output().expect("the program was built");
    let code = output.status.code().expect("nobody stops the program");
    (String::from_utf8(output.stdout).expect("the program writes text"), code)
}

#[test]
fn an_annotation_stands_where_a_rule_broke() {
    let sandbox = Sandbox::new();
    let policy = "max_overflow_usd = \"0.00\"\nmin_nights_covered = 30\nmin_headroom_percent = 10\nmax_cost_per_run_usd = \"3.00\"\n\
                  in_force_only = true";
    sandbox.write("scenario.toml", scenario("nightly = true", policy));
    //  30 x $4.00 = $120.00 on $20.00: $100.00 beyond, 5 nights, nothing left
    let expected = "\
5 of 5 rules are broken: max_overflow_usd, min_nights_covered, min_headroom_percent, max_cost_per_run_usd, in_force_only
::error file=scenario.toml,line=9,title=max_overflow_usd::`max_overflow_usd` is $100.00, and the policy asks for at most $0.00 (of `audit`)
::error file=scenario.toml,line=9,title=min_nights_covered::`min_nights_covered` is 5, and the policy asks for at least 30 (of the 30 nights with runs)
::error file=scenario.toml,line=5,title=min_headroom_percent::`min_headroom_percent` is 0.0%25, and the policy asks for at least 10.0%25 ($0.00 of $20.00 of `bot`)
::error file=scenario.toml,line=12,title=max_cost_per_run_usd::`max_cost_per_run_usd` is $4.00, and the policy asks for at most $3.00 (the dearest run of `audit`)
::error file=scenario.toml,line=20,title=in_force_only::`in_force_only` is replaced, and the policy asks for in-force (agent-sdk-credit, since 2026-10-07)
";
    let (said, code) = run(&sandbox, &["--format", "github"]);
    assert_eq!(code, 3);
    let lines = |text: &str| -> Vec<String> {
        // The words are those of the screen; here it is about the places.
        text.lines()
            .skip(1)
            .filter_map(|line| Some(line.split_once("::")?.1.split_once("::")?.0.to_owned()))
            .collect()
    };
    assert_eq!(lines(&said), lines(expected), "{said}");
    assert!(said.contains("::`max_overflow_usd` is $100.00"), "{said}");
    assert!(said.contains("0.0%25"), "a percent sign is escaped: {said}");
}

#[test]
fn a_schedule_in_a_file_of_its_own_is_annotated_there() {
    let sandbox = Sandbox::new();
    sandbox.write("crontab", "# nightly\nMAILTO=\"\"\n30 2 * * * claude -p \"audit\"\n");
    sandbox.write(
        ".github/workflows/audit.yml",
        "on:\n  schedule:\n    - cron: \"30 2 * * *\"\njobs:\n  audit:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: claude -p audit\n",
    );
    for (job, place) in [
        ("crontab = \"crontab\"", "file=crontab,line=3"),
        ("workflow = \".github/workflows/audit.yml\"", "file=.github/workflows/audit.yml,line=3"),
    ] {
        sandbox.write("scenario.toml", scenario(job, "max_overflow_usd = \"0.00\""));
        let (said, code) = run(&sandbox, &["--format", "github"]);
        assert!(said.contains(&format!("\n::error {place},title=max_overflow_usd::")), "{said}");
        assert_eq!(code, 3);
    }
}

#[test]
fn what_cannot_be_checked_is_annotated_and_ends_with_one() {
    let sandbox = Sandbox::new();
    sandbox.write("scenario.toml", "[[job]]\nname = \"a%\"\nmodel = 1\n[policy]\nmax_overflow_usd = \"0\"\n");
    let (said, code) = run(&sandbox, &["--format", "github"]);
    assert!(
        said.starts_with("Not checked\n::error ")
            && said.contains("\n::error file=scenario.toml,line=3,title=L502::"),
        "{said}"
    );
    assert_eq!(code, 1);
    sandbox.write("scenario.toml", scenario("nightly = true", "max_overflow_usd = \"100\""));
    let (said, code) = run(&sandbox, &["--format", "github"]);
    assert_eq!((said.matches("::").count(), code), (0, 0), "{said}");
}

/// The keys that the schema of SARIF 2.1.0 requires, and what its values may be.
#[test]
fn sarif_has_what_its_schema_requires() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "a folder/scenario.toml",
        scenario("nightly = true", "max_overflow_usd = \"0.00\"\nmin_headroom_percent = 10"),
    );
    let (_, code) = run(&sandbox, &["a folder/scenario.toml", "-o", "check.sarif"]);
    assert_eq!(code, 3);
    let log: Value = serde_json::from_str(&sandbox.read("check.sarif")).expect("it is JSON");
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().is_some_and(|schema| schema.ends_with("sarif-2.1.0.json")));
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "creditcalc");
    assert!(["utf16CodeUnits", "unicodeCodePoints"].contains(&run["columnKind"].as_str().expect("a word")));
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let rules = driver["rules"].as_array().expect("rules");
    assert!(rules.iter().all(|rule| rule["id"].is_string() && rule["shortDescription"]["text"].is_string()));
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 2);
    for result in results {
        assert!(result["message"]["text"].is_string());
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().expect("a word")));
        let index =
            result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("a place");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let related = result["relatedLocations"].as_array().expect("the line of the policy");
        let all: Vec<&Value> =
            result["locations"].as_array().expect("a list").iter().chain(related).collect();
        for location in all {
            let place = &location["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], "a%20folder/scenario.toml");
            assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
            let number = |key: &str| place["region"][key].as_u64().expect("a number");
            assert!(number("startLine") >= 1 && number("startColumn") >= 1);
            assert!((number("endLine"), number("endColumn")) >= (number("startLine"), number("startColumn")));
        }
    }
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 9);
    assert_eq!(results[0]["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 16);
}

#[test]
fn paths_start_at_the_top_of_the_repository() {
    let sandbox = Sandbox::new();
    sandbox.write("scenario.toml", scenario("nightly = true", "max_overflow_usd = \"0.00\""));
    let top = sandbox.work().parent().expect("it has one").to_owned();
    let output = sandbox.creditcalc(["check", "--format", "github"]).env("GITHUB_WORKSPACE", top).output();
    let said = String::from_utf8(output.expect("the program was built").stdout).expect("text");
    assert!(said.contains("::error file=work/scenario.toml,line=9,"), "{said}");
}

#[test]
fn only_the_gate_has_findings() {
    let sandbox = Sandbox::new();
    for args in [
        &["estimate", "--cost-per-run", "4", "--format", "sarif"][..],
        &["models", "--format", "github"],
        &["schema", "scenario", "--format", "github"],
        &["plans", "-o", "plans.sarif"],
    ] {
        let output = sandbox.creditcalc(args).output().expect("the program was built");
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(said.contains("only `creditcalc check` writes `"), "{said}");
        assert_eq!(output.status.code(), Some(2), "{said}");
    }
    assert!(sandbox.listing().is_empty());
}
