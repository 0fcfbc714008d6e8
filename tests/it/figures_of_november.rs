//! The figures that were read on 2026-11-28: names, rates, periods and ends, each on its first and last day; and what is
//! said of rows that nobody has looked at for long.

use creditcalc::cost::price_run;
use creditcalc::pricing::{FeeKind, PriceTable, Via};
use creditcalc::units::{Tokens, Usd};
use creditcalc::usage::{ModelUsage, Requests, Service, TokenKind, TokenUsage};
use jiff::civil::{Date, date};
use std::num::NonZeroU64;
use std::sync::LazyLock;

use crate::sandbox::Sandbox;

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);
const TODAY: Date = date(2026, 11, 28);
const FAST: Service = Service { fast: true, us_only: false, batch: false };
const BATCH: Service = Service { fast: false, us_only: false, batch: true };
const LIST: Service = Service { fast: false, us_only: false, batch: false };

/// What so many tokens of one kind cost in one request, in dollars.
fn cost(model: &str, kind: TokenKind, tokens: u64, day: Date, service: Service) -> Option<String> {
    let usage = TokenUsage::NONE.with(kind, Tokens::new(tokens));
    let one = Requests::Even(NonZeroU64::MIN);
    let usage = ModelUsage { service, requests: one, ..ModelUsage::new(model, usage) };
    price_run(&TABLE, &[usage], day).ok().map(|run| run.cost.to_string())
}

/// The rates of a card per million tokens: each kind by itself, in portions that stay below every band.
fn rates(model: &str, day: Date, service: Service, kinds: &[TokenKind]) -> Vec<Option<String>> {
    let rate = |kind: &TokenKind| {
        let usage = TokenUsage::NONE.with(*kind, Tokens::new(1_000_000));
        let hundred = Requests::Even(NonZeroU64::new(100).expect("it is"));
        let usage = ModelUsage { service, requests: hundred, ..ModelUsage::new(model, usage) };
        price_run(&TABLE, &[usage], day).ok().map(|run| run.cost.to_string())
    };
    kinds.iter().map(rate).collect()
}

fn dollars(amounts: &[&str]) -> Vec<Option<String>> {
    amounts
        .iter()
        .map(|amount| (*amount != "-").then(|| amount.parse::<Usd>().expect(amount).to_string()))
        .collect()
}

const CLAUDE: [TokenKind; 5] = [
    TokenKind::Input,
    TokenKind::Output,
    TokenKind::CacheRead,
    TokenKind::CacheWrite5m,
    TokenKind::CacheWrite1h,
];
const GPT: [TokenKind; 5] = [
    TokenKind::Input,
    TokenKind::Output,
    TokenKind::CacheRead,
    TokenKind::CacheWrite30m,
    TokenKind::CacheWrite12h,
];
const OTHER: [TokenKind; 3] = [TokenKind::Input, TokenKind::Output, TokenKind::CacheRead];

#[test]
fn claude_cards_that_are_official_now() {
    for (model, service, card) in [
        ("claude-fable-5-2", LIST, ["8", "40", "0.2", "10", "16"]),
        ("claude-fable-5-2", FAST, ["16", "80", "0.4", "20", "32"]),
        ("claude-mythos-5-2", LIST, ["8", "40", "0.2", "10", "16"]),
        ("claude-mythos-5-2", FAST, ["16", "80", "0.4", "20", "32"]),
        ("claude-opus-5-5", FAST, ["8", "40", "0.4", "10", "16"]),
        ("claude-mythos-preview", LIST, ["25", "125", "-", "-", "-"]),
    ] {
        assert_eq!(rates(model, TODAY, service, &CLAUDE), dollars(&card), "{model} {service:?}");
    }
    let found =
        TABLE.models().iter().filter(|model| model.id.ends_with("-5-2") || model.id.ends_with("opus-5-5"));
    for model in found {
        let all =
            model.prices.iter().map(|price| &price.terms).chain(model.fast.iter().map(|fast| &fast.terms));
        assert!(all.into_iter().all(|terms| terms.certainty.word() == "official"), "{}", model.id);
    }
}

#[test]
fn openai_cards_with_writes_bands_and_the_fast_tier() {
    for (model, service, card) in [
        ("gpt-6.2-astra", LIST, ["8", "40", "0.4", "10", "-"]),
        ("gpt-6.2-sol", LIST, ["2", "10", "0.1", "2.5", "-"]),
        ("gpt-6.2-sol", FAST, ["4", "20", "0.2", "5", "-"]),
        ("gpt-6.1-terra", LIST, ["1", "5", "0.05", "1.25", "2.5"]),
        ("gpt-6.1-sol", LIST, ["2", "10", "0.1", "2.5", "5"]),
        ("gpt-6-astra", LIST, ["10", "50", "1", "12.5", "25"]),
        ("gpt-6-sol", LIST, ["2", "10", "0.2", "2.5", "5"]),
        ("gpt-6-luna", LIST, ["0.1", "0.5", "0.01", "0.125", "0.25"]),
        ("gpt-5.6-sol", LIST, ["4", "20", "0.4", "5", "10"]),
        ("gpt-5.6-terra", LIST, ["2", "12", "0.2", "2.5", "5"]),
        ("gpt-5.6-luna", LIST, ["0.2", "1.2", "0.02", "0.25", "0.5"]),
        ("gpt-5-mini", FAST, ["0.45", "3.6", "0.045", "-", "-"]),
        ("gpt-5.5", FAST, ["12.5", "75", "1.25", "-", "-"]),
        ("gpt-6-sol", FAST, ["4", "20", "0.4", "5", "10"]),
        ("gpt-5.4-mini", FAST, ["1.5", "9", "0.15", "-", "-"]),
        ("gpt-5.1", FAST, ["2.5", "20", "0.25", "-", "-"]),
    ] {
        assert_eq!(rates(model, TODAY, service, &GPT), dollars(&card), "{model} {service:?}");
    }
    // One request of 300,000 tokens is in the band: 0.3 x rate.
    for (model, kind, service, amount) in [
        ("gpt-6.2-astra", TokenKind::Input, LIST, "4.8"),       // 16
        ("gpt-6.2-astra", TokenKind::CacheWrite30m, LIST, "6"), // 20
        ("gpt-6.2-sol", TokenKind::CacheRead, LIST, "0.06"),    // 0.20
        ("gpt-6.2-sol", TokenKind::Input, FAST, "2.4"),         // 8
        ("gpt-6.1-terra", TokenKind::CacheWrite30m, LIST, "0.75"), // 2.50
        ("gpt-6.1-terra", TokenKind::CacheWrite12h, LIST, "1.5"), // 5.00
        ("gpt-6.1-sol", TokenKind::CacheWrite30m, LIST, "1.5"), // 5.00
        ("gpt-5.6-sol", TokenKind::Input, FAST, "4.8"),         // 16
        ("gpt-6.1-terra", TokenKind::Input, FAST, "1.2"),       // 4
    ] {
        let expected = amount.parse::<Usd>().expect(amount).to_string();
        assert_eq!(cost(model, kind, 300_000, TODAY, service), Some(expected), "{model} {kind} {service:?}");
    }
    // Neither has a fast price in the band.
    for model in ["gpt-5.4", "gpt-5.5"] {
        assert_eq!(cost(model, TokenKind::Input, 300_000, TODAY, FAST), None, "{model}");
    }
}

#[test]
fn batch_is_only_where_it_was_published_and_searches_have_a_price() {
    for model in ["gpt-5.3-codex", "gpt-5.2-codex", "gpt-5.1-codex", "gpt-5-codex", "codex-mini-latest"] {
        assert_eq!(cost(model, TokenKind::Input, 1_000, TODAY, BATCH), None, "{model}");
        assert!(cost(model, TokenKind::Input, 1_000, TODAY, LIST).is_some(), "{model}");
    }
    // 1M x $2.00 / 2
    let half = "1".parse::<Usd>().expect("it is").to_string();
    assert_eq!(rates("gpt-6.2-sol", TODAY, BATCH, &[TokenKind::Input]), [Some(half)]);
    let vendor = TABLE.vendors().iter().find(|vendor| vendor.id == "openai").expect("it is");
    let fee = vendor.fees.iter().find(|fee| fee.kind == FeeKind::WebSearch).expect("searches have a price");
    assert_eq!(fee.cost_of(1_000), Ok("10".parse().expect("it is")));
}

#[test]
fn models_of_other_vendors_cost_what_their_vendors_say() {
    for (model, day, card) in [
        ("glm-4.7", TODAY, ["0.6", "2.2", "0.11"]),
        ("glm-5", TODAY, ["1", "3.2", "0.2"]),
        ("glm-5.1", TODAY, ["1.4", "4.4", "0.26"]),
        ("glm-5.2", TODAY, ["1.4", "4.4", "0.26"]),
        ("z-ai/glm-5.3", TODAY, ["1.4", "4.4", "0.26"]),
        ("glm-5.3-flash", date(2026, 9, 10), ["0.15", "0.5", "0.03"]),
        ("glm-5.3-flash", date(2026, 9, 9), ["-", "-", "-"]),
        ("deepseek-v4-pro[1m]", date(2026, 8, 17), ["1.32", "3.96", "0.044"]),
        ("deepseek-v4-pro", date(2026, 8, 16), ["-", "-", "-"]),
        ("deepseek/deepseek-v4-pro", TODAY, ["1.32", "3.96", "0.044"]),
        ("deepseek-flash", date(2026, 9, 10), ["0.3", "1.2", "0.006"]),
        ("deepseek-chat", TODAY, ["-", "-", "-"]),
        ("MiniMax-M2.7", TODAY, ["0.3", "1.2", "0.06"]),
        ("MiniMax-M3", TODAY, ["0.3", "1.2", "0.06"]),
        ("minimax-m3:cloud", TODAY, ["-", "-", "-"]),
        ("kimi-k2.6", TODAY, ["0.95", "4", "0.16"]),
        ("kimi-k2.7-code[1m]", TODAY, ["0.95", "4", "0.19"]),
        ("kimi-k3", TODAY, ["3", "15", "0.3"]),
        ("moonshotai/kimi-k3.1-pro", TODAY, ["2", "10", "0.2"]),
        ("gemini-3.1-pro-preview", TODAY, ["2", "12", "0.2"]),
        ("gemini-2.5-pro", TODAY, ["1.25", "10", "0.125"]),
        ("gemini-3.5-flash", TODAY, ["1.5", "9", "0.15"]),
        // The promotion's last day, and the first after it.
        ("gemini-3.8-flash", date(2026, 12, 31), ["0.75", "3.75", "0.075"]),
        ("gemini-3.8-flash", date(2027, 1, 1), ["1.5", "7.5", "0.15"]),
        ("google/gemini-3.6-flash", date(2027, 1, 1), ["1.5", "7.5", "0.15"]),
        ("grok-4.5", TODAY, ["2", "6", "0.3"]),
        ("x-ai/grok-4.7", TODAY, ["2", "6", "0.5"]),
    ] {
        assert_eq!(rates(model, day, LIST, &OTHER), dollars(&card), "{model} on {day}");
    }
    for (model, tokens, amount) in [
        ("gemini-2.5-pro", 200_000, "0.25"),      // at the limit: 0.2 x 1.25
        ("gemini-2.5-pro", 200_001, "0.5000025"), // past it: 0.200001 x 2.50
        ("grok-4.6", 300_000, "1.2"),             // 0.3 x 4
        ("MiniMax-M3", 512_000, "0.1536"),        // 0.512 x 0.30
        ("MiniMax-M3", 600_000, "0.36"),          // 0.6 x 0.60
    ] {
        let expected = amount.parse::<Usd>().expect(amount).to_string();
        assert_eq!(cost(model, TokenKind::Input, tokens, TODAY, LIST), Some(expected), "{model} {tokens}");
    }
    for model in
        TABLE.models().iter().filter(|model| !["anthropic", "openai"].contains(&model.vendor.as_str()))
    {
        for price in &model.prices {
            assert_eq!(price.terms.certainty.word(), "third-party", "{}", model.id);
        }
    }
}

#[test]
fn names_in_records_are_found_by_what_they_are() {
    let found =
        |name: &str| TABLE.resolve(name, TODAY).ok().map(|found| (found.model.id.as_str(), found.via));
    for (name, model) in [
        ("anthropic.claude-opus-5-5", "claude-opus-5-5"),
        ("us.anthropic.claude-opus-5-5", "claude-opus-5-5"),
        ("apac.anthropic.claude-sonnet-5-5", "claude-sonnet-5-5"),
        ("us-gov.anthropic.claude-fable-5-2", "claude-fable-5-2"),
        ("global.anthropic.claude-opus-5[1m]", "claude-opus-5"),
        ("anthropic.claude-haiku-4-5", "claude-haiku-4-5-20251001"),
        ("us.anthropic.claude-opus-4-1-20250805-v1:0", "claude-opus-4-1-20250805"),
        ("anthropic.claude-opus-4-20250514-v1:0", "claude-opus-4-20250514"),
        ("eu.anthropic.claude-sonnet-4-20250514-v1:0", "claude-sonnet-4-20250514"),
        ("us.anthropic.claude-3-7-sonnet-20250219-v1:0", "claude-3-7-sonnet-20250219"),
        ("anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3-5-sonnet-20241022"),
        ("anthropic.claude-3-5-haiku-20241022-v1:0", "claude-3-5-haiku-20241022"),
        ("anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku-20240307"),
        ("claude-opus-4-1@20250805", "claude-opus-4-1-20250805"),
        ("claude-opus-4@20250514", "claude-opus-4-20250514"),
        ("claude-3-7-sonnet@20250219", "claude-3-7-sonnet-20250219"),
        ("claude-3-5-haiku@20241022", "claude-3-5-haiku-20241022"),
        ("claude-3-5-sonnet-v2@20241022", "claude-3-5-sonnet-20241022"),
        ("claude-opus-5-5@default", "claude-opus-5-5"),
        ("claude-sonnet-4", "claude-sonnet-4-20250514"),
        ("claude-opus-5-5-fast", "claude-opus-5-5"),
        ("claude-fable-5-2-fast", "claude-fable-5-2"),
        (
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-6-v1",
            "claude-opus-4-6",
        ),
        (
            "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
            "claude-3-haiku-20240307",
        ),
    ] {
        assert_eq!(found(name), Some((model, Via::CloudId)), "{name}");
    }
    for (name, model) in [
        ("anthropic/claude-haiku-4.5", "claude-haiku-4-5-20251001"),
        ("anthropic/claude-sonnet-4.5", "claude-sonnet-4-5-20250929"),
        ("anthropic/claude-sonnet-4-6", "claude-sonnet-4-6"),
        ("anthropic/claude-sonnet-5", "claude-sonnet-5"),
        ("anthropic/claude-3-7-sonnet", "claude-3-7-sonnet-20250219"),
        ("anthropic/claude-4.6-sonnet-20260217", "claude-sonnet-4-6"),
        ("anthropic/claude-4-6-sonnet", "claude-sonnet-4-6"),
        ("claude-opus-4.6", "claude-opus-4-6"),
        ("claude-opus-4-6-thinking", "claude-opus-4-6"),
        ("claude-opus-4-6-20260205", "claude-opus-4-6"),
        ("claude-opus-4-7-20260416", "claude-opus-4-7"),
        ("claude-sonnet-4-6-20260217", "claude-sonnet-4-6"),
        ("openai/gpt-5.5", "gpt-5.5"),
        ("minimax/minimax-m3", "MiniMax-M3"),
    ] {
        assert_eq!(found(name), Some((model, Via::Router)), "{name}");
    }
    // Who made a profile of his own knows what it means, and no name means two things.
    for name in [
        "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdef",
        "arn:aws:s3:us-east-1:1:inference-profile/us.anthropic.claude-opus-5-5",
        "arn:aws:bedrock",
        "openai/claude-opus-4.6",
        "claude-opus-4-6-thinking-20260205",
    ] {
        assert_eq!(found(name), None, "{name}");
    }
    let family = |day| TABLE.resolve("fable", day).ok().map(|found| found.model.id.as_str());
    assert_eq!(
        [family(date(2026, 11, 8)), family(date(2026, 11, 9))],
        [Some("claude-fable-5-1"), Some("claude-fable-5-2")]
    );
}

#[test]
fn a_clouds_name_has_the_factor_of_its_region_and_the_speed_that_it_says() {
    // 1M x $4.00, times 1.1 and 1.2; at fast speed 1M x $8.00.
    for (name, amount) in [
        ("us.anthropic.claude-opus-5-5", "4.4"),
        ("apac.anthropic.claude-opus-5-5", "4.4"),
        ("us-gov.anthropic.claude-opus-5-5", "4.8"),
        ("global.anthropic.claude-opus-5-5", "4"),
        ("anthropic.claude-opus-5-5", "4"),
        ("claude-opus-5-5@default", "4"),
        ("claude-opus-5-5-fast", "8"),
        ("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5-5", "4.4"),
        // Before Sonnet 4.5 no region has a factor.
        ("us.anthropic.claude-opus-4-1-20250805-v1:0", "15"),
    ] {
        assert_eq!(rates(name, TODAY, LIST, &[TokenKind::Input]), dollars(&[amount]), "{name}");
    }
    // A transcript of Bedrock: (1,000,000 x $4.00 + 100,000 x $20.00) x 1.1 = $6.60.
    let line = r#"{"type":"assistant","sessionId":"s","entrypoint":"sdk-cli","timestamp":"2026-11-27T02:00:00Z","uuid":"u","requestId":"req","message":{"id":"msg","role":"assistant","model":"us.anthropic.claude-opus-5-5","stop_reason":"end_turn","usage":{"input_tokens":1000000,"output_tokens":100000}}}"#;
    let sandbox = Sandbox::new();
    sandbox.write("s.jsonl", line);
    let answer = json(&sandbox, &["measure", "s.jsonl", "--json", "--as-of", "2026-11-28"]);
    assert_eq!(answer["totals"]["cost_usd"], "6.60", "{answer}");
}

#[test]
fn a_cloud_ends_a_model_on_its_own_day() {
    let ends = |name: &str| TABLE.retirement(name, TODAY).map(|end| end.on);
    for (name, on) in [
        ("us.anthropic.claude-sonnet-4-20250514-v1:0", Some(date(2026, 10, 14))),
        ("claude-sonnet-4@20250514", Some(date(2026, 9, 14))),
        ("anthropic.claude-opus-4-20250514-v1:0", Some(date(2026, 5, 31))),
        ("claude-opus-4@20250514", Some(date(2026, 9, 14))),
        ("eu.anthropic.claude-3-7-sonnet-20250219-v1:0", Some(date(2026, 4, 28))),
        ("claude-3-7-sonnet@20250219", Some(date(2026, 5, 11))),
        ("anthropic.claude-opus-4-1-20250805-v1:0", None),
        ("claude-opus-4-5", Some(date(2027, 1, 22))),
        ("claude-sonnet-4-5", Some(date(2026, 11, 30))),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", None),
        ("gpt-5", Some(date(2026, 12, 11))),
        ("gpt-5.2-codex", Some(date(2026, 7, 23))),
        // One reader only: not an end.
        ("gpt-5.3-codex", None),
    ] {
        assert_eq!(ends(name), on, "{name}");
    }
}

fn json(sandbox: &Sandbox, args: &[&str]) -> serde_json::Value {
    let output = sandbox.creditcalc(args.iter().copied()).output().expect("the program starts");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no answer: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The notes of an answer that say what may be out of date.
fn said(args: &[&str]) -> Vec<String> {
    let answer = json(&Sandbox::new(), args);
    let notes = answer["notes"].as_array().expect("a list").iter();
    notes
        .filter_map(|note| note.as_str())
        .filter(|note| note.contains("out of date"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn rows_to_look_at_again_are_one_note() {
    let on = |day: &str, model: &str| {
        said(&[
            "estimate",
            "--model",
            model,
            "--input",
            "1k",
            "--nightly",
            "--plan",
            "max",
            "--json",
            "--as-of",
            day,
        ])
    };
    assert_eq!(on("2026-11-30", "gpt-5.6-sol").len(), 0, "the promotion lasts");
    let late = on("2026-12-01", "gpt-5.6-sol");
    assert_eq!(late.len(), 1, "{late:?}");
    assert!(late[0].contains("the price of `gpt-5.6-sol` (to be checked again on 2026-12-01)"), "{late:?}");
    // 2026-11-21 and 60 days are 2027-01-20, the last day on which it is fresh.
    assert_eq!(on("2027-01-20", "claude-opus-5"), Vec::<String>::new());
    let old = on("2027-01-30", "claude-opus-5");
    assert_eq!(old.len(), 1, "{old:?}");
    assert!(old[0].contains("`claude-opus-5` (last checked on 2026-11-21)"), "{old:?}");
    assert!(old[0].contains("the plan `max"), "{old:?}");
    let announced = on("2027-01-05", "gemini-3.8-flash");
    assert_eq!(announced.len(), 1, "{announced:?}");
    assert!(announced[0].contains("announced for 2027-01-01"), "{announced:?}");
    // Of several models it is one, too.
    let both = said(&[
        "compare",
        "--model",
        "gpt-5.6-sol",
        "--models",
        "gpt-5.6-sol,gemini-3.8-flash",
        "--input",
        "1k",
        "--nightly",
        "--plan",
        "max",
        "--json",
        "--as-of",
        "2027-01-05",
    ]);
    assert_eq!(both.len(), 1, "{both:?}");
}

#[test]
fn the_version_says_how_new_the_tables_are() {
    for flag in ["-V", "--version"] {
        let output = Sandbox::new().creditcalc([flag]).output().expect("the program starts");
        let expected =
            format!("creditcalc {} (prices and plans checked on 2026-11-28)\n", env!("CARGO_PKG_VERSION"));
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    }
}
