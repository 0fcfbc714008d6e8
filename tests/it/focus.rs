//! `--format focus`: that its rows are those of the specification, and add up to the answer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use creditcalc::answer::measure::Measure;
use creditcalc::answer::simulate::Simulate;
use creditcalc::units::{Usd, UsdDelta};
use rust_decimal::Decimal;

use crate::answers;
use crate::sandbox::{Sandbox, has_tool};

type Row = BTreeMap<String, String>;

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

fn said(sandbox: &Sandbox, args: &[&str]) -> String {
    let output = sandbox.creditcalc(args).output().expect("the program was built for this test");
    assert_eq!(output.status.code(), Some(0), "{args:?}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the program writes text")
}

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("each row has a cell a column")).collect()
}

/// What a column adds up to.
fn sum(rows: &[Row], key: &str) -> Usd {
    rows.iter().map(|row| usd(&row[key])).sum()
}

/// What the changes of credits add up to: all of them, or those of one kind.
fn credits(rows: &[Row], entry: Option<&str>) -> UsdDelta {
    let credits = rows.iter().filter(|row| row["ChargeCategory"] == "Credit");
    let credits = credits.filter(|row| entry.is_none_or(|entry| row["x_CreditEntry"] == entry));
    credits.fold(UsdDelta::ZERO, |sum, row| {
        let amount = row["x_CreditAmount"].parse().expect("a difference");
        sum.plus(amount).expect("it is in range")
    })
}

/// That rows say what the specification asks of them.
fn conform(rows: &[Row]) {
    for row in rows {
        let of = |key: &str| row[key].as_str();
        assert!(of("ChargePeriodStart") < of("ChargePeriodEnd"), "{row:?}");
        assert!(of("BillingPeriodStart") <= of("ChargePeriodStart"), "{row:?}");
        assert!(of("ChargePeriodEnd") <= of("BillingPeriodEnd"), "{row:?}");
        for key in [
            "ProviderName",
            "PublisherName",
            "InvoiceIssuerName",
            "BillingAccountId",
            "ServiceName",
            "ChargeFrequency",
        ] {
            assert!(!of(key).is_empty(), "{key}: {row:?}");
        }
        if of("ChargeCategory") == "Credit" {
            // A change of a credit is no bill.
            let costs = ["BilledCost", "ContractedCost", "EffectiveCost", "ListCost"].map(of);
            assert_eq!(costs, ["0.00"; 4], "{row:?}");
            assert_eq!([of("ConsumedQuantity"), of("PricingQuantity"), of("SkuId")], [""; 3], "{row:?}");
            continue;
        }
        // The rest of a run that its lines do not account for would make every sum right; here there is none.
        assert!(!of("ChargeDescription").contains("beyond its lines"), "{row:?}");
        let decimal = |key: &str| of(key).parse::<Decimal>().expect(key);
        assert_eq!(decimal("PricingQuantity") * decimal("ListUnitPrice"), decimal("ListCost"), "{row:?}");
        assert_eq!(of("ListCost"), of("ContractedCost"), "{row:?}");
        let paid =
            ["BilledCost", "x_CoveredCost", "x_PlanLimitsCost", "x_RefusedCost"].map(|key| usd(of(key)));
        assert_eq!(paid.into_iter().sum::<Usd>(), usd(of("ListCost")), "{row:?}");
        if of("ConsumedUnit") == "Tokens" {
            assert_eq!(decimal("ConsumedQuantity"), decimal("PricingQuantity") * Decimal::from(1_000_000));
            assert!(of("SkuPriceId").starts_with(of("x_ModelId")), "{row:?}");
        }
    }
}

const USED: &str =
    "usage = { model = \"claude-haiku-5-5\", input = 150_001, output = 8_003, cache_read = 77 }\n";

/// Scenarios in which each way to pay, to price and to hold a credit occurs.
fn scenarios() -> Vec<String> {
    let head = |more: &str| format!("tz = \"Asia/Kolkata\"\nas_of = 2026-11-21\n{more}\n");
    let job = |more: &str| format!("[[job]]\nname = \"j\"\n{more}\n");
    let two = |more: &str| format!("[[seat]]\nname = \"s\"\n{more}\n");
    vec![
        // A stated cost that grows, with retries and a cap.
        head("plan = \"pro\"\ncycle_day = 14\non_exhaustion = \"cap=3.00\"")
            + &job(
                "cost_per_run_usd = \"3.00\"\ngrowth_per_run_usd = \"0.50\"\nsession_runs = 3\nretry_factor = \"1.3\"\ncron = \"0 3 * * *\"",
            ),
        // Tokens that grow over a price band's limit, in two cycles.
        head("plan = \"pro\"\ncycles = 2\non_exhaustion = \"bill\"")
            + &job(&format!(
                "{USED}growth = {{ cache_read = 20_000 }}\nsession_runs = 7\ncron = \"0 */3 * * *\"\nretry_factor = \"1.07\""
            )),
        // Runs without times, on a credit that is billed beyond.
        head("plan = \"max-5x\"\non_exhaustion = \"bill\"")
            + &job(&format!("{USED}runs = 700"))
            + "[[job]]\nname = \"k\"\ncost_per_run_usd = \"8\"\nper_day = 2\n",
        // Seats alike, which renew on a day of their own.
        head("")
            + &two("plan = \"pro\"\ncount = 3\ncycle_day = 7")
            + &job("seat = \"s\"\ncost_per_run_usd = \"1.10\"\ncron = \"30 2 * * *\""),
        // A seat that begins late and changes its plan; a promotional credit over two cycles.
        head("cycles = 2")
            + &two(
                "plan = \"pro\"\nstarts_on = 2026-11-05\nends_on = 2026-11-20\nspent_usd = \"2.00\"\npromo_credit_usd = \"50.00\"\npromo_until = 2026-12-10",
            )
            + &two("plan = \"max-5x\"\nstarts_on = 2026-11-21")
            + &job("seat = \"s\"\ncost_per_run_usd = \"4.00\"\ncron = \"0 3 * * *\""),
        // On a plan's limits, and in fast mode by the batch.
        head("program = \"current\"\nplan = \"max\"")
            + &job(&format!("{USED}auth = \"plan\"\nnightly = true"))
            + "[[job]]\nname = \"fast\"\nusage = { model = \"claude-opus-5-5\", input = 5_000, output = 900, fast = true }\nnightly = true\n",
        // Web searches, in the US only.
        head("plan = \"pro\"")
            + &job(
                "usage = { model = \"claude-opus-5-5\", output = 1_000, web_searches = 7, us_only = true }\nnightly = true\nretry_factor = \"1.5\"",
            ),
    ]
}

#[test]
fn the_charges_of_a_simulation_add_up_to_its_ledger() {
    let sandbox = Sandbox::new();
    let mut files: Vec<String> = Vec::new();
    for (scenario, place) in scenarios().iter().zip(1..) {
        files.push(format!("{place}.toml"));
        sandbox.write(&format!("{place}.toml"), scenario);
    }
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/team.in");
    for name in ["team.toml", "pool.toml"] {
        files
            .push(examples.join(name).to_str().expect("the tests name their files in plain text").to_owned());
    }
    let mut found = BTreeSet::new();
    for scenario in &files {
        for version in ["1.0", "1.2", "1.3"] {
            let text = said(
                &sandbox,
                &["simulate", scenario, "-q", "--format", "focus", "--focus-version", version],
            );
            let rows = rows(&text);
            let answer: Simulate = answers::read(&said(&sandbox, &["simulate", scenario, "-q", "--json"]));
            let (total, counts) = (&answer.total, &answer.total.counts);
            assert!(!counts.cost_usd.is_zero(), "{scenario}");
            conform(&rows);
            for (key, figure) in [
                ("ListCost", counts.cost_usd),
                ("ContractedCost", counts.cost_usd),
                ("BilledCost", counts.billed_usd),
                ("EffectiveCost", counts.billed_usd),
                ("x_CoveredCost", counts.drawn_usd),
                ("x_PlanLimitsCost", counts.plan_windows_usd),
                ("x_RefusedCost", counts.refused_usd),
            ] {
                assert_eq!(sum(&rows, key), figure, "{key} of {scenario}");
                found.extend(Some(key).filter(|_| !figure.is_zero()));
            }
            // granted = spent + drawn + expired, and what is drawn is what covers the uses.
            assert!(credits(&rows, None).is_zero(), "{scenario}");
            for (entry, figure) in [
                ("grant", UsdDelta::between(Usd::ZERO, total.granted_usd)),
                ("draw", UsdDelta::between(counts.drawn_usd, Usd::ZERO)),
                ("expire", UsdDelta::between(total.expires_usd, Usd::ZERO)),
            ] {
                assert_eq!(credits(&rows, Some(entry)), figure, "{entry} of {scenario}");
            }
            // No two rows are the same use of one run.
            let runs: BTreeSet<_> = rows.iter().map(|row| &row["ResourceId"]).collect();
            let named = u64::try_from(runs.iter().filter(|id| !id.is_empty()).count()).expect("few");
            assert_eq!(named, counts.runs - counts.runs_refused_by_vendor, "{scenario}");
        }
    }
    // None of these sums is right because there is nothing to add up.
    assert_eq!(found.len(), 7, "{found:?}");
}

#[test]
fn a_run_that_is_worked_by_hand() {
    let sandbox = Sandbox::new();
    let usage = "{ model = \"claude-opus-5-5\", input = 1_000_000, output = 100_000 }";
    sandbox.write(
        "s.toml",
        format!(
            "plan = \"pro\"\ntz = \"America/New_York\"\nas_of = 2026-11-21\ncycle_day = 14\n\
             [[job]]\nname = \"audit\"\nusage = {usage}\ncron = \"0 3 20-23 * *\"\n"
        ),
    );
    let rows = rows(&said(&sandbox, &["simulate", "s.toml", "-q", "--format", "focus"]));
    let used: Vec<&Row> = rows.iter().filter(|row| row["ChargeCategory"] == "Usage").collect();
    //   1,000,000 x $4.00/M = $4.00 and 100,000 x $20.00/M = $2.00 are $6.00 a run.
    // $20.00 pay three of four runs, and $2.00 of the input of the fourth; the rest is refused.
    let of = |row: &Row| ["ListCost", "x_CoveredCost", "x_RefusedCost"].map(|key| row[key].clone());
    let shown: Vec<[String; 3]> = used[4..].iter().map(|row| of(row)).collect();
    assert_eq!(
        shown,
        [
            ["4.00", "4.00", "0.00"],
            ["2.00", "2.00", "0.00"],
            ["4.00", "2.00", "2.00"],
            ["2.00", "0.00", "2.00"]
        ]
    );
    let output = used[1];
    for (key, value) in [
        ("ConsumedQuantity", "100000"),
        ("ConsumedUnit", "Tokens"),
        ("PricingQuantity", "0.1"),
        ("PricingUnit", "1000000 Tokens"),
        ("ListUnitPrice", "20.00"),
        ("SkuId", "anthropic/claude-opus-5-5/output"),
        ("SkuPriceId", "claude-opus-5-5/output/base/2026-09-22"),
        ("ResourceId", "default/audit/1"),
        ("Tags", "{\"job\":\"audit\"}"),
        // Midnight in New York is 05:00 in UTC.
        ("ChargePeriodStart", "2026-11-20T05:00:00Z"),
        ("ChargePeriodEnd", "2026-11-21T05:00:00Z"),
        ("BillingPeriodStart", "2026-11-14T05:00:00Z"),
        ("BillingPeriodEnd", "2026-12-14T05:00:00Z"),
        ("x_RunStart", "2026-11-20T08:00:00Z"),
    ] {
        assert_eq!(output[key], value, "{key}");
    }
}

#[test]
fn the_charges_of_measured_runs_add_up_to_their_cost() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/records");
    let folder = folder.to_str().expect("the tests name their files in plain text");
    let sandbox = Sandbox::new();
    for formats in ["claude-result", "claude-transcript", "otel", "native", "."] {
        let path = format!("{folder}/{formats}");
        let run = |args: &[&str]| {
            let args = [&["measure", &path, "-q", "--as-of", "2026-11-28"], args].concat();
            // Some of these records cannot be read, which is said and fails nothing.
            let output = sandbox.creditcalc(args).output().expect("the program was built for this test");
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).expect("the program writes text")
        };
        let rows = rows(&run(&["--format", "focus"]));
        let answer: Measure = answers::read(&run(&["--json"]));
        conform(&rows);
        assert!(!rows.is_empty(), "{formats}");
        assert_eq!(Some(sum(&rows, "ListCost")), answer.totals.cost.cost_usd, "{formats}");
        let tokens: Decimal = rows
            .iter()
            .filter(|row| row["ConsumedUnit"] == "Tokens")
            .map(|row| row["ConsumedQuantity"].parse::<Decimal>().expect("a number"))
            .sum();
        let read = answer.totals.models.iter().map(|model| {
            let tokens = &model.tokens;
            let writes = tokens.cache_write_5m_tokens
                + tokens.cache_write_1h_tokens
                + tokens.cache_write_30m_tokens.unwrap_or_default()
                + tokens.cache_write_12h_tokens.unwrap_or_default();
            tokens.input_tokens + tokens.output_tokens + tokens.cache_read_tokens + writes
        });
        assert_eq!(tokens, Decimal::from(read.sum::<u64>()), "{formats}");
    }
}

/// A profile of three measured runs, and a job of it on a seat.
fn measured_job(sandbox: &Sandbox) {
    let row = |id: u32, output: u32| {
        format!(
            "{{\"id\":\"r{id}\",\"started_at\":\"2026-11-2{id}T03:00:00Z\",\"model\":\"claude-opus-5-5\",\
             \"input_tokens\":10000,\"output_tokens\":{output}}}\n"
        )
    };
    sandbox.write("runs.jsonl", [row(0, 1_000), row(1, 4_000), row(2, 7_000)].concat());
    sandbox.write(
        "s.toml",
        "plan = \"pro\"\ntz = \"UTC\"\nas_of = 2026-11-21\n[[job]]\nname = \"audit\"\nfrom = \"runs.jsonl\"\nper_day = 10\n",
    );
}

#[test]
fn the_charges_of_a_forecast_are_those_of_an_average_month() {
    let sandbox = Sandbox::new();
    measured_job(&sandbox);
    let charges = |command: &str| {
        said(&sandbox, &[command, "s.toml", "-q", "--format", "focus", "--focus-version", "1.3"])
    };
    let text = charges("forecast");
    assert_eq!(text, charges("simulate"));
    let rows = rows(&text);
    conform(&rows);
    // 10,000 x $4.00/M = $0.04, and on average 4,000 x $20.00/M = $0.08: 300 runs at $0.12 are $36.00, of which
    // $20.00 are drawn.
    assert_eq!(sum(&rows, "ListCost"), usd("36.00"));
    assert_eq!(sum(&rows, "x_CoveredCost"), usd("20.00"));
    let output = sandbox.creditcalc(["forecast", "s.toml", "--format", "focus"]).output().expect("it starts");
    let notes = String::from_utf8(output.stderr).expect("text");
    assert!(notes.contains("the charges are those of an average month"), "{notes}");
}

#[test]
fn a_forecast_of_one_job_on_several_plans_is_no_bill() {
    let sandbox = Sandbox::new();
    measured_job(&sandbox);
    for (args, fault) in [
        (
            &["forecast", "runs.jsonl", "--format", "focus"][..],
            "FOCUS charges need the plans and seats of a scenario",
        ),
        (
            &["forecast", "s.toml", "--format", "focus", "--anonymize"],
            "`--format focus` names jobs and seats",
        ),
        (&["forecast", "s.toml", "--focus-version", "1.0"], "`--focus-version` is about `--format focus`"),
    ] {
        let output = sandbox.creditcalc(args).output().expect("the program was built for this test");
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(said.contains(fault), "{said}");
        assert_eq!(output.status.code(), Some(2), "{said}");
    }
}

/// What the public validator says of a file: the rules that fail.
fn failing_rules(sandbox: &Sandbox, text: &str) -> BTreeSet<String> {
    sandbox.write("validated.csv", text);
    let output = Command::new("focus-validator")
        .args(["--data-file", "validated.csv", "--validate-version", "1.0"])
        .current_dir(sandbox.work())
        .output()
        .expect("it was asked for its versions");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let failing = said.lines().filter_map(|line| line.strip_suffix(" failed:")).map(str::to_owned);
    let failing: BTreeSet<String> = failing.collect();
    // It says that at the end, so that a validator that broke is not taken for one that found nothing.
    assert!(
        said.trim_end().ends_with(if failing.is_empty() {
            "Validation succeeded!"
        } else {
            "Validation failed!"
        }),
        "{said}"
    );
    failing
}

/// The same charges with the names that the validator still asks for, and with decimal points in whole numbers.
fn as_the_validator_calls_them(text: &str) -> String {
    const OLDER: [(&str, &str); 5] = [
        ("Provider", "ProviderName"),
        ("Publisher", "PublisherName"),
        ("InvoiceIssuer", "InvoiceIssuerName"),
        ("ResourceID", "ResourceId"),
        ("ChargeType", "ChargeCategory"),
    ];
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (place, mut row) in rows(text).into_iter().enumerate() {
        for (older, name) in OLDER {
            row.insert(older.to_owned(), row[name].clone());
        }
        let quantity = row.get_mut("ConsumedQuantity").expect("it is a column");
        if !quantity.is_empty() && !quantity.contains('.') {
            quantity.push_str(".0");
        }
        if place == 0 {
            writer.write_record(row.keys()).expect("it is written to memory");
        }
        writer.write_record(row.values()).expect("it is written to memory");
    }
    String::from_utf8(writer.into_inner().expect("it is in memory")).expect("it is text")
}

#[test]
fn the_public_validator_finds_only_what_is_named() {
    if !has_tool("focus-validator", &["--supported-versions"], "FOCUS charges were not validated") {
        return;
    }
    let sandbox = Sandbox::new();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let named = |path: &str| {
        examples.join(path).to_str().expect("the tests name their files in plain text").to_owned()
    };
    let charges = |command: &str, path: &str| {
        said(
            &sandbox,
            &[
                command,
                &named(path),
                "-q",
                "--as-of",
                "2026-11-28",
                "--format",
                "focus",
                "--focus-version",
                "1.0",
            ],
        )
    };
    let set = |rules: &[&str]| rules.iter().map(|rule| (*rule).to_owned()).collect::<BTreeSet<_>>();
    let measured = charges("measure", "measure.in");
    // The package lacks its list of currencies, and asks for names of drafts. docs/focus.md names each.
    let currencies = "BillingCurrency_IsCurrencyCode";
    assert_eq!(
        failing_rules(&sandbox, &measured),
        set(&[
            currencies,
            "ConsumedQuantity_IsDecimal",
            "InvoiceIssuer_Required",
            "Provider_Required",
            "Publisher_Required",
            "ResourceID_Required",
            "SkuPriceId_Nullable",
        ])
    );
    assert_eq!(failing_rules(&sandbox, &as_the_validator_calls_them(&measured)), set(&[currencies]));
    // A stated cost is from no price list.
    let planned = as_the_validator_calls_them(&charges("simulate", "team.in/team.toml"));
    assert_eq!(failing_rules(&sandbox, &planned), set(&[currencies, "SkuPriceId_Nullable"]));
}

#[test]
fn the_snippet_for_parquet_keeps_every_digit() {
    if !has_tool("python3", &["-c", "import duckdb"], "the snippet of docs/focus.md was not run") {
        return;
    }
    let sandbox = Sandbox::new();
    measured_job(&sandbox);
    let args = ["simulate", "s.toml", "-q", "-o", "plan.focus.csv"];
    said(&sandbox, &args);
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/focus.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    let (_, snippet) = page.split_once("```python\n").expect("it has a snippet");
    let (snippet, _) = snippet.split_once("```").expect("it ends");
    let output = Command::new("python3").args(["-c", snippet]).current_dir(sandbox.work()).output();
    let output = output.expect("it was asked for duckdb");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // 300 runs at $0.12.
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim_end(), "36.000000000000000000");
}

#[test]
fn hostile_names_do_nothing() {
    let sandbox = Sandbox::new();
    let name = "=HYPERLINK(1);=2\\u202E\\\"<b>\\u200b";
    sandbox.write(
        "s.toml",
        format!(
            "tz = \"UTC\"\nas_of = 2026-11-21\n[[seat]]\nname = \"@SUM(1)\"\nplan = \"pro\"\n\
             [[job]]\nname = \"{name}\"\nseat = \"@SUM(1)\"\ncost_per_run_usd = \"4.00\"\nnightly = true\n"
        ),
    );
    let text = said(&sandbox, &["simulate", "s.toml", "-q", "--format", "focus"]);
    assert!(!text.contains(['\u{202e}', '\u{200b}']), "{text}");
    for row in rows(&text) {
        for (key, cell) in &row {
            let is_number = cell.parse::<Decimal>().is_ok();
            assert!(is_number || !cell.starts_with(['=', '+', '-', '@']), "{key}: {cell}");
        }
        assert_eq!(row["SubAccountId"], "'@SUM(1)");
        if !row["Tags"].is_empty() {
            let tags: serde_json::Value = serde_json::from_str(&row["Tags"]).expect("it is JSON");
            // What a spreadsheet would run behind a semicolon is text, here, too.
            assert_eq!(tags["job"], "=HYPERLINK(1);'=2\u{202e}\"<b>\u{200b}");
        }
    }
}

#[test]
fn numbers_have_points_whatever_spreadsheets_here_have() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "s.toml",
        "plan = \"pro\"\n[[job]]\nname = \"a\"\ncost_per_run_usd = \"4.25\"\nnightly = true\n",
    );
    let args = ["simulate", "s.toml", "-q", "--as-of", "2026-11-21", "--format", "focus"];
    let usual = said(&sandbox, &args);
    assert_eq!(said(&sandbox, &[&args[..], &["--csv-dialect", "excel-eu"]].concat()), usual);
    let (_, without) = usual.split_once('\n').expect("it has a head");
    assert_eq!(said(&sandbox, &[&args[..], &["--no-header"]].concat()), without);
    // The ending of a file is enough, and any other file of CSV will do.
    for (file, more) in
        [("a.focus.csv", &[][..]), ("b.csv", &["--format", "focus"]), ("c", &["--format", "focus"])]
    {
        let args = ["simulate", "s.toml", "-q", "--as-of", "2026-11-21", "-o", file];
        said(&sandbox, &[&args[..], more].concat());
        assert_eq!(sandbox.read(file), usual, "{file}");
    }
}

#[test]
fn only_runs_with_a_charge_are_counted_where_nobody_says_who_pays() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "runs.csv",
        "model,run,input_tokens\nclaude-opus-5-5,a,1000\nno-such-model,b,1000\nno-such-model,c,1000\n",
    );
    let args = ["measure", "runs.csv", "--as-of", "2026-11-21", "-o", "runs.focus.csv"];
    let output = sandbox.creditcalc(args).output().expect("the program was built for this test");
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(said.contains("records don't say who pays for 1 run: their `BilledCost`"), "{said}");
}

#[test]
fn only_runs_have_charges() {
    let sandbox = Sandbox::new();
    for args in [
        &["estimate", "--cost-per-run", "4", "--format", "focus"][..],
        &["check", "s.toml", "--format", "focus"],
        &["compare", "--cost-per-run", "4", "--format", "focus"],
        &["plans", "-o", "plans.focus.csv"],
    ] {
        let output = sandbox.creditcalc(args).output().expect("the program was built for this test");
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(
            said.contains(
                "only `creditcalc measure`, `creditcalc simulate` and `creditcalc forecast` write `focus`"
            ),
            "{said}"
        );
        assert_eq!(output.status.code(), Some(2), "{said}");
    }
    assert!(sandbox.listing().is_empty());
}
