//! Catalogs of others: each form is read by its digits, compared, refused where it is odd, and written as a new price
//! behind the old ones. The files are small and made by hand; with `REAL_CATALOGS` naming a folder, the files of real
//! packages in it are read, too.

use std::path::Path;

use creditcalc::answer::{PricingDiff, PricingImport, PricingSources};
use creditcalc::pricing::import::{Catalog, Reason};
use serde_json::Value;

use crate::sandbox::{Sandbox, say_skipped};

/// A made catalog.
pub(crate) fn catalog(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/catalogs");
    std::fs::read(folder.join(name)).expect("the catalog is there")
}

/// What a command says: its exit code, its answer and its talk.
fn said(sandbox: &Sandbox, line: &str) -> (i32, String, String) {
    let output = sandbox
        .creditcalc(line.split_whitespace())
        .env("CREDITCALC_AS_OF", "2026-11-29")
        .output()
        .expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn with(name: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(name, catalog(name));
    sandbox
}

fn import(sandbox: &Sandbox, line: &str) -> PricingImport {
    let (code, answer, talk) = said(sandbox, &format!("pricing import {line} --json"));
    assert_eq!(code, 0, "{talk}");
    serde_json::from_str(&answer).expect("it has the shape")
}

/// `model kind rate` of every difference.
fn rates(answer: &PricingImport) -> Vec<String> {
    let rate = |rate: Option<creditcalc::units::Rate>| rate.map_or("-".to_owned(), |rate| rate.to_string());
    let row = |row: &creditcalc::answer::pricing_import::Difference| {
        format!(
            "{} {} {} {}",
            row.model,
            row.kind,
            rate(row.table_usd_per_mtok),
            rate(row.catalog_usd_per_mtok)
        )
    };
    answer.differences.iter().map(row).collect()
}

#[test]
fn every_form_is_compared_with_the_tables() {
    let answer = import(&with("litellm.json"), "litellm.json --from litellm --effective-from 2026-12-05");
    // 3e-06 a token is $3.00 a million; Opus 5.5 and Haiku 5.5, with its band and its writes for an hour, are as on file.
    let sonnet = [
        "input 2.00 3.00",
        "output 10.00 15.00",
        "cache_read 0.10 0.15",
        "cache_write_5m 2.50 3.75",
        "cache_write_1h 4.00 6.00",
    ];
    assert_eq!(rates(&answer), sonnet.map(|rate| format!("claude-sonnet-5-5 {rate}")));
    assert_eq!((answer.compared, answer.catalog), (3, Catalog::LiteLlm));
    assert_eq!(answer.unknown[0].id, "claude-next-9");
    assert!(answer.differences.iter().all(|row| row.ratio.as_deref() == Some("1.5")));

    let answer = import(&with("genai-prices.json"), "genai-prices.json --from genai-prices");
    assert_eq!(answer.differences[0].effective_from.to_string(), "2027-02-01");
    let reasons: Vec<Reason> = answer.doubts.iter().map(|doubt| doubt.reason).collect();
    assert_eq!(reasons, [Reason::MatchRules, Reason::Announced]);

    let answer = import(&with("genai-prices.py"), "genai-prices.py --from genai-prices");
    assert_eq!((answer.compared, answer.differences.len()), (1, 0));

    let answer = import(&with("models-dev.json"), "models-dev.json --from models-dev");
    // 0.40 is the error that was really made; there are no writes for an hour, so these would have no price.
    assert_eq!(
        rates(&answer),
        ["claude-opus-5-5 cache_read 0.20 0.40", "claude-opus-5-5 cache_write_1h 8.00 -"]
    );
    assert_eq!(answer.doubts[0].reason, Reason::MissingRate);

    let answer = import(&with("claude-cli.bin"), "claude-cli.bin --from claude-cli");
    assert_eq!(rates(&answer), ["claude-haiku-5-5 cache_read 0.05 0.06"]);
    assert_eq!(answer.differences[0].prompt_tokens_over, Some(100_000));
    assert_eq!(answer.doubts[0].reason, Reason::ReadRatio);

    let answer = import(&with("codex.bin"), "codex.bin --from codex");
    let unknown: Vec<_> =
        answer.unknown.iter().map(|model| (model.id.as_str(), model.service_tiers.len())).collect();
    assert_eq!(unknown, [("gpt-never-seen", 2)]);
}

#[test]
fn a_new_price_stands_behind_the_old_ones_and_is_used_from_its_day() {
    let sandbox = with("litellm.json");
    let line = "pricing import litellm.json --from litellm --effective-from 2026-12-05 --write own";
    let (code, _, talk) = said(&sandbox, line);
    assert_eq!(code, 0, "{talk}");
    assert_eq!(said(&sandbox, "pricing check own").0, 0);
    let cost = |day: &str| {
        let line = format!(
            "estimate --model claude-sonnet-5-5 --input 1000000 --runs 1 --as-of {day} --pricing own --plan max --json"
        );
        let answer: Value = serde_json::from_str(&said(&sandbox, &line).1).expect("it is JSON");
        answer["run"]["cost_usd"].as_str().map(str::to_owned)
    };
    // The million costs $2.00 the day before, and $3.00 from its day on.
    assert_eq!(cost("2026-12-04").as_deref(), Some("2.00"));
    assert_eq!(cost("2026-12-05").as_deref(), Some("3.00"));
    let diff: PricingDiff =
        serde_json::from_str(&said(&sandbox, "pricing diff builtin own --json").1).expect("it has the shape");
    assert_eq!((diff.rates.len(), diff.added.len()), (5, 0));
    let (_, history, _) = said(&sandbox, "pricing show claude-sonnet-5-5 --history --pricing own");
    for part in ["2026-09-28", "2026-10-07", "official", "third-party, announced"] {
        assert!(history.contains(part), "{part}: {history}");
    }
    // Nothing is written twice, nor over what is there.
    let before = sandbox.read("own/anthropic-litellm-2026-12-05.toml");
    let (code, _, talk) = said(&sandbox, line);
    assert!(code == 1 && talk.contains("error[P220]"), "{talk}");
    assert_eq!(sandbox.read("own/anthropic-litellm-2026-12-05.toml"), before);
    // A price that is there is not edited.
    let (code, _, talk) =
        said(&sandbox, "pricing import litellm.json --from litellm --effective-from 2026-10-07 --write old");
    assert!(code == 1 && talk.contains("none before that is edited"), "{talk}");
    assert!(!sandbox.listing().contains(&"old".to_owned()));
}

#[test]
fn what_is_odd_is_written_only_when_it_is_accepted() {
    let sandbox = Sandbox::new();
    let row = |input: &str, write_1h: &str, more: &str| {
        format!(
            r#"{{"claude-sonnet-5-5": {{"litellm_provider": "anthropic", "mode": "chat", "input_cost_per_token": {input},
            "output_cost_per_token": 1e-05, "cache_read_input_token_cost": 1e-07, "cache_creation_input_token_cost": 2.5e-06,
            "cache_creation_input_token_cost_above_1hr": {write_1h}{more}}}}}"#
        )
    };
    for (text, reason) in [
        (row("0", "4e-06", ""), "zero-price"),
        (row("7e-06", "14e-06", ""), "jump"),
        (row("2e-06", "6e-06", ""), "write-1h"),
        (row("4e-06", "8e-06", ""), "write-5m"),
        (row("2.5e-06", "5e-06", ""), "read-ratio"),
        (row("2e-06", "4e-06", r#", "input_cost_per_token_above_200k_tokens": 4e-06"#), "unknown-band"),
        (row("2e-06", "5e-06", r#", "input_cost_per_token_above_lots": 4e-06"#), "unknown-band"),
    ] {
        sandbox.write("c.json", text);
        let line = "pricing import c.json --from litellm --effective-from 2026-12-05 --write own";
        let (code, _, talk) = said(&sandbox, line);
        assert!(code == 1 && talk.contains(&format!("--accept {reason}`")), "{reason}: {talk}");
        assert!(!sandbox.listing().contains(&"own".to_owned()), "{reason}");
    }
    let (code, _, talk) = said(
        &sandbox,
        "pricing import c.json --from litellm --effective-from 2026-12-05 --write own --accept claude-sonnet-5-5",
    );
    assert_eq!(code, 0, "{talk}");
    assert_eq!(said(&sandbox, "pricing check own").0, 0);
}

#[test]
fn a_catalog_that_is_broken_is_refused_whole_with_the_place() {
    let row = |rates: &str| {
        format!(r#"{{"claude-sonnet-5-5": {{"litellm_provider": "anthropic", "mode": "chat", {rates}}}}}"#)
    };
    for (from, text, sentence) in [
        ("litellm", row(r#""input_cost_per_token": -2e-06"#), "it is negative"),
        ("litellm", row(r#""input_cost_per_token": "2""#), "a rate is text, and a number is expected"),
        ("litellm", row(r#""input_cost_per_token": 0.006"#), "looks like a price per thousand tokens or more"),
        ("litellm", row(r#""input_cost_per_1k_tokens": 0.002"#), "its form changed"),
        ("litellm", row(r#""max_tokens": 1"#), "no model of `litellm` with a price"),
        ("litellm", "[]".to_owned(), "a catalog of LiteLLM is an object, and this is a list"),
        ("litellm", "{\"a\": ".to_owned(), "this is no catalog: a value is expected"),
        ("litellm", r#"{"a": {"mode": "chat"}}"#.to_owned(), "`a` has no `litellm_provider`"),
        (
            "litellm",
            r#"{"claude-sonnet-4-5": {"litellm_provider": "anthropic", "mode": "chat", "input_cost_per_token": 3e-06},
            "claude-sonnet-4-5-20250929": {"litellm_provider": "anthropic", "mode": "chat", "input_cost_per_token": 4e-06}}"#
                .to_owned(),
            "are one model, and have two prices",
        ),
        ("genai-prices", "{}".to_owned(), "is a list of vendors"),
        ("models-dev", r#"{"anthropic": {"claude": {}}}"#.to_owned(), "there is no `models` here"),
        ("claude-cli", "nothing".to_owned(), "has no price catalog"),
        ("claude-cli", "pricing_tiers:{a:{input:1}},other:[]".to_owned(), "the form of the catalog changed"),
        ("codex", "\"models\": []".to_owned(), "has no list of models"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("c", &text);
        let (code, answer, talk) =
            said(&sandbox, &format!("pricing import c --from {from} --effective-from 2026-12-05 --write own"));
        assert_eq!((code, answer.as_str()), (1, ""), "{text}: {talk}");
        assert!(talk.contains("error[P219]") && talk.contains(sentence), "{text}: {talk}");
        assert_eq!(sandbox.listing(), ["c"], "{text}");
    }
}

#[test]
fn the_built_in_tables_outlive_being_written_again() {
    // Every model of a vendor goes through the writer when all its prices change.
    let table = creditcalc::pricing::PriceTable::builtin();
    let mut rows = Vec::new();
    for model in table.models().iter().filter(|model| model.vendor == "openai" || model.vendor == "anthropic")
    {
        rows.push(format!(
            r#""{}": {{"litellm_provider": "{}", "mode": "chat", "input_cost_per_token": 1.23e-06, "output_cost_per_token": 2e-06}}"#,
            model.id, model.vendor
        ));
    }
    let sandbox = Sandbox::new();
    sandbox.write("all.json", format!("{{{}}}", rows.join(",")));
    let reasons: Vec<&str> = Reason::WORDS.into_iter().map(|(word, _)| word).collect();
    let line = format!(
        "pricing import all.json --from litellm --effective-from 2030-01-01 --write own --accept {}",
        reasons.join(",")
    );
    let (code, _, talk) = said(&sandbox, &line);
    assert_eq!(code, 0, "{talk}");
    let diff: PricingDiff =
        serde_json::from_str(&said(&sandbox, "pricing diff builtin own --json").1).expect("it has the shape");
    // The new day is all that differs: every old price came through the file as it was.
    let others: Vec<_> =
        diff.rates.iter().filter(|row| row.effective_from.to_string() != "2030-01-01").collect();
    assert!(others.is_empty() && !diff.rates.is_empty(), "{others:?}");
}

#[test]
fn sources_are_listed_and_old_rows_fail() {
    let sandbox = Sandbox::new();
    let sources: PricingSources =
        serde_json::from_str(&said(&sandbox, "pricing sources --json").1).expect("it has the shape");
    assert!(sources.sources.len() > 20 && !sources.disagreements.is_empty());
    assert!(sources.disagreements.iter().all(|row| row.says_usd.is_none() || row.says_usd != row.tables_usd));
    assert_eq!(said(&sandbox, "pricing check --max-age 60").0, 0);
    let (code, answer, talk) = said(&sandbox, "pricing check --max-age 3 --as-of 2027-03-01 --json");
    let answer: Value = serde_json::from_str(&answer).expect("it is JSON");
    assert_eq!((code, &answer["passed"]), (3, &Value::Bool(false)));
    assert!(talk.contains("last checked more than 3 days ago"), "{talk}");
}

#[test]
fn real_packages_are_read() {
    let Some(folder) = std::env::var_os("REAL_CATALOGS") else {
        say_skipped(
            "REAL_CATALOGS names no folder, so real packages were not read (`sh pricing/upkeep.sh FOLDER` fills one)",
        );
        return;
    };
    let sandbox = Sandbox::new();
    let mut read = 0;
    for entry in std::fs::read_dir(&folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let from = [
            ("claude-code", "claude-cli"),
            ("codex", "codex"),
            ("litellm.", "litellm"),
            ("genai-prices.", "genai-prices"),
        ];
        let found = from
            .iter()
            .find(|(part, _)| name.contains(part) && path.extension().is_none_or(|end| end != "csv"));
        if let Some((_, from)) = found.filter(|_| path.is_file()) {
            let answer = import(&sandbox, &format!("{} --from {from}", path.display()));
            assert!(answer.compared > 0 || answer.catalog == Catalog::Codex, "{name}");
            read += 1;
        }
    }
    assert!(read > 0, "{} has no catalog", Path::new(&folder).display());
}
