//! Every command in every format, with texts from price files, scenarios, records and saved answers.

use std::path::Path;

use super::seen;
use crate::nasties;
use crate::sandbox::Sandbox;

/// The formats that all answers have.
const FORMATS: &[&[&str]] = &[
    &["--format", "table"],
    &["--format", "table", "--explain", "--color", "always"],
    &["--format", "markdown", "--explain"],
    &["--format", "html", "--explain"],
    &["--format", "csv"],
    &["--format", "csv", "--csv-dialect", "excel-eu"],
    &["--format", "json"],
    #[cfg(feature = "xlsx")]
    &["--format", "xlsx"],
];

/// Asks, and looks at all that is said, in every format.
fn ask(sandbox: &Sandbox, args: &[&str]) {
    for more in FORMATS {
        ask_in(sandbox, args, more);
    }
}

/// Asks, and looks at all that is said, in one format.
fn ask_in(sandbox: &Sandbox, args: &[&str], more: &[&str]) {
    let args = [args, more].concat();
    let output = sandbox.creditcalc(&args).output().expect("the program was built for this test");
    let what = format!("{args:?}");
    seen::by_a_coloured_terminal(&output.stderr, &what);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{what}: {said}");
    let stdout = &output.stdout;
    match more[1] {
        "markdown" => seen::by_github(stdout, |url| !url.contains("e.example"), &what),
        "html" => seen::by_a_browser(stdout, &what),
        "csv" if more.contains(&"excel-eu") => seen::by_a_spreadsheet(stdout, b';', &what),
        "csv" | "focus" => seen::by_a_spreadsheet(stdout, b',', &what),
        "json" | "sarif" => seen::by_a_script(stdout, &what),
        "github" => seen::by_a_runner(stdout, &what),
        "xlsx" => in_a_workbook(stdout, &what),
        _ if more.contains(&"always") => seen::by_a_coloured_terminal(stdout, &what),
        _ => seen::by_a_terminal(stdout, &what),
    }
}

/// Looks at the cells of a workbook, where lines may be lines.
#[cfg(feature = "xlsx")]
fn in_a_workbook(bytes: &[u8], what: &str) {
    use calamine::{Data, Reader as _, Xlsx};

    let mut book: Xlsx<_> =
        Xlsx::new(std::io::Cursor::new(bytes)).unwrap_or_else(|error| panic!("{what}: {error}"));
    for (tab, range) in book.worksheets() {
        let formulas = book.worksheet_formula(&tab).unwrap_or_else(|error| panic!("{what}: {error}"));
        for (row, column, cell) in range.used_cells() {
            let Data::String(text) = cell else { continue };
            seen::by_anybody(text, what);
            let at = (u32::try_from(row).expect("a row"), u32::try_from(column).expect("a column"));
            let is_computed = formulas.get_value(at).is_some_and(|formula| !formula.is_empty());
            assert!(is_computed || !seen::is_run(text), "{what}: {text}");
        }
        for (.., formula) in formulas.used_cells() {
            assert!(!formula.contains("1+1") && !formula.contains("calc"), "{what}: {formula}");
        }
    }
}

#[cfg(not(feature = "xlsx"))]
fn in_a_workbook(_: &[u8], _: &str) {}

/// Whom the made-up prices cite. The built-in ones cite others, and no text here is about either.
const SOURCE: &str = "https://aster.test/prices";

/// Models and plans, each with another text for all that is written freely.
fn price_files(sandbox: &Sandbox) {
    let cited = |text: &str| {
        format!(
            "source = {}\nalso = [{text}]\nnote = {text}\nsource_date = {text}\nchecked = 2026-11-01\n",
            nasties::as_toml(SOURCE)
        )
    };
    let mut models =
        "format = \"creditcalc.models/1\"\nvendor = \"aster\"\ntoken_kinds = [\"input\", \"output\"]\n"
            .to_owned();
    let mut plans = format!(
        "format = \"creditcalc.plans/1\"\nvendor = \"aster\"\n[[program]]\nid = \"aster-credit\"\nname = {name}\n\
         sign_in = \"plan\"\nexhaustion = \"stop\"\npooling = \"per-user\"\nrenewal = {name}\nterms = [{terms}]\n{cited}\
         [[program.status]]\nfrom = 2026-01-01\nstatus = \"in-force\"\n{cited}\
         [[program.use]]\nsurfaces = [\"claude-p\", \"agent-sdk\", \"github-action\", \"interactive\", \"third-party-app\", \"ide\", \"for-others\"]\n\
         auths = [\"plan\"]\ndraws = \"credit\"\nreason = {name}\n{cited}\
         [[program.use]]\nsurfaces = [\"claude-p\", \"agent-sdk\", \"github-action\", \"interactive\", \"third-party-app\", \"ide\", \"for-others\"]\n\
         auths = [\"api-key\"]\ndraws = \"api-spend\"\nreason = {name}\n{cited}",
        name = ALL.with(Clone::clone),
        terms = nasties::all().map(nasties::as_toml).collect::<Vec<_>>().join(", "),
        cited = cited(&ALL.with(Clone::clone)),
    );
    for (number, text) in nasties::all().map(nasties::as_toml).enumerate() {
        models += &format!(
            "[[model]]\nid = \"aster-{number}\"\nname = {text}\nstatus = \"active\"\nstatus_note = {text}\n\
             status_checked = 2026-11-01\nnote = {text}\n[[model.price]]\neffective_from = 2026-01-01\n\
             usd_per_mtok = {{ input = \"1.00\", output = \"2.00\" }}\ncertainty = \"official\"\ncertainty_note = {text}\n{}",
            cited(&text)
        );
        let grant = if number % 2 == 0 {
            "credit_usd = \"20.00\"\n".to_owned()
        } else {
            format!("no_credit = {text}\n")
        };
        plans += &format!(
            "[[plan]]\nprogram = \"aster-credit\"\nid = \"plan-{number}\"\nname = {text}\nindividual = true\nfee_usd = \"20.00\"\nfee_note = {text}\n\
             {grant}certainty = \"official\"\n{}[[plan.claim]]\npublisher = {text}\nsays = {text}\n{}",
            cited(&text),
            cited(&text)
        );
    }
    sandbox.write("prices/models.toml", models);
    sandbox.write("prices/plans.toml", plans);
}

thread_local! {
    /// All texts in one.
    static ALL: String = nasties::as_toml(&nasties::all().collect::<Vec<_>>().join(" "));
}

#[test]
fn of_price_files() {
    let sandbox = Sandbox::new();
    price_files(&sandbox);
    for args in [
        &["pricing", "check", "prices"][..],
        &["models"],
        &["models", "aster-4"],
        &["models", "aster-50"],
        &["plans"],
        &["plans", "plan-4"],
        &["plans", "plan-51"],
        &["plans", "aster-credit"],
        &["plans", "--claims"],
        &["estimate", "--program", "aster-credit", "--model", "aster-1", "--input", "1k", "--output", "9"],
        &["estimate", "--program", "aster-credit", "--cost-per-run", "4", "--auth", "api-key"],
        &[
            "compare",
            "--program",
            "aster-credit",
            "--model",
            "aster-1",
            "--models",
            "aster-1,aster-40",
            "--input",
            "1k",
        ],
        &["solve", "plan", "--program", "aster-credit", "--cost-per-run", "4"],
    ] {
        let args: Vec<&str> = if args[0] == "pricing" {
            args.to_vec()
        } else {
            [args, &["--pricing", "prices", "--as-of", "2026-11-21"]].concat()
        };
        ask(&sandbox, &args);
    }
}

/// Seats and jobs, each with a text for its name. What breaks a line is no name of a job.
fn scenario(cost: u64) -> String {
    let names: Vec<String> = nasties::of_one_line().map(nasties::as_toml).collect();
    let seats = names.iter().map(|name| format!("[[seat]]\nname = {name}\nplan = \"pro\"\n"));
    let jobs = names.iter().map(|name| {
        format!("[[job]]\nname = {name}\nseat = {name}\ncost_per_run_usd = \"{cost}\"\nruns = 9\n")
    });
    let head = "tz = \"UTC\"\nas_of = 2026-11-21\n";
    let policy =
        "[policy]\nmax_overflow_usd = \"0.00\"\nmax_cost_per_run_usd = \"1\"\nmin_headroom_percent = 10\n";
    format!("{head}{}{}{policy}", seats.collect::<String>(), jobs.collect::<String>())
}

#[test]
fn of_scenarios() {
    let sandbox = Sandbox::new();
    sandbox.write("before.toml", scenario(4));
    sandbox.write("after.toml", scenario(5));
    for args in [
        &["simulate", "before.toml"][..],
        &["simulate", "before.toml", "--ledger"],
        &["simulate", "before.toml", "--rows", "runs"],
        &["simulate", "before.toml", "--assign", "-q"],
        &["simulate", "before.toml", "--without", "@ann"],
        &["check", "before.toml"],
        &["diff", "before.toml", "after.toml"],
    ] {
        ask(&sandbox, args);
    }
    ask_in(&sandbox, &["simulate", "before.toml"], &["--format", "focus"]);
    for format in ["github", "sarif"] {
        ask_in(&sandbox, &["check", "before.toml"], &["--format", format]);
    }
}

/// What CI is shown of a scenario out of a pull request: where it is wrong, and under whatever name.
#[test]
fn of_scenarios_in_ci() {
    let sandbox = Sandbox::new();
    let look = |file: &str, format: &str, what: &str| {
        let args = ["check", file, "--format", format];
        let output = sandbox.creditcalc(args).output().expect("the program was built for this test");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(1 | 3)), "{what}: {said}");
        seen::by_a_terminal(&output.stderr, what);
        match format {
            "github" => seen::by_a_runner(&output.stdout, what),
            _ => seen::by_a_script(&output.stdout, what),
        }
    };
    for text in nasties::UNSEEN {
        let quoted = nasties::as_toml(text);
        let wrong = format!(
            "plan = {quoted}\ntz = {quoted}\n{quoted} = 1\n[[job]]\nname = {quoted}\ncron = {quoted}\ncost_per_run_usd = {quoted}\n"
        );
        sandbox.write("wrong.toml", wrong);
        for format in ["github", "sarif"] {
            look("wrong.toml", format, &format!("{format} about {text:?}"));
        }
        if text.contains(['/', '\0']) {
            continue;
        }
        let name = format!("{text}.toml");
        sandbox.write(
            &name,
            "as_of = 2026-11-21\nplan = \"pro\"\n[[job]]\nname = \"a\"\ncost_per_run_usd = \"4\"\nruns = 9\n[policy]\nmax_overflow_usd = \"0\"\n",
        );
        look(&format!("./{name}"), "github", &format!("a file called {text:?}"));
    }
}

#[test]
fn of_saved_answers() {
    let sandbox = Sandbox::new();
    let save = |name: &str, cost: u64| {
        let job = format!(
            "as_of = 2026-11-21\ntz = \"UTC\"\nplan = \"pro\"\n[[job]]\nname = \"NAME\"\ncost_per_run_usd = \"{cost}\"\nruns = 9\n"
        );
        sandbox.write("job.toml", job);
        let output = sandbox.creditcalc(["simulate", "job.toml", "--json"]).output().expect("it was built");
        let answer = String::from_utf8(output.stdout).expect("it is text");
        assert!(answer.contains("\"NAME\""), "{}", String::from_utf8_lossy(&output.stderr));
        let all: String = nasties::all().collect::<Vec<_>>().join(" ");
        sandbox.write(name, answer.replace("\"NAME\"", &serde_json::to_string(&all).expect("it is text")));
    };
    save("before.json", 4);
    save("after.json", 5);
    ask(&sandbox, &["diff", "before.json", "after.json"]);
}

/// Runs, each with a text for all that names something.
fn records() -> String {
    let rows = nasties::all().enumerate().map(|(number, text)| {
        let text = serde_json::to_string(text).expect("it is text");
        let model = if number % 2 == 0 { "\"claude-opus-5\"".to_owned() } else { text.clone() };
        format!(
            "{{\"run\":{text},\"session\":{text},\"job\":{text},\"project\":{text},\"entrypoint\":{text},\"outcome\":{text},\
             \"started_at\":\"2026-11-01T03:00:00Z\",\"model\":{model},\"input_tokens\":1000,\"output_tokens\":100}}\n"
        )
    });
    rows.collect()
}

#[test]
fn of_records() {
    let sandbox = Sandbox::new();
    sandbox.write("runs.jsonl", records());
    for text in nasties::all().filter(|text| !text.contains(['/', '\0'])) {
        sandbox.write(
            &format!("folder/{text}.jsonl"),
            "{\"model\":\"claude-opus-5\",\"input_tokens\":1000}\n{\"no\":1}\n",
        );
    }
    for args in [
        &["measure", "runs.jsonl"][..],
        &["measure", "runs.jsonl", "--by", "job"],
        &["measure", "runs.jsonl", "--by", "model"],
        &["measure", "runs.jsonl", "--by", "project"],
        &["measure", "folder"],
        &["estimate", "--from", "runs.jsonl", "--only", "any", "--plan", "pro"],
    ] {
        ask(&sandbox, &[args, &["--as-of", "2026-11-21"]].concat());
    }
    ask_in(&sandbox, &["measure", "folder", "--as-of", "2026-11-21"], &["--format", "focus"]);
    // The same runs as their plan says them, to come, and so far.
    for args in [
        &["forecast", "runs.jsonl", "--only", "any", "--cron", "0 3 * * *", "--plan", "pro"][..],
        &["status", "runs.jsonl", "--plan", "max"],
    ] {
        ask(&sandbox, &[args, &["--as-of", "2026-11-21", "--tz", "UTC"]].concat());
    }
    let line = ["status", "runs.jsonl", "--plan", "max", "--as-of", "2026-11-21", "--statusline"];
    let output = sandbox.creditcalc(line).output().expect("it was built");
    assert_ne!(output.stdout, b"", "{output:?}");
    seen::by_a_status_bar(&output.stdout, "the status bar");
}

/// Everything that starts an agent on a schedule, each with a text where a text may stand.
fn schedules(sandbox: &Sandbox) {
    let lines = nasties::of_one_line().filter(|text| !text.contains('%'));
    let lines: Vec<String> = lines.map(|text| format!("0 3 * * * claude -p '{text}' # {text}\n")).collect();
    sandbox.write("crontab", lines.concat());
    let json = |text: &str| serde_json::to_string(text).expect("it is text");
    let stores = nasties::all().map(|text| {
        format!(
            "{{\"id\":{0},\"name\":{0},\"schedule\":{{\"kind\":\"cron\",\"expr\":\"0 3 * * *\"}},\"payload\":{{\"kind\":\"agentTurn\",\"message\":{0}}}}}",
            json(text)
        )
    });
    let stores: Vec<String> = stores.collect();
    sandbox.write("app/cron/jobs.json", format!("{{\"version\":1,\"jobs\":[{}]}}", stores.join(",")));
    for (number, text) in nasties::all().enumerate() {
        // YAML takes the strings of JSON.
        let text = json(text);
        sandbox.write(
            &format!("app/.github/workflows/{number}.yml"),
            format!(
                "name: {text}\non:\n  schedule:\n    - cron: '0 3 * * *'\njobs:\n  a:\n    name: {text}\n    runs-on: ubuntu-latest\n    \
                 steps:\n      - name: {text}\n        run: {}\n",
                json(&format!("claude -p {text}"))
            ),
        );
    }
    for (number, text) in nasties::of_one_line().enumerate() {
        sandbox.write(
            &format!("app/units/{number}.timer"),
            format!("[Unit]\nDescription={text}\n[Timer]\nOnCalendar=03:00\n"),
        );
        sandbox.write(
            &format!("app/units/{number}.service"),
            format!("[Service]\nExecStart=/usr/bin/claude -p \"{text}\"\n"),
        );
    }
}

#[test]
fn of_schedules() {
    let sandbox = Sandbox::new();
    schedules(&sandbox);
    for args in [
        &["schedule", "--crontab", "crontab", "--after", "2026-11-21", "--tz", "UTC"][..],
        &["schedule", "--schedule", "app/cron/jobs.json", "--after", "2026-11-21", "--tz", "UTC"],
        &["schedule", "--schedule", "app/units", "--after", "2026-11-21", "--tz", "UTC"],
        &["schedule", "--workflow", "app/.github/workflows", "--after", "2026-11-21"],
        &["estimate", "--cost-per-run", "4", "--crontab", "crontab", "--as-of", "2026-11-21", "--tz", "UTC"],
        &["estimate", "--cost-per-run", "4", "--workflow", "app/.github/workflows", "--as-of", "2026-11-21"],
        &["scan", "app", "--root", "app", "--crontab", "crontab", "--as-of", "2026-11-21", "--tz", "UTC"],
    ] {
        ask(&sandbox, args);
    }
}

/// A bill whose lines are for a text each.
fn bills(sandbox: &Sandbox) {
    let results: Vec<serde_json::Value> = nasties::all()
        .map(|text| {
            serde_json::json!({
                "currency": "USD", "amount": "100", "cost_type": "tokens", "token_type": text,
                "model": text, "description": text, "service_tier": text, "workspace_id": text,
            })
        })
        .collect();
    let page = serde_json::json!({
        "data": [{"starting_at": "2026-11-01T00:00:00Z", "ending_at": "2026-11-02T00:00:00Z", "results": results}],
        "has_more": true, "next_page": nasties::UNSEEN[0],
    });
    sandbox.write("cost.json", page.to_string());
    let mut invoice = csv::Writer::from_writer(Vec::new());
    invoice.write_record(["date", "amount_usd", "model", "description"]).expect("memory takes everything");
    for text in nasties::all() {
        invoice.write_record(["2026-11-01", "1.00", text, text]).expect("memory takes everything");
    }
    sandbox.write("invoice.csv", invoice.into_inner().expect("memory takes everything"));
}

#[test]
fn of_bills() {
    let sandbox = Sandbox::new();
    bills(&sandbox);
    sandbox.write("runs.jsonl", records());
    sandbox.write("plan.toml", scenario(4));
    for bill in ["cost.json", "invoice.csv"] {
        for args in [
            &["reconcile", "--records", "runs.jsonl", "--bill", bill][..],
            &["reconcile", "plan.toml", "--bill", bill],
            &["reconcile", "plan.toml", "--records", "runs.jsonl", "--bill", bill],
        ] {
            ask(&sandbox, &[args, &["--as-of", "2026-11-21"]].concat());
        }
    }
}

#[test]
fn of_catalogs() {
    let sandbox = Sandbox::new();
    let models = nasties::all().map(|text| {
        let model = serde_json::json!({
            "litellm_provider": "anthropic", "mode": text, "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6,
        });
        (text.to_owned(), model)
    });
    let mut models: serde_json::Map<String, serde_json::Value> = models.collect();
    let known = serde_json::json!({
        "litellm_provider": "anthropic", "mode": "chat", "input_cost_per_token": 5e-6, "output_cost_per_token": 2e-5,
    });
    models.insert("claude-opus-5-5".to_owned(), known);
    sandbox.write("litellm.json", serde_json::Value::from(models).to_string());
    ask(
        &sandbox,
        &[
            "pricing",
            "import",
            "litellm.json",
            "--from",
            "litellm",
            "--effective-from",
            "2026-12-05",
            "--as-of",
            "2026-11-21",
        ],
    );
}

/// What CSV and profiles keep from spreadsheets and terminals is what was measured when they are read.
#[test]
fn of_what_it_wrote_itself() {
    let sandbox = Sandbox::new();
    sandbox.write("runs.jsonl", records());
    let measure = |args: &[&str]| {
        let output = sandbox
            .creditcalc([&["measure", "--as-of", "2026-11-21"], args].concat())
            .output()
            .expect("it was built");
        String::from_utf8(output.stdout).expect("it is text")
    };
    measure(&["runs.jsonl", "--csv", "-o", "runs.csv"]);
    let groups = |file: &str| {
        let answer: serde_json::Value =
            serde_json::from_str(&measure(&[file, "--by", "job", "--json"])).expect("it is JSON");
        answer.to_string().matches("\"job\"").count()
    };
    assert_eq!(groups("runs.jsonl"), groups("runs.csv"));
    measure(&["runs.jsonl", "--write-profile", "profile.toml"]);
    if Path::new(&sandbox.work()).join("profile.toml").exists() {
        seen::by_a_terminal(sandbox.read("profile.toml").as_bytes(), "the profile");
    }
}
