//! One factor on prices or tokens, what stands beside the dollars, folders over folders, and jobs compared with
//! what another vendor has: answers worked out by hand, and what each must leave alone.

use std::process::Output;

use creditcalc::pricing::PriceFactor;
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::named_files::{ended, stderr};
use crate::sandbox::Sandbox;

const DAY: [&str; 2] = ["--as-of", "2026-11-28"];
/// A run of $0.625: 50,000 x $5.00/M + 15,000 x $25.00/M.
const RUN: &str = "estimate --model claude-opus-5 --input 50k --output 15k --plan pro";

fn run_in(sandbox: &Sandbox, line: &str) -> Output {
    // Whether files are in order depends on no day.
    let day = DAY.into_iter().filter(|_| !line.starts_with("pricing"));
    ended(&mut sandbox.creditcalc(line.split_whitespace().chain(day)))
}

fn text_in(sandbox: &Sandbox, line: &str) -> String {
    let output = run_in(sandbox, line);
    assert!(output.status.success(), "{line}: {}", stderr(&output));
    String::from_utf8(output.stdout).expect("it is text")
}

fn json_in(sandbox: &Sandbox, line: &str) -> Value {
    serde_json::from_str(&text_in(sandbox, &format!("{line} --json"))).expect("it is JSON")
}

fn json_of(line: &str) -> Value {
    json_in(&Sandbox::new(), line)
}

fn text_of(line: &str) -> String {
    text_in(&Sandbox::new(), line)
}

/// The cell of a model in a comparison on `api-key`.
fn cell(answer: &Value, model: &str) -> Value {
    let cells = answer["cells"].as_array().expect("a list");
    cells.iter().find(|cell| cell["model"] == *model).expect("it is compared").clone()
}

// ----------------------------------------------------------------------------------------------------
// Prices.

#[test]
fn a_discount_is_on_every_price_and_lines_keep_the_list_rate() {
    let answer = json_of(&format!("{RUN} --price-factor 0.85"));
    //  $0.625 x 0.85 = $0.53125; x 30 = $15.9375
    assert_eq!(
        (&answer["run"]["cost_usd"], &answer["total_cost_usd"]),
        (&json!("0.53125"), &json!("15.9375"))
    );
    let line = &answer["run"]["lines"][1];
    assert_eq!(
        (&line["list_rate_usd_per_mtok"], &line["rate_usd_per_mtok"]),
        (&json!("25.00"), &json!("21.25"))
    );
    assert_eq!(line["modifiers"][0]["modifier"], "price-factor");
    assert_eq!(answer["inputs"]["price_factor"], "0.85");
    let page = text_of(&format!("{RUN} --price-factor 0.85 --explain"));
    let head: Vec<&str> = page.lines().take(3).collect();
    assert_eq!(
        head,
        ["About $0.53 a run x 30 nights = $15.94 in November 2026", "", "Prices x 0.85 (price factor)."]
    );
    assert!(page.contains("$25.00/M x 0.85 (price factor)"), "{page}");
}

#[test]
fn fees_and_stated_costs_are_multiplied_too() {
    //  10 searches x $0.01 = $0.10, and 1,000 x $5.00/M = $0.005: $0.105 x 2 = $0.21
    let searching = "estimate --model claude-opus-5 --input 1k --web-searches 10 --plan pro --price-factor 2";
    let answer = json_of(searching);
    assert_eq!(answer["run"]["cost_usd"], "0.21");
    let fee = &answer["run"]["lines"][1];
    assert_eq!((&fee["amount_usd"], &fee["unit_usd"]), (&json!("0.20"), &json!("0.01")));
    assert_eq!(fee["modifiers"][0]["multiplier"], "2");
    //  $4.00 x 0.85 = $3.40
    assert_eq!(json_of("estimate --cost-per-run 4 --price-factor 0.85")["run"]["cost_usd"], "3.40");
}

#[test]
fn a_price_can_double_from_a_day_on() {
    //  14 x $4.00 + 16 x $8.00 = $184.00
    let answer = json_of("estimate --cost-per-run 4 --plan pro --price-factor 2@2026-11-15");
    assert_eq!(answer["total_cost_usd"], "184.00");
    //  14 x $0.625 + 16 x $1.25 = $28.75
    let answer = json_of(&format!("{RUN} --price-factor 2@2026-11-15"));
    assert_eq!(answer["total_cost_usd"], "28.75");
    // A count has no days, and is priced today.
    let answer = json_of("estimate --cost-per-run 4 --runs 10 --plan pro --price-factor 2@2026-12-15");
    assert_eq!(answer["total_cost_usd"], "40.00");
    //  0.85 x 2 = 1.7 from that day on: 14 x $3.40 + 16 x $6.80 = $156.40
    let both = "estimate --cost-per-run 4 --plan pro --price-factor 0.85 --price-factor 2@2026-11-15";
    assert_eq!(json_of(both)["total_cost_usd"], "156.40");
}

#[test]
fn days_in_a_row_at_one_price_are_one_change() {
    // 200,000 x $5.00/M = $1.00, and $0.50 at half the price; what is shown is the price of the 28th.
    for (factor, changes) in [
        ("1@2026-11-05,0.5@2026-11-10", &[["2026-11-01", "2026-11-10", "1.00"]][..]),
        (
            "0.5@2026-11-10,0.5@2026-11-15",
            &[["2026-11-01", "2026-11-10", "1.00"], ["2026-11-10", "2026-11-15", "0.50"]],
        ),
        (
            "0.5@2026-11-10,2@2026-11-15,0.5@2026-11-20",
            &[["2026-11-01", "2026-11-10", "1.00"], ["2026-11-15", "2026-11-20", "1.00"]],
        ),
    ] {
        let question =
            format!("estimate --model claude-opus-5 --input 200k --plan pro --price-factor {factor}");
        let found = json_of(&question)["run"]["changes"].as_array().expect("a list").clone();
        let found = found.iter().map(|change| ["from", "until", "cost_usd"].map(|key| change[key].clone()));
        assert_eq!(found.collect::<Vec<_>>(), changes, "{factor}");
    }
}

#[test]
fn the_factor_of_one_changes_nothing_but_the_line_that_says_so() {
    for flags in ["--explain", "--json", "--csv", "--format markdown"] {
        let (plain, by_one) =
            (text_of(&format!("{RUN} {flags}")), text_of(&format!("{RUN} --price-factor 1 {flags}")));
        // The question says it, too, and so has another digest.
        let is_digest = |line: &str| line.trim_start().starts_with("\"digest\"");
        let says_so = |line: &&str| !line.to_lowercase().contains("factor") && !is_digest(line);
        let left: Vec<&str> = by_one.lines().filter(says_so).filter(|line| !line.is_empty()).collect();
        let comma = |line: &str| line.trim_end_matches(',').to_owned();
        let left: Vec<String> = left.into_iter().map(comma).collect();
        let plain = plain.lines().filter(|line| !line.is_empty() && !is_digest(line));
        let plain: Vec<String> = plain.map(comma).collect();
        assert_eq!(left, plain, "{flags}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// One factor and then another are their product.
    #[test]
    fn one_factor_after_another_is_their_product(one in 1_u32..1_000, other in 1_u32..1_000) {
        let parse = |text: String| text.parse::<PriceFactor>().expect("a factor");
        let hundredths = |number: u32| format!("{}.{:02}", number / 100, number % 100);
        let both = parse(hundredths(one)).and(parse(hundredths(other))).expect("it is in range");
        let product = u64::from(one) * u64::from(other);
        let product = parse(format!("{}.{:04}", product / 10_000, product % 10_000));
        prop_assert_eq!(both.on(date(2026, 11, 28)), product.on(date(2026, 11, 28)));
    }
}

#[test]
fn a_comparison_a_solution_and_a_gate_are_multiplied() {
    let compared = json_of(
        "compare --model claude-opus-5 --input 50k --output 15k --models claude-opus-5 --plan api-key --price-factor 0.85",
    );
    assert_eq!(cell(&compared, "claude-opus-5")["run_cost_usd"], "0.53125");
    //  $20.00 / ($4.00 x 0.5) = 10
    assert_eq!(json_of("solve runs --cost-per-run 4 --plan pro --price-factor 0.5")["answer"], "10");
    let gated = "estimate --cost-per-run 0.60 --plan pro --fail-over 0 --program agent-sdk-credit";
    //  30 x $0.60 = $18.00 of $20.00; x 1.2 = $21.60
    assert_eq!(run_in(&Sandbox::new(), gated).status.code(), Some(0));
    assert_eq!(run_in(&Sandbox::new(), &format!("{gated} --price-factor 1.2")).status.code(), Some(3));
}

// ----------------------------------------------------------------------------------------------------
// Tokens.

#[test]
fn tokens_are_multiplied_up_to_whole_ones_before_a_band_is_chosen() {
    //  120,000 x 1.2 = 144,000; 7 x 1.2 = 8.4, which is 9 tokens
    let answer =
        json_of("estimate --model claude-opus-5 --input 120k --output 7 --plan pro --token-factor 1.2");
    let tokens: Vec<&Value> =
        answer["run"]["lines"].as_array().expect("a list").iter().map(|line| &line["tokens"]).collect();
    assert_eq!(tokens, [&json!(144_000), &json!(9)]);
    assert_eq!(answer["inputs"]["token_factor"], "1.2");
    //  90,000 x 1.2 = 108,000, which is over 100,000: 108,000 x $0.50/M + 1,200 x $2.50/M = $0.057
    let banded = json_of(
        "estimate --model claude-haiku-5-5 --input 90k --output 1k --requests 1 --plan pro --token-factor 1.2",
    );
    assert_eq!(banded["run"]["lines"][0]["prompt_tokens_over"], 100_000);
    assert_eq!(banded["run"]["cost_usd"], "0.057");
    let page = text_of("estimate --model claude-opus-5 --input 120k --plan pro --token-factor 1.2");
    assert_eq!(
        page.lines().nth(2),
        Some("Tokens x 1.2, rounded up to whole tokens of each kind (token factor).")
    );
}

#[test]
fn the_most_tokens_are_those_that_an_estimate_is_given_with_the_same_factor() {
    let run = "--model claude-opus-5-5 --runs 10 --plan pro --program agent-sdk-credit";
    for (kind, others, factor, most) in [
        // $20.00 / 10 runs = $2.00; less 1,000 x 2 x $20.00/M = $0.04, that is $1.96, at $4.00/M 490,000 tokens, which
        // are 2 x 245,000
        ("input", "--output 1000", "2", "245000"),
        //  1,000 x 1.3 x $20.00/M = $0.026; $1.974 / $4.00/M = 493,500; 493,500 / 1.3 = 379,615.38
        ("input", "--output 1000", "1.3", "379615"),
        //  1,000 x 0.5 x $20.00/M = $0.01; $1.99 / $4.00/M = 497,500; 497,500 / 0.5 = 995,000
        ("input", "--output 1000", "0.5", "995000"),
        ("input", "--output 1000", "1", "495000"),
        //  100,000 x 3 x $4.00/M = $1.20; $0.80 / $20.00/M = 40,000; 40,000 / 3 = 13,333.3
        ("output", "--input 100k", "3", "13333"),
    ] {
        let factored = format!("{run} {others} --token-factor {factor}");
        let answer = json_of(&format!("solve tokens --kind {kind} {factored}"));
        assert_eq!(answer["answer"], most, "{kind} {factored}");
        // It holds where it is pasted, and the next does not.
        let next = answer["fails"]["tokens"].as_u64().expect("a count").to_string();
        assert_eq!(next.parse::<u64>().ok(), most.parse().ok().map(|most: u64| most + 1), "{factored}");
        let overflow = |tokens: &str| {
            let pasted = json_of(&format!("estimate --{kind} {tokens} {factored}"));
            pasted["plans"][0]["overflow_usd"].clone()
        };
        assert_eq!(overflow(most), "0.00", "{factored}");
        assert_ne!(overflow(&next), "0.00", "{factored}");
        assert_eq!(overflow(&next), answer["fails"]["overflow_usd"], "{factored}");
    }
    let page = text_of(&format!("solve tokens {run} --output 1000 --token-factor 2"));
    assert!(page.starts_with("At most 245,000 input tokens on pro\n"), "{page}");
    let limit = "Limit: no overflow per cycle. Input tokens per run, before the token factor; everything else unchanged.";
    assert!(page.contains(limit), "{page}");
}

#[test]
fn a_price_band_begins_at_what_the_factor_makes_of_the_most_tokens() {
    // 5 requests of 100,000 tokens are within the limit of Haiku 5.5: 500,000 / 1.5 = 333,333.3; 333,333 x 1.5 =
    // 499,999.5, which is 500,000, at $0.10/M $0.05. Of 333,334 it is 500,001, at $0.50/M $0.2500005
    let question = "solve tokens --model claude-haiku-5-5 --requests 5 --runs 1 --token-factor 1.5 --credit";
    let answer = json_of(&format!("{question} 0.20"));
    assert_eq!((&answer["answer"], &answer["holds"]["run_cost_usd"]), (&json!("333333"), &json!("0.05")));
    assert_eq!(answer["fails"]["run_cost_usd"], "0.2500005");
    //  $0.30 / $0.50/M = 600,000; 600,000 / 1.5 = 400,000
    assert_eq!(json_of(&format!("{question} 0.30"))["answer"], "400000");
}

#[test]
fn what_was_measured_of_requests_and_writes_is_multiplied_too() {
    let usage = r#""usage":{"input_tokens":60000,"output_tokens":1000,"cache_creation_input_tokens":10000}"#;
    let model = r#""model":"claude-haiku-5-5""#;
    let costs = |row: &str| {
        let sandbox = Sandbox::new();
        sandbox.write("r.jsonl", row);
        let run =
            json_in(&sandbox, "estimate --from r.jsonl --only any --plan pro --token-factor 1.5")["run"]
                .clone();
        ["cost_usd", "cost_low_usd", "cost_high_usd"].map(|key| run[key].as_str().expect(key).to_owned())
    };
    // The prompt of (60,000 + 10,000) x 1.5 = 105,000 is over 100,000:
    // 90,000 x $0.50/M + 1,500 x $2.50/M + 15,000 x $0.625/M = $0.058125, and with writes for an hour 15,000 x $1.00/M
    // = $0.06375 in all
    let message = format!(
        r#"{{"id":"msg_1","type":"message","role":"assistant","stop_reason":"end_turn",{model},{usage}}}"#
    );
    let head = r#""type":"assistant","uuid":"u1","sessionId":"s1","timestamp":"2026-11-20T03:00:00.000Z","requestId":"req_1""#;
    let one = format!(r#"{{{head},"message":{message}}}"#);
    assert_eq!(costs(&one), ["0.058125", "0.058125", "0.06375"]);
    // Over an unknown number of requests it may be below: 90,000 x $0.10/M + 1,500 x $0.50/M + 15,000 x $0.125/M
    assert_eq!(costs(&format!("{{{model},{usage}}}")), ["0.058125", "0.011625", "0.06375"]);
}

#[test]
fn a_stated_cost_has_no_tokens_unless_the_factor_is_one() {
    let output = run_in(&Sandbox::new(), "estimate --cost-per-run 4 --token-factor 1.2");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("with `--price-factor 1.2`"), "{}", stderr(&output));
    assert_eq!(json_of("estimate --cost-per-run 4 --token-factor 1")["run"]["cost_usd"], "4.00");
}

// ----------------------------------------------------------------------------------------------------
// Files.

const TEAM: &str = "plan = \"pro\"\nprogram = \"agent-sdk-credit\"\n{}\n[[job]]\nname = \"audit\"\n\
    usage = { model = \"claude-opus-5\", input = 50_000, output = 15_000 }\nnightly = true\n";

#[test]
fn a_scenario_and_settings_say_the_same_and_flags_win() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "team.toml",
        TEAM.replace("{}", "price_factor = 0.85\ntax = \"19%\"\ncurrency = \"EUR=0.92\""),
    );
    let answer = json_in(&sandbox, "simulate team.toml");
    //  30 x $0.53125 = $15.9375; x 1.19 x 0.92 = 17.448375
    assert_eq!(answer["total"]["cost_usd"], "15.9375");
    assert_eq!(answer["inputs"]["price_factor"], "0.85");
    assert_eq!(answer["shown"]["total_cost"], "17.448375");
    assert_eq!(json_in(&sandbox, "simulate team.toml --price-factor 2")["total"]["cost_usd"], "37.50");
    let page = text_in(&sandbox, "simulate team.toml");
    assert!(page.contains("\nAll runs cost 17.45 EUR with 19% tax (1 USD = 0.92 EUR).\n"), "{page}");

    sandbox.write("team.toml", TEAM.replace("{}", "token_factor = \"1.2\""));
    //  60,000 x $5.00/M + 18,000 x $25.00/M = $0.75
    assert_eq!(json_in(&sandbox, "simulate team.toml")["jobs"][0]["run_cost_usd"], "0.75");

    sandbox.write("creditcalc.toml", "price_factor = \"0.85\"\n");
    assert_eq!(json_in(&sandbox, RUN)["run"]["cost_usd"], "0.53125");
    assert_eq!(json_in(&sandbox, &format!("{RUN} --price-factor 2"))["run"]["cost_usd"], "1.25");
}

#[test]
fn a_difference_splits_what_the_factors_changed() {
    let sandbox = Sandbox::new();
    sandbox.write("before.toml", TEAM.replace("{}", "as_of = 2026-11-28"));
    sandbox.write("after.toml", TEAM.replace("{}", "as_of = 2026-11-28\nprice_factor = \"2\""));
    let output = ended(&mut sandbox.creditcalc(["diff", "before.toml", "after.toml", "--json"]));
    let answer: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let text = answer.to_string();
    //  30 x $0.625 = $18.75 of $20.00; 30 x $1.25 = $37.50, of which $17.50 are overflow: all of it by price
    assert!(text.contains(r#""factor":"price""#), "{text}");
    let found = find(&answer, "price");
    assert_eq!(found, Some(json!("17.50")), "{text}");
}

/// The change that a factor makes, wherever it stands.
fn find(value: &Value, factor: &str) -> Option<Value> {
    match value {
        Value::Object(map) if map.get("factor").is_some_and(|found| found == factor) => {
            map.get("change_usd").cloned()
        }
        Value::Object(map) => map.values().find_map(|inner| find(inner, factor)),
        Value::Array(items) => items.iter().find_map(|inner| find(inner, factor)),
        _ => None,
    }
}

// ----------------------------------------------------------------------------------------------------
// Beside the dollars.

#[test]
fn a_tax_and_a_currency_stand_beside_the_dollars_and_in_none_of_them() {
    let line = "estimate --cost-per-run 4 --plan pro,max-5x --on-exhaustion bill";
    let (mut plain, mut shown) = (json_of(line), json_of(&format!("{line} --tax 19% --currency eur=0.92")));
    //  $120.00 x 1.19 = $142.80; x 0.92 = 131.376 EUR
    assert_eq!(
        shown["shown"],
        json!({"currency": "EUR", "rate": "0.92", "tax": "19%", "run_cost": "4.3792", "total_cost": "131.376"})
    );
    //  max-5x: $100.00 of fee + $20.00 billed
    assert_eq!(shown["plans"][1]["shown"]["pay"], "131.376");
    shown.as_object_mut().expect("an object").remove("shown");
    for plan in shown["plans"].as_array_mut().expect("a list") {
        plan.as_object_mut().expect("an object").remove("shown");
    }
    for answer in [&mut shown, &mut plain] {
        crate::answers::without_question(answer);
    }
    assert_eq!(shown, plain, "nothing else is another");

    let page = text_of(&format!("{line} --tax 19% --currency EUR=0.92"));
    assert_eq!(page.lines().nth(2), Some("= 131.38 EUR with 19% tax (1 USD = 0.92 EUR)"));
    //  19% of $120.00 = $22.80
    let page_of_pro =
        text_of("estimate --plan pro --on-exhaustion bill --cost-per-run 4 --tax 19% --currency EUR=0.92");
    //  ($20.00 + $120.00) x 1.19 x 0.92 = 153.272 EUR, and ($20.00 + $100.00) x 1.19 x 0.92 = 131.376 EUR
    assert_eq!(
        page_of_pro.lines().nth(3),
        Some("Today you pay 153.27 EUR with 19% tax; under the June credit 131.38 EUR.")
    );
    let page = text_of(&format!("{line} --tax 19%"));
    assert_eq!(page.lines().nth(2), Some("= 142.80 USD with 19% tax"));
    let compared = json_of("compare --cost-per-run 4 --plan api-key --currency EUR=0.92");
    //  $120.00 x 0.92 = 110.40
    assert_eq!(compared["cells"][0]["shown"]["total"], "110.40");
}

// ----------------------------------------------------------------------------------------------------
// Price files.

/// A file of models with the prices of `claude-opus-5-5` at this rate of input, and with more.
fn overlay(input: &str, more: &str) -> String {
    format!(
        "format = \"creditcalc.models/1\"\nvendor = \"anthropic\"\n\
         token_kinds = [\"input\", \"output\", \"cache_read\", \"cache_write_5m\", \"cache_write_1h\"]\n{more}\n\
         [[model]]\nid = \"claude-opus-5-5\"\nname = \"Own contract\"\nstatus = \"active\"\n\
         status_checked = 2026-11-28\n\n[[model.price]]\neffective_from = 2026-09-22\n\
         usd_per_mtok = {{ input = \"{input}\", output = \"17.00\" }}\n\
         no_rate = [\"cache_read\", \"cache_write_5m\", \"cache_write_1h\"]\n\
         certainty = \"official\"\nsource = \"own contract\"\nchecked = 2026-11-28\n"
    )
}

#[test]
fn a_model_that_replaces_another_keeps_facts_and_no_prices() {
    let sandbox = Sandbox::new();
    sandbox.write("ov/contract.toml", overlay("3.40", ""));
    let line = "compare --model claude-opus-4-6 --input 120k --output 9k --models claude-opus-5-5 --plan api-key --pricing ov";
    //  120,000 x 1.3 x $3.40/M + 9,000 x 1.3 x $17.00/M = $0.5304 + $0.1989 = $0.7293
    assert_eq!(cell(&json_in(&sandbox, line), "claude-opus-5-5")["run_cost_usd"], "0.7293");
    let fast = run_in(&sandbox, "estimate --model claude-opus-5-5 --input 1k --fast --pricing ov");
    assert!(fast.status.success(), "what it doesn't mention stays as it was");
    let fast = "estimate --model claude-opus-5-5 --input 1M --fast --plan api-key --pricing ov";
    assert_eq!(json_in(&sandbox, fast)["run"]["cost_usd"], "8.00");
    let checked = json_in(&sandbox, "pricing check ov");
    let replaced = &checked["replaced"][0];
    assert_eq!(replaced["model"], "claude-opus-5-5");
    assert!(replaced["kept"].as_array().expect("a list").contains(&json!("tokenizer")), "{replaced}");
    assert!(replaced["gone"].as_array().expect("a list").contains(&json!("price")), "{replaced}");
    assert!(text_in(&sandbox, "pricing check ov").contains("It keeps the tokenizer"));
}

/// Whoever writes rates anew has to name a status, and has not heard of the model's end for that.
#[test]
fn a_model_that_replaces_another_ends_with_it() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "ov/contract.toml",
        overlay("3.40", "").replace("claude-opus-5-5", "claude-sonnet-4-5-20250929"),
    );
    let line =
        "estimate --model claude-sonnet-4-5 --input 1M --cycle-start 2026-12-05 --plan api-key --pricing ov";
    let refused = run_in(&sandbox, line);
    let said = String::from_utf8(refused.stderr).expect("it is text");
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("error[U121]") && said.contains("its successor is"), "{said}");
}

#[test]
fn an_alias_stays_unless_it_is_written_or_taken() {
    let sandbox = Sandbox::new();
    let table = |aliases: &str| {
        overlay("3.40", "")
            .replace("claude-opus-5-5", "claude-haiku-4-5-20251001")
            .replace("name = \"Own contract\"", &format!("name = \"Own contract\"\n{aliases}"))
    };
    let by_alias = "estimate --model claude-haiku-4-5 --input 1M --plan pro --pricing ov";
    sandbox.write("ov/contract.toml", table(""));
    assert_eq!(json_in(&sandbox, by_alias)["run"]["cost_usd"], "3.40");
    sandbox.write("ov/contract.toml", table("aliases = []"));
    assert_eq!(run_in(&sandbox, by_alias).status.code(), Some(1), "it says that there are none");
}

#[test]
fn folders_lie_over_one_another_and_a_setting_lists_several() {
    let sandbox = Sandbox::new();
    sandbox.write("one/contract.toml", overlay("3.00", ""));
    sandbox.write("two/contract.toml", overlay("2.00", ""));
    let line = "estimate --model claude-opus-5-5 --input 1M --plan pro";
    let cost = |flags: &str| json_in(&sandbox, &format!("{line} {flags}"))["run"]["cost_usd"].clone();
    assert_eq!(cost("--pricing one --pricing two"), "2.00");
    assert_eq!(cost("--pricing two --pricing one"), "3.00");
    sandbox.write("creditcalc.toml", "pricing = [\"one\", \"two\"]\n");
    assert_eq!(cost(""), "2.00");
    assert_eq!(cost("--pricing one"), "3.00");
}

#[test]
fn a_modifier_of_any_other_name_is_one_that_every_request_has() {
    let sandbox = Sandbox::new();
    let modifier = |rest: &str| {
        format!(
            "[[modifier]]\nid = \"volume-discount\"\nmultiplier = \"0.5\"\n{rest}source = \"own contract\"\nchecked = 2026-11-28\n"
        )
    };
    sandbox.write("ov/contract.toml", overlay("4.00", &modifier("")));
    let line = "estimate --model claude-opus-5-5 --input 1M --plan pro --pricing ov";
    //  1M x $4.00/M x 0.5 = $2.00; through the batch API half of that; with a factor of its own on top
    assert_eq!(json_in(&sandbox, line)["run"]["cost_usd"], "2.00");
    assert_eq!(json_in(&sandbox, line)["run"]["lines"][0]["modifiers"][0]["modifier"], "volume-discount");
    assert_eq!(json_in(&sandbox, &format!("{line} --batch --price-factor 3"))["run"]["cost_usd"], "3.00");
    // Models of its vendor have it, and from its day on.
    let built_in = "estimate --model claude-opus-5 --input 1M --plan pro --pricing ov";
    assert_eq!(json_in(&sandbox, built_in)["run"]["cost_usd"], "2.50");
    sandbox.write("ov/contract.toml", overlay("4.00", &modifier("effective_from = 2026-11-16\n")));
    //  15 x $4.00 + 15 x $2.00 = $90.00
    assert_eq!(json_in(&sandbox, line)["total_cost_usd"], "90.00");
    sandbox.write("ov/contract.toml", overlay("4.00", &modifier("models = [\"claude-opus-5-5\"]\n")));
    assert_eq!(json_in(&sandbox, built_in)["run"]["cost_usd"], "5.00");
}

#[test]
fn a_credit_can_pay_for_models_of_several_vendors() {
    let sandbox = Sandbox::new();
    let file = |pays_for: &str| {
        format!(
            "format = \"creditcalc.plans/1\"\nvendor = \"anthropic\"\n\n[[program]]\nid = \"company\"\nname = \"Company\"\n\
             {pays_for}sign_in = \"api-key\"\nexhaustion = \"stop\"\npooling = \"per-user\"\nrenewal = \"monthly\"\n\
             source = \"own\"\nchecked = 2026-11-28\n\n[[program.status]]\nfrom = 2026-01-01\nstatus = \"in-force\"\n\
             source = \"own\"\nchecked = 2026-11-28\n\n[[program.use]]\n\
             surfaces = [\"claude-p\", \"agent-sdk\", \"github-action\", \"third-party-app\", \"interactive\", \"ide\", \"for-others\"]\n\
             auths = [\"plan\", \"api-key\"]\ndraws = \"credit\"\nreason = \"every use\"\nsource = \"own\"\n\
             checked = 2026-11-28\n\n[[plan]]\nprogram = \"company\"\nid = \"budget\"\nname = \"Budget\"\n\
             credit_usd = \"50.00\"\ncertainty = \"official\"\nsource = \"own\"\nchecked = 2026-11-28\n"
        )
    };
    sandbox.write("ov/plans.toml", file("pays_for = [\"anthropic\", \"openai\"]\n"));
    let openai =
        "estimate --model gpt-6-sol --input 40k --output 9k --program company --plan budget --pricing ov";
    assert_eq!(json_in(&sandbox, openai)["plans"][0]["draws"], "credit");
    let mixed = "estimate --usage model=gpt-6-sol,input=40k --usage model=claude-opus-5,input=40k --program company \
        --plan budget --pricing ov";
    assert_eq!(json_in(&sandbox, mixed)["plans"][0]["draws"], "credit");
    sandbox.write("ov/plans.toml", file("pays_for = [\"anthropic\"]\n"));
    assert_eq!(json_in(&sandbox, openai)["plans"][0]["draws"], "api-spend");
    assert_eq!(run_in(&sandbox, mixed).status.code(), Some(1));
}

// ----------------------------------------------------------------------------------------------------
// Cache writes across vendors.

#[test]
fn a_job_that_writes_to_the_cache_is_compared_by_what_the_other_vendor_calls_a_write() {
    let usage = "--input 40k --cache-read 1.2M --output 9k --requests 12 --plan api-key";
    let compared = |model: &str, writes: &str, other: &str| {
        let answer = json_of(&format!("compare --model {model} {usage} {writes} --models {model},{other}"));
        (cell(&answer, other)["run_cost_usd"].clone(), answer["notes"].to_string())
    };
    let estimated = |model: &str, writes: &str| {
        json_of(&format!("estimate --model {model} {usage} {writes}"))["run"]["cost_usd"].clone()
    };
    // The usual lifetime of each, either way: 5 minutes here, 30 there.
    for (model, other) in [("claude-opus-5-5", "gpt-6-sol"), ("gpt-6-sol", "claude-opus-5-5")] {
        let (cost, _) = compared(model, "--cache-write 100k", other);
        assert_eq!(cost, estimated(other, "--cache-write 100k"), "{model} to {other}");
    }
    // An hour is nearest to half an hour, and the note says so.
    let (cost, notes) = compared("claude-opus-5-5", "--cache-write-1h 100k", "gpt-6-sol");
    assert_eq!(cost, estimated("gpt-6-sol", "--cache-write 100k"));
    assert!(
        notes.contains("with `gpt-6-sol` the cache writes for 1 h are counted as writes for 30 minutes"),
        "{notes}"
    );
    // Where a lifetime is asked for, the other vendor's nearest is taken.
    let (cost, _) = compared("claude-opus-5-5", "--cache-write 100k --cache-ttl 1h", "gpt-6-sol");
    assert_eq!(cost, estimated("gpt-6-sol", "--cache-write 100k"));
    // What has no published rate has no price, and is never free.
    let (cost, _) = compared("claude-opus-5-5", "--cache-write 100k", "gpt-5");
    assert_eq!(cost, Value::Null);
}

#[test]
fn a_vendor_that_bills_no_writes_has_input_like_any_other() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "ov/aster.toml",
        "format = \"creditcalc.models/1\"\nvendor = \"aster\"\ntoken_kinds = [\"input\", \"output\", \"cache_read\"]\n\n\
         [[model]]\nid = \"aster-large\"\nname = \"Aster\"\nstatus = \"active\"\nstatus_checked = 2026-11-18\n\n\
         [[model.price]]\neffective_from = 2026-01-01\n\
         usd_per_mtok = { input = \"1.00\", output = \"2.00\", cache_read = \"0.10\" }\n\
         certainty = \"official\"\nsource = \"own\"\nchecked = 2026-11-18\n",
    );
    let line = "compare --model claude-opus-5-5 --input 40k --cache-write 60k --output 10k --models aster-large --plan api-key --pricing ov";
    let answer = json_in(&sandbox, line);
    //  (40,000 + 60,000) x $1.00/M + 10,000 x $2.00/M = $0.12
    assert_eq!(cell(&answer, "aster-large")["run_cost_usd"], "0.12");
    assert!(answer["notes"].to_string().contains("bills no cache writes"), "{}", answer["notes"]);
}
