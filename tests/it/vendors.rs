//! Plans of other vendors: their cycles, credits and mark-ups, and one job on all of them.

use creditcalc::pricing::{CreditGrant, PriceTable, builtin_files, load};
use creditcalc::source::SourceFile;
use creditcalc::units::Usd;
use serde_json::Value;

use crate::sandbox::Sandbox;

/// The answer to a command, and its exit code.
fn run(sandbox: &Sandbox, args: &str) -> (String, String, i32) {
    // `@` stands for a space within an argument.
    let args = args.split_whitespace().map(|arg| arg.replace('@', " "));
    let output = sandbox.creditcalc(args).output().expect("it was built for this test");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
    (text(output.stdout), text(output.stderr), output.status.code().expect("nobody stops it"))
}

fn json_in(sandbox: &Sandbox, args: &str) -> Value {
    let (stdout, stderr, code) = run(sandbox, &format!("{args} --json"));
    assert_eq!(code, 0, "{args}: {stderr}");
    serde_json::from_str(&stdout).expect("JSON")
}

fn json(args: &str) -> Value {
    json_in(&Sandbox::new(), args)
}

fn at<'v>(answer: &'v Value, path: &str) -> &'v str {
    answer.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("no {path} in {answer}"))
}

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

#[test]
fn the_figures_of_the_survey_stand_in_the_tables() {
    let table = PriceTable::builtin();
    for (plan, fee, credit) in [
        ("copilot-pro", "10.00", "15.00"),
        ("copilot-pro-plus", "39.00", "70.00"),
        ("copilot-max", "100.00", "200.00"),
        ("cursor-pro", "20.00", "20.00"),
        ("cursor-pro-plus", "60.00", "70.00"),
        ("cursor-ultra", "200.00", "400.00"),
        ("jetbrains-ai-free", "0.00", "3.00"),
        ("jetbrains-ai-pro", "10.00", "10.00"),
        ("jetbrains-ai-ultimate", "30.00", "35.00"),
        ("google-ai-pro", "19.99", "10.00"),
        ("google-ai-ultra", "249.99", "100.00"),
        ("zed-pro", "10.00", "5.00"),
        ("codex-credits", "40.00", "40.00"),
    ] {
        let answer = json(&format!("plans {plan}"));
        assert_eq!(
            (at(&answer, "/plans/0/fee_usd"), at(&answer, "/plans/0/credit_usd")),
            (fee, credit),
            "{plan}"
        );
    }
    //  1,000 + 500, 3,900 + 3,100 and 10,000 + 10,000 credits of $0.01
    for (plan, flex) in [("copilot-pro", "5.00"), ("copilot-pro-plus", "31.00"), ("copilot-max", "100.00")] {
        assert_eq!(at(&json(&format!("plans {plan}")), "/plans/0/flex_usd"), flex, "{plan}");
    }
    let seats = |name: &str| {
        let plan = table.plans().iter().find(|plan| plan.id == name).expect(name);
        match &plan.grant {
            CreditGrant::Seats { seats, .. } => seats.len(),
            other => panic!("{name}: {other:?}"),
        }
    };
    assert_eq!((seats("copilot-business"), seats("copilot-enterprise")), (1, 1));
}

#[test]
fn copilot_renews_on_the_first_in_utc_from_its_first_day_to_its_last() {
    for as_of in ["2026-11-01", "2026-11-15", "2026-11-30"] {
        let answer = json(&format!("estimate --cost-per-run 4 --plan copilot-pro --as-of {as_of}"));
        let cycle = (at(&answer, "/schedule/cycle_start"), at(&answer, "/schedule/cycle_end"));
        assert_eq!(cycle, ("2026-11-01", "2026-12-01"), "{as_of}");
        //  30 x $4.00 - $15.00 = $105.00
        assert_eq!(at(&answer, "/plans/0/overflow_usd"), "105.00");
    }
    let answer = json("estimate --cost-per-run 4 --plan copilot-pro --as-of 2026-12-01");
    assert_eq!(at(&answer, "/schedule/cycle_start"), "2026-12-01");
}

#[test]
fn a_run_counts_in_the_cycle_in_which_it_is_in_utc() {
    // 16:00 in Los Angeles is 23:00 UTC on 31 October (daylight time), and 00:00 UTC of the next day from 1 November on.
    // So of the November runs the one of the 30th is the first of Copilot's December: 29 are left. By the clock of Los
    // Angeles there are 30.
    let asked = |plan: &str| -> u64 {
        let sandbox = Sandbox::new();
        let output = sandbox
            .creditcalc([
                "estimate",
                "--cost-per-run",
                "4",
                "--cron",
                "0 16 * * *",
                "--tz",
                "America/Los_Angeles",
            ])
            .args(["--as-of", "2026-11-15", "--plan", plan, "--json"])
            .output()
            .expect("it was built for this test");
        let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        answer.pointer("/schedule/runs").and_then(Value::as_u64).expect("runs")
    };
    assert_eq!((asked("copilot-pro"), asked("cursor-pro")), (29, 30));
}

#[test]
fn jetbrains_renews_after_thirty_days() {
    for as_of in ["2026-11-20", "2026-12-19"] {
        let args = "estimate --cost-per-run 4 --plan jetbrains-ai-pro --cycle-start 2026-11-20";
        let answer = json(&format!("{args} --as-of {as_of}"));
        let cycle = (at(&answer, "/schedule/cycle_start"), at(&answer, "/schedule/cycle_end"));
        assert_eq!(cycle, ("2026-11-20", "2026-12-20"));
        //  30 x $4.00 - $10.00 = $110.00
        assert_eq!(at(&answer, "/plans/0/overflow_usd"), "110.00");
    }
    // From a 31st on it doesn't return to it, as a month would.
    let args =
        "estimate --cost-per-run 4 --plan jetbrains-ai-pro --cycle-start 2026-01-31 --as-of 2026-01-31";
    assert_eq!(at(&json(args), "/schedule/cycle_end"), "2026-03-02");
    // To ask for its thirty days is to ask for what there is.
    let of_days = |days: u8| {
        let args = format!("{args} --cycle-days {days} --json");
        run(&Sandbox::new(), &args)
    };
    let (answer, _, code) = of_days(30);
    assert!(code == 0 && answer.contains("2026-03-02"), "{answer}");
    assert_eq!(of_days(31).2, 2);
}

#[test]
fn a_cycle_day_that_is_set_is_about_other_plans() {
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "cycle_day = 15\n");
    let start = |plan: &str| {
        let answer =
            json_in(&sandbox, &format!("estimate --cost-per-run 4 --plan {plan} --as-of 2026-11-21"));
        at(&answer, "/schedule/cycle_start").to_owned()
    };
    assert_eq!([start("copilot-pro"), start("cursor-pro")], ["2026-11-01", "2026-11-15"]);
}

#[test]
fn a_mark_up_multiplies_list_prices_to_the_digit() {
    let args = "estimate --model claude-opus-5-5 --input 120000 --output 9000 --as-of 2026-11-21";
    let answer = json(&format!("{args} --plan zed-pro"));
    //  120,000 x $4.00/M + 9,000 x $20.00/M = $0.48 + $0.18 = $0.66; x 1.1 = $0.726
    assert_eq!(at(&answer, "/run/cost_usd"), "0.726");
    //  $4.00/M x 1.1 = $4.40/M
    assert_eq!(at(&answer, "/run/lines/0/rate_usd_per_mtok"), "4.40");
    assert_eq!(at(&answer, "/run/lines/0/list_rate_usd_per_mtok"), "4.00");
    assert_eq!(at(&answer, "/run/lines/0/modifiers/0/modifier"), "mark-up");
    assert_eq!(at(&answer, "/run/lines/0/modifiers/0/multiplier"), "1.1");
    //  30 x $0.726 - $5.00 = $16.78
    assert_eq!(usd(at(&answer, "/plans/0/overflow_usd")), usd("16.78"));
    let notes = answer["notes"].to_string();
    assert!(notes.contains("Zed charges list prices x 1.1; its figures include that"), "{notes}");
    // Half of it, on top: $0.726 x 0.5 = $0.363
    let half = json(&format!("{args} --plan zed-pro --price-factor 0.5"));
    assert_eq!(at(&half, "/run/cost_usd"), "0.363");
    // Another program's plan pays list prices, and a stated cost is one at list prices: $4.00 x 1.1 = $4.40
    assert_eq!(at(&json(&format!("{args} --plan cursor-pro")), "/run/cost_usd"), "0.66");
    let stated = json("estimate --cost-per-run 4 --plan zed-pro --as-of 2026-11-21");
    assert_eq!(usd(at(&stated, "/run/cost_usd")), usd("4.40"));
    // Ten searches: $0.66 + 10 x $0.01 = $0.76; x 1.1 = $0.836
    let searched = json(&format!("{args} --plan zed-pro --web-searches 10"));
    assert_eq!(at(&searched, "/run/cost_usd"), "0.836");
}

#[test]
fn an_organization_shares_its_users_credit_and_a_person_does_not() {
    // 5 x $19.00 = $95.00; 30 x $4.00 - $95.00 = $25.00, which is billed.
    let answer = json("estimate --cost-per-run 4 --plan copilot-business --seats user=5 --as-of 2026-11-21");
    assert_eq!(at(&answer, "/plans/0/credit_usd"), "95.00");
    assert_eq!(
        (at(&answer, "/plans/0/overflow_usd"), at(&answer, "/plans/0/billed_usd")),
        ("25.00", "25.00")
    );
    let sandbox = Sandbox::new();
    let scenario = |plan: &str| {
        let seat = |name: &str| format!("[[seat]]\nname = \"{name}\"\nplan = \"{plan}\"\n");
        let job = "[[job]]\nname = \"audit\"\nseat = \"ana\"\ncost_per_run_usd = \"4.00\"\nruns = 6\n";
        format!("as_of = 2026-11-21\ncycles = 2\n{}{}{job}", seat("ana"), seat("ben"))
    };
    // Two cycles of 6 x $4.00 = $24.00. Two users of Business share 2 x $19.00 = $38.00, which pays all. Ana alone has
    // $15.00 a cycle and is $9.00 short in each; what Ben has is no help.
    let over = |plan: &str| {
        sandbox.write("team.toml", scenario(plan));
        let answer = json_in(&sandbox, "simulate team.toml");
        usd(at(&answer, "/total/overflow_usd"))
    };
    assert_eq!((over("copilot-business"), over("copilot-pro")), (Usd::ZERO, usd("18.00")));
}

#[test]
fn what_is_bought_does_not_come_back() {
    let (page, ..) =
        run(&Sandbox::new(), "estimate --cost-per-run 4 --plan codex-credits --as-of 2026-11-21 --explain");
    //  $40.00 / $4.00 = 10 nights
    assert!(page.contains("10 of 30"), "{page}");
    assert!(
        page.contains("requests are refused until you buy more") && !page.contains("until Tue"),
        "{page}"
    );
    //  $4.00 / $0.04 = 100 credits
    assert!(page.contains("$4.00 is 100 credits of $0.04"), "{page}");
}

#[test]
fn a_google_credit_pays_for_no_other_vendors_models() {
    let args =
        "estimate --model claude-opus-5-5 --input 120k --output 9k --plan google-ai-pro --as-of 2026-11-21";
    let answer = json(args);
    assert_eq!(at(&answer, "/plans/0/credit_usd"), "0.00");
}

#[test]
fn every_vendor_stands_in_one_comparison_as_what_it_is() {
    let answer = json("compare --cost-per-run 4 --nightly --plan all-vendors --as-of 2026-11-28");
    let cells = answer["cells"].as_array().expect("cells");
    let cell = |plan: &str, is_counted: bool| {
        let found = |cell: &&Value| cell["plan"] == plan && cell["total_usd"].is_string() == is_counted;
        cells.iter().find(found).unwrap_or_else(|| panic!("no {plan}"))
    };
    // $39.00 + 30 x $4.00 - $70.00 = $89.00, the least of all
    let best = cells.iter().filter(|cell| cell["cheapest"] == true).collect::<Vec<_>>();
    assert_eq!(best.len(), 1);
    assert_eq!((at(best[0], "/plan"), at(best[0], "/total_usd")), ("copilot-pro-plus", "89.00"));
    //  $10.00 + 30 x $4.40 - $5.00 = $137.00
    assert_eq!(usd(at(cell("zed-pro", true), "/total_usd")), usd("137.00"));
    // What has no dollars has a fee and a reason, and is never the cheapest.
    for plan in ["max", "chatgpt-plus", "kiro-pro", "augment-60", "warp-max"] {
        let cell = cell(plan, false);
        assert!(cell["fee_usd"].is_string() && cell["not_in_dollars"].is_string(), "{cell}");
        assert!(cell["overflow_usd"].is_null() && cell["run_cost_usd"].is_null(), "{cell}");
        assert_eq!(cell["cheapest"], false);
    }
    assert_eq!(
        cell("chatgpt-plus", false)["not_in_dollars"],
        "usage limits, not dollars; their size isn't published"
    );
    // Each in its own cycle.
    assert_eq!(at(cell("copilot-pro", true), "/cycle_end"), "2026-12-01");
    assert_eq!(at(cell("jetbrains-ai-pro", true), "/cycle_end"), "2026-12-28");
    // Nothing else than `estimate` says of one of them.
    for plan in ["copilot-max", "cursor-pro", "jetbrains-ai-ultimate", "zed-pro", "google-ai-ultra"] {
        let alone = json(&format!("estimate --cost-per-run 4 --nightly --plan {plan} --as-of 2026-11-28"));
        assert_eq!(at(cell(plan, true), "/overflow_usd"), at(&alone, "/plans/0/overflow_usd"), "{plan}");
    }
    // Every plan on file that has anything to compare.
    let table = PriceTable::builtin();
    for plan in
        table.plans().iter().filter(|plan| plan.program != "agent-sdk-credit" && plan.id != "enterprise")
    {
        assert!(cells.iter().any(|cell| cell["plan"] == *plan.id), "{} is missing", plan.id);
    }
}

#[test]
fn a_credit_is_asked_about_models_of_one_vendor_and_a_key_about_any() {
    let sandbox = Sandbox::new();
    let usage = |model: &str| format!("{{ model = \"{model}\", input = 100_000, requests = 1 }}");
    let job = format!(
        "as_of = 2026-11-28\nplan = \"max-5x\"\n[[job]]\nname = \"audit\"\nnightly = true\nusage = [{}, {}]\n",
        usage("claude-opus-5"),
        usage("gpt-5.4")
    );
    sandbox.write("credit.toml", &job);
    let (_, stderr, code) = run(&sandbox, "simulate credit.toml");
    assert!(code == 1 && stderr.contains("error[U112]"), "{stderr}");
    sandbox.write("key.toml", job + "auth = \"api-key\"\n");
    let answer = json_in(&sandbox, "simulate key.toml");
    //  30 x (100,000 x $5.00/M + 100,000 x $2.50/M) = $22.50
    assert_eq!((at(&answer, "/jobs/0/cost_usd"), at(&answer, "/jobs/0/billed_usd")), ("22.50", "22.50"));
}

#[test]
fn each_vendor_is_asked_by_its_own_rules() {
    let sandbox = Sandbox::new();
    let cells = |args: &str| {
        let answer = json_in(&sandbox, &format!("compare --cost-per-run 4 --as-of 2026-11-28 {args}"));
        answer["cells"].as_array().expect("cells").clone()
    };
    let plans =
        |cells: &[Value]| -> Vec<String> { cells.iter().map(|cell| at(cell, "/plan").to_owned()).collect() };
    let all = cells("--plan all-vendors");
    // Those of the vendor whose rules are usual come first, and its plans once more with their limits; an account
    // without a fee and a credit is none to compare.
    assert_eq!(plans(&all)[..8], ["pro", "max", "ultra", "team", "api-key", "pro", "max", "ultra"]);
    let table = PriceTable::builtin();
    let once = plans(&all)[8..].to_vec();
    let of_others = table.plans().iter().filter(|plan| !plan.program.starts_with("agent-sdk"));
    let of_others = of_others.filter(|plan| plan.program != "api-credit").map(|plan| plan.id.clone());
    let sorted = |mut plans: Vec<String>| {
        plans.sort();
        plans
    };
    assert_eq!(sorted(once), sorted(of_others.collect()));
    // 03:00 on 1 November in Tokyo is in October in UTC, where Copilot renews.
    let runs = cells("--plan all-vendors --cron 0@3@1@11@* --tz Asia/Tokyo");
    let of = |plan: &str| runs.iter().find(|cell| cell["plan"] == plan).expect(plan)["runs"].clone();
    assert_eq!((of("cursor-pro"), of("copilot-pro")), (1.into(), 0.into()));
    // What starts the jobs of a workflow, and how they sign in, is about the vendor that it was written for: of 60 runs of
    // $4.00, Ultra pays $200.00.
    let key = "ANTHROPIC_API_KEY: ${{ secrets.KEY }}";
    let head = "on:\n  schedule:\n    - cron: \"0 3 * * *\"\njobs:\n";
    let action = "  review:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: anthropics/claude-code-action@v1\n        with:\n          prompt: x\n          anthropic_api_key: ${{ secrets.KEY }}\n";
    let command = format!(
        "  audit:\n    runs-on: ubuntu-latest\n    env:\n      {key}\n    steps:\n      - run: claude -p x\n"
    );
    sandbox.write("w.yml", format!("{head}{action}{command}"));
    let both = cells("--plan all-vendors --workflow w.yml");
    let ultra = both.iter().find(|cell| cell["plan"] == "ultra").expect("it is compared");
    assert_eq!((ultra["runs"].clone(), at(ultra, "/overflow_usd")), (60.into(), "40.00"));
    let (_, stderr, code) = run(&sandbox, "compare --cost-per-run 4 --plan all-vendors --plan pro");
    assert!(code == 2 && stderr.contains("`--plan all-vendors` and another `--plan`"), "{stderr}");
}

#[test]
fn plans_that_do_not_pay_for_the_model_are_named_and_not_counted() {
    let (page, ..) = run(
        &Sandbox::new(),
        "compare --model gpt-5.5 --input 120k --output 9k --plan all-vendors --as-of 2026-11-28",
    );
    assert!(page.contains("Claude plans don't pay for OpenAI models"), "{page}");
    assert!(page.contains("Google plans don't pay for OpenAI models"), "{page}");
    assert!(!page.contains("max (Claude)"), "{page}");
}

#[test]
fn other_vendors_are_listed_where_they_are_asked_for() {
    let plans = |args: &str| json(args)["plans"].as_array().expect("plans").len();
    let (few, all) = (plans("plans"), plans("plans --all-vendors"));
    assert_eq!(all, PriceTable::builtin().plans().len());
    assert!(few < all);
    let (page, ..) = run(&Sandbox::new(), "plans --all-vendors");
    assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
    assert!(page.contains("list x 1.1") && page.contains("the 1st, UTC"), "{page}");
}

#[test]
fn each_wrong_rule_of_a_vendor_is_said() {
    let zed =
        builtin_files().into_iter().find(|file| file.name().ends_with("zed.toml")).expect("it is built in");
    for (right, wrong, said) in [
        ("markup      = \"1.1\"", "markup      = \"0\"", "a mark-up is more than 0"),
        ("markup      = \"1.1\"", "markup      = 1.1", "a multiplier is written as a quoted decimal"),
        (
            "markup      = \"1.1\"",
            "cycle = \"never\"\ncycle_days = 30",
            "a program has a `cycle` or `cycle_days`, not both",
        ),
        ("markup      = \"1.1\"", "cycle = \"weekly\"", "weekly"),
        ("markup      = \"1.1\"", "cycle_days = 0", "a cycle has 1 to 366 `cycle_days`"),
        ("markup      = \"1.1\"", "cycle_days = 70000", "a cycle has 1 to 366 `cycle_days`"),
        ("markup      = \"1.1\"", "unit_usd = \"0.01\"", "`unit_usd` is the worth of a unit"),
        ("pays_for    = [\"any\"]", "pays_for    = [\"nobody\"]", "there is no vendor `nobody`"),
        ("credit_usd  = \"5.00\"", "credit_usd  = \"5.00\"\nflex_usd = \"6.00\"", "is more than that"),
    ] {
        let text = zed.text();
        assert!(text.contains(right), "{right}");
        let file = SourceFile::new("zed.toml", text.replace(right, wrong));
        let faults = load(&[file], Some(&PriceTable::builtin())).expect_err(wrong);
        let titles: Vec<String> = faults.iter().map(|fault| fault.title.clone()).collect();
        assert!(titles.iter().any(|title| title.contains(said)), "{wrong}: {titles:?}");
    }
}
