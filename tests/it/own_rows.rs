//! Rows of one's own, in the names and writings of the tools they come from.

use std::process::Output;

use serde_json::Value;

use crate::sandbox::Sandbox;

fn run(sandbox: &Sandbox, args: &[&str]) -> Output {
    sandbox.creditcalc(args).output().expect("the program was built for this test")
}

fn measure(sandbox: &Sandbox, args: &[&str]) -> (i32, String, String) {
    let said = run(sandbox, &[&["measure", "--as-of", "2026-11-28", "--no-config"], args].concat());
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes text");
    (said.status.code().expect("it ends by itself"), text(said.stdout), text(said.stderr))
}

#[track_caller]
fn answer(sandbox: &Sandbox, args: &[&str]) -> Value {
    let (code, out, told) = measure(sandbox, &[args, &["--strict", "--json"]].concat());
    assert_eq!(code, 0, "{told}");
    serde_json::from_str(&out).expect("JSON was asked for")
}

#[track_caller]
fn total(sandbox: &Sandbox, args: &[&str]) -> String {
    answer(sandbox, args)["totals"]["cost_usd"].as_str().expect("an amount").to_owned()
}

/// That a row cannot be read, why, and that `--strict` refuses it.
#[track_caller]
fn refused(text: &str, name: &str, args: &[&str], why: &str) {
    let sandbox = Sandbox::new();
    sandbox.write(name, text);
    for strict in [&[][..], &["--strict"]] {
        let (code, _, told) = measure(&sandbox, &[&[name], args, strict].concat());
        assert_eq!(code, 1, "{text}: {told}");
        assert!(told.contains(why), "{text}: {told}");
    }
}

// Opus 5: 1,000 x $5 + 2,000 x $25 + 100,000 x $0.50 + 40,000 x $6.25 + 10,000 x $10 = 455,000, a million of which
// are $0.455.
const ALL: &str = "0.455";

#[test]
fn the_names_of_the_api_are_read_flat_and_nested() {
    let sandbox = Sandbox::new();
    for (name, text) in [
        (
            "flat.jsonl",
            r#"{"model":"claude-opus-5","input_tokens":1000,"output_tokens":2000,"cache_read_input_tokens":100000,"cache_creation_input_tokens":50000,"cache_creation":{"ephemeral_5m_input_tokens":40000,"ephemeral_1h_input_tokens":10000}}"#,
        ),
        (
            "nested.jsonl",
            r#"{"model":"claude-opus-5","usage":{"input_tokens":1000,"output_tokens":2000,"cache_read_input_tokens":100000,"cache_creation_input_tokens":50000,"cache_creation":{"ephemeral_5m_input_tokens":40000,"ephemeral_1h_input_tokens":10000},"output_tokens_details":{"thinking_tokens":7}}}"#,
        ),
        (
            "response.json",
            r#"{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[],"usage":{"input_tokens":1000,"output_tokens":2000,"cache_read_input_tokens":100000,"cache_creation":{"ephemeral_5m_input_tokens":40000,"ephemeral_1h_input_tokens":10000}}}"#,
        ),
        (
            "both.jsonl",
            r#"{"model":"claude-opus-5","input_tokens":1000,"total_tokens":153000,"usage":{"input_tokens":1000,"output_tokens":2000},"cache_read_tokens":100000,"cache_write_5m_tokens":40000,"cache_creation_tokens":50000,"cache_write_1h_tokens":10000}"#,
        ),
        (
            "flat.csv",
            "model,input_tokens,output_tokens,cache_read_input_tokens,cache_creation_input_tokens,cache_creation.ephemeral_5m_input_tokens,cache_creation.ephemeral_1h_input_tokens\nclaude-opus-5,1000,2000,100000,50000,40000,10000\n",
        ),
        (
            "dotted.csv",
            "model,usage.input_tokens,usage.output_tokens,usage.cache_read_input_tokens,usage.cache_creation.ephemeral_5m_input_tokens,usage.cache_creation.ephemeral_1h_input_tokens\nclaude-opus-5,1000,2000,100000,40000,10000\n",
        ),
        (
            "packed.csv",
            "model,usage\nclaude-opus-5,\"{\"\"input_tokens\"\":1000,\"\"output_tokens\"\":2000,\"\"cache_read_input_tokens\"\":100000,\"\"cache_creation\"\":{\"\"ephemeral_5m_input_tokens\"\":40000,\"\"ephemeral_1h_input_tokens\"\":10000}}\"\n",
        ),
    ] {
        sandbox.write(name, text);
        assert_eq!(total(&sandbox, &[name]), ALL, "{name}");
    }
    // Of a sum alone the lifetime is untold: 50,000 x $6.25 = $0.3125, and for an hour 50,000 x $10 = $0.50.
    sandbox.write("sum.jsonl", r#"{"model":"claude-opus-5","cache_creation_input_tokens":50000}"#);
    let told = answer(&sandbox, &["sum.jsonl"]);
    assert_eq!(
        (&told["totals"]["cost_usd"], &told["totals"]["cost_high_usd"]),
        (&"0.3125".into(), &"0.50".into())
    );
}

#[test]
fn what_looks_like_tokens_or_money_is_never_passed_over() {
    for (row, why) in [
        (r#""input_tokens":1,"cached_tokens":7"#, "did you mean `cache_read_tokens`?"),
        (
            r#""input_tokens":1,"cacheReads":"7","cachedInput":7"#,
            "`cacheReads` and `cachedInput` look like tokens",
        ),
        (r#""input_tokens":1,"usd":"0,5 €""#, "did you mean `vendor_cost_usd`?"),
        (r#""input_tokens":1,"costUSD":0.5"#, "did you mean `vendor_cost_usd`?"),
        (r#""input_tokens":1,"prompt_tokens":7"#, "contradict"),
        (r#""prompt_tokens":7,"prompt_tokens_details":{"cached_tokens":8}"#, "contradict"),
        (r#""prompt_tokens":7,"prompt_tokens_details":{"audio_tokens":8}"#, "`audio_tokens`"),
        (r#""input_tokens":1,"cache_reads_tokens":7"#, "did you mean `cache_read_tokens`?"),
        (r#""input_tokens":1,"a_tokens":7,"cost":"0.5""#, "`a_tokens` and `cost` look like tokens or money"),
        (r#""input_tokens":1,"input_tokens_details":{"cached_tokens":3}"#, "contradict"),
        (r#""input_tokens":1,"total_cost_usd":0.5"#, "did you mean `vendor_cost_usd`?"),
        (r#""usage":{"input_tokens":1,"reasoning_tokens":9}"#, "`reasoning_tokens`"),
        (
            r#""input_tokens":1,"cache_creation":{"ephemeral_30m_input_tokens":9}"#,
            "`ephemeral_30m_input_tokens`",
        ),
        (
            r#""input_tokens":1,"cache_creation_input_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":4,"ephemeral_1h_input_tokens":0}"#,
            "contradict",
        ),
        (
            r#""input_tokens":1,"cache_creation_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":4}"#,
            "contradict",
        ),
        (r#""input_tokens":1,"usage":{"input_tokens":2}"#, "contradict"),
        (r#""input_tokens":1,"output_tokens":2,"total_tokens":9"#, "contradict"),
        (r#""input_tokens":1,"vendor_cost_usd":"1e999999""#, "an amount must be below a trillion dollars"),
        (r#""input_tokens":1,"vendor_cost_usd":1.5e-25"#, "have at most 24 decimals"),
        (r#""input_tokens":1,"vendor_cost_usd":"a lot""#, "an amount of dollars that can't be read"),
        (r#""input_tokens":1,"vendor_cost_usd":-0.5"#, "an amount of dollars that can't be read"),
        (r#""input_tokens":1,"started_at":"05/11/2026""#, "the date is ambiguous; write it as `2026-11-20`"),
        (r#""input_tokens":1,"started_at":"last night""#, "`started_at` is not a day or time"),
        (r#""run":"a","cost_usd":"0.5""#, "a result with a cost but no token counts"),
    ] {
        refused(&format!("{{\"model\":\"claude-opus-5\",{row}}}\n"), "rows.jsonl", &[], why);
    }
    let table = "model,input_tokens,cached_tokens\nclaude-opus-5,1,7\n";
    refused(
        table,
        "rows.csv",
        &[],
        "`rows.csv:2`: `cached_tokens` looks like tokens or money but is not read",
    );
    // What says nothing, and what is about something else, is passed over as ever.
    let sandbox = Sandbox::new();
    sandbox.write("rows.jsonl", r#"{"model":"claude-opus-5","input_tokens":1000,"cached_tokens":0,"cost":null,"price_tier":"standard","max_tokens":4096,"tokenizer":"o200k","mood":7}"#);
    assert_eq!(total(&sandbox, &["rows.jsonl"]), "0.005");
}

#[test]
fn how_requests_were_served_is_read_as_people_and_spreadsheets_write_it() {
    let sandbox = Sandbox::new();
    // Opus 5.5: a million of input at $4, half of that through the batch API.
    let (full, half) = ("4.00", "2.00");
    let row = |value: &str| format!("model,input_tokens,batch\nclaude-opus-5-5,1000000,{value}\n");
    for (name, text, cost) in [
        ("y.csv", row("y"), half),
        ("true.csv", row("TRUE"), half),
        ("number.csv", row("1"), half),
        ("float.csv", row("1.0"), half),
        ("no.csv", row("No"), full),
        ("nothing.csv", row(""), full),
        ("head.csv", row("yes").replace("batch", "Batch"), half),
        ("german.csv", row("WAHR").replace(',', ";"), half),
        ("not.csv", row("FALSCH").replace(',', ";"), full),
        ("french.csv", row("VRAI").replace(',', ";"), half),
        ("comma.csv", "model;input_tokens;batch\nclaude-opus-5-5;1000000;1,0\n".to_owned(), half),
        ("tabs.tsv", row("on").replace(',', "\t"), half),
        ("t.jsonl", r#"{"model":"claude-opus-5-5","input_tokens":1000000,"batch":"t"}"#.to_owned(), half),
        ("one.jsonl", r#"{"model":"claude-opus-5-5","input_tokens":1000000,"batch":1}"#.to_owned(), half),
        ("null.jsonl", r#"{"model":"claude-opus-5-5","input_tokens":1000000,"batch":null}"#.to_owned(), full),
    ] {
        sandbox.write(name, text);
        assert_eq!(total(&sandbox, &[name]), cost, "{name}");
    }
}

#[test]
fn how_requests_were_served_is_read_in_the_words_of_the_api() {
    let sandbox = Sandbox::new();
    // Opus 5.5: 3 x $4 + 9,000 x $20 = 180,012, a million of which are $0.180012. Fast it is twice that, through the batch
    // API half, and in the US 1.1 times.
    let (plain, fast, batch, us) = ("0.180012", "0.360024", "0.090006", "0.1980132");
    let row = |more: &str| {
        format!(
            r#"{{"started_at":"2026-11-20T03:00:00Z","model":"claude-opus-5-5","input_tokens":3,"output_tokens":9000{more}}}"#
        )
    };
    let nested = |more: &str| {
        format!(
            r#"{{"started_at":"2026-11-20T03:00:00Z","model":"claude-opus-5-5","usage":{{"input_tokens":3,"output_tokens":9000{more}}}}}"#
        )
    };
    for (member, value, cost) in [
        ("speed", "fast", fast),
        ("speed", "standard", plain),
        ("service_tier", "batch", batch),
        ("service_tier", "standard", plain),
        ("service_tier", "default", plain),
        ("inference_geo", "us", us),
        ("inference_geo", "not_available", plain),
        // Tokens a second.
        ("speed", "43.2", plain),
    ] {
        let more = format!(r#","{member}":"{value}""#);
        sandbox.write("flat.jsonl", row(&more));
        sandbox.write("nested.jsonl", nested(&more));
        sandbox.write("both.jsonl", row(&format!(r#"{more},"usage":{{"{member}":"{value}"}}"#)));
        let table = |name: &str, value: &str| {
            format!(
                "Model,started_at,input_tokens,output_tokens,{name}\nclaude-opus-5-5,2026-11-20,3,9000,{value}\n"
            )
        };
        sandbox.write("flat.csv", table(member, value));
        sandbox.write("usage.csv", table(&format!("usage.{member}"), &value.to_uppercase()));
        for name in ["flat.jsonl", "nested.jsonl", "both.jsonl", "flat.csv", "usage.csv"] {
            assert_eq!(total(&sandbox, &[name]), cost, "{name}: {member} {value}");
        }
    }
    // The same in our own words, too.
    sandbox.write("both.jsonl", row(r#","fast":true,"speed":"fast","batch":null,"service_tier":"standard""#));
    assert_eq!(total(&sandbox, &["both.jsonl"]), fast);
    for (more, option) in [
        (r#","fast":false,"speed":"fast""#, "fast"),
        (r#","speed":"standard","fast":true"#, "fast"),
        (r#","batch":true,"usage":{"service_tier":"standard"}"#, "batch"),
        (r#","inference_geo":"us","us_only":"no""#, "us_only"),
        (r#","speed":"fast","usage":{"speed":"standard"}"#, "fast"),
    ] {
        let why = format!("`rows.jsonl:1`: `{option}` is given twice with different values");
        refused(&row(more), "rows.jsonl", &[], &why);
    }
    // What has no price on file is named, as it is in other records.
    sandbox.write("priority.jsonl", row(r#","service_tier":"priority""#));
    let (code, _, told) = measure(&sandbox, &["priority.jsonl", "--json"]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("served with `service_tier` `priority`, which has no price on file"), "{told}");
}

#[test]
fn requests_may_be_called_a_count() {
    let sandbox = Sandbox::new();
    let requests = |sandbox: &Sandbox, name: &str| answer(sandbox, &[name])["runs"][0]["requests"].clone();
    sandbox.write("rows.jsonl", r#"{"model":"claude-opus-5-5","input_tokens":1000,"request_count":7}"#);
    sandbox.write("rows.csv", "model,input_tokens,Request Count\nclaude-opus-5-5,1000,7\n");
    assert_eq!(requests(&sandbox, "rows.jsonl"), 7);
    assert_eq!(requests(&sandbox, "rows.csv"), 7);
    let both = r#"{"model":"claude-opus-5-5","input_tokens":1000,"requests":7,"request_count":8}"#;
    refused(both, "rows.jsonl", &[], "`requests` is given twice with different values");
}

#[test]
fn thousands_that_can_be_nothing_else_are_read() {
    let sandbox = Sandbox::new();
    // Opus 5.5: a million of input at $4.
    for (place, number) in
        ["1.000.000", "1 000 000", "1\u{a0}000\u{a0}000", "1\u{202f}000\u{202f}000", "1'000'000", "1,000,000"]
            .iter()
            .enumerate()
    {
        let line = format!(r#"{{"model":"claude-opus-5-5","input_tokens":"{number}"}}"#);
        sandbox.write(&format!("{place}.jsonl"), line);
        sandbox.write(&format!("{place}.csv"), format!("model,input_tokens\nclaude-opus-5-5,\"{number}\"\n"));
        sandbox.write(&format!("{place}-eu.csv"), format!("model;input_tokens\nclaude-opus-5-5;{number}\n"));
        for name in [format!("{place}.jsonl"), format!("{place}.csv"), format!("{place}-eu.csv")] {
            assert_eq!(total(&sandbox, &[&name]), "4.00", "{number} in {name}");
        }
    }
    for number in ["1.000", "1.00.000", "1E+06", "1 00"] {
        let line = format!(r#"{{"model":"claude-opus-5-5","input_tokens":"{number}"}}"#);
        refused(&line, "rows.jsonl", &[], "a token count is not a whole number");
    }
}

#[test]
fn how_requests_were_served_is_never_guessed() {
    for value in ["X", "maybe", "ja", "2", "batch_67ab"] {
        for column in ["batch", "fast", "us_only"] {
            let why = format!("`{column}` is neither yes nor no; write `true` or `false`");
            let table = format!("model,input_tokens,{column}\nclaude-opus-5-5,1000000,{value}\n");
            refused(&table, "rows.csv", &[], &format!("`rows.csv:2`: {why}"));
            let line =
                format!(r#"{{"model":"claude-opus-5-5","input_tokens":1000000,"{column}":"{value}"}}"#);
            refused(&line, "rows.jsonl", &[], &format!("`rows.jsonl:1`: {why}"));
        }
    }
    for value in ["subscription", "api", "none"] {
        let table = format!("model,input_tokens,billing\nclaude-opus-5-5,1000000,{value}\n");
        let why = "`rows.csv:2`: `billing` isn't understood; write `plan`, `api-key`, `cloud` or `unknown`";
        refused(&table, "rows.csv", &[], why);
    }
    // Beside a row that is read, it is left out and named.
    let sandbox = Sandbox::new();
    sandbox.write(
        "rows.csv",
        "model,input_tokens,batch\nclaude-opus-5-5,1000000,n\nclaude-opus-5-5,1000000,?\n",
    );
    let (code, out, told) = measure(&sandbox, &["rows.csv", "--json"]);
    let told_of: Value = serde_json::from_str(&out).expect("JSON was asked for");
    assert_eq!(
        (code, &told_of["totals"]["cost_usd"], &told_of["read"]["skipped"]),
        (0, &"4.00".into(), &1.into())
    );
    assert!(told.contains("`rows.csv:3`: `batch` is neither yes nor no"), "{told}");
}

#[test]
fn what_a_spreadsheet_with_decimal_commas_saves_is_read() {
    let sandbox = Sandbox::new();
    let head = "model;input_tokens;output_tokens;cache_read_tokens;vendor_cost_usd;started_at;job";
    let row = "claude-opus-5;1000,0;2000;100000;1,25;20.11.2026 03:00;\"a;b, c\"";
    for before in ["", "\u{feff}", "sep=;\r\n"] {
        sandbox.write("eu.csv", format!("{before}{head}\r\n{row}\r\n"));
        for args in
            [&["eu.csv"][..], &["eu.csv", "--csv-dialect", "excel-eu"], &["eu.csv", "--input-format", "csv"]]
        {
            let told = answer(&sandbox, args);
            // 1,000 x $5 + 2,000 x $25 + 100,000 x $0.50 = 105,000, a million of which are $0.105.
            let run = &told["runs"][0];
            assert_eq!(told["totals"]["cost_usd"], "0.105", "{args:?}");
            assert_eq!((&run["vendor_cost_usd"], &run["job"]), (&"1.25".into(), &"a;b, c".into()));
            assert_eq!(run["started_at"], "2026-11-20T03:00:00+00:00");
        }
    }
    sandbox.write("tabs.csv", "model\tinput_tokens\nclaude-opus-5\t1000\n");
    assert_eq!(total(&sandbox, &["tabs.csv"]), "0.005");
    // 1,000 x $5, where somebody says what the mark is.
    sandbox.write("de.csv", "model;input_tokens\nclaude-opus-5;1.000\n");
    sandbox.write("en.csv", "model,input_tokens\nclaude-opus-5,\"1,000\"\n");
    assert_eq!(total(&sandbox, &["de.csv", "--csv-dialect", "excel-eu"]), "0.005");
    assert_eq!(total(&sandbox, &["en.csv", "--csv-dialect", "comma"]), "0.005");
    for (text, args, why) in [
        (
            "model;input_tokens\nclaude-opus-5;1.000\n",
            &[][..],
            "`--csv-dialect comma` or `--csv-dialect excel-eu`",
        ),
        (
            "model;input_tokens\nclaude-opus-5;1,000\n",
            &[],
            "`--csv-dialect comma` or `--csv-dialect excel-eu`",
        ),
        (
            "model,input_tokens\nclaude-opus-5,\"1,000\"\n",
            &[],
            "`--csv-dialect comma` or `--csv-dialect excel-eu`",
        ),
        ("model,input_tokens,vendor_cost_usd\nclaude-opus-5,1,\"0,25\"\n", &[], "wrong decimal mark"),
        ("model;input_tokens\nclaude-opus-5;1\n", &["--csv-dialect", "comma"], "leave the flag out"),
        ("model,input_tokens\nclaude-opus-5,1\n", &["--csv-dialect", "excel-eu"], "leave the flag out"),
    ] {
        refused(text, "rows.csv", args, why);
    }
}

#[test]
fn answers_for_a_spreadsheet_with_decimal_commas_are_read_back() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "rows.csv",
        "model,input_tokens,vendor_cost_usd,job\nclaude-opus-5,1000,0.013866549999999998,=1+1\nclaude-opus-5,2000,1.234,\"a;=b\"\n",
    );
    let (code, table, told) = measure(&sandbox, &["rows.csv", "--csv", "--csv-dialect", "excel-eu"]);
    assert_eq!(code, 0, "{told}");
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].starts_with("run;source;job;"), "{table}");
    // 1,000 x $5 a million = $0.005, 2,000 x $5 = $0.01; what the tool said is kept to the last digit.
    assert!(
        lines[1].contains(";0,005;")
            && lines[1].contains(";0,013866549999999998;")
            && lines[1].contains(";'=1+1;"),
        "{table}"
    );
    assert!(
        lines[2].contains(";0,01;") && lines[2].contains(";1,234;") && lines[2].contains(";\"a;'=b\";"),
        "{table}"
    );
    sandbox.write("eu.csv", &table);
    let of = |name: &str| {
        let told = answer(&sandbox, &[name]);
        let runs = told["runs"].as_array().expect("a list").iter();
        let said: Vec<_> = runs.map(|run| (run["job"].clone(), run["vendor_cost_usd"].clone())).collect();
        (said, told["totals"].clone())
    };
    assert_eq!(of("eu.csv"), of("rows.csv"));
    // The answer in one dialect, what it is made from in the other.
    let (code, again, told) = measure(&sandbox, &["eu.csv", "--csv", "--csv-dialect", "comma"]);
    assert_eq!((code, again.lines().count()), (0, 3), "{told}");
    assert!(again.contains(",0.005,"), "{again}");
    let args =
        ["estimate", "--cost-per-run", "4", "--as-of", "2026-11-28", "--no-config", "-q", "-o", "e.csv"];
    assert!(run(&sandbox, &[&args[..], &["--csv-dialect", "excel-eu"]].concat()).status.success());
    assert!(sandbox.read("e.csv").contains(";120,00;"), "{}", sandbox.read("e.csv"));
}

#[test]
fn the_same_rows_in_any_spelling_and_separator_have_the_same_total() {
    let sandbox = Sandbox::new();
    // Opus 5: 1,234 x $5 + 2,000 x $25 + 100,000 x $0.50 = 106,170, and 1,000 x $5 + 7 x $25 = 5,175; together 111,345, a
    // million of which are $0.111345.
    let csv = "model,input_tokens,output_tokens,cache_read_tokens,vendor_cost_usd\nclaude-opus-5,1234,2000,100000,0.25\nclaude-opus-5,1000,7,,1e-05\n";
    let (semicolons, tabs) = (csv.replace(',', ";").replace('.', ","), csv.replace(',', "\t"));
    let named = |input: &str, output: &str, read: &str| {
        let named = csv.replace("input_tokens", input).replace("output_tokens", output);
        named.replace("cache_read_tokens", read)
    };
    let lines = |input: &str, output: &str, read: &str| {
        format!(
            "{{\"model\":\"claude-opus-5\",\"{input}\":1234,\"{output}\":2000,\"{read}\":100000,\"vendor_cost_usd\":0.25}}\n{{\"model\":\"claude-opus-5\",\"{input}\":1000,\"{output}\":7,\"vendor_cost_usd\":1e-05}}\n"
        )
    };
    for (name, text) in [
        ("plain.csv", csv.to_owned()),
        ("mark.csv", format!("\u{feff}{csv}")),
        ("windows.csv", csv.replace('\n', "\r\n")),
        ("spaces.csv", csv.replace(',', " , ").replace('\n', " \n")),
        ("quoted.csv", csv.replace("1234", "\"1234\"").replace("model", "\"model\"")),
        ("semicolons.csv", semicolons.clone()),
        ("mark-and-semicolons.csv", format!("\u{feff}{semicolons}")),
        ("tabs.tsv", tabs),
        ("words.csv", named("Input Tokens", "Output tokens", "Cache-read tokens").replace("model", "Model")),
        ("camel.csv", named("inputTokens", "outputTokens", "cacheReadInputTokens")),
        ("api.csv", named("input_tokens", "output_tokens", "cache_read_input_tokens")),
        ("plain.jsonl", lines("input_tokens", "output_tokens", "cache_read_tokens")),
        ("camel.jsonl", lines("inputTokens", "outputTokens", "cacheReadInputTokens")),
    ] {
        sandbox.write(name, text);
        let told = answer(&sandbox, &[name]);
        assert_eq!(told["totals"]["cost_usd"], "0.111345", "{name}");
        assert_eq!(told["runs"][1]["vendor_cost_usd"], "0.00001", "{name}");
    }
}

#[test]
fn what_was_read_from_the_cache_is_a_part_of_the_prompt_of_openai() {
    let sandbox = Sandbox::new();
    let counted = |name: &str, text: &str| {
        sandbox.write(name, text);
        let told = answer(&sandbox, &[name]);
        let model = &told["runs"][0]["models"][0];
        ["input_tokens", "cache_read_tokens", "output_tokens"]
            .map(|count| model[count].as_u64().expect(count))
    };
    // 1,000 of the prompt, of which 400 were read from the cache: 600 + 400.
    for (name, text) in [
        (
            "answer.json",
            r#"{"id":"chatcmpl-1","object":"chat.completion","model":"gpt-5.5","choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":50,"total_tokens":1050,"prompt_tokens_details":{"cached_tokens":400,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":30}}}"#,
        ),
        (
            "responses.json",
            r#"{"id":"resp-1","object":"response","model":"gpt-5.5","usage":{"input_tokens":1000,"input_tokens_details":{"cached_tokens":400},"output_tokens":50,"output_tokens_details":{"reasoning_tokens":30},"total_tokens":1050}}"#,
        ),
        (
            "flat.csv",
            "model,prompt_tokens,completion_tokens,prompt_tokens_details.cached_tokens\ngpt-5.5,1000,50,400\n",
        ),
        (
            "flat.jsonl",
            r#"{"model":"gpt-5.5","promptTokens":1000,"completionTokens":50,"cache_read_tokens":400,"prompt_tokens_details":{"cached_tokens":400}}"#,
        ),
    ] {
        assert_eq!(counted(name, text), [600, 400, 50], "{name}");
    }
    assert_eq!(
        counted("plain.csv", "model,prompt_tokens,completion_tokens\ngpt-5.5,1000,50\n"),
        [1000, 0, 50]
    );
}

#[test]
fn answers_of_the_api_are_runs_of_their_own_and_count_once() {
    let sandbox = Sandbox::new();
    let answer_of = |id: &str| {
        format!(
            r#"{{"id":"{id}","type":"message","role":"assistant","model":"claude-opus-5","content":[{{"type":"text","text":"hi"}}],"stop_reason":"end_turn","usage":{{"input_tokens":1000,"output_tokens":0,"service_tier":"standard"}}}}"#
        )
    };
    sandbox.write("answers.jsonl", [answer_of("msg_1"), answer_of("msg_2"), answer_of("msg_1")].join("\n"));
    // Two of 1,000 x $5 a million.
    let told = answer(&sandbox, &["answers.jsonl"]);
    assert_eq!((&told["totals"]["cost_usd"], &told["summary"]["runs"]), (&"0.01".into(), &2.into()));
}

#[test]
fn money_is_read_as_programs_print_it_wherever_it_is_read() {
    let sandbox = Sandbox::new();
    let estimate = |args: &[&str]| {
        let said =
            run(&sandbox, &[&["estimate", "--as-of", "2026-11-28", "--json", "--runs", "1"], args].concat());
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        serde_json::from_slice::<Value>(&said.stdout).expect("JSON was asked for")
    };
    for (written, shown) in [
        ("0.013866549999999998", "0.013866549999999998"),
        ("1e-2", "0.01"),
        ("9.78e-4", "0.000978"),
        ("1E+2", "100.00"),
        ("$4", "4.00"),
    ] {
        let told = estimate(&["--no-config", "--cost-per-run", written, "--credit", written]);
        assert_eq!(told["run"]["cost_usd"], shown, "{written}");
        assert_eq!(told["plans"][0]["credit_usd"], shown, "{written}");
        assert_eq!(told["plans"][0]["overflow_usd"], "0.00", "{written}");
    }
    sandbox.write("creditcalc.toml", "credit = \"1.5e1\"\n");
    assert_eq!(estimate(&["--cost-per-run", "4"])["plans"][0]["credit_usd"], "15.00");
    sandbox.write(
        "team.toml",
        "credit_usd = \"2e1\"\ncycle_day = 1\nas_of = 2026-11-28\n\n[[job]]\nname = \"audit\"\ncost_per_run_usd = \"1.3866549999999998e-2\"\nruns = 2\n",
    );
    let said = run(&sandbox, &["simulate", "team.toml", "--no-config", "--json"]);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let told: Value = serde_json::from_slice(&said.stdout).expect("JSON was asked for");
    // 2 x 0.013866549999999998
    assert_eq!(told["total"]["cost_usd"], "0.027733099999999996");
}

/// What GitHub Agentic Workflows keep of a run: three requests, each with the figure in AI Credits.
const TOKEN_USAGE: &str = include_str!("../data/records/native/token-usage.jsonl");

#[test]
fn requests_that_name_no_run_are_one_run_a_file() {
    let sandbox = Sandbox::new();
    let second = TOKEN_USAGE.replace("5f0c-", "77aa-").replace("2026-11-20", "2026-11-21");
    sandbox.write("artifacts/1/api-proxy-logs/token-usage.jsonl", TOKEN_USAGE);
    sandbox.write("artifacts/2/api-proxy-logs/token-usage.jsonl", &second);
    // The artifact has it twice.
    sandbox.write("artifacts/2/usage/token-usage.jsonl", &second);
    let all = answer(&sandbox, &["artifacts"]);
    let runs = all["runs"].as_array().expect("a list");
    assert_eq!(runs.len(), 2, "{all:#}");
    assert_eq!(all["read"]["duplicates"], 3, "{:#}", all["read"]);
    for (run, day) in runs.iter().zip(["2026-11-20", "2026-11-21"]) {
        assert_eq!(run["session_id"], Value::Null);
        assert_eq!((run["requests"].as_u64(), run["entrypoint"].as_str()), (Some(3), None));
        assert!(run["started_at"].as_str().expect("a time").starts_with(day), "{run:#}");
        // Opus: 12,000 x $4 + 1,500 x $20 + 10,000 x $0.20 = $0.048 + $0.03 + $0.002 = $0.08
        // Haiku: 3,000 x $1 + 200 x $5 = $0.003 + $0.001 = $0.004
        assert_eq!(run["cost_usd"], "0.084", "{run:#}");
        // 5 + 3 + 0.4 = 8.4 credits of $0.01.
        assert_eq!(run["vendor_cost_usd"], "0.084", "{run:#}");
    }
}

#[test]
fn a_request_that_names_its_run_keeps_it() {
    let sandbox = Sandbox::new();
    let row = |run: &str, id: &str| {
        format!(
            r#"{{{run}"request_id":"{id}","model":"claude-opus-5-5","input_tokens":1000,"output_tokens":0}}"#
        )
    };
    let rows = [
        row(r#""run":"a","#, "1"),
        row(r#""run":"b","#, "2"),
        row(r#""session_id":"a","#, "3"),
        row("", "4"),
        row("", "5"),
        row("", "5"),
    ];
    sandbox.write("rows.jsonl", rows.join("\n"));
    let all = answer(&sandbox, &["rows.jsonl"]);
    let runs: Vec<_> = all["runs"].as_array().expect("a list").iter().collect();
    let mut told: Vec<_> =
        runs.iter().map(|run| (run["session_id"].as_str(), run["requests"].as_u64())).collect();
    told.sort();
    // The fifth stands twice.
    assert_eq!(told, [(None, Some(2)), (Some("a"), Some(2)), (Some("b"), Some(1))]);
}

#[test]
fn writes_of_openai_have_their_lifetimes() {
    let sandbox = Sandbox::new();
    let row = r#"{"model":"gpt-6.2-sol","started_at":"2026-11-20","input_tokens":1000,"WRITES":100000}"#;
    for writes in ["cache_write_30m_tokens", "cache_write_tokens"] {
        sandbox.write("rows.jsonl", row.replace("WRITES", writes));
        // 1,000 x $2 + 100,000 x $2.50 = 252,000, a million of which are $0.252.
        let all = answer(&sandbox, &["rows.jsonl"]);
        let told = &all["totals"]["models"][0];
        let untold = if writes == "cache_write_tokens" { 100_000 } else { 0 };
        assert_eq!(
            (&told["cost_usd"], &told["cache_write_untold_tokens"]),
            (&"0.252".into(), &untold.into())
        );
        assert_eq!(told["cache_write_30m_tokens"], 100_000);
        // A saved answer and the rows of its CSV are read as what they were made from.
        for (name, format) in [("answer.json", "--json"), ("runs.csv", "--csv")] {
            let (_, saved, _) = measure(&sandbox, &["rows.jsonl", format]);
            sandbox.write(name, saved);
            let again = answer(&sandbox, &[name]);
            assert_eq!(again["totals"]["models"][0], *told, "{writes} {name}");
        }
    }
    // This model has none for twelve hours, and no model of Anthropic has any for thirty minutes: what has no rate is not $0.
    for (model, kind) in [("gpt-6.2-sol", "12h"), ("claude-opus-5", "30m")] {
        let unpriced =
            row.replace("gpt-6.2-sol", model).replace("WRITES", &format!("cache_write_{kind}_tokens"));
        sandbox.write("rows.jsonl", format!("{unpriced}\n{}", row.replace("WRITES", "output_tokens")));
        let all = answer(&sandbox, &["rows.jsonl"]);
        // 1,000 x $2 + 100,000 x $10 = $1.002 for the other row.
        assert_eq!(all["totals"]["cost_usd"], "1.002");
        assert_eq!(all["unpriced"][0]["tokens"], 101_000);
        let reason = all["unpriced"][0]["reason"].as_str().expect("a reason");
        assert!(reason.contains(&format!("no published rate for cache write {kind} tokens")), "{reason}");
    }
}

#[test]
fn writes_that_are_told_stay_apart_from_those_that_are_not() {
    let sandbox = Sandbox::new();
    let told = r#"{"run":"r","model":"gpt-5.6","cache_write_5m_tokens":700,"started_at":"2026-11-21"}"#;
    let untold = r#"{"run":"r","model":"gpt-5.6","cache_write_tokens":500,"started_at":"2026-11-20"}"#;
    sandbox.write("rows.jsonl", format!("{untold}\n{told}\n"));
    let (_, runs, _) = measure(&sandbox, &["rows.jsonl", "--csv"]);
    let mut rows = runs.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let (head, row) = (rows.next().expect("a head"), rows.next().expect("one run"));
    let cell = |name: &str| row[head.iter().position(|column| *column == name).expect(name)];
    assert_eq!(cell("cache_write_5m_tokens"), "700");
    assert_eq!(cell("cache_write_tokens"), "500");
    assert_eq!(cell("cache_write_30m_tokens"), "0");
}

#[test]
fn the_input_of_a_request_may_contain_what_was_cached() {
    let sandbox = Sandbox::new();
    let row = r#"{"request_id":"r","provider":"P","model":"claude-opus-5-5","input_tokens":1000,"output_tokens":0,"cache_read_tokens":600INCLUDED}"#;
    for (provider, included, cost) in [
        // 1,000 x $4 + 600 x $0.20 = $0.00412
        ("anthropic", "", "0.00412"),
        ("openai", r#","input_tokens_include_cache":false"#, "0.00412"),
        // 400 x $4 + 600 x $0.20 = $0.00172
        ("openai", "", "0.00172"),
        ("anthropic", r#","input_tokens_include_cache":true"#, "0.00172"),
    ] {
        let row = row.replace("INCLUDED", included).replace("\"P\"", &format!("\"{provider}\""));
        sandbox.write("row.jsonl", &row);
        assert_eq!(total(&sandbox, &["row.jsonl"]), cost, "{row}");
    }
}
