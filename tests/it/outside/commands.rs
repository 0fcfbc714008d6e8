//! Every command in every format, with texts from price files, scenarios, records and saved answers.

use std::path::Path;

use super::{seen, texts};
use crate::sandbox::Sandbox;

/// Asks, and looks at all that is said, in every format.
fn ask(sandbox: &Sandbox, args: &[&str]) {
    for more in [
        &["--format", "table"][..],
        &["--format", "table", "--explain", "--color", "always"],
        &["--format", "markdown", "--explain"],
        &["--format", "html", "--explain"],
        &["--format", "csv"],
        &["--format", "json"],
        #[cfg(feature = "xlsx")]
        &["--format", "xlsx"],
    ] {
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
            "csv" => seen::by_a_spreadsheet(stdout, &what),
            "json" => seen::by_a_script(stdout, &what),
            "xlsx" => in_a_workbook(stdout, &what),
            _ if more.contains(&"always") => seen::by_a_coloured_terminal(stdout, &what),
            _ => seen::by_a_terminal(stdout, &what),
        }
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
            texts::as_toml(SOURCE)
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
        terms = texts::all().map(texts::as_toml).collect::<Vec<_>>().join(", "),
        cited = cited(&ALL.with(Clone::clone)),
    );
    for (number, text) in texts::all().map(texts::as_toml).enumerate() {
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
    static ALL: String = texts::as_toml(&texts::all().collect::<Vec<_>>().join(" "));
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
    let names = texts::all()
        .filter(|text| !text.chars().any(char::is_control) && !text.contains(['\u{2028}', '\u{2029}']));
    let names: Vec<String> = names.map(texts::as_toml).collect();
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
        let all: String = texts::all().collect::<Vec<_>>().join(" ");
        sandbox.write(name, answer.replace("\"NAME\"", &serde_json::to_string(&all).expect("it is text")));
    };
    save("before.json", 4);
    save("after.json", 5);
    ask(&sandbox, &["diff", "before.json", "after.json"]);
}

/// Runs, each with a text for all that names something.
fn records() -> String {
    let rows = texts::all().enumerate().map(|(number, text)| {
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
    for text in texts::all().filter(|text| !text.contains(['/', '\0'])) {
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
