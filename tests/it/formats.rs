//! Every command in every format: what comes out is well-formed, whatever the names in it.

use std::process::Output;

use serde_json::Value;

use crate::sandbox::Sandbox;

/// Names that a format could take for its own signs.
const NASTY: &str = "<script>alert('a')</script> & | `x` \\\"=1+1\\\"";

/// Two jobs of one seat, one of which nobody should be able to read as anything but text.
fn scenario() -> String {
    format!(
        "as_of = 2026-11-21\ntz = \"UTC\"\nplan = \"pro\"\n\n\
         [[job]]\nname = \"{NASTY}\"\ncost_per_run_usd = \"4.00\"\nnightly = true\n\n\
         [[job]]\nname = \"=HYPERLINK(1)\"\ncost_per_run_usd = \"0.50\"\ncron = \"0 3 * * *\"\n\n\
         [policy]\nmax_overflow_usd = \"500.00\"\n"
    )
}

const RECORDS: &str = "\
{\"type\":\"result\",\"subtype\":\"success\",\"session_id\":\"a<b>\",\"total_cost_usd\":0.5,\"num_turns\":2,\
\"usage\":{\"input_tokens\":1000,\"output_tokens\":500},\
\"modelUsage\":{\"claude-opus-5-5\":{\"inputTokens\":1000,\"outputTokens\":500,\"costUSD\":0.5}}}\n";

/// Every command, and the beginning of the head of its CSV.
const COMMANDS: [(&[&str], &str); 26] = [
    (&["estimate", "--cost-per-run", "4"], "plan,program,program_status,as_of,"),
    (&["estimate", "--model", "sonnet", "--input", "40k", "--cron", "0 3 * * *"], "plan,program,"),
    (&["estimate", "--cost-per-run", "4", "--cron", "0 3 * * *", "--rows", "runs"], "cycle,plan,job,run,"),
    (&["compare", "--model", "sonnet", "--input", "40k"], "plan,model,program,as_of,"),
    (&["solve", "runs", "--cost-per-run", "4"], "question,plan,program,as_of,"),
    (&["solve", "plan", "--cost-per-run", "4"], "question,plan,program,as_of,"),
    (&["solve", "portfolio", "jobs.toml"], "job,priority,changes,change,"),
    (&["simulate", "jobs.toml"], "cycle,job,seat,plan,"),
    (&["simulate", "jobs.toml", "--ledger"], "cycle,seat,local_time,utc,"),
    (&["simulate", "jobs.toml", "--rows", "runs"], "cycle,seat,job,run,"),
    (&["simulate", "jobs.toml", "--without", "=HYPERLINK(1)"], "job,runs_before,runs_after,"),
    (&["simulate", "jobs.toml", "--assign"], "job,seat,assigned_seat,moves,"),
    (&["diff", "jobs.toml", "other.toml"], "plan,what,name,figure,before,after,change"),
    (&["check", "jobs.toml"], "rule,limit,figure,result,of_what"),
    (&["forecast", "runs.jsonl", "--plan", "pro"], "seat,plan,program,seats,runs,"),
    (&["measure", "runs.jsonl"], "run,source,job,project,"),
    (&["measure", "runs.jsonl", "--by", "model"], "by,name,runs,input_tokens,"),
    (&["reconcile", "jobs.toml", "--bill", "bill.json"], "what,between,cause,day,item,"),
    (&["replay", "dated.jsonl", "--tz", "UTC"], "plan,seats,program,cycle_start,cycle_end,"),
    (&["verify", "saved.json"], "path,says,should_be,found_by"),
    (&["scan", "--root", "."], "job,place,line,agent,"),
    (&["status", "runs.jsonl", "--credit", "100", "--tz", "UTC"], "cycle_start,cycle_end,now,program,"),
    (&["models"], "model,vendor,status,speed,"),
    (&["plans"], "program,program_status,plan,name,"),
    (&["export", "--sql", "duckdb"], "model,endpoint,fast,us_only,"),
    (&["pricing", "check"], "passed,files,models,prices,"),
];

/// `schedule` has its own clock.
const SCHEDULE: [&str; 6] = ["schedule", "0 3 * * MON-FRI", "--tz", "UTC", "--after", "2026-11-21"];

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("jobs.toml", scenario());
    sandbox.write("other.toml", scenario().replace("4.00", "5.00"));
    sandbox.write("runs.jsonl", RECORDS);
    sandbox.write(
        "dated.jsonl",
        r#"{"run":"a","started_at":"2026-11-03T02:00:00Z","entrypoint":"sdk-cli","model":"claude-sonnet-4-5","output_tokens":2000}"#,
    );
    let save = ["estimate", "--cost-per-run", "4", "--json", "-o", "saved.json"];
    let saved = sandbox.creditcalc(save).env("CREDITCALC_AS_OF", "2026-11-21").status();
    assert!(saved.expect("the program starts").success());
    let bucket = |name: &str| {
        format!(
            r#"{{"starting_at":"2026-11-16T00:00:00Z","ending_at":"2026-11-17T00:00:00Z","results":[{{"currency":"USD","amount":"-50","description":"{name}"}},{{"currency":"USD","amount":"99","model":"claude-opus-5-5"}}]}}"#
        )
    };
    sandbox.write("bill.json", format!(r#"{{"data":[{}],"has_more":false}}"#, bucket(NASTY)));
    sandbox
}

fn run(sandbox: &Sandbox, args: &[&str]) -> Output {
    let output =
        sandbox.creditcalc(args).env("CREDITCALC_AS_OF", "2026-11-21").output().expect("it can be run");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// What each command writes in a format.
fn written(format: &str) -> impl Iterator<Item = (Vec<&'static str>, &'static str, Vec<u8>)> {
    let sandbox = sandbox();
    let all = COMMANDS.into_iter().chain([(&SCHEDULE[..], "job,kind,expression,zone,")]);
    all.map(move |(args, head)| {
        let output = run(&sandbox, &[args, &["--format", format]].concat());
        (args.to_vec(), head, output.stdout)
    })
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("it is text")
}

#[test]
fn every_command_writes_json() {
    for (args, _, bytes) in written("json") {
        let answer: Value = serde_json::from_slice(&bytes).expect("it is JSON");
        assert!(answer["schema"].as_str().expect("it is named").starts_with("creditcalc."), "{args:?}");
    }
}

#[test]
fn every_command_writes_csv_of_equal_rows_under_its_head() {
    for (args, head, bytes) in written("csv") {
        let table = text(bytes);
        assert!(table.starts_with(head), "{args:?}: {table}");
        // A reader of CSV refuses rows of another length.
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.unwrap_or_else(|reason| panic!("{args:?}: {reason}"));
            let is_run = |cell: &str| cell.starts_with(['=', '+', '@', '\t', '\r']);
            assert!(!row.iter().any(is_run), "{args:?}: {row:?}");
        }
    }
}

#[test]
fn no_rows_have_the_head_of_many() {
    let sandbox = sandbox();
    let never = ["estimate", "--cost-per-run", "4", "--cron", "0 3 30 2 *"];
    for (some, none) in [
        (
            vec!["simulate", "jobs.toml"],
            vec!["simulate", "jobs.toml", "--without", "=HYPERLINK(1)", "--without"],
        ),
        (
            vec!["estimate", "--cost-per-run", "4", "--cron", "0 3 * * *", "--rows", "runs"],
            [&never[..], &["--rows", "runs"]].concat(),
        ),
    ] {
        let name = "<script>alert('a')</script> & | `x` \"=1+1\"";
        let none = if none.last() == Some(&"--without") {
            [none, vec![name, "--rows", "jobs"]].concat()
        } else {
            none
        };
        let table = |args: &[&str]| text(run(&sandbox, &[args, &["--csv"]].concat()).stdout);
        let (some, none) = (table(&some), table(&none));
        assert_eq!(none.lines().collect::<Vec<_>>(), [some.lines().next().expect("it has a head")]);
        assert!(some.lines().count() > 1, "{some}");
    }
}

#[test]
fn every_command_writes_pages() {
    for (args, _, bytes) in written("markdown") {
        // What is escaped is text, and so is what stands between backticks.
        let page = text(bytes).replace("\\<", "");
        let outside_code: String = page.split('`').step_by(2).collect();
        assert!(!outside_code.contains("<script"), "{args:?}: {page}");
    }
    for (args, _, bytes) in written("table") {
        assert!(!text(bytes).is_empty(), "{args:?}");
    }
}

#[test]
fn every_command_writes_html_that_is_whole() {
    for (args, _, bytes) in written("html") {
        let page = text(bytes);
        assert!(page.starts_with("<!doctype html>\n"), "{args:?}: {page}");
        assert!(!page.contains("<script") && !page.contains("http-equiv"), "{args:?}: {page}");
        // It fetches nothing: what it needs is in it.
        for fetching in [" src=", "url(", "@import", "<link", "<img", "xlink"] {
            assert!(!page.contains(fetching), "{args:?}: {fetching}");
        }
        assert_balanced(&page, &args);
    }
}

/// What a page is about is its first line, the title of the document without marks, and the heading of it.
#[test]
fn every_page_in_html_has_a_headline_and_a_plain_title() {
    let lists: [&[&str]; 9] = [
        &["plans"],
        &["plans", "max"],
        &["plans", "max-5x"],
        &["plans", "api-credit"],
        &["plans", "--claims"],
        &["plans", "pro", "--claims"],
        &["models"],
        &["models", "opus"],
        &["pricing", "check"],
    ];
    let sandbox = sandbox();
    let lists = lists.map(|args| text(run(&sandbox, &[args, &["--format", "html"]].concat()).stdout));
    for page in written("html").map(|(_, _, bytes)| text(bytes)).chain(lists) {
        let body = page.split("<body>\n").nth(1).unwrap_or_else(|| panic!("{page}"));
        assert!(body.starts_with("<main>\n<h1>") && page.matches("<h1>").count() == 1, "{page}");
        let title = page.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
        assert!(title.is_some_and(|title| !title.is_empty() && !title.contains(['<', '`'])), "{title:?}");
    }
}

/// Each tag that is opened is closed in its order, and each `<` begins one that we write.
fn assert_balanced(page: &str, args: &[&str]) {
    const ALONE: [&str; 3] = ["!doctype", "meta", "br"];
    const PAIRS: [&str; 32] = [
        "html",
        "head",
        "title",
        "style",
        "body",
        "main",
        "h1",
        "h2",
        "h3",
        "p",
        "a",
        "abbr",
        "div",
        "span",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "code",
        "details",
        "summary",
        "figure",
        "figcaption",
        "svg",
        "desc",
        "path",
        "rect",
        "text",
    ];
    const ATTRIBUTES: [&str; 25] = [
        "lang",
        "charset",
        "name",
        "content",
        "class",
        "scope",
        "colspan",
        "role",
        "tabindex",
        "aria-label",
        "aria-hidden",
        "data-title",
        "href",
        "title",
        "viewBox",
        "preserveAspectRatio",
        "width",
        "height",
        "x",
        "y",
        "d",
        "stroke-dasharray",
        "text-anchor",
        "style",
        "id",
    ];
    let mut open = Vec::new();
    for piece in page.split('<').skip(1) {
        let (tag, rest) = piece.split_once('>').unwrap_or_else(|| panic!("{args:?}: `<{piece}` is open"));
        let name = tag.split_whitespace().next().unwrap_or_default();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{args:?}: {page}");
        } else if !ALONE.contains(&name) {
            assert!(PAIRS.contains(&name), "{args:?}: `<{name}` is none of ours: {page}");
            open.push(name);
        }
        assert!(open.last() == Some(&"style") || !rest.contains('>'), "{args:?}: {rest}");
        // A word of somebody else's ends no attribute, so that none is ours but these.
        let outside = tag.split('"').step_by(2).flat_map(str::split_whitespace);
        let names = outside.filter_map(|word| word.strip_suffix('='));
        for name in names {
            assert!(ATTRIBUTES.contains(&name), "{args:?}: `{name}` is none of ours: {tag}");
        }
    }
    assert!(open.is_empty(), "{args:?}: {open:?} are open");
}

/// The row of the titles: below the lines of the answer and an empty row, where there are such lines.
#[cfg(feature = "xlsx")]
fn head_row(sheet: &calamine::Range<calamine::Data>) -> usize {
    let is_alone = |row: &[calamine::Data]| row.iter().skip(1).all(|cell| *cell == calamine::Data::Empty);
    let is_captioned = sheet.width() > 1 && sheet.rows().next().is_some_and(is_alone);
    if is_captioned { sheet.rows().take_while(|row| row[0] != calamine::Data::Empty).count() + 1 } else { 0 }
}

#[cfg(feature = "xlsx")]
#[test]
fn every_command_writes_a_workbook_of_typed_cells() {
    use calamine::{Data, Reader as _, Xlsx};

    for (args, _, bytes) in written("xlsx") {
        let mut book = Xlsx::new(std::io::Cursor::new(bytes)).expect("it is a workbook");
        // A budget is laid out by hand, and has tests of its own.
        let first = book.sheet_names().into_iter().find(|name| name != "Budget").expect("it has tabs");
        let sheet = book.worksheet_range(&first).expect("it can be read");
        assert!(sheet.height() > 1, "{args:?}");
        let top = head_row(&sheet);
        let head: Vec<String> =
            sheet.rows().nth(top).expect("it has a head").iter().map(Data::to_string).collect();
        // A tab may have sheets below each other, with an empty row between.
        for row in sheet.rows().skip(top + 1).take_while(|row| row[0] != Data::Empty) {
            for (key, cell) in head.iter().zip(row).filter(|(key, _)| key.ends_with(" ($)")) {
                assert!(matches!(cell, Data::Float(_) | Data::Empty | Data::String(_)), "{args:?}: {key}");
                assert!(
                    !matches!(cell, Data::String(text) if !text.is_empty()),
                    "{args:?}: {key} is {cell:?}"
                );
            }
        }
    }
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_begins_with_what_it_is_and_the_answer() {
    use calamine::Reader as _;

    for (args, _, bytes) in written("xlsx") {
        let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).expect("it is a workbook");
        let first = book.sheet_names().first().cloned().expect("it has tabs");
        let sheet = book.worksheet_range(&first).expect("it can be read");
        let lines: Vec<String> = sheet.rows().take(2).map(|row| row[0].to_string()).collect();
        assert!(lines.iter().all(|line| !line.is_empty()), "{args:?}: {lines:?}");
        let is_alone = |row: &[calamine::Data]| row.iter().skip(1).all(|cell| *cell == calamine::Data::Empty);
        assert!(sheet.rows().take(2).all(is_alone), "{args:?}: {lines:?}");
    }
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_has_totals_where_they_mean_something() {
    use calamine::{Data, Reader as _, Xlsx};

    let sandbox = sandbox();
    let cell = |args: &[&str], tab: &str, key: &str| {
        let bytes = run(&sandbox, &[args, &["--format", "xlsx"]].concat()).stdout;
        let mut book = Xlsx::new(std::io::Cursor::new(bytes)).expect("it is a workbook");
        let sheet = book.worksheet_range(tab).expect("it has that tab");
        let head = sheet.rows().nth(head_row(&sheet)).expect("it has a head");
        let place =
            head.iter().position(|title| *title == Data::String(key.to_owned())).expect("it has that column");
        sheet.rows().next_back().expect("it has rows")[place].clone()
    };
    let one = ["estimate", "--cost-per-run", "4", "--plan", "pro", "--per-day", "1"];
    // 30 nights x $4.00 = $120.00, of which Pro pays $20.00.
    assert_eq!(cell(&one, "Runs", "Cost ($)"), Data::Float(120.0));
    assert_eq!(cell(&one, "Runs", "Overflow ($)"), Data::Float(100.0));
    // Two plans are instead of each other.
    let two = ["estimate", "--cost-per-run", "4", "--plan", "pro,max-5x"];
    assert_eq!(cell(&two, "Runs", "Cost ($)"), Data::Float(4.0));
    // 40,000 x $3.00/M = $0.12, and 1,000 x $15.00/M = $0.015.
    let lines = ["estimate", "--model", "claude-sonnet-4-5", "--input", "40k", "--output", "1k"];
    assert_eq!(cell(&lines, "One run", "Amount ($)"), Data::Float(0.135));
    assert_eq!(cell(&["measure", "runs.jsonl"], "Runs", "Input tokens"), Data::Float(1_000.0));
}

#[test]
fn the_ending_of_the_file_chooses_the_format() {
    let sandbox = sandbox();
    let ask = ["estimate", "--cost-per-run", "4"];
    for (name, format) in [
        ("a.json", "json"),
        ("a.csv", "csv"),
        ("a.md", "markdown"),
        ("a.MARKDOWN", "markdown"),
        ("a.html", "html"),
        ("a.htm", "html"),
        // Endings that say nothing of a format leave it as it is.
        ("a.txt", "table"),
        ("a.out", "table"),
        ("answer", "table"),
    ] {
        run(&sandbox, &[&ask[..], &["-o", name]].concat());
        let expected = run(&sandbox, &[&ask[..], &["--format", format]].concat()).stdout;
        assert_eq!(sandbox.read(name), text(expected), "{name}");
    }
    // A flag that says the same is none that contradicts, and one for an unknown ending counts.
    run(&sandbox, &[&ask[..], &["--json", "-o", "b.json"]].concat());
    run(&sandbox, &[&ask[..], &["--csv", "-o", "b.out"]].concat());
    assert_eq!(sandbox.read("b.json"), sandbox.read("a.json"));
    assert_eq!(sandbox.read("b.out"), sandbox.read("a.csv"));
}

#[test]
fn what_stands_in_settings_loses_against_the_ending() {
    let sandbox = sandbox();
    sandbox.write("creditcalc.toml", "format = \"csv\"\n");
    let ask = ["estimate", "--cost-per-run", "4"];
    run(&sandbox, &[&ask[..], &["-o", "a.json"]].concat());
    assert!(sandbox.read("a.json").starts_with("{\n"));
    run(&sandbox, &[&ask[..], &["-o", "a.out"]].concat());
    assert!(sandbox.read("a.out").starts_with("plan,"));
}

#[test]
fn every_format_contradicts_every_other_ending() {
    let sandbox = sandbox();
    let endings = [("json", "json"), ("csv", "csv"), ("markdown", "md"), ("html", "html"), ("xlsx", "xlsx")];
    for format in ["table", "json", "csv", "markdown", "html"] {
        for (other, ending) in endings {
            let file = format!("{format}-{other}.{ending}");
            let args = ["plans", "--format", format, "-o", &file];
            let output = sandbox.creditcalc(args).output().expect("it can be run");
            let code = if format == other { 0 } else { 2 };
            assert_eq!(output.status.code(), Some(code), "{file}");
            assert_eq!(sandbox.work().join(&file).exists(), format == other, "{file}");
        }
    }
}

#[test]
fn a_csv_without_its_header_has_the_same_rows() {
    let sandbox = Sandbox::new();
    let csv = |more: &[&str]| {
        let args =
            [&["estimate", "--cost-per-run", "4", "--as-of", "2026-11-21", "--csv", "-q"][..], more].concat();
        let output = sandbox.creditcalc(args).output().expect("the program was built for this test");
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).expect("the program prints text")
    };
    let whole = csv(&[]);
    let (header, rows) = whole.split_once('\n').expect("it has a header");
    assert!(header.starts_with("plan,"), "{header}");
    assert_eq!(csv(&["--no-header"]), rows);
    assert!(!rows.is_empty());
}
