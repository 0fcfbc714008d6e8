//! The gate: what each rule says, worked out by hand, and with which code it ends.

use creditcalc::answer::Check;

use crate::answers;
use crate::sandbox::Sandbox;

/// What the program printed, what it said, and how it ended.
struct Said {
    stdout: String,
    stderr: String,
    code: i32,
}

fn run(sandbox: &Sandbox, args: &[&str]) -> Said {
    let output = sandbox.creditcalc(args).output().expect("the program was built for this test");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
    Said {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: output.status.code().expect("nobody stops the program"),
    }
}

/// $4.00 a night in November 2026 on a plan, and what must hold.
fn nightly(plan: &str, policy: &str) -> String {
    scenario(&format!("plan = \"{plan}\""), "cost_per_run_usd = \"4.00\"\nnightly = true", policy)
}

fn scenario(head: &str, job: &str, policy: &str) -> String {
    format!(
        "as_of = 2026-11-21\ntz = \"UTC\"\n{head}\n[[job]]\nname = \"audit\"\n{job}\n[policy]\n{policy}\n"
    )
}

fn checked(scenario: &str, flags: &[&str]) -> Said {
    let sandbox = Sandbox::new();
    sandbox.write("scenario.toml", scenario);
    run(&sandbox, &[&["check"], flags].concat())
}

fn read(scenario: &str) -> (Check, i32) {
    let said = checked(scenario, &["--json"]);
    (answers::read(&said.stdout), said.code)
}

/// The rules as `(rule, limit, figure, passed)`.
fn rules(shape: &Check) -> Vec<(&str, &str, Option<&str>, Option<bool>)> {
    shape
        .rules
        .iter()
        .map(|rule| (rule.rule.as_str(), rule.limit.as_str(), rule.figure.as_deref(), rule.passed))
        .collect()
}

const ALL: &str = "max_overflow_usd = \"0.00\"\nmin_nights_covered = 28\nmin_headroom_percent = 10\nmax_cost_per_run_usd = \"5\"\n\
                   max_price_age_days = 60\nno_unpriced_model = true\nin_force_only = true";

#[test]
fn every_rule_is_told_with_its_figure() {
    let (shape, code) = read(&nightly("pro", ALL));
    // 30 x $4.00 = $120.00 on a credit of $20.00: 5 nights, $100.00 beyond, nothing left. The plan was last
    // looked at on the day itself.
    let expected = [
        ("max_overflow_usd", "0.00", Some("100.00"), Some(false)),
        ("min_nights_covered", "28", Some("5"), Some(false)),
        ("min_headroom_percent", "10.0", Some("0.0"), Some(false)),
        ("max_cost_per_run_usd", "5.00", Some("4.00"), Some(true)),
        ("max_price_age_days", "60", shape.rules[4].figure.as_deref(), Some(true)),
        ("no_unpriced_model", "true", Some("true"), Some(true)),
        ("in_force_only", "true", Some("replaced"), Some(false)),
    ];
    assert_eq!(rules(&shape), expected);
    assert_eq!((shape.passed, code), (Some(false), 3));
    assert_eq!(
        (shape.inputs.scenario.as_str(), shape.inputs.program.as_str(), shape.inputs.cycles),
        ("scenario.toml", "agent-sdk-credit", 1)
    );
    assert_eq!(shape.in_force.expect("they are not in force").overflow_usd.to_string(), "120.00");
}

#[test]
fn a_policy_that_holds_ends_with_nothing() {
    //  $200.00 - $120.00 = $80.00 are left: 40.0%
    let policy = "max_overflow_usd = \"0\"\nmin_nights_covered = 30\nmin_headroom_percent = 40\nmax_cost_per_run_usd = \"4\"";
    let (shape, code) = read(&nightly("max-20x", policy));
    assert_eq!((shape.passed, code), (Some(true), 0), "{shape:?}");
    assert_eq!(shape.rules[2].figure.as_deref(), Some("40.0"));
    assert_eq!((shape.rules[2].says.as_str(), shape.reason), ("`default` has $80.00 of $200.00 left", None));
    let (_, code) = read(&nightly("max-20x", "min_headroom_percent = \"40.1\""));
    assert_eq!(code, 3);
    let said = checked(&nightly("max-20x", policy), &["-q"]);
    assert!(said.stdout.starts_with("✓ All 4 rules hold\n"), "{}", said.stdout);
    assert_eq!(said.stderr, "");
}

#[test]
fn headroom_is_cut_and_never_rounded_up() {
    //  $100.00 - 24 x $4.17 = $100.00 - $100.08 is nothing; $100 - 24 x $3.3359 = $19.9384, which is 19.9%
    let job = "cost_per_run_usd = \"3.3359\"\nruns = 24";
    let (shape, code) = read(&scenario("plan = \"max-5x\"", job, "min_headroom_percent = 20"));
    assert_eq!((shape.rules[0].figure.as_deref(), code), (Some("19.9"), 3));
}

#[test]
fn the_worst_cycle_counts() {
    let job = "cost_per_run_usd = \"4.00\"\nnightly = true";
    let (shape, _) = read(&scenario(
        "plan = \"pro\"\ncycles = 3",
        job,
        "max_overflow_usd = \"103.99\"\nmin_nights_covered = 5",
    ));
    //  November 30 x $4.00 - $20.00 = $100.00; December and January 31 x $4.00 - $20.00 = $104.00
    assert_eq!(rules(&shape)[0], ("max_overflow_usd", "103.99", Some("104.00"), Some(false)));
    assert_eq!(shape.rules[0].says, "`audit` (cycle of 2026-12-01 to 2026-12-31)");
    assert_eq!(rules(&shape)[1], ("min_nights_covered", "5", Some("5"), Some(true)));
}

#[test]
fn a_night_counts_once_whatever_runs_in_it() {
    let text = |cost: &str| {
        format!(
            "{}[[job]]\nname = \"digest\"\ncost_per_run_usd = \"{cost}\"\ncron = \"0 4 * * MON\"\n\
             [[job]]\nname = \"never\"\ncost_per_run_usd = \"9\"\nruns = 0\n",
            "as_of = 2026-11-21\ntz = \"UTC\"\nplan = \"max-20x\"\npolicy = { min_nights_covered = 28, max_cost_per_run_usd = \"8\" }\n\
             [[job]]\nname = \"audit\"\ncost_per_run_usd = \"4.00\"\ncron = \"0 3 * * *\"\n"
        )
    };
    // 30 nights, in five of which the digest runs too. A job without runs has neither nights nor a dearest
    // run.
    let (shape, code) = read(&text("0.01"));
    assert_eq!(rules(&shape)[0], ("min_nights_covered", "28", Some("30"), Some(true)));
    assert_eq!(shape.rules[0].says, "30 of 30 nights with runs");
    assert_eq!((rules(&shape)[1].2, code), (Some("4.00"), 0));
    // $200.00 pay 22 nights of $4.00 and the three digests of the 2nd, the 9th and the 16th: 88 + 3 x 37 =
    // $199.00; then one is partly paid
    let (shape, code) = read(&text("37"));
    assert_eq!((rules(&shape)[0].2, code), (Some("22"), 3));
}

#[test]
fn prices_grow_old() {
    let job = "usage = { model = \"claude-opus-5-5\", input = 1_000 }\nruns = 1";
    let (shape, _) =
        read(&scenario("plan = \"pro\"", job, "max_price_age_days = 60").replace("2026-11-21", "2027-06-01"));
    let age: u64 = shape.rules[0].figure.as_deref().expect("it is known").parse().expect("a count of days");
    //  Whenever somebody looked, it was not after the tables were made: 2026-11-21 is 192 days before.
    assert!(age >= 192, "{age}");
    assert_eq!(shape.rules[0].passed, Some(false));
    assert!(shape.rules[0].says.contains(", checked 2026-"), "{}", shape.rules[0].says);
}

#[test]
fn the_rules_in_force_are_in_force() {
    let text = scenario(
        "program = \"current\"\nplan = \"max\"",
        "cost_per_run_usd = \"3.00\"\nnightly = true",
        "in_force_only = true",
    );
    let (shape, code) = read(&text);
    assert_eq!((rules(&shape)[0], code), (("in_force_only", "true", Some("in-force"), Some(true)), 0));
    let said = checked(&text, &["-q"]);
    assert_eq!(said.stdout.lines().next(), Some("✓ The rule holds (api-credit)"));
    assert!(!said.stdout.contains("not in force"), "{}", said.stdout);
}

#[test]
fn what_has_no_price_is_neither_over_nor_under() {
    let job = "usage = { model = \"claude-haiku-4-5\", input = 1_000, fast = true }\nnightly = true";
    let text = scenario("plan = \"pro\"", job, ALL);
    let (shape, code) = read(&text);
    // in_force_only is broken, and still the answer is that there is none.
    assert_eq!((shape.passed, code), (None, 1));
    assert_eq!(shape.reason.as_deref(), Some("`claude-haiku-4-5-20251001` has no fast mode on 2026-11-21"));
    for (rule, _, figure, passed) in rules(&shape) {
        match rule {
            "in_force_only" => assert_eq!((figure, passed), (Some("replaced"), Some(false))),
            "no_unpriced_model" => assert_eq!((figure, passed), (Some("false"), Some(false))),
            _ => assert_eq!((figure, passed), (None, None), "{rule}"),
        }
    }
    let said = checked(&text, &[]);
    assert_eq!(said.code, 1);
    assert!(
        said.stdout.starts_with("Can't check 5 of 7 rules: not everything has a price; 2 broken\n"),
        "{}",
        said.stdout
    );
    assert!(
        said.stderr.contains("error[U107]: `claude-haiku-4-5-20251001` has no fast mode"),
        "{}",
        said.stderr
    );
    assert!(!said.stderr.contains("gate: "), "{}", said.stderr);
    let csv = checked(&text, &["--format", "csv"]).stdout;
    assert!(csv.contains("max_overflow_usd,0.00,,unknown,no price for `audit`,,unknown\n"), "{csv}");
}

#[test]
fn a_model_that_nobody_knows_leaves_figures_out_and_no_rules() {
    let text = scenario("plan = \"pro\"", "usage = { model = \"nobody-1\", input = 1_000 }\nruns = 1", ALL);
    let (shape, code) = read(&text);
    assert_eq!((shape.passed, code), (None, 1));
    assert_eq!(shape.reason.as_deref(), Some("no published price for model `nobody-1`"));
    for (rule, _, figure, passed) in rules(&shape) {
        match rule {
            "in_force_only" => assert_eq!((figure, passed), (Some("replaced"), Some(false))),
            "no_unpriced_model" => assert_eq!((figure, passed), (Some("false"), Some(false))),
            _ => assert_eq!((figure, passed), (None, None), "{rule}"),
        }
    }
    assert_eq!(shape.rules[0].says, "no published price for model `nobody-1`");
    let said = checked(&text, &[]);
    assert_eq!(said.code, 1);
    assert!(said.stdout.starts_with("Can't check 5 of 7 rules: "), "{}", said.stdout);
    assert!(said.stderr.contains("error[U104]: no published price for model `nobody-1`"), "{}", said.stderr);
    assert!(said.stderr.contains("scenario.toml:6:19"), "{}", said.stderr);
    // What is wrong with the file itself is to be mended first, and nothing is told of the rules.
    let said = checked(&text.replace("plan = \"pro\"", "plan = \"prod\""), &["--json"]);
    assert_eq!((said.code, said.stdout.as_str()), (1, ""));
}

#[test]
fn a_rule_that_is_switched_off_is_none() {
    let (shape, code) = read(&nightly("pro", "in_force_only = false\nno_unpriced_model = true"));
    assert_eq!((rules(&shape), code), (vec![("no_unpriced_model", "true", Some("true"), Some(true))], 0));
}

#[test]
fn people_read_every_rule_and_the_gate_says_why_it_is_closed() {
    let nightly = |policy: &str| {
        let head = "plan = \"pro\"\nprogram = \"agent-sdk-credit\"";
        scenario(head, "cost_per_run_usd = \"4.00\"\nnightly = true", policy)
    };
    let said = checked(&nightly("max_overflow_usd = \"0.00\"\nmin_nights_covered = 5"), &["-q"]);
    let expected = "\
✗ 1 of 2 rules broken (agent-sdk-credit)

rule                   figure  limit
✗ max_overflow_usd    $100.00  $0.00  `audit`
✓ min_nights_covered        5      5  5 of 30 nights with runs

These figures use the June credit, which was announced but never started.
";
    assert_eq!(said.stdout, expected);
    assert_eq!(said.stderr, "gate: `max_overflow_usd` is $100.00, limit $0.00: `audit`\n");
    assert_eq!(said.code, 3);
    let said = checked(&nightly("max_overflow_usd = \"0.00\""), &["-q", "--format", "markdown"]);
    assert!(
        said.stdout.contains("| ✗ max\\_overflow\\_usd | \\$100.00 | \\$0.00 | `audit` |\n"),
        "{}",
        said.stdout
    );
}

#[test]
fn the_examples_for_pipelines_are_files_that_can_be_read() {
    for (name, text) in [
        ("github-workflow.yml", include_str!("../../examples/github-workflow.yml")),
        ("pre-commit.yaml", include_str!("../../examples/pre-commit.yaml")),
    ] {
        assert!(creditcalc::yaml::parse(text).is_ok(), "{name} is not YAML");
        assert!(text.contains("creditcalc check"), "{name} is about the gate");
    }
}
